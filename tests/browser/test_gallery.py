"""What holds for every figure: alive, moved by key and by kernel, and for all readers.

What a figure computes, and what its own controls do, its own file tests.
"""

import functools

import pytest
from book_pages import faults, resize
from live_widgets import PHONE, TOO_SMALL, TOO_WIDE, at_rest

from rnnbook import CELLS
from rnnbook.widgets import (
    WIDGETS,
    BackpropDebugger,
    CellExplorer,
    CliffWalker,
    Descent,
    EigenvalueDisc,
    ExercisePanel,
    GateMixer,
    GatesReading,
    GradientRuler,
    GRUConventions,
    Microscope,
    OwnCell,
    PlaygroundFigure,
    Sampler,
    Scan,
    SolvedTasks,
    Squasher,
    TaskShapes,
    ThreeCells,
    Translator,
    TruncationWindow,
    TunePlayer,
    TwoDirections,
    Unfolding,
    Unroller,
    WhatMattered,
)
from rnnbook.widgets.unroller import PRESETS


def lstm_ruler():
    """The ruler as chapter 7 has it."""
    cells = [CELLS["rnn"], CELLS["lstm"]]
    biases, knobs = {"f": 1.0}, {"lstm": ["f"]}
    return GradientRuler(cell="lstm", cells=cells, knobs=knobs, biases=biases)


# Every figure, in the states that differ in what they show.
SHOWN = {
    "backprop_debugger": lambda: BackpropDebugger(off=["W", "losses"]),
    "backprop_debugger, lstm": lambda: BackpropDebugger("lstm", off=["W", "losses"]),
    "cell_explorer": lambda: CellExplorer(stage="back-inputs", dh=0.5, dc=-1.0),
    "cell_explorer, rnn": lambda: CellExplorer("rnn"),
    "cell_explorer, gru": lambda: CellExplorer("gru", stage="back-inputs"),
    "cell_explorer, small": lambda: CellExplorer(compact=True),
    "cell_explorer, small rnn": lambda: CellExplorer("rnn", compact=True),
    "cell_explorer, small gru": lambda: CellExplorer(
        "gru", compact=True, stage="reset"
    ),
    "cliff_walker": CliffWalker,
    "descent": Descent,
    "eigenvalue_disc": EigenvalueDisc,
    "exercise": lambda: ExercisePanel("6.2"),
    "exercise, numbers": lambda: ExercisePanel("6.6", form="numbers"),
    "exercise, lines": lambda: ExercisePanel("11.3", form="lines"),
    "exercise, fault": lambda: ExercisePanel("4.4", form="fault"),
    "exercise, write": lambda: ExercisePanel("6.3", form="write"),
    "gate_mixer": lambda: GateMixer(t=99),
    "gate_mixer, 1997": lambda: GateMixer(carousel=True),
    "gates_reading": lambda: GatesReading(clamped=True, hold=2),
    "gradient_ruler": GradientRuler,
    "gradient_ruler, lstm": lstm_ruler,
    "gru_conventions": lambda: GRUConventions(reset="before"),
    "own_cell": OwnCell,
    "own_cell, backward": lambda: OwnCell(view="backward"),
    "own_cell, gradient": lambda: OwnCell(view="gradient"),
    "own_cell, refused": lambda: OwnCell("def wrong(xU, hW, state):\n    h = sqrt(xU)"),
    "playground": PlaygroundFigure,
    "playground, one": lambda: PlaygroundFigure(
        nets=["own"], task="text", mission=3, hide=["share", "batch", "clip"]
    ),
    "microscope": Microscope,
    "microscope, units": lambda: Microscope(look="units", clamped=True, hold=2),
    "microscope, write": lambda: Microscope(look="write", length=40),
    "sampler": lambda: Sampler(length=40),
    "scan": lambda: Scan(kind="input", step=8),
    "solved_tasks": SolvedTasks,
    "solved_tasks, held": lambda: SolvedTasks(
        task="Reber", sequence=2, cell=4, value=-2.0, since=3
    ),
    "squasher": Squasher,
    "squasher, none": lambda: Squasher(activation="none"),
    "squasher, sigmoid": lambda: Squasher(activation="sigmoid"),
    "task_shapes": lambda: TaskShapes(task="translation", t=8),
    "three_cells": ThreeCells,
    "translator": Translator,
    "translator, digits": lambda: Translator(
        task="digits", source="314159265358", attend=False, step=9
    ),
    "truncation_window": TruncationWindow,
    "tune_player": lambda: TunePlayer(tune="M:6/8\nK:D\nA2B c2d|f2e feh|\nd6|A4|]"),
    "two_directions": lambda: TwoDirections(turn="padded", back="not"),
    "unfolding": lambda: Unfolding(t=5),
    "unfolding, loop": lambda: Unfolding(t=1, unrolled=0),
    "unroller": lambda: Unroller(weights=PRESETS["trained"], weight="V"),
    "unroller, more notes": lambda: Unroller(
        weights=PRESETS["trained"], weight="V", notes=[0, 1, 2, 0, 1, 2]
    ),
    "what_mattered": lambda: WhatMattered(other="kjv_lstm_100"),
}
# What a kernel sets, and each figure draws.
CHANGED = {
    "backprop_debugger": ("off", ["dW"]),
    "cell_explorer": ("x", -1.25),
    "cliff_walker": ("threshold", 0.02),
    "descent": ("rate", 0.01),
    "eigenvalue_disc": ("coupling", 1.0),
    "exercise": ("form", "numbers"),
    "gate_mixer": ("forget", 0.5),
    "gates_reading": ("unit", 3),
    "gradient_ruler": ("T", 40),
    "gru_conventions": ("negated", True),
    "own_cell": ("view", "gradient"),
    "playground": ("nets", ["gru"]),
    "microscope": ("at", 20),
    "sampler": ("temperature", 1.5),
    "scan": ("clock", 3),
    "solved_tasks": ("step", 5),
    "squasher": ("factor", 1.5),
    "task_shapes": ("t", 2),
    "three_cells": ("x", -1.25),
    "translator": ("attend", False),
    "truncation_window": ("lag", 2),
    "tune_player": ("tune", "M:3/4\nK:G\nG2 A2 B2|]"),
    "two_directions": ("turn", "not"),
    "unfolding": ("t", 2),
    "unroller": ("t", 4),
    "what_mattered": ("at", 20),
}
each_shown = pytest.mark.parametrize("name", SHOWN)
each_widget = pytest.mark.parametrize("name", WIDGETS)

