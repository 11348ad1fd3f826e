"""What the templates need to know about a page, and its last touches."""

import json
import re
from html import escape
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

from . import ways
from .assets import BUNDLE, copy_mathjax, write_if_changed
from .folding import GLOSSARY, REFERENCE, keep_pairs, without_links
from .formulas import MACROS
from .lines import in_lines
from .openings import LINKS
from .structure import CITED, equation_id, equation_uri

COMMENT = re.compile(r'<span class="c1">(.*?)</span>')
FIRST = re.compile(r'class="rnn-widget" data-widget="(\w+)"')
MUSEUM = "notebooks/museum"
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


# Read out by itself, "(6.3)" says too little.
EQUATION_LINK = re.compile(r'(<a class="eqref[^>]*)>(\(\d+\.\d+\))</a>')


# The sign behind a heading is for a pointer, and no part of the heading's name: the
# list of sections holds the same links. Behind a definition it says what it leads to.
HEADING_LINK = re.compile(r' title="Link to this heading"')
DEFINITION_LINK = re.compile(r'(href="#([^"]+)") title="Link to this definition"')
# What nothing looks at, and a page has hundreds of: spans around nothing, classes.
LIGHTER = {
    '<span class="w"> </span>': " ",
    "<pre><span></span>": "<pre>",
    '<span class="cl"><span></span>': '<span class="cl">',
    ' docutils container"': '"',
    ' notranslate nohighlight"': ' notranslate"',
}


def number_exhibits(body):
    """The museum's numbers, in the page: a counter counts only what is laid out."""
    numbers = count(1)
    return re.sub("<h3>", lambda _: f'<h3 data-number="{next(numbers)}">', body)


def name_signs(body):
    body = HEADING_LINK.sub(r'\g<0> aria-hidden="true" tabindex="-1"', body)
    return DEFINITION_LINK.sub(r'\1 title="Link to \2" aria-label="Link to \2"', body)


EQUATION_NUMBER = re.compile(r'<span class="eq-number">\((\d+\.\d+[a-z]?)\)</span>')


def link_number(match):
    """The number of an equation is the link to it, which can be copied."""
    return (
        f'<a class="eq-number" href="#{equation_id(match[1])}" '
        f'aria-label="Link to equation ({match[1]})">({match[1]})</a>'
    )


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
    letters = context.get("pagename") == GLOSSARY  # has its own way through them
    if context.get("display_toc") and sections and not letters:
        local = f'<ul class="page-sections">{sections[1]}</ul>'
        tree = CURRENT.sub(lambda m: m[1] + local, tree, count=1)
    return tree


def repository(options):
    """The repository's address, branch and the book's folder in it, from _config.yml.

    The address may be one that a browser shows: `.git` and `/tree/main/book` at its end
    are read, and what `branch` and `path_to_book` say counts for more.
    """
    url = (options.get("repository_url") or "").strip().rstrip("/")
    url, _, rest = url.partition("/tree/")
    branch, _, folder = rest.partition("/")
    branch = options.get("repository_branch") or branch or "main"
    folder = (options.get("path_to_docs") or folder).strip("/")
    return url.removesuffix(".git"), branch, folder


def launch_links(app, docname, theme_options):
    """Links that need a repository address; none when it is not set."""
    url, branch, folder = repository(theme_options)
    if not url:
        return []
    path = Path(app.env.doc2path(docname)).relative_to(app.srcdir)
    path = (Path(folder) / path).as_posix()
    host = "GitHub" if url.startswith("https://github.com/") else "Source"
    links = [(host, f"{url}/blob/{branch}/{path}")]
    if theme_options.get("use_edit_page_button"):
        links.append(("Edit", f"{url}/edit/{branch}/{path}"))
    launch = theme_options.get("launch_buttons") or {}
    if path.endswith(".ipynb"):
        links += [*notebook_links(launch, url, branch, path), vs_code(url, branch)]
    return [*links, ("Report an error", f"{url}/issues")]


def vs_code(url, branch):
    """Ask VS Code on the reader's machine for a copy of the repository.

    In a browser (vscode.dev) it has no Python, so that a notebook would not run there.
    """
    query = urlencode({"url": url, "ref": branch})
    return "VS Code", f"vscode://vscode.git/clone?{query}"


