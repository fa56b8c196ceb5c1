"""Train a network, on an empty page, until it knows the parity of three inputs."""

import itertools
import operator

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.xor.shared import decided, sigmoid_net
from dlscratch.errors.values import name

CORNERS = np.array(list(itertools.product([0.0, 1.0], repeat=3)))
PARITY = (CORNERS.sum(axis=1) % 2).tolist()


def _answers_to_parity(net):
    if isinstance(net, list | tuple):
        raise Refuse("Pass the network itself: an object with `forward`.")
    if not hasattr(net, "forward"):
        raise Refuse(f"A network is wanted, an object with `forward`, but {name(net)} came.")
    outputs = _asked(net, CORNERS)
    if outputs.shape not in ((8, 1), (8,)):
        raise Refuse(
            "For the eight corners, in the shape (8, 3), the network should give one number each, "
            f"in the shape (8, 1), but {outputs.shape} came."
        )
    if not np.all(np.isfinite(outputs)):
        raise Refuse("Some answers are NaN or infinite: try a smaller learning rate.")
    answers = decided(outputs, 0.4, 0.6)
    right, undecided = sum(map(operator.eq, answers, PARITY)), answers.count(0.5)
    if right < 8 and decided(_asked(net, 2 * CORNERS - 1), 0.4, 0.6) == PARITY:
        raise Refuse(
            "Asked with -1 and +1 your network is right about all eight. The check asks with 0 and "
            "1, and so does the text: train it with those inputs."
        )
    said = " ".join(f"{one:.2f}" for one in np.ravel(outputs))
    note(f"The outputs at the eight corners: {said}. That is right about {right} of them.")
    if undecided and right:
        note(
            f"Undecided, that is between 0.4 and 0.6: {undecided}. Does the loss still fall? Then "
            "train for longer. Is the run stuck? Then take another seed, or more hidden neurons."
        )
    elif right < 8:
        note(
            "Is your `y` right? Then this run is stuck: take another seed, or more hidden neurons."
        )
    turned = _asked(net, CORNERS[::-1])[::-1]
    return {
        "the answers at (0, 0, 0), (0, 0, 1) and so on, with 0.5 for undecided": answers,
        "the same answer for a corner when the eight come in another order": (
            decided(turned, 0.4, 0.6) == answers
        ),
    }


def _asked(net, x):
    return np.asarray(net.forward(x.copy()), dtype=float)


def _counting_net(*steps):
    """A net of three inputs that adds steps[i] to its answer once more than i inputs are 1.

    Its output begins at steps[0], for no input at all.
    """
    begin, *rest = steps
    biases = [-20 * (count + 0.5) for count in range(3)]
    w2, b2 = [[20 * step for step in rest]], [20 * begin]
    return sigmoid_net(np.full((3, 3), 20.0), biases, w2, b2)


exercise = Exercise(
    __name__,
    kind="page",
    wants="value",
    reference=_counting_net(-0.5, 1, -1, 1),
    run=_answers_to_parity,
    hints=(
        "In small steps: first `x` (8, 3) and `y` (8, 1), and print them. Then the network, then "
        "your `train`, with `SSE()` and an optimizer. Print the loss now and then.",
        "The sum of the three inputs, modulo 2, is the parity: `% 2`. Keep `y` a column of eight "
        "rows. Between the linear layers stands an activation, and three hidden neurons or more.",
        "Eight hidden sigmoid neurons, `GradientDescent(4.0)` and 3,000 epochs get there from "
        "nearly every seed. If the loss stays near 0.25 or 0.125, take another seed.",
    ),
    after="Nobody told it what odd means. Change any one input and the answer turns round, so no "
    "single input says anything about it: only the hidden neurons together do.",
)


exercise.mistakes(
    lambda steps: _counting_net(*steps),
    shrugs=(
        "It says about 0.5 at all eight corners: a shrug. Has it an activation between its linear "
        "layers? And has it been trained, for long enough?",
        (0, 0, 0, 0),
    ),
    inverted=(
        "Exactly the opposite of parity, at all eight. Is your `y` 1 where the number of ones is "
        "*even*?",
        (0.5, -1, 1, -1),
    ),
    exactly_one=(
        "Seven corners are right. At (1, 1, 1) three inputs are 1, and three is odd. Does your `y` "
        "say so?",
        (-0.5, 1, -1, 0),
    ),
    any=(
        "This is OR: yes as soon as one input is 1. Look at your `y`, at the rows with two ones.",
        (-0.5, 1, 0, 0),
    ),
    majority=(
        "This says yes where most inputs are 1. Is `y` odd or even, or large or small?",
        (-0.5, 0, 1, 0),
    ),
    two_or_more_wrong=(
        "With two ones the answer should be 0: two is even. Only with one or three ones it is 1.",
        (-0.5, 0, 1, -1),
    ),
    all_three=(
        "This says yes only where all three inputs are 1. One input alone is odd, too.",
        (-0.5, 0, 0, 1),
    ),
    at_most_one=(
        "This says yes where at most one input is 1. Is `y` odd or even, or large or small?",
        (0.5, 0, -1, 0),
    ),
    none=("This says yes only at (0, 0, 0), and 0 is even. Look at your `y`.", (0.5, -1, 0, 0)),
    not_all=(
        "This says no only at (1, 1, 1), and three is odd. Look at your `y`.",
        (0.5, 0, 0, -1),
    ),
    not_all_alike=(
        "This says yes unless all three inputs are alike. With two ones the answer should be 0, "
        "with three 1.",
        (-0.5, 1, 0, -1),
    ),
    always_no=(
        "It says no at every corner. Half of the corners should be yes: look at `y`, and at the "
        "loss before and after training.",
        (-0.5, 0, 0, 0),
    ),
    always_yes=(
        "It says yes at every corner. Half of the corners should be no: look at `y`, and at the "
        "loss before and after training.",
        (0.5, 0, 0, 0),
    ),
)


def _two_of_three(used):
    """A net that computes XOR of two of three inputs: those in the two places `used`."""
    rows = np.zeros((2, 3))
    rows[:, used] = 20
    return sigmoid_net(rows, [-10, -30], [[20, -20]], [-10])


exercise.mistakes(
    _two_of_three,
    second_ignored=(
        "This is XOR of the first and the last input. The second one makes no difference: is it in "
        "your `y`?",
        [0, 2],
    ),
    third_ignored=(
        "This is XOR of the first two inputs. The third one makes no difference: is it in your "
        "`y`?",
        [0, 1],
    ),
    first_ignored=(
        "This is XOR of the last two inputs. The first one makes no difference: is it in your `y`?",
        [1, 2],
    ),
)


class _Table:
    """Right, and no network of this package."""

    def forward(self, x):
        return x.sum(axis=1) % 2


@exercise.wrong(
    "The answers belong to places in the batch, and not to inputs: does `forward` look at `x`?"
)
class by_place:
    def forward(x):
        return np.array(PARITY)


exercise.variant(_Table())
exercise.variant(_counting_net(-2, 4, -4, 4))
