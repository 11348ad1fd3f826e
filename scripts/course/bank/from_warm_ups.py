"""Questions from the warm-ups of the chapters whose answer is a number."""

from course.bank import texts
from course.bank.prose import as_html, inline
from course.bank.questions import Numerical

# Of each warm-up: what is asked for, the number as the book's answer has it, and how
# near one has to come. A test finds each of these numbers in that answer.
NUMBERS = {
    "1.1": [("from *dog* to *man*", "1.41", 0.01)],
    "1.2": [("after the context that was seen", "0.28", 0.006)],
    "1.3": [("two decimals", "0.04", 0.002)],
    "2.2": [("of the sigmoid", "0.09", 0), ("of the tanh", "0.19", 0.001)],
    "5.1": [("a whole number", "66", 1)],
    "6.1": [("", "0.25", 0.001)],
    "6.2": [("after four steps, with $f = 1$", "2", 0), ("where it settles", "1", 0)],
    "6.3": [("as a share, two decimals", "0.12", 0.01)],
    "8.1": [("for $z_t = 0.75$", "0.5", 0.001), ("for $z_t = 1$", "0.8", 0.001)],
    "9.1": [("how many", "3", 0)],
    "9.2": [("the larger of the numbers", "4", 0), ("the mean", "2", 0)],
    "10.3": [("as a share, two decimals", "0.74", 0.006)],
    "12.3": [("of attention, in millions", "a million", 0)],
    "13.2": [("the forget bias", "2", 0)],
    "14.2": [("a whole number of steps", "69", 1)],
}
WORDS = {"a million": 1.0}


def from_warm_ups(name: str) -> tuple:
    """The warm-ups of the chapter whose notebook is `name`."""
    items = []
    for number, warm_up in texts.warm_ups(name).items():
        for k, (label, value, near) in enumerate(NUMBERS.get(number, ()), 1):
            items.append(
                Numerical(
                    f"rnn-warm-up-{number.replace('.', '-')}-{k}",
                    f"Warm-up {number}",
                    as_html(warm_up.question) + _asked(label),
                    WORDS[value] if value in WORDS else float(value),
                    near,
                    as_html(warm_up.answer),
                )
            )
    return tuple(items)


def _asked(label):
    rest = inline(label) if label else "a number"
    return f"<p><strong>Your answer here:</strong> {rest}</p>"
