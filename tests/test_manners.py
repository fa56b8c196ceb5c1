"""Wrong arguments: whatever comes, one clear sentence says what was expected and what came.

Each argument is given everything of a list but what suits it. Nothing may come from deep inside,
and nothing may have changed when the sentence is said.
"""

import re
import traceback
from pathlib import Path

import numpy as np
import pytest

import dlscratch
from dlscratch.gradients import check_gradients, numerical_gradient
from dlscratch.initializers import INITIALIZERS
from dlscratch.layers import Dropout, Layer, Linear, Sequential, Tanh
from dlscratch.losses import SSE, Loss, SoftmaxCrossEntropy, one_hot, softmax
from dlscratch.optimizers import Adam, GradientDescent, Momentum
from dlscratch.recipes import cosine, shift_images
from dlscratch.training import accuracy, batches, predict, train
from dlscratch.weights import load_weights, save_weights

X = np.random.default_rng(0).standard_normal((6, 2))
Y = np.array([0, 1, 2, 0, 1, 2])
WRONG = {  # what people give by mistake, each under the words for its kind
    "nothing": None,
    "a word": "0.1",
    "a negative number": -1,
    "zero": 0,
    "one": 1,
    "a fraction": 1.5,
    "a share": 0.1,
    "no number": float("nan"),
    "infinity": float("inf"),
    "complex": 1 + 2j,
    "a list": [0.1],
    "an empty list": [],
    "a ragged list": [[1, 2], [3]],
    "words": ["a", "b", "c", "a", "b", "c"],
    "a dict": {},
    "a class": Adam,
    "a layer's class": Tanh,
    "a layer": Tanh(),
    "an optimizer": Adam(),
    "a loss": SSE(),
    "a function": lambda *args: None,
    "a generator": (i for i in range(3)),
    "an array": np.ones(3),
    "x": X,
    "labels": Y,
    "dates": np.array(["2024-01-01"] * 6, "datetime64[D]"),
}
POSITIVE = {"one", "a fraction", "a share"}
NUMBERS = POSITIVE | {"zero", "a negative number", "no number", "infinity", "complex"}
SHARES = {"zero", "a share"}
SEEDS = {"nothing", "zero", "one", "an empty list", "labels"}  # NumPy takes lists
if np.lib.NumpyVersion(np.__version__) < "2.5.0":
    SEEDS = SEEDS | {"a ragged list"}  # and before 2.5, lists of lists


def net():
    return Sequential([Linear(2, 3, rng=0)])


def fit(**changed):
    model = changed.pop("net", None) or net()
    given = {"x": X, "y": Y, "loss": SoftmaxCrossEntropy(), "optimizer": Adam()} | changed
    return train(model, **given, progress=False)


