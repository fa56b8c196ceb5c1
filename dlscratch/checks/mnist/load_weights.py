"""Write a function that copies saved arrays into a net, or raises and changes nothing."""

import copy
import dis

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.values import family, name, text

FITS = "everything fits"
CASES = {
    FITS: ([(2, 3), (2,)], [(2, 3), (2,)]),
    "saved lacks the last array": ([(2, 3), (2,), (1, 2)], [(2, 3), (2,)]),
    "saved has one array more": ([(2, 3), (2,)], [(2, 3), (2,), (1, 2)]),
    "the second saved array has 1 number, not 2": ([(2, 3), (2,)], [(2, 3), (1,)]),
    "the second saved array is transposed": ([(2, 2), (3, 2)], [(2, 2), (2, 3)]),
    "the first saved array has 1 row, not 2": ([(2, 3), (2,), (1, 2)], [(1, 3), (2,), (1, 2)]),
    "the second saved array has 1 column, not 3": ([(2,), (2, 3)], [(2,), (2, 1)]),
    "the second saved array has an axis more": ([(2, 3), (2,)], [(2, 3), (1, 2)]),
    "two saved arrays have changed places": ([(2,), (2, 3), (3,)], [(2,), (3,), (2, 3)]),
}


def _load(params, saved):
    if len(params) != len(saved):
        raise ValueError("another number of arrays")
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError("another shape")
    for param, array in zip(params, saved, strict=True):
        param[...] = array


def _arrays(shapes, first):
    """Arrays of these shapes, in which no number comes twice."""
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    parts = np.split(np.arange(first, first + ends[-1], dtype=float), ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def _reload(load, case):
    """What the layers hold after `load`, and whether it protested."""
    params, saved = _arrays(CASES[case][0], 0), _arrays(CASES[case][1], 50.25)
    in_the_layers, returned = list(params), None
    try:
        returned = load(params, saved)
        raised = "nothing, it is returned" if isinstance(returned, Exception) else "nothing"
    except ValueError:
        raised = "ValueError"
    except Exception as error:
        if type(error) is not IndexError and not _on_purpose(error, load):
            raise  # it is a slip, and is shown with its line
        raised = type(error).__name__
    found = copy.deepcopy({
        "the layers' arrays": in_the_layers,
        "the error raised": raised,
        "the list params": params,
        "the saved arrays": saved,
    })  # fmt: skip
    if case == FITS and raised == "nothing":
        for array in saved:
            array[...] = -1
        found["the layers' arrays when the saved ones change later"] = in_the_layers
        found["what it returns"] = (
            "nothing"
            if returned is None
            else (text(returned) if family(returned) == "bool" else name(returned))
        )
    return found


def _on_purpose(error, load):
    """Whether an `assert` or a `raise` has raised it that stands where `load` comes from."""
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    own = trace.tb_frame.f_globals is getattr(load, "__globals__", None)
    steps = dis.get_instructions(trace.tb_frame.f_code)
    raised = any(s.offset == trace.tb_lasti and s.opname == "RAISE_VARARGS" for s in steps)
    ours = type(error).__module__.startswith("dlscratch.") or type(error) is NotImplementedError
    return own and raised and not ours and "must derive from" not in str(error)


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_load,
    run=_reload,
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
    "An array is missing from `saved`, and nobody says so: `zip` stops at the end of the shorter "
    "list without a word. Compare the lengths before."
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


@exercise.wrong(
    "One number was written into every place of an array that has room for two, without a word: "
    "broadcasting made it fit. Compare the shapes yourself, before you copy."
)
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
