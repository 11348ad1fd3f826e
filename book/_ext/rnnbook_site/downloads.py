"""The whole book in one file: the first page links what stands beside the pages.

`make pdf`, `make epub` and `make zip` (all: `make downloads`) put their files beside
index.html. Each of them, and each build, then brings the line on the first page
up to date: no file, no line.
"""

import re
from pathlib import Path

PDFS = (
    ("recurrent-networks-a4.pdf", "PDF for A4 paper"),
    ("recurrent-networks-letter.pdf", "PDF for Letter paper"),
)
EPUB = "recurrent-networks.epub"
ZIP = "recurrent-networks.zip"
LINE = re.compile(r'<p class="downloads">.*?</p>\n', re.S)
SECTION = re.compile(r"(?<=\n)<section id=")  # the first below the page's own


def link_to(path, name):
    size = path.stat().st_size / 1e6
    size = f"{size:.0f}" if size >= 10 else f"{size:.1f}"
    return f'<a href="../{path.name}">{name}</a> ({size} MB)'


def line(html):
    """What the first page says of the files that are there; empty without any."""
    papers = [
        link_to(html / file, name) for file, name in PDFS if (html / file).is_file()
    ]
    parts = [f"the whole book as one {' or one '.join(papers)}"] if papers else []
    if (html / EPUB).is_file():
        epub = link_to(html / EPUB, "EPUB")
        parts.append(f"the book for phones and e-book readers, as {epub}")
    if (html / ZIP).is_file():
        pages = link_to(html / ZIP, "one zip")
        parts.append(f"these pages, with all that moves in them, as {pages}")
    if not parts:
        return ""
    text = "; ".join(parts)
    return f'<p class="downloads"><strong>Take it with you:</strong> {text}.</p>\n'


def link_downloads(html, first="book/index.html"):
    """Bring the line on the page `first` of the folder `html` up to date."""
    page = html / first
    text = page.read_text("utf8")
    plain = LINE.sub("", text)
    if place := SECTION.search(plain, plain.find("<h1>")):
        plain = plain[: place.start()] + line(html) + plain[place.start() :]
    if plain != text:
        page.write_text(plain, "utf8")


def after_build(app, exception):
    if not exception and app.builder.format == "html":
        first = app.builder.get_target_uri(app.config.root_doc)
        link_downloads(Path(app.outdir), first)


def setup(app):
    app.connect("build-finished", after_build)
