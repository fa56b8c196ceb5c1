"""The gradient for an array that was stretched: sum over the places where it stood."""

import numpy as np

from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.told import Exercise

_RNG = np.random.default_rng(9)


WIDER = (
    "float32 went in, and float64 came out: right, but it takes twice the memory. The `dtype` of "
    "a new array can be told."
)


def _case(large, shape, dtype=np.float64):
    return _RNG.normal(size=large).round(1).astype(dtype), shape


def _undone(function, gradient, shape):
    """What comes back, and of which kind it is; a single number of NumPy's is an array, too."""
    found = function(gradient, shape)
    if isinstance(found, np.generic):
        found = np.asarray(found)
    if not isinstance(found, np.ndarray):
        return {"": found}
    kind = found.dtype
    if kind == np.float64 and gradient.dtype == np.float32:
        note(WIDER)
        kind = gradient.dtype
    return {"": found, "the kind of number": str(kind)}


_undone.arguments = ("gradient", "shape")


def _right(gradient, shape):
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return np.asarray(gradient.sum(axis=stretched, keepdims=True))


def _tell(outcomes):
    """On which kinds of stretching it is right."""
    kinds = {"": [], "in front": [], "stretched": [], "both": []}
    for (gradient, shape), one, right in zip(
        exercise.probes, outcomes, exercise.expected, strict=False
    ):
        front = gradient.ndim > len(shape)
        inside = any(
            a == 1 < b for a, b in zip(shape[::-1], gradient.shape[::-1], strict=False)
        )
        kind = "both" if front and inside else "in front" * front or "stretched" * inside
        came = one.output.get("") if isinstance(one.output, dict) else None
        want = right.output[""]
        good = isinstance(came, np.ndarray) and came.shape == want.shape
        kinds[kind].append(bool(good and np.allclose(came, want)))
    words = {
        "": "nothing was stretched",
        "in front": "axes were put in front",
        "stretched": "axes of length 1 were stretched",
        "both": "both happened",
    }
    good = [words[kind] for kind, found in kinds.items() if found and all(found)]
    bad = [words[kind] for kind, found in kinds.items() if found and not all(found)]
    if not good or not bad:
        return None
    return f"Right where {' and where '.join(good)}; not where {' nor where '.join(bad)}."


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_right,
    run=_undone,
    anew=True,
    tell=_tell,
    probes=[
        _case((4, 3), (3,)),
        _case((4, 3), (4, 1)),
        _case((4, 3), (1, 3)),
        _case((4, 3), ()),
        _case((4, 3), (4, 3)),
        _case((3, 3), (3,)),
        _case((3, 3), (3, 1)),
        _case((2, 3, 4), (3, 1)),
        _case((2, 3, 4), (2, 1, 1)),
        _case((2, 3, 4), (4,)),
        _case((5, 2, 2, 2), (1, 2)),
        _case((1, 3), (3,)),
        _case((1, 1), (1,)),
        _case((3,), (1,)),
        _case((3,), ()),
        _case((), ()),
        _case((3, 1), (3, 1)),
        _case((2, 3, 2), (2, 1, 2)),
        _case((4, 3), (1, 1), np.float32),
        _case((2, 3), (3,), np.float32),
    ],
    hints=(
        "Broadcasting does two things: it puts axes in front, and it stretches an axis of length "
        "1. Which of the axes of `gradient` are which, if you write the two shapes below each "
        "other, to the right?",
        "First sum over as many axes in front as `gradient` has more than `shape`. Then look at "
        "`shape`, place by place: where it has a 1, there is a sum as well.",
        "`sum` takes a tuple of axes. In front they are to vanish. Where `shape` has a 1, they are "
        "to stay with that length: `keepdims` does that.",
    ),
    after="It is the second rule, for arrays: what stood in many places has many ways to the "
    "result, and they add up. One function serves all signs.",
)


