"""7.1 on paper: which factors stand on a path, and what a second path adds."""

from math import tanh

from rnnbook.exercises.form import Numbers

# f_t, o_t, c_t; then what stands at the step before; then the one recurrent weight.
F, O, C = 0.9, 0.6, 0.8  # noqa: E741
O_PREV, C_PREV, W_F = 0.7, 0.4, 7.0


def slope(c):
    return 1 - tanh(c) ** 2


VIEW = O_PREV * slope(C_PREV)  # of the old cell state in the old h


def kept(view=VIEW, weight=W_F, gate=F * (1 - F), factor=C_PREV):
    """The belt, and beside it the path through h and the forget gate."""
    return F + view * weight * gate * factor


FACTORS = Numbers(
    "7.1", "Which factors stand on the path?",
    right=dict(shown=F * slope(C) * O, kept=kept()),
    meaning="The second number is above 1, though the forget gate is below it: a path "
        "through a gate adds to the direct one, and may make a memory feed itself.",
    shown={
        O * slope(C):
            "`shown` begins at the new cell state. The question begins one step "
            "earlier: what stands between the two?",
        F * slope(C):
            "In `shown` the output gate is missing: h is not the whole of tanh c.",
        F * O: "In `shown` the slope of the tanh on the cell state is missing.",
        F * tanh(C) * O:
            "In `shown` stands the tanh itself. A derivative has its slope.",
        F * (1 - C**2) * O: "In `shown` the slope is made of c. It is made of tanh c.",
        F * (1 - tanh(C)) * O: "In `shown` the slope of the tanh lacks its square.",
        F * tanh(C) ** 2 * O:
            "In `shown` the slope of the tanh lacks the 1 from which the square is "
            "taken.",
        F * slope(C_PREV) * O:
            "In `shown` the slope is that of the tanh of the old cell state. It is the "
            "new cell state that is squashed.",
        F * slope(C) * O_PREV:
            "In `shown` the output gate is that of the step before. It is this step's "
            "gate that shows the new cell state.",
    },
    kept={
        F:
            "`kept` is the direct path alone. The forget gate sees h of the step "
            "before, and that sees the old cell state.",
        kept() - F:
            "`kept` is the path through the forget gate alone. Paths add up: the belt "
            "is one of them.",
        F * (kept() - F):
            "The two paths are multiplied. They lie side by side, so they add up.",
        kept(gate=1):
            "On the way through the forget gate stands the slope of its sigmoid. In "
            "`kept` it is missing.",
        kept(gate=1 / 4):
            "On the way through the forget gate stands the slope of its sigmoid. A "
            "quarter is the largest that it can be; here the gate is not at one half.",
        kept(view=O_PREV * tanh(C_PREV)):
            "In `kept` the old h itself stands where its derivative for the old cell "
            "state belongs.",
        kept() * slope(C) * O:
            "`kept` ends at the new h. The second question ends at the new cell state.",
        kept(factor=1):
            "A change of the forget gate changes the cell state by what that gate "
            "multiplies. In `kept` this factor is missing.",
        kept(weight=1):
            "From h to the forget gate leads a weight. In `kept` it is missing.",
        kept(view=O * slope(C_PREV)):
            "The forget gate of step t sees the h of the step before, made of that "
            "step's output gate and cell state. In `kept` one of the two is this "
            "step's.",
        kept(view=O * slope(C)):
            "The forget gate of step t sees the h of the step before. In `kept` you "
            "took the output gate and the cell state of this step.",
        kept(view=O_PREV):
            "Between the old cell state and its h stands a tanh. In `kept` its slope "
            "is missing.",
        kept(view=slope(C_PREV)):
            "Between the old cell state and its h stands an output gate. In `kept` it "
            "is missing.",
        kept(factor=C):
            "The forget gate multiplies the old cell state. In `kept` it multiplies "
            "the new one.",
        kept(gate=F):
            "On the way through the forget gate stands the slope of its sigmoid. In "
            "`kept` you have the gate itself there.",
    },
    hints=(
        "Draw the step: c of the step before, the product with f, the sum, the tanh, "
        "the product with o. Each thing that you pass gives one factor.",
        "A product, seen from one of its factors, has the other factor as slope.",
        "For the second number walk from the old c up to its own h, from there through "
        "the weight into the sigmoid of f, and down into the sum. Add the belt.",
    ),
)  # fmt: skip
