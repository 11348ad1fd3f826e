"""5.3 in code: the Jacobians of the steps, and their product."""

import numpy as np

from rnnbook.exercises.form import Code


def jacobian_product(W, slopes):
    jacobians = np.stack([np.diag(s) @ W.T for s in slopes])
    product = np.eye(len(W))
    for J in reversed(jacobians):
        product = product @ J
    return jacobians, product


def cases(rng):
    return [
        {"W": rng.normal(0, 0.8, (H, H)), "slopes": rng.uniform(0.2, 1, (T, H))}
        for T, H in ((4, 3), (2, 2), (9, 4))
    ]


PRODUCT = Code(
    "5.3", "The product of Jacobians", jacobian_product, outputs="jacobians product",
    cases=cases,
    meaning="A gradient at the last step, a row, times this product is the gradient "
        "before the first.",
    mistakes={
        ("W.T", "W"):
            "W is not transposed. It takes h forward; the gradient goes the other way.",
        ("np.diag(s) @ W.T", "W.T @ np.diag(s)"):
            "The slopes multiply on the wrong side: the gradient passes the activation "
            "before it passes the product with W.",
        ("np.diag(s) @ W.T", "W @ np.diag(s)"):
            "These are the Jacobians for vectors written as columns: the transposes of "
            "what was wanted.",
        ("np.diag(s) @ W.T", "W.T"):
            "The slopes have no effect: each of these is the transposed W.",
        ("np.diag(s) @ W.T", "np.diag(s)"):
            "W has no effect: these are the slopes alone.",
        ("np.diag(s) @ W.T", "s.mean() * W.T"):
            "You use the mean slope of a step for all its units. Each unit has its "
            "own.",
        ("np.diag(s)", "np.diag(1 - s**2)"):
            "You take `slopes` for states, and work out 1 - h^2. They are the slopes "
            "already.",
        ("return jacobians", "return jacobians[::-1]"):
            "The list of Jacobians begins with the last step. That is the order of the "
            "product; the list was wanted with the first step first.",
        ("reversed(jacobians)", "jacobians"):
            "The Jacobians are right, the order of the product is not: the gradient "
            "meets the last step first.",
        (", product", ", jacobians.prod(axis=0)"):
            "The Jacobians are multiplied entry by entry (`*`). A chain of steps is a "
            "matrix product.",
        (", product", ", jacobians.sum(axis=0)"):
            "The Jacobians are added. Paths add up; steps of one path multiply.",
        ("product = np.eye(len(W))", "product = jacobians[-1]"):
            "The Jacobian of the last step is in the product twice. Start from the "
            "identity.",
        ("reversed(jacobians)", "reversed(jacobians[:-1])"):
            "One factor is missing from the product: that of the last step.",
        ("reversed(jacobians)", "reversed(jacobians[1:])"):
            "One factor is missing from the product: that of the first step.",
    },
    hints=(
        "`np.diag(s)` makes a diagonal matrix. Its product with `W.T` may also be "
        "written `s[:, None] * W.T`; `np.stack` makes one array of a list.",
        "For the product start from the identity, `np.eye(H)`, and multiply by one "
        "Jacobian after the other with `@`.",
        "The last step comes first: `for J in reversed(jacobians)`.",
    ),
)  # fmt: skip
