"""5.3 in code: the Jacobians of the steps, and their product."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _jacobians(W, slopes):
    return np.stack([np.diag(s) @ W.T for s in slopes])


def _chain(J, order=reversed, join=np.matmul):
    """The product of all factors, in the order given."""
    product = np.eye(J.shape[-1])
    for factor in order(list(J)):
        product = join(product, factor)
    return product


def _right(W, slopes):
    J = _jacobians(W, slopes)
    return J, _chain(J)


def _other_steps(make):
    """Wrong Jacobians, and the product that a reader finds with them."""

    def wrong(W, slopes):
        J = np.stack([make(W, s) for s in slopes])
        return J, _chain(J)

    return wrong


def _other_product(make):
    """A wrong product of Jacobians that are right."""
    return lambda W, slopes: {"product": make(_jacobians(W, slopes))}


def _cases(rng):
    return [
        {"W": rng.normal(0, 0.8, (H, H)), "slopes": rng.uniform(0.2, 1, (T, H))}
        for T, H in ((4, 3), (2, 2), (6, 4))
    ]


PRODUCT = Exercise(
    number="5.3",
    title="The product of Jacobians",
    outputs=("jacobians", "product"),
    right=_right,
    cases=_cases,
    meaning="A gradient at the last step, a row, times this product is the gradient "
    "before the first.",
    mistakes=(
        Mistake(
            "W not transposed",
            "W is not transposed. It takes h forward; the gradient goes the other way.",
            _other_steps(lambda W, s: np.diag(s) @ W),
        ),
        Mistake(
            "slopes after W",
            "The slopes multiply on the wrong side: the gradient passes the activation "
            "before it passes the product with W.",
            _other_steps(lambda W, s: W.T @ np.diag(s)),
        ),
        Mistake(
            "columns",
            "These are the Jacobians for vectors written as columns: the transposes of "
            "what was wanted.",
            _other_steps(lambda W, s: W @ np.diag(s)),
        ),
        Mistake(
            "no slopes",
            "The slopes have no effect: each of these is the transposed W.",
            _other_steps(lambda W, s: W.T),
        ),
        Mistake(
            "no W",
            "W has no effect: these are the slopes alone.",
            _other_steps(lambda W, s: np.diag(s)),
        ),
        Mistake(
            "mean slope",
            "You use the mean slope of a step for all its units. Each unit has its "
            "own.",
            _other_steps(lambda W, s: s.mean() * W.T),
        ),
        Mistake(
            "slope of the slope",
            "You take `slopes` for states, and work out 1 - h^2. They are the slopes "
            "already.",
            _other_steps(lambda W, s: np.diag(1 - s**2) @ W.T),
        ),
        Mistake(
            "listed from the last",
            "The list of Jacobians begins with the last step. That is the order of the "
            "product; the list was wanted with the first step first.",
            lambda W, slopes: {"jacobians": _jacobians(W, slopes)[::-1]},
        ),
        Mistake(
            "order reversed",
            "The Jacobians are right, the order of the product is not: the gradient "
            "meets the last step first.",
            _other_product(lambda J: _chain(J, order=list)),
        ),
        Mistake(
            "entry by entry",
            "The Jacobians are multiplied entry by entry (`*`). A chain of steps is a "
            "matrix product.",
            _other_product(lambda J: J.prod(axis=0)),
        ),
        Mistake(
            "sum",
            "The Jacobians are added. Paths add up; steps of one path multiply.",
            _other_product(lambda J: J.sum(axis=0)),
        ),
        Mistake(
            "last step left out",
            "One factor is missing from the product: that of the last step.",
            _other_product(lambda J: _chain(J[:-1])),
        ),
        Mistake(
            "first step left out",
            "One factor is missing from the product: that of the first step.",
            _other_product(lambda J: _chain(J[1:])),
        ),
    ),
    hints=(
        "`np.diag(s)` makes a diagonal matrix. Its product with `W.T` may also be "
        "written `s[:, None] * W.T`; `np.stack` makes one array of a list.",
        "For the product start from the identity, `np.eye(H)`, and multiply by one "
        "Jacobian after the other with `@`.",
        "The last step comes first: `for J in reversed(jacobians)`.",
    ),
)
