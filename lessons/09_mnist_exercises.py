# %% [markdown]
# # Exercises for lesson 9: MNIST
#
# You know the form: replace each `____`, run the cell, read what the check says. With
# `check.centre.hint()` in a cell of its own you get a hint; there are three for each exercise, and
# `check.centre.solution()` shows a solution. The last exercise is an empty page, and what you write
# there reads handwriting. Run the next cell first.

# %%
import numpy as np

from dlscratch.checks import mnist as check, ____
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
# ## 4. `Dropout`: two methods
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
# ## 5. The score that changes by itself (find the bug)
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
# ## 6. `save_weights`: one line
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
# ## 7. `load_weights`: the whole function
#
# The way back. `saved` is a list of arrays, as in the line above. `load_weights(params, saved)`
# puts them into the network's own arrays `params`, and returns nothing. Where the number of arrays
# differs, or the shape of any of them, it raises a `ValueError`, and the network stays wholly as it
# was. Replace the whole line `load_weights = ____` by your function, from `def` on.

# %%
### BEGIN SOLUTION
def load_weights(params, saved):
    """Copy the saved arrays into `params`; ValueError, and no change, if they do not fit."""
    if [param.shape for param in params] != [array.shape for array in saved]:
        raise ValueError(f"{len(saved)} saved arrays do not fit these {len(params)}")
    for param, array in zip(params, saved):
        param[...] = array
### BLANK
# load_weights = ____
### END SOLUTION

check.load_weights(load_weights)

# %% [markdown]
# ## 8. The empty page
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
from dlscratch.datasets import mnist_small

digits = mnist_small()
x = digits.train_images.reshape(-1, 784).astype(np.float32) / 255
x -= x.mean()
y = digits.train_labels

# %%
### BEGIN SOLUTION
class Layer:
    def __init__(self, inputs, outputs, rng):
        self.w = rng.normal(0, np.sqrt(2 / inputs), (outputs, inputs)).astype(np.float32)
        self.b = np.zeros(outputs, np.float32)

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def learn(self, gradient, learning_rate=0.1):       # backward, and a step
        back = gradient @ self.w
        self.w -= learning_rate * gradient.T @ self.x
        self.b -= learning_rate * gradient.sum(axis=0)
        return back


def softmax(logits):
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)


def fit(x, y):
    rng = np.random.default_rng(0)
    hidden, last = Layer(784, 64, rng), Layer(64, 10, rng)

    def forward(x):
        return last.forward(np.maximum(hidden.forward(x), 0))       # ReLU

    for epoch in range(10):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 32):
            rows = order[start : start + 32]
            p, actual = softmax(forward(x[rows])), np.eye(10, dtype=np.float32)[y[rows]]
            back = last.learn((p - actual) / len(rows))
            hidden.learn(back * (last.x > 0))
        print(f"epoch {epoch}: loss {-np.log(softmax(forward(x))[range(len(x)), y]).mean():.2f}")
    return lambda x: forward(x).argmax(axis=1)
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
from dlscratch.datasets import mnist_small
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
# Next: lesson 10, where each of your classes meets its twin in PyTorch.
