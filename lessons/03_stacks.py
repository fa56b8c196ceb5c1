# %% [markdown]
# # Lesson 3: Stacks
#
# No single dot tells you which digit it belongs to: somewhere, a network must look at many numbers
# together. The layers of lesson 2 treat every number by itself. This lesson builds the one that
# mixes them, and that holds nearly all the numbers that a network learns. Then we put layers in a
# chain, and walk through the chapter's own network with real numbers, forward and backward.
#
# After this lesson you can
#
# - say the shape of every array in a network, in both directions,
# - derive the three gradients, and say which axis is summed and why,
# - write the linear layer, the heart of nearly every network,
# - put layers in a chain, and see that the chain is a layer again.
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
# the sigmoid hand on? (Lesson 2, section 3.)

# %%
from dlscratch.mine import Sigmoid

sigmoid = Sigmoid()
sigmoid.forward(np.array([0.0]))
print(sigmoid.backward(np.array([8.0])))

# %% [markdown]
# ::: answer
# A quarter of it: a sigmoid's slope at 0 is ¼.
# :::
#
# From here on your own code runs, wherever you have passed an exercise and saved its page. A line
# says what is yours: here it may be the `Sigmoid` that you wrote for lesson 2. If yours is ever in
# the way, `from dlscratch import mine` and `mine.leave_out("Sigmoid")` bring the package's, once
# you run the import again; `mine.take_back("Sigmoid")` brings yours back.
#
# **Predict.** A layer has added the same two numbers, `shift`, to each of three rows. This gradient
# comes in. What is the gradient for `shift`? (Lesson 2, section 7.)

# %%
gradient = np.array([[1, 10], [2, 20], [3, 30]])
print(gradient.sum(axis=0))

# %% [markdown]
# ::: answer
# One number for each number of `shift`, summed over the rows, because each has served all of the
# rows. You will need that today.
# :::
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
# ::: answer
# The products are 6, −1 and −1, and with the bias it is 8. Without a bias, a neuron whose inputs
# are all 0 could only say 0.
# :::
#
# NumPy has a sign for "multiply in pairs and add up": `@`.
#
# **Predict.** What does `weights @ inputs` give, and what is its shape?

# %%
total = weights @ inputs
print(total, total.shape)

# %% [markdown]
# ::: answer
# A single number: the axis along which it adds up has vanished.
# :::
#
# ::: stop neuron
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
# This is how they are usually drawn: a circle for each number, and a line for each weight. The line
# runs from the input that the weight multiplies to the neuron that adds it up. It is full where the
# weight is positive, dashed where it is negative, and thick where it is large. A bias has no line:
# it belongs to its circle.
#
# **Predict.** `w[4, 0]` is 3. From which circle to which does its line run?

# %%
from dlscratch.visuals.network_lines import network_lines

network_lines([(w, b)], "w", (4, 0))

# %% [markdown]
# ::: answer
# From input 0 to neuron 4: a row for each neuron, and a column for each input.
# :::
#
# **Change it.** Choose `"b"` and the place `(3,)`. What will be marked on the left?
#
# In the next picture, click on a line, a circle or a cell, or press the arrow keys.
#
# **Predict.** What do all lines of row 1 have in common? And all lines of column 2?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.network_lines import live_network_lines

live_network_lines([(w, b)])

# %% [markdown]
# ::: answer
# They end in neuron 1; they begin at input 2.
# :::
#
# `w @ inputs` does the sum of section 1 for each row of `w`.
#
# **Predict.** How many numbers come out of `w @ inputs + b`? What is the last?

# %%
print(w @ inputs + b)

# %% [markdown]
# ::: answer
# Five, one from each neuron. The last is 8, as in section 1.
# :::
#
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
# ::: answer
# The first row: our one example.
# :::
#
# Broadcasting has added the biases to each row. This is the **linear layer**: `x @ w.T + b`. From
# `(n, 3)` it makes `(n, 5)`, for any number n of examples.
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
# ::: answer
# With five neurons, 3 meets 5, and NumPy refuses. With three neurons the table is square, so both
# `x @ w` and `x @ w.T` go through, and they give different numbers.
# :::
#
# Square tables hide mistakes: that is why all our sizes differ.
#
# As a layer, all this is one line in `forward`. Write it now; backward comes next.
#
# ::: stop linear_forward
#
# ## 3. Three gradients
#
# Now backward. From the right comes the gradient for the outputs, so it has their shape, `(4, 5)`.
# From it we need three others. Those for `w` and `b` are kept. The one for `x` is handed on.
#
# **Predict.** What are the shapes of the three? (A gradient has the shape of the thing that it is
# the gradient for.)

