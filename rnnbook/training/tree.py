"""The parameters of a whole network as one NamedTuple of arrays, and back.

A network keeps its parameters as it likes: NamedTuples such as Params, in dicts,
lists and tuples of any depth. An optimiser wants one NamedTuple.
"""

import functools
from collections import Counter, namedtuple
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from rnnbook._checks import need_iterable, need_text
from rnnbook._types import Array, Tree


def flatten(tree: object, name: str = "params") -> Any:
    """All arrays of a tree of parameters, in one NamedTuple.

    tree: an array, or a NamedTuple, dict, list or tuple of trees. name: what messages
    call it. The fields say where an array stood: layers_0_U for tree["layers"][0].U.
    Returns: the NamedTuple; the arrays are those of the tree, not copies.
    Raises: TypeError for anything else in the tree, ValueError for one without arrays.
    """
    need_text("name", name, "what messages call the tree, 'params' if left out")
    found = list(_leaves(tree, (), name))
    if not found:
        raise ValueError(
            f"{name} holds no array, wanted at least one: pass the parameters, for "
            f"instance {{'layer': p, 'head': head}}"
        )
    fields = ["_".join(path) or "array" for path, _ in found]
    return _flat(tuple(fields))(*(value for _, value in found))


def unflatten(tree: Tree, flat: Iterable[Array]) -> Tree:
    """The arrays of `flat` in the places that `flatten(tree)` took its own from.

    Returns: a tree built like `tree`, of the same types.
    Raises: ValueError if flat has more or fewer arrays than the tree.
    """
    need_iterable("flat", flat, "pass what flatten made of a tree like this one")
    arrays = list(flat)
    count = len(flatten(tree))
    if count != len(arrays):
        raise ValueError(
            f"flat has {len(arrays)} arrays, the tree has {count}, wanted one for one: "
            f"pass what flatten made of a tree like this one"
        )
    return _filled(tree, iter(arrays))


def is_record(value: object) -> bool:
    """True for a NamedTuple, such as Params or Readout."""
    return isinstance(value, tuple) and hasattr(value, "_fields")


def parts_of(tree: Any) -> list[tuple[Any, Any]] | None:
    """(key, part) of a dict, list, tuple or NamedTuple; None for anything else."""
    if is_record(tree):
        return list(zip(tree._fields, tree, strict=True))
    if type(tree) is dict:
        return list(tree.items())
    if type(tree) in (list, tuple):
        return list(enumerate(tree))
    return None


@functools.cache
def _flat(fields: tuple[str, ...]) -> type[Any]:
    twice = {field for field, n in Counter(fields).items() if n > 1}
    names = ["" if field in twice else field for field in fields]
    return namedtuple("Flat", names, rename=True)


def _leaves(
    tree: object, path: tuple[str, ...], name: str
) -> Iterator[tuple[tuple[str, ...], Array]]:
    if isinstance(tree, np.ndarray):
        yield path, tree
        return
    parts = parts_of(tree)
    if parts is None:
        at = "".join(f"[{part!r}]" for part in path)
        raise TypeError(
            f"{name}{at} is a {type(tree).__name__}, wanted arrays, or NamedTuples, "
            f"dicts, lists and tuples of them: keep what is not trained elsewhere"
        )
    for key, part in parts:
        yield from _leaves(part, (*path, str(key)), name)


def _filled(tree: Any, arrays: Iterator[Array]) -> Any:
    if isinstance(tree, np.ndarray):
        return next(arrays)
    fresh = [(key, _filled(part, arrays)) for key, part in parts_of(tree) or ()]
    if type(tree) is dict:
        return dict(fresh)
    values = [value for _, value in fresh]
    return type(tree)(*values) if is_record(tree) else type(tree)(values)
