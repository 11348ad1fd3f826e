"""The glossary: in order, used by the chapters, and no entry leads nowhere."""

import functools
import re

import pytest
from support import ROOT, markdown_of, slug

PAGE = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^## (.+?)\n\n(.+?)(?=\n\n## |\Z)", PAGE, re.M | re.S))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SOURCE = "](https://"  # a word that no chapter explains stands here with a source
LINK = re.compile(r"glossary\.md#([\w-]+)")


@functools.cache
def linked():
    """Anchor of the glossary -> names of the notebooks that link to it."""
    found = {}
    for path in NOTEBOOKS:
        for anchor in LINK.findall(markdown_of(path, outputs=True)):
            found.setdefault(anchor, set()).add(path.stem)
    return found


def test_terms_stand_in_alphabetical_order():
    terms = re.findall(r"^## (.+)$", PAGE, re.M)
    assert terms == sorted(terms, key=str.lower)
    assert set(terms) == set(ENTRIES)


@pytest.mark.parametrize("term", ENTRIES)
def test_term_is_linked_from_where_it_is_used(term):
    used = linked().get(slug(term)) or SOURCE in ENTRIES[term] or "](#" in ENTRIES[term]
    assert used, f"no notebook links to {slug(term)}, and it has no source"


@pytest.mark.parametrize("term", ENTRIES)
def test_entry_says_something_and_leads_to_a_section(term):
    entry = ENTRIES[term]
    targets = re.findall(r"\]\(\.\./(notebooks/[\w.]+)#([\w-]+)\)", entry)
    assert targets or SOURCE in entry, f"{term} links to no section and no source"
    for file, anchor in targets:
        headings = re.findall(r"^#+ (.+)$", markdown_of(ROOT / file), re.M)
        assert anchor in map(slug, headings), f"{term}: no section {file}#{anchor}"
    assert len(entry.split("](")[0].split()) > 8, f"{term} says too little"


def test_links_to_the_glossary_lead_to_a_term():
    missing = set(linked()) - {slug(term) for term in ENTRIES}
    assert not missing, {anchor: linked()[anchor] for anchor in missing}
