"""How fast is the training, and how good the recipes? Measured side by side, one thread each.

    python ci/bench.py                 the three nets, then the two recipes (about ten minutes)
    python ci/bench.py --nets          the three nets alone (about a minute)
    python ci/bench.py --json          the same as one JSON object

Each net trains one epoch on all 60,000 MNIST images in float32, four ways in turn, several times
over; the table shows medians. `torch` is PyTorch eager with the tensors in memory and no
DataLoader. `autograd` is the same net made of dlscratch.modules, without a backward. `limit` is
nothing but the matrix products of the same shapes: what no NumPy program can beat. Needs PyTorch
and, for the recipes, the full data (`python -m dlscratch data`); without it the nets are timed on
made-up images. Use an idle machine.
"""

import argparse
import json
import statistics
import sys
import time

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch import nn

from dlscratch import modules
from dlscratch.datasets import DataError, Digits, mnist
from dlscratch.layers import Dropout, Linear, ReLU, Sequential, Tanh
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Momentum
from dlscratch.recipes import BEST, QUICK, cosine
from dlscratch.training import accuracy, batches, train

NETS = [  # sizes, activation, batch size
    ((784, 30, 10, 10), Tanh, 32),
    ((784, 128, 10), ReLU, 64),
    ((784, 256, 128, 10), ReLU, 64),
]
TWINS = {Tanh: nn.Tanh, ReLU: nn.ReLU, Dropout: nn.Dropout}
LEARNING_RATE, MOMENTUM = 0.1, 0.9


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--nets", action="store_true", help="leave the recipes out")
    parser.add_argument("--rounds", type=int, default=5, help="epochs a contestant (default 5)")
    parser.add_argument("--seeds", type=int, default=3, help="seeds a recipe (default 3)")
    args = parser.parse_args()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        try:
            data, real = load(mnist()), True
        except DataError as error:
            print(f"Made-up images, and no recipes: {error}", file=sys.stderr)
            data, real = load(made_up()), False
        result = {"nets": [bench_net(*net, data, args.rounds) for net in NETS]}
        if real and not args.nets:
            result["recipe"] = bench_recipe(QUICK, data, args.seeds)
            result["best_recipe"] = bench_recipe(BEST, data, args.seeds)
    print(json.dumps(result) if args.json else table(result))


