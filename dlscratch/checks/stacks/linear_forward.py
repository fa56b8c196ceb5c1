"""Write the line of `Linear` that makes outputs of inputs, a row for each example."""

import copy

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.differences import another
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike, takes, unhidden, written_here
from dlscratch.checks.stacks.shared import B, LinearInPieces, W, X, pieces, shapes, with_parameters
from dlscratch.errors.values import family, number


def _forward(cls, x, w, b):
    """What the layer makes of x, and then of another batch; a second layer works in between."""
    written_here(cls, "forward")
    takes(cls, forward="x")
    layer, other = with_parameters(cls, w, b), with_parameters(cls, 2 * w[::-1], b - 1)
    unhidden(layer)
    given = attempt(layer.forward, x)
    outputs = {"": copy.deepcopy(given)}
    outputs["the outputs, for x / 2"] = copy.deepcopy(attempt(layer.forward, x / 2))
    outputs["the outputs for x, which were given first"] = copy.deepcopy(given)
    attempt(other.forward, another(x))
    outputs["the outputs, for a second batch"] = attempt(layer.forward, another(x))
    return outputs | {"w after forward": layer.w, "b after forward": layer.b}


_forward.arguments = ("x", "w", "b")


def _tell(outcomes):
    """What one number of the first wrong outputs is made of."""
    for (x, w, b), outcome in zip(exercise.probes, outcomes, strict=True):
        if outcome.error:
            return None
        came, wanted = outcome.output[""], x @ w.T + b
        if isinstance(came, Stopped):
            return None
        if alike(came, wanted):
            continue
        if family(came) not in ("array", "list") or np.shape(came) != wanted.shape:
            return (
                f"Wanted is an array of shape {wanted.shape}: a row for each of the {len(x)} "
                f"examples, and in it a number from each of the {len(b)} neurons."
            )
        n, m = np.unravel_index(np.argmin(np.isclose(came, wanted)), wanted.shape)
        return (
            f"Take the number in place [{n}, {m}]. It comes from x[{n}] = {x[n].tolist()}, "
            f"w[{m}] = {w[m].tolist()} and b[{m}] = {b[m]}: the weighted sum is "
            f"{number(x[n] @ w[m])}, and with the bias {number(wanted[n, m])}. Yours is "
            f"{number(np.asarray(came)[n, m])}."
        )
    return None


exercise = Exercise(
    __name__,
    tell=_tell,
    shapes=shapes.outputs,
    kind="fill",
    wants="class",
    reference=LinearInPieces,
    run=_forward,
    accepts=(list,),
    # The last one is square, so that a mistake in the shapes still gives numbers.
    probes=[(X, W, B), (X[:2, :2], W[:3, :2], B[:3]), (X[:1], W, B), (X[:3], W[:3], B[:3])],
    hints=(
        "Write the shapes under each other: `x` is (n, 3), `w` is (5, 3), and out come (n, 5). "
        "Which two sizes meet in the product, and must vanish?",
        "`@` sums over the last axis of what stands on its left and the first axis of what stands "
        "on its right. One of the two arrays has to be turned for that.",
        "Turn the weights: `.T` makes (3, 5) of (5, 3). Afterwards each row needs the biases, and "
        "broadcasting adds them to all rows.",
    ),
    after="One line, and it holds for a batch of any size: the examples are the axis that `@` and "
    "broadcasting leave alone. You will never write a loop over examples again.",
)


def _line(line):
    """The layer with another line: line(layer, x) is what it returns."""
    return pieces(forward=line)


_NOT_TURNED = (
    "`w` has one row for each neuron, so its 3 stands at the end, where `@` does not look. Which "
    "of the two arrays must be turned round?"
)
_W_FIRST = (
    "`w @ x` was right for a single example. Now the examples are the rows of `x`, and the product "
    "takes rows of the left side: what has to stand on the left?"
)
_ELEMENTWISE = (
    "`*` multiplies number by number and sums nothing. Each output is a whole sum of products."
)
_BIASES_ON_ROWS = (
    "The biases lie along the examples here: the first row got the first bias, and so on. Each "
    "column is a neuron, and broadcasting gives it its bias without any help."
)

