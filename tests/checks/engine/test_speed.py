"""A right part that is slow: how that is measured, on a clock that the tests move, and said."""

import importlib

import pytest

from dlscratch import layers
from dlscratch.checks import starting_weights as check
from dlscratch.checks.engine import show, speed
from dlscratch.course.parts import PARTS

RELU = "starting_weights.relu"


class Clock:
    """A clock that stands still until somebody lets time pass."""

    now = 0.0

    def __call__(self):
        return self.now

    def taking(self, package, *seconds):
        """The package's ReLU or the like, whose first forward takes the first of these times, and
        so on; at last, each takes the last one."""
        left = list(seconds)

        class Slow(package):
            def forward(_, x):
                self.now += left.pop(0) if len(left) > 1 else left[0]
                return super().forward(x)

        return Slow


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(speed, "perf_counter", clock)
    return clock


def with_relu(monkeypatch, package):
    monkeypatch.setitem(speed.ROLES, RELU, ("activation", package))


@pytest.mark.parametrize("exercise", speed.ROLES)
def test_each_part_has_its_place_in_a_step(clock, exercise):
    [name] = [name for name, part in PARTS.items() if part.exercise == exercise]
    role, package = speed.ROLES[exercise]
    assert package is getattr(importlib.import_module(PARTS[name].home), name)
    calls = []

    def answer(*given):
        calls.append(given)
        return package(*given)

    assert speed.slowness(exercise, answer) == 0
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
    with_relu(monkeypatch, clock.taking(layers.ReLU, package))
    assert speed.slowness(RELU, clock.taking(layers.ReLU, answer)) == times


def test_a_busy_machine_makes_nothing_slow(clock, monkeypatch):
    with_relu(monkeypatch, clock.taking(layers.ReLU, 0.5, 0.5, 0.001))
    assert speed.slowness(RELU, clock.taking(layers.ReLU, 0.05, 0.1, 0.06, 0.05, 0.004)) == 0
    slow = clock.taking(layers.ReLU, 0.5, 0.001)
    assert speed.slowness(RELU, slow) == 500  # half a second is no delay, and nobody is to wait


def test_what_is_quick_costs_one_step(clock):
    steps = []

    class Counted(layers.ReLU):
        def forward(self, x):
            steps.append(x.shape)
            return super().forward(x)

    assert speed.slowness(RELU, Counted) == 0
    assert steps == [(64, 30)]


def test_what_takes_very_long_is_stopped(clock, monkeypatch):
    class Endless(layers.ReLU):
        def forward(self, x):
            while True:
                pass

    monkeypatch.setattr(speed, "MOST", 0.2)
    assert speed.slowness(RELU, Endless) == 500  # of the least time that matters


class Failing(layers.ReLU):
    def backward(self, gradient):
        print("!")
        raise ValueError(gradient.shape)


@pytest.mark.parametrize("exercise, answer", [("tensors.shape", len), (RELU, Failing)])
def test_what_is_in_no_step_or_fails_there(capsys, exercise, answer):
    assert speed.slowness(exercise, answer) == 0
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
    assert line.startswith("It is slow: a step of training on 64 digits takes hundreds of times")
    assert "your `ReLU`" in line and '`mine.leave_out("ReLU")`' in line
    assert slow[show.MIME]["slow"] is True
    assert plain == check.relu.after and "slow" not in quick[show.MIME]
    monkeypatch.setattr(speed, "slowness", lambda *what: 12)
    check.relu(ReLU)
    assert "takes about 12 times as long" in data[-1][1]
