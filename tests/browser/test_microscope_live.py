"""The microscope in Chromium: typed, tapped, held, measured, trained and undone."""

import json
import re

import numpy as np
import pytest
from live_widgets import PHONE, at_rest
from playwright.sync_api import expect

from rnnbook.widgets import Microscope
from rnnbook.widgets._texts import text_of
from rnnbook.widgets.microscope import PASSAGE


def here(page):
    at_rest(page)
    page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    at_rest(page)
    return page.locator(".caret").inner_text()


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def agrees(page, widget, at):
    """Whether the page says Python's surprise of a letter and its guess after it."""
    found, text = widget.run(), here(page)
    wanted = r"surprise was ([\d.]+) nats.* with <?([\d.]+)\.$"
    numbers = re.search(wanted, text)
    assert numbers, text
    cost, best = map(float, numbers.groups())
    assert cost == pytest.approx(found.surprise[at], abs=6e-3), text
    assert best == pytest.approx(np.exp(found.log_y[at].max()), abs=6e-3), text
    return True


def test_a_click_and_the_arrow_keys_look_at_letters(show):
    page = show(Microscope())
    field = page.get_by_role("textbox", name="The text that the network reads")
    field.focus()
    for at, key in ((89, "ArrowRight"), (90, "ArrowRight"), (89, "ArrowLeft")):
        field.press(key)
        assert agrees(page, Microscope(), at), key
    field.press("Control+Home")
    field.press("ArrowRight")
    assert here(page).startswith("Next it expects")
    page.locator(".under span").nth(20).evaluate("(e) => e.scrollIntoView()")
    box = page.locator(".under span").nth(20).bounding_box()
    page.mouse.click(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2)
    assert agrees(page, Microscope(), 20)
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] / 2)
    assert " nats, P 0." in page.locator(".tip").inner_text()


def test_typing_is_read_and_what_the_network_does_not_know_is_left_out(show):
    page = show(Microscope(text="In the beginning"))
    field = page.get_by_role("textbox", name="The text that the network reads")
    field.fill("")
    assert "one character or more" in page.locator(".typing").inner_text()
    field.blur()
    assert field.input_value() == "In the beginning"
    field.focus()
    field.press("Control+a")
    field.press_sequentially("Thé king")
    assert field.input_value() == "Th king"
    assert agrees(page, Microscope(text="Th king"), 6)
    shades = page.locator(".under span")
    assert shades.count() == 7 and "more" in shades.nth(4).get_attribute("class")


def test_the_letters_that_surprised_most_are_buttons(show):
    page = show(Microscope())
    found = Microscope().run().surprise
    at = int(found[1:].argmax()) + 1
    row = page.get_by_role("group", name="Largest surprise")
    first = row.get_by_role("button").first
    assert f"{found[at]:.2f}" in first.inner_text()
    first.press("Enter")
    assert agrees(page, Microscope(), at)
    nats = Microscope().run().nats
    assert f"{nats:.2f} nats a character" in page.inner_text("main")
    button(page, "100").click()
    page.wait_for_function("document.querySelector('.caret').textContent.length")
    assert agrees(page, Microscope(network="kjv_lstm_100"), at)


def test_a_unit_that_follows_is_found_held_and_read_on(show):
    page = show(Microscope(look="units"))
    button(page, "characters since the verse began").click()
    unit, r, control = Microscope().follower("verse")
    page.get_by_text(f"Unit {unit} goes with").wait_for()
    told = page.locator(".found").inner_text().replace("−", "-")
    assert f"r = {r:.2f}" in told and f"chance: {control:.2f}" in told
    assert "On the whole held-out text: unit 26, r = -0.93" in told
    page.get_by_role("checkbox", name="hold the unit").press("Space")
    page.get_by_role("spinbutton", name="held at").fill("2")
    held = Microscope(look="units", unit=unit, clamped=True, hold=2.0)
    here(page)
    at = range(1, len(held.read))
    codes = [held.symbols.index(c) for c in held.read]
    rows = held.run().held
    nats = -sum(rows[t - 1, codes[t]] for t in at) / len(at)
    assert f"costs {nats:.2f} nats" in page.locator(".words .told").inner_text()
    button(page, "Passage 2").click()  # the answer was of another text
    expect(page.locator(".found")).to_have_text("")


