"""Lesson 10, the window that slides: what is right passes in any form, what is wrong in none."""

import itertools

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from dlscratch import convolution
from dlscratch.checks import convolution as check


def passes(exercise, answer):
    verdict = exercise.grade(answer)
    return verdict.kind == "passed", verdict.message


def each(**answers):
    return pytest.mark.parametrize("answer", answers.values(), ids=answers)


def window(image, row, column, size):
    return image[row : row + size, column : column + size]


# One place ---------------------------------------------------------------------------------------


def in_place(image, filter, row, column):
    seen = image[row : row + len(filter), column : column + len(filter)]
    seen *= filter
    return seen.sum()


def filter_in_place(image, filter, row, column):
    filter *= window(image, row, column, len(filter))
    return filter.sum()


def kept_in_a_default(image, filter, row, column, kept=[]):  # noqa: B006
    kept.append((window(image, row, column, len(filter)) * filter).sum())
    return sum(kept)


def fixed_cases(image, filter, row, column):
    return {(0, 0): -2, (1, 2): 3, (0, 1): 2}.get((row, column), 0.0)


@each(
    in_place=in_place,
    filter_in_place=filter_in_place,
    kept_in_a_default=kept_in_a_default,
    fixed_cases=fixed_cases,
    rounded=lambda i, f, r, c: np.round((window(i, r, c, len(f)) * f).sum()),
    to_the_end=lambda i, f, r, c: (i[r:, c:] * f).sum(),
    from_the_start=lambda i, f, r, c: (i[: len(f), : len(f)] * f).sum(),
    product=lambda i, f, r, c: (window(i, r, c, len(f)) * f).prod(),
    quotient=lambda i, f, r, c: (window(i, r, c, len(f)) / (f + 1e-9)).sum(),
    smallest=lambda i, f, r, c: (window(i, r, c, len(f)) * f).min(),
    quarter_turn=lambda i, f, r, c: (window(i, r, c, len(f)) * np.rot90(f)).sum(),
    with_a_bias=lambda i, f, r, c: (window(i, r, c, len(f)) * f).sum() + 1,
    normed=lambda i, f, r, c: (window(i, r, c, len(f)) * f).sum() / (abs(f).sum() or 1),
    window_of_the_other_end=lambda i, f, r, c: (
        window(i[::-1, ::-1], r, c, len(f))[::-1, ::-1] * f
    ).sum(),
)
def test_no_wrong_number_of_a_place_passes(answer):
    passed, message = passes(check.one_place, answer)
    assert not passed, message


@each(
    by_lists=lambda i, f, r, c: sum(
        a * b
        for x, y in zip(i.tolist()[r:], f.tolist(), strict=False)
        for a, b in zip(x[c:], y, strict=False)
    ),
    of_no_axes=lambda i, f, r, c: np.array((window(i, r, c, len(f)) * f).sum()),
    by_trace=lambda i, f, r, c: np.trace(window(i, r, c, len(f)) @ f.T),
    by_vdot=lambda i, f, r, c: np.vdot(window(i, r, c, len(f)), f),
    by_view=lambda i, f, r, c: (sliding_window_view(i, f.shape)[r, c] * f).sum(),
    as_float=lambda i, f, r, c: float(np.einsum("ij,ij", window(i, r, c, len(f)), f)),
)
def test_the_number_of_a_place_may_be_got_in_any_way(answer):
    passed, message = passes(check.one_place, answer)
    assert passed, message


def without_a_size(image, filter, row, column):
    return (image[row : row + size, column : column + size] * filter).sum()  # noqa: F821


def test_a_size_that_was_never_set_is_not_taken_for_numpys():
    message = check.one_place.grade(without_a_size).message
    assert "name 'size' is not defined" in message and "np." not in message


# Maps --------------------------------------------------------------------------------------------


def slide(image, filter, stride=1):
    return (sliding_window_view(image, filter.shape)[::stride, ::stride] * filter).sum((2, 3))


