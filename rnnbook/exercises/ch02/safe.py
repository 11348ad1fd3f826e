"""2.5 in code: a sigmoid and its logarithm that are right everywhere."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _safe(a):
    """exp of nothing positive, so nothing overflows."""
    e = np.exp(-np.abs(a))
    s = np.where(a >= 0, 1 / (1 + e), e / (1 + e))
    return s, np.minimum(a, 0) - np.log1p(e)


def _quiet(rule):
    """A rule of a that may overflow, without the warnings that go with it."""

    def run(a):
        with np.errstate(all="ignore"):
            return rule(a)

    return run


def _log_of(rule):
    return _quiet(lambda a: {"log_s": rule(a)})


def _s_by(rule):
    """Another sigmoid, and the logarithm that is taken of it."""
    return _quiet(lambda a: (rule(a), np.log(rule(a))))


def _only_s(rule):
    return _quiet(lambda a: {"s": rule(a)})


def _no_tail(a):
    e = np.exp(-np.abs(a))
    return np.minimum(a, 0) - np.log(1 + e)


def _cases(rng):
    wide = [np.array([-1000.0, -745.0, -40.0, -1.0, 0.0, 1.0, 40.0, 745.0, 1000.0])]
    return [{"a": a} for a in [*wide, rng.normal(0, 3, (2, 3)), rng.normal(0, 300, 5)]]


SAFE = Exercise(
    number="2.5",
    title="Safe everywhere",
    outputs=("s", "log_s"),
    right=_safe,
    cases=_cases,
    rtol=1e-12,
    atol=0,
    meaning="A loss needs the logarithm, and needs it most where the unit is most "
    "wrong. There the logarithm of the sigmoid is an ordinary number, while the "
    "sigmoid itself is too small to be written down.",
    mistakes=(
        Mistake(
            "through tanh",
            "Through tanh a small sigmoid is a difference of two numbers near one "
            "half: its digits are lost, and below 1e-16 all of them. Use exponentials.",
            _only_s(lambda a: 0.5 + 0.5 * np.tanh(0.5 * a)),
        ),
        Mistake(
            "both through tanh",
            "Through tanh a small sigmoid is exactly 0, and its logarithm minus "
            "infinity. Use exponentials.",
            _s_by(lambda a: 0.5 + 0.5 * np.tanh(0.5 * a)),
        ),
        Mistake(
            "logarithm of the sigmoid",
            "The sigmoid is right, and at -1000 it is too small for a float: its "
            "logarithm is minus infinity. Take the logarithm on paper first.",
            _log_of(lambda a: np.log(_safe(a)[0])),
        ),
        Mistake(
            "logarithm of one plus exp",
            "On paper this is right. In numbers exp(-a) overflows where a is very "
            "negative: pull the largest part out before you take the exponential.",
            _log_of(lambda a: -np.log(1 + np.exp(-a))),
        ),
        Mistake(
            "log1p of an overflow",
            "log1p is a good idea, but its argument overflows where a is very "
            "negative: what is the exponential of a positive number doing there?",
            _log_of(lambda a: -np.log1p(np.exp(-a))),
        ),
        Mistake(
            "one plus a tail",
            "Nearly. Where a is large, 1 + exp(-a) is rounded to 1 and the small "
            "number is lost: `np.log1p` keeps it.",
            _log_of(_no_tail),
        ),
        Mistake(
            "sign of the logarithm",
            "The logarithm of a probability is never positive: its sign is turned.",
            _log_of(lambda a: -_safe(a)[1]),
        ),
        Mistake(
            "logarithm of the other class",
            "This is the logarithm of one minus the sigmoid.",
            _log_of(lambda a: _safe(-a)[1]),
        ),
        Mistake(
            "clipped",
            "You cut a off before the exponential. Nothing overflows then, but all "
            "numbers beyond the cut are the same.",
            _log_of(lambda a: _safe(np.clip(a, -500, 500))[1]),
        ),
        Mistake(
            "smallest number added",
            "You added a small number inside the logarithm. It hides the infinity and "
            "puts a wrong number in its place.",
            _log_of(lambda a: np.log(_safe(a)[0] + 1e-12)),
        ),
        Mistake(
            "absolute value",
            "For negative a you return the sigmoid of its size: the second branch is "
            "missing.",
            _only_s(lambda a: 1 / (1 + np.exp(-np.abs(a)))),
        ),
        Mistake(
            "sign of a",
            "Your sigmoid falls where it should rise: a sign is turned.",
            lambda a: _safe(-a),
        ),
        Mistake(
            "exchanged",
            "Both are right, in the wrong order: the sigmoid comes first.",
            lambda a: _safe(a)[::-1],
        ),
    ),
    hints=(
        "exp(-|a|) never overflows. Write 1 / (1 + e^-a) with it, once for a >= 0 and "
        "once for a < 0. `np.where` chooses entry by entry.",
        "For a < 0 multiply numerator and denominator by e^a.",
        "log s is minus the logarithm of 1 + e^-a. For a < 0 that is 1 + e^|a| = e^|a| "
        "(1 + e^-|a|): its logarithm is a sum. `np.minimum(a, 0)` covers both cases.",
    ),
)
