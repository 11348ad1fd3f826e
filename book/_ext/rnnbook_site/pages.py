"""What the templates need to know about a page, and its last touches."""

import re
from html import escape
from pathlib import Path

from .assets import BUNDLE, write_if_changed
from .structure import CITED, equation_uri

COMMENT = re.compile(r'<span class="c1">(.*?)</span>')
CURRENT = re.compile(r'(<li class="[^"]*\bcurrent\b[^"]*"><a class="current.*?</a>)')
ENTRANCE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="canonical" href="{first}">
<meta http-equiv="refresh" content="0; url={first}">
<script>location.replace("{first}" + location.hash);</script>
<main><h1>{title}</h1><p><a href="{first}">Open the book</a></p></main>
</html>
"""


def link_comments(app, docname, body):
    """`# (6.3)` at the end of a code line links to the equation."""

    def link(match):
        uri = equation_uri(app, docname, match[1])
        return f'<a class="eqref" href="{uri}">({match[1]})</a>' if uri else match[0]

    return COMMENT.sub(
        lambda m: f'<span class="c1">{CITED.sub(link, m[1])}</span>', body
    )


def navigation(context):
    """The table of contents, with the page's own sections under its entry."""
    if "toctree" not in context:
        return ""
    tree = (
        context["toctree"](
            collapse=True, titles_only=True, includehidden=True, maxdepth=2
        )
        or ""
    )
    tree = tree.replace(' role="heading"', "")  # a heading without a level says nothing
    sections = re.search(
        r"<ul>.*?<ul>(.*)</ul>.*?</ul>", context.get("toc") or "", re.S
    )
    if context.get("display_toc") and sections:
        local = f'<ul class="page-sections">{sections[1]}</ul>'
        tree = CURRENT.sub(lambda m: m[1] + local, tree, count=1)
    return tree


def launch_links(app, docname, theme_options):
    """Links that need a repository address; none when it is not set."""
    url = (theme_options.get("repository_url") or "").rstrip("/").removesuffix(".git")
    if not url:
        return []
    path = Path(app.env.doc2path(docname)).relative_to(app.srcdir).as_posix()
    branch = theme_options.get("repository_branch") or "main"
    links = [("Source", f"{url}/blob/{branch}/{path}")]
    if path.endswith(".ipynb") and url.startswith("https://github.com/"):
        launch, repo = (
            theme_options.get("launch_buttons", {}),
            url.split("github.com/")[1],
        )
        if launch.get("binderhub_url"):
            hub = launch["binderhub_url"]
            links.append(
                ("Binder", f"{hub}/v2/gh/{repo}/{branch}?urlpath=lab/tree/{path}")
            )
        if launch.get("colab_url"):
            links.append(
                ("Colab", f"{launch['colab_url']}/github/{repo}/blob/{branch}/{path}")
            )
    return [*links, ("Report an error", f"{url}/issues")]


def description(doctree):
    from docutils import nodes

    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) > 60 and not isinstance(paragraph.parent, nodes.caption):
            return text if len(text) <= 160 else text[:157].rsplit(" ", 1)[0] + " ..."
    return ""


def prepare(app, pagename, templatename, context, doctree):
    body = context.get("body") or ""
    body = body.replace(' role="doc-biblioentry"', ' role="listitem"')  # the old name
    context["body"] = link_comments(app, pagename, body)
    context["rnn_navigation"] = navigation(context)
    context["rnn_bundle"] = BUNDLE if 'class="rnn-widget"' in body else None
    context["rnn_math"] = 'class="math ' in body
    context["author"] = app.config.author
    context["rnn_links"], context["rnn_notebook"] = [], None
    if doctree is not None:
        context["rnn_description"] = escape(description(doctree))
        context["rnn_links"] = launch_links(
            app, pagename, app.config.html_theme_options
        )
        if app.env.doc2path(pagename).endswith(".ipynb"):
            context["rnn_notebook"] = pagename.rsplit("/", 1)[-1] + ".ipynb"


def write_entrance(app, exception):
    """The folder's index.html leads to the landing page, on a disk as on a server."""
    if exception or app.builder.format != "html":
        return
    first = app.builder.get_target_uri(app.config.root_doc)
    title = escape(app.config.html_title)
    write_if_changed(
        Path(app.outdir) / "index.html", ENTRANCE.format(first=first, title=title)
    )


def setup(app):
    app.connect(
        "build-finished", write_entrance, priority=400
    )  # before sphinx_external_toc's
    app.connect("html-page-context", prepare)
