"""9.2 on paper: the ways of a gradient through the grid of time and depth."""

from math import comb

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

LAYERS, LATE, EARLY = 3, 11, 4
LAG = LATE - EARLY

PATHS = Exercise(
    number="9.2",
    title="The ways through the grid",
    outputs=("products", "paths", "fewest"),
    code=False,
    right=lambda: (LAG + LAYERS, comb(LAG + LAYERS - 1, LAYERS - 1), LAG + 1),
    meaning="Depth does not make the way through time shorter: every path makes all "
    "the steps. It adds products, and it makes the paths many. A residual takes the "
    "products of depth away again, on some of the paths.",
    mistakes=(
        Mistake(
            "exchanged",
            "The number of products and the number of paths have changed places.",
            lambda: {"products": PATHS.right()[1], "paths": PATHS.right()[0]},
        ),
        Mistake(
            "time alone",
            "These are the steps back in time. Each layer on the way down is one "
            "product more; no arrow goes down and back at once.",
            lambda: {"products": LAG},
        ),
        Mistake(
            "product into the input missing",
            "You count the way from layer to layer. From the lowest layer to x there "
            "is one product more.",
            lambda: {"products": LAG + LAYERS - 1},
        ),
        Mistake(
            "one step too many",
            "From step 11 to step 4 there are as many steps as 11 less 4.",
            lambda: {"products": LAG + LAYERS + 1},
        ),
        Mistake(
            "products multiplied",
            "Steps and layers add up along a path; you multiplied them.",
            lambda: {"products": LAG * LAYERS},
        ),
        Mistake(
            "way down into x free",
            "The last product, that with the U of the lowest layer, must come after "
            "all steps back: x has no state to go back along. So there is one choice "
            "less.",
            lambda: {"paths": comb(LAG + LAYERS, LAYERS)},
        ),
        Mistake(
            "a step more on every way",
            "These are the ways over a step more. Count the steps from 11 to 4 again.",
            lambda: {"paths": comb(LAG + LAYERS, LAYERS - 1)},
        ),
        Mistake(
            "one layer short",
            "This is the number of ways through one layer less.",
            lambda: {"paths": comb(LAG + LAYERS - 2, LAYERS - 2)},
        ),
        Mistake(
            "ordered choices",
            "You choose a layer for each step freely. A path never goes up again, so "
            "only how many steps are made in each layer counts.",
            lambda: {"paths": LAYERS**LAG},
        ),
        Mistake(
            "one path",
            "There is more than one: the way down may be taken at an earlier step.",
            lambda: {"paths": 1},
        ),
        Mistake(
            "steps in place of paths",
            "This is the number of steps back. In how many ways can they be divided "
            "among the layers?",
            lambda: {"paths": LAG},
        ),
        Mistake(
            "residual changes nothing",
            "Beside the product with U of the upper layers there is now a way without "
            "one.",
            lambda: {"fewest": LAG + LAYERS},
        ),
        Mistake(
            "first layer skipped too",
            "The lowest layer has no residual here: its input has another width.",
            lambda: {"fewest": LAG},
        ),
        Mistake(
            "time skipped",
            "A residual leads around a layer, not around a step: the steps back remain."
            "",
            lambda: {"fewest": 1},
        ),
        Mistake(
            "one layer skipped",
            "You pass around one layer. There are two that have a residual.",
            lambda: {"fewest": LAG + LAYERS - 1},
        ),
    ),
    hints=(
        "Draw the grid. Which arrows lead into the node of layer l at step t, and with "
        "which matrix each?",
        "Every path makes all the steps back in time and all the steps down, in some "
        "order.",
        "How many steps back are made in layer 3, how many in layer 2, how many in "
        "layer 1? Count the ways to divide them.",
    ),
)
