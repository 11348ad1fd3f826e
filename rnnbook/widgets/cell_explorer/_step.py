"""One step of one unit, forward and backward, with every number by its name."""

from typing import NamedTuple

import numpy as np

from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.widgets.cell_explorer._kinds import Kind
from rnnbook.widgets.cell_explorer._values import evaluate, named


class Gradients(NamedTuple):
    """Gradients of everything that the step starts from, by the names of the widget.

    c is None for a cell that has no state of this name.
    """

    x: float
    h: float
    c: float | None
    params: tuple


class OneStep(NamedTuple):
    """A step of `kind` from the numbers `at`: x, the state, gradients, weights."""

    kind: Kind
    at: dict

    @property
    def params(self):
        """U (1, K), W (1, K), b (K,) and, if the cell has it, b_h (K,)."""
        rows = {name: np.array(self.at[name]) for name in self.kind.rows}
        matrices = {name: rows[name].reshape(1, -1) for name in ("U", "W")}
        return self.kind.cell.params(**rows | matrices)

    @property
    def unrolled(self):
        """What `unroll` gives for the one step."""
        state = tuple(np.array([[self.at[name]]]) for name in self.kind.cell.state)
        x = np.array([[[self.at["x"]]]])
        return unroll(self.kind.cell, self.params, x, state)

    @property
    def gradients(self):
        """What the gradients at the step's end mean for all that it started from."""
        first, *more = (np.array([[self.at[f"d{n}"]]]) for n in self.kind.cell.state)
        dp, dx, (dh, *others) = unroll_backward(
            self.kind.cell,
            self.params,
            first[np.newaxis],
            self.unrolled[2],
            (np.zeros((1, 1)), *more),
        )
        dc = float(others[0][0, 0]) if others else None
        return Gradients(float(dx[0, 0, 0]), float(dh[0, 0]), dc, dp)

    def values(self):
        """Every number of the diagram, values and gradients, by its name there."""
        (cell, words, graphs), at, p = self.kind, self.at, self.params
        ahead = evaluate(
            graphs["forward"],
            xU=at["x"] * p.U + p.b,
            hW=at["h"] * p.W + getattr(p, "b_h", 0.0),
            **{f"{name}_prev": np.array([[at[name]]]) for name in cell.state},
        )
        record = self.unrolled[2].steps[0]._asdict()
        back = evaluate(
            graphs["backward"],
            **{f"d{name}": np.array([[at[f"d{name}"]]]) for name in cell.state},
            **{f"step.{name}": value for name, value in record.items()},
        )
        found = named(graphs["forward"], ahead, words["made"]["forward"])
        found |= named(graphs["backward"], back, words["made"]["backward"])
        found |= {f"d{name}_in": at[f"d{name}"] for name in cell.state}
        gradients = self.gradients
        found |= self.terms(gradients.params)
        return found | {"x": at["x"], "dx": gradients.x, "dh_prev": gradients.h}

    def terms(self, dp):
        """What the unroll around the cell adds: weights, products, their gradients."""
        rows = {name: np.array(self.at[name]) for name in self.kind.rows}
        terms = {"x*U": self.at["x"] * rows["U"], "h_prev*W": self.at["h"] * rows["W"]}
        terms |= rows | {f"d{name}": np.ravel(getattr(dp, name)) for name in rows}
        return {
            f"{name}[{gate}]": float(value)
            for name, values in terms.items()
            for gate, value in zip(self.kind.cell.gates, values, strict=True)
        }
