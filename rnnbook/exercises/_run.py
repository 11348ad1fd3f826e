"""Running the reader's function without letting anything escape from it."""

import contextlib
import dis
import inspect
import io
import linecache
import traceback
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rnnbook.exercises._compare import describe
from rnnbook.exercises._messages import Misfit, Mutated, Raised

# What the compiler makes of a body that holds nothing but a docstring or `...`.
_EMPTY = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}

_REMEDIES = {
    "ellipsis": "Something that this line uses is still `...`.",
    "NameError": "Is the name spelled as in the line that defines it?",
    "broadcast": "The shapes on this line do not fit together: print them.",
    "matmul": "The shapes of this product do not fit: vectors are rows here, `h @ W`.",
    "not aligned": "The shapes of this product do not fit: vectors are rows here.",
    "unpack": "The two sides of this `=` have different numbers of things.",
    "equal division": "The axis that is split has no such number of equal blocks. "
    "Without `axis=-1` it is the first axis that is split, not the last.",
    "RecursionError": "The function calls itself without end.",
    "IndexError": "Print the index, and the shape of what is indexed: which axis?",
    "NoneType": "Something that this line uses is None: a function without `return`?",
    "AttributeError": "Print what is left of the dot: is it what you think it is?",
}


def copy(value: Any) -> Any:
    """A copy whose arrays can be changed without harm; tuples keep their type."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple):
        parts = [copy(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


def call(
    number: str, function: Callable, inputs: Mapping[str, Any], quiet: bool = False
) -> Any:
    """Call the reader's function on copies of `inputs`.

    quiet: keep what it prints to itself.
    Returns: what it returns, or a Message if it raised or changed its inputs.
    """
    copies = {name: copy(value) for name, value in inputs.items()}
    silence = (
        contextlib.redirect_stdout(io.StringIO()) if quiet else contextlib.nullcontext()
    )
    try:
        with silence, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = function(*copies.values())
    except (Exception, SystemExit) as error:
        return raised(number, function, error, inputs)
    pairs = ((name, inputs[name], copies[name]) for name in inputs)
    changed = [f"`{name}`" for name, old, new in pairs if not _identical(old, new)]
    if changed:
        names = " and ".join(changed)
        what = f"After the call {names} held other numbers than before. "
        why = "Other code may still need the old numbers."
        cause = (
            "The cause is an assignment into the array, like `a[...] = ` or `a += `. "
        )
        remedy = "Make a new array, or work on a `.copy()`."
        return Mutated(number, (what + why, cause + remedy))
    return result


def uncallable(number: str, answer: tuple, inputs: Mapping[str, Any]) -> Misfit | None:
    """What is wrong with an answer that cannot be called as the exercise wants it."""
    if len(answer) != 1 or not callable(answer[0]):
        got = describe(answer[0]) if len(answer) == 1 else f"{len(answer)} things"
        wanted = "It wants the function itself: its name, with no parentheses after it"
        example = f'`check("{number}", my_function)`'
        return Misfit(number, (f"`check` got {got}. {wanted}, as in {example}.",))
    try:
        signature = inspect.signature(answer[0])
    except (TypeError, ValueError):  # some builtins do not tell
        return None
    try:
        signature.bind(*inputs.values())
    except TypeError:
        called = f"It is called as `({', '.join(inputs)})`"
        remedy = "keep the first line of the starter as it was."
        takes = f"Your function takes `{signature}`."
        return Misfit(number, (f"{takes} {called}: {remedy}",))
    return None


def is_empty(function: Callable) -> bool:
    """Whether the body of `function` is still nothing but `...` or a docstring."""
    code = getattr(function, "__code__", None)
    return code is not None and all(
        line.opname in _EMPTY and (line.opname != "RETURN_CONST" or line.argval is None)
        for line in dis.get_instructions(code)
    )


def shapes(inputs: Mapping[str, Any]) -> str:
    """The inputs of a call in words: `xU (2, 12), hW (2, 12)`."""
    parts = (
        f"{name} {value.shape}"
        if isinstance(value, np.ndarray)
        else f"{name} ({type(value).__name__})"
        for name, value in inputs.items()
    )
    return f"`{', '.join(parts)}`"


def _identical(a: Any, b: Any) -> bool:
    if isinstance(a, tuple):
        return all(map(_identical, a, b))
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and bool(np.array_equal(a, b))
    return bool(a == b)


def raised(
    number: str, function: Callable, error: BaseException, inputs: Mapping[str, Any]
) -> Raised:
    said = " ".join("".join(traceback.format_exception_only(error)).split())
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    remedies = [text for word, text in _REMEDIES.items() if word in said + kinds]
    line, source = _where(function, error)
    where = f"In line {line} of its cell" if line else "When it was called"
    text = (
        f"{where}: `{source}`" if source else f"{where}.",
        f"`{said.replace('`', chr(39))}`",
        f"It was called with {shapes(inputs)}.",
        *remedies[:1],
    )
    return Raised(number, text, line=line)


def _where(function: Callable, error: BaseException) -> tuple[int | None, str]:
    """The deepest line of the reader's own: its number in the cell, and its text.

    Of an endless recursion the first line, for the deepest is a matter of chance.
    """
    code = getattr(function, "__code__", None)
    frames = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if code is not None and frame.f_code.co_filename == code.co_filename
    ]
    if not frames:
        return None, ""
    name, line = frames[0 if isinstance(error, RecursionError) else -1]
    return line, linecache.getline(name, line).strip().replace("`", "'")
