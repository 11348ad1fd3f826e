"""3.2 on paper: how many parameters, and a learning rate for another kind of loss."""

from rnnbook.exercises.form import Code


def counted():
    D, H, O, T, B = 40, 100, 40, 50, 16  # noqa: E741
    U, W, b, V, b_y = D * H, H * H, H, H * O, O
    parameters = U + W + b + V + b_y
    rate = 0.0005 * T * B
    return parameters, rate


COUNTING = Code(
    "3.2", "Counting parameters and steps", counted, outputs="parameters rate",
    code=False,
    meaning="The count does not depend on the length of the sequences nor on the "
        "batch; with a summed loss the best learning rate depends on both.",
    mistakes={
        ("parameters, rate", "rate, parameters"):
            "The two answers have changed places.",
        ("b + V + b_y", "V"):
            "The matrices are all there, the biases are not: the layer has one for "
            "each unit, the readout one for each output.",
        (" + b_y", ""): "The readout has a bias too.",
        ("W + b", "W"): "The units have a bias each.",
        (" + V + b_y", ""):
            "These are the parameters of the layer. The readout has some as well.",
        (" + W", ""): "The weights from state to state are missing.",
        ("W + b +", "W + 2 * b +"):
            "You count two biases for each unit, as PyTorch stores them. In this book "
            "there is one: the sum of two constants is a constant.",
        ("return parameters", "return T * parameters"):
            "You count a set of weights for each step. All steps use the same.",
        ("U + W + b", "T * (U + W + b)"):
            "You count the layer once for each step. All steps use the same.",
        (" * T * B", ""):
            "With this rate the other program makes much smaller steps: its gradient "
            "is divided by a number.",
        ("* T * B", "/ (T * B)"):
            "The wrong way round. A mean has the smaller gradient, so the rate that "
            "multiplies it has to be larger.",
        ("T * B", "T"):
            "You count the steps of one sequence. The mean is over all sequences of "
            "the batch.",
        ("T * B", "B"): "You count the sequences. The mean is over all of their steps.",
    },
    hints=(
        "Write down the shapes of U, W, b, V and the bias of the readout.",
        "A step of descent is the learning rate times the gradient. By what number "
        "does one program divide its gradient and the other not?",
        "Both products have to be equal. If one factor becomes smaller, the other has "
        "to grow.",
    ),
)  # fmt: skip
