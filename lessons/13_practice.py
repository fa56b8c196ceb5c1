# %% [markdown]
# # Lesson 13: PyTorch in practice
#
# You can read PyTorch's loop and write it. In this lesson you use it as people do at work: on data
# of your own, with a number to predict, over many evenings. And you learn what to do when a network
# is wrong and no error comes.
#
# After this lesson you can
#
# - make a dataset of your own, from arrays or from a file, and feed it in batches,
# - predict a number, and choose the loss that fits the answer,
# - keep the best weights, stop, and go on tomorrow as if nothing had been,
# - examine a network with five numbers before you train it,
# - find failures that nobody announces, by a procedure,
# - read a whole script, line by line.
#
# ## A question first
#
# **Predict.** Four predictions of shape (4, 1), four right answers of shape (4,). What is the shape
# of their difference? (Lesson 1.)

# %%
import numpy as np

predicted, actual = np.zeros((4, 1)), np.zeros(4)
print((predicted - actual).shape)

# %% [markdown]
# ::: answer
# (4, 4): every prediction meets every answer. The package's losses refuse such a pair.
# :::
#
# Keep it in mind for section 6. Where PyTorch is missing, the next cell says how to get it.

# %% tags=["nbval-ignore-output"]
from dlscratch.course.bridge import need_torch

need_torch()

# %% tags=["nbval-ignore-output"]
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
print(torch.__version__)

# %% [markdown]
# ## 1. A dataset
#
# Until now all examples lay in two arrays. Often they do not: they are files on a disk, or each is
# made when somebody asks for it. PyTorch wants to know only two things, how many examples there
# are, and what number i is. A class that can say both is a **dataset**. Python writes the two
# questions as `len(data)` and `data[i]`, and looks for methods with these names:

# %% tags=["nbval-ignore-output"]
from torch.utils.data import Dataset

from dlscratch.mine import binary_encode, fizz_buzz_encode

class Numbers(Dataset):
    """FizzBuzz: nothing is stored but the numbers themselves."""
    def __init__(self, numbers):
        self.numbers = numbers

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, i):
        bits = torch.tensor(binary_encode(self.numbers[i]), dtype=torch.float32)
        return bits, int(np.argmax(fizz_buzz_encode(self.numbers[i])))

# %% [markdown]
# **Predict.** What do `len(data)` and `data[4]` give?

# %% tags=["nbval-ignore-output"]
data = Numbers(range(101, 1024))
print(len(data))
print(data[4])
assert len(data) == 923 and data.numbers[4] == 105 and data[4][1] == 3

# %% [markdown]
# ::: answer
# 923, and the pair for 105: its ten bits, and class 3, since 105 is fizzbuzz.
# :::
#
# An example may change on its way out: moved by a pixel, say, differently each time. The function
# that does it is usually called `transform`; in scripts, `RandomCrop(28, padding=2)` is one.
#
# ::: stop digit_data
#
# ## 2. A data loader
#
# The loader makes batches out of a dataset. It puts the numbers 0 to n − 1 in some order, cuts them
# into pieces, asks the dataset for each example of a piece, and stacks inputs and labels into two
# tensors. That is all, and it is no longer than `batches` of lesson 8.
#
# ::: stop loader
#
# Now PyTorch's. Here it is told the order that our `batches` draws, as `sampler`.
#
# **Predict.** 3,000 digits in batches of 32: how many batches are there? And how many with
# `drop_last=True`?

# %% tags=["nbval-ignore-output"]
from torch.utils.data import DataLoader, TensorDataset

from dlscratch.datasets import mnist_small
from dlscratch.training import batches

digits = mnist_small()
x, x_valid = (torch.from_numpy(digits.train_images).float().flatten(1) / 255).split([3000, 1000])
y, y_valid = torch.from_numpy(digits.train_labels).split([3000, 1000])
order = np.random.default_rng(0).permutation(3000).tolist()
theirs = DataLoader(TensorDataset(x, y), batch_size=32, sampler=order)
ours = batches(x.numpy(), y.numpy(), 32, np.random.default_rng(0))
for (a, b), (c, d) in zip(theirs, ours, strict=True):    # strict: an error if one is longer
    assert (a.numpy() == c).all() and (b.numpy() == d).all()
print(len(theirs), len(DataLoader(TensorDataset(x, y), 32, drop_last=True)), len(b))

# %% [markdown]
# ::: answer
# 94, and 93: the last 24 digits make no whole batch, and are left out.
# :::
#
# The batches are ours, number for number. `flatten(1)` makes rows of images, `split` cuts along the
# first axis. `num_workers=2` in a loader lets two more processes fetch examples. It pays where
# each is a file; for arrays it costs time.
#
# ::: aside In other people's scripts
# `torchvision.datasets.MNIST(…)` is such a dataset. `random_split` cuts one in parts, and
# `pin_memory=True` speeds up the way to a graphics card. `tqdm(loader)` gives the same batches, and
# draws a bar that grows with them; `leave=False` wipes it away at the end.
# :::
#
# ## 3. Mixed, or sorted
#
# A loop for this page, and a net's answers (lesson 12). `nn.functional` holds losses as functions.

# %% tags=["nbval-ignore-output"]
def fit(net, loader, loss=nn.functional.cross_entropy, epochs=3, lr=0.001):
    optimizer = torch.optim.Adam(net.parameters(), lr)
    for _ in range(epochs):
        net.train()
        for batch_x, batch_y in loader:
            optimizer.zero_grad()
            loss(net(batch_x), batch_y).backward()
            optimizer.step()
    net.eval()

def answers(net, x):
    with torch.no_grad():
        return net(x).argmax(dim=1)

# %% [markdown]
# Many tables come sorted: by date, by shop, by label.
#
# **Predict.** A network learns from digits that are sorted by label, first all zeros, last all
# nines. `shuffle=True` is forgotten. What will it say about new digits?

# %% tags=["nbval-ignore-output"]
def digit_net():
    return nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))

