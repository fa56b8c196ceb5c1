"""Write a function that copies saved arrays into a net, or raises and changes nothing."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.mnist.shared.loading import CASES, reload


def _load(params, saved):
    if len(params) != len(saved):
        raise ValueError("another number of arrays")
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError("another shape")
    for param, array in zip(params, saved, strict=True):
        param[...] = array


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_load,
    run=reload,
    probes=[(case,) for case in CASES],
    hints=(
        "Three parts: compare the counts, compare the shapes, and only then copy.",
        "`param = array` ties the name `param` to another array, and the layer knows nothing of "
        "it. Lesson 5 met the same trap.",
        "With `[...]` behind its name, an array that stands to the left of `=` keeps its place and "
        "gets new numbers. Before that, a loop of its own compares the shapes.",
    ),
    after="All checks first, then all changes: a file that does not fit leaves the network as it "
    "was, and not half old and half new. dlscratch/weights.py does the same.",
)


# Hints that serve several mistakes, which differ only in what they check first.
_NAME_REBOUND = (
    "Nothing has changed in the layers. Is there a line that writes into their arrays? `param = "
    "array` only ties the loop's name to another one."
)
_LIST_CHANGED = (
    "Your list has new arrays, but the layers still hold their own. Write into the arrays, not "
    "into the list."
)
_HANDS_BACK = (
    "The numbers are in the network, but the function hands something back. Asked for is one that "
    "returns nothing: what it does, it does to the arrays of `params`."
)
_ZIP_STOPS = (
    "An array is missing from `saved`, and the others are copied all the same: `zip` stops at the "
    "end of the shorter list without a word. Are the lengths compared, does that come before the "
    "copying, and is anything raised when they differ?"
)
_ONE_FOR_TWO = (
    "One number was written into an array that has room for two: broadcasting made it fit. Are the "
    "shapes compared, of every pair, and is anything raised when one pair differs?"
)


def _fits(params, saved):
    return [param.shape for param in params] == [array.shape for array in saved]


@exercise.wrong(_NAME_REBOUND)
def rebinds(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError
    for param, array in zip(params, saved, strict=True):
        param = array  # noqa: F841


@exercise.wrong(_NAME_REBOUND)
def rebinds_unchecked(params, saved):
    for param, array in zip(params, saved, strict=False):
        param = array  # noqa: F841


@exercise.wrong(_NAME_REBOUND)
def rebinds_counted(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param = array  # noqa: F841


@exercise.wrong(_LIST_CHANGED)
def list_replaced(params, saved):
    if not _fits(params, saved):
        raise ValueError
    params[:] = saved


@exercise.wrong(_LIST_CHANGED)
def list_replaced_unchecked(params, saved):
    for i, array in enumerate(saved[: len(params)]):
        params[i] = array


@exercise.wrong(_LIST_CHANGED)
def list_replaced_counted(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for i, array in enumerate(saved):
        params[i] = array


@exercise.wrong(_LIST_CHANGED)
def list_replaced_in_one_loop(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for i, array in enumerate(saved):
        if params[i].shape != array.shape:
            raise ValueError
        params[i] = array


@exercise.wrong(_ZIP_STOPS)
def zip_hides(params, saved):
    for param, array in zip(params, saved, strict=False):
        param[...] = array


@exercise.wrong(_ZIP_STOPS)
def zip_hides_shapes_checked(params, saved):
    for param, array in zip(params, saved, strict=False):
        if param.shape != array.shape:
            raise ValueError
    for param, array in zip(params, saved, strict=False):
        param[...] = array


@exercise.wrong(
    "It protests, but too late: by then the first arrays have been overwritten, and the network is "
    "half old and half new. Check everything first."
)
def half_loaded(params, saved):
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError
        param[...] = array


@exercise.wrong(
    "The counts are compared in time, the shapes are not: when the second array does not fit, the "
    "first has been overwritten. Let one loop check, and another one copy."
)
def shapes_checked_too_late(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError
        param[...] = array


@exercise.wrong(_ONE_FOR_TWO)
def shapes_not_checked(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@exercise.wrong(
    "`strict=True` notices a missing array, but only when it gets there, and by then the others "
    "have been overwritten. And it does not look at shapes."
)
def strict_zip_alone(params, saved):
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@exercise.wrong("The saved numbers have been added to what was there. They should take its place.")
def added(params, saved):
    if not _fits(params, saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param += array


@exercise.wrong(
    "The numbers went the other way: what was saved is overwritten with what the network had."
)
def other_way_round(params, saved):
    if not _fits(params, saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        array[...] = param


@exercise.wrong(
    "It protests in time, but with an AssertionError. `assert` is for what can never happen; a "
    "file that does not fit can. `raise` says which error it is to be."
)
def asserts(params, saved):
    assert len(params) == len(saved)
    assert all(a.shape == b.shape for a, b in zip(params, saved, strict=True))
    _load(params, saved)


@exercise.wrong(
    "The network stays as it was, which is right, but whoever called hears nothing of it. An error "
    "is neither printed nor returned: it is raised."
)
def no_protest(params, saved):
    if _fits(params, saved):
        _load(params, saved)


@exercise.wrong(
    "The network stays as it was, which is right, but whoever called hears nothing of it. An error "
    "is neither printed nor returned: it is raised. And what if a shape differs?"
)
def no_protest_counts_only(params, saved):
    if len(params) == len(saved):
        for param, array in zip(params, saved, strict=True):
            param[...] = array


@exercise.wrong(_HANDS_BACK)
def true_returned(params, saved):
    _load(params, saved)
    return True


@exercise.wrong(_HANDS_BACK)
def returned(params, saved):
    _load(params, saved)
    return params


@exercise.wrong(
    "It protests in time, but with a plain Exception. Whoever wants to catch it must know its "
    "kind: which one does the text ask for?"
)
def plain_exception(params, saved):
    if not _fits(params, saved):
        raise Exception("does not fit")
    _load(params, saved)


@exercise.wrong(
    "It protests in time, but with an IndexError or whatever came by itself. The text asks for "
    "another kind, and that you `raise` it yourself."
)
def index_error(params, saved):
    for i in range(len(params)):
        if params[i].shape != saved[i].shape:
            raise ValueError
    if len(saved) > len(params):
        raise ValueError
    _load(params, saved)


@exercise.wrong(
    "Two arrays with the same count of numbers may still have different shapes: (3, 2) and (2, 3). "
    "Compare the shapes themselves."
)
def sizes_compared(params, saved):
    if [param.size for param in params] != [array.size for array in saved]:
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[...] = array.reshape(param.shape)


@exercise.wrong(
    "`len` of an array is its count of rows. Two arrays with as many rows may still have different "
    "shapes."
)
def lengths_compared(params, saved):
    if [len(param) for param in params] != [len(array) for array in saved]:
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@exercise.wrong(
    "Shapes are compared, but counts only in one direction: `saved` may also have more arrays than "
    "the network."
)
def more_is_taken(params, saved):
    if len(saved) < len(params):
        raise ValueError
    _load(params, saved[: len(params)])


@exercise.wrong("Only the first arrays are compared. Any other one may have the wrong shape.")
def first_shape_only(params, saved):
    if len(params) != len(saved) or params[0].shape != saved[0].shape:
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@exercise.wrong(
    "Only the first array is loaded. Where does your loop end, and where does the function?"
)
def only_the_first(params, saved):
    if not _fits(params, saved):
        raise ValueError
    params[0][...] = saved[0]


@exercise.wrong(
    "An error that is returned is a value like any other, and nobody stops. `raise` throws it."
)
def error_returned(params, saved):
    if not _fits(params, saved):
        return ValueError("does not fit")
    _load(params, saved)
    return None


@exercise.wrong(
    "The same shapes come in both lists, but not in the same order. Each saved array is to fit the "
    "array at its own place."
)
def shapes_in_any_order(params, saved):
    if sorted(param.shape for param in params) != sorted(array.shape for array in saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@exercise.wrong(
    "The numbers of axes are compared. Two arrays with as many axes may still have different "
    "shapes."
)
def axes_compared(params, saved):
    if [param.ndim for param in params] != [array.ndim for array in saved]:
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@exercise.wrong(_LIST_CHANGED)
def list_replaced_by_all(params, saved):
    params[:] = saved


@exercise.wrong(
    "Only the last numbers of the shapes are compared, or only the first ones. Compare the shapes "
    "as a whole."
)
def last_axes_compared(params, saved):
    if [param.shape[-1] for param in params] != [array.shape[-1] for array in saved]:
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@exercise.wrong(
    "Two lists of arrays cannot be compared as wholes: one True or False is wanted, and arrays "
    "give one for each number. Compare how many there are, and then, pair by pair, their shapes."
)
def lists_compared(params, saved):
    if params != saved:
        raise ValueError
    _load(params, saved)


@exercise.wrong(
    "A list of arrays has no shape of its own. Compare how many there are, and then, pair by pair, "
    "their shapes."
)
def shapes_of_lists(params, saved):
    if np.shape(params) != np.shape(saved):
        raise ValueError
    _load(params, saved)


@exercise.wrong("Only the first row of each array is loaded. What stands in the brackets?")
def first_rows_only(params, saved):
    if not _fits(params, saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[0] = array[0]


@exercise.variant
def by_index(params, saved):
    if [np.shape(param) for param in params] != [np.shape(array) for array in saved]:
        raise ValueError(f"expected {len(params)} arrays that fit")
    for i in range(len(params)):
        params[i][:] = saved[i]


@exercise.variant
def by_copyto(params, saved):
    for param, array in zip(params, saved, strict=True):
        if np.shape(param) != np.shape(array):
            raise ValueError
    for param, array in zip(params, saved, strict=True):
        np.copyto(param, array)
