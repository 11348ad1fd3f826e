"""4.5 in code: the same walk, cut into pieces."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _walk(dh, h, W, window, cut=None, slope=True, keep_own=lambda t, window: True):
    """da of all steps; `cut(t, window, T)` says where nothing comes from step t + 1."""
    cut = cut or (lambda t, window, T: (t + 1) % window == 0)
    da, carried = np.empty_like(dh), np.zeros_like(dh[0])
    for t in reversed(range(len(dh))):
        carried = 0 * carried if cut(t, window, len(dh)) else carried
        own = dh[t] if keep_own(t, window) else 0 * dh[t]
        da[t] = (own + carried) * ((1 - h[t] ** 2) if slope else 1.0)
        carried = da[t] @ W.T
    return da, carried


def _variant(**switches):
    return lambda dh, h, W, window: _walk(dh, h, W, window, **switches)


def _sliding(dh, h, W, window):
    """Each step's loss walks back `window` steps, wherever it stands."""
    da, dh_0 = np.zeros_like(dh), np.zeros_like(dh[0])
    for t in range(len(dh)):
        carried = dh[t]
        for k in range(t, max(t - window, -1), -1):
            part = carried * (1 - h[k] ** 2)
            da[k] += part
            carried = part @ W.T
            dh_0 = dh_0 + carried if k == 0 else dh_0
    return da, dh_0


def _forwards(dh, h, W, window):
    da, carried = np.empty_like(dh), np.zeros_like(dh[0])
    for t in range(len(dh)):
        carried = 0 * carried if t % window == 0 else carried
        da[t] = (dh[t] + carried) * (1 - h[t] ** 2)
        carried = da[t] @ W.T
    return da, carried


def _last_steps(dh, h, W, window):
    da = np.zeros_like(dh)
    da[-window:], carried = _walk(dh[-window:], h[-window:], W, len(dh) + 1)
    return da, carried


def _cases(rng):
    return [
        {
            "dh": rng.normal(size=(T, B, H)),
            "h": np.tanh(rng.normal(size=(T, B, H))),
            "W": rng.normal(size=(H, H)),
            "window": window,
        }
        for T, B, H, window in ((7, 2, 3, 3), (9, 1, 1, 2), (8, 3, 2, 5), (6, 2, 2, 4))
    ]


TRUNCATED = Exercise(
    number="4.5",
    title="The walk, cut",
    outputs=("da", "dh_0"),
    right=_walk,
    cases=_cases,
    meaning="In the forward pass nothing changed: the state was carried over every "
    "cut. Only the gradient stops there.",
    mistakes=(
        Mistake(
            "not cut",
            "Nothing is cut: this is the full walk back.",
            _variant(cut=lambda t, window, T: False),
        ),
        Mistake(
            "cut everywhere",
            "Nothing comes back from any step: every step is cut off, as if the window "
            "were 1.",
            _variant(cut=lambda t, window, T: True),
        ),
        Mistake(
            "cut on the wrong side",
            "The cut is on the wrong side of the first step of a piece: what comes to "
            "that step from the one after it is lost, and what it hands to the piece "
            "before goes on.",
            _variant(cut=lambda t, window, T: t % window == 0),
        ),
        Mistake(
            "pieces one step too long",
            "Your pieces have a step too many: with a window of w a piece has w steps.",
            _variant(cut=lambda t, window, T: (t + 1) % (window + 1) == 0),
        ),
        Mistake(
            "pieces counted from the end",
            "Your pieces are counted from the end of the sequence. They are counted "
            "from its start, and the last may be short.",
            _variant(cut=lambda t, window, T: (T - 1 - t) % window == 0),
        ),
        Mistake(
            "loss at the cut lost",
            "At the last step of a piece the loss of that step is lost. Only what "
            "comes from the next step is cut.",
            _variant(keep_own=lambda t, window: (t + 1) % window != 0),
        ),
        Mistake(
            "dh_0 cut as well",
            "`dh_0` is zero. The first piece begins at the first step; what that step "
            "hands to the state before it is asked for.",
            lambda dh, h, W, window: {"dh_0": np.zeros_like(dh[0])},
        ),
        Mistake(
            "window slides",
            "Each loss walks back as far as the window is long, wherever it stands. "
            "That is another way to truncate, with more work; here the pieces are "
            "fixed.",
            _sliding,
        ),
        Mistake(
            "no slope",
            "The slope of the tanh is missing.",
            _variant(slope=False),
        ),
        Mistake(
            "W not transposed",
            "On the way back you multiply by W. It should be its transpose.",
            lambda dh, h, W, window: _walk(dh, h, W.T, window),
        ),
        Mistake(
            "last steps alone",
            "You go back through the last steps of the sequence and stop. Every piece "
            "has its own walk.",
            _last_steps,
        ),
        Mistake(
            "from the front",
            "The loop runs from the first step to the last. The walk goes back.",
            _forwards,
        ),
    ),
    hints=(
        "Write the full walk first, as in exercise 4.4: what the step after hands on "
        "is added, then the slope.",
        "Step t + 1 is the first of its piece if (t + 1) is a multiple of the window. "
        "What does it hand to step t then?",
    ),
)