# %%
gradient = np.array([[1.0, 0, -1, 2, 1], [0, 2, 1, -1, 3], [2, 1, 0, 1, -2], [-1, 3, 2, 0, 1]])
for array in (w, b, x):
    print(array.shape)

# %% [markdown]
# ::: answer
# Those of `w`, `b` and `x`.
# :::
#
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
# **Change it.** Turn it into the gradient for `w[3, 0]`. Which two columns does it take? (It is 5.)
#
# The same for all fifteen weights: each column of `gradient` with each column of `x`. `@` does rows
# with columns, so one of the two must be turned. Let the shapes tell you which. There is `(4, 5)`
# and `(4, 3)`, we want `(5, 3)`, and the 4 must vanish.
#
# **Predict.** The next cell does it. Why must it be `gradient` that is turned, and why does it
# stand on the left? Say it with the shapes.

# %%
w_grad = gradient.T @ x
print(w_grad.shape)
print(w_grad)

# %% [markdown]
# ::: answer
# `gradient` is turned, and stands on the left: `(5, 4) @ (4, 3)` gives `(5, 3)`.
# :::
#
# In the picture, each gradient stands below the thing that it is the gradient for. (The cells of
# `b` and `outputs` are left empty: backward does not need their numbers.)
#
# **Predict.** The 7 in `w_grad[1, 2]`: which cells will be lit for it?

# %%
linear_cells(x, w, b, of="w_grad", cell=(1, 2), gradient=gradient)

# %% [markdown]
# ::: answer
# Column 1 of the gradient, and column 2 of `x`.
# :::
#
# Now the biases. Nudge `b[3]`. Column 3 of the outputs moves, in every row, by just the nudge. So
# the slope is 1, and what comes in is added up.
#
# **Predict.** Why is it axis 0 that is summed? What is the number in place 3?

# %%
b_grad = gradient.sum(axis=0)
print(b_grad)

# %% [markdown]
# ::: answer
# Axis 0, the examples, vanishes: one bias serves every example. The neurons stay, as each has a
# bias of its own.
# :::
#
# Last, the inputs. Nudge `x[1, 0]`. It belongs to example 1, so only row 1 of the outputs moves.
# But there it moves in all five places, because every neuron looks at this input: in place `j` by
# `w[j, 0]` times the nudge.
#
# **Predict.** What is summed over this time, the examples or the neurons? And why is nothing
# turned?

# %%
print((gradient[1] * w[:, 0]).sum())
x_grad = gradient @ w
print(x_grad.shape)
print(x_grad)

# %% [markdown]
# ::: answer
# `(4, 5) @ (5, 3)` gives `(4, 3)`: the five neurons vanish, and the examples stay apart. Nothing is
# turned this time.
# :::
#
# In the picture, this is the gradient for `x[1, 0]`.

# %%
linear_cells(x, w, b, of="x_grad", cell=(1, 0), gradient=gradient)

# %% [markdown]
# **Change it.** Choose `cell=(3, 2)`. Work out the number on paper first. Which row of `gradient`
# do you need?
#
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
# ::: answer
# In the same places: where the nudge is felt, the gradient comes in.
# :::
#
# Your result:
#
# | gradient for | is | sums over | because |
# |---|---|---|---|
# | `w` | `gradient.T @ x` | examples | one weight serves every example |
# | `b` | `gradient.sum(axis=0)` | examples | one bias serves every example |
# | `x` | `gradient @ w` | neurons | one input goes to every neuron |
#
# A number that is used several times gets a gradient from each use, and they add up.
#
# ::: stop predict_shapes predict_gradients
#
# %% [markdown]
# ## 4. The class
#
# Now you can write the whole layer. What does backward need that forward has to keep? (Look at the
# table.) Which two gradients are kept, and which one is handed on?
#
# ::: stop linear_backward
#
# Your layer starts with random numbers. Here it gets ours. (`[...]` after a name means: write into
# this array.)
#
# **Predict.** The first line is the output that was lit in the first picture. What is it?

# %%
from dlscratch.gradients import check_gradients
from dlscratch.mine import Linear

layer = Linear(3, 5)
layer.w[...], layer.b[...] = w, b
print(layer.forward(x)[1, 4])
print(check_gradients(layer, x, rng=0) < 1e-6)

