"""3.5 in code: the mean loss of a padded batch, and the loss of each last step."""

import numpy as np

from rnnbook.exercises.form import Code


def padded_losses(losses, lengths):
    T, B = losses.shape
    mask = np.arange(T)[:, None] < lengths
    mean = losses[mask].sum() / mask.sum()
    last = losses[lengths - 1, np.arange(B)]
    return float(mean), last


def cases(rng):
    return [
        {"losses": rng.uniform(0.1, 3.0, (T, len(n))), "lengths": np.array(n)}
        for T, n in ((6, (6, 2, 4)), (5, (3, 5)), (4, (4, 1, 2, 3)), (7, (5, 2)))
    ]


MASKED = Code(
    "3.5", "The loss of a padded batch", padded_losses, outputs="mean last",
    cases=cases,
    meaning="Neither number changes if the batch is padded further. That is a good "
        "test of any loss.",
    mistakes={
        ("losses[mask].sum() / mask.sum()", "losses.mean()"):
            "The mean is over all entries, the padding and its losses too.",
        ("/ mask.sum()", "/ mask.size"):
            "The padding adds nothing to your sum, but you divide by the number of all "
            "entries: the loss would get better with every step of padding.",
        ("losses[mask].sum() / mask.sum()",
         "((losses * mask).sum(axis=0) / lengths).mean()"):
            "This is the mean of the means of the sequences: a step of a short one "
            "weighs more than a step of a long one. Every step should weigh the same.",
        (" / mask.sum()", ""):
            "This is the sum over the steps that count. Their mean was wanted.",
        ("/ mask.sum()", "/ B"):
            "You divide by the number of sequences. The mean over steps was wanted.",
        ("/ mask.sum()", "/ T"):
            "You divide by the steps of the padded batch. The mean over all steps that "
            "count was wanted.",
        ("< lengths", ">= lengths"):
            "The mask is the wrong way round: this is the mean over the padding.",
        ("< lengths", "<= lengths"):
            "Each sequence counts one step of its padding too.",
        ("< lengths", "< lengths - 1"): "Each sequence loses its last step.",
        ("losses[lengths - 1, np.arange(B)]", "losses[-1]"):
            "This is the last row of the batch. For all sequences but the longest that "
            "is padding.",
        ("lengths - 1", "lengths - 2"):
            "This is the step before the last. Steps are counted from 0.",
        ("lengths - 1", "lengths % T"):
            "This is the first step behind the end. Steps are counted from 0.",
        ("float(mean), last", "last, float(mean)"):
            "Both are right, in the wrong order: the mean comes first.",
    },
    hints=(
        "Compare each step with each length: the steps as a column (T, 1) against the "
        "lengths give one truth value for each entry.",
        "Two numbers make the mean: what is added up, and how many. The padding must "
        "be in neither.",
        "An array can be indexed by two lists: `losses[rows, columns]` takes one entry "
        "for each pair. The columns are all sequences in order.",
    ),
)  # fmt: skip
