"""The training loop, and what it reports."""

import functools
import time
from dataclasses import dataclass, field

import numpy as np

from dlscratch import settings
from dlscratch.interrupts import held_back
from dlscratch.losses import check_labels

BLOCK = 16  # batches between two looks at the loss


@dataclass
class History:
    """What happened in every finished epoch: one number an epoch in each list.

    `loss` and `accuracy` are those of the training batches, each seen before the step it caused.
    `validation_loss` and `validation_accuracy` are measured at the epoch's end, where a validation
    set was given. `seconds` is the time the epoch took.
    """

    loss: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    seconds: list = field(default_factory=list)


def batches(x, y, batch_size=32, rng=None):
    """Yields (x, y) in batches of `batch_size`: in random order, every example once.

    The last batch is smaller where the numbers do not divide. `rng` is a Generator or a seed.
    """
    x, y = settings.array("x", x), settings.array("y", y)
    _check_lengths(x, y)
    batch_size = settings.whole("batch_size", batch_size)
    order = settings.generator(rng).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x.take(rows, axis=0), y[rows]


def train(
    net,
    x,
    y,
    loss,
    optimizer,
    *,
    epochs=1,
    batch_size=32,
    rng=None,
    validation=None,
    progress=True,
    schedule=None,
    augment=None,
):
    """Train `net` on the examples `x` (n, features) and `y` for some epochs; returns a History.

    validation: a pair (x, y), measured after every epoch.
    progress: whether to show a bar with the current loss.
    schedule: a function from the share of the training done (0 to 1) to the learning rate.
    augment: a function (x, rng) → x that varies the inputs afresh each time they are seen.

    The interrupt button stops between two batches and keeps what the net has learnt. Afterwards
    the net is in evaluation mode. What is wrong with the arguments is said before the first step.
    Raises FloatingPointError where the loss stops being a number.
    """
    epochs, batch_size = settings.whole("epochs", epochs), settings.whole("batch_size", batch_size)
    rng, augment = settings.generator(rng), settings.function("augment", augment)
    settings.network(net, "backward_params", "grads", "train", "eval")
    settings.instance("loss", loss, "SSE()", "loss", "gradient", "encode")
    settings.instance("optimizer", optimizer, "Adam()", "step")
    if not all(np.isfinite(param).all() for param in net.params()):
        raise ValueError("the net holds numbers that are not finite: make it anew, then train")
    x, y = _examples(net, x, y, loss)
    # Example by example in memory: else each batch below would copy all of x, as of x[:, order].
    x = np.asarray(x, _dtype(net), order="C")
    if validation is not None:
        if not isinstance(validation, list | tuple) or len(validation) != 2:
            came = settings.shown(validation)
            raise TypeError(f"validation is a pair (x, y), but {came} came")
        validation = _examples(net, validation[0], validation[1], loss, "validation ")
    steps = epochs * -(-len(x) // batch_size)
    rates = iter(_rates(optimizer, schedule, steps))

    def step(rows, actual):
        if pressed:
            raise KeyboardInterrupt
        if schedule:
            optimizer.learning_rate = next(rates)
        batch = x.take(rows, axis=0)
        predicted = net.forward(augment(batch, rng) if augment else batch)
        net.backward_params(loss.gradient(predicted, actual))
        optimizer.step(net)
        return predicted

    def blocks():
        # A block of batches is measured and shown at once: looking at the loss after every single
        # batch would cost small nets a fifth of their time.
        for rows in _parts(rng.permutation(len(x)), batch_size * BLOCK):
            actual = y[rows]
            pairs = zip(_parts(rows, batch_size), _parts(actual, batch_size), strict=True)
            yield [step(*pair) for pair in pairs], actual

    history = History()
    with (
        held_back() as pressed,
        _one_blas_thread(),
        _bar(steps, progress) as bar,
        np.errstate(all="ignore"),
    ):
        try:
            net.train()
            for epoch in range(1, epochs + 1):
                start, seen, losses, right = time.perf_counter(), 0, 0.0, 0
                for outputs, actual in blocks():
                    predicted = np.concatenate(outputs)
                    block_loss = float(loss.loss(predicted, actual))
                    if not np.isfinite(block_loss):
                        batch = seen // batch_size + _first_bad(loss, outputs, actual, batch_size)
                        raise FloatingPointError(
                            f"the loss became {block_loss} in epoch {epoch}, batch {batch}: try a "
                            f"smaller learning rate{_than(optimizer)} with a new net, and make "
                            "sure that the inputs are finite and not large"
                        )
                    seen += len(actual)
                    losses += block_loss * len(actual)
                    right += np.sum(_right(predicted, actual))
                    bar.update(len(outputs))
                    bar.set_postfix_str(f"epoch={epoch}, loss={block_loss:.4f}", refresh=False)
                measured = {"loss": losses / seen, "accuracy": float(right / seen)}
                if validation:
                    predicted, actual = predict(net, validation[0]), validation[1]
                    measured["validation_loss"] = float(loss.loss(predicted, actual))
                    measured["validation_accuracy"] = float(np.mean(_right(predicted, actual)))
                measured["seconds"] = time.perf_counter() - start
                for name, value in measured.items():  # together, so that the lists stay even
                    getattr(history, name).append(value)
        except KeyboardInterrupt:
            print(f"Stopped in epoch {epoch} of {epochs}. The net keeps what it has learnt so far.")
        finally:
            pressed.clear()
            net.eval()
    return history


def accuracy(net, x, y):
    """The share of the examples that `net` gets right, from 0 to 1; the net is in evaluation.

    With several outputs the largest is the answer, and `y` holds labels (n,) or one-hot rows
    (n, k). With a single output more than 0.5 means yes, and `y` holds zeros and ones (n, 1).
    """
    x, y = _examples(net, x, y)
    return float(np.mean(_right(predict(net, x), y)))


def predict(net, x):
    """The outputs of `net`, in evaluation, for many examples: in parts, to spare the memory."""
    settings.network(net, "train", "eval")
    x = settings.array("x", x)
    was_training = net.training
    net.eval()
    try:
        parts = _parts(x, 256) or [x]
        outputs = [net.forward(np.asarray(part, _dtype(net))) for part in parts]
    finally:
        if was_training:
            net.train()
    return np.concatenate(outputs)


def _right(predicted, actual):
    if predicted.shape[-1] == 1:
        return (predicted > 0.5) == (actual > 0.5)
    labels = actual if actual.ndim < predicted.ndim else actual.argmax(axis=-1)
    return predicted.argmax(axis=-1) == labels


def _parts(array, size):
    return [array[i : i + size] for i in range(0, len(array), size)]


def _first_bad(loss, outputs, actual, batch_size):
    pairs = zip(outputs, _parts(actual, batch_size), strict=True)
    return 1 + [np.isfinite(loss.loss(*pair)) for pair in pairs].index(False)


def _rates(optimizer, schedule, steps):
    """The learning rate of each step, where there is a schedule; everything is a number from 0."""

    def rate(what, value):
        return settings.number(what, value, "a number from 0 up", lambda value: value >= 0)

    if settings.function("schedule", schedule) is None:
        rate("the learning rate", getattr(optimizer, "learning_rate", 0))
        return []
    what = "the learning rate that schedule gives at {:.3g}"
    return [rate(what.format(i / steps), schedule(i / steps)) for i in range(steps)]


def _than(optimizer):
    rate = getattr(optimizer, "learning_rate", None)
    return "" if rate is None else f" than {rate:g}"


def _dtype(net):
    return next((param.dtype for param in net.params()), None)


def _examples(net, x, y, loss=None, which=""):
    """x and y as arrays that fit `net` and each other; y in the form that `loss` computes with."""
    x, y = settings.array(f"{which}x", x), settings.array(f"{which}y", y)
    _check_lengths(x, y, which)
    if x.ndim < 2:
        raise ValueError(
            f"{which}x holds a row for each example, shape (n, features), but {x.shape} came: "
            "where an example is one number, use x.reshape(-1, 1)"
        )
    with np.errstate(all="ignore"):
        predicted = predict(net, x[:1])
    if predicted.ndim < 2:
        raise ValueError(
            f"net gives a row for each example, shape (n, k), but {predicted.shape} came"
        )
    outputs = predicted.shape[1:]
    if outputs[-1] > 1 and y.shape[1:] == outputs[:-1]:
        check_labels(y, outputs[-1])
    elif y.shape[1:] != outputs:
        rows = f"rows {('n', *outputs)}".replace("'", "")
        wanted = f"labels (n,) or one-hot {rows}" if outputs[-1] > 1 else rows
        raise ValueError(f"{which}y holds {wanted} for this net, but {y.shape} came: reshape it")
    if loss:
        y = loss.encode(y, outputs[-1])
        value = loss.loss(predicted, y[:1])
        if np.ndim(value) or np.asarray(value).dtype.kind != "f":
            came = settings.shown(value)
            raise TypeError(f"{loss}.loss gives one number, as a float, but {came} came")
    return x, y


def _check_lengths(x, y, which=""):
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"every {which}example needs its answer, "
            f"but {len(x)} examples and {len(y)} answers came"
        )


@functools.cache
def _blas():
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _one_blas_thread():
    """For nets of this size a second thread never helps, and on a busy machine it hurts a lot."""
    return _blas().limit(limits=1, user_api="blas")


def _bar(steps, progress):
    from tqdm.auto import tqdm

    class Bar(tqdm):
        monitor_interval = 0  # no second thread looks after it: there may be none

    return Bar(total=steps, unit="batch", disable=not progress)
