"""Random networks of several layers, and the check of all their gradients."""

from typing import NamedTuple

import numpy as np
import sequences

from rnnbook import flatten, gradcheck, unflatten
from rnnbook.nets.stack import (
    Directions,
    Norm,
    Stack,
    unroll_stack,
    unroll_stack_backward,
)


class Network(NamedTuple):
    """All that goes into a forward and a backward pass through layers."""

    p: Stack
    x: np.ndarray
    state: tuple
    dh: np.ndarray
    dstate: tuple


def draw(
    cell, T=4, B=3, D=2, H=3, layers=2, directions=1, norm=False, seed=0, dtype=None
):
    """A random Network; H: one number, or one for each layer."""
    widths = (H,) * layers if isinstance(H, int) else H
    ways, norms, starts, ends, inputs = [], [], [], [], D
    rng = np.random.default_rng(seed)
    for k, width in enumerate(widths):
        both = [
            sequences.draw(cell, T, B, inputs, width, 100 * seed + 10 * k + d)
            for d in range(directions)
        ]
        ways.append(Directions(*(s.p for s in both)))
        starts.append(Directions(*(s.state for s in both)))
        ends.append(Directions(*(s.dstate for s in both)))
        inputs = directions * width
        norms.append(Norm(rng.uniform(0.5, 2, inputs), rng.normal(size=inputs)))
    p = Stack(tuple(ways), tuple(norms[:-1]) if norm else ())
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, inputs))
    drawn = Network(p, x, tuple(starts), dh, tuple(ends))
    return drawn if dtype is None else cast(drawn, dtype)


def cast(tree, dtype):
    """The same tree of another dtype."""
    return unflatten(tree, [v.astype(dtype) for v in flatten(tree)])


def run(cell, s, forward=unroll_stack, backward=unroll_stack_backward, **options):
    """Forward and backward; h, final state, all gradients as one flat NamedTuple."""
    if "rng" in options:
        options["rng"] = np.random.default_rng(options["rng"])
    h, end, cache = forward(cell, s.p, s.x, s.state, **options)
    return h, end, backward(cell, s.p, s.dh, cache, s.dstate)


def check_all(
    cell, s, forward=unroll_stack, backward=unroll_stack_backward, **options
):
    """A GradReport of all parameters, x and the initial state.

    The loss is a random weighted sum of all outputs and final states.
    """
    inputs = {"p": s.p, "x": s.x, "state": s.state}
    grads = run(cell, s, forward, backward, **options)[2]
    grads = dict(zip(inputs, grads, strict=True))

    def loss(**values):
        given = unflatten(inputs, values.values())
        again = s._replace(p=given["p"], x=given["x"], state=given["state"])
        h, end, _ = run(cell, again, forward, lambda *_: None, **options)
        pairs = zip(flatten(end), flatten(s.dstate), strict=True)
        return (h * s.dh).sum() + sum((part * d).sum() for part, d in pairs)

    return gradcheck(loss, flatten(inputs)._asdict(), flatten(grads)._asdict())
