"""Trained networks for figures: as a site's files, and as a kernel's answers.

A page holds settings only. A network of some 200 kB stands in a file of its own beside
the bundle, a classic script, which works from a disk; a figure fetches it when it comes
into view. In a notebook the figure asks its kernel, which sends the same bytes.
"""

import base64
import json
from functools import cache, partial
from typing import Any

import numpy as np

from rnnbook.nets.sampling import Read, reader
from rnnbook.results import CharacterNetwork, character_network, character_networks
from rnnbook.tracing import trace
from rnnbook.widgets._base import HERE, BookWidget

# What makes each network, by name.
NETWORKS = {
    name: partial(character_network, name, np.float64) for name in character_networks()
}
TEXTS = {"kjv": "King James Bible", "tunes": "tunes"}
BEGINNINGS = {
    "kjv": ["And the LORD ", "In the beginning ", "1:1 The words of "],
    "tunes": ["M:6/8\nK:D\n", "M:3/4\nK:G\n", "M:4/4\nK:C\n"],
}


@cache
def network(name: str) -> CharacterNetwork:
    """The network `name` in float64, read once."""
    return NETWORKS[name]()


def read_of(net: CharacterNetwork) -> Read:
    """One step of it as a function, as `rnnbook.reader` gives it."""
    return reader(net.cell, net.params, net.readout)


def label_of(net: CharacterNetwork) -> str:
    """What it is, in words."""
    kind = net.cell.name.upper()
    trained = f"{net.updates:,} updates" if net.updates else "untrained"
    return f"{kind}, {TEXTS.get(net.corpus, net.corpus)}, {trained}"


def labels(names: Any = None) -> dict[str, str]:
    """What each network is, in words."""
    return {name: label_of(network(name)) for name in names or NETWORKS}


def corpora() -> dict[str, str]:
    """What each network was trained on."""
    return {name: network(name).corpus for name in NETWORKS}


def described(net: CharacterNetwork) -> tuple[dict[str, Any], bytes]:
    """What a page needs of a network: a dict for JSON, and its numbers as float16."""
    if net.cell.inner or net.cell.weights:
        raise ValueError(
            f"the cell of {net.name} is {net.cell.name}, wanted one without a product "
            f"within its step and without weights of its own: train an rnn, lstm or gru"
        )
    arrays = {**net.params._asdict(), "V": net.readout.V, "b_y": net.readout.b}
    halves = [np.asarray(array, "<f2").tobytes() for array in arrays.values()]
    about = {
        "name": net.name,
        "cell": trace(net.cell),
        "symbols": net.symbols,
        "shapes": {key: list(array.shape) for key, array in arrays.items()},
    }
    return about, b"".join(halves)


def network_file(name: str) -> str:
    """Where a site has a network, beside its bundle."""
    return f"rnn-network-{name}.js"


def site_networks() -> dict[str, str]:
    """Scripts for a site, by the names of their files: `window.rnnbook.networks`."""
    found = {}
    for name in NETWORKS:
        about, halves = described(network(name))
        about["bytes"] = base64.b64encode(halves).decode()
        found[network_file(name)] = (
            f"window.rnnbook = {{ ...window.rnnbook, networks: {{ ...window.rnnbook?."
            f"networks, {json.dumps(name)}: {json.dumps(about)} }} }};\n"
        )
    return found


def site_starts() -> dict[str, str]:
    """Scripts with runs that a page goes on from: `window.rnnbook.starts`."""
    found = {}
    for path in sorted(HERE.glob("*/start.json")):
        name, text = path.parent.name, path.read_text(encoding="utf-8").strip()
        found[f"rnn-start-{name}.js"] = (
            f"window.rnnbook = {{ ...window.rnnbook, starts: {{ ...window.rnnbook?."
            f"starts, {json.dumps(name)}: {text} }} }};\n"
        )
    return found


class NetworkWidget(BookWidget):
    """A figure that reads trained networks; in a notebook its kernel gives them."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.on_msg(give)


def give(widget: BookWidget, content: Any, buffers: Any) -> None:
    """Answer { need: name } with the network, or with what is missing."""
    if not isinstance(content, dict) or content.get("kind", "network") != "network":
        return
    name = content.get("need")
    if name in NETWORKS:
        about, halves = described(network(name))
        widget.send({"network": about}, buffers=[halves])
    elif name is not None:
        widget.send({"missing": name})
