"""Keep parameters in a file and get them back exactly: npz, never pickle.

The file is a zip of NumPy arrays and a text that says how they hang together. Nothing
in it is run when it is read, and `np.load` opens it too.
"""

import io
import json
import math
import os
import secrets
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from rnnbook._checks import shown
from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.nets.embedding import Embedding
from rnnbook.nets.heads import Readout
from rnnbook.nets.normed import Gains, Statistics
from rnnbook.nets.params import Directions, Norm, Stack
from rnnbook.training.fit import Resume
from rnnbook.training.optim import AdamState, SGDState
from rnnbook.training.tree import is_record, parts_of

FORMAT = "rnnbook parameters, version 1"
DESCRIPTION = "description"
PLAIN = (type(None), bool, int, float, str)


def save(path: str | os.PathLike[str], tree: object) -> None:
    """Write parameters to the file `path`, whole or not at all.

    tree: arrays of numbers or bool, None, bool, int, float and str, in NamedTuples,
    dicts with str for keys, lists and tuples. An older file stays until the new one is
    complete. A crash leaves it as it was, at worst with a file beside it whose name
    begins with a dot and ends in .tmp.
    Raises: TypeError for anything else in the tree; FileNotFoundError for a folder that
    is not there, and what else the system refuses.
    """
    need_path(path)
    arrays: dict[str, Any] = {}
    text = json.dumps({"format": FORMAT, "tree": _described("tree", tree, arrays)})
    arrays[DESCRIPTION] = np.frombuffer(text.encode(), np.uint8)
    path = Path(path).resolve()                  # a link stays a link
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"{path.parent} is no folder, wanted one to write {path.name} in: make it "
            f"with Path(...).mkdir(parents=True)"
        )
    if path.is_dir():
        raise IsADirectoryError(
            f"{path} is a folder, wanted the name of a file: pass a path within it, "
            f"such as {path / 'p.npz'}"
        )
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(fresh, "xb") as file:
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())              # on the disk before it takes the name
        os.replace(fresh, path)
    except OSError as error:
        raise type(error)(
            f"{path} could not be written ({error.strerror or error}), wanted a place "
            f"with room that may be written to: what stood there before is whole"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)


def load(
    path: str | os.PathLike[str], like: object = None, types: Iterable[type[Any]] = ()
) -> Any:
    """Read what `save` wrote: the same types, dtypes, shapes and numbers.

    like: a tree that the file must match in all but its numbers. types: your own
    NamedTuples that are in the file; those of this package are known. An array that
    stood at two places comes back as two.
    Raises: ValueError for a file that is damaged or cut off, that something else wrote,
    or that does not match; FileNotFoundError and the like if it cannot be opened.
    """
    need_path(path)
    _need_types(types)
    with open(path, "rb") as file:
        content = file.read()
    known = {kind.__name__: kind for kind in (*_known(), *types)}
    try:
        arrays = _members(content)
        if DESCRIPTION not in arrays:
            raise _Mismatch("is an npz that something else wrote: np.load reads it")
        text = json.loads(arrays.pop(DESCRIPTION).tobytes())
        if text["format"] != FORMAT:
            raise _Mismatch(f"is of the format {text['format']!r}: update rnnbook")
        tree = _built(text["tree"], arrays, known)
        if arrays:
            raise ValueError(f"{len(arrays)} arrays that belong nowhere")
        if like is not None:
            _need_like("tree", tree, like)
    except _Mismatch as why:
        raise ValueError(f"{path} {why}; wanted {FORMAT}, as save writes it") from None
    except Exception as error:                   # whatever the damage makes of it
        raise ValueError(
            f"{path} is damaged, cut off or foreign ({type(error).__name__}: {error}), "
            f"wanted {FORMAT}: take a whole copy, or save it again"
        ) from error
    return tree


def need_path(path: object) -> None:
    """Refuse what names no file."""
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"path is {shown(path)}, wanted a str or Path: pass 'p.npz'")


def _need_types(types: Any) -> None:
    several = isinstance(types, Iterable) and not isinstance(types, (str, np.ndarray))
    if not several or not all(isinstance(kind, type) for kind in types):
        raise TypeError(
            f"types is {shown(types)}, wanted NamedTuples of your own in a tuple: pass "
            f"types=(MyParams,)"
        )


