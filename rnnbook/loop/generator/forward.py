"""The forward of a step as lines: the inner row's product has its place among them.

Gates that use the sum of both products, and nothing else of them, are recognised, and
so are those of them that go straight into a sigmoid.
"""

from itertools import zip_longest
from typing import NamedTuple

from rnnbook.loop.generator.ir import Program


class Forward(NamedTuple):
    """The forward of a cell, as lines in a Program.

    state: a line for each part. record: the lines of each field of the step's record.
    q: the line of the inner row, or None. fused: the gates that use xU + hW and
    neither by itself. halved: those of them that only a sigmoid looks at; their columns
    of U, W and b are halved once, and tanh gets what it wants without a further call.
    """

    program: Program
    state: list
    record: dict
    q: int | None
    fused: set
    halved: set


def lower_forward(traced, with_b_h):
    """The Forward of a traced cell; with_b_h: the product has a bias of its own.

    Leaves: xU and hW by gate (the last gate's hW, where there is an inner row, is the
    line of a product), b_h by gate, the old state "h_prev", the cell's own weights.
    """
    program, count = Program(), len(traced["gates"])
    fused, halved = _sums(traced)
    given = {f"{s}_prev": [program.leaf(f"{s}_prev")] for s in traced["state"]}
    for name, rows in traced.get("weights", {}).items():
        given[name] = [program.leaf(name, k) for k in range(rows)]
    given["xU"] = [program.leaf("xU", k) for k in range(count)]

    def biased(line, k):
        if not with_b_h or k in fused:  # the bias of a sum is part of b
            return line
        return program.write("add", line, program.leaf("b_h", k))

    given["hW"] = [biased(program.leaf("hW", k), k) for k in range(count)]
    sums = {
        program.write("add", given["xU"][k], given["hW"][k]): k for k in sorted(fused)
    }

    def apply(op, args):
        if op == "sigmoid" and sums.get(args[0]) in halved:
            return program.sigmoid_of_twice(args[0])
        return program.write(op, *args)

    q = None
    if "inner" in traced:
        (q,) = program.copy(traced["inner"], given, apply)["q"]
        last = count - 1
        given["hW"][last] = biased(program.write("product", q), last)
        if last in fused:
            sums[program.write("add", given["xU"][last], given["hW"][last])] = last
    found = program.copy(traced["forward"], given, apply)
    record = {field: found[f"step.{field}"] for field in traced["step"]}
    state = [found[s][0] for s in traced["state"]]
    return Forward(program, state, record, q, fused, halved)


def _sums(traced):
    """The gates of which a cell sees the sum xU + hW only, and those it squashes."""
    fused = set(range(len(traced["gates"])))
    halved = set(fused)
    for graph in (traced["forward"], traced.get("inner")):
        for k, pair in enumerate(_pairs(graph) if graph else ()):
            users = _users(graph)
            seen = {user for node in pair for user in users.get(node, ())}
            total = seen.pop() if len(seen) == 1 else None
            if total is not None and set(graph["nodes"][total]) == {"add", *pair}:
                ops = {u and graph["nodes"][u][0] for u in users.get(total, ())}
                halved -= set() if ops == {"sigmoid"} else {k}
            elif total is not None or seen:
                fused.discard(k)
    return fused, halved & fused


def _pairs(graph):
    """The nodes of xU and hW by gate; xU alone where hW is not there yet."""
    return list(zip_longest(graph["inputs"]["xU"], graph["inputs"]["hW"]))


def _users(graph):
    """The nodes that use a node; None among them stands for an output."""
    users = {}
    for k, (op, *args) in enumerate(graph["nodes"]):
        for a in args if op not in ("input", "const") else ():
            users.setdefault(a, []).append(k)
    for ids in graph["outputs"].values():
        for k in ids:
            users.setdefault(k, []).append(None)
    return users