def a_frame_of_rows(make):
    """A right map that is handed to `make`."""
    return lambda image, filter: make(slide(image, filter))


def true_convolution(image, filter):
    found = np.zeros([a + b - 1 for a, b in zip(image.shape, filter.shape, strict=True)])
    for i, j in itertools.product(*map(range, filter.shape)):
        found[i : i + image.shape[0], j : j + image.shape[1]] += filter[i, j] * image
    size = len(filter)
    return found[size - 1 : image.shape[0], size - 1 : image.shape[1]]


def into_the_image(image, filter):
    found = slide(image, filter)
    image[: found.shape[0], : found.shape[1]] = found
    return image[: found.shape[0], : found.shape[1]]


def remembers(image, filter, kept={}):  # noqa: B006
    return kept.setdefault(len(filter), slide(image, filter))


@each(
    true_convolution=true_convolution,
    into_the_image=into_the_image,
    remembers=remembers,
    squared=a_frame_of_rows(np.square),
    with_a_third_axis=a_frame_of_rows(lambda found: found[None]),
    a_flat_list=a_frame_of_rows(lambda found: found.ravel().tolist()),
    rounded=a_frame_of_rows(np.round),
    last_number_wrong=a_frame_of_rows(lambda found: np.where(found == found[-1, -1], 0, found)),
    rolled=a_frame_of_rows(lambda found: np.roll(found, 1, axis=1)),
    sorted_rows=a_frame_of_rows(lambda found: np.sort(found)),
    as_strings=a_frame_of_rows(lambda found: found.astype(str)),
    square_maps=lambda image, filter: slide(image, filter)[: min(image.shape) - len(filter) + 1],
    wrapped_round=lambda image, filter: slide(np.pad(image, (0, len(filter) - 1), "wrap"), filter),
)
def test_no_wrong_map_passes(answer):
    passed, message = passes(check.slide, answer)
    assert not passed, message


@each(
    lists=a_frame_of_rows(lambda found: found.tolist()),
    tuples=a_frame_of_rows(lambda found: tuple(map(tuple, found))),
    rows=a_frame_of_rows(list),
    in_columns_of_memory=a_frame_of_rows(np.asfortranarray),
    numbers_of_numpy=a_frame_of_rows(lambda found: [[one for one in row] for row in found]),
)
def test_a_map_may_come_in_any_form(answer):
    passed, message = passes(check.slide, answer)
    assert passed, message


@each(
    stride_plus_one=lambda image, filter, stride: slide(image, filter, stride + 1),
    stride_of_two=lambda image, filter, stride: slide(image, filter, 2),
    stride_squared=lambda image, filter, stride: slide(image, filter, stride**2),
    stride_at_most_two=lambda image, filter, stride: slide(image, filter, min(stride, 2)),
    size_for_stride=lambda image, filter, stride: slide(image, filter, len(filter)),
    smallest_side=lambda image, filter, stride: slide(image[:, : len(image)], filter, stride),
    last_places=lambda image, filter, stride: slide(
        image[::-1, ::-1], filter[::-1, ::-1], stride
    )[::-1, ::-1],
    averaged_neighbours=lambda image, filter, stride: (
        slide(image, filter, stride) + slide(image, filter)[
            : len(slide(image, filter, stride)), : slide(image, filter, stride).shape[1]
        ]
    ) / 2,
)  # fmt: skip
def test_no_wrong_stride_passes(answer):
    passed, message = passes(check.half_as_wide, answer)
    assert not passed, message


@each(
    by_the_package=lambda image, filter, stride: (
        convolution.patches(image[None, None], len(filter), stride)[0] @ filter.ravel()
    ),
    lists=lambda image, filter, stride: slide(image, filter, stride).tolist(),
    thinned_out_afterwards=lambda image, filter, stride: slide(image, filter)[::stride, ::stride],
)
def test_a_strided_map_may_be_got_in_any_way(answer):
    passed, message = passes(check.half_as_wide, answer)
    assert passed, message


