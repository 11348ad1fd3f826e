"""A graph becomes the text of a cell. The same as print.js, function for function.

A line for each value that has a name or is used twice; all others stand within the
lines that use them.
"""

import math
import re
from types import SimpleNamespace
from typing import Any

from rnnbook.language._run import Graph

LONG = 12  # operations in one line
FIELDS = 88  # columns of a line
SIGNS = {
    "add": ("+", 1), "sub": ("-", 1), "mul": ("*", 2), "div": ("/", 2),
    "greater": (">", 0),
}  # fmt: skip
CALLS = {"max": "np.maximum", "min": "np.minimum", "sigmoid": "sigmoid"}
RESERVED = ("np", "sigmoid", "xU", "hW", "state", "dstate", "s", "NamedTuple")


def print_number(x: float) -> str:
    """A number as Python and JavaScript both read it, with the fewest digits."""
    if x == 0:
        return "-0.0" if math.copysign(1, x) < 0 else "0"
    text = re.sub(r"e([+-])0*", r"e\1", repr(x).removesuffix(".0"))
    return f"{text}.0" if abs(x) > 2**53 and "e" not in text else text


def _expression(graph: Graph, k: int, w: Any) -> tuple[str, int]:
    """A text, and how tightly it holds together.

    0 comparison, 1 sum, 2 product, 3 sign, 4 power, 5 one thing.
    """
    op, *args = graph.nodes[k]

    def within(n: int, least: int) -> str:
        inside, tight = _shown(w, args[n])[:2]
        return f"({inside})" if tight < least else inside

    if op == "const":
        text = print_number(args[0])
        return text, 3 if text.startswith("-") else 5
    if op in SIGNS:
        sign, tight = SIGNS[op]
        left, right = within(0, max(tight, 1)), within(1, max(tight + 1, 1))
        return f"{left} {sign} {right}", tight
    if op == "neg":
        return f"-{within(0, 3)}", 3
    if op == "pow":
        base, exponent = within(0, 5), within(1, 3)
        short = re.fullmatch(r"[\w.]+", base) and re.fullmatch(r"\w+", exponent)
        return (f"{base}**{exponent}" if short else f"{base} ** {exponent}"), 4
    listed = ", ".join(within(n, 0) for n in range(len(args)))
    return f"{CALLS.get(op, f'np.{op}')}({listed})", 5


# ---- one function


def _writer(c: Any, names: dict[int, str], taken: Any) -> Any:
    """A writer of lines.

    atoms: the text of what is there. names: what a node would like to be called.
    taken: names that are in use.
    """
    return SimpleNamespace(
        graph=c.graph, atoms={}, names=names, taken=set(taken), texts={}, lines=[]
    )


def _free(w: Any, name: str) -> str:
    while name in w.taken:
        name += "_"
    w.taken.add(name)
    return name


def _uses(w: Any, ends: list[int]) -> dict[int, int]:
    count: dict[int, int] = {}
    for k in ends:
        count[k] = count.get(k, 0) + 1
    for k in reversed(range(len(w.graph.nodes))):
        if k in count and k not in w.atoms:
            for a in w.graph.args(k):
                count[a] = count.get(a, 0) + 1
    return count


def _write(w: Any, ends: list[int], always: Any = ()) -> None:
    """Lines for all that `ends` are made of, which can then be had by `_shown`."""
    count = _uses(w, ends)
    for k in sorted(count):
        if k in w.atoms:
            continue
        text, tight = _expression(w.graph, k, w)
        args = w.graph.args(k)
        size = 1 + sum(w.texts[a][2] for a in args if a in w.texts)
        line = k in w.names or count[k] > 1 or size > LONG or k in always
        if w.graph.is_number(k) or not line:
            w.texts[k] = text, tight, 0 if w.graph.is_number(k) else size
            continue
        name = _name_for(w, k, count)
        w.lines.append(f"{name} = {text}")
        w.atoms[k] = name


def _shown(w: Any, k: int) -> tuple[Any, ...]:
    return (w.atoms[k], 5) if k in w.atoms else w.texts[k]


def _name_for(w: Any, k: int, count: dict[int, int]) -> str:
    """What has a name may give it up to what replaces it: dc = dc + ..."""
    wish, args = w.names.get(k), w.graph.args(k)
    if wish:
        return wish if _replaces(w, k, wish, count) else _free(w, wish)
    of = w.atoms.get(args[0], "")
    if len(args) == 1 and re.fullmatch(r"\w+", of):
        return _free(w, f"{w.graph.nodes[k][0]}_{of}")
    return _free(w, f"v{len(w.lines) + 1}")


