"""Lesson 5: what a check says it has seen of an optimizer is there, and names no other cause."""

import numpy as np
import pytest

from dlscratch.checks import optimizers as check
from dlscratch.checks.optimizers.shared import nets, stillness, walks
from dlscratch.checks.optimizers.shared.classes import as_written


def changed(name, old, new):
    """What the solution of an exercise defines with `new` in place of every `old`."""
    source = getattr(check, name).solution.source
    assert old in source
    names = {"np": np}
    exec(source.replace(old, new), names)
    return list(names.values())[-1]


@pytest.mark.parametrize(
    "name, old, new, mistake",
    [
        ("gradient_descent", "param -=", "param[...] =", "step_for_the_parameter"),
        ("gradient_descent", "net.params(), net.grads()", "net.grads(), net.params()",
         "turned_round"),
        ("gradient_descent", "self.learning_rate *", "self.learning_rate**2 *", "rate_twice"),
        ("gradient_descent", "* grad", "* grad[0]", "first_part_of_the_gradient"),
        ("gradient_descent", "* grad", "/ grad", "divided_by_the_gradient"),
        ("momentum", "net.params(), net.grads()", "net.grads(), net.params()", "turned_round"),
        ("momentum", "= [np.zeros_like(param) for param in net.params()]", "= net.grads()",
         "gradients_as_memory"),
        ("momentum", "(1 - self.momentum)", "(1 + self.momentum)", "plus_momentum"),
        ("momentum", "for param in net.params()]", "for param in net.params()]\n            return",
         "first_step_skipped"),
        ("momentum", "* grad", "* self.learning_rate * grad", "rate_in_both"),
        ("momentum", "learning_rate * velocity", "learning_rate * abs(velocity)",
         "size_of_the_velocity"),
        ("adam", "(np.sqrt(v_hat) + self.eps)", "np.sqrt(v_hat) + self.eps", "eps_taken_away"),
        ("adam", "v *= beta2", "v *= beta1", None),
        ("adam", "m += (1 - beta1)", "m += 1 - beta1", "shares_without_brackets_in_m"),
        ("adam", "* grad**2", "* grad*2", "doubled_not_squared"),
        ("adam", "np.sqrt(v_hat)", "v_hat**1/2", "half_for_root"),
        ("adam", "self.m = [np.zeros_like(param) for param", "self.m = [param.copy() for param",
         None),
        ("adam", "self.m = [np.zeros_like(param) for param in net.params()]",
         "self.m = [grad.copy() for grad in net.grads()]", "m_starts_at_the_gradient"),
        ("rmsprop", "grad**2", "abs(grad)", "sizes_not_squares"),
        ("rmsprop", "grad**2", "2 * grad", "doubled_not_squared"),
        ("rmsprop", "* grad / (", "* np.sign(grad) / (", "sign_on_top"),
        ("rmsprop", "* grad / (", "/ (", "no_gradient"),
        ("rmsprop", "np.sqrt(square)", "square**1/2", "half_for_root"),
        ("rmsprop", "self.learning_rate * grad /", "grad / self.learning_rate /",
         "divides_by_the_rate"),
        ("rebinding", "learning_rate * grads[i]", "learning_rate * abs(grads[i])",
         "size_of_the_gradient"),
        ("rebinding", "learning_rate * grads[i]", "grads[i] / learning_rate",
         "divides_by_the_rate"),
    ],
)  # fmt: skip
def test_a_slip_has_the_same_name_in_every_exercise(name, old, new, mistake):
    verdict = getattr(check, name).grade(changed(name, old, new))
    assert (verdict.kind, verdict.mistake) == ("wrong", mistake), verdict.message


@pytest.mark.parametrize(
    "name, old, new, told",
    [
        ("gradient_descent", "* grad", "* grad; self.learning_rate *= 0.9",
         "changed `self.learning_rate`: it was 0.1, and now it is 0.0"),
        ("gradient_descent", "* grad", "* grad; net.backward()", "calls `net.backward` itself"),
        ("gradient_descent", "self.learning_rate * grad", "GradientDescent.learning_rate * grad",
         "asks the class itself"),
        ("gradient_descent", "self.learning_rate * grad", "self.rate * grad",
         "keeps `self.learning_rate`"),
        ("gradient_descent", "learning_rate=0.1", "rate=0.1", "belong to the exercise"),
        ("momentum", "np.zeros_like(param)", "np.zeros(param.shape, np.float16)", "three digits"),
        ("momentum", "[np.zeros_like(param) for param in net.params()]",
         "(np.zeros_like(param) for param in net.params())", "can be read only once"),
        ("momentum", "velocity += (1 - self.momentum) * grad", "pass",
         "`[[0.0, 0.0, 0.0]]`: nothing has come into it."),
        ("momentum", "= [np.zeros_like(param) for param in net.params()]", "= []", "is empty"),
        ("momentum", "[np.zeros_like(param) for param in net.params()]", "net.params()",
         "the net's own array"),
        ("momentum", "self.velocities is None", "velocities is None", ""),
        ("adam", "self.betas = betas", "self.betas = betas[::-1]",
         "keeps `self.betas = (0.9375, 0.75)`"),
        ("adam", "self.t += 1", "self.t = 2", "`self.t` is 2"),
        ("adam", "grad**2", "grad**4", "self.m` holds `[[1.0, -0.125, 0.0]]`, as it should."),
        ("adam", "self.learning_rate * m_hat", "self.learning_rate * m_hat * 3",
         "So the memory is right"),
        ("rmsprop", "self.decay = decay", "self.decay = learning_rate", "keeps `self.decay = 0.3`"),
        ("rmsprop", "square *= self.decay", "grad *= 2; square *= self.decay",
         "changed the gradient: it was `[4.0, -0.5, 0.0]`, and now it is `[8.0, -1.0, 0.0]`"),
        ("rmsprop", "grad**2", "grad**4", "By the formula, the average is `[4.0, 0.0625, 0.0]`"),
        ("rebinding", "params, grads", "net.backward(); params, grads", "calls `net.backward`"),
    ],
)  # fmt: skip
def test_what_is_seen_is_told(name, old, new, told):
    verdict = getattr(check, name).grade(changed(name, old, new))
    assert verdict.kind in ("wrong", "error") and told in verdict.message, verdict.message


