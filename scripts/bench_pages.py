"""Measure the built pages: what they weigh, how soon they live, how fast they answer.

For each page, over a line of 10 Mbit/s with 40 ms, at this machine's speed and with the
processor slowed down four times:

weight      kilobytes transferred (gzip), and of these the page's own HTML
live        when the first figure can be used: the time of its first frame
blocking    total blocking time: what long tasks take beyond 50 ms each
CLS         how far things jump, on loading and on scrolling to the end
INP         the slowest answer of any control of a figure to a key, slowed down so, too
redraw      from the input of a slider to the redrawn frame, slowed down four times; of
            the medians of its sliders, the largest

With --against another built folder, the two take turns, page by page and round by
round, and stand side by side: before > now. The machine's load falls on both alike. One
round of the chapters, beside the pages before, takes some twenty minutes. With --quick
it takes half of that: each kind of figure on its first page only, and only in the
folder, not in the pages before. At the end of a row stands what is missed by the pages
in the folder, not by those before.
"""

import argparse
import gzip
import mimetypes
import statistics
import threading
import time
from collections import namedtuple
from pathlib import Path

import find_browser
import serve

SLOW_LINE = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 10e6 / 8,
    "uploadThroughput": 10e6 / 8,
}
COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".txt"}
SLOWED = 4
# What is aimed at; by the names of the columns.
AIMS = {
    "kB": 350,
    "HTML": 350,
    "live": 800,
    "live 4x": 1500,
    "block": 150,
    "block 4x": 600,
    "CLS": 0.02,
    "INP 4x": 100,
    "redraw 4x": 16,
}
# Chapters, the learning page, the museum, the start, the laboratory.
USUAL = "notebooks/,book/index,book/playground,book/own-cell,book/microscope"
LONGEST = 90  # seconds for the controls of one figure
INPUTS = "input:is([type=range], [type=checkbox], [type=number])"
CONTROLS = f"button, select, summary, {INPUTS}"
KEYS = {"range": "ArrowRight", "number": "ArrowUp", "select-one": "ArrowDown"}

Load = namedtuple("Load", "bytes html live blocking shift")

# Long tasks, jumps and slow answers are noted from the first moment on.
NOTE = """(() => {
  const noted = (window.noted = { tasks: [], shifts: [], slow: [] });
  const watch = (type, take, more) => new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) take(entry);
  }).observe({ type, buffered: true, ...more });
  watch("longtask", (e) => noted.tasks.push([e.startTime, e.duration]));
  watch("layout-shift", (e) =>
    e.hadRecentInput || noted.shifts.push([e.startTime, e.value]));
  watch("event", (e) => e.interactionId && noted.slow.push(e.duration),
    { durationThreshold: 16 });
})();"""

BLOCKING = """() => {
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return noted.tasks.filter(([start, long]) => start + long > paint.startTime)
    .reduce((sum, [, long]) => sum + Math.max(0, long - 50), 0);
}"""

# The worst window of jumps: at most 5 s, with at most 1 s between two.
SHIFT = """() => {
  let worst = 0, sum = 0, first = -1e9, last = -1e9;
  for (const [at, value] of noted.shifts) {
    if (at - last > 1000 || at - first > 5000) [sum, first] = [0, at];
    [sum, last] = [sum + value, at];
    worst = Math.max(worst, sum);
  }
  return worst;
}"""

SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 60));
  }
  window.rnnbook?.bringAll?.();
}"""

# After a key: the frame that answers is painted, and its length is known.
ANSWERED = """() => new Promise((done) => requestAnimationFrame(() =>
  requestAnimationFrame(() =>
    setTimeout(() => done(Math.max(0, ...noted.slow)), 120))))"""

# The far parts of a long page are laid out after what is seen.
SETTLED = """() => !document.documentElement.classList.contains("coming")"""

ALL_READY = """() => [...document.querySelectorAll(".rnn-widget")]
  .every((widget) => widget.dataset.ready)"""

# Work done for one input: in the handler, and in the frame that follows, from its start
# to after its paint. The wait for the display's next frame is not the widget's doing.
REDRAW = """async (control) => {
  const low = Number(control.min || 0), high = Number(control.max || 1);
  const frame = (act) =>
    new Promise((done) => requestAnimationFrame(() => done(act())));
  const times = [];
  for (let k = 0; k < 24; k += 1) {
    await new Promise((done) => setTimeout(done, 30));
    let began, ended;
    requestAnimationFrame(() => { began = performance.now(); });
    const start = performance.now();
    control.value = low + (high - low) * (0.15 + 0.7 * ((k * 0.382) % 1));
    control.dispatchEvent(new Event("input", { bubbles: true }));
    const handled = performance.now();
    await frame(() => new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { ended = performance.now(); done(); };
      port2.postMessage(0);
    }));
    times.push(handled - start + ended - began);
  }
  return times.slice(4);
}"""


class GzipHandler(serve.QuietHandler):
    """Text is sent compressed, as any real server does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            return super().do_GET()
        body = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(path.name)[0])
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def compressed(path, kept={}):  # noqa: B006 (kept on purpose: files do not change here)
    if path not in kept:
        kept[path] = gzip.compress(path.read_bytes())
    return kept[path]


