"""The intermediate representation: lines of arithmetic on blocks, each written once.

A line is (op, arguments...), the arguments being the numbers of earlier lines; its
value is one block of width H. ("leaf", name, k) is block k of an input, ("const",
number) a number. The graphs of `rnnbook.tracing` are copied into a program, where the
same arithmetic in two graphs becomes one line.
"""

from rnnbook.tracing import TraceError

COMMUTE = ("add", "mul", "max", "min")
LEAVES = ("leaf", "const")


class Program:
    """The lines, and the names that the cell's own text has for some of them."""

    def __init__(self):
        self.lines, self.names, self._known = [], {}, {}

    def leaf(self, name, k=0):
        """The number of the line that stands for block `k` of `name`."""
        return self.write("leaf", name, k)

    def const(self, value):
        """The number of the line that stands for a number."""
        return self.write("const", float(value))

    def value(self, line):
        """The number that a line is, None if it is no constant."""
        op, *args = self.lines[line]
        return args[0] if op == "const" else None

    def args(self, line):
        """The lines that a line is computed from; no line for a leaf."""
        op, *args = self.lines[line]
        return [] if op in LEAVES else args

    def write(self, op, *args):
        """The number of the line `op` of `args`; what is there is not written again.

        Nor are sums with 0 and products with 0 or 1. A sigmoid is written through
        tanh, which does not overflow.
        """
        if op == "sigmoid":
            return self.sigmoid_of_twice(self.write("mul", args[0], self.const(0.5)))
        if op not in LEAVES:
            values = [self.value(k) for k in args]
            if op == "pow" and values[1] == 2:
                op, args = "square", args[:1]
            elif (short := self._short(op, args, values)) is not None:
                return short
        key = (op, *(sorted(args) if op in COMMUTE else args))
        if key not in self._known:
            self._known[key] = len(self.lines)
            self.lines.append((op, *args))
        return self._known[key]

    def _short(self, op, args, values):
        """What a line amounts to if it need not be written, else None."""
        if op == "mul" and 0.0 in values:
            return self.const(0.0)
        neutral = {"add": 0.0, "sub": 0.0, "mul": 1.0, "div": 1.0}.get(op)
        if neutral is not None and values[1] == neutral:
            return args[0]
        if neutral is not None and op in COMMUTE and values[0] == neutral:
            return args[1]
        return None

    def sigmoid_of_twice(self, half):
        """The sigmoid of a, from the line of a/2: (1 + tanh(a/2)) / 2."""
        scaled = self.write("mul", self.write("tanh", half), self.const(0.5))
        return self.write("add", scaled, self.const(0.5))

    def copy(self, graph, given, apply=None):
        """Copy a traced graph; `given` has the lines of its inputs, by name.

        apply(op, args) writes a node, `write` if None; what it returns may be more
        than the number of a line, and is what the next nodes are given.
        Returns: what the outputs are, by name.
        """
        apply = apply or (lambda op, args: self.write(op, *args))
        found = []
        for op, *args in graph["nodes"]:
            if op == "input":
                found.append(given[args[0]][args[1]])
            elif op == "const":
                found.append(self.const(args[0]))
            else:
                found.append(apply(op, [found[k] for k in args]))
        for name, ids in graph["names"].items():
            if len(ids) == 1 and isinstance(found[ids[0]], int):
                self.names.setdefault(found[ids[0]], name)
        return {n: [found[k] for k in ids] for n, ids in graph["outputs"].items()}

    def reached(self, ends, given=()):
        """All lines that `ends` rest on, in order; what is `given` rests on nothing."""
        wanted = set(ends)
        for k in reversed(range(len(self.lines))):
            if k in wanted and k not in given:
                wanted.update(self.args(k))
        return sorted(wanted)


def refuse(what):
    """Say why there is no engine for a cell."""
    raise TraceError(f'for the generated engine (engine="plain" runs it), {what}')
