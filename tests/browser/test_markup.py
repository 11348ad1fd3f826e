"""Every page: what stands in its HTML, read without a browser.

One file, so that one worker reads the pages, and reads each once: it takes a second.
"""

import functools
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from book_pages import all_chapters, all_pages, ids, soup
from subset_math_font import FIRST, codes

from rnnbook.guesses import GUESSES
from rnnbook.viz.palette import ROLES

HASH = re.compile(r"[0-9a-f]{16,}")


def test_nothing_is_loaded_from_another_host(book_dir):
    pages = all_pages(book_dir)
    loaded = {"script": "src", "link": "href", "img": "src", "iframe": "src"}
    for page in pages:
        for name, attribute in loaded.items():
            for element in soup(book_dir, page).find_all(name):
                address = element.get(attribute) or ""
                assert not urlsplit(address).netloc, f"{page} loads {address}"


def test_every_link_within_the_book_leads_somewhere(book_dir):
    lost = []
    for page in all_pages(book_dir):
        for link in soup(book_dir, page).find_all("a", href=True):
            parts = urlsplit(urljoin(f"/{page}", link["href"]))
            if parts.netloc or parts.scheme:
                continue
            target, name = unquote(parts.path).lstrip("/"), unquote(parts.fragment)
            there = (book_dir / target).is_file()
            section = name and "=" not in name  # settings of a figure are no section
            if not there or (section and name not in ids(book_dir, target)):
                lost.append(f"{page}: {link['href']}")
    assert not lost


def test_what_a_switch_shows_is_in_its_name(book_dir):
    seen, hidden = 0, []
    for page in all_pages(book_dir):
        for switch in soup(book_dir, page).select("summary, button, a[href]"):
            shown, name = words(switch.get_text()), words(switch.get("aria-label", ""))
            seen += 1
            if name and shown != "¶" and shown not in name:  # a sign is no word
                hidden.append(f"{page}: {shown!r} is called {name!r}")
    assert seen > 5000 and not hidden


def words(text):
    return " ".join(text.split()).casefold()


def test_ids_are_unique_on_a_page(book_dir):
    pages = all_pages(book_dir)
    for page in pages:
        counts = Counter(e["id"] for e in soup(book_dir, page).find_all(id=True))
        twice = {name for name, count in counts.items() if count > 1}
        assert not twice, f"{page}: {sorted(twice)}"


def test_every_way_to_the_landing_page_is_the_same_address(book_dir):
    for page in all_pages(book_dir):
        for link in soup(book_dir, page).select("a[href], link[rel=canonical]"):
            assert urljoin(f"/{page}", link["href"]) not in ("/", "/index.html"), page
        for link in soup(book_dir, page).select(".book-title, .home a"):
            assert urljoin(f"/{page}", link["href"]) == "/book/index.html", page


def test_no_formula_needs_mathjax_or_the_second_font(book_dir):
    first, offenders = set(codes(FIRST)), []
    for page in all_chapters(book_dir):
        tree = soup(book_dir, page)
        offenders += [f"{page}: {e.get_text()}" for e in tree.select(".math.tex")]
        # Words in a formula, and what is slanted, are set in the faces of the text.
        for token in tree.select("math :is(mi, mn, mo):not(.mathit)"):
            if not {ord(c) for c in token.get_text()} <= first:
                offenders.append(f"{page}: {token}")
    assert not offenders, "\n".join(offenders)


def test_a_column_that_is_named_by_a_formula_alone_has_a_name(book_dir):
    heads = [
        (page, head.find("math"))
        for page in all_pages(book_dir)
        for head in soup(book_dir, page).select("th:has(math)")
        if head.get_text() == head.find("math").get_text()
    ]
    assert len(heads) > 4
    for page, formula in heads:
        name = formula.get("aria-label", "")
        assert name.replace(" ", "") == formula.get_text(), f"{page}: {formula}"


def test_citations_of_equations_are_links_to_them(book_dir):
    chapters = [p for p in all_chapters(book_dir) if "learning" not in p]  # no numbers
    for page in chapters:
        tree = soup(book_dir, page)
        links = tree.select("a.eqref")
        assert links and any(link.find_parent(class_="c1") for link in links)
        for link in links:
            folder, fragment = link["href"].split("#")
            target = urljoin(page, folder) if folder else page
            equation = ids(book_dir, target)[fragment]
            block = equation.find_parent(class_="math") or equation
            number = link.get_text().strip("()")
            own = block.select_one(":scope > .eq-number")
            assert own and own.get_text() == f"({number})", f"{page}: {link}"
            assert link["aria-label"] == f"Equation ({number})"


def test_each_chapter_offers_its_notebook(book_dir):
    chapters = all_chapters(book_dir)
    for page in chapters:
        link = soup(book_dir, page).select_one(".page-links a[download]")
        assert Path(book_dir / page).with_name(link["href"]).is_file()


