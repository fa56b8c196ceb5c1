"""A part of what ci/holes.py tries: wrong answers that nobody has listed, and none may pass.

Which part is settled by the text of a change, so it is the same for everybody, and another one when
a solution changes. `python ci/holes.py` tries them all.
"""

import sys
import zlib

import numpy as np
import pytest
from gate import ROOT, load, needs_torch

from dlscratch import checks

sys.path.append(str(ROOT / "ci"))  # where holes.py finds wrappers.py
holes = load(ROOT / "ci" / "holes.py")
SHARE = 12  # one change in so many
QUICK = [one for one in checks.registry() if one.wants != "value" and one.seconds <= 5]


@pytest.mark.parametrize("exercise", QUICK, ids=lambda one: one.id)
def test_no_wrong_answer_passes(exercise):
    needs_torch(exercise.lesson)
    known = holes.explained()
    tried = holes.tried(exercise, lambda change: zlib.crc32(change.encode()) % SHARE == 0)
    passed = [str(holes.Hole(exercise.id, change)) for change, passes in tried if passes]
    assert [one for one in passed if one not in known] == []


def test_a_hole_is_seen():
    """An exercise whose probes cannot tell a wrong answer from a right one."""
    exercise = next(one for one in QUICK if one.id == "stacks.neuron")
    probes, expected = exercise.probes, exercise.expected
    exercise.probes = [(np.zeros(3), np.zeros(3), 0.0)]
    del exercise.expected
    try:
        assert any(passes for _, passes in holes.tried(exercise))
    finally:
        exercise.probes, exercise.expected = probes, expected


def test_what_is_explained_still_exists():
    """An explanation for a change that is not tried any more explains nothing."""
    for line in holes.explained():
        id, _, _ = line.partition(":")
        assert id in {one.id for one in checks.registry()}, line
