"""Random numbers that a page draws too: widgets/_runtime/luck.js has the same lines.

The generator is mulberry32: 32 bits of state, enough for what a reader looks at and for
small trainings; after 2^32 numbers it begins again. Number k is a function of the seed
and of k alone. All that is made of the numbers (whole ones, normal ones) uses nothing
but + - * / and square roots, which every machine rounds alike, so that both languages
have the same bits.
"""

from math import prod
from typing import Any

import numpy as np

WORD, STRIDE = 0xFFFFFFFF, 0x6D2B79F5
# Wichura's AS 241: the normal number that a share p of all normal numbers is below.
MIDDLE = (
    (2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
     13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665),
    (5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597,
     5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0),
)  # fmt: skip
TAIL = (
    (0.0007745450142783414, 0.022723844989269184, 0.2417807251774506,
     1.2704582524523684, 3.6478483247632045, 5.769497221460691, 4.630337846156546,
     1.4234371107496835),
    (1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457,
     0.14810397642748008, 0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0),
)  # fmt: skip


def luck(seed: int, n: int, skip: int = 0) -> np.ndarray:
    """`n` numbers, 0 <= u < 1, the same in Python and in the page for a seed.

    skip: how many numbers of this seed come before them.
    """
    k = np.arange(1 + skip, n + 1 + skip, dtype=np.uint64)
    a = ((seed & WORD) + k * np.uint64(STRIDE)).astype(np.uint32)
    t = (a ^ (a >> np.uint32(15))) * (np.uint32(1) | a)
    t ^= t + (t ^ (t >> np.uint32(7))) * (np.uint32(61) | t)
    return (t ^ (t >> np.uint32(14))) / 2**32


def normal_of(u: np.ndarray) -> np.ndarray:
    """Standard normal numbers for numbers u of `luck`, one for one.

    Source: wichura1988, for p = u + 2^-33, the middle of what u stands for.
    """
    p = u + 2.0**-33
    q = p - 0.5
    small = np.where(q <= 0, p, 1 - p)
    middle, r = 0.180625 - q * q, np.sqrt(-_log(small)) - 1.6
    inner = _horner(MIDDLE[0], middle) * q / _horner(MIDDLE[1], middle)
    outer = _horner(TAIL[0], r) / _horner(TAIL[1], r)
    return np.where(np.abs(q) <= 0.425, inner, np.where(q < 0, -outer, outer))


def _horner(coefficients: tuple[float, ...], r: np.ndarray) -> np.ndarray:
    total = np.full_like(r, coefficients[0])
    for c in coefficients[1:]:
        total = total * r + c
    return total


def _log(p: np.ndarray) -> np.ndarray:
    """ln p by a series; a machine's own logarithms differ in their last bit."""
    m, e = np.frexp(p)
    low = m < 0.7071067811865476
    m, e = np.where(low, 2 * m, m), e - low
    s = (m - 1) / (m + 1)
    total = np.zeros_like(s)
    for k in range(19, 0, -2):
        total = total * (s * s) + 1 / k
    return e * 0.6931471805599453 + 2 * s * total


class Luck(np.random.Generator):
    """A Generator whose numbers are those of `luck`: tasks and starts take it as rng.

    It draws whole numbers, uniform and normal ones; whatever else a Generator can, it
    refuses, because a page could not draw the same.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(np.random.PCG64(0))
        self.seed, self.drawn = seed, 0

    def random(self, size: Any = None, *_: Any, **__: Any) -> Any:
        """Numbers 0 <= u < 1 of shape `size`, a float if there is none."""
        shape = () if size is None else np.atleast_1d(size).tolist()
        n = prod(shape)
        found = luck(self.seed, n, self.drawn).reshape(shape)
        self.drawn += n
        return float(found) if size is None else found

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """Numbers low <= u < high."""
        return low + (high - low) * self.random(size)

    def integers(
        self, low: Any, high: Any = None, size: Any = None, *_: Any, **__: Any
    ) -> Any:
        """Whole numbers low <= k < high, or 0 <= k < low if there is no high."""
        low, high = (0, low) if high is None else (low, high)
        found = low + np.floor(self.random(size) * (high - low)).astype(np.int64)
        return int(found) if size is None else found

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Normal numbers with that mean and standard deviation."""
        drawn = normal_of(np.asarray(self.random(size)))
        return loc + scale * (float(drawn) if size is None else drawn)


def _refused(name: str) -> Any:
    def method(self: Any, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(
            f"{name} is not drawn by Luck, wanted one of random, uniform, integers, "
            f"normal: pass np.random.default_rng(0), a page cannot draw the same then"
        )

    return method


for _name in dir(np.random.Generator):
    if _name[0] != "_" and _name not in ("bit_generator", *vars(Luck)):
        setattr(Luck, _name, _refused(_name))
