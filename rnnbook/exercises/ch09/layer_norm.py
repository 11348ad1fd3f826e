"""9.5 in code: the backward of layer normalisation."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _back(
    dy, v, gain, eps,
    axis=-1, mean=np.mean, first=True, second=True, keep=True, power=0.5,
    after=False, ddof=0, signs=(1, 1), gained=True,
):  # fmt: skip
    """The three terms, with switches for what goes wrong in them.

    first, second: whether the two means are taken off.  keep: the gain before them;
    after: behind them.  power: of one over variance + eps.  signs: of the two means.
    gained: whether the gain acts in the second mean.
    """
    centred = v - v.mean(axis=axis, keepdims=True)
    variance = v.var(axis=axis, keepdims=True, ddof=ddof)
    normed = centred / np.sqrt(variance + eps)
    d = dy * gain if keep else dy
    total = d
    if first:
        total = total - signs[0] * mean(d, axis=axis, keepdims=True)
    if second:
        along = mean((d if gained else dy) * normed, axis=axis, keepdims=True)
        total = total - signs[1] * normed * along
    total = total * gain if after else total
    return (
        total / (variance + eps) ** power,
        (dy * normed).sum(axis=0),
        dy.sum(axis=0),
    )


def _variant(**switches):
    return lambda *inputs: _back(*inputs, **switches)


def _dv(**switches):
    return lambda *inputs: {"dv": _back(*inputs, **switches)[0]}


def _cases(rng):
    return [
        {
            "dy": rng.normal(size=(B, n)),
            "v": rng.normal(1, 2, (B, n)),
            "gain": rng.uniform(0.5, 2, n),
            "eps": eps,
        }
        for B, n, eps in ((3, 4, 0.1), (2, 5, 0.3), (5, 3, 0.2), (4, 4, 0.1))
    ]


LAYER_NORM = Exercise(
    number="9.5",
    title="Layer normalisation, backward",
    outputs=("dv", "dgain", "doffset"),
    right=_back,
    cases=_cases,
    meaning="Each row of `dv` sums to zero: to move all units of a row together "
    "changes nothing, so no gradient points that way.",
    mistakes=(
        Mistake(
            "mean and variance held fixed",
            "You treat mean and deviation as constants. Every entry of a row moves "
            "both of them. (It is right only where they come from elsewhere, as batch "
            "normalisation has them in testing.)",
            _dv(first=False, second=False),
        ),
        Mistake(
            "variance held fixed",
            "You treat the deviation as a constant. Every entry of a row moves it.",
            _dv(second=False),
        ),
        Mistake(
            "mean held fixed",
            "You treat the mean as a constant. Every entry of a row moves it.",
            _dv(first=False),
        ),
        Mistake(
            "gain missing",
            "The gain does not act on `dv`: it multiplies each unit on the way out.",
            _dv(keep=False),
        ),
        Mistake(
            "gain behind the means",
            "The gain comes in behind the two means. On the way back it is met first.",
            _dv(keep=False, after=True),
        ),
        Mistake(
            "deviation missing",
            "The division by the deviation is missing.",
            _dv(power=0.0),
        ),
        Mistake(
            "divided by the variance",
            "You divide by the variance. On the way out it was the deviation.",
            _dv(power=1.0),
        ),
        Mistake(
            "sums in place of means",
            "You take sums over the units of a row. How much does one entry move the "
            "mean?",
            _dv(mean=np.sum),
        ),
        Mistake(
            "sign of the second mean",
            "The sign of the term with the normalised row is wrong.",
            _dv(signs=(1, -1)),
        ),
        Mistake(
            "sign of the first mean",
            "The sign of the mean that stands alone is wrong.",
            _dv(signs=(-1, 1)),
        ),
        Mistake(
            "gain missing in the last term",
            "In the term with the normalised row the gain is missing: `dy` must have "
            "met it before any mean is taken.",
            _dv(gained=False),
        ),
        Mistake(
            "over the batch",
            "You take means over the batch. That is batch normalisation; here each row "
            "is by itself.",
            _variant(axis=0),
        ),
        Mistake(
            "eps left out",
            "eps is missing.",
            lambda dy, v, gain, eps: _back(dy, v, gain, 0.0),
        ),
        Mistake(
            "divided by n - 1",
            "You divide the squares by one less than the number of units. Here the "
            "variance is their mean.",
            _variant(ddof=1),
        ),
        Mistake(
            "gain gets the row as it came",
            "`dgain` is made with v. What did the gain multiply on the way out?",
            lambda dy, v, gain, eps: {"dgain": (dy * v).sum(axis=0)},
        ),
        Mistake(
            "gain gets its own factor",
            "`dgain` has the gain as a factor. A factor of a product gets the other "
            "one.",
            lambda dy, v, gain, eps: {"dgain": gain * _back(dy, v, gain, eps)[1]},
        ),
        Mistake(
            "means in place of sums",
            "`dgain` and `doffset` are means over the batch. A shared parameter gets "
            "the sum.",
            lambda dy, v, gain, eps: {
                "dgain": _back(dy, v, gain, eps)[1] / len(dy),
                "doffset": dy.mean(axis=0),
            },
        ),
        Mistake(
            "offset gets the gain",
            "`doffset` has the gain in it. The offset is added after the gain.",
            lambda dy, v, gain, eps: {"doffset": (dy * gain).sum(axis=0)},
        ),
        Mistake(
            "gain and offset exchanged",
            "`dgain` and `doffset` have changed places.",
            lambda *args: {
                "dgain": _back(*args)[2], "doffset": _back(*args)[1],
            },
        ),
    ),
    hints=(
        "First the way out: mean, deviation, normalised row, then gain and offset. You "
        "need the first three again.",
        "On the way back the gain is met first. What comes out of it is the gradient "
        "for the normalised row.",
        "A row's mean and deviation depend on each of its entries. Two terms come off, "
        "each a mean over the units: (9.11).",
        "`keepdims=True` keeps the axis, so that a mean can be taken off its row.",
    ),
)
