"""Lesson 11: what is said of answers in no bank, kind by kind, and that it is true of each."""

import linecache

import numpy as np
import pytest

from dlscratch import autograd
from dlscratch.checks import autograd as check
from tests.checks.test_autograd_b import answer, passes, refused, written

POW = "((self, n * self.data ** (n - 1)),)"
FOUND = "done, found, to_visit = [], set(), [(result, False)]"


@pytest.mark.parametrize(
    "notes",
    [
        "((self, n * self.data ** (n - 1)), (Value(n), 0.0))",
        "((Value(n), 1.0), (self, n * self.data ** (n - 1)))",
        "((self, n * self.data ** (n - 1)), (self.as_value(float(n)), self.data ** n))",
    ],
)
def test_an_exponent_is_no_parent(notes):
    assert refused(check.value_operators, POW, notes).mistake == "exponent_as_a_parent"


def test_a_power_may_be_made_by_way_of_other_values():
    other = "return Value(self.data ** n, (" + POW[1:-1] + "))"
    passes(check.value_operators, f"return Value(self.data ** n, {POW})", f"{other} + 0.0")


@pytest.mark.parametrize(
    "for_b",
    [
        "gradient.T.sum(axis=0)[:len(b)]",
        "np.resize(gradient.sum(axis=1), len(b))",
        "np.repeat(gradient.sum(axis=1)[-1], len(b))",
    ],
)
def test_a_sum_of_rows_is_called_one_in_any_shape(for_b):
    verdict = refused(check.bias_shape, "gradient.sum(axis=0)", for_b)
    assert "are sums of rows" in verdict.message


@pytest.mark.parametrize("kept", ["tensor.grad or gradient", "gradient and tensor.grad"])
def test_an_array_asked_for_its_truth(kept):
    old = "gradient if tensor.grad is None else tensor.grad + gradient"
    verdict = refused(check.tensor, old, kept)
    assert "`is None`" in verdict.message and "What is left is what" not in verdict.message


SUM = "return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))"


@pytest.mark.parametrize(
    ("exercise", "changes", "words"),
    [
        (check.value, ("Value(self.data + other.data", "Value(self + other"), "`__add__` calls"),
        (check.value, ("Value(self.data * other.data", "Value(other * self"), "`__mul__` calls"),
        (
            check.value_operators,
            ("return self.as_value(other) / self", "return other / self"),
            "`__rtruediv__` calls itself",
        ),
        (
            check.value_operators,
            (
                "return Value(self.data / other.data, ((self, slope), (other, other_slope)))",
                "return self * (1 / other)",
            ),
            "`__rtruediv__` and `__truediv__` lead to each other",
        ),
        (
            check.value,
            (SUM, "other.data += self.data\n        return other"),
            "has changed the value b",
        ),
        (
            check.value_operators,
            (
                "return Value(self.data / other.data, ((self",
                "self.data /= other.data\n        return Value(self.data, ((self",
            ),
            "has changed the value a",
        ),
    ],
)
def test_a_sign_that_goes_astray(exercise, changes, words):
    assert words in refused(exercise, *changes).message


@pytest.mark.parametrize(
    "changes",
    [
        ("def in_order(result):", "def in_order(result, found=set()):",
         FOUND, "done, to_visit = [], [(result, False)]"),
        ("def in_order(result):", "seen = {}\n\ndef in_order(result):",
         "value not in found", "id(value) not in seen",
         "found.add(value)", "seen[id(value)] = value"),
    ],
)  # fmt: skip
def test_what_was_found_is_not_kept_for_another_call(changes):
    assert refused(check.in_order, *changes).mistake == "found_kept"


def test_an_order_that_is_not_one_is_told_what_is_right():
    lines = """
def in_order(result):
    found = {}
    waiting = [result]
    while waiting:
        value = waiting.pop()
        found[value] = None
        waiting += [p for p, _ in value.parents if p not in found]
    return sorted(found, key=lambda value: value.data)
"""
    verdict = check.in_order.grade(written("in_order", lines))
    assert "Here all values are there, each once" in verdict.message


