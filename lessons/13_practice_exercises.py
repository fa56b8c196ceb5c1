# %% [markdown]
# # Exercises for lesson 13: PyTorch in practice
#
# Replace each `____`, run the cell, read what the check says. `check.loader.hint()`, in a cell of
# its own, gives a hint; there are three for each exercise, and `check.loader.solution()` shows a
# solution.
#
# Much of this page is a clinic: code that runs, and gives something bad. You are told the symptom
# and no more. Print shapes, labels of a batch, means and spreads, as the lesson did. Run the next
# two cells first. If PyTorch is not here yet, the first says how to get it.

# %%
from dlscratch.course.bridge import need_torch

need_torch()

# %%
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset, TensorDataset

from dlscratch.checks import practice as check, ____
from dlscratch.datasets import mnist_small, throws

torch.set_num_threads(1)

# %% [markdown]
# ## 1. `Digits`: a dataset
#
# `images` are bytes (n, 28, 28) and `labels` whole numbers (n,), both NumPy arrays. `len(digits)`
# is the number of examples. `digits[i]` is a pair: image number i as a tensor (28, 28) in
# `float32`, from 0 to 1, and its label.
#
# A `transform`, where there is one, is a function from such a tensor to another. It is called each
# time an image is asked for, since it may give something else each time. What it gives comes out in
# the image's place.

# %%
class Digits(Dataset):
    """Images and their labels, one pair at a time."""

    def __init__(self, images, labels, transform=None):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        ### BEGIN SOLUTION
        return len(self.images)
        ### BLANK
        # return ____
        ### END SOLUTION

    def __getitem__(self, i):
        ### BEGIN SOLUTION
        image = torch.tensor(self.images[i], dtype=torch.float32) / 255
        if self.transform is not None:
            image = self.transform(image)
        return image, int(self.labels[i])
        ### BLANK
        # return ____
        ### END SOLUTION

check.digit_data(Digits)

# %% [markdown]
# ## 2. `Loader`: a data loader
#
# `for x, y in loader:` goes once through a dataset, in batches. `x` holds the inputs of
# `batch_size` examples, stacked along a new first axis, and `y` their labels, a tensor (b,). The
# dataset is asked for one example at a time: `self.dataset[3]` gives a tensor and a whole number.
# The last batch may be smaller. `len(loader)` is the number of batches.
#
# With `shuffle=True` the examples come in a random order, another one in each loop, drawn from
# `self.rng`. Without it they come as they are.

