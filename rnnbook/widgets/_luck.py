"""Random numbers that a page draws too: _runtime/luck.js."""

import numpy as np

WORD = 0xFFFFFFFF


def luck(seed: int, n: int) -> np.ndarray:
    """`n` numbers, 0 <= u < 1, the same in Python and in the page for a seed.

    The generator is mulberry32: 32 bits of state, enough for what a reader looks at.
    """
    found, a = [], seed & WORD
    for _ in range(n):
        a = (a + 0x6D2B79F5) & WORD
        t = (a ^ (a >> 15)) * (1 | a) & WORD
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & WORD)) ^ t) & WORD
        found.append((t ^ (t >> 14)) / 2**32)
    return np.array(found)
