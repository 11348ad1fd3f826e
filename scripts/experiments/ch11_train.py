"""The networks of chapter 11: trained on a long text, kept at several stages.

    python scripts/experiments/ch11_train.py kjv_lstm

trains one of NETWORKS, goes on where it was stopped (its state is kept in _build/ch11),
and writes into rnnbook/results/ the weights in float16 at each stage and a log,
11_NAME.json. All numbers of the log that are called `held_out` and `stages` are those
of the weights as rounded. The weights of update 0 are written like the others.

The networks of one text have the same number of parameters, to 1%. Their rates and
numbers of updates differ, and were not searched: what they reach says what each of them
is, and not which cell is better. ch11_changes.py compares cells with a search for each.
"""

import argparse
import json
import math
import time

import numpy as np
from _characters import BUILD, Training, coded, count, losses_of, nats
from _record import FOLDER, write
from tqdm import tqdm

from rnnbook import flatten, load, save, unflatten
from rnnbook.tasks import corpus, split, symbols_of

COMMON = {
    "window": 100, "lanes": 32, "max_norm": 1.0, "dropout": 0.0, "seed": 0,
    "every": 500, "patience": 6,
}  # fmt: skip
NETWORKS = {
    "kjv_lstm": {
        "corpus": "kjv", "cell": "lstm", "H": 128, "lr": 0.02, "updates": 3000,
        "stages": [0, 100, 1000],
    },
    "kjv_gru": {"corpus": "kjv", "cell": "gru", "H": 150, "lr": 0.01, "updates": 4000},
    "kjv_rnn": {"corpus": "kjv", "cell": "rnn", "H": 270, "lr": 0.003, "updates": 4000},
    "tunes_lstm": {
        "corpus": "tunes", "cell": "lstm", "H": 128, "lr": 0.015, "updates": 2000,
        "stages": [0, 300],
    },
}  # fmt: skip
SLICE = 20_000                      # characters of the held-out part that a test reads


def parts_of(name):
    """The codes of the three parts of a corpus, and its symbols."""
    text = corpus(name)
    symbols = symbols_of(text)
    return coded(split(text), symbols), symbols


def rounded(net):
    """The network as float16 would keep it, in float32."""
    flat = flatten(net)
    kept = type(flat)(*(a.astype(np.float16).astype(a.dtype) for a in flat))
    return unflatten(net, kept)


def ship(name, updates, net, symbols):
    """Write the weights in float16."""
    p, head = net
    arrays = p._asdict() | {"V": head.V, "b_y": head.b}
    small = {key: value.astype(np.float16) for key, value in arrays.items()}
    np.savez_compressed(FOLDER / f"11_{name}_{updates}.npz", **small)


def measured(name, updates, net, cell, parts):
    """One line of `stages`: what the rounded network reaches on what was held out."""
    losses = losses_of(rounded(net), cell, parts[2])
    return {
        "updates": updates, "file": f"11_{name}_{updates}.npz",
        "held_out": round(float(losses.mean()), 4),
        "slice": round(float(losses[: SLICE - 1].mean()), 4),
        "validation": round(nats(rounded(net), cell, parts[1]), 4),
    }  # fmt: skip


class Kept:
    """What a stopped training goes on from: a file of arrays and one of numbers."""

    def __init__(self, name):
        BUILD.mkdir(parents=True, exist_ok=True)
        self.arrays, self.numbers = BUILD / f"{name}.npz", BUILD / f"{name}.json"

    def read(self, run):
        """Put the training where it stopped; returns its log."""
        if not self.numbers.exists():
            return {"log": [], "checks": [], "stages": [], "stale": 0, "seconds": 0.0}
        log = json.loads(self.numbers.read_text())
        run.net, run.memory, run.state, run.k = load(self.arrays)
        return log

    def write(self, run, log):
        """Keep the training as it is."""
        save(self.arrays, (run.net, run.memory, run.state, run.k))
        self.numbers.write_text(json.dumps(log))


def train(name, until=math.inf):
    """Train one network to its end, or until it has had so many updates."""
    s = COMMON | NETWORKS[name]
    parts, symbols = parts_of(s["corpus"])
    run, kept = Training(parts[0], len(symbols), s), Kept(name)
    log = kept.read(run) | {"parameters": count(run.net)}
    best_file, cell = BUILD / f"{name}_best.npz", s["cell"]
    began, sums = time.process_time() - log["seconds"], []
    bar = tqdm(total=s["updates"], initial=run.k, unit=" updates")
    while True:
        if run.k in s.get("stages", []) and run.k not in [
            row["updates"] for row in log["stages"]
        ]:
            ship(name, run.k, run.net, symbols)
            log["stages"].append(measured(name, run.k, run.net, cell, parts))
            publish(name, s, log, parts, symbols, {})
        if run.k >= until:
            return
        if run.k == s["updates"] or log["stale"] == s["patience"]:
            break
        lr = run.rate()
        loss, norm = run.update()
        bar.update()
        if not math.isfinite(loss):
            raise SystemExit(f"{name}: the loss is {loss} at update {run.k}")
        sums.append((loss, norm, norm > s["max_norm"]))
        if run.k % 50 == 0:
            loss, norm, clipped = np.mean(sums, axis=0)
            row = [run.k, round(loss, 4), float(f"{norm:.3g}"), round(clipped, 2)]
            log["log"].append([*row, float(f"{lr:.3g}")])
            sums = []
        if run.k % s["every"] == 0 or run.k == s["updates"]:
            value = nats(run.net, cell, parts[1])
            better = value < min([v for _, v in log["checks"]], default=math.inf)
            log["stale"] = 0 if better else log["stale"] + 1
            log["checks"].append([run.k, round(value, 5)])
            if better:
                save(best_file, (run.k, run.net))
            log["seconds"] = time.process_time() - began
            kept.write(run, log)
    updates, net = load(best_file)
    ship(name, updates, net, symbols)
    log["stages"].append(measured(name, updates, net, cell, parts))
    whole = float(losses_of(net, cell, parts[2]).mean())
    seen = nats(net, cell, parts[0][: len(parts[2])])
    extra = {"full_precision": round(whole, 4), "train": round(seen, 4)}
    publish(name, s, log, parts, symbols, extra | {"best": updates})


def publish(name, s, log, parts, symbols, extra):
    """Write the log as it stands, and forget the weights that it does not name."""
    named = [row["file"] for row in log["stages"]]
    for old in FOLDER.glob(f"11_{name}_[0-9]*.npz"):
        if old.name not in named:
            old.unlink()
    numbers = extra | {
        "symbols": symbols, "parameters": log["parameters"],
        "sizes": [len(part) for part in parts], "slice": SLICE,
        "stages": log["stages"], "validation": log["checks"],
        "columns": ["updates", "loss", "norm", "share clipped", "rate"],
        "log": log["log"],
    }  # fmt: skip
    write(f"11_{name}", s, log["seconds"], numbers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="+", choices=[*NETWORKS])
    parser.add_argument("--until", type=int, default=math.inf, help="stop there")
    given = parser.parse_args()
    for chosen in given.names:
        train(chosen, given.until)
