"""2.3 in code: many layers, their values and their derivatives."""

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _layers(h_0, w, n, squash=np.tanh, derivative=None, first=1.0):
    """Values and derivatives of n layers; derivative: (a, h, w) -> that of a layer."""
    derivative = derivative or (lambda a, h, w: w * (1 - h**2))
    h, d = [h_0], [np.full_like(h_0, first)]
    for _ in range(n):
        a = w * h[-1]
        h.append(squash(a))
        d.append(d[-1] * derivative(a, h[-1], w))
    return np.array(h), np.array(d)


def _with(derivative):
    """Right values beside derivatives by another rule for one layer."""
    return lambda h_0, w, n: {"d": _layers(h_0, w, n, derivative=derivative)[1]}


def _added(h_0, w, n):
    h, _ = _layers(h_0, w, n)
    slopes = w * (1 - h[1:] ** 2)
    return {"d": np.concatenate([np.ones_like(h[:1]), 1 + np.cumsum(slopes, axis=0)])}


def _one_layer(h_0, w, n):
    h, _ = _layers(h_0, w, n)
    return {"d": np.concatenate([np.ones_like(h[:1]), w * (1 - h[1:] ** 2)])}


def _late(h_0, w, n):
    """The slope of each layer taken from the value before it."""
    h, _ = _layers(h_0, w, n)
    slopes = w * (1 - h[:-1] ** 2)
    return {"d": np.concatenate([np.ones_like(h[:1]), np.cumprod(slopes, axis=0)])}


def _cases(rng):
    return [
        {"h_0": rng.normal(0, 0.5, m), "w": w, "n": n}
        for m, w, n in ((3, 1.7, 4), (1, 0.8, 2), (4, 2.5, 6), (2, -1.3, 5))
    ]


LAYERS = Exercise(
    number="2.3",
    title="Values and derivatives of many layers",
    outputs=("h", "d"),
    right=_layers,
    cases=_cases,
    meaning="You carried a derivative forward beside the value, one factor a layer. "
    "Chapter 4 carries it backward, which is cheaper when one loss looks at many "
    "numbers.",
    mistakes=(
        Mistake(
            "factor forgotten in the derivative",
            "Each layer multiplies by w before it squashes. Your derivatives hold only "
            "the slopes of the tanh.",
            _with(lambda a, h, w: 1 - h**2),
        ),
        Mistake(
            "not squared",
            "The slope of a tanh is not one minus its value: the value stands squared.",
            _with(lambda a, h, w: w * (1 - h)),
        ),
        Mistake(
            "tanh twice",
            "You took the tanh of the value once more for the slope. The value is the "
            "tanh already.",
            _with(lambda a, h, w: w * (1 - np.tanh(h) ** 2)),
        ),
        Mistake(
            "pre-activation for value",
            "You squared the pre-activation. In the slope stands the square of the "
            "tanh of it.",
            _with(lambda a, h, w: w * (1 - a**2)),
        ),
        Mistake(
            "slope of a sigmoid",
            "This is the slope of a sigmoid. The layers squash by a tanh.",
            _with(lambda a, h, w: w * h * (1 - h)),
        ),
        Mistake(
            "no slope",
            "Your derivatives are the powers of w: the slopes of the tanh are missing.",
            _with(lambda a, h, w: w),
        ),
        Mistake(
            "slope one layer late",
            "The slope of a layer is taken from the value that came into it. It "
            "belongs to the value that came out.",
            _late,
        ),
        Mistake(
            "added",
            "The derivatives of the layers are added up. A chain of layers multiplies.",
            _added,
        ),
        Mistake(
            "single layers",
            "These are the derivatives of single layers, each with respect to the one "
            "before it. Wanted are those with respect to the start.",
            _one_layer,
        ),
        Mistake(
            "starts at zero",
            "Your first derivative is 0, and so all the others are. What is the "
            "derivative of the start with respect to itself?",
            lambda h_0, w, n: {"d": _layers(h_0, w, n, first=0.0)[1]},
        ),
        Mistake(
            "sigmoid",
            "The layers are squashed by a sigmoid. Here it is a tanh.",
            lambda h_0, w, n: _layers(
                h_0, w, n, sigmoid, lambda a, h, w: w * h * (1 - h)
            ),
        ),
        Mistake(
            "not squashed",
            "The values are not squashed: these are the powers of w times the start.",
            lambda h_0, w, n: _layers(
                h_0, w, n, lambda a: a, lambda a, h, w: w + 0 * h
            ),
        ),
        Mistake(
            "squashed before the product",
            "The order is turned round: here a layer multiplies first and squashes "
            "then.",
            lambda h_0, w, n: {
                "h": np.array([h_0, *_after(h_0, w, n)]),
            },
        ),
        Mistake(
            "exchanged",
            "Both arrays are right, in the wrong order: the values come first.",
            lambda h_0, w, n: _layers(h_0, w, n)[::-1],
        ),
    ),
    hints=(
        "Keep two lists, one of values and one of derivatives, and let each layer add "
        "one entry to both. `np.array` makes one array of a list.",
        "The derivative of the start with respect to itself is 1, for every entry.",
        "A layer multiplies the derivative so far by its own slope: that of `w * h` "
        "times that of the tanh, which the new value gives.",
    ),
)


def _after(h, w, n):
    """Values of layers that squash first and multiply then."""
    for _ in range(n):
        h = w * np.tanh(h)
        yield h
