"""Bad calls of what trains: each is told what came, what was wanted, the remedy.

A row of BAD is (call, exception, what came, what was wanted, remedy): the three
texts must all stand in the message. Files are in test_store.py.
"""

# ruff: noqa: E501 -- a row of a table is read as one line

import numpy as np
import pytest
from refusing import assert_refused

from rnnbook import (
    Embedding,
    Params,
    adam,
    adam_start,
    clip_by_element,
    constant_rate,
    cosine_rate,
    embed,
    embed_backward,
    fit,
    flatten,
    init_embedding,
    last_step,
    last_step_backward,
    length_mask,
    sgd,
    sgd_start,
    softmax_cross_entropy,
    squared_error,
    step_rate,
    unflatten,
)

T, B, O = 4, 3, 5  # noqa: E741
rng = np.random.default_rng(0)
SCORES, TARGET, LENGTHS = rng.normal(size=(T, B, O)), rng.integers(0, O, (T, B)), [4, 1, 3]
MASK = length_mask(LENGTHS, T)
P = Params(rng.normal(size=(2, 3)), rng.normal(size=(3, 3)), np.ones(3))
E = init_embedding(4, 2, rng)
TOKENS = np.array([[0, 3], [1, 1]])


def entropy(mask, target=TARGET):
    return lambda: softmax_cross_entropy(SCORES, target, mask=mask)


def squared(mask, target=SCORES):
    return lambda: squared_error(SCORES, target, mask=mask)


def descend(state=None, **options):
    return lambda: sgd(P, P, sgd_start(P) if state is None else state, **options)


def square(p):
    return sum((v**2).sum() for v in p), type(p)(*(2 * v for v in p))


def train(gradients=square, updates=3, **options):
    return lambda: fit(P, gradients, updates, **options)


def changing(names):
    """A training whose measures have these names, one at each update."""

    def call():
        rest = iter(names)
        fit(P, lambda p: (*square(p), {next(rest): 1.0}), len(names))

    return call


