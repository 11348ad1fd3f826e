"""9.2 on paper: the ways of a gradient through the grid of time and depth."""

from math import comb

from rnnbook.exercises.form import Numbers

LAYERS, LAG = 3, 11 - 4
RIGHT = dict(
    products=LAG + LAYERS, paths=comb(LAG + LAYERS - 1, LAYERS - 1), fewest=LAG + 1
)

PATHS = Numbers(
    "9.2", "The ways through the grid", right=RIGHT,
    meaning="Every path makes all the steps back, and has a product more for each "
        "layer. But the paths are many, and their number grows with the lag: that is "
        "why the gradient of a deep stack comes from further back. A residual takes "
        "the products of depth away again, on some of the paths.",
    together={
        (RIGHT["paths"], RIGHT["products"], ...):
            "The number of products and the number of paths have changed places.",
    },
    products={
        LAG:
            "These are the steps back in time. Each layer on the way down is one "
            "product more; no arrow goes down and back at once.",
        LAG + LAYERS - 1:
            "You count the way from layer to layer. From the lowest layer to x there "
            "is one product more.",
        LAG + LAYERS + 1:
            "From step 11 to step 4 there are as many steps as 11 less 4.",
        LAG * LAYERS: "Steps and layers add up along a path; you multiplied them.",
    },
    paths={
        comb(LAG + LAYERS, LAYERS):
            "The last product, that with the U of the lowest layer, must come after "
            "all steps back: x has no state to go back along. So there is one choice "
            "less.",
        comb(LAG + LAYERS, LAYERS - 1):
            "These are the ways over a step more. Count the steps from 11 to 4 again.",
        comb(LAG + LAYERS - 2, LAYERS - 2):
            "This is the number of ways through one layer less.",
        comb(LAG + LAYERS - 2, LAYERS - 1):
            "These are the ways over one step less. From step 11 to step 4 there are 7 "
            "steps back. (It is also the sum of 1 to 7: that sum has one term more.)",
        comb(LAG, LAYERS):
            "You choose 3 of the 7 steps to go down at. The last way down is fixed, "
            "and two ways down may be taken at the same step.",
        comb(LAG, LAYERS - 1):
            "Do you choose two different ones of the 7 steps to go down at? Both ways "
            "down may be taken at the same step, and either may be taken before the "
            "first step back. (It is also 7 times 3: steps and layers do not "
            "multiply.)",
        LAYERS**LAG:
            "You choose a layer for each step freely. A path never goes up again, so "
            "only how many steps are made in each layer counts.",
        1: "There is more than one: the way down may be taken at an earlier step.",
        LAG:
            "This is the number of steps back. In how many ways can they be divided "
            "among the layers?",
    },
    fewest={
        LAG + LAYERS:
            "Beside the product with U of the upper layers there is now a way without "
            "one.",
        LAG: "The lowest layer has no residual here: its input has another width.",
        1: "A residual leads around a layer, not around a step: the steps back remain.",
        LAG + LAYERS - 1:
            "You pass around one layer. There are two that have a residual.",
    },
    hints=(
        "Draw the grid. Which arrows lead into the node of layer l at step t, and with "
        "which matrix each?",
        "Every path makes all the steps back in time and all the steps down, in some "
        "order.",
        "How many steps back are made in layer 3, how many in layer 2, how many in "
        "layer 1? Count the ways to divide them.",
    ),
)  # fmt: skip