def test_a_right_answer_is_told_nothing_of_it():
    for name in ("gradient_descent", "momentum", "adam", "rmsprop", "rebinding"):
        exercise = getattr(check, name)
        for answer in (changed(name, "net", "net"), exercise.reference, *exercise.variants):
            assert exercise.grade(answer).message == exercise.after


# Steps that move nothing, each with what the source shows of it.


def by_the_loops_name(self, net):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param = param - self.learning_rate * grad


def by_a_name(self, net):
    params, grads = net.params(), net.grads()
    for i in range(len(params)):
        p = params[i]
        p = p - self.learning_rate * grads[i]


def into_the_list(self, net):
    params = net.params()
    for i, (param, grad) in enumerate(zip(params, net.grads(), strict=True)):
        params[i] = param - self.learning_rate * grad


def with_a_function_inside(self, net):
    for param, grad in zip(net.params(), net.grads(), strict=True):

        def move(param=param, grad=grad):
            param -= self.learning_rate * grad


def a_generator(self, net):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param -= self.learning_rate * grad
        yield param


def lost(self, net):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        np.subtract(param, self.learning_rate * grad)


def empty_zip(self, net):
    for param, grad, _ in zip(net.params(), net.grads(), [], strict=False):
        param -= self.learning_rate * grad


def line_missing(self, net):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        step = self.learning_rate * grad + 0 * param
        step = -step


def memory_rebound(self, net):
    memory = [0 * param for param in net.params()]
    for param, _, m in zip(net.params(), net.grads(), memory, strict=True):
        m = 0 * m
        param -= m


STILL = [
    (by_the_loops_name, stillness.LOOP_NAME.format("param")),
    (by_a_name, stillness.LOOP_NAME.format("p")),
    (into_the_list, stillness.LIST_ITEM.format("params[i]")),
    (with_a_function_inside, stillness.NEVER_CALLED.format("move", "with_a_function_inside")),
    (a_generator, stillness.YIELDS.format("a_generator")),
    (lost, stillness.LOST.format("subtract")),
    (empty_zip, None),
    (line_missing, None),
    (memory_rebound, None),
]


@pytest.mark.parametrize("step, told", STILL, ids=[step.__name__ for step, _ in STILL])
def test_a_net_that_stands_still_is_told_why_only_where_the_source_shows_it(step, told):
    def init(self, learning_rate=0.1):
        self.learning_rate = learning_rate

    verdict = check.gradient_descent.grade(type("G", (), {"__init__": init, "step": step}))
    assert verdict.mistake == "stands_still"
    every = [sentence.partition("{")[0] for sentence in
             (stillness.LOOP_NAME, stillness.LIST_ITEM, stillness.YIELDS)]  # fmt: skip
    assert stillness.why_still(step) == told
    assert told is None or told in verdict.message
    assert told or "new array" not in verdict.message and every[2] not in verdict.message


def test_a_memory_outside_of_the_class_is_named_and_left_as_it_was():
    names = {"np": np}
    source = check.momentum.solution.source.replace("self.velocities", "velocities")
    source = source.replace("velocities = None", "pass").replace(
        "(self, net):", "(self, net):\n        global velocities"
    )
    exec("velocities = None\n" + source, names)
    for _ in range(2):
        assert check.momentum.grade(names["Momentum"]).mistake == "memory_in_the_class"
        assert names["velocities"] is None


def test_a_name_that_was_not_there_is_gone_afterwards():
    names = {}
    exec("class A:\n    def f(self):\n        global found\n        found = 1", names)
    with as_written(names["A"]):
        names["A"]().f()
        assert names["found"] == 1
    assert "found" not in names


def test_the_small_net_is_one_that_can_be_followed_by_hand():
    net = nets.SmallNet()
    net.backward()
    assert [each.shape for each in net.params()] == nets.SMALL
    assert str(net.arrays[0].tolist()) in walks.CHANGES[0]
    for label in walks.CHANGES:
        assert str(net.slopes[0].tolist()) in label
        net.backward()


@pytest.mark.parametrize(
    "name, answer, told",
    [
        ("translate_rate", 0.01, "0.5 times theirs"),
        ("translate_rate", 0.05, "too small"),
        ("translate_rate", 1, "too large"),
        ("translate_rate", 0.1001, "close to what is right"),
        ("translate_rate", 1 - 0.8, "also 1 - β"),
        ("translate_rate", 0.02 / 1 - 0.8, "above 0"),
    ],
)
def test_a_wrong_prediction_is_answered_by_what_its_numbers_show(name, answer, told):
    exercise = getattr(check, name)
    assert told in exercise.grade(answer).message
    right = exercise.reference if isinstance(exercise.reference, list) else [exercise.reference]
    assert str(right) not in exercise.grade(answer).message


@pytest.mark.parametrize("answer", ["0.1", ["3", "1.8", "1.08"], None, [[3], [1.8], [1]], {}, []])
def test_what_is_no_list_of_numbers_is_answered_by_the_engine(answer):
    verdict = check.translate_rate.grade(answer)
    assert verdict.kind == "wrong" and verdict.mistake is None
