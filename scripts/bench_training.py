"""Measure the training in the page against TensorFlow.js, in one Chromium, in one run.

    python scripts/bench_training.py [--seconds 1.5] [--rounds 3] [--page PAGE]
                                     [--soak MINUTES]

For three sizes: training steps a second (forward, backward, readout, loss, clipping,
Adam) of ours, and of TensorFlow.js with each backend that starts, written with its
layers and with its core; each as the fastest of a few stretches, in turn, because
others may use the machine. Then characters a second at H = 64, the weight of the
training, and, of pages of the book: their weight, how soon they answer while they train
at a quarter of the speed, and how long a redraw takes.

With --soak only this: the playground trains for so long at full speed, and the memory
of the page is told every half minute.

TensorFlow.js is fetched by npm, in these versions, into _build/bench_training.
"""

import argparse
import gzip
import json
import re
import shutil
import statistics
import subprocess
import tarfile
import threading
import time
from pathlib import Path

import bench_pages
import find_browser
import serve

from rnnbook.widgets._bundle import bundle

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "_build" / "bench_training"
TRAINING = ROOT / "rnnbook" / "widgets" / "_runtime" / "training" / "training.js"
VERSION = "4.22.0"
PACKAGES = {
    "tfjs": ["tf.min.js"],
    "tfjs-backend-wasm": [
        "tf-backend-wasm.min.js", "tfjs-backend-wasm.wasm",
        "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm",
    ],
    "tfjs-backend-webgpu": ["tf-backend-webgpu.min.js"],
}  # fmt: skip
# Backends of the graphics card start in software here, where there is no card.
FLAGS = [flag for flag in find_browser.FLAGS if flag != "--disable-gpu"] + [
    "--enable-unsafe-swiftshader", "--use-angle=swiftshader", "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan",
]  # fmt: skip
SIZES = [
    dict(T=30, B=32, D=2, H=16, O=2, each=False),
    dict(T=50, B=16, D=2, H=8, O=2, each=False),
    dict(T=50, B=32, D=28, H=64, O=28, each=True),
]
AIM_RATIO, AIM_CHARACTERS, AIM_GZIP, AIM_INP, AIM_REDRAW = 5, 20_000, 60_000, 200, 16
AIM_PAGE = 1_200_000
BEGIN = re.compile("Play|Go on|Train on")

PAGE = """<!doctype html><meta charset="utf-8"><title>bench</title><body>
<script src="tf.min.js"></script><script src="tf-backend-wasm.min.js"></script>
<script src="tf-backend-webgpu.min.js"></script>
<script>tf.wasm.setWasmPaths("./");</script>
<script src="ours.js"></script><script src="bench_training.js"></script>"""

# Real presses of keys on a page that trains: the time from each to the next frame.
WATCH = """() => {
  window.slowest = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.interactionId) window.slowest.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: false });
}"""


