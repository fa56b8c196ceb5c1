"""Write a function that saves a net's arrays to one file, in their order."""

import pickle
from pathlib import Path

import numpy as np

from dlscratch.checks.engine.told import Exercise
from dlscratch.checks.mnist.shared.saving import CASES, resave


def _save(params, path):
    np.savez(path, *params)


_ELSEWHERE = (
    "A file was written, but under a name of its own. `path` is an argument of the function: write "
    "to it."
)


def _tell(outcomes):
    found = outcomes[0].output
    beside = type(found) is dict and found.get("what lies beside it")
    return _ELSEWHERE if beside == "a file" else None


exercise = Exercise(
    __name__,
    kind="fill",
    tell=_tell,
    reference=_save,
    run=resave,
    probes=[(case, dtype) for case in CASES for dtype in (np.float64, np.float32)],
    hints=(
        "`np.savez` wants the path first, and then the arrays, one argument each.",
        "Handed over as it is, your list is one argument. What did `print` get in the text?",
        "One call: the path, a comma, and the list with a star before it.",
    ),
    after="The file holds the arrays under the names arr_0, arr_1 and so on, in their order. The "
    "book writes JSON, which is text; this file holds the numbers as they are in memory.",
)

_AS_ONE = (
    "The list went in as a single argument. Every array of it is to be an argument of its own: the "
    "text shows how `print` gets the numbers of a list."
)
_TYPE = (
    "The numbers have another type than those of the network, so some digits may be lost. Save "
    "them as they are."
)


@exercise.wrong(_AS_ONE)
def list_as_one(params, path):
    np.savez(path, params)


@exercise.wrong(_AS_ONE)
def list_of_objects(params, path):
    together = np.empty(len(params), object)
    together[:] = params
    np.savez(path, together)


@exercise.wrong("Only the first array is in the file. All are to go into it, in one call.")
def first_alone(params, path):
    np.savez(path, params[0])


@exercise.wrong(
    "Only the last array is in the file: each call writes the file anew. Make one call of it, for "
    "all arrays."
)
def call_by_call(params, path):
    for param in params:
        np.savez(path, param)


@exercise.wrong(
    "Two arrays are in the file, however many there are. A network may have more: hand over the "
    "whole list, taken apart by its star."
)
def two_of_them(params, path):
    np.savez(path, *params[:2])


@exercise.wrong("All arrays are there, but from the last to the first. Leave them in their order.")
def backwards(params, path):
    np.savez(path, *params[::-1])


@exercise.wrong(
    "The arrays have changed places: sorted by name, 10 comes before 2. NumPy's own names keep the "
    "order, so leave the naming to it."
)
def by_sorted_names(params, path):
    named = {f"{i}": param for i, param in enumerate(params)}
    np.savez(path, **{key: named[key] for key in sorted(named)})


@exercise.wrong(
    "All numbers are there, but the arrays have lost their shapes. Save them as they are."
)
def flattened(params, path):
    np.savez(path, *(param.ravel() for param in params))


@exercise.wrong(
    "All numbers are in one long array. Whoever loads it does not know where one array ends and "
    "the next one begins."
)
def one_long_array(params, path):
    np.savez(path, np.concatenate([param.ravel() for param in params]))


@exercise.wrong(_TYPE)
def in_single_precision(params, path):
    np.savez(path, *(param.astype(np.float32) for param in params))


@exercise.wrong(_TYPE)
def in_half_precision(params, path):
    np.savez(path, *(param.astype(np.float16) for param in params))


@exercise.wrong(_TYPE)
def as_lists(params, path):
    np.savez(path, *(param.tolist() for param in params))


@exercise.wrong("The numbers have been rounded. A file has room for all their digits.")
def rounded(params, path):
    np.savez(path, *(param.round(2) for param in params))


@exercise.wrong("At `path` there is nothing afterwards. Which line of yours writes a file?")
def not_written(params, path):
    pass


@exercise.wrong(_ELSEWHERE)
def name_of_its_own(params, path):
    np.savez("my_weights", *params)


@exercise.wrong("`path` ends in .npz already. Hand it on as it is.")
def npz_twice(params, path):
    np.savez(f"{path}.npz", *params)


@exercise.wrong(
    "`np.save` writes a single array, and under a name that ends in .npy. For several there is "
    "`np.savez`."
)
def save_without_z(params, path):
    np.save(path, params[0])


@exercise.wrong(
    "A file was written, but not one of arrays, as `np.savez` makes it: `np.load` cannot read it."
)
def pickled(params, path):
    with open(path, "wb") as file:
        pickle.dump(params, file)


@exercise.wrong(
    "What was saved at `path` before is still there. Saving again puts the new numbers in place of "
    "the old."
)
def never_again(params, path):
    if not Path(path).exists():
        np.savez(path, *params)


@exercise.wrong(
    "The file is right, but the function hands something back. Asked for is one that returns "
    "nothing."
)
def path_returned(params, path):
    np.savez(path, *params)
    return path


@exercise.wrong("The file is right, but the function hands the arrays back. It returns nothing.")
def arrays_returned(params, path):
    np.savez(path, *params)
    return params


@exercise.wrong(
    "Before it saves, the function changes the network's own numbers. Saving only looks at them."
)
def changes_the_network(params, path):
    for param in params:
        param /= np.abs(param).max()
    np.savez(path, *params)


@exercise.variant
def compressed(params, path):
    np.savez_compressed(path, *params)


@exercise.variant
def into_an_open_file(params, path):
    with open(path, "wb") as file:
        np.savez(file, *[param.copy() for param in params])


@exercise.variant
def with_names(params, path):
    np.savez(path, **{f"param{i}": param for i, param in enumerate(params)})