@pytest.mark.parametrize(
    ("exercise", "came", "words"),
    [
        (check.two_ways, (-6, -15, 45, 36), "but for a sign: of b"),
        (check.two_ways, (6, -15, -45, -36), "but for the signs: of v and a"),
        (check.two_ways, (-6, -21, 63, -48), "v is right. For u there are two ways"),
        (check.two_ways, (-6, -15, 15, -36), "v and u are right. For a there is one way"),
        (check.two_ways, (-6, -15, 45, -21), "All is right but for b. For b there are two"),
        (check.two_ways, (9, 0, 0, 9), "The others follow rightly from it"),
        (check.visits, ((63, 6), (485, 11)), "after a single round it is 5"),
        (check.visits, ((63, 6), (485, 7)), "the walk in order has the right number"),
        (check.visits, ((63, 63), (53, 53)), "fewer visits than `back`"),
        (check.visits, ((62, 6), (52, 6)), "three sums, three products, and x"),
    ],
)
def test_a_prediction_is_followed_number_by_number(exercise, came, words):
    assert words in exercise.grade(came).message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (("value.grad += gradient", "shares = {}\n        shares[value] = gradient"), "get there"),
        (("[(result, 1.0)]", "[(result, 0.5)]"), "own gradient is not 1"),
        (("[(result, 1.0)]", "[(result, result.data)]"), "own gradient is not 1"),
    ],
)
def test_a_walk_is_told_what_was_seen(changes, words):
    assert words in refused(check.adds_up, *changes).message


@pytest.mark.parametrize(
    "note",
    ["lambda g: weights[i] * g", "lambda g: kept * g", "lambda g: g * weights[-1]"],
)
def test_no_name_is_told_that_a_note_does_not_look_up(note):
    verdict = refused(
        check.last_slope,
        "for part, weight in zip(parts, weights):",
        "for i, (part, weight) in enumerate(zip(parts, weights)):\n        kept = weight",
        "lambda gradient, weight=weight: weight * gradient",
        note,
    )
    assert verdict.mistake == "unmended" and "`weight`" not in verdict.message


@pytest.mark.parametrize(
    "line",
    ["gradient.sum(axis=list(range(gradient.ndim - len(shape))))", "np.mean(gradient, axis=[0])"],
)
def test_axes_in_a_list_are_told_of_a_tuple(line):
    lines = f"""
def undo_broadcasting(gradient, shape):
    return {line}
"""
    linecache.cache["<undo_broadcasting>"] = (len(lines), None, lines.splitlines(True), "")
    message = check.undo_broadcasting.grade(written("undo_broadcasting", lines)).message
    del linecache.cache["<undo_broadcasting>"]
    assert "stand in a tuple" in message and "whole number" not in message


@pytest.mark.parametrize(
    "note, told", [("weight * gradient", False), ("weight * sqrt(gradient)", True)]
)
def test_a_name_that_is_not_called_is_no_function_of_numpys(monkeypatch, note, told):
    lines = f"""
def mix(parts, weights):
    {"gradient = 1.0; " * told}return 0.0, [{note} for weight in weights]
"""
    monkeypatch.setitem(
        linecache.cache, "<mix>", (len(lines), None, lines.splitlines(True), "<mix>")
    )
    message = check.last_slope.grade(written("mix", lines)).message
    assert "NameError" in message and ("NumPy's functions begin" in message) == told


def test_a_wider_kind_of_number_passes_and_is_told():
    lines = """
def undo_broadcasting(gradient, shape):
    back = np.zeros(shape)
    places = np.broadcast_to(np.arange(back.size).reshape(shape), gradient.shape)
    np.add.at(back.reshape(-1), places.ravel(), gradient.ravel())
    return back
"""
    verdict = check.undo_broadcasting.grade(written("undo_broadcasting", lines))
    assert verdict.kind == "passed" and "float64 came out" in verdict.message


@pytest.mark.parametrize("kind", ["np.float32", "np.float16", "object", "complex"])
def test_no_other_kind_of_number_passes(kind):
    old = "return gradient.sum(axis=stretched, keepdims=True)"
    refused(check.undo_broadcasting, old, f"{old}.astype({kind})")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("return losses", "return [np.float64(loss) for loss in losses][::-1]", ""),
        ("param -= rate * grad", "param -= 0.5 * grad", "2.5 times what it should be"),
        ("param -= rate * grad", "param -= rate * grad / 2", "0.5 times what it should be"),
        ("losses.append(loss.item())", "losses.append(loss)", "were to be numbers"),
        ("losses.append(loss.item())", "losses.append(loss.detach())", "were to be numbers"),
    ],
)
def test_an_epoch_is_told_what_was_seen(old, new, words):
    assert words in refused(check.too_soon, old, new).message