CASES = [  # (what is called with the wrong thing, what suits it)
    (lambda v: train(v, X, Y, SoftmaxCrossEntropy(), Adam(), progress=False), set()),
    (lambda v: fit(x=v), {"x"}),
    (lambda v: fit(y=v), {"labels"}),
    (lambda v: fit(loss=v), set()),
    (lambda v: fit(loss=SSE(), y=v), set()),
    (lambda v: fit(optimizer=v), {"an optimizer"}),
    (lambda v: fit(epochs=v), {"one"}),
    (lambda v: fit(batch_size=v), {"one"}),
    (lambda v: fit(rng=v), SEEDS),
    (lambda v: fit(validation=v), {"nothing"}),
    (lambda v: fit(validation=(v, Y)), {"x"}),
    (lambda v: fit(validation=(X, v)), {"labels"}),
    (lambda v: fit(validation=(X, Y, v)), set()),
    (lambda v: fit(schedule=v), {"nothing"}),
    (lambda v: fit(schedule=lambda share: v), POSITIVE | {"zero"}),
    (lambda v: accuracy(v, X, Y), set()),
    (lambda v: accuracy(net(), v, Y), {"x"}),
    (lambda v: accuracy(net(), X, v), {"labels"}),
    (lambda v: predict(v, X), {"a layer"}),
    (lambda v: predict(net(), v), {"x"}),
    (lambda v: list(batches(v, Y)), {"x", "labels"}),
    (lambda v: list(batches(X, v)), {"x", "labels"}),
    (lambda v: list(batches(X, Y, v)), {"one"}),
    (lambda v: list(batches(X, Y, rng=v)), SEEDS),
    (lambda v: Linear(v, 3), {"one"}),
    (lambda v: Linear(2, v), {"one"}),
    (lambda v: Linear(2, 3, init=v), set()),
    (lambda v: Linear(2, 3, init=lambda o, i, rng: v), set()),
    (lambda v: Linear(2, 3, rng=v), SEEDS),
    (lambda v: Dropout(v), SHARES),
    (lambda v: Dropout(0.5, v), SEEDS),
    (lambda v: Sequential(v), {"an empty list", "a dict"}),  # an empty one
    (lambda v: Sequential([Linear(2, 3), v]), {"a layer"}),
    (lambda v: Sequential(Linear(2, 3), v), set()),
    (lambda v: GradientDescent(v), POSITIVE),
    (lambda v: Momentum(v), POSITIVE),
    (lambda v: Momentum(0.1, v), SHARES),
    (lambda v: Adam(v), POSITIVE),
    (lambda v: Adam(0.1, v), set()),
    (lambda v: Adam(0.1, (0.9, v)), SHARES),
    (lambda v: Adam(0.1, eps=v), POSITIVE),
    (lambda v: cosine(v), POSITIVE),
    (lambda v: shift_images(v, 0), set()),
    (lambda v: shift_images(np.ones((2, 9)), v), SEEDS),
    (lambda v: one_hot(v, 3), {"zero", "one", "an empty list", "labels"}),
    (lambda v: one_hot(Y, v), set()),
    (lambda v: softmax(v), {"a list", "an array", "x", "labels", *NUMBERS}),
    (lambda v: SoftmaxCrossEntropy().loss(np.ones((6, 3)), v), {"labels"}),
    (lambda v: SSE().loss(np.ones((6, 3)), v), set()),
    (lambda v: check_gradients(v, X), {"a layer"}),
    (lambda v: check_gradients(net(), v), {"x"}),
    (lambda v: check_gradients(net(), X, v), SEEDS),
    (lambda v: numerical_gradient(np.sum, v), {"an array", "x"}),
    (lambda v: numerical_gradient(lambda x: v, np.ones(2)), NUMBERS - {"complex"}),
    (lambda v: numerical_gradient(np.sum, np.ones(2), v), POSITIVE),
    (lambda v: save_weights(v, "/nonexistent/w"), set()),
    (lambda v: load_weights(v, "/nonexistent/w"), set()),
]
CASES += [(lambda v, init=init: init(v, 3), {"one"}) for init in INITIALIZERS.values()]
CASES += [(lambda v, init=init: init(3, v), {"one"}) for init in INITIALIZERS.values()]
CASES += [(lambda v, init=init: init(3, 2, v), SEEDS) for init in INITIALIZERS.values()]


def assert_one_sentence(error):
    """It was raised in the course's own lines, and says what was expected and what came."""
    message = str(error)
    assert isinstance(error, TypeError | ValueError), traceback.format_exception(error)
    place = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
    assert place.is_relative_to(Path(dlscratch.__file__).parent), (message, place)
    assert "\n" not in message and len(message) < 260, message
    assert re.search(r" (but|so) .*came\b|: \w+", message), message


@pytest.mark.parametrize("number", range(len(CASES)))
def test_whatever_comes_is_refused_in_a_sentence(number):
    call, suits = CASES[number]
    for kind, value in WRONG.items():
        if kind in suits:
            continue
        try:
            got = call(value)
        except Exception as error:
            assert_one_sentence(error)
        else:
            pytest.fail(f"{kind} gave {got!r}")


