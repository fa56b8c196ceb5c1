"""Lesson 12: what an answer leaves behind, and what holds for one example or for many."""

import numpy as np
import pytest

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
from dlscratch import layers  # noqa: E402
from dlscratch.checks import pytorch as check  # noqa: E402
from dlscratch.checks.in_pytorch import made  # noqa: E402

nn = torch.nn


def six(**options):
    return [
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2, **options), nn.Linear(5, 4), nn.Sigmoid(),
        nn.Linear(4, 2),
    ]  # fmt: skip


def emptied():
    net = nn.Sequential(*six())
    for param in net.parameters():
        nn.init.constant_(param, 0.1)
    return net


def rows_in_place(images):
    images.shape = (len(images), 784)
    return torch.from_numpy(images).float() / 255


def rows_by_the_largest(images):
    x = torch.from_numpy(images).float()
    return (x / x.max()).reshape(-1, 784)


def tensors(x=lambda x: x / 255, y=lambda y: y, both=lambda *both: both):
    def as_tensors(images, labels):
        rows = torch.tensor(x(images.reshape(len(images), 784)), dtype=torch.float32)
        return both(rows, y(torch.tensor(labels, dtype=torch.int64)))

    return as_tensors


def labels_changed(images, labels):
    labels += 1
    return tensors()(images, labels - 1)


def used_up(params, net):
    theirs = net.parameters()
    assert len(list(theirs)) == len(params)
    with torch.no_grad():
        for param, array in zip(theirs, params, strict=False):
            param.copy_(torch.from_numpy(array))


def copied_and_left_off(params, net):
    torch.set_grad_enabled(False)
    for param, array in zip(net.parameters(), params, strict=True):
        param.copy_(torch.from_numpy(array))


def of_all(net, x, y):
    return (net(x).argmax(dim=1) == y).float().mean()


def of_batches(net, x, y):
    shares = [of_all(net, *part).item() for part in zip(x.split(50), y.split(50), strict=True)]
    return sum(shares) / len(shares)


def labels_lowered(net, x, y):
    y -= 1
    return ((net(x).argmax(dim=1) - 1) == y).float().mean().item()


def chosen(logits, labels):
    return logits.softmax(dim=1)[range(len(labels)), labels]


def asked(before, after, change=lambda p: p):
    def probabilities(net, x):
        before(net)
        with torch.no_grad():
            result = change(torch.softmax(net(x), dim=1)).numpy()
        after(net)
        return result

    return probabilities


def dropouts_rest(net):
    for one in net.modules():
        if isinstance(one, nn.Dropout):
            one.eval()


def children(mode):
    return lambda net: [child.train(mode) for child in net.children()]


def eval_of_x(net, x):
    return x.eval()


def network(forward, sizes=((3, 5), (5, 3)), name="forward"):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Linear(*sizes[0]), nn.Linear(*sizes[1])

    setattr(Net, name, forward)
    return Net


def residual(self, x):
    return x + self.second(torch.tanh(self.first(x)))


def centred(step):
    class Centred(nn.Module):
        def __init__(self, features):
            super().__init__()
            self.mean = torch.zeros(features)

        def forward(self, x):
            return step(self, x)

    return Centred


def notes_kept(self, x):
    self.mean = 0.9 * self.mean + 0.1 * x.mean(dim=0)
    return x - self.mean.detach()


def taken_off_in_place(self, x):
    self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(dim=0)
    x -= self.mean
    return x


OF_THE_PAGE = nn.Linear(784, 10)


def of_the_page(x, y):
    return OF_THE_PAGE


def ten_for_zero(x, y):
    y[y == 0] = 10
    return nn.Linear(784, 10)


def one_hot(x, y):
    return nn.CrossEntropyLoss()(nn.Linear(784, 10)(x), nn.functional.one_hot(y))


