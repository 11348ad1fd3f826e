"""The forms in which texts write a cell: converted weights give the texts' numbers.

Each form is written a second time as a text has it: one vector, standing up, one
matrix a gate, no batch. FORMS is what the notation page prints.
"""

import numpy as np
import pytest
import sequences
from refusing import assert_refused

from rnnbook import CELLS, Cell, unroll
from rnnbook.cells.gru import gru
from rnnbook.interop import (
    FORMS,
    flip_update_gate,
    from_columns,
    from_concatenated,
    to_columns,
    to_concatenated,
)

T, D, H = 6, 2, 3
COLUMNS = ("rnn", "lstm", "lstm_coupled", "gru", "gru_before")
TALL = ("rnn", "lstm", "gru_before")
columns = pytest.mark.parametrize("name", COLUMNS)
tall = pytest.mark.parametrize("name", TALL)
orders = pytest.mark.parametrize("first", ["h", "x"])


def sigma(a):
    return 1 / (1 + np.exp(-a))


def text_step(name, a, h, c, reset):
    """One step of a text's cell; a(gate, h) is the pre-activation of a gate, from h.

    reset(r, h): the pre-activation of a GRU's candidate, with the gate where it acts.
    """
    if name == "rnn":
        return np.tanh(a("a", h)), c
    if name.startswith("gru"):
        r, z = sigma(a("r", h)), sigma(a("z", h))
        return (1 - z) * np.tanh(reset(r, h)) + z * h, c
    i, o, g = sigma(a("i", h)), sigma(a("o", h)), np.tanh(a("g", h))
    f = 1 - i if name == "lstm_coupled" else sigma(a("f", h))
    c = f * c + i * g
    return o * np.tanh(c), c


def rows(name, gate):
    k = CELLS[name].gates.index(gate)
    return slice(k * H, (k + 1) * H)


def in_columns(name, W, U, b, b_h, x):
    """The outputs (T, H) of the cell in column vectors."""
    h, c, seen = np.zeros((H, 1)), np.zeros((H, 1)), []
    b, b_h = b[:, None], b_h[:, None]
    for x_t in x:
        x_t = x_t[:, None]

        def a(gate, h, x_t=x_t):
            k = rows(name, gate)
            return W[k] @ x_t + U[k] @ h + b[k] + b_h[k]

        def reset(r, h, x_t=x_t):
            k = rows(name, "n")
            if name == "gru_before":
                return W[k] @ x_t + U[k] @ (r * h) + b[k]
            return W[k] @ x_t + b[k] + r * (U[k] @ h + b_h[k])

        h, c = text_step(name, a, h, c, reset)
        seen.append(h[:, 0])
    return np.array(seen)


def in_one_matrix(name, W, b, first, x):
    """The outputs (T, H) of the cell from [h, x] or [x, h] and one tall matrix."""
    h, c, seen = np.zeros(H), np.zeros(H), []
    for x_t in x:

        def a(gate, h, x_t=x_t):
            both = [h, x_t] if first == "h" else [x_t, h]
            return np.concatenate(both) @ W[:, rows(name, gate)] + b[rows(name, gate)]

        h, c = text_step(name, a, h, c, lambda r, h, a=a: a("n", r * h))
        seen.append(h)
    return np.array(seen)


def drawn(name, seed=0):
    s = sequences.draw(CELLS[name], T, 1, D, H, seed)
    return s.p, s.x


def ours(name, p, x):
    return unroll(CELLS[name], p, x)[0][:, 0]


def same_record(p, q):
    assert type(p) is type(q)
    for a, b in zip(p, q, strict=True):
        np.testing.assert_array_equal(a, b)


@columns
def test_weights_in_column_form_give_the_numbers_of_the_text(name):
    p, x = drawn(name)
    text = to_columns(CELLS[name], p)
    bias = {"b_h": np.zeros_like(p.b), **text}
    theirs = in_columns(name, **bias, x=x[:, 0])
    np.testing.assert_allclose(ours(name, p, x), theirs, rtol=0, atol=1e-14)
    same_record(from_columns(CELLS[name], **text), p)


@tall
@orders
def test_weights_of_one_tall_matrix_give_the_numbers_of_the_text(name, first):
    p, x = drawn(name)
    text = to_concatenated(CELLS[name], p, first)
    theirs = in_one_matrix(name, **text, first=first, x=x[:, 0])
    np.testing.assert_allclose(ours(name, p, x), theirs, rtol=0, atol=1e-14)
    same_record(from_concatenated(CELLS[name], **text, first=first), p)
    other = from_concatenated(CELLS[name], **text, first="x" if first == "h" else "h")
    assert np.abs(ours(name, other, x) - theirs).max() > 1e-2


def test_letters_kept_as_they_are_give_other_numbers():
    """With D = H no shape tells that a text's W is the input's."""
    s = sequences.draw(CELLS["rnn"], T, 1, H, H, 1)
    text = to_columns(CELLS["rnn"], s.p)
    swapped = from_columns(CELLS["rnn"], W=text["U"], U=text["W"], b=text["b"])
    gap = np.abs(ours("rnn", s.p, s.x) - ours("rnn", swapped, s.x)).max()
    assert gap > 1e-2


def test_a_gru_without_a_second_bias_gets_one_of_zeros():
    p, _ = drawn("gru")
    text = to_columns(CELLS["gru"], p)
    del text["b_h"]
    q = from_columns(CELLS["gru"], **text)
    assert not q.b_h.any() and q.b_h.shape == p.b_h.shape


def gru_2014(xU, hW, state):
    """The GRU of Chung and colleagues: z says how much is new."""
    _, s = gru(xU, hW, state)
    return (s.z * s.n + (1 - s.z) * s.h_prev,), s


