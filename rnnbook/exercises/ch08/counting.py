"""8.1 on paper: how many parameters, and how open an update gate has to be."""

from math import atanh, exp, log

from rnnbook.exercises.form import Numbers

D, H, STEPS = 32, 64, 50
Z = 0.5 ** (1 / STEPS)


def count(blocks=3, biases=2):
    return blocks * H * (D + H + biases)


def logit(z):
    """The pre-activation whose sigmoid is z."""
    return log(z / (1 - z))


COUNTING = Numbers(
    "8.1", "Three blocks, and a half-life",
    right=dict(parameters=count(), a_z=logit(Z)),
    meaning="Three blocks for the LSTM's four, and a second row of biases. The gate "
        "that keeps half of a state for fifty steps has to be almost open, and writes "
        "almost nothing meanwhile: in a GRU the one is the price of the other.",
    parameters={
        count(biases=1):
            "You count one bias for each block and unit. This cell has two, one with "
            "each product.",
        count(biases=1) + H:
            "You count the second bias in block n alone, where it does something of "
            "its own. The arrays hold it in all three blocks.",
        count(biases=0): "The weights are all there, the biases are not.",
        count(blocks=4):
            "You count four blocks: that is an LSTM. A GRU has two gates and a "
            "candidate.",
        count(blocks=4, biases=1):
            "This is the count of an LSTM with one bias for each block.",
        count(blocks=2):
            "You count two blocks: the gates. The candidate has weights too.",
        count(blocks=1): "This is the count of one block.",
    },
    a_z={
        -logit(Z):
            "The sign is wrong: this gate is almost shut. That would be right where z "
            "is the share of the new.",
        Z: "This is the value of the gate. The question is what goes into its sigmoid.",
        logit(1 - 0.5 / STEPS):
            "This belongs to z = 0.99. If you rounded z, keep four decimals. If you "
            "let the unit lose the same amount at each step: what is left is "
            "multiplied at each step.",
        logit(exp(-1 / STEPS)):
            "With this gate 1/e is left after fifty steps, a little less than half.",
        log(Z): "This is the logarithm of z. Which number has z as its sigmoid?",
        atanh(Z): "You inverted the tanh. A gate is a sigmoid.",
        logit(0.986):
            "Close, and a little too small: z was rounded too early, or its steps are "
            "miscounted by one. Keep four decimals of z.",
    },
    hints=(
        "Write down the shapes of U, W, b and b_h for one block. How many numbers are "
        "in each?",
        "How many blocks stand side by side in each of the four arrays?",
        "For the second number find z first: what is left of the old state after one "
        "step, after two, after fifty? Then ask which pre-activation has that sigmoid.",
    ),
)  # fmt: skip
