"""Lesson 12: what a learner reads when PyTorch itself protests, and what must not matter."""

import math

import numpy as np
import pytest

from dlscratch.checks import pytorch as check
from dlscratch.checks.pytorch.fit import _learn
from dlscratch.checks.pytorch.translate import _ours_to_translate
from tests.checks import hunting

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
        ("copy_weights", without_no_grad, "the words that switch the recording off"),
        ("copy_weights", without_no_grad, "theirs has shape (5, 3), array has shape (5, 3)"),
        ("copy_weights", assigned, "change its numbers, in place"),
        ("copy_weights", copying(lambda t, a: t.copy_(a)), "`copy_` wants a tensor"),
        ("copy_weights", copying(lambda t, a: t.__setitem__(..., a)), "has to be a tensor"),
        ("copy_weights", copying(lambda t, a: t.copy(a)), "Did you mean `copy_`?"),
        ("translate", listed, "takes them one by one"),
        ("translate", bare_class, "A layer has no brackets"),
        ("missing_eval", recorded, "A tensor that is being recorded gives no array"),
        ("accuracy", mean_of_bools, "takes no mean of True and False"),
        ("accuracy", numpy_mean, "A tensor has a method of its own"),
        ("softmax_before_loss", loss_not_made, "with empty brackets, and then called"),
        ("missing_zero_grad", forward_once, "Each step needs a forward of its own"),
        ("own_module", NoSuper, "`super().__init__()` comes first"),
        ("own_module", LayerInForward, "`nn.Tanh()` makes a layer"),
        ("own_module", WrongSizes, "The sizes do not meet"),
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
        ("softmax_before_loss", loss_of_each, "a tensor of shape (3,)"),
        ("softmax_before_loss", unrecorded, "No recording leads from this number"),
        ("softmax_before_loss", lambda logits, labels: None, "nothing hands it out"),
        ("accuracy", lambda net, x, y: net(x).argmax(dim=1) == y, "a tensor of shape (7,)"),
        ("accuracy", lambda net, x, y: torch.tensor(0.5), "a tensor"),
        ("missing_eval", lambda net, x: net(x), "a NumPy array was asked for"),
        ("translate", lambda: (nn.Linear(3, 5), nn.Tanh()), "nothing makes one net of them"),
        ("translate", lambda: _ours_to_translate(), "a net of this course"),
        ("translate", lambda: nn.Linear(3, 5), "a Linear object"),
        ("own_module", type("Net", (), {}), "A net of PyTorch is an `nn.Module`"),
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


def lines(body):
    """A function made of lines as a learner types them, whose first is its `def`."""
    names = {"torch": torch, "nn": nn, "np": np}
    exec(body, names)
    return next(value for value in reversed(names.values()) if callable(value))


