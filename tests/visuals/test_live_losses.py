"""The live pictures of lesson 4: bars, probability and lead are moved; numbers and words follow."""

import numpy as np
import pytest

from dlscratch.visuals.logit_bars import GROUND, TOP, live_logit_bars
from dlscratch.visuals.surprise import live_surprise
from dlscratch.visuals.two_losses import live_two_losses
from tests.visuals.pictured import shares


def texts(live):
    return [text.get_text() for ax in live.figure.axes for text in ax.texts]


def place_of(live, x, y):
    return shares(live.figure.axes[0], x, y)


def bar(live, number, logit, part=0):
    """The place in a part of the picture that stands for a logit (without a shift)."""
    share = (logit + 6.5) / 13  # the scale: from -5 to 5, and room for the numbers
    return place_of(live, part + 0.1 + 0.85 * (number + 0.5) / 3, GROUND + (TOP - GROUND) * share)


def logits(live):
    return [live.state[f"logit_{number}"] for number in range(3)]


@pytest.fixture
def bars():
    return live_logit_bars([2, 1, 0], actual=1)


def test_it_begins_as_the_static_picture(bars):
    assert bars.description.startswith(
        "Logits 2.00, 1.00, 0.00. Probabilities 0.67, 0.24, 0.09. "
        "Class 1 is right: loss 1.41, p − y 0.67, −0.76, 0.09."
    )


def test_a_bar_is_dragged_and_the_others_stay(bars):
    bars.press(*bar(bars, 1, 1))
    assert logits(bars) == [2, 1, 0] and bars.state["bar"] == 1
    bars.drag(*bar(bars, 1, 4))
    assert logits(bars) == [2, 4, 0]
    bars.drag(*bar(bars, 2, 3.5))  # the pointer has slipped to a neighbour
    assert logits(bars) == [2, 3.5, 0] and bars.state["actual"] == 1
    bars.press(*bar(bars, 2, -3))
    assert logits(bars) == [2, 3.5, -3]
    assert "Logits 2.00, 3.50, −3.00." in bars.description and "−3.00" in texts(bars)


def test_a_bar_stays_within_reach(bars):
    bars.press(*bar(bars, 0, 6.4))
    assert logits(bars)[0] == 5
    bars.press(*bar(bars, 0, -6.4))
    assert logits(bars)[0] == -5


@pytest.mark.parametrize("part", [1, 2])
def test_a_click_names_the_right_class(bars, part):
    bars.press(*bar(bars, 2, 0, part))
    assert bars.state["actual"] == 2 and "Class 2 is right: loss 2.41" in bars.description
    bars.drag(*bar(bars, 0, 0, part))
    assert bars.state["actual"] == 2 and logits(bars) == [2, 1, 0]


def test_arrow_keys_choose_a_bar_and_move_it(bars):
    for key in ("right", "up", "up", "left", "left", "down"):
        bars.key(key)
    assert logits(bars) == [2, 2, -0.5] and bars.state["bar"] == 2
    assert "The chosen bar is that of class 2." in bars.description
    for _ in range(20):
        bars.key("down")
    assert logits(bars)[2] == -5


def test_adding_the_same_to_all_changes_nothing_but_the_logits(bars):
    words = bars.description.partition("Probabilities")[2]
    for shift in (1000, -1000, 37):
        bars.set(shift=shift)
        assert bars.description.partition("Probabilities")[2] == words


def test_without_the_maximum_exp_overflows_and_underflows(bars):
    bars.set(stable=False)
    for shift, nans in ((707, 0), (708, 2), (709, 5), (-746, 0), (-748, 7)):
        bars.set(shift=shift)
        assert sum("NaN" in text for text in texts(bars)) == nans, shift
    bars.set(shift=709)
    assert "exp of x, without − max: inf, inf, 8.22e+307." in bars.description
    bars.set(stable=True)
    assert "NaN" not in bars.description


def test_while_all_are_shifted_a_bar_can_be_dragged(bars):
    bars.set(shift=20)
    low, high = -1 - 0.15 * 26, 25 + 0.15 * 26
    share = (23 - low) / (high - low)
    x, _ = bar(bars, 0, 0)
    bars.press(x, place_of(bars, 0, GROUND + (TOP - GROUND) * share)[1])
    assert logits(bars)[0] == pytest.approx(3, abs=0.11)


def test_without_a_right_class_there_is_no_loss():
    live = live_logit_bars([2, 1, 0])
    assert "actual" not in live.state and "loss" not in live.description
    live.press(*bar(live, 2, 0, 1))
    assert logits(live) == [2, 1, 0]
    live.press(*bar(live, 2, 3))
    assert logits(live) == [2, 1, 3]


def test_the_pixels_follow_the_bars_and_come_back(bars):
    before = bars.pixels()
    bars.set(logit_0=-4)
    assert before.shape == bars.pixels().shape and (before != bars.pixels()).any()
    bars.set(logit_0=2)
    assert (before == bars.pixels()).all()


@pytest.mark.parametrize("arguments", [([1.0],), ([1, np.nan],), ([1, 2], 2)])
def test_what_does_not_fit_is_refused(arguments):
    with pytest.raises(ValueError):
        live_logit_bars(*arguments)


def test_the_surprise_follows_the_pointer_the_keys_and_the_slider():
    live = live_surprise(0.1)
    live.press(*place_of(live, 0.5, 4))
    assert live.description.endswith("Marked: p = 0.5, −log p = 0.69.")
    before = live.pixels()
    live.key("left")
    assert live.state["p"] == pytest.approx(0.5 / 1.1) and (live.pixels() != before).any()
    for p, words in ((0.01, "4.61"), (0.001, "6.91"), (1, "0.00"), (1 / np.e, "1.00")):
        live.set(p=p)
        assert live.description.endswith(f"−log p = {words}.")
    live.press(*place_of(live, 0, 4))
    assert live.state["p"] == 0.0001
    live.key("right")
    live.drag(*place_of(live, 1.02, 4))
    assert live.state["p"] == 1


def test_the_lead_follows_the_pointer_the_keys_and_the_slider():
    live = live_two_losses(-8)
    live.press(*place_of(live, 0.02, 4))
    assert "At 0, where p = 0.5: SSE 0.50 with slope −0.50" in live.description
    assert "cross-entropy 0.69 with slope −0.50" in live.description
    before = live.pixels()
    live.key("right")
    live.key("up")
    live.key("left")
    assert live.state["lead"] == 0.1 and (live.pixels() != before).any()
    live.press(*place_of(live, 8.5, 4))
    live.key("right")
    assert live.state["lead"] == 8


def test_sse_is_steepest_where_p_is_a_third():
    """As the lesson says of the live picture."""
    from dlscratch.visuals.two_losses import compute

    leads = np.linspace(-8, 8, 1601)
    steepest = compute(leads).squared_slope.argmin()
    assert -0.8 < leads[steepest] < -0.6
    assert compute(leads).p[steepest] == pytest.approx(1 / 3, abs=0.003)