BAD = {
    # masks and lengths
    "a mask of whole numbers": (
        entropy(MASK.astype(int)), TypeError, "mask has dtype int64", "wanted bool or float", "mask.astype(bool)"),
    "a mask that is batch-first": (
        entropy(MASK.T), ValueError, "mask has shape (3, 4)", "wanted (4, 3), because o has shape (4, 3, 5)", "length_mask(lengths, T)"),
    "a mask of single scores": (
        entropy(np.ones((T, B, O))), ValueError, "mask has shape (4, 3, 5)", "wanted (4, 3)", "length_mask"),
    "a mask over the batch alone": (
        squared(np.ones(B)), ValueError, "mask has shape (3,)", "wanted (4, 3, 5) or (4, 3), because y has", "length_mask"),
    "a mask that counts nothing": (
        entropy(np.zeros((T, B), bool)), ValueError, "mask runs from 0.0 to 0.0", "at least one above", "drop such batches"),
    "a weight below zero": (
        squared(np.where(MASK, 1.0, -1.0)), ValueError, "mask runs from -1.0 to 1.0", "weights >= 0", "drop such"),
    "a weight that is NaN": (
        squared(np.where(MASK, 1.0, np.nan)), ValueError, "mask[1, 1] is nan", "finite", "clean the"),
    "a counted target out of range": (
        entropy(MASK, np.where(MASK, 5, 0)), ValueError, "target runs from 0 to 5", "wanted 0 to 4", "number them from 0"),
    "a counted target that is NaN": (
        squared(MASK, np.where(MASK[..., None], np.nan, SCORES)), ValueError, "target[0, 0, 0] is nan", "finite", "clean the"),
    "lengths that are a mask": (
        lambda: last_step(SCORES, MASK[0]), TypeError, "lengths has dtype bool", "whole numbers", "mask.sum(axis=0)"),
    "lengths with fractions": (
        lambda: length_mask([1.0, 2.0], T), TypeError, "lengths has dtype float64", "whole numbers", "np.array(lengths, int)"),
    "a length of zero": (
        lambda: last_step(SCORES, [4, 0, 3]), ValueError, "run from 0 to 4", "wanted 1 to T = 4", "drop empty sequences"),
    "a length beyond the end": (
        lambda: length_mask([5], T), ValueError, "run from 5 to 5", "wanted 1 to T = 4", "pad to the longest"),
    "a length too few": (
        lambda: last_step(SCORES, [4, 1]), ValueError, "lengths has shape (2,)", "(B,) = (3,)", "one length for each"),
    "lengths in a table": (
        lambda: length_mask([[1, 2]], T), ValueError, "lengths has shape (1, 2)", "(B,)", "one length for each"),
    "no lengths": (
        lambda: length_mask(np.zeros(0, int), T), ValueError, "lengths has shape (0,)", "(B,)", "not empty"),
    "the last step of one sequence": (
        lambda: last_step(np.ones(3)), ValueError, "h has shape (3,)", "wanted (T, B, ...)", "h[:, None]"),
    "the last step of nothing": (
        lambda: last_step(np.ones((0, 3))), ValueError, "h has shape (0, 3)", "at least one step", "h[:, None]"),
    "the gradient of a number": (
        lambda: last_step_backward(np.ones(()), T), ValueError, "dlast has shape ()", "wanted (B, ...)", "what last_step(h) returned"),
    "no steps to put a gradient in": (
        lambda: last_step_backward(np.ones((3, 2)), 0), ValueError, "T = 0", "at least 1", "T = len(h)"),
    "lengths of another batch": (
        lambda: last_step_backward(np.ones((3, 2)), T, [1, 2]), ValueError, "lengths has shape (2,)", "(3,)", "one length"),
    # embedding
    "tokens one-hot": (
        lambda: embed(E, np.eye(4)), TypeError, "tokens has dtype float64", "whole numbers", "tokens.argmax(axis=-1)"),
    "tokens that are True and False": (
        lambda: embed(E, np.array([True])), TypeError, "tokens has dtype bool", "whole numbers", "the number of each symbol"),
    "padding of -1": (
        lambda: embed(E, [0, -1]), ValueError, "tokens run from -1 to 0", "wanted 0 to 3", "a token of its own"),
    "a token too high": (
        lambda: embed_backward(E, [4], np.ones((1, 2))), ValueError, "tokens run from 4 to 4", "E has 4 rows", "a token of its own"),
    "rows without their type": (
        lambda: embed(E.E, TOKENS), TypeError, "p is a ndarray", "wanted an Embedding", "Embedding(E)"),
    "rows that are a list": (
        lambda: embed(Embedding([[1.0]]), [0]), TypeError, "E is a list", "NumPy array", "np.asarray(E"),
    "rows that are one": (
        lambda: embed(Embedding(np.ones(3)), [0]), ValueError, "E has shape (3,)", "wanted (N, D)", "one row a symbol"),
    "gradients of another shape": (
        lambda: embed_backward(E, TOKENS, np.ones((2, 2, 1))), ValueError, "dx is float64 (2, 2, 1)", "(2, 2, 2)", "as embed gave them"),
    "gradients of another dtype": (
        lambda: embed_backward(E, TOKENS, np.ones((2, 2, 2), np.float32)), ValueError, "dx is float32", "wanted float64", "as embed"),
    "a vocabulary of nothing": (
        lambda: init_embedding(0, 2, rng), ValueError, "N = 0", "at least 1", "the number of symbols"),
    "a seed for a generator": (
        lambda: init_embedding(4, 2, 0), TypeError, "rng is a int", "wanted a Generator", "np.random.default_rng(0)"),
    "an embedding of whole numbers": (
        lambda: init_embedding(4, 2, rng, int), TypeError, "dtype is <class 'int'>", "float32 or float64", "np.float64"),
    # steps and rates
    "a momentum of one": (
        descend(momentum=1.0), ValueError, "momentum is 1.0", "0 <= momentum < 1", "0.9 is a usual choice"),
    "a momentum below zero": (
        descend(momentum=-0.1), ValueError, "momentum is -0.1", "0 <= momentum < 1", "0.9"),
    "uphill": (
        descend(lr=-0.1), ValueError, "lr is -0.1", "finite learning rate >= 0", "try 0.01"),
    "Adam at a rate that is NaN": (
        lambda: adam(P, P, adam_start(P), lr=np.nan), ValueError, "lr is nan", "finite learning rate", "try 0.01"),
    "Adam's state for SGD": (
        descend(adam_start(P)), TypeError, "state is a AdamState", "wanted the SGDState", "sgd_start(params) makes"),
    "a state of other parameters": (
        descend(sgd_start(E)), ValueError, "state.velocity has 1 arrays, params has 3", "one for one", "sgd_start(params)"),
    "Adam's state of an embedding": (
        lambda: adam(P, P, adam_start(E)), ValueError, "state.mean has 1 arrays", "one for one", "adam_start(params)"),
    "a velocity of other shapes": (
        descend(sgd_start(P._replace(U=P.U[:1]))), ValueError, "state.velocity.U is float64 (1, 3)", "wanted the same", "make them agree"),
    "clipping elements to nothing": (
        lambda: clip_by_element(P, 0), ValueError, "limit is 0", "a positive number", "1.0 is a usual choice"),
    "clipping elements that are infinite": (
        lambda: clip_by_element(P._replace(b=np.array([0, np.inf, 0])), 1.0), ValueError, "grads.b[1] is inf", "finite", "smaller learning rate"),
    "an update before the first": (
        lambda: constant_rate(-1, 0.1), ValueError, "k = -1", "at least 0", "numbered from 0"),
    "half an update": (
        lambda: step_rate(0.5, 0.1, 10), TypeError, "k is 0.5", "a whole number", "int(k)"),
    "steps of no updates": (
        lambda: step_rate(3, 0.1, every=0), ValueError, "every = 0", "at least 1", "usual choice"),
    "steps that climb": (
        lambda: step_rate(3, 0.1, every=5, factor=2), ValueError, "factor is 2", "0 < factor <= 1", "usual choice"),
    "a warm-up that never ends": (
        lambda: cosine_rate(3, 0.1, updates=10, warmup=10), ValueError, "warmup is 10 and updates is 10", "warmup < updates", "a twentieth"),
    "a cosine that climbs": (
        lambda: cosine_rate(3, 0.1, updates=10, final=0.2), ValueError, "final is 0.2 and lr is 0.1", "0 <= final <= lr", "lr is the highest"),
    "a rate that is infinite": (
        lambda: cosine_rate(3, np.inf, updates=10), ValueError, "lr is inf", "a finite number >= 0", "0.01 is a usual learning rate"),
    # trees and fit
    "a number among the parameters": (
        lambda: flatten({"p": [P, 3]}), TypeError, "params['p']['1'] is a int", "wanted arrays", "keep what is not trained elsewhere"),
    "no parameters": (
        lambda: flatten({"layers": []}), ValueError, "params holds no array", "at least one", "{'layer': p, 'head': head}"),
    "too few to put back": (
        lambda: unflatten(P, [P.U]), ValueError, "flat has 1 arrays, the tree has 3", "one for one", "what flatten made"),
    "no updates": (
        train(updates=0), ValueError, "updates = 0", "at least 1", "the number of steps, pass updates=1000"),
    "updates with a fraction": (
        train(updates=1e3), TypeError, "updates is 1000.0", "a whole number of at least 1", "the number of steps"),
    "validation every zero updates": (
        train(validate=lambda p: 0.0, every=0), ValueError, "every = 0", "at least 1", "steps between validations"),
    "patience of nothing": (
        train(validate=lambda p: 0.0, patience=0), ValueError, "patience = 0", "at least 1", "validations"),
    "patience without a measure": (
        train(patience=3), ValueError, "patience is 3, but validate is None", "a measure to wait for", "pass validate="),
    "training uphill": (
        train(lr=-1), ValueError, "lr is -1", "a finite number >= 0 or a function", "cosine_rate(k, 0.01"),
    "training at an infinite rate": (
        train(lr=np.inf), ValueError, "lr is inf", "a finite number >= 0", "try 0.01"),
    "a step of infinite length": (
        descend(lr=np.inf), ValueError, "lr is inf", "finite learning rate", "try 0.01"),
    "a rate in words": (
        train(lr="fast"), TypeError, "lr is 'fast'", "a finite number", "try 0.01"),
    "an optimiser by name": (
        train(optimiser="adam"), TypeError, "optimiser is a str", "its start and its step", "(adam_start, adam)"),
    "the step of an optimiser alone": (
        train(optimiser=adam), TypeError, "optimiser is a function", "its start and its step", "(adam_start, adam)"),
    "training clipped to nothing": (
        train(max_norm=0), ValueError, "max_norm is 0", "a positive number", "1.0 is a usual choice"),
    "gradients alone": (
        train(lambda p: p), TypeError, "gradients returned a Params of 3", "(loss, gradients)", "return these as a tuple"),
    "gradients that return nothing": (
        train(lambda p: None), TypeError, "gradients returned a NoneType", "(loss, gradients)", "as a tuple"),
    "a loss for each sequence": (
        train(lambda p: (np.ones(3), p)), TypeError, "the loss has shape (3,)", "one number", "sum or average"),
    "gradients before the loss": (
        train(lambda p: (p, 1.0)), TypeError, "the loss is a Params", "wanted a number", "the loss first"),
    "gradients built otherwise": (
        train(lambda p: (1.0, tuple(p))), ValueError, "the gradients are _0, _1, _2", "wanted those of U, W, b", "build them like params"),
    "gradients of another shape than the parameters": (
        train(lambda p: (1.0, p._replace(b=p.b[:1]))), ValueError, "gradients.b is float64 (1,)", "params.b is float64 (3,), wanted the same", "agree"),
    "gradients with a number": (
        train(lambda p: (1.0, [0.0])), TypeError, "the gradients['0'] is a float", "wanted arrays", "elsewhere"),
    "a measure that is the loss": (
        changing(["loss"]), ValueError, "the measures are loss", "none of loss, norm, lr", "rename yours"),
    "measures that change their names": (
        changing(["a", "b"]), ValueError, "the measures are b", "the same names at every update", "rename"),
    "resume is what fit returned": (
        lambda: fit(P, square, 3, resume=fit(P, square, 1)), TypeError, "resume is a Fit", "wanted a Resume",
        "pass done.resume"),
    "resume is the optimiser's state": (
        train(resume=adam_start(P)), TypeError, "resume is a AdamState", "wanted a Resume", "done.params as the parameters"),
    "resume of half an update": (
        train(resume=fit(P, square, 1).resume._replace(updates=0.5)), ValueError, "0.5 updates are done",
        "a whole number >= 0", "as it is"),
    "resume from before the first": (
        train(resume=fit(P, square, 1).resume._replace(updates=-1)), ValueError, "-1 updates are done",
        "a whole number >= 0", "as it is"),
    "resume with another optimiser": (
        train(resume=fit(P, square, 1).resume, optimiser=(sgd_start, sgd)), TypeError, "state is a AdamState",
        "the SGDState of the step before", "sgd_start(params)"),
    "resume with other parameters": (
        lambda: fit(E, square, 3, resume=fit(P, square, 1).resume), ValueError, "state.mean has 3 arrays",
        "params has 1", "one for one"),
    "measures that are a number": (
        train(lambda p: (*square(p), 0.5)), TypeError, "the measures are a float", "a dict", "{'accuracy': 0.5}"),
}  # fmt: skip


