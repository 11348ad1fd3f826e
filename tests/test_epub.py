"""The book as one EPUB: well formed, no link that leads nowhere, MathML."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

import pytest
from press.plan import read_pages
from support import ROOT

MATHML = "{http://www.w3.org/1998/Math/MathML}"


@pytest.fixture(scope="module")
def epub(book_dir, tmp_path_factory):
    """The EPUB's files by name: XML as its root element."""
    out = tmp_path_factory.mktemp("epub") / "book.epub"
    command = [sys.executable, ROOT / "scripts/make_epub.py"]
    command += ["--html", book_dir, "--out", out]
    run = subprocess.run(command, capture_output=True, text=True, timeout=1500)
    assert run.returncode == 0, run.stderr[-3000:]
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist()[0] == "mimetype"
        files = {name: archive.read(name) for name in archive.namelist()}
    return {
        name.removeprefix("book/"): ET.fromstring(data)
        for name, data in files.items()
        if name.endswith(("xhtml", "opf"))
    }


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_every_link_inside_leads_to_a_place(epub):
    ids = {name: {e.get("id") for e in root.iter()} for name, root in epub.items()}
    for name, root in epub.items():
        for link in root.iter("{http://www.w3.org/1999/xhtml}a"):
            href = link.get("href", "")
            if re.match(r"https?:", href):
                continue
            file, _, place = href.partition("#")
            assert file in epub, (name, href)
            assert not place or place in ids[file], (name, href)


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_all_pages_and_formulas_are_there(epub, book_dir):
    pages = [page["path"] for page in read_pages(ROOT)]
    names = {page.rsplit("/", 1)[-1].replace(".html", ".xhtml") for page in pages}
    assert names | {"answers.xhtml", "nav.xhtml", "package.opf"} == set(epub)
    formulas = [m for root in epub.values() for m in root.iter(f"{MATHML}math")]
    wanted = sum((book_dir / p).read_text("utf8").count('class="math ') for p in pages)
    assert abs(len(formulas) - wanted) <= 0.02 * wanted
    assert all(m.get("alttext") for m in formulas)
