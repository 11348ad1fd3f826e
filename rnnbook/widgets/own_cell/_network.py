"""A small network of the cell and what it reads: the same numbers as in numbers.js."""

import numpy as np

from rnnbook._luck import luck

UNITS, STEPS = 8, 40
SEQUENCES = ("pulse", "steps", "wave", "random")


def network(cell, seed, radius, biases):
    """Parameters of UNITS units with one input, drawn by `seed`.

    U and the cell's own weights lie between -1 and 1; W so that its spectral radius is
    about `radius`. A second bias, where the cell has one, is zero.
    """
    H, K = UNITS, len(cell.gates) * UNITS
    counts = {name: len(rows) for name, rows in cell.weights.items()}
    drawn = 2 * luck(seed, K + H * K + H * sum(counts.values())) - 1
    U, W, rest = np.split(drawn, [K, K + H * K])
    known = {
        "U": U.reshape(1, K),
        "W": radius * np.sqrt(3 / H) * W.reshape(H, K),
        "b": np.repeat([float(biases.get(gate, 0.0)) for gate in cell.gates], H),
        "b_h": np.zeros(K),
    }
    for name, count in counts.items():
        known[name], rest = rest[: count * H].reshape(count, H), rest[count * H :]
    return cell.params(**{name: known[name] for name in cell.params._fields})


def sequence(kind, seed):
    """The input of every step, (STEPS,)."""
    t = np.arange(STEPS)
    if kind == "random":
        return 1.5 * (2 * luck(seed + 1000, STEPS) - 1)
    return {
        "pulse": np.where(t == 3, 2.0, 0.0),
        "steps": np.where(t // 10 % 2, -1.0, 1.0),
        "wave": np.sin(2 * np.pi * t / 12),
    }[kind]
