# %% [markdown]
# # Exercises for lesson 5: Optimizers
#
# You know the form: replace each `____`, run the cell, read what the check says. A hint comes with
# `check.momentum.hint()` in a cell of its own; there are three for each exercise, and
# `check.momentum.solution()` shows a solution.
#
# The blanks grow: one line, a method, a class, the empty page. Run the next cell first.
# `Valley` is a small net from section 4 of the lesson: its one parameter is a point, an array of
# two numbers, and it has `backward()`, `params()` and `grads()`.

# %%
import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks import optimizers as check, ____
from dlscratch.mine import GradientDescent
from dlscratch.visuals.valley_race import Valley

# %% [markdown]
# ## 1. `GradientDescent`: one line
#
# What happens to each parameter in a step? The layers must notice. Somebody may change
# `learning_rate` between two steps, so use the one that the optimizer has now.

# %%
class GradientDescent:
    def __init__(self, learning_rate=0.1):
        self.learning_rate = learning_rate

    def step(self, net):
        """Move every parameter of `net` once, against its gradient."""
        for param, grad in zip(net.params(), net.grads()):
            ### BEGIN SOLUTION
            param -= self.learning_rate * grad
            ### END SOLUTION

check.gradient_descent(GradientDescent)

# %% [markdown]
# ## 2. A net that does not move (find the bug)
#
# A friend writes an optimizer as a function. "I know that trap," they say, "so I put the new arrays
# back into the list." Still, the loss never changes. Find out why, in five steps:
#
# 1. **Predict** the symptom: what do `params[0]` and `net.params()[0]` hold afterwards?
# 2. **Make it small.** `net = Valley((-4, 1.5), 10)` has one parameter; call `net.backward()`, then
#    `step(net, 0.1)`.
# 3. **Locate**: after which line does the list hold another array than the net?
# 4. **Repair** that line.
# 5. **Confirm**, with the small net first and then with the check.

# %%
def step(net, learning_rate):
    """One step of gradient descent for every parameter of `net`."""
    params, grads = net.params(), net.grads()
    for i in range(len(params)):
        ### BEGIN SOLUTION
        params[i] -= learning_rate * grads[i]
        ### BLANK
        # ____  # delete this line when you have mended the code
        # params[i] = params[i] - learning_rate * grads[i]
        ### END SOLUTION

check.rebinding(step)

# %% [markdown]
# ## 3. Weights by hand (crash hunt)
#
# `hand_made` makes a linear layer with weights that somebody has written down. `train_on` then
# takes ten steps with it: forward, the gradient of the loss, backward, step. It stops in the very
# first.
#
# The line that stopped is in `dlscratch/optimizers.py`; it is like the one that you have just
# written, and it is right. What does the error say about the kinds of number on its two sides?
# (`array.dtype` names the kind.) Which of the two does not fit, and which line made it?

# %% tags=["raises-exception"]
def hand_made(w, b):
    layer = layers.Linear(len(w[0]), len(w))
    ### BEGIN SOLUTION
    layer.w, layer.b = np.array(w, dtype=float), np.array(b, dtype=float)
    ### BLANK
    # layer.w, layer.b = np.array(w), np.array(b)
    ### END SOLUTION
    return layer

def train_on(layer, x, actual, steps):
    loss, optimizer = losses.SSE(), optimizers.GradientDescent(0.1)
    for _ in range(steps):
        predicted = layer.forward(x)
        layer.backward(loss.gradient(predicted, actual))
        optimizer.step(layer)
    return loss.loss(layer.forward(x), actual)

train_on(hand_made([[1, -2, 0], [3, 1, -1]], [0, 2]), np.ones((4, 3)), np.zeros((4, 2)), 10)

check.hand_made(hand_made)

# %% [markdown]
# ## 4. `Momentum`: the method
#
# The velocity is the average of section 5, u ← β · u + (1 − β) · g. There is one for each parameter
# of the net, and all start at zero. Before the first step the optimizer does not know the net, so
# it cannot make them earlier. With the new velocity, the parameter takes its step.

