"""What the loop, the scan, RTRL and attention cost in NumPy, in seconds.

Each number is the least of several runs of one call, in float64 on one core. A minute
or so.
"""

import time

import numpy as np
from _record import write

from rnnbook.loop.scan import scan

SETTINGS = {
    "steps": [16, 64, 256, 1024, 4096, 16384],
    "widths": [1, 64, 4096],
    "most": 4_200_000,      # numbers in an array
    "units": [4, 8, 16, 32, 64],
    "T": 50,
    "past": [10, 100, 1000, 10_000, 100_000],
    "D": 64,
    "runs": 9,
}


def least(function, *args):
    """Seconds that a call takes, the least of some."""
    seconds = []
    for _ in range(SETTINGS["runs"]):
        began = time.perf_counter()
        function(*args)
        seconds.append(time.perf_counter() - began)
    return float(f"{min(seconds):.3g}")


def loop(lam, u):
    """The recurrence, step by step."""
    h, state = np.empty_like(u), np.zeros_like(u[0])
    for t in range(len(u)):
        state = lam[t] * state + u[t]
        h[t] = state
    return h


def bptt(x, W, dh):
    """dW of a tanh RNN with one sequence, by going back."""
    states = [np.zeros(len(W))]
    for x_t in x:
        states.append(np.tanh(x_t + states[-1] @ W))
    d, dW = np.zeros(len(W)), np.zeros_like(W)
    for t in reversed(range(len(x))):
        da = (d + dh[t]) * (1 - states[t + 1] ** 2)
        dW += np.outer(states[t], da)
        d = da @ W.T
    return dW


def rtrl(x, W, dh):
    """dW of the same RNN, carried forward."""
    H = len(W)
    h, P, dW, eye = np.zeros(H), np.zeros((H, H, H)), np.zeros((H, H)), np.eye(H)
    for x_t, dh_t in zip(x, dh, strict=True):
        direct = h[:, None, None] * eye
        h = np.tanh(x_t + h @ W)
        P = (P @ W + direct) * (1 - h**2)
        dW += P @ dh_t
    return dW


def attend(q, keys, values):
    """One step of attention over the past."""
    scores = keys @ q / np.sqrt(len(q))
    a = np.exp(scores - scores.max())
    return (a / a.sum()) @ values


def recur(h, x, U, W):
    """One step of a plain recurrence."""
    return np.tanh(x @ U + h @ W)


def main():
    """Time everything, and store the seconds."""
    began, rng, numbers = time.time(), np.random.default_rng(0), []
    for T in SETTINGS["steps"]:
        for width in SETTINGS["widths"]:
            if T * width > SETTINGS["most"]:
                continue
            lam, u = rng.uniform(0.5, 1, (T, width)), rng.normal(size=(T, width))
            assert np.allclose(loop(lam, u), scan(lam, u))
            numbers.append({"what": "scan", "T": T, "width": width,
                            "loop": least(loop, lam, u), "scan": least(scan, lam, u)})
    for H in SETTINGS["units"]:
        x, dh = rng.normal(size=(2, SETTINGS["T"], H))
        W = rng.normal(size=(H, H)) / np.sqrt(H)
        assert np.allclose(bptt(x, W, dh), rtrl(x, W, dh))
        numbers.append({"what": "rtrl", "H": H, "bptt": least(bptt, x, W, dh),
                        "rtrl": least(rtrl, x, W, dh)})
    D = SETTINGS["D"]
    U, W = rng.normal(size=(2, D, D))
    for past in SETTINGS["past"]:
        keys, values = rng.normal(size=(2, past, D))
        q, x = rng.normal(size=(2, D))
        numbers.append({"what": "attention", "past": past,
                        "attention": least(attend, q, keys, values),
                        "state": least(recur, q, x, U, W)})
    for row in numbers:
        print(row)
    write("14_speed", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
