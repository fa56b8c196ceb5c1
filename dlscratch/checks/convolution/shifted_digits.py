"""On an empty page, write `fit`, which teaches a net to read digits that are not in the middle."""

import functools

import numpy as np

from dlscratch import convolution, layers
from dlscratch.checks import exam
from dlscratch.checks.convolution.shared.digit_nets import fit_with, learn, plain, prepared
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import name
from dlscratch.recipes import shift_images

PIXELS = 3
BY_HEART = 0.97  # of the digits that it learnt from
_PASSED = {
    "what `fit` returns": "a function",
    "what `predict` returns": exam.LABELS,
    "what `predict` looks at": "the images that it gets",
    "the different answers": "many",
    "the share of the 4,000 that is right": "at least 90 %",
    "the share of the 1,000 new digits that is right": "at least 90 %",
    "how much of the 4,000 it knows": "enough",
    "the same digits, asked for once more, among others": "get the same answers",
}


@functools.cache
def _digits():
    """The exam's digits, each moved by up to three pixels: images, labels, and new ones."""
    rng = np.random.default_rng(10)
    images, labels, new_images, new_labels = exam.renamed(rng)
    images, new_images = (
        shift_images(some.reshape(-1, 784), rng, PIXELS).reshape(-1, 28, 28)
        for some in (images, new_images)
    )
    return images, labels, new_images, new_labels


def _exam(fit, learn, new):
    """Lets `fit` learn from moved digits, and measures the `predict` that it returns."""
    exam.takes_two(fit, "images and labels")
    images, labels, new_images, new_labels = _digits()
    given = images.copy()
    with exam.one_blas_thread():
        predict = fit(given, labels.copy())
        if not callable(predict):
            return _PASSED | {"what `fit` returns": _what(predict)}
        answers = _asked(predict, new_images)
        if (came := exam.form(answers, len(new_images))) != exam.LABELS:
            return _PASSED | {"what `predict` returns": came}
        # A thousand at a time, as the exercise says.
        parts = [np.ravel(predict(part.copy())) for part in np.split(images, 4)]
        again = np.ravel(predict(new_images[::-1].copy()))[::-1]
    if np.array_equal(again[::-1], np.ravel(answers)) and len(np.unique(answers)) > 3:
        return _PASSED | {"what `predict` looks at": "the same images, whatever comes in"}
    answers, learnt = np.ravel(answers), np.mean(np.concatenate(parts) == labels)
    right = np.mean(answers == new_labels)
    note(f"(The check measured: {learnt:.1%} of the 4,000 right, {right:.1%} of the 1,000 new.)")
    exam.not_from_the_page(answers, new_labels)
    enough = right >= exam.ENOUGH
    if not enough and not np.array_equal(given, images):
        note("`fit` has changed the images that it was given; `predict` gets them unchanged.")
    return _PASSED | {
        "the different answers": "many" if len(np.unique(answers)) > 3 else "one to three",
        "the share of the 4,000 that is right": exam.mark(right if enough else learnt),
        "the share of the 1,000 new digits that is right": exam.mark(right),
        "how much of the 4,000 it knows": _known(learnt, right),
        "the same digits, asked for once more, among others": (
            "get the same answers" if np.mean(answers != again) < 0.02 else "get other answers"
        ),
    }


def _asked(predict, images):
    """What `predict` says of images; whether it looks at others is asked with ten, if it stops."""
    try:
        return predict(images.copy())
    except MemoryError:
        try:
            predict(images[:10].copy())
        except MemoryError:
            raise Refuse(
                "`predict` got ten images, and still asks for more memory than an answer gets "
                "here. Which images does it look at: those that it gets, or all of `fit`'s?"
            ) from None
        raise


def _known(learnt, right):
    """Whether the digits to learn from are known by heart, where the new ones are not enough."""
    if right >= exam.ENOUGH or learnt < exam.ENOUGH:
        return "enough"
    return "all, or nearly so" if learnt >= BY_HEART else "most of them"


def _what(predict):
    return "a net" if hasattr(predict, "forward") else name(predict)


_ORDER = [*exam.MARKS, "at least 90 %"]