def test_there_are_bad_calls_of_every_part():
    assert len(BAD) >= 60


@pytest.mark.parametrize("case", BAD)
def test_refused_with_what_came_what_was_wanted_and_the_remedy(case):
    assert_refused(BAD[case])


def test_the_same_calls_are_accepted_when_nothing_is_wrong_with_them():
    entropy(MASK, np.where(MASK, TARGET, -1))()
    squared(MASK, np.where(MASK[..., None], SCORES, np.nan))()
    last_step_backward(last_step(SCORES, LENGTHS), T, LENGTHS)
    embed_backward(E, TOKENS, embed(E, TOKENS))
    descend(lr=0.0, momentum=0.9)()
    clip_by_element(P, np.inf)
    train(validate=lambda p: 0.0, every=1, patience=1, lr=np.float64(0.1), max_norm=1)()
    changing(["a", "a", "a"])()


def test_the_least_and_the_most_that_is_allowed_is_accepted():
    assert embed(init_embedding(1, 1, rng), [0]).shape == (1, 1)
    assert last_step(np.ones((1, 2))).shape == (2,)
    assert last_step_backward(np.ones(2), 1).shape == (1, 2)
    assert step_rate(3, 0.1, every=1, factor=1) == 0.1
    assert cosine_rate(0, 0.1, updates=1, final=0.1) == 0.1
    assert constant_rate(0, 0) == 0 and cosine_rate(0, 0, updates=1) == 0
    done = fit(P, square, 1, lr=0, validate=lambda p: 0.0)
    np.testing.assert_array_equal(done.params.U, P.U)
    assert done.validation.tolist() == [[1, 0]]
