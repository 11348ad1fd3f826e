"""Weights to and from torch.nn.RNN, LSTM and GRU: any layers, one or two directions.

torch is not imported: the module given as an argument has all that is needed. A module
whose weights are made anew at each call (weight_norm, spectral_norm, pruning) is
refused, in both directions. Behind the end of a packed sequence torch returns 0, where
our h stays at that of the last step.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from rnnbook._checks import need_record, shown
from rnnbook._types import Array
from rnnbook.cells.gru import GRUParams
from rnnbook.cells.params import Params
from rnnbook.nets.params import Directions, Stack

Module = TypeVar("Module", bound=Any)            # the argument's type is returned
SUFFIXES = ("", "_reverse")                      # of the names, by direction
KINDS = {"RNN": 1, "GRU": 3, "LSTM": 4}          # the rows of weight_hh, in H


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
        name: value.detach().cpu().numpy()
        for name, value in module.named_parameters(recurse=False)
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
    return GRUParams if _base_of(module).__name__ == "GRU" else Params


def _base_of(module: Any) -> Any:
    """torch.nn's own RNN, LSTM or GRU that the module is, or inherits from."""
    for base in type(module).__mro__:
        if base.__module__ == "torch.nn.modules.rnn" and base.__name__ in KINDS:
            return base
    return None


def _suffixes(module: Any) -> tuple[str, ...]:
    return SUFFIXES if module.bidirectional else SUFFIXES[:1]


def _need_layers(module: Any) -> None:
    """Refuse what is not a whole torch.nn.RNN, LSTM or GRU that keeps plain weights."""
    base = _base_of(module)
    if base is None:
        raise _no_layers(module)
    kind = base.__name__
    if getattr(module, "proj_size", 0):
        raise ValueError(
            f"the module is {module}, wanted no projection: proj_size=0, our cells "
            f"have none"
        )
    have = {name for name, _ in module.named_parameters(recurse=False)}
    missing = sorted(set(_names_of(module)) - have)
    if missing:
        raise _not_plain(kind, module, missing[0], have)
    dtype = str(module.weight_hh_l0.dtype)
    if dtype not in ("torch.float32", "torch.float64"):
        raise TypeError(
            f"the module is {dtype}, wanted torch.float32 or torch.float64: call "
            f"module.float()"
        )
    if type(module).forward is not base.forward:
        raise ValueError(
            f"the module is a {type(module).__name__} with a forward of its own, "
            f"wanted that of torch.nn.{kind}: only there the weights say what is "
            f"computed, so load its state_dict into one of the same sizes"
        )


def _names_of(module: Any) -> list[str]:
    """The names of the weights that a plain module of this form keeps."""
    parts = ["weight_ih", "weight_hh", *["bias_ih", "bias_hh"] * bool(module.bias)]
    return [
        f"{part}_l{k}{suffix}"
        for k in range(module.num_layers)
        for suffix in _suffixes(module)
        for part in parts
    ]


def _not_plain(kind: str, module: Any, name: str, have: set[str]) -> ValueError:
    """The error for a module that makes a weight anew at each call, from others."""
    others = sorted(other for other in have if other.startswith(name))
    kept = " and ".join(others) or "parametrizations"
    utils, call = "torch.nn.utils", f"(module, '{name}')"
    if hasattr(module, "parametrizations"):
        how = f"{utils}.parametrize.remove_parametrizations{call}"
    elif f"{name}_mask" in dict(module.named_buffers(recurse=False)):
        how = f"{utils}.prune.remove{call}"
    elif f"{name}_g" in have:
        how = f"{utils}.remove_weight_norm{call}"
    elif f"{name}_orig" in have:
        how = f"{utils}.remove_spectral_norm{call}"
    else:
        how = ""
    remedy = (
        f"call {how} first, which leaves the weight that acts"
        if how
        else f"copy the weights that act into a plain torch.nn.{kind}"
    )
    return ValueError(
        f"the module keeps {kept} in place of {name}, from which that is made anew at "
        f"each call, wanted plain weights: {remedy}"
    )


def _no_layers(module: Any) -> Exception:
    """The error for what is no recurrent layer, with where one is to be had."""
    wanted = "wanted a torch.nn.RNN, torch.nn.LSTM or torch.nn.GRU"
    name = type(module).__name__
    if isinstance(module, Mapping) and not hasattr(module, "named_modules"):
        return TypeError(f"a state_dict came, {wanted}: {_load(module)}")
    if not hasattr(module, "named_modules"):
        return TypeError(f"the module is a {name}, {wanted}: pass the module itself")
    if getattr(module, "original_name", None) in KINDS:
        return ValueError(
            f"the module is a scripted {module.original_name}, {wanted}: pass the one "
            f"that torch.jit.script was given"
        )
    inside = [path for path, part in module.named_modules() if path and _base_of(part)]
    if inside:
        listed = " or ".join(f"module.get_submodule('{path}')" for path in inside[:4])
        return ValueError(f"the module is a {name}, {wanted}: pass {listed}")
    if "quantized" in type(module).__module__:
        return ValueError(
            f"the module is a quantised {name}, whose weights are rounded to few bits, "
            f"{wanted}: pass the one that it was made from"
        )
    return ValueError(
        f"the module is {shown(module)}, {wanted}, whole layers: cells of one step "
        f"have other names inside, and other modules no recurrence"
    )


def _load(state: Mapping[str, Any]) -> str:
    """How a state_dict becomes a module again, as far as its names and shapes tell."""
    ends = [name for name in state if name.endswith("weight_hh_l0")]
    prefix = ends[0].removesuffix("weight_hh_l0") if ends else ""
    first = state.get(f"{prefix}weight_ih_l0")
    if not ends or first is None:
        return "load it into the module that it is of, and pass that"
    rows, H = state[ends[0]].shape
    kind = {n: name for name, n in KINDS.items()}.get(rows // H, "RNN")
    layers = 1
    while f"{prefix}weight_hh_l{layers}" in state:
        layers += 1
    options = f", num_layers={layers}" * (layers > 1)
    options += ", bidirectional=True" * (f"{prefix}weight_hh_l0_reverse" in state)
    options += ", bias=False" * (f"{prefix}bias_hh_l0" not in state)
    what = "it"
    if prefix:
        what = f"the entries under {prefix!r}, without these letters,"
    return (
        f"load {what} into torch.nn.{kind}({first.shape[1]}, {H}{options}) by "
        f"load_state_dict, and pass that"
    )


def _need_plain(module: Any) -> None:
    _need_layers(module)
    if module.num_layers != 1 or module.bidirectional:
        raise ValueError(
            f"the module is {module}, wanted one layer, one direction and no "
            f"projection: stack_from_torch and stack_to_torch take all layers and "
            f"directions"
        )
