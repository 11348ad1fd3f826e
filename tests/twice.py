"""The generated engine beside the plain loop: each of its calls is run by both.

`conftest.py` puts this in place: for the tests of the engine in every run, and for all
tests in `make test-all`, where each that runs a cell through `unroll` also asserts that
the two engines agree.
"""

import contextlib

import numpy as np
import pytest

from rnnbook.loop.generator import run_backward, run_forward
from rnnbook.loop.plain import Cache, unroll_plain, unroll_plain_backward

LARGEST = 1 << 15  # numbers in xU; beyond, the plain loop would take too long
TOL = {np.dtype(np.float64): 1e-12, np.dtype(np.float32): 1e-5}
ORIGINAL = {"forward": run_forward.forward, "backward": run_backward.backward}


def assert_same(made, wanted, what, factor=1.0):
    """Equal up to rounding, as measured by the largest number of all that is there."""
    made, wanted = np.asarray(made), np.asarray(wanted)
    assert made.shape == wanted.shape, f"generated and plain {what} differ in shape"
    if not np.isfinite(wanted).all():  # an explosion, whose end is a matter of order
        assert not np.isfinite(made).all(), f"plain {what} alone is not finite"
    elif made.size:
        scale = max(np.abs(wanted).max(), np.finfo(made.dtype).tiny)
        error = np.abs(made - wanted).max() / scale
        assert error <= factor * TOL[made.dtype], (
            f"generated and plain {what} differ by {error:.1e}"
        )


def same_forward(made, wanted, names):
    """h, final state and the whole cache of two forward passes."""
    (h, end, cache), (plain_h, plain_end, plain) = made, wanted
    assert_same(h, plain_h, "h")
    for n, a, b in zip(names, end, plain_end, strict=True):
        assert_same(a, b, f"final {n}")
    for n in ("x", "h_prev", "q"):
        assert_same(getattr(cache, n), getattr(plain, n), n)
    for a, b in zip(cache.steps, plain.steps, strict=True):
        assert type(a) is type(b)
        for n, part, plain_part in zip(a._fields, a, b, strict=True):
            assert_same(part, plain_part, f"step.{n}")


def same_backward(made, wanted, names, factor=10.0):
    """Gradients of the parameters, of x and of the initial state."""
    (dp, dx, dstart), (plain_dp, plain_dx, plain_dstart) = made, wanted
    assert type(dp) is type(plain_dp)
    for n, a, b in zip(dp._fields, dp, plain_dp, strict=True):
        assert_same(a, b, f"d{n}", factor)
    assert_same(dx, plain_dx, "dx", factor)
    for n, a, b in zip(names, dstart, plain_dstart, strict=True):
        assert_same(a, b, f"d{n}0", factor)


def forward(cell, p, x, state, mask=None):
    """The generated forward; raises AssertionError if the plain one says otherwise."""
    made = ORIGINAL["forward"](cell, p, x, state, mask)
    if x.shape[0] * x.shape[1] * p.b.size <= LARGEST:
        same_forward(made, unroll_plain(cell, p, x, state, mask), cell.state)
    return made


def backward(cell, p, dh, cache, dstate, carry=None):
    """The generated backward, and the plain one from the same cache."""
    made = ORIGINAL["backward"](cell, p, dh, cache, dstate, carry)
    if dh.shape[0] * dh.shape[1] * p.b.size <= LARGEST:
        known = Cache(cache.x, cache.h_prev, list(cache.steps), cache.q, cache.mask)
        wanted = unroll_plain_backward(cell, p, dh, known, dstate, carry)
        same_backward(made, wanted, cell.state)
    return made


@contextlib.contextmanager
def both_engines():
    """Within, the generated engine asserts at each call that the plain loop agrees."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_forward, "forward", forward)
        patch.setattr(run_backward, "backward", backward)
        yield
