"""1.6, an experiment: what the strength of the input does to memory."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.exercises.form import Experiment
from rnnbook.loop.unroll import unroll
from rnnbook.nets.initial import with_spectral_radius

LAGS, H = 30, 16


def cases(rng):
    W = with_spectral_radius(rng.normal(size=(H, H)), 0.95)
    U = 0.1 * rng.choice([-1.0, 1.0], (1, H))
    return [{"p": Params(U, W, np.zeros(H)), "x": rng.choice([-1.0, 1.0], 4000)}]


def memory(p, x):
    """r^2 for each lag of the quiet network, of the loud one, and of one with 10 W."""
    found = []
    for q in (p, p._replace(U=10 * p.U), p._replace(W=10 * p.W)):
        h = unroll(CELLS["rnn"], q, x[:, None, None])[0][:, 0]
        h = np.column_stack([h, np.ones(len(h))])
        for lag in range(LAGS):
            state, true = h[lag:], x[: len(x) - lag]
            half = len(true) // 2
            fit, test = slice(half), slice(half, None)
            v, *_ = np.linalg.lstsq(state[fit], true[fit], rcond=None)
            made, true = state[test] @ v, true[test]
            found.append(np.corrcoef(made, true)[0, 1] ** 2)
    return np.reshape(found, (3, LAGS))


def answer(measured, p, x):
    quiet, loud, louder_W = measured
    capacity, capacity_loud = quiet.sum(), loud.sum()
    return quiet, capacity, capacity_loud


MEMORY = Experiment(
    "1.6", "Loud or quiet", memory, answer,
    rtol=0, atol=0.005,  # halves may be cut a little otherwise
    outputs="r2 capacity capacity_loud", made_by={"r2": "memory"}, cases=cases,
    meaning="Loud inputs drive the tanh to its ends, where one state looks like "
        "another, and the past is lost sooner. A quiet network is nearly linear and "
        "keeps more; with noise in the state, it could not be as quiet as that. (The "
        "constant changes next to nothing here: the inputs have mean zero.)",
    mistakes={
        ("** 2", "** 1"): "These are correlations. Square them.",
        ("slice(half), slice(half, None)", "slice(None), slice(None)"):
            "You fit and measure on the same inputs. Fit on the first half, measure on "
            "the second.",
        ("np.corrcoef(made, true)[0, 1] ** 2",
         "1 - np.sum((made - true) ** 2) / np.sum((true - true.mean()) ** 2)"):
            "This is one minus the squared error over the variance. The squared "
            "correlation was wanted.",
        ("range(LAGS)", "range(1, LAGS + 1)"):
            "Your first lag is 1. At lag 0 the state is asked for the input that it "
            "has just read.",
        ("h[lag:], x[: len(x) - lag]", "h[: len(x) - lag], x[lag:]"):
            "You ask the state for inputs that are still to come. Compare h[lag:] with "
            "the beginning of x.",
        ("= quiet.sum()", "= quiet.mean()"):
            "This is the mean over the lags. The capacity is their sum.",
        ("= quiet.sum()", "= np.sum(quiet > 0.5)"):
            "This is the number of lags with an r² above one half. The capacity is the "
            "sum of all of them.",
        ("capacity, capacity_loud = ", "capacity_loud, capacity = "):
            "The two capacities have changed places.",
        ("loud.sum()", "louder_W.sum()"):
            "You multiplied W. It is the input that should be ten times as loud.",
        ("loud.sum()", "quiet.sum()"):
            "The second capacity is that of the first network: does your function use "
            "the parameters that it is given?",
    },
    hints=(
        "`unroll` wants x as (T, B, D): here a batch of one sequence with one number a "
        "step. The function `r_squared` of the chapter does one lag.",
        "`p` is a NamedTuple: its `_replace` makes parameters that differ from `p` in "
        "one field.",
    ),
)  # fmt: skip
