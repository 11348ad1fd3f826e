"""9.4 in code: two layers of a vanilla RNN, forward."""

import numpy as np

from rnnbook.exercises.form import Code


def two_layers(x, U_1, W_1, b_1, U_2, W_2, b_2):
    h_1, out_1 = np.zeros((x.shape[1], len(W_1))), []
    h_2, out_2 = np.zeros((x.shape[1], len(W_2))), []
    for x_t in x:
        h_1 = np.tanh(x_t @ U_1 + h_1 @ W_1 + b_1)
        out_1.append(h_1)
        h_2 = np.tanh(h_1 @ U_2 + h_2 @ W_2 + b_2)
        out_2.append(h_2)
    return np.stack(out_1), np.stack(out_2)


def cases(rng):
    for T, B, n in ((4, 2, 3), (3, 1, 2), (6, 3, 4)):
        case = {"x": rng.normal(size=(T, B, n))}
        for k in (1, 2):
            case[f"U_{k}"], case[f"W_{k}"] = rng.normal(0, 0.8, (2, n, n))
            case[f"b_{k}"] = rng.normal(0, 0.5, n)
        yield case


TWO_LAYERS = Code(
    "9.4", "Two layers", two_layers, outputs="h_1 h_2", cases=cases,
    meaning="You may go through all steps of the first layer before you begin the "
        "second, or through both at each step: the numbers are the same.",
    mistakes={
        ("h_1 @ U_2", "h_2 @ U_2"):
            "The second layer reads its own last state in place of the layer below. It "
            "cannot know anything of the input.",
        ("    return np.stack(out_1), np.stack(out_2)",
         "    h_2, out_2 = np.zeros((x.shape[1], len(W_2))), []\n"
         "    for _ in out_1:\n"
         "        h_2 = np.tanh(out_1[-1] @ U_2 + h_2 @ W_2 + b_2)\n"
         "        out_2.append(h_2)\n"
         "    return np.stack(out_1), np.stack(out_2)"):
            "The second layer reads the *last* state of the first at every step. At "
            "step t it reads the first layer's state of step t.",
        ("h_1 @ U_2", "x_t @ U_2"):
            "The second layer reads the input. These are two layers side by side, not "
            "one above the other.",
        (("h_1 = np", "old, h_1 = h_1, np"), ("h_1 @ U_2", "old @ U_2")):
            "The second layer reads the state that the first had one step before.",
        ("(h_1)\n", "(h_1)\n    h_2 = h_1\n    for h_1 in out_1:\n"):
            "The second layer starts from the last state of the first. It has a state "
            "of its own, and it starts at zero.",
        (("h_2 = np.tanh", "h_1 = h_2 = np.tanh"), ("h_2 @ W_2", "h_1 @ W_2")):
            "Both layers use one state: each begins from what the other has just "
            "computed. Each has its own.",
        (("h_1 = np", "old, h_1 = h_1, np"), ("h_2 @ W_2", "old @ W_2")):
            "With W_2 you multiply a state of the first layer. It is for the second "
            "layer's own state.",
        ("h_2 @ W_2", "h_2 @ W_1"): "The second layer uses the W of the first.",
        ("h_1 @ U_2 + h_2 @ W_2 + b_2", "h_1 @ U_1 + h_2 @ W_1 + b_1"):
            "Both layers have the weights of the first. Each layer has its own; only "
            "the steps of a layer share them.",
        ("U_1, W_1, b_1, U_2, W_2, b_2", "U_2, W_2, b_2, U_1, W_1, b_1"):
            "The weights of the two layers have changed places.",
        (" + h_1 @ W_1", ""): "The first layer starts every step from zero.",
        (" + h_2 @ W_2", ""):
            "The second layer starts every step from zero: it has no memory of its "
            "own.",
        ((" + h_1 @ W_1", ""), (" + h_2 @ W_2", "")):
            "Both layers start every step from zero.",
        ((" + b_1", ""), (" + b_2", "")): "The biases are missing.",
        (" + b_2", ""): "The bias of the second layer is missing.",
        ("U_1, W_1, b_1, U_2, W_2, b_2", "W_1, U_1, b_1, W_2, U_2, b_2"):
            "U and W have changed places: U is for what a layer reads.",
        ("x_t @ U_1 + h_1 @ W_1", "x_t @ W_1 + h_1 @ U_1"):
            "In the first layer U and W have changed places; in the second they are "
            "right.",
        ("h_1 @ U_2 + h_2 @ W_2", "h_1 @ W_2 + h_2 @ U_2"):
            "In the second layer U and W have changed places; in the first they are "
            "right.",
        (" + b_2", " + b_1"): "The second layer has the bias of the first.",
        ("h_2 = np.tanh", "h_2 = "): "The second layer is not squashed.",
        ("append(h_2)", "append(h_1 + h_2)"):
            "You add what the second layer reads to what it gives. That is a residual; "
            "this network has none.",
        ("np.stack(out_1), np.stack(out_2)", "np.stack(out_2), np.stack(out_1)"):
            "Both arrays are right, in the wrong order: the first layer comes first.",
    },
    hints=(
        "Two loops over time, one after the other, are enough. What does the second "
        "loop run over?",
        "Each layer has a state of its own, (B, H), zeros at first.",
        "Write a function for one layer, (9.1) with v for what it reads, and call it "
        "twice.",
    ),
)  # fmt: skip
