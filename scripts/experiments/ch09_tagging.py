"""Tagging: what depth, two directions and the usual additions bring, over seeds.

Every network gets as many units as fit into the same number of parameters, readout
included, and the same updates. After training, the accuracy on 500 fresh sequences, for
each of the three kinds of question. Half an hour or so on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, flatten, init_readout, init_stack
from rnnbook.tasks import TAGGING_SYMBOLS, tagging, tagging_window_baseline
from rnnbook.training.recipes import fit_tagger, scores

SETTINGS = {
    "T": 24,
    "gap": 6,
    "batch": 32,
    "updates": 250,
    "lr": 0.01,
    "parameters": 2000,
    "seeds": [0, 1, 2, 3, 4],
    "fresh": 500,
    "few": 16,
}
SHAPES = [(1, 1), (2, 1), (1, 2), (2, 2)]  # layers, directions
ADDED = {
    "residual": {"residual": True},
    "layer norm": {"norm": True},
    "dropout": {"dropout": 0.2},
    "one draw": {"dropout": 0.2, "variational": True},
}


def cases():
    """Each network once: cell, shape, what is added, whether it has few sequences."""
    for cell in ("rnn", "gru", "lstm"):
        yield from ((cell, *shape, "", False) for shape in SHAPES)
    for layers in (2, 4):
        for added in ADDED:
            if layers == 2 or "drop" not in added and added != "one draw":
                yield "gru", layers, 2, added, False
    yield "gru", 4, 2, "", False
    for added in ("", "dropout", "one draw", "layer norm"):
        yield "gru", 2, 2, added, True


def count(cell, H, layers, directions, norm=False, **_):
    """The parameters of a network and its readout."""
    rng = np.random.default_rng(0)
    stack = init_stack(CELLS[cell], 5, H, rng, layers, directions, norm)
    return sum(a.size for a in flatten((stack, init_readout(directions * H, 2, rng))))


def widest(cell, layers, directions, **options):
    """The most units that fit into the parameters that are allowed."""
    most = SETTINGS["parameters"]
    counts = {H: count(cell, H, layers, directions, **options) for H in range(2, 100)}
    return max(H for H, parameters in counts.items() if parameters <= most)


def few_sequences(seed):
    """A task whose batch is a few sequences, always the same ones."""
    fixed = tagging(
        np.random.default_rng(20_000 + seed), SETTINGS["T"], SETTINGS["few"],
        SETTINGS["gap"],
    )  # fmt: skip

    def task(rng):
        return fixed

    return task


def learned(scores):
    """Updates until ten in a row are right 95% of the time on average, or None."""
    means = np.convolve(scores, np.full(10, 0.1), mode="valid")
    return int(np.argmax(means >= 0.95)) + 10 if means.max() >= 0.95 else None


def accuracy(cell, layers, directions, added, few, seed):
    """Train one network from `seed`; its accuracies on fresh sequences, its loss."""
    options = ADDED.get(added, {})
    T, B, gap = (SETTINGS[name] for name in ("T", "batch", "gap"))
    H = widest(cell, layers, directions, **options)
    net = fit_tagger(
        CELLS[cell],
        few_sequences(seed) if few else lambda rng: tagging(rng, T, B, gap),
        H, SETTINGS["updates"], np.random.default_rng(seed),
        layers=layers, directions=directions, lr=SETTINGS["lr"],
        bias={"f": 1.0} if cell == "lstm" else None, **options,
    )  # fmt: skip
    batch = tagging(np.random.default_rng(10_000 + seed), T, SETTINGS["fresh"], gap)
    said = scores(CELLS[cell], net, batch.x, batch.lengths).argmax(axis=-1)
    right = said == batch.target
    kinds = {
        symbol: float(right[batch.mask & (batch.x[..., k] == 1)].mean())
        for k, symbol in enumerate(TAGGING_SYMBOLS)
        if k > 1
    }
    return {
        "all": float(right[batch.mask].mean()),
        **kinds,
        "loss": float(net.loss[-50:].mean()),
        "learned": learned(net.accuracy),
    }


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    for cell, layers, directions, added, few in tqdm(list(cases())):
        options = ADDED.get(added, {})
        runs = [
            accuracy(cell, layers, directions, added, few, seed)
            for seed in SETTINGS["seeds"]
        ]
        H = widest(cell, layers, directions, **options)
        numbers.append(
            {
                "cell": cell, "layers": layers, "directions": directions,
                "added": added, "few": few, "H": H,
                "parameters": count(cell, H, layers, directions, **options),
                **{key: [run[key] for run in runs] for key in runs[0]},
            }  # fmt: skip
        )
    rng = np.random.default_rng(30_000)
    fresh = tagging(rng, SETTINGS["T"], 2000, SETTINGS["gap"])
    windows = [[r, tagging_window_baseline(fresh, r)] for r in (0, 1, 2, 3, 6, 12)]
    numbers.append({"windows": windows})
    write("09_tagging", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
