"""Lesson 13, first half: answers that no bank knows, wrong ones and right ones."""

import copy
import csv

import numpy as np
import pytest

from dlscratch.checks import practice as check
from tests.checks import hunting

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402
from torch.utils import data  # noqa: E402

PAGE = {
    "np": np, "torch": torch, "nn": nn, "F": F, "copy": copy, "csv": csv, "data": data,
    "Dataset": data.Dataset, "DataLoader": data.DataLoader, "TensorDataset": data.TensorDataset,
}  # fmt: skip
hunting.PAGE |= PAGE


def defined(text):
    """The first thing that a text defines."""
    names = dict(PAGE)
    exec(compile(text, "<answer>", "exec"), names)
    return next(value for name, value in names.items() if name not in {*PAGE, "__builtins__"})


DATASET = """
class Digits(Dataset):
    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform
        {start}

    def __len__(self):
        return {length}

    def __getitem__(self, i):
        {get}
"""
IMAGE = "torch.tensor(self.images[i], dtype=torch.float32) / 255"


def dataset(get=None, length="len(self.images)", start="pass", image=IMAGE, label=None):
    label = label or "int(self.labels[i])"
    get = get or f"x = {image}\n        x = self.transform(x) if self.transform else x\n        " \
        f"return x, {label}"  # fmt: skip
    return DATASET.format(get=get, length=length, start=start)


LOADER = """
class Loader:
    def __init__(self, dataset, batch_size=32, shuffle=False, rng=None):
        self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
        self.rng = np.random.default_rng(rng)
        {start}

    def __len__(self):
        return {length}

    def __iter__(self):
        order = {order}
        for i in range(0, len(order), self.batch_size):
            pairs = [self.dataset[int(j)] for j in order[i:i + self.batch_size]]
            yield {batch}
"""
ORDER = "self.rng.permutation(len(self.dataset)) if self.shuffle else range(len(self.dataset))"


def loader(order=ORDER, batch=None, length="-(-len(self.dataset) // self.batch_size)", start="0"):
    batch = batch or "torch.stack([x for x, _ in pairs]), torch.tensor([y for _, y in pairs])"
    return LOADER.format(order=order, batch=batch, length=length, start=start)


FOLDERS = """
def fit_folders(net, x, y, epochs):
    {before}
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
    for epoch in range(epochs):
        for rows in {rows}:
            optimizer.zero_grad()
            F.cross_entropy(net(x[rows]), y[rows]).backward()
            optimizer.step()
"""


def folders(rows="torch.randperm(len(x)).split(32)", before="pass"):
    return FOLDERS.format(rows=rows, before=before)


THROWS = """
def fit_throws(net, x, y, steps):
    {before}
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for step in range(steps):
        optimizer.zero_grad()
        F.mse_loss(net({inputs}), y).backward()
        optimizer.step()
    def predict(new):
        with torch.no_grad():
            return net({asked})
    return predict
"""
KEPT = "m, s = x.mean(dim=0), x.std(dim=0)"


def throws(asked="(new - m) / s", inputs="(x - m) / s", before=KEPT):
    return THROWS.format(asked=asked, inputs=inputs, before=before)


MEAN = """
def fit_mean(net, x, y, steps):
    optimizer, losses = torch.optim.SGD(net.parameters(), lr=0.05), []
    for step in range(steps):
        value = {value}
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append({noted})
    return losses
"""


def mean(value, noted="value.item()"):
    return MEAN.format(value=value, noted=noted)


PANEL = """
def examine(net, optimizer, loss, x, y):
    net, optimizer = copy.deepcopy((net, optimizer))
    before = {before}
    net.train()
    for step in range(100):
        value = loss(net(x), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        if step == 0:
            first = value.item()
            moved = {moved}
    net.eval()
    out = net(x)
    return {count}, first, moved, {share}, {alike}
"""


def panel(
    before="[p.detach().clone() for p in net.parameters()]",
    moved="sum(not torch.equal(a, b) for a, b in zip(before, net.parameters()))",
    count="sum(p.numel() for p in net.parameters())",
    share="(out.argmax(dim=1) == y).float().mean().item()",
    alike="torch.equal(out, net(x))",
):
    return PANEL.format(before=before, moved=moved, count=count, share=share, alike=alike)


BEST = """
def fit_best(net, x, y, x_valid, y_valid, epochs):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    best, lowest = None, float("inf")
    for epoch in range(epochs):
        net.train()
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        {evaluate}
        with torch.no_grad():
            value = F.cross_entropy(net(x_valid), y_valid).item()
        {keep}
    return best
"""
IF = "if value < lowest: best, lowest = {}, value"


def best(state="copy.deepcopy(net.state_dict())", keep=IF, evaluate="net.eval()"):
    return BEST.format(keep=keep.format(state), evaluate=evaluate)


