"""What the commands that write the book as one file have in common."""

import argparse
import contextlib
import sys
from pathlib import Path

from .plan import PressError

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "book/_ext"))  # for rnnbook_site


def arguments(about, out, chosen=True):
    """The options of a command; `out` says what it writes; `chosen`: with --only."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--html", type=Path, default=ROOT / "_build/html")
    parser.add_argument("--out", type=Path, help=f"{out} (beside index.html)")
    if chosen:
        parser.add_argument("--only", nargs="*", default=(), help="pages, as 06_lstm")
    return parser


@contextlib.contextmanager
def linked(html):
    """What is written here is then linked from the first page; an error is one line."""
    try:
        yield
    except PressError as error:
        sys.exit(str(error))
    from rnnbook_site.downloads import link_downloads

    link_downloads(html)


def say(path, seconds=None):
    """One line about a file that is written."""
    took = "" if seconds is None else f", {seconds:.0f} s"
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB{took}", flush=True)
