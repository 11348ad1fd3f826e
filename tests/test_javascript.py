"""The JavaScript tests, each file run by Node's own test runner."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
sys.path.append(str(TESTS.parent / "book" / "_ext"))

from rnnbook_site.assets import lean  # noqa: E402

FILES = sorted(p for p in TESTS.rglob("*.test.*js") if p.suffix in (".js", ".mjs"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_node_test_passes(path, node_path):
    run = subprocess.run(
        [node_path, "--test", "--test-reporter=tap", str(path)],
        capture_output=True,
        text=True,
        cwd=TESTS.parent,
        timeout=300,
    )
    counts = dict(re.findall(r"^# (\w+) (\d+)$", run.stdout, re.MULTILINE))
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert int(counts["pass"]) > 0
    assert counts["skipped"] == counts["todo"] == "0"


def test_there_are_javascript_tests():
    assert FILES


def test_no_line_of_a_widget_is_wider_than_100_columns():
    """What the formatter leaves long: texts, comments, and style sheets."""
    folders = [TESTS.parent / "rnnbook" / "widgets", TESTS.parent / "book"]
    files = [p for f in folders for p in f.rglob("*") if p.suffix in (".js", ".css")]
    wide = [
        f"{path.name}:{n}"
        for path in files
        # The one stands in pictures that notebooks hold; a script writes the other.
        if path.name not in ("wiring.css", "known.js")
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > 100
    ]
    assert len(files) > 60 and not wide


def test_no_value_beside_a_slider_speaks_for_itself():
    """An <output> is a live region: the slider and the news say the change already."""
    folder = TESTS.parent / "rnnbook" / "widgets"
    files = list(folder.rglob("*.js"))
    speak = [p.name for p in files if 'el("output"' in p.read_text(encoding="utf-8")]
    assert len(files) > 60 and not speak


# Remarks, regular expressions, and what is kept to the letter: strings and templates.
LITERAL = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(?<=[(,=:\[!&|?{};>])\s*/(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\[\\])+/
    |("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""",
    re.X | re.S,
)
NESTED = re.compile(r"\$\{[^{}`]*(?:\{[^{}`]*\}[^{}`]*)*`")


def test_pages_get_scripts_with_their_texts_to_the_letter():
    """rjsmin takes a template within a template for code, and its spaces away."""
    folders = [TESTS.parent / "rnnbook" / "widgets", TESTS.parent / "book" / "assets"]
    found = 0
    for path in (p for folder in folders for p in folder.rglob("*.js")):
        text = path.read_text(encoding="utf8")
        assert not NESTED.search(text), f"{path.name}: {NESTED.search(text)[0]}"
        literals = {match[1] for match in LITERAL.finditer(text)} - {None}
        short = lean(path)
        assert not [each for each in literals if each not in short], path.name
        found += len(literals)
    assert found > 5_000
