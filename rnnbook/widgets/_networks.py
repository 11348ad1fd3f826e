"""Trained networks for figures: as a site's files, and as a kernel's answers.

A page holds settings only. A network of some 200 kB stands in a file of its own beside
the bundle, a classic script, which works from a disk; a figure fetches it when it comes
into view. In a notebook the figure asks its kernel, which sends the same bytes.
"""

import base64
import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from rnnbook.cells import Cell
from rnnbook.nets.heads import Readout
from rnnbook.nets.sampling import Read, reader
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget


class Network(NamedTuple):
    """A trained network that reads characters: float64 numbers, each a float16."""

    name: str
    label: str
    cell: Cell
    symbols: str
    p: Any
    head: Readout
    begins: tuple[str, ...]          # texts that a reader may let it begin with

    @property
    def read(self) -> Read:
        """One step of it as a function, as `rnnbook.reader` gives it."""
        return reader(self.cell, self.p, self.head)

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """Its parameters by name, in the order in which they are sent."""
        head = {"V": self.head.V, "b_y": self.head.b}
        return {**self.p._asdict(), **head}


NETWORKS: dict[str, Callable[[], Network]] = {}


@cache
def network(name: str) -> Network:
    """The network `name`, read once."""
    return NETWORKS[name]()


def labels() -> dict[str, str]:
    """What each network is, in words."""
    return {name: network(name).label for name in NETWORKS}


def beginnings() -> dict[str, list[str]]:
    """The beginnings that a figure offers, for each network."""
    return {name: list(network(name).begins) for name in NETWORKS}


def described(net: Network) -> tuple[dict[str, Any], bytes]:
    """What a page needs of a network: a dict for JSON, and its numbers as float16."""
    if net.cell.inner or net.cell.weights:
        raise ValueError(
            f"the cell of {net.name} is {net.cell.name}, wanted one without a product "
            f"within its step and without weights of its own: train an rnn, lstm or gru"
        )
    halves = [np.asarray(array, "<f2").tobytes() for array in net.arrays.values()]
    about = {
        "name": net.name,
        "label": net.label,
        "cell": trace(net.cell),
        "symbols": net.symbols,
        "shapes": {key: list(array.shape) for key, array in net.arrays.items()},
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


class NetworkWidget(BookWidget):
    """A figure that reads trained networks; in a notebook its kernel gives them."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.on_msg(give)


def give(widget: BookWidget, content: Any, buffers: Any) -> None:
    """Answer { need: name } with the network, or with what is missing."""
    name = content.get("need") if isinstance(content, dict) else None
    if name in NETWORKS:
        about, halves = described(network(name))
        widget.send({"network": about}, buffers=[halves])
    elif name is not None:
        widget.send({"missing": name})
