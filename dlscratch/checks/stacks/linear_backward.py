"""Write the class `Linear`, all but `__init__`; backward makes three gradients."""

import numpy as np

from dlscratch.checks.engine.differences import layer as by_differences
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.stacks.shared import (
    SEEN,
    SQUARE,
    TWO_PASSES,
    B,
    LinearInPieces,
    W,
    X,
    forward_of,
    with_parameters,
)


def _read(layer, gradients=None):
    """What the layer has after backward, beside the gradient for x; or what is expected of that."""
    if gradients is not None:
        w_grad, b_grad = gradients["w"], gradients["b"]
        params = [layer.w, layer.b]
        return dict(zip(_LABELS, (w_grad, b_grad, params, [w_grad, b_grad]), strict=True))
    for name in ("w_grad", "b_grad"):
        if not hasattr(layer, name):
            raise Refuse(
                f"Backward has run, and there is no `{name}` in the layer. A name without `self.` "
                "in front is gone when the method ends."
            )
    listed = (list(_listed(layer, name)) for name in ("params", "grads"))
    return dict(zip(_LABELS, (layer.w_grad, layer.b_grad, *listed), strict=True))


_LABELS = ("w_grad", "b_grad", "params()", "grads()")
_run, _expect = by_differences(with_parameters, ("w", "b"), _read)


def _listed(layer, name):
    """What params() or grads() of a layer gives, which must be two arrays."""
    listed = getattr(layer, name)()
    if listed is None:
        raise Refuse(f"`{name}()` gives None. Is there a `return`?")
    if not isinstance(listed, list | tuple) or len(listed) != 2:
        count = f"{len(listed)} in it" if isinstance(listed, list | tuple) else "something else"
        what = "w and b" if name == "params" else "their gradients"
        raise Refuse(f"`{name}()` gives a list of two arrays, {what}, but there is {count}.")
    return listed


def _all_of_linear(cls, x, gradient, w, b):
    outputs = _run(cls, x, gradient, w, b)
    if gradient is not None and outputs["forward"] is not None:
        layer = with_parameters(cls, w, b)
        for param in _listed(layer, "params"):
            param += 1
        outputs[SEEN] = layer.forward(x)
    return outputs


def _expected_of_linear(cls, x, gradient, w, b):
    expected = _expect(cls, x, gradient, w, b)
    if gradient is not None:
        expected[SEEN] = forward_of(cls, x, w + 1, b + 1)
    return expected


_all_of_linear.arguments = ("x", "gradient", "w", "b")


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=LinearInPieces,
    run=_all_of_linear,
    expect=_expected_of_linear,
    accepts=(list,),
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


@exercise.wrong(
    "Look at the shape of w_grad: it should fit onto `w`, number by number. It is turned round."
)
class w_grad_transposed(LinearInPieces):
    def for_w(self, gradient):
        return self.x.T @ gradient


@exercise.wrong(
    "For w_grad the 4 examples must vanish, so they have to meet in the middle of `@`. Which side "
    "must be turned for that?"
)
class gradient_not_turned(LinearInPieces):
    def for_w(self, gradient):
        return gradient @ self.x


@exercise.wrong(
    "In the last line the sizes do not meet: the rows of the result are the examples, and so "
    "`gradient` has to stand on the left."
)
class w_on_the_left(LinearInPieces):
    def for_x(self, gradient):
        return self.w @ gradient


@exercise.wrong(
    "In the last line the weights are turned round, and the sizes do not meet. In forward they had "
    "to be turned; on the way back, what vanishes is the axis of the neurons."
)
class w_turned_for_x(LinearInPieces):
    def for_x(self, gradient):
        return gradient @ self.w.T


@exercise.wrong(
    "b_grad has a row for each example. One bias serves them all, so their gradients add up: along "
    "which axis?"
)
class b_not_summed(LinearInPieces):
    def for_b(self, gradient):
        return gradient


@exercise.wrong(
    "b_grad has one number for each example. The axis that you name is the one that vanishes, and "
    "the neurons are to stay."
)
class b_summed_over_neurons(LinearInPieces):
    def for_b(self, gradient):
        return gradient.sum(axis=1)


