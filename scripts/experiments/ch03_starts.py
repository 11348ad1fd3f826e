"""How long small RNNs take to learn the tune of chapter 3, from two hundred starts.

Starts, losses and steps of Adam are those of the chapter, for all starts at once: an
axis for the start stands before all others. "Learned" is a loss below 0.1 nats a step.
A few seconds on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, init_params, init_readout

SETTINGS = {
    "cell": "rnn",
    "H": [2, 8],
    "updates": 20_000,
    "lr": 0.05,
    "learned": 0.1,
    "steps": 12,
    "starts": 200,
}
TUNE = np.tile([0, 2, 1, 2], 4)[: SETTINGS["steps"] + 1]


def starts(H, seeds):
    """The arrays U, W, b, V and b_y of all seeds, stacked."""
    found = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        p = init_params(CELLS["rnn"], 3, H, rng)
        found.append((*p[:3], *init_readout(H, 3, rng)))
    U, W, b, V, b_y = (np.stack(arrays) for arrays in zip(*found, strict=True))
    return [U, W, b[:, None], V, b_y[:, None]]


def gradients(params):
    """The mean loss of each start, (S,), and its gradients."""
    U, W, b, V, b_y = params
    T, S = len(TUNE) - 1, len(U)
    h = np.zeros((T + 1, S, 1, W.shape[-1]))
    for t in range(T):
        h[t + 1] = np.tanh(U[:, None, TUNE[t]] + h[t] @ W + b)
    o = h[1:] @ V + b_y
    o -= o.max(axis=-1, keepdims=True)
    y = np.exp(o)
    y /= y.sum(axis=-1, keepdims=True)
    steps = np.arange(T)
    losses = -np.log(y[steps, :, 0, TUNE[1:]])
    do = y.copy()
    do[steps, :, 0, TUNE[1:]] -= 1
    do /= T
    dU, dW = np.zeros_like(U), np.zeros_like(W)
    db, dh = np.zeros_like(b), np.zeros_like(h[0])
    dV = (h[1:].swapaxes(-1, -2) @ do).sum(axis=0)
    down = do @ V.swapaxes(-1, -2)
    for t in reversed(range(T)):
        da = (dh + down[t]) * (1 - h[t + 1] ** 2)
        dU[:, TUNE[t]] += da[:, 0]
        dW += h[t].swapaxes(-1, -2) @ da
        db += da
        dh = da @ W.swapaxes(-1, -2)
    return losses.mean(axis=0), [dU, dW, db, dV, do.sum(axis=0)]


def learned_at(H):
    """For each start the update at which its loss is first below the line, or None."""
    params = starts(H, range(SETTINGS["starts"]))
    mean, square = ([np.zeros_like(p) for p in params] for _ in range(2))
    waiting, at = np.arange(SETTINGS["starts"]), [None] * SETTINGS["starts"]
    for k in tqdm(range(SETTINGS["updates"])):
        loss, grads = gradients(params)
        stay = loss >= SETTINGS["learned"]
        for start in waiting[~stay]:
            at[start] = k
        if not stay.any():
            break
        for j, g in enumerate(grads):
            mean[j] = 0.9 * mean[j] + 0.1 * g
            square[j] = 0.999 * square[j] + 0.001 * g**2
            size = np.sqrt(square[j] / (1 - 0.999 ** (k + 1))) + 1e-8
            step = SETTINGS["lr"] * mean[j] / (1 - 0.9 ** (k + 1)) / size
            params[j], mean[j], square[j] = (
                array[stay] for array in (params[j] - step, mean[j], square[j])
            )
        waiting = waiting[stay]
    return at


def main():
    """Run both sizes and write the result."""
    start = time.time()
    numbers = [{"H": H, "learned_at": learned_at(H)} for H in SETTINGS["H"]]
    write("03_starts", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
