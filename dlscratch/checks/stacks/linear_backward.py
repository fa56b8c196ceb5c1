import numpy as np

from dlscratch.checks.engine.differences import layer as by_differences
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.engine.told import Exercise, takes, unhidden, written_here
from dlscratch.checks.stacks.shared import (
    SEEN,
    SQUARE,
    TWO_PASSES,
    B,
    LinearInPieces,
    W,
    X,
    pieces,
    read,
    seen,
    shapes,
    with_parameters,
)
from dlscratch.checks.stacks.shared.gradients import of_linear
from dlscratch.checks.stacks.shared.kinds import about_kinds, asked_for, kind_mistakes

_run, _expect = by_differences(with_parameters, ("w", "b"), read)


def _all_of_linear(cls, x, gradient, w, b):
    written_here(cls, "forward", "backward", "params", "grads")
    takes(cls, forward="x", backward="gradient")
    unhidden(with_parameters(cls, w, b))
    outputs = _run(cls, x, gradient, w, b)
    if gradient is not None and outputs["forward"] is not None:
        outputs[SEEN] = attempt(seen, cls, x, w, b)
        outputs |= asked_for(cls)
    return outputs


def _expected_of_linear(cls, x, gradient, w, b):
    expected = _expect(cls, x, gradient, w, b)
    if gradient is not None:
        expected[SEEN] = with_parameters(cls, w + 1, b + 1).forward(x)
        expected |= asked_for(cls)
    return expected


_all_of_linear.arguments = ("x", "gradient", "w", "b")


def _tell(outcomes):
    found = of_linear(exercise.probes, outcomes, exercise.expected)
    return found or about_kinds(outcomes)


exercise = Exercise(
    __name__,
    tell=_tell,
    shapes=shapes.linear,
    kind="fill",
    wants="class",
    reference=LinearInPieces,
    run=_all_of_linear,
    expect=_expected_of_linear,
    # An answer that fails on every probe is not recognised. So in the last one nothing goes
    # backward: there a mistake in what is kept still gives numbers.
    probes=[*TWO_PASSES, SQUARE, (X, None, W, B)],
    hints=(
        "Backward makes three gradients, and each has the shape of what it belongs to: `w`, `b`, "
        "and `x`. Write down the shapes that you have and those that you want.",
        "From `gradient` (n, 5) and `x` (n, 3) you want (5, 3): n has to vanish. From `gradient` "
        "(n, 5) and `w` (5, 3) you want (n, 3): the 5 has to vanish. And for `b`, from `gradient` "
        "alone, (5,).",
        "For `w`, turn the gradient and put it on the left of the `x` that forward kept. For `b`, "
        "sum over axis 0. For `x`, the gradient meets `w` just as it is.",
    ),
    after="This is the layer that nearly all the parameters of a network live in. You will use "
    "this very class until the last lesson.",
)


_AVERAGED = (
    "averaged over the batch. A layer sums: if the loss is a mean, the 1/N is in the incoming "
    "gradient already, and must not come in twice."
)
_ONE_EXAMPLE = "All the examples used the same parameters, and only one of them is counted."

