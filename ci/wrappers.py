"""Wrappers around a right function, which give it a memory or let it spoil what it gets."""

import copy
import functools

import numpy as np


def first_kept(function):
    """What the first call gave, for ever."""
    kept = []

    @functools.wraps(function)
    def wrapped(*arguments, **options):
        if not kept:
            kept.append(function(*arguments, **options))
        return kept[0]

    return wrapped


def piled_up(function):
    """Each call adds to what the last one gave."""
    kept = []

    @functools.wraps(function)
    def wrapped(*arguments, **options):
        kept.append(function(*arguments, **options))
        with_kept = kept[-1]
        for old in kept[:-1]:
            with_kept = with_kept + old
        return with_kept

    return wrapped


def spoils_its_arguments(function):
    """The right answer, and afterwards the arguments hold something else."""

    @functools.wraps(function)
    def wrapped(*arguments, **options):
        output, spoilt = copy.deepcopy(function(*arguments, **options)), False
        for argument in arguments:
            if isinstance(argument, np.ndarray) and argument.size and argument.dtype.kind in "if":
                argument[...] = argument[::-1] + 1
                spoilt = True
            elif isinstance(argument, list):
                argument.append(7)
                spoilt = True
        if not spoilt:
            raise NotImplementedError("has nothing to spoil")
        return output

    return wrapped


def returns_its_argument_changed(function):
    """The right numbers, written into the first argument."""

    @functools.wraps(function)
    def wrapped(*arguments, **options):
        output = function(*arguments, **options)
        first = arguments[0] if arguments else None
        if isinstance(first, np.ndarray) and np.shape(output) == first.shape:
            first[...] = output
            return first
        if isinstance(first, list) and isinstance(output, list):
            first[:] = output
            return first
        raise NotImplementedError("has no such form")

    return wrapped


WRAPPERS = {
    "keeps what the first call gave": first_kept,
    "adds to what the last call gave": piled_up,
    "spoils its arguments": spoils_its_arguments,
    "writes into its first argument": returns_its_argument_changed,
}
