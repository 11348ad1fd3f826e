"""7.4 in code: the Jacobian of one step of an LSTM, in four blocks."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _gate(y):
    return y * (1 - y)


def _entry(s):
    return s.o * (1 - s.tanh_c**2)


def _blocks(
    W,
    s,
    order="ifgo",
    gate=_gate,
    candidate=lambda g: 1 - g**2,
    into=lambda s: {"f": s.c_prev, "i": s.g, "g": s.i, "o": s.tanh_c},
    entry=_entry,
    inside="ifg",
    join=lambda slopes, block: slopes[:, None] * block.T,
):
    """The four blocks with one piece replaced.

    into: what multiplies a gate; inside: which of them lead into c; entry: from h to
    c within a step; join: slopes and a block of W.
    """
    named = dict(zip(order, np.split(W, 4, axis=1), strict=True))
    slopes = {name: gate(getattr(s, name)) for name in "ifo"}
    slopes["g"] = candidate(s.g)
    ways = {n: join(slopes[n] * into(s)[n], named[n]) for n in "ifgo"}
    ch, q = sum(ways[name] for name in inside), entry(s)
    return ways["o"] + q[:, None] * ch, np.diag(q * s.f), ch, np.diag(s.f)


def _variant(**pieces):
    return lambda W, s: _blocks(W, s, **pieces)


def _named(W, s):
    return dict(zip(BLOCKS.outputs, _blocks(W, s), strict=True))


def _other(make):
    """Some blocks replaced, made of the right ones."""
    return lambda W, s: make(W, s, _named(W, s))


def _cases(rng):
    cases = []
    for H in (3, 2, 4):
        W = rng.normal(size=(H, 4 * H))
        xU, hW = rng.normal(size=(2, 4 * H))
        _, s = CELLS["lstm"].forward(xU, hW, rng.normal(size=(2, H)))
        cases.append({"W": W, "s": s})
    return cases


BLOCKS = Exercise(
    number="7.4",
    title="The Jacobian of a step",
    outputs=("hh", "hc", "ch", "cc"),
    order=("cc", "ch", "hc", "hh"),
    right=_blocks,
    cases=_cases,
    meaning="Only the two blocks on the side of h hold W. What goes from c to c, and "
    "on to h, passes no matrix.",
    mistakes=(
        Mistake(
            "W not transposed",
            "The blocks of W are not transposed. W takes h forward; row j of a "
            "Jacobian is what reaches the new entry j.",
            _variant(join=lambda slopes, block: slopes[:, None] * block),
        ),
        Mistake(
            "slopes after W",
            "The slopes multiply the columns. A slope belongs to a new entry, and new "
            "entries are rows.",
            _variant(join=lambda slopes, block: block.T * slopes),
        ),
        Mistake(
            "columns",
            "These are the transposes: rows are the new entries, columns the old ones.",
            lambda W, s: tuple(block.T for block in _blocks(W, s)),
        ),
        Mistake(
            "gate slopes missing",
            "The gates lack the slopes of their sigmoids.",
            _variant(gate=np.ones_like),
        ),
        Mistake(
            "candidate's slope missing",
            "The candidate lacks the slope of its tanh.",
            _variant(candidate=np.ones_like),
        ),
        Mistake(
            "sigmoid slope on the candidate",
            "The candidate has the slope of a sigmoid. It is a tanh.",
            _variant(candidate=_gate),
        ),
        Mistake(
            "slopes alone",
            "You have the slopes of the gates and not what the gates multiply.",
            _variant(into=lambda s: dict.fromkeys("ifgo", 1.0)),
        ),
        Mistake(
            "input gate and candidate exchanged",
            "The input gate and the candidate get themselves as factors. Each gets the "
            "other.",
            _variant(into=lambda s: {"f": s.c_prev, "i": s.i, "g": s.g, "o": s.tanh_c}),
        ),
        Mistake(
            "forget gate's way alone",
            "Into the new c you let h come through the forget gate alone. It has two "
            "other ways.",
            _variant(inside="f"),
        ),
        Mistake(
            "gates without the candidate",
            "Into the new c you let h come through the two gates. The candidate sees h "
            "too.",
            _variant(inside="if"),
        ),
        Mistake(
            "output gate into c",
            "You let the output gate lead into c. It decides what is shown of c, and "
            "changes nothing in it.",
            _variant(inside="ifgo"),
        ),
        Mistake(
            "gate order i f o g",
            "You read the blocks of W in the order i, f, o, g. In this book it is i, "
            "f, g, o.",
            _variant(order="ifog"),
        ),
        Mistake(
            "tanh missing on the cell",
            "Between c and h stands a tanh. Its slope is missing.",
            _variant(entry=lambda s: s.o),
        ),
        Mistake(
            "output gate missing on the cell",
            "Between c and h stands the output gate. It is missing.",
            _variant(entry=lambda s: 1 - s.tanh_c**2),
        ),
        Mistake(
            "output gate's way alone",
            "From h to h you have the way through the output gate alone. The new c "
            "sees h too, and the new h sees that c.",
            _other(
                lambda W, s, right: {
                    "hh": right["hh"] - _entry(s)[:, None] * right["ch"]
                }
            ),
        ),
        Mistake(
            "cell's way alone",
            "From h to h you have the way through the new c alone. The output gate "
            "sees h too.",
            _other(lambda W, s, right: {"hh": _entry(s)[:, None] * right["ch"]}),
        ),
        Mistake(
            "no forget gate",
            "The old c enters the new one as it is. That is the cell of 1997; here a "
            "gate multiplies it.",
            _other(
                lambda W, s, right: {"cc": np.eye(len(W)), "hc": np.diag(_entry(s))}
            ),
        ),
        Mistake(
            "no forget gate on the way to h",
            "From the old c to the new h the way leads through the forget gate. In "
            "`hc` it is missing.",
            _other(lambda W, s, right: {"hc": np.diag(_entry(s))}),
        ),
        Mistake(
            "old to new",
            "`hc` and `ch` have changed places: the first letter is the new state.",
            _other(lambda W, s, right: {"hc": right["ch"], "ch": right["hc"]}),
        ),
    ),
    hints=(
        "Begin with the easy ones. What is the derivative of the new c for the old c "
        "with everything else held still? `np.diag` makes a matrix of a row.",
        "The old h enters the new c through three of the four blocks. Each gives its "
        "slope, times what it multiplies in the update, times its block of W, "
        "transposed.",
        "`slopes[:, None] * W_f.T` multiplies row j by slope j.",
        "The new h sees the new c through the tanh and the output gate: multiply the "
        "rows that you have for c. One way from h to h does not pass c. Add it.",
    ),
)
