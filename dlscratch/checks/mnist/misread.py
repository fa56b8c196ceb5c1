"""Crash hunt: a name that stood for labels stands for one-hot rows, and is compared with labels."""

import types

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import attempt


def _digits(n, seed):
    """Images that can be learnt: each class has its own bright square; every class is there."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(n) % 10).astype(np.uint8)
    images = rng.integers(0, 120, (n, 28, 28))
    for image, label in zip(images, labels, strict=True):
        row, column = divmod(int(label), 5)
        image[6 * row + 4 : 6 * row + 8, 5 * column + 1 : 5 * column + 4] += 60
    return images.astype(np.uint8), labels


def missed(net, x, labels):
    wrong = net.forward(x).argmax(axis=1) != labels
    return np.bincount(labels[wrong], minlength=10)


def _counted(after_epochs, n, epochs, seed):
    """The counts; and whether `missed`, which has served for labels, still does."""
    images, labels = _digits(n, seed)
    kept, net = labels.copy(), layers.Linear(784, 10, rng=seed)
    facts = {"the ten counts": attempt(after_epochs, net, images, labels, epochs)}
    facts["the biases of the net, afterwards"] = net.b.copy()
    facts["the labels, afterwards"] = "as they were" if np.array_equal(labels, kept) else "others"
    helper = getattr(after_epochs, "__globals__", {}).get("missed")
    if not isinstance(helper, types.FunctionType):
        helper = missed
    other = layers.Linear(784, 10, rng=seed + 1)
    facts["what `missed` counts, with labels"] = attempt(_asked, helper, other, images, kept)
    return facts


_counted.arguments = ("n", "epochs", "the seed")


def _asked(helper, net, images, labels):
    return np.asarray(helper(net, _rows_of(images), labels)).tolist()


def _rows_of(images):
    return images.reshape(len(images), 784) / 255 - 0.13


def _answer(shown, missed=missed, steps=lambda epochs: epochs, back=lambda found: found):
    """An answer that hands shown(labels, rows) to `missed` in the end."""

    def after_epochs(net, images, labels, epochs):
        x, rows = _rows_of(images), losses.one_hot(labels, 10)
        loss, optimizer = losses.SoftmaxCrossEntropy(), optimizers.GradientDescent(0.1)
        for _ in range(steps(epochs)):
            net.backward(loss.gradient(net.forward(x), rows))
            optimizer.step(net)
        return back(helper(net, x, shown(labels, rows)))

    helper = missed
    return types.FunctionType(
        after_epochs.__code__,
        {**globals(), "missed": missed},
        closure=after_epochs.__closure__,
    )


def _labels(labels, rows):
    return labels


def _rows(labels, rows):
    return rows


def _of_rows(net, x, rows):
    labels = rows.argmax(axis=1)
    return np.bincount(labels[net.forward(x).argmax(axis=1) != labels], minlength=10)


def _any_row(net, x, rows):
    wrong = (losses.one_hot(net.forward(x).argmax(axis=1), 10) != rows).any(axis=1)
    return rows[wrong].sum(axis=0)


def _answers(net, x, labels):
    answers = net.forward(x).argmax(axis=1)
    return np.bincount(answers[answers != labels], minlength=10)


def _right_ones(net, x, labels):
    return np.bincount(labels[net.forward(x).argmax(axis=1) == labels], minlength=10)


def _down(net, x, labels):
    wrong = net.forward(x).argmax(axis=1)[:, None] != labels
    return wrong.sum(axis=0)


def _bare(net, x, labels):
    return np.bincount(labels[net.forward(x).argmax(axis=1) != labels])


def _try(net, x, labels):
    try:
        return missed(net, x, labels)
    except ValueError:
        return np.zeros(10, int)


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    reference=_answer(_labels),
    run=_counted,
    accepts=(list, np.ndarray),
    probes=[(60, 3, 0), (60, 15, 4), (100, 4, 2), (10, 0, 3), (37, 2, 1)],
    hints=(
        "`missed` compares one answer for each digit with what it calls labels. Print the shapes "
        "of both, right before they meet.",
        "`missed` got (200, 10): a row for each digit. Labels have the shape (200,). Go up one "
        "call: what does that name stand for there, line by line?",
        "The loss wants one-hot rows, and `missed` wants labels. So both are needed to the end: "
        "the rows want a name of their own.",
    ),
    after="A name that stands for one thing above and another below is a trap. With ten digits, "
    "(10,) and (10, 10) would even have been compared, and another error would have come a line "
    "later, about types.",
)

exercise.mistakes(
    _answer,
    rows_for_labels=(
        "It stops as before: one-hot rows arrive in `missed`, where labels are wanted. In which "
        "line did the labels become rows?",
        _rows,
    ),
    missed_takes_rows=(
        "It counts now. But `missed` has served for labels, and with them it stops. It was right: "
        "hand it what it asks for.",
        _rows, _of_rows,
    ),
    missed_compares_rows=(
        "It counts now. But `missed` has served for labels, and no longer does. It was right: "
        "hand it what it asks for.",
        _rows, _any_row,
    ),
    places_down_the_columns=(
        "That is the place of the first digit of each kind. Each row has its own label, so the "
        "search goes along axis 1.",
        lambda labels, rows: rows.argmax(axis=0),
    ),
    ones=(
        "The largest number of each row is its 1. Wanted is where it stands.",
        lambda labels, rows: rows.max(axis=1).astype(int),
    ),
    first_column=(
        "The first column says only of each digit whether it is a 0.",
        lambda labels, rows: rows[:, 0].astype(int),
    ),
    flattened=(
        "What `missed` got as labels has one axis now. But it is longer or shorter than the "
        "answers are: one label is wanted for each digit that came.",
        lambda labels, rows: rows.ravel(),
    ),
    stretched=(
        "Nothing stops: each answer is compared with all ten numbers of its row. What do these "
        "counts say?",
        _rows, _down,
    ),
    error_passed_over=(
        "The error is passed over, and so nothing was ever misread.",
        _rows, _try,
    ),
    taken_for=(
        "The labels are there now. But you count what the misread digits were taken for, and no "
        "longer what they were.",
        _labels, _answers,
    ),
    right_ones=(
        "The labels are there now. But you count the digits that were read right.",
        _labels, _right_ones,
    ),
    counts_left_out=(
        "The labels are there now. But where the last digits were never misread, their counts are "
        "missing: there are to be ten.",
        _labels, _bare,
    ),
    untrained=(
        "It counts now. But the net has learnt nothing before.",
        _labels, missed, lambda epochs: 0,
    ),
    one_epoch=(
        "It counts now. But the net trains for a single epoch, however many are asked for.",
        _labels, missed, lambda epochs: 1,
    ),
    in_one=(
        "That is how many were misread in all. Wanted are ten counts.",
        _labels, missed, lambda epochs: epochs, lambda found: int(found.sum()),
    ),
    not_returned=(
        "The digits are counted. Who gets the counts?",
        _labels, missed, lambda epochs: epochs, lambda found: None,
    ),
)  # fmt: skip


@exercise.variant
def a_name_of_its_own(net, images, labels, epochs):
    rows = losses.one_hot(labels, 10)
    x = images.reshape(len(images), -1) / 255 - 0.13
    loss, optimizer = losses.SoftmaxCrossEntropy(), optimizers.GradientDescent(0.1)
    for _ in range(epochs):
        net.backward(loss.gradient(net.forward(x), rows))
        optimizer.step(net)
    return missed(net, x, labels)


@exercise.variant
def back_to_labels(net, images, labels, epochs):
    x, labels = _rows_of(images), losses.one_hot(labels, 10)
    loss, optimizer = losses.SoftmaxCrossEntropy(), optimizers.GradientDescent(0.1)
    for _ in range(epochs):
        net.backward(loss.gradient(net.forward(x), labels))
        optimizer.step(net)
    return missed(net, x, labels.argmax(axis=1))
