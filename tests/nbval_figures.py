"""nbval compares an SVG as a drawing: the same elements and labels, in the same places.

Two processors may round the last digits of a coordinate differently, so places may
differ by a point, which nobody sees; labels, colours and the rest may not differ.
Matplotlib names clip paths and markers by a hash of such digits: what counts is which
of them a line uses, not what it is called.
"""

import re

from nbval.plugin import IPyNbCell

POINTS = 1.0
PLACES = re.compile(
    r"\b(d|points|transform|viewBox|x|y|x1|y1|x2|y2|dx|dy|cx|cy|r|rx|ry|width|height)"
    r'="([^"]*)"'
)
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")
HASHED = re.compile(r"\b[a-zA-Z][0-9a-f]{10}\b")


def skeleton(svg):
    """The SVG without the numbers that say where things are, its names in order."""
    names = list(dict.fromkeys(HASHED.findall(svg)))
    svg = HASHED.sub(lambda m: f"name {names.index(m[0])}", svg)
    return PLACES.sub(lambda m: f'{m[1]}="{NUMBER.sub("#", m[2])}"', svg)


def places(svg):
    """The numbers that say where things are, in order."""
    return [float(n) for _, value in PLACES.findall(svg) for n in NUMBER.findall(value)]


class Drawing(str):
    """The text of an SVG, equal to one that looks the same."""

    __hash__ = str.__hash__

    def __eq__(self, other):
        if not isinstance(other, Drawing):
            return str.__eq__(self, other)
        pairs = zip(places(self), places(other), strict=False)
        return skeleton(self) == skeleton(other) and all(
            abs(a - b) <= POINTS for a, b in pairs
        )

    def __ne__(self, other):
        return not self == other


def sanitize(cell, value, plain=IPyNbCell.sanitize):
    """What nbval compares in the place of `value`."""
    value = plain(cell, value)
    return Drawing(value) if isinstance(value, str) and "<svg" in value else value


IPyNbCell.sanitize = sanitize
