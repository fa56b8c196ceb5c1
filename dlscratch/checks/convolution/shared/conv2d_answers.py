"""A convolution in pieces, which wrong answers replace, and a table of such answers."""

import numpy as np

from dlscratch import layers
from dlscratch.convolution import patches, put_back


class Conv2dInPieces(layers.Layer):
    """The right answer in pieces, which the wrong ones replace."""

    def __init__(
        self, inputs, outputs, size, stride=1, padding=0,
        init="xavier", rng=None, dtype=np.float64,
    ):  # fmt: skip
        self.size, self.stride, self.padding = size, stride, padding
        self.linear = layers.Linear(inputs * size * size, outputs, init, rng, dtype)
        self.w = self.linear.w.reshape(outputs, inputs, size, size)
        self.b = self.linear.b

    def forward(self, x):
        x = self.padded(x)
        self.remember(x)
        seen = self.seen(x)
        n, down, across, numbers = seen.shape
        self.places = down, across
        outputs = self.linear.forward(seen.reshape(-1, numbers))
        return self.images(outputs, n, down, across)

    def remember(self, x):
        self.shape = x.shape

    def padded(self, x):
        edge = (self.padding, self.padding)
        return np.pad(x, ((0, 0), (0, 0), edge, edge))

    def seen(self, x):
        return patches(x, self.size, self.stride)

    def images(self, outputs, n, down, across):
        return outputs.reshape(n, down, across, -1).transpose(0, 3, 1, 2)

    def backward(self, gradient):
        n, _, down, across = gradient.shape
        seen = self.through(self.rows(gradient))
        x = self.back(seen.reshape(n, down, across, -1))
        return self.cut(x)

    def rows(self, gradient):
        return gradient.transpose(0, 2, 3, 1).reshape(-1, gradient.shape[1])

    def through(self, rows):
        return self.linear.backward(rows)

    def back(self, seen):
        return put_back(seen, self.shape, self.size, self.stride)

    def cut(self, x):
        edge, (height, width) = self.padding, self.shape[2:]
        return x[:, :, edge : height - edge, edge : width - edge]

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.linear.w_grad.reshape(self.w.shape), self.linear.b_grad]


Conv2dInPieces.__name__ = "Conv2d"


_AVERAGED = "A layer sums: what is to be divided by, the loss has divided by already."

