"""The figures of chapter 1 in Chromium, without a kernel: by hand and by key."""

import functools

import pytest
from live_widgets import at_rest

from rnnbook.widgets import TaskShapes, Unfolding


@pytest.fixture
def show(show):
    """show(widget, theme, **options) -> its page; nothing travels unless asked."""
    return functools.partial(show, reduced_motion="reduce")



def press(page, name):
    # By force: a button at its end says aria-disabled, but can still be pressed.
    page.get_by_role("button", name=name, exact=True).click(force=True)
    at_rest(page)


def says(page):
    at_rest(page)
    return page.locator(".say").inner_text()


def numbers(page):
    """The states that are written on the plates, from h_0 on."""
    at_rest(page)
    texts = page.locator(".unfold .number").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts if text]


def opaque(page, selector):
    """How many of the elements are not see-through themselves or by their group."""
    return page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)].filter((e) => {
          let part = 1;
          for (let p = e; p.tagName !== "svg"; p = p.parentElement) {
            part *= Number(p.getAttribute("opacity") ?? 1);
          }
          return part > 0.01 && getComputedStyle(e).visibility === "visible";
        }).length""",
        selector,
    )


def set_range(page, name, value):
    page.get_by_label(name, exact=True).evaluate(
        "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", value
    )
    at_rest(page)


# Words enter one by one ------------------------------------------------------------


def test_numbers_are_pythons_and_come_one_state_a_word(show):
    widget = Unfolding(t=0)
    page = show(widget)
    assert says(page).endswith("The state starts as h0 = (0.00, 0.00, 0.00).")
    for t in range(1, 7):
        press(page, "Next word ›")
        wanted = widget.states[: t + 1].ravel()
        assert numbers(page) == pytest.approx(wanted, abs=5.01e-3)
        assert f"Step {t}: the word “{widget.words[t - 1]}”" in says(page)
    press(page, "Next word ›")  # there are no more
    assert "Step 6" in says(page)
    assert page.get_by_text("Next word ›").get_attribute("aria-disabled") == "true"


def test_arrow_keys_and_the_slider_step_through_the_words(show):
    page = show(Unfolding(t=0))
    page.get_by_role("button", name="‹ Back").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "Step 2" in says(page)
    page.keyboard.press("ArrowLeft")
    assert "Step 1" in says(page)
    slider = page.get_by_label("words read", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")  # its own key, once and not twice
    assert "Step 2" in says(page)
    assert slider.get_attribute("aria-valuetext") == "2, dog"
    set_range(page, "words read", 5)
    assert "Step 5" in says(page)
    page.get_by_label("drawn as", exact=True).focus()
    page.keyboard.press("ArrowLeft")  # the keys of a slider are its own
    assert "Step 5" in says(page)
    assert page.get_by_label("drawn as", exact=True).input_value() == "0.99"


def test_loop_has_one_cell_and_chain_has_one_for_each_word(show):
    page = show(Unfolding(t=3))
    assert opaque(page, ".unfold .cell") == 6 and opaque(page, ".loop path") == 0
    set_range(page, "drawn as", 0)
    assert opaque(page, ".unfold .cell") == 1 and opaque(page, ".loop path") == 2
    assert opaque(page, ".unfold .number") == 3
    assert page.get_by_label("drawn as").get_attribute("aria-valuetext") == "loop"
    before = says(page)
    set_range(page, "drawn as", 0.5)
    assert opaque(page, ".unfold .cell") == 6 and says(page) == before
    set_range(page, "drawn as", 1)
    boxes = [b.bounding_box()["x"] for b in page.locator(".unfold .cell").all()]
    gaps = [b - a for a, b in zip(boxes, boxes[1:], strict=False)]
    assert min(gaps) == pytest.approx(max(gaps), abs=5)  # lines differ in width
    assert min(gaps) > 64


@pytest.mark.parametrize("unrolled", [0, 0.4, 1])
def test_the_word_that_is_read_stands_under_its_cell(show, unrolled):
    page = show(Unfolding(t=2, unrolled=unrolled))
    cell = page.locator(".column.now .cell").bounding_box()
    word = page.locator(".word.now text").first.bounding_box()
    middle = [box["x"] + box["width"] / 2 for box in (cell, word)]
    assert middle[0] == pytest.approx(middle[1], abs=1)
    assert page.locator(".word.now text").first.text_content() == "dog"


def test_the_other_sentence_starts_anew_and_ends_elsewhere_unless_w_is_zero(show):
    page = show(Unfolding(t=6))
    first = numbers(page)[-3:]
    press(page, "the man bites the dog now")
    assert numbers(page) == [0, 0, 0]
    chosen = page.get_by_role("button", name="the man bites the dog now")
    assert chosen.get_attribute("aria-pressed") == "true"
    for _ in range(6):
        press(page, "Next word ›")
    widget = Unfolding(words="the man bites the dog now".split(), t=6)
    assert numbers(page)[-3:] == pytest.approx(widget.state, abs=5.01e-3)
    assert numbers(page)[-3:] != first
    press(page, "W = 0")
    assert "W = 0: by itself it makes h6" in says(page)
    second = numbers(page)[-3:]
    widget.memory = False
    assert second == pytest.approx(widget.state, abs=5.01e-3)
    press(page, "the dog bites the man now")
    set_range(page, "words read", 6)
    assert numbers(page)[-3:] == second


def test_play_reads_to_the_end_and_stops(show):
    page = show(Unfolding(t=3))
    play = page.get_by_role("button", name="Play", exact=True)
    assert play.evaluate("(e) => { e.click(); return e.textContent; }") == "Pause"
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert "Step 6" in says(page)


# What happens to the token and to the words, in its order.
WATCH = """() => {
  window.seen = [];
  const [token, words] = [".token", ".say"].map((name) => document.querySelector(name));
  new MutationObserver(() => seen.push(token.getAttribute("visibility")))
    .observe(token, { attributeFilter: ["visibility"] });
  new MutationObserver(() => seen.push("said"))
    .observe(words, { childList: true, subtree: true, characterData: true });
}"""


def test_a_state_travels_only_where_motion_is_wanted(show):
    for wanted in ("reduce", "no-preference"):
        page = show(Unfolding(t=1), reduced_motion=wanted)
        page.evaluate(WATCH)
        page.get_by_role("button", name="Next word ›").click()
        page.wait_for_function("seen.includes('said')")
        assert "Step 2" in says(page)
        if wanted == "reduce":
            assert page.evaluate("seen.includes('visible')") is False
    page.wait_for_function("seen.at(-1) === 'hidden' && seen.includes('visible')")
    # The words and numbers do not wait for it.
    assert page.evaluate("seen.indexOf('said') < seen.lastIndexOf('hidden')")


# Shapes of tasks --------------------------------------------------------------------


@pytest.mark.parametrize("task", [task["name"] for task in TaskShapes().tasks])
def test_every_step_says_what_python_knows_of_it(show, task):
    widget = TaskShapes(task=task)
    page = show(TaskShapes())
    press(page, task)
    dashed = page.locator(".chain .fed")
    assert dashed.count() == sum(step["fed"] for step in widget.steps)
    for t, step in enumerate(widget.steps, start=1):
        text = says(page)
        assert f"Step {t} of {len(widget.steps)}." in text
        assert f"from h{t - 1} to h{t}." in text
        own = "its own last output, " if step["fed"] else ""
        assert f"It reads {own}“{step['reads']}”" in text
        said = f"It says “{step['says']}”" if step["says"] else "It says nothing yet"
        assert said in text
        now = page.locator(".column.now .symbol").text_content()
        assert now == f"h{t}"
        press(page, "Next step ›")
    assert f"Step {len(widget.steps)} of" in says(page)


def test_shapes_are_named_and_in_order(show):
    page = show(TaskShapes())
    names = page.locator(".shape").all_inner_texts()
    assert names == [
        "many to one",
        "many to many, aligned",
        "many to many, not aligned",
        "one to many",
    ]


def test_arrow_keys_and_the_slider_walk_through_a_task(show):
    page = show(TaskShapes(task="translation"))
    page.get_by_role("button", name="music").focus()
    page.keyboard.press("ArrowRight")
    assert "Step 2 of 8" in says(page)
    page.keyboard.press("ArrowLeft")
    assert "Step 1 of 8" in says(page)
    slider = page.get_by_label("step", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert "Step 2 of 8" in says(page)
    set_range(page, "step", 6)
    assert "It reads its own last output, “parlez”" in says(page)
    press(page, "sentiment")
    assert "Step 1 of 4" in says(page) and slider.get_attribute("max") == "4"


COUNT = """() => {
  window.changed = 0;
  new MutationObserver((list) => (window.changed += list.length))
    .observe(document.querySelector(".say"), { childList: true, subtree: true });
}"""


@pytest.mark.parametrize(
    ("widget", "slider"),
    [(TaskShapes(task="translation", t=5), "step"), (Unfolding(t=3), "words read")],
)
def test_a_step_changes_the_texts_of_its_sentence_and_no_nodes(show, widget, slider):
    page = show(widget)
    page.evaluate(COUNT)
    before = says(page)
    set_range(page, slider, widget.t + 1)
    assert f"Step {widget.t + 1}" in says(page) and says(page) != before
    assert page.evaluate("window.changed") == 0
