"""The unroller in Chromium, without a kernel: every control, by hand and by key."""

import json

import pytest
from live_widgets import PHONE, at_rest

from rnnbook.widgets import Unroller
from rnnbook.widgets.cell_explorer._values import format_number
from rnnbook.widgets.unroller import PRESETS


class Shown:
    """The unroller of a page, by the names that its controls have."""

    def __init__(self, page):
        self.page = page
        self.slider = page.get_by_role("slider", name="Step t")

    def at_rest(self):
        at_rest(self.page)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        self.at_rest()

    def texts(self, selector):
        self.at_rest()
        return self.page.locator(selector).all_inner_texts()

    def numbers(self, selector):
        """The numbers of texts in columns, row by row."""
        return " ".join(self.texts(selector)).split()

    def row(self, name):
        return self.numbers(f".arrays tr.{name} .values")

    def step(self):
        self.at_rest()
        return int(self.slider.input_value())


@pytest.fixture
def show(show):
    """show(widget, theme, **options) -> it, alive on its page."""
    return lambda *args, **options: Shown(show(*args, **options))


def written(row):
    return [format_number(value) for value in row]


def agrees(shown, widget):
    """Every number on the page is Python's."""
    run, k = widget.run(), widget.t - 1
    for name in ("h_prev", "xU", "hW", "a", "h", "o", "y"):
        assert shown.row(name) == written(getattr(run, name)[k]), name
    assert shown.row("losses") == [format_number(run.losses[k])]
    assert shown.texts(".step .loss") == written(run.losses)
    assert shown.texts(".step .unit") == written(run.h.ravel())
    parts = [format_number(v) for v in widget.parts().ravel()]
    assert shown.numbers(".total .part") == parts
    whole = widget.parts().sum(axis=0)
    assert shown.numbers(".whole .matrix") == written(whole.ravel())
    lit = shown.page.locator(".total .lit .what").inner_text()
    assert lit == f"t = {widget.t}"


@pytest.mark.parametrize("settings", [{}, {"t": 4, "weight": "V"}, {"weight": "U"}])
def test_numbers_are_pythons(show, settings):
    agrees(show(Unroller(**settings)), Unroller(**settings))


def test_step_by_slider_by_buttons_and_by_press(show):
    shown = show(Unroller())
    shown.slider.press("ArrowRight")
    agrees(shown, Unroller(t=3))
    shown.press("Next step")
    assert shown.step() == 4
    assert shown.page.get_by_role("button", name="Next step").is_disabled()
    shown.press("Previous step")
    assert shown.step() == 3
    shown.page.locator(".step .loss").first.click()
    assert shown.step() == 1
    assert shown.page.get_by_role("button", name="Previous step").is_disabled()
    shown.page.locator(".total .part").nth(1).click()
    agrees(shown, Unroller(t=2))


def test_a_changed_note_changes_all_that_follows_and_nothing_before(show):
    shown = show(Unroller(t=2))
    before = shown.texts(".step .loss")
    menu = shown.page.get_by_role("combobox", name="Note 3, read at step 3")
    menu.select_option("do")
    agrees(shown, Unroller(t=2, notes=[0, 2, 0, 2, 0]))
    after = shown.texts(".step .loss")
    assert after[0] == before[0] and after[2:] != before[2:]
    last = shown.page.get_by_role("combobox", name="Last note, only predicted")
    last.select_option("sol")
    agrees(shown, Unroller(t=2, notes=[0, 2, 0, 2, 2]))


def test_menu_of_notes_works_by_keyboard(show):
    shown = show(Unroller(t=1))
    menu = shown.page.get_by_role("combobox", name="Note 1, read at step 1")
    menu.focus()
    menu.press("ArrowDown")
    menu.press("Enter")
    shown.at_rest()
    assert menu.input_value() == "1"
    agrees(shown, Unroller(t=1, notes=[1, 2, 1, 2, 0]))


def test_weights_can_be_chosen_and_are_shown_as_chosen(show):
    shown = show(Unroller())
    shown.press("trained weights")
    agrees(shown, Unroller(weights=PRESETS["trained"]))
    pressed = shown.page.locator("button[aria-pressed=true]").all_inner_texts()
    assert pressed == ["trained weights", "dW"]
    assert "sum of the losses: 0.060 nats" in shown.texts(".sum")[0]
    shown.press("Gradient of V")
    agrees(shown, Unroller(weights=PRESETS["trained"], weight="V"))


def test_the_expected_note_is_marked_at_every_step(show):
    shown = show(Unroller())
    marked = shown.texts(".step .share.wanted > :first-child")
    assert marked == ["sol", "mi", "sol", "do"]


def test_news_are_told_politely_and_not_at_the_start(show):
    shown = show(Unroller())
    status = shown.page.locator(".rnn-quiet[role=status]")
    shown.page.wait_for_timeout(700)
    assert status.inner_text() == ""
    shown.press("Next step")
    said = "Step 3 reads mi and gives sol the probability 0.29: loss 1.22, of 5.73"
    shown.page.get_by_role("status").filter(has_text=said).wait_for(state="attached")


def test_a_change_from_the_kernel_is_drawn_even_of_the_sizes(show):
    shown = show(Unroller())
    new = Unroller(
        weights={
            "U": [[0.5], [1], [-1]], "W": [[0.25]], "b": [0], "h_0": [1],
            "V": [[1, -1, 0.5]], "b_y": [0, 0.5, 0],
        },
        notes=[0, 1, 2], t=1,
    )  # fmt: skip
    state = json.dumps(new.page_data()["state"])
    counted = shown.page.evaluate(
        """async (next) => {
      const calls = {};
      const text = document.querySelector(".rnn-widget-state").textContent;
      const state = JSON.parse(text);
      const model = {
        get: (k) => state[k],
        on: (name, call) => { calls[name] = call; },
        off: (name) => { delete calls[name]; },
      };
      document.querySelector(".rnn-widget").remove();
      const el = document.body.appendChild(document.createElement("div"));
      const stop = window.rnnbook.widgets.unroller.render({ model, el });
      Object.assign(state, JSON.parse(next));
      calls["change:weights"]();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      window.stopped = () => { stop(); return Object.keys(calls).length; };
      return Object.keys(calls).length;
    }""",
        state,
    )
    assert counted == 4
    agrees(shown, new)
    assert shown.page.get_by_role("group", name="Unroller").count() == 1
    assert shown.page.evaluate("window.stopped()") == 0


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_numbers_of_a_row_do_not_run_together_on_a_phone(show, step):
    shown = show(Unroller(weights=PRESETS["trained"], t=step), **PHONE)
    gaps = shown.page.evaluate("""() => {
      const box = (node, { index, 0: { length } }) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + length);
        return range.getBoundingClientRect();
      };
      return [...document.querySelectorAll(".arrays .values")].flatMap((row) => {
        const numbers = [...row.firstChild.data.matchAll(/\\S+/g)];
        const boxes = numbers.map((at) => box(row.firstChild, at));
        return boxes.slice(1).map((next, k) => next.left - boxes[k].right);
      });
    }""")
    assert len(gaps) == 11
    assert min(gaps) >= 4
