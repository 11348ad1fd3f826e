"""Temporal order: in which order did X and Y come?"""

import numpy as np

from rnnbook._checks import need_choice
from rnnbook.tasks._checks import need_batch, need_whole
from rnnbook.tasks._codes import Batch, padded

ORDER_SYMBOLS = "EBabcdXY"
# Where the windows of the marks begin, in hundredths of T; each is T/10 wide.
WINDOWS = {2: (10, 50), 3: (10, 33, 66)}


def temporal_order(rng: np.random.Generator, T: int, B: int, marks: int = 2) -> Batch:
    """Name the order of two or three marks, each X or Y, among many distractors.

    A sequence begins with E, ends with B, and is drawn from a, b, c, d between, but
    for the marks. Its length is from T to T + T//10. At T = 100 the marks stand at
    steps 10-20 and 50-60 (experiment 6a), or 10-20, 33-43 and 66-76 (6b), counted
    from E = 0; other T move these windows in proportion.

    Shapes: x (T + T//10 at most, B, 8), one-hot in the order of ORDER_SYMBOLS, zeros
    behind each end; target (B,), the marks read as a binary number, X 0 and Y 1, first
    mark first: 4 or 8 classes; lengths (B,).
    Raises: ValueError for T below 10, B below 1, marks other than 2 or 3.
    Source: hochreiter1997.
    """
    T = need_whole("T", T, 10, "the windows of the marks are T/10 wide, pass T=100")
    B, begins = need_batch(rng, B), WINDOWS[_need_marks(marks)]
    rows, target = [], np.zeros(B, dtype=np.int64)
    for k in range(B):
        row = rng.integers(2, 6, rng.integers(T, T + T // 10 + 1))
        row[0], row[-1] = 0, 1
        for begin in begins:
            kind = rng.integers(0, 2)
            row[begin * T // 100 + rng.integers(0, T // 10 + 1)] = 6 + kind
            target[k] = 2 * target[k] + kind
        rows.append(row)
    x, lengths = padded(rows, len(ORDER_SYMBOLS))
    return Batch(x, target, lengths)


def temporal_order_baseline(marks: int = 2) -> float:
    """Accuracy of a guess: 1/4 for two marks, 1/8 for three.

    Raises: ValueError for marks other than 2 or 3.
    """
    return 1 / 2 ** _need_marks(marks)


def _need_marks(marks: int) -> int:
    return need_choice(
        "marks", marks, tuple(WINDOWS), "pass one of the two",
        "2 (experiment 6a) or 3 (6b)",
    )  # fmt: skip
