"""5.5 in code: norms of powers, and the rate at which they grow."""

import numpy as np

from rnnbook.exercises.form import Code


def power_norms(W, n):
    power, norms = np.eye(len(W)), []
    for _ in range(n):
        power = power @ W
        norms.append(np.linalg.norm(power, 2))
    k, norms = np.arange(1, n + 1), np.array(norms)
    return norms, norms ** (1 / k)


def cases(rng):
    jordan = np.array([[0.9, 2.0], [0.0, 0.9]])
    others = [rng.normal(0, 0.6, (H, H)) for H in (3, 4)]
    return [{"W": W, "n": n} for W, n in zip((jordan, *others), (8, 5, 3), strict=True)]


POWERS = Code(
    "5.5", "How a power grows", power_norms, outputs="norms rates", cases=cases,
    meaning="The first rate is the largest singular value, and the rates go to the "
        "spectral radius: what happens in one step, and what happens in the end.",
    mistakes={
        (("np.eye(len(W))", "np.ones_like(W)"), ("power @ W", "power * W")):
            "`**` raises the entries one by one. A matrix power is a product of "
            "matrices.",
        ("norm(power, 2)", "norm(power)"):
            "This is the Frobenius norm, the root of the sum of squares. The largest "
            "singular value was wanted: `np.linalg.norm` gives it with `ord=2`.",
        ("np.linalg.norm(power, 2)", "np.abs(np.linalg.eigvals(power)).max()"):
            "This is the spectral radius of each power. The question is how far a "
            "power can stretch a row.",
        ("norm(power, 2)", "norm(power, 1)"):
            "`ord=1` gives the largest sum of a column. The largest singular value was "
            "wanted: `ord=2`.",
        ("np.array(norms)", "np.linalg.norm(W, 2) ** np.arange(1.0, n + 1)"):
            "This is the norm of W, raised to the power: the upper bound. Take the "
            "norm of the power.",
        (("power @ W", "power @ W if norms else power"),
         ("np.arange(1, n + 1)", "np.arange(n).clip(1)")):
            "Your first power is the identity. Begin with W itself.",
        ("np.eye(len(W))", "W"):
            "Your first power is the square of W. Begin with W itself: start the "
            "product from the identity.",
        ("power @ W", "power @ power if norms else W"):
            "You multiply the power by itself: W, then its 2nd, 4th, 8th power. "
            "Multiply by W at each turn.",
        ("norm(power, 2)", "norm(power, -2)"):
            "This is the smallest singular value: how far a power can shrink a row.",
        ("norms ** (1 / k)", "norms / k"):
            "The norms are divided by k. A rate of growth is the k-th root.",
        ("norms ** (1 / k)", "norms / [1.0, *norms[:-1]]"):
            "These are quotients of neighbours, the growth of a single step. Wanted is "
            "the mean growth since the start, the k-th root.",
        ("norms ** (1 / k)", "np.log(norms) / k"):
            "These are logarithms of the rates. Take the root itself.",
        ("(1 / k)", "(1 / n)"):
            "You take the n-th root of every norm. The norm of the k-th power has a "
            "root of its own, the k-th.",
        ("(1 / k)", "(1 / 2)"):
            "You take the square root of every norm. The root is the k-th.",
    },
    hints=(
        "Keep one matrix and multiply it by W at each turn of the loop.",
        "`np.linalg.norm(P, 2)` is the largest singular value of P.",
        "`norms ** (1 / k)` with `k = np.arange(1, n + 1)` takes all the roots at "
        "once.",
    ),
)  # fmt: skip
