"""A task drawn as a picture: what is read, what is asked, and what must be kept."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from rnnbook.viz.palette import COLOUR


def plot_task(
    ax: Axes,
    symbols: Sequence[str],
    answers: Mapping[int, str],
    links: Sequence[tuple[int, int]],
    title: str = "",
) -> Axes:
    """One sequence as a row of boxes, the answers above, an arrow for each memory.

    symbols: what is read at steps 0, 1, ... T - 1, drawn in the boxes. answers: {step:
    what has to be said there}. links: pairs (step of the input, step of the answer that
    needs it); these inputs get a frame. title: written above, at the left.
    Raises: ValueError for a step that the sequence does not have.
    """
    T = len(symbols)
    steps = [*answers, *(step for link in links for step in link)]
    if wrong := [step for step in steps if not 0 <= step < T]:
        raise ValueError(
            f"steps {wrong} of answers or links, wanted 0 to {T - 1}: symbols has "
            f"{T} of them"
        )
    kept = {first for first, _ in links}
    for t, symbol in enumerate(symbols):
        _box(ax, t, symbol, t in kept)
    for t, said in answers.items():
        ax.text(t, 1.02, said, ha="center", va="bottom", color=COLOUR["h"],
                weight="bold", fontsize=10)  # fmt: skip
        ax.plot([t, t], [0.42, 0.92], color=COLOUR["h"], linewidth=1)
    for first, last in links:
        _arc(ax, first, last)
    ax.text(-0.5, 1.25, title, ha="left", va="bottom", color=COLOUR["ink"])
    ax.set(xlim=(-0.7, T - 0.3), ylim=(-1.35, 1.6))
    ax.axis("off")
    return ax


def _box(ax: Axes, t: int, symbol: str, kept: bool) -> None:
    colour = COLOUR["backward" if kept else "x"]
    ax.add_patch(
        Rectangle(
            (t - 0.42, -0.42), 0.84, 0.84, facecolor=colour + "22", edgecolor=colour,
            linewidth=1.8 if kept else 0.7,
        )
    )  # fmt: skip
    ax.text(t, 0, symbol, ha="center", va="center", fontsize=9, color=COLOUR["ink"])


def _arc(ax: Axes, first: int, last: int) -> None:
    """From an input, below the row, to the step where it is needed."""
    bend = 0.9 / max(last - first, 1)
    ax.add_patch(
        FancyArrowPatch(
            (first, -0.45), (last, -0.45), connectionstyle=f"arc3,rad={bend:.3f}",
            arrowstyle="-|>", mutation_scale=8, color=COLOUR["backward"], linewidth=1.1,
            shrinkA=0, shrinkB=0,
        )
    )  # fmt: skip
