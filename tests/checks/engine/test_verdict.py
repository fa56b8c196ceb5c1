"""Everything that a learner may pass to a check gets a verdict, and words that help."""

import asyncio
import functools
import itertools
import linecache
import time

import numpy as np
import pytest

from dlscratch.checks import ____
from dlscratch.checks.engine import told
from dlscratch.checks.engine.differences import layer
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.layers import Layer

TEXTS = {"hints": ("one", "two", "three"), "after": "It matters."}


def total(tensor):
    """The sum of all numbers in nested lists."""
    return tensor if not isinstance(tensor, list) else sum(total(part) for part in tensor)


sums = Exercise(
    "tests.total",
    kind="fill",
    reference=total,
    probes=[([1, 2, 4],), ([[1, 2, 4], [8, 16, 32]],), ([[[1], [5]]],)],
    **TEXTS,
)


@sums.wrong("`sum` adds what is in a list, not what is in a list of lists.", id="flat")
def _(tensor):
    return sum(tensor)


@sums.wrong("The list is empty afterwards.", id="emptied")
def _(tensor):
    result = total(tensor)
    tensor.clear()
    return result


@sums.wrong("Only the first.", id="first_half")
def first_half(tensor):
    return total(tensor[: len(tensor) // 2])


impatient = Exercise(
    "tests.total", kind="fill", reference=total, probes=[([1, 2, 4],), ([1],)], seconds=0.2, **TEXTS
)


@impatient.wrong("The loop does not get nearer to its end.", id="endless")
def _(tensor):
    while True:
        pass


def product(x, w):
    return x @ w.T


X = np.array([[1.0, 2, 4], [0, 5, 1], [2, 2, 7], [3, 0, 1]])
W = np.array([[1.0, 0, 2], [0, 3, 1]])
products = Exercise(
    "tests.product", kind="fill", reference=product, probes=[(X, W), (X[:3] + 1, W)], **TEXTS
)


@products.wrong("Squared.", id="square")
def _(x, w):
    return (x @ w.T) ** 2


def says(exercise, answer, kind, *words, mistake=None):
    verdict = exercise.grade(answer)
    assert verdict.kind == kind, verdict
    assert verdict.mistake == mistake
    for word in words:
        assert word in verdict.message
    assert len(verdict.message) < 1500
    return verdict.message


# What is right


@pytest.mark.parametrize(
    "answer",
    [
        total,
        lambda tensor: float(total(tensor)),
        lambda tensor: np.float64(total(tensor)),
        lambda tensor: np.array(total(tensor)),
        functools.partial(total),
        type("T", (), {"method": lambda self, tensor: total(tensor)})().method,
        type("T", (), {"__call__": lambda self, tensor: total(tensor)})(),
        lambda *tensors: total(*tensors),
    ],
)
def test_a_right_answer_passes_however_it_is_written(answer):
    assert says(sums, answer, "passed") == "It matters."


def test_a_ufunc_is_an_answer():
    exponential = Exercise(
        "tests.exp", kind="fill", reference=lambda x: np.exp(x), probes=[(X,)], **TEXTS
    )
    says(exponential, np.exp, "passed")
    says(exponential, np.sin, "wrong")


# The abuse


def test_a_blank():
    def blank(tensor):
        return ____

    says(sums, blank, "todo", "`____`")
    says(sums, ____, "todo")


def test_not_implemented_error():
    def later(tensor):
        raise NotImplementedError

    says(sums, later, "todo", "`NotImplementedError`")


def is_flat(tensor):
    return ____


class Part:
    def size(self):
        raise NotImplementedError("soon")


class Whole:
    def __call__(self, tensor):
        return 1 + self.part(tensor)

    def part(self, tensor):
        return ____


HELD = ____


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda tensor: 1 if is_flat(tensor) else 0, "Fill in `is_flat` first"),
        (lambda tensor: is_flat(tensor), "Fill in `is_flat` first"),
        (lambda tensor: [0, is_flat(tensor)], "Fill in `is_flat` first"),
        (lambda tensor: Part().size(), "Fill in `Part.size` first: it raises"),
        (Whole(), "Fill in `part` first"),
        (lambda tensor: sum(HELD for _ in tensor), "A `____` is still used here."),
    ],
)
def test_another_function_that_is_still_blank(answer, words):
    says(sums, answer, "todo", words)


