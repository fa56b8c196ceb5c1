"""Lessons 11 to 13: answers of a later trial, and their siblings; who wrote them saw no bank."""

import numpy as np
import pytest

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
from dlscratch.checks import autograd as engine  # noqa: E402
from dlscratch.checks import practice  # noqa: E402
from dlscratch.checks import pytorch as check  # noqa: E402
from dlscratch.checks.autograd.learn_xor import _learner  # noqa: E402
from dlscratch.checks.in_pytorch import later, made  # noqa: E402
from tests.checks.test_practice_a import best, dataset, defined, loader, mean, throws  # noqa: E402

nn = torch.nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(3, 5), nn.Linear(5, 3)

    def make(self, x):
        return self.second(torch.tanh(self.first(x)))

    def forward(self, x):
        return x + self.make(x)


class Centred(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))

    def make(self, x):
        self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(dim=0)

    def forward(self, x):
        self.make(x)
        return x - self.mean


class Scaled(nn.Module):
    def __init__(self, mean, spread):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)

    @staticmethod
    def make(x, mean, spread):
        return (x - mean) / spread

    def forward(self, x):
        return self.make(x, self.mean, self.spread)


WITH_MAKE = {
    "own_module": Net,
    "running_mean": Centred,
    "devices": Scaled,
    "loader": defined(loader().replace("__iter__(self):", "__iter__(self):\n"
                      "        return self.make()\n\n    def make(self):")),
    "digit_data": defined(dataset("return self.make(i)") + "\n    def make(self, i):\n"
                          "        x = torch.tensor(self.images[i], dtype=torch.float32) / 255\n"
                          "        x = self.transform(x) if self.transform else x\n"
                          "        return x, int(self.labels[i])\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", WITH_MAKE)
def test_a_learners_class_may_have_a_method_called_make(name):
    exercise = getattr(check, name, None) or getattr(practice, name)
    verdict = exercise.grade(WITH_MAKE[name])
    assert verdict.kind == "passed", verdict.message


def test_only_what_the_bank_makes_later_is_made():
    assert made(later(lambda: Net)) is Net
    for answer in (*WITH_MAKE.values(), Net.make, 3, None):
        assert made(answer) is answer


def far_below(log_of):
    """A cross-entropy from the log of each row's probabilities, made as `log_of` says."""

    def cross_entropy(logits, labels):
        lower = logits - logits.data.max(axis=1, keepdims=True)
        logs = lower.exp().sum(axis=1, keepdims=True).log()
        return -1 * log_of(lower, logs)[range(len(labels)), labels].mean()

    return cross_entropy


@pytest.mark.parametrize(
    "log_of",
    [
        lambda lower, logs: (lower - logs).exp().log(),
        lambda lower, logs: (lower.exp() * (-1 * logs).exp()).log(),
        lambda lower, logs: lower.exp().log() - logs,
        lambda lower, logs: ((lower - logs).exp() + 1e-300).log(),
    ],
)
def test_a_right_class_far_below_the_largest_of_its_row(log_of):
    verdict = engine.cross_entropy.grade(far_below(log_of))
    assert verdict.kind == "wrong" and "row" in verdict.message, verdict.message
    right = engine.cross_entropy.grade(far_below(lambda lower, logs: lower - logs))
    assert right.kind == "passed", right.message


def test_a_loss_as_a_number_is_told_at_once_what_is_wanted():
    answer = far_below(lambda lower, logs: lower - logs)
    message = engine.cross_entropy.grade(lambda *given: answer(*given).item()).message
    assert "comes back is the tensor" in message and "`data`" not in message, message


SCALED = """
class Scaled(nn.Module):
    def __init__(self, mean, spread):
        super().__init__()
        {keep}

    def forward(self, x):
        {forward}
"""
PLAIN = "self.mean, self.spread = mean, spread"
BUFFERS = 'self.register_buffer("mean", mean); self.register_buffer("spread", spread)'
USED = "return (x - self.mean) / self.spread"


def scaled(keep=PLAIN, forward=USED):
    return practice.devices.grade(defined(SCALED.format(keep=keep, forward=forward)))


@pytest.mark.parametrize(
    "there",
    [
        "if x.device.type == 'meta': return x",
        "if x.is_meta: return torch.empty_like(x)",
        "if x.is_meta: return x * 1",
        "if str(x.device) != 'cpu': return torch.zeros(x.shape, device=x.device)",
        "if x.is_meta: return nn.functional.layer_norm(x, x.shape[1:])",
    ],
)
@pytest.mark.parametrize("keep", [PLAIN, BUFFERS])
def test_another_device_is_no_way_round_the_two_tensors(there, keep):
    verdict = scaled(keep, f"{there}\n        {USED}")
    assert verdict.mistake == "other_way_there", verdict.message


@pytest.mark.parametrize(
    "keep, forward",
    [
        (BUFFERS, "return torch.div(torch.sub(x, self.mean), self.spread)"),
        (BUFFERS, "x = x - self.mean\n        x /= self.spread\n        return x"),
        (PLAIN, "return (x - self.mean.to(x.device)) / self.spread.to(x)"),
        (PLAIN, "if self.mean.device != x.device:\n            self.mean, self.spread = "
                "self.mean.to(x.device), self.spread.to(x.device)\n        " + USED),
        (BUFFERS, "return nn.functional.batch_norm(x, self.mean, self.spread**2, eps=0)"),
        (BUFFERS, "return torch.stack([(r - self.mean) / self.spread for r in x])"),
    ],
)  # fmt: skip
def test_other_ways_to_use_the_two_tensors_on_each_device(keep, forward):
    verdict = scaled(keep, forward)
    assert verdict.kind == "passed", verdict.message
    assert "As buffers the two" not in verdict.message  # some are none


def test_losses_that_keep_their_notes():
    right = "((net(x)[:, 0] - y)**2).mean()"
    assert practice.column.grade(defined(mean(right, "value"))).mistake == "notes_kept"
    for noted in ("float(value)", "value.detach()", "value.detach().numpy()", "value.data"):
        verdict = practice.column.grade(defined(mean(right, noted)))
        assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize("rows", ["x[:100]", "x[:128]", "x[:300]", "x[::2][:60]", "x[-64:]"])
def test_a_scale_of_some_of_the_throws(rows):
    answer = throws(before=f"m, s = {rows}.mean(dim=0), {rows}.std(dim=0)")
    verdict = practice.same_scale.grade(defined(answer))
    assert (verdict.kind, verdict.mistake) == ("wrong", None), verdict.message


@pytest.mark.parametrize(
    "spread, mistake, said",
    [
        ("x.var(dim=0)", "by_the_variance", "variance"),
        ("x.var(dim=0, unbiased=False)", "by_the_variance", "variance"),
        ("x.amax(dim=0)", "by_the_largest", "largest"),
        ("2 * x.std(dim=0)", None, "spreads 0.4"),
        ("(x - m).abs().mean(dim=0)", None, "spreads 1."),
        ("(x - m).abs().amax(dim=0)", None, "the spreads"),
        ("x.std(dim=0).sqrt()", None, "the spreads"),
        ("(x.amax(dim=0) - x.amin(dim=0))", None, "the spreads"),
    ],
)
def test_a_spread_other_than_1_is_told_as_it_is(spread, mistake, said):
    answer = throws(before=f"m = x.mean(dim=0)\n    s = {spread}")
    verdict = practice.same_scale.grade(defined(answer))
    assert (verdict.kind, verdict.mistake) == ("wrong", mistake), verdict.message
    assert said in verdict.message and ("largest" in verdict.message) == (said == "largest")


@pytest.mark.parametrize("bias", ["normal", "zeros"])
@pytest.mark.parametrize("wiped", ["None", "np.zeros_like(p.data)", "0 * p.grad"])
def test_a_step_that_finds_wiped_gradients_moves_nothing(bias, wiped):
    def move(params, rate):
        for p in params:
            p.grad = eval(wiped, {"np": np, "p": p})
            if p.grad is not None:
                p.data -= rate * p.grad

    def draw(rng, shape):
        return rng.normal(size=shape) * (bias == "normal" or len(shape) == 2)

    learn = _learner(move=move, wipe=lambda params: None, draw=draw, steps=30)
    verdict = engine.learn_xor.grade(learn)
    assert verdict.mistake == "no_step" and "still there" in verdict.message, verdict.message


def test_gradients_that_are_wiped_at_the_end_of_a_round_are_right():
    def move(params, rate):
        for p in params:
            p.data -= rate * p.grad
            p.grad = None

    verdict = engine.learn_xor.grade(_learner(move=move, wipe=lambda params: None))
    assert verdict.kind == "passed", verdict.message


def written(text, tmp_path):
    """What a text defines, from a file: so its lines can be read, as those of a cell."""
    path = tmp_path / "cell.py"
    path.write_text(text, encoding="utf-8")
    names = {"torch": torch, "nn": nn, "np": np}
    exec(compile(text, str(path), "exec"), names)
    return names


WIPED_BY_HAND = """
def fit(net, x, y, steps):
    optimizer, loss = torch.optim.SGD(net.parameters(), lr=0.1), nn.CrossEntropyLoss()
    for _ in range(steps):
        {wipe}
        loss(net(x), y).backward()
        optimizer.step()
"""


@pytest.mark.parametrize(
    "wipe, owner",
    [
        ("for p in net.parameters(): p.grad.zero_()", "p.grad"),
        ("for p in net.parameters(): p.grad.fill_(0)", "p.grad"),
        ("for p in net.parameters(): p.data = p.data - p.grad * abs(0)", "p.grad"),
        ("for p in net.parameters(): p.grad[:] = abs(0)", "p.grad"),
        ("[p.grad.zero_() for p in net.parameters()]", "p.grad"),
        ("ps = list(net.parameters()); ps[0].grad.zero_()", "ps[0].grad"),
    ],
)
def test_a_gradient_that_is_not_there_yet_is_no_missing_return(wipe, owner, tmp_path):
    answer = written(WIPED_BY_HAND.format(wipe=wipe), tmp_path)["fit"]
    message = check.missing_zero_grad.grade(answer).message
    assert f"`{owner}` is None: there is a gradient only after" in message, message
    assert "`return`" not in message, message


@pytest.mark.parametrize(
    "keep, mistake, said",
    [
        ("{k: v.clone() for k, v in S.items() if 'weight' in k}", "some_missing", "`0.bias`"),
        ("{k: v.clone() for k, v in S.items() if k[0] == '0'}", "some_missing", "`2.weight`"),
        ("{k.split('.')[1]: v.clone() for k, v in S.items()}", "other_names", "know: `weight`"),
        ("{'net.' + k: v.clone() for k, v in S.items()}", "other_names", "`net.0.weight`"),
        ("{'model': {k: v.clone() for k, v in S.items()}}", None, "`model`"),
        ("{**{k: v.clone() for k, v in S.items()}, 'epoch': torch.ones(1)}", None, "`epoch`"),
        ("{k: v.clone()[:1] for k, v in S.items()}", None, ""),
        ("{k: v.numpy().copy() for k, v in S.items()}", "arrays", "NumPy"),
        ("{k: v.tolist() for k, v in S.items()}", None, ""),
    ],
)
def test_what_does_not_fit_a_new_net_is_named(keep, mistake, said):
    verdict = practice.best_weights.grade(defined(best(keep.replace("S", "net.state_dict()"))))
    assert (verdict.kind, verdict.mistake) == ("error", mistake), verdict.message
    assert said in verdict.message and ("NumPy" in verdict.message) == (mistake == "arrays")
