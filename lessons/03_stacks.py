# %% [markdown]
# # Lesson 3: Stacks
#
# The layers of lesson 2 treat every number by itself. This lesson builds the one that mixes them,
# and that holds nearly all the numbers that a network learns. Then we put layers in a chain, and
# walk through the chapter's own network with real numbers, forward and backward. At the end we ask
# which numbers such a chain should start with.
#
# After this lesson you can
#
# - say the shape of every array in a network, in both directions,
# - derive the three gradients, and say which axis is summed and why,
# - put layers in a chain, and see that the chain is a layer again,
# - choose starting numbers from which a long chain can learn.
#
# ## Three quick questions
#
# **Predict.** The shapes are `(4, 5)` and `(5,)`. What is the shape of their sum? (Lesson 1,
# section 8.)

# %%
import numpy as np

print((np.ones((4, 5)) + np.ones(5)).shape)

# %% [markdown]
# **Predict.** The number 0 has gone through a sigmoid, and now the gradient 8 comes in. What does
# it hand on? (Lesson 2, section 3.)

# %%
from dlscratch.layers import Layer, Sigmoid

sigmoid = Sigmoid()
sigmoid.forward(np.array([0.0]))
print(sigmoid.backward(np.array([8.0])))

# %% [markdown]
# **Predict.** A layer has added the same two numbers, `shift`, to each of three rows. This gradient
# comes in. What is the gradient for `shift`? (Lesson 2, section 7.)

# %%
gradient = np.array([[1, 10], [2, 20], [3, 30]])
print(gradient.sum(axis=0))

# %% [markdown]
# There is one number for each number of `shift`, summed over the rows, because each has served all
# of the rows. You will need that today.
#
# ## 1. One neuron
#
# A **neuron** takes in all the numbers of an example and turns them into one number. It multiplies
# each input by a *weight*, which says how much this input counts, and adds up the products. Then it
# adds a number of its own, its **bias**.
#
# **Predict.** Work it out on paper: what number does this neuron give?

# %%
inputs = np.array([2, 1, -1])
weights = np.array([3, -1, 1])
bias = 4

print(weights * inputs)
print((weights * inputs).sum() + bias)

# %% [markdown]
# NumPy has a sign for "multiply in pairs and add up": `@`.
#
# **Predict.** What does `weights @ inputs` give, and what is its shape?

# %%
total = weights @ inputs
print(total, total.shape)

# %% [markdown]
# A single number: the axis along which it adds up has vanished.
#
# **Change it.** Let all three inputs be 0. What is left? What is the bias good for? (Then put the
# old numbers back, and run both cells.)
#
# ## 2. Five neurons, four examples
#
# Five neurons take in the same three inputs. Each has weights of its own, so the weights of all
# five make a table, with one row for each neuron. The last row is the neuron from above.

# %%
w = np.array([[1.0, 2, 0], [-1, 1, 3], [2, 0, -2], [0, 1, 1], [3, -1, 1]])
b = np.array([1.0, 0, -2, 3, 4])
print(w.shape, b.shape)

# %% [markdown]
# `w @ inputs` does the sum of section 1 for each row of `w`.
#
# **Predict.** How many numbers come out of `w @ inputs + b`? What is the last?

# %%
print(w @ inputs + b)

# %% [markdown]
# Now four examples at once, in a table `x` with one example in each row. With two tables, `@` takes
# the *rows* of the left one and the *columns* of the right one: row `i` with column `j` gives the
# number in place `[i, j]`. But our weights stand in rows, so `x @ w` will not do. `w.T` is `w`
# turned: its rows become columns.
#
# ```
#   x   @  w.T
# (4, 3) (3, 5)   →   (4, 5)
#     └───┘ these meet, must be equal, and vanish
# ```
#
# **Predict.** Which row of the result have you seen before?

# %%
x = np.array([[2.0, 1, -1], [0, 3, 1], [1, -2, 2], [4, 0, 1]])
print(w.T.shape)
print(x @ w.T + b)

# %% [markdown]
# The first row: our one example. Broadcasting has added the biases to each row. This is the
# **linear layer**: `x @ w.T + b`. From `(n, 3)` it makes `(n, 5)`, for any number n of examples.
#
# Here are its cells. We look at the last neuron and the second example.
#
# **Predict.** Which row of `x` and which row of `w` will be lit? What will the lit output be?

# %%
from dlscratch.visuals.linear_cells import linear_cells

linear_cells(x, w, b, of="outputs", cell=(1, 4))

