"""Learning rates as plain functions of the update number k = 0, 1, 2, ...

`fit` takes any function of k: `lr=lambda k: cosine_rate(k, 0.01, updates=1000)`.
"""

import math
import operator


def constant_rate(k: int, lr: float) -> float:
    """The learning rate `lr` at every update.

    Raises: ValueError or TypeError for an update number below 0 or lr that is none.
    """
    _checked(k, lr)
    return float(lr)


def step_rate(k: int, lr: float, every: int, factor: float = 0.1) -> float:
    """Start at `lr` and multiply by `factor` after each `every` updates.

    Returns: lr factor^(k // every).
    Raises: ValueError or TypeError for k, lr, every or factor out of range.
    """
    k = _checked(k, lr)
    if not (every >= 1 and 0 < factor <= 1):
        raise ValueError(
            f"every is {every} and factor is {factor}, wanted every >= 1 updates and "
            f"0 < factor <= 1: every=1000, factor=0.1 is a usual choice"
        )
    return float(lr) * float(factor) ** (k // every)


def cosine_rate(
    k: int, lr: float, updates: int, warmup: int = 0, final: float = 0.0
) -> float:
    """Climb to `lr` in a straight line, then go down to `final` along half a cosine.

    While k < warmup: lr (k + 1) / warmup. After that, with s running from 0 at
    k = warmup to 1 at k = updates: final + (lr - final) (1 + cos(pi s)) / 2, and
    `final` from k = updates on.
    Raises: ValueError or TypeError for k, lr, updates, warmup or final out of range.
    Source: loshchilov2017, one cycle without restart; the climb is not in it.
    """
    k, lr = _checked(k, lr), float(lr)
    if not 0 <= warmup < updates:
        raise ValueError(
            f"warmup is {warmup} and updates is {updates}, wanted 0 <= warmup < "
            f"updates: both count updates, and a twentieth is a usual warm-up"
        )
    if not 0 <= final <= lr:
        raise ValueError(
            f"final is {final} and lr is {lr}, wanted 0 <= final <= lr: lr is the "
            f"highest rate, final the last one"
        )
    if k < warmup:
        return lr * (k + 1) / warmup
    share = min(1.0, (k - warmup) / (updates - warmup))
    return final + (lr - final) * (1 + math.cos(math.pi * share)) / 2


def _checked(k: int, lr: float) -> int:
    try:
        k = operator.index(k)
    except TypeError:
        raise TypeError(
            f"k is a {type(k).__name__}, wanted the number of the update, a whole "
            f"number: pass int(k)"
        ) from None
    if k < 0 or not 0 <= lr < math.inf:
        raise ValueError(
            f"k is {k} and lr is {lr}, wanted k >= 0 and a finite lr >= 0: updates "
            f"are numbered from 0, and 0.01 is a usual lr"
        )
    return k