def _tell(outcomes):
    """What to ask where the two shares tell no more than that."""
    [outcome] = outcomes
    if outcome.error or type(outcome.output) is not dict:
        return None
    learnt, right = (outcome.output[label] for label in _PASSED if "right" in label)
    if "(4000," in outcome.output["what `predict` returns"]:
        return (
            "For 1,000 images, 4,000 labels came: as many as `fit` got. Which images does "
            "`predict` look at: those that it gets, or those of `fit`?"
        )
    if _ORDER.index(learnt) < _ORDER.index(right):
        return (
            "It reads new digits better than those that it learnt from, which are no harder. Does "
            "`predict` look at the images that it gets, and at nothing else?"
        )
    if learnt == "at least 90 %" and right != learnt:
        return (
            "It knows the digits it learnt from, and fails on new ones. Does `predict` look at the "
            "images that it gets, prepared as in `fit`? Does `fit` use all 4,000?"
        )
    if right != "at least 90 %":
        return (
            "It has learnt something, and not enough. Does `predict` prepare its images just as "
            "`fit` does? Print the loss after each epoch, and learn 20 digits by heart first: a "
            "net whose backward is right can do that."
        )
    return None


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="page",
    reference=fit_with(),
    run=_exam,
    expect=lambda reference, *probe: dict(_PASSED),
    probes=[(4000, 1000)],
    seconds=180,
    hints=(
        "A digit that has moved lights up other pixels, and a plain Linear has to learn each place "
        "anew. Which layer uses the same weights at every place?",
        "Convolutions, ReLU and pooling, then `Flatten` and a Linear for the ten logits. Bytes are "
        "divided by 255 first, and images get an axis for their one channel: (n, 1, 28, 28). "
        "`predict` has to prepare its images just as `fit` does.",
        "Eight filters of 5 × 5 with a stride of 2, pooling, 24 of 3 × 3, then the Linear: twelve "
        "epochs with Momentum(0.2) and batches of 32 are enough. It helps to move the images of "
        "each batch by one more pixel: `shift_images` in `dlscratch.recipes`.",
    ),
    after="The filters look for the same strokes everywhere, so what they learn of a digit on the "
    "left holds on the right. Lesson 9's net has to learn each place anew, from 4,000 digits that "
    "hardly show them all.",
)


def _quick(images, labels):
    return learn(images[:64], labels[:64], epochs=1)


@exercise.wrong(exam.NO_FUNCTION)
def no_function(images, labels):
    _quick(images, labels)


@exercise.wrong(
    "`fit` returns a net. The check hands over bytes (n, 28, 28) and wants labels, so return a "
    "function that prepares the images, asks the net, and picks the largest logit of each."
)
def net_returned(images, labels):
    return _quick(images, labels)


@exercise.wrong(exam.AN_ARRAY)
def predictions_returned(images, labels):
    return _quick(images, labels).forward(prepared(images[:20])).argmax(axis=1)


@exercise.wrong(exam.TEN_NUMBERS)
def logits_returned(images, labels):
    net = _quick(images, labels)
    return lambda images: net.forward(prepared(images))


@exercise.wrong(exam.ONE_FOR_ALL)
def argmax_without_axis(images, labels):
    net = _quick(images, labels)
    return lambda images: net.forward(prepared(images)).argmax()


@exercise.wrong(exam.ONE_A_CLASS)
def argmax_of_columns(images, labels):
    net = _quick(images, labels)
    return lambda images: net.forward(prepared(images)).argmax(axis=0)


@exercise.wrong(exam.LARGEST)
def largest_value(images, labels):
    net = _quick(images, labels)
    return lambda images: net.forward(prepared(images)).max(axis=1)


@exercise.wrong(exam.NO_LABELS)
def predict_returns_none(images, labels):
    return lambda images: None


