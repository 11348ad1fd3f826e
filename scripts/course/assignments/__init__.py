"""Assignments: from exercises of the book to released, graded and returned notebooks.

`write_assignments(course, out)` makes them; `grading/`, copied beside them, judges.
"""

from course.assignments.release import write_assignments
from course.assignments.source import points_of

__all__ = ["points_of", "write_assignments"]
