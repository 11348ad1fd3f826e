"""The latest marked number: what gates that follow the input are worth.

Networks: vanilla RNNs from three starts, LSTMs from three forget biases, the same LSTM
with gates that are cut, an LSTM of 8 units, about as large as the RNN of 16, and an RNN
of 33, about as large as the LSTM of 16. A cut gate reads neither the input nor the
state: it is "constant", one learned number for each unit, or "open", at 1 for ever.
"no tanh" leaves out that on the way from the cell state to the output.

The answer is asked for at every step. Measured on 1,000 fresh sequences: the mean
squared error at the last step over the variance of the numbers, so that guessing
scores 1; and the same by the steps since the mark. Of an LSTM of two units also the
mean of its gates at marks and elsewhere. Ten minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    Cell,
    fit,
    init_params,
    init_readout,
    orthogonal,
    readout,
    readout_backward,
    sigmoid,
    squared_error,
    unroll,
    unroll_backward,
)
from rnnbook.cells.lstm import LSTMStep
from rnnbook.tasks import latest, latest_baseline

SETTINGS = {
    "batch": 32,
    "updates": 300,
    "more_updates": 1500,
    "max_norm": 1.0,
    "rates": [0.01, 0.03],
    "lengths": [20, 40],
    "seeds": list(range(10)),
    "marked": 0.1,
    "networks": [    # cell, start, H, what is cut
        ["rnn", "uniform", 16, ""],
        ["rnn", "uniform x sqrt(3)", 16, ""],
        ["rnn", "orthogonal", 16, ""],
        ["rnn", "orthogonal", 33, ""],
        ["lstm", "bias 0", 16, ""],
        ["lstm", "bias 1", 16, ""],
        ["lstm", "bias 3", 16, ""],
        ["lstm", "bias 1", 16, "i f o constant"],
        ["lstm", "bias 1", 8, ""],
        ["lstm", "bias 1", 8, "i f o constant"],
    ],
    "cuts": [
        ["lstm", "bias 1", 16, cut]
        for cut in (
            "f o constant", "i o constant", "i f constant",
            "i open", "f open", "o open", "no tanh",
        )
    ],
    "far": [    # at the second length, with the best rate of the first
        ["rnn", "uniform x sqrt(3)", 16, ""],
        ["rnn", "orthogonal", 16, ""],
        ["rnn", "orthogonal", 33, ""],
        ["lstm", "bias 1", 16, ""],
        ["lstm", "bias 1", 16, "i f o constant"],
    ],
    "longer": [    # with more updates, at the first length, with its best rate
        ["rnn", "orthogonal", 16, ""],
        ["rnn", "orthogonal", 33, ""],
        ["lstm", "bias 1", 16, "i f o constant"],
    ],
    "small": {"net": ["lstm", "bias 1", 2, ""], "lr": 0.03, "updates": 1000},
}  # fmt: skip


def no_tanh(xU, hW, state):
    """The step of the LSTM, but h = o c."""
    _, c_prev = state
    a_i, a_f, a_g, a_o = np.split(xU + hW, 4, axis=-1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c = f * c_prev + i * g
    return (o * c, c), LSTMStep(i, f, g, o, c_prev, c)


def no_tanh_backward(dstate, s):
    """The way back through it; s.tanh_c holds c itself."""
    dh, dc = dstate
    da_o, dc = dh * s.tanh_c * s.o * (1 - s.o), dc + dh * s.o
    da_i, da_f = dc * s.g * s.i * (1 - s.i), dc * s.c_prev * s.f * (1 - s.f)
    da = np.concatenate([da_i, da_f, dc * s.i * (1 - s.g**2), da_o], axis=-1)
    return da, da, (0.0, dc * s.f)


NO_TANH = Cell("lstm_no_tanh", no_tanh, no_tanh_backward, tuple("ifgo"), ("h", "c"))


def start(name, kind, H, rng, seed):
    """The cell, its parameters and the readout before training."""
    bias = {"f": float(kind.split()[1])} if name == "lstm" else None
    p, head = init_params(CELLS[name], 2, H, rng, bias), init_readout(H, 1, rng)
    if kind == "uniform x sqrt(3)":
        p = p._replace(W=p.W * np.sqrt(3))
    if kind == "orthogonal":
        own = np.random.default_rng(20_000 + seed)  # `rng` goes on to the batches
        p = p._replace(W=orthogonal(own, (H, H)))
    return p, head


def cut_gates(p, cut):
    """Parameters whose cut gates see nothing, and 1 where one is learned, else 0."""
    learned = type(p)(*(np.ones_like(v) for v in p))
    *gates, how = cut.split() or [""]
    if how not in ("constant", "open"):
        return p, learned
    p, H = type(p)(*(v.copy() for v in p)), len(p.W)
    for gate in gates:
        block = slice("ifgo".index(gate) * H, ("ifgo".index(gate) + 1) * H)
        p.U[:, block] = p.W[:, block] = 0
        learned.U[:, block] = learned.W[:, block] = 0
        if how == "open":
            p.b[block], learned.b[block] = 40, 0  # sigmoid(40) is 1
    return p, learned


def trained(name, kind, H, cut, lr, T, seed, updates):
    """Train one network; its cell, its parameters and its readout."""
    rng = np.random.default_rng(seed)
    cell = NO_TANH if cut == "no tanh" else CELLS[name]
    p, head = start(name, kind, H, rng, seed)
    p, learned = cut_gates(p, cut)

    def gradients(net):
        p, head = net
        x, target = latest(rng, T, SETTINGS["batch"], SETTINGS["marked"])
        h, _, cache = unroll(cell, p, x, engine="generated")
        loss, do = squared_error(readout(head, h), target)
        dhead, dh = readout_backward(head, h, do)
        dp, _, _ = unroll_backward(cell, p, dh, cache)
        return loss, (type(dp)(*map(np.multiply, dp, learned)), dhead)

    done = fit((p, head), gradients, updates, lr, SETTINGS["max_norm"], progress=False)
    return cell, *done.params


def measured(cell, p, head, T, seed):
    """The error at the last step, and at each number of steps since the mark."""
    x, target = latest(np.random.default_rng(10_000 + seed), T, 1000)
    o = readout(head, unroll(cell, p, x, engine="generated")[0])
    error = (o - target)[:, :, 0] ** 2 / latest_baseline()
    marks, steps = x[:, :, 1] == 1, np.arange(T)[:, None]
    age = steps - np.maximum.accumulate(np.where(marks, steps, 0), axis=0)
    by_age = np.bincount(age.ravel(), error.ravel()) / np.bincount(age.ravel())
    return float(error[-1].mean()), by_age


def case(net, T, updates, lr):
    """One line of the result: a network over all seeds."""
    runs = [
        measured(*trained(*net, lr, T, seed, updates), T, seed)
        for seed in SETTINGS["seeds"]
    ]
    row = dict(zip(("cell", "start", "H", "cut"), net, strict=True))
    row |= {"T": T, "updates": updates, "lr": lr}
    row["error"] = [float(f"{error:.3g}") for error, _ in runs]
    ages = np.median([by_age for _, by_age in runs], axis=0)
    return row | {"by_age": [float(f"{error:.3g}") for error in ages]}


def gates(cell, p, head, T, seed):
    """The means of i and f over all units, at marks and elsewhere, from step 2 on."""
    x, _ = latest(np.random.default_rng(10_000 + seed), T, 1000)
    steps = unroll(cell, p, x, engine="plain")[2].steps[1:]
    marks = x[1:, :, 1] == 1
    found = {}
    for gate in "if":
        values = np.array([getattr(step, gate) for step in steps]).mean(axis=2)
        found[f"{gate} at marks"] = round(float(values[marks].mean()), 2)
        found[f"{gate} elsewhere"] = round(float(values[~marks].mean()), 2)
    return found


def small():
    """One line for the network of two units: its errors and its gates."""
    net, lr, updates = SETTINGS["small"].values()
    T, seeds = SETTINGS["lengths"][0], SETTINGS["seeds"]
    nets = [trained(*net, lr, T, seed, updates) for seed in seeds]
    row = dict(zip(("cell", "start", "H", "cut"), net, strict=True))
    row |= {"T": T, "updates": updates, "lr": lr}
    pairs = list(zip(nets, seeds, strict=True))
    row["error"] = [float(f"{measured(*n, T, s)[0]:.3g}") for n, s in pairs]
    means = [gates(*n, T, s) for n, s in pairs]
    return row | {name: [mean[name] for mean in means] for name in means[0]}


def main():
    """Search the rates at the first length; then the rest, each with its best rate."""
    began, numbers, best = time.time(), [], {}
    few, more = SETTINGS["updates"], SETTINGS["more_updates"]
    near, far = SETTINGS["lengths"]
    for net in tqdm(SETTINGS["networks"] + SETTINGS["cuts"]):
        rows = [case(net, near, few, lr) for lr in SETTINGS["rates"]]
        best[*net] = min(rows, key=lambda row: np.median(row["error"]))["lr"]
        numbers += rows
    for net in tqdm(SETTINGS["far"]):
        numbers.append(case(net, far, few, best[*net]))
    for net in tqdm(SETTINGS["longer"]):
        numbers.append(case(net, near, more, best[*net]))
    numbers.append(small())
    write("06_gates", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
