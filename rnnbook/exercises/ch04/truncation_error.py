"""4.6, an experiment: how wrong is a truncated gradient?"""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.loop.unroll import unroll, unroll_backward

WINDOWS = np.array([1, 2, 4, 5, 8, 10, 20, 40])
THRESHOLD = 0.2


def _case(rng):
    T, B, D, H = 40, 8, 3, 16
    p = init_params(CELLS["rnn"], D, H, rng)
    return [
        {
            "p": p,
            "x": rng.normal(size=(T, B, D)),
            "dh": rng.normal(size=(T, B, H)),
        }
    ]


def _gradient(carry=None):
    p, x, dh = TRUNCATION_ERROR.inputs()[0].values()
    _, _, cache = unroll(CELLS["rnn"], p, x)
    return unroll_backward(CELLS["rnn"], p, dh, cache, carry=carry)[0]


@functools.cache
def _measured(field="W", shift=0, power=1, divide="full", reset=False, lengths=False):
    """The relative error for each window, with switches for what goes wrong."""
    p, x, dh = TRUNCATION_ERROR.inputs()[0].values()
    full, errors = getattr(_gradient(), field), []
    for window in WINDOWS:
        if reset:
            parts = []
            for at in range(0, len(x), window):
                piece = slice(at, at + window)
                _, _, cache = unroll(CELLS["rnn"], p, x[piece])
                back = unroll_backward(CELLS["rnn"], p, dh[piece], cache)
                parts.append(getattr(back[0], field))
            cut = sum(parts)
        else:
            carry = np.ones(len(x))
            carry[shift % window :: window] = 0
            cut = getattr(_gradient(carry), field)
        size = {"full": full, "cut": cut, "nothing": np.ones(1)}[divide]
        gap = np.linalg.norm(cut - full)
        if lengths:
            gap = np.abs(np.linalg.norm(cut) - np.linalg.norm(full))
        error = gap / np.linalg.norm(size)
        errors.append(error**power)
    return np.array(errors)


def _position(threshold=THRESHOLD):
    return int(np.argmax(_measured() < threshold))


def _with_window(errors):
    """Wrong errors, and the window that a reader finds with them."""
    reached = WINDOWS[errors < THRESHOLD]
    window = {"smallest_window": reached[0]} if len(reached) else {}
    return {"errors": errors} | window


def _misread(**switches):
    return lambda *inputs: _with_window(_measured(**switches))


def _answer(choose):
    return lambda *inputs: {"smallest_window": choose()}


TRUNCATION_ERROR = Exercise(
    number="4.6",
    title="How wrong is a truncated gradient?",
    outputs=("errors", "smallest_window"),
    made_by={"errors": "truncation_error"},
    code=False,
    right=lambda *inputs: (_measured(), WINDOWS[_position()]),
    cases=_case,
    rtol=1e-6,
    atol=1e-9,
    meaning="The error falls quickly where the gradient vanishes quickly. A small "
    "error here does not mean that a long dependency can be learned: its part of the "
    "gradient may be small, and still be the only one that counts.",
    mistakes=(
        Mistake(
            "another gradient",
            "This is the error of dU. That of dW was asked for.",
            _misread(field="U"),
        ),
        Mistake(
            "gradient of the bias",
            "This is the error of db. That of dW was asked for.",
            _misread(field="b"),
        ),
        Mistake(
            "cut at the last step of a piece",
            "The carry is 0 at the last step of each piece. It is the first that hands "
            "nothing back.",
            _misread(shift=-1),
        ),
        Mistake(
            "state reset",
            "Each piece starts from a state of zeros. Truncation carries the state on "
            "and cuts the gradient alone.",
            _misread(reset=True),
        ),
        Mistake(
            "not divided",
            "This is the length of the difference. Divide it by that of the full "
            "gradient.",
            _misread(divide="nothing"),
        ),
        Mistake(
            "divided by the truncated gradient",
            "You divide by the length of the truncated gradient. The full one is the "
            "measure.",
            _misread(divide="cut"),
        ),
        Mistake(
            "difference of the lengths",
            "This is the difference of the two lengths. Take the length of the "
            "difference: two arrows of one length may point to different places.",
            _misread(lengths=True),
        ),
        Mistake(
            "squared",
            "This is the square of the error.",
            _misread(power=2),
        ),
        Mistake(
            "no effect",
            "All errors are zero: the carry does not reach `unroll_backward`.",
            lambda *inputs: {"errors": np.zeros(len(WINDOWS))},
        ),
        Mistake(
            "one too small",
            "With this window the error is still too large.",
            _answer(lambda: WINDOWS[_position() - 1]),
        ),
        Mistake(
            "index instead of window",
            "This is the position in the list. The window at that position was wanted.",
            _answer(_position),
        ),
        Mistake(
            "error instead of window",
            "This is the error. The window that has it was wanted.",
            _answer(lambda: _measured()[_position()]),
        ),
        Mistake(
            "largest window",
            "With this window nothing is cut. The smallest was wanted that is good "
            "enough.",
            _answer(lambda: WINDOWS[-1]),
        ),
    ),
    hints=(
        "`unroll` once, then `unroll_backward` twice: without a carry, and with one.",
        "The carry has one number for each of the 40 steps: 0 where a piece begins, 1 "
        "elsewhere. A slice with a step reaches every first one.",
        "`np.linalg.norm` of the difference of the two dW over that of the full dW. "
        "`unroll_backward` returns the gradients of the parameters first; `.W` is dW.",
    ),
)
