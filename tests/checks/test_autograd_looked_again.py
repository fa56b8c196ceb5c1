"""Lesson 11: answers that are right at first sight, and what is seen when one looks again."""

import pytest

from dlscratch.checks import autograd as check
from tests.checks.test_autograd_b import NET, QUICK, RETURN, RETURN_XOR, passes, refused, written
from tests.checks.test_autograd_told import FOUND

DIFFERENCE = "return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))"
GROWS = "value.grad += gradient"
WALK = "def send_back(result):"
TOTAL = "total, notes = 0.0, []"
NOTE = "lambda gradient, weight=weight: weight * gradient"
FORWARD = "return (x @ self.directions().T) * self.strength + self.b"
PICK = "lower[np.arange(len(labels)), labels]"
MOVE = "param.data -= 0.1 * param.grad"


@pytest.mark.parametrize(
    ("exercise", "changes", "words"),
    [
        # another number than the one that came
        (check.value, ("self.data = data", "self.data = int(data)"), "`Value(1.5)` has 1 as"),
        (check.value, ("self.data = data", "self.data = abs(data)"), "as it came"),
        (check.value, ("self.data = data", "self.data = round(data)"), "as it came"),
        # signs, zeros, and numbers that are equal
        (check.value_operators, (DIFFERENCE, "return self if not other.data else Value("
         "self.data - other.data, ((self, 1.0), (other, -1.0)) if self.data != other.data else ())"
         ), "gradient for a"),
        (check.value_operators, ("return self.as_value(other) - self",
         "return self - other if self.data > other else self.as_value(other) - self"), "data of f"),
        (check.value_operators, ("return self.as_value(other) / self",
         "return self.as_value(1.0) / (self / other)"), "ZeroDivisionError"),
        (check.value_operators, ("slope, other_slope = 1 / other.data,",
         "slope, other_slope = self.data / other.data / self.data,"), "ZeroDivisionError"),
        (check.value_operators, ("return self.as_value(other) * self",
         "return self.as_value(other) * self if other else self.as_value(0.0) + self"), "0 * a"),
        # what is kept, rounded, or left out
        (check.adds_up, (WALK, "def send_back(result, sums={}):", GROWS,
         "value.grad = sums[value] = sums.get(value, 0.0) + gradient"), "a second one"),
        (check.adds_up, (GROWS, "value.grad = round(value.grad + gradient, 5)"), "rounded"),
        (check.adds_up, (GROWS, "if abs(gradient) < 1e-6:\n            continue\n        " + GROWS),
         "2e-07"),
        (check.adds_up, (WALK, "sums = {}\n\n" + WALK, GROWS, "sums[value.data] = "
         "sums.get(value.data, 0.0) + gradient\n        value.grad = sums[value.data]"),
         "second one"),
        (check.adds_up, ("ways = [", "sums = {}\n    ways = [", GROWS, "sums[value.data] = "
         "sums.get(value.data, 0.0) + gradient\n        value.grad = sums[value.data]"),
         "the same number"),
        (check.in_order, ("return done[::-1]", "return tuple(done[::-1])"), "a list is wanted"),
        (check.in_order, ("in value.parents]", "in value.parents[:3]]"), "three others"),
        (check.in_order, ("def in_order(", "done = []\n\ndef in_order(", FOUND, "done.clear()\n"
         "    found, to_visit = set(), [(result, False)]", "return done[::-1]",
         "done.reverse()\n    return done"), "Each call makes a new one"),
        # whole numbers
        (check.last_slope, (TOTAL, "total, notes = np.zeros_like(parts[0]), []",
         "total = total + weight * part", "total = (total + weight * part).astype(part.dtype)"),
         "the sum"),
        (check.last_slope, (TOTAL, TOTAL + "\n    left = list(weights)", NOTE,
         "lambda gradient: left.pop(0) * gradient"), "off a list"),
        (check.matmul_back, (RETURN, "for_a = np.empty_like(a)\n    for_a[:] = gradient @ b.T\n    "
         "return for_a, a.T @ gradient"), "whole numbers"),
        (check.bias_shape, ("return gradient, gradient.sum(axis=0)",
         "return gradient, gradient.sum(axis=0).astype(b.dtype)"), "gradient for b"),
        # arrays that are kept
        (check.matmul_back, ("def matmul_back(", "ROOM = {}\n\ndef matmul_back(", RETURN,
         "room = ROOM.setdefault(a.shape, np.zeros(a.shape))\n    room[:] = gradient @ b.T\n    "
         "return room, a.T @ gradient"), "Each is to make its own"),
        (check.matmul_back, (RETURN, "return np.float16(gradient @ b.T), a.T @ gradient"),
         "float16"),
        (check.bias_shape, ("def back(gradient):", "total = np.zeros(x.shape[1])\n    def back("
         "gradient):", "return gradient, gradient.sum(axis=0)",
         "total[:] = gradient.sum(axis=0)\n        return gradient, total"), "keeps an array"),
        (check.bias_shape, ("def back(gradient):", "seen = []\n    def back(gradient):",
         "return gradient, gradient.sum(axis=0)",
         "seen.append(gradient)\n        return gradient, sum(one.sum(axis=0) for one in seen)"),
         "called once"),
        (check.tensor, ("return np.broadcast_to(g, self.data.shape)",
         "return np.broadcast_to(g, self.data.shape) if axis is None else "
         "np.repeat(g, self.data.shape[axis], axis)"), "axis=(0, 1)"),
        # parameters and nets
        (check.held_still, (FORWARD, "self.b = autograd.Tensor(self.b.data, requires_grad=True)\n"
         "        " + FORWARD), "a new tensor for b"),
        (check.held_still, ("return self.w / squares ** 0.5",
         "return self.w + (self.w / squares ** 0.5 - self.w).detach()"), "nothing were divided"),
        (check.too_soon, ("losses = []", "import copy\n    net, losses = copy.deepcopy(net), []"),
         "has not moved at all"),
        (check.too_soon, ("loss = modules", "for _ in range(2):\n            loss = modules",
         "        step_down(net, loss, rate)", "            step_down(net, loss, rate)"),
         "2 steps are taken"),
        (check.second_walk, ("return made, w.data", "return made[-1], w.data"), "the list of all"),
        # labels
        (check.cross_entropy, (f"(logs - {PICK})",
         "(logs - (lower * np.eye(labels.max() + 1)[labels]).sum(axis=1))"), "shape of the logits"),
        (check.cross_entropy, (PICK, "lower[np.arange(len(labels)), np.sort(labels)]"), "in order"),
        (check.cross_entropy, (PICK, "lower[labels].sum(axis=1)"), "number of a row"),
        # trainings
        (check.learn_xor, ("    def net(x)", "    x -= 0.5\n\n    def net(x)", *QUICK), "the `x`"),
        (check.learn_xor, ("error = net(x) - y", "y *= 1.0\n        y += 0.1\n        error = "
         "net(x) - y", *QUICK), "the `y`"),
        (check.learn_xor, ("def learn_xor(", "kept = []\n\ndef learn_xor(", "    def net(x)",
         "    kept[:] = params\n\n    def net(x)", "w2, b2 = params", "w2, b2 = kept", *QUICK),
         "After another training"),
        (check.learn_xor, ("error = net(x) - y", "error = net(2 * x - 1) - y",
         "range(500)", "range(1500)"), "does it do with x"),
        (check.learn_xor, (RETURN_XOR, "return lambda x: net(2 * x - 1).data",
         "range(500)", "range(40)"), "in its last round"),
        (check.learn_xor, ("    def net(x)", "    old = [Tensor(one.data + 0) for one in params]\n"
         "    def net(x)", "w2, b2 = params", "w2, b2 = old if free else params",
         "def net(x)", "def net(x, free=False)", RETURN_XOR, "return lambda x: net(x, True).data",
         "range(500)", "range(100)"), "with the last weights"),
        (check.learn_xor, (RETURN_XOR, "return lambda x: net(x - x.mean(axis=0)).data", *QUICK),
         "each row's answer"),
        (check.learn_xor, (RETURN_XOR, "return lambda x: net(x + draw(size=x.shape)).data", *QUICK),
         "asked twice"),
        (check.learn_xor, (RETURN_XOR, "points = x\n    return lambda x: net(points).data", *QUICK),
         "the four rows"),
        (check.learn_xor, ("draw(size=shape)", "np.zeros(shape)", NET, NET + " + 0.5", *QUICK),
         "Draw the first weights"),
        (check.learn_xor, (NET, "return x @ w1 @ w2 + b2", *QUICK), "use each of them"),
        (check.learn_xor, ("(2, 8), (8,), (8, 1), (1,)", "(4, 1), (1,)",
         "w1, b1, w2, b2 = params", "w, b = params", NET,
         "return np.hstack([x, x[:, :1] * x[:, 1:], x[:, :1]]) @ w + b", *QUICK), "no hidden"),
    ],
)  # fmt: skip
def test_answers_that_do_not_bear_a_second_look(exercise, changes, words):
    message = refused(exercise, *changes).message
    assert words.lower() in message.lower(), message


