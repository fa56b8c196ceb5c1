"""What the last exercises of two lessons share: digits to learn from, new ones, and a mark."""

import functools
import inspect

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.datasets import mnist_small
from dlscratch.errors.values import name

ENOUGH = 0.9  # of the new digits, to pass
MARKS = {"nearly none": 0.03, "about 10 %": 0.25, "25 to 75 %": 0.75, "75 to 90 %": ENOUGH}
NAMES = np.array([1, 0, *range(2, 10)])  # what this exam calls the digits 0 to 9
LABELS = "one label for each digit"

# What is said of a `fit` or a `predict` that gives something else.
NO_FUNCTION = (
    "`fit` ends without handing anything back. Its last line returns a function that turns images "
    "into labels."
)
AN_ARRAY = (
    "`fit` returns an array. It should return a function: the check calls it later, with images "
    "that your net has never seen."
)
NO_LABELS = "`predict` gives None. Does it end with `return`?"
TEN_NUMBERS = (
    "There are ten numbers for each digit: logits, probabilities or one-hot rows. A label is the "
    "place of the largest."
)
ONE_FOR_ALL = (
    "There is a single answer for all digits together. Along which axis does `argmax` search, and "
    "does all that it gives come back?"
)
ONE_A_CLASS = (
    "There are ten answers for a thousand digits: one for each class. Along which axis does "
    "`argmax` search?"
)
LARGEST = (
    "What comes back are numbers, but no labels: a largest logit or probability, perhaps. A label "
    "is the place at which it stands."
)


@functools.cache
def digits():
    """The digits of `renamed`, flat, from 0 to 1 and centred: x, y, x_new, y_new."""
    images, labels, new_images, new_labels = renamed(8)
    x, x_new = (some.reshape(-1, 784).astype(np.float32) / 255 for some in (images, new_images))
    mean = x.mean()
    return x - mean, labels, x_new - mean, new_labels


def renamed(rng):
    """The small digits as bytes: images, labels, new images, new labels.

    They come in another order than on the page, and 0 and 1 have changed names: that is all the
    same to a `fit` that learns from what it is given, and not to one that learns from the page.
    `rng` is a Generator or a seed.
    """
    data = mnist_small()
    order = np.random.default_rng(rng).permutation(len(data.train_labels))
    names = NAMES.astype(data.train_labels.dtype)
    labels, new_labels = names[data.train_labels], names[data.test_labels]
    return data.train_images[order], labels[order], data.test_images, new_labels


def not_from_the_page(answers, labels):
    """Refuse if `answers` would be better with the page's names of the digits."""
    right, by_the_page = (np.mean(answers == names) for names in (labels, NAMES[labels]))
    if by_the_page > max(right, 0.5):
        raise Refuse(
            "The check hands over its digits in another order than the page's, and calls 0 what "
            "the page calls 1, and the other way round. Your net learnt the page's names: does "
            "`fit` learn from its own arguments, or from names of the page?"
        )


def mark(share):
    """An accuracy in words that do not depend on how the random numbers fell."""
    return next((words for words, limit in MARKS.items() if share < limit), "at least 90 %")


def takes_two(fit, things):
    """Refuse what cannot be called with these two things, such as `fit`'s own `predict`."""
    try:
        inspect.signature(fit).bind(0, 0)
    except TypeError:
        raise Refuse(
            f"`fit` takes two things, {things}, and what came takes another number of them. If it "
            "is `predict`, pass `fit` itself, with no brackets behind its name."
        ) from None
    except ValueError:  # what has no signature is called and seen
        pass


def form(answers, count):
    """What came in place of one label for each of `count` digits; LABELS if they came."""
    labels = np.asarray(answers) if isinstance(answers, np.ndarray | list | tuple) else None
    if labels is not None and labels.ndim and labels.dtype.kind in "US":
        return "strings"
    if labels is None or labels.dtype.kind not in "biuf" or not labels.ndim:
        return name(answers)
    if labels.shape not in ((count,), (count, 1)):
        return f"an array of shape {labels.shape}"
    if not np.isin(labels, range(10)).all():
        return "numbers other than the labels 0 to 9"
    return LABELS


def one_blas_thread():
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, user_api="blas")
