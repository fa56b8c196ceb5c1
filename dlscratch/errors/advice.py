"""What helps to understand an exception. Each sentence is said only where it is true.

`advice` yields sentences for a learner: at most one of the kind that explains the exception, and
what name was probably meant. Each function of SORTS looks at one sort of exception, and stands in
the file that has the sort's name. It gets the error, what it said, the learner's line with what its
names stand for, and what is known of the page; it returns a sentence or None.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from dlscratch.errors import classes, indices, names, operands
from dlscratch.errors.autograd import numpy_function_of_a_tensor
from dlscratch.errors.devices import DEVICES
from dlscratch.errors.modules import MODULES
from dlscratch.errors.tensors import TENSORS


class Page(NamedTuple):
    """What is known of the page on which the learner works."""

    answer: object = None  # what was passed to the check
    above: Collection[str] = ()  # names that its other exercises define
    prescribed: Collection[str] = ()  # names that this exercise's solution uses


def advice(error, said, spot, page=Page()):  # noqa: B008 (it never changes)
    """Sentences about `error`: what cells say of PyTorch's, where there is nothing shorter."""
    if found := reason(error, said, spot, page):
        yield found[1]
        return
    for about in (*TENSORS, *DEVICES, *MODULES, names.known_here):
        if sentence := about(error, said, spot, page):
            yield sentence
            return


def reason(error, said, spot, page=Page()):  # noqa: B008
    """What sort of trouble `error` is, and a sentence about it; or None."""
    for about in SORTS:
        if sentence := about(error, said, spot, page):
            return about.__name__, sentence
    for kind, words, sentence in ALWAYS:
        if isinstance(error, kind) and re.search(words, said):
            return words, sentence
    return None


# Sentences that are true wherever these words are said
ALWAYS = (
    (ValueError, "core dimension|not aligned", "`a @ b` wants as many columns in a as rows in b."),
    (ValueError, "does not have enough dimensions", "`@` is for arrays; a number goes with `*`."),
    (ValueError, "non-broadcastable output",
     "In place an array keeps its shape, and the result has another one."),
    (ValueError, "could not be broadcast",
     "Arrays go together if their lengths are equal, or 1, counted from the last axis."),
    (ValueError, "inhomogeneous", "All rows of an array must have the same length."),
    (TypeError, "cannot be interpreted as an integer|or a single integer, got",
     "A whole number is wanted here."),
    (TypeError, "^operand 'Tensor' does not support ufuncs",
     "NumPy takes no notes, so a Tensor refuses it. A Tensor has methods and signs of its own."),
    (OverflowError, "", "The result is larger than a number can be."),
    (SystemExit, "", "This asks Python itself to stop: leave it out."),
    (KeyboardInterrupt, "", "The run was interrupted."),
    (MemoryError, "", "This asks for more memory than an answer gets here."),
    # What PyTorch says
    (RuntimeError, "mat1 and mat2 shapes",
     "A linear layer wants as many columns in its inputs as it has inputs."),
    (RuntimeError, "same dtype|expected scalar type", "The two have different types of numbers."),
    (RuntimeError, "leaf Variable that requires grad",
     "PyTorch would have to record this change of a parameter: switch the recording off."),
    (RuntimeError, "numpy.. on Tensor that requires grad", "This tensor is being recorded."),
    (RuntimeError, "does not require grad and does not have a grad_fn",
     "Nothing was recorded on the way to this number: was the recording switched off?"),
    (RuntimeError, "backward through the graph a second time",
     "A recording serves for one backward: run forward again before the next. And what is kept "
     "from the step before must not have a `grad_fn` any more."),
    (AttributeError, r"before Module.__init__\(\) call",
     "`super().__init__()` comes first in the `__init__` of a module."),
    (AttributeError, "'Tensor' object has no attribute '(eval|train|parameters|state_dict)'",
     "That belongs to a net, and this is a tensor."),
    (TypeError, r"as parameter '\w+'",
     "What is there is a parameter and has to stay one. To learn, its numbers are changed in "
     "place; what is only kept is to be no parameter, but a plain tensor."),
    (TypeError, "not a Module subclass", "It takes layers one by one: no list, and no bare class."),
    (TypeError, "numpy.ndarray to a torch|must be Tensor, not numpy.ndarray",
     "`torch.from_numpy(…)` makes a tensor of an array."),
    (RuntimeError, "dtype to be Long", "Labels are whole numbers: `.long()` makes them int64."),
    (RuntimeError, "could not infer output dtype", "`.float()` makes numbers of True and False."),
    (TypeError, r"^(mean|sum)\(\) (got an unexpected keyword argument 'axis'|received an invalid)",
     "NumPy's functions want arrays; a tensor has methods of its own, such as `.mean()`."),
)  # fmt: skip

SORTS = (
    numpy_function_of_a_tensor, classes.method_missing, classes.no_constructor,
    names.exercise_above, names.usual_names, names.too_early, names.removed_from_numpy,
    names.looked_for, names.in_a_module, names.further_right,
    names.not_called, names.numpys_own, classes.too_many_arguments, classes.bare_class,
    classes.missing_argument, classes.unknown_argument, classes.hidden_method, names.shadowed,
    classes.cannot_be_kept, operands.list_for_array, operands.nothing, operands.power,
    operands.one_number_wanted, operands.truth_of_many, operands.fractions_in_place,
    operands.not_called, operands.operands, operands.wrong_brackets, operands.a_single_number,
    operands.axis_of_pythons_sum, operands.endless_recursion, indices.beyond_an_axis,
    indices.beyond_a_list, indices.no_index, indices.too_many_indices, names.slip_of_the_pen,
    classes.attribute_missing,
)  # fmt: skip
