"""Arrays whose numbers lie in memory in another order than their axes have."""

import numpy as np

from dlscratch.checks.engine.told import alike


def moved(part):
    """The same array, but in memory its last axis comes first, as behind a `transpose`."""
    return np.asfortranarray(part) if isinstance(part, np.ndarray) else part


def is_moved(probe):
    return any(isinstance(one, np.ndarray) and not one.flags.c_contiguous for one in probe)


def about_memory(exercise, outcomes):
    """What is said where an answer is wrong with such arrays, and with no others."""
    if len(outcomes) < len(exercise.probes):
        return None
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        right = not outcome.error and _right(exercise, outcome.output, expected.output)
        if right == is_moved(probe):
            return None
    return (
        "It is right with all arrays but those whose numbers lie in memory in another order than "
        "their axes have, as behind a `transpose`. What counts is the order of the axes: which "
        "line follows the memory?"
    )


def _right(exercise, came, wanted):
    came, wanted = exercise.labelled(came), exercise.labelled(wanted)
    return all(alike(came.get(label), wanted[label]) for label in wanted)
