"""1.2 on paper: a bigram model, its cross-entropy and its perplexity."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _loss(a=(2, 4), b=(2, 2), r=(2, 2), alpha=1, total=5, steps=3, log=np.log):
    """The mean loss of "bra" after "a"; (how often, context how often) for each."""
    parts = [(n + alpha) / (c + total) for n, c in (a, b, r)]
    return -sum(log(part) for part in parts) / steps


def _both(loss):
    return loss, np.exp(loss)


PERPLEXITY = Exercise(
    number="1.2",
    title="Abracadabra",
    outputs=("loss", "perplexity"),
    code=False,
    right=lambda: _both(_loss()),
    meaning="After eleven letters the model chooses as if among two or three, not "
    "among five. On a word that is so much like what it counted, this is no surprise.",
    rtol=0,
    atol=0.008,  # e to the power of 0.93 is 2.53, with two decimals
    mistakes=(
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: PERPLEXITY.right()[::-1],
        ),
        Mistake(
            "no smoothing",
            "You took the bare frequencies. Add one to each count, and what that adds "
            "up to below the line.",
            lambda: _both(_loss(alpha=0, total=0)),
        ),
        Mistake(
            "one below the line",
            "Each of the five symbols got one more, so the sum of the counts grew by "
            "more than one.",
            lambda: _both(_loss(total=1)),
        ),
        Mistake(
            "nothing below the line",
            "You added to the counts, but not to their sum: your probabilities add up "
            "to more than 1.",
            lambda: _both(_loss(total=0)),
        ),
        Mistake(
            "last a counted",
            "You count five contexts a. The last letter of the training text has "
            "nothing after it, so it is no context.",
            lambda: _both(_loss(a=(2, 5))),
        ),
        Mistake(
            "logarithm to base 2",
            "Your unit is the bit. Here it is the nat, from the natural logarithm.",
            lambda: {"loss": _loss(log=np.log2)},
        ),
        Mistake(
            "logarithm to base 10",
            "You took the logarithm to base 10. Here it is the natural one.",
            lambda: {"loss": _loss(log=np.log10)},
        ),
        Mistake(
            "sum instead of mean",
            "This is the sum over the letters. The mean was wanted.",
            lambda: _both(_loss(steps=1)),
        ),
        Mistake(
            "divided by four",
            "You divide by four, but the first letter is given: three are predicted.",
            lambda: _both(_loss(steps=4)),
        ),
        Mistake(
            "sign",
            "The sign is wrong: the logarithm of a probability is negative, and the "
            "loss is not.",
            lambda: {"loss": -_loss()},
        ),
        Mistake(
            "power of two",
            "Your loss is in nats, so the base of the power is e, not 2.",
            lambda: {"perplexity": 2 ** _loss()},
        ),
        Mistake(
            "arithmetic mean",
            "This is the mean of 1/P. The perplexity is the exponential of the mean of "
            "the logarithms.",
            lambda: {"perplexity": (3 + 7 / 3 + 7 / 3) / 3},
        ),
        Mistake(
            "inverse",
            "This is the reciprocal: a perplexity is never below 1.",
            lambda: {"perplexity": np.exp(-_loss())},
        ),
    ),
    hints=(
        "Which letters follow an a in the training text, and how often each? The same "
        "for b and for r.",
        "Each of the five counts of a row grows by 1. What does their sum become?",
        "Three probabilities: b after a, r after b, a after r. Take minus the mean of "
        "their natural logarithms.",
    ),
)
