"""The panels of exercises in the built pages: all are there, and cost little."""

import gzip
import re

import pytest
from book_pages import (
    PHONE,
    WIDE,
    all_chapters,
    assert_no_fault,
    from_server_and_disk,
    root,
    soup,
    stand_still,
    visit,
)

from rnnbook.exercises import find
from rnnbook.exercises.pages import all_exercises, stored

LSTM = "notebooks/06_lstm.html"
PANEL = "#exercise-6-2 ~ .exercise-panel, #exercise-6-2 > .exercise-panel"


def panels(book_dir):
    """All panels of the book, by the number of the exercise."""
    return {
        panel["data-number"]: panel
        for page in all_chapters(book_dir)
        for panel in soup(book_dir, page).select("section.exercise > .exercise-panel")
    }


def test_every_exercise_can_be_answered_in_its_page_in_some_form(book_dir):
    found = panels(book_dir)
    for exercise in all_exercises():
        panel = found.pop(exercise.number)
        forms = [way["data-form"] for way in panel.select("button.way")]
        assert forms and forms == stored(exercise)["forms"], exercise
        assert panel["data-digest"] == stored(exercise)["digest"]
        assert panel.select_one(".in-notebook a[download]"), exercise
        assert panel.parent.select_one("details.exercise-cells pre"), exercise
    for number, panel in found.items():  # the starred ones
        assert not panel.select("button") and not panel.get("data-digest"), number
        assert "No check knows this exercise" in panel.get_text()
        with pytest.raises(LookupError):
            find(number)
    starred = [
        re.match(r"Exercise (\d+\.\d+) ★", heading.get_text())
        for page in all_chapters(book_dir)
        for heading in soup(book_dir, page).select("section.exercise > h3")
    ]
    assert set(found) == {each[1] for each in starred if each}


def test_closed_panels_add_at_most_10_kilobytes_to_a_page(book_dir):
    for page in all_chapters(book_dir):
        whole = (book_dir / page).read_text(encoding="utf8")
        without = whole
        for panel in soup(book_dir, page).select(".exercise-panel"):
            head = f'<div class="exercise-panel" data-number="{panel["data-number"]}"'
            start = without.index(head)
            end = without.index("</p></div>", start) + len("</p></div>")
            without = without[:start] + without[end:]
        assert "exercise-panel" not in without
        sheet = (book_dir / "_static/css/exercise.css").read_bytes()
        size = [len(gzip.compress(text.encode())) for text in (whole, without)]
        added = size[0] - size[1] + len(gzip.compress(sheet))
        assert added <= 10_000, f"{page}: {added}"


def answers(page):
    return page.locator(PANEL).locator(".answer")


@from_server_and_disk
@pytest.mark.parametrize(
    "screen",
    [pytest.param(WIDE, marks=pytest.mark.all), PHONE],
    ids=["desktop", "phone"],
)
def test_a_link_to_an_exercise_opens_it(open_page, book_dir, book_url, source, screen):
    page = open_page(viewport=screen)
    base = root(source, book_dir, book_url)
    visit(page, f"{base}/{LSTM}")
    assert not page.locator(".desk").count()
    assert not any("exercise-6" in url for url in fetched(page))
    page.evaluate("location.hash = '#exercise-6-2'")
    answers(page).first.wait_for()
    page.goto("about:blank")
    visit(page, f"{base}/{LSTM}#exercise-6-2")
    answers(page).first.wait_for()
    stand_still(page)
    assert 0 <= page.locator("#exercise-6-2").bounding_box()["y"] < 200
    assert page.locator(".desk").count() == 1
    answers(page).nth(0).fill("6.58")
    answers(page).nth(1).fill("4.97")
    page.keyboard.press("Enter")
    page.get_by_text("Exercise 6.2: right.").wait_for()


def fetched(page):
    entries = "performance.getEntriesByType('resource').map((e) => e.name)"
    return page.evaluate(entries)


def test_a_press_opens_the_panel_and_keeps_the_focus(open_page, book_url):
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/{LSTM}")
    page.locator(PANEL).get_by_role("button").first.press("Enter")
    answers(page).first.wait_for()
    way = "document.activeElement.getAttribute('aria-expanded')"
    assert page.evaluate(way) == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.answer')")
    page.evaluate("""() => {
      for (const e of [...document.querySelectorAll("article section.exercise")]) {
        if (!e.querySelector(".desk")) e.remove();
      }
    }""")
    left_out = (".math", ".rnn-widget-picture", "article > section > p")
    assert_no_fault(page, *left_out)


def test_without_a_script_and_on_paper_the_cells_are_there_and_no_panel(
    open_page, book_url
):
    page = open_page(java_script_enabled=False)
    page.goto(f"{book_url}/{LSTM}")
    assert not page.locator(".rnn-asleep").first.is_visible()
    line = page.locator(PANEL).locator(".in-notebook")
    assert line.is_visible() and "download it" in line.inner_text()
    page = open_page()
    visit(page, f"{book_url}/{LSTM}")
    page.emulate_media(media="print")
    assert not page.locator(".exercise-panel").first.is_visible()
    cells = PANEL.replace("-panel", "-cells")
    assert page.locator(cells).locator("pre").first.is_visible()


# Opens a panel by its first button; done two frames after its form stands there.
OPEN = """async (number) => {
  const section = document.getElementById(`exercise-${number}`).closest("section");
  section.querySelector(".rnn-asleep button").click();
  const frame = () => new Promise(requestAnimationFrame);
  while (!section.querySelector(".desk")) await frame();
  await frame();
}"""
FETCH = """async (names) => {
  for (const name of names) {
    const script = document.createElement("script");
    script.src = `../_static/rnn-${name}.js`;
    const there = new Promise((done) => { script.onload = done; });
    document.head.append(script);
    await there;
  }
}"""


@pytest.mark.all
@pytest.mark.parametrize("number", ["6.2", "6.3", "6.4"])
def test_opening_takes_at_most_200_ms_at_a_quarter_of_the_speed(
    open_page, book_url, number
):
    """What the panel itself takes of the processor, once its files are there."""
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/{LSTM}")
    page.evaluate(FETCH, ["widget-exercise", f"exercise-{number}"])
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def used():
        metrics = session.send("Performance.getMetrics")["metrics"]
        parts = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
        return sum(each["value"] for each in metrics if each["name"] in parts)

    before = used()
    page.evaluate(OPEN, number.replace(".", "-"))
    assert 4 * (used() - before) <= 0.2
