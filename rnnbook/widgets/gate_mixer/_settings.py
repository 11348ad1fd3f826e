"""What the mixer can be set to: the patterns to start from, and what is refused."""

import math

import numpy as np
import traitlets

T = 100
EVENTS = {
    "close_input_at": "the input gate shuts",
    "open_output_at": "the output gate opens",
    "reset_at": "the forget gate drops to 0 for one step",
}
ENDS = {
    "forget": "set carousel = True for f = 1, and reset_at for a step with f = 0",
    "input": "leave the pulse out, or set close_input_at",
    "output": "set open_output_at for an output that is shut at first",
}
NEVER = dict.fromkeys(EVENTS)
PATTERNS = {
    "write, hold, read, forget": {
        "pulses": [[10, 0.9], [34, -0.7], [46, 0.8]],
        "close_input_at": 20, "open_output_at": 60, "reset_at": 85,
    },
    "one pulse": {"pulses": [[10, 0.9]], **NEVER},
    "two opposite": {"pulses": [[10, 0.9], [50, -0.9]], **NEVER},
    "pulse train": {"pulses": [[step, 0.5] for step in range(6, 66, 6)], **NEVER},
}  # fmt: skip


def _number(value):
    """`value` as a float, NaN if it is not a number."""
    try:
        return math.nan if isinstance(value, (bool, str)) else float(value)
    except (TypeError, ValueError):
        return math.nan


def check_step(name, value, also=""):
    step = _number(value)
    if not (0 <= step < T and step == int(step)):
        raise traitlets.TraitError(
            f"{name} is {value!r}, wanted a whole step from 0 to {T - 1}{also}: the "
            f"mixer runs for {T} steps, and the first is step 0"
        )
    return int(step)


def _pulse(value):
    try:
        step, height = value
    except (TypeError, ValueError):
        raise traitlets.TraitError(
            f"pulses holds {value!r}, wanted [step, height] for each pulse: one pulse "
            f"of 0.9 at step 10 is pulses = [[10, 0.9]]"
        ) from None
    if not -1 < _number(height) < 1:
        raise traitlets.TraitError(
            f"the pulse at step {step} has height {height!r}, wanted a number between "
            f"-1 and 1, ends excluded: it arrives as the candidate g, which is a tanh; "
            f"for more, send a second pulse"
        )
    return [check_step("the step of a pulse", step), float(height)]


def check_gate(name, value):
    """`value` as a float that a sigmoid can give, or a TraitError with the remedy."""
    if not 0 < _number(value) < 1:
        raise traitlets.TraitError(
            f"{name} is {value!r}, wanted a number between 0 and 1, ends excluded, "
            f"as a sigmoid gives: 0.001 is nearly shut, 0.999 nearly open; "
            f"{ENDS[name]}"
        )
    return float(value)


def check_pulses(value):
    """Pulses as [[step, height], ...] in order, or a TraitError with the remedy."""
    if not isinstance(value, (list, tuple, np.ndarray)):
        raise traitlets.TraitError(
            f"pulses is {value!r}, wanted a list of [step, height]: one pulse of "
            f"0.9 at step 10 is pulses = [[10, 0.9]]"
        )
    pulses = sorted(_pulse(pulse) for pulse in value)
    for (before, _), (step, _) in zip(pulses, pulses[1:], strict=False):
        if step == before:
            raise traitlets.TraitError(
                f"pulses has two pulses at step {step}, wanted one at most: give "
                f"their sum, or the next step to one of them"
            )
    return pulses