exercise.mistakes(
    lambda methods: pieces(**methods),
    w_grad_transposed=(
        "Look at the shape of w_grad: it should fit onto `w`, number by number. It is turned "
        "round.",
        {"for_w": lambda self, g: self.x.T @ g},
    ),
    gradient_not_turned=(
        "For w_grad the 4 examples must vanish, so they have to meet in the middle of `@`. Which "
        "side must be turned for that?",
        {"for_w": lambda self, g: g @ self.x},
    ),
    x_turned_on_the_right=(
        "For w_grad the 4 examples must vanish, so they have to meet in the middle of `@`. The "
        "other of the two is to be turned.",
        {"for_w": lambda self, g: g @ self.x.T},
    ),
    elementwise=(
        "`*` multiplies number by number and sums nothing. w_grad adds up over the examples.",
        {"for_w": lambda self, g: g * self.x},
    ),
    bent_into_shape=(
        "w_grad has the shape of `w`, but its numbers are in the wrong places: `reshape` fills "
        "them in row by row and turns nothing. `.T` turns.",
        {"for_w": lambda self, g: (self.x.T @ g).reshape(self.w.shape)},
    ),
    w_on_the_left=(
        "In the last line the sizes do not meet: the rows of the result are the examples, and so "
        "`gradient` has to stand on the left.",
        {"for_x": lambda self, g: self.w @ g},
    ),
    w_turned_for_x=(
        "In the last line the weights are turned round, and the sizes do not meet. In forward they "
        "had to be turned; on the way back, what vanishes is the axis of the neurons.",
        {"for_x": lambda self, g: g @ self.w.T},
    ),
    x_in_the_last_line=(
        "The last line uses the inputs where the incoming gradient should stand: how the outputs "
        "matter comes in with `gradient`.",
        {"for_x": lambda self, g: self.x @ self.w},
    ),
    b_not_summed=(
        "b_grad has a row for each example. One bias serves them all, so their gradients add up: "
        "along which axis?",
        {"for_b": lambda self, g: g},
    ),
    b_summed_over_neurons=(
        "b_grad has one number for each example. The axis that you name is the one that vanishes, "
        "and the neurons are to stay.",
        {"for_b": lambda self, g: g.sum(axis=1)},
    ),
    b_summed_to_one_number=(
        "b_grad is a single number. Each neuron has a bias of its own: along which axis do you "
        "sum?",
        {"for_b": lambda self, g: g.sum()},
    ),
    b_kept_as_a_row=(
        "b_grad is a row, with an axis too many. It should fit onto `b`, which has one.",
        {"for_b": lambda self, g: g.sum(axis=0, keepdims=True)},
    ),
    b_kept_as_a_column=(
        "b_grad is a column, with an axis too many. It should fit onto `b`, which has one.",
        {"for_b": lambda self, g: g.sum(axis=0)[:, None]},
    ),
    b_times_b=(
        "b_grad is multiplied by the biases. A bias is only added, so its slope is 1.",
        {"for_b": lambda self, g: g.sum(axis=0) * self.b},
    ),
    b_times_x=(
        "The inputs are in b_grad. They go with the weights; a bias is only added, so its slope "
        "is 1.",
        {"for_b": lambda self, g: (g.T @ self.x).sum(axis=1)},
    ),
    b_counted=(
        "b_grad counts the examples. Each of them brings an incoming gradient, and those add up.",
        {"for_b": lambda self, g: np.full(self.b.shape, float(len(g)))},
    ),
    b_all_ones=(
        "b_grad is 1 everywhere. That is the slope of a bias; the incoming gradients are missing.",
        {"for_b": lambda self, g: np.ones_like(self.b)},
    ),
    b_from_the_first=(
        f"b_grad is the first row of the incoming gradient. {_ONE_EXAMPLE}",
        {"for_b": lambda self, g: g[0]},
    ),
    b_from_the_last=(
        f"b_grad is the last row of the incoming gradient. {_ONE_EXAMPLE}",
        {"for_b": lambda self, g: g[-1]},
    ),
    w_from_the_first=(
        f"w_grad comes from the first example alone. {_ONE_EXAMPLE}",
        {"for_w": lambda self, g: np.outer(g[0], self.x[0])},
    ),
    w_from_the_last=(
        f"w_grad comes from the last example alone. {_ONE_EXAMPLE} In a loop over the examples, "
        "their parts add up.",
        {"for_w": lambda self, g: np.outer(g[-1], self.x[-1])},
    ),
    w_from_sums=(
        "For w_grad, gradients and inputs were summed first and multiplied afterwards. Each "
        "example's gradient belongs to its own inputs: multiply first.",
        {"for_w": lambda self, g: np.outer(g.sum(axis=0), self.x.sum(axis=0))},
    ),
    w_from_means=(
        "For w_grad the inputs were averaged before they were multiplied. Each example's gradient "
        "belongs to its own inputs: multiply first.",
        {"for_w": lambda self, g: np.outer(g.sum(axis=0), self.x.mean(axis=0))},
    ),
    b_averaged=(f"b_grad is {_AVERAGED}", {"for_b": lambda self, g: g.mean(axis=0)}),
    w_averaged=(f"w_grad is {_AVERAGED}", {"for_w": lambda self, g: g.T @ self.x / len(g)}),
    both_averaged=(
        f"w_grad and b_grad are {_AVERAGED}",
        {
            "for_w": lambda self, g: g.T @ self.x / len(g),
            "for_b": lambda self, g: g.mean(axis=0),
        },
    ),
    x_averaged=(
        f"The gradient for x is {_AVERAGED}",
        {"for_x": lambda self, g: g @ self.w / len(g)},
    ),
    all_averaged=(
        f"All three gradients are {_AVERAGED}",
        {
            "for_w": lambda self, g: g.T @ self.x / len(g),
            "for_b": lambda self, g: g.mean(axis=0),
            "for_x": lambda self, g: g @ self.w / len(g),
        },
    ),
    x_summed=(
        "The gradient for x has lost its examples. Their inputs are different numbers, and each "
        "has a gradient of its own.",
        {"for_x": lambda self, g: (g @ self.w).sum(axis=0)},
    ),
    gradient_handed_on=(
        "Backward hands on what came in. That belongs to the outputs; the layer before wants the "
        "gradient for your `x`, which has another shape.",
        {"for_x": lambda self, g: g},
    ),
    nothing_returned=(
        "Backward stores its gradients and gives None. The layer before is waiting for the "
        "gradient for `x`: return it.",
        {"for_x": lambda self, g: None},
    ),
    w_grad_returned=(
        "Backward hands back w_grad. That one is only stored; what goes on to the layer before is "
        "the gradient for its outputs, which are your `x`.",
        {"for_x": lambda self, g: self.w_grad},
    ),
    three_returned=(
        "Backward returns three things. Two of the gradients are only stored; the layer before "
        "wants the one for `x`.",
        {"for_x": lambda self, g: (self.w_grad, self.b_grad, g @ self.w)},
    ),
    slopes_only=(
        "The incoming gradient is missing: w_grad and b_grad look only at the inputs. How much the "
        "outputs matter comes in from behind.",
        {
            "for_w": lambda self, g: np.ones_like(g).T @ self.x,
            "for_b": lambda self, g: np.ones_like(g).sum(axis=0),
        },
    ),
    x_not_kept=(
        "Forward went well. Then backward asked for something that is not there: the error names "
        "it. What backward needs of forward, forward keeps in `self`, under the same name; and "
        "what backward makes, it stores with a plain `=`.",
        {"forward": lambda self, x: x @ self.w.T + self.b},
    ),
    no_bias_in_forward=(
        "Something is missing in forward already: each neuron has a bias.",
        {"forward": lambda self, x: [setattr(self, "x", x), x @ self.w.T][1]},
    ),
    forward_not_turned=(
        "It stops in forward already: one of the two arrays must be turned round, as in "
        "exercise [linear_forward].",
        {"forward": lambda self, x: [setattr(self, "x", x), x @ self.w + self.b][1]},
    ),
    forward_gives_nothing=(
        "Forward gives None: the next layer is waiting for its outputs.",
        {"forward": lambda self, x: setattr(self, "x", x)},
    ),
    params_are_copies=(
        "`params()` hands out copies. Whoever changes them in place, as an optimizer will in "
        "lesson 5, changes nothing in the layer: hand out the arrays themselves.",
        {"params": lambda self: [self.w.copy(), self.b.copy()]},
    ),
    copy_of_b=(
        "What `params()` hands out for b is a copy. Whoever changes it in place, as an optimizer "
        "will in lesson 5, changes nothing in the layer: hand out the array itself.",
        {"params": lambda self: [self.w, self.b * 1]},
    ),
    params_in_the_other_order=(
        "`params()` gives b before w: the order is to be w, b.",
        {"params": lambda self: [self.b, self.w]},
    ),
    params_are_names=(
        "`params()` gives names, in quotes. Hand out the arrays themselves.",
        {"params": lambda self: ["w", "b"]},
    ),
    params_are_gradients=(
        "`params()` gives the gradients. It is to give the parameters: w and b.",
        {"params": lambda self: [self.w_grad, self.b_grad]},
    ),
    grads_are_parameters=(
        "`grads()` gives the parameters themselves. It is to give their gradients.",
        {"grads": lambda self: [self.w, self.b]},
    ),
    grads_in_the_other_order=(
        "`grads()` gives the gradient for b first. It must keep the order of `params()`, or every "
        "parameter is moved by the gradient of the other.",
        {"grads": lambda self: [self.b_grad, self.w_grad]},
    ),
)