# %% [markdown]
# **Change it.** Choose `cell=(3, 0)`. Do the sum below the grids in your head first.
#
# And if you forget the `.T`?
#
# **Predict.** One of these two lines raises an error, and the other does not. Which, and why?

# %%
print((x @ w[:3]).shape)              # only the first three neurons
try:
    print((x @ w).shape)
except ValueError as error:
    print(str(error)[-28:])           # the end of a long message

# %% [markdown]
# With five neurons, 3 meets 5, and NumPy refuses. With three neurons the table is square, so both
# `x @ w` and `x @ w.T` go through, and they give different numbers. Square tables hide mistakes:
# that is why all our sizes differ.
#
# ## 3. Three gradients
#
# Backward. From the right comes the gradient for the outputs, so it has their shape, `(4, 5)`. From
# it we need three others. Those for `w` and `b` are kept. The one for `x` is handed on.
#
# **Predict.** What are the shapes of the three? (A gradient has the shape of the thing that it is
# the gradient for.)

# %%
gradient = np.array([[1.0, 0, -1, 2, 1], [0, 2, 1, -1, 3], [2, 1, 0, 1, -2], [-1, 3, 2, 0, 1]])
for array in (w, b, x):
    print(array.shape)

# %% [markdown]
# Begin with one output, that of example `i` and neuron `j`:
#
# ```
# outputs[i, j] = x[i, 0] * w[j, 0] + x[i, 1] * w[j, 1] + x[i, 2] * w[j, 2] + b[j]
# ```
#
# Now nudge one weight, `w[1, 2]`. Only neuron 1 has it, so only column 1 of the outputs moves. But
# it moves in *every* row, because all examples go through this neuron: in row `i` by `x[i, 2]`
# times the nudge. So `x[i, 2]` is the slope, and `gradient[i, 1]` comes in. There are four such
# products, and the effects on one loss add up.
#
# (`gradient[:, 1]` is column 1: all rows, place 1.)
#
# **Predict.** Do the sum on paper. What is the gradient for `w[1, 2]`?

# %%
print(gradient[:, 1])
print(x[:, 2])
print((gradient[:, 1] * x[:, 2]).sum())

# %% [markdown]
# The same for all fifteen weights: each column of `gradient` with each column of `x`. `@` does
# rows with columns, so one of the two must be turned. Let the shapes tell you which. There is
# `(4, 5)` and `(4, 3)`, we want `(5, 3)`, and the 4 must vanish.
#
# **Predict.** Which of the two is turned, and which stands on the left?

# %%
w_grad = gradient.T @ x
print(w_grad.shape)
print(w_grad)

# %% [markdown]
# `(5, 4) @ (4, 3)` gives `(5, 3)`. In the picture, each gradient stands below the thing that it is
# the gradient for. (The cells of `b` and `outputs` are left empty: backward does not need their
# numbers.)
#
# **Predict.** The 7 in `w_grad[1, 2]`: which cells will be lit for it?

# %%
linear_cells(x, w, b, of="w_grad", cell=(1, 2), gradient=gradient)

# %% [markdown]
# Now the biases. Nudge `b[3]`. Column 3 of the outputs moves, in every row, by just the nudge. So
# the slope is 1, and what comes in is added up.
#
# **Predict.** Along which axis do we sum? What is the number in place 3?

# %%
b_grad = gradient.sum(axis=0)
print(b_grad)

# %% [markdown]
# Axis 0, the examples, vanishes: one bias serves every example. The neurons stay, as each has a
# bias of its own.
#
# Last, the inputs. Nudge `x[1, 0]`. It belongs to example 1, so only row 1 of the outputs moves.
# But there it moves in all five places, because every neuron looks at this input: in place `j` by
# `w[j, 0]` times the nudge.
#
# **Predict.** What is summed over this time, the examples or the neurons? Which product has the
# right shapes for it?

# %%
print((gradient[1] * w[:, 0]).sum())
x_grad = gradient @ w
print(x_grad.shape)
print(x_grad)

# %% [markdown]
# `(4, 5) @ (5, 3)` gives `(4, 3)`: the five neurons vanish, and the examples stay apart. Nothing is
# turned this time.
#
# **Predict.** Which column of `w` will be lit for the gradient of `x[1, 0]`?

# %%
linear_cells(x, w, b, of="x_grad", cell=(1, 0), gradient=gradient)

# %% [markdown]
# Now both directions at once. Click on any cell: what its sum is made of lights up. Dashed frames
# show what moves when the number behind a gradient is nudged; or, for an output, the gradients that
# its incoming gradient goes into. The arrow keys go to the next cell.
#
# **Predict.** Click on `b[3]`. Which outputs will be framed, and which cells of the incoming
# gradient lit? Do they lie in the same places? And for `x[1, 0]`?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.linear_cells import live_linear_cells

