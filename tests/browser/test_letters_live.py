"""The figures of trained networks in Chromium: Python's numbers, by hand and by key."""

import re

from live_widgets import PHONE, at_rest, figure, gallery_page

from rnnbook.widgets import GatesReading, Sampler, TunePlayer, WhatMattered, site_files

TUNE = "M:6/8\nK:D\nA2B c2d|f2e fec|"


def told(page):
    at_rest(page)
    return page.locator(".told").inner_text()


def written(page):
    return page.locator(".way .written").all_text_contents()


def finished(page, length):
    """Wait until all five texts are as long as they should be."""
    page.wait_for_function(
        "(n) => [...document.querySelectorAll('.way .written')]"
        ".every((e) => e.textContent.length === n)",
        arg=length,
    )


def test_the_sampler_writes_what_python_writes(show):
    widget = Sampler(length=60, width=2)
    page = show(widget)
    finished(page, 60)
    run = widget.run()
    assert written(page) == [way.text for way in run.values()]
    facts = page.locator(".way .facts").all_inner_texts()
    for way, said in zip(run.values(), facts, strict=True):
        each = f"{way.log_probability / 60:.2f}".replace("-", "−")
        part = f"{way.repeated:.0%}".replace("%", " %")
        assert said == f"ln P {each} a character, repeated {part}"


def test_the_sampler_by_key_and_by_typing(show):
    page = show(Sampler())
    page.get_by_role("button", name="One character").press("Enter")
    finished(page, 1)
    page.get_by_role("button", name="greedy").press("Space")
    page.get_by_role("button", name="To the end of the line").press("Enter")
    page.wait_for_function(
        "document.querySelector('.way .written').textContent.length > 1"
    )
    greedy = written(page)[0]
    assert greedy.endswith("\n") or len(greedy) == 240
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("textbox", name="beginning").fill("Thé")
    at_rest(page)
    assert page.locator(".way .begin").first.text_content() == "Th"
    assert "Left out, for the network does not know it: “é”" in page.inner_text("main")
    page.get_by_role("textbox", name="beginning").fill("")
    assert "Until then “Th” stays" in page.inner_text("main")
    wanted = Sampler(begin="Th", method="greedy").run()["greedy"]
    assert f"{wanted.before.max():.2f}" in told(page)
    before = page.get_by_text(re.compile(r"^seed \d+$")).inner_text()
    page.get_by_role("button", name="New seed").click()
    at_rest(page)
    assert page.get_by_text(re.compile(r"^seed \d+$")).inner_text() != before


def test_gates_by_pointer_and_by_key(show):
    page = show(GatesReading(unit=0, at=0, show="f"))
    page.locator(".rnn-reading span").nth(30).click()
    assert "character 30" in told(page)
    page.get_by_role("slider", name="character").press("ArrowRight")
    assert "character 31" in told(page)
    box = page.locator(".shades").bounding_box()
    page.mouse.click(box["x"] + 5.5 * 10, box["y"] + box["height"] * 10.5 / 128)
    at_rest(page)
    assert page.locator(".facts").inner_text().startswith("unit 10:")
    page.get_by_role("checkbox", name="hold the unit").press("Space")
    page.get_by_role("spinbutton", name="held at").fill("3")
    at = int(re.search(r"character (\d+)", told(page))[1])
    widget = GatesReading(unit=10, at=at, show="f", clamped=True, hold=3)
    run = widget.run()
    said = f"{run.nats_held:.2f} nats a character in place of {run.nats:.2f}"
    assert said in told(page)
    page.get_by_role("button", name="c", exact=True).click()
    at_rest(page)
    assert page.locator(".facts").inner_text().replace("\n", " ").find("c 3.00") > 0


