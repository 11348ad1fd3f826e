"""3.6, an experiment: how long a network remembers the state that it started from."""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.loop.unroll import unroll

GAINS = (0.5, 1.0, 2.0)
SHARE, EARLY = 1e-3, 10
CELL = CELLS["rnn"]


def _cases(rng):
    T, B, d, units = 200, 4, 2, 16
    p = init_params(CELL, D=d, H=units, rng=rng)
    h_0 = np.tanh(rng.normal(size=(B, units)))
    return [{"p": p, "x": rng.normal(size=(T, B, d)), "h_0": h_0}]


@functools.cache
def _shares(scaled="W", gains=GAINS, power=1, relative=True, runs=2):
    """What is left of the difference after each step, (gains, T).

    scaled: the weights that the gain multiplies. power: of the norm. relative: to
    h_0, or to the "first" difference. runs: 1 leaves out the one from zeros.
    """
    p, x, h_0 = FIRST_STATE.inputs()[0].values()
    rows = []
    for gain in gains:
        q = p._replace(**{name: gain * getattr(p, name) for name in scaled})
        gap = unroll(CELL, q, x, (h_0,))[0] - (runs > 1) * unroll(CELL, q, x)[0]
        norms = np.linalg.norm(gap, axis=(1, 2))
        whole = norms[0] if relative == "first" else np.linalg.norm(h_0)
        rows.append((norms / whole if relative else norms) ** power)
    return np.array(rows)


def _steps(shares, share=SHARE, first=1):
    return (shares < share).argmax(axis=1).astype(float) + first


def _answers(shares):
    """What a reader finds with these shares."""
    return {"left": shares[:, EARLY - 1], "steps": _steps(shares)}


def _wrong(**switches):
    return lambda *inputs: _answers(_shares(**switches))


FIRST_STATE = Exercise(
    number="3.6",
    title="How long does the first state last?",
    outputs=("left", "steps"),
    made_by={"left": "share_left", "steps": "share_left"},
    code=False,
    cases=_cases,
    right=lambda *inputs: tuple(_answers(_shares()).values()),
    rtol=1e-6,
    atol=0,
    meaning="What the state says of long ago fades, and the larger the recurrent "
    "matrix here, the slower. Chapter 5 asks what that does to learning.",
    mistakes=(
        Mistake(
            "gain not used",
            "All three are the same: the recurrent matrix was not scaled.",
            _wrong(gains=(1.0, 1.0, 1.0)),
        ),
        Mistake(
            "input matrix scaled",
            "You scaled the input matrix. The recurrent one was meant.",
            _wrong(scaled="U"),
        ),
        Mistake(
            "both matrices scaled",
            "You scaled both matrices. Only the recurrent one was meant.",
            _wrong(scaled="UW"),
        ),
        Mistake(
            "not divided",
            "This is the difference itself. Its share of the first one was wanted.",
            _wrong(relative=False),
        ),
        Mistake(
            "share of the first step's",
            "You divide by the difference after step 1. By then part of it is gone: "
            "divide by the norm of `h_0`.",
            _wrong(relative="first"),
        ),
        Mistake(
            "one run",
            "This is the size of the state itself, in one run. What is left of the "
            "first state is the difference of two runs.",
            _wrong(runs=1),
        ),
        Mistake(
            "squared",
            "This is the square of the share: the root of the norm is missing.",
            _wrong(power=2),
        ),
        Mistake(
            "gains in the other order",
            "Your numbers belong to the gains in the other order.",
            _wrong(gains=GAINS[::-1]),
        ),
        Mistake(
            "counted from 0",
            "Here the first step has the number 1: the row with index 9 is step 10.",
            lambda *inputs: {
                "left": _shares()[:, EARLY], "steps": _steps(_shares(), first=0)
            },
        ),
        Mistake(
            "step 11",
            "This is what is left after step 11: the first row is step 1.",
            lambda *inputs: {"left": _shares()[:, EARLY]},
        ),
        Mistake(
            "steps counted from 0",
            "The shares are right. The first row belongs to step 1, not to step 0.",
            lambda *inputs: {"steps": _steps(_shares(), first=0)},
        ),
        Mistake(
            "a hundredth",
            "This is where a hundredth is left. A thousandth was asked for.",
            lambda *inputs: {"steps": _steps(_shares(), share=0.01)},
        ),
    ),
    hints=(
        "Two runs with the same weights and the same inputs: one starts from `h_0`, "
        "one from zeros. `unroll` takes the state as a tuple, `(h_0,)`.",
        "`p._replace` makes parameters that differ from `p` in one field.",
        "`np.linalg.norm` with `axis=(1, 2)` gives one number for each step. `argmax` "
        "of a condition finds the first place where it holds.",
    ),
)
