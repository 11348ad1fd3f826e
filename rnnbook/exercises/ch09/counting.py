"""9.1 on paper: the parameters of two layers with two directions."""

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

D, H = 20, 50


def _block(inputs, units):
    """The parameters of one LSTM."""
    return 4 * units * (inputs + units + 1)


def _two_ways(second=2 * H, ways=2):
    """Two layers of `ways` directions, the second reading `second` numbers."""
    return ways * (_block(D, H) + _block(second, H))


def _root(parameters):
    """Where the count of one LSTM with D inputs, as a curve, meets that number."""
    return (((D + 1) ** 2 + parameters) ** 0.5 - (D + 1)) / 2


def _largest(parameters):
    """The most units of one LSTM with D inputs within a number of parameters."""
    return max(n for n in range(1, 1000) if _block(D, n) <= parameters)


COUNTING = Exercise(
    number="9.1",
    title="Counting a deep and bidirectional network",
    outputs=("parameters", "units"),
    code=False,
    right=lambda: (_two_ways(), _largest(_two_ways())),
    meaning="The second layer has more than twice the parameters of the first: it "
    "reads both directions of the layer below. One layer, one way, is less than three "
    "times as wide at the same cost, for four LSTMs.",
    mistakes=(
        Mistake(
            "exchanged",
            "What you give as `parameters` is the number of units. Have the two "
            "changed places?",
            lambda: COUNTING.right()[::-1],
        ),
        Mistake(
            "second layer reads one direction",
            "Your second layers read one direction of the layer below. Each of them "
            "reads both.",
            lambda: {"parameters": _two_ways(second=H)},
        ),
        Mistake(
            "second layer reads the input",
            "Your second layer has as many inputs as the first. What does it read?",
            lambda: {"parameters": _two_ways(second=D)},
        ),
        Mistake(
            "second layer reads input and layer below",
            "Your second layer reads the input x as well. In this network it reads the "
            "layer below and nothing else.",
            lambda: {"parameters": _two_ways(second=D + 2 * H)},
        ),
        Mistake(
            "one direction",
            "This counts one of the two directions.",
            lambda: {"parameters": _two_ways(ways=1)},
        ),
        Mistake(
            "one direction throughout",
            "This is a network of two layers in one direction.",
            lambda: {"parameters": _two_ways(second=H, ways=1)},
        ),
        Mistake(
            "first layer alone",
            "This is the first layer, both directions of it. The second is missing.",
            lambda: {"parameters": 2 * _block(D, H)},
        ),
        Mistake(
            "second layer alone",
            "This is the second layer, both directions of it. The first is missing.",
            lambda: {"parameters": 2 * _block(2 * H, H)},
        ),
        Mistake(
            "recurrent matrices of both directions",
            "Your W is as if each direction read the past of the other one too. The "
            "two directions of a layer do not see each other.",
            lambda: {"parameters": _two_ways() + 8 * H * H * 2},
        ),
        Mistake(
            "no biases",
            "The weights are all there, the biases are not.",
            lambda: {"parameters": _two_ways() - 16 * H},
        ),
        Mistake(
            "two biases",
            "You count two biases for each gate, as PyTorch stores them. In this book "
            "there is one.",
            lambda: {"parameters": _two_ways() + 16 * H},
        ),
        Mistake(
            "one block of four",
            "An LSTM has four blocks, three gates and a candidate. This is one of them."
            "",
            lambda: {"parameters": _two_ways() // 4},
        ),
        Mistake(
            "four times the units",
            "Four LSTMs do not make four times the units: W grows with the square.",
            lambda: {"units": 4 * H},
        ),
        Mistake(
            "twice the units",
            "A layer of that width is cheaper than this network. Use what is left.",
            lambda: {"units": 2 * H},
        ),
        Mistake(
            "rounded up",
            "That many units need a few parameters more than there are: round down.",
            lambda: {"units": _largest(_two_ways()) + 1},
        ),
        Mistake(
            "not rounded",
            "A network has whole units.",
            lambda: {"units": _root(_two_ways())},
            atol=0.05,
        ),
    ),
    hints=(
        "There are four LSTMs in this network. Write down the shapes of U and W for "
        "each of them.",
        "The two in the first layer are alike, and so are the two in the second. They "
        "differ in how many numbers they read.",
        "For the second question, count one LSTM with n units, and find the largest n "
        "that stays within the first answer.",
    ),
)