class _Mismatch(Exception):
    """A whole file that is not what was asked for."""


def _known() -> set[type[Any]]:
    """The NamedTuples of this package, those of each cell's parameters among them."""
    cells = {getattr(cell, "params", Params) for cell in CELLS.values()}
    layers = {Params, Readout, Embedding, Gains, Statistics, Directions, Norm, Stack}
    return layers | {AdamState, SGDState, Resume} | cells


def _described(at: str, tree: Any, arrays: dict[str, Any]) -> list[Any]:
    """[kind, content] for JSON; the arrays go into `arrays` under a number."""
    if type(tree) is np.ndarray and tree.dtype.kind in "biuf":
        arrays[str(len(arrays))] = tree
        return ["array", str(len(arrays) - 1)]
    if type(tree) in PLAIN:
        return ["plain", tree]
    parts = parts_of(tree)
    if parts is None or (type(tree) is dict and not all(type(k) is str for k in tree)):
        what = f"{type(tree).__name__}"
        if isinstance(tree, np.ndarray):
            what += f" of dtype {tree.dtype}"
        elif type(tree) is dict:
            what += f" with the keys {', '.join(map(repr, tree))}"
        raise TypeError(
            f"{at} is a {what}, wanted arrays of numbers or bool, plain numbers and "
            f"texts, or NamedTuples, dicts by str, lists and tuples of them: float(v) "
            f"and np.asarray(v) turn others into these"
        )
    kind = "record" if is_record(tree) else type(tree).__name__
    inside = [[key, _described(f"{at}[{key!r}]", part, arrays)] for key, part in parts]
    return [kind, inside, type(tree).__name__]


def _members(content: bytes) -> dict[str, Any]:
    """The arrays of an npz by name; every byte of each is accounted for."""
    arrays = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            name = info.filename.removesuffix(".npy")
            if info.compress_type != zipfile.ZIP_STORED or name in arrays:
                raise _Mismatch("is a zip that something else wrote")
            arrays[name] = _array(archive.read(info))
    return arrays


def _array(data: bytes) -> Any:
    """The array of one npy file, without reading Python objects of any kind."""
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("an array in an unknown format")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
    rest = data[file.tell() :]
    if dtype.kind not in "biuf" or math.prod(shape) * dtype.itemsize != len(rest):
        raise ValueError(f"an array of {dtype} {shape} in {len(rest)} bytes")
    array = np.ndarray(shape, dtype, rest, order="F" if fortran else "C")
    return array.copy(order="K")


def _built(node: list[Any], arrays: dict[str, Any], known: dict[str, Any]) -> Any:
    kind, content, *name = node
    if kind == "array":
        return arrays.pop(content)
    if kind == "plain" and type(content) in PLAIN:
        return content
    parts = {key: _built(part, arrays, known) for key, part in content}
    if kind == "record":
        fields = getattr(known.get(name[0]), "_fields", None)
        if fields != tuple(parts):
            have = f"here it has {', '.join(fields)}" if fields else "not known here"
            raise _Mismatch(
                f"holds a NamedTuple {name[0]} of {', '.join(parts)}, {have}: pass "
                f"types=({name[0]},) with your own class"
            )
        return known[name[0]](*parts.values())
    return {"dict": dict, "list": list, "tuple": tuple}[kind](
        parts if kind == "dict" else parts.values()
    )


def _need_like(at: str, tree: object, like: object) -> None:
    """Refuse a tree that differs from `like` in more than its numbers."""
    found, wanted = (_outline(part) for part in (tree, like))
    if found != wanted:
        raise _Mismatch(
            f"does not match: {at} is {found}, like has {wanted}: make a network of "
            f"the sizes that were saved, or leave like out"
        )
    for (key, part), (_, other) in zip(
        parts_of(tree) or (), parts_of(like) or (), strict=True
    ):
        _need_like(f"{at}[{key!r}]", part, other)


def _outline(tree: object) -> str:
    if isinstance(tree, np.ndarray):
        return f"{tree.dtype.str} {tree.shape}"
    keys = ", ".join(str(key) for key, _ in parts_of(tree) or ())
    return f"{type(tree).__name__} ({keys})"
