"""Grade an assignment of a course.

    python scripts/grade_course.py FOLDER/nbgrader assignment-1 [--from submissions.zip]

Collects what was handed in, calls nbgrader (autograde, generate_feedback, export), and
writes the report of what the class got wrong. `--help` lists the rest.
"""

import sys

from course.assignments.grading.command import main

if __name__ == "__main__":
    sys.exit(main())
