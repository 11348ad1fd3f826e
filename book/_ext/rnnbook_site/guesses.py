"""Predict first: before some figures the page asks for a guess (rnnbook/guesses.py).

What stands in the page is the question; `rnnbook/widgets/_page/guesses.js` adds what to
answer it with. Without JavaScript, and on paper, there is none of it.
"""

import inspect
import json
import re
from html import escape

from docutils import nodes
from sphinx.transforms import SphinxTransform

NUMBER = re.compile(r"Figure\s+(\d+\.\d+)\.")


class Guesses(SphinxTransform):
    """A question before each figure that has one."""

    default_priority = 720  # after structure.Structure, which finds the captions

    def apply(self, **kwargs):
        path = self.env.doc2path(self.env.docname)
        if not path.endswith(".ipynb"):
            return
        from rnnbook import guesses

        self.env.note_dependency(inspect.getfile(guesses))
        known = {each.figure: each for each in guesses.GUESSES}
        for caption in list(self.document.findall(nodes.paragraph)):
            if "figure-caption" not in caption["classes"]:
                continue
            number = NUMBER.match(caption.astext())
            if number and number[1] in known:
                figure = figure_of(caption)
                at = figure.parent.index(figure)
                html = guess_html(known[number[1]])
                figure.parent.insert(at, nodes.raw(text=html, format="html"))


def figure_of(caption):
    """What a caption is written under: the block before it in its section."""
    block = caption
    while not isinstance(block.parent, nodes.section):
        block = block.parent
    if "captioned" in block.get("classes", ()):  # both are in it
        return block
    return block.parent[block.parent.index(block) - 1]


def guess_html(guess):
    """A question as the page has it at first."""
    data = json.dumps(guess.page_data(), sort_keys=True, separators=(",", ":"))
    data = data.replace("</", "<\\/").replace("<!--", "<\\u0021--")
    return (
        f'<div class="guess js-only" data-figure="{guess.figure}" role="group" '
        f'aria-label="Predict first, Figure {guess.figure}">\n'
        f'<p class="question"><strong>Predict first.</strong> '
        f"{escape(guess.question)}</p>\n"
        f'<script type="application/json">{data}</script>\n</div>'
    )


def setup(app):
    app.add_transform(Guesses)
