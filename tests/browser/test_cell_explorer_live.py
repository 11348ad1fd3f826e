"""The cell explorer in Chromium: every control, both drawings, no kernel."""

import re

import pytest
from live_widgets import TOO_WIDE
from live_widgets import at_rest as settle

from rnnbook.widgets import CellExplorer
from rnnbook.widgets.cell_explorer._kinds import KINDS
from rnnbook.widgets.cell_explorer._values import format_number

LOOK = "book"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}



def plate(page, name, kind="wide"):
    return page.locator(f'.rnn-{kind} [data-node="{name}"] .num')



@pytest.mark.parametrize("stage", ["all", "back-inputs"])
def test_every_plate_shows_the_number_that_python_computes(show, stage):
    w = CellExplorer(x=-0.4, h=0.6, c=1.3, dh=0.5, dc=-1.0, stage=stage)
    page = show(w)
    told = page.eval_on_selector_all(
        ".rnn-widget-live .plate",
        """(all) => all.map((p) =>
          [p.dataset.node, p.dataset.grad, p.querySelector(".num").textContent])""",
    )
    assert len(told) == 2 * 16
    values, back = w.values(), stage != "all"
    for node, grad, text in told:
        assert text == format_number(values[grad if back else node], 3 if back else 2)


def test_slider_and_typed_number_move_each_other_and_the_diagram(show):
    page = show(CellExplorer())
    range_, field = page.get_by_label("input xt").all()
    field.fill("-1.25")
    settle(page)
    assert range_.input_value() == "-1.25"
    assert plate(page, "x").text_content() == "−1.25"
    want = CellExplorer(x=-1.25)
    assert plate(page, "c").text_content() == format_number(want.cell_state)
    range_.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert field.input_value() == "-1.20"
    field.fill("5")  # beyond the slider's end is allowed
    settle(page)
    assert plate(page, "x").text_content() == "5.00"


@pytest.mark.parametrize("compact", [False, True])
def test_field_left_empty_says_what_is_wanted_and_nothing_moves(show, compact):
    page = show(CellExplorer(compact=compact))
    field = page.get_by_label("input xt").last
    field.fill("")
    field.blur()
    settle(page)
    assert field.get_attribute("aria-invalid") == "true"
    line = page.locator(".rnn-refused[role=status]")
    assert (
        line.inner_text()
        == "Wanted: a number, for instance 0.5. Until then 0.80 stays."
    )
    assert plate(page, "x").text_content() == "0.80"
    assert field.get_attribute("aria-describedby") == line.get_attribute("id")
    field.fill("1.5")
    settle(page)
    assert field.get_attribute("aria-invalid") is None
    assert line.inner_text() == ""
    assert plate(page, "x").text_content() == "1.50"


@pytest.mark.parametrize("compact", [False, True])
def test_start_over_brings_everything_back(show, compact):
    start = CellExplorer(c=1.1, dc=0.5, stage="output", compact=compact)
    page = show(start)
    over = page.get_by_role("button", name="Start over")
    assert over.is_enabled()
    told = page.locator(".rnn-wide .num").all_text_contents()
    page.get_by_label("input xt").last.fill("-2")
    page.get_by_role("button", name="Next time step").click()
    if not compact:
        page.get_by_role("button", name="keep").click()
        page.get_by_role("button", name="backward: gates").click()
        page.get_by_label("gradient at ct").last.fill("-1")
        page.get_by_label("forget gate, bias").fill("")
    settle(page)
    assert page.locator(".rnn-wide .num").all_text_contents() != told
    over.click()
    settle(page)
    assert page.locator(".rnn-wide .num").all_text_contents() == told
    assert page.locator("[aria-invalid]").count() == 0
    assert "Output gate" in page.locator(".rnn-sentence").inner_text()
    if not compact:
        assert page.get_by_label("forget gate, bias").input_value() == "1.0"


def test_outer_plate_has_the_gradient_that_arrives(show):
    page = show(CellExplorer(stage="back-output", dc=0.25))
    assert plate(page, "c").text_content() == "0.250"
    total = format_number(CellExplorer(dc=0.25).values()["dc"], 3)
    assert plate(page, "f*c_prev").text_content() == total
    said = page.locator(".rnn-sentence").inner_text().replace("\xa0", " ")
    assert f"dct = 0.250, the total is dc = {total}" in said.replace("\n", "")


