"""Every page and every figure in Firefox and WebKit: it answers a real hand.

A page is opened once: its figures are brought near and moved, one after another; then
the whole page is seen, from its top to its end. What a figure computes, Python and
Chromium have been asked. Here it is one deed for each, and what it says then is what it
says in Chromium. A copy of the book notes what its pages throw. A page that ends the
engine's process, or that does not come to rest, is an offender like any other.
"""

from functools import partial
from typing import NamedTuple

import pytest
from book_pages import all_pages
from other_engines import LOADED, SEEN, button

from rnnbook.widgets import WIDGETS

END, HOME, LEFT = "\ue010", "\ue011", "\ue012"  # keys, as W3C WebDriver writes them
FIRST = ".querySelector('input[type=range]')"


class Deed(NamedTuple):
    """Where a figure stands, what it says then, what is pressed and with which keys."""

    page: str
    told: str  # a part of what is seen or spoken after it, in Chromium too
    control: str = FIRST  # of the live figure; or a button's text
    keys: str = END


# "exercise" is in test_other_engines.py: its deed is an answer.
DEEDS = {
    "microscope": Deed("book/microscope", "surprise was 0.23", "Passage 2", ""),
    "own_cell": Deed("book/own-cell", "dc_prev", "Backward", ""),
    "playground": Deed("book/playground", "At the input that counts, 100 steps back"),
    "task_shapes": Deed("notebooks/01_sequences", "Step 8 of 8"),
    "unfolding": Deed("notebooks/01_sequences", "it makes h6 = (0.79, −0.86, −0.09)"),
    "squasher": Deed("notebooks/02_squashing", "2.07·10⁻²³, 3.54·10⁻¹⁸, 1.25·10⁻⁸"),
    "three_cells": Deed("notebooks/03_vanilla_rnn", "RNN 0.96, LSTM 0.56, GRU 0.99"),
    "unroller": Deed("notebooks/03_vanilla_rnn", "loss 1.43, of 5.73 in all"),
    "backprop_debugger": Deed(
        "notebooks/04_bptt", "Wrong: d", ".querySelector('[type=checkbox]')", ""
    ),
    "truncation_window": Deed("notebooks/04_bptt", "with cuts anywhere, 67 %"),
    "cliff_walker": Deed(
        "notebooks/05_vanishing_exploding", "clipped at (6.44, −2.06), error 0.082"
    ),
    "eigenvalue_disc": Deed(
        "notebooks/05_vanishing_exploding", "the product has the norm 2.4·10⁷"
    ),
    "gradient_ruler": Deed(
        "notebooks/05_vanishing_exploding", "3.0·10⁵ times the gradient is left"
    ),
    "cell_explorer": Deed("notebooks/06_lstm", "0.90 becomes 0.33"),
    "gate_mixer": Deed("notebooks/06_lstm", "step 99, c"),
    "gru_conventions": Deed("notebooks/08_gru", "h differs by up to 0.83"),
    "two_directions": Deed("notebooks/09_deep_bidirectional", "It is 0.12 away"),
    "solved_tasks": Deed("notebooks/10_memory_tests", "After step 22 of 22"),
    "gates_reading": Deed("notebooks/11_character_model", "expects “t” with 0.41"),
    "sampler": Deed("notebooks/11_character_model", "After 119 characters", keys=LEFT),
    "tune_player": Deed("notebooks/11_character_model", "tune at temperature 2"),
    "what_mattered": Deed(
        "notebooks/11_character_model", "After “3”, character 0", keys=HOME
    ),
    "translator": Deed(
        "notebooks/12_encoder_decoder", "Nothing is written yet", keys=HOME
    ),
    "scan": Deed("notebooks/14_beyond", "combined 49 pairs"),
    "descent": Deed("notebooks/learning", "w = 0.38 and the loss is 0.11"),
}
# What is moved there changes words and numbers, or what is drawn later.
NOT_DRAWN = {"backprop_debugger", "own_cell", "playground", "tune_player", "unroller"}

