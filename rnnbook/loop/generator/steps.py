"""What a generated forward keeps, seen as the plain loop's lists."""

from collections.abc import Sequence

import numpy as np


class Steps(Sequence):
    """The records of all steps; each is put together when it is asked for.

    kind: the type of a record. fields: for each of its fields, the blocks it is made
    of, arrays (T, B, H).
    """

    def __init__(self, kind, fields):
        self._kind, self._fields = kind, fields

    def __len__(self):
        return len(self._fields[0][0])

    def __getitem__(self, t):
        if isinstance(t, slice):
            return [self[k] for k in range(*t.indices(len(self)))]
        if not -len(self) <= t < len(self):
            raise IndexError(f"step {t} of a sequence of {len(self)} steps")
        return self._kind(*(_value([b[t] for b in blocks]) for blocks in self._fields))


def _value(blocks):
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=-1)
