"""Make the README's moving pictures from the built book, as `make book` leaves it.

    python scripts/moving_picture.py [gate-mixer | playground] [_build/html]

gate-mixer: the figure of chapter 6, its forget gate moved. playground: an RNN, an LSTM
and a GRU learn. Draws frames with the system's Chromium, a webp in book/assets.
"""

import io
import sys
from pathlib import Path

import find_browser
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "book" / "assets"
MARGIN = 12
FRAMES = 15              # of the mixer, one way; the picture goes there and back
UPDATES = [*range(0, 200, 10), *range(200, 601, 25)]     # of the playground
MOVE = """(slider, share) => {
  slider.value = Number(slider.min) + share * (slider.max - slider.min);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
# The counter of the playground, as a number.
COUNT = "parseInt(document.querySelector('.where').textContent.replace(',', ''))"


def picture_of(page, clip):
    """The pixels of a part of the page."""
    taken = page.screenshot(clip=clip, full_page=True)
    return Image.open(io.BytesIO(taken)).convert("RGB")


def mixer(page):
    """Pictures while its forget gate opens, from 0.4 to nearly 1, and back."""
    figure = page.locator(".rnn-widget", has_text="half-life").first
    slider = figure.get_by_role("slider", name="forget gate")
    slider.wait_for()
    page.wait_for_function("document.fonts.status === 'loaded'")
    box = figure.bounding_box()
    clip = {"x": box["x"] - MARGIN, "y": box["y"] - MARGIN, "width": 760, "height": 668}
    there = []
    for k in range(FRAMES):
        slider.evaluate(MOVE, (1 - (1 - k / (FRAMES - 1)) ** 2) * 0.5 + 0.3)
        there.append(picture_of(page, clip))
    film = there + there[-2:0:-1]
    times = [100] * len(film)
    times[0] = times[FRAMES - 1] = 1200          # rest at either end
    return film, times


def playground(page):
    """Pictures while three networks learn, from their start to 600 updates."""
    figure = page.locator(".rnn-widget").first
    page.wait_for_function(f"{COUNT} === 600")   # the stored run is there
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.get_by_role("button", name="Rewind").click()
    page.wait_for_function(f"{COUNT} === 0")
    page.get_by_role("button", name="Clear ghost").click()
    top = figure.locator(".transport").bounding_box()
    end = figure.locator("ul.says").bounding_box()
    height = end["y"] - top["y"]        # to above the sentences
    clip = {"x": top["x"] - MARGIN, "y": top["y"] - MARGIN, "width": 760,
            "height": height}  # fmt: skip
    film = []
    for updates in UPDATES:
        step(page, updates)
        film.append(picture_of(page, clip))
    return film, [1000, *[120] * (len(film) - 2), 2500]


def step(page, updates):
    """Press *One update* until so many are done, and wait until they are drawn."""
    page.evaluate(
        """async ([updates, count]) => {
      const once = [...document.querySelectorAll("button")]
        .find((each) => each.textContent === "One update");
      const now = () => (0, eval)(count);
      for (let k = now(); k < updates; k++) once.click();
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      while (now() < updates) await frame();
      await frame();
      await frame();
    }""",
        [updates, COUNT],
    )


# What is shown, and where: a page of the book, the width of the window.
FILMS = {
    "gate-mixer": (mixer, "notebooks/06_lstm.html", 784),
    "playground": (playground, "book/playground.html#seed=1", 784),
}


def main():
    name = next((each for each in sys.argv[1:] if each in FILMS), "gate-mixer")
    folders = [each for each in sys.argv[1:] if each not in FILMS]
    book = Path(folders[0] if folders else ROOT / "_build" / "html")
    make, page_name, width = FILMS[name]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser.find_browser(), args=list(find_browser.FLAGS)
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        path, _, settings = page_name.partition("#")
        page.goto(f"{(book / path).resolve().as_uri()}#{settings}")
        film, times = make(page)
        browser.close()
    picture = ASSETS / f"{name}.webp"
    film[0].save(
        picture, save_all=True, append_images=film[1:], duration=times, loop=0,
        lossless=True, method=6,
    )  # fmt: skip
    print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
