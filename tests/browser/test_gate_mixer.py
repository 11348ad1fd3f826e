"""The gate mixer in Chromium, without a kernel: every control, by hand and by key."""

import re

import pytest
from live_widgets import PHONE, at_rest

from rnnbook.widgets import GateMixer


class Mixer:
    """The mixer of a page, by the names that its controls have."""

    def __init__(self, page):
        self.page = page
        self.strip = self.slider("Strip of pulses")

    def control(self, role, name):
        found = self.page.get_by_role(role, name=re.compile(f"^{re.escape(name)}"))
        assert found.count() == 1, f"{found.count()} of role {role} named {name}"
        return found

    def slider(self, name):
        return self.control("slider", name)

    def field(self, name):
        return self.control("spinbutton", name)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def at_rest(self):
        at_rest(self.page)

    def numbers(self):
        """c, f, c before, i, g, h, o, c of the step at the cursor."""
        self.at_rest()
        texts = self.page.locator(".term .number").all_inner_texts()
        return [float(text.replace("−", "-")) for text in texts]

    def strip_says(self):
        self.at_rest()
        return self.strip.get_attribute("aria-valuetext")

    def at(self, step, part=0.5):
        """Where a step stands on the strip, in pixels of the page."""
        box = self.strip.bounding_box()
        return box["x"] + box["width"] * (step + 0.5) / 100, box["y"] + box[
            "height"
        ] * part


@pytest.fixture
def show(show):
    """show(mixer, theme, **options) -> the Mixer of its page, alive."""
    return lambda *args, **options: Mixer(show(*args, **options))


def test_patterns_are_one_stop_of_the_tab_key_and_arrows_go_among_them(show):
    page = show(GateMixer()).page
    group = page.get_by_role("group", name="Patterns to start from")
    stops = "(e) => [...e.querySelectorAll('button')].map((b) => b.tabIndex).join()"
    assert group.evaluate(stops).count("0") == 1
    names = group.get_by_role("button").all_inner_texts()
    now = "document.activeElement.textContent"
    group.locator("[tabindex='0']").focus()
    keys = {"Home": 0, "ArrowLeft": -1, "ArrowRight": 0, "ArrowDown": 1}
    for key, at in keys.items():
        page.keyboard.press(key)
        assert page.evaluate(now) == names[at]
    page.keyboard.press("Enter")
    chosen = group.get_by_role("button", name=names[1], pressed=True)
    chosen.wait_for()
    assert chosen.get_attribute("tabindex") == "0"
    assert group.evaluate(stops).count("0") == 1


def test_numbers_at_the_cursor_are_pythons(show):
    widget = GateMixer(t=62)
    c, h, g = widget.cell_state, widget.hidden_state, widget.gates
    expected = [
        c[62],
        g["f"][62],
        c[61],
        g["i"][62],
        g["g"][62],
        h[62],
        g["o"][62],
        c[62],
    ]
    assert show(widget).numbers() == pytest.approx(expected, abs=5.01e-4)


def test_slider_of_the_forget_gate_moves_the_half_life(show):
    mixer = show(GateMixer(forget=0.9, pulses=[[10, 0.9]], t=30))
    life = mixer.page.locator(".life")
    assert "6.6 steps" in life.inner_text()
    before = mixer.page.locator(".track.c .dots").get_attribute("d")
    mixer.slider("forget gate").press("ArrowRight")
    mixer.at_rest()
    assert float(mixer.field("forget gate f").input_value()) > 0.9
    assert mixer.page.locator(".track.c .dots").get_attribute("d") != before
    mixer.press("f = 0.99")
    assert mixer.numbers()[0] == pytest.approx(0.855 * 0.99**20, abs=1e-3)
    assert "69.0 steps" in life.inner_text()


@pytest.mark.parametrize("name", ["input", "forget", "output"])
def test_number_field_takes_what_is_a_gate_and_no_more(show, name):
    mixer = show(GateMixer(pulses=[[10, 0.9]], t=10))
    field = mixer.field(f"{name} gate {name[0]}")
    place = {"forget": 1, "input": 3, "output": 6}[name]
    field.fill("0.25")
    assert mixer.numbers()[place] == 0.25
    line = mixer.page.locator(f".panel.{name[0]} .rnn-refused[role=status]")
    for refused in ("1", "0", "2", "-3", ""):
        field.fill(refused)
        field.press("Tab")
        assert mixer.numbers()[place] == 0.25
        assert field.get_attribute("aria-invalid") == "true"
        assert "between 0 and 1, ends excluded; for" in line.inner_text()
        assert "0.25 stays" in line.inner_text()
        field.fill("0.25")
        assert field.get_attribute("aria-invalid") is None
        assert line.inner_text() == ""
    if name == "forget":
        field.fill("1")
        field.press("Enter")
        assert "for f = 1 tick the 1997 cell" in line.inner_text()
        mixer.press("f = 0.9")  # a value from elsewhere: the field is right again
        mixer.at_rest()
        assert field.input_value() == "0.9" and line.inner_text() == ""