# %% [markdown]
# **Change it.** The next cell makes a `Linear` for you to break. Try three ways, one after the
# other: leave out `.sum(axis=0)`, write `axis=1`, write `.mean(axis=0)`. One of them stops with an
# error: what does its last line say? What catches the other two? (`super()` asks the class `Linear`
# itself.)

# %%
class Broken(Linear):
    def backward(self, gradient):
        handed_on = super().backward(gradient)
        self.b_grad = gradient.sum(axis=0)                # yours to break
        return handed_on
    def grads(self):
        return [self.w_grad, self.b_grad]

print(check_gradients(Broken(3, 5), x, rng=0) < 1e-6)

# %% [markdown]
# The mean is a tempting mistake. Many losses are a mean over the examples. Should the layer not
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
# ::: answer
# They agree, because the 1/4 came in with the gradient. Had the layer divided as well, there would
# be a 1/16.
# :::
#
# *The loss owns the 1/N, and the layers add up.*
#
# ::: evening
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
first.w[...], first.b[...] = [[2, -1], [1, 1], [-2, 1]], [0, -1, 1]
second.w[...], second.b[...] = [[1, -2, 2]], [-1]

def show(name, array):
    print(name, array.shape)
    print(array.round(3))

# %% [markdown]
# The two sigmoids have no lines of their own: each changes what stands in a circle.

# %%
network_lines([first, second], "second.w", (0, 1))

# %% [markdown]
# Forward, one layer at a time, with paper: the numbers are small.
#
# **Predict.** What is the shape of `z1`? What is its last row, that of the example (1, 1)?

# %%
z1 = first.forward(x)
show("z1", z1)

# %% [markdown]
# ::: answer
# On paper: 2 − 1 + 0 = 1, then 1 + 1 − 1 = 1, then −2 + 1 + 1 = 0.
# :::
#
# **Change it.** Add a line that hands `z1` to `first` as well, as if by mistake. Read the error
# from its last line upward: which two sizes do not fit, and in which line of which layer was that?
# (Then take it out, and run the cell again: `first` remembers what came last.)
#
# Then the sigmoid, which makes ½ of the zeros:

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
# ::: answer
# On paper: 0.5 · 1 − 0.269 · 2 + 0.731 · 2 − 1 = 0.424.
# :::
#
# As in lesson 2, the loss is the sum of the squared differences, here from `actual`. With its
# gradient the way back begins.
#
# **Predict.** The second number of this gradient is negative. What does that say about the second
# answer?

# %%
grad_a2 = 2 * (a2 - actual)
show("gradient for a2", grad_a2)

# %% [markdown]
# ::: answer
# It says that a larger answer would make the loss smaller: the right one is 1.
# :::
#
# **Predict.** Now the last sigmoid, whose slope is a · (1 − a). What is the first number that it
# hands on?

# %%
grad_z2 = sigmoid2.backward(grad_a2)
show("gradient for z2", grad_z2)

# %% [markdown]
# ::: answer
# On paper: 0.604 · (1 − 0.604) · 1.209 = 0.289.
# :::
#
# **Predict.** Now `second`. What are the shapes of the gradient that it hands on, and of the two
# that it keeps?

# %%
grad_a1 = second.backward(grad_z2)
show("gradient for a1", grad_a1)
show("kept: second.w_grad", second.w_grad)
show("kept: second.b_grad", second.b_grad)

# %% [markdown]
# ::: answer
# In the gradient for `a1`, each row is the number in the same row of `grad_z2`, times the weights
# 1, −2, 2. And `b_grad` is the sum of the four numbers of `grad_z2`.
# :::
#
# **Change it.** Add a line that makes `second.w_grad` from `grad_z2` and `a1`, without a layer, and
# print it below the other.
#
# Two layers are left. Each gradient has the shape of what it belongs to:

# %%
grad_z1 = sigmoid1.backward(grad_a1)
show("gradient for z1", grad_z1)
grad_x = first.backward(grad_z1)
show("gradient for x", grad_x)
show("kept: first.w_grad", first.w_grad)
show("kept: first.b_grad", first.b_grad)

# %% [markdown]
# That is all. Here is the whole way of *one* example, the second, whose right answer is 1: what was
# row 1 of each array stands upright now, forward above and backward below.

# %%
from dlscratch.visuals.chain import chain

