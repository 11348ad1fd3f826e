"""The book as one EPUB: well formed, complete, no link that leads nowhere, MathML.

Two pages in `make test`; the whole book, and EPUBCheck's opinion of it, in test-all.
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from types import SimpleNamespace
from urllib.parse import unquote, urldefrag

import find_browser
import pytest
from press import cover, package
from press.plan import read_pages
from support import ROOT

MATHML = "{http://www.w3.org/1998/Math/MathML}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
ELEMENTS = set(
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror mpadded "
    "mphantom msub msup msubsup munder mover munderover mtable mtr mtd".split()
)
FIGURES = 'class="(?:rnn-(?:figure|widget)|opening-picture)"'


def made(html, out, *only):
    """The EPUB, made by a process of its own, as `make epub` makes it."""
    command = [sys.executable, ROOT / "scripts/make_epub.py", "--html", html]
    command += ["--out", out, *(["--only", *only] if only else [])]
    run = subprocess.run(command, capture_output=True, text=True, timeout=1500)
    assert run.returncode == 0, run.stderr[-3000:]
    return out


def opened(path):
    """What the tests ask of an EPUB, read once: XML that is not well formed raises."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        stored = archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        files = {n: archive.read(n) for n in names}
    assert names[0] == "mimetype" and stored
    assert files["mimetype"] == b"application/epub+zip"
    inner = {n.removeprefix("book/"): d for n, d in files.items() if n[:5] == "book/"}
    kinds = ("xhtml", "opf", "svg")
    xml = {n: ET.fromstring(d) for n, d in inner.items() if n.endswith(kinds)}
    return SimpleNamespace(data=path.read_bytes(), files=inner, xml=xml)


@pytest.fixture(scope="module")
def short(book_dir, tmp_path_factory):
    """Two short pages of the book, and their answers."""
    out = tmp_path_factory.mktemp("epub") / "short.epub"
    return opened(made(book_dir, out, "learning", "microscope"))


@pytest.fixture(scope="module")
def whole(book_dir, tmp_path_factory):
    out = tmp_path_factory.mktemp("epub") / "book.epub"
    return opened(made(book_dir, out))


def pages_of(epub):
    return {n: root for n, root in epub.xml.items() if n.endswith("xhtml")}


def addresses(root):
    for element in root.iter():
        for name in ("href", "src", "{http://www.w3.org/1999/xlink}href"):
            if name in element.attrib:
                yield element.get(name)


def assert_sound(epub):
    """What is true of every EPUB that is made."""
    manifest = [item.get("href") for item in epub.xml["package.opf"].iter(f"{OPF}item")]
    assert sorted(manifest) == sorted(set(epub.files) - {"package.opf"})
    ids = {n: {e.get("id") for e in root.iter()} for n, root in epub.xml.items()}
    used = {"cover.jpg", "fonts/maths.woff2", "fonts/maths-GUST.txt", "package.opf"}
    for name, root in pages_of(epub).items():
        for address in addresses(root):
            if re.match(r"https?:", address):
                continue
            file, place = urldefrag(address)
            assert file in epub.files, (name, address)
            assert not place or unquote(place) in ids[file], (name, address)
            used.add(file)
    assert set(epub.files) - used <= set(pages_of(epub))
    for name, root in pages_of(epub).items():
        assert root.find(f".//{XHTML}title").text.strip()
        assert len(list(root.iter(f"{XHTML}h1"))) == (name != "cover.xhtml")
        assert all(e.get("alt", "").strip() for e in root.iter(f"{XHTML}img")), name
        for left in ("script", "button", "input", "style", "details", "svg"):
            assert not list(root.iter(f"{XHTML}{left}")), (name, left)
        for math in root.iter(f"{MATHML}math"):
            assert math.get("alttext", "").strip()
            assert {e.tag.removeprefix(MATHML) for e in math.iter()} <= ELEMENTS
    for name, root in epub.xml.items():
        if name.endswith("svg"):
            text = epub.files[name].decode()
            assert root.find("{http://www.w3.org/2000/svg}title").text.strip()
            assert "var(--rnn" not in text and "fill: #fdfcf9" in text, name
            assert not re.search(r'(?:href|src)="(?!#|data:)', text), name


def count(epub, tag):
    return sum(len(list(root.iter(tag))) for root in pages_of(epub).values())


def in_source(book_dir, pages, what):
    """How often the pages themselves have it."""
    return sum(len(re.findall(what, (book_dir / p).read_text("utf8"))) for p in pages)


