"""Lesson 7: any right randomness passes, no wrong spread does, and ReLU is told by its sides."""

import itertools

import numpy as np
import pytest

from dlscratch.checks import starting_weights as check
from dlscratch.layers import Layer, Linear, ReLU, Sequential, Sigmoid
from dlscratch.losses import SSE
from dlscratch.optimizers import GradientDescent
from dlscratch.visuals.depth_histograms import measure
from tests.checks import hunting


def legacy(draw):
    """`draw` fed from NumPy's old generator, as older books do it: not the package's numbers."""

    def function(outputs, inputs, rng=None, mean=0.0, std=1.0):
        if isinstance(rng, np.random.Generator):
            rng = int(rng.integers(2**31))
        return draw(np.random.RandomState(rng), outputs, inputs, mean, std)

    return function


def shifted(seed):
    """Right functions whose numbers differ for every `seed`."""

    def source(rng):
        if rng is None or isinstance(rng, np.random.Generator):
            return np.random.default_rng(rng)
        return np.random.default_rng([seed, rng])

    def uniform(outputs, inputs, rng=None):
        return source(rng).random((outputs, inputs))

    def normal(outputs, inputs, rng=None, mean=0.0, std=1.0):
        return source(rng).normal(mean, std, (outputs, inputs))

    def xavier(outputs, inputs, rng=None):
        return normal(outputs, inputs, rng, std=(2 / (inputs + outputs)) ** 0.5)

    def start(inputs, outputs, rng=None):
        return xavier(outputs, inputs, rng), np.zeros(outputs)

    return {"random_uniform": uniform, "random_normal": normal, "xavier": xavier,
            "zero_init": start}  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("name", ["random_uniform", "random_normal", "xavier", "zero_init"])
def test_any_right_draw_passes(name, seed):
    verdict = getattr(check, name).grade(shifted(seed)[name])
    assert verdict.kind == "passed", verdict.message


def test_the_old_generator_passes_too():
    uniform = legacy(lambda source, outputs, inputs, *_: source.rand(outputs, inputs))
    normal = legacy(
        lambda source, outputs, inputs, mean, std: source.normal(mean, std, (outputs, inputs))
    )
    assert check.random_uniform.grade(uniform).kind == "passed"
    assert check.random_normal.grade(normal).kind == "passed"


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_a_spread_that_is_off_by_a_tenth_never_passes(seed, factor):
    normal = shifted(seed)["random_normal"]

    def wide(outputs, inputs, rng=None, mean=0.0, std=1.0):
        return normal(outputs, inputs, rng, mean, factor * std)

    def xavier(outputs, inputs, rng=None):
        return normal(outputs, inputs, rng, std=factor * (2 / (inputs + outputs)) ** 0.5)

    assert check.random_normal.grade(wide).kind == "wrong"
    assert check.xavier.grade(xavier).kind == "wrong"


@pytest.mark.parametrize("seed", range(10))
def test_wrong_draws_are_recognised_however_they_fall(seed):
    normal = shifted(seed)["random_normal"]

    def variance(outputs, inputs, rng=None):
        return normal(outputs, inputs, rng, std=2 / (inputs + outputs))

    def clones(outputs, inputs, rng=None):
        row = normal(1, inputs, rng, std=(2 / (inputs + outputs)) ** 0.5)
        return np.repeat(row, outputs, axis=0)

    assert check.xavier.grade(variance).mistake == "variance_as_std"
    assert check.xavier.grade(clones).mistake == "one_row_for_all"


def test_a_shape_in_two_arguments_is_explained():
    def uniform(outputs, inputs, rng=None):
        return np.random.default_rng(rng).random(outputs, inputs)

    verdict = check.random_uniform.grade(uniform)
    assert verdict.kind == "wrong" and "one tuple" in verdict.message


source = np.random.default_rng


def drawn(outputs, inputs, rng=None):
    return source(rng).normal(0, (2 / (inputs + outputs)) ** 0.5, (outputs, inputs))


def with_rng(change):
    """Right numbers, from an rng that `change` has made of the one that came."""
    return lambda outputs, inputs, rng=None: drawn(outputs, inputs, change(rng))


