"""The figure of the GRU's conventions in Chromium, without a kernel."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_widgets import PHONE, TOO_WIDE, showing

from rnnbook.widgets import GRUConventions
from rnnbook.widgets.cell_explorer._values import format_number


@pytest.fixture
def show(open_page, tmp_path):
    """show(widget, theme, **context options) -> its page, alive, opened from disk."""
    return showing(open_page, tmp_path)


def at_rest(page):
    page.evaluate(
        "() => new Promise((r) => requestAnimationFrame(() => setTimeout(r)))"
    )


def verdict(page):
    at_rest(page)
    return page.locator(".verdict").inner_text()


def press(page, group, name):
    page.get_by_role("group", name=group, exact=True).get_by_role(
        "button", name=name, exact=True
    ).click()


def test_each_control_does_what_it_says_and_python_agrees(show):
    page, widget = show(GRUConventions()), GRUConventions()

    def agrees():
        text = verdict(page)
        if widget.same:
            return text.startswith("The same function")
        return f"differs by up to {format_number(widget.largest)}." in text

    assert agrees()
    moves = [
        ("z is the share of", "the new", {"share": "new"}),
        ("weights of z", "negated", {"negated": True}),
        ("reset", "before W", {"reset": "before"}),
        ("reset gates", "all alike", {"alike": True}),
        ("reset gates", "each its own", {"alike": False}),
        ("block n of W", "diagonal", {"diagonal": True}),
        ("block n of W", "full", {"diagonal": False}),
        ("units", "2", {"units": 2}),
        ("units", "1", {"units": 1}),
    ]
    for group, name, change in moves:
        press(page, group, name)
        widget.set_trait(*next(iter(change.items())))
        assert agrees(), change
        assert page.locator(".why").inner_text() == widget.why
    page.get_by_role("spinbutton", name="bias").fill("0.7")
    widget.bias = 0.7
    assert not widget.same and agrees()


def test_table_shows_the_step_and_marks_what_differs(show):
    widget = GRUConventions(reset="before", t=6)
    book, other = widget.run()
    page = show(widget)
    page.get_by_role("slider", name="step").press("ArrowRight")
    at_rest(page)
    rows = page.locator(".numbers tbody tr").all()
    assert len(rows) == 12 and page.locator("caption").inner_text() == "Step 7"
    *_, mine, theirs, gap = rows[-1].locator("td").all_inner_texts()
    assert mine == f"{book.h[6, 2]:.2f}" and theirs == f"{other.h[6, 2]:.2f}"
    assert gap != "0" and "apart" in rows[-1].get_attribute("class")
    press(page, "reset", "after W")
    at_rest(page)
    assert page.locator(".numbers .apart").count() == 0
    assert page.locator("svg .apart").first.get_attribute("d") == ""


def test_a_bias_out_of_range_is_refused_and_the_drawing_kept(show):
    page = show(GRUConventions(reset="before"))
    before = verdict(page)
    page.get_by_role("spinbutton", name="bias").fill("40")
    assert verdict(page) == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_fault_that_axe_can_find(show, theme):
    options = PHONE if theme == "dark" else {}
    found = Axe().run(show(GRUConventions(reset="before"), theme, **options))
    assert found.violations_count == 0, found.generate_report()


def test_phone_has_room_and_targets_for_a_finger(show):
    page = show(GRUConventions(reset="before"), **PHONE)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for box in page.locator("button:visible, input:visible").all():
        assert box.bounding_box()["height"] >= 44
