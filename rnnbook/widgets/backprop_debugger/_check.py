"""Damage the package's backward in its source, run it, compare with differences."""

import functools
import itertools
import sys

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.loop import plain
from rnnbook.measures.gradcheck import numeric_gradient
from rnnbook.nets.heads import (
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
)
from rnnbook.patch import patched_module, replaced, source_of
from rnnbook.widgets.backprop_debugger._terms import TERMS

STEPS = (1, 2, 5)
B, D, H, O = 2, 3, 3, 2  # noqa: E741
TOL = 1e-7


def _module_of(cell, where):
    return plain if where == "loop" else sys.modules[cell.forward.__module__]


def _function(cell, term):
    """The source of the function with the term in it."""
    return source_of(getattr(_module_of(cell, term.where), term.function))


def line_of(cell, term):
    """The code line of a term: what stands before it, and behind, without comments."""
    (line,) = (text for text in _function(cell, term).splitlines() if term.old in text)
    before, after = line.split(term.old)
    return before.lstrip(), after.split("  #")[0].rstrip()


def damaged(cell, off):
    """The cell and the loop back, made anew from sources without the terms `off`.

    Returns: cell, unroll_plain_backward.
    """
    made = {}
    for where in ("loop", "cell"):
        changed = {}
        for term in (term for term in off if term.where == where):
            text = _function(cell, term)
            new = changed.get(text, text)
            changed[text] = replaced(new, term.function, (term.old, term.new))
        name = _module_of(cell, where).__name__
        made[where] = patched_module(name, *changed.items())
    altered = getattr(made["cell"], cell.backward.__name__)
    return cell._replace(backward=altered), made["loop"].unroll_plain_backward


def _drawn(cell, T=STEPS[-1]):
    """Random values of everything that has a gradient, by name; and the targets."""
    rng = np.random.default_rng(4)
    p, head = init_params(cell, D, H, rng), init_readout(H, O, rng)
    p = p._replace(b=rng.normal(size=p.b.shape))
    x = rng.normal(size=(T, B, D))
    values = {**p._asdict(), "V": head.V, "b_y": head.b, "x": x}
    values |= {f"{name}_0": rng.normal(size=(B, H)) for name in cell.state}
    return values, rng.integers(0, O, (T, B))


def _parts(cell, values):
    p = cell.params(*(values[name] for name in cell.params._fields))
    head = init_readout(H, O, np.random.default_rng(0))
    head = head._replace(V=values["V"], b=values["b_y"])
    return p, head, tuple(values[f"{name}_0"] for name in cell.state)


def _loss(cell, target, values):
    p, head, state = _parts(cell, values)
    h, _, cache = plain.unroll_plain(cell, p, values["x"], state)
    loss, do = softmax_cross_entropy(readout(head, h), target, "sum")
    return loss, (p, head, state, h, cache, do)


def _gradients(cell, back, target, values):
    """Gradients of everything by name, by the way back that was given."""
    _, (p, head, state, h, cache, do) = _loss(cell, target, values)
    dhead, dh = readout_backward(head, h, do)
    zeros = tuple(np.zeros_like(part) for part in state)
    dp, dx, dstate = back(cell, p, dh, cache, zeros)
    found = {**dp._asdict(), "V": dhead.V, "b_y": dhead.b, "x": dx}
    starts = (f"{name}_0" for name in cell.state)
    return found | dict(zip(starts, dstate, strict=True))


def _short(error):
    """Three digits, and 0 for what is rounding: equal on every machine."""
    return 0.0 if error <= TOL else float(f"{error:.3g}")


def _blocks(cell, gap, size):
    """The gates whose block of a gradient is wrong, their letters in one word."""
    parts = np.split(gap, len(cell.gates), axis=-1)
    pairs = zip(cell.gates, parts, strict=True)
    return "".join(gate for gate, part in pairs if part.max() > TOL * size)


@functools.cache
def check_all(name, T=STEPS[-1]):
    """The check of every combination of damages to a cell's backward, over T steps.

    Returns: arrays, [[name, shape], ...], and checks: for each combination, written
    as a string of 0 and 1 in the order of the terms, the error of each array (as
    `gradcheck` has it) and, last, that of all parameters together: the length of the
    difference over the length of the right gradient. Third, for a cell of several
    blocks: for each combination the wrong blocks of U, W and b.
    """
    cell, terms = CELLS[name], TERMS[name]
    values, target = _drawn(cell, T)
    right = {
        key: numeric_gradient(
            lambda v, key=key: _loss(cell, target, {**values, key: v})[0], value
        )
        for key, value in values.items()
    }
    weights = [*cell.params._fields, "V", "b_y"]
    checks, blocks = {}, {}
    for bits in itertools.product((0, 1), repeat=len(terms)):
        off = [term for term, bit in zip(terms, bits, strict=True) if bit]
        found = _gradients(*damaged(cell, off), target, values)
        off_by = {key: np.abs(found[key] - right[key]) for key in values}
        gap = {key: off_by[key].max() for key in values}
        size = {k: max(np.abs(found[k]).max(), np.abs(right[k]).max()) for k in values}
        apart = sum(((found[k] - right[k]) ** 2).sum() for k in weights)
        whole = np.sqrt(apart / sum((right[k] ** 2).sum() for k in weights))
        errors = [_short(gap[key] / size[key]) for key in values]
        key = "".join(map(str, bits))
        checks[key] = [*errors, _short(whole)]
        if len(cell.gates) > 1:
            pairs = ((off_by[k], size[k]) for k in cell.params._fields)
            blocks[key] = [_blocks(cell, *pair) for pair in pairs]
    arrays = [[key, list(value.shape)] for key, value in values.items()]
    return arrays, checks, blocks
