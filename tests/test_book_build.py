"""The book builds without a warning, and quickly."""

from support import ROOT, build_book


def test_clean_build_takes_less_than_30_seconds(book):
    assert (book.html / "index.html").is_file()
    assert book.seconds <= 30


def test_rebuild_without_a_change_takes_less_than_5_seconds(book):
    again = build_book(book.html.parents[1])
    assert "no targets are out of date" in again.log
    assert again.seconds <= 5


def test_rebuild_takes_a_changed_stylesheet_along(book):
    """Sphinx alone would wait until a page changes, and readers would see old looks."""
    source = ROOT / "book" / "assets" / "css" / "base.css"
    built = book.html / "_static" / "css" / "base.css"
    built.write_bytes(source.read_bytes().replace(b"a", b"b"))
    build_book(book.html.parents[1])
    assert built.read_bytes() == source.read_bytes()