def open_page(browser, slowed):
    """A page with nothing cached, on the slow line; and the session that slows it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(90_000)  # slowed down, on a machine that is busy
    page = context.new_page()
    page.add_init_script(NOTE)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    if slowed > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    return page, session


def load(browser, address, slowed=1):
    """Open a page and look at how it comes; at full speed, then scroll to its end."""
    page, session = open_page(browser, slowed)
    received = {}
    session.on(
        "Network.loadingFinished",
        lambda e: received.update({e["requestId"]: e["encodedDataLength"]}),
    )
    first = []
    session.on("Network.responseReceived", lambda e: first.append(e["requestId"]))
    try:
        page.goto(address, wait_until="load")
        live = None
        if page.locator(".math:not(:has(math))").count():
            page.wait_for_function("document.documentElement.dataset.math")
        if page.locator(".rnn-widget").count():
            mark = "performance.getEntriesByName('rnn-widget-ready')[0]?.startTime"
            live = page.wait_for_function(mark).json_value()
        page.wait_for_function(SETTLED)
        page.wait_for_timeout(1500 * min(slowed, 2))
        blocking = page.evaluate(BLOCKING)
        weight = sum(received.values()), received.get(first[0], 0)
        if slowed == 1:
            page.evaluate(SCROLL)
            page.wait_for_timeout(300)
        return Load(*weight, live, blocking, page.evaluate(SHIFT))
    finally:
        page.context.close()


def alive(browser, address):
    """A page whose figures all live, from now on slowed down; None if it has none."""
    page, session = open_page(browser, 1)
    page.goto(address)
    if not page.locator(".rnn-widget").count():
        page.context.close()
        return None
    page.wait_for_function("!!window.rnnbook")
    page.evaluate("() => { window.rnnbook.bringAll?.(); }")
    page.wait_for_function(ALL_READY)
    page.wait_for_function(SETTLED)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    return page


def redraws(widget):
    """The median of each slider of a figure."""
    for control in widget.locator("input[type=range]:visible:enabled").all():
        yield statistics.median(control.evaluate(REDRAW))


def answers(page, widget):
    """How long each control of a figure takes to answer a reader's key."""
    from playwright.sync_api import Error

    controls, end = widget.locator(CONTROLS), time.monotonic() + LONGEST
    for k in range(controls.count()):
        control = controls.nth(k)
        try:
            if time.monotonic() > end:
                return
            if not control.is_visible() or not control.is_enabled():
                continue
            control.focus(timeout=5000)
            kind = control.evaluate("(e) => (e.type || e.localName)")
            page.evaluate("() => { noted.slow.length = 0; }")
            page.keyboard.press(KEYS.get(kind, "Space"))
            yield page.evaluate(ANSWERED)
        except Error:  # a control that another has taken away
            continue


def measured(browser, address):
    """One round of a page: its numbers by the names of the columns."""
    near, slow = load(browser, address), load(browser, address, SLOWED)
    return {
        "kB": near.bytes / 1000,
        "HTML": near.html / 1000,
        "live": near.live,
        "live 4x": slow.live,
        "block": near.blocking,
        "block 4x": slow.blocking,
        "CLS": max(near.shift, slow.shift),
    }


def figures(without, browser, address):
    """{figure: {column: number}} of a page, slowed down, the worst of several.

    without: the kinds of figures that are left out.
    """
    page, found = alive(browser, address), {}
    if page is None:
        return found
    try:
        for widget in page.locator(".rnn-widget[data-ready]").all():
            kind = widget.get_attribute("data-widget")
            if kind in without or not widget.is_visible():
                continue
            widget.scroll_into_view_if_needed()
            page.wait_for_timeout(400)
            worst = found.setdefault(kind, {})
            for column, numbers in (
                ("INP 4x", answers(page, widget)),
                ("redraw 4x", redraws(widget)),
            ):
                for number in numbers:
                    worst[column] = max(number, worst.get(column, 0))
        return found
    finally:
        page.context.close()