@pytest.mark.parametrize("number", range(len(CASES)))
@pytest.mark.filterwarnings("ignore:invalid value")  # softmax of infinity
def test_what_suits_is_taken(number):
    call, suits = CASES[number]
    for kind in suits:
        call(WRONG[kind])


class OwnLoss(Loss):
    """A learner's own, which would broadcast (n, 1) - (n,) to (n, n) without a word."""

    def __init__(self, value=float):
        self.value = value

    def loss(self, predicted, actual):
        return self.value(np.mean(np.abs(predicted - actual)))

    def gradient(self, predicted, actual):
        return np.sign(predicted - actual) / predicted.size


class Own(Layer):
    """A learner's own layer with one parameter, and what may be wrong with it."""

    def __init__(self, param, give=list):
        self.param, self.give = param, give

    def forward(self, x):
        return x * self.param

    def backward(self, gradient):
        return gradient * self.param

    def params(self):
        return self.give([self.param])

    def grads(self):
        return [np.zeros(2)]


def copies(arrays):
    return [array.copy() for array in arrays]


def one_output():
    return Sequential([Linear(2, 1, rng=0)])


def sgd(net, y, loss, **options):
    return train(net, X, y, loss, GradientDescent(), progress=False, **options)


ROWS = np.eye(3)[Y]
TOGETHER = [  # right one by one, wrong together
    ("swapped", lambda: train(net(), X, Y, Adam(), SSE(), progress=False), "loss is an object"),
    ("swapped again", lambda: train(X, Y, net(), SSE(), Adam()), "net is an object"),
    ("classes", lambda: fit(loss=SoftmaxCrossEntropy), "class SoftmaxCrossEntropy.*brackets"),
    ("more than a list", lambda: Sequential(Linear(2, 3), Tanh()), "in one list"),
    ("labels too large", lambda: accuracy(net(), X, Y + 1), "0 to 2, but 3 came"),
    ("labels in a column", lambda: accuracy(net(), X, Y[:, None]), r"\(n,\) or .*\(6, 1\) came"),
    ("rows too wide", lambda: accuracy(net(), X, np.eye(4)[Y]), r"\(n, 3\).*\(6, 4\) came"),
    ("no column", lambda: accuracy(one_output(), X, Y), r"\(n, 1\).*\(6,\) came"),
    ("floats", lambda: accuracy(net(), X, Y / 1), r"float64 came: use labels.astype\(int\)"),
    ("too many", lambda: accuracy(net(), X, Y.repeat(2)), "6 examples and 12 answers"),
    ("one example", lambda: accuracy(net(), X[0], Y[:2]), r"row for each example.*\(2,\) came"),
    ("own loss", lambda: sgd(one_output(), Y, OwnLoss()), r"\(n, 1\).*\(6,\) came"),
    ("own loss gives rows", lambda: sgd(net(), ROWS, OwnLoss(np.atleast_1d)), "gives one number"),
    ("own loss gives nothing", lambda: sgd(net(), ROWS, OwnLoss(lambda v: None)), "None came"),
    ("one output", lambda: sgd(one_output(), Y[:, None], SoftmaxCrossEntropy()), "always 1"),
    ("no shares", lambda: fit(y=2 * ROWS - 1), "add up to 1.*came"),
    ("no loss of nothing", lambda: SSE().loss(X[:0], X[:0]), "no example came"),
    ("nor of no labels", lambda: SoftmaxCrossEntropy().loss(X[:0], []), "no example came"),
    ("counts", lambda: sgd(Own(np.array([1, 2])), X, SSE()), "floats, but .*int64 came"),
    ("no array", lambda: sgd(Own(2.0), X, SSE()), "floats, but 2.0 came"),
    ("copies", lambda: sgd(Own(np.ones(2), copies), X, SSE()), "new arrays at each call"),
    ("after nan", lambda: sgd(Own(np.full(2, np.nan)), X, SSE()), "not finite: make it anew"),
    ("hidden forward", lambda: Layer().forward(1), "no forward of its own: check its spelling"),
    ("hidden backward", lambda: Layer().backward(1), "no backward of its own: check its spelling"),
    ("int weights", lambda: Linear(2, 3, dtype=int), "dtype is .*int.* came"),
    ("images", lambda: shift_images(np.ones((2, 28, 28)), 0), r"\(2, 28, 28\) came"),
    ("not square", lambda: shift_images(np.ones((2, 10)), 0), r"\(2, 10\) came"),
]