rows = y.argsort()    # the places of the labels, the smallest label first
for shuffle in (False, True):
    net = digit_net()
    fit(net, DataLoader(TensorDataset(x[rows], y[rows]), 32, shuffle=shuffle))
    said = answers(net, x_valid)
    right = (said == y_valid).float().mean().item()
    print(f"shuffle={shuffle!s:5} right {right:.0%}, said", said.bincount(minlength=10).tolist())
    assert right > 0.8 if shuffle else right < 0.65

# %% [markdown]
# ::: answer
# Half of it is wrong, or more. It says some digits far too often and others hardly ever. Each batch
# has one label, so each step pulls all answers towards that one, and undoes earlier steps.
# :::
#
# So a training loader has `shuffle=True`. A loader for measuring does not need it, and without it
# the answers stay in the order of the data.
#
# ::: stop sorted_days
#
# ## 4. From a file to tensors
#
# Now data of another kind. A machine throws balls, with some speed (in metres a second), at some
# angle, into some wind. Somebody measures with a tape how far each flies. The table is in a file,
# as any spreadsheet writes it, a **CSV**: a line for each row, commas between.

# %% tags=["nbval-ignore-output"]
from dlscratch.course.lessons import folder
from dlscratch.datasets import THROWS, throws, write_csv

path = write_csv(folder() / "weights" / "throws.csv", THROWS, *throws(1600, rng=0))
print(path.read_text()[:90])

# %% [markdown]
# (`dlscratch/datasets/throws.py` says how the air brakes a ball. The network will not be told.)
#
# ::: aside Tables in other people's scripts
# Most of them use the library pandas. `df = pd.read_csv(path)` is a table with the names of the
# header. A column that holds only numbers is numbers already, and an empty cell becomes NaN, with
# no error. `len(df)` counts the rows. `df.iloc[4]` is the row in place 4, and `row["wind"]` is one
# of its cells.
# :::
#
# **Predict.** Python's `csv` reads the lines. Of what type is `rows[0][0]`?

# %% tags=["nbval-ignore-output"]
import csv

with open(path, newline="") as file:
    header, *rows = csv.reader(file)
print(header)
print(rows[0])
assert type(rows[0][0]) is str

# %% [markdown]
# ::: answer
# A string. A file of text holds letters and nothing else; what is a number, you must say.
# :::
#
# From there it is one line to a tensor, if every cell holds a number. In real files some are empty,
# or hold a dash. Then `float` stops, which is good: a hole is not a 0.
#
# ::: stop from_csv
#
# A picture is a file, too. Pillow reads it, under its old name `PIL`. `convert("RGB")` asks for
# three numbers a pixel, red, green and blue, whatever the file holds.
#
# **Predict.** A grey digit is saved, and read like that. What is the shape of the array?

# %% tags=["nbval-ignore-output"]
from PIL import Image

place = folder() / "weights" / "digit.png"
Image.fromarray(digits.train_images[0]).save(place)
pixels = np.array(Image.open(place).convert("RGB"))
image = torch.from_numpy(pixels).permute(2, 0, 1) / 255      # the channels first, from 0 to 1
print(pixels.shape, image.shape)
assert (pixels == digits.train_images[0][:, :, None]).all() and image.shape == (3, 28, 28)

# %% [markdown]
# ::: answer
# (28, 28, 3), and the three are equal where all is grey. PyTorch wants the channels first.
# :::
#
# ::: aside Pictures in other people's scripts
# A `transform` is made with `from torchvision import transforms`; `Compose` does one after another.
# `Resize((32, 32))` gives all pictures one size: only then does a batch stack.
# `RandomHorizontalFlip()` swaps left and right, in about every second picture: augmentation
# (lesson 9), for training only. `ToTensor()` is the cell's last step. `Normalize((0.485, 0.456,
# 0.406), (0.229, 0.224, 0.225))` takes off a mean and divides by a spread, a number a channel;
# these are ImageNet's, a million photographs. `ImageFolder("train")` is a dataset of pictures,
# with a folder for each class.
# :::
#
# ## 5. One scale, for good
#
# The rows are in mixed order, so three slices make the three parts of lesson 9.

# %% tags=["nbval-ignore-output"]
table = torch.tensor([[float(cell) for cell in row] for row in rows])
train_part, valid_part, test_part = table.split([1000, 300, 300])
for name, column in zip(header, train_part.T):
    print(f"{name:9} mean {column.mean():5.1f}   spread {column.std():4.1f}")
assert table.shape == (1600, 4) and 5 < train_part[:, 3].std() < 30

# %% [markdown]
# Degrees are large numbers and wind a small one. The network should not have to care, so each
# column gets mean 0 and spread 1, by the numbers of the *training* rows, as in lesson 9. Whoever
# uses the network needs these numbers as well, today's and no others. So they belong in the file
# with the weights. A tensor that a module keeps and does not learn is a **buffer**:

# %% tags=["nbval-ignore-output"]
class Distance(nn.Module):
    def __init__(self, x):
        super().__init__()
        self.register_buffer("mean", x.mean(dim=0))
        self.register_buffer("spread", x.std(dim=0))
        self.layers = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(),
                                    nn.Linear(64, 1))

    def forward(self, x):
        return self.layers((x - self.mean) / self.spread)

# %% [markdown]
# **Predict.** Is `mean` in the state dict? And among the parameters?

# %% tags=["nbval-ignore-output"]
net = Distance(train_part[:, :3])
print(list(net.state_dict())[:3])
print([name for name, _ in net.named_parameters()][:1])
assert "mean" in net.state_dict() and "mean" not in dict(net.named_parameters())

# %% [markdown]
# ::: answer
# In the state dict, so it is saved and loaded with the weights. Not among the parameters, so no
# optimizer moves it.
# :::
#
# ::: stop same_scale
#
# ## 6. A number to predict
#
# The last layer has one output, the distance, and nothing after it: no softmax, no sigmoid. The
# loss is the squared error. A single output gives a column, (n, 1). The answers in the table are a
# row, (n,).
#
# **Predict.** What does the package's `SSE` do with the two? And `nn.MSELoss`?

