"""What a stack does to a gradient by lag: networks that have learned nothing.

For each start, width, number of layers and draw: a gradient at the last output of the
top layer, the loss at no other step, and the norm of the gradient at every input
before it. The same for each layer by itself: from its last output to its own inputs,
past no other layer. That says at which rate a layer alone loses its gradient in the
stack that it stands in.

Five starts are controls. "linear identity": all ways of a gradient through the grid
carry the same matrix. "linear": every layer has another orthogonal matrix. "linear
diagonal": every W is diagonal, with another share for each unit of each layer. "rnn
equal": the RNN of "rnn orthogonal", the U of each upper layer scaled so that all layers
read numbers of the deviation 1. "gru constant": U and W of the update gate are zero, so
that its bias alone sets it.

Then deep stacks with residuals, and plain ones that are as deep.
A minute or two on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    Cell,
    Directions,
    init_stack,
    unroll,
    unroll_backward,
    unroll_stack,
    unroll_stack_backward,
)
from rnnbook.cells.rnn import RNNStep
from rnnbook.nets.initial import identity, orthogonal, with_blocks

SETTINGS = {
    "T": 240,
    "batch": 4,
    "widths": [32, 96],
    "layers": [1, 2, 3, 4],
    "draws": 10,
    "late": [60, 100],
    "starts": [
        "linear identity",
        "linear",
        "rnn",
        "rnn orthogonal",
        "rnn equal",
        "gru",
        "lstm",
        "linear diagonal",
        "gru constant",
    ],
    "deep": {"starts": ["rnn", "gru", "lstm"], "layers": [4, 8]},
    "lags": list(range(0, 101, 2)),
    "orthogonal": 0.95,
    "diagonal": [0.8, 0.97],
    "bias": {"gru": {"z": 2.0}, "lstm": {"f": 1.0}},
    "inputs": "normal, deviation 1, as many as there are units",
}
# The RNN without its tanh: in it all slopes are 1, at every layer and step.
LINEAR = Cell(
    "linear",
    lambda xU, hW, state: ((xU + hW,), RNNStep(xU + hW)),
    lambda dstate, step: (dstate[0], dstate[0], (0.0,)),
    ("a",), ("h",),
)  # fmt: skip


def network(start, H, layers, x, rng):
    """The cell of a start, and a stack of it as it begins."""
    name, _, kind = start.partition(" ")
    cell = LINEAR if name == "linear" else CELLS[name]
    p = init_stack(cell, H, H, rng, layers, bias=SETTINGS["bias"].get(name))
    if name != "linear" and not kind:
        return cell, p
    scale, made, v = SETTINGS["orthogonal"], [], x
    for layer in p.layers:
        if kind in ("diagonal", "constant"):
            made.append(Directions(own(kind, cell, layer.forward, rng)))
            continue
        q = with_blocks(
            cell, layer.forward,
            (lambda shape: identity(shape, scale)) if kind == "identity"
            else lambda shape: orthogonal(rng, shape, scale),
        )  # fmt: skip
        if kind == "equal":
            q = q._replace(U=q.U / v.std())
            v, _, _ = unroll(cell, q, v)
        made.append(Directions(q))
    return cell, p._replace(layers=tuple(made))


def own(kind, cell, q, rng):
    """A layer in which each unit keeps a share of itself, or all the same share."""
    H = len(q.W)
    if kind == "diagonal":
        return q._replace(W=np.diag(rng.uniform(*SETTINGS["diagonal"], H)))
    U, W = q.U.copy(), q.W.copy()
    at = slice(cell.gates.index("z") * H, (cell.gates.index("z") + 1) * H)
    U[:, at], W[:, at] = 0.0, 0.0
    return q._replace(U=U, W=W)


def by_lag(dx, dh):
    """The norm of the gradient at each input, lag 0 first, over that at the output."""
    return np.sqrt((dx[::-1] ** 2).sum(axis=(1, 2)) / (dh[-1] ** 2).sum())


def late_rate(norms):
    """The factor per step between the two late lags, a geometric mean."""
    a, b = SETTINGS["late"]
    return float((norms[b] / norms[a]) ** (1 / (b - a)))


def one(start, H, layers, draw, residual=False):
    """The norms by lag of one network, its late rate, and that of each layer alone."""
    rng = np.random.default_rng([draw, H, layers])
    x = rng.normal(size=(SETTINGS["T"], SETTINGS["batch"], H))
    cell, p = network(start, H, layers, x, rng)
    dh = np.zeros_like(x)
    dh[-1] = rng.normal(size=x.shape[1:])
    _, _, cache = unroll_stack(cell, p, x, residual=residual)
    norms = by_lag(unroll_stack_backward(cell, p, dh, cache)[1], dh)
    alone = [
        late_rate(by_lag(unroll_backward(
            cell, layer.forward, dh, kept.caches.forward)[1], dh))
        for layer, kept in zip(p.layers, cache.layers, strict=True)
    ]  # fmt: skip
    return norms, alone


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    deep = SETTINGS["deep"]
    cases = [
        (start, H, layers, False)
        for start in SETTINGS["starts"]
        for H in SETTINGS["widths"]
        for layers in SETTINGS["layers"]
    ] + [
        (start, H, layers, residual)
        for start in deep["starts"]
        for H in SETTINGS["widths"]
        for layers in deep["layers"]
        for residual in (False, True)
        if residual or layers not in SETTINGS["layers"]
    ]
    for name, H, layers, residual in tqdm(cases):
        runs = [
            one(name, H, layers, draw, residual) for draw in range(SETTINGS["draws"])
        ]
        norms = np.array([norms for norms, _ in runs])
        lags = np.arange(SETTINGS["T"])
        numbers.append(
            {
                "start": name + ", residual" * residual,
                "H": H,
                "layers": layers,
                "norm": [
                    float(f"{v:.3g}")
                    for v in np.exp(np.log(norms[:, SETTINGS["lags"]]).mean(0))
                ],
                "mean lag": [
                    round(float(v), 3) for v in (norms * lags).sum(1) / norms.sum(1)
                ],
                "rate": [round(late_rate(v), 4) for v in norms],
                "rate alone": np.round([alone for _, alone in runs], 4).tolist(),
            }  # fmt: skip
        )
    write("09_depth", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
