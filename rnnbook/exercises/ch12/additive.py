"""12.5 in code: the additive score and its way back, for one sequence."""

import numpy as np

from rnnbook.exercises.form import Code


def additive(s, h, W_s, W_h, w, de):
    m = np.tanh((s @ W_s)[:, None] + (h @ W_h)[None])
    e = m @ w
    da = de[..., None] * w * (1 - m**2)
    ds = da.sum(axis=1) @ W_s.T
    dh = da.sum(axis=0) @ W_h.T
    return e, ds, dh


def cases(rng):
    for N, T, H, A in ((2, 3, 4, 3), (4, 3, 2, 5), (3, 5, 3, 2)):
        yield {
            "s": rng.normal(size=(N, H)), "h": rng.normal(size=(T, H)),
            "W_s": rng.normal(size=(H, A)), "W_h": rng.normal(size=(H, A)),
            "w": rng.normal(size=A), "de": rng.normal(size=(N, T)),
        }  # fmt: skip


ADDITIVE = Code(
    "12.5", "The additive score", additive, outputs="e ds dh", cases=cases,
    meaning="A state that asks is in one score for each position, so its gradient is a "
        "sum over the positions; that of a position is a sum over the states that ask.",
    mistakes={
        ("np.tanh((s @ W_s)[:, None] + (h @ W_h)[None])",
         "(s @ W_s)[:, None] + (h @ W_h)[None]"):
            "The tanh is missing. Without it `s` adds the same number to all scores of "
            "a step, and the softmax over positions takes it out again.",
        ("np.tanh((s @ W_s)[:, None] + (h @ W_h)[None])",
         "np.tanh((s @ W_s)[:, None] * (h @ W_h)[None])"):
            "You multiply the two rows. The score is called additive: they are added.",
        ("np.tanh((s @ W_s)[:, None] + (h @ W_h)[None])",
         "np.tanh((s @ W_h)[:, None] + (h @ W_s)[None])"):
            "W_s and W_h have changed places.",
        ("e = m @ w", "e = m.sum(axis=-1)"):
            "The hidden units are added without their weights w.",
        ("e = m @ w", "e = np.tanh(m @ w)"):
            "There is a tanh on the score itself. It belongs to the hidden units.",
        (("np.tanh((s @ W_s)[:, None] + (h @ W_h)[None])",
          "(s @ W_s)[:, None] + (h @ W_h)[None]"),
         ("e = m @ w", "e = np.tanh(m @ w)"),
         ("de[..., None] * w * (1 - m**2)", "(de * (1 - e**2))[..., None] * w")):
            "The tanh stands behind the product with w. It belongs before it.",
        ("* (1 - m**2)", ""):
            "The derivative of the tanh is missing on the way back.",
        ("(1 - m**2)", "(1 - np.tanh(m) ** 2)"):
            "The hidden units are a tanh already. You take the tanh twice.",
        ("(1 - m**2)", "(1 - m)"):
            "The derivative of a tanh is not 1 less its value.",
        ("de[..., None] * w *", "de[..., None] *"):
            "On the way back to the hidden units w is missing.",
        ("da.sum(axis=1) @ W_s.T", "da.mean(axis=1) @ W_s.T"):
            "`ds` is a mean over the positions. Uses add up: take the sum.",
        ("da.sum(axis=0) @ W_h.T", "da.mean(axis=0) @ W_h.T"):
            "`dh` is a mean over the states that ask. Uses add up: take the sum.",
        ("da.sum(axis=1) @ W_s.T", "da.sum(axis=1) @ W_h.T"):
            "`ds` goes back through the wrong matrix, W_h.",
        ("da.sum(axis=0) @ W_h.T", "da.sum(axis=0) @ W_s.T"):
            "`dh` goes back through the wrong matrix, W_s.",
        ("return e, ds, dh", "return e, dh, ds"):
            "The gradients have changed places: `ds` comes first.",
    },
    hints=(
        "First an array of all pairs, (N, T, A): `[:, None]` and `[None]` give the two "
        "products of matrices the axis that they lack.",
        "On the way back, go to the hidden units first: each has the gradient of its "
        "score, times its weight in w, times the derivative of the tanh.",
        "Row n of s @ W_s was used for every position. Uses add up, as in (12.8): over "
        "which axis?",
    ),
)  # fmt: skip
