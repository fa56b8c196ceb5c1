"""The panel of five numbers, on nets that are well and on nets that are not."""

import pytest

from dlscratch.doctor.panel import examine

torch = pytest.importorskip("torch")
nn = torch.nn


def digits_like():
    rng = torch.Generator().manual_seed(0)
    return torch.randn(32, 20, generator=rng), torch.arange(32) % 10


def well(*extra):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(20, 30), nn.ReLU(), *extra, nn.Linear(30, 10))


def panel(net, params=None, loss=None):
    optimizer = torch.optim.Adam(net.parameters() if params is None else params, lr=0.01)
    return examine(net, optimizer, loss or nn.CrossEntropyLoss(), *digits_like())


def test_a_net_that_is_well():
    found = panel(well(nn.Dropout(0.1)))
    assert (found.parameters, found.moved, found.by_heart, found.alike) == (940, 4, 1, True)
    assert found.first_loss == pytest.approx(2.3, abs=0.3)


def test_net_and_optimizer_stay_as_they_are():
    net = well()
    optimizer, before = torch.optim.Adam(net.parameters()), [p.clone() for p in net.parameters()]
    examine(net, optimizer, nn.CrossEntropyLoss(), *digits_like())
    assert all(a.equal(b) for a, b in zip(before, net.parameters(), strict=True))
    assert not optimizer.state and net.training


def test_what_does_not_move_is_counted():
    assert panel(well(), params=well().parameters()).moved == 0  # of another net
    net = well()
    assert panel(net, params=net[2].parameters()).moved == 2

    def cut_off(predicted, actual):
        return nn.functional.cross_entropy(predicted, actual).detach().requires_grad_()

    assert panel(well(), loss=cut_off).moved == 0


def test_what_cannot_learn_by_heart_is_seen():
    sick = nn.Sequential(well(), nn.ReLU(), nn.Softmax(dim=1))
    assert panel(sick).by_heart < 1


def test_dropout_that_does_not_know_its_mode_answers_differently():
    forgetful = nn.Identity()
    forgetful.forward = lambda x: nn.functional.dropout(x, 0.5)
    assert not panel(well(forgetful)).alike