def tried(work, *given):
    """What `work` finds; {} and a line that says why, if the page does not do it."""
    from playwright.sync_api import Error

    try:
        return work(*given)
    except Error as error:
        print(f"    {given[-1]}: {str(error).splitlines()[0]}", flush=True)
        return {}


def medians(rounds):
    """Of several rounds, the median of each column."""
    names = dict.fromkeys(name for each in rounds for name in each)
    return {
        name: statistics.median(values)
        for name in names
        if (values := [r[name] for r in rounds if r.get(name) is not None])
    }


def cell(name, value):
    if value is None:
        return "-"
    mark = "*" if value > AIMS[name] else ""
    return (f"{value:.3f}" if name == "CLS" else f"{value:.0f}") + mark


def line(where, columns, found):
    """A line of a table; of two folders: before > now. Whether it meets its aims."""
    shown = [" > ".join(cell(n, each.get(n)) for each in found) for n in columns]
    width = 15 if len(found) > 1 else 10
    missed = [n for n in columns if found[-1].get(n, 0) > AIMS[n]]
    verdict = ", ".join(missed) if missed else "met" if found[-1] else "not measured"
    row = f"{where:34}" + "".join(f"{text:>{width}}" for text in shown)
    print(f"{row}    {verdict}", flush=True)
    return not missed and bool(found[-1])


def heading(columns, folders):
    """The names of the columns, and below them what is aimed at."""
    width = 15 if folders > 1 else 10
    for first, row in (("", columns), ("at most", [AIMS[n] for n in columns])):
        print(f"{first:34}" + "".join(f"{text:>{width}}" for text in row), flush=True)


def report(browser, addresses, pages, rounds, quick):
    """Two tables: the pages, and the figures on them; `quick`: each kind once."""
    report_pages(browser, addresses, pages, rounds)
    report_figures(browser, addresses[-1:] if quick else addresses, pages, quick)


def report_pages(browser, addresses, pages, rounds):
    columns, met = list(AIMS), []
    heading(columns[:7], len(addresses))
    for name in pages:
        taken = [[] for _ in addresses]
        for _ in range(rounds):
            for into, address in zip(taken, addresses, strict=True):
                into.append(tried(measured, browser, f"{address}/{name}"))
        met.append(line(name, columns[:7], [medians(each) for each in taken]))
    print(f"{sum(met)} of {len(met)} pages meet all aims.\n", flush=True)


def report_figures(browser, addresses, pages, quick):
    columns, met, known = list(AIMS), [], set()
    heading(columns[7:], len(addresses))
    for name in pages:
        found = [
            tried(figures, known if quick else (), browser, f"{address}/{name}")
            for address in addresses
        ]
        known.update(found[-1])
        for figure in found[-1]:
            where = f"{figure} in {name.split('/')[-1].removesuffix('.html')}"
            both = [each.get(figure, {}) for each in found]
            met.append(line(where[:34], columns[7:], both))
    print(f"{sum(met)} of {len(met)} figures meet all aims.")


def served(folder):
    """The address of a folder, by a server that compresses before it is asked."""
    if not (folder / "search.html").is_file():
        raise SystemExit(f"There is no book in {folder}: run 'make book' first.")
    for file in folder.rglob("*"):
        if file.suffix in COMPRESSED:
            compressed(file)
    server = serve.open_server(str(folder), 0, GzipHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return "http://{}:{}".format(*server.server_address[:2])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", nargs="?", default="_build/html", type=Path)
    parser.add_argument("--against", type=Path, help="a folder with the pages before")
    parser.add_argument(
        "--pages", default=USUAL, help=f"pages whose names hold one of these: {USUAL}"
    )
    parser.add_argument("--rounds", default=1, type=int)
    parser.add_argument("--quick", action="store_true", help="each kind of figure once")
    asked = parser.parse_args()
    path = find_browser.find_browser()
    if path is None:
        raise SystemExit(find_browser.REMEDY)
    from playwright.sync_api import sync_playwright

    folder = asked.folder
    found = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.html"))
    wanted = asked.pages.split(",")
    pages = [p for p in found if p != "index.html" and any(w in p for w in wanted)]
    addresses = [served(f) for f in (asked.against, folder) if f]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(find_browser.FLAGS)
        )
        report(browser, addresses, pages, asked.rounds, asked.quick)
        browser.close()


if __name__ == "__main__":
    main()
