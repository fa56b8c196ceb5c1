"""Lesson 2: whatever is right passes, in whichever order or with whichever epsilon."""

import dataclasses
import itertools

import numpy as np
import pytest

from dlscratch.checks import layers as check
from dlscratch.layers import Layer
from tests.checks import hunting

RIGHT_ORDERS = {"EGFCABD", "EGFCADB", "ECAGFBD", "ECAGFDB"}


def test_the_right_orders_of_the_lines_pass_and_no_other():
    starting_with_e = ("E" + "".join(rest) for rest in itertools.permutations("ABCDFG"))
    passed = {o for o in starting_with_e if check.numerical_gradient.grade(o).kind == "passed"}
    assert passed == RIGHT_ORDERS


@pytest.mark.parametrize("first", "ABCDFG")
def test_every_order_begins_with_noting_the_value(first):
    rest = "".join(letter for letter in "EGFCABD" if letter != first)
    assert check.numerical_gradient.grade(first + rest).kind != "passed"


def central(epsilon):
    return lambda f, x, epsilon=epsilon: (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)


@pytest.mark.parametrize("epsilon", [1e-3, 3e-4, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8])
def test_any_sensible_epsilon_passes(epsilon):
    assert check.slope.grade(central(epsilon)).kind == "passed"


@pytest.mark.parametrize("epsilon", [1e-4, 1e-5, 1e-6, 1e-7, 1e-8])
def test_one_side_is_recognised_whatever_the_epsilon(epsilon):
    verdict = check.slope.grade(lambda f, x, e=epsilon: (f(x + e) - f(x)) / e)
    assert verdict.mistake == "one_side"


@pytest.mark.parametrize("epsilon", [2.0, 0.3, 0.03, 1e-12, 0.0])
def test_other_epsilons_do_not_pass(epsilon):
    assert check.slope.grade(central(epsilon)).kind == "wrong"


def shift_and_scale(params, grads):
    class ShiftAndScale(check.shift_and_scale.reference):
        def params(self):
            return [getattr(self, name) for name in params]

        def grads(self):
            return [getattr(self, f"{name}_grad") for name in grads]

    return ShiftAndScale


@pytest.mark.parametrize("params", [("shift", "factor"), ("factor", "shift")])
@pytest.mark.parametrize("grads", [("shift", "factor"), ("factor", "shift")])
def test_one_order_is_as_good_as_the_other_if_it_is_one(params, grads):
    verdict = check.shift_and_scale.grade(shift_and_scale(params, grads))
    assert verdict.kind == ("passed" if params == grads else "wrong")
    assert params == grads or verdict.mistake == "still_the_order"


@pytest.mark.parametrize(
    "params, grads, words",
    [
        (lambda self: self.factor, lambda self: [self.factor_grad], "`params()` returns a list"),
        (lambda self: [self.factor], lambda self: self.factor_grad, "`grads()` returns a list"),
        (lambda self: [], lambda self: [self.factor_grad], "This layer has 1, and 0 came."),
        (lambda self: ["factor"], lambda self: [self.factor_grad], "factor itself in params()"),
    ],
)
def test_lists_that_are_none_get_a_sentence(params, grads, words):
    answer = type("Scale", (check.scale.reference,), {"params": params, "grads": grads})
    verdict = check.scale.grade(answer)
    assert verdict.kind == "wrong" and words in verdict.message


def test_a_view_of_the_parameter_is_the_parameter():
    answer = type("Scale", (check.scale.reference,), {"params": lambda self: [self.factor[:]]})
    assert check.scale.grade(answer).kind == "passed"


@pytest.mark.parametrize("name", ["sigmoid_backward", "tanh", "softplus"])
def test_an_unrecognised_mistake_gets_the_numbers(name):
    right = getattr(check, name).reference

    class Odd(right):
        def backward(self, gradient):
            return super().backward(gradient) + 0.01

    verdict = getattr(check, name).grade(Odd)
    assert verdict.kind == "wrong" and verdict.mistake is None
    assert "for the gradient for x: item [" in verdict.message


