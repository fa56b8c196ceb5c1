"""Crash hunt: one example comes without its row, and argmax along axis 1 finds no such axis."""

import types

import numpy as np

from dlscratch import datasets
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import attempt
from dlscratch.layers import Linear, Sequential, Tanh

WORDS = ["the number", "fizz", "buzz", "fizzbuzz"]
IN_A_BATCH = "the places, in a batch of five"
BATCH = np.array([datasets.binary_encode(number) for number in (3, 100, 514, 1023, 77)])


def _net(seed, hidden=None):
    rng = np.random.default_rng(seed)
    if hidden is None:
        return Linear(10, 4, rng=rng)
    net = Sequential([Linear(10, hidden, "he", rng), Tanh(), Linear(hidden, 4, rng=rng)])
    net.layers[-1].b[...] = rng.normal(size=4)
    return net


def places(net, x):
    return net.forward(x).argmax(axis=1)


def _said(said_to, net, number):
    """The word for one number; and whether `places`, which serves for batches, still does."""
    helper = getattr(said_to, "__globals__", {}).get("places")
    facts = {"the word": attempt(said_to, net, number)}
    if isinstance(helper, types.FunctionType):
        facts[IN_A_BATCH] = attempt(_listed, helper, net)
    else:
        facts[IN_A_BATCH] = places(net, BATCH).tolist()
    return facts


def _listed(helper, net):
    return np.asarray(helper(net, BATCH.copy())).tolist()


_said.arguments = ("net", "number")


def _asked(x, places=places, pick=lambda found: found[0], word=WORDS.__getitem__):
    """An answer that shows x(bits) to the network and picks a place from what `places` finds."""

    def said_to(net, number):
        return word(pick(asked(net, x(datasets.binary_encode(number)))))

    asked = places
    return types.FunctionType(
        said_to.__code__, {**globals(), "places": places}, closure=said_to.__closure__
    )


def _row(bits):
    return np.array([bits])


exercise = Exercise(
    __name__,
    kind="crash",
    raises=np.exceptions.AxisError,
    reference=_asked(_row),
    run=_said,
    probes=[
        (_net(0), 7),
        (_net(1, 8), 300),
        (_net(2, 8), 45),
        (_net(3, 8), 0),
        (_net(4), 1023),
        (_net(5, 8), 10),
    ],
    hints=(
        "`argmax(axis=1)` looks along each row, and there were no rows: the array had one axis. "
        "Where does an array of one axis come from?",
        "A network takes a batch, of shape (how many, 10), and this one got the shape (10,). "
        "`Linear` let it pass, so the error came later.",
        "A single number is a batch of one: its shape is (1, 10). A pair of square brackets more "
        "makes such a row.",
    ),
    after="What was made for batches wants a batch, even of one example. `x.reshape(1, -1)`, "
    "`x[None]` and `np.array([x])` all make a row of a single example.",
)


def _anyhow(function):
    """`places` in another way, for bank and tests."""
    return lambda net, x: function(net.forward(x))


def _try(net, x):
    try:
        return net.forward(x).argmax(axis=1)
    except ValueError:
        return [0]


exercise.mistakes(
    _asked,
    without_a_row=(
        "The bits come as one array of ten numbers, and the scores as one of four: there is no "
        "axis 1. How does a batch look that holds just one number?",
        np.array,
    ),
    axis_0=(
        "Along axis 0 there is one place for the single example, and `[0]` cannot be taken of it. "
        "And in a batch axis 0 runs down the columns: `places` was right.",
        np.array, _anyhow(lambda out: out.argmax(axis=0)),
    ),
    axis_0_and_no_pick=(
        "It gives its word now. But `places` has served for batches, and along axis 0 it finds "
        "the best example for each answer, and no longer the best answer for each example.",
        np.array, _anyhow(lambda out: out.argmax(axis=0)), lambda found: found,
    ),
    no_axis=(
        "Without an axis there is one place for all, and `[0]` cannot be taken of it. And a batch "
        "gets one place only: `places` was right.",
        np.array, _anyhow(lambda out: out.argmax()),
    ),
    no_axis_and_no_pick=(
        "It gives its word now. But `places` has served for batches, and without an axis a whole "
        "batch gets one place only.",
        np.array, _anyhow(lambda out: out.argmax()), lambda found: found,
    ),
    last_axis_and_pick=(
        "Nothing is wrong with the last axis. But for a single example it leaves one place, of "
        "which `[0]` cannot be taken.",
        np.array, _anyhow(lambda out: out.argmax(axis=-1)),
    ),
    a_row_and_axis_0=(
        "The number has its row now: good. But axis 0 runs down the columns. `places` was right.",
        _row, _anyhow(lambda out: out.argmax(axis=0)),
    ),
    a_column=(
        "That is no row of ten: print the shape of what goes into the network. A batch of one "
        "number is one row of its ten bits.",
        lambda bits: np.array(bits).reshape(-1, 1),
    ),
    a_column_by_none=(
        "Ten rows of one number, and each in a row of its own: there is an axis too many.",
        lambda bits: np.array(bits)[None, :, None],
    ),
    ten_times=(
        "The number is there ten times over. One row is enough; and what does a row hold?",
        lambda bits: np.array([bits] * 10),
        places,
        lambda found: len(found),
    ),
    error_passed_over=(
        "The answer is \"the number\", whatever the scores are. Is the error passed over, or the "
        "network not asked?",
        np.array, _try,
    ),
    the_place=(
        "The number has its row now: good. But its place comes back. Wanted is the word.",
        _row, places, lambda found: found[0], int,
    ),
    from_behind=(
        "The number has its row now: good. But this picks from the end of the list of words.",
        _row, places, lambda found: -1 - found[0],
    ),
    the_smallest=(
        "The number has its row now: good. But the lowest score is picked, and no longer the "
        "highest.",
        _row, _anyhow(lambda out: out.argmin(axis=1)),
    ),
    not_returned=(
        "The word is found. Who gets it?", _row, places, lambda found: found[0], lambda place: None,
    ),
)  # fmt: skip


@exercise.wrong(
    "That is what the rule of the game says. Here the network is asked, and it may be wrong."
)
def by_the_rule(net, number):
    return WORDS[int(np.argmax(datasets.fizz_buzz_encode(number)))]


@exercise.variant
def reshaped(net, number):
    x = np.array(datasets.binary_encode(number)).reshape(1, -1)
    return WORDS[places(net, x)[0]]


@exercise.variant
def without_places(net, number):
    return WORDS[net.forward(np.array(datasets.binary_encode(number))).argmax()]
