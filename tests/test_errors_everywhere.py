"""Every public function, every argument: what is of another kind is refused in words.

CALLS has a call of each function that is right, and the kind of each of its arguments.
Of each kind there is a list of OFFENDERS; each of them, put in the place of the right
argument, must be refused by a message of our own: what it is, what was wanted and the
remedy. What each message says in full is in the other files test_errors*.
"""

# ruff: noqa: E501 -- a row of a table is read as one line

import importlib
import inspect
import re

import numpy as np
import pytest

import rnnbook
import rnnbook.language
import rnnbook.tasks
from rnnbook import CELLS, Cell, GRUParams, Params
from rnnbook.tasks import tagging
from rnnbook.training import recipes

T, B, D, H = 4, 3, 2, 3
LSTM = CELLS["lstm"]


def rng():
    return np.random.default_rng(0)


P = rnnbook.init_params(LSTM, D, H, rng())
X, DH = rng().normal(size=(T, B, D)), np.ones((T, B, H))
STATE = rnnbook.zeros_state(LSTM, B, H)
_, _, CACHE = rnnbook.unroll(LSTM, P, X)
STACK = rnnbook.init_stack(LSTM, D, H, rng(), layers=2)
_, END, STACK_CACHE = rnnbook.unroll_stack(LSTM, STACK, X)
READ = rnnbook.init_readout(H, 2, rng())
GAINS = rnnbook.init_gains(LSTM, H)
_, _, NORMED = rnnbook.unroll_normed(LSTM, P, GAINS, X)
_, _, BATCHED = rnnbook.unroll_normed(LSTM, P, GAINS, X, kind="batch")
ROWS = rnnbook.init_embedding(5, D, rng())
ONES, TWOS = np.ones(H), np.ones((2, H))
_, NORM = rnnbook.layer_norm(np.ones((B, H)), ONES, ONES)
LENGTHS = np.array([4, 2, 1])
SYMBOLS = "abc"
GRU = CELLS["gru"]
PAIRS = rnnbook.tasks.reordering(rng(), T, B)
NET = rnnbook.init_encoder_decoder(GRU, *PAIRS.x.shape[2:], PAIRS.inputs.shape[2], H, rng())
GIVEN = NET, PAIRS.x, PAIRS.lengths
SCORES, SAID = rnnbook.encoder_decoder(GRU, *GIVEN, PAIRS.inputs)
SEEN_H, BRIDGE, SEEN = rnnbook.encode_source(GRU, *GIVEN)
MEANS, LOOKS = rnnbook.attention(X, X)
MEMORY = rnnbook.memory_suite(LSTM, tasks=["long lag 8"], budget=1e-3, progress=False)
READER = rnnbook.reader(LSTM, P, READ)          # reads D symbols, as READ gives D scores
TAGGER = recipes.Tagger(STACK, READ, False, ONES, ONES)


def square(p):
    return sum((v**2).sum() for v in p), type(p)(*(2 * v for v in p))


def recall(rng):
    return rnnbook.tasks.recall(rng, 5, 4)


