"""What a cell is tried on: a random sequence, and one step of it."""

from typing import Any, NamedTuple

import numpy as np

from rnnbook._types import Array, DType, State
from rnnbook.cells import Cell
from rnnbook.cells.params import own_weights, shapes
from rnnbook.loop.unroll import unroll, unroll_backward

T, B, D, H = 4, 3, 2, 3                          # one and two hide mistakes


class Trial(NamedTuple):
    """A sequence drawn at random with gradients from above, and one step of it."""

    p: Any
    x: Array
    state: State
    dh: Array
    dstate: State
    xU: Array
    hW: Array

    def cast(self, dtype: DType) -> "Trial":
        """The same numbers in another dtype."""
        def one(part: Any) -> Any:
            if isinstance(part, np.ndarray):
                return part.astype(dtype)
            parts = map(one, part)
            return type(part)(*parts) if hasattr(part, "_fields") else tuple(parts)

        return Trial(*map(one, self))


def drawn(cell: Cell, seed: int) -> Trial:
    """A Trial of the cell; no number is near zero, and none saturates a gate."""
    rng = np.random.default_rng(seed)

    def numbers(*shape: int) -> Array:
        return rng.uniform(0.3, 1.0, shape) * rng.choice([-1.0, 1.0], shape)

    p = cell.params(*(numbers(*shape) for shape in shapes(cell, D, H).values()))
    state, dstate = (tuple(numbers(B, H) for _ in cell.state) for _ in range(2))
    K = H * len(cell.gates)
    return Trial(
        p, numbers(T, B, D), state, numbers(T, B, H), dstate, numbers(B, K),
        numbers(B, K),
    )  # fmt: skip


def step_of(cell: Cell, t: Trial) -> tuple[State, Any]:
    """The step of a trial: the new state and the record."""
    return cell.forward(t.xU, t.hW, t.state, *own_weights(cell, t.p))


def arrays(cell: Cell, t: Trial) -> dict[str, Array]:
    """All that goes into a step, by name."""
    own = zip(cell.weights, own_weights(cell, t.p), strict=True)
    states = {f"{n}_prev": part for n, part in zip(cell.state, t.state, strict=True)}
    return {"xU": t.xU, "hW": t.hW, **states, **dict(own)}


def stepped(cell: Cell, given: dict[str, Array]) -> tuple[State, Any]:
    """The step of arrays by name."""
    state = tuple(given[f"{n}_prev"] for n in cell.state)
    return cell.forward(given["xU"], given["hW"], state, *own_of(cell, given))


def own_of(cell: Cell, given: dict[str, Array]) -> list[Array]:
    return [given[n] for n in cell.weights]


def run_of(
    cell: Cell, t: Trial, mask: Any = None, carry: Any = None, engine: str = "plain"
) -> dict[str, Array]:
    """Outputs, final state and all gradients by name."""
    h, end, cache = unroll(cell, t.p, t.x, t.state, mask, engine)
    dp, dx, dstart = unroll_backward(cell, t.p, t.dh, cache, t.dstate, carry)
    found = {"h": h, "x": dx, **dp._asdict()}
    for n, part, d in zip(cell.state, end, dstart, strict=True):
        found |= {f"final {n}": part, f"{n}0": d}
    return found
