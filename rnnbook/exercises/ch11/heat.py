"""11.6, an experiment: at which temperature a network is as surprising as the book."""

import numpy as np

from rnnbook.exercises.form import Experiment, first
from rnnbook.nets.sampling import log_likelihood, reader, sample
from rnnbook.results import character_network
from rnnbook.tasks import corpus, encode, split

TEMPERATURES = np.array([0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4])


def cases(rng):
    net = character_network("kjv_lstm", np.float64)
    codes = encode(split(corpus(net.corpus)).held_out, net.symbols)
    places = rng.choice(len(codes) - 200, 24, replace=False)
    text = codes[places + np.arange(120)[:, None]]
    read = reader(net.cell, net.params, net.readout)
    return [{"read": read, "text": text, "steps": 80}]


def surprises(read, text, steps):
    start, found = text[:-steps], []
    book = -log_likelihood(read, text)[-steps:].mean()
    for tau in TEMPERATURES:
        rng = np.random.default_rng(0)
        written = sample(read, start, steps, rng, temperature=tau)
        each = -log_likelihood(read, np.concatenate([start, written]))[-steps:]
        found.append(each.mean())
    return np.array(found), book


def answer(measured, read, text, steps):
    found, book = measured
    return found, first(TEMPERATURES, found >= book)


HEAT = Experiment(
    "11.6", "As surprising as the book", surprises, answer,
    outputs="nats as_the_book", made_by={"nats": "surprise"}, cases=cases,
    meaning="A network that is calibrated is as surprised by its own draws, at "
        "temperature 1, as by the text it has learned. That its words are often none "
        "does not show in this number.",
    mistakes={
        (", temperature=tau", ""):
            "Your texts are all drawn at temperature 1.",
        ("temperature=tau", "temperature=1 / tau"):
            "You pass one over the temperature: your cold texts are the hot ones.",
        ("[-steps:]\n        found", "\n        found"):
            "The beginning is in your mean. Look at what was written alone.",
        ("found.append(each.mean())", "found.append(-each.mean())"):
            "This is ln P, which is negative. Its negative was wanted.",
        ("found.append(each.mean())", "found.append(each.mean() / np.log(2))"):
            "These are bits. Nats were wanted.",
        ("found.append(each.mean())", "found.append(np.exp(each.mean()))"):
            "This is the perplexity. Its logarithm was wanted.",
        ("found.append(each.mean())", "found.append(each.sum(axis=0).mean())"):
            "This is the loss of a whole text. That of a character was wanted.",
        ("    for tau in TEMPERATURES:\n        rng = np.random.default_rng(0)\n",
         "    rng = np.random.default_rng(0)\n    for tau in TEMPERATURES:\n"):
            "Your temperatures share one generator, so each has other random numbers. "
            "Make a new one, with the same seed, for each.",
        ("found >= book", "found >= found.max()"):
            "This is the hottest. The first one was wanted that reaches the book.",
        ("first(TEMPERATURES,", "first(np.arange(9),"):
            "This is the place in the list. The temperature was wanted.",
        ("first(TEMPERATURES,", "first(found,"):
            "This is the loss. The temperature that gives it was wanted.",
    },
    hints=(
        "`sample(read, start, steps, rng, temperature=...)` gives "
        "the text that was written, without `start`.",
        "Put `start` in front again with np.concatenate, and let `log_likelihood` read "
        "all of it. The last `steps` rows belong to what was written.",
        "The loss is measured at temperature 1, whatever the text was drawn with.",
    ),
)  # fmt: skip
