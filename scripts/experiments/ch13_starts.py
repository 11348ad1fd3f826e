"""What the default start of each library means for the gradient: its size by lag.

The starts are written here in NumPy, from the sources of the libraries; a test compares
those of PyTorch and Keras with the libraries' own layers. Each draw: a batch of random
inputs, a random gradient at the last output, and the norm of the gradient that reaches
the state (h, and c in an LSTM) at each lag, over that at lag 0. The same inputs and
gradients for all libraries. Inputs are standard normal, or one-hot symbols. Also
LSTMs with one thing changed, to see what makes the difference. Two minutes.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, GRUParams, Params, gradient_by_lag, orthogonal, uniform
from rnnbook.nets.initial import glorot

SETTINGS = {
    "T": 101,
    "B": 8,
    "D": 32,
    "H": [32, 128],
    "draws": list(range(10)),
    "inputs": ["normal", "one-hot"],
    "dtype": "float64",
    "every": 5,    # medians are kept at each so many lags
}
GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def truncated(rng, shape, deviation):
    """Normal numbers with those beyond two deviations drawn again."""
    v = rng.normal(size=shape)
    while (far := np.abs(v) > 2).any():
        v[far] = rng.normal(size=far.sum())
    return deviation * v


def lecun(rng, shape):
    """Deviation 1/sqrt(fan in), also after the truncation."""
    return truncated(rng, shape, 1 / np.sqrt(shape[0]) / 0.87962566103423978)


def blocks(make, kind):
    """One matrix for each gate, side by side."""
    return np.hstack([make() for _ in range(GATES[kind])])


def packed(kind, U, W, b=None, b_h=None):
    """The parameters of the cell, biases zero where none are given."""
    zero = np.zeros(U.shape[1])
    b = zero if b is None else b
    if kind == "gru":
        return GRUParams(U, W, b, zero if b_h is None else b_h)
    return Params(U, W, b if b_h is None else b + b_h)


def torch(kind, D, H, rng):
    """U, W and two biases, all uniform in +-1/sqrt(H)."""
    K, bound = GATES[kind] * H, H**-0.5
    U, W = (uniform(rng, (n, K), bound) for n in (D, H))
    b, b_h = uniform(rng, (2, K), bound)
    return kind, packed(kind, U, W, b, b_h)


def keras(kind, D, H, rng):
    """Glorot and orthogonal, each over all gates at once; a forget bias of 1."""
    K = GATES[kind] * H
    p = packed(kind, glorot(rng, (D, K)), orthogonal(rng, (H, K)))
    return kind, with_forget_bias(p, 1.0) if kind == "lstm" else p


def flax(kind, D, H, rng):
    """LeCun and orthogonal, for each gate by itself; biases are zero."""
    U = blocks(lambda: lecun(rng, (D, H)), kind)
    return kind, packed(kind, U, blocks(lambda: orthogonal(rng, (H, H)), kind))


def equinox(kind, D, H, rng):
    """As PyTorch, with one bias, and a second one in block n of a GRU."""
    K, bound = GATES[kind] * H, H**-0.5
    U, W, b = (uniform(rng, (n, K), bound) for n in (D, H, 1))
    b_h = np.zeros(K)
    b_h[2 * H :] = uniform(rng, (1, H), bound) if kind == "gru" else 0
    return kind, packed(kind, U, W, b[0], b_h)


def haiku(kind, D, H, rng):
    """Truncated normal; 1 is added to the forget gate. GRU: before, z for our 1 - z.

    Its vanilla RNN has a ReLU.
    """
    K = GATES[kind] * H
    if kind == "gru":
        return "gru_before", Params(lecun(rng, (D, K)), lecun(rng, (H, K)), np.zeros(K))
    if kind == "rnn":
        U, W = (truncated(rng, (n, H), n**-0.5) for n in (D, H))
        return "rnn_relu", packed(kind, U, W)
    both = truncated(rng, (D + H, K), (D + H) ** -0.5)
    return kind, with_forget_bias(packed(kind, both[:D], both[D:]), 1.0)


def tf1(kind, D, H, rng):
    """Glorot over [x, h]; forget bias 1. GRU: before, both gates with bias 1."""
    if kind == "gru":
        gates, n = glorot(rng, (D + H, 2 * H)), glorot(rng, (D + H, H))
        both = np.hstack([gates, n])
        b = np.repeat([1.0, 1.0, 0.0], H)
        return "gru_before", Params(both[:D], both[D:], b)
    both = glorot(rng, (D + H, GATES[kind] * H))
    p = packed(kind, both[:D], both[D:])
    return kind, with_forget_bias(p, 1.0) if kind == "lstm" else p


def with_forget_bias(p, value):
    """The same LSTM with b_f set to `value`."""
    H, b = len(p.W), p.b.copy()
    b[H : 2 * H] = value
    return p._replace(b=b)


def changed(start, change):
    """A start of an LSTM with one thing changed."""

    def new(kind, D, H, rng):
        name, p = start(kind, D, H, rng)
        return name, change(p, rng)

    return new


def orthogonal_by_block(p, rng):
    """Each gate's W orthogonal by itself, as in Flax."""
    H = len(p.W)
    return p._replace(W=blocks(lambda: orthogonal(rng, (H, H)), "lstm"))


LIBRARIES = {"PyTorch": torch, "Keras": keras, "Flax": flax, "Equinox": equinox,
             "Haiku": haiku, "TF1": tf1}  # fmt: skip
LACKS = {("Equinox", "rnn")}
CHANGES = {
    "PyTorch, b_f = 1": changed(torch, lambda p, rng: with_forget_bias(p, 1.0)),
    "PyTorch, b_f = 0": changed(torch, lambda p, rng: with_forget_bias(p, 0.0)),
    "Keras, b_f = 0": changed(keras, lambda p, rng: with_forget_bias(p, 0.0)),
    "Keras, W by block": changed(keras, orthogonal_by_block),
    "Flax, b_f = 1": changed(flax, lambda p, rng: with_forget_bias(p, 1.0)),
}


def curve(start, kind, H, inputs, draw):
    """Norms by lag over that at lag 0, for one draw."""
    T, B, D = (SETTINGS[name] for name in "TBD")
    rng = np.random.default_rng([draw, H])
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    if inputs == "one-hot":
        x = np.eye(D)[rng.integers(D, size=(T, B))]
    name, p = start(kind, D, H, rng)
    norms = gradient_by_lag(CELLS[name], p, x, dh)
    return norms / norms[0]


def main():
    """Measure all starts, and write medians by lag and every draw at two lags."""
    began, numbers = time.time(), []
    jobs = [(n, s, kind) for n, s in LIBRARIES.items() for kind in GATES
            if (n, kind) not in LACKS]  # fmt: skip
    jobs += [(name, start, "lstm") for name, start in CHANGES.items()]
    for name, start, kind in tqdm(jobs):
        for H in SETTINGS["H"]:
            for inputs in SETTINGS["inputs"]:
                draws = [curve(start, kind, H, inputs, d) for d in SETTINGS["draws"]]
                row = {"start": name, "cell": kind, "H": H, "inputs": inputs}
                medians = np.median(draws, axis=0)[:: SETTINGS["every"]]
                row["median"] = [float(f"{v:.3g}") for v in medians]
                for lag in (50, 100):
                    row[f"lag {lag}"] = [float(f"{d[lag]:.3g}") for d in draws]
                numbers.append(row)
    write("13_starts", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
