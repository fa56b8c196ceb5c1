"""Lesson 13: a slip is called by what the code does, a sibling by the same name or by none."""

import pytest

from tests.checks.test_practice_a import best, defined, loader, mean, panel, throws
from tests.checks.test_practice_b import (
    DROP,
    LAYERS,
    LOAD,
    MEAN,
    OPTIMIZER,
    SAID,
    check,
    graded,
)

SCHEDULE = 'self.schedule.load_state_dict(saved["schedule"])'
KEYS = "saved.items()})"

COPIES = ("copy.deepcopy(net.state_dict())",
          "{k: v.clone() for k, v in net.state_dict().items()}")  # fmt: skip
COUNT = "return right"

WHOLE = [
    ("loader", loader().replace("yield", "return"), "returned_in_the_loop"),
    ("same_scale", throws("(new - m) * s"), "multiplied_when_asked"),
    ("same_scale", throws("new - m / s", "x - m / s"), "mean_divided"),
    ("same_scale", throws("F.layer_norm(new, (3,))", "F.layer_norm(x, (3,))"), "by_row"),
    ("same_scale", throws("(new - 25) / 10", "(x - 25) / 10"), "numbers_of_somebody"),
    ("same_scale", throws("new.tanh()", "x.tanh()"), None),
    ("same_scale", throws("(new - m)**3 / s", "(x - m)**3 / s"), None),
    ("same_scale", throws("(new - x[:9].mean(0)) / s", "(x - x[:9].mean(0)) / s"), None),
    ("column", mean("((net(x) - y)**2).mean()").replace("lr=0.05", "lr=0.002"), "unmended"),
    ("column", mean("F.mse_loss(net(x), y)").replace("SGD", "Adam"), "unmended"),
    ("column", mean("((net(x).flatten() - y[:, None])**2).mean()"), "unmended"),
    ("column", mean("((net(x)[:, 0] - y)**2).sum()").replace("lr=0.05", "lr=0.0001"), "summed"),
    ("column", mean("((net(x)[0] - y)**2).mean()"), "first_prediction"),
    ("examine", panel(count="sum(p.numel() for p in net.parameters() if p.requires_grad)"),
     "learning_ones_counted"),
    ("examine", panel(count="sum(v.numel() for v in net.state_dict().values())"),
     "all_that_is_saved_counted"),
    ("examine", panel(before="copy.deepcopy(net.state_dict())", moved="sum(not torch.equal(v, "
     "before[k]) for k, v in net.state_dict().items())"), "buffers_moved"),
    ("examine", panel(moved="sum(not torch.allclose(a, b, atol=1e-4) for a, b in zip(before, "
     "net.parameters()))"), "visibly_moved"),
    ("examine", panel(moved="sum(((a - b).abs() > 1e-3).any().item() for a, b in zip(before, "
     "net.parameters()))"), "visibly_moved"),
    ("examine", panel(alike="torch.allclose(out, net(x), rtol=1e-3)"), "nearly_alike"),
    ("examine", panel(alike="torch.equal(out.argmax(1), net(x).argmax(1))"), "nearly_alike"),
    ("examine", panel(alike="torch.equal(out.round(decimals=3), net(x).round(decimals=3))"),
     "nearly_alike"),
    ("examine", panel(alike="out == net(x)"), "compared_one_by_one"),
    ("best_weights", best().replace("        net.train()\n", ""), "trained_in_evaluation"),
    # However large the steps are
    *(("best_weights", best(COPIES[1]).replace("lr=0.5", f"lr={rate}"), "other_rate")
      for rate in (0.05, 0.2)),
    *(("best_weights", best("net.state_dict()").replace("lr=0.5", f"lr={rate}"),
       "other_rate_and_no_copy") for rate in (0.01, 0.05)),
    # However the copy is made
    *(("best_weights", best(state, keep), mistake) for state in COPIES for keep, mistake in (
        ("if epoch == 0 or value > lowest: best, lowest = {}, value", "worst"),
        ('if value < lowest: best = {}', "last"),
        ("if epoch == 0: best = {}", "first_kept"))),
    ("best_weights", best(COPIES[0]).replace("F.cross_entropy(net(x_valid), y_valid)",
     "F.cross_entropy(net(x), y)"), "last"),
]  # fmt: skip

