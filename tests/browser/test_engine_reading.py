"""Reading in Firefox and WebKit: bar, previews, links to figures, lines, ticks."""

import pytest
from other_engines import LOADED, SEEN, button, open_exercise
from test_design import RUN_OFF
from wcag import SMALL_TEXTS

CHAPTER = "notebooks/02_squashing.html"
LSTM = "notebooks/06_lstm.html"
# Keys, as W3C WebDriver writes them.
TAB, SHIFT, ESCAPE = "\ue004", "\ue008", "\ue00c"
PAGE_DOWN, DOWN = "\ue00f", "\ue015"
LINK = "document.querySelector('article p a.eqref')"
CARD = "document.querySelector('.preview:not(.sheet)')"
SHEET = "document.querySelector('.sheet')"


def one(selector):
    return f"document.querySelector({selector!r})"


def bar(session, _):
    """The bar stays, says the section, and its list leads on by key and by click."""
    for _ in range(4):
        before = session.evaluate("scrollY")
        session.press(PAGE_DOWN)
        session.wait(f"scrollY > {before}")
    session.wait(f"scrollY > 300 && {one('.top')}.getBoundingClientRect().top === 0")
    line = f"new DOMMatrix(getComputedStyle({one('.read-line')}).transform).a"
    session.wait(f"{line} > 0 && {line} < 1")
    session.wait("location.hash.length > 2")  # the address follows
    open_list, listed = one(".here-button"), one(".here-list")
    session.click(open_list)
    current = f"{listed}.querySelector('[aria-current]')"
    session.wait(f"{listed}.checkVisibility() && {current}?.hash === location.hash")
    session.press(DOWN)
    session.wait(f"{listed}.contains(document.activeElement)")
    session.press(ESCAPE)
    session.wait(f"!{listed}.checkVisibility()")
    session.click(open_list)
    session.wait(f"{listed}.checkVisibility()")
    summary = listed + ".querySelector('a[href=\"#summary\"]')"
    session.click(summary)
    session.wait(f"!{listed}.checkVisibility() && location.hash === '#summary'")
    session.wait(f"{open_list}.innerText.includes('Summary')")
    top = f"{one('#summary > h2')}.getBoundingClientRect().top"
    session.wait(f"{top} >= 50 && {top} < innerHeight / 2")


def preview(session, _):
    """A card on hover, with its formula; it goes with Escape."""
    session.hover(LINK)
    session.wait(f"{CARD}.checkVisibility()")
    session.wait(f"{CARD}.querySelector('math').getBoundingClientRect().width > 20")
    sides = f"[{CARD}, {LINK}].map((e) => e.getBoundingClientRect())"
    session.wait(f"(([a, b]) => a.top >= b.bottom || a.bottom <= b.top)({sides})")
    session.press(ESCAPE)
    session.wait(f"!{CARD}.checkVisibility()")


def preview_by_key(session, _):
    """The same card when a key brings the focus to the link."""
    session.away()
    session.wait("document.hasFocus()")  # else :focus-visible is never true
    session.wait(SEEN)  # a figure that came alive now would take the focus into it
    session.evaluate(f"{LINK}.focus()")  # by script, then as a keyboard would
    session.press(TAB, held=SHIFT)
    session.wait(f"document.activeElement !== {LINK}")
    session.press(TAB)
    session.wait(f"document.activeElement === {LINK}")
    session.wait(f"{CARD}.checkVisibility()")
    session.press(ESCAPE)
    session.wait(f"document.activeElement === {LINK} && !{CARD}.checkVisibility()")


def long_press(session, _):
    """A finger that rests on a link opens a sheet; a tap follows the link."""
    if not session.has_fingers:
        return
    session.point(session.middle(LINK), kind="touch", hold=900)
    session.wait(f"{SHEET}?.checkVisibility() && !!{SHEET}.querySelector('math')")
    session.wait(f"{SHEET}.getBoundingClientRect().bottom > innerHeight - 2")
    session.click(button("Close", SHEET), kind="touch")
    session.wait(f"!{SHEET}")
    # The bar may have the section in the address soon: each address is kept.
    followed = "addEventListener('hashchange', (e) => followed.push(e.newURL))"
    session.evaluate(f"(window.followed = [], {followed})")
    session.click(LINK, kind="touch")
    session.wait(f"followed.join() === {LINK}.href")


def figure_link(session, base):
    """A figure opens with the settings of its link, and gives the same link."""
    link = f"{base}/{CHAPTER}#figure=2.1&factor=-2.5&layers=7"
    session.visit(link, LOADED)
    figure = one("#figure-2-1 .rnn-widget")
    session.wait(f"{figure}.rnnModel?.get('layers') === 7")
    session.wait(f"{figure}.rnnModel.get('factor') === -2.5")
    box = f"{figure}.getBoundingClientRect()"
    session.wait(f"{box}.top < innerHeight && {box}.bottom > 0")
    session.click(one(".figure-link"))
    said, field = one(".figure-said"), one(".figure-link-line input")
    session.wait(f"{said}.textContent.length > 0")
    if session.evaluate(f"{field}.checkVisibility()"):  # no clipboard here
        session.wait(f"{field} === document.activeElement")
        session.wait(f"{field}.selectionEnd === {field}.value.length")
        session.wait(f"{field}.value === {link!r}")
    else:
        session.wait(f"{said}.textContent.startsWith('The link is copied')")
    session.evaluate("location.hash = '#figure=2.1&factor=99&layers=3'")
    session.wait(f"{figure}.rnnModel.get('layers') === 3")
    session.wait(f"{said}.textContent.includes('99 is not possible')")