# %%
class Loader:
    """Batches of a dataset, as PyTorch's `DataLoader` gives them."""

    def __init__(self, dataset, batch_size=32, shuffle=False, rng=None):
        self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
        self.rng = np.random.default_rng(rng)

    def __len__(self):
        ### BEGIN SOLUTION
        return -(-len(self.dataset) // self.batch_size)
        ### BLANK
        # return ____
        ### END SOLUTION

    def __iter__(self):
        ### BEGIN SOLUTION
        order = np.arange(len(self.dataset))
        if self.shuffle:
            order = self.rng.permutation(order)
        for start in range(0, len(order), self.batch_size):
            pairs = [self.dataset[int(i)] for i in order[start:start + self.batch_size]]
            yield torch.stack([x for x, _ in pairs]), torch.tensor([y for _, y in pairs])
        ### BLANK
        # ____
        ### END SOLUTION

check.loader(Loader)

# %% [markdown]
# ## 3. Ten folders (find the bug)
#
# Somebody has put 4,000 images of digits into ten folders, one for each digit. The next cell makes
# `x` and `y` of them, and `fit_folders` trains a net with these. From epoch to epoch the loss
# falls. Then the net is asked about 1,000 new digits, and more than half of its answers are wrong.
# `try_folders()`, in a cell of its own, shows it.
#
# About nine of ten right is what such a net can learn from these images, in as many steps.

# %%
digits = mnist_small()
folders = [digits.train_images[digits.train_labels == label] for label in range(10)]
x = torch.tensor(np.concatenate(folders), dtype=torch.float32).flatten(1) / 255
y = torch.cat([torch.full((len(images),), label) for label, images in enumerate(folders)])
x_new = torch.tensor(digits.test_images, dtype=torch.float32).flatten(1) / 255
y_new = torch.tensor(digits.test_labels)

def try_folders():
    net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    fit_folders(net, x, y, epochs=3)
    with torch.no_grad():
        return (net(x_new).argmax(dim=1) == y_new).float().mean().item()

# %%
def fit_folders(net, x, y, epochs):
    """Trains `net` in batches of 32. In each epoch every example is seen once."""
    ### BEGIN SOLUTION
    loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
    for epoch in range(epochs):
        for batch_x, batch_y in loader:
            optimizer.zero_grad()
            value = F.cross_entropy(net(batch_x), batch_y)
            value.backward()
            optimizer.step()
    ### BLANK
    # ____  # delete this line when you have mended the code
    # loader = DataLoader(TensorDataset(x, y), batch_size=32)
    # optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
    # for epoch in range(epochs):
    #     for batch_x, batch_y in loader:
    #         optimizer.zero_grad()
    #         value = F.cross_entropy(net(batch_x), batch_y)
    #         value.backward()
    #         optimizer.step()
    ### END SOLUTION

check.sorted_days(fit_folders)

# %% [markdown]
# ## 4. From a file to tensors (crash hunt)
#
# `from_csv` turns the lines of a CSV into two tensors, `x` (n, k) and `y` (n, 1) in `float32`: `y`
# is the last column. Where nobody has measured, a cell is empty, or there is a dash in it, and
# nothing else. A row with such a hole is to be left out. A hole is no number, so none may take its
# place.
#
# Run it, and read the traceback from the bottom. Which line stops, which cell of the table has come
# there, and which line should have kept it away?

# %% tags=["raises-exception"]
import csv

def is_whole(row):
    """Whether every cell of a row has been measured."""
    ### BEGIN SOLUTION
    return "" not in row and "-" not in row
    ### BLANK
    # return "" not in row
    ### END SOLUTION

def as_floats(row):
    return [float(cell) for cell in row]

def from_csv(lines):
    """x (n, k) and y (n, 1) from an open file, or from a list of lines: names, then numbers."""
    names, *rows = csv.reader(lines)
    table = torch.tensor([as_floats(row) for row in rows if is_whole(row)])
    return table[:, :-1], table[:, -1:]

from_csv(["speed,angle,distance", "21.5,40,38.2", "18,,25.1", "30.2,35,-", "12.5,-5,3.4"])

check.from_csv(from_csv)

# %% [markdown]
# ## 5. Right at home, wrong abroad (find the bug)
#
# `fit_throws` learns how far a ball flies, and gives back a function that predicts. Asked about 500
# new throws of any kind, it is off by some 2 metres. Asked about only the slow ones of these, it is
# off by 20, though a third of the throws that it has learnt from were slow. `try_throws()` shows
# both numbers.
#
# In training the net gets columns of mean 0 and spread 1, and that is to stay. What you mend must
# also be right for a single throw.

# %%
x_throws, y_throws = (torch.tensor(part, dtype=torch.float32) for part in throws(1000, rng=0))
new_throws, far = (torch.tensor(part, dtype=torch.float32) for part in throws(500, rng=1))

def try_throws():
    net = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1))
    predict = fit_throws(net, x_throws, y_throws[:, None], steps=300)
    slow = new_throws[:, 0] < 15
    off = predict(new_throws)[:, 0] - far, predict(new_throws[slow])[:, 0] - far[slow]
    return [one.abs().mean().item() for one in off]

# %%
def fit_throws(net, x, y, steps):
    """Trains `net` with x (n, 3) and y (n, 1); returns predict, a function from new x to y."""
    ### BEGIN SOLUTION
    mean, spread = x.mean(dim=0), x.std(dim=0)

    def scaled(x):
        return (x - mean) / spread
    ### BLANK
    # ____  # delete this line when you have mended the code
    # def scaled(x):
    #     return (x - x.mean(dim=0)) / x.std(dim=0)
    ### END SOLUTION

    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for step in range(steps):
        optimizer.zero_grad()
        F.mse_loss(net(scaled(x)), y).backward()
        optimizer.step()

    def predict(new):
        with torch.no_grad():
            return net(scaled(new))
    return predict

check.same_scale(fit_throws)

# %% [markdown]
# ## 6. Always the mean (find the bug)
#
# Another loop for throws. Here `y` is (n,), as a table gives it. After 300 steps the net says
# nearly the same for every throw: the mean of all distances. More steps do not help, nor do more
# neurons, nor does another learning rate. `try_mean()` shows five predictions and their answers.
#
# `fit_mean` returns the loss of each step, as before: the mean of the squared errors.