def test_step_field_waits_for_the_whole_number(show):
    mixer = show(GateMixer())
    field = mixer.field("forget gate: reset at step")
    before = mixer.page.locator(".track.f .line").get_attribute("points")
    field.press("ControlOrMeta+a")
    field.press_sequentially("75")
    mixer.at_rest()
    assert mixer.page.locator(".track.f .line").get_attribute("points") == before
    field.press("Enter")
    mixer.at_rest()
    assert mixer.page.locator(".track.f .line").get_attribute("points") != before
    field.fill("150")
    field.press("Enter")
    line = mixer.page.locator(".panel.f .rnn-refused")
    assert (
        line.inner_text() == "Wanted: a whole step from 0 to 99. Until then 75 stays."
    )
    assert field.get_attribute("aria-invalid") == "true"


def test_what_gates_do_in_time_can_be_switched_and_placed(show):
    mixer = show(GateMixer(pulses=[[10, 0.9]], t=50))
    for name, place in (("input", 3), ("forget", 1), ("output", 6)):
        box = mixer.page.locator(f".panel.{name[0]} .check input[type=checkbox]").first
        field = mixer.page.locator(f".panel.{name[0]} .check .rnn-number")
        assert mixer.numbers()[place] > 0 and field.is_disabled()
        box.check()
        mixer.at_rest()
        field.fill({"input": "50", "forget": "50", "output": "51"}[name])
        field.press("Enter")
        assert mixer.numbers()[place] == 0
        box.uncheck()
        assert mixer.numbers()[place] > 0


def test_cell_of_1997_holds_and_says_why(show):
    mixer = show(GateMixer(pulses=[[10, 0.9]], reset_at=20, t=99))
    assert mixer.numbers()[0] == 0
    mixer.control("checkbox", "1997 cell").check()
    assert mixer.numbers()[:3] == [0.855, 1, 0.855]
    assert mixer.page.get_by_text("rounds to exactly 1").is_visible()
    assert mixer.slider("forget gate").is_disabled()


def test_pulses_by_keyboard(show):
    mixer = show(GateMixer(pulses=[], t=5))
    mixer.strip.focus()
    for keys, said in [
        (["ArrowRight"], "step 6, no pulse"),
        (["Enter"], "step 6, a pulse of 0.900"),
        (["ArrowDown"], "step 6, a pulse of 0.850"),
        (["Shift+ArrowDown"] * 2, "step 6, a pulse of −0.150"),
        (["Space"], "step 6, no pulse"),
        (["Space"], "step 6, a pulse of −0.150"),
        (["Delete"], "step 6, no pulse"),
        (["End"], "step 99, no pulse"),
        (["PageDown"], "step 89, no pulse"),
        (["Home"], "step 0, no pulse"),
    ]:
        for key in keys:
            mixer.strip.press(key)
        assert mixer.strip_says() == said


def test_pulses_by_pointer(show):
    mixer = show(GateMixer(pulses=[[20, -0.5]]))
    mouse = mixer.page.mouse
    mouse.click(*mixer.at(50))
    assert mixer.strip_says() == "step 50, a pulse of 0.900"
    mouse.move(*mixer.at(50))
    mouse.down()
    mouse.move(*mixer.at(50, 0.7))
    mouse.move(*mixer.at(50, 1.3))
    mouse.up()
    assert "step 50, a pulse of −" in mixer.strip_says()
    mouse.click(*mixer.at(50))
    assert mixer.strip_says() == "step 50, no pulse"
    mouse.click(*mixer.at(21))  # near enough to the pulse at 20
    assert mixer.strip_says() == "step 20, no pulse"


def test_pulses_by_touch(show):
    mixer = show(GateMixer(pulses=[]), **PHONE)
    mixer.page.touchscreen.tap(*mixer.at(40))
    assert mixer.strip_says() == "step 40, a pulse of 0.900"
    mixer.page.touchscreen.tap(*mixer.at(42))
    assert mixer.strip_says() == "step 40, no pulse"