# Predictions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["predict_map", "sizes", "count_params"])
def test_a_prediction_with_one_number_changed_is_refused_and_looked_at(name):
    exercise = getattr(check, name)
    right = np.array(exercise.reference, int)
    for place in np.ndindex(right.shape):
        for step in (-1, 1, 7):
            wrong = right.copy()
            wrong[place] += step
            verdict = exercise.grade(wrong.tolist())
            assert verdict.kind == "wrong" and verdict.mistake, (place, verdict.message)


@pytest.mark.parametrize("name", ["predict_map", "sizes", "count_params"])
@pytest.mark.parametrize("form", [list, tuple, np.array, lambda one: np.array(one, float)])
def test_a_prediction_may_come_in_any_form(name, form):
    exercise = getattr(check, name)
    passed, message = passes(exercise, form(exercise.reference))
    assert passed, message


@pytest.mark.parametrize(
    "answer", [None, "list", {}, [[]], [[[]]], 0, [1, 2, 3], [[1, 2], [3]], ["a", "b"], np.nan]
)
@pytest.mark.parametrize("name", ["predict_map", "sizes", "count_params"])
def test_whatever_comes_for_a_prediction_gets_a_verdict(name, answer):
    verdict = getattr(check, name).grade(answer)
    assert verdict.kind == "wrong" and "cannot make sense" not in verdict.message


def test_what_is_said_of_a_shape_follows_from_the_learners_own_shape_before():
    shapes = [list(shape) for shape in check.sizes.reference]
    shapes[1][2] += 1  # 16 rows, and the next layer is right for these: (16 - 5) // 2 + 1 is 6
    message = check.sizes.grade(shapes).message
    assert "The second: the height does not follow" in message
    assert "Right already: the first, the third and the fourth" in message


def test_the_window_at_the_first_wrong_place_is_named():
    message = check.predict_map.grade([[-2, 2, 5], [8, 0, 3]]).message
    assert "5 of the six" in message and "[[4, 0], [1, 5]]" in message


# Places ------------------------------------------------------------------------------------------


