"""12.4 in code: the way back through attention, for one sequence."""

from rnnbook.exercises.form import Code


def attend_back(dmeans, s, h, weights):
    dweights = dmeans @ h.T
    along = (weights * dweights).sum(axis=-1, keepdims=True)
    dscores = weights * (dweights - along)
    ds = dscores @ h
    dh = weights.T @ dmeans + dscores.T @ s
    return ds, dh


def cases(rng):
    for N, T, H in ((4, 6, 3), (2, 5, 5), (3, 2, 4)):
        s, dmeans = rng.normal(size=(2, N, H))
        weights = rng.dirichlet([1.0] * T, size=N)
        yield {
            "dmeans": dmeans, "s": s, "h": rng.normal(size=(T, H)), "weights": weights
        }  # fmt: skip


ATTEND_BACK = Code(
    "12.4", "Attention, backward", attend_back, outputs="ds dh", cases=cases,
    meaning="A state of the encoder is used twice: as what is averaged, and as what is "
        "compared. Both gradients reach it without a step of a recurrence.",
    mistakes={
        ("dscores = weights * (dweights - along)", "dscores = weights * dweights"):
            "Every score moves all weights, since they add up to 1. That term is "
            "missing from the way back through the softmax.",
        ("dscores = weights * (dweights - along)", "dscores = dweights - along"):
            "The way back through the softmax lacks its factor, the weight itself.",
        ("dscores = weights * (dweights - along)",
         "dscores = weights * (1 - weights) * dweights"):
            "This is the diagonal of the softmax's Jacobian. The rest of it counts "
            "too.",
        ("weights.T @ dmeans + dscores.T @ s", "weights.T @ dmeans"):
            "`dh` has the states as what is averaged. They also made the scores.",
        ("weights.T @ dmeans + dscores.T @ s", "dscores.T @ s"):
            "`dh` has the states as what made the scores. They are also averaged.",
        ("weights.T @ dmeans + dscores.T @ s", "weights.T @ dmeans - dscores.T @ s"):
            "Two uses of a state: their gradients add up, yours are subtracted.",
        ("ds = dscores @ h", "ds = weights @ h"):
            "`ds` is the mean of the way out. On the way back the gradients of the "
            "scores stand where the weights stood.",
        ("ds = dscores @ h", "ds = dscores @ h + dmeans"):
            "`ds` has the gradient of the means in it. The asking state is not part of "
            "its mean: it acts through the scores alone.",
        ("ds = dscores @ h", "ds = dweights @ h"):
            "`ds` comes from the gradient of the weights. Go through the softmax "
            "first.",
        ("return ds, dh", "return dh, ds"):
            "Both are right, in the wrong order: `ds` comes first.",
    },
    hints=(
        "Go backwards: from the means to the weights, through the softmax to the "
        "scores, from the scores to s and h.",
        "Chapter 4 has the softmax's way back for a cross-entropy. Here anything may "
        "come back, so the whole Jacobian is needed: (12.13).",
        "h is used in two places. Which products of the way out hold it?",
    ),
)  # fmt: skip
