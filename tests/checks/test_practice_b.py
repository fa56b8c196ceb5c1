"""Lesson 13, exercises 10 to 18: what must not pass, and what must, in forms the bank has not."""

import copy

import numpy as np
import pytest

from dlscratch.checks import practice as check
from dlscratch.course import pages

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
nn, F = torch.nn, torch.nn.functional
PAGE = {
    "np": np, "torch": torch, "nn": nn, "F": F, "copy": copy,
    "DataLoader": torch.utils.data.DataLoader, "TensorDataset": torch.utils.data.TensorDataset,
}  # fmt: skip
NAMES = {
    "resume": "Checkpoint", "small_steps": "fit_slower", "modes": "Reader", "hidden_layer": "Deep",
    "devices": "Scaled", "other_names": "load_old", "share_right": "count_right",
    "own_script": "learn",
}  # fmt: skip


def graded(exercise, *changes):
    """The verdict on the solution with some of its lines changed: old, new, and so on in pairs."""
    hunt = getattr(check, exercise)
    source = hunt.solution.source
    if hunt.kind == "crash":
        source = pages.above_the_stop(source)
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in source, old
        source = source.replace(old, new)
    names = dict(PAGE)
    exec(compile(source, f"<{exercise}>", "exec"), names)
    return hunt.grade(names[NAMES[exercise]])


SCHEDULE = "        schedule.step()\n"
MEAN = 'self.register_buffer("mean", mean)'
SPREAD = 'self.register_buffer("spread", spread)'
DROP = "h = F.dropout(h, 0.5, self.training)"
LAYERS = "nn.ModuleList([nn.Linear(a, b) for a, b in pairs[:-1]])"
SAID = "said = net(x).argmax(dim=1)"
NET = 'self.net.load_state_dict(saved["net"])'
OPTIMIZER = 'self.optimizer.load_state_dict(saved["optimizer"])'
GENERATOR = 'self.generator.set_state(saved["generator"])'
LOAD = "net.load_state_dict({new_name(name): tensor for name, tensor in saved.items()})"

WRONG = [
    ("resume", NET, "self.net = saved['net']"),
    ("resume", NET, "self.net.load_state_dict(saved['net'], strict=False) if False else None"),
    ("resume", OPTIMIZER, "self.optimizer.param_groups = saved['optimizer']['param_groups']"),
    ("resume", OPTIMIZER, "self.optimizer.state = saved['optimizer']['state']"),
    ("resume", GENERATOR, "torch.set_rng_state(saved['generator'])"),
    ("resume", GENERATOR, "self.generator = torch.Generator().set_state(saved['generator'])"),
    ("resume", "}, self.path)", "}, 'training.pt')"),
    ("resume", "}, self.path)", "}, str(self.path) + str(epoch))"),
    ("resume", '"epoch": epoch', '"epoch": self.schedule.last_epoch + 1'),
    ("small_steps", SCHEDULE, "        if epoch: schedule.step()\n"),
    ("small_steps", SCHEDULE, "        schedule.step(epoch)\n"),
    ("small_steps", SCHEDULE, "        schedule.step\n"),
    ("small_steps", "gamma=0.8", "gamma=0.9"),
    ("small_steps", "    losses = []\n", "    losses = []\n    schedule.step()\n"),
    ("small_steps", "losses.append(total / len(loader))", "losses.append(total)"),
    ("small_steps", "optimizer.step()", "optimizer.step(); optimizer.step()"),
    ("small_steps", "batch_x), batch_y)", "batch_x), batch_y.flip(0))"),
    ("modes", DROP, "h = nn.Dropout(0.5)(h)"),
    ("modes", DROP, "h = F.dropout(h, 0.5, self.train)"),
    ("modes", DROP, "h = F.dropout(h, 0.5, training=False)"),
    ("modes", DROP, "h = F.dropout(h, 0.5, self.training); h = h * 0.5"),
    ("modes", DROP, "h = F.dropout(h, self.training)"),
    ("modes", DROP, "torch.manual_seed(0); h = F.dropout(h, 0.5)"),
    ("modes", DROP, "h = F.dropout(h, 0.5) if torch.is_grad_enabled() else h"),
    ("modes", DROP, "h = F.alpha_dropout(h, 0.5, self.training)"),
    ("modes", "return self.second(h)", "return F.dropout(self.second(h), 0.5, self.training)"),
    ("hidden_layer", LAYERS, "tuple(nn.Linear(a, b) for a, b in pairs[:-1])"),
    ("hidden_layer", LAYERS, "{i: nn.Linear(*p) for i, p in enumerate(pairs[:-1])}.values()"),
    ("hidden_layer", LAYERS,
     "nn.ModuleDict({str(i): nn.Linear(*p) for i, p in enumerate(pairs[:-1])}).values()"),
    ("hidden_layer", LAYERS, "nn.ModuleList([nn.Linear(a, b) for a, b in pairs])"),
    ("hidden_layer", LAYERS, "nn.ModuleList([nn.Linear(a, b, bias=False) for a, b in pairs[:-1]])"),
    ("hidden_layer", LAYERS, "[nn.Linear(*p) for p in pairs[:-1]]; self.cuda if 0 else None"),
    ("hidden_layer", "torch.relu(layer(x))", "layer(x)"),
    ("hidden_layer", "torch.relu(layer(x))", "torch.relu(layer(x.detach()))"),
    ("hidden_layer", "return self.out(x)", "return torch.softmax(self.out(x), dim=1)"),
    ("devices", MEAN, "self.mean = nn.Parameter(mean)"),
    ("devices", MEAN, "self.mean = mean.to('meta')"),
    ("devices", MEAN, "self.mean = mean.tolist()"),
    ("devices", MEAN, MEAN.replace("mean)", "mean * 0)")),
    ("devices", "(x - self.mean) / self.spread", "(x.to('cpu') - self.mean) / self.spread"),
    ("devices", "(x - self.mean) / self.spread", "torch.zeros_like(x)"),
    ("devices", "(x - self.mean) / self.spread", "(x - self.mean) / self.spread**2"),
    ("devices", "(x - self.mean) / self.spread", "x.sub_(self.mean).div_(self.spread)"),
    ("other_names", LOAD, "net.load_state_dict(saved, strict=False)"),
    ("other_names", LOAD, "net.load_state_dict(dict(zip(net.state_dict(), saved.values())))"),
    ("other_names", LOAD, "net.load_state_dict({k: 2 * v for k, v in net.state_dict().items()})"),
    ("other_names", '"first": "hidden.0", "second": "hidden.2"',
     '"first": "hidden.2", "second": "hidden.0"'),
    ("other_names", "return net\n", "return None\n"),
    ("share_right", SAID, "said = net(x).argmax()"),
    ("share_right", SAID, "said = net(x).argmin(dim=1)"),
    ("share_right", SAID, "said = net(x).round().argmax(dim=1)"),
    ("share_right", "net.eval()", "net.train()"),
    ("share_right", "net.eval()", "net.eval"),
    ("share_right", "right += (said == y).sum().item()", "right = (said == y).sum().item()"),
    ("share_right", "(said == y).sum().item()", "(said == y).float().mean().item() * 4"),
    ("share_right", "(said == y).sum().item()", "len(set(said.tolist()) & set(y.tolist()))"),
]  # fmt: skip

