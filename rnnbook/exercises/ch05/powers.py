"""5.5 in code: norms of powers, and the rate at which they grow."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _norms(W, n, first=1, size=lambda P: np.linalg.norm(P, 2), join=np.matmul):
    """Norms of the powers from `first` on, with one piece replaced."""
    P, found = np.eye(len(W)) if join is np.matmul else np.ones_like(W), []
    for k in range(first + n):
        if k >= first:
            found.append(size(P))
        P = join(P, W)
    return np.array(found)


def _with_rates(norms, first=1):
    k = np.arange(first, first + len(norms))
    return norms, norms ** (1 / np.maximum(k, 1))


def _powers(W, n):
    return _with_rates(_norms(W, n))


def _variant(**pieces):
    return lambda W, n: _with_rates(_norms(W, n, **pieces))


def _rates(make):
    return lambda W, n: {"rates": make(_norms(W, n), np.arange(1, n + 1))}


def _radius(P):
    return np.abs(np.linalg.eigvals(P)).max()


def _cases(rng):
    jordan = np.array([[0.9, 2.0], [0.0, 0.9]])
    others = [rng.normal(0, 0.6, (H, H)) for H in (3, 4)]
    return [{"W": W, "n": n} for W, n in zip((jordan, *others), (8, 5, 3), strict=True)]


POWERS = Exercise(
    number="5.5",
    title="How a power grows",
    outputs=("norms", "rates"),
    right=_powers,
    cases=_cases,
    meaning="The first rate is the largest singular value, and the rates go to the "
    "spectral radius: what happens in one step, and what happens in the end.",
    mistakes=(
        Mistake(
            "entry by entry",
            "`**` raises the entries one by one. A matrix power is a product of "
            "matrices.",
            lambda W, n: _with_rates(_norms(W, n, join=np.multiply)),
        ),
        Mistake(
            "Frobenius",
            "This is the Frobenius norm, the root of the sum of squares. The largest "
            "singular value was wanted: `np.linalg.norm` gives it with `ord=2`.",
            _variant(size=np.linalg.norm),
        ),
        Mistake(
            "spectral radius",
            "This is the spectral radius of each power. The question is how far a "
            "power can stretch a row.",
            _variant(size=_radius),
        ),
        Mistake(
            "power of the norm",
            "This is the norm of W, raised to the power: the upper bound. Take the "
            "norm of the power.",
            lambda W, n: _with_rates(np.linalg.norm(W, 2) ** np.arange(1.0, n + 1)),
        ),
        Mistake(
            "starts at the identity",
            "Your first power is the identity. Begin with W itself.",
            lambda W, n: _with_rates(_norms(W, n, first=0), first=0),
        ),
        Mistake(
            "starts at the square",
            "Your first power is the square of W. Begin with W itself: start the "
            "product from the identity.",
            lambda W, n: {"norms": _norms(W, n + 1)[1:]}
            | {"rates": _norms(W, n + 1)[1:] ** (1 / np.arange(1, n + 1))},
        ),
        Mistake(
            "squared again and again",
            "You multiply the power by itself: W, then its 2nd, 4th, 8th power. "
            "Multiply by W at each turn.",
            lambda W, n: _with_rates(_norms(W, 2 ** (n - 1))[2 ** np.arange(n) - 1]),
        ),
        Mistake(
            "smallest singular value",
            "This is the smallest singular value: how far a power can shrink a row.",
            _variant(size=lambda P: np.linalg.svd(P, compute_uv=False)[-1]),
        ),
        Mistake(
            "divided by k",
            "The norms are divided by k. A rate of growth is the k-th root.",
            _rates(lambda norms, k: norms / k),
        ),
        Mistake(
            "quotients",
            "These are quotients of neighbours, the growth of a single step. Wanted is "
            "the mean growth since the start, the k-th root.",
            _rates(lambda norms, k: norms / np.concatenate([[1.0], norms[:-1]])),
        ),
        Mistake(
            "logarithms",
            "These are logarithms of the rates. Take the root itself.",
            _rates(lambda norms, k: np.log(norms) / k),
        ),
        Mistake(
            "square root",
            "You take the square root of every norm. The root is the k-th.",
            _rates(lambda norms, k: np.sqrt(norms)),
        ),
    ),
    hints=(
        "Keep one matrix and multiply it by W at each turn of the loop.",
        "`np.linalg.norm(P, 2)` is the largest singular value of P.",
        "`norms ** (1 / k)` with `k = np.arange(1, n + 1)` takes all the roots at "
        "once.",
    ),
)
