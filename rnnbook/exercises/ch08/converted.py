"""8.5 in code: weights that were made for another convention."""

import numpy as np

from rnnbook.exercises.form import Code


def converted(U, W, b):
    def turned(array, sign=-1):
        z, r, n = np.split(array, 3, axis=-1)
        return np.concatenate([r, sign * z, n], axis=-1)

    return turned(U), turned(W), turned(b)


CONVERTED = Code(
    "8.5", "Weights from elsewhere", converted, outputs="U W b",
    blocks={"U": ("U_r", "U_z", "U_n"), "W": ("W_r", "W_z", "W_n")},
    cases={"U": "D 3H", "W": "H 3H", "b": "3H"}, scale=1,
    sizes=[dict(D=2, H=4), dict(D=1, H=1), dict(D=5, H=2), dict(D=3, H=3)],
    meaning="A turned sign and a turned order, and it is the same function. Loaded as "
        "they were, the weights would have run without complaint and computed another.",
    mistakes={
        ("[r, sign * z, n]", "[z, r, n]"): "These are the weights as they came.",
        ("[r, sign * z, n]", "[r, z, n]"):
            "The blocks are in the right order. The update gate still says how much "
            "comes in, not how much stays.",
        ("[r, sign * z, n]", "[-z, r, n]"):
            "The sign is turned where it should be, and the blocks are still in the "
            "order in which they came.",
        ("[r, sign * z, n]", "[z, -r, n]"):
            "You took the blocks to be in our order. They came as z, r, n: what you "
            "turned is the reset gate, and it stands in the place of the other.",
        ("[r, sign * z, n]", "[-r, z, n]"):
            "You turned the sign of the reset gate. It means the same in both.",
        ("[r, sign * z, n]", "[-r, -z, -n]"):
            "You turned the sign of all blocks. Only one of them means the opposite.",
        ("[r, sign * z, n]", "[-r, -z, n]"):
            "You turned the sign of both gates. The reset gate means the same in both.",
        ("[r, sign * z, n]", "[r, z, -n]"): "You turned the sign of the candidate.",
        ("turned(b)", "turned(b, sign=1)"):
            "The weights of the update gate have their sign turned, its bias has not. "
            "All that is summed before the sigmoid has to turn.",
        (("turned(U)", "turned(U, sign=1)"), ("turned(W)", "turned(W, sign=1)")):
            "The bias of the update gate has its sign turned, its weights have not. "
            "All that is summed before the sigmoid has to turn.",
        ("turned(b)", "b"):
            "The weights are converted, the bias is as it came. Its blocks have the "
            "same order and the same meaning as theirs.",
        ("turned(W)", "turned(W, sign=1)"):
            "The recurrent weights of the update gate still have their old sign.",
        ("turned(U)", "turned(U, sign=1)"):
            "The input weights of the update gate still have their old sign.",
        ("sign * z", "1 - z"):
            "You took one minus the weights. It is the gate that turns into one minus "
            "itself: what does its pre-activation do?",
        ("[r, sign * z, n]", "[n, -z, r]"): "Your blocks are in the order n, z, r.",
    },
    hints=(
        "`np.split` cuts each array into its three blocks along the last axis, and "
        "`np.concatenate` puts them together again in another order.",
        "The gate of the other convention is one minus ours. What does the sigmoid of "
        "the negative of a number have to do with the sigmoid of that number?",
        "Three things are added up before the sigmoid of a gate. To turn the sign of "
        "the sum, turn the sign of each of them.",
    ),
)  # fmt: skip
