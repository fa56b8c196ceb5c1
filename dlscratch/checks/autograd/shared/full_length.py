"""Gradients keep as many digits as the numbers that they belong to."""

import numpy as np

from dlscratch.checks.engine.run import Refuse


def of_full_length(*found):
    """Refuse arrays of float16."""
    if any(getattr(one, "dtype", None) == np.float16 for one in found):
        raise Refuse(
            "The numbers come as float16, which keeps three digits. What went in has more: leave "
            "the `dtype` as it was."
        )
