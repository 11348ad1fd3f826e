"""The weights of the three cells: each keeps an impulse as well as it can."""

from pathlib import Path

FOLDER = Path(__file__).parent
TITLES = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}

# Gates in the cells' own order: i, f, g, o and r, z, n. The input opens the LSTM's
# input gate and shuts the GRU's update gate; without it both keep what they have.
START = {
    "rnn": {"U": [1.0], "W": [0.8], "b": [0.0]},
    "lstm": {
        "U": [4.0, 0.0, 2.0, 0.0],
        "W": [0.0, 0.0, 0.0, 0.0],
        "b": [-2.0, 3.0, 0.0, 1.0],
    },
    "gru": {
        "U": [0.0, -4.0, 1.5],
        "W": [0.0, 0.0, 0.5],
        "b": [1.0, 3.0, 0.0],
        "b_h": [0.0, 0.0, 0.0],
    },
}
