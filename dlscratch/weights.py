"""Saving and loading weights, in the safetensors format that PyTorch users read too.

The names are those of a PyTorch `nn.Sequential` state dict ("0.weight", "0.bias"), so a file saved
here loads straight into PyTorch. Unlike pickle, the format cannot run code when it is opened.
"""

import os
from pathlib import Path

import numpy as np

from dlscratch.layers import Linear


def save_weights(net, path):
    """Write the parameters of `net` to `path`; an older file there is replaced only at the end."""
    from safetensors.numpy import save

    path = Path(path)
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        rows = {name: np.ascontiguousarray(p) for name, p in _named_params(net).items()}
        unfinished.write_bytes(save(rows))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def load_weights(net, path):
    """Copy the parameters in the file at `path` into the arrays of `net`.

    Everything is checked before anything changes: ValueError for a file that is damaged, or holds
    other names or shapes than `net` has, or numbers that are not finite.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        loaded = load(Path(path).read_bytes())
    except SafetensorError as error:
        raise ValueError(
            f"{path} is not a whole safetensors file ({error}): save the weights again"
        ) from None
    params = _named_params(net)
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
        if not np.all(np.isfinite(loaded[name])):
            raise ValueError(f"{name} in {path} holds numbers that are not finite: train again")
    for name, param in params.items():
        param[...] = loaded[name]


def _named_params(net, prefix=""):
    if isinstance(net, Linear):
        return {prefix + "weight": net.w, prefix + "bias": net.b}
    named = {}
    for i, layer in enumerate(getattr(net, "layers", [])):
        named |= _named_params(layer, f"{prefix}{i}.")
    return named