COUNTED = """
def in_order(result):
    waits, to_visit, found = {result: 0}, [result], {result}
    while to_visit:
        for parent in SOME(parent for parent, _ in to_visit.pop().parents):
            waits[parent] = waits.get(parent, 0) + 1
            if parent not in found:
                found.add(parent)
                to_visit.append(parent)
    order = [result]
    for value in order:
        for parent, _ in value.parents:
            waits[parent] -= 1
            if waits[parent] == 0:
                order.append(parent)
    return order
"""


@pytest.mark.parametrize("some, kind", [("set", "wrong"), ("list", "passed")])
def test_two_uses_in_one_operation_are_counted_alike(some, kind):
    verdict = check.in_order.grade(written("in_order", COUNTED.replace("SOME", some)))
    assert verdict.kind == kind, verdict.message


def test_a_loss_that_stops_is_not_called_right_for_small_logits():
    message = refused(
        check.cross_entropy, "np.arange(len(labels)), labels",
        "np.arange(len(labels)), np.unique(labels, return_inverse=True)[1]",
    ).message  # fmt: skip
    assert "small logits" not in message


@pytest.mark.parametrize(
    ("exercise", "changes"),
    [
        (check.value_operators, ("return self.as_value(other) - self", "return -1 * self + other")),
        (check.matmul_back, (RETURN, "return [(b @ gradient.T).T, a.T @ gradient]")),
        (check.bias_shape, ("gradient.sum(axis=0)", "np.add.reduce(gradient)")),
        (check.held_still, ("squares ** 0.5", "((self.w ** 2) @ np.ones((self.w.shape[1], 1))) "
                            "** 0.5")),
        (check.learn_xor, ("draw(size=shape)", "0.8 * draw(size=shape)", MOVE,
                           "param.data = param.data - 0.15 * param.grad")),
    ],
)  # fmt: skip
def test_other_ways_bear_it(exercise, changes):
    passes(exercise, *changes)


