"""`nbgrader export` for this course: the columns of nbgrader's own CSV, quoted.

Who has not handed in has no score, which is not the same as none of the points.
"""

import csv

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name",
    "email", "raw_score", "late_submission_penalty", "score", "max_score",
    "needs_manual_grade",
)  # fmt: skip


class Scores(ExportPlugin):
    """Writes grades.csv."""

    def export(self, gradebook):
        wanted, students = set(self.assignment), {str(each) for each in self.student}
        with open(self.to or "grades.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for assignment in sorted(gradebook.assignments, key=lambda each: each.name):
                for student in sorted(gradebook.students, key=lambda each: each.id):
                    if wanted and assignment.name not in wanted:
                        continue
                    if not students or student.id in students:
                        writer.writerow(row(gradebook, assignment, student))


def row(gradebook, assignment, student):
    """One line: the score of a student in an assignment."""
    about = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
    }
    try:
        handed_in = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return about
    penalty = handed_in.late_submission_penalty or 0
    return about | {
        "timestamp": handed_in.timestamp,
        "raw_score": handed_in.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, handed_in.score - penalty),
        "needs_manual_grade": handed_in.needs_manual_grade,
    }
