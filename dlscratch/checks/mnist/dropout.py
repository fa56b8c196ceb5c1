"""Write forward and backward of a layer that drops a share of its inputs in training only."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.mnist.shared import PiecesOfDropout as _Dropout
from dlscratch.checks.mnist.shared import use_dropout

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


@exercise.wrong("p is the share to drop. Count the zeros: here it is the share that survives.")
class p_is_kept(_Dropout):
    def keep(self, x):
        return self.rng.random(x.shape) < self.p


@exercise.wrong(
    "All of this would be right if p were the share that survives. It is the share to drop."
)
class p_is_kept_and_scaled(p_is_kept):
    def scale(self):
        return 1 / self.p


@exercise.wrong(
    "p is the share to drop, and here it is the share that survives. And what makes up for those "
    "that are gone?"
)
class p_is_kept_not_scaled(p_is_kept):
    def scale(self):
        return 1


@exercise.wrong(
    "Training is right. In evaluation nothing is dropped, so there is nothing to make up for."
)
class scaled_in_both(_Dropout):
    def forward(self, x):
        if not self.training:
            return x * self.scale()
        return super().forward(x)


@exercise.wrong(
    "That is the book's form: nothing is scaled in training, and evaluation multiplies by 1 - p. "
    "It is sound, but here, as in PyTorch, evaluation is to do nothing."
)
class the_books_form(_Dropout):
    def scale(self):
        return 1

    def forward(self, x):
        if not self.training:
            return x * (1 - self.p)
        return super().forward(x)


@exercise.wrong(
    "You correct twice: in training, and in evaluation once more. Evaluation is to do nothing."
)
class corrected_twice(_Dropout):
    def forward(self, x):
        if not self.training:
            return x * (1 - self.p)
        return super().forward(x)


@exercise.wrong(
    "In evaluation it still drops. Called twice on one digit, a network with this layer gives two "
    "answers. `self.training` says which mode it is."
)
class always_on(_Dropout):
    def forward(self, x):
        self.mask = self.keep(x) * self.scale()
        return x * self.mask


@exercise.wrong("In evaluation all becomes 0. There the inputs pass unchanged.")
class nothing_in_evaluation(_Dropout):
    def forward(self, x):
        return super().forward(x) if self.training else 0 * x


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


def _with(**method):
    """The right answer, with another method."""
    return type("Dropout", (_Dropout,), method)


exercise.mistakes(
    not_scaled=(
        "The right share is dropped. But then the next layer sees smaller sums in training than in "
        "evaluation: what makes up for those that are gone?",
        _with(scale=lambda self: 1),
    ),
    scaled_by_p=(
        "The survivors grow, but by too much. Try p = 0.2: of five ones, four survive. By what "
        "must each be multiplied, so that they add up to 5?",
        _with(scale=lambda self: 1 / self.p),
    ),
    made_smaller=(
        "The survivors shrink. They have to make up for those that are gone, so they must grow.",
        _with(scale=lambda self: 1 - self.p),
    ),
    fair_coin=(
        "Half of the inputs are dropped, whatever p is. Where does p come in when you draw?",
        _with(keep=lambda self, x: self.rng.integers(0, 2, x.shape)),
    ),
    one_number_for_all=(
        "A single random number decides for the whole batch: everything survives or nothing does. "
        "Draw one for each input.",
        _with(keep=lambda self, x: self.rng.random() >= self.p),
    ),
    one_mask_for_all=(
        "All examples of the batch lose the same inputs. The mask needs the shape of the whole "
        "batch.",
        _with(
            keep=lambda self, x: np.broadcast_to(self.rng.random(x.shape[-1]) >= self.p, x.shape)
        ),
    ),
    whole_examples=(
        "Here an example is lost whole or not at all. Each single input is to have its own chance.",
        _with(
            keep=lambda self, x: np.broadcast_to(self.rng.random((len(x), 1)) >= self.p, x.shape)
        ),
    ),
    nothing_dropped=(
        "Not a single input is dropped. What does your comparison give if you print it?",
        _with(keep=lambda self, x: np.ones(x.shape)),
    ),
    normal_numbers=(
        "`normal` numbers are not evenly spread from 0 to 1, so another share than p is dropped.",
        _with(keep=lambda self, x: self.rng.normal(size=x.shape) >= self.p),
    ),
    seed_in_forward=(
        "Every forward makes a generator anew from the same seed, so it draws the same mask each "
        "time. `self.rng` was made once, and goes on.",
        _with(keep=lambda self, x: np.random.default_rng(0).random(x.shape) >= self.p),
    ),
    fresh_mask=(
        "Backward draws a mask of its own. It must block exactly what forward blocked: which "
        "attribute remembers that?",
        _with(backward=lambda self, gradient: gradient * (self.keep(gradient) * self.scale())),
    ),
    backward_lets_all_through=(
        "Backward hands on the whole gradient. An input that was dropped had no part in the "
        "output, so what is its gradient?",
        _with(backward=lambda self, gradient: gradient),
    ),
    backward_not_scaled=(
        "Backward blocks the right places. But forward made the survivors larger, and that is "
        "part of their slope.",
        _with(backward=lambda self, gradient: gradient * (self.mask > 0)),
    ),
    backward_only_scaled=(
        "Backward multiplies everything by the same number. An input that was dropped had no part "
        "in the output, so what is its gradient?",
        _with(backward=lambda self, gradient: gradient * self.scale()),
    ),
    backward_divides=(
        "Backward divides by the mask, so where an input was dropped it divides by 0. Forward "
        "multiplied, and the slope is what it multiplied by.",
        _with(backward=lambda self, gradient: gradient / self.mask),
    ),
    grown_by_p=(
        "Five ones become four, and each grows by a fifth: 4 · 1.2 is not yet 5.",
        _with(scale=lambda self: 1 + self.p),
    ),
    backward_scaled_twice=(
        "Backward multiplies by the mask twice: the gradient of a survivor is too large. Forward "
        "multiplied once.",
        _with(backward=lambda self, gradient: gradient * self.mask * self.mask),
    ),
    backward_shrinks=(
        "Backward shrinks the gradient of the survivors, but forward made them larger, and a "
        "slope is the factor itself.",
        _with(backward=lambda self, gradient: gradient * (self.mask > 0) * (1 - self.p)),
    ),
    backward_the_other_way_round=(
        "Backward blocks what survived and lets through what was dropped. Which of the two had a "
        "part in the output?",
        _with(backward=lambda self, gradient: gradient * (self.scale() - self.mask)),
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
    "Backward needs the mask that forward has drawn. A name without `self.` is gone when the "
    "method ends."
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
        self.p, self.on = p, True

    def train(self):
        self.on = True

    def eval(self):
        self.on = False

    def forward(self, x):
        keep = np.random.random(x.shape) > self.p
        self.mask = keep.astype(np.float32) / np.float32(1 - self.p)
        return (x * self.mask).astype(np.float32) if self.on else x

    def backward(self, gradient):
        return gradient * self.mask
