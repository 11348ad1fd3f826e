"""nbgrader for this course. Run nbgrader's commands in the folder of this file.

Students' notebooks are read by `grading.parts.Reader`, put in order by `Mend`, run in a
box and judged by `Judge`; everything else is nbgrader as it comes. `make course` writes
this file again: what you change goes into `my_config.py` beside it, which begins with
`c = get_config()` and has lines such as `c.Judge.cell_seconds = 120`.
"""

import os
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
# nbgrader starts `alembic`, which stands beside Python, by its bare name.
beside = str(Path(sys.executable).parent)
os.environ["PATH"] = os.pathsep.join([beside, os.environ.get("PATH", "")])

warnings.filterwarnings("ignore", module="nbgrader.api")

c = get_config()  # noqa: F821

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.IncludeHeaderFooter.enabled = False
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = "Your words here."

c.Autograde.exporter_class = "grading.parts.Reader"
c.Autograde.pre_convert_hook = "grading.parts.choose_file"
c.Autograde.sanitize_preprocessors = [
    "grading.parts.Mend",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "grading.parts.Judge",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# What a submission may take: seconds of the processor for a cell, of the clock for a
# notebook, bytes of memory. `level` is the box: "" for the best that this machine has.
c.Judge.cell_seconds = 60
c.Judge.notebook_seconds = 600
c.Judge.memory = 4_000_000_000
c.Judge.level = ""

# The page of feedback, and the columns of grades.csv.
c.GenerateFeedback.preprocessors = ["grading.parts.Grades"]
c.HTMLExporter.template_name = "course"
c.HTMLExporter.extra_template_basedirs = [
    str(Path(__file__).resolve().parent / "grading" / "templates")
]
c.HTMLExporter.filters = {
    name: f"grading.feedback.{name}"
    for name in (
        "course_style",
        "exercise_name",
        "first_heading",
        "student_markdown",
        "student_output",
    )
}
c.ExportApp.plugin_class = "grading.export.Scores"

load_subconfig("my_config.py")  # noqa: F821
