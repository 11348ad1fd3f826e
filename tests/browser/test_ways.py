"""Ways through the book: where one is, previews of links, links to figures."""

import json
import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from book_pages import PHONE, WIDE, root, stand_still
from playwright.sync_api import expect

CHAPTER = "notebooks/02_squashing.html"
FROM = pytest.mark.parametrize(
    "source", ["file", pytest.param("http", marks=pytest.mark.all)]
)
LAYERS = "document.querySelector('#figure-2-1 .rnn-widget').rnnModel?.get('layers')"
# The bar and the address, which is written later, name one section.
NAMED = """() => {
  const heading = document.querySelector(`section${location.hash} > :is(h2, h3)`);
  const title = heading.textContent.replace("¶", "").trim();
  return document.querySelector(".here-button").textContent.includes(title);
}"""
# All that the page does after a while, it does after four times that.
PATIENT = """() => {
  const after = setTimeout;
  window.setTimeout = (act, ms = 0) => after(act, 4 * ms);
}"""
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def small(page):
    """Targets of what is new that a finger or a pointer misses: below 24 px."""
    return page.evaluate("""() => [...document.querySelectorAll(
      `.here :is(a, button), .prev-next a, .to-top a, .figure-link,
       .sheet :is(a, button)`)]
      .filter((e) => e.checkVisibility())
      .filter((e) => { const r = e.getBoundingClientRect();
                       return Math.min(r.width, r.height) < 24; })
      .map((e) => e.outerHTML.slice(0, 90))""")


def faults_in(page, part):
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(part) => axe.run(part, { preload: false })", part)
    return [each["help"] for each in found["violations"]]


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["desktop", "phone"])
def test_bar_says_where_one_is_and_its_list_leads_there(open_page, book_url, screen):
    page = open_page(viewport=screen)
    page.goto(f"{book_url}/{CHAPTER}")
    entries = page.evaluate("history.length")
    button, listed = page.locator(".here-button"), page.locator(".here-list")
    expect(button).to_contain_text("Chapter 2")
    cut = "(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).length"
    assert button.locator(".place > *:not(.unseen)").evaluate_all(cut) == 0
    page.mouse.move(screen["width"] // 2, 400)
    page.mouse.wheel(0, 5000)
    page.wait_for_function("location.hash.length > 2")
    stand_still(page)
    page.wait_for_function(NAMED)
    name = page.evaluate("location.hash.slice(1)")
    assert page.evaluate("history.length") == entries
    line = page.locator(".read-line").evaluate("(e) => getComputedStyle(e).transform")
    assert 0 < float(re.findall(r"[\d.]+", line)[0]) < 1
    button.click()
    current = listed.locator("[aria-current=location]")
    expect(current).to_have_attribute("href", f"#{name}")
    assert not small(page)
    assert not faults_in(page, "header.top")
    page.keyboard.press("ArrowDown")
    expect(current).to_be_focused()
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    listed.get_by_text("Summary", exact=True).click()
    expect(listed).to_be_hidden()
    expect(button).to_contain_text("Summary")


def test_a_place_stays_below_the_bar_while_all_figures_come_alive(open_page, book_url):
    page = open_page(viewport=WIDE)
    page.goto(f"{book_url}/{CHAPTER}#summary")
    page.wait_for_function("!!window.rnnbook?.bringAll")
    page.evaluate("rnnbook.bringAll()")
    page.wait_for_function(
        "[...document.querySelectorAll('.rnn-widget')].every((w) => w.dataset.ready)"
    )
    stand_still(page)
    bar = page.locator(".top").bounding_box()
    top = page.locator("#summary > h2").bounding_box()["y"]
    assert bar["height"] <= top < 160
    assert page.evaluate("location.hash") == "#summary"  # the reader has not moved


@FROM
def test_a_link_shows_what_it_leads_to_and_the_card_can_be_left(
    open_page, book_dir, book_url, source
):
    page = open_page(viewport=WIDE)
    page.goto(f"{root(source, book_dir, book_url)}/{CHAPTER}")
    link, card = page.locator("article p a.eqref").first, page.locator(".preview")
    link.hover()
    expect(card).to_be_visible()
    expect(card.locator("math")).to_be_visible()
    assert card.get_attribute("aria-hidden") == "true"
    box, own = card.bounding_box(), link.bounding_box()
    assert box["y"] >= own["y"] + own["height"] or box["y"] + box["height"] <= own["y"]
    page.evaluate(PATIENT)  # a machine that does much else may rest on the way
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2, steps=4)
    page.wait_for_timeout(1500)  # longer than it would stay without the pointer on it
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    # Sent away while the pointer is on the link, it stays away from one part of it to
    # the next.
    link.evaluate("""(a) => a.replaceChildren(...[...a.textContent].map((letter) =>
      Object.assign(document.createElement("span"), { textContent: letter })))""")
    link.locator("span").first.hover()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    link.locator("span").last.hover()
    page.wait_for_timeout(700)  # longer than it takes to come
    expect(card).to_be_hidden()
    page.locator("article h1").hover()
    word = page.locator("article p a[href*='glossary.html#']").first
    word.hover()
    name = word.get_attribute("href").split("#")[1]
    expect(card).to_contain_text(name.split("-")[0], ignore_case=True)
    page.mouse.move(5, 300)
    expect(card).to_be_hidden()
    link.focus()  # by script, then as a keyboard would
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Tab")
    expect(link).not_to_be_focused()


