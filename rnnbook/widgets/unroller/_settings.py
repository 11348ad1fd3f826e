"""What the unroller can be set to: weights to start from, and what is refused."""

import numpy as np
import traitlets

from rnnbook.widgets._traits import refusal

SYMBOLS = ("do", "mi", "sol")
TUNE = [0, 2, 1, 2, 0]
WEIGHTS = ("W", "U", "V")
MOST = 5  # columns that a phone has room for
ONE_LESS = (
    "there is one step less than there are notes, because the last note is only "
    "predicted"
)
PRESETS = {
    "fresh": {
        "U": [[0.9, -0.3], [0.5, -0.9], [-0.2, 0.6]],
        "W": [[0.6, -0.7], [0.8, 0.1]],
        "b": [0.1, -0.2],
        "V": [[0.9, 0.2, -0.5], [-0.6, 1.0, -0.3]],
        "b_y": [0.2, -0.1, 0.3],
        "h_0": [0.0, 0.0],
    },
    # The same after 100 updates of Adam on the tune (mean loss, learning rate 0.05),
    # rounded to one decimal; tests/test_unroller.py trains it again.
    "trained": {
        "U": [[-0.8, -1.9], [2.5, -1.2], [0.9, 1.7]],
        "W": [[2.5, -0.5], [0.6, -1.6]],
        "b": [-0.2, -0.4],
        "V": [[1.8, -2.9, 0.0], [1.6, 2.7, -2.6]],
        "b_y": [0.0, -1.1, 1.1],
        "h_0": [0.0, 0.0],
    },
}


def shapes(H):
    """The shape of each array of the network, by name."""
    n = len(SYMBOLS)
    return {"U": (n, H), "W": (H, H), "b": (H,), "V": (H, n), "b_y": (n,), "h_0": (H,)}


def check_weights(value):
    """`value` as lists of finite numbers that fit each other, or a TraitError."""
    try:
        arrays = {k: np.asarray(v, dtype=np.float64) for k, v in value.items()}
        H = len(arrays["b"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise traitlets.TraitError(
            f"weights is {value!r}, wanted numbers by name: U, W, b, V, b_y and h_0, "
            f"for instance PRESETS['fresh']"
        ) from None
    wanted = shapes(H)
    for name in dict.fromkeys([*wanted, *arrays]):
        came = arrays[name].shape if name in arrays else "missing"
        if came != wanted.get(name) or H not in (1, 2, 3):
            raise traitlets.TraitError(
                f"in weights {name} has shape {came}, wanted {wanted.get(name, 'none')}"
                f" with H = {H} units: the drawing has room for 1 to 3 units and the "
                f"{len(SYMBOLS)} notes {', '.join(SYMBOLS)}"
            )
        if not np.isfinite(arrays[name]).all():
            raise traitlets.TraitError(
                f"in weights {name} is {arrays[name].tolist()}, wanted finite numbers: "
                f"a training that diverged leaves NaN, take the weights before that"
            )
    return {name: arrays[name].tolist() for name in wanted}


def check_notes(value):
    """A list of note numbers, one more than there are steps, or a TraitError."""
    listed = isinstance(value, (list, tuple, np.ndarray))
    known = listed and all(_is_note(n) for n in value)
    if not known or not 2 <= len(value) <= MOST + 1:
        places = f"from 0 to {len(SYMBOLS) - 1}, the places of {', '.join(SYMBOLS)}"
        wanted = f"2 to {MOST + 1} whole numbers {places}"
        why = f"the tune of the chapter is notes = {TUNE}"
        raise refusal("notes", value, wanted, why)
    return [int(n) for n in value]


def _is_note(n):
    whole = isinstance(n, (int, np.integer)) and not isinstance(n, bool)
    return whole and 0 <= n < len(SYMBOLS)
