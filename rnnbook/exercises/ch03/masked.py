"""3.5 in code: the mean loss of a padded batch, and the loss of each last step."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.loop.masks import length_mask


def _masked(losses, lengths):
    mask = length_mask(lengths, len(losses))
    mean = (losses * mask).sum() / mask.sum()
    return float(mean), losses[lengths - 1, np.arange(len(lengths))]


def _mean(wrong):
    """A wrong mean, made of the losses and a mask."""

    def mistake(losses, lengths):
        mask = length_mask(lengths, len(losses)).astype(float)
        return {"mean": float(wrong(losses, mask))}

    return mistake


def _stretched(by):
    """The mask of lengths that are longer or shorter than they should be."""

    def mistake(losses, lengths):
        T = len(losses)
        mask = np.arange(T)[:, None] < lengths + by
        return {"mean": float((losses * mask).sum() / mask.sum())}

    return mistake


def _last(wrong):
    return lambda losses, lengths: {"last": wrong(losses, lengths)}


def _cases(rng):
    return [
        {"losses": rng.uniform(0.1, 3.0, (T, len(n))), "lengths": np.array(n)}
        for T, n in ((6, (6, 2, 4)), (5, (3, 5)), (4, (4, 1, 2, 3)), (7, (5, 2)))
    ]


MASKED = Exercise(
    number="3.5",
    title="The loss of a padded batch",
    outputs=("mean", "last"),
    right=_masked,
    cases=_cases,
    meaning="Neither number changes if the batch is padded further. That is a good "
    "test of any loss.",
    mistakes=(
        Mistake(
            "padding counted",
            "The mean is over all entries, the padding and its losses too.",
            _mean(lambda losses, mask: losses.mean()),
        ),
        Mistake(
            "divided by all entries",
            "The padding adds nothing to your sum, but you divide by the number of all "
            "entries: the loss would get better with every step of padding.",
            _mean(lambda losses, mask: (losses * mask).mean()),
        ),
        Mistake(
            "mean of means",
            "This is the mean of the means of the sequences: a step of a short one "
            "weighs more than a step of a long one. Every step should weigh the same.",
            _mean(
                lambda losses, mask: ((losses * mask).sum(0) / mask.sum(0)).mean()
            ),
        ),
        Mistake(
            "sum",
            "This is the sum over the steps that count. Their mean was wanted.",
            _mean(lambda losses, mask: (losses * mask).sum()),
        ),
        Mistake(
            "divided by the batch",
            "You divide by the number of sequences. The mean over steps was wanted.",
            _mean(lambda losses, mask: (losses * mask).sum() / mask.shape[1]),
        ),
        Mistake(
            "divided by the steps",
            "You divide by the steps of the padded batch. The mean over all steps that "
            "count was wanted.",
            _mean(lambda losses, mask: (losses * mask).sum() / mask.shape[0]),
        ),
        Mistake(
            "only the padding",
            "The mask is the wrong way round: this is the mean over the padding.",
            _mean(lambda losses, mask: losses[mask == 0].mean()),
        ),
        Mistake(
            "one step too many",
            "Each sequence counts one step of its padding too.",
            _stretched(1),
        ),
        Mistake(
            "one step too few",
            "Each sequence loses its last step.",
            _stretched(-1),
        ),
        Mistake(
            "last row",
            "This is the last row of the batch. For all sequences but the longest "
            "that is padding.",
            _last(lambda losses, lengths: losses[-1]),
        ),
        Mistake(
            "step before the last",
            "This is the step before the last. Steps are counted from 0.",
            _last(lambda losses, n: losses[n - 2, np.arange(len(n))]),
        ),
        Mistake(
            "first padded step",
            "This is the first step behind the end. Steps are counted from 0.",
            _last(lambda losses, n: losses[n % len(losses), np.arange(len(n))]),
        ),
        Mistake(
            "returned in the wrong order",
            "Both are right, in the wrong order: the mean comes first.",
            lambda losses, lengths: _masked(losses, lengths)[::-1],
        ),
    ),
    hints=(
        "Compare each step with each length: the steps as a column (T, 1) against the "
        "lengths give one truth value for each entry.",
        "Two numbers make the mean: what is added up, and how many. The padding must "
        "be in neither.",
        "An array can be indexed by two lists: `losses[rows, columns]` takes one entry "
        "for each pair. The columns are all sequences in order.",
    ),
)
