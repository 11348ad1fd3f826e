"""13.2 on paper: one gradient, two forms of Adam, the first update."""

from math import sqrt

from rnnbook.exercises.form import Code


def first_update():
    g, eps, eps_hat, lean = 2e-7, 1e-8, 1e-7, sqrt(1 - 0.999)
    epsilon = eps_hat / lean
    share_torch = g / (g + eps)
    share_keras = g / (g + epsilon)
    return epsilon * 1e6, share_torch, share_keras


ADAMS = Code(
    "13.2", "Two Adams at the first update", first_update,
    outputs="epsilon share_torch share_keras", code=False, rtol=0, atol=0.006,
    meaning="The same optimiser by name, the same gradient, and a step that is sixteen "
        "times smaller. The difference fades: by (13.8) the constant falls to a tenth "
        "of its first value in about a hundred updates.",
    mistakes={
        ("epsilon = eps_hat / lean", "epsilon = eps_hat * lean"):
            "You multiplied by the root. Divide (13.7) above and below by it.",
        ("epsilon = eps_hat / lean", "epsilon = eps_hat / lean**2"):
            "You divided by what stands under the root. The root itself was wanted.",
        ("epsilon = eps_hat / lean", "epsilon = eps_hat"):
            "You left Keras's constant as it is. It stands beside the root of the "
            "uncorrected v.",
        ("epsilon * 1e6", "epsilon"):
            "The first answer is in plain units. Give it in millionths.",
        ("epsilon = eps_hat / lean", "epsilon = eps_hat / 0.1"):
            "You took out the lean of m. The constant stands beside the root of v.",
        ("lean = 2e-7, 1e-8, 1e-7, sqrt(1 - 0.999)",
         "lean = 2e-7, 1e-8, 1e-7, sqrt(0.001) / 1.0545"):
            "You took 0.03 for the root of 0.001. It is nearer to 0.032.",
        ("g / (g + eps)\n", "0.1 * g / (lean * g + eps)\n"):
            "In PyTorch's share the leans of m and v are still in. At the first update "
            "they are taken out.",
        ("g / (g + eps)\n", "g / (g + eps_hat)\n"):
            "PyTorch's share has Keras's constant in it.",
        ("g / (g + eps)\n", "1.0\n"):
            "PyTorch's constant is left out. The gradient is only twenty times as "
            "large.",
        ("g / (g + epsilon)\n", "g / (g + eps_hat)\n"):
            "Keras's share has the bare constant in it: what does it count as at the "
            "first update?",
        ("g / (g + epsilon)\n", "0.1 * g / (lean * g + eps_hat)\n"):
            "In Keras's share the factor before the fraction is missing.",
        ("share_torch, share_keras\n", "-share_torch, -share_keras\n"):
            "The shares have the sign of the step. Give them as positive numbers.",
        ("share_torch, share_keras\n", "100 * share_torch, 100 * share_keras\n"):
            "These are percent. Give the shares as numbers from 0 to 1.",
        ("share_torch, share_keras\n", "share_keras, share_torch\n"):
            "The two shares have changed places.",
    },
    hints=(
        "Which factor stands beside m in (13.7)? Put t = 1 into it.",
        "(13.8) answers the first question. With it, both shares are of one form.",
        "At t = 1 the corrected mean is g, and the corrected root is g as well.",
    ),
)  # fmt: skip
