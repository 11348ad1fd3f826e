"""Controls of chapter 6: what its sentences on causes and limits rest on.

On recall: an LSTM with a forget bias of 0, and the RNN with its usual start, on ten
steps, with the search of `ch06_recall.py`. On latest, with the search of
`ch06_gates.py`: an RNN that is given the product of mark and number as a third input,
and as its control one that is given the number twice; and LSTMs, one of them with its
forget gate held at 1, trained on 20 steps and then measured on longer sequences. A
minute or so on one core.
"""

import time

import ch06_gates
import ch06_recall
import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    fit,
    init_params,
    init_readout,
    orthogonal,
    readout,
    readout_backward,
    squared_error,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import latest, latest_baseline

SETTINGS = {
    "H": 16,
    "batch": 32,
    "updates": 300,
    "max_norm": 1.0,
    "seeds": list(range(10)),
    "recall": {
        "T": 10,
        "rates": ch06_recall.SETTINGS["rates"],
        "networks": [["rnn", "uniform"], ["lstm", "bias 0"]],
    },
    "latest": {
        "T": 20,
        "rates": ch06_gates.SETTINGS["rates"],
        "marked": ch06_gates.SETTINGS["marked"],
        "third_input": ["mark x number", "number"],
        "longer": {"lengths": [20, 40, 100], "cuts": ["", "f open"], "lr": 0.03},
    },
}


def third(x, what):
    """The inputs with a third column: the product of the two, or the number again."""
    more = x[:, :, :1] * x[:, :, 1:] if "mark" in what else x[:, :, :1]
    return np.concatenate([x, more], axis=-1)


def given(what, lr, seed):
    """Train an RNN with an orthogonal start and a third input; its error."""
    T, cell = SETTINGS["latest"]["T"], CELLS["rnn"]
    rng, H = np.random.default_rng(seed), SETTINGS["H"]
    p, head = init_params(cell, 3, H, rng), init_readout(H, 1, rng)
    p = p._replace(W=orthogonal(np.random.default_rng(20_000 + seed), (H, H)))

    def gradients(net):
        p, head = net
        x, target = latest(rng, T, SETTINGS["batch"], SETTINGS["latest"]["marked"])
        h, _, cache = unroll(cell, p, third(x, what), engine="generated")
        loss, do = squared_error(readout(head, h), target)
        dhead, dh = readout_backward(head, h, do)
        return loss, (unroll_backward(cell, p, dh, cache)[0], dhead)

    updates, longest = SETTINGS["updates"], SETTINGS["max_norm"]
    p, head = fit((p, head), gradients, updates, lr, longest, progress=False).params
    x, target = latest(np.random.default_rng(10_000 + seed), T, 1000)
    o = readout(head, unroll(cell, p, third(x, what), engine="generated")[0])
    return float(((o[-1] - target[-1]) ** 2).mean() / latest_baseline())


def longer(cut):
    """One line for each length: an LSTM trained on 20 steps, measured on more."""
    far, seeds = SETTINGS["latest"]["longer"], SETTINGS["seeds"]
    T, updates = SETTINGS["latest"]["T"], SETTINGS["updates"]
    net = ["lstm", "bias 1", SETTINGS["H"], cut]
    nets = [ch06_gates.trained(*net, far["lr"], T, s, updates) for s in seeds]
    rows = []
    for length in far["lengths"]:
        pairs = zip(nets, seeds, strict=True)
        errors = [ch06_gates.measured(*n, length, seed)[0] for n, seed in pairs]
        row = dict(zip(("cell", "start", "H", "cut"), net, strict=True))
        row |= {"task": "latest", "T": T, "measured": length, "lr": far["lr"]}
        rows.append(row | {"error": [float(f"{error:.3g}") for error in errors]})
    return rows


def main():
    """Run all, with a bar, and write the result."""
    began, numbers, seeds = time.time(), [], SETTINGS["seeds"]
    short, marked = SETTINGS["recall"], SETTINGS["latest"]
    grid = [(net, lr) for net in short["networks"] for lr in short["rates"]]
    for net, lr in tqdm(grid):
        row = ch06_recall.case(net, lr, short["T"])
        numbers.append({"task": "recall", **row})
    grid = [(what, lr) for what in marked["third_input"] for lr in marked["rates"]]
    for what, lr in tqdm(grid):
        errors = [float(f"{given(what, lr, seed):.3g}") for seed in seeds]
        row = {"task": "latest", "cell": "rnn", "start": "orthogonal", "third": what}
        numbers.append(row | {"T": marked["T"], "lr": lr, "error": errors})
    for cut in tqdm(marked["longer"]["cuts"]):
        numbers += longer(cut)
    write("06_controls", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
