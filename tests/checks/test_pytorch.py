"""Lesson 9: what a learner reads when PyTorch itself protests, and what must not matter."""

import math

import numpy as np
import pytest

from dlscratch.checks import pytorch as check
from dlscratch.checks.pytorch.fit import _learn
from dlscratch.checks.pytorch.translate import _ours_to_translate

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
nn = torch.nn


def copying(body):
    """A `copy_weights` that does `body(theirs, array)` with each pair."""

    def copy_weights(params, net):
        with torch.no_grad():
            for theirs, array in zip(net.parameters(), params, strict=True):
                body(theirs, array)

    return copy_weights


def without_no_grad(params, net):
    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.copy_(torch.from_numpy(array))


def assigned(params, net):
    net[0].weight = torch.from_numpy(params[0])


def listed():
    return nn.Sequential([nn.Linear(3, 5), nn.Tanh()])


def bare_class():
    return nn.Sequential(nn.Linear(3, 5), nn.Tanh)


def recorded(net, x):
    net.eval()
    return torch.softmax(net(x), dim=1).numpy()


def mean_of_bools(net, x, y):
    return (net(x).argmax(dim=1) == y).mean().item()


def numpy_mean(net, x, y):
    return np.mean(net(x).argmax(dim=1) == y)


def loss_not_made(logits, labels):
    return nn.CrossEntropyLoss(logits, labels)


def forward_once(net, x, y, steps):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    value = nn.CrossEntropyLoss()(net(x), y)
    for _ in range(steps):
        optimizer.zero_grad()
        value.backward()
        optimizer.step()


class NoSuper(nn.Module):
    def __init__(self):
        self.first = nn.Linear(3, 5)


class LayerInForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(3, 5), nn.Linear(5, 3)

    def forward(self, x):
        return x + self.second(nn.Tanh(self.first(x)))


class WrongSizes(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(3, 5), nn.Linear(5, 3)

    def forward(self, x):
        return self.first(self.first(x))


class Misspelt(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(3, 5), nn.Linear(5, 3)

    def foward(self, x):
        return x


@pytest.mark.parametrize(
    "exercise, answer, words",
    [
        ("copy_weights", without_no_grad, "parameter: switch the recording off"),
        ("copy_weights", without_no_grad, "theirs has shape (5, 3), array has shape (5, 3)"),
        ("copy_weights", assigned, "change its numbers in place"),
        ("copy_weights", copying(lambda t, a: t.copy_(a)), "`torch.from_numpy(…)` makes a tensor"),
        ("copy_weights", copying(lambda t, a: t.__setitem__(..., a)), "`torch.from_numpy(…)`"),
        ("copy_weights", copying(lambda t, a: t.copy(a)), "Did you mean `copy_`?"),
        ("translate", listed, "no list"),
        ("translate", bare_class, "no bare class"),
        ("missing_eval", recorded, "This tensor is being recorded."),
        ("accuracy", mean_of_bools, "`.float()` makes numbers of True and False."),
        ("accuracy", numpy_mean, "a tensor has methods of its own"),
        ("softmax_before_loss", loss_not_made, "with empty brackets, then called"),
        ("missing_zero_grad", forward_once, "run forward again before the next"),
        ("own_module", NoSuper, "`super().__init__()` comes first"),
        ("own_module", LayerInForward, "`nn.Tanh()` makes a layer"),
        ("own_module", WrongSizes, "as many columns in its inputs"),
        ("own_module", WrongSizes, "return self.first(self.first(x))"),
        ("own_module", Misspelt, 'missing the required "forward" function'),
    ],
)
def test_pytorchs_own_messages_are_explained(exercise, answer, words):
    verdict = getattr(check, exercise).grade(answer)
    assert verdict.kind == "error"
    assert words in verdict.message, verdict.message


def loss_as_a_number(logits, labels):
    return nn.CrossEntropyLoss()(logits, labels).item()


def loss_of_each(logits, labels):
    return nn.CrossEntropyLoss(reduction="none")(logits, labels)


def unrecorded(logits, labels):
    return nn.CrossEntropyLoss()(logits.detach(), labels)


@pytest.mark.parametrize(
    "exercise, answer, words",
    [
        ("softmax_before_loss", loss_as_a_number, "A number came. A loss stays a tensor"),
        ("softmax_before_loss", loss_of_each, "a tensor of shape (3,) came"),
        ("softmax_before_loss", unrecorded, "it was not recorded"),
        ("softmax_before_loss", lambda logits, labels: None, "None for the loss"),
        ("accuracy", lambda net, x, y: net(x).argmax(dim=1) == y, "a tensor of shape (7,)"),
        ("accuracy", lambda net, x, y: torch.tensor(0.5), "`.item()` takes the number out"),
        ("missing_eval", lambda net, x: net(x), "a NumPy array was asked for"),
        ("translate", lambda: (nn.Linear(3, 5), nn.Tanh()), "`nn.Sequential(…)` makes one net"),
        ("translate", lambda: _ours_to_translate(), "a net of this course"),
        ("translate", lambda: nn.Linear(3, 5), "a Linear object"),
        ("own_module", type("Net", (), {}), "A net of PyTorch is an `nn.Module`"),
        ("training_loop", "FDGCHAEBI", "`predicted` is used before any line has made it."),
        ("fit", lambda x, y: nn.Linear(784, 9), "an array of shape (1000, 9)"),
    ],
)
def test_what_is_no_answer_is_refused_in_a_sentence(exercise, answer, words):
    verdict = getattr(check, exercise).grade(answer)
    assert verdict.kind == "wrong"
    assert words in verdict.message, verdict.message


def test_a_check_leaves_pytorch_as_it_was():
    for setting in (1, 2):
        torch.set_num_threads(setting)
        torch.manual_seed(setting)
        state = torch.random.get_rng_state()
        for exercise in (check.missing_eval, check.missing_zero_grad, check.own_module):
            exercise.grade(exercise.reference)
        assert torch.get_num_threads() == setting
        assert torch.equal(torch.random.get_rng_state(), state)


def test_a_check_works_while_the_recording_is_off():
    with torch.no_grad():
        for name in ("missing_zero_grad", "softmax_before_loss", "copy_weights", "own_module"):
            exercise = getattr(check, name)
            verdict = exercise.grade(exercise.reference)
            assert verdict.kind == "passed", verdict.message
        assert not torch.is_grad_enabled()


@pytest.mark.parametrize("seed", range(3))
def test_any_right_training_passes(seed):
    def fit(x, y):
        torch.manual_seed(seed)
        return _learn(x, y, epochs=6)

    assert check.fit.grade(fit).kind == "passed"


def test_softmax_twice_cannot_fall_below_146():
    """The number in the exercise, and in what is said once it is passed."""
    logits = torch.zeros(1, 10)
    logits[0, 4] = 100.0
    twice = nn.CrossEntropyLoss()(torch.softmax(logits, dim=1), torch.tensor([4])).item()
    assert twice == pytest.approx(math.log(1 + 9 / math.e), abs=1e-6)
    assert round(twice, 2) == 1.46 and round(math.exp(-twice), 2) == 0.23
