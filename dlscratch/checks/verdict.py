"""The verdict on an answer, and the order in which it is reached."""

import inspect
import types
from typing import NamedTuple

import numpy as np

from dlscratch.checks import blank, compare
from dlscratch.checks.explain import explain, place
from dlscratch.checks.run import Refuse
from dlscratch.checks.values import family, short


class Verdict(NamedTuple):
    """What a check says."""

    kind: str  # todo, wrong, error, timeout or passed
    mistake: str | None  # the id of the recognised mistake
    message: str  # lines; `code` stands in backticks, or on lines indented by four


class Fault(NamedTuple):
    """What is wrong on one probe."""

    kind: str
    fact: str
    label: str | None = None  # of the output whose numbers are wrong


def judge(exercise, answers) -> Verdict:
    """The verdict on what was passed to a check. What comes first in this function wins."""
    if len(answers) != 1:
        came = f"{len(answers)} came" if answers else "nothing came"
        text = f"A check takes one thing, your answer, and {came}: {_usage(exercise)}."
        return Verdict("wrong", None, text)
    answer = answers[0]
    given = blank.find(exercise.reference)  # an exercise on a base class may raise it itself
    marks = [mark for mark in ("____", "NotImplementedError") if mark != given]
    if mark := blank.find(answer, marks):
        return Verdict("todo", None, f"There is still a `{mark}` to replace by your own code.")
    if text := _wrong_kind(exercise, answer):
        return Verdict("wrong", None, text)
    outcomes = exercise.outcomes(answer)
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        if fault := _fault(exercise, _files(answer), probe, outcome, expected):
            return _explained(exercise, fault, outcome, outcomes)
    return Verdict("passed", None, exercise.after)


def _wrong_kind(exercise, answer):
    """A sentence if `answer` is not the kind of thing that the exercise wants."""
    here = f"`check.{exercise.name}`"
    is_class = issubclass(type(answer), type)
    if exercise.wants == "value":
        if family(answer) == "function" != family(exercise.reference):
            return f"{here} wants a value, and {short(answer)} came. Is it to be called first?"
    elif exercise.wants == "class" and not is_class:
        return f"{here} wants the class itself, and {short(answer)} came: {_usage(exercise)}."
    elif exercise.wants == "function" and is_class:
        return f"{here} wants a function, and {short(answer)} came."
    elif exercise.wants == "function" and not callable(answer):
        return (
            f"{here} wants the function itself, and {short(answer)} came. Pass its name without "
            f"calling it: {_usage(exercise)}."
        )
    elif inspect.iscoroutinefunction(answer):
        return "The function begins with `async def`; a plain `def` is wanted."


def _fault(exercise, home, probe, outcome, expected):
    """The Fault on one probe, or None if all is well."""
    call, error = exercise.call(probe), outcome.error
    spot = place(error, home)
    if outcome.timed_out:
        text = f"{call} was stopped after {exercise.seconds:g} seconds{spot or '.'}"
        return Fault("timeout", f"{text}\nIs there a loop that never ends?")
    if isinstance(error, Refuse):
        return Fault("wrong", str(error))
    if isinstance(error, NotImplementedError) and _is_learners(error, home):
        return Fault("todo", f"`{spot.function}` comes first: it still holds a blank.")
    if error is not None:
        return Fault("error", f"{call} stopped{explain(error, home)}")
    for position, before in enumerate(probe):
        after, wanted = outcome.arguments[position], expected.arguments[position]
        if text := _changed(exercise.argument(position), before, after, wanted):
            return Fault("wrong", f"{call}{text}")
    got = exercise.labelled(outcome.output)
    for label, wanted in exercise.labelled(expected.output).items():
        came = got.get(label)
        if difference := compare.difference(came, wanted, exercise.rtol, exercise.accepts):
            fact = _fact(exercise, call, label, came, wanted, difference)
            warned = f" NumPy warned: {outcome.warned[0]}." if outcome.warned else ""
            return Fault("wrong", fact + warned, label if difference.what == "value" else None)


def _is_learners(error, home):
    """Whether NotImplementedError comes from code that the learner is to write."""
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    spot = place(error, home)
    return spot and (isinstance(error, blank.Unfinished) or trace.tb_frame is spot.frame)


def _changed(name, before, after, wanted):
    """What to say if an argument was not left as the reference leaves it."""
    if family(before) not in ("list", "tuple", "dict", "array") or compare.same(after, wanted):
        return None
    if compare.same(before, wanted):
        return (
            f" changed its input: {name} is `{short(after)}` afterwards. "
            "Leave the input as it was, and build something new."
        )
    return f" should leave {name} as `{short(wanted)}`, and leaves it as `{short(after)}`."


def _fact(exercise, call, label, came, wanted, difference):
    """The factual sentence: for which input, what came, what was expected."""
    path = difference.path
    place = f"{label}{path}" if label else f"item {path}" if path else "the result"
    detail = f"{place} {difference.text}"
    sentence = f"{detail[0].upper()}{detail[1:]}" if not label else detail
    if exercise.wants == "value" and not exercise.run and not exercise.prepare:
        if difference.what == "value":  # what was expected is for the learner to find
            sentence = f"{place[0].upper()}{place[1:]} is not right yet." if path else ""
        return f"`{short(came)}` is not the answer. {sentence}".strip()
    if came is None:
        return f"{call} gives None{f' for {label}' if label else ''}. Is there a `return`?"
    both = f"`{short(came)}`; expected `{short(wanted)}`"
    if "…" in both or "shape" in both:  # too long to be shown whole
        return f"{call} did not give what was expected: {detail}"
    gives = f"{call} gives {f'{label} = ' if label else ''}{both}."
    return gives if difference.what == "value" and not path else f"{gives} {sentence}"


def _explained(exercise, fault, outcome, outcomes):
    """The Verdict from a Fault: the fact, what helps to understand it, what was printed."""
    mistake = None if fault.kind == "todo" else exercise.recognise(outcomes)
    lines = [fault.fact]
    if mistake:
        lines.append(mistake.hint)
    elif fault.label is not None and exercise.wants != "value":
        lines.append(_pattern(exercise, outcomes, fault.label))
    if outcome.printed:
        lines += ["Your code printed:", *(f"    {line}" for line in outcome.printed.split("\n"))]
    message = "\n".join(line for line in lines if line)
    return Verdict(fault.kind, mistake.id if mistake else None, message)


def _pattern(exercise, outcomes, label):
    """What the numbers under a label have in common over all probes."""
    probes = []
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        came = exercise.labelled(outcome.output).get(label)
        wanted = exercise.labelled(expected.output)[label]
        numbers = compare.vectors(came, wanted, exercise.accepts)
        if numbers is None:
            return None
        probes.append((*numbers, _batch(probe)))
    return compare.pattern(probes, exercise.rtol)


def _batch(probe):
    """The number of examples in a probe: the rows of its first array."""
    return next((len(part) for part in probe if isinstance(part, np.ndarray) and part.ndim), None)


def _files(answer):
    """The files in which the answer was written."""
    parts = [answer, *vars(answer).values()] if issubclass(type(answer), type) else [answer]
    return {part.__code__.co_filename for part in parts if type(part) is types.FunctionType}


def _usage(exercise):
    return f"`check.{exercise.name}({getattr(exercise.reference, '__name__', 'answer')})`"