live_linear_cells(x, w, b, gradient, of="outputs", cell=(1, 4))

# %% [markdown]
# In the same places, always: where the nudge is felt, the gradient comes in. Now look at your
# result for a while:
#
# | gradient for | is | sums over | because |
# |---|---|---|---|
# | `w` | `gradient.T @ x` | examples | one weight serves every example |
# | `b` | `gradient.sum(axis=0)` | examples | one bias serves every example |
# | `x` | `gradient @ w` | neurons | one input goes to every neuron |
#
# The rule behind all three: a number that is used several times gets a gradient from each use, and
# they add up.
#
# ## 4. The class
#
# **Predict.** What must forward keep for backward? Look at the table above.

# %%
class Linear(Layer):
    def __init__(self, inputs, outputs):
        self.w = np.zeros((outputs, inputs))
        self.b = np.zeros(outputs)
    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b              # (n, inputs) → (n, outputs)
    def backward(self, gradient):
        self.w_grad = gradient.T @ self.x         # kept: (outputs, inputs)
        self.b_grad = gradient.sum(axis=0)        # kept: (outputs,)
        return gradient @ self.w                  # handed on: (n, inputs)
    def params(self):
        return [self.w, self.b]
    def grads(self):
        return [self.w_grad, self.b_grad]

# %% [markdown]
# Its input `x`, for `w_grad`. (Zeros are a bad start. Section 8 shows why, and the sections after
# it show what to put there.)
#
# We give the layer our numbers: `+=` adds them to the zeros, in place.
#
# **Predict.** The first line is the output that was lit in the first picture. What is it?

# %%
from dlscratch.gradients import check_gradients

layer = Linear(3, 5)
layer.w += w
layer.b += b
print(layer.forward(x)[1, 4])
print(check_gradients(layer, x, rng=0) < 1e-6)

# %% [markdown]
# **Change it.** Break the layer in three ways, one after the other, and run both cells each time:
# leave out `.sum(axis=0)`, write `axis=1`, write `.mean(axis=0)`. One of them stops with an error.
# What catches the other two?
#
# The last is a tempting mistake. Many losses are a mean over the examples. Should the layer not
# divide too? Take such a loss, for four examples, each wanting a 1 from every neuron.
#
# (`numerical_gradient` nudges the numbers *in* the array `layer.b`, so the layer feels it, and the
# lambda need not use its `b`.)
#
# **Predict.** The layer only sums. Will its gradient for `b` be the measured one, four times as
# large, or a quarter of it?

# %%
from dlscratch.gradients import numerical_gradient

def mean_loss(outputs):
    return ((outputs - 1) ** 2).sum() / 4

layer.backward(2 * (layer.forward(x) - 1) / 4)        # the loss's own gradient, with its 1/4
measured = numerical_gradient(lambda b: mean_loss(layer.forward(x)), layer.b)
print(layer.b_grad)
print(measured.round(6))
assert np.allclose(layer.b_grad, measured)

# %% [markdown]
# They agree, because the 1/4 came in with the gradient. Had the layer divided as well, there would
# be a 1/16. *The loss owns the 1/N, and the layers add up.*
#
# ## 5. The chapter's network
#
# Two linear layers and two sigmoids: linear → sigmoid → linear → sigmoid. This is the network that
# chapter 19 builds first, its `xor_net`, but for two things. Its first layer has two neurons; ours
# has three, so that all sizes differ: 2 inputs, 3 neurons, 1 output, and 4 examples. And our right
# answers are not those of XOR, which waits for lesson 6.
#
# We call weighted sums `z`, and what the sigmoid turns them into `a`. The right answer for each
# example stands in `actual`.

# %%
x = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
actual = np.array([[0.0], [1], [0], [0]])

first, sigmoid1, second, sigmoid2 = Linear(2, 3), Sigmoid(), Linear(3, 1), Sigmoid()
first.w += np.array([[2, -1], [1, 1], [-2, 1]])
first.b += np.array([0, -1, 1])
second.w += np.array([[1, -2, 2]])
second.b += np.array([-1])

def show(name, array):
    print(name, array.shape)
    print(array.round(3))

# %% [markdown]
# Forward, one layer at a time. The numbers are small, so take paper and keep up.
#
# **Predict.** What is the shape of `z1`? What is its last row, that of the example (1, 1)?

# %%
z1 = first.forward(x)
show("z1", z1)

