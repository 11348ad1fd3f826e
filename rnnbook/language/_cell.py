"""How a text is put together to a cell. The same as cell.js, function for function.

The rules stand in `rnnbook.language`.
"""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

from rnnbook.language._derive import derive
from rnnbook.language._parse import Node, parse
from rnnbook.language._refusal import is_loops, refuse, said
from rnnbook.language._run import (
    Graph,
    Value,
    World,
    evaluate,
    ids_of,
    run_function,
    some,
    tuple_of,
    world,
)
from rnnbook.language._tokens import At

START = At(1, 1)


def _after_first(name: str) -> str:
    return name[name.find("_", 1) + 1 :]


def _previous(name: str) -> str | None:
    return name[:-5] if name.endswith("_prev") and len(name) > 5 else None


def read_module(statements: list[Any]) -> Any:
    """The functions, classes and constants of a text by their names, in order."""
    m = SimpleNamespace(functions={}, classes={}, constants={}, order=[])

    def need_new(name: str, at: Any) -> None:
        if name in m.functions or name in m.classes or name in m.constants:
            refuse("defined_twice", at, name=name)

    for one in statements:
        if one.kind == "return":
            refuse("return_outside", one)
        if one.kind in ("function", "class"):
            need_new(one.name, getattr(one, "name_at", one))
            (m.classes if one.kind == "class" else m.functions)[one.name] = one
            m.order.append(one)
        if one.kind == "set":
            need_new(one.names[0].name, one.names[0])
            if one.tuple:
                refuse("constant", one)
            value = evaluate(world(m, Graph()), one.value)
            if value.kind != "number":
                refuse("constant", one)
            m.constants[one.names[0].name] = value
    return m


def _read_whole(statements: list[Any]) -> Any:
    """The same, of a text that is to be a cell: there is a function in it."""
    if all(one.kind != "function" for one in statements):
        refuse("no_function_at_all", START)
    return read_module(statements)


# ---- which functions


def _is_step(f: Any) -> bool:
    return len(f.params) > 2 and [p.name for p in f.params[:2]] == ["xU", "hW"]


def _returned(f: Any) -> Any:
    return next((line for line in f.body if line.kind == "return"), None)


def _state_of(m: Any, f: Any) -> Any:
    """What a step returns: the expressions of its state, and that of its record."""
    line = _returned(f)
    if not line or line.value.kind != "tuple" or line.value.list:
        return None
    items: list[Any] = line.value.items
    two, last = len(items) == 2, items[-1] if items else Node(kind="")
    recorded = (
        two
        and last.kind == "call"
        and last.called.kind == "name"
        and last.called.name not in m.functions
        and re.match("[A-Z]", last.called.name.lstrip("_"))
    )
    pair = two and items[0].kind == "tuple" and not items[0].list
    if not recorded and not pair:
        return Node(items=items, record=None)
    state, record = items
    if state.kind != "tuple":
        refuse("state_tuple", state, shown=_shown(state))
    if state.list:
        refuse("state_list", state)
    return Node(items=state.items, record=record)


def _shown(e: Any) -> str:
    return e.name if e.kind == "name" else "h"


def _choose(m: Any, wanted: str | None) -> Any:
    """The parts of the text that make up one cell."""
    functions = list(m.functions.values())
    steps = [f for f in functions if _is_step(f) and not f.name.endswith("_backward")]
    names = [f.name for f in steps]
    if wanted is not None and wanted not in names:
        refuse("no_such_cell", START, name=wanted, names=", ".join(names))
    if not steps:
        _refuse_no_step(functions)
    cells = [f for f in steps if _state_of(m, f)]
    step = (cells or [None])[0] if wanted is None else m.functions[wanted]
    if step not in cells:
        f = step or steps[0]
        line = _returned(f)
        if not line:
            refuse("no_return", f, name=f.name)
        if line.value.kind == "tuple":
            refuse("state_list", line)
        refuse("state_tuple", line, shown=_shown(line.value))
    own = _own_of(m, cells, step)
    inner = next((f for f in steps if f in own), None)
    params = [o for o in own if o.kind == "class" and o.fields[:3] == ["U", "W", "b"]]
    return Node(
        step=step,
        backward=m.functions.get(f"{step.name}_backward"),
        inner=inner,
        inner_backward=m.functions.get(f"{inner.name}_backward") if inner else None,
        params=params[0] if params else None,
    )


