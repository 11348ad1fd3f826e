"""How many updates an LSTM and a GRU need: recall and adding, over seeds.

Networks: LSTMs with forget bias 0, 1 and 3, GRUs of as many units with update bias 0, 1
and 3, one of 18 units with about as many parameters as the LSTM of 16, and pairs of 32
units. To cut a cause: LSTMs whose input gate starts nearly shut (an input bias of -3),
so that they write as little as a GRU that keeps as much. And recall of 80 steps. Ten
seeds, and five at a bias of 0. Each run goes on until the task is learned, or to the
last update. Learned: over 20 batches in a row the answers of recall are right in 95% of
all cases, or the mean squared error of adding is below 0.02 (always the mean: 0.167).
What the result holds already, from the same settings, is not run again. Half an hour or
so on one core.
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
    last_step_backward,
    readout,
    readout_backward,
    softmax_cross_entropy,
    squared_error,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.results import load
from rnnbook.tasks import adding, recall

SETTINGS = {
    "batch": 32,
    "updates": 1000,
    "max_norm": 1.0,
    "window": 20,
    "learned": {"recall": 0.95, "adding": 0.02},
    "tasks": [["recall", 20], ["recall", 40], ["adding", 40]],
    "lr": 0.01,
    "seeds": {"bias 0": 5, "other": 10},
    "networks": [
        ["lstm", 16, {"f": 0.0}],
        ["lstm", 16, {"f": 1.0}],
        ["lstm", 16, {"f": 3.0}],
        ["gru", 16, {"z": 0.0}],
        ["gru", 16, {"z": 1.0}],
        ["gru", 16, {"z": 3.0}],
        ["gru", 18, {"z": 1.0}],
    ],
    "wider": [
        ["recall", 40, "lstm", 32, {"f": 3.0}],
        ["recall", 40, "gru", 32, {"z": 3.0}],
        ["adding", 40, "lstm", 32, {"f": 1.0}],
        ["adding", 40, "gru", 32, {"z": 1.0}],
        ["recall", 40, "lstm", 16, {"f": 3.0, "i": -3.0}],
        ["recall", 40, "lstm", 32, {"f": 3.0, "i": -3.0}],
        ["recall", 80, "lstm", 16, {"f": 3.0}],
        ["recall", 80, "gru", 16, {"z": 3.0}],
        ["recall", 80, "lstm", 32, {"f": 3.0}],
        ["recall", 80, "gru", 32, {"z": 3.0}],
    ],
}
SAME = "batch updates max_norm window learned lr".split()


def score_and_gradient(task, y, target):
    """What is watched of a batch, small or large is good, and the gradient for y."""
    if task == "recall":
        _, dy = softmax_cross_entropy(y, target)
        return float((y.argmax(axis=-1) == target).mean()), dy
    loss, dy = squared_error(y, target)
    return float(loss), dy


def batch(task, rng, T):
    """x (T, B, 2) and the target of one fresh batch."""
    B = SETTINGS["batch"]
    if task == "recall":
        return recall(rng, T, B)
    return adding(rng, T, B)[:2]


def is_learned(task, scores):
    """Whether the last batches, all together, are good enough."""
    n, enough = SETTINGS["window"], SETTINGS["learned"][task]
    if len(scores) < n:
        return False
    mean = np.mean(scores[-n:])
    return mean >= enough if task == "recall" else mean <= enough


def updates_needed(task, T, name, H, bias, seed):
    """Updates until the task is learned; None if the last update comes first."""
    cell, rng = CELLS[name], np.random.default_rng(seed)
    outputs = 2 if task == "recall" else 1
    net = init_params(cell, 2, H, rng, bias), init_readout(H, outputs, rng)
    flat, scores = flatten(net), []
    moments = adam_start(flat)
    for update in range(SETTINGS["updates"]):
        p, head = unflatten(net, flat)
        x, target = batch(task, rng, T)
        h, _, cache = unroll(cell, p, x)
        score, dy = score_and_gradient(task, readout(head, h[-1]), target)
        scores.append(score)
        if is_learned(task, scores):
            return update
        dhead, dh_T = readout_backward(head, h[-1], dy)
        dp, _, _ = unroll_backward(cell, p, last_step_backward(dh_T, T), cache)
        grads, _ = clip_by_norm(flatten((dp, dhead)), SETTINGS["max_norm"])
        flat, moments = adam(flat, grads, moments, lr=SETTINGS["lr"])
    return None


def already_run():
    """Updates by case, from a result that was made with the same settings."""
    kept = load("08_learning")
    if any(kept["settings"][name] != SETTINGS[name] for name in SAME):
        return {}
    return {case_of(row): row["updates"] for row in kept["numbers"]}


def case_of(row):
    """What tells the rows apart."""
    return (*(row[k] for k in ("task", "T", "cell", "H")), *row["bias"].items())


def main():
    """Run what is missing, with a bar, and write the result."""
    start, numbers, kept = time.time(), [], already_run()
    cases = [
        (*task, *network)
        for task in SETTINGS["tasks"]
        for network in SETTINGS["networks"]
    ]
    for task, T, name, H, bias in tqdm(cases + SETTINGS["wider"]):
        case = {"task": task, "T": T, "cell": name, "H": H, "bias": bias}
        needed = list(kept.get(case_of(case), []))
        seeds = SETTINGS["seeds"]["other" if all(bias.values()) else "bias 0"]
        for seed in range(len(needed), seeds):
            needed.append(updates_needed(task, T, name, H, bias, seed))
        p = init_params(CELLS[name], 2, H, np.random.default_rng(0))
        case |= {"parameters": sum(v.size for v in p), "updates": needed}
        numbers.append(case)
    seconds = time.time() - start
    write("08_learning", SETTINGS, load("08_learning")["seconds"] + seconds, numbers)


if __name__ == "__main__":
    main()
