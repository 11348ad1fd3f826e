"""6.1 on paper: how many parameters, and what an RNN would do with them."""

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

D, H = 32, 64


def _largest_rnn(parameters):
    """The most units that an RNN with D inputs has within a number of parameters."""
    sizes = range(1, int(parameters**0.5))
    return max(n for n in sizes if n * (D + n + 1) <= parameters)


def _root(parameters):
    """Where the count of an RNN with D inputs, as a curve, meets that number."""
    return (((D + 1) ** 2 + 4 * parameters) ** 0.5 - (D + 1)) / 2


COUNTING = Exercise(
    number="6.1",
    title="Counting parameters",
    outputs=("parameters", "units"),
    code=False,
    right=lambda: (4 * H * (D + H + 1), _largest_rnn(4 * H * (D + H + 1))),
    meaning="With as many parameters the RNN here has a little over twice the units, "
    "not four times: the recurrent part grows with the square of the width.",
    mistakes=(
        Mistake(
            "exchanged",
            "What you give as `parameters` is the number of units. Have the two "
            "changed places?",
            lambda: COUNTING.right()[::-1],
        ),
        Mistake(
            "no biases",
            "The weights are all there, the biases are not: each of the four blocks "
            "has one for each unit.",
            lambda: {"parameters": 4 * H * (D + H)},
        ),
        Mistake(
            "two biases",
            "You count two biases for each gate, as PyTorch stores them. In this book "
            "there is one: the sum of two constants is a constant.",
            lambda: {"parameters": 4 * H * (D + H + 2)},
        ),
        Mistake(
            "one block",
            "This is the count of one block. An LSTM has four of them.",
            lambda: {"parameters": H * (D + H + 1)},
        ),
        Mistake(
            "three blocks",
            "You count three blocks: the three gates. The candidate has weights too.",
            lambda: {"parameters": 3 * H * (D + H + 1)},
        ),
        Mistake(
            "no input weights",
            "The weights from the input are missing.",
            lambda: {"parameters": 4 * H * (H + 1)},
        ),
        Mistake(
            "no recurrent weights",
            "The weights from the previous hidden state are missing.",
            lambda: {"parameters": 4 * H * (D + 1)},
        ),
        Mistake(
            "four times the units",
            "Four times the units means four times the rows of W and four times its "
            "columns: W alone would be sixteen times as large.",
            lambda: {"units": 4 * H},
        ),
        Mistake(
            "twice the units",
            "Twice the units makes W four times as large, but the weights from the "
            "input only twice. Something is left over: use it.",
            lambda: {"units": 2 * H},
        ),
        Mistake(
            "rounded up",
            "That many units need a few parameters more than there are: round down, "
            "and count once more to be sure.",
            lambda: {"units": _largest_rnn(4 * H * (D + H + 1)) + 1},
        ),
        Mistake(
            "not rounded",
            "A network has whole units.",
            lambda: {"units": _root(4 * H * (D + H + 1))},
            atol=0.05,
        ),
    ),
    hints=(
        "Write down the shapes of U, W and b for one gate. How many numbers are in "
        "each?",
        "An RNN is one such block, an LSTM is four.",
        "The second number is the largest n for which the RNN's count, a quadratic in "
        "n, stays within the first.",
    ),
)
