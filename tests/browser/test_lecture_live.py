"""Lecture mode: a chapter as slides, by real keys and a mouse; and every page."""

import json
import re

import pytest
from book_pages import AT_REST, all_pages, find_faults

CHAPTER = "notebooks/02_squashing.html"
SCREEN = {"width": 1280, "height": 720}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
ALIVE = "[...document.querySelectorAll('.rnn-widget')].every((e) => e.dataset.ready)"
# What is shown now: its name, whether it is seen, how far it runs out of the screen.
# A figure is drawn again in a new width, and its slide is fitted then.
SEEN = """async (was) => {
  const article = document.querySelector("article");
  const over = () => [article.scrollHeight - article.clientHeight,
    article.scrollWidth - article.clientWidth];
  const frame = () => new Promise(requestAnimationFrame);
  let frames = 0;
  while (article.ariaLabel === was && frames++ < 600) await frame();
  frames = 0;
  while (frames < 90 && (frames < 3 || Math.max(...over()) > 1)) {
    await frame();
    frames++;
  }
  const shown = [...article.querySelectorAll(".lecture-on")];
  const { left, right, top, bottom } = article.getBoundingClientRect();
  const reaches = (e) => {
    const r = e.getBoundingClientRect();
    return Math.max(left - r.left, r.right - right, r.width * r.height ? 0 : 999);
  };
  const [down, across] = over();
  return {
    place: article.ariaLabel, slide: location.hash.slice(9),
    kind: article.dataset.kind, down, across,
    visible: shown.length > 0 && shown.every((e) => e.checkVisibility()),
    out: Math.max(...shown.map(reaches), top - shown[0].getBoundingClientRect().top),
    told: document.querySelector("main > [role=status]").textContent,
    others: ["header.top", ".book-nav", ".prev-next", "h2:not(.lecture-on, dialog *)"]
      .filter((name) => document.querySelector(name)?.checkVisibility()),
  };
}"""


def enter(page, address, name=""):
    """Open a page in lecture mode, at a slide, and wait until it is there."""
    page.goto(f"{address}#lecture{name and f'={name}'}")
    page.locator(".lecture-foot").wait_for()
    page.wait_for_function(ALIVE)


def slide(page, name):
    """Wait until this slide is shown."""
    page.wait_for_function("(name) => location.hash === `#lecture=${name}`", arg=name)


def focused(page):
    return page.evaluate("document.activeElement.localName")


def check(seen, scrolls=()):
    """A slide is seen, alone, and fits; what may be taller than the screen scrolls."""
    assert seen["visible"] and not seen["others"], seen
    assert seen["across"] <= 1 and seen["out"] <= 2, seen
    assert seen["down"] <= 1 or seen["slide"] in scrolls, seen


def walk(page):
    """What is seen of each slide from here to the last, which Page Down turns to."""
    found = [page.evaluate(SEEN)]
    while True:
        place = found[-1]["place"]
        at, of = re.match(r"Slide (\d+) of (\d+)", place).groups()
        if at == of and "part 1" not in place:
            return found
        page.keyboard.press("PageDown")
        found.append(page.evaluate(SEEN, place))
        assert found[-1]["place"] != place


# A chapter wholly


