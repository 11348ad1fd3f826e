"""The panel of an exercise in Chromium: each form by mouse, by key and by finger."""

import json

import pytest
from live_widgets import PHONE, at_rest, figure, gallery_page

from rnnbook.exercises import check, find
from rnnbook.exercises.pages import stored
from rnnbook.widgets import ExercisePanel, site_widgets

ASKED = {"steps_to_half": "for a forget gate of 0.9", "a_f": "for 100 steps"}


def opened(show, number, form, **options):
    """The page with an open panel."""
    page = show(ExercisePanel(number, form=form, asked=ASKED), **options)
    page.wait_for_selector(".desk")
    page.evaluate("localStorage.clear()")
    return page


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
    assert not page.locator(".desk").is_visible()
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
