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


def test_why_parameters_stay():
    for make, why in (
        (patients.steps_below_what_float32_can_tell, "too small for this learning rate"),
        (patients.optimizer_of_another_net, "the optimizer does not change the net's own arrays"),
    ):
        found = [one.sentence for one in diagnose(*make()) if one.name == "parameters_move"]
        assert why in found[0]


def test_a_layer_has_its_own_name():
    net, *rest = patients.plain()
    net[0].bias.data -= 50
    found = {one.name: one.sentence for one in diagnose(net, *rest)}
    assert "behind 1, ReLU()" in found["units_alive"]


def test_the_patient_leaves_as_it_came():
    net, x, y, loss, optimizer = patients.trained_for_a_while()
    net.train()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    grads = [param.grad.clone() for param in net.parameters()]
    diagnose(net, x, y, loss, optimizer)
    assert net.training
    assert all((before[name] == value).all() for name, value in net.state_dict().items())
    assert all((a == b.grad).all() for a, b in zip(grads, net.parameters(), strict=True))
