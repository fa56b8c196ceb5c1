"""On an empty page, write `fit`, which teaches a net in plain NumPy to read handwriting."""

import numpy as np

from dlscratch.checks import exam
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.mnist.shared.borrowed import borrowed
from dlscratch.errors.values import name

_PASSED = {
    "what `fit` returns": "a function",
    "what `predict` returns": exam.LABELS,
    "the different answers": "many",
    "the share of the 4,000 that is right": "at least 90 %",
    "the share of the 1,000 new digits that is right": "at least 90 %",
    "the share of the new digits beside that of the others": "high enough",
}


def _exam(fit, learn, new):
    """Lets `fit` learn from the small digits and measures the `predict` that it returns."""
    for library, names in borrowed(fit).items():
        raise Refuse(
            f"On this page everything is your own, but `fit` uses {', '.join(sorted(names))} from "
            f"{library}. Write that piece yourself."
        )
    exam.takes_two(fit, "x and y")
    x, y, x_new, y_new = exam.digits()
    given = x.copy()
    with exam.one_blas_thread():
        predict = fit(given, y.copy())
        if not callable(predict):
            return _PASSED | {"what `fit` returns": name(predict)}
        answers = predict(x_new.copy())
        if (came := exam.form(answers, len(x_new))) != exam.LABELS:
            return _PASSED | {"what `predict` returns": came}
        # A thousand at a time, as the exercise says.
        parts = [np.ravel(predict(part.copy())) for part in np.split(x, 4)]
        again = np.ravel(predict(x_new.copy()))
        others = np.ravel(predict(np.repeat(x_new[:51], [1] * 50 + [950], axis=0)))
    answers, learnt = np.ravel(answers), np.mean(np.concatenate(parts) == y)
    right = np.mean(answers == y_new)
    if right < 0.9:
        if not np.array_equal(given, x):
            note("`fit` has changed the images that it was given; `predict` gets them unchanged.")
        _tell(answers, again, others[:50], y_new)
    note(f"(The check measured: {learnt:.1%} of the 4,000 right, {right:.1%} of the 1,000 new.)")
    exam.not_from_the_page(answers, y_new)
    return _PASSED | {
        "the different answers": "many" if len(np.unique(answers)) > 3 else "one to three",
        "the share of the 4,000 that is right": exam.mark(learnt),
        "the share of the 1,000 new digits that is right": exam.mark(right),
        "the share of the new digits beside that of the others": (
            "high enough"
            if right >= 0.9 or learnt < 0.9
            else ("close by" if learnt - right < 0.05 else "far below")
        ),
    }


def _tell(answers, again, elsewhere, y):
    """What the answers show, apart from their number, when too few are right."""
    if not np.array_equal(answers, again):
        note("Asked twice about the same digits, `predict` gives different answers.")
    elif np.sum(answers[: len(elsewhere)] != elsewhere) > 1:
        note(
            "`predict` answers the same digits differently among other ones: something in it is "
            "computed over all the images together, and not for each one."
        )
    off = np.bincount((answers - y).astype(int) % 10, minlength=10)
    if (by := int(off[1:].argmax()) + 1) and off[by] > 0.5 * len(y):
        note(f"{off[by]:,} of the answers are the label plus {by}, beyond 9 from 0 on again.")


def _learn(x, y, hidden=64, epochs=8, rate=0.2, sign=-1, rebind=False, spread=1, seed=0):
    """A small ReLU net in plain NumPy; returns the function that computes its logits. `sign`,
    `rebind` and `spread` (of the first weights) are there for mistakes."""
    rng = np.random.default_rng(seed)
    w1 = rng.normal(0, spread * np.sqrt(2 / x.shape[1]), (hidden, x.shape[1])).astype(x.dtype)
    w2 = rng.normal(0, np.sqrt(2 / hidden), (10, hidden)).astype(x.dtype)
    b1, b2 = np.zeros(hidden, x.dtype), np.zeros(10, x.dtype)

    def logits(x):
        return np.maximum(x @ w1.T + b1, 0) @ w2.T + b2

    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 32):
            rows = order[start : start + 32]
            h = np.maximum(x[rows] @ w1.T + b1, 0)
            p = np.exp(np.clip(h @ w2.T + b2, -80, 80))
            p /= p.sum(axis=1, keepdims=True)
            p[np.arange(len(rows)), y[rows]] -= 1
            p /= len(rows)
            back = p @ w2 * (h > 0)
            grads = back.T @ x[rows], back.sum(axis=0), p.T @ h, p.sum(axis=0)
            for param, grad in zip((w1, b1, w2, b2), grads, strict=True):
                if rebind:
                    param = param + sign * rate * grad
                else:
                    param += sign * rate * grad
    return logits


def _fit(digits=4000, **how):
    """A `fit` that learns from the first `digits` digits, with `_learn(x, y, **how)`."""

    def fit(x, y):
        logits = _learn(x[:digits], y[:digits], **how)
        return lambda x: logits(x).argmax(axis=1)

    return fit


exercise = Exercise(
    __name__,
    kind="page",
    reference=_fit(),
    run=_exam,
    expect=lambda reference, *probe: dict(_PASSED),
    probes=[(4000, 1000)],
    seconds=180,
    hints=(
        "Write in this order, and try each piece before the next: a Linear layer with forward and "
        "backward, an activation, softmax, the gradient of the loss, one step, the loop.",
        "Print the loss after each epoch. It begins near log 10 ≈ 2.3 and must fall. If it does "
        "not, learn 20 digits by heart first, and look at the smallest piece that is wrong.",
        "A net of 64 hidden ReLU neurons, batches of 32 and steps of size 0.1 gets there in "
        "10 epochs. The gradient at the logits is the probabilities minus the one-hot labels, "
        "divided by the size of the batch.",
    ),
    after="From an empty page to a program that reads handwriting, with nothing but NumPy and what "
    "you know. Keep this cell. Lesson 12 writes it once more, in PyTorch.",
)


