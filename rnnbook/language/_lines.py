"""Lines of arithmetic by themselves, for exercises: a body, or a whole def.

The same as lines.js, function for function.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rnnbook.language._cell import graph_of, output, read_module
from rnnbook.language._parse import node, parse
from rnnbook.language._refusal import refuse
from rnnbook.language._run import Graph, run_function, world
from rnnbook.language._tokens import At, plain

START = At(1, 1)


def _unindented(text: str) -> str:
    """Lines that are all indented alike are moved to the left."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip(" \t")), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return "\n".join(line.removeprefix(indent) for line in lines)


def _the_function(statements: list[Any], inputs: Mapping[str, int]) -> Any:
    """The last def of the text, or the lines themselves; and what is there besides."""
    functions = [one for one in statements if one.kind == "function"]
    if functions:
        for param in functions[-1].params:
            if param.name not in inputs:
                wanted = ", ".join(inputs)
                refuse("lines_parameter", param, name=param.name, wanted=wanted)
        return functions[-1], read_module(statements)
    lines = [one for one in statements if one.kind in ("set", "return")]
    others = [one for one in statements if one.kind == "class"]
    params = [node("name", START, name=name) for name in inputs]
    body = node("function", START, name="", params=params, body=lines)
    return body, read_module(others)


def _flat(value: Any) -> list[Any]:
    if value.kind != "tuple":
        return [value]
    return [part for item in value.items for part in _flat(item)]


def lines_graph(
    text: str, inputs: Mapping[str, int], wanted: Sequence[str]
) -> dict[str, Any]:
    """The graph of lines; inputs: the blocks of each, by name."""
    f, m = _the_function(parse(_unindented(plain(text))), inputs)
    x = world(m, Graph())
    given = {name: x.graph.input(name, width) for name, width in inputs.items()}
    values = [given[param.name] for param in f.params]
    body = f.name == "" and not any(line.kind == "return" for line in f.body)
    ran = run_function(x, f, values, body)
    at = ran.returned or (f.body[-1] if f.body else START)
    found = [ran.locals.get(name) for name in wanted]
    if ran.result:
        found = _flat(ran.result)
        came = "one value" if len(found) == 1 else f"{len(found)} values"
        if len(found) != len(wanted):
            refuse("parts", at, came=came, wanted=f"return {', '.join(wanted)}")
    outputs = {}
    for name, value in zip(wanted, found, strict=True):
        if value is None:
            refuse("lines_output", at, name=name)
        if value.kind == "number":
            refuse("number_out", at, name=name)
        width = len(value.ids) if value.kind == "value" else 1
        outputs[name] = output(x, value, width, at, name)
    return graph_of(x.graph, outputs, ran.locals)
