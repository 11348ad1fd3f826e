"""The order of blocks in memory, chosen so that neighbours can run as one call.

Gates that a sigmoid squashes lie side by side, and so do gates whose gradients are
shares of the same variable. Where xU and hW have different gradients (block n of a
GRU), da holds both: those of xU first, then what the two share, then those of hW. Each
product then takes one run of columns, and nothing is there twice.
"""

from typing import NamedTuple

from rnnbook.loop.generator.backward import Backward, lower_backward
from rnnbook.loop.generator.forward import Forward, lower_forward


class MemoryLayout(NamedTuple):
    """How the arrays of a cell are laid out.

    U_gates, W_gates: the gates in the order of the columns of xU and of hW.
    shared: how many gates have one gradient for both. saved: what the forward keeps
    of each step besides the state, pairs (line, slot). record: a list of slots for
    each field of the record. q: the slot of the inner row, None without one.
    """

    U_gates: list
    W_gates: list
    shared: int
    state: list
    saved: list
    record: dict
    q: tuple | None

    @property
    def apart(self):
        """How many gates have two gradients."""
        return len(self.U_gates) - self.shared


class LoweredCell(NamedTuple):
    """All that is known of a traced cell before it becomes text."""

    traced: dict
    forward: Forward
    backward: Backward
    layout: MemoryLayout


def lower(traced, with_b_h, masked):
    """The lines of a traced cell and the layout of its arrays.

    masked: the state that a step makes is not always the state after it, so what the
    record shares with the state needs a slot of its own.
    """
    there, back = lower_forward(traced, with_b_h), lower_backward(traced)
    shared, apart = _order(traced, there, back)
    layout = MemoryLayout(apart + shared, shared + apart, len(shared), [], [], {}, None)
    return LoweredCell(traced, there, back, _slots(traced, there, layout, masked))


def _order(traced, there, back):
    """The gates with one gradient for xU and hW, and those with two, in order."""
    variable = {}
    for k, line in enumerate(back.dhW):  # of which variable is it a share?
        found = [u for u in back.program.args(line) if u in back.moving]
        variable[k] = found[0] if found else line
    last = len(traced["gates"]) - 1

    def place(k):
        inner = back.dq is not None and k == last
        return inner, k not in there.halved, k not in there.fused, variable[k], k

    gates = sorted(variable, key=place)
    apart = {k for k in gates if back.dxU[k] != back.dhW[k]}
    if apart and back.dq is not None:
        apart.add(last)  # the block of the inner row has to be the last of hW
    return [k for k in gates if k not in apart], [k for k in gates if k in apart]


def _slots(traced, there, layout, masked):
    """The layout with the slots of what is saved: state, record, inner row."""
    program, slots = there.program, {}
    for s, line in zip(traced["state"], there.state, strict=True):
        slots[program.leaf(f"{s}_prev")] = (f"{s}_prev", 0)
        if not masked and program.args(line):
            slots.setdefault(line, (s, 0))
    wanted = [line for lines in there.record.values() for line in lines]
    wanted += [there.q] if there.q is not None else []
    order = [g for g in layout.W_gates if g in there.fused]
    new = sorted(
        {line for line in wanted if line not in slots},
        key=lambda line: _gate(program, line, order),
    )
    saved = [(line, ("saved", k)) for k, line in enumerate(new)]
    slots.update(saved)
    own = dict(saved)
    state = [
        (line, own.get(line, (f"new_{s}", 0)) if masked else (s, 0))
        for s, line in zip(traced["state"], there.state, strict=True)
    ]
    record = {f: [slots[k] for k in lines] for f, lines in there.record.items()}
    q = slots[there.q] if there.q is not None else None
    return layout._replace(state=state, saved=saved, record=record, q=q)


def _gate(program, line, order):
    """A key that sorts values squashed from xU + hW by gate, and others after them."""
    at = line
    while args := [u for u in program.args(at) if program.value(u) is None]:
        for op, *what in (program.lines[u] for u in args):
            if op == "leaf" and what[0] == "xU":
                gate = what[1]
                return order.index(gate) if gate in order else len(order), line
        if len(args) > 1 and program.lines[at][0] != "add":
            break
        at = args[0]
    return len(order), line
