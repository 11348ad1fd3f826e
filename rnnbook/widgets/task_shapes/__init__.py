"""The shapes of tasks: which inputs, states and outputs are in play at each step."""

import traitlets

from rnnbook.widgets._base import BookWidget
from rnnbook.widgets.task_shapes._tasks import TASKS, check_step, check_task


class TaskShapes(BookWidget):
    """Six tasks in four shapes, step by step: what is read, kept, said and fed back.

    task: one of "sentiment", "video", "tagging", "translation", "speech", "music".
    t: the step that is in play, from 1 to the length of the task.

        w = TaskShapes(task="translation", t=6)
        w.shape          # "many to many, not aligned"
        w.step           # {"reads": "parlez", "fed": True, "says": "vous"}
    """

    name = "task_shapes"

    task = traitlets.Any("sentiment").tag(sync=True)
    t = traitlets.Any(1).tag(sync=True)
    tasks = traitlets.List(read_only=True).tag(sync=True)

    @traitlets.default("tasks")
    def _in_order(self):
        # A list: a notebook sorts the keys of what it stores.
        return [{"name": name, **task} for name, task in TASKS.items()]

    @traitlets.validate("task")
    def _known(self, proposal):
        return check_task(proposal.value)

    @traitlets.validate("t")
    def _whole(self, proposal):
        return check_step(proposal.value, len(self.steps))

    @traitlets.observe("task")
    def _within(self, change):
        self.t = min(self.t, len(self.steps))

    @property
    def steps(self):
        """All steps of the task, each {"reads", "fed", "says"}."""
        return TASKS[self.task]["steps"]

    @property
    def step(self):
        """What the step in play reads, whether that is fed back, and what it says."""
        return self.steps[self.t - 1]

    @property
    def shape(self):
        """The shape of the task, for instance "many to one"."""
        return TASKS[self.task]["shape"]

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        reads, says = self.step["reads"], self.step["says"]
        came = f"reads its own last output {reads}" if self.step["fed"] else ""
        came = came or (f"reads {reads}" if reads else "reads nothing")
        said = f"says {says}" if says else "says nothing"
        return (
            f"Shapes of tasks: {self.task}, {self.shape}. Step {self.t} of "
            f"{len(self.steps)} {came} and {said}."
        )

    def picture(self):
        """An SVG of the present state, equal byte for byte for equal settings."""
        from rnnbook.widgets.task_shapes._picture import picture

        return picture(self)

    def __repr__(self):
        return f"TaskShapes({self.task!r}, t={self.t})"
