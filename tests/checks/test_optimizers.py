"""Lesson 5: solutions walk as the package does, and what only several nets or orders can show."""

import itertools

import numpy as np
import pytest

from dlscratch import layers, losses, optimizers
from dlscratch.checks import optimizers as check


def solved(name, cls):
    """The class in the solution of an exercise."""
    names = {"np": np}
    exec(getattr(check, name).solution.source, names)
    return names[cls]


@pytest.mark.parametrize(
    "name, cls, settings",
    [
        ("gradient_descent", "GradientDescent", {"learning_rate": 0.3}),
        ("momentum", "Momentum", {"learning_rate": 0.3, "momentum": 0.8}),
        ("momentum", "Momentum", {}),
        ("adam", "Adam", {"learning_rate": 0.01, "betas": (0.8, 0.99), "eps": 1e-4}),
        ("adam", "Adam", {}),
    ],
)
def test_solutions_take_the_steps_of_the_package(name, cls, settings):
    rng = np.random.default_rng(0)
    x, y, loss = rng.standard_normal((6, 3)), rng.integers(0, 4, 6), losses.SoftmaxCrossEntropy()
    found = []
    for optimizer in (solved(name, cls)(**settings), getattr(optimizers, cls)(**settings)):
        first, last = layers.Linear(3, 5, rng=1), layers.Linear(5, 4, rng=2)
        net = layers.Sequential([first, layers.Tanh(), last])
        for step in range(50):
            optimizer.learning_rate *= 0.9 if step == 20 else 1
            net.backward(loss.gradient(net.forward(x), y))
            optimizer.step(net)
        found.append(net.params())
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)


def test_a_memory_in_the_class_is_seen_however_often_it_is_checked():
    class Momentum:
        velocities = []

        def __init__(self, learning_rate=0.1, momentum=0.9):
            self.learning_rate, self.momentum = learning_rate, momentum

        def step(self, net):
            if not self.velocities:
                self.velocities.extend(np.zeros_like(param) for param in net.params())
            for param, grad, u in zip(net.params(), net.grads(), self.velocities, strict=True):
                u *= self.momentum
                u += (1 - self.momentum) * grad
                param -= self.learning_rate * u

    first = check.momentum.grade(Momentum)
    assert first.kind == "wrong" and first == check.momentum.grade(Momentum)
    assert first.mistake == "shared_by_optimizers"
    assert Momentum.velocities == []  # what the learner has stays as it was


def test_a_base_class_and_super_are_welcome():
    class Base:
        def __init__(self, learning_rate):
            self.learning_rate = learning_rate

    class Momentum(Base):
        def __init__(self, learning_rate=0.1, momentum=0.9):
            super().__init__(learning_rate)
            self.beta, self.memory = momentum, []

        def step(self, net):
            for i, (param, grad) in enumerate(zip(net.params(), net.grads(), strict=True)):
                if i == len(self.memory):
                    self.memory.append(0 * param)
                self.memory[i] = self.beta * self.memory[i] + (1 - self.beta) * grad
                param -= self.learning_rate * self.memory[i]

    assert check.momentum.grade(Momentum).kind == "passed"


def right(order):
    """What the exercise demands: each line after those that it needs, the loss before the step."""
    place = {letter: order.index(letter) for letter in order}
    return (
        max(place["B"], place["E"]) < place["H"] < min(place[letter] for letter in "FGDAC")
        and place["F"] < place["D"] < place["A"] < place["C"]
        and place["G"] < place["C"]
    )


def test_every_right_order_of_the_training_step_passes_and_no_other():
    for head in ("EBH", "BEH"):
        for body in itertools.permutations("FGDAC"):
            order = head + "".join(body)
            verdict = check.training_step.grade(order)
            assert (verdict.kind == "passed") == right(order), f"{order}: {verdict.message}"


@pytest.mark.parametrize("order", ["EBFGDACH", "HEBFGDAC", "EBHFGDCE"])
def test_what_is_no_order_is_refused_in_words(order):
    verdict = check.training_step.grade(order)
    assert verdict.kind == "wrong" and verdict.mistake is None


@pytest.mark.parametrize("path", [5, [], ["a"], [None, None]])
def test_a_path_that_is_none_is_answered_in_words(path):
    verdict = check.record_path.grade(lambda net, optimizer, steps: path)
    assert verdict.kind == "wrong" and "path" in verdict.message
