"""Pack the built book into one zip that opens anywhere: `make zip`.

Unpacked, on a disk or a memory stick, it is the book: open index.html. The same
pages give the same bytes.
"""

import re
import zipfile

from press.beside import arguments, linked, say
from press.plan import PressError

NAME = "recurrent-networks.zip"
FOLDER = "recurrent-networks"
START = "Open index.html in a browser. The book needs no network and no server.\n"
# What a page asks for by an address that only one machine or one server has.
ABSOLUTE = re.compile(r'(?:href|src|action)="((?:/|file:)[^"]*)"')
DOWNLOADS = re.compile(rb'<p class="downloads">.*?</p>\n', re.S)
# What stands beside the pages: for downloading, for servers, for other builds.
LEFT_OUT = (".pdf", ".zip", ".epub", ".inv", ".buildinfo", ".nojekyll")


def pages_of(html):
    """Every file of the site, in order; no page may need the place it was made in."""
    if not (html / "index.html").is_file():
        raise PressError(f"{html} has no index.html; run `make book` first")
    files = sorted(
        p
        for p in html.rglob("*")
        if p.is_file() and not (p.parent == html and p.name.endswith(LEFT_OUT))
    )
    for path in files:
        if path.suffix == ".html":
            if found := ABSOLUTE.search(path.read_text("utf8")):
                raise PressError(
                    f"{path.relative_to(html)} asks for {found[1]}, which is not in "
                    "the zip; make that link relative"
                )
    return files


def make_zip(html, out):
    """Write the zip; its bytes depend on nothing but the files."""
    files = pages_of(html)
    content = {p.relative_to(html).as_posix(): p.read_bytes() for p in files}
    first = "book/index.html"  # links what stands beside the pages, not in the zip
    if first in content:
        content[first] = DOWNLOADS.sub(b"", content[first])
    content["START-HERE.txt"] = START.encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(content.items()):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}")  # its date is 1980-01-01
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return out


def main():
    told = arguments(__doc__, "the zip", chosen=False).parse_args()
    with linked(told.html):
        say(make_zip(told.html, told.out or told.html / NAME))


if __name__ == "__main__":
    main()