@pytest.mark.parametrize(
    "call, words", [case[1:] for case in TOGETHER], ids=[c[0] for c in TOGETHER]
)
def test_what_does_not_fit_together_gets_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError, NotImplementedError), match=words):
        call()


VALIDATIONS = {
    "floats": (X, Y / 1),
    "a wrong length": (X, Y[:5]),
    "an empty set": (X[:0], Y[:0]),
    "x alone": X,
    "labels too large": (X, Y + 1),
    "too many features": (np.ones((6, 5)), Y),
    "labels in a column": (X, Y[:, None]),
    "four things": (X, Y, X, Y),
}


@pytest.mark.parametrize("validation", VALIDATIONS.values(), ids=list(VALIDATIONS))
def test_a_wrong_validation_set_costs_no_epoch(validation):
    model, optimizer, rng = net(), Adam(), np.random.default_rng(0)
    before, state = model.params()[0].copy(), rng.bit_generator.state
    with pytest.raises((TypeError, ValueError)) as error:
        train(model, X, Y, SoftmaxCrossEntropy(), optimizer, rng=rng, validation=validation,
              progress=False)  # fmt: skip
    assert_one_sentence(error.value)
    np.testing.assert_array_equal(model.params()[0], before)
    assert optimizer.t == 0 and rng.bit_generator.state == state and model.training


def test_a_schedule_is_looked_at_to_its_end_before_the_first_step():
    model = net()
    before = model.params()[0].copy()
    with pytest.raises(ValueError, match="schedule gives at 0.5 is a number from 0 up, but -1.0"):
        fit(net=model, epochs=4, schedule=lambda done: -1.0 if done >= 0.5 else 0.1)
    np.testing.assert_array_equal(model.params()[0], before)


def test_a_rate_that_was_spoilt_by_hand_is_refused():
    optimizer = Adam()
    optimizer.learning_rate = -0.1
    with pytest.raises(ValueError, match="learning rate is a number from 0 up, but -0.1 came"):
        fit(optimizer=optimizer)


def test_lists_are_taken_like_arrays():
    x, y = X.tolist(), Y.tolist()
    for ours, theirs in zip(batches(x, y, 4, 0), batches(X, Y, 4, 0), strict=True):
        np.testing.assert_array_equal(ours[0], theirs[0])
        np.testing.assert_array_equal(ours[1], theirs[1])
    assert accuracy(net(), x, y) == accuracy(net(), X, Y)
    assert fit(x=x, y=y, rng=0).loss == fit(rng=0).loss
    assert (
        fit(validation=[x, y], rng=0).validation_loss
        == fit(validation=(X, Y), rng=0).validation_loss
    )


def test_nothing_in_gives_nothing_out():
    assert predict(net(), np.zeros((0, 2))).shape == (0, 3)
    assert one_hot([], 3).shape == (0, 3)


def test_predict_puts_the_mode_back_also_after_an_error():
    model = Sequential([Dropout(0.5), Linear(2, 3)])
    with pytest.raises(ValueError, match="expects"):
        predict(model, np.ones((4, 5)))
    assert model.training and model.layers[0].training


def test_an_optimizer_of_ones_own_needs_no_learning_rate():
    class Still:
        def step(self, net):
            net.params()[0][...] = np.inf

    with pytest.raises(FloatingPointError, match="try a smaller learning rate with a new net"):
        fit(optimizer=Still(), batch_size=2)
