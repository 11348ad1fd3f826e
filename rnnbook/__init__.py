"""Recurrent networks, written once: the equations of the book as NumPy that runs.

    cell, rng = CELLS["lstm"], np.random.default_rng(0)
    p = init_params(cell, D=3, H=8, rng=rng, bias={"f": 1.0})
    h, state, cache = unroll(cell, p, x)                  # x is (T, B, D)
    dp, dx, dstate0 = unroll_backward(cell, p, dh, cache)
"""

from rnnbook.cells import CELLS, Cell
from rnnbook.cells.activations import sigmoid, softmax
from rnnbook.cells.gru import GRUParams
from rnnbook.cells.params import Params, init_params, zeros_state
from rnnbook.cells.peephole import PeepholeParams
from rnnbook.loop.masks import (
    last_step,
    last_step_backward,
    length_mask,
    pad_sequences,
    reverse_by_length,
)
from rnnbook.loop.scan import scan, scan_backward
from rnnbook.loop.truncated import (
    random_carry,
    sliding_backward,
    unroll_windows,
    window_carry,
)
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.measures.check_cell import check_cell
from rnnbook.measures.diagnostics import (
    connectivity,
    gradient_by_lag,
    half_life,
    jacobian,
    singular_values,
    spectral_radius,
    step_jacobians,
)
from rnnbook.measures.gradcheck import gradcheck, numeric_gradient
from rnnbook.nets.attention import attention, attention_backward
from rnnbook.nets.dropout import dropout
from rnnbook.nets.embedding import Embedding, embed, embed_backward, init_embedding
from rnnbook.nets.encoder_decoder import (
    EncoderDecoder,
    decoder_step,
    encode_source,
    encoder_decoder,
    encoder_decoder_backward,
    init_encoder_decoder,
    translate,
    translate_beam,
)
from rnnbook.nets.heads import (
    Readout,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
    squared_error,
)
from rnnbook.nets.initial import (
    glorot,
    identity,
    orthogonal,
    uniform,
    with_blocks,
    with_spectral_radius,
)
from rnnbook.nets.norm import (
    batch_norm,
    batch_norm_backward,
    layer_norm,
    layer_norm_backward,
)
from rnnbook.nets.normed import (
    Gains,
    Statistics,
    init_gains,
    mean_statistics,
    unroll_normed,
    unroll_normed_backward,
)
from rnnbook.nets.sampling import (
    beam_search,
    log_likelihood,
    next_probabilities,
    reader,
    sample,
)
from rnnbook.nets.stack import (
    Directions,
    Norm,
    Stack,
    init_stack,
    unroll_stack,
    unroll_stack_backward,
)
from rnnbook.tracing import TraceError, trace
from rnnbook.training.fit import Fit, fit
from rnnbook.training.memory import Contender
from rnnbook.training.optim import (
    adam,
    adam_start,
    clip_by_element,
    clip_by_norm,
    sgd,
    sgd_start,
)
from rnnbook.training.playground import Playground
from rnnbook.training.schedules import constant_rate, cosine_rate, step_rate
from rnnbook.training.store import load, save
from rnnbook.training.suite import (
    CONTENDERS,
    MemoryResult,
    load_memory,
    memory_suite,
    save_memory,
)
from rnnbook.training.tree import flatten, unflatten

__version__ = "0.1.0"

__all__ = [
    "CELLS",
    "CONTENDERS",
    "Cell",
    "Contender",
    "Directions",
    "Embedding",
    "EncoderDecoder",
    "Fit",
    "GRUParams",
    "Gains",
    "MemoryResult",
    "Norm",
    "Params",
    "PeepholeParams",
    "Playground",
    "Readout",
    "Stack",
    "Statistics",
    "TraceError",
    "adam",
    "adam_start",
    "attention",
    "attention_backward",
    "batch_norm",
    "batch_norm_backward",
    "beam_search",
    "check_cell",
    "clip_by_element",
    "clip_by_norm",
    "connectivity",
    "constant_rate",
    "cosine_rate",
    "decoder_step",
    "dropout",
    "embed",
    "embed_backward",
    "encode_source",
    "encoder_decoder",
    "encoder_decoder_backward",
    "glorot",
    "fit",
    "flatten",
    "gradcheck",
    "gradient_by_lag",
    "half_life",
    "identity",
    "init_embedding",
    "init_encoder_decoder",
    "init_gains",
    "init_params",
    "init_readout",
    "init_stack",
    "jacobian",
    "last_step",
    "last_step_backward",
    "layer_norm",
    "layer_norm_backward",
    "length_mask",
    "pad_sequences",
    "load",
    "load_memory",
    "mean_statistics",
    "memory_suite",
    "log_likelihood",
    "mean_statistics",
    "next_probabilities",
    "numeric_gradient",
    "orthogonal",
    "random_carry",
    "reader",
    "readout",
    "readout_backward",
    "reverse_by_length",
    "sample",
    "save",
    "scan",
    "scan_backward",
    "save_memory",
    "sgd",
    "sgd_start",
    "sigmoid",
    "singular_values",
    "sliding_backward",
    "softmax",
    "softmax_cross_entropy",
    "spectral_radius",
    "squared_error",
    "step_jacobians",
    "step_rate",
    "trace",
    "translate",
    "translate_beam",
    "uniform",
    "unflatten",
    "unroll",
    "unroll_backward",
    "unroll_normed",
    "unroll_normed_backward",
    "unroll_stack",
    "unroll_stack_backward",
    "unroll_windows",
    "window_carry",
    "with_blocks",
    "with_spectral_radius",
    "zeros_state",
]
