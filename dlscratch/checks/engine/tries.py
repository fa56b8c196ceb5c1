"""What a learner has tried on one exercise, and how much they have been told."""

from dlscratch.checks.engine.fingerprint import fingerprint
from dlscratch.checks.engine.patience import CAUSE, LOOK

WRONG = ("wrong", "error", "timeout")


class Tries:
    """The wrong answers to one exercise, each counted once, and the hints."""

    def __init__(self):
        self.wrong = self.hints = 0
        self.step = 0  # of patience
        self._seen: set[int] = set()

    def count(self, verdict, answers):
        """Count an answer to which a check gives this verdict."""
        answer = fingerprint(answers)
        if verdict.kind in WRONG and answer not in self._seen:
            self._seen.add(answer)
            self.wrong += 1
            self.step = min(self.step + 1, CAUSE)
            if self.step == LOOK and self.hints:  # where to look is known already
                self.step = CAUSE
