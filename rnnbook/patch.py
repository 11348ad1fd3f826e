"""A function, or a module, with some places of its source changed.

How a mistake is written down: as a text of what is right and what stands there instead.
"""

import importlib
import inspect
import linecache
import textwrap
import types
import zlib
from collections.abc import Callable
from typing import Any

Change = tuple[str, str]  # an old text and the new one


def patched(function: Callable[..., Any], *changes: Change) -> Any:
    """`function`, made anew from its source with each old text replaced by the new.

    changes: applied in order; each old text stands exactly once in the source at its
    turn. A line break in a text is one of the function's own lines, with the function's
    indentation taken off. The globals are those of `function`, as they are now; a
    traceback shows the changed source.
    Raises: ValueError if an old text is there no times or more than once; TypeError if
    `function` has no source or is a closure.
    """
    source = source_of(function)
    if function.__closure__:
        raise TypeError(
            f"{function.__name__} is a closure, wanted a function of a module: its "
            f"outer variables would be lost, so pass them as arguments"
        )
    return run_source(replaced(source, function.__name__, *changes), function)


def run_source(source: str, function: Callable[..., Any]) -> Any:
    """The function that `source` defines under the name of `function`.

    Its globals are those of `function`, as they are now.
    """
    space = dict(function.__globals__)
    _run(source, function.__name__, space)
    return space[function.__name__]


def patched_module(name: str, *changes: Change) -> types.ModuleType:
    """The module `name` made anew, as `patched` makes a function.

    What others have imported from the module, and what it imports, stays as it was.
    Raises: ValueError if an old text is there no times or more than once.
    """
    module = types.ModuleType(name)
    source = inspect.getsource(importlib.import_module(name))
    _run(replaced(source, name, *changes), name, vars(module))
    return module


def source_of(function: Callable[..., Any]) -> str:
    """The source of `function`, with its indentation taken off.

    Raises: TypeError if there is no source.
    """
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        raise TypeError(
            f"{function!r} has no source, wanted a function of a file: write it with "
            f"def in a module"
        ) from None


def replaced(source: str, name: str, *changes: Change) -> str:
    """The text `source` of the thing `name` with each old text replaced by the new.

    Raises: ValueError if an old text is there no times or more than once.
    """
    for old, new in changes:
        if (count := source.count(old)) != 1:
            raise ValueError(
                f"{old!r} stands {count} times in {name}, wanted once: give the text "
                f"as it is there, with as much around it as makes it one"
            )
        source = source.replace(old, new)
    return source


def _run(source: str, name: str, space: dict[str, Any]) -> None:
    """Run a changed source among the names of `space`."""
    title = f"<{name}, changed: {zlib.crc32(source.encode()):08x}>"
    # So that a traceback, a debugger and inspect.getsource show the text.
    linecache.cache[title] = len(source), None, source.splitlines(True), title
    exec(compile(source, title, "exec"), space)
