"""Write the built book as one EPUB 3 with MathML: see scripts/press."""

import argparse
import sys
import zipfile
from html import escape
from pathlib import Path

from press.plan import PressError, read_plan
from press.sheet import HERE, joined_book

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "book/_ext"))  # for rnnbook_site
NAME = "recurrent-networks.epub"
MODIFIED = "2026-01-01T00:00:00Z"  # the same pages give the same bytes
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf"
 media-type="application/oebps-package+xml"/></rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">rnnbook:recurrent-networks</dc:identifier>
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>en</dc:language>
<meta property="dcterms:modified">{modified}</meta>
{access}
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="book.css" media-type="text/css"/>
{items}
</manifest>
<spine>
<itemref idref="nav"/>
{spine}
</spine>
</package>
"""
NAV = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="en"><head><title>Contents</title></head>
<body><nav epub:type="toc"><h1>Contents</h1><ol>
{entries}
</ol></nav></body></html>
"""
ACCESS = {
    "schema:accessMode": ("textual", "visual"),
    "schema:accessModeSufficient": ("textual",),
    "schema:accessibilityFeature": (
        "MathML",
        "alternativeText",
        "structuralNavigation",
        "tableOfContents",
    ),
    "schema:accessibilityHazard": ("none",),
    "schema:accessibilitySummary": (
        "Every figure has a text that says what it shows, every formula is MathML "
        "with a text.",
    ),
}


def entry(chapter):
    inner = "".join(
        f'<li><a href="{escape(s["href"])}">{escape(s["title"])}</a></li>'
        for s in chapter["sections"]
    )
    inner = f"<ol>{inner}</ol>" if inner else ""
    return f'<li><a href="{chapter["file"]}">{escape(chapter["title"])}</a>{inner}</li>'


def item(number, chapter):
    has = "mathml" if "math" in chapter["has"] else ""
    has += " svg" if "svg" in chapter["has"] else ""
    properties = f' properties="{has.strip()}"' if has else ""
    return (
        f'<item id="c{number}" href="{chapter["file"]}" '
        f'media-type="application/xhtml+xml"{properties}/>'
    )


def package(plan, chapters):
    access = [
        f'<meta property="{name}">{value}</meta>'
        for name, values in ACCESS.items()
        for value in values
    ]
    numbers = range(len(chapters))
    return PACKAGE.format(
        title=escape(plan["title"]),
        author=escape(plan["author"]),
        modified=MODIFIED,
        access="\n".join(access),
        items="\n".join(map(item, numbers, chapters)),
        spine="\n".join(f'<itemref idref="c{n}"/>' for n in numbers),
    )


def make_epub(html, out, only=()):
    """Write the EPUB; its path."""
    plan = read_plan(ROOT, html, only)
    with joined_book(html, plan, spoken=False) as page:
        chapters = page.evaluate("press.epubChapters()")
    files = {
        "META-INF/container.xml": CONTAINER,
        "book/package.opf": package(plan, chapters),
        "book/nav.xhtml": NAV.format(entries="\n".join(map(entry, chapters))),
        "book/book.css": (HERE / "epub.css").read_text("utf8"),
    }
    files |= {f"book/{c['file']}": c["text"] for c in chapters}
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        for name, text in files.items():
            info = zipfile.ZipInfo(name)  # its date is 1980-01-01
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--html", type=Path, default=ROOT / "_build/html")
    parser.add_argument("--out", type=Path, help="the EPUB (in the folder of --html)")
    parser.add_argument("--only", nargs="*", default=(), help="pages, as 06_lstm")
    told = parser.parse_args()
    try:
        path = make_epub(told.html, told.out or told.html / NAME, told.only)
    except PressError as error:
        sys.exit(str(error))
    from rnnbook_site.downloads import link_downloads

    link_downloads(told.html)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
