"""The parity of ch14_parity.py at two other sizes, on other seeds.

One-layer diagonal recurrences with 16 units in place of 8, which have nearly as many
parameters as the GRU of 8 units. And 8 units on 8 bits in place of 16 ("far" is 80),
there also two layers of factors from 0 to 1 that read the input. Everything else is as
there. Four minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from ch14_parity import SETTINGS, trained
from tqdm import tqdm

ONE = [["fixed", "0 to 1", 1], ["fixed", "-1 to 1", 1],
       ["input", "0 to 1", 1], ["input", "-1 to 1", 1]]  # fmt: skip
CASES = [
    ({"H": 16, "seeds": list(range(20, 25))}, ONE),
    ({"T": 8, "far": 80, "seeds": list(range(20, 30))}, [*ONE, ["input", "0 to 1", 2]]),
]


def main():
    """Train each network of each case; store every seed at every rate."""
    began, numbers = time.time(), []
    given = dict(SETTINGS)
    for changed, networks in CASES:
        SETTINGS.update(given | changed)
        for net in tqdm(networks):
            (near, far), size = trained(net)
            row = dict(zip(("lam", "range", "layers"), net, strict=True))
            row |= {"H": SETTINGS["H"], "T": SETTINGS["T"], "parameters": int(size)}
            row |= {"near": near.round(3).tolist(), "far": far.round(3).tolist()}
            numbers.append(row)
            counts = [(np.array(v) > 0.95).sum(axis=1).tolist() for v in (near, far)]
            print(row["H"], row["T"], net, size, counts, near.max(), flush=True)
    settings = {**given, "cases": [changed for changed, _ in CASES]}
    settings.pop("networks")
    write("14_parity_other", settings, time.time() - began, numbers)


if __name__ == "__main__":
    main()
