"""7.1 on paper: which factors stand on a path, and what a second path adds."""

import math

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

# f_t, o_t, c_t; then what stands at the step before; then the one recurrent weight.
F, O, C = 0.9, 0.5, 0.8  # noqa: E741
O_PREV, C_PREV, W_F = 0.7, 0.5, 6.0


def _slope(c):
    return 1 - math.tanh(c) ** 2


SHOWN = F * O * _slope(C)
VIEW = O_PREV * _slope(C_PREV)


def _kept(weight=W_F, slope=F * (1 - F), factor=C_PREV, view=VIEW, belt=F):
    """The belt, and the path through h and the forget gate beside it."""
    return belt + view * weight * slope * factor


def _shown(value):
    return lambda: {"shown": value}


def _wrong_kept(**pieces):
    return lambda: {"kept": _kept(**pieces)}


FACTORS = Exercise(
    number="7.1",
    title="Which factors stand on the path?",
    outputs=("shown", "kept"),
    code=False,
    right=lambda: (SHOWN, _kept()),
    meaning="The second number is above 1, though the forget gate is below it: a path "
    "through a gate adds to the direct one, and may make a memory feed itself.",
    rtol=0,
    atol=0.006,
    mistakes=(
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: FACTORS.right()[::-1],
        ),
        Mistake(
            "forget gate missing",
            "`shown` begins at the new cell state. The question begins one step "
            "earlier: what stands between the two?",
            _shown(O * _slope(C)),
        ),
        Mistake(
            "output gate missing",
            "In `shown` the output gate is missing: h is not the whole of tanh c.",
            _shown(F * _slope(C)),
        ),
        Mistake(
            "tanh missing",
            "In `shown` the slope of the tanh on the cell state is missing.",
            _shown(F * O),
        ),
        Mistake(
            "tanh for its slope",
            "In `shown` stands the tanh itself. A derivative has its slope.",
            _shown(F * O * math.tanh(C)),
        ),
        Mistake(
            "slope without the tanh",
            "In `shown` the slope is made of c. It is made of tanh c.",
            _shown(F * O * (1 - C**2)),
        ),
        Mistake(
            "not squared",
            "In `shown` the slope of the tanh lacks its square.",
            _shown(F * O * (1 - math.tanh(C))),
        ),
        Mistake(
            "a factor of the step before",
            "In `shown` one factor is that of the step before, the output gate or the "
            "slope of the tanh. It is the new cell state that is squashed, and this "
            "step's gate that shows it.",
            _shown(F * O * _slope(C_PREV)),
        ),
        Mistake(
            "belt alone",
            "`kept` is the direct path alone. The forget gate sees h of the step "
            "before, and that sees the old cell state.",
            _wrong_kept(weight=0.0),
        ),
        Mistake(
            "second path alone",
            "`kept` is the path through the forget gate alone. Paths add up: the belt "
            "is one of them.",
            _wrong_kept(belt=0.0),
        ),
        Mistake(
            "paths multiplied",
            "The two paths are multiplied. They lie side by side, so they add up.",
            lambda: {"kept": F * (_kept() - F)},
        ),
        Mistake(
            "slope of the gate missing",
            "On the way through the forget gate stands the slope of its sigmoid. In "
            "`kept` it is missing.",
            _wrong_kept(slope=1.0),
        ),
        Mistake(
            "what the gate multiplies is missing",
            "A change of the forget gate changes the cell state by what that gate "
            "multiplies. In `kept` this factor is missing.",
            _wrong_kept(factor=1.0),
        ),
        Mistake(
            "weight missing",
            "From h to the forget gate leads a weight. In `kept` it is missing.",
            _wrong_kept(weight=1.0),
        ),
        Mistake(
            "view of the wrong step",
            "The forget gate of step t sees the h of the step before, made of that "
            "step's output gate and cell state. In `kept` one of the two is this "
            "step's.",
            _wrong_kept(view=O * _slope(C_PREV)),
        ),
        Mistake(
            "view of this step",
            "The forget gate of step t sees the h of the step before. In `kept` you "
            "took the output gate and the cell state of this step.",
            _wrong_kept(view=O * _slope(C)),
        ),
        Mistake(
            "tanh missing in the view",
            "Between the old cell state and its h stands a tanh. In `kept` its slope "
            "is missing.",
            _wrong_kept(view=O_PREV),
        ),
        Mistake(
            "output gate missing in the view",
            "Between the old cell state and its h stands an output gate. In `kept` it "
            "is missing.",
            _wrong_kept(view=_slope(C_PREV)),
        ),
        Mistake(
            "new cell state behind the gate",
            "The forget gate multiplies the old cell state. In `kept` it multiplies "
            "the new one.",
            _wrong_kept(factor=C),
        ),
        Mistake(
            "gate for its slope",
            "On the way through the forget gate stands the slope of its sigmoid. In "
            "`kept` you have the gate itself there.",
            _wrong_kept(slope=F),
        ),
    ),
    hints=(
        "Draw the step: c of the step before, the product with f, the sum, the tanh, "
        "the product with o. Each thing that you pass gives one factor.",
        "A product, seen from one of its factors, has the other factor as slope.",
        "For the second number walk from the old c up to its own h, from there through "
        "the weight into the sigmoid of f, and down into the sum. Add the belt.",
    ),
)
