"""Predictions that are answered by what their numbers show, where no known mistake gives them."""

from collections.abc import Callable

import numpy as np

from dlscratch.checks.engine.exercise import Exercise, Mistake

CLOSE = 0.01  # so near a right number, relative to it, it was rounded or miscounted
NEARLY = "{} is close to what is right, and not equal to it. Nothing is to be rounded here."


class Prediction(Exercise):
    """An exercise whose answer is a number or a list of numbers.

    shows(numbers) is asked about a wrong answer that has as many numbers as are wanted, as an array
    of one axis, and returns a hint or None.
    """

    def __init__(self, id, *, shows: Callable, **rest):
        super().__init__(id, kind="predict", wants="value", **rest)
        self.shows = shows

    def recognise(self, outcomes):
        return super().recognise(outcomes) or self._shown(outcomes[0].output)

    def _shown(self, answer):
        right = np.atleast_1d(self.reference)
        try:
            numbers = np.array(answer, dtype=float).reshape(-1)
        except (TypeError, ValueError):
            return None
        alike = numbers.shape == right.shape and np.ndim(answer) == np.ndim(self.reference)
        if not alike or not np.isfinite(numbers).all() or _texts(answer):
            return None
        off = np.abs(numbers - right)
        wrong = np.flatnonzero(off > self.rtol * np.abs(right))
        if len(wrong) and (off <= CLOSE * np.abs(right)).all():
            told = " and ".join(f"{numbers[place]:.6g}" for place in wrong)
            return Mistake("nearly", NEARLY.format(told), answer)
        hint = self.shows(numbers)
        return Mistake("shown", hint, answer) if hint else None


def _texts(answer):
    parts = answer if isinstance(answer, list | tuple) else [answer]
    return any(isinstance(part, str) for part in parts)
