"""The cells beyond the loop on the short tests of chapter 10, beside LSTM and GRU.

The tasks are five of the quick preset. Every contender has at most 1,600 parameters,
the same search over three rates with two seeds of its own, and then ten seeds with the
best rate. "W = 0": the recurrent matrix is zero and stays zero, and its entries are not
counted; "W learned" is the same cell with gates that read the state. "two layers": a
minimal GRU whose second layer reads the input and, through a matrix and a tanh, the
first layer at the same step. Ten minutes or so on one core.
"""

import time
from typing import NamedTuple

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, Cell, sigmoid
from rnnbook.cells.beyond import BEYOND
from rnnbook.tasks import memory_tasks
from rnnbook.training.memory import Contender
from rnnbook.training.suite import Plan, run_task

PLAN = Plan((0.003, 0.01, 0.03), (100, 101), tuple(range(10)), every=25)
TASKS = ["adding 20", "order 6a 20", "copy 2", "embedded Reber", "long lag 8"]
SETTINGS = {**PLAN._asdict(), "preset": "quick", "tasks": TASKS, "D": 8}


def without_W(cell):
    """The cell with nothing of the state in its gates: W is not used."""

    def forward(xU, hW, state, *own):
        return cell.forward(xU, 0 * hW, state, *own)

    def backward(dstate, step, *own):
        dxU, dhW, *rest = cell.backward(dstate, step, *own)
        return dxU, 0 * dhW, *rest

    return cell._replace(forward=forward, backward=backward)


class TwoStep(NamedTuple):
    """What a step of the two layers keeps."""

    z: np.ndarray
    n: np.ndarray
    y: np.ndarray
    m: np.ndarray
    h_prev: np.ndarray
    g_prev: np.ndarray
    q: np.ndarray


def two_layers(xU, hW, state):
    """Two minimal GRUs; the last block of hW is what `first_layer` gives, times W."""
    h_prev, g_prev = state
    a_z, n, b_z, x_m = np.split(xU, 4, axis=-1)
    q_m = np.split(hW, 4, axis=-1)[3]
    z, y, m = sigmoid(a_z), sigmoid(b_z), x_m + q_m
    g = z * g_prev + (1 - z) * n
    h = y * h_prev + (1 - y) * m
    return (h, g), TwoStep(z, n, y, m, h_prev, g_prev, np.tanh(g))


def two_layers_backward(dstate, s):
    """Its backward, but for what comes through q."""
    (dh, dg), (z, n, y, m, h_prev, g_prev, _) = dstate, s
    dm = dh * (1 - y)
    da = [dg * (g_prev - n) * z * (1 - z), dg * (1 - z),
          dh * (h_prev - m) * y * (1 - y), dm]  # fmt: skip
    zero = 0 * dm
    dhW = np.concatenate([zero, zero, zero, dm], axis=-1)
    return np.concatenate(da, axis=-1), dhW, (dh * y, dg * z)


def first_layer(xU, hW, state):
    """The row q: tanh of the first layer's new state."""
    a_z, n, *_ = np.split(xU, 4, axis=-1)
    z = sigmoid(a_z)
    return np.tanh(z * state[1] + (1 - z) * n)


def first_layer_backward(dq, s):
    """From q back into the first layer."""
    z, n, _, _, _, g_prev, q = s
    dg = dq * (1 - q**2)
    da = [dg * (g_prev - n) * z * (1 - z), dg * (1 - z), 0 * dg, 0 * dg]
    zero = np.zeros((*dg.shape[:-1], 3 * dg.shape[-1]), dg.dtype)
    return np.concatenate(da, axis=-1), zero, (0 * dg, dg * z)


TWO = Cell(
    "min_gru_two", two_layers, two_layers_backward, ("z", "n", "y", "m"), ("h", "g"),
    inner=first_layer, inner_backward=first_layer_backward,
)  # fmt: skip


def zero_W(p, rng):
    """A start without W."""
    return p._replace(W=np.zeros_like(p.W))


def ring(low, high):
    """A start of the LRU: sizes from low to high, angles up to a tenth of a turn."""

    def start(p, rng):
        H = len(p.W)
        size, angle = rng.uniform(low, high, H), rng.uniform(0.01, np.pi / 5, H)
        return zero_W(p._replace(P=np.log([-np.log(size), angle])), rng)

    return start


def steps_of(low, high):
    """A start of the selective cell: time steps from low to high, spread by logs."""

    def start(p, rng):
        H, b = len(p.W), p.b.copy()
        delta = np.exp(rng.uniform(np.log(low), np.log(high), H))
        b[:H] = np.log(np.expm1(delta))
        return zero_W(p._replace(b=b, A=0 * p.A), rng)

    return start


def contenders():
    """(label, contender, units) of all."""
    gru, lru, sel = (without_W(BEYOND[n]) for n in ("min_gru", "lru", "selective"))
    return [
        ("minimal GRU", Contender("z=1", gru, {"z": 1.0}, zero_W)),
        ("minimal GRU, W learned", Contender("z=1", BEYOND["min_gru"], {"z": 1.0})),
        ("minimal GRU, two layers", Contender("z=1", TWO, {"z": 1.0, "y": 1.0})),
        ("LRU", Contender("0.9 to 0.999", lru, None, ring(0.9, 0.999))),
        ("selective", Contender("0.03 to 1", sel, None, steps_of(0.03, 1.0))),
        ("sLSTM", Contender("f=1", BEYOND["slstm"], {"f": 1.0})),
        ("LSTM", Contender("f=1", CELLS["lstm"], {"f": 1.0})),
        ("GRU", Contender("z=1", CELLS["gru"], {"z": 1.0})),
    ]


def weights(label, cell, H):
    """Parameters of a layer that are used, at 8 inputs."""
    K, D = len(cell.gates) * H, SETTINGS["D"]
    own = sum(len(rows) * H for rows in cell.weights.values())
    used = {"minimal GRU": 0, "LRU": 0, "selective": 0}
    used["minimal GRU, two layers"] = H * H
    return D * K + K * (2 if cell.name == "gru" else 1) + own + used.get(label, H * K)


def rows_of(label, who):
    """One contender on every task."""
    rows, tasks = [], memory_tasks("quick")
    H = max(n for n in range(1, 65) if weights(label, who.cell, n) <= PLAN.weights)
    keys = "task", "title", "H", "lr", "updates", "score", "limit", "seconds"
    for name in TASKS:
        row = run_task(who, tasks[name], PLAN, H)
        learned = sum(u is not None for u in row["updates"])
        print(label, name, H, row["lr"], learned, row["seconds"], flush=True)
        row = {"label": label, "start": who.name} | {key: row[key] for key in keys}
        rows.append(row | {"weights": weights(label, who.cell, H)})
    return rows


def main():
    """Every contender on every task."""
    began, numbers = time.time(), []
    for label, who in tqdm(contenders()):
        numbers += rows_of(label, who)
    write("14_suite", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