def _replaces(w: Any, k: int, wish: str, count: dict[int, int]) -> bool:
    for a in w.graph.args(k):
        if a in w.atoms:
            found = w.atoms[a] == wish and count[a] == 1
        else:
            found = w.texts[a][2] > 0 and _replaces(w, a, wish, count)
        if found:
            return True
    return False


def _tuple(parts: list[str]) -> str:
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def _unpacked(names: list[str]) -> str:
    return f"({names[0]},)" if len(names) == 1 else ", ".join(names)


def _split(names: list[str], of: str) -> str:
    return f"{', '.join(names)} = np.split({of}, {len(names)}, axis=-1)"


def _open(w: Any, ids: list[int], name: str, wishes: list[str], counted: Any) -> None:
    """The blocks of an input: the input itself, or a line that splits it."""
    if len(ids) == 1:
        w.atoms[ids[0]] = name
    elif any(k in counted for k in ids):
        wanted = [w.names.get(k, n) for k, n in zip(ids, wishes, strict=True)]
        names = [_free(w, name) for name in wanted]
        w.atoms.update(zip(ids, names, strict=True))
        w.lines.append(_split(names, name))


def _open_products(
    w: Any, c: Any, hW_width: int, counted: dict[int, int], alone: bool
) -> None:
    """xU and hW, added up first where nothing else is done with them."""
    xU, hW = w.graph.inputs["xU"], w.graph.inputs["hW"][:hW_width]
    if alone and len(xU) > 1:
        sums = [w.graph.known.get(("add", a, b)) for a, b in zip(xU, hW, strict=True)]
        if all(
            counted.get(k, 0) == (1 if sum in counted else 0)
            for sum, pair in zip(sums, zip(xU, hW, strict=True), strict=True)
            for k in pair
        ):
            names = [
                _free(w, w.names.get(k, f"a_{g}"))
                for k, g in zip(sums, c.gates, strict=True)
            ]
            w.atoms.update(
                {k: n for k, n in zip(sums, names, strict=True) if k is not None}
            )
            w.lines.append(_split(names, "xU + hW"))
            return
    _open(w, xU, "xU", [f"xU_{g}" for g in c.gates], counted)
    _open(w, hW, "hW", [f"hW_{g}" for g in c.gates[:hW_width]], counted)


def _open_state(w: Any, state: list[str], counted: dict[int, int]) -> None:
    ids = [w.graph.inputs[f"{name}_prev"][0] for name in state]
    if any(k in counted for k in ids):
        names = [
            f"{name}_prev" if k in counted else "_"
            for k, name in zip(ids, state, strict=True)
        ]
        w.atoms.update(zip(ids, names, strict=True))
        w.lines.append(f"{_unpacked(names)} = state")


def _open_weights(w: Any, weights: Any, counted: dict[int, int]) -> None:
    for name, rows in weights.items():
        wishes = [f"{name}_{row}" for row in rows]
        _open(w, w.graph.inputs[name], name, wishes, counted)


def _define(name: str, params: list[str], lines: list[str]) -> str:
    body = [f"    {part}" for line in lines for part in _folded(line)]
    return "\n".join([f"def {name}({', '.join(params)}):", *body])


def _folded(line: str) -> list[str]:
    if len(line) <= FIELDS - 4 or not line.endswith(")"):
        return [line]
    bracket = line.rfind("[")
    at = line.rfind("(") if bracket < 0 else line.rfind("(", 0, bracket + 1)
    if at < 0:
        return [line]
    return [line[: at + 1], f"    {line[at + 1 : -1]}", ")"]


# ---- the functions of a cell


def _print_step(c: Any) -> tuple[list[str], str, Any]:
    state, outputs, own = c.state, c.outputs, list(c.weights)
    wishes = dict(c.names)
    for k, name in c.names.items():
        if name in state:
            wishes[k] = f"{name}_"
    wishes.update(zip(outputs, state, strict=True))
    taken = [*RESERVED, *own, *(f"{name}_prev" for name in state), *c.functions]
    w = _writer(c, wishes, taken)
    ends = [*outputs, *c.record]
    counted = _uses(w, ends)
    _open_state(w, state, counted)
    _open_products(w, c, len(c.gates), counted, True)
    if len(c.gates) > 1 and not any("np.split" in line for line in w.lines):
        w.lines.append(_split([_free(w, f"xU_{g}") for g in c.gates], "xU"))
    _open_weights(w, c.weights, counted)
    _write(w, ends, set(ends))
    fields = [w.atoms[k] for k in c.record]
    w.lines.append(f"return {_tuple(state)}, {_kept(w, c, fields)}")
    text = _define(c.name, ["xU", "hW", "state", *own], w.lines)
    return fields, text, w


