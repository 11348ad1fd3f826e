"""Three cells side by side, an RNN, an LSTM and a GRU, on one and the same input."""

import math
import re

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Given, Number, refusal
from rnnbook.widgets.cell_explorer import CellExplorer
from rnnbook.widgets.cell_explorer._kinds import KINDS, styled
from rnnbook.widgets.cell_explorer._values import fill, format_number
from rnnbook.widgets.three_cells._start import FOLDER, START, TITLES

GAP, WIDTH, HEAD, HEIGHT = 20, 252, 30, 352  # of the picture; HEAD is for the titles
ZEROS = {name: [0.0] * len(KINDS[name].cell.state) for name in TITLES}
INSIDE = re.compile(r'<svg xmlns="[^"]+"')


class ThreeCells(BookWidget):
    """One unit each of an RNN, an LSTM and a GRU, fed with the same input.

        w = ThreeCells(x=1.0)
        w                        # move x, take steps
        w.explorers["lstm"]      # the CellExplorer of one cell as it stands now

    x: the input of the step.
    states: by cell, the state that the step starts from: [h], and [h, c] for the LSTM.
    history: the same of every step taken so far.
    To read: explorers, hidden_states.
    """

    name = "three_cells"

    x = Number(1.0, -math.inf, math.inf, "give one between about -3 and 3")
    states = Checked(ZEROS, "_one_each")
    history = Checked([], "_taken_steps", form={"like": "states"})
    weights = Given(lambda _: START)
    graphs = Given(lambda _: {name: KINDS[name].graphs for name in TITLES})

    def _one_each(self, name, value):
        wanted = {name: KINDS[name].cell.state for name in TITLES}
        try:
            shapes = {name: np.shape(state) for name, state in value.items()}
            fit = shapes == {name: (len(parts),) for name, parts in wanted.items()}
            fit = fit and all(np.isfinite(state).all() for state in value.values())
        except (AttributeError, TypeError, ValueError):
            fit = False
        if not fit:
            parts = ", ".join(f"{n}: [{', '.join(p)}]" for n, p in wanted.items())
            why = f"{ZEROS} starts all at zero"
            raise refusal(name, value, f"finite numbers for {parts}", why)
        return {name: [float(v) for v in value[name]] for name in TITLES}

    def _taken_steps(self, name, value):
        if not isinstance(value, (list, tuple)):
            raise refusal(name, value, "a list of states", "give [] to start over")
        return [self._one_each(name, states) for states in value]

    @property
    def explorers(self):
        """A CellExplorer for each cell, at the step that is shown."""
        return {
            name: CellExplorer(
                name,
                x=self.x,
                **dict(zip(KINDS[name].cell.state, self.states[name], strict=True)),
                **START[name],
            )
            for name in TITLES
        }

    @property
    def hidden_states(self):
        """h_t of each cell after the step."""
        return {name: w.hidden_state for name, w in self.explorers.items()}

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        new = {k: format_number(v) for k, v in self.hidden_states.items()}
        told = ", ".join(f"{TITLES[name]} {new[name]}" for name in TITLES)
        return (
            "Three cells side by side, an RNN, an LSTM and a GRU, with a number on "
            f"every wire. All take the input x = {format_number(self.x)}; "
            f"their new h: {told}."
        )

    def picture(self):
        """The three drawings beside each other, with their numbers, as SVG."""
        parts = []
        for k, (name, w) in enumerate(self.explorers.items()):
            svg = styled((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
            drawn = fill(svg, w.values())
            at = k * (WIDTH + GAP)
            parts.append(
                f'<g class="rnn-wiring"><text x="{at + WIDTH / 2:g}" y="18" '
                f'style="fill: var(--rnn-{name}, {COLOUR[name]}); font-weight: 600">'
                f"{TITLES[name]}</text></g>\n"
                + INSIDE.sub(f'<svg x="{at}" y="{HEAD}"', drawn)
            )
        wide = len(TITLES) * (WIDTH + GAP) - GAP
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HEIGHT}" '
            f'width="{wide}" height="{HEIGHT}">\n{"".join(parts)}</svg>\n'
        )

    def __repr__(self):
        return f"ThreeCells(x={self.x:g})"