ODD = np.ones(2), np.ones((2, 2))
MATRIX = np.ones((1, 1)).view(np.matrix)  # np.matrix(...) warns
MASKED = np.ma.masked_invalid([1.0, np.nan])
OFFENDERS = {
    "whole": [2.5, "10", None, True, [3], np.ones(2), -1, np.nan, 1j],
    "widths": [2.5, "10", None, True, [3, 3, 3], [1.5], -1, 0, ["8"], {}],
    "number": ["0.1", None, True, [1.0], *ODD, 1j, np.nan, -1.0],
    "real": ["0.1", None, True, [1.0], *ODD, 1j, np.nan],
    "rate": ["0.1", None, True, [1.0], *ODD, 1j, np.nan, -1.0],
    "flag": ["True", 1, 0, None, *ODD, []],
    "choice": ["Other", 1.5, [1], *ODD, True, {}],
    "dtype": ["float32", "float64", int, np.float16, None, 3, *ODD],
    "rng": [0, None, "0", np.random, np.random.RandomState(0)],
    "rng or none": [0, "0", np.random],
    "cell": ["lstm", None, 3, Cell, *ODD, LSTM.forward],
    "bias": [1, "True", 0, True, [1.0], 0.5, *ODD, {"q": 1.0}, {"f": "1"}, {"f": np.nan}, {"f": None}, {1: 1.0}],
    "array": [[1.0], 3.0, None, "x", np.ones(3, int), np.ones(3, bool), np.ones(3, np.float16), np.ones(3, object), MASKED, MATRIX],
    "arrays": ["x", None, 1j, [[1.0], [1.0, 2.0]], [None], MASKED],
    "wholes": [[0.5], "ab", None, [[1], [1, 2]], [True], [None], np.ma.masked_array([1, 2], [True, False])],
    "sequences": [3, None, "ab", [], [3.0], [[1.0]], ODD, [np.ones((0, 2))], [np.ones((2, 2)), np.ones((2, 3))], [np.ones((2, 2)), np.ones((2, 2), np.float32)]],
    "shape": [4, "ab", None, (2,), (2, 2, 2), (2, 1.5), (0, 2), (True, 2)],
    "record": [None, 3, (1.0, 2.0), [1.0], "p", *ODD, {}],
    "p": [None, 3, (1.0, 2.0), [1.0], "p", *ODD, {}, READ, GRUParams(*P, P.b), P._replace(W=np.ma.masked_array(P.W)), P._replace(U=np.ones((2, 12)).view(np.matrix))],
    "readout": [None, 3, (1.0, 2.0), [1.0], "p", *ODD, P],
    "state": [3, 0, "x", list(STATE), STATE[:1], (1.0, 2.0), *ODD, {}],
    "cache": [None, 3, (1, 2), "x", *ODD, {}],
    "text": [3, None, b"ab", ["a"], *ODD],
    "text or none": [3, b"ab", ["a"], *ODD],
    "blocks": [3, "xU", None, ["xU"], {"xU": 1.5}, {"xU": 0}, {"xU": True}, {1: 1}, *ODD],
    "list of names": [3, "h", None, [1], {"h": 1}, *ODD],
    "function": [3, "f", None, *ODD],
    "mask": [3, "x", np.ma.masked_array(np.ones((T, B), bool)), np.ones((T, B), int), np.ones((T, B)), [[True]], np.ones(2, bool)],
    "weights": [3, "x", np.ones((T, B), int), [[[True], [1, 2]]], np.ones(2, bool)],
    "carry": [3, "x", [1.0], np.ones(2), np.ones(T, int)],
    "optimiser": ["adam", rnnbook.adam, (rnnbook.adam,), (1, 2), None],
    "whole or none": [2.5, "10", True, [3], np.ones(2), -1, 0, np.nan],
    "tree": [3, "x", None, {}, [None]],
    "other tree": [3, "x", *ODD, {}],
    "or none": [3, "x", *ODD],
    "a flag or none": ["True", 1, 0, *ODD],
    "names": ["z", ("z",), 3, (1,), [["i"]]],
    "stats": [3, "x", (1.0, 2.0), *ODD],
    "path": [3.5, None, ["a"], *ODD],
    "share or none": ["0.1", True, [1.0], *ODD, 1j, np.nan, 0.0, 1.5],
    "other part": [3, "x", P, *ODD, {}],
    "choice of three": ["0", None, 3, -1, 1.5, [1], *ODD],
    "lists": [3, None, "ab", [3.0], [[0.5]], [["a"]]],
    "above 0 or none": ["0.1", True, [1.0], *ODD, 1j, np.nan, -1.0, 0.0],
    "smoothing": ["laplace", None, True, [1.0], *ODD, 1j, np.nan, 0.0, -1.0],
}  # fmt: skip


def f(function, **given):
    """(function, {argument: value}, {argument: kind})."""
    values = {name: value for name, (value, _) in given.items()}
    return function, values, {name: kind for name, (_, kind) in given.items()}