@pytest.mark.parametrize("form", ["{}", "({} > 0.5).astype(float)", "1 / (1 + np.exp(-{}))"])
def test_rounds_that_are_too_few_are_called_that(form):
    changes = RETURN_XOR, f"return lambda x: {form.format('net(x).data')}"
    loss = "z = net(x)\n        ((z.exp() + 1.0).log() - z * y).mean().backward()" * ("exp" in form)
    old = "error = net(x) - y\n        (error * error).mean().backward()"
    verdict = refused(
        check.learn_xor, "range(500)", "range(12)", "0.1 *", "0.05 *", old, loss or old, *changes
    )
    assert verdict.mistake == "too_few_rounds", verdict.message


def test_one_matrix_with_a_column_of_ones_is_a_hidden_layer():
    lines = """
def learn_xor(x, y, seed):
    draw = np.random.default_rng(seed).normal
    first, second = [Tensor(draw(size=shape), requires_grad=True) for shape in [(3, 10), (10, 1)]]
    def net(x):
        return (np.hstack([x, np.ones((len(x), 1))]) @ first).tanh() @ second
    for _ in range(500):
        first.grad = second.grad = None
        error = net(x) - y
        (error * error).mean().backward()
        for param in first, second:
            param.data -= 0.1 * param.grad
    return lambda x: net(x).data
"""
    verdict = check.learn_xor.grade(written("learn_xor", lines))
    assert verdict.kind == "passed", verdict.message


def test_the_room_of_a_call_is_its_own():
    """What `undo_broadcasting` gives stays as it is when it is asked for another gradient."""
    lines = """
ROOM = {}

def undo_broadcasting(gradient, shape):
    total = ROOM.setdefault(shape, np.zeros(shape))
    total[...] = exact(gradient, shape)
    return total
"""
    function = written("undo_broadcasting", lines)
    function.__globals__["exact"] = check.undo_broadcasting.reference
    assert "Each is to make its own" in check.undo_broadcasting.grade(function).message
