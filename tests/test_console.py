"""What is printed can be read on a console that knows few characters, as on Windows."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from rnnbook._console import printable
from rnnbook.exercises import _messages
from rnnbook.viz import say

EVERYTHING = """
import importlib
from rnnbook.exercises import _messages, check, hint
from rnnbook.viz import say, scientific
for kind in _messages.Message.__subclasses__():
    print(kind("1.1", ("r² ≈ 10⁻¹⁰",)))
for chapter in range(1, 10):
    for e in importlib.import_module(f"rnnbook.exercises.ch{chapter:02d}").EXERCISES:
        print(say(" ".join([*e.hints, e.meaning, *(m.says for m in e.mistakes)])))
print(check("6.1", 3), hint("6.1"), scientific(3e-5), say("β → ∞"))
"""
FIGURE = """import matplotlib.pyplot as plt
from rnnbook.viz import setup
setup()
plt.plot([1, 2]);"""


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_checks_hints_and_sentences_print_on_a_narrow_console(encoding):
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", EVERYTHING]
    done = subprocess.run(command, env=env, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode(encoding)
    assert "Exercise 6.1: not yet" in text and "beta -> " in text and "?" in text
    assert ("10^-5" in text) and ("r² " in text or "r^2 " in text)


@pytest.mark.parametrize(
    "text, encoding, shown",
    [
        ("3·10⁻⁵", "cp1252", "3·10^-5"),
        ("3·10⁻⁵", "ascii", "3*10^-5"),
        ("3·10⁻⁵", "utf-8", "3·10⁻⁵"),
        ("r² ≤ ½", "ascii", "r^2 <= 1/2"),
        ("β → γ", "cp1252", "beta -> gamma"),
        ("Größe", "ascii", "Grosse"),
        ("一", "ascii", "?"),
    ],
)
def test_printable(text, encoding, shown):
    assert printable(text, encoding) == shown


def test_a_number_below_zero_has_a_minus_sign_in_sentences():
    text = "| r |\n|---|\n| -0.94 | (-1 to 10-20, `x[-1]`, $h_{t-1} - 1$, $-2$)"
    said = "| r |\n|---|\n| −0.94 | (−1 to 10-20, `x[-1]`, $h_{t-1} - 1$, $-2$)"
    assert say(text)._repr_markdown_() == said


def test_marks_stay_apart_on_a_narrow_console():
    marks = [kind.mark for kind in _messages.Message.__subclasses__()]
    plain = [printable(mark, "ascii") for mark in marks]
    assert len(set(plain)) == len(set(marks)) >= 7


@pytest.mark.parametrize("backend", ["agg", "svg", "pdf"])
def test_figures_appear_whatever_the_backend_of_the_machine(backend, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", backend)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(FIGURE)])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    (shown,) = notebook.cells[0].outputs
    assert "image/svg+xml" in shown["data"]
