"""One training, run twice: how far apart the package and PyTorch are after n updates.

The adding task, an LSTM and a readout, the same data, the same start and the same
optimiser. "torch" is torch.nn.LSTM with bias_hh held at zero, trained by torch.optim
with torch's gradients; "ulp" is the package against itself, with each entry of W moved
to the next floating point number, up or down at random, to see what such a difference
grows to by itself (one moved entry is not enough: a step of Adam can round it away, and
then both runs are equal for ever); "two biases" is torch.nn.LSTM as it comes, with both
biases trained; "eps" is the package with the epsilon of Keras, in Keras's place; "ulp,
slower" is "ulp" at a third of the rate. Distances are between all parameters, over
their norm. Ten seeds (five at the lower rate), two sizes, both dtypes, Adam and plain
gradient descent. Half an hour on a busy machine, a third of it on an idle one.
"""

import functools
import time
from importlib.metadata import version

import numpy as np
import torch
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    adam,
    adam_start,
    clip_by_norm,
    flatten,
    init_params,
    init_readout,
    readout,
    readout_backward,
    sgd,
    sgd_start,
    squared_error,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.interop import to_torch
from rnnbook.tasks import adding

SETTINGS = {
    "task": "adding",
    "T": 20,
    "B": 16,
    "H": [8, 32],
    "updates": 800,
    "lr": {"adam": 0.01, "sgd": 0.1},
    "max_norm": 1.0,
    "seeds": list(range(10)),
    "dtypes": ["float64", "float32"],
    "at": [1, 2, 5, 10, 20, *range(50, 801, 50)],
    "slower": {"H": 32, "lr": 0.003, "updates": 1400, "seeds": list(range(5)),
               "at": list(range(100, 1401, 100))},
    "torch": version("torch"),
}
LSTM = CELLS["lstm"]


def batches(seed, dtype, updates=SETTINGS["updates"]):
    """The same batches for everybody."""
    rng = np.random.default_rng([seed, 1])
    for _ in range(updates):
        x, target, _ = adding(rng, SETTINGS["T"], SETTINGS["B"])
        yield x.astype(dtype), target.astype(dtype)


def start(seed, H, dtype):
    """The same start for everybody."""
    rng = np.random.default_rng(seed)
    p = init_params(LSTM, 2, H, rng, {"f": 1.0})
    head = init_readout(H, 1, rng)
    return tuple(type(q)(*(v.astype(dtype) for v in q)) for q in (p, head))


def own(p, head, seed, kind, eps=1e-8, hat=False, slower=False):
    """Train by the package; the parameters and the loss after each of the updates."""
    net = flatten((p, head))
    state, step = (adam_start, adam) if kind == "adam" else (sgd_start, sgd)
    state, more = state(net), {"lr": SETTINGS["lr"][kind]}
    data = batches(seed, p.U.dtype)
    if slower:
        more["lr"] = SETTINGS["slower"]["lr"]
        data = batches(seed, p.U.dtype, SETTINGS["slower"]["updates"])
    for k, (x, target) in enumerate(data, 1):
        p, head = unflatten((p, head), net)
        h, _, cache = unroll(LSTM, p, x)
        loss, do = squared_error(readout(head, h[-1]), target)
        dhead, dh_last = readout_backward(head, h[-1], do)
        dh = np.zeros_like(h)
        dh[-1] = dh_last
        dp, _, _ = unroll_backward(LSTM, p, dh, cache)
        grads, _ = clip_by_norm(flatten((dp, dhead)), SETTINGS["max_norm"])
        if kind == "adam":
            more["eps"] = eps / np.sqrt(1 - 0.999**k) if hat else eps
        net, state = step(net, grads, state, **more)
        yield np.concatenate([v.ravel() for v in net]), float(loss)


