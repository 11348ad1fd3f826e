"""The backward of a cell, derived from its forward by the table of rules.js.

What comes out is a text: the cell with its record and its backward, as it could be
typed. The same as derive.js, function for function.
"""

import math
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from rnnbook.language._parse import parse_rule
from rnnbook.language._print import print_cell
from rnnbook.language._refusal import table
from rnnbook.language._run import Graph, evaluate, value_of, world

CHEAP = ("add", "sub", "neg", "mul", "max", "min")

# What the gradient d of a result y gives each of its arguments, a and b: a line of the
# language for each operation, with a comma between the two.
RULES: dict[str, str] = {
    line.split()[0]: " ".join(line.split()[1:])
    for line in table("rules.js", "RULES").strip().split("\n")
}
_read: dict[str, tuple[str, list[Any]]] = {}


def _rules(op: str) -> list[Any]:
    """The rules of an operation, read when they are first asked for."""
    if _read.get(op, ("",))[0] != RULES[op]:
        found = parse_rule(RULES[op])
        _read[op] = RULES[op], found.items if found.kind == "tuple" else [found]
    return _read[op][1]


# ---- arithmetic that need not be written

FOLD: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "neg": lambda a: -a,
}
NEUTRAL = {"add": 0, "sub": 0, "mul": 1, "div": 1, "pow": 1}


def _simplified(graph: Graph, op: str, *args: int) -> int:
    """A node, or what it amounts to: sums with 0, products with 0 or 1."""
    numbers = [graph.nodes[k][1] for k in args if graph.is_number(k)]
    if op in FOLD and len(numbers) == len(args):
        folded = FOLD[op](*numbers)
        if math.isfinite(folded):
            return graph.add("const", folded + 0.0)
    if op == "neg" and graph.nodes[args[0]][0] == "neg":
        return graph.args(args[0])[0]
    if op == "add" and graph.nodes[args[1]][0] == "neg":
        return _simplified(graph, "sub", args[0], graph.args(args[1])[0])
    if op == "mul" and any(graph.is_number(k, 0) for k in args):
        return graph.add("const", 0.0)
    if op in NEUTRAL and graph.is_number(args[1], NEUTRAL[op]):
        return args[0]
    if op in ("add", "mul") and graph.is_number(args[0], NEUTRAL[op]):
        return args[1]
    return graph.add(op, *args)


# ---- the merged graph of a step and of its inner row


def _copy(graph: Graph, nodes: list[Any]) -> list[int]:
    """A copy of a graph's nodes into another one: the new id of each."""
    ids: list[int] = []
    for op, *args in nodes:
        if op == "input":
            ids.append(graph.inputs[args[0]][args[1]])
        elif op == "const":
            ids.append(graph.add("const", float(args[0])))
        else:
            ids.append(graph.add(op, *(ids[k] for k in args)))
    return ids


def _merged(cell: Any, forward: Any, inner: Any) -> Any:
    graph, names = Graph(math.inf), {}
    for name in ("xU", "hW"):
        graph.input(name, len(cell.gates))
    for name in cell.state:
        graph.input(f"{name}_prev", 1)
    for name, rows in cell.weights.items():
        graph.input(name, len(rows))

    def keep(found: dict[str, list[int]], ids: list[int]) -> None:
        for name, blocks in found.items():
            k = ids[blocks[0]]
            plain = len(blocks) == 1 and not name.startswith("_")
            if plain and not graph.is_number(k) and k not in names:
                names[k] = name

    ids = _copy(graph, forward["nodes"])
    outputs = [ids[forward["outputs"][name][0]] for name in cell.state]
    for k, name in zip(outputs, cell.state, strict=True):
        if k not in names and graph.args(k):
            names[k] = name
    keep(forward["names"], ids)
    within = _copy(graph, inner["nodes"]) if inner else []
    if inner:
        keep(inner["names"], within)
    q = within[inner["outputs"]["q"][0]] if inner else None
    return SimpleNamespace(graph=graph, names=names, outputs=outputs, q=q)


# ---- gradients


def _active(graph: Graph) -> list[bool]:
    """Which nodes a gradient flows into: what an input reaches, and no mask."""
    active: list[bool] = []
    for k, (op, *_) in enumerate(graph.nodes):
        flows = op == "input" or any(active[a] for a in graph.args(k))
        active.append(flows and k not in graph.masks)
    return active


