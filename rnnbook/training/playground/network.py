"""One network of the playground, trained by the book's own functions."""

from typing import Any

import numpy as np

from rnnbook._luck import Luck
from rnnbook._types import Array, Ints, State
from rnnbook.cells import CELLS, Cell
from rnnbook.cells.params import init_params
from rnnbook.language import read_cell
from rnnbook.loop.masks import last_step, last_step_backward
from rnnbook.loop.truncated import window_carry
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.nets.heads import (
    Readout,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
    squared_error,
)
from rnnbook.nets.initial import identity, orthogonal, with_blocks
from rnnbook.training.optim import adam, adam_start, clip_by_norm
from rnnbook.training.playground.problems import NEAR, Drawn, problem_of
from rnnbook.training.playground.settings import NAMED, check_cost, checked, cost_of
from rnnbook.training.tree import flatten, unflatten

# The seeds of the data, of the weights, and of the sequences that are looked at.
DATA, WEIGHTS, LOOK = 0, 1, 0x40000000
LOOKED = 8  # sequences of a batch whose gradient is told by lag


def luck_for(s: dict[str, Any], what: int) -> Luck:
    """The random numbers of a seed for one of DATA, WEIGHTS, LOOK."""
    return Luck(2 * s["seed"] + what)


def cell_of(s: dict[str, Any]) -> Cell:
    """The cell that settings ask for.

    Raises: as `read_cell`, for lines of your own that are no cell.
    """
    if s["cell"] == "own":
        return read_cell(s["cell_text"])
    return CELLS[NAMED.get(s["cell"], s["cell"])]


def start_of(s: dict[str, Any], cell: Cell, D: int, O: int) -> Any:  # noqa: E741
    """The parameters before the first update: those of the layer, and the readout."""
    rng, H = luck_for(s, WEIGHTS), s["units"]
    bias = {"f": float(s["forget_bias"])} if "f" in cell.gates else None
    p, head = init_params(cell, D, H, rng, bias), init_readout(H, O, rng)
    start = s["start"]
    if s["cell"] == "irnn" and start == "default":
        start = "identity"
    if start == "orthogonal":
        p = with_blocks(cell, p, lambda shape: orthogonal(rng, shape))
    elif start == "identity":
        p = with_blocks(cell, p, identity)
    elif start in ("small", "large"):
        p = p._replace(W=p.W * {"small": 0.1, "large": 3.0}[start])
    return p, head