def test_a_chapter_is_shown_slide_by_slide_and_stays_as_it_was(open_page, book_url):
    page = open_page(viewport=SCREEN)
    page.goto(f"{book_url}/{CHAPTER}")
    page.wait_for_function(AT_REST)
    before = page.evaluate("document.querySelector('article').innerHTML.length")
    page.get_by_role("button", name="Lecture").click()
    main = page.get_by_role("main", name="Lecture: 2. Squashing: tanh and sigmoid")
    main.wait_for()
    assert focused(page) == "article"
    for part in (".question", ".opening-picture"):
        assert page.locator(f".opening {part}").is_visible()  # on the first slide
    found = walk(page)
    for seen in found:
        check(seen)
    names = [seen["slide"] for seen in found]
    assert names[0] == "title" and len(set(names)) == len(names) == 25
    wanted = [f"figure-2.{k}" for k in range(1, 7)] + ["predict-2.1", "equation-2.1"]
    wanted += [f"exercise-2.{k}" for k in range(1, 9)] + ["summary"]
    assert set(wanted) <= set(names)
    told = [seen["told"].split(":")[0] for seen in found]
    assert told == [f"Slide {k} of 25" for k in range(1, 26)]
    find_faults(page, ["math"], {})
    # A slider keeps its arrows; Escape gives them to the slides.
    page.keyboard.press("o")
    page.locator("dialog[open]").get_by_role("button", name="Figure 2.1 The").click()
    slide(page, "figure-2.1")
    bar = page.locator(".lecture-on .rnn-widget-live input[type=range]").first
    bar.click()
    was = float(bar.input_value())
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    moved = float(bar.input_value())
    assert moved > was and page.url.endswith("=figure-2.1")
    page.keyboard.press("Escape")
    assert focused(page) == "article"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("!location.hash.endsWith('=figure-2.1')")
    page.keyboard.press("ArrowLeft")
    slide(page, "figure-2.1")
    # A remote's keys turn although the slider has the focus.
    bar.focus()
    page.keyboard.press("PageDown")
    page.wait_for_function("!location.hash.endsWith('=figure-2.1')")
    page.locator(".lecture-zone.back").click()
    slide(page, "figure-2.1")
    assert float(bar.input_value()) == moved
    # Back in the page, at its place, as it was.
    page.keyboard.press("Escape")
    page.wait_for_function("!document.documentElement.classList.contains('lecture')")
    page.wait_for_url(lambda address: "#" not in address)
    assert main.count() == 0
    figure = page.locator(".rnn-widget").first
    box = figure.bounding_box()
    assert -200 < box["y"] < SCREEN["height"]
    assert page.locator("header.top").is_visible()
    assert float(figure.locator("input[type=range]").first.input_value()) == moved
    after = page.evaluate("document.querySelector('article').innerHTML.length")
    assert abs(after - before) < 4000
    assert page.locator(".lecture-on, .lecture-around").count() == 0


def test_notes_keep_step_in_a_window_and_beside_the_slide(open_page, book_dir):
    page = open_page(viewport=SCREEN)
    enter(page, f"{book_dir.as_uri()}/{CHAPTER}", "figure-2.1")
    with page.expect_popup() as popup:
        page.keyboard.press("n")
    notes = popup.value
    body = notes.locator("body")
    body.get_by_text("The squasher").first.wait_for()
    assert notes.locator(".next").inner_text().startswith("Next: ")
    caption = page.evaluate(
        "document.querySelector('.figure-caption').textContent.slice(-60, -3)"
    )
    told = notes.evaluate("document.body.textContent")
    assert caption in told and "Link to" not in told and "¶" not in told
    notes.keyboard.press("ArrowRight")  # the window turns the slides, too
    page.wait_for_function("!location.hash.endsWith('=figure-2.1')")
    place = page.locator("article").get_attribute("aria-label")
    assert notes.locator(".count").inner_text() == place
    page.keyboard.press("b")
    notes.locator(".count", has_text="the screen is black").wait_for()
    assert page.locator(".lecture-black").bounding_box()["height"] == SCREEN["height"]
    page.keyboard.press("ArrowRight")  # any key gives light, and turns nothing
    page.locator(".lecture-black").wait_for(state="hidden")
    assert page.locator("article").get_attribute("aria-label") == place
    page.keyboard.press("s")
    beside = page.locator("main > .lecture-notes")
    beside.wait_for()
    assert beside.locator(".count").inner_text() == place and notes.is_closed()
    page.keyboard.press("s")
    beside.wait_for(state="detached")
    # The pointer: while P is held.
    page.keyboard.down("p")
    page.mouse.move(400, 300)
    dot = page.locator(".lecture-dot")
    assert "translate(400px, 300px)" in dot.get_attribute("style")
    page.wait_for_timeout(400)
    page.keyboard.up("p")
    dot.wait_for(state="hidden")