cell, p = (LSTM, "cell"), (P, "p")
g, dtype, x, w = (rng, "rng"), (np.float64, "dtype"), (X, "array"), (np.eye(3), "arrays")
one = (X[:, 0], "array")
bias, lr = ({"f": 1.0}, "bias"), (0.1, "rate")
flag = lambda value=False: (value, "flag")  # noqa: E731
whole = lambda value: (value, "whole")  # noqa: E731
state = (STATE, "state")
start = (tuple(s[0] for s in STATE), "state")
fixed = lambda value: (value, None)  # noqa: E731
gru, net, read, ends = (GRU, "cell"), (NET, "record"), (PAIRS.x, "array"), (PAIRS.lengths, "wholes")
BOOK = rnnbook
STEP = "def cell(xU, hW, state):\n    (h_prev,) = state\n    return (h_prev + np.tanh(xU + hW),)"
CALLS = [
    f(BOOK.init_params, cell=cell, D=whole(2), H=whole(3), rng=g, bias=bias, dtype=dtype),
    f(BOOK.language.read_cell, text=(STEP, "text"), name=("cell", "text or none")),
    f(BOOK.language.read_lines, text=("h = np.tanh(xU)", "text"), inputs=({"xU": 1}, "blocks"), outputs=(["h"], "list of names")),
    f(BOOK.language.derive_backward, cell=cell),
    f(BOOK.language.derived_text, cell=cell),
    f(BOOK.zeros_state, cell=cell, B=whole(2), H=whole(3), dtype=dtype),
    f(BOOK.init_stack, cell=cell, D=whole(2), H=(3, "widths"), rng=g, layers=whole(1), directions=whole(1), norm=flag(), bias=bias, dtype=dtype),
    f(BOOK.init_readout, H=whole(3), O=whole(2), rng=g, dtype=dtype),
    f(BOOK.init_embedding, N=whole(3), D=whole(2), rng=g, dtype=dtype),
    f(BOOK.init_gains, cell=cell, H=whole(3), kind=("layer", "choice"), dtype=dtype),
    f(BOOK.uniform, rng=g, shape=((2, 3), "shape"), bound=(0.5, "number"), dtype=dtype),
    f(BOOK.glorot, rng=g, shape=((2, 3), "shape"), dtype=dtype),
    f(BOOK.orthogonal, rng=g, shape=((2, 3), "shape"), gain=(1.0, "number"), dtype=dtype),
    f(BOOK.identity, shape=((2, 3), "shape"), scale=(1.0, "number"), dtype=dtype),
    f(BOOK.with_spectral_radius, W=(np.eye(3), "array"), radius=(0.9, "number")),
    f(BOOK.with_blocks, cell=cell, p=p, make=(np.ones, "function"), gates=(("i",), "names"), name=("W", "choice")),
    f(BOOK.unroll, cell=cell, p=p, x=x, state=state, mask=(np.ones((T, B), bool), "mask"), engine=("plain", "choice")),
    f(BOOK.unroll_backward, cell=cell, p=p, dh=(DH, "array"), cache=(CACHE, "cache"), dstate=state, carry=(np.ones(T), "carry")),
    f(BOOK.unroll_windows, cell=cell, p=p, x=x, window=whole(2), state=state),
    f(BOOK.sliding_backward, cell=cell, p=p, dh=(DH, "array"), cache=(CACHE, "cache"), every=whole(1), reach=whole(2)),
    f(BOOK.scan, lam=x, u=x, h_0=(X[0], "or none")),
    f(BOOK.scan_backward, lam=x, h=x, dh=x, h_0=(X[0], "or none")),
    f(BOOK.window_carry, T=whole(4), window=whole(2), dtype=dtype),
    f(BOOK.random_carry, T=whole(4), c=(0.5, "number"), rng=g, B=(2, "whole or none"), dtype=dtype),
    f(BOOK.unroll_stack, cell=cell, p=(STACK, "record"), x=x, state=(END, "state"), lengths=(LENGTHS, "or none"), dropout=(0.1, "number"), rng=g, variational=flag(), residual=flag()),
    f(BOOK.unroll_stack_backward, cell=cell, p=(STACK, "record"), dh=(DH, "array"), cache=(STACK_CACHE, "cache"), dstate=(END, "state")),
    f(BOOK.unroll_normed, cell=cell, p=p, gains=(GAINS, "record"), x=x, state=state, kind=("layer", "choice"), statistics=(None, "stats"), eps=(1e-5, "number")),
    f(BOOK.unroll_normed_backward, cell=cell, p=p, gains=(GAINS, "record"), dh=(DH, "array"), cache=(NORMED, "cache"), dstate=state),
    f(BOOK.mean_statistics, caches=([BATCHED], "cache")),
    f(BOOK.dropout, v=x, rate=(0.5, "number"), rng=g, variational=flag()),
    f(BOOK.embed, p=(ROWS, "record"), tokens=([1, 2], "wholes")),
    f(BOOK.embed_backward, p=(ROWS, "record"), tokens=([1, 2], "wholes"), dx=(np.ones((2, D)), "array")),
    f(BOOK.layer_norm, v=(np.ones((B, H)), "array"), gain=(ONES, "array"), offset=(ONES, "array"), eps=(1e-5, "number")),
    f(BOOK.layer_norm_backward, dy=(np.ones((B, H)), "array"), cache=(NORM, "cache")),
    f(BOOK.batch_norm, v=(np.ones((B, H)), "array"), gain=(ONES, "array"), offset=(ONES, "array"), eps=(1e-5, "number"), statistics=((ONES, ONES), "stats")),
    f(BOOK.batch_norm_backward, dy=(np.ones((B, H)), "array"), cache=(NORM, "cache")),
    f(BOOK.readout, p=(READ, "readout"), h=(DH, "array")),
    f(BOOK.readout_backward, p=(READ, "readout"), h=(DH, "array"), do=(np.ones((T, B, 2)), "array")),
    f(BOOK.softmax_cross_entropy, o=(X, "array"), target=(np.zeros((T, B), int), "wholes"), reduction=("sum", "choice"), mask=(np.ones((T, B), bool), "weights")),
    f(BOOK.squared_error, y=(X, "array"), target=(X, "arrays"), reduction=("sum", "choice"), mask=(np.ones((T, B), bool), "weights")),
    f(BOOK.reader, cell=cell, p=p, head=(READ, "readout"), embedding=(None, "other part")),
    f(BOOK.next_probabilities, o=(X, "array"), temperature=(1.0, "rate"), top_k=(2, "whole or none"), nucleus=(0.9, "share or none")),
    f(BOOK.sample, read=(READER, "function"), start=([0], "wholes"), steps=whole(2), rng=g, temperature=(1.0, "rate"), top_k=(2, "whole or none"), nucleus=(0.9, "share or none"), state=fixed(None)),
    f(BOOK.beam_search, read=(READER, "function"), start=([0], "wholes"), steps=whole(2), width=whole(2), state=fixed(None)),
    f(BOOK.log_likelihood, read=(READER, "function"), text=([0, 1], "wholes"), state=fixed(None)),
    f(BOOK.attention, s=x, h=x, mask=(None, "or none")),
    f(BOOK.attention_backward, dmean=x, s=x, h=x, weights=(LOOKS, "array")),
    f(BOOK.init_encoder_decoder, cell=gru, D=whole(2), O=whole(2), H=whole(3), rng=g, dtype=dtype),
    f(BOOK.encoder_decoder, cell=gru, p=net, x=read, lengths=ends, inputs=(PAIRS.inputs, "array"), attend=flag(True)),
    f(BOOK.encoder_decoder_backward, cell=gru, p=net, do=(SCORES, "array"), cache=(SAID, "cache")),
    f(BOOK.encode_source, cell=gru, p=net, x=read, lengths=ends),
    f(BOOK.decoder_step, cell=gru, p=net, codes=([0] * B, "wholes"), state=fixed(BRIDGE), h=(SEEN_H, "array"), seen=(SEEN, "or none"), attend=flag(True)),
    f(BOOK.translate, cell=gru, p=net, x=read, lengths=ends, boundary=whole(10), steps=whole(2), attend=flag(True), seen=(SEEN, "or none")),
    f(BOOK.translate_beam, cell=gru, p=net, x=(PAIRS.x[:, :1], "array"), boundary=whole(10), steps=whole(2), width=whole(2), attend=flag(True)),
    f(BOOK.memory_suite, cell=cell, preset=("quick", "choice"), tasks=fixed(["long lag 8"]), budget=(1e-3, "above 0 or none"), path=fixed(None), progress=(False, "a flag or none"), H=(2, "whole or none"),
      name=fixed("mine"), bias=bias, start=(None, "or none")),
    f(BOOK.save_memory, path=("{folder}/m.json", "path"), result=(MEMORY, "cache")),
    f(BOOK.load_memory, path=("{folder}/q.json", "path")),
    f(BOOK.tasks.memory_tasks, preset=("quick", "choice")),
    f(BOOK.tasks.dates, rng=g, B=whole(2), held_out=flag()),
    f(BOOK.tasks.date_pair, day=whole(3), style=(1, "choice of three")),
    f(BOOK.tasks.pairs, sources=([[1, 2]], "lists"), targets=([[1]], "lists"), D=whole(3), K=whole(2)),
    f(BOOK.tasks.reordering, rng=g, T=whole(3), B=whole(2), order=("copy", "choice"), shortest=whole(1)),
    f(BOOK.tasks.reordering_baseline, T=whole(3), shortest=whole(1)),
    f(BOOK.pad_sequences, sequences=([np.ones((3, D)), np.ones((2, D))], "sequences")),
    f(BOOK.length_mask, lengths=(LENGTHS, "wholes"), T=whole(4)),
    f(BOOK.last_step, h=(DH, "array"), lengths=(LENGTHS, "or none")),
    f(BOOK.last_step_backward, dlast=(DH[0], "array"), T=whole(4), lengths=(LENGTHS, "or none")),
    f(BOOK.reverse_by_length, x=x, lengths=(LENGTHS, "or none")),
    f(BOOK.sgd_start, params=(P, "record")),
    f(BOOK.sgd, params=(P, "record"), grads=(P, "record"), state=(BOOK.sgd_start(P), "cache"), lr=lr, momentum=(0.5, "number")),
    f(BOOK.adam_start, params=(P, "record")),
    f(BOOK.adam, params=(P, "record"), grads=(P, "record"), state=(BOOK.adam_start(P), "cache"), lr=lr, beta1=(0.9, "number"), beta2=(0.9, "number"), eps=(1e-8, "number")),
    f(BOOK.clip_by_norm, grads=(P, "record"), max_norm=(1.0, "number")),
    f(BOOK.clip_by_element, grads=(P, "record"), limit=(1.0, "number")),
    f(BOOK.constant_rate, k=whole(1), lr=lr),
    f(BOOK.step_rate, k=whole(1), lr=lr, every=whole(2), factor=(0.5, "number")),
    f(BOOK.cosine_rate, k=whole(1), lr=lr, updates=whole(9), warmup=whole(2), final=(0.0, "rate")),
    f(BOOK.flatten, tree=(P, "tree"), name=("params", "text")),
    f(BOOK.unflatten, tree=(P, "tree"), flat=(tuple(P), "cache")),
    f(BOOK.fit, params=(P, "tree"), gradients=(square, "function"), updates=whole(1), lr=lr, max_norm=(1.0, "number"), optimiser=((BOOK.sgd_start, BOOK.sgd), "optimiser"),
      validate=(lambda p: 0.0, "or none"), every=whole(1), patience=(2, "whole or none"), progress=(False, "a flag or none"), resume=(None, "or none")),
    f(BOOK.save, path=("{folder}/p.npz", "path"), tree=fixed(P)),
    f(BOOK.load, path=("{folder}/q.npz", "path"), like=(P, "other tree"), types=((Params,), "or none")),
    f(BOOK.check_cell, cell=(LSTM, "cell"), seed=(0, "whole"), raises=(True, "flag")),
    f(BOOK.gradcheck, loss=(lambda v: (v**2).sum(), "function"), values=({"v": ONES}, "cache"), grads=({"v": 2 * ONES}, "cache"), eps=(1e-5, "number"), tol=(1e-7, "number")),
    f(BOOK.numeric_gradient, f=(np.sum, "function"), value=(ONES, "array"), eps=(1e-5, "number")),
    f(BOOK.gradient_by_lag, cell=cell, p=p, x=x, dh_last=(DH[-1], "array")),
    f(BOOK.jacobian, cell=cell, p=p, x=one, state=start),
    f(BOOK.step_jacobians, cell=cell, p=p, x=one, state=start),
    f(BOOK.connectivity, cell=cell, p=p, x=one, V=(np.ones((H, 2)), "or none"), state=start),
    f(BOOK.spectral_radius, W=w),
    f(BOOK.singular_values, W=w),
    f(BOOK.half_life, f=(0.5, "arrays")),
    f(BOOK.trace, cell=cell),
    *(f(getattr(BOOK.tasks, name), rng=g, T=whole(30), B=whole(2)) for name in ("adding_1997", "continual_reber")),
    f(BOOK.tasks.recall, rng=g, T=whole(9), B=whole(2), noise=(0.5, "rate")),
    f(BOOK.tasks.latest, rng=g, T=whole(9), B=whole(2), marked=(0.1, "real")),
    f(BOOK.tasks.recall_stream, rng=g, T=whole(9), B=whole(2), lag=whole(3), noise=(0.5, "rate")),
    f(BOOK.tasks.adding, rng=g, T=whole(9), B=whole(2), low=(0.0, "real"), high=(1.0, "real")),
    f(BOOK.tasks.adding_baseline, low=(0.0, "real"), high=(1.0, "real")),
    f(BOOK.tasks.adding_1997_baseline, T=whole(30)),
    f(BOOK.tasks.temporal_order, rng=g, T=whole(30), B=whole(2), marks=(2, "choice")),
    f(BOOK.tasks.temporal_order_baseline, marks=(2, "choice")),
    f(BOOK.tasks.copying, rng=g, T=whole(9), B=whole(2), symbols=whole(3), length=whole(2)),
    f(BOOK.tasks.copying_baseline, T=whole(9), symbols=whole(3), length=whole(2)),
    f(BOOK.tasks.long_lag, rng=g, lag=whole(5), B=whole(2), regular=flag(True)),
    f(BOOK.tasks.tagging, rng=g, T=whole(9), B=whole(2), gap=(3.0, "number")),
    f(BOOK.tasks.tagging_baseline, causal=flag()),
    f(BOOK.tasks.tagging_window_baseline, batch=(tagging(rng(), 9, 2), "cache"), radius=whole(1)),
    f(BOOK.tasks.embedded_reber, rng=g, B=whole(2)),
    f(BOOK.tasks.continual_reber_baseline, strings=whole(2)),
    f(BOOK.tasks.reber_string, rng=g, embedded=flag(True)),
    f(BOOK.tasks.is_legal, text=("BT", "text"), embedded=flag(True)),
    f(BOOK.tasks.next_symbols, text=("BT", "text"), embedded=flag(True)),
    f(BOOK.tasks.predicts_legal, scores=(np.ones((2, 7)), "arrays"), legal=(np.ones((2, 7)), "arrays")),
    f(BOOK.tasks.lanes, codes=(np.arange(9), "wholes"), B=whole(2), rng=(rng, "rng or none")),
    f(BOOK.tasks.windows, stream=(X, "arrays"), T=whole(2)),
    f(BOOK.tasks.symbols_of, text=(SYMBOLS, "text")),
    f(BOOK.tasks.encode, text=("ab", "text"), symbols=(SYMBOLS, "text")),
    f(BOOK.tasks.decode, codes=([0, 1], "wholes"), symbols=(SYMBOLS, "text")),
    f(BOOK.tasks.corpus_baseline, text=("abcab", "text"), context=whole(1)),
    f(BOOK.tasks.corpus, name=("carroll", "choice")),
    f(BOOK.tasks.split, text=("\n\n".join(map(str, range(10))), "text")),
    f(BOOK.tasks.ngram_losses, train=("abcab" * 9, "text"), text=("abc", "text"), order=whole(3), smoothing=("kneser-ney", "smoothing")),
    f(BOOK.tasks.tunes, count=whole(2), rng=g),
    f(BOOK.tasks.one_hot, codes=([0, 1], "wholes"), n=whole(3)),
    f(recipes.fit_last, cell=cell, task=(recall, "function"), H=whole(3), updates=whole(1), rng=g, bias=bias, lr=lr, max_norm=(1.0, "number"), progress=(False, "a flag or none")),
    f(recipes.scores, cell=cell, net=(TAGGER, "cache"), x=x, lengths=(LENGTHS, "or none")),
    f(recipes.fit_tagger, cell=cell, task=(lambda rng: tagging(rng, 8, 2), "function"), H=(3, "widths"), updates=whole(1), rng=g, classes=whole(2), layers=whole(1), directions=whole(1),
      norm=flag(), residual=flag(), dropout=(0.0, "number"), variational=flag(), bias=bias, lr=lr, max_norm=(1.0, "number"), progress=(False, "a flag or none"), hidden=whole(2)),
]  # fmt: skip
# Formulas that take whatever NumPy takes, and what has no argument.
FREE = {"sigmoid", "softmax"}


