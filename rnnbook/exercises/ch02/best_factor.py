"""2.6, an experiment: is there a factor that keeps the derivative?"""

import numpy as np

from rnnbook.exercises.form import Experiment

FACTORS = np.arange(80, 131) / 100


def cases(rng):
    return [{"h_0": np.array([0.5, -0.3, 0.8, 0.1])}]


def mean_sizes(h_0):
    """The mean sizes of derivatives, and of values, for each factor."""
    sizes, values = [], []
    for w in FACTORS:
        h, d = h_0, np.ones_like(h_0)
        for _ in range(50):
            h = np.tanh(w * h)
            d = d * w * (1 - h**2)
        sizes.append(np.abs(d).mean())
        values.append(np.abs(h).mean())
    return np.array(sizes), np.array(values)


def answer(measured, h_0):
    sizes, values = measured
    best = FACTORS[np.argmax(sizes)]
    return sizes, best


BEST_FACTOR = Experiment(
    "2.6", "Is there a factor that keeps it?", mean_sizes, answer,
    outputs="sizes best", made_by={"sizes": "mean_size"}, cases=cases,
    atol=1e-9,  # what a difference quotient is off by
    meaning="Below this factor the product dies out, above it the tanh saturates. Even "
        "the best of them keeps only a quarter, and a tenth to either side less than a "
        "hundredth is left.",
    mistakes={
        (("np.tanh(w * h)", "1 / (1 + np.exp(-w * h))"),
         ("(1 - h**2)", "h * (1 - h)")):
             "These are layers with a sigmoid. The question is about the tanh.",
        (("np.tanh(w * h)", "w * h"), (" * (1 - h**2)", "")):
            "These are the powers of the factor: nothing is squashed.",
        ("d * w *", "d *"): "The slopes are there, the factor w of each layer is not.",
        ("range(50)", "range(49)"): "One layer is missing: 50 were wanted.",
        ("range(50)", "range(51)"): "One layer too many: 50 were wanted.",
        ("np.abs(d).mean()", "np.abs(d).sum()"):
            "You added up the four entries. Their mean was wanted.",
        ("return sizes, best", "return values, ..."):
            "These are the sizes of the values. The derivatives were wanted: the "
            "values are kept well enough.",
        ("return sizes, best", "return sizes, 1.0"):
            "One is the threshold without a tanh. Look at your sizes: with it the "
            "largest stands elsewhere.",
        ("FACTORS[np.argmax(sizes)]", "np.argmax(sizes)"):
            "This is the position in the list. The factor at that position was wanted.",
        ("FACTORS[np.argmax(sizes)]", "sizes.max()"):
            "This is the largest size. The factor that gives it was wanted.",
        ("[np.argmax(sizes)]", "[-1]"):
            "This is the largest of the factors. Wanted is the one that keeps most.",
    },
    hints=(
        "Your function of exercise 2.3 does the work: its last row of derivatives is "
        "what you need.",
        "Take the size (`np.abs`) before the mean, or signs may cancel.",
        "`np.argmax` gives a position. `factors` at that position is the answer.",
    ),
)  # fmt: skip
