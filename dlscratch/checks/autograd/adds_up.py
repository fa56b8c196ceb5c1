"""Find the bug: a walk back writes `=` where the ways should add up."""

from dlscratch.checks.autograd.shared.graphs import made
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.values import in_order

KEPT = "the numbers and the notes themselves"
AGAIN = "what a second walk gives, with all `grad`s at 0.0 again"


def _walked(send_back, steps, given):
    """The `grad` of every value by its name, after a walk back from f."""
    names = made(steps, given)
    values = in_order(names["f"])
    before = [(value.data, value.parents) for value in values]
    send_back(names["f"])
    after = [(value.data, value.parents) for value in values]
    report = {}
    for name, value in names.items():
        try:
            report[_of(name)] = float(value.grad)
        except (TypeError, ValueError):
            raise Refuse(f"`{name}.grad` holds no plain number any more.") from None
    report[KEPT] = "as they were" if after == before else "changed"
    for value in values:
        value.grad = 0.0
    send_back(names["f"])
    same = all(alike(value.grad, report[_of(name)]) for name, value in names.items())
    return report | {AGAIN: "the same" if same else "something else"}


def _of(name):
    return f"gradient for {name}"


_walked.arguments = ("steps", "numbers")


def _right(result):
    ways = [(result, 1.0)]
    while ways:
        value, gradient = ways.pop()
        value.grad += gradient
        ways += [(parent, slope * gradient) for parent, slope in value.parents]


_BETWEEN = (
    "The first walk is right. But a second one, when every `grad` is 0.0 again, still has what the "
    "first has found: each walk begins with nothing."
)


def _tell(outcomes):
    """Whether the walk begins with 1, and where it is right."""
    reports = [one.output for one in outcomes]
    if any(type(one) is not dict or KEPT not in one for one in reports):
        return None
    for came, expected in zip(reports, exercise.expected, strict=True):
        wrong = [label for label, right in expected.output.items() if not alike(came[label], right)]
        if wrong == [AGAIN]:
            return _BETWEEN
        if wrong:
            break
    begins = [one[_of("f")] for one in reports]
    if any(first != 1 for first in begins):
        return (
            "The result's own gradient is not 1, and before it was: how fast does f change with "
            "itself?"
        )
    right = [alike(a, b.output) for a, b in zip(reports, exercise.expected, strict=True)]
    if right[1] and not right[0]:
        return "It is right where each value is used once, and not where one is used twice."
    return None


exercise = Exercise(
    __name__,
    kind="bug",
    tell=_tell,
    reference=_right,
    run=_walked,
    probes=[
        ("f = a * b + a", {"a": 2.0, "b": 3.0}),
        ("f = a * b + c", {"a": 2.0, "b": 3.0, "c": 5.0}),
        ("f = x * x", {"x": 3.0}),
        ("u = a * b; v = u + b; f = u * v", {"a": 2.0, "b": -3.0}),
        ("u = a + a; v = u + u; f = v + v", {"a": 1.0}),
        ("u = a - a; f = u * b + a / b", {"a": 4.0, "b": 2.0}),
        ("u = a * a; v = u * u; f = v * b + u + v", {"a": -2.0, "b": 0.5}),
        ("f = a", {"a": 7.0}),
        ("u = a * b; f = u * c + a", {"a": 1.23456, "b": 3e6, "c": 2e-7}),
    ],
    hints=(
        "Go through `a * b + a` with the list of ways on paper. How often is it a's turn, and what "
        "is in `a.grad` after each of them?",
        "When a value is reached by a second way, what becomes of what came by the first?",
        "Several ways add up. The line that stores the share of one way throws away what is there "
        "already.",
    ),
    after="`=` for `+=` is the classic slip in such an engine: right until something is used "
    "twice. In a network, every weight is.",
)


def _slope_times(value, slope, gradient):
    return slope * gradient


def _one_by_one(store, hand_on=_slope_times, first=1.0, end=-1, go_on=list.append):
    """A walk that stores the share of each way by `store`, hands on another one, and goes on with
    it by `go_on`."""

    def send_back(result):
        ways = [(result, first)]
        while ways:
            value, gradient = ways.pop(end)
            store(value, gradient)
            for parent, slope in value.parents:
                go_on(ways, (parent, hand_on(value, slope, gradient)))

    return send_back