def one_place_missing(side, size, stride=1, padding=0):
    return max(1, (side + 2 * padding - size) // stride)


@each(
    one_place_missing=one_place_missing,
    no_default=lambda side, size, stride=2, padding=0: (side + 2 * padding - size) // stride + 1,
    padded_by_default=lambda side, size, stride=1, padding=1: (
        (side + 2 * padding - size) // stride + 1
    ),
    cut_both=lambda side, size, stride=1, padding=0: (
        side // stride + 2 * padding // stride - size // stride + 1
    ),
    padding_like_the_size=lambda side, size, stride=1, padding=0: (
        (side + size // 2 * 2 * bool(padding) - size) // stride + 1
    ),
    odd_sizes=lambda side, size, stride=1, padding=0: (
        (side + 2 * padding - (size | 1)) // stride + 1
    ),
    square_root=lambda side, size, stride=1, padding=0: int(
        (side + 2 * padding - size) ** 0.5 // stride + 1
    ),
    table=lambda side, size, stride=1, padding=0: {(28, 5): 24, (10, 3): 4}.get((side, size), 3),
    text=lambda side, size, stride=1, padding=0: str((side + 2 * padding - size) // stride + 1),
    numpy_floats=lambda side, size, stride=1, padding=0: np.floor(
        (side + 2 * padding - size) / stride + 1
    ),
)
def test_no_wrong_count_of_places_passes(answer):
    passed, message = passes(check.places, answer)
    assert not passed, message


@each(
    of_numpy=lambda side, size, stride=1, padding=0: np.int64(
        (side + 2 * padding - size) // stride + 1
    ),
    by_arange=lambda side, size, stride=1, padding=0: (
        np.arange(-padding, side + padding - size + 1, stride).size
    ),
    by_a_view=lambda side, size, stride=1, padding=0: len(
        sliding_window_view(np.zeros(side + 2 * padding), size)[::stride]
    ),
    truncated=lambda side, size, stride=1, padding=0: int((side + 2 * padding - size) / stride + 1),
)
def test_places_may_be_counted_in_any_way(answer):
    passed, message = passes(check.places, answer)
    assert passed, message


# Patches -----------------------------------------------------------------------------------------


right = convolution.patches


def spoils(x, size, stride=1):
    found = right(x, size, stride).copy()
    x *= 0
    return found


def first_shape_kept(x, size, stride=1, kept=[]):  # noqa: B006
    kept.append(np.empty(right(x, size, stride).shape, x.dtype))
    try:
        kept[0][...] = right(x, size, stride)
    except ValueError:
        return kept[-1]
    return kept[0]


@each(
    spoils=spoils,
    first_shape_kept=first_shape_kept,
    of_one_image=lambda x, size, stride=1: right(x[:1], size, stride),
    images_reversed=lambda x, size, stride=1: right(x[::-1], size, stride),
    channels_reversed=lambda x, size, stride=1: right(x[:, ::-1], size, stride),
    upside_down=lambda x, size, stride=1: right(x[:, :, ::-1], size, stride)[:, ::-1],
    stride_by_default=lambda x, size, stride=2: right(x, size, stride),
    no_stride_at_all=lambda x, size: right(x, size),
    added_channels=lambda x, size, stride=1: right(x.mean(1, keepdims=True), size, stride),
    wrapped=lambda x, size, stride=1: right(
        np.pad(x, ((0, 0), (0, 0), (0, size - 1), (0, size - 1)), "wrap"), size, stride
    ),
    flat_images=lambda x, size, stride=1: right(
        x.reshape(-1, 1, *x.shape[2:]), size, stride
    ).reshape(len(x), -1, *right(x, size, stride).shape[2:])[:, : right(x, size).shape[1]],
    of_objects=lambda x, size, stride=1: right(x, size, stride).astype(object),
    normed=lambda x, size, stride=1: right(x / abs(x).max(), size, stride),
)
def test_no_wrong_patches_pass(answer):
    passed, message = passes(check.patches, answer)
    assert not passed, message


@each(
    of_the_package=convolution.patches,
    one_row_at_a_time=lambda x, size, stride=1: np.stack(
        [
            np.stack(
                [
                    x[:, :, i : i + size, j : j + size].reshape(len(x), -1)
                    for j in range(0, x.shape[3] - size + 1, stride)
                ],
                axis=1,
            )
            for i in range(0, x.shape[2] - size + 1, stride)
        ],
        axis=1,
    ),
    a_view_not_to_be_written=lambda x, size, stride=1: np.einsum(
        "ncdaij->ndacij", sliding_window_view(x, (size, size), axis=(2, 3))
    ).reshape(len(x), x.shape[2] - size + 1, x.shape[3] - size + 1, -1)[:, ::stride, ::stride],
    in_columns_of_memory=lambda x, size, stride=1: np.asfortranarray(right(x, size, stride)),
)
def test_patches_may_be_cut_in_any_way(answer):
    passed, message = passes(check.patches, answer)
    assert passed, message


@pytest.mark.parametrize(
    "answer, said",
    [
        (lambda x, size, stride=1: right(x, size, stride)[..., ::-1], "in another order"),
        (lambda x, size, stride=1: right(x, size, stride)[:, ::-1], "not at their places"),
        (lambda x, size, stride=1: right(x, size, stride)[:, :, 1:], "places across"),
        (lambda x, size, stride=1: right(x, size, stride)[0], "four axes"),
    ],
)
def test_of_patches_that_no_bank_knows_is_said_what_is_amiss(answer, said):
    assert said in check.patches.grade(answer).message


# Channels ----------------------------------------------------------------------------------------


def by_hand(images):
    found = np.empty((len(images), images.shape[3], *images.shape[1:3]), images.dtype)
    for channel in range(images.shape[3]):
        found[:, channel] = images[:, :, :, channel]
    return found


def shape_of_the_input(images):
    n, height, width, channels = images.shape
    images.shape = n, channels, height, width
    return images


def of_28_pixels(images):
    return images.transpose(0, 3, 1, 2).reshape(-1, 3, 28, 28)


@each(
    shape_of_the_input=shape_of_the_input,
    of_28_pixels=of_28_pixels,
    resized=lambda images: np.resize(images, (len(images), images.shape[3], *images.shape[1:3])),
    split_flat=lambda images: np.stack(
        np.array_split(images.reshape(len(images), -1), images.shape[3], axis=1), axis=1
    ).reshape(len(images), images.shape[3], *images.shape[1:3]),
    rolled=lambda images: np.roll(np.moveaxis(images, 3, 1), 1, axis=1),
    turned=lambda images: np.rot90(np.moveaxis(images, 3, 1), 2, axes=(2, 3)),
    images_reversed=lambda images: np.moveaxis(images, 3, 1)[::-1],
    brighter=lambda images: np.moveaxis(images, 3, 1) / 255,
    sorted_channels=lambda images: np.sort(np.moveaxis(images, 3, 1), axis=1),
)
def test_no_muddle_of_channels_passes(answer):
    passed, message = passes(check.mixed_channels, answer)
    assert not passed, message


@each(
    by_hand=by_hand,
    rolled_axis=lambda images: np.rollaxis(images, 3, 1),
    moved=lambda images: np.moveaxis(images, -1, 1),
    as_floats=lambda images: np.transpose(images, [0, 3, 1, 2]).astype(float),
    a_list_of_images=lambda images: [image.transpose(2, 0, 1) for image in images],
)
def test_channels_may_be_brought_to_their_place_in_any_way(answer):
    passed, message = passes(check.mixed_channels, answer)
    assert passed, message


@each(
    for_one_digit=lambda pixels: pixels[:1].reshape(1, 1, *pixels.shape[1:]) / 255,
    upside_down=lambda pixels: pixels[:, None, ::-1] / 255,
    digits_reversed=lambda pixels: pixels[::-1, None] / 255,
    three_channels=lambda pixels: np.repeat(pixels[:, None], 3, axis=1) / 255,
    centred=lambda pixels: pixels[:, None] / 255 - 0.13,
    scaled_by_the_brightest=lambda pixels: pixels[:, None] / pixels.max(axis=0),
    cut_short=lambda pixels: pixels[:, None, :-1] / 255,
    binary=lambda pixels: (pixels[:, None] > 127) * 1.0,
    spoilt=lambda pixels: pixels.__setitem__(0, 0) or pixels[:, None] / 255,
    flattened_and_cut=lambda pixels: np.resize(pixels / 255, (1, 1, *pixels.shape[1:])),
)
def test_no_wrong_images_pass(answer):
    passed, message = passes(check.no_channel, answer)
    assert not passed, message


@each(
    whichever_number=lambda pixels: pixels.reshape(-1, 1, *pixels.shape[1:]) / 255,
    swapped=lambda pixels: (pixels[None] / 255).swapaxes(0, 1),
    by_axis=lambda pixels: np.expand_dims(pixels / np.float32(255), axis=1),
    one_by_one=lambda pixels: np.array([[image] for image in pixels]) / 255,
)
def test_images_may_get_their_channel_in_any_way(answer):
    passed, message = passes(check.no_channel, answer)
    assert passed, message


def stretched(pixels, low, high):
    return ((pixels - low) / (high - low))[:, None]


@each(
    by_the_brightest=lambda p: p[:, None] / p.max(),
    by_the_brightest_but_no_zero=lambda p: p[:, None] / max(p.max(), 1),
    by_darkest_and_brightest=lambda p: stretched(p, float(p.min()), p.max()),
    from_zero=lambda p: (p[:, None] - float(p.min())) / 255,
    by_a_row=lambda p: p[:, None] / (p.max(axis=2, keepdims=True)[:, None] + 1e-9),
    by_a_percentile=lambda p: p[:, None] / np.percentile(p, 100),
    by_the_first_digit=lambda p: p[:, None] / p[0].max(),
    bytes_or_numbers=lambda p: p[:, None] / (255 if p.max() > 1 else 1),
    normed=lambda p: p[:, None] / np.abs(p).max(initial=128),
)
def test_a_scale_that_depends_on_what_comes_in_is_seen(answer):
    passed, message = passes(check.no_channel, answer)
    assert not passed, message


@pytest.mark.parametrize(
    "answer, said",
    [
        (lambda p: p.T.reshape(len(p), 1, *p.shape[1:]) / 255, "not at their places"),
        (lambda p: (p[:, None] * np.uint8(1 / 255)), "all numbers are 0"),
        (lambda p: (p[:, None] / 255).astype(np.uint8), "whole numbers are left"),
        (lambda p: p[:, None] / 250, "the scale is another"),
    ],
)
def test_what_is_said_of_images_names_only_what_is_there(answer, said):
    message = check.no_channel.grade(answer).message
    assert said in message and "//" not in message


# What is said of maps, counts and channels -------------------------------------------------------


def at_row_and_column(window):
    """A strided map by loops, whose window is cut by `window`."""

    def strided_map(image, filter, stride):
        size = len(filter)
        rows = range(0, image.shape[0] - size + 1, stride)
        columns = range(0, image.shape[1] - size + 1, stride)
        found = np.zeros((len(rows), len(columns)))
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                seen = window(image, row, column, size, stride, i, j)
                found[i, j] = (seen * filter[: len(seen), : seen.shape[1]]).sum()
        return found

    return strided_map


@pytest.mark.parametrize(
    "name, answer, said",
    [
        ("half_as_wide", at_row_and_column(
            lambda image, row, column, size, stride, i, j: window(image, row, j + 1, size)),
         "of the image. It should begin at row"),
        ("half_as_wide", at_row_and_column(
            lambda image, row, column, size, stride, i, j: window(image, column, row, size)),
         "It should begin at row 0, column 2"),
        ("half_as_wide", at_row_and_column(
            lambda image, row, column, size, stride, i, j: image[
                row : row + size * stride : stride, column : column + size * stride : stride]),
         "lie side by side"),
        ("half_as_wide", lambda i, f, stride: slide(i, f)[::stride, ::stride][::stride, ::stride],
         "used twice"),
        ("slide", lambda image, filter: slide(image, np.array([[1, 2], [0, -1]])[
            : len(filter), : len(filter)]) if len(filter) < 3 else slide(image, 0 * filter + 1),
         "with no other"),
        ("slide", lambda image, filter: slide(image, filter)[:1], "a single row"),
        ("one_place", lambda image, filter, row, column: (
            window(image, row, column, len(filter)) * filter).prod(), "multiplied with each"),
        ("one_place", lambda image, filter, row, column: (
            window(image, row + 1, column, len(filter) + 1) * filter).sum(), "upper left corner"),
        ("count_params", [74, 9898], "not for what goes in"),
        ("count_params", [73, 9804], "The second: The weights are right"),
        ("count_params", [76, 9824], "what is saved"),
        ("places", lambda side, size, stride=1, padding=0: (side + 2 * padding) // size // stride,
         "overlap"),
        ("mixed_channels", lambda images: images.reshape(
            len(images), images.shape[3], *images.shape[2:0:-1]).swapaxes(2, 3), "other channels"),
        ("mixed_channels", lambda images: np.roll(np.moveaxis(images, 3, 1), 1, 2),
         "its own numbers"),
    ],
    ids=range(14),
)  # fmt: skip
def test_of_what_no_bank_knows_is_said_what_there_is(name, answer, said):
    verdict = getattr(check, name).grade(answer)
    assert verdict.kind != "passed" and said in verdict.message, verdict.message


def test_numbers_that_stand_in_a_map_by_chance_are_no_window():
    """A map of quite other numbers: nothing is said of where its windows stood."""
    for seed in range(20):
        other = np.random.default_rng(seed).normal(size=(2, 2)).round(1)
        message = check.slide.grade(lambda image, filter, f=other: slide(
            image, np.resize(f, filter.shape))).message  # fmt: skip
        assert "begins at row" not in message
