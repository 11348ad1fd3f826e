"""The previous-state term of backpropagation through time, dropped: does it show?

A vanilla RNN learns to predict the next character of two poems by Lewis Carroll, in
pieces of 25 steps, 16 lanes side by side, the state carried on. The last eighth of
the text is held out. Each run is made three times from the same start: with the right
gradient ("right"), with a gradient in which no step hands anything to the step before
it ("dropped"), and with no state at all, where each step starts from zeros
("stateless").

For each run, after every 25 updates: the loss on the training text, as the mean over
these updates, and the loss on the held-out text, in nats a character. Also the
relative error of the wrong gradient, all parameters together, on the first piece of
the text: at the start, and for the network that the right gradient trained. Six
minutes or so on one core.
"""

import time

import numpy as np
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
    softmax_cross_entropy,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import corpus, encode, symbols_of

SETTINGS = {
    "cell": "rnn",
    "H": [32, 64],
    "lanes": 16,
    "piece": 25,
    "held_out": "the last eighth",
    "updates": 1000,
    "every": 25,
    "lr": 0.01,
    "max_norm": 1.0,
    "seeds": list(range(10)),
}
CELL, PIECE, EVERY = CELLS["rnn"], SETTINGS["piece"], SETTINGS["every"]
TEXT = corpus()
SYMBOLS = symbols_of(TEXT)
CODES = encode(TEXT, SYMBOLS)
KNOWN = len(CODES) * 7 // 8
LENGTH = KNOWN // SETTINGS["lanes"]
LANES = CODES[: SETTINGS["lanes"] * LENGTH].reshape(-1, LENGTH).T
ONE_HOT = np.eye(len(SYMBOLS))
CARRY = {"right": np.ones(PIECE), "dropped": np.zeros(PIECE)}
KINDS = (*CARRY, "stateless")


def states(p, codes, state, kind):
    """The states after each character, the last of them, and the cache."""
    x = ONE_HOT[codes]
    if kind != "stateless":
        return unroll(CELL, p, x, state)
    h, _, cache = unroll(CELL, p, x.reshape(1, -1, x.shape[-1]))
    return h.reshape(*x.shape[:2], -1), None, cache


def gradients(net, start, state, kind):
    """Loss and gradients of one piece, and the state that it ends with."""
    p, head = net
    target = LANES[start + 1 : start + PIECE + 1]
    h, state, cache = states(p, LANES[start : start + PIECE], state, kind)
    loss, do = softmax_cross_entropy(readout(head, h), target)
    dhead, dh = readout_backward(head, h, do)
    if kind == "stateless":
        dh = dh.reshape(1, -1, dh.shape[-1])
    dp, _, _ = unroll_backward(CELL, p, dh, cache, carry=CARRY.get(kind))
    return loss, flatten((dp, dhead)), state


def held_out(net, kind):
    """The loss on the held-out text, read from a state of zeros."""
    p, head = net
    codes = CODES[KNOWN:, None]
    h, _, _ = states(p, codes[:-1], None, kind)
    return softmax_cross_entropy(readout(head, h), codes[1:])[0]


def error_of_dropped(net):
    """The length of the error over that of the right gradient, on the first piece."""
    first, second = (gradients(net, 0, None, kind)[1] for kind in CARRY)
    gap = sum(((a - b) ** 2).sum() for a, b in zip(first, second, strict=True))
    return round(float(np.sqrt(gap / sum((a**2).sum() for a in first))), 3)


def train(H, kind, seed):
    """Losses on the way, and the errors of the wrong gradient at start and end."""
    rng = np.random.default_rng(seed)
    net = init_params(CELL, len(SYMBOLS), H, rng), init_readout(H, len(SYMBOLS), rng)
    flat, losses, train_loss, test_loss = flatten(net), [], [], []
    errors, moments = [error_of_dropped(net)], adam_start(flat)
    start, state = 0, None
    for update in range(1, SETTINGS["updates"] + 1):
        if start + PIECE >= LENGTH:
            start, state = 0, None
        net = unflatten(net, flat)
        loss, grads, state = gradients(net, start, state, kind)
        clipped, _ = clip_by_norm(grads, SETTINGS["max_norm"])
        flat, moments = adam(flat, clipped, moments, lr=SETTINGS["lr"])
        losses.append(loss)
        start += PIECE
        if update % EVERY == 0:
            train_loss.append(round(float(np.mean(losses[-EVERY:])), 3))
            test_loss.append(round(float(held_out(unflatten(net, flat), kind)), 3))
    return train_loss, test_loss, [*errors, error_of_dropped(unflatten(net, flat))]


def main():
    """Run all, with a bar, and write the result."""
    begun, numbers = time.time(), []
    cases = [
        (H, kind, seed)
        for H in SETTINGS["H"]
        for kind in KINDS
        for seed in SETTINGS["seeds"]
    ]
    for H, kind, seed in tqdm(cases):
        train_loss, test_loss, errors = train(H, kind, seed)
        row = {"H": H, "kind": kind, "seed": seed, "train": train_loss}
        row["held_out"] = test_loss
        if kind != "stateless":
            row["error_of_dropped"] = errors
        numbers.append(row)
    write("04_dropped", SETTINGS, time.time() - begun, numbers)


if __name__ == "__main__":
    main()
