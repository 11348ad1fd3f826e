"""Settings of nbgrader for everyone on the hub."""

import os

c = get_config()  # noqa: F821  (nbgrader gives it)

# The folder through which assignments go out and come back.
if os.environ.get("RNNBOOK_HUB_EXCHANGE"):
    c.Exchange.root = os.environ["RNNBOOK_HUB_EXCHANGE"]
c.CourseDirectory.course_id = os.environ.get("RNNBOOK_HUB_COURSE_ID", "rnnbook")
