"""Gradient checks of the exercises on the way back: finite differences of a loss.

`CHECKS[number]` is a function of a case, which returns (loss, values): the loss as a
function of the arrays by name, and where it stands. The names are those of the
gradients that the exercise wants. The loss is a sum over what the exercise's way
forward makes, times the gradient that comes in. The truncated gradients of 4.5 and
7.5 are the gradients of nothing, so there is no check of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.activations import sigmoid, softmax
from rnnbook.measures.gradcheck import gradcheck

Values = dict[str, np.ndarray]
Check = Callable[..., tuple[Callable[..., float], Values]]


def report(
    number: str, case: Mapping[str, Any], found: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Of each gradient in `found` whether it is right: ("off by 30%", "da").

    Worst first; none if there is no check of the exercise.
    """
    if number not in CHECKS:
        return []
    loss, values = CHECKS[number](**case)
    with np.errstate(all="ignore"):
        checked = gradcheck(loss, values, {name: found[name] for name in values})
    return [(_verdict(row.error, checked.tol), row.name) for row in checked.rows]


def _verdict(error: float, tol: float) -> str:
    if error <= tol:
        return "right"
    return f"off by {error:.0%}" if np.isfinite(error) else "not a number"


def logit(y: np.ndarray) -> np.ndarray:
    """The pre-activation whose sigmoid is y."""
    return np.log(y / (1 - y))


def gate(a: Any, v: Any, dy: Any) -> Any:
    """2.4"""
    return lambda da, dv: (dy * sigmoid(da) * dv).sum(), {"da": a, "dv": v}


def scores(o: Any, target: Any) -> Any:
    """4.3"""
    rows = np.arange(len(o))
    return lambda do: -np.log(softmax(do)[rows, target]).sum(), {"do": o}


def bptt(x: Any, h: Any, U: Any, W: Any, dh: Any) -> Any:
    """4.4"""

    def loss(dU: Any, dW: Any, db: Any, dh_0: Any) -> float:
        state, total = dh_0, 0.0
        for x_t, dh_t in zip(x, dh, strict=True):
            state = np.tanh(x_t @ dU + state @ dW + db)
            total += (dh_t * state).sum()
        return total

    return loss, {"dU": U, "dW": W, "db": np.zeros(len(W)), "dh_0": h[0]}


def lstm_inputs(s: Any) -> np.ndarray:
    """The pre-activations of a step that left the record s."""
    blocks = logit(s.i), logit(s.f), np.arctanh(s.g), logit(s.o)
    return np.concatenate(blocks, axis=-1)


def lstm_step(dh: Any, dc: Any, s: Any) -> Any:
    """6.4"""

    def loss(da: Any, dc_prev: Any) -> float:
        (h, c), _ = CELLS["lstm"].forward(da, 0 * da, (None, dc_prev))
        return (dh * h).sum() + (dc * c).sum()

    return loss, {"da": lstm_inputs(s), "dc_prev": s.c_prev}


def lstm_loop(dh: Any, W: Any, steps: Any) -> Any:
    """7.3"""
    h_0 = steps[0].c_prev  # the case starts with h and c that are alike
    before = [h_0, *(s.o * s.tanh_c for s in steps[:-1])]
    inputs = [lstm_inputs(s) - h @ W for s, h in zip(steps, before, strict=True)]

    def loss(da: Any, dh_0: Any, dc_0: Any) -> float:
        state, total = (dh_0, dc_0), 0.0
        for xU, dh_t in zip(da, dh, strict=True):
            state, _ = CELLS["lstm"].forward(xU, state[0] @ W, state)
            total += (dh_t * state[0]).sum()
        return total

    return loss, {"da": np.stack(inputs), "dh_0": h_0, "dc_0": steps[0].c_prev}


def gru_step(dh: Any, s: Any) -> Any:
    """8.4"""
    inside = np.arctanh(s.n) - s.r * s.hW_n
    xU = np.concatenate([logit(s.r), logit(s.z), inside], axis=-1)
    hW = np.concatenate([0 * s.r, 0 * s.z, s.hW_n], axis=-1)

    def loss(dxU: Any, dhW: Any, dh_prev: Any) -> float:
        (h,), _ = CELLS["gru"].forward(dxU, dhW, (dh_prev,))
        return (dh * h).sum()

    return loss, {"dxU": xU, "dhW": hW, "dh_prev": s.h_prev}


def layer_norm(dy: Any, v: Any, gain: Any, eps: float) -> Any:
    """9.5"""

    def loss(dv: Any, dgain: Any, doffset: Any) -> float:
        centred = dv - dv.mean(axis=-1, keepdims=True)
        variance = (centred**2).mean(axis=-1, keepdims=True)
        return (dy * (dgain * centred / np.sqrt(variance + eps) + doffset)).sum()

    return loss, {"dv": v, "dgain": gain, "doffset": 0 * gain}


def attention(dmeans: Any, s: Any, h: Any, weights: Any) -> Any:
    """12.4"""
    rest = np.log(weights) - s @ h.T  # so that the case's weights come out

    def loss(ds: Any, dh: Any) -> float:
        return (dmeans * (softmax(ds @ dh.T + rest) @ dh)).sum()

    return loss, {"ds": s, "dh": h}


def additive(s: Any, h: Any, W_s: Any, W_h: Any, w: Any, de: Any) -> Any:
    """12.5"""

    def loss(ds: Any, dh: Any) -> float:
        return (de * (np.tanh((ds @ W_s)[:, None] + (dh @ W_h)[None]) @ w)).sum()

    return loss, {"ds": s, "dh": h}


def diagonal(lam: Any, u: Any, dh: Any) -> Any:
    """14.5"""

    def loss(dlam: Any) -> float:
        h, total = 0 * dlam, 0.0
        for u_t, dh_t in zip(u, dh, strict=True):
            h = dlam * h + u_t
            total += (dh_t * h).sum()
        return total

    return loss, {"dlam": lam}


CHECKS: dict[str, Check] = {
    "2.4": gate,
    "4.3": scores,
    "4.4": bptt,
    "6.4": lstm_step,
    "7.3": lstm_loop,
    "8.4": gru_step,
    "9.5": layer_norm,
    "12.4": attention,
    "12.5": additive,
    "14.5": diagonal,
}