def given(values, folder):
    values = {name: value() if value is rng else value for name, value in values.items()}
    for name, value in values.items():
        if isinstance(value, str) and "{folder}" in value:
            values[name] = value.format(folder=folder)
    return values


def refusal(function, values):
    """What a call says when it refuses; why that is not enough, or None."""
    try:
        result = function(**values)
        if inspect.isgenerator(result):
            list(result)
    except (TypeError, ValueError) as error:
        said = str(error)
        ours = type(error) in (TypeError, ValueError) and "wanted" in said and ": " in said
        if not ours:
            return f"{type(error).__name__}: {said}"
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def public():
    for module in ("rnnbook", "rnnbook.language", "rnnbook.tasks", "rnnbook.training.recipes"):
        module = importlib.import_module(module)
        for name in module.__all__:
            if inspect.isfunction(getattr(module, name)):
                yield name, getattr(module, name)


def test_every_public_function_and_each_of_its_arguments_is_in_the_table():
    listed = {function.__name__: kinds for function, _, kinds in CALLS}
    for name, function in public():
        arguments = inspect.signature(function).parameters
        if name not in FREE and arguments:
            assert set(listed.get(name, ())) == set(arguments), name


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row[0].__name__)
def test_what_is_of_another_kind_is_refused_in_words(row, tmp_path):
    function, values, kinds = row
    rnnbook.save(tmp_path / "q.npz", P)
    rnnbook.save_memory(tmp_path / "q.json", MEMORY)
    right = given(values, tmp_path)
    result = function(**right)                   # the right call is not refused
    if inspect.isgenerator(result):
        list(result)
    faults = []
    for name, kind in kinds.items():
        for offender in OFFENDERS.get(kind, ()):
            why = refusal(function, {**given(values, tmp_path), name: offender})
            if why:
                faults.append(f"{name}={offender!r:.40}: {why:.150}")
    assert not faults, "\n" + "\n".join(faults)


