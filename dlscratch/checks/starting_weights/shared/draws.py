"""A check of random starting weights: what can be told of numbers that differ from run to run."""

import math
import re

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import Stopped, attempt

# Starting weights. What is drawn differs from one right answer to the next, so what is judged is
# the shape, the mean, the spread, and whether rng does what it is for. A statistic that is near
# enough to a value that some right or wrong answer aims at counts as that value: within 4 % of
# it, which is more than 5 standard errors for 12,000 numbers.

NORMAL, UNIFORM = 0.683, 0.577  # so much lies within one standard deviation of the mean
SMALL = (4, 6)  # outputs and inputs: here one draw says little, so many are made
DRAWS = 500
ONE_GENERATOR = "two calls with one and the same generator as rng"


def aimed_at(value, targets, scale):
    """The nearest of `targets` if it is near enough; else the value itself, in three digits."""
    nearest = min(targets, key=lambda target: abs(value - target))
    near = abs(value - nearest) <= 0.04 * (abs(nearest) or scale)
    return float(f"{nearest if near else value:.3g}")


def different(rows):
    """How many of the rows of an array differ from all the others."""
    return len({row.tobytes() for row in np.round(np.ascontiguousarray(rows), 9)})


def same(a, b):
    return np.shape(a) == np.shape(b) and bool(np.all(np.asarray(a) == np.asarray(b)))


def _alike(rows):
    kinds = different(rows)
    return "all different" if kinds == len(rows) else "all alike" if kinds == 1 else "some alike"


def statistics(means, spreads, shares=(), like=None):
    """`run` for a function that draws weights: facts that do not depend on how the draw fell.

    `means` and `spreads` are functions of (outputs, inputs), and give the values that answers aim
    at; so does `shares`, for the part of the numbers that is near the mean. The facts end with the
    first one that makes the rest meaningless. like(outputs, inputs, …) gives the right mean and
    spread: of numbers that have others, the verdict tells how far they reach.
    """

    def run(function, outputs, inputs, *settings):
        def draw(rng):
            try:
                return function(outputs, inputs, rng, *settings)
            except TypeError as error:
                if found := re.search("Cannot interpret '(.*)' as a data type", str(error)):
                    raise Refuse(_no_type(error, found[1], (outputs, inputs))) from None
                if "at most 3 positional" in str(error):
                    raise Refuse(
                        f"Python said: `{error}`. {_TWO_SIZES} Then they are one argument."
                    ) from None
                raise

        if isinstance(first := attempt(draw, 7), Stopped):
            return {"the shape": first}
        if first is None:
            raise Refuse("The function gives None. Is there a `return`?")
        if callable(first):
            raise Refuse(
                "A function or method stands there that was not called: brackets behind its name "
                "call it."
            )
        if isinstance(first, list | tuple):
            raise Refuse(
                "A list came, and an array is wanted: later pages turn it and compute with it. "
                "What a NumPy generator draws is an array already."
            )
        facts = {"the shape": np.shape(first)}
        if np.shape(first) != (outputs, inputs):
            return facts
        w = np.array(first, float)
        if w.min() == w.max():
            return facts | {"the numbers": "all the same" if w.any() else "all 0"}
        facts |= {"the numbers": "of many kinds"}  # which the end of this function may take back
        facts |= {"the rows": _alike(w), "the columns": _alike(w.T)}
        if "all alike" in facts.values():
            return facts
        if (outputs, inputs) == SMALL:
            facts |= _with_generators(draw)
            if facts[ONE_GENERATOR] != "different numbers":
                return facts
            source = np.random.default_rng(7)
            w = np.array([draw(source) for _ in range(DRAWS)], float)
        if len(np.unique(w)) < 1000:  # half precision still has some thousand
            whole = np.array_equal(w, np.round(w))
            return facts | {"the numbers": "only whole ones" if whole else "of a few kinds"}
        measured = _moments(w, means(outputs, inputs), spreads(outputs, inputs), shares)
        if (
            like
            and np.isfinite(w).all()
            and not _as_wanted(list(measured.values()), like(outputs, inputs, *settings))
        ):
            least, most = (f"{one:.3g}" for one in (w.min(), w.max()))
            note(
                f"Of your numbers, {least} is the smallest and {most} the largest; their mean is "
                f"{w.mean():.3g} and their standard deviation {w.std():.3g}."
            )
        return facts | measured

    run.arguments = ("outputs", "inputs", "mean", "std")
    return run


