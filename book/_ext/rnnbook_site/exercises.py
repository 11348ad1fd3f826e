"""The panels in which readers answer exercises, and the notebook's cells below them.

A closed panel is plain HTML that says what can be done; nothing is fetched for it. A
press on one of its buttons brings the widget `exercise` to life in it (loader.js). The
cells of the notebook that belong to the exercise are folded below. Without JavaScript,
and on paper, there is no panel: the cells and the way to the notebook stay.
"""

import inspect
import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform

from .pages import notebook_links, repository

HEADING = re.compile(r"#+ Exercise\s+(\d+\.\d+)")
TITLE = re.compile(r"Exercise\s+(\d+\.\d+)")
ASSIGNED = re.compile(r"^(\w+(?:, \w+)*) = (.+?)(?:  # (.+))?$", re.MULTILINE)
IN_NOTEBOOK = {
    "numbers": "In the notebook you give the answers in a cell",
    "code": "In the notebook you write it yourself",
    "experiment": "You measure it in the notebook",
}
CELL = "cell"  # the class of a notebook's code cell


def anchor(number):
    """The short id of an exercise's section, for links: exercise-6-3."""
    return "exercise-" + number.replace(".", "-")


def starters(path):
    """By number, of each exercise in a notebook: its first code cell.

    Returns: {number: (the cell's id, {answer: what is asked for by it})}.
    """
    found, number = {}, None
    for cell in json.loads(Path(path).read_text(encoding="utf8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and source.startswith("#"):
            heading = HEADING.match(source)
            number = heading and heading[1]
        elif cell["cell_type"] == "code" and number and number not in found:
            found[number] = cell.get("id", ""), asked_in(source)
    return found


def asked_in(source):
    """By name what a starter asks for: its comment, or else how it is computed."""
    found = {}
    for names, value, comment in ASSIGNED.findall(source):
        words = comment or ("" if "..." in value else f"what `{value}` gives")
        found |= {name: words for name in names.split(", ") if words}
    return found


class Exercises(SphinxTransform):
    """A panel below what each exercise says, and its cells folded."""

    default_priority = 710  # after structure.Structure, which knows the sections

    def apply(self, **kwargs):
        path = self.env.doc2path(self.env.docname)
        if not path.endswith(".ipynb"):
            return
        cells = starters(path)
        for section in list(self.document.findall(nodes.section)):
            if "exercise" not in section["classes"]:
                continue
            title = section.next_node(nodes.title).astext()
            number = TITLE.match(title)[1]
            section["ids"].append(anchor(number))
            if panel := self.panel(number, title, cells):
                put(section, panel)

    def panel(self, number, title, cells):
        """The HTML of a panel; None for an exercise that the package does not know."""
        links = self.links(number, cells.get(number, ("", {}))[0])
        if "★" in title:
            return without_check(number, links)
        if number in self.config.rnnbook_course.get("sealed_off", ()):
            return handed_in(number, links)
        from rnnbook.exercises import find

        try:
            find(number)
        except LookupError:
            return None
        depend(self.env)
        return answer_here(number, cells.get(number, ("", {}))[1], links)

    def links(self, number, cell):
        """Where the notebook is: to download, and to run where a service is set."""
        name = Path(self.env.doc2path(self.env.docname))
        found = [("download it", name.name, True)]
        options = self.env.config.html_theme_options
        url, branch, folder = repository(options)
        if url:
            path = (Path(folder) / name.relative_to(self.env.srcdir)).as_posix()
            launch = options.get("launch_buttons") or {}
            for service, link in notebook_links(launch, url, branch, path):
                at = f"#scrollTo={cell}" if service == "Colab" and cell else ""
                found.append((f"open it in {service}", link + at, False))
        return found


def depend(env):
    """A page with panels is made again when what they say has changed."""
    import rnnbook.exercises
    from rnnbook.widgets import WIDGETS

    for module in (rnnbook.exercises, WIDGETS["exercise"]):
        for path in Path(inspect.getfile(module)).parent.rglob("*.py"):
            env.note_dependency(str(path))


def put(section, panel):
    """The panel before the first code cell of a section, whose cells are folded."""
    cells = [k for k, each in enumerate(section.children) if is_cell(each)]
    if not cells:
        section.append(raw(panel))
        return
    first, last = cells[0], cells[-1]
    section.insert(last + 1, raw("</details>"))
    summary = "The cells of the notebook"
    fold = f'<details class="exercise-cells"><summary>{summary}</summary>'
    section.insert(first, [raw(panel), raw(fold)])


def is_cell(node):
    return isinstance(node, nodes.container) and CELL in node.get("classes", ())


def raw(text):
    return nodes.raw(text=text, format="html")


def listed(links):
    shown = [
        f'<a href="{escape(url)}"{" download" if here else ""}>{text}</a>'
        for text, url, here in links
    ]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def in_notebook(number, links, before):
    """The line that leads to the notebook."""
    place = f"<em>Exercise {number}</em>"
    return f'<p class="in-notebook">{before}: {listed(links)}, and go to {place}.</p>'


def without_check(number, links):
    """What stands in a starred exercise."""
    before = (
        "No check knows this exercise: what you find is your own. "
        "Work on paper, or in the notebook"
    )
    line = in_notebook(number, links, before)
    return f'<div class="exercise-panel" data-number="{number}">{line}</div>'


def handed_in(number, links):
    """What stands in an exercise of an assignment that has no check in the page."""
    before = "You hand this exercise in, unchecked by the page. Work in the notebook"
    line = in_notebook(number, links, before)
    return f'<div class="exercise-panel" data-number="{number}">{line}</div>'


def answer_here(number, asked, links):
    """A closed panel: what can be done, as buttons, and the way to the notebook."""
    from rnnbook.exercises import find
    from rnnbook.exercises.pages import stored
    from rnnbook.widgets import ExercisePanel

    about = stored(find(number))
    before = IN_NOTEBOOK[about["kind"]]
    outputs = [output["name"] for output in about["outputs"]]
    if len(asked) == len(outputs):  # the notebook may have other names for them
        asked = dict(zip(outputs, asked.values(), strict=True))
    asked = {name: asked[name] for name in outputs if name in asked}
    panel = ExercisePanel(number, asked=asked)
    state = json.dumps(panel.page_state(), sort_keys=True, separators=(",", ":"))
    state = state.replace("</", "<\\/").replace("<!--", "<\\u0021--")
    ways = "".join(map(way, panel.ways))
    missing = (
        "The panel could not be loaded: the file rnn-widget-exercise.js is not in the "
        "folder _static. Copy the whole folder of the book, or use the notebook."
    )
    head = f'class="exercise-panel" data-number="{number}" data-digest="{panel.digest}"'
    return (
        f'<div {head}>\n<div class="rnn-asleep js-only" data-widget="exercise" '
        f'role="group" aria-label="Exercise {number}: answer it here">\n'
        f'<div class="rnn-widget-picture rnn-exercise"><div class="ways" role="group" '
        f'aria-label="Ways to answer">{ways}</div></div>\n'
        f'<script type="application/json" class="rnn-widget-state">{state}</script>\n'
        f'<p class="rnn-missing" role="status" hidden>{missing}</p>\n</div>\n'
        f"{in_notebook(number, links, before)}</div>"
    )


def way(each):
    form, title, sentence = map(escape, each)
    return (
        f'<button type="button" class="way" aria-expanded="false" data-form="{form}">'
        f"<strong>{title}</strong><span>{sentence}</span></button>"
    )


def setup(app):
    app.add_transform(Exercises)