def test_the_room_predicts_apart_from_the_reader_and_finds_its_number(
    open_page, book_url
):
    page = open_page(**PHONE)
    enter(page, f"{book_url}/{CHAPTER}", "predict-2.1")
    guess = page.locator(".guess.lecture-on")
    field = guess.get_by_role("spinbutton")
    if field.count():
        field.fill(field.get_attribute("min"))
        guess.get_by_role("button", name="This is my guess").tap()
    else:
        guess.locator(".choice").first.tap()
    answer = guess.locator(".result strong")
    answer.wait_for()
    said = answer.inner_text()
    assert said.startswith("The room said")
    page.locator(".lecture-foot .next").tap()
    slide(page, "figure-2.1")
    assert page.locator(".lecture-said").inner_text() == said
    check(page.evaluate(SEEN), ["figure-2.1"])
    page.evaluate(  # a finger wipes to the left, on the title
        """() => {
          const target = document.querySelector(".lecture-title");
          const fire = (name, x) => {
            const touch = new Touch({ identifier: 1, target, clientX: x, clientY: 40 });
            const all = name === "touchend" ? [] : [touch];
            target.dispatchEvent(new TouchEvent(name,
              { touches: all, changedTouches: [touch], bubbles: true }));
          };
          fire("touchstart", 300);
          fire("touchend", 120);
        }"""
    )
    page.wait_for_function("!location.hash.endsWith('=figure-2.1')")
    page.locator(".lecture-foot .leave").tap()
    page.locator(".lecture-foot").wait_for(state="detached")
    # The reader's own guess was not made by it.
    assert page.locator(".guess .result").count() == 0
    kept = json.loads(page.evaluate("localStorage['rnnbook-progress'] ?? '{}'"))
    assert not kept.get("guesses")


# Every page

# What is taller than a screen of 1280 by 720 even when it is small: two laboratories, a
# figure with a map of all units; some exercises, which are texts.
TALL = {"playground", "own_cell", "figure-11.8"}
MANY = {"learning": (5, 15), "museum": (70, 90), "chapter": (20, 35), "other": (1, 10)}


def kind_of(name):
    stem = name.split("/")[-1].removesuffix(".html")
    if stem in MANY:
        return stem
    return "chapter" if name.startswith("notebooks/") else "other"


@pytest.mark.all
@pytest.mark.parametrize("part", range(4))
def test_every_page_is_a_lecture(open_page, book_dir, book_url, part):
    pages = [
        name
        for name in all_pages(book_dir)
        if 'class="lecture-button' in (book_dir / name).read_text(encoding="utf-8")
    ]
    assert len(pages) == 20
    for name in pages[part::4]:
        page = open_page(viewport=SCREEN)
        enter(page, f"{book_url}/{name}")
        found = walk(page)
        low, high = MANY[kind_of(name)]
        assert low <= len(found) <= high, (name, len(found))
        texts = {seen["slide"] for seen in found if seen["kind"] == "text"}
        for seen in found:
            check(seen, TALL | texts)
        shown = {seen["slide"] for seen in found}
        wanted = page.evaluate("""() => {
          const all = (where) => [...document.querySelectorAll(where)];
          const figures = all(".figure-caption strong:first-child")
            .map((e) => e.textContent.replace(/[.]$/, "").toLowerCase());
          const exercises = all("section.exercise")
            .map((e) => `exercise-${/\\d+\\.\\d+/.exec(e.textContent)[0]}`);
          return [...figures.map((text) => text.replace(" ", "-")), ...exercises];
        }""")
        assert set(wanted) <= shown, set(wanted) - shown
        page.close()


@pytest.mark.all
def test_notes_beside_a_wide_figure_cut_nothing_off(open_page, book_url):
    page = open_page(viewport={"width": 1024, "height": 768})
    for name in ("figure-6.4", "figure-6.9"):
        enter(page, f"{book_url}/notebooks/06_lstm.html", name)
        page.reload()
        page.locator(".lecture-foot").wait_for()
        page.wait_for_function(ALIVE)
        page.keyboard.press("s")
        page.locator("main > .lecture-notes").wait_for()
        check(page.evaluate(SEEN), [name])


@pytest.mark.all
def test_the_pointer_meets_what_is_enlarged(open_page, book_url):
    """A press on a picture that a lecture shows larger counts where it is seen."""
    page = open_page(viewport={"width": 1920, "height": 1080})
    enter(page, f"{book_url}/notebooks/05_vanishing_exploding.html", "figure-5.2")
    page.evaluate(SEEN)
    svg = page.locator(".lecture-on .rnn-cliff_walker svg").first
    box = svg.bounding_box()
    x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4
    page.mouse.click(x, y)
    page.wait_for_function(
        """([x, y]) => {
          const start = document.querySelector(".lecture-on circle.start");
          const r = start.getBoundingClientRect();
          return Math.hypot(r.x + r.width / 2 - x, r.y + r.height / 2 - y) < 6;
        }""",
        arg=[x, y],
    )
