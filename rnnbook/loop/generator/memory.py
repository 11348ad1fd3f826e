"""Memory that is used again: fresh pages are what large arrays cost most.

A slab is given out again only when no array that lies in it is left anywhere, be it a
view of a view; Python's own counting says when. So two forward passes can be under way
at once, and nothing that a caller holds is ever overwritten.
"""

import math
import threading
import weakref

import numpy as np

SMALL = 1 << 15  # bytes; below, the pool costs more than it saves
IDLE = 4  # slabs that wait for their next use, at most
ALIGN = 64


class Pool:
    """Slabs of memory, and for each a weak reference to the array made of it last."""

    def __init__(self):
        self._slabs, self._lock = [], threading.Lock()

    def arrays(self, shapes, dtype):
        """Arrays by name, side by side in one slab; what is in them is arbitrary."""
        size = np.dtype(dtype).itemsize
        sizes = {n: -(-math.prod(s) * size // ALIGN) * ALIGN for n, s in shapes.items()}
        root, at, made = self._root(sum(sizes.values())), 0, {}
        for name, shape in shapes.items():
            part = root[at : at + math.prod(shape) * size]
            made[name] = part.view(dtype).reshape(shape)
            at += sizes[name]
        return made

    def _root(self, count):
        """`count` bytes as an array, which every view of it keeps alive."""
        if count < SMALL:
            return np.empty(count, np.uint8)
        with self._lock:
            idle = [k for k, (_, last) in enumerate(self._slabs) if last() is None]
            fit = [k for k in idle if count <= len(self._slabs[k][0]) <= 2 * count]
            if fit:
                slab, _ = self._slabs.pop(fit[-1])
            else:
                slab = np.empty(count, np.uint8)
            for k in reversed([k for k in idle if k not in fit][:-IDLE]):
                del self._slabs[k]
            # Through a memoryview, so that views end at `root` and not at `slab`.
            root = np.frombuffer(memoryview(slab), np.uint8, count)
            self._slabs.append((slab, weakref.ref(root)))
        return root

    def clear(self):
        """Forget all slabs; those in use live on until their arrays are gone."""
        with self._lock:
            self._slabs.clear()


POOL = Pool()