def test_no_line_of_a_sentence_ends_with_a_sign(show):
    page = show(CellExplorer())
    for stage in page.locator(".rnn-stage").all():
        stage.click()
        settle(page)
        said = page.locator(".rnn-sentence").text_content()
        assert not [sign for sign in "=≈×+" if f"{sign} " in said], said


def test_first_sentence_is_an_equation_and_says_about_where_it_is_not(show):
    page = show(CellExplorer())
    sums = page.locator(".rnn-sum")
    assert [text.replace("\xa0", " ") for text in sums.all_text_contents()] == [
        "0.61 + 0.57 = 1.18",
        "0.68 × 0.83 = 0.56",
    ]
    page.get_by_label("forget gate, bias").fill("1.1")
    settle(page)
    assert "≈" in "".join(sums.all_text_contents())


def test_each_of_the_twelve_weights_acts(show):
    page = show(CellExplorer(x=1.0, h=1.0, U=[0.0] * 4, W=[0.0] * 4, b=[0.0] * 4))
    fields = page.locator(".rnn-weights input")
    assert fields.count() == 12
    for k in range(12):
        gate = "ifgo"[k // 3]
        before = plate(page, f"a_{gate}").text_content()
        fields.nth(k).fill("0.5")
        settle(page)
        assert plate(page, f"a_{gate}").text_content() != before
    assert [plate(page, f"a_{gate}").text_content() for gate in "ifgo"] == ["1.50"] * 4


def test_walk_goes_through_all_stages_by_button_and_by_arrow_keys(show):
    page = show(CellExplorer())
    sentence, next_ = (
        page.locator(".rnn-sentence"),
        page.get_by_role("button", name="Next ›"),
    )
    seen = [sentence.inner_text()]
    for _ in range(8):
        next_.click()
        settle(page)
        seen.append(sentence.inner_text())
    assert len(set(seen)) == 9
    assert "Forget gate, (6.9)" in seen[1]
    assert "68 %" in seen[1]
    assert all("(6." in text for text in seen)
    assert next_.get_attribute("aria-disabled") == "true"
    assert page.locator("svg.backward").count() == 2
    page.get_by_role("button", name="backward: inputs").focus()
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    settle(page)
    assert sentence.inner_text() == seen[1]
    assert page.locator(":focus").inner_text() == "forget"
    assert page.locator(".rnn-stage[aria-current=step]").inner_text() == "forget"
    assert page.locator('.rnn-wide .dim[data-node="o"]').count() == 1
    assert page.locator('.rnn-wide .dim[data-node="f"]').count() == 0


def test_steps_carry_the_state_on_and_start_over_brings_it_back(show):
    page = show(CellExplorer())
    state, values = dict(h=0.3, c=0.9), []
    for _ in range(3):
        w = CellExplorer(**state)
        state = dict(h=w.hidden_state, c=w.cell_state)
        values.append(format_number(w.cell_state))
        page.get_by_role("button", name="Next time step").click()
        settle(page)
        assert plate(page, "c_prev").text_content() == values[-1]
    assert "t = 4" in page.get_by_role("group", name="Time").inner_text().replace(
        "\xa0", " "
    )
    assert len(page.locator(".rnn-line.rnn-c").get_attribute("points").split()) == 4
    page.get_by_role("button", name="Start over").click()
    settle(page)
    assert plate(page, "c_prev").text_content() == "0.90"


def test_examples_set_the_cell_and_say_what_to_see(show):
    page = show(CellExplorer())
    for name, see in (
        ("keep", "c stays"),
        ("forget", "halves"),
        ("random", "drawn anew"),
    ):
        page.get_by_role("group", name="Examples").get_by_role(
            "button", name=name
        ).click()
        settle(page)
        assert see in page.locator(".rnn-note").inner_text()


@pytest.mark.parametrize(
    ("stage", "label", "says"),
    [
        ("all", "forget bias bf", "The forget gate keeps"),
        ("input", "input bias bi", "(6.10)"),
        ("output", "output bias bo", "(6.13)"),
    ],
)
def test_small_explorer_has_two_sliders_and_a_step(show, stage, label, says):
    page = show(CellExplorer(compact=True, stage=stage))
    assert page.locator(".rnn-slider").count() == 2
    assert says in page.locator(".rnn-sentence").inner_text()
    before = plate(page, "h").text_content()
    page.get_by_label(label).last.fill("-4")
    settle(page)
    assert plate(page, "h").text_content() != before
    page.get_by_role("button", name="Next time step").click()
    settle(page)
    assert "t = 2" in page.get_by_role("group", name="Time").inner_text().replace(
        "\xa0", " "
    )


def test_small_explorer_shuts_the_output_gate_on_the_way_back(show):
    page = show(CellExplorer(compact=True, stage="back-output"))
    told = page.locator(".rnn-sentence")

    def gets_on():
        return float(re.search(r"total is\s*dc\s*=\s*(\d+\.\d+)", told.inner_text())[1])

    assert gets_on() > 0.1
    page.get_by_label("output bias bo").last.fill("-6")
    settle(page)
    assert gets_on() < 0.01


def test_what_happens_is_told_to_those_who_do_not_see_it(show):
    page = show(CellExplorer())
    assert page.locator(".rnn-quiet[role=status]").inner_text() == ""
    page.get_by_role("button", name="forward: forget").click()
    page.wait_for_function(
        """() => document.querySelector(".rnn-quiet[role=status]").textContent
          .includes("Forget gate")"""
    )



@pytest.mark.parametrize(
    ("width", "kind"), [(1280, "wide"), (700, "wide"), (390, "narrow")]
)
def test_numbers_are_never_below_eleven_pixels_and_fit_their_plates(show, width, kind):
    page = show(
        CellExplorer(x=-12.34, h=-0.55, c=-12.34, dh=-12.345, dc=-10.5),
        viewport={"width": width, "height": 900},
    )
    for stage in ("whole cell", "backward: inputs"):
        page.get_by_role("button", name=stage).click()
        settle(page)
        for name, size, overlap, out in page.eval_on_selector_all(
            f".rnn-{kind} .plate",
            """(all) => all.map((p) => {
              const box = (s) => p.querySelector(s).getBoundingClientRect();
              const back = p.closest(".backward") ? ".back" : ".ahead";
              const [num, sym, rect] = [box(".num"), box(back), box("rect")];
              const drawn = p.querySelector("rect").height.baseVal.value;
              const { fontSize } = getComputedStyle(p.querySelector(".num"));
              const size = parseFloat(fontSize) * rect.height / drawn;
              const overlap = sym.right - num.left;
              return [p.dataset.node, size, overlap, num.right - rect.right];
            })""",
        ):
            assert size >= 11, name
            assert overlap <= 1, name
            assert out <= 0, name


def test_motion_is_off_where_the_reader_asked_for_none(show):
    page = show(CellExplorer(), reduced_motion="reduce")
    moving = page.eval_on_selector_all(
        ".rnn-widget-live *",
        """(all) => all.filter((e) =>
          parseFloat(getComputedStyle(e).transitionDuration) > 0).length""",
    )
    assert moving == 0


def test_input_is_drawn_in_the_next_frame(show):
    page = show(CellExplorer())
    late = page.evaluate(
        """async () => {
          const slider = document.querySelector(".rnn-widget-live input[type=range]");
          const plate = document.querySelector('.rnn-wide [data-node="x"] .num');
          let late = 0;
          for (let k = 0; k < 40; k++) {
            slider.value = -1 + k / 20;
            const before = plate.textContent;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((done) => requestAnimationFrame(done));
            late += plate.textContent === before;
          }
          return late;
        }"""
    )
    assert late == 0



def test_on_a_phone_the_drawing_is_tall_and_the_walk_stands_above_it(show):
    tops = []
    for size in (PHONE, WIDE):
        page = show(CellExplorer(), viewport=size)
        kind, other = (".rnn-narrow", ".rnn-wide")[:: 1 if size is PHONE else -1]
        assert page.locator(kind).is_visible()
        assert not page.locator(other).is_visible()
        tops.append(
            [
                page.locator(p).bounding_box()["y"]
                for p in (".rnn-stepper", ".rnn-diagram")
            ]
        )
    assert tops[0][0] < tops[0][1]
    assert tops[1][0] > tops[1][1]


def test_small_numbers_fit_their_plates(show):
    tiny = CellExplorer(x=-0.00053, h=-0.00053, c=-0.00053, dh=-0.00053, dc=-0.00053)
    page = show(tiny)
    for stage in ("whole cell", "backward: inputs"):
        page.get_by_role("button", name=stage).click()
        settle(page)
        out = page.eval_on_selector_all(
            ".rnn-wide .plate",
            """(all) => all.filter((p) => {
              const box = (s) => p.querySelector(s).getBoundingClientRect();
              const back = p.closest(".backward") ? ".back" : ".ahead";
              return box(back).right > box(".num").left + 1;
            }).map((p) => p.dataset.node)""",
        )
        assert out == []


def test_history_names_its_first_and_last_step(show):
    page = show(CellExplorer())
    marks = page.locator(".rnn-time-mark")
    assert marks.all_text_contents() == ["t", "1", ""]
    for _ in range(44):
        page.get_by_role("button", name="Next time step").click()
    settle(page)
    assert marks.all_text_contents() == ["t", "6", "45"]


# The other cells. What all three share is tested above on the LSTM; here is what their
# data could get wrong: every number, forward and backward, and how it is laid out.
other_cells = pytest.mark.parametrize("name", ["rnn", "gru"])
PLATES = """(all) => all.map((p) =>
  [p.dataset.node, p.dataset.grad, p.querySelector(".num").textContent])"""
TOKEN = re.compile(r"\{[^}]+\}(?: [+×] \{[^}]+\})+ = \{[^}]+\}|\{[^}]+\}")


def assert_shows(page, w):
    """Plates of both drawings and the sentence have Python's numbers."""
    settle(page)
    values, kind = w.values(), KINDS[w.cell]
    back = w.stage in kind.backward
    told = page.eval_on_selector_all(".rnn-widget-live .plate", PLATES)
    assert len(told) == 2 * len({node for node, *_ in told})
    for node, grad, text in told:
        if shown := (grad if back else node):
            assert text == format_number(values[shown], 3 if back else 2), node
    (stage,) = (s for s in kind.words["stages"] if s["key"] == w.stage)
    said = page.locator(".rnn-sentence .rnn-value").all_text_contents()
    tokens = TOKEN.findall(stage["say"])
    assert len(said) == len(tokens)
    for text, token in zip(said, tokens, strict=True):
        names = re.findall(r"\{(.+?)\}", token)
        text = text.replace("\xa0", " ").replace("− ", "+ −")
        parts = re.split(r" [+×=≈] ", text)
        for part, shown in zip(parts, names, strict=True):
            if not shown.endswith("%"):
                assert part == format_number(values[shown], 3 if back else 2), shown


@other_cells
def test_every_control_of_the_other_cells_moves_what_python_computes(show, name):
    page, w = show(CellExplorer(name)), CellExplorer(name)
    kind = KINDS[name]
    assert_shows(page, w)
    for label, trait, value in (
        ("input xt", "x", -1.25), ("hidden state ht−1", "h", 0.55),
    ):  # fmt: skip
        page.get_by_label(label).last.fill(str(value))
        w.set_trait(trait, value)
        assert_shows(page, w)
    fields = page.locator(".rnn-weights input").all()
    weights = [
        (row, k)
        for k, gate in enumerate(kind.cell.gates)
        for row, (_, _, *only) in kind.words["weights"].items()
        if not only or gate in only[0]
    ]
    assert len(fields) == len(weights)
    for at, (field, (row, k)) in enumerate(zip(fields, weights, strict=True)):
        value = (-1) ** at * (0.4 + 0.1 * at)
        field.fill(f"{value:.1f}")
        changed = list(getattr(w, row))
        changed[k] = float(f"{value:.1f}")
        w.set_trait(row, changed)
        assert_shows(page, w)
    for stage in kind.stages[1:]:
        page.get_by_role("button", name="Next ›").click()
        w.stage = stage
        assert_shows(page, w)
    page.get_by_label("gradient at ht").last.fill("-0.5")
    w.dh = -0.5
    assert_shows(page, w)
    for key in reversed(kind.stages[:-1]):
        page.locator(".rnn-stage[aria-current]").press("ArrowLeft")
        w.stage = key
        assert_shows(page, w)
    for _ in range(2):
        page.get_by_role("button", name="Next time step").click()
        w.h = w.hidden_state
        assert_shows(page, w)
    assert len(page.locator(".rnn-line.rnn-h").get_attribute("points").split()) == 3
    assert page.locator(".rnn-line").count() == 1
    for preset in kind.words["presets"]:
        examples = page.get_by_role("group", name="Examples")
        examples.get_by_role("button", name=preset["name"], exact=True).click()
        for key in preset.keys() - {"name", "see"}:
            w.set_trait(key, preset[key])
        assert_shows(page, w)
        assert page.locator(".rnn-note").inner_text() == preset["see"]
    page.get_by_role("button", name="random").click()
    settle(page)
    assert page.locator(".rnn-note").inner_text() == kind.words["random"]
    page.get_by_role("button", name="Start over").click()
    assert_shows(page, CellExplorer(name))


FIT = """(all) => all.filter((p) => p.checkVisibility()
  && !(p.matches(".ahead") && p.closest(".backward"))).map((p) => {
  const box = (s) => p.querySelector(s).getBoundingClientRect();
  const back = p.closest(".backward") ? ".back" : ".ahead";
  const [num, sym, rect] = [box(".num"), box(`.sym${back}`), box("rect")];
  const size = parseFloat(getComputedStyle(p.querySelector(".num")).fontSize)
    * rect.height / p.querySelector("rect").height.baseVal.value;
  return [p.dataset.node, size, sym.right - num.left, num.right - rect.right];
})"""
# Pairs of plates, or of a plate and an operation, that lie on each other.
TOUCH = """() => {
  const svg = [...document.querySelectorAll(".rnn-diagram > svg")]
    .find((s) => s.checkVisibility());
  const boxes = [...svg.querySelectorAll(".plate > rect, .op, .fun, .name, .note")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width)
    .filter((e) => !(e.matches(".name") && e.previousElementSibling?.matches(".op")))
    .map((e) => [e.closest("[data-node]")?.dataset.node ?? e.textContent.trim(),
      e.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], k) => boxes.slice(k + 1)
    .filter(([, q]) => p.left < q.right - 0.5 && q.left < p.right - 0.5
      && p.top < q.bottom - 0.5 && q.top < p.bottom - 0.5)
    .map(([b]) => [a, b]));
}"""


@pytest.mark.parametrize("name", list(KINDS))
@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (700, "light"),
                                              (390, "light")])  # fmt: skip