@pytest.mark.parametrize(
    "change, mistake",
    [
        (lambda rng: None, "rng_left_aside"),
        (lambda rng: 3, "always_the_same"),
        (lambda rng: rng or None, "zero_is_no_seed"),
        (lambda rng: 5 if rng is None else rng, "seed_when_there_is_none"),
        (lambda rng: rng if rng is None else int(rng), "int_of_a_seed"),
    ],
)
def test_rng_must_do_all_that_it_is_for(change, mistake):
    draw = with_rng(change)

    def start(inputs, outputs, rng=None):
        return draw(outputs, inputs, rng), np.zeros(outputs)

    def normal(outputs, inputs, rng=None, mean=0.0, std=1.0):
        return source(change(rng)).normal(mean, std, (outputs, inputs))

    def uniform(outputs, inputs, rng=None):
        return source(change(rng)).random((outputs, inputs))

    answers = {"xavier": draw, "zero_init": start, "random_normal": normal,
               "random_uniform": uniform}  # fmt: skip
    for name, answer in answers.items():
        verdict = getattr(check, name).grade(answer)
        assert verdict.mistake == mistake, verdict.message


def test_small_sizes_tell_formulas_apart_that_large_ones_do_not():
    def one_too_many(outputs, inputs, rng=None):
        return source(rng).normal(0, (2 / (inputs + outputs + 1)) ** 0.5, (outputs, inputs))

    assert check.xavier.grade(one_too_many).kind == "wrong"


def test_numbers_along_a_row_must_differ_too():
    def columns_alike(outputs, inputs, rng=None):
        return np.repeat(source(rng).random((outputs, 1)), inputs, axis=1)

    verdict = check.random_uniform.grade(columns_alike)
    assert verdict.mistake == "one_column_for_all"


@pytest.mark.parametrize("digits", [1, 2])
def test_rounded_numbers_are_no_even_spread(digits):
    def uniform(outputs, inputs, rng=None):
        return source(rng).random((outputs, inputs)).round(digits)

    verdict = check.random_uniform.grade(uniform)
    assert verdict.mistake == "in_steps", verdict.message


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_narrow_numbers_are_numbers(kind):
    def uniform(outputs, inputs, rng=None):
        return source(rng).random((outputs, inputs)).astype(kind)

    verdict = check.random_uniform.grade(uniform)
    assert verdict.kind == "passed", verdict.message


def relu(forward, backward):
    def kept(self, x):
        self.x = x
        return forward(x)

    return type("ReLU", (Layer,), {"forward": kept, "backward": backward})


@pytest.mark.parametrize(
    "forward, backward",
    [
        (lambda x: np.clip(x, 0, 10), lambda self, g: g * (self.x > 0)),
        (lambda x: np.clip(x, 0, 500), lambda self, g: g * ((self.x > 0) & (self.x < 500))),
        (lambda x: np.where(x > 0.5, x, 0), lambda self, g: g * (self.x > 0.5)),
        (lambda x: np.maximum(0, x), lambda self, g: g.__imul__(self.x > 0)),
        (lambda x: np.maximum(x, 0, out=x), lambda self, g: g * (self.x > 0)),
    ],
)
def test_relu_is_tried_far_from_zero_and_must_leave_what_it_gets(forward, backward):
    assert check.relu.grade(relu(forward, backward)).kind != "passed"


@pytest.mark.parametrize("slope", [lambda x: x > 0, lambda x: x >= 0, lambda x: np.heaviside(x, 0)])
def test_at_zero_relu_may_have_either_slope(slope):
    answer = relu(lambda x: np.where(x > 0, x, 0), lambda self, g: g * slope(self.x))
    assert check.relu.grade(answer).kind == "passed"


@pytest.mark.parametrize("weights", [0.0354, 5, 0.3])
def test_a_second_spread_is_judged_beside_a_right_first(weights):
    assert "The second:" in check.predict_spread.grade((20, weights)).message