# %%
class Momentum:
    def __init__(self, learning_rate=0.1, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocities = None              # none before the first step

    def step(self, net):
        ### BEGIN SOLUTION
        if self.velocities is None:
            self.velocities = [np.zeros_like(param) for param in net.params()]
        for param, grad, velocity in zip(net.params(), net.grads(), self.velocities):
            velocity *= self.momentum
            velocity += (1 - self.momentum) * grad
            param -= self.learning_rate * velocity
        ### END SOLUTION

check.momentum(Momentum)

# %% [markdown]
# ## 5. Three widths (crash hunt)
#
# `last_losses` trains a net of each width and notes its last loss. `Summing` is PyTorch's form of
# momentum. The first width goes well; in the second it stops.
#
# So the same lines worked a moment ago: what is different now? The error names two shapes. In a
# cell of its own, make two nets and one `Summing`, step with the first net, and print the shapes in
# its `v` beside those of the second net's `params()`. Widths that are alike must not disturb each
# other either.

# %% tags=["raises-exception"]
class Summing:
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum, self.v = learning_rate, momentum, None

    def step(self, net):
        params, grads = net.params(), net.grads()
        self.v = self.v or [0 * param for param in params]
        for i in range(len(params)):
            self.v[i] = self.momentum * self.v[i] + grads[i]
            params[i] -= self.learning_rate * self.v[i]

def last_losses(widths, x, actual):
    loss, found = losses.SSE(), []
    ### BEGIN SOLUTION
    for width in widths:
        optimizer = Summing(0.01)
    ### BLANK
    # optimizer = Summing(0.01)
    # for width in widths:
    ### END SOLUTION
        net = layers.Sequential([layers.Linear(3, width, rng=0), layers.Linear(width, 2, rng=1)])
        for _ in range(20):
            net.backward(loss.gradient(net.forward(x), actual))
            optimizer.step(net)
        found.append(loss.loss(net.forward(x), actual))
    return found

last_losses([4, 6, 6], np.ones((5, 3)), np.zeros((5, 2)))

check.last_losses(last_losses)

# %% [markdown]
# ## 6. Someone else's learning rate (predict)
#
# A recipe for PyTorch says `lr=0.02, momentum=0.8`. PyTorch keeps v ← βv + g and steps by its
# learning rate times v. Our `Momentum` keeps the book's average. Which `learning_rate` takes the
# same steps?

# %%
### BEGIN SOLUTION
answer = 0.1
### BLANK
# answer = ____
### END SOLUTION

check.translate_rate(answer)

# %% [markdown]
# ## 7. `Adam`: the whole class
#
# Write the whole class, the line `class Adam:` too. `__init__` takes `learning_rate=0.001`,
# `betas=(0.9, 0.999)` and `eps=1e-8`, and keeps `self.learning_rate`, which may change between two
# steps.
#
# Let t count the steps. For every parameter and its gradient g, in step t:
#
# ```
# m ← β₁ m + (1 − β₁) g           v ← β₂ v + (1 − β₂) g²
# m̂ = m / (1 − β₁ᵗ)               v̂ = v / (1 − β₂ᵗ)
# param ← param − learning_rate · m̂ / (√v̂ + eps)
# ```

# %%
### BEGIN SOLUTION
class Adam:
    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.learning_rate = learning_rate
        self.betas = betas
        self.eps = eps
        self.t = 0

    def step(self, net):
        if self.t == 0:
            self.m = [np.zeros_like(param) for param in net.params()]
            self.v = [np.zeros_like(param) for param in net.params()]
        self.t += 1
        beta1, beta2 = self.betas
        for param, grad, m, v in zip(net.params(), net.grads(), self.m, self.v):
            m *= beta1
            m += (1 - beta1) * grad
            v *= beta2
            v += (1 - beta2) * grad**2
            m_hat = m / (1 - beta1**self.t)
            v_hat = v / (1 - beta2**self.t)
            param -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
### BLANK
# Adam = ____
### END SOLUTION

check.adam(Adam)

# %% [markdown]
# ## 8. Put the lines in order
#
# The four parts as a function: five steps on one batch. `losses` is to hold the loss before each of
# them. (`loss.loss` gets a forward of its own here, so it may stand at more than one place.)
#
# ```
# def fit(net, x, actual, loss):
# A          net.backward(gradient)
# B      losses = []
# C          optimizer.step(net)
# D          gradient = loss.gradient(predicted, actual)
# E      optimizer = Momentum(0.7)
# F          predicted = net.forward(x)
# G          losses.append(loss.loss(net.forward(x), actual))
# H      for step in range(5):
#     return losses
# ```
#
# Write the eight letters in their order, as one string.

# %%
### BEGIN SOLUTION
order = "EBHFGDAC"
### BLANK
# order = ____
### END SOLUTION

check.training_step(order)

# %% [markdown]
# ## 9. An empty page
#
# Close the lesson. RMSProp comes from a lecture of Geoffrey Hinton's (2012). For every parameter it
# keeps an average s of the squared gradient, zero at first, and divides the gradient by its root:
#
# ```
# s ← decay · s + (1 − decay) · g²
# param ← param − learning_rate · g / (√s + eps)
# ```
#
# Write the class `RMSProp`, with `learning_rate=0.01`, `decay=0.99` and `eps=1e-8`, and a method
# `step(self, net)` as the others have. `learning_rate` may change between two steps.

# %%
### BEGIN SOLUTION
class RMSProp:
    def __init__(self, learning_rate=0.01, decay=0.99, eps=1e-8):
        self.learning_rate = learning_rate
        self.decay = decay
        self.eps = eps
        self.squares = None

    def step(self, net):
        if self.squares is None:
            self.squares = [np.zeros_like(param) for param in net.params()]
        for param, grad, square in zip(net.params(), net.grads(), self.squares):
            square *= self.decay
            square += (1 - self.decay) * grad**2
            param -= self.learning_rate * grad / (np.sqrt(square) + self.eps)
### BLANK
# RMSProp = ____
### END SOLUTION

check.rmsprop(RMSProp)

# %% [markdown]
# ## Looking back
#
# Let your own optimizers race, for instance from `Valley((-4, 1.5), 30)`, and print the height
# every ten steps. Which of them would you take if you could try only one learning rate?
#
# In a few days, do exercises [momentum], [adam] and [rmsprop] again on an empty page: `python -m
# dlscratch reset 05` gives you a fresh one and keeps yours beside it.
#
# Next: lesson 6, where a whole network learns what no single line can do.
