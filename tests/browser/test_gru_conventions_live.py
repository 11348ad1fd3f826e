"""The figure of the GRU's conventions in Chromium, without a kernel."""

from live_widgets import at_rest

from rnnbook.widgets import GRUConventions
from rnnbook.widgets.cell_explorer._values import format_number


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
    bias = page.get_by_role("spinbutton", name="bias")
    bias.fill("0.7")
    widget.bias = 0.7
    assert not widget.same and agrees()
    bias.fill("40")  # refused, and the drawing kept
    assert agrees()


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