def test_what_is_written_goes_into_the_text(show):
    page = show(Microscope(look="write", length=30, at=20))
    written = Microscope(look="write", length=30, at=20).written()
    page.wait_for_function(
        "[...document.querySelectorAll('.way .written')].slice(0, 5)"
        ".every((e) => e.textContent.length === 30)"
    )
    texts = page.locator(".writing .way .written").all_text_contents()
    assert texts == [way.text for way in written.values()]
    button(page, "Put it into the text").press("Enter")
    at_rest(page)
    field = page.get_by_role("textbox", name="The text that the network reads")
    wanted = Microscope(at=20).begin + written["sampling"].text
    assert field.input_value() == wanted


def test_the_past_says_pythons_numbers(show):
    page = show(Microscope(look="past", at=47))
    found = Microscope(at=47).mattered()
    lag = 47 - int(found.influence.argmax())
    page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    at_rest(page)
    told = page.locator(".words .told").inner_text()
    assert f"with {found.probability:.2f}" in told
    assert (f"{lag} back" if lag else "the last one") in told


def test_both_losses_of_a_held_out_passage_are_computed_in_the_page(show):
    page = show(Microscope(network="tunes_lstm", show="h", look="measure"))
    button(page, "A held-out passage").click()
    page.get_by_text("is less surprised").wait_for(timeout=60_000)
    found = Microscope(network="tunes_lstm", show="h").measured()
    cells = page.locator(".losses td:visible").all_inner_texts()
    assert f"{found.network:.2f} (" in cells[1] and f"{found.ngram:.2f} (" in cells[2]
    assert len(text_of("tunes")["held_out"][PASSAGE]) == 4000
    assert "4,000 characters" in page.locator(".losses:visible").inner_text()


def test_training_moves_the_network_and_the_shipped_one_comes_back(show):
    page = show(Microscope(look="train"))
    before = here(page)
    button(page, "Train").last.click()
    assert "wanted 400 or more" in page.inner_text("main")
    text = "The cat sat on the mat, and the dog sat on the log.\n" * 40
    page.get_by_role("textbox", name="your text").fill(text)
    page.locator(".panel:visible .rnn-primary").press("Enter")
    going = re.compile(r"[1-9]\d* updates, .* a second")
    page.get_by_text(going).wait_for(timeout=60_000)
    page.locator(".panel:visible .rnn-primary").click()
    had = page.locator(".told", has_text="more updates, on your text")
    had.wait_for(timeout=60_000)
    page.wait_for_function(
        "[...document.querySelectorAll('.losses td')].filter((e) => e.textContent"
        ".includes('(')).length >= 3",
        timeout=60_000,
    )
    was, now, counted = (
        float(cell.split()[0])
        for cell in page.locator(".losses td:visible").all_inner_texts()[-3:]
    )
    assert now < was and counted < was
    assert here(page) != before
    with page.expect_download() as got:
        button(page, "Download the weights").click()
    weights = json.loads(got.value.path().read_text(encoding="utf-8"))
    assert weights["network"] == "kjv_lstm" and weights["updates"] >= 1
    trained = here(page)
    button(page, "Back to the shipped network").click()
    assert here(page) == before
    page.locator("input[type=file][accept*=json]").set_input_files(got.value.path())
    had.wait_for()
    assert here(page) == trained


def test_a_long_text_is_pasted_at_once_and_another_text_is_another_lesson(show):
    page = show(Microscope(look="train"))
    text = "The cat sat on the mat, and the dog sat on the log.\n" * 4000
    page.evaluate(
        """(text) => {
          const source = document.createElement("textarea");
          source.value = text;
          document.body.append(source);
          source.select();
        }""",
        text,
    )
    page.keyboard.press("Control+x")
    field = page.get_by_role("textbox", name="your text")
    field.focus()
    page.keyboard.press("Control+v")
    page.get_by_text("It holds 200,000 characters").wait_for()
    assert field.input_value() == text[:200_000]
    train = page.locator(".panel:visible .rnn-primary")
    train.click()
    page.wait_for_function(
        "document.querySelector('.panel:not([hidden]) .rnn-primary').textContent"
        " === 'Pause'"
    )
    field.fill("And it came to pass.\n" * 30)
    assert train.inner_text() == "Train"


