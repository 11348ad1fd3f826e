"""14.4 in code: a step of the selective recurrence."""

import numpy as np

from rnnbook.exercises.form import Code


def selective_step(a_d, n, h_prev, alpha):
    delta = np.logaddexp(0, a_d)
    z = np.exp(-alpha * delta)
    h = z * h_prev + (1 - z) / alpha * n
    return z, h


def cases(rng):
    for B, H in ((3, 4), (1, 2), (2, 1), (4, 3)):
        a_d, n, h_prev = rng.normal(size=(3, B, H))
        alpha = rng.uniform(0.5, 2, H)
        yield {"a_d": a_d, "n": n, "h_prev": h_prev, "alpha": alpha}


SELECTIVE = Code(
    "14.4", "A step of the selective recurrence", selective_step, outputs="z h",
    cases=cases,
    meaning="The input sets the clock: a small time step keeps, a large one replaces.",
    mistakes={
        ("np.logaddexp(0, a_d)", "np.exp(a_d)"):
            "The time step is an exponential here. It should be a softplus.",
        ("np.logaddexp(0, a_d)", "a_d"):
            "The time step may be negative: its softplus is missing.",
        ("np.logaddexp(0, a_d)", "1 / (1 + np.exp(-a_d))"):
            "The time step is a sigmoid here. It should be a softplus.",
        ("np.logaddexp(0, a_d)", "np.maximum(a_d, 0)"):
            "This is the ReLU, the corner that a softplus rounds off.",
        ("np.exp(-alpha * delta)", "np.exp(alpha * delta)"):
            "The state grows with time. The sign of the rate is wrong.",
        ("np.exp(-alpha * delta)", "np.exp(-delta)"):
            "The rate does not act on the decay.",
        ("np.exp(-alpha * delta)", "np.exp(-delta / alpha)"):
            "You divide by the rate in the exponent. A larger rate decays faster.",
        ("np.exp(-alpha * delta)", "1 - alpha * delta"):
            "This is a step of Euler's method. With the input held, the exact solution "
            "is at hand.",
        ("(1 - z) / alpha * n", "(1 - z) * n"):
            "The rest that the state moves to is n / alpha, not n.",
        ("(1 - z) / alpha * n", "(1 - z) * alpha * n"):
            "You multiply the input by the rate. Where is the right side of (14.11) 0?",
        ("(1 - z) / alpha * n", "delta * n"):
            "The input enters by Euler's method. Hold it, and solve exactly.",
        ("z * h_prev + (1 - z) / alpha * n", "(1 - z) * h_prev + z / alpha * n"):
            "The shares of the old state and of the rest have changed places.",
        ("return z, h", "return delta, h"): "`z` is the time step. It is what is left.",
        ("return z, h", "return h, z"): "`z` and `h` have changed places.",
    },
    hints=(
        "First the time step: softplus of a_d. np.logaddexp(0, a) is log(1 + exp(a)).",
        "What is left of a distance after a time step, at the rate alpha?",
        "The state moves from h_prev toward n / alpha; z is the share of h_prev.",
    ),
)  # fmt: skip