def _kept(w: Any, c: Any, fields: list[str]) -> str:
    """The record; before it, each part of the state gets its own name."""
    record = f"{c.step}({', '.join(fields)})"
    found = [w.atoms[k] for k in c.outputs]
    other = [(n, atom) for n, atom in zip(c.state, found, strict=True) if n != atom]
    if not other:
        return record
    kept = _free(w, "kept")
    w.lines.append(f"{kept} = {record}")
    names, atoms = zip(*other, strict=True)
    w.lines.append(f"{', '.join(names)} = {', '.join(atoms)}")
    return kept


def _print_inner(c: Any) -> str:
    w = _writer(c, c.names, [*RESERVED, *(f"{name}_prev" for name in c.state)])
    counted = _uses(w, [c.q])
    _open_state(w, c.state, counted)
    _open_products(w, c, len(c.gates) - 1, counted, False)
    _write(w, [c.q])
    w.lines.append(f"return {_shown(w, c.q)[0]}")
    return _define(c.inner_name, ["xU", "hW", "state"], w.lines)


def _gradient_names(c: Any, found: dict[int, int], named: dict[int, str]) -> Any:
    """What the gradients would like to be called: d, and what they are for."""
    names: dict[int, str] = {}
    for k in sorted(found, reverse=True):
        if k in named and found[k] >= c.size:
            names.setdefault(found[k], f"d{named[k]}")
    return names | {k: name for k, name in named.items() if k < c.size}


def _print_backward(c: Any, fields: list[str], named: dict[int, str]) -> str:
    back, own = c.backward, list(c.weights)
    names = _gradient_names(c, back.found, named)
    w = _writer(c, names, [*RESERVED, *own, *c.functions])
    w.atoms.update({k: f"s.{f}" for k, f in zip(c.record, fields, strict=True)})
    incoming = [_free(w, f"d{name}") for name in c.state]
    for part, name in zip(c.state, incoming, strict=True):
        w.atoms[w.graph.inputs[f"d{part}"][0]] = name
    w.lines.append(f"{_unpacked(incoming)} = dstate")
    _open_weights(w, c.weights, _uses(w, back.ends))
    _write(w, back.ends)
    w.lines.append(f"return {', '.join(_returned(w, back, own))}")
    return _define(f"{c.name}_backward", ["dstate", "s", *own], w.lines)


def _returned(w: Any, back: Any, own: list[str]) -> list[str]:
    """Lines for what a backward returns, and what it is called."""

    def row(ids: list[int], name: str) -> str:
        if len(ids) == 1:
            return _shown(w, ids[0])[0]
        name, listed = _free(w, name), ", ".join(_shown(w, k)[0] for k in ids)
        w.lines.append(f"{name} = np.concatenate([{listed}], axis=-1)")
        return name

    same = back.dxU == back.dhW
    da = row(back.dxU, "da" if same else "dxU")
    down = ["0.0" if k is None else _shown(w, k)[0] for k in back.dstate]
    parts = [da, da if same else row(back.dhW, "dhW"), _tuple(down)]
    return [*parts, *(row(ids, f"d{n}") for ids, n in zip(back.own, own, strict=True))]


def _print_inner_backward(c: Any, fields: list[str], named: dict[int, str]) -> str:
    back = c.inner_backward
    w = _writer(c, _gradient_names(c, back.found, named), [*RESERVED, "dq"])
    w.atoms.update({k: f"s.{f}" for k, f in zip(c.record, fields, strict=True)})
    w.atoms[w.graph.inputs["dq"][0]] = "dq"
    _write(w, back.ends)
    w.lines.append(f"return {', '.join(_returned(w, back, []))}")
    return _define(f"{c.inner_name}_backward", ["dq", "s"], w.lines)


def _record(name: str, fields: list[str]) -> str:
    lines = [f"    {field}: np.ndarray" for field in fields]
    return "\n".join([f"class {name}(NamedTuple):", *lines])


def print_cell(c: Any) -> str:
    """The text of a cell whose graphs `derive` has put together."""
    inner = c.inner_name
    functions = [c.name, f"{c.name}_backward", inner, f"{inner}_backward"]
    c.step = "Step"
    while c.step in (*functions, *c.state, *c.names.values()):
        c.step += "_"
    c.functions = [*functions, c.step]
    fields, forward, w = _print_step(c)
    named = {k: name for k, name in w.atoms.items() if name != "_"}
    parts = [_record(c.step, fields)]
    if "b_h" in c.fields:
        parts.insert(0, _record("Params", c.fields))
    if c.q is not None:
        parts += [_print_inner(c), _print_inner_backward(c, fields, named)]
    parts += [forward, _print_backward(c, fields, named)]
    return "\n\n\n".join(parts) + "\n"
