"""Training of character networks: what the experiments of chapter 11 share.

A network is (parameters of the cell, readout). It reads all lanes of a text side by
side, window by window; the state goes on from window to window, the gradient stops.
"""

import json
import math
import time
from pathlib import Path

import numpy as np

from rnnbook import (
    CELLS,
    adam,
    adam_start,
    clip_by_norm,
    cosine_rate,
    dropout,
    flatten,
    init_params,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import encode, lanes

DTYPE = np.float32
BUILD = Path(__file__).resolve().parents[2] / "_build" / "ch11"
START = {"lstm": {"f": 1.0}}        # the forget gate begins open, chapter 6


def fresh(cell, S, H, seed):
    """A network before its first update, drawn with this seed."""
    rng = np.random.default_rng(seed)
    p = init_params(CELLS[cell], S, H, rng, START.get(cell), DTYPE)
    return p, init_readout(H, S, rng, DTYPE)


def count(net):
    """How many numbers a network has."""
    return sum(part.size for part in flatten(net))


def place(codes, s, k):
    """Window `k` of a training: inputs, targets, and whether a new pass begins.

    Every pass over the text cuts its lanes anew; with `roll` the text is a ring, and
    they begin anywhere on it.
    """
    T, B = s["window"], s["lanes"]
    each = max(1, (len(codes) // B - 1) // T)
    turn, at = divmod(k, each)
    rng = np.random.default_rng((s["seed"], turn))
    if s.get("roll"):
        codes = np.roll(codes, int(rng.integers(len(codes))))
    stream = lanes(codes, B, rng)[at * T : (at + 1) * T + 1]
    return stream[:-1], stream[1:], at == 0


def losses_of(net, cell, codes, state=None, chunk=4096):
    """-ln P of each character but the first, of one text (N,) or of lanes (T, B)."""
    p, head = net
    stream, found = codes if codes.ndim == 2 else codes[:, None], []
    eye = np.eye(len(p.U), dtype=p.U.dtype)
    for lo in range(0, len(stream) - 1, chunk):
        part = stream[lo : lo + chunk + 1]
        h, state, _ = unroll(CELLS[cell], p, eye[part[:-1]], state)
        o = readout(head, h)
        o -= o.max(axis=-1, keepdims=True)
        seen = np.take_along_axis(o, part[1:, :, None], axis=-1)[..., 0]
        found.append(np.log(np.exp(o).sum(axis=-1)) - seen)
    losses = np.concatenate(found).astype(float)
    return losses if codes.ndim == 2 else losses[:, 0]


def nats(net, cell, codes, B=50):
    """Nats a character of a text read in B lanes, without the first of each lane.

    Left out are the first 50 characters, of a short text the first 7.
    """
    B, skipped = max(1, min(B, len(codes) // 400)), 50 if len(codes) > 4000 else 7
    return float(losses_of(net, cell, lanes(codes, B), chunk=512)[skipped:].mean())


class Training:
    """A training that can be stopped and taken up: what it has, and one update."""

    def __init__(self, codes, S, s):
        self.codes, self.s, self.k, self.state = codes, s, 0, None
        self.eye = np.eye(S, dtype=DTYPE)
        self.net = fresh(s["cell"], S, s["H"], s["seed"])
        self.memory = adam_start(flatten(self.net))

    def rate(self):
        """Cosine from the highest rate to a twentieth of it, after a short climb."""
        s = self.s
        climb = min(100, s["updates"] // 10)
        return cosine_rate(self.k, s["lr"], s["updates"], climb, s["lr"] / 20)

    def update(self):
        """One update. Returns: the loss before it, the norm before clipping."""
        s, (p, head), cell = self.s, self.net, CELLS[self.s["cell"]]
        x, target, begins = place(self.codes, s, self.k)
        state = None if begins or not s.get("carried", True) else self.state
        h, self.state, cache = unroll(cell, p, self.eye[x], state)
        kept, share = h, s.get("dropout", 0.0)
        if share:
            rng = np.random.default_rng((s["seed"], 7, self.k))
            kept, factors = dropout(h, share, rng)
        loss, do = softmax_cross_entropy(readout(head, kept), target)
        dhead, dh = readout_backward(head, kept, do)
        if share:
            dh *= factors
        dp, _, _ = unroll_backward(cell, p, dh, cache)
        grads, norm = clip_by_norm(flatten((dp, dhead)), s["max_norm"])
        flat, self.memory = adam(flatten(self.net), grads, self.memory, self.rate())
        self.net, self.k = unflatten(self.net, flat), self.k + 1
        return float(loss), norm


def trained(train, validation, S, s, bar=None):
    """Train to the end or until `patience` checks in a row were no better.

    Returns: the network that was best on the validation part, its nats there, its
    number of updates, and [updates, nats] of each check.
    """
    run, checks, best, stale = Training(train, S, s), [], (math.inf, 0, None), 0
    while run.k < s["updates"] and stale < s["patience"]:
        loss, _ = run.update()
        if bar is not None:
            bar.update()
        if not math.isfinite(loss):
            break
        if run.k % s["every"] == 0 or run.k == s["updates"]:
            value = nats(run.net, s["cell"], validation)
            checks.append([run.k, round(value, 4)])
            stale = stale + 1
            if value < best[0]:
                best, stale = (value, run.k, run.net), 0
    return best[2], best[0], best[1], checks


def coded(parts, symbols):
    """The parts of a text as codes."""
    return [encode(part, symbols) for part in parts]


def sample_of(train, size, seed):
    """Whole paragraphs of a text in a random order, the first `size` characters."""
    parts = train.rstrip("\n").split("\n\n")
    order = np.random.default_rng((seed, 11)).permutation(len(parts))
    return "\n\n".join(parts[k] for k in order)[:size]


class Rows:
    """Results of runs, kept in a file under what was run, so that none runs twice."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.rows = json.loads(path.read_text()) if path.exists() else []

    def get(self, run, **asked):
        """The row of `asked`: run(**asked) gives what it has besides."""
        for row in self.rows:
            if all(row.get(key) == value for key, value in asked.items()):
                return row
        began = time.process_time()
        row = asked | run(**asked)
        row["seconds"] = round(time.process_time() - began, 1)
        self.rows.append(row)
        self.path.write_text(json.dumps(self.rows))
        print(row, flush=True)
        return row
