"""Warnings that come while an answer runs are told once, with who gave them."""

import warnings

import numpy as np
import pytest

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import run
from dlscratch.checks.engine.warned import MOST, PLAIN, Warned, sentences


def warns(*texts):
    def answer(x=0):
        for text in texts:
            warnings.warn(text, stacklevel=1)
        return x

    return answer


def test_the_same_warning_is_kept_once():
    outcome = run(warns("a", "b", "a", "a"), (), 1)
    assert [one.text for one in outcome.warned] == ["b", "a"]
    assert len(run(warns(*map(str, range(50))), (), 1).warned) == MOST


def test_pythons_last_warning_is_told():
    assert sentences(run(warns("first", "last"), (), 1).warned) == ["Python warned: last."]


def test_pytorchs_are_told_with_a_plain_word():
    text = "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. And more."
    told = sentences([Warned("PyTorch", text)])
    assert told == [
        "PyTorch warned: The .grad attribute of a Tensor that is not a leaf Tensor is being "
        "accessed. Only a leaf keeps its gradient, not what was computed from others."
    ]
    assert "Only a leaf" not in sentences([Warned("PyTorch", text)], plain=False)[0]


def exercise(**settings):
    return Exercise(
        "room.name", kind="fill", reference=lambda x: x, probes=[(1,), (2,)], seconds=5,
        hints=("a", "b", "c"), after="Well.", **settings,
    )  # fmt: skip


def test_a_right_answer_is_told_pytorchs_warnings_once_and_no_others():
    text = "torch has something to say"
    verdict = exercise().grade(warns("a word of Python's", text, text))
    assert verdict.kind == "passed"
    assert verdict.message == f"Well.\nPyTorch warned: {text}."


def test_a_wrong_answer_is_told_both():
    def wrong(x):
        warns("torch has something to say", "and Python too")()
        return x + 1

    message = exercise().grade(wrong).message
    assert message.count("PyTorch warned: torch has something to say.") == 1
    assert message.count("Python warned: and Python too.") == 1


torch = pytest.importorskip("torch", exc_type=(ImportError, OSError))
F = torch.nn.functional


@pytest.fixture(scope="module", autouse=True)
def warm():
    """PyTorch loads much at its first optimizer: where a machine is busy, for too many seconds."""
    torch.optim.SGD([torch.ones(1)], lr=0.1)


def schedule_first():
    optimizer = torch.optim.SGD([torch.ones(2, requires_grad=True)], lr=0.1)
    torch.optim.lr_scheduler.StepLR(optimizer, 1).step()


def read_only():
    array = np.ones(3)
    array.flags.writeable = False
    return torch.from_numpy(array)


@pytest.mark.parametrize(
    "piece, answer",
    [
        (0, lambda: F.mse_loss(torch.ones(4, 1), torch.ones(4))),
        (0, lambda: torch.nn.L1Loss()(torch.ones(4, 1), torch.ones(4))),
        (1, lambda: (2 * torch.ones(3, requires_grad=True)).grad),
        (2, schedule_first),
        (3, lambda: F.softmax(torch.ones(3, 3))),
        (4, lambda: torch.tensor(torch.ones(3))),
        (5, read_only),
        (6, lambda: float(torch.ones(3, requires_grad=True).sum())),
        (7, lambda: torch.tensor([np.ones(3), np.ones(3)])),
        (8, lambda: torch.ones(1).std()),
        (9, lambda: torch.ones(1, requires_grad=True).sum().backward(create_graph=True)),
    ],
)
@pytest.mark.parametrize("again", range(2))  # PyTorch itself gives some of them only once
def test_what_pytorch_warns_of_has_its_plain_word(again, piece, answer):
    [one] = run(answer, (), 5).warned
    assert one.source == "PyTorch"
    assert sentences([one])[0].endswith(PLAIN[piece][1])
    assert not torch.is_warn_always_enabled()


def test_numpys_are_no_warnings_of_pytorchs():
    assert [one.source for one in run(lambda: np.log(np.zeros(3)), (), 1).warned] == ["Python"]