@pytest.mark.parametrize("name", ["sigmoid_backward", "tanh", "softplus"])
def test_a_layer_that_is_used_again_and_again_passes(name):
    right = getattr(check, name).reference

    class Counting(Layer):
        def __init__(self):
            self.inner, self.seen = right(), []

        def forward(self, x):
            self.seen.append(np.array(x))
            return self.inner.forward(x)

        def backward(self, gradient):
            self.inner.forward(self.seen[-1])
            return self.inner.backward(gradient)

    assert getattr(check, name).grade(Counting).kind == "passed"


def test_a_class_without_its_base_is_told_so():
    class Tanh:
        def forward(self, x):
            self.outputs = np.tanh(x)
            return self.outputs

        def backward(self, gradient):
            return (1 - self.outputs**2) * gradient

    verdict = check.tanh.grade(Tanh)
    assert verdict.kind == "wrong" and "write `class Tanh(Layer):`" in verdict.message


def test_numbers_that_print_alike_are_told_apart():
    verdict = check.slope.grade(lambda f, x, epsilon=1e-12: (f(x + epsilon) - f(x)) / epsilon)
    assert verdict.kind == "wrong" and "`1`; expected `1`" not in verdict.message


# Answers that no bank holds, as learners write them, by what is wrong with them.

CURVES = {
    "sigmoid_backward": (lambda x: 1 / (1 + np.exp(-x)), lambda x, y: y * (1 - y)),
    "tanh": (np.tanh, lambda x, y: 1 - y * y),
    "softplus": (lambda x: np.log(1 + np.exp(x)), lambda x, y: 1 / (1 + np.exp(-x))),
}
each_curve = pytest.mark.parametrize("name", CURVES)


def remembering(name, write, read=None, times=lambda layer, slope, gradient: slope * gradient):
    """A layer that leaves x and its outputs by `write(layer, note)` and finds them by `read`."""
    curve, slope = CURVES[name]
    read = read or (lambda layer: layer.note)

    class Answer(Layer):
        def forward(self, x):
            outputs = curve(x)
            write(self, (x, outputs))
            return outputs

        def backward(self, gradient):
            return times(self, slope(*read(self)), gradient)

    return Answer


def write(layer, note):
    layer.note = note


def write_once(layer, note):
    layer.__dict__.setdefault("note", note)


def write_for_another_shape(layer, note):
    if "note" not in vars(layer) or layer.note[0].shape != note[0].shape:
        layer.note = note


def write_on_the_class(layer, note):
    type(layer).note = note


def write_behind(layer, note):
    layer.notes = [*getattr(layer, "notes", []), note]


def in_place(layer, slope, gradient):
    gradient[...] = slope * gradient
    return gradient


def piled_up(layer, slope, gradient):
    layer.sum = getattr(layer, "sum", 0) + slope * gradient
    return layer.sum


def counted(layer, slope, gradient):
    layer.turns = getattr(layer, "turns", 0) + 1
    return layer.turns * slope * gradient


def overwritten(layer, slope, gradient):
    layer.note = (slope * gradient, slope * gradient)
    return layer.note[0]


@each_curve
@pytest.mark.parametrize(
    "kind, words",
    [
        ({"write": write_once}, "first batch"),
        ({"write": write_on_the_class}, "share one memory"),
        ({"write": write_behind, "read": lambda layer: layer.notes[0]}, "first batch"),
        ({"write": write_behind, "read": lambda layer: layer.notes.pop()}, "a second time"),
        ({"write": write, "times": in_place}, "changed its input"),
        ({"write": write, "times": piled_up}, "added up"),
        ({"write": write, "times": counted}, "a second time"),
        ({"write": write, "times": overwritten}, "over the note"),
        ({"write": write, "times": lambda layer, s, g: s * np.abs(g)}, "gradient for x"),
        ({"write": write, "times": lambda layer, s, g: s * g.mean()}, "gradient for x"),
    ],
)
def test_a_layer_that_remembers_wrongly_does_not_pass(name, kind, words):
    verdict = getattr(check, name).grade(remembering(name, **kind))
    assert verdict.kind in ("wrong", "error") and words in verdict.message, verdict.message


