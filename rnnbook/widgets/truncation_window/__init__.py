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


def best_rate(kind, H=16):
    """Accuracies by lag: rows [window, those of ten networks, their learning rate].

    Of the rates that were measured, the one with the highest mean for this window.
    """
    best = {}
    for row in load("04_truncation")["numbers"]:
        if (row["kind"], row["H"]) == (kind, H):
            place, scores = (row["lag"], row["window"]), row["accuracy"]
            if place not in best or sum(scores) > sum(best[place][1]):
                best[place] = [row["window"], scores, row["lr"]]
    return {
        str(lag): [row for (each, _), row in best.items() if each == lag]
        for lag, _ in best
    }


def alone():
    """What the readout alone reaches by lag, U, W and b left as they were drawn."""
    rows = {lag: row for lag, (row,) in best_rate("frozen").items()}
    return {lag: sum(scores) / len(scores) for lag, (_, scores, _) in rows.items()}


class TruncationWindow(BookWidget):
    """A stream cut into pieces: which gradients arrive, and which networks learn.

    lag: steps from the sign to the question. window: steps in a piece, one of those
    that were measured. cut: the step at which a piece begins, 0 ... window - 1.

    The accuracies are those of results/04_truncation.json, at the best of three
    learning rates for each window:

        w = TruncationWindow(lag=8, window=9)
        w.share          # of the answers whose gradient arrives: (4.23)
        w.accuracy       # of ten networks
        w.rate           # at which they learned
        w.alone["8"]     # of ten networks where the readout alone was trained
    """

    name = "truncation_window"

    lag = Choice(
        8, lambda self: [int(lag) for lag in self.runs], NOT + "8",
        form={"choice": "runs.@"},
    )  # fmt: skip
    window = Choice(
        12, lambda self: self._windows(), NOT + "24", form={"choice": "runs.$lag.*.0"}
    )
    cut = Choice(0, range(STEPS), f"pieces begin at a step, try {STEPS - 1}")
    steps = Given(lambda _: STEPS)
    runs = Given(lambda _: best_rate("window"))
    alone = Given(lambda _: alone())

    def _windows(self):
        return [window for window, _, _ in next(iter(self.runs.values()))]

    def _chosen(self):
        (row,) = (row for row in self.runs[str(self.lag)] if row[0] == self.window)
        return row

    @property
    def share(self):
        """The part of the answers whose gradient arrives, if cuts fall anywhere."""
        return max(0, self.window - self.lag) / self.window

    @property
    def accuracy(self):
        """What ten networks reached on fresh streams."""
        return self._chosen()[1]

    @property
    def rate(self):
        """The learning rate of these networks, the best of three."""
        return self._chosen()[2]

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        mean = sum(self.accuracy) / len(self.accuracy)
        return (
            f"Truncation window: a stream with a lag of {self.lag} steps, cut into "
            f"pieces of {self.window}. The gradient of {self.share:.0%} of the answers "
            f"arrives; mean accuracy of ten networks {mean:.2f} at a learning rate of "
            f"{self.rate}, of the readout alone {self.alone[str(self.lag)]:.2f}."
        )

    def __repr__(self):
        return f"TruncationWindow(lag={self.lag}, window={self.window}, cut={self.cut})"
