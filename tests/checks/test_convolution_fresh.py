"""Lesson 10: slips that look right with most arrays, and what is said of slips without a name."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from dlscratch import convolution, layers
from dlscratch.checks import convolution as check
from dlscratch.checks.convolution.shared.conv2d_answers import Conv2dInPieces
from dlscratch.checks.convolution.shared.pool_answers import MaxPoolInPieces

FUNCTIONS = """one_place slide half_as_wide no_channel patches mixed_channels put_back
    bias_each""".split()


def called(name):
    """The right function of an exercise."""
    return getattr(check, name).reference


def key(given):
    return str([one.shape if isinstance(one, np.ndarray) else one for one in given])


# What is kept by its shape ------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_result_that_is_kept_by_its_shape_is_seen(name):
    results = {}

    def first(*given):
        return results.setdefault(key(given), called(name)(*given))

    assert getattr(check, name).grade(first).kind == "wrong"


def test_a_call_that_stops_because_of_the_one_before_is_seen():
    last: list = []

    def once(*given):
        numbers = [one.tobytes() for one in given]
        assert last[:1] != [key(given)] or last[1] == numbers
        last[:] = key(given), numbers
        return called("slide")(*given)

    message = check.slide.grade(once).message
    assert "the next call, with other numbers in the same shapes, stops" in message, message


@pytest.mark.parametrize("name", FUNCTIONS[1:])  # a number is filled into nothing
def test_an_array_that_is_filled_again_is_seen(name):
    results = {}

    def filled(*given):
        found = called(name)(*given)
        again = results.setdefault(key(given) + found.dtype.name, np.empty_like(found))
        again[...] = found
        return again

    message = getattr(check, name).grade(filled).message
    assert "one and the same array" in message or name == "bias_each", message


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_result_that_is_kept_by_its_numbers_passes(name):
    results = {}

    def cached(*given):
        numbers = key(given) + str([one.tobytes() for one in given if isinstance(one, np.ndarray)])
        if numbers not in results:
            results[numbers] = np.array(called(name)(*given))
        return results[numbers].copy()

    verdict = getattr(check, name).grade(cached)
    assert verdict.kind == "passed", verdict.message


# Arrays of every kind -----------------------------------------------------------------------------


def in_memory(array):
    """The array as somebody sees it who believes that memory has the order of its axes."""
    return array.ravel(order="K").reshape(array.shape)


@pytest.mark.parametrize("name", [one for one in FUNCTIONS if one != "no_channel"])
def test_who_follows_the_memory_hears_of_it(name):
    def as_it_lies(*given):
        return called(name)(*(in_memory(one) if isinstance(one, np.ndarray) else one
                              for one in given))  # fmt: skip

    message = getattr(check, name).grade(as_it_lies).message
    assert "which line follows the memory" in message, message


LAYERS = {"flatten": convolution.Flatten, "max_pool": MaxPoolInPieces, "conv2d": Conv2dInPieces}


@pytest.mark.parametrize("way", ["forward", "backward"])
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_that_follows_the_memory_hears_of_it(name, way):
    right = getattr(check, name).reference

    def follow(self, batch):
        return getattr(right, way)(self, in_memory(batch))

    answer = type(right.__name__, (right,), {way: follow})
    message = getattr(check, name).grade(answer).message
    assert "which line follows the memory" in message, message


@pytest.mark.parametrize("way", ["forward", "backward"])
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_that_makes_float32_of_float64_is_seen(name, way):
    right = getattr(check, name).reference

    def narrow(self, batch):
        return getattr(right, way)(self, batch).astype(np.float32)

    verdict = getattr(check, name).grade(type(right.__name__, (right,), {way: narrow}))
    assert verdict.kind == "wrong"
    assert "where float64 comes in" in verdict.message, verdict.message


def slide(image, filter, stride=1, place=lambda window, filter: (window * filter).sum()):
    size = len(filter)
    rows, columns = (range(0, length - size + 1, stride) for length in image.shape)
    return np.array([[place(image[i : i + size, j : j + size], filter) for j in columns]
                     for i in rows])  # fmt: skip


def unless_empty(window, filter):
    return (window * filter).sum() if window.sum() else 0.0


def first_rows(rows):
    def some(image, filter):
        found = slide(image, filter) * 1.0
        found[rows:] = 0
        return found

    return some


def no_decimals(window, filter):
    return float((window * filter).sum(dtype=window.dtype))


def window_of_stride(image, filter, stride):
    size = len(filter)
    rows, columns = (range(0, length - size + 1, stride) for length in image.shape)
    return np.array([[(image[i : i + size, j : j + stride] * filter).sum() for j in columns]
                     for i in rows])  # fmt: skip


def not_on_top_of_0(image, w, b):
    found = called("bias_each")(image, w, 0 * b)
    return np.where(found == 0, 0, found + b[:, None, None])


def without_the_end(seen, shape, size, stride=1):
    """`np.bincount` counts no further than the last place that was seen."""
    where = convolution.patches(np.arange(np.prod(shape)).reshape(shape), size, stride)
    found = np.bincount(where.ravel().astype(int), seen.ravel()).astype(seen.dtype)
    return np.resize(found, shape)


def odd_only(side, size, stride=1, padding=0):
    return (side + 2 * padding - 2 * (size // 2) - 1) // stride + 1


def nearly_places(side, size, stride=1, padding=0):
    return (side + 2 * padding - 1) // stride + 1 - (size - 1) // stride


def pooled(**methods):
    return type("MaxPool2d", (MaxPoolInPieces,), methods)


def nearly_the_largest(self, rows):
    places = np.arange(rows.shape[-1])
    return (rows - 1e-5 * places).argmax(-1)[..., None] == places


def of_all_channels(self, rows):
    return np.broadcast_to(rows.max(axis=(1, 4), keepdims=True)[..., 0], rows.shape[:4])


class CutAtTheTop(MaxPoolInPieces):
    def forward(self, x):
        return super().forward(x[:, :, x.shape[2] % self.size :, x.shape[3] % self.size :])


class ShapeOfTheFirst(Conv2dInPieces):
    def forward(self, x):
        found = super().forward(x)
        self.first = getattr(self, "first", found.shape)
        return found.reshape(self.first)


class DividedByPlaces(Conv2dInPieces):
    def backward(self, gradient):
        return super().backward(gradient / gradient[0, 0].size)


class WithoutFirstRow(Conv2dInPieces):
    def forward(self, x):
        return super().forward(x * (np.arange(x.shape[2]) > 0)[:, None])


class OneBuffer(check.changed_after.reference):
    def keep(self, x, largest):
        self.kept = getattr(self, "kept", np.empty(x.shape, bool))
        self.kept[...] = (x == self.spread(largest))[: len(self.kept)]


class LastOfATie(check.changed_after.reference):
    def keep(self, x, largest):
        found = x == self.spread(largest)
        below = found[:, :, 1::2].reshape(*largest.shape, 2).any(axis=-1)
        found[:, :, ::2] &= ~below.repeat(2, axis=3)
        self.kept = found


MADE: list = []


def made_once(rng=None):
    MADE[:] = MADE or called("no_longer_fits")(rng)
    return MADE


SAID = {
    "one_place rounded": ("one_place", lambda *given: round(float(called("one_place")(*given)), 2),
                          "-0."),
    "slide rounded": ("slide", lambda *given: slide(*given).round(2), "expected"),
    "slide without empty": ("slide", lambda *given: slide(*given, place=unless_empty),
                            "pixels add up to 0"),
    "strides without empty": ("half_as_wide", lambda *given: slide(*given, place=unless_empty),
                              "pixels add up to 0"),
    "slide one row": ("slide", first_rows(1), "all others are 0. Does a `return`"),
    "slide in the image's kind": ("slide", lambda *given: slide(*given, place=no_decimals),
                                  "decimals are lost"),
    "slide of bytes": ("slide", lambda image, filter: slide(image.astype(np.uint8), filter),
                       "not below 0, and for no others"),
    "stride for size": ("half_as_wide", window_of_stride, "as large as the filter"),
    "odd sizes": ("places", odd_only, "Not always right: where size is even"),
    "places at the end": ("places", nearly_places, "side 3, size 2, stride 2, padding 0: 2"),
    "first image for all": ("mixed_channels", lambda images: np.stack(
        [images[0].transpose(2, 0, 1)] * len(images)), "Image 0 is right, image 1 is not"),
    "put back to the end": ("put_back", without_the_end, "All pixels that windows saw are right"),
    "no bias on 0": ("bias_each", not_on_top_of_0, "all maps hold 0, where each"),
    "int maps": ("bias_each", lambda *given: called("bias_each")(*given).astype(int),
                 "Only whole numbers come out"),
    "near numbers": ("max_pool", pooled(shares=nearly_the_largest), "Look at one square"),
    "all channels": ("max_pool", pooled(outputs=of_all_channels,
                                        shares=lambda self, rows: np.ones_like(rows)),
                     "largest number of all channels"),
    "cut at the top": ("max_pool", CutAtTheTop, "cut off at the top"),
    "shape of the first batch": ("conv2d", ShapeOfTheFirst, "this one 3. x has shape (3,"),
    "divided by places": ("conv2d", DividedByPlaces, "0.1667 times what it should be"),
    "first row of pixels": ("conv2d", WithoutFirstRow, "By row, counted from 0: right is 1"),
    "one buffer": ("changed_after", OneBuffer, "For batches of one size it is right"),
    "last of a tie": ("changed_after", LastOfATie, "elsewhere"),
    "made once": ("no_longer_fits", made_once, "gives the layers of the first call again"),
}  # fmt: skip


@pytest.mark.parametrize("name, answer, said", SAID.values(), ids=SAID)
def test_what_is_said_leads_to_the_slip(name, answer, said):
    verdict = getattr(check, name).grade(answer)
    assert verdict.kind in ("wrong", "error"), name
    assert said in verdict.message, verdict.message


def test_a_row_of_zeros_is_no_other_window():
    message = check.slide.grade(first_rows(1)).message
    assert "stands what the window sees" not in message, message


# Layers beside each other -------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYERS)
def test_what_is_kept_for_a_whole_class_is_named(name):
    right = getattr(check, name).reference
    kept: dict = {}

    class Shared(right):
        def forward(self, x):
            found = super().forward(x)
            kept.update(vars(self))
            return found

        def backward(self, gradient):
            mine = dict(vars(self))
            vars(self).update(kept)
            try:
                return super().backward(gradient)
            finally:
                vars(self).update(mine)

    Shared.__name__ = right.__name__
    verdict = getattr(check, name).grade(Shared)
    assert "when a second layer of this class has gone forward" in verdict.message, verdict.message


def test_the_first_of_a_tie_may_get_all():
    class First(check.changed_after.reference):
        def keep(self, x, largest):
            n, channels, height, width = x.shape
            squares = x.reshape(n, channels, height // 2, 2, width // 2, 2).swapaxes(3, 4)
            rows = squares.reshape(*squares.shape[:4], 4)
            first = np.eye(4, dtype=bool)[rows.argmax(-1)].reshape(squares.shape)
            self.kept = first.swapaxes(3, 4).reshape(x.shape)

    verdict = check.changed_after.grade(First)
    assert verdict.kind == "passed", verdict.message


def test_a_class_whose_objects_are_called_is_a_fit():
    class Fit:
        def __init__(self, images, labels):
            pass

        def __call__(self, images):
            return np.zeros(len(images), int)

    class NoFit(layers.Layer):
        pass

    assert "of the 4,000 right" in check.shifted_digits.grade(Fit).message
    assert "wants a function" in check.shifted_digits.grade(NoFit).message
    assert "wants a function" in check.slide.grade(Fit).message


def test_a_view_of_windows_is_as_good_as_loops():
    def by_view(image, filter):
        return np.einsum("ijkl,kl", sliding_window_view(image, filter.shape), filter)

    verdict = check.slide.grade(by_view)
    assert verdict.kind == "passed", verdict.message


def test_a_layer_that_spoils_its_images_is_told_of_that():
    class Wipes(MaxPoolInPieces):
        def forward(self, x):
            found = super().forward(x)
            self.x = x.copy()
            x[...] = 0
            return found

    Wipes.__name__ = "MaxPool2d"
    assert "changed its input" in check.max_pool.grade(Wipes).message


@pytest.mark.parametrize("way", [max, round])
def test_a_pool_that_keeps_two_digits_is_seen(way):
    class Rounds(MaxPoolInPieces):
        def forward(self, x):
            found = super().forward(x)
            return found.round(2) if way is round else found

    Rounds.__name__ = "MaxPool2d"
    assert (check.max_pool.grade(Rounds).kind == "passed") == (way is max)
