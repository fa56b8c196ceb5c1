"""The verdict on an answer, and the order in which it is reached."""

import inspect
import re
import types
from typing import NamedTuple

import numpy as np

from dlscratch.checks.engine import anew, blank, compare, defaults, labels, patience
from dlscratch.checks.engine.explain import explain
from dlscratch.checks.engine.notices import notices, of_the_return, why_none
from dlscratch.checks.engine.prediction import predicted
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.engine.warned import of_pytorch, sentences
from dlscratch.errors.advice import Page
from dlscratch.errors.place import files, place
from dlscratch.errors.values import family, name, short


class Verdict(NamedTuple):
    """What a check says."""

    kind: str  # todo, wrong, error, timeout or passed
    mistake: str | None  # the id of the recognised mistake
    message: str  # lines; `code` stands in backticks, or on lines indented by four
    slow: bool = False  # right, but training would take many times as long with it
    symptom: str = ""  # of the slip in a hunt: what was seen, as long as it is not told why
    cause: str = ""  # and the rest of the message
    as_given: bool = False  # of a hunt: it does what the code does as it was given


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
        return Verdict("todo", None, TO_DO.get(exercise.kind, TO_DO["fill"]).format(mark=mark))
    if text := _wrong_kind(exercise, answer):
        return Verdict("wrong", None, text)
    verdict = _run(exercise, answer)
    if verdict.kind in ("wrong", "error") and exercise.seconds <= exercise.LONG:
        return _with_defaults(exercise, answer, verdict)
    return verdict


def _with_defaults(exercise, answer, verdict):
    """The verdict on an answer with the defaults of the text, if these are not its own and
    something else is wrong with it; else the one that it got."""
    other = defaults.others(answer, exercise.reference)
    if not other:
        return verdict
    with defaults.mended(exercise.reference, answer):  # a default may be free, or of no account
        if not any(one.missing for one in other):
            if _run(exercise, exercise.reference).kind == "passed":
                return verdict
    with defaults.mended(answer, exercise.reference) as possible:
        again = _run(exercise, answer) if possible else verdict
    besides = again.kind in ("wrong", "error")
    if not besides:
        again = verdict
        if verdict.mistake or "default" in verdict.message:
            return verdict
    names = " and ".join(f"`{one.name}`" for one in other)
    line = f"{names} {'has' if len(other) == 1 else 'have'} another default than in the text."
    if all(one.missing for one in other):
        line = f"{names} {'has' if len(other) == 1 else 'have'} no default; the text gives one."
    line = f"\n{'Besides, ' * besides}{line}"
    return again._replace(
        message=again.message + line, symptom=again.symptom and again.symptom + line
    )


def _run(exercise, answer):
    """The verdict on what an answer does."""
    outcomes = exercise.outcomes(answer)
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        if fault := _fault(exercise, answer, probe, outcome, expected, outcomes):
            if fault.kind == "wrong" and outcome is not outcomes[0]:
                fault = _kept(exercise, answer, outcomes[0]) or fault
            return _explained(exercise, answer, fault, outcome, outcomes)
    if fault := _kept(exercise, answer, outcomes[0]):
        return _explained(exercise, answer, fault, outcomes[0], outcomes)
    if exercise.anew and (seen := anew.kept(exercise, answer)):
        return _explained(exercise, answer, Fault("wrong", *seen), outcomes[0], outcomes)
    return Verdict(
        "passed", None, _text([exercise.after, *of_pytorch(outcomes), *_notes(outcomes)])
    )


TO_DO = {
    "fill": "There is still a `{mark}` to replace with your own code.",
    "bug": "There is still a `{mark}`: once you have mended the code, delete that line, and run "
    "the cell again.",
}


def _wrong_kind(exercise, answer):
    """A sentence if `answer` is not the kind of thing that the exercise wants."""
    here = f"`check.{exercise.name}`"
    is_class = issubclass(type(answer), type)
    if exercise.wants == "value":
        if family(answer) == "function" != family(exercise.reference):
            return f"{here} wants a value, and {name(answer)} came. Is it to be called first?"
    elif exercise.wants == "class" and not is_class:
        text = f"{here} wants the class itself, and {_came(answer)} came: {_usage(exercise)}."
        again = " If you have passed that, the name stands for an object now: run its cell again."
        return text + again * (family(answer) == "object")
    elif exercise.wants == "function" and is_class and not _serves(exercise, answer):
        return f"{here} wants a function, and {short(answer)} came."
    elif exercise.wants == "function" and not callable(answer):
        return (
            f"{here} wants the function itself, and {_came(answer)} came. Pass its name without "
            f"calling it: {_usage(exercise)}."
        )
    elif type(answer) is types.FunctionType and inspect.iscoroutinefunction(answer):
        return "The function begins with `async def`; a plain `def` is wanted."


