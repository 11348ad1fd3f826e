"""Text of the book as HTML for a question: no link into the book, no image, no TeX."""

import html
import re

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from course.bank.formulas import formula

WEB = re.compile(r"https?://")


def as_html(markdown: str) -> str:
    """Markdown with formulas in dollars as HTML."""
    return PARSER.render(markdown).strip()


def inline(markdown: str) -> str:
    """The same without a paragraph around it."""
    return PARSER.renderInline(markdown).strip()


def plain(markup: str) -> str:
    """HTML as plain text, in one line."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", markup))).strip()


def _math(self, tokens, at, options, env):
    return _formula(tokens[at].content, "span")


def _displayed(self, tokens, at, options, env):
    return _formula(tokens[at].content, "p") + "\n"


def _formula(tex, tag):
    """A formula as text; its title is what the book has written."""
    title = html.escape(" ".join(tex.split()))
    return f'<{tag} title="{title}">{formula(tex)}</{tag}>'


def _open(self, tokens, at, options, env):
    return self.renderToken(tokens, at, options, env) if _leads_out(tokens[at]) else ""


def _close(self, tokens, at, options, env):
    opened = next(t for t in reversed(tokens[:at]) if t.type == "link_open")
    return self.renderToken(tokens, at, options, env) if _leads_out(opened) else ""


def _leads_out(token):
    """Whether a link leads out of the book: one into it is worth nothing in an LMS."""
    return bool(WEB.match(token.attrGet("href") or ""))


def _parser():
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(dollarmath_plugin, allow_digits=True, double_inline=True)
    rules = {
        "math_inline": _math,
        "math_inline_double": _math,
        "math_block": _displayed,
        "link_open": _open,
        "link_close": _close,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


PARSER = _parser()
