"""10.4 in code: many networks out of a hat at once."""

import numpy as np

from rnnbook.exercises.form import Code


def shares(U, W, b, V, x, target):
    h = np.zeros((len(W), x.shape[1], W.shape[1]))
    for t in range(len(x)):
        h = np.tanh(x[t] @ U + h @ W + b)
    answer = (h @ V).argmax(axis=-1)
    return h, (answer == target).mean(axis=1)


def cases(rng):
    """Short recall-like batches and small networks, of which some are right."""
    for S, B, T, H in ((40, 9, 4, 2), (60, 12, 3, 3), (50, 8, 5, 2)):
        sign = rng.integers(0, 2, B)
        x = rng.normal(0, 0.3, (T, B, 2))
        x[:, :, 1] = 0
        x[0, :, 0], x[0, :, 1] = 2 * sign - 1, 1
        draw = [rng.uniform(-9, 9, (S, *shape)) for shape in
                ((2, H), (H, H), (1, H), (H, 2))]  # fmt: skip
        yield dict(zip(("U", "W", "b", "V"), draw, strict=True), x=x, target=sign)


DRAWS = Code(
    "10.4", "Weights out of a hat", shares, outputs="h right", cases=cases,
    meaning="With it you can ask of any task whether a draw solves it. Ask that of "
        "every benchmark before you use it.",
    mistakes={
        ("(answer == target).mean(axis=1)", "(answer != target).mean(axis=1)"):
            "This is the share of wrong answers.",
        ("(answer == target).mean(axis=1)",
         "np.floor((answer == target).mean(axis=1))"):
            "This says which networks have all of them right. The share was wanted.",
        (" + h @ W", ""): "The state before has no effect: nothing can be remembered.",
        (" + b", ""): "The bias is missing.",
        ("np.tanh(x[t] @ U + h @ W + b)", "x[t] @ U + h @ W + b"):
            "The tanh is missing. Without it there is no latch: a linear state grows "
            "or fades.",
        ("x[t] @ U", "x[-1 - t] @ U"):
            "The sequences are read from their end.",
        ("x[t] @ U", "x[0] @ U"): "Every step reads the first input.",
        ("range(len(x))", "range(len(x) - 1)"): "The last step is missing.",
    },
    hints=(
        "`x[t]` has the shape (B, 2) and `U` (S, 2, H): `x[t] @ U` is (S, B, H), all "
        "networks at once.",
        "The state begins at zeros of the shape (S, B, H).",
        "`.argmax(axis=-1)` of the scores is the answer (S, B). Compare it with the "
        "target, and take the mean over the sequences.",
    ),
)  # fmt: skip
