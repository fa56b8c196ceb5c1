"""Loss values by hand, gradients against finite differences, the errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlscratch.gradients import numerical_gradient
from dlscratch.losses import SSE, Loss, SoftmaxCrossEntropy, one_hot, softmax

RNG = np.random.default_rng(0)
CE = SoftmaxCrossEntropy()
LABELS = np.array([2, 0, 4, 4])


def scores(rows=4):
    return RNG.standard_normal((rows, 5))


def test_sse_of_a_batch_of_one_is_the_books():
    assert SSE().loss(np.array([1.0, 5.0]), np.array([3.0, 2.0])) == 13
    np.testing.assert_array_equal(SSE().gradient(np.array([1.0, 5.0]), np.array([3, 2])), [-4, 6])


def test_sse_averages_over_the_batch():
    predicted, actual = np.array([[1.0, 5.0], [3.0, 2.0]]), np.array([[3.0, 2.0], [3.0, 2.0]])
    assert SSE().loss(predicted, actual) == 6.5
    np.testing.assert_array_equal(SSE().gradient(predicted, actual), [[-2, 3], [0, 0]])


@pytest.mark.parametrize(
    "loss, actual",
    [(SSE(), RNG.standard_normal((4, 5))), (CE, LABELS), (CE, one_hot(LABELS, 5)),
     (CE, softmax(RNG.standard_normal((4, 5))))],
)  # fmt: skip
def test_gradients_agree_with_finite_differences(loss, actual):
    predicted = scores()
    wanted = numerical_gradient(lambda p: loss.loss(p, actual), predicted.copy())
    np.testing.assert_allclose(loss.gradient(predicted, actual), wanted, atol=1e-9)


def test_cross_entropy_of_a_single_example():
    row = scores(1)[0]
    assert CE.loss(row, 2) == pytest.approx(-np.log(softmax(row)[2]))
    assert CE.loss(row, one_hot(2, 5)) == pytest.approx(CE.loss(row, 2))
    np.testing.assert_allclose(CE.gradient(row, 2), softmax(row) - one_hot(2, 5))


def test_cross_entropy_before_learning_is_log_k():
    assert CE.loss(np.zeros((4, 5)), LABELS) == pytest.approx(np.log(5))


@given(hnp.arrays(np.float64, (3, 4), elements=st.floats(-1e6, 1e6)), st.floats(-1e3, 1e3))
def test_softmax_is_a_distribution_that_no_shift_changes(x, shift):
    p = softmax(x)
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_allclose(softmax(x + shift), p, atol=1e-6)


@pytest.mark.parametrize("x", [[[1000, 1001]], [[0, 1], [1000, 1001]], [[-1e30, 0]]])
def test_softmax_does_not_overflow(x):
    with np.errstate(over="raise", invalid="raise"):
        p = softmax(np.array(x, float))
        loss = CE.loss(np.array(x, float), np.zeros(len(x), int))
    assert np.isfinite(p).all() and np.isfinite(loss)


def test_labels_and_one_hot_rows_mean_the_same():
    predicted = scores()
    assert CE.loss(predicted, LABELS) == pytest.approx(CE.loss(predicted, one_hot(LABELS, 5)))
    np.testing.assert_array_equal(
        CE.gradient(predicted, LABELS), CE.gradient(predicted, CE.encode(LABELS, 5))
    )
    np.testing.assert_array_equal(one_hot(LABELS, 5).argmax(axis=1), LABELS)
    assert one_hot(LABELS, 5).sum() == 4


def test_inputs_are_left_alone():
    predicted, actual = scores(), one_hot(LABELS, 5)
    copies = predicted.copy(), actual.copy()
    for loss in (SSE(), CE):
        loss.loss(predicted, actual)
        loss.gradient(predicted, actual)
    np.testing.assert_array_equal(predicted, copies[0])
    np.testing.assert_array_equal(actual, copies[1])


def test_float32_stays_float32():
    predicted = scores().astype(np.float32)
    assert CE.gradient(predicted, LABELS).dtype == np.float32
    assert SSE().gradient(predicted, predicted).dtype == np.float32


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: SSE().loss(np.ones((4, 1)), np.ones(4)), r"\(4, 1\) and \(4,\) came"),
        (lambda: CE.loss(scores(), [0, 1, 2]), r"\(3,\) came for predictions \(4, 5\)"),
        (lambda: CE.loss(scores(), np.ones((4, 3))), r"\(4, 3\) came"),
        (lambda: CE.gradient(scores(), [0, 1, 2, 5]), "from 0 to 4, but 5 came"),
        (lambda: CE.gradient(scores(), [0, 1, 2, -1]), "from 0 to 4, but -1 came"),
        (lambda: CE.loss(scores(), [0.0, 1.0, 2.0, 3.0]), "float64 came"),
        (lambda: one_hot(["a"], 3), "labels are integers"),
    ],
)
def test_errors_are_one_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_labels_reach_a_loss_of_ones_own_as_one_hot_rows():
    """As the exercise of lesson 4 writes it, a loss knows rows only; train() is given labels."""

    class Own(Loss):
        pass

    labels, rows = np.array([2, 0]), np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    assert np.array_equal(Own().encode(labels, 3), [[0, 0, 1], [1, 0, 0]])
    assert Own().encode(rows, 3) is rows
    numbers = np.array([[0.5], [2.0]])
    assert Own().encode(numbers, 1) is numbers