def test_every_picture_has_a_name(book_dir):
    for address in all_pages(book_dir):
        tree = soup(book_dir, address)
        for picture in tree.find_all("img"):
            alt = (picture.get("alt") or "").strip()
            assert len(alt) > 3 and not HASH.search(alt), f"{address}: {picture}"
        for drawing in tree.find_all("svg"):
            if drawing.get("aria-hidden") == "true" or drawing.find_parent("svg"):
                continue  # decoration, and a part of a picture that has a name
            name = (drawing.get("aria-label") or "").strip()
            assert drawing.get("role") == "img", f"{address}: {drawing.attrs}"
            assert len(name) > 3 and not HASH.search(name), f"{address}: {name!r}"


def test_pictures_follow_the_theme(book_dir):
    """No drawing keeps a colour of light mode's palette as a fixed one in dark mode."""
    css = (book_dir / "_static/css/palette.css").read_text(encoding="utf8")
    palette = set(re.findall(r"#[0-9a-fA-F]{6}", css.split("}")[0]))
    for address in all_pages(book_dir):
        for drawing in soup(book_dir, address).select(
            ".rnn-figure, .rnn-widget-picture"
        ):
            bare = re.sub(r"var\([^)]*\)", "", str(drawing))
            left = {c for c in palette if re.search(rf"[:\"'\s]{c}", bare, re.I)}
            assert not left, f"{address}: {left}"


HEADING = re.compile(r"<h([1-6])[ >](.*?)</h\1>", re.DOTALL)


def test_headings_and_tables_have_their_order(book_dir):
    """Read from the text of each page, as are lines of figures: it is sooner done."""
    for page in all_pages(book_dir):
        text = (book_dir / page).read_text(encoding="utf-8")
        headings = HEADING.findall(text)
        levels = [int(level) for level, _ in headings]
        assert levels.count(1) == 1, page
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert not jumps, f"{page}: {jumps}"
        for _, words in headings:
            assert re.sub(r"<[^>]+>|¶|\s", "", words), f"{page}: a heading is empty"
        assert text.count('<html lang="en"') == 1, page
        assert re.search(r"<title>[^<]{4,}</title>", text), page
        for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
            assert "<th" in table, f"{page}: {table[:80]}"


def test_help_stands_in_the_same_place(book_dir):
    """The link to the statement, with its ways to report, is the last one of a page."""
    for page in all_pages(book_dir):
        if page == "index.html":  # leads on to the first page at once
            continue
        link = soup(book_dir, page).select("a[href]")[-1]
        assert link.find_parent("footer", class_="bottom"), page
        there = urljoin(f"/{page}", link["href"])
        assert there in ("/book/accessibility.html", f"/{page}#"), f"{page}: {there}"


# What is no line: a grid behind it, and what hides what lies behind.
NO_LINE = ("line", "paper", "surface")
LINE = re.compile(r'style="([^"]*(?<![-\w])stroke: var\(--rnn-(\w+)[^"]*)"')


def test_lines_of_still_figures_can_be_seen(book_dir):
    """Lines and marks have a contrast of 3 : 1 with the page, in both themes."""
    pale, seen = set(), 0
    for page in all_pages(book_dir):
        text = (book_dir / page).read_text(encoding="utf-8")
        for figure in text.split('<div class="rnn-figure">')[1:]:
            for style, role in LINE.findall(figure.partition("</svg>")[0]):
                width = re.search(r"stroke-width: ([\d.]+)", style)
                if role in NO_LINE or (width and float(width[1]) > 4):
                    continue
                opacity = re.search(r"stroke-opacity: ([\d.]+)", style)
                seen += 1
                if contrast(role, float(opacity[1]) if opacity else 1) < 3:
                    pale.add(f"{page}: {style}")
    assert seen > 1000 and not pale


@functools.cache
def contrast(role, opacity):
    """The lesser one, of both themes, of a role's ink with the page."""
    found = []
    for ink, paper in zip(ROLES[role], ROLES["paper"], strict=True):
        ink, paper = ([int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (ink, paper))
        pairs = zip(ink, paper, strict=True)
        shown = [opacity * a + (1 - opacity) * b for a, b in pairs]
        low, high = sorted((luminance(shown), luminance(paper)))
        found.append((high + 0.05) / (low + 0.05))
    return min(found)


def luminance(colour):
    parts = [v / 255 for v in colour]
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_every_guess_is_asked_for_before_its_figure(book_dir):
    """And its data are those that Python computes now."""
    asked = [
        guess
        for page in all_chapters(book_dir)
        for guess in soup(book_dir, page).select(".guess")
    ]
    assert [guess["data-figure"] for guess in asked] == [g.figure for g in GUESSES]
    for guess, known in zip(asked, GUESSES, strict=True):
        caption = guess.find_next("p", class_="figure-caption").get_text()
        assert caption.startswith(f"Figure {known.figure}."), caption[:60]
        figure = guess.find_next(class_=["rnn-widget", "rnn-figure"])
        assert figure.sourceline <= guess.find_next("p", "figure-caption").sourceline
        assert json.loads(guess.find("script").string) == json.loads(
            json.dumps(known.page_data())
        )
