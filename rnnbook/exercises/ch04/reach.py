"""4.2 on paper: how far a gradient reaches, and what a random cut costs."""

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

LAG, WINDOW, SHARE, Q = 20, 50, 0.9, 0.1


def _right():
    share = (WINDOW - LAG) / WINDOW
    return share, round(LAG / (1 - SHARE)), (1 - Q) ** -LAG - 1


REACH = Exercise(
    number="4.2",
    title="How far does a gradient reach?",
    outputs=("share", "window", "variance"),
    code=False,
    atol=0.006,
    right=_right,
    meaning="A window just above the lag teaches from few answers; nine tenths of them "
    "take ten times the lag. And a random cut that is rare at each step is likely "
    "somewhere on a long path.",
    mistakes=(
        Mistake(
            "one minus the share",
            "This is the share of the answers whose gradient does not arrive.",
            lambda: {"share": 1 - _right()[0]},
        ),
        Mistake(
            "lag and window exchanged",
            "You divide by the lag. The answers lie anywhere in a piece: divide by the "
            "window.",
            lambda: {"share": (WINDOW - LAG) / LAG},
        ),
        Mistake(
            "one step off",
            "The answer at the jth step of a piece reaches j - 1 steps back, so with "
            "the window equal to the lag none arrives.",
            lambda: {"share": (WINDOW - LAG + 1) / WINDOW},
        ),
        Mistake(
            "one step too few",
            "With a window one longer than the lag one answer arrives, the last of "
            "its piece: you count one too few.",
            lambda: {"share": (WINDOW - LAG - 1) / WINDOW},
        ),
        Mistake(
            "a tenth more than the lag",
            "A tenth more than the lag lets far fewer arrive: put your window into the "
            "formula.",
            lambda: {"window": round(LAG / SHARE)},
        ),
        Mistake(
            "mean square",
            "This is the mean of the square. The variance is that less the square of "
            "the mean, which is 1.",
            lambda: {"variance": (1 - Q) ** -LAG},
        ),
        Mistake(
            "probability that it survives",
            "This is the probability that the path is not cut.",
            lambda: {"variance": (1 - Q) ** LAG},
        ),
        Mistake(
            "q for 1 - q",
            "You take the probability of a cut for that of no cut.",
            lambda: {"variance": Q**-LAG - 1},
        ),
        Mistake(
            "one step, or the path without its weight",
            "To two decimals this is the variance of a single carry, and also that of "
            "a path that counts 1 if it is whole. Wanted is that of its weight, the "
            "product of as many carries as the lag has steps.",
            lambda: {"variance": 1 / (1 - Q) - 1},
        ),
        Mistake(
            "one carry too few",
            "You take one carry less than the lag has steps. From the question back "
            "to the sign the path passes one at every step but the sign's own.",
            lambda: {"variance": (1 - Q) ** (1 - LAG) - 1},
        ),
        Mistake(
            "standard deviation",
            "This is the standard deviation, the root of the variance.",
            lambda: {"variance": (_right()[2]) ** 0.5},
        ),
    ),
    hints=(
        "At which places of a piece can the question stand so that the sign is in the "
        "same piece? Count them, and divide by the window.",
        "Set the share to nine tenths and solve for the window.",
        "The weight of the path is a product that is either 0 or (1 - q)^-n. With "
        "which probability is it which? The variance is the mean square less the "
        "square of the mean.",
    ),
)
