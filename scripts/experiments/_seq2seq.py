"""Many encoder-decoders of GRUs trained at once: arrays of shape (S, ...), float32.

What `rnnbook.nets.encoder_decoder` does for one network, for S of them with one call
of NumPy each. All sequences of a batch have one length, so nothing is padded. Each
network has a start, batches and a learning rate of its own. A test compares the two.
"""

import json
import time
from pathlib import Path

import numpy as np
from tqdm import tqdm

from rnnbook.tasks import DATE_SYMBOLS, ISO_SYMBOLS, date_pair
from rnnbook.tasks._pairs import DAYS

NAMES = ("eU", "eW", "eb", "ec", "dU", "dW", "db", "dc", "V", "by")


def start(D, O, H, rngs):  # noqa: E741
    """A network for each generator, drawn as init_encoder_decoder draws one."""
    shapes = ((D, 3 * H), (H, 3 * H), (1, 3 * H), (1, 3 * H), (O, 3 * H), (H, 3 * H),
              (1, 3 * H), (1, 3 * H), (2 * H, O), (1, O))  # fmt: skip
    p = {}
    for name, shape in zip(NAMES, shapes, strict=True):
        bound = 1 / np.sqrt(2 * H if name == "V" else H)
        drawn = [
            rng.uniform(-bound, bound, shape) if shape[0] > 1 else np.zeros(shape)
            for rng in rngs
        ]
        p[name] = np.array(drawn, np.float32)
    return p


def step(xU, h, W, b_h):
    """One step of `gru` for all networks; the new state and what its backward needs."""
    H = h.shape[-1]
    hW = h @ W + b_h
    rz = 0.5 + 0.5 * np.tanh(0.5 * (xU[..., : 2 * H] + hW[..., : 2 * H]))
    r, z, hW_n = rz[..., :H], rz[..., H:], hW[..., 2 * H :]
    n = np.tanh(xU[..., 2 * H :] + r * hW_n)
    return n + z * (h - n), (r, z, n, hW_n, h)


def step_back(dh, record, W):
    """Its backward: gradients for xU, for hW and for the old state."""
    r, z, n, hW_n, h = record
    da_n = dh * (1 - z) * (1 - n * n)
    da_r, da_z = da_n * hW_n * r * (1 - r), dh * (h - n) * z * (1 - z)
    dxU = np.concatenate([da_r, da_z, da_n], axis=-1)
    dhW = np.concatenate([da_r, da_z, da_n * r], axis=-1)
    return dxU, dhW, dh * z + dhW @ W.swapaxes(-1, -2)


def run(codes, U, W, b, b_h, h):
    """A GRU along codes (T, S, B) from h (S, B, H): its states and the records."""
    xU = U[np.arange(len(U))[:, None], codes] + b
    states, records = [], []
    for x in xU:
        h, record = step(x, h, W, b_h)
        states.append(h)
        records.append(record)
    return np.array(states), records


def run_back(codes, U, W, dstates, dlast, records):
    """Gradients of U, W, b, b_h and of the first state."""
    dxUs, dW, db_h, dh = [], 0, 0, dlast
    for dstate, record in zip(dstates[::-1], records[::-1], strict=True):
        dxU, dhW, dh = step_back(dh + dstate, record, W)
        dxUs.append(dxU)
        dW = dW + record[4].swapaxes(-1, -2) @ dhW
        db_h = db_h + dhW.sum(axis=1, keepdims=True)
    dxU = np.array(dxUs[::-1]).swapaxes(0, 1)
    dxU = dxU.reshape(len(U), -1, dxU.shape[-1])
    rows = np.eye(U.shape[1], dtype=U.dtype)[codes.swapaxes(0, 1).reshape(len(U), -1)]
    return rows.swapaxes(-1, -2) @ dxU, dW, dxU.sum(axis=1, keepdims=True), db_h, dh


def contexts(kind, s, h):
    """The second half of what the readout sees, (N, S, B, H), and the weights."""
    if kind == "last":
        return np.broadcast_to(h[-1], s.shape), None
    if kind == "mean":
        return np.broadcast_to(h.mean(axis=0), s.shape), None
    q, keys = s.transpose(1, 2, 0, 3), h.transpose(1, 2, 0, 3)       # (S, B, ., H)
    scores = q @ keys.swapaxes(-1, -2)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return (weights @ keys).transpose(2, 0, 1, 3), weights


