"""The widgets of chapter 4 in Chromium, without a kernel: by hand and by key."""

import re

import pytest
from live_widgets import at_rest

from rnnbook.widgets import BackpropDebugger, TruncationWindow

# The debugger


def report(page):
    """What the table says: error and verdict by gradient."""
    at_rest(page)
    rows = page.locator("tbody tr").all()
    cells = [[c.inner_text() for c in row.locator("th, .error, .verdict").all()]
             for row in rows]  # fmt: skip
    return {name[1:]: (error, verdict) for name, error, verdict in cells}


def box(page, label):
    return page.get_by_role("checkbox", name=re.compile(re.escape(label)))


@pytest.mark.parametrize(
    "cell", ["rnn", pytest.param("lstm", marks=pytest.mark.all)]
)
def test_each_checkbox_shows_the_check_that_python_made(show, cell):
    widget = BackpropDebugger(cell=cell)
    page = show(widget)
    for term in widget.terms:
        widget.off = [term["key"]]
        box(page, term["label"]).click()
        shown = report(page)
        for name, error in widget.errors.items():
            said, verdict = shown[name]
            assert verdict.split(":")[0] == ("WRONG" if error else "ok")
            if error:
                assert float(said.replace("−", "-")) == pytest.approx(error, rel=0.05)
            else:
                assert said == "< 1e−7"
        assert page.locator("li.off").count() == 1
        box(page, term["label"]).click()
    assert {verdict for _, verdict in report(page).values()} == {"ok"}


def test_code_shows_what_stands_there_now(show):
    page = show(BackpropDebugger())
    row = page.locator("li").filter(has_text="the slope of the tanh")
    assert row.locator("del").inner_text() == "dh * (1 - s.h**2)"
    assert row.locator("ins").is_hidden()
    box(page, "the slope of the tanh").click()
    at_rest(page)
    assert row.locator("ins").inner_text() == "dh"
    line = "getComputedStyle(e).textDecorationLine"
    assert row.locator("del").evaluate(f"(e) => {line}") == "line-through"


def test_debugger_works_by_keyboard_and_can_be_mended(show):
    page = show(BackpropDebugger())
    mend = page.get_by_role("button", name="switch all on")
    assert mend.is_disabled()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert report(page)["W"][1] == "WRONG"
    assert page.locator("li.off").count() == 2
    mend.focus()
    page.keyboard.press("Enter")
    assert {verdict for _, verdict in report(page).values()} == {"ok"}
    assert mend.is_disabled() and page.locator("input:checked").count() == 6
    assert page.locator("input:focus").count() == 1  # not lost with the button


def test_what_is_wrong_is_told(show):
    page = show(BackpropDebugger())
    box(page, "the sum over time in db").click()
    said = page.get_by_role("status").filter(has_text="Wrong: db.")
    said.wait_for(state="attached")


# The window


def slider(page, name):
    return page.get_by_role("slider", name=name)


def test_window_moves_the_arrows_and_the_accuracy(show):
    page = show(TruncationWindow(lag=8, window=8))
    assert page.locator(".way").count() == 4
    assert page.locator(".arrives").count() == 0
    assert "with cuts anywhere, 0 %" in page.locator(".says").first.inner_text()
    slider(page, "window").press("ArrowRight")
    at_rest(page)
    assert slider(page, "window").get_attribute("aria-valuetext") == "9 steps"
    assert "with cuts anywhere, 11 %" in page.locator(".says").first.inner_text()
    assert page.locator(".arrives").count() == 4  # a piece is a round here
    slider(page, "first cut").press("ArrowRight")
    at_rest(page)
    assert page.locator(".arrives").count() == 0  # and here it is not
    accuracy = sum(TruncationWindow(lag=8, window=9).accuracy) / 10
    assert f"{accuracy:.2f} of the answers" in page.locator(".says").last.inner_text()


def test_arrows_and_numbers_are_pythons_for_every_window(show):
    page = show(TruncationWindow(lag=4, window=1))
    windows = [window for window, _, _ in TruncationWindow().runs["4"]]
    for window in windows:
        widget = TruncationWindow(lag=4, window=window)
        at_rest(page)
        mean = sum(widget.accuracy) / 10
        said = page.locator(".says").last.inner_text()
        assert f"{mean:.2f} of the answers" in said
        assert f"at a learning rate of {widget.rate}," in said
        assert f"The readout alone: {widget.alone['4']:.2f}." in said
        assert page.locator(".run.here").count() == 10
        slider(page, "window").press("ArrowRight")


def test_lags_are_buttons(show):
    page = show(TruncationWindow(lag=8, window=12))
    for lag, questions in ((2, 12), (4, 7), (6, 5), (8, 4), (12, 2)):
        page.get_by_role("button", name=f"lag {lag}").click()
        at_rest(page)
        assert page.locator(".question").count() == questions
        assert page.locator("[aria-pressed=true]").inner_text() == str(lag)


def test_a_shorter_window_keeps_the_cut_in_it(show):
    page = show(TruncationWindow(lag=4, window=12, cut=11))
    slider(page, "window").press("Home")
    at_rest(page)
    assert slider(page, "first cut").input_value() == "0"
    assert slider(page, "first cut").get_attribute("max") == "0"


def test_what_is_pressed_shows_where_the_system_chooses_the_colours(show):
    page = show(TruncationWindow())
    fill = "(all) => new Set(all.map((e) => getComputedStyle(e).backgroundColor)).size"
    pressed = page.locator("button[aria-pressed=true]")
    page.emulate_media(forced_colors="active")
    try:
        assert pressed.count() == 1
        assert page.locator("button[aria-pressed]").evaluate_all(fill) == 2
    finally:  # others show their figures in this page
        page.emulate_media(forced_colors="none")
