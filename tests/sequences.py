"""Random sequences, and the check of every gradient, for the tests of this folder."""

from typing import NamedTuple

import numpy as np

import rnnbook
from rnnbook.cells.params import shapes


class Sequence(NamedTuple):
    """All that goes into a forward and a backward pass, drawn at random."""

    p: tuple
    x: np.ndarray
    state: tuple
    dh: np.ndarray
    dstate: tuple


def draw(cell, T=4, B=3, D=2, H=3, seed=0, dtype=np.float64):
    """A random Sequence: parameters, input, states, and gradients from above.

    All numbers are 0.3 to 1 in size, of either sign: no unit saturates, so no gradient
    drowns in the rounding of the differences that it is compared with.
    """
    rng = np.random.default_rng(seed)

    def numbers(*shape):
        size = rng.uniform(0.3, 1.0, shape)
        return (size * rng.choice([-1.0, 1.0], shape)).astype(dtype)

    return Sequence(
        cell.params(*(numbers(*shape) for shape in shapes(cell, D, H).values())),
        numbers(T, B, D),
        tuple(numbers(B, H) for _ in cell.state),
        numbers(T, B, H),
        tuple(numbers(B, H) for _ in cell.state),
    )


def product(cell, p, xU, state):
    """The recurrent product of one step, written out for every kind of cell."""
    H = len(p.W)
    b_h = getattr(p, "b_h", np.zeros_like(p.b))
    hW = state[0] @ p.W + b_h
    if cell.inner is None:
        return hW
    q = cell.inner(xU, hW[:, :-H], state)
    return np.concatenate([hW[:, :-H], q @ p.W[:, -H:] + b_h[-H:]], axis=-1)


def own_rows(cell, p):
    """The cell's own weights as forward and backward take them: one row each."""
    return [getattr(p, name).reshape(1, -1) for name in cell.weights]


def run(cell, s, unroll=rnnbook.unroll, unroll_backward=rnnbook.unroll_backward):
    """Forward and backward; h, final state, and every gradient by name."""
    h, end, cache = unroll(cell, s.p, s.x, s.state)
    dp, dx, dstart = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
    starts = {f"{n}0": d for n, d in zip(cell.state, dstart, strict=True)}
    return h, end, {**dp._asdict(), "x": dx, **starts}


def check_all(
    cell, s, unroll=rnnbook.unroll, unroll_backward=rnnbook.unroll_backward, grads=None
):
    """A GradReport of all parameters, x and the initial state.

    The loss is a random weighted sum of all outputs and of the final states, so that
    every gradient is asked for in a direction that nothing can hide from.
    """
    starts = [f"{n}0" for n in cell.state]
    values = {
        **s.p._asdict(),
        "x": s.x,
        **dict(zip(starts, s.state, strict=True)),
    }

    def loss(x, **given):
        p = cell.params(*(given[n] for n in s.p._fields))
        h, end, _ = unroll(cell, p, x, tuple(given[n] for n in starts))
        ends = zip(end, s.dstate, strict=True)
        return (h * s.dh).sum() + sum((part * d).sum() for part, d in ends)

    if grads is None:
        grads = run(cell, s, unroll, unroll_backward)[2]
    return rnnbook.gradcheck(loss, values, grads)


def step_by_step(cell, s, carry):
    """Every gradient with a carry (T, B), by name, from unrolls of one step each.

    What a step gives for the state before it is multiplied by its carry and handed to
    the step before: the definition, without a line of the loop that is under test.
    """
    starts, state = [s.state], s.state
    for x_t in s.x:
        _, state, _ = rnnbook.unroll(cell, s.p, x_t[None], state)
        starts.append(state)
    total, dx, dstate = dict.fromkeys(s.p._fields, 0.0), [], s.dstate
    for t in reversed(range(len(s.x))):
        _, _, cache = rnnbook.unroll(cell, s.p, s.x[t : t + 1], starts[t])
        dp, dx_t, dstate = rnnbook.unroll_backward(
            cell, s.p, s.dh[t : t + 1], cache, dstate
        )
        dstate = tuple(d * carry[t][:, None] for d in dstate)
        dx.insert(0, dx_t[0])
        total = {n: total[n] + d for n, d in dp._asdict().items()}
    starts = {f"{n}0": d for n, d in zip(cell.state, dstate, strict=True)}
    return {**total, "x": np.stack(dx), **starts}


def gap(found, wanted):
    """The largest difference between two dicts of arrays, in units of the largest."""
    assert set(found) == set(wanted)
    return max(
        np.abs(found[n] - wanted[n]).max() / max(np.abs(wanted[n]).max(), 1e-30)
        for n in wanted
    )


def wrong(report):
    """The names of the arrays that a report calls wrong."""
    return {row.name for row in report.rows if not row.error <= report.tol}
