"""How PyTorch is run and warmed up, and answers that cannot be made before it is imported."""

import contextlib
import functools
from collections.abc import Callable

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt

SECONDS = 4  # for an answer; a tenth of a second would do, but where a machine is busy


def numbers(*shape, seed=0, dtype=np.float32):
    """Normal random numbers, always the same for a shape and a seed."""
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(dtype)


@contextlib.contextmanager
def undisturbed():
    """PyTorch with recording on, float32, dice of its own, and one thread, since for small nets a
    second one only gets in the way. What the learner had set comes back.

    What an answer has set for all that comes after it is refused in the end.
    """
    import torch

    threads, floats = torch.get_num_threads(), torch.get_default_dtype()
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float32)
    try:
        with torch.enable_grad(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            yield torch
            nothing_left(torch)
    finally:
        torch.set_num_threads(threads)
        torch.set_default_dtype(floats)


def nothing_left(torch):
    """Refuse if an answer has switched for good what everybody shares."""
    if not torch.is_grad_enabled():
        raise Refuse(
            "When your code is done, PyTorch's recording is still switched off. "
            "`torch.set_grad_enabled(False)` holds for all that comes after it, on the whole page: "
            "the next training would stop. A `with` block puts things back at its end."
        )
    if torch.get_default_dtype() != torch.float32:
        raise Refuse(
            "When your code is done, all new floats of PyTorch are of another type. "
            "`torch.set_default_dtype` holds for all that comes after it, on the whole page. A "
            "tensor that wants another type can be given one by `dtype`."
        )


def asked(function, arguments, **kept):
    """attempt(function, *arguments), which must leave the arrays and tensors in `kept` as they
    are: a Refuse says which one it has changed."""
    before = {name: _state(thing) for name, thing in kept.items()}
    got = attempt(function, *arguments)
    if isinstance(got, Stopped):
        return got
    for name, thing in kept.items():
        for what, was, now in zip(CHANGES, before[name], _state(thing), strict=True):
            if was != now:
                raise Refuse(
                    f"Your code changes `{name}`, which it was given: afterwards it {what}. "
                    "Whoever calls it goes on with theirs. Make something new: what ends in an "
                    "underscore works in place, and so do `-=`, `.shape = …` and `[…] = …`."
                )
    return got


def parameters_around(function):
    """The parameters of those nets that a function finds on its page, or behind `=` in its `def`
    line: what it makes itself is none of them."""
    import torch

    found = [*getattr(function, "__globals__", {}).values()]
    found += [*(getattr(function, "__defaults__", None) or ())]
    nets = [one for one in found if issubclass(type(one), torch.nn.Module)]
    return [param for net in nets for param in net.parameters()]


CHANGES = "has another shape", "is of another type", "holds other numbers"


def _state(thing):
    """The shape, the type, and what is in it, to be compared later on."""
    return tuple(thing.shape), thing.dtype, as_array(thing).tobytes()


def warm(expect, steps=False):
    """`expect`, which has more time than an answer, also pays for what PyTorch loads at first use:
    a tenth of a second, and another whole one for its optimizers, if there are `steps`."""

    @functools.wraps(expect)
    def warmed(*arguments):
        with contextlib.suppress(ImportError), undisturbed() as torch:
            net = torch.nn.Linear(3, 2)
            net(torch.ones(4, 3)).sum().backward()
            if steps:
                torch.optim.Adam(net.parameters(), lr=0.1).step()
        return expect(*arguments)

    return warmed


def warm_to_step(expect):
    """As `warm`, for what takes steps."""
    return warm(expect, steps=True)


def as_array(value):
    """A tensor as an array, whether or not it is recorded; anything else as it is."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.detach().cpu().numpy().copy()
    return value


class Later:
    """The base of what `later` gives. It is asked for by its type: names such as `make` belong to
    the learners."""

    make: Callable[[], type]


def later(make, name=None):
    """A class called `name`, or as `make`, that `make` makes when it is needed: for the bank and
    the variants."""
    return type(name or make.__name__, (Later,), {"make": staticmethod(make)})


def made(answer):
    """The class behind `later`, or the answer itself; to be given to an exercise as `prepare`."""
    return answer.make() if isinstance(answer, type) and issubclass(answer, Later) else answer
