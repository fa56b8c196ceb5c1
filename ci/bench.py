"""How fast is the training, and how good the recipes? Measured side by side, one thread each.

    python ci/bench.py                 the nets, then the three recipes (about forty minutes)
    python ci/bench.py --nets          the nets alone (about five minutes)
    python ci/bench.py --lenet         the net that sees images alone
    python ci/bench.py --json          the same as one JSON object

Each net trains one epoch on all 60,000 MNIST images in float32, in several ways in turn, tenth by
tenth, several times over; the table shows medians of the processor's time, which a busy machine
disturbs least, and of the ratios of two turns that came one after the other.
`torch` is PyTorch eager with the tensors in memory and no DataLoader. `autograd` is the same net
made of dlscratch.modules, without a backward, where that has such layers. `limit` is nothing but
the matrix products of the same shapes: what no NumPy program can beat. `growth`, of the LeNet, is
the time for all images over four times that for a quarter of them: 1 where it grows in proportion.
Needs PyTorch and, for the recipes, the full data (`python -m dlscratch data`); without it the nets
are timed on made-up images. Use an idle machine.
"""

import argparse
import json
import statistics
import sys
import time
from functools import partial

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch import nn

from dlscratch import modules
from dlscratch.convolution import Conv2d, Flatten, MaxPool2d
from dlscratch.datasets import DataError, Digits, mnist
from dlscratch.layers import Dropout, Linear, ReLU, Sequential, Tanh
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Momentum
from dlscratch.recipes import BEST, LENET, QUICK, ImageRecipe, cosine
from dlscratch.training import accuracy, batches, train

NETS = [  # sizes, activation, batch size
    ((784, 30, 10, 10), Tanh, 32),
    ((784, 128, 10), ReLU, 64),
    ((784, 256, 128, 10), ReLU, 64),
]
LENET_SHAPES = [  # rows of an image, inputs and outputs of its three products: 24², 8² places, one
    (576, 25, 8), (64, 200, 16), (1, 256, 10),
]  # fmt: skip
TWINS = {
    Tanh: lambda layer: nn.Tanh(),
    ReLU: lambda layer: nn.ReLU(),
    Dropout: lambda layer: nn.Dropout(layer.p),
    MaxPool2d: lambda layer: nn.MaxPool2d(layer.size),
    Flatten: lambda layer: nn.Flatten(),
    Linear: lambda layer: nn.Linear(layer.w.shape[1], layer.w.shape[0]),
    Conv2d: lambda layer: nn.Conv2d(
        layer.w.shape[1], layer.w.shape[0], layer.size, layer.stride, layer.padding
    ),
}
LEARNING_RATE, MOMENTUM = 0.1, 0.9
PARTS = 10  # of an epoch: so short that a machine seldom changes its pace between two contestants


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--nets", action="store_true", help="leave the recipes out")
    parser.add_argument("--lenet", action="store_true", help="nothing but the net for images")
    parser.add_argument("--images", type=int, help="so many of the images for each epoch")
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
        some = [part[: args.images] for part in data[:2]]
        nets = [] if args.lenet else [bench_net(*net, some, args.rounds) for net in NETS]
        result = {"nets": [*nets, bench_lenet(some, args.rounds)]}
        if real and not (args.nets or args.lenet):
            result["recipe"] = bench_recipe(QUICK, data, args.seeds)
            result["best_recipe"] = bench_recipe(BEST, data, args.seeds)
            result["lenet_recipe"] = bench_recipe(LENET, data, args.seeds)
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
    contestants = {
        "ours": lambda x, y: ours(net_of(sizes, activation), x, y, batch_size),
        "torch": lambda x, y: theirs(net_of(sizes, activation), x, y, batch_size),
        "autograd": lambda x, y: partial(
            train_autograd, module_of(sizes, activation), x, y, batch_size
        ),
        "limit": lambda x, y: partial(products, sizes, x, batch_size),
    }
    parts = [np.array_split(array, PARTS) for array in data]
    seconds = in_turn(contestants, list(zip(*parts, strict=True)), rounds)
    name = "-".join(map(str, sizes)) + f" {activation.__name__} batch {batch_size}"
    autograd_ratio = round(ratio(seconds, "autograd"), 2)
    return {"name": name, **shares(seconds, PARTS), "autograd_ratio": autograd_ratio}


def bench_lenet(data, rounds):
    x, y = data[0].reshape(-1, 1, 28, 28), data[1]
    quarter = len(x) // 4
    contestants = {
        "ours": lambda x, y: ours(lenet(), x, y, 64),
        "torch": lambda x, y: theirs(lenet(), x, y, 64),
        "limit": lambda x, y: partial(window_products, len(x), 64),
        "a quarter": lambda x, y: ours(lenet(), x[:quarter], y[:quarter], 64),
    }
    seconds = in_turn(contestants, [(x, y)], rounds)
    growth = quarter / len(x) / ratio(seconds, "a quarter")
    return {"name": "LeNet 8, 16 ReLU batch 64", **shares(seconds), "growth": round(growth, 2)}


