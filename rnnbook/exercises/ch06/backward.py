"""6.4 in code: the backward of one step."""

import numpy as np

from rnnbook.cells.activations import sigmoid  # noqa: F401  (in a mistake)
from rnnbook.cells.lstm import LSTMStep
from rnnbook.exercises.form import Code


def lstm_step_backward(dh, dc, s):
    do = dh * s.tanh_c
    total = dc + dh * s.o * (1 - s.tanh_c**2)
    di, df, dg = total * s.g, total * s.c_prev, total * s.i
    i, f, o = s.i, s.f, s.o
    di, df, do = di * i * (1 - i), df * f * (1 - f), do * o * (1 - o)
    dg = dg * (1 - s.g**2)
    da = np.concatenate([di, df, dg, do], axis=-1)
    return da, total * s.f


def cases(rng):
    found = []
    for B, H in ((2, 3), (1, 1), (5, 2), (3, 3)):
        i, f, o = (rng.uniform(0.05, 0.95, (B, H)) for _ in "ifo")
        g, c_prev, dh, dc = (rng.normal(size=(B, H)) for _ in range(4))
        g = np.tanh(g)
        step = LSTMStep(i, f, g, o, c_prev, np.tanh(f * c_prev + i * g))
        found.append({"dh": dh, "dc": dc, "s": step})
    return found


NO_SLOPES = ("di * i * (1 - i), df * f * (1 - f), do * o * (1 - o)", "di, df, do")
BACKWARD = Code(
    "6.4", "The step, backward", lstm_step_backward, outputs="da dc_prev",
    blocks={"da": ("da_i", "da_f", "da_g", "da_o")}, cases=cases,
    meaning="The line for `dc_prev` is the carousel: from step to step the gradient is "
        "multiplied by the forget gate, and by nothing else; what comes through h has "
        "been added before.",
    mistakes={
        ("dc + dh * s.o", "dh * s.o"):
            "The gradient that comes from the next step, `dc`, is dropped. A network "
            "trained like this still learns something, so the mistake often stays "
            "unseen.",
        ("dc + dh * s.o * (1 - s.tanh_c**2)", "dc"):
            "The cell state has two ways into the loss: through the next step and "
            "through this step's hidden state. The second is missing.",
        (" * (1 - s.tanh_c**2)", ""):
            "On the way from `dh` to the cell state there is a tanh. Its derivative is "
            "missing.",
        ("s.tanh_c**2", "s.tanh_c"):
            "In the derivative of the tanh, on the way to the cell state, the square "
            "is missing.",
        ("s.tanh_c**2", "np.tanh(s.tanh_c) ** 2"):
            "`tanh_c` is a tanh already. You take the tanh of it again before you form "
            "the derivative.",
        ("dh * s.o *", "dh *"):
            "On the way from `dh` to the cell state there is the output gate. It is "
            "missing.",
        NO_SLOPES:
            "These are the gradients of the gates, not of what goes into them: the "
            "derivative of the sigmoid is missing.",
        ("= s.i, s.f, s.o", "= sigmoid(s.i), sigmoid(s.f), sigmoid(s.o)"):
            "The record holds the gates, after their sigmoid. You apply the sigmoid to "
            "them once more.",
        ("do * o * (1 - o)", "do"):
            "For the output gate the derivative of the sigmoid is missing.",
        ("dg * (1 - s.g**2)", "dg"):
            "This is the gradient of the candidate, not of what goes into it: the "
            "derivative of its tanh is missing.",
        ("(1 - s.g**2)", "s.g * (1 - s.g)"):
            "The candidate has the derivative of a sigmoid. It is a tanh.",
        ("s.g**2", "np.tanh(s.g) ** 2"):
            "`g` is a tanh already. You take the tanh of it again before you form the "
            "derivative.",
        (
            ("s.tanh_c**2", "np.tanh(s.tanh_c) ** 2"),
            ("s.g**2", "np.tanh(s.g) ** 2"),
        ):
            "`tanh_c` and `g` are a tanh already. You take the tanh of them again "
            "before you form the derivatives.",
        (NO_SLOPES, ("dg * (1 - s.g**2)", "dg")):
            "These are the gradients of the gates and of the candidate. The "
            "derivatives of the sigmoids and of the tanh are still to come.",
        ("[di, df,", "[df, di,"):
            "The blocks of the input gate and of the forget gate have changed places.",
        ("dg, do]", "do, dg]"):
            "Your blocks are in the order i, f, o, g. In this book it is i, f, g, o.",
        ("total * s.c_prev", "total * (s.f * s.c_prev + s.i * s.g)"):
            "The forget gate multiplies the old cell state. You took the new one.",
        ("total * s.c_prev", "total"):
            "The forget gate multiplies the old cell state. Its gradient lacks that "
            "factor.",
        (("total * s.g,", "total * s.i,"), ("total * s.i\n", "total * s.g\n")):
            "Each factor of a product gets the other factor. The input gate and the "
            "candidate get themselves here.",
        ("do = dh * s.tanh_c", "do = dh"):
            "The output gate multiplies the squashed cell state. Its gradient lacks "
            "that factor.",
        ("do = dh * s.tanh_c", "do = dc * s.tanh_c"):
            "The output gate shapes the hidden state: its gradient comes from `dh`. "
            "You took `dc`.",
        ("do = dh * s.tanh_c", "do = (dc + dh * s.o * (1 - s.tanh_c**2)) * s.tanh_c"):
            "The output gate shapes the hidden state: its gradient comes from `dh`. "
            "You took the whole gradient of the cell state.",
        ("do = dh * s.tanh_c", "do = dh * np.tanh(s.tanh_c)"):
            "`tanh_c` is a tanh already. You take the tanh of it again for the output "
            "gate.",
        ("do = dh * s.tanh_c", "do = dh * s.o"):
            "The output gate gets itself as a factor. It should get what it "
            "multiplies.",
        ("total * s.f", "total"):
            "The gradient goes back to the old cell state unchanged. On its way stands "
            "what decides how much of that state is kept.",
        ("total * s.f", "dc * s.f"):
            "`dc_prev` is made of the `dc` that came in, before the part from the "
            "hidden state was added.",
        ("da, total * s.f", "total * s.f, da"):
            "Both arrays are right, in the wrong order: `da` comes first.",
    },
    hints=(
        "Go through the step from its last line to its first. Which line used h last, "
        "and what was multiplied there?",
        "The cell state is used twice: by the next step, whose gradient is `dc`, and "
        "by the tanh of this step. Gradients of two uses add up.",
        "In the update each product hands the gradient to one factor times the other "
        "factor.",
        "The derivative of a sigmoid with value y is y (1 - y), that of a tanh is 1 - "
        "y^2: the record holds every y that you need.",
    ),
)  # fmt: skip
