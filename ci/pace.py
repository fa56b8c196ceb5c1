"""How each lesson is paced, by the estimate in dlscratch/course/minutes.py.

python ci/pace.py       a line a lesson
python ci/pace.py 05    and where one lesson's minutes go, from one thing to do to the next
"""

import sys
from pathlib import Path
from typing import NamedTuple

from dlscratch.course import lessons, minutes, signposts

ROOT = Path(__file__).resolve().parent.parent


class Pace(NamedTuple):
    """Minutes of one lesson and its exercises."""

    lesson: float
    exercises: float
    longest: float  # without anything to type, change or mend
    evenings: list[float]  # with the exercises of each evening's stops

    def __str__(self):
        evenings = " + ".join(f"{one:.0f}" for one in self.evenings)
        return (
            f"{self.lesson:4.0f} + {self.exercises:3.0f} = {self.lesson + self.exercises:3.0f} "
            f"minutes, evenings {evenings}, longest without an edit {self.longest:.0f}"
        )


def pace(pair: signposts.Pair) -> Pace:
    cells = pair.told().cells
    evenings = [0.0]
    for cell, marked in zip(cells, pair.cells(), strict=True):
        parts = zip(
            signposts.ENDS.split(cell.source)[::2],  # without what it says
            signposts.EVENING.split(marked.source),
            strict=True,
        )
        for number, (shown, text) in enumerate(parts):
            if number:
                evenings.append(0.0)
            part = type(cell)({**cell, "source": shown})
            exercises = sum(one.minutes for one in pair.stopped_for(text))
            evenings[-1] += minutes.of_cell(part) + exercises
    # Exercises for which the lesson does not stop come at the end.
    stopped = {one.name for exercises in pair.exercises_at() for one in exercises}
    rest = sum(one.minutes for one in pair.exercises.values() if one.name not in stopped)
    evenings[-1] += rest
    here = sum(map(minutes.of_cell, cells))
    longest, _ = minutes.longest_reading(cells)
    return Pace(here, pair.minutes_of_exercises, longest, evenings)


def main(arguments: list[str]) -> None:
    wanted = [lessons.find(word) for word in arguments] or lessons.LESSONS
    for lesson in wanted:
        pair = signposts.Pair.read(ROOT, lesson)
        print(f"{lesson.stem:20} {pace(pair)}")
        if arguments:
            spent = 0.0
            for number, cell in enumerate(pair.told().cells):
                spent += minutes.of_cell(cell)
                if minutes.is_edit(cell):
                    print(f"  cell {number:3}: after {spent:4.1f} minutes: {_edit(cell)}")
                    spent = 0.0
            print(f"  to the end {spent:.1f} minutes")


def _edit(cell):
    lines = [one for one in cell.source.splitlines() if one.startswith(("**", "## "))]
    return next((one for one in lines if minutes.EDIT.search(one)), lines[0])[:70]


if __name__ == "__main__":
    main(sys.argv[1:])
