"""nbval compares an SVG as a drawing: the same elements and labels, in the same places.

Two processors may round the last digits of a coordinate differently, so places may
differ by a point, which nobody sees; labels, colours and the rest may not differ. Of a
curve Matplotlib leaves out what lies on a straight line, and such digits decide what:
two curves are the same if each stays within a point of the other; long ones, with
dozens of corners, within three, for in a chaotic run such digits grow. It names clip
paths and markers by a hash of such digits: what counts is which of them a line uses,
not what it is called.
"""

import re

import numpy as np
from nbval.plugin import IPyNbCell

POINTS = 1.0
LONG, OF_LONG = 40, 3.0  # corners, points
PLACES = re.compile(
    r"\b(d|points|transform|viewBox|x|y|x1|y1|x2|y2|dx|dy|cx|cy|r|rx|ry|width|height)"
    r'="([^"]*)"'
)
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")
# The lines of a path, however many; and a path of lines alone, from each move on.
STROKES = re.compile(r"(?:L # #\s*)+")
CURVES = re.compile(r"M[^A-Za-z]+(?:L[^A-Za-z]+)+")
OF_LINES = re.compile(rf"(?:{CURVES.pattern}z?\s*)+")
HASHED = re.compile(r"\b[a-zA-Z][0-9a-f]{10}\b")


def skeleton(svg):
    """The SVG without the numbers that say where things are, its names in order."""
    names = list(dict.fromkeys(HASHED.findall(svg)))
    svg = HASHED.sub(lambda m: f"name {names.index(m[0])}", svg)
    svg = PLACES.sub(lambda m: f'{m[1]}="{NUMBER.sub("#", m[2])}"', svg)
    return STROKES.sub("L # # ", svg)


def numbers(value):
    return [float(n) for n in NUMBER.findall(value)]


def in_one_place(value, other):
    """Whether two values of an attribute say the same place, or two paths one curve."""
    here, there = numbers(value), numbers(other)
    if len(here) == len(there) and np.allclose(here, there, rtol=0, atol=POINTS):
        return True
    if not OF_LINES.fullmatch(value) or not OF_LINES.fullmatch(other):
        return False
    curves = [CURVES.findall(each) for each in (value, other)]
    return len(curves[0]) == len(curves[1]) > 0 and all(
        follows(a, b) and follows(b, a)
        for a, b in zip(*([corners(c) for c in each] for each in curves), strict=True)
    )


def corners(curve):
    return np.reshape(numbers(curve), (-1, 2))


def walk(curve):
    """Places along a curve, at most a point apart."""
    steps = np.hypot(*np.diff(curve, axis=0).T)
    at = np.concatenate([[0], np.cumsum(steps)])
    far = np.linspace(0, at[-1], int(at[-1] / POINTS) + 2)
    return np.column_stack([np.interp(far, at, side) for side in curve.T])


def follows(curve, other):
    """Whether a curve stays near another one."""
    near = OF_LONG if min(len(curve), len(other)) > LONG else POINTS
    begin, along = other[:-1], np.diff(other, axis=0)
    from_begin = walk(curve)[:, None] - begin
    length = np.maximum((along**2).sum(-1), 1e-12)
    part = np.clip((from_begin * along).sum(-1) / length, 0, 1)
    away = from_begin - part[..., None] * along
    return bool((np.hypot(*np.moveaxis(away, -1, 0)).min(axis=1) <= near).all())


class Drawing(str):
    """The text of an SVG, equal to one that looks the same."""

    __hash__ = str.__hash__

    def __eq__(self, other):
        if not isinstance(other, Drawing):
            return str.__eq__(self, other)
        if skeleton(self) != skeleton(other):
            return False
        pairs = zip(PLACES.findall(self), PLACES.findall(other), strict=True)
        return all(in_one_place(a, b) for (_, a), (_, b) in pairs)

    def __ne__(self, other):
        return not self == other


def sanitize(cell, value, plain=IPyNbCell.sanitize):
    """What nbval compares in the place of `value`."""
    value = plain(cell, value)
    return Drawing(value) if isinstance(value, str) and "<svg" in value else value


IPyNbCell.sanitize = sanitize
