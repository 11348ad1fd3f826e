"""The three functions of an engine, as text: forward, coefficients, backward."""

from typing import NamedTuple

from rnnbook.loop.generator.layout import LoweredCell
from rnnbook.loop.generator.plan import Blocks, schedule
from rnnbook.loop.generator.text import Text


class Function(NamedTuple):
    """The text of a function, how many blocks it needs, and the numbers in it.

    blocks: array -> blocks, for the arrays that are made for this function.
    """

    text: str
    blocks: dict
    numbers: list


def forward_function(work: LoweredCell, masked=False):
    """The loop over the steps; with a mask, a state may stay what it was."""
    program, layout, states = work.forward.program, work.layout, work.traced["state"]
    given, labels = _forward_leaves(work)
    outputs = layout.saved + [pair for pair in layout.state if pair not in layout.saved]
    products = [k for k, line in enumerate(program.lines) if line[0] == "product"]
    outputs += [(k, ("hW_q", 0)) for k in products]
    calls, spare = schedule(program, outputs, given, "scratch")
    step = {"running", *states, *(f"{s}_prev" for s in states)}
    fixed = {"W", "hW_row", "W_q", "hW_q", *(f"new_{s}" for s in states)}
    text = Text(labels, {"xU", "saved", *step}, step | fixed)
    name = text.whole_name
    body = [f"dot({name(f'{states[0]}_prev')}, {name('W')}, out={name('hW_row')})"]
    body += [text.call(call, program.names) for call in calls]
    for s, (_, (array, k)) in zip(states, layout.state, strict=True) if masked else ():
        old, now, running = name(f"{s}_prev"), name(s), name("running")
        new = text.name(Blocks(array, k, k + 1))
        body += [f"copyto({now}, {old})", f"copyto({now}, {new}, where={running})"]
    comment = f"Steps of the {work.traced['name']} cell, from the first to the last."
    blocks = {"saved": len(layout.saved), "scratch": spare}
    return Function(text.function("forward", comment, body), blocks, text.numbers)


def _forward_leaves(work):
    """The slots of the forward's leaves, and the names of all blocks there are."""
    layout, gates, given, labels = work.layout, work.traced["gates"], {}, {}
    for k, (op, *what) in enumerate(work.forward.program.lines):
        if op == "leaf" and what[0] in ("xU", "hW", "b_h"):
            order = layout.U_gates if what[0] == "xU" else layout.W_gates
            given[k] = what[0], order.index(what[1])
            labels[given[k]] = gates[what[1]]
        elif op == "leaf":
            given[k] = tuple(what)
    if layout.q:
        labels[layout.q] = "q"
    for field, slots in layout.record.items():
        for k, slot in enumerate(slots):
            labels.setdefault(slot, field + (f"_{k}" if len(slots) > 1 else ""))
    return given, labels


def backward_functions(work: LoweredCell, masked=False, carried=False):
    """The coefficients of a run of steps, and the loop back over it."""
    program, parts = work.backward.program, work.traced["state"]
    outputs, labels = _backward_outputs(work)
    given = _backward_leaves(work)
    ends = program.reached([line for line, _ in outputs], given)
    moving = [k for k in ends if k in work.backward.moving]
    shares = _shares(program, outputs, moving, given, labels)
    first = schedule(program, list(shares.items()), given, "spare")
    second = schedule(program, outputs, {**given, **shares}, "scratch")
    labels.update(_forward_leaves(work)[1])
    whole = set(parts) | {f"{s}_prev" for s in parts}
    text = Text(labels, (), whole)
    comment = "What the gradients are multiplied by, for many steps at once."
    body = [text.call(call) for call in first[0]] or ["pass"]
    coefficients = Function(
        text.function("coefficients", comment, body, loop=False),
        {"coef": len(shares), "spare": first[1]}, text.numbers,
    )  # fmt: skip
    loop = _backward_loop(work, labels, whole, second, masked, carried)
    return coefficients, loop


