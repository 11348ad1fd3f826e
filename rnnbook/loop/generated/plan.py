"""Where each value lives, and which lines run as one call.

A home is (array, block). A value that a single line uses is worked out in the home of
that line, in place; lines of the same kind on neighbouring blocks become one call.
"""

from typing import NamedTuple

from rnnbook.loop.generated.ir import refuse


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


def schedule(sheet, outputs, given, spare):
    """The calls, in order, that bring each of `outputs`, pairs (line, home), home.

    given: the homes of the lines that are there. spare: the array for values that
    have no other home.
    Returns: the calls, and the number of blocks of `spare`.
    Raises: TraceError if no order of the calls keeps every value until it is used.
    """
    for in_place in (True, False):
        homes, copies, count = _settle(sheet, outputs, given, spare, in_place)
        calls = _ordered(sheet, outputs, given, homes) + copies
        if _holds(sheet, calls, given, homes):
            return _merged(calls), count
    return refuse("a step that overwrites a value before its last use,")


def _settle(sheet, outputs, given, spare, in_place):
    """A home for every line, going back from the outputs.

    A home that is given, and an output's too, is overwritten only if `in_place`.
    Returns: the homes, copies to be made at the end, the number of spare blocks.
    """
    homes, copies, held = dict(given), [], set(given.values())
    for line, home in outputs:
        taken = home in held and not in_place
        if line in homes or sheet.value(line) is not None or taken:
            copies.append((line, home))
        else:
            homes[line] = home
    lines = sheet.reached([line for line, _ in outputs], given)
    uses = [line for line, _ in outputs]
    uses += [u for v in lines if v not in given for u in sheet.args(v)]
    movable = held & {home for _, home in outputs} if in_place else set()
    count = 0
    for v in reversed([v for v in lines if v not in given and sheet.args(v)]):
        sole = [u for u in sheet.args(v) if uses.count(u) == 1]
        if v not in homes:  # in place of an incoming gradient, if it may
            places = [given[u] for u in sole if given.get(u) in movable]
            homes[v] = places[0] if places else (spare, -(count := count + 1))
        below = [u for u in sole if u not in homes and sheet.args(u)]
        if below and homes[v] not in held and sheet.lines[v][0] != "product":
            homes[below[0]] = homes[v]
    homes = {v: (a, k + count if a == spare else k) for v, (a, k) in homes.items()}
    ends = [_call(sheet, "copy", home, [line], line, homes) for line, home in copies]
    return homes, ends, count


def _call(sheet, op, home, args, line, homes):
    """A call on single blocks."""

    def operand(u):
        value = sheet.value(u)
        return _block(homes[u]) if value is None else value

    return Call(op, _block(home), tuple(map(operand, args)), (line,))


def _block(home):
    array, k = home
    return Blocks(array, k, k + 1)


def _ordered(sheet, outputs, given, homes):
    """A call for each line: those that need no other first, then those that need
    these, and so on; what overwrites a given value that others need comes last."""
    ends, held = {line for line, _ in outputs}, set(given.values())
    lines = sheet.reached(ends, given)
    used = {u for v in lines if v not in given for u in sheet.args(v)}
    level, calls = {}, []
    for v in lines:
        if v in given or not sheet.args(v):
            level[v] = 0
            continue
        op, *args = sheet.lines[v]
        level[v] = 1 + max(level[u] for u in args)
        last = homes[v] in held and v not in used
        call = _call(sheet, op, homes[v], args, v, homes)
        calls.append(((last, level[v], op, homes[v]), call))
    return [call for _, call in sorted(calls, key=lambda pair: pair[0])]


def _holds(sheet, calls, given, homes):
    """Does each home still hold the value that a call takes from it?"""
    holds = {home: line for line, home in given.items()}
    for call in calls:
        (line,) = call.lines
        for u in [line] if call.op == "copy" else sheet.args(line):
            if sheet.value(u) is None and holds.get(homes[u]) != u:
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

    Each argument is a run of blocks as long as the result, or the same for all.
    """
    if a.op != b.op or a.op == "product" or not _next(a.out, b.out):
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
