"""14.3 in code: a linear recurrence in rounds."""

from rnnbook.exercises.form import Code

SUMS = "        h[d:] = h[d:] + lam[d:] * h[:-d]\n"
PRODUCTS = "        lam[d:] = lam[d:] * lam[:-d]\n"


def by_rounds(lam, u, h_0):
    lam, h = lam.copy(), u.copy()
    h[0] = u[0] + lam[0] * h_0
    d = 1
    while d < len(h):
        h[d:] = h[d:] + lam[d:] * h[:-d]
        lam[d:] = lam[d:] * lam[:-d]
        d = 2 * d
    return h, lam


BY_ROUNDS = Code(
    "14.3", "A scan", by_rounds, outputs="h products",
    cases={"lam": "T H", "u": "T H", "h_0": "H"},
    sizes=[dict(T=9, H=2), dict(T=8, H=3), dict(T=5, H=1), dict(T=21, H=2)],
    meaning="Each round doubles what a pair covers, and no step waits for another.",
    mistakes={
        ("h[0] = u[0] + lam[0] * h_0\n", "pass\n"):
            "The start has no effect: the first step reads it too.",
        ("u[0] + lam[0] * h_0", "u[0] + h_0"):
            "The start enters without the first factor.",
        ("        lam[d:] = lam[d:] * lam[:-d]\n", ""):
            "The factors stay those of single steps. A pair of two steps has their "
            "product.",
        ("h[d:] + lam[d:] * h[:-d]", "h[d:] + h[:-d]"):
            "What the earlier pair has gathered decays on its way: the factor of the "
            "later pair is missing.",
        ("h[d:] + lam[d:] * h[:-d]", "lam[d:] * h[d:] + h[:-d]"):
            "The factor stands on the later sum. It belongs to the earlier one.",
        ("h[d:] + lam[d:] * h[:-d]", "h[d:] + lam[:-d] * h[:-d]"):
            "You take the factor of the *earlier* pair. The later pair acts after it.",
        ("d = 2 * d", "d = d + 1"):
            "The distance grows by one. A pair then covers more than it says: steps "
            "are counted twice.",
        ("d = 2 * d", "d = 4 * d"):
            "The distance grows too fast: between two pairs there is a gap.",
        ("while d < len(h):", "while 2 * d < len(h):"): "One round is missing.",
        (SUMS + PRODUCTS, PRODUCTS + SUMS):
            "The sums are combined with the new factors. They need those of the round "
            "before.",
        ("return h, lam", "return lam, h"):
            "The states and the products have changed places.",
    },
    hints=(
        "Put the start into the first step, times the first factor.",
        "In the round with distance d, combine step t with step t - d, for all t at "
        "once: slices [d:] and [:-d].",
        "The new sum needs the old factor, so change the sums first.",
    ),
)  # fmt: skip
