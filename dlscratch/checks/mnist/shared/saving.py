"""A look at a function that saves arrays to a file: what NumPy finds there afterwards."""

import contextlib
import copy
import tempfile
from pathlib import Path

import numpy as np

from dlscratch.errors.values import name

CASES = {
    "a network": [(2, 3), (2,), (1, 2), (1,)],
    "twelve arrays": [(2,)] * 12,  # among names that are sorted, 10 comes before 2
    "one array": [(3, 2)],
}


def _arrays(shapes, first, dtype):
    """Arrays of these shapes, in which no number comes twice and none is whole."""
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    numbers = (np.arange(first, first + ends[-1]) / 7).astype(dtype)
    return [part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), shapes)]  # noqa: B905


def resave(save, case, dtype):
    """What lies at the path after saving, and after saving other numbers there."""
    params = _arrays(CASES[case], 1, dtype)
    before = copy.deepcopy(params)
    # A file under a name of the answer's own is to lie there as well, not among the exercises; and
    # whoever writes to the name alone is to miss the folder.
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as here,
        contextlib.chdir(here),
    ):
        path = str(Path(folder) / "kept.npz")
        returned = save(params, path)
        found = _at(path, dtype, "")
        found["the network's arrays afterwards"] = [np.array(param) for param in params]
        found["the network is"] = "as before" if _alike(params, before) else "changed"
        save(_arrays(CASES[case], 50, dtype), path)
        found |= _at(path, dtype, ", saved a second time")
    found["what it returns"] = "nothing" if returned is None else name(returned)
    return found


def _alike(arrays, others):
    return len(arrays) == len(others) and all(map(np.array_equal, arrays, others))


def _beside(path):
    others = sorted(one.name for one in (*path.parent.iterdir(), *Path.cwd().iterdir()))
    if not others:
        return "nothing"
    if others[0].endswith(".npy"):
        return "a file of one array, whose name ends in .npy"
    return "a file whose name ends in .npz.npz" if others[0].endswith(".npz.npz") else "a file"


def _at(path, dtype, when):
    """What `np.load` finds at a path."""
    what = f"what lies at path{when}"
    if not Path(path).is_file():
        return {what: "nothing", "what lies beside it": _beside(Path(path))}
    try:
        loaded = np.load(path)
        if isinstance(loaded, np.ndarray):
            return {what: "a single array, not a file of arrays"}
    except Exception:  # text, or a pickle
        return {what: "no file that np.load reads"}
    try:
        with loaded:
            arrays = list(loaded.values())
    except ValueError:  # a list of arrays of several shapes, as one array of objects
        return {what: "an array of objects, not of numbers"}
    return {
        what: f"arrays of numbers, {len(arrays)}",
        f"the arrays{when}": arrays,
        f"numbers of the type {np.dtype(dtype)}{when}": all(a.dtype == dtype for a in arrays),
    }
