"""Predict first: a question before a figure, its choices, and the truth, computed.

`GUESSES` is the table. The page asks before the figure with that number, keeps what
the reader said on their device, and shows it beside the truth. Each truth is computed
by the figure's own `run()`, or from the results that the figure draws: a reader who
moves the figure there finds the same number.
"""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.gru import GRUParams
from rnnbook.exercises.pages import sealed
from rnnbook.loop.unroll import unroll
from rnnbook.results import load
from rnnbook.widgets import (
    CellExplorer,
    EigenvalueDisc,
    GateMixer,
    GradientRuler,
    Scan,
    Squasher,
    Translator,
    TruncationWindow,
    Unfolding,
    WhatMattered,
)
from rnnbook.widgets.unfolding import SENTENCES

POWER = "power of ten"  # a unit: the guess is the exponent


@dataclass(frozen=True)
class Guess:
    """A question before a figure.

    figure: its number.  question: in plain text.  truth: computes the answer: a number,
    or the index of a choice.  why: a sentence or two that follow the answer.
    choices: what may be chosen; without them the answer is a number from low to high
    in steps of `step`, in `unit` (one, many), or POWER.  digits: decimals of the truth
    that are shown.  near: how far off a good guess may be.
    """

    figure: str
    question: str
    truth: Callable[[], float]
    why: str
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = 1
    step: float = 1
    unit: tuple[str, str] | str = ("", "")
    digits: int = 0
    near: float = 0

    @property
    def asked(self) -> dict[str, Any]:
        """What the page has in plain sight, but for the question."""
        if self.choices:
            return {"choices": list(self.choices)}
        bounds = {"low": self.low, "high": self.high, "step": self.step}
        return {**bounds, "unit": self.unit, "near": self.near}

    @property
    def digest(self) -> str:
        """Changes when the question does: what was said of another one is forgotten."""
        text = json.dumps([self.question, self.asked])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def shown(self) -> float:
        """The truth as the page shows it: rounded, or the index of a choice."""
        value = round(float(self.truth()), 0 if self.choices else self.digits)
        return int(value) if value == int(value) else value

    def page_data(self) -> dict[str, Any]:
        """What the page has: in plain sight, and sealed."""
        answer = json.dumps({"truth": self.shown(), "why": self.why})
        return {**self.asked, "digest": self.digest, "sealed": sealed(answer)}


def _states_part() -> float:
    """0: the same, 1: nearly, 2: far apart."""
    one, other = (Unfolding(words=list(words)).states[-1] for words in SENTENCES)
    apart = np.abs(one - other).max()
    return int(apart > 0) + int(apart > 0.5)


def _one_step_after() -> float:
    """h of the RNN cell of Figure 3.1, at rest with x = 1, one step after x is -1."""
    cell, h = CellExplorer("rnn", x=1.0), 0.0
    for _ in range(200):
        cell.h = h
        h = cell.hidden_state
    cell.x, cell.h = -1.0, h
    return cell.hidden_state


def _sigmoid_ruler() -> float:
    left = GradientRuler(cell="rnn_sigmoid", radius=1.0).run().left
    return math.log10(left[50])


def _lstm_ruler() -> float:
    cells, knobs = [CELLS["rnn"], CELLS["lstm"]], {"lstm": ["f"]}
    ruler = GradientRuler(cells=cells, knobs=knobs, cell="lstm", biases={"f": 0.0})
    return math.log10(ruler.run().left[50])


def _gru_counts(z: float = 0.999) -> float:
    """The first n at which a GRU that counts with a gate z is half a count wrong."""
    # A row of x is one letter; the candidate is +-1 to 9 digits, and the gate z.
    U = np.array([[0, 0, 20], [0, 0, -20]], float)
    bias = np.array([0.0, math.log(z / (1 - z)), 0.0])
    p = GRUParams(U, np.zeros((1, 3)), bias, np.zeros(3))
    for n in range(1, 200):
        x = np.eye(2)[[0] * n + [1] * n][:, None]
        (h,) = unroll(CELLS["gru"], p, x)[1]
        if abs(h[0, 0]) / (1 - z) > 0.5:
            return n
    raise ValueError(f"a gate of {z} counts beyond 200, wanted one that is off before")