def test_pulse_at_the_cursor_by_its_own_slider_and_field(show):
    mixer = show(GateMixer(pulses=[], t=7))
    mixer.field("pulse g at step 7").fill("-0.4")
    assert mixer.strip_says() == "step 7, a pulse of −0.400"
    assert mixer.numbers()[4] == -0.4
    mixer.slider("pulse g at step 7").press("ArrowRight")
    assert mixer.strip_says() == "step 7, a pulse of −0.350"


def test_patterns_are_set_and_shown_as_chosen(show):
    mixer = show(GateMixer(pulses=[]))
    for name in mixer.page.locator(".patterns button").all_inner_texts()[:-1]:
        mixer.press(name)
        mixer.at_rest()
        assert mixer.control("button", name).get_attribute("aria-pressed") == "true"
        boxes = mixer.page.locator(
            ".panel .check:has(.rnn-number) input[type=checkbox]"
        )
        on = boxes.evaluate_all("(all) => all.map((box) => box.checked)")
        assert on == 3 * [name == "write, hold, read, forget"]
    mixer.press("none")
    mixer.at_rest()
    assert mixer.page.locator(".patterns [aria-pressed=true]").count() == 0
    assert mixer.page.locator(".sent").get_attribute("d") == ""


def test_cursor_and_events_can_be_dragged_on_the_tracks(show):
    mixer = show(GateMixer())
    mouse, svg = mixer.page.mouse, mixer.page.locator(".mixer-tracks").bounding_box()
    x, _ = mixer.at(70)
    mouse.click(x, svg["y"] + svg["height"] - 80)
    mixer.at_rest()
    assert mixer.slider("Time step").input_value() == "70"
    band = mixer.page.locator(".track.f .area").bounding_box()
    mouse.move(mixer.at(85)[0], band["y"] + 12)
    mouse.down()
    mouse.move(mixer.at(75)[0], band["y"] + 12)
    mouse.up()
    mixer.at_rest()
    assert mixer.field("forget gate: reset at step").input_value() == "75"


def test_news_are_told_politely_and_not_at_the_start(show):
    mixer = show(GateMixer(pulses=[[10, 0.9]]))
    status = mixer.page.locator(".rnn-quiet[role=status]")
    mixer.page.wait_for_timeout(700)
    assert status.inner_text() == ""
    mixer.press("f = 0.9")
    said = re.compile(
        r"^Half-life 6\.6 steps\. At the last step the cell state is 0\.000"
    )
    mixer.page.get_by_role("status").filter(has_text=said).wait_for(state="attached")


def test_a_change_from_the_kernel_is_drawn(show):
    mixer = show(GateMixer(pulses=[[10, 0.9]]))
    live = mixer.page.evaluate("""async () => {
      const calls = {};
      const text = document.querySelector(".rnn-widget-state").textContent;
      const state = JSON.parse(text);
      const model = {
        get: (k) => state[k],
        on: (name, call) => { calls[name] = call; },
        off: (name) => { delete calls[name]; },
      };
      const el = document.body.appendChild(document.createElement("div"));
      const stop = window.rnnbook.widgets.gate_mixer.render({ model, el });
      const of = () => el.querySelector(".life b").textContent;
      const seen = [of(), el.querySelector(".mixer").getAttribute("aria-label")];
      state.forget = 0.5;
      calls["change:forget"]();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      seen.push(of());
      stop();
      return [...seen, Object.keys(calls).length];
    }""")
    assert live == ["34.3 steps", "Gate mixer", "1.0 steps", 0]



def test_column_of_a_zoomed_page_has_one_panel_under_another(show):
    mixer = show(GateMixer(), viewport={"width": 640, "height": 800})
    panels = [p.bounding_box() for p in mixer.page.locator(".panel").all()]
    assert len({panel["x"] for panel in panels}) == 1
    wide = show(GateMixer(), viewport={"width": 690, "height": 800})
    marks = [m.bounding_box() for m in wide.page.locator(".marks button:visible").all()]
    gaps = [
        b["x"] - a["x"] - a["width"] for a, b in zip(marks, marks[1:], strict=False)
    ]
    assert min(gaps) >= 0, "the values to jump to do not touch"


def test_an_output_gate_open_from_step_0_is_not_called_shut(show):
    mixer = show(GateMixer(pulses=[[10, 0.9]], open_output_at=0))
    assert mixer.page.locator(".track.o .note").text_content() == ""
    other = show(GateMixer(pulses=[[10, 0.9]], open_output_at=40))
    assert "shut until step 40" in other.page.locator(".track.o .note").text_content()

