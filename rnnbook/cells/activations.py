"""The squashing functions of the book, and the hook that lets a trace see one.

`sigmoid` and `tanh` work elementwise, `softmax` along the last axis. All keep
the dtype of their input.
"""

import functools

import numpy as np


def primitive(function):
    """Make `function` one node of a trace instead of the NumPy calls inside it.

    A value with a method `__primitive__(name, args)` takes the call over; arrays
    and numbers have none and go straight through.
    """

    @functools.wraps(function)
    def call(*args):
        for arg in args:
            record = getattr(arg, "__primitive__", None)
            if record is not None:
                return record(function.__name__, args)
        return function(*args)

    return call


@primitive
def sigmoid(a):
    """Logistic function 1 / (1 + exp(-a)), elementwise; same shape back.

    Written through tanh, which cannot overflow, whatever the size of `a`.
    Right to one rounding of 1 (2e-16 in float64), so what is smaller than
    that is not resolved.
    """
    return 0.5 + 0.5 * np.tanh(0.5 * a)                                # (2.9)


def softmax(o):
    """Probabilities exp(o) / sum exp(o) along the last axis; same shape back.

    The largest entry is taken off first, so no exponential can overflow.
    """
    e = np.exp(o - o.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)                           # (3.4)
