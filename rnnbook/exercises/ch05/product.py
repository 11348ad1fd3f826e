"""5.3 in code: the product of the Jacobians."""

import numpy as np

from rnnbook.exercises._frame import Exercise, Mistake


def _product(
    W, slopes, step=lambda W, s: np.diag(s) @ W.T, order=reversed, join=np.matmul
):
    """The product with one piece replaced."""
    result = np.eye(len(W))
    for s in order(list(slopes)):
        result = join(result, step(W, s))
    return (result,)


def _variant(**pieces):
    return lambda W, slopes: _product(W, slopes, **pieces)


def _add(a, b):
    return a + b


def _cases(rng):
    return [
        {"W": rng.normal(0, 0.8, (H, H)), "slopes": rng.uniform(0.2, 1, (T, H))}
        for T, H in ((4, 3), (2, 2), (6, 4))
    ]


PRODUCT = Exercise(
    number="5.3",
    title="The product of Jacobians",
    outputs=("product",),
    right=lambda W, slopes: _product(W, slopes)[0],
    cases=_cases,
    meaning="A gradient at the last step, a row, times this matrix is the gradient "
    "before the first.",
    mistakes=(
        Mistake(
            "W not transposed",
            "W is not transposed. It takes h forward; the gradient goes the other way.",
            _variant(step=lambda W, s: np.diag(s) @ W),
        ),
        Mistake(
            "order reversed",
            "The factors are right, their order is not: the gradient meets the last "
            "step first.",
            _variant(order=list),
        ),
        Mistake(
            "slopes after W",
            "The slopes multiply on the wrong side: the gradient passes the activation "
            "before it passes the product with W.",
            _variant(step=lambda W, s: W.T @ np.diag(s)),
        ),
        Mistake(
            "columns",
            "This is the product for vectors written as columns: the transpose of what "
            "was wanted.",
            lambda W, slopes: (_product(W, slopes)[0].T,),
        ),
        Mistake(
            "no slopes",
            "The slopes have no effect: this is a power of the transposed W.",
            _variant(step=lambda W, s: W.T),
        ),
        Mistake(
            "no W",
            "W has no effect: this is the product of the slopes.",
            _variant(step=lambda W, s: np.diag(s)),
        ),
        Mistake(
            "entry by entry",
            "The Jacobians are multiplied entry by entry (`*`). A chain of steps is a "
            "matrix product.",
            lambda W, slopes: (
                np.prod([np.diag(s) @ W.T for s in slopes], axis=0),
            ),
        ),
        Mistake(
            "sum",
            "The Jacobians are added. Paths add up; steps of one path multiply.",
            lambda W, slopes: (sum(np.diag(s) @ W.T for s in slopes),),
        ),
        Mistake(
            "last step left out",
            "One factor is missing: that of the last step.",
            lambda W, slopes: _product(W, slopes[:-1]),
        ),
        Mistake(
            "first step left out",
            "One factor is missing: that of the first step.",
            lambda W, slopes: _product(W, slopes[1:]),
        ),
        Mistake(
            "mean slope",
            "You use the mean slope of a step for all its units. Each unit has its "
            "own.",
            _variant(step=lambda W, s: s.mean() * W.T),
        ),
    ),
    hints=(
        "Start from the identity, `np.eye(H)`, and multiply by one Jacobian after the "
        "other with `@`.",
        "`np.diag(s)` makes a diagonal matrix. It may also be written "
        "`s[:, None] * W.T`.",
        "The last step comes first: `for s in reversed(slopes)` or `slopes[::-1]`.",
    ),
)