def test_a_blank_that_only_the_author_uses():
    exercise = Exercise(
        "tests.used", kind="fill", reference=total, run=lambda f, t: f(t) + 1, probes=[([1],)],
        **TEXTS,
    )  # fmt: skip
    says(exercise, lambda tensor: is_flat(tensor), "todo", "Fill in `is_flat` first")


def test_a_base_class_that_is_not_implemented_is_no_blank():
    class Misspelt(Layer):
        def foward(self, x):
            return x

    run, _ = layer(lambda cls: cls())
    right = type("Same", (Layer,), {"forward": lambda s, x: x, "backward": lambda s, g: g})
    exercise = Exercise(
        "tests.same", kind="fill", wants="class", reference=right, run=run, probes=[(X, X)], **TEXTS
    )
    says(exercise, Misspelt, "error", "NotImplementedError")
    says(exercise, right, "passed")


def test_an_exercise_on_a_base_class_may_want_not_implemented_error():
    class Base:
        def forward(self, x):
            raise NotImplementedError

        def params(self):
            return []

    exercise = Exercise(
        "tests.base", kind="fill", wants="class", reference=Base,
        run=lambda cls: cls().params(), **TEXTS,
    )  # fmt: skip
    says(exercise, type("Mine", (), dict(vars(Base))), "passed")


def test_an_endless_loop():
    def loops(tensor):
        while tensor:
            pass

    says(impatient, loops, "timeout", "`total([1, 2, 4])` was stopped after 0.2 seconds in line",
         "of `loops`:\n    ", "does not get nearer", mistake="endless")  # fmt: skip


def test_an_endless_loop_inside_except():
    def loops(tensor):
        while True:
            try:
                sum(tensor)
            except:  # noqa: E722
                pass

    patient = Exercise(
        "tests.total", kind="fill", reference=total, probes=[([1],)], seconds=0.1, **TEXTS
    )
    says(patient, loops, "timeout", "Is there a loop that never ends?")


def test_a_loop_that_ends_only_because_it_was_stopped():
    def swallows(tensor):
        try:
            while True:
                pass
        except BaseException:
            return total(tensor)

    says(impatient, swallows, "timeout", mistake="endless")


def test_after_a_timeout_nothing_more_is_tried():
    calls = []

    def loops(tensor):
        calls.append(tensor)
        while True:
            pass

    says(impatient, loops, "timeout", mistake="endless")
    assert len(calls) == 1


def test_code_that_only_waits_is_told_so():
    exercise = Exercise(
        "tests.waits", kind="fill", reference=abs, probes=[(1,)], seconds=0.02, **TEXTS
    )

    def sleeps(x):
        for _ in range(1000):
            time.sleep(0.01)

    says(exercise, sleeps, "timeout", "hardly anything but wait")
    verdict = exercise.grade(lambda x: next(x for x in itertools.count() if x < 0))
    assert verdict.kind == "timeout" and "loop that never ends" in verdict.message


def test_no_closer_look_is_taken_at_what_is_right():
    """What is wrong here is only a second call: nothing is to be said of the first."""
    exercise = told.Exercise(
        "tests.told", kind="fill", reference=abs, probes=[(-2,), (3,)],
        tell=lambda outcomes: "All of it is wrong.", **TEXTS,
    )  # fmt: skip
    calls = []

    def counts(x):
        calls.append(x)
        return abs(x) + (len(calls) > 2)

    says(exercise, lambda x: x, "wrong", "All of it is wrong.", mistake=told.CLOSER)
    verdict = exercise.grade(counts)
    assert verdict.kind == "wrong" and "once more" in verdict.message
    assert "All of it" not in verdict.message


def test_the_time_limit_is_for_all_probes_together():
    exercise = Exercise(
        "tests.slow", kind="fill", reference=abs, probes=[(i,) for i in range(1, 100)],
        seconds=0.2, **TEXTS,
    )  # fmt: skip

    def slow(x):
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass
        return x

    says(exercise, slow, "timeout")


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_exceptions_that_would_end_python(kind):
    def ends(tensor):
        raise kind

    says(sums, ends, "error", f"`{kind.__name__}`")


def test_system_exit_is_explained():
    def leaves(tensor):
        raise SystemExit(1)

    says(sums, leaves, "error", "leave it out")


