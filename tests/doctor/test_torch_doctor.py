"""The same for PyTorch's modules."""

import pytest

from dlscratch.doctor import diagnose

pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
from tests.doctor import torch_patients as patients  # noqa: E402


@pytest.mark.parametrize("name", patients.HEALTHY)
def test_no_wolf(name):
    assert diagnose(*patients.HEALTHY[name]()) == []


@pytest.mark.parametrize("name", patients.PLANTED)
def test_what_was_planted_is_named(name):
    make, wanted = patients.PLANTED[name]
    assert {one.name for one in diagnose(*make())} & set(wanted)


def test_the_patient_leaves_as_it_came():
    net, x, y, loss, optimizer = patients.trained_for_a_while()
    net.train()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    grads = [param.grad.clone() for param in net.parameters()]
    diagnose(net, x, y, loss, optimizer)
    assert net.training
    assert all((before[name] == value).all() for name, value in net.state_dict().items())
    assert all((a == b.grad).all() for a, b in zip(grads, net.parameters(), strict=True))