def test_a_tensor_of_another_class_is_no_loss():
    lines = """
def cross_entropy(logits, labels):
    own = autograd.Tensor(logits.data, requires_grad=True)
    return (own * own).sum()
"""
    verdict = check.cross_entropy.grade(written("cross_entropy", lines))
    assert "of another class than `logits`" in verdict.message


@pytest.mark.parametrize("name", ["exp", "log", "sum"])
def test_functions_for_arrays_are_told_of_methods(name):
    lines = f"""
def cross_entropy(logits, labels):
    return np.{name}(logits).mean()
"""
    message = check.cross_entropy.grade(written("cross_entropy", lines)).message
    assert "AsInTheExercise" not in message
    assert "A Tensor has methods and signs of its own." in message or name == "sum"


def test_the_method_in_the_place_of_numpys_function_is_named():
    def cross_entropy(logits, labels):
        return np.exp(2 * logits).sum()

    def without_powers(logits, labels):
        return np.sqrt(logits).sum()

    message = check.cross_entropy.grade(cross_entropy).message
    assert "Instead: `(2 * logits).exp()`." in message
    assert "**" not in check.cross_entropy.grade(without_powers).message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (" * self.strength + self.b", " + self.b", "`strength` does not count"),
        (" * self.strength + self.b", " * self.strength", "`b` does not count"),
        (" * self.strength + self.b", " * self.strength - self.b", "Is `forward` as it was?"),
    ],
)
def test_a_forward_that_was_changed_is_told_of_itself(old, new, words):
    assert words in refused(check.held_still, old, new).message


def xor(*changes):
    return check.learn_xor.grade(answer(check.learn_xor, *changes))


@pytest.mark.parametrize(
    ("changes", "words", "not_said"),
    [
        (("-= 0.1 * param.grad", "+= 0.1 * param.grad"), "with a minus?", "bounds. The steps are"),
        (
            ("x @ w1 + b1).tanh() @ w2 + b2", "x @ w1).tanh() @ w2",
             "w1, b1, w2, b2 = params", "w1, w2 = params",
             "(2, 8), (8,), (8, 1), (1,)", "(2, 8), (8, 1)"),
            "the answer is exactly 0", "Nothing is wrong",
        ),
        (
            (".tanh()", ".relu()", "(2, 8), (8,), (8, 1)", "(2, 3), (3,), (3, 1)"),
            "Some trainings learn it", "nothing bent",
        ),
    ],
)  # fmt: skip
def test_a_training_is_told_no_more_than_was_seen(changes, words, not_said):
    message = xor(*changes).message
    assert words in message and not_said not in message, message


def test_what_takes_other_arguments_is_no_learn_xor():
    verdict = check.learn_xor.grade(lambda x: np.zeros((len(x), 1)))
    assert "does not take these three" in verdict.message


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("return np.broadcast_to(g, self.data.shape)",
         "return np.ones(self.data.shape) * g * (1 / self.data.size)", "sum_as_a_mean"),
        ("g @ b.T)", "np.matmul(b.T, g))", "matmul_sides_for_a"),
        (".get(parent, 0) + share", ".get(parent, 0) + gradient", "not_pulled"),
    ],
)  # fmt: skip
def test_siblings_of_slips_in_an_engine_are_known(old, new, mistake):
    assert refused(check.tensor, old, new).mistake == mistake


# What two leaves share ---------------------------------------------------------------------------

LEAF = "tensor.grad = gradient if tensor.grad is None else tensor.grad + gradient"
HANDED = "gradients[parent] = gradients.get(parent, 0) + share"
AS_IT_CAME = "gradients[parent] = gradients[parent] + share if parent in gradients else share"
SPREAD = "return np.broadcast_to(g, self.data.shape)"
A_NEW_ONE = "return g * np.ones(self.data.shape, g.dtype)"
READ = "np.broadcast_to(tensor.grad, tensor.data.shape)"
FIRST = (
    "if tensor.grad is None:\n                    tensor.grad = gradient\n                else:\n"
)