# %% tags=["nbval-ignore-output"]
import warnings

from dlscratch.losses import SSE

few, far = train_part[:5, :3], train_part[:5, 3]
with torch.no_grad(), warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    print("theirs:", nn.MSELoss()(net(few), far).item(), *[one.message for one in said])
    try:
        SSE().loss(net(few).numpy(), far.numpy())
    except ValueError as error:
        print("ours:", error)

# %% [markdown]
# ::: answer
# Ours refuses. Theirs takes the difference of each with each, and warns. A loss written by hand,
# `((p - y) ** 2).mean()`, does not even warn.
# :::
#
# What would a network learn from it? Each prediction is compared with everybody's answers.
#
# **Predict.** One network learns with answers (n,), one with (n, 1). By how many metres will each
# be off? "Always the mean" is off by about 17.

# %% tags=["nbval-ignore-output"]
def off_by(net, part):
    with torch.no_grad():
        return (net(part[:, :3]) - part[:, 3:]).abs().mean().item()

def squared(p, y):
    return ((p - y) ** 2).mean()

for y_train in (train_part[:, 3], train_part[:, 3:]):
    net = Distance(train_part[:, :3])
    fit(net, DataLoader(TensorDataset(train_part[:, :3], y_train), 32, shuffle=True), squared,
        epochs=20, lr=0.01)
    print(tuple(y_train.shape), f"off by {off_by(net, valid_part):.1f} m")
always = (valid_part[:, 3] - train_part[:, 3].mean()).abs().mean().item()
print(f"always the mean: {always:.0f} m, the tape: {0.5 * np.sqrt(2 / np.pi):.1f} m")
assert 16.5 <= always < 17.5 and off_by(net, valid_part) < 2

# %% [markdown]
# ::: answer
# With (n,) it finds little better than the mean. With (n, 1) it is off by a metre or less; the tape
# itself is off by 0.4 m.
# :::
#
# `table[:, 3:]` keeps the axis, and `y.unsqueeze(1)` makes one. Print both shapes before you train.
#
# ::: stop column
#
# Which loss fits which answer?
#
# | the answer is | the last layer has | loss | answers: shape, type |
# |---|---|---|---|
# | a number | 1 output | `nn.MSELoss` | (n, 1), float |
# | one of k classes | k outputs | `nn.CrossEntropyLoss` | (n,), int64 |
# | yes or no | 1 output | `nn.BCEWithLogitsLoss` | (n, 1), float |
# | k times yes or no | k outputs | `nn.BCEWithLogitsLoss` | (n, k), float |
#
# All of them want bare outputs. The third takes one logit z for "yes"; "no" has the logit 0.
#
# **Predict.** Then what should our softmax cross-entropy give for the two logits 0 and z?

# %% tags=["nbval-ignore-output"]
from dlscratch.mine import SoftmaxCrossEntropy

z, yes = torch.tensor([[2.0], [-1.0]]), torch.tensor([[1.0], [1.0]])
theirs = nn.BCEWithLogitsLoss()(z, yes).item()
ours = SoftmaxCrossEntropy().loss(np.array([[0, 2.0], [0, -1.0]]), np.array([[0, 1], [0, 1]]))
print(theirs, ours)
assert abs(theirs - ours) < 1e-6

# %% [markdown]
# ::: answer
# The same number. With two classes both ways are one.
# :::
#
# ::: stop which_loss
#
# ::: evening
#
# ## 7. Five numbers
#
# Before a long training, look at five numbers. You know most of them from lesson 9.
#
# 1. How many parameters does the net have? Count them on paper as well.
# 2. The first loss: that of guessing?
# 3. How many of its parameter tensors does one step move? All should.
# 4. What share of 32 examples does it know by heart, after 100 steps? All. (Of classes only: a
#    number is never hit exactly.)
# 5. Asked twice in evaluation, does it answer alike?
#
# Write them once, as a function. It takes the steps on a copy of net and optimizer, so nothing
# is lost by asking.
#
# ::: stop examine
#
# The package has one too, so that this page runs by itself. Here is a net that is well:

# %% tags=["nbval-ignore-output"]
from torch.nn import functional as F

from dlscratch.doctor.panel import examine

def panel(name, net, optimizer=None, loss=F.cross_entropy, x=x[:32]):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), 0.005)
    found = examine(net, optimizer, loss, x, y[:32])
    print(f"{name:12} {found.parameters:7,} {found.first_loss:7.2f} {found.moved:5} "
          f"{found.by_heart:8.0%}  {found.alike}")
    return found

print("             params  first   moved by heart alike")
assert panel("well", digit_net())[2:] == (4, 1, True)

# %% [markdown]
# Now six that are not well. Two of them are classes of their own:

# %% tags=["nbval-ignore-output"]
class InAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.out = [nn.Linear(784, 64)], nn.Linear(64, 10)

    def forward(self, x):
        return self.out(torch.relu(self.hidden[0](x)))

class AlwaysDropped(InAList):
    def forward(self, x):
        return self.out(F.dropout(torch.relu(self.hidden[0](x)), 0.5))

# %% [markdown]
# The other four: the optimizer was made for another net; a loss that was taken out of the notes and
# made anew; a ReLU after the logits; bytes from 0 to 255 as inputs.
#
# **Predict.** Which of the five numbers gives which of the six away? Write it down before you run
# the cell.

# %% tags=["nbval-ignore-output"]
def cut_off(predicted, actual):
    return torch.tensor(F.cross_entropy(predicted, actual).item(), requires_grad=True)

