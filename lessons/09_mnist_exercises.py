# %% [markdown]
# # Exercises for lesson 9: MNIST
#
# You know the form: replace each `____`, run the cell, read what the check says. With
# `check.centre.hint()` in a cell of its own you get a hint; there are three for each exercise, and
# `check.centre.solution()` shows a solution. Two are crash hunts: you know how to read a traceback.
# The last exercise is an empty page, and what you write there reads handwriting. Run the next cell
# first.

# %%
import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks import mnist as check, ____
from dlscratch.datasets import mnist_small
from dlscratch.layers import Layer
from dlscratch.mine import Dropout, Linear, Sequential, Tanh

# %% [markdown]
# ## 1. What happens to the bytes (predict)
#
# No code yet. Three pixels are stored as bytes. What is `pixels - 33`? Write three
# numbers, as in `[1, 2, 3]`.

# %%
pixels = np.array([200, 30, 0], dtype=np.uint8)

### BEGIN SOLUTION
answer = [167, 253, 223]
### BLANK
# answer = ____
### END SOLUTION

check.predict_bytes(answer)

# %% [markdown]
# ## 2. Bugs in the centring (find the bug)
#
# `centre` gets the pixels of two sets, as bytes. It should return both as floats, moved by one and
# the same number: afterwards the training pixels have the mean 0. It was written to save memory,
# and it has more than one bug. Hunt each in five steps:
#
# 1. **Predict** the symptom: what must the smallest number in `train` be afterwards, and its mean?
# 2. Make the **smallest input** that shows it: for `train` one image of two bytes, 0 and 101, for
#    `test` another, 10 and 20.
# 3. **Locate**: print after each line. Which is the first to give a wrong number?
# 4. **Repair** that one thing.
# 5. **Confirm** with your small input, and only then with the check.

# %%
def centre(train, test):
    """Both sets as floats, moved by one number, so that the training pixels have the mean 0."""
    ### BEGIN SOLUTION
    train, test = train.astype(float), test.astype(float)
    mean = train.mean()
    return train - mean, test - mean
    ### BLANK
    # ____  # delete this line when you have mended the code
    # train = train - int(train.mean())
    # test = test - int(test.mean())
    # return train.astype(float), test.astype(float)
    ### END SOLUTION

check.centre(centre)

# %% [markdown]
# ## 3. The chapter's network: one list
#
# Two hidden layers, of 30 and 10 neurons: 784 pixels go in, ten logits come out. Behind each of the
# two stands a `Dropout(p, rng)`, and behind that a `Tanh()`. The last `Linear` stands alone. Give
# every layer that draws the same `rng`, and the linear ones `dtype=np.float32`, that of the digits.

# %%
def chapter_net(p=0.1, rng=None):
    """784 → 30 → 10 → 10, with dropout and tanh behind each hidden layer."""
    rng = np.random.default_rng(rng)        # one generator for all, so that all draw differently
    ### BEGIN SOLUTION
    return Sequential([
        Linear(784, 30, rng=rng, dtype=np.float32), Dropout(p, rng), Tanh(),
        Linear(30, 10, rng=rng, dtype=np.float32), Dropout(p, rng), Tanh(),
        Linear(10, 10, rng=rng, dtype=np.float32),
    ])
    ### BLANK
    # return Sequential([____])
    ### END SOLUTION

check.chapter_net(chapter_net)

# %% [markdown]
# ## 4. `first_look`: a function of five lines
#
# What can be known of a net before it has learnt anything? `first_look` gets a `net`, a batch of
# inputs `x`, their one-hot rows `y`, and the `loss`, a `SoftmaxCrossEntropy`. It returns three
# things, and leaves the net's parameters as they are:
#
# - the loss as it is now,
# - what the loss would be for somebody who guesses, and gives each class the same probability,
# - a list of the parameters that get no gradient: the place in `net.params()` of each whose
#   gradient is 0 everywhere. In a net without a fault, this list is empty.

# %%
def first_look(net, x, y, loss):
    """The first loss, that of guessing, and the places of the parameters without a gradient."""
    ### BEGIN SOLUTION
    logits = net.forward(x)
    net.backward(loss.gradient(logits, y))
    silent = [place for place, grad in enumerate(net.grads()) if not grad.any()]
    return loss.loss(logits, y), np.log(logits.shape[1]), silent
    ### BLANK
    # logits = ____
    # ____
    # return ____
    ### END SOLUTION

check.first_look(first_look)

