"""Make the README's moving picture: the gate mixer of chapter 6, its forget gate moved.

    python scripts/moving_picture.py [_build/html]

Takes the built book, as `make book` leaves it, and draws a frame for each place of the
slider with the system's Chromium: book/assets/gate-mixer.webp.
"""

import io
import sys
from pathlib import Path

import find_browser
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "book" / "assets" / "gate-mixer.webp"
SIZE = {"width": 760, "height": 668}
MARGIN = 12
FRAMES = 15              # one way; the picture goes there and back
MILLISECONDS = 100
MOVE = """(slider, share) => {
  slider.value = Number(slider.min) + share * (slider.max - slider.min);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def frames(page):
    """Pictures of the figure while its forget gate opens, from 0.4 to nearly 1."""
    figure = page.locator(".rnn-widget", has_text="half-life").first
    slider = figure.get_by_role("slider", name="forget gate")
    slider.wait_for()
    page.wait_for_function("document.fonts.status === 'loaded'")
    box = figure.bounding_box()
    clip = {"x": box["x"] - MARGIN, "y": box["y"] - MARGIN, **SIZE}
    for k in range(FRAMES):
        eased = (1 - (1 - k / (FRAMES - 1)) ** 2) * 0.5 + 0.3
        slider.evaluate(MOVE, eased)
        taken = page.screenshot(clip=clip, full_page=True)
        yield Image.open(io.BytesIO(taken)).convert("RGB")


def main():
    book = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "_build" / "html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser.find_browser(), args=list(find_browser.FLAGS)
        )
        page = browser.new_page(viewport={"width": 784, "height": 900})
        page.goto((book / "notebooks" / "06_lstm.html").resolve().as_uri())
        there = list(frames(page))
        browser.close()
    film = there + there[-2:0:-1]
    times = [MILLISECONDS] * len(film)
    times[0] = times[FRAMES - 1] = 1200          # rest at either end
    film[0].save(
        PICTURE,
        save_all=True,
        append_images=film[1:],
        duration=times,
        loop=0,
        lossless=True,
        method=6,
    )
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
