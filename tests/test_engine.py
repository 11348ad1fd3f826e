"""The generated engine: the plain loop's numbers, for every cell there can be."""

import ast
import gc
from types import SimpleNamespace

import numpy as np
import pytest
import twice
from own_cells import OWN
from sequences import draw, run

from rnnbook import CELLS, TraceError, unroll, unroll_backward
from rnnbook.loop.generator import run_backward, run_forward
from rnnbook.loop.generator.build import Compiled, engine_for, source
from rnnbook.loop.generator.memory import SMALL, Pool
from rnnbook.loop.plain import unroll_plain, unroll_plain_backward

pytestmark = pytest.mark.usefixtures("both_engines")
ALL = {**CELLS, **OWN}
cells = pytest.mark.parametrize("name", ALL)
SIZES = [(4, 3, 2, 3), (1, 1, 1, 1), (6, 1, 3, 4), (1, 5, 2, 1), (41, 2, 1, 5)]
sizes = pytest.mark.parametrize("size", SIZES, ids=str)


def sequence(name, size, dtype=np.float64):
    """A random sequence whose gradients neither die nor explode over 41 steps."""
    s = draw(ALL[name], *size, seed=5, dtype=dtype)
    return s._replace(p=s.p._replace(W=s.p.W * dtype(0.5 / size[3])))


def mask_of(size):
    """A mask with holes in it, and a sequence that has no step at all."""
    mask = np.random.default_rng(1).uniform(size=(*size[:2], 1)) < 0.6
    mask[:, -1] = size[1] == 1
    return mask


@cells
@sizes
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("masked", [False, True], ids=["", "mask"])
@pytest.mark.parametrize("carried", [False, True], ids=["", "carry"])
def test_generated_equals_plain(name, size, dtype, masked, carried):
    cell, s = ALL[name], sequence(name, size, dtype)
    mask = mask_of(size) if masked else None
    carry = None
    if carried:
        carry = np.random.default_rng(2).uniform(0, 2, (*size[:2], 1)).astype(dtype)
    made = run_forward.forward(cell, s.p, s.x, s.state, mask)
    wanted = unroll_plain(cell, s.p, s.x, s.state, mask)
    twice.same_forward(made, wanted, cell.state)
    back = run_backward.backward(cell, s.p, s.dh, made[2], s.dstate, carry)
    plain = unroll_plain_backward(cell, s.p, s.dh, wanted[2], s.dstate, carry)
    twice.same_backward(back, plain, cell.state)
    numbers = [made[0], *made[1], made[2].h_prev, *back[0], back[1], *back[2]]
    assert {a.dtype for a in numbers} == {np.dtype(dtype)}


