"""Write tests/golden/*.json: what Python computes, for the JavaScript runtime to match.

    python scripts/make_golden.py

A file for each cell of the package holds the traced cell, whole sequences with every
gradient, and the value of every node of its graphs on random inputs; ops.json has one
graph that uses every op. The values of nodes come from `evaluate` below, one line of
NumPy an op, so that a wrong op in graph.js is named and not only felt in a gradient.
"""

import json
from pathlib import Path

import numpy as np

import rnnbook
from rnnbook import CELLS

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
SHAPES = [(1, 1, 1, 1), (4, 3, 2, 5), (9, 2, 3, 4)]  # T, B, D, H
OPS = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "pow": np.power,
    "square": np.square,
    "exp": np.exp,
    "log": np.log,
    "cos": np.cos,
    "sin": np.sin,
    "tanh": np.tanh,
    "max": np.maximum,
    "min": np.minimum,
    "greater": lambda a, b: (a > b).astype(float),
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
}


def flat(array):
    return np.asarray(array, dtype=np.float64).ravel().tolist()


def evaluate(graph, inputs, B, H):
    """The value of every node, (B, H) each, in NumPy; inputs are (B, width * H)."""
    values = []
    for op, *args in graph["nodes"]:
        if op == "input":
            name, block = args
            value = inputs[name][:, block * H : (block + 1) * H]
        elif op == "const":
            value = np.full((B, H), args[0])
        else:
            value = OPS[op](*(values[k] for k in args))
        values.append(value)
    return values


def graph_case(name, graph, rng, B=2, H=3):
    """One evaluation of a graph on random inputs, with the value of every node."""
    inputs = {
        key: rng.uniform(-1.5, 1.5, (B, len(ids) * H))
        for key, ids in graph["inputs"].items()
    }
    return {
        "name": name,
        "graph": graph,
        "B": B,
        "H": H,
        "inputs": {key: flat(value) for key, value in inputs.items()},
        "values": [flat(value) for value in evaluate(graph, inputs, B, H)],
    }


def sequence_case(cell, T, B, D, H, rng):
    """One sequence, forward and backward, with initial and final states."""
    p = rnnbook.init_params(cell, D, H, rng)
    p = p._replace(b=rng.normal(0, 0.5, p.b.shape))
    if hasattr(p, "b_h"):
        p = p._replace(b_h=rng.normal(0, 0.5, p.b.shape))
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    start = tuple(rng.normal(size=(B, H)) for _ in cell.state)
    dend = tuple(rng.normal(size=(B, H)) for _ in cell.state)
    h, end, cache = rnnbook.unroll(cell, p, x, start, engine="plain")
    dp, dx, dstart = rnnbook.unroll_backward(cell, p, dh, cache, dend)

    def named(prefix, state):
        return {prefix + n: flat(v) for n, v in zip(cell.state, state, strict=True)}

    gradients = {f"d{name}": value for name, value in dp._asdict().items()}
    gradients["dx"] = dx
    return {
        "name": f"T={T} B={B} D={D} H={H}",
        "T": T,
        "B": B,
        "p": {"D": D, "H": H, **{n: flat(v) for n, v in p._asdict().items()}},
        "x": flat(x),
        "state": named("", start),
        "dh": flat(dh),
        "dstate": named("", dend),
        "expected": {
            "h": flat(h),
            **named("final ", end),
            **{name: flat(value) for name, value in gradients.items()},
            **named("dstate ", dstart),
        },
    }


def golden(cell, seed):
    """Everything about one cell: its graphs, their nodes, and whole sequences."""
    rng, traced = np.random.default_rng(seed), rnnbook.trace(cell)
    return {
        "cell": traced,
        "graphs": [
            graph_case(f"{cell.name} {way}", traced[way], rng)
            for way in ("forward", "backward", "inner", "inner_backward")
            if way in traced
        ],
        "sequences": [sequence_case(cell, *shape, rng) for shape in SHAPES],
    }


def every_op():
    """One graph with every op, on inputs where each op is well defined."""
    names = ("a", "b")
    nodes = [["input", name, 0] for name in names] + [["const", 0.75], ["const", -0.0]]
    one = ("neg", "square", "exp", "cos", "sin", "tanh", "sigmoid")
    nodes += [[op, 0] for op in one]
    nodes += [[op, 0, 1] for op in OPS if op not in (*one, "pow", "log")]
    squared = nodes.index(["square", 0])
    nodes += [["pow", squared, 2], ["log", squared], ["sub", 3, 0]]
    graph = {
        "nodes": nodes,
        "inputs": {name: [k] for k, name in enumerate(names)},
        "outputs": {"out": [len(nodes) - 1]},
        "names": {},
    }
    case = graph_case("every op", graph, np.random.default_rng(7), B=3, H=4)
    return {"graphs": [case], "sequences": []}


def everything():
    """All golden data by file name; the seed of a cell is its place in this list."""
    first = ("rnn", "lstm")
    names = [*first, *(name for name in CELLS if name not in first)]
    cells = {f"{name}.json": golden(CELLS[name], k) for k, name in enumerate(names)}
    return {**cells, "ops.json": every_op()}


def main():
    GOLDEN.mkdir(exist_ok=True)
    for name, data in everything().items():
        text = json.dumps(data, allow_nan=False, separators=(",", ":"))
        (GOLDEN / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