def ours(net, x, y, batch_size):
    """An epoch with this net, ready to run."""
    return partial(
        train, net, x, y, SoftmaxCrossEntropy(), Momentum(LEARNING_RATE, MOMENTUM),
        batch_size=batch_size, rng=0, progress=False,
    )  # fmt: skip


def theirs(net, x, y, batch_size):
    """The same with its twin in PyTorch."""
    return partial(train_torch, twin(net), x, y, batch_size, LEARNING_RATE * (1 - MOMENTUM))


def in_turn(contestants, parts, rounds):
    """The seconds of each contestant's turns, all of them in turn, so that each meets the same
    machine: a round is a turn on each of the parts. Making the nets is not counted."""
    seconds = {name: [] for name in contestants}
    for x, y in parts * rounds:
        for name, prepare in contestants.items():
            seconds[name].append(clock(prepare(x, y)))
    return seconds


def ratio(seconds, name):
    """How much longer than ours: the median of all turns, each beside ours of the same moment."""
    pairs = zip(seconds[name], seconds["ours"], strict=True)
    return statistics.median(a / b for a, b in pairs)


def shares(seconds, parts=1):
    return {
        "seconds": round(statistics.median(seconds["ours"]) * parts, 4),
        "torch_ratio": round(ratio(seconds, "torch"), 2),
        "limit_fraction": round(ratio(seconds, "limit"), 2),
    }


def bench_recipe(recipe, data, seeds):
    x, y, test_x, test_y = data
    if isinstance(recipe, ImageRecipe):
        x, test_x = x.reshape(-1, 1, 28, 28), test_x.reshape(-1, 1, 28, 28)
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
    start = time.process_time()
    run()
    return time.process_time() - start


def net_of(sizes, activation):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        layers += [Linear(inputs, outputs, rng=len(layers), dtype=np.float32), activation()]
    return Sequential(layers[:-1])


def lenet():
    rng, conv = np.random.default_rng(0), {"init": "he", "dtype": np.float32}
    return Sequential([
        Conv2d(1, 8, 5, rng=rng, **conv), ReLU(), MaxPool2d(2),
        Conv2d(8, 16, 5, rng=rng, **conv), ReLU(), MaxPool2d(2),
        Flatten(), Linear(256, 10, rng=rng, dtype=np.float32),
    ])  # fmt: skip


def module_of(sizes, activation):
    """The same net, with the same weights, from the modules of autograd."""
    layers = []
    for layer in net_of(sizes, activation).layers:
        if isinstance(layer, Linear):
            outputs, inputs = layer.w.shape
            layers.append(
                modules.Linear(inputs, outputs, lambda *_, w=layer.w: w, dtype=np.float32)
            )
        else:
            layers.append(getattr(modules, type(layer).__name__)())
    return modules.Sequential(layers)


def twin(net):
    """The same net in PyTorch, with the same weights."""
    layers = []
    for layer in net.layers:
        layers.append(TWINS[type(layer)](layer))
        if layer.params():
            weights = {"weight": torch.tensor(layer.w), "bias": torch.tensor(layer.b)}
            layers[-1].load_state_dict(weights)
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
    padded = x.reshape(len(x), -1)[:, :1, None].repeat(1, 30, 30)
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


def window_products(images, batch_size):
    """The same of the LeNet, with the numbers of a place one below the other, as they lie there."""
    rng = np.random.default_rng(0)
    given, weights, made, weight_grads, given_grads = [], [], [], [], []
    for rows, inputs, outputs in LENET_SHAPES:
        n = rows * batch_size
        given.append(rng.standard_normal((inputs, n), dtype=np.float32).T)
        weights.append(rng.standard_normal((inputs, outputs), dtype=np.float32))
        made.append(np.zeros((n, outputs), np.float32))
        weight_grads.append(np.zeros((inputs, outputs), np.float32))
        given_grads.append(np.zeros((n, inputs), np.float32))
    for _ in range(images // batch_size):
        for x, w, out in zip(given, weights, made, strict=True):
            np.matmul(x, w, out=out)
        for i in reversed(range(len(weights))):
            np.matmul(given[i].T, made[i], out=weight_grads[i])
            if i:
                np.matmul(made[i], weights[i].T, out=given_grads[i])


def table(result):
    head = ("seconds", "torch / ours", "autograd / ours", "limit / ours", "growth")
    columns = ("seconds", "torch_ratio", "autograd_ratio", "limit_fraction", "growth")
    lines = [f"{'net':32} " + " ".join(f"{word:>15}" for word in head)]
    for net in result["nets"]:
        numbers = [f"{net[one]:15.2f}" if one in net else " " * 15 for one in columns]
        lines.append(f"{net['name']:32} " + " ".join(numbers))
    for name in ("recipe", "best_recipe", "lenet_recipe"):
        if name in result:
            recipe = result[name]
            lines.append(
                f"{name:32} {recipe['seconds']:8.1f} {recipe['torch_ratio']:13.2f}"
                f"   test accuracy {recipe['accuracy']:.2%} (median of {recipe['accuracies']})"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
