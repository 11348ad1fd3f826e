"""The Sphinx extension that turns Jupyter Book's output into this book's pages.

assets.py     what pages load: MathJax, the widget bundle, the notebooks
outputs.py    notebook outputs: pictures drawn into the page, widgets
svg.py        one SVG made ready to stand inside a page
guesses.py    the questions before some figures
formulas.py   formulas as MathML, made when the book is built
structure.py  exercises, callouts and equation numbers in the document tree
exercises.py  the panel of each exercise, and its cells folded below
openings.py   how a chapter opens, and what to read next
vignettes.py  the pictures of the openings
lines.py      code in lines, for narrow screens
pages.py      what the theme's templates need; finishing touches on the HTML
reference.py  the reference of the package, from its docstrings
folding.py    the glossary as one list, the reference as modules that fold
layouts.py    the tables of the notation page, from rnnbook.interop
search.py     the search index
guests.py     pages and settings of an instructor's own
downloads.py  on the first page, links to the book as PDF and zip
ways.py       ids of figures, links to them and to exercises, a page's neighbours
previews.py   what links show before they are followed
course.py     a course made of some chapters (scripts/course)
theme/        the templates (styles and scripts are in book/assets)
"""

from pathlib import Path

from . import (
    assets,
    course,
    downloads,
    exercises,
    folding,
    formulas,
    guesses,
    guests,
    layouts,
    openings,
    outputs,
    pages,
    previews,
    reference,
    search,
    structure,
    ways,
)

HERE = Path(__file__).parent
MODULES = (
    assets,
    course,
    downloads,
    exercises,
    folding,
    formulas,
    guesses,
    guests,
    layouts,
    openings,
    outputs,
    pages,
    previews,
    reference,
    search,
    structure,
    ways,
)


def setup(app):
    app.add_html_theme("rnnbook", str(HERE / "theme"))
    # Jupyter Book sets this one for sphinx_comments, which this book does not load.
    app.add_config_value("comments_config", {}, "html")
    for module in MODULES:
        module.setup(app)
    # env_version: one more when other things of a page are kept: all are read anew.
    return {
        "version": "1",
        "env_version": 9,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