def _ways() -> float:
    """Ways back in a stack of 3 layers over 5 steps, added up as in Figure 9.2."""
    ways = np.ones((3, 5), int)
    for layer in range(1, 3):
        for back in range(1, 5):
            ways[layer, back] = ways[layer - 1, back] + ways[layer, back - 1]
    return int(ways[-1, -1])


def _learned(task: str, contender: str) -> float:
    (row,) = (
        r
        for r in load("10_memory")["numbers"]
        if (r["task"], r["contender"]) == (task, contender)
    )
    return sum(updates is not None for updates in row["updates"])


def _reach() -> float:
    """The last characters on which nine tenths of the influence lie in Figure 11.12."""
    by_lag = WhatMattered().run()[0].influence[::-1]
    return int((np.cumsum(by_lag) >= 0.9 * by_lag.sum()).argmax()) + 1


def _looked_at() -> float:
    """Of 1987, where most of the weight is when the 1 is written: 0: 1, 1: 9, 2: 8."""
    figure = Translator()
    found = figure.run()
    weights = found["weights"][found["output"].index("1")]
    return "198".index(figure.source[int(np.argmax(weights))])


STEPS = ("step", "steps")
GUESSES = (
    Guess(
        "1.3",
        "“the dog bites the man now” and “the man bites the dog now” have the same "
        "words, and end on the same word. After the last word, the two states are:",
        _states_part,
        "The last word is the same, but it meets another state each time, and that "
        "state has met another one: the order stays in it.",
        choices=(
            "equal",
            "nearly equal: no number differs by more than 0.5",
            "far apart: a number differs by more than 0.5",
        ),
    ),
    Guess(
        "2.1",
        "A 1 goes through ten layers of “times 3, then tanh”. You change the 1 by a "
        "tiny amount. By which power of ten does the change come out multiplied?",
        lambda: math.log10(abs(Squasher(activation="tanh", factor=3.0).run().d[-1, 0])),
        "Without the tanh it would be multiplied by 3 ten times, nearly 5 powers of "
        "ten. But each value is near 1, where the slope of tanh is almost 0.",
        low=-20, high=10, unit=POWER, near=2,
    ),
    Guess(
        "3.1",
        "The input is 1, and h has come to rest at 0.95. Now the input becomes −1; "
        "with it h will come to rest at −0.98. What is h after one step?",
        _one_step_after,
        "In the first step the old state still pulls the other way. One step later "
        "h is nearly there.",
        low=-1, high=1, step=0.05, digits=2, near=0.1,
    ),
    Guess(
        "4.6",
        "Ten networks of 16 units are trained to say which sign they read 4 steps "
        "before. The gradient is cut after every single step: none ever reaches the "
        "sign. Guessing gives 50 %. How much do they get right, on average?",
        lambda: 100 * np.mean(TruncationWindow(lag=4, window=1, cut=0).accuracy),
        "A network that nobody trained carries the sign along for a few steps. The "
        "readout learns to find it there. Set the lag to 12, and this no longer helps.",
        low=50, high=100, unit=("%", "%"), digits=1, near=5,
    ),
    Guess(
        "5.3",
        "A matrix of two rows has 0.9 twice on its diagonal, and beside it a coupling "
        "of 1, so both eigenvalues are 0.9. Multiplied by itself again and again, it "
        "vanishes. By how much can it stretch a row at most, on the way?",
        lambda: EigenvalueDisc(
            real=0.9, imaginary=0, second=0.9, coupling=1
        ).run().product.max(),
        "Eigenvalues say what happens in the end. Before that, a matrix that is not "
        "normal can stretch a row for many steps.",
        low=0, high=10, step=0.1, digits=1, near=0.5,
    ),
    Guess(
        "5.6",
        "In the network of this figure, with tanh and a spectral radius of 1, a "
        "hundredth of the gradient is left after 50 steps. Only the activation is "
        "changed, to the sigmoid. Which power of ten is left now?",
        _sigmoid_ruler,
        "The slope of a sigmoid is at most a quarter, and this factor comes in at "
        "each of the 50 steps.",
        low=-50, high=0, unit=POWER, near=4,
    ),
    Guess(
        "6.4",
        "A forget gate stands at 0.9, and nothing is written. After how many steps "
        "is half of the cell state gone?",
        lambda: GateMixer(forget=0.9).half_life,
        "0.9 sounds like a long memory. But what is left is multiplied by 0.9 again "
        "and again: after 44 steps it is a hundredth.",
        low=1, high=100, unit=STEPS, digits=1, near=1.5,
    ),
    Guess(
        "7.8",
        "The LSTM was made to keep gradients. Take one of 24 units, untrained, with "
        "a forget bias of 0. Which power of ten of the gradient is left after 50 "
        "steps?",
        _lstm_ruler,
        "A gate with bias 0 stands near one half. So the path along c is halved at "
        "each step, and alone it would leave 10⁻¹⁵; the rest comes through W. With a "
        "bias of 3 more than half of the gradient is left.",
        low=-30, high=2, unit=POWER, near=2,
    ),
    Guess(
        "8.8",
        "A GRU counts: each letter a adds one count to its state, each b takes one "
        "off. Its gate stands at 0.999. It reads n letters a, then n letters b, and "
        "should be back at 0. From which n on is it wrong by more than half a count?",
        _gru_counts,
        "Every step takes away a thousandth of the count, and the count grows: the "
        "losses add up like the square of n.",
        low=1, high=500, unit=("letter", "letters"), near=4,
    ),
    Guess(
        "9.2",
        "In a stack of three layers, in how many ways can the gradient go from the "
        "last output, at step 5, to the first input?",
        _ways,
        "Each way goes back four times and down three times. The last step leads down, "
        "into the input; the order of the other six is free. With more steps the ways "
        "soon become very many, and their gradients add up.",
        low=1, high=60, unit=("way", "ways"), near=2,
    ),
    Guess(
        "10.4",
        "An LSTM with a forget bias of 1 learns to add two marked numbers of 20, in "
        "ten trainings of ten. In how many of ten does it learn it for two of 40?",
        lambda: _learned("adding 40", "lstm f=1"),
        "With a forget bias of 3 it is all ten again: what failed was where the gate "
        "began, and not the cell.",
        low=0, high=10, unit=("training", "trainings"), near=0,
    ),
    Guess(
        "11.12",
        "A network has read the first 61 characters of a psalm and predicts the next "
        "one. On how many of the last characters do nine tenths of the influence lie?",
        _reach,
        "It carries a state of 128 units along, and could use all 61. Most of what it "
        "needs for the next letter is the word before and the beginning of this one.",
        low=1, high=61, unit=("character", "characters"), near=2,
    ),
    Guess(
        "12.7",
        "The network reads “3 march 1987”. When it writes the first symbol of the "
        "year, 1, which symbol of the source has the highest weight?",
        _looked_at,
        "A weight points at a state, and the state at the 8 has read the 1 and the 9 "
        "too. So do not read a weight as an explanation.",
        choices=("the 1", "the 9", "the 8"),
    ),
    Guess(
        "14.1",
        "Over 16 steps the loop combines 15 times, one after another. The scan makes "
        "4 rounds, with many combinations at a time. How many are these, all rounds "
        "together?",
        lambda: int(Scan().run().combined[-1]),
        "The scan is not less work: it is more than three times as much, and done at "
        "the same time.",
        low=4, high=100, unit=("time", "times"), near=5,
    ),
)  # fmt: skip
