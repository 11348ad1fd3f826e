"""14.6, an experiment: products in place of rounds, and where they end."""

import numpy as np

from rnnbook.exercises.form import Experiment

FACTORS = np.array([0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99])


def cases(rng):
    return [{"u": rng.uniform(0.5, 1.5, 2000).astype(np.float32), "factors": FACTORS}]


def first_steps(u, factors):
    found = []
    for lam in factors:
        h, true = 0.0, []
        for u_t in u:
            h = lam * h + float(u_t)
            true.append(h)
        with np.errstate(all="ignore"):
            product = np.cumprod(np.full(len(u), lam, np.float32))
            short = product * np.cumsum(u / product)
            good = np.abs(short - np.array(true)) <= 1e-3 * np.abs(true)
        wrong = np.append(np.flatnonzero(~good), len(u))
        found.append(wrong[0] + 1.0)
    return np.array(found)


def answer(measured, u, factors):
    steps = measured
    breaks = steps <= len(u)
    return steps, steps[3], factors[breaks].max()


SHORT_CUT = Experiment(
    "14.6", "A short cut that breaks", first_steps, answer,
    outputs="steps at_09 largest", made_by={"steps": "first_wrong"}, cases=cases,
    meaning="The product of all factors leaves the numbers of the machine, and the "
        "states never do. The scan multiplies a product by a sum of the same pair, and "
        "never divides: where a product becomes 0, its past is forgotten anyway.",
    mistakes={
        ("wrong[0] + 1.0", "1.0 * wrong[0]"): "Count the steps from 1.",
        ("np.float32)", "np.float64)"):
            "Your short cut runs in float64, which ends much later. Give `np.full` the "
            "dtype of u.",
        ("u / product", "u"): "The division is missing: the inputs add up.",
        ("<= 1e-3 * np.abs(true)", "<= 1e-6 * np.abs(true)"):
            "You ask for six digits. Three were asked for.",
        ("= measured", "= np.minimum(measured, 2000)"):
            "Where there is no wrong step, 2001 is wanted.",
        ("steps[3]", "steps[2]"): "This is the step for the next smaller factor.",
        ("steps[3]", "steps[4]"): "This is the step for the next larger factor.",
        ("factors[breaks].max()", "factors[breaks].min()"):
            "This is the smallest factor that breaks. The largest was asked for.",
        ("factors[breaks].max()", "factors[~breaks].min()"):
            "This factor does not break. The largest that does was asked for.",
        ("factors[breaks].max()", "steps[breaks].max()"):
            "This is a step. The factor was asked for.",
    },
    hints=(
        "The factor in float32 at all steps: np.full makes it, then np.cumprod.",
        "Keep warnings away with np.errstate(all=\"ignore\"), and ask for what is "
        "*good*: a comparison with NaN is False.",
        "np.flatnonzero(~good) has the wrong steps, counted from 0.",
    ),
)  # fmt: skip
