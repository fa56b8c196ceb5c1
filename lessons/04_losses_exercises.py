# %% [markdown]
# # Exercises for lesson 4: Losses
#
# Replace each `____` with your own code and run the cell: its last line checks your answer. With
# `check.softmax.hint()` in a cell of its own you get a hint; there are three for each exercise, and
# `check.softmax.solution()` shows a solution.
#
# Arrays are batches: predictions have the shape (n, k), n examples with k outputs each. Every loss
# is summed over the outputs and averaged over the examples. What comes back is a number, or again
# an array: the lessons go on with your code.
#
# Run the next cell first. Wherever you can, type from memory.

# %%
import numpy as np

from dlscratch import layers, losses
from dlscratch.checks import losses as check, ____
from dlscratch.losses import Loss

# %% [markdown]
# ## 1. A loss by hand (predict)
#
# No code yet. What is the SSE of this batch of two examples, averaged over the examples? Write one
# number.

# %%
predicted = np.array([[4.0, 1.0], [2.0, 5.0]])
actual = np.array([[2.0, 4.0], [2.0, 4.0]])

### BEGIN SOLUTION
answer = 7
### BLANK
# answer = ____
### END SOLUTION

check.predict_sse(answer)

# %% [markdown]
# ## 2. The loss alone: one expression
#
# The errors are there. Turn them into one number: square, add everything up, divide by the number
# of examples.

# %%
def sse_loss(predicted, actual):
    """The squared errors, summed over the outputs and averaged over the examples: one number."""
    errors = predicted - actual
    ### BEGIN SOLUTION
    return (errors**2).sum() / len(errors)
    ### BLANK
    # return ____
    ### END SOLUTION

check.sse_loss(sse_loss)

# %% [markdown]
# ## 3. `SSE`: two methods
#
# The same loss as a class, with its gradient. Type the loss once more, from memory. The gradient
# has the shape of `predicted`: by how much does the loss change with each of these numbers?

# %%
class SSE(Loss):
    def loss(self, predicted, actual):
        """One number, for predicted and actual of shape (n, k)."""
        ### BEGIN SOLUTION
        return ((predicted - actual) ** 2).sum() / len(predicted)
        ### END SOLUTION

    def gradient(self, predicted, actual):
        """The gradient of the loss with respect to `predicted`, (n, k)."""
        ### BEGIN SOLUTION
        return 2 * (predicted - actual) / len(predicted)
        ### END SOLUTION

check.sse(SSE)

# %% [markdown]
# ## 4. A perfect answer with a loss (find the bug)
#
# A network has a single output, so its predictions have the shape (n, 1). The right answers,
# `labels`, were read from a file and have the shape (n,). This function is the loss, and something
# is wrong with it: even predictions that are exactly right get a loss above 0. Hunt the bug in five
# steps:
#
# 1. **Predict the symptom.** What loss must `[[1], [3]]` against `[1, 3]` have? What loss does it
#    get?
# 2. **Make it small.** Which is the smallest input that shows it? Is one example enough? Are two?
# 3. **Locate.** Print the shape of every piece of the line.
# 4. **Repair** that one place.
# 5. **Confirm**, with your small input first and then with the check.

# %%
def column_loss(predicted, labels):
    """The mean squared error. predicted (n, 1), labels (n,)."""
    ### BEGIN SOLUTION
    errors = predicted[:, 0] - labels
    ### BLANK
    # ____  # delete this line when you have mended the code
    # errors = predicted - labels
    ### END SOLUTION
    return (errors**2).mean()

check.column_loss(column_loss)

# %% [markdown]
# ## 5. A loss without squares (crash hunt)
#
# The *absolute error* adds up the sizes of the errors, whatever their signs, and takes the mean
# over the examples. Raise a prediction that is too high, and the size of its error grows just as
# much: slope 1. Where it is too low, the slope is −1. That is `np.sign`; and `np.abs` is the size.
#
# `grads_of` is one pass forward and back, and it stops. Read from the bottom: the last line says
# what the layer expected, and what came. Go up to the call that handed it over. Who made it? Print
# its shape beside that of `outputs`, and mend what made it, for any layers that may come before.

