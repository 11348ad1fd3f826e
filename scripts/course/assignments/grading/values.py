"""Values as text that can be read without trusting it, from the box to the judge.

`encode` runs in the box and never fails; `decode` makes numbers, arrays, lists and
strings of what it wrote, and nothing that runs.
"""

import base64

import numpy as np

MOST_BYTES = 8_000_000  # of an answer
MOST_ITEMS = 20_000  # of a list, and of all that is in it
NUMERIC = "biufc"


class TooLarge(Exception):
    """An answer that no exercise wants."""


def encode(value, room=None):
    """A value as what JSON holds. Raises: TooLarge."""
    room = [MOST_ITEMS] if room is None else room
    room[0] -= 1
    if room[0] < 0:
        raise TooLarge
    if value is ...:
        return {"kind": "dots"}
    if value is None or isinstance(value, bool):
        return {"kind": "plain", "value": value}
    if isinstance(value, np.ndarray):
        return _array(value, room)
    if isinstance(value, np.generic) and value.dtype.kind in NUMERIC:
        return {**_array(np.asarray(value), room), "kind": "scalar"}
    if isinstance(value, int):
        return {"kind": "int", "value": hex(value) if value.bit_length() < 1e5 else "0"}
    if isinstance(value, float):
        return {"kind": "float", "value": value.hex()}
    if isinstance(value, list | tuple):
        items = [encode(item, room) for item in value]
        return {"kind": "tuple" if isinstance(value, tuple) else "list", "items": items}
    if isinstance(value, str):
        return {"kind": "plain", "value": value[:1000]}
    return {"kind": "function" if callable(value) else "other", "type": _name(value)}


def _array(array, room):
    if array.nbytes > MOST_BYTES:
        raise TooLarge
    about = {"kind": "array", "type": _name(array), "shape": list(array.shape)}
    if array.dtype.kind not in NUMERIC:
        items = [encode(item, room) for item in array.ravel().tolist()]
        return {**about, "kind": "objects", "items": items}
    data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
    return {**about, "dtype": array.dtype.str, "data": data}


def _name(value):
    return str(type(value).__name__)[:60]


def decode(about):
    """The value that `encode` wrote. Raises: ValueError and the like if it did not."""
    kind = about["kind"]
    if kind == "dots":
        return ...
    if kind == "plain":
        return about["value"] if isinstance(about["value"], bool | str) else None
    if kind == "int":
        return int(about["value"], 16)
    if kind == "float":
        return float.fromhex(about["value"])
    if kind in ("list", "tuple"):
        items = [decode(item) for item in about["items"]]
        return items if kind == "list" else tuple(items)
    if kind in ("array", "scalar"):
        return _decoded_array(about, kind)
    if kind == "objects":
        made = np.empty(len(about["items"]), dtype=object)
        made[:] = [decode(item) for item in about["items"]]
        return made.reshape(about["shape"])
    if kind == "function":
        return lambda *_: None
    return type(str(about["type"]), (), {})()


def _decoded_array(about, kind):
    dtype = np.dtype(about["dtype"])
    if dtype.kind not in NUMERIC:
        raise ValueError(f"{dtype} is no type of numbers")
    flat = np.frombuffer(base64.b64decode(about["data"]), dtype)
    array = flat.reshape(about["shape"]).copy()
    if kind == "scalar":
        return array[()]
    special = {"matrix": np.matrix, "MaskedArray": np.ma.array}.get(about["type"])
    return special(array) if special else array
