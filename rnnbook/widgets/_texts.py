"""The texts that a site ships for measuring: what was read in training, what was not.

Like a trained network, a text of some 250 kB (compressed) stands in a file of its own;
a figure fetches it when the reader asks for a measure.
"""

import json
from typing import Any

from rnnbook.results import load
from rnnbook.tasks import corpus, split
from rnnbook.widgets._networks import TEXTS

NAMES = (*TEXTS, "carroll")


def text_of(name: str) -> dict[str, Any]:
    """The parts of a corpus, and the order of its best n-gram, chosen in chapter 11.

    The two poems of "carroll", which are a text to learn, come whole.
    """
    if name == "carroll":
        return {"name": name, "train": corpus(name), "held_out": "", "order": 6}
    parts = split(corpus(name))
    order = load("11_compare")["numbers"][name]["models"]["n-gram"]["n"]
    return {
        "name": name,
        "train": parts.train,
        "held_out": parts.held_out,
        "order": order,
    }


def site_texts() -> dict[str, str]:
    """Scripts for a site, by the names of their files: `window.rnnbook.texts`."""
    return {
        f"rnn-text-{name}.js": (
            f"window.rnnbook = {{ ...window.rnnbook, texts: {{ ...window.rnnbook?."
            f"texts, {json.dumps(name)}: {json.dumps(text_of(name))} }} }};\n"
        )
        for name in NAMES
    }


def give_text(widget: Any, content: Any, buffers: Any) -> None:
    """Answer { need: name, kind: "text" } with the text, or with what is missing."""
    if not isinstance(content, dict) or content.get("kind") != "text":
        return
    name = content.get("need")
    if name in NAMES:
        widget.send({"text": text_of(name)})
    elif name is not None:
        widget.send({"missing": name})