def test_two_pages_are_whole_and_every_link_leads_somewhere(short, book_dir):
    assert_sound(short)
    pages = ["notebooks/learning.html", "book/microscope.html"]
    formulas = in_source(book_dir, pages, 'class="math ')
    assert count(short, f"{MATHML}math") == formulas > 20
    found = short.xml["learning.xhtml"].iter(f"{MATHML}math")
    spoken = {m.get("alttext") for m in found}
    assert "d hat sub n equals w times s sub n" in spoken
    figures = in_source(book_dir, pages, FIGURES)
    assert count(short, f"{XHTML}figure") == figures > 3


def test_contents_lead_to_chapters_and_sections(short):
    contents = next(short.xml["nav.xhtml"].iter(f"{XHTML}nav"))
    titles = {a.get("href"): a.text for a in contents.iter(f"{XHTML}a")}
    assert titles["learning.xhtml"] == "How a network learns"
    assert titles["learning.xhtml#learning--the-learning-rate"] == "The learning rate"


def test_code_has_a_line_for_each_of_its_lines(short):
    code = next(short.xml["learning.xhtml"].iter(f"{XHTML}pre"))
    lines = [e for e in code.iter(f"{XHTML}span") if e.get("class") == "line"]
    text = "".join(code.itertext())
    assert len(lines) == text.count("\n") > 1
    assert all("\n" == "".join(line.itertext())[-1] for line in lines)
    for pre in short.xml["learning.xhtml"].iter(f"{XHTML}pre"):
        assert not "".join(pre.itertext()).endswith("\n\n")


def test_comment_at_the_end_of_a_line_holds_together(short):
    ends = short.xml["learning.xhtml"].iter(f"{XHTML}span")
    ends = ["".join(e.itertext()) for e in ends if e.get("class") == "rem"]
    assert ends and all(end.lstrip().startswith("#") for end in ends)


def test_metadata_says_who_can_read_it(short):
    opf = short.files["package.opf"].decode()
    assert f"urn:uuid:{package.IDENTIFIER}" in opf and package.IDENTIFIER.version == 5
    for name in ("accessMode", "accessModeSufficient", "accessibilityFeature"):
        assert f'property="schema:{name}"' in opf
    assert "conformsTo" not in opf  # nobody has certified it


def test_edition_is_of_the_year_of_the_book_or_of_source_date_epoch(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert package.modified("© 2026, the authors.") == "2026-01-01T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert package.modified("© 2026, the authors.") == "2027-01-15T08:00:00Z"


def test_all_ways_of_the_cover_come_to_one_ring():
    ways = cover.ways()
    assert len(ways) == 60 and "sixty" in cover.ALT
    far = (ways[:, -1] ** 2).sum(axis=1) ** 0.5
    start = (ways[:, 0] ** 2).sum(axis=1) ** 0.5
    assert far.min() > 0.3 and far.max() < 0.7
    assert start[:30].min() > far.max() and start[30:].max() < far.min()


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_whole_book(whole, book_dir):
    assert_sound(whole)
    pages = [page["path"] for page in read_pages(ROOT)]
    names = {page.rsplit("/", 1)[-1].replace(".html", ".xhtml") for page in pages}
    own = {"answers.xhtml", "cover.xhtml", "nav.xhtml", "title.xhtml"}
    assert names | own == set(pages_of(whole))
    assert count(whole, f"{MATHML}math") == in_source(book_dir, pages, 'class="math ')
    figures = in_source(book_dir, pages, FIGURES)
    assert count(whole, f"{XHTML}figure") >= figures > 120
    text = b"".join(whole.files[name] for name in pages_of(whole))
    numbers = in_source(book_dir, pages, 'class="eq-number"')
    assert text.count(b'class="eq-number"') == numbers > 150
    answers = whole.files["answers.xhtml"].count(b'class="answer"')
    assert answers == in_source(book_dir, pages, "<summary>(?:Answer|Solution)<") > 60
    said = rb">(?:Answer|Solution) to (?:warm-up|exercise) [\d.]+</a>"
    assert len(re.findall(said, text)) == answers  # a link says to what
    assert b"[1]" not in whole.files["bibliography.xhtml"]  # cited by name and year


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_second_run_writes_the_same_bytes(whole, book_dir, tmp_path):
    assert made(book_dir, tmp_path / "again.epub").read_bytes() == whole.data


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_epubcheck_finds_nothing(whole, tmp_path):
    checker = find_browser.find_epubcheck()
    assert checker, find_browser.EPUBCHECK_REMEDY
    (tmp_path / "book.epub").write_bytes(whole.data)
    command = ["java", "-jar", checker, tmp_path / "book.epub", "--failonwarnings"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    assert "0 errors / 0 warnings" in run.stdout + run.stderr
