"""Learning rates as plain functions of the update number k = 0, 1, 2, ...

`fit` takes any function of k: `lr=lambda k: cosine_rate(k, 0.01, updates=1000)`.
"""

import math

from rnnbook._checks import need_number, need_rate, need_whole


def constant_rate(k: int, lr: float) -> float:
    """The learning rate `lr` at every update.

    Raises: ValueError or TypeError for an update number below 0 or lr that is none.
    """
    return _checked(k, lr)[1]


def step_rate(k: int, lr: float, every: int, factor: float = 0.1) -> float:
    """Start at `lr` and multiply by `factor` after each `every` updates.

    Returns: lr factor^(k // every).
    Raises: ValueError or TypeError for k, lr, every or factor out of range.
    """
    k, lr = _checked(k, lr)
    every = need_whole("every", every, 1, "updates, every=1000 is a usual choice")
    fits, why = lambda v: 0 < v <= 1, "factor=0.1 is a usual choice"
    factor = need_number("factor", factor, fits, "0 < factor <= 1", why)
    return lr * factor ** (k // every)


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
    k, lr = _checked(k, lr)
    updates = need_whole("updates", updates, 1, "updates of the training, pass 1000")
    warmup = need_whole("warmup", warmup, 0, "updates of the climb, pass 50")
    final = need_rate("final", final, "the last learning rate, 0 is usual")
    if warmup >= updates:
        raise ValueError(
            f"warmup is {warmup} and updates is {updates}, wanted 0 <= warmup < "
            f"updates: both count updates, and a twentieth is a usual warm-up"
        )
    if final > lr:
        raise ValueError(
            f"final is {final} and lr is {lr}, wanted 0 <= final <= lr: lr is the "
            f"highest rate, final the last one"
        )
    if k < warmup:
        return lr * (k + 1) / warmup
    share = min(1.0, (k - warmup) / (updates - warmup))
    return final + (lr - final) * (1 + math.cos(math.pi * share)) / 2


def _checked(k: int, lr: float) -> tuple[int, float]:
    k = need_whole("k", k, 0, "updates are numbered from 0, pass int(k)")
    return k, need_rate("lr", lr, "0.01 is a usual learning rate")
