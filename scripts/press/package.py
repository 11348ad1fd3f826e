"""The files of an EPUB beside its pages: package, contents, title page, and the zip."""

import os
import uuid
import zipfile
from datetime import UTC, datetime
from html import escape

# One name for ever: a reader takes a new edition for the same book.
IDENTIFIER = uuid.uuid5(uuid.NAMESPACE_URL, "urn:rnnbook:recurrent-networks")
ABOUT = (
    "A textbook on recurrent networks in which every equation runs: the cells in "
    "NumPy, forward and backward, checked against numerical gradients and "
    "against PyTorch."
)
ACCESS = {
    "schema:accessMode": ("textual", "visual"),
    "schema:accessModeSufficient": ("textual", "textual,visual"),
    "schema:accessibilityFeature": (
        "alternativeText",
        "describedMath",
        "displayTransformability",
        "MathML",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
    ),
    "schema:accessibilityHazard": ("none",),
    "schema:accessibilitySummary": (
        "Every picture has a text that says what it shows. Every formula is MathML, "
        "with a text of its own. Code is text. Headings, contents and links lead to "
        "each "
        "chapter, section, equation and answer. Figures that move in the pages of the "
        "book are pictures here, with the same text. Nobody but the makers has "
        "certified this.",
    ),
}
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf"
 media-type="application/oebps-package+xml"/></rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:creator>{author}</dc:creator>
<dc:language>en</dc:language>
<dc:description>{about}</dc:description>
<dc:subject>Recurrent neural networks</dc:subject>
<dc:rights>{rights}</dc:rights>
<meta property="dcterms:modified">{modified}</meta>
<meta name="cover" content="cover-image"/>
{access}
</metadata>
<manifest>
{items}
</manifest>
<spine>
{spine}
</spine>
</package>
"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" href="book.css"/></head>
<body{kind}>
{body}
</body>
</html>
"""
NAV = """<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="contents">
<h1 id="contents">Contents</h1>
<ol>
{entries}
</ol>
</nav>
<nav epub:type="landmarks" aria-label="Landmarks" hidden="hidden">
<ol>
<li><a epub:type="cover" href="cover.xhtml">Cover</a></li>
<li><a epub:type="toc" href="nav.xhtml#toc">Contents</a></li>
<li><a epub:type="bodymatter" href="{start}">Start</a></li>
</ol>
</nav>"""
KINDS = {
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "woff2": "font/woff2",
    "txt": "text/plain",
}


def modified(rights):
    """When this edition is of: SOURCE_DATE_EPOCH, or the year of its copyright."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        when = datetime.fromtimestamp(int(epoch), UTC)
        return when.strftime("%Y-%m-%dT%H:%M:%SZ")
    year = next(word for word in rights.replace(",", " ").split() if word.isdigit())
    return f"{year}-01-01T00:00:00Z"


def link(place):
    return f'<a href="{escape(place["href"])}">{escape(place["title"])}</a>'


def listed(items):
    return "<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>"


def entry(chapter):
    """A chapter in the contents, with its sections."""
    inner = [link(section) for section in chapter["sections"]]
    head = link({"href": chapter["file"], "title": chapter["title"]})
    return head + (listed(inner) if inner else "")


def contents(chapters):
    """The page of contents: parts, chapters, sections."""
    entries, at = [], None
    for chapter in chapters:
        if not chapter["part"]:
            entries.append([None, [entry(chapter)]])
        elif chapter["part"] != at:
            entries.append([chapter["part"], [entry(chapter)]])
        else:
            entries[-1][1].append(entry(chapter))
        at = chapter["part"]
    lines = [
        f'<li><span class="part">{escape(part)}</span>{listed(inner)}</li>'
        if part
        else f"<li>{inner[0]}</li>"
        for part, inner in entries
    ]
    body = NAV.format(entries="\n".join(lines), start=chapters[0]["file"])
    return PAGE.format(title="Contents", kind="", body=body)


def cover_page(alt):
    image = f'<img src="cover.jpg" alt="{escape(alt)}" role="doc-cover"/>'
    body = f'<div class="cover">{image}</div>'
    return PAGE.format(title="Cover", kind=' epub:type="cover"', body=body)


def title_page(plan):
    notes = [f'<p class="note">{escape(line)}</p>' for line in plan["notes"]]
    title, author = escape(plan["title"]), escape(plan["author"])
    head = f'<h1>{title}</h1>\n<p class="author">{author}</p>'
    body = f'<section class="title-page" epub:type="titlepage">\n{head}\n'
    body += "\n".join(notes) + "\n</section>"
    return PAGE.format(title=escape(plan["title"]), kind="", body=body)


def item(number, name, mathml):
    """A line of the manifest."""
    properties = {"nav.xhtml": "nav", "cover.jpg": "cover-image"}.get(name, "")
    properties = properties or ("mathml" if mathml else "")
    given = f' properties="{properties}"' if properties else ""
    ident = "cover-image" if name == "cover.jpg" else f"f{number}"
    kind = KINDS[name.rsplit(".", 1)[1]]
    return f'<item id="{ident}" href="{name}" media-type="{kind}"{given}/>'


def package(plan, names, mathml):
    """The package document. names: of all files; mathml: of those with formulas."""
    access = [
        f'<meta property="{name}">{value}</meta>'
        for name, values in ACCESS.items()
        for value in values
    ]
    pages = [n for n, name in enumerate(names) if name.endswith(".xhtml")]
    rights = plan["notes"][-1]
    return PACKAGE.format(
        identifier=IDENTIFIER,
        title=escape(plan["title"]),
        author=escape(plan["author"]),
        about=escape(ABOUT),
        rights=escape(rights),
        modified=modified(rights),
        access="\n".join(access),
        items="\n".join(item(n, name, name in mathml) for n, name in enumerate(names)),
        spine="\n".join(f'<itemref idref="f{n}"/>' for n in pages),
    )


def write(out, files):
    """The zip of an EPUB: mimetype first, and as it is; no date, no machine in it."""
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        for name, data in files.items():
            info = zipfile.ZipInfo(name)  # its date is 1980-01-01
            info.create_system, info.external_attr = 3, 0o100644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compresslevel=9)
