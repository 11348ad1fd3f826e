"""Predict first: the truth of each question, what is said of it, and its figure."""

import json
import math

import numpy as np
import pytest
from support import ROOT, markdown_of

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.guesses import GUESSES, POWER
from rnnbook.loop.unroll import unroll
from rnnbook.results import load
from rnnbook.widgets import GradientRuler, TruncationWindow

KNOWN = {each.figure: each for each in GUESSES}
NOTEBOOKS = {path.name[:2]: path for path in (ROOT / "notebooks").glob("[01]*.ipynb")}


def settled(w, x):
    """The state at which tanh(w h + x) rests, found from 1 or from -1."""
    h = np.sign(x)
    for _ in range(500):
        h = np.tanh(w * h + x)
    return h


def mean(rows, **wanted):
    """The best mean accuracy of the rows that have these values."""
    fitting = [r for r in rows if wanted.items() <= r.items()]
    return max(sum(r["accuracy"]) / len(r["accuracy"]) for r in fitting)


def ten_layers():
    h, slope = 1.0, 1.0
    for _ in range(10):
        h = math.tanh(3 * h)
        slope *= 3 * (1 - h * h)
    return math.log10(slope)


def stretched():
    W = np.array([[0.9, 1.0], [0.0, 0.9]])
    powers = [np.linalg.matrix_power(W, k) for k in range(41)]
    return max(np.linalg.norm(power, 2) for power in powers)


# The truths, found in another way than in the table where there is one.
TRUTHS = {
    "2.1": ten_layers,
    "3.1": lambda: math.tanh(-1.2 - 0.2 + 0.9 * settled(0.9, 1.2 - 0.2)),
    "4.6": lambda: 100 * mean(
        load("04_truncation")["numbers"], kind="window", H=16, lag=4, window=1
    ),
    "5.3": stretched,
    "6.4": lambda: math.log(2) / math.log(1 / 0.9),
    "8.8": lambda: next(n for n in range(99) if (1 - 0.999**n) ** 2 > 0.5 * 0.001),
    "9.2": lambda: math.comb(4 + 2, 2),
    "14.1": lambda: sum(16 - 2**k for k in range(4)),
}  # fmt: skip


@pytest.mark.parametrize("figure", TRUTHS)
def test_truth_is_what_another_way_gives(figure):
    assert KNOWN[figure].truth() == pytest.approx(TRUTHS[figure](), rel=1e-6)


def test_every_question_stands_before_a_figure_and_can_be_answered():
    assert len(KNOWN) == len(GUESSES) >= 10
    offenders = []
    for each in GUESSES:
        shown, chapter = each.shown(), NOTEBOOKS[each.figure.split(".")[0].zfill(2)]
        text = markdown_of(chapter, outputs=True)
        if f"**Figure {each.figure}.**" not in text:
            offenders.append(f"{each.figure}: no such figure in {chapter.name}")
        if each.choices and not (len(each.choices) == 3 and shown in range(3)):
            offenders.append(f"{each.figure}: {shown} is none of three choices")
        if not each.choices and not each.low <= shown <= each.high:
            offenders.append(f"{each.figure}: {shown} is off the scale")
        if each.unit == POWER and shown != int(shown):
            offenders.append(f"{each.figure}: {shown} is no whole power")
        data = json.dumps(each.page_data(), ensure_ascii=False)
        if each.why in data or "truth" in data:
            offenders.append(f"{each.figure}: the page has the answer in plain sight")
    assert not offenders, "\n".join(offenders)


def test_what_is_said_of_the_answers_is_true():
    """The numbers in the sentences, but for the truths themselves."""
    window = TruncationWindow(lag=12, window=1, cut=0)
    assert np.mean(window.accuracy) < 0.6 and TruncationWindow(lag=4).alone["4"] > 0.95
    assert math.log10(3**10) == pytest.approx(5, abs=0.3)
    assert settled(0.9, 1 * 1.2 - 0.2) == pytest.approx(0.95, abs=0.005)
    assert settled(0.9, -1 * 1.2 - 0.2) == pytest.approx(-0.98, abs=0.005)
    assert 0.9**44 == pytest.approx(0.01, rel=0.05)
    rows = {(r["task"], r["contender"]): r for r in load("10_memory")["numbers"]}
    for task, bias, learned in (("20", "1", 10), ("40", "3", 10)):
        updates = rows[f"adding {task}", f"lstm f={bias}"]["updates"]
        assert sum(n is not None for n in updates) == learned == len(updates)
    assert KNOWN["14.1"].shown() > 3 * 15
    tanh = GradientRuler(cell="rnn", radius=1.0).run().left[50]
    assert math.log10(tanh) == pytest.approx(-2, abs=0.1)


def test_a_change_of_the_order_of_words_moves_the_state_of_the_figure():
    from rnnbook.widgets.unfolding import SENTENCES, VECTORS, WEIGHTS

    p = Params(*(np.array(WEIGHTS[name]) for name in ("U", "W", "b")))
    ends = [
        unroll(CELLS["rnn"], p, np.array([VECTORS[w] for w in words])[:, None])[0][-1]
        for words in SENTENCES
    ]
    assert sorted(SENTENCES[0]) == sorted(SENTENCES[1])
    assert SENTENCES[0][-1] == SENTENCES[1][-1]
    assert np.abs(ends[0] - ends[1]).max() > 0.5
    for words in SENTENCES:
        assert " ".join(words) in KNOWN["1.3"].question