def _by_axes(front=True, inside=True, keepdims=True, make=np.sum, order=1):
    """A function that sums over some of the axes."""

    def undo(gradient, shape):
        more = gradient.ndim - len(shape)
        if front:
            axes = tuple(range(more)) if order == 1 else tuple(range(-more, 0))
            gradient = make(gradient, axis=axes) if axes else gradient
        if inside:
            axes = tuple(axis for axis, length in enumerate(shape) if length == 1)
            gradient = make(gradient, axis=axes, keepdims=keepdims) if axes else gradient
        return gradient

    return undo


def _where_lengths_differ(gradient, shape):
    axes = tuple(i for i, (a, b) in enumerate(zip(gradient.shape, shape, strict=False)) if a != b)
    return gradient.sum(axis=axes, keepdims=True)


def _one_axis(gradient, shape):
    if gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def _first_stretched_only(gradient, shape):
    gradient = _by_axes(inside=False)(gradient, shape)
    if 1 in shape:
        gradient = gradient.sum(axis=shape.index(1), keepdims=True)
    return gradient


def _kept_in_front(gradient, shape):
    axes = tuple(range(gradient.ndim - len(shape)))
    gradient = gradient.sum(axis=axes, keepdims=True)
    inside = tuple(len(axes) + axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=inside, keepdims=True)


def _reshaped(gradient, shape):
    size = int(np.prod(shape))
    return gradient.ravel()[:size].reshape(shape)


def _folded(gradient, shape):
    size = int(np.prod(shape))
    return gradient.reshape(-1, size).sum(axis=0).reshape(shape)


def _folded_otherwise(gradient, shape):
    size = int(np.prod(shape))
    return gradient.reshape(size, -1).sum(axis=1).reshape(shape)


def _places_not_moved(gradient, shape):
    more = gradient.ndim - len(shape)
    ones = tuple(axis for axis, length in enumerate(shape) if length == 1)
    gradient = gradient.sum(axis=ones, keepdims=True)
    return gradient.sum(axis=tuple(range(more)))


