"""9.3 in code: each sequence in reverse, and the gradient of that."""

import numpy as np

from rnnbook.exercises.form import Code


def reverse(x, lengths, dturned):
    def turn(a):
        turned = a.copy()
        for b, n in enumerate(lengths):
            turned[:n, b] = a[:n, b][::-1]
        return turned

    return turn(x), turn(dturned)


def cases(rng):
    for T, D, lengths in (
        (5, 2, [5, 3]), (4, 3, [2, 4, 1]), (6, 1, [4, 6, 5, 3]), (3, 4, [3])
    ):  # fmt: skip
        x, dturned = rng.normal(size=(2, T, len(lengths), D))
        yield {"x": x, "lengths": np.array(lengths), "dturned": dturned}


REVERSE = Code(
    "9.3", "Reverse by length", reverse, outputs="turned dx", cases=cases,
    meaning="Turning a sequence twice gives it back, so one function serves on the way "
        "in, on the way out, and for both gradients.",
    mistakes={
        ("turn(x), turn(dturned)", "x[::-1], dturned[::-1]"):
            "You turn the whole padded length: the padding of short sequences comes "
            "first.",
        ("turn(x)", "x[::-1]"):
            "`turned` has the whole padded length reversed: the padding of short "
            "sequences comes first.",
        ("turn(x), turn(dturned)", "x, dturned"): "Both arrays come back as they were.",
        ("a.copy()", "0 * a"):
            "The steps behind the end are zero. They should stay as they were.",
        ("a[:n, b][::-1]", "np.roll(a[:n, b][::-1], 1, axis=0)"):
            "Your first step is still the first. The last step of step t's sequence "
            "stands at its length less one, counted from 0.",
        ("turned[:n, b] = a[:n, b][::-1]",
         "turned[: n - 1, b] = a[1:n, b][::-1]"):
            "The first step of each sequence is missing: a slice that goes back from "
            "the end stops *before* its second number. `a[n:0:-1]` never reaches a[0].",
        ("turned[:n, b] = a[:n, b][::-1]",
         "part = a[n:0:-1, b]\n            turned[: len(part), b] = part"):
            "You start one place too late and stop one too early: the last step is at "
            "place n - 1, and a slice stops *before* its second number.",
        ("a[:n, b][::-1]", "a[len(a) - n :, b][::-1]"):
            "You take each sequence from the end of the padded length. It stands at "
            "the beginning; the padding is behind it.",
        ("turned[:n, b] = a[:n, b]", "turned[len(a) - n :, b] = a[len(a) - n :, b]"):
            "You turn the last places of the padded length, as if the padding stood "
            "before the sequence. It stands behind it.",
        ("lengths):\n", "lengths - 1):\n"):
            "All but the last step of each sequence is turned.",
        ("lengths):\n", "lengths[0] + 0 * lengths):\n"):
            "Every sequence is turned by the length of the first.",
        ("lengths):\n", "min(lengths) + 0 * lengths):\n"):
            "Every sequence is turned by the length of the shortest.",
        ("turned[:n, b] = a[:n, b]", "turned[n:, b] = a[n:, b]"):
            "The steps behind the end are turned, and the sequence is as it was.",
        ("[::-1]", "[::-1]\n            turned[n:, b] = a[n:, b][::-1]"):
            "The sequences are right. What stands behind their ends is turned too, and "
            "should stay.",
        ("turn(x), turn(dturned)", "x[:, ::-1], dturned[:, ::-1]"):
            "You turn the axis of the batch. Time is the first axis.",
        ("turn(x), turn(dturned)", "x[..., ::-1], dturned[..., ::-1]"):
            "You turn the axis of the units. Time is the first axis.",
        ("turn(dturned)", "dturned"):
            "`dx` is what came in. The gradient of the step that went to place t "
            "stands at place t.",
        ("turn(dturned)", "dturned[::-1]"):
            "`dx` is turned over the whole padded length, `turned` is not.",
        ("turn(x), turn(dturned)", "turn(dturned), turn(x)"):
            "Both arrays are right, in the wrong order: `turned` comes first.",
    },
    hints=(
        "Begin with one sequence of length n: which of its steps come to the places 0 "
        "to n - 1, and what happens to the rest?",
        "A loop over the batch is fine. Work on a copy, so that `x` stays as it is.",
        "Where did x[t, b] go? Its gradient is what stands there in `dturned`. Do you "
        "need new code for that?",
    ),
)  # fmt: skip
