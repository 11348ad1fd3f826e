"""The reader's progress, and guesses: kept, shown, taken along, forgotten."""

import json
import sys

import pytest
from book_pages import PHONE, WIDE, assert_no_fault, visit
from live_widgets import ASSETS, dress
from support import ROOT

from rnnbook.guesses import GUESSES, POWER
from rnnbook.widgets._page import digests, page_script

sys.path.insert(0, str(ROOT / "book" / "_ext"))

from rnnbook_site.guesses import guess_html  # noqa: E402

CHAPTER = "notebooks/02_squashing.html"
DIGESTS = digests()
PLACE = {"page": "notebooks/02_squashing", "part": "saturation-and-what-it-costs"}


def progress(*numbers, **more):
    """A progress in which these exercises are solved."""
    entry = {"form": "numbers", "at": 1}
    solved = {number: {"digest": DIGESTS[number], **entry} for number in numbers}
    return {"version": 1, "solved": solved, "guesses": {}, "place": None, **more}


def kept(page):
    return page.evaluate("JSON.parse(localStorage.getItem('rnnbook-progress'))")


@pytest.fixture(scope="module")
def small_page(tmp_path_factory):
    """The address of a page with all questions, an exercise, the landing's section."""
    css = dress("book") + "".join(
        (ASSETS / "css" / f"{name}.css").read_text(encoding="utf-8")
        for name in ("page", "progress")
    )
    questions = "".join(map(guess_html, GUESSES))
    file = tmp_path_factory.mktemp("a page") / "small.html"
    file.write_text(
        f"""<!doctype html><html lang="en" class="js" data-page="book/index">
<head><meta charset="utf-8"><title>Small</title><style>{css}</style></head><body>
<nav class="book-nav" aria-label="Contents"><ul><li><a href="notebooks/06_lstm.html">
6. The LSTM</a></li></ul><p class="nav-progress" hidden><a href="#progress"></a></p>
</nav>
<main><article><h1>Small</h1><section class="exercise"><h2>Exercise 6.4: Back</h2>
</section><section class="exercise"><h2>Exercise 6.7 ★: A start</h2></section>
{questions}
<section class="progress" id="progress"><h2>Your progress</h2></section></article>
</main>
<script>{page_script()}</script></body></html>""",
        encoding="utf-8",
    )
    return file.as_uri()


@pytest.fixture
def small(small_page, open_page):
    """small(**options) -> that page, where `progress` was kept if it is given."""

    def start(progress=None, script="", **options):
        page = open_page(viewport=WIDE, **options)
        if progress is not None:
            text = progress if isinstance(progress, str) else json.dumps(progress)
            script += f"localStorage['rnnbook-progress'] ??= {json.dumps(text)};"
        if script:
            page.add_init_script(script)
        page.goto(small_page)
        return page

    return start


def said(page):
    return page.locator(".progress .said").inner_text()


# The book itself


def test_ticks_counts_and_the_way_back_stand_in_the_book(open_page, book_url):
    page = open_page(viewport=WIDE)
    known = progress("2.1", "2.2", "2.3", place={**PLACE, "title": "Costs", "at": 1})
    known["solved"]["2.3"]["digest"] = "of another exercise"
    text = json.dumps(json.dumps(known))
    page.add_init_script(f"localStorage['rnnbook-progress'] ??= {text}")
    visit(page, f"{book_url}/book/index.html")
    counts = page.locator(".done").all_inner_texts()
    assert [" ".join(c.split()) for c in counts] == [
        "2/6 (2 of 6 exercises solved)"
    ] * 2
    assert page.locator(".nav-progress").inner_text() == "2 of 84 exercises solved"
    assert "1 tick is gone: the exercise" in page.locator(".sum").inner_text()
    line = page.locator(".continue")
    assert line.inner_text().startswith("Continue at Costs, in chapter 2, Squashing:")
    assert line.get_by_role("link", name="2.3").get_attribute("href").endswith(
        f"{CHAPTER}#exercise-2-3"
    )
    line.get_by_role("link", name="Costs").click()
    page.wait_for_url(f"**/{CHAPTER}#{PLACE['part']}")
    ticked = page.locator("section.exercise > :is(h2, h3):has(.tick)")
    numbers = [text[:12] for text in ticked.all_inner_texts()]
    assert numbers == ["Exercise 2.1", "Exercise 2.2"]
    assert page.locator(".continue").is_hidden()
    # Solved in another tab, and the place that is kept while reading on.
    solved = json.dumps(json.dumps(progress("2.4")))
    other = page.context.new_page()
    other.goto(f"{book_url}/search.html")
    other.evaluate(f"localStorage.setItem('rnnbook-progress', {solved})")
    ticked.filter(has_text="Exercise 2.4").wait_for()
    assert ticked.count() == 1
    page.mouse.wheel(0, 60)  # the reader moves: the place of the link is held no longer
    page.evaluate("document.querySelector('#summary').scrollIntoView()")
    wanted = "JSON.parse(localStorage['rnnbook-progress']).place?.part === 'summary'"
    page.wait_for_function(wanted)
    page.goto(f"{book_url}/search.html")
    page.goto(f"{book_url}/{CHAPTER}", wait_until="domcontentloaded")
    assert page.locator(".continue").inner_text().startswith("You stopped at Summary.")
    page.goto(f"{book_url}/book/index.html")
    page.locator(".continue").get_by_role("link", name="Summary").wait_for()
    page.get_by_role("button", name="Forget all").click()
    page.get_by_role("button", name="Forget all of it").click()
    assert page.locator(".continue").is_hidden()
    assert not page.locator(".done").count()