# %% [markdown]
# ## 5. `Dropout`: two methods
#
# `Layer` gives it `train()`, `eval()` and the flag `self.training`. In training, each single input
# is dropped with probability `p`, anew in every forward, and the others make up for it. In
# evaluation the inputs pass unchanged. Backward comes after a forward in training: what did that
# do to each input?
#
# `self.rng.random(shape)` gives random numbers, evenly spread from 0 to 1. Draw from `self.rng`
# alone: then the same seed drops the same inputs.

# %%
class Dropout(Layer):
    def __init__(self, p, rng=None):
        self.p = p                              # the share to drop
        self.rng = np.random.default_rng(rng)

    def forward(self, x):
        ### BEGIN SOLUTION
        if not self.training:
            return x
        keep = self.rng.random(x.shape) >= self.p
        self.mask = keep / (1 - self.p)
        return x * self.mask
        ### BLANK
        # if not self.training:
        #     ____
        # keep = ____
        # self.mask = ____
        # return ____
        ### END SOLUTION

    def backward(self, gradient):
        ### BEGIN SOLUTION
        return gradient * self.mask
        ### BLANK
        # return ____
        ### END SOLUTION

check.dropout(Dropout)

# %% [markdown]
# ## 6. The score that changes by itself (find the bug)
#
# This function is called after every epoch, in the middle of the training, to see how good the net
# is by then. Called twice, without a step in between, it gives two different scores, and both are
# too low. Afterwards the net trains on, so it must be in training mode when the function is done.
#
# Predict, find the smallest input that shows it, locate, repair, confirm.

# %%
def evaluate(net, x, y):
    """The accuracy of `net`. The net comes in training mode, and is in training mode afterwards."""
    ### BEGIN SOLUTION
    net.eval()
    predicted = net.forward(x).argmax(axis=1)
    net.train()
    return float(np.mean(predicted == y))
    ### BLANK
    # ____  # delete this line when you have mended the code
    # predicted = net.forward(x).argmax(axis=1)
    # return float(np.mean(predicted == y))
    ### END SOLUTION

check.evaluate(evaluate)

# %% [markdown]
# ## 7. Which digits are misread? (crash hunt)
#
# `missed` counts, for each of the ten digits, how often a net misreads it. It has served for many
# nets, and is right. `after_epochs` trains a net, then asks `missed`; and there it stops.
#
# The two sides of `!=` ought to have one shape. Which of them has not? Go up one call, and follow
# that name line by line: what does it stand for, and from where on?

# %% tags=["raises-exception"]
def missed(net, x, labels):
    """How often each digit was misread: ten counts."""
    wrong = net.forward(x).argmax(axis=1) != labels
    return np.bincount(labels[wrong], minlength=10)

def after_epochs(net, images, labels, epochs):
    """Trains `net`, and counts which of the digits it then misreads."""
    x = images.reshape(len(images), 784) / 255 - 0.13
    loss, optimizer = losses.SoftmaxCrossEntropy(), optimizers.GradientDescent(0.1)
    ### BEGIN SOLUTION
    rows = losses.one_hot(labels, 10)
    for _ in range(epochs):
        net.backward(loss.gradient(net.forward(x), rows))
        optimizer.step(net)
    ### BLANK
    # labels = losses.one_hot(labels, 10)
    # for _ in range(epochs):
    #     net.backward(loss.gradient(net.forward(x), labels))
    #     optimizer.step(net)
    ### END SOLUTION
    return missed(net, x, labels)

few = mnist_small()
after_epochs(layers.Linear(784, 10, rng=0), few.test_images[:200], few.test_labels[:200], 5)

check.misread(after_epochs)

# %% [markdown]
# ## 8. `save_weights`: one line
#
# `params` are the arrays of a network, as `net.params()` gives them. The function writes them into
# one file at `path`, a name that ends in `.npz`, in their order and with their shapes. It returns
# nothing. What `np.load` finds there must be these arrays, one by one:
#
# ```
# saved = list(np.load(path).values())
# ```
#
# NumPy's `np.savez(path, a, b, c)` writes a file with three arrays. You have a list of them. A star
# takes a list apart into arguments: `print(*[1, 2, 3])` does what `print(1, 2, 3)` does.

# %%
def save_weights(params, path):
    """Write the arrays `params` to `path`, in their order."""
    ### BEGIN SOLUTION
    np.savez(path, *params)
    ### BLANK
    # ____
    ### END SOLUTION

check.save_weights(save_weights)

# %% [markdown]
# ## 9. Twelve arrays from a file (crash hunt)
#
# The way back. `named` gives each array the name under which it stands in a file. Such files exist
# already, so `named` stays as it is. From a file, the arrays may come in any order; therefore
# `fill_again` goes by their names. It has brought many a net back, and today it stops.
#
# Which two arrays were to meet, and under which name? The last net had three layers, this one has
# six: what is new about its names?