@each_curve
@pytest.mark.parametrize("method", ["forward", "backward"])
@pytest.mark.parametrize("make", [list, np.ndarray.tolist])
def test_a_layer_that_gives_lists_does_not_pass(name, method, make):
    right = remembering(name, write)

    class Lists(right):
        pass

    setattr(Lists, method, lambda self, values: make(getattr(right, method)(self, values)))
    verdict = getattr(check, name).grade(Lists)
    assert verdict.kind in ("wrong", "error") and "list" in verdict.message, verdict.message


def test_a_memory_renewed_for_another_shape_does_not_pass():
    verdict = check.stale_cache.grade(square(write_for_another_shape))
    assert verdict.mistake == "only_for_another_shape"


def square(write, read=lambda layer: layer.note):
    class Square(Layer):
        def forward(self, x):
            write(self, (x, x * x))
            return x * x

        def backward(self, gradient):
            return 2 * read(self)[0] * gradient

    return Square


def test_a_square_that_shares_its_memory_does_not_pass():
    assert check.stale_cache.grade(square(write_on_the_class)).mistake == "on_the_class"


@pytest.mark.parametrize("read", [lambda layer: layer.notes[-1], lambda layer: layer.notes.pop()])
def test_a_square_that_keeps_all_batches_and_reads_the_last_passes(read):
    assert check.stale_cache.grade(square(write_behind, read)).kind == "passed"


@each_curve
def test_a_note_in_any_form_is_right(name):
    class Slotted(remembering(name, write)):
        def params(self):
            return ()

    @dataclasses.dataclass
    class Data(remembering(name, write)):
        note: object = None

    last = remembering(name, write_behind, lambda layer: layer.notes[-1])
    for answer in (Slotted, Data, last):
        assert getattr(check, name).grade(answer).kind == "passed"


@each_curve
def test_the_batch_is_no_parameter(name):
    class Answer(remembering(name, write)):
        def params(self):
            return [self.note[0]]

        def grads(self):
            return [self.note[1]]

    verdict = getattr(check, name).grade(Answer)
    assert verdict.kind == "wrong" and "what params() holds" in verdict.message


@each_curve
def test_a_function_of_the_lesson_is_not_taken_for_a_lost_name(name):
    answer = remembering(name, write, times=lambda *_: slope_of_the_lesson(1))  # noqa: F821
    assert "a function from the lesson" in getattr(check, name).grade(answer).message


def scale(**pieces):
    return type("Scale", (check.scale.reference,), pieces)


def piling(self, gradient):
    self.factor_grad = getattr(self, "factor_grad", 0) + (self.x * gradient).sum(axis=0)
    return self.factor * gradient


def learning(self, gradient):
    self.factor_grad = (self.x * gradient).sum(axis=0)
    handed_on = self.factor * gradient
    self.factor = self.factor - 0.001 * self.factor_grad
    return handed_on


def keep_the_list(self, factor):
    self.factor = factor


@pytest.mark.parametrize(
    "pieces, words",
    [
        ({"backward": piling}, "added up"),
        ({"backward": learning}, "for factor after backward"),
        ({"__init__": keep_the_list}, "a list is no array"),
        ({"params": lambda self: list(self.factor)}, "takes an array apart"),
        ({"params": lambda self: [self.x, self.factor]}, "the batch among them"),
        ({"params": lambda self: None}, "`params()` gives None. Is there a `return`?"),
        ({"grads": lambda self: None}, "`grads()` gives None. Is there a `return`?"),
        ({"for_factor": lambda self, gradient: (self.x * gradient)[0]}, "pairs with factor"),
    ],
)
def test_a_scale_that_is_wrong_in_kind_does_not_pass(pieces, words):
    verdict = check.scale.grade(scale(**pieces))
    assert verdict.kind == "wrong" and words in verdict.message, verdict.message