def _backward_leaves(work):
    """The slots of what the backward is given: the record and the gradient so far."""
    layout, given = work.layout, {}
    for k, (op, *what) in enumerate(work.backward.program.lines):
        if op == "leaf":
            name, block = what
            field = name.removeprefix("step.")
            known = field != name
            given[k] = layout.record[field][block] if known else (name, block)
    return given


def _backward_outputs(work):
    """Where the results of a step back go, and the names of these places."""
    back, layout, gates = work.backward, work.layout, work.traced["gates"]
    outputs, labels = [], {}
    for k, gate in enumerate(layout.U_gates):
        outputs.append((back.dxU[gate], ("da", k)))
        labels["da", k] = ("xU_" if k < layout.apart else "") + gates[gate]
    for k, gate in enumerate(layout.W_gates[layout.shared :], len(gates)):
        outputs.append((back.dhW[gate], ("da", k)))
        labels["da", k] = "hW_" + gates[gate]
    rows = [line for lines in back.own.values() for line in lines]
    outputs += [(line, ("own", k)) for k, line in enumerate(rows)]
    if back.dq is not None:
        outputs.append((back.dq, ("dq", 0)))
    for s, line in zip(work.traced["state"], back.dstate, strict=True):
        nothing = s == work.traced["state"][0] and back.program.value(line) == 0
        if not nothing and back.program.lines[line][:2] != ("leaf", f"d{s}"):
            outputs.append((line, (f"d{s}", 0)))
    return outputs, labels


def _shares(program, outputs, moving, given, labels):
    """A slot for each coefficient that is not simply given, in the order of use."""
    args = program.args
    wanted = [(u, labels.get(slot)) for line, slot in outputs for u in args(line)]
    wanted += [(u, None) for line in moving for u in program.args(line)]
    shares = {}
    for line, label in wanted:
        fixed = line in given or program.value(line) is not None
        if line in shares or line in moving or fixed:
            continue
        shares[line] = ("coef", len(shares))
        labels[shares[line]] = label or str(len(shares))
    return shares


def _backward_loop(work, labels, whole, planned, masked, carried):
    """The loop back over the steps."""
    (calls, spare), parts = planned, work.traced["state"]
    each = {"dhW_row", "above", "running", "stopped", "carry", *whole}
    fixed = {"W", "W_q", "dq", "through", *(f"d{s}" for s in parts)}
    fixed |= {f"past_{s}" for s in parts}
    text = Text(labels, {"saved", "coef", "da", "own", *each}, each | fixed, True)
    name = text.whole_name
    d0 = name(f"d{parts[0]}")
    body = [f"add({d0}, {name('above')}, out={d0})"]
    for s in parts if masked else ():
        d, past = name(f"d{s}"), name(f"past_{s}")
        body += [f"multiply({d}, {name('stopped')}, out={past})"]
        body += [f"multiply({d}, {name('running')}, out={d})"]
    body += [text.call(call) for call in calls]
    if work.backward.program.value(work.backward.dstate[0]) != 0:
        body += [f"dot({name('dhW_row')}, {name('W')}, out={name('through')})"]
        body += [f"add({d0}, {name('through')}, out={d0})"]
    else:
        body += [f"dot({name('dhW_row')}, {name('W')}, out={d0})"]
    for s in parts if masked else ():
        body += [f"add({name(f'd{s}')}, {name(f'past_{s}')}, out={name(f'd{s}')})"]
    for s in parts if carried else ():
        body += [f"multiply({name(f'd{s}')}, {name('carry')}, out={name(f'd{s}')})"]
    comment = "The same steps, from the last to the first."
    blocks = {"da": len(work.layout.U_gates) + work.layout.apart, "scratch": spare}
    blocks["own"] = sum(map(len, work.backward.own.values()))
    return Function(text.function("backward", comment, body), blocks, text.numbers)
