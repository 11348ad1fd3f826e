"""Assignments: from exercises of the book to released, graded and returned notebooks.

`write_assignments(course, out)` makes them; `grading/` is copied beside them and judges.
"""

from course.assignments.release import write_assignments
from course.assignments.source import points_of

__all__ = ["points_of", "write_assignments"]