def test_drawings_are_legible_and_nothing_lies_on_anything(show, name, width, theme):
    far = dict(x=-12.34, h=-0.55, dh=-12.345)
    far |= dict(c=-12.34, dc=-10.5) if name == "lstm" else {}
    size = {"width": width, "height": 844}
    page = show(CellExplorer(name, **far), theme, viewport=size,
                has_touch=width < 400, is_mobile=width < 400)  # fmt: skip
    assert page.evaluate(TOO_WIDE) == []
    last = f"backward: {KINDS[name].words['stages'][-1]['name']}"
    for stage in ("whole cell", last):
        page.get_by_role("button", name=stage).click()
        settle(page)
        for node, points, overlap, out in page.eval_on_selector_all(".plate", FIT):
            assert points >= 11, node
            assert overlap <= 1, node
            assert out <= 0, node
        assert page.evaluate(TOUCH) == []


@pytest.mark.parametrize(
    ("name", "stage", "label"),
    [("rnn", "all", "weight of h, W"), ("gru", "all", "update bias bz"),
     ("gru", "reset", "reset bias br"), ("gru", "candidate", "candidate bias bn")],
)  # fmt: skip
def test_small_explorers_of_the_other_cells(show, name, stage, label):
    page = show(CellExplorer(name, compact=True, stage=stage), viewport=PHONE)
    assert page.locator(".rnn-slider").count() == 2
    before = plate(page, "h").text_content()
    page.get_by_label(label).last.fill("-4")
    settle(page)
    assert plate(page, "h").text_content() != before
    page.get_by_role("button", name="Next time step").click()
    settle(page)
    assert page.evaluate(TOO_WIDE) == []


def test_what_steps_back_can_still_be_read(show):
    page = show(CellExplorer(stage="forget"))
    dim = page.locator(".rnn-wide .dim .num, .rnn-wide .dim .sym, .rnn-wide text.dim")
    seen = dim.evaluate_all(
        """(all) => all.map((e) => {
          const { opacity, fillOpacity, fill } = getComputedStyle(e);
          return [opacity, fillOpacity, fill];
        })"""
    )
    muted = page.evaluate(
        """() => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = "var(--rnn-muted)";
          return getComputedStyle(probe).color;
        }"""
    )
    assert len(seen) > 10
    assert [each for each in seen if each != ["1", "1", muted]] == []
