"""The parameters of a recurrent layer: what they are called and how they start."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import (
    need_cell,
    need_dtype,
    need_generator,
    need_number,
    need_record,
    need_whole,
    shown,
)
from rnnbook._types import Array, Bias, CellLike, DType, State, Weights


class Params(NamedTuple):
    """Weights of one layer. A gradient of them is a `Params` of the same shapes.

    U: (D, K) input to hidden.  W: (H, K) hidden to hidden.  b: (K,) bias.
    K is H times the number of the cell's gates. A cell that has more parameters names
    a type of its own, see `Cell.params`.
    """

    U: Array
    W: Array
    b: Array


def shapes(cell: CellLike, D: int, H: int) -> dict[str, tuple[int, ...]]:
    """The shape of each parameter of a layer, by name, in the order of `cell.params`.

    Raises: ValueError for a cell that names a parameter whose shape it does not say.
    """
    K = H * len(cell.gates)
    known = {"U": (D, K), "W": (H, K), "b": (K,), "b_h": (K,)}
    known |= {name: (len(rows), H) for name, rows in cell.weights.items()}
    names = cell.params._fields
    wrong = [name for name in names if name not in known]
    first, own = ("U", "W", "b"), tuple(cell.weights)
    if wrong or names not in (first + own, (*first, "b_h", *own)):
        raise ValueError(
            f"the {cell.name} cell has the parameters {', '.join(names)}, wanted "
            f"{', '.join(first + own)}, with b_h after b if it has one: give each of "
            f"its own a line in Cell(weights={{name: names of its rows}})"
        )
    return {name: known[name] for name in names}


def own_weights(cell: CellLike, p: Weights) -> tuple[Array, ...]:
    """The weights that go to the cell itself, each as one row (1, rows * H)."""
    return tuple(getattr(p, name).reshape(1, -1) for name in cell.weights)


def init_params(
    cell: CellLike,
    D: int,
    H: int,
    rng: np.random.Generator,
    bias: Bias | None = None,
    dtype: DType = np.float64,
) -> Any:
    """Draw the parameters of one layer, uniform in +-1/sqrt(H); biases are zero.

    bias: start values by gate, for instance {"f": 1.0} for the forget gate.
    Returns: cell.params, for most cells a Params with U (D, K), W (H, K), b (K,).
    Raises: ValueError for sizes below 1 and for a gate that the cell does not have;
    TypeError for a size that is not whole and a bias that is no dict of numbers.
    """
    need_cell(cell)
    D = need_whole("D", D, 1, "the width of the input, pass D=3")
    H = need_whole("H", H, 1, "the width of the hidden state, pass H=8")
    need_generator(rng)
    need_dtype(dtype)
    starts = need_bias(cell, bias)
    bound = 1 / np.sqrt(H)
    p = {
        name: np.zeros(shape, dtype)
        if name in ("b", "b_h")
        else rng.uniform(-bound, bound, shape).astype(dtype)
        for name, shape in shapes(cell, D, H).items()
    }
    for gate, value in starts.items():
        k = cell.gates.index(gate)
        p["b"][k * H : (k + 1) * H] = value
    return cell.params(**p)


def need_params(
    cell: CellLike, p: Any, why: str = "init_params(cell, D, H, rng) makes one"
) -> None:
    """Refuse what is not a record of the parameters of `cell`."""
    if not isinstance(p, cell.params):
        raise TypeError(
            f"p is a {type(p).__name__}, wanted {cell.params.__name__}("
            f"{', '.join(cell.params._fields)}) for the {cell.name} cell: {why}"
        )
    need_record("p", p)


def need_bias(cell: CellLike, bias: Any) -> Mapping[str, float]:
    """The start values of the biases by gate; refuse what names no gate of the cell."""
    if bias is None:
        return {}
    if not isinstance(bias, Mapping):
        gate = "f" if "f" in cell.gates else cell.gates[0]
        raise TypeError(
            f"bias is {shown(bias)}, wanted a dict of start values by gate, or None "
            f"for zeros: pass bias={{{gate!r}: 1.0}}"
        )
    for gate, value in bias.items():
        if gate not in cell.gates:
            raise ValueError(
                f"bias names the gate {gate!r}, wanted one of {', '.join(cell.gates)}: "
                f"the {cell.name} cell has no other"
            )
        why = f"all biases of the gate start from it, pass bias={{{gate!r}: 1.0}}"
        need_number(f"bias[{gate!r}]", value, math.isfinite, "a finite number", why)
    return bias


def zeros_state(cell: CellLike, B: int, H: int, dtype: DType = np.float64) -> State:
    """The state that a sequence starts from if none is given: zeros, (B, H) each.

    Raises: ValueError for sizes below 1; TypeError for sizes that are not whole, for
    another dtype, and for what is no cell.
    """
    need_cell(cell)
    B = need_whole("B", B, 1, "the number of sequences, pass B=1 for a single one")
    H = need_whole("H", H, 1, "the width of the hidden state, pass H=8")
    need_dtype(dtype)
    return tuple(np.zeros((B, H), dtype) for _ in cell.state)
