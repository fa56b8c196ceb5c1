"""The loop: what it visits, reports, refuses, and keeps when it is stopped."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlscratch import training
from dlscratch.layers import Dropout, Layer, Linear, Sequential, Sigmoid, Tanh
from dlscratch.losses import SSE, SoftmaxCrossEntropy
from dlscratch.optimizers import Adam, GradientDescent
from dlscratch.recipes import cosine, shift_images
from dlscratch.training import accuracy, batches, predict, train


def spirals(n=120, rng=0):
    """Three classes that no line separates."""
    rng = np.random.default_rng(rng)
    y = np.arange(n) % 3
    radius = rng.uniform(0.1, 1, n)
    angle = 2 * np.pi * y / 3 + 3 * radius
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), y


def net(rng=0):
    rng = np.random.default_rng(rng)
    return Sequential([Linear(2, 16, rng=rng), Tanh(), Linear(16, 3, rng=rng)])


def fit(x, y, seed=0, **options):
    model = net()
    options = {"epochs": 3, "rng": seed, "progress": False} | options
    return model, train(model, x, y, SoftmaxCrossEntropy(), Adam(0.02), **options)


@given(st.integers(1, 50), st.integers(1, 60), st.integers(0, 5))
def test_batches_hold_every_pair_once(n, size, seed):
    x = np.arange(n)
    got = list(batches(x, x * 10, size, seed))
    assert sorted(np.concatenate([b for b, _ in got])) == list(x)
    assert all((b * 10 == c).all() for b, c in got)
    assert [len(b) for b, _ in got] == [size] * (n // size) + [n % size] * (n % size > 0)


def test_batches_come_in_a_new_order_each_time():
    rng, x = np.random.default_rng(0), np.arange(100)
    first, second = (np.concatenate([b for b, _ in batches(x, x, 7, rng)]) for _ in range(2))
    assert not np.array_equal(first, second) and not np.array_equal(first, x)


def test_train_learns_and_reports():
    x, y = spirals()
    model, history = fit(x, y, epochs=150, batch_size=16, validation=spirals(rng=1))
    assert history.accuracy[-1] > 0.95 > history.accuracy[0]
    assert history.validation_accuracy[-1] > 0.9
    assert history.loss[-1] < 0.2 < history.loss[0]
    assert accuracy(model, x, y) > 0.95
    assert {len(values) for values in vars(history).values()} == {150}
    assert all(isinstance(value, float) for values in vars(history).values() for value in values)


def test_the_reported_loss_is_the_mean_over_all_examples():
    # A net that never changes, with batches and blocks that do not divide the data.
    class Frozen(GradientDescent):
        def step(self, net):
            pass

    x, y = spirals(997)
    model, loss = net(), SoftmaxCrossEntropy()
    history = train(model, x, y, loss, Frozen(), batch_size=13, rng=0, progress=False)
    assert history.loss[0] == pytest.approx(loss.loss(model.forward(x), y))
    assert history.accuracy[0] == pytest.approx(accuracy(model, x, y))


def test_train_is_the_plain_loop():
    x, y = spirals()
    model, _ = fit(x, y, batch_size=len(x), epochs=2)
    plain, loss, optimizer = net(), SoftmaxCrossEntropy(), Adam(0.02)
    for _ in range(2):
        plain.backward(loss.gradient(plain.forward(x), y))
        optimizer.step(plain)
    for param, wanted in zip(model.params(), plain.params(), strict=True):
        np.testing.assert_allclose(param, wanted)


def test_seeds_repeat():
    x, y = spirals()
    first, again, other = fit(x, y, 7)[1], fit(x, y, 7)[1], fit(x, y, 8)[1]
    assert first.loss == again.loss != other.loss


def test_labels_and_one_hot_rows_train_the_same():
    x, y = spirals()
    assert fit(x, y)[1].loss == fit(x, np.eye(3)[y])[1].loss


def test_a_single_output_answers_yes_or_no():
    x = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    model = Sequential([Linear(2, 8, rng=0), Tanh(), Linear(8, 1, rng=1), Sigmoid()])
    history = train(model, x, y, SSE(), Adam(0.05), epochs=300, rng=0, progress=False)
    assert history.accuracy[-1] == accuracy(model, x, y) == 1


def test_the_schedule_sets_every_step():
    class Noting(GradientDescent):
        rates = []

        def step(self, net):
            self.rates.append(self.learning_rate)

    x, y = spirals()
    train(net(), x, y, SoftmaxCrossEntropy(), Noting(), epochs=2, batch_size=32, progress=False,
          schedule=cosine(0.5))  # fmt: skip
    assert len(Noting.rates) == 8 and Noting.rates[0] == 0.5
    assert Noting.rates == sorted(Noting.rates, reverse=True) and 0 < Noting.rates[-1] < 0.05


def test_augment_sees_every_batch_and_its_answer_is_used():
    x, y = spirals()
    blank = fit(x, y, augment=lambda x, rng: np.zeros_like(x))[1]
    assert blank.accuracy[-1] < 0.5 and fit(x, y, epochs=30)[1].accuracy[-1] > 0.5


def test_nets_are_in_training_while_they_train_and_in_evaluation_after():
    seen = []

    class Spy(Layer):
        def forward(self, x):
            seen.append((len(x), self.training))
            return x

        def backward(self, gradient):
            return gradient

    x, y = spirals(60)
    model = Sequential([Spy(), Linear(2, 3)])
    train(model, x, y, SoftmaxCrossEntropy(), Adam(), epochs=2, batch_size=60, progress=False,
          validation=(x[:50], y[:50]))  # fmt: skip
    assert seen[-4:] == [(60, True), (50, False)] * 2 and not model.training
    model.train()
    accuracy(model, x, y)
    assert seen[-1] == (60, False) and model.training, "accuracy puts the mode back"


def test_evaluation_in_parts_gives_the_same():
    x, _ = spirals(5000)
    model = Sequential([net(), Dropout(0.5, rng=0)])
    model.eval()
    np.testing.assert_allclose(predict(model, x), model.forward(x))


@pytest.mark.filterwarnings("error")
def test_a_loss_that_is_no_number_stops_with_a_sentence():
    class Breaking(GradientDescent):
        steps = 0

        def step(self, net):
            self.steps += 1
            if self.steps == 20:  # in the second block, so that both counts are needed
                net.params()[0][...] = np.inf

    x, y = spirals(600)
    words = "loss became nan in epoch 1, batch 21: try a smaller learning rate than 0.5"
    with pytest.raises(FloatingPointError, match=words):
        train(net(), x, y, SoftmaxCrossEntropy(), Breaking(0.5), batch_size=16, progress=False)


def test_an_interrupt_keeps_what_was_learnt(capsys):
    x, y = spirals()
    model, calls = net(), []

    def stop_in_epoch_3(x, rng):
        calls.append(1)
        if len(calls) == 10:  # there are four batches in an epoch
            raise KeyboardInterrupt
        return x

    before = model.params()[0].copy()
    history = train(model, x, y, SoftmaxCrossEntropy(), Adam(), epochs=9, progress=False,
                    augment=stop_in_epoch_3)  # fmt: skip
    assert len(history.loss) == 2 and not model.training
    assert not np.array_equal(before, model.params()[0])
    assert capsys.readouterr().out.startswith("Stopped in epoch 3 of 9.")


def test_blas_keeps_to_one_thread_while_training(monkeypatch):
    limits = []
    monkeypatch.setattr(
        training, "_one_blas_thread", lambda: limits.append(1) or contextlib.nullcontext()
    )
    fit(*spirals())
    assert limits == [1]
    monkeypatch.undo()
    with training._one_blas_thread():
        blas = [lib for lib in training._blas().info() if lib["user_api"] == "blas"]
        assert blas and all(lib["num_threads"] == 1 for lib in blas)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda x, y: fit(x, y[:-1]), "120 examples and 119 answers came"),
        (lambda x, y: fit(x[:0], y[:0]), "0 examples"),
        (lambda x, y: fit(x, y, batch_size=0), "batch_size is .* from 1 up, but 0 came"),
        (lambda x, y: fit(x, y + 1), "from 0 to 2, but 3 came"),
        (lambda x, y: fit(np.ones((120, 5)), y), r"Linear\(2, 16\) expects"),
        (lambda x, y: accuracy(net(), x, y[:3]), "120 examples and 3 answers"),
    ],
)
def test_errors_are_one_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call(*spirals())


def test_shift_images_moves_whole_images_by_one_pixel():
    x = np.zeros((500, 49), np.float32)
    x[:, 24] = 1  # the middle of 7 × 7
    shifted = shift_images(x, np.random.default_rng(0)).reshape(-1, 7, 7)
    assert x[:, 24].all(), "the input is left alone"
    assert shifted.dtype == np.float32 and (shifted.sum(axis=(1, 2)) == 1).all()
    places = {tuple(np.argwhere(image)[0]) for image in shifted}
    assert places == {(row, column) for row in (2, 3, 4) for column in (2, 3, 4)}


def test_shift_images_keeps_the_background_at_the_border():
    x = np.full((50, 49), -0.4)
    np.testing.assert_array_equal(shift_images(x, np.random.default_rng(0)), x)
    x = np.random.default_rng(1).random((50, 49))
    np.testing.assert_array_equal(shift_images(x, np.random.default_rng(0), pixels=0), x)


def test_a_loss_of_ones_own_gives_a_history_of_floats():
    class Own(SSE):
        def loss(self, predicted, actual):
            return np.sum((predicted - actual) ** 2)  # a NumPy float64

    x = np.ones((4, 2))
    validation = x, np.ones((4, 1))
    history = train(Linear(2, 1), x, np.ones((4, 1)), Own(), GradientDescent(0.1), epochs=2,
                    validation=validation, progress=False)  # fmt: skip
    assert {type(one) for one in history.loss + history.validation_loss} == {float}
