"""Two long pages made short: the glossary as one list, the reference as folded modules.

Their sources stay sections, so that links, contents and search know each of them.
"""

import re
from html import escape

from docutils import nodes
from sphinx import addnodes

GLOSSARY, REFERENCE = "book/glossary", "book/api"


def raw(html):
    return nodes.raw("", html, format="html")


def list_terms(app, doctree, docname):
    """The terms of the glossary as lists of definitions, one for each letter."""
    if docname != GLOSSARY:
        return
    top = doctree.next_node(nodes.section)
    letters = {}
    for section in [c for c in top.children if isinstance(c, nodes.section)]:
        title = section.next_node(nodes.title)
        term = nodes.term("", "", *title.children, ids=section["ids"])
        said = nodes.definition("", *section.children[1:])
        item = nodes.definition_list_item("", term, said)
        letters.setdefault(title.astext()[0].upper(), []).append(item)
        top.remove(section)
    links = (f'<a href="#letter-{x.lower()}">{x}</a>' for x in letters)
    top += raw(f'<nav class="letters" aria-label="Letters">{" ".join(links)}</nav>')
    for letter, items in letters.items():
        name = f"letter-{letter.lower()}"
        part = nodes.section("", nodes.title("", letter), ids=[name])
        part["classes"].append("letter")
        part += nodes.definition_list("", *items, classes=["glossary"])
        top += part


def fold_modules(app, doctree, docname):
    """Each part of the reference folds; its heading and its names are seen."""
    if docname != REFERENCE:
        return
    top = doctree.next_node(nodes.section)
    for section in [c for c in top.children if isinstance(c, nodes.section)]:
        names = [name.astext() for name in section.findall(addnodes.desc_name)]
        if not names:
            continue
        shown = f'<span class="names">{escape(", ".join(names))}</span></summary>'
        section.insert(1, raw(shown))
        section.insert(0, raw('<details class="module"><summary>'))
        section += raw("</details>")


PAIR = re.compile(r"<dt id=.*?</dd>", re.S)


MARK = re.compile(r'(<summary><h2>(?:(?!</h2>).)*?)<a class="headerlink".*?</a>', re.S)


def without_links(body):
    """The heading that unfolds a module holds nothing else to be pressed."""
    return MARK.sub(r"\1", body)


def keep_pairs(body):
    """A term and what it means in one box: no column parts them."""
    return PAIR.sub(lambda pair: f"<div>{pair[0]}</div>", body)


def setup(app):
    app.connect("doctree-resolved", list_terms)
    app.connect("doctree-resolved", fold_modules)
