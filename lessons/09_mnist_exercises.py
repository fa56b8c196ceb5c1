# %% [markdown]
# # Exercises for lesson 9: MNIST
#
# You know the form: replace each `____`, run the cell, read what the check says. With
# `check.one_hot.hint()` in a cell of its own you get a hint; there are three for each exercise, and
# `check.one_hot.solution()` shows a solution.
#
# The blanks grow: a number, a line, a function, a class. The last exercise is an empty page, and
# what you write there reads handwriting. Run the next cell first.

# %%
import numpy as np

from dlscratch.checks import mnist as check, ____
from dlscratch.layers import Layer

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
# ## 3. `one_hot`: one line
#
# A label such as 3 becomes a row of zeros with a single 1, in column 3. Do all rows at once: which
# row numbers belong in the brackets, and which column numbers? (`rows[[0, 1], [5, 3]] = 1` writes
# into two places: row 0, column 5, and row 1, column 3.)

# %%
def one_hot(labels, classes):
    """Labels (n,) as rows (n, classes): zeros, with a one in the column of the label."""
    rows = np.zeros((len(labels), classes))
    ### BEGIN SOLUTION
    rows[np.arange(len(labels)), labels] = 1
    ### BLANK
    # rows[____, ____] = 1
    ### END SOLUTION
    return rows

check.one_hot(one_hot)

# %% [markdown]
# ## 4. `accuracy`: two lines
#
# `logits` has a row for each digit and a column for each class. The net's answer is the class with
# the largest logit.

# %%
def accuracy(logits, labels):
    """The share of right answers, from 0 to 1. logits (n, classes), labels (n,)."""
    ### BEGIN SOLUTION
    answers = logits.argmax(axis=1)
    return np.mean(answers == labels)
    ### BLANK
    # answers = ____
    # return ____
    ### END SOLUTION

check.accuracy(accuracy)

# %% [markdown]
# ## 5. What dropout lets through (predict)
#
# `Dropout(0.2)`, in the form that this course uses, gets a large array of ones. Give three numbers:
# the smaller and the larger number that come out in training, and the number that comes out in
# evaluation. Write them as in `(3, 4, 5)`.

# %%
### BEGIN SOLUTION
answer = (0, 1.25, 1)
### BLANK
# answer = ____
### END SOLUTION

check.predict_dropout(answer)

# %% [markdown]
# ## 6. `Dropout`: two methods
#
# `Layer` gives it `train()`, `eval()` and the flag `self.training`. In training, each single input
# is dropped with probability `p`, anew in every forward, and the others make up for it. In
# evaluation the inputs pass unchanged. Backward comes after a forward in training: what did that
# do to each input?
#
# `self.rng.random(shape)` gives random numbers, evenly spread from 0 to 1.

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
# ## 7. The score that changes by itself (find the bug)
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
# ## 8. Put the lines in order
#
# Each epoch of this training loop ends with a score on the validation digits. `accuracy` uses the
# net as it is and switches nothing. The net may come in evaluation mode.
#
# ```
# def training(net, x, y, loss, optimizer, x_valid, y_valid):
#     scores = []
#     for epoch in range(2):
# A           optimizer.step(net)
# B       net.eval()
# C           gradient = loss.gradient(predicted, batch_y)
# D       for batch_x, batch_y in batches(x, y):
# E       scores.append(accuracy(net, x_valid, y_valid))
# F           net.backward(gradient)
# G       net.train()
# H           predicted = net.forward(batch_x)
#     return scores
# ```
#
# Write the eight letters in their order, as one string.

# %%
### BEGIN SOLUTION
order = "GDHCFABE"
### BLANK
# order = ____
### END SOLUTION

check.training_loop(order)

# %% [markdown]
# ## 9. `confusion_matrix`: the body
#
# How often was each digit taken for each of the others? The matrix has a row for every actual digit
# and a column for every answer. Count every example, the right ones too.

# %%
def confusion_matrix(actual, predicted, classes):
    """Counts (classes, classes). actual and predicted: labels (n,)."""
    ### BEGIN SOLUTION
    matrix = np.zeros((classes, classes), dtype=int)
    for row, column in zip(actual, predicted):
        matrix[row, column] += 1
    return matrix
    ### END SOLUTION

check.confusion_matrix(confusion_matrix)