torch.manual_seed(0)
dropped = AlwaysDropped()
dropped.hidden = nn.ModuleList(dropped.hidden)
listed = panel("in a list", InAList())
other = panel("other net", digit_net(), torch.optim.Adam(digit_net().parameters()))
cut = panel("cut off", digit_net(), loss=cut_off)
relu = panel("ReLU behind", nn.Sequential(*digit_net(), nn.ReLU()))
bytes_ = panel("bytes", digit_net(), x=255 * x[:32])
always = panel("dropped", dropped)
assert listed.parameters == 650 and other.moved == cut.moved == 0 and relu.by_heart < 1
assert bytes_.first_loss > 5 and not always.alike

# %% [markdown]
# ::: answer
# The layer in a list is missing among the parameters: 650, not 50,890. "Other net" and "cut off"
# move nothing. The ReLU keeps it from knowing all by heart. Bytes make the first loss large.
# Dropout that never ends answers differently each time.
# :::
#
# `F` is the usual name for those plain functions: `F.relu(x)` is `nn.ReLU()(x)`. What a function
# cannot know is whether the net is in training. `F.dropout` drops always, unless you write
# `F.dropout(x, 0.5, self.training)`.
#
# The doctor of lesson 9 asks more, and answers in sentences:

# %% tags=["nbval-ignore-output"]
from dlscratch.doctor import diagnose

net = InAList()
print(diagnose(net, x, y, nn.CrossEntropyLoss(), torch.optim.Adam(net.parameters())))
assert sum(param.numel() for param in digit_net().parameters()) == 50_890

# %% [markdown]
# **Change it.** Let panel and doctor look at a net that ends in `nn.Softmax(dim=1)`, before
# `nn.CrossEntropyLoss`. Which of them sees it?
#
# ::: answer
# The doctor says it in its first sentence. The panel shows it in some runs only: in others, all 32
# are known by heart.
# :::
#
# What neither can see is your loop, and your way of measuring. Nobody forgets `zero_grad` inside
# `examine`.
#
# ## 8. Which weights to keep
#
# Train for long on few examples, and the validation loss falls, and then it rises again. The best
# weights were in between, so keep them.
#
# **Predict.** In ours, `kept = net.params()`; in theirs, `kept = net.state_dict()`. Then both train
# on. What do the two `kept` hold afterwards?

# %% tags=["nbval-ignore-output"]
from dlscratch.mine import Linear

ours, theirs = Linear(2, 1, rng=0), nn.Linear(2, 1)
kept, also_kept = ours.params(), theirs.state_dict()
first, also_first = kept[0][0, 0].item(), also_kept["weight"][0, 0].item()
for param in ours.params():
    param -= 1
with torch.no_grad():
    for param in theirs.parameters():
        param -= 1
print(kept[0][0, 0].item() - first, also_kept["weight"][0, 0].item() - also_first)
assert abs(also_kept["weight"][0, 0].item() - also_first + 1) < 1e-6

# %% [markdown]
# ::: answer
# Today's weights, both: each has moved by −1. They are second names for the same memory, the
# aliasing of lesson 1, and nobody makes a copy for you.
# :::
#
# ::: stop best_weights
#
# When is it time to stop? When the validation loss has not been better for some epochs: **early
# stopping**. How many epochs one waits is called patience.

# %% tags=["nbval-ignore-output"]
def fit_patiently(net, loader, epochs=40, patience=5):
    best_loss, best_epoch, history = float("inf"), 0, []
    for epoch in range(epochs):
        fit(net, loader, epochs=1, lr=0.003)
        with torch.no_grad():
            history.append(F.cross_entropy(net(x_valid), y_valid).item())
        if history[-1] < best_loss:
            best_loss, best_epoch = history[-1], epoch
            torch.save(net.state_dict(), folder() / "weights" / "best.pt")
        elif epoch - best_epoch >= patience:
            break
    net.load_state_dict(torch.load(folder() / "weights" / "best.pt", weights_only=True))
    return history, best_epoch

# %% [markdown]
# **Predict.** Here 200 digits are all it gets. A file is a copy that nobody can change by accident.
# After the call, which epoch's weights are in the net?

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
net = digit_net()
loader = DataLoader(TensorDataset(x[:200], y[:200]), 32, shuffle=True)
history, best_epoch = fit_patiently(net, loader)
print([round(value, 2) for value in history])
print("best in epoch", best_epoch + 1, "of", len(history))
with torch.no_grad():
    assert abs(F.cross_entropy(net(x_valid), y_valid).item() - min(history)) < 1e-4
assert len(history) == 40 or len(history) == best_epoch + 6

# %% [markdown]
# ::: answer
# Those of the best epoch, not the last.
# :::
#
# (A shortcut on this page: `fit` makes a new Adam in each epoch. Section 9 says what that costs.)
#
# ## 9. To stop, and to go on
#
# A training of many hours will be interrupted. A **resumable checkpoint** is a file from which it
# goes on as if it had never stopped. Weights alone are not enough.
#
# **Predict.** What does Adam remember from step to step? (Lesson 5.) If it is forgotten in the
# middle of 20 steps, will the weights end up the same to 1e-6?

# %% tags=["nbval-ignore-output"]
def twenty_steps(interrupted, memory=True):
    torch.manual_seed(0)
    net = nn.Linear(784, 10)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for step in range(20):
        if step == 10 and interrupted:
            saved = optimizer.state_dict()
            optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
            if memory:
                optimizer.load_state_dict(saved)
        optimizer.zero_grad()
        F.cross_entropy(net(x[:320]), y[:320]).backward()
        optimizer.step()
    return net.weight.detach()

# %% tags=["nbval-ignore-output"]
straight = twenty_steps(interrupted=False)
for memory in (True, False):
    apart = (straight - twenty_steps(interrupted=True, memory=memory)).abs().max().item()
    print(f"memory={memory!s:5} {apart:.3f} apart")
    assert apart == 0 if memory else apart > 0.01

