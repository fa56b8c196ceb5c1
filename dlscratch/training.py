"""The training loop, and what it reports."""

import functools
import time
from dataclasses import dataclass, field

import numpy as np

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
    _check(x, y, batch_size)
    order = np.random.default_rng(rng).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


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
    the net is in evaluation mode. Raises FloatingPointError where the loss stops being a number.
    """
    _check(x, y, batch_size)
    rng = np.random.default_rng(rng)
    x, y = np.asarray(x, _dtype(net)), np.asarray(y)
    y = loss.encode(y, predict(net, x[:1]).shape[-1])
    steps = epochs * -(-len(x) // batch_size)
    rates = (schedule(i / steps) for i in range(steps)) if schedule else None

    def step(rows, actual):
        if rates:
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
    with _one_blas_thread(), _bar(steps, progress) as bar, np.errstate(all="ignore"):
        try:
            for epoch in range(1, epochs + 1):
                start, seen, losses, right = time.perf_counter(), 0, 0.0, 0
                net.train()
                for outputs, actual in blocks():
                    predicted = np.concatenate(outputs)
                    block_loss = loss.loss(predicted, actual)
                    if not np.isfinite(block_loss):
                        batch = seen // batch_size + _first_bad(loss, outputs, actual, batch_size)
                        raise FloatingPointError(
                            f"the loss became {block_loss} in epoch {epoch}, batch {batch}: try a "
                            f"smaller learning rate than {optimizer.learning_rate:g}, and make "
                            "sure that the inputs are finite and not large"
                        )
                    seen += len(actual)
                    losses += block_loss * len(actual)
                    right += np.sum(_right(predicted, actual))
                    bar.update(len(outputs))
                    bar.set_postfix(epoch=epoch, loss=f"{block_loss:.4f}", refresh=False)
                net.eval()
                history.loss.append(losses / seen)
                history.accuracy.append(float(right / seen))
                if validation:
                    predicted, actual = predict(net, validation[0]), np.asarray(validation[1])
                    history.validation_loss.append(loss.loss(predicted, actual))
                    history.validation_accuracy.append(float(np.mean(_right(predicted, actual))))
                history.seconds.append(time.perf_counter() - start)
        except KeyboardInterrupt:
            print(f"Stopped in epoch {epoch} of {epochs}. The net keeps what it has learnt so far.")
        finally:
            net.eval()
    return history


def accuracy(net, x, y):
    """The share of the examples that `net` gets right, from 0 to 1; the net is in evaluation.

    With several outputs the largest is the answer, and `y` holds labels (n,) or one-hot rows
    (n, k). With a single output more than 0.5 means yes, and `y` holds zeros and ones (n, 1).
    """
    _check(x, y)
    return float(np.mean(_right(predict(net, x), np.asarray(y))))


def predict(net, x):
    """The outputs of `net`, in evaluation, for many examples: in parts, to spare the memory."""
    was_training = net.training
    net.eval()
    outputs = [net.forward(np.asarray(part, _dtype(net))) for part in _parts(x, 2048)]
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


def _dtype(net):
    return next((param.dtype for param in net.params()), None)


def _check(x, y, batch_size=1):
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"every example needs its answer, but {len(x)} examples and {len(y)} answers came"
        )
    if batch_size < 1:
        raise ValueError(f"a batch holds at least one example, but batch_size={batch_size} came")


@functools.cache
def _blas():
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _one_blas_thread():
    """For nets of this size a second thread never helps, and on a busy machine it hurts a lot."""
    return _blas().limit(limits=1, user_api="blas")


def _bar(steps, progress):
    from tqdm.auto import tqdm

    return tqdm(total=steps, unit="batch", disable=not progress)