CHUNG = Cell("gru", gru_2014, None, *CELLS["gru"][3:])


def test_weights_with_the_block_z_negated_give_the_numbers_of_chung():
    p, x = drawn("gru")
    theirs = unroll(CHUNG, p, x)[0]
    flipped = flip_update_gate(CELLS["gru"], p)
    np.testing.assert_allclose(unroll(CELLS["gru"], flipped, x)[0], theirs, atol=1e-14)
    assert np.abs(unroll(CELLS["gru"], p, x)[0] - theirs).max() > 1e-2


@pytest.mark.parametrize("name", ["gru", "gru_before"])
def test_the_update_gate_flipped_twice_is_as_it_was(name):
    p, _ = drawn(name)
    once = flip_update_gate(CELLS[name], p)
    same_record(flip_update_gate(CELLS[name], once), p)
    for a, b in zip(once, p, strict=True):
        k = rows(name, "z")
        np.testing.assert_array_equal(a[..., k], -b[..., k])
        rest = np.delete(np.arange(b.shape[-1]), np.arange(k.start, k.stop))
        np.testing.assert_array_equal(a[..., rest], b[..., rest])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_arrays_of_a_form_have_these_names_and_shapes(form):
    p, _ = drawn("lstm")
    cell = CELLS["lstm"]
    first = {"[h, x]": "h", "[x, h]": "x"}.get(form.name)
    found = to_concatenated(cell, p, first) if first else to_columns(cell, p)
    found = p._asdict() if form.name == "this book" else found
    sizes = {"D": D, "H": H, "K": 4 * H}
    wanted = {
        name: tuple(sum(sizes[part] for part in axis.split("+")) for axis in axes)
        for name, axes in ((n, a.split()) for n, a in form.arrays.items())
    }
    assert {name: value.shape for name, value in found.items()} == wanted
    assert set(form.arrays) == {c for c in form.equation if c in "UWb"}


@columns
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_conversion_keeps_the_dtype_and_shares_no_memory(name, dtype):
    p, _ = drawn(name)
    cell, p = CELLS[name], type(p)(*(value.astype(dtype) for value in p))
    calls = [(to_columns, from_columns)]
    calls += [(to_concatenated, from_concatenated)] * (name in TALL)
    for there, back in calls:
        text = there(cell, p)
        q = back(cell, **text)
        kept = [value.copy() for value in p]
        for value in (*text.values(), *q):
            assert value.dtype == dtype
            value[...] = 7.0
        for a, b in zip(p, kept, strict=True):
            np.testing.assert_array_equal(a, b)
        q = back(cell, **there(cell, p))
        same_record(q, p)


LSTM, GRU, PEEPHOLE = CELLS["lstm"], CELLS["gru"], CELLS["lstm_peephole"]
P, _ = drawn("lstm")
G, _ = drawn("gru")
W, U, B = np.zeros((4 * H, D)), np.zeros((4 * H, H)), np.zeros(4 * H)
REFUSED = [
    (lambda: from_columns(LSTM, W, U, B, B), ValueError,
     "b_h came with the cell lstm", "wanted none", "pass b + b_h as b"),
    (lambda: from_columns(LSTM, W[0], U, B), ValueError,
     "W has shape (2,)", "wanted (K, D) and (K, H)", "stack the blocks"),
    (lambda: from_columns(LSTM, U, W, B), ValueError,
     "U has shape (12, 2)", "wanted (8, 2)", "by U, the state's"),
    (lambda: from_columns(LSTM, W[:-1], U, B), ValueError,
     "W has shape (11, 2)", "wanted (12, 2)", "K = 4 H"),
    (lambda: from_columns(LSTM, W, U, B[:-1]), ValueError,
     "b has shape (11,)", "wanted (12,)", "K = 4 H"),
    (lambda: from_columns(LSTM, W.tolist(), U, B), TypeError,
     "W is a list", "wanted a NumPy array", "np.asarray"),
    (lambda: from_columns(LSTM, W.astype(np.float32), U, B), TypeError,
     "W float32", "wanted one", "astype"),
    (lambda: to_columns(LSTM, G), TypeError,
     "p is a GRUParams", "wanted Params", "layer by layer"),
    (lambda: to_columns(PEEPHOLE, drawn("lstm_peephole")[0]), ValueError,
     "the cell is lstm_peephole", "wanted one whose weights are U, W",
     "convert the rest"),
    (lambda: from_concatenated(LSTM, np.zeros((5, 11)), B), ValueError,
     "W has shape (5, 11)", "wanted (H + D, K)", "pass W.T"),
    (lambda: from_concatenated(LSTM, np.zeros((3, 12)), B), ValueError,
     "W has shape (3, 12)", "D at least 1", "pass W.T"),
    (lambda: from_concatenated(LSTM, np.zeros((5, 12)), B[1:]), ValueError,
     "b has shape (11,)", "wanted (12,)", "H = 3 by W"),
    (lambda: from_concatenated(LSTM, np.zeros((5, 12)), B, "c"), ValueError,
     "first is 'c'", "wanted 'h'", "say which of the two"),
    (lambda: from_concatenated(GRU, np.zeros((5, 9)), np.zeros(9)), ValueError,
     "the cell is gru", "wanted one whose pre-activation is a sum", "from_columns"),
    (lambda: to_concatenated(GRU, G), ValueError,
     "the cell is gru", "wanted one whose pre-activation is a sum", "from_columns"),
    (lambda: flip_update_gate(LSTM, P), ValueError,
     "the cell is lstm", "wanted gru or gru_before", "update gate z"),
    (lambda: flip_update_gate(GRU, P), TypeError,
     "p is a Params", "wanted GRUParams", "layer by layer"),
]  # fmt: skip


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_conversion_refuses_what_does_not_fit(row):
    assert_refused(row)
