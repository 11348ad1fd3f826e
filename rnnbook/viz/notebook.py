"""What a chapter needs to speak: the style of its figures, sentences with numbers in
them, and the package's own source on the page."""

import inspect
import re
import textwrap
from importlib.resources import files
from typing import Any

import matplotlib.pyplot as plt

from rnnbook._console import printable

# Backends of Matplotlib that only write files.
UNSEEN = ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template")

# Code and formulas; else the hyphen of a number below zero.
MINUS = re.compile(r"(`[^`]*`|\$[^$]*\$)|(?<![\w-])-(?=\d)")


class Words:
    """Markdown that a page renders and a terminal prints as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return printable(self.text)

    def _repr_markdown_(self) -> str:
        return self.text


def setup() -> None:
    """Give all figures the book's style, as SVG whose text is text.

    In a notebook figures stand below their cells, whatever MPLBACKEND says: with agg
    or svg they would be drawn and never shown. Outside one only the style is set.
    """
    style: Any = files("rnnbook.viz") / "book.mplstyle"      # a Path where files are
    plt.style.use(style)
    try:
        from IPython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        if hasattr(shell, "kernel") and plt.get_backend().lower() in UNSEEN:
            shell.enable_matplotlib("inline")
        set_matplotlib_formats("svg", metadata={"Date": None}, bbox_inches="tight")


def say(text: str) -> Words:
    """A sentence of the chapter whose numbers have just been computed.

    A number below zero gets a minus sign.
    """
    text = textwrap.dedent(text).strip()
    return Words(MINUS.sub(lambda found: found[1] or "−", text))


def source(thing: Any) -> Words:
    """The source of a function or class of the package, quoted by inspection."""
    return Words(f"```python\n{inspect.getsource(thing).rstrip()}\n```")


def scientific(value: float, digits: int = 1) -> str:
    """A number for a sentence: 3·10⁻⁵ rather than 3e-05, and 0.2 as it is."""
    if 0.01 <= abs(value) < 1000:
        return f"{value:.{digits}g}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return printable(f"10{raised}" if mantissa == "1" else f"{mantissa}·10{raised}")
