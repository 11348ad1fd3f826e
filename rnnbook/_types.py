"""Names for the types of the package: what an argument is, in one word.

Shapes stand in the docstrings and are checked at run time; a type says what kind of
thing an argument is. The lines that chapters quote have no types: they read like the
chapter.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

# Numbers: float32 or float64, of any shape.
Array: TypeAlias = npt.NDArray[np.floating[Any]]
# Whole numbers: tokens, classes, lengths.
Ints: TypeAlias = npt.NDArray[np.integer[Any]]
# True where an entry counts.
Bools: TypeAlias = npt.NDArray[np.bool_]
# np.float32 or np.float64, the class or that of an array, `x.dtype`.
DType: TypeAlias = type[np.floating[Any]] | np.dtype[np.floating[Any]]
# The size of a matrix, (n, m).
Shape: TypeAlias = tuple[int, int]
# The state of a cell: one (B, H) array for each part, h first.
State: TypeAlias = tuple[Array, ...]
# Start values of the biases, by gate.
Bias: TypeAlias = Mapping[str, float]
# Parameters by the names of a NamedTuple, and gradients of them: the same type.
Record = TypeVar("Record", bound=NamedTuple)
# The parameters of a whole network: Records in dicts, lists and tuples.
Tree = TypeVar("Tree")


class Weights(Protocol):
    """The parameters of a layer: Params, GRUParams, or what your own cell names."""

    @property
    def U(self) -> Array: ...
    @property
    def W(self) -> Array: ...
    @property
    def b(self) -> Array: ...


# Parameters of a layer, and gradients of them: the same type.
Layer = TypeVar("Layer", bound=Weights)


class CellLike(Protocol):
    """What `params` asks of a cell; `Cell` is one, and says what these mean."""

    @property
    def name(self) -> str: ...
    @property
    def gates(self) -> tuple[str, ...]: ...
    @property
    def state(self) -> tuple[str, ...]: ...
    @property
    def params(self) -> type[Any]: ...
    @property
    def weights(self) -> Mapping[str, tuple[str, ...]]: ...
