"""The book builds without a warning, and builds nothing twice.

How long it takes is measured by `make bench`.
"""

import shutil
import sys
from pathlib import Path

from support import ROOT, build_book

from rnnbook.widgets._networks import site_networks

sys.path.append(str(ROOT / "book" / "_ext"))

from rnnbook_site.assets import lean  # noqa: E402


def test_clean_build_has_no_warning_and_makes_pages(book):
    assert (book.html / "index.html").is_file()
    assert all((book.html / "_static" / name).is_file() for name in site_networks())
    assert "WARNING" not in book.log


def test_rebuild_makes_no_page_again_and_takes_a_changed_stylesheet_along(
    book, tmp_path
):
    """Sphinx alone would wait until a page changes, and readers would see old looks."""
    mine = Path(shutil.copytree(book.html.parents[1], tmp_path / "book"))
    source = ROOT / "book" / "assets" / "css" / "base.css"
    built = mine / "_build" / "html" / "_static" / "css" / "base.css"
    built.write_bytes(source.read_bytes().replace(b"a", b"b"))
    again = build_book(mine)
    assert built.read_text(encoding="utf8") == lean(source)
    assert "0 added, 0 changed, 0 removed" in again.log
    assert "no targets are out of date" in again.log
