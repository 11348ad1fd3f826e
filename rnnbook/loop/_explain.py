"""What a cell's backward has got wrong, found out once the loop has failed over it.

Nothing here runs as long as all goes well, so the loop is as fast and as plain as it
would be without.
"""

from contextlib import contextmanager

import numpy as np

from rnnbook._checks import need_array, need_shape
from rnnbook.cells.params import own_weights


@contextmanager
def explained(cell, p, cache, dstate):
    """Say of an error in the loop what the cell's backward has to do with it."""
    try:
        yield
    except (AttributeError, TypeError, ValueError) as error:
        try:
            step = cache.steps[-1]
            returned = cell.backward(dstate, step, *own_weights(cell, p))
        except Exception:                        # the reader's own, and it says why
            raise error from None
        try:
            check_returned(cell, p, returned, len(dstate[0]))
        except (TypeError, ValueError) as why:
            raise why from error
        raise


def check_returned(cell, p, returned, B):
    """Refuse what the backward of one step returned, if the loop cannot use it."""
    own = [f"d{name}" for name in cell.weights]
    names = ["dxU", "dhW", "dstate", *own]
    whose = f"the backward of the {cell.name} cell"
    count = len(returned) if isinstance(returned, tuple) else type(returned).__name__
    if count != len(names):
        more = f", a row of {' and of '.join(own)} for each sequence" if own else ""
        raise ValueError(
            f"{whose} returned {count} values, wanted {len(names)}, "
            f"({', '.join(names)}): return a gradient for xU, for hW and for the old "
            f"state{more}"
        )
    if not isinstance(returned[2], tuple) or len(returned[2]) != len(cell.state):
        raise ValueError(
            f"{whose} returned the dstate {_shown(returned[2])}, wanted a tuple "
            f"({', '.join(f'd{name}' for name in cell.state)},): one gradient for each "
            f"part of the old state, 0.0 for a part that the step does not look at"
        )
    widths = dict.fromkeys(names[:2], p.b.size)
    widths |= {f"d{name}": getattr(p, name).size for name in cell.weights}
    for name, value in zip(names[:2] + own, returned[:2] + returned[3:], strict=True):
        need_array(f"{name} of {whose}", value)
        why = "one row for each sequence of the batch, the loop adds them up"
        need_shape(f"{name} of {whose}", value, (B, widths[name]), why)


def _shown(value):
    """A value in a few words: of an array its shape."""
    if isinstance(value, np.ndarray):
        return f"an array {value.shape}"
    return f"{value!r:.60}"
