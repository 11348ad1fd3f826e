"""The panel of an exercise in Chromium: each form by mouse, by key and by finger."""

import json

import pytest
from live_widgets import PHONE, at_rest, figure, gallery_page
from playwright.sync_api import expect

from rnnbook.exercises import check, find
from rnnbook.exercises.pages import stored
from rnnbook.widgets import ExercisePanel
from rnnbook.widgets._base import site_widgets

ASKED = {"steps_to_half": "for a forget gate of 0.9", "a_f": "for 100 steps"}


def opened(show, number, form, **options):
    """The page with an open panel."""
    page = show(ExercisePanel(number, asked=ASKED), **options)
    page.evaluate("localStorage.clear()")
    page.locator(f"[data-form={form}]").click()
    page.wait_for_selector(".desk")
    return page


def rarely(value):
    """A parameter for test-all."""
    return pytest.param(value, marks=pytest.mark.all)


def verdict(page):
    """What the check says, without its mark, as a list of lines."""
    at_rest(page)
    lines = page.locator(".verdict p").all_inner_texts()
    return [line.split(" ", 1)[1] if k == 0 else line for k, line in enumerate(lines)]


def of_notebook(message):
    """The words of a notebook's message, but for those on its own `hint`."""
    texts = [text for text in message.text if not text.startswith("Stuck?")]
    return [message.title, *(text.replace("`", "") for text in texts)]


def fields(page):
    return page.locator(".answer")


