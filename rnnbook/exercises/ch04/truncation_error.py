"""4.6, an experiment: how wrong is a truncated gradient?"""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises.form import Experiment, first
from rnnbook.loop.unroll import unroll, unroll_backward

WINDOWS = np.array([1, 2, 4, 5, 8, 10, 20, 40])


def gradient(p, x, dh, carry=None):
    _, _, cache = unroll(CELLS["rnn"], p, x)
    return unroll_backward(CELLS["rnn"], p, dh, cache, carry=carry)[0]


def truncation_error(p, x, dh):
    full, errors = gradient(p, x, dh), []
    for window in WINDOWS:
        carry = np.ones(len(x))
        carry[::window] = 0
        cut = gradient(p, x, dh, carry)
        errors.append(np.linalg.norm(cut.W - full.W) / np.linalg.norm(full.W))
    return np.array(errors)


def answer(measured, p, x, dh):
    errors = measured
    return errors, first(WINDOWS, errors < 0.2)


def cases(rng):
    T, B, D, H = 40, 8, 3, 16
    p, x = init_params(CELLS["rnn"], D, H, rng), rng.normal(size=(T, B, D))
    return [{"p": p, "x": x, "dh": rng.normal(size=(T, B, H))}]


TRUNCATION_ERROR = Experiment(
    "4.6", "How wrong is a truncated gradient?", truncation_error, answer,
    outputs="errors smallest_window", made_by={"errors": "truncation_error"},
    cases=cases, atol=1e-9,
    meaning="The error falls quickly where the gradient vanishes quickly. A small "
        "error here does not mean that a long dependency can be learned: its part of "
        "the gradient may be small, and still be the only one that counts.",
    mistakes={
        ("cut.W - full.W) / np.linalg.norm(full.W)",
         "cut.U - full.U) / np.linalg.norm(full.U)"):
            "This is the error of dU. That of dW was asked for.",
        ("cut.W - full.W) / np.linalg.norm(full.W)",
         "cut.b - full.b) / np.linalg.norm(full.b)"):
            "This is the error of db. That of dW was asked for.",
        ("[::window]", "[window - 1 :: window]"):
            "The carry is 0 at the last step of each piece. It is the first that hands "
            "nothing back.",
        # All windows divide the 40 steps: the pieces are run side by side.
        ("gradient(p, x, dh, carry)",
         "gradient(p, *(np.hstack(np.split(v, len(v) // window)) for v in (x, dh)))"):
            "Each piece starts from a state of zeros. Truncation carries the state on "
            "and cuts the gradient alone.",
        (" / np.linalg.norm(full.W)", ""):
            "This is the length of the difference. Divide it by that of the full "
            "gradient.",
        ("/ np.linalg.norm(full.W)", "/ np.linalg.norm(cut.W)"):
            "You divide by the length of the truncated gradient. The full one is the "
            "measure.",
        ("np.linalg.norm(cut.W - full.W)",
         "abs(np.linalg.norm(cut.W) - np.linalg.norm(full.W))"):
            "This is the difference of the two lengths. Take the length of the "
            "difference: two arrows of one length may point to different places.",
        ("= measured", "= measured**2"): "This is the square of the error.",
        ("return errors", "return 0 * errors"):
            "All errors are zero: the carry does not reach `unroll_backward`.",
        ("first(WINDOWS,", "first(np.roll(WINDOWS, 1),"):
            "With this window the error is still too large.",
        ("first(WINDOWS,", "first(np.arange(8),"):
            "This is the position in the list. The window at that position was wanted.",
        ("first(WINDOWS,", "first(errors,"):
            "This is the error. The window that has it was wanted.",
        ("first(WINDOWS, errors < 0.2)", "WINDOWS[-1]"):
            "With this window nothing is cut. The smallest was wanted that is good "
            "enough.",
    },
    hints=(
        "`unroll` once, then `unroll_backward` twice: without a carry, and with one.",
        "The carry has one number for each of the 40 steps: 0 where a piece begins, 1 "
        "elsewhere. A slice with a step reaches every first one.",
        "`np.linalg.norm` of the difference of the two dW over that of the full dW. "
        "`unroll_backward` returns the gradients of the parameters first; `.W` is dW.",
    ),
)  # fmt: skip
