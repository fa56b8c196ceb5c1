"""The live picture of lesson 8: epochs, numbers, and bits that are flipped."""

import copy

import numpy as np
import pytest

from dlscratch.datasets import binary_encode, fizzbuzz
from dlscratch.layers import Linear, Sequential, Tanh
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam
from dlscratch.training import accuracy, train
from dlscratch.visuals.fizzbuzz_grid import live_fizzbuzz_grid
from tests.visuals.pictured import shares

DATA = fizzbuzz()


@pytest.fixture(scope="module")
def nets():
    rng = np.random.default_rng(0)
    net = Sequential([Linear(10, 100, "he", rng), Tanh(), Linear(100, 4, rng=rng)])
    optimizer, kept = Adam(0.01), [copy.deepcopy(net)]
    for _ in range(40):
        train(net, DATA.train_x, DATA.train_y, SoftmaxCrossEntropy(), optimizer, rng=rng,
              progress=False)  # fmt: skip
        kept.append(copy.deepcopy(net))
    return kept


@pytest.fixture
def live(nets):
    return live_fizzbuzz_grid(nets)


def press(live, panel, x, y):
    live.press(*shares(live.figure.panels[1][panel], x, y))


def test_it_opens_at_the_last_epoch(live, nets):
    assert live.state == {"moment": 40, "number": 45, "flip": None}
    right = round(100 * accuracy(nets[-1], DATA.test_x, DATA.test_y))
    assert f"after 40 epochs: {right} right" in live.description
    assert "the bits of 45, ones first, are 1 0 1 1 0 1 0 0 0 0" in live.description


def test_every_epoch_shows_its_own_net(live, nets):
    for moment in (0, 7, 30):
        live.set(moment=moment)
        right = round(100 * accuracy(nets[moment], DATA.test_x, DATA.test_y))
        assert f"after {moment} epochs: {right} right" in live.description


def test_a_flipped_bit(live, nets):
    before = live.pixels()
    live.set(flip=1)
    assert "the bits of 47" in live.description
    place = nets[-1].forward(np.array(binary_encode(47), float)).argmax()
    said = ["47", "fizz", "buzz", "fizzbuzz"][place]
    assert f"the highest score says {said}. Before the flip it was 45: " in live.description
    assert (live.pixels() != before).any()
    live.set(flip=None)
    assert (live.pixels() == before).all()
    live.set(number=1, flip=0)
    assert "the bits of 0," in live.description and "ValueError" not in live.children[-1].value


def test_clicks(live):
    press(live, 0, 6.5, 2.5)
    assert live.state["number"] == 27
    press(live, 2, 3.2, 0.4)
    assert live.state["flip"] == 3 and "the bits of 19" in live.description
    press(live, 2, 2.9, 0.4)
    assert live.state["flip"] is None
    press(live, 1, 12.3, 50)
    assert live.state["moment"] == 12
    before = live.state
    press(live, 0, -0.5, 2)
    press(live, 3, 1, 1)
    live.press(0.999, 0.5)
    assert live.state == before


def test_arrow_keys(live):
    numbers = []
    for key in ("right", "down", "left", "up", "up", "up", "up", "up", "up"):
        live.key(key)
        numbers.append(live.state["number"])
    assert numbers == [46, 56, 55, 45, 35, 25, 15, 5, 95]


def test_play_goes_through_all_epochs(live):
    play = live.children[1].children[0]
    assert play.slider is live.controls["moment"]
    assert (play.slider.min, play.slider.max, play.slider.step) == (0, 40, 1)


def test_the_nets_are_left_alone(nets):
    net = copy.deepcopy(nets[-1])
    net.forward(np.ones((3, 10)))
    live_fizzbuzz_grid([net]).set(flip=2)
    net.backward(np.ones((3, 4)))  # still about the batch of three


def test_what_does_not_fit(nets):
    with pytest.raises(ValueError, match="at least one net"):
        live_fizzbuzz_grid([])
    with pytest.raises(ValueError, match="10"):
        live_fizzbuzz_grid([Linear(9, 4)])
