"""The book builds without a warning, and builds nothing twice.

How long it takes is measured by `make bench`.
"""

import shutil
from pathlib import Path

import pytest
from support import ROOT, build_book

from rnnbook.widgets._networks import site_networks


def test_clean_build_has_no_warning_and_makes_pages(book):
    assert (book.html / "index.html").is_file()
    assert all((book.html / "_static" / name).is_file() for name in site_networks())
    assert "WARNING" not in book.log


@pytest.fixture(scope="module")
def mine(book, tmp_path_factory):
    """A copy of the built book that a test may change: other tests read the first."""
    copy = tmp_path_factory.mktemp("again") / "book"
    return Path(shutil.copytree(book.html.parents[1], copy))


def test_rebuild_without_a_change_reads_and_writes_no_page(mine):
    again = build_book(mine)
    assert "0 added, 0 changed, 0 removed" in again.log
    assert "no targets are out of date" in again.log


def test_rebuild_takes_a_changed_stylesheet_along(mine):
    """Sphinx alone would wait until a page changes, and readers would see old looks."""
    source = ROOT / "book" / "assets" / "css" / "base.css"
    built = mine / "_build" / "html" / "_static" / "css" / "base.css"
    built.write_bytes(source.read_bytes().replace(b"a", b"b"))
    build_book(mine)
    assert built.read_bytes() == source.read_bytes()