@exercise.wrong(exam.NO_FUNCTION)
def no_function(x, y):
    _learn(x[:64], y[:64], epochs=1)


@exercise.wrong(exam.AN_ARRAY)
def predictions_returned(x, y):
    return _learn(x[:64], y[:64], epochs=1)(x).argmax(axis=1)


@exercise.wrong(exam.TEN_NUMBERS)
def logits_returned(x, y):
    return _learn(x[:64], y[:64], epochs=1)


@exercise.wrong(exam.ONE_FOR_ALL)
def argmax_without_axis(x, y):
    logits = _learn(x[:64], y[:64], epochs=1)
    return lambda x: logits(x).argmax()


@exercise.wrong(exam.ONE_A_CLASS)
def argmax_of_columns(x, y):
    logits = _learn(x[:64], y[:64], epochs=1)
    return lambda x: logits(x).argmax(axis=0)


@exercise.wrong(exam.LARGEST)
def largest_value(x, y):
    logits = _learn(x[:64], y[:64], epochs=1)
    return lambda x: logits(x).max(axis=1)


@exercise.wrong(
    "The answers are strings, such as '7'. The labels are whole numbers, and so are the places "
    "that `argmax` gives."
)
def strings(x, y):
    logits = _learn(x[:64], y[:64], epochs=1)
    return lambda x: logits(x).argmax(axis=1).astype(str)


@exercise.wrong(
    "`fit` returns a single number, an accuracy or a loss, perhaps. It should return a function: "
    "the check calls it later, with images that your net has never seen."
)
def number_returned(x, y):
    return 0.9


@exercise.wrong(exam.NO_LABELS)
def predict_returns_none(x, y):
    return lambda x: None


exercise.mistakes(
    one_answer=(
        "It gives nearly every digit the same answer. Print the loss after each epoch: if it "
        "rises, or becomes NaN, the steps go uphill or are far too large. If it stays, print a "
        "few rows of logits and of probabilities: do they depend on the image, and do the "
        "probabilities of each image add up to 1?",
        _fit(1000, sign=1, epochs=1),
    ),
    uphill=(
        "It is wrong more often than by guessing, so it has learnt, but in the wrong direction. "
        "Look at the signs: of the gradient at the logits, and of the step.",
        _fit(sign=1, epochs=1, rate=0.002),
    ),
    learnt_nothing=(
        "It is as good as guessing, even on the digits it learnt from. Print the loss: does it "
        "fall? If it stays near 2.3, ask three things. Do the weights change at all? Does every "
        "digit come with its own label? Are the images still those that came, neither divided nor "
        "centred once more? And if it does fall, but slowly: the steps are too small, or too few.",
        _fit(100, rebind=True, epochs=1, seed=2),
    ),
    learnt_too_little=(
        "It has learnt something, and not enough. Print the loss after each epoch. Is it still "
        "falling when the training ends? Then more epochs or larger steps. Has it come to rest? "
        "Then ask whether the weights of every layer change, and how many hidden neurons there "
        "are.",
        _fit(epochs=1, rate=0.005),
    ),
    nearly=(
        "Close, and more than one thing ends here. Is the loss still falling at the end? Does each "
        "epoch reach all the digits? Is there an activation between two layers? Do the weights of "
        "every layer change? How large are they at the beginning: about sqrt(2 / inputs)?",
        _fit(epochs=1, rate=0.03),
    ),
    nearly_on_new_digits=(
        "Close: it passes on the digits it learnt from, and not quite on new ones. More than one "
        "thing ends here. Is there an activation between two layers, and is it in `predict`, too? "
        "Does `predict` treat the images as `fit` does? Are there enough hidden neurons, and does "
        "the training go on long enough?",
        _fit(hidden=10, epochs=3, rate=0.1),
    ),
    worse_on_new_digits=(
        "It knows the digits it learnt from, and does markedly worse on new ones. Weights that "
        "start far too large do that: a spread of sqrt(2 / inputs) is right before ReLU. So does "
        "a backward that is not quite right: compare yours with finite differences, layer by "
        "layer.",
        _fit(spread=10, rate=0.1, seed=1),
    ),
)


@exercise.wrong(
    "It knows the digits it learnt from and fails on new ones: learnt by heart. Does `predict` "
    "look at the images that it gets? Does `fit` use all 4,000?"
)
def by_heart(x, y):
    known = {image.tobytes(): int(label) for image, label in zip(x, y, strict=True)}
    return lambda x: np.array([known.get(image.tobytes(), i % 10) for i, image in enumerate(x)])


@exercise.wrong(
    "It answers new digits as if by guessing, and the digits it learnt from partly right. Does "
    "`predict` look at the images that it gets, or at those that `fit` got?"
)
def predicts_the_old_ones(x, y):
    logits = _learn(x, y, epochs=3)
    return lambda new: logits(x[: len(new)]).argmax(axis=1)


@exercise.variant
def a_list_of_labels(x, y):
    logits = _learn(x.astype(float), y, hidden=100, rate=0.1)
    return lambda x: [int(row.argmax()) for row in logits(x)]


@exercise.variant
def nearest_neighbour(x, y):  # no network at all: judged is what it does
    def predict(new):
        distances = (new**2).sum(1)[:, None] - 2 * new @ x.T + (x**2).sum(1)
        return y[distances.argmin(axis=1)]

    return predict
