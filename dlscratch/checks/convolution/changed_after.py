"""Find the bug: a pool looks for its largest numbers in backward, in somebody else's array."""

import copy

import numpy as np

from dlscratch import layers
from dlscratch.checks.convolution.shared.layers import numbers
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.engine.told import Exercise, alike, takes

OUTPUTS, QUIET = "the outputs", "the gradient for x when nothing is loaded in between"
LOADED = "the gradient for x when the next images are loaded in between"
AGAIN = "the gradient for x for the next images in their turn"
TIES = "where the gradient goes if the largest number stands in a square twice"
MORE = "the gradient for x for a larger batch"
BEFORE = "what stands in the array after forward"


def _loaded(cls, x, following, gradient):
    """There and back: with nothing in between, and with the next images in the same array."""
    if not issubclass(cls, layers.Layer):
        raise Refuse("`Halve` is a `Layer`: leave its first line as it was.")
    takes(cls, forward="x", backward="gradient")
    layer, other, quiet = cls(), cls(), cls()
    found = {OUTPUTS: copy.deepcopy(quiet.forward(x.copy()))}
    found[QUIET] = copy.deepcopy(attempt(quiet.backward, gradient.copy()))
    array = x.copy()
    layer.forward(array)
    found[BEFORE] = array.copy()
    other.forward(x[::-1] + 1)
    if not array.flags.writeable:
        raise Refuse(
            "`Halve` has locked the array that it got (`writeable` is False), and so the program "
            "can load no more images. The program stays as it is: mend what `Halve` keeps."
        )
    array[...] = following
    found[LOADED] = copy.deepcopy(attempt(layer.backward, gradient.copy()))
    outputs = layer.forward(array)
    found["the outputs for the next images"] = copy.deepcopy(outputs)
    array[...] = x[::-1]
    found[AGAIN] = copy.deepcopy(attempt(layer.backward, gradient.copy()))
    array, back = (np.concatenate([one, one[::-1]]) for one in (x, gradient))
    attempt(layer.forward, array)
    array[...] = 0
    found[MORE] = copy.deepcopy(attempt(layer.backward, back))
    if all(isinstance(one, np.ndarray) for one in found.values()):
        found[TIES] = _ties(cls())
    return found


def _ties(layer):
    """Where the gradient of a square goes in which the largest number stands twice."""
    attempt(layer.forward, np.array([[[[1.0, 3.0], [3.0, 2.0]]]]))
    came = np.ravel(attempt(layer.backward, np.array([[[[5.0]]]]))).tolist()
    right = came in ([0, 5, 5, 0], [0, 5, 0, 0])
    return "to all of them, or to the first" if right else "elsewhere"


_loaded.arguments = ("x", "following", "gradient")


