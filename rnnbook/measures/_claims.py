"""What is claimed about a cell: each claim is a function that says what is wrong.

A claim takes the cell and a Trial, and returns "" if it holds, else a sentence: what
the cell does, what was wanted and the remedy.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import shown
from rnnbook._types import Array, DType, State
from rnnbook.cells import Cell
from rnnbook.cells.params import own_weights, shapes
from rnnbook.loop._explain import check_returned
from rnnbook.loop.masks import length_mask
from rnnbook.loop.truncated import window_carry
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.measures.gradcheck import Row, along, gradcheck, numeric_gradient
from rnnbook.tracing import TraceError, trace

T, B, D, H = 4, 3, 2, 3                          # one and two hide mistakes


class Note(str):
    """What is worth saying of a claim that holds."""


class Trial(NamedTuple):
    """A sequence drawn at random with gradients from above, and one step of it."""

    p: Any
    x: Array
    state: State
    dh: Array
    dstate: State
    xU: Array
    hW: Array

    def cast(self, dtype: DType) -> "Trial":
        """The same numbers in another dtype."""
        def one(part: Any) -> Any:
            if isinstance(part, np.ndarray):
                return part.astype(dtype)
            parts = map(one, part)
            return type(part)(*parts) if hasattr(part, "_fields") else tuple(parts)

        return Trial(*map(one, self))


def drawn(cell: Cell, seed: int) -> Trial:
    """A Trial of the cell; no number is near zero, and none saturates a gate."""
    rng = np.random.default_rng(seed)

    def numbers(*shape: int) -> Array:
        return rng.uniform(0.3, 1.0, shape) * rng.choice([-1.0, 1.0], shape)

    p = cell.params(*(numbers(*shape) for shape in shapes(cell, D, H).values()))
    state, dstate = (tuple(numbers(B, H) for _ in cell.state) for _ in range(2))
    K = H * len(cell.gates)
    return Trial(
        p, numbers(T, B, D), state, numbers(T, B, H), dstate, numbers(B, K),
        numbers(B, K),
    )  # fmt: skip


def wrong_of(claim: Callable[..., str], cell: Cell, trial: Trial | None) -> str:
    """What a claim says; that it could not even be run is a fault as well."""
    try:
        return claim(cell, trial)
    except Exception as error:
        return (
            f"{type(error).__name__}: {error}; wanted a run without an error: mend "
            f"what it says, or what is wrong above"
        )


# The parts, and what the functions return


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


def step_of(cell: Cell, t: Trial) -> tuple[State, Any]:
    return cell.forward(t.xU, t.hW, t.state, *own_weights(cell, t.p))


def returns_what_it_must(cell: Cell, t: Trial) -> str:
    return _forward_returns(cell, t) or _backward_returns(cell, t)


def _forward_returns(cell: Cell, t: Trial) -> str:
    parts = f"({', '.join(cell.state)},)"
    try:
        came = step_of(cell, t)
    except Exception as error:
        return (
            f"forward raised {type(error).__name__}: {error}; wanted a step of xU and "
            f"hW {t.xU.shape} and a state {parts} of {(B, H)} each: run it on such "
            f"arrays"
        )
    if not isinstance(came, tuple) or len(came) != 2:
        return (
            f"forward returned {_kind(came)}, wanted (state, record): return {parts}, "
            f"Step(...)"
        )
    new, record = came
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
        came = cell.backward(t.dstate, record, *own)
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
    check_returned(cell, t.p, came, B)           # raises what it has to say
    for name, d in zip(cell.state, came[2], strict=True):
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


# What the functions must not do


def _arrays(cell: Cell, t: Trial) -> dict[str, Array]:
    """All that goes into a step, by name."""
    own = zip(cell.weights, own_weights(cell, t.p), strict=True)
    states = {f"{n}_prev": part for n, part in zip(cell.state, t.state, strict=True)}
    return {"xU": t.xU, "hW": t.hW, **states, **dict(own)}


def _stepped(cell: Cell, given: dict[str, Array]) -> tuple[State, Any]:
    """The step of arrays by name."""
    state = tuple(given[f"{n}_prev"] for n in cell.state)
    return cell.forward(given["xU"], given["hW"], state, *_own(cell, given))


def _own(cell: Cell, given: dict[str, Array]) -> list[Array]:
    return [given[n] for n in cell.weights]


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for part in value:
            yield from _flat(part)
    else:
        yield value


def leaves_its_inputs(cell: Cell, t: Trial) -> str:
    given = {n: v.copy() for n, v in _arrays(cell, t).items()}
    before = {n: v.copy() for n, v in given.items()}
    _, record = _stepped(cell, given)
    fault = _changed("forward", before, given)
    dstate = tuple(d.copy() for d in t.dstate)
    back = {f"d{n}": d for n, d in zip(cell.state, dstate, strict=True)}
    back |= {f"the record's {n}": v for n, v in record._asdict().items()}
    before = {n: v.copy() for n, v in back.items()}
    cell.backward(dstate, record, *_own(cell, given))
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
    given = _arrays(cell, t)
    other = {n: -0.5 * v for n, v in given.items()}
    one, two = _stepped(cell, given), _stepped(cell, given)
    if not _equal(one, two):
        return (
            "forward gives another result the second time, wanted the same for the "
            "same inputs: draw nothing at random and count nothing inside a cell"
        )
    first = cell.backward(t.dstate, one[1], *_own(cell, given))
    _stepped(cell, other)
    if not _equal(first, cell.backward(t.dstate, one[1], *_own(cell, given))):
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
    given = _arrays(cell, t)
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
    new = _stepped(cell, given)[0]
    if cell.inner is None:
        return new
    state = tuple(given[f"{n}_prev"] for n in cell.state)
    return (*new, cell.inner(given["xU"], given["hW"][:, :-H], state))


# Gradients


def step_gradients(cell: Cell, t: Trial) -> str:
    given = _arrays(cell, t)

    def loss(**values: Array) -> float:
        new, _ = _stepped(cell, values)
        return sum((a * d).sum() for a, d in zip(new, t.dstate, strict=True))

    _, record = _stepped(cell, given)
    dxU, dhW, dprev, *own = cell.backward(t.dstate, record, *_own(cell, given))
    grads = {"xU": dxU, "hW": dhW}
    for n, d in zip(cell.state, dprev, strict=True):
        grads[f"{n}_prev"] = d + np.zeros((B, H))
    for n, d in zip(cell.weights, own, strict=True):
        grads[n] = d.sum(axis=0, keepdims=True)
    return _misfit(cell, "backward", loss, given, grads) or _inner_gradients(cell, t)


def _inner_gradients(cell: Cell, t: Trial) -> str:
    if cell.inner is None or cell.inner_backward is None:
        return ""
    parts = [f"{n}_prev" for n in cell.state]
    given = {"xU": t.xU, "hW": t.hW[:, :-H], **dict(zip(parts, t.state, strict=True))}
    inner, dq = cell.inner, t.dh[0]

    def loss(**values: Array) -> float:
        state = tuple(values[n] for n in parts)
        return float((inner(values["xU"], values["hW"], state) * dq).sum())

    dxU, dhW, dprev = cell.inner_backward(dq, step_of(cell, t)[1])
    grads = {"xU": dxU, "hW": dhW}
    grads |= {n: d + np.zeros((B, H)) for n, d in zip(parts, dprev, strict=True)}
    return _misfit(cell, "inner_backward", loss, given, grads)


def _misfit(
    cell: Cell,
    what: str,
    loss: Callable[..., float],
    values: dict[str, Array],
    grads: dict[str, Array],
) -> str:
    """What is wrong with the gradients that a function returned."""
    rows, said = gradcheck(loss, values, grads).rows, []
    # What differences cannot resolve is no mistake: a gradient that is zero, say.
    noise = 1e-9 * max(1.0, abs(loss(**values)))
    fine = [r.error <= 1e-7 or abs(r.analytic - r.numeric) <= noise for r in rows]
    wrong = [row for row, good in zip(rows, fine, strict=True) if not good]
    for row in sorted(wrong, key=lambda row: list(values).index(row.name)):
        numeric = numeric_gradient(along(loss, values, row.name), values[row.name])
        how = _mistake(cell, row, np.asarray(grads[row.name]), numeric)
        said.append(f"the gradient of {row.name} {how}")
    if not said:
        return ""
    return f"{what}: {'; '.join(said)}. Wanted what differences give: {REMEDY}"


REMEDY = (
    "go through the lines of forward from the last to the first, and give each "
    "variable the sum over all lines that read it"
)


def _mistake(cell: Cell, row: Row, analytic: Array, numeric: Array) -> str:
    """How a gradient differs from the numeric one, in words."""
    scale = max(np.abs(numeric).max(), 1e-12)

    def same(a: Array, b: Array) -> bool:
        return bool(np.abs(a - b).max() <= 1e-6 * scale)

    if not np.isfinite(analytic).all():
        return "is not finite"
    if not analytic.any():
        return f"is zero everywhere, differences reach {scale:.3g}: a term is missing"
    if same(analytic, -numeric):
        return "has the wrong sign"
    names = cell.gates if row.name in ("xU", "hW") else cell.weights.get(row.name, ())
    names = names[: analytic.shape[-1] // H]
    where = ""
    if len(names) > 1:
        have, want = (np.split(v, len(names), axis=-1) for v in (analytic, numeric))
        place = [[k for k, b in enumerate(want) if same(a, b)] for a in have]
        order = [names[at[0]] if at else "" for at in place]
        if sorted(order) == sorted(names):
            return (
                f"has its blocks in the order {', '.join(order)}, wanted "
                f"{', '.join(names)}"
            )
        pairs = zip(names, have, want, strict=True)
        bad = [name for name, a, b in pairs if not same(a, b)]
        where = f" in the block{'s' * (len(bad) > 1)} {', '.join(bad)}"
    entry = ", ".join(map(str, row.entry))
    return (
        f"is wrong{where}: [{entry}] is {row.analytic:.4g}, differences give "
        f"{row.numeric:.4g}"
    )


# The loop


def _run(
    cell: Cell, t: Trial, mask: Any = None, carry: Any = None, engine: str = "plain"
) -> dict[str, Array]:
    """Outputs, final state and all gradients by name."""
    h, end, cache = unroll(cell, t.p, t.x, t.state, mask, engine)
    dp, dx, dstart = unroll_backward(cell, t.p, t.dh, cache, t.dstate, carry)
    found = {"h": h, "x": dx, **dp._asdict()}
    for n, part, d in zip(cell.state, end, dstart, strict=True):
        found |= {f"final {n}": part, f"{n}0": d}
    return found


def _gap(found: dict[str, Array], wanted: dict[str, Array], tol: float = 1e-10) -> str:
    """The first array that differs, in words; "" if none does."""
    for name, value in wanted.items():
        scale = max(np.abs(value).max(), 1e-12)
        error = np.abs(found[name] - value).max() / scale
        if not error <= tol:
            kind = "" if name == "h" or "final" in name else "the gradient of "
            return f"{kind}{name} differs by {error:.1e} of its size"
    return ""


ALONE = "a step must depend on its arguments alone"


def equals_steps(cell: Cell, t: Trial) -> str:
    state, outputs = t.state, []
    b_h = getattr(t.p, "b_h", np.zeros_like(t.p.b))
    for x_t in t.x:
        xU, hW = x_t @ t.p.U + t.p.b, state[0] @ t.p.W + b_h
        if cell.inner is not None:
            q = cell.inner(xU, hW[:, :-H], state)
            hW = np.hstack([hW[:, :-H], q @ t.p.W[:, -H:] + b_h[-H:]])
        state, _ = cell.forward(xU, hW, state, *own_weights(cell, t.p))
        outputs.append(state[0])
    wanted = {"h": np.stack(outputs)}
    wanted |= {f"final {n}": s for n, s in zip(cell.state, state, strict=True)}
    gap = _gap(_run(cell, t), wanted)
    return gap and (
        f"{gap} from steps one by one, wanted the same: {ALONE}"
    )


def _rows(t: Trial, b: int, n: int = T) -> Trial:
    """Sequence b of a batch by itself, its first n steps."""
    one = slice(b, b + 1)
    cut = lambda parts: tuple(part[one] for part in parts)  # noqa: E731
    return t._replace(
        x=t.x[:n, one], state=cut(t.state), dh=t.dh[:n, one], dstate=cut(t.dstate)
    )


def equals_its_sequences(cell: Cell, t: Trial) -> str:
    why = "a batch must not mix its rows: use axis=-1"
    return _each_alone(cell, t, [T] * B, None, why)


def equals_shorter_ones(cell: Cell, t: Trial) -> str:
    lengths = [T, 1, T - 1]
    mask = length_mask(lengths, T)
    t = t._replace(dh=t.dh * mask[..., None])    # behind an end h stands still
    return _each_alone(cell, t, lengths, mask, ALONE)


def _each_alone(cell: Cell, t: Trial, lengths: list[int], mask: Any, why: str) -> str:
    whole, summed = _run(cell, t, mask), {n: 0 * v for n, v in t.p._asdict().items()}
    for b, n in enumerate(lengths):
        alone = _run(cell, _rows(t, b, n))
        here = {
            name: value[:n, b : b + 1] if name in ("h", "x") else value[b : b + 1]
            for name, value in whole.items()
            if name not in summed
        }
        summed = {name: summed[name] + alone.pop(name) for name in summed}
        if gap := _gap(here, alone):
            return f"sequence {b}: {gap} from a run by itself, wanted the same: {why}"
    gap = _gap(whole, summed)
    return gap and f"{gap} from the sum over the sequences, wanted the same: {why}"


def unrolled_gradients(cell: Cell, t: Trial) -> str:
    starts = [f"{n}0" for n in cell.state]
    values = {**t.p._asdict(), "x": t.x, **dict(zip(starts, t.state, strict=True))}

    def loss(x: Array, **given: Array) -> float:
        p = cell.params(*(given[n] for n in t.p._fields))
        h, end, _ = unroll(cell, p, x, tuple(given[n] for n in starts), engine="plain")
        ends = zip(end, t.dstate, strict=True)
        return float((h * t.dh).sum() + sum((a * d).sum() for a, d in ends))

    found = _run(cell, t)
    grads = {name: found[name] for name in values}
    return _misfit(cell, "unroll_backward", loss, values, grads)


def is_cut_by_a_carry(cell: Cell, t: Trial) -> str:
    window = T // 2
    found = _run(cell, t, carry=window_carry(T, window))
    state, parts = t.state, []
    for k in range(0, T, window):
        steps = slice(k, k + window)
        part = t._replace(x=t.x[steps], state=state, dh=t.dh[steps])
        if k + window < T:
            part = part._replace(dstate=tuple(0 * d for d in t.dstate))
        parts.append(_run(cell, part))
        state = tuple(parts[-1][f"final {n}"] for n in cell.state)
    wanted = {n: np.sum([part[n] for part in parts], axis=0) for n in t.p._fields}
    wanted["x"] = np.concatenate([part["x"] for part in parts])
    wanted |= {f"{n}0": parts[0][f"{n}0"] for n in cell.state}
    gap = _gap(found, wanted)
    return gap and (
        f"cut in windows of {window} steps, {gap} from unrolls of their own, wanted "
        f"the same: backward must use its dstate and its record alone"
    )


def equals_its_trace(cell: Cell, t: Trial) -> str:
    try:
        trace(cell)
        mask, carry = length_mask([T, 1, T - 1], T), window_carry(T, 2)
        for m, c in ((None, None), (mask, carry)):
            found = _run(cell, t, m, c, "generated")
            if gap := _gap(found, _run(cell, t, m, c), 1e-9):
                return (
                    f"by the generated engine {gap}, wanted the numbers of the plain "
                    f"loop: the cell reads a number that changes between calls, so "
                    f"pass what changes as an input or a weight"
                )
    except TraceError as error:
        return Note(f"not checked: {error} unroll runs the cell by the plain loop.")
    return ""


# In this order; if one of the FIRST two is wrong, the others cannot be run.
FIRST = 2
CLAIMS: dict[str, Callable[..., str]] = {
    "has the parts of a cell": has_parts,
    "returns what it must": returns_what_it_must,
    "leaves its inputs as they are": leaves_its_inputs,
    "gives the same at every call": repeats_itself,
    "keeps float32 and float64": keeps_the_dtype,
    "uses all that it is given": uses_what_it_is_given,
    "has the gradients of a step": step_gradients,
    "equals its steps by hand when unrolled": equals_steps,
    "runs a batch as its sequences one by one": equals_its_sequences,
    "has the gradients of a sequence": unrolled_gradients,
    "runs a masked batch as shorter sequences": equals_shorter_ones,
    "has gradients that a carry cuts": is_cut_by_a_carry,
    "gives the same by the generated engine": equals_its_trace,
}
