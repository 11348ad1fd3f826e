"""What several test files and their fixtures use."""

import re
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
Build = namedtuple("Build", "html log")


def build_book(out, *options):
    """Run `jupyter-book build -W -n` into `out`; returns the pages and the log."""
    # Without a terminal's width Sphinx would wrap the log's paths.
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
    command += [
        "build",
        "--path-output",
        str(out),
        "-W",
        "-n",
        "--keep-going",
        *options,
    ]
    run = subprocess.run([*command, str(ROOT)], capture_output=True, text=True)
    log = re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr)
    if run.returncode:
        pytest.fail(f"jupyter-book build -W -n failed:\n{log[-6000:]}", pytrace=False)
    return Build(out / "_build" / "html", log)


def wait_until(question, seconds, what):
    """Ask every 0.1 s until the answer is true; the answer, or a failure."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.1)
    pytest.fail(f"waited {seconds} s for {what}")
