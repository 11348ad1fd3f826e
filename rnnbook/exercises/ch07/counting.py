"""7.2 on paper: in how many ways a cell state reaches the one two steps later."""

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _count(steps, into_c=3, into_h=1, belt=1):
    """Paths from c_1 to c and to h, `steps` later.

    into_c: ways from h to the next c, a gate or the candidate each; into_h: those
    from h to the next h that do not pass c.
    """
    c, h = 1, 1
    for _ in range(steps):
        c = belt * c + into_c * h
        h = c + into_h * h
    return c, h


def _paths(number):
    return lambda: {"paths": number}


def _once(number):
    return lambda: {"once": number}


PATHS = Exercise(
    number="7.2",
    title="Counting paths",
    outputs=("paths", "once"),
    code=False,
    right=lambda: (_count(2)[0], 6),
    meaning="One of them stays on the belt. Each further step makes the others about "
    "4.8 times as many, and that one is still one.",
    rtol=0,
    atol=0.01,
    mistakes=(
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: PATHS.right()[::-1],
        ),
        Mistake(
            "belt alone",
            "`paths` is the belt alone. It may be left, through h.",
            _paths(1),
        ),
        Mistake(
            "belt forgotten",
            "In `paths` one is missing: that which never leaves the belt.",
            _paths(_count(2)[0] - 1),
        ),
        Mistake(
            "no way from h to h",
            "In `paths` you have all that pass c at every step. The output gate also "
            "sees the h before it: from there to the next h leads a way beside c.",
            _paths(_count(2, into_h=0)[0]),
        ),
        Mistake(
            "way from h to h counted once",
            "The way from h to h through the output gate ends at h. From there three "
            "ways lead into the last c.",
            _paths(_count(2, into_h=0)[0] + 1),
        ),
        Mistake(
            "four ways into c",
            "You let all four blocks lead into c. Look at the update: the output gate "
            "is not in it.",
            _paths(_count(2, into_c=4, into_h=0)[0]),
        ),
        Mistake(
            "four ways into c, and h to h",
            "You count the output gate twice: into c, where it does not stand, and "
            "into h, where it does.",
            _paths(_count(2, into_c=4)[0]),
        ),
        Mistake(
            "gates as one",
            "In `paths` the step from h to the next c counts as one way. It is one for "
            "each thing in the update that sees h.",
            _paths(_count(2, into_c=1)[0]),
        ),
        Mistake(
            "one step",
            "`paths` is right for one step, from c_1 to c_2. The question has two.",
            _paths(_count(1)[0]),
        ),
        Mistake(
            "three steps",
            "`paths` is right for three steps. From c_1 to c_3 there are two.",
            _paths(_count(3)[0]),
        ),
        Mistake(
            "to h",
            "`paths` ends at h_3. The question ends at c_3.",
            _paths(_count(2)[1]),
        ),
        Mistake(
            "at most once passed",
            "`paths` has those that pass W at most once. W may be passed at both "
            "steps.",
            _paths(7),
        ),
        Mistake(
            "all or nothing",
            "In `paths` you have those that stay on the belt or leave it at both "
            "steps. A path may do one at the first step and the other at the second.",
            _paths(10),
        ),
        Mistake(
            "one of the two places",
            "In `once` you let the path pass W at one of the two steps only. It may be "
            "the first step or the second.",
            _once(3),
        ),
        Mistake(
            "gates as one, once",
            "In `once` you have the two places where a path can pass W, and one way at "
            "each. There are several at each.",
            _once(2),
        ),
        Mistake(
            "four ways, once",
            "In `once` you count four ways at each place. A path that passes W once "
            "goes from h into c, and the output gate does not lead there.",
            _once(8),
        ),
        Mistake(
            "twice",
            "`once` is the number of paths that pass W twice.",
            _once(12),
        ),
        Mistake(
            "at most once",
            "`once` has one too many: the belt does not pass W at all.",
            _once(7),
        ),
    ),
    hints=(
        "Draw c_1, c_2, c_3 in a row and h_1, h_2 above them. Which arrows lead from "
        "one time to the next, and which lead up within a step?",
        "From h to the next c leads one arrow for each thing in the update that is "
        "computed from h. From h to the next h, past c, leads one.",
        "Let C and H be the number of paths from c_1 to c and to h at some step. "
        "Write the numbers of the next step with them, and begin with C = H = 1.",
    ),
)