def test_an_argument_changed_in_place():
    def pops(tensor):
        return sum(tensor.pop(0) for _ in range(2))

    def clears(tensor):
        result = total(tensor)
        del tensor[:]
        return result

    says(sums, pops, "wrong", "`total([1, 2, 4])` changed its input: tensor is `[4]` afterwards")
    says(sums, clears, "wrong", "The list is empty afterwards.", mistake="emptied")

    def in_place(x, w):
        x *= 2
        return x @ w.T / 2

    says(products, in_place, "wrong", "changed its input: x is `array([[2.0, 4.0, 8.0]")


def test_an_argument_that_must_be_changed_in_place():
    def step(w, gradient):
        w -= 0.1 * gradient

    def rebinds(w, gradient):
        w = w - 0.1 * gradient

    def wrong_way(w, gradient):
        w += 0.1 * gradient

    exercise = Exercise("tests.step", kind="fill", reference=step, probes=[(W, W + 1)], **TEXTS)
    exercise.wrong("Rebound.", id="rebinds")(rebinds)
    says(exercise, step, "passed")
    says(exercise, rebinds, "wrong", "should change w in place", "Rebound.", mistake="rebinds")
    says(exercise, wrong_way, "wrong", "should change w in place: w[1, 1] is 3.4, where 2.6 was")


def test_none():
    def forgotten(tensor):
        total(tensor)

    def sometimes(tensor):
        if tensor == 3:
            return 3

    def shown(tensor):
        return print(total(tensor))

    def emptied(tensor):
        return list(tensor).append(3)

    says(sums, forgotten, "wrong", "gives None. Is there a `return`?")
    for answer, words in (
        (lambda tensor: None, "gives None."),
        (sometimes, "gives None. There is a `return`, but not every way"),
        (shown, "gives None. `print` shows something"),
        (emptied, "gives None. `append` changes what stands before its dot"),
    ):
        says(sums, answer, "wrong", words)
        assert "Is there a `return`?" not in sums.grade(answer).message


def test_nobody_is_asked_for_a_return_that_is_there():
    def run(function, words):
        if (came := function(words)) is None:
            raise Refuse("It gives None. Is there a `return`?")
        return came

    turns = Exercise(
        "demo.turns", kind="fill", reference=lambda words: words[::-1], run=run,
        probes=[([1, 2],)], **TEXTS,
    )  # fmt: skip
    turns.mistakes(no_return=("Nothing comes back: is there a `return` at the end?", print))

    def reverses(words):
        return words.reverse()

    def nothing(words):
        words.reverse()

    asked = "Nothing comes back: is there a `return` at the end?"
    assert turns.grade(nothing).message == f"It gives None. Is there a `return`?\n{asked}"
    assert turns.grade(reverses).mistake == "no_return"
    assert turns.grade(reverses).message == (
        "It gives None. `reverse` changes what stands before its dot, and gives None back."
    )


@pytest.mark.parametrize(
    "result, words",
    [
        ("7", "is '7', where a number was expected"),
        ([7], "is a list, where a number was expected"),
        ({7}, "is a set, where a number was expected"),
        (np.array([7]), "`.item()`"),
        (len, "is the function len, where a number was expected"),
        (True, "is True, where a number was expected"),
    ],
)
def test_the_wrong_type(result, words):
    says(sums, lambda tensor: result, "wrong", words)


