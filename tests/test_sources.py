"""Sources: what the text links to and the code names is in the bibliography."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BIBLIOGRAPHY = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"@\w+\{(\w+),(.*?)\n\}", BIBLIOGRAPHY, re.DOTALL))
TEXTS = sorted([*(ROOT / "notebooks").rglob("*.ipynb"), *(ROOT / "book").glob("*.md")])
# Addresses that are no source of a claim.
OTHER = ("http://127.0.0.1", "https://creativecommons.org/")


def addresses():
    """The doi or url of every entry, as a text would link it."""
    for entry in ENTRIES.values():
        yield from (f"https://doi.org/{doi}" for doi in field(entry, "doi"))
        yield from field(entry, "url")


def field(entry, name):
    return re.findall(rf"^\s*{name}\s*=\s*\{{(.+?)\}}", entry, re.MULTILINE)


def text_of(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    cells = [c for c in json.loads(text)["cells"] if c["cell_type"] == "markdown"]
    return "\n".join("".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize("key", ENTRIES)
def test_entry_says_where_the_source_is(key):
    entry = ENTRIES[key]
    found = [field(entry, name) for name in ("doi", "url", "howpublished")]
    assert any(found), f"{key} has no doi, no url and is no thesis"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_to_sources_are_in_the_bibliography(path):
    known = set(addresses())
    for link in re.findall(r"\]\((https?://[^)\s]+)\)", text_of(path)):
        assert link in known or link.startswith(OTHER), (
            f"{path.name} links to {link}, which is no doi or url in references.bib"
        )


def test_chapters_link_to_sources():
    linked = [path.name for path in TEXTS if "](https://doi.org/" in text_of(path)]
    assert "06_lstm.ipynb" in linked


def test_sources_named_in_the_code_are_in_the_bibliography():
    named = {}
    for path in sorted((ROOT / "rnnbook").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for listed in re.findall(r"Source: ([a-z0-9, ]+)", text):
            for key in re.findall(r"[a-z]+\d{4}[a-z]*", listed):
                named.setdefault(key, path.name)
    assert named, "no docstring names its source"
    missing = {key: where for key, where in named.items() if key not in ENTRIES}
    assert not missing, f"not in references.bib: {missing}"
