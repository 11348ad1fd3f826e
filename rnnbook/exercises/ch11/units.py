"""11.1 on paper: one loss in three units."""

from math import exp, log

from rnnbook.exercises.form import Mistake, Numbers

LOSS, CHARACTERS = 1.5, 80_000

UNITS = Numbers(
    "11.1", "One loss, three units",
    right=dict(
        bits=LOSS / log(2), perplexity=exp(LOSS),
        kilobytes=LOSS / log(2) * CHARACTERS / 8 / 1000,
    ),
    meaning="A loss in bits is a length: a good code spends that many bits on a "
        "character. So a model that predicts is a model that compresses, and exercise "
        "11.8 builds the compressor.",
    bits={
        LOSS * log(2): "You multiplied by ln 2. A bit is smaller than a nat, so there "
            "are more of them.",
        LOSS: "This is the loss in nats.",
        LOSS / log(10): "You divided by the logarithm of 10. Bits have the base 2.",
        2**LOSS: "This is a power of the loss. Bits are nats in another unit.",
        2.2: "Close: give two decimals.",
    },
    perplexity={
        2**LOSS: "You took 2 to the power of the loss in nats. The base and the unit "
            "have to belong together.",
        exp(LOSS / log(2)): "You took e to the power of the loss in bits. The base and "
            "the unit have to belong together.",
        exp(-LOSS): "This is the geometric mean of the probabilities. The perplexity "
            "is one over it.",
        LOSS / log(2): "This is a loss again, in bits.",
        4.5: "Close: two decimals are wanted.",
    },
    kilobytes={
        LOSS * CHARACTERS / 8 / 1000: "You counted nats as if they were bits.",
        LOSS / log(2) * CHARACTERS / 8 / 1024: "These are kibibytes, of 1,024 bytes.",
        21.6: "Close: one decimal more is wanted.",
        exp(LOSS) * CHARACTERS / 8 / 1000: "You multiplied the perplexity. The length "
            "of a code is counted in bits.",
        CHARACTERS / 1000: "This is the text with a byte for each character.",
    },
    also=(
        # Rounded to whole numbers, or not.
        Mistake("These are bytes.", lambda: (..., ..., 21640.2), atol=0.25),
        Mistake(
            "These are thousands of bits. A byte has 8.",
            lambda: (..., ..., 173.06),
            atol=0.07,
        ),
    ),
    hints=(
        "ln x = ln 2 times the logarithm of x to the base 2.",
        "The perplexity undoes the logarithm of the loss, with the same base.",
        "Bits a character, times characters, gives bits. Eight of them are a byte.",
    ),
)  # fmt: skip
