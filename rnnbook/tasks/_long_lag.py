"""Noise-free sequences with a long time lag: the last symbol repeats the first."""

import numpy as np

from rnnbook._checks import need_flag
from rnnbook.tasks._checks import need_batch, need_whole
from rnnbook.tasks._codes import Batch, one_hot


def long_lag(rng: np.random.Generator, lag: int, B: int, regular: bool = True) -> Batch:
    """Predict each next symbol; the last one repeats the first, `lag` steps before.

    There are lag + 1 symbols: a_1 ... a_{lag-1}, then x and y. A sequence has lag + 1
    of them: x or y, a_1 ... a_{lag-1}, and the first again. So there are two sequences
    in all (task 2a of hochreiter1997, where lag is p). With regular=False the symbols
    between are drawn from the a's at random, with nothing to predict there (task 2b).

    Shapes: x (lag, B, lag + 1), one-hot, a_1 first and y last; target (lag, B), the
    symbol that follows; lengths (B,), all lag. The last row of target is the test.
    Raises: ValueError for a lag below 2 or B below 1.
    Source: hochreiter1997.
    """
    lag = need_whole("lag", lag, 2, "a symbol stands between the two, pass lag=100")
    B = need_batch(rng, B)
    need_flag("regular", regular, "False draws the symbols between at random")
    codes = np.empty((lag + 1, B), dtype=np.int64)
    codes[0] = codes[-1] = rng.integers(lag - 1, lag + 1, B)
    if regular:
        codes[1:-1] = np.arange(lag - 1)[:, None]
    else:
        codes[1:-1] = rng.integers(0, lag - 1, (lag - 1, B))
    return Batch(one_hot(codes[:-1], lag + 1), codes[1:], np.full(B, lag))


def long_lag_baseline() -> float:
    """Accuracy of a guess at the last symbol: 1/2, it is x or y."""
    return 1 / 2