def test_a_long_press_shows_a_sheet_and_a_tap_follows_the_link(open_page, book_url):
    page = open_page(**TOUCH)
    page.goto(f"{book_url}/{CHAPTER}")
    link, sheet = page.locator("article p a.eqref").first, page.locator(".sheet")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    finger = page.context.new_cdp_session(page)
    touch = "Input.dispatchTouchEvent"

    def press_long():
        finger.send(touch, {"type": "touchStart", "touchPoints": [at]})
        expect(sheet).to_be_visible()
        finger.send(touch, {"type": "touchEnd", "touchPoints": []})

    press_long()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(link).to_be_focused()
    press_long()
    expect(sheet).to_have_attribute("aria-label", re.compile("Equation"))
    assert sheet.bounding_box()["y"] + sheet.bounding_box()["height"] >= 843
    assert not small(page)
    assert not faults_in(page, ".sheet")
    assert "#eq-" not in page.url
    page.get_by_role("button", name="Close").tap()
    expect(sheet).to_have_count(0)
    link.tap()
    page.wait_for_url(re.compile("#eq-"))


def settings(page):
    figure = page.locator("#figure-2-1 .rnn-widget")
    page.wait_for_function("document.querySelector('#figure-2-1 .rnn-widget').rnnModel")
    return figure.evaluate("({ rnnModel: m }) => [m.get('factor'), m.get('layers')]")


@FROM
def test_a_figure_opens_with_the_settings_of_its_link_and_gives_one(
    open_page, book_dir, book_url, source
):
    page = open_page(viewport=WIDE)
    base = f"{root(source, book_dir, book_url)}/{CHAPTER}"
    page.goto(f"{base}#figure=2.1&factor=-2.5&layers=7&start=1,2,3")
    page.wait_for_function(LAYERS + " === 7")
    assert settings(page) == [-2.5, 7]
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    button = page.locator(".figure-link").first
    button.click()
    field = page.locator(".figure-link-line input").first
    expect(field).to_be_focused()
    link = field.input_value()
    assert link == f"{base}#figure=2.1&factor=-2.5&layers=7&start=1,2,3"
    # Another link of the same page, with what is not possible, and the way back.
    page.evaluate("location.hash = '#figure=2.1&factor=99&layers=3&colour=red'")
    page.wait_for_function(LAYERS + " === 3")
    first = json.loads(page.locator("#figure-2-1 .rnn-widget-state").inner_text())
    assert settings(page) == [first["factor"], 3]
    said = page.locator(".figure-said").first
    expect(said).to_contain_text("99 is not possible: wanted a number from −4 to 4")
    expect(said).to_contain_text("no setting “colour”")
    page.go_back()
    page.wait_for_function(LAYERS + " === 7")
    expect(said).to_have_text("")
    # What each setting alone might be, and the figure cannot draw.
    page.evaluate("""() => {
      const { rnnModel: model } = document.querySelector("#figure-2-1 .rnn-widget");
      const { set } = model;
      model.set = (name, value) => {
        set.call(model, name, value);
        if (value === 5) throw new Error("not together");
      };
    }""")
    page.evaluate("location.hash = '#figure=2.1&factor=3&layers=5'")
    expect(said).to_contain_text("The figure cannot show these settings together.")
    assert settings(page) == [first["factor"], first["layers"]]


def test_a_page_says_what_comes_before_and_after_it(open_page, book_url):
    page = open_page(viewport=PHONE)
    page.goto(f"{book_url}/{CHAPTER}")
    foot, head = page.locator("nav.prev-next:not(.brief)"), page.locator(".brief")
    expect(foot.locator(".next")).to_contain_text("The vanilla RNN")
    expect(foot.locator(".next")).to_contain_text("80 minutes")
    expect(head.locator(".prev")).to_contain_text("Sequences")
    assert not small(page)