ROWS = dict(
    padding_forgotten=(
        "Without padding it is right. With it, the images get no zeros around them.",
        {"padded": lambda self, x: x, "cut": lambda self, x: x},
    ),
    padded_on_one_side=(
        "The zeros stand above and on the left only. The pair for an axis holds how many come in "
        "front and how many behind.",
        {"padded": lambda self, x: np.pad(x, ((0, 0), (0, 0), (2 * self.padding, 0),
                                              (2 * self.padding, 0)))},
    ),
    padded_with_the_edge=(
        "Around the images stand their own outer pixels once more. Asked for are zeros.",
        {"padded": lambda self, x: np.pad(
            x, ((0, 0), (0, 0), *[(self.padding, self.padding)] * 2), mode="edge")},
    ),
    padding_not_cut=(
        "Forward is right. What backward hands on still has the edge around it: it is to have the "
        "shape of the x that came, without the zeros.",
        {"cut": lambda self, x: x},
    ),
    cut_in_front_only=(
        "Forward is right. In backward, the edge is cut off above and on the left, and stays below "
        "and on the right.",
        {"cut": lambda self, x: x[:, :, self.padding :, self.padding :]},
    ),
    cut_by_minus_padding=(
        "With padding it is right. Without, nothing is left of the gradient for x: `-0` as an end "
        "is 0. Where does the part that stays end, counted from the front?",
        {"cut": lambda self, x: x[
            :, :, self.padding : -self.padding, self.padding : -self.padding]},
    ),
    shape_without_padding=(
        "Without padding it is right. With it, `put_back` gets the shape of the image as it came, "
        "but the windows stood over the padded one.",
        {
            "padded": lambda self, x: (
                setattr(self, "came", x.shape), Conv2dInPieces.padded(self, x))[1],
            "back": lambda self, seen: put_back(seen, self.came, self.size, self.stride),
        },
    ),
    stride_forgotten=(
        "With a stride of 1 it is right. With another one, there are too many places: what is to "
        "be told to `patches`, and to `put_back`?",
        {
            "seen": lambda self, x: patches(x, self.size),
            "back": lambda self, seen: put_back(seen, self.shape, self.size),
        },
    ),
    stride_forgotten_in_backward=(
        "Forward is right, and with a stride of 1 backward, too. With another stride, the windows "
        "are put back where they never stood: what is to be told to `put_back`?",
        {"back": lambda self, seen: put_back(seen, self.shape, self.size)},
    ),
    channels_by_reshape=(
        "The outputs have the right shape, and stand in the wrong places. The small layer gives "
        "its channels last, and `reshape` only cuts the row of numbers anew: which function moves "
        "an axis?",
        {"images": lambda self, outputs, n, down, across: outputs.reshape(n, -1, down, across)},
    ),
    channels_by_reshape_both_ways=(
        "The outputs have the right shape, and stand in the wrong places; and backward does the "
        "same. The small layer has its channels last, and `reshape` only cuts the row of numbers "
        "anew: which function moves an axis?",
        {
            "images": lambda self, outputs, n, down, across: outputs.reshape(n, -1, down, across),
            "rows": lambda self, gradient: gradient.reshape(-1, gradient.shape[1]),
        },
    ),
    channels_by_reshape_in_backward=(
        "Forward is right. In backward, the numbers of the incoming gradient get into rows to "
        "which they do not belong: its channels are to go last first, and `reshape` moves no axis.",
        {"rows": lambda self, gradient: gradient.reshape(-1, gradient.shape[1])},
    ),
    channels_left_last=(
        "The outputs have their channels last, as the small layer gives them. In images they come "
        "right behind the examples.",
        {"images": lambda self, outputs, n, down, across: outputs.reshape(n, down, across, -1)},
    ),
    turned_outputs=(
        "Down and across have changed places in the outputs. The axes are to be examples, "
        "channels, down, across.",
        {"images": lambda self, outputs, n, down, across: outputs.reshape(
            n, down, across, -1).transpose(0, 3, 2, 1)},
    ),
    turned_gradient=(
        "Forward is right. In backward, down and across of the incoming gradient have changed "
        "places before it becomes rows.",
        {"rows": lambda self, gradient: gradient.transpose(0, 3, 2, 1).reshape(
            -1, gradient.shape[1])},
    ),
    examples_behind_places=(
        "Forward is right. In backward, the rows come in another order than in forward: there, all "
        "places of the first example came first.",
        {"rows": lambda self, gradient: gradient.transpose(2, 3, 0, 1).reshape(
            -1, gradient.shape[1])},
    ),
    flipped_filters=(
        "The filters lie upside down and mirrored on the images. That is what mathematics calls a "
        "convolution; here, as in PyTorch, they lie as they are.",
        {
            "seen": lambda self, x: patches(x[:, :, ::-1, ::-1], self.size, self.stride),
            "back": lambda self, seen: put_back(
                seen, self.shape, self.size, self.stride)[:, :, ::-1, ::-1],
        },
    ),
    patches_handed_on=(
        "Backward hands on what the small layer gave: a gradient for each number of each window. "
        "They still have to go back to their pixels.",
        {"back": lambda self, seen: seen, "cut": lambda self, seen: seen},
    ),
    patches_of_forward_put_back=(
        "Forward is right. But what goes back to the pixels are the patches of forward. Backward "
        "puts back what the small layer's backward gives for them.",
        {
            "seen": lambda self, x: (
                setattr(self, "came", Conv2dInPieces.seen(self, x)), self.came)[1],
            "back": lambda self, seen: Conv2dInPieces.back(self, self.came),
        },
    ),
    bias_twice=(
        "In the outputs, the bias of each map comes twice. The small layer adds it already.",
        {"images": lambda self, outputs, *rest: Conv2dInPieces.images(
            self, outputs + self.b, *rest)},
    ),
    bias_left_out=(
        "In the outputs, the biases are missing: each map lacks its own `b`. The small layer's "
        "forward adds them.",
        {"images": lambda self, outputs, *rest: Conv2dInPieces.images(
            self, outputs - self.b, *rest)},
    ),
    nothing_returned=(
        "Backward gives None. The layer before is waiting for the gradient for `x`: return it.",
        {"cut": lambda self, x: None},
    ),
    forward_gives_nothing=(
        "Forward gives None: the next layer is waiting for its outputs.",
        {"images": lambda self, *rest: None},
    ),
    gradient_handed_on=(
        "Backward hands on what came in. That belongs to the outputs; the layer before wants the "
        "gradient for your `x`, which has another shape.",
        {"backward": lambda self, gradient: [Conv2dInPieces.backward(self, gradient), gradient][1]},
    ),
    small_layer_not_asked=(
        "The gradient for x is right. But what `grads()` gives was there before, and does not "
        "belong to this batch. Which method of the small layer finds all three gradients, and does "
        "`grads()` read what is in the small layer by then?",
        {"through": lambda self, rows: rows @ self.linear.w},
    ),
    w_grad_as_in_linear=(
        "The gradient for w has the shape of the small layer's weights, one row for each filter. "
        "It is to have the shape of `self.w`, whose numbers it belongs to.",
        {"grads": lambda self: [self.linear.w_grad, self.linear.b_grad]},
    ),
    w_as_in_linear=(
        "`params()` gives w in the shape that it has in the small layer. Asked for is `self.w`, "
        "which has the same numbers in PyTorch's shape.",
        {"params": lambda self: [self.linear.w, self.linear.b]},
    ),
    both_as_in_linear=(
        "`params()` and `grads()` give w and its gradient in the shape of the small layer's "
        "weights. Asked for is the shape of `self.w`, as PyTorch has it.",
        {
            "params": lambda self: self.linear.params(),
            "grads": lambda self: self.linear.grads(),
        },
    ),
    w_grad_turned=(
        "The gradient for w has its numbers in the wrong places. It belongs to the small layer's "
        "weights number by number, so no axis is to be moved.",
        {"grads": lambda self: [
            self.linear.w_grad.reshape(self.w.shape).swapaxes(-1, -2), self.linear.b_grad]},
    ),
    w_grad_channels_last=(
        "The gradient for w has its numbers in the wrong places: in a row of the small layer's "
        "weights, all numbers of one channel stand side by side.",
        {"grads": lambda self: [
            self.linear.w_grad.reshape(len(self.b), self.size, self.size, -1).transpose(0, 3, 1, 2),
            self.linear.b_grad]},
    ),
    copies=(
        "`params()` hands out copies. An optimizer changes what it gets in place, and then nothing "
        "changes in the layer: hand out the arrays themselves.",
        {"params": lambda self: [self.w.copy(), self.b.copy()]},
    ),
    copy_of_w=(
        "What `params()` hands out for w is a copy. An optimizer changes it in place, and then "
        "nothing changes in the layer: hand out the array itself.",
        {"params": lambda self: [self.w * 1, self.b]},
    ),
    params_in_the_other_order=(
        "`params()` gives b before w: the order is to be w, b.",
        {"params": lambda self: [self.b, self.w]},
    ),
    grads_in_the_other_order=(
        "`grads()` gives the gradient for b first. It must keep the order of `params()`, or every "
        "parameter is moved by the gradient of the other.",
        {"grads": lambda self: Conv2dInPieces.grads(self)[::-1]},
    ),
    grads_are_parameters=(
        "`grads()` gives the parameters themselves. It is to give their gradients.",
        {"grads": lambda self: [self.w, self.b]},
    ),
    params_are_gradients=(
        "`params()` gives the gradients. It is to give the parameters: w and b.",
        {"params": lambda self: Conv2dInPieces.grads(self)},
    ),
    averaged_over_places=(
        f"The gradients for w and b are averaged over the places of an image. {_AVERAGED}",
        {"grads": lambda self: [one / np.prod(self.places) for one in Conv2dInPieces.grads(self)]},
    ),
    averaged_over_examples=(
        f"The gradients for w and b are averaged over the examples. {_AVERAGED}",
        {"grads": lambda self: [one / self.shape[0] for one in Conv2dInPieces.grads(self)]},
    ),
    averaged_over_both=(
        f"The gradients for w and b are averaged over all places of all examples. {_AVERAGED}",
        {"grads": lambda self: [one / (self.shape[0] * np.prod(self.places))
                                for one in Conv2dInPieces.grads(self)]},
    ),
)  # fmt: skip
