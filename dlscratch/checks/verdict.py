"""The verdict on an answer, and the order in which it is reached."""

import inspect
import types
from typing import NamedTuple

import numpy as np

from dlscratch.checks import blank, compare, explain
from dlscratch.checks.compare import short
from dlscratch.checks.run import Refuse


class Verdict(NamedTuple):
    """What a check says."""

    kind: str  # todo, wrong, error, timeout or passed
    mistake: str | None  # the id of the recognised mistake
    message: str


def judge(exercise, answers) -> Verdict:
    """The verdict on what was passed to a check."""
    if len(answers) != 1:
        came = "nothing came" if not answers else f"{len(answers)} things came"
        return Verdict("wrong", None, f"A check takes one thing, your answer, and {came}.")
    answer = answers[0]
    ignored = blank.find(exercise.reference)
    marks = [mark for mark in ("____", "NotImplementedError") if mark != ignored]
    if mark := blank.find(answer, marks):
        return Verdict("todo", None, f"There is still a `{mark}` to replace with your own code.")
    if text := _wrong_kind(exercise, answer):
        return Verdict("wrong", None, text)
    return _judge_outcomes(exercise, answer, exercise.outcomes(answer))


def _wrong_kind(exercise, answer):
    """A sentence if `answer` is not the kind of thing that the exercise wants."""
    label = f"`check.{exercise.name}`"
    is_class = issubclass(type(answer), type)
    if exercise.wants == "value":
        if compare.family(answer) == "function" and compare.family(exercise.reference) != "function":
            return f"{label} wants a value, and {short(answer)} came. Is a call missing its brackets?"
        return None
    name = exercise.reference.__name__
    if exercise.wants == "class" and not is_class:
        came = short(answer)
        return f"{label} wants the class itself, and {came} came: `check.{exercise.name}({name})`."
    if exercise.wants == "function":
        if is_class:
            return f"{label} wants a function, and {short(answer)} came."
        if not callable(answer):
            return (
                f"{label} wants the function itself, and {short(answer)} came: pass its name alone, "
                f"without calling it, as in `check.{exercise.name}({name})`."
            )
        if inspect.iscoroutinefunction(answer):
            return "The function begins with `async def`; `def` is what is wanted here."
    return None


def _judge_outcomes(exercise, answer, outcomes):
    """Find the first probe that fails, and say how."""
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        found = _fault(exercise, answer, probe, outcome, expected)
        if found:
            break
    else:
        return Verdict("passed", None, exercise.after)
    kind, fact, label = found
    mistake = exercise.recognise(outcomes) if kind != "todo" else None
    lines = [fact]
    if mistake:
        lines.append(mistake.hint)
    elif kind == "wrong" and label is not None and exercise.wants != "value":
        lines.append(_pattern(exercise, outcomes, label))
    if outcome.printed:
        lines.append("Your code printed:\n" + "\n".join("    " + x for x in outcome.printed.split("\n")))
    message = "\n".join(line for line in lines if line)
    return Verdict(kind, mistake.id if mistake else None, message)


def _fault(exercise, answer, probe, outcome, expected):
    """(kind, fact, label of the wrong output) for one probe, or None if all is well."""
    call = exercise.call(probe)
    home = _files(answer)
    if outcome.timed_out:
        frame, line = explain.place(outcome.error, home) if outcome.error else (None, None)
        where = f", in line {line} of `{explain._function(frame)}`" if frame else ""
        seconds = f"{exercise.seconds:g} seconds"
        return "timeout", f"{call} was stopped after {seconds}{where}. Is there a loop that never ends?", None
    error = outcome.error
    if isinstance(error, Refuse):
        return "wrong", str(error), None
    if isinstance(error, NotImplementedError):
        frame, _ = explain.place(error, home)
        if frame is not None:
            return "todo", f"`{explain._function(frame)}` is used here and is still to be written: do that one first.", None
    if error is not None:
        return "error", f"{call} stopped. {explain.explain(error, home)}", None
    for position, (after, wanted) in enumerate(zip(outcome.arguments, expected.arguments, strict=True)):
        text = _changed(exercise, position, probe[position], after, wanted)
        if text:
            return "wrong", f"{call} {text}", None
    got = exercise.labelled(outcome.output)
    for label, wanted in exercise.labelled(expected.output).items():
        difference = compare.difference(got[label], wanted, exercise.rtol, exercise.accepts)
        if difference:
            return "wrong", _fact(exercise, call, label, got[label], wanted, difference, outcome), label
    return None


def _changed(exercise, position, before, after, wanted):
    """A sentence if the argument was not left as the reference leaves it."""
    if compare.family(before) not in ("list", "dict", "array", "tuple") or compare.same(after, wanted):
        return None
    name = exercise.argument(position)
    if compare.same(before, wanted):
        return f"changed its input: {name} is {short(after)} afterwards. Build something new and leave the input as it was."
    return f"should change {name} in place, to {short(wanted)}; it is {short(after)} afterwards."


def _fact(exercise, call, label, got, expected, difference, outcome):
    """The factual sentence: for which input, what came, what was expected."""
    if exercise.wants == "value" and exercise.run is None:
        structural = difference.numbers is None and "was expected" in difference.text
        where = f"item {difference.path} is not right yet" if difference.path else "that is not it yet"
        return f"You answered `{short(got)}`: {where}."
    if got is None:
        missing = f"`{label}`" if label else "It"
        return f"{call}: {missing} is None. Does the function `return` its result?"
    came, wanted = short(got), short(expected)
    item = f"{label}{difference.path}" if label else f"item {difference.path}" if difference.path else "the result"
    warned = f" NumPy warned: {outcome.warned[0]}." if outcome.warned else ""
    if "…" in came + wanted or "shape" in came + wanted:
        return f"{call}: {item} {difference.text}{warned}"
    detail = "" if difference.numbers and not difference.path else f" {item[0].upper()}{item[1:]} {difference.text}"
    return f"{call} gives {f'{label} = ' if label else ''}`{came}`; expected `{wanted}`.{detail}{warned}"


def _pattern(exercise, outcomes, label):
    """What the numbers under `label` have in common over all probes."""
    numbers = []
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        if outcome.error or outcome.timed_out:
            return None
        got = exercise.labelled(outcome.output)[label]
        vectors = compare.vectors(got, exercise.labelled(expected.output)[label], exercise.accepts)
        if vectors is None:
            return None
        numbers.append((*vectors, _batch(probe)))
    return compare.pattern(numbers, exercise.rtol)


def _batch(probe):
    """The number of examples in a probe: the rows of its first array."""
    return next((len(part) for part in probe if isinstance(part, np.ndarray) and part.ndim), None)


def _files(answer):
    """The files in which the answer was written."""
    parts = [answer, *vars(answer).values()] if issubclass(type(answer), type) else [answer]
    return {part.__code__.co_filename for part in parts if type(part) is types.FunctionType}
