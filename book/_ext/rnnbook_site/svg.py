"""One SVG picture made ready to stand inside a page.

Inlined, a picture uses the page's fonts and follows light and dark. For that it
needs a name for screen readers, ids that no other picture on the page has, and
the palette's colours written as CSS variables.
"""

import re
import xml.etree.ElementTree as ET

from rnnbook.viz.palette import COLOUR

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)

PAINTS = ("fill", "stroke", "stop-color", "color", "flood-color")
HEX = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")
NUMBER = re.compile(r"-?\d+\.\d{3,}(?![\de])")
MOVED = re.compile(r"(?:translate|rotate)\([^)]*\)")
UNTURNED = re.compile(r"rotate\(-?0[ ,][^)]*\)\s*")
PLACES = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "points"}
WORDS = {f"{{{SVG}}}{name}" for name in ("text", "tspan", "title", "desc", "style")}
REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")


# {"#00795a": "--rnn-i", ...}; of roles with one colour, the first.
VARIABLES = {
    colour.lower(): f"--rnn-{role}" for role, colour in reversed(COLOUR.items())
}


def themed(style):
    def variable(match):
        value = match.group().lower()
        value = "#" + "".join(2 * d for d in value[1:]) if len(value) == 4 else value
        known = value in VARIABLES
        return f"var({VARIABLES[value]}, {value})" if known else match.group()

    return HEX.sub(variable, style)


def inline_svg(text, alt, prefix):
    """`text` as an <svg> element for the page; `prefix` makes its ids unique there."""
    root = ET.fromstring(text)
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    paint_by_variable(root)
    rename_ids(root, prefix)
    lighten(root)
    for element in root.iter(f"{{{SVG}}}style"):
        element.text = themed(element.text or "")
    root.set("role", "img")
    root.set("aria-label", alt)
    for role in ("aria-labelledby", "aria-hidden"):
        root.attrib.pop(role, None)
    if "viewBox" in root.attrib:  # the page sets the size; the drawing keeps its shape
        width = root.attrib.pop("width", None)
        root.attrib.pop("height", None)
        if width:
            unit = "" if width.endswith(("pt", "px", "%", "em", "in")) else "px"
            root.set(
                "style", f"{root.get('style', '')};width:{width}{unit}".lstrip(";")
            )
    return ET.tostring(root, encoding="unicode")


def paint_by_variable(root):
    """var() works in styles only, so colours given as attributes move there."""
    for element in root.iter():
        style = themed(element.get("style", ""))
        for name in PAINTS:
            value = element.get(name, "")
            given = f"{name}:" in style.replace(" ", "")
            if themed(value) != value and not given:
                style = f"{name}: {themed(value)}; {style}"
                del element.attrib[name]
        if style:
            element.set("style", style)


def rename_ids(root, prefix):
    used = set(REFERENCE.findall(ET.tostring(root, encoding="unicode")))
    for element in root.iter():
        for name in ("href", f"{{{XLINK}}}href"):
            if element.get(name, "").startswith("#"):
                used.add(element.get(name)[1:])
        used.update(element.get("aria-describedby", "").split())
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                if value in used:
                    element.set("id", f"{prefix}-{value}")
                else:
                    del element.attrib["id"]
            elif name in ("href", f"{{{XLINK}}}href") and value.startswith("#"):
                element.set(name, f"#{prefix}-{value[1:]}")
            elif "url(" in value:
                element.set(name, REFERENCE.sub(rf"url(#{prefix}-\1)", value))


def lighten(root):
    """The same drawing with less to send and to read.

    Places are rounded to a hundredth of a pixel; groups that say nothing and the space
    between elements are gone.
    """
    for element in root.iter():
        for name in PLACES.intersection(element.attrib):
            element.set(name, rounded(element.get(name)))
        if "d" in element.attrib:
            path = re.sub(r"\s+", " ", rounded(element.get("d")))
            element.set("d", re.sub(r" ?([A-Za-z]) ?", r"\1", path))
        if moved := element.get("transform"):
            moved = MOVED.sub(lambda m: rounded(m[0]), UNTURNED.sub("", moved))
            element.set("transform", moved)
            if not moved:
                del element.attrib["transform"]
    flatten(root)


def rounded(text):
    def short(match):
        return f"{round(float(match[0]), 2) + 0:.2f}".rstrip("0").rstrip(".")

    return NUMBER.sub(short, text)


def flatten(element):
    """Without groups that have no attributes, without space between elements."""
    children = []
    for child in element:
        flatten(child)
        plain = child.tag == f"{{{SVG}}}g" and not child.attrib
        children += list(child) if plain else [child]
    if element.tag not in WORDS:
        element.text = None
        for child in children:
            child.tail = None
        element[:] = children