# %% [markdown]
# On paper: 2 − 1 + 0 = 1, then 1 + 1 − 1 = 1, then −2 + 1 + 1 = 0.
#
# **Predict.** What will the sigmoid do to the shape? What will it turn the zeros into?

# %%
a1 = sigmoid1.forward(z1)
show("a1", a1)

# %% [markdown]
# **Predict.** What are the shapes of `z2` and `a2`? What is the first number of `z2`?

# %%
z2 = second.forward(a1)
show("z2", z2)
a2 = sigmoid2.forward(z2)
show("a2", a2)

# %% [markdown]
# On paper: 0.5 · 1 − 0.269 · 2 + 0.731 · 2 − 1 = 0.424.
#
# The network has given four answers, and `actual` holds others. As in lesson 2, the loss is the sum
# of the squared differences. With its gradient we start to go back.
#
# **Predict.** The second number of this gradient is negative. What does that say about the second
# answer?

# %%
grad_a2 = 2 * (a2 - actual)
show("gradient for a2", grad_a2)

# %% [markdown]
# It says that a larger answer would make the loss smaller: the right one is 1.
#
# **Predict.** Backward begins with the last sigmoid. Will the numbers that it hands on be larger or
# smaller than those that come in? Do the first one on paper: the slope is a · (1 − a).

# %%
grad_z2 = sigmoid2.backward(grad_a2)
show("gradient for z2", grad_z2)

# %% [markdown]
# On paper: 0.604 · (1 − 0.604) · 1.209 = 0.289.
#
# **Predict.** Now the second linear layer. What is the shape of the gradient that it hands on? And
# of the two that it keeps?

# %%
grad_a1 = second.backward(grad_z2)
show("gradient for a1", grad_a1)
show("kept: second.w_grad", second.w_grad)
show("kept: second.b_grad", second.b_grad)

# %% [markdown]
# In the gradient for `a1`, each row is the number in the same row of `grad_z2`, times the weights
# 1, −2, 2. And `b_grad` is the sum of those four numbers.
#
# **Predict.** Two layers are left. What are the shapes of the four arrays to come?

# %%
grad_z1 = sigmoid1.backward(grad_a1)
show("gradient for z1", grad_z1)
grad_x = first.backward(grad_z1)
show("gradient for x", grad_x)
show("kept: first.w_grad", first.w_grad)
show("kept: first.b_grad", first.b_grad)

# %% [markdown]
# That is all. Read the table from left to right, and then back:
#
# | | `x` | first | `z1` | sigmoid | `a1` | second | `z2` | sigmoid | `a2` |
# |---|---|---|---|---|---|---|---|---|---|
# | shape | (4, 2) | → | (4, 3) | → | (4, 3) | → | (4, 1) | → | (4, 1) |
# | gradient | (4, 2) | ← | (4, 3) | ← | (4, 3) | ← | (4, 1) | ← | (4, 1) |
# | kept | | (3, 2), (3,) | | | | (1, 3), (1,) | | | |
#
# No layer knows any other layer. Each does its part with what comes in, and the chain rule of
# lesson 2 does the rest.
#
# **Predict.** Now we measure: nudge each of the six weights in front to both sides, and watch the
# loss at the far end. How often must `x` go through the network for that? And how often for the
# gradients that we have?

# %%
def loss():
    a1 = sigmoid1.forward(first.forward(x))
    a2 = sigmoid2.forward(second.forward(a1))
    return ((a2 - actual) ** 2).sum()

measured = numerical_gradient(lambda w: loss(), first.w)
print(measured.round(3))
assert np.allclose(measured, first.w_grad)

# %% [markdown]
# ## 6. Sequential
#
# Twelve times, and the numbers agree with those that came from one pass forward and one pass back.
# On that pass you did the same thing four times, once for each layer. In a loop it is three lines
# in each direction.
#
# **Predict.** Why does the second loop need `reversed`? What would go wrong without it?

# %%
class Sequential(Layer):
    def __init__(self, layers):
        self.layers = layers
    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x
    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient
    def params(self):
        return [param for layer in self.layers for param in layer.params()]
    def grads(self):
        return [grad for layer in self.layers for grad in layer.grads()]

# %% [markdown]
# The gradient that comes in belongs to the outputs of the *last* layer, so that layer must get it
# first. In `params()`, the list with two `for`s goes through the layers, and collects the
# parameters of each.
#
# Here is the whole of section 5 again, in two lines.
#
# **Predict.** Which array of section 5 should `outputs` equal? And which one should `handed_on`
# equal?

