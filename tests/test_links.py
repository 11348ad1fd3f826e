"""Links as they stand in the sources: to files, to pages, and from page to page."""

import re
import tokenize
from pathlib import Path

import pytest
import yaml
from support import ROOT, markdown_of

CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
LISTED = [CONTENTS["root"]]
LISTED += [page["file"] for part in CONTENTS["parts"] for page in part["chapters"]]
PAGES = {name: next(ROOT.glob(f"{name}.*")) for name in LISTED}
FOLDERS = "rnnbook|notebooks|scripts|tests|book|binder"
NAMED = re.compile(rf"(?<![\w./-])((?:{FOLDERS})/[\w./-]*[\w/])(?![\w*])")


def pages_linked_from(path):
    """Names of the pages that a page's text links to."""
    found = set()
    for link in re.findall(r"\]\(([^)#\s]+)[^)\s]*\)", markdown_of(path, outputs=True)):
        if "://" not in link:
            target = (path.parent / link).resolve()
            found.add(target.relative_to(ROOT).with_suffix("").as_posix())
    return found


def test_every_page_is_reached_from_the_landing_page_by_links_in_the_text():
    seen, ahead = set(), [CONTENTS["root"]]
    while ahead:
        name = ahead.pop()
        if name in PAGES and name not in seen:
            seen.add(name)
            ahead += pages_linked_from(PAGES[name])
    assert set(PAGES) - seen == set()


def test_every_page_of_the_sources_is_in_the_contents():
    files = [*(ROOT / "book").glob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    names = {path.relative_to(ROOT).with_suffix("").as_posix() for path in files}
    assert names == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_files_that_a_page_links_to_exist(name):
    path = PAGES[name]
    for link in re.findall(r"\]\(([^)#\s]+)[^)\s]*\)", markdown_of(path, outputs=True)):
        if "://" not in link:
            assert (path.parent / link).is_file(), f"{name} links to {link}"


def words_of(path):
    """What a file says to a reader: its text, or code's docstrings and comments."""
    if path.suffix != ".py":
        return markdown_of(path, outputs=True)
    with tokenize.open(path) as file:
        tokens = list(tokenize.generate_tokens(file.readline))
    return "\n".join(
        token.string
        for token in tokens
        if token.type == tokenize.COMMENT or token.string.startswith('"""')
    )


def test_files_that_a_text_names_exist():
    files = [ROOT / "README.md", ROOT / "Makefile"]
    for folder in FOLDERS.split("|"):
        found = (ROOT / folder).rglob("*.*")
        files += [path for path in found if path.suffix in (".md", ".ipynb", ".py")]
    named = {}
    for path in files:
        for name in NAMED.findall(words_of(path)):
            named.setdefault(name, path.name)
    assert len(named) > 20
    missing = {name: file for name, file in named.items() if not (ROOT / name).exists()}
    missing.pop("book/course/mine.yml", None)  # the reader's own, yet to write
    missing.pop("book/package.opf", None)  # within the EPUB
    assert not missing


def test_links_in_the_readme_lead_to_files():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        assert "://" in link or Path(ROOT / link).exists(), link