# %% [markdown]
# ::: answer
# Two running averages for each parameter, and the count of its steps. Without them the weights end
# up somewhere else; with them they are the same to the last bit.
# :::
#
# Whatever changes while you train belongs in the file, as a dictionary:
# `{"epoch": …, "net": net.state_dict(), "optimizer": optimizer.state_dict()}`. A schedule has a
# state dict too. And for the same batches tomorrow, the random numbers must go on where they were:
# `generator.get_state()`.
#
# ::: stop resume
#
# ## 10. A step with all its lines
#
# Three more lines stand in many loops. The first is a schedule: steps that become smaller. Ours is
# `cosine` of lesson 9. Theirs changes the optimizer's learning rate at each call of
# `schedule.step()`, and `T_max` says how many calls there will be. (With
# `StepLR(optimizer, step_size=7, gamma=0.1)` a tenth of the rate is left after every 7.)

# %% tags=["nbval-ignore-output"]
from dlscratch.recipes import cosine

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=10)
theirs = []
for epoch in range(10):
    theirs.append(optimizer.param_groups[0]["lr"])
    optimizer.step()
    schedule.step()                      # once an epoch, after the optimizer's steps
ours = [cosine(0.5)(epoch / 10) for epoch in range(10)]
print([round(one, 2) for one in theirs])
assert np.allclose(ours, theirs)

# %% [markdown]
# The second line cuts gradients that are too long: **clipping**. All gradients together are one
# long arrow; if it is longer than the limit, it keeps its direction and is shortened to the limit.
#
# **Predict.** The gradient is (3, 4), the limit 1. What is left?

# %% tags=["nbval-ignore-output"]
w = torch.zeros(2, requires_grad=True)
(w @ torch.tensor([3.0, 4.0])).backward()
limit = 1.0
length = nn.utils.clip_grad_norm_([w], max_norm=limit)
print(length.item(), w.grad)
assert torch.allclose(w.grad, torch.tensor([3.0, 4.0]) * min(1, limit / 5), atol=1e-5)

# %% [markdown]
# ::: answer
# Its length is 5, so (0.6, 0.8). The function returns the length before, which is worth printing.
# :::
#
# It works on `.grad`. So where does it stand: before `backward`, between `backward` and `step`, or
# after `step`?
#
# The third is an optimizer, AdamW. It is Adam, and in each step every weight also shrinks by a
# small share of itself: the weight decay of lesson 8.
#
# **Predict.** Learning rate 0.01, weight decay 0.1. By which factor does a weight shrink in a step,
# apart from Adam's own step?

# %% tags=["nbval-ignore-output"]
from dlscratch.mine import Adam

ours = Linear(3, 2, rng=0)
theirs = nn.Linear(3, 2).double()
theirs.load_state_dict(dict(zip(("weight", "bias"), map(torch.tensor, ours.params()))))
ours.forward(np.ones((4, 3)))
ours.backward(np.ones((4, 2)))
(theirs(torch.ones(4, 3).double()).sum()).backward()
torch.optim.AdamW(theirs.parameters(), lr=0.01, weight_decay=0.1).step()
for param in ours.params():
    param *= 1 - 0.01 * 0.1
Adam(0.01).step(ours)
print(np.abs(theirs.weight.detach().numpy() - ours.w).max())
assert np.allclose(theirs.weight.detach().numpy(), ours.w)

# %% [markdown]
# ::: answer
# By 1 − 0.01 · 0.1, a thousandth less than 1.
# :::
#
# On graphics cards many scripts do the large products in 16 bits, which takes less time. It is
# called AMP, automatic mixed precision.
#
# **Predict.** What is 1e-8 in 16 bits? And if it is first multiplied by 65,536, and divided at the
# end, in 32 bits?

# %% tags=["nbval-ignore-output"]
small = torch.tensor(1e-8)
print(small.half().item(), (small * 65536).half().float().item() / 65536)
assert small.half() == 0 and abs((small * 65536).half().float() / 65536 / small - 1) < 1e-3

# %% [markdown]
# ::: answer
# 0: nothing so small has a place there. The other is right to three digits.
# :::
#
# Small gradients would be lost in the same way. So the loss is multiplied before `backward`, and
# the gradients are divided before the step. A `GradScaler` does both. It works on a CPU, too.
#
# **Predict.** The slope is 1. What is `w.grad` at the first `print`, and at the second?