# %%
net = Sequential([first, Sigmoid(), second, Sigmoid()])
outputs, handed_on = net.forward(x), net.backward(grad_a2)

print(np.allclose(outputs, a2), np.allclose(handed_on, grad_x))

# %% [markdown]
# **Predict.** How many arrays are in `net.params()`, and what are their shapes?

# %%
print([param.shape for param in net.params()])
print(check_gradients(net, x, rng=0) < 1e-6)

# %% [markdown]
# `check_gradients` was written for a layer. It takes the whole network without a word, because a
# `Sequential` *is* a layer: it has forward, backward, `params()` and `grads()`. So it can even
# stand in another one.
#
# **Predict.** What is the shape of the outputs of this stack?

# %%
tower = Sequential([net, Linear(1, 5), Sequential([Sigmoid(), Linear(5, 2)])])
print(tower.forward(x).shape, len(tower.params()))

# %% [markdown]
# **Change it.** Take `reversed(...)` out of the class, run it and the two cells with `net` again,
# and read the error. Which layer was handed what? (Then put it back.)
#
# ## 7. The same in lists
#
# The book writes all this with nested lists. Is that the same arithmetic? You have had the
# functions for that since lesson 1, so let us see. A list has no batch here: one example goes
# through at a time. (`zip(*w)` hands out the columns of `w`.)

# %%
import math

from dlscratch.tensors import tensor_apply, tensor_combine, tensor_sum

def weighted_sum(weights, numbers):
    return tensor_sum(tensor_combine(lambda p, q: p * q, weights, numbers))

# %%
class ListLinear:
    def __init__(self, w, b):
        self.w, self.b = w, b
    def forward(self, x):
        self.x = x
        return [weighted_sum(row, x) + bias for row, bias in zip(self.w, self.b)]
    def backward(self, gradient):
        self.w_grad = [[g * number for number in self.x] for g in gradient]
        self.b_grad = gradient
        return [weighted_sum(list(column), gradient) for column in zip(*self.w)]

# %%
class ListSigmoid:
    def forward(self, x):
        self.outputs = tensor_apply(lambda z: 1 / (1 + math.exp(-z)), x)
        return self.outputs
    def backward(self, gradient):
        return tensor_combine(lambda s, g: s * (1 - s) * g, self.outputs, gradient)

# %% [markdown]
# One example, there and back:

# %%
def list_pass(x, gradient, w1, b1, w2, b2):
    layers = [ListLinear(w1, b1), ListSigmoid(), ListLinear(w2, b2), ListSigmoid()]
    for layer in layers:
        x = layer.forward(x)
    for layer in reversed(layers):
        gradient = layer.backward(gradient)
    first, _, second, _ = layers
    return [x, gradient, first.w_grad, first.b_grad, second.w_grad, second.b_grad]

# %% [markdown]
# In a batch, weights and biases serve every example, so their gradients are added up, number by
# number. (`zip(*passes)` hands out first all outputs, then all gradients for `x`. The name with the
# star takes whatever is left.)

# %%
def added(tensors):
    total = tensors[0]
    for tensor in tensors[1:]:
        total = tensor_combine(lambda p, q: p + q, total, tensor)
    return total

def list_net(xs, gradients, params):
    passes = [list_pass(x, gradient, *params) for x, gradient in zip(xs, gradients)]
    outputs, x_grads, *param_grads = zip(*passes)
    return [list(outputs), list(x_grads)] + [added(grads) for grads in param_grads]

# %% [markdown]
# Now both, with the same numbers: outputs, gradient for `x`, and the four gradients that are kept.
#
# **Predict.** What are the shapes of these six arrays?

# %%
net.forward(x)
in_arrays = [outputs, net.backward(grad_a2), *net.grads()]
in_lists = list_net(x.tolist(), grad_a2.tolist(), [param.tolist() for param in net.params()])

for array, nested_list in zip(in_arrays, in_lists):
    difference = np.abs(array - np.array(nested_list)).max()
    print(array.shape, difference < 1e-12)
    assert difference < 1e-12

# %% [markdown]
# In all six, lists and arrays agree to twelve decimals. What the loops of the lists do one by one,
# `@` does for the whole batch. A test of this course compares the two for other sizes as well
# (tests/test_lists_and_arrays.py).
#
# ## 8. Why not start with zeros?
#
# Choosing the numbers that learning starts from is called **initialisation**. Our class starts from
# zeros. Let us see where that leads, first with equal numbers, then with zeros. As in lesson 2,
# every parameter is moved a little against its gradient, three hundred times.