# %% tags=["raises-exception"]
class AbsoluteError(Loss):
    def loss(self, predicted, actual):
        return np.abs(predicted - actual).sum() / len(predicted)

    def gradient(self, predicted, actual):
        ### BEGIN SOLUTION
        return np.sign(predicted - actual) / len(predicted)
        ### BLANK
        # return np.sign(predicted - actual).mean(axis=0)
        ### END SOLUTION

def grads_of(net, loss, x, actual):
    """The gradients for the net's parameters, from one batch."""
    outputs = net.forward(x)
    net.backward(loss.gradient(outputs, actual))
    return net.grads()

grads_of(layers.Linear(3, 2, rng=0), AbsoluteError(), np.ones((4, 3)), np.zeros((4, 2)))

check.absolute_error(AbsoluteError)

# %% [markdown]
# ## 6. Only one thing counts (predict)
#
# The softmax of `[3, 0]` is `[0.95, 0.05]`, to two digits. What is the *first* number of the
# softmax of `[-100, -103]`? Two digits are enough.

# %%
### BEGIN SOLUTION
answer = 0.95
### BLANK
# answer = ____
### END SOLUTION

check.predict_shift(answer)

# %% [markdown]
# ## 7. `softmax`: the body
#
# Each row of logits becomes a row of probabilities. It must not overflow, and the rows of a batch
# may be far apart, as in `[[0, 1], [1000, 1001]]`. Leave `x` as it is.

# %%
def softmax(x):
    """Logits (n, k) as probabilities (n, k): positive, and each row adds up to 1."""
    ### BEGIN SOLUTION
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)
    ### END SOLUTION

check.softmax(softmax)

# %% [markdown]
# ## 8. Cross-entropy: two lines
#
# The class gets logits and one-hot rows. `below` holds the logits minus the maximum of their row,
# so exp cannot overflow. What are the logarithms of the probabilities, without ever computing a
# probability that might be 0? And what is the loss of the batch?

# %%
class SoftmaxCrossEntropy(Loss):
    def loss(self, predicted, actual):
        """The mean surprise. predicted: logits (n, k); actual: one-hot rows (n, k)."""
        below = predicted - predicted.max(axis=1, keepdims=True)
        ### BEGIN SOLUTION
        log_p = below - np.log(np.exp(below).sum(axis=1, keepdims=True))
        return -(actual * log_p).sum() / len(predicted)
        ### BLANK
        # log_p = ____
        # return ____
        ### END SOLUTION

check.cross_entropy(SoftmaxCrossEntropy)

# %% [markdown]
# ## 9. Which way? (predict)
#
# For a single example, softmax gives the probabilities 0.2, 0.5 and 0.3. Class 2, the last one, is
# right. What is the gradient of the cross-entropy with respect to the three logits? Write three
# numbers, as in `[1, 2, 3]`.

# %%
### BEGIN SOLUTION
answer = [0.2, 0.5, -0.7]
### BLANK
# answer = ____
### END SOLUTION

check.predict_gradient(answer)

# %% [markdown]
# ## 10. `SoftmaxCrossEntropy`: the whole class
#
# Loss and gradient. Type the loss again, from memory; it stays safe for logits of any size. For the
# gradient, `softmax` is the one that you have written above.

# %%
class SoftmaxCrossEntropy(Loss):
    def loss(self, predicted, actual):
        """The mean surprise. predicted: logits (n, k); actual: one-hot rows (n, k)."""
        ### BEGIN SOLUTION
        log_p = predicted - predicted.max(axis=1, keepdims=True)
        log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
        return -(actual * log_p).sum() / len(predicted)
        ### END SOLUTION

    def gradient(self, predicted, actual):
        """The gradient of the loss with respect to the logits, (n, k)."""
        ### BEGIN SOLUTION
        return (softmax(predicted) - actual) / len(predicted)
        ### END SOLUTION

check.cross_entropy_gradient(SoftmaxCrossEntropy)

# %% [markdown]
# ## 11. Six pieces of fruit (crash hunt)
#
# Apple is class 0, pear 1 and plum 2. `first_losses` asks for the loss of each batch of two, before
# anything is learnt: all logits are 0, so each should be log 3. It gets through two batches and
# stops in the third.
#
# What does the error say of an index, and of a size? Which number stood there, and which function
# made it? Print its answer for every batch, not only for the one that stopped: are the first two
# right, since they got through?

