"""Turn a cell's NumPy lines into a small graph that another language can run.

A cell is run once on values that write down what happens to them. Every value is a
row of blocks of width H; a node of the graph is one block, so the graph is
elementwise from end to end: no shapes, no products of matrices. Names in the graph
are the names in the cell's own lines.

A value that is not on the list `SUPPORTED` is refused: an answer that is not written
down would leave the graph without a trace.
"""

import math
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any, TypeAlias

import numpy as np

from rnnbook._checks import need_cell
from rnnbook.cells import Cell

__all__ = ["UFUNCS", "TraceError", "trace"]

UFUNCS = {
    np.add: "add", np.subtract: "sub", np.multiply: "mul", np.divide: "div",
    np.negative: "neg", np.power: "pow", np.square: "square", np.exp: "exp",
    np.log: "log", np.cos: "cos", np.sin: "sin", np.tanh: "tanh",
    np.maximum: "max", np.minimum: "min", np.greater: "greater",
}  # fmt: skip
PRIMITIVES = ("sigmoid",)
MASK_OPS = ("mul", "max", "min", "greater")
SUPPORTED = (
    "+ - * / ** and unary -, > and < (a mask of 0 and 1), np.square, np.exp, np.log, "
    "np.cos, np.sin, np.tanh, np.maximum, np.minimum, rnnbook's sigmoid, np.split and "
    "np.concatenate along the last axis into blocks of width H"
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
        self.nodes, self.known, self.inputs, self.masks = [], {}, {}, set()

    def input(self, name, width):
        ids = range(len(self.nodes), len(self.nodes) + width)
        self.nodes += [["input", name, k] for k in range(width)]
        self.inputs[name] = list(ids)
        return Traced(self, ids)

    def add(self, *node):
        """The id of `node`: the same op on the same arguments is the same node."""
        if node not in self.known:
            self.known[node] = k = len(self.nodes)
            self.nodes.append([node[0], *node[1:]])
            op, *args = node
            if op == "greater" or (op in MASK_OPS and all(map(self.is_mask, args))):
                self.masks.add(k)
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
                f"{op} of masks alone (NumPy computes with True and False there)"
            )
        return Traced(
            self, [self.add(op, *block) for block in zip(*columns, strict=True)]
        )

    def is_mask(self, k):
        """Is node `k` of dtype bool in NumPy? That adds, and rounds, by other rules."""
        return k in self.masks


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


# Name and value of an output, and the number of its blocks.
Output: TypeAlias = tuple[str, Any, int]


def _locals_of(function: Any, args: tuple[Any, ...]) -> tuple[Any, dict[str, Any]]:
    """Run `function`; return its result and the local names that it ended with."""
    seen, code = {}, getattr(function, "__code__", None)

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is code:
            seen.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        return function(*args), seen
    finally:
        sys.setprofile(before)


def _graph(
    graph: Graph, function: Any, args: tuple[Any, ...], outputs: Any
) -> dict[str, Any]:
    """Run `function` and write its graph as plain lists and dicts, ready for JSON."""
    result, names = _locals_of(function, args)
    return {
        "nodes": graph.nodes,
        "inputs": graph.inputs,
        "outputs": {
            name: list(graph.ids_of(value, width))
            for name, value, width in outputs(result)
        },
        "names": {
            name: list(value.ids)
            for name, value in names.items()
            if isinstance(value, Traced)
        },
    }


def _parts(value: object, count: int, what: str, wanted: str) -> tuple[Any, ...]:
    if not isinstance(value, tuple) or len(value) != count:
        raise TraceError(f"{what} returns something else than {wanted}, and that")
    return value


def trace(cell: Cell) -> dict[str, Any]:
    """Trace the step and the backward of `cell`.

    Returns: a dict ready for JSON: name, gates, state, step (the fields of the step's
    record) and the graphs forward and backward, each with nodes, inputs, outputs and
    names. Nodes are [op, arguments...]; inputs, outputs and names give node ids, one
    for each block of width H. Where the cell has them, also weights (the number of
    rows by name, each an input of both graphs) and the graphs inner and
    inner_backward.
    A plain number that the cell reads from elsewhere is fixed by its value of today.
    Raises: TraceError, listing what is supported, if the cell does anything else.
    """
    need_cell(cell)
    traced = _trace(cell)
    if traced != _trace(cell):
        raise TraceError(
            "a cell that is not the same at every call (random numbers, a counter)"
        )
    return traced


