"""A right part that is slow: how that is measured, on a clock that the tests move, and said."""

import importlib

import numpy as np
import pytest

from dlscratch import convolution, layers
from dlscratch.checks import starting_weights as check
from dlscratch.checks.engine import show, speed
from dlscratch.course.parts import OFFERED, PARTS


class Clock:
    """A clock that stands still until somebody lets time pass."""

    now = 0.0

    def __call__(self):
        return self.now

    def taking(self, *seconds):
        """A ReLU whose first forward takes the first of these times, and so on; at last, each takes
        the last one."""
        left = list(seconds)

        class ReLU(layers.ReLU):
            def forward(_, x):
                self.now += left.pop(0) if len(left) > 1 else left[0]
                return super().forward(x)

        return ReLU


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(speed, "perf_counter", clock)
    return clock


def test_all_parts_that_steps_of_training_use_are_measured():
    """The others are made once, or only call these; tensors are lists, in the package as well."""
    once = {"random_uniform", "random_normal", "xavier", "he", "binary_encode", "fizz_buzz_encode"}
    callers = {"Sequential", "chapter_net"}
    lists = {name for name in OFFERED if PARTS[name].home == "dlscratch.tensors"}
    recorded = {"Value", "in_order", "Tensor", "cross_entropy"}  # a step of layers has none of them
    assert set(speed.PARTS) == set(OFFERED) - once - callers - lists - recorded
    for name, (_, package) in speed.PARTS.items():
        assert package is getattr(importlib.import_module(PARTS[name].home), name)


@pytest.mark.parametrize("name", speed.PARTS)
def test_each_part_has_its_place_in_a_step(clock, name):
    package, calls = speed.PARTS[name][1], []

    def answer(*given):
        calls.append(given)
        return package(*given)

    answer.__name__ = name
    assert speed.slowness(answer) == 0
    assert calls


@pytest.mark.parametrize(
    "package, answer, times",
    [
        (0.001, 0.001, 0),
        (0.001, 0.005, 0),
        (0.001, 0.0051, 5),
        (0.001, 0.04, 40),
        (0.1, 0.4, 0),
        (0.0001, 0.0019, 0),  # too short to matter, however often
        (0.0001, 0.004, 10),
    ],
)
def test_what_is_slow(clock, monkeypatch, package, answer, times):
    monkeypatch.setitem(speed.PARTS, "ReLU", ("activation", clock.taking(package)))
    assert speed.slowness(clock.taking(answer)) == times


def test_a_busy_machine_makes_nothing_slow(clock, monkeypatch):
    package = clock.taking(0.5, 0.5, 0.001)
    monkeypatch.setitem(speed.PARTS, "ReLU", ("activation", package))
    assert speed.slowness(clock.taking(0.05, 0.1, 0.06, 0.05, 0.004)) == 0
    assert (
        speed.slowness(clock.taking(0.5, 0.001)) == 500
    )  # half a second is no delay, and nobody is to wait


def test_what_is_quick_costs_one_step(clock):
    steps = []

    class ReLU(layers.ReLU):
        def forward(self, x):
            steps.append(x.shape)
            return super().forward(x)

    assert speed.slowness(ReLU) == 0
    assert steps == [(64, 30)]


def test_what_takes_very_long_is_stopped(clock, monkeypatch):
    class ReLU(layers.ReLU):
        def forward(self, x):
            while True:
                pass

    monkeypatch.setattr(speed, "MOST", 0.2)
    assert speed.slowness(ReLU) == 500  # of the least time that matters


def failing(gradient):
    print("!")
    raise ValueError(gradient.shape)


@pytest.mark.parametrize("answer", [len, 5, None, failing, type("ReLU", (), {"backward": failing})])
def test_what_is_in_no_step_or_fails_there(capsys, answer):
    assert speed.slowness(answer) == 0
    assert capsys.readouterr().out == ""


class ReLU(layers.Layer):
    def forward(self, x):
        self.slope = x > 0
        return x * self.slope

    def backward(self, gradient):
        return gradient * self.slope


def test_the_verdict_says_so(clock, monkeypatch):
    def backward(self, gradient):
        clock.now += 0.1
        return gradient * self.slope

    data = []
    monkeypatch.setattr(show, "show", lambda *said: data.append(said))
    check.relu(ReLU)
    monkeypatch.setattr(ReLU, "backward", backward)
    check.relu(ReLU)
    (_, plain, _, quick), (word, text, _, slow) = data
    assert word == "Passed: relu" and text.startswith(check.relu.after)
    line = text.split("\n")[-1]
    assert line.startswith("It is slow, though: a step of training on 64 digits takes")
    assert "hundreds of times as long" in line
    assert "your `ReLU`" in line and '`mine.leave_out("ReLU")`' in line
    assert slow[show.MIME]["slow"] is True
    assert plain == check.relu.after and "slow" not in quick[show.MIME]
    monkeypatch.setattr(speed, "slowness", lambda answer: 12)
    check.relu(ReLU)
    assert "takes about 12 times as long" in data[-1][1]


def test_a_convolution_that_goes_from_place_to_place_is_slow():
    class Conv2d(convolution.Conv2d):
        def forward(self, x):
            for image in x:
                for row, column in np.ndindex(image.shape[1] - 4, image.shape[2] - 4):
                    for filters in self.w:
                        np.sum(image[:, row : row + 5, column : column + 5] * filters)
            return super().forward(x)

    assert speed.slowness(Conv2d) >= speed.TIMES
    assert speed.slowness(convolution.Conv2d) == 0
