"""The parabolas of lesson 5: the places are gradient descent's, and the words say where it ends."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlscratch.optimizers import GradientDescent
from dlscratch.visuals.learning_rates import descents, draw, learning_rates


class Bowl:
    def __init__(self, a, start):
        self.a, self.x, self.slope = a, np.array([start], float), np.zeros(1)

    def params(self):
        return [self.x]

    def grads(self):
        return [self.slope]


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


@pytest.mark.parametrize("a, start", [(1, 4), (3, -2)])
def test_the_places_are_those_of_gradient_descent(a, start):
    rates = [0.02, 0.3, 0.35]
    for rate, path in zip(rates, descents(rates, a, start, 6), strict=True):
        bowl, optimizer = Bowl(a, start), GradientDescent(rate)
        places = [start]
        for _ in range(6):
            bowl.slope[:] = 2 * a * bowl.x
            optimizer.step(bowl)
            places.append(bowl.x[0])
        np.testing.assert_allclose(path, places)


def test_the_description_says_where_each_walk_ends():
    assert learning_rates([0.02, 0.5, 1, 1.05]).description == (
        "Gradient descent on 1·x² from 4. After 8 steps: with 0.02 it is at 2.89; with 0.5 it is "
        "at 0 from step 1 on; with 1 it is at 4.00; with 1.05 it is at 8.57."
    )
    assert "it is far away" in learning_rates([100], steps=30).description


def test_a_walk_that_leaves_its_parabola_is_named():
    picture = learning_rates([0.3, 1.05])
    assert "step 5 leaves it" in texts(picture)
    assert sum("leaves it" in text for text in texts(picture)) == 1
    assert {"learning rate 0.3", "learning rate 1.05"} <= set(texts(picture))


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    draw(figure, [0.1, 0.2, 0.3, 0.9])
    draw(figure, [0.7], a=2, start=-1, steps=100)
    assert len(figure.axes) == 2
    assert "learning rate 0.1" not in texts(figure)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([],), "but 0 came"),
        (([0.1] * 5,), "but 5 came"),
        (([0.1, 0],), "above 0, up to 1000, but 0 came"),
        (([0.1], -1), "a lies above 0, up to 1000, but -1 came"),
        (([0.1], 1, 0), "but 0 came"),
        (([0.1], 1, 4, 0), "from 1 to 100, but 0 came"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError) as caught:
        learning_rates(*arguments)
    assert words in str(caught.value)
