"""Turn a cell's NumPy lines into a small graph that another language can run.

A cell is run once on values that write down what happens to them. Every value is a
row of blocks of width H; a node of the graph is one block, so the graph is
elementwise from end to end: no shapes, no products of matrices. Names in the graph
are the names in the cell's own lines.
"""

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any, TypeAlias

from rnnbook._traced import UFUNCS, Graph, Traced, TraceError
from rnnbook.cells import Cell

__all__ = ["UFUNCS", "TraceError", "trace"]


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
    if not hasattr(cell, "gates"):
        raise TypeError(
            f"cell is a {type(cell).__name__}, wanted a Cell: pass CELLS['lstm']"
        )
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
