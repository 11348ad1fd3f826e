"""4.2 on paper: how far a gradient reaches, and what a random cut costs."""

from rnnbook.exercises.form import Code


def reach():
    lag, window, q = 20, 50, 0.1
    share = (window - lag) / window
    enough = round(lag / (1 - 0.9))
    variance = (1 - q) ** -lag - 1
    return share, enough, variance


REACH = Code(
    "4.2", "How far does a gradient reach?", reach, outputs="share window variance",
    code=False, atol=0.006,
    meaning="A window just above the lag teaches from few answers; nine tenths of them "
        "take ten times the lag. And a random cut that is rare at each step is likely "
        "somewhere on a long path.",
    mistakes={
        ("window - lag", "lag"):
            "This is the share of the answers whose gradient does not arrive.",
        ("lag) / window", "lag) / lag"):
            "You divide by the lag. The answers lie anywhere in a piece: divide by the "
            "window.",
        ("window - lag", "window - lag + 1"):
            "The answer at the jth step of a piece reaches j - 1 steps back, so with "
            "the window equal to the lag none arrives.",
        ("window - lag", "window - lag - 1"):
            "With a window one longer than the lag one answer arrives, the last of its "
            "piece: you count one too few.",
        ("(1 - 0.9)", "0.9"):
            "A tenth more than the lag lets far fewer arrive: put your window into the "
            "formula.",
        ("-lag - 1", "-lag"):
            "This is the mean of the square. The variance is that less the square of "
            "the mean, which is 1.",
        ("-lag - 1", "lag"): "This is the probability that the path is not cut.",
        ("(1 - q)", "q"): "You take the probability of a cut for that of no cut.",
        ("(1 - q) ** -lag", "1 / (1 - q)"):
            "To two decimals this is the variance of a single carry, and also that of "
            "a path that counts 1 if it is whole. Wanted is that of its weight, the "
            "product of as many carries as the lag has steps.",
        ("** -lag", "** (1 - lag)"):
            "You take one carry less than the lag has steps. From the question back to "
            "the sign the path passes one at every step but the sign's own.",
        ("enough, variance", "enough, variance**0.5"):
            "This is the standard deviation, the root of the variance.",
    },
    hints=(
        "At which places of a piece can the question stand so that the sign is in the "
        "same piece? Count them, and divide by the window.",
        "Set the share to nine tenths and solve for the window.",
        "The weight of the path is a product that is either 0 or (1 - q)^-n. With "
        "which probability is it which? The variance is the mean square less the "
        "square of the mean.",
    ),
)  # fmt: skip
