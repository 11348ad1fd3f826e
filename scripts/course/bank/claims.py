"""Sentences that hold, beside those of the museum: else every answer would be no.

Each stands under the anchor of the exhibit whose run bears it out.
"""

# Sentences of the museum of which one may say with reason that they hold sometimes,
# although the verdict refutes them as they stand, or the other way round: of these a
# question asks only whether they hold as they stand.
AS_THEY_STAND = {
    "a-spectral-radius-above-1-makes-the-gradient-explode",
    "a-spectral-radius-below-1-makes-it-shrink",
    "batch-normalisation-cures-vanishing-gradients",
    "reset-before-or-after-the-product-is-a-detail",
    "a-mean-is-a-mean",
    "reverse-the-input-run-it-and-join-the-outputs",
    "padding-is-zeros-and-zeros-do-nothing",
    "an-lstm-with-128-cells-has-128-memories",  # 128 numbers it does carry
}

# Exhibits that are explained in no chapter, and the chapter that has their task.
CHAPTERS = {
    "the-baseline-of-the-adding-problem-is-0-167": 10,
    "an-error-of-0-04-means-that-it-has-learned": 10,
}

TRUE = {
    "the-loss-falls-so-the-gradient-is-right":
        "The loss can fall from update to update although the gradient is wrong.",
    "a-spectral-radius-below-1-makes-it-shrink":
        "A product of Jacobians can grow for many steps although every eigenvalue of "
        "each factor is 0.",
    "its-gates-are-below-1-so-its-gradient-cannot-grow":
        "The gradient of an LSTM can grow from step to step although all its forget "
        "gates are below 1.",
    "the-forget-gate-opens-to-forget":
        "A forget gate that is wide open passes the old cell state on.",
    "the-lstm-of-1997-has-a-forget-gate":
        "The LSTM cell of 1997 cannot erase a large cell state in one step.",
    "a-gru-has-no-forget-gate":
        "In a GRU the update gate decides which share of the old state is passed on as "
        "it is.",
    "the-output-layer-reads-the-cell-state":
        "The scores of an LSTM are computed from h, the state that it shows.",
    "the-second-layer-reads-its-own-last-state":
        "In a stack the second layer reads the output of the first layer at the same "
        "step.",
    "both-biases-at-1-make-a-forget-bias-of-1":
        "Where a library adds two biases, setting both to 1 for the forget gate makes "
        "a forget bias of 2.",
    "reverse-the-input-run-it-and-join-the-outputs":
        "The outputs of the backward direction are put back into the order of the "
        "input before they are joined with those of the forward direction.",
    "right-it-has-nearly-learned-the-order":
        "In the temporal order task with two marks, counting the marks without their "
        "order is enough for about three quarters of the sequences.",
    "it-learns-one-batch-by-heart-so-it-is-right":
        "A program with a mistake in its targets can still learn one batch by heart.",
}  # fmt: skip

# The test for before and after: sentences that hold (from TRUE), that do not, and that
# hold under a condition. No exhibit is in it twice.
TEST_TRUE = (
    "the-loss-falls-so-the-gradient-is-right",
    "its-gates-are-below-1-so-its-gradient-cannot-grow",
    "the-forget-gate-opens-to-forget",
    "a-gru-has-no-forget-gate",
    "the-second-layer-reads-its-own-last-state",
    "both-biases-at-1-make-a-forget-bias-of-1",
    "it-learns-one-batch-by-heart-so-it-is-right",
)
TEST_REFUTED = (
    "tanh-prevents-vanishing-and-exploding-gradients",
    "a-relu-has-slope-1-so-nothing-can-vanish",
    "the-lstm-of-1997-has-a-forget-gate",
    "the-most-probable-text-is-the-best-text",
    "a-gru-is-an-lstm-without-its-output-gate",
    "the-output-layer-reads-the-cell-state",
    "the-reset-gate-is-multiplied-like-a-matrix",
)
TEST_CONDITION = (
    "the-lstm-solves-the-vanishing-gradient",
    "the-update-gate-says-how-much-is-new",
    "with-its-reset-gate-at-1-a-gru-is-a-vanilla-rnn",
    "the-gates-come-in-the-order-i-f-g-o",
    "the-second-bias-is-redundant",
    "linear-recurrences-do-what-lstms-do-in-parallel",
)
