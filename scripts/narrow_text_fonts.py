"""Make the book's text and code fonts smaller: the weights that the pages use, no more.

    pip install brotli
    python scripts/narrow_text_fonts.py FOLDER

FOLDER holds the variable fonts of Latin letters as the Fontsource project has them, by
the names that they have here. A page loads all three, and each weight that a font can
take costs bytes, used or not. Their licence reserves the name "Source" for what is not
changed, so inside the files these have another.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parents[1] / "book" / "assets" / "fonts"
NAMES = {
    "source-serif-4-roman": "Rnnbook Serif",
    "source-serif-4-italic": "Rnnbook Serif Italic",
    "source-code-pro-roman": "Rnnbook Code",
}
NAMING = (1, 3, 4, 6, 16, 25)  # of a font's records, those that hold its name
# From regular to bold; base.css says the same.
WEIGHTS = (400, 400, 700)


def rename(font, name):
    for record in font["name"].names:
        if record.nameID in NAMING:
            record.string = name.replace(" ", "") if record.nameID in (6, 25) else name


def main():
    for name, called in NAMES.items():
        font = TTFont(Path(sys.argv[1]) / f"{name}.woff2", recalcTimestamp=False)
        made = instantiateVariableFont(font, {"wght": WEIGHTS})
        rename(made, called)
        made.flavor = "woff2"
        made.save(FONTS / f"{name}.woff2")


if __name__ == "__main__":
    main()
