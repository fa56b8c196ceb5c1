"""How PyTorch is run and warmed up, and answers that cannot be made before it is imported."""

import contextlib
import functools
from collections.abc import Callable

import numpy as np

SECONDS = 4  # for an answer; a tenth of a second would do, but where a machine is busy


def numbers(*shape, seed=0, dtype=np.float32):
    """Normal random numbers, always the same for a shape and a seed."""
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(dtype)


@contextlib.contextmanager
def undisturbed():
    """PyTorch with recording on, dice of its own, and one thread, since for small nets a second one
    only gets in the way. What the learner had set comes back."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.enable_grad(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            yield torch
    finally:
        torch.set_num_threads(threads)


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
