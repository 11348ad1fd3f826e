"""9.1 on paper: the parameters of two layers with two directions."""

from rnnbook.exercises.form import Mistake, Numbers

D, H = 20, 50


def lstm(inputs, units):
    """The parameters of one LSTM."""
    return 4 * units * (inputs + units + 1)


def two_layers(second=2 * H, ways=2):
    """Those of two layers of `ways` directions, the second reading `second` numbers."""
    return ways * (lstm(D, H) + lstm(second, H))


PARAMETERS = two_layers()
UNITS = max(n for n in range(1, 1000) if lstm(D, n) <= PARAMETERS)
NOT_ROUNDED = (((D + 1) ** 2 + PARAMETERS) ** 0.5 - (D + 1)) / 2

COUNTING = Numbers(
    "9.1", "Counting a deep and bidirectional network",
    right=dict(parameters=PARAMETERS, units=UNITS),
    meaning="The second layer has more than twice the parameters of the first: it "
        "reads both directions of the layer below. One layer, one way, is less than "
        "three times as wide at the same cost, for four LSTMs.",
    exchanged="What you give as `parameters` is the number of units. Have the two "
        "changed places?",
    parameters={
        two_layers(second=H):
            "Your second layers read one direction of the layer below. Each of them "
            "reads both.",
        two_layers(second=D):
            "Your second layer has as many inputs as the first. What does it read?",
        two_layers(second=D + 2 * H):
            "Your second layer reads the input x as well. In this network it reads the "
            "layer below and nothing else.",
        two_layers(ways=1): "This counts one of the two directions.",
        two_layers(second=H, ways=1):
            "This is a network of two layers in one direction.",
        lstm(D, H): "This is one LSTM of the first layer. The network has four.",
        2 * lstm(D, H):
            "This is the first layer, both directions of it. The second is missing.",
        2 * lstm(2 * H, H):
            "This is the second layer, both directions of it. The first is missing.",
        PARAMETERS + 16 * H * H:
            "Your W is as if each direction read the past of the other one too. The "
            "two directions of a layer do not see each other.",
        PARAMETERS - 16 * H: "The weights are all there, the biases are not.",
        PARAMETERS + 16 * H:
            "You count two biases for each gate, as PyTorch stores them. In this book "
            "there is one.",
        PARAMETERS // 4:
            "An LSTM has four blocks, three gates and a candidate. This is one of "
            "them.",
    },
    units={
        4 * H: "Four LSTMs do not make four times the units: W grows with the square.",
        2 * H: "A layer of that width is cheaper than this network. Use what is left.",
        UNITS + 1:
            "That many units need a few parameters more than there are: round down.",
        max(n for n in range(1, 1000) if lstm(D, n) <= two_layers(second=H)):
            "This is the answer for a second layer that reads one direction of the "
            "layer below.",
        max(n for n in range(1, 1000) if n * (D + n + 1) <= PARAMETERS):
            "This is a single vanilla RNN. An LSTM has four blocks.",
    },
    also=(
        Mistake("A network has whole units.", lambda: (..., NOT_ROUNDED), atol=0.05),
        Mistake(
            "You count W alone, or W and the biases. The single LSTM has a U, too: it "
            "reads as many inputs as the network.",
            lambda: (..., round((PARAMETERS / 4) ** 0.5) - 1),
            atol=1.2,
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
)  # fmt: skip
