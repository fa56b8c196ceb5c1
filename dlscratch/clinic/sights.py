"""Which experiments see a fault, and which of them is the shortest way to it."""

from typing import NamedTuple

from dlscratch.clinic.facts import Experiment, aligned, indented
from dlscratch.clinic.library import Library

SHOWN = 4  # lines of what an experiment gives, for each library


class Sight(NamedTuple):
    """An experiment that gives something else in the changed library than in the healthy one."""

    call: str
    rank: tuple[bool, int]  # whether one needs experience to see it, and how many lines it looks at
    healthy: list[str]
    changed: list[str]


def sights(experiments: tuple[Experiment, ...], healthy: Library, changed: Library) -> list[Sight]:
    """The experiments that see a fault, those first that lead to it soonest."""
    found = []
    for one in experiments:
        for part in one.calls():
            looked = changed.anew()
            now, usual = one.told(looked, part), one.told(healthy.anew(), part)
            if now != usual:
                lines = sum(len(looked.lines(used)) for used in looked.used)
                call, rank = one.called(part), (one.vague, lines)
                found.append(Sight(call, rank, usual.split("\n"), now.split("\n")))
    return sorted(found, key=lambda one: one.rank)


def telling(found: list[Sight], lines: int) -> list[str]:
    """What is said of the experiments that see a fault in a library of so many lines: the soonest,
    a table of what differs there, and the others."""
    if not found:
        return ["No experiment sees it: only the training does, and the code itself."]
    best = found[0]
    first = [one.call for one in found if one.rank == best.rank]
    others = ", ".join(one.call for one in found[len(first) :])
    rows = [("healthy", one) for one in best.healthy if one not in best.changed][-SHOWN:]
    rows += [("here", one) for one in best.changed if one not in best.healthy][-SHOWN:]
    return [
        f"It is found soonest with {', or with '.join(first)}: only {best.rank[1]} of {lines} "
        f"lines take part there. {best.call if first[1:] else 'It'} gives",
        indented(aligned(rows)),
        f"It also shows in {others}." if others else "No other one sees it.",
    ]
