"""8.4 in code: the backward of one step."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.activations import sigmoid
from rnnbook.cells.gru import GRUStep
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _backward(dh, s):
    dxU, dhW, (dh_prev,) = CELLS["gru"].backward((dh,), s)
    return dxU, dhW, dh_prev


def _variant(
    new=lambda s: 1 - s.z,
    gap=lambda s: s.h_prev - s.n,
    old=lambda s: s.z,
    gate=lambda y: y * (1 - y),
    candidate=lambda n: 1 - n**2,
    into_r=lambda s: s.hW_n,
    into_xU=lambda s: 1.0,
    into_hW=lambda s: s.r,
    order=(0, 1, 2),
):
    """The backward of a step with one piece replaced.

    new, gap, old: what multiplies dh on the way to n, to z and to the old state.
    """

    def backward(dh, s):
        da_n = dh * new(s) * candidate(s.n)
        da_z = dh * gap(s) * gate(s.z)
        da_r = da_n * into_r(s) * gate(s.r)
        for_x = [da_r, da_z, da_n * into_xU(s)]
        for_h = [da_r, da_z, da_n * into_hW(s)]
        joined = [
            np.concatenate([blocks[k] for k in order], axis=-1)
            for blocks in (for_x, for_h)
        ]
        return *joined, dh * old(s)

    return backward


def _swapped(dh, s):
    dxU, dhW, dh_prev = _backward(dh, s)
    return dhW, dxU, dh_prev


def _backward_cases(rng):
    cases = []
    for B, units in ((2, 4), (1, 1), (5, 2), (3, 3)):
        r, z = (rng.uniform(0.05, 0.95, (B, units)) for _ in "rz")
        n, h_prev = (np.tanh(rng.normal(size=(B, units))) for _ in "nh")
        hW_n, dh = (rng.normal(size=(B, units)) for _ in "wd")
        cases.append({"dh": dh, "s": GRUStep(r, z, n, hW_n, h_prev)})
    return cases


BACKWARD = Exercise(
    number="8.4",
    title="The step, backward",
    outputs=("dxU", "dhW", "dh_prev"),
    blocks={"dxU": ("dxU_r", "dxU_z", "dxU_n"), "dhW": ("dhW_r", "dhW_z", "dhW_n")},
    order=("dxU_n", "dxU_z", "dxU_r", "dhW_n", "dhW_z", "dhW_r", "dh_prev"),
    right=_backward,
    cases=_backward_cases,
    meaning="The two products get the same gradient in the gates, and not in block n: "
    "there the reset gate stands before one of them. And there is a way to the old "
    "state past all the matrices.",
    mistakes=(
        Mistake(
            "reset missing for hW",
            "Both products have the same gradient here. In block n the reset gate "
            "stands between the candidate and one of them.",
            _variant(into_hW=lambda s: 1.0),
        ),
        Mistake(
            "reset for xU as well",
            "Both products have the same gradient here, with the reset gate in it. In "
            "block n that gate stands before one of them.",
            _variant(into_xU=lambda s: s.r),
        ),
        Mistake(
            "the two exchanged",
            "The gradients of `xU` and `hW` have changed places: look at block n.",
            _swapped,
        ),
        Mistake(
            "z the wrong way round",
            "Your shares of old and new have changed places. Here z is the share of "
            "the old state.",
            _variant(
                new=lambda s: s.z, gap=lambda s: s.n - s.h_prev, old=lambda s: 1 - s.z
            ),
        ),
        Mistake(
            "sign of z",
            "The update gate has the wrong sign: what happens to h when z grows?",
            _variant(gap=lambda s: s.n - s.h_prev),
        ),
        Mistake(
            "old state alone at z",
            "The update gate appears twice in the line of the new state. You followed "
            "it to the old state and not to the candidate.",
            _variant(gap=lambda s: s.h_prev),
        ),
        Mistake(
            "candidate alone at z",
            "The update gate appears twice in the line of the new state. You followed "
            "it to the candidate and not to the old state.",
            _variant(gap=lambda s: -s.n),
        ),
        Mistake(
            "share of the candidate missing",
            "The candidate enters with a share. Its gradient lacks that factor.",
            _variant(new=lambda s: 1.0),
        ),
        Mistake(
            "candidate by z",
            "The candidate has the factor z. Its share of the new state is what z "
            "leaves.",
            _variant(new=lambda s: s.z),
        ),
        Mistake(
            "dh_prev without the update gate",
            "The gradient goes back to the old state unchanged. On its way stands what "
            "decides how much of that state is kept.",
            _variant(old=lambda s: 1.0),
        ),
        Mistake(
            "dh_prev is zero",
            "The old state has a way into the new one past the products with W: the "
            "share that is kept.",
            _variant(old=lambda s: 0.0),
        ),
        Mistake(
            "tanh derivative missing",
            "This is the gradient of the candidate, not of what goes into it: the "
            "derivative of its tanh is missing.",
            _variant(candidate=lambda n: 1.0),
        ),
        Mistake(
            "sigmoid derivative on the candidate",
            "The candidate has the derivative of a sigmoid. It is a tanh.",
            _variant(candidate=lambda n: n * (1 - n)),
        ),
        Mistake(
            "sigmoid derivatives missing",
            "These are the gradients of the gates, not of what goes into them: the "
            "derivative of the sigmoid is missing.",
            _variant(gate=lambda y: 1.0),
        ),
        Mistake(
            "tanh derivative on the gates",
            "The gates have the derivative of a tanh. They are sigmoids.",
            _variant(gate=lambda y: 1 - y**2),
        ),
        Mistake(
            "sigmoid derivative of a sigmoid",
            "The record holds the gates, after their sigmoid. You apply the sigmoid to "
            "them once more.",
            _variant(gate=lambda y: sigmoid(y) * (1 - sigmoid(y))),
        ),
        Mistake(
            "old state at the reset gate",
            "The reset gate multiplies the product with W, not the old state: that "
            "would be the other form of the cell.",
            _variant(into_r=lambda s: s.h_prev),
        ),
        Mistake(
            "reset gate in its own gradient",
            "The gradient of the reset gate has that gate once too often. It starts "
            "from the gradient inside the tanh, not from that of the product.",
            _variant(into_r=lambda s: s.r * s.hW_n),
        ),
        Mistake(
            "reset gate gets itself",
            "Each factor of a product gets the other factor. The reset gate gets "
            "itself here.",
            _variant(into_r=lambda s: s.r),
        ),
        Mistake(
            "gates exchanged",
            "The blocks of the reset gate and of the update gate have changed places.",
            _variant(order=(1, 0, 2)),
        ),
    ),
    hints=(
        "Start at the last line of the step. What three things are in it, and what is "
        "each of them multiplied by?",
        "The update gate is in that line twice, once with a minus sign.",
        "Behind the tanh there is a sum. One summand gets its gradient as it is, the "
        "other through a product with the reset gate, which gets a gradient too.",
        "The derivative of a sigmoid with value y is y (1 - y), that of a tanh is 1 - "
        "y^2: the record holds every y that you need.",
    ),
)
