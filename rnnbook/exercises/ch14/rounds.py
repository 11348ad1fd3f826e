"""14.1 on paper: the rounds and the work of a scan by doubling."""

from rnnbook.exercises.form import Mistake, Numbers

T = 1000
ROUNDS_NEEDED = 10
PAIRS = sum(T - 2**k for k in range(ROUNDS_NEEDED))

ROUNDS = Numbers(
    "14.1", "Rounds and pairs",
    right=dict(rounds=ROUNDS_NEEDED, pairs=PAIRS, covered=32),
    meaning="A hundred times less depth than the loop, for nine times its work.",
    rounds={
        9: "After nine rounds a pair covers 512 steps. Step 1000 needs more.",
        11: "Ten rounds cover 1024 steps: that is enough.",
        T - 1: "This is the loop, one step after the other.",
        T: "These are the steps. A round does all of them at once.",
        5: "The reach doubles with every round; it does not grow by its square.",
    },
    pairs={
        10 * T: "Not every step combines in every round: the first ones are done.",
        10 * T - 10: "In the round with distance d, d steps have no partner, not one.",
        9 * T - 511: "One round is missing.",
        T - 1: "This is the work of the loop.",
        T * 5: "Half the steps in each round is another scan. Here all with a partner "
            "combine.",
        2 * T: "This is about the work of a scan with two sweeps.",
    },
    covered={
        31: "Count both ends: from 669 to 700.",
        16: "This is after four rounds.",
        64: "This is after six rounds.",
        700: "It reaches the first step only after ten rounds.",
        5: "Each round doubles what a pair covers.",
    },
    also=(
        Mistake("A round is done or not: round up.", lambda: (9.9658, ..., ...),
                atol=0.01),
    ),
    hints=(
        "A pair covers 1 step, then 2, then 4. When does it cover 1000?",
        "In the round with distance d, the first d steps have no partner.",
        "Add up T - d for d = 1, 2, 4, ..., 512.",
    ),
)  # fmt: skip
