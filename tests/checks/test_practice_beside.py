"""Lesson 13: what an answer does at a second look, beside another of its kind, or to its inputs."""

import pytest

from tests.checks.test_practice_a import (
    best,
    defined,
    folders,
    loader,
    mean,
    panel,
    throws,
)
from tests.checks.test_practice_b import DROP, GENERATOR, LOAD, MEAN, NET, SAID, check, graded

STACKED = "torch.stack([x for x, _ in pairs])"
LABELS = "torch.tensor([y for _, y in pairs])"
BETTER = "if value < lowest: best, lowest = copy.deepcopy(net.state_dict()), value"
SHARE = "(out.argmax(dim=1) == y).float().mean().item()"
ITERATOR = loader().replace("        order = ", "        self.order = iter(self.pieces())\n"
    "        return self\n\n    def __next__(self):\n        return next(self.order)\n\n"
    "    def pieces(self):\n        order = ")  # fmt: skip

WHOLE = [
    ("loader", loader(batch=f"{STACKED}.float(), {LABELS}"), "always_floats"),
    ("loader", loader(batch=f"{STACKED}.to(torch.float32), {LABELS}"), "always_floats"),
    ("loader", loader(batch=f"{STACKED}.squeeze(), {LABELS}"), "squeezed"),
    ("loader", loader(batch=f"torch.cat([x for x, _ in pairs]), {LABELS}"), "glued"),
    ("loader", ITERATOR, "one_place_for_all_loops"),
    ("sorted_days", folders("torch.arange(len(x)).view(10, -1).T.flatten().split(32)"), None),
    ("sorted_days", folders("[r[torch.randperm(len(r))] for r in torch.arange(len(x)).split(32)]"),
     "mixed_within_the_batches"),
    ("sorted_days", folders().replace("range(epochs)", "range(1)"), "fewer_epochs_mixed"),
    ("sorted_days", folders().replace("range(epochs)", "range(3 * epochs)"), "more_epochs_mixed"),
    ("sorted_days", folders("torch.arange(len(x)).split(32)").replace("range(epochs)", "range(1)"),
     "fewer_epochs"),
    ("same_scale", throws("(new - m) / s", "x", "m, s = x.mean(dim=0), x.std(dim=0)\n"
     "    x -= m\n    x /= s"), "changed_in_place"),
    ("column", mean("((net(x) - y)**2).mean()").replace("    for ",
     "    y.unsqueeze_(1)\n    for "), "turned_in_place"),
    ("column", mean("((net(x)[:, 0] - y.sub_(0.1))**2).mean()"), None),
    ("column", mean("((net(x)[:, 0] - y)**2).mean()").replace("optimizer.zero_grad()", "0"),
     "never_wiped"),
    ("examine", panel(moved="sum(bool(a.flatten()[0] != b.flatten()[0]) for a, b in zip(before, "
     "net.parameters()))"), "one_number_compared"),
    ("examine", panel(moved="sum(bool(a.flatten()[-1] != b.flatten()[-1]) for a, b in zip(before, "
     "net.parameters()))"), "one_number_compared"),
    ("examine", panel(moved="sum(not torch.allclose(a, b) for a, b in zip(before, "
     "net.parameters()))"), "within_allclose"),
    ("examine", panel(share=f"round({SHARE}, 2)"), None),
    ("examine", panel(share=f"round({SHARE}, 3)"), None),
    ("examine", panel(alike="out.sum().item() == net(x).sum().item()"), "nearly_alike"),
    ("examine", panel(alike="torch.equal(out.mean(dim=1), net(x).mean(dim=1))"), "nearly_alike"),
    ("examine", panel(alike="torch.equal(net(x[:1]), net(x[:1]))"), "nearly_alike"),
    ("examine", panel(alike="torch.equal(out[0], net(x)[0])"), "nearly_alike"),
    ("best_weights", best(keep=BETTER).replace('float("inf")', "2.5"), None),
    ("best_weights", best(keep=BETTER).replace('float("inf")', "5"), None),
    ("best_weights", best(keep=BETTER).replace('float("inf")', "0.0"), "nothing_back"),
    *(("best_weights", best(keep=f"{BETTER}; at = epoch\n        elif epoch - at == {n}: break"),
       "patience_lost") for n in (5, 8)),
]  # fmt: skip