# %%
def try_mean():
    rows, answers = (torch.tensor(part, dtype=torch.float32) for part in throws(300, rng=0))
    rows = (rows - rows.mean(dim=0)) / rows.std(dim=0)
    net = nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1))
    fit_mean(net, rows, answers, steps=300)
    return net(rows[:5]).detach(), answers[:5]

# %%
def fit_mean(net, x, y, steps):
    """Trains `net`, which gives (n, 1), with x (n, k) and y (n,). Returns the losses."""
    ### BEGIN SOLUTION
    optimizer, losses = torch.optim.SGD(net.parameters(), lr=0.05), []
    for step in range(steps):
        error = net(x).squeeze(1) - y
        value = (error**2).mean()
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return losses
    ### BLANK
    # ____  # delete this line when you have mended the code
    # optimizer, losses = torch.optim.SGD(net.parameters(), lr=0.05), []
    # for step in range(steps):
    #     error = net(x) - y
    #     value = (error**2).mean()
    #     optimizer.zero_grad()
    #     value.backward()
    #     optimizer.step()
    #     losses.append(value.item())
    # return losses
    ### END SOLUTION

check.column(fit_mean)

# %% [markdown]
# ## 7. Which loss? (predict)
#
# Which loss fits: A `nn.MSELoss()`, B `nn.CrossEntropyLoss()` or C `nn.BCEWithLogitsLoss()`?
#
# 1. How many minutes late will the train be?
# 2. Which of 20 words fit a photo? Several may fit, or none.
# 3. Will a body fall, orbit or escape? The net has three outputs.
# 4. Is a mail spam? The net has one output.
# 5. Is a mail spam? The net has two outputs, and the labels are 0 and 1, of shape (n,).
# 6. Where in a picture is the cat's nose: how far from the left, how far from the top?
#
# Write six letters, as in `"AABBCC"`.

# %%
### BEGIN SOLUTION
answer = "ACBCBA"
### BLANK
# answer = ____
### END SOLUTION

check.which_loss(answer)

# %% [markdown]
# ## 8. The panel of five numbers
#
# `examine` returns, in this order:
#
# 1. how many numbers are in the parameters of the net,
# 2. the first loss, before any step, as a Python number,
# 3. how many parameter tensors the first step has changed,
# 4. after 100 steps with all of `x`: the share of right answers, from 0 to 1,
# 5. whether the net, asked twice about `x`, gives exactly the same.
#
# `y` (n,) holds classes. The first line copies both in one go, so that the new optimizer moves the
# new net. The steps are there; write down what is asked before, during and after them.

# %%
import copy

def examine(net, optimizer, loss, x, y):
    """Parameters, first loss, tensors moved, share known by heart, answers alike."""
    net, optimizer = copy.deepcopy((net, optimizer))
    ### BEGIN SOLUTION
    before = [param.detach().clone() for param in net.parameters()]
    ### BLANK
    # before = ____
    ### END SOLUTION
    net.train()
    for step in range(100):
        value = loss(net(x), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        if step == 0:
            ### BEGIN SOLUTION
            first = value.item()
            moved = sum(not torch.equal(old, new) for old, new in zip(before, net.parameters()))
            ### BLANK
            # first = ____
            # moved = ____
            ### END SOLUTION
    net.eval()
    ### BEGIN SOLUTION
    with torch.no_grad():
        once, again = net(x), net(x)
    by_heart = (once.argmax(dim=1) == y).float().mean().item()
    return sum(old.numel() for old in before), first, moved, by_heart, torch.equal(once, again)
    ### BLANK
    # ____
    ### END SOLUTION

check.examine(examine)

# %% [markdown]
# ## 9. The best weights (find the bug)
#
# `fit_best` trains a net and watches its loss on digits held back. It returns the state dict of the
# epoch in which that loss was lowest. So it says. But loaded into a new net, what it returns is
# never better than the last epoch, however bad that one was. `try_best()` shows two losses: with
# what came back, and with the net as it is after the last epoch.

# %%
def try_best():
    few = mnist_small()
    images = torch.tensor(few.train_images[:200], dtype=torch.float32).flatten(1) / 255
    labels = torch.tensor(few.train_labels[:200])
    learnt, held = zip(images.split([20, 180]), labels.split([20, 180]))
    net, other = (nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)) for _ in "12")
    other.load_state_dict(fit_best(net, *learnt, *held, epochs=60))
    with torch.no_grad():
        return [F.cross_entropy(one(held[0]), held[1]).item() for one in (other, net)]