# %% tags=["raises-exception"]
def named(params):
    return {f"param{i}": param.copy() for i, param in enumerate(params)}

def fill_again(params, kept):
    """Copies the arrays in `kept` into `params`, each into its own."""
    ### BEGIN SOLUTION
    for i, param in enumerate(params):
        param[...] = kept[f"param{i}"]
    ### BLANK
    # for param, name in zip(params, sorted(kept)):
    #     param[...] = kept[name]
    ### END SOLUTION

def tower(seed, sizes=(20, 12, 10, 9, 8, 7, 6)):
    pairs = zip(sizes, sizes[1:])
    return layers.Sequential([layers.Linear(a, b, rng=seed) for a, b in pairs])

def same_again(net):
    again = tower(seed=1)
    fill_again(again.params(), named(net.params()))
    return again

same_again(tower(seed=0))

check.in_order(fill_again)

# %% [markdown]
# ## 10. The empty page
#
# Close the lesson. Write a network that reads handwriting, from memory, with NumPy and nothing
# from dlscratch.
#
# All that counts is the function `fit(x, y)`. It gets 4,000 digits, `x` (4000, 784) in float32,
# from 0 to 1 and centred, and their labels `y` (4000,). It returns a function `predict`. The check
# calls that with 1,000 digits that `fit` has not seen, `x` (1000, 784), and wants one label for
# each. At least 900 must be right. Your training may take up to three minutes; a few seconds are
# enough. The check's digits come in another order than this page's, and 0 and 1 swap names: `fit`
# learns from what it is given.
#
# Go in small steps, try every piece in a cell of its own, and print the loss. The next cell fetches
# digits to try things on.

# %%
digits = mnist_small()
x = digits.train_images.reshape(-1, 784).astype(np.float32) / 255
x -= x.mean()
y = digits.train_labels

# %%
### BEGIN SOLUTION
def softmax(logits):
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)

def fit(x, y):
    rng = np.random.default_rng(0)
    w1 = rng.normal(0, np.sqrt(2 / 784), (64, 784)).astype(np.float32)
    w2 = rng.normal(0, np.sqrt(2 / 64), (10, 64)).astype(np.float32)
    b1, b2 = np.zeros(64, np.float32), np.zeros(10, np.float32)
    for epoch in range(10):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 32):
            rows = order[start : start + 32]
            hidden = np.maximum(x[rows] @ w1.T + b1, 0)         # linear, ReLU
            p, actual = softmax(hidden @ w2.T + b2), np.eye(10, dtype=np.float32)[y[rows]]
            error = (p - actual) / len(rows)
            back = error @ w2 * (hidden > 0)
            grads = back.T @ x[rows], back.sum(axis=0), error.T @ hidden, error.sum(axis=0)
            for param, grad in zip((w1, b1, w2, b2), grads):
                param -= 0.1 * grad
        print(f"epoch {epoch}: loss {-np.log(p[actual == 1]).mean():.2f} in its last batch")
    return lambda x: (np.maximum(x @ w1.T + b1, 0) @ w2.T + b2).argmax(axis=1)
### BLANK
# fit = ____
### END SOLUTION

check.capstone(fit)

# %% [markdown]
# ## Your own library reads
#
# Over nine lessons you have written every part that such a network needs. Save this notebook
# (Ctrl+S) and run the next cell: it says whose parts these are, and trains digits on them.

# %% tags=["nbval-ignore-output"]
from dlscratch.losses import one_hot
from dlscratch.mine import Linear, Momentum, ReLU, Sequential, SoftmaxCrossEntropy, batches

digits, loss, optimizer = mnist_small(), SoftmaxCrossEntropy(), Momentum(0.2)
x, x_test = (images.reshape(-1, 784).astype(np.float32) / 255 - 0.13
             for images in (digits.train_images, digits.test_images))
net = Sequential([Linear(784, 64, rng=1), ReLU(), Linear(64, 10, rng=2)])
for epoch in range(5):
    for batch_x, batch_y in batches(x, one_hot(digits.train_labels, 10), 32, epoch):
        net.backward(loss.gradient(net.forward(batch_x), batch_y))
        optimizer.step(net)
right = net.forward(x_test).argmax(axis=1) == digits.test_labels
print(f"{right.mean():.1%} of the test digits")
assert right.mean() > 0.9

# %% [markdown]
# To have all your parts in one file, type `python -m dlscratch mine` in a terminal.
# Then open `exercises/my_dlscratch.py` and read it from top to bottom: a
# library for deep learning, in your own words.
#
# Next: lesson 10, and a layer that sees which pixels are neighbours.
