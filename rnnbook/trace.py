"""Turn a cell's NumPy lines into a small graph that another language can run.

A cell is run once on values that write down what happens to them. Every value is a
row of blocks of width H; a node of the graph is one block, so the graph is
elementwise from end to end: no shapes, no products of matrices. Names in the graph
are the names in the cell's own lines.
"""

import sys

from rnnbook._traced import UFUNCS, Graph, Traced, TraceError

__all__ = ["UFUNCS", "TraceError", "trace"]


def _locals_of(function, args):
    """Run `function`; return its result and the local names that it ended with."""
    seen, code = {}, getattr(function, "__code__", None)

    def watch(frame, event, _):
        if event == "return" and frame.f_code is code:
            seen.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        return function(*args), seen
    finally:
        sys.setprofile(before)


def _graph(graph, function, args, outputs):
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


def _parts(value, count, what, wanted):
    if not isinstance(value, tuple) or len(value) != count:
        raise TraceError(f"{what} returns something else than {wanted}, and that")
    return value


def trace(cell):
    """Trace the step and the backward of `cell`.

    Returns: a dict ready for JSON: name, gates, state, step (the fields of the step's
    record) and the graphs forward and backward, each with nodes, inputs, outputs and
    names. Nodes are [op, arguments...]; inputs, outputs and names give node ids, one
    for each block of width H.
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


def _trace(cell):
    width, graph = len(cell.gates), Graph()
    args = (
        graph.input("xU", width),
        graph.input("hW", width),
        tuple(graph.input(f"{name}_prev", 1) for name in cell.state),
    )
    record = []

    def forward_outputs(result):
        state, step = _parts(result, 2, "the forward", "(state, record of the step)")
        state = _parts(
            state, len(cell.state), "the new state", f"({', '.join(cell.state)},)"
        )
        if not hasattr(step, "_fields") or not all(isinstance(v, Traced) for v in step):
            raise TraceError(
                "a step's record other than a NamedTuple of the step's values"
            )
        record.append(step)
        yield from (
            (name, value, 1) for name, value in zip(cell.state, state, strict=True)
        )
        yield from (
            (f"step.{field}", value, len(value.ids))
            for field, value in step._asdict().items()
        )

    forward = _graph(graph, cell.forward, args, forward_outputs)

    graph, (step,) = Graph(), record
    args = (
        tuple(graph.input(f"d{name}", 1) for name in cell.state),
        type(step)(
            *(
                graph.input(f"step.{field}", len(value.ids))
                for field, value in step._asdict().items()
            )
        ),
    )

    def backward_outputs(result):
        dxU, dhW, dstate = _parts(result, 3, "the backward", "(dxU, dhW, dstate)")
        dstate = _parts(
            dstate, len(cell.state), "dstate", f"({', '.join(cell.state)},)"
        )
        yield from (("dxU", dxU, width), ("dhW", dhW, width))
        yield from (
            (f"d{name}_prev", value, 1)
            for name, value in zip(cell.state, dstate, strict=True)
        )

    backward = _graph(graph, cell.backward, args, backward_outputs)
    return {
        "name": cell.name,
        "gates": list(cell.gates),
        "state": list(cell.state),
        "step": list(step._fields),
        "forward": forward,
        "backward": backward,
    }