# %%
def fit_best(net, x, y, x_valid, y_valid, epochs):
    """The state dict of the epoch with the lowest loss on x_valid, y_valid."""
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    best, lowest = None, float("inf")
    for epoch in range(epochs):
        net.train()
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        net.eval()
        with torch.no_grad():
            value = F.cross_entropy(net(x_valid), y_valid).item()
        if value < lowest:
            best, lowest = copy.deepcopy(net.state_dict()), value
    return best
    ### BLANK
    # ____  # delete this line when you have mended the code
    # optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    # best, lowest = None, float("inf")
    # for epoch in range(epochs):
    #     net.train()
    #     optimizer.zero_grad()
    #     F.cross_entropy(net(x), y).backward()
    #     optimizer.step()
    #     net.eval()
    #     with torch.no_grad():
    #         value = F.cross_entropy(net(x_valid), y_valid).item()
    #     if value < lowest:
    #         best, lowest = net.state_dict(), value
    # return best
    ### END SOLUTION

check.best_weights(fit_best)

# %% [markdown]
# ## 10. `Checkpoint`: where it left off
#
# Training with this class can be interrupted, and tomorrow a new program goes on from its file: new
# net, new optimizer, new schedule, new generator, all of the same kinds as yesterday. From then on
# each step is to be the one that would have come without the break.
#
# `save(epoch)` writes all that changes in a training to the file `self.path`, in the place of what
# was there. `load()` puts it back, and returns the epoch, a Python number. The generator orders the
# examples.

