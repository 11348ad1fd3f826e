"""Claims about the functions of a cell: what they return, and what they must not do.

A claim takes the cell and a Trial, and returns "" if it holds, else a sentence: what
the cell does, what was wanted and the remedy.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from rnnbook._checks import shown
from rnnbook._types import Array
from rnnbook.cells import Cell
from rnnbook.cells.params import own_weights, shapes
from rnnbook.loop._explain import check_returned
from rnnbook.measures._trial import B, D, H, Trial, arrays, own_of, step_of, stepped


def has_parts(cell: Cell, trial: None) -> str:
    for name in ("gates", "state"):
        names = getattr(cell, name)
        texts = isinstance(names, tuple) and all(isinstance(n, str) for n in names)
        if not texts or not names or len(set(names)) < len(names):
            return (
                f"{name} is {shown(names)}, wanted a tuple of different names: write "
                f"one name as ('{'a' if name == 'gates' else 'h'}',), with its comma"
            )
    if "h" in cell.state[1:]:
        return (
            f"state is {cell.state}, wanted h first: W multiplies the first part, and "
            f"unroll returns it, so let forward and backward take (h, ...) and say "
            f"state=('h', ...)"
        )
    for name in ("forward", "backward"):
        if not callable(getattr(cell, name)):
            return f"{name} is no function, wanted one: pass the function itself"
    if (cell.inner is None) != (cell.inner_backward is None):
        return (
            "one of inner and inner_backward is missing, wanted both or neither: the "
            "row that inner makes has a gradient"
        )
    shapes(cell, D, H)                           # raises what it has to say
    return ""


def returns_what_it_must(cell: Cell, t: Trial) -> str:
    return _forward_returns(cell, t) or _backward_returns(cell, t)


def _forward_returns(cell: Cell, t: Trial) -> str:
    parts = f"({', '.join(cell.state)},)"
    try:
        returned = step_of(cell, t)
    except Exception as error:
        return (
            f"forward raised {type(error).__name__}: {error}; wanted a step of xU and "
            f"hW {t.xU.shape} and a state {parts} of {(B, H)} each: run it on such "
            f"arrays"
        )
    if not isinstance(returned, tuple) or len(returned) != 2:
        return (
            f"forward returned {_kind(returned)}, wanted (state, record): return "
            f"{parts}, Step(...)"
        )
    new, record = returned
    if not isinstance(new, tuple) or len(new) != len(cell.state):
        return (
            f"forward returned the state {_kind(new)}, wanted a tuple {parts}: return "
            f"a part for each name in the cell's state"
        )
    fields = getattr(record, "_fields", None)
    if not isinstance(record, tuple) or fields is None:
        return (
            f"the record of a step is {_kind(record)}, wanted a NamedTuple of arrays: "
            f"class Step(NamedTuple) names what backward needs"
        )
    named = {f"the new {n}": part for n, part in zip(cell.state, new, strict=True)}
    named |= {f"the record's {n}": part for n, part in zip(fields, record, strict=True)}
    for name, part in named.items():
        shape = np.shape(part)
        wide = shape[-1:] and shape[-1] % H == 0 and "record" in name
        if not isinstance(part, np.ndarray) or shape != (B, shape[-1] if wide else H):
            return (
                f"{name} is {_kind(part)}, wanted an array {(B, H)}: a row for each "
                f"sequence, and a column for each unit"
            )
    return ""


def _backward_returns(cell: Cell, t: Trial) -> str:
    own, (_, record) = own_weights(cell, t.p), step_of(cell, t)
    try:
        returned = cell.backward(t.dstate, record, *own)
    except AttributeError as error:
        if not isinstance(error.obj, type(record)):
            raise
        return (
            f"backward reads {error.name}, which the record has not: {_kind(record)}, "
            f"wanted that field too: add {error.name} to the record, and let forward "
            f"fill it in"
        )
    except Exception as error:
        return (
            f"backward raised {type(error).__name__}: {error}; wanted gradients for a "
            f"dstate of {len(cell.state)} parts {(B, H)} and a record {_kind(record)}: "
            f"run it on what forward returned"
        )
    check_returned(cell, t.p, returned, B)           # raises what it has to say
    for name, d in zip(cell.state, returned[2], strict=True):
        if np.shape(d) not in ((), (B, H)):
            return (
                f"backward returned a gradient {np.shape(d)} for the old {name}, "
                f"wanted {(B, H)}, or 0.0: a row for each sequence"
            )
    return ""


def _kind(value: object) -> str:
    """What a value is, in a few words."""
    if isinstance(value, np.ndarray):
        return f"an array {value.shape}"
    if hasattr(value, "_fields"):
        return f"{type(value).__name__}({', '.join(value._fields)})"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    return f"a {type(value).__name__}"


def leaves_its_inputs(cell: Cell, t: Trial) -> str:
    given = {n: v.copy() for n, v in arrays(cell, t).items()}
    before = {n: v.copy() for n, v in given.items()}
    _, record = stepped(cell, given)
    fault = _changed("forward", before, given)
    dstate = tuple(d.copy() for d in t.dstate)
    back = {f"d{n}": d for n, d in zip(cell.state, dstate, strict=True)}
    back |= {f"the record's {n}": v for n, v in record._asdict().items()}
    before = {n: v.copy() for n, v in back.items()}
    cell.backward(dstate, record, *own_of(cell, given))
    return fault or _changed("backward", before, back)


def _changed(what: str, before: dict[str, Array], after: dict[str, Array]) -> str:
    for name, value in after.items():
        if not np.array_equal(value, before[name]):
            return (
                f"{what} changes {name} in place, wanted its inputs left as they are: "
                f"write c = c + d for c += d, and copy before you write into an array"
            )
    return ""


def repeats_itself(cell: Cell, t: Trial) -> str:
    given = arrays(cell, t)
    other = {n: -0.5 * v for n, v in given.items()}
    one, two = stepped(cell, given), stepped(cell, given)
    if not _equal(one, two):
        return (
            "forward gives another result the second time, wanted the same for the "
            "same inputs: draw nothing at random and count nothing inside a cell"
        )
    first = cell.backward(t.dstate, one[1], *own_of(cell, given))
    stepped(cell, other)
    if not _equal(first, cell.backward(t.dstate, one[1], *own_of(cell, given))):
        return (
            "backward gives other gradients after another step, wanted what its own "
            "record says: keep what it needs in the record, and not in a global"
        )
    return ""


def _equal(a: Any, b: Any) -> bool:
    pairs = zip(_flat(a), _flat(b), strict=True)
    return all(np.array_equal(x, y, equal_nan=True) for x, y in pairs)


def keeps_the_dtype(cell: Cell, t: Trial) -> str:
    for dtype in (np.float32, np.float64):
        cast = t.cast(dtype)
        new, record = step_of(cell, cast)
        dxU, dhW, dprev, *own = cell.backward(
            cast.dstate, record, *own_weights(cell, cast.p)
        )
        named = {f"the record's {n}": v for n, v in record._asdict().items()}
        named |= {f"the new {n}": v for n, v in zip(cell.state, new, strict=True)}
        named |= {"dxU": dxU, "dhW": dhW}
        named |= {f"d{n}_prev": d for n, d in zip(cell.state, dprev, strict=True)}
        named |= {f"d{n}": d for n, d in zip(cell.weights, own, strict=True)}
        other = [
            f"{name} {value.dtype}"
            for name, value in named.items()
            if isinstance(value, np.ndarray) and value.dtype != dtype
        ]
        if other:
            return (
                f"from {np.dtype(dtype)} come {', '.join(other)}, wanted the dtype of "
                f"the inputs: write constants as plain numbers and give np.zeros the "
                f"dtype; a mask times a number is float64, so multiply d * mask first"
            )
    return ""


def uses_what_it_is_given(cell: Cell, t: Trial) -> str:
    given = arrays(cell, t)
    gates = {f"the block {g} of xU and hW": k for k, g in enumerate(cell.gates)}
    wholes = {n: (n,) for n in ("xU", "hW", *cell.weights)}
    for name, k in {**dict.fromkeys(wholes), **gates}.items():
        other = dict(given)
        for n in wholes.get(name, ("xU", "hW")):
            moved = given[n].copy()
            moved[:, slice(None) if k is None else slice(k * H, (k + 1) * H)] += 0.25
            other[n] = moved
        if _equal(_seen(cell, given), _seen(cell, other)):
            return (
                f"nothing that forward returns depends on {name}, wanted a step that "
                f"uses all that it is given: add xU and hW for the pre-activations, "
                f"and leave out what the cell does not need"
            )
    return ""


def _seen(cell: Cell, given: dict[str, Array]) -> Any:
    """The new state, and the row that a cell makes for the last block of W."""
    new = stepped(cell, given)[0]
    if cell.inner is None:
        return new
    state = tuple(given[f"{n}_prev"] for n in cell.state)
    return (*new, cell.inner(given["xU"], given["hW"][:, :-H], state))


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for part in value:
            yield from _flat(part)
    else:
        yield value
