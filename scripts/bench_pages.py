"""Measure the built pages: what they weigh, and how soon and how fast they answer.

For each page: kilobytes transferred (gzip), and the time until the first widget can be
used, on this machine and over a line of 10 Mbit/s with 40 ms. For each widget: the time
from an input to the redrawn frame with the processor slowed down four times.
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
AIM_BYTES, AIM_READY, AIM_REDRAW = 1_200_000, 1000, 16

Load = namedtuple("Load", "bytes ready")
Redraw = namedtuple("Redraw", "widget count median worst")

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


def load(browser, address, line=None):
    """Open a page, nothing cached; bytes received, and when the first widget stood."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        if line:
            session.send("Network.emulateNetworkConditions", line)
        received = []
        session.on(
            "Network.loadingFinished", lambda e: received.append(e["encodedDataLength"])
        )
        page.goto(address, wait_until="load")
        if page.locator(".math:not(:has(math))").count():
            page.wait_for_function("document.documentElement.dataset.math")
        ready = None
        if page.locator(".rnn-widget").count():
            mark = "performance.getEntriesByName('rnn-widget-ready')[0]?.startTime"
            ready = page.wait_for_function(mark).json_value()
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(200)
        return Load(round(sum(received)), ready)
    finally:
        context.close()


def redraws(browser, address):
    """The redraw times of every widget on a page, the processor slowed four times."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.goto(address)
        widgets = page.locator(".rnn-widget[data-ready]")
        page.wait_for_function(ALL_READY)
        context.new_cdp_session(page).send(
            "Emulation.setCPUThrottlingRate", {"rate": 4}
        )
        for widget in widgets.all():
            widget.scroll_into_view_if_needed()
            times = []
            controls = widget.locator("input[type=range]:visible").all()
            for control in controls:
                times += control.evaluate(REDRAW)
            if times:
                yield Redraw(
                    widget.get_attribute("data-widget"),
                    len(controls),
                    statistics.median(times),
                    max(times),
                )
    finally:
        context.close()


def milliseconds(value):
    return "-" if value is None else f"{value:.0f} ms"


def mark(value, aim):
    return "" if value is None or value <= aim else f"  above the aim of {aim}"


def report(browser, folder, address):
    pages = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.html"))
    pages.remove("index.html")  # leads on at once
    print(f"{'page':32}{'gzip':>9}{'local':>10}{'10 Mbit/s':>12}")
    for name in pages:
        near = load(browser, f"{address}/{name}")
        far = load(browser, f"{address}/{name}", SLOW_LINE)
        print(
            f"{name:32}{near.bytes / 1000:6.0f} kB{milliseconds(near.ready):>10}"
            f"{milliseconds(far.ready):>12}{mark(near.bytes, AIM_BYTES)}"
            f"{mark(far.ready, AIM_READY)}"
        )
    print(
        f"\n{'widget, at a quarter of the speed':32}"
        f"{'sliders':>9}{'median':>10}{'worst':>12}"
    )
    for name in pages:
        for widget, count, median, worst in redraws(browser, f"{address}/{name}"):
            where = f"{widget} in {name.split('/')[-1]}"
            print(
                f"{where:32}{count:9}{median:7.1f} ms{worst:9.1f} ms"
                f"{mark(median, AIM_REDRAW)}"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="_build/html", type=Path)
    folder = parser.parse_args().folder
    if not (folder / "search.html").is_file():
        raise SystemExit(f"There is no book in {folder}: run 'make book' first.")
    path = find_browser.find_browser()
    if path is None:
        raise SystemExit(find_browser.REMEDY)
    from playwright.sync_api import sync_playwright

    for file in folder.rglob("*"):  # a real server compresses before it is asked
        if file.suffix in COMPRESSED:
            compressed(file)
    server = serve.open_server(str(folder), 0, GzipHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(find_browser.FLAGS)
        )
        report(browser, folder, "http://{}:{}".format(*server.server_address[:2]))
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