@exercise.wrong(
    "The first pass is right. After the second, the gradients hold both passes: they are to be "
    "replaced each time, not added to."
)
class gradients_add_up(LinearInPieces):
    def for_w(self, gradient):
        return super().for_w(gradient) + (0 if self.w_grad is None else self.w_grad)

    def for_b(self, gradient):
        return super().for_b(gradient) + (0 if self.b_grad is None else self.b_grad)


@exercise.wrong(
    "The gradients of the first backward are kept for ever. Each backward makes them anew, from "
    "what the last forward has seen."
)
class first_gradients_for_ever(LinearInPieces):
    def for_w(self, gradient):
        return super().for_w(gradient) if self.w_grad is None else self.w_grad

    def for_b(self, gradient):
        return super().for_b(gradient) if self.b_grad is None else self.b_grad


@exercise.wrong(
    "With the first batch it works. A second one comes, and the layer still has the inputs of the "
    "first: each forward replaces what is kept."
)
class first_batch_for_ever(LinearInPieces):
    def forward(self, x):
        self.x = getattr(self, "x", x)
        return x @ self.w.T + self.b


@exercise.wrong(
    "A second layer went forward before this one went back, and this one took the other's inputs. "
    "What a layer keeps belongs to `self`, not to the class or to a name outside."
)
class kept_on_the_class(LinearInPieces):
    def forward(self, x):
        kept_on_the_class.x = x
        return x @ self.w.T + self.b


