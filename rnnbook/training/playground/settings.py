"""The settings of the playground: names, defaults, limits, and what each one means.

A page has the same table, and refuses the same values in the same words.
"""

import json
from typing import Any, NamedTuple

from rnnbook.cells import CELLS
from rnnbook.training.playground.problems import PROBLEMS, numbers_of

# Cells by the names of the playground, and the start that goes with them.
NAMED = {"relu": "rnn_relu", "irnn": "rnn_relu"}
KINDS = ("rnn", "irnn", "relu", "lstm", "gru")
OTHERS = tuple(name for name in CELLS if name not in (*KINDS, "rnn_relu"))


class Setting(NamedTuple):
    """One setting. kind: "choice", "whole", "number" or "text".

    default: its value if nothing is said. choices: of a choice. least, most: of a
    number. says: what it does, one sentence. why: what to do instead of a refusal.
    """

    kind: str
    default: Any
    says: str
    why: str
    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = 0


def _whole(default: int, least: int, most: int, says: str, why: str) -> Setting:
    return Setting("whole", default, says, why, (), least, most)


def _number(default: float, least: float, most: float, says: str, why: str) -> Setting:
    return Setting("number", default, says, why, (), least, most)


SETTINGS = {
    "task": Setting(
        "choice", "recall", "What the network has to learn.",
        "take recall to begin with", tuple(PROBLEMS),
    ),
    "lag": _whole(
        20, 1, 500,
        "How many steps lie between what must be remembered and the answer.",
        "take 20 to begin with",
    ),
    "cell": Setting(
        "choice", "lstm", "Which equations a step has.", "take lstm or rnn",
        (*KINDS, *OTHERS, "own"),
    ),
    "cell_text": Setting(
        "text", "", "The lines of your own cell, if the cell is own.",
        "paste the function of a cell",
    ),
    "units": _whole(
        16, 1, 300, "How many hidden units the network has.", "take 16 to begin with"
    ),
    "rate": _number(
        0.01, 0, 1, "The learning rate of Adam: how far an update moves a weight.",
        "0.01 is a usual start",
    ),
    "batch": _whole(
        32, 1, 256, "How many sequences an update learns from.", "32 is usual"
    ),
    "clip": _number(
        1, 0, 1000,
        "The longest joint gradient that is let through; 0 lets every one through.",
        "1 is usual, 0 is no clipping",
    ),
    "forget_bias": _number(
        1, -20, 20,
        "Where the biases of the forget gate start, in cells that have a gate f.",
        "1 is usual, 0 forgets half at each step",
    ),
    "start": Setting(
        "choice", "default", "How the recurrent weights start.",
        "default is uniform in +-1/sqrt(units)",
        ("default", "orthogonal", "identity", "small", "large"),
    ),
    "window": _whole(
        0, 0, 500,
        "After how many steps the gradient is cut; 0 lets it go back to the first.",
        "0 cuts nothing",
    ),
    "seed": _whole(
        0, 0, 1_000_000, "Which random numbers are drawn, for weights and for data.",
        "0 is as good as any",
    ),
    "series": Setting(
        "text", "", "Your own numbers, if the task is series.",
        "paste numbers with spaces or lines between them",
    ),
    "text": Setting(
        "text", "", "Your own text, if the task is text; without one, a poem.",
        "paste some hundred letters",
    ),
}  # fmt: skip
LEAST_LAG = {"order": 9, "sine": 2, "series": 2, "text": 2}
MOST_TEXT, MOST_SYMBOLS = 1_000_000, 200
# A page waits about a second for an update of so many multiply-adds, and gives a run so
# many numbers of memory.
MOST_WORK, MOST_NUMBERS = 2_000_000_000, 30_000_000


class SettingsError(ValueError):
    """Settings that cannot be meant; `name` is the one to change."""

    def __init__(self, name: str, says: str) -> None:
        super().__init__(says)
        self.name = name