def other(p, head, seed, kind, two_biases=False):
    """The same by torch.nn and torch.optim, with the package's clipping."""
    net = to_torch(p, torch.nn.LSTM(2, len(p.W), dtype=getattr(torch, str(p.U.dtype))))
    net.bias_hh_l0.requires_grad_(two_biases)
    last = torch.nn.Linear(len(p.W), 1, dtype=net.bias_hh_l0.dtype)
    last.weight.data, last.bias.data = map(torch.tensor, (head.V.T.copy(), head.b))
    params = [q for q in (*net.parameters(), *last.parameters()) if q.requires_grad]
    make = torch.optim.Adam if kind == "adam" else torch.optim.SGD
    optimiser = make(params, lr=SETTINGS["lr"][kind])
    for x, target in batches(seed, p.U.dtype):
        optimiser.zero_grad()
        loss = ((last(net(torch.tensor(x))[0][-1]) - torch.tensor(target)) ** 2).mean()
        loss.backward()
        clip_exactly([q.grad for q in params])
        optimiser.step()
        b = net.bias_ih_l0 + net.bias_hh_l0
        parts = (net.weight_ih_l0.T, net.weight_hh_l0.T, b, last.weight.T, last.bias)
        yield torch.cat([q.detach().reshape(-1) for q in parts]).numpy(), loss.item()


def clip_exactly(grads):
    """By norm, without the 1e-6 that clip_grad_norm_ adds to it."""
    norm = float(torch.sqrt(sum((g.double() ** 2).sum() for g in grads)))
    for g in grads:
        g.mul_(min(1.0, SETTINGS["max_norm"] / norm))


def at_marks(run, at=SETTINGS["at"]):
    """The parameters and the losses at the updates of SETTINGS."""
    return [found for k, found in enumerate(run, 1) if k in at]


def distances(one, two):
    """At the updates of SETTINGS: the distance of parameters, that of losses."""
    found = {"distance": [], "loss apart": [], "loss": []}
    for (a, loss_a), (b, loss_b) in zip(one, two, strict=True):
        apart = np.linalg.norm(a - b) / np.linalg.norm(a)
        found["distance"].append(float(f"{apart:.3g}"))
        found["loss apart"].append(float(f"{abs(loss_a - loss_b):.3g}"))
        found["loss"].append(float(f"{loss_a:.3g}"))
    return found


def moved(p, seed):
    """The parameters with each entry of W moved to the next number, up or down."""
    way = np.random.default_rng([seed, 2]).choice([-np.inf, np.inf], p.W.shape)
    return p._replace(W=np.nextafter(p.W, way.astype(p.W.dtype)))


@functools.cache
def baseline(seed, H, dtype, kind):
    """The package's run, which all others are compared with."""
    return at_marks(own(*start(seed, H, dtype), seed, kind))


def compared(what, seed, H, dtype, kind):
    """The distances of one pair of runs."""
    p, head = start(seed, H, dtype)
    rival = {
        "torch": lambda: other(p, head, seed, kind),
        "ulp": lambda: own(moved(p, seed), head, seed, kind),
        "two biases": lambda: other(p, head, seed, kind, True),
        "eps": lambda: own(p, head, seed, kind, 1e-7, True),
    }[what]
    return distances(baseline(seed, H, dtype, kind), at_marks(rival()))


def slower(seed):
    """The package against itself at a third of the rate."""
    s, (p, head) = SETTINGS["slower"], start(seed, SETTINGS["slower"]["H"], "float64")
    runs = (own(q, head, seed, "adam", slower=True) for q in (p, moved(p, seed)))
    return distances(*(at_marks(run, s["at"]) for run in runs))


def main():
    """Run all pairs, and write the distances of every seed."""
    torch.set_num_threads(1)
    began, numbers = time.time(), []
    jobs = [("torch", H, dtype, "adam")
            for H in SETTINGS["H"] for dtype in SETTINGS["dtypes"]]  # fmt: skip
    jobs += [("ulp", H, "float64", "adam") for H in SETTINGS["H"]]
    jobs += [(what, H, "float64", "sgd") for what in ("torch", "two biases")
             for H in SETTINGS["H"][:1]]  # fmt: skip
    jobs += [(what, 8, "float64", "adam") for what in ("two biases", "eps")]
    for what, H, dtype, kind in tqdm(jobs):
        row = {"pair": what, "H": H, "dtype": dtype, "optimiser": kind}
        runs = [compared(what, s, H, dtype, kind) for s in SETTINGS["seeds"]]
        numbers.append(row | {name: [run[name] for run in runs] for name in runs[0]})
    runs = [slower(seed) for seed in tqdm(SETTINGS["slower"]["seeds"])]
    row = {"pair": "ulp, slower", "H": SETTINGS["slower"]["H"], "dtype": "float64",
           "optimiser": "adam"}  # fmt: skip
    numbers.append(row | {name: [run[name] for run in runs] for name in runs[0]})
    write("13_curves", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