@cells
def test_many_chunks_equal_one(name, monkeypatch):
    cell, s = ALL[name], sequence(name, (41, 2, 3, 4))
    whole = run(cell, s, generated)
    monkeypatch.setattr("rnnbook.loop.generator.run.CHUNK", 0)
    for a, b in zip(flat(whole), flat(run(cell, s, generated)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def generated(cell, p, x, state=None, mask=None):
    return unroll(cell, p, x, state, mask, engine="generated")


def flat(result):
    h, end, grads = result
    return [h, *end, *grads.values()]


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("size", [1e2, 1e4])
def test_nothing_overflows(name, size):
    s = sequence(name, (3, 2, 2, 3))
    s = s._replace(x=s.x * size, p=s.p._replace(U=np.sign(s.p.U)))
    with np.errstate(all="raise", under="ignore"):
        assert all(np.isfinite(a).all() for a in flat(run(CELLS[name], s, generated)))


@cells
def test_two_forwards_before_their_backwards(name):
    cell = ALL[name]
    one, two = sequence(name, (9, 8, 3, 40)), sequence(name, (9, 8, 3, 40))
    two = two._replace(x=-two.x)
    gc.freeze()  # what other tests have left would take a second to go through
    wanted = [flat(run(cell, s, generated)) for s in (one, two)]
    gc.collect()
    gc.unfreeze()
    caches = [generated(cell, s.p, s.x, s.state)[2] for s in (one, two)]
    for s, cache, right in zip((one, two), caches, wanted, strict=True):
        for _ in range(2):  # and a cache may be used again
            dp, dx, dstart = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
            found = [*dp, dx, *dstart]
            for a, b in zip(found, right[1 + len(cell.state) :], strict=True):
                np.testing.assert_array_equal(a, b)


@cells
def test_results_outlive_their_cache(name):
    cell, s = ALL[name], sequence(name, (9, 8, 3, 40))
    h, end, cache = generated(cell, s.p, s.x, s.state)
    dp, dx, dstart = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
    held = [h, *end, *dp, dx, *dstart, cache.h_prev, cache.x, *cache.q, *cache.steps[4]]
    before = [a.copy() for a in held]
    del h, end, cache, dp, dx, dstart
    other = s._replace(x=-3 * s.x, dh=-s.dh)
    for _ in range(5):
        run(cell, other, generated)
    for a, b in zip(held, before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_memory_is_used_again_once_nothing_holds_it():
    pool, shapes = Pool(), {"a": (SMALL,), "b": (3, 5)}

    def address():
        return pool.arrays(shapes, np.float64)["a"].ctypes.data

    first = address()
    assert address() == first
    held = pool.arrays(shapes, np.float64)
    view = held["b"][1:, ::2]
    start = held["a"].ctypes.data
    del held
    assert address() != start  # the view of one array holds the whole slab
    del view
    both = [pool.arrays(shapes, np.float64)["a"] for _ in range(2)]
    assert start in [a.ctypes.data for a in both]


def test_memory_that_lies_idle_is_bounded():
    pool = Pool()
    for k in range(30):
        pool.arrays({"a": (SMALL * 3 ** (k % 6),)}, np.float32)
    assert len(pool._slabs) <= 6


def test_steps_are_a_sequence():
    s = sequence("lstm", (4, 3, 2, 3))
    steps = generated(CELLS["lstm"], s.p, s.x)[2].steps
    assert len(steps) == 4 and len(steps[1:3]) == 2
    np.testing.assert_array_equal(steps[-1].i, steps[3].i)
    np.testing.assert_array_equal(list(reversed(steps))[0].g, steps[3].g)
    with pytest.raises(IndexError, match="step 4 of a sequence of 4"):
        steps[4]


# Which engine runs


def made_by(cache):
    return "plain" if cache.fast is None else "generated"


def test_the_cells_of_the_book_are_generated_and_a_readers_cell_is_not():
    s = draw(CELLS["lstm"])
    altered = CELLS["lstm"]._replace(backward=CELLS["lstm"].backward)
    assert made_by(unroll(CELLS["lstm"], s.p, s.x)[2]) == "generated"
    assert made_by(unroll(altered, s.p, s.x)[2]) == "plain"
    assert made_by(unroll(CELLS["lstm"], s.p, s.x, engine="plain")[2]) == "plain"
    assert made_by(unroll(altered, s.p, s.x, engine="generated")[2]) == "generated"


@cells
def test_a_generated_cache_goes_back_by_the_plain_loop_through_another_cell(name):
    s, cell = sequence(name, (4, 3, 2, 3)), ALL[name]
    cache = generated(cell, s.p, s.x, s.state)[2]

    def doubled(*args):
        dxU, *rest = cell.backward(*args)
        return (2 * dxU, *rest)

    dp, dx, dstart = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
    other = cell._replace(backward=cell.backward)
    found = unroll_backward(other, s.p, s.dh, cache, s.dstate)
    twice.same_backward(found, (dp, dx, dstart), cell.state)
    other = cell._replace(backward=doubled, inner=None, inner_backward=None)
    if not cell.inner:
        found = unroll_backward(other, s.p, s.dh, cache, s.dstate)
        np.testing.assert_allclose(found[1], 2 * dx, rtol=1e-11)


@pytest.mark.parametrize("asked", ["fast", "", True, 0])
def test_unknown_engine_is_refused(asked):
    s = draw(CELLS["rnn"])
    with pytest.raises(ValueError, match="engine is .*wanted 'plain', 'generated'"):
        unroll(CELLS["rnn"], s.p, s.x, engine=asked)


def test_a_cell_that_cannot_be_traced_is_refused():
    def forward(xU, hW, state):
        h = np.sinh(xU + hW)
        return (h,), SimpleNamespace(h=h)

    cell, s = CELLS["rnn"]._replace(forward=forward), draw(CELLS["rnn"])
    with pytest.raises(TraceError, match="np.sinh cannot be traced"):
        unroll(cell, s.p, s.x, engine="generated")


@pytest.mark.parametrize(
    ("back", "why"),
    [(lambda dh, s: dh * dh, "mul of it"), (lambda dh, s: dh + s.h, "is no gradient"),
     (lambda dh, s: np.tanh(dh), "tanh of it"), (lambda dh, s: s.h / dh, "div of it")],
)  # fmt: skip
def test_a_backward_that_is_not_linear_is_refused(back, why):
    def backward(dstate, s):
        da = back(dstate[0], s)
        return da, da, (0.0,)

    cell, s = CELLS["rnn"]._replace(backward=backward), draw(CELLS["rnn"])
    with pytest.raises(TraceError, match=why):
        run(cell, s, generated)


# The text


@cells
def test_source_is_python_that_names_what_it_computes(name):
    cell = ALL[name]
    text = source(cell, masked=True, carried=True)
    names = {node.name for node in ast.walk(ast.parse(text))
             if isinstance(node, ast.FunctionDef)}  # fmt: skip
    assert names == {"forward", "coefficients", "backward"}
    assert max(map(len, text.splitlines())) <= 120
    assert "running" in text and "carry" in text
    assert "running" not in source(cell)


def test_source_of_the_lstm_is_what_a_reader_may_expect():
    text = source(CELLS["lstm"])
    loop = text[text.index("dot(h_prev") : text.index("def coefficients")]
    assert loop.count("tanh(") == 2  # all gates, the cell state
    back = text[text.index("def backward") :]
    assert back.count("multiply(") == 4 and back.count("dot(") == 1


def mutants(text):
    """The text with one call taken out, or two variables of one call swapped."""
    lines = text.splitlines()
    for k, line in enumerate(lines):
        call = line.strip().split("#")[0].strip()
        if call.split("(")[0] not in ("add", "subtract", "multiply", "tanh", "dot"):
            continue
        indent = line[: len(line) - len(line.lstrip())]
        yield k, "\n".join([*lines[:k], indent + "pass", *lines[k + 1 :]])
        if call.startswith("subtract"):
            a, b, out = call[9:-1].split(", ")
            swapped = f"{indent}subtract({b}, {a}, {out})"
            yield k, "\n".join([*lines[:k], swapped, *lines[k + 1 :]])


@pytest.fixture
def memory_of_nothing(monkeypatch):
    """What the pool gives out is NaN, and not by chance what a missing call makes."""
    arrays = Pool.arrays

    def empty(self, shapes, dtype):
        made = arrays(self, shapes, dtype)
        for array in made.values():
            array.fill(np.nan)
        return made

    monkeypatch.setattr(Pool, "arrays", empty)


@pytest.mark.usefixtures("memory_of_nothing")
@pytest.mark.parametrize("part", ["forward", "coefficients", "backward"])
@pytest.mark.parametrize("name", ["rnn", "lstm", "lstm_peephole", "gru", "gru_before"])
def test_mutants_of_the_text_are_seen_by_the_fixture(name, part, monkeypatch):
    cell, s = CELLS[name], sequence(name, (4, 3, 2, 3))
    made = engine_for(cell)
    parts = dict(zip(("coefficients", "backward"), made.backward(False), strict=True))
    whole = {"forward": made.forward, **parts}[part]
    count = 0
    for line, text in mutants(whole.text):
        mutant = Compiled((text, whole.blocks, whole._values), f"<mutant {line}>")
        with monkeypatch.context() as patch:
            patch.setattr(whole, "_run", mutant._run)
            with pytest.raises(AssertionError, match="generated and plain"):
                run(cell, s)
        count += 1
    assert count >= 1
    run(cell, s)


def test_gates_swapped_are_seen_by_the_fixture(monkeypatch):
    cell, s = CELLS["lstm"], sequence("lstm", (4, 3, 2, 3))
    made = engine_for(cell)
    swapped = [made.layout.W_gates[k] for k in (0, 2, 1, 3)]
    with monkeypatch.context() as patch:
        patch.setattr(made, "layout", made.layout._replace(W_gates=swapped))
        with pytest.raises(AssertionError, match="generated and plain"):
            run(cell, s)
