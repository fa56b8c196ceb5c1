"""Crash hunt: a forecast is carried from round to round, and with it the notes of all that was."""

import numpy as np

from dlscratch.autograd import Tensor, no_grad
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import name

_RNG = np.random.default_rng(13)
MADE, W = "the forecasts", "w in the end"


def _case(n, k, rate):
    return _RNG.normal(size=(n, k)).round(2), _RNG.normal(size=n).round(2), rate


def _followed(function, days, seen, rate):
    done = attempt(function, days, seen, rate)
    if isinstance(done, Stopped):
        return {MADE: done}
    if not isinstance(done, tuple | list) or len(done) != 2:
        raise Refuse(
            f"`forecasts` returns the forecasts and w, but {name(done)} came. Its last line was "
            "right."
        )
    if not hasattr(done[0], "__len__"):
        raise Refuse(
            f"The first of the two that come back is {name(done[0])}. Wanted is the list of all "
            "forecasts, one for each day; the last line of `forecasts` was right."
        )
    made, w = done
    w = w.data if isinstance(w, Tensor) else w
    plain = [one.item() if isinstance(one, Tensor) else float(one) for one in made]
    return {MADE: plain, W: np.array(w)}


_followed.arguments = ("days", "seen", "rate")


def _expect(function, days, seen, rate):
    """The same with bare arrays."""
    w, forecast, made = np.zeros(days.shape[1]), 0.0, []
    for day, value in zip(days, seen, strict=True):
        forecast = w @ day + 0.5 * forecast
        made.append(forecast)
        w -= rate * 2 * (forecast - value) * day
    return {MADE: made, W: w}


def _learn(w, error, rate, retain=False, wipe=True):
    if wipe:
        w.zero_grad()
    (error * error).backward(retain_graph=retain)
    with no_grad():
        w -= rate * w.grad


def _forecasts(made_of, learn=_learn):
    """A function like the right one, whose forecast is made_of(w, day, forecast, value before)."""

    def forecasts(days, seen, rate):
        w = Tensor(np.zeros(days.shape[1]), requires_grad=True)
        forecast, made, before = Tensor(0.0), [], 0.0
        for day, value in zip(days, seen, strict=True):
            forecast = made_of(w, day, forecast, before)
            made.append(forecast.item())
            learn(w, forecast - value, rate)
            before = value
        return made, w.data

    return forecasts


def _carried(w, day, forecast, before):
    return (w * day).sum() + 0.5 * forecast


def _cut(w, day, forecast, before):
    return (w * day).sum() + 0.5 * forecast.detach()


def _tell(outcomes):
    """Up to which day the forecasts are right."""
    outputs = [one.output for one in outcomes]
    if not all(type(one) is dict and type(one.get(MADE)) is list for one in outputs):
        return None
    for came, expected in zip(outputs, exercise.expected, strict=True):
        right = expected.output[MADE]
        for day, (one, wanted) in enumerate(zip(came[MADE], right, strict=False)):
            if not alike(one, wanted):
                return _DAYS.get(day, _DAYS[2])
    return None


_DAYS = {
    0: "Already the first forecast is another one than before.",
    1: "The first forecast is right. The second is w, after one step, times the second day, plus "
    "half of the first.",
    2: "The first two forecasts are right, and then something is off: is it half of the forecast "
    "of the day before that goes into the next, and is each step as it was?",
}

exercise = Exercise(
    __name__,
    kind="crash",
    tell=_tell,
    raises=RuntimeError,
    reference=_forecasts(_cut),
    run=_followed,
    expect=_expect,
    probes=[_case(5, 2, 0.1), _case(4, 3, 0.05), _case(1, 2, 0.2)],
    hints=(
        "The engine says that a backward has been there before. In the first round there was none "
        "before it. So where does the way back of the second round lead?",
        "The forecast for today was made from the forecast for yesterday, and that one has notes: "
        "they lead into yesterday's round. Yesterday's forecast should count as a plain number.",
        "A tensor's method gives the same number without its past; the lesson's section on "
        "`no_grad` has it.",
    ),
    after="Whatever is carried from one round to the next, a state, an average, a total, carries "
    "all of its past. Cut it where a new round begins.",
)

exercise.mistakes(
    _forecasts,
    unmended=(
        "Yesterday's forecast goes into today's, and it still has its notes. So today's way back "
        "leads into yesterday, where a backward has been.",
        _carried,
    ),
    retained=(
        "The notes are kept now, and the walk gets into yesterday. There it finds that w has been "
        "moved since. Today's step is to know nothing of yesterday's way: cut it.",
        _carried, lambda w, error, rate: _learn(w, error, rate, retain=True),
    ),
    nothing_carried=(
        "No error any more. But yesterday's forecast does not count at all now: it should, as a "
        "number.",
        lambda w, day, forecast, before: (w * day).sum(),
    ),
    what_was_seen=(
        "No error any more. But what goes into today's forecast is half of what was seen "
        "yesterday. Wanted is half of what was forecast.",
        lambda w, day, forecast, before: (w * day).sum() + 0.5 * before,
    ),
    not_halved=(
        "No error any more. But yesterday's forecast counts in full now, and it was to be half.",
        lambda w, day, forecast, before: (w * day).sum() + forecast.detach(),
    ),
    todays_cut=(
        "Now no way is left from today's forecast to w, and the engine says so on the first day. "
        "Only what comes from yesterday is to be cut.",
        lambda w, day, forecast, before: _carried(w, day, forecast, before).detach(),
    ),
    only_steps_without_wiping=(
        "The way is cut. But the gradients of earlier days pile up now: `zero_grad` was right "
        "where it was.",
        _cut, lambda w, error, rate: _learn(w, error, rate, wipe=False),
    ),
    never_moved=(
        "No error any more. But w has not moved at all: is there a step left?",
        _cut, lambda w, error, rate: None,
    ),
)  # fmt: skip


