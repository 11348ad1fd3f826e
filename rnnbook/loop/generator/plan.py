"""Storage: the slot of each value, and which lines run as one call.

A slot is (array, block). A value that a single line uses is computed in the slot of
that line, in place; lines of the same kind on neighbouring blocks become one call.
"""

from typing import NamedTuple

from rnnbook.loop.generator.ir import refuse


class Blocks(NamedTuple):
    """Neighbouring blocks of an array, from `lo` to before `hi`."""

    array: str
    lo: int
    hi: int


class Call(NamedTuple):
    """One call: a ufunc, a copy or a product, from `args` (Blocks, numbers) to `out`.

    lines: what it works out, a line for each block.
    """

    op: str
    out: Blocks
    args: tuple
    lines: tuple


def schedule(program, outputs, given, spare):
    """The calls, in order, that bring each of `outputs`, pairs (line, slot), slot.

    given: the slots of the lines that are there. spare: the array for values that
    have no other slot.
    Returns: the calls, and the number of blocks of `spare`.
    Raises: TraceError if no order of the calls keeps every value until it is used.
    """
    for in_place in (True, False):
        slots, copies, count = _settle(program, outputs, given, spare, in_place)
        calls = _ordered(program, outputs, given, slots) + copies
        if _holds(program, calls, given, slots):
            return _merged(calls), count
    return refuse("a step that overwrites a value before its last use,")


def _settle(program, outputs, given, spare, in_place):
    """A slot for every line, going back from the outputs.

    A slot that is given, and an output's too, is overwritten only if `in_place`.
    Returns: the slots, copies to be made at the end, the number of spare blocks.
    """
    slots, copies, held = dict(given), [], set(given.values())
    for line, slot in outputs:
        taken = slot in held and not in_place
        if line in slots or program.value(line) is not None or taken:
            copies.append((line, slot))
        else:
            slots[line] = slot
    lines = program.reached([line for line, _ in outputs], given)
    uses = [line for line, _ in outputs]
    uses += [u for v in lines if v not in given for u in program.args(v)]
    movable = held & {slot for _, slot in outputs} if in_place else set()
    count = 0
    for v in reversed([v for v in lines if v not in given and program.args(v)]):
        sole = [u for u in program.args(v) if uses.count(u) == 1]
        if v not in slots:  # in place of an incoming gradient, if it may
            places = [given[u] for u in sole if given.get(u) in movable]
            slots[v] = places[0] if places else (spare, -(count := count + 1))
        below = [u for u in sole if u not in slots and program.args(u)]
        if below and slots[v] not in held and program.lines[v][0] != "product":
            slots[below[0]] = slots[v]
    slots = {v: (a, k + count if a == spare else k) for v, (a, k) in slots.items()}
    ends = [_call(program, "copy", slot, [line], line, slots) for line, slot in copies]
    return slots, ends, count


def _call(program, op, slot, args, line, slots):
    """A call on single blocks."""

    def operand(u):
        value = program.value(u)
        return _block(slots[u]) if value is None else value

    return Call(op, _block(slot), tuple(map(operand, args)), (line,))


def _block(slot):
    array, k = slot
    return Blocks(array, k, k + 1)


def _ordered(program, outputs, given, slots):
    """A call for each line: those that need no other first, then those that need
    these, and so on; what overwrites a given value that others need comes last."""
    ends, held = {line for line, _ in outputs}, set(given.values())
    lines = program.reached(ends, given)
    used = {u for v in lines if v not in given for u in program.args(v)}
    level, calls = {}, []
    for v in lines:
        if v in given or not program.args(v):
            level[v] = 0
            continue
        op, *args = program.lines[v]
        level[v] = 1 + max(level[u] for u in args)
        last = slots[v] in held and v not in used
        call = _call(program, op, slots[v], args, v, slots)
        calls.append(((last, level[v], op, slots[v]), call))
    return [call for _, call in sorted(calls, key=lambda pair: pair[0])]


def _holds(program, calls, given, slots):
    """Does each slot still hold the value that a call takes from it?"""
    holds = {slot: line for line, slot in given.items()}
    for call in calls:
        (line,) = call.lines
        for u in [line] if call.op == "copy" else program.args(line):
            if program.value(u) is None and holds.get(slots[u]) != u:
                return False
        holds[call.out[:2]] = line
    return True


def _merged(calls):
    """The calls, with neighbours of the same kind as one."""
    merged = calls[:1]
    for call in calls[1:]:
        one = _joined(merged[-1], call)
        merged[-1:] = [one] if one else [merged[-1], call]
    return merged


def _joined(a, b):
    """Call `a`, and `b` on the blocks next to it, as one; None if that cannot be.

    Each argument is a run of blocks as long as the result, or the same for all; and
    `b` takes nothing that `a` makes, as in tanh(tanh(x)).
    """
    if a.op != b.op or a.op == "product" or not _next(a.out, b.out):
        return None
    if any(_shared(a.out, y) for y in b.args):
        return None
    args, n = [], len(a.lines)
    for x, y in zip(a.args, b.args, strict=True):
        run = isinstance(x, Blocks) and isinstance(y, Blocks) and _next(x, y)
        if run and x.hi - x.lo == n:
            args.append(x._replace(hi=y.hi))
        elif x == y:
            args.append(x)
        else:
            return None
    return Call(a.op, a.out._replace(hi=b.out.hi), tuple(args), a.lines + b.lines)


def _next(x, y):
    return x.array == y.array and x.hi == y.lo


def _shared(x, y):
    """Have the blocks `x` and the argument `y` a block in common?"""
    same = isinstance(y, Blocks) and x.array == y.array
    return same and x.lo < y.hi and y.lo < x.hi
