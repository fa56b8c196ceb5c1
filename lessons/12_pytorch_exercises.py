# %% [markdown]
# # Exercises for lesson 12: PyTorch
#
# You know the form: replace each `____`, run the cell, read what the check says. With
# `check.translate.hint()` in a cell of its own you get a hint; there are three for each exercise,
# and `check.translate.solution()` shows a solution.
#
# There are lines, bugs, a function, a class and, last of all, an empty page. And there are three
# crash hunts, with the errors that everybody meets in PyTorch. Its tracebacks are long: read the
# last line, then look for the frames that are yours. Run the next two cells first. If PyTorch is
# not here yet, the first says how to get it.

# %%
from dlscratch.course.bridge import need_torch

need_torch()

# %%
import numpy as np
import torch
from torch import nn

from dlscratch.checks import pytorch as check, ____
from dlscratch.datasets import mnist_small

torch.set_num_threads(1)

# %% [markdown]
# ## 1. One memory or two (predict)
#
# On paper: what numbers do the last two lines give?
#
# ```python
# a = np.array([1.0, 2.0, 3.0])
# first = torch.from_numpy(a)
# second = torch.tensor(a)
# a[0] = 9
# first[0].item()
# second[0].item()
# ```
#
# Write both, as in `(3, 4)`.

# %%
### BEGIN SOLUTION
answer = (9, 1)
### BLANK
# answer = ____
### END SOLUTION

check.shared_memory(answer)

# %% [markdown]
# ## 2. Translate a net
#
# Here is a net in our words. The function returns the same net in PyTorch's words, as one
# `nn.Sequential`. The first weights are random in both, so they need not agree.
#
# ```python
# Sequential([
#     Linear(3, 5),
#     Tanh(),
#     Dropout(0.2),
#     Linear(5, 4),
#     Sigmoid(),
#     Linear(4, 2),
# ])
# ```

# %%
def translate():
    """The net above, in PyTorch."""
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2),
        nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2),
    )
    ### BLANK
    # return nn.Sequential(
    #     ____
    # )
    ### END SOLUTION

check.translate(translate)

# %% [markdown]
# ## 3. mat1 and mat2 (crash hunt)
#
# `read` asks a net for the digits in 32 images. It stops inside PyTorch, in a layer that is right.
# There `mat1` is what came, and `mat2` the layer's weights, turned.
#
# Which size of `mat1` is where it should not be? Print the shape of what `as_rows` gives. When
# nothing stops any more, look at `as_rows(few)[0].reshape(28, 28)`: is that the first image?

# %% tags=["raises-exception"]
def as_rows(images):
    """Images (n, 28, 28) of bytes as rows (n, 784) of float32, from 0 to 1."""
    x = torch.from_numpy(images).float() / 255
    ### BEGIN SOLUTION
    return x.reshape(len(images), 784)
    ### BLANK
    # return x.reshape(784, -1)
    ### END SOLUTION

def read(net, images):
    return net(as_rows(images)).argmax(dim=1)

few = mnist_small().test_images[:32]
read(nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)), few)

check.as_rows(as_rows)

# %% [markdown]
# ## 4. Longer and longer steps (find the bug)
#
# This is one of our loops, translated. With one step, `fit` does what gradient descent should; with
# more, the net goes too far.
#
# 1. **Predict** the symptom: what is different in the second step?
# 2. Make the **smallest input** that shows it: two steps, with the net `nn.Linear(1, 2)`.
# 3. **Locate**: print `list(net.parameters())[-1].grad` after each `backward`, the gradient for the
#    last bias.
# 4. **Repair**: something is missing, and nothing else is wrong.
# 5. **Confirm** with your small input, then with the check.

