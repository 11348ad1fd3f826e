"""The stages that the explorer walks through, and the examples that it offers."""

FORWARD = ("forget", "input", "update", "output")
BACKWARD = ("back-output", "back-update", "back-gates", "back-inputs")

# Each shows one thing, and `see` says what. Gates in the order i, f, g, o.
PRESETS = [
    {
        "name": "keep", "x": 1.0, "h": 0.0, "c": 0.8,
        "U": [0.0, 0.0, 1.5, 0.0], "W": [0.0] * 4, "b": [-12.0, 12.0, 0.0, 1.0],
        "see": "Forget gate open, input gate shut: move x as you like and take many "
               "steps, c stays.",
    },
    {
        "name": "forget", "x": 1.0, "h": 0.0, "c": 0.8,
        "U": [0.0, 0.0, 1.5, 0.0], "W": [0.0] * 4, "b": [-12.0, 0.0, 0.0, 1.0],
        "see": "Forget gate half open, nothing written: c halves with every step.",
    },
    {
        "name": "write", "x": 1.0, "h": 0.0, "c": -0.8,
        "U": [0.0, 0.0, 1.5, 0.0], "W": [0.0] * 4, "b": [12.0, -12.0, 0.0, 1.0],
        "see": "Forget gate shut, input gate open: the old c is gone and the candidate "
               "takes its place.",
    },
    {
        "name": "read", "x": 1.0, "h": 0.0, "c": 0.8,
        "U": [0.0, 0.0, 0.0, 6.0], "W": [0.0] * 4, "b": [-12.0, 12.0, 0.0, -3.0],
        "see": "c is kept; x opens the output gate. Bring x down to 0: c stays, "
               "h falls silent.",
    },
]  # fmt: skip