def made_up():
    """Noise of MNIST's shape: as slow to train on as the real digits."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (70_000, 28, 28), np.uint8)
    labels = rng.integers(0, 10, 70_000)
    return Digits(images[:60_000], labels[:60_000], images[60_000:], labels[60_000:])


def load(digits):
    """The digits as standardized float32 rows: train x, train y, test x, test y."""
    x, test_x = (
        images.reshape(-1, 784).astype(np.float32)
        for images in (digits.train_images, digits.test_images)
    )
    mean, std = x.mean(), x.std()
    for images in (x, test_x):
        images -= mean
        images /= std
    return x, digits.train_labels.astype(np.int64), test_x, digits.test_labels.astype(np.int64)


def bench_net(sizes, activation, batch_size, data, rounds):
    x, y = data[:2]
    contestants = {
        "ours": lambda: train(
            net_of(sizes, activation), x, y, SoftmaxCrossEntropy(),
            Momentum(LEARNING_RATE, MOMENTUM), batch_size=batch_size, rng=0, progress=False,
        ),
        "torch": lambda: train_torch(
            twin(net_of(sizes, activation)), x, y, batch_size, LEARNING_RATE * (1 - MOMENTUM)
        ),
        "autograd": lambda: train_autograd(module_of(sizes, activation), x, y, batch_size),
        "limit": lambda: products(sizes, x, batch_size),
    }  # fmt: skip
    seconds = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            seconds[name].append(clock(run))
    ours, theirs, autograd, limit = (statistics.median(times) for times in seconds.values())
    name = "-".join(map(str, sizes)) + f" {activation.__name__} batch {batch_size}"
    return {
        "name": name,
        "seconds": round(ours, 4),
        "torch_ratio": round(theirs / ours, 2),
        "autograd_ratio": round(autograd / ours, 2),
        "limit_fraction": round(limit / ours, 2),
    }


def bench_recipe(recipe, data, seeds):
    x, y, test_x, test_y = data
    ours, theirs, accuracies = [], [], []
    for seed in range(seeds):
        net = recipe.net(seed)
        other = twin(net)
        ours.append(clock(lambda net=net, seed=seed: recipe.train(net, x, y, seed)))
        accuracies.append(accuracy(net, test_x, test_y))
        theirs.append(clock(lambda other=other: train_torch_recipe(other, recipe, x, y)))
    return {
        "accuracy": round(statistics.median(accuracies), 4),
        "seconds": round(statistics.median(ours), 2),
        "torch_ratio": round(statistics.median(theirs) / statistics.median(ours), 2),
        "accuracies": accuracies,
    }


def clock(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def net_of(sizes, activation):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        layers += [Linear(inputs, outputs, rng=len(layers), dtype=np.float32), activation()]
    return Sequential(layers[:-1])


def module_of(sizes, activation):
    """The same net, with the same weights, from the modules of autograd."""
    layers = []
    for layer in net_of(sizes, activation).layers:
        if isinstance(layer, Linear):
            outputs, inputs = layer.w.shape
            layers.append(modules.Linear(inputs, outputs, dtype=np.float32))
            layers[-1].w.data[...] = layer.w
        else:
            layers.append(getattr(modules, type(layer).__name__)())
    return modules.Sequential(layers)


def twin(net):
    """The same net in PyTorch, with the same weights."""
    layers = []
    for layer in net.layers:
        if isinstance(layer, Linear):
            linear = nn.Linear(layer.w.shape[1], layer.w.shape[0])
            linear.load_state_dict({"weight": torch.tensor(layer.w), "bias": torch.tensor(layer.b)})
            layers.append(linear)
        else:
            layers.append(TWINS[type(layer)](*([layer.p] if isinstance(layer, Dropout) else [])))
    return nn.Sequential(*layers)


def train_autograd(net, x, y, batch_size):
    """One epoch, as a learner writes it. Returns what train() reports: loss and accuracy."""
    optimizer = Momentum(LEARNING_RATE, MOMENTUM)
    total, found, known = 0, [], []
    for batch, labels in batches(x, y, batch_size, rng=0):
        predicted = net(batch)
        loss = modules.cross_entropy(predicted, labels)
        net.zero_grad()
        loss.backward()
        optimizer.step(net)
        total += loss.item() * len(labels)
        found.append(predicted.data)  # compared at once, as train() does
        known.append(labels)
    right = np.concatenate(found).argmax(axis=1) == np.concatenate(known)
    return total / len(x), right.mean()


def train_torch(net, x, y, batch_size, learning_rate):
    """One epoch, as a PyTorch user writes it. Returns what train() reports: loss and accuracy."""
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    optimizer = torch.optim.SGD(net.parameters(), lr=learning_rate, momentum=MOMENTUM)
    loss_function = nn.CrossEntropyLoss()
    total = right = 0
    for rows in torch.randperm(len(x)).split(batch_size):
        optimizer.zero_grad()
        predicted, labels = net(x[rows]), y[rows]
        loss = loss_function(predicted, labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
        right += (predicted.argmax(1) == labels).sum().item()
    return total / len(x), right / len(x)


def train_torch_recipe(net, recipe, x, y):
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    # Our momentum is the averaged form: its learning rate is theirs over 1 - MOMENTUM.
    if recipe.optimizer is Momentum:
        optimizer = torch.optim.SGD(net.parameters(), lr=1, momentum=MOMENTUM)
        rate = cosine(recipe.learning_rate * (1 - MOMENTUM))
    else:
        optimizer = torch.optim.Adam(net.parameters())
        rate = cosine(recipe.learning_rate)
    loss_function = nn.CrossEntropyLoss()
    steps, done = recipe.epochs * -(-len(x) // recipe.batch_size), 0
    net.train()
    for _ in range(recipe.epochs):
        total = right = 0
        for rows in torch.randperm(len(x)).split(recipe.batch_size):
            optimizer.param_groups[0]["lr"] = rate(done / steps)
            optimizer.zero_grad()
            predicted, labels = net(shift_images_torch(x[rows])), y[rows]
            loss = loss_function(predicted, labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
            right += (predicted.argmax(1) == labels).sum().item()
            done += 1


def shift_images_torch(x):
    """recipes.shift_images, step for step."""
    padded = x[:, :1, None].repeat(1, 30, 30)
    padded[:, 1:-1, 1:-1] = x.reshape(-1, 28, 28)
    windows = padded.unfold(1, 28, 1).unfold(2, 28, 1)
    down, right = torch.randint(3, (2, len(x)))
    return windows[torch.arange(len(x)), down, right].reshape(x.shape)


def products(sizes, x, batch_size):
    """The matrix products of one epoch and nothing else, into kept arrays.

    Weights lie in memory as in our layers, so that each product is of the fastest kind.
    """
    rng = np.random.default_rng(0)
    shapes = list(zip(sizes, sizes[1:], strict=False))
    weights = [rng.standard_normal(shape, dtype=np.float32) for shape in shapes]
    weight_grads = [np.empty_like(w) for w in weights]
    inputs = [np.zeros((batch_size, n), np.float32) for n, _ in shapes]
    outputs = [np.zeros((batch_size, n), np.float32) for _, n in shapes]
    for start in range(0, len(x) - batch_size + 1, batch_size):
        inputs[0] = x[start : start + batch_size]
        for batch, w, out in zip(inputs, weights, outputs, strict=True):
            np.matmul(batch, w, out=out)
        for i in reversed(range(len(weights))):
            np.matmul(inputs[i].T, outputs[i], out=weight_grads[i])
            if i:
                np.matmul(outputs[i], weights[i].T, out=inputs[i])


def table(result):
    head = ("seconds", "torch / ours", "autograd / ours", "limit / ours")
    lines = [f"{'net':32} {head[0]:>8} {head[1]:>13} {head[2]:>16} {head[3]:>13}"]
    for net in result["nets"]:
        lines.append(
            f"{net['name']:32} {net['seconds']:8.3f} {net['torch_ratio']:13.2f} "
            f"{net['autograd_ratio']:16.2f} {net['limit_fraction']:13.2f}"
        )
    for name in ("recipe", "best_recipe"):
        if name in result:
            recipe = result[name]
            lines.append(
                f"{name:32} {recipe['seconds']:8.1f} {recipe['torch_ratio']:13.2f}"
                f"   test accuracy {recipe['accuracy']:.2%} (median of {recipe['accuracies']})"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
