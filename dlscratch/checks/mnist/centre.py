"""Find the three bugs in code that is to move two sets of pixels by the mean of the first."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note

PIXELS = (
    np.array([[0, 0, 90, 251], [0, 35, 200, 0], [7, 0, 0, 118]], dtype=np.uint8),
    np.array([[255, 0, 60, 0], [12, 180, 0, 3]], dtype=np.uint8),
)


def _centre(train, test):
    mean = train.mean()
    return train - mean, test - mean


def _moved(function, train, test):
    """The two sets after `function`, each under its own label, so that one is judged at a time."""
    both = function(train, test)
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise Refuse("`centre` returns both sets, as in `return train, test`.")
    mean = train.mean()
    for name, pixels, moved in (("train", train, both[0]), ("test", test, both[1])):
        _tell(name, pixels, moved, mean)
    return {"train": both[0], "test": both[1]}


def _tell(name, pixels, moved, mean):
    """A note on how far a set was moved, if not rightly."""
    if not isinstance(moved, np.ndarray | list) or np.shape(moved) != pixels.shape:
        return
    by = pixels.astype(float) - np.asarray(moved, float)
    if np.allclose(by, by.flat[0], atol=0.1):
        if not np.isclose(by.flat[0], mean, atol=0.1):
            note(
                f"All of {name} was moved by {by.flat[0]:.4g}; the mean of the training pixels is "
                f"{mean:.4g}."
            )
    else:
        near, far = np.sort(by, axis=None)[[0, -1]]
        note(f"{name} was not moved by one number: some pixels by {near:.4g}, others by {far:.4g}.")


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_centre,
    run=_moved,
    # Two sets, the other way round, whole images, and the smallest example, one image each.
    probes=[
        PIXELS,
        (PIXELS[1], PIXELS[0]),
        (np.stack([PIXELS[0], PIXELS[0][::-1]]), PIXELS[0].reshape(2, 3, 2)),
        (np.array([[0, 101]], dtype=np.uint8), np.array([[10, 20]], dtype=np.uint8)),
    ],
    accepts=(list,),
    rtol=1e-5,  # float32 is as good as float64 here
    hints=(
        "There are three bugs. Print what comes out for `train`, and ask of each number whether it "
        "can be true.",
        "Which type do the pixels have while the mean is being subtracted? What does `int` do to "
        "the mean? And whose mean is subtracted from the test images?",
        "Turn the images into floats before the subtraction, keep the mean as it is, with all its "
        "decimals, and compute it once.",
    ),
    after="All three bugs are silent: the network trains, only worse than it could. You find them "
    "by looking at numbers whose answer you know: the smallest pixel, the mean afterwards.",
)


@exercise.wrong(
    "Look at the smallest number in `train`. A black pixel minus the mean should be below 0. Here "
    "it comes out large and positive: bytes go round. That is the first of three bugs."
)
def both_bugs(train, test):
    train = train - int(train.mean())
    test = test - int(test.mean())
    return train.astype(float), test.astype(float)


@exercise.wrong(
    "One number is taken from both sets now: good. But a black pixel still comes out large "
    "and positive. Which type does it have in the moment of the subtraction?"
)
def still_wraps(train, test):
    mean = int(train.mean())
    return (train - mean).astype(float), (test - mean).astype(float)


@exercise.wrong(
    "The bytes no longer go round: good. But each set is moved by its own mean. The test images "
    "stand for images that you do not have yet, so nothing may be computed from them."
)
def own_mean(train, test):
    return train - train.mean(), test - test.mean()


@exercise.wrong(
    "Nearly: the mean of `train` is not quite 0 afterwards. `int` cuts off the mean's decimals."
)
def rounded_mean(train, test):
    mean = int(train.mean())
    return train.astype(float) - mean, test.astype(float) - mean


@exercise.wrong(
    "The bytes no longer go round: good. Now look at the mean: `int` cuts off its decimals, and "
    "each set is still moved by its own."
)
def own_rounded_mean(train, test):
    return train.astype(float) - int(train.mean()), test.astype(float) - int(test.mean())


@exercise.wrong(
    "The training set is right, and the test set has not moved. Is anything subtracted from it? If "
    "it is the mean of `train`: after `train` has been moved, that is 0. Keep it in a name before."
)
def mean_recomputed(train, test):
    train = train - train.mean()
    test = test - train.mean()
    return train, test


@exercise.wrong(
    "The subtraction is right, and then the result goes back into bytes, which cannot hold it."
)
def back_to_bytes(train, test):
    moved = _centre(train, test)
    return tuple(part.astype(int).astype(np.uint8) for part in moved)


@exercise.wrong(
    "This mean is computed from both sets together, so the test images have had their say. Use "
    "the training images alone."
)
def mean_of_all(train, test):
    mean = np.concatenate([train, test]).mean()
    return train - mean, test - mean


@exercise.wrong(
    "You subtract one mean for each pixel, which is a sound recipe too. Here a single number is "
    "asked for: the mean of all training pixels."
)
def mean_of_each_pixel(train, test):
    mean = train.mean(axis=0)
    return train - mean, test - mean


@exercise.wrong(
    "Here every image is moved by its own mean. Asked for is a single number: the mean of all "
    "training pixels."
)
def mean_of_each_image(train, test):
    return train - train.mean(axis=1, keepdims=True), test - test.mean(axis=1, keepdims=True)


@exercise.wrong(
    "The training set no longer goes round, the test set still does: it is made of bytes in the "
    "moment of the subtraction."
)
def test_still_wraps(train, test):
    mean = int(train.mean())
    return train.astype(float) - mean, (test - np.uint8(mean)).astype(float)


@exercise.wrong(
    "Nearly: the mean is rounded to a whole number, and so the mean of `train` is not quite 0 "
    "afterwards. Floats can hold its decimals."
)
def mean_to_the_nearest(train, test):
    mean = round(train.mean())
    return train.astype(float) - mean, test.astype(float) - mean


@exercise.wrong(
    "The pixels are right until they become whole numbers again: that cuts off the decimals."
)
def whole_numbers_returned(train, test):
    return tuple(part.astype(int) for part in _centre(train, test))


@exercise.wrong(
    "Both sets are moved by the mean of the test images. These stand for images that you do not "
    "have yet: take the mean of `train`."
)
def mean_of_test(train, test):
    return train - test.mean(), test - test.mean()


@exercise.wrong(
    "An int8 goes from -128 to 127, so bright pixels become negative. Floats hold them all."
)
def signed_bytes(train, test):
    train, test = train.astype(np.int8), test.astype(np.int8)
    return train - train.mean(), test - train.mean()


@exercise.wrong(
    "This is the mean of two means, so the test images have had their say. Use the training images "
    "alone."
)
def mean_of_means(train, test):
    mean = (train.mean() + test.mean()) / 2
    return train - mean, test - mean


@exercise.wrong(
    "The training set is right. The test set is still made of bytes when a whole number is "
    "subtracted, so it goes round, and the decimals are cut off there, too."
)
def test_as_before(train, test):
    mean = train.mean()
    return train - mean, test - int(mean)


@exercise.wrong(
    "This divides the sum by the number of images. The mean of all pixels divides it by how many "
    "pixels there are."
)
def divided_by_images(train, test):
    mean = train.sum() / len(train)
    return train - mean, test - mean


@exercise.wrong("No number is below 0, so the mean cannot be 0. Keep the signs.")
def without_signs(train, test):
    return tuple(np.abs(part) for part in _centre(train, test))


@exercise.wrong("The mean is added. Afterwards the mean of `train` should be 0: which sign?")
def added(train, test):
    return train + train.mean(), test + train.mean()


@exercise.wrong(
    "Besides being moved, the pixels are made smaller, divided by a number. Only the move is asked "
    "for."
)
def scaled_to_1(train, test):
    return tuple(part / 255 for part in _centre(train, test))


@exercise.wrong(
    "Besides being moved, the pixels are divided by their spread. Only the move is asked for."
)
def standardised(train, test):
    return tuple(part / train.std() for part in _centre(train, test))


@exercise.wrong("This is the median. Asked for is the mean: the sum, divided by the count.")
def median(train, test):
    return train - np.median(train), test - np.median(train)


@exercise.wrong(
    "This is the middle between the smallest and the largest pixel. The mean is the sum of all, "
    "divided by their count."
)
def middle(train, test):
    mean = (float(train.min()) + float(train.max())) / 2
    return train - mean, test - mean


@exercise.wrong("The two sets have changed places: `train` comes back first.")
def swapped(train, test):
    return _centre(train, test)[::-1]


@exercise.wrong("The numbers below 0 have become 0. They are to stay, or the mean is not 0.")
def clipped(train, test):
    return tuple(np.maximum(part, 0) for part in _centre(train, test))


@exercise.wrong(
    "This is the mean of the pixels that are not black. Asked for is the mean of all of them."
)
def mean_of_the_bright(train, test):
    mean = train[train > 0].mean()
    return train - mean, test - mean


@exercise.variant
def float32_in_place(train, test):
    train, test = train.astype(np.float32), test.astype(np.float32)
    mean = train.mean()
    train -= mean
    test -= mean
    return train, test


@exercise.variant
def a_list_of_rows(train, test):
    mean = train.sum() / train.size
    return [list(row - mean) for row in train.astype(float)], test.astype(float) - mean
