"""Lesson 7: right answers in unlikely words pass; encodings that do not work hear why."""

import numpy as np
import pytest

from dlscratch.checks import fizzbuzz as check
from dlscratch.layers import Layer


@pytest.mark.parametrize(
    "encode",
    [
        lambda n: [n % 3 == 0, n % 5 == 0],
        lambda n: [float(n % 3), float(n % 5)],
        lambda n: [1000 * (n % 3 == 0), 0.001 * (n % 5 == 0), n],
        lambda n: [int(n % 15 == rest) for rest in range(15)] + [0, 7],
        lambda n: np.eye(15, dtype=int)[n % 15],
        lambda n: tuple(np.sin(2 * np.pi * (n + k) / m) for m in (3, 5) for k in range(m)),
        lambda n: [n >> bit & 1 for bit in range(10)] + [n % 3 == 0, n % 5 == 0],
    ],
)
def test_every_encoding_that_a_layer_can_use_passes(encode):
    verdict = check.own_encoding.grade(encode)
    assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize(
    "encode, words",
    [
        (lambda n: [], "holds 0 numbers"),
        (lambda n: [0] * 31, "may hold 1 to 30"),
        (lambda n: [1] * (n % 4 + 1), "equally many for every number"),
        (lambda n: [str(n)], "holds a string"),
        (lambda n: n, "should be a list of numbers, but a number came"),
        (lambda n: None, "but None came"),
        (lambda n: [n % 2, n % 4], "53 of 100 right, from 2 inputs"),
        (lambda n: [n % 7, n % 3 == 0], "'buzz'"),
    ],
)
def test_what_is_no_encoding_hears_why(encode, words):
    verdict = check.own_encoding.grade(encode)
    assert verdict.kind == "wrong" and words in verdict.message, verdict.message


@pytest.mark.parametrize("power", range(1, 4))
def test_any_multiple_of_bits_still_hears_about_bits(power):
    verdict = check.own_encoding.grade(lambda n: [power * (n >> bit & 1) - 1 for bit in range(10)])
    assert verdict.mistake == "bits"


def tanh(forward, slope):
    class Tanh(Layer):
        def forward(self, x):
            self.x = x
            return forward(x)

        def backward(self, gradient):
            return slope(self.x) * gradient

    return Tanh


@pytest.mark.parametrize(
    "forward, slope",
    [
        (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
        (lambda x: 2 / (1 + np.exp(-2 * x)) - 1, lambda x: 4 / (np.exp(x) + np.exp(-x)) ** 2),
        (lambda x: np.tanh(x).astype(np.float32), lambda x: 1 - np.square(np.tanh(x))),
        (lambda x: np.tanh(x).tolist(), lambda x: 1 - np.tanh(x) * np.tanh(x)),
    ],
)
def test_tanh_in_other_words_passes(forward, slope):
    verdict = check.tanh_backward.grade(tanh(forward, slope))
    assert verdict.kind == "passed", verdict.message


def test_the_bits_may_be_of_any_kind_of_number():
    for kind in (int, float, np.int64, np.float32):
        answer = check.binary_encode.grade(
            lambda n, kind=kind: [kind(n >> b & 1) for b in range(10)]
        )
        assert answer.kind == "passed", answer.message


def test_argmax_may_use_a_library_and_may_not_use_the_value():
    assert check.argmax.grade(lambda scores: int(np.array(scores).argmax())).kind == "passed"
    assert check.argmax.grade(np.max).mistake == "the_score_itself"


def test_two_sets_may_come_in_any_order_of_their_numbers():
    def split(held, last):
        return set(range(1, held + 1)), np.arange(last, held, -1)

    assert check.leaky_range.grade(split).kind == "passed"


def test_decay_of_the_callers_list_alone_is_noticed():
    def weight_decay(params, share):
        params[:] = [param * (1 - share) for param in params]

    assert check.weight_decay.grade(weight_decay).mistake == "list_changed"


def test_bits_changed_in_place_are_noticed():
    def ask(net, bits, answers):
        bits *= 2
        bits -= 1
        return np.mean(net.forward(bits).argmax(axis=1) == answers.argmax(axis=1))

    verdict = check.other_bits.grade(ask)
    assert verdict.kind == "wrong" and "changed its input" in verdict.message
