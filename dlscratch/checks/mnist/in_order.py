"""Crash hunt: sorted by their letters, param10 comes before param2, and its array does not fit."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt

FEW = [(3, 2), (3,), (4, 3), (4,)]
MANY = [*FEW, (2, 4), (2,), (5, 2), (5,), (3, 5), (3,), (2, 3), (2,)]
ALIKE = [(2, 2)] * 13  # in whatever order they come, they fit
SHAPES = {len(shapes): shapes for shapes in (FEW, MANY, ALIKE)}
MIXED = {4: [2, 0, 3, 1], 12: [7, 2, 11, 0, 9, 4, 1, 10, 5, 8, 3, 6], 13: [*range(12, -1, -1)]}


def _arrays(shapes, first):
    """Arrays of these shapes whose numbers are all different."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    ends = first + np.cumsum(sizes)
    pairs = zip(shapes, sizes, ends, strict=True)
    return [np.arange(end - size, end, dtype=float).reshape(shape) for shape, size, end in pairs]


def _filled(fill_again, number, in_order):
    """What the network's arrays, and the kept ones, hold afterwards."""
    shapes = SHAPES[number]
    params, arrays = _arrays(shapes, 1000), _arrays(shapes, 1)
    order = range(len(shapes)) if in_order else MIXED[len(shapes)]
    kept = {f"param{number}": arrays[number].copy() for number in order}
    stopped = attempt(fill_again, list(params), kept)
    if isinstance(stopped, Stopped):
        return {"the arrays of the network": stopped}
    return {
        "the arrays of the network": params,
        "the kept arrays, afterwards": [kept.get(f"param{i}") for i in range(len(shapes))],
    }


_filled.arguments = ("the number of arrays", "kept in order")


def _fill_again(params, kept):
    for i, param in enumerate(params):
        param[...] = kept[f"param{i}"]


def _by(names, put=lambda param, array: param.__setitem__(..., array)):
    """An answer that goes through names(kept) and puts each array into its parameter."""

    def fill_again(params, kept):
        for param, name in zip(params, names(kept), strict=False):
            put(param, kept[name])

    return fill_again


def _right_names(kept):
    return sorted(kept, key=lambda name: int(name[5:]))


def _if_it_fits(param, array):
    if param.shape == array.shape:
        param[...] = array


def _cut(param, array):
    if param.ndim == array.ndim:
        part = tuple(slice(min(a, b)) for a, b in zip(param.shape, array.shape, strict=True))
        param[part] = array[part]


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    reference=_fill_again,
    run=_filled,
    probes=[(12, True), (12, False), (4, False), (13, True), (13, False)],
    hints=(
        "The error names two shapes: one is that of `param`, the other that of the array under "
        "`name`. Print both names and shapes in each round. Which round is the first to go wrong?",
        "The names are texts, and texts are sorted letter by letter. Print `sorted(kept)`: what "
        "comes behind param1?",
        "The number in the name says where the array belongs. So count the parameters, and make "
        "each one's name from its number; no sorting is needed.",
    ),
    after="With ten arrays or fewer it had always worked: up to param9, letters and numbers give "
    "one order. And had all layers had one size, nothing would have stopped: the weights would "
    "have stood in each other's places. Files of images, `img2.png` and `img10.png`, are mixed up "
    "in the same way.",
)

exercise.mistakes(
    _by,
    sorted_by_letters=(
        "With the names that files have, param0 to param11, it stops as before. Print "
        "`sorted(kept)`: are they in the order of their numbers?",
        sorted,
    ),
    from_behind=(
        "That turns the order round, and it is still one of letters: param9 comes first.",
        lambda kept: sorted(kept, reverse=True),
    ),
    as_they_come=(
        "In the cell it goes through, since these names happen to come in order. The text says "
        "that a file may hold them in any order, and then the arrays go to wrong places.",
        list,
    ),
    by_length=(
        "Shorter names first: so param10 no longer comes before param2. But among names of one "
        "length, nothing is sorted now, and a file may hold them in any order.",
        lambda kept: sorted(kept, key=len),
    ),
    last_figure=(
        "You sort by the last figure alone: with it, param10 comes beside param0.",
        lambda kept: sorted(kept, key=lambda name: int(name[-1])),
    ),
    largest_number_first=(
        "You sort by the numbers: good. But the largest comes first.",
        lambda kept: sorted(kept, key=lambda name: -int(name[5:])),
    ),
    by_size=(
        "You sort by the sizes of the arrays, and the network's stand in another order. The place "
        "of each stands in its name.",
        lambda kept: sorted(kept, key=lambda name: -kept[name].size),
    ),
    first_ten=(
        "The first ten go where they belong. What becomes of the others?",
        lambda kept: sorted(kept, key=lambda name: int(name[5:]))[:10],
    ),
    what_fits=(
        "Nothing stops any more: where an array does not fit, the parameter keeps its old numbers. "
        "And where it fits, is it the right one?",
        sorted, _if_it_fits,
    ),
    cut_to_fit=(
        "Nothing stops any more: the arrays are cut until they fit. But they still come in the "
        "wrong order.",
        sorted, _cut,
    ),
    repeated_to_fit=(
        "Nothing stops any more: `np.resize` repeats or cuts numbers until the shape fits. But the "
        "arrays still come in the wrong order.",
        sorted, lambda param, array: param.__setitem__(..., np.resize(array, param.shape)),
    ),
    added=(
        "The order is right. But the numbers are added to those that were there.",
        _right_names, lambda param, array: param.__iadd__(array),
    ),
    not_in_place=(
        "Nothing is written into the network's own arrays: a name that stands for another array "
        "changes none.",
        _right_names, lambda param, array: None,
    ),
)  # fmt: skip


@exercise.wrong("You count the parameters and make the names: good. But they begin with param0.")
def from_1(params, kept):
    for i, param in enumerate(params, 1):
        param[...] = kept[f"param{i}"]


@exercise.wrong("The way is the wrong one: the network's numbers are written over the kept ones.")
def the_other_way(params, kept):
    for i, param in enumerate(params):
        kept[f"param{i}"][...] = param


@exercise.wrong(
    "You choose by the shapes. But several arrays have one shape, and only the name says which of "
    "them belongs where."
)
def by_shape(params, kept):
    for param in params:
        for array in kept.values():
            if array.shape == param.shape:
                param[...] = array


@exercise.wrong(
    "You choose by the shapes, and take the first that fits. But several arrays have one shape, "
    "and only the name says which of them belongs where."
)
def first_of_a_shape(params, kept):
    for param in params:
        param[...] = next(array for array in kept.values() if array.shape == param.shape)


@exercise.variant
def by_numbers(params, kept):
    for param, name in zip(params, sorted(kept, key=lambda name: int(name[5:])), strict=True):
        np.copyto(param, kept[name])


@exercise.variant
def by_length_and_letters(params, kept):
    names = sorted(kept, key=lambda name: (len(name), name))
    for place in range(len(params)):
        params[place][...] = kept[names[place]]
