"""Claims about gradients: a step's and a sequence's equal differences.

What is wrong with a gradient is said in words: a term is missing, a sign, the order of
the blocks, the block of one gate.
"""

from collections.abc import Callable

import numpy as np

from rnnbook._types import Array
from rnnbook.cells import Cell
from rnnbook.loop.unroll import unroll
from rnnbook.measures._trial import (
    B,
    H,
    Trial,
    arrays,
    own_of,
    run_of,
    step_of,
    stepped,
)
from rnnbook.measures.gradcheck import Row, along, gradcheck, numeric_gradient


def step_gradients(cell: Cell, t: Trial) -> str:
    given = arrays(cell, t)

    def loss(**values: Array) -> float:
        new, _ = stepped(cell, values)
        return sum((a * d).sum() for a, d in zip(new, t.dstate, strict=True))

    _, record = stepped(cell, given)
    dxU, dhW, dprev, *own = cell.backward(t.dstate, record, *own_of(cell, given))
    grads = {"xU": dxU, "hW": dhW}
    for n, d in zip(cell.state, dprev, strict=True):
        grads[f"{n}_prev"] = d + np.zeros((B, H))
    for n, d in zip(cell.weights, own, strict=True):
        grads[n] = d.sum(axis=0, keepdims=True)
    return misfit(cell, "backward", loss, given, grads) or _inner_gradients(cell, t)


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
    return misfit(cell, "inner_backward", loss, given, grads)


def misfit(
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


def unrolled_gradients(cell: Cell, t: Trial) -> str:
    starts = [f"{n}0" for n in cell.state]
    values = {**t.p._asdict(), "x": t.x, **dict(zip(starts, t.state, strict=True))}

    def loss(x: Array, **given: Array) -> float:
        p = cell.params(*(given[n] for n in t.p._fields))
        h, end, _ = unroll(cell, p, x, tuple(given[n] for n in starts), engine="plain")
        ends = zip(end, t.dstate, strict=True)
        return float((h * t.dh).sum() + sum((a * d).sum() for a, d in ends))

    found = run_of(cell, t)
    grads = {name: found[name] for name in values}
    return misfit(cell, "unroll_backward", loss, values, grads)