# %%
class Checkpoint:
    """A file from which a training goes on as if it had never stopped."""

    def __init__(self, path, net, optimizer, schedule, generator):
        self.path, self.net, self.optimizer = path, net, optimizer
        self.schedule, self.generator = schedule, generator

    def save(self, epoch):
        ### BEGIN SOLUTION
        torch.save({
            "epoch": epoch,
            "net": self.net.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "generator": self.generator.get_state(),
        }, self.path)
        ### BLANK
        # ____
        ### END SOLUTION

    def load(self):
        ### BEGIN SOLUTION
        saved = torch.load(self.path)
        self.net.load_state_dict(saved["net"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.schedule.load_state_dict(saved["schedule"])
        self.generator.set_state(saved["generator"])
        return saved["epoch"]
        ### BLANK
        # return ____
        ### END SOLUTION

check.resume(Checkpoint)

# %% [markdown]
# ## 11. An epoch, in lines (order)
#
# These are the lines of a function that trains for one epoch, mixed up. It begins with
# `def one_epoch(net, loader, optimizer, schedule):` and ends with `return value.item()`. The net
# may come in evaluation, and its gradients are empty. Clipping is to work in each step. The
# schedule is made for epochs, and the first epoch has the whole learning rate.
#
# ```python
# A         value.backward()
# B     schedule.step()
# C         nn.utils.clip_grad_norm_(net.parameters(), 1.0)
# D     net.train()
# E         optimizer.step()
# F     for x, y in loader:
# G         value = F.cross_entropy(net(x), y)
# H         optimizer.zero_grad()
# ```
#
# Write the letters in their order, as in `"ABCDEFGH"`. There is more than one right order.

# %%
### BEGIN SOLUTION
answer = "DFHGACEB"
### BLANK
# answer = ____
### END SOLUTION

check.loop_lines(answer)

# %% [markdown]
# ## 12. It stops learning (find the bug)
#
# `fit_slower` trains a net and returns the loss of each epoch. The loss falls at first. Then it
# stays where it is, far from 0, for as many epochs as you like. The same net has learnt these data
# before.
#
# The docstring says what is wanted.

# %%
def fit_slower(net, x, y, epochs=8):
    """Trains `net`. All steps of an epoch have one learning rate: 0.5 in the first epoch, and in
    each further one 0.8 times what it was in the one before. Returns the losses of the epochs."""
    ### BEGIN SOLUTION
    loader = DataLoader(TensorDataset(x, y), batch_size=8, shuffle=True)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.8)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for batch_x, batch_y in loader:
            optimizer.zero_grad()
            value = F.cross_entropy(net(batch_x), batch_y)
            value.backward()
            optimizer.step()
            total += value.item()
        schedule.step()
        losses.append(total / len(loader))
    return losses
    ### BLANK
    # ____  # delete this line when you have mended the code
    # loader = DataLoader(TensorDataset(x, y), batch_size=8, shuffle=True)
    # optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    # schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.8)
    # losses = []
    # for epoch in range(epochs):
    #     total = 0.0
    #     for batch_x, batch_y in loader:
    #         optimizer.zero_grad()
    #         value = F.cross_entropy(net(batch_x), batch_y)
    #         value.backward()
    #         optimizer.step()
    #         schedule.step()
    #         total += value.item()
    #     losses.append(total / len(loader))
    # return losses
    ### END SOLUTION

check.small_steps(fit_slower)

# %% [markdown]
# ## 13. Two answers to one question (find the bug)
#
# `Reader` is a net with dropout: in training, half of its hidden neurons are dropped, others each
# time. It has learnt well. Whoever uses it calls `net.eval()` first, as one should, and asks under
# `no_grad`. Asked twice about the same digit, it gives two different answers, and now and then a
# wrong one.

# %%
class Reader(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, outputs)

    def forward(self, x):
        ### BEGIN SOLUTION
        h = torch.relu(self.first(x))
        h = F.dropout(h, 0.5, self.training)
        return self.second(h)
        ### BLANK
        # ____  # delete this line when you have mended the code
        # h = torch.relu(self.first(x))
        # h = F.dropout(h, 0.5)
        # return self.second(h)
        ### END SOLUTION

check.modes(Reader)

# %% [markdown]
# ## 14. Well, until tomorrow (find the bug)
#
# `Deep([784, 64, 64, 10])` is a net with two hidden layers. Trained, it is worse than others of its
# size, but not bad. Then its state dict is saved, and loaded into a new `Deep` of the same sizes:
# "all keys matched". The new net does little better than guessing.

# %%
class Deep(nn.Module):
    """Linear layers of the given sizes, with a ReLU after each but the last."""

    def __init__(self, sizes):
        super().__init__()
        ### BEGIN SOLUTION
        pairs = list(zip(sizes[:-1], sizes[1:]))
        self.hidden = nn.ModuleList([nn.Linear(a, b) for a, b in pairs[:-1]])
        self.out = nn.Linear(*pairs[-1])
        ### BLANK
        # ____  # delete this line when you have mended the code
        # pairs = list(zip(sizes[:-1], sizes[1:]))
        # self.hidden = [nn.Linear(a, b) for a, b in pairs[:-1]]
        # self.out = nn.Linear(*pairs[-1])
        ### END SOLUTION

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.out(x)

check.hidden_layer(Deep)

# %% [markdown]
# ## 15. Two devices (crash hunt)
#
# `Scaled` is the first layer of a net. It takes off a mean and divides by a spread, column by
# column; both are tensors that came from the training rows, and neither is to learn. On the CPU the
# net works. Before it goes to a rented machine, it is tried on "meta", and stops.
#
# Run it, and read the traceback from the bottom. Which line stops, which tensors meet there, and on
# which device is each?

# %% tags=["raises-exception"]
class Scaled(nn.Module):
    def __init__(self, mean, spread):
        super().__init__()
        ### BEGIN SOLUTION
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        ### BLANK
        # self.mean = mean
        # self.spread = spread
        ### END SOLUTION

    def forward(self, x):
        return (x - self.mean) / self.spread

def try_elsewhere(net, columns, device="meta"):
    """The shape of what `net` gives on another device."""
    return net.to(device)(torch.zeros(4, columns, device=device)).shape

scale = Scaled(torch.tensor([20.0, 45.0, 0.0]), torch.tensor([8.0, 20.0, 4.0]))
try_elsewhere(nn.Sequential(scale, nn.Linear(3, 1)), columns=3)

check.devices(Scaled)

# %% [markdown]
# ## 16. Other names (crash hunt)
#
# `Old` is the net that was trained last week, and `saved` is its state dict. Since then somebody
# has put its two hidden layers, each with its ReLU, into a Sequential: that is `Today`, with the
# same layers in the same order. `load_old` gives the tensors of the file their new names, and loads
# them. It stops.
#
# Run it, and read the message: what is missing, and what has no place? The mended net must hold
# every tensor of the file.

# %% tags=["raises-exception"]
class Old(nn.Module):
    def __init__(self, k=4):
        super().__init__()
        self.out, self.first, self.second = nn.Linear(k, 2), nn.Linear(k, k), nn.Linear(k, k)

    def forward(self, x):
        return self.out(torch.relu(self.second(torch.relu(self.first(x)))))

class Today(nn.Module):
    def __init__(self, k=4):
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(k, k), nn.ReLU(), nn.Linear(k, k), nn.ReLU())
        self.out = nn.Linear(k, 2)

    def forward(self, x):
        return self.out(self.hidden(x))

