"""From a text to a Cell that runs: read, refused or compiled."""

import __future__

import itertools
import keyword
import linecache
import re
import warnings
from collections import namedtuple
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import need_cell
from rnnbook.cells import Cell
from rnnbook.cells.activations import sigmoid
from rnnbook.cells.params import Params
from rnnbook.language._cell import assemble, derived
from rnnbook.language._lines import lines_graph
from rnnbook.language._parse import parse
from rnnbook.language._refusal import CellTextWarning
from rnnbook.language._tokens import plain, tokenise
from rnnbook.tracing import trace

_count = itertools.count(1)


def read_cell(text: str, name: str | None = None) -> Cell:
    """Read the text of a cell.

    name: which cell of a text that has several; the first if None. A backward that is
    not there is derived. What looks like a slip is a CellTextWarning: a gate without
    effect, a name that is set and never used.
    Returns: a Cell, for `unroll`, `check_cell`, `trace` and all others.
    Raises: CellTextError, with line, says and remedy, for a text that is no cell;
    TypeError for what is no text.
    """
    _need_text(text)
    if name is not None:
        _need_text(name, "name", "the name of a cell in the text, or None")
    made, notes, c = assemble(text, name)
    for note in notes:
        said = f"line {note['line']}: {note['says']}: {note['remedy']}"
        warnings.warn(said, CellTextWarning, stacklevel=2)
    space = compiled(made.get("text", text), made["name"])
    params = space.get(c.params.name) if c.params else None
    return _cell_of(made, c, space, params)


def read_lines(
    text: str, inputs: Mapping[str, int | Mapping[str, int]], outputs: Sequence[str]
) -> dict[str, Any]:
    """Read lines of arithmetic: the body of a function, or a whole def.

    inputs: the names that are given, with the number of blocks of width H of each; for
    a record, the same of its fields.
    outputs: the names that the lines set, or that the function returns, in order.
    Returns: a graph as those of `trace`: nodes, inputs, outputs and names.
    Raises: CellTextError for lines outside of the language; TypeError for what is no
    text, and for inputs and outputs that are no names.
    """
    _need_text(text)
    if not _are_blocks(inputs, fields=True):
        raise TypeError(
            f"inputs is {inputs!r:.60}, wanted a dict of whole numbers by name: pass "
            f"{{'xU': 4, 'c_prev': 1}}, the number of blocks of each"
        )
    if not isinstance(outputs, (list, tuple)) or not all(
        isinstance(name, str) for name in outputs
    ):
        raise TypeError(
            f"outputs is {outputs!r:.60}, wanted a list of names: pass ['c', 'h']"
        )
    return lines_graph(text, inputs, outputs)


def _are_blocks(inputs: Any, fields: bool = False) -> bool:
    """Whether it is a dict of whole numbers by name, or with `fields` of such dicts."""
    return isinstance(inputs, Mapping) and all(
        isinstance(n, str)
        and ((type(w) is int and w > 0) or (fields and _are_blocks(w)))
        for n, w in inputs.items()
    )


def derive_backward(cell: Cell) -> Cell:
    """The cell with a backward that is derived from its step, by `RULES`.

    Its record is what this backward needs, and its forward returns that record.
    Returns: a Cell with the same numbers, whose backward nobody has written.
    Raises: TypeError if cell is no Cell, TraceError if it cannot be traced.
    """
    made, c = _derived(cell)
    space = compiled(made["text"], made["name"])
    return _cell_of(made, c, space, cell.params)._replace(name=cell.name)


def derived_text(cell: Cell) -> str:
    """The text of `derive_backward(cell)`: its step, its record, its backward.

    Raises: TypeError if cell is no Cell, TraceError if it cannot be traced.
    """
    return str(_derived(cell)[0]["text"])


def _derived(cell: Cell) -> tuple[dict[str, Any], Any]:
    need_cell(cell)
    traced = trace(cell)
    name = re.sub(r"\W", "_", cell.name, flags=re.ASCII)
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("__"):
        name = "cell"
    c = SimpleNamespace(
        gates=list(cell.gates),
        state=list(cell.state),
        weights={n: list(rows) for n, rows in cell.weights.items()},
        fields=list(cell.params._fields),
        inner=None,
    )
    return derived(c, name, traced["forward"], traced.get("inner")), c


def _cell_of(made: dict[str, Any], c: Any, space: dict[str, Any], params: Any) -> Cell:
    """The Cell of the functions that a text has defined."""
    name, fields = made["name"], made["params"]
    if params is None or list(params._fields) != fields:
        params = Params if fields == ["U", "W", "b"] else namedtuple("Params", fields)
    inner = c.inner.name if c.inner else f"{name}_inner"
    if "inner" not in made:
        inner = None
    return Cell(
        name,
        space[name],
        space[f"{name}_backward"],
        tuple(made["gates"]),
        tuple(made["state"]),
        params=params,
        weights={n: tuple(rows) for n, rows in c.weights.items()},
        inner=space[inner] if inner else None,
        inner_backward=space[f"{inner}_backward"] if inner else None,
    )


def compiled(text: str, name: str) -> dict[str, Any]:
    """The names that a text defines, once it was read without a refusal.

    Comments, texts and imports are left out: nothing runs that was not read.
    """
    text, title = plain(text), f"<cell {name} {next(_count)}>"
    scanner = tokenise(text, float("inf"))
    characters = list(text)
    for begin, end in scanner.spans:
        blank = ["" if c != "\n" else c for c in text[begin:end]]
        mark = "" if text[begin] == "#" else '""'
        characters[begin:end] = [mark + blank[0], *blank[1:]] if blank else []
    lines = "".join(characters).split("\n")
    for one in parse(text, float("inf")):
        if one.kind == "import":
            for k in range(one.line - 1, one.last):
                lines[k] = ""
    space = {"np": np, "sigmoid": sigmoid, "NamedTuple": NamedTuple}
    space["__name__"] = __name__
    flags = __future__.annotations.compiler_flag
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")          # of code that cannot be reached
        exec(compile("\n".join(lines), title, "exec", flags), space)
    # So that a traceback, a debugger and inspect.getsource show the text.
    shown = text.splitlines(keepends=True)
    linecache.cache[title] = len(text), None, shown, title
    return space


def _need_text(
    text: object, name: str = "text", what: str = "the lines of a cell"
) -> None:
    if not isinstance(text, str):
        raise TypeError(
            f"{name} is a {type(text).__name__}, wanted {what}: pass them as a text, "
            f"between quotation marks"
        )
