"""What can be said of a stack of layers that does not do what it should."""

import copy
import inspect

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.engine.told import NONE, alike, own, unhidden
from dlscratch.checks.stacks.shared import must_be_list
from dlscratch.checks.stacks.shared.gradients import names_of
from dlscratch.errors.values import listed
from dlscratch.errors.values import name as name_of

INSIDE = ", in a net with another one inside"
NAMES = {
    "": ("w1", "b1", "w2", "b2"),
    INSIDE: ("w1", "b1", "the factor of the inner Scale", "w2", "b2", "the factor of the last"),
}
COUNTS = ("no", "one", "two", "three", "four")


def made(cls, parts):
    """A stack of `parts`, which it keeps in their order, with its own methods unhidden."""
    net = cls(parts)
    unhidden(net)
    kept = getattr(net, "layers", None)
    if isinstance(kept, list | tuple) and [*map(id, kept)] == [*map(id, parts)][::-1]:
        raise Refuse(
            "`self.layers` holds the layers from the last to the first. Keep them in the order in "
            "which they come, and turn round only where the gradient goes back."
        )
    if kept is None or kept is getattr(layers.Layer, "layers", None):
        raise Refuse(
            "There is no `self.layers` in the stack. `__init__` was given, and later pages look at "
            "the layers under this name: leave it as it was."
        )
    if isinstance(kept, list | tuple) and [*map(type, kept)] == [*map(type, parts)]:
        if not any(one is part for one, part in zip(kept, parts, strict=True)):
            raise Refuse("The layers in `self.layers` are others than those that came in the list.")
    if not isinstance(kept, list | tuple) or [*map(id, kept)] != [*map(id, parts)]:
        raise Refuse(
            "`self.layers` is to be the list of the layers that came, and nothing else: `train()` "
            "and `eval()` go through it. `__init__` was given: leave it as it was."
        )
    return net


def given(outputs):
    """What forward gives, which must be the outputs alone."""
    if inspect.isgenerator(outputs):
        raise Refuse(
            "`forward` holds a `yield`, which hands out one thing after another: `return`."
        )
    if isinstance(outputs, list | tuple) and any(np.ndim(one) > 1 for one in outputs):
        raise Refuse(
            f"`forward` gives {len(outputs)} things in a list. Wanted is what comes out of the "
            "last layer, alone."
        )
    return copy.deepcopy(outputs)


def listed_arrays(net, name):
    """What params() or grads() of a stack gives, which must be one flat list of arrays."""
    own(type(net), name)
    listed = getattr(net, name)()
    if listed is None:
        raise Refuse(f"`{name}()` gives None. {NONE}")
    if not isinstance(listed, list | tuple):
        raise Refuse(f"`{name}()` should give a list of arrays, but {name_of(listed)} came.")
    if any(isinstance(part, list | tuple) for part in listed):
        raise Refuse(
            f"`{name}()` gives lists inside a list: one for each layer. Wanted is one flat "
            "list of arrays. A second `for` takes the arrays out of each layer's list."
        )
    must_be_list(name, listed)
    return copy.deepcopy(list(listed))


def of_stack(probes, outcomes, expected, parts):
    """What is said of a `Sequential`. `parts(*parameters)` makes the layers of the first net."""
    if any(outcome.error for outcome in outcomes):
        return None
    for probe, outcome, wanted in zip(probes, outcomes, expected, strict=True):
        for label, right in wanted.output.items():
            came = outcome.output.get(label)
            if isinstance(came, Stopped):
                return None
            if not alike(came, right):
                return _about(label, came, probe, wanted.output, parts)
    return None


def _about(label, came, probe, wanted, parts):
    what, comma, when = label.partition(", ")
    where = f"{comma}{when}"
    if where == ", for a second batch":
        return (
            f"The first batch is right. For a second one {what} is not: something is left over, or "
            "piles up, from one batch to the next."
        )
    good = [one for one in list(wanted)[: list(wanted).index(label)] if "," not in one]
    start = f"Right already: {listed(good)}.\n" if good else ""
    if what in ("params()", "grads()"):
        asked = list(NAMES.get(where, ()))
        if what == "grads()":
            asked = [f"the gradient for {n}" if " " in n else f"{n}_grad" for n in asked]
        held = names_of(came, dict(zip(asked, wanted[label], strict=False)))
        net = "Another net has a Tanh, a Sequential with Linear and Scale in it, a Linear and a "
        net = f"{net}Scale, in this order. There " if where else ""
        return (
            f"{start}{net}`{what}` holds {len(came) or 'no'} arrays{': ' * bool(came)}"
            f"{held * bool(came)}. Asked for are "
            f"{len(asked)}: {listed(asked)}, in this order."
        )
    if where or label not in ("the outputs", "the gradient for x"):
        return None
    x, gradient, *parameters = probe
    stages, value = [x], x
    layers = parts(*parameters)
    for layer in layers:
        value = layer.forward(value)
        stages.append(value)
    names = listed([type(layer).__name__ for layer in layers])
    if label == "the gradient for x":
        stages = [gradient]
        for layer in layers[::-1]:
            stages.append(layer.backward(stages[-1]))
    direction = "forward" if label == "the outputs" else "backward"
    order = "first to the last" if direction == "forward" else "last to the first"
    for count, stage in enumerate(stages[:-1]):
        if alike(came, stage):
            return (
                f"{start}The net has four layers, {names}. What came is what there is after "
                f"{COUNTS[count]} of them {'has' if count == 1 else 'have'} gone {direction}."
            )
    shapes = listed([str(np.shape(stage)) for stage in stages])
    return (
        f"{start}The net has four layers, {names}, and they go {direction} from the {order}. What "
        f"goes from one to the next has the shapes {shapes}: print yours in the loop."
    )