def _serves(exercise, cls):
    """Whether a class does as a function: on an empty page, if what it makes can be called."""
    return exercise.kind == "page" and any("__call__" in vars(base) for base in cls.__mro__)


def _came(answer):
    """An answer of the wrong kind, in words."""
    return name(answer) if family(answer) in ("function", "object") else short(answer)


def _fault(exercise, answer, probe, outcome, expected, outcomes):
    """The Fault on one probe, or None if all is well."""
    call, error, home = exercise.call(probe), outcome.error, files(answer)
    spot = place(error, home)
    if outcome.timed_out:
        if outcome.waited:
            text = f"{call} was stopped, for it did hardly anything but wait{spot or '.'}"
            return Fault("timeout", text, "Does it sleep, or wait for what never comes?")
        text = f"{call} was stopped after {exercise.seconds:g} seconds{spot or '.'}"
        return Fault("timeout", text, "Is there a loop that never ends? Or one that is too long?")
    if isinstance(error, Refuse):
        return Fault("wrong", str(error))
    if blank.find(outcome.output) or _is_todo(error, spot):
        return Fault("todo", _first(answer, error, spot))
    if error is not None:
        text, help = explain(error, home, _page(exercise, answer))
        return Fault("error", f"{call} stopped{text}", help)
    for position, before in enumerate(probe):
        after, wanted = outcome.arguments[position], expected.arguments[position]
        if change := _changed(exercise.argument(position), before, after, wanted):
            return Fault("wrong", f"{call} {change[0]}", change[1])
    got = exercise.labelled(outcome.output)
    for label, wanted in exercise.labelled(expected.output).items():
        came, at = got.get(label), label
        if label not in got:  # what stopped stands under another label: it got no further
            at = next((one for one in got if type(got[one]) is Stopped), label)
            came = got.get(at)
        if type(came) is Stopped and (at != label or not isinstance(wanted, Stopped)):
            text, help = explain(came.error, home, _page(exercise, answer))
            _, comma, when = at.partition(",")  # "gradient for x, for a second batch"
            comma_behind = "" if text.startswith(".") else comma
            return Fault("error", f"{call} stopped{comma}{when}{comma_behind}{text}", help)
        if difference := compare.difference(came, wanted, exercise.rtol, exercise.accepts):
            fact = _fact(exercise, answer, call, label, came, wanted, difference)
            in_numbers = label if difference.what == "value" else None
            help = labels.right_already(exercise, expected.output, label, outcomes)
            if came is None and exercise.kind in patience.HUNTS:
                help = _text([why_none(answer, label), help])
            return Fault("wrong", fact, help, in_numbers)


def _page(exercise, answer):
    return Page(answer, exercise.names_above(), exercise.prescribed())


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
        untouched = "Is a name tied to a new value here?" if compare.same(before, after) else ""
        return f"should change {argument} in place: {where}", untouched
    state = f"is `{short(after)}`"
    if "…" in state or "shape" in state:
        state = "is not the same"
    return f"changed its input: {argument} {state} afterwards.", "Build something new instead."


def _fact(exercise, answer, call, label, came, wanted, difference):
    """The factual sentence: for which input, what came, what was expected."""
    path, in_numbers = difference.path, difference.what == "value"
    item = f"item {path}" if path else "it"
    if exercise.wants == "value" and not exercise.run and not exercise.prepare:
        sentence = predicted(exercise, came, wanted, difference)
        return f"`{short(came)}` is not the answer. {sentence}".strip()
    if came is None and label.isidentifier() and label != "forward":
        return f"{call} leaves {label} at None."
    if came is None:
        text = f"{call} gives None{f' for {label}' if label else ''}."
        hunted = exercise.kind in patience.HUNTS  # there, why it is None may be the cause
        return text if hunted else f"{text} {why_none(answer, label)}".strip()
    gives, of = f"{call} gives ", ""
    if _in_words(label, came, wanted):
        if exercise.kind == "predict":
            return f"{call} is not right yet. Look at {label}: `{short(came)}`."
        return _told(call, label, came, wanted, difference)
    if label.isidentifier():
        gives, item = f"{gives}{label} = ", f"{label}{path}"
    elif label:
        whose = f"{'the ' * label.startswith('gradient ')}{label}"
        gives, of = f"{gives}this for {whose}: ", f" for {whose}"
    if exercise.kind == "predict":
        return f"{gives}`{short(came)}`. That is not right yet."
    both = f"`{short(came)}`; expected `{short(wanted)}`."
    if "…" in both or "shape" in both or short(came) == short(wanted):  # not to be shown whole
        item = "the result" if item == "it" else item
        return f"{call} did not give what was expected{of}: {item} {difference.text}"
    if in_numbers and len(both) < 60:
        return gives + both
    item = item if label.isidentifier() else item.capitalize()
    return f"{gives}{both} {item} {difference.text}"