def notebook_links(launch, url, branch, path):
    """Where a notebook can be run, of the services that _config.yml names."""
    if hub := launch.get("jupyterhub_url"):  # by nbgitpuller
        name = url.rsplit("/", 1)[-1]
        query = urlencode(
            {"repo": url, "urlpath": f"lab/tree/{name}/{path}", "branch": branch}
        )
        yield "JupyterHub", f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{query}"
    if not url.startswith("https://github.com/"):
        return
    repo, path = url.split("github.com/")[1], quote(path)
    if hub := launch.get("binderhub_url"):
        hub = hub.rstrip("/")
        yield "Binder", f"{hub}/v2/gh/{repo}/{branch}?urlpath=lab/tree/{path}"
    if colab := launch.get("colab_url"):
        yield "Colab", f"{colab.rstrip('/')}/github/{repo}/blob/{branch}/{path}"


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
    # What is seen on the switch of folded code is its name.
    body = body.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    body = in_lines(link_comments(app, pagename, body))
    for words, short in LIGHTER.items():
        body = body.replace(words, short)
    body = EQUATION_NUMBER.sub(link_number, body)
    if pagename == GLOSSARY:
        body = keep_pairs(body)
    if pagename == MUSEUM:
        body = number_exhibits(body)
    if pagename == REFERENCE:
        body = without_links(body)
    body = name_signs(body)
    context["body"] = EQUATION_LINK.sub(r'\1 aria-label="Equation \2">\2</a>', body)
    context["rnn_navigation"] = navigation(context)
    context["rnn_exercises"] = 'class="rnn-asleep' in body
    live = 'class="rnn-widget"' in body or context["rnn_exercises"]
    context["rnn_bundle"] = BUNDLE if live else None
    context["rnn_first"] = FIRST.search(body)  # of its figures: it is alive at once
    context["rnn_tex"] = 'class="math tex ' in body  # what MathJax has to set
    context["rnn_macros"] = json.dumps(MACROS)
    if context["rnn_tex"]:
        copy_mathjax(Path(app.outdir) / "_static")
    context["rnn_lecture"] = live or 'class="rnn-figure"' in body
    context["author"] = app.config.author
    context.update(ways.around(app, pagename, context))
    options = app.config.html_theme_options
    context["rnn_design"] = 'class="sd-' in body
    context["rnn_announcement"] = options.get("announcement") or ""
    context["rnn_footer"] = options.get("extra_footer") or ""
    context["rnn_links"], context["rnn_notebook"] = [], None
    if doctree is not None:
        context["rnn_description"] = escape(description(doctree))
        context["rnn_links"] = launch_links(app, pagename, options)
        if app.env.doc2path(pagename).endswith(".ipynb"):
            context["rnn_notebook"] = pagename.rsplit("/", 1)[-1] + ".ipynb"
    if LINKS in context["body"]:
        notebook, links = context["rnn_notebook"], context["rnn_links"]
        context["body"] = context["body"].replace(LINKS, links_html(notebook, links))
        context["rnn_links"], context["rnn_notebook"] = [], None


def links_html(notebook, links):
    """The links to a page's notebook, and to where it can be run."""
    download = f'<a href="{escape(notebook)}" download>Download this notebook</a>'
    others = [f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in links]
    return f'<p class="page-links">{" ".join([download, *others])}</p>'


def write_entrance(app, exception):
    """The folder's index.html leads to the landing page, on a disk as on a server."""
    if exception or app.builder.format != "html":
        return
    first = app.builder.get_target_uri(app.config.root_doc)
    title = escape(app.config.html_title)
    write_if_changed(
        Path(app.outdir) / "index.html", ENTRANCE.format(first=first, title=title)
    )
    # GitHub Pages would leave out every folder that begins with an underscore.
    write_if_changed(Path(app.outdir) / ".nojekyll", "")


def setup(app):
    app.connect(
        "build-finished", write_entrance, priority=400
    )  # before sphinx_external_toc's
    app.connect("html-page-context", prepare)