_TWO_SIZES = "The two sizes go together, as one tuple, in brackets of their own."


def _no_type(error, what, sizes):
    """What to say where NumPy has taken an argument for the type of the numbers."""
    said = f"Python said: `{error}`. The method takes what comes after the shape for the type of "
    if what in map(str, sizes):
        return f"{said}the numbers. {_TWO_SIZES}"
    if what in ("7", "None"):
        return f"{said}the numbers, and there `rng` stands. It belongs in `default_rng(…)`."
    return (
        f"{said}the numbers. This method knows neither `mean` nor `std`: it takes the shape alone. "
        "Another one of the same source takes all three."
    )


def _as_wanted(measured, wanted):
    pairs = zip(measured, wanted, strict=False)
    return all(abs(a - b) <= 0.04 * (abs(b) or wanted[1]) for a, b in pairs)


def of_draws(exercise, outcomes, what):
    """What is said of numbers that no known mistake draws; `what` says how right ones are."""
    for outcome, expected in zip(outcomes, exercise.expected, strict=True):
        facts, right = outcome.output, expected.output
        if outcome.error:
            return None
        wrong = next((label for label in right if facts.get(label) != right[label]), None)
        if isinstance(facts.get(wrong), Stopped):
            return None
        if wrong == "the shape" and len(facts[wrong]) == 2:
            return "The rows are the neurons: `outputs` of them, with `inputs` numbers each."
        if wrong == "the shape":
            return (
                "Wanted are two axes, a row for each neuron with a number for each input, and here "
                f"the shape is {facts[wrong]}."
            )
        if wrong is not None:
            return what if wrong in MEASURED else None
    return None


MEASURED = (
    "the mean",
    "the standard deviation",
    "the share within one standard deviation of the mean",
)


def _with_generators(draw):
    def two(first, second):
        numbers = attempt(lambda: same(draw(first), draw(second)))
        return {True: "the same numbers", False: "different numbers"}.get(numbers, numbers)

    source = np.random.default_rng(7)
    return {
        "two calls with rng = 7": two(7, 7),
        "two calls with rng = 0": two(0, 0),
        "two calls, one with rng = 7 and one with rng = 8": two(7, 8),
        "two calls with rng = np.random.default_rng(7), made anew for each": two(
            np.random.default_rng(7), np.random.default_rng(7)
        ),
        ONE_GENERATOR: two(source, source),
        "two calls without rng": two(None, None),
    }


def _moments(w, means, spreads, shares):
    facts = {
        MEASURED[0]: aimed_at(w.mean(), means, w.std()),
        MEASURED[1]: aimed_at(w.std(), spreads, w.std()),
    }
    if shares:
        share = np.mean(abs(w - w.mean()) <= w.std())
        facts[MEASURED[2]] = aimed_at(share, shares, 1)
    return facts


