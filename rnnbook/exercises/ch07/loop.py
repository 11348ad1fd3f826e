"""7.3 in code: the loop back through an LSTM."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

LSTM = CELLS["lstm"]


def _back(
    dh, W, steps, losses=None, past_h=None, past_c=None, order=reversed, exchanged=False
):
    """The loop with one piece replaced.

    losses: which step's own gradient comes in; past_h, past_c: what goes on to the
    step before, of the new and the old one; order: of the steps; exchanged: (c, h).
    """
    d_h = d_c = np.zeros_like(dh[0])
    da = np.zeros((*dh.shape[:2], W.shape[1]))
    for t in order(range(len(dh))):
        own = dh[t] if losses is None else losses(dh, t)
        pair = (d_c, own + d_h) if exchanged else (own + d_h, d_c)
        da[t], _, (_, dc) = LSTM.backward(pair, steps[t])
        new = da[t] @ W.T
        d_h = new if past_h is None else past_h(new, d_h, dh[t])
        d_c = dc if past_c is None else past_c(dc, d_c)
    return da, d_h, d_c


def _variant(**pieces):
    return lambda dh, W, steps: _back(dh, W, steps, **pieces)


def _one_block(k):
    """The way back through one block of W alone."""

    def wrong(dh, W, steps):
        H = len(W)
        kept = np.zeros_like(W)
        kept[:, k * H : (k + 1) * H] = W[:, k * H : (k + 1) * H]
        return _back(dh, kept, steps)

    return wrong


def _first_step_left_out(dh, W, steps):
    """The gradients of the first new state in place of those of the old one."""
    _, d_h, d_c = _back(dh[1:], W, steps[1:])
    return {"dh_0": d_h + dh[0], "dc_0": d_c}


def _cases(rng):
    cases = []
    for T, B, H in ((4, 2, 3), (2, 1, 2), (6, 3, 2)):
        W = rng.normal(0, 0.8, (H, 4 * H))
        h = c = rng.normal(size=(B, H))
        steps = []
        for xU in rng.normal(size=(T, B, 4 * H)):
            (h, c), step = LSTM.forward(xU, h @ W, (h, c))
            steps.append(step)
        dh = rng.normal(size=(T, B, H))
        cases.append({"dh": dh, "W": W, "steps": tuple(steps)})
    return cases


LOOP = Exercise(
    number="7.3",
    title="The loop back",
    outputs=("da", "dh_0", "dc_0"),
    blocks={"da": ("da_i", "da_f", "da_g", "da_o")},
    right=lambda dh, W, steps: _back(dh, W, steps),
    cases=_cases,
    meaning="Three matrix products more, and you have the gradients of U, W and b.",
    mistakes=(
        Mistake(
            "last loss alone",
            "Only the last step's own gradient comes in. Each step may have a loss.",
            _variant(losses=lambda dh, t: dh[t] * (t == len(dh) - 1)),
        ),
        Mistake(
            "nothing through W",
            "What the next step says of h does not arrive: the way back through W is "
            "missing.",
            _variant(past_h=lambda new, old, own: 0 * new),
        ),
        Mistake(
            "nothing along the belt",
            "What the next step says of c does not arrive: each step begins with a dc "
            "of zero.",
            _variant(past_c=lambda new, old: 0 * new),
        ),
        Mistake(
            "steps apart",
            "Each step is on its own: neither h nor c hands a gradient to the step "
            "before.",
            _variant(
                past_h=lambda new, old, own: 0 * new, past_c=lambda new, old: 0 * new
            ),
        ),
        Mistake(
            "forward in time",
            "The loop runs forward in time. A gradient goes from the last step to the "
            "first.",
            _variant(order=list),
        ),
        Mistake(
            "gradient of h piles up",
            "The gradient of h piles up from step to step. Of what came from later, a "
            "step hands on only what went through it.",
            _variant(past_h=lambda new, old, own: new + old),
        ),
        Mistake(
            "own gradient past its step",
            "A step's own gradient also goes past the step, unchanged, to the one "
            "before. It belongs to this h alone.",
            _variant(past_h=lambda new, old, own: new + own),
        ),
        Mistake(
            "gradient of c piles up",
            "The gradient of c piles up: to what the step hands back you add what came "
            "in. The step has counted it already.",
            _variant(past_c=lambda new, old: new + old),
        ),
        Mistake(
            "twice through W",
            "What comes back through W is twice what it should be: `da` and `da` once "
            "more are one gradient, for the two products of the same sum.",
            _variant(past_h=lambda new, old, own: 2 * new),
        ),
        Mistake(
            "pair exchanged",
            "In the pair that the step gets, h and c have changed places: h is first.",
            lambda dh, W, steps: _back(dh, W, steps, exchanged=True),
        ),
        Mistake(
            "last loss twice",
            "The last step's own gradient comes in twice. It is in `dh` already, so "
            "begin with zeros.",
            _variant(losses=lambda dh, t: dh[t] * (1 + (t == len(dh) - 1))),
        ),
        Mistake(
            "losses in the wrong order",
            "The own gradients are paired with the wrong steps: the first of `dh` "
            "belongs to the first step, also on the way back.",
            _variant(losses=lambda dh, t: dh[len(dh) - 1 - t]),
        ),
        Mistake(
            "listed from the last",
            "`da` is listed in the order in which you made it, the last step first. It "
            "was wanted with the first step first.",
            lambda dh, W, steps: {"da": _back(dh, W, steps)[0][::-1]},
        ),
        Mistake(
            "candidate's block alone",
            "The way back through W uses the block of the candidate alone. All four "
            "blocks see h.",
            _one_block(2),
        ),
        Mistake(
            "input gate's block alone",
            "The way back through W uses the first block alone. All four blocks see h.",
            _one_block(0),
        ),
        Mistake(
            "first step left out",
            "`dh_0` and `dc_0` are the gradients of the first new state. The state "
            "that the first step started from was wanted.",
            _first_step_left_out,
        ),
        Mistake(
            "own gradient at the start",
            "`dh_0` holds the first step's own gradient. No loss looks at the state "
            "before the first step.",
            lambda dh, W, steps: {"dh_0": _back(dh, W, steps)[1] + dh[0]},
        ),
        Mistake(
            "returned in the wrong order",
            "`dh_0` and `dc_0` have changed places.",
            lambda dh, W, steps: dict(
                zip(("dc_0", "dh_0"), _back(dh, W, steps)[1:], strict=True)
            ),
        ),
    ),
    hints=(
        "Begin with two arrays of zeros, for what the step after the last would say of "
        "h and of c. Go from the last step to the first.",
        "A step gets its own gradient of h and, added to it, what came back from the "
        "step after it. `lstm_backward` does the rest of the step.",
        "Of what `lstm_backward` returns, the first is the gradient of the four "
        "pre-activations. Through the transposed W it goes to the h before; the one "
        "of the c before is in the last thing returned.",
    ),
)
