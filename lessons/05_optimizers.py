# %% [markdown]
# # Lesson 5: Optimizers
#
# A network predicts, a loss says how wrong that was, and backward says how the loss depends on
# every weight. Nothing has changed yet. An **optimizer** makes the change: after each backward it
# moves every parameter a little, in a direction in which the loss falls. So a network learns.
#
# After this lesson you can
#
# - walk down a slope by hand, and say beforehand which steps are too long,
# - change parameters so that the layers notice,
# - say why a walk down a narrow valley goes to and fro, and how a memory smooths it,
# - write three rules by which networks learn, beginning with the plainest,
# - put one step of learning together, and test it on a single batch.
#
# ## A quick question
#
# **Predict.** What does `a` hold after each of the two calls? (Lesson 1.)

# %%
import numpy as np

def lower(numbers):
    numbers = numbers - 1

def lower_in_place(numbers):
    numbers -= 1

a = np.array([5.0, 8.0])
lower(a)
print(a)
lower_in_place(a)
print(a)

# %% [markdown]
# ::: answer
# The first makes a new array and forgets it. The second changes yours. Section 3 depends on this.
# :::
#
# ## 1. Three steps by hand
#
# We begin with a loss that depends on one number: x². Its bottom is at 0, and its slope at x is
# 2·x. A positive slope says that the loss grows to the right, so we go left: *against* the slope.
# Where it is steep we go far, where it is flat only a little.
#
# ```
# x ← x − learning rate · slope
# ```
#
# Repeating this step is **gradient descent**. The **learning rate** is a number that you choose; it
# says how far a step goes. From x = 4, with the learning rate 0.25:
#
# | step | x | slope 2·x | learning rate · slope | new x |
# |---|---|---|---|---|
# | 1 | 4 | 8 | 2 | 2 |
# | 2 | 2 | 4 | 1 | 1 |
#
# **Predict.** What is the third row? Will x ever be exactly 0?

# %%
def descend(a, x, learning_rate, steps):
    """The places that gradient descent visits on a·x², whose slope is 2·a·x."""
    places = [x]
    for _ in range(steps):
        x = x - learning_rate * 2 * a * x
        places.append(x)
    return places

print(descend(1, 4.0, 0.25, 3))

# %% [markdown]
# ::: answer
# Each step here halves the distance. So x gets as close to 0 as you like, but on paper it never
# arrives. The steps become shorter although the learning rate stays the same, because the slope
# flattens out.
# :::
#
# **Change it.** Start at −4. Then turn the minus in `descend` into a plus, and say beforehand what
# the third place will be. Put the minus back.
#
# ## 2. Too small, too large
#
# **Predict.** Four walks of eight steps on x², with the learning rates 0.02, 0.3, 0.9 and 1.05.
# Which of them comes close to the bottom? Which hops from side to side? Which one leaves?

# %%
from dlscratch.visuals.learning_rates import learning_rates

learning_rates([0.02, 0.3, 0.9, 1.05])

# %% [markdown]
# ::: answer
# The smallest creeps. 0.3 comes close to the bottom. 0.9 steps over it each time, but lands a
# little lower on the other side. 1.05 steps over it and lands *higher*, where the slope is steeper,
# so the next step is longer still.
# :::
#
# Where is the limit? Look at what one step does on a·x²:
#
# ```
# new x = x − learning rate · 2·a·x = (1 − 2·a·learning rate) · x
# ```
#
# Each step multiplies x by the same number.
#
# **Predict.** Which number is it for each of the four learning rates? (Here a is 1.)

# %%
for rate in (0.02, 0.3, 0.9, 1.05):
    factor = 1 - 2 * rate
    print(rate, "multiplies by", round(factor, 2))
    assert np.allclose(descend(1, 4.0, rate, 8)[-1], 4 * factor**8)

# %% [markdown]
# ::: answer
# A negative number means: to the other side. A number between −1 and 1 means: closer. So it goes
# wrong when the number is −1 or below, and that is when the learning rate is 1/a or above.
# (1 − 2·a·rate is −1 where the rate is 1/a.)
# :::
#
# **Predict.** On 4·x², which learning rate is the limit? What will the three walks do in 300 steps
# from x = 1, just below it, on it, and just above?

