"""From the source notebooks to what students get, by nbgrader itself.

`write_assignments(course, out)` writes the zips that are published, and a folder of
nbgrader's that is not.
"""

import logging
import secrets
import shutil
import zipfile
from datetime import UTC
from pathlib import Path

from course.assignments.source import source_notebook
from course.assignments.texts import ROOT

HERE = Path(__file__).parent
STAMP = (1980, 1, 1, 0, 0, 0)  # the time of all files in a zip: always the same


def write_assignments(course, out):
    """Write `assignments/*.zip` and the folder `nbgrader/` into `out`.

    What `nbgrader/` has of handed-in work, grades and seeds stays as it is.
    Returns: the zips, in the order of the assignments.
    """
    folder = out / "nbgrader"
    write_folder(course, folder)
    zips = out / "assignments"
    shutil.rmtree(zips, ignore_errors=True)
    zips.mkdir(parents=True)
    made = []
    for assignment in course.assignments:
        release(folder, assignment)
        released = folder / "release" / assignment.name
        made.append(zip_folder(released, zips / f"{assignment.name}.zip"))
    return made


def write_folder(course, folder):
    """The folder of nbgrader: sources, configuration, the programs that judge."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("nbgrader_config.py", "README.txt"):
        text = (HERE / "folder" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    shutil.rmtree(folder / "grading", ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(HERE / "grading", folder / "grading", ignore=ignored)
    font = ROOT / "book" / "assets" / "fonts" / "source-serif-4-roman.woff2"
    shutil.copyfile(font, folder / "grading" / font.name)
    seed = folder / "hidden-seed.txt"
    if not seed.exists():
        seed.touch(mode=0o600)
        seed.write_text(f"{secrets.randbits(128)}\n", encoding="utf-8")
    for assignment in course.assignments:
        path = folder / "source" / assignment.name / f"{assignment.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source_notebook(course, assignment), encoding="utf-8")


def release(folder, assignment):
    """Run `nbgrader generate_assignment`, and note the due time in its gradebook."""
    from nbgrader.api import Gradebook
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    directory = CourseDirectory(config=config, assignment_id=assignment.name)
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    GenerateAssignment(coursedir=directory, config=config, force=True).start()
    with Gradebook(directory.db_url) as gradebook:
        due = assignment.closes.astimezone(UTC).replace(tzinfo=None)
        gradebook.update_or_create_assignment(assignment.name, duedate=due)


def zip_folder(folder, path):
    """Zip a folder under its own name, files in order, with a fixed time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
                about = zipfile.ZipInfo(name, STAMP)
                about.external_attr = 0o644 << 16
                about.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(about, file.read_bytes())
    return path