SIX = "nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2)"
LOOP = """
def fit(net, x, y, steps):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loss = nn.CrossEntropyLoss()
    for step in range(steps):
        {}
"""
SHARE = "def accuracy(net, x, y):\n    return {}"
ASKED = """
def probabilities(net, x):
    {}
    with torch.no_grad():
        result = torch.softmax(net(x), dim=1)
    {}
    return result.numpy()
"""
EACH = """
def copy_weights(params, net):
    with torch.no_grad():
        for theirs, array in zip(net.parameters(), params):
            {}
"""
MODULE = """
class Net(nn.Module):
    def __init__(self, first=nn.Linear(3, 5)):
        super().__init__()
        self.first, self.second = {}, nn.Linear(5, 3)

    def forward(self, x):
        {}
"""
OWN, INSIDE = "nn.Linear(3, 5)", "self.second(torch.tanh(self.first(x)))"
WRONG = [
    # A mode, or what can learn, is not as it was
    ("translate", f"def translate(): return nn.Sequential({SIX}).eval()"),
    ("translate", f"def translate(): return nn.Sequential({SIX}).requires_grad_(False)"),
    ("missing_eval", ASKED.format("net.eval().requires_grad_(False)", "net.train()")),
    ("missing_eval", ASKED.format("net.eval()", "net.training = True")),
    ("missing_eval", ASKED.format("net.eval()", "net.train")),
    # The symptom is gone, its cause is not
    ("missing_eval", ASKED.format("torch.manual_seed(3)", "")),
    ("missing_eval", ASKED.format("[setattr(m, 'p', 0.0) for m in net.modules()]", "")),
    ("missing_eval", ASKED.format("[m.eval() for m in net]", "net.train()").replace("m.eval()",
     "m.eval() if type(m) is nn.Dropout else m")),
    ("missing_eval", ASKED.format("net.training = False", "net.training = True")),
    ("missing_eval", ASKED.format("net = nn.Sequential(*[m for m in net if type(m) is not "
     "nn.Dropout])", "")),
    # Steps
    ("missing_zero_grad", LOOP.format("loss(net(x), y).backward(); optimizer.step(); "
     "step or optimizer.zero_grad()")),
    ("missing_zero_grad", LOOP.format("net[0].zero_grad(); loss(net(x), y).backward(); "
     "optimizer.step()")),
    ("missing_zero_grad", LOOP.format("optimizer.zero_grad(); loss(net(x[:2]), y[:2]).backward(); "
     "optimizer.step()")),
    ("missing_zero_grad", LOOP.format("net.zero_grad(); loss(net(x), y).backward(); "
     "nn.utils.clip_grad_norm_(net.parameters(), 0.1); optimizer.step()")),
    # Other examples than those that were handed over, other labels
    ("accuracy", SHARE.format("(net(x[:-1]).argmax(1) == y[:-1]).float().mean().item()")),
    ("accuracy", SHARE.format("(net(x.flip(0)).argmax(1) == y).float().mean().item()")),
    ("accuracy", SHARE.format("(net(x).abs().argmax(1) == y).float().mean().item()")),
    ("accuracy", SHARE.format("(net(x).topk(2).indices == y[:, None]).any(1).double().mean()"
     ".item()")),
    ("softmax_before_loss", "def loss_of(logits, labels):\n"
     "    return nn.CrossEntropyLoss()(logits, logits.argmax(1))"),
    ("softmax_before_loss", "def loss_of(logits, labels):\n    value = nn.CrossEntropyLoss()("
     "logits, labels)\n    return torch.tensor(value.item(), requires_grad=True)"),
    # Places, types and what a function returns
    ("copy_weights", "def copy_weights(params, net):\n    for i in range(0, len(params), 2):\n"
     "        net[i].weight.data.copy_(torch.tensor(params[i]))\n"
     "        net[i].bias.data.copy_(torch.tensor(params[i + 1]))"),
    ("copy_weights", EACH.format("theirs.data = torch.tensor(array)")),
    ("copy_weights", EACH.format("theirs.copy_(torch.tensor(array))") + "    return True"),
    ("copy_weights", EACH.format("theirs.set_(torch.from_numpy(array.astype('f4', copy=False)))")),
    ("copy_weights", EACH.format("theirs.copy_(torch.tensor(array)); array[...] = 0")),
    ("copy_weights", EACH.format("theirs.data = torch.tensor(array).float(); "
     "theirs.requires_grad = False")),
    # What two nets, or two batches, have in common; what cannot learn
    ("own_module", MODULE.format("first", f"return x + {INSIDE}")),
    ("own_module", MODULE.format(OWN, f"return x.detach() + {INSIDE}")),
    ("own_module", MODULE.format(OWN, f"return x + {INSIDE.replace('(x)', '(x.detach())')}")),
    ("own_module", MODULE.format(OWN, f"x += {INSIDE}; return x")),
    ("own_module", MODULE.format(OWN, "self.x = getattr(self, 'x', x); return self.x[:1] + "
     f"{INSIDE}")),
    ("own_module", MODULE.format(OWN, f"return (x + {INSIDE}).detach()")),
]  # fmt: skip
RIGHT = [
    ("translate", f"def translate():\n    net = nn.Sequential()\n    for layer in ({SIX}):\n"
     "        net.append(layer)\n    return net"),
    ("missing_zero_grad", LOOP.format("net.zero_grad(); loss(net(x), y).backward(); "
     "optimizer.step(); print(step)")),
    ("missing_zero_grad", LOOP.format("for p in net.parameters(): p.grad = None\n"
     "        loss(net(x), y).backward(); optimizer.step()")),
    ("accuracy", SHARE.format("sum(int(net(a).argmax() == b) for a, b in zip(x, y)) / len(y)")),
    ("accuracy", SHARE.format("1 - (net(x).argmax(-1) != y).double().mean().item()")),
    ("missing_eval", ASKED.format("net = __import__('copy').deepcopy(net).eval()", "")),
    ("missing_eval", ASKED.format("every = list(net.modules()); [m.eval() for m in every]",
     "[m.train() for m in every]")),
    ("softmax_before_loss", "def loss_of(logits, labels):\n    return nn.CrossEntropyLoss()("
     "torch.log_softmax(logits, dim=1), labels)"),
    ("copy_weights", "def copy_weights(params, net):\n    with torch.no_grad():\n"
     "        for theirs in net.parameters():\n"
     "            theirs[:] = torch.tensor(params.pop(0))"),
    ("copy_weights", EACH.format("theirs.data = torch.tensor(array, dtype=theirs.dtype)")),
    ("copy_weights", EACH.format("theirs.numpy()[...] = array")),
    ("own_module", MODULE.format(OWN, f"return {INSIDE}.add_(x)")),
]  # fmt: skip