# %% tags=["nbval-ignore-output"]
w = torch.tensor([2.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.5)
scaler = torch.amp.GradScaler("cpu")
with torch.autocast("cpu"):       # forward and loss stand in it; layers compute in 16 bits there
    loss = w.sum()
scaler.scale(loss).backward()     # in the place of loss.backward()
print(w.grad)
scaler.unscale_(optimizer)        # before clipping, which needs the true length
print(w.grad)
scaler.step(optimizer)            # in the place of optimizer.step()
scaler.update()
assert w.grad == 1 and w == 1.5 and scaler.get_growth_interval() == 2000

# %% [markdown]
# ::: answer
# 65,536, and 1.
# :::
#
# ::: aside The scaler's other lines
# Without `unscale_`, `step` divides. It leaves the step out if a gradient is infinite or NaN.
# `update` then halves the factor, and after 2,000 good steps doubles it. `enabled=False` switches
# all of it off.
# :::
#
# ::: stop loop_lines small_steps
#
# ## 11. The other layer with two modes
#
# Dropout had two modes. **Batch norm** has, too. In training it takes each feature's mean and
# spread *of this batch*, and scales the batch by them; then come a weight and a bias for each
# feature, which learn. Meanwhile it keeps running averages, as buffers. In evaluation it uses
# those.
#
# **Predict.** Sixteen examples are asked among themselves, then together with sixteen others. In
# which mode do their answers change?

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
norm, h = nn.BatchNorm1d(4), 3 + 2 * torch.randn(32, 4)
by_hand = (h - h.mean(dim=0)) / (h.var(dim=0, unbiased=False) + norm.eps).sqrt()
assert torch.allclose(norm(h), by_hand, atol=1e-5)            # weight 1 and bias 0, at first
for mode in (True, False):
    norm.train(mode)
    gap = (norm(h)[:16] - norm(h[:16])).abs().max().item()
    print(f"training={mode!s:5} {gap:.2f} apart")
    assert (gap > 0.01) == mode
print(list(norm.state_dict()))

# %% [markdown]
# ::: answer
# In training. There the neighbours in the batch have a say. (A single example alone it refuses
# there: one number has no spread.)
# :::
#
# So a net with batch norm must be asked in evaluation, as one with dropout. And asking in training
# does harm here even under `no_grad`: the running averages move.
#
# ::: stop modes
#
# ::: evening
#
# ## 12. Layers that nobody knows of
#
# Lesson 12 showed that a module looks at its attributes, not into a plain list. The list makes no
# error: `forward` finds the layer, the loss falls, since the other layers learn. And it is not
# saved.
#
# **Predict.** A net has one layer in a list. It is saved, and loaded into a fresh net of the same
# class. Will the two give the same answers?

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
net, fresh = InAList(), InAList()
fit(net, DataLoader(TensorDataset(x, y), 32, shuffle=True))
print(fresh.load_state_dict(net.state_dict()))
scores = [(answers(one, x_valid) == y_valid).float().mean().item() for one in (net, fresh)]
print([f"{score:.0%}" for score in scores])
assert scores[0] > scores[1] + 0.2

# %% [markdown]
# ::: answer
# No, and "all keys matched": the missing layer is missing on both sides. The fresh net has a first
# layer of its own.
# :::
#
# Count the parameters on paper, and this cannot happen to you.
#
# ::: stop hidden_layer
#
# ## 13. Two devices
#
# `net.to(device)` moves parameters and buffers. What `forward` makes itself, `torch.zeros(…)` or
# `torch.arange(…)`, lies on the CPU, unless you say otherwise: `device=x.device`.
#
# **Predict.** Both nets go to "meta", and so does the input. Which of them stops?

# %% tags=["nbval-ignore-output"]
class Shifted(nn.Module):
    def forward(self, x):
        return x + torch.ones(x.shape[1])

class ShiftedThere(nn.Module):
    def forward(self, x):
        return x + torch.ones(x.shape[1], device=x.device)

for net in (Shifted(), ShiftedThere()):
    try:
        print(net.to("meta")(torch.zeros(4, 3, device="meta")).shape)
    except RuntimeError as error:
        print("RuntimeError:", str(error)[:90])

# %% [markdown]
# ::: answer
# The first. On your own computer, without a graphics card, it would never stop. So try your net on
# "meta" once, before you rent a large machine. (`torch.device("cuda")` is such a device by its
# name, and `.to(device, non_blocking=True)` does not wait for the copy.)
# :::
#
# ::: stop devices
#
# ## 14. Other names
#
# A state dict is names and tensors. Rename an attribute, and yesterday's file no longer fits:
# `load_state_dict` stops, and names what is missing and what it cannot place. Many answers on
# the web then say: write `strict=False`.
#
# **Predict.** The file has `first.weight`, the net wants `hidden.weight`. With `strict=False`, what
# is loaded?

# %% tags=["nbval-ignore-output"]
saved = {"first.weight": torch.ones(2, 2), "first.bias": torch.ones(2)}
net = nn.Sequential()
net.add_module("hidden", nn.Linear(2, 2))
print(net.load_state_dict(saved, strict=False))
assert not torch.equal(net.hidden.weight, saved["first.weight"])

renamed = {name.replace("first.", "hidden."): tensor for name, tensor in saved.items()}
print(net.load_state_dict(renamed))
assert torch.equal(net.hidden.weight, saved["first.weight"])

# %% [markdown]
# ::: answer
# Nothing. `strict=False` means "take what fits, and do not stop for the rest"; here nothing fits.
# :::
#
# What mends it is to give the tensors the right names, as in the last lines.
#
# ::: aside Nets that have learnt already
# `torchvision.models.resnet18(weights=…)` is a large net with weights learnt from ImageNet. Scripts
# go on from there. `param.requires_grad = False` holds a parameter still, and
# `model.fc = nn.Linear(model.fc.in_features, 5)` puts a new last layer in the place of the old one,
# here for five classes.
# :::
#
# ::: stop other_names
#
# ## 15. Measuring
#
# The score is code, too, and no training can mend it.
#
# **Predict.** `argmax(dim=1, keepdim=True)` keeps the axis: (n, 1). It is compared with the labels
# (n,). How many answers out of 1,000 are "right" then?

# %% tags=["nbval-ignore-output"]
net = digit_net()
fit(net, DataLoader(TensorDataset(x, y), 32, shuffle=True))
with torch.no_grad():
    column = net(x_valid).argmax(dim=1, keepdim=True)
    print((column == y_valid).sum().item(), "of", len(y_valid))
    print((column == y_valid).float().mean().item())
    print((column.squeeze(1) == y_valid).float().mean().item())    # squeeze takes the axis away
    assert (column == y_valid).sum() > 1000

# %% [markdown]
# ::: answer
# About a hundred thousand: each answer meets each label. As a mean it is 10 %, which looks like a
# network that has learnt nothing.
# :::
#
# In scripts you will also meet `values, answers = outputs.max(1)`: the largest number of each row,
# and its place. `answers.eq(y)` is `answers == y`, and `x.size(0)` is `x.shape[0]`. A line
# `@torch.no_grad()` above a function switches the notes off in all of it.
#
# ::: stop share_right
#
# ## 16. Your convolution, and theirs
#
# Your `Conv2d` of lesson 10 has a twin, with the same words: channels, `stride`, `padding`, and
# `kernel_size`, the size of a filter. It takes your weights as they are.
#
# **Predict.** Four pictures in red, green and blue, 28 × 28, and eight filters of 3 × 3. What is
# the shape of the weights? And that of the maps, with stride 2 and padding 1?

# %% tags=["nbval-ignore-output"]
from dlscratch.mine import Conv2d

ours = Conv2d(3, 8, 3, stride=2, padding=1, rng=0, dtype=np.float32)
theirs = nn.Conv2d(3, 8, kernel_size=3, stride=2, padding=1)
theirs.load_state_dict(dict(zip(("weight", "bias"), map(torch.from_numpy, ours.params()))))
images = torch.rand(4, 3, 28, 28)
maps = theirs(images)
print(theirs.weight.shape, maps.shape)
assert np.allclose(ours.forward(images.numpy()), maps.detach().numpy(), atol=1e-5)

maps.sum().backward()
ours.backward(np.ones(maps.shape, np.float32))
assert np.allclose(ours.grads()[0], theirs.weight.grad.numpy(), rtol=1e-3)

# %% [markdown]
# ::: answer
# (8, 3, 3, 3): a filter has a square for each channel. (4, 8, 14, 14). The maps are alike, and so
# are the gradients.
# :::
#
# `permute` brings a picture's channels to the front (section 4). `reshape` would give the same
# shape and mix up the numbers, without an error.
#
# ::: aside Convolutions on graphics cards
# Nvidia's library cuDNN computes them there. `torch.backends.cudnn.benchmark = True` lets it try
# several ways and take the fastest, which may be another one tomorrow. `cudnn.deterministic = True`
# takes only ways that give the same numbers in each run.
# :::
#
# At the end of many nets stands `nn.AdaptiveAvgPool2d(1)`, the mean of each channel over all its
# places. So the `nn.Linear` behind it fits images of any size:

# %% tags=["nbval-ignore-output"]
pool = nn.AdaptiveAvgPool2d(1)
print(pool(maps).shape, pool(theirs(torch.rand(4, 3, 50, 50))).shape)
assert torch.allclose(pool(maps).flatten(1), maps.mean(dim=(2, 3)), atol=1e-6)

# %% [markdown]
# ## 17. When no error comes
#
# A net is worse than it should be, and nothing has stopped. Go through it in this order.
#
# First, the panel:
#
# | wrong | what finds it |
# |---|---|
# | a layer in a plain list | parameters |
# | inputs not scaled | first loss |
# | the optimizer of another net | moved: none |
# | a loss made anew by `torch.tensor` | moved: none; in your loop, the loss stays |
# | `detach` in `forward` | moved: not all |
# | ReLU after the logits | by heart |
# | softmax before the loss | the doctor; now and then, by heart |
# | `F.dropout` without `self.training` | alike |
# | `eval` forgotten, with dropout | alike, asked as your script asks |
#
# Second, look at one batch, as the net gets it: draw it, print its labels, its mean and spread.

# %% tags=["nbval-ignore-output"]
batch_x, batch_y = next(iter(DataLoader(TensorDataset(x, y), 32, shuffle=True)))
print(batch_x.shape, net(batch_x).shape, batch_y.shape, batch_x.dtype, batch_y.dtype)
print(f"mean {batch_x.mean():.2f}, spread {batch_x.std():.2f}, labels {batch_y[:12].tolist()}")

# %% [markdown]
# | wrong | what finds it |
# |---|---|
# | sorted, not shuffled | the labels of a batch |
# | new data on another scale | mean and spread, then and now |
# | labels out of step | draw ten, with their labels |
# | `reshape` for `permute` | draw one |
# | (n, 1) with (n,) in a loss | the two shapes |
#
# Third, let the loop say in each epoch: loss, validation loss, learning rate. Fourth, measure on
# examples of which you know the answer.
#
# | wrong | what finds it |
# |---|---|
# | `zero_grad` forgotten | read the loop; the loss swings |
# | schedule in the inner loop | the learning rate, printed |
# | optimizer's memory lost | 20 steps at once, and 10 + 10: alike? (section 9) |
# | `best = net.state_dict()` | measure the loss of `best` again |
# | `strict=False`, other names | the score right after loading |
# | `eval` forgotten, with batch norm | ask a few alone, then among others |
# | `argmax(keepdim=True) == y` | count: more right than examples |

# %% tags=["nbval-ignore-output"]
logits, labels = torch.eye(10).repeat(2, 1), torch.arange(20) % 10       # all are right
for keepdim in (False, True):
    print("count", (logits.argmax(dim=1, keepdim=keepdim) == labels).sum().item(), "of 20")

# %% [markdown]
# A mean would have hidden it: a tenth of all pairs. The count cannot: it is larger than 20.
#
# **Change it.** Take `InAList` from section 7 and plant a second mistake of the tables in it. Go
# through the procedure: which step finds which?
#
# ## 18. A script, line by line
#
# The last four cells are one script of the kind that you find everywhere. Before you run each, say
# of every line: is it *ours* (you wrote its twin), *new today*, or just *Python*?

# %% tags=["nbval-ignore-output"]
device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(1)

class Shifting(Dataset):
    def __init__(self, images, labels, transform=None):
        self.images = torch.from_numpy(images).float().unsqueeze(1) / 255
        self.labels, self.transform = torch.from_numpy(labels), transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        image = self.images[i]
        return self.transform(image) if self.transform else image, self.labels[i]

# %% [markdown]
# ::: answer
# Python: the class itself. Ours: bytes to floats, the labels. The device's line is known from
# lesson 12. New: `Dataset` with its two methods, the `transform`, and `unsqueeze(1)`, which puts in
# an axis for the one channel.
# :::
#
# In others you will also meet:
#
# | line | what it is |
# |---|---|
# | `torch.inference_mode()` | a stricter `no_grad`, to answer only |
# | `zero_grad(set_to_none=True)` | the default: None in place of 0 |
# | `torch.compile(net)` | faster code, first call slow |
# | `random.seed`, `np.random.seed` | other generators, own seeds |
# | `cuda.manual_seed_all(0)` | `manual_seed`, for graphics cards |
# | `argparse`, `args.lr` | options on the command line: `--lr 0.1` |
# | `bias=False` | no b, as before batch norm |
# | `if __name__ == "__main__":` | if the file is run, not imported |
# | precision, recall | of the found, how many are true; of the true, how many found |

# %% tags=["nbval-ignore-output"]
z, y = torch.randn(5, 10), torch.arange(5)
assert torch.isclose(F.nll_loss(F.log_softmax(z, dim=1), y), F.cross_entropy(z, y))

# %% [markdown]
# ::: aside And more of them
# | line | what it is |
# |---|---|
# | `F.log_softmax`, then `F.nll_loss` | `cross_entropy` in two steps, as in the cell |
# | `x.view(n, -1)`, `x.view_as(y)` | `reshape`; to the shape of `y` |
# | `nn.ReLU(inplace=True)` | writes over its input, to save memory |
# | `torch.flatten(x, 1)` | `x.flatten(1)` |
# | `nn.MaxPool2d(2, 2)` | `nn.MaxPool2d(2)`; the second 2 is the stride |
# | `nn.AvgPool2d(8)` | the mean of each square, for the largest |
# | `torch.set_grad_enabled(training)` | `no_grad`, where `training` is False |
# | `SGD(…, nesterov=True)` | momentum that looks one step ahead |
# | `optim.Adadelta`, `optim.RMSprop` | step sizes from past gradients, as Adam's |
# | `torch.cuda.device_count()` | how many graphics cards there are |
# | `nn.DataParallel(net)` | each card takes a part of each batch |
# :::

# %% tags=["nbval-ignore-output"]
def shift(image):
    down, right = torch.randint(-1, 2, (2,)).tolist()
    return image.roll((down, right), dims=(1, 2))

train_set = Shifting(digits.train_images[:3000], digits.train_labels[:3000], shift)
valid_set = Shifting(digits.train_images[3000:], digits.train_labels[3000:])
train_loader = DataLoader(train_set, batch_size=64, shuffle=True, drop_last=True)
valid_loader = DataLoader(valid_set, batch_size=250)
net = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Dropout(0.2), nn.Linear(8 * 13 * 13, 10),
).to(device)
print(sum(param.numel() for param in net.parameters()))

