"""Time forward and backward of the cells against torch.nn and two usual forms of NumPy.

Each library runs in a process of its own (in one process they would share warm memory
and threads), in turns, several rounds; the table shows the best of all rounds as
ratios: 2.0 is twice as fast as the other. With one thread it is processor time that
counts, which other programs disturb least; with two it is wall time. `--quick` measures
one round and the small sizes. Also printed: the share of the floor, which is the time
of the matrix products and the tanh by themselves, and the peak of memory against what
the equations need.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

SIZES = [  # B, T, D, H
    (1, 50, 16, 16), (1, 100, 64, 64), (1, 1000, 1, 32), (16, 50, 32, 64),
    (32, 100, 64, 128), (32, 100, 128, 256), (32, 512, 64, 128), (64, 50, 256, 512),
]  # fmt: skip
CELLS = ("rnn", "gru", "lstm")
SECONDS = 0.25  # for each case and round; at least three runs
# What stays of a step for its backward, in blocks (B, H): states and record.
KEPT = {"rnn": 1, "gru": 5, "lstm": 7}
# At least so many times as fast as torch: at B > 1, and at B = 1.
AIMS = {
    "float32": {"rnn": (1.0, 1.0), "gru": (1.0, 1.0), "lstm": (0.7, 0.2)},
    "float64": {"rnn": (None, None), "gru": (None, None), "lstm": (1.0, 1.0)},
}


# What is timed. Each is called in a process of its own, see `measure`.


def ours(cell, size, dtype, engine=None):
    """One forward and backward by rnnbook."""
    import numpy as np

    import rnnbook

    B, T, D, H = size
    rng, cell = np.random.default_rng(0), rnnbook.CELLS[cell]
    p = rnnbook.init_params(cell, D, H, rng, dtype=getattr(np, dtype))
    x, dh = (rng.standard_normal((T, B, n)).astype(dtype) for n in (D, H))

    def once():
        _, _, cache = rnnbook.unroll(cell, p, x, engine=engine)
        rnnbook.unroll_backward(cell, p, dh, cache)

    return once


def plain(cell, size, dtype):
    """The same by the loop of the chapters."""
    return ours(cell, size, dtype, "plain")


def torch_nn(cell, size, dtype):
    """The same by torch.nn."""
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    B, T, D, H = size
    kind = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell]
    net = kind(D, H, dtype=getattr(torch, dtype))
    x = torch.randn(T, B, D, dtype=net.weight_hh_l0.dtype, requires_grad=True)
    dh = torch.randn(T, B, H, dtype=x.dtype)

    def once():
        net.zero_grad()
        x.grad = None
        net(x)[0].backward(dh)

    return once


def naive(cell, size, dtype):
    """An LSTM with four pairs of matrices and a list of caches, as it is often written.

    Forward and backward of all weights, step by step, nothing fused.
    """
    import numpy as np

    B, T, D, H = size
    rng, gates = np.random.default_rng(0), "ifgo"
    U = {k: (rng.standard_normal((D, H)) / D**0.5).astype(dtype) for k in gates}
    W = {k: (rng.standard_normal((H, H)) / H**0.5).astype(dtype) for k in gates}
    b = {k: np.zeros(H, dtype) for k in gates}
    x, dh_all = (rng.standard_normal((T, B, n)).astype(dtype) for n in (D, H))

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    def once():
        h, c, caches = np.zeros((B, H), dtype), np.zeros((B, H), dtype), []
        for x_t in x:
            a = {k: x_t @ U[k] + h @ W[k] + b[k] for k in gates}
            i, f, o = sigmoid(a["i"]), sigmoid(a["f"]), sigmoid(a["o"])
            g, before = np.tanh(a["g"]), (h, c)
            c = f * c + i * g
            tanh_c = np.tanh(c)
            h = o * tanh_c
            caches.append((x_t, *before, i, f, g, o, tanh_c))
        dU, dW, db = ({k: np.zeros_like(v[k]) for k in gates} for v in (U, W, b))
        dx, dh_next, dc = np.zeros_like(x), np.zeros_like(h), np.zeros_like(c)
        for t in reversed(range(T)):
            x_t, h_prev, c_prev, i, f, g, o, tanh_c = caches[t]
            dh = dh_all[t] + dh_next
            dc = dc + dh * o * (1 - tanh_c**2)
            da = {
                "i": dc * g * i * (1 - i), "f": dc * c_prev * f * (1 - f),
                "g": dc * i * (1 - g**2), "o": dh * tanh_c * o * (1 - o),
            }  # fmt: skip
            dc, dh_next = dc * f, np.zeros_like(h)
            for k in gates:
                dU[k] += x_t.T @ da[k]
                dW[k] += h_prev.T @ da[k]
                db[k] += da[k].sum(axis=0)
                dx[t] += da[k] @ U[k].T
                dh_next += da[k] @ W[k].T

    return once


def char_rnn(cell, size, dtype):
    """A tanh RNN on column vectors, one sequence at a time, state in a dict by step.

    The shape of the widely copied hundred-line character model, without its readout.
    """
    import numpy as np

    B, T, D, H = size
    rng = np.random.default_rng(0)
    Wxh = (rng.standard_normal((H, D)) / D**0.5).astype(dtype)
    Whh = (rng.standard_normal((H, H)) / H**0.5).astype(dtype)
    bh, x = np.zeros((H, 1), dtype), rng.standard_normal((B, T, D, 1)).astype(dtype)
    above = rng.standard_normal((B, T, H, 1)).astype(dtype)

    def once():
        dWxh, dWhh, dbh = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(bh)
        for k in range(B):
            hs = {-1: np.zeros((H, 1), dtype)}
            for t in range(T):
                hs[t] = np.tanh(np.dot(Wxh, x[k, t]) + np.dot(Whh, hs[t - 1]) + bh)
            dhnext = np.zeros_like(hs[0])
            for t in reversed(range(T)):
                dhraw = (1 - hs[t] * hs[t]) * (above[k, t] + dhnext)
                dbh += dhraw
                dWxh += np.dot(dhraw, x[k, t].T)
                dWhh += np.dot(dhraw, hs[t - 1].T)
                dhnext = np.dot(Whh.T, dhraw)

    return once


LIBRARIES = {"rnnbook": ours, "torch": torch_nn, "plain": plain, "naive": naive,
             "char-rnn": char_rnn}  # fmt: skip
ONLY = {"naive": "lstm", "char-rnn": "rnn"}


def best(once, seconds=SECONDS, least=3):
    """The shortest of the times of `once` in so many seconds."""
    one = os.environ["OMP_NUM_THREADS"] == "1"
    clock = time.process_time if one else time.perf_counter
    once()
    times, end = [], clock() + seconds
    while len(times) < least or clock() < end:
        start = clock()
        once()
        times.append(clock() - start)
    return min(times)


def key(cell, dtype, size):
    return f"{cell} {dtype} {size}"


def worker(library, sizes):
    """Print the best time of every case of one library, as JSON."""
    cases = [(c, d, s) for d in AIMS for c in CELLS for s in sizes]
    cases = [case for case in cases if ONLY.get(library, case[0]) == case[0]]
    if library not in ("rnnbook", "torch"):
        cases = [case for case in cases if case[1] == "float32"]
    if library == "char-rnn":  # one sequence after the other takes too long
        cases = [case for case in cases if case[2][0] <= 16]
    found = {key(c, d, s): best(LIBRARIES[library](c, s, d)) for c, d, s in cases}
    print(json.dumps(found))


def floor(size):
    """The time of the LSTM's products and of its tanh alone, in float32."""
    import numpy as np

    def ones(*shape):
        return np.ones(shape, np.float32)

    B, T, D, H = size
    h, P, a = ones(B, H), ones(B, 4 * H), ones(B, 5 * H)
    W, back = ones(H, 4 * H), ones(4 * H, H)
    x, hs, da, U = ones(T * B, D), ones(T * B, H), ones(T * B, 4 * H), ones(D, 4 * H)
    of_step = (lambda: np.dot(h, W, out=P), lambda: np.dot(P, back, out=h),
               lambda: np.tanh(a, out=a))  # fmt: skip
    of_all = (lambda: x @ U, lambda: da @ U.T, lambda: x.T @ da, lambda: hs.T @ da)
    return T * sum(best(f, 0.05) for f in of_step) + sum(best(f, 0.05) for f in of_all)


