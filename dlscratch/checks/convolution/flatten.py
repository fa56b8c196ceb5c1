"""Write the class `Flatten`: each example as one row, and images again on the way back."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.convolution.shared.layers import (
    about_kinds,
    numbers,
    one_like,
    without_parameters,
)
from dlscratch.checks.convolution.shared.memory import about_memory, moved
from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.engine.told import Exercise, alike


def _built(cls):
    return one_like(cls)


class _Flatten(layers.Layer):
    """The right answer in pieces, which the wrong ones replace."""

    def forward(self, x):
        self.remember(x)
        return self.rows(x)

    def remember(self, x):
        self.shape = x.shape

    def rows(self, x):
        return x.reshape(len(x), -1)

    def backward(self, gradient):
        return gradient.reshape(self.shape)


_Flatten.__name__ = "Flatten"


def _probe(seed, *shape, back=True):
    gradient = numbers(seed + 1, shape[0], int(np.prod(shape[1:]))) if back else None
    return numbers(seed, *shape), gradient


def _tell(outcomes):
    if text := about_memory(exercise, outcomes):
        return text
    for (x, _), outcome, right in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        if outcome.error:
            return None
        for label in ("forward", "gradient for x"):
            came, wanted = outcome.output.get(label), right.output.get(label)
            if label not in right.output or isinstance(came, Stopped):
                return None
            if np.shape(came) != np.shape(wanted):
                return (
                    f"x has shape {x.shape}: {len(x)} examples of {x[0].size} numbers each. So "
                    f"forward gives {(len(x), x[0].size)}, and backward, which gets that shape, "
                    f"gives {x.shape}. Each of the two is one `reshape`."
                )
            if not alike(came, wanted):
                return _about_order(label, x, came, wanted)
    return about_kinds(outcomes)


def _about_order(label, x, came, wanted):
    """Whether numbers are at other places: within their example, or in another one."""
    rows, right = (np.sort(np.reshape(one, (len(x), -1))) for one in (came, wanted))
    what = "forward gives" if label == "forward" else "backward gives for x"
    if np.allclose(rows, right):
        return (
            f"In what {what}, each example has its own numbers, in another order. They are to stay "
            "in the order in which they lie: no axis is to be moved, and `reshape` reads as it "
            "usually does, row by row."
        )
    if np.allclose(np.sort(rows, axis=None), np.sort(right, axis=None)):
        return (
            f"In what {what}, the numbers of several examples have got mixed. The examples stand "
            "first, before and after: is an axis moved, or is -1 in the first place?"
        )
    return None


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="fill",
    wants="class",
    reference=_Flatten,
    run=without_parameters(_built),
    probes=[
        _probe(80, 2, 3, 4, 5),
        _probe(82, 3, 1, 2, 2),
        _probe(84, 4, 2, 3, 1),
        _probe(86, 1, 2, 2, 3),
        _probe(88, 2, 2, 2, 2),
        tuple(map(moved, _probe(92, 3, 2, 4, 5))),
        _probe(90, 2, 3, 4, 5, back=False),
    ],
    hints=(
        "The numbers stay as they are, in their order, and get another shape. How many rows, and "
        "what is it that backward has to know again?",
        "`reshape` takes the sizes of the new shape, and -1 for the one that it is to count out "
        "itself. The examples stay apart, so their number stands first.",
        "Forward keeps `x.shape` in `self`, and gives `x` with `len(x)` rows. Backward gives the "
        "incoming gradient in the shape that was kept.",
    ),
    after="No number changes, so there is no slope: backward undoes the shape. Behind this layer "
    "nobody knows any more which pixels were neighbours, and by now nobody needs to.",
)

exercise.mistakes(
    lambda methods: type("Flatten", (_Flatten,), methods),
    examples_lost=(
        "Forward puts all examples into one long row. `reshape` got a single size: the examples "
        "are to stay apart, a row for each.",
        {"rows": lambda self, x: x.reshape(-1)},
    ),
    one_row=(
        "Forward gives a single row with the numbers of all examples. Each example has its own.",
        {"rows": lambda self, x: x.reshape(1, -1)},
    ),
    columns=(
        "Rows and columns are the other way round in what forward gives: each example is a column.",
        {"rows": lambda self, x: x.reshape(len(x), -1).T},
    ),
    numbers_first=(
        "The shape would fit if -1 stood on the other side: here the number of rows is counted "
        "out, and there are as many columns as examples.",
        {"rows": lambda self, x: x.reshape(-1, len(x))},
    ),
    row_for_each_channel=(
        "There is a row for each channel of each example. All channels of an example belong into "
        "one row.",
        {"rows": lambda self, x: x.reshape(len(x) * x.shape[1], -1)},
    ),
    channels_apart=(
        "The channels are still an axis of their own. All numbers of an example belong into one "
        "row.",
        {"rows": lambda self, x: x.reshape(*x.shape[:2], -1)},
    ),
    channels_last=(
        "Forward has the right shape, and its numbers in another order: the channels were moved to "
        "the end. A row holds one channel after the other; nothing is to be moved.",
        {"rows": lambda self, x: x.transpose(0, 2, 3, 1).reshape(len(x), -1)},
    ),
    channels_last_both_ways=(
        "Both ways fit each other, but the numbers of a row stand in another order: the channels "
        "were moved to the end. A row holds one channel after the other; nothing is to be moved.",
        {
            "rows": lambda self, x: x.transpose(0, 2, 3, 1).reshape(len(x), -1),
            "backward": lambda self, gradient: gradient.reshape(
                *np.take(self.shape, (0, 2, 3, 1))).transpose(0, 3, 1, 2),
        },
    ),
    columns_first=(
        "The numbers of a row stand in another order: `order=\"F\"`, or a transpose, reads the "
        "images column by column.",
        {"rows": lambda self, x: x.reshape(len(x), -1, order="F")},
    ),
    examples_mixed=(
        "The shape is right, and the rows hold numbers of several examples: something was turned "
        "before the `reshape`.",
        {"rows": lambda self, x: x.T.reshape(len(x), -1)},
    ),
    channels_added=(
        "The channels are added up. All their numbers are to go on, side by side.",
        {"rows": lambda self, x: x.sum(axis=1).reshape(len(x), -1)},
    ),
    nothing_done=(
        "Forward gives the images as they came, and they were to become rows. What `reshape` makes "
        "is what it returns; the array itself keeps its shape.",
        {"rows": lambda self, x: x},
    ),
    rows_handed_back=(
        "Forward is right. Backward hands on rows, as they came; the layer before has given images "
        "and wants a gradient of their shape.",
        {"backward": lambda self, gradient: gradient},
    ),
    turned_back=(
        "Forward is right. In backward, the images have their rows as columns.",
        {"backward": lambda self, gradient: gradient.reshape(
            *np.take(self.shape, (0, 1, 3, 2))).swapaxes(2, 3)},
    ),
    channels_last_back=(
        "Forward is right. In backward, the numbers get into the wrong channels: a row holds one "
        "channel after the other.",
        {"backward": lambda self, gradient: gradient.reshape(
            *np.take(self.shape, (0, 2, 3, 1))).transpose(0, 3, 1, 2)},
    ),
    one_channel_back=(
        "Forward is right. Backward makes images of a single channel, of all numbers.",
        {"backward": lambda self, gradient: gradient.reshape(len(gradient), 1, -1, self.shape[-1])},
    ),
    both_by_columns=(
        "Both ways fit each other, but the numbers of a row stand in another order: "
        "`order=\"F\"` reads the images column by column, and the usual order is row by row.",
        {
            "rows": lambda self, x: x.reshape(len(x), -1, order="F"),
            "backward": lambda self, gradient: gradient.reshape(self.shape, order="F"),
        },
    ),
    examples_in_columns=(
        "Both ways fit each other, but the rows hold numbers of several examples. `reshape` with "
        "-1 in front cuts the images into short rows of as many numbers as there are examples, and "
        "`.T` only turns that. In which place belongs the number of examples?",
        {
            "rows": lambda self, x: x.reshape(-1, len(x)).T,
            "backward": lambda self, gradient: gradient.T.reshape(self.shape),
        },
    ),
    times_x=(
        "Forward is right. Backward multiplies by the images. No number was changed on the way "
        "there, so every slope is 1: the incoming gradient goes back as it is, in their shape.",
        {
            "remember": lambda self, x: setattr(self, "x", x),
            "backward": lambda self, gradient: gradient.reshape(self.x.shape) * self.x,
        },
    ),
    ones_back=(
        "Backward gives ones: the slope. What is to go back is the incoming gradient.",
        {"backward": lambda self, gradient: np.ones(self.shape)},
    ),
    images_back=(
        "Backward gives the images themselves. What is to go back is the incoming gradient, in "
        "their shape.",
        {"remember": lambda self, x: setattr(self, "x", x),
         "backward": lambda self, gradient: self.x},
    ),
    nothing_returned=(
        "Backward gives None. The layer before is waiting for the gradient for `x`: return it.",
        {"backward": lambda self, gradient: None},
    ),
    forward_gives_nothing=(
        "Forward gives None: the next layer is waiting for the rows.",
        {"rows": lambda self, x: None},
    ),
    first_shape_for_ever=(
        "With the first batch it works. Then one of another size comes, and the layer still has "
        "the shape of the first: each forward keeps its own.",
        {"remember": lambda self, x: setattr(self, "shape", getattr(self, "shape", x.shape))},
    ),
    shape_not_kept=(
        "Forward went well. Then backward asked for something that is not there: the error names "
        "it. What backward needs of forward, forward keeps in `self`, under the same name.",
        {"remember": lambda self, x: None},
    ),
    wide=(
        "The numbers are right. But where float32 comes in, float64 goes out: nothing is to be "
        "computed here, so their kind stays.",
        {"rows": lambda self, x: x.reshape(len(x), -1).astype(float)},
    ),
)  # fmt: skip


@exercise.wrong(
    "A second layer went forward before this one went back, and this one took the other's shape. "
    "What a layer keeps belongs to `self`, not to the class or to a name outside."
)
class kept_on_the_class(_Flatten):
    def remember(self, x):
        kept_on_the_class.shape = x.shape


@exercise.wrong(
    "Forward changes the shape of the array that came, which belongs to the layer before. "
    "`reshape` gives another view of the same numbers, and leaves it alone."
)
class shape_set_in_place(_Flatten):
    def rows(self, x):
        x.shape = (len(x), x[0].size)
        return x


@exercise.variant
class by_a_list(layers.Layer):
    def forward(self, x):
        self.one = x.shape[1:]
        return np.array([example.ravel() for example in x])

    def backward(self, gradient):
        return np.stack([row.reshape(self.one) for row in gradient])


@exercise.variant
class by_counting(layers.Layer):
    def forward(self, x):
        self.n, self.channels, self.height, self.width = x.shape
        return np.reshape(x, (self.n, self.channels * self.height * self.width))

    def backward(self, gradient):
        return np.reshape(gradient, (self.n, self.channels, self.height, self.width))
