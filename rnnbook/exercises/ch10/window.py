"""10.3 in code: what a reader with a window gets right."""

import numpy as np

from rnnbook.exercises.form import Code


def window_right(A, windows):
    over = [np.linalg.matrix_power(A, k - 1)[0, -1] for k in windows]
    seen = np.array(over)
    right = 0.5 + 0.5 * seen
    return seen, right


def cases(rng):
    """Markov chains from the first node to the last one, which keeps what arrives."""
    for nodes in (4, 5, 6, 3):
        A = np.zeros((nodes, nodes))
        for node in range(nodes - 1):
            ways = min(2, nodes - 1 - node) + 1
            A[node, node : node + ways] = rng.dirichlet(np.ones(ways))
        A[-1, -1] = 1
        yield {"A": A, "windows": np.array([2, 3, 5, 8])}


def only_then(A, windows):
    """The chance that the inner string is over after exactly k - 1 symbols."""
    over = [[np.linalg.matrix_power(A, k - n)[0, -1] for k in windows] for n in (1, 2)]
    seen = np.subtract(*over)
    return seen, 0.5 + 0.5 * seen


WINDOW = Code(
    "10.3", "A reader with a window", window_right, outputs="seen right", cases=cases,
    meaning="Run it for the Reber grammar of the text, and then for a grammar of your "
        "own: before you call a task a test of long memory, compute this.",
    mistakes={
        ("k - 1)", "k)"):
            "Your window sees one step too far. The present input takes one place of "
            "it.",
        ("k - 1)", "k - 2)"):
            "Your window sees one step too little: the symbol may be at its very edge.",
        ("0.5 + 0.5 * seen", "seen"):
            "Where the window does not reach, the reader guesses, and half of the "
            "guesses are right.",
        ("0.5 + 0.5 * seen", "0.5 * seen"):
            "You count the half of the cases that the window sees. What it does not "
            "see is guessed.",
        ("0.5 + 0.5 * seen", "1 - 0.5 * seen"):
            "Upside down: the more strings are over in time, the more the reader sees.",
        ("0.5 + 0.5 * seen", "0.5 + seen"): "This can be larger than 1.",
        ("[0, -1]", "[-1, 0]"):
            "Rows are where the chain is, columns are where it goes: from the first "
            "node to the last.",
        ("np.linalg.matrix_power(A, k - 1)", "(A ** (k - 1))"):
            "`**` takes the power of each entry. A power of the matrix was meant.",
        only_then:
            "This is the chance of that length alone. All shorter strings are seen as "
            "well.",
    },
    hints=(
        "`np.linalg.matrix_power(A, n)[0, -1]` is the chance that the string is over "
        "after n symbols or fewer, because the last node keeps what arrives.",
        "The question comes N steps after the symbol. A window of one input sees only "
        "the present one. Up to which N does a window of k inputs reach?",
    ),
)  # fmt: skip
