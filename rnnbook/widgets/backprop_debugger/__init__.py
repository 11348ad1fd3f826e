"""The backprop debugger: damage the backward, see which gradients it spoils."""

from rnnbook.cells import CELLS
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Choice, Given, refusal
from rnnbook.widgets.backprop_debugger._check import STEPS, check_all, line_of
from rnnbook.widgets.backprop_debugger._terms import TERMS

WHY = "these are the cells whose backward has terms to switch off"


class BackpropDebugger(BookWidget):
    """The backward of a cell with terms switched off, checked against differences.

    cell: "rnn" or "lstm", given at the start. off: keys of the terms that are
    switched off, see `terms`. steps: the length of the sequences, 1, 2 or 5.

    Every combination was made by altering the source of `rnnbook.loop.plain` and of the
    cell, running it, and comparing with central differences:

        w = BackpropDebugger(off=["W"])
        w.errors          # {"U": 0.53, ..., "V": 0.0}: 0 is right up to rounding
        w.error           # of all parameters together
        w.wrong_blocks    # of a cell with gates: {"U": "ifgo", ...}, "" is right
    """

    name = "backprop_debugger"

    cell = Choice("rnn", TERMS, WHY)
    off = Checked([], "_known_keys", form={"list": "terms.*.key"})
    steps = Choice(STEPS[-1], STEPS, "a shorter sequence holds fewer of the mistakes")
    terms = Given(lambda self: self._rows())
    arrays = Given(lambda self: check_all(self.cell)[0])
    checks = Given(lambda self: self._by_steps(1))
    blocks = Given(lambda self: self._by_steps(2))

    def __init__(self, cell="rnn", **settings):
        super().__init__(cell=cell, **settings)

    def _rows(self):
        rows = []
        for term in TERMS[self.cell]:
            before, after = line_of(CELLS[self.cell], term)
            kept = ("key", "label", "equation", "old", "new")
            row = {key: getattr(term, key) for key in kept}
            rows.append({**row, "before": before, "after": after})
        return rows

    def _known_keys(self, name, value):
        keys = [term.key for term in TERMS[self.cell]]
        listed = isinstance(value, (list, tuple))
        if not listed or not all(key in keys for key in value):
            wanted = f"a list of some of {', '.join(keys)}"
            why = f"off=[{keys[1]!r}] switches one term off, off=[] none"
            raise refusal(name, value, wanted, why)
        return [key for key in keys if key in value]

    def _by_steps(self, part):
        """A part of the checks for each length; none where a cell has none."""
        made = {str(T): check_all(self.cell, T)[part] for T in STEPS}
        return {T: each for T, each in made.items() if each}

    @property
    def _bits(self):
        return "".join(str(int(term["key"] in self.off)) for term in self.terms)

    def _found(self):
        return self.checks[str(self.steps)][self._bits]

    @property
    def errors(self):
        """The relative error of each gradient by name; 0 if it is right."""
        names = (name for name, _ in self.arrays)
        return dict(zip(names, self._found()[:-1], strict=True))

    @property
    def error(self):
        """That of all parameters together."""
        return self._found()[-1]

    @property
    def wrong_blocks(self):
        """The gates whose blocks of U, W and b are wrong; {} if there is one block."""
        if not self.blocks:
            return {}
        names = CELLS[self.cell].params._fields
        return dict(zip(names, self.blocks[str(self.steps)][self._bits], strict=True))

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        wrong = [name for name, error in self.errors.items() if error]
        labels = [t["label"] for t in self.terms if t["key"] in self.off]
        return (
            f"Backprop debugger: the backward of the {self.cell} cell with "
            f"{'; '.join(labels) or 'nothing'} switched off. "
            f"Wrong gradients: {', '.join(wrong) or 'none'}."
        )

    def __repr__(self):
        shorter = f", steps={self.steps}" if self.steps != STEPS[-1] else ""
        return f"BackpropDebugger(cell={self.cell!r}, off={self.off!r}{shorter})"
