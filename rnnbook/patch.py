"""A function with some places of its source changed: how a mistake is written down."""

import inspect
import linecache
import textwrap
from collections.abc import Callable
from typing import Any


def patched(function: Callable[..., Any], *changes: tuple[str, str]) -> Any:
    """`function`, made anew from its source with each old text replaced by the new.

    changes: pairs (old, new), applied in order; each old text stands exactly once in
    the source at its turn. A line break in a text is one of the function's own lines,
    with the function's indentation taken off. The globals are those of `function`, as
    they are now; a traceback shows the changed source.
    Raises: ValueError if an old text is there no times or more than once; TypeError if
    `function` has no source or is a closure.
    """
    source = source_of(function)
    if function.__closure__:
        raise TypeError(
            f"{function.__name__} is a closure, wanted a function of a module: its "
            f"outer variables would be lost, so pass them as arguments"
        )
    for old, new in changes:
        if (count := source.count(old)) != 1:
            raise ValueError(
                f"{old!r} stands {count} times in {function.__name__}, wanted once: "
                f"give the text as it is there, with as much around it as makes it one"
            )
        source = source.replace(old, new)
    return compiled(source, function.__name__, function.__globals__, changes)


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


def compiled(
    source: str, name: str, scope: dict[str, Any], changes: tuple[tuple[str, str], ...]
) -> Any:
    """The object `name` that `source` defines among the names of `scope`."""
    title = f"<{name} with {'; '.join(new for _, new in changes)}>"
    # So that a traceback, a debugger and inspect.getsource show the text.
    linecache.cache[title] = len(source), None, source.splitlines(True), title
    space = dict(scope)
    exec(compile(source, title, "exec"), space)
    return space[name]
