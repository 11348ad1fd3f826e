"""Sources: what the text links to and the code names is in the bibliography."""

import functools
import re

import pytest
from support import ROOT, markdown_of

BIBLIOGRAPHY = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"@\w+\{(\w+),(.*?)\n\}", BIBLIOGRAPHY, re.DOTALL))
TEXTS = sorted([*(ROOT / "notebooks").rglob("*.ipynb"), *(ROOT / "book").glob("*.md")])
KINDS = {key: kind for kind, key in re.findall(r"@(\w+)\{(\w+),", BIBLIOGRAPHY)}
COMPLETE = {
    "article": ("journal", "volume", "pages"),
    "inproceedings": ("booktitle",),
    "book": ("publisher",),
    "misc": (),
}
# Addresses that are no source of a claim.
OTHER = ("http://127.0.0.1", "https://creativecommons.org/")


def addresses():
    """The doi or url of every entry, as a text would link it."""
    for entry in ENTRIES.values():
        yield from (f"https://doi.org/{doi}" for doi in field(entry, "doi"))
        yield from field(entry, "url")


def field(entry, name):
    return re.findall(rf"^\s*{name}\s*=\s*\{{(.+?)\}}", entry, re.MULTILINE)


@functools.cache
def keys_in_code():
    """The keys that the package's files name."""
    files = (ROOT / "rnnbook").rglob("*.py")
    texts = (path.read_text(encoding="utf-8") for path in files)
    return {key for text in texts for key in re.findall(r"\b[a-z]+\d{4}[a-z]*", text)}


def last_name(entry):
    """The first author's, in plain letters: "G{\\"u}l" is "Gul"."""
    first = field(entry, "author")[0].split(" and ")[0].split(",")[0]
    return re.sub(r"\\\W|\\c|[{}]", "", first)


@pytest.mark.parametrize("key", ENTRIES)
def test_entry_says_where_the_source_is(key):
    entry = ENTRIES[key]
    found = [field(entry, name) for name in ("doi", "url", "howpublished")]
    assert any(found), f"{key} has no doi, no url and is no thesis"


@pytest.mark.parametrize("key", ENTRIES)
def test_entry_has_the_fields_of_its_kind(key):
    wanted = (*COMPLETE[KINDS[key]], "author", "title", "year")
    missing = [name for name in wanted if not field(ENTRIES[key], name)]
    assert not missing, f"{key} lacks {missing}"


@pytest.mark.parametrize("key", ENTRIES)
def test_entry_is_cited(key):
    """By a link in a text, by a docstring, or, where there is no link, by its name."""
    entry = ENTRIES[key]
    links = [f"https://doi.org/{doi}" for doi in field(entry, "doi")]
    links += field(entry, "url")
    texts = [markdown_of(path) for path in TEXTS]
    (year,) = field(entry, "year")
    by_name = re.compile(rf"{last_name(entry)}\b[^\n]{{0,60}}\b{year}\b")
    assert (
        key in keys_in_code()
        or any(f"({link})" in text for link in links for text in texts)
        or (not links and any(by_name.search(text) for text in texts))
    ), f"nothing cites {key}"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_linked_year_is_the_year_of_the_work_and_its_author_stands_before(path):
    """In "Elman ([1990](https://doi.org/...))"."""
    works = {}
    for entry in ENTRIES.values():
        for link in [f"https://doi.org/{d}" for d in field(entry, "doi")] + field(
            entry, "url"
        ):
            works[link] = entry
    text = " ".join(markdown_of(path).split())
    for match in re.finditer(r"\[([^\]]*?(\d{4}))\)?\]\((https?://\S+?)\)", text):
        entry = works.get(match[3])
        if entry is None:
            continue
        (year,) = field(entry, "year")
        assert match[2] == year, f"{match[0]}: the work is of {year}"
        before = text[max(0, match.start() - 160) : match.end(1)]
        assert last_name(entry) in before, f"{match[0]}: who? {last_name(entry)}"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_to_sources_are_in_the_bibliography(path):
    known = set(addresses())
    for link in re.findall(r"\]\((https?://[^)\s]+)\)", markdown_of(path)):
        assert link in known or link.startswith(OTHER), (
            f"{path.name} links to {link}, which is no doi or url in references.bib"
        )


def test_chapters_link_to_sources():
    linked = [path.name for path in TEXTS if "](https://doi.org/" in markdown_of(path)]
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