def test_int_for_float_passes():
    halves = Exercise(
        "tests.halves", kind="fill", reference=lambda n: [n / 2], probes=[(4,)], **TEXTS
    )
    says(halves, lambda n: [n // 2], "passed")


def test_transposed():
    says(products, lambda x, w: w @ x.T, "wrong", "has shape (2, 4), where (4, 2) was expected",
         "It looks transposed: its transpose is right.")  # fmt: skip


def test_nan_and_inf_with_their_index():
    def fails(x, w, value=np.nan):
        result = x @ w.T
        result[2, 1] = value
        return result

    says(products, fails, "wrong", "Item [2, 1] is NaN, where 13.0 was expected")
    says(products, lambda x, w: fails(x, w, np.inf), "wrong", "[2, 1] is inf, where 13.0")


def test_a_warning_of_numpy_is_passed_on():
    says(products, lambda x, w: np.log(x * 0) @ w.T, "wrong", "divide by zero encountered in log")


def test_a_list_for_an_array_and_back():
    says(products, lambda x, w: (x @ w.T).tolist(), "wrong", "`np.array(…)` turns a list into")
    lists = Exercise("tests.lists", kind="fill", reference=lambda x: [x], probes=[(1,)], **TEXTS)
    says(lists, lambda x: np.array([x]), "wrong", "`.tolist()` turns an array into a list")


def test_a_sign_and_a_factor():
    says(products, lambda x, w: -x @ w.T, "wrong", "Every value has the opposite sign.")
    says(products, lambda x, w: 3 * x @ w.T, "wrong", "Every value is 3 times what was expected.")
    says(products, lambda x, w: x @ w.T / len(x), "wrong", "1/4 of", "the batch has 4 examples")


def test_a_recognised_mistake_takes_the_place_of_what_is_generally_said():
    squared = products.grade(lambda x, w: np.square(x @ w.T))
    assert squared.mistake == "square" and squared.message.endswith("Squared.")
    assert "[1, 1] is 256.0, where 16.0 was expected" in squared.message


@pytest.mark.parametrize(
    "huge",
    [
        lambda: [0] * 10**7,
        lambda: np.zeros(10**7),
        lambda: np.zeros((10**4, 10**3)),
        lambda: np.broadcast_to(0, (10**6, 10**6)),
        lambda: "x" * 10**7,
        lambda: range(10**12),
        lambda: 10**10**5,
    ],
)
def test_huge_output(huge):
    says(sums, lambda tensor: huge(), "wrong")
    says(products, lambda x, w: huge(), "wrong")


def test_a_generator_without_end():
    def endless(tensor):
        while True:
            yield 1

    says(sums, endless, "wrong", "is a generator, where a number was expected. `yield` makes")


def test_printing_ten_thousand_lines(capsys):
    def prints(tensor):
        for i in range(10_000):
            print("line", i)
        return 0

    message = says(sums, prints, "wrong", "Your code printed:\n    line 0\n    line 1\n")
    assert message.count("\n") < 15
    assert capsys.readouterr() == ("", "")


def test_only_what_the_failing_run_printed_is_shown():
    def prints(tensor):
        print("here", tensor)
        return sum(tensor)

    message = says(sums, prints, "error", "here [[1, 2, 4]", mistake="flat")
    assert "here [1, 2, 4]" not in message


def test_deep_recursion():
    def deep(tensor):
        return deep([tensor])

    says(sums, deep, "error", "RecursionError", "which case makes it stop")


class Something:
    def __init__(self, tensor):
        pass


@pytest.mark.parametrize(
    "answer, words",
    [
        (Something, "wants a function, and the class Something came"),
        (int, "wants a function, and the class int came"),
        (7, "7 came. Pass its name without calling it: `check.total(total)`"),
        (total([1, 2]), "3 came"),
        (None, "None came"),
        ("total", "'total' came"),
        ([1] * 10**6, "came"),
        (object(), "an object came"),
        (Something(1), "a Something object came"),
    ],
)
def test_something_else_where_a_function_is_wanted(answer, words):
    says(sums, answer, "wrong", words)


def test_something_else_where_a_class_is_wanted():
    exercise = Exercise(
        "tests.thing", kind="fill", wants="class", reference=Something,
        run=lambda cls: type(cls(1)) is cls, **TEXTS,
    )  # fmt: skip
    usage = "wants the class itself"
    says(exercise, Something, "passed")
    says(exercise, Something(1), "wrong", usage, "a Something object came: `check.thing(Some")
    says(exercise, total, "wrong", usage, "the function total came")
    says(exercise, 3, "wrong", usage, "3 came")


def test_a_function_where_a_value_is_wanted():
    exercise = Exercise("tests.value", kind="predict", wants="value", reference=[2, 3], **TEXTS)
    says(exercise, len, "wrong", "wants a value, and the function len came")
    says(exercise, [2, 3], "passed")
    says(exercise, [____, 3], "todo")


def test_what_is_expected_of_a_prediction_is_not_given_away():
    exercise = Exercise("tests.value", kind="predict", wants="value", reference=[71, 93], **TEXTS)
    for answer in ([71, 2], [71, -93], [0, 0], (1, 2), 4, [1], None, "a", [np.nan, 93]):
        message = says(exercise, answer, "wrong", "is not the answer")
        assert "93" not in message.replace("-93", "").replace("NaN, 93", "")
    says(exercise, [71, 2], "wrong", "`[71, 2]` is not the answer. Item [1] is not right yet.")
    right = [(1, 2), (3, 4)]
    pairs = Exercise("tests.value", kind="predict", wants="value", reference=right, **TEXTS)
    says(pairs, [(1, 2), (3, 5)], "wrong", "Item [1][1] is not right yet.")
    says(pairs, [(1, 2), (30, 5)], "wrong", "Item [1] is not right yet.")  # both of it
    number = Exercise("tests.value", kind="predict", wants="value", reference=71, **TEXTS)
    assert says(number, 5, "wrong") == "`5` is not the answer."


def test_a_check_is_called_with_nothing_or_with_too_much():
    assert "your answer, and nothing came: `check.total(total)`" in sums.grade().message
    assert "2 came" in sums.grade(total, total).message


def test_a_check_called_twice_says_the_same():
    assert sums.grade(first_half) == sums.grade(first_half)
    assert sums.grade(total) == sums.grade(total)


def raises(self, *arguments):
    raise RuntimeError("a trap")


TRAPS = "eq ne repr str len iter getitem float int index array bool hash format class_getitem"


@pytest.mark.parametrize("base", [object, list, dict, float, int, str])
def test_an_object_whose_methods_raise(base):
    trap = type("Trap", (base,), {f"__{name}__": raises for name in TRAPS.split()})
    says(sums, lambda tensor: trap(), "wrong")
    says(products, lambda x, w: [trap()], "wrong")
    assert products.grade(trap()).kind == "wrong"


def test_an_object_that_pretends_to_be_another():
    lies = {"__class__": list, "__eq__": lambda a, b: True, "__len__": lambda self: 3}
    liar = type("Liar", (), lies)
    says(sums, lambda tensor: liar(), "wrong", "is a Liar object, where a number was expected")


def test_an_exception_whose_words_raise():
    class Trap(Exception):
        __str__ = __repr__ = raises

    def throws(tensor):
        raise Trap("x", [1])

    says(sums, throws, "error", "`Trap: 'x', [1]`")


def test_whatever_defeats_the_check_is_still_answered(monkeypatch):
    monkeypatch.setattr("dlscratch.checks.engine.compare.difference", raises)
    says(sums, total, "error", "cannot make sense of this answer (RuntimeError)")


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda: 1, "takes 0 positional arguments but 1 was given"),
        (lambda a, b: 1, "missing 1 required positional argument: 'b'"),
        (lambda *, a: 1, "takes 0 positional arguments"),
    ],
)
def test_the_wrong_number_of_parameters(answer, words):
    says(sums, answer, "error", "`total([1, 2, 4])` stopped", words)


