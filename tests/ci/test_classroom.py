"""The pure parts of ci/classroom.py: what a learner types, and how what they saved is judged."""

import importlib.util
import json
import sys

import pytest

from dlscratch import checks
from dlscratch.course import lessons
from tests import ROOT


@pytest.fixture(scope="module")
def load():
    sys.path.append(str(ROOT / "ci"))  # where it finds hub.py
    spec = importlib.util.spec_from_file_location("ci_classroom", ROOT / "ci" / "classroom.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(ROOT / "ci"))


def test_what_a_learner_types_is_wrong_and_then_right(load):
    found = load.answers(lessons.find("01"))
    assert len(found) >= load.ANSWERED
    exercises = {one.name: one for one in checks.registry() if one.lesson == "tensors"}
    for name, answer in found.items():
        assert answer.mistake in {one.id for one in exercises[name].bank}
        assert f"def {name}(" in answer.wrong and answer.wrong != answer.right


def test_a_damaged_notebook_is_seen(load):
    original = (ROOT / lessons.find("01").exercises).read_text(encoding="utf-8")
    assert load.damage(original, original) == ""
    notebook = json.loads(original)
    notebook["cells"][0]["source"] = "# My title"
    assert load.damage(json.dumps(notebook), original) == ""
    assert "no valid notebook" in load.damage(original[:5000], original)
    last = notebook["cells"].pop()
    assert "cells of" in load.damage(json.dumps(notebook), original)
    notebook["cells"].insert(0, last)
    assert "another order" in load.damage(json.dumps(notebook), original)
    notebook["cells"][0]["cell_type"] = "nothing"
    assert "no valid notebook" in load.damage(json.dumps(notebook), original)


def test_the_summary(load):
    assert load.summary([]) == {"median": None, "p95": None, "n": 0}
    assert load.summary([2.0]) == {"median": 2.0, "p95": 2.0, "n": 1}
    assert load.summary([float(n) for n in range(101)]) == {"median": 50.0, "p95": 95.0, "n": 101}