# %%
def learn(net):
    for _ in range(300):
        net.backward(2 * (net.forward(x) - actual))
        for param, grad in zip(net.params(), net.grads()):
            param -= 0.5 * grad

def equal_net(value):
    net = Sequential([Linear(2, 3), Sigmoid(), Linear(3, 1), Sigmoid()])
    for param in net.params():
        param += value
    return net

# %% [markdown]
# **Predict.** All parameters start at 0.7. After three hundred steps, will the three rows of the
# first table, one for each neuron, still be alike?

# %%
clones = equal_net(0.7)
learn(clones)
print(clones.layers[0].w.round(3))
print(clones.layers[2].w.round(3))
assert np.allclose(clones.layers[0].w, clones.layers[0].w[0])

# %% [markdown]
# The weights have changed, and the three neurons are still clones. They have the same weights, so
# they give the same outputs. The next layer has the same weight for each of them, so the same
# gradient comes back to each. So each takes the same step, and they are the same again. They can
# never part: three neurons do the work of one.
#
# This sameness is called **symmetry**, and something must break it.
#
# **Predict.** With zeros it is even worse, at first. Which gradients will be 0 in the first step?

# %%
zeros = equal_net(0.0)
zeros.backward(2 * (zeros.forward(x) - actual))
for grad in zeros.grads():
    print(grad.round(2).tolist())

# %% [markdown]
# All those of the first linear layer. The second hands on `gradient @ w`, and its `w` is 0, so
# nothing at all arrives in front. The first step changes that `w`, so from the second step on
# something arrives. But the neurons are clones as before.
#
# The remedy is chance: if each weight is drawn at random, no two neurons are alike. (The biases may
# start at 0. It is enough that the weights differ.) `np.random.default_rng(rng)` makes a source of
# random numbers. The same number in the brackets gives the same random numbers each time; without a
# number, they are new each time.

