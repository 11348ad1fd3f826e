"""What a reader does, in WebKit, the engine of Safari, and in Firefox.

A copy of the book notes what its pages throw, from a server and from a disk.
"""

import pytest
from other_engines import TEXT, button, open_exercise


def train(session, _):
    """The playground: from the stored start back to nothing, then a hundred updates."""
    session.wait(f"{button('▶ Go on')} && {TEXT}.includes('600 updates')")
    session.click(button("Rewind"))
    session.wait(f"{TEXT}.includes('0 updates') && !{TEXT}.includes('600 updates')")
    session.click(button("One update"))
    session.wait(f"/(^|\\D)1 update/.test({TEXT})")
    session.click("document.querySelector('.rnn-playground .play')")
    session.wait(f"Number({TEXT}.match(/([\\d,]+) updates/)[1].replace(',', '')) > 100")
    session.click("document.querySelector('.rnn-playground .play')")


def write_a_cell(session, _):
    """The own cell: a letter too many is refused by its line, until it is gone."""
    lines = "document.querySelector('.rnn-own_cell textarea.lines')"
    session.wait(f"{lines}?.value.includes('c_prev')")
    session.click(lines)
    session.evaluate(f"{lines}.setSelectionRange(0, 0)")
    session.press("x")
    session.wait(f"/Line 1/.test({TEXT})")
    session.press("\ue003")  # Backspace
    session.wait(f"!/Line 1/.test({TEXT})")


def look_into(session, _):
    """The microscope: the network comes and reads the text, then a letter more."""
    text = "document.querySelector('.rnn-microscope textarea.over')"
    read = f"{TEXT}.match(/perplexity [\\d.]+/) && "
    read += f"{TEXT}.match(/over (\\d+) characters/)?.[1]"
    session.wait(f"{text}?.value.length && ({read}) >= {text}.value.length - 1")
    before = session.evaluate(f"{text}.value.length")
    session.click(text)
    session.press("e")
    session.wait(f"{text}.value.length === {before + 1} && ({read}) >= {before}")


def answer(session, _):
    """An exercise: a wrong number is told in the notebook's words."""
    box = open_exercise(session, "6-2", "numbers")
    field = f"{box}.querySelector('.rnn-exercise input:not([type=radio])')"
    session.wait(f"!!{field}")
    session.click(field)
    session.press("5")
    session.click(button("Check", box))
    session.wait(f"/takes a tenth of what is left/.test({box}.textContent)")


DEEDS = [
    ("book/playground.html", train),
    ("book/own-cell.html", write_a_cell),
    ("book/microscope.html", look_into),
    ("notebooks/06_lstm.html#exercise-6-2", answer),
]


@pytest.mark.all
def test_a_reader_does_things_in_another_engine(window):
    found = window.read(DEEDS)
    assert not found, "\n".join(found)