class _Halve(layers.Layer):
    def forward(self, x):
        largest = self.largest(x)
        self.keep(x, largest)
        return largest

    def keep(self, x, largest):
        self.kept = x == self.spread(largest)

    def backward(self, gradient):
        return self.spread(gradient) * self.was_largest()

    def was_largest(self):
        return self.kept

    def largest(self, x):
        n, channels, height, width = x.shape
        return x.reshape(n, channels, height // 2, 2, width // 2, 2).max(axis=(3, 5))

    def spread(self, small):
        return small.repeat(2, axis=2).repeat(2, axis=3)


_Halve.__name__ = "Halve"


class _LooksInBackward(_Halve):
    """As it was given."""

    def keep(self, x, largest):
        self.x = x

    def was_largest(self):
        return self.x == self.spread(self.largest(self.x))


def _probe(seed, *shape):
    half = (*shape[:2], shape[2] // 2, shape[3] // 2)
    return numbers(seed, *shape), numbers(seed + 1, *shape), numbers(seed + 2, *half)


def _close(*shape):
    """Numbers that differ far behind the point: a copy in a smaller kind makes ties of them."""
    x, following, gradient = _probe(80, *shape)
    steps = np.random.default_rng(83).permutation(x.size).reshape(shape)
    return 1 + 1e-9 * steps, following, gradient


def _tell(outcomes):
    """Whether it is right but for batches of some size."""
    seen = []
    for probe, outcome, right in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        if outcome.error:
            return None
        labels = (OUTPUTS, QUIET, LOADED, AGAIN, MORE)
        good = [alike(outcome.output.get(label), right.output[label]) for label in labels]
        seen.append((probe, good))
    if all(all(good[:4]) for _, good in seen) and not all(good[4] for _, good in seen):
        return (
            "For batches of one size it is right. For a larger one behind them it is not: what is "
            "kept is to have the shape of the batch that came last."
        )
    if all(all(good[:3]) and not good[3] for _, good in seen):
        return (
            "For the first batch it is right. For the next one it is not: each forward is to keep "
            "what belongs to its own images."
        )
    if all(all(good[:4]) == (len(probe[0]) == 1) for probe, good in seen):
        return "It is right for a batch that holds a single image, and for no other."
    return None


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="bug",
    wants="class",
    reference=_Halve,
    run=_loaded,
    probes=[
        _probe(50, 2, 1, 4, 4),
        _probe(60, 1, 3, 2, 6),
        _probe(70, 3, 2, 6, 4),
        _close(2, 1, 2, 4),
    ],
    hints=(
        "Forward is always right, and so is the gradient as long as nobody touches the array that "
        "forward got. What does the layer keep of it: numbers, or a name for that same array?",
        "In your small experiment, print `layer.x` before and after the next image is loaded. And "
        "when is it decided where the largest number was?",
        "Where the largest numbers were is known in forward, and what is made there by `==` is an "
        "array of the layer's own. Keep that, and backward has nothing to look for.",
    ),
    after="`self.x = x` keeps no numbers: it is a second name for somebody else's array. Whoever "
    "keeps what came needs to be sure that nobody changes it, or keeps what was made of it. "
    "PyTorch counts the changes of every tensor, and refuses to go backward after one.",
)


@exercise.wrong(
    "When the next images are loaded, `self.x` holds them: it is no copy, but the array that came. "
    "So backward looks for the largest numbers of images that were not there in forward."
)
class looks_in_backward(_LooksInBackward):
    pass


@exercise.wrong(
    "Now the largest numbers are those of forward. But backward still looks for them in the array, "
    "and there stand other images by then: where they stood must be settled in forward, too."
)
class largest_kept_alone(_LooksInBackward):
    def keep(self, x, largest):
        self.x, self.kept = x, largest

    def was_largest(self):
        return self.x == self.spread(self.kept)


@exercise.wrong(
    "The largest numbers are those of forward. But `>=` asks the images that were loaded since: "
    "where the largest stood must be settled in forward, too."
)
class at_least_the_largest(largest_kept_alone):
    def was_largest(self):
        return self.x >= self.spread(self.kept)


@exercise.wrong(
    "A copy it is, and so the bug is gone. But the copy holds whole numbers: where two of a square "
    "differ behind the point alone, both count as the largest now."
)
class copy_of_whole_numbers(_LooksInBackward):
    def keep(self, x, largest):
        self.x = x.astype(int)


@exercise.wrong(
    "A copy it is, and so the bug is gone. But it keeps fewer decimals than the images have: two "
    "numbers of a square that hardly differ count as equal now, and both get the gradient."
)
class copy_with_fewer_decimals(_LooksInBackward):
    def keep(self, x, largest):
        self.x = x.astype(np.float32)


@exercise.wrong(
    "The first image is right, the others are not. What is kept of the first one alone serves for "
    "all of the batch: keep what belongs to each."
)
class first_image_kept(_LooksInBackward):
    def keep(self, x, largest):
        self.x = x[:1].copy()


@exercise.wrong(
    "The first batch is right. What is kept in the first forward then stays for all others: each "
    "forward is to keep what belongs to its own images."
)
class kept_once(_LooksInBackward):
    def keep(self, x, largest):
        self.x = getattr(self, "x", x.copy())


@exercise.wrong(
    "What forward finds is kept for all layers of this class together, and another one has gone "
    "forward in between. What belongs to a layer is tied to `self`."
)
class kept_on_the_class(_Halve):
    def keep(self, x, largest):
        kept_on_the_class.found = x == self.spread(largest)

    def was_largest(self):
        return self.found


@exercise.wrong(
    "Forward changes the images that it gets. They belong to the program, which may need them."
)
class changes_the_images(_Halve):
    def keep(self, x, largest):
        super().keep(x, largest)
        x *= self.kept


@exercise.wrong(
    "The bug is mended. But backward now gives where the largest numbers were, ones and zeros; the "
    "incoming gradient is to stand there."
)
class incoming_lost(_Halve):
    def backward(self, gradient):
        return self.was_largest() * 1.0


@exercise.wrong(
    "Each pixel of a square gets the gradient now, whichever was the largest: no array is needed "
    "for that, and so nothing can change. But only the largest has gone on."
)
class to_every_pixel(_Halve):
    def was_largest(self):
        return 1.0


@exercise.wrong(
    "The gradient always goes to the first pixel of a square now. It belongs to the one that was "
    "the largest."
)
class to_the_corner(_Halve):
    def was_largest(self):
        return (np.arange(self.kept.shape[2])[:, None] % 2 + np.arange(self.kept.shape[3]) % 2) == 0


@exercise.wrong("What forward keeps is right, but `!=` asks where the largest numbers were *not*.")
class turned_round(_Halve):
    def was_largest(self):
        return ~self.kept


@exercise.wrong(
    "Backward works with the largest numbers themselves, where their places are needed: they are "
    "multiplied into the gradient."
)
class times_the_largest(_Halve):
    def keep(self, x, largest):
        self.kept = np.where(x == self.spread(largest), x, 0.0)


@exercise.wrong("Backward gives None. It gave a gradient before: is its `return` still there?")
class nothing_returned(_Halve):
    def backward(self, gradient):
        super().backward(gradient)


@exercise.wrong(
    "Forward gives where the largest numbers are. It gave the numbers before: these are to go on."
)
class places_go_on(_Halve):
    def forward(self, x):
        super().forward(x)
        return self.kept


@exercise.variant
class keeps_a_copy(_LooksInBackward):
    def keep(self, x, largest):
        self.x = x.copy()


@exercise.variant
class keeps_places(layers.Layer):
    def forward(self, x):
        n, channels, height, width = self.shape = x.shape
        squares = x.reshape(n, channels, height // 2, 2, width // 2, 2).swapaxes(3, 4)
        rows = squares.reshape(*squares.shape[:4], 4)
        self.which = rows.argmax(axis=-1)
        return rows.max(axis=-1)

    def backward(self, gradient):
        found = np.zeros(self.shape)
        for n, channel, row, column in np.ndindex(*gradient.shape):
            i, j = divmod(self.which[n, channel, row, column], 2)
            found[n, channel, 2 * row + i, 2 * column + j] = gradient[n, channel, row, column]
        return found


@exercise.variant
class keeps_the_differences(_LooksInBackward):
    def keep(self, x, largest):
        self.below = x - self.spread(largest)

    def was_largest(self):
        return self.below >= 0