@pytest.mark.parametrize(
    "line, words",
    [
        (lambda source, sizes, rng: source.random(sizes, rng), "there `rng` stands"),
        (lambda source, sizes, rng: source.random(*sizes), "The two sizes go together"),
        (lambda source, sizes, rng: source.standard_normal(0.0, 1.0, sizes), "neither `mean` nor"),
        (lambda source, sizes, rng: source.uniform(sizes), "the two ends"),
        (lambda source, sizes, rng: source.rand(*sizes), "those of NumPy's old one"),
        (lambda source, sizes, rng: np.random.default_rng.random(sizes), "called with `rng`"),
    ],
)
def test_slips_with_the_methods_that_draw_are_told_apart(line, words):
    def random_uniform(outputs, inputs, rng=None):
        return line(np.random.default_rng(rng), (outputs, inputs), rng)

    assert words in check.random_uniform.grade(random_uniform).message


def relu_layer(forward=lambda x: np.maximum(x, 0), slope=lambda x: x > 0):
    def go(self, x):
        self.x = x
        return forward(x)

    return type("ReLU", (Layer,), {"forward": go, "backward": lambda self, g: g * slope(self.x)})


def test_of_a_relu_it_is_said_on_which_side_of_zero_it_is_wrong():
    with np.errstate(all="ignore"):
        message = check.relu.grade(relu_layer(lambda x: np.log(1 + np.exp(x)))).message
        assert "where the input is positive, no numbers are right" in message
        message = check.relu.grade(relu_layer(slope=lambda x: np.where(x > 0, 1, 0.3))).message
        assert "Forward is right." in message and "where the input is negative, no" in message
        message = check.relu.grade(relu_layer(slope=lambda x: (x / abs(x) + 1) / 2)).message
        assert "something is divided by 0" in message


def test_the_packages_own_relu_is_not_what_was_to_be_written():
    assert "the package's own `ReLU`" in check.relu.grade(ReLU).message


@pytest.mark.parametrize(
    "slope", [lambda x: (x > 0) * 1.0, lambda x: np.where(x > 0, 1.0, 0.0), lambda x: (x > 0) + 0.0]
)
def test_a_relu_keeps_the_kind_of_its_numbers(slope):
    verdict = check.relu.grade(relu_layer(slope=slope))
    assert verdict.kind == "wrong" and "float32" in verdict.message, verdict.message


@pytest.mark.parametrize("name", ["random_uniform", "random_normal", "xavier", "he", "collapsing"])
def test_weights_are_an_array(name):
    exercise = getattr(check, name)

    def lists(outputs, inputs, rng=None, *more):
        return exercise.reference(outputs, inputs, rng, *more).tolist()

    assert "an array is wanted" in exercise.grade(lists).message


# The four that came with the lesson --------------------------------------------------------------

STARTS = {  # (w1, b1, w2) of a network 2 → 3 → 1, in the order of the exercise
    "zeros": lambda rng: (0, 0, 0),
    "equal": lambda rng: (0.5, 0, 0.5),
    "random in front": lambda rng: (rng.normal(size=(3, 2)), 0, 0),
    "random behind": lambda rng: (0.5, 0, rng.normal(size=(1, 3))),
    "random biases": lambda rng: (0.5, rng.normal(size=3), 0.5),
    "one random row": lambda rng: (rng.normal(size=2), 0, 0.5),
}


