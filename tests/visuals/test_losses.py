"""The pictures of lesson 4: the numbers behind them, what they say, and what they refuse."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlscratch.gradients import numerical_gradient
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.losses import softmax as course_softmax
from dlscratch.visuals import logit_bars, surprise, two_losses

LOGITS = np.array([2.0, 1.0, -0.5])


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


@pytest.mark.parametrize("shift", [0, 100, -100, 1e6])
@pytest.mark.parametrize("actual", [0, 2])
def test_the_bars_are_those_of_the_courses_softmax_and_loss(shift, actual):
    state = logit_bars.compute(LOGITS, actual, shift)
    loss, y = SoftmaxCrossEntropy(), np.eye(3)[actual]
    np.testing.assert_allclose(state.probabilities, course_softmax(LOGITS))
    assert state.loss == pytest.approx(loss.loss(LOGITS, y))
    np.testing.assert_allclose(state.gradient, loss.gradient(LOGITS, y), atol=1e-12)


def test_without_the_maximum_it_is_the_same_until_exp_overflows():
    safe, bare = logit_bars.compute(LOGITS, 1), logit_bars.compute(LOGITS, 1, stable=False)
    np.testing.assert_allclose(safe.gradient, bare.gradient)
    assert safe.exps.max() == 1 and bare.exps.max() == pytest.approx(np.exp(2))
    over = logit_bars.compute(LOGITS, 1, shift=709, stable=False)
    assert np.isnan(over.probabilities[:2]).all() and over.probabilities[2] == 0
    assert np.isnan(over.loss) and np.isnan(over.gradient[1])


def test_the_picture_shows_every_number_and_the_words_say_them():
    picture = logit_bars.logit_bars([2, 1, 0], actual=1)
    assert picture.description == (
        "Logits 2.00, 1.00, 0.00. Probabilities 0.67, 0.24, 0.09. "
        "Class 1 is right: loss 1.41, p − y 0.67, −0.76, 0.09."
    )
    shown = texts(picture)
    for number in "2.00 1.00 0.67 0.24 −0.76".split():
        assert number in shown
    assert shown.count("class 1\nright") == 3 and shown.count("class 0") == 3
    assert "exp of x − max: 1, 0.368, 0.135" in shown
    assert picture._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")


def test_without_a_right_class_there_is_no_loss():
    picture = logit_bars.logit_bars([2, 1, 0])
    assert picture.description == "Logits 2.00, 1.00, 0.00. Probabilities 0.67, 0.24, 0.09."
    assert not [text for text in texts(picture) if "loss" in text or "right" in text]


def test_overflow_is_shown_as_it_is():
    picture = logit_bars.logit_bars([2, 1, -0.5], actual=1, shift=709, stable=False)
    assert texts(picture).count("NaN") == 4
    assert "exp of x: inf, inf, 4.98e+307" in texts(picture)
    assert "Probabilities NaN, NaN, 0.00. Class 1 is right: loss NaN" in picture.description


def test_the_arrows_have_the_length_and_the_direction_of_the_gradient():
    figure = Figure()
    logit_bars.draw(figure, [1, 3], actual=0)
    gradient = logit_bars.compute([1, 3], 0).gradient
    arrows = [patch.get_xy()[:, 1] for patch in figure.axes[0].patches[-2:]]
    lengths = [max(y - y[0], key=abs) for y in arrows]
    assert lengths[0] < 0 < lengths[1]
    np.testing.assert_allclose(np.divide(lengths, lengths[1]), gradient / gradient[1])


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([1.0],), "2 to 8 logits in a row, but shape (1,) came"),
        ((np.zeros((2, 2)),), "but shape (2, 2) came"),
        ((np.zeros(9),), "but shape (9,) came"),
        (([1, np.inf],), "finite"),
        (([1, 2], 0, np.nan), "finite"),
        (([1, 2], 2), "classes are 0 to 1, but 2 came"),
        (([1, 2], -1), "classes are 0 to 1, but -1 came"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError) as caught:
        logit_bars.logit_bars(*arguments)
    assert words in str(caught.value)


def test_surprise_marks_its_point():
    picture = surprise.surprise(0.1)
    assert picture.description.endswith("Marked: p = 0.1, −log p = 2.30.")
    [marked] = [line for line in picture.axes[0].lines if line.get_marker() == "o"]
    assert marked.get_xydata() == pytest.approx(np.array([[0.1, np.log(10)]]))
    assert surprise.surprise(1).description.endswith("Marked: p = 1, −log p = 0.00.")
    low, high = surprise.surprise(1e-6).axes[0].get_ylim()
    assert low == 0 and high > -np.log(1e-6)


@pytest.mark.parametrize("p", [0, -0.1, 1.1, np.nan])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        surprise.surprise(p)


@pytest.mark.parametrize("lead", [-6.0, -1.0, 0.5, 3.0])
def test_the_slopes_of_both_losses_agree_with_finite_differences(lead):
    here, at = two_losses.compute(lead), np.array([lead])
    for name in ("squared", "cross_entropy"):

        def value(x, name=name):
            return getattr(two_losses.compute(x[0]), name)

        assert getattr(here, f"{name}_slope") == pytest.approx(
            numerical_gradient(value, at)[0], abs=1e-8
        )


def test_two_losses_says_both_values_and_slopes():
    picture = two_losses.two_losses(-6)
    assert picture.description == (
        "Two losses over the lead of the right class. At -6, where p = 0.00247: "
        "SSE 1.99 with slope −0.01, cross-entropy 6.00 with slope −1.00."
    )
    with pytest.raises(ValueError, match="from -8 to 8, but 9 came"):
        two_losses.two_losses(9)


@pytest.mark.parametrize(
    "module, states",
    [
        (logit_bars, [([2, 1, 0], 1), ([2, 1, 0, 3], None), ([2, 1, 0], 1)]),
        (surprise, [(0.1,), (0.7,), (0.1,)]),
        (two_losses, [(-6,), (3,), (-6,)]),
    ],
)
def test_one_figure_is_drawn_on_again_and_again(module, states):
    figure, seen = Figure(), []
    for state in states:
        module.draw(figure, *state)
        seen.append((figure.description, texts(figure), len(figure.axes)))
    assert seen[0] == seen[2] != seen[1]
