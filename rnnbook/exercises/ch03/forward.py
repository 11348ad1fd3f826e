"""3.3 in code: the whole forward pass, batched."""

import numpy as np

from rnnbook.cells.activations import sigmoid, softmax
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _forward(
    x,
    U,
    W,
    b,
    h_0,
    V,
    b_y,
    squash=np.tanh,
    carry=True,
    read="new",
    finish=lambda o: o,
    outside=False,
):
    """The forward pass, with switches for what goes wrong in it.

    read: which row is read out: "new", "old" or the pre-"activation".
    outside: whether the bias comes in after the squashing.
    """
    h, hs, os = h_0, [], []
    for x_t in x:
        inner = 0 * b if outside else b
        a = x_t @ U + h @ W + inner
        new = squash(a) + (b - inner)
        rows = {"new": new, "old": h, "activation": a}
        hs.append(new)
        os.append(finish(rows[read] @ V + b_y))
        h = new if carry else h
    return np.stack(hs), np.stack(os)


def _variant(**switches):
    return lambda *inputs: _forward(*inputs, **switches)


def _without(*places):
    """The forward pass with some of its inputs set to zero."""

    def wrong(*inputs):
        return _forward(*(0 * v if k in places else v for k, v in enumerate(inputs)))

    return wrong


def _transposed(x, U, W, b, h_0, V, b_y):
    return _forward(x, U, W.T, b, h_0, V, b_y)


def _shifted(x, U, W, b, h_0, V, b_y):
    """Each step's output is the state that the step started from."""
    h, _ = _forward(x, U, W, b, h_0, V, b_y)
    h = np.concatenate([h_0[None], h[:-1]])
    return h, h @ V + b_y


def _cases(rng):
    return [
        {
            "x": rng.normal(size=(T, B, d)),
            "U": rng.normal(size=(d, n)),
            "W": rng.normal(size=(n, n)),
            "b": rng.normal(size=n),
            "h_0": np.tanh(rng.normal(size=(B, n))),
            "V": rng.normal(size=(n, k)),
            "b_y": rng.normal(size=k),
        }
        for T, B, d, n, k in ((4, 2, 3, 5, 2), (1, 1, 1, 1, 1), (3, 3, 4, 2, 3))
    ]


FORWARD = Exercise(
    number="3.3",
    title="The forward pass",
    outputs=("h", "o"),
    right=_forward,
    cases=_cases,
    meaning="This is the network of the chapter, for any sizes. What is left to do is "
    "the loss, and that is the next exercise.",
    mistakes=(
        Mistake(
            "state not carried",
            "Every step starts from the first state: the new one is not handed on.",
            _variant(carry=False),
        ),
        Mistake(
            "first state ignored",
            "You start from zeros. A first state is given.",
            _without(4),
        ),
        Mistake(
            "no recurrence",
            "The state of the step before has no effect: `W` is not used.",
            _without(2),
        ),
        Mistake(
            "W transposed",
            "The recurrent matrix is transposed. Vectors are rows here.",
            _transposed,
        ),
        Mistake(
            "no squashing",
            "The pre-activation is used as it is: the tanh is missing.",
            _variant(squash=lambda a: a),
        ),
        Mistake(
            "sigmoid",
            "You squash with a sigmoid. This network has a tanh.",
            _variant(squash=sigmoid),
        ),
        Mistake(
            "relu",
            "You cut the negative part off. This network has a tanh.",
            _variant(squash=lambda a: np.maximum(a, 0)),
        ),
        Mistake("no bias in the layer", "The bias of the units is missing.",
                _without(3)),
        Mistake(
            "bias outside",
            "The bias comes in after the tanh. It belongs to what is squashed.",
            _variant(outside=True),
        ),
        Mistake(
            "states one step late",
            "Your rows are the states that the steps started from. Each step's own, "
            "new one was wanted.",
            _shifted,
        ),
        Mistake(
            "old state read out",
            "The states are right. The readout of a step looks at the state before "
            "it.",
            _variant(read="old"),
        ),
        Mistake(
            "pre-activation read out",
            "The states are right. The readout looks at what they were before the "
            "tanh.",
            _variant(read="activation"),
        ),
        Mistake(
            "no bias in the readout",
            "The states are right. The bias of the readout is missing.",
            _without(6),
        ),
        Mistake(
            "squashed scores",
            "The states are right. The scores went through a tanh: they are free to "
            "be any number.",
            _variant(finish=np.tanh),
        ),
        Mistake(
            "probabilities",
            "The states are right. You made probabilities of the scores: the scores "
            "themselves were wanted.",
            _variant(finish=softmax),
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: the states come first.",
            lambda *inputs: _forward(*inputs)[::-1],
        ),
    ),
    hints=(
        "A loop over the first axis of `x` gives one (B, D) block for each step.",
        "Use one name for the state, and let the new one replace the old one at the "
        "end of each turn.",
        "`np.stack` makes one array of a list of blocks. The readout can be one "
        "product for all steps: `@` works on the last axis.",
    ),
)