# Remedies ------------------------------------------------------------------------------


def spoilt(value, kind):
    """Values with the content of `value` in a form that is refused."""
    if kind == "array":
        yield from (value.tolist(), value.astype(np.float16), np.ma.masked_array(value))
        if value.ndim == 2:
            yield value.view(np.matrix)
    if kind == "wholes":
        yield from (np.array(value, float), np.ma.masked_array(value))


PASS = re.compile(
    r"(?:pass|by) ((?:np\.|\w+[.\[(]|\w+ -).*?)(?:, and | and |, or |;|$)"
)


def remedied(message, names):
    """The value of the code that a message tells to pass, in place of the argument."""
    code = PASS.search(message.replace("\n", " "))
    assert code, message
    return eval(code[1], {"np": np, **vars(rnnbook)}, names)


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row[0].__name__)
def test_a_remedy_carried_out_is_accepted(row, tmp_path):
    function, values, kinds = row
    rnnbook.save(tmp_path / "q.npz", P)
    for name, kind in kinds.items():
        for bad in spoilt(values[name], kind):
            tried = {**given(values, tmp_path), name: bad}
            with pytest.raises(TypeError) as refused:
                function(**tried)
            tried[name] = remedied(str(refused.value), tried)
            function(**tried)


def labels(make):
    """softmax_cross_entropy with labels that are right but for their form."""
    o, target = (
        np.random.default_rng(0).normal(size=(5, 2, 3)),
        np.arange(10).reshape(5, 2) % 3,
    )
    return (
        BOOK.softmax_cross_entropy,
        {"o": o, "target": make(target)},
        "target",
        target,
    )