def test_by_touch(show):
    page = show(GatesReading(unit=0, at=0, show="f"), **PHONE)
    page.locator(".rnn-reading span").nth(12).tap()
    assert "character 12" in told(page)
    page.locator(".map").tap(position={"x": 25, "y": 20})
    at_rest(page)
    assert page.locator(".facts").inner_text().startswith("unit ")
    page.get_by_text("hold the unit").tap()
    assert "held at 0" in told(page)
    page = show(Sampler(), **PHONE)
    page.get_by_role("button", name="One character").tap()
    finished(page, 1)
    page.get_by_role("button", name="beam search").tap()
    assert "the beam compares whole texts" in told(page)


def test_what_mattered_says_pythons_numbers(show):
    page = show(WhatMattered(at=10, other="kjv_lstm_100"))
    page.locator(".rnn-reading").first.locator("span").nth(47).click()
    first, second = WhatMattered(at=47, other="kjv_lstm_100").run()
    text = told(page)
    for found in (first, second):
        assert f"with {found.probability:.2f}" in text
        lag = 47 - int(found.influence.argmax())
        assert (f"{lag} back" if lag else "the last one") in text


def test_what_mattered_by_another_character_comes_in_the_end(show):
    page = show(WhatMattered(at=47))
    page.get_by_role("button", name="another character").press("Enter")
    widget = WhatMattered(at=47, measure="another character")
    (found,) = widget.run()
    far = 47 - int(found.influence.argmax())
    sums = found.influence[::-1].cumsum()
    last = int((sums >= 0.9 * sums[-1]).argmax()) + 1
    page.get_by_text(f"on the last {last} characters").wait_for()
    assert (f"{far} back" if far else "the last one") in told(page)


def test_a_tune_plays_only_when_asked_marks_its_notes_and_stops(show):
    page = show(TunePlayer(tune=TUNE, tempo=600))
    page.evaluate("""() => {
      window.sounds = [];
      const Plain = window.Plain ??= window.AudioContext;
      window.AudioContext = class extends Plain {
        constructor() { super(); window.sounds.push(this); }
      };
      // The tune is over in a second: what is seen is noted as it comes.
      window.seen = [];
      const live = document.querySelector(".rnn-tune_player");
      new MutationObserver(() => seen.push(live.querySelector(".note.now")
        && live.querySelector(".play").textContent))
        .observe(live, { subtree: true, childList: true, attributes: true });
    }""")
    assert page.evaluate("sounds.length") == page.locator(".now").count() == 0
    button = page.locator(".play")
    button.press("Enter")
    page.wait_for_function("seen.includes('Stop')")
    assert page.evaluate("sounds.length") == 1
    button.press("Escape")
    assert button.inner_text() == "Play" and page.locator(".now").count() == 0
    button.click()
    button.click()
    page.wait_for_function("sounds.every((sound) => sound.state === 'closed')")
    button.press("Space")
    page.wait_for_function("document.querySelector('.play').textContent === 'Play'")


def test_a_line_of_a_tune_that_cannot_be_read_is_told(show):
    page = show(TunePlayer(tune=TUNE))
    page.get_by_role("textbox", name="tune").fill("M:3/4\nG2 A2 H2|")
    assert "Line 2: “H” cannot be read." in told(page)
    assert "0 of 1 bars fill it" in told(page)


def test_a_network_writes_a_tune_as_python_does(show):
    widget = TunePlayer(seed=3)
    page = show(widget)
    page.get_by_role("button", name="Write a tune").click()
    wanted = widget.write()
    page.wait_for_function(
        "(text) => document.querySelector('textarea').value === text", arg=wanted
    )


def test_a_network_that_is_not_there_is_told(browser, tmp_path):
    file = tmp_path / "alone.html"
    file.write_text(gallery_page("bare"), encoding="utf-8")
    script = "rnn-widget-sampler.js"
    (tmp_path / script).write_text(site_files()[script], encoding="utf-8")
    page = browser.new_page()
    try:
        page.goto(file.as_uri())
        shown = [figure(Sampler()), "dark", False, False]
        page.evaluate("(all) => show(...all)", shown)
        page.get_by_text("The network kjv_lstm could not be loaded").wait_for()
    finally:
        page.close()
