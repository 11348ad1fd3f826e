"""The reader's own cell in a browser: written, refused, kept, sent, seen in figures."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_widgets import PHONE, TOO_SMALL, TOO_WIDE, at_rest
from playwright.sync_api import expect

from rnnbook import CELLS
from rnnbook.widgets import GradientRuler, OwnCell, Squasher
from rnnbook.widgets.cell_explorer._values import format_number
from rnnbook.widgets.own_cell._presets import LSTM, PRESETS

LOOK = "book"
pytestmark = pytest.mark.filterwarnings("ignore::rnnbook.language.CellTextWarning")
KEPT = LSTM.replace("f * c_prev", "c_prev")
HAS_KEPT = "document.querySelector('textarea').value.includes('c = c_prev')"
CLIPBOARD = """(there) => {
  const writeText = async (text) => { window.copied = text; };
  const value = there ? { writeText } : undefined;
  if (there) window.copied = undefined;
  Object.defineProperty(navigator, "clipboard", { configurable: true, value });
}"""
# The figure is left, and what it would write later into the address is written before.
CLEAN = """() => {
  dispatchEvent(new Event("pagehide"));
  show("", "light", false, false);
  history.replaceState(null, "", location.href.split("#")[0]);
  localStorage.clear();
  globalThis.rnnbookMemory?.clear();
}"""


@pytest.fixture
def own(show):
    """own(widget, **options) -> its page, with nothing kept and a plain address."""
    pages = []

    def start(widget=None, **options):
        page = show(Squasher(), reduced_motion="reduce", **options)
        page.evaluate(CLEAN)
        pages.append(page)
        return show(widget or OwnCell(), reduced_motion="reduce", **options)

    yield start
    for page in pages:
        page.evaluate(CLEAN)


def editor(page):
    return page.get_by_label("The lines of the cell")


def read(page, text):
    """Write a text as a reader would paste it, and wait until it has been read."""
    editor(page).fill(text)
    editor(page).evaluate("(field) => field.blur()")
    at_rest(page)


def node_named(page, start):
    return page.locator(f'.wiring .node[aria-label^="{start}"]')


def test_lines_are_read_after_a_pause_and_the_figure_follows(own):
    page = own()
    assert node_named(page, "f = sigmoid").count() == 1
    field = editor(page)
    field.evaluate(
        """(field) => {
      const at = field.value.indexOf("f * c_prev");
      field.focus();
      field.setSelectionRange(at, at + 10);
    }"""
    )
    page.keyboard.type("0.5 * c_prev")
    node_named(page, "0.5 × c_prev = ").wait_for()
    assert page.locator(".hint").count() > 0  # the block f has no effect any more
    c = OwnCell(LSTM.replace("f * c_prev", "0.5 * c_prev")).values()["c"]
    assert format_number(c) in node_named(page, "c = ").get_attribute("aria-label")


def test_what_cannot_be_read_is_marked_said_once_and_the_figure_stays(own):
    page = own()
    page.evaluate(
        """() => {
      window.told = [];
      const line = document.querySelector(".rnn-quiet");
      new MutationObserver(() => told.push(line.textContent))
        .observe(line, { childList: true, characterData: true, subtree: true });
    }"""
    )
    before = page.locator(".wiring svg").inner_html()
    read(page, LSTM.replace("sigmoid(a_f)", "sigmoid(a_ff)"))
    link = page.locator(".problems .wrong .line-link")
    assert link.inner_text() == "Line 5"
    assert page.locator(".gutter .wrong").inner_text() == "5"
    assert editor(page).get_attribute("aria-invalid") == "true"
    assert "a_f" in page.locator(".problems").inner_text()
    assert page.locator(".wiring svg").inner_html() == before
    assert page.locator(".old").is_visible()
    page.wait_for_function("told.length > 0")
    page.wait_for_timeout(700)
    told = page.evaluate("told")
    assert len(told) == 1 and told[0].startswith("Line 5: ")
    link.click()
    chosen = "(f) => f.value.slice(f.selectionStart, f.selectionEnd)"
    assert editor(page).evaluate(chosen).strip() == "f = sigmoid(a_ff)"
    read(page, LSTM)
    assert page.locator(".problems li").count() == 0
    assert editor(page).get_attribute("aria-invalid") is None
    assert not page.locator(".old").is_visible()


def test_tab_leaves_the_lines_and_enter_keeps_the_indentation(own):
    page = own()
    editor(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("x = 1")
    assert "\n    return h, c\n    x = 1\n" in editor(page).input_value()
    page.keyboard.press("Control+z")
    page.keyboard.press("Tab")
    assert not editor(page).evaluate("(field) => field === document.activeElement")


@pytest.mark.all
def test_every_preset_changes_the_lines_and_can_be_chosen(own):
    page = own()
    chooser = page.get_by_label("Start from")
    for preset in PRESETS[::4] + PRESETS[-1:]:
        chooser.select_option(label=preset["name"])
        at_rest(page)
        assert editor(page).input_value() == preset["text"]
        assert page.locator(".about").inner_text() == preset["see"]
    assert page.locator(".problems .wrong").count() == 1  # the last is to be mended
    read(page, LSTM + "\n# mine")
    assert chooser.evaluate("(list) => list.selectedOptions[0].text") == "your own text"


def test_the_address_carries_the_lines_to_a_friend(own, show):
    page = own()
    read(page, KEPT)
    page.wait_for_function("location.hash.startsWith('#cell=')")
    address = page.evaluate("location.hash")
    page.evaluate(CLEAN)
    page.evaluate("(hash) => history.replaceState(null, '', hash)", address)
    page = show(OwnCell(), reduced_motion="reduce")
    page.wait_for_function(HAS_KEPT)
    assert editor(page).input_value() == KEPT
    link = page.get_by_role("link", name="Train it in the playground")
    assert address[1:] in link.get_attribute("href")
    assert "playground.html#nets=own,lstm" in link.get_attribute("href")
    for nonsense in ("#cell=zAAAA", "#cell=%", "#cell=", "#a-section"):
        page.evaluate("(hash) => history.replaceState(null, '', hash)", nonsense)
        page = show(OwnCell(), reduced_motion="reduce")
        at_rest(page)
        assert editor(page).input_value() == LSTM


def test_the_lines_are_kept_on_the_device_also_where_nothing_can_be(own, show):
    page = own()
    read(page, KEPT)
    page.wait_for_function("location.hash.startsWith('#cell=')")
    page.evaluate("history.replaceState(null, '', location.href.split('#')[0])")
    page = show(OwnCell(), reduced_motion="reduce")
    expect(editor(page)).to_have_value(KEPT)
    page.evaluate("""() => {
      window.allowed = Object.getOwnPropertyDescriptor(window, "localStorage");
      const forbidden = { configurable: true, get() { throw new Error("no"); } };
      Object.defineProperty(window, "localStorage", forbidden);
    }""")
    try:
        page = show(OwnCell(), reduced_motion="reduce")
        read(page, KEPT.replace("np.tanh(c)", "c"))
        assert "h = o × c" in node_named(page, "h = ").get_attribute("aria-label")
    finally:
        page.evaluate("Object.defineProperty(window, 'localStorage', window.allowed)")


def test_a_friends_lines_do_not_take_the_place_of_the_readers(own, show):
    page = own()
    read(page, KEPT)
    page.wait_for_function("location.hash.startsWith('#cell=')")
    mine = LSTM + "# mine"
    page.evaluate("(text) => localStorage.setItem('rnnbook-cell', text)", mine)
    page = show(OwnCell(), reduced_motion="reduce")
    page.wait_for_function(HAS_KEPT)
    read(page, KEPT + "# changed")
    page.wait_for_timeout(500)
    page = show(OwnCell(), reduced_motion="reduce")
    page.get_by_label("Start from").select_option(label="the lines that you had before")
    at_rest(page)
    assert editor(page).input_value() == mine


@pytest.mark.all
def test_handing_it_on_copies_or_shows_what_to_copy(own):
    page = own()
    buttons = {"Copy as Python": "read_cell(text)", "Copy link": "#cell="}
    for name, wanted in buttons.items():
        page.evaluate(CLIPBOARD, True)
        page.get_by_role("button", name=name).click()
        page.wait_for_function("window.copied")
        assert wanted in page.evaluate("copied")
        page.evaluate(CLIPBOARD, False)
        page.get_by_role("button", name=name).click()
        by_hand = page.get_by_label("To copy by hand")
        by_hand.wait_for()
        assert by_hand.input_value() == page.evaluate("copied")


def test_the_wiring_is_walked_by_keys_and_leads_to_the_sliders(own):
    page = own()
    node_named(page, "xU_i").focus()
    reading = page.locator(".reading")
    assert reading.inner_text().startswith("xU_i = 0.80")
    page.keyboard.press("ArrowDown")
    assert reading.inner_text().startswith("a_i = xU_i + hW_i")
    page.keyboard.press("ArrowDown")
    assert reading.inner_text().startswith("i = sigmoid(a_i)")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    at_rest(page)
    assert node_named(page, "xU_i = 3.00").count() == 1
    i = OwnCell(at={"xU[0]": 3.0}).values()["i"]
    assert format_number(i) in node_named(page, "i = ").get_attribute("aria-label")
    stops = page.locator('.wiring .node[tabindex="0"]')
    assert stops.count() == 1  # one stop for the Tab key


@pytest.mark.all
def test_next_step_hands_the_state_on(own):
    page = own()
    values = OwnCell().values()
    page.get_by_role("button", name="Next step").click()
    at_rest(page)
    c_prev = node_named(page, "c_prev").get_attribute("aria-label")
    assert c_prev == f"c_prev = {format_number(values['c'])}"
    assert page.get_by_text("1 step taken").is_visible()
    page.get_by_role("button", name="Start over").click()
    at_rest(page)
    assert node_named(page, "c_prev = 1.00").count() == 1


def test_the_ruler_follows_the_lines(own):
    page = own()
    page.get_by_role("button", name="Gradient").click()
    at_rest(page)
    told = page.locator(".ruler .told")
    assert told.inner_text().startswith("At lag 99, 4.9·10⁻¹⁶ of the gradient is left")
    line = page.locator(".stage path.own").first.get_attribute("d")
    read(page, KEPT)
    assert told.inner_text().startswith("At lag 99, 8.5 times the gradient is left")
    assert page.locator(".stage path.own").first.get_attribute("d") != line


def test_a_step_of_the_sequence_can_be_seen_in_the_wiring(own):
    page = own()
    page.get_by_role("button", name="Over time").click()
    page.get_by_role("slider", name="Step").press("ArrowRight")
    at_rest(page)
    c = OwnCell().run().values["c"][5, 0]
    assert f"c = {format_number(c)}" in page.locator(".overtime .told").inner_text()
    page.get_by_role("button", name="See this step").click()
    at_rest(page)
    seen = node_named(page, "c = ").get_attribute("aria-label")
    assert f"= {format_number(c)}" in seen


def test_the_backward_says_what_is_wrong_and_that_it_is_mended(own):
    broken = next(each for each in PRESETS if "factor" in each["name"])["text"]
    page = own(OwnCell(broken, view="backward"))
    verdict = page.locator(".verdict")
    wanted = "first differs at dc, which misses the factor (1 - tanh_c**2)"
    assert wanted in verdict.inner_text()
    read(page, broken.replace("= dc + dtanh_c", "= dc + dtanh_c * (1 - s.tanh_c**2)"))
    assert "is right" in verdict.inner_text()
    read(page, LSTM)
    page.get_by_role("button", name="Write it into the text").click()
    at_rest(page)
    assert "def lstm_backward(dstate, s):" in editor(page).input_value()
    assert "is right" in verdict.inner_text()


def test_the_file_of_the_package_can_be_pasted_and_a_phone_shows_it(own):
    import rnnbook.cells.lstm as module

    page = own(**PHONE)
    with open(module.__file__, encoding="utf-8") as file:
        read(page, file.read())
    said = page.locator(".status").inner_text()
    assert said == "Read. lstm: blocks i, f, g and o, state h and c."
    node_named(page, "f = sigmoid").tap()
    assert page.locator(".reading").inner_text().startswith("f = sigmoid(a_f)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator(".wiring svg").bounding_box()
    assert box["width"] <= 350  # the whole wiring at once


def test_the_rulers_of_the_chapters_offer_the_cell_that_is_kept(own, show):
    cells = [CELLS["rnn"], CELLS["lstm"]]
    page = own(GradientRuler(cells=cells))
    assert page.get_by_role("button", name="your own cell").count() == 0
    page.evaluate("(text) => localStorage.setItem('rnnbook-cell', text)", KEPT)
    page = show(GradientRuler(cells=cells), reduced_motion="reduce")
    page.get_by_role("button", name="your own cell").click()
    at_rest(page)
    assert "8.5 times the gradient" in page.locator(".told").inner_text()


@pytest.mark.all
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_refused_and_what_runs_over_time_suit_all_readers(own, theme):
    wrong = "def wrong(xU, hW):\n    h = sqrt(xU)"
    for text, view in ((wrong, "wiring"), (KEPT, "over time")):
        for options in ({}, PHONE):
            page = own(OwnCell(text, view=view), theme=theme, **options)
            at_rest(page)
            found = Axe().run(page)
            assert not found.violations_count, found.generate_report()
            if options:
                assert (page.evaluate(TOO_WIDE), page.evaluate(TOO_SMALL)) == ([], [])
