"""A network and the best n-gram on more and more of two texts: where do they cross?

The training text grows, whole chapters or tunes in a random order; the validation and
the held-out part stay the same. For each amount the n-gram's order and smoothing, and
the network's rate and number of updates, are chosen on the validation part; seeds after
the first take the rate that the first has chosen, with a text of their own.
The largest amount has one seed. Four minutes on one free core.
"""

from _characters import BUILD, Rows, coded, count, nats, sample_of, trained
from _record import write

from rnnbook.tasks import corpus, ngram_losses, split, symbols_of

SETTINGS = {
    "cell": "gru", "H": 96, "window": 64, "lanes": 16, "max_norm": 1.0, "roll": True,
    "dropout": 0.0, "every": 100, "patience": 4, "orders": 10, "lr": [0.008, 0.02],
    "smoothing": ["kneser-ney", "witten-bell", 2.0, 4.0, 8.0, 16.0, 32.0],
    "updates": {10_000: 600, 30_000: 900, 100_000: 1500},
    "texts": ["tunes", "kjv"], "checked": 28_000,
    "seeds": {10_000: [0, 1, 2], 30_000: [0, 1, 2], 100_000: [0]},
}  # fmt: skip


class Text:
    """A corpus, its parts, and what is measured on it."""

    def __init__(self, name):
        self.parts, self.symbols = split(corpus(name)), symbols_of(corpus(name))
        _, self.validation, self.held_out = coded(self.parts, self.symbols)

    def sample(self, amount, seed):
        """The training text of this seed."""
        return sample_of(self.parts.train, amount, seed)


TEXTS = {name: Text(name) for name in SETTINGS["texts"]}


def window(text, amount, seed):
    """The n-gram that validation text chooses, and the best of each smoothing."""
    t, orders, tried = TEXTS[text], SETTINGS["orders"], []
    train = t.sample(amount, seed)
    for smoothing in SETTINGS["smoothing"]:
        losses = ngram_losses(train, t.parts.validation, orders, smoothing).mean(axis=1)
        n = int(losses.argmin()) + 1
        tried.append((round(float(losses[n - 1]), 4), n, smoothing))
    _, n, smoothing = min(tried, key=lambda row: row[0])
    held = ngram_losses(train, t.parts.held_out, n, smoothing)[-1].mean()
    _, m, beta = min(row for row in tried if not isinstance(row[2], str))
    plain = ngram_losses(train, t.parts.held_out, m, beta)[-1].mean()
    return {
        "n": n, "smoothing": smoothing, "held_out": round(float(held), 4),
        "chapter 1": {"n": m, "beta": beta, "held_out": round(float(plain), 4)},
        "validation": {str(kind): value for value, _, kind in tried},
    }  # fmt: skip


def network(text, amount, seed, lr):
    """One training; measured with the weights that were best on the validation part."""
    t, updates = TEXTS[text], SETTINGS["updates"][amount]
    s = SETTINGS | {"lr": lr, "seed": seed, "updates": updates}
    (codes,) = coded([t.sample(amount, seed)], t.symbols)
    checked = t.validation[: SETTINGS["checked"]]
    net, value, updates, checks = trained(codes, checked, len(t.symbols), s)
    held = nats(net, s["cell"], t.held_out)
    return {
        "updates": updates, "validation": round(value, 4), "checks": checks,
        "parameters": count(net), "held_out": round(held, 4),
    }  # fmt: skip


def main():
    """Run what has not been run, and write the result."""
    rows = Rows(BUILD / "amount.json")
    for text in SETTINGS["texts"]:
        rows.get(window, text=text, amount=len(TEXTS[text].parts.train), seed=0)
    for amount, (first, *others) in SETTINGS["seeds"].items():
        for text in SETTINGS["texts"]:
            given = {"text": text, "amount": amount}
            for seed in (first, *others):
                rows.get(window, **given, seed=seed)
            tried = [
                rows.get(network, **given, seed=first, lr=lr) for lr in SETTINGS["lr"]
            ]
            lr = min(tried, key=lambda row: row["validation"])["lr"]
            for seed in others:
                rows.get(network, **given, seed=seed, lr=lr)
            seconds = sum(row["seconds"] for row in rows.rows)
            write("11_amount", SETTINGS, seconds, rows.rows)


if __name__ == "__main__":
    main()
