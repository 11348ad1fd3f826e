"""What the tasks refuse: what came, what was wanted, the remedy."""

import operator

import numpy as np

from rnnbook._draw import need_generator


def need_whole(name, value, least, why):
    """`value` as an int; refuse what is not whole or below `least`."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        value = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} is {value!r}, wanted a whole number of at least {least}: {why}"
        ) from None
    if value < least:
        raise ValueError(f"{name} = {value}, wanted at least {least}: {why}")
    return value


def need_batch(rng, B):
    """Refuse a bad generator or batch size; B as an int."""
    need_generator(rng)
    return need_whole("B", B, 1, "the number of sequences, pass B=1 for a single one")