# %%
a = 4
for rate in (0.99 / a, 1 / a, 1.01 / a):
    print(f"learning rate {rate:.4f}: from 1 to {abs(descend(a, 1.0, rate, 300)[-1]):.3f}")

# %% [markdown]
# ::: answer
# The limit is 1/4. One per cent below it, the walk arrives in the end; one per cent above, it is
# lost. The steeper the bowl, the smaller the limit.
# :::

# %%
for a in (0.5, 1, 4, 10):
    below, limit, above = [abs(descend(a, 1.0, share / a, 300)[-1]) for share in (0.99, 1, 1.01)]
    assert below < 0.01 and np.isclose(limit, 1) and above > 100

# %% [markdown]
# On every such bowl the limit is 1/a. The loss of a network is no such bowl, and nobody can tell
# you its a. But you can watch the loss: where the learning rate is too large, it grows, or jumps
# about in place of falling, and in the worst case it becomes `inf` or `nan`. Then try a learning
# rate ten times smaller first.
#
# In the next picture you set the learning rate yourself. The play button shows one step after
# another.
#
# **Change it.** Find the learning rate that reaches the bottom in a single step. What does the walk
# do at exactly 1? Which learning rates come close from one side, without any hop? Say it first.

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.learning_rates import live_learning_rates

live_learning_rates(0.1)

# %% [markdown]
# ::: answer
# 0.5 multiplies x by 0. At 1 the number is −1, and x hops between 4 and −4 for ever. Below 0.5 the
# number is positive, and the walk stays on its side.
# :::
#
# ## 3. Many numbers, in place
#
# A network has many parameters, and each has its own slope. Together these slopes are the gradient.
# Every parameter takes its own step, all at the same time. NumPy does it array by array:
# `net.params()` and `net.grads()` are two lists of arrays, in the same order and with the same
# shapes (lesson 3). They are all that an optimizer sees of a network.
#
# Here is a first try. `layer.b` is made of zeros, and there is one example, so `layer.b_grad` is
# the gradient that comes in: 1, 2, 3.
#
# **Predict.** What does `layer.b` hold after the step?

# %%
from dlscratch.mine import Linear

class FirstTry:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, net):
        for param, grad in zip(net.params(), net.grads()):
            param = param - self.learning_rate * grad

layer = Linear(2, 3, rng=0)
layer.forward(np.zeros((1, 2)))
layer.backward(np.array([[1.0, 2.0, 3.0]]))
FirstTry(0.1).step(layer)
print(layer.b)

# %% [markdown]
# ::: answer
# Nothing has happened. Follow the names through one round of the loop:
#
# ```
# before          layer.b ──→ [0, 0, 0] ←── param
# param = …       layer.b ──→ [0, 0, 0]           param ──→ [-0.1, -0.2, -0.3]
# param -= …      layer.b ──→ [-0.1, -0.2, -0.3] ←── param
# ```
#
# `=` ties the name `param` to a new array, and nobody else holds that one. `-=` changes the array
# that the layer holds. No error tells you the difference. The loss just never changes.
# :::
#
# ::: stop gradient_descent rebinding hand_made
#
# From here on, `GradientDescent` is your own, if you have passed its exercise and saved the page.
# So are `Momentum` and `Adam`, later. On the same layer as before, `GradientDescent(0.1)` moves
# each number by a tenth of its gradient, against it.

# %%
from dlscratch.mine import GradientDescent

GradientDescent(0.1).step(layer)
print(layer.b)

# %% [markdown]
# The class fits any network of this course, since it needs nothing of it but `params()` and
# `grads()`.
#
# ## 4. The valley
#
# Let us give `GradientDescent` something that we can look at: a landscape, whose height is
# x² + stretch · y². (Here y is no right answer, but a direction on the map.) The one parameter is a
# point, an array of two numbers. (`axis=-1` is the last axis. So the class can also hold many
# points, one in each row. `[...]` after a name means: write into this array.)

