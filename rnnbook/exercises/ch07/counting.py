"""7.2 on paper: in how many ways a cell state reaches the one two steps later."""

from rnnbook.exercises.form import Numbers


def counts(steps, into_c=3, into_h=1):
    """Paths from c_1 to c and to h, `steps` later.

    into_c: ways from h to the next c, a gate or the candidate each; into_h: those
    from h to the next h that do not pass c.
    """
    c, h = 1, 1
    for _ in range(steps):
        c = c + into_c * h
        h = c + into_h * h
    return c, h


RIGHT, TO_H = counts(2)

PATHS = Numbers(
    "7.2", "Counting paths", atol=0.01,
    right=dict(paths=RIGHT, once=6),
    meaning="One of them stays on the belt. Each further step makes the others about "
        "4.8 times as many, and that one is still one.",
    paths={
        1: "`paths` is the belt alone. It may be left, through h.",
        RIGHT - 1: "In `paths` one is missing: that which never leaves the belt.",
        counts(2, into_h=0)[0]:
            "In `paths` you have all that pass c at every step. The output gate also "
            "sees the h before it: from there to the next h leads a way beside c.",
        counts(2, into_h=0)[0] + 1:
            "The way from h to h through the output gate ends at h. From there three "
            "ways lead into the last c.",
        counts(2, into_c=4, into_h=0)[0]:
            "You let all four blocks lead into c. Look at the update: the output gate "
            "is not in it.",
        counts(2, into_c=4)[0]:
            "You count the output gate twice: into c, where it does not stand, and "
            "into h, where it does.",
        counts(2, into_c=1)[0]:
            "In `paths` the step from h to the next c counts as one way. It is one for "
            "each thing in the update that sees h.",
        counts(1)[0]:
            "`paths` is right for one step, from c_1 to c_2. The question has two.",
        counts(3)[0]:
            "`paths` is right for three steps. From c_1 to c_3 there are two.",
        TO_H: "`paths` ends at h_3. The question ends at c_3.",
        7: "`paths` has those that pass W at most once. W may be passed at both steps.",
        9:
            "`paths` is three ways at each of two steps. That counts those alone that "
            "leave the belt twice and come back to it in between.",
        12:
            "`paths` has those that pass W at both steps. Others stay on the belt for "
            "one of them.",
        13:
            "In `paths` you have those that pass W twice, and the belt. A path may "
            "also pass W once.",
        RIGHT + 1:
            "In `paths` there is one too many. The ways to c_2 and to h_2 are not "
            "multiplied: from c_2 leads one way into c_3, from h_2 lead three.",
        10:
            "In `paths` you have those that stay on the belt or leave it at both "
            "steps. A path may do one at the first step and the other at the second.",
    },
    once={
        4:
            "In `once` you have the paths of one step, or two ways at each of two "
            "places. How many things in the update see h? Each is a way into c.",
        3:
            "In `once` you let the path pass W at one of the two steps only. It may be "
            "the first step or the second.",
        2:
            "In `once` you have the two places where a path can pass W, and one way at "
            "each. There are several at each.",
        8:
            "In `once` you count four ways at each place. A path that passes W once "
            "goes from h into c, and the output gate does not lead there.",
        12: "`once` is the number of paths that pass W twice.",
        7: "`once` has one too many: the belt does not pass W at all.",
        9:
            "In `once` you multiply the ways of the two steps. A path that passes W at "
            "one of them is on the belt at the other: add.",
    },
    hints=(
        "Draw c_1, c_2, c_3 in a row and h_1, h_2 above them. Which arrows lead from "
        "one time to the next, and which lead up within a step?",
        "From h to the next c leads one arrow for each thing in the update that is "
        "computed from h. From h to the next h, past c, leads one.",
        "Let n_c and n_h be the numbers of paths from c_1 to c and to h at some step. "
        "Write those of the next step with them, and begin with n_c = n_h = 1.",
    ),
)  # fmt: skip