def _stops(after):
    """A function that goes on without learning after so many days."""

    def forecasts(days, seen, rate):
        taken = iter([True] * after)
        learn = lambda w, error, rate: next(taken, False) and _learn(w, error, rate)  # noqa: E731
        return _forecasts(_cut, learn)(days, seen, rate)

    return forecasts


@exercise.wrong(
    "No error any more, but w moves on the first day only. Does something step over the error, "
    "such as a `try`? It hides it, and with it all later steps."
)
def hides_the_error(days, seen, rate):
    return _stops(1)(days, seen, rate)


@exercise.wrong(
    "The forecasts come to an end too early. Is there a `break`, or a `return` inside the loop?"
)
def first_day_only(days, seen, rate):
    return _forecasts(_cut)(days[:1], seen[:1], rate)


@exercise.wrong(
    "One step is taken now, at the end, for the errors of all days. Wanted is a step after each."
)
def one_step_in_the_end(days, seen, rate):
    w = Tensor(np.zeros(days.shape[1]), requires_grad=True)
    forecast, made, total = Tensor(0.0), [], Tensor(0.0)
    for day, value in zip(days, seen, strict=True):
        forecast = (w * day).sum() + 0.5 * forecast
        made.append(forecast.item())
        total = total + (forecast - value) ** 2
    total.backward()
    with no_grad():
        w -= rate * w.grad
    return made, w.data


@exercise.wrong(
    "No error any more. But the forecast that is carried on is made anew with the w after the "
    "step. Wanted is the one that was made."
)
def carried_after_the_step(days, seen, rate):
    w = Tensor(np.zeros(days.shape[1]), requires_grad=True)
    carried, made = 0.0, []
    for day, value in zip(days, seen, strict=True):
        forecast = (w * day).sum() + 0.5 * carried
        made.append(forecast.item())
        _learn(w, forecast - value, rate)
        carried = float(w.data @ day) + 0.5 * carried
    return made, w.data


@exercise.wrong(
    "The forecasts are made as they should be. But the error from which the step is made is that "
    "of today's part alone: half of yesterday's forecast belongs into it, as a number."
)
def error_of_todays_part(days, seen, rate):
    w = Tensor(np.zeros(days.shape[1]), requires_grad=True)
    forecast, made = 0.0, []
    for day, value in zip(days, seen, strict=True):
        forecast = float(w.data @ day) + 0.5 * forecast
        made.append(forecast)
        _learn(w, (w * day).sum() - value, rate)
    return made, w.data


@exercise.wrong(
    "Each day begins with a new w of zeros, so that nothing of what was learnt stays. One w is "
    "made, before the loop."
)
def new_w_each_day(days, seen, rate):
    made, w = [], None
    for day, value in zip(days, seen, strict=True):
        w = Tensor(np.zeros(days.shape[1]), requires_grad=True)
        forecast = (w * day).sum() + 0.5 * (made[-1] if made else 0.0)
        made.append(forecast.item())
        _learn(w, forecast - value, rate)
    return made, w.data


@exercise.wrong("The two have changed places: first come the forecasts, then w.")
def changed_places(days, seen, rate):
    return _forecasts(_cut)(days, seen, rate)[::-1]


@exercise.wrong("The steps go uphill: the minus was right before.")
def uphill(days, seen, rate):
    return _forecasts(_cut)(days, seen, -rate)


exercise.variant(_forecasts(lambda w, day, forecast, before: _carried(w, day, forecast.item(), 0)))
exercise.variant(
    _forecasts(lambda w, day, forecast, before: (w * day).sum() + Tensor(forecast.data) * 0.5)
)


@exercise.variant
def from_the_list(days, seen, rate):
    w = Tensor(np.zeros(days.shape[1]), requires_grad=True)
    made = []
    for day, value in zip(days, seen, strict=True):
        forecast = (w * day).sum() + 0.5 * (made[-1] if made else 0.0)
        made.append(forecast.item())
        _learn(w, forecast - value, rate)
    return made, w.data


@exercise.variant
def halved_without_notes(days, seen, rate):
    w, half, made = Tensor(np.zeros(days.shape[1]), requires_grad=True), 0.0, []
    for day, value in zip(days, seen, strict=True):
        forecast = (w * day).sum() + half
        made.append(forecast)
        _learn(w, forecast - value, rate)
        with no_grad():
            half = 0.5 * forecast
    return made, w
