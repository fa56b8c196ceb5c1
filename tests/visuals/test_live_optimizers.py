"""The live pictures of lesson 5: the start is dragged, the walks are played, the words follow."""

import numpy as np
import pytest

from dlscratch.visuals.learning_rates import live_learning_rates
from dlscratch.visuals.toolkit.live import Player
from dlscratch.visuals.valley_race import RATES, live_valley_race, race
from tests.visuals.pictured import shares


def texts(live):
    return [text.get_text() for ax in live.figure.axes for text in ax.texts]


def place_of(live, x, y):
    return shares(live.figure.axes[0], x, y)


@pytest.fixture
def live():
    return live_valley_race()


def test_it_begins_at_the_start_with_all_three(live):
    assert live.description.startswith("The valley x² + 10·y², start at (-4, 1.5), 0 steps.")
    assert [name for name in RATES if name in texts(live)] == list(RATES)


def test_the_start_is_dragged_over_the_map(live):
    live.press(*place_of(live, 3, -1))
    assert (live.state["x"], live.state["y"]) == (3, -1)
    live.drag(*place_of(live, -2.04, 0.51))
    assert "start at (-2, 0.5)" in live.description
    live.drag(0.5, 0.99)  # below the map
    assert "start at (-2, 0.5)" in live.description


def test_the_start_is_moved_by_the_arrow_keys_and_stays_on_the_map(live):
    for key in ("right", "right", "down", "left", "up", "up"):
        live.key(key)
    assert (live.state["x"], live.state["y"]) == (-3.8, 1.6)
    for _ in range(10):
        live.key("up")
        live.key("left")
    assert (live.state["x"], live.state["y"]) == (-5.2, 2.1)
    assert "cannot be drawn" not in live.children[-1].value


def test_every_control_changes_the_walks_it_names(live):
    live.set(steps=12)
    chosen = {
        "stretch": (30, {"stretch": 30}),
        "beta": (0.6, {"momentum": 0.6}),
        "gradient_descent": (0.02, {"rates": {**RATES, "gradient descent": 0.02}}),
        "momentum": (0.05, {"rates": {**RATES, "momentum": 0.05}}),
        "Adam": (0.1, {"rates": {**RATES, "Adam": 0.1}}),
    }
    first = live.state
    for name, (value, arguments) in chosen.items():
        live.set(**{name: value})
        for run in race(**arguments).values():
            said = "far off" if abs(run.path[-1]).max() > 100 else f"height {run.height:.2g}."
            assert said in live.description, name
        live.set(**{name: first[name]})


def test_it_can_be_played(live):
    [play] = [one for one in live.children[1].children if isinstance(one, Player)]
    steps = live.controls["steps"]
    assert play.slider is steps and (steps.min, steps.step) == (0, 1) and steps.max >= 80
    seen = set()
    for count in range(0, steps.max + 1, 20):
        steps.value = count
        seen.add(live.description)
        assert f"{count} steps" in texts(live)
    assert len(seen) == 5


def test_the_pixels_follow_the_state(live):
    before = live.pixels()
    live.set(steps=3)
    assert before.shape == live.pixels().shape and (before != live.pixels()).any()
    live.set(steps=0)
    assert (before == live.pixels()).all()


def test_some_may_walk_alone():
    live = live_valley_race({"gradient descent": 0.022}, start=(4.6, -1.7), stretch=40, steps=5)
    assert set(live.state) == {"steps", "stretch", "gradient_descent", "x", "y"}
    assert live.state["gradient_descent"] == 0.022 and "5 steps" in texts(live)
    with pytest.raises(ValueError, match="'Newton' came"):
        live_valley_race({"Newton": 0.1})


# What the lesson says of the picture


def crossings(rates, **state):
    [run] = race(rates, **state).values()
    sides = np.sign(run.path[:, 1])
    return int(np.sum(sides[1:] * sides[:-1] < 0))


@pytest.mark.parametrize("start", [(-4, 0), (3, 0), (0, 1.5), (0, -2)])
@pytest.mark.parametrize("stretch", [3, 10, 11])
def test_from_the_axes_gradient_descent_goes_straight(start, stretch):
    path = race({"gradient descent": 0.09}, start, stretch, steps=10)["gradient descent"].path
    np.testing.assert_allclose(path[:, start.index(0)], 0)


def test_in_a_round_valley_one_step_is_enough():
    run = race({"gradient descent": 0.5}, stretch=1, steps=1)["gradient descent"]
    np.testing.assert_allclose(run.path[-1], 0, atol=1e-12)


def test_a_short_memory_zigzags_and_a_long_one_goes_round():
    """Within 60 steps β = 0.97 stays high and far from rest, 0.6 is as good as there."""
    heights = {}
    for beta in (0.6, 0.97):
        run = race({"momentum": 0.2}, steps=60, momentum=beta)["momentum"]
        heights[beta] = run.height
    assert heights[0.6] < 1e-3 and heights[0.97] > 0.5
    few = {beta: crossings({"momentum": 0.2}, steps=20, momentum=beta) for beta in (0.6, 0.9, 0.97)}
    assert few[0.6] > few[0.9] > few[0.97]


@pytest.mark.parametrize(
    "rates, start, stretch",
    [
        ({"gradient descent": 0.3, "momentum": 0.06, "Adam": 0.4}, (4.6, -1.7), 2),
        ({"gradient descent": 0.3, "momentum": 0.06, "Adam": 0.4}, (4.6, 0), 40),
    ],
)
def test_adam_can_lose(rates, start, stretch):
    runs = race(rates, start, stretch, steps=15)
    assert min(runs, key=lambda name: runs[name].height) == "gradient descent"


# One learning rate


def test_one_learning_rate_and_its_steps():
    live = live_learning_rates(0.1)
    for rate, steps, words in (
        (0.5, 8, "it is at 0 from step 1 on. Each step multiplies x by 0."),
        (1.0, 7, "it is at -4.00. Each step multiplies x by −1."),
        (0.9, 2, "it is at 2.56. Each step multiplies x by −0.8."),
    ):
        live.set(rate=rate, steps=steps)
        assert live.description.endswith(words)
        assert any(text.endswith(words.split("Each")[1][:-1]) for text in texts(live))


def test_one_learning_rate_can_be_played_and_the_scale_stays():
    live = live_learning_rates(0.3)
    [play] = [one for one in live.children[1].children if isinstance(one, Player)]
    assert play.slider is live.controls["steps"] and (play.slider.min, play.slider.max) == (1, 40)
    limits = live.figure.axes[1].get_xlim()
    before = live.pixels()
    live.controls["steps"].value = 20
    assert live.figure.axes[1].get_xlim() == limits and (live.pixels() != before).any()
    with pytest.raises(ValueError, match="but 0 came"):
        live_learning_rates(0)