# %%
def random_uniform(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random((outputs, inputs))          # from 0 to 1

def random_normal(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(mean, std, (outputs, inputs))

print(random_uniform(3, 2, rng=0).round(2))
print(random_normal(3, 2, rng=0).round(2))

# %% [markdown]
# `random` gives numbers evenly spread between 0 and 1. `normal` gives numbers that gather around
# the mean, as many below as above; about two thirds of them are no further from it than `std`.
#
# **Predict.** Put random weights where the zeros were. Are the three rows still alike after three
# hundred steps?

# %%
parted = equal_net(0.0)
parted.layers[0].w += random_normal(3, 2, rng=0)
parted.layers[2].w += random_normal(1, 3, rng=1)
learn(parted)
print(parted.layers[0].w.round(2))
assert not np.allclose(parted.layers[0].w, parted.layers[0].w[0], atol=0.1)

# %% [markdown]
# ## 9. How large?
#
# Random, then. But how widely spread? The usual measure is the **standard deviation**, NumPy's
# `std`: the root of the mean squared distance from the mean. Below, inputs and weights both have
# the standard deviation 1. (`size` is a shape, and `rng` may be a source that is already there.)
#
# **Predict.** A neuron with 4 inputs adds up four products. What is the standard deviation of its
# sums? And with 100 inputs? (Guess: the reason comes after.)

# %%
rng = np.random.default_rng(0)
for inputs in (1, 4, 25, 100):
    z = rng.normal(size=(2000, inputs)) @ random_normal(200, inputs, rng).T
    print(f"{inputs:4} inputs: {z.std():.0f}")

# %% [markdown]
# It grows with the *root* of the number of inputs. Here is why. The square of the standard
# deviation is called the **variance**. When independent random numbers with the mean 0 are
# multiplied, their variances are multiplied; when they are added, their variances are added. So
#
# ```
# variance of z  =  inputs · variance of x · variance of w
# ```
#
# With 100 inputs and variances of 1 that is 100, and its root is 10. Sums as large as that drive a
# sigmoid into its flat ends.
#
# **Predict.** What variance must the weights have, so that `z` is spread just as `x` is?

# %%
z = rng.normal(size=(2000, 100)) @ random_normal(200, 100, rng, std=np.sqrt(1 / 100)).T
print(round(z.std(), 1))
assert 0.95 < z.std() < 1.05

# %% [markdown]
# It must be 1 / inputs. (The argument `std` is its root.) That keeps the spread on the way forward.
# On the way back, `gradient @ w` sums over the *outputs*, so to keep the spread of the gradients it
# would have to be 1 / outputs. Both at once is impossible, unless the two sizes are equal.
#
# **Xavier initialisation**, named after Xavier Glorot, takes the middle: the variance is
# 2 / (inputs + outputs) (Glorot and Bengio 2010, equation 12). Numbers evenly spread between plus
# and minus the root of 6 / (inputs + outputs) have the same variance (equation 16).
#
# **Predict.** A layer has 300 inputs and 100 outputs. What standard deviation should its weights
# have?

# %%
from dlscratch.initializers import xavier

variance = 2 / (300 + 100)
print("variance", variance, "root", round(np.sqrt(variance), 3))
print(round(xavier(100, 300, rng=0).std(), 3))

# %% [markdown]
# A note on the book: its code multiplies normal numbers by the *variance*, where the standard
# deviation belongs. For this layer that means 0.005 in place of 0.071. The next section shows what
# that does to a chain of five layers.
#
# ## 10. In the depth
#
# The picture sends 200 random examples through five layers of 100 neurons with tanh, and shows a
# histogram of each layer's outputs: the longer a bar, the more outputs lie at its height. "Spread"
# is their standard deviation, "flat" the share of slopes that are nearly 0. Where the numbers are
# bold, the layer is of little use.
#
# First with weights from `random_normal`, whose standard deviation is 1.
#
# **Predict.** The sums have the standard deviation 10. Where between −1 and 1 will the outputs lie?

# %%
from dlscratch.visuals.depth_histograms import depth_histograms, measure

depth_histograms(init="normal", depth=5, activation="tanh", width=100)

# %% [markdown]
# At the ends. Four outputs in five are nearly 1 or −1, and there the curve is flat: almost nothing
# of the gradient comes back through them. This is **saturation**.
#
# Now the opposite, the book's slip: the variance in the place of the standard deviation. With 100
# inputs and outputs it is 0.01.
#
# **Predict.** By what is the spread multiplied from one layer to the next? What is left of it after
# five?

# %%
depth_histograms(init="variance for std", depth=5, activation="tanh", width=100)

# %% [markdown]
# Each layer makes it ten times smaller. After five layers, all examples look nearly the same to the
# network: they have *collapsed* into one point.
#
# **Predict.** Xavier, now with the root. Will the five histograms stick to the ends, collapse, or
# do neither?

# %%
depth_histograms(init="xavier", depth=5, activation="tanh", width=100)

# %% [markdown]
# Neither. The spread still falls, but slowly, and hardly any slope is flat. The next cell holds the
# three pictures to these claims.

# %%
saturated = measure("normal", 5, "tanh", 100)[-1]
collapsed = measure("variance for std", 5, "tanh", 100)[-1]
healthy = measure("xavier", 5, "tanh", 100)[-1]
assert 0.75 < saturated.flat < 0.85 and collapsed.spread < 0.0001
assert healthy.spread > 0.25 and healthy.flat < 0.05

# %% [markdown]
# And on the way back? Gradients with the standard deviation 1 come in at the end of the same five
# layers. (The package's `Linear` takes the initialisation as its third argument: a name, or a
# function.)
#
# **Predict.** With which of the three do they arrive in front at about the size that they had?
# (`1e-05` is 0.00001.)

# %%
from dlscratch import layers

def too_narrow(outputs, inputs, rng):
    return random_normal(outputs, inputs, rng, std=2 / (inputs + outputs))

for name, init in [("normal", "normal"), ("variance for std", too_narrow), ("xavier", "xavier")]:
    rng = np.random.default_rng(0)
    deep = Sequential([])
    for _ in range(5):
        deep.layers += [layers.Linear(100, 100, init, rng), layers.Tanh()]
    deep.forward(rng.normal(size=(200, 100)))
    print(f"{name:17} {deep.backward(rng.normal(size=(200, 100))).std():.1g}")

# %% [markdown]
# With Xavier, where 0.4 of it is left. With `normal`, flat neurons stop nearly all of the gradient.
# But weights that are ten times too large multiply the rest, and what arrives is 60 times what came
# in. Where the spread has collapsed, the gradient collapses too, and nothing is left to learn from.
#
# **Change it.** Draw the picture with `init="uniform"`. Why is it the worst of all? Then try
# `activation="sigmoid"` with Xavier, and `depth=10`.
#
# ## 11. ReLU and He
#
# There is an activation whose curve never flattens out on the right: **ReLU**, short for *rectified
# linear unit*. A positive number passes as it is, and any other number becomes 0. Its slope is 1
# for positive numbers, and 0 for the others.
#
# **Predict.** The number −2 goes in, and the gradient 3 comes back. What comes out on the right,
# and on the left?

# %%
from dlscratch.visuals.slope_box import slope_box

slope_box(x=-2, gradient=3, layer="relu")

# %% [markdown]
# 0 on both sides: the curve is flat there.
#
# **Change it.** Set `x` to 2. Say both numbers first.
#
# This is the class.

# %%
class ReLU(Layer):
    def forward(self, x):
        self.slope = np.where(x > 0, 1.0, 0.0)     # 1 where x is positive, else 0
        return x * self.slope

    def backward(self, gradient):
        return gradient * self.slope

# %% [markdown]
# **Predict.** What do the two lines print?

# %%
relu = ReLU()
print(relu.forward(np.array([3.0, -2.0, 0.5, -1.0])))
print(relu.backward(np.array([-10.0, 10.0, 20.0, -20.0])))

# %% [markdown]
# (`-0.` is 0.) A number that was stopped on the way forward had no influence on the loss, so its
# gradient is 0. A number that has passed gets all of the incoming gradient, whatever that
# gradient's sign.
#
# ReLU turns about half of its inputs into 0. That halves the mean of their squares, and with it the
# variance of the next layer's sums.
#
# **Predict.** With Xavier's weights, what is left of the spread after eight layers? (Half the
# variance is 0.71 of the standard deviation.)

# %%
depth_histograms(init="xavier", depth=8, activation="relu", width=200)

# %% [markdown]
# About a sixteenth. (Only outputs above 0 are drawn.) Since ReLU halves the variance each time, the
# weights can double it each time: **He initialisation**, named after Kaiming He, takes the variance
# 2 / inputs (He and others 2015, equation 10).
#
# **Predict.** What is left of the spread with this variance, after eight layers?

# %%
depth_histograms(init="he", depth=8, activation="relu", width=200)

# %%
halved = measure("xavier", 8, "relu", 200)
kept = measure("he", 8, "relu", 200)
assert 1 / 20 < halved[8].spread < 1 / 12
assert kept[1].spread / 2 < kept[8].spread < kept[1].spread * 2

# %% [markdown]
# The spread stays about where it was. In the next picture you choose everything, and below the
# histograms the gradients go back: they come in at the last layer with the spread 1. Press play,
# and the stack grows. (Another `rng` gives other random numbers.)
#
# **Predict.** Keep tanh and `normal`, and make the layers narrower. Does it get better or worse?
# Does the width matter with Xavier?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.depth_histograms import live_depth_histograms

live_depth_histograms(init="normal", depth=5, activation="tanh", width=100)

# %% [markdown]
# Better: fewer inputs make smaller sums. With Xavier the width hardly matters (from 25 neurons on),
# since the weights become smaller as the layers become wider. The next cell holds the picture to
# this.

# %%
wide, narrow = (measure("normal", 5, "tanh", width)[-1].flat for width in (200, 10))
assert wide > 0.8 > narrow
spreads = [measure("xavier", 5, "tanh", width)[-1].spread for width in (25, 50, 100, 200)]
assert max(spreads) - min(spreads) < 0.1

# %% [markdown]
# So the start depends on the activation. The usual choice is Xavier for tanh and sigmoid, He for
# ReLU. The package's `Linear` takes it as `init="xavier"`, which it also does without being told,
# or `init="he"`. Lessons 7 and 8 will use both.
#
# ## 12. Make it
#
# How many numbers does a network have to learn? `count` takes any layer or stack and returns the
# number of its parameters. (`array.size` is how many numbers an array holds.) Replace the `...` and
# run.

# %%
def count(layer):
    ...

print(count(net), "should be 13")
print(count(Linear(784, 30)), "should be 23550")

# %% [markdown]
# `stages` returns a list of arrays: what goes in, and then what comes out of each layer. With it
# you can look into any stack. It should print the shapes of the table in section 5.

# %%
def stages(net, x):
    ...

for stage in stages(net, x) or []:
    print(stage.shape)

# %% [markdown]
# ## What you can do now
#
# - Compute a linear layer forward, and say which sizes meet.
# - Find its three gradients from the shapes: what must vanish is what is summed.
# - Walk through a network in both directions, and say the shape at every stage.
# - Use a whole stack as a layer.
# - Start the weights at random, with a spread that suits the layer's size and its activation.
#
# The mistake to remember is the sum over the batch that became a mean, or was forgotten. One bias
# serves every example, so its gradient is a sum. With a single example, sum and mean are the same,
# and you would never notice.
#
# Now build all of it yourself, in [the exercises of this
# lesson](../exercises/03_stacks_exercises.ipynb). After that, lesson 4 asks how wrong a network is,
# and where the first gradient comes from.