# %%
class Valley:
    def __init__(self, start, stretch):
        self.point = np.array(start, dtype=float)
        self.gradient = np.zeros_like(self.point)
        self.steepness = np.array([1, stretch])          # along x and along y
    def height(self):
        return (self.steepness * self.point**2).sum(axis=-1)
    def backward(self):
        self.gradient[...] = 2 * self.steepness * self.point
    def params(self):
        return [self.point]
    def grads(self):
        return [self.gradient]

# %% [markdown]
# Along x it is a bowl with a = 1. Along y it is one with a = stretch, here 10.
#
# **Predict.** One learning rate has to serve both. Where is its limit now: at 1 or at 0.1? And how
# high will each of the three walks stand after 40 steps: near 0, somewhere below where it began,
# or far above?

# %%
for rate in (0.09, 0.1, 0.11):
    valley, optimizer = Valley((-4, 1.5), stretch=10), GradientDescent(rate)
    for _ in range(40):
        valley.backward()
        optimizer.step(valley)
    print(rate, f"{valley.height():,.2f}")

# %% [markdown]
# ::: answer
# The steep direction decides: 1/10. At the limit, y hops to and fro for ever, and above it the walk
# leaves the valley.
# :::
#
# Now look at it from above. The lines join points of equal height; the cross is the bottom. The
# arrow below is the last step, enlarged.
#
# **Predict.** Learning rate 0.09, ten steps from the point in the upper left. Will it go straight
# to the bottom? How often will it cross the floor of the valley, y = 0?

# %%
from dlscratch.visuals.valley_race import valley_race

valley_race({"gradient descent": 0.09}, start=(-4, 1.5), stretch=10, steps=10)

# %% [markdown]
# ::: answer
# It crosses the floor in every step, ten times. The steepest way down leads *across* the valley and
# hardly along it. Across, each step is almost too long; along, each is much too short.
# :::
#
# **Change it.** Make the valley round, with stretch 1, and set the learning rate to 0.5. Say first
# how many steps it will take. Then put the old numbers back.
#
# **Predict.** We stretch the valley to 100, and lower the learning rate to 0.009, so that it stays
# just as close to its limit. About how many times as many steps will it need?

# %%
def steps_down(stretch):
    valley, optimizer, steps = Valley((-4, 1.5), stretch), GradientDescent(0.9 / stretch), 0
    while valley.height() > 0.01:
        valley.backward()
        optimizer.step(valley)
        steps += 1
    return steps

print({stretch: steps_down(stretch) for stretch in (10, 100, 1000)})

# %% [markdown]
# ::: answer
# Ten times the stretch, about ten times the steps.
# :::
#
# Such a valley, much steeper in one direction than in another, is called **ill-conditioned**. The
# steep direction limits the learning rate, and the walk along the flat one takes the longer for it.
#
# In the next picture, the play button shows one step after another; below the map you see the last
# of them.
#
# **Change it.** Drag the start over the map, or move it with the arrow keys. From which starts does
# the walk go straight to the bottom, however narrow the valley is? Say it first.

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.valley_race import live_valley_race

live_valley_race({"gradient descent": 0.09}, steps=10)

# %% [markdown]
# ::: answer
# From the floor, y = 0, and from straight above or below the bottom, x = 0: only there does the
# step against the gradient point at the bottom.
# :::
#
# ## 5. A memory
#
# Look at the zig-zag once more. From step to step, the y-part of the gradient changes its sign, and
# the x-part keeps it. If we averaged the last few gradients, the y-parts would cancel each other,
# and the x-parts would stay.
#
# A running average needs to remember only one number, u. Keep nine tenths of it, and add a tenth of
# the new gradient, g:
#
# ```
# u ← 0.9 · u + 0.1 · g
# ```
#
# **Predict.** Take u = 0 at first. What is it after one, two, three gradients of 1? And after 1,
# −1, 1?

# %%
def running_average(gradients, beta=0.9):
    u, found = 0.0, []
    for g in gradients:
        u = beta * u + (1 - beta) * g
        found.append(u)
    return found

print(np.round(running_average([1, 1, 1]), 3))
print(np.round(running_average([1, -1, 1]), 3))

# %% [markdown]
# ::: answer
# Gradients of the same sign add up, step by step. Gradients of changing sign nearly cancel.
# :::
#
# **Change it.** Give it a hundred gradients of 1, `[1] * 100`, and then a hundred that change their
# sign, `[1, -1] * 50`. Say first where the last number of each will be, and print it with `[-1]`.

