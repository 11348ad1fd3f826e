"""2.5 in code: a sigmoid and its logarithm that are right everywhere."""

import numpy as np

from rnnbook.exercises.form import Code


def safe(a):
    e = np.exp(-np.abs(a))  # of nothing positive, so nothing overflows
    s = np.where(a >= 0, 1 / (1 + e), e / (1 + e))
    log_s = np.minimum(a, 0) - np.log1p(e)
    return s, log_s


def cases(rng):
    wide = [np.array([-1000.0, -700.0, -40.0, -1.0, 0.0, 1.0, 40.0, 700.0, 1000.0])]
    return [{"a": a} for a in [*wide, rng.normal(0, 3, (2, 3)), rng.normal(0, 300, 5)]]


def plain(a):
    """As it stands on paper."""
    s = 1 / (1 + np.exp(-a))
    return s, np.log(s)


def cut_off(most):
    """(wrong answer, wrong answer): a is cut off before the exponentials."""
    return (
        lambda a: plain(np.clip(a, -most, most)),
        lambda a: safe(np.clip(a, -most, most)),
        lambda a: (..., safe(np.clip(a, -most, most))[1]),
    )


CUT_OFF = {
    wrong: f"You cut a off at {most} before the exponential{how}. Nothing overflows "
    "then, but all numbers beyond the cut are the same."
    for most in (100, 500, 700, 709)
    for wrong, how in zip(
        cut_off(most), ("", ", in both", ", for the logarithm"), strict=True
    )
}
S = "np.where(a >= 0, 1 / (1 + e), e / (1 + e))"
LOG = "np.minimum(a, 0) - np.log1p(e)"
SAFE = Code(
    "2.5", "Safe everywhere", safe, outputs="s log_s", cases=cases,
    rtol=1e-12, atol=0,
    meaning="A loss needs the logarithm, and needs it most where the unit is most "
        "wrong. There the logarithm of the sigmoid is an ordinary number, while the "
        "sigmoid itself is too small to be written down.",
    overflow="The numbers are right, and on the way an exponential overflowed: NumPy "
        "warned of it. Give the exponential no positive argument. If you use "
        "`np.where`: it computes both of its branches for every entry, so a branch "
        "that is not taken can overflow as well.",
    mistakes={
        ((S, "np.exp(a) / (1 + np.exp(a))"), (LOG, "np.log(s)")):
            "e^a / (1 + e^a) overflows above and below where a is large: infinity "
            "divided by infinity is no number, and its logarithm is none either.",
        (S, "np.exp(a) / (1 + np.exp(a))"):
            "e^a / (1 + e^a) overflows above and below where a is large: infinity "
            "divided by infinity is no number.",
        (S, "0.5 + 0.5 * np.tanh(0.5 * a)"):
            "Through tanh a small sigmoid is a difference of two numbers near one "
            "half: its digits are lost, and below 1e-16 all of them. Use exponentials.",
        ((S, "0.5 + 0.5 * np.tanh(0.5 * a)"), (LOG, "np.log(s)")):
            "Through tanh a small sigmoid is exactly 0, and its logarithm minus "
            "infinity. Use exponentials.",
        (LOG, "np.log(s)"):
            "At -1000 your logarithm is minus infinity: there the sigmoid is too small "
            "for a float, and exp(-a) too large. Take the logarithm on paper first, "
            "and pull the largest part out before you take an exponential.",
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
        **CUT_OFF,
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
