"""What every widget of the book shares: its sources, its picture, its state as JSON."""

import json
from collections import Counter
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import anywidget

from rnnbook.viz.palette import palette_css
from rnnbook.widgets._bundle import bundle, needed
from rnnbook.widgets._traits import Setting

MIME = "application/vnd.rnnbook.widget+json"
WIDGETS: dict[str, Any] = {}
MANY = 4
HERE = Path(__file__).resolve().parent
SHARED = (HERE / "_runtime" / "widget.css").read_text(encoding="utf-8")


class BookWidget(anywidget.AnyWidget):
    """A widget that lives in a kernel and in a page without one.

    A subclass sits in a folder of its own with `view.js`, `view.css` and `_picture.py`,
    and gives `name` (its folder), `label` (what it is, for those who do not see it) and
    its synced traits. `_picture.picture(widget)` is an SVG of its present state for
    paper, for pages without JavaScript and for notebooks that have not run yet.
    """

    name = ""
    label = ""
    # By this ipywidgets 7, which Colab has, would show itself without the picture.
    _ipython_display_ = None

    def __init_subclass__(cls, **options):
        if "name" not in vars(cls):  # a class that traitlets made for an instance
            return super().__init_subclass__(**options)
        traits = {k: v for k, v in vars(cls).items() if isinstance(v, Setting)}
        limits = {key: trait.limits for key, trait in traits.items() if trait.limits}
        forms = {key: trait.form for key, trait in traits.items() if trait.form}
        cls._about = {"name": cls.name, "settings": list(traits), "limits": limits}
        cls._forms = forms
        cls._esm = _Script(cls)
        cls._rules = (HERE / cls.name / "view.css").read_text(encoding="utf-8")
        cls._css = "\n".join([palette_css(), SHARED, cls._rules])
        super().__init_subclass__(**options)
        WIDGETS[cls.name] = cls

    def picture(self) -> str:
        """An SVG of the present state, equal byte for byte for equal settings."""
        return import_module(f"{__package__}.{self.name}._picture").picture(self)

    def page_state(self) -> dict[str, Any]:
        """The synced traits of the subclass, without those that every widget has."""
        common = set(anywidget.AnyWidget.class_trait_names())
        state = self.get_state()
        return {key: state[key] for key in state if key not in common and key[0] != "_"}

    def page_data(self) -> dict[str, Any]:
        """What a page without a kernel needs to bring the widget to life."""
        state = json.loads(json.dumps(self.page_state()))
        return {"widget": self.name, "label": self.label, "state": state}

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def _repr_mimebundle_(self, **options):
        shown = super()._repr_mimebundle_(**options)
        data, *rest = shown if isinstance(shown, tuple) else (shown,)
        data = {**(data or {}), "image/svg+xml": self.picture(), MIME: self.page_data()}
        data["text/plain"] = repr(self)
        return (data, *rest) if rest else data


class _Script:
    """The ES module of a widget for a kernel; put together when it is first read.

    To put together those of all widgets takes most of the time of importing them.
    """

    def __init__(self, cls: type[BookWidget]) -> None:
        self._cls = cls

    @cached_property
    def _text(self) -> str:
        text, (entry,) = bundle([HERE / self._cls.name / "view.js"])
        return f"{text}export default {_live(entry, self._cls._about)};\n"

    def __str__(self) -> str:
        return self._text


def _live(entry, about):
    """JavaScript for {render}, with what the class knows of its settings."""
    render = f"need({json.dumps(entry)}).default"
    known = about if isinstance(about, str) else json.dumps(about)
    return f"{{ render: (options) => {render}({{ ...options, ...{known} }}) }}"


def _views() -> list[Path]:
    return [HERE / name / "view.js" for name in WIDGETS]


def _shared() -> list[Path]:
    """The files that so many widgets need that each page has them in one script."""
    uses = Counter(path for view in _views() for path in needed([view]))
    return [path for path in needed(_views()) if uses[path] >= MANY]


def site_bundle() -> str:
    """One script for a whole site: what most widgets need of each other's files.

    A widget is a script of its own, see `site_widgets`: it says
    `window.rnnbook.widgets[name] = {render, css}`. `window.rnnbook.css` holds the rules
    that all of them share; colours are the page's.
    """
    text, _ = bundle(_shared())
    return (
        f'(() => {{\n"use strict";\n{text}window.rnnbook = {{ ...window.rnnbook, '
        f"files, need, css: {json.dumps(SHARED)}, widgets: {{}} }};\n"
        "})();\n"
    )


def site_widgets() -> dict[str, str]:
    """A script for each widget, by its file; it wants the bundle."""
    there, found = _shared(), {}
    for (name, cls), view in zip(WIDGETS.items(), _views(), strict=True):
        text, (entry,) = bundle([view], beyond=there)
        known = json.dumps({**cls._about, "forms": cls._forms}, separators=(",", ":"))
        about = f"css: {json.dumps(cls._rules)}, about: {known}, "
        about += f"...{_live(entry, known)}"
        found[f"rnn-widget-{name}.js"] = (
            f'(() => {{\n"use strict";\nconst {{ files, need }} = window.rnnbook;\n'
            f"{text}window.rnnbook.widgets[{json.dumps(name)}] = {{ {about} }};\n"
            "})();\n"
        )
    return found