# %% [markdown]
# ::: answer
# Near 1, and near −0.05. A gradient that stays the same comes through whole; one that changes its
# sign each time keeps about a twentieth of its size.
# :::

# %%
assert running_average([1] * 100)[-1] > 0.99 and abs(running_average([1, -1] * 50)[-1]) < 0.06

# %% [markdown]
# An optimizer that steps along this average, and not along the newest gradient, uses **momentum**:
# like a heavy ball, it keeps some of its motion. The average is called its **velocity**. The share
# that is kept, 0.9 here, is written β (beta).
#
# ```
# u ← β · u + (1 − β) · g
# param ← param − learning rate · u
# ```
#
# **Predict.** A narrow valley, stretch 100, and 40 steps. Momentum walks with the learning rate
# 0.02, twice the limit of gradient descent. Will it leave the map? Will it cross the floor more
# often than gradient descent, or less? Which of the two ends lower?

# %%
valley_race({"gradient descent": 0.009, "momentum": 0.02}, start=(-4, 1.5), stretch=100, steps=40)

# %% [markdown]
# ::: answer
# It stays, in wide curves. Gradient descent crosses the floor in each of its 40 steps, momentum in
# eight of them, and it ends lower: 0.48 against 3.7. Each time it runs well past the floor, since a
# memory needs some steps to turn round.
# :::

# %%
from dlscratch.visuals.valley_race import race

def crossings(walk):
    """How often a walk changes sides across the floor, y = 0."""
    y = walk.path[:, 1]
    return np.sum(y[1:] * y[:-1] < 0)

walks = race({"gradient descent": 0.009, "momentum": 0.02}, start=(-4, 1.5), stretch=100, steps=40)
for name, often, height in (("gradient descent", 40, 3.7), ("momentum", 8, 0.48)):
    assert crossings(walks[name]) == often and abs(walks[name].height - height) < 0.05
    assert np.all(np.abs(walks[name].path) < (5, 2))

# %% [markdown]
# In the next picture, the arrows below the map show momentum's last step as a sum: what is left of
# the step before, and a part from the new gradient. The walk has taken its 40 steps; the slider
# takes you back to any of them, and the arrow keys on it go one by one.
#
# **Change it.** Set β to 0.6, and then to 0.97. Say first: with which of them does the walk cross
# the floor more often, and with which does it swing further out?

# %% tags=["nbval-ignore-output", "output-not-stored"]
live_valley_race({"gradient descent": 0.009, "momentum": 0.02}, stretch=100, steps=40)

# %% [markdown]
# ::: answer
# With 0.6 it soon forgets: it crosses the floor in every other step, and after half of the steps it
# keeps close to it. With 0.97 it crosses five times in all, and swings wide in the second half,
# too. Look at the arrows where it turns: what is left of the last step still points outward, and
# the new gradients bend it back a little each time.
# :::

# %%
for beta, often, least, most in ((0.6, 20, 0, 0.01), (0.97, 5, 0.9, 1.5)):
    walk = race({"momentum": 0.02}, stretch=100, steps=40, momentum=beta)["momentum"]
    assert crossings(walk) == often and least < abs(walk.path[-20:, 1]).max() < most

# %% [markdown]
# In code, each parameter has a velocity of its own, an array of its shape that stays from step to
# step. The optimizer first meets the net in `step`, so it makes them there, once. And the
# velocities change in place too: `velocity = …` would leave the list with its zeros, and the memory
# would be lost after every step.
#
# ::: stop momentum
#
# ::: evening
#
# The average is the book's form of momentum. PyTorch's looks almost the same:
#
# ```
# v ← β · v + g
# param ← param − learning rate · v
# ```
#
# This is a sum and not an average: the new gradient goes in whole.
#
# **Predict.** Both get the gradient 1 in every step, and β is 0.9. How many times as large as u
# will v be?

# %%
u = v = 0.0
for step in range(1, 201):
    u = 0.9 * u + 0.1
    v = 0.9 * v + 1
    if step in (1, 2, 3, 200):
        print(step, round(u, 3), round(v, 3), round(v / u, 3))

