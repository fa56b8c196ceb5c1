"""An exercise: what it wants, how answers are run, and what its author knows about wrong ones."""

import copy
import functools
import re
import types
from typing import NamedTuple

from dlscratch.checks.engine import compare, limit, patience, show, solutions
from dlscratch.checks.engine.explain import complaint
from dlscratch.checks.engine.run import Outcome, Refuse, must_not_run, run
from dlscratch.checks.engine.solutions import Solution
from dlscratch.checks.engine.tries import Tries
from dlscratch.checks.engine.verdict import Verdict, judge
from dlscratch.errors.values import family, plain, short, without_tensors

KINDS = ("fill", "predict", "bug", "crash", "order", "page")
WANTS = ("function", "class", "value")


class Mistake(NamedTuple):
    """A known wrong answer."""

    id: str
    hint: str
    answer: object
    ends: bool = True  # False: its loop never does, so it is only run where code can be stopped


class Exercise:
    """One exercise. Called with an answer, it shows a verdict.

    id         "lesson.name", or the `__name__` of the file that stands for it in the lesson's room
    kind       fill, predict, bug, crash, order or page
    wants      function, class or value: what is to be passed
    reference  a right answer; what it gives for the probes is what is expected
    probes     tuples of arguments, copied for every run
    run        run(answer, *probe) -> output, or {"label": output, …}; default: answer(*probe)
    prepare    prepare(answer) -> what is run, for instance the function made of ordered lines
    expect     expect(reference, *probe) -> expected output, where that is not what `run` gives
    accepts    types that pass for the expected one: (tuple, np.ndarray) where a list is expected
    hints      three, from where to look to almost there
    after      shown once passed: why it matters
    seconds    time limit for all probes together
    rtol       how close numbers must be, relative to the expected ones
    raises     of a crash hunt: the type of the error with which its cell stops until it is mended
    anew       whether two calls are made in turn, with arrays of one shape: see `anew.kept`
    """

    LONG = 10  # seconds; an answer that may take longer is not run a second time

    def __init__(
        self, id, *, kind, reference, hints, after, wants="function", probes=((),),
        run=None, prepare=None, expect=None, accepts=(), seconds=2.0, rtol=1e-6, raises=None,
        anew=False,
    ):  # fmt: skip
        self.id = ".".join(id.split(".")[-2:])
        self.lesson, _, self.name = self.id.partition(".")
        self.kind, self.wants, self.reference = kind, wants, reference
        self.probes, self.hints, self.after = list(probes), tuple(hints), after
        self.run, self.prepare, self.expect, self.accepts = run, prepare, expect, tuple(accepts)
        self.seconds, self.rtol, self.raises, self.anew = seconds, rtol, raises, anew
        self.bank: list[Mistake] = []
        self.variants: list = []
        self._tries = Tries(self.id)
        self._kept_back = ""  # of the last verdict, until `.hint()` asks for it
        self._known: dict = {}  # the outcomes of the bank's answers, by id
        self._validate()

    def _validate(self):
        for right, demand in (
            (re.fullmatch(r"[a-z_]+\.[a-z]\w*", self.id), "its id must read lesson.name"),
            (self.kind in KINDS, f"its kind must be one of {', '.join(KINDS)}"),
            (self.wants in WANTS, f"wants must be one of {', '.join(WANTS)}"),
            ((self.kind == "crash") == bool(self.raises), "a crash hunt, and no other, raises"),
            (len(self.hints) == 3 and all(self.hints), "it must have three hints"),
            (self.after, "it must say afterwards why it matters"),
            (self.probes, "it must have a probe"),
            (all(type(probe) is tuple for probe in self.probes), "a probe must be a tuple"),
            (self.wants == "value" or self.run or any(self.probes), "probes must hold arguments"),
        ):
            if not right:
                raise ValueError(f"Exercise {self.id!r}: {demand}.")

    # For the learner

    def __call__(self, *answers):
        verdict = self.grade(*answers)
        given = patience.given(self)
        self._tries.count(verdict, answers, given and given.id)
        if verdict.kind == "passed":
            from dlscratch.checks.engine import speed  # all of the library comes with it

            verdict = speed.measured(answers[0], verdict)
        text, self._kept_back = patience.told(verdict, self.hints, self._tries.step)
        if patience.looks(verdict, self._tries.step):
            self._tries.hints = max(self._tries.hints, 1)
        if verdict.as_given and self._tries.again and self._tries.step < patience.CAUSE:
            text += "\n" + patience.AGAIN.format(patience.called(answers[0]))
        show.verdict(self, verdict._replace(message=self._said(text)), self._tries.data())

    def grade(self, *answers) -> Verdict:
        """The verdict on an answer, without showing it."""
        must_not_run()
        _ = self.expected  # an author's mistake must not look like a learner's
        try:
            return judge(self, answers)
        except Exception as error:  # an answer that defeats the check is still just an answer
            text = f"The check cannot make sense of this answer ({type(error).__name__})."
            return Verdict("error", None, text)

    def hint(self):
        """Show what the check has kept back; else the next hint, of which the last one stays."""
        if self._kept_back:
            show.show(f"The cause: {self.name}", self._said(self._kept_back))
            self._kept_back, self._tries.step = "", patience.CAUSE
            self._tries.count_hint()
            return
        if self._tries.hints < len(self.hints):
            self._tries.hints += 1
            self._tries.count_hint()
        number = self._tries.hints
        text = self.hints[number - 1]
        if number == len(self.hints):
            text += f"\nThis is the last hint. A solution: `check.{self.name}.solution()`"
        show.show(f"Hint {number} of {len(self.hints)}: {self.name}", self._said(text))

    def _said(self, text):
        """A text of its author as the learner sees it."""
        return solutions.numbered(text, self.lesson)

    @property
    def solution(self):
        """Shows a solution when called; its text is `.source`."""
        return Solution(self.id)

    def __repr__(self):
        return f"check.{self.name}(your answer); also check.{self.name}.hint() and .solution()"

    # For the author

    def wrong(self, hint, id=None, ends=True):
        """Decorates a known wrong answer, whose id is its name; `ends` is False for an endless one.

        Of a name that would hide another one, as `sum_`, the id leaves out the last underscore.
        """

        def add(answer):
            inner = answer
            while hasattr(inner, "__wrapped__"):  # inspect.unwrap leaves classes out since 3.14
                inner = inner.__wrapped__
            self._know(id or inner.__name__.removesuffix("_"), hint, answer, ends)
            return answer

        return add

    def mistakes(self, make=None, /, **rows):
        """A table of known wrong answers: id=(hint, answer).

        With `make`, a row is id=(hint, *parts), and the answer is what make(*parts) gives.
        """
        for id, (hint, *parts) in rows.items():
            self._know(id, hint, make(*parts) if make else parts[0])

    def _know(self, id, hint, answer, ends=True):
        if any(mistake.id == id for mistake in self.bank):
            raise ValueError(f"Exercise {self.id!r}: it has two mistakes called {id!r}.")
        self.bank.append(Mistake(id, hint, answer, ends))

    def variant(self, answer):
        """Decorates a right answer that is written differently."""
        self.variants.append(answer)
        return answer

    # For the verdict

    def outcomes(self, answer) -> list:
        """What the answer does on each probe; once its time is up, no more are tried."""
        return self._outcomes(self._run, answer, self.seconds)

    def once_more(self, answer):
        """What the answer does on the first probe after all the others, if that can be another
        thing and does not take long; else None."""
        if self.wants == "value" or self.seconds > self.LONG:
            return None
        return self._outcomes(self._run, answer, self.seconds, self.probes[:1])[0]

    def in_turn(self, answer, probes):
        """What the answer does on other probes, and its results as they are in the end."""
        results = []

        def call(answer, *probe):
            results.append(self._run(answer, *probe))
            return results[-1]

        return self._outcomes(call, answer, self.seconds, probes), results

    def _outcomes(self, call, answer, seconds, probes=None, memory=True):
        outcomes: list[Outcome] = []
        for probe in probes or self.probes:
            left = max(seconds - sum(one.seconds for one in outcomes), 0.001)
            given = copy.deepcopy(probe)
            outcomes.append(run(functools.partial(call, answer), given, left, memory))
            if outcomes[-1].error:
                outcomes[-1].complaint = complaint(outcomes[-1].error)
            if outcomes[-1].timed_out or outcomes[-1].interrupted:
                break
        return outcomes

    def _run(self, answer, *probe):
        if self.prepare:
            answer = self.prepare(answer)
        if self.run:
            return self.run(answer, *probe)
        if self.wants == "value" and not self.prepare:
            return without_tensors(answer)
        return answer(*probe)

    @functools.cached_property
    def expected(self) -> list:
        """What the reference does on each probe."""
        call = self.expect or self._run
        outcomes = self._outcomes(call, self.reference, 10 * self.seconds, memory=False)
        if any(outcome.interrupted for outcome in outcomes):
            raise KeyboardInterrupt
        for probe, outcome in zip(self.probes, outcomes, strict=False):
            where = f"The reference of {self.id!r}, on {self.call(probe)},"
            if outcome.error or outcome.timed_out:
                raise RuntimeError(f"{where} fails.") from outcome.error
            if not compare.comparable(outcome.output):
                raise RuntimeError(f"{where} gives no plain data: let `run` give some.")
        return outcomes

    def recognise(self, outcomes) -> Mistake | None:
        """The first known mistake that does on every probe what the answer did."""
        stopped = [outcome.error for outcome in outcomes if not outcome.timed_out]
        if len(stopped) == len(outcomes) and all(stopped):
            if not all(isinstance(error, Refuse) for error in stopped):
                return None
        return next((known for known in self.bank if self.does_as(known, outcomes)), None)

    def does_as(self, mistake, outcomes) -> bool:
        """Whether an answer does on every probe what a known mistake does."""
        known = self._known.get(mistake.id, [])
        for place, outcome in enumerate(outcomes):
            if place == len(known):  # no further than is needed: most differ on the first probe
                if not mistake.ends and not limit.possible():
                    return False
                known = self.outcomes_of(mistake, place + 1)
            if not self._alike(outcome, known[place]):
                return False
        return True

    def outcomes_of(self, mistake, probes=None) -> list:
        """What a known mistake does on the first `probes`, or on all."""
        known = self._known.setdefault(mistake.id, [])
        for probe in self.probes[len(known) : probes]:
            known.append(self._known_outcome(mistake, probe))
        return known

    def _known_outcome(self, mistake, probe):
        """What a known mistake does on a probe."""
        # One that never ends must not keep the learner waiting.
        seconds = self.seconds if mistake.ends else self.seconds / 8
        [outcome] = self._outcomes(self._run, mistake.answer, seconds, [probe])
        if outcome.interrupted:
            raise KeyboardInterrupt
        steps = self.labelled(outcome.output).values()
        for error in (outcome.error, *(getattr(one, "error", None) for one in steps)):
            if error:  # what is kept must not keep frames and all that is in them
                error.__traceback__ = error.__context__ = None
        return outcome

    def _alike(self, outcome, known):
        if outcome.error or known.error or outcome.timed_out or known.timed_out:
            if outcome.timed_out or known.timed_out:
                return outcome.timed_out and known.timed_out
            return bool(outcome.error and known.error) and outcome.complaint == known.complaint
        here = (outcome.output, *outcome.arguments)
        there = (known.output, *known.arguments)
        pairs = zip(here, there, strict=True)
        return all(compare.same(*pair, self.rtol, self.accepts) for pair in pairs)

    def names_above(self) -> set[str]:
        """What the other exercises of the page define: a learner may not have run their cells."""
        return solutions.defined(self.lesson) - solutions.defined(self.lesson, self.name)

    def prescribed(self) -> set[str]:
        """The names that the solution uses."""
        return set(re.findall(r"[A-Za-z_]\w*", self.solution.source))

    def labelled(self, output) -> dict:
        """An output as a dict: the one that `run` gave, or with an empty label."""
        return output if self.run and type(output) is dict else {"": output}

    def call(self, probe) -> str:
        """The beginning of a sentence about a probe: "`total([1, 2])`", "With x = 3, …"."""
        if not self.run:
            given = ", ".join(short(part, 40).removeprefix("an ") for part in probe)
            return f"`{self.name}({given})`" if given else "Your answer"
        given = ", ".join(
            self._with(position, part)
            for position, part in enumerate(probe)
            if family(part) != "object"
        )
        return f"With {given}, your code" if given else "Your code"

    def _with(self, position, value):
        name, text = self.argument(position), short(value, 40)
        if family(value) == "array" and "shape" in text:
            return f"{name} of shape {plain(value).shape}"
        return f"{name} = {text}"

    def argument(self, position) -> str:
        """What sentences call an argument: as `run` or the reference calls its parameter."""
        function = self.run or self.reference
        names = getattr(function, "arguments", None)
        if names is None and isinstance(function, types.FunctionType):
            code = function.__code__
            names = code.co_varnames[: code.co_argcount][1 if self.run else 0 :]
        return names[position] if names and position < len(names) else f"argument {position + 1}"
