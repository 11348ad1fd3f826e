"""The truncation window: how far a gradient reaches, and what networks then learn."""

from rnnbook.results import load
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Choice, Given

STEPS = 36  # of the stream, as many as are drawn
NOT = "another was not measured, try "


def rounds(lag, window, cut, steps=STEPS):
    """The questions of a stream that is cut into pieces, and how far each reaches.

    A round has lag + 1 steps, the first with the sign, the last with the question;
    the first round begins at step 0. A piece begins at `cut` and after each `window`.
    Returns: rows [sign, question, first]: the steps, and the first one that the
    gradient of the question reaches; it arrives if first <= sign.
    """
    found = []
    for sign in range(0, steps - lag, lag + 1):
        question = sign + lag
        begun = question - (question - cut) % window
        found.append([sign, question, max(begun, 0)])
    return found


def measured():
    """Accuracies by lag: rows [window, those of five networks]."""
    rows = [row for row in load("04_truncation")["numbers"] if row["kind"] == "window"]
    runs = {str(row["lag"]): [] for row in rows}
    for row in rows:
        runs[str(row["lag"])].append([row["window"], row["accuracy"]])
    return runs


class TruncationWindow(BookWidget):
    """A stream cut into pieces: which gradients arrive, and which networks learn.

    lag: steps from the sign to the question. window: steps in a piece, one of those
    that were measured. cut: the step at which a piece begins, 0 ... window - 1.

    The accuracies are those of results/04_truncation.json:

        w = TruncationWindow(lag=8, window=9)
        w.share          # of the answers whose gradient arrives: (4.23)
        w.accuracy       # of five networks
    """

    name = "truncation_window"

    lag = Choice(8, lambda self: [int(lag) for lag in self.runs], NOT + "8")
    window = Choice(12, lambda self: self._windows(), NOT + "24")
    cut = Choice(0, range(STEPS), f"pieces begin at a step, try {STEPS - 1}")
    steps = Given(lambda _: STEPS)
    runs = Given(lambda _: measured())

    def _windows(self):
        return [window for window, _ in next(iter(self.runs.values()))]

    @property
    def share(self):
        """The part of the answers whose gradient arrives, if cuts fall anywhere."""
        return max(0, self.window - self.lag) / self.window

    @property
    def accuracy(self):
        """What five networks reached on fresh streams."""
        return dict(self.runs[str(self.lag)])[self.window]

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        mean = sum(self.accuracy) / len(self.accuracy)
        return (
            f"Truncation window: a stream with a lag of {self.lag} steps, cut into "
            f"pieces of {self.window}. The gradient of {self.share:.0%} of the answers "
            f"arrives; mean accuracy of five networks {mean:.2f}."
        )

    def __repr__(self):
        return f"TruncationWindow(lag={self.lag}, window={self.window}, cut={self.cut})"