def floors(sizes):
    """Print the floor of each size, as JSON."""
    print(json.dumps({str(size): floor(size) for size in sizes}))


def memory(sizes):
    """Print the peak of memory over what the equations need, as JSON."""
    import tracemalloc

    import numpy as np

    import rnnbook
    from rnnbook.loop.generator.build import source
    from rnnbook.loop.generator.memory import POOL

    found = {}
    for name, (B, T, D, H) in [(name, size) for name in CELLS for size in sizes]:
        cell, rng = rnnbook.CELLS[name], np.random.default_rng(0)
        p = rnnbook.init_params(cell, D, H, rng, dtype=np.float32)
        x, dh = np.ones((T, B, D), np.float32), np.ones((T, B, H), np.float32)
        source(cell)  # so that generating it is not counted
        POOL.clear()
        tracemalloc.start()
        h, _, cache = rnnbook.unroll(cell, p, x)
        rnnbook.unroll_backward(cell, p, dh, cache)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        # x and its gradient, h and what is kept, gradients of the parameters.
        numbers = 2 * x.size + (1 + KEPT[name]) * h.size + sum(v.size for v in p)
        found[key(name, "float32", (B, T, D, H))] = peak / (4 * numbers)
        del h, cache
    print(json.dumps(found))


def measure(what, sizes, threads):
    """Run one part of this script in a process of its own; what it prints."""
    env = {name: str(threads) for name in
           ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}  # fmt: skip
    command = [sys.executable, __file__, "--part", what, json.dumps(sizes)]
    root = str(Path(__file__).resolve().parents[1])
    run = subprocess.run(
        command, env={**os.environ, **env, "PYTHONPATH": root}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout)