def _set(value, gradient):
    value.grad = gradient


def _add(value, gradient):
    value.grad += gradient


def _only_first(value, gradient):
    if value.grad == 0:
        value.grad = gradient


def _subtract(value, gradient):
    value.grad -= gradient


def _multiply(value, gradient):
    value.grad *= gradient


def _multiply_from_one(value, gradient):
    value.grad = (value.grad or 1.0) * gradient


def _larger(value, gradient):
    value.grad = max(value.grad, gradient)


def _leaves_only(value, gradient):
    if value.parents:
        value.grad = gradient
    else:
        value.grad += gradient


def _results_only(value, gradient):
    if value.parents:
        value.grad += gradient
    else:
        value.grad = gradient


def _nothing_between(value, gradient):
    if not value.parents:
        value.grad += gradient


def _mean(value, gradient):
    value.grad = (value.grad + gradient) / 2 if value.grad else gradient


def _put_in(ways, way):
    way[0].grad += way[1]
    ways.append(way)


def _put_in_if_there(ways, way):
    if way[0].grad:
        way[0].grad += way[1]
    else:
        ways.append(way)


exercise.mistakes(
    _one_by_one,
    unmended=(
        "What a value has from one way is lost as soon as the next one arrives. Which line stores "
        "it?",
        _set,
    ),
    from_the_front=(
        "The ways come in another order now. Still, what a value has from one way is lost as soon "
        "as the next one arrives.",
        _set, _slope_times, 1.0, 0,
    ),
    first_way_only=(
        "Now the first way to a value counts, and the later ones are lost. Each has something to "
        "bring.",
        _only_first,
    ),
    hands_on_all=(
        "The sums are kept now. But a way hands on its own share, and not all that is in `grad` "
        "by then: what an earlier way brought has been handed on already.",
        _add, lambda value, slope, gradient: slope * value.grad,
    ),
    subtracted=("Every sign is turned round now: ways add up.", _subtract),
    multiplied=(
        "Everything is 0 at the end, f as well. Which line puts something into a `grad`, and does "
        "it get there? A 0.0 stays 0.0 when it is multiplied, compared, or wiped at the end.",
        _multiply,
    ),
    multiplied_from_one=(
        "Two ways are multiplied with each other. Only along *one* way is multiplied; several "
        "ways add up.",
        _multiply_from_one,
    ),
    larger_one=("Now the larger of the ways counts. All of them do.", _larger),
    averaged=("Several ways are averaged here. They add up.", _mean),
    leaves_only=(
        "What was only written down is right now. But a value in the middle may be reached by "
        "several ways, too.",
        _leaves_only,
    ),
    results_only=(
        "Values in the middle add up now. Those without parents are still overwritten.",
        _results_only,
    ),
    nothing_in_between=(
        "Only values without parents have anything at the end. Before, all had a gradient, f as "
        "well.",
        _nothing_between,
    ),
    slopes_added=(
        "The sums are kept now. But along a way slopes are multiplied, as they were before.",
        _add, lambda value, slope, gradient: slope + gradient,
    ),
    slopes_added_and_unmended=(
        "Along a way slopes are multiplied: that line was right. What a value has from one way is "
        "still lost as soon as the next one arrives.",
        _set, lambda value, slope, gradient: slope + gradient,
    ),
    slope_left_out=(
        "The sums are kept now. But the slope is gone from what is handed on.",
        _add, lambda value, slope, gradient: gradient,
    ),
    gradient_left_out=(
        "The sums are kept now. But what is handed on is the slope alone, without what came in.",
        _add, lambda value, slope, gradient: slope,
    ),
    begins_with_data=(
        "The walk begins with another number than 1: how fast does f change with itself?",
        _add, _slope_times, 2.0,
    ),
)  # fmt: skip


@exercise.wrong(
    "f has 2 now, and everything else twice what it should: the 1 at its end is put in twice."
)
def counted_twice(result):
    result.grad = 1.0
    ways = [(result, 1.0)]
    while ways:
        value, gradient = ways.pop()
        value.grad += gradient
        ways += [(parent, slope * value.grad) for parent, slope in value.parents]


