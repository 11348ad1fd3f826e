"""13.4 in code: one update of Adam in Keras's form."""

import numpy as np

from rnnbook.exercises.form import Code


def keras_adam(w, g, m, v, t):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    factor = 0.001 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    w = w - factor * m / (np.sqrt(v) + 1e-7)
    return w, m, v


def cases(rng):
    for shape, t in (((3, 2), 1), ((1,), 2), ((2, 4), 30), ((5,), 1000)):
        w, g, m = rng.normal(size=(3, *shape))
        g, m = g * 10.0 ** rng.uniform(-7, -5, shape), 1e-6 * m
        v = rng.uniform(0, 1e-12, shape)
        if t == 1:
            m, v = 0 * m, 0 * v
        yield {"w": w, "g": g, "m": m, "v": v, "t": t}


KERAS_ADAM = Code(
    "13.4", "A step of Keras's Adam", keras_adam, outputs="w m v", cases=cases,
    order="m v w", rtol=1e-9, atol=1e-18,
    meaning="One line is other than in the paper's algorithm 1, and it matters where "
        "gradients are as small as the constant.",
    mistakes={
        ("0.001 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)", "0.001"):
            "The factor that takes out the leans of both means is missing.",
        ("np.sqrt(1 - 0.999**t) / (1 - 0.9**t)", "(1 - 0.999**t) / (1 - 0.9**t)"):
            "In the factor the root is missing.",
        ("np.sqrt(1 - 0.999**t) / (1 - 0.9**t)",
         "(1 - 0.9**t) / np.sqrt(1 - 0.999**t)"):
            "The factor is upside down.",
        ("np.sqrt(1 - 0.999**t) / (1 - 0.9**t)",
         "np.sqrt(1 - 0.999 ** (t + 1)) / (1 - 0.9 ** (t + 1))"):
            "You count the updates one too far: t is 1 at the first.",
        (("np.sqrt(1 - 0.999**t) / (1 - 0.9**t)", "1 / (1 - 0.9**t)"),
         ("(np.sqrt(v) + 1e-7)", "(np.sqrt(v / (1 - 0.999**t)) + 1e-7)")):
            "This is (13.6), the form of the paper's algorithm 1. In Keras's form the "
            "constant stands beside the root of the uncorrected v.",
        ("+ 1e-7)", "+ 1e-8)"): "The constant is PyTorch's. Keras has 1e-7.",
        ("(np.sqrt(v) + 1e-7)", "np.sqrt(v + 1e-7)"):
            "The constant is under the root. It stands beside it.",
        ("np.sqrt(v) + 1e-7", "v + 1e-7"): "The root of v is missing.",
        ("w - factor", "w + factor"): "The step goes up the slope.",
        ("0.001 * g**2", "0.001 * g"): "v is a mean of squares.",
        ("0.9 * m + 0.1 * g", "m + 0.1 * g"):
            "The old mean enters m at full size. It fades by 0.9.",
        ("0.9 * m + 0.1 * g", "0.1 * m + 0.9 * g"):
            "In m the two shares have changed places.",
        (("v, t):\n", "v, t):\n    m_0, v_0 = m, v\n"),
         ("factor * m / (np.sqrt(v)", "factor * m_0 / (np.sqrt(v_0)")):
            "The step follows the means before this update. (13.7) has the new ones.",
        ("factor * m /", "factor * g /"):
            "The step follows the gradient itself. It follows the mean m.",
    },
    hints=(
        "The two means are those of any Adam: 0.9 and 0.999 of the old ones.",
        "(13.7) uses the new m and v, both without a correction of their own.",
        "One factor holds the rate and both corrections. Mind which one has a root.",
    ),
)  # fmt: skip
