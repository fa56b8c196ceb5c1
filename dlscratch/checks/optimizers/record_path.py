"""Mend a function that keeps one array again and again, so that the path stands still."""

import copy

import numpy as np

from dlscratch import optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.errors.values import name


class _Valley:
    """x² + stretch · y², walked by changing the point; a second parameter moves along."""

    def __init__(self, start, stretch):
        self.point, self.other = np.array(start, float), 2 + 0.5 * np.array(start)
        self.steepness = np.linspace(1, stretch, len(start))
        # A walk without backward moves, too, and by other steps.
        self.gradient, self.others = np.full(len(start), 0.7), np.full(len(start), -0.4)

    def backward(self):
        self.gradient[...] = 2 * self.steepness * self.point
        self.others[...] = 3 * self.other

    def height(self):
        return float(np.sum(self.steepness * self.point**2))

    def params(self):
        return [self.point, self.other]

    def grads(self):
        return [self.gradient, self.others]


def _came(path):
    return f"{name(path)}{' with nothing in it' * isinstance(path, list | tuple)}"


def _numbers(point):
    try:
        return np.array(point, float).tolist()
    except (TypeError, ValueError):
        every = "Every part of the path is a point: an array, or a list of numbers."
        raise Refuse(f"{every} One is {name(point)}, and cannot be read as that.") from None


def _recorded(function, start, stretch, steps):
    """The path that the function records while the package's Momentum walks."""
    valley = _Valley(start, stretch)
    path = function(valley, optimizers.Momentum(0.05, 0.6), steps)
    if path is None:
        return None
    if not isinstance(path, list | tuple | np.ndarray) or not len(path):
        told = "`record_path` returns the path: a list with one point for each moment."
        raise Refuse(f"{told} What came is {_came(path)}.")
    if any(callable(point) for point in path):
        raise Refuse("The path holds methods: `copy` without brackets is only named, not called.")
    if any(point is None for point in path):
        raise Refuse(
            "The path holds None. `optimizer.step` and `append` change something and give nothing "
            "back: a point is what `net.params()[0]` holds."
        )
    points = [_numbers(point) for point in path]
    if any(np.ndim(point) > 1 for point in points):
        raise Refuse(
            "A part of the path holds all parameters of the net. A point is the first one."
        )
    return {
        "the path": points,
        "the net's parameters at the end": [param.tolist() for param in valley.params()],
    }


def _record_path(net, optimizer, steps, read=lambda net: net.params()[0].copy()):
    path = [read(net)]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path.append(read(net))
    return path


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_record_path,
    run=_recorded,
    probes=[([-4.0, 1.5], 10.0, 3), ([2.0, -1.0, 0.25], 3.0, 2), ([3.0, 1.0], 4.0, 1)],
    hints=(
        "Record one step only, and print `path`. Which point do you know beforehand?",
        "The optimizer is innocent: it changes the point in place, as it should. How many different"
        " arrays are in the list? Ask `path[0] is path[1]`.",
        "A list holds the array itself, and not what was in it at the time. What you want in the "
        "list is a new array with the same numbers; an array has a method for that. The line before"
        " the loop needs it too.",
    ),
    after="In place is what the layers need, and this is its price: whoever keeps old values "
    "must copy them. Remember it when you keep the best weights of a training.",
)


@exercise.wrong(
    "All the points are the last one. The list holds one array several times, and the optimizer "
    "goes on changing that array. (A copy of the list does not help, nor does copying at the end: "
    "it is the arrays that are shared, and their old numbers are gone by then.)"
)
def all_the_same(net, optimizer, steps):
    param = net.params()[0]
    path = [param]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path.append(param)
    return path


@exercise.wrong(
    "The later points are right. The first is not the start: what does the line before the loop "
    "put into the list?"
)
def start_still_shared(net, optimizer, steps):
    return [net.params()[0], *_record_path(net, optimizer, steps)[1:]]


@exercise.wrong(
    "The start is right now. The others are all the last point: the line in the loop still keeps "
    "the array itself."
)
def loop_still_shared(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[0], *[path[-1]] * steps]


@exercise.wrong(
    "Now all the points are the start: one copy was made, before the loop, and it is kept again and"
    " again. When must a point be copied?"
)
def one_early_copy(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[0]] * (steps + 1)


@exercise.wrong(
    "The start is missing: the path begins before the first step, so it has `steps + 1` points."
)
def no_start(net, optimizer, steps):
    return _record_path(net, optimizer, steps)[1:]


@exercise.wrong(
    "Each point is noted before the step instead of after it, so the start comes twice and the end "
    "is missing."
)
def a_step_late(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[0], *path[:-1]]


@exercise.wrong(
    "The path never leaves the start, and the net has not moved: what has the loop lost? Backward "
    "and the step belong in it, and the arrays that the optimizer changes have to stay the net's "
    "own. Copy only what goes into the list."
)
def stands_still(net, optimizer, steps):
    return [net.params()[0].copy()] * (steps + 1)


@exercise.wrong(
    "All the steps follow the gradient that was there at the beginning. Each needs a backward of "
    "its own, before it."
)
def no_backward(net, optimizer, steps):
    path = [net.params()[0].copy()]
    for _ in range(steps):
        optimizer.step(net)
        path.append(net.params()[0].copy())
    return path


@exercise.wrong(
    "The step comes before backward, so it follows the gradient of the place before. Only the "
    "lines that keep a point need mending; the order was right."
)
def step_first(net, optimizer, steps):
    path = [net.params()[0].copy()]
    for _ in range(steps):
        optimizer.step(net)
        net.backward()
        path.append(net.params()[0].copy())
    return path


