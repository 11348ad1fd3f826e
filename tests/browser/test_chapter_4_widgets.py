"""The widgets of chapter 4 in Chromium, without a kernel: by hand and by key."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_widgets import PHONE, TOO_WIDE, showing

from rnnbook.widgets import BackpropDebugger, TruncationWindow

BOTH = pytest.mark.parametrize("kind", [BackpropDebugger, TruncationWindow])


@pytest.fixture
def show(open_page, tmp_path):
    """show(widget, theme, **context options) -> its page, alive."""
    return showing(open_page, tmp_path)


def at_rest(page):
    page.evaluate(
        "() => new Promise((r) => requestAnimationFrame(() => setTimeout(r)))"
    )


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


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_each_checkbox_shows_the_check_that_python_made(show, cell):
    widget = BackpropDebugger(cell=cell)
    page = show(widget)
    for term in widget.terms:
        widget.off = [term["key"]]
        box(page, term["label"]).click()
        shown = report(page)
        for name, error in widget.errors.items():
            said, verdict = shown[name]
            assert verdict == ("WRONG" if error else "ok")
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
    accuracy = sum(TruncationWindow(lag=8, window=9).accuracy) / 5
    assert f"{accuracy:.2f} of the answers" in page.locator(".says").last.inner_text()


def test_arrows_and_numbers_are_pythons_for_every_window(show):
    page = show(TruncationWindow(lag=4, window=1))
    windows = [window for window, _ in TruncationWindow().runs["4"]]
    for window in windows:
        widget = TruncationWindow(lag=4, window=window)
        at_rest(page)
        mean = sum(widget.accuracy) / 5
        assert f"{mean:.2f} of the answers" in page.locator(".says").last.inner_text()
        assert page.locator(".run.here").count() == 5
        slider(page, "window").press("ArrowRight")


def test_lags_are_buttons(show):
    page = show(TruncationWindow(lag=8, window=12))
    for lag, questions in ((2, 12), (4, 7), (6, 5), (8, 4)):
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


# Both


@BOTH
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(show, kind, theme, size):
    widget = kind(off=["W"]) if kind is BackpropDebugger else kind()
    page = show(widget, theme, **size)
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@BOTH
@pytest.mark.parametrize("width", [390, 320])
def test_nothing_is_wider_than_the_column(show, kind, width):
    size = {"width": width, "height": 844}
    widget = kind(off=["W", "losses"]) if kind is BackpropDebugger else kind()
    page = show(widget, viewport=size, has_touch=True, is_mobile=True)
    assert page.evaluate(TOO_WIDE) == []


@BOTH
def test_targets_are_large_enough_for_fingers(show, kind):
    page = show(kind(), **PHONE)
    small = page.evaluate("""() => {
      const reach = (e) => {
        const target = e.type === "checkbox" ? e.parentElement : e;
        const box = target.getBoundingClientRect();
        return Math.min(box.width, box.height);
      };
      return [...document.querySelectorAll(".rnn-widget :is(button, input)")]
        .filter((e) => reach(e) < 44).map((e) => e.outerHTML.slice(0, 80));
    }""")
    assert small == []


@BOTH
def test_a_change_from_the_kernel_is_drawn(show, kind):
    page = show(kind())
    name, value = ("off", ["dW"]) if kind is BackpropDebugger else ("lag", 2)
    seen = page.evaluate("""async ([widget, name, value]) => {
      const calls = {};
      const text = document.querySelector(".rnn-widget-state").textContent;
      const state = JSON.parse(text);
      const model = {
        get: (k) => state[k],
        on: (event, call) => { calls[event] = call; },
        off: (event) => { delete calls[event]; },
      };
      const el = document.body.appendChild(document.createElement("div"));
      const stop = window.rnnbook.widgets[widget].render({ model, el });
      const before = el.textContent;
      state[name] = value;
      calls[`change:${name}`]();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const group = el.firstChild.getAttribute("aria-label");
      stop();
      return [before !== el.textContent, group, Object.keys(calls).length];
    }""", [kind.name, name, value])
    words = kind.name.replace("_", " ").capitalize()
    assert seen == [True, words, 0]