def loop(**other):
    return BOOK.unroll, {"cell": LSTM, "p": P, "x": X, **other}


H3, H4 = np.ones((4, 3)), np.ones((4, 3, 3))
# (function, arguments, the one that is wrong in its form alone, what is right).
FORMS = {
    "labels with an axis more": labels(lambda t: t[..., None]),
    "float labels with an axis more": labels(lambda t: t[..., None].astype(float)),
    "float labels": labels(lambda t: t.astype(float)),
    "one-hot labels": labels(lambda t: np.eye(3)[t]),
    "one-hot labels of int": labels(lambda t: np.eye(3, dtype=int)[t]),
    "batch-first labels": labels(lambda t: t.T.copy()),
    "flat labels": labels(lambda t: t.reshape(-1)),
    "labels from 1": labels(lambda t: t + 1),
    "labels of True and False": (BOOK.softmax_cross_entropy, {"o": H3, "target": np.array([True, False] * 2)}, "target", np.array([1, 0] * 2)),
    "one-hot tokens": (BOOK.embed, {"p": ROWS, "tokens": np.eye(5)[[1, 2]]}, "tokens", [1, 2]),
    "float tokens": (BOOK.embed, {"p": ROWS, "tokens": np.array([1.0, 2.0])}, "tokens", [1, 2]),
    "a batch-first input": (*loop(x=X.swapaxes(0, 1), state=STATE), "x", X),
    "a batch-first input of a stack": (BOOK.unroll_stack, {"cell": LSTM, "p": STACK, "x": X.swapaxes(0, 1), "lengths": LENGTHS}, "x", X),
    "a batch-first gradient": (BOOK.unroll_backward, {"cell": LSTM, "p": P, "dh": DH.swapaxes(0, 1), "cache": CACHE}, "dh", DH),
    "lengths as a mask": (BOOK.length_mask, {"lengths": BOOK.length_mask(LENGTHS, T), "T": T}, "lengths", LENGTHS),
    "lengths of float": (BOOK.length_mask, {"lengths": LENGTHS * 1.0, "T": T}, "lengths", LENGTHS),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_remedy_carried_out_is_right(name):
    function, values, argument, right = FORMS[name]
    with pytest.raises((TypeError, ValueError)) as refused:
        function(**values)
    names = {**values, "mask": values[argument]}  # "mask.sum(axis=0)"
    mended = remedied(str(refused.value), names)
    np.testing.assert_array_equal(mended, right)
    function(**{**values, argument: mended})


@pytest.mark.parametrize("padding", [-1, -100, 255])
def test_labels_that_do_not_count_are_told_to_be_masked(padding):
    function, values, _, target = labels(lambda t: np.where(t == 1, padding, t))
    with pytest.raises(ValueError, match="padding") as refused:
        function(**values)
    mask = re.search(r"pass mask=(target != \S+)$", str(refused.value))[1]
    counts = eval(mask, {}, values)
    loss, do = function(**values, mask=counts)
    expected, _ = function(values["o"][target != 1], target[target != 1])
    assert loss == pytest.approx(expected, rel=1e-12) and not do[target == 1].any()
