"""What experiments share: a ratio along a grid of values, and the first that is enough.

For each value of a grid the reader measures what is left of a gradient, and then reads
off the smallest value at which that ratio reaches a threshold. Some mistakes go with
that whatever is measured. They are here; those of the quantity itself are with the
exercise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnbook.exercises.form import OldMistake as Mistake


@dataclass(frozen=True)
class Curve:
    """Ratios along a grid; the reader's answers are `ratios` and `smallest_<thing>`.

    thing: what the grid holds, in a word.  grid: its values, ascending.
    measured: called without arguments, the right ratio for each value; with switches,
    those of a reader who does something else.  threshold: what the ratio is to reach.

    Example: `BIAS = Curve("bias", BIASES, _measured, threshold=0.1)`, and in the
    exercise `right=BIAS.right` and, among the mistakes, `BIAS.upside_down("dh_0")`
    or `Mistake("input gate", "You set ...", BIAS.misread(gate=0))`.
    """

    thing: str
    grid: np.ndarray
    measured: Callable[..., np.ndarray]
    threshold: float = 1.0

    def right(self, *inputs: Any) -> tuple[np.ndarray, Any]:
        """The ratios, and the smallest value that reaches the threshold."""
        return self.measured(), self.grid[self._position(self.threshold)]

    def found(self, ratios: np.ndarray) -> dict[str, Any]:
        """The answer that a reader finds with these ratios; empty if none reaches."""
        reached = self.grid[ratios >= self.threshold]
        return {f"smallest_{self.thing}": reached[0]} if len(reached) else {}

    def misread(self, **switches: Any) -> Callable[..., dict[str, Any]]:
        """For a Mistake: wrong ratios, and the answer that a reader finds with them."""
        return self._changed(lambda ratios, inputs: self.measured(**switches))

    def answer(self, choose: Callable[[], Any]) -> Callable[..., dict[str, Any]]:
        """For a Mistake: a wrong answer beside ratios that are right."""
        return lambda *inputs: {f"smallest_{self.thing}": choose()}

    # Mistakes in the ratios

    def squared_norms(self) -> Any:
        says = "This is the ratio of the squared norms."
        return Mistake("squared norms", says, self._changed(lambda r, _: r**2))

    def upside_down(self, above: str) -> Any:
        """above: the gradient that belongs there."""
        says = f"The ratio is upside down: {above} belongs above."
        return Mistake("upside down", says, self._changed(lambda r, _: 1 / r))

    def not_divided(self, above: str, below: str, size: Callable[..., Any]) -> Any:
        """size: of the gradient `below`, from the inputs of the exercise."""
        says = f"This is the norm of {above}. Divide it by that of {below}."
        wrong = self._changed(lambda r, inputs: r * size(*inputs))
        return Mistake("not divided", says, wrong)

    def no_effect(self, why: str, untouched: Callable[[], Any]) -> Any:
        """untouched: the ratio that does not depend on the grid."""
        return Mistake(
            "no effect",
            f"All ratios are alike: {why}",
            lambda *inputs: {"ratios": np.full(len(self.grid), untouched())},
        )

    # Mistakes in the answer, the ratios being right

    def one_too_small(self) -> Any:
        says = f"At this {self.thing} the ratio is still below {self._goal()}."
        wrong = self.answer(lambda: self.grid[self._position(self.threshold) - 1])
        return Mistake("one too small", says, wrong)

    def index(self) -> Any:
        return Mistake(
            f"index instead of {self.thing}",
            f"This is the position in the list. The {self.thing} at that position was "
            "wanted.",
            self.answer(lambda: self._position(self.threshold)),
        )

    def ratio(self) -> Any:
        return Mistake(
            f"ratio instead of {self.thing}",
            f"This is the ratio. The {self.thing} that gives it was wanted.",
            self.answer(lambda: self.measured()[self._position(self.threshold)]),
        )

    def largest_ratio(self) -> Any:
        return Mistake(
            "largest ratio",
            f"This is the {self.thing} with the largest ratio. The smallest "
            f"{self.thing} was wanted whose ratio reaches {self._goal()}.",
            self.answer(lambda: self.grid[np.argmax(self.measured())]),
        )

    def another_threshold(self, threshold: float, says: str) -> Any:
        """threshold: the reader's."""
        wrong = self.answer(lambda: self.grid[self._position(threshold)])
        return Mistake("another threshold", says, wrong)

    def _changed(
        self, change: Callable[[np.ndarray, tuple], np.ndarray]
    ) -> Callable[..., dict[str, Any]]:
        """change: from the right ratios and the inputs to the wrong ratios."""

        def wrong(*inputs: Any) -> dict[str, Any]:
            ratios = change(self.measured(), inputs)
            return {"ratios": ratios} | self.found(ratios)

        return wrong

    def _position(self, threshold: float) -> int:
        return int(np.argmax(self.measured() >= threshold))

    def _goal(self) -> str:
        return "1" if self.threshold == 1 else "the threshold"
