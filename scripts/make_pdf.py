"""Print the built book as one PDF: `make pdf`. See scripts/press.

The same pages give the same bytes. It is the book that is printed, not a course's site.
"""

import time

from press.beside import ROOT, arguments, linked, say
from press.plan import PressError, read_plan
from press.sheet import PAPERS, fill, joined_book, print_once

NAME = "recurrent-networks-{}.pdf"
PASSES = 5


def numbered(page, paper):
    """Printed until the page numbers written into it are those that it has."""
    from press.finish import page_numbers

    written = None
    fill(page, paper)
    for _ in range(PASSES):
        data = print_once(page, paper)
        numbers = page_numbers(data)
        if numbers == written:
            return data
        page.evaluate("numbers => press.writeNumbers(numbers)", numbers)
        written = numbers
    raise PressError(f"the pages on {paper} do not come to rest: report this fault")


def make_pdf(html, out, papers=("a4",), only=()):
    """Write one PDF for each paper into `out`; yields its path and the seconds."""
    from press.finish import finish

    plan = read_plan(ROOT, html, only)
    out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with joined_book(html, plan) as page:
        for paper in papers:
            data = numbered(page, paper)
            headings = page.evaluate("press.headings()")
            data = finish(data, plan["title"], plan["author"], headings)
            path = out / NAME.format(paper)
            path.write_bytes(data)
            yield path, time.monotonic() - started
            started = time.monotonic()


def main():
    parser = arguments(__doc__, "folder of the PDFs")
    parser.add_argument("--paper", choices=[*PAPERS, "both"], default="both")
    told = parser.parse_args()
    papers = tuple(PAPERS) if told.paper == "both" else (told.paper,)
    with linked(told.html):
        for path, seconds in make_pdf(
            told.html, told.out or told.html, papers, told.only
        ):
            say(path, seconds)


if __name__ == "__main__":
    main()
