"""1.4 in code: weights by hand, for a state that is a window."""

import numpy as np

from rnnbook.exercises.form import Code


def register(x, H):
    U = np.eye(1, H)
    W = np.eye(H, k=1)
    h, states = np.zeros(H), []
    for x_t in x:
        h = x_t * U[0] + h @ W
        states.append(h)
    return U, W, np.stack(states)


def cases(rng):
    return [{"x": rng.normal(size=T), "H": H} for T, H in ((7, 4), (5, 3), (4, 6))]


AT_THE_END = ("np.eye(1, H)", "np.eye(1, H, k=H - 1)")
REGISTER = Code(
    "1.4", "A window made of weights", register, outputs="U W h", cases=cases,
    meaning="The window of the n-gram is a state, with weights of 0 and 1. It spends "
        "its whole budget of H on the last H inputs: the sum in (1.11) is H, as much "
        "as there is.",
    mistakes={
        ("k=1", "k=-1"):
            "Your W is the transpose. Vectors are rows here: row j of W says where "
            "unit j goes.",
        ("k=1", "k=0"):
            "Each unit keeps its own value, so the first adds up all inputs and the "
            "others stay at zero. The values have to move on.",
        ("np.eye(H, k=1)", "np.roll(np.eye(H), 1, axis=1)"):
            "The last unit hands its value back to the first. What leaves the window "
            "should be gone.",
        ("np.eye(H, k=1)", "np.eye(H) + np.eye(H, k=1)"):
            "The values move on, and stay as well: the units add up.",
        ("np.eye(H, k=1)", "np.zeros((H, H))"):
            "W is zero, so nothing of the old state is left.",
        (AT_THE_END, ("(H, k=1)", "(H, k=-1)")):
            "Your window has the newest input last. It should come first.",
        ("np.eye(1, H)", "np.ones((1, H))"):
            "The input goes into every unit. It should enter at one and be handed on.",
        AT_THE_END:
            "The input enters at the last unit, but the values move towards it: they "
            "leave at once.",
        (" + h @ W", ""):
            "Your weights are right, but each state is made from zeros: hand it on.",
        (("states = np.zeros(H), []", "states = np.zeros(H), [np.zeros(H)]"),
         ("np.stack(states)", "np.stack(states[:-1])")):
            "Your weights are right, but you collect the state before each step.",
        ("np.stack(states)", "np.tanh(np.stack(states))"):
            "Your weights are right, but the states are squashed. Leave the tanh out.",
    },
    hints=(
        "Write the new state for H = 3: which of its entries is the input, and which "
        "old entry does each of the others take?",
        "Entry k of `h @ W` is the sum over j of h[j] times W[j, k]. Which single j "
        "should be in it?",
    ),
)  # fmt: skip