def compare(sizes, threads, rounds):
    """The best of the rounds, library -> case -> seconds; libraries take turns."""
    seen = {library: [] for library in LIBRARIES}
    for _ in range(rounds):
        for library in LIBRARIES:
            seen[library].append(measure(library, sizes, threads))
    return {
        library: {case: min(r[case] for r in runs) for case in runs[0]}
        for library, runs in seen.items()
    }


def table(found, sizes, threads):
    """Print the ratios of one number of threads."""
    others = [library for library in LIBRARIES if library != "rnnbook"]
    print(
        f"\nforward + backward, {threads} thread(s): rnnbook in ms, and how many times"
    )
    print("as long the others take; aim: at least so many times as torch")
    print(f"{'cell, dtype, (B, T, D, H)':38}{'ms':>9}", end="")
    print("".join(f"{library:>10}" for library in others), "     aim")
    for dtype, aims in AIMS.items():
        for cell in CELLS:
            for size in sizes:
                case = key(cell, dtype, size)
                own, aim = found["rnnbook"][case], aims[cell][size[0] == 1]
                if size[3] == 512 and aim and cell != "lstm":
                    aim = 0.9
                ratios = (found[n].get(case) for n in others)
                shown = "".join(f"{r / own:10.2f}" if r else " " * 10 for r in ratios)
                missed = aim and found["torch"][case] / own < aim
                print(f"{case:38}{own * 1e3:9.2f}{shown}", end="")
                print(f"{aim or '':>9}{'  below' if missed else ''}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--part", nargs=2, metavar=("WHAT", "SIZES"), help="used within"
    )
    options = parser.parse_args()
    if options.part:
        what, sizes = options.part[0], [tuple(s) for s in json.loads(options.part[1])]
        parts = {"floors": floors, "memory": memory}
        parts.get(what, lambda sizes: worker(what, sizes))(sizes)
        return
    sizes = SIZES[:4] if options.quick else SIZES
    for threads in (1,) if options.quick else (1, 2):
        found = compare(sizes, threads, 1 if options.quick else options.rounds)
        table(found, sizes, threads)
        if threads == 1:
            alone = measure("floors", sizes, 1)
            print("\nshare of the floor (products and tanh alone), LSTM, float32")
            for size in sizes:
                own = found["rnnbook"][key("lstm", "float32", size)]
                print(f"  {size!s:22}{alone[str(size)] / own:6.0%}")
    print(
        "\npeak memory of forward and backward over x, h, record and gradients, float32"
    )
    print(
        "(aim: at most 1.5 from a megabyte on; a chunk of steps needs some in any case)"
    )
    for case, share in measure("memory", sizes, 1).items():
        print(f"  {case:38}{share:6.2f}")


if __name__ == "__main__":
    main()