WRONG = [
    ("digit_data", dataset(image="torch.tensor(self.images[i]).half() / 255")),
    ("digit_data", dataset(image="torch.tensor(self.images[i] / 255).round().float()")),
    ("digit_data", dataset(image="1 - " + IMAGE)),
    ("digit_data", dataset(image=f"({IMAGE}).flip(0)")),
    ("digit_data", dataset(label="self.labels[i - 1]")),
    ("digit_data", dataset(label="str(self.labels[i])")),
    ("digit_data", dataset(length="len(set(self.labels))")),
    ("digit_data", dataset(length="10")),
    ("digit_data", dataset(start="self.images = images[:4]")),
    ("digit_data", dataset(start="images //= 2; images *= 2")),
    ("digit_data", dataset(f"return self.transform({IMAGE}), int(self.labels[i])",
     start="self.transform = transform(torch.zeros(28, 28)) if transform else lambda x: x")),
    ("digit_data", dataset(f"x = {IMAGE}\n        return x, int(self.labels[i]), self.transform")),
    ("digit_data", dataset(f"yield {IMAGE}, int(self.labels[i])")),
    ("loader", loader(order="list(" + ORDER + ")[::-1]")),
    ("loader", loader(order="self.order", start="self.order = " + ORDER)),
    ("loader", loader(order=ORDER.replace("self.rng", "np.random.default_rng(self.batch_size)"))),
    ("loader", loader(order=ORDER.replace("self.rng", "np.random"))),
    ("loader", loader(order=f"list({ORDER})[:-1]")),
    ("loader", loader(batch="torch.stack([x for x, _ in pairs]).double(), "
     "torch.tensor([y for _, y in pairs])")),
    ("loader", loader(batch="torch.stack([x for x, _ in pairs]), "
     "torch.tensor(sorted(y for _, y in pairs))")),
    ("loader", loader(batch="torch.stack([x for x, _ in pairs]), "
     "torch.tensor([y for _, y in pairs], dtype=torch.int32)")),
    ("loader", loader(batch="np.stack([x for x, _ in pairs]), np.array([y for _, y in pairs])")),
    ("loader", loader(batch="torch.stack([x for x, _ in pairs]).squeeze(1), "
     "torch.tensor([y for _, y in pairs])")),
    ("loader", loader(length="round(len(self.dataset) / self.batch_size)")),
    ("loader", loader(length="self.batch_size // len(self.dataset)")),
    ("loader", loader(order="self.rng.permutation(len(self.dataset)) if not self.shuffle else "
     "range(len(self.dataset))")),
    ("loader", loader(order="self.rng.choice(len(self.dataset), len(self.dataset)) if self.shuffle "
     "else range(len(self.dataset))")),
    ("sorted_days", folders("torch.arange(len(x)).split(32)", "x = x[torch.randperm(len(x))]")),
    ("sorted_days", folders("torch.arange(len(x)).flip(0).split(32)")),
    ("sorted_days", folders("[torch.arange(len(x))[k::20] for k in range(20)][:9]")),
    ("sorted_days", folders("torch.randperm(len(x)).split(32)[:-1]")),
    ("sorted_days", folders("torch.randint(len(x), (len(x),)).split(32)")),
    ("sorted_days", folders("torch.arange(len(x)).split(32)", "torch.manual_seed(1)")),
    ("sorted_days", folders("torch.arange(len(x)).split(32)", "y = y.flip(0)")),
    ("sorted_days", folders("[torch.arange(32)] * 19")),
    ("sorted_days", folders("torch.randperm(len(x)).split(32)", "y = 9 - y")),
    ("sorted_days", folders("torch.randperm(len(x)).split(32)", "x = x.round()")),
    ("same_scale", throws("(new - new.mean()) / new.std()")),
    ("same_scale", throws("(new - new.mean(dim=0)) / s")),
    ("same_scale", throws("(new - m) / new.std(dim=0)")),
    ("same_scale", throws("torch.cat([(x - m) / s, (new - new[0]) / s])[len(x):]")),
    ("same_scale", throws("(new - m)")),
    ("same_scale", throws("new / s")),
    ("same_scale", throws("(new - m) / s.mean()")),
    ("same_scale", throws(before="m, s = x.mean(dim=0), x.std(dim=0).mean()")),
    ("same_scale", throws(before="m, s = x.median(dim=0).values * 0, x.std(dim=0)")),
    ("same_scale", throws("(x - m) / s")),
    ("same_scale", throws("((new - m) / s).clamp(-1, 1)")),
    ("same_scale", throws(before="global m, s; m, s = x.mean(dim=0), x.std(dim=0)")),
    ("column", mean("F.mse_loss(net(x), y)")),
    ("column", mean("((net(x) - y) ** 2).mean(dim=1).min()")),
    ("column", mean("((net(x).squeeze() - y) ** 2).mean(dim=0).sqrt()")),
    ("column", mean("((net(x) - y.sort().values[:, None]) ** 2).mean()")),
    ("column", mean("((net(x) - y[None]) ** 2).mean()")),
    ("column", mean("((net(x) - y) ** 2).diagonal().sum()")),
    ("column", mean("((net(x) - y) ** 2).mean() / len(x)")),
    ("column", mean("((net(x)[:, 0] - y) ** 2).median()")),
    ("column", mean("F.l1_loss(net(x)[:, 0], y)")),
    ("column", mean("F.smooth_l1_loss(net(x)[:, 0], y)")),
    ("column", mean("F.mse_loss(net(x)[:, 0], y)", "round(value.item())")),
    ("column", mean("F.mse_loss(net(x)[:, 0], y)", "value.item() / 2")),
    ("examine", panel(before="list(net.parameters())")),
    ("examine", panel(before="[p.data for p in net.parameters()]")),
    ("examine", panel(moved="len(before)")),
    ("examine", panel(moved="sum(len(a) for a in before)")),
    ("examine", panel(moved="sum(p.grad is not None for p in net.parameters())")),
    ("examine", panel(moved="sum(bool(p.grad is not None and p.grad.any()) for p in "
     "net.parameters())")),
    ("examine", panel(count="sum(p.shape[0] for p in net.parameters())")),
    ("examine", panel(count="next(net.parameters()).numel()")),
    ("examine", panel(share="1.0")),
    ("examine", panel(share="(out.argmax(dim=1) == y).float().mean().round().item()")),
    ("examine", panel(share="(out.argmax(dim=1) == y).sum() / out.numel()")),
    ("examine", panel(alike="True")),
    ("examine", panel(alike="torch.equal(out, out.clone())")),
    ("examine", panel(alike="torch.equal(out.argmax(1), net(x).argmax(1)) * 0")),
    ("best_weights", best("dict(net.state_dict())")),
    ("best_weights", best("copy.copy(net.state_dict())")),
    ("best_weights", best("{k: v.data for k, v in net.state_dict().items()}")),
    ("best_weights", best("{k: v.view_as(v) for k, v in net.state_dict().items()}")),
    ("best_weights", best("{k: v.clone() for k, v in net.named_parameters()}")),
    ("best_weights", best(keep="if value < lowest: best = {}")),
    ("best_weights", best(keep="if value <= lowest: lowest = value\n        best = {}")),
    ("best_weights", best("copy.deepcopy(net.state_dict())",
     "if epoch == epochs // 2: best, lowest = {}, value")),
    ("best_weights", best("{k: 0.5 * v for k, v in net.state_dict().items()}")),
    ("best_weights", best("net.state_dict()", "if value < lowest: best, lowest = {}, value\n"
     "        else: break")),
    ("best_weights", best(evaluate="pass")),
]  # fmt: skip
RIGHT = [
    ("digit_data", dataset(image="torch.from_numpy(self.images[i]).float().div(255)")),
    ("digit_data", dataset(image="torch.tensor(self.images[i] / 255).float()",
     label="torch.tensor(self.labels[i])")),
    ("digit_data", dataset(length="self.images.shape[0]", label="self.labels[i].item()")),
    ("digit_data", dataset("return self.transform(self.x[i]), self.labels[i]", start="self.x = "
     "torch.tensor(images).float() / 255; self.transform = transform or (lambda image: image)")),
    ("loader", loader(batch="data.default_collate(pairs)")),
    ("loader", loader(batch="(torch.stack(a), torch.tensor(b)) if (a := [p[0] for p in pairs]) and "
     "(b := [p[1] for p in pairs]) is not None else None")),
    ("loader", loader(order="sorted(range(len(self.dataset)), key=lambda i: self.rng.random()) "
     "if self.shuffle else range(len(self.dataset))")),
    ("loader", loader(length="int(np.ceil(len(self.dataset) / self.batch_size))")),
    ("sorted_days", folders("torch.arange(len(x)).split(32)",
     "order = torch.randperm(len(x)); x, y = x[order], y[order]")),
    ("sorted_days", folders("np.array_split(np.random.default_rng(0).permutation(len(x)), "
     "range(32, len(x), 32))")),
    ("sorted_days", folders("torch.randperm(len(x), generator=torch.Generator().manual_seed(3))"
     ".split(32)")),
    ("same_scale", throws("((new - m) / s).float()")),
    ("same_scale", throws(before="s, m = torch.std_mean(x, dim=0)")),
    ("same_scale", throws("new * a + b", "x * a + b",
     "a = 1 / x.std(dim=0); b = -x.mean(dim=0) * a")),
    ("column", mean("F.mse_loss(net(x), y.unsqueeze(1))")),
    ("column", mean("((net(x).view(-1) - y) ** 2).sum() / len(y)")),
    ("column", mean("(net(x).T - y).square().mean()")),
    ("examine", panel(moved="sum(bool((a != b).any()) for a, b in zip(before, net.parameters()))",
     before="copy.deepcopy(list(net.parameters()))")),
    ("examine", panel(share="(out.argmax(-1) == y).sum().item() / len(y)",
     alike="bool((out == net(x)).all())")),
    ("examine", panel(count="nn.utils.parameters_to_vector(net.parameters()).numel()")),
    ("best_weights", best("{k: v.detach().clone() for k, v in net.state_dict().items()}")),
    ("best_weights", best("copy.deepcopy(net).state_dict()")),
    ("best_weights", best("{k: torch.zeros_like(v).copy_(v) for k, v in net.state_dict().items()"
     "}")),
]  # fmt: skip


