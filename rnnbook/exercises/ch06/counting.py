"""6.1 on paper: how many parameters, and what an RNN would do with them."""

from rnnbook.exercises.form import Mistake, Numbers

D, H = 32, 64
parameters = 4 * H * (D + H + 1)
# Where the count of an RNN with D inputs, a quadratic in its units, is as large.
root = (((D + 1) ** 2 + 4 * parameters) ** 0.5 - (D + 1)) / 2
units = int(root)

COUNTING = Numbers(
    "6.1", "Counting parameters",
    right=dict(parameters=parameters, units=units),
    meaning="With as many parameters the RNN here has a little over twice the units, "
        "not four times: the recurrent part grows with the square of the width.",
    parameters={
        4 * H * (D + H):
            "The weights are all there, the biases are not: each of the four blocks "
            "has one for each unit.",
        4 * H * (D + H + 2):
            "You count two biases for each gate, as PyTorch stores them. In this book "
            "there is one: the sum of two constants is a constant.",
        H * (D + H + 1): "This is the count of one block. An LSTM has four of them.",
        3 * H * (D + H + 1):
            "You count three blocks: the three gates. The candidate has weights too.",
        4 * H * (H + 1): "The weights from the input are missing.",
        4 * H * (D + 1): "The weights from the previous hidden state are missing.",
    },
    units={
        4 * H:
            "Four times the units means four times the rows of W and four times its "
            "columns: W alone would be sixteen times as large.",
        2 * H:
            "Twice the units makes W four times as large, but the weights from the "
            "input only twice. Something is left over: use it.",
        int((4 * H * (D + H + 1)) ** 0.5):
            "You count W alone. The RNN has weights from the input and biases too.",
        units - 1: "One more unit still fits.",
        units + 1:
            "That many units need a few parameters more than there are: round down, "
            "and count once more to be sure.",
    },
    also=(Mistake("A network has whole units.", lambda: (..., root), atol=0.05),),
    exchanged="What you give as `parameters` is the number of units. Have the two "
        "changed places?",
    hints=(
        "Write down the shapes of U, W and b for one gate. How many numbers are in "
        "each?",
        "An RNN is one such block, an LSTM is four.",
        "The second number is the largest n for which the RNN's count, a quadratic in "
        "n, stays within the first.",
    ),
)  # fmt: skip
