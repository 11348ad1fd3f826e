"""From calls to text: what a reader of the generated code sees."""

import re

from rnnbook.loop.generator.plan import Blocks

UFUNCS = {
    "add": "add", "sub": "subtract", "mul": "multiply", "div": "divide",
    "neg": "negative", "pow": "power", "square": "square", "exp": "exp",
    "log": "log", "cos": "cos", "sin": "sin",
    "tanh": "tanh", "max": "maximum", "min": "minimum", "greater": "greater",
}  # fmt: skip
CALLED = (*UFUNCS.values(), "copyto", "dot")
NUMBERS = {0.5: "half", 1.0: "one", 0.0: "zero"}
RESERVED = {*CALLED, *NUMBERS.values(), "zip", "numbers", "steps"}
WIDTH = 88


class Text:
    """The text of one function: its variables, named after the cell's own lines.

    labels: slot -> the name of what is there. steps: the arrays with one entry for
    each step, which the loop walks; whole: the arrays that are one block.
    """

    def __init__(self, labels, steps, whole, backwards=False):
        self.labels, self.steps, self.whole = labels, steps, whole
        self.backwards, self.names, self.numbers = backwards, {}, []

    def name(self, blocks):
        """The variable for a run of blocks; for a number, its place in `numbers`."""
        if not isinstance(blocks, Blocks):
            if blocks not in self.numbers:
                self.numbers.append(blocks)
            return NUMBERS.get(blocks) or f"number_{self.numbers.index(blocks)}"
        if blocks not in self.names:
            array, lo, hi = blocks
            parts = [self.labels.get((array, k), str(k)) for k in range(lo, hi)]
            prefix = {"saved": "", "coef": "share_"}.get(array, f"{array}_")
            name = array if array in self.whole else prefix + "_".join(parts)
            name = re.sub(r"\W", "_", name)
            while name in self.names.values() or name in RESERVED:
                name += "_"
            self.names[blocks] = name
        return self.names[blocks]

    def whole_name(self, array):
        """The variable for an array that is one block."""
        return self.name(Blocks(array, 0, 1))

    def call(self, call, names=None):
        """One line of text, with the cell's names of what it works out."""
        out = self.name(call.out)
        args = ", ".join(map(self.name, call.args))
        if call.op == "product":
            args += f", {self.whole_name('W_q')}"
        if call.op == "copy":
            text = f"copyto({out}, {args})"
        elif call.op == "product":
            text = f"dot({args}, out={out})"
        else:
            text = f"{UFUNCS[call.op]}({args}, out={out})"
        comment = [names[k] for k in call.lines if k in (names or {})]
        return f"{text:<58}# {', '.join(comment)}".rstrip() if comment else text

    def taken(self, blocks):
        """The expression for a variable: a run of blocks of its array."""
        array, lo, hi = blocks
        steps = "::-1" if self.backwards else ":"
        which = str(lo) if hi == lo + 1 else f"{lo}:{hi}"
        if array in self.whole:
            return array + ("[::-1]" if self.backwards and array in self.steps else "")
        if array in self.steps:
            return f"{array}[{steps}, {which}]"
        return f"{array}[{which}]"

    def function(self, name, comment, body, loop=True):
        """The whole text: what is fixed, then the loop over the steps, or the body."""
        given = sorted({blocks.array for blocks in self.names}) + ["numbers"]
        lines = [*_folded(f"def {name}(", given, "):"), f'    """{comment}"""']
        if self.numbers:
            names = ", ".join(map(self.name, self.numbers))
            shown = ", ".join(f"{n:g}" for n in self.numbers)
            lines.append(f"    ({names},) = numbers  # {shown}")
        steps = {b: n for b, n in self.names.items() if b.array in self.steps and loop}
        for blocks, variable in self.names.items():
            if blocks not in steps and variable != self.taken(blocks):
                lines.append(f"    {variable} = {self.taken(blocks)}")
        if loop:
            lines += _folded("    steps = zip(", map(self.taken, steps), ")")
            lines += _folded("    for (", steps.values(), ") in steps:")
        indent = "        " if loop else "    "
        return "\n".join(lines + [indent + line for line in body]) + "\n"


def _folded(head, parts, tail):
    """A bracket with its parts: on one line if they fit, else one below the other."""
    parts = list(parts)
    line = f"{head}{', '.join(parts)}{tail}"
    if len(line) <= WIDTH:
        return [line]
    indent = " " * (len(head) - len(head.lstrip()))
    return [head, *(f"{indent}    {part}," for part in parts), indent + tail]
