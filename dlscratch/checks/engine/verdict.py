"""The verdict on an answer, and the order in which it is reached."""

import inspect
import re
import types
from typing import NamedTuple

import numpy as np

from dlscratch.checks.engine import blank, compare
from dlscratch.checks.engine.explain import explain, place
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.values import family, name, short


class Verdict(NamedTuple):
    """What a check says."""

    kind: str  # todo, wrong, error, timeout or passed
    mistake: str | None  # the id of the recognised mistake
    message: str  # lines; `code` stands in backticks, or on lines indented by four


class Fault(NamedTuple):
    """What is wrong on one probe."""

    kind: str
    fact: str
    help: str = ""  # for when the mistake is not recognised
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
        return Verdict("todo", None, f"There is still a `{mark}` to replace with your own code.")
    if text := _wrong_kind(exercise, answer):
        return Verdict("wrong", None, text)
    outcomes = exercise.outcomes(answer)
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        if fault := _fault(exercise, answer, probe, outcome, expected):
            return _explained(exercise, fault, outcome, outcomes)
    return Verdict("passed", None, exercise.after)


def _wrong_kind(exercise, answer):
    """A sentence if `answer` is not the kind of thing that the exercise wants."""
    here = f"`check.{exercise.name}`"
    is_class = issubclass(type(answer), type)
    if exercise.wants == "value":
        if family(answer) == "function" != family(exercise.reference):
            return f"{here} wants a value, and {name(answer)} came. Is it to be called first?"
    elif exercise.wants == "class" and not is_class:
        return f"{here} wants the class itself, and {_came(answer)} came: {_usage(exercise)}."
    elif exercise.wants == "function" and is_class:
        return f"{here} wants a function, and {short(answer)} came."
    elif exercise.wants == "function" and not callable(answer):
        return (
            f"{here} wants the function itself, and {_came(answer)} came. Pass its name without "
            f"calling it: {_usage(exercise)}."
        )
    elif inspect.iscoroutinefunction(answer):
        return "The function begins with `async def`; a plain `def` is wanted."


def _came(answer):
    """An answer of the wrong kind, in words."""
    return name(answer) if family(answer) in ("function", "object") else short(answer)


def _fault(exercise, answer, probe, outcome, expected):
    """The Fault on one probe, or None if all is well."""
    call, error, home = exercise.call(probe), outcome.error, _files(answer)
    spot = place(error, home)
    if outcome.timed_out:
        text = f"{call} was stopped after {exercise.seconds:g} seconds{spot or '.'}"
        return Fault("timeout", text, "Is there a loop that never ends?")
    if isinstance(error, Refuse):
        return Fault("wrong", str(error))
    if blank.find(outcome.output) or _is_todo(error, spot):
        return Fault("todo", _first(answer, error, spot))
    if error is not None:
        text, help = explain(error, home)
        return Fault("error", f"{call} stopped{text}", help)
    for position, before in enumerate(probe):
        after, wanted = outcome.arguments[position], expected.arguments[position]
        if change := _changed(exercise.argument(position), before, after, wanted):
            return Fault("wrong", f"{call} {change[0]}", change[1])
    got = exercise.labelled(outcome.output)
    for label, wanted in exercise.labelled(expected.output).items():
        came = got.get(label)
        if difference := compare.difference(came, wanted, exercise.rtol, exercise.accepts):
            fact = _fact(exercise, call, label, came, wanted, difference)
            if outcome.warned and re.search("is (NaN|-?inf),", difference.text):
                fact += f" NumPy warned: {outcome.warned[0]}."
            in_numbers = label if difference.what == "value" else None
            return Fault("wrong", fact, label=in_numbers)


def _is_todo(error, spot):
    """Whether it is a blank, or a NotImplementedError in the learner's own code."""
    if isinstance(error, blank.Unfinished) or not isinstance(error, NotImplementedError):
        return isinstance(error, blank.Unfinished)
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    return spot is not None and trace.tb_frame is spot.frame


def _first(answer, error, spot):
    """Which other function is to be filled in first."""
    if spot and not isinstance(error, blank.Unfinished):
        return f"Fill in `{spot.function}` first: it raises `NotImplementedError`."
    places = []
    if spot:
        methods = vars(type(spot.frame.f_locals.get("self")))
        places.append((spot.frame.f_code, spot.frame.f_globals | methods))
    if isinstance(answer, types.FunctionType):
        places.append((answer.__code__, answer.__globals__))
    for code, names in places:
        if culprit := blank.culprit(code, names):
            return f"Fill in `{culprit}` first: it is used here."
    return "A `____` is still used here."


def _changed(argument, before, after, wanted):
    """What to say, and what may help, if an argument was not left as the reference leaves it."""
    if family(before) not in ("list", "tuple", "dict", "array") or compare.same(after, wanted):
        return None
    if not compare.same(before, wanted):
        difference = compare.difference(after, wanted)
        where = f"{argument}{difference.path} {difference.text}"
        return f"should change {argument} in place: {where}", "Is a name tied to a new value here?"
    state = f"is `{short(after)}`"
    if "…" in state or "shape" in state:
        state = "is not the same"
    return f"changed its input: {argument} {state} afterwards.", "Build something new instead."


def _fact(exercise, call, label, came, wanted, difference):
    """The factual sentence: for which input, what came, what was expected."""
    path, in_numbers = difference.path, difference.what == "value"
    item = f"item {path}" if path else "it"
    if exercise.wants == "value" and not exercise.run and not exercise.prepare:
        text = "is not right yet." if in_numbers else difference.text  # no word of what is right
        sentence = f"{item[0].upper()}{item[1:]} {text}" if path or not in_numbers else ""
        return f"`{short(came)}` is not the answer. {sentence}".strip()
    if came is None:
        return f"{call} gives None{f' for {label}' if label else ''}. Is there a `return`?"
    gives, of = f"{call} gives ", ""
    if label.isidentifier():
        gives, item = f"{gives}{label} = ", f"{label}{path}"
    elif label:
        gives, of = f"{gives}this for {label}: ", f" for {label}"
    both = f"`{short(came)}`; expected `{short(wanted)}`."
    if "…" in both or "shape" in both or short(came) == short(wanted):  # not to be shown whole
        item = "the result" if item == "it" else item
        return f"{call} did not give what was expected{of}: {item} {difference.text}"
    if in_numbers and len(both) < 60:
        return gives + both
    item = item if label.isidentifier() else item.capitalize()
    return f"{gives}{both} {item} {difference.text}"


def _explained(exercise, fault, outcome, outcomes):
    """The Verdict from a Fault: the fact, what helps to understand it, what was printed."""
    mistake = None if fault.kind == "todo" else exercise.recognise(outcomes)
    lines = [fault.fact]
    if mistake:
        lines.append(mistake.hint)
    else:
        lines += [fault.help, _pattern(exercise, outcomes, fault.label)]
    if outcome.printed:
        lines += ["Your code printed:", *(f"    {line}" for line in outcome.printed.split("\n"))]
    message = "\n".join(line for line in lines if line)
    return Verdict(fault.kind, mistake.id if mistake else None, message)


def _pattern(exercise, outcomes, label):
    """What the numbers under a label have in common over all probes."""
    probes = []
    if label is None or exercise.kind == "predict":
        return None
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        wanted = exercise.labelled(expected.output)
        if label not in wanted:  # some outputs may belong to some probes only
            continue
        came, wanted = exercise.labelled(outcome.output).get(label), wanted[label]
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
