"""Every page in WebKit, the engine of Safari, and in Firefox, from a server and a disk.

A copy of the book notes what its pages throw. A page that ends the engine's process, or
that does not come to rest, is an offender like any other.
"""

import pytest
from book_pages import all_pages
from other_engines import SEEN, TEXT, button, each_way, of_a_reader, offenders, opened

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


@pytest.mark.all
@pytest.mark.parametrize("part", [0, 1])
@each_way
def test_every_page_lives_in_another_engine(noting_book, serve_folder, way, part):
    engine, width, base = opened(way, noting_book, serve_folder)

    def look(session, page):
        session.visit(f"{base}/{page}", SEEN)
        return session.evaluate(FAULTS)

    pages = all_pages(noting_book)[part::2]
    looks = [(p, lambda session, p=p: look(session, p)) for p in pages]
    found = offenders(engine, width, looks)
    assert not found, "\n".join(found)


def train(session, base):
    """The playground: from the stored start back to nothing, then a hundred updates."""
    session.visit(f"{base}/book/playground.html", SEEN)
    session.wait(f"{button('▶ Go on')} && {TEXT}.includes('600 updates')")
    session.click(button("Rewind"))
    session.wait(f"{TEXT}.includes('0 updates') && !{TEXT}.includes('600 updates')")
    session.click(button("One update"))
    session.wait(f"/(^|\\D)1 update/.test({TEXT})")
    session.click("document.querySelector('.rnn-playground .play')")
    session.wait(f"Number({TEXT}.match(/([\\d,]+) updates/)[1].replace(',', '')) > 100")
    session.click("document.querySelector('.rnn-playground .play')")


def write_a_cell(session, base):
    """The own cell: a letter too many is refused by its line, until it is gone."""
    session.visit(f"{base}/book/own-cell.html", SEEN)
    lines = "document.querySelector('.rnn-own_cell textarea.lines')"
    session.wait(f"{lines}?.value.includes('c_prev')")
    session.click(lines)
    session.evaluate(f"{lines}.setSelectionRange(0, 0)")
    session.press("x")
    session.wait(f"/Line 1/.test({TEXT})")
    session.press("\ue003")  # Backspace
    session.wait(f"!/Line 1/.test({TEXT})")


def look_into(session, base):
    """The microscope: the network comes and reads the text, then a letter more."""
    session.visit(f"{base}/book/microscope.html", SEEN)
    text = "document.querySelector('.rnn-microscope textarea.over')"
    read = f"{TEXT}.match(/perplexity [\\d.]+/) && "
    read += f"{TEXT}.match(/over (\\d+) characters/)?.[1]"
    session.wait(f"{text}?.value.length && ({read}) >= {text}.value.length - 1")
    before = session.evaluate(f"{text}.value.length")
    session.click(text)
    session.press("e")
    session.wait(f"{text}.value.length === {before + 1} && ({read}) >= {before}")


def answer(session, base):
    """An exercise: a wrong number is told in the notebook's words."""
    session.visit(f"{base}/notebooks/06_lstm.html#exercise-6-2", SEEN)
    box = "document.querySelector('#exercise-6-2').closest('section')"
    if not session.evaluate(f"!!{box}.querySelector('input[type=text], input.answer')"):
        session.click(f"{box}.querySelector('button.way')")
    field = f"{box}.querySelector('.rnn-exercise input:not([type=radio])')"
    session.wait(f"!!{field}")
    session.click(field)
    session.press("5")
    session.click(button("Check", box))
    session.wait(f"/takes a tenth of what is left/.test({box}.textContent)")


def guess(session, base):
    """A question before a figure: a guess is told the truth."""
    session.visit(f"{base}/notebooks/06_lstm.html", SEEN)
    box = "document.querySelector('.guess[data-figure=\"6.4\"]')"
    session.click(f"{box}.querySelector('input[type=number]')")
    session.press("50")
    session.click(button("This is my guess", box))
    session.wait(f"/You said 50/i.test({box}.textContent)")


DEEDS = [train, write_a_cell, look_into, answer, guess]


@pytest.mark.all
@each_way
def test_a_reader_does_things_in_another_engine(noting_book, serve_folder, way):
    engine, width, base = opened(way, noting_book, serve_folder)
    found = offenders(engine, width, of_a_reader(DEEDS, base))
    assert not found, "\n".join(found)
