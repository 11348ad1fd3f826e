"""Chapter 13: its stored numbers are those of the libraries, and it runs without torch.

Keras takes its settings when it is imported, so the script that stored the numbers
runs in a process of its own.
"""

import ast
import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from support import ROOT

from rnnbook.results import load

SCRIPTS = ROOT / "scripts" / "experiments"
NOTEBOOK = ROOT / "notebooks" / "13_frameworks.ipynb"


@pytest.fixture(scope="module")
def starts():
    sys.path.insert(0, str(SCRIPTS))
    try:
        import ch13_starts
    finally:
        sys.path.remove(str(SCRIPTS))
    return ch13_starts


def code_cells():
    """The syntax tree of each code cell; the install line is a comment."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield ast.parse("".join(cell["source"]))


def used_outside_functions(tree):
    """The names that a cell reads when it runs, and not in a function of its own."""
    ahead, names = list(tree.body), set()
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            names.add(node.id)
        if not isinstance(node, (ast.FunctionDef, ast.Lambda)):
            ahead += ast.iter_child_nodes(node)
    return names


def test_torch_is_used_in_functions_alone_and_each_has_a_stored_number():
    """What is run without torch in `make test-all`, by reading only."""
    trees = list(code_cells())
    using = [k for k, t in enumerate(trees) if "torch" in used_outside_functions(t)]
    assert using == [2]
    calls = [c for t in trees for c in ast.walk(t) if isinstance(c, ast.Call)]
    asked = [c.args[0].id for c in calls if ast.unparse(c.func) == "in_torch"]
    assert sorted(asked) == sorted(load("13_torch")["numbers"])


def run(*command, timeout=120):
    done = subprocess.run(
        [sys.executable, *map(str, command)], cwd=ROOT, timeout=timeout,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.all
def test_stored_numbers_of_keras_and_onnxruntime_are_theirs():
    """Differences that are rounding stay below their size, others are the same."""
    measured = json.loads(run(SCRIPTS / "ch13_frameworks.py", "--print"))
    stored = load("13_frameworks")["numbers"]
    assert measured.keys() == stored.keys()
    for name, value in stored.items():
        if value == 0:
            assert measured[name] == 0, name
        elif value < 1e-5:
            assert value / 100 < measured[name] < 100 * value, name
        else:
            assert measured[name] == pytest.approx(value, rel=0.05), name


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_start_of_pytorch_is_that_of_its_layer(kind, starts):
    """The bound, the deviation, and that biases are drawn as well."""
    D, H = 32, 128
    _, p = starts.torch(kind, D, H, np.random.default_rng(0))
    torch.manual_seed(0)
    net = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind](D, H)
    for ours, theirs in ((p.U, net.weight_ih_l0), (p.W, net.weight_hh_l0)):
        theirs = theirs.detach().numpy()
        assert abs(ours).max() <= H**-0.5 and abs(theirs).max() <= H**-0.5
        assert ours.std() == pytest.approx(theirs.std(), rel=0.02)
    sums = (net.bias_ih_l0 + net.bias_hh_l0).detach().numpy()
    ours = p.b + getattr(p, "b_h", 0)
    assert ours.std() == pytest.approx(sums.std(), rel=0.15)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_start_of_keras_is_that_of_its_layer(kind, starts):
    """The layer's numbers are among those that the test above measures again."""
    stored = load("13_frameworks")["numbers"]
    _, p = starts.keras(kind, 32, 128, np.random.default_rng(0))
    largest, deviation = (stored[f"start {kind}, {what} of U"]
                          for what in ("largest", "deviation"))  # fmt: skip
    assert abs(p.U).max() == pytest.approx(largest, rel=0.01)
    assert p.U.std() == pytest.approx(deviation, rel=0.03)
    assert stored[f"start {kind}, W W^T less the identity"] < 1e-5
    assert abs(p.W @ p.W.T - np.eye(128)).max() < 1e-12
    biases = np.concatenate([p.b, p.b_h]) if kind == "gru" else p.b
    assert biases.mean() == pytest.approx(stored[f"start {kind}, mean bias"])


WITHOUT = """
import sys
sys.modules["torch"] = None
sys.path.insert(0, {scripts!r})
import matplotlib
matplotlib.use("agg")
import ch13_torch
names = {{}}
for text in ch13_torch.cells():
    exec(text, names)
assert names["torch"] is None
print(sorted(names["found_here"]))
"""


@pytest.mark.all
def test_the_chapter_runs_without_torch_on_stored_numbers():
    script = WITHOUT.format(scripts=str(SCRIPTS)).replace(
        "import ch13_torch", TORCHLESS
    )
    used = run("-c", script)
    assert used.strip() == str(sorted(load("13_torch")["numbers"]))


# ch13_torch asks for torch's version when it is imported: only its cells are wanted.
TORCHLESS = (
    "import importlib.metadata as m; m.version = lambda name: ''; import ch13_torch"
)