# The section


def test_what_was_saved_to_a_file_is_read_again_and_put_together(small, tmp_path):
    page = small(progress("6.1", "6.4"))
    assert page.locator("h2 .tick").count() == 1
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / "mine.json"
    download.value.save_as(file)
    page.get_by_role("button", name="Forget all").click()
    page.get_by_role("button", name="Keep it").click()
    assert kept(page)["solved"].keys() == {"6.1", "6.4"}
    page.get_by_role("button", name="Forget all").click()
    page.get_by_role("button", name="Forget all of it").click()
    assert said(page) == "All is forgotten." and kept(page) is None
    assert page.locator("h2 .tick, .done").count() == 0
    page.evaluate(f"localStorage['rnnbook-progress'] = '{json.dumps(progress('6.2'))}'")
    page.set_input_files("input[type=file]", file)
    page.locator(".said", has_text="2 ticks, 2 of them new").wait_for()
    assert kept(page)["solved"].keys() == {"6.1", "6.2", "6.4"}
    assert page.locator(".nav-progress").inner_text() == "3 of 84 exercises solved"


def test_a_file_that_holds_no_progress_is_refused_in_words(small, tmp_path):
    page, before = small(progress("6.1")), progress("6.1")
    for name, text, says in (
        ("words", "not a file of ours", "is not JSON"),
        ("list", "[1, 2]", "no progress in this book"),
        ("other", '{"version": 1, "solved": {}}', "no progress in this book"),
        ("new", '{"book": "rnnbook", "version": 9}', "of version 9, wanted 1"),
        ("large", "x" * 1_000_001, "too large"),
    ):
        file = tmp_path / f"{name}.json"
        file.write_text(text, encoding="utf-8")
        page.set_input_files("input[type=file]", file)
        page.locator(".said", has_text=says).wait_for()
        assert kept(page) == before
    strange = {"6.1": {"digest": 7}, "6.2": None, "__proto__": {}, "x": {"digest": "a"}}
    text = json.dumps({"book": "rnnbook", "version": 1, "solved": strange, "place": []})
    file.write_text(text, encoding="utf-8")
    page.set_input_files("input[type=file]", file)
    page.locator(".said", has_text="holds 0 ticks").wait_for()
    assert kept(page) == before


