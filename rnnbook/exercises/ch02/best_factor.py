"""2.6, an experiment: is there a factor that keeps the derivative?"""

import functools

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

FACTORS = np.arange(80, 131) / 100
N = 50


def _case(rng):
    return [{"h_0": np.array([0.5, -0.3, 0.8, 0.1])}]


def _chain(h, w, n, squash, slope):
    d = np.ones_like(h)
    for _ in range(n):
        h = squash(w * h)
        d = d * w * slope(h)
    return h, d


@functools.cache
def _measured(kind="tanh", n=N, factor=True, mean=True):
    """The mean size of the derivative for each factor."""
    h_0, found = BEST_FACTOR.inputs()[0]["h_0"], []
    squash, slope = {
        "tanh": (np.tanh, lambda h: 1 - h**2),
        "sigmoid": (sigmoid, lambda h: h * (1 - h)),
        "none": (lambda a: a, np.ones_like),
    }[kind]
    for w in FACTORS:
        _, d = _chain(h_0, w, n, squash, slope)
        d = d if factor else d / w**n
        found.append(np.abs(d).mean() if mean else np.abs(d).sum())
    return np.array(found)


def _best(found):
    return FACTORS[int(np.argmax(found))]


def _misread(**switches):
    def wrong(*inputs):
        found = _measured(**switches)
        return {"sizes": found, "best": _best(found)}

    return wrong


def _answer(choose):
    return lambda *inputs: {"best": choose()}


def _values(*inputs):
    h_0 = inputs[0]
    found = [
        np.abs(_chain(h_0, w, N, np.tanh, lambda h: 1 - h**2)[0]).mean()
        for w in FACTORS
    ]
    return {"sizes": np.array(found)}


BEST_FACTOR = Exercise(
    number="2.6",
    title="Is there a factor that keeps it?",
    outputs=("sizes", "best"),
    made_by={"sizes": "mean_size"},
    code=False,
    right=lambda *inputs: (_measured(), _best(_measured())),
    cases=_case,
    rtol=1e-6,
    atol=0,
    meaning="Below this factor the product dies out, above it the tanh saturates. Even "
    "the best of them keeps only a quarter, and a tenth to either side less than a "
    "hundredth is left.",
    mistakes=(
        Mistake(
            "sigmoid",
            "These are layers with a sigmoid. The question is about the tanh.",
            _misread(kind="sigmoid"),
        ),
        Mistake(
            "not squashed",
            "These are the powers of the factor: nothing is squashed.",
            _misread(kind="none"),
        ),
        Mistake(
            "factor left out",
            "The slopes are there, the factor w of each layer is not.",
            _misread(factor=False),
        ),
        Mistake(
            "one layer short",
            "One layer is missing: 50 were wanted.",
            _misread(n=N - 1),
        ),
        Mistake(
            "one layer more",
            "One layer too many: 50 were wanted.",
            _misread(n=N + 1),
        ),
        Mistake(
            "sum",
            "You added up the four entries. Their mean was wanted.",
            _misread(mean=False),
        ),
        Mistake(
            "values",
            "These are the sizes of the values. The derivatives were wanted: the "
            "values are kept well enough.",
            _values,
        ),
        Mistake(
            "threshold",
            "One is the threshold without a tanh. Look at your sizes: with it the "
            "largest stands elsewhere.",
            _answer(lambda: 1.0),
        ),
        Mistake(
            "index instead of factor",
            "This is the position in the list. The factor at that position was wanted.",
            _answer(lambda: int(np.argmax(_measured()))),
        ),
        Mistake(
            "size instead of factor",
            "This is the largest size. The factor that gives it was wanted.",
            _answer(lambda: _measured().max()),
        ),
        Mistake(
            "largest factor",
            "This is the largest of the factors. Wanted is the one that keeps most.",
            _answer(lambda: FACTORS[-1]),
        ),
    ),
    hints=(
        "Your function of exercise 2.3 does the work: its last row of derivatives is "
        "what you need.",
        "Take the size (`np.abs`) before the mean, or signs may cancel.",
        "`np.argmax` gives a position. `factors` at that position is the answer.",
    ),
)
