"""1.6, an experiment: what the strength of the input does to memory."""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.loop.unroll import unroll
from rnnbook.nets.initial import with_spectral_radius

LAGS, H = 30, 16


def _case(rng):
    W = with_spectral_radius(rng.normal(size=(H, H)), 0.95)
    U = 0.1 * rng.choice([-1.0, 1.0], (1, H))
    return [{"p": Params(U, W, np.zeros(H)), "x": rng.choice([-1.0, 1.0], 4000)}]


def _score(made, true, how):
    if how == "r2":
        return np.corrcoef(made, true)[0, 1] ** 2
    if how == "r":
        return np.corrcoef(made, true)[0, 1]
    return 1 - ((made - true) ** 2).sum() / ((true - true.mean()) ** 2).sum()


@functools.cache
def _measured(strength=1, shift=0, how="r2", other=True, constant=True, ahead=False):
    """r^2 for each lag. other: on the half that was not fitted, else on both halves."""
    p, x = MEMORY.inputs()[0].values()
    h, _, _ = unroll(CELLS["rnn"], p._replace(U=strength * p.U), x[:, None, None])
    h, found = h[:, 0], []
    for lag in range(shift, LAGS + shift):
        state, true = h[lag:], x[: len(x) - lag]
        if ahead:
            state, true = h[: len(x) - lag], x[lag:]
        if constant:
            state = np.column_stack([state, np.ones(len(state))])
        half = len(true) // 2
        fit = slice(half) if other else slice(None)
        v, *_ = np.linalg.lstsq(state[fit], true[fit], rcond=None)
        test = slice(half, None) if other else slice(None)
        found.append(_score(state[test] @ v, true[test], how))
    return np.array(found)


def _all(**switches):
    """The three answers of a reader who measures in one wrong way."""
    weak, strong = _measured(**switches), _measured(strength=10, **switches)
    return weak, weak.sum(), strong.sum()


def _misread(**switches):
    return lambda p, x: _all(**switches)


MEMORY = Exercise(
    number="1.6",
    title="Loud or quiet",
    outputs=("r2", "capacity", "capacity_loud"),
    made_by={"r2": "memory"},
    code=False,
    right=lambda p, x: _all(),
    cases=_case,
    rtol=1e-6,
    atol=0,
    meaning="Loud inputs drive the tanh to its ends, where one state looks like "
    "another, and the past is lost sooner. A quiet network is nearly linear and keeps "
    "more; with noise in the state, it could not be as quiet as that.",
    mistakes=(
        Mistake(
            "not squared",
            "These are correlations. Square them.",
            _misread(how="r"),
        ),
        Mistake(
            "measured where it was fitted",
            "You fit and measure on the same inputs. Fit on the first half, measure on "
            "the second.",
            _misread(other=False),
        ),
        Mistake(
            "share of variance",
            "This is one minus the squared error over the variance. The squared "
            "correlation was wanted.",
            _misread(how="variance"),
        ),
        Mistake(
            "no constant",
            "The readout has no constant: add a column of ones to the states.",
            _misread(constant=False),
        ),
        Mistake(
            "lags from one",
            "Your first lag is 1. At lag 0 the state is asked for the input that it "
            "has just read.",
            _misread(shift=1),
        ),
        Mistake(
            "into the future",
            "You ask the state for inputs that are still to come. Compare h[lag:] with "
            "the beginning of x.",
            _misread(ahead=True),
        ),
        Mistake(
            "mean instead of sum",
            "This is the mean over the lags. The capacity is their sum.",
            lambda p, x: {"capacity": _all()[1] / LAGS},
        ),
        Mistake(
            "lags above one half",
            "This is the number of lags with an r² above one half. The capacity is the "
            "sum of all of them.",
            lambda p, x: {"capacity": int((_measured() > 0.5).sum())},
        ),
        Mistake(
            "loud and quiet exchanged",
            "The two capacities have changed places.",
            lambda p, x: {"capacity": _all()[2], "capacity_loud": _all()[1]},
        ),
        Mistake(
            "W made louder",
            "You multiplied W. It is the input that should be ten times as loud.",
            lambda p, x: {"capacity_loud": _louder_w()},
        ),
        Mistake(
            "not louder",
            "The second capacity is that of the first network: does your function use "
            "the parameters that it is given?",
            lambda p, x: {"capacity_loud": _all()[1]},
        ),
    ),
    hints=(
        "`unroll` wants x as (T, B, D): here a batch of one sequence with one number a "
        "step. The function `r_squared` of the chapter does one lag.",
        "`p` is a NamedTuple: its `_replace` makes parameters that differ from `p` in "
        "one field.",
    ),
)


@functools.cache
def _louder_w():
    p, x = MEMORY.inputs()[0].values()
    h, _, _ = unroll(CELLS["rnn"], p._replace(W=10 * p.W), x[:, None, None])
    total = 0.0
    for lag in range(LAGS):
        state, true = h[lag:, 0], x[: len(x) - lag]
        state, half = np.column_stack([state, np.ones(len(state))]), len(true) // 2
        v, *_ = np.linalg.lstsq(state[:half], true[:half], rcond=None)
        total += _score(state[half:] @ v, true[half:], "r2")
    return total
