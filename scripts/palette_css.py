"""Write book/assets/css/palette.css from the palette of the package.

A test fails when the file is not what this script would write.
"""

from pathlib import Path

from rnnbook.viz.palette import palette_css

TARGET = Path(__file__).resolve().parents[1] / "book" / "assets" / "css" / "palette.css"
HEAD = (
    "/* Written by scripts/palette_css.py from rnnbook/viz/palette.py: edit that. */\n"
)


def text():
    """What the file should hold."""
    return HEAD + palette_css()


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text(), encoding="utf-8")
    print(f"wrote {TARGET}")
