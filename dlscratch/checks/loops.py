"""What a training loop was seen to do: in numbers, and what of it may be why its net is poor."""

import re

from dlscratch.checks.watch import BACK, STEPPED, WIPED

# Each is said of what was counted, and of nothing else.
NO_BACKWARD = "nothing runs backward"
NO_STEP = "no step"
OTHER_PARAMETERS = "the optimizer holds none of what backward reaches"
SOME_PARAMETERS = "the optimizer holds a part of what backward reaches"
BEFORE_STEP = "wiped between backward and step"
NEVER_WIPED = "never wiped"
WIPED_ONCE = "wiped once, before the first backward"
SELDOM_WIPED = "wiped less often than there are steps"
PARTLY_WIPED = "a part of the gradients is never wiped"
TWO_BACKWARDS = "backward twice for each step"
TWO_STEPS = "two steps for each backward"
MANY_BACKWARDS = "many backwards for each step"
STEP_FIRST = "the step before the backward"
NEW_OPTIMIZERS = "an optimizer of its own for each step"
NO_BRACKETS = "a call without brackets"
OTHER_NET, CUT = "another net came back", "backward does not reach the net"
FROZEN = "parameters that do not learn"


def counted(seen) -> str:
    """What was counted, in a sentence."""
    back, steps, wipes = (seen.count(letter) for letter in (BACK, STEPPED, WIPED))
    took = f"took {steps:,} step{'s' * (steps != 1)}"
    if not steps and seen.moved():
        took = "moved the parameters without an optimizer"
    return f"Your loop {took}, ran backward {times(back)} and wiped the gradients {times(wipes)}."


def trained(seen) -> str | None:
    """What the loss was that was run backward, in a sentence."""
    if len(seen.values) < 2:
        return None
    first, last = seen.values[0], seen.values[-1]
    return f"What ran backward was {first:.3g} at first and {last:.3g} in the end."


def times(count) -> str:
    return "once" if count == 1 else f"{count:,} times"


def slip(seen, params=()) -> str | None:
    """What in a loop with an optimizer of PyTorch's is not as in other loops; or None.

    `params` are those of the net that matters, if others may have been trained as well.
    """
    order = seen.order
    back, steps, wipes = (order.count(letter) for letter in (BACK, STEPPED, WIPED))
    if not back:
        return NO_BACKWARD
    if not steps:
        return None if seen.moved() else NO_STEP
    reached = seen.parameters()
    of_the_net = reached & {id(param) for param in params} or reached
    if of_the_net and not of_the_net & seen.held.keys():
        return OTHER_PARAMETERS
    if reached - seen.held.keys():
        return SOME_PARAMETERS
    if seen.idle > steps / 2 and re.search(f"{BACK}{WIPED}+{STEPPED}", order):
        return BEFORE_STEP
    if 3 * back < 2 * steps:
        return TWO_STEPS
    if back > 1 and re.match(f"{WIPED}*{STEPPED}", order):
        return STEP_FIRST
    rounds = order.split(STEPPED)[1:-1]  # what lies between two steps
    if seen.stale and 2 * sum(WIPED not in one for one in rounds) > len(rounds):
        return _about_the_wipes(seen, order)
    if back >= 5 * steps:
        return MANY_BACKWARDS
    if 2 * back >= 3 * steps:
        return TWO_BACKWARDS
    if 2 * seen.stale > steps:
        return PARTLY_WIPED
    return NEW_OPTIMIZERS if 1 < steps <= seen.optimizers else None


def of_the_net(seen, net) -> str | None:
    """What kept `net`, which came back from a training, from learning in it; or None."""
    if {"backward", "step", "zero_grad"} & set(seen.uncalled):
        return NO_BRACKETS
    module = seen.torch.nn.Module
    params = list(net.parameters()) if isinstance(net, module) else []
    if params and seen.reached and not any(id(param) in seen.reached for param in params):
        kind = seen.torch.nn.Parameter
        return OTHER_NET if any(isinstance(one, kind) for one in seen.reached.values()) else CUT
    if not all(param.requires_grad for param in params):
        return FROZEN
    found = slip(seen, params)
    return found if params or found != NO_BACKWARD else None


def _about_the_wipes(seen, order):
    if 2 * seen.partly > seen.stale:
        return PARTLY_WIPED
    if WIPED not in order:
        return NEVER_WIPED
    return SELDOM_WIPED if WIPED in order[order.index(BACK) :] else WIPED_ONCE


# What the loss was given, and how the layers with two modes were called --------------------------

PROBABILITIES = "a loss of probabilities"
SQUEEZED = "a loss of numbers from 0 to 1"
NO_LOGARITHMS = "an nll_loss of what is no logarithm"
BROADCAST = "a loss of two shapes that broadcast"
BELOW_0 = "a loss below 0"
FEW_EXAMPLES = "only a part of the examples"
IN_EVALUATION = "evaluation mode during the training"
DROPS_MOST = "a dropout that leaves little"


def of_the_loss(seen) -> str | None:
    """What most of the recorded losses have in common that a cross-entropy does not want."""
    recorded = {one: times for one, times in seen.losses.items() if one.recorded}
    if not recorded:
        return None
    name, given, shape, target, *_ = max(recorded, key=recorded.get)
    if name == "cross_entropy" and given == "probabilities":
        return PROBABILITIES
    if name == "cross_entropy" and given == "numbers from 0 to 1":
        return SQUEEZED
    if name == "nll_loss" and given != "logarithms of probabilities":
        return NO_LOGARITHMS
    if name not in ("cross_entropy", "nll_loss", "multi_margin_loss") and shape != target:
        return BROADCAST
    return BELOW_0 if seen.values and max(seen.values) < 0 else None


def of_the_examples(seen, n) -> str | None:
    """What of `n` examples the training has missed, or what mode has spoilt."""
    if 0 < seen.examples() < n:
        return FEW_EXAMPLES
    recorded = [one for one in seen.modes if one.recorded]
    if recorded and not any(one.training for one in recorded):
        return IN_EVALUATION
    if any(one.training and (one.p or 0) >= 0.7 for one in recorded):
        return DROPS_MOST
    return None