def new_name(name):
    """What a tensor of the file is called in the net of today."""
    ### BEGIN SOLUTION
    places = {"first": "hidden.0", "second": "hidden.2", "out": "out"}
    ### BLANK
    # places = {"first": "hidden.0", "second": "hidden.1", "out": "out"}
    ### END SOLUTION
    layer, kind = name.split(".")
    return f"{places[layer]}.{kind}"

def load_old(net, saved):
    """The net, with all tensors of the file in it."""
    net.load_state_dict({new_name(name): tensor for name, tensor in saved.items()})
    return net

saved = Old().state_dict()
load_old(Today(), saved)

check.other_names(load_old)

# %% [markdown]
# ## 17. More right than there are (find the bug)
#
# `count_right` counts how many examples of a loader a net gets right. A net that lesson 12 found
# right in nine of ten digits was asked about 1,000 of them. The function said: 3,998.

# %%
def count_right(net, loader):
    """How many examples of `loader` the net gets right, in evaluation."""
    ### BEGIN SOLUTION
    net.eval()
    right = 0
    with torch.no_grad():
        for x, y in loader:
            said = net(x).argmax(dim=1)
            right += (said == y).sum().item()
    return right
    ### BLANK
    # ____  # delete this line when you have mended the code
    # net.eval()
    # right = 0
    # with torch.no_grad():
    #     for x, y in loader:
    #         said = net(x).argmax(dim=1, keepdim=True)
    #         right += (said == y).sum().item()
    # return right
    ### END SOLUTION

check.share_right(count_right)

# %% [markdown]
# ## 18. The empty page
#
# Close the lesson. A CSV holds bodies above a planet, one a row: height, speed, angle, and what
# becomes of them: 0 falls, 1 orbits, 2 escapes. The rows are sorted by this fate. `learn(path)`
# reads it, trains, keeps the best weights, and returns the net and `prepare`, a function from new
# rows, an array (n, 3), to the tensor that goes into the net.
#
# The check has another planet. Of 1,000 new bodies, 930 must be right, with three logits each; then
# it looks at the five numbers. Two minutes are allowed, sixty lines are enough. The next cell
# writes a file to try.

# %%
from dlscratch.course.lessons import folder
from dlscratch.datasets import ORBITS, orbits, write_csv

bodies, fates = orbits(2000, rng=0)
rows = fates.argsort()
path = write_csv(folder() / "weights" / "orbits.csv", ORBITS, bodies[rows], fates[rows])
print(path.read_text()[:75])

# %%
### BEGIN SOLUTION
import copy
import csv

def learn(path):
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    table = torch.tensor([[float(cell) for cell in row] for row in rows])
    table = table[torch.randperm(len(table))]
    x, y = table[:, :3], table[:, 3].long()
    cut = len(x) * 4 // 5
    mean, spread = x[:cut].mean(dim=0), x[:cut].std(dim=0)

    def prepare(new):
        return (torch.as_tensor(new, dtype=torch.float32) - mean) / spread

    model = nn.Sequential(
        nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 3)
    )
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(prepare(x[:cut]), y[:cut]), batch_size=32, shuffle=True)
    kept, least = None, float("inf")
    for epoch in range(20):
        model.train()
        for batch_x, batch_y in loader:
            adam.zero_grad()
            F.cross_entropy(model(batch_x), batch_y).backward()
            adam.step()
        model.eval()
        with torch.no_grad():
            value = F.cross_entropy(model(prepare(x[cut:])), y[cut:]).item()
        if value < least:
            kept, least = copy.deepcopy(model.state_dict()), value
    model.load_state_dict(kept)
    return model, prepare
### BLANK
# learn = ____
### END SOLUTION

check.own_script(learn)

# %% [markdown]
# ## Looking back
#
# (end)
