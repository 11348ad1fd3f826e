"""9.5 in code: the backward of layer normalisation."""

import numpy as np

from rnnbook.exercises.form import Code


def layer_norm_back(dy, v, gain, eps):
    def mean(a):
        return a.mean(axis=-1, keepdims=True)

    centred = v - mean(v)
    s = np.sqrt(mean(centred**2) + eps)
    normed = centred / s
    d = dy * gain
    dv = (d - mean(d) - normed * mean(d * normed)) / s
    return dv, (dy * normed).sum(axis=0), dy.sum(axis=0)


def cases(rng):
    for B, n, eps in ((3, 4, 0.1), (2, 5, 0.3), (5, 3, 0.2), (4, 4, 0.1)):
        dy, v = rng.normal(size=(B, n)), rng.normal(1, 2, (B, n))
        yield {"dy": dy, "v": v, "gain": rng.uniform(0.5, 2, n), "eps": eps}


LAYER_NORM = Code(
    "9.5", "Layer normalisation, backward", layer_norm_back,
    outputs="dv dgain doffset", cases=cases,
    meaning="Each row of `dv` sums to zero: to move all units of a row together "
        "changes nothing, so no gradient points that way.",
    mistakes={
        ("(d - mean(d) - normed * mean(d * normed))", "d"):
            "You treat mean and deviation as constants. Every entry of a row moves "
            "both of them. (It is right only where they come from elsewhere, as batch "
            "normalisation has them in testing.)",
        (" - normed * mean(d * normed)", ""):
            "You treat the deviation as a constant. Every entry of a row moves it.",
        (" - mean(d)", ""):
            "You treat the mean as a constant. Every entry of a row moves it.",
        ("d = dy * gain", "d = dy"):
            "The gain does not act on `dv`: it multiplies each unit on the way out.",
        (("d = dy * gain", "d = dy"), (" / s\n    return", " * gain / s\n    return")):
            "The gain comes in behind the two means. On the way back it is met first.",
        (") / s\n", ")\n"): "The division by the deviation is missing.",
        (") / s\n", ") / s**2\n"):
            "You divide by the variance. On the way out it was the deviation.",
        (("mean(d)", "np.sum(d, axis=-1, keepdims=True)"),
         ("mean(d * normed)", "np.sum(d * normed, axis=-1, keepdims=True)")):
            "You take sums over the units of a row. How much does one entry move the "
            "mean?",
        (" - normed * mean(", " - mean("):
            "In the third term the normalised row is missing in front of its mean: "
            "that term is in the direction of the row.",
        ("mean(d * normed)", "mean(d)"):
            "In the third term the mean is that of the gradient *times* the normalised "
            "row.",
        ("- normed *", "+ normed *"):
            "The sign of the term with the normalised row is wrong.",
        ("- mean(d)", "+ mean(d)"): "The sign of the mean that stands alone is wrong.",
        ("mean(d * normed)", "mean(dy * normed)"):
            "In the term with the normalised row the gain is missing: `dy` must have "
            "met it before any mean is taken.",
        ("axis=-1", "axis=0"):
            "You take means over the batch. That is batch normalisation; here each row "
            "is by itself.",
        ("np.sqrt(mean(centred**2) + eps)", "np.sqrt(mean(centred**2)) + eps"):
            "You add eps to the deviation. In (9.10) it stands *under* the root, "
            "beside the variance.",
        (" + eps", ""): "eps is missing.",
        ("mean(centred**2)", "v.var(axis=-1, keepdims=True, ddof=1)"):
            "You divide the squares by one less than the number of units. Here the "
            "variance is their mean.",
        ("(dy * normed)", "(dy * v)"):
            "`dgain` is made with v. What did the gain multiply on the way out?",
        ("(dy * normed)", "(dy * normed * gain)"):
            "`dgain` has the gain as a factor. A factor of a product gets the other "
            "one.",
        (("(dy * normed).sum", "(dy * normed).mean"), ("dy.sum", "dy.mean")):
            "`dgain` and `doffset` are means over the batch. A shared parameter gets "
            "the sum.",
        ("dy.sum", "d.sum"):
            "`doffset` has the gain in it. The offset is added after the gain.",
        ("(dy * normed).sum(axis=0), dy.sum(axis=0)",
         "dy.sum(axis=0), (dy * normed).sum(axis=0)"):
            "`dgain` and `doffset` have changed places.",
    },
    hints=(
        "First the way out: mean, deviation, normalised row, then gain and offset. You "
        "need the first three again.",
        "On the way back the gain is met first. What comes out of it is the gradient "
        "for the normalised row.",
        "A row's mean and deviation depend on each of its entries. Two terms come off, "
        "each a mean over the units: (9.12).",
        "`keepdims=True` keeps the axis, so that a mean can be taken off its row.",
    ),
)  # fmt: skip