@pytest.mark.parametrize("exercise, body", WRONG)
def test_what_no_bank_knows_does_not_pass(exercise, body):
    verdict = getattr(check, exercise).grade(lines(body))
    assert verdict.kind in ("wrong", "error"), body
    assert "cannot make sense" not in verdict.message


@pytest.mark.parametrize("exercise, body", RIGHT)
def test_what_is_right_in_another_form_passes(exercise, body):
    verdict = getattr(check, exercise).grade(lines(body))
    assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize(
    "exercise, body, mistake",
    [
        ("missing_eval", ASKED.format("net.eval", "net.train"), "without_brackets"),
        ("missing_zero_grad", LOOP.format("loss(net(x), y).backward(); optimizer.step(); "
         "optimizer.zero_grad"), "without_brackets"),
        ("missing_zero_grad", LOOP.format("value = loss(net(x), y); value.backward; "
         "optimizer.step()"), "backward_without_brackets"),
        ("missing_eval", ASKED.format("torch.manual_seed(9)", ""), "seeded"),
    ],
)  # fmt: skip
def test_what_is_there_without_effect_is_named(exercise, body, mistake):
    assert getattr(check, exercise).grade(lines(body)).mistake == mistake


def test_fit_has_to_learn_from_what_it_is_given():
    """With the page's digits, all of them or the labels alone."""
    from dlscratch.checks.exam import digits

    images, labels = (torch.tensor(part) for part in digits()[:2])

    def all_from_the_page(x, y):
        return _learn(images, labels.long(), epochs=2)

    def labels_from_the_page(x, y):
        return _learn(x, labels.long(), epochs=2)

    assert check.fit.grade(all_from_the_page).kind == "wrong"
    assert check.fit.grade(labels_from_the_page).mistake == "an_argument_unused"


@pytest.mark.parametrize("last", [nn.Softmax(dim=1), nn.Sigmoid()])
def test_fit_has_to_give_logits(last):
    class Ending(nn.Module):
        def __init__(self, net):
            super().__init__()
            self.net = net

        def forward(self, x):
            return last(self.net(x))

    verdict = check.fit.grade(lambda x, y: Ending(_learn(x, y)))
    assert verdict.mistake in ("probabilities_given", "sigmoid_at_the_end")


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


# Crash hunts, as somebody mends them who has not found the cause, or has found it another way.

hunting.PAGE |= {"torch": torch, "nn": nn}
CUT = "x.reshape(len(images), 784)"
LABELS = "torch.tensor(labels, dtype=torch.int64)"
PIXELS = "torch.tensor(x, dtype=torch.float32)"
MEAN = "self.mean = 0.9 * self.mean + 0.1 * x.mean(dim=0).detach()"
OFF = "return x - self.mean"
RECORDED = MEAN.replace(".detach()", "")
HUNTED = {"as_rows": "as_rows", "as_tensors": "as_tensors", "running_mean": "Centred"}