# %% [markdown]
# ## 10. `load_weights`: the whole function
#
# The function is `load_weights(params, saved)`. `params` are the arrays of a network, as
# `net.params()` gives them. `saved` is a list of arrays that were read from a file. The function
# puts the saved numbers into the network. Where the number of arrays differs, or the shape of any
# of them, it raises a `ValueError`, and the network stays wholly as it was. It returns nothing.
# Replace the whole line `load_weights = ____` by your function, from `def` on.

# %%
### BEGIN SOLUTION
def load_weights(params, saved):
    """Copy the saved arrays into `params`; ValueError, and no change, if they do not fit."""
    if len(params) != len(saved):
        raise ValueError(f"the network has {len(params)} arrays, but {len(saved)} were saved")
    for param, array in zip(params, saved):
        if param.shape != array.shape:
            raise ValueError(f"an array of shape {param.shape} gets one of {array.shape}")
    for param, array in zip(params, saved):
        param[...] = array
### BLANK
# load_weights = ____
### END SOLUTION

check.load_weights(load_weights)

# %% [markdown]
# ## 11. The empty page
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
class Linear:
    def __init__(self, inputs, outputs, rng):
        self.w = rng.normal(0, np.sqrt(2 / inputs), (outputs, inputs)).astype(np.float32)
        self.b = np.zeros(outputs, np.float32)

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def backward(self, gradient):
        self.w_grad = gradient.T @ self.x
        self.b_grad = gradient.sum(axis=0)
        return gradient @ self.w

    def step(self, learning_rate):
        self.w -= learning_rate * self.w_grad
        self.b -= learning_rate * self.b_grad


class ReLU:
    def forward(self, x):
        self.positive = x > 0
        return x * self.positive

    def backward(self, gradient):
        return gradient * self.positive

    def step(self, learning_rate):
        pass


def softmax(logits):
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)


def fit(x, y):
    rng = np.random.default_rng(0)
    net = [Linear(784, 64, rng), ReLU(), Linear(64, 10, rng)]
    actual = np.eye(10, dtype=np.float32)[y]

    def forward(x):
        for layer in net:
            x = layer.forward(x)
        return x

    for epoch in range(10):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 32):
            rows = order[start : start + 32]
            probabilities = softmax(forward(x[rows]))
            gradient = (probabilities - actual[rows]) / len(rows)
            for layer in reversed(net):
                gradient = layer.backward(gradient)
            for layer in net:
                layer.step(0.1)
        loss = -np.log(softmax(forward(x))[range(len(x)), y]).mean()
        print(f"epoch {epoch}: loss {loss:.2f}")

    def predict(x):
        return forward(x).argmax(axis=1)

    return predict
### BLANK
# fit = ____
### END SOLUTION

check.capstone(fit)

# %% [markdown]
# ## Your own library
#
# Over eight lessons you have written all the parts that such a network needs. Save this notebook
# (Ctrl+S). The next cell then gathers the code of every exercise that you have passed into one
# file, `exercises/my_dlscratch.py`. What is missing comes from the course's solutions, and the list
# says which parts these are.

# %% tags=["nbval-ignore-output"]
from dlscratch.course.mine import gather

library = gather()
print(library)
my = library.load()

# %% [markdown]
# Every name that begins with `my.` comes from that file. It reads digits:

# %% tags=["nbval-ignore-output"]
x_test = digits.test_images.reshape(-1, 784).astype(np.float32) / 255
x_test -= (digits.train_images / 255).mean()            # as above, the training digits' mean

rng = np.random.default_rng(1)
net = my.Sequential([my.Linear(784, 64, rng), my.ReLU(), my.Linear(64, 10, rng)])
loss, optimizer = my.SoftmaxCrossEntropy(), my.Momentum(0.2)
for epoch in range(5):
    for batch_x, batch_y in my.batches(x, my.one_hot(y, 10), 32, rng):
        my.train(net, batch_x, batch_y, loss, optimizer, epochs=1)
    score = my.accuracy(net.forward(x_test), digits.test_labels)
    print(f"epoch {epoch + 1}: {score:.1%} of the test digits")

# %% [markdown]
# Open `my_dlscratch.py` in the file browser on the left and read it from top to bottom: a library
# for deep learning, in your own words.
#
# Next: lesson 10, where each of your classes meets its twin in PyTorch.
