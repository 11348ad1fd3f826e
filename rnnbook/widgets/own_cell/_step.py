"""One step of the cell with every number by its name, from its traced graph."""

import numpy as np

from rnnbook.tracing import trace
from rnnbook.widgets._traits import number, refusal
from rnnbook.widgets.cell_explorer._values import evaluate, named

# Where the inputs of a step stand before they are moved, as in numbers.js.
STARTS = {
    "xU": (0.8, 1.2, 0.6, 0.4),
    "hW": (0.3, -0.2, 0.5, 0.1),
    "state": (0.3, 1.0, -0.5, 0.7),
    "weight": (0.4, -0.3, 0.2, 0.5),
}


def given(setting, example):
    """A check: numbers by name, as they are kept, or a TraitError."""

    def check(value):
        wanted = "numbers from -100 to 100 by name"
        if not isinstance(value, dict):
            raise refusal(setting, value, wanted, f"for instance {example}")
        for name, each in value.items():
            if not isinstance(name, str) or not -100 <= number(each) <= 100:
                at = f"{setting}: {name}"
                raise refusal(at, each, wanted, f"for instance {example}")
        return {name: float(each) for name, each in value.items()}

    return check


def inputs_of(graph, state, at):
    """The inputs of a step of one unit, (blocks,) each, with the numbers `at`."""
    parts = [f"{part}_prev" for part in state]
    found = {}
    for name, ids in graph["inputs"].items():
        part = parts.index(name) if name in parts else None
        kind = "state" if part is not None else name if name in STARTS else "weight"
        starts = STARTS[kind]
        found[name] = np.array([
            at.get(f"{name}[{k}]", starts[(k if part is None else part) % len(starts)])
            for k in range(len(ids))
        ])  # fmt: skip
    return found


def evaluated(cell, at):
    """Every value of a step that has a name of its own, by it, and the new state."""
    graph = trace(cell)["forward"]
    nodes = evaluate(graph, **inputs_of(graph, cell.state, at))
    values = named(graph, nodes, ())
    new = {part: float(nodes[graph["outputs"][part][0]]) for part in cell.state}
    return {k: v for k, v in values.items() if not k.startswith("step.")} | new


def run_network(cell, p, x):
    """All gates that the text names, and the state, of every step: name -> (T, H).

    The unroll of the book gives the same states; here the inner values are seen too.
    """
    graph, (H, K) = trace(cell)["forward"], p.W.shape
    names = {gate: graph["names"].get(gate, ()) for gate in cell.gates}
    ids = {name: found[0] for name, found in names.items() if len(found) == 1}
    ids |= {part: graph["outputs"][part][0] for part in cell.state}
    own = {name: getattr(p, name).T for name in cell.weights}
    state = {part: np.zeros((1, H)) for part in cell.state}
    values = {name: np.empty((len(x), H)) for name in ids}
    for t, x_t in enumerate(x):
        xU, h = np.reshape(x_t, (1, 1)) @ p.U + p.b, state[cell.state[0]]
        hW = h @ p.W + getattr(p, "b_h", 0.0)
        if cell.inner:
            q = cell.inner(xU, hW[:, : K - H], tuple(state.values()))
            b_h = getattr(p, "b_h", np.zeros(K))
            hW[:, K - H :] = q @ p.W[:, K - H :] + b_h[K - H :]
        blocks = {"xU": xU.reshape(-1, H).T, "hW": hW.reshape(-1, H).T}
        prev = {f"{part}_prev": value.T for part, value in state.items()}
        nodes = evaluate(graph, **blocks, **prev, **own)
        for name, k in ids.items():
            values[name][t] = nodes[k]
        state = {part: values[part][t : t + 1].copy() for part in cell.state}
    return values
