"""Weights to and from torch.nn.RNN, LSTM and GRU: any layers, one or two directions.

torch is not imported: the module given as an argument has all that is needed.
"""

from typing import Any, TypeVar

import numpy as np

from rnnbook._checks import need_record
from rnnbook._types import Array
from rnnbook.cells.gru import GRUParams
from rnnbook.cells.params import Params
from rnnbook.nets.params import Directions, Stack

Module = TypeVar("Module", bound=Any)            # the argument's type is returned
SUFFIXES = ("", "_reverse")                      # of the names, by direction


def from_torch(module: Any) -> Params | GRUParams:
    """The parameters of a one-layer, one-direction torch.nn.RNN, LSTM or GRU.

    Returns: GRUParams for a GRU, with both biases of torch; else Params, with their
    sum, for only the sum acts there. An RNN with nonlinearity="relu" is the cell
    rnn_relu, one with tanh is rnn. A module without bias gives zeros.
    Raises: ValueError for modules of another form.
    """
    _need_plain(module)
    return _taken(module, "l0")


def to_torch(p: Params | GRUParams, module: Module) -> Module:
    """Copy `p` into a one-layer, one-direction torch.nn.RNN, LSTM or GRU; returns it.

    Our b goes to `bias_ih_l0`, b_h of a GRU to `bias_hh_l0`, which is zero in the
    others. Nothing is copied unless everything fits.
    Raises: ValueError for modules of another form or size, or without bias;
    TypeError for parameters of another type and for another dtype.
    """
    need_record("p", p)
    _need_plain(module)
    return _copied(_planned(p, module, "l0"), module)


def stack_from_torch(module: Any) -> Stack:
    """The parameters of a whole torch.nn.RNN, LSTM or GRU.

    Returns: a Stack for `unroll_stack`, whatever the layers and directions; each part
    as from `from_torch`. Dropout is no parameter: say it to `unroll_stack`.
    Raises: ValueError for modules of another kind and for projections.
    """
    _need_layers(module)
    layers = [
        Directions(*(_taken(module, f"l{k}{suffix}") for suffix in _suffixes(module)))
        for k in range(module.num_layers)
    ]
    return Stack(tuple(layers))


def stack_to_torch(p: Stack, module: Module) -> Module:
    """Copy a Stack into a whole torch.nn.RNN, LSTM or GRU; returns the module.

    Nothing is copied unless everything fits.
    Raises: ValueError for modules of another form or size, or without bias, and for
    a Stack with normalisation; TypeError for parameters of another type or dtype.
    """
    _need_layers(module)
    if not isinstance(p, Stack):
        raise TypeError(
            f"p is a {type(p).__name__}, wanted a Stack: for the parameters of one "
            f"layer there is to_torch"
        )
    if p.norms:
        raise ValueError(
            f"p has {len(p.norms)} norms between its layers, wanted none: torch.nn."
            f"{type(module).__name__} has no normalisation, so convert layer by layer"
        )
    have = [1 + bool(layer.backward) for layer in p.layers]
    if have != [len(_suffixes(module))] * module.num_layers:
        raise ValueError(
            f"p has {len(have)} layers of {have} directions, the module is {module}: "
            f"make it with num_layers={len(have)}, bidirectional={2 in have}"
        )
    new = {}
    for k, layer in enumerate(p.layers):
        for way, suffix in zip(layer, _suffixes(module), strict=False):
            need_record(f"layer {k}", way)
            new |= _planned(way, module, f"l{k}{suffix}")
    return _copied(new, module)


def _taken(module: Any, where: str) -> Params | GRUParams:
    """The parameters of one layer and direction; where: l0, l0_reverse, l1 ..."""
    weights = {
        name: value.detach().cpu().numpy() for name, value in module.named_parameters()
    }
    U, W = (weights[f"weight_{kind}_{where}"].T.copy() for kind in ("ih", "hh"))
    zeros = np.zeros(U.shape[1], U.dtype)
    b, b_h = (weights.get(f"bias_{kind}_{where}", zeros) for kind in ("ih", "hh"))
    if _params_of(module) is GRUParams:
        return GRUParams(U, W, b.copy(), b_h.copy())
    return Params(U, W, b + b_h)


def _planned(p: Any, module: Any, where: str) -> dict[str, Array]:
    """What is to be copied for one layer and direction, by name, once it fits."""
    wanted = _params_of(module)
    if p._fields != wanted._fields:
        raise TypeError(
            f"p is a {type(p).__name__}({', '.join(p._fields)}), wanted "
            f"{wanted.__name__}({', '.join(wanted._fields)}) for {module}: torch has "
            f"no module for every cell, and its GRU is our gru"
        )
    if not module.bias:
        raise ValueError(
            "the module has bias=False, wanted one with a bias, as p has: make it with "
            "bias=True"
        )
    new = {
        f"weight_ih_{where}": p.U.T,
        f"weight_hh_{where}": p.W.T,
        f"bias_ih_{where}": p.b,
        f"bias_hh_{where}": getattr(p, "b_h", np.zeros_like(p.b)),
    }
    for name, value in new.items():
        target = getattr(module, name)
        if value.shape != tuple(target.shape):
            raise ValueError(
                f"{name} would have shape {value.shape}, the module has "
                f"{tuple(target.shape)}: make it with input_size={p.U.shape[0]}, "
                f"hidden_size={p.W.shape[0]} for the same cell"
            )
        if str(target.dtype) != f"torch.{value.dtype}":
            raise TypeError(
                f"p is {value.dtype}, the module is {target.dtype}, wanted one dtype: "
                f"call module.double() or module.float(), or cast p"
            )
    return new


def _copied(new: dict[str, Array], module: Any) -> Any:
    for name, value in new.items():
        target = getattr(module, name).data
        target.copy_(target.new_tensor(np.ascontiguousarray(value)))
    return module


def _params_of(module: Any) -> type[Params] | type[GRUParams]:
    return GRUParams if type(module).__name__ == "GRU" else Params


def _suffixes(module: Any) -> tuple[str, ...]:
    return SUFFIXES if module.bidirectional else SUFFIXES[:1]


def _need_layers(module: Any) -> None:
    if type(module).__name__ not in ("RNN", "LSTM", "GRU"):
        raise ValueError(
            f"the module is {module!r}, wanted a torch.nn.RNN, torch.nn.LSTM or "
            f"torch.nn.GRU, whole layers: cells of one step have other names inside"
        )
    if getattr(module, "proj_size", 0):
        raise ValueError(
            f"the module is {module}, wanted no projection: proj_size=0, our cells "
            f"have none"
        )


def _need_plain(module: Any) -> None:
    _need_layers(module)
    if module.num_layers != 1 or module.bidirectional:
        raise ValueError(
            f"the module is {module}, wanted one layer, one direction and no "
            f"projection: stack_from_torch and stack_to_torch take all layers and "
            f"directions"
        )
