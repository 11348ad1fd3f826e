"""The eigenvalue disc: two units, two eigenvalues, and what becomes of a gradient."""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.params import Params
from rnnbook.loop.plain import step_backward
from rnnbook.loop.unroll import unroll
from rnnbook.measures.diagnostics import singular_values, spectral_radius
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._linear import LINEAR
from rnnbook.widgets._traits import Given, Number

STEPS = 40
FAR = "beyond that, 40 steps leave every picture"


class Disc(NamedTuple):
    """The recurrence of the disc over its steps.

    h: (41, 2), the states from h_0 on.  product: (41,), the norm of the product of k
    Jacobians, k = 0 ... 40: what is left of the gradient in the best direction.
    radius, largest: spectral radius and largest singular value of W.
    """

    h: np.ndarray
    product: np.ndarray
    radius: float
    largest: float


class EigenvalueDisc(BookWidget):
    """Move the eigenvalues of a linear recurrence of two units: see state and gradient.

    real, imaginary: the first eigenvalue; with an imaginary part above 0 the second is
    its mirror image. second: the second eigenvalue if both are real.
    coupling: how much further the first unit feeds the second; it leaves the
    eigenvalues as they are, and makes W non-normal.

        w = EigenvalueDisc(real=0.9, second=0.9, coupling=2)
        w.W                   # (2, 2)
        w.run().product       # norms of the products of Jacobians
    """

    name = "eigenvalue_disc"
    label = (
        "Eigenvalue disc: the eigenvalues of a linear recurrence of two units give "
        "its states over 40 steps and the norm of the product of its Jacobians"
    )

    real = Number(0.9, -1.5, 1.5, FAR)
    imaginary = Number(0.3, 0, 1.5, FAR)
    second = Number(0.6, -1.5, 1.5, FAR)
    coupling = Number(0.0, 0, 3, FAR)
    graphs = Given(lambda _: {"linear": trace(LINEAR)})

    @property
    def W(self):
        """The recurrent weights (2, 2) with these eigenvalues."""
        re, im, s = self.real, self.imaginary, self.coupling
        if im > 0:
            return np.array([[re, im + s], [-im * im / (im + s), re]])
        return np.array([[re, s], [0.0, self.second]])

    def run(self):
        """States, products and the two measures of W: a `Disc`."""
        p = Params(np.zeros((1, 2)), self.W, np.zeros(2))
        x, start = np.zeros((STEPS, 2, 1)), np.array([[1.0, 0.0], [1.0, 0.0]])
        h, _, cache = unroll(LINEAR, p, x, (start,))
        rows, norms = (np.eye(2),), [1.0]
        for step in reversed(cache.steps):
            _, _, rows, _ = step_backward(LINEAR, p, rows, step)
            norms.append(singular_values(rows[0])[0])
        states = np.concatenate([start[:1], h[:, 0]])
        return Disc(
            states, np.array(norms), float(spectral_radius(p.W)),
            float(singular_values(p.W)[0]),
        )  # fmt: skip

    def __repr__(self):
        rest = f"imaginary={self.imaginary:g}"
        if not self.imaginary:
            rest = f"second={self.second:g}"
        return f"EigenvalueDisc(real={self.real:g}, {rest}, coupling={self.coupling:g})"
