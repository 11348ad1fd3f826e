"""The cell of a notebook that trains what a page has trained."""

import json
import re
from typing import Any

from rnnbook.training.playground.settings import SETTINGS, checked, shown

CELL = '''from rnnbook import Playground

net = Playground(
{given})
losses = net.train({updates})
for k in range(0, len(losses), max(1, len(losses) // 10)):
    print(f"{{k + 1:6d}} {{losses[k]:.10f}}")
'''


def as_code(settings: dict[str, Any], updates: int = 100) -> str:
    """The cell for these settings, what has its default left out; a page says the same.

    Raises: SettingsError for settings that cannot be meant.
    """
    s = checked(settings)
    said = [
        name
        for name, setting in SETTINGS.items()
        if name in ("task", "cell") or s[name] != setting.default
    ]
    given = "".join(f"    {name}={_literal(s[name])},\n" for name in said)
    return CELL.format(given=given, updates=updates)


def _literal(value: Any) -> str:
    if not isinstance(value, str):
        return shown(value)
    # JSON writes what is beyond 16 bits as a pair, which is no str of Python.
    pair = r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}"
    text = json.dumps(value).replace("\x7f", "\\u007f")
    point = lambda found: ord(json.loads(f'"{found[0]}"'))  # noqa: E731
    return re.sub(pair, lambda found: f"\\U{point(found):08x}", text)
