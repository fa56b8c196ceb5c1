"""Layers for images: a small Linear that is used at every place, and what goes with it.

Images are arrays (n, channels, height, width), as in PyTorch. In memory the examples lie last here:
what is done at one place is then done to a whole batch of neighbouring numbers, which takes about
half the time. Shapes do not show it.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlscratch import settings
from dlscratch.layers import Layer, Linear


def patches(x, size, stride=1):
    """What a window of size × size sees at each of its places.

    x (n, channels, height, width) → (n, down, across, channels · size · size). The window moves by
    `stride`, and only to places where it lies inside of the image.
    """
    x = _images("patches", x, None, size)
    x = np.ascontiguousarray(x.transpose(1, 2, 3, 0))  # examples last
    windows = sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    channels, down, across, n = windows.shape[:4]
    seen = windows.transpose(0, 4, 5, 1, 2, 3).reshape(channels * size**2, down, across, n)
    return seen.transpose(3, 1, 2, 0)


def put_back(seen, shape, size, stride=1):
    """Each number of the patches goes back to the pixel that it came from, and is added there.

    seen (n, down, across, channels · size · size) → x (n, channels, height, width), of this
    `shape`. Where windows overlap, a pixel gets several numbers.
    """
    n, channels, height, width = shape
    down, across = seen.shape[1:3]
    seen = np.ascontiguousarray(seen.transpose(3, 1, 2, 0))  # examples last
    seen = seen.reshape(channels, size, size, down, across, n)
    x = np.zeros((channels, height, width, n), seen.dtype)
    for i in range(size):
        for j in range(size):
            # The pixels that are number (i, j) of their windows: one for each place.
            x[:, i:, j:][:, : stride * down : stride, : stride * across : stride] += seen[:, i, j]
    return x.transpose(3, 0, 1, 2)


class AtPlaces(Linear):
    """A Linear whose examples are the places of images, and lie last in memory.

    So do its results. A product straight into that order takes about half the time, and gives the
    same numbers.
    """

    def forward(self, x):
        self.x = x
        outputs = _product(x, self.w.T)
        outputs += self.b
        return outputs

    def backward(self, gradient):
        self.backward_params(gradient)
        return _product(gradient, self.w)


def _product(rows, matrix):
    """rows @ matrix, in memory column by column."""
    columns = np.empty((matrix.shape[1], len(rows)), np.result_type(rows, matrix))
    return np.matmul(rows, matrix, out=columns.T)


class Conv2d(Layer):
    """The same small Linear at every place: inputs · size · size numbers in, `outputs` out.

    `w` is (outputs, inputs, size, size), as in PyTorch: one filter for each output channel. The
    window moves by `stride`; around each image, `padding` rows and columns of zeros are put first.
    `init`, `rng` and `dtype` are the small Linear's.
    Source: LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition".
    """

    shape = None  # of the padded images of the last forward

    def __init__(
        self, inputs, outputs, size, stride=1, padding=0,
        init="xavier", rng=None, dtype=np.float64,
    ):  # fmt: skip
        self.size = settings.whole("size", size)
        self.stride = settings.whole("stride", stride)
        self.padding = settings.whole("padding", padding, least=0)
        inputs = settings.whole("inputs", inputs)
        self.linear = AtPlaces(inputs * self.size**2, outputs, init, rng, dtype)
        # The same numbers as in the small Linear, in the form of images.
        filters = (-1, inputs, self.size, self.size)
        self.w, self.b = self.linear.w.reshape(filters), self.linear.b
        self.w_grad, self.b_grad = self.linear.w_grad.reshape(filters), self.linear.b_grad

    def _small(self):
        """The small Linear, with this layer's arrays: each filter is a row of its weights.

        They are given at each use: copies of a layer, or a new `w`, would have parted them.
        """
        linear, rows = self.linear, (len(self.b), -1)
        linear.w, linear.b = self.w.reshape(rows), self.b
        linear.w_grad, linear.b_grad = self.w_grad.reshape(rows), self.b_grad
        return linear

    def forward(self, x):
        """x (n, inputs, height, width) → (n, outputs, down, across): a number for each place."""
        if self.w.shape[2:] != (self.size, self.size):
            wanted = f"(outputs, inputs, {self.size}, {self.size})"
            raise ValueError(f"{self} expects w of shape {wanted}, but {self.w.shape} came")
        x = self._padded(_images(self, x, self.w.shape[1], self.size - 2 * self.padding))
        seen = patches(x, self.size, self.stride)
        n, down, across, numbers = seen.shape
        outputs = self._small().forward(seen.transpose(1, 2, 0, 3).reshape(-1, numbers))
        self.shape, self.places = x.shape, (down, across)
        return outputs.T.reshape(len(self.b), down, across, n).transpose(3, 0, 1, 2)

    def backward(self, gradient):
        """gradient (n, outputs, down, across) → (n, inputs, height, width).

        Stores w_grad and b_grad, summed over all places of all examples.
        """
        seen = self._small().backward(self._rows(gradient))
        seen = seen.reshape(*self.places, self.shape[0], seen.shape[1]).transpose(2, 0, 1, 3)
        x = put_back(seen, self.shape, self.size, self.stride)
        edge = self.padding
        return x[:, :, edge : x.shape[2] - edge, edge : x.shape[3] - edge]

    def backward_params(self, gradient):
        self._small().backward_params(self._rows(gradient))

    def _padded(self, x):
        edge = (self.padding, self.padding)
        return np.pad(x, ((0, 0), (0, 0), edge, edge)) if self.padding else x

    def _rows(self, gradient):
        """The gradient as the small Linear wants it: a row for each place of each example."""
        shape = self._remembered(self.shape)
        gradient = _like_outputs(self, gradient, (shape[0], len(self.b), *self.places))
        return gradient.transpose(2, 3, 0, 1).reshape(-1, len(self.b))

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.w_grad, self.b_grad]

    def __repr__(self):
        outputs, inputs = self.w.shape[:2]
        stride = f", stride={self.stride}" if self.stride != 1 else ""
        padding = f", padding={self.padding}" if self.padding else ""
        return f"Conv2d({inputs}, {outputs}, {self.size}{stride}{padding})"


class MaxPool2d(Layer):
    """The largest number of each square of size × size: half the height and width for size 2.

    Rows and columns that fill no square are left out, as in PyTorch.
    """

    shape = None  # of the images of the last forward

    def __init__(self, size):
        self.size = settings.whole("size", size)

    def forward(self, x):
        """x (n, channels, height, width) → (n, channels, height // size, width // size)."""
        x = _images(self, x, None, self.size)
        corners = self._corners(x)
        largest = corners[0].copy("K")
        for corner in corners[1:]:
            np.maximum(largest, corner, out=largest)
        # Found now, for x may have changed before backward: where each square has its largest
        # number (the first, if there are several).
        self.shape, self.where, free = x.shape, [], np.ones_like(largest, bool)
        for corner in corners:
            here = free & (corner == largest)
            free &= ~here
            self.where.append(here)
        return largest

    def backward(self, gradient):
        """The gradient goes where the largest number was, and nowhere else."""
        shape = self._remembered(self.shape)
        gradient = _like_outputs(self, gradient, self.where[0].shape)
        x = np.zeros_like(self.where[0], gradient.dtype, shape=shape)
        for corner, here in zip(self._corners(x), self.where, strict=True):
            np.multiply(gradient, here, out=corner)
        return x

    def _corners(self, x):
        """The first numbers of all squares, the second ones, and so on: views, no copies."""
        size, height, width = self.size, x.shape[2], x.shape[3]
        inside = x[:, :, : height // size * size, : width // size * size]
        return [inside[:, :, i::size, j::size] for i in range(size) for j in range(size)]

    def __repr__(self):
        return f"MaxPool2d({self.size})"


class Flatten(Layer):
    """Each example as one row: (n, channels, height, width) → (n, channels · height · width)."""

    shape = None

    def forward(self, x):
        x = np.asarray(x)
        if x.ndim < 2:
            raise ValueError(f"{self} expects a batch of examples, (n, ...), but {x.shape} came")
        self.shape = x.shape
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def backward(self, gradient):
        shape = self._remembered(self.shape)
        return _like_outputs(self, gradient, (shape[0], math.prod(shape[1:]))).reshape(shape)


def _images(layer, x, channels, least):
    """`x` as images that `layer` can take: with so many channels, and at least so many pixels."""
    x = np.asarray(x)
    wanted = f"(n, {channels or 'channels'}, height, width)"
    if x.ndim != 4 or channels not in (None, x.shape[1]):
        raise ValueError(f"{layer} expects images of shape {wanted}, but {x.shape} came")
    if min(x.shape[2:]) < least:
        raise ValueError(
            f"{layer} expects images of at least {least} × {least} pixels, "
            f"but {x.shape[2]} × {x.shape[3]} came"
        )
    return x


def _like_outputs(layer, gradient, expected):
    gradient = np.asarray(gradient)
    if gradient.shape != expected:
        raise ValueError(
            f"{layer} expects a gradient of shape {expected}, like its last outputs, "
            f"but {gradient.shape} came"
        )
    return gradient
