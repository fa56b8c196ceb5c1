# %% [markdown]
# # Exercises for lesson 6: XOR
#
# You know the form: replace each `____`, run the cell, read what the check says. With
# `check.train.hint()` in a cell of its own you get a hint; there are three for each exercise, and
# `check.train.solution()` shows a solution.
#
# In the middle of this page you write the training loop, and then you mend some that are broken.
# Run the next cell first. It gives you your own layers, loss and optimizers, as far as you have
# passed them.

# %%
import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks import xor as check, ____
from dlscratch.datasets import xor
from dlscratch.mine import SSE, GradientDescent, Linear, Momentum, Sequential, Sigmoid

# %% [markdown]
# ## 1. Read the hidden neurons (predict)
#
# On paper. A network has two hidden sigmoid neurons and a sigmoid output:
#
# ```
# w1 = [[-6, -6],     b1 = [3, -9]
#       [ 6,  6]]
# w2 = [[-8, -8]]     b2 = [4]
# ```
#
# Round every neuron to 0 or 1. Write a row for each of the points (0, 0), (0, 1), (1, 0), (1, 1):
# hidden neuron 1, hidden neuron 2, output. Four rows of three, as in `[[1, 1, 1], …]`.

# %%
### BEGIN SOLUTION
answer = [[1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0]]
### BLANK
# answer = ____
### END SOLUTION

check.read_neurons(answer)

# %% [markdown]
# ## 2. XOR by hand
#
# Set the nine numbers of such a network, so that it computes XOR: above 0.5 at (0, 1) and (1, 0),
# below 0.5 at (0, 0) and (1, 1). `w1` has a row for each hidden neuron, `w2` has one row. There are
# many solutions, and every one counts. If you can, find one that is not in the lesson: NAND, "not
# AND", is 1 except where both inputs are 1, and XOR is also "OR and NAND". Or "x1 and not x2" in
# one hidden neuron, and "x2 and not x1" in the other.

# %%
### BEGIN SOLUTION
w1 = [[10, 10], [-10, -10]]     # OR, NAND
b1 = [-5, 15]
w2 = [[10, 10]]                 # AND of the two
b2 = [-15]
### BLANK
# w1 = [[____, ____], [____, ____]]
# b1 = [____, ____]
# w2 = [[____, ____]]
# b2 = [____]
### END SOLUTION

check.hand_weights((w1, b1, w2, b2))

# %% [markdown]
# ## 3. Build the network: one expression
#
# The network that you set by hand, now with random weights: two inputs, `hidden` hidden neurons,
# one output, and a sigmoid after each linear layer. Both linear layers draw their weights from
# `rng`, a generator.

# %%
def build_net(hidden, rng):
    """A network for XOR, with any number of hidden neurons."""
    ### BEGIN SOLUTION
    return Sequential([Linear(2, hidden, rng=rng), Sigmoid(),
                       Linear(hidden, 1, rng=rng), Sigmoid()])
    ### BLANK
    # return ____
    ### END SOLUTION

check.build_net(build_net)

# %% [markdown]
# ## 4. `train`: the whole function
#
# The training loop: `train(net, x, y, loss, optimizer, epochs)`. In every epoch it takes one step
# with all the examples as one batch: forward, gradient of the loss, backward, step. It returns the
# list of the losses, one for each epoch, each as it was before the step. Replace the whole line
# `train = ____` by your function, from `def` on.

# %%
### BEGIN SOLUTION
def train(net, x, y, loss, optimizer, epochs):
    """Train the net; returns the loss of each epoch, before its step."""
    losses = []
    for epoch in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
        optimizer.step(net)
    return losses
### BLANK
# train = ____
### END SOLUTION

check.train(train)

# %% [markdown]
# ## 5. Without the sigmoids (predict)
#
# Here the sigmoids are missing: `Sequential([Linear(2, 2), Linear(2, 1)])`. This network is trained
# on XOR with `SSE`, with small steps and for a long time. Where does it end? Write five numbers:
# the predictions at (0, 0), (0, 1), (1, 0) and (1, 1), and the loss.

# %%
### BEGIN SOLUTION
answer = [0.5, 0.5, 0.5, 0.5, 0.25]
### BLANK
# answer = ____
### END SOLUTION

check.linear_only(answer)

# %% [markdown]
# ## 6. A row for each seed (crash hunt)
#
# `reach` trains until the loss is under `goal`, and gives a pair: the number of epochs, and that
# loss. Where `most` epochs are not enough, it is `most` and the last loss seen. `table` asks for
# seeds 0 to 3, and stops.
#
# One seed went well. In a cell of its own, call `reach` for it and for the next: what does each
# give?

# %% tags=["raises-exception"]
def start(seed):
    generator = np.random.default_rng(seed)
    return layers.Sequential([layers.Linear(2, 2, "normal", generator), layers.Sigmoid(),
                              layers.Linear(2, 1, "normal", generator), layers.Sigmoid()])

def reach(net, x, y, goal, most):
    loss, opt = losses.SSE(), optimizers.GradientDescent(4.0)
    for number in range(most):
        outputs = net.forward(x)
        now = loss.loss(outputs, y)
        if now < goal:
            return number, now
        net.backward(loss.gradient(outputs, y))
        opt.step(net)
    ### BEGIN SOLUTION
    return most, now
    ### BLANK
    # print("Not there after", most, "epochs.")
    ### END SOLUTION

