"""From what came out of the box to points and words, by the book's own `judge`.

The right answers, the mistakes and the hidden inputs are only here: a submission never
runs in this process, and what it gives is data.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from rnnbook.exercises import find
from rnnbook.exercises._answers import named, parts, read
from rnnbook.exercises._compare import misfit
from rnnbook.exercises._messages import Message, Misfit, Mutated, Raised
from rnnbook.exercises._overflow import noted
from rnnbook.exercises._verdict import _agree, judge

from .values import decode

SAID_INSIDE = {kind.__name__: kind for kind in (Misfit, Mutated, Raised)}
ONLY_SHOWN = (
    "Your function is right on the numbers that `check` shows, and wrong on other "
    "numbers of the same kind. Does it depend on the sizes or values of the example?"
)
STOPPED = {
    "time": "Your answer ran for longer than it may.",
    "memory": "Your answer needed more memory than there is.",
}


@dataclass
class Verdict:
    """What an answer is worth, and why.

    status: as of `check`, or "missing" (no cell has it), "stopped" (it ended the
    program, or a limit ended it), "unread" (the file could not be read).
    right: whether each output is right. mistake: the known mistake, in its words.
    """

    number: str
    points: float
    most: float
    status: str
    right: dict = field(default_factory=dict)
    heading: str = ""
    text: tuple = ()
    mistake: str = ""

    def record(self):
        """What is kept of it for the report of the class."""
        return {
            "number": self.number,
            "points": self.points,
            "most": self.most,
            "status": self.status,
            "right": self.right,
            "mistake": self.mistake,
        }


def hidden_inputs(exercise, seed):
    """Inputs that `check` does not show: as many as it shows, drawn from the seed."""
    number = [int(part) for part in exercise.number.split(".")]
    return list(exercise.cases(np.random.default_rng([seed, *number])))


def inputs_for(number, seed):
    """{"public": inputs, "hidden": inputs} for an exercise; hidden only for code."""
    exercise = find(number)
    found = {"public": list(exercise.inputs())}
    return found | ({"hidden": hidden_inputs(exercise, seed)} if exercise.code else {})


def judged(number, found, most, inputs):
    """The `Verdict` on what the box found for an exercise.

    found: what `inside.evaluate` returned, not to be trusted; most: points for all.
    """
    exercise = find(number)
    outputs = dict.fromkeys(exercise.outputs, False)
    try:
        if "missing" in found:
            return _without(exercise, most, "missing", missing(str(found["missing"])))
        if "stopped" in found:
            why = str(found["stopped"])[:400]
            said = STOPPED.get(why, f"Your answer could not be used: `{why}`.")
            return _without(exercise, most, "stopped", (said,))
        sets = {name: answer_of(exercise, found[name]) for name in inputs}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        said = f"Your answer could not be read: {type(error).__name__}."
        return _without(exercise, most, "stopped", (said,))
    message, right = None, dict.fromkeys(outputs, True)
    for name, answer in sets.items():
        said, here = one_set(exercise, answer, inputs[name])
        right = {output: right[output] and here[output] for output in outputs}
        if message is None or (message.status == "right" and said.status != "right"):
            message = shown(said, name)
    share = sum(right.values()) / len(right)
    if share == 1 and message.status != "right":  # right numbers by a forbidden way
        share = 0.5
    return Verdict(
        number,
        round(most * share, 2),
        most,
        message.status,
        right,
        message.heading,
        tuple(message.text),
        getattr(message, "mistake", ""),
    )


def _without(exercise, most, status, text):
    gone = status == "missing"
    heading = "there is no answer." if gone else "the answer did not end well."
    right = dict.fromkeys(exercise.outputs, False)
    return Verdict(exercise.number, 0, most, status, right, heading, text)


def missing(name):
    return (
        f"No cell of your notebook gives `{name}`. Is it spelled as in the starter, "
        "and did its cell run without an error?",
    )


class Answer:
    """Answers of the box, called like the function that gave them."""

    def __init__(self, values, overflows=False):
        self.values, self.overflows, self.calls = values, overflows, 0

    def __call__(self, *inputs):
        if self.overflows:
            import warnings

            warnings.warn("overflow encountered in exp", RuntimeWarning, stacklevel=2)
        values = self.values[self.calls % len(self.values)]
        self.calls += 1
        return tuple(values) if len(values) > 1 else values[0]


def answer_of(exercise, found):
    """What `check` would be given: an `Answer`, values, or what kept it from coming."""
    if "message" in found:
        kind = SAID_INSIDE.get(found["message"]["kind"])
        text = tuple(str(line)[:2000] for line in found["message"]["text"][:8])
        return (kind or Misfit)(exercise.number, text)
    values = [[decode(value) for value in case] for case in found["values"]]
    if not exercise.code:
        return tuple(values[0])
    return (Answer(values, bool(found.get("overflows"))),)


def one_set(exercise, answer, inputs):
    """(what `check` says, whether each output is right) on one set of inputs."""
    nothing = dict.fromkeys(exercise.outputs, False)
    if isinstance(answer, Message):
        return answer, nothing
    here = replace(exercise, cases=lambda rng: inputs)
    with np.errstate(all="ignore"):
        message = noted(here, answer, judge(here, answer))
        answers = read(here, answer, inputs)
        if isinstance(answers, Message):
            return message, nothing
        wanted = [named(here, here.right(*case.values())) for case in inputs]
        return message, {
            name: output_is_right(here, name, answers, wanted) for name in nothing
        }


def output_is_right(exercise, name, answers, wanted):
    """Whether one output is of the right form and near the right values, everywhere."""
    for got, right in zip(answers, wanted, strict=True):
        if got[name] is ... or misfit(name, got[name], right[name]):
            return False
        one = [parts(exercise, {name: got[name]})]
        if not _agree(exercise, list(one[0]), one, [parts(exercise, right)]):
            return False
    return True


def shown(message, which):
    """The message as it can be shown: of hidden inputs it says that they are hidden."""
    if which == "public" or message.status == "right":
        return message
    again = f'`given("{message.number}")` returns these arrays.'
    text = [line.replace(again, "").strip() for line in message.text]
    return replace(message, text=(ONLY_SHOWN, *(line for line in text if line)))


def words_of(verdict):
    """A verdict as a Message of the book: the heading, its words, the points."""
    kind = type(
        "Said",
        (Message,),
        {"status": verdict.status, "mark": "", "heading": verdict.heading},
    )
    return kind(verdict.number, verdict.text)
