"""Whether each call of a function begins anew: two in turn, alike in all but their numbers."""

import numpy as np

from dlscratch.checks.engine import compare

MOST = 2  # so many probes are tried: whoever keeps results by their shape keeps those of any


def kept(exercise, answer):
    """What was seen, and why, if a second call gets what a first one left, or spoils its result.

    The second call gets the arrays of the first one turned round: other numbers, in the same shape.
    """
    for probe in exercise.probes[:MOST]:
        probes = [probe, turned(probe)]
        outcomes, results = exercise.in_turn(answer, probes)
        [_, wanted], _ = exercise.in_turn(exercise.reference, probes)
        call = exercise.call(probe)
        if len(outcomes) < 2 or outcomes[0].error or wanted.error or wanted.timed_out:
            continue
        if outcomes[1].error:
            text = f"{call} works. But the next call, with other numbers in the same shapes, stops."
            return text, "Something is kept from one call to the next."
        first, second = (one.output for one in outcomes)
        if _differs(exercise, second, wanted.output):
            same = not _differs(exercise, second, first)
            how = "the result of the call before" if same else "something wrong"
            text = f"{call} is right. But the next call, with other numbers in the same shapes, "
            return f"{text}gives {how}.", "Something is kept from one call to the next."
        if _differs(exercise, results[0], first):
            return (
                f"{call} is right at first. But its result changes when the next call is made, "
                "with other numbers in the same shapes.",
                "Both calls give one and the same array, filled again. Each is to make its own.",
            )
    return None


def turned(probe):
    """A probe with its arrays turned round."""
    return tuple(np.flip(one).copy() if isinstance(one, np.ndarray) else one for one in probe)


def _differs(exercise, came, wanted):
    came, wanted = exercise.labelled(came), exercise.labelled(wanted)
    return any(
        not compare.same(came.get(label), wanted[label], exercise.rtol, exercise.accepts)
        for label in wanted
    )