def _own_of(m: Any, cells: list[Any], step: Any) -> list[Any]:
    """What stands above the step, below the cell before it."""
    end = m.order.index(step)
    begin = [k + 1 for k in range(end) if m.order[k] in cells]
    return m.order[(begin or [0])[-1] : end]


def _refuse_no_step(functions: list[Any]) -> NoReturn:
    if not functions:
        refuse("no_function_at_all", START)
    came = ", ".join(param.name for param in functions[0].params)
    refuse("no_step", functions[0], name=functions[0].name, came=came)


# ---- names


def find_split(m: Any, f: Any, names: Any, stack: tuple[str, ...] = ()) -> Any:
    """The first np.split of what depends on one of `names`: its count and its names."""
    wide = set(names)

    def mentions(e: Any) -> bool:
        return some(e, lambda part: part.kind == "name" and part.name in wide)

    for line in f.body:
        if found := _split_in(m, line, mentions, (*stack, f.name)):
            return found
        if line.kind == "set" and mentions(line.value):
            wide.update(target.name for target in line.names)
    return None


def _split_in(
    m: Any, line: Any, mentions: Callable[[Any], bool], stack: tuple[str, ...]
) -> Any:
    found: list[Any] = []

    def test(e: Any) -> bool:
        if e.kind != "call" or not e.items:
            return False
        given = [mentions(item.value) for item in e.items]
        called = e.called
        if called.kind == "attribute" and called.name == "split" and given[0]:
            count = e.items[1].value if len(e.items) > 1 else None
            if not count or count.kind != "number" or not count.whole:
                return False
            if count.number < 1:
                return False
            names = line.names if line.kind == "set" and line.value is e else []
            names = [target.name for target in names]
            found.append(Node(count=int(count.number), names=names, line=line))
            return True
        f = m.functions.get(called.name) if called.kind == "name" else None
        if not f or f.name in stack or len(stack) > 5:
            return False
        inside = [p.name for p, g in zip(f.params, given, strict=False) if g]
        if inside and (there := find_split(m, f, inside, stack)):
            found.append(there)
        return bool(found)

    some(line.value, test)
    return found[0] if found else None


def _block_names(names: list[str], count: int) -> list[str]:
    """Names for blocks, after the first _ of those in the text."""
    found = [_after_first(name) for name in names]
    good = all(re.match("[A-Za-z]", n) for n in found) and len(set(found)) == len(found)
    if good and len(found) == count:
        return found
    return [f"block{k + 1}" for k in range(count)]


def _state_names(f: Any, items: list[Any]) -> list[str]:
    unpacked: list[Any] = []
    for line in f.body:
        whole = line.kind == "set" and line.tuple and line.value.kind == "name"
        if whole and line.value.name == f.params[2].name:
            unpacked = line.names
            break
    names = []
    for k, item in enumerate(items):
        before = _previous(unpacked[k].name) if k < len(unpacked) else None
        fallback = f"state{k + 1}" if k else "h"
        named = item.kind == "name" and not item.name.endswith("_prev")
        names.append(item.name if named else before or fallback)
    for k, name in enumerate(names):
        if name in names[:k]:
            refuse("state_twice", items[k], name=name)
    if "h" in names[1:]:
        right = ", ".join(["h", *(name for name in names if name != "h")])
        refuse("h_first", items[0], came=", ".join(names), wanted=right)
    return names


def _parameters(m: Any, f: Any, items: list[Any]) -> dict[str, Any]:
    """What the parameters of a step are: parts of the state, weights of its own."""
    rest = f.params[2:]
    apart = _previous(rest[0].name) is not None
    parts = [p for p in rest if _previous(p.name) is not None] if apart else []
    own = [p for p in rest if p not in parts] if apart else rest[1:]
    state = [p.name[:-5] for p in parts] if apart else _state_names(f, items)
    if apart and len(parts) != len(items):
        refuse("state_count", _returned(f), came=len(items), wanted=len(parts))
    for name, at in zip(state, parts or items, strict=True):
        twin = name.startswith("d") and name[1:] in state
        if is_loops(name) or twin:
            refuse("state_name", at, name=name)
    weights = {}
    for param in own:
        name = param.name
        taken = [n for part in state for n in (part, f"d{part}", f"{part}_prev")]
        if name in taken or is_loops(name):
            refuse("weight_name", param, name=name)
        found = find_split(m, f, [name])
        names, count = (found.names, found.count) if found else ([], 1)
        if count > 64:
            refuse("wide", found.line, came=count, most=64)
        weights[name] = _block_names(names, count)
    if apart and "h" in state[1:]:
        refuse("h_first", parts[0], came=", ".join(state), wanted="h")
    return {"state": state, "weights": weights, "apart": apart}