def test_an_async_function():
    async def later(tensor):
        await asyncio.sleep(0)

    says(sums, later, "wrong", "`async def`")


def test_a_check_inside_the_function():
    def checks_itself(tensor):
        sums.grade(checks_itself)
        return total(tensor)

    says(sums, checks_itself, "error", "inside the code that it checks")


# Exceptions in words


def test_shapes_that_do_not_fit():
    class Linear:
        def __init__(self):
            self.w = np.ones((5, 3))

        def forward(self, x):
            return x @ self.w

    exercise = Exercise(
        "tests.linear", kind="fill", wants="class", reference=Something, probes=[(X,)],
        run=lambda cls, x: cls().forward(x), expect=lambda cls, x: x, **TEXTS,
    )  # fmt: skip
    says(exercise, Linear, "error", "your code stopped in line ", " of `",
         "Linear.forward`:\n    return x @ self.w\n`ValueError: matmul",
         "There, x has shape (4, 3), self.w has shape (5, 3).",
         "`a @ b` wants as many columns in a as rows in b.")  # fmt: skip


def broadcast(x, w):
    return x + w


def ambiguous(x, w):
    return 1 if x > 0 else 0


def ragged(x, w):
    return np.array([[1], [1, 2]])


def unbound(x, w):
    result += x  # noqa: F821
    return result


def misspelt(x, w):
    weights = w  # noqa: F841
    return x @ weigths  # noqa: F821


def unknown(x, w):
    return x @ q_17  # noqa: F821


