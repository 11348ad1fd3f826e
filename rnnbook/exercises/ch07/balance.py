"""7.6, an experiment: forget bias and size of W at which a gradient survives."""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params, init_params
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.loop.unroll import unroll, unroll_backward

BIASES = np.arange(0.0, 4.0)
SCALES = np.arange(2, 13) / 2


def _case(rng):
    T, B, d, units = 50, 8, 4, 16
    p = init_params(CELLS["lstm"], D=d, H=units, rng=rng)
    dh = np.zeros((T, B, units))
    dh[-1] = rng.normal(size=(B, units))
    return [{"p": p, "x": rng.normal(size=(T, B, d)), "dh": dh}]


@functools.cache
def _norms(gate=1, block=..., forward=True, back=True, all_=False):
    """Norms of dL/dh_0 and of dL/dc_0 over that of dL/dh_50: (2, biases, scales).

    gate: whose bias is set; block: of W, that is scaled (... for all). forward, back:
    where the scaled W is used. all_: whether U is scaled too.
    """
    p, x, dh = BALANCE.inputs()[0].values()
    n, ratios = dh.shape[-1], np.empty((2, len(BIASES), len(SCALES)))
    for k, bias in enumerate(BIASES):
        b = p.b.copy()
        b.reshape(4, n)[gate] = bias
        for m, scale in enumerate(SCALES):
            W = p.W.copy()
            W.reshape(n, 4, n).swapaxes(0, 1)[block] *= scale
            U = scale * p.U if all_ else p.U
            there, home = Params(U, W if forward else p.W, b), W if back else p.W
            _, _, cache = unroll(CELLS["lstm"], there, x)
            _, _, d = unroll_backward(CELLS["lstm"], there._replace(W=home), dh, cache)
            ratios[:, k, m] = [np.linalg.norm(part) for part in d]
    return ratios / np.linalg.norm(dh[-1])


def _measured(what=0, power=1, **switches):
    """The ratio for each bias and scale. what: 1 for c in place of h."""
    return _norms(**switches)[what] ** power


def _balance(ratios, threshold=1.0):
    """The smallest scale of each row at which the ratio reaches the threshold."""
    return SCALES[np.argmax(ratios >= threshold, axis=1)]


def _misread(**switches):
    """Wrong ratios, and the scales that a reader finds with them."""

    def wrong(*inputs):
        ratios = _measured(**switches)
        return {"ratios": ratios, "balance": _balance(ratios)}

    return wrong


def _not_divided(p, x, dh):
    ratios = _measured() * np.linalg.norm(dh[-1])
    return {"ratios": ratios, "balance": _balance(ratios)}


def _answer(choose):
    """A wrong `balance` beside ratios that are right."""
    return lambda *inputs: {"balance": choose(_measured())}


BALANCE = Exercise(
    number="7.6",
    title="Gate and matrix",
    outputs=("ratios", "balance"),
    made_by={"ratios": "gradient_ratios"},
    code=False,
    right=lambda *inputs: (_measured(), _balance(_measured())),
    cases=_case,
    rtol=1e-5,
    atol=0,
    meaning="The further the gate is open, the smaller is the W that brings the "
    "gradient back to its size: the belt and the ways through W add up. Beyond that it "
    "grows, and nothing in the cell stops it.",
    mistakes=(
        Mistake(
            "input gate",
            "You set the bias of the input gate. The blocks are in the order i, f, g, "
            "o.",
            _misread(gate=0),
        ),
        Mistake(
            "candidate",
            "You set the bias of the candidate. The blocks are in the order i, f, g, "
            "o.",
            _misread(gate=2),
        ),
        Mistake(
            "output gate",
            "You set the bias of the output gate. The blocks are in the order i, f, g, "
            "o.",
            _misread(gate=3),
        ),
        Mistake(
            "all four biases",
            "You set the biases of all four blocks. Only the forget gate's was meant.",
            _misread(gate=...),
        ),
        Mistake(
            "scaled on the way back only",
            "The scaled W is used on the way back and the unscaled one on the way "
            "forward. Make one set of parameters and give it to both.",
            _misread(forward=False),
        ),
        Mistake(
            "scaled on the way forward only",
            "The scaled W is used on the way forward and the unscaled one on the way "
            "back. Make one set of parameters and give it to both.",
            _misread(back=False),
        ),
        Mistake(
            "forget gate's block alone",
            "You scale the forget gate's block of W alone. All of W was meant.",
            _misread(block=1),
        ),
        Mistake(
            "U scaled too",
            "You scale U as well. Only W was meant: the inputs stay as they are.",
            _misread(all_=True),
        ),
        Mistake(
            "gradient of the cell state",
            "You measure the gradient for the initial cell state. Here the question is "
            "about h.",
            _misread(what=1),
        ),
        Mistake(
            "squared norms",
            "This is the ratio of the squared norms.",
            _misread(power=2),
        ),
        Mistake(
            "upside down",
            "The ratio is upside down: the early gradient belongs above.",
            _misread(power=-1),
        ),
        Mistake(
            "not divided",
            "This is the norm of the early gradient. Divide it by the norm of the last "
            "one.",
            _not_divided,
        ),
        Mistake(
            "no bias",
            "All rows are that of bias 0: the bias that you set does not reach both "
            "`unroll` and `unroll_backward`.",
            lambda *inputs: {"ratios": np.tile(_measured()[0], (len(BIASES), 1))},
        ),
        Mistake(
            "one too small",
            "At these scales the ratio is still below 1.",
            _answer(lambda r: _balance(r) - 0.5),
        ),
        Mistake(
            "position instead of scale",
            "These are positions in the list. The scales at those positions were "
            "wanted.",
            _answer(lambda r: np.argmax(r >= 1, axis=1).astype(float)),
        ),
        Mistake(
            "largest ratio",
            "These are the scales with the largest ratio. Wanted were the smallest at "
            "which it is at least 1.",
            _answer(lambda r: SCALES[np.argmax(r, axis=1)]),
        ),
    ),
    hints=(
        "`p.b` has four blocks of width H, in the order i, f, g, o: change a copy of "
        "it. `p._replace(W=..., b=...)` makes new parameters.",
        "`unroll` and then `unroll_backward`, both with the new parameters. The last "
        "thing that `unroll_backward` returns holds the gradients of the initial "
        "state, h first.",
        "`ratios >= 1` is an array of truths. `np.argmax` along its last axis finds "
        "the first true one of each row.",
    ),
)
