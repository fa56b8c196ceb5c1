"""Lesson 4: what the checks expect of a gradient is what finite differences say."""

import numpy as np
import pytest

from dlscratch import losses
from dlscratch.checks import ____
from dlscratch.checks import losses as check
from dlscratch.checks.engine.differences import differences
from dlscratch.checks.losses.shared import CHOICES, LOGITS


@pytest.mark.parametrize(
    "exercise",
    [check.sse, check.cross_entropy_gradient, check.binary_cross_entropy],
    ids=lambda one: one.name,
)
def test_the_expected_gradients_agree_with_finite_differences(exercise):
    loss = exercise.reference()
    for (predicted, actual), expected in zip(exercise.probes, exercise.expected, strict=True):
        if np.abs(predicted).max() > 100:  # differences of such large numbers are too coarse
            continue
        [slopes] = differences(lambda p, y=actual: loss.loss(p, y), [predicted], 1.0)
        np.testing.assert_allclose(expected.output["gradient"], slopes, atol=1e-8)


def test_no_probability_in_the_probes_is_a_half():
    answers = check.binary_cross_entropy.probes
    logits = [*LOGITS, *CHOICES, *answers]
    assert not any((np.asarray(probe[0]) == 0).all(axis=1).any() for probe in logits)
    assert not any((probe[0] == 0).any() for probe in answers)


def test_softmax_may_come_as_lists_made_row_by_row():
    def softmax(x):
        rows = []
        for row in x.tolist():
            exps = [2.718281828459045 ** (number - max(row)) for number in row]
            rows.append([e / sum(exps) for e in exps])
        return rows

    assert check.softmax.grade(softmax).kind == "passed"


def test_a_learners_softmax_that_is_still_blank_is_named():
    def softmax(x):
        return ____

    class SoftmaxCrossEntropy(losses.SoftmaxCrossEntropy):
        def gradient(self, predicted, actual):
            return softmax(predicted) - actual

    verdict = check.cross_entropy_gradient.grade(SoftmaxCrossEntropy)
    assert verdict.kind == "todo"
