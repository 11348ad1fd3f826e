"""Write the built book as one EPUB 3 with MathML: `make epub`. See scripts/press."""

from pathlib import Path

from press import cover, package
from press.beside import ROOT, arguments, linked, say
from press.plan import read_plan
from press.sheet import HERE, joined_book

NAME = "recurrent-networks.epub"
XML = '<?xml version="1.0" encoding="utf-8"?>\n'
FONTS = ("maths.woff2", "maths-GUST.txt")
LAST = "Appendices"  # the part that the answers stand in


def read_book(html, plan):
    """The chapters, as epub.js has them, with the part of each; and the cover."""
    with joined_book(html, plan, spoken=False) as page:
        chapters = page.evaluate("press.epubBook()")
        picture = cover.photograph(page, plan["title"], plan["author"])
    parts = {Path(p["path"]).stem: p["part"] for p in plan["pages"]}
    for chapter in chapters:
        chapter["part"] = parts.get(chapter["id"], LAST)
    return chapters, picture


def make_epub(html, out, only=()):
    """Write the EPUB; its path."""
    plan = read_plan(ROOT, html, only)
    chapters, picture = read_book(html, plan)
    files = {
        "cover.xhtml": package.cover_page(cover.ALT),
        "title.xhtml": package.title_page(plan),
        "nav.xhtml": package.contents(chapters),
    }
    files |= {c["file"]: XML + c["text"] for c in chapters}
    for chapter in chapters:
        files |= chapter["pictures"]
    files |= {"cover.jpg": picture, "book.css": (HERE / "epub.css").read_text("utf8")}
    for name in FONTS:
        files[f"fonts/{name}"] = (ROOT / "book/assets/fonts" / name).read_bytes()
    mathml = {c["file"] for c in chapters if c["mathml"]}
    opf = package.package(plan, list(files), mathml)
    named = {f"book/{name}": data for name, data in files.items()}
    package.write(
        out,
        {"META-INF/container.xml": package.CONTAINER, "book/package.opf": opf} | named,
    )
    return out


def main():
    told = arguments(__doc__, "the EPUB").parse_args()
    with linked(told.html):
        say(make_epub(told.html, told.out or told.html / NAME, told.only))


if __name__ == "__main__":
    main()