def row(seed):
    number, end = reach(start(seed), *xor(), goal=0.01, most=1000)
    return f"seed {seed}: {number} epochs, loss {end:.3f}"

def table(seeds):
    return [row(seed) for seed in seeds]

table(range(4))

check.reach(reach)

# %% [markdown]
# ## 7. The same loss for ever (find the bug)
#
# This function makes its own network and its own optimizer: `new_net()` gives a fresh network,
# `new_optimizer()` a fresh optimizer. It reports the very same loss in each epoch. There is a
# second bug behind the first, which shows only with an optimizer that remembers, such as Momentum.
#
# Predict, make it small, locate, repair, confirm.

# %%
def fit_new(new_net, new_optimizer, x, y, loss, epochs):
    """The losses of a new network that trains for some epochs."""
    ### BEGIN SOLUTION
    curve = []
    net = new_net()
    opt = new_optimizer()
    for number in range(epochs):
        answers = net.forward(x)
    ### BLANK
    # ____  # delete this line when you have mended the code
    # curve = []
    # for number in range(epochs):
    #     net = new_net()
    #     opt = new_optimizer()
    #     answers = net.forward(x)
    ### END SOLUTION
        curve.append(loss.loss(answers, y))
        net.backward(loss.gradient(answers, y))
        opt.step(net)
    return curve

check.fresh_start(fit_new)

# %% [markdown]
# ## 8. In which epoch? (crash hunt)
#
# `learn` trains a network and returns its losses, each from before its step. `first_below` looks
# for the first that is under `goal`, and stops at once.
#
# What stands on the left of that `<`? Print its shape, and follow it back to where it was made. And
# when nothing stops any more: do the losses fall?

# %% tags=["raises-exception"]
def judged(net, x, y, loss):
    """A pair: the loss, and its gradient for the outputs."""
    outputs = net.forward(x)
    return loss.loss(outputs, y), loss.gradient(outputs, y)

def learn(net, x, y, loss, opt, epochs):
    curve = []
    for number in range(epochs):
        ### BEGIN SOLUTION
        now, gradient = judged(net, x, y, loss)
        ### BLANK
        # gradient, now = judged(net, x, y, loss)
        ### END SOLUTION
        net.backward(gradient)
        opt.step(net)
        curve.append(now)
    return curve

def first_below(goal, curve):
    for number, now in enumerate(curve):
        if now < goal:
            return number

def epochs_needed(net, goal):
    curve = learn(net, *xor(), losses.SSE(), optimizers.GradientDescent(4.0), 500)
    return first_below(goal, curve)

epochs_needed(layers.Sequential([layers.Linear(2, 3, rng=0), layers.Sigmoid(),
                                 layers.Linear(3, 1, rng=1), layers.Sigmoid()]), 0.01)

check.learn(learn)

# %% [markdown]
# ## 9. My code, or the landscape? (predict)
#
# Six observations, each from another day. Which of them point to a *bug*, because correct code
# would hardly do that? (The others prove nothing: behind them there may be a bug, or only the
# landscape.)
#
# - A: of 40 seeds, 10 stop at 0.125 and 30 get under 0.01.
# - B: the loss climbs, from every seed.
# - C: the gradient check of the network says 0.3.
# - D: with two hidden neurons it is stuck; with eight, from the same seed, it is not.
# - E: the loss is the same in every epoch, to the last digit, from every seed.
# - F: the predictions are 0.02, 0.98, 0.50 and 0.50.
#
# Write their letters, as in `"AF"`.

# %%
### BEGIN SOLUTION
answer = "BCE"
### BLANK
# answer = ____
### END SOLUTION

check.bug_or_landscape(answer)

# %% [markdown]
# ## 10. An empty page: parity
#
# Parity is XOR for more inputs: 1 where an *odd* number of them is 1. Take three inputs. Make the
# eight examples, with inputs of 0 and 1, since the check uses these. Build a network, and train
# it with your own `train`, until it is right about all eight: above 0.6 where the answer is 1, and
# below 0.4 where it is 0. What lies between counts as undecided.
#
# If a run is stuck, take another seed, or more hidden neurons. Pass the trained network to the
# check. (You may set the weights by hand instead. It is harder than it looks.)

# %%
### BEGIN SOLUTION
x = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], float)
y = x.sum(axis=1, keepdims=True) % 2

for seed in range(10):
    rng = np.random.default_rng(seed)
    net = Sequential([Linear(3, 8, rng=rng), Sigmoid(), Linear(8, 1, rng=rng), Sigmoid()])
    losses = train(net, x, y, SSE(), GradientDescent(4.0), 3000)
    print(f"seed {seed}: loss {losses[-1]:.3f}")
    if losses[-1] < 0.01:
        break
### BLANK
# net = ____
### END SOLUTION

check.parity(net)

# %% [markdown]
# ## Looking back
#
# Which of the broken loops would have fooled you longer, if you had written it yourself, late
# at night? Write down what would have given it away. In a few days, do exercises [train] and
# [parity] again on an empty page: `python -m dlscratch reset 06` gives you a fresh one and keeps
# yours beside it.
#
# Next: lesson 7, where you choose the numbers that a network starts with.
