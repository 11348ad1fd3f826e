"""What the mixer can be set to: the patterns to start from, and what is refused."""

import numpy as np
import traitlets

from rnnbook.widgets._traits import number, refusal

T = 100
EVENTS = {
    "close_input_at": "the input gate shuts",
    "open_output_at": "the output gate opens",
    "reset_at": "the forget gate drops to 0 for one step",
}
RUNS = f"the mixer runs for {T} steps, and the first is step 0"
SIGMOID = "a number between 0 and 1, ends excluded, as a sigmoid gives"
NEARLY = "0.001 is nearly shut, 0.999 nearly open; "
ENDS = {
    "forget": (
        f"{NEARLY}set carousel = True for f = 1, and reset_at for a step with f = 0"
    ),
    "input": f"{NEARLY}leave the pulse out, or set close_input_at",
    "output": f"{NEARLY}set open_output_at for an output that is shut at first",
}
ONE = "one pulse of 0.9 at step 10 is pulses = [[10, 0.9]]"
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


def _pulse(value):
    try:
        step, height = value
    except (TypeError, ValueError):
        raise traitlets.TraitError(
            f"pulses holds {value!r}, wanted [step, height] for each pulse: {ONE}"
        ) from None
    if not -1 < number(height) < 1:
        raise traitlets.TraitError(
            f"the pulse at step {step} has height {height!r}, wanted a number between "
            f"-1 and 1, ends excluded: it arrives as the candidate g, which is a tanh; "
            f"for more, send a second pulse"
        )
    if not 0 <= number(step) < T or number(step) != int(step):
        wanted = f"a whole step from 0 to {T - 1}"
        raise refusal("the step of a pulse", step, wanted, RUNS)
    return [int(step), float(height)]


def check_pulses(value):
    """Pulses as [[step, height], ...] in order, or a TraitError with the remedy."""
    if not isinstance(value, (list, tuple, np.ndarray)):
        raise refusal("pulses", value, "a list of [step, height]", ONE)
    pulses = sorted(_pulse(pulse) for pulse in value)
    for (before, _), (step, _) in zip(pulses, pulses[1:], strict=False):
        if step == before:
            raise traitlets.TraitError(
                f"pulses has two pulses at step {step}, wanted one at most: give "
                f"their sum, or the next step to one of them"
            )
    return pulses
