"""A sample of what ci/clinic.py tries: every fault that is offered shows, and can be mended."""

import functools
import importlib.util
import sys

import pytest

from dlscratch import clinic
from dlscratch.clinic import experiments, faults
from dlscratch.clinic.case import Case
from dlscratch.clinic.library import attempt
from dlscratch.clinic.wards import WARDS
from tests import ROOT

SAMPLE = {"xor": 3, "mnist": 1, "pytorch": 1}  # so many cases


@pytest.fixture(scope="module")
def every():
    """ci/clinic.py as a module."""
    spec = importlib.util.spec_from_file_location("ci_clinic", ROOT / "ci" / "clinic.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def healthy():
    """healthy(ward) → its library, and what is healthy there."""

    @functools.cache
    def made(name):
        if name == "pytorch":
            pytest.importorskip("torch")
        return clinic.healthy(name, own=False)

    return made


@pytest.mark.parametrize("name", WARDS)
def test_what_is_offered_shows_and_is_mended_by_its_right_line_alone(name, every, healthy):
    ward, (library, band) = WARDS[name], healthy(name)
    for seed in range(SAMPLE[name]):
        fault, seen = faults.draw(ward, band, library, seed)
        case = Case(ward, seed, library, band, fault, seen)
        assert every.troubles(case, fault, faults.of(library, fault.part)) == []


CALLS = [(name, one, part) for name, group in experiments.OF_WARD.items() for one in group
         for part in one.calls()]  # fmt: skip


@pytest.mark.parametrize("name, one, part", CALLS, ids=lambda one: getattr(one, "name", one))
def test_on_a_healthy_library_every_experiment_gives_facts(name, one, part, healthy):
    result = attempt(healthy(name)[0].anew(), lambda made: one.run(made, part), 9)
    assert not result.said and "\n" in result.value or "finite differences" in result.value


def test_a_right_line_that_is_refused_is_seen(every):
    """In a band in which nothing is healthy, no right line helps."""
    ward, (library, band) = WARDS["xor"], clinic.healthy("xor", own=False)
    fault, seen = faults.draw(ward, band, library, 1)
    case = Case(ward, 1, library, band, fault, seen)
    band.low[:], band.high[:] = -1, -1
    assert any("the right line" in one for one in every.troubles(case, fault, []))