exercise.mistakes(
    _line,
    not_turned=(_NOT_TURNED, lambda self, x: x @ self.w + self.b),
    not_turned_without_bias=(_NOT_TURNED, lambda self, x: x @ self.w),
    w_first=(_W_FIRST, lambda self, x: self.w @ x + self.b),
    w_first_without_bias=(_W_FIRST, lambda self, x: self.w @ x),
    w_turned_first=(
        "The weights are turned, but they stand on the left. The result is to have a row for each "
        "example: what stands on the left gives the rows.",
        lambda self, x: self.w.T @ x + self.b,
    ),
    x_turned=(
        "It is `x` that is turned here. Its rows are the examples, and they are to stay rows.",
        lambda self, x: x.T @ self.w + self.b,
    ),
    elementwise=(_ELEMENTWISE, lambda self, x: x * self.w + self.b),
    elementwise_turned=(_ELEMENTWISE, lambda self, x: x * self.w.T + self.b),
    no_bias=(
        "The weighted sums are right. Each neuron has a bias, too.",
        lambda self, x: x @ self.w.T,
    ),
    outputs_transposed=(
        "The neurons are the rows here, and the examples the columns. The next layer wants one row "
        "for each example, as `x` has.",
        lambda self, x: self.w @ x.T + self.b[:, None],
    ),
    outputs_transposed_biases_too=(
        "The neurons are the rows here, and the examples the columns. The next layer wants one row "
        "for each example, as `x` has.",
        lambda self, x: self.w @ x.T + self.b,
    ),
    reshaped=(
        "`reshape` fills the same numbers in row by row, so they land in other places than by "
        "turning. `.T` turns an array.",
        lambda self, x: x @ self.w.reshape(self.w.shape[::-1]) + self.b,
    ),
    sums_turned=(
        "The weighted sums have the opposite sign; only the bias is right.",
        lambda self, x: -(x @ self.w.T) + self.b,
    ),
    bias_in_a_product=(
        "The biases stand behind an `@`, which sums them in. They are added, one for each neuron.",
        lambda self, x: x @ self.w.T @ self.b,
    ),
    all_summed_up=(
        "All has been added up to one number. Each example gets a number from each neuron.",
        lambda self, x: (x @ self.w.T + self.b).sum(),
    ),
    all_biases_for_each_neuron=(
        "Each neuron's sum has met all of the biases, so there is an axis too many. In a loop over "
        "the neurons, each takes the bias of its own.",
        lambda self, x: np.array([[row @ weights + self.b for weights in self.w] for row in x]),
    ),
    x_twice=(
        "The inputs meet the weights, and then come in once more. The weighted sum and the bias "
        "are all.",
        lambda self, x: x @ self.w.T + self.b + x.sum(axis=1, keepdims=True),
    ),
    largest_products=(
        "Of the products only the largest is taken. A weighted sum adds up all of them.",
        lambda self, x: (x[:, None] * self.w).max(axis=2) + self.b,
    ),
    products_not_summed=(
        "The products are all there, side by side, and there is an axis too many: the one of the "
        "inputs is to be summed away.",
        lambda self, x: x[:, None] * self.w + self.b[:, None],
    ),
    rounded=(
        "The outputs are rounded. The next layer wants them as they are.",
        lambda self, x: (x @ self.w.T + self.b).round(2),
    ),
    bias_subtracted=(
        "The weighted sums are right. The bias is added, not subtracted.",
        lambda self, x: x @ self.w.T - self.b,
    ),
    bias_multiplied=(
        "The weighted sums are right. The bias is added to them, not multiplied.",
        lambda self, x: x @ self.w.T * self.b,
    ),
    bias_twice=("The bias has been added twice.", lambda self, x: x @ self.w.T + 2 * self.b),
    bias_before_the_product=(
        "The bias was added to the weights, so the inputs multiply it too. It comes after the "
        "product: brackets, or their place, decide that.",
        lambda self, x: x @ (self.w.T + self.b),
    ),
    biases_along_the_examples=(_BIASES_ON_ROWS, lambda self, x: x @ self.w.T + self.b[:, None]),
    weights_for_bias=(
        "The weights are added once more, where the biases should be: `self.b`.",
        lambda self, x: x @ self.w.T + self.w,
    ),
    signs_turned=(
        "Every output has the opposite sign. Is there a minus in your line?",
        lambda self, x: -(x @ self.w.T + self.b),
    ),
    summed_over_the_batch=(
        "All examples have been added into one. Each should have a row of outputs of its own.",
        lambda self, x: (x @ self.w.T + self.b).sum(axis=0),
    ),
    averaged_over_inputs=(
        "The weighted sums are divided by the number of inputs. A weighted sum is a sum.",
        lambda self, x: x @ self.w.T / x.shape[1] + self.b,
    ),
    averaged_over_the_batch=(
        "The weighted sums are divided by the number of examples. Each example is worked out for "
        "itself: how many others came along makes no difference.",
        lambda self, x: x @ self.w.T / len(x) + self.b,
    ),
    flat=(
        "The numbers are right, but all in one long row. The outputs keep a row for each example.",
        lambda self, x: (x @ self.w.T + self.b).ravel(),
    ),
    one_number_for_each_example=(
        "The outputs of each example have been added up. Each neuron gives an output of its own.",
        lambda self, x: (x @ self.w.T + self.b).sum(axis=1),
    ),
    first_example_only=(
        "One row came out: that of the first example. Is there a `[0]`, or a `return` in a loop?",
        lambda self, x: x[0] @ self.w.T + self.b,
    ),
    last_example_only=(
        "One row came out: that of the last example. A loop that keeps only its last round does "
        "that.",
        lambda self, x: x[-1] @ self.w.T + self.b,
    ),
    squashed=(
        "There is a sigmoid in it. That is a layer of its own: this one gives the plain sums.",
        lambda self, x: 1 / (1 + np.exp(-(x @ self.w.T + self.b))),
    ),
    cut_off_at_zero=(
        "Negative outputs come out as 0: there is a ReLU in it. That is a layer of its own; this "
        "one gives the plain sums.",
        lambda self, x: np.maximum(0, x @ self.w.T + self.b),
    ),
    squashed_by_tanh=(
        "There is a tanh in it. That is a layer of its own: this one gives the plain sums.",
        lambda self, x: np.tanh(x @ self.w.T + self.b),
    ),
    first_bias_for_all=(
        "All neurons have got the bias of the first. Each has its own: `self.b`, as a whole.",
        lambda self, x: x @ self.w.T + self.b[0],
    ),
    biases_added_up=(
        "The biases have been added up, and every neuron got all of them. Each has its own.",
        lambda self, x: x @ self.w.T + self.b.sum(),
    ),
    two_things=(
        "Two things are returned, with a comma between them. The biases are to be added.",
        lambda self, x: (x @ self.w.T, self.b),
    ),
    drawn_anew=(
        "The weights are drawn anew. A layer uses those that it has: `self.w`.",
        lambda self, x: x @ initializers.xavier(*self.w.shape, 0).T + self.b,
    ),
    whole_numbers=(
        "The outputs have lost what stands behind the point. They need not be whole numbers.",
        lambda self, x: (x @ self.w.T + self.b).astype(int),
    ),
    nothing_returned=(
        "Forward gives None. What is worked out has to be handed over to the next layer.",
        lambda self, x: None,
    ),
    x_without_self=(
        "A name in your line does not exist: the error says which. What `__init__` has kept is "
        "reached through `self`.",
        lambda self, x: x @ self.w.T + b,  # noqa: F821
    ),
    method_not_called=(
        "`transpose` is a method: with brackets behind it, it turns the array. `.T` does the same "
        "without any.",
        lambda self, x: x @ self.w.transpose + self.b,
    ),
    brackets_behind_T=(
        "`.T` is the turned array already: no brackets follow it.",
        lambda self, x: x @ self.w.T() + self.b,
    ),
)


@exercise.wrong(
    "The first batch is right. After it the layer gives the outputs of an earlier batch: `x`, the "
    "argument, is what counts each time."
)
class first_batch_for_ever(LinearInPieces):
    def forward(self, x):
        if not hasattr(self, "x"):
            self.x = x
        return self.x @ self.w.T + self.b


@exercise.wrong(
    "The first batch is right. From the second on, the outputs hold more than the batch gives: "
    "something piles up in the layer from one forward to the next."
)
class piled_up(LinearInPieces):
    def forward(self, x):
        self.b += 1e-3
        return x @ self.w.T + self.b - 1e-3


@exercise.variant
class by_einsum(LinearInPieces):
    def forward(self, x):
        return np.einsum("ni,oi->no", x, self.w) + self.b


@exercise.variant
class neuron_by_neuron(LinearInPieces):
    def forward(self, x):
        return np.array([[row @ example + bias for row, bias in zip(self.w, self.b, strict=True)]
                         for example in x])  # fmt: skip


@exercise.variant
class turned_twice(LinearInPieces):
    def forward(self, x):
        return (self.w @ x.T).T + self.b