@exercise.wrong(
    "`grads()` still gives the gradients of an earlier backward. Its list is made anew each time, "
    "as the gradients are."
)
class grads_listed_once(LinearInPieces):
    def grads(self):
        self.listed = getattr(self, "listed", [self.w_grad, self.b_grad])
        return self.listed


kind_mistakes(exercise, pieces)


@exercise.wrong(
    "Backward changes the parameters. A layer only finds its gradients; to use them is the work of "
    "an optimizer, in lesson 5."
)
class changes_its_weights(LinearInPieces):
    def backward(self, gradient):
        found = super().backward(gradient)
        self.w -= 0.1 * self.w_grad
        return found


@exercise.variant
class by_einsum(LinearInPieces):
    def for_w(self, gradient):
        return np.einsum("no,ni->oi", gradient, self.x)

    def for_b(self, gradient):
        return np.einsum("no->o", gradient)

    def for_x(self, gradient):
        return (self.w.T @ gradient.T).T


@exercise.variant
class example_by_example(LinearInPieces):
    def for_w(self, gradient):
        return sum(np.outer(g, x) for g, x in zip(gradient, self.x, strict=True))

    def for_b(self, gradient):
        return np.array([sum(column) for column in gradient.T])

    def for_x(self, gradient):
        return np.array([g @ self.w for g in gradient])


@exercise.variant
class gradients_kept_in_a_list(LinearInPieces):
    def backward(self, gradient):
        self.w_grad, self.b_grad = (self.x.T @ gradient).T, sum(gradient)
        self.kept = [self.w_grad, self.b_grad]
        return np.dot(gradient, self.w)

    def grads(self):
        return self.kept
