"""Claims about a cell in the loop: steps, batches, masks, carries, both engines."""

from typing import Any

import numpy as np

from rnnbook._types import Array
from rnnbook.cells import Cell
from rnnbook.cells.params import own_weights
from rnnbook.loop.masks import length_mask
from rnnbook.loop.truncated import window_carry
from rnnbook.measures._trial import B, H, T, Trial, run_of
from rnnbook.tracing import TraceError, trace


class Note(str):
    """What is worth saying of a claim that holds."""


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
    gap = _gap(run_of(cell, t), wanted)
    return gap and f"{gap} from steps one by one, wanted the same: {ALONE}"


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
    whole, summed = run_of(cell, t, mask), {n: 0 * v for n, v in t.p._asdict().items()}
    for b, n in enumerate(lengths):
        alone = run_of(cell, _rows(t, b, n))
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


def is_cut_by_a_carry(cell: Cell, t: Trial) -> str:
    window = T // 2
    found = run_of(cell, t, carry=window_carry(T, window))
    state, parts = t.state, []
    for k in range(0, T, window):
        steps = slice(k, k + window)
        part = t._replace(x=t.x[steps], state=state, dh=t.dh[steps])
        if k + window < T:
            part = part._replace(dstate=tuple(0 * d for d in t.dstate))
        parts.append(run_of(cell, part))
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
            found = run_of(cell, t, m, c, "generated")
            if gap := _gap(found, run_of(cell, t, m, c), 1e-9):
                return (
                    f"by the generated engine {gap}, wanted the numbers of the plain "
                    f"loop: the cell reads a number that changes between calls, so "
                    f"pass what changes as an input or a weight"
                )
    except TraceError as error:
        return Note(f"not checked: {error} unroll runs the cell by the plain loop.")
    return ""
