"""3.3 in code: the whole forward pass, batched."""

import numpy as np

from rnnbook.exercises.form import Code, drawn


def forward(x, U, W, b, h_0, V, b_y):
    h, states = h_0, []
    for x_t in x:
        a = x_t @ U + h @ W + b
        h = np.tanh(a)
        states.append(h)
    h = np.stack(states)
    o = h @ V + b_y
    return h, o


DRAW = drawn(
    dict(x="T B D", U="D H", W="H H", b="H", h_0="B H", V="H O", b_y="O"),
    [
        dict(T=4, B=2, D=3, H=5, O=2),
        dict(T=1, B=1, D=1, H=1, O=1),
        dict(T=3, B=3, D=4, H=2, O=3),
    ],
    scale=1,
)


def cases(rng):
    return [case | {"h_0": np.tanh(case["h_0"])} for case in DRAW(rng)]


FORWARD = Code(
    "3.3", "The forward pass", forward, outputs="h o", cases=cases,
    meaning="This is the network of the chapter, for any sizes. What is left to do is "
        "the loss, and that is the next exercise.",
    mistakes={
        ("h @ W", "h_0 @ W"):
            "Every step starts from the first state: the new one is not handed on.",
        ("h, states = h_0", "h, states = 0 * h_0"):
            "You start from zeros. A first state is given.",
        (" + h @ W", ""):
            "The state of the step before has no effect: `W` is not used.",
        ("W + b", "W.T + b"):
            "The recurrent matrix is transposed. Vectors are rows here.",
        ("np.tanh(a)", "a"):
            "The pre-activation is used as it is: the tanh is missing.",
        ("np.tanh(a)", "1 / (1 + np.exp(-a))"):
            "You squash with a sigmoid. This network has a tanh.",
        ("np.tanh(a)", "np.maximum(a, 0)"):
            "You cut the negative part off. This network has a tanh.",
        ("W + b", "W"): "The bias of the units is missing.",
        (("W + b", "W"), ("np.tanh(a)", "np.tanh(a) + b")):
            "The bias comes in after the tanh. It belongs to what is squashed.",
        ("h = np.tanh(a)\n        states.append(h)",
         "states.append(h)\n        h = np.tanh(a)"):
            "Your rows are the states that the steps started from. Each step's own, "
            "new one was wanted.",
        ("h @ V", "np.stack([h_0, *h[:-1]]) @ V"):
            "The states are right. The readout of a step looks at the state before it.",
        (("h, states = h_0, []", "h, states = h_0, [h_0]"), ("in x:", "in x[1:]:")):
            "Your row 0 is the first state, and the loop begins at the second input. "
            "Row 0 is the state after the first step: the first input makes it.",
        (("append(h)", "append(a)"),
         ("h = np.stack(states)", "a = np.stack(states)\n    h = np.tanh(a)"),
         ("h @ V", "a @ V")):
            "The states are right. The readout looks at what they were before the "
            "tanh.",
        (" + b_y", ""): "The states are right. The bias of the readout is missing.",
        ("h @ V + b_y", "np.tanh(h @ V + b_y)"):
            "The states are right. The scores went through a tanh: they are free to be "
            "any number.",
        ("return h, o", "return h, np.exp(o) / np.exp(o).sum(axis=-1, keepdims=True)"):
            "The states are right. You made probabilities of the scores: the scores "
            "themselves were wanted.",
        ("return h, o", "return o, h"):
            "Both arrays are right, in the wrong order: the states come first.",
    },
    hints=(
        "A loop over the first axis of `x` gives one (B, D) block for each step.",
        "Use one name for the state, and let the new one replace the old one at the "
        "end of each turn.",
        "`np.stack` makes one array of a list of blocks. The readout can be one "
        "product for all steps: `@` works on the last axis.",
    ),
)  # fmt: skip
