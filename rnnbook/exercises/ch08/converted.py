"""8.5 in code: weights that were made for another convention."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

NAMES = ("U", "W", "b")


def _convert(U, W, b, signs=(1, -1, 1), order=(1, 0, 2), which=NAMES, one_minus=False):
    """Reorder the blocks z, r, n to r, z, n, with a sign for each of ours.

    which: the arrays that get the signs.  one_minus: 1 - value in place of the sign.
    """
    made = []
    for name, array in zip(NAMES, (U, W, b), strict=True):
        blocks = np.split(array, 3, axis=-1)
        blocks = [blocks[k] for k in order]
        if name in which:
            blocks = [
                1 - block if sign < 0 and one_minus else sign * block
                for sign, block in zip(signs, blocks, strict=True)
            ]
        made.append(np.concatenate(blocks, axis=-1))
    return tuple(made)


def _variant(**switches):
    return lambda U, W, b: _convert(U, W, b, **switches)


def _cases(rng):
    return [
        {
            "U": rng.normal(size=(d, 3 * units)),
            "W": rng.normal(size=(units, 3 * units)),
            "b": rng.normal(size=3 * units),
        }
        for d, units in ((2, 4), (1, 1), (5, 2), (3, 3))
    ]


CONVERTED = Exercise(
    number="8.5",
    title="Weights from elsewhere",
    outputs=NAMES,
    blocks={"U": ("U_r", "U_z", "U_n"), "W": ("W_r", "W_z", "W_n")},
    right=_convert,
    cases=_cases,
    meaning="A turned sign and a turned order, and it is the same function. Loaded as "
    "they were, the weights would have run without complaint and computed another.",
    mistakes=(
        Mistake(
            "nothing done",
            "These are the weights as they came.",
            _variant(signs=(1, 1, 1), order=(0, 1, 2)),
        ),
        Mistake(
            "order alone",
            "The blocks are in the right order. The update gate still says how much "
            "comes in, not how much stays.",
            _variant(signs=(1, 1, 1)),
        ),
        Mistake(
            "sign alone",
            "The sign is turned where it should be, and the blocks are still in the "
            "order in which they came.",
            _variant(signs=(-1, 1, 1), order=(0, 1, 2)),
        ),
        Mistake(
            "order of the author not read",
            "You took the blocks to be in our order. They came as z, r, n: what you "
            "turned is the reset gate, and it stands in the place of the other.",
            _variant(order=(0, 1, 2)),
        ),
        Mistake(
            "wrong block negated",
            "You turned the sign of the reset gate. It means the same in both.",
            _variant(signs=(-1, 1, 1)),
        ),
        Mistake(
            "everything negated",
            "You turned the sign of all blocks. Only one of them means the opposite.",
            _variant(signs=(-1, -1, -1)),
        ),
        Mistake(
            "both gates negated",
            "You turned the sign of both gates. The reset gate means the same in both.",
            _variant(signs=(-1, -1, 1)),
        ),
        Mistake(
            "candidate negated",
            "You turned the sign of the candidate.",
            _variant(signs=(1, 1, -1)),
        ),
        Mistake(
            "bias not negated",
            "The weights of the update gate have their sign turned, its bias has not. "
            "All that is summed before the sigmoid has to turn.",
            _variant(which=("U", "W")),
        ),
        Mistake(
            "only the bias negated",
            "The bias of the update gate has its sign turned, its weights have not. "
            "All that is summed before the sigmoid has to turn.",
            _variant(which=("b",)),
        ),
        Mistake(
            "bias as it came",
            "The weights are converted, the bias is as it came. Its blocks have the "
            "same order and the same meaning as theirs.",
            lambda U, W, b: (*_convert(U, W, b)[:2], b),
        ),
        Mistake(
            "W not negated",
            "The recurrent weights of the update gate still have their old sign.",
            _variant(which=("U", "b")),
        ),
        Mistake(
            "U not negated",
            "The input weights of the update gate still have their old sign.",
            _variant(which=("W", "b")),
        ),
        Mistake(
            "one minus the weights",
            "You took one minus the weights. It is the gate that turns into one minus "
            "itself: what does its pre-activation do?",
            _variant(one_minus=True),
        ),
        Mistake(
            "cycled",
            "Your blocks are in the order n, z, r.",
            _variant(order=(2, 0, 1)),
        ),
    ),
    hints=(
        "`np.split` cuts each array into its three blocks along the last axis, and "
        "`np.concatenate` puts them together again in another order.",
        "The gate of the other convention is one minus ours. What does the sigmoid of "
        "the negative of a number have to do with the sigmoid of that number?",
        "Three things are added up before the sigmoid of a gate. To turn the sign of "
        "the sum, turn the sign of each of them.",
    ),
)