def fetched():
    """Put the files of TensorFlow.js into HERE; why not, where npm cannot."""
    HERE.mkdir(parents=True, exist_ok=True)
    if not shutil.which("npm"):
        return "npm is not installed: only ours is measured"
    for package, files in PACKAGES.items():
        if all((HERE / name).exists() for name in files):
            continue
        spec = f"@tensorflow/{package}@{VERSION}"
        run = subprocess.run(
            ["npm", "pack", "--silent", spec],
            cwd=HERE, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        if run.returncode:
            return f"npm could not fetch {spec}: only ours is measured\n{run.stderr}"
        archive = HERE / run.stdout.strip().splitlines()[-1]
        with tarfile.open(archive) as tar:
            for name in files:
                found = next(
                    m for m in tar.getnames() if m.endswith(f"package/dist/{name}")
                    or m.endswith(f"/wasm-out/{name}")
                )  # fmt: skip
                (HERE / name).write_bytes(tar.extractfile(found).read())
        archive.unlink()
    return ""


def write_page():
    """Our script beside TensorFlow.js; returns its text."""
    text, (name,) = bundle([TRAINING])
    ours = f"(() => {{\n{text}window.training = need({json.dumps(name)});\n}})();\n"
    (HERE / "ours.js").write_text(ours, encoding="utf-8")
    (HERE / "index.html").write_text(PAGE, encoding="utf-8")
    shutil.copy(ROOT / "scripts" / "bench_training.js", HERE)
    return text


def contenders(backends):
    """(kind, backend) of all that is measured."""
    found = [("ours", "")]
    for backend, fault in backends.items():
        if not fault:
            found += [("tfjs core", backend), ("tfjs layers", backend)]
    return found


def measure(page, given, seconds, rounds):
    """{(size number, kind, backend): steps a second}, the best of some rounds."""
    best = {}
    for _ in range(rounds):
        for n, size in enumerate(SIZES):
            for kind, backend in given:
                what = {"kind": kind, "backend": backend, "size": size}
                try:
                    rate = page.evaluate("measure", {**what, "seconds": seconds})
                except Exception as error:
                    first = str(error).splitlines()[0]
                    print(f"  {kind} {backend} at size {n}: {first}", flush=True)
                    continue
                key = n, kind, backend
                best[key] = max(best.get(key, 0), rate)
    return best


def report_steps(best, given):
    """Print the table, with the ratio of ours to the best other one."""
    names = [f"({s['B']},{s['T']},{s['D']},{s['H']})" for s in SIZES]
    sizes = "".join(f"{name:>16}" for name in names)
    print(f"{'training steps a second, (B,T,D,H) =':38}{sizes}")
    for kind, backend in given:
        rates = [best.get((n, kind, backend)) for n in range(len(SIZES))]
        told = "".join(f"{'-' if r is None else f'{r:.1f}':>16}" for r in rates)
        print(f"{f'{kind} {backend}':38}{told}")
    ratios = []
    for n in range(len(SIZES)):
        others = [best[k] for k in best if k[0] == n and k[1] != "ours"]
        ratios.append(best[n, "ours", ""] / max(others) if others else float("nan"))
    told = "".join(f"{f'{r:.1f} x':>16}" for r in ratios)
    print(f"{f'ours to the best of the others (aim {AIM_RATIO} x)':38}{told}")
    characters = best[2, "ours", ""] * SIZES[2]["B"] * SIZES[2]["T"]
    print(f"characters a second at H = 64: {characters:,.0f} (aim {AIM_CHARACTERS:,})")


def report_page(playwright, path, folder, address, name):
    """What a page weighs, and how it answers while it trains."""
    browser = playwright.chromium.launch(
        executable_path=path, args=list(find_browser.FLAGS)
    )
    where = f"{address}/{name}"
    weight = bench_pages.load(browser, where).bytes
    print(f"{name}: {weight / 1000:.0f} kB gzip (aim {AIM_PAGE / 1000:.0f})")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(where)
    page.wait_for_function(bench_pages.ALL_READY)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(WATCH)
    play(page)
    page.wait_for_timeout(500)
    for fold in page.locator(".rnn-widget details > summary:visible").all()[:4]:
        fold.click()
        page.wait_for_timeout(150)
    for slider in page.locator(".rnn-widget input[type=range]:visible").all()[:8]:
        slider.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(150)
    slow = page.evaluate("window.slowest")
    print(
        f"  answers while it trains, at a quarter of the speed: {len(slow)} of 16 ms "
        f"or more, the slowest {max(slow, default=0):.0f} ms (aim {AIM_INP})"
    )
    report_frames(browser, page)
    browser.close()
    browser = playwright.chromium.launch(
        executable_path=path, args=list(find_browser.FLAGS)
    )
    for widget in bench_pages.redraws(browser, where):
        print(f"  {widget.widget}: redraw {widget.median:.1f} ms (aim {AIM_REDRAW})")
    browser.close()


def play(page):
    """Press the button that begins or goes on, where nothing plays."""
    button = page.get_by_role("button", name=BEGIN).first
    if button.count():
        button.click()


def report_frames(browser, page):
    """How long the page's script takes to redraw while it trains, all folds open,
    and its longest task while keys are pressed: two of them are about an answer's time.

    By the thread's own clock: what others do on the machine does not count.
    """
    if not page.locator(".rnn-widget input[type=range]:visible").count():
        return  # nothing to move while it trains
    play(page)
    page.wait_for_timeout(500)
    browser.start_tracing(page=page, categories=["devtools.timeline", "toplevel"])
    sliders = page.locator(".rnn-widget input[type=range]:visible")
    sliders.last.focus()
    for _ in range(16):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(250)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    frames = [
        event["tdur"] / 1000 for event in events
        if event.get("name") == "FireAnimationFrame" and "tdur" in event
    ]  # fmt: skip
    ours = {(e["pid"], e["tid"]) for e in events if e["name"] == "FireAnimationFrame"}
    tasks = max(
        (e.get("tdur", 0) for e in events
         if e["name"].endswith("RunTask") and (e["pid"], e["tid"]) in ours), default=0,
    )  # fmt: skip
    if frames:
        print(
            f"  the longest task {tasks / 1000:.0f} ms by its thread's clock\n"
            f"  {len(frames)} redraws in 4 s of training: script of the median "
            f"{statistics.median(frames):.1f} ms, of the slowest {max(frames):.1f} ms "
            f"(aim {AIM_REDRAW})"
        )


def soak(playwright, path, address, minutes):
    """Train the playground for so long; heap, nodes and worker's room, over time."""
    browser = playwright.chromium.launch(
        executable_path=path, args=list(find_browser.FLAGS)
    )
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/book/playground.html")
    page.wait_for_function(bench_pages.ALL_READY)
    for fold in page.locator(".rnn-widget details > summary:visible").all():
        fold.click()
    session = page.context.new_cdp_session(page)
    play(page)
    ends, first = time.monotonic() + 60 * minutes, None
    while time.monotonic() < ends:
        page.wait_for_timeout(30_000)
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"]
        nodes = page.evaluate("document.querySelectorAll('*').length")
        updates = page.locator(".where").inner_text()
        first = first or (heap, nodes)
        print(f"{updates}: heap {heap / 1e6:.2f} MB, {nodes} nodes", flush=True)
    grown = (heap - first[0]) / 1e6
    more = nodes - first[1]
    print(f"grown since the first half minute: {grown:.2f} MB, {more} nodes")
    browser.close()


def report_pages(playwright, path, given):
    """The pages of the built book, or the soak."""
    with serve.open_server(str(given.book), 0, bench_pages.GzipHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = "http://{}:{}".format(*server.server_address[:2])
        if given.soak:
            soak(playwright, path, address, given.soak)
        else:
            for name in given.page or ["book/playground.html", "book/microscope.html"]:
                if (given.book / name).is_file():
                    report_page(playwright, path, given.book, address, name)
                else:
                    print(f"{name}: not built, run make book first")
        server.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--book", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--page", action="append", help="of the book, book/x.html")
    parser.add_argument("--pages-only", action="store_true", help="no TensorFlow.js")
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    given = parser.parse_args()
    path = find_browser.find_browser()
    if path is None:
        raise SystemExit(find_browser.REMEDY)
    from playwright.sync_api import sync_playwright

    if given.soak or given.pages_only:
        with sync_playwright() as playwright:
            report_pages(playwright, path, given)
        return
    fault = fetched()
    text = write_page()
    weight = len(gzip.compress(text.encode(), 9))
    aim = f"(aim {AIM_GZIP / 1000:.0f})"
    print(f"the training, with all it imports: {weight / 1000:.1f} kB gzip {aim}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        with serve.open_server(str(HERE), 0, serve.QuietHandler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            page = browser.new_page()
            page.goto("http://{}:{}/index.html".format(*server.server_address[:2]))
            backends = {} if fault else page.evaluate("backends()")
            for name, why in {**backends, **({"": fault} if fault else {})}.items():
                if why:
                    print(f"not measured: {name} {why}")
            who = contenders(backends)
            report_steps(measure(page, who, given.seconds, given.rounds), who)
            browser.close()
            server.shutdown()
        report_pages(playwright, path, given)


if __name__ == "__main__":
    main()