def test_numbers_by_key_say_what_the_notebook_says_and_mark_the_wrong_one(show):
    page = show(ExercisePanel("6.2", asked=ASKED))
    way = page.get_by_role("button", name="Give two answers")
    way.press("Enter")
    page.wait_for_selector(".desk")
    assert way.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    page.keyboard.type("6,58")
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert verdict(page) == of_notebook(check("6.2", 6.58, 5))
    marked = fields(page).evaluate_all("(all) => all.map((e) => e.ariaInvalid)")
    assert marked == [None, "true"]
    assert page.locator(".told-field").all_inner_texts() == ["✓ right", "✗ not yet"]
    page.keyboard.press("Control+A")
    page.keyboard.type("4.97")
    page.keyboard.press("Enter")
    assert verdict(page) == of_notebook(check("6.2", 6.58, 4.97))
    assert "by giving the answers" in page.inner_text(".solved")
    page.get_by_role("button", name="Close").press("Enter")
    expect(page.locator(".desk")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.form") == "numbers"


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_numbers_by_pointer(show, touch):
    page = opened(show, "6.2", "numbers", **(PHONE if touch else {}))
    press = (lambda e: e.tap()) if touch else (lambda e: e.click())
    submit = page.get_by_role("button", name="Check", exact=True)
    press(submit)
    assert verdict(page)[0] == "Exercise 6.2: not attempted yet."
    for answers in ((10, 4.97), (6.58, 4.97)):
        for field, answer in zip(fields(page).all(), answers, strict=True):
            press(field)
            field.fill(str(answer))
        press(submit)
        assert verdict(page) == of_notebook(check("6.2", *answers))


def test_a_right_answer_is_kept_and_told_when_the_panel_is_opened_again(show):
    page = opened(show, "6.2", "numbers")
    page.evaluate("""() => document.addEventListener("rnn-solved",
      ({ detail }) => { window.heard = detail; }, { once: true })""")
    for field, answer in zip(fields(page).all(), ("6.58", "4.97"), strict=True):
        field.fill(answer)
    page.get_by_role("button", name="Check", exact=True).click()
    digest = stored(find("6.2"))["digest"]
    told = {"number": "6.2", "digest": digest, "form": "numbers"}
    assert page.evaluate("window.heard") == told
    kept = json.loads(page.evaluate("localStorage['rnnbook-progress']"))
    assert kept["solved"]["6.2"]["form"] == "numbers"
    page = show(ExercisePanel("6.2", form="last", asked=ASKED))
    page.wait_for_selector(".desk")
    assert page.inner_text(".solved") == "✓ Solved by giving the answers."
    page.evaluate("localStorage.clear()")


def test_hints_come_one_at_a_time_with_how_many_are_left(show):
    page = opened(show, "6.2", "numbers")
    more = page.get_by_role("button", name="int")
    names = [more.inner_text()]
    for _ in find("6.2").hints:
        more.press("Enter")
        names.append(more.inner_text())
    more.press("Enter")
    assert names == [
        "Hint (3 left)", "Next hint (2 left)", "Next hint (1 left)", "No more hints",
    ]  # fmt: skip
    hints = page.locator(".hints .rnn-check")
    assert hints.count() == 3
    for hint, text in zip(hints.all(), find("6.2").hints, strict=True):
        assert text in hint.inner_text()
    assert "That was the last one." in hints.last.inner_text()


# What a screen reader is told: each change of a live region, where text was added.
SPOKEN = """() => {
  window.spoken = [];
  const live = (e) => e.closest?.("[role=status], [aria-live]");
  new MutationObserver((changes) => {
    const regions = new Set(changes.filter((c) => c.addedNodes.length)
      .map((c) => live(c.target.nodeType === 1 ? c.target : c.target.parentElement))
      .filter(Boolean));
    for (const e of regions) if (e.textContent) window.spoken.push(e.textContent);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def test_a_check_is_announced_once(show):
    page = opened(show, "6.2", "numbers")
    fields(page).first.fill("5")
    page.evaluate(SPOKEN)
    for _ in range(2):  # the same again is said again
        page.evaluate("window.spoken.length = 0")
        page.get_by_role("button", name="Check", exact=True).click()
        page.wait_for_timeout(700)  # longer than a widget's own news takes
        spoken = page.evaluate("window.spoken")
        assert len(spoken) == 1 and "You take away the same amount" in spoken[0]


def test_a_file_that_is_not_there_is_said_with_the_remedy(browser, tmp_path):
    for name, text in site_widgets().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    file = tmp_path / "a page.html"
    file.write_text(gallery_page("bare"), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(file.as_uri())
    shown = figure(ExercisePanel("6.2", form="numbers"))
    page.evaluate("(shown) => show(shown, 'light', false, false)", shown)
    page.get_by_text("the file rnn-exercise-6.2.js is not in the folder").wait_for()
    assert "Copy the whole folder of the book" in page.inner_text("main")
    context.close()


# The boxes of lines, in their order: the texts of their lines.
BOXES = """() => [...document.querySelectorAll(".box")].map((box) =>
  [...box.querySelectorAll(".line")].map((line) => line.textContent))"""


def right_lines(number):
    """The lines of the right answer in their order."""
    lines = stored(find(number))["lines"]
    texts = {piece["id"]: piece["text"] for piece in lines["pieces"]}
    return [texts[name] for name in lines["order"]]


def box_of(page, text):
    """Which box holds a line."""
    boxes = page.evaluate(BOXES)
    (k,) = [k for k, lines in enumerate(boxes) if text in lines]
    return k, page.locator(".box").nth(k)


def choose(page, text, press):
    """Choose a line, where its box holds several."""
    _, box = box_of(page, text)
    radio = box.locator(".one-of").filter(has_text=text).locator("input")
    if radio.count() and not radio.is_checked():
        press(radio)


def by_keys(page, text, place):
    choose(page, text, lambda radio: radio.press("Space"))
    k, box = box_of(page, text)
    handle = box.locator(".handle").element_handle()  # wherever it goes
    handle.press("Enter")
    for _ in range(abs(k - place)):
        page.keyboard.press("ArrowUp" if k > place else "ArrowDown")
    assert handle.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Enter")


def by_mouse(page, text, place):
    choose(page, text, lambda radio: radio.click())
    k, box = box_of(page, text)
    if k == place:
        return
    one, other = (page.locator(".box").nth(n).bounding_box() for n in (k, place))
    page.mouse.move(one["x"] + 12, one["y"] + one["height"] / 2)
    page.mouse.down()
    middle = one["y"] + one["height"] / 2
    beyond = other["y"] - 2 if place < k else other["y"] + other["height"] + 2
    page.mouse.move(one["x"] + 12, (middle + beyond) / 2)
    page.mouse.move(one["x"] + 12, beyond)
    assert page.locator(".landing").count() == 1
    page.mouse.up()
    assert page.locator(".landing").count() == 0


def by_buttons(page, text, place):
    choose(page, text, lambda radio: radio.tap())
    k, box = box_of(page, text)
    for _ in range(abs(k - place)):
        box.locator(".move").nth(0 if k > place else 1).tap()
        _, box = box_of(page, text)


def by_finger(page, text, place):
    """As by mouse: the handle is dragged by a touch, which does not scroll the page."""
    choose(page, text, lambda radio: radio.click())
    k, box = box_of(page, text)
    if k == place:
        return
    page.locator(".box").nth(min(k, place)).scroll_into_view_if_needed()
    one, other = (page.locator(".box").nth(n).bounding_box() for n in (k, place))
    x, middle = one["x"] + 12, one["y"] + one["height"] / 2
    beyond = other["y"] - 2 if place < k else other["y"] + other["height"] + 2
    session = page.context.new_cdp_session(page)
    for kind, y in (
        ("touchStart", middle),
        ("touchMove", (middle + beyond) / 2),
        ("touchMove", beyond),
        ("touchEnd", None),
    ):
        points = [] if y is None else [{"x": x, "y": y}]
        event = {"type": kind, "touchPoints": points}
        session.send("Input.dispatchTouchEvent", event)


@pytest.mark.parametrize(
    ("move", "screen"),
    [
        (by_keys, {}),
        (by_mouse, {"viewport": {"width": 1280, "height": 1400}}),
        (by_buttons, PHONE),
        (by_finger, {**PHONE, "viewport": {"width": 390, "height": 1400}}),
    ],
)
def test_lines_are_put_in_order(show, move, screen):
    page = opened(show, "2.4", "lines", **screen)
    submit = page.get_by_role("button", name="Check", exact=True)
    submit.press("Enter")
    assert "no line is chosen yet" in " ".join(verdict(page))
    wanted = right_lines("2.4")
    for place, text in enumerate(reversed(wanted)):
        move(page, text, place)
    submit.press("Enter")
    assert verdict(page)[0] == "Exercise 2.4: not yet. Look at the order of the lines."
    assert page.locator(".box.pointed").count() == 1
    for place, text in enumerate(wanted):
        move(page, text, place)
    assert [text in box for text, box in zip(wanted, page.evaluate(BOXES), strict=True)]
    submit.press("Enter")
    assert verdict(page) == [
        "Exercise 2.4: right.", find("2.4").meaning.replace("`", ""),
    ]  # fmt: skip
    assert "by putting the lines in order" in page.inner_text(".solved")


def test_a_box_that_is_taken_goes_back_with_escape_and_says_where_it_is(show):
    page = opened(show, "2.4", "lines")
    before = page.evaluate(BOXES)
    handle = page.locator(".handle").nth(2).element_handle()
    handle.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(BOXES) != before
    assert "place 1 of 5" in handle.get_attribute("aria-label")
    page.keyboard.press("ArrowUp")  # there is no place before the first
    page.keyboard.press("Escape")
    assert page.evaluate(BOXES) == before
    assert page.evaluate("document.activeElement.matches('.handle')")
    page.wait_for_function(
        "document.querySelector('.rnn-quiet').textContent.startsWith('Put back')"
    )


def test_a_drag_that_is_broken_off_moves_nothing(show):
    page = opened(show, "2.4", "lines", viewport={"width": 1280, "height": 1400})
    before = page.evaluate(BOXES)
    box = page.locator(".box").nth(3).bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, box["y"] - 150)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.evaluate(BOXES) == before and not page.locator(".landing").count()


# For each of the two forms `make test` has one way of the three.
@pytest.mark.parametrize("way", [rarely("mouse"), "keys", rarely("touch")])
def test_faults_are_found_and_mended(show, way):
    page = opened(show, "4.4", "fault", **(PHONE if way == "touch" else {}))
    press = {
        "mouse": lambda e: e.click(),
        "keys": lambda e: e.press("Space"),
        "touch": lambda e: e.tap(),
    }[way]
    submit = page.get_by_role("button", name="Check", exact=True)
    faults = stored(find("4.4"))["faults"]
    for k, fault in enumerate(faults):
        shown = page.locator(".program:visible .code-line")
        assert shown.count() == len(fault["source"])
        press(shown.nth(0))
        press(submit)
        assert verdict(page)[0] == "Exercise 4.4: not this line."
        assert not page.locator(".mends:visible").count()
        press(shown.nth(fault["line"]))
        assert verdict(page) == []
        press(submit)
        assert verdict(page)[0] == "Exercise 4.4: this is the line."
        assert f"stand in line {fault['line'] + 1}," in verdict(page)[-1]
        mends = page.locator(".mends:visible input")
        press(mends.nth((fault["mend"] + 1) % len(fault["mends"])))
        press(submit)
        assert verdict(page)[0].startswith("Exercise 4.4: not yet.")
        press(mends.nth(fault["mend"]))
        press(submit)
        last = k == len(faults) - 1
        end = "right." if last else "this program is right now."
        assert verdict(page)[0] == f"Exercise 4.4: {end}"
        assert ("finding the fault" in page.inner_text(".solved")) == last
        if not last:
            press(page.get_by_role("button", name="Next", exact=True))
            at_rest(page)
            page.wait_for_function(
                "(text) => document.querySelector('.rnn-quiet').textContent === text",
                arg=f"Program {k + 2} of {len(faults)}.",
            )

WRITTEN = """    i, f, g, o = np.split(xU + hW, 4, axis=-1)
    i, f, o = sigmoid(i), sigmoid(f), sigmoid(o)
    g = np.tanh(g)
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return h, c
"""


@pytest.mark.parametrize("way", [rarely("mouse"), rarely("keys"), "touch"])
def test_lines_are_written_refused_by_line_and_judged(show, way):
    page = opened(show, "6.3", "write", **(PHONE if way == "touch" else {}))
    press = {
        "mouse": lambda e: e.click(),
        "keys": lambda e: e.press("Enter"),
        "touch": lambda e: e.tap(),
    }[way]
    field = page.get_by_label("Your lines")
    submit = page.get_by_role("button", name="Run and check")
    press(submit)
    assert "Nothing is written yet." in verdict(page)
    field.fill(WRITTEN.replace("np.tanh(g)", "np.tan(g)"))
    press(submit)
    refused = " ".join(verdict(page))
    assert "these lines cannot be read yet." in refused and "Line 3: " in refused
    assert field.get_attribute("aria-invalid") == "true"
    swapped = ("f * c_prev + i * g", "i * c_prev + f * g")
    field.fill(WRITTEN.replace(*swapped))
    assert field.get_attribute("aria-invalid") is None
    press(submit)
    says = [m.says for m in find("6.3").mistakes if "have changed places" in m.says]
    assert says[0] in verdict(page)
    field.fill(WRITTEN)
    press(submit)
    assert verdict(page) == ["Exercise 6.3: right.", find("6.3").meaning]
    assert "by writing the lines" in page.inner_text(".solved")


def test_enter_keeps_the_indentation_of_the_line(show):
    page = opened(show, "6.3", "write")
    field = page.get_by_label("Your lines")
    field.press("Space")
    field.type("  c = f")
    field.press("Enter")
    field.type("h")
    assert field.input_value() == "   c = f\n   h"
