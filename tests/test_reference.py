"""The reference page lists every public name, and each entry says what it must."""

import ast
import importlib
import inspect
import re
from html import unescape

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


def examples():
    """(name, code) of each indented piece of a docstring."""
    for module, name in ENTRIES:
        text = inspect.getdoc(getattr(importlib.import_module(module), name))
        for piece in re.findall(r"(?<=\n\n)(?:    .*\n?)+", text):
            yield name, inspect.cleandoc("\n" + piece)


def test_an_example_is_code_on_the_page(book_dir):
    page = (book_dir / "book" / "api.html").read_text(encoding="utf-8")
    blocks = re.findall(r"<pre>(.*?)</pre>", page, re.S)
    shown = [unescape(re.sub("<[^>]+>", "", block)).strip() for block in blocks]
    found = list(examples())
    assert len(found) > 20
    for name, code in found:
        ast.parse(code)
        assert code in shown, f"{name}: {code}"