def _trace(cell: Cell) -> dict[str, Any]:
    rows = {name: len(names) for name, names in cell.weights.items()}
    forward, step = _forward(cell, rows)
    graphs = {"forward": forward, "backward": _backward(cell, rows, step)}
    if cell.inner:
        graphs["inner"] = _inner(cell)
        graphs["inner_backward"] = _inner_backward(cell, step)
    return {
        "name": cell.name,
        "gates": list(cell.gates),
        "state": list(cell.state),
        "step": list(step._fields),
        **({"weights": rows} if rows else {}),
        **graphs,
    }


def _inputs(graph: Graph, cell: Cell, hW_width: int) -> tuple[Any, ...]:
    """The values that a step starts from."""
    xU, hW = graph.input("xU", len(cell.gates)), graph.input("hW", hW_width)
    return xU, hW, tuple(graph.input(f"{name}_prev", 1) for name in cell.state)


def _record(graph: Graph, step: Any) -> Any:
    """The step's record as an input of a graph."""
    fields = step._asdict().items()
    values = (graph.input(f"step.{field}", len(v.ids)) for field, v in fields)
    return type(step)(*values)


def _named(cell: Cell, state: object, what: str, pattern: str) -> Iterator[Output]:
    state = _parts(state, len(cell.state), what, f"({', '.join(cell.state)},)")
    for name, value in zip(cell.state, state, strict=True):
        yield pattern.format(name), value, 1


def _forward(cell: Cell, rows: dict[str, int]) -> tuple[dict[str, Any], Any]:
    """The graph of the step, and the record of its values."""
    graph, record = Graph(), []
    args = _inputs(graph, cell, len(cell.gates))
    weights = [graph.input(name, count) for name, count in rows.items()]

    def outputs(result: Any) -> Iterator[Output]:
        state, step = _parts(result, 2, "the forward", "(state, record of the step)")
        yield from _named(cell, state, "the new state", "{}")
        if not hasattr(step, "_fields") or not all(isinstance(v, Traced) for v in step):
            raise TraceError(
                "a step's record other than a NamedTuple of the step's values"
            )
        record.append(step)
        for field, value in step._asdict().items():
            yield f"step.{field}", value, len(value.ids)

    return _graph(graph, cell.forward, (*args, *weights), outputs), record[0]


def _backward(cell: Cell, rows: dict[str, int], step: Any) -> dict[str, Any]:
    """The graph of the step's backward."""
    width, graph = len(cell.gates), Graph()
    dstate = tuple(graph.input(f"d{name}", 1) for name in cell.state)
    args = (dstate, _record(graph, step))
    weights = [graph.input(name, count) for name, count in rows.items()]

    def outputs(result: Any) -> Iterator[Output]:
        wanted = ", ".join(["dxU", "dhW", "dstate", *(f"d{name}" for name in rows)])
        parts = _parts(result, 3 + len(rows), "the backward", f"({wanted})")
        yield from (("dxU", parts[0], width), ("dhW", parts[1], width))
        yield from _named(cell, parts[2], "dstate", "d{}_prev")
        for (name, count), value in zip(rows.items(), parts[3:], strict=True):
            yield f"d{name}", value, count

    return _graph(graph, cell.backward, (*args, *weights), outputs)


def _inner(cell: Cell) -> dict[str, Any]:
    """The graph of the row that the last block of W is given."""
    graph = Graph()
    args = _inputs(graph, cell, len(cell.gates) - 1)
    return _graph(graph, cell.inner, args, lambda q: [("q", q, 1)])


def _inner_backward(cell: Cell, step: Any) -> dict[str, Any]:
    """The graph of its backward."""
    width, graph = len(cell.gates), Graph()
    args = (graph.input("dq", 1), _record(graph, step))

    def outputs(result: Any) -> Iterator[Output]:
        dxU, dhW, dstate = _parts(result, 3, "inner_backward", "(dxU, dhW, dstate)")
        yield from (("dxU", dxU, width), ("dhW", dhW, width - 1))
        yield from _named(cell, dstate, "dstate", "d{}_prev")

    return _graph(graph, cell.inner_backward, args, outputs)
