"""The tracer: lines of a function run on values that write down what happens to them.

The same as run.js, function for function; the graph is that of `rnnbook.tracing`,
which runs the functions themselves, node for node.
"""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NoReturn

from rnnbook.language._parse import Node
from rnnbook.language._refusal import hint_for, nearest, refuse
from rnnbook.tracing import UFUNCS

MOST = 1000  # operations in one graph
WIDEST = 64  # blocks side by side
OPS = {ufunc.__name__: op for ufunc, op in UFUNCS.items()} | {"less": "less"}
UNARY = ("negative", "square", "exp", "log", "cos", "sin", "tanh")
OF_MASKS = ("mul", "max", "min", "greater")
BINARY = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", ">": "greater", "<": "less",
}  # fmt: skip
MODULES = ("torch", "math", "tf", "jnp", "numpy", "F", "jax", "cp", "nn", "K",
    "keras")  # fmt: skip
FUNCTIONS = [*OPS, "split", "concatenate"]
KINDS = {"tuple": "a tuple of several values", "record": "a record"}


class Value(SimpleNamespace):
    """kind "value" with ids, "number" with number and whole, "tuple", or "record"."""


def value_of(ids: Any) -> Value:
    """A value of the blocks `ids`."""
    return Value(kind="value", ids=list(ids))


def tuple_of(items: Any, listed: bool = False) -> Value:
    """A tuple of values, or a list."""
    return Value(kind="tuple", items=list(items), list=listed)


class Graph:
    """A graph that is being written, and which of its nodes are masks."""

    def __init__(self, most: float = MOST) -> None:
        self.nodes: list[list[Any]] = []
        self.inputs: dict[str, list[int]] = {}
        self.known: dict[tuple[Any, ...], int] = {}
        self.masks: set[int] = set()
        self.operations, self.most = 0, most
        self.write: Callable[..., int] = self.add

    def input(self, name: str, width: int) -> Value:
        """The blocks of an input."""
        start = len(self.nodes)
        self.nodes += [["input", name, k] for k in range(width)]
        self.inputs[name] = list(range(start, start + width))
        return value_of(self.inputs[name])

    def add(self, *node: Any) -> int:
        """The id of a node: the same operation on the same arguments is the same."""
        if node in self.known:
            return self.known[node]
        self.known[node] = k = len(self.nodes)
        self.nodes.append(list(node))
        op, *args = node
        if op == "greater" or (op in OF_MASKS and self.masks.issuperset(args)):
            self.masks.add(k)
        return k

    def is_number(self, k: int, number: float | None = None) -> bool:
        """Is a node a number, or this number?"""
        op, *args = self.nodes[k]
        return op == "const" and (number is None or args[0] == number)

    def args(self, k: int) -> list[int]:
        """The nodes that a node is computed from."""
        op, *args = self.nodes[k]
        return [] if op in ("input", "const") else args


class World(SimpleNamespace):
    """What a line sees: graph, module, locals, later, unread, stack, notes."""


def world(module: Any, graph: Graph) -> World:
    """What is there before the first line."""
    return World(
        graph=graph, module=module, locals={}, later={}, unread={}, stack=[], notes=[]
    )


# ---- values


def _blocks(n: int) -> str:
    return "1 block" if n == 1 else f"{n} blocks"


def ids_of(x: World, value: Value, width: int, at: Any, name: str) -> list[int]:
    """The ids of a value of `width` blocks; a number stands for all of them."""
    if value.kind == "number":
        return [x.graph.add("const", float(value.number))] * width
    if value.kind != "value":
        refuse("no_value", at, came=KINDS[value.kind])
    if len(value.ids) != width:
        refuse("width", at, name=name, came=_blocks(len(value.ids)), wanted=width)
    return list(value.ids)


def _operations(x: World, count: int, at: Any) -> None:
    x.graph.operations += count
    if x.graph.operations > x.graph.most:
        refuse("long_cell", at, most=MOST)


def _apply(x: World, op: str, given: list[Value], at: Any) -> Value:
    for value in given:
        if value.kind not in ("value", "number"):
            refuse("no_value", at, came=KINDS[value.kind])
    values = [value for value in given if value.kind == "value"]
    if not values:
        refuse("of_numbers", at)
    width = max(len(value.ids) for value in values)
    _operations(x, width, at)
    args, name = (given[::-1], "greater") if op == "less" else (given, op)
    masks = all(x.graph.masks.issuperset(value.ids) for value in values)
    if masks and (len(values) < len(given) or name not in OF_MASKS):
        refuse("mask", at)
    columns = [ids_of(x, value, width, at, "a value") for value in args]
    return value_of([x.graph.write(name, *ids) for ids in zip(*columns, strict=True)])