def _first_row(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient[0]
    index = tuple(slice(0, 1) if length == 1 else slice(None) for length in shape)
    return gradient[index]


def _as_list(gradient, shape):
    return _right(gradient, shape).tolist()


def _everything(gradient, shape):
    return np.full(shape, gradient.sum())


def _always_all(gradient, shape):
    return gradient.sum()


def _one_too_few(gradient, shape):
    more = gradient.ndim - len(shape)
    gradient = gradient.sum(axis=tuple(range(more)))
    axes = tuple(a for a, length in enumerate(shape) if length == 1 and a > 0)
    return gradient.sum(axis=axes, keepdims=True)


def _rows_only(gradient, shape):
    return gradient if gradient.shape == shape else gradient.sum(axis=0)


def _rows_kept(gradient, shape):
    return gradient if gradient.shape == shape else gradient.sum(axis=0, keepdims=True)


_ENDS = "Broadcasting lines shapes up at their right ends. "

exercise.mistakes(
    front_only=(
        "Axes in front are summed. An axis of length 1 that was stretched is not yet.",
        _by_axes(inside=False),
    ),
    stretched_only=(
        "Axes that were stretched are summed. Those that were put in front are not yet.",
        _by_axes(front=False),
    ),
    ones_lost=(
        "The sums are right, but where `shape` has a 1, the axis is gone. It should stay with that "
        "length: `keepdims` is for that.",
        _by_axes(keepdims=False),
    ),
    front_kept=(
        "The numbers are right, but axes that were put in front are still there, with the length "
        "1. They are to vanish.",
        _kept_in_front,
    ),
    from_the_end=(
        f"{_ENDS}So the axes that were put there are the *first* ones, and these are the last.",
        _by_axes(order=-1),
    ),
    one_axis_in_front=(
        "This sums over one axis in front. There may be two or more.",
        _one_axis,
    ),
    first_one_only=(
        "This sums over the first axis of length 1. There may be more than one in `shape`.",
        _first_stretched_only,
    ),
    all_but_the_first_axis=(
        "The 1s in `shape` are looked for from the second place on. The first may be one, too.",
        _one_too_few,
    ),
    where_lengths_differ=(
        f"{_ENDS}This compares the lengths from the left, pair by pair.",
        _where_lengths_differ,
    ),
    places_before_the_front_is_gone=(
        "The places of the 1s are places in `shape`. While the axes in front are still there, the "
        "same axes of `gradient` have other numbers.",
        _places_not_moved,
    ),
    averaged=(
        "This takes means. What stood in many places has the *sum* of what comes back from them.",
        _by_axes(make=np.mean),
    ),
    largest=(
        "This takes the largest number. What stood in many places has the *sum* of what comes "
        "back from them.",
        _by_axes(make=np.max),
    ),
    first_place_only=(
        "This takes what comes back from the first place. But the array stood in all of them: sum.",
        _first_row,
    ),
    gradient_as_it_came=(
        "`gradient` goes back as it came. Where something was stretched, it has too many numbers.",
        lambda gradient, shape: gradient,
    ),
    cut_to_size=(
        "`gradient` is cut to the size of `shape`. Nothing may be thrown away: sum.",
        _reshaped,
    ),
    as_it_stands=(
        "This only puts the numbers of `gradient` into another shape, and that one has no room for "
        "all of them. What stood in many places gets one number: their sum.",
        lambda gradient, shape: gradient.reshape(shape),
    ),
    stretched_again=(
        "This stretches once more, as on the way forward. Here it goes back, from many places to "
        "one: by a sum.",
        np.broadcast_to,
    ),
    shape_as_axes=(
        "`shape` tells how long each axis is, and not which axes are to be summed over.",
        lambda gradient, shape: gradient.sum(axis=shape),
    ),
    folded=(
        "Reshaping puts the numbers in rows as they stand in memory. That is right for axes in "
        "front, but not for those that were stretched.",
        _folded,
    ),
    folded_otherwise=(
        "Reshaping puts the numbers in rows as they stand in memory. That is right for some axes "
        "at the end, but not for those in front.",
        _folded_otherwise,
    ),
    all_in_one=(
        "The sum of everything stands in each place. Each place has its own sum: which numbers of "
        "`gradient` belong to it?",
        _everything,
    ),
    one_number=(
        "Everything is summed into one number. That is right for the shape `()` alone.",
        _always_all,
    ),
    rows_only=(
        "This sums over axis 0, whatever `shape` is. Which axes were stretched?", _rows_only,
    ),
    rows_kept=(
        "This sums over axis 0, whatever `shape` is, and keeps the axis. Which axes were "
        "stretched, and which ones were put in front?",
        _rows_kept,
    ),
    a_list=("The numbers are right, but in a list. An array is wanted.", _as_list),
    narrower=(
        "The numbers are right, but for their last digits: they come as float32, whatever came in.",
        lambda gradient, shape: _right(gradient, shape).astype(np.float32),
    ),
    ones_in_shape=(
        "What comes back does not depend on `gradient`: these are ones, or counts.",
        lambda gradient, shape: _right(np.ones_like(gradient), shape),
    ),
)  # fmt: skip


@exercise.variant
def in_float64(gradient, shape):
    return _right(gradient.astype(np.float64), shape)


@exercise.variant
def one_after_the_other(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1 and gradient.shape[axis] > 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


@exercise.variant
def with_ones_in_front(gradient, shape):
    full = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(axis for axis, length in enumerate(full) if length == 1)
    return gradient.sum(axis=axes).reshape(shape)


@exercise.variant
def from_the_right(gradient, shape):
    if gradient.shape == shape:
        return gradient
    axes = [axis for axis in range(-gradient.ndim, 0)
            if -axis > len(shape) or shape[axis] == 1]  # fmt: skip
    return np.reshape(np.sum(gradient, axis=tuple(axes)), shape)