@pytest.mark.parametrize(
    "exercise, old, new",
    [
        ("as_rows", CUT, "x.reshape(784, -1).t()"),
        ("as_rows", CUT, "x.reshape(28, -1)"),
        ("as_rows", CUT, "x.flatten()[:784]"),
        ("as_rows", CUT, "x.reshape(784, -1)[:, :784].repeat(1, 25)[:len(images)]"),
        ("as_rows", CUT, "x.permute(2, 1, 0).reshape(784, -1).T"),
        ("as_rows", CUT, "torch.nn.functional.pad(x.reshape(len(x) * 28, 28), (0, 756))"),
        ("as_rows", CUT, "x.flip(0).reshape(len(images), 784)"),
        ("as_rows", CUT, "x.reshape(len(images), 784).squeeze(0)"),
        ("as_rows", CUT, "[row.flatten() for row in x]"),
        ("as_rows", ".float() / 255", ".float() / 256"),
        ("as_rows", CUT, "x.reshape(len(images), 784).double()"),
        ("as_tensors", LABELS, "torch.tensor(labels, dtype=torch.float32).round()"),
        ("as_tensors", LABELS, "torch.tensor(labels, dtype=torch.long)[None]"),
        ("as_tensors", LABELS, "torch.tensor(labels, dtype=torch.int32)"),
        ("as_tensors", LABELS, "torch.tensor(labels).long() % 9"),
        ("as_tensors", LABELS, "torch.tensor(labels > 0).long()"),
        ("as_tensors", LABELS, "torch.arange(len(labels))"),
        ("as_tensors", LABELS, "int(labels[0])"),
        ("as_tensors", PIXELS, "torch.tensor(x).long()"),
        ("as_tensors", PIXELS, "torch.tensor(images, dtype=torch.float32)"),
        ("as_tensors", PIXELS, "torch.tensor(x, dtype=torch.float16)"),
        ("running_mean", MEAN, RECORDED.replace("self.mean +", "self.mean.data +")),
        ("running_mean", MEAN, RECORDED + ".clone()"),
        ("running_mean", MEAN, RECORDED + "; self.mean.requires_grad_(True)"),
        ("running_mean", MEAN, RECORDED + "; x = x.detach()"),
        ("running_mean", MEAN, MEAN.replace("self.mean = ", "mean = ")),
        ("running_mean", MEAN, MEAN.replace("mean(dim=0)", "median(dim=0).values")),
        ("running_mean", MEAN, MEAN.replace("mean(dim=0)", "sum(dim=0)")),
        ("running_mean", MEAN, "self.mean = torch.zeros(len(self.mean))"),
        ("running_mean", OFF, "return (x - self.mean).data"),
        ("running_mean", OFF, "x -= 2 * self.mean; return x"),
        ("running_mean", OFF, "out = x - self.mean; self.mean = torch.zeros(3); return out"),
    ],
)
def test_a_crash_that_only_stopped_does_not_pass(exercise, old, new):
    hunt = getattr(check, exercise)
    verdict = hunt.grade(hunting.answer(hunt, HUNTED[exercise], old, new))
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize(
    "exercise, old, new",
    [
        ("as_rows", CUT, "x.view(-1, 28 * 28)"),
        ("as_rows", CUT, "nn.Flatten()(x)"),
        ("as_rows", CUT, "torch.cat([one.reshape(1, -1) for one in x])"),
        ("as_tensors", LABELS, "torch.as_tensor(labels).to(torch.long)"),
        ("as_tensors", LABELS, "torch.LongTensor([int(one) for one in labels])"),
        ("as_tensors", PIXELS, "torch.tensor(x).float()"),
        ("running_mean", MEAN, "self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(dim=0)"),
        ("running_mean", MEAN, RECORDED.replace("x.mean", "x.data.mean")),
        ("running_mean", MEAN, "self.mean = torch.lerp(self.mean, x.mean(dim=0).detach(), 0.1)"),
        ("running_mean", OFF, "self.mean = self.mean.detach(); return x - self.mean"),
    ],
)
def test_a_cause_is_mended_in_any_form(exercise, old, new):
    hunt = getattr(check, exercise)
    verdict = hunt.grade(hunting.answer(hunt, HUNTED[exercise], old, new))
    assert verdict.kind == "passed", verdict.message


def test_as_given_the_rows_are_right_for_784_images_as_the_exercise_says():
    images = np.random.default_rng(0).integers(0, 256, (784, 28, 28)).astype(np.uint8)
    given = check.as_rows.bank[0].answer
    assert torch.equal(given(images), check.as_rows.reference(images))
    assert not torch.equal(given(images).T, check.as_rows.reference(images))
    assert "even the line as it was would have been right" in check.as_rows.after


def test_smaller_steps_with_old_gradients_are_named_by_what_they_are():
    body = LOOP.format("loss(net(x), y).backward(); optimizer.step()")
    assert "lr=0.1" in body
    verdict = check.missing_zero_grad.grade(lines(body.replace("lr=0.1", "lr=0.1 / steps")))
    assert "steps are smaller" in verdict.message and "Dividing" not in verdict.message


def test_where_a_training_stops_is_told():
    verdict = check.running_mean.grade(check.running_mean.bank[0].answer)
    assert "stopped, in a net that learns for three steps.\n" in verdict.message