# %% [markdown]
# ::: answer
# Ten times, from the first step on: v is u / (1 − β). So the two forms take the same steps if
# PyTorch's learning rate is ours times (1 − β). The β is the same in both.
#
# With β = 0.9, the same learning rate means steps ten times as long in PyTorch's form.
# :::

# %%
# The book's form with the learning rate 0.5, and PyTorch's: after three steps, the same place.
place = v = 0.0
for g in (3, -1, 2):
    v = 0.9 * v + g
    place -= 0.5 * (1 - 0.9) * v
assert np.isclose(place, -0.5 * sum(running_average((3, -1, 2))))

# %% [markdown]
# Think of this difference when you copy a learning rate from a PyTorch program.
#
# ::: stop last_losses translate_rate
#
# ## 6. A step size for each parameter
#
# In the valley, the gradient along y is large and the gradient along x is small, and both get the
# same learning rate. It is like that in networks too, where the gradients of one layer may be much
# larger than those of another. So we divide each parameter's step by the size that its gradients
# usually have.
#
# For the size we average the *squares*, so that plus and minus do not cancel, and take the root.
# That makes two memories for each parameter:
#
# ```
# m ← 0.9 · m + 0.1 · g                the velocity, under another name
# v ← 0.999 · v + 0.001 · g²           the average square
# ```
#
# (The letters are those of the rule's authors: this v is not PyTorch's v above.)
#
# **Predict.** The first gradient is 4. Its size is 4, so m / √v should be 1. Is it?

# %%
g = 4.0
m = 0.1 * g
v = 0.001 * g**2
print(round(m, 3), round(v, 3), round(m / np.sqrt(v), 3))

# %% [markdown]
# ::: answer
# m is too small, v is much too small, and the step is three times as long as it should be.
# :::
#
# Both began at 0. After t steps, the share 0.9ᵗ of m is still that zero, and only the rest,
# 1 − 0.9ᵗ, comes from gradients. So m is divided by this rest, and v by 1 − 0.999ᵗ: this is **bias
# correction**.
#
# **Predict.** The gradient is 4 in every step. What do the corrected m and v say after one step,
# and after ten?

# %%
m = v = 0.0
for t in range(1, 11):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    if t in (1, 10):
        print(t, "m", round(m, 3), "→", round(m_hat, 3), "  v", round(v, 3), "→", round(v_hat, 3))

# %% [markdown]
# ::: answer
# They are right from the first step on: 4 and 16. After many steps the powers are nearly 0, and the
# correction changes hardly anything.
# :::

# %%
assert np.isclose(m_hat, 4) and np.isclose(v_hat, 16)

# %% [markdown]
# The step is `m̂ / (√v̂ + ε)` times the learning rate. The hat marks what is corrected, and ε is
# tiny. This is **Adam**, by Diederik Kingma and Jimmy Ba (2015,
# [arXiv:1412.6980](https://arxiv.org/abs/1412.6980)).
#
# ::: stop adam
#
# **Predict.** Three parameters at 0 have the gradients 50, −0.02 and 0. Where are they after one
# step with the learning rate 0.1?

# %%
from dlscratch.mine import Adam

layer = Linear(2, 3, rng=0)
layer.forward(np.zeros((1, 2)))
layer.backward(np.array([[50, -0.02, 0]]))
Adam(0.1).step(layer)
print(layer.b.round(4))

# %% [markdown]
# ::: answer
# The first step has the size of the learning rate, whatever the size of the gradient: m̂ is g, √v̂
# is |g|. The third gradient is 0. Without ε its step would be 0 / 0.
# :::

# %%
assert np.allclose(layer.b, [-0.1, 0.1, 0])

# %% [markdown]
# ## 7. Which one, when?
#
# All three, in one valley.
#
# **Predict.** In which direction will Adam's first step go: across the valley, along it, or exactly
# between the two? Which of the three will be lowest after 15 steps?

# %%
race_rates = {"gradient descent": 0.022, "momentum": 0.06, "Adam": 0.4}
valley_race(race_rates, start=(4.6, -1.7), stretch=40, steps=15)

