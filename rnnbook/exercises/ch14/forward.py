"""14.5 in code: RTRL for the factors of a diagonal recurrence."""

import numpy as np

from rnnbook.exercises.form import Code


def forward_gradient(lam, u, dh):
    h, E, dlam = np.zeros_like(lam), np.zeros_like(lam), np.zeros_like(lam)
    for u_t, dh_t in zip(u, dh, strict=True):
        E = h + lam * E
        h = lam * h + u_t
        dlam = dlam + dh_t * E
    return E, dlam


def cases(rng):
    for T, H in ((5, 3), (8, 2), (4, 1), (6, 4)):
        u, dh = rng.normal(size=(2, T, H))
        yield {"lam": rng.uniform(0.4, 1, H), "u": u, "dh": dh}


FORWARD = Code(
    "14.5", "Forward in time, in one diagonal layer", forward_gradient,
    outputs="last dlam", cases=cases,
    meaning="The gradient of a whole past in one row of numbers, at every step.",
    mistakes={
        ("E = h + lam * E", "E = h"):
            "Only the direct way is there. Lambda also acted at all earlier steps.",
        ("E = h + lam * E", "E = h + E"):
            "What lambda did before decays with the state: multiply by lambda.",
        ("        E = h + lam * E\n        h = lam * h + u_t\n",
         "        h = lam * h + u_t\n        E = h + lam * E\n"):
            "The direct term is the *old* state: bring E up to date before h.",
        ("dlam + dh_t * E", "dh_t * E"):
            "This is the gradient of the last step alone. A shared weight gets a sum.",
        ("dlam + dh_t * E", "dlam + E"): "The gradients of the losses have no effect.",
        ("dlam + dh_t * E", "dlam + dh_t * h"):
            "You multiply by the state. Its derivative was wanted.",
        ("E = h + lam * E", "E = lam * h + lam * E"):
            "The direct term has lambda as a factor. A factor of a product gets the "
            "other one.",
        ("return E, dlam", "return h, dlam"):
            "`last` is the last state. Its derivative was wanted.",
        ("return E, dlam", "return dlam, E"):
            "The last derivative and the gradient have changed places.",
        ("return E, dlam", "return E, dlam / len(u)"):
            "This is a mean over the steps. The losses are added up.",
    },
    hints=(
        "Differentiate h_t = lam h_{t-1} + u_t for lam: a product, so two terms.",
        "E of the step before is the derivative of h_{t-1}.",
        "In each step: first E, from the old h and the old E, then h, then add to the "
        "gradient.",
    ),
)  # fmt: skip
