"""2.5 in code: a sigmoid and its logarithm that are right everywhere."""

import numpy as np

from rnnbook.exercises.form import Code


def safe(a):
    e = np.exp(-np.abs(a))  # of nothing positive, so nothing overflows
    s = np.where(a >= 0, 1 / (1 + e), e / (1 + e))
    log_s = np.minimum(a, 0) - np.log1p(e)
    return s, log_s


def cases(rng):
    wide = [np.array([-1000.0, -745.0, -40.0, -1.0, 0.0, 1.0, 40.0, 745.0, 1000.0])]
    return [{"a": a} for a in [*wide, rng.normal(0, 3, (2, 3)), rng.normal(0, 300, 5)]]


S = "np.where(a >= 0, 1 / (1 + e), e / (1 + e))"
LOG = "np.minimum(a, 0) - np.log1p(e)"
SAFE = Code(
    "2.5", "Safe everywhere", safe, outputs="s log_s", cases=cases,
    rtol=1e-12, atol=0,
    meaning="A loss needs the logarithm, and needs it most where the unit is most "
        "wrong. There the logarithm of the sigmoid is an ordinary number, while the "
        "sigmoid itself is too small to be written down.",
    mistakes={
        (S, "0.5 + 0.5 * np.tanh(0.5 * a)"):
            "Through tanh a small sigmoid is a difference of two numbers near one "
            "half: its digits are lost, and below 1e-16 all of them. Use exponentials.",
        ((S, "0.5 + 0.5 * np.tanh(0.5 * a)"), (LOG, "np.log(s)")):
            "Through tanh a small sigmoid is exactly 0, and its logarithm minus "
            "infinity. Use exponentials.",
        (LOG, "np.log(s)"):
            "The sigmoid is right, and at -1000 it is too small for a float: its "
            "logarithm is minus infinity. Take the logarithm on paper first.",
        (LOG, "-np.log(1 + np.exp(-a))"):
            "On paper this is right. In numbers exp(-a) overflows where a is very "
            "negative: pull the largest part out before you take the exponential.",
        (LOG, "-np.log1p(np.exp(-a))"):
            "log1p is a good idea, but its argument overflows where a is very "
            "negative: what is the exponential of a positive number doing there?",
        ("np.log1p(e)", "np.log(1 + e)"):
            "Nearly. Where a is large, 1 + exp(-a) is rounded to 1 and the small "
            "number is lost: `np.log1p` keeps it.",
        ("return s, log_s", "return s, -log_s"):
            "The logarithm of a probability is never positive: its sign is turned.",
        ("np.minimum(a, 0)", "np.minimum(-a, 0)"):
            "This is the logarithm of one minus the sigmoid.",
        lambda a: (..., safe(np.clip(a, -500, 500))[1]):
            "You cut a off before the exponential. Nothing overflows then, but all "
            "numbers beyond the cut are the same.",
        (LOG, "np.log(s + 1e-12)"):
            "You added a small number inside the logarithm. It hides the infinity and "
            "puts a wrong number in its place.",
        ("e / (1 + e)", "1 / (1 + e)"):
            "For negative a you return the sigmoid of its size: the second branch is "
            "missing.",
        (("a >= 0", "a < 0"), ("np.minimum(a, 0)", "np.minimum(-a, 0)")):
            "Your sigmoid falls where it should rise: a sign is turned.",
        ("return s, log_s", "return log_s, s"):
            "Both are right, in the wrong order: the sigmoid comes first.",
    },
    hints=(
        "exp(-|a|) never overflows. Write 1 / (1 + e^-a) with it, once for a >= 0 and "
        "once for a < 0. `np.where` chooses entry by entry.",
        "For a < 0 multiply numerator and denominator by e^a.",
        "log s is minus the logarithm of 1 + e^-a. For a < 0 that is 1 + e^|a| = e^|a| "
        "(1 + e^-|a|): its logarithm is a sum. `np.minimum(a, 0)` covers both cases.",
    ),
)  # fmt: skip