RIGHT = [
    ("resume", '"epoch": epoch', '"epoch": epoch, "note": "of no account"'),
    ("resume", "torch.load(self.path)", "torch.load(self.path, weights_only=True)"),
    ("resume", "}, self.path)", "}, str(self.path))"),
    ("resume", "self.net.state_dict()", "copy.deepcopy(self.net.state_dict())"),
    ("small_steps", SCHEDULE, "        optimizer.param_groups[0]['lr'] *= 0.8\n"),
    ("small_steps", SCHEDULE, "        schedule.step(); print(schedule.get_last_lr())\n"),
    ("small_steps", "optimizer.zero_grad()", "net.zero_grad()"),
    ("small_steps", "total += value.item()", "total += value.detach()"),
    ("small_steps", "total += value.item()",
     "total += value.item() * len(batch_x) * len(loader) / len(x)"),
    ("modes", DROP, "h = F.dropout(h, training=self.training)"),
    ("modes", DROP, "h = F.dropout(h, 0.5) if self.training else h"),
    ("modes", DROP, "h = h * 2 * (torch.rand_like(h) < 0.5) if self.training else h"),
    ("hidden_layer", LAYERS, "nn.Sequential(*[nn.Linear(a, b) for a, b in pairs[:-1]])"),
    ("devices", MEAN, "self.mean = nn.Buffer(mean)"),
    ("devices", MEAN, "self.mean = nn.Parameter(mean, False)"),
    ("devices", MEAN, "self.register_buffer('mean', mean.clone())"),
    ("devices", "(x - self.mean) / self.spread", "x / self.spread - self.mean / self.spread"),
    ("other_names", "net.load_state_dict(", "net.load_state_dict(strict=True, state_dict="),
    ("share_right", SAID, "said = net(x).max(dim=1).indices"),
    ("share_right", SAID, "said = net(x).argmax(dim=1, keepdim=True).T"),
    ("share_right", SAID, "said = net(x).argmax(dim=1, keepdim=True).reshape(-1)"),
    ("share_right", SAID, "said = net(x).argmax(dim=1, keepdim=True); y = y.unsqueeze(1)"),
    ("share_right", "(said == y).sum().item()", "torch.eq(said, y).count_nonzero()"),
]  # fmt: skip


@pytest.mark.parametrize("exercise, old, new", WRONG)
def test_a_wrong_answer_does_not_pass(exercise, old, new):
    assert graded(exercise, old, new).kind in ("wrong", "error")


@pytest.mark.parametrize("exercise, old, new", RIGHT)
def test_a_right_answer_passes_in_any_form(exercise, old, new):
    verdict = graded(exercise, old, new)
    assert verdict.kind == "passed", verdict.message
