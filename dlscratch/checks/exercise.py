"""An exercise: what is asked, how it is checked, and what its author knows about it."""

import copy
import difflib
import functools
import importlib.resources
import json
import re
import sys
import types
from typing import NamedTuple

from dlscratch.checks import compare, show
from dlscratch.checks.run import run
from dlscratch.checks.verdict import Verdict, judge

KINDS = ("fill", "predict", "bug", "order", "page")
WANTS = ("function", "class", "value")


class Mistake(NamedTuple):
    """A known wrong answer."""

    id: str
    hint: str
    answer: object


class Exercise:
    """One exercise. Called with an answer, it shows a verdict.

    id         "lesson.name"; the object is named `name` in the module of the lesson's checks
    kind       fill, predict, bug, order or page
    reference  a right answer; what it gives for the probes is what is expected
    probes     argument tuples, copied for every run
    run        run(answer, *probe) -> output, or {"label": output, …}; default: answer(*probe)
    prepare    prepare(answer) -> what is run, for instance a function made from an order of lines
    expect     expect(reference, *probe) -> expected output, where that is not what `run` gives
    accepts    types that pass for the expected one, for instance (tuple, np.ndarray) for a list
    hints      three, from where to look to almost there
    after      shown once passed: why it matters
    seconds    the time limit for all probes together
    rtol       how close numbers must be, relative to the expected one
    """

    def __init__(
        self, id, *, kind, reference, hints, after, wants="function", probes=((),),
        run=None, prepare=None, expect=None, accepts=(), seconds=2.0, rtol=1e-6,
    ):  # fmt: skip
        self.id, self.kind, self.wants, self.reference = id, kind, wants, reference
        self.lesson, _, self.name = id.partition(".")
        self.probes, self.hints, self.after = list(probes), tuple(hints), after
        self.run, self.prepare, self.expect, self.accepts = run, prepare, expect, tuple(accepts)
        self.seconds, self.rtol = seconds, rtol
        self.bank: list[Mistake] = []
        self.variants: list = []
        self._shown = 0
        self._gives = {}
        self._validate()
        _guard(self.lesson)

    def _validate(self):
        for right, sentence in (
            (re.fullmatch(r"[a-z]\w*\.[a-z]\w*", self.id), "the id must read lesson.name"),
            (self.kind in KINDS, f"kind must be one of {', '.join(KINDS)}"),
            (self.wants in WANTS, f"wants must be one of {', '.join(WANTS)}"),
            (len(self.hints) == 3 and all(self.hints), "there must be three hints"),
            (self.after, "after must say why the exercise matters"),
            (all(type(probe) is tuple for probe in self.probes), "a probe is a tuple of arguments"),
            (self.probes, "there must be a probe"),
            (self.wants == "value" or any(self.probes), "a probe must have arguments"),
        ):
            if not right:
                raise ValueError(f"Exercise {self.id!r}: {sentence}.")

    # For the learner

    def __call__(self, *answers):
        show.verdict(self, self.grade(*answers))

    def grade(self, *answers) -> Verdict:
        """The verdict on an answer, without showing it."""
        self.expected  # noqa: B018  an author's mistake must not look like a learner's
        try:
            return judge(self, answers)
        except Exception as error:
            text = f"The check could not make sense of this answer ({type(error).__name__})."
            return Verdict("error", None, text)

    def hint(self):
        """Show the next hint; the last one stays."""
        self._shown = min(self._shown + 1, len(self.hints))
        text = self.hints[self._shown - 1]
        if self._shown == len(self.hints):
            text += f"\nThat was the last one. The solution: `check.{self.name}.solution()`"
        show.show(f"Hint {self._shown} of {len(self.hints)}: {self.name}", text)

    @property
    def solution(self):
        """Shows the solution when called; its text is `.source`."""
        return Solution(self.id)

    def __repr__(self):
        return f"check.{self.name}: call it with your answer; .hint() and .solution() help."

    # For the author

    def wrong(self, id, hint):
        """Decorates a known wrong answer."""
        if id in [mistake.id for mistake in self.bank]:
            raise ValueError(f"Exercise {self.id!r}: there are two mistakes {id!r}.")

        def add(answer):
            self.bank.append(Mistake(id, hint, answer))
            return answer

        return add

    def variant(self, answer):
        """Decorates a right answer that is written differently."""
        self.variants.append(answer)
        return answer

    # For the verdict

    def outcomes(self, answer):
        """What the answer does on each probe; after a timeout no more are tried."""
        return list(self._outcomes(answer, self._run))

    def _outcomes(self, answer, call):
        for probe in self.probes:
            outcome = run(functools.partial(call, answer), copy.deepcopy(probe), self.seconds)
            yield outcome
            if outcome.timed_out:
                return

    def _run(self, answer, *probe):
        if self.prepare:
            answer = self.prepare(answer)
        if self.run:
            return self.run(answer, *probe)
        return answer if self.wants == "value" and not self.prepare else answer(*probe)

    @functools.cached_property
    def expected(self):
        """What the reference does on each probe."""
        outcomes = list(self._outcomes(self.reference, self.expect or self._run))
        for probe, outcome in zip(self.probes, outcomes, strict=False):
            if outcome.error or outcome.timed_out:
                raise RuntimeError(
                    f"The reference of {self.id!r} fails on {self.call(probe)}."
                ) from outcome.error
        return outcomes

    def recognise(self, outcomes) -> Mistake | None:
        """The first known mistake that does on every probe what the answer did."""
        return next((mistake for mistake in self.bank if self._matches(mistake, outcomes)), None)

    def _matches(self, mistake, outcomes):
        if all(outcome.error for outcome in outcomes) and not outcomes[-1].timed_out:
            return False
        if mistake.id not in self._gives:
            self._gives[mistake.id] = self.outcomes(mistake.answer)
        known = self._gives[mistake.id]
        return len(known) == len(outcomes) and all(map(self._alike, known, outcomes))

    def _alike(self, known, outcome):
        if known.timed_out or outcome.timed_out or known.error or outcome.error:
            return (known.timed_out, type(known.error)) == (outcome.timed_out, type(outcome.error))
        parts = (known.output, *known.arguments), (outcome.output, *outcome.arguments)
        return all(
            compare.family(a) == "object" or compare.same(b, a, self.rtol)
            for a, b in zip(*parts, strict=True)
        )

    def labelled(self, output):
        """An output as a dict: that of `run`, or the only one under an empty label."""
        return output if self.run and type(output) is dict else {"": output}

    def argument(self, position):
        """What a sentence calls an argument."""
        names = self._names()
        return names[position] if position < len(names) else f"argument {position + 1}"

    def _names(self):
        function = self.run or self.reference
        if not isinstance(function, types.FunctionType):
            return ()
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        return getattr(function, "arguments", names[1:] if self.run else names)

    def call(self, probe):
        """What a sentence calls a probe: `tensor_sum([1, 2])`, or its arguments by name."""
        if not self.run:
            return f"`{self.name}({', '.join(compare.short(part, 40) for part in probe)})`"
        parts = [f"{self.argument(i)} = {compare.short(p, 40)}" for i, p in enumerate(probe)]
        return f"With {', '.join(parts)}" if parts else "Your answer"


