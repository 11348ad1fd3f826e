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
PLACED = re.compile(r"(?:translate|rotate)\([^)]*\)")
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


# At this opacity every role has a contrast of 3 : 1 with the page, in both themes. What
# is wider than a line may be paler, as areas are.
LEAST_OPACITY = 0.72
WIDEST_LINE = 4
OPACITY = re.compile(r"(stroke-opacity:\s*)([\d.]+)")
STROKE = re.compile(r"stroke-width:\s*([\d.]+)")


def seen(style):
    """A style whose lines can be seen."""
    width = STROKE.search(style)
    if width and float(width[1]) > WIDEST_LINE:
        return style
    return OPACITY.sub(
        lambda m: f"{m[1]}{max(float(m[2]), LEAST_OPACITY):g}", style
    )


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
    for part in root:  # the picture has one name: its parts are not read beside it
        part.set("aria-hidden", "true")
    for role in ("aria-labelledby", "aria-hidden"):
        root.attrib.pop(role, None)
    if "viewBox" in root.attrib:  # the page sets the size; the drawing keeps its shape
        width = root.attrib.pop("width", None)
        root.attrib.pop("height", None)
        if width:
            unit = "" if width.endswith(("pt", "px", "%", "em", "in")) else "px"
            own = root.get("style", "").rstrip(";")
            wants = narrow(root, width)
            root.set("style", f"{own};width:{width}{unit}{wants}".lstrip(";"))
    return ET.tostring(root, encoding="unicode")


def paint_by_variable(root):
    """var() works in styles only, so colours given as attributes move there."""
    for element in root.iter():
        style = seen(themed(element.get("style", "")))
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


# On a narrow screen base.css sets the texts of a figure larger by this, where they have
# room, and none of them smaller than 7.5 pt, which are 10 px, on any screen; so much of
# a text's size is the width of a letter.
LARGER = 1.2
SMALLEST = 7.5
LETTER = 0.56
SIZE = re.compile(r"font-size:\s*([\d.]+)px")
ANCHOR = re.compile(r"text-anchor:\s*(\w+)")
TURNED = re.compile(r"rotate\((-?\d+)")
MOVED = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")


def narrow(root, width):
    """What base.css has to know of a figure on a narrow screen, as CSS variables.

    --least: its width for texts of 10 px. --left, --right: how far its texts, set
    larger, reach out of it then. A figure whose texts would meet then is "crowded", and
    keeps them as they are. One whose texts have no size in a style has none of these.
    """
    texts = [Text(element) for element in root.iter(f"{{{SVG}}}text")]
    texts = [text for text in texts if text.size]
    if not texts:
        return ""
    natural = float(re.match(r"[\d.]+", width)[0]) * (4 / 3 if "pt" in width else 1)
    left, _, wide, _ = (float(n) for n in root.get("viewBox").split())
    least = min(natural, 10 * wide / min(max(text.size, SMALLEST) for text in texts))
    boxes = [text.box(LARGER) for text in texts if text.at]
    if meeting(boxes) - meeting([text.box(1) for text in texts if text.at]):
        root.set("class", f"{root.get('class', '')} crowded".strip())
        return f";--least:{least:.0f}px"
    out = {
        "left": max((left - box[0] for box in boxes), default=0),
        "right": max((box[2] - left - wide for box in boxes), default=0),
    }
    pads = "".join(
        f";--{side}:{units * least / LARGER / wide + 1:.0f}px"
        for side, units in out.items()
        if units > 0
    )
    return f";--least:{least:.0f}px{pads}"


def meeting(boxes):
    """Which pairs of boxes lie over each other."""
    return {
        (k, n)
        for n, (left, top, right, bottom) in enumerate(boxes)
        for k, other in enumerate(boxes[:n])
        if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
    }


class Text:
    """One text of Matplotlib's: its size, and where it lies when it is set larger."""

    def __init__(self, element):
        styles = [part.get("style", "") for part in element.iter()]
        sizes = [float(size) for style in styles for size in SIZE.findall(style)]
        self.size = max(sizes, default=0.0)  # scripts of formulas are always smaller
        self.letters = len("".join(element.itertext()).strip())
        given = element.get("transform", "")
        turn, moved = TURNED.search(given), MOVED.search(given)
        self.upright = bool(turn) and abs(int(turn[1])) == 90
        at = (element.get("x"), element.get("y")) if element.get("x") else None
        at = at or (moved and moved.groups())
        self.at = at and (float(at[0]), float(at[1]))  # of a formula it is not known
        anchor = ANCHOR.search(styles[0])
        self.share = {"middle": 0.5, "end": 1.0}.get(anchor[1] if anchor else "", 0.0)

    def box(self, larger):
        """(left, top, right, bottom) in the figure's units, a little less than seen."""
        x, y = self.at
        size = max(self.size, SMALLEST) * larger
        wide = LETTER * size * self.letters
        if self.upright:  # base.css moves it by 4
            low = y + self.share * wide
            return x - 0.7 * size - 4 * (larger > 1), low - wide, x, low
        left = x - self.share * wide
        return left, y - 0.6 * size, left + wide, y


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
            moved = PLACED.sub(lambda m: rounded(m[0]), UNTURNED.sub("", moved))
            element.set("transform", moved)
            if not moved:
                del element.attrib["transform"]
    flatten(root)


def rounded(text):
    def short(match):
        return f"{round(float(match[0]), 2) + 0:.2f}".rstrip("0").rstrip(".")

    return NUMBER.sub(short, text)


def flatten(element):
    """Take away groups that have no attributes, and the space between elements."""
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
