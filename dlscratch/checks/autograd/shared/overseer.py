"""Looks over the shoulder of a training on an engine: what went back, was wiped, has moved."""

import contextlib
import inspect
import itertools

import numpy as np

from dlscratch import autograd, layers, modules, optimizers

STAYS = "down, and at last no further"
NEARLY_0 = "down to nearly 0, and still the answers are wrong"
DOWN, OTHERWISE = "down", "down, and the answers are not those of the last round"


class Enough(BaseException):
    """Ends a training of which only the beginning is wanted."""


class Overseer:
    """What was seen of a training, round by round.

    losses  the number from which each backward started
    start   copies of the parameters as they were at the first backward
    wiped   whether no parameter had a gradient, backward for backward
    leaves  the parameters that the last backward led to, as tensors
    anew    whether some backward led to other tensors than the one before
    numbers  all that the last backward led to, as arrays
    crossed  whether each of the four answers met each number of another array
    used    names of layers, modules and optimizers that somebody called
    """

    def __init__(self, rounds=None):
        self.losses, self.start, self.wiped, self.leaves = [], None, [], []
        self.used, self.rounds, self.anew, self.numbers = set(), rounds, False, []
        self.crossed = False

    def went_back(self, loss):
        """Called before each backward."""
        behind = _behind(loss)
        leaves = [one for one in behind if not _parents(one) and one.requires_grad]
        self.numbers = [one.data for one in behind]
        self.crossed = any(map(_is_crossed, behind))
        self.losses.append(float(np.ravel(loss.data)[0]) if np.size(loss.data) else np.nan)
        self.wiped.append(all(leaf.grad is None or not np.any(leaf.grad) for leaf in leaves))
        self.anew |= bool(self.leaves) and {*map(id, leaves)} != {*map(id, self.leaves)}
        self.leaves = leaves
        if self.start is None:
            self.start = [np.array(leaf.data) for leaf in leaves]
        if self.rounds is not None and len(self.losses) >= self.rounds:
            raise Enough

    def moved(self):
        """Whether each parameter of the last backward is not as it began, of those with a gradient
        that would move them; where none has one any more, whether anything has moved at all."""
        pairs = list(zip(self.leaves, self.start or [], strict=False))
        moved = [not np.array_equal(leaf.data, begin) for leaf, begin in pairs]
        led = [leaf.grad is not None and np.any(leaf.grad) for leaf, _ in pairs]
        return list(itertools.compress(moved, led)) or [any(moved)]

    def flat(self):
        """Whether all weights began with 0, and no gradient is there that would move them."""
        weights = [param for param in self.start or [] if param.ndim == 2]
        grads = [leaf.grad for leaf in self.leaves]
        zeros = not any(grad is None or np.any(grad) for grad in grads)
        return zeros and not any(map(np.any, weights))

    def way(self):
        """In words, how the loss went, of a net whose answers are wrong."""
        losses = self.losses
        first, last, late = losses[0], losses[-1], losses[-1 - len(losses) // 10]
        same, anew = len(set(losses)) == 1, ", and each round has tensors of its own" * self.anew
        for words, true in (
            ("beyond all bounds", not np.all(np.isfinite(losses))),
            ("nowhere, for there is one round only", len(losses) == 1),
            ("below 0", last < 0),
            ("nowhere, to the last digit" + anew, same),
            ("up", last > first),
            (NEARLY_0, last < 0.01 * min(first, 1)),
            ("hardly down", last > 0.95 * first),
            (STAYS, last > 0.999 * late),
        ):
            if true:
                return words
        return DOWN

    def gave(self, answers, near=0.25):
        """Whether the last forward has given about these answers, in whatever form."""
        forms = [(one, _sigmoid(one), one > 0, one > 0.5, (one + 1) / 2) for one in self.numbers
                 if np.size(one) == np.size(answers)]  # fmt: skip
        return not forms or any(
            np.abs(np.ravel(form) - np.ravel(answers)).max() < near for one in forms for form in one
        )


@contextlib.contextmanager
def overseen(function, rounds=None):
    """An Overseer of all engines that the function can reach while this lasts."""
    seen = Overseer(rounds)
    with contextlib.ExitStack() as stack:
        for engine in _engines(function):
            stack.enter_context(_watched(engine, "backward", seen.went_back))
        for kind in _READY_MADE:
            for name in ("__call__", "forward", "step"):
                if name in vars(kind):
                    stack.enter_context(_watched(kind, name, _noting(seen, kind)))
        yield seen


_READY_MADE = (
    modules.Module,
    *(one for one in vars(layers).values() if inspect.isclass(one)),
    *(one for one in vars(optimizers).values() if inspect.isclass(one)),
)


def _noting(seen, kind):
    return lambda one: seen.used.add(type(one).__name__)


@contextlib.contextmanager
def _watched(kind, name, look):
    """While this lasts, look(the object) is called before the method."""
    method = vars(kind)[name]

    def watched(self, *arguments, **options):
        look(self)
        return method(self, *arguments, **options)

    setattr(kind, name, watched)
    try:
        yield
    finally:
        setattr(kind, name, method)


def _engines(function):
    """The classes of tensors that a function, or what it calls, may use."""
    found, waiting, seen = {autograd.Tensor}, [function], set()
    while waiting and len(seen) < 200:
        one = inspect.unwrap(waiting.pop()) if waiting else None
        if id(one) in seen or not inspect.isfunction(one):
            continue
        seen.add(id(one))
        cells = [cell.cell_contents for cell in one.__closure__ or () if _filled(cell)]
        for value in [*one.__globals__.values(), *cells]:
            if inspect.isclass(value) and _is_engine(value):
                found.add(next(base for base in value.__mro__ if "backward" in vars(base)))
        waiting += [value for value in cells if inspect.isfunction(value)]
    return found


def _filled(cell):
    try:
        return cell.cell_contents is not cell
    except ValueError:  # a name that has got no value yet
        return False


def _is_engine(kind):
    return callable(getattr(kind, "backward", None)) and hasattr(kind, "__matmul__")


def _is_crossed(one):
    """Whether an array of shape (4, 4) is made of computed ones of shape (4, 1) alone: the answers
    to four rows, and a `y` that is no column. What else it is made of takes no notes."""
    parents = _parents(one)
    return np.shape(one.data) == (4, 4) and bool(parents) and all(
        np.shape(parent.data) == (4, 1) and _parents(parent) for parent in parents
    )


def _sigmoid(numbers):
    return 0.5 * np.tanh(0.5 * numbers) + 0.5


def _behind(loss):
    """A loss and all that it was made of, in the order in which it was found."""
    found, to_visit = {id(loss): loss}, [loss]
    while to_visit:
        one = to_visit.pop()
        for parent in _parents(one):
            if id(parent) not in found:
                found[id(parent)] = parent
                to_visit.append(parent)
    return list(found.values())


def _parents(tensor):
    """What a tensor was made from, in the learner's engine or in the course's."""
    pairs = getattr(tensor, "parents", None)
    if pairs is not None:
        return [one[0] if isinstance(one, tuple | list) else one for one in pairs]
    return [parent for parent, _ in getattr(tensor, "edges", None) or ()]