# %% [markdown]
# ::: answer
# Exactly between: x and y both move by the learning rate. And Adam is lowest: the heights stand
# below the map.
# :::
#
# Which of them is the lowest after 15, 25, 40 and 80 steps?

# %%
first = race(race_rates, start=(4.6, -1.7), stretch=40, steps=1)["Adam"].path[1]
assert np.allclose(first, (4.6 - 0.4, -1.7 + 0.4))
lowest = []
for steps in (15, 25, 40, 80):
    walks = race(race_rates, start=(4.6, -1.7), stretch=40, steps=steps)
    lowest.append(min(walks, key=lambda name: walks[name].height))
print(lowest)
assert set(lowest) == set(race_rates)

# %% [markdown]
# Each of the three is, if you choose the moment.
#
# **Change it.** Make Adam lose: find a start, a stretch and learning rates with which gradient
# descent is the lowest after 15 steps.

# %% tags=["nbval-ignore-output", "output-not-stored"]
live_valley_race(race_rates, start=(4.6, -1.7), stretch=40, steps=15)

# %% [markdown]
# ::: answer
# A rounder valley does it, or a start on the floor; in both, gradient descent needs a larger
# learning rate.
# :::

# %%
longer = race_rates | {"gradient descent": 0.5}
for stretch, y in ((1, -1.7), (40, 0)):
    assert race(longer, start=(4.6, y), stretch=stretch, steps=15)["gradient descent"].height == 0

# %% [markdown]
# One race proves nothing. So let us be fair: ten random starts, and for each optimizer the best of
# twelve learning rates. We count the steps that each walk spends above the height 0.01.

# %%
starts = np.random.default_rng(0).uniform((-5, -2), (5, 2), (10, 2))  # from, to, shape
rates = [digit * scale for scale in (0.001, 0.01, 0.1, 1) for digit in (1, 2, 5)]

def steps_above(optimizer, stretch):
    """The mean over all starts; no walk is longer than 400 steps."""
    valley, count = Valley(starts, stretch), 0
    for _ in range(400):
        valley.backward()
        optimizer.step(valley)
        count += np.mean(~(valley.height() < 0.01))     # ~ is "not": nan counts as above
    return count

# %% [markdown]
# **Guess.** Which of them will win in a round valley (stretch 1)? At stretch 10? At 100?

# %%
from dlscratch.mine import Momentum

kinds = {"descent": GradientDescent, "momentum": Momentum, "Adam": Adam}
best = {}
with np.errstate(all="ignore"):        # no warnings: some learning rates are far too large
    for stretch in (1, 10, 100):
        for name, kind in kinds.items():
            steps = min(steps_above(kind(rate), stretch) for rate in rates)
            best[name, stretch] = steps
            print(f"stretch {stretch:3}: {name:8} {steps:3.0f} steps")

# %% [markdown]
# ::: answer
# In the round valley the first step of gradient descent lands on the bottom; a memory only delays
# the other two. At stretch 10 gradient descent still wins. At stretch 100 the other two need less
# than half as many steps.
# :::

# %%
assert best["descent", 1] == 0
for other in ("momentum", "Adam"):
    assert best["descent", 10] < best[other, 10]
    assert best[other, 100] < best["descent", 100] / 2

# %% [markdown]
# ::: aside What larger comparisons found
# Schmidt, Schneider and Hennig (2021, [arXiv:2007.01547](https://arxiv.org/abs/2007.01547))
# compared fifteen optimizers on networks: none won on all tasks, and Adam held its own against the
# newer ones. Wilson and others (2017, [arXiv:1705.08292](https://arxiv.org/abs/1705.08292)) found
# that gradient descent and momentum, with learning rates chosen as carefully, often did better on
# new data.
# :::
#
# None is best everywhere, and for networks it is the same. Our own advice: begin with Adam, at
# its usual 0.001; then try momentum. And before you change the optimizer, change the learning rate.
#
# ## 8. One step of learning
#
# Now a network. Twelve examples of four random numbers, and for each a random one of three classes:
# they can only be learnt by heart.
#
# Untrained, its loss should not be far from log 3 (lesson 4). Here are five networks.

# %%
from dlscratch.mine import Sequential, SoftmaxCrossEntropy, Tanh

