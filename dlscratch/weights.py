"""Saving and loading weights, in the safetensors format that PyTorch users read too.

The names are those of a PyTorch `nn.Sequential` state dict ("0.weight", "0.bias"), so a file saved
here loads straight into PyTorch. That goes for every layer whose parameters are an array (outputs,
inputs), or (outputs, inputs, height, width), and one (outputs,), your own Linear and Conv2d too; of
other layers they are "0.param0", "0.param1" ...
Unlike pickle, the format cannot run code when it is opened.
"""

import os
import threading
from pathlib import Path

import numpy as np

from dlscratch import settings, tensor_file
from dlscratch.interrupts import held_back


def save_weights(net, path):
    """Write the parameters of `net` to `path`; an older file there is replaced only at the end.

    It stays where there is nothing worth saving: ValueError for a net without parameters, or with
    numbers that are not finite.
    """
    params = _named_params(net)
    for name, param in params.items():
        if not np.isfinite(param).all():
            raise ValueError(
                f"{name} holds numbers that are not finite, so nothing is saved to {path}: train "
                "a new net, with a smaller learning rate"
            )
    path = Path(path).resolve()  # of a link, what it leads to
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} is not a folder: make it, then save again")
    if path.exists() and not path.is_file():  # a folder, or a device, which must not be replaced
        raise ValueError(f"{path} is not a file: save under another name")
    whose = f"{os.getpid()}-{threading.get_ident()}"  # two that save at once have a file each
    unfinished = path.with_name(f"{path.name}.{whose}.unfinished")
    try:
        unfinished.write_bytes(tensor_file.packed(params))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def load_weights(net, path):
    """Copy the parameters in the file at `path` into the arrays of `net`.

    Everything is checked before anything changes: ValueError for a file that is damaged, or holds
    other names or shapes than `net` has, or what is not a finite number in the net's own precision.
    """
    params = _named_params(net)
    try:
        loaded = tensor_file.unpacked(Path(path).read_bytes())
    except tensor_file.Damaged as error:
        raise ValueError(
            f"{path} is not a whole safetensors file ({error}): save the weights again"
        ) from None
    except tensor_file.UnknownKind as error:
        raise ValueError(
            f"{path} holds numbers of a type that NumPy lacks ({error}): save them as "
            "float32, in PyTorch by tensor.float()"
        ) from None
    if set(loaded) != set(params):
        raise ValueError(
            f"{path} holds {', '.join(sorted(loaded)) or 'nothing'}, but this net needs "
            f"{', '.join(sorted(params))}: build the net with the layers it was saved with"
        )
    for name, param in params.items():
        if loaded[name].shape != param.shape:
            raise ValueError(
                f"{name} in {path} has shape {loaded[name].shape}, but this net's has "
                f"{param.shape}: build the net with the sizes it was saved with"
            )
        if loaded[name].dtype.kind not in "fiu":
            raise ValueError(f"{name} in {path} holds {loaded[name].dtype}: save it as float32")
        with np.errstate(over="ignore"):
            loaded[name] = loaded[name].astype(param.dtype)
        if not np.all(np.isfinite(loaded[name])):
            raise ValueError(
                f"{name} in {path} holds numbers that are not finite as {param.dtype}: train again"
            )
    with held_back():  # all the parameters or none
        for name, param in params.items():
            param[...] = loaded[name]


def _named_params(net):
    """The parameters of `net`, each under its name in the file."""
    named = _named(settings.network(net))
    if not named:
        raise ValueError(f"the net has parameters, but {settings.shown(net)} came, which has none")
    return named


def _named(net, prefix=""):
    params, layers, named = net.params(), getattr(net, "layers", None), {}
    if isinstance(layers, list | tuple) and all(hasattr(layer, "params") for layer in layers):
        for i, layer in enumerate(layers):
            named |= _named(layer, f"{prefix}{i}.")
        if len(named) == len(params) and all(map(np.may_share_memory, named.values(), params)):
            return named
    # No stack, or one with parameters of its own: only what params() gives counts.
    names = [f"param{i}" for i in range(len(params))]
    if [param.ndim for param in params] in ([2, 1], [4, 1]) and len(params[0]) == len(params[1]):
        names = ["weight", "bias"]
    return {prefix + name: param for name, param in zip(names, params, strict=True)}
