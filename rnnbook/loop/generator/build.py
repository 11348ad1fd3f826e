"""From a cell to functions that run: traced, planned, written, compiled, remembered."""

import functools
import itertools
import linecache
from collections import OrderedDict

import numpy as np

from rnnbook.loop.generator.emit import backward_functions, forward_function
from rnnbook.loop.generator.layout import lower
from rnnbook.loop.generator.text import CALLED
from rnnbook.tracing import trace

REMEMBERED = 32  # engines


class Compiled:
    """A generated function; it takes its arguments out of a dict, by their names."""

    def __init__(self, function, title):
        self.text, self.blocks, self._values = function
        self._dtypes, space = {}, {name: getattr(np, name) for name in CALLED}
        exec(compile(self.text, title, "exec"), space)
        # So that a traceback and a debugger show the text.
        lines = self.text.splitlines(keepends=True)
        linecache.cache[title] = len(self.text), None, lines, title
        self._run = space[self.text.split("(")[0].removeprefix("def ")]
        code = self._run.__code__
        self._names = code.co_varnames[: code.co_argcount - 1]

    def __call__(self, arrays, dtype):
        self._run(*[arrays[name] for name in self._names], self._numbers(dtype))

    def _numbers(self, dtype):
        """The numbers of the text as arrays of no axes, which ufuncs take fastest."""
        if dtype not in self._dtypes:
            self._dtypes[dtype] = [np.array(v, dtype) for v in self._values]
        return self._dtypes[dtype]


class Engine:
    """What is generated for one cell, for sequences with a mask or without.

    forward: the loop over the steps. backward(carried): the coefficients and the loop
    back. layout: the order of the blocks. step: the type of the cell's record.
    fused, half: for each gate, is b_h a part of b, and are its columns halved?
    """

    def __init__(self, cell, masked):
        self.cell, self._masked = cell, masked
        self._work = lower(trace(cell), "b_h" in cell.params._fields, masked)
        self.layout, there = self._work.layout, self._work.forward
        gates = range(len(cell.gates))
        self.fused = np.array([k in there.fused for k in gates])
        self.half = np.array([0.5 if k in there.halved else 1.0 for k in gates])
        self.forward = self._compiled(forward_function(self._work, masked))
        self.step = _step_type(cell)
        self.backward = functools.cache(self._backward)

    def _backward(self, carried):
        functions = backward_functions(self._work, self._masked, carried)
        return tuple(map(self._compiled, functions))

    def _compiled(self, function):
        return Compiled(function, f"<engine {next(_count)} of {self.cell.name}>")


def _step_type(cell):
    """The type of a cell's record: what a step of one unit of zeros returns."""

    def zeros(n):
        return np.zeros((1, n))

    xU, state = zeros(len(cell.gates)), tuple(zeros(1) for _ in cell.state)
    with np.errstate(all="ignore"):
        own = [zeros(len(rows)) for rows in cell.weights.values()]
        return type(cell.forward(xU, xU, state, *own)[1])


_engines = OrderedDict()
_count = itertools.count(1)


def engine_for(cell, masked=False):
    """The Engine of `cell`, generated when it is first asked for.

    It says what the cell's functions did then: a number that they read from elsewhere
    is fixed. Raises: TraceError for a cell that cannot be traced.
    """
    key = id(cell), masked
    if key not in _engines:
        _engines[key] = Engine(cell, masked)  # which holds the cell, and so its id
        while len(_engines) > REMEMBERED:
            _engines.popitem(last=False)
    return _engines[key]


def source(cell, masked=False, carried=False):
    """The text that is generated for `cell`, three functions of Python.

    masked, carried: as it is for sequences with a mask, for a backward with a carry.
    Raises: TraceError for a cell that cannot be traced, or not be made an engine of.
    """
    engine = engine_for(cell, masked)
    return "\n\n".join(f.text for f in (engine.forward, *engine.backward(carried)))
