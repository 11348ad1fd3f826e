"""3.6, an experiment: how long a network remembers the state that it started from."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises.form import Experiment
from rnnbook.loop.unroll import unroll

CELL = CELLS["rnn"]


def share_left(p, x, h_0):
    """What is left of the first state after each step, for each gain."""
    rows = []
    for gain in (0.5, 1.0, 2.0):
        q = p._replace(W=gain * p.W)
        from_h_0, _, _ = unroll(CELL, q, x, (h_0,))
        from_zeros, _, _ = unroll(CELL, q, x)
        gap = np.linalg.norm(from_h_0 - from_zeros, axis=(1, 2))
        rows.append(gap / np.linalg.norm(h_0))
    return np.array(rows)


def answer(measured, p, x, h_0):
    shares = measured
    left = shares[:, 9]
    steps = (shares < 1e-3).argmax(axis=1) + 1.0
    return left, steps


def cases(rng):
    T, B, d, units = 200, 4, 2, 16
    p = init_params(CELL, D=d, H=units, rng=rng)
    h_0 = np.tanh(rng.normal(size=(B, units)))
    return [{"p": p, "x": rng.normal(size=(T, B, d)), "h_0": h_0}]


FIRST_STATE = Experiment(
    "3.6", "How long does the first state last?", share_left, answer,
    outputs="left steps", made_by={"left": "share_left", "steps": "share_left"},
    cases=cases,
    meaning="What the state says of long ago fades, and the larger the recurrent "
        "matrix here, the slower. Chapter 5 asks what that does to learning.",
    mistakes={
        ("gain * p.W", "p.W"):
            "All three are the same: the recurrent matrix was not scaled.",
        ("W=gain * p.W", "U=gain * p.U"):
            "You scaled the input matrix. The recurrent one was meant.",
        ("W=gain * p.W", "W=gain * p.W, U=gain * p.U"):
            "You scaled both matrices. Only the recurrent one was meant.",
        ("= measured", "= measured * np.linalg.norm(h_0)"):
            "This is the difference itself. Its share of the first one was wanted.",
        ("np.linalg.norm(h_0)", "gap[0]"):
            "You divide by the difference after step 1. By then part of it is gone: "
            "divide by the norm of `h_0`.",
        ("from_h_0 - from_zeros", "from_h_0"):
            "This is the size of the state itself, in one run. What is left of the "
            "first state is the difference of two runs.",
        ("= measured", "= measured**2"):
            "This is the square of the share: the root of the norm is missing.",
        ("= measured", "= measured[::-1]"):
            "Your numbers belong to the gains in the other order.",
        (("[:, 9]", "[:, 10]"), (" + 1.0", " + 0.0")):
            "Here the first step has the number 1: the row with index 9 is step 10.",
        ("[:, 9]", "[:, 10]"):
            "This is what is left after step 11: the first row is step 1.",
        (" + 1.0", " + 0.0"):
            "The shares are right. The first row belongs to step 1, not to step 0.",
        ("1e-3", "1e-2"):
            "This is where a hundredth is left. A thousandth was asked for.",
    },
    hints=(
        "Two runs with the same weights and the same inputs: one starts from `h_0`, "
        "one from zeros. `unroll` takes the state as a tuple, `(h_0,)`.",
        "`p._replace` makes parameters that differ from `p` in one field.",
        "`np.linalg.norm` with `axis=(1, 2)` gives one number for each step. `argmax` "
        "of a condition finds the first place where it holds.",
    ),
)  # fmt: skip