exercise.mistakes(
    plain_net=(
        "It reads digits, and too few of them. A plain net ends here: it learns what a stroke "
        "means for each pixel by itself, so a digit that has moved is a new one to it. Which layer "
        "uses the same weights at every place? If you have such layers, is the loss still falling "
        "when the training ends? Then more epochs or larger steps; and it helps to move the "
        "images of each batch a little.",
        fit_with(parts=plain, epochs=5, moved=0, rate=0.1),
    ),
    plain_net_by_heart=(
        "It knows the digits it learnt from, and does worse on new ones. A plain net ends here: "
        "what it learns of a stroke holds for that pixel alone. Which layer uses the same weights "
        "at every place? If you have such layers: fewer epochs, or images that are moved a little "
        "in each batch, so that none comes twice. And `predict` is to prepare its images just as "
        "`fit` does.",
        fit_with(parts=plain, epochs=20, moved=0, rate=0.2),
    ),
    plain_net_nearly_by_heart=(
        "It reads most of the digits it learnt from, and fewer of the new ones. Does `predict` "
        "prepare its images just as `fit` does? Is the loss still falling when the training ends? "
        "Then more epochs. A net of plain layers ends here in any case: which layer uses the same "
        "weights at every place?",
        fit_with(parts=plain, epochs=8, moved=0, rate=0.1),
    ),
    learnt_little=(
        "It has learnt something, and not much. Print the loss after each epoch. Is it still "
        "falling when the training ends? Then more epochs or larger steps. Do the weights of every "
        "layer change? Are the bytes divided by 255, in `predict` as in `fit`?",
        fit_with(parts=plain, epochs=1, moved=0, rate=0.02),
    ),
    learnt_nothing=(
        "It is as good as guessing, even on the digits it learnt from. Print the loss: does it "
        "fall? If it stays near 2.3, ask: do the weights change at all, does every digit come with "
        "its own label, and does `predict` prepare its images as `fit` does?",
        fit_with(1000, epochs=3, shuffled=True),
    ),
)


@exercise.wrong(
    "It is wrong more often than by guessing, so it has learnt, but its answers are those that fit "
    "least. Look at the signs, of the gradient at the logits and of the step, and at what "
    "`predict` picks."
)
def the_least_likely(images, labels):
    net = learn(images, labels, parts=plain, epochs=3, moved=0)
    return lambda images: net.forward(prepared(images)).argmin(axis=1)


@exercise.wrong(
    "It gives nearly every digit the same answer. Print the loss after each epoch: if it rises, or "
    "becomes NaN, the steps go uphill or are far too large. If it stays, print a few rows of "
    "logits: do they depend on the image?"
)
def one_answer(images, labels):
    return lambda images: np.full(len(images), 7)


@exercise.wrong(
    "It answers new digits as if by guessing, and knows the digits it learnt from: learnt by "
    "heart. Does `predict` look at the images that it gets?"
)
def by_heart(images, labels):
    known = {image.tobytes(): int(label) for image, label in zip(images, labels, strict=True)}
    return lambda images: np.array([known.get(one.tobytes(), one.sum() % 10) for one in images])


@exercise.wrong(
    "`predict` gives the same labels whatever images come in. Does it look at those that it gets? "
    "Its argument may have another name than the images in its lines, which are then those of "
    "`fit` or of the page."
)
def looks_at_other_images(images, labels):
    return lambda images: labels[: len(images)]


@exercise.wrong(
    "Asked about the same digits in another order, `predict` gives other answers: something in it "
    "is computed over all the images together, or belongs to other images than its own."
)
def predicts_in_another_order(images, labels):
    net, rng = learn(images, labels, parts=plain, epochs=3, moved=0), np.random.default_rng(0)

    def predict(images):
        return net.forward(prepared(rng.permutation(images))).argmax(axis=1)

    return predict


@exercise.variant
def more_filters(images, labels):
    """Its images as they come, and a list of labels."""

    def parts(rng):
        how = {"init": "he", "rng": rng, "dtype": np.float32}
        return [
            convolution.Conv2d(1, 12, 5, stride=2, **how), layers.ReLU(), convolution.MaxPool2d(2),
            convolution.Conv2d(12, 32, 3, **how), layers.ReLU(), convolution.Flatten(),
            layers.Linear(512, 10, rng=rng, dtype=np.float32),
        ]  # fmt: skip

    net = learn(images, labels, parts=parts, epochs=10, moved=0)
    return lambda images: [int(row.argmax()) for row in net.forward(prepared(images))]


@exercise.variant
def nearest_of_all_places(images, labels):  # no net at all: judged is what it does
    """Each digit in the middle of its frame, and the nearest one with it."""

    def centred(images):
        rows = np.array([_in_the_middle(image) for image in images], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    known = centred(images)
    return lambda images: labels[(centred(images) @ known.T).argmax(axis=1)]


def _in_the_middle(image):
    down, across = (
        np.average(np.arange(28), weights=image.sum(axis=axis) + 1e-9) for axis in (1, 0)
    )
    return np.roll(image, (round(13.5 - down), round(13.5 - across)), axis=(0, 1)).ravel()
