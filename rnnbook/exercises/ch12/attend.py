"""12.3 in code: attention for one sequence, with positions that are hidden."""

import numpy as np

from rnnbook.exercises.form import Code


def attend(s, h, seen):
    scores = s @ h.T
    scores = np.where(seen, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights, weights @ h


def cases(rng):
    for N, T, H in ((4, 6, 3), (2, 5, 5), (3, 3, 2)):
        seen = rng.random(T) < 0.6
        seen[rng.integers(T)] = True
        seen[(seen.argmax() + 1) % T] = False
        yield {
            "s": rng.normal(size=(N, H)), "h": rng.normal(size=(T, H)), "seen": seen
        }  # fmt: skip


ATTEND = Code(
    "12.3", "Attention", attend, outputs="weights means", cases=cases,
    meaning="Four lines, and no parameter: all that is learned is in the states.",
    mistakes={
        ("    scores = np.where(seen, scores, -np.inf)\n", ""):
            "Hidden positions have a weight. `seen` says which may have one.",
        ("np.where(seen, scores, -np.inf)", "np.where(seen, scores, 0.0)"):
            "The score of a hidden position is 0 in yours. The exponential of 0 is 1.",
        ("np.where(seen, scores, -np.inf)", "np.where(seen, -np.inf, scores)"):
            "You hide what may be seen, and see what is hidden.",
        (("np.where(seen, scores, -np.inf)", "scores + 0"),
         ("e / e.sum(axis=-1, keepdims=True)",
          "e / e.sum(axis=-1, keepdims=True) * seen")):
            "The weights no longer add up to 1: you hide after the softmax. Hide "
            "before it.",
        (("e = np.exp(scores - scores.max(axis=-1, keepdims=True))",
          "e = np.exp(scores - scores.max(axis=0, keepdims=True).clip(-1e9))"),
         ("e.sum(axis=-1, keepdims=True)", "e.sum(axis=0, keepdims=True).clip(1e-99)")):
            "Your softmax runs over the asking states. It runs over the positions.",
        ("e / e.sum(axis=-1, keepdims=True)", "e"):
            "The weights do not add up to 1: divide by their sum.",
        ("scores = s @ h.T\n", "scores = s @ h.T / np.sqrt(h.shape[-1])\n"):
            "You divide the scores by the root of H, as transformers do. (12.9) does "
            "not.",
        ("weights, weights @ h", "weights @ h, weights"):
            "Both are right, in the wrong order: the weights come first.",
        ("weights @ h", "h[weights.argmax(axis=-1)]"):
            "You take the one state with the highest weight. (12.11) is a mean "
            "of all.",
        ("weights @ h", "s"):
            "`means` are the asking states themselves. They are means of the rows of "
            "h.",
    },
    hints=(
        "The score of every state with every position is one product of matrices, of "
        "shape (N, T).",
        "`np.where(seen, scores, -np.inf)` works on all rows at once: `seen` is (T,), "
        "the last axis of the scores.",
        "The mean over positions is a product of the weights (N, T) with h (T, H).",
    ),
)  # fmt: skip
