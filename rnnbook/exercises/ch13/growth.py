"""13.6, an experiment: the scale at which a small difference begins to grow."""

import numpy as np

from rnnbook.exercises.form import Experiment, first

SCALES = np.arange(0.5, 2.6, 0.25)


def cases(rng):
    H = 64
    W = rng.normal(size=(H, H)) / np.sqrt(H)
    h_0, way = rng.normal(size=(2, 1, H))
    return [{"W": W, "h_0": h_0, "moved": h_0 + 1e-6 * way / np.linalg.norm(way)}]


def growths(W, h_0, moved):
    found = []
    for scale in SCALES:
        h, other = h_0, moved
        for _ in range(40):
            h, other = np.tanh(h @ W * scale), np.tanh(other @ W * scale)
        found.append(np.linalg.norm(other - h) / np.linalg.norm(moved - h_0))
    return np.array(found)


def answer(measured, W, h_0, moved):
    growths = measured
    return growths, first(SCALES, growths > 1)


GROWTH = Experiment(
    "13.6", "When does rounding matter?", growths, answer, cases=cases,
    outputs="growths smallest_scale", made_by={"growths": "growth"},
    meaning="Below the scale that you found, a difference shrinks in these 40 steps. "
        "From there on it grows, and the larger the scale, the faster. After enough "
        "steps rounding decides what the network does.",
    mistakes={
        ("W * scale), np", "W.T * scale), np"):
            "In one of the two runs W is transposed.",
        ("np.tanh(h @ W * scale), np.tanh(other @ W * scale)",
         "np.tanh(h @ W.T * scale), np.tanh(other @ W.T * scale)"):
            "W is transposed. States are rows here, so they stand on its left.",
        ("np.tanh(h @ W * scale), np.tanh(other @ W * scale)",
         "h @ W * scale, other @ W * scale"): "The tanh is missing.",
        ("np.tanh(h @ W * scale), np.tanh(other @ W * scale)",
         "scale * np.tanh(h @ W), scale * np.tanh(other @ W)"):
            "The scale stands outside the tanh.",
        ("range(40)", "range(39)"): "You run 39 steps. There are 40.",
        ("range(40)", "range(41)"): "You run 41 steps. There are 40.",
        ("range(40)", "range(1)"): "You run a single step. There are 40.",
        (" / np.linalg.norm(moved - h_0)", ""):
            "This is the length at the end. Divide it by that at the start.",
        ("= measured", "= measured ** (1 / 40)"):
            "This is the growth of one step. That of all 40 was wanted.",
        ("= measured", "= 1 / measured"):
            "The ratio is upside down: the end belongs above.",
        ("= measured", "= np.log(measured)"):
            "This is the logarithm of the growth.",
        ("growths > 1", "growths == growths.max()"):
            "This is the scale with the largest growth. The smallest was wanted at "
            "which a difference grows.",
        ("first(SCALES,", "first(np.arange(9),"):
            "This is the position in the list. The scale at that position was wanted.",
        ("growths > 1)", "growths > 1) - 0.25"):
            "At this scale a difference still shrinks.",
    },
    hints=(
        "Two states go through the same loop. Neither has an input.",
        "`np.linalg.norm` of the difference of the two states, at the end and at the "
        "start. Do not change `h_0` and `moved` themselves.",
        "The first scale in the list whose growth is above 1.",
    ),
)  # fmt: skip
