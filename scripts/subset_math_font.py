"""Make the two files of the formulas' font out of TeX Gyre Pagella Math.

    pip install brotli
    python scripts/subset_math_font.py texgyrepagella-math.otf

The font is that of CTAN (tex-gyre-math), and of Debian's package fonts-texgyre-math.
The first file has what nearly every formula needs, and each page with formulas loads
it. The second has all the rest; a browser fetches it for the rare page that uses a
letter of it.

Slanted letters lean out of their width, and a browser sets what follows by the width:
an `f` would lie on its neighbours. So slanted letters are given nearly all of their
room. TeX sets all scripts of single letters at one height; a browser raises and lowers
them by the letter's own height, unless the font asks for less.
"""

import sys
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen

OUT = 40  # thousandths of an em
FONTS = Path(__file__).resolve().parents[1] / "book" / "assets" / "fonts"
# The same ranges stand in book/assets/css/base.css, as unicode-range.
FIRST = (
    "20-7E A0 AC AF B0 B1 B4 B7 D7 2C6-2C7 2D8-2DD 302-304 307-308 391-3A9 3B1-3C9 "
    "3D1 3D5-3D6 3F0-3F1 3F5 2015 2016 2019 2026 2032-2034 2061-2064 20D6-20D7 "
    "210B 210E 2112 2113 2115 211D 2124 2190-2194 21A6 21D0-21D4 2200 2202-2206 "
    "2208-2209 220F-2213 2215-221A 221D-221E 2223-2225 222B 223C 2243 2248 2260-2265 "
    "2295-2299 22A4-22A5 22C5-22C6 22EE-22F1 2308-230B 23DE-23DF 25A1 "
    "27E8-27E9 1D434-1D467 1D53C 1D6FC-1D71B"
)


def codes(ranges):
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def make_room(font):
    """No slanted letter leans out by more than OUT, to the left or to the right."""
    top, glyphs = font["CFF "].cff.topDictIndex[0], font.getGlyphSet()
    for code, name in font.getBestCmap().items():
        if code != 0x210E and not 0x1D434 <= code <= 0x1D71B:
            continue
        bounds = BoundsPen(glyphs)
        glyphs[name].draw(bounds)
        width = glyphs[name].width
        left = max(0, -bounds.bounds[0] - OUT)
        right = max(0, bounds.bounds[2] - width - OUT)
        old = top.CharStrings[name]
        # A glyph states its width as a difference from the font's usual one. Who draws
        # with full hinting goes by it, and not by the table of widths.
        said = width + left + right - old.private.nominalWidthX
        pen = T2CharStringPen(said, glyphs)
        glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, left, 0)))
        top.CharStrings[name] = pen.getCharString(old.private, old.globalSubrs)
        font["hmtx"][name] = (width + left + right, bounds.bounds[0] + left)


def write(source, wanted, name):
    options = subset.Options(flavor="woff2", hinting=False, notdef_outline=True)
    options.layout_features = ["kern", "mark", "mkmk", "dtls", "flac"]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    make_room(font)
    constants = font["MATH"].table.MathConstants
    constants.SuperscriptBaselineDropMax.Value = 400
    constants.SubscriptBaselineDropMin.Value = -50
    for number in (1, 4, 16):  # a changed font has a name of its own
        font["name"].setName("Rnnbook Maths", number, 3, 1, 0x409)
    subset.save_font(font, FONTS / name, options)
    print(name, (FONTS / name).stat().st_size)


def main():
    source = sys.argv[1]
    have = set(subset.load_font(source, subset.Options()).getBestCmap())
    first = set(codes(FIRST))
    missing = {code for code in first - have if unicodedata.name(chr(code), "")}
    if missing:
        raise SystemExit(f"Not in the font: {' '.join(map(chr, missing))}")
    first &= have
    write(source, first, "maths.woff2")
    write(source, have - first, "maths-rest.woff2")


if __name__ == "__main__":
    main()
