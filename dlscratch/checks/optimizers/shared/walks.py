"""How an optimizer is tried: steps on several nets, in turn with a second optimizer."""

import inspect

import numpy as np

from dlscratch.checks.engine.run import note
from dlscratch.checks.optimizers.shared.classes import as_written
from dlscratch.checks.optimizers.shared.facts import CALLS_BACKWARD, Watch
from dlscratch.checks.optimizers.shared.nets import SMALL, Net, SmallNet, add_changes, copied
from dlscratch.errors.values import short

CHANGES = [
    f"the change of the parameter {f'{SmallNet.START} ' * (step == 1)}in step {step}, where its "
    f"gradient is {gradient}"
    for step, gradient in enumerate(SmallNet.GRADIENTS, 1)
]


def first_steps(step, right, owner=None, given=None, other=None):
    """Three steps of a SmallNet, which can be followed by hand.

    `step` and `right`, what a right answer does, are called with a net. `owner` is the optimizer,
    if there is one, `given` its settings, and `other` the right one. Where a step goes wrong, what
    is seen is noted.
    """
    net, twin, found = SmallNet(), SmallNet(), {}
    watch = Watch(net, step, owner, given or {}, other)
    for label in CHANGES:
        net.backward()
        twin.backward()
        before, wanted = copied(net.arrays)[0], copied(twin.arrays)[0]
        with watch:
            step(net)
        right(twin)
        found[label] = (net.arrays[0] - before).round(12).tolist()
        wanted = twin.arrays[0] - wanted
        if not np.allclose(found[label], wanted, rtol=1e-5, atol=1e-9, equal_nan=True):
            watch.tell()
    watch.tell_of_the_gradient()
    found["the gradient after the steps"] = copied(net.slopes)[0].tolist()
    return found


def _half(setting):
    return tuple(map(_half, setting)) if isinstance(setting, tuple) else 0.5 * setting


def _tell_defaults(cls, wanted):
    """Say which defaults of `cls` are not those that the exercise asks for."""
    try:
        parameters = inspect.signature(cls).parameters
    except (TypeError, ValueError):
        return
    for name in filter(parameters.__contains__, wanted):
        came = parameters[name].default
        if came is inspect.Parameter.empty:
            note(f"In your `__init__`, `{name}` has no default; the exercise asks for one.")
        elif not np.array_equal(came, wanted[name]):
            told = f"In your `__init__`, the default of `{name}` is `{short(came)}`"
            note(f"{told}; the exercise asks for another.")


def in_steps(reference, **defaults):
    """`run` for an optimizer class that has these settings, in the order of the probes' values.

    A probe without values makes the optimizer without settings. There is a second optimizer, with
    settings and a net of its own, and the two take turns; only on the SmallNet there is none.
    """

    def run(cls, shapes, *values):
        given = dict(zip(defaults, values, strict=True)) if values else {}
        with as_written(cls):
            if shapes == SMALL:
                optimizer, right = made(cls, given), reference(**given)
                return first_steps(optimizer.step, right.step, optimizer, given, right)
            if not values:
                _tell_defaults(cls, defaults)
            return in_turn(cls, shapes, given)

    def made(cls, given):
        try:
            return cls(**given)
        except TypeError as error:
            if "unexpected keyword argument" in str(error):
                names = ", ".join(f"`{name}`" for name in defaults)
                note(f"The names of the settings belong to the exercise: {names}.")
            raise

    def in_turn(cls, shapes, given):
        bare = ", of an optimizer made without settings" * (not given)
        settings = defaults | given
        net, second = Net(shapes, 1), Net(shapes, 2)
        optimizer = cls(**given)
        its = cls(**{name: _half(value) for name, value in settings.items()})
        added, found = [np.zeros(shape) for shape in shapes], {}
        for step in range(1, 5):
            if step == 4:
                optimizer.learning_rate = 0.4 * settings["learning_rate"]
            for each, its_optimizer in ((net, optimizer), (second, its)):
                each.backward()
                before = copied(each.slopes)
                its_optimizer.step(each)
                add_changes(added, before, each.slopes)
            if step != 3:
                when = f"step {step}" + ", taken with a smaller learning rate" * (step == 4)
                found[f"the parameters after {when}{bare}"] = copied(net.arrays)
        found["what the steps have added to the gradients"] = added
        found["the parameters of a second net, with an optimizer of its own"] = second.arrays
        if net.backwards > 4:
            note(CALLS_BACKWARD)
        return found

    run.arguments = ("shapes", *defaults)
    return run
