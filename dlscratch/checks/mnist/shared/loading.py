"""A look at a function that loads saved arrays into a net: one that fits, and many that do not."""

import copy
import dis

import numpy as np

from dlscratch.checks.engine import compare
from dlscratch.checks.engine.run import note
from dlscratch.errors.values import family, name, text

FITS = "everything fits"
CASES = {
    FITS: ([(2, 3), (2,)], [(2, 3), (2,)]),
    "the last array is missing": ([(2, 3), (2,), (1, 2)], [(2, 3), (2,)]),
    "there is one array more": ([(2, 3), (2,)], [(2, 3), (2,), (1, 2)]),
    "second array: 1 number, not 2": ([(2, 3), (2,)], [(2, 3), (1,)]),
    "second array: transposed": ([(2, 2), (3, 2)], [(2, 2), (2, 3)]),
    "first array: 1 row, not 2": ([(2, 3), (2,), (1, 2)], [(1, 3), (2,), (1, 2)]),
    "second array: 1 column, not 3": ([(2,), (2, 3)], [(2,), (2, 1)]),
    "second array: an axis more": ([(2, 3), (2,)], [(2, 3), (1, 2)]),
    "two arrays have changed places": ([(2,), (2, 3), (3,)], [(2,), (3,), (2, 3)]),
}


def _arrays(shapes, first):
    """Arrays of these shapes, in which no number comes twice."""
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    parts = np.split(np.arange(first, first + ends[-1], dtype=float), ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def reload(load, case):
    """What the layers hold after `load`, and whether it protested."""
    params, saved = _arrays(CASES[case][0], 0), _arrays(CASES[case][1], 50.25)
    in_the_layers, before, returned = list(params), copy.deepcopy(params), None
    try:
        returned = load(params, saved)
        raised = "nothing, it is returned" if isinstance(returned, Exception) else "nothing"
    except Exception as error:
        if case == FITS or not isinstance(error, ValueError | IndexError):
            if not _on_purpose(error, load):
                raise  # it is a slip, and is shown with its line
        raised = "ValueError" if isinstance(error, ValueError) else type(error).__name__
    if case != FITS and raised == "nothing":
        same = compare.same(in_the_layers, before)
        note(f"The network {'stayed as it was' if same else 'was changed all the same'}.")
        if _names_but_never_raises(load):
            note("Your function names an error, but no line of it begins with `raise`.")
    found = copy.deepcopy({
        "what it raises": raised,
        "the layers' arrays": in_the_layers,
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


def _names_but_never_raises(load):
    """Whether a function names an error, as in `ValueError(…)`, and has no `raise`."""
    code = getattr(load, "__code__", None)
    if code is None or not any(word.endswith("Error") for word in code.co_names):
        return False
    return not any(step.opname == "RAISE_VARARGS" for step in dis.get_instructions(code))


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
