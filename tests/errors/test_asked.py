"""Of a hundred errors asked about in public, how many get a true and useful sentence."""

import collections

import numpy as np
import pytest

from .asked import QUESTIONS
from .raised import explained

USEFUL = 85  # at least so many of the hundred


def names():
    torch = pytest.importorskip("torch")
    return {"np": np, "torch": torch, "nn": torch.nn, "F": torch.nn.functional}


@pytest.mark.parametrize("asked", QUESTIONS, ids=[one.source for one in QUESTIONS])
def test_what_is_said(asked):
    """Each kind was read beside its question: it names the cause, or the two that do not fit."""
    found = explained(asked.cell, names())
    assert (found.kind if found else "") == asked.kind, f"{asked.cell}\n{found}"


def test_how_many():
    assert len(QUESTIONS) == 100
    assert sum(bool(one.kind) for one in QUESTIONS) >= USEFUL


def test_every_question_is_one_of_its_own():
    counted = collections.Counter(one.source for one in QUESTIONS)
    assert [source for source, times in counted.items() if times > 1] == []
    assert all(
        "/issues/" in one or "/pull/" in one or one.startswith("https://") for one in counted
    )
