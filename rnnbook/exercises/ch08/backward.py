"""8.4 in code: the backward of one step."""

import numpy as np

from rnnbook.cells.gru import GRUStep
from rnnbook.exercises.form import Code


def gru_step_backward(dh, s):
    dn = dh * (1 - s.z)
    dz = dh * (s.h_prev - s.n)
    dh_prev = dh * s.z
    da_n = dn * (1 - s.n**2)
    dr = da_n * s.hW_n
    da_z = dz * s.z * (1 - s.z)
    da_r = dr * s.r * (1 - s.r)
    dxU = np.concatenate([da_r, da_z, da_n], axis=-1)
    dhW = np.concatenate([da_r, da_z, da_n * s.r], axis=-1)
    return dxU, dhW, dh_prev


def cases(rng):
    for B, H in ((2, 4), (1, 1), (5, 2), (3, 3)):
        r, z = rng.uniform(0.05, 0.95, (2, B, H))
        n, h_prev = np.tanh(rng.normal(size=(2, B, H)))
        hW_n, dh = rng.normal(size=(2, B, H))
        yield {"dh": dh, "s": GRUStep(r, z, n, hW_n, h_prev)}


BACKWARD = Code(
    "8.4", "The step, backward", gru_step_backward, outputs="dxU dhW dh_prev",
    blocks={"dxU": ("dxU_r", "dxU_z", "dxU_n"), "dhW": ("dhW_r", "dhW_z", "dhW_n")},
    order="dxU_n dxU_z dxU_r dhW_n dhW_z dhW_r dh_prev", cases=cases,
    meaning="The two products get the same gradient in the gates, and not in block n: "
        "there the reset gate stands before one of them. And there is a way to the old "
        "state past all the matrices.",
    mistakes={
        ("da_n * s.r", "da_n"):
            "Both products have the same gradient here. In block n the reset gate "
            "stands between the candidate and one of them.",
        ("da_n]", "da_n * s.r]"):
            "Both products have the same gradient here, with the reset gate in it. In "
            "block n that gate stands before one of them.",
        ("return dxU, dhW", "return dhW, dxU"):
            "The gradients of `xU` and `hW` have changed places: look at block n.",
        (("dh_prev = dh * s.z", "dh_prev = dh * (1 - s.z)"),
         ("dn = dh * (1 - s.z)", "dn = dh * s.z"),
         ("s.h_prev - s.n", "s.n - s.h_prev")):
            "Your shares of old and new have changed places. Here z is the share of "
            "the old state.",
        ("s.h_prev - s.n", "s.n - s.h_prev"):
            "The update gate has the wrong sign: what happens to h when z grows?",
        ("s.h_prev - s.n", "s.h_prev + s.n"):
            "The update gate appears twice in the line of the new state, and once with "
            "a minus sign: its gradient is a difference.",
        ("dh * (s.h_prev - s.n)", "dh * s.h_prev"):
            "The update gate appears twice in the line of the new state. You followed "
            "it to the old state and not to the candidate.",
        ("dh * (s.h_prev - s.n)", "-dh * s.n"):
            "The update gate appears twice in the line of the new state. You followed "
            "it to the candidate and not to the old state.",
        ("dh * (1 - s.z)", "dh"):
            "The candidate enters with a share. Its gradient lacks that factor.",
        ("dh * (1 - s.z)", "dh * s.z"):
            "The candidate has the factor z. Its share of the new state is what z "
            "leaves.",
        ("dh * s.z", "dh"):
            "The gradient goes back to the old state unchanged. On its way stands what "
            "decides how much of that state is kept.",
        (("    dh_prev = dh * s.z\n", ""),
         ("    dr = ", "    dh_prev = dh * s.z + da_n * s.r\n    dr = ")):
            "What goes back through the product with W is in `dhW`. `dh_prev` is only "
            "the way past W, and you added the gradient of `hW_n` to it.",
        ("dh * s.z", "0 * dh"):
            "The old state has a way into the new one past the products with W: the "
            "share that is kept.",
        ("dn * (1 - s.n**2)", "dn"):
            "This is the gradient of the candidate, not of what goes into it: the "
            "derivative of its tanh is missing.",
        ("1 - s.n**2", "1 - s.n"):
            "The derivative of the tanh lacks a square.",
        ("1 - s.n**2", "s.n * (1 - s.n)"):
            "The candidate has the derivative of a sigmoid. It is a tanh.",
        (("dz * s.z * (1 - s.z)", "dz"), ("dr * s.r * (1 - s.r)", "dr")):
            "These are the gradients of the gates, not of what goes into them: the "
            "derivative of the sigmoid is missing.",
        (("dz * s.z * (1 - s.z)", "dz * (1 - s.z**2)"),
         ("dr * s.r * (1 - s.r)", "dr * (1 - s.r**2)")):
            "The gates have the derivative of a tanh. They are sigmoids.",
        (("    da_z =", "    r, z = 1 / (1 + np.exp([-s.r, -s.z]))\n    da_z ="),
         ("s.z * (1 - s.z)", "z * (1 - z)"), ("s.r * (1 - s.r)", "r * (1 - r)")):
            "The record holds the gates, after their sigmoid. You apply the sigmoid to "
            "them once more.",
        ("s.hW_n", "s.h_prev"):
            "The reset gate multiplies the product with W, not the old state: that "
            "would be the other form of the cell.",
        ("s.hW_n", "s.r * s.hW_n"):
            "The gradient of the reset gate has that gate once too often. It starts "
            "from the gradient inside the tanh, not from that of the product.",
        ("s.hW_n", "s.r"):
            "Each factor of a product gets the other factor. The reset gate gets "
            "itself here.",
        (("da_z = dz", "da_r = dz"), ("da_r = dr", "da_z = dr")):
            "The blocks of the reset gate and of the update gate have changed places.",
    },
    hints=(
        "Start at the last line of the step. What three things are in it, and what is "
        "each of them multiplied by?",
        "The update gate is in that line twice, once with a minus sign.",
        "Behind the tanh there is a sum. One summand gets its gradient as it is, the "
        "other through a product with the reset gate, which gets a gradient too.",
        "The derivative of a sigmoid with value y is y (1 - y), that of a tanh is 1 - "
        "y^2: the record holds every y that you need.",
    ),
)  # fmt: skip