@pytest.mark.parametrize("spread", [SPREAD, A_NEW_ONE])
@pytest.mark.parametrize(
    "added", ["tensor.grad += gradient", "tensor.grad[...] += gradient",
              "np.add(tensor.grad, gradient, out=tensor.grad)"],
)  # fmt: skip
def test_a_gradient_that_two_leaves_share_is_not_added_to_in_place(spread, added):
    leaf = f"{FIRST}                    {added}"
    said = refused(check.tensor, LEAF, leaf, HANDED, AS_IT_CAME, SPREAD, spread).message
    assert "an array that may be another leaf's, too" in said or "may only be read" in said
    passes(check.tensor, LEAF, leaf, SPREAD, spread)  # here each leaf has an array of its own


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((HANDED, AS_IT_CAME), "Two leaves hold the same array"),
        ((HANDED, AS_IT_CAME, SPREAD, A_NEW_ONE), "Two leaves hold the same array"),
        ((HANDED, f"{AS_IT_CAME}[...]"), "Two leaves hold the same array"),
        ((LEAF, f"{LEAF}\n{' ' * 16}tensor.grad = {READ}"), "only be read"),
    ],
)
def test_a_gradient_that_others_hold_as_well_passes_and_is_told(changes, words):
    verdict = check.tensor.grade(answer(check.tensor, *changes))
    assert verdict.kind == "passed" and words in verdict.message
    plain = check.tensor.grade(answer(check.tensor)).message
    assert "Two leaves" not in plain and "only be read" not in plain


def test_a_gradient_where_none_was_expected_is_no_string():
    line = "            tensor.grad"
    kept = f"            if not tensor.parents:\n    {line}", line
    assert "where a string" not in refused(check.tensor, *kept).message


EQUAL = "\n\n    def __eq__(self, other):\n        return self.data == other.data\n"


@pytest.mark.parametrize("equal", [EQUAL, f"{EQUAL}\n    __hash__ = None\n"])
def test_values_that_can_be_in_no_set_are_told_why(equal):
    old = "    def __add__(self, other):"
    changes = old, f"    {equal.strip()}\n\n{old}"
    verdict = check.value.grade(answer(check.value, *changes))
    assert verdict.kind == "passed" and "`@dataclass(eq=False)`" in verdict.message
    said = refused(check.value_operators, *changes).message
    assert "`@dataclass(eq=False)`" in said and "square brackets" not in said
    assert "dataclass" not in check.value.grade(answer(check.value)).message


def test_a_tensor_that_can_be_in_no_set_is_told_why():
    said = refused(check.tensor, "    def exp(self):", f"{EQUAL[2:]}\n    def exp(self):").message
    assert "`@dataclass(eq=False)`" in said and "square brackets" not in said


def test_a_loop_that_stands_still_is_told_of_what_waits_twice(monkeypatch):
    monkeypatch.setattr(check.in_order, "seconds", 0.5)
    lines = """
def in_order(result):
    order, found, to_visit = [], set(), [result]
    while to_visit:
        value = to_visit[-1]
        if value in found:
            continue
        missing = [parent for parent, slope in value.parents if parent not in found]
        to_visit += missing
        if not missing:
            found.add(value)
            order.append(to_visit.pop())
    return order[::-1]
"""
    verdict = check.in_order.grade(written("in_order", lines))
    assert verdict.kind == "timeout" and "take something off" in verdict.message


def test_a_tensor_that_nobody_keeps_is_named_beside_the_notes_that_are_still_there():
    def forecasts(days, seen, rate):
        w = autograd.Tensor(np.zeros(days.shape[1]), requires_grad=True)
        forecast, made = autograd.Tensor(0.0), []
        for day, value in zip(days, seen, strict=True):
            forecast.detach()
            forecast = (w * day).sum() + 0.5 * forecast
            made.append(forecast.item())
            w.zero_grad()
            ((forecast - value) * (forecast - value)).backward()
            with autograd.no_grad():
                w -= rate * w.grad
        return made, w.data

    verdict = check.second_walk.grade(forecasts)
    assert verdict.mistake == "unmended"
    assert "`forecast.detach()` gives something new, and nothing keeps it." in verdict.cause
