"""4.1 on paper: three steps back through a unit without a squashing function."""

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

X, W, TARGET = (1.0, 2.0, -1.0), 0.5, 1.0


def _walk(w_back=W, late=False, steps=(1, 2, 3), error=None):
    """dw and dx_1 of the linear unit, with switches for what goes wrong.

    w_back: what the walk back multiplies by.  late: take h_t for h_{t-1}.  steps:
    those whose part of dw is counted.  error: the gradient of the last state.
    """
    h = [0.0]
    for x in X:
        h.append(x + W * h[-1])
    dh, dw = (h[-1] - TARGET if error is None else error), 0.0
    for t in (3, 2, 1):
        dw += dh * h[t if late else t - 1] if t in steps else 0.0
        dx, dh = dh, dh * w_back
    return dw, dx


BY_HAND = Exercise(
    number="4.1",
    title="Three steps by hand",
    outputs=("dw", "dx_1"),
    code=False,
    atol=1e-6,
    right=_walk,
    meaning="The same error counts at every use of w, each time with the state that w "
    "was multiplied by, and smaller by a factor w for each step back.",
    mistakes=(
        Mistake(
            "exchanged",
            "What you give as `dw` is the gradient of the first input. Have the two "
            "changed places?",
            lambda: _walk()[::-1],
        ),
        Mistake(
            "last step alone",
            "`dw` is the part of the last step. w is used at every step, and each use "
            "has its part.",
            lambda: {"dw": _walk(steps=(3,))[0]},
        ),
        Mistake(
            "new state for old",
            "You multiply each error by the state that the step made. w was multiplied "
            "by the state before it.",
            lambda: {"dw": _walk(late=True)[0]},
        ),
        Mistake(
            "no w on the way back",
            "The error goes back unchanged from step to step. On its way stands w.",
            lambda: _walk(w_back=1.0),
        ),
        Mistake(
            "wrong sign",
            "The size is right, the sign is not: the error is what came minus what was "
            "wanted.",
            lambda: [-value for value in _walk()],
        ),
        Mistake(
            "factor of two",
            "Everything is twice as large: the loss has a factor one half.",
            lambda: [2 * value for value in _walk()],
        ),
        Mistake(
            "one w too many",
            "The gradient of the first input has a w too many: count the steps between "
            "it and the loss.",
            lambda: {"dx_1": W * _walk()[1]},
        ),
        Mistake(
            "one w too few",
            "The gradient of the first input has a w too few: between h_3 and x_1 lie "
            "two steps.",
            lambda: {"dx_1": _walk()[1] / W},
        ),
        Mistake(
            "error missing",
            "These are the derivatives of the last state, not of the loss: the error "
            "at the end is missing as a factor.",
            lambda: _walk(error=1.0),
        ),
    ),
    hints=(
        "First forward: h_1, h_2, h_3. Then the error at the end: h_3 less its target.",
        "Going back one step multiplies the error by w. You need it at steps 3, 2, 1.",
        "Each step's part of dw is the error there times the state before it; the "
        "first step has none, since h_0 = 0. Then add them up.",
    ),
)
