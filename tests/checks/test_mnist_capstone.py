"""Lesson 9's empty page: what is borrowed, what is not, and what a net has learnt from."""

import functools

import numpy as np
import pytest

from dlscratch.checks import mnist as check
from dlscratch.datasets import mnist_small
from dlscratch.layers import Layer, Linear


def guess(x, y):
    return lambda x: np.zeros(len(x), int)


class Own:
    pass


class Built(Layer):
    pass


LAYER, PART = Linear(2, 2), functools.partial(Linear, 784)


def imports(x, y):
    from dlscratch.losses import softmax

    return softmax


def through_a_class(x, y):
    return Built()


def through_a_helper(x, y):
    return through_a_class(x, y)


def through_a_value(x, y):
    return LAYER.forward(x)


def through_a_part(x, y):
    return PART(10)


def in_a_method(x, y):
    class Net:
        def forward(self):
            return Linear(784, 10)

    return Net()


def through_a_closure(layer=Linear):
    def fit(x, y):
        return layer(784, 10)

    return fit


@pytest.mark.parametrize(
    "fit, name",
    [
        (imports, "dlscratch.losses"),
        (through_a_class, "Layer"),
        (through_a_helper, "Layer"),
        (through_a_value, "LAYER"),
        (through_a_part, "Linear"),
        (in_a_method, "Linear"),
        (through_a_closure(), "layer"),
    ],
)
def test_the_empty_page_sees_what_is_borrowed(fit, name):
    verdict = check.capstone.grade(fit)
    assert verdict.kind == "wrong" and verdict.mistake is None
    assert f"uses {name} from dlscratch" in verdict.message


def test_the_empty_page_lets_own_code_and_the_checks_be():
    def fit(x, y):
        Own(), check
        return guess(x, y)

    verdict = check.capstone.grade(fit)
    assert verdict.mistake == "one_answer" and "10.0% of the 1,000" in verdict.message


def test_the_empty_page_shows_what_was_printed():
    def fit(x, y):
        print("epoch 0: loss 2.30")
        return guess(x, y)

    assert "epoch 0: loss 2.30" in check.capstone.grade(fit).message


class Holder:
    def __init__(self):
        self.digits, self.Layer, self.layers = 10, None, []  # names of dlscratch, and its own

    def predict(self, x):
        return np.zeros(len(x), int)


digits = mnist_small()
NETS, PARTIAL = {"net": [Linear(2, 2)]}, functools.partial(Own, LAYER)


def prints_a_score(x, y):
    print(f"{np.mean(digits.test_labels == 0):.1%}")
    return Holder().predict


def loads_the_digits_itself(x, y):
    from dlscratch.datasets import mnist_small

    mnist_small()
    return Holder().predict


@pytest.mark.parametrize("fit", [prints_a_score, loads_the_digits_itself])
def test_data_and_own_attributes_are_not_borrowed(fit):
    assert check.capstone.grade(fit).mistake == "one_answer"


def by_default(x, y, layer=Linear):
    return layer


def out_of_a_collection(x, y):
    return NETS["net"]


def as_an_argument(x, y):
    return PARTIAL()


def through_a_submodule(x, y):
    from dlscratch import layers

    return layers.Linear


def through_torch(x, y):
    from torch import nn

    return nn.Linear


@pytest.mark.parametrize(
    "fit, words",
    [
        (by_default, "layer from dlscratch"),
        (out_of_a_collection, "NETS from dlscratch"),
        (as_an_argument, "PARTIAL from dlscratch"),
        (through_a_submodule, "dlscratch.layers from dlscratch"),
        (through_torch, "torch from torch"),
    ],
)
def test_the_empty_page_looks_into_what_is_used(fit, words):
    assert f"`fit` uses {words}" in check.capstone.grade(fit).message


def nearest(x, y):
    """A `fit` that needs no training."""

    def predict(new):
        return y[((new**2).sum(1)[:, None] - 2 * new @ x.T + (x**2).sum(1)).argmin(axis=1)]

    return predict


def centred():
    x = digits.train_images.reshape(-1, 784).astype(np.float32) / 255
    return x - x.mean(), digits.train_labels


def test_who_learns_from_the_page_and_not_from_the_arguments_is_told_so():
    for fit in (
        lambda x, y: nearest(*centred()),
        lambda x, y: nearest(x, centred()[1]),
        lambda x, y: nearest(centred()[0], y),
    ):
        assert check.capstone.grade(fit).kind == "wrong"
    message = check.capstone.grade(lambda x, y: nearest(*centred())).message
    assert "names of the page" in message and "of the 1,000 new.)" in message


def test_predict_is_asked_with_a_thousand_digits_at_a_time():
    def fit(x, y):
        near = nearest(x, y)
        return lambda new: near(new.reshape(1000, 784)).reshape(1000, 1)

    assert check.capstone.grade(fit).kind == "passed"


def test_what_fit_has_returned_is_not_taken_for_fit():
    message = check.capstone.grade(nearest(*centred())).message
    assert "`fit` takes two things" in message


def spoilt(share):
    """A `fit` that reads the digits it learnt from, and of the new ones this share wrongly."""

    def fit(x, y):
        near = nearest(x, y)

        def predict(new):
            answers = near(new)
            old = near.known = getattr(near, "known", {image.tobytes() for image in x})
            strange = np.array([image.tobytes() not in old for image in new])
            wrong = strange & (new.sum(axis=1) * 1e4 % 1 < share)
            return np.where(wrong, (answers + new[:, 300:400].argmax(axis=1) % 9 + 1) % 10, answers)

        return predict

    return fit


def test_far_worse_on_new_digits_is_said_of_a_large_gap_alone():
    verdict = check.capstone.grade(spoilt(0.1))
    assert verdict.mistake == "worse_on_new_digits", verdict.message

    def linear(x, y):
        rows = np.c_[x, np.ones(len(x))]
        weights = np.linalg.solve(rows.T @ rows + 300 * np.eye(785), rows.T @ np.eye(10)[y])
        return lambda new: (np.c_[new, np.ones(len(new))] @ weights).argmax(axis=1)

    verdict = check.capstone.grade(linear)
    assert verdict.mistake != "worse_on_new_digits", verdict.message


def test_what_predict_computes_over_all_its_images_is_noticed():
    def fit(x, y):
        near = nearest(x, y)
        return lambda new: near((new - new.mean(axis=0)) / (new.std(axis=0) + 0.01) * 5)

    assert "over all the images together" in check.capstone.grade(fit).message


def test_labels_that_are_off_by_one_are_noticed():
    def fit(x, y):
        near = nearest(x, y)
        return lambda new: (near(new) + 1) % 10

    assert "the label plus 1" in check.capstone.grade(fit).message
