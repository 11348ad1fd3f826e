"""1.4 in code: weights by hand, for a state that is a window."""

import numpy as np

from rnnbook.exercises._frame import Exercise, Mistake


def _first(H):
    return np.eye(1, H)


def _register(H):
    return _first(H), np.eye(H, k=1)


def _with(W):
    return lambda H: (_first(H), W(H))


REGISTER = Exercise(
    number="1.4",
    title="A window made of weights",
    outputs=("U", "W"),
    right=_register,
    cases=lambda rng: [{"H": H} for H in (4, 3, 6)],
    meaning="The window of the n-gram is a state, with weights of 0 and 1. It spends "
    "its whole budget of H on the last H inputs: the sum in (1.11) is H, as much as "
    "there is.",
    mistakes=(
        Mistake(
            "transposed",
            "Your W is the transpose. Vectors are rows here: row j of W says where "
            "unit j goes.",
            _with(lambda H: np.eye(H, k=-1)),
        ),
        Mistake(
            "everything stays",
            "Each unit keeps its own value, so the first adds up all inputs and the "
            "others stay at zero. The values have to move on.",
            _with(lambda H: np.eye(H)),
        ),
        Mistake(
            "ring",
            "The last unit hands its value back to the first. What leaves the window "
            "should be gone.",
            _with(lambda H: np.roll(np.eye(H), 1, axis=1)),
        ),
        Mistake(
            "moves and stays",
            "The values move on, and stay as well: the units add up.",
            _with(lambda H: np.eye(H) + np.eye(H, k=1)),
        ),
        Mistake(
            "no memory",
            "W is zero, so nothing of the old state is left.",
            _with(lambda H: np.zeros((H, H))),
        ),
        Mistake(
            "oldest first",
            "Your window has the newest input last. It should come first.",
            lambda H: (np.eye(1, H, k=H - 1), np.eye(H, k=-1)),
        ),
        Mistake(
            "input to all units",
            "The input goes into every unit. It should enter at one and be handed on.",
            lambda H: (np.ones((1, H)), np.eye(H, k=1)),
        ),
        Mistake(
            "input at the wrong end",
            "The input enters at the last unit, but the values move towards it: they "
            "leave at once.",
            lambda H: (np.eye(1, H, k=H - 1), np.eye(H, k=1)),
        ),
    ),
    hints=(
        "Write the new state for H = 3: which of its entries is the input, and which "
        "old entry does each of the others take?",
        "Entry k of `h @ W` is the sum over j of h[j] times W[j, k]. Which single j "
        "should be in it?",
    ),
)
