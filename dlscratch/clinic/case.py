"""A case: a library with one changed line, and what its learner does to find and to mend it."""

import functools
import inspect
import textwrap

from dlscratch.checks.engine import show
from dlscratch.clinic import experiments, faults, symptoms
from dlscratch.clinic.facts import Experiment, aligned
from dlscratch.clinic.faults import Fault, Symptom
from dlscratch.clinic.library import Library, attempt
from dlscratch.clinic.symptoms import Band
from dlscratch.clinic.wards import Ward

TRIES = 5  # experiments; a wrong naming takes one away
SECONDS = 4.0  # for an experiment


# What a learner writes, in a notebook and in a terminal; {} is a part, a number, a ward, a seed.
NOTEBOOK = {
    "code": 'case.code("{}")',
    "experiments": "case.experiments",
    "experiment": 'case.experiment("{}", "{}")',
    "diagnose": "case.diagnose(part, number)",
    "mend": 'case.mend("{}", {}, "…")',
    "give_up": "case.give_up()",
    "again": 'clinic.admit("{}", seed={})',
    "again, the course's": 'clinic.admit("{}", seed={}, own=False)',
    "another": 'clinic.admit("{}")',
}
TERMINAL = {
    "code": "code {}",
    "experiments": "experiments",
    "experiment": "try {} {}",
    "diagnose": "line PART NUMBER",
    "mend": "mend {} {}",
    "give_up": "give up",
    "again": "python -m dlscratch clinic {} --seed {}",
    "again, the course's": "python -m dlscratch clinic {} --seed {} --course",
    "another": "python -m dlscratch clinic {}",
}


class Misuse(Exception):
    """A call that makes no sense, in a sentence."""


class Listing(str):
    """A text that shows itself as it is; brackets behind it do no harm."""

    __repr__ = str.__str__

    def __call__(self):
        return self


