"""Write the built book as one EPUB 3 with MathML: `make epub`. See scripts/press."""

import argparse
import sys
from pathlib import Path

from press import cover, package
from press.plan import PressError, read_plan
from press.sheet import HERE, joined_book

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "book/_ext"))  # for rnnbook_site
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
