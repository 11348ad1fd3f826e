"""9.3 in code: each sequence in reverse, and the gradient of that."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.loop.masks import reverse_by_length


def _right(x, lengths, dturned):
    return reverse_by_length(x, lengths), reverse_by_length(dturned, lengths)


def _per_sequence(change):
    """Both arrays with `change(column, length)` done to each sequence."""

    def both(x, lengths, dturned):
        return tuple(
            np.stack([change(a[:, b], n) for b, n in enumerate(lengths)], axis=1)
            for a in (x, dturned)
        )

    return both


def _off_by_one(column, n):
    turned = column.copy()
    for t in range(n):
        turned[t] = column[(n - t) % n]
    return turned


def _zeroed(column, n):
    return np.concatenate([column[:n][::-1], 0 * column[n:]])


def _both(change):
    return lambda x, lengths, dturned: (change(x, lengths), change(dturned, lengths))


def _cases(rng):
    cases = []
    for T, lengths, D in (
        (5, [5, 3], 2), (4, [2, 4, 1], 3), (6, [4, 6, 5, 3], 1), (3, [3], 4)
    ):  # fmt: skip
        shape = T, len(lengths), D
        cases.append(
            {
                "x": rng.normal(size=shape),
                "lengths": np.array(lengths),
                "dturned": rng.normal(size=shape),
            }
        )
    return cases


REVERSE = Exercise(
    number="9.3",
    title="Reverse by length",
    outputs=("turned", "dx"),
    right=_right,
    cases=_cases,
    meaning="Turning a sequence twice gives it back, so one function serves on the way "
    "in, on the way out, and for both gradients.",
    mistakes=(
        Mistake(
            "whole length",
            "You turn the whole padded length: the padding of short sequences comes "
            "first.",
            lambda x, lengths, dturned: (x[::-1], dturned[::-1]),
        ),
        Mistake(
            "whole length, gradient right",
            "`turned` has the whole padded length reversed: the padding of short "
            "sequences comes first.",
            lambda x, lengths, dturned: {"turned": x[::-1]},
        ),
        Mistake(
            "nothing turned",
            "Both arrays come back as they were.",
            lambda x, lengths, dturned: (x, dturned),
        ),
        Mistake(
            "padding set to zero",
            "The steps behind the end are zero. They should stay as they were.",
            _per_sequence(_zeroed),
        ),
        Mistake(
            "off by one",
            "Your first step is still the first. The last step of step t's sequence "
            "stands at its length less one, counted from 0.",
            _per_sequence(_off_by_one),
        ),
        Mistake(
            "last step left out",
            "All but the last step of each sequence is turned.",
            _per_sequence(lambda c, n: np.concatenate([c[: n - 1][::-1], c[n - 1 :]])),
        ),
        Mistake(
            "first sequence's length for all",
            "Every sequence is turned by the length of the first.",
            _both(lambda a, n: np.concatenate([a[: n[0]][::-1], a[n[0] :]])),
        ),
        Mistake(
            "shortest length for all",
            "Every sequence is turned by the length of the shortest.",
            _both(lambda a, n: np.concatenate([a[: min(n)][::-1], a[min(n) :]])),
        ),
        Mistake(
            "padding alone turned",
            "The steps behind the end are turned, and the sequence is as it was.",
            _per_sequence(lambda c, n: np.concatenate([c[:n], c[n:][::-1]])),
        ),
        Mistake(
            "padding turned too",
            "The sequences are right. What stands behind their ends is turned too, and "
            "should stay.",
            _per_sequence(lambda c, n: np.concatenate([c[:n][::-1], c[n:][::-1]])),
        ),
        Mistake(
            "batch turned",
            "You turn the axis of the batch. Time is the first axis.",
            _both(lambda a, n: a[:, ::-1]),
        ),
        Mistake(
            "units turned",
            "You turn the axis of the units. Time is the first axis.",
            _both(lambda a, n: a[..., ::-1]),
        ),
        Mistake(
            "gradient not turned",
            "`dx` is what came in. The gradient of the step that went to place t "
            "stands at place t.",
            lambda x, lengths, dturned: {"dx": dturned},
        ),
        Mistake(
            "gradient over the whole length",
            "`dx` is turned over the whole padded length, `turned` is not.",
            lambda x, lengths, dturned: {"dx": dturned[::-1]},
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: `turned` comes first.",
            lambda *args: _right(*args)[::-1],
        ),
    ),
    hints=(
        "Begin with one sequence of length n: which of its steps come to the places 0 "
        "to n - 1, and what happens to the rest?",
        "A loop over the batch is fine. Work on a copy, so that `x` stays as it is.",
        "Where did x[t, b] go? Its gradient is what stands there in `dturned`. Do you "
        "need new code for that?",
    ),
)
