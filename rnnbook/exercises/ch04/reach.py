"""4.2 on paper: how far a gradient reaches, in pieces and in overlapping windows."""

from rnnbook.exercises.form import Code


def reach():
    lag, window = 20, 50
    share = (window - lag) / window
    enough = round(lag / (1 - 0.9))
    overlapping = lag + 1
    return share, enough, overlapping


def per_cent():
    return 60.0, ..., ...


REACH = Code(
    "4.2", "How far does a gradient reach?", reach, outputs="share window overlapping",
    code=False, atol=0.006,
    meaning="In pieces, a window just above the lag teaches from few answers; nine "
        "tenths of them take ten times the lag. Windows that overlap teach from all "
        "answers as soon as they are longer than the lag, for more work at each step.",
    mistakes={
        ("window - lag", "lag"):
            "This is the share of the answers whose gradient does not arrive.",
        ("lag) / window", "lag) / lag"):
            "You divide by the lag. The answers lie anywhere in a piece: divide by the "
            "window.",
        ("window - lag", "window - lag + 1"):
            "The answer at the nth step of a piece reaches n - 1 steps back, so with "
            "the window equal to the lag none arrives.",
        ("window - lag", "window - lag - 1"):
            "With a window one longer than the lag one answer arrives, the last of its "
            "piece: you count one too few.",
        per_cent: "This is in per cent. As a share of 1 it is a hundredth of that.",
        ("(1 - 0.9)", "0.9"):
            "A tenth more than the lag lets far fewer arrive: put your window into the "
            "formula.",
        ("lag + 1", "lag"):
            "A window holds the step of the question too: with as many steps as the "
            "lag it ends one step after the sign.",
        ("lag + 1", "lag + 2"):
            "One step less is enough: count the steps from the sign to the question, "
            "both included.",
        ("lag + 1", "enough"):
            "This is the window for nine tenths of the answers, in pieces. Where "
            "windows overlap, every question stands at the end of one.",
    },
    hints=(
        "At which places of a piece can the question stand so that the sign is in the "
        "same piece? Count them, and divide by the window.",
        "Set the share to nine tenths and solve for the window.",
        "Where windows overlap, one for each step, every question is the last step of "
        "a window. How many steps are there from sign to question, both included?",
    ),
)  # fmt: skip