net_in_a_row = [first, sigmoid1, second, sigmoid2]
chain(net_in_a_row, x[1], actual[1])

# %% [markdown]
# No layer knows any other layer. Each does its part with what comes in, and the chain rule of
# lesson 2 does the rest.
#
# Now go it yourself, with the last example, (1, 1), whose right answer is 0. The picture waits for
# the last number of each step. Work it out, or find it in the arrays above.
#
# **Predict.** Which of the gradients will be the largest?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.chain_walk import live_chain

live_chain(net_in_a_row, x[3], actual[3])

# %% [markdown]
# ::: answer
# The first, 0.65, for `a2`: both sigmoids have slopes of at most ¼, and make gradients smaller on
# the way back.
# :::
#
# ::: stop there_and_back
#
# Are these gradients true? Now we measure: nudge each of the six weights of the first layer to both
# sides, and watch the loss at the far end.
#
# **Predict.** How often must `x` go through the network for that? And how often for the gradients
# that we have?

# %%
def loss():
    a1 = sigmoid1.forward(first.forward(x))
    a2 = sigmoid2.forward(second.forward(a1))
    return ((a2 - actual) ** 2).sum()

measured = numerical_gradient(lambda w: loss(), first.w)
print(measured.round(3))
assert np.allclose(measured, first.w_grad)

# %% [markdown]
# ::: answer
# Twelve times: two nudges for each weight. The others came from one pass forward and one pass back.
# :::
#
# ## 6. Sequential
#
# You did the same thing four times in each direction, once for each layer. A class that holds a
# list of layers and walks through it, in both directions, is called `Sequential`.
#
# Two questions before you write it. Which layer has to get the incoming gradient first? And
# `params()` is to be one flat list of arrays: how do you collect it, when some layers have two and
# others have none?
#
# ::: stop sequential
#
# Here is the whole of section 5 again, in two lines.
#
# **Predict.** Which array of section 5 does `outputs` equal? And which one does `handed_on` equal?

# %%
from dlscratch.mine import Sequential

net = Sequential([first, Sigmoid(), second, Sigmoid()])
outputs, handed_on = net.forward(x), net.backward(grad_a2)

print(np.allclose(outputs, a2), np.allclose(handed_on, grad_x))
print([param.shape for param in net.params()])

# %% [markdown]
# ::: answer
# The outputs are `a2`, and what is handed on at the front is the gradient for `x`.
# :::
#
# Now let `check_gradients` judge it. It was written for a layer, and it takes the whole network
# without complaint, because a `Sequential` *is* a layer: it has forward, backward, `params()` and
# `grads()`. So it can even stand in another one.
#
# **Predict.** What is the shape of the outputs of this `tower`? How many arrays does its `params()`
# give?

# %%
print(check_gradients(net, x, rng=0) < 1e-6)

tower = Sequential([net, Linear(1, 5), Sequential([Sigmoid(), Linear(5, 2)])])
print(tower.forward(x).shape, len(tower.params()))

# %% [markdown]
# **Change it.** In the tower, put `Linear(4, 2)` in place of `Linear(5, 2)`, and run. An error deep
# in a stack has a long traceback. Read it from the bottom: what was the layer given, and what had
# it expected? Who called it, and who called that one? (Then mend it.)
#
# Two networks by somebody else are waiting: one that stops like this, and one that does not stop,
# and should.
#
# ::: stop wrong_size shared_layer

# %% [markdown]
# ## 7. Make it
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
# you can look into any stack. It should print the shapes of `x`, `z1`, `a1`, `z2` and `a2`.

# %%
def stages(net, x):
    ...

for stage in stages(net, x) or []:
    print(stage.shape)

# %% [markdown]
# ::: stop dense both_ways
#
# ## What you can do now
#
# - Compute a linear layer forward.
# - Find its three gradients from the shapes: what must vanish is what is summed.
# - Walk through a network in both directions, and use it as a layer.
#
# The mistake to remember is the sum over the batch that became a mean, or was forgotten. With a
# single example the two are the same, and you would never notice.
#
# ## Elsewhere
#
# - *dot product*: numbers multiplied in pairs and added up (section 1).
# - *matrix multiplication*: `@` with a table on both sides (section 2).
# - *fully connected layer or dense layer*: the linear layer; every neuron looks at every input
#   (section 2).
# - *feed-forward network*: a chain of layers, gone through once from front to end (section 6).
#
# Lesson 4 asks how wrong a network is.
