"""Crash hunt: a forecast is carried from round to round, and with it the notes of all that was."""

import numpy as np

from dlscratch.autograd import Tensor, no_grad
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise

_RNG = np.random.default_rng(13)
MADE, W = "the forecasts", "w in the end"


def _case(n, k, rate):
    return _RNG.normal(size=(n, k)).round(2), _RNG.normal(size=n).round(2), rate


def _followed(function, days, seen, rate):
    done = attempt(function, days, seen, rate)
    if isinstance(done, Stopped):
        return {MADE: done}
    made, w = done
    return {MADE: [float(one) for one in made], W: np.array(w)}


_followed.arguments = ("days", "seen", "rate")


def _expect(function, days, seen, rate):
    """The same with bare arrays."""
    w, forecast, made = np.zeros(days.shape[1]), 0.0, []
    for day, value in zip(days, seen, strict=True):
        forecast = w @ day + 0.5 * forecast
        made.append(forecast)
        w -= rate * 2 * (forecast - value) * day
    return {MADE: made, W: w}


def _learn(w, error, rate, retain=False):
    w.zero_grad()
    (error * error).backward(retain_graph=retain)
    with no_grad():
        w -= rate * w.grad


def _forecasts(carried, retain=False):
    """A function like the right one: what goes into the next round is carried(forecast)."""

    def forecasts(days, seen, rate):
        w = Tensor(np.zeros(days.shape[1]), requires_grad=True)
        forecast, made = Tensor(0.0), []
        for day, value in zip(days, seen, strict=True):
            forecast = (w * day).sum() + 0.5 * carried(forecast)
            made.append(forecast.item())
            _learn(w, forecast - value, rate, retain)
        return made, w.data

    return forecasts


exercise = Exercise(
    __name__,
    kind="crash",
    raises=RuntimeError,
    reference=_forecasts(lambda forecast: forecast.detach()),
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
        "It stops where it stopped before. Yesterday's forecast goes into today's, and it still "
        "has its notes.",
        lambda forecast: forecast,
    ),
    retained=(
        "Now the notes are kept, and the walk gets into yesterday. There it finds that w has been "
        "moved since. Today's step is to know nothing of yesterday's way: cut it.",
        lambda forecast: forecast, True,
    ),
    nothing_carried=(
        "No error any more, but yesterday's forecast does not count at all now. It should, as a "
        "number.",
        lambda forecast: Tensor(0.0),
    ),
)  # fmt: skip

exercise.variant(_forecasts(lambda forecast: forecast.item()))
exercise.variant(_forecasts(lambda forecast: Tensor(forecast.data)))
