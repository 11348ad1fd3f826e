"""What the two directions read and compute with, and what they can be set to."""

# Two numbers for each word, made up for the figure; padding is zeros.
VECTORS = {
    "the": [0.2, -0.3],
    "old": [-0.8, 0.5],
    "man": [0.9, -1.1],
    "boats": [-0.6, -1.2],
    "dogs": [1.2, 0.6],
    "bark": [-1.3, 0.8],
}
SENTENCES = [["the", "old", "man", "the", "boats"], ["old", "dogs", "bark"]]
# The direction that reads from the end: D = 2 inputs, H = 3 units.
WEIGHTS = {
    "U": [[0.8, -0.6, 0.3], [0.4, 0.7, -0.9]],
    "W": [[0.6, 0.5, -0.4], [-0.7, 0.3, 0.6], [0.2, -0.8, 0.5]],
    "b": [0.0, 0.1, -0.1],
}
TURNS = ("by length", "padded")
BACKS = ("by length", "padded", "not")
NUDGE = 0.5  # added to both numbers of a word to see what depends on it
MOVED = 1e-9  # a change of an output that is more than rounding
