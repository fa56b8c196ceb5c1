"""What a learner has tried on one exercise, and how much they have been told.

The counts stand beside the verdict in the learner's notebook, and nowhere else. A new kernel goes
on counting from there.
"""

import importlib
import re
import time

from dlscratch.checks.engine.fingerprint import fingerprint
from dlscratch.checks.engine.patience import CAUSE, LOOK

WRONG = ("wrong", "error", "timeout")
# Who knows where the learner's notebooks lie. It stands above the checks and is asked by name:
# without it, as where only the checks are installed, nothing is kept.
DESK = "dlscratch.course.tried"
MOST = 10**7  # of a count that is believed
ID = re.compile(r"\w{1,80}")  # of a mistake


class Tries:
    """The wrong answers to one exercise, each counted once, the hints, and the time."""

    def __init__(self, exercise: str):
        self.exercise = exercise
        self.wrong = self.asked = 0  # answers, and hints that were asked for
        self.mistakes: dict[str, int] = {}  # how many of the wrong answers made which known one
        self.step = 0  # of patience
        self.hints = 0  # so many of the three have been shown
        self.passed = False
        self._kept = False  # whether the counts are kept in this notebook
        self._before = 0.0  # seconds in earlier kernels
        self._since: float | None = None  # when the first wrong answer of this kernel came
        self._seen: set[int] = set()
        self._looked = False  # at the symptom of the code as it was given
        self._last: tuple | None = None  # kind and mistake of the verdict that the notebook holds
        self._begun = False
        self._answer: int | None = None  # the fingerprint of the last one
        self.again = False  # whether the last answer is the one before it, unchanged

    def count(self, verdict, answers, given: str | None = None) -> None:
        """Count an answer to which a check gives this verdict, up to the first that passes.

        Whoever runs the code of a hunt as it was given, which is the mistake `given`, wants to see
        the symptom: once that is no wrong answer.
        """
        self._begin()
        answer = fingerprint(answers)
        self.again, self._answer = answer == self._answer, answer
        if verdict.kind == "passed":
            self._stop_the_clock()
            self.passed, self.step = True, CAUSE
        elif verdict.kind in WRONG and self._is_new(verdict, answer):
            self.step = min(self.step + 1, CAUSE)
            if self.step == LOOK and self.hints:  # where to look is known already
                self.step = CAUSE
            if given and verdict.mistake == given and not self._looked:
                self._looked = True
            elif not self.passed:
                self.wrong += 1
                if verdict.mistake:
                    self.mistakes[verdict.mistake] = self.mistakes.get(verdict.mistake, 0) + 1
                self._since = self._since or time.monotonic()

    def count_hint(self) -> None:
        """Count a hint that was asked for and had something new to say."""
        self._begin()
        self.asked += not self.passed

    def data(self) -> dict:
        """What stands beside a verdict; empty where the first answer passes, without a hint."""
        if not self._kept or not (self.wrong or self.asked):
            return {}
        found = {"tries": self.wrong, "mistakes": dict(self.mistakes), "hints": self.asked}
        return found | {"seconds": round(self._seconds())}

    def _is_new(self, verdict, answer):
        """Whether this is another answer than all before it. Whoever comes back to a saved page
        runs it first: what says the same as there is the answer of then."""
        known = answer in self._seen or self._last == (verdict.kind, verdict.mistake or "")
        self._seen.add(answer)
        self._last = None
        return not known

    def _begin(self):
        """At the first check in a kernel: go on from what the saved notebook holds."""
        if self._begun:
            return
        self._begun = True
        try:
            saved = importlib.import_module(DESK).of(self.exercise)
        except ImportError:
            saved = None
        self._kept = saved is not None
        if saved:
            found = counts(saved)
            self.wrong, self.asked, self._before = found["tries"], found["hints"], found["seconds"]
            self.mistakes = found["mistakes"]
            self.step = min(self.wrong, CAUSE)
            self.passed = saved["kind"] == "passed"
            if self.wrong and not self.passed:
                self._last = saved["kind"], saved["mistake"]
                self._since = time.monotonic()

    def _seconds(self):
        return self._before + (time.monotonic() - self._since if self._since else 0)

    def _stop_the_clock(self):
        self._before, self._since = self._seconds(), None


def counts(data: dict) -> dict:
    """The counts beside a verdict, whoever may have written them: what is none is taken for 0."""
    found = {key: _count(data.get(key)) for key in ("tries", "hints", "seconds")}
    mistakes = data.get("mistakes")
    pairs = mistakes.items() if isinstance(mistakes, dict) else ()
    return found | {"mistakes": {id: n for id, n in pairs if _count(n) and ID.fullmatch(id)}}


def _count(value):
    return value if type(value) is int and 0 <= value <= MOST else 0