def drawing_mistakes(exercise, right, answer=lambda function: function, leave=()):
    """Known wrong answers of all functions that draw weights.

    `right(outputs, inputs, rng)` draws as it should; `answer` makes of such a function what is
    passed to the check. Those that an exercise tells in its own words are in `leave`.
    """
    known = dict(
        one_row_for_all=(
            "Look at two rows: they are the same. Each neuron is to have random numbers of its "
            "own; these would all say the same, as a single one would.",
            lambda outputs, inputs, *more: np.tile(right(1, inputs, *more), (outputs, 1)),
        ),
        one_column_for_all=(
            "Look along a row: it holds one number again and again. Each input of a neuron is to "
            "have a random number of its own.",
            lambda outputs, inputs, *more: np.tile(right(outputs, 1, *more), (1, inputs)),
        ),
        one_number_for_all=(
            "Every weight is the same number: either one was drawn for all of them, or they were "
            "drawn with a spread of 0. Each is to be drawn for itself.",
            lambda outputs, inputs, *more: np.full((outputs, inputs), right(1, 1, *more)),
        ),
        only_zeros=(
            "All these numbers are 0: either nothing was drawn, or the fractions were lost on the "
            "way. Print one number as it is drawn, and after each step.",
            lambda outputs, inputs, *more: np.zeros((outputs, inputs)),
        ),
        rng_left_aside=(
            "The numbers are fine, but `rng` makes no difference to them. Hand it on.",
            lambda outputs, inputs, rng=None, *more: right(outputs, inputs, None, *more),
        ),
        always_the_same=(
            "Every call gives the same numbers, whatever `rng` is. Does a fixed number stand in "
            "the place of `rng`, or is an old draw kept?",
            lambda outputs, inputs, rng=None, *more: right(outputs, inputs, 0, *more),
        ),
        zero_is_no_seed=(
            "With `rng` = 0 two calls differ, though 0 is a seed like any other: in an `or`, an "
            "`if` or a `not` it counts as False. `rng` can be handed on just as it is.",
            lambda outputs, inputs, rng=None, *more: right(outputs, inputs, rng or None, *more),
        ),
        seed_when_there_is_none=(
            "Without `rng` every call gives the same numbers. None means: other numbers each "
            "time. `default_rng` knows that, so hand `rng` on just as it is.",
            lambda outputs, inputs, rng=None, *more: right(
                outputs, inputs, 42 if rng is None else rng, *more
            ),
        ),
        rng_for_a_generator=(
            "`rng` may be a seed, a generator or None, and a seed draws nothing by itself. "
            "`np.random.default_rng(rng)` makes a generator of any of them.",
            lambda outputs, inputs, rng=None, *more: rng.random((outputs, inputs)),
        ),
        old_generator=(
            "`rng` may be a generator as well as a seed, and NumPy's old functions take none. "
            "`np.random.default_rng(rng)` takes both.",
            lambda outputs, inputs, rng=None, *more: _old(right, outputs, inputs, rng, *more),
        ),
        int_of_a_seed=(
            "`rng` may be a generator as well as a seed: here it is taken for a number. "
            "`np.random.default_rng(rng)` takes both, just as they are.",
            lambda outputs, inputs, rng=None, *more: right(
                outputs, inputs, rng if rng is None else int(rng), *more
            ),
        ),
    )  # fmt: skip
    exercise.mistakes(answer, **{id: row for id, row in known.items() if id not in leave})


def _old(right, outputs, inputs, rng, *more):
    np.random.seed(rng)
    return right(outputs, inputs, np.random.randint(2**31), *more)


def xavier_spreads(outputs, inputs):
    both, right = inputs + outputs, (2 / (inputs + outputs)) ** 0.5
    return (
        right, 2 / both, (1 / both) ** 0.5, (2 / inputs) ** 0.5, (2 / outputs) ** 0.5,
        (both / 2) ** 0.5, 2**0.5 / both, (6 / both) ** 0.5, right**0.5, (1 / inputs) ** 0.5,
        right * 12**-0.5, 1 / both, 1, (2 / (inputs * outputs)) ** 0.5,
        (2 / inputs + outputs) ** 0.5, (2 / outputs + inputs) ** 0.5, (2 / both) ** 2,
        (1 / outputs) ** 0.5, 2 / both**0.5, right * 3**-0.5, (4 / both) ** 0.5, both / 2,
        2**0.5 / outputs + inputs, 2**0.5 / inputs + outputs, right * (1 - 2 / math.pi) ** 0.5,
        (1 + 12 * right**2) ** 0.5, 0.01, 0.1, (1 / 12) ** 0.5, (3 / both) ** 0.5,
        right / 2, (2 * both) ** 0.5,
    )  # fmt: skip


def one_sided_spreads(over):
    """For the variance over / inputs: the standard deviations that answers aim at."""

    def spreads(outputs, inputs):
        right = (over / inputs) ** 0.5
        return (
            right, right**2, right**4, right**0.5, right * 2**0.5, right / 2**0.5, right * 3**0.5,
            (2 / (inputs + outputs)) ** 0.5, (over / outputs) ** 0.5, (inputs / over) ** 0.5,
            over**0.5 / inputs, 2 / inputs**0.5, over / 2 / inputs, inputs, 1, 0.1,
            right * 12**-0.5, right * 3**-0.5, right * (1 - 2 / math.pi) ** 0.5,
            (2 * over / (inputs + outputs)) ** 0.5,
        )  # fmt: skip

    return spreads


def scaled(spread):
    """Draws around 0 with the standard deviation spread(outputs, inputs)."""

    def answer(outputs, inputs, rng=None):
        return initializers.random_normal(outputs, inputs, rng, std=spread(outputs, inputs))

    return answer
