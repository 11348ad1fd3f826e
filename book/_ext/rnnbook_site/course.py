"""A course made of some chapters (scripts/course): links to what it leaves out.

Only with the setting `rnnbook_course`, which scripts/course/staging.py writes:

    left_out    by page, of those that the course does not have: its title, and the ids
                of its sections by the names that links have for them
    book        the address of the whole book, or ""
    exercises   the numbers of the exercises that count for the reader's progress
    sealed_off  the numbers of those that are not answered in the page (yet)
    pages       the pages that no notebook and no file of the book stands behind

A link to a page that is left out leads to the whole book, where its address is known.
Else it becomes plain text with a line of dots under it, and the page says at its end
what that means. What was mended is written to `left-out.txt`
in the folder of doctrees.
"""

import posixpath
import re
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import download_reference, pending_xref
from sphinx.transforms import SphinxTransform

GUIDE = "book/how-to-use"
WAYS = {"twenty-minutes", "the-whole-way-or-a-part"}
WAY = (nodes.list_item, nodes.row)


class LeftOut(SphinxTransform):
    """Links to pages that the course does not have."""

    default_priority = 715

    def apply(self, **kwargs):
        course = self.config.rnnbook_course
        if not course:
            return
        missing = {}
        if self.env.docname == GUIDE and not course["book"]:
            self.keep_ways(course["left_out"])
        for link in list(self.document.findall(is_link)):
            page, section = self.target(link)
            if known := course["left_out"].get(page):
                missing[page] = known["title"]
                self.env.rnnbook_left_out[self.env.docname].update([page])
                words = link.children[0].children or [nodes.Text(known["title"])]
                new = nodes.inline("", "", *words, classes=["left-out"])
                if course["book"]:
                    place = known["ids"].get(section, "")
                    address = f"{course['book']}{page}.html{place and f'#{place}'}"
                    new = nodes.reference("", "", *words, refuri=address)
                link.replace_self(new)
        if missing and not course["book"]:
            self.document.children[-1] += explanation(missing)

    def keep_ways(self, left_out):
        """Of the ways through the book those that the course has from end to end."""
        for section in list(self.document.findall(nodes.section)):
            if not WAYS.intersection(section["ids"]):
                continue
            ways = list(section.findall(lambda node: isinstance(node, WAY)))
            lost = [way for way in ways if left_out.keys() & self.pages_of(way)]
            for way in lost:
                gone = left_out.keys() & self.pages_of(way)
                self.env.rnnbook_left_out[GUIDE].update(gone)
                way.parent.remove(way)
            if lost and "twenty-minutes" in section["ids"]:
                title = section.next_node(nodes.title)
                title.clear()
                title += nodes.Text("A short way")
            if len(lost) == len(ways):
                section.parent.remove(section)

    def pages_of(self, node):
        return {self.target(link)[0] for link in node.findall(is_link)}

    def target(self, link):
        """The page, as Sphinx calls it, and the section that a link names."""
        path, _, section = link["reftarget"].partition("#")
        folder = posixpath.dirname(self.env.docname)
        path = posixpath.normpath(posixpath.join(folder, path))
        return re.sub(r"\.(ipynb|md)$", "", path), section


def is_link(node):
    """Whether a link leads to a file: one to a page that is there knows its domain."""
    if not isinstance(node, (pending_xref, download_reference)):
        return False
    return node.get("reftype") == "myst" and not node.get("refdomain")


def explanation(missing):
    """What stands at the end of a page with links that were taken away."""
    titles = [missing[page] for page in sorted(missing)]
    listed = " and ".join(filter(None, ("; ".join(titles[:-1]), titles[-1])))
    words = nodes.inline("", "Words with dots under them", classes=["left-out"])
    where = " lead, in the whole book, to what is not part of this course: "
    said = words, nodes.Text(f"{where}{listed}.")
    return nodes.paragraph("", "", *said, classes=["left-out-note"])


def link_any_id(app, doctree):
    """On the pages of the course itself a link may name any id of another page."""
    course = app.config.rnnbook_course
    if not course or app.env.docname not in course["pages"]:
        return
    for link in list(doctree.findall(pending_xref)):
        if link.get("refdomain") == "doc" and link.get("reftargetid"):
            uri = app.builder.get_relative_uri(app.env.docname, link["reftarget"])
            look = {"refuri": f"{uri}#{link['reftargetid']}", "internal": True}
            words = link.children[0].children
            link.replace_self(nodes.reference("", "", *words, **look))


def prepare(app, pagename, templatename, context, doctree):
    course = app.config.rnnbook_course
    context["rnn_course"] = bool(course)
    # A short way through chapters that are not there would be none.
    missing = app.env.rnnbook_left_out.get(GUIDE, ())
    lost = any(page.startswith("notebooks/") for page in missing)
    context["rnn_short_way"] = not lost or bool(course["book"])
    if course and pagename in course["pages"]:
        context["rnn_links"] = []  # no file of the repository stands behind it
        if not pagename.startswith("course/solutions"):
            context["rnn_notebook"] = None


def write_report(app, exception):
    if exception or not app.config.rnnbook_course:
        return
    lines = [
        f"{page}: {count} to {target}"
        for page, found in sorted(app.env.rnnbook_left_out.items())
        for target, count in sorted(found.items())
    ]
    report = Path(app.doctreedir) / "left-out.txt"
    report.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def start(app):
    if not hasattr(app.env, "rnnbook_left_out"):
        app.env.rnnbook_left_out = {}


def begin(app, docname, source):
    app.env.rnnbook_left_out[docname] = Counter()


def setup(app):
    app.add_config_value("rnnbook_course", {}, "env")
    app.add_transform(LeftOut)
    app.connect("builder-inited", start)
    app.connect("source-read", begin)
    app.connect("doctree-read", link_any_id, priority=400)
    app.connect("html-page-context", prepare, priority=600)  # after pages.prepare
    app.connect("build-finished", write_report)
