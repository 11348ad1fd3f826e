"""Character networks that are small enough to compare to the last digit."""

import numpy as np

from rnnbook import CELLS, init_params, init_readout
from rnnbook.results import CharacterNetwork
from rnnbook.widgets._networks import NETWORKS, described

SYMBOLS = {"kjv": "\n abcde", "tunes": "\n /23468:ABDKMd|"}


def tiny(cell="lstm", corpus="kjv", H=6, seed=0):
    """A network whose weights are drawn, large enough for predictions that differ."""
    rng, symbols = np.random.default_rng(seed), SYMBOLS[corpus]
    p = init_params(CELLS[cell], len(symbols), H, rng)
    p = type(p)(*(3 * rng.normal(size=array.shape) / np.sqrt(H) for array in p))
    head = init_readout(H, len(symbols), rng)
    head = type(head)(3 * head.V, rng.normal(size=head.b.shape))
    name = f"{corpus}_{cell}_tiny"
    return CharacterNetwork(name, CELLS[cell], symbols, p, head, corpus, 0, np.nan)


def given(net):
    """The network for JavaScript, its float64 numbers in lists."""
    about, _ = described(net)
    arrays = {**net.params._asdict(), "V": net.readout.V, "b_y": net.readout.b}
    values = {key: array.ravel().tolist() for key, array in arrays.items()}
    return {**about, "values": values}


def known(monkeypatch, *nets):
    """Let figures know these networks, for one test; their names."""
    for net in nets:
        monkeypatch.setitem(NETWORKS, net.name, lambda net=net: net)
    return [net.name for net in nets]