def test_the_stored_numbers_stay_until_the_text_is_read(show):
    """Nothing jumps: what a page stores is drawn as the network draws it."""
    page = show(Microscope(network="kjv_lstm_1000"), hidden=True)
    look = """() => [...document.querySelectorAll(
      ".caret, .next .facts, [aria-label='Largest surprise'] button")]
      .map((e) => e.textContent)"""
    before = page.evaluate(look)
    page.evaluate("document.querySelector('main').hidden = false")
    here(page)
    assert page.evaluate(look) == before and len(before) > 3


def test_the_limits_run_here(show):
    page = show(Microscope(look="limits"))
    button(page, "Read a story about Quintep").click()
    page.get_by_text("You would know the name").wait_for()
    button(page, "Let it write verses, and check the numbers").click()
    found = re.compile(r"verses; in \d+ of \d+ places")
    page.get_by_text(found).wait_for(timeout=60_000)
    button(page, "Let it write verses, and check the numbers").click()
    button(page, "1,000").click()  # another network, which has written nothing
    line = page.locator(".limits [role=status]")
    expect(line).to_have_text("")
    here(page)
    assert line.inner_text() == ""


def test_a_tune_is_written_and_played(show):
    page = show(Microscope(network="tunes_lstm", show="h", look="play"))
    button(page, "Write a tune").click()
    at_rest(page)
    assert "notes" in page.locator(".words .told").inner_text()
    button(page, "Play").last.click()
    page.wait_for_selector(".rnn-tune .now", state="attached")
    page.locator(".play:visible").press("Escape")
    assert page.locator(".play:visible").inner_text() == "Play"


def test_by_touch_letters_are_looked_at_without_a_keyboard(show):
    page = show(Microscope(), **PHONE)
    field = page.get_by_role("textbox", name="The text that the network reads")
    assert field.evaluate("(e) => e.inputMode") == "none"
    box = page.locator(".under span").nth(14).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2)
    assert agrees(page, Microscope(), 14)
    button(page, "Keyboard").tap()
    assert field.evaluate("(e) => e.inputMode") == "text"
    button(page, "Units").tap()
    here(page)
    assert "Unit 26: c =" in page.locator(".words .told").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_shades_lie_under_their_letters(show, width):
    """The field and what lies under it break their lines at the same places."""
    page = show(Microscope(), viewport={"width": width, "height": 900})
    high = page.evaluate(
        """() => ["over", "under"].map((name) => {
          const part = document.querySelector(`.stack .${name}`);
          const before = part.scrollHeight;
          return [before, part.clientWidth, getComputedStyle(part).font];
        })"""
    )
    assert high[0] == high[1]


def test_stored_numbers_stand_there_when_no_network_comes(show):
    widget = Microscope(network="kjv_rnn", show="h", unit=0)  # shown nowhere else
    page = show(widget, hidden=True)
    first = widget.first
    assert f"{first['surprise'][widget.here - 1]:.2f} nats" in page.locator(
        ".caret"
    ).text_content()
    page.evaluate(
        """() => {
          const state = document.querySelector(".rnn-widget-state").textContent;
          const heard = [];
          const model = { get: (k) => JSON.parse(state)[k], set() {}, save_changes() {},
            off() {}, on: (event, call) => event === "msg:custom" && heard.push(call),
            send: ({ need }) => heard.forEach((call) => call({ missing: need })) };
          const el = document.querySelector("main");
          el.hidden = false;
          el.replaceChildren();
          window.rnnbook.widgets.microscope.render({ model, el });
        }"""
    )
    page.get_by_text("could not be loaded: its file is not here").wait_for()
    assert "nats" in page.locator(".caret").inner_text()
