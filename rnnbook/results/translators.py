"""The trained networks of chapter 12, made by scripts/experiments/."""

import base64
from typing import Any

import numpy as np

from rnnbook._checks import need_choice, need_flag
from rnnbook.cells.gru import GRUParams
from rnnbook.nets.encoder_decoder import EncoderDecoder
from rnnbook.nets.heads import Readout
from rnnbook.results._files import load

__all__ = ["packed_translators", "translator"]


def packed_translators() -> dict[str, Any]:
    """The four networks of chapter 12 as they are stored: "dates attention" and so on.

    Returns: {name: {"shapes", "weights"}, ..., "unit"}; weights are base64 of int16,
    the low byte first, in multiples of the unit.
    """
    result = load("12_networks")
    nets: dict[str, Any] = {"unit": result["settings"]["unit"]}
    for row in result["numbers"]:
        name = f"{row['task']} {row['context']}"
        nets[name] = {"shapes": row["shapes"], "weights": row["weights"]}
    return nets


def translator(task: str, attend: bool = True) -> EncoderDecoder:
    """One of the four networks of chapter 12: GRUs with 32 units, float64.

    task: "dates" or "digits". attend: True for the one with attention, False for the
    one whose readout sees the encoder's last state.
    Raises: ValueError for another task; TypeError for another attend.
    """
    why = "scripts/experiments/ch12_networks.py trains these two"
    need_choice("task", task, ("dates", "digits"), why)
    need_flag("attend", attend, "True for the network with attention")
    nets = packed_translators()
    net = nets[f"{task} {'attention' if attend else 'last'}"]
    arrays = {}
    for part, text in net["weights"].items():
        whole = np.frombuffer(base64.b64decode(text), "<i2")
        arrays[part] = whole.reshape(net["shapes"][part]) * nets["unit"]
    encoder, decoder = (
        GRUParams(arrays[f"{e}U"], arrays[f"{e}W"], arrays[f"{e}b"][0],
                  arrays[f"{e}c"][0])
        for e in "ed"
    )  # fmt: skip
    return EncoderDecoder(encoder, decoder, Readout(arrays["V"], arrays["by"][0]))
