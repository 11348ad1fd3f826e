"""13.5 in code: does an output depend on what it must not see?"""

import numpy as np

from rnnbook.exercises.form import Code


def leaks_of(h, changed, t, b):
    moved = np.abs(changed - h)
    others = np.delete(moved, b, axis=1).max()
    earlier = moved[:t, b].max()
    return others, earlier


def cases(rng):
    for T, B, H, t, b in ((6, 3, 2, 3, 1), (4, 2, 1, 1, 0), (5, 4, 3, 4, 3)):
        h, changed = rng.normal(size=(2, T, B, H))
        yield {"h": h, "changed": changed, "t": t, "b": b}


LEAKS = Code(
    "13.5", "Does it leak?", leaks_of, outputs="others earlier", cases=cases,
    meaning="Two numbers that have to be zero, for any causal network in any library. "
        "Here they were not: the two outputs were drawn at random.",
    mistakes={
        ("np.delete(moved, b, axis=1).max()", "moved[:, b].max()"):
            "`others` is that of sequence b itself, which may move.",
        ("np.delete(moved, b, axis=1).max()", "moved.max()"):
            "`others` takes in sequence b, which may move.",
        ("np.delete(moved, b, axis=1).max()", "np.delete(moved[:t], b, axis=1).max()"):
            "`others` looks at the steps before t only. Another sequence may not move "
            "at any step.",
        ("np.delete(moved, b, axis=1).max()", "np.delete(moved, b, axis=0).max()"):
            "`others` leaves out a step. The sequences are along the second axis.",
        ("moved[:t, b].max()", "moved[: t + 1, b].max()"):
            "`earlier` takes in step t, which may move.",
        ("moved[:t, b].max()", "moved[t:, b].max()"):
            "`earlier` looks at step t and later. Those may move.",
        ("moved[:t, b].max()", "moved[:t].max()"):
            "`earlier` takes in all sequences. That of sequence b was wanted.",
        ("moved[:t, b].max()", "moved[b, :t].max()"):
            "In `earlier` the axes have changed places. Time comes first.",
        ("np.abs(changed - h)", "changed - h"):
            "The largest difference with its sign: a large move downwards is missed.",
        ("np.abs(changed - h)", "(changed - h) ** 2"):
            "These are squared differences.",
        (("np.delete(moved, b, axis=1).max()", "np.delete(moved, b, axis=1).mean()"),
         ("moved[:t, b].max()", "moved[:t, b].mean()")):
            "These are means. One output that moves is enough: take the largest.",
        ("return others, earlier", "return earlier, others"):
            "The two numbers have changed places.",
    },
    hints=(
        "First the absolute differences of all outputs, an array (T, B, H).",
        "`np.delete` gives a copy without one sequence. Along which axis do they lie?",
        "A slice `[:t]` ends before step t.",
    ),
)  # fmt: skip
