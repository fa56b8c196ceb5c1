"""The safetensors format, which PyTorch users read too: arrays under names, and nothing else.

A file begins with the length of its head (8 bytes) and the head, in JSON, filled up with spaces:

    {"0.bias": {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}, ...}

Then come the numbers of all arrays. The package safetensors writes the same bytes; it is compiled,
and not to be had wherever Python runs.
"""

import json

import numpy as np

KINDS = {  # what NumPy calls the format's kinds of numbers; it has no bfloat16, for instance
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "C64": "<c8", "I64": "<i8", "I32": "<i4",
    "I16": "<i2", "I8": "|i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1",
}  # fmt: skip
NAMES = {kind: name for name, kind in KINDS.items()}


class Damaged(ValueError):
    """This is no safetensors file, or not a whole one."""


class UnknownKind(ValueError):
    """A kind of number that the format has and NumPy lacks, or the other way round."""


def packed(arrays: dict) -> bytes:
    """The bytes of a file that holds these arrays. Raises UnknownKind."""
    head, numbers, end = {}, [], 0
    for name in sorted(arrays, key=lambda name: (-arrays[name].itemsize, name)):
        array = arrays[name].astype(arrays[name].dtype.newbyteorder("<"))
        if array.dtype.str not in NAMES:
            raise UnknownKind(str(array.dtype))
        start, end = end, end + array.nbytes
        kind = NAMES[array.dtype.str]
        head[name] = {"dtype": kind, "shape": array.shape, "data_offsets": (start, end)}
        numbers.append(array.tobytes())  # row by row
    text = json.dumps(head, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([len(text).to_bytes(8, "little"), text, *numbers])


def unpacked(content: bytes) -> dict:
    """The arrays in a file's bytes, which cannot be written into. Raises Damaged, UnknownKind."""
    start = 8 + int.from_bytes(content[:8], "little")
    arrays, end = {}, 0
    try:
        head = json.loads(content[8:start].decode())
        head.pop("__metadata__", None)
        for name, said in sorted(head.items(), key=lambda item: item[1]["data_offsets"]):
            if said["dtype"] not in KINDS:
                raise UnknownKind(said["dtype"])
            array = np.ndarray(said["shape"], KINDS[said["dtype"]], content, start + end)
            place = [end, end + array.nbytes]
            if (said["shape"], said["data_offsets"]) != ([*array.shape], place):
                raise Damaged("its parts do not lie one after the other")
            arrays[name], end = array, end + array.nbytes
    except UnknownKind:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(str(error)) from error
    if start + end != len(content):
        raise Damaged("its length is wrong")
    return arrays