CHANGED = [
    ("resume", GENERATOR, f"{GENERATOR}; self.net.eval()", "in_evaluation"),
    ("resume", GENERATOR, f"{GENERATOR}; torch.save(self.net.state_dict(), 'x.pt')", "passed"),
    ("resume", NET, "self.net.load_state_dict(saved['optimizer'])", "loaded_as_a_whole"),
    ("small_steps", "        schedule.step()\n",
     "        optimizer.param_groups[0]['lr'] = 0.5 * 0.8**min(epoch + 1, 7)\n", None),
    ("small_steps", "ExponentialLR(optimizer, gamma=0.8)", "StepLR(optimizer, 30, 0.8)", "never"),
    ("modes", DROP, "h = F.dropout(h, 0.5, self.training and torch.is_grad_enabled())", None),
    ("modes", DROP, "self.train(self.training and torch.is_grad_enabled())\n        " + DROP, None),
    ("modes", "    def forward(self", "    def eval(self):\n        self.asked = True\n        "
     "return super().eval()\n\n    def forward(self", "passed"),
    ("devices", MEAN, MEAN.replace("mean)", "mean.double())"), "as_doubles"),
    ("devices", "(x - self.mean)", "(x.double() - self.mean)", "as_doubles"),
    ("share_right", SAID, "said, y = net(x).argmax(dim=1).sort()[0], y.sort()[0]", "sorted_first"),
    ("share_right", "return right", "return right + 0 * loader.batch_size", "passed"),
    ("share_right", SAID, "said = net(x).argmin(dim=1)", "smallest"),
    ("share_right", SAID, "said = (-net(x)).argmax(dim=1)", "smallest"),
    ("other_names", LOAD, "net = type('Other', (nn.Sequential,), {})(nn.Sequential(nn.Linear(4, "
     "4)), nn.Linear(4, 2))", "another_net"),
    ("other_names", LOAD, LOAD.replace("new_name(name)", "new_name(name)[:-4] + 'weight'"), None),
]


@pytest.mark.parametrize("exercise, text, mistake", WHOLE)
def test_a_further_look_finds_what_the_first_did_not(exercise, text, mistake):
    verdict = getattr(check, exercise).grade(defined(text))
    assert verdict.kind in ("wrong", "error"), verdict.message
    assert verdict.mistake == mistake, verdict.message


@pytest.mark.parametrize("exercise, old, new, mistake", CHANGED)
def test_a_further_look_at_a_changed_line(exercise, old, new, mistake):
    verdict = graded(exercise, old, new)
    assert (verdict.kind == "passed") == (mistake == "passed"), verdict.message
    assert verdict.mistake == (None if mistake == "passed" else mistake), verdict.message


OWN_EVAL = """
class Reader(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.first, self.second = nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)
        self.{flag} = {begin}

    def eval(self):
        self.{flag} = {then}
        return super().eval()

    def forward(self, x):
        return self.second(F.dropout(torch.relu(self.first(x)), 0.5, {told}))
"""


@pytest.mark.parametrize(
    "flag, begin, then, told, words",
    [
        ("asked", False, True, "not self.asked", "in training once more"),
        ("drop", 1, 0, "bool(self.drop)", "in training once more"),
    ],
)
def test_a_flag_of_its_own_is_not_taken_back(flag, begin, then, told, words):
    text = OWN_EVAL.format(flag=flag, begin=begin, then=then, told=told)
    message = check.modes.grade(defined(text)).message
    assert words in message, message


def test_what_another_training_saved_does_not_come_back():
    for place in ("'optimizer.pt'", "self.path.parent / 'optimizer.pt'"):
        verdict = graded("resume", "        torch.save({", "        torch.save("
            f"self.optimizer.state_dict(), {place})\n        torch.save({{",
            'saved["optimizer"]', f"torch.load({place})")  # fmt: skip
        assert verdict.mistake == "in_another_file", verdict.message


def test_what_is_saved_later_is_what_there_is_then():
    verdict = graded("resume", "torch.save({", "self.kept = vars(self).get('kept') or dict({",
                     "}, self.path)", "}); torch.save(self.kept, self.path)")  # fmt: skip
    assert verdict.kind == "wrong" and "another training" not in verdict.message, verdict.message


@pytest.mark.parametrize(
    "changes, words",
    [
        (("resume", "self.generator.get_state()", "self.generator.get_state"), "Brackets call it"),
        (("resume", 'self.net.state_dict()', "self.net.state_dict"), "Brackets call it"),
    ],
)
def test_a_saved_method_is_told(changes, words):
    assert words in graded(*changes).message


@pytest.mark.parametrize(
    "exercise, text, words",
    [
        ("sorted_days", folders("torch.randperm(len(x)).split(len(x))"), "which sizes the batch"),
        ("sorted_days", folders("torch.arange(len(x))[::10].split(32)"), "what an epoch sees"),
        ("best_weights", best(keep=f"if epoch and {BETTER[3:]}"), "the one epoch that there was"),
        ("best_weights", best(keep=BETTER).replace('float("inf")', "1.0"), "any of the 12 epochs"),
    ],
)
def test_the_first_thing_said_leads_there(exercise, text, words):
    message = getattr(check, exercise).grade(defined(text)).message
    assert words in message, message


def test_a_note_names_what_a_state_dict_lacks_and_what_does_not_belong():
    change = LOAD, LOAD.replace("saved.items()", "saved.items() if 'out' not in name")
    assert "misses: `out.weight`, `out.bias`" in graded("other_names", *change).message