# ---- graphs


def output(x: World, value: Value, width: int, at: Any, name: str) -> list[int]:
    """The ids of a result, which is no mask."""
    ids = ids_of(x, value, width, at, name)
    if x.graph.masks.intersection(ids):
        refuse("mask_out", at, name=name)
    return ids


def graph_of(graph: Graph, outputs: Any, names: dict[str, Any]) -> dict[str, Any]:
    """A graph as plain lists and dicts."""
    named = {n: list(v.ids) for n, v in names.items() if v and v.kind == "value"}
    return {
        "nodes": graph.nodes,
        "inputs": graph.inputs,
        "outputs": outputs,
        "names": named,
    }


def trace_step(m: Any, c: Any) -> Any:
    """The graph of a step, the widths of its record, and notes."""
    x = world(m, Graph())
    products = [x.graph.input(name, len(c.gates)) for name in ("xU", "hW")]
    parts = [x.graph.input(f"{name}_prev", 1) for name in c.state]
    own = {n: x.graph.input(n, len(rows)) for n, rows in c.weights.items()}
    given = [*products, tuple_of(parts), *own.values()]
    if c.apart:
        there = {f"{n}_prev": v for n, v in zip(c.state, parts, strict=True)} | own
        given = [*products, *(there[param.name] for param in c.step.params[2:])]
    ran = run_function(x, c.step, given)
    line, record = ran.returned, None
    values = ran.result
    if c.recorded:
        values, record = ran.result.items
    if values.kind != "tuple":
        refuse("state_tuple", line, shown="h")
    outputs = {}
    for name, value in zip(c.state, values.items, strict=True):
        if value.kind == "number":
            refuse("number_out", line, name=name)
        outputs[name] = output(x, value, 1, line, name)
        if _only_weights(x.graph, outputs[name][0]):
            refuse("constant_out", line, name=name)
    widths = _record_of(x, record, line, outputs)
    return Node(
        graph=graph_of(x.graph, outputs, ran.locals),
        widths=widths,
        notes=[*x.notes, *_unread(ran)],
        record=record.name if record else None,
    )


def _only_weights(graph: Graph, k: int) -> bool:
    """Does a node depend on weights and numbers alone?"""
    only: list[bool] = []
    for op, *args in graph.nodes:
        if op == "input":
            only.append(not (args[0] in ("xU", "hW") or args[0].endswith("_prev")))
        else:
            only.append(op == "const" or all(only[a] for a in args))
    return only[k]


def _record_of(x: World, record: Any, line: Any, outputs: Any) -> dict[str, int]:
    widths: dict[str, int] = {}
    if not record:
        return widths
    if record.kind != "record":
        refuse("no_record", line)
    for field, value in record.fields.items():
        if value.kind != "value":
            refuse("record_value", line, name=field)
        width = len(value.ids)
        outputs[f"step.{field}"] = output(x, value, width, line, field)
        widths[field] = width
    return widths


def _unread(ran: Any) -> list[Any]:
    return [("unread", at, {"name": name}) for name, at in ran.unread.items()]


def _record_input(graph: Graph, forward: Any) -> Value:
    fields = {f: graph.input(f"step.{f}", n) for f, n in forward.widths.items()}
    return Value(kind="record", name=forward.record, fields=fields)


def _several(value: Value, count: int, line: Any, wanted: str) -> list[Value]:
    several = value.kind == "tuple" and not value.list
    came = "one value"
    if value.kind == "tuple":
        came = "a list" if value.list else f"{len(value.items)} values"
    if not several or len(value.items) != count:
        refuse("parts", line, came=came, wanted=wanted)
    return value.items


