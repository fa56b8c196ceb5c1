"""A case: a library with one changed line, and what its learner does to find and to mend it."""

import textwrap

from dlscratch.checks.engine import show
from dlscratch.clinic import experiments, faults, sights, symptoms
from dlscratch.clinic.facts import Experiment, aligned, indented
from dlscratch.clinic.faults import Fault, Symptom
from dlscratch.clinic.library import Library
from dlscratch.clinic.symptoms import Band
from dlscratch.clinic.wards import Ward
from dlscratch.clinic.words import NOTEBOOK, Listing, Misuse, count, one_of, told

TRIES = 5  # experiments; a wrong line takes one away
NOT_NOW = "Not now"


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
        self.wrong: set[tuple] = set()  # what was named, or put in a place, and is not it
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
        return f"{count(self.left, 'try', 'tries')} left"

    def _write(self, what, *given):
        """What the learner writes for that, as code."""
        return f"`{self._words[what].format(*given)}`"

    def _whose(self):
        """Whose the parts are that the ward uses."""
        sources = self._healthy.sources
        yours = [name for name in sources if sources[name].yours]
        others = [name for name in sources if name not in yours]
        both = ("Yours", yours), ("The course's solutions", others)
        return " ".join(f"{whose}: {', '.join(names)}." for whose, names in both if names)

    # What the learner sees

    @told
    def symptom(self) -> None:
        """Show what the ward sees."""
        what = f"One line of the library has been changed, moved or taken out. {self._whose()}"
        text = [what, self.ward.story]
        if self._symptom.crash:
            text += ["It does not reach its end:", indented(self._symptom.crash)]
        else:
            text += [
                f"Trained from {self.ward.sick} seeds, beside what {self.ward.healthy} seeds give "
                "in a healthy library:",
                indented(symptoms.table(self.band, self.runs, self.ward.unit, self.ward.each)),
            ]
        code = self._write("code", next(iter(self._sick.sources)))
        text.append(f"You have {count(self.left, 'try', 'tries')} left. "
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
        example = self._words["on a part" if first.parts else "experiment"]
        example = example.format(first.name, *first.parts[:1])
        state = self._state().capitalize()
        return Listing(f"{state}. {example} makes one of these:\n{aligned(rows)}")

    @property
    def _experiments(self) -> tuple[Experiment, ...]:
        return experiments.OF_WARD[self.ward.name]

    @told
    def code(self, part: str | None = None) -> None:
        """Show the code of a part as it is now, its lines numbered; from the first try on, for who
        has read it all needs no experiment."""
        part = self._part(part)
        if self.left == TRIES and not (self.named or self.closed):
            todo = f"{self._write('experiments')} shows what can be tried."
            raise Misuse(f"Code is shown from the first try on. {todo}", NOT_NOW)
        lines = [f"{number:3}  {line}" for number, line in enumerate(self._sick.lines(part), 1)]
        self._say(part, indented("\n".join(lines)))

    # What the learner does

    @told
    def experiment(self, name: str | None = None, part: str | None = None) -> None:
        """Make an experiment on the changed library, and show what it gives."""
        one, part = self._experiment(name, part)
        self._open()
        call = one.called(part)
        again = call in self.made
        if not self.left and not again:
            name = f"Name the line with {self._write('diagnose')}: a wrong one closes the case."
            raise Misuse(f"The {count(TRIES, 'try', 'tries')} are used up. {name}", NOT_NOW)
        if not again:
            self.left -= 1
            self.made.append(call)
        state = f"{self._state()}, as before" if again else self._state()
        self._say(f"{call}: {state}", indented(one.told(self._sick.anew(), part)))

    @told
    def diagnose(self, part: str, line: int) -> None:
        """Name the changed line. Where one is missing, name either line beside it."""
        part, line = self._part(part), self._line(part, line)
        self._open()
        if part == self._fault.part and line in self._fault.lines:
            self.named = True
            mend = self._write("mend", part, line)
            return self._say("Found", f"What should stand there? {mend} puts it there.")
        self._wrong((part, line), f"Line {line} of {part} is as it was.")

    @told
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
            spaces = self._spaces(part, line, text)
            return self._say("Not yet", f"It is the right place. {why}{spaces}")
        if self.named:
            return self._say("Not yet", "It is another place than the one that you have named.")
        self._wrong((part, line, text, to), "That is not it: the changed line is another one.")

    @told
    def give_up(self) -> None:
        """Close the case, and say what it was."""
        self._open()
        self.closed = True
        self.after()

    @told
    def after(self) -> None:
        """Say what was changed, and which experiment would have found it soonest."""
        if not self.closed:
            raise Misuse(f"The case is still open. {self._write('give_up')} closes it.", NOT_NOW)
        again = "again" if self.own else "again, the course's"
        made = f"You made {count(len(self.made), 'experiment')}"
        found = sights.sights(self._experiments, self._healthy, self._sick)
        lines = sum(len(self._sick.lines(part)) for part in self._sick.sources)
        self._say(f"After case {self.seed}", "\n".join([
            f"{self._fault.place}:",
            indented(self._fault.change),
            f"{made}: {', '.join(self.made)}." if self.made else f"{made}.",
            *sights.telling(found, lines),
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

    def _spaces(self, part, line, text):
        """What is said where other spaces are before a new line than before the old one."""
        both = text, self._sick.lines(part)[line - 1]
        new, old = (len(one) - len(one.lstrip(" ")) for one in both)
        if new in (0, old):  # without any it gets those of the old one
            return ""
        return f"\nYour line begins with {new} spaces, and the one that stands there with {old}."

    def _trouble(self, library, part):
        """Why a mended library is not healthy; None if it is. A part that does without what is
        wrong in another one mends nothing."""
        for one in dict.fromkeys((part, self._fault.part)):
            why = faults.passes(library, one)
            if why is not None:
                return f"{one} does not pass its check: {why}"
        seen = faults.symptom(self.ward, self.band, library)
        if seen.misses:
            return f"The symptom is still there: {', '.join(seen.misses)}."
        return None

    def _wrong(self, given, text):
        """A line that was not changed has been named. To run the same cell again costs nothing."""
        if given in self.wrong:
            return self._say(f"No: {self._state()}, as before", text)
        self.wrong.add(given)
        if not self.left:
            self.closed = True
            self._say("Closed", f"{text} That was the last try.")
            return self.after()
        self.left -= 1
        cost = "A wrong line costs a try." if self.left else "The next wrong line closes the case."
        self._say(f"No: {self._state()}", f"{text} {cost}")

    def _open(self):
        if self.closed:
            another = self._write("another", self.ward.name)
            raise Misuse(f"This case is closed. {another} gives another.", NOT_NOW)

    def _part(self, part):
        one_of(part, self._sick.sources, "The parts here are", "nothing")
        return part

    def _line(self, part, line):
        last = len(self._sick.lines(part))
        if not isinstance(line, int) or isinstance(line, bool) or not 1 <= line <= last:
            raise Misuse(f"{part} has the lines 1 to {last}, but {line!r} came.")
        return line

    def _experiment(self, name, part):
        known = {one.name: one for one in self._experiments}
        more = f" {self._write('experiments')} says what each one does."
        one_of(name, known, "The experiments are", "no name", more)
        one = known[name]
        if not one.parts and part is not None:
            raise Misuse(f"`{name}` looks at the whole: leave {part!r} out.")
        if part is None and len(one.parts) == 1:  # there is no choice
            part = one.parts[0]
        if one.parts:
            one_of(part, one.parts, f"`{name}` is made on one of", "no part")
        return one, part
