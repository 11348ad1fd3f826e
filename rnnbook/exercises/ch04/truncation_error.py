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
        "error does not mean that a long dependency can be learned: the gradient that "
        "teaches it may be small, and still be the only one that counts.",
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
        ("[::window]", "[1::window]"):
            "The carry is 0 at the second step of each piece, and the first one hands "
            "its gradient to the piece before. The first is to hand nothing back.",
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
        ("np.linalg.norm(cut.W - full.W) / np.linalg.norm(full.W)",
         "np.abs(cut.W - full.W).max() / np.abs(full.W).max()"):
            "You compare the largest entries. The length of a matrix is the root of "
            "the sum of the squares of all entries.",
        ("    full,", "    p = p._replace(W=2 * p.W)\n    full,"):
            "These are the errors for the doubled W. The check wants those for the "
            "`p` that was given.",
        ("= measured", "= measured**2"): "This is the square of the error.",
        ("= measured", "= 100 * measured"):
            "This is in per cent. As a share of 1 it is a hundredth of that.",
        ("= measured", "= np.round(measured, 2)"):
            "These errors are rounded to two decimals. Give them as they come.",
        ("return errors", "return 0 * errors"):
            "All errors are zero: the carry does not reach `unroll_backward`.",
        **{("first(WINDOWS, errors < 0.2)", f"{window}"):
            f"With a window of {window} the error is still above 0.2."
            for window in (1, 2, 4, 8)},
        ("first(WINDOWS, errors < 0.2)", "5"):
            "With a window of 5 the error is still above 0.2. Or did you mean the "
            "position in the list? Give the window at that position.",
        ("first(WINDOWS,", "first(errors,"):
            "This is the error. The window that has it was wanted.",
        ("first(WINDOWS, errors < 0.2)", "20"):
            "With a window of 20 the error is below 0.2. A smaller window is enough.",
        ("first(WINDOWS, errors < 0.2)", "WINDOWS[-1]"):
            "With a window of 40 nothing is cut. The smallest window was wanted whose "
            "error is below 0.2.",
    },
    hints=(
        "`unroll` once, then `unroll_backward` twice: without a carry, and with one.",
        "The carry has one number for each of the 40 steps: 0 where a piece begins, 1 "
        "elsewhere. A slice with a step reaches every first one.",
        "`np.linalg.norm` of the difference of the two dW over that of the full dW. "
        "`unroll_backward` returns the gradients of the parameters first; `.W` is dW.",
    ),
)  # fmt: skip
