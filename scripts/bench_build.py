"""Time the build of the book: from nothing, and again with nothing changed.

Aims: 30 and 5 seconds of wall time. Each is the median of three runs.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAIN = "from jupyter_book.cli.main import main; main()"


def seconds(out, *options):
    """Wall time of one `jupyter-book build` into `out`."""
    start = time.perf_counter()
    command = [sys.executable, "-c", MAIN, "build", "--path-output", out, *options]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    return time.perf_counter() - start


def main():
    with tempfile.TemporaryDirectory() as out:
        clean = statistics.median(seconds(out, "--all") for _ in range(3))
        again = statistics.median(seconds(out) for _ in range(3))
    print(f"build from nothing {clean:.1f} s (aim 30), no change {again:.1f} s (aim 5)")


if __name__ == "__main__":
    main()
