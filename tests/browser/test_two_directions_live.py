"""Two directions in Chromium, without a kernel, by hand and by key."""

import itertools
import re

import pytest
from live_widgets import at_rest

from rnnbook.widgets import TwoDirections
from rnnbook.widgets.two_directions._settings import BACKS, TURNS

BUTTONS = {"by length": "by length", "padded": "padded length", "not": "not at all"}



def text(page, place):
    at_rest(page)
    return page.locator(place).inner_text()


def press(page, group, name):
    page.get_by_role("group", name=group, exact=True).get_by_role(
        "button", name=name, exact=True
    ).click()


def test_every_setting_shows_pythons_pairs(show):
    page = show(TwoDirections())
    for turn, back in itertools.product(TURNS, BACKS):
        press(page, "Turned for reading", BUTTONS[turn])
        press(page, "Turned back", BUTTONS[back])
        widget = TwoDirections(turn=turn, back=back)
        flat = [pair for rows in widget.pairs for pair in rows]
        wrong, padding = sum(p.wrong for p in flat), sum(p.padding for p in flat)
        said = text(page, ".total")
        assert [int(n) for n in re.findall(r"\d+", said)] == [wrong, 8, padding]
        marks = page.locator(".mark").all_text_contents()
        assert marks == ["✗" if p.wrong else "~" if p.padding else "✓" for p in flat]
        for b, rows in enumerate(widget.pairs):
            label = page.locator("svg.panel").nth(b).get_attribute("aria-label")
            pairs = re.findall(r"(\d) with (\d|padding)", label)
            length = len(rows)
            assert pairs == [
                (str(p.step), str(p.last) if p.last <= length else "padding")
                for p in rows
            ]


def test_numbers_under_the_words_are_pythons(show):
    widget = TwoDirections(turn="padded", back="padded", sentence=2, step=2)
    page = show(widget)
    at_rest(page)
    shown = [float(v) for v in page.locator(".moves").all_text_contents()]
    for came, wanted in zip(shown, widget.moves[1, 1], strict=True):
        assert came == pytest.approx(wanted, abs=0.006)
    error = float(re.search(r"It is ([\d.]+) away", text(page, ".told"))[1])
    assert error == pytest.approx(widget.pairs[1][1].error, abs=0.006)
    assert "padding came before it" in text(page, ".told")


def test_output_by_key_by_press_and_by_sentence(show):
    page = show(TwoDirections(back="not", sentence=1))
    assert "step 1 of sentence 1" in text(page, ".told")
    page.get_by_role("slider").press("End")
    assert "step 5 of sentence 1" in text(page, ".told")
    press(page, "Look at", "sentence 2")
    assert "step 3 of sentence 2" in text(page, ".told")
    assert page.get_by_role("slider").get_attribute("max") == "3"
    page.locator("svg.panel").first.locator(".out rect").nth(1).click()
    assert "step 2 of sentence 1" in text(page, ".told")
    assert "has last read “the”, step 4" in text(page, ".told")
    page.locator("svg.panel").last.locator(".out rect").nth(2).click()
    assert "step 3 of sentence 2" in text(page, ".told")
    press(page, "Turned for reading", "padded length")
    page.get_by_role("slider").press("Home")
    assert "has read nothing but padding" in text(page, ".told")
    pressed = page.get_by_role("button", pressed=True).all_inner_texts()
    assert pressed == ["padded length", "not at all", "sentence 2"]