CHANGED = [
    ("resume", "}, self.path)", "}, 'yesterday.pt')", "beside_the_path"),
    ("resume", "}, self.path)", "}, str(self.path) + '.new')", "beside_the_path"),
    ("resume", '"epoch": epoch', '"epoch": torch.tensor(epoch)', "epoch_as_tensor"),
    ("resume", '"epoch": epoch', '"epoch": torch.tensor([epoch])', "epoch_as_tensor"),
    ("resume", SCHEDULE, "self.schedule.last_epoch = saved['schedule']['last_epoch']",
     "schedule_counted_only"),
    ("resume", OPTIMIZER, "self.optimizer = saved['optimizer']", "without_optimizer"),
    ("modes", f"{DROP}\n        return self.second(h)",
     "return F.dropout(self.second(h), 0.5, self.training)", "outputs_dropped"),
    ("modes", f"{DROP}\n        return self.second(h)",
     "return self.second(h) * 2 * (torch.rand(self.second(h).shape) < 0.5) if self.training else "
     "self.second(h)", "outputs_dropped"),
    ("modes", DROP, "h = h * 2 * (torch.rand(len(h), 1) < 0.5) if self.training else h",
     "whole_examples"),
    ("modes", DROP, "h = h * 2 * (torch.arange(h.shape[1]) % 2) if self.training else h",
     "always_the_same_ones"),
    ("hidden_layer", LAYERS, "[nn.Linear(*pairs[0])] * (len(pairs) - 1)", None),
    ("hidden_layer", LAYERS, "nn.ModuleList([nn.Linear(b, a) for a, b in pairs[:-1]])", None),
    ("hidden_layer", LAYERS, "[(a, b) for a, b in pairs[:-1]]", None),
    ("modes", DROP, "h = F.dropout(h, 0.5) if self.train else h", "method_for_the_flag"),
    ("modes", DROP, "F.dropout(h, 0.5, self.training)", "result_unused"),
    ("devices", MEAN, f"self.mean = {MEAN}", None),
    ("other_names", LOAD, "net.load_state_dict({new_name(n): t.T for n, t in " + KEYS,
     "other_shapes"),
    ("other_names", LOAD, "net.load_state_dict(dict(zip(net.state_dict(), saved.values())))",
     "other_shapes"),
    ("other_names", '"second": "hidden.2"', '"second": "hidden.1"', "as_given"),
    ("other_names", '"second": "hidden.2"', '"second": "hidden.3"', "second_behind_its_relu"),
    ("other_names", '"second": "hidden.2"', '"second": "hidden.5"', None),
    ("share_right", "(said == y).sum().item()", "torch.equal(said, y)", "all_or_nothing"),
    ("share_right", SAID, "said = net(x).amax(dim=1)", "largest_number"),
    ("share_right", f"{SAID}\n", "said = net(x).argmax(dim=1, keepdim=True)[0]\n",
     "first_answer_only"),
    ("share_right", COUNT, "return right / len(loader)", "share_of_the_batches"),
    ("share_right", COUNT, "return right / len(loader.dataset)", "share_of_all"),
    ("share_right", COUNT, "return right // 32", "always_none"),
    ("share_right", "(said == y).sum().item()", "sum(a is b for a, b in zip(said, y))",
     "always_none"),
    ("share_right", SAID, "said = net(x).softmax(dim=1)[:, 0]", "always_none"),
    ("share_right", SAID, "said = net(x).round().argmax(dim=1)", "rounded_first"),
    ("share_right", SAID, "said = net(x).int().argmax(dim=1)", None),
    ("own_script", "            adam.zero_grad()\n", "", "never_wiped"),
    ("own_script", ".backward()", "", "no_backward"),
    ("own_script", "            adam.step()\n", "", "no_step"),
    ("own_script", "            adam.step()\n", "            adam.step\n", "without_brackets"),
    ("own_script", "F.cross_entropy(model(batch_x), batch_y)",
     "F.mse_loss(model(batch_x)[:, :1], batch_y.float())", "shapes_that_broadcast"),
    ("own_script", "TensorDataset(prepare(x[:cut])", "TensorDataset(x[:cut]", "prepared_otherwise"),
    ("own_script", "(torch.as_tensor(new, dtype=torch.float32) - mean) / spread",
     "torch.as_tensor(new, dtype=torch.float32)", "columns_unlike"),
    ("own_script", "copy.deepcopy(model.state_dict())", "model.state_dict()",
     "last_weights_loaded"),
    ("own_script", "model.load_state_dict(kept)", "model = "
     "nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 3))", "another_net"),
]  # fmt: skip


@pytest.mark.parametrize("exercise, text, mistake", WHOLE)
def test_a_slip_is_called_by_its_name(exercise, text, mistake):
    verdict = getattr(check, exercise).grade(defined(text))
    assert verdict.kind in ("wrong", "error"), verdict.message
    assert verdict.mistake == mistake, verdict.message


@pytest.mark.parametrize("exercise, old, new, mistake", CHANGED)
def test_a_changed_line_is_called_by_its_name(exercise, old, new, mistake):
    verdict = graded(exercise, old, new)
    assert verdict.kind in ("wrong", "error"), verdict.message
    assert verdict.mistake == mistake, verdict.message


@pytest.mark.parametrize(
    "end", ["right / len(loader)", "right / len(loader) * len(loader.dataset)"]
)
def test_a_mean_of_shares_is_no_count(end):
    verdict = graded("share_right", "(said == y).sum()", "(said == y).float().mean()", COUNT,
                     f"return {end}")  # fmt: skip
    assert verdict.mistake == ("shares_as_a_count" if "dataset" in end else "mean_of_shares")


@pytest.mark.parametrize(
    "exercise, text, words",
    [
        ("loader", loader().replace("yield", "return"), "non-iterator"),
        ("loader", loader(length="0").replace("yield", "1 / 0; yield"), "ZeroDivisionError"),
        ("loader", loader(order="[]"), '"there is none"; expected "two tensors"'),
    ],
)
def test_what_stops_is_not_told_as_a_missing_return(exercise, text, words):
    message = getattr(check, exercise).grade(defined(text)).message
    assert words in message and "Is there a `return`?" not in message, message