# %% [markdown]
# ::: answer
# Ours: the shift, Sequential, convolution, ReLU, pooling, Flatten, Dropout, Linear, the count. New:
# the loaders' options, and batch norm: to `BatchNorm2d` a feature is a channel, at all places.
# `roll` pushes what leaves at one side in at the other, which is background here.
# :::
#
# ::: aside At the top of other scripts
# | line | what it is |
# |---|---|
# | `parser = argparse.ArgumentParser()` | reads options that are typed behind a script's name |
# | `parser.add_argument("--lr", type=float, default=0.1)` | one, as a float; `help=` describes it |
# | `parser.add_argument("--gpu", action="store_true")` | one without a value: named, it is True |
# | `args = parser.parse_args()` | `args.lr` is the number behind `--lr`, or else 0.1 |
# | `args.batch_size` | from `--batch-size` |
# | `os.path.exists(path)`, `os.path.isfile` | is there such a file? |
# | `os.makedirs(path)` | make a folder |
# | `super(Net, self).__init__()` | `super().__init__()`, as once written |
# :::

# %% tags=["nbval-ignore-output"]
criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
optimizer = torch.optim.AdamW(net.parameters(), lr=0.005, weight_decay=0.01)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=4)

def score():
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in valid_loader:
            values, said = net(images.to(device)).max(1)
            right += (said == labels.to(device)).sum().item()
    return right / len(valid_set)