rng = np.random.default_rng(0)
x = rng.normal(size=(12, 4))
actual = np.eye(3)[rng.integers(0, 3, 12)]       # twelve of 0, 1, 2, as one-hot rows
loss = SoftmaxCrossEntropy()

def new_net(number):
    rng = np.random.default_rng(number)
    return Sequential([Linear(4, 8, rng=rng), Tanh(), Linear(8, 3, rng=rng)])

first = [loss.loss(new_net(number).forward(x), actual) for number in range(5)]
print(np.round(first, 1), "log 3 is", np.log(3).round(1))

# %% [markdown]
# One step of learning has four parts, in this order:
#
# | part | needs | makes |
# |---|---|---|
# | forward | the batch | `predicted` |
# | gradient of the loss | `predicted`, `actual` | `gradient` |
# | backward | `gradient`, what forward remembered | `net.grads()` |
# | step | `net.grads()` | new parameters |
#
# ::: stop training_step
#
# **Predict.** Will 100 steps be enough to learn the twelve answers? What loss means "by heart"?

# %%
def learn(net, optimizer, steps=100):
    """The loss before each step, on the one batch x, actual."""
    losses = []
    for _ in range(steps):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, actual))
        gradient = loss.gradient(predicted, actual)
        net.backward(gradient)
        optimizer.step(net)
    return losses

losses = learn(new_net(0), Adam(0.1))
print(*(f"{losses[step]:.2f}" for step in (0, 10, 50, 99)))

# %% [markdown]
# ::: answer
# At 0.00 every right class has a probability of nearly 1.
# :::
#
# Make this a habit: before you train a network for long, let it learn a single small batch, until
# it knows every answer. If it cannot, something is broken, and you find out in a second.
#
# **Predict.** What does `FirstTry`, from section 3, print here?

# %%
losses = learn(new_net(0), FirstTry(0.1))
print(*(f"{losses[step]:.2f}" for step in (0, 10, 50, 99)))

# %% [markdown]
# ::: answer
# The same number four times. A loss that does not move at all: look for a `param = …`.
# :::
#
# If a loss climbs from the first step on, look for a wrong sign, or a learning rate that is too
# large.
#
# **Predict.** Three optimizers, four learning rates, five networks each. What will make the larger
# difference, the optimizer or its learning rate? The table shows the *worst* of the five last
# losses.

# %% tags=["nbval-ignore-output"]
rates, worst = (0.001, 0.01, 0.1, 1), {}
print("learning rate", *(f"{rate:7}" for rate in rates))
for name, kind in kinds.items():
    for rate in rates:
        worst[name, rate] = max(learn(new_net(n), kind(rate))[-1] for n in range(5))
    print(f"{name:13}", *(f"{worst[name, rate]:7.2f}" for rate in rates))

# %% [markdown]
# ::: answer
# The learning rate. At 0.001 all three have hardly begun, and with its best learning rate each of
# them knows the batch. The best is 0.1 for Adam and 1 for the other two. So a race in which all get
# the same learning rate is not fair. On another network the numbers will be others: try powers of
# ten.
# :::

# %%
for name, good in (("descent", 1), ("momentum", 1), ("Adam", 0.1)):
    assert worst[name, 0.001] > 0.7 and worst[name, good] < 0.1
    assert worst[name, good] == min(worst[name, rate] for rate in rates)

# %% [markdown]
# An empty page is left for a fourth optimizer, older and shorter than Adam.
#
# ::: stop rmsprop
#
# ## What you can do now
#
# - Take steps of gradient descent by hand, and say when it fails: on a·x² with a learning rate of
#   1/a or more.
# - Explain momentum as an average of gradients, and Adam as this average divided by their usual
#   size.
# - Put a step of learning together, and try it on one batch.
#
# The mistake to remember is `param = param - …`: no error, and the layer keeps its old numbers.
#
# ## Elsewhere
#
# - *hyperparameter*: a number that you choose and the network does not learn, such as the learning
#   rate (section 1).
# - *step size*: the learning rate (section 1).
# - *first and second moment*: what Adam's m and v estimate (section 6).
#
# Lesson 6 puts all five lessons together: a network learns what no single line can do.
