"""The values that a traced cell computes with: they write down what happens to them.

A value is a row of blocks of width H; a node of the graph is one block. What is not
on the list below is refused: an answer that is not written down would leave the
graph without a trace.
"""

import math
from typing import Any

import numpy as np

UFUNCS = {
    np.add: "add", np.subtract: "sub", np.multiply: "mul", np.divide: "div",
    np.negative: "neg", np.power: "pow", np.square: "square", np.exp: "exp",
    np.tanh: "tanh", np.maximum: "max", np.minimum: "min", np.greater: "greater",
}  # fmt: skip
PRIMITIVES = ("sigmoid",)
MASK_OPS = ("mul", "max", "min", "greater")
SUPPORTED = (
    "+ - * / ** and unary -, > and < (a mask of 0 and 1), np.square, np.exp, np.tanh, "
    "np.maximum, np.minimum, rnnbook's sigmoid, np.split and np.concatenate along the "
    "last axis into blocks of width H"
)


class TraceError(TypeError):
    """A cell did something that a traced graph cannot say."""

    def __init__(self, what):
        super().__init__(f"{what} cannot be traced. What can be: {SUPPORTED}.")


class Traced(np.lib.mixins.NDArrayOperatorsMixin):
    """A value under trace: the ids of its blocks, and the graph that they live in."""

    def __init__(self, graph, ids):
        self.graph, self.ids = graph, tuple(ids)

    def __array_ufunc__(self, ufunc, method, *args, **options):
        if ufunc is np.less:  # 0 < a, and Python's way to ask a > 0
            ufunc, args = np.greater, args[::-1]
        called = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
        if ufunc not in UFUNCS or method != "__call__":
            raise TraceError(called)
        if "out" in options:
            raise TraceError(f"writing into a value (+=, out=) by {called}")
        if options:
            raise TraceError(f"{called} with {', '.join(options)}")
        return self.graph.apply(UFUNCS[ufunc], args)

    def __array_function__(self, function, types, args, options):
        known: dict[Any, Any] = {np.split: _split, np.concatenate: _concatenate}
        if function not in known:
            raise TraceError(f"np.{function.__name__}")
        if extra := set(options) - {"axis", "ary", "indices_or_sections", "arrays"}:
            raise TraceError(f"np.{function.__name__} with {', '.join(sorted(extra))}")
        return known[function](*args, **options)

    def __primitive__(self, name, args):
        if name not in PRIMITIVES:
            raise TraceError(name)
        return self.graph.apply(name, args)

    def _refuse(self, what):
        raise TraceError(what)

    # NumPy and Python ask for these behind the reader's back; an answer would leave
    # the trace in silence and bake this run's numbers into the graph.
    def __array__(self, *args, **options):
        self._refuse(
            "turning a value into an array (np.asarray, or an assignment into one)"
        )

    def __bool__(self):
        self._refuse("a decision on a value (if, and, or, while)")

    def __float__(self):
        self._refuse("turning a value into a number")

    __int__ = __complex__ = __index__ = __round__ = __float__

    def __len__(self):
        self._refuse("asking for the length of a value")

    def __iter__(self):
        self._refuse("a loop over a value, or unpacking it,")

    def __contains__(self, item):
        self._refuse("a search in a value")

    def __getitem__(self, key):
        self._refuse("indexing a value (use np.split)")

    def __setitem__(self, key, new):
        self._refuse("writing into a value by its index")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse(f"the attribute .{name}")


class Graph:
    """The nodes written so far: [op, ids of the arguments] or ["const", number]."""

    def __init__(self):
        self.nodes, self.known, self.inputs = [], {}, {}

    def input(self, name, width):
        ids = range(len(self.nodes), len(self.nodes) + width)
        self.nodes += [["input", name, k] for k in range(width)]
        self.inputs[name] = list(ids)
        return Traced(self, ids)

    def add(self, *node):
        """The id of `node`: the same op on the same arguments is the same node."""
        if node not in self.known:
            self.known[node] = len(self.nodes)
            self.nodes.append([node[0], *node[1:]])
        return self.known[node]

    def ids_of(self, value, width):
        """The ids of a value of `width` blocks; a number stands for all of them."""
        if isinstance(value, Traced):
            if value.graph is not self:
                raise TraceError(
                    "a value kept from another run of the cell (a global, self)"
                )
            if len(value.ids) != width:
                raise TraceError(
                    f"a value {len(value.ids)} blocks wide where {width} are wanted"
                )
            return value.ids
        if isinstance(value, (bool, np.bool_)) or not isinstance(
            value, (int, float, np.integer, np.floating)
        ):
            raise TraceError(f"a {type(value).__name__} among a cell's values")
        if not math.isfinite(value):
            raise TraceError(f"the number {value}")
        return (self.add("const", float(value)),) * width

    def apply(self, op, args):
        width = max(len(arg.ids) for arg in args if isinstance(arg, Traced))
        columns = [self.ids_of(arg, width) for arg in args]
        if op not in MASK_OPS and all(
            self.is_mask(k) for column in columns for k in column
        ):
            raise TraceError(
                f"{op} of masks alone (NumPy reckons with True and False there)"
            )
        return Traced(
            self, [self.add(op, *block) for block in zip(*columns, strict=True)]
        )

    def is_mask(self, k):
        """Is node `k` of dtype bool in NumPy? That adds, and rounds, by other rules."""
        op, *args = self.nodes[k]
        return op == "greater" or (op in MASK_OPS and all(map(self.is_mask, args)))


def _last(axis):
    if axis != -1:
        raise TraceError(f"axis={axis}, any axis but -1,")


def _split(ary, indices_or_sections, axis=0):
    _last(axis)
    ids, parts = ary.ids, indices_or_sections
    if not isinstance(parts, int) or parts < 1 or len(ids) % parts:
        raise TraceError(f"np.split of {len(ids)} blocks into {parts}")
    step = len(ids) // parts
    return [Traced(ary.graph, ids[k : k + step]) for k in range(0, len(ids), step)]


def _concatenate(arrays, axis=0):
    _last(axis)
    graph = next(a.graph for a in arrays if isinstance(a, Traced))
    if not all(isinstance(a, Traced) for a in arrays):
        raise TraceError("np.concatenate of a value and something else")
    return Traced(graph, [k for a in arrays for k in graph.ids_of(a, len(a.ids))])