def _in_words(label, came, wanted):
    """Whether an output is no value of the answer's, but what the check has seen of it."""
    if not label or label.isidentifier():
        return False
    kinds = {type(one) for part in (came, wanted)
             for one in (part if type(part) is list and part else [part])}  # fmt: skip
    states = family(came) == family(wanted) == "bool" or kinds == {bool}
    return states or str in kinds or re.match("(which|how|what|whether) ", label)


def _told(call, label, came, wanted, difference):
    """The factual sentence for such an output."""
    if family(came) == family(wanted) == "bool":
        return f"{call} {'lacks this' if wanted else 'should not give this'}: {label}."
    written = [f'"{part}"' if type(part) is str else f"`{short(part)}`" for part in (came, wanted)]
    fact = f"{call} did not give what was expected. Look at {label}: "
    both = "; expected ".join(written) + "."
    single = difference.what == "value" and not difference.path
    # all of it is there already
    shown = single or type(came) is str or {bool, list, str} >= {type(came), type(wanted)}
    like = (type(came) is str) == (type(wanted) is str)  # a word such as "none" is no string there
    return f"{fact}{both}" + f" It {difference.text}" * (like and (not shown or "…" in both))


def _explained(exercise, answer, fault, outcome, outcomes):
    """The Verdict from a Fault: the fact, what helps to understand it, what was printed."""
    mistake = None if fault.kind == "todo" else exercise.recognise(outcomes)
    cause, warned, bare, printed = [], [], [], []
    fault = fault._replace(fact=of_the_return(fault.fact, answer))
    if mistake and re.search(CERTAIN, fault.help):
        cause.append(fault.help)
    if mistake:
        cause.append(of_the_return(mistake.hint, answer, fault.fact))
    else:
        cause += [fault.help, _pattern(exercise, outcomes, fault.label)]
    if fault.kind in ("wrong", "error"):
        cause += _noticed(exercise, answer, [fault.fact, *cause], mistake)
        warned, bare = (sentences(outcome.warned, plain) for plain in (True, False))
    if outcome.printed:
        printed = ["Your code printed:", *(f"    {line}" for line in outcome.printed.split("\n"))]
    notes = _notes([outcome])
    symptom = fault.kind != "todo" and patience.is_symptom(exercise, outcomes)
    if symptom and not [one for one in cause if one and not one.startswith(labels.RIGHT)]:
        cause.append(patience.unknown(exercise, outcomes))
    verdict = Verdict(
        fault.kind,
        mistake.id if mistake else None,
        _text([fault.fact, *cause, *warned, *notes, *printed]),
    )
    if not symptom:
        return verdict
    given = mistake is patience.given(exercise)
    as_given = given and patience.AS_GIVEN.format(patience.called(answer))
    return verdict._replace(
        symptom=_text([fault.fact, as_given, patience.mended(exercise, outcomes), *bare, *printed]),
        cause=_text([*cause, *notes]),
        as_given=patience.does_as_given(exercise, outcomes),
    )


def _text(lines):
    return "\n".join(line for line in lines if line)


CERTAIN = "Did you mean|keeps it as|is it to be called|in the place of|has taken the place"


def _noticed(exercise, answer, lines, mistake, most=2):
    """Slips that stand in the answer's text, as far as nothing has named them yet."""
    said = "\n".join(line for line in lines if line)
    return [one.text for one in notices(answer, exercise.reference)
            if one.about not in said and (one.always or not mistake)][:most]  # fmt: skip


def _kept(exercise, answer, first):
    """A Fault if the first probe gives something else when it is tried once more."""
    again = exercise.once_more(answer)
    if again is None or first.error or first.timed_out or again.timed_out:
        return None
    accepts, call = exercise.accepts, exercise.call(exercise.probes[0])
    defaults = type(answer) is types.FunctionType and answer.__defaults__ or ()
    if any(type(value) in (list, dict, set) for value in defaults):
        why = "What stands behind `=` in the `def` line is made only once, and all calls share it."
    else:
        why = "Something is kept from one call to the next; each call should begin anew."
    if again.error:
        return Fault("wrong", f"{call} works once, and fails when it is called once more.", why)
    before, after = exercise.labelled(first.output), exercise.labelled(again.output)
    for label in before:
        if not compare.same(after.get(label), before[label], exercise.rtol, accepts):
            was, now = short(before[label]), short(after.get(label))
            told = f": first `{was}`, then `{now}`" if was != now else ""
            of = f" for {label}" if label else ""
            text = f"{call} gives something else{of} when called once more{told}."
            return Fault("wrong", text, why)
    return None


def _notes(outcomes):
    """What the check itself has measured."""
    return list(dict.fromkeys(note for outcome in outcomes for note in outcome.notes))


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


def _usage(exercise):
    written = f"check.{exercise.name}({getattr(exercise.reference, '__name__', 'answer')})"
    return f"`{exercise.solution.check or written}`"
