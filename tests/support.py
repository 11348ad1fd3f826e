"""What several test files and their fixtures use."""

import functools
import json
import re
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
Build = namedtuple("Build", "html log")


def build_once(out):
    """The book in `out`, built from nothing: by whoever asks first, for all that ask.

    Workers of pytest-xdist are processes of their own; the others wait for the first.
    """
    log = out.with_suffix(".log")
    with FileLock(out.with_suffix(".lock"), timeout=500):
        if not log.exists():
            log.write_text("{}\n{}".format(*run_build(out, "--all")), encoding="utf-8")
    status, _, text = log.read_text(encoding="utf-8").partition("\n")
    return checked_build(out, int(status), text)


def build_book(out, *options):
    """Run `jupyter-book build -W -n` into `out`; returns the pages and the log."""
    return checked_build(out, *run_build(out, *options))


def checked_build(out, returncode, log):
    """The Build in `out`; a failure if it did not succeed."""
    if returncode:
        pytest.fail(f"jupyter-book build -W -n failed:\n{log[-6000:]}", pytrace=False)
    return Build(out / "_build" / "html", log)


def run_build(out, *options):
    """(status, log) of `jupyter-book build -W -n` into `out`."""
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
    run = subprocess.run(
        [*command, str(ROOT)], capture_output=True, text=True, timeout=500
    )
    return run.returncode, re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr)


@functools.cache
def markdown_of(path, outputs=False):
    """The text of a page: a Markdown file, or the Markdown cells of a notebook.

    outputs: with the sentences that its code has written.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    parts = []
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "markdown":
            parts.append("".join(cell["source"]))
        for output in cell.get("outputs", []) if outputs else ():
            parts.append("".join(output.get("data", {}).get("text/markdown", [])))
    return "\n\n".join(parts)


def slug(heading):
    """The anchor that a heading gets on a page."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def wait_until(question, seconds, what):
    """Ask every 0.1 s until the answer is true; the answer, or a failure."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.1)
    pytest.fail(f"waited {seconds} s for {what}")


def run_node(node_path, code, given=None):
    """Run an ES module with `given` as JSON on standard input; the JSON it prints."""
    done = subprocess.run(
        [node_path, "--input-type=module", "-e", code],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
