"""1.1 on paper: how large a table is, and how large a state machine."""

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

S, N, H = 30, 5, 100


def _weights(readout=True, biases=True, recurrent=True, inputs=True):
    """The parameters of an RNN with a readout, some of them perhaps forgotten."""
    count = inputs * S * H + recurrent * H * H + biases * H
    return count + readout * (H * S + biases * S)


SIZES = Exercise(
    number="1.1",
    title="A table or a state",
    outputs=("contexts", "weights"),
    code=False,
    right=lambda: (S ** (N - 1), _weights()),
    meaning="The table has fifty times as many rows as the network has numbers, and "
    "each row holds one probability for each symbol. One more symbol of context makes "
    "it thirty times as large; the network stays as it is.",
    mistakes=(
        Mistake(
            "exchanged",
            "What you give as `contexts` is the number of weights. Have the two "
            "changed places?",
            lambda: SIZES.right()[::-1],
        ),
        Mistake(
            "entries instead of contexts",
            "This is the number of entries. A context is what stands before the "
            "symbol that is predicted.",
            lambda: {"contexts": S**N},
        ),
        Mistake(
            "one symbol short",
            "Your context is one symbol too short.",
            lambda: {"contexts": S ** (N - 2)},
        ),
        Mistake(
            "places added",
            "The places of a context do not add up, they multiply: each choice at the "
            "first place goes with each choice at the second.",
            lambda: {"contexts": S * (N - 1)},
        ),
        Mistake(
            "power upside down",
            "Base and exponent have changed places.",
            lambda: {"contexts": (N - 1) ** S},
        ),
        Mistake(
            "power of the entries upside down",
            "Base and exponent have changed places, and a context is one symbol "
            "shorter.",
            lambda: {"contexts": float(N**S)},
        ),
        Mistake(
            "no readout",
            "The cell is all there. The readout has weights and a bias, too.",
            lambda: {"weights": _weights(readout=False)},
        ),
        Mistake(
            "no biases",
            "The matrices are all there, the biases are not: one for each unit, and "
            "one for each output.",
            lambda: {"weights": _weights(biases=False)},
        ),
        Mistake(
            "no bias of the readout",
            "The readout has a bias, one for each symbol.",
            lambda: {"weights": _weights() - S},
        ),
        Mistake(
            "no recurrent weights",
            "The weights from the old state to the new one are missing.",
            lambda: {"weights": _weights(recurrent=False)},
        ),
        Mistake(
            "no input weights",
            "The weights from the input are missing.",
            lambda: {"weights": _weights(inputs=False)},
        ),
        Mistake(
            "a set for each step",
            "You count the weights once for each step. They are the same at all steps.",
            lambda: {"weights": N * _weights()},
        ),
        Mistake(
            "a set for each symbol of context",
            "You count the weights once for each symbol of context. They are the same "
            "at all steps.",
            lambda: {"weights": (N - 1) * _weights()},
        ),
    ),
    hints=(
        "How many symbols does a 5-gram look at before the one that it predicts?",
        "Write down the shapes of U, W, b and of the readout's matrix and bias. The "
        "input is one-hot, so D is the number of symbols; so is the number of outputs.",
    ),
)
