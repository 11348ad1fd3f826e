"""The course file: what is read, and what is said of thirty and more wrong files."""

import pytest
from course.plan import read_course
from support import ROOT

EXAMPLES = sorted((ROOT / "book" / "course").glob("*.yml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_right_and_use_all_their_class_days(path):
    course = read_course(path)
    assert course.sessions and course.assignments and course.units
