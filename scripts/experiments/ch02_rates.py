"""Chapter 2's two trainings again, with other learning rates and other sizes.

The first experiment compares pairs of curves at one learning rate, the second compares
scales of the first weights at one. Here each pair and each scale tries several rates.
Pairs: errors after so many updates, for sequences of 20 and of 40 steps, ten starts.
Scales: errors after 1,000 updates for 16, 32 and 64 units, ten starts; a run whose
error is not below 10 counts as 10, because it has blown up.
Five minutes or so on one core.
"""

import time

import ch02_gates as gates
import ch02_scales as scales
import numpy as np
from _record import write

SETTINGS = {
    "gates": {
        "starts": 10,
        "rates": [0.01, 0.03, 0.1],
        "updates": [100, 1000, 3000],
        "lengths": [[20, 20], [40, 40]],
    },
    "scales": {
        "starts": 10,
        "rates": [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0],
        "updates": 1000,
        "units": [16, 32, 64],
    },
}


def pairs():
    """The errors of each pair by length and rate, (updates, starts)."""
    ask = SETTINGS["gates"]
    gates.SETTINGS["starts"] = ask["starts"]
    gates.SETTINGS["updates"] = ask["updates"]
    for lengths in ask["lengths"]:
        for pair in gates.SETTINGS["pairs"]:
            for rate in ask["rates"]:
                gates.SETTINGS["lr"] = rate
                errors, _ = gates.train(pair, lengths)
                print(lengths, pair, rate, np.median(errors, axis=1), flush=True)
                yield {"pair": pair, "lengths": lengths, "lr": rate, "error": errors}


def widths():
    """The errors of each scale by number of units and rate, (starts,)."""
    ask = SETTINGS["scales"]
    scales.SETTINGS["starts"] = ask["starts"]
    for units in ask["units"]:
        scales.SETTINGS["units"] = units
        for scale in scales.SETTINGS["scales"]:
            for rate in ask["rates"]:
                scales.SETTINGS["lr"] = rate
                with np.errstate(all="ignore"):
                    errors, _, _ = scales.train(scale, False, [ask["updates"]])
                errors = np.nan_to_num(errors[0], nan=10.0, posinf=10.0).clip(max=10)
                print(units, scale, rate, errors.mean().round(2), flush=True)
                yield {
                    "units": units, "scale": scale, "lr": rate,
                    "error": errors.tolist(),
                }  # fmt: skip


if __name__ == "__main__":
    started = time.perf_counter()
    found = {"gates": list(pairs()), "scales": list(widths())}
    write("02_rates", SETTINGS, time.perf_counter() - started, found)