class Solution:
    """The text of a solution, as the build wrote it down."""

    def __init__(self, id):
        self.id = id

    @property
    def source(self) -> str:
        """The solution as Python text; empty if the build has written none."""
        return _solutions().get(self.id, "")

    def __call__(self):
        name = self.id.partition(".")[2]
        if self.source:
            code = "\n".join("    " + line for line in self.source.split("\n"))
            show.show(f"A solution: {name}", code)
        else:
            show.show(f"A solution: {name}", "There is none written down for this exercise yet.")


@functools.cache
def _solutions():
    file = importlib.resources.files("dlscratch.checks") / "solutions.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


class Checks(types.ModuleType):
    """A lesson's module of checks: says what is wrong when a name is, and keeps its exercises."""

    def __getattr__(self, name):
        known = [key for key, value in vars(self).items() if isinstance(value, Exercise)]
        close = difflib.get_close_matches(name, known, 3)
        names = " or ".join(f"check.{key}" for key in close or known)
        raise AttributeError(f"There is no check.{name}. " + (f"Did you mean {names}?" if close else f"There are: {names}."))

    def __setattr__(self, name, value):
        if isinstance(vars(self).get(name), Exercise):
            raise AttributeError(f"check.{name} is the check itself; to use it, call it: check.{name}(your answer).")
        super().__setattr__(name, value)


def _guard(lesson):
    module = sys.modules.get(f"dlscratch.checks.{lesson}")
    if module is not None:
        module.__class__ = Checks
