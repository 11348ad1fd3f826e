"""Measure the built pages: what they weigh, how soon they live, how fast they answer.

For each page, over a line of 10 Mbit/s with 40 ms, at this machine's speed and with the
processor slowed down four times:

weight      kilobytes transferred (gzip), and of these the page's own HTML
live        when the first figure can be used: the time of its first frame
blocking    total blocking time: what long tasks take beyond 50 ms each
CLS         how far things jump, on loading and on scrolling to the end
INP         the slowest answer to a key or a click at a control, slowed down four times
redraw      from the input of a slider to the redrawn frame, slowed down four times

With --against another built folder, the two take turns, page by page and round by
round, and stand side by side. The load of the machine falls on both alike.
"""

import argparse
import gzip
import mimetypes
import statistics
import threading
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
MOST = 8  # controls of a figure that are pressed

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
    context.set_default_timeout(180_000)  # slowed down, on a machine that is busy
    page = context.new_page()
    page.add_init_script(NOTE)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    if slowed > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    return page, session


def load(browser, address, slowed=1):
    """Open a page and look at how it comes; then scroll to its end."""
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
        page.wait_for_timeout(1500 * min(slowed, 2))
        blocking = page.evaluate(BLOCKING)
        weight = sum(received.values()), received.get(first[0], 0)
        page.evaluate(SCROLL)
        page.wait_for_timeout(300)
        return Load(*weight, live, blocking, page.evaluate(SHIFT))
    finally:
        page.context.close()


def alive(browser, address):
    """A page whose figures all live, from now on slowed down."""
    page, session = open_page(browser, 1)
    page.goto(address)
    page.wait_for_function("window.rnnbook")
    page.evaluate("window.rnnbook.bringAll?.()")
    page.wait_for_function(ALL_READY)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    return page


def redraws(page):
    """(figure, times of its sliders) for each figure of a page that lives."""
    for widget in page.locator(".rnn-widget[data-ready]").all():
        widget.scroll_into_view_if_needed()
        times = []
        for control in widget.locator("input[type=range]:visible").all():
            times += control.evaluate(REDRAW)
        if times:
            yield widget.get_attribute("data-widget"), times


def answers(page):
    """(figure, slowest answer of each of its controls) to a reader's keys."""
    for widget in page.locator(".rnn-widget[data-ready]").all():
        widget.scroll_into_view_if_needed()
        controls = "button, select, input[type=range], input[type=checkbox]"
        slowest = []
        for k in range(min(widget.locator(controls).count(), MOST)):
            control = widget.locator(controls).nth(k)
            if not control.is_visible() or not control.is_enabled():
                continue
            page.evaluate("noted.slow.length = 0")
            control.focus()
            button = control.evaluate("(e) => /button|checkbox/.test(e.type)")
            control.press("Space" if button else "ArrowRight")
            page.wait_for_timeout(400)
            slowest.append(page.evaluate("Math.max(0, ...noted.slow)"))
        if slowest:
            yield widget.get_attribute("data-widget"), slowest


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


def figures(browser, address):
    """{figure: {column: number}} of a page, slowed down."""
    page = alive(browser, address)
    found = {}
    try:
        if page.locator(".rnn-widget").count():
            for name, times in redraws(page):
                found.setdefault(name, {})["redraw 4x"] = statistics.median(times)
            for name, times in answers(page):
                worst = max(max(times), found.get(name, {}).get("INP 4x", 0))
                found.setdefault(name, {})["INP 4x"] = worst
        return found
    finally:
        page.context.close()


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
    """A line of a table; of two folders, both numbers: before > now."""
    shown = [" > ".join(cell(n, each.get(n)) for each in found) for n in columns]
    width = 15 if len(found) > 1 else 10
    return f"{where:34}" + "".join(f"{text:>{width}}" for text in shown)


def report(browser, addresses, pages, rounds):
    """Two tables: the pages, and the figures on them."""
    width = 15 if len(addresses) > 1 else 10
    header = lambda names: f"{'':34}" + "".join(f"{n:>{width}}" for n in names)  # noqa: E731
    columns = list(AIMS)[:7]
    print(f"{header(columns)}    (* above the aim)", flush=True)
    for name in pages:
        taken = [[] for _ in addresses]
        for _ in range(rounds):
            for into, address in zip(taken, addresses, strict=True):
                into.append(measured(browser, f"{address}/{name}"))
        print(line(name, columns, [medians(each) for each in taken]), flush=True)
    columns = list(AIMS)[7:]
    print(f"\n{header(columns)}")
    for name in pages:
        found = [figures(browser, f"{address}/{name}") for address in addresses]
        for figure in found[0]:
            where = f"{figure} in {name.split('/')[-1].removesuffix('.html')}"
            both = [f.get(figure, {}) for f in found]
            print(line(where[:34], columns, both), flush=True)


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
    parser.add_argument("--pages", default="", help="only pages whose names hold this")
    parser.add_argument("--rounds", default=3, type=int)
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
        report(browser, addresses, pages, asked.rounds)
        browser.close()


if __name__ == "__main__":
    main()
