"""The numbers on the wires: a traced graph evaluated, its nodes found by name."""

import xml.etree.ElementTree as ET
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.tracing import UFUNCS

OPS = {name: ufunc for ufunc, name in UFUNCS.items()} | {"sigmoid": sigmoid}
SVG = "http://www.w3.org/2000/svg"
ROOM = 47  # what six characters take on a plate


def node_ids(graph, name):
    """Ids of the blocks called `name`, or of the block that an expression makes.

    An expression is written with +, -, *, brackets and names: "f*c_prev", "(1-z)*n".
    Raises: KeyError if the graph has neither such a name nor such a block.
    """
    known = {**graph["inputs"], **graph["outputs"], **graph["names"]}
    return known[name] if name in known else [_find(graph, known, name)]


def _find(graph, known, text):
    if text in known:
        (node,) = known[text]
        return node
    if text.replace(".", "").isdigit():
        return _index(graph, ["const", float(text)])
    at = _split_at(text, "+-") or _split_at(text, "*")
    if at:
        left = _find(graph, known, text[:at])
        right = _find(graph, known, text[at + 1 :])
        op = {"+": "add", "-": "sub", "*": "mul"}[text[at]]
        turned = [] if op == "sub" else [op, right, left]
        return _index(graph, [op, left, right], turned)
    if text.startswith("("):
        return _find(graph, known, text[1:-1])
    raise KeyError(text)


def _split_at(text, signs):
    """Where the last of these signs stands outside brackets; 0 if there is none."""
    depth, found = 0, 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        found = at if depth == 0 and sign in signs else found
    return found


def _index(graph, *forms):
    for node in forms:
        if node in graph["nodes"]:
            return graph["nodes"].index(node)
    raise KeyError(forms[0])


def named(graph, nodes, made):
    """{name: number} of what a graph of one unit has names for, and of what is `made`.

    A name of several blocks, such as xU with its gates, is left out.
    """
    names = {**graph["inputs"], **graph["outputs"], **graph["names"]}
    ids = {name: node_ids(graph, name) for name in [*names, *made]}
    return {
        name: float(np.squeeze(nodes[found[0]]))
        for name, found in ids.items()
        if len(found) == 1
    }


def evaluate(graph, **inputs):
    """Run a graph on (B, width) arrays; returns the values of all its nodes."""
    values = []
    for op, *args in graph["nodes"]:
        if op == "const":
            values.append(np.float64(args[0]))
        elif op == "input":
            values.append(inputs[args[0]][..., args[1]])
        else:
            values.append(OPS[op](*(values[k] for k in args)))
    return values


def format_number(value, digits=2):
    """A number as `format` in controls.js writes it: 0.88, 12.50, 0.0053, 2.1e−5."""
    size = Decimal(abs(value))
    if size >= Decimal("9999.5") or 0 < abs(value) < 1e-4:
        mantissa, exponent = f"{size:.1e}".split("e")
        text = f"{mantissa}e{int(exponent)}".replace("-", "−")
    else:
        ends = {"999.5": 0, "99.95": 1, "9.995": 2}
        shown = min([digits, *(n for end, n in ends.items() if size >= Decimal(end))])
        if 0 < abs(value) < 0.1:  # two significant digits at least
            shown = max(digits, 1 - size.adjusted())
        text = str(size.quantize(Decimal(1).scaleb(-shown), ROUND_HALF_UP))
    return f"−{text}" if value < 0 else text


def fill(svg, values, stage="all", backward=False):
    """`svg` with its plates' numbers written in and what is not `stage` dimmed."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)
    if backward:
        root.set("class", f"{root.get('class')} backward")
    for part in root.iter(f"{{{SVG}}}g"):
        on = part.get("data-on")
        if on and stage != "all" and stage not in on.split():
            part.set("class", f"{part.get('class')} dim")
        name = part.get("data-grad" if backward else "data-node")
        if name:
            (number,) = part.findall(f"{{{SVG}}}text[@class='num']")
            number.text = format_number(values[name], 3 if backward else 2)
            if len(number.text) > 6:  # as in diagram.js: the plate is as wide as it is
                number.set("textLength", str(ROOM))
                number.set("lengthAdjust", "spacingAndGlyphs")
    return ET.tostring(root, encoding="unicode") + "\n"
