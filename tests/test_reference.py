"""The reference page lists every public name, and each entry says what it must."""

import importlib
import inspect
import re

import pytest
from support import ROOT

PAGE = (ROOT / "book" / "api.md").read_text(encoding="utf-8")
ENTRY = re.compile(r"^\.\. (?:auto(\w+):: (\w+)|currentmodule:: (\S+))$", re.M)
# Modules whose __all__ is for readers. Of widgets, those that a page shows.
PUBLIC = (
    "rnnbook",
    "rnnbook.interop",
    "rnnbook.language",
    "rnnbook.results",
    "rnnbook.tasks",
    "rnnbook.viz",
    "rnnbook.widgets",
)
NO_ENTRY = {
    "rnnbook": {"CELLS", "CONTENDERS"},  # told in the text
    "rnnbook.language": {"RULES"},
    "rnnbook.interop": {"FORMS", "GATE_ORDERS", "LAYOUTS", "PEEPHOLE_ORDERS"},
    "rnnbook.tasks": {
        "DATE_SYMBOLS", "ISO_SYMBOLS", "LEARNED", "ORDER_SYMBOLS", "REBER_SYMBOLS",
        "TAGGING_SYMBOLS",
    },  # fmt: skip
    "rnnbook.results": set(),
    "rnnbook.viz": {"COLOUR", "ROLES", "palette_css"},
    "rnnbook.widgets": {
        "BookWidget", "MIME", "WIDGETS", "site_bundle", "site_files",
    },
}  # fmt: skip


def entries():
    """(module, name) of all that the page lists, in its order."""
    found, module = [], None
    for _, name, current in ENTRY.findall(PAGE):
        module = current or module
        if name:
            found.append((module, name))
    return found


ENTRIES = entries()


@pytest.mark.parametrize("module", PUBLIC)
def test_every_public_name_is_listed(module):
    public = importlib.import_module(module)
    names = getattr(public, "__all__", None) or [n for n in vars(public) if n[0] != "_"]
    listed = {name for where, name in ENTRIES if where == module}
    missing = sorted(set(names) - NO_ENTRY[module] - listed)
    assert not missing, f"book/api.md has no entry for {', '.join(missing)}"


def test_no_name_is_listed_twice():
    assert len(ENTRIES) > 80
    assert len(set(ENTRIES)) == len(ENTRIES)


@pytest.mark.parametrize("module, name", ENTRIES)
def test_entry_begins_with_a_sentence(module, name):
    text = inspect.getdoc(getattr(importlib.import_module(module), name))
    first = re.split(r"\n\n", text or "")[0].rstrip()
    assert first.endswith((".", ":", "?")) and not first[0].islower(), f"{name}: {text}"
