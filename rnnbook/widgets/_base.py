"""What every widget of the book shares: its sources, its picture, its state as JSON."""

import json
from pathlib import Path
from typing import Any

import anywidget

from rnnbook.viz.palette import palette_css
from rnnbook.widgets._modules import bundle

MIME = "application/vnd.rnnbook.widget+json"
WIDGETS: dict[str, Any] = {}


class BookWidget(anywidget.AnyWidget):
    """A widget that lives in a kernel and in a page without one.

    A subclass sits in a folder of its own with `view.js` and `view.css`, and gives
    `name` (its folder), `label` (what it is, for those who do not see it), its
    synced traits, and `picture()`, an SVG of its present state for paper, for pages
    without JavaScript and for notebooks that have not run yet.
    """

    name = ""
    label = ""

    def __init_subclass__(cls, **options):
        if "name" not in vars(cls):  # a class that traitlets made for an instance
            return super().__init_subclass__(**options)
        folder = Path(__file__).resolve().parent / cls.name
        text, (entry,) = bundle([folder / "view.js"])
        cls._esm = f'{text}export default need("{entry}").default;\n'
        sheets = [folder.parent / "_runtime" / "controls.css", folder / "view.css"]
        rules = [sheet.read_text(encoding="utf-8") for sheet in sheets]
        cls._css = "\n".join([palette_css(), *rules])
        super().__init_subclass__(**options)
        WIDGETS[cls.name] = cls

    def picture(self) -> str:
        """An SVG of the widget as it stands, text that begins with `<svg`."""
        raise NotImplementedError(f"{type(self).__name__} has no picture() yet")

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


def site_bundle() -> str:
    """One script for a whole site: `window.rnnbook.widgets[name] = {render, css}`."""
    folder = Path(__file__).resolve().parent
    text, entries = bundle([folder / name / "view.js" for name in WIDGETS])
    listed = ",\n".join(
        f"{json.dumps(name)}: {{ css: {json.dumps(cls._css)}, "
        f"render: (options) => need({json.dumps(entry)}).default.render(options) }}"
        for (name, cls), entry in zip(WIDGETS.items(), entries, strict=True)
    )
    return (
        f'(() => {{\n"use strict";\n{text}'
        f"window.rnnbook = {{ ...window.rnnbook, widgets: {{\n{listed}\n}} }};\n"
        "})();\n"
    )
