"""Types: mypy sees them, finds wrong calls, and no public function is without."""

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
rnnbook = importlib.import_module("rnnbook")
# Quoted by chapters, or the doors to what they quote: these read like the chapter.
BARE = {
    "rnnbook.cells.activations",
    "rnnbook.nets.heads",
    "rnnbook.loop.unroll",
}
TYPED = ["rnnbook", "rnnbook.interop", "rnnbook.tasks", "rnnbook.viz"]
TYPED += ["rnnbook.exercises", "rnnbook.results"]
# A call, and what mypy says of it; None where it is right.
CALLS = {
    "rnnbook.init_params(LSTM, D=3, H=4, rng=RNG)": None,
    "rnnbook.init_params('lstm', D=3, H=4, rng=RNG)": "arg-type",
    "rnnbook.init_params(LSTM, D=3, H='4', rng=RNG)": "arg-type",
    "rnnbook.init_params(LSTM, D=3, H=4, rng=0)": "arg-type",
    "rnnbook.init_params(LSTM, D=3, H=4, rng=RNG, dtype='float32')": "arg-type",
    "rnnbook.zeros_state(LSTM, B=2, H=4, dtype=X.dtype)[0].shape": None,
    "rnnbook.zeros_state(LSTM, B=2, H=4).shape": "attr-defined",
    "rnnbook.dropout(X, 0.5, RNG)[1].sum()": None,
    "rnnbook.dropout(np.arange(6), 0.5, RNG)": "arg-type",
    "rnnbook.clip_by_norm(P, 1.0)[0].U": None,
    "rnnbook.clip_by_norm(P, 1.0)[0].V": "attr-defined",
    "rnnbook.clip_by_norm((X, X), 1.0)": "type-var",
    "rnnbook.sgd(P, P, rnnbook.adam_start(P))": "arg-type",
    "rnnbook.gradient_by_lag(LSTM, P, X, X)": None,
    "rnnbook.gradient_by_lag(LSTM, X, P, X)": "arg-type",
    "tasks.adding(RNG, T=9, B=2).lengths.max()": None,
    "tasks.adding(9, 2, RNG)": "arg-type",
    "rnnbook.unroll(LSTM, P, X)": None,
}
GIVEN = """
import numpy as np
import rnnbook
from rnnbook import tasks
LSTM, RNG, X = rnnbook.CELLS["lstm"], np.random.default_rng(0), np.zeros((2, 3, 4))
P = rnnbook.Params(X, X, X)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What mypy says of each call: {call: {code of an error}}."""
    file = tmp_path_factory.mktemp("types") / "calls.py"
    file.write_text(GIVEN + "\n".join(CALLS) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml"]
    run = subprocess.run(
        [*command, str(file)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode in (0, 1), run.stderr
    first = GIVEN.count("\n") + 1
    found = {call: set() for call in CALLS}
    for place, line, code in re.findall(
        r"^(.+?):(\d+): error: .*\[([\w-]+)\]$", run.stdout, re.MULTILINE
    ):
        assert Path(place).name == file.name, run.stdout
        found[list(CALLS)[int(line) - first]].add(code)
    return found


@pytest.mark.parametrize("call", CALLS)
def test_mypy_finds_a_wrong_call_and_passes_a_right_one(said, call):
    assert said[call] == ({CALLS[call]} if CALLS[call] else set())


def functions(module):
    for name in getattr(module, "__all__", dir(module)):
        thing = getattr(module, name)
        ours = inspect.isfunction(thing) and thing.__module__.startswith("rnnbook")
        if ours and thing.__module__ not in BARE:
            yield name, thing


@pytest.mark.parametrize("module", TYPED)
def test_every_public_function_says_its_types(module):
    for name, thing in functions(importlib.import_module(module)):
        wanted = {*inspect.signature(thing).parameters, "return"}
        assert set(thing.__annotations__) == wanted, name


def test_types_travel_with_the_package():
    assert (ROOT / "rnnbook" / "py.typed").is_file()


def test_every_error_that_is_ignored_has_its_reason_beside_it():
    for path in sorted((ROOT / "rnnbook").rglob("*.py")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "type: ignore" in line:
                assert re.search(r"# type: ignore\[[\w-]+\]  # \w", line), (path, line)