class Playground:
    """A network of the playground: the page's, in Python, with the same numbers.

    settings: see SETTINGS; what is not given has its default.
    losses, scores, norms: lists, one number an update: the loss before it (nats, or
    squares where the answers are numbers), the share of right answers, and the joint
    norm of the gradients before clipping. p, head: the parameters now. diverged: True
    once a number was not finite; no update is done then.
    Raises: SettingsError for settings that cannot be meant; as `read_cell` for lines
    of your own that are no cell.
    """

    def __init__(self, **settings: Any) -> None:
        self.settings = s = checked(settings)
        self.cell, self.problem = cell_of(s), problem_of(s)
        D, O = self.problem.D, self.problem.O  # noqa: E741
        sizes = (self.problem.T, s["batch"], D, s["units"], O, len(self.cell.gates))
        check_cost(s, *cost_of(*sizes))
        self.rng = luck_for(s, DATA)
        self.p, self.head = start_of(s, self.cell, D, O)
        self.optimiser = adam_start(flatten((self.p, self.head)))
        self.losses, self.scores, self.norms = [], [], []
        self.state: State | None = None
        self.diverged = False

    @property
    def chance(self) -> dict[str, float]:
        """Loss and score of somebody who guesses without a memory."""
        return {"loss": self.problem.loss, "score": self.problem.score}

    def train(self, updates: int) -> Array:
        """Do so many updates. Returns: their losses; fewer if the run diverged.

        Raises: as `range` for what is no whole number.
        """
        before = len(self.losses)
        for _ in range(updates):
            if not self.update():
                break
        return np.array(self.losses[before:])

    def update(self) -> bool:
        """One update; False, and none, once a number is not finite."""
        with np.errstate(over="ignore", invalid="ignore"):
            found = None if self.diverged else self._gradients()
            self.diverged = found is None
            if found is not None:
                self._step(*found)
        return not self.diverged

    def _step(self, loss: float, score: float, grads: Any, state: State) -> None:
        """Clip, and a step of Adam; then what is kept of the update."""
        clip = self.settings["clip"] or np.inf
        grads, norm = clip_by_norm(grads, clip)
        net = (self.p, self.head)
        flat, self.optimiser = adam(
            flatten(net), grads, self.optimiser, float(self.settings["rate"])
        )
        self.p, self.head = unflatten(net, flat)
        for kept, value in ((self.losses, loss), (self.scores, score)):
            kept.append(float(value))
        self.norms.append(norm)
        self.state = state

    def _gradients(self) -> Any:
        """(loss, score, gradients, state) of the next batch; None if not finite."""
        drawn = self.problem.draw(self.rng)
        state = None if drawn.fresh else self.state
        h, state, cache = unroll(self.cell, self.p, drawn.x, state)
        if not np.isfinite(h).all():
            return None
        seen = last_step(h, drawn.lengths) if self.problem.last else h
        o = readout(self.head, seen)
        if not np.isfinite(o).all():
            return None
        loss, do = self._loss(o, drawn)
        dhead, dh = readout_backward(self.head, seen, do)
        if self.problem.last:
            dh = last_step_backward(dh, len(h), drawn.lengths)
        dp, _, _ = unroll_backward(self.cell, self.p, dh, cache, carry=self._carry(h))
        grads = flatten((dp, dhead))
        if not all(np.isfinite(d).all() for d in (loss, *grads)):
            return None
        return loss, self._score(o, drawn), grads, state

    def _carry(self, h: Array) -> Array | None:
        window = self.settings["window"]
        return window_carry(len(h), window) if window else None

    def _loss(self, o: Array, drawn: Drawn) -> Any:
        loss = squared_error if self.problem.squared else softmax_cross_entropy
        return loss(o, drawn.target, mask=drawn.counts)

    def _score(self, o: Array, drawn: Drawn) -> float:
        right: Any
        if self.problem.squared:
            right = (np.abs(o - drawn.target) < NEAR).all(axis=-1)
        else:
            right = o.argmax(axis=-1) == drawn.target
        return float((right if drawn.scored is None else right[drawn.scored]).mean())

    def by_lag(self) -> Array:
        """How much the loss of the last answer depends on the input before it, by lag.

        Returns: (n,), for each distance 0, 1, ... the root of the mean over sequences
        of the squared norm of the gradient with respect to the input so many steps
        earlier. The sequences are the same at every call.
        """
        s = self.settings
        drawn = problem_of(s).draw(luck_for(s, LOOK))
        h, _, cache = unroll(self.cell, self.p, drawn.x)
        T, B = h.shape[:2]
        asked, each = _asked(drawn, T, B), np.arange(B)
        target = drawn.target if self.problem.last else drawn.target[asked, each]
        seen = last_step(h, asked + 1)
        _, do = self._loss(readout(self.head, seen), Drawn(drawn.x, target))
        _, dlast = readout_backward(self.head, seen, do * B)   # of each loss, no mean
        dh = last_step_backward(dlast, T, asked + 1)
        _, dx, _ = unroll_backward(self.cell, self.p, dh, cache)
        square, n = np.zeros(T), min(B, LOOKED)
        for d in range(T):
            there = (asked >= d)[:n].nonzero()[0]
            square[d] = (dx[asked[there] - d, there] ** 2).sum() / n
        return np.sqrt(square)


def _asked(drawn: Drawn, T: int, B: int) -> Ints:
    """(B,), the step of each sequence whose answer is the last one that is scored."""
    if drawn.lengths is not None:
        return drawn.lengths - 1
    if drawn.scored is None:
        return np.full(B, T - 1)
    return np.where(drawn.scored, np.arange(T)[:, None], 0).max(axis=0)


def params_of(net: Playground) -> dict[str, Array]:
    """The parameters by the names that a page has for them."""
    head: Readout = net.head
    return {**net.p._asdict(), "V": head.V, "b_y": head.b}
