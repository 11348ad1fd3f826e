"""The zip of the book: complete, the same each time, at work from a memory stick."""

import re
import zipfile

import make_zip
import pytest
from book_pages import visit
from playwright.sync_api import expect
from press.plan import PressError
from rnnbook_site.downloads import link_downloads


@pytest.fixture
def site(tmp_path):
    """A site of two files."""
    folder = tmp_path / "html"
    (folder / "_static").mkdir(parents=True)
    (folder / "index.html").write_text('<a href="book/index.html">Open</a>')
    (folder / "_static/a.css").write_text("p { color: red }")
    return folder


def test_zip_has_every_file_below_one_folder(site, tmp_path):
    (site / "recurrent-networks-a4.pdf").write_bytes(b"not again in the zip")
    path = make_zip.make_zip(site, tmp_path / "book.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            f"recurrent-networks/{name}"
            for name in ("START-HERE.txt", "_static/a.css", "index.html")
        ]


def test_same_files_give_the_same_bytes(site, tmp_path):
    first = make_zip.make_zip(site, tmp_path / "1.zip").read_bytes()
    (site / "index.html").touch()
    assert make_zip.make_zip(site, tmp_path / "2.zip").read_bytes() == first


@pytest.mark.parametrize("address", ["/book/index.html", "file:///C:/index.html"])
def test_page_that_needs_its_place_is_refused(site, tmp_path, address):
    (site / "index.html").write_text(f'<a href="{address}">Open</a>')
    with pytest.raises(PressError, match="make that link relative"):
        make_zip.make_zip(site, tmp_path / "book.zip")


def test_site_that_is_not_built_is_refused(tmp_path):
    with pytest.raises(PressError, match="run `make book` first"):
        make_zip.make_zip(tmp_path, tmp_path / "book.zip")


@pytest.fixture(scope="module")
def stick(book_dir, tmp_path_factory):
    """The book, unpacked from its zip into a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("zip") / "memory stick"
    path = make_zip.make_zip(book_dir, folder.parent / "book.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder / make_zip.FOLDER


def test_names_are_those_that_every_system_takes(stick):
    names = [str(p.relative_to(stick)) for p in stick.rglob("*") if p.is_file()]
    assert "index.html" in names and "START-HERE.txt" in names
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", name), name
        assert len(name) <= 120, name  # Windows has room for 260, with the folder's
        assert not re.search(r"(^|/)\.|\.(/|$)", name), name
    assert len({name.lower() for name in names}) == len(names)


def test_unpacked_book_works_without_a_network(stick, open_page):
    page = open_page(offline=True)
    page.goto((stick / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")
    visit(page, (stick / "notebooks/learning.html").as_uri())
    page.goto((stick / "search.html").as_uri())
    page.locator("#search-field").press_sequentially("half-life")
    expect(page.locator("#search-results li").first).to_be_visible()


@pytest.mark.all
def test_every_page_of_the_unpacked_book_lives_without_a_network(stick, open_page):
    pages = sorted(p for p in stick.rglob("*.html") if p.name != "index.html")
    assert len(pages) > 20
    page = open_page(offline=True)
    for path in [stick / "book/index.html", *pages]:
        visit(page, path.as_uri())


def test_first_page_links_what_is_there(tmp_path):
    page = tmp_path / "book/index.html"
    page.parent.mkdir()
    bare = '<section id="a"><h1>A</h1>\n<section id="b"></section></section>'
    page.write_text(bare)
    link_downloads(tmp_path)
    assert page.read_text() == bare
    (tmp_path / make_zip.NAME).write_bytes(b"0" * 8_600_000)
    for _ in range(2):
        link_downloads(tmp_path)
        link = '<a href="../recurrent-networks.zip">one zip</a> (8.6 MB)'
        assert page.read_text().count(link) == 1
    (tmp_path / "index.html").write_text("")
    make_zip.make_zip(tmp_path, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.read("recurrent-networks/book/index.html").decode() == bare
    (tmp_path / make_zip.NAME).unlink()
    link_downloads(tmp_path)
    assert page.read_text() == bare