@exercise.wrong(
    "The first two points are right, and the later ones repeat the second: `param` itself became a "
    "copy, and no optimizer moves that. Copy only what goes into the list."
)
def follows_a_copy(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[0], *path[1:2] * steps]


@exercise.wrong(
    "There is only the last point: the list is made anew in each step. Add to the one that is "
    "there."
)
def last_point_only(net, optimizer, steps):
    return _record_path(net, optimizer, steps)[-1:]


@exercise.wrong("There is only the start. Does the loop add a point after each step?")
def start_only(net, optimizer, steps):
    return _record_path(net, optimizer, steps)[:1]


@exercise.wrong("The function returns too early, after one step. Does `return` stand in the loop?")
def returns_in_the_loop(net, optimizer, steps):
    return _record_path(net, optimizer, 1)


@exercise.wrong("The walk has a step too many. The path has `steps + 1` points, start included.")
def a_step_too_many(net, optimizer, steps):
    return _record_path(net, optimizer, steps + 1)


@exercise.wrong("The walk has a step too few. The path has `steps + 1` points, start included.")
def a_step_too_few(net, optimizer, steps):
    return _record_path(net, optimizer, steps - 1)


@exercise.wrong(
    "The path is right, and the net has gone a step further than it says: backward and step run "
    "once more than `steps`."
)
def walks_on(net, optimizer, steps):
    return _record_path(net, optimizer, steps + 1)[:-1]


@exercise.wrong(
    "The start is missing, and there is a step too many. The path begins before the first step."
)
def no_start_and_a_step_more(net, optimizer, steps):
    return _record_path(net, optimizer, steps + 1)[1:]


@exercise.wrong(
    "The points are added up: `path += array` adds numbers. `append` puts one more item into a "
    "list."
)
def added_up(net, optimizer, steps):
    return sum(_record_path(net, optimizer, steps))[None]


@exercise.wrong(
    "The numbers lie in the list one by one. `extend` takes a point apart; `append` keeps it whole."
)
def taken_apart(net, optimizer, steps):
    first, *rest = _record_path(net, optimizer, steps)
    return [first, *np.ravel(rest)]


@exercise.wrong(
    "The walk uses an optimizer of its own. The function has been given one: take your steps with "
    "that."
)
def own_optimizer(net, optimizer, steps):
    return _record_path(net, optimizers.GradientDescent(0.09), steps)


@exercise.wrong("The path holds heights. Wanted are the places: what the first parameter holds.")
def heights_noted(net, optimizer, steps):
    return _record_path(net, optimizer, steps, lambda net: net.height())


@exercise.wrong(
    "The first point is the net's own array, and has become the end; all others are the start. A "
    "copy that takes the name `param` does not move with the net. Copy only what goes into the "
    "list, each time after the step."
)
def name_tied_to_a_copy(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[-1], *path[:1] * steps]


@exercise.wrong(
    "The first point is right; the others are gradients. Wanted are the places: what the net's "
    "first parameter holds."
)
def gradients_after_the_start(net, optimizer, steps):
    path = [net.params()[0].copy()]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path.append(net.grads()[0].copy())
    return path


@exercise.wrong(
    "Each item is only the first number of the point. `param[0]` picks one number; a point is the "
    "whole array."
)
def first_number_only(net, optimizer, steps):
    return [point[0] for point in _record_path(net, optimizer, steps)]


@exercise.wrong("What comes back is the last point alone. Wanted is the whole path.")
def last_point(net, optimizer, steps):
    return _record_path(net, optimizer, steps)[-1]


@exercise.wrong("The walk takes ten steps, whatever `steps` says.")
def ten_steps(net, optimizer, steps):
    return _record_path(net, optimizer, 10)


@exercise.wrong(
    "Points come twice: one is noted before each step and one after it. After the start, once in "
    "each round is enough."
)
def noted_before_and_after(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[0], *(point for pair in zip(path[:-1], path[1:], strict=True) for point in pair)]


@exercise.wrong(
    "The path is right, and the net that was given has not moved: a copy of it took the walk. Only "
    "the points are to be copied."
)
def walks_a_copy(net, optimizer, steps):
    return _record_path(copy.deepcopy(net), optimizer, steps)


@exercise.wrong("The path is right, but for rounding. Keep the points as they are.")
def rounded(net, optimizer, steps):
    return [point.round(2) for point in _record_path(net, optimizer, steps)]


@exercise.wrong("This is the path turned round: the end stands first.")
def end_first(net, optimizer, steps):
    return _record_path(net, optimizer, steps)[::-1]


@exercise.wrong("Two steps are taken in each round, and only one point is noted.")
def two_steps_a_round(net, optimizer, steps):
    return _record_path(net, optimizer, 2 * steps)[::2]


@exercise.wrong("This is the path of another parameter. Wanted is that of the net's first.")
def last_parameter(net, optimizer, steps):
    return _record_path(net, optimizer, steps, lambda net: net.params()[-1].copy())


@exercise.wrong(
    "The path holds gradients. Wanted are the places: what the net's first parameter holds."
)
def gradients_noted(net, optimizer, steps):
    return _record_path(net, optimizer, steps, lambda net: net.grads()[0].copy())


@exercise.variant
def points_as_lists(net, optimizer, steps):
    path = [net.params()[0].tolist()]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path.append(list(net.params()[0]))
    return path


@exercise.variant
def rows_of_one_array(net, optimizer, steps):
    path = np.empty((steps + 1, *net.params()[0].shape))
    path[0] = net.params()[0]
    for i in range(steps):
        net.backward()
        optimizer.step(net)
        path[i + 1] = net.params()[0]
    return path


@exercise.variant
def new_arrays_by_arithmetic(net, optimizer, steps):
    param = net.params()[0]
    path = [param + 0]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path = path + [np.array(param)]
    return path