FORMULAS = {
    "size_only": lambda f, x, e: abs(f(x + e) - f(x - e)) / (2 * e),
    "rise_not_in_brackets": lambda f, x, e: f(x + e) - f(x - e) / (2 * e),
    "no_brackets": lambda f, x, e: (f(x + e) - f(x - e)) / 2 * e,
    "epsilon_squared": lambda f, x, e: (f(x + e) - f(x - e)) / e**2,
    "one_epsilon": lambda f, x, e: (f(x + e) - f(x - e)) / e,
}


@pytest.mark.parametrize("mistake", FORMULAS)
@pytest.mark.parametrize("epsilon", [1e-3, 1e-6, 1e-8, 0.3])
def test_a_wrong_formula_is_recognised_whatever_the_epsilon(mistake, epsilon):
    formula = FORMULAS[mistake]
    assert check.slope.grade(lambda f, x, e=epsilon: formula(f, x, e)).mistake == mistake


@pytest.mark.parametrize(
    "epsilon, mistake",
    [(10 ^ -6, "huge_epsilon"), (1e6, "huge_epsilon"), (0.07, "huge_epsilon"), (0, "zero_epsilon"),
     (3e-13, "tiny_epsilon"), (1e-30, "tiny_epsilon"), (None, "no_epsilon")],
)  # fmt: skip
def test_an_epsilon_of_no_use_is_recognised_whatever_its_size(epsilon, mistake):
    assert check.slope.grade(central(epsilon)).mistake == mistake
    if mistake in ("huge_epsilon", "tiny_epsilon"):
        as_array = check.slope.grade(lambda f, x, e=epsilon: np.array(central(e)(f, x)))
        assert as_array.mistake == mistake


def test_a_slope_for_whole_arrays_or_with_a_memory_does_not_pass():
    def at_once(f, x, epsilon=1e-5):
        above, below = f(np.array([x + epsilon, x - epsilon]))
        return (above - below) / (2 * epsilon)

    def averaged(f, x, epsilon=1e-5, seen=[]):  # noqa: B006
        seen.append((f(x + epsilon) - f(x - epsilon)) / (2 * epsilon))
        return sum(seen) / len(seen)

    assert check.slope.grade(at_once).kind == "error"
    assert check.slope.grade(averaged).kind == "wrong"


@pytest.mark.parametrize("between", ["-", ", ", " → ", "\n", ".\t"])
def test_anything_may_stand_between_the_letters(between):
    assert check.numerical_gradient.grade(between.join("EGFCABD")).kind == "passed"


def test_the_loss_is_not_its_own_slope():
    assert check.predict_chain.grade((-108, -18, 9)).mistake == "began_with_the_loss"
    for right in ([-72, -12, 6], np.array([-72.0, -12.0, 6.0]), (-72.0, -12, 6)):
        assert check.predict_chain.grade(right).kind == "passed"


def sigmoid_layer(formula):
    return type("Sigmoid", (Layer,), {"forward": lambda self, x: formula(self, x)})


@pytest.mark.parametrize(
    "formula, mistake",
    [
        (lambda self, x: sigmoid(x), "from_the_lesson"),  # noqa: F821
        (lambda self, x: 1 / (1 + exp(-x)), None),  # noqa: F821 (the engine says where exp is)
        (lambda self, x: 1 / (1 + np.exp(-self.x)), "not_kept"),
        (lambda self, x: 1 / (1 + np.exp * -x), "not_called"),
        (lambda self, x: self.__dict__.setdefault("o", 1 / (1 + np.exp(-x))), "keeps_the_first"),
        (lambda self, x: 1 / (1 + np.exp(-abs(x))), None),
        (lambda self, x: np.round(1 / (1 + np.exp(-x)), 3), None),
    ],
)
def test_a_wrong_sigmoid_is_no_sigmoid(formula, mistake):
    verdict = check.sigmoid_forward.grade(sigmoid_layer(formula))
    assert verdict.kind in ("wrong", "error") and verdict.mistake == mistake