def selfless(x, w):
    return self.w  # noqa: F821


def calls_nothing(x, w):
    def helper():
        pass

    return helper() + 1


def list_method(x, w):
    return [1].shape


def misspelt_attribute(x, w):
    return x.shap


def shadowed(x, w):
    sum = 3
    return sum(x)


def too_much(x, w):
    return np.ones((10**7, 10**7))


@pytest.mark.parametrize(
    "answer, words",
    [
        (broadcast, "counted from the last axis"),
        (ambiguous, "One True or False is wanted here"),
        (ragged, "the same length"),
        (unbound, "gets its first value further down"),
        (misspelt, "Did you mean `weights`?"),
        (unknown, "name 'q_17' is not defined"),
        (selfless, "The first parameter of a method is `self`."),
        (calls_nothing, "does it end without `return`?"),
        (list_method, "not an array"),
        (misspelt_attribute, "Did you mean `shape`?"),
        (shadowed, "`sum` is 3 here: was the name given a new value?"),
        (too_much, "more memory than an answer gets here"),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_common_exceptions_get_one_more_sentence(answer, words):
    message = says(products, answer, "error", words)
    assert f" of `{answer.__name__}`:\n    " in message


def test_a_function_whose_name_was_taken_by_a_value():
    code = "def f(tensor):\n    return max(tensor)\nmax = 4"
    names = {}
    exec(compile(code, "<cell>", "exec"), names)
    says(sums, names["f"], "error", "`total([1, 2, 4])` stopped in line 2 of `f`.")
    linecache.cache["<cell>"] = len(code), None, code.splitlines(True), "<cell>"  # as IPython does
    says(sums, names["f"], "error", "    return max(tensor)", "`max` is 4 here",
         "`del max` brings Python's own back.")  # fmt: skip


def test_a_method_without_self():
    class NoSelf:
        def forward(x):
            return x

    exercise = Exercise(
        "tests.method", kind="fill", wants="class", reference=Something, probes=[(X,)],
        run=lambda cls, x: cls().forward(x), expect=lambda cls, x: x, **TEXTS,
    )  # fmt: skip
    says(exercise, NoSelf, "error", "is `self`, and `forward` has none")


def test_a_long_text_of_an_exception_is_cut():
    def wordy(tensor):
        raise ValueError("word " * 10_000)

    says(sums, wordy, "error", "word word")


def test_no_address_and_no_path_is_shown():
    def strange(tensor):
        raise ValueError(object())

    def stranger(tensor):
        raise ValueError(f"{object()} is strange")

    message = says(sums, strange, "error", "`ValueError: an object`")
    assert "0x" not in message and "/" not in message
    says(sums, stranger, "error", "`ValueError: <object object> is strange`")


# What an author may do


def test_an_answer_refused_by_run_or_prepare_is_wrong_for_the_reason_given():
    def to_function(order):
        if sorted(order) != [0, 1]:
            raise Refuse("Each line is to be used once.")
        return lambda x: x - 1 if order == [0, 1] else x + 1

    exercise = Exercise(
        "tests.lines", kind="order", wants="value", reference=[0, 1], prepare=to_function,
        probes=[(3,), (5,)], **TEXTS,
    )  # fmt: skip
    exercise.wrong("Turned round.", id="turned")([1, 0])
    says(exercise, [0, 1], "passed")
    says(exercise, [0, 0], "wrong", "Each line is to be used once.")
    says(exercise, [1, 0], "wrong", "`lines(3)` gives `4`; expected `2`.", mistake="turned")


def test_labels_name_what_is_wrong():
    exercise = Exercise(
        "tests.labels", kind="fill", reference=lambda x: x,
        run=lambda f, x: {"sum": f(x).sum(), "the mean": f(x).mean(), "w": f(x)}, probes=[(X,)],
        **TEXTS,
    )  # fmt: skip
    says(exercise, lambda x: x * 0, "wrong", "With x of shape (4, 3), your code gives sum = `0.0`")
    says(exercise, lambda x: x[::-1], "wrong", "w[", " is ", " was expected")


def test_types_that_the_exercise_accepts():
    exercise = Exercise(
        "tests.accepts", kind="fill", reference=lambda n: [n, [n]], accepts=(tuple, np.ndarray),
        probes=[(3,)], **TEXTS,
    )  # fmt: skip
    exercise.wrong("No.", id="one more")(lambda n: [n + 1, [n + 1]])
    says(exercise, lambda n: (n, (n,)), "passed")
    says(exercise, lambda n: (n + 1, (n + 1,)), "wrong", mistake="one more")


def test_a_generator_is_compared_by_what_it_yields():
    def pairs(n):
        for i in range(n):
            yield [i, i + 1]

    exercise = Exercise("tests.pairs", kind="fill", reference=pairs, probes=[(3,)], **TEXTS)
    says(exercise, lambda n: zip(range(n), range(1, n + 1), strict=True), "wrong", "tuple")
    says(exercise, lambda n: [[i, i + 1] for i in range(n)], "passed")
    says(exercise, lambda n: ([i, i + 1] for i in range(n)), "passed")
    says(exercise, lambda n: ([i, i + 1] for i in range(n - 1)), "wrong", "has 2 items, where 3")


def test_compiled_code_of_numpy_is_not_the_learners():
    def draw(tensor):
        return np.random.default_rng(0).random(5, 3)

    message = sums.grade(draw).message
    assert "return np.random.default_rng(0).random(5, 3)" in message and "Generator" not in message


def test_outputs_that_belong_to_some_probes_only():
    by_parts = Exercise(
        "tests.parts",
        kind="fill",
        reference=lambda n: n,
        run=lambda f, n: {"all": float(f(n))} | ({"more": 2.0 * f(n)} if n > 3 else {}),
        probes=[(3,), (5,), (7,)],
        **TEXTS,
    )
    assert by_parts.grade(lambda n: n).kind == "passed"
    verdict = by_parts.grade(lambda n: n if n < 5 else n + 1)
    assert verdict.kind == "wrong" and "cannot make sense" not in verdict.message
    wrong = Exercise(
        "tests.more",
        kind="fill",
        reference=lambda n: n,
        run=lambda f, n: {"all": n} | ({"more": 2.0 * f(n)} if n > 3 else {}),
        probes=[(3,), (5,), (7,)],
        **TEXTS,
    )
    assert "Every value is 3" in wrong.grade(lambda n: 3 * n).message


def test_what_is_refused_can_be_recognised():
    """Word for word: another refusal is another mistake."""

    def prepared(answer):
        if answer(0) != 0:
            raise Refuse(f"At 0 it gives {answer(0)}.")
        return answer

    exercise = Exercise(
        "tests.doubled", kind="fill", reference=lambda x: 2 * x, probes=[(1,), (2,)],
        prepare=prepared, **TEXTS,
    )  # fmt: skip
    exercise.mistakes(shifted=("Nothing is added.", lambda x: 2 * x + 1))
    message = "At 0 it gives 1.\nNothing is added."
    says(exercise, lambda x: x * 3 + 1, "wrong", message, mistake="shifted")
    says(exercise, lambda x: 2 * x + 2, "wrong", "At 0 it gives 2.")


def test_what_is_prepared_is_tried_once_more_too():
    exercise = Exercise(
        "tests.counted", kind="fill", reference=lambda x: x, probes=[(1,), (2,)],
        prepare=lambda answer: answer, **TEXTS,
    )  # fmt: skip
    seen = []

    def keeps(x):
        seen.append(x)
        return x + (len(seen) > 2)

    says(exercise, keeps, "wrong", "gives something else when called once more")


@pytest.mark.parametrize(
    "answer, words",
    [
        ("[2, 3]", "Quotes make a string; a number has none."),
        (["2", "3"], "Quotes make a string; a number has none."),
        ([[2], [3]], "Its items stand in brackets of their own: a number needs none."),
        ([[2, 3], [3]], "None of the 2 items"),
    ],
)
def test_predictions_in_another_form(answer, words):
    exercise = Exercise("tests.value", kind="predict", wants="value", reference=[2, 4], **TEXTS)
    says(exercise, answer, "wrong", words)


def test_a_prediction_that_is_run_gives_nothing_away():
    exercise = Exercise(
        "tests.value", kind="predict", wants="value", reference=71, run=lambda answer: answer + 1,
        **TEXTS,
    )  # fmt: skip
    message = exercise.grade(5).message
    assert message == "Your code gives `6`. That is not right yet."
    assert "7" not in message
