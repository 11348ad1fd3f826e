"""Make the fonts of the PDF out of those of the pages.

    pip install brotli
    python scripts/paper_fonts.py

A PDF that Chromium prints has a font in it as a font only if it is of one weight and in
the format of TrueType; any other becomes a drawing of each letter (Type 3), which is
larger, and which many viewers show coarsely. So each weight that paper needs is taken
out of the variable font, and the curves of the formulas' font are made quadratic.
"""

import hashlib
import json
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parents[1]
PAGES, PAPER = ROOT / "book/assets/fonts", ROOT / "scripts/press/fonts"
SOURCES = PAPER / "sources.json"  # the pages' fonts that those of paper were made of
MADE = {  # a changed font may not have the name of the one that it was made of
    "source-serif-4-roman": "serif",
    "source-serif-4-italic": "italic",
    "source-code-pro-roman": "code",
}
WEIGHTS = (400, 600)
FORMULAS = "maths"
ERROR = 0.5  # thousandths of an em between a curve and the one that takes its place


def of_one_weight(font, weight):
    """The variable `font` at one weight."""
    return instantiateVariableFont(font, {"wght": weight})


def quadratic(font):
    """The same letters in TrueType's curves; all tables of layout stay."""
    drawn, glyphs, order = {}, font.getGlyphSet(), font.getGlyphOrder()
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    del font["CFF "]
    font["glyf"].compile(font)  # measures the letters
    for name in order:
        left = drawn[name].xMin if drawn[name].numberOfContours else 0
        font["hmtx"][name] = (font["hmtx"][name][0], left)
    top = font["maxp"]
    top.tableVersion = 0x00010000
    for field in "TwilightPoints Storage FunctionDefs InstructionDefs".split():
        setattr(top, f"max{field}", 0)
    top.maxStackElements = top.maxSizeOfInstructions = top.maxComponentElements = 0
    top.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    return font


def write(font, name):
    for number in (1, 4, 16):  # a changed font has a name of its own
        font["name"].setName(f"Rnnbook {name}", number, 3, 1, 0x409)
    font["name"].setName(f"Rnnbook-{name}", 6, 3, 1, 0x409)
    font.flavor, font.recalcTimestamp = "woff2", False
    font.save(PAPER / f"{name}.woff2")
    print(name, (PAPER / f"{name}.woff2").stat().st_size)


def sources():
    """{name of a font of the pages: what its bytes add up to}."""
    names = [*MADE, FORMULAS]
    files = [PAGES / f"{name}.woff2" for name in names]
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def main():
    for source, name in MADE.items():
        for weight in WEIGHTS:
            font = TTFont(PAGES / f"{source}.woff2", recalcTimestamp=False)
            write(of_one_weight(font, weight), f"{name}-{weight}")
    font = TTFont(PAGES / f"{FORMULAS}.woff2", recalcTimestamp=False)
    write(quadratic(font), FORMULAS)
    SOURCES.write_text(json.dumps(sources(), indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
