"""1.1 on paper: how large a table is, and how large a state machine."""

from math import comb, perm

from rnnbook.exercises.form import Numbers

S, N, H = 30, 5, 100
weights = S * H + H * H + H + H * S + S  # U, W, b, the readout and its bias

SIZES = Numbers(
    "1.1", "A table or a state",
    right=dict(contexts=S ** (N - 1), weights=weights),
    meaning="The table has fifty times as many rows as the network has numbers, and "
        "each row holds one probability for each symbol. One more symbol of context "
        "makes it thirty times as large; the network stays as it is.",
    contexts={
        S**N:
            "This is the number of entries. A context is what stands before the symbol "
            "that is predicted.",
        S ** (N - 2): "Your context is one symbol too short.",
        S * (N - 1):
            "The places of a context do not add up, they multiply: each choice at the "
            "first place goes with each choice at the second.",
        N - 1: "This is the length of a context. How many different ones are there?",
        comb(S + N - 2, N - 1):
            "You count contexts without their order. *ab* and *ba* are two contexts.",
        perm(S, N - 1):
            "No character comes twice in your contexts. *aaaa* is a context too.",
        (N - 1) ** S: "Base and exponent have changed places.",
        float(N**S):
            "Base and exponent have changed places, and a context is one symbol "
            "shorter.",
    },
    weights={
        weights - H * S - S:
            "The cell is all there. The readout has weights and a bias, too.",
        weights - H - S:
            "The matrices are all there, the biases are not: one for each unit, and "
            "one for each output.",
        weights - S: "The readout has a bias, one for each symbol.",
        weights - H * H: "The weights from the old state to the new one are missing.",
        weights - S * H: "The weights from the input are missing.",
        N * weights:
            "You count the weights once for each step. They are the same at all steps.",
        (N - 1) * weights:
            "You count the weights once for each symbol of context. They are the same "
            "at all steps.",
    },
    exchanged="What you give as `contexts` is the number of weights. Have the two "
        "changed places?",
    hints=(
        "How many symbols does a 5-gram look at before the one that it predicts?",
        "Write down the shapes of U, W, b and of the readout's matrix and bias. The "
        "input is one-hot, so D is the number of symbols; so is the number of outputs.",
    ),
)  # fmt: skip