def part(numbers, seed):
    """Whether the hidden neurons differ after 300 steps on OR."""
    net = Sequential([Linear(2, 3), Sigmoid(), Linear(3, 1), Sigmoid()])
    for param, start in zip(net.params(), (*numbers(np.random.default_rng(seed)), 0), strict=True):
        param[...] = start
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[0], [1], [1], [1]])
    for _ in range(300):
        net.backward(SSE().gradient(net.forward(x), y))
        GradientDescent(1.0).step(net)
    front = net.layers[0]
    return bool(np.ptp(front.w, axis=0).max() > 1e-3 and np.ptp(front.b) > 1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_the_prediction_on_symmetry_is_true(seed):
    assert [part(numbers, seed) for numbers in STARTS.values()] == check.symmetric.reference


def test_every_prediction_on_symmetry_is_answered():
    for answer in itertools.product([True, False], repeat=6):
        verdict = check.symmetric.grade(list(answer))
        right = list(answer) == check.symmetric.reference
        assert "quotes" not in verdict.message
        assert verdict.kind == ("passed" if right else "wrong")
        assert right or verdict.mistake


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name, over", [("he", 2), ("collapsing", 1)])
def test_only_the_right_spread_passes(name, over, seed):
    normal = shifted(seed)["random_normal"]

    def scaled(factor):
        return lambda outputs, inputs, rng=None: normal(
            outputs, inputs, rng, std=factor * (over / inputs) ** 0.5
        )

    exercise = getattr(check, name)
    assert exercise.grade(scaled(1)).kind == "passed"
    assert exercise.grade(scaled(0.9)).kind == exercise.grade(scaled(1.1)).kind == "wrong"


def test_the_deep_spreads_are_those_of_the_pictures():
    def xavier(outputs, inputs, rng):
        return rng.normal(0, (2 / (inputs + outputs)) ** 0.5, (outputs, inputs))

    rng = np.random.default_rng(0)
    x = rng.standard_normal((200, 100))
    found = check.deep_spreads.reference(x, [100] * 6, xavier, rng)
    pictured = [column.spread for column in measure("xavier", 5, "tanh", 100, rng=0)[1:]]
    np.testing.assert_allclose(found, pictured)


def deep(line, end="spreads.append(x.std())"):
    """An answer to deep_spreads with one line of its loop, or its last one, replaced."""
    text = (
        "def deep_spreads(x, widths, init, rng=None):\n"
        "    rng = np.random.default_rng(rng)\n"
        "    spreads = []\n"
        "    for inputs, outputs in zip(widths, widths[1:]):\n"
        f"        {line}\n"
        f"        {end}\n"
        "    return spreads\n"
    )
    names = {"np": np}
    exec(text, names)
    return names["deep_spreads"]


RIGHT_LINE = "x = np.tanh(x @ init(outputs, inputs, rng).T)"


def test_the_deep_spreads_as_written_pass():
    assert check.deep_spreads.grade(deep(RIGHT_LINE)).kind == "passed"
    named = "x = np.tanh(x @ init(outputs=outputs, inputs=inputs, rng=rng).T)"
    assert check.deep_spreads.grade(deep(named)).kind == "passed"


@pytest.mark.parametrize(
    "answer",
    [
        deep("x = np.tanh(x @ init(outputs, inputs).T)"),
        deep("x = np.tanh(x @ init(outputs, inputs, 7).T)"),
        deep("x = np.tanh(x @ init(outputs, inputs, np.random.default_rng()).T)"),
        deep("x = np.tanh(x @ init(outputs, inputs, rng).T + 0.1)"),
        deep("x = np.tanh(x) @ init(outputs, inputs, rng).T"),
        deep("x = np.tanh(x @ init(outputs, inputs, rng).T) / x.std()"),
        deep("x = np.tanh(x @ init(outputs, inputs, rng).T); x -= x.mean()"),
        deep("x[...] = 0; x = np.tanh(x @ init(outputs, inputs, rng).T)"),
        deep(RIGHT_LINE, "spreads = [x.std()]"),
        deep(RIGHT_LINE, "spreads.append(np.abs(x).mean())"),
        deep(RIGHT_LINE, "spreads.append(x)"),
        deep(RIGHT_LINE, "spreads.append(np.sqrt((x**2).mean()))"),
        deep(RIGHT_LINE, "spreads.insert(0, x.std())"),
    ],
)
def test_other_spreads_do_not_pass(answer):
    assert check.deep_spreads.grade(answer).kind in ("wrong", "error")


@pytest.mark.parametrize(
    "answer, words",
    [
        (deep("x = np.tanh(x @ rng.normal(0, 0.5, (outputs, inputs)).T)"), "is never called"),
        (deep(RIGHT_LINE, "return [x.std()]"), "a `return` in the loop?"),
        (deep(RIGHT_LINE, "return x.std()"), "a `return` in the loop?"),
        (deep(RIGHT_LINE, "spreads.append(x.var()); return spreads"), "a `return` in the loop?"),
    ],
)
def test_what_is_said_of_weights_from_elsewhere_and_of_an_early_return(answer, words):
    verdict = check.deep_spreads.grade(answer)
    assert verdict.kind == "wrong" and words in verdict.message, verdict.message


@pytest.mark.parametrize("seed", range(5))
def test_twice_the_variance_of_xavier_is_told(seed):
    def start(outputs, inputs, rng=None):
        return np.sqrt(2) * shifted(seed)["xavier"](outputs, inputs, rng)

    assert "twice Xavier's variance" in check.he.grade(start).message


# The crash hunts, as somebody mends them who has not found the cause, or in another way.

NAMES, SWAPPED = (
    f"def spread_evenly({both}, rng):" for both in ("outputs, inputs", "inputs, outputs")
)
DRAWN = "return rng.uniform(-edge, edge, (outputs, inputs))"


@pytest.mark.parametrize(
    "pairs",
    [
        (DRAWN, DRAWN + ".T"),
        (DRAWN, DRAWN + ".reshape(inputs, outputs)"),
        (DRAWN, "return rng.uniform(-edge, edge, (inputs, outputs))"),
        (DRAWN, "return rng.uniform(-edge, edge, (outputs, outputs))"),
        ("np.sqrt(inputs)", "np.sqrt(outputs)"),
    ],
)
def test_an_array_that_only_fits_does_not_pass(pairs):
    answer = hunting.answer(check.spread_evenly, "spread_evenly", NAMES, SWAPPED, *pairs)
    assert check.spread_evenly.grade(answer).kind == "wrong"


@pytest.mark.parametrize(
    "new",
    [
        "return np.tile(rng.uniform(-edge, edge, inputs), (outputs, 1))",
        "return np.tile(rng.uniform(-edge, edge, (outputs, 1)), inputs)",
        "return rng.choice([-edge, edge], (outputs, inputs))",
        "return rng.normal(0, edge / 3**0.5, (outputs, inputs))",
        "return rng.uniform(0, edge, (outputs, inputs)) - edge / 2",
        "return rng.uniform(-edge, edge, inputs)",
        DRAWN + ".tolist()",
    ],
)
def test_weights_that_are_not_evenly_spread_do_not_pass(new):
    answer = hunting.answer(check.spread_evenly, "spread_evenly", DRAWN, new)
    assert check.spread_evenly.grade(answer).kind in ("wrong", "error")


@pytest.mark.parametrize(
    "pairs",
    [
        (NAMES, "def spread_evenly(rows, columns, rng):\n    inputs, outputs = columns, rows"),
        (NAMES, SWAPPED, "sqrt(inputs)", "sqrt(outputs)", "(outputs, inputs)", "(inputs, outputs)"),
        (NAMES, SWAPPED + "\n    inputs, outputs = outputs, inputs"),
    ],
)
def test_the_two_sizes_may_have_any_names(pairs):
    verdict = check.spread_evenly.grade(
        hunting.answer(check.spread_evenly, "spread_evenly", *pairs)
    )
    assert verdict.kind == "passed", verdict.message


CALLED = "[one.w_grad.std() for one in linears]"


@pytest.mark.parametrize(
    "new",
    [
        "[one.w.std() for one in linears]",
        "[one.w_grad().std for one in linears]",
        "[one.w_grad.std(ddof=1) for one in linears]",
        "[np.ptp(one.w_grad) for one in linears]",
        "[one.x.std() for one in linears]",
        "[sum(one.w_grad.std(axis=0)) for one in linears]",
        "[one.w_grad.std() for one in linears[:-1]]",
        "[one.w_grad.std() for one in deep.layers]",
        "(one.w_grad.std() for one in linears)",
        "np.std([one.w_grad for one in linears])",
    ],
)
def test_what_is_no_list_of_their_spreads_does_not_pass(new):
    answer = hunting.answer(check.grad_spreads, "grad_spreads", CALLED, new)
    assert check.grad_spreads.grade(answer).kind in ("wrong", "error")


@pytest.mark.parametrize(
    "new",
    ["[np.std(one.grads()[0]) for one in linears]", "[one.w_grad.var() ** 0.5 for one in linears]"],
)
def test_spreads_may_be_worked_out_in_any_way(new):
    verdict = check.grad_spreads.grade(
        hunting.answer(check.grad_spreads, "grad_spreads", CALLED, new)
    )
    assert verdict.kind == "passed", verdict.message
