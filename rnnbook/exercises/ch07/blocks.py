"""7.4 in code: the Jacobian of one step of an LSTM, in four blocks."""

import numpy as np

from rnnbook.cells.lstm import lstm
from rnnbook.exercises.form import Code


def step_blocks(W, s):
    W_i, W_f, W_g, W_o = np.split(W, 4, axis=1)
    i, f, o = s.i * (1 - s.i), s.f * (1 - s.f), s.o * (1 - s.o)
    g = 1 - s.g**2

    def rows(slopes, block):
        return slopes[:, None] * block.T

    ch = rows(s.g * i, W_i) + rows(s.c_prev * f, W_f) + rows(s.i * g, W_g)
    q = s.o * (1 - s.tanh_c**2)
    hh = rows(s.tanh_c * o, W_o) + q[:, None] * ch
    return hh, np.diag(q * s.f), ch, np.diag(s.f)


def cases(rng):
    for H in (3, 2, 4):
        W, (xU, hW) = rng.normal(size=(H, 4 * H)), rng.normal(size=(2, 4 * H))
        yield {"W": W, "s": lstm(xU, hW, rng.normal(size=(2, H)))[1]}


BLOCKS = Code(
    "7.4", "The Jacobian of a step", step_blocks, outputs="hh hc ch cc",
    order="cc ch hc hh", cases=cases,
    meaning="Only the two blocks on the side of h hold W. What goes from c to c, and "
        "on to h, passes no matrix.",
    mistakes={
        ("block.T", "block"):
            "The blocks of W are not transposed. W takes h forward; row j of a "
            "Jacobian is what reaches the new entry j.",
        ("slopes[:, None] *", "slopes *"):
            "The slopes multiply the columns. A slope belongs to a new entry, and new "
            "entries are rows.",
        ("hh, np.diag(q * s.f), ch,", "hh.T, np.diag(q * s.f), ch.T,"):
            "These are the transposes: rows are the new entries, columns the old ones.",
        ("s.i * (1 - s.i), s.f * (1 - s.f), s.o * (1 - s.o)", "1, 1, 1"):
            "The gates lack the slopes of their sigmoids.",
        ("1 - s.g**2", "1"): "The candidate lacks the slope of its tanh.",
        ("1 - s.g**2", "s.g * (1 - s.g)"):
            "The candidate has the slope of a sigmoid. It is a tanh.",
        (("s.g * i", "i"), ("s.c_prev * f", "f"), ("s.i * g", "g"),
         ("s.tanh_c * o", "o")):
            "You have the slopes of the gates and not what the gates multiply.",
        (("s.g * i", "s.i * i"), ("s.i * g", "s.g * g")):
            "The input gate and the candidate get themselves as factors. Each gets the "
            "other.",
        (("rows(s.g * i, W_i) + ", ""), (" + rows(s.i * g, W_g)", "")):
            "Into the new c you let h come through the forget gate alone. It has two "
            "other ways.",
        (" + rows(s.i * g, W_g)", ""):
            "Into the new c you let h come through the two gates. The candidate sees h "
            "too.",
        ("W_g)", "W_g) + rows(s.tanh_c * o, W_o)"):
            "You let the output gate lead into c. It decides what is shown of c, and "
            "changes nothing in it.",
        ("W_f, W_g, W_o", "W_f, W_o, W_g"):
            "You read the blocks of W in the order i, f, o, g. In this book it is i, "
            "f, g, o.",
        ("s.o * (1 - s.tanh_c**2)", "s.o"):
            "Between c and h stands a tanh. Its slope is missing.",
        ("s.o * (1 - s.tanh_c**2)", "1 - s.tanh_c**2"):
            "Between c and h stands the output gate. It is missing.",
        ("s.o * (1 - s.tanh_c**2)", "s.o * (1 - s.tanh_c)"):
            "The slope of the tanh between c and h lacks its square.",
        ("q[:, None] * ch", "ch * q"):
            "From h to h you multiply the columns of `ch` by what is shown. It is the "
            "new c that is shown, and new entries are rows.",
        ("ch, np.diag(s.f)", "ch, np.diag(s.f) + ch * q"):
            "`cc` is the total derivative, with the way over h. A block of the "
            "Jacobian holds the old h still: h has a block of its own.",
        ("np.diag(q * s.f), ch, np.diag(s.f)",
         "np.diag(q * s.f) + hh * q, ch, np.diag(s.f) + ch * q"):
            "`cc` and `hc` are total derivatives, with the way over h. A block of the "
            "Jacobian holds the old h still: h has a block of its own.",
        (" + q[:, None] * ch", ""):
            "From h to h you have the way through the output gate alone. The new c "
            "sees h too, and the new h sees that c.",
        ("rows(s.tanh_c * o, W_o) + ", ""):
            "From h to h you have the way through the new c alone. The output gate "
            "sees h too.",
        ("np.diag(q * s.f), ch, np.diag(s.f)", "np.diag(q), ch, np.eye(len(q))"):
            "The old c enters the new one as it is. That is the cell of 1997; here a "
            "gate multiplies it.",
        ("q * s.f", "q"):
            "From the old c to the new h the way leads through the forget gate. In "
            "`hc` it is missing.",
        ("hh, np.diag(q * s.f), ch", "hh, ch, np.diag(q * s.f)"):
            "`hc` and `ch` have changed places: the first letter is the new state.",
    },
    hints=(
        "Begin with the easy ones. What is the derivative of the new c for the old c "
        "with everything else held still? `np.diag` makes a matrix of a row.",
        "The old h enters the new c through three of the four blocks. Each gives its "
        "slope, times what it multiplies in the update, times its block of W, "
        "transposed.",
        "`slopes[:, None] * W_f.T` multiplies row j by slope j.",
        "The new h sees the new c through the tanh and the output gate: multiply the "
        "rows that you have for c. One way from h to h does not pass c. Add it.",
    ),
)  # fmt: skip