FORBIDDEN = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); } });"""
FULL = """Storage.prototype.setItem = () => {
  throw new DOMException("full", "QuotaExceededError"); };"""


@pytest.mark.parametrize("script", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_without_storage_it_lasts_as_long_as_the_page_and_says_so(small, script):
    page = small(script=script)
    assert "This browser keeps nothing" in page.locator(".how").inner_text()
    guess = page.locator(".guess").filter(has=page.locator(".choice")).first
    assert guess.locator(".choice[tabindex='0']").count() == 1  # one stop of Tab
    guess.locator(".choice").first.click()
    assert "made 1 guess" in page.locator(".sum").inner_text()
    page.get_by_role("button", name="Forget all").click()
    page.get_by_role("button", name="Forget all of it").click()
    assert "Nothing is solved yet" in page.locator(".sum").inner_text()
    assert guess.locator(".choice").count() == 3


@pytest.mark.parametrize("text", ["{{{", "null", "[]", '{"solved": 7, "guesses": [1]}'])
def test_nonsense_in_the_storage_counts_as_nothing(small, text):
    page = small(text)
    assert "Nothing is solved yet" in page.locator(".sum").inner_text()
    page.locator(".choice").first.click()
    assert len(kept(page)["guesses"]) == 1


# Guesses


def shown(guess):
    """The truth as a reader sees it."""
    value = guess.shown()
    if guess.choices:
        return guess.choices[value]
    if guess.unit == POWER:
        digits = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
        return f"10{str(value).translate(digits)}"
    unit = guess.unit[abs(value) != 1]
    return f"{value} {unit}".strip().replace("-", "−")


def test_every_page_tells_what_python_computes(small):
    page = small()
    told = {}
    for each in GUESSES:
        root = page.locator(f".guess[data-figure='{each.figure}']")
        asked = root.locator(".question").inner_text()
        assert asked == f"Predict first. {each.question}"
        root.get_by_role("button", name="Tell me").click()
        told[each.figure] = root.locator(".result p").inner_text()
    wanted = {each.figure: f"It is {shown(each)}. {each.why}" for each in GUESSES}
    assert told == wanted
    assert kept(page) is None  # who only asks has said nothing


def test_a_guess_is_made_by_keys_stays_and_can_be_made_again(small):
    page = small()
    root = page.locator(".guess[data-figure='6.4']")
    give = root.get_by_role("button", name="This is my guess")
    give.press("Enter")
    line = root.locator(".rnn-refused")
    assert "Move the slider or type a number" in line.inner_text()
    root.get_by_role("slider").press("ArrowLeft")
    field = root.get_by_role("spinbutton")
    assert root.get_by_role("slider").get_attribute("aria-valuetext").endswith(" steps")
    field.fill("1000")
    field.press("Tab")
    assert "Wanted: a number from 1 to 100" in line.inner_text()
    field.fill("40")
    field.press("Enter")  # the field's own key does what the button does
    result = root.locator(".result")
    assert result.evaluate("(e) => e === document.activeElement")
    assert result.inner_text().startswith("You said 40 steps. It is 6.6 steps. 0.9")
    where = "(e) => parseFloat(e.style.left)"
    assert root.locator(".mark.yours").evaluate(where) == pytest.approx(39.4, abs=0.1)
    assert root.locator(".mark.truth").evaluate(where) == pytest.approx(5.66, abs=0.1)
    page.wait_for_function("localStorage['rnnbook-progress']?.includes('6.4')")
    page.reload()
    assert result.inner_text().startswith("You said 40 steps.")
    root.get_by_role("button", name="Guess again").press("Enter")
    assert kept(page)["guesses"] == {}
    root.get_by_role("spinbutton").fill("7")
    give.press("Enter")
    assert result.inner_text().startswith("You said 7 steps, and it is 6.6 steps: c")


def test_a_guess_of_another_question_no_longer_counts(small):
    entry = {"digest": "of another question", "value": 40, "at": 1}
    page = small(progress(guesses={"6.4": entry, "9.2": {**entry, "value": "x"}}))
    assert page.locator(".guess .result").count() == 0


def test_a_choice_is_made_by_touch_and_seen_in_another_tab(small, small_page):
    page = small(has_touch=True)
    other = page.context.new_page()
    other.goto(small_page)
    page.set_viewport_size(PHONE)
    page.locator(".guess[data-figure='12.7'] .choice").last.tap()
    result = ".guess[data-figure='12.7'] .result"
    assert page.locator(result).inner_text().startswith("You said the 8, and so it is.")
    other.locator(result).wait_for()
    assert "the 8 ← so it is, your guess" in other.locator(result).inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_fault_and_nothing_is_too_wide_or_small(small, theme):
    page = small(progress("6.1", "6.4"))
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    page.locator(".choice").first.click()
    page.locator(".guess[data-figure='9.2'] [type=number]").fill("60")
    page.locator(".guess[data-figure='9.2'] .acts button").first.click()
    page.locator(".guess[data-figure='8.8'] .acts .quiet").click()
    page.get_by_role("button", name="Forget all").click()
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    small_ones = page.locator(".guess :is(button, input), .progress button:visible")
    sizes = small_ones.evaluate_all(
        "(all) => all.map((e) => e.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 24
    assert_no_fault(page)


def test_on_paper_stands_none_of_it(small):
    page = small(progress("6.4"))
    page.emulate_media(media="print")
    assert page.locator(".guess:visible, .progress:visible, .tick:visible").count() == 0
