"""The shapes of tasks: which inputs, states and outputs are in play at each step."""

import traitlets

from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Choice, Given, Whole
from rnnbook.widgets.task_shapes._tasks import TASKS


class TaskShapes(BookWidget):
    """Six tasks in four shapes, step by step: what is read, kept, said and fed back.

    task: one of "sentiment", "video", "tagging", "translation", "speech", "music".
    t: the step that is in play, from 1 to the length of the task.

        w = TaskShapes(task="translation", t=6)
        w.shape          # "many to many, not aligned"
        w.step           # {"reads": "parlez", "fed": True, "says": "vous"}
    """

    name = "task_shapes"

    task = Choice("sentiment", TASKS, "each is a task of the chapter")
    t = Whole(
        1, 1, lambda self: len(self.steps), "the first step is 1", "step",
        form={"max": "tasks.$task.steps.length"},
    )  # fmt: skip
    # A list: a notebook sorts the keys of what it stores.
    tasks = Given(lambda _: [{"name": name, **task} for name, task in TASKS.items()])

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

    def __repr__(self):
        return f"TaskShapes({self.task!r}, t={self.t})"
