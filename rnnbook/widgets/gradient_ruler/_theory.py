"""What the ruler's lines need to know of a cell: its slopes, and its direct path."""

import numpy as np


def has_slopes(cell):
    """Whether a step of the cell is one slope for each unit and one product with W."""
    return len(cell.gates) == len(cell.state) == 1 and not has_direct_path(cell)


def largest_slope(cell):
    """The largest slope of a cell with one block, looked for between -8 and 8."""
    a = np.linspace(-8, 8, 1601)[None, :]
    _, step = cell.forward(a, 0 * a, (0 * a,))
    return float(np.abs(cell.backward((np.ones_like(a),), step)[1]).max())


def has_direct_path(cell):
    """Whether a part of the state reaches the next one past the product with W."""
    blocks, unit = np.zeros((1, len(cell.gates))), np.ones((1, 1))
    state = (unit,) * len(cell.state)
    _, step = cell.forward(blocks, blocks, state)
    return any(np.any(part) for part in cell.backward(state, step)[2])


def direct_equation(cell):
    """Number of the equation of that path: into a cell state, or in what is shown."""
    return "7.15" if len(cell.state) > 1 else "8.14"


def direct_by_lag(cell, steps, dh):
    """Norms of what goes back from dh by the direct path alone, index = lag.

    steps: the records of a run, the first step first. The way back is that of the
    whole gradient with nothing sent through W: (7.15) without its sum, (8.14).
    """
    dstate, norms = (dh, *(0.0,) * (len(cell.state) - 1)), []
    for step in reversed(steps):
        norms.append(np.sqrt(sum(np.sum(np.square(part)) for part in dstate)))
        dstate = cell.backward(dstate, step)[2]
    return np.array(norms)