@exercise.wrong(
    "f has 2 now: the 1 is put into it at the beginning, and once more when it is its turn."
)
def result_twice(result):
    result.grad = 1.0
    _right(result)


@exercise.wrong(
    "The sums are kept, but a second way ends where an earlier one has been: what it brings is "
    "not handed on."
)
def handed_on_once(result):
    ways, seen = [(result, 1.0)], []
    while ways:
        value, gradient = ways.pop()
        value.grad += gradient
        if value not in seen:
            seen.append(value)
            ways += [(parent, slope * gradient) for parent, slope in value.parents]


@exercise.wrong(
    "The sums are kept. But of several ways to a value only one is gone: a parent that was met "
    "before is left out. Each way has something to bring."
)
def met_once(result):
    ways, met = [(result, 1.0)], {result}
    while ways:
        value, gradient = ways.pop()
        value.grad += gradient
        for parent, slope in value.parents:
            if parent not in met:
                met.add(parent)
                ways.append((parent, slope * gradient))


@exercise.wrong(
    "x * x counts as one way now: parents that are equal fall together, as in a dict or a set. "
    "There are two pairs, and each is a way."
)
def one_edge(result):
    ways = [(result, 1.0)]
    while ways:
        value, gradient = ways.pop()
        value.grad += gradient
        ways += [(parent, slope * gradient) for parent, slope in dict(value.parents).items()]


@exercise.wrong(_BETWEEN)
def kept_between_walks(result, sums={}):  # noqa: B006
    ways = [(result, 1.0)]
    while ways:
        value, gradient = ways.pop()
        value.grad = sums[value] = sums.get(value, 0.0) + gradient
        ways += [(parent, slope * gradient) for parent, slope in value.parents]


@exercise.wrong(
    "Values with the same number share one sum here. What counts is whether it is the same value, "
    "not what its `data` is."
)
def by_their_numbers(result):
    ways, sums = [(result, 1.0)], {}
    while ways:
        value, gradient = ways.pop()
        value.grad = sums[value.data] = sums.get(value.data, 0.0) + gradient
        ways += [(parent, slope * gradient) for parent, slope in value.parents]


exercise.mistakes(
    lambda store, go_on: _one_by_one(store, go_on=go_on),
    result_without=(
        "All but f have their gradient. f itself has lost its 1, or never got it: it was right "
        "before.",
        lambda value, gradient: None, _put_in,
    ),
    shares_twice=(
        "f has its 1, and all others have twice what they should: a share is put in when it is "
        "handed on, and once more when it is its turn.",
        _add, _put_in,
    ),
    added_on_the_second_visit=(
        "Some ways add up now. But of the two ways in x * x, one is still lost: the line that "
        "stores a share when it is a value's turn writes over what is there.",
        _set, _put_in_if_there,
    ),
    rounded=(
        "The sums are kept. But they are rounded: small gradients, and the last digits of others, "
        "are lost. A `grad` keeps all of its digits.",
        lambda value, gradient: setattr(value, "grad", round(value.grad + gradient, 3)),
        list.append,
    ),
    small_ways_left=(
        "The sums are kept. But ways with a small gradient end too early: a small one may be large "
        "again after the next slope, and all of them count.",
        _add, lambda ways, way: abs(way[1]) > 1e-6 and ways.append(way),
    ),
)  # fmt: skip


@exercise.variant
def by_calling_itself(result, gradient=1.0):
    result.grad = result.grad + gradient
    for parent, slope in result.parents:
        by_calling_itself(parent, gradient * slope)


@exercise.variant
def each_value_once(result):
    result.grad = 1.0
    for value in in_order(result):
        for parent, slope in value.parents:
            parent.grad += slope * value.grad


@exercise.variant
def in_a_dict(result):
    sums, ways = {}, [(result, 1)]
    for value, gradient in ways:
        sums[value] = sums.get(value, 0) + gradient
        ways.extend((parent, slope * gradient) for parent, slope in value.parents)
    for value, total in sums.items():
        value.grad = total