WRONG = [
    (check.translate, lambda: nn.Sequential(*six(inplace=True)), "works in place"),
    (check.translate, emptied, "set, all to one number"),
    (check.as_rows, rows_in_place, "changes `images`"),
    (check.as_rows, rows_by_the_largest, "divided by the largest"),
    (check.as_tensors, tensors(x=lambda x: x / x.max()), "divided by the largest"),
    (check.as_tensors, tensors(y=lambda y: y.squeeze()), "With one alone"),
    (check.as_tensors, tensors(both=lambda x, y: y), "Only the labels"),
    (check.as_tensors, lambda images, labels: torch.long(labels), "are types, and no functions"),
    (check.as_tensors, labels_changed, "changes `labels`"),
    (check.copy_weights, used_up, "walked through once"),
    (check.copy_weights, copied_and_left_off, "recording is still switched off"),
    (check.accuracy, of_batches, "the last, shorter batch"),
    (check.accuracy, lambda *given: of_all(*given).numpy(), "NumPy holds it"),
    (check.accuracy, lambda net, x, y: of_all(lambda x: net(x)[:, :10], x, y).item(), "of 307"),
    (check.accuracy, lambda net, x, y: of_all(lambda x: net(x).squeeze(), x, y).item(), "alone"),
    (check.accuracy, lambda net, x, y: (net(x) == y).float().mean().item(), "logits themselves"),
    (check.accuracy, labels_lowered, "changes `y`"),
    (check.softmax_before_loss, lambda *given: -chosen(*given).log().mean(), "is infinite"),
    (check.softmax_before_loss, lambda *given: -(chosen(*given) + 1e-9).log().mean(), "to be 200"),
    (check.softmax_before_loss, lambda *given: nn.CrossEntropyLoss()(*given) and None, "`return`"),
    (check.missing_eval, asked(dropouts_rest, nn.Module.train), "two modes as well"),
    (check.missing_eval, asked(children(False), children(True)), "the net itself is not"),
    (check.missing_eval, asked(nn.Module.eval, nn.Module.train, torch.squeeze), "every size of 1"),
    (check.missing_eval, eval_of_x, "belongs to a net"),
    (check.own_module, network(residual, name="foward"), "to be called `forward`?"),
    (
        check.own_module,
        network(lambda self, x: x + self.first(self.second(x).tanh()), ((5, 3), (3, 5))),
        "in the drawing `first`",
    ),
    (
        check.own_module,
        network(lambda self, x: residual(self, x) - x * (not self.training)),
        "In evaluation the inputs are not added",
    ),
    (check.running_mean, centred(notes_kept), "the notes of all steps"),
    (check.running_mean, centred(taken_off_in_place), "changes `x`"),
    (check.fit, of_the_page, "was there before"),
    (check.fit, ten_for_zero, "changes `y`"),
    (check.fit, one_hot, "such as one-hot rows"),
    (check.fit, OF_THE_PAGE, "no brackets behind its name"),
    (check.fit, lambda x, y: layers.Linear(784, 10, rng=0), "net of this course"),
]


@pytest.mark.parametrize("exercise, answer, said", WRONG, ids=lambda one: getattr(one, "name", ""))
def test_a_wrong_answer_is_refused_and_told_why(exercise, answer, said):
    verdict = exercise.grade(answer)
    assert verdict.kind in ("wrong", "error")
    assert said in verdict.message


@pytest.mark.parametrize("setting", ["recording", "floats"])
@pytest.mark.parametrize("name", ["as_rows", "as_tensors", "accuracy", "softmax_before_loss",
                                  "missing_eval", "missing_zero_grad", "translate"])  # fmt: skip
def test_what_is_switched_for_good_is_told(name, setting):
    exercise = getattr(check, name)

    def answer(*given):
        got = exercise.reference(*given)
        if setting == "recording":
            torch.set_grad_enabled(False)
        else:
            torch.set_default_dtype(torch.float64)
        return got

    verdict = exercise.grade(answer)
    assert verdict.kind == "wrong"
    assert "holds for all that comes after it" in verdict.message
    assert torch.is_grad_enabled() and torch.get_default_dtype() == torch.float32


def test_a_class_that_switches_the_recording_off_for_good():
    def forward(self, x):
        out = residual(self, x)
        torch.set_grad_enabled(False)
        return out

    assert "recording is still switched off" in check.own_module.grade(network(forward)).message


def test_a_copy_that_learns_is_no_loop_that_came_far():
    import copy

    def fit(net, x, y, steps):
        return check.missing_zero_grad.reference(copy.deepcopy(net), x, y, steps)

    message = check.missing_zero_grad.grade(fit).message
    assert "another one was trained" in message
    assert "how far" not in message


def test_a_row_is_not_told_to_be_in_another_order_where_it_is_not():
    half = check.as_rows.grade(
        lambda images: (torch.from_numpy(images).half() / 255).flatten(1).float()
    )
    assert "fewer digits" in half.message
    for change in ("flatten", "resize_"):
        sizes = (1,) if change == "flatten" else (32, 784)

        def as_rows(images, change=change, sizes=sizes):
            x = torch.from_numpy(images).float() / 255
            return getattr(x, change)(*sizes).squeeze()

        verdict = check.as_rows.grade(as_rows)
        assert verdict.kind == "wrong"
        assert "another order" not in verdict.message


def test_a_number_of_numpys_that_is_pythons_too():
    right = check.accuracy.grade(
        lambda net, x, y: np.mean(net(x).detach().numpy().argmax(axis=1) == y.numpy())
    )
    assert right.kind == "passed"


def test_a_page_in_float64_changes_nothing():
    torch.set_default_dtype(torch.float64)
    try:
        assert check.translate.grade(lambda: nn.Sequential(*six())).kind == "passed"
        assert check.own_module.grade(made(check.own_module.reference)).kind == "passed"
        assert torch.get_default_dtype() == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