def _trace_backward(m: Any, c: Any, forward: Any) -> Any:
    x, f = world(m, Graph()), c.backward
    down = tuple_of(x.graph.input(f"d{name}", 1) for name in c.state)
    given = [down, _record_input(x.graph, forward)]
    given += [x.graph.input(name, len(rows)) for name, rows in c.weights.items()]
    _need_parameters(f, ["dstate", "s", *c.weights])
    ran = run_function(x, f, given)
    line, own = ran.returned, [f"d{name}" for name in c.weights]
    wanted = ["dxU", "dhW", "dstate", *own]
    found = _several(ran.result, len(wanted), line, f"return {', '.join(wanted)}")
    outputs = _gradients(x, c, found, line, len(c.gates))
    for name, rows, value in zip(own, c.weights.values(), found[3:], strict=True):
        outputs[name] = _gradient(x, value, len(rows), line, name)
    return Node(
        graph=graph_of(x.graph, outputs, ran.locals), notes=[*x.notes, *_unread(ran)]
    )


def _need_parameters(f: Any, names: list[str]) -> None:
    if len(f.params) != len(names):
        came = ", ".join(param.name for param in f.params)
        refuse("parameters", f, name=f.name, came=came, wanted=", ".join(names))


def _gradient(x: World, value: Value, width: int, line: Any, name: str) -> list[int]:
    if value.kind == "number":
        refuse("gradient_number", line, name=name)
    return output(x, value, width, line, name)


def _gradients(x: World, c: Any, found: list[Value], line: Any, hW_width: int) -> Any:
    dxU, dhW, dstate = found[:3]
    outputs = {
        "dxU": _gradient(x, dxU, len(c.gates), line, "dxU"),
        "dhW": _gradient(x, dhW, hW_width, line, "dhW"),
    }
    names = [f"d{name}_prev" for name in c.state]
    tail = "," if len(names) == 1 else ""
    wanted = f"a tuple ({', '.join(names)}{tail})"
    parts = _several(dstate, len(names), line, wanted)
    for name, value in zip(names, parts, strict=True):
        outputs[name] = output(x, value, 1, line, name)
    return outputs


def trace_inner(m: Any, c: Any) -> dict[str, Any]:
    """The graph of the row that the last block of W is given."""
    x, K = world(m, Graph()), len(c.gates)
    given = [x.graph.input("xU", K), x.graph.input("hW", K - 1)]
    given.append(tuple_of(x.graph.input(f"{name}_prev", 1) for name in c.state))
    _need_parameters(c.inner, ["xU", "hW", "state"])
    ran = run_function(x, c.inner, given)
    if ran.result.kind == "number":
        refuse("number_out", ran.returned, name="q")
    q = output(x, ran.result, 1, ran.returned, "q")
    return graph_of(x.graph, {"q": q}, ran.locals)


def _trace_inner_backward(m: Any, c: Any, forward: Any) -> dict[str, Any]:
    x = world(m, Graph())
    given = [x.graph.input("dq", 1), _record_input(x.graph, forward)]
    _need_parameters(c.inner_backward, ["dq", "s"])
    ran = run_function(x, c.inner_backward, given)
    line = ran.returned
    found = _several(ran.result, 3, line, "return dxU, dhW, dstate")
    outputs = _gradients(x, c, found, line, len(c.gates) - 1)
    return graph_of(x.graph, outputs, ran.locals)


# ---- the whole


def plan(m: Any, wanted: str | None) -> Any:
    """The parts of a cell and all that has a name."""
    found = _choose(m, wanted)
    returns = _state_of(m, found.step)
    if not returns.items:
        refuse("state_tuple", _returned(found.step), shown="h")
    step = _without_record(m, found, returns.record)
    split = find_split(m, step, ["xU", "hW"])
    count = split.count if split else 1
    if count > 64:
        refuse("wide", split.line, came=count, most=64)
    c = Node(**vars(found))
    c.step, c.split = step, split
    c.recorded = returns.record is not None and step is found.step
    c.gates = _block_names(split.names, count) if split else ["a"]
    vars(c).update(_parameters(m, step, returns.items))
    backward, inner = c.backward, c.inner
    if backward and not returns.record:
        refuse("no_record", _returned(step), name=backward.name)
    if backward and c.apart:
        refuse("state_apart", step, name=backward.name)
    if inner and len(c.gates) < 2:
        refuse("inner_blocks", inner, name=inner.name)
    if inner and backward and not c.inner_backward:
        refuse("inner_backward", inner, name=inner.name)
    c.fields = _parameter_names(c)
    return c


