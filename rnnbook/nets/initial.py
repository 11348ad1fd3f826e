"""How weights start: matrices drawn by name, and their place in the parameters.

A matrix (n, m) has rows for what comes in and columns for what goes out. In U and W
the columns are blocks of width H, one for each gate: draw each block by itself
(`with_blocks`), or scales and orthogonality are those of the wide matrix, not of
what each gate sees. A random draw takes an explicit generator; the same draw in
float32 is the one in float64, rounded.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import (
    need_array,
    need_cell,
    need_choice,
    need_dtype,
    need_function,
    need_generator,
    need_iterable,
    need_number,
    need_whole,
    shown,
)
from rnnbook._types import Array, DType, Record, Shape
from rnnbook.cells import Cell
from rnnbook.cells.params import need_params


def uniform(
    rng: np.random.Generator, shape: Shape, bound: float, dtype: DType = np.float64
) -> Array:
    """Entries uniform in [-bound, bound); bound 1/sqrt(H) is that of `init_params`.

    shape: (n, m). Returns: (n, m).
    Raises: ValueError unless bound is positive and finite and, as everywhere here,
    shape holds two whole numbers of at least 1.
    """
    shape = _need_draw(rng, shape, dtype)
    _need_positive("bound", bound, "1 / np.sqrt(H) is usual")
    return rng.uniform(-bound, bound, shape).astype(dtype)


def glorot(rng: np.random.Generator, shape: Shape, dtype: DType = np.float64) -> Array:
    """Uniform with variance 2 / (n + m): signals keep their scale both ways.

    The bound is sqrt(6 / (n + m)), derived for one layer of a feedforward net whose
    units are linear near zero; through time the spectral radius says more.
    Shapes: shape (n, m). Returns: (n, m).
    Source: glorot2010.
    """
    n, m = _need_draw(rng, shape, dtype)
    return uniform(rng, shape, np.sqrt(6 / (n + m)), dtype)


def orthogonal(
    rng: np.random.Generator, shape: Shape, gain: float = 1.0, dtype: DType = np.float64
) -> Array:
    """A random matrix whose rows, or columns if there are fewer, are orthonormal.

    All singular values are `gain`, so a square one, times a row, changes its length by
    that factor and no direction is favoured. Drawn by QR of normal numbers with the
    signs of R's diagonal put back, without which the draw is not uniform.
    Shapes: shape (n, m). Returns: (n, m).
    Raises: ValueError unless gain is positive and finite.
    Source: saxe2014; the signs: mezzadri2007.
    """
    n, m = _need_draw(rng, shape, dtype)
    _need_positive("gain", gain, "1 keeps lengths")
    q, r = np.linalg.qr(rng.normal(size=(max(n, m), min(n, m))))
    q = gain * q * np.sign(np.diag(r))
    return np.ascontiguousarray(q if n >= m else q.T).astype(dtype)


def identity(shape: Shape, scale: float = 1.0, dtype: DType = np.float64) -> Array:
    """`scale` times the identity, ones on the diagonal if n and m differ.

    With ReLU units and zero bias the state is carried on as it is, until inputs or
    learning change that.
    Shapes: shape (n, m). Returns: (n, m).
    Raises: ValueError unless scale is positive and finite.
    Source: le2015.
    """
    shape = _need_shape(shape, dtype)
    _need_positive("scale", scale, "1 carries the state on, 0.01 is used too")
    return (scale * np.eye(*shape)).astype(dtype)


def with_spectral_radius(W: Array, radius: float) -> Array:
    """W (n, n), scaled so that its largest |eigenvalue| is `radius`; dtype kept.

    Raises: TypeError unless W is a float array; ValueError unless it is square and
    has an eigenvalue beyond rounding, and unless radius is positive and finite.
    """
    _need_positive("radius", radius, "0.9 forgets, 1 is the threshold of a linear net")
    need_array("W", W)
    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError(
            f"W has shape {W.shape}, wanted a square matrix (n, n): one gate's block "
            f"of the recurrent weights has eigenvalues, see with_blocks"
        )
    largest = np.abs(np.linalg.eigvals(W.astype(np.float64))).max(initial=0.0)
    if not largest > 1e-12 * np.abs(W).max(initial=0.0):
        raise ValueError(
            f"W has the spectral radius {largest:.1g}, wanted one above zero: no "
            f"factor gives this matrix another, so draw W anew"
        )
    return (W * (radius / largest)).astype(W.dtype)


def with_blocks(
    cell: Cell,
    p: Record,
    make: Callable[[Shape], ArrayLike],
    gates: Sequence[str] | None = None,
    name: str = "W",
) -> Record:
    """The parameters with new blocks in W (or U): each gate's drawn by itself.

    make: called as make(shape) for each gate, in the cell's order, with the block's
    shape, (H, H) in W and (D, H) in U; returns that matrix, which takes p's dtype.
    For instance make=lambda shape: orthogonal(rng, shape).
    gates: names of those to replace; None means all. name: "W" or "U".
    Returns: parameters of the same type; p stays as it was.
    Raises: ValueError for a gate that the cell does not have, for another name, and
    for a matrix of another shape.
    """
    need_cell(cell)
    need_params(cell, p)
    need_iterable("gates", () if gates is None else gates, "pass gates=('i', 'f')")
    need_function("make", make, "pass make=lambda shape: orthogonal(rng, shape)")
    need_choice("name", name, ("W", "U"), "pass one of these two")
    old = getattr(p, name)
    H = old.shape[1] // len(cell.gates)
    wanted, new = cell.gates if gates is None else gates, old.copy()
    for gate in wanted:
        if gate not in cell.gates:
            raise ValueError(
                f"gates names {gate!r}, wanted some of {', '.join(cell.gates)} as a "
                f"tuple: the {cell.name} cell has no other"
            )
    for k, gate in enumerate(cell.gates):
        if gate in wanted:
            block = np.asarray(make((old.shape[0], H)))
            if block.shape != (old.shape[0], H):
                raise ValueError(
                    f"make returned shape {block.shape} for the gate {gate}, wanted "
                    f"{(old.shape[0], H)}: let it use the shape that it is given"
                )
            new[:, k * H : (k + 1) * H] = block
    return p._replace(**{name: new})


def _need_draw(rng: np.random.Generator, shape: Shape, dtype: DType) -> Shape:
    need_generator(rng)
    return _need_shape(shape, dtype)


def _need_shape(shape: Shape, dtype: DType) -> Shape:
    need_dtype(dtype)
    try:
        n, m = (need_whole("a size", size, 1, "") for size in shape)
    except (TypeError, ValueError):
        raise ValueError(
            f"shape is {shown(shape)}, wanted two whole numbers of at least 1: pass "
            f"(H, H) for one gate's block of W"
        ) from None
    return n, m


def _need_positive(name: str, value: float, hint: str) -> None:
    need_number(name, value, lambda v: 0 < v < np.inf, "a positive finite number", hint)
