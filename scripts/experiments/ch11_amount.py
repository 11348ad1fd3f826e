"""An LSTM and the best n-gram on more and more of the King James Bible.

The training text grows, whole chapters in a random order; the validation and the
held-out part stay the same. For each amount the n-gram's order and smoothing, and the
network's size, rate and number of updates, are chosen on the validation part; seeds
after the first take the size and rate that the first has chosen, with a text of their
own. The largest network, on all of the text, is that of ch11_train.py.
About nine minutes on one free core.
"""

from _characters import BUILD, Rows, coded, count, losses_of, sample_of, trained
from _record import write

from rnnbook.tasks import corpus, ngram_losses, split, symbols_of

SETTINGS = {
    "cell": "lstm", "window": 64, "max_norm": 1.0, "roll": True, "dropout": 0.0,
    "every": 100, "patience": 5, "orders": 10,
    "smoothing": ["kneser-ney", "witten-bell", 2.0, 4.0, 8.0, 16.0],
    "amounts": {
        10_000: {"lanes": 8, "updates": 1200, "H": [64, 128], "lr": [0.004, 0.01]},
        30_000: {"lanes": 16, "updates": 1500, "H": [64, 128], "lr": [0.004, 0.01]},
        100_000: {"lanes": 32, "updates": 2000, "H": [128], "lr": [0.004, 0.01]},
        300_000: {"lanes": 32, "updates": 4000, "H": [128], "lr": [0.006]},
    },
    "seeds": {10_000: [0, 1, 2], 30_000: [0, 1, 2], 100_000: [0, 1, 2], 300_000: [0]},
}  # fmt: skip
TEXT = corpus("kjv")
SYMBOLS, PARTS = symbols_of(TEXT), split(TEXT)
CODES = coded(PARTS, SYMBOLS)


def window(amount, seed):
    """The n-gram that is best on the validation part, and all that were tried."""
    text, tried = sample_of(PARTS.train, amount, seed), []
    for smoothing in SETTINGS["smoothing"]:
        losses = ngram_losses(text, PARTS.validation, SETTINGS["orders"], smoothing)
        tried += [
            (float(loss), n + 1, smoothing) for n, loss in enumerate(losses.mean(axis=1))
        ]
    _, n, smoothing = min(tried, key=lambda row: row[0])
    held = ngram_losses(text, PARTS.held_out, n, smoothing)[-1].mean()
    best = {
        str(kind): round(min(row[0] for row in tried if row[2] == kind), 4)
        for kind in SETTINGS["smoothing"]
    }
    return {
        "n": n, "smoothing": smoothing, "held_out": round(float(held), 4),
        "validation": best, "counts": numbers_of(text, n),
    }  # fmt: skip


def numbers_of(text, n):
    """How many different n-grams of length 1 to n a text has: the counts to keep."""
    return sum(
        len({text[k : k + m] for k in range(len(text) - m + 1)}) for m in range(1, n + 1)
    )


def network(amount, seed, H, lr):
    """One training; measured with the weights that were best on the validation part."""
    s = SETTINGS | SETTINGS["amounts"][amount] | {"H": H, "lr": lr, "seed": seed}
    (codes,) = coded([sample_of(PARTS.train, amount, seed)], SYMBOLS)
    net, value, updates, checks = trained(codes, CODES[1], len(SYMBOLS), s)
    held = losses_of(net, s["cell"], CODES[2]).mean()
    return {
        "updates": updates, "validation": round(value, 4), "checks": checks,
        "parameters": count(net), "held_out": round(float(held), 4),
    }  # fmt: skip


def main():
    """Run what has not been run, and write the result."""
    rows = Rows(BUILD / "amount.json")
    for amount in [*SETTINGS["amounts"], len(PARTS.train)]:
        rows.get(window, amount=amount, seed=0)
    for amount, s in SETTINGS["amounts"].items():
        first, *others = SETTINGS["seeds"][amount]
        tried = [
            rows.get(network, amount=amount, seed=first, H=H, lr=lr)
            for H in s["H"] for lr in s["lr"]
        ]  # fmt: skip
        best = min(tried, key=lambda row: row["validation"])
        for seed in others:
            rows.get(window, amount=amount, seed=seed)
            rows.get(network, amount=amount, seed=seed, H=best["H"], lr=best["lr"])
        seconds = sum(row["seconds"] for row in rows.rows)
        write("11_amount", SETTINGS, seconds, rows.rows)


if __name__ == "__main__":
    main()
