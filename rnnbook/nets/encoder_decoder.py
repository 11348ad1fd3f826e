"""Encoder and decoder: one sequence in, another out, of another length.

The encoder reads the source; its last state is the state that the decoder starts from.
The readout of each step sees the decoder's state and a second row beside it, the
context: the encoder's last state, or what attention has found among all its states.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import (
    need_array,
    need_choice,
    need_flag,
    need_kind,
    need_shape,
    need_whole,
    need_wholes,
)
from rnnbook._types import Array, Bools, DType, Ints
from rnnbook.cells import Cell
from rnnbook.cells.activations import softmax
from rnnbook.cells.params import init_params
from rnnbook.loop.masks import length_mask
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.nets.attention import attention, attention_backward, need_mask
from rnnbook.nets.heads import Readout, init_readout, readout, readout_backward

__all__ = [
    "EncoderDecoder", "Translation", "decoder_step", "encode_source", "encoder_decoder",
    "encoder_decoder_backward", "init_encoder_decoder", "translate", "translate_beam",
]  # fmt: skip

ATTEND = "True looks at all states of the encoder, False at its last one"


class EncoderDecoder(NamedTuple):
    """Weights of both halves and the readout. A gradient is an EncoderDecoder.

    encoder, decoder: parameters of the cell; the decoder reads one-hot rows of the
    target's symbols. head: V (2H, O), for the decoder's state and the context.
    """

    encoder: Any
    decoder: Any
    head: Readout


class Translation(NamedTuple):
    """What the way back needs. weights: (N, B, T), or None without attention."""

    h: Array
    s: Array
    weights: Array | None
    v: Array
    encoder: Any
    decoder: Any


def init_encoder_decoder(
    cell: Cell, D: int, O: int, H: int, rng: np.random.Generator,  # noqa: E741
    dtype: DType = np.float64,
) -> EncoderDecoder:  # fmt: skip
    """Draw both halves as `init_params` does, and the readout for 2 H inputs.

    D: symbols of the source; O: symbols of the target, the boundary among them.
    Raises: as `init_params` and `init_readout`.
    """
    encoder = init_params(cell, D, H, rng, dtype=dtype)
    decoder = init_params(cell, O, H, rng, dtype=dtype)
    return EncoderDecoder(encoder, decoder, init_readout(2 * H, O, rng, dtype))


def encoder_decoder(
    cell: Cell, p: EncoderDecoder, x: Array, lengths: Ints, inputs: Array,
    attend: bool = True,
) -> tuple[Array, Translation]:  # fmt: skip
    """Scores of each target symbol, the decoder being fed with `inputs`.

    Shapes: x (T, B, D), lengths (B,); inputs (N, B, O), what the decoder reads: the
    boundary, then the target (teacher forcing). attend: True for attention, False for
    the encoder's last state as the context of every step.
    Returns: o (N, B, O), and a Translation for the way back.
    Raises: as `unroll`, `attention` and `readout`.
    """
    _need_net(p, attend)
    need_array("x", x)
    need_array("inputs", inputs)
    mask = length_mask(lengths, len(x))
    h, bridge, encoder = unroll(cell, p.encoder, x, mask=mask)         # (12.2)
    s, _, decoder = unroll(cell, p.decoder, inputs, bridge)            # (12.3)
    if attend:
        context, weights = attention(s, h, mask)
    else:
        context, weights = np.broadcast_to(h[-1], s.shape), None
    v = np.concatenate([s, context], axis=-1)
    o = readout(p.head, v)                                             # (12.4)
    return o, Translation(h, s, weights, v, encoder, decoder)


def encoder_decoder_backward(
    cell: Cell, p: EncoderDecoder, do: Array, cache: Translation
) -> tuple[EncoderDecoder, Array]:
    """Gradients of `encoder_decoder` for all its parameters and for x.

    Shapes: do (N, B, O). Returns: an EncoderDecoder, dx (T, B, D).
    Raises: TypeError or ValueError if do or cache do not fit p.
    """
    need_kind("p", p, EncoderDecoder, "init_encoder_decoder makes one")
    need_kind("cache", cache, Translation, "the second value of encoder_decoder")
    dhead, dv = readout_backward(p.head, cache.v, do)                  # (12.6)
    ds, dcontext = np.split(dv, 2, axis=-1)                            # (12.6)
    if cache.weights is None:
        dh = np.zeros_like(cache.h)
        dh[-1] = dcontext.sum(axis=0)                                  # (12.7)
    else:
        more, dh = attention_backward(dcontext, cache.s, cache.h, cache.weights)
        ds = ds + more                                                 # (12.14)
    ddecoder, _, dbridge = unroll_backward(cell, p.decoder, ds, cache.decoder)
    dencoder, dx, _ = unroll_backward(                                 # (12.7)
        cell, p.encoder, dh, cache.encoder, dstate=dbridge
    )
    return EncoderDecoder(dencoder, ddecoder, dhead), dx               # (12.8)


def encode_source(
    cell: Cell, p: EncoderDecoder, x: Array, lengths: Ints
) -> tuple[Array, Any, Bools]:
    """What the decoder is given: h (T, B, H), its first state, the mask (T, B).

    Raises: as `unroll` and `length_mask`.
    """
    _need_net(p)
    need_array("x", x)
    mask = length_mask(lengths, len(x))
    h, bridge, _ = unroll(cell, p.encoder, x, mask=mask)               # (12.2)
    return h, bridge, mask


def decoder_step(
    cell: Cell, p: EncoderDecoder, codes: Ints, state: Any, h: Array,
    seen: Bools | None = None, attend: bool = True,
) -> tuple[Array, Any, Array | None]:  # fmt: skip
    """One step of the decoder, fed with the symbols `codes`.

    Shapes: codes (B,), state as of the cell, h (T, B, H); seen (T, B), the positions
    that attention may see.
    Returns: probabilities (B, O), the new state, weights (B, T) or None.
    Raises: as `unroll`, `attention` and `readout`.
    """
    _need_net(p, attend)
    need_array("h", h)
    codes = need_wholes("codes", codes, "(B,), a symbol for each sequence", "pass [10]")
    inputs = np.eye(len(p.decoder.U), dtype=h.dtype)[codes][None]
    s, state, _ = unroll(cell, p.decoder, inputs, state)               # (12.3)
    context, weights = attention(s, h, seen) if attend else (h[-1:], None)
    o = readout(p.head, np.concatenate([s, context], axis=-1))[0]      # (12.4)
    return softmax(o), state, None if weights is None else weights[0]


def translate(
    cell: Cell, p: EncoderDecoder, x: Array, lengths: Ints, boundary: int,
    steps: int, attend: bool = True, seen: Bools | None = None,
) -> tuple[Ints, Array | None]:  # fmt: skip
    """The likeliest symbol at each step, fed back as the next input.

    Shapes: x (T, B, D), lengths (B,). boundary: the symbol that begins and ends an
    output. steps: how many steps at most. seen: (T, B), what attention may see, all
    of the source if None.
    Returns: codes (N, B), the boundary from the first one on; weights (N, B, T) or
    None. N is at most `steps`, fewer if all outputs have ended.
    Raises: as `encode_source` and `decoder_step`; ValueError for steps below 1.
    """
    steps = need_whole("steps", steps, 1, "one more than the longest output")
    h, state, mask = encode_source(cell, p, x, lengths)
    boundary = _need_boundary(p, boundary)
    if seen is not None:
        need_mask("seen", seen, h)
        mask = mask & seen
    last = np.full(x.shape[1], boundary)
    ended, codes, rows = np.zeros(len(last), bool), [], []
    while len(codes) < steps and not ended.all():
        y, state, weights = decoder_step(cell, p, last, state, h, mask, attend)
        last = np.where(ended, boundary, y.argmax(axis=-1))
        ended = ended | (last == boundary)
        codes.append(last)
        rows.append(weights)
    return np.array(codes), np.array(rows) if attend else None


def translate_beam(
    cell: Cell, p: EncoderDecoder, x: Array, boundary: int, steps: int,
    width: int = 4, attend: bool = True,
) -> list[tuple[float, list[int]]]:  # fmt: skip
    """The `width` best whole outputs that a beam search finds for one source.

    Shapes: x (T, 1, D). At each step every prefix is continued by every symbol, and
    the `width` likeliest prefixes stay; one that ends is set aside, and the beam is
    narrower by one from then on.
    Returns: (log probability, codes without the boundary), best first; prefixes that
    have not ended after `steps` steps count as they are.
    Raises: ValueError for more than one sequence, and sizes below 1.
    """
    _need_net(p, attend)
    width = need_whole("width", width, 1, "how many prefixes to keep, pass 4")
    steps = need_whole("steps", steps, 1, "one more than the longest output")
    need_array("x", x)
    need_shape("x", x, (len(x), 1, len(p.encoder.U)), "a beam takes one source")
    boundary = _need_boundary(p, boundary)
    h, state, _ = encode_source(cell, p, x, np.array([len(x)]))
    live: list[tuple[float, list[int], Any]] = [(0.0, [], state)]
    done: list[tuple[float, list[int]]] = []
    for _ in range(steps):
        found = _continued(cell, p, live, h, boundary, attend)
        best = sorted(found, key=lambda row: -row[0])[: width - len(done)]
        done += [(score, codes[:-1]) for score, codes, _ in best
                 if codes[-1] == boundary]  # fmt: skip
        live = [row for row in best if row[1][-1] != boundary]
        if not live:
            break
    done += [(score, codes) for score, codes, _ in live]
    return sorted(done, key=lambda row: -row[0])


def _continued(
    cell: Cell, p: EncoderDecoder, live: Sequence[tuple[float, list[int], Any]],
    h: Array, boundary: int, attend: bool,
) -> list[tuple[float, list[int], Any]]:  # fmt: skip
    """Each prefix with each symbol behind it: log probability, codes, state."""
    found = []
    for score, codes, state in live:
        last = np.array(codes[-1:] or [boundary])
        y, after, _ = decoder_step(cell, p, last, state, h, attend=attend)
        logs = np.log(np.maximum(y[0], 1e-300))                        # (12.1)
        found += [
            (score + float(log), [*codes, k], after) for k, log in enumerate(logs)
        ]
    return found


def _need_net(p: object, attend: object = True) -> None:
    need_kind("p", p, EncoderDecoder, "init_encoder_decoder makes one")
    need_flag("attend", attend, ATTEND)


def _need_boundary(p: EncoderDecoder, boundary: int) -> int:
    why = "one of the target's symbols, by custom the last, len(p.decoder.U) - 1"
    return int(need_choice("boundary", boundary, range(len(p.decoder.U)), why,
                           f"a symbol below {len(p.decoder.U)}"))  # fmt: skip
