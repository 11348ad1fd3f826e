"""4.1 on paper: three steps back through a unit without a squashing function."""

from rnnbook.exercises.form import Code


def three_steps():
    h, w = [0.0], 0.5
    for x in (1.0, 3.0, -1.0):
        h.append(x + w * h[-1])
    dh, dw = h[3] - 1.0, 0.0
    for t in (3, 2, 1):
        dw += dh * h[t - 1]
        dx_1, dh = dh, dh * w
    return dw, dx_1


BY_HAND = Code(
    "4.1", "Three steps by hand", three_steps, outputs="dw dx_1", code=False,
    atol=0.006,
    meaning="The same error counts at every use of w, each time with the state that w "
        "was multiplied by, and smaller by a factor w for each step back.",
    mistakes={
        ("return dw, dx_1", "return dx_1, dw"):
            "What you give as `dw` is the gradient of the first input. Have the two "
            "changed places?",
        ("h[t - 1]", "h[t - 1] * (t == 3)"):
            "`dw` is the part of the last step. w is used at every step, and each use "
            "has its part.",
        ("h[t - 1]", "h[t]"):
            "You multiply each error by the state that the step made. w was multiplied "
            "by the state before it.",
        ("dh * w", "dh"):
            "The error goes back unchanged from step to step. On its way stands w.",
        ("h[3] - 1.0", "1.0 - h[3]"):
            "The size is right, the sign is not: the error is the state minus its "
            "target.",
        ("h[3] - 1.0", "2 * (h[3] - 1.0)"):
            "Everything is twice as large: the loss has a factor one half.",
        ("return dw, dx_1", "return dw, dx_1 * w"):
            "The gradient of the first input has a w too many: count the steps between "
            "it and the loss.",
        ("return dw, dx_1", "return dw, dx_1 / w"):
            "The gradient of the first input has a w too few: between h_3 and x_1 lie "
            "two steps.",
        ("return dw, dx_1", "return dw, dx_1 / w**2"):
            "What you give as `dx_1` is the error at the end, unchanged. On its way "
            "back to x_1 it passes w twice.",
        ("h[t - 1]", "1"):
            "`dw` is the sum of the errors. Each of them counts times the state that w "
            "was multiplied by.",
        (("for x in", "xs = (0.0, 1.0, 3.0, -1.0)\n    for x in"),
         ("h[t - 1]", "xs[t]")):
            "You multiply each error by the input of its step. w was multiplied by the "
            "state before it.",
        ("h[3] - 1.0", "h[3]"):
            "The target is missing: the error at the end is h_3 minus 1.",
        ("3.0, -1.0", "3.0, 1.0"):
            "The last input is -1. You ran forward with 1.",
        ("h[3] - 1.0", "1.0"):
            "These are the derivatives of the last state, not of the loss: the error "
            "at the end is missing as a factor.",
    },
    hints=(
        "First forward: h_1, h_2, h_3. Then the error at the end: h_3 minus 1.",
        "Going back one step multiplies the error by w. You need it at steps 3, 2, 1.",
        "Each step's part of dw is the error there times the state before it; the "
        "first step has none, since h_0 = 0. Then add them up.",
    ),
)  # fmt: skip