# %% tags=["raises-exception"]
def fruit_labels(names):
    ### BEGIN SOLUTION
    numbers = {"apple": 0, "pear": 1, "plum": 2}
    ### BLANK
    # numbers = {"apple": 1, "pear": 2, "plum": 3}
    ### END SOLUTION
    return [numbers[name] for name in names]

def batch_loss(logits, names):
    actual = np.eye(3)[fruit_labels(names)]
    return losses.SoftmaxCrossEntropy().loss(logits, actual)

def first_losses(logits, names):
    return [batch_loss(logits[i:i + 2], names[i:i + 2]) for i in range(0, len(names), 2)]

first_losses(np.zeros((6, 3)), ["pear", "apple", "apple", "pear", "plum", "apple"])

check.fruit_labels(fruit_labels)

# %% [markdown]
# ## 12. A loss that never comes near 0 (find the bug)
#
# A network begins with a loss of about log K, as it should. Then the loss falls a little and never
# comes near 0, although `net`, made of layers as in lesson 3, passes every gradient check. You
# suspect this function. The loss and `softmax` are not to blame: they have passed their checks.
# (Save this page first: then the cell runs on yours.)
#
# Predict the symptom: what loss should a net get whose answers are sure and right? The smallest
# input that shows it has a `Linear(3, 3)` for a net, whose `w` is `20 * np.eye(3)`, and `np.eye(3)`
# for both `x` and `actual`. Then locate, repair, confirm.

# %%
from dlscratch.mine import Linear, SoftmaxCrossEntropy, softmax

def loss_and_gradients(net, x, actual):
    """The cross-entropy of the net on a batch, and a list of the gradients for its parameters."""
    cross_entropy = SoftmaxCrossEntropy()
    ### BEGIN SOLUTION
    predicted = net.forward(x)
    ### BLANK
    # ____  # delete this line when you have mended the code
    # predicted = softmax(net.forward(x))
    ### END SOLUTION
    net.backward(cross_entropy.gradient(predicted, actual))
    return cross_entropy.loss(predicted, actual), net.grads()

check.softmax_twice(loss_and_gradients)

# %% [markdown]
# ## 13. An empty page
#
# Close the lesson. A network looks at a photo and answers k yes-or-no questions: is there a dog, is
# it night? Several may be yes at once, so softmax does not fit. Each question has a logit z of its
# own (elsewhere called *log-odds*), and the probability of yes is p = 1 / (1 + exp(−z)), the
# sigmoid of z.
#
# Write the class `BinaryCrossEntropy(Loss)`, with `loss` and `gradient`. `predicted` are logits
# (n, k), `actual` are (n, k) too, 1 for yes and 0 for no. The surprise at one answer y is
#
# ```
# −y log p − (1 − y) log(1 − p)  =  log(1 + exp(z)) − y z
# ```
#
# summed over the questions and averaged over the examples. The logits may be 800 or −800, and even
# then no `inf` may come out. (`np.maximum` may help.) Find the gradient yourself, by the
# chain rule or from what you know. Type all of it, the `class` too, in place of the blank.

# %%
### BEGIN SOLUTION
class BinaryCrossEntropy(Loss):
    def loss(self, predicted, actual):
        log_sums = np.maximum(predicted, 0) + np.log(1 + np.exp(-np.abs(predicted)))
        return (log_sums - actual * predicted).sum() / len(predicted)

    def gradient(self, predicted, actual):
        p = 1 / (1 + np.exp(-predicted))  # where exp becomes inf, p becomes 0, as it should
        return (p - actual) / len(predicted)
### BLANK
# BinaryCrossEntropy = ____
### END SOLUTION

check.binary_cross_entropy(BinaryCrossEntropy)

# %% [markdown]
# ## Looking back
#
# Which exercise took you longest, and what was in the way? Write one sentence here for yourself. In
# a few days, do exercises [sse], [softmax] and [cross_entropy_gradient] again on an empty page:
# `python -m dlscratch reset 04` gives you a fresh one and keeps yours beside it.
#
# Next: lesson 5, in which a network follows its gradients downhill.