def _gradients(
    graph: Graph, starts: Iterable[tuple[int, int]], active: list[bool]
) -> dict[int, int]:
    """The gradients of all nodes, from those of the outputs: node -> its gradient."""
    found: dict[int, int] = {}

    def give(k: int, d: int) -> None:
        if active[k] and not graph.is_number(d, 0):
            found[k] = _simplified(graph, "add", found[k], d) if k in found else d

    for k, d in starts:
        give(k, d)
    for k in reversed(range(len(active))):
        args = graph.args(k)
        if k not in found:
            continue
        for place, arg in enumerate(args):
            if active[arg]:
                op = graph.nodes[k][0]
                give(arg, _rule(graph, op, place, [*args, args[0]], k, found[k]))
    return found


def _rule(graph: Graph, op: str, place: int, args: list[int], y: int, d: int) -> int:
    """One line of the table, on the values of one node."""
    x = world(None, graph)
    values = {"a": args[0], "b": args[1], "y": y, "d": d}
    x.locals = {name: value_of([k]) for name, k in values.items()}
    return evaluate(x, _rules(op)[place]).ids[0]


# ---- the record


def _from_weights(graph: Graph, weights: Any) -> list[bool]:
    """What depends on weights and numbers alone is worked out again in the backward."""
    only: list[bool] = []
    for k, (op, *what) in enumerate(graph.nodes):
        own = what[0] in weights if op == "input" else op == "const"
        args = graph.args(k)
        only.append(own or (bool(args) and all(only[a] for a in args)))
    return only


def _record_of(graph: Graph, ends: list[int], size: int, weights: Any) -> list[int]:
    """The nodes that the record keeps.

    Those that the gradients are made of, but for masks, and for what is made of kept
    values by one cheap operation.
    """
    only, seen = _from_weights(graph, weights), set(ends)
    for k in reversed(range(len(graph.nodes))):
        if k in seen and k >= size:
            seen.update(graph.args(k))
    needed = {k for k in seen if k < size}
    for k in sorted(graph.masks, reverse=True):
        if k in needed:
            needed.remove(k)
            needed.update(graph.args(k))
    there, kept = set(), []
    for k in sorted(needed):
        args = graph.args(k)
        cheap = graph.nodes[k][0] in CHEAP
        again = cheap and all(only[a] or a in there for a in args)
        if not only[k]:
            there.add(k)
            if not again:
                kept.append(k)
    return kept


# ---- the whole


def derive(cell: Any, name: str, inner_name: str, forward: Any, inner: Any) -> str:
    """The text of a cell, from the graphs of its step and of its inner row.

    cell: gates, state, weights (names of the rows of each) and fields (those of its
    parameters).
    """
    c = _merged(cell, forward, inner)
    graph, size = c.graph, len(c.graph.nodes)
    c.size, c.name, c.inner_name = size, name, inner_name
    c.gates, c.state, c.weights = cell.gates, cell.state, cell.weights
    c.fields = cell.fields
    active = _active(graph)
    down = [graph.input(f"d{part}", 1).ids[0] for part in c.state]
    dq = graph.input("dq", 1).ids[0] if inner else None
    graph.write = lambda *node: _simplified(graph, *node)
    starts = zip(c.outputs, down, strict=True)
    back = _gradients(graph, starts, active)
    inside = _gradients(graph, [(c.q, dq)], active) if dq is not None else None
    c.backward = _returned(c, back, len(c.gates), _zero(graph, down[0]))
    c.inner_backward = None
    if inside is not None and dq is not None:
        c.inner_backward = _returned(c, inside, len(c.gates) - 1, _zero(graph, dq), ())
    ends = [k for b in (c.backward, c.inner_backward) if b for k in b.ends]
    c.record = _record_of(graph, ends, size, c.weights) or [c.outputs[0]]
    return print_cell(c)


def _zero(graph: Graph, d: int) -> int:
    """A gradient of zeros, a row for each sequence."""
    return graph.add("mul", graph.add("const", 0.0), d)


def _returned(
    c: Any, found: dict[int, int], hW: int, zero: int, own: Any = None
) -> Any:
    """What a backward returns, as ids; None for a part of the state without effect."""
    inputs, weights = c.graph.inputs, c.weights if own is None else own

    def of(name: str, width: int) -> list[int]:
        return [found.get(k, zero) for k in inputs[name][:width]]

    dxU, dhW = of("xU", len(c.gates)), of("hW", hW)
    dstate = [found.get(inputs[f"{name}_prev"][0]) for name in c.state]
    rows = [of(name, len(inputs[name])) for name in weights]
    ends = [*dxU, *dhW, *(k for k in dstate if k is not None), *sum(rows, [])]
    return SimpleNamespace(
        dxU=dxU, dhW=dhW, dstate=dstate, own=rows, ends=ends, found=found
    )
