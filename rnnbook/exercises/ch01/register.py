"""1.4 in code: weights by hand, for a state that is a window."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _states(x, U, W):
    h, out = np.zeros(len(W)), []
    for x_t in x:
        h = x_t * U[0] + h @ W
        out.append(h)
    return np.stack(out)


def _made(U, W):
    """What a reader with these weights returns, both functions of H."""

    def answer(x, H):
        return U(H), W(H), _states(x, U(H), W(H))

    return answer


def _first(H):
    return np.eye(1, H)


def _last(H):
    return np.eye(1, H, k=H - 1)


def _on(H):
    return np.eye(H, k=1)


def _with(W):
    return _made(_first, W)


_register = _made(_first, _on)


REGISTER = Exercise(
    number="1.4",
    title="A window made of weights",
    outputs=("U", "W", "h"),
    right=_register,
    cases=lambda rng: [
        {"x": rng.normal(size=T), "H": H} for T, H in ((7, 4), (5, 3), (4, 6))
    ],
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
            _made(_last, lambda H: np.eye(H, k=-1)),
        ),
        Mistake(
            "input to all units",
            "The input goes into every unit. It should enter at one and be handed on.",
            _made(lambda H: np.ones((1, H)), _on),
        ),
        Mistake(
            "input at the wrong end",
            "The input enters at the last unit, but the values move towards it: they "
            "leave at once.",
            _made(_last, _on),
        ),
        Mistake(
            "state not carried",
            "Your weights are right, but each state is made from zeros: hand it on.",
            lambda x, H: {"h": x[:, None] * _first(H)},
        ),
        Mistake(
            "one step early",
            "Your weights are right, but you collect the state before each step.",
            lambda x, H: {"h": np.vstack([np.zeros(H), _register(x, H)[2]])[:-1]},
        ),
        Mistake(
            "squashed",
            "Your weights are right, but the states are squashed. Leave the tanh out.",
            lambda x, H: {"h": np.tanh(_register(x, H)[2])},
        ),
    ),
    hints=(
        "Write the new state for H = 3: which of its entries is the input, and which "
        "old entry does each of the others take?",
        "Entry k of `h @ W` is the sum over j of h[j] times W[j, k]. Which single j "
        "should be in it?",
    ),
)