@pytest.mark.parametrize("exercise, text", WRONG)
def test_what_no_bank_knows_does_not_pass(exercise, text):
    verdict = getattr(check, exercise).grade(defined(text))
    assert verdict.kind in ("wrong", "error"), text
    assert "cannot make sense" not in verdict.message


@pytest.mark.parametrize("exercise, text", RIGHT)
def test_what_is_right_in_another_form_passes(exercise, text):
    verdict = getattr(check, exercise).grade(defined(text))
    assert verdict.kind == "passed", verdict.message


WHOLE, FLOATS = 'return "" not in row and "-" not in row', "return [float(cell) for cell in row]"
TABLE = "return table[:, :-1], table[:, -1:]"


@pytest.mark.parametrize(
    "old, new",
    [
        (WHOLE, "return all(row)"),
        (WHOLE, 'return "-" not in row and all(cell[0] != "-" for cell in row if cell)'),
        (WHOLE, 'return "" not in row and "-" not in row[:-1]'),
        (WHOLE, 'return row.count("") + row.count("-") < 2'),
        (WHOLE, 'return all(cell.lstrip("-").replace(".", "").isalnum() for cell in row[1:])'),
        (WHOLE, 'return "" not in row and "-" not in row and len(row) == 3'),
        (FLOATS, 'return [float(cell.replace("-", "0")) for cell in row]'),
        (FLOATS, "return [abs(float(cell)) for cell in row]"),
        (FLOATS, "return [int(float(cell)) for cell in row]"),
        (TABLE, "return table[:, 1:], table[:, :1]"),
        (TABLE, "return table[:, :-1], table[:, -1]"),
        (TABLE, "return table, table[:, -1:]"),
        (TABLE, "return table[:, :-1].double(), table[:, -1:].double()"),
        (TABLE, "return table[1:, :-1], table[1:, -1:]"),
    ],
)
def test_a_crash_that_only_stopped_does_not_pass(old, new):
    verdict = check.from_csv.grade(hunting.answer(check.from_csv, "from_csv", old, new))
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize(
    "old, new",
    [
        (WHOLE, 'return not {"", "-"} & set(row)'),
        (WHOLE, 'return all(cell.strip("-") for cell in row)'),
        (WHOLE, 'return all(any(sign.isdigit() for sign in cell) for cell in row)'),
        (TABLE, "return table[:, :-1], table[:, -1].unsqueeze(1)"),
        (TABLE, "return table.split([table.shape[1] - 1, 1], dim=1)"),
    ],
)
def test_a_cause_is_mended_in_any_form(old, new):
    verdict = check.from_csv.grade(hunting.answer(check.from_csv, "from_csv", old, new))
    assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize("seed", range(4))
def test_mixed_folders_are_learnt_whatever_the_dice(seed):
    text = folders(before=f"torch.manual_seed({seed})")
    assert check.sorted_days.grade(defined(text)).kind == "passed"


@pytest.mark.parametrize(
    "answer, words",
    [
        ("ACB", "Write six letters as one string, as in `\"AABBCC\"`; 3 came."),
        (7, "none came"),
        ("ACBDBA", "There is no loss D"),
        ("BBBCBA", "Look at question 1"),
        ("ACBCCC", "Look at question 5"),
    ],
)
def test_letters_are_read_in_any_form_and_a_wrong_one_is_named(answer, words):
    assert words in check.which_loss.grade(answer).message


def test_nothing_imports_pytorch_before_an_answer_is_run():
    import subprocess
    import sys

    code = (
        "import sys; from dlscratch.checks import practice; from dlscratch.checks.engine import "
        "room; room.exercises(practice); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