def _number(number: float, whole: bool) -> Value:
    return Value(kind="number", number=number + 0.0 if whole else number, whole=whole)


def _of_numbers(op: str, a: Value, b: Value, at: Any) -> Value:
    if op in ("greater", "less", "pow"):
        refuse("of_numbers", at)
    if op == "div" and b.number == 0:
        refuse("by_zero", at)
    m, n = a.number, b.number
    found = {
        "add": lambda: m + n, "sub": lambda: m - n, "mul": lambda: m * n,
        "div": lambda: m / n,
    }[op]()  # fmt: skip
    if not abs(found) <= 2**53:
        refuse("huge", at, came="this number")
    return _number(found, a.whole and b.whole and op != "div")


def _binary(x: World, op: str, a: Value, b: Value, at: Any) -> Value:
    if a.kind == "number" and b.kind == "number":
        return _of_numbers(op, a, b, at)
    return _apply(x, op, [a, b], at)


# ---- expressions


def evaluate(x: World, e: Any) -> Value:
    """The value of an expression."""
    return EVALUATE[e.kind](x, e)


def _negative(x: World, e: Any) -> Value:
    value = evaluate(x, e.of)
    if value.kind == "number":
        return _number(-value.number, value.whole)
    return _apply(x, "neg", [value], e)


def _chain(x: World, e: Any) -> Value:
    left = evaluate(x, e.first)
    for op, right in e.rest:
        left = _binary(x, BINARY[op.text], left, evaluate(x, right), op)
    return left


def _power(x: World, e: Any) -> Value:
    base = evaluate(x, e.base)
    return _binary(x, "pow", base, evaluate(x, e.exponent), e)


def _compare(x: World, e: Any) -> Value:
    left = evaluate(x, e.left)
    return _binary(x, BINARY[e.op], left, evaluate(x, e.right), e)


def _look_up(x: World, e: Any) -> Value:
    name, m = e.name, x.module
    if name in x.locals:
        x.unread.pop(name, None)
        return x.locals[name]
    if name in x.later:
        refuse("early", e, name=name, line=x.later[name])
    if name in m.constants:
        return m.constants[name]
    if name in m.functions or name in m.classes or name == "sigmoid":
        refuse("uncalled", e, name=name)
    _unknown(x, e, name)


def _unknown(x: World, e: Any, name: str) -> NoReturn:
    if name == "np" or name in MODULES:
        refuse("module", e, name=name)
    weight = re.match("[UW][A-Za-z]?[_a-z]", name)
    if hint := hint_for(name) or (hint_for("weight") if weight else None):
        refuse("hint", e, name=name, hint=hint)
    m = x.module
    known = [*x.locals, *m.constants, *m.functions, *m.classes, "sigmoid", "np"]
    if near := nearest(name, known):
        refuse("unknown_near", e, name=name, near=near)
    refuse("unknown", e, name=name)


def _dotted(e: Any) -> str:
    """A name, or names with dots between them: "torch.nn"; "" for all else."""
    if e.kind == "name":
        return str(e.name)
    before = _dotted(e.of) if e.kind == "attribute" else ""
    return f"{before}.{e.name}" if before else ""


def _attribute(x: World, e: Any) -> Value:
    module = _dotted(e.of)
    root = module.split(".")[0]
    if root not in x.locals:
        if module == "np" and e.name in FUNCTIONS:
            refuse("uncalled", e, name=f"np.{e.name}")
        if root == "np" or root in MODULES:
            _not_in_numpy(e, module, e.name)
    value = evaluate(x, e.of)
    if value.kind != "record":
        _refuse_attribute(e, e.name)
    if e.name not in value.fields:
        refuse("field", e, name=e.name, fields=", ".join(value.fields))
    return value.fields[e.name]


def _refuse_attribute(e: Any, name: str) -> NoReturn:
    """A value is asked for something, as a tensor of PyTorch may be: x.tanh()."""
    plain = f"write np.{name}(x)" if name in FUNCTIONS else "leave it out"
    hint = hint_for(f".{name}") or hint_for(name) or plain
    refuse("attribute", e, name=name, hint=hint)


