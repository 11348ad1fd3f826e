"""2.3 in code: many layers, their values and their derivatives."""

import numpy as np

from rnnbook.exercises.form import Code


def layers(h_0, w, n):
    h, d = [h_0], [np.ones_like(h_0)]
    for _ in range(n):
        a = w * h[-1]
        h.append(np.tanh(a))
        slope = w * (1 - h[-1] ** 2)
        d.append(d[-1] * slope)
    return np.array(h), np.array(d)


def _one_array(h_0, w, n):
    """Every row is the last one: an array that was changed in place."""
    return tuple(np.repeat(rows[-1:], n + 1, axis=0) for rows in layers(h_0, w, n))


def cases(rng):
    return [
        {"h_0": rng.normal(0, 0.5, m), "w": w, "n": n}
        for m, w, n in ((3, 1.7, 4), (1, 0.8, 2), (4, 2.5, 6), (2, -1.3, 5))
    ]


LAYERS = Code(
    "2.3", "Values and derivatives of many layers", layers, outputs="h d", cases=cases,
    meaning="You carried a derivative forward beside the value, one factor a layer. "
        "Chapter 4 carries it backward, which is cheaper when one loss looks at many "
        "numbers.",
    mistakes={
        _one_array:
            "All rows are the same, the last ones: the list holds one array many "
            "times. An assignment into it, like `h[:] = `, changes them all. Make a "
            "new array in each layer.",
        ("d.append(d[-1] * slope)", "d.append(w ** len(d) * (1 - h[-1] ** 2))"):
            "The factor w comes in once for each layer, the slope of the tanh once in "
            "all. Each layer has a slope of its own.",
        ("w * (1 - h[-1] ** 2)", "1 - h[-1] ** 2"):
            "Each layer multiplies by w before it squashes. Your derivatives hold only "
            "the slopes of the tanh.",
        ("h[-1] ** 2", "h[-1]"):
            "The slope of a tanh is not one minus its value: the value stands squared.",
        ("h[-1] ** 2", "np.tanh(h[-1]) ** 2"):
            "You took the tanh of the value once more for the slope. The value is the "
            "tanh already.",
        ("h[-1] ** 2", "a**2"):
            "You squared the pre-activation. In the slope stands the square of the "
            "tanh of it.",
        ("(1 - h[-1] ** 2)", "h[-1] * (1 - h[-1])"):
            "This is the slope of a sigmoid. The layers squash by a tanh.",
        ("w * (1 - h[-1] ** 2)", "w"):
            "Your derivatives are the powers of w: the slopes of the tanh are missing.",
        ("h[-1] ** 2", "h[-2] ** 2"):
            "The slope of a layer is taken from the value that came into it. It "
            "belongs to the value that came out.",
        ("d[-1] * slope", "d[-1] + slope"):
            "The derivatives of the layers are added up. A chain of layers multiplies.",
        ("d[-1] * slope", "slope"):
            "These are the derivatives of single layers, each with respect to the one "
            "before it. Wanted are those with respect to the start.",
        ("np.ones_like", "np.zeros_like"):
            "Your first derivative is 0, and so all the others are. What is the "
            "derivative of the start with respect to itself?",
        (("np.tanh(a)", "1 / (1 + np.exp(-a))"),
         ("(1 - h[-1] ** 2)", "h[-1] * (1 - h[-1])")):
             "The layers are squashed by a sigmoid. Here it is a tanh.",
        (("np.tanh(a)", "a"), ("w * (1 - h[-1] ** 2)", "w")):
            "The values are not squashed: these are the powers of w times the start.",
        (("np.tanh(a)", "w * np.tanh(h[-1])"), ("np.array(d)", "...")):
            "The order is turned round: here a layer multiplies first and squashes "
            "then.",
        ("np.array(h), np.array(d)", "np.array(d), np.array(h)"):
            "Both arrays are right, in the wrong order: the values come first.",
    },
    hints=(
        "Keep two lists, one of values and one of derivatives, and let each layer add "
        "one entry to both. `np.array` makes one array of a list.",
        "The derivative of the start with respect to itself is 1, for every entry.",
        "A layer multiplies the derivative so far by its own slope: that of `w * h` "
        "times that of the tanh, which the new value gives.",
    ),
)  # fmt: skip
