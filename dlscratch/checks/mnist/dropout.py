"""Write forward and backward of a layer that drops a share of its inputs in training only."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.mnist.shared.dropout import use_dropout
from dlscratch.checks.mnist.shared.dropout_answers import (
    IN_BACKWARD,
    OF_THE_SOURCE,
    changed,
    in_evaluation,
    in_training,
)
from dlscratch.checks.mnist.shared.dropout_answers import PiecesOfDropout as _Dropout

_SWAPPED = "It drops in evaluation and does nothing in training. Read your `if` aloud."
_PLUS_MINUS = np.where(np.arange(60 * 200).reshape(60, 200) % 3, 1.0, -1.0)

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=layers.Dropout,
    run=use_dropout,
    probes=[
        (p, _PLUS_MINUS * np.linspace(1, 2, 200), _PLUS_MINUS[:, ::-1] * np.linspace(3, 4, 200))
        for p in (0.2, 0.3)  # never 0.5, which is also the share that survives
    ]
    + [(0.2, _PLUS_MINUS, None)],
    hints=(
        "Begin with evaluation: there the outputs are the inputs. Then training, in two steps: who "
        "survives, and by what are the survivors multiplied?",
        "`self.rng.random(x.shape)` gives a number from 0 to 1 for each input, evenly spread. For "
        "which of them does an input survive, if a share p is to be dropped?",
        "The mask holds 0 where an input is dropped and 1 / (1 - p) where it survives. Forward "
        "multiplies the inputs by the mask; backward multiplies the gradient by the same one.",
    ),
    after="Seen from backward, a dropped input had no influence on the loss, so its gradient is 0, "
    "and a survivor's influence was 1 / (1 - p) times as strong. Forward and backward of a layer "
    "are always about the same numbers.",
)


@exercise.wrong(
    "In evaluation it still drops. Called twice on one digit, a network with this layer gives two "
    "answers. `self.training` says which mode it is."
)
class always_on(_Dropout):
    def forward(self, x):
        self.mask = self.keep(x) * self.scale()
        return x * self.mask


@exercise.wrong(_SWAPPED)
class modes_swapped_with_no_mask(_Dropout):
    def forward(self, x):
        if self.training:
            return x
        self.mask = self.keep(x) * self.scale()
        return x * self.mask


@exercise.wrong(_SWAPPED)
class modes_swapped(_Dropout):
    mask = 1.0

    def forward(self, x):
        if self.training:
            return x
        self.mask = self.keep(x) * self.scale()
        return x * self.mask


def _kept_by_p(self, x):
    return self.rng.random(x.shape) < self.p


def _counted(self, x):
    keep = self.rng.random(x.shape) >= self.p
    return keep / keep.mean()


exercise.mistakes(**IN_BACKWARD, **OF_THE_SOURCE)
exercise.mistakes(
    p_is_kept=(
        "p is the share to drop. Count the zeros: here it is the share that survives.",
        changed(keep=_kept_by_p),
    ),
    p_is_kept_and_scaled=(
        "All of this would be right if p were the share that survives. It is the share to drop.",
        changed(keep=_kept_by_p, scale=lambda self: 1 / self.p),
    ),
    p_is_kept_not_scaled=(
        "p is the share to drop, and here it is the share that survives. And what makes up for "
        "those that are gone?",
        changed(keep=_kept_by_p, scale=lambda self: 1),
    ),
    scaled_in_both=(
        "Training is right. In evaluation nothing is dropped, so there is nothing to make up for.",
        in_evaluation(lambda self, x: x * self.scale()),
    ),
    the_books_form=(
        "That is the book's form: nothing is scaled in training, and evaluation multiplies by "
        "1 - p. It is sound, but here, as in PyTorch, evaluation is to do nothing.",
        in_evaluation(lambda self, x: x * (1 - self.p), scale=lambda self: 1),
    ),
    corrected_twice=(
        "You correct twice: in training, and in evaluation once more. Evaluation is to do nothing.",
        in_evaluation(lambda self, x: x * (1 - self.p)),
    ),
    nothing_in_evaluation=(
        "In evaluation all becomes 0. There the inputs pass unchanged.",
        in_evaluation(lambda self, x: 0 * x),
    ),
    not_scaled=(
        "The right share is dropped. But then the next layer sees smaller sums in training than in "
        "evaluation: what makes up for those that are gone?",
        changed(scale=lambda self: 1),
    ),
    scaled_by_p=(
        "The survivors grow, but by too much. Try p = 0.2: of five ones, four survive. By what "
        "must each be multiplied, so that they add up to 5?",
        changed(scale=lambda self: 1 / self.p),
    ),
    made_smaller=(
        "The survivors shrink. They have to make up for those that are gone, so they must grow.",
        changed(scale=lambda self: 1 - self.p),
    ),
    fair_coin=(
        "Half of the inputs are dropped, whatever p is. Where does p come in when you draw?",
        changed(keep=lambda self, x: self.rng.integers(0, 2, x.shape)),
    ),
    one_number_for_all=(
        "A single random number decides for the whole batch: everything survives or nothing does. "
        "Draw one for each input.",
        changed(keep=lambda self, x: self.rng.random() >= self.p),
    ),
    one_mask_for_all=(
        "All examples of the batch lose the same inputs. The mask needs the shape of the whole "
        "batch.",
        changed(
            keep=lambda self, x: np.broadcast_to(self.rng.random(x.shape[-1]) >= self.p, x.shape)
        ),
    ),
    whole_examples=(
        "Here an example is lost whole or not at all. Each single input is to have its own chance.",
        changed(
            keep=lambda self, x: np.broadcast_to(self.rng.random((len(x), 1)) >= self.p, x.shape)
        ),
    ),
    nothing_dropped=(
        "Not a single input is dropped. What does your comparison give if you print it?",
        changed(keep=lambda self, x: np.ones(x.shape)),
    ),
    normal_numbers=(
        "`normal` numbers are not evenly spread from 0 to 1, so another share than p is dropped.",
        changed(keep=lambda self, x: self.rng.normal(size=x.shape) >= self.p),
    ),
    seed_in_forward=(
        "Every forward makes a generator anew from the same seed, so it draws the same mask each "
        "time. `self.rng` was made once, and goes on.",
        changed(keep=lambda self, x: np.random.default_rng(0).random(x.shape) >= self.p),
    ),
    grown_by_p=(
        "Five ones become four, and each grows by a fifth: 4 · 1.2 is not yet 5.",
        changed(scale=lambda self: 1 + self.p),
    ),
    mask_added=(
        "The mask is added to the inputs. They are to be multiplied by it: that makes 0 of those "
        "that are dropped.",
        changed(forward=in_training(lambda self, x: x + self.mask)),
    ),
    random_numbers_as_mask=(
        "The random numbers themselves are at work as a mask. They are to be compared with p: that "
        "gives True or False for each input, survives or not.",
        changed(keep=lambda self, x: self.rng.random(x.shape)),
    ),
    counted_survivors=(
        "The survivors are divided by the share that has survived this time, which is another one "
        "in each draw. The number meant is the same each time: the chance to survive.",
        changed(keep=_counted, scale=lambda self: 1),
    ),
    always_a_half=(
        "Half of the inputs are dropped and the others doubled, whatever p is. Where does p come "
        "in?",
        changed(keep=lambda self, x: self.rng.random(x.shape) > 0.5, scale=lambda self: 2),
    ),
    always_a_quarter_more=(
        "That is right for p = 0.2 alone. The factor has to follow from p.",
        changed(scale=lambda self: 1.25),
    ),
    rounded=(
        "The factor is rounded. Leave it as it is.",
        changed(scale=lambda self: round(1 / (1 - self.p), 2)),
    ),
    filled_with_the_mean=(
        "A dropped input becomes the mean of the others. It is to become 0.",
        changed(
            forward=in_training(lambda self, x: np.where(self.mask, x * self.scale(), x.mean()))
        ),
    ),
    shape_unpacked=(
        "`random` takes a shape as one thing, a tuple. The star takes it apart into several.",
        changed(keep=lambda self, x: self.rng.random(*x.shape) >= self.p),
    ),
    shape_called=(
        "`x.shape` is a tuple of numbers and no method: no brackets behind it.",
        changed(keep=lambda self, x: self.rng.random(x.shape()) >= self.p),
    ),
    rng_called=(
        "`self.rng` is a generator. A method of it draws numbers: which does the text name?",
        changed(keep=lambda self, x: self.rng(x.shape) >= self.p),
    ),
)


@exercise.wrong(
    "`keep` says who survives, as 0 and 1. Forward is to multiply by the mask, which also makes "
    "the survivors larger."
)
class keep_for_mask(_Dropout):
    def forward(self, x):
        outputs = super().forward(x)
        return x * (self.mask > 0) if self.training else outputs


@exercise.wrong(
    "Numbers below 0 come out: `keep / 1 - p` divides by 1 and then subtracts p. Brackets make "
    "the difference."
)
class missing_brackets(_Dropout):
    def forward(self, x):
        if not self.training:
            return x
        self.mask = self.keep(x) / 1 - self.p
        return x * self.mask


@exercise.wrong(
    "The first forward switches the layer to evaluation, so the next one drops nothing. Whoever "
    "uses the layer calls `train()` and `eval()`; forward only asks for the flag."
)
class switched_off_by_itself(_Dropout):
    def forward(self, x):
        outputs = super().forward(x)
        self.training = False
        return outputs


@exercise.wrong(
    "The mask is drawn once and for all, so the same inputs are missing for ever. Every forward in "
    "training draws a new one."
)
class drawn_once(_Dropout):
    def keep(self, x):
        if not hasattr(self, "kept"):
            self.kept = super().keep(x)
        return self.kept


@exercise.wrong("Forward returns the mask itself. It should be multiplied with the inputs.")
class mask_returned(_Dropout):
    def forward(self, x):
        outputs = super().forward(x)
        return self.mask if self.training else outputs


@exercise.wrong(
    "Backward needs the mask that forward has drawn, by the name that forward has kept it under. A "
    "name without `self.` is gone when the method ends."
)
class mask_not_kept(_Dropout):
    def forward(self, x):
        return x * (self.keep(x) * self.scale()) if self.training else x


@exercise.wrong(
    "The mask stands on the class, so all Dropout layers share it: the last forward of any of them "
    "overwrites it. What belongs to one layer is tied to `self`."
)
class mask_on_the_class(_Dropout):
    def forward(self, x):
        outputs = super().forward(x)
        if self.training:
            mask_on_the_class.shared = self.mask
        return outputs

    def backward(self, gradient):
        return gradient * self.shared


@exercise.wrong(
    "`p` stands on the class, so the last layer that is made sets it for all others. What belongs "
    "to one layer is tied to `self`."
)
class p_on_the_class(_Dropout):
    def __init__(self, p, rng=None):
        type(self).p, self.rng = p, np.random.default_rng(rng)


@exercise.wrong(
    "`*=` writes into the array that came: the inputs belong to the layer before. Make a new one."
)
class inputs_in_place(_Dropout):
    def forward(self, x):
        if self.training:
            self.mask = self.keep(x) * self.scale()
            x *= self.mask
        return x


@exercise.wrong(
    "The generator stands on the class, so a new layer replaces the one of all others. What "
    "belongs to one layer is tied to `self`."
)
class rng_on_the_class(_Dropout):
    def __init__(self, p, rng=None):
        self.p = p
        type(self).rng = np.random.default_rng(rng)


@exercise.wrong(
    "Every layer draws the same numbers, whichever `rng` it was given: a fixed seed is at work "
    "where `rng` belongs."
)
class fixed_seed(_Dropout):
    def __init__(self, p, rng=None):
        self.p, self.rng = p, np.random.default_rng(0)


@exercise.wrong(
    "The masks pile up: what was dropped once is dropped for ever, and the survivors grow from "
    "forward to forward. Every forward begins with a new mask."
)
class masks_pile_up(_Dropout):
    def forward(self, x):
        if self.training:
            old = getattr(self, "old", 1)
            self.mask = self.old = old * (self.keep(x) * self.scale())
        return x * self.mask if self.training else x


@exercise.variant
class by_binomial(layers.Layer):
    def __init__(self, p, rng=None):
        self.p, self.rng = p, np.random.default_rng(rng)

    def forward(self, x):
        self.mask = np.ones(x.shape)
        if self.training:
            self.mask = self.rng.binomial(1, 1 - self.p, x.shape) / (1 - self.p)
        return self.mask * x

    def backward(self, gradient):
        return self.mask * gradient


@exercise.variant
class by_where(layers.Layer):
    def __init__(self, p, rng=None):
        self.p, self.rng = p, np.random.default_rng(rng)

    def forward(self, x):
        self.dropped = self.rng.uniform(size=x.shape) < self.p
        if not self.training:
            self.dropped[:] = False
            return x
        return np.where(self.dropped, 0, x / (1 - self.p))

    def backward(self, gradient):
        gradient = gradient / (1 - self.p)
        gradient[self.dropped] = 0
        return gradient


@exercise.variant
class without_the_base_class:  # with its own switch, in float32
    def __init__(self, p, rng=None):
        self.p, self.rng, self.on = p, np.random.default_rng(rng), True

    def train(self):
        self.on = True

    def eval(self):
        self.on = False

    def params(self):
        return []

    grads = params

    def forward(self, x):
        keep = self.rng.random(x.shape) > self.p
        self.mask = keep.astype(np.float32) / np.float32(1 - self.p)
        return (x * self.mask).astype(np.float32) if self.on else x

    def backward(self, gradient):
        return gradient * self.mask