# %% [markdown]
# ::: answer
# Ours: the loss, Adam, the cosine, the score in evaluation. New: the decay in AdamW, `T_max`,
# `max(1)`, and `label_smoothing`. With it the right answer counts a little less than 1 and every
# other a little more than 0: the network is to be less sure.
# :::
#
# ::: aside Where others get their data
# | line | what it is |
# |---|---|
# | `datasets.CIFAR10(root="data", train=True)` | photographs of ten kinds: those to learn from |
# | `download=True` | fetch the data, if they are not there |
# | `RandomCrop(32, padding=4)` | four black pixels around it, then any 32 × 32 of that |
# | `RandomResizedCrop`, `CenterCrop` | a piece of the picture: any, or the middle |
# | `ColorJitter` | brightness and colours, changed by chance |
# | `random_split(data, sizes, generator=torch.Generator())` | cut by random numbers of its own |
# | `loader.dataset` | what a loader was made of |
# :::

# %% tags=["nbval-ignore-output"]
best = 0.0
for epoch in range(4):
    net.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        criterion(net(images.to(device)), labels.to(device)).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
    right, rate = score(), schedule.get_last_lr()[0]
    schedule.step()
    if right > best:
        best = right
        torch.save({"net": net.state_dict(), "epoch": epoch}, folder() / "weights" / "script.pt")
    print(f"epoch {epoch + 1}: {right:.1%}, learning rate {rate:.4f}")
assert best > 0.93

# %% [markdown]
# ::: answer
# Ours: the loops, `zero_grad`, `backward`, `step`. New: clipping, the schedule and its
# `get_last_lr()`, the rate of this epoch; the checkpoint.
# :::
#
# One page is left, and it is empty.
#
# ::: stop own_script
#
# ## What you can do now
#
# - Bring data of your own into tensors, in batches, on one scale.
# - Choose the loss by the answer, and print the shapes that go into it.
# - Keep, stop, resume; examine a net before and measure it after.
#
# The mistake to remember is the one that nobody announces. So ask first, with five numbers.
#
# ## Elsewhere
#
# - *regression*: predicting a number (section 6).
# - *binary cross-entropy*: the loss for yes or no (section 6).
# - *sanity check*: what the panel is (section 7).
# - *learning rate scheduler*: a schedule (section 10).
# - *kernel*: a filter (section 16).
#
# Where to go from here: take a table or pictures that matter to you.