def _not_in_numpy(e: Any, module: str, name: str) -> NoReturn:
    """Why a function of a module is not in the language, and what is."""
    came = f"{module}.{name}"
    for known in (came, name, f".{name}", f"np.{name}", module):
        if hint := hint_for(known):
            refuse("hint", e, name=came, hint=hint)
    if name in FUNCTIONS:
        refuse("hint", e, name=came, hint=f"write np.{name}")
    if near := nearest(name, FUNCTIONS):
        refuse("unknown_near_np", e, name=came, near=f"np.{near}")
    refuse("no_function", e, name=came)


# ---- calls


def _call(x: World, e: Any) -> Value:
    called = e.called
    if called.kind == "attribute":
        numpy = called.of.kind == "name" and called.of.name == "np"
        if numpy and "np" not in x.locals:
            return _call_numpy(x, e, called.name)
        _attribute(x, called)
        refuse("no_call", called, name=called.name)
    if called.kind == "call":
        evaluate(x, called)                      # nn.Sigmoid()(x)
    if called.kind != "name":
        refuse("no_call_value", e)
    return _call_name(x, e, called, called.name)


def _call_name(x: World, e: Any, called: Any, name: str) -> Value:
    m = x.module
    if name in x.locals:
        refuse("no_call", called, name=name)
    if name in x.later:
        _look_up(x, called)
    if name in m.classes:
        return _construct(x, e, name, m.classes[name].fields)
    if name in m.functions:
        return _call_function(x, e, m.functions[name])
    if name == "sigmoid":
        return _apply(x, name, _positional(x, e, "sigmoid", 1), called)
    if name in m.constants:
        refuse("no_call", called, name=name)
    if re.match("_*[A-Z]", name) and not hint_for(name):
        refuse("no_class", called, name=name)
    _unknown(x, called, name)


def _positional(x: World, e: Any, name: str, count: int) -> list[Value]:
    """The values of `count` arguments without names."""
    named = next((item for item in e.items if item.keyword), None)
    if named:
        refuse("keyword", named, name=name, keyword=named.keyword)
    given = [evaluate(x, item.value) for item in e.items]
    if len(given) != count:
        refuse("arguments", e, name=name, came=len(given), wanted=count)
    return given


def _call_numpy(x: World, e: Any, name: str) -> Value:
    if name == "split":
        return _split(x, e)
    if name == "concatenate":
        return _concatenate(x, e)
    if name not in OPS:
        _not_in_numpy(e.called, "np", name)
    count = 1 if name in UNARY else 2
    return _apply(x, OPS[name], _positional(x, e, f"np.{name}", count), e)


def _along_last(x: World, e: Any, name: str, count: int) -> list[Value]:
    """The arguments of np.split and np.concatenate: `count`, and then axis=-1."""
    named = [item for item in e.items if item.keyword]
    wrong = next((item for item in named if item.keyword != "axis"), None)
    if wrong:
        refuse("keyword", wrong, name=name, keyword=wrong.keyword)
    given = [evaluate(x, item.value) for item in e.items]
    if len(given) != count + 1:
        if len(given) == count and not named:
            refuse("axis", e, name=name)
        refuse("arguments", e, name=name, came=len(given), wanted=count + 1)
    axis = given[-1]
    if axis.kind != "number" or not axis.whole or axis.number != -1:
        refuse("axis", e, name=name)
    return given[:count]


def _split(x: World, e: Any) -> Value:
    value, count = _along_last(x, e, "np.split", 2)
    if value.kind != "value":
        refuse("no_value", e, came=KINDS.get(value.kind, "a number"))
    if count.kind != "number" or not count.whole or count.number < 1:
        refuse("split_parts", e)
    n, width = int(count.number), len(value.ids)
    if width % n:
        refuse("split", e, came=_blocks(width), parts=n)
    size = width // n
    parts = [value_of(value.ids[k : k + size]) for k in range(0, width, size)]
    return tuple_of(parts, True)


def _concatenate(x: World, e: Any) -> Value:
    (found,) = _along_last(x, e, "np.concatenate", 1)
    if found.kind != "tuple" or not found.items:
        refuse("concatenate", e)
    for item in found.items:
        if item.kind != "value":
            refuse("concatenate", e)
    ids = [k for item in found.items for k in item.ids]
    if len(ids) > WIDEST:
        refuse("wide", e, came=len(ids), most=WIDEST)
    return value_of(ids)