@exercise.wrong(
    "b_grad is a single number. Each neuron has a bias of its own: along which axis do you sum?"
)
class b_summed_to_one_number(LinearInPieces):
    def for_b(self, gradient):
        return gradient.sum()


@exercise.wrong(
    "b_grad is right but for an axis of size 1 too many. It should fit onto `b`, which has one."
)
class b_kept_as_a_row(LinearInPieces):
    def for_b(self, gradient):
        return gradient.sum(axis=0, keepdims=True)


@exercise.wrong(
    "b_grad is averaged over the batch. A layer sums: if the loss is a mean, the 1/N is in the "
    "incoming gradient already, and must not come in twice."
)
class b_averaged(LinearInPieces):
    def for_b(self, gradient):
        return gradient.mean(axis=0)


@exercise.wrong(
    "w_grad is averaged over the batch. A layer sums: if the loss is a mean, the 1/N is in the "
    "incoming gradient already, and must not come in twice."
)
class w_averaged(LinearInPieces):
    def for_w(self, gradient):
        return super().for_w(gradient) / len(gradient)


@exercise.wrong(
    "w_grad and b_grad are averaged over the batch. A layer sums: if the loss is a mean, the 1/N "
    "is in the incoming gradient already, and must not come in twice."
)
class both_averaged(LinearInPieces):
    def for_w(self, gradient):
        return super().for_w(gradient) / len(gradient)

    def for_b(self, gradient):
        return gradient.mean(axis=0)


@exercise.wrong(
    "Forward went well. Then backward asked for something that is not there. If it is the inputs: "
    "has forward kept them in `self`, under this name?"
)
class x_not_kept(LinearInPieces):
    def forward(self, x):
        return x @ self.w.T + self.b


@exercise.wrong("Something is missing in forward already: each neuron has a bias.")
class no_bias_in_forward(LinearInPieces):
    def forward(self, x):
        self.x = x
        return x @ self.w.T


@exercise.wrong(
    "Backward stores its gradients and gives None. The layer before is waiting for the gradient "
    "for `x`: return it."
)
class nothing_returned(LinearInPieces):
    def for_x(self, gradient):
        return None


@exercise.wrong(
    "Backward hands back w_grad. That one is only stored; what goes on to the layer before is the "
    "gradient for its outputs, which are your `x`."
)
class w_grad_returned(LinearInPieces):
    def for_x(self, gradient):
        return self.w_grad


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
    "`params()` hands out copies. Whoever changes them in place, as an optimizer will in lesson 5, "
    "changes nothing in the layer: hand out the arrays themselves."
)
class params_are_copies(LinearInPieces):
    def params(self):
        return [self.w.copy(), self.b.copy()]


@exercise.wrong("`params()` gives b before w: the order is to be w, b.")
class params_in_the_other_order(LinearInPieces):
    def params(self):
        return [self.b, self.w]


@exercise.wrong(
    "`grads()` gives the gradient for b first. It must keep the order of `params()`, or every "
    "parameter is moved by the gradient of the other."
)
class grads_in_the_other_order(LinearInPieces):
    def grads(self):
        return [self.b_grad, self.w_grad]


@exercise.wrong(
    "The incoming gradient is missing: w_grad and b_grad look only at the inputs. How much the "
    "outputs matter comes in from behind."
)
class slopes_only(LinearInPieces):
    def for_w(self, gradient):
        return np.ones_like(gradient).T @ self.x

    def for_b(self, gradient):
        return np.ones_like(gradient).sum(axis=0)


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
        return [sum(column) for column in gradient.T.tolist()]

    def for_x(self, gradient):
        return np.array([[sum(g * self.w[:, i]) for i in range(self.w.shape[1])] for g in gradient])


@exercise.variant
class gradients_kept_in_a_tuple(LinearInPieces):
    def backward(self, gradient):
        self.w_grad = (self.x.T @ gradient).T
        self.b_grad = np.ones(len(gradient)) @ gradient
        self.kept = self.w_grad, self.b_grad
        return np.dot(gradient, self.w)

    def params(self):
        return self.w, self.b

    def grads(self):
        return self.kept
