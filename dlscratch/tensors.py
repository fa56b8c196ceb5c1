"""Tensors as nested lists: the six functions that open chapter 19 of *Data Science from Scratch*.

A tensor here is a list of numbers, or a list of equally shaped tensors. Lesson 1 builds these
functions; from lesson 2 on, NumPy arrays do the same work, faster.
"""


def shape(tensor):
    """The sizes of `tensor`, outermost first: [2, 3] for two rows of three numbers.

    Raises TypeError for anything but a list, ValueError for an empty or a ragged one.
    """
    if not isinstance(tensor, list):
        raise TypeError(f"a tensor is a list of numbers or of lists, but a {_kind(tensor)} came")
    if not tensor:
        raise ValueError("a tensor holds at least one number, but an empty list came")
    parts = [shape(part) if isinstance(part, list) else [] for part in tensor]
    for part in parts:
        if part != parts[0]:
            raise ValueError(
                "a tensor's parts all have one shape, "
                f"but this list holds parts of shape {parts[0]} and {part}"
            )
    return [len(tensor)] + parts[0]


def is_1d(tensor):
    """Whether the items of `tensor` are numbers, not lists.

    Raises TypeError for anything but a list, ValueError for an empty one, or for a mixture.
    """
    if not isinstance(tensor, list):
        raise TypeError(f"a tensor is a list of numbers or of lists, but a {_kind(tensor)} came")
    lists = [isinstance(part, list) for part in tensor]
    if any(lists) and not all(lists):
        raise ValueError("a tensor's parts are all numbers or all lists, but a mixture came")
    if not tensor:
        raise ValueError("a tensor holds at least one number, but an empty list came")
    return not lists[0]


def tensor_sum(tensor):
    """The sum of all the numbers in `tensor`."""
    if is_1d(tensor):
        return sum(tensor)
    return sum(tensor_sum(part) for part in tensor)


def tensor_apply(f, tensor):
    """A new tensor of the same shape that holds f(number) for every number."""
    if is_1d(tensor):
        return [f(number) for number in tensor]
    return [tensor_apply(f, part) for part in tensor]


def zeros_like(tensor):
    """A new tensor of the same shape, all zeros."""
    return tensor_apply(lambda _: 0.0, tensor)


def tensor_combine(f, tensor1, tensor2):
    """A new tensor that holds f(a, b) for every pair of numbers in the same place.

    Raises ValueError where the shapes differ. (The book's version pairs with `zip`, which stops
    without a word at the end of the shorter list.)
    """
    if shape(tensor1) != shape(tensor2):
        raise ValueError(
            "tensor_combine pairs numbers by position and needs two tensors of one shape, "
            f"but {shape(tensor1)} and {shape(tensor2)} came"
        )
    if is_1d(tensor1):
        return [f(a, b) for a, b in zip(tensor1, tensor2, strict=True)]
    return [tensor_combine(f, a, b) for a, b in zip(tensor1, tensor2, strict=True)]


def _kind(value):
    return type(value).__name__