# %%
def fit(net, x, y, steps):
    """Takes `steps` steps of gradient descent with all of x and y. The net is new."""
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loss = nn.CrossEntropyLoss()
    for _ in range(steps):
        ### BEGIN SOLUTION
        value = loss(net(x), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        ### BLANK
        # ____  # delete this line when you have mended the code
        # value = loss(net(x), y)
        # value.backward()
        # optimizer.step()
        ### END SOLUTION

check.missing_zero_grad(fit)

# %% [markdown]
# ## 5. `copy_weights`: the whole function
#
# The lesson handed weights over by their names. This function does without names:
# `copy_weights(params, net)` gives a net of PyTorch the weights of one of ours. `params` is what
# our `net.params()` gives: for each linear layer its weight and its bias, as NumPy arrays, mostly
# in `float64`. `net` is an `nn.Sequential` with layers of the same sizes, in the same order. Other
# layers may stand before, between and after them.
#
# Afterwards `net` has these numbers, still in `float32`. An optimizer that was made before must
# still hold its parameters, and they must still be able to learn. If our net learns on, theirs
# stays as it is. The function returns nothing. Replace the whole line `copy_weights = ____` by it,
# from `def` on.

# %%
### BEGIN SOLUTION
def copy_weights(params, net):
    """Copy the arrays in `params` into the parameters of `net`, in place."""
    with torch.no_grad():
        for theirs, ours in zip(net.parameters(), params):
            theirs.copy_(torch.from_numpy(ours))
### BLANK
# copy_weights = ____
### END SOLUTION

check.copy_weights(copy_weights)

# %% [markdown]
# ## 6. The type of a label (crash hunt)
#
# The labels come from a file of text, and so as floats. `as_tensors` makes tensors of images and
# labels, as the loop in section 9 wants them. `mean_loss`, which is right, stops.
#
# The message speaks of a *target*: that is what we call `actual`, or y. (`Long` is another name of
# int64.) In which line did this tensor get its type?

# %% tags=["raises-exception"]
def as_tensors(images, labels):
    """x (n, 784) from 0 to 1, and y (n,), as tensors."""
    x = images.reshape(len(images), 784) / 255
    ### BEGIN SOLUTION
    return torch.tensor(x, dtype=torch.float32), torch.tensor(labels, dtype=torch.int64)
    ### BLANK
    # return torch.tensor(x, dtype=torch.float32), torch.tensor(labels, dtype=torch.float32)
    ### END SOLUTION

def mean_loss(net, images, labels):
    x, y = as_tensors(images, labels)
    loss, seen = nn.CrossEntropyLoss(), []
    for start in range(0, len(x), 32):
        batch_x, batch_y = x[start:start + 32], y[start:start + 32]
        seen.append(loss(net(batch_x), batch_y).item())
    return np.mean(seen)

from_text = mnist_small().test_labels[:96].astype(float)
mean_loss(nn.Linear(784, 10), mnist_small().test_images[:96], from_text)

check.as_tensors(as_tensors)

# %% [markdown]
# ## 7. `accuracy`: two lines
#
# The share of right answers, with tensors. `net(x)` gives a row of logits for each example, and `y`
# holds the labels (n,). The result is a Python number, not a tensor.

# %%
def accuracy(net, x, y):
    """The share of right answers, from 0 to 1."""
    with torch.no_grad():
        ### BEGIN SOLUTION
        answers = net(x).argmax(dim=1)
        ### BLANK
        # answers = ____
        ### END SOLUTION
    ### BEGIN SOLUTION
    return (answers == y).float().mean().item()
    ### BLANK
    # return ____
    ### END SOLUTION

check.accuracy(accuracy)

# %% [markdown]
# ## 8. A loss that never reaches 0 (find the bug)
#
# A net gets every digit right and is very sure of each, and its loss is 1.46. However long it is
# trained, the loss falls no further. You suspect the function below; `logits` is what the net gave.
#
# Predict: what should the loss be for the logits `[[20.0, 0.0, 0.0]]` and the label 0? Try it, as
# the smallest input.

# %%
def loss_of(logits, labels):
    """The cross-entropy, as a tensor of one number: the mean over the batch."""
    loss = nn.CrossEntropyLoss()
    ### BEGIN SOLUTION
    return loss(logits, labels)
    ### BLANK
    # ____  # delete this line when you have mended the code
    # probabilities = torch.softmax(logits, dim=1)
    # return loss(probabilities, labels)
    ### END SOLUTION

check.softmax_before_loss(loss_of)

# %% [markdown]
# ## 9. Another answer each time (find the bug)
#
# This function is called in the middle of a training, to look at a few digits. Called twice, it
# gives two different results. "It cannot be the dropout," says a friend, "I have `no_grad`."
#
# The net comes in training mode, and is in training mode afterwards.

# %%
def probabilities(net, x):
    """The probabilities that `net` gives in evaluation, as a NumPy array (n, k)."""
    ### BEGIN SOLUTION
    net.eval()
    with torch.no_grad():
        result = torch.softmax(net(x), dim=1)
    net.train()
    return result.numpy()
    ### BLANK
    # ____  # delete this line when you have mended the code
    # with torch.no_grad():
    #     result = torch.softmax(net(x), dim=1)
    # return result.numpy()
    ### END SOLUTION

check.missing_eval(probabilities)

# %% [markdown]
# ## 10. A module of your own
#
# This net adds its inputs to what its two layers make of them:
#
# ```
# x ──┬── first ── tanh ── second ── + ── outputs
#     └──────────────────────────────┘
# ```
#
# The inputs have 3 features, there are 5 hidden neurons, and so the outputs must have 3 again.

# %%
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.first = nn.Linear(3, 5)
        self.second = nn.Linear(5, 3)
        ### BLANK
        # self.first = ____
        # self.second = ____
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return x + self.second(torch.tanh(self.first(x)))
        ### BLANK
        # return ____
        ### END SOLUTION

check.own_module(Net)

# %% [markdown]
# ## 11. A second time (crash hunt)
#
# `Centred` keeps a running mean, and takes it off its inputs. The mean is only a number for each
# feature: no gradient is to go through it. `losses_of` trains a net with such a layer. It stops.
#
# In which step? Print `step` in the loop. What is there that was made in the step before, and which
# notes does it bring along?

# %% tags=["raises-exception"]
class Centred(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.mean = torch.zeros(features)

    def forward(self, x):
        ### BEGIN SOLUTION
        self.mean = 0.9 * self.mean + 0.1 * x.mean(dim=0).detach()
        ### BLANK
        # self.mean = 0.9 * self.mean + 0.1 * x.mean(dim=0)
        ### END SOLUTION
        return x - self.mean

def losses_of(net, x, y, steps):
    optimizer, seen = torch.optim.SGD(net.parameters(), lr=0.1), []
    for step in range(steps):
        value = nn.CrossEntropyLoss()(net(x), y)
        net.zero_grad()
        value.backward()
        optimizer.step()
        seen.append(value.item())
    return seen

centred_net = nn.Sequential(nn.Linear(3, 5), Centred(5), nn.Tanh(), nn.Linear(5, 2))
losses_of(centred_net, torch.ones(4, 3), torch.tensor([0, 1, 1, 0]), steps=10)

check.running_mean(Centred)

# %% [markdown]
# ## 12. The empty page
#
# The capstone of lesson 9, in PyTorch. Close the lesson. Write `fit(x, y)`: it gets 4,000 digits as
# tensors, `x` (4000, 784) in float32, centred, and the labels `y` (4000,). It makes a net, trains
# it, and returns the net.
#
# The check calls `fit` with digits of its own: those of the next cell, in another order and seen in
# a mirror. Then it gives the net 1,000 digits that `fit` has not seen, in evaluation mode, and
# wants ten logits for each. At least 900 must be right. Your training may take up to two minutes; a
# few seconds are enough. The next cell fetches digits to try things on.

# %%
digits = mnist_small()
x = torch.tensor(digits.train_images.reshape(-1, 784) / 255, dtype=torch.float32)
x -= x.mean()
y = torch.tensor(digits.train_labels, dtype=torch.int64)

# %%
### BEGIN SOLUTION
from torch.utils.data import DataLoader, TensorDataset

def fit(x, y):
    net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    cross_entropy = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters())
    loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
    for epoch in range(10):
        for batch_x, batch_y in loader:
            batch_loss = cross_entropy(net(batch_x), batch_y)
            adam.zero_grad()
            batch_loss.backward()
            adam.step()
        print(f"epoch {epoch}: loss {batch_loss.item():.2f} in its last batch")
    return net
### BLANK
# fit = ____
### END SOLUTION

check.fit(fit)

# %% [markdown]
# ## Looking back
#
# Which of the mistakes on this page could have been your own? Write one sentence for yourself. In a
# few days, do exercises [copy_weights] and [fit] once more: `python -m dlscratch reset 12` gives
# you a fresh page and keeps yours beside it.
