"""Guards of the engine in autograd.py: what it does not take, and the sentences that say so."""

import numpy as np

from dlscratch import settings


def floats(data, whole=np.float64):
    """`data` as an array of floats: itself where it is one, of dtype `whole` for whole numbers."""
    if type(data) is np.ndarray and data.dtype.kind == "f":
        return data
    try:
        array = np.asarray(float(data) if isinstance(data, int) else data)
    except ValueError:
        array = settings.array("a tensor's data", data)  # says what is wrong
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind not in "biu":
        raise TypeError(f"a tensor holds real numbers, but {settings.shown(data)} came")
    return array.astype(whole)


def both(function, sign, a, b, **out):
    """function(a, b), and where their shapes do not fit, a ValueError that names both."""
    try:
        return function(a, b, **out)
    except ValueError:
        raise ValueError(f"{a.shape} {sign} {b.shape}: these shapes do not fit together") from None


def check_start(tensor):
    """Raise an error where no backward can start from `tensor`."""
    if tensor.data.size != 1:
        raise ValueError(
            f"backward starts from one number, but this tensor has shape {tensor.shape}: take "
            "its sum() or its mean() first"
        )
    if not tensor.requires_grad:
        raise ValueError(
            "nothing was recorded that leads to this tensor: make what is to learn with "
            "requires_grad=True, and compute it outside of no_grad, without detach"
        )


def changeable(array):
    """Whether somebody can write into `array`, or into the array of which it shows a part."""
    return array.flags.writeable or array.base is not None


def check_notes(tensor):
    """Raise an error where the notes of `tensor` are gone, or its arrays are not as they were."""
    if tensor.edges is None:
        raise RuntimeError(
            f"backward has been here before, and has forgotten what {tensor.operation} needs: "
            "run forward again, or let the first backward have retain_graph=True"
        )
    for array, before in tensor.kept:
        if np.count_nonzero(array != before) and (place := _changed(array, before)):
            raise RuntimeError(
                f"{tensor.operation} needs an array of shape {array.shape} as it was in "
                f"forward, but {place}: change it after backward, or make a new one, as in "
                "x = x + 1"
            )


def _changed(now, before):
    """Where an array has changed, in words; "" for nowhere."""
    changed = (now != before) & ~(np.isnan(now) & np.isnan(before))  # NaN is not equal to itself
    for place in map(tuple, np.argwhere(changed).tolist()):
        return f"at {list(place)} it was {before[place]:.6g} and is {now[place]:.6g}"
    return ""
