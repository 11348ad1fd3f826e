"""Dropout inside the recurrence of an LSTM: on what, and how often drawn?

The task is `recall`: hold one bit through noise. In training a part of the state is
dropped: h on its way into the products or the belt c, with a draw for each step or one
for the sequence, or the candidate g, with a draw for each step. "alone" is the control:
W is zero and stays zero, so a memory that is dropped cannot be written again from
another unit. The test is without dropout, on 1,000 fresh sequences; "noisy" is the same
test with the dropout at work. Also the updates
until ten batches in a row were right 95% of the time, with the dropout at work, and the
share of the last 50 batches that was right. Five minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    clip_by_norm,
    init_params,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
)
from rnnbook.cells.lstm import LSTMStep
from rnnbook.cells.params import Params
from rnnbook.tasks import recall
from rnnbook.training.fit import fit

SETTINGS = {
    "T": 30,
    "batch": 32,
    "rate": 0.25,
    "updates": 150,
    "lr": 0.01,
    "max_norm": 1.0,
    "forget_bias": 3.0,
    "widths": [16, 32],
    "seeds": list(range(10)),
    "narrow": 8,
    "dropped, narrow": [["nothing", "", False], ["c", "each step", False]],
    "dropped": [
        ["nothing", "", False],
        ["h", "each step", False],
        ["h", "one draw", False],
        ["g", "each step", False],
        ["c", "each step", False],
        ["c", "one draw", False],
        ["nothing", "", True],
        ["c", "each step", True],
        ["g", "each step", True],
    ],
}
LSTM = CELLS["lstm"]


def draws(what, how, T, B, H, rng):
    """What h, g and c are multiplied with at each step: ones but for `what`."""
    factors = {name: np.ones((T, 1, H)) for name in "hgc"}
    if what in factors:
        keep = 1 - SETTINGS["rate"]
        shape = (1 if how == "one draw" else T, B, H)
        drawn = (rng.random(shape) < keep) / keep
        factors[what] = np.broadcast_to(drawn, (T, B, H))
    return factors


def forward(p, x, m):
    """The last h, and a record of each step; x (T, B, D)."""
    h = c = np.zeros((x.shape[1], len(p.W)))
    kept = []
    for t, x_t in enumerate(x):
        h_in, c_in = h * m["h"][t], c * m["c"][t]
        a = x_t @ p.U + p.b + h_in @ p.W
        H = len(p.W)
        i, f, o = (1 / (1 + np.exp(-a[:, k * H : (k + 1) * H])) for k in (0, 1, 3))
        g = np.tanh(a[:, 2 * H : 3 * H]) * m["g"][t]
        c = f * c_in + i * g
        tanh_c = np.tanh(c)
        h = o * tanh_c
        kept.append((h_in, LSTMStep(i, f, g, o, c_in, tanh_c)))
    return h, kept


def backward(p, x, m, kept, dh):
    """The gradients of the parameters, for a gradient of the last h."""
    dc = np.zeros_like(dh)
    dU, dW, db = (np.zeros_like(array) for array in p)
    for t in reversed(range(len(x))):
        h_in, s = kept[t]
        dc = dc + dh * s.o * (1 - s.tanh_c**2)
        m_g = m["g"][t]
        slope = m_g * (1 - np.divide(s.g, m_g, where=m_g > 0, out=0 * s.g) ** 2)
        da = np.concatenate(
            [
                dc * s.g * s.i * (1 - s.i),
                dc * s.c_prev * s.f * (1 - s.f),
                dc * s.i * slope,
                dh * s.tanh_c * s.o * (1 - s.o),
            ],
            axis=-1,
        )
        dU, dW, db = dU + x[t].T @ da, dW + h_in.T @ da, db + da.sum(axis=0)
        dh, dc = da @ p.W.T * m["h"][t], dc * s.f * m["c"][t]
    return Params(dU, dW, db)


def loss_and_gradients(net, x, target, m):
    """Of one batch, and the share of it that is right."""
    p, head = net
    h, kept = forward(p, x, m)
    o = readout(head, h)
    loss, do = softmax_cross_entropy(o, target)
    dhead, dh = readout_backward(head, h, do)
    right = (o.argmax(axis=-1) == target).mean()
    return loss, (backward(p, x, m, kept, dh), dhead), {"accuracy": right}


def check_gradients():
    """Every parameter against differences, with every part dropped."""
    rng = np.random.default_rng(0)
    net = init_params(LSTM, 2, 3, rng), init_readout(3, 2, rng)
    x, target = recall(rng, 6, 4)
    for what, how, _ in SETTINGS["dropped"]:
        m = draws(what, how, 6, 4, 3, rng)
        _, (dp, _), _ = loss_and_gradients(net, x, target, m)
        for array, grad in zip(net[0], dp, strict=True):
            at = tuple(rng.integers(size) for size in array.shape)
            values = []
            for step in (1e-6, -1e-6):
                array[at] += step
                values.append(loss_and_gradients(net, x, target, m)[0])
                array[at] -= step
            assert np.isclose((values[0] - values[1]) / 2e-6, grad[at], atol=1e-8)


def learned(right):
    """Updates until ten in a row are right 95% of the time on average, or None."""
    means = np.convolve(right, np.full(10, 0.1), mode="valid")
    return int(np.argmax(means >= 0.95)) + 10 if means.max() >= 0.95 else None


def run(what, how, alone, H, seed):
    """Train one network from `seed`: its accuracies, and when it learned."""
    T, B = SETTINGS["T"], SETTINGS["batch"]
    rng, noise = np.random.default_rng(seed), np.random.default_rng(500 + seed)
    p = init_params(LSTM, 2, H, rng, bias={"f": SETTINGS["forget_bias"]})
    net = p._replace(W=p.W * (not alone)), init_readout(H, 2, rng)

    def gradients(net):
        x, target = recall(rng, T, B)
        m = draws(what, how, T, B, H, noise)
        loss, (dp, dhead), more = loss_and_gradients(net, x, target, m)
        dp = dp._replace(W=dp.W * (not alone))
        return loss, (clip_by_norm(dp, SETTINGS["max_norm"])[0], dhead), more

    done = fit(net, gradients, SETTINGS["updates"], SETTINGS["lr"], progress=False)
    p, head = done.params
    x, target = recall(np.random.default_rng(10_000 + seed), T, 1000)
    accuracy, noisy = (
        float((readout(head, forward(p, x, m)[0]).argmax(axis=-1) == target).mean())
        for m in (
            draws("nothing", "", T, 1000, H, noise),
            draws(what, how, T, 1000, H, noise),
        )
    )
    right = done.measures["accuracy"]
    return accuracy, noisy, learned(right), float(right[-50:].mean())


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    check_gradients()
    cases = [(*each, H) for H in SETTINGS["widths"] for each in SETTINGS["dropped"]]
    cases += [(*each, SETTINGS["narrow"]) for each in SETTINGS["dropped, narrow"]]
    for what, how, alone, H in tqdm(cases):
        runs = [run(what, how, alone, H, seed) for seed in SETTINGS["seeds"]]
        accuracies, noisy, updates, training = zip(*runs, strict=True)
        numbers.append(
            {
                "what": what,
                "how": how,
                "alone": alone,
                "H": H,
                "accuracy": accuracies,
                "noisy": noisy,
                "learned": updates,
                "training": [round(v, 3) for v in training],
            }  # fmt: skip
        )
    write("09_dropout", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