# All that a figure shows and says: its text, and what stands in its attributes.
SHOWS = """[live.innerText,
  ...[...live.querySelectorAll("[aria-label], [aria-valuetext]")]
  .flatMap((e) => [e.getAttribute("aria-label"), e.getAttribute("aria-valuetext")]),
  ...[...live.querySelectorAll("[role=status]")].map((e) => e.textContent),
  ].join(" ").replace(/\\s+/g, " ")"""
# And all that it draws, as one number.
PICTURE = """[...live.querySelectorAll("svg")].map((e) => e.outerHTML).join()
  .split("").reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 1000003, 0)"""


# What is wrong with a page that has been seen from its top to its end.
FAULTS = """(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await frame();
  }
  await frame();
  if (!document.title) problems.push("no title");
  const heading = document.querySelector("main h1");
  if (!heading?.checkVisibility()) problems.push("no heading");
  for (const widget of document.querySelectorAll(".rnn-widget")) {
    const live = widget.querySelector(".rnn-widget-live");
    if (!live?.checkVisibility() || !live.offsetHeight) {
      problems.push(`not alive: ${widget.dataset.widget}`);
    }
  }
  const plain = ["none", undefined];
  const hangs = (e) => !plain.includes(getComputedStyle(e).hangingPunctuation);
  const straight = document.querySelectorAll("math, pre, td, button");
  if ([...straight].some(hangs)) problems.push("a bracket hangs out of its place");
  return problems;
})()"""


def within(name, expression):
    """An expression about the first live figure of a kind, which it calls `live`."""
    live = f"document.querySelector('[data-widget={name}] > .rnn-widget-live')"
    return f"(() => {{ const live = {live}; return {expression}; }})()"


def move(session, name):
    """Bring a figure of the open page near, move it; returns what has gone wrong."""
    _, told, control, keys = DEEDS[name]
    figure = f"document.querySelector('[data-widget={name}]')"
    session.wait(f"!{figure}.scrollIntoView({{ block: 'start' }})")
    busy = f"{figure}.querySelector('[aria-busy=true]')"
    session.wait(f"{figure}.dataset.ready && !{busy}")
    named = f"live{control}" if control.startswith(".") else button(control, "live")
    session.wait(within(name, f"!!({named}) && !({named}).disabled"))
    before = session.evaluate(within(name, f"[{PICTURE}, {SHOWS}]"))
    element = within(name, named)
    if keys:
        session.evaluate(f"{element}.focus({{ preventScroll: true }})")
        session.press(keys)
    else:
        session.click(element)
    said = f"({SHOWS}).includes({told!r})"
    session.wait(within(name, f"problems.length || {said}"))
    if name not in NOT_DRAWN:
        session.wait(within(name, f"problems.length || {PICTURE} !== {before[0]!r}"))
    return [f"{name} said it before"] * (told in before[1])


def look(session, base, page):
    """Move the figures of a page, and see all of it; returns what has gone wrong."""
    session.visit(f"{base}/{page}", LOADED)
    found = []
    for name, deed in DEEDS.items():
        if page == f"{deed.page}.html":
            found += move(session, name)
    session.wait(SEEN)
    return found + session.evaluate(FAULTS)


def test_no_figure_is_left_out():
    assert set(DEEDS) | {"exercise"} == set(WIDGETS)


@pytest.mark.all
@pytest.mark.parametrize("part", [0, 1])
def test_every_page_lives_and_its_figures_answer(window, noting_book, part):
    pages = all_pages(noting_book)
    assert {f"{deed.page}.html" for deed in DEEDS.values()} <= set(pages)
    half = pages[part::2]
    looks = [(page, partial(look, base=window.base, page=page)) for page in half]
    found = window.offenders(looks)
    assert not found, "\n".join(found)
