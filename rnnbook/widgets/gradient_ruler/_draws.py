"""The numbers that the ruler starts from, drawn once and rounded for the page."""

import itertools

import numpy as np

from rnnbook.nets.initial import identity, orthogonal, with_spectral_radius

H, B, D, LONGEST = 24, 4, 1, 200


def draws(gates):
    """Inputs, the gradient at the last step, and blocks of U and W for `gates` gates.

    Each block of W has the spectral radius 1, to the six digits that are kept: the
    page holds them, and Python computes with the same.
    """
    rng = np.random.default_rng(5)
    x, dh = rng.normal(size=(LONGEST, B, D)), rng.normal(size=(B, H))
    bound = 1 / np.sqrt(H)
    U, W = [], {"random": [], "orthogonal": [], "identity": []}
    for _ in range(gates):
        U.append(_kept(rng.uniform(-bound, bound, (D, H))))
        square = with_spectral_radius(rng.normal(size=(H, H)), 1.0)
        W["random"].append(_kept(square))
        W["orthogonal"].append(_kept(orthogonal(rng, (H, H))))
        W["identity"].append(_kept(identity((H, H))))
    return {
        "H": H, "B": B, "D": D, "x": _kept(x, 3), "dh": _kept(dh, 3), "U": U, "W": W,
    }  # fmt: skip


def parameters(cell, drawn, start, radius, bias):
    """Parameters of `cell`: the first blocks drawn, W times `radius`, the biases.

    A second bias, where the cell has one, is zero; each row of the cell's own weights
    is a block of U. A cell with more gates than blocks begins again with the first.
    """
    gates, rows = len(cell.gates), itertools.cycle(drawn["U"])
    U = [np.reshape(each, (D, H)) for each in _first(drawn["U"], gates)]
    W = [np.reshape(each, (H, H)) for each in _first(drawn["W"][start], gates)]
    b = np.repeat([float(bias.get(gate, 0.0)) for gate in cell.gates], H)
    W = radius * np.concatenate(W, axis=1)
    known = {"U": np.concatenate(U, axis=1), "W": W, "b": b, "b_h": 0 * b}
    for name, names in cell.weights.items():
        known[name] = np.array([next(rows) for _ in names])
    return cell.params(**{name: known[name] for name in cell.params._fields})


def _first(blocks, count):
    return itertools.islice(itertools.cycle(blocks), count)


def _kept(array, digits=6):
    return np.round(array, digits).ravel().tolist()
