"""The three cells in Chromium: one input moves all, and a step is a step of each."""

import pytest
from live_widgets import TOO_WIDE, at_rest

from rnnbook import CELLS
from rnnbook.widgets import ThreeCells
from rnnbook.widgets.cell_explorer._values import format_number
from rnnbook.widgets.three_cells._start import TITLES

LOOK = "book"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}



def assert_shows(page, w):
    at_rest(page)
    for name, explorer in w.explorers.items():
        values = explorer.values()
        told = page.eval_on_selector_all(
            f".rnn-of-{name} .plate",
            """(all) => all.map((p) =>
              [p.dataset.node, p.querySelector(".num").textContent])""",
        )
        assert len(told) > 5
        for node, text in told:
            assert text == format_number(values[node]), (name, node)


def test_input_steps_and_start_over_are_pythons(show):
    page, w = show(ThreeCells()), ThreeCells()
    assert_shows(page, w)
    field = page.get_by_label("input xt of all three").last
    for x in (1.5, 0.0, -0.45):
        field.fill(str(x))
        w.x = x
        assert_shows(page, w)
        page.get_by_role("button", name="Next time step").click()
        w.states = {
            name: [e.values()[part] for part in CELLS[name].state]
            for name, e in w.explorers.items()
        }
        assert_shows(page, w)
    assert "t = 4" in page.get_by_role("group", name="Time").inner_text().replace(
        "\xa0", " "
    )
    for name in TITLES:
        line = page.locator(f".rnn-of-{name} .rnn-line.rnn-h")
        assert len(line.get_attribute("points").split()) == 4
    page.get_by_label("input xt of all three").first.press("ArrowRight")
    w.x = -0.4
    assert_shows(page, w)
    new = ", ".join(
        f"{TITLES[name]} {format_number(h)}" for name, h in w.hidden_states.items()
    )
    page.wait_for_function(
        """(told) => document.querySelector(".rnn-quiet[role=status]").textContent
          === told""",
        arg=f"New h: {new}.",
    )
    field.fill("")
    page.get_by_role("button", name="Start over").click()
    assert_shows(page, ThreeCells())
    assert page.locator("[aria-invalid]").count() == 0


# Plates, operations and words of a drawing that lie on each other.
TOUCH = """() => [...document.querySelectorAll(".rnn-small")].flatMap((svg) => {
  const boxes = [...svg.querySelectorAll(".plate > rect, .op, .name")]
    .filter((e) => !(e.matches(".name") && e.previousElementSibling?.matches(".op")))
    .map((e) => [e.closest("[data-node]")?.dataset.node ?? e.textContent.trim(),
      e.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], k) => boxes.slice(k + 1)
    .filter(([a, q]) => p.left < q.right - 0.5 && q.left < p.right - 0.5
      && p.top < q.bottom - 3 && q.top < p.bottom - 3)
    .map(([b]) => [a, b]));
})"""
FIT = """(all) => all.map((p) => {
  const box = (s) => p.querySelector(s).getBoundingClientRect();
  const size = parseFloat(getComputedStyle(p.querySelector(".num")).fontSize)
    * box("rect").height / 24;
  return [p.dataset.node, size, box(".sym").right - box(".num").left,
    box(".num").right - box("rect").right];
})"""


@pytest.mark.parametrize(
    ("size", "theme"),
    [(WIDE, "dark"), (PHONE, "light"), ({**PHONE, "width": 320}, "dark")],
)
def test_three_stand_in_a_row_or_one_under_another_and_are_legible(show, size, theme):
    far = {"rnn": [-12.34], "lstm": [-0.55, -12.34], "gru": [-0.00053]}
    phone = size["width"] < 400
    page = show(ThreeCells(x=-2.5, states=far), theme, viewport=size,
                has_touch=phone, is_mobile=phone)  # fmt: skip
    assert page.evaluate(TOO_WIDE) == []
    boxes = [page.locator(f".rnn-of-{name}").bounding_box() for name in TITLES]
    if phone:
        assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"]
        assert page.locator("svg.rnn-small").first.bounding_box()["y"] < 500
    else:
        assert boxes[0]["y"] == boxes[1]["y"] == boxes[2]["y"]
        drawn = [d.bounding_box() for d in page.locator("svg.rnn-small").all()]
        assert len({(d["y"], d["height"]) for d in drawn}) == 1
    assert page.evaluate(TOUCH) == []
    fitted = page.eval_on_selector_all(".rnn-small .plate", FIT)
    for node, points, overlap, out in fitted:
        assert points >= 11, node
        assert overlap <= 1, node
        assert out <= 0, node
