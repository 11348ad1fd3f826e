"""Parity of the bits so far: what a recurrence needs to keep count modulo 2.

A bit comes in at each step, and the answer at each step is whether the number of ones
so far is odd. Trained on 16 steps; measured on fresh bits, the last four answers of 16
steps and of 160. Four diagonal recurrences h = lam h + n cut two causes one by one: lam
between 0 and 1, or between -1 and 1; lam one learned number for each unit, or read from
the input. Then the RNN, the GRU and the LSTM, whose gates read the state. All have a
readout with a hidden layer of 16 tanh units, which can bend what it reads; the diagonal
ones also two layers, the second on the hidden layer of the first. Each has the same
search over the rate. Seeds and rates are stacked, in float32; the gradients of each
network are compared with differences first. About five minutes on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, sigmoid

SETTINGS = {
    "T": 16, "far": 160, "batch": 32, "updates": 800, "H": 8, "hidden": 16,
    "rates": [0.003, 0.01, 0.03], "seeds": list(range(10)), "max_norm": 1.0,
    "fresh": 500,
    "networks": [    # lam, range, layers; or a cell
        ["fixed", "0 to 1", 1], ["fixed", "-1 to 1", 1],
        ["input", "0 to 1", 1], ["input", "-1 to 1", 1],
        ["fixed", "0 to 1", 2], ["fixed", "-1 to 1", 2],
        ["input", "0 to 1", 2], ["input", "-1 to 1", 2],
        ["rnn", "", 1], ["gru", "", 1], ["lstm", "", 1],
    ],
}  # fmt: skip
GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def bits(rng, T, S, B):
    """Bits (T, S, B, 1), and whether the ones so far are odd in number (T, S, B)."""
    x = rng.integers(0, 2, (T, S, B))
    return x[..., None].astype(np.float32), x.cumsum(axis=0) % 2


def draws(seeds, *shape, bound):
    """One draw for each seed, from a generator of its own, (S, *shape)."""
    return np.stack([s.uniform(-bound, bound, shape) for s in seeds]).astype(np.float32)


def layer(kind, D, H, seeds):
    """Parameters of one layer, by name."""
    S = len(seeds)
    if kind in GATES:
        K, bound = GATES[kind] * H, 1 / np.sqrt(H)
        p = {"U": draws(seeds, D, K, bound=bound), "W": draws(seeds, H, K, bound=bound),
             "b": np.zeros((S, 1, K), np.float32)}
        if kind == "gru":
            p["b_h"] = np.zeros((S, 1, K), np.float32)
        if kind == "lstm":
            p["b"][..., H : 2 * H] = 1
        return p
    return {"U": draws(seeds, D, 2 * H, bound=1.0),
            "b": np.concatenate([draws(seeds, 1, H, bound=2.0),
                                 np.zeros((S, 1, H), np.float32)], axis=-1)}


def diagonal(p, x, lam_of, wide):
    """A diagonal layer over x (T, S, B, D), step by step; its states and a record."""
    a = x @ p["U"] + p["b"]
    a_lam, n = np.split(a, 2, axis=-1)
    if lam_of == "fixed":
        a_lam = np.broadcast_to(p["b"][..., : n.shape[-1]], n.shape)
    s = sigmoid(a_lam)
    lam = 2 * s - 1 if wide else s
    h = np.empty_like(n)
    state = np.zeros_like(n[0])
    for t in range(len(n)):
        state = lam[t] * state + n[t]
        h[t] = state
    return h, (x, s, lam, n, h)


def diagonal_backward(p, dh, record, lam_of, wide):
    """Gradients of the parameters by name, and of x."""
    x, s, lam, n, h = record
    du, d = np.empty_like(dh), np.zeros_like(dh[0])
    for t in reversed(range(len(dh))):
        d = d + dh[t]
        du[t] = d
        d = lam[t] * d
    dlam = du * np.concatenate([np.zeros_like(h[:1]), h[:-1]])
    da_lam = dlam * s * (1 - s) * (2 if wide else 1)
    db_lam = da_lam.sum(axis=(0, 2))[:, None]
    if lam_of == "fixed":
        da_lam = np.zeros_like(da_lam)
    da = np.concatenate([da_lam, du], axis=-1)
    dU = np.einsum("tsbd,tsbk->sdk", x, da, optimize=True)
    db = da.sum(axis=(0, 2))[:, None]
    db[..., : n.shape[-1]] = db_lam
    return {"U": dU, "b": db}, da @ p["U"].swapaxes(-1, -2)


def cell_layer(p, x, kind):
    """A cell of the book over x (T, S, B, D), all seeds at once."""
    cell, H = CELLS[kind], p["W"].shape[-2]
    state = tuple(np.zeros((*x.shape[1:3], H), np.float32) for _ in cell.state)
    xU, h, steps = x @ p["U"] + p["b"], [state[0]], []
    for t in range(len(x)):
        hW = state[0] @ p["W"] + p.get("b_h", np.float32(0))
        state, step = cell.forward(xU[t], hW, state)
        h.append(state[0])
        steps.append(step)
    return np.stack(h[1:]), (x, np.stack(h[:-1]), steps)


def cell_backward(p, dh, record, kind):
    """Gradients of the parameters by name, and of x."""
    x, h_prev, steps = record
    dstate = tuple(np.zeros_like(dh[0]) for _ in CELLS[kind].state)
    dxU, dhW = [], []
    for t in reversed(range(len(dh))):
        dstate = (dstate[0] + dh[t], *dstate[1:])
        da, db, dstate = CELLS[kind].backward(dstate, steps[t])
        dstate = (dstate[0] + db @ p["W"].swapaxes(-1, -2), *dstate[1:])
        dxU.append(da)
        dhW.append(db)
    dxU, dhW = np.stack(dxU[::-1]), np.stack(dhW[::-1])
    d = {"U": np.einsum("tsbd,tsbk->sdk", x, dxU, optimize=True),
         "W": np.einsum("tsbh,tsbk->shk", h_prev, dhW, optimize=True),
         "b": dxU.sum(axis=(0, 2))[:, None]}
    if "b_h" in p:
        d["b_h"] = dhW.sum(axis=(0, 2))[:, None]
    return d, dxU @ p["U"].swapaxes(-1, -2)


def run_layer(p, x, net):
    """(states, record) of a layer of a network."""
    lam, span, _ = net
    if lam in GATES:
        return cell_layer(p, x, lam)
    return diagonal(p, x, lam, span[0] == "-")


def back_layer(p, dh, record, net):
    """The way back through it."""
    lam, span, _ = net
    if lam in GATES:
        return cell_backward(p, dh, record, lam)
    return diagonal_backward(p, dh, record, lam, span[0] == "-")


def start(net, seeds):
    """The layers and, behind each, a hidden layer of tanh; then the readout."""
    H, hidden, layers = SETTINGS["H"], SETTINGS["hidden"], []
    for k in range(net[2]):
        layers.append(layer(net[0], 1 if k == 0 else hidden, H, seeds))
        layers.append({"M": draws(seeds, H, hidden, bound=1.0),
                       "c": np.zeros((len(seeds), 1, hidden), np.float32)})
    layers.append({"V": draws(seeds, hidden, 1, bound=hidden**-0.5),
                   "d": np.zeros((len(seeds), 1, 1), np.float32)})
    return layers


def forward(p, x, net):
    """Scores (T, S, B), and records of all layers."""
    v, records = x, []
    for k in range(0, len(p) - 1, 2):
        h, record = run_layer(p[k], v, net)
        v = np.tanh(h @ p[k + 1]["M"] + p[k + 1]["c"])
        records.append((record, h, v))
    return (v @ p[-1]["V"] + p[-1]["d"])[..., 0], records


def gradients(p, x, target, net):
    """Gradients of the mean cross-entropy, in the order of p."""
    o, records = forward(p, x, net)
    do = (sigmoid(o) - target) / (o.shape[0] * o.shape[2])
    do = do.astype(np.float32)[..., None]
    v = records[-1][2]
    d = [{"V": np.einsum("tsbh,tsbk->shk", v, do, optimize=True),
          "d": do.sum(axis=(0, 2))[:, None]}]
    dv = do @ p[-1]["V"].swapaxes(-1, -2)
    for k in range(len(p) - 3, -1, -2):
        record, h, v = records[k // 2]
        da = dv * (1 - v**2)
        d.insert(0, {"M": np.einsum("tsbh,tsbk->shk", h, da, optimize=True),
                     "c": da.sum(axis=(0, 2))[:, None]})
        own, dv = back_layer(p[k], da @ p[k + 1]["M"].swapaxes(-1, -2), record, net)
        d.insert(0, own)
    return d


def adam(p, d, m, v, step, rate):
    """One update of Adam in place, each stacked network clipped by its own norm."""
    squares = sum((g**2).sum(axis=(1, 2)) for part in d for g in part.values())
    norm = np.sqrt(squares + 1e-12)[:, None, None]
    scale = np.minimum(1, SETTINGS["max_norm"] / norm)
    for k, part in enumerate(d):
        for name, g in part.items():
            g = g * scale
            m[k][name] += 0.1 * (g - m[k][name])
            v[k][name] += 0.001 * (g**2 - v[k][name])
            mean = m[k][name] / (1 - 0.9**step)
            square = v[k][name] / (1 - 0.999**step)
            p[k][name] -= (rate * mean / (np.sqrt(square) + 1e-8)).astype(np.float32)


def trained(net):
    """Train all seeds at all rates; the accuracies (rates, seeds), near and far."""
    seeds, rates = SETTINGS["seeds"], SETTINGS["rates"]
    S = len(seeds) * len(rates)
    rate = np.repeat(rates, len(seeds)).astype(np.float32)[:, None, None]
    p = start(net, [np.random.default_rng(s) for _ in rates for s in seeds])
    m = [{n: np.zeros_like(a) for n, a in part.items()} for part in p]
    v = [{n: np.zeros_like(a) for n, a in part.items()} for part in p]
    rng = np.random.default_rng(100)
    for step in range(1, SETTINGS["updates"] + 1):
        x, target = bits(rng, SETTINGS["T"], S, SETTINGS["batch"])
        adam(p, gradients(p, x, target, net), m, v, step, rate)
    found = []
    for T in (SETTINGS["T"], SETTINGS["far"]):
        x, target = bits(np.random.default_rng(200), T, 1, SETTINGS["fresh"])
        x, target = (np.repeat(a, S, axis=1) for a in (x, target))
        right = ((forward(p, x, net)[0] > 0) == target)[-4:].mean(axis=(0, 2))
        found.append(right.reshape(len(rates), -1))
    return found, sum(a[0].size for part in p for a in part.values())


def checked(net):
    """The gradients of a network against differences, in float64, or an error."""
    p = start(net, [np.random.default_rng(5)])
    p = [{n: a.astype(float) for n, a in part.items()} for part in p]
    x, target = bits(np.random.default_rng(6), 5, 1, 3)
    x, rng = x.astype(float), np.random.default_rng(7)

    def loss(p):
        o = forward(p, x, net)[0]
        return (np.logaddexp(0, o) - target * o).mean()

    d = gradients(p, x, target, net)
    for part, grad in zip(p, d, strict=True):
        for name in part:
            way = rng.normal(size=part[name].shape)
            ends = []
            for sign in (1, -1):
                part[name] += sign * 1e-5 * way
                ends.append(loss(p))
                part[name] -= sign * 1e-5 * way
            slope = (ends[0] - ends[1]) / 2e-5
            assert abs(slope - (grad[name] * way).sum()) < 1e-5, (net, name)


def main():
    """Train each network; store every seed at every rate."""
    began, numbers = time.time(), []
    for net in tqdm(SETTINGS["networks"]):
        checked(net)
        (near, far), size = trained(net)
        row = dict(zip(("lam", "range", "layers"), net, strict=True))
        row |= {"parameters": int(size), "near": near.round(3).tolist()}
        numbers.append(row | {"far": far.round(3).tolist()})
        print(net, size, near.round(2).tolist(), far.round(2).tolist(), flush=True)
    write("14_parity", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