# What a reader sees and hears of the live figure, but for the control that is moved.
SEEN = """(control) => {
  control.dataset.moved = "";
  const live = document.querySelector(".rnn-widget-live").cloneNode(true);
  delete control.dataset.moved;
  const own = live.querySelector("[data-moved]");
  (own.closest(".rnn-slider") ?? own).remove();
  return live.innerHTML;
}"""
PLACES = f"""async (control) => {{
  const seen = [];
  const moves = [
    () => {{ control.value = control.min; }},
    () => {{ control.value = 0.6 * control.min + 0.4 * control.max; }},
    () => {{ control.value = control.max; }},
  ];
  for (const move of moves) {{
    move();
    control.dispatchEvent(new Event("input", {{ bubbles: true }}));
    control.dispatchEvent(new Event("change", {{ bubbles: true }}));
    const live = control.closest(".rnn-widget-live");
    do await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    while (live.getAttribute("aria-busy") === "true");
    seen.push(({SEEN})(control));
  }}
  return seen;
}}"""
WIDTHS = """() => [...document.querySelectorAll(".rnn-widget-live svg")]
  .map((e) => Math.round(e.getBoundingClientRect().width)).join()"""


def test_no_figure_is_left_out():
    shown = {name.partition(",")[0] for name in SHOWN}
    left_out = sorted(set(WIDGETS) - (shown & set(CHANGED)))
    assert not left_out, f"give {left_out} a line in SHOWN and one in CHANGED"
    assert shown == set(CHANGED) == set(WIDGETS)


@each_shown
def test_every_slider_moves_the_figure_and_no_number_is_lost(show, name):
    """The first by its keys, the others as a hand would set them."""
    page = show(SHOWN[name](), reduced_motion="reduce")
    sliders = page.get_by_role("slider")
    for k in range(sliders.count()):
        if k:
            show(SHOWN[name](), reduced_motion="reduce")  # each from the start
        slider = sliders.nth(k)
        seen = [] if slider.is_disabled() else drawn_at_its_places(page, slider, k == 0)
        for text in seen:
            for lost in ("NaN", "undefined", "Infinity", "[object"):
                assert lost not in text, f"{lost} where {slider} was moved"
        assert not seen or len(set(seen)) > 1, f"{slider} moves nothing"


def drawn_at_its_places(page, slider, by_key):
    """What is seen with a slider at its first place, further on, and at its last."""
    if not by_key:
        return slider.evaluate(PLACES)
    seen = []
    for key in ("Home", "ArrowRight", "End"):
        slider.press(key)
        at_rest(page)
        seen.append(slider.evaluate(SEEN))
    return seen


