"""6.4 in code: the backward of one step."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.activations import sigmoid
from rnnbook.cells.lstm import LSTMStep
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _backward(dh, dc, s):
    da, _, (_, dc_prev) = CELLS["lstm"].backward((dh, dc), s)
    return da, dc_prev


def _backward_variant(
    cell=lambda dh, dc, s: dc + dh * s.o * (1 - s.tanh_c**2),
    gate=lambda y: y * (1 - y),
    candidate=lambda g: 1 - g**2,
    into=lambda s: (s.g, s.c_prev, s.i, s.tanh_c),
    to_old=lambda total, dc, s: total * s.f,
    order=(0, 1, 2, 3),
):
    """The backward of a step with one piece replaced.

    into: what multiplies i, f, g and o in the step.
    """

    def backward(dh, dc, s):
        total, other = cell(dh, dc, s), into(s)
        da = [
            total * other[0] * gate(s.i),
            total * other[1] * gate(s.f),
            total * other[2] * candidate(s.g),
            dh * other[3] * gate(s.o),
        ]
        return np.concatenate([da[k] for k in order], axis=-1), to_old(total, dc, s)

    return backward


def _backward_cases(rng):
    cases = []
    for B, units in ((2, 3), (1, 1), (5, 2), (3, 3)):
        i, f, o = (rng.uniform(0.05, 0.95, (B, units)) for _ in "ifo")
        g, c_prev, dh, dc = (rng.normal(size=(B, units)) for _ in range(4))
        g = np.tanh(g)
        step = LSTMStep(i, f, g, o, c_prev, np.tanh(f * c_prev + i * g))
        cases.append({"dh": dh, "dc": dc, "s": step})
    return cases


BACKWARD = Exercise(
    number="6.4",
    title="The step, backward",
    outputs=("da", "dc_prev"),
    blocks={"da": ("da_i", "da_f", "da_g", "da_o")},
    right=_backward,
    cases=_backward_cases,
    meaning="The line for `dc_prev` is the carousel: from step to step the gradient is "
    "multiplied by the forget gate, and by nothing else; what comes through h has been "
    "added before.",
    mistakes=(
        Mistake(
            "incoming dc dropped",
            "The gradient that comes from the next step, `dc`, is dropped. A network "
            "trained like this still learns something, so the mistake often stays "
            "unseen.",
            _backward_variant(lambda dh, dc, s: dh * s.o * (1 - s.tanh_c**2)),
        ),
        Mistake(
            "dh does not reach the cell",
            "The cell state has two ways into the loss: through the next step and "
            "through this step's hidden state. The second is missing.",
            _backward_variant(lambda dh, dc, s: dc),
        ),
        Mistake(
            "tanh derivative missing on the cell",
            "On the way from `dh` to the cell state there is a tanh. Its derivative is "
            "missing.",
            _backward_variant(lambda dh, dc, s: dc + dh * s.o),
        ),
        Mistake(
            "tanh twice on the cell",
            "`tanh_c` is a tanh already. You take the tanh of it again before you form "
            "the derivative.",
            _backward_variant(
                lambda dh, dc, s: dc + dh * s.o * (1 - np.tanh(s.tanh_c) ** 2)
            ),
        ),
        Mistake(
            "output gate missing on the cell",
            "On the way from `dh` to the cell state there is the output gate. It is "
            "missing.",
            _backward_variant(lambda dh, dc, s: dc + dh * (1 - s.tanh_c**2)),
        ),
        Mistake(
            "sigmoid derivative missing",
            "These are the gradients of the gates, not of what goes into them: the "
            "derivative of the sigmoid is missing.",
            _backward_variant(gate=lambda y: 1.0),
        ),
        Mistake(
            "sigmoid derivative of a sigmoid",
            "The record holds the gates, after their sigmoid. You apply the sigmoid to "
            "them once more.",
            _backward_variant(gate=lambda y: sigmoid(y) * (1 - sigmoid(y))),
        ),
        Mistake(
            "tanh derivative missing on the candidate",
            "This is the gradient of the candidate, not of what goes into it: the "
            "derivative of its tanh is missing.",
            _backward_variant(candidate=lambda g: 1.0),
        ),
        Mistake(
            "sigmoid derivative on the candidate",
            "The candidate has the derivative of a sigmoid. It is a tanh.",
            _backward_variant(candidate=lambda g: g * (1 - g)),
        ),
        Mistake(
            "both derivatives missing",
            "These are the gradients of the gates and of the candidate. The "
            "derivatives of the sigmoids and of the tanh are still to come.",
            _backward_variant(gate=lambda y: 1.0, candidate=lambda g: 1.0),
        ),
        Mistake(
            "forget and input gate swapped",
            "The blocks of the input gate and of the forget gate have changed places.",
            _backward_variant(order=(1, 0, 2, 3)),
        ),
        Mistake(
            "gate order i f o g",
            "Your blocks are in the order i, f, o, g. In this book it is i, f, g, o.",
            _backward_variant(order=(0, 1, 3, 2)),
        ),
        Mistake(
            "new cell state at the forget gate",
            "The forget gate multiplies the old cell state. You took the new one.",
            _backward_variant(
                into=lambda s: (s.g, s.f * s.c_prev + s.i * s.g, s.i, s.tanh_c)
            ),
        ),
        Mistake(
            "old cell state missing at the forget gate",
            "The forget gate multiplies the old cell state. Its gradient lacks that "
            "factor.",
            _backward_variant(into=lambda s: (s.g, 1.0, s.i, s.tanh_c)),
        ),
        Mistake(
            "input gate and candidate get themselves",
            "Each factor of a product gets the other factor. The input gate and the "
            "candidate get themselves here.",
            _backward_variant(into=lambda s: (s.i, s.c_prev, s.g, s.tanh_c)),
        ),
        Mistake(
            "cell state missing at the output gate",
            "The output gate multiplies the squashed cell state. Its gradient lacks "
            "that factor.",
            _backward_variant(into=lambda s: (s.g, s.c_prev, s.i, 1.0)),
        ),
        Mistake(
            "output gate gets itself",
            "The output gate gets itself as a factor. It should get what it "
            "multiplies.",
            _backward_variant(into=lambda s: (s.g, s.c_prev, s.i, s.o)),
        ),
        Mistake(
            "dc_prev without the forget gate",
            "The gradient goes back to the old cell state unchanged. On its way stands "
            "what decides how much of that state is kept.",
            _backward_variant(to_old=lambda total, dc, s: total),
        ),
        Mistake(
            "dc_prev from the incoming dc alone",
            "`dc_prev` is made of the `dc` that came in, before the part from the "
            "hidden state was added.",
            _backward_variant(to_old=lambda total, dc, s: dc * s.f),
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: `da` comes first.",
            lambda *args: _backward(*args)[::-1],
        ),
    ),
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
)
