"""Fixtures of the browser tests."""

import functools

import find_browser
import pytest
from live_widgets import Gallery, without_problems
from other_engines import WAYS, Window, note_problems


@pytest.fixture(scope="session")
def whole_gallery(watched_pages, tmp_path_factory):
    with watched_pages() as open_page:
        yield Gallery(open_page, tmp_path_factory.mktemp("gallery"))


@pytest.fixture
def gallery(whole_gallery):
    """A Gallery; what goes wrong on its pages fails the test."""
    with without_problems(whole_gallery):
        yield whole_gallery


@pytest.fixture
def show(gallery, request):
    """show(widget, theme, **options) -> its page, alive: see Gallery.show.

    A file of tests may set LOOK = "book", for a page as the book has it.
    """
    look = getattr(request.module, "LOOK", "bare")
    return functools.partial(gallery.show, look=look)


@pytest.fixture(scope="session")
def noting_book(book_dir, tmp_path_factory):
    """A copy of the book, in a folder with a space: its pages note what they throw."""
    return note_problems(book_dir, tmp_path_factory.mktemp("noting") / "a book")


@pytest.fixture(scope="session", params=WAYS)
def window(request, noting_book, serve_folder):
    """A Window of each way; its browser is one for all tests."""
    if missing := find_browser.missing_engines():
        pytest.fail(find_browser.ENGINES_REMEDY.format(", ".join(missing)), False)
    window = Window(request.param, noting_book, serve_folder)
    yield window
    window.close()