def _told(method):
    """A misuse is said; it costs nothing, and no cell stops."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def called(self, *given, **named):
        try:
            _fitting(method.__name__, list(signature.parameters.values())[1:], given, named)
            return method(self, *given, **named)
        except Misuse as misuse:
            self._say("Not understood", str(misuse))

    return called


def _fitting(name, parameters, given, named):
    """Raise Misuse where what was given does not fit the parameters of a method."""
    known = [one.name for one in parameters]
    there = [*known[: len(given)], *named]
    missing = [one.name for one in parameters if one.default is one.empty and one.name not in there]
    if strange := [one for one in named if one not in known]:
        wrong = f"there is no `{strange[0]}`"
    elif len(given) > len(known) or len(set(there)) < len(there):
        wrong = f"{_count(len(given) + len(named), 'argument')} came"
    elif missing:
        wrong = f"{' and '.join(f'`{one}`' for one in missing)} did not come"
    else:
        return
    raise Misuse(f"It is written `case.{name}({', '.join(known)})`, but {wrong}.")


class Case:
    """One changed line of a library, to be found and mended.

    case.symptom()                            what the ward sees, once more
    case.experiments                          what can be tried
    case.experiment("gradients", "Linear")    tries it; there are five tries
    case.code("Linear")                       shows the code, from the first try on
    case.diagnose("Linear", 12)               names the line
    case.mend("Linear", 12, "…")              puts another line there
    case.give_up()                            ends it, and says what it was
    """

    def __init__(
        self, ward: Ward, seed: int, library: Library, band: Band, fault: Fault, seen: Symptom,
        own: bool = True, say=show.show, words=NOTEBOOK,
    ):  # fmt: skip
        self.ward, self.seed, self.own = ward, seed, own
        self.left, self.made = TRIES, []  # the tries that are left, and the experiments made
        self.named = self.closed = False
        self.band = band
        self._healthy, self._sick = library, library.changed(fault.part, fault.text)
        self._fault, self._symptom = fault, seen
        self._say, self._words = say, words

    def __repr__(self):
        return f"Case {self.seed} of the ward {self.ward.name}: {self._state()}"

    def _state(self):
        if self.closed:
            return "closed"
        return f"{_count(self.left, 'try', 'tries')} left"

    def _write(self, what, *given):
        """What the learner writes for that, as code."""
        return f"`{self._words[what].format(*given)}`"

    def _whose(self):
        """Whose the parts are that the ward uses."""
        sources = self._healthy.sources
        yours = [name for name in sources if sources[name].yours]
        others = [name for name in sources if name not in yours]
        said = [f"Yours: {', '.join(yours)}."] if yours else []
        if others:
            said.append(f"The course's solutions: {', '.join(others)}.")
        return " ".join(said)

    # What the learner sees

    @_told
    def symptom(self) -> None:
        """Show what the ward sees."""
        text = [f"One line of the library has been changed, moved or taken out. {self._whose()}",
                self.ward.story]  # fmt: skip
        if self._symptom.crash:
            text += ["It does not reach its end:", _code(self._symptom.crash)]
        else:
            text += [
                f"From {self.ward.sick} seeds, beside what is healthy from {self.ward.healthy}:",
                _code(symptoms.table(self.band, self.runs, self.ward.unit, self.ward.each)),
            ]
        code = self._write("code", next(iter(self._sick.sources)))
        text.append(f"You have {_count(self.left, 'try', 'tries')} left. "
                    f"{self._write('experiments')} shows what can be tried; from the first try on, "
                    f"{code} shows code.")  # fmt: skip
        self._say(f"Case {self.seed}: {self.ward.name}", "\n".join(text))

    @property
    def runs(self) -> list[symptoms.Run]:
        """The trainings of the changed library, as far as they reached their end."""
        return [one.value for one in self._symptom.results if not one.said]

    @property
    def experiments(self) -> Listing:
        """What can be tried."""
        rows = [(one.name, one.about, ", ".join(one.parts)) for one in self._experiments]
        first = self._experiments[0]
        example = self._words["experiment"].format(first.name, first.calls()[0])
        example = example.replace(', "None"', "").replace(" None", "")  # of no part
        state = self._state().capitalize()
        return Listing(f"{state}. {example} makes one of these:\n{aligned(rows)}")

    @property
    def _experiments(self) -> tuple[Experiment, ...]:
        return experiments.OF_WARD[self.ward.name]

    @_told
    def code(self, part: str | None = None) -> None:
        """Show the code of a part as it is now, its lines numbered; from the first try on, for who
        has read it all needs no experiment."""
        part = self._part(part)
        if self.left == TRIES and not (self.named or self.closed):
            todo = f"{self._write('experiments')} shows what can be tried."
            raise Misuse(f"Code is shown from the first try on. {todo}")
        lines = [f"{number:3}  {line}" for number, line in enumerate(self._sick.lines(part), 1)]
        self._say(part, _code("\n".join(lines)))

    # What the learner does

    @_told
    def experiment(self, name: str | None = None, part: str | None = None) -> None:
        """Make an experiment on the changed library, and show what it gives."""
        one, part = self._experiment(name, part)
        self._open()
        if not self.left:
            raise Misuse(f"The {_count(TRIES, 'try', 'tries')} are used up. Name the line with "
                         f"{self._write('diagnose')}: a wrong one closes the case.")  # fmt: skip
        self.left -= 1
        self.made.append(_call(one, part))
        facts = self._facts(one, part, self._sick.anew())
        self._say(f"{_call(one, part)}: {self._state()}", _code(facts))

    @_told
    def diagnose(self, part: str, line: int) -> None:
        """Name the changed line. Where one is missing, name either line beside it."""
        part, line = self._part(part), self._line(part, line)
        self._open()
        if part == self._fault.part and line in self._fault.lines:
            self.named = True
            mend = self._write("mend", part, line)
            return self._say("Found", f"What should stand there? {mend} puts it there.")
        self._wrong(f"Line {line} of {part} is as it was.")

    @_told
    def mend(self, part: str, line: int, text: str, to: int | None = None) -> None:
        """Put `text`, one or several lines, in the place of a line, or of the lines up to `to`.

        Text that does not begin with spaces is indented like the line whose place it takes.
        """
        part, line = self._part(part), self._line(part, line)
        to = self._line(part, line if to is None else to)
        if to < line:
            raise Misuse(f"The lines go from {line} up to `to`, but to is {to}.")
        if not isinstance(text, str):
            raise Misuse(f"The new line is a text, but {text!r} came.")
        self._open()
        mended = self._mended(part, line, text, to)
        why = self._trouble(mended, part)
        if why is None:
            self.closed = True
            self._say("Mended", f"{part} passes its check again, and the symptom is gone.")
            return self.after()
        if part == self._fault.part and set(range(line, to + 1)) & set(self._fault.lines):
            self.named = True
            return self._say("Not yet", f"It is the right place. {why}")
        if self.named:
            return self._say("Not yet", "It is another place than the one that you have named.")
        self._wrong("That does not help: the changed line is another one.")

    @_told
    def give_up(self) -> None:
        """Close the case, and say what it was."""
        self._open()
        self.closed = True
        self.after()

    @_told
    def after(self) -> None:
        """Say what was changed, and which experiment would have found it soonest."""
        if not self.closed:
            raise Misuse(f"The case is still open. {self._write('give_up')} closes it.")
        again = "again" if self.own else "again, the course's"
        made = f"You made {_count(len(self.made), 'experiment')}"
        self._say(f"After case {self.seed}", "\n".join([
            f"{self._fault.part}, line {' or '.join(map(str, self._fault.lines))}:",
            _code(self._fault.change),
            f"{made}: {', '.join(self.made)}." if self.made else f"{made}.",
            *self._telling(),
            f"{self._write(again, self.ward.name, self.seed)} gives this case again, to everybody "
            "with the same code.",
        ]))  # fmt: skip

    # Inside

    def _mended(self, part, line, text, to):
        """The library with a text in the place of some lines."""
        before = self._sick.lines(part)
        if not text.startswith((" ", "\t")):
            old = before[line - 1]
            text = textwrap.indent(text, old[: len(old) - len(old.lstrip())])
        lines = [*before[: line - 1], *text.rstrip("\n").split("\n"), *before[to:]]
        after = "\n".join(lines) + "\n"
        try:
            compile(after, part, "exec")
        except (SyntaxError, ValueError) as error:
            raise Misuse(f"Python could not read {part} then: {error}.") from error
        return self._sick.changed(part, after)

    def _telling(self):
        """Which experiments see the fault; first those that look at the fewest lines."""
        seen, every = [], sum(len(self._sick.lines(part)) for part in self._sick.sources)
        for one in self._experiments:
            for part in one.calls():
                looked = self._sick.anew()
                healthy = self._facts(one, part, self._healthy.anew())
                if self._facts(one, part, looked) != healthy:
                    size = sum(len(looked.lines(used)) for used in looked.used)
                    seen.append((size, _call(one, part)))
        if not seen:
            return ["No experiment sees it: only the training does, and the code itself."]
        size, first = min(seen)
        others = [call for _, call in sorted(seen)[1:]]
        more = f" It also shows in {', '.join(others)}." if others else " No other one sees it."
        return [f"Soonest would have found it: {first}. What it gives is not what a healthy "
                f"library gives, and it looks at {size} lines of {every}.{more}"]  # fmt: skip

    def _facts(self, one, part, library):
        result = attempt(library, lambda made: one.run(made, part), SECONDS)
        return result.said or result.value

    def _trouble(self, library, part):
        """Why a mended library is not healthy; None if it is."""
        why = faults.passes(library, part)
        if why is not None:
            return f"{part} does not pass its check: {why}"
        seen = faults.symptom(self.ward, self.band, library)
        if seen.misses:
            return f"The symptom is still there: {', '.join(seen.misses)}."
        return None

    def _wrong(self, text):
        if not self.left:
            self.closed = True
            self._say("Closed", f"{text} That was the last try.")
            return self.after()
        self.left -= 1
        self._say(f"No: {self._state()}", f"{text} A wrong naming takes a try away.")

    def _open(self):
        if self.closed:
            another = self._write("another", self.ward.name)
            raise Misuse(f"This case is closed. {another} gives another.")

    def _part(self, part):
        if part not in list(self._sick.sources):  # it may be anything
            came = "nothing came" if part is None else f"{part!r} came"
            raise Misuse(f"The parts here are {', '.join(self._sick.sources)}, but {came}.")
        return part

    def _line(self, part, line):
        last = len(self._sick.lines(part))
        if not isinstance(line, int) or isinstance(line, bool) or not 1 <= line <= last:
            raise Misuse(f"{part} has the lines 1 to {last}, but {line!r} came.")
        return line

    def _experiment(self, name, part):
        known = {one.name: one for one in self._experiments}
        if name not in list(known):
            came = "no name came" if name is None else f"{name!r} came"
            raise Misuse(f"The experiments are {', '.join(known)}, but {came}. "
                         f"{self._write('experiments')} says what each one does.")  # fmt: skip
        one = known[name]
        if part is None and len(one.parts) == 1:  # there is no choice
            part = one.parts[0]
        if part not in one.calls():
            if not one.parts:
                raise Misuse(f"`{name}` looks at the whole: leave {part!r} out.")
            came = "no part came" if part is None else f"{part!r} came"
            raise Misuse(f"`{name}` is made on one of {', '.join(one.parts)}, but {came}.")
        return one, part


def _call(one, part):
    return f"{one.name} of {part}" if part else one.name


def _code(text):
    return textwrap.indent(text, "    ", lambda line: True)


def _count(number, one, many=None):
    words = "no", "one", "two", "three", "four", "five"
    word = words[number] if number < len(words) else str(number)
    return f"{word} {one if number == 1 else many or one + 's'}"
