"""The backward of a step, which is linear in the gradients of the step's outputs.

Every gradient on the way back is a sum of terms, coefficient times variable. The
variables are the gradients of the state's parts, and sums that are used again (the
LSTM's whole dc). The coefficients depend on the record of the step alone, so they need
not wait for the gradient: they are worked out for many steps at once.
"""

from typing import NamedTuple

from rnnbook.loop.generator.ir import Program, refuse

GIVEN = ("input", "const")


class LinearForm(dict):
    """Sum of products: the line of a variable -> the factors it is multiplied by."""


class Backward(NamedTuple):
    """The backward of a cell, as lines in a Program.

    dxU, dhW: a line for each gate. dstate: one for each part of the state, without
    what comes through W. own: one for each row of the cell's own weights, by name.
    moving: the lines that depend on the gradients of the outputs; the others are
    coefficients. dq: the line of the gradient for the inner row, None without one.
    """

    program: Program
    dxU: list
    dhW: list
    dstate: list
    own: dict
    moving: set
    dq: int | None


class Linear:
    """Walks a backward graph with forms in place of values."""

    def __init__(self, program):
        self.program, self.moving = program, set()

    def variable(self, line):
        """The form of one variable."""
        self.moving.add(line)
        return LinearForm({line: ()})

    def apply(self, op, args):
        """One node: on coefficients as it stands, on forms by the rules of sums."""
        if not any(isinstance(a, LinearForm) for a in args):
            return self.program.write(op, *args)
        if op in ("add", "sub"):
            return self.sum(args[0], args[1] if op == "add" else self.minus(args[1]))
        if op == "neg":
            return self.minus(args[0])
        if op == "mul" and not all(isinstance(a, LinearForm) for a in args):
            form, factor = args if isinstance(args[0], LinearForm) else args[::-1]
            return self.times(form, factor)
        if op == "div" and not isinstance(args[1], LinearForm):
            one_over = self.program.write("div", self.program.const(1.0), args[1])
            return self.times(args[0], one_over)
        return refuse(f"a backward that is not linear in the gradient, {op} of it,")

    def sum(self, a, b):
        """a + b, term by term; terms of the same variable share one coefficient."""
        total = LinearForm()
        for form in (a, b):
            if not isinstance(form, LinearForm):
                if self.program.value(form) == 0:
                    continue
                refuse("a backward that adds something that is no gradient")
            for variable, factors in form.items():
                if variable in total:
                    both = (self.product(total[variable]), self.product(factors))
                    factors = (self.program.write("add", *both),)
                total[variable] = factors
        return total

    def minus(self, a):
        """-a, a form or a number."""
        return self.times(a, self.program.const(-1.0))

    def times(self, form, factor):
        """The form with one more factor; a sum becomes a variable first."""
        if not isinstance(form, LinearForm):
            return self.program.write("mul", form, factor)
        if self.program.value(factor) == 0:
            return LinearForm()
        if len(form) > 1:
            form = self.settled(form)
        return LinearForm({v: (*factors, factor) for v, factors in form.items()})

    def settled(self, form):
        """A sum as one new variable, so that it is added up once."""
        return self.variable(self.line(form)) if len(form) > 1 else form

    def product(self, factors):
        """The line of a coefficient; the last factors, a gate's derivative, first."""
        *rest, line = factors or (self.program.const(1.0),)
        for factor in reversed(rest):
            line = self.program.write("mul", factor, line)
        return line

    def line(self, form):
        """The line of a form's value."""
        if not isinstance(form, LinearForm):
            return form
        total = self.program.const(0.0)
        for variable, factors in sorted(form.items(), key=lambda term: len(term[1])):
            term = self.program.write("mul", self.product(factors), variable)
            total = self.program.write("add", total, term)
            self.moving.update((term, total))
        return total

    def graph(self, graph, given):
        """Copy a backward graph: a sum that more than one line uses is settled."""
        nodes = [(k, n[1:]) for k, n in enumerate(graph["nodes"]) if n[0] not in GIVEN]
        uses = [u for _, args in nodes for u in args]
        uses += [u for ids in graph["outputs"].values() for u in ids]
        place = iter(k for k, _ in nodes)

        def apply(op, args):
            value, k = self.apply(op, args), next(place)
            is_sum = isinstance(value, LinearForm) and len(value) > 1
            return self.settled(value) if is_sum and uses.count(k) > 1 else value

        return self.program.copy(graph, given, apply)


def lower_backward(traced):
    """The Backward of a traced cell. The record's blocks are leaves "step.name"."""
    program = Program()
    linear = Linear(program)
    parts, rows = traced["state"], traced.get("weights", {})
    given = {f"d{s}": [linear.variable(program.leaf(f"d{s}"))] for s in parts}
    for name, count in _widths(traced).items():
        given[name] = [program.leaf(name, k) for k in range(count)]
    found = linear.graph(traced["backward"], given)
    dxU, dhW, dq = found["dxU"], found["dhW"], None
    dstate = [found[f"d{s}_prev"][0] for s in parts]
    if "inner" in traced:
        dhW[-1] = linear.line(dhW[-1])
        dq = program.write("product", dhW[-1])
        more = linear.graph(
            traced["inner_backward"], {**given, "dq": [linear.variable(dq)]}
        )
        dxU = list(map(linear.sum, dxU, more["dxU"]))
        dhW[:-1] = map(linear.sum, dhW[:-1], more["dhW"])
        dstate = list(map(linear.sum, dstate, (more[f"d{s}_prev"][0] for s in parts)))
    lines = [list(map(linear.line, forms)) for forms in (dxU, dhW, dstate)]
    own = {n: list(map(linear.line, found[f"d{n}"])) for n in rows}
    return Backward(program, *lines, own, linear.moving, dq)


def _widths(traced):
    """The blocks of each field of the record and of each of the cell's own weights."""
    graphs = [traced[g] for g in ("backward", "inner_backward") if g in traced]
    inputs = {name: len(ids) for g in graphs for name, ids in g["inputs"].items()}
    known = {f"d{s}" for s in traced["state"]} | {"dq"}
    return {name: count for name, count in inputs.items() if name not in known}