def shown(value: Any) -> str:
    """A value as both languages write it: JSON, numbers by their shortest digits."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:56]} ..."


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """All settings, with defaults where `given` has none.

    Raises: SettingsError for an unknown name and for a value that cannot be meant.
    """
    for name in given:
        if name not in SETTINGS:
            raise SettingsError(
                name, f"there is no setting {name}, wanted one of {', '.join(SETTINGS)}"
            )
    s = {name: given.get(name, setting.default) for name, setting in SETTINGS.items()}
    for name, setting in SETTINGS.items():
        _check(name, s[name], setting)
    _check_together(s)
    return s


def _check(name: str, value: Any, setting: Setting) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if setting.kind == "choice":
        fits = isinstance(value, str) and value in setting.choices
        wanted = f"one of {', '.join(setting.choices)}"
    elif setting.kind == "text":
        fits, wanted = isinstance(value, str), "a text"
    else:
        whole = setting.kind == "whole"
        fits = number and setting.least <= value <= setting.most
        fits = fits and (not whole or float(value).is_integer())
        wanted = f"a {'whole ' if whole else ''}number from {shown(setting.least)} to "
        wanted += shown(setting.most)
    if not fits:
        told = f"{name} is {shown(value)}, wanted {wanted}: {setting.why}"
        raise SettingsError(name, told)


def _check_together(s: dict[str, Any]) -> None:
    least = LEAST_LAG.get(s["task"], 1)
    if s["lag"] < least:
        raise SettingsError(
            "lag",
            f"lag is {s['lag']}, wanted at least {least} for the task {s['task']}: "
            f"take a longer one",
        )
    if s["cell"] == "own" and not s["cell_text"].strip():
        raise SettingsError(
            "cell_text", "cell_text is empty, wanted the lines of a cell: paste them"
        )
    if s["task"] == "series":
        _check_series(s)
    if s["task"] == "text":
        _check_text(s)


def _check_series(s: dict[str, Any]) -> None:
    numbers = numbers_of(s["series"])
    if len(numbers) < s["lag"] + 2:
        raise SettingsError(
            "series",
            f"series has {len(numbers)} numbers, wanted at least {s['lag'] + 2}, two "
            f"more than the lag: paste more, or take a smaller lag",
        )
    if (numbers == numbers[0]).all():
        raise SettingsError(
            "series", "series has one number again and again, wanted one that changes"
        )


def _check_text(s: dict[str, Any]) -> None:
    text = s["text"]
    wanted = s["batch"] * (s["lag"] + 1)
    if text and len(text) < wanted:
        raise SettingsError(
            "text",
            f"text has {len(text)} characters, wanted at least {wanted}, batch times "
            f"lag + 1: paste more, or take a smaller batch or lag",
        )
    kinds = len(set(text))
    if len(text) > MOST_TEXT or kinds > MOST_SYMBOLS:
        raise SettingsError(
            "text",
            f"text has {len(text)} characters of {kinds} kinds, wanted at most "
            f"{MOST_TEXT} of {MOST_SYMBOLS} kinds: paste a part of it",
        )


def cost_of(
    T: int, B: int, D: int, H: int, O: int, gates: int  # noqa: E741
) -> tuple[int, int]:
    """Multiply-adds of an update, and numbers that are kept while it is computed."""
    K = gates * H
    work = 3 * T * B * (H * K + H * O) + 2 * T * B * D * K
    kept = T * B * (3 * K + 8 * H + 2 * O + D) + 4 * (K * (D + H + 1) + O * (H + 1))
    return work, kept


def check_cost(s: dict[str, Any], work: int, kept: int) -> None:
    """Refuse what would take too long or too much memory.

    Raises: SettingsError that says how much it would be.
    """
    if work > MOST_WORK or kept > MOST_NUMBERS:
        raise SettingsError(
            "units",
            f"an update would take {work} multiply-adds and {kept} numbers of memory, "
            f"wanted at most {MOST_WORK} and {MOST_NUMBERS}: take fewer units, a "
            f"smaller batch or a smaller lag",
        )