@each_shown
def test_a_number_that_cannot_be_meant_is_marked_and_said(show, name, request):
    page = show(SHOWN[name]())
    fields, silent = page.get_by_role("spinbutton"), []
    most = 8 if request.config.getoption("--all") else 4
    for k in sample(range(fields.count()), most):
        field = fields.nth(k)
        for typed in ("", "1e9") if field.is_editable() else ():
            before = field.evaluate(SEEN)
            field.fill(typed)
            field.press("Tab")
            at_rest(page)
            marked = field.get_attribute("aria-invalid") == "true"
            said = marked and any(page.locator(".rnn-refused").all_inner_texts())
            taken = typed and not marked and field.evaluate(SEEN) != before
            if not said and not taken:
                silent.append((k, typed))
            field.fill("0.5")
    assert silent == []


@each_shown
def test_it_fits_is_for_fingers_and_has_no_fault_that_axe_can_find(show, name):
    odd = list(SHOWN).index(name) % 2
    themes = ("dark", "light") if odd else ("light", "dark")
    look = "book" if name.startswith(("cell_explorer", "three_cells")) else "bare"
    show = functools.partial(show, look=look, reduced_motion="reduce")
    assert faults(opened(show(SHOWN[name](), themes[0]))) == ""
    for width in (320, 390):
        screen = {**PHONE, "viewport": {"width": width, "height": 844}}
        page = show(SHOWN[name](), themes[1], **screen)
        assert too_wide(page, name) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(TOO_SMALL) == []
    assert faults(opened(page)) == ""


@each_shown
def test_it_fits_in_faces_that_are_wider_than_the_books(show, name):
    """In a notebook the reader's own faces stand in for them, which may be wide."""
    screen = {**PHONE, "viewport": {"width": 320, "height": 844}}
    page = show(SHOWN[name](), wide=True, **screen)
    assert too_wide(page, name) == []
    for width in (390, 760):
        resize(page, width, 844)
        assert too_wide(page, name) == [], width


def sample(fields, most):
    """At most so many, first and last among them: cells have dozens of a kind."""
    few = {k * (len(fields) - 1) // (most - 1) for k in range(most)} if fields else ()
    return [fields[k] for k in sorted(few)]


def too_wide(page, name):
    """Parts wider than the column, but for what can be scrolled."""
    found = page.evaluate(TOO_WIDE)
    if name.startswith("unfolding"):
        found = [part for part in found if 'class="word"' not in part]
    if name == "unfolding, loop":
        found = [part for part in found if not part.startswith(("<text", "<tspan"))]
    if name == "own_cell":  # the wiring scrolls where a phone is too narrow for it
        wiring = ("<text", "<tspan", "<svg width")
        found = [part for part in found if not part.startswith(wiring)]
    return found


def opened(page):
    """The page with all that opens open."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    return page


@each_shown
def test_started_out_of_sight_it_fits_when_it_is_shown(show, name):
    size = {"width": 600, "height": 1000}
    page = show(SHOWN[name](), viewport=size)
    at_rest(page)
    wanted = page.evaluate(WIDTHS)
    page = show(SHOWN[name](), viewport=size, hidden=True)
    page.evaluate("document.querySelector('main').hidden = false")
    page.wait_for_function(f"(wanted) => ({WIDTHS})() === wanted", arg=wanted)


@each_widget
def test_a_kernel_moves_it_and_it_can_be_taken_away(show, name):
    """A change of the model is drawn; taken away, nothing listens to the model."""
    page = show(SHOWN[name]())
    changed, left = page.evaluate(
        """async ([name, key, value]) => {
      const text = document.querySelector(".rnn-widget-state").textContent;
      const [state, calls] = [JSON.parse(text), []];
      const model = {
        get: (k) => state[k],
        set: (k, v) => { state[k] = v; },
        save_changes() {},
        on: (...heard) => calls.push(heard),
        off: (event, call) => {
          const at = calls.findIndex(([e, c]) => e === event && c === call);
          if (at >= 0) calls.splice(at, 1);
        },
      };
      const el = document.body.appendChild(document.createElement("div"));
      const stop = window.rnnbook.widgets[name].render({ model, el });
      const frame = async (before) => { // a figure may wait for what never comes
        for (let k = 0; k < 100; k += 1) {
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          if (el.getAttribute("aria-busy") !== "true") return;
          if (before !== undefined && before !== el.innerHTML) return;
        }
      };
      await frame();
      const before = el.innerHTML;
      state[key] = value;
      for (const [event, call] of [...calls]) if (event === `change:${key}`) call();
      await frame(before);
      const changed = before !== el.innerHTML;
      stop();
      el.remove();
      return [changed, calls.length];
    }""",
        [name, *CHANGED[name]],
    )
    assert (changed, left) == (True, 0)