def copy_code(session, _):
    """The button of a block of code says that it is copied, also from a disk."""
    if session.evaluate("matchMedia('(hover: none)').matches"):
        return  # by a finger one selects, and no button is there
    copy = "document.querySelectorAll('.copy-button')[1]"
    session.click(copy)
    session.wait(f"{copy}.textContent === 'Copied'")


def select_formula(session, _):
    """What is selected holds the letters of its formulas, in their order."""
    session.evaluate(f"getSelection().selectAllChildren({one('#eq-6-3')})")
    session.wait("/d\\s*h\\s*t\\s*−\\s*1\\s*=[^]*W\\s*⊤/.test(`${getSelection()}`)")


def find_in_page(session, _):
    """The browser's own search finds words far below, and shows them."""
    session.evaluate("(getSelection().removeAllRanges(), scrollTo(0, 0))")
    text = f"{one('#summary li, #summary p')}.textContent"
    words = session.evaluate(f"{text}.slice(0, 24)")
    assert session.evaluate(f"window.find({words!r})")
    place = "getSelection().getRangeAt(0).getBoundingClientRect()"
    session.wait(f"scrollY > 2000 && {place}.top > 0 && {place}.bottom < innerHeight")


def fold_and_letters(session, base):
    """A link into a folded module opens it; a letter of the glossary leads there."""
    entry = "document.getElementById('rnnbook.unroll')"
    session.visit(f"{base}/book/api.html#rnnbook.unroll", LOADED)
    session.wait(f"{entry}.checkVisibility()")
    place = f"{entry}.getBoundingClientRect()"
    session.wait(f"{place}.top > 0 && {place}.top < innerHeight")
    session.click(one("details.module:not([open]) > summary"))
    session.wait("document.querySelectorAll('details.module[open]').length === 2")
    session.visit(f"{base}/book/glossary.html", LOADED)
    letter = "[...document.querySelectorAll('nav.letters a')].at(-1)"
    session.click(letter)
    goal = f"document.getElementById({letter}.hash.slice(1)).getBoundingClientRect()"
    session.wait(f"{goal}.top > 0 && {goal}.top < innerHeight")


def fits(session, base):
    """Captions stand beside; on a narrow screen code wraps, and texts are of 10 px."""
    faults = []
    for page in (CHAPTER, LSTM):
        session.visit(f"{base}/{page}", LOADED)
        beside = "[...document.querySelectorAll('.captioned')].map((e) => {"
        beside += " const [a, b] = ['.cell', '.figure-caption'].map((s) =>"
        beside += " e.querySelector(s).getBoundingClientRect());"
        beside += " return b.left >= a.right - 1 || b.top >= a.bottom - 1; })"
        if not all(session.evaluate(beside)):
            faults.append(f"{page}: a caption lies over its figure")
        if session.evaluate("innerWidth <= 480"):
            faults += session.evaluate(f"({SMALL_TEXTS})()")
            wide, blocks = session.evaluate(f"({RUN_OFF})()")
            assert blocks
            faults += [f"{page}: {wide} blocks of code run off"] * bool(wide)
        drawn = "document.querySelector('.opening-picture svg').getBoundingClientRect()"
        session.wait(f"{drawn}.width > 150 && {drawn}.height > 80")
        if session.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{page} scrolls sideways")
    return faults


def lines_in_order(session, base):
    """Lines of a program are moved by a key, by a mouse and by a finger."""
    session.visit(f"{base}/{CHAPTER}#exercise-2-4", LOADED)
    box = open_exercise(session, "2-4", "lines")
    texts = f"[...{box}.querySelectorAll('.box')].map((e) => e.innerText.trim()).join()"
    session.wait(f"{box}.querySelectorAll('.box').length > 3")
    handle = f"{box}.querySelectorAll('.handle')"
    before = session.evaluate(texts)
    session.click(f"{handle}[2]")
    session.wait(f"{handle}[2].getAttribute('aria-pressed') === 'true'")
    session.press(DOWN)
    session.wait(f"{texts} !== {before!r}")
    for kind in ("mouse", "touch"):
        before = session.evaluate(texts)
        session.drag(f"{handle}[1]", (0, 40), (0, 60), (0, 40), kind=kind)
        session.wait(f"{texts} !== {before!r}")
    session.click(button("Check", box))
    session.wait(f"/Exercise 2.4: /.test({box}.querySelector('.verdict').innerText)")


def tick(session, base):
    """A solved exercise has its tick again when the page is opened anew."""
    session.visit(f"{base}/{LSTM}#exercise-6-2", LOADED)
    box = open_exercise(session, "6-2", "numbers")
    session.wait(f"{box}.querySelectorAll('.answer').length === 2")
    session.click(f"{box}.querySelector('.answer')")
    session.press(f"6.58{TAB}4.97\ue007")  # Enter
    ticked = f"!!{box}.querySelector(':is(h2, h3) .tick')"
    session.wait(ticked)
    session.visit(f"{base}/book/index.html", LOADED)
    session.wait(f"{one('.nav-progress')}.textContent.startsWith('1 of ')")
    session.visit(f"{base}/{LSTM}#exercise-6-2", LOADED)
    session.wait(ticked)
    session.evaluate("localStorage.removeItem('rnnbook-progress')")


DEEDS = [
    (CHAPTER, bar),
    (CHAPTER, preview),
    (CHAPTER, preview_by_key),
    (CHAPTER, long_press),
    (CHAPTER, copy_code),
    (LSTM, select_formula),
    (LSTM, find_in_page),
    *[(None, deed) for deed in (figure_link, fold_and_letters)],
    *[(None, deed) for deed in (fits, lines_in_order, tick)],
]


@pytest.mark.all
def test_what_helps_a_reader_helps_in_another_engine(window):
    found = window.read(DEEDS)
    assert not found, "\n".join(found)
