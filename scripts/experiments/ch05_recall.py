"""Recall across lags: which start of a vanilla RNN still finds the first input.

For each cell, start, length and seed: train, then the accuracy on 1,000 fresh
sequences, the norms of the gradients before clipping, and why the training stopped.
A few minutes on one core.
"""

from _recall import measure, trained

from rnnbook import CELLS, identity, init_params, init_readout, orthogonal

SETTINGS = {
    "H": 16,
    "batch": 32,
    "updates": 300,
    "lr": 0.01,
    "max_norm": 1.0,
    "lengths": [5, 10, 20, 40, 80],
    "seeds": [0, 1, 2, 3, 4],
    "networks": [
        ["rnn", "uniform"],
        ["rnn", "orthogonal"],
        ["rnn_relu", "uniform"],
        ["rnn_relu", "identity"],
    ],
}


def start(cell, W, rng):
    """The parameters before training: those of the book, W by name."""
    H = SETTINGS["H"]
    p, head = init_params(cell, 2, H, rng), init_readout(H, 2, rng)
    if W == "orthogonal":
        p = p._replace(W=orthogonal(rng, (H, H)))
    if W == "identity":
        p = p._replace(W=identity((H, H)))
    return p, head


def train(name, W, T, seed):
    """Train one network from `seed`; what became of it."""
    cell = CELLS[name]
    return trained(cell, lambda rng: start(cell, W, rng), T, seed, SETTINGS)


if __name__ == "__main__":
    measure("05_recall", train, "start", SETTINGS)
