"""3.2 on paper: how many parameters, and a learning rate for another kind of loss."""

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

D, H, O = 40, 100, 40  # noqa: E741
T, B, RATE = 50, 16, 0.0005


def _count(d=D * H, h=H * H, b=H, v=H * O, b_y=O):
    return {"parameters": d + h + b + v + b_y}


COUNTING = Exercise(
    number="3.2",
    title="Counting parameters and steps",
    outputs=("parameters", "rate"),
    code=False,
    right=lambda: (*_count().values(), RATE * T * B),
    meaning="The count does not depend on the length of the sequences nor on the "
    "batch; with a summed loss the best learning rate depends on both.",
    mistakes=(
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: COUNTING.right()[::-1],
        ),
        Mistake(
            "no biases",
            "The matrices are all there, the biases are not: the layer has one for "
            "each unit, the readout one for each output.",
            lambda: _count(b=0, b_y=0),
        ),
        Mistake(
            "no bias in the readout",
            "The readout has a bias too.",
            lambda: _count(b_y=0),
        ),
        Mistake(
            "no bias in the layer",
            "The units have a bias each.",
            lambda: _count(b=0),
        ),
        Mistake(
            "no readout",
            "These are the parameters of the layer. The readout has some as well.",
            lambda: _count(v=0, b_y=0),
        ),
        Mistake(
            "no recurrent weights",
            "The weights from state to state are missing.",
            lambda: _count(h=0),
        ),
        Mistake(
            "two biases in the layer",
            "You count two biases for each unit, as PyTorch stores them. In this book "
            "there is one: the sum of two constants is a constant.",
            lambda: _count(b=2 * H),
        ),
        Mistake(
            "a set for every step",
            "You count a set of weights for each step. All steps use the same.",
            lambda: {"parameters": T * _count()["parameters"]},
        ),
        Mistake(
            "the layer for every step",
            "You count the layer once for each step. All steps use the same.",
            lambda: _count(T * D * H, T * H * H, T * H),
        ),
        Mistake(
            "the same rate",
            "With this rate the other program makes much smaller steps: its gradient "
            "is divided by a number.",
            lambda: {"rate": RATE},
        ),
        Mistake(
            "divided",
            "The wrong way round. A mean has the smaller gradient, so the rate that "
            "multiplies it has to be larger.",
            lambda: {"rate": RATE / (T * B)},
        ),
        Mistake(
            "steps alone",
            "You count the steps of one sequence. The mean is over all sequences of "
            "the batch.",
            lambda: {"rate": RATE * T},
        ),
        Mistake(
            "sequences alone",
            "You count the sequences. The mean is over all of their steps.",
            lambda: {"rate": RATE * B},
        ),
    ),
    hints=(
        "Write down the shapes of U, W, b, V and the bias of the readout.",
        "A step of descent is the learning rate times the gradient. By what number "
        "does one program divide its gradient and the other not?",
        "Both products have to be equal. If one factor becomes smaller, the other has "
        "to grow.",
    ),
)
