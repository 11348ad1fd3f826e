"""Make what stands in for the text faces until they are there as wide as they are.

    python scripts/stand_in_fonts.py

A page is read before its faces have come, in fonts that nearly every computer has:
Times New Roman, or Liberation Serif, which has the same widths. Each is made larger
here until the text of the chapters is as long as in the face itself, for each weight by
itself, and gets the face's height: so few lines break anew when the face comes. The
rules stand in base.css between two remarks, and are written anew; one of the two fonts
must be on this computer.
"""

import json
import re
from pathlib import Path

import find_browser

ROOT = Path(__file__).resolve().parents[1]
SHEET = ROOT / "book" / "assets" / "css" / "base.css"
FONTS = ROOT / "book" / "assets" / "fonts"
START = (
    "/* Stand-ins, as wide and as high as the faces: lines stay when these arrive\n"
    "   (scripts/stand_in_fonts.py). */\n"
)
END = "/* End of the stand-ins. */\n"
# style, weight, the file of the face, the style of the font that stands in
FACES = (
    ("normal", 400, "source-serif-4-roman", ""),
    ("normal", 500, "source-serif-4-roman", ""),
    ("normal", 600, "source-serif-4-roman", " Bold"),
    ("normal", 700, "source-serif-4-roman", " Bold"),
    ("italic", 400, "source-serif-4-italic", " Italic"),
    ("italic", 600, "source-serif-4-italic", " Bold Italic"),
)
KNOWN = ("Times New Roman", "Liberation Serif", "Tinos")
PLAIN = re.compile(r"[A-Za-z0-9 ,.;:?!()'\-]{40,}")

# { width, ascent, descent } of a text in a font, with kerning and ligatures.
MEASURE = """async ({ source, style, weight, text }) => {
  const own = source.startsWith("local") ? weight : "400 700";
  const face = new FontFace("measured", source, { style, weight: `${own}` });
  document.fonts.add(await face.load());
  const line = document.createElement("span");
  Object.assign(line.style, {
    font: `${style} ${weight} 20px measured`,
    whiteSpace: "nowrap",
    fontFeatureSettings: '"kern", "liga", "onum"',
  });
  line.textContent = text;
  document.body.append(line);
  const { width } = line.getBoundingClientRect();
  line.remove();
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.font = `${style} ${weight} 1000px measured`;
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } =
    canvas.measureText("x");
  document.fonts.delete(face);
  return { width, ascent: ascent / 1000, descent: descent / 1000 };
}"""


def chapters_text():
    """The plain sentences of the chapters, without formulas, code and links."""
    found = []
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf8"))["cells"]:
            if cell["cell_type"] == "markdown":
                found += PLAIN.findall("".join(cell["source"]).replace("\n", " "))
    return " ".join(found)


def local(style):
    """Where a font of that style is found on a reader's computer."""
    return ",\n    ".join(f'local("{name}{style}")' for name in KNOWN)


def rule(style, weight, stands, face, found):
    """One @font-face: what stands in, stretched to the face."""
    larger = face["width"] / found["width"]
    kind = "" if style == "normal" else f"  font-style: {style};\n"
    return (
        '@font-face {\n  font-family: "Serif stand-in";\n'
        f"  src:\n    {local(stands)};\n"
        f"{kind}  font-weight: {weight};\n  size-adjust: {100 * larger:.1f}%;\n"
        f"  ascent-override: {100 * face['ascent'] / larger:.1f}%;\n"
        f"  descent-override: {100 * face['descent'] / larger:.1f}%;\n"
        "  line-gap-override: 0%;\n}\n"
    )


def measured(page, style, weight, file, stands):
    """What the face and its stand-in measure, in `page`."""
    text = chapters_text()
    given = {"style": style, "weight": weight, "text": text}
    face = {**given, "source": f'url("{(FONTS / file).as_uri()}.woff2")'}
    return page.evaluate(MEASURE, face), page.evaluate(
        MEASURE, {**given, "source": local(stands)}
    )


def main():
    from playwright.sync_api import sync_playwright

    path = find_browser.find_browser()
    if path is None:
        raise SystemExit(find_browser.REMEDY)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(find_browser.FLAGS)
        )
        page = browser.new_page()
        page.goto(SHEET.as_uri())
        rules = [
            rule(style, weight, stands, *measured(page, style, weight, file, stands))
            for style, weight, file, stands in FACES
        ]
        browser.close()
    before, rest = SHEET.read_text(encoding="utf8").split(START)
    after = rest.split(END)[1]
    text = before + START + "".join(rules) + END + after
    SHEET.write_text(text, encoding="utf8")


if __name__ == "__main__":
    main()
