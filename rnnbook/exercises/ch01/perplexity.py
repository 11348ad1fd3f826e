"""1.2 on paper: a bigram model, its cross-entropy and its perplexity."""

from math import exp, log

from rnnbook.exercises.form import Numbers


def both(a, b, r, steps=3):
    """Loss and perplexity of "bra" after "a", for P(b | a), P(r | b) and P(a | r)."""
    loss = -(log(a) + log(b) + log(r)) / steps
    return loss, exp(loss)


loss, perplexity = both(3 / 9, 3 / 7, 3 / 7)

PERPLEXITY = Numbers(
    "1.2", "Abracadabra",
    right=dict(loss=loss, perplexity=perplexity),
    atol=0.008,  # e to the power of 0.93 is 2.53, with two decimals
    meaning="After eleven letters the model chooses as if among two or three, not "
        "among five. On a word that is so much like what it counted, this is no "
        "surprise.",
    together={
        both(2 / 4, 2 / 2, 2 / 2):
            "You took the bare frequencies. Add one to each count, and what that adds "
            "up to below the line.",
        both(3 / 5, 3 / 3, 3 / 3):
            "Each of the five symbols got one more, so the sum of the counts grew by "
            "more than one.",
        both(3 / 4, 3 / 2, 3 / 2):
            "You added to the counts, but not to their sum: your probabilities add up "
            "to more than 1.",
        both(3 / 10, 3 / 7, 3 / 7):
            "You count five contexts a. The last letter of the training text has "
            "nothing after it, so it is no context.",
        both(3 / (4 + 11), 3 / (2 + 11), 3 / (2 + 11)):
            "You add the length of the text below the line. One was added for each of "
            "the five symbols.",
        both(3 / 8, 3 / 7, 3 / 7):
            "Below the line you have three contexts a. There are four: only the last "
            "letter of the training text has nothing after it.",
        both(6 / 16 * 3 / 9, 3 / 7, 3 / 7, steps=4):
            "You predict the first a as well, from how often it comes. It is given: "
            "three letters are predicted.",
        both(3 / 9, 3 / 7, 3 / 7, steps=1):
            "This is the sum over the letters. The mean was wanted.",
        both(3 / 9, 3 / 7, 3 / 7, steps=4):
            "You divide by four, but the first letter is given: three are predicted.",
    },
    loss={
        loss / log(2):
            "Your unit is the bit. Here it is the nat, from the natural logarithm.",
        loss / log(10):
            "You took the logarithm to base 10. Here it is the natural one.",
        -loss:
            "The sign is wrong: the logarithm of a probability is negative, and the "
            "loss is not.",
    },
    perplexity={
        2**loss: "Your loss is in nats, so the base of the power is e, not 2.",
        (3 + 7 / 3 + 7 / 3) / 3:
            "This is the mean of 1/P. The perplexity is the exponential of the mean of "
            "the logarithms.",
        1 / perplexity: "This is the reciprocal: a perplexity is never below 1.",
    },
    hints=(
        "Which letters follow an a in the training text, and how often each? The same "
        "for b and for r.",
        "Each of the five counts of a row grows by 1. What does their sum become?",
        "Three probabilities: b after a, r after b, a after r. Take minus the mean of "
        "their natural logarithms.",
    ),
)  # fmt: skip