def test_a_hint_for_half_a_gradient_is_true_of_both_orders():
    for order in ("EFGACBD", "EABCFDG"):
        verdict = check.numerical_gradient.grade(order)
        assert verdict.mistake == "looked_before_the_nudge" and "*up*" not in verdict.message


# Crash hunts, as somebody mends them who has not found the cause, or has found it another way.

SINE = "        self.x = x\n        return np.sin(x)"
SINE_BACK = "return np.cos(self.x) * gradient"


@pytest.mark.parametrize(
    "old, new",
    [
        (SINE, "        angles = x\n        return np.sin(x)"),
        (SINE, "        self.X = x\n        return np.sin(x)"),
        (SINE, "        self.x = x[0]\n        return np.sin(x)"),
        (SINE, "        self.x = np.sin(x)\n        return self.x"),
        (SINE, "        self.x = x\n        return np.cos(x)"),
        (SINE, "        self.x = x\n        np.sin(x)"),
        (SINE, "        self.x = x\n        x[...] = np.sin(x)\n        return x"),
        ("class Sine(Layer):", "class Sine(Layer):\n    x = 0"),
        (SINE_BACK, "return np.cos(getattr(self, 'angles', 0)) * gradient"),
        (SINE_BACK, "return np.cos(self.x) + gradient"),
        (SINE_BACK, "return np.cos(self.x * gradient)"),
        (SINE_BACK, "self.x = gradient\n        return np.cos(self.x) * gradient"),
        (SINE_BACK, "return (np.cos(self.x) * gradient).mean(axis=0)"),
    ],
)
def test_a_sine_that_is_not_right_does_not_pass(old, new):
    made = hunting.answer(check.sine, "Sine", old, new)
    if new.endswith("x = 0"):  # and the slip is still there
        made = type("Sine", (made,), {"forward": lambda self, x: np.sin(x)})
    verdict = check.sine.grade(made)
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize(
    "old, new",
    [
        ("self.x", "self.inputs"),
        (SINE, "        self.x, outputs = x.copy(), np.sin(x)\n        return outputs"),
        (SINE_BACK, "slope = np.cos(self.x)\n        return slope * gradient"),
        (SINE_BACK, "return np.sin(self.x + np.pi / 2) * gradient"),
    ],
)
def test_a_sine_may_keep_its_input_under_any_name(old, new):
    verdict = check.sine.grade(hunting.answer(check.sine, "Sine", old, new))
    assert verdict.kind == "passed", verdict.message


SHIFT = "return x + self.by"


@pytest.mark.parametrize(
    "new",
    [
        "print(x + self.by)",
        "return",
        "return x and x + self.by",
        "return np.add(x, self.by, out=x)",
        "return x + abs(self.by)",
        "return self.by + x[0]",
        "return list(x + self.by)",
        "return np.full_like(x, self.by)",
        "return self",
        "return np.array(0)",
        "self.outputs = x + self.by; return self.outputs.mean(axis=0)",
        "x = x + self.by",
    ],
)
def test_a_shift_that_is_not_right_does_not_pass(new):
    verdict = check.shift.grade(hunting.answer(check.shift, "Shift", SHIFT, new))
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize(
    "new",
    [
        "self.outputs = x + self.by; return self.outputs",
        "return self.by + x",
        "x = x + self.by; return x",
        "shifted = x.copy(); shifted += self.by; return shifted",
    ],
)
def test_a_shift_may_be_returned_in_any_way(new):
    verdict = check.shift.grade(hunting.answer(check.shift, "Shift", SHIFT, new))
    assert verdict.kind == "passed", verdict.message


def test_of_a_forward_that_gives_none_the_symptom_names_no_return():
    """The error is shown, as a tanh behind it sees it."""
    verdict = check.shift.grade(hunting.answer(check.shift, "Shift", SHIFT, "self.y = x + self.by"))
    assert verdict.symptom and "return`" not in verdict.symptom
    assert "NoneType" in verdict.symptom and check.shift.bank[0].hint in verdict.cause
