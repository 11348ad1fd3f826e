"""The playground in a page: by mouse, keys, fingers, from a disk, by its address."""

import inspect
import json

import pytest
from live_widgets import PHONE, figure, gallery_page
from playwright.sync_api import expect

import rnnbook.cells.coupled
from rnnbook.widgets import PlaygroundFigure
from rnnbook.widgets._base import site_widgets
from rnnbook.widgets._networks import site_starts

# Small networks that learn at once, so that a test takes some hundred milliseconds.
SMALL = "nets=rnn&units=4&lag=3&batch=8&seed=1&rate=0.03"
COUNT = "parseInt(document.querySelector('.where').textContent.replace(',', ''))"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a page with the playground alone, in a folder with a space."""
    folder = tmp_path_factory.mktemp("a folder") / "with a space"
    folder.mkdir()
    page = gallery_page("book")
    body = f"<body><main><h1>Playground</h1>{figure(PlaygroundFigure())}</main></body>"
    live = "addEventListener('load', () => hydrate()); window.show ="
    page = page.replace("<body></body>", body).replace("window.show =", live)
    (folder / "p.html").write_text(page, encoding="utf-8")
    for name, text in {**site_widgets(), **site_starts()}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return (folder / "p.html").as_uri()


@pytest.fixture
def visit(site, open_page):
    """visit(hash, **options) -> a page whose networks are ready."""

    def go(hash_="", **options):
        page = open_page(**options)
        page.goto(f"{site}#{hash_}")
        ready(page)
        return page

    return go


def ready(page):
    """Wait until the engine has looked at the networks."""
    page.wait_for_selector(".rnn-widget[data-ready]")
    page.wait_for_function(
        "!/being made ready/.test(document.querySelector('ul.says').textContent)"
    )


def menu(page, name):
    """A list of the table, by its row and its column."""
    return page.get_by_role("combobox", name=name, exact=True)


def updates(page):
    return page.evaluate(COUNT)


def trained(page, least):
    """Wait until so many updates are done."""
    page.wait_for_function(f"{COUNT} >= {least}", timeout=60_000)


# The settings in the address.
HASH = """Object.fromEntries(decodeURIComponent(location.hash.slice(1)).split("&")
  .filter(Boolean).map((part) => part.split(/=(.*)/s)))"""


def settings(page, **wanted):
    """All settings in the address, once it says these: it is written after a moment."""
    page.wait_for_function(
        f"(wanted) => Object.keys(wanted).every((k) => ({HASH})[k] === wanted[k])",
        arg=wanted,
    )
    return page.evaluate(HASH)


def stands_still(page, over=400):
    """Wait until no update comes for so many milliseconds; how many there are."""
    page.wait_for_function(
        f"""async (over) => {{
          const before = {COUNT};
          await new Promise((done) => setTimeout(done, over));
          return before === {COUNT};
        }}""",
        arg=over,
    )
    return updates(page)


def test_the_first_second_shows_three_networks_that_have_learned(visit):
    page = visit()
    trained(page, 600)
    lines = page.locator(".learning path.line")
    assert [len(lines.nth(k).get_attribute("d")) > 500 for k in range(3)] == [True] * 3
    names = page.locator(".learning text.name").all_text_contents()
    assert {"RNN", "LSTM", "GRU"} <= set(names)
    assert "600 updates" in page.locator(".goal").inner_text()
    assert page.evaluate("location.hash") == ""
    page.get_by_role("button", name="Rewind").click()
    page.wait_for_function(f"{COUNT} === 0")
    assert page.locator("button", has_text="Play").is_enabled()


def test_play_pause_one_update_and_rewind_by_the_mouse(visit):
    page = visit(SMALL)
    assert updates(page) == 0
    page.get_by_role("button", name="One update").click()
    trained(page, 1)
    assert updates(page) == 1
    page.get_by_role("button", name="Go on").click()
    trained(page, 30)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_selector("button:has-text('Go on')")
    stands_still(page)
    page.get_by_role("button", name="Rewind").click()
    page.wait_for_function(f"{COUNT} === 0")
    page.wait_for_function("document.querySelector('path.ghost').getAttribute('d')")
    page.get_by_role("button", name="Clear ghost").click()
    page.wait_for_function("!document.querySelector('path.ghost').getAttribute('d')")


@pytest.mark.all
def test_from_one_start_it_learns_the_same_again(visit):
    page = visit(SMALL)
    said = []
    for _ in range(2):
        for _ in range(3):
            page.get_by_role("button", name="One update").click()
        trained(page, 3)
        said.append(page.locator("ul.says").inner_text())
        page.get_by_role("button", name="Rewind").click()
        page.wait_for_function(f"{COUNT} === 0")
    assert said[0] == said[1]


def test_by_the_keyboard_alone(visit):
    page = visit(SMALL)
    page.locator("button.play").focus()
    page.keyboard.press("Space")
    trained(page, 10)
    page.keyboard.press("Space")
    page.wait_for_selector("button:has-text('Go on')")
    page.get_by_role("slider", name="lag").focus()
    page.keyboard.press("ArrowRight")
    settings(page, lag="4")
    page.wait_for_function(f"{COUNT} === 0")
    label = page.locator("button.why", has_text="forget bias")
    label.focus()
    page.keyboard.press("Enter")
    assert label.get_attribute("aria-expanded") == "true"
    assert "forget gate starts" in page.locator("p.explained:visible").inner_text()


@pytest.mark.all
def test_every_label_that_explains_has_a_sentence(visit):
    page = visit("nets=lstm&lag=3&units=4&batch=8")
    page.locator("details.fold > summary").click()
    silent = []
    for k in range(page.locator("button.why").count()):
        label = page.locator("button.why").nth(k)
        if not label.is_visible():
            continue
        label.click()
        line = page.locator(f"[id='{label.get_attribute('aria-controls')}']")
        if len(line.inner_text()) < 30:
            silent.append(label.inner_text())
        label.click()
    assert silent == []


def test_the_whole_state_is_in_the_address_and_comes_back(visit, site, open_page):
    page = visit(SMALL)
    menu(page, "units RNN").select_option("8")
    page.get_by_role("button", name="+ network").click()
    page.get_by_label("task").select_option(label="parity: odd or even")
    now = settings(page, nets="rnn,lstm", units="8", task="parity")
    names = ("lag", "batch", "seed", "rate", "clip", "forget_bias", "start", "window")
    assert set(names) <= set(now)
    page.get_by_role("button", name="Copy link").click()
    link = page.locator(".copied textarea").input_value()
    other = open_page()
    other.goto(link)
    ready(other)
    assert settings(other, **now) == now
    assert menu(other, "units RNN").input_value() == "8"


def test_a_nonsense_address_leaves_the_page_whole_and_is_told(visit):
    odd = "nets=transformer&lag=-3&rate=1e99&hide=%3Cb%3E&mission=x&units=%E0%A4%A"
    page = visit(odd)
    said = page.locator("p.warned").inner_text()
    for part in ("nets = transformer", "lag = -3", "rate = 1e99", "mission = x"):
        assert part in said
    assert page.get_by_role("slider", name="lag").input_value() == "20"


def test_a_teacher_hides_controls_by_the_link(visit):
    page = visit(f"{SMALL}&hide=missions,share,units,batch,lags")
    for gone in (".mission", ".share", "tr[data-name=units]", "svg.lags"):
        assert not page.locator(gone).is_visible()
    assert page.locator("tr[data-name=rate]").is_visible()
    settings(page, hide="missions,share,units,batch,lags")


def test_a_link_below_brings_the_figure_into_view_and_leaves_no_ghost(visit):
    page = visit(SMALL)
    page.get_by_role("button", name="Play").click()
    trained(page, 20)
    page.evaluate("""() => {
      const text = `<p style="margin-top: 2000px">
        <a href="#nets=gru,gru&lag=2&units=2,3&batch=4">A link</a>
        <a href="#far">A section</a></p><h2 id="far">Far</h2>`;
      document.querySelector("main").insertAdjacentHTML("beforeend", text);
    }""")
    page.get_by_role("link", name="A link").click()
    page.wait_for_selector("th:has-text('GRU, 3 units')")
    ready(page)
    top = "document.querySelector('.rnn-widget').getBoundingClientRect().top"
    page.wait_for_function(f"0 <= Math.round({top}) && {top} < 200")
    assert page.locator("path.ghost[d^=M]").count() == 0 == updates(page)
    names = page.locator(".lags text.name:not(:empty)").all_text_contents()
    assert {"2 units", "3 units"} <= set(names)
    page.keyboard.press("Space")                    # the button has the focus
    trained(page, 10)
    page.get_by_role("link", name="A section").click()     # holds no settings
    page.wait_for_timeout(300)
    assert page.locator("th:has-text('GRU, 3 units')").count() == 1
    trained(page, 20)


def test_numbers_stand_under_the_names_of_the_networks_that_they_are_of(visit):
    """Also in the moment between a change and the new beginning."""
    page = visit("nets=rnn,rnn&units=2,4&lag=3&batch=8&seed=1")
    page.evaluate("""() => {
      window.seen = [];
      const list = document.querySelector("ul.says");
      const note = () => seen.push(list.querySelector("li").textContent);
      const options = { childList: true, subtree: true, characterData: true };
      new MutationObserver(note).observe(list, options);
      note();
    }""")
    menu(page, "units RNN, 2 units").select_option("8")
    page.wait_for_function("/8 units: (?!is being made)/.test(seen.at(-1))")
    seen = page.evaluate("seen.map((text) => text.split('units: '))")
    (old,) = {said for name, said in seen if name.endswith("2 ")}
    assert old not in {said for name, said in seen if name.endswith("8 ")}


@pytest.mark.all
def test_a_link_on_the_page_itself_sets_the_networks(visit):
    page = visit(SMALL)
    page.evaluate("location.hash = 'nets=gru,gru&lag=2&units=2,3&batch=4'")
    page.wait_for_selector("th:has-text('GRU, 3 units')")
    ready(page)
    page.go_back()
    page.wait_for_selector("th:has-text('RNN')")
    settings(page, lag="3")


def test_back_from_another_page_finds_the_settings_again(visit, site):
    page = visit(SMALL)
    menu(page, "units RNN").select_option("16")
    settings(page, units="16")
    page.goto("about:blank")
    page.go_back()
    ready(page)
    assert menu(page, "units RNN").input_value() == "16"


def test_mission_one_is_done_by_pressing_play(visit):
    page = visit()
    page.get_by_label("Missions").select_option(label="1. Who learns first?")
    ready(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_selector(".mission.reached", timeout=60_000)
    assert "Done." in page.locator(".seen").inner_text()
    page.wait_for_selector("button:has-text('Go on')")      # it has stopped by itself
    assert stands_still(page) >= 50
    page.get_by_role("button", name="Next mission").click()
    expect(page.locator(".goal")).to_contain_text("vanilla RNN")
    assert "✓ 1." in page.get_by_label("Missions").inner_text()


def test_mission_two_is_done_by_touch_with_its_hint(visit):
    page = visit("mission=2", **PHONE)
    page.get_by_label("Missions").select_option(label="2. Let the RNN remember")
    page.locator(".hint summary").tap()
    assert "start of W" in page.locator(".hint").inner_text()
    menu(page, "start of W RNN").select_option("orthogonal")
    page.locator("button.play").tap()
    page.wait_for_selector(".mission.reached", timeout=60_000)
    assert "orthogonal W" in page.locator(".seen").inner_text()


@pytest.mark.all
def test_before_any_training_a_menu_is_enough(visit):
    page = visit()
    page.get_by_label("Missions").select_option(label="5. Before any training")
    expect(page.locator(".goal")).to_contain_text("without a single update")
    menu(page, "forget bias LSTM").select_option("5")
    page.wait_for_selector(".mission.reached", timeout=30_000)
    assert updates(page) == 0


def test_a_run_whose_numbers_overflow_is_told_in_words(visit):
    page = visit("nets=irnn&lag=100&rate=1&clip=0&batch=4")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "/no longer finite/.test(document.querySelector('ul.says').textContent)",
        timeout=60_000,
    )
    assert "clip the gradients" in page.locator("ul.says").inner_text()
    assert page.locator("button.play").is_disabled()
    assert "NaN" not in page.locator(".rnn-playground").inner_html()
    page.get_by_role("button", name="Rewind").click()
    page.wait_for_function("!document.querySelector('button.play').disabled")


@pytest.mark.all
def test_what_would_take_too_long_is_refused_before_it_starts(visit, open_page, site):
    page = open_page()
    page.goto(f"{site}#nets=lstm&units=256&batch=256&lag=500")
    page.wait_for_function("document.querySelector('p.warned')?.textContent")
    said = page.locator("p.warned").inner_text()
    assert "LSTM" in said and "take fewer units" in said
    assert page.locator("button.play").is_disabled()
    menu(page, "units LSTM").select_option("4")
    page.get_by_role("slider", name="lag").press("Home")
    page.wait_for_function("!document.querySelector('p.warned').textContent")


@pytest.mark.all
def test_own_numbers_and_own_text_are_learned(visit):
    page = visit("task=series&nets=rnn&units=4&lag=5&batch=4")
    field = page.get_by_label("your series")
    field.fill("1 2 3")
    page.wait_for_selector("p.warned:has-text('at least 7')")
    field.fill(" ".join(str(k % 4) for k in range(60)))
    page.wait_for_function("!document.querySelector('p.warned').textContent")
    page.get_by_role("button", name="One update").click()
    trained(page, 1)
    page.get_by_label("task").select_option(label="your own text")
    page.get_by_label("your text").fill("abc " * 60)
    page.wait_for_function(f"{COUNT} === 0")
    page.get_by_role("button", name="One update").click()
    trained(page, 1)
    page.wait_for_function(f"({HASH}).text?.startsWith('abc')")


def test_the_readers_own_cell_learns_beside_the_others(site, open_page):
    page = open_page()
    text = inspect.getsource(rnnbook.cells.coupled)
    page.add_init_script(f"localStorage.setItem('rnnbook-cell', {json.dumps(text)})")
    page.goto(f"{site}#{SMALL.replace('rnn', 'own,rnn')}")
    ready(page)
    page.get_by_role("button", name="One update").click()
    trained(page, 1)
    assert "your own cell" in page.locator("ul.says").inner_text()
    assert not page.locator("p.warned").inner_text()


def test_readers_without_a_cell_are_told_where_to_write_one(site, open_page):
    page = open_page()
    page.goto(f"{site}#nets=own")
    page.wait_for_selector("p.warned:has-text('There is no cell of your own yet')")
    assert page.locator("button.play").is_disabled()


@pytest.mark.all
def test_copy_as_python_gives_the_networks_of_the_page(visit):
    page = visit(SMALL)
    page.get_by_role("button", name="Copy as Python").click()
    code = page.locator(".copied textarea").input_value()
    assert 'cell="rnn"' in code and "units=4" in code and "seed=1" in code
    assert "series=" not in code
    compile(code, "copied", "exec")


@pytest.mark.all
def test_inside_the_numbers_follow_sliders_and_pointer(visit):
    page = visit("nets=rnn,lstm&lag=3&units=4&batch=8")
    page.locator("details.fold > summary").click()
    page.get_by_role("button", name="LSTM", exact=True).click()
    page.wait_for_selector(".map-name:text-is('c')")
    page.get_by_role("slider", name="step").press("End")
    page.wait_for_selector(".read:has-text('Step 4, unit 1')")
    box = page.locator(".map-frame").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.6)
    page.wait_for_selector(".read:has-text('Step 2, unit 3')")
    assert "Spectral radius" in page.locator(".radius").inner_text()


def test_without_storage_and_without_a_worker_it_learns(site, open_page):
    page = open_page()
    page.add_init_script("""
      const get = () => { throw new Error("no"); };
      Object.defineProperty(window, "localStorage", { get });
      delete window.Worker;
    """)
    page.goto(f"{site}#{SMALL}")
    ready(page)
    page.get_by_role("button", name="Play").click()
    trained(page, 20)


def test_a_hidden_tab_waits(visit):
    page = visit(SMALL)
    page.get_by_role("button", name="Play").click()
    trained(page, 10)
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    before = stands_still(page)
    page.evaluate(hide, False)
    trained(page, before + 10)


@pytest.mark.all
def test_a_phone_that_is_turned_shows_all_again(visit):
    page = visit(SMALL, **PHONE)
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_function("document.querySelector('svg.learning').clientWidth > 300")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.querySelector('svg.learning').clientWidth < 400")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.all
def test_while_it_plays_news_are_read_aloud_every_few_seconds_at_most(visit):
    page = visit(SMALL)
    page.evaluate("""() => {
      window.told = [];
      const line = document.querySelector("p.rnn-quiet[role=status]");
      const watch = new MutationObserver(() => told.push(line.textContent));
      watch.observe(line, { childList: true });
    }""")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(3000)
    assert page.evaluate("told.length") <= 2
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("told.at(-1)?.startsWith('Paused')")


@pytest.mark.all
def test_memory_stays_flat_over_many_thousand_updates(visit):
    """An hour, scaled down: what is kept does not grow with the updates."""
    page = visit(SMALL)
    session = page.context.new_cdp_session(page)

    def heap():
        session.send("HeapProfiler.collectGarbage")
        return session.send("Runtime.getHeapUsage")["usedSize"]

    page.get_by_role("button", name="Play").click()
    trained(page, 3000)
    # An axis has the ticks that its range asks for, some more or less.
    count = "document.querySelectorAll(':not(.axes *)').length"
    first, nodes = heap(), page.evaluate(count)
    trained(page, 20_000)
    assert heap() < first + 2_000_000
    assert page.evaluate(count) == nodes