def _without_record(m: Any, found: Any, record: Any) -> Any:
    """The step without a record whose class is not in the text, if it is derived."""
    step = found.step
    if not record or found.backward or record.kind != "call":
        return step
    called = record.called
    if called.kind != "name" or called.name in m.classes or called.name in m.functions:
        return step
    body = [
        Node(**{**vars(line), "value": line.value.items[0]})
        if line.kind == "return"
        else line
        for line in step.body
    ]
    return Node(**{**vars(step), "body": body})


def _parameter_names(c: Any) -> list[str]:
    own = list(c.weights)
    if not c.params:
        return ["U", "W", "b", *own]
    right = [["U", "W", "b", *own], ["U", "W", "b", "b_h", *own]]
    if c.params.fields not in right:
        wanted = " or ".join(", ".join(names) for names in right)
        came = ", ".join(c.params.fields)
        refuse("params", c.params, name=c.params.name, came=came, wanted=wanted)
    return list(c.params.fields)


def assemble(text: str, wanted: str | None = None) -> tuple[Any, list[Any], Any]:
    """The dict that `trace` gives of the cell, its notes, and what is known of it.

    Besides what `trace` gives, the dict has params, derived and, where the backward
    was derived, text: the cell with it, as it could be typed.
    """
    m = _read_whole(parse(text))
    c = plan(m, wanted)
    forward = trace_step(m, c)
    notes = list(forward.notes)
    if c.backward:
        backward = _trace_backward(m, c, forward)
        notes += backward.notes
        made = _written(m, c, forward, backward)
    else:
        inner = trace_inner(m, c) if c.inner else None
        made = derived(c, c.step.name, forward.graph, inner)
    notes += _gate_notes(c, made) + _lone_notes(m)
    notes.sort(key=lambda note: (note[1].line, note[1].column))
    return made, [said(*note) for note in notes], c


def _written(m: Any, c: Any, forward: Any, backward: Any) -> dict[str, Any]:
    weights = {name: len(rows) for name, rows in c.weights.items()}
    made = {
        "name": c.step.name,
        "gates": c.gates,
        "state": c.state,
        "step": list(forward.widths),
        **({"weights": weights} if weights else {}),
        "forward": forward.graph,
        "backward": backward.graph,
    }
    if c.inner:
        made["inner"] = trace_inner(m, c)
        made["inner_backward"] = _trace_inner_backward(m, c, forward)
    return {**made, "params": c.fields, "derived": False}


def derived(c: Any, name: str, forward: Any, inner: Any) -> dict[str, Any]:
    """The cell with a derived backward: its text is written, and read again."""
    inner_name = c.inner.name if c.inner else f"{name}_inner"
    text = derive(c, name, inner_name, forward, inner)
    m = _read_whole(parse(text, float("inf")))
    again = plan(m, None)
    again.gates, again.weights = c.gates, c.weights
    step = trace_step(m, again)
    made = _written(m, again, step, _trace_backward(m, again, step))
    return {**made, "params": c.fields, "derived": True, "text": text}


def _lone_notes(m: Any) -> list[Any]:
    """A note for each backward of a function that is not there."""
    return [
        ("lone", f, {"name": name, "of": name.removesuffix("_backward")})
        for name, f in m.functions.items()
        if name.endswith("_backward")
        and name.removesuffix("_backward") not in m.functions
    ]


def _gate_notes(c: Any, made: dict[str, Any]) -> list[Any]:
    """A note for each block that the new state does not depend on."""
    used = set()

    def visit(graph: dict[str, Any], ids: list[int]) -> None:
        seen = set(ids)
        for k in reversed(range(len(graph["nodes"]))):
            op, *args = graph["nodes"][k]
            if k in seen and op == "input":
                used.add((args[0], args[1]))
            elif k in seen and op != "const":
                seen.update(args)

    outputs = made["forward"]["outputs"]
    visit(made["forward"], [k for name in made["state"] for k in outputs[name]])
    if "inner" in made:
        visit(made["inner"], made["inner"]["outputs"]["q"])
    line = c.split.line if c.split else c.step
    at = At(line.line, line.column)
    return [
        ("gate", at, {"gate": gate})
        for k, gate in enumerate(c.gates)
        if not used & {("xU", k), ("hW", k)}
    ]
