"""The statement on accessibility says what the tests do."""

import re

from axe_playwright_python.base import AXE_SCRIPT
from support import ROOT

STATEMENT = (ROOT / "book" / "accessibility.md").read_text(encoding="utf-8")
TESTS = {
    path: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "tests").rglob("test_*.py"))
    if path.name != "test_statement.py"
}


def test_each_test_that_the_statement_names_is_there():
    named = set(re.findall(r"`(test_\w+)`", STATEMENT))
    everything = "\n".join(TESTS.values())
    found = set(re.findall(r"def (test_\w+)", everything))
    assert len(named) > 20
    assert named <= found, sorted(named - found)
    files = set(re.findall(r"`(test_\w+\.py)`", STATEMENT))
    assert files <= {path.name for path in TESTS}


def test_the_statement_names_the_version_of_axe_that_the_tests_run():
    (version,) = re.findall(r"axe v([\d.]+)", AXE_SCRIPT[:200])
    assert f"axe-core {version} " in STATEMENT


def test_the_statement_names_the_widths_at_which_pages_are_looked_at():
    (listed,) = re.findall(r"at widths of ([\d, and]+) px", STATEMENT)
    pages = TESTS[ROOT / "tests" / "browser" / "test_every_page.py"]
    pages += (ROOT / "tests" / "browser" / "pointing.py").read_text(encoding="utf-8")
    pages += (ROOT / "tests" / "browser" / "book_pages.py").read_text(encoding="utf-8")
    for width in re.findall(r"\d+", listed):
        assert re.search(rf"\b{width}\b", pages), width
