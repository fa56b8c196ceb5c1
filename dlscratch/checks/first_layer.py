"""Watches what the first layer of a net is given, in training and when the net is asked."""

import contextlib

import numpy as np

from dlscratch.checks.in_pytorch import as_array

OTHER_SCALE = "one scale in training, another when asked"
TIMES = 3  # so many times as large a spread is another scale, and no matter of chance


@contextlib.contextmanager
def given_first(torch):
    """A list that will hold one array: what the first linear layer to run is given."""
    found = []

    def look(layer, given):
        if not found and isinstance(layer, torch.nn.Linear) and given:
            found.append(as_array(given[0]))

    hook = torch.nn.modules.module.register_module_forward_pre_hook(look)
    try:
        yield found
    finally:
        hook.remove()


def other_scale(trained, asked) -> bool:
    """Whether columns have another mean or spread in training than when the net is asked.

    Each is a list as in `given_first`. Columns that are the same for nearly all examples, as the
    corners of a digit, say nothing.
    """
    if not (trained and asked) or trained[0].shape[1:] != asked[0].shape[1:]:
        return False
    now, then = asked[0], trained[0]
    if now.ndim != 2 or len(then) < 8:
        return False
    spread_now, spread_then = now.std(), then.std()
    if now.shape[1] <= 8:  # a table, whose columns are things of their own
        spread_now, spread_then = now.std(axis=0), then.std(axis=0)
    between = np.maximum(spread_now, spread_then) > TIMES * np.minimum(spread_now, spread_then)
    return bool(np.any(between))
