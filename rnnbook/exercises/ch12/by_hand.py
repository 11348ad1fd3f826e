"""12.1 on paper: one step of attention over three positions."""

from math import log

from rnnbook.exercises.form import Numbers

BY_HAND = Numbers(
    "12.1", "One step of attention", right=dict(
        weight_3=4 / 7, mean_1=6 / 7, mean_2=5 / 7, hidden_1=2 / 3
    ),
    meaning="A score that is larger by ln 2 makes a weight that is twice as large. "
        "What is hidden gives its weight to the others, in the shares that they have.",
    weight_3={
        log(8): "This is the score of position 3. The softmax makes a weight of it.",
        8: "This is the exponential of the score. Divide it by the sum of all three.",
        1 / 2: "You have divided the scores themselves by their sum. The softmax takes "
            "their exponentials first.",
        1 / 3: "All positions would have this weight if their scores were alike.",
        2 / 7: "This is the weight of position 1.",
        1 / 7: "This is the weight of position 2.",
        2 / 3: "You have left a position out of the sum: there are three.",
    },
    mean_1={
        2 / 3: "This is the plain mean of the three first entries. The weights differ.",
        4 / 7: "Position 1 has a 1 there as well.",
        2 / 7: "Position 3 has a first entry of 1 as well.",
        2: "You have added the entries up without their weights.",
        5 / 7: "This is the second entry of the mean.",
        12: "You have the exponentials for weights. They must add up to 1.",
    },
    mean_2={
        2 / 3: "This is the plain mean of the three second entries.",
        4 / 7: "The second entry has two parts: position 2 has a 1 there too.",
        1 / 7: "Position 3 has a second entry of 1 as well.",
        6 / 7: "This is the first entry of the mean.",
        10: "The second entry is a mean: divide by the sum of the exponentials.",
    },
    hidden_1={
        2 / 7: "You have left the weights of the others as they were. They must add up "
            "to 1 again.",
        5 / 7: "You have set the score of position 3 to 0. A score of 0 still has the "
            "exponential 1; what is hidden must have none.",
        1 / 2: "This is the plain mean of the two that are left.",
        1 / 3: "This is the weight of position 2, and the second entry of the mean.",
        6 / 7: "Nothing is hidden here.",
    },
    hints=(
        "The scores are products of rows: s with each of the three states.",
        "The exponential of a ln 2 + b ln 2 is 2 to the power a + b.",
        "To hide a position is to set its score to minus infinity: its exponential is "
        "0, in the sum as well.",
    ),
)  # fmt: skip