def _construct(x: World, e: Any, name: str, fields: list[str]) -> Value:
    values: dict[str, Value] = {}
    listed = ", ".join(fields)
    for k, item in enumerate(e.items):
        if not item.keyword and k >= len(fields):
            refuse("record_count", e, name=name, came=len(e.items), wanted=listed)
        field = item.keyword or fields[k]
        if field not in fields:
            refuse("record_field", item, name=name, field=field, fields=listed)
        if field in values:
            refuse("parameter_twice", item, name=field)
        values[field] = evaluate(x, item.value)
    if len(values) < len(fields):
        refuse("record_count", e, name=name, came=len(e.items), wanted=listed)
    return Value(kind="record", name=name, fields={f: values[f] for f in fields})


def _call_function(x: World, e: Any, f: Any) -> Value:
    if f.name in x.stack:
        refuse("recursion", e, name=f.name)
    given = _positional(x, e, f.name, len(f.params))
    _operations(x, 1, e)
    return run_function(x, f, given).result


EVALUATE: dict[str, Callable[[World, Any], Value]] = {
    "number": lambda x, e: Value(kind="number", number=e.number, whole=e.whole),
    "name": _look_up,
    "tuple": lambda x, e: tuple_of([evaluate(x, item) for item in e.items], e.list),
    "chain": _chain,
    "negative": _negative,
    "power": _power,
    "compare": _compare,
    "attribute": _attribute,
    "call": _call,
}


# ---- functions


def run_function(x: World, f: Any, given: list[Any], open: bool = False) -> Any:
    """Run a function on values: its result, local names, what it set and never read.

    open: it may end without a return.
    """
    later: dict[str, int] = {}
    for line in f.body:
        if line.kind == "set":
            for target in line.names:
                later.setdefault(target.name, line.line)
    inside = World(**vars(x))
    inside.locals = {p.name: v for p, v in zip(f.params, given, strict=True)}
    inside.later, inside.unread = later, {}
    inside.stack = [*x.stack, f.name]
    inside.notes = [] if x.stack else x.notes
    found = Node(result=None, locals=inside.locals, unread=inside.unread, returned=None)
    for k, line in enumerate(f.body):
        if line.kind == "return":
            if k + 1 < len(f.body):
                refuse("after_return", f.body[k + 1], line=line.line)
            found.result, found.returned = evaluate(inside, line.value), line
            return found
        _set(inside, line)
    if not open:
        refuse("no_return", f, name=f.name)
    return found


def _set(x: World, line: Any) -> None:
    value = evaluate(x, line.value)
    if not line.tuple:
        _give(x, line.names[0], value)
        return
    count = len(line.names)
    if value.kind not in ("tuple", "record"):
        refuse("unpack_value", line, name=line.names[0].name, count=count)
    items = value.items if value.kind == "tuple" else list(value.fields.values())
    if len(items) != count:
        refuse("unpack", line, came=len(items), wanted=count)
    for target, item in zip(line.names, items, strict=True):
        _give(x, target, item)
        x.unread.pop(target.name, None)          # the others may be what is wanted


def _give(x: World, target: Any, value: Value) -> None:
    name = target.name
    before = x.unread.pop(name, None)
    if before and before.line != target.line:
        x.notes.append(("twice", target, {"name": name, "line": before.line}))
    if not name.startswith("_"):
        x.unread[name] = target
    x.locals[name] = value


def parts_of(e: Any) -> Iterator[Any]:
    """The expressions that an expression consists of."""
    if e.kind == "tuple":
        yield from e.items
    elif e.kind == "call":
        yield e.called
        yield from (item.value for item in e.items)
    elif e.kind == "chain":
        yield e.first
        yield from (operand for _, operand in e.rest)
    elif e.kind in ("negative", "attribute"):
        yield e.of
    elif e.kind == "power":
        yield from (e.base, e.exponent)
    elif e.kind == "compare":
        yield from (e.left, e.right)


def some(e: Any, test: Callable[[Any], bool]) -> bool:
    """Is there a part of an expression that passes? Inner ones are asked first."""
    return any(some(part, test) for part in parts_of(e)) or test(e)
