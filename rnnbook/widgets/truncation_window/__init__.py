"""The truncation window: how far a gradient reaches, and what networks then learn."""

import traitlets

from rnnbook.results import load
from rnnbook.widgets._base import BookWidget

STEPS = 36  # of the stream, as many as are drawn


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

    lag = traitlets.Int(8).tag(sync=True)
    window = traitlets.Int(12).tag(sync=True)
    cut = traitlets.Int(0).tag(sync=True)
    steps = traitlets.Int(STEPS, read_only=True).tag(sync=True)
    runs = traitlets.Dict(read_only=True).tag(sync=True)

    @traitlets.default("runs")
    def _measured(self):
        rows = [r for r in load("04_truncation")["numbers"] if r["kind"] == "window"]
        runs = {str(row["lag"]): [] for row in rows}
        for row in rows:
            runs[str(row["lag"])].append([row["window"], row["accuracy"]])
        return runs

    def _windows(self):
        return [window for window, _ in self.runs[str(self.lag)]]

    @traitlets.validate("lag")
    def _known_lag(self, proposal):
        lags = [int(lag) for lag in self.runs]
        return _one_of("lag", proposal.value, lags, "another was not measured")

    @traitlets.validate("window")
    def _known_window(self, proposal):
        windows = [window for window, _ in next(iter(self.runs.values()))]
        why = "another was not measured"
        return _one_of("window", proposal.value, windows, why)

    @traitlets.validate("cut")
    def _place(self, proposal):
        steps = list(range(self.steps))
        return _one_of("cut", proposal.value, steps, "pieces begin at a step")

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

    def picture(self):
        """An SVG of the present state, equal byte for byte for equal settings."""
        from rnnbook.widgets.truncation_window._picture import picture

        return picture(self)

    def __repr__(self):
        return f"TruncationWindow(lag={self.lag}, window={self.window}, cut={self.cut})"


def _one_of(name, value, known, why):
    if isinstance(value, bool) or value not in known:
        listed = ", ".join(map(str, known))
        raise traitlets.TraitError(
            f"{name} is {value!r}, wanted one of {listed}: {why}, try {known[-1]}"
        )
    return int(value)