def contexts_back(kind, d, s, h, weights):
    """Gradients for s and h."""
    if kind != "attention":
        dh = np.zeros_like(h)
        if kind == "last":
            dh[-1] = d.sum(axis=0)
        else:
            dh[:] = d.sum(axis=0) / len(h)
        return 0, dh
    d, q, keys = (v.transpose(1, 2, 0, 3) for v in (d, s, h))
    dweights = d @ keys.swapaxes(-1, -2)
    dscores = weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
    back = weights.swapaxes(-1, -2) @ d + dscores.swapaxes(-1, -2) @ q
    return (dscores @ keys).transpose(2, 0, 1, 3), back.transpose(2, 0, 1, 3)


def gradients(p, kind, x, y, boundary):
    """Loss of each network, nats a symbol, and all gradients: x, y (T, S, B) codes."""
    S, B, H = x.shape[1], x.shape[2], p["eW"].shape[1]
    h, enc = run(x, p["eU"], p["eW"], p["eb"], p["ec"],
                 np.zeros((S, B, H), p["eW"].dtype))  # fmt: skip
    edge = np.full((1, S, B), boundary)
    inputs, target = np.concatenate([edge, y]), np.concatenate([y, edge])
    s, dec = run(inputs, p["dU"], p["dW"], p["db"], p["dc"], h[-1])
    context, weights = contexts(kind, s, h)
    v = np.concatenate([s, context], axis=-1)
    o = v @ p["V"] + p["by"]
    prob = np.exp(o - o.max(axis=-1, keepdims=True))
    prob /= prob.sum(axis=-1, keepdims=True)
    at = np.take_along_axis(prob, target[..., None], axis=-1)
    loss = -np.log(at + 1e-30).mean(axis=(0, 2, 3))
    np.put_along_axis(prob, target[..., None], at - 1, axis=-1)
    do = prob / (len(target) * B)
    g = {"V": np.einsum("tsbh,tsbo->sho", v, do, optimize=True),
         "by": do.sum(axis=(0, 2))[:, None]}  # fmt: skip
    dv = do @ p["V"].swapaxes(-1, -2)
    more, dh = contexts_back(kind, dv[..., H:], s, h, weights)
    *g_dec, bridge = run_back(inputs, p["dU"], p["dW"], dv[..., :H] + more, 0, dec)
    *g_enc, _ = run_back(x, p["eU"], p["eW"], dh, bridge, enc)
    g |= dict(zip(NAMES[:8], g_enc + g_dec, strict=True))
    return loss, g


def train(p, kind, rates, draw, updates, boundary, max_norm=1.0, progress=None):
    """Adam with a falling rate (cosine) and clipped norms; draw() gives x, y."""
    rates = np.array(rates, np.float32)[:, None, None]
    mean = {k: np.zeros_like(v) for k, v in p.items()}
    square = {k: np.zeros_like(v) for k, v in p.items()}
    losses = []
    for t in range(1, updates + 1):
        loss, g = gradients(p, kind, *draw(), boundary)
        losses.append(loss)
        norm = np.sqrt(sum((v**2).sum(axis=(1, 2), keepdims=True) for v in g.values()))
        scale = np.minimum(1, max_norm / (norm + 1e-12)).astype(np.float32)
        lr = rates * np.float32(0.5 + 0.5 * np.cos(np.pi * (t - 1) / updates))
        for k in p:
            d = g[k] * scale
            mean[k] += 0.1 * (d - mean[k])
            square[k] += 0.001 * (d * d - square[k])
            lean1, lean2 = 1 - 0.9**t, 1 - 0.999**t
            p[k] = p[k] - lr * (mean[k] / lean1) / (np.sqrt(square[k] / lean2) + 1e-8)
        if progress is not None:
            progress.update()
    return p, np.array(losses)


def greedy(p, kind, x, steps, boundary, forced=None):
    """Output codes (steps, S, B), each the likeliest; fed with forced ones if given."""
    S, B, H = x.shape[1], x.shape[2], p["eW"].shape[1]
    h, _ = run(x, p["eU"], p["eW"], p["eb"], p["ec"],
               np.zeros((S, B, H), p["eW"].dtype))  # fmt: skip
    state, last, found = h[-1], np.full((1, S, B), boundary), []
    for t in range(steps):
        s, _ = run(last, p["dU"], p["dW"], p["db"], p["dc"], state)
        state = s[-1]
        v = np.concatenate([s, contexts(kind, s, h)[0]], axis=-1)
        found.append((v @ p["V"] + p["by"]).argmax(axis=-1)[0])
        last = (found[-1] if forced is None else forced[t])[None]
    return np.array(found)


