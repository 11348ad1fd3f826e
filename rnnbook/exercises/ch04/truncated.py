"""4.5 in code: the same walk, cut into pieces."""

import numpy as np

from rnnbook.exercises.form import Code


def truncated(dh, h, W, window):
    da, carried = np.zeros_like(dh), np.zeros_like(dh[0])
    for t in reversed(range(len(dh))):
        if (t + 1) % window == 0:
            carried = np.zeros_like(dh[0])
        da[t] = (dh[t] + carried) * (1 - h[t] ** 2)
        carried = da[t] @ W.T
    return da, carried


def sliding(dh, h, W, window):
    """Each step's loss walks back `window` steps, wherever it stands."""
    da, parts = np.zeros_like(dh), np.zeros((window, *dh[0].shape))
    for t in reversed(range(len(dh))):
        parts = np.stack([dh[t], *parts[:-1]]) * (1 - h[t] ** 2)
        da[t] = parts.sum(axis=0)
        parts = parts @ W.T
    return da, parts.sum(axis=0)


def last_carry(dh, h, W, window):
    """`dh_0` is what the last piece hands back, not what the first one does."""
    da, _ = truncated(dh, h, W, window)
    return da, da[(len(dh) - 1) // window * window] @ W.T


def cases(rng):
    return [
        {
            "dh": rng.normal(size=(T, B, H)),
            "h": np.tanh(rng.normal(size=(T, B, H))),
            "W": rng.normal(size=(H, H)),
            "window": window,
        }
        for T, B, H, window in ((7, 2, 3, 3), (9, 1, 1, 2), (8, 3, 2, 5), (6, 2, 2, 4))
    ]


TRUNCATED = Code(
    "4.5", "The walk, cut", truncated, outputs="da dh_0", cases=cases,
    meaning="In the forward pass nothing changed: the state was carried over every "
        "cut. Only the gradient stops there.",
    mistakes={
        ("(t + 1) % window == 0", "False"):
            "Nothing is cut: this is the full walk back.",
        ("(t + 1) % window == 0", "True"):
            "Nothing comes back from any step: every step is cut off, as if the window "
            "were 1.",
        ("(t + 1) %", "t %"):
            "The cut is on the wrong side of the first step of a piece: what comes to "
            "that step from the one after it is lost, and what it hands to the piece "
            "before goes on.",
        ("% window", "% (window + 1)"):
            "Your pieces have a step too many: with a window of w a piece has w steps.",
        ("(t + 1) %", "(t + 2) %"):
            "The cut is a step too early on the way back: what the last step of a "
            "piece hands to the step before it is lost, and what the first step of "
            "the next piece hands over goes on.",
        ("(t + 1) %", "(len(dh) - 1 - t) %"):
            "Your pieces are counted from the end of the sequence. They are counted "
            "from its start, and the last may be short.",
        ("(dh[t] + carried)", "(dh[t] * ((t + 1) % window > 0) + carried)"):
            "At the last step of a piece the loss of that step is lost. Only what "
            "comes from the next step is cut.",
        ("    return", "    da[window - 1 :: window] = 0\n    return"):
            "At the last step of a piece `da` is zero. Nothing comes to it from the "
            "next piece, but its own loss counts.",
        ("return da, carried", "return da, 0 * carried"):
            "`dh_0` is zero. The first piece begins at the first step; what that step "
            "hands to the state before it is asked for.",
        last_carry:
            "`dh_0` is what the last piece hands back. It should be what the first "
            "piece hands back.",
        ("    return", "    da[len(dh) - len(dh) % window :] = 0\n    return"):
            "The steps of the last piece have no gradient. That piece is shorter than "
            "the window, and counts all the same.",
        ("da[t] @ W.T", "(dh[t] + carried) @ W.T"):
            "What you hand on has not passed the slope of its own step. The gradient "
            "goes through the tanh first, then through W.",
        sliding:
            "Each loss walks back as far as the window is long, wherever it stands. "
            "That is another way to truncate, with more work; here the pieces are "
            "fixed.",
        (" * (1 - h[t] ** 2)", ""): "The slope of the tanh is missing.",
        ("W.T", "W"): "On the way back you multiply by W. It should be its transpose.",
        (("(t + 1) % window == 0", "False"),
         ("range(len(dh))", "range(len(dh) - window, len(dh))")):
            "You go back through the last steps of the sequence and stop. Every piece "
            "has its own walk.",
        (("reversed(range(len(dh)))", "range(len(dh))"), ("(t + 1) %", "t %")):
            "The loop runs from the first step to the last. The walk goes back.",
    },
    hints=(
        "Write the full walk first, as in exercise 4.4: what the step after hands on "
        "is added, then the slope.",
        "Step t + 1 is the first of its piece if (t + 1) is a multiple of the window. "
        "What does it hand to step t then?",
    ),
)  # fmt: skip
