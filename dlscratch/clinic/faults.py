"""Faults: mutations that change one line, and the search for one whose symptom shows."""

import difflib
import importlib
import itertools
import random
import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from dlscratch.checks.engine import limit
from dlscratch.clinic import mutations
from dlscratch.clinic.library import Library, Result
from dlscratch.clinic.symptoms import Band
from dlscratch.clinic.wards import Ward
from dlscratch.course.parts import KNOWN

SECONDS = 3.0  # for the check of a changed part: some never end
TRIES = 40  # so many faults are tried until one is of the kind that was drawn
CRASHES = 0.4  # so many of the cases end in a traceback
# What nobody would write by a slip, though a check must refuse it: by what was changed, and by the
# changed line: a lone word, `x = x`, or brackets that are left around a name.
UNLIKELY = re.compile(r"on the class|kept from|piled up|without `(def|class|from|import) |→ -\d\d")
UNLIKELY_LINE = re.compile(r"\s*\w+$|\s*([\w.]+) = \1$|.*(?<![\w\]])\([\w.]+\)(?!\.[a-z])")


class Fault(NamedTuple):
    """One changed line of a part, and its part's changed text."""

    part: str
    text: str
    lines: tuple[int, ...]  # the numbers that name it: of the changed line, or of those around
    was: str  # what stood there: a line, or two that have changed places
    now: str  # what stands there; empty where a line is missing

    def __str__(self):
        return f"{self.place}: {self.change}"

    @property
    def place(self) -> str:
        return f"{self.part}, line {' or '.join(map(str, self.lines))}"

    @property
    def change(self) -> str:
        """What stood there, and below it what came in its place."""
        both = textwrap.dedent(f"{self.was}\n{self.now}").split("\n")
        if not self.now:
            return f"taken out  {both[0]}"
        half = len(both) // 2
        return "\n".join([*(f"was     {one}" for one in both[:half]),
                          *(f"became  {one}" for one in both[half:])])  # fmt: skip


def of(library: Library, part: str) -> list[Fault]:
    """All faults of one line that a part of the library could have."""
    before = library.sources[part].text
    if "while" in before and not limit.possible():  # it may never end, and could not be stopped
        return []
    slips = [one for one in mutations.of(before) if not UNLIKELY.search(one.what)]
    found = filter(None, (_fault(part, before, one.text) for one in slips))
    odd = UNLIKELY_LINE.match
    return [one for one in found if odd(one.was) or not odd(one.now)]


def _fault(part, before, after):
    """A fault of one line, or None."""
    old, new = before.split("\n"), after.split("\n")
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changes = [code for code in codes if code[0] != "equal"]
    start, end = changes[0][3], changes[-1][4]  # lines of the new text
    was, now = old[changes[0][1] : changes[-1][2]], new[start:end]
    if len(was) == len(now) == 1:
        return Fault(part, after, (start + 1,), was[0], now[0])
    if len(was) == 1 and not now and was[0].strip():  # a line is missing: those around it name it
        around = [start, start + 1]
        return Fault(part, after, tuple(n for n in around if new[n - 1].strip()), was[0], "")
    if len(was) == len(now) == 2 and was == now[::-1]:
        return Fault(part, after, (start + 1, start + 2), "\n".join(was), "\n".join(now))
    return None


class Symptom(NamedTuple):
    """What the ward sees of a library that is not healthy."""

    results: list[Result]  # of the trainings
    misses: list[str]  # in what they are not healthy

    @property
    def crash(self) -> str:
        """What was said where a training did not reach its end; else empty."""
        return next((one.said for one in self.results if one.said), "")

    @property
    def late(self) -> bool:
        return any(one.late for one in self.results)

    @property
    def ends(self) -> list[tuple[str, int]]:
        """The part and the line in which each traceback ends."""
        return [one.steps[-1] for one in self.results if one.steps]


def symptom(ward: Ward, band: Band, library: Library) -> Symptom:
    """What shows from each of the first seeds; what does not show from all does not count."""
    results: list[Result] = []
    misses = ["the losses", *band.numbers]
    for seed in range(ward.sick):
        results.append(ward.trained(library, seed, band.seconds))
        if results[-1].said:
            return Symptom(results, ["it does not reach its end"])
        here = band.misses(results[-1].value)
        misses = [one for one in misses if one in here]
        if not misses:
            break
    return Symptom(results, misses)


def exercise_of(part: str):
    """The exercise that checks a part, without opening other rooms of checks."""
    return importlib.import_module(f"dlscratch.checks.{KNOWN[part].exercise}").exercise


def passes(library: Library, part: str, seconds: float | None = None) -> str | None:
    """Why a part of the library does not pass its exercise's check; None if it does."""
    exercise = exercise_of(part)
    usual = exercise.seconds
    try:
        exercise.seconds = min(usual, seconds or usual)
        verdict = exercise.grade(library.anew()[part])
    except Exception as error:  # what the text makes is no part
        return library.said(error)
    finally:
        exercise.seconds = usual
    return None if verdict.kind == "passed" else verdict.message


def drawn(library: Library, seed: int) -> Iterator[Fault]:
    """The faults of all parts in the order of a seed, the parts in turns."""
    rng = random.Random(seed)
    lists = [sorted(of(library, part), key=lambda _: rng.random()) for part in library.sources]
    rows = itertools.zip_longest(*sorted(lists, key=lambda _: rng.random()))
    return (fault for row in rows for fault in row if fault)


def offered(ward: Ward, band: Band, library: Library, fault: Fault) -> Symptom | None:
    """The symptom of a fault, if it shows and the fault is one: its part does not pass its check. A
    crash that names its own line, or a word that Python does not know, would leave nothing to
    find."""
    changed = library.changed(fault.part, fault.text)
    seen = symptom(ward, band, changed)
    named = any((fault.part, line) in seen.ends for line in fault.lines)
    named = named or "\nNameError: " in seen.crash and bool(fault.now)
    if not seen.misses or seen.late or named or passes(changed, fault.part, SECONDS) is None:
        return None
    return seen


def draw(ward: Ward, band: Band, library: Library, seed: int) -> tuple[Fault, Symptom]:
    """The case of a seed: of a kind that is drawn too, silent or a crash, if one is soon found.
    Raises RuntimeError where no fault shows at all."""
    crash, first = random.Random(seed).random() < CRASHES, None
    for number, fault in enumerate(drawn(library, seed)):
        if first and number >= TRIES:
            break
        seen = offered(ward, band, library, fault)
        if seen:
            first = first or (fault, seen)
            if bool(seen.crash) == crash:
                return fault, seen
    if not first:
        raise RuntimeError(f"no fault of one line shows in the ward {ward.name}")
    return first