def one(p, k):
    """The k-th network alone, as a dict of arrays without the first axis."""
    return {name: v[k] for name, v in p.items()}


def chosen(p, keep):
    """The networks `keep` of p."""
    return {name: v[keep] for name, v in p.items()}


class DateBatches:
    """Batches of dates whose sources have one length, for several networks at once.

    rngs: a generator for each network. held_out: the days that training never sees.
    """

    def __init__(self, B, rngs, common, held_out=False):
        self.B, self.rngs, self.common = B, rngs, common
        read, written = ({s: k for k, s in enumerate(symbols)}
                         for symbols in (DATE_SYMBOLS, ISO_SYMBOLS))  # fmt: skip
        found = {}
        for day in range(DAYS):
            if (day % 10 == 0) == held_out:
                for style in range(3):
                    text, iso = date_pair(day, style)
                    row = [read[s] for s in text], [written[s] for s in iso], style
                    found.setdefault(len(text), []).append(row)
        self.rows = [tuple(map(np.array, zip(*rows, strict=True)))
                     for rows in found.values()]  # fmt: skip
        counts = np.array([len(rows) for rows in found.values()])
        self.shares = counts / counts.sum()

    def drawn(self):
        """Codes of sources (T, S, B) and of targets (10, S, B), and their styles."""
        x, y, styles = self.rows[int(self.common.choice(len(self.rows), p=self.shares))]
        picked = np.array([rng.integers(0, len(x), self.B) for rng in self.rngs])
        x, y = (codes[picked].transpose(2, 0, 1) for codes in (x, y))
        return x, y, styles[picked]


def cutting(p, x, y, boundary, rng):
    """What happens to each output symbol when one source position is hidden.

    The decoder reads the right symbols. Hidden is the position with the highest
    weight ("top"), another one, drawn at random ("other"), or the one with the second
    highest weight ("second").
    Returns: the place of the highest weight (N, S, B), that weight, and whether the
    likeliest symbol changes, for "top", "other" and "second", each (N, S, B).
    """
    S, B, H = x.shape[1], x.shape[2], p["eW"].shape[1]
    h, _ = run(x, p["eU"], p["eW"], p["eb"], p["ec"],
               np.zeros((S, B, H), p["eW"].dtype))  # fmt: skip
    edge = np.full((1, S, B), boundary)
    inputs = np.concatenate([edge, y])
    s, _ = run(inputs, p["dU"], p["dW"], p["db"], p["dc"], h[-1])
    keys = h.transpose(1, 2, 0, 3)
    scores = s.transpose(1, 2, 0, 3) @ keys.swapaxes(-1, -2)

    def answers(scores):
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        v = np.concatenate([s, (weights @ keys).transpose(2, 0, 1, 3)], axis=-1)
        return (v @ p["V"] + p["by"]).argmax(axis=-1), weights.transpose(2, 0, 1, 3)

    before, weights = answers(scores)
    top = weights.argmax(axis=-1)
    shift = rng.integers(1, len(x), top.shape)
    changed = []
    second = weights.argsort(axis=-1)[..., -2]
    for at in (top, (top + shift) % len(x), second):
        hidden = scores.copy()
        np.put_along_axis(hidden, at.transpose(1, 2, 0)[..., None], -1e30, axis=-1)
        changed.append(answers(hidden)[0] != before)
    return top, weights.max(axis=-1), *changed


def resumed(name, settings, case, at_most, write):
    """Run case(*row) for each row of settings["cases"] that has no result yet.

    A result is written after each case, so that a run can be broken off and goes on
    where it was; at_most: cases of this run. Rows of a result begin with their case.
    """
    path = Path(__file__).resolve().parents[2] / "rnnbook" / "results" / f"{name}.json"
    made = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    again = made.get("settings") != json.loads(json.dumps(settings))
    numbers, seconds = ([], 0.0) if again else (made["numbers"], made["seconds"])
    done = [row["case"] for row in numbers]
    for each in [row for row in settings["cases"] if row not in done][:at_most]:
        began = time.process_time()
        with tqdm(total=settings["updates"], desc=" ".join(map(str, each))) as progress:
            numbers.append({"case": each, **case(*each, progress)})
        seconds += time.process_time() - began
        write(name, settings, seconds, numbers)
