"""Whether a right answer is also quick enough for the lessons that train networks with it.

A layer that loops in Python is as right as one that leaves the loops to NumPy, and a page of
seconds takes minutes with it. So what has passed is put to work in one step of training, on 64
digits and the chapter's sizes (784 → 30 → 10), and the package's beside it. What works on images is
put into a small LeNet.

Not everything is measured: lists, starting weights and encoded numbers are made once and not at
each step, a stack only calls its layers, and an engine loops over operations, not over numbers.
"""

import types
from time import perf_counter

import numpy as np

from dlscratch import convolution, layers, losses, optimizers, training
from dlscratch.checks.engine.run import run
from dlscratch.checks.engine.verdict import Verdict

TIMES, SECONDS = 5, 0.002  # a step is slow that takes so many times the package's, and so long
TRIES, MOST = 5, 2.0  # a busy machine may delay a step or two; a very slow one is stopped
PLACES = {  # what the library's parts are in a step of training, by the names of `_step`
    "linear": (layers.Linear,),
    "activation": (layers.Sigmoid, layers.Tanh, layers.ReLU),
    "dropout": (layers.Dropout,),
    "loss": (losses.SSE, losses.SoftmaxCrossEntropy),
    "softmax": (losses.softmax,),
    "optimizer": (optimizers.GradientDescent, optimizers.Momentum, optimizers.Adam),
    "batches": (training.batches,),
    "patches": (convolution.patches,),
    "put_back": (convolution.put_back,),
    "conv2d": (convolution.Conv2d,),
    "pool": (convolution.MaxPool2d,),
    "flatten": (convolution.Flatten,),
}
ON_IMAGES = {"patches", "put_back", "conv2d", "pool", "flatten"}  # the names of `_step_on_images`
PARTS = {part.__name__: (place, part) for place, parts in PLACES.items() for part in parts}


def measured(answer, verdict: Verdict) -> Verdict:
    """The verdict on a right answer; if it is slow, with a line that says so."""
    times = slowness(answer)
    if not times:
        return verdict
    often = f"about {times}" if times < 200 else "hundreds of"  # what takes longest is stopped
    name = answer.__name__
    line = (
        f"It is slow, though: a step of training on 64 digits takes {often} times as long with "
        f"your `{name}` as with the package's, and later lessons take thousands of steps. Mostly a "
        "loop costs the time: `@` and NumPy's functions do the same to whole arrays at once. Or go "
        f'without yours on a page: `from dlscratch import mine`, then `mine.leave_out("{name}")`, '
        "and import it again."
    )
    return verdict._replace(message=f"{verdict.message}\n{line}", slow=True)


def slowness(answer) -> int:
    """How many times as long a step of training takes with this right answer as with the package's
    part of its name; 0 where it is quick enough, is no such part, or ends in an error there."""
    if not isinstance(answer, type | types.FunctionType) or answer.__name__ not in PARTS:
        return 0
    place, package = PARTS[answer.__name__]
    new_step = _step_on_images if place in ON_IMAGES else _step
    usual = min(_seconds(new_step(**{place: package}), 3))
    enough = max(TIMES * usual, SECONDS)
    took = []

    def measure():
        for seconds in _seconds(new_step(**{place: answer}), TRIES):
            took.append(seconds)
            if seconds <= enough or sum(took) > MOST / TRIES:
                break

    outcome = run(measure, (), MOST)
    if outcome.timed_out:
        took.append(MOST)
    elif outcome.error:
        return 0
    quickest = min(took)
    return 0 if quickest <= enough else round(quickest * TIMES / enough)


def _step(
    linear=layers.Linear,
    activation=layers.Tanh,
    dropout=None,
    loss=losses.SoftmaxCrossEntropy,
    softmax=losses.softmax,
    optimizer=optimizers.GradientDescent,
    batches=training.batches,
):
    """A function that trains a network for one step."""
    more = [dropout(0.1)] if dropout else []
    net = layers.Sequential([linear(784, 30), *more, activation(), linear(30, 10)])
    wrong, follow = loss(), optimizer(0.001)
    x, y = np.random.default_rng(0).random((64, 784)), np.eye(10)[np.arange(64) % 10]

    def step():
        for some_x, some_y in batches(x, y, 64):
            outputs = net.forward(some_x)
            softmax(outputs)
            wrong.loss(outputs, some_y)
            net.backward(wrong.gradient(outputs, some_y))
            follow.step(net)

    return step


def _step_on_images(
    patches=convolution.patches,
    put_back=convolution.put_back,
    conv2d=convolution.Conv2d,
    pool=convolution.MaxPool2d,
    flatten=convolution.Flatten,
):
    """The same for a network that sees images, and what the first layer does with them beside."""
    relu, linear, wrong = layers.ReLU, layers.Linear, losses.SoftmaxCrossEntropy()
    first = [conv2d(1, 8, 5), relu(), pool(2)]
    net = layers.Sequential([*first, conv2d(8, 16, 5), relu(), pool(2), flatten(), linear(256, 10)])
    x, y = np.random.default_rng(0).random((64, 1, 28, 28)), np.eye(10)[np.arange(64) % 10]

    def step():
        put_back(patches(x, 5), x.shape, 5)
        net.backward(wrong.gradient(net.forward(x), y))
        optimizers.GradientDescent(0.001).step(net)

    return step


def _seconds(step, tries):
    """How long each of some steps takes."""
    for _ in range(tries):
        begin = perf_counter()
        step()
        yield perf_counter() - begin
