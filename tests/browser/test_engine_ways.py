"""Ways through the book in Firefox and WebKit: links, search, lecture, memory, tune."""

import pytest
from other_engines import LOADED, SEEN, button
from test_search import FIRST

CHAPTER = "notebooks/06_lstm.html"
LINKS = [
    (CHAPTER, "eq-6-9"),
    ("notebooks/05_vanishing_exploding.html", "exercise-5-3"),
    ("notebooks/02_squashing.html", "summary"),
]
PAGE_DOWN = "\ue00f"


def follow_links(session, base):
    """A link to a place holds while the figures above it sleep, and when they wake."""
    for page, part in LINKS:
        session.visit(f"{base}/{page}#{part}", LOADED)
        place = f"document.getElementById('{part}').getBoundingClientRect()"
        session.wait(f"{place}.top > -innerHeight / 4 && {place}.top < innerHeight")
        session.wait(SEEN)  # all figures are alive now
        session.wait(f"{place}.top > -innerHeight / 4 && {place}.top < innerHeight")


def questions(session, _):
    """Questions in plain words have the same first answers as in Chromium."""
    faults = []
    for query, wanted in FIRST.items():
        session.evaluate(
            "((field) => { field.value = " + repr(query) + ";"
            " field.dispatchEvent(new Event('input', { bubbles: true })); })"
            "(document.querySelector('#search-field'))"
        )
        first = "document.querySelector('#search-results li > a')"
        found = session.evaluate(f"{first}?.href ?? ''")
        if wanted not in found:
            faults.append(f"{query}: {found}")
    return faults


def search(session, _):
    """Words that are typed are found, and a result leads to its place."""
    field = "document.querySelector('#search-field')"
    session.click(field)
    session.evaluate(f"{field}.select()")  # what was asked before goes
    session.press("forget gate")
    link = "[...document.querySelectorAll('#search-results a')].find("
    link += "(e) => e.textContent === 'Forget gate')"
    session.wait(f"!!({link})")
    session.click(link)
    session.wait("location.href.endsWith('glossary.html#forget-gate')")
    session.wait(LOADED)


def lecture(session, _):
    """A chapter as slides: by its button, on by a key, and back to the page."""
    session.click("document.querySelector('.lecture-button')")
    slide = "document.querySelector('article').ariaLabel"
    session.wait(f"/^Slide 1 of/.test({slide})")
    session.press(PAGE_DOWN)
    session.wait(f"/^Slide 2 of/.test({slide})")
    shown = "document.querySelector('article .lecture-on')"
    session.wait(f"{shown}.checkVisibility() && {shown}.offsetHeight > 0")
    session.press("\ue00c")  # Escape
    session.wait("!document.documentElement.matches('.lecture')")


def remember(session, base):
    """A guess and the theme are there again when the page is opened anew."""
    session.visit(f"{base}/{CHAPTER}", LOADED)
    box = "document.querySelector('.guess[data-figure=\"6.4\"]')"
    session.click(f"{box}.querySelector('input[type=number]')")
    session.press("50")
    session.click(button("This is my guess", box))
    session.wait(f"/You said 50/i.test({box}.textContent)")
    session.click("document.querySelector('.theme-button')")
    theme = session.evaluate("document.documentElement.dataset.theme")
    session.visit(f"{base}/book/index.html", LOADED)
    session.wait(f"document.documentElement.dataset.theme === '{theme}'")
    session.visit(f"{base}/{CHAPTER}", LOADED)
    session.wait(f"/You said 50/i.test({box}.textContent)")
    session.click("document.querySelector('.theme-button')")


def hear(session, _):
    """A tune plays, and stops."""
    figure = "document.querySelector('[data-widget=tune_player]')"
    session.evaluate(f"{figure}.scrollIntoView()")
    session.wait(f"{figure}.dataset.ready")
    play = f"{figure}.querySelector('.rnn-widget-live button.play')"
    session.click(play)
    session.wait(f"{play}.textContent === 'Stop'")
    session.click(play)
    session.wait(f"{play}.textContent === 'Play'")


def drag(session, _):
    """The two figures that are dragged: each number follows the hand."""
    for name, part in (("eigenvalue_disc", ".handle.one"), ("cliff_walker", "svg")):
        figure = f"document.querySelector('[data-widget={name}]')"
        session.evaluate(f"{figure}.scrollIntoView()")
        session.wait(f"{figure}.dataset.ready")
        field = f"{figure}.querySelector('.rnn-widget-live input[type=range]').value"
        before = session.evaluate(field)
        element = f"{figure}.querySelector('.rnn-widget-live {part}')"
        session.drag(element, (-20, 10), (-20, 10))
        session.wait(f"{field} !== '{before}'")


WAYS_THROUGH = [
    (None, follow_links),
    ("search.html", questions),
    ("search.html", search),
    ("notebooks/02_squashing.html", lecture),
    (None, remember),
    ("notebooks/11_character_model.html", hear),
    ("notebooks/05_vanishing_exploding.html", drag),
]


@pytest.mark.all
def test_a_reader_finds_the_way_in_another_engine(window):
    found = window.read(WAYS_THROUGH)
    assert not found, "\n".join(found)
