# %% [markdown]
# # Lesson 7: Starting weights
#
# In lesson 6 ten of forty networks got stuck, and they differed only in the numbers that they
# started with. Choosing these is called **initialisation**. What makes a good start?
#
# After this lesson you can
#
# - say why weights must not start alike, and how widely they should be spread,
# - recognise layers that are saturated or have collapsed,
# - choose starting weights for sigmoid, tanh and ReLU.
#
# ## Three quick questions
#
# **Predict.** Two generators are made from the same seed. Are the two numbers equal? (Lesson 6.)

# %%
import numpy as np

print(np.random.default_rng(5).normal(), np.random.default_rng(5).normal())

# %% [markdown]
# **Predict.** The weights of a linear layer are all 0. What gradient does it hand on? And is its
# `w_grad` 0 as well? (Lesson 3.)

# %%
from dlscratch.mine import Linear

layer = Linear(2, 3)
layer.w[...] = 0
layer.forward(np.array([[1.0, 2.0]]))
print(layer.backward(np.array([[1.0, -1.0, 2.0]])))
print(layer.w_grad)

# %% [markdown]
# ::: answer
# It hands on `gradient @ w`, zeros. But `w_grad` is made from the inputs, and is not 0.
# :::
#
# **Predict.** A tanh gives 0.99. How large is its slope there? (Lesson 2.)

# %%
print(round(1 - 0.99**2, 4))

# %% [markdown]
# ::: answer
# About 0.02. Where the curve is so flat, hardly anything of a gradient comes back.
# :::
#
# ## 1. Stuck, once more
#
# The weights of lesson 6 were normal random numbers. Now we multiply them by `spread`.
#
# Layers, loss and optimizer are your own, wherever you have passed and saved them. So will be the
# functions that you write today.

# %%
from dlscratch.datasets import xor
from dlscratch.mine import SSE, GradientDescent, Sequential, Sigmoid

x, y = xor()

def xor_net(seed, spread):
    def init(outputs, inputs, rng):             # which Linear calls, to get its weights
        return spread * rng.normal(size=(outputs, inputs))
    rng = np.random.default_rng(seed)
    return Sequential([Linear(2, 2, init, rng), Sigmoid(), Linear(2, 1, init, rng), Sigmoid()])

# %%
def train(net, epochs, learning_rate=4.0):
    """Gradient descent on XOR; returns the last loss."""
    loss, optimizer = SSE(), GradientDescent(learning_rate)
    for epoch in range(epochs):
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
    return loss.loss(net.forward(x), y)

# %% [markdown]
# **Guess.** Twenty seeds, 1,000 epochs each. How many get under 0.01 with the spread 0.1, with 1 as
# in lesson 6, and with 10?

# %%
there = {}
for spread in (0.1, 1, 10):
    losses = [train(xor_net(seed, spread), 1000) for seed in range(20)]
    there[spread] = len([loss for loss in losses if loss < 0.01])
print(there)
assert (there[0.1], there[1], there[10]) == (1, 16, 3)

# %% [markdown]
# ::: answer
# 1, 16 and 3 of twenty: the start alone decides.
# :::
#
# **Change it.** Add the spread 3.

# %% [markdown]
# Why do a small and a large spread fail? Let us look at the two hidden neurons before they have
# learnt anything. We leave out the point (0, 0), where each of them says 0.5.
#
# **Predict.** With which spread will most of their outputs be near 0.5? With which near 0 or 1?

# %%
for spread in there:
    outputs = [xor_net(seed, spread).layers[0].forward(x[1:]) for seed in range(20)]
    outputs = Sigmoid().forward(np.concatenate(outputs))
    middle, ends = abs(outputs - 0.5) < 0.05, abs(outputs - 0.5) > 0.45
    print(f"spread {spread:4}: {middle.mean():4.0%} in the middle, {ends.mean():4.0%} at the ends")

# %% [markdown]
# ::: answer
# With 0.1 nearly all are in the middle: whatever the point, both neurons say about the same. With
# 10 most are at the ends, where a sigmoid is flat.
# :::
#
# A start can go wrong in two ways: the neurons are too much alike, or they stand where the sigmoid
# is flat. The rest of the lesson takes
# the two one by one.
#
# ## 2. Neurons that are alike
#
# How small may the spread be? Let us go all the way: the hidden neurons start with equal numbers.

# %%
def equal_net(value):
    net = Sequential([Linear(2, 3), Sigmoid(), Linear(3, 1), Sigmoid()])
    for param in net.params():
        param[...] = value
    return net

# %% [markdown]
# **Predict.** All parameters start at 0.7. After three hundred steps, will the three rows of the
# first table, one for each neuron, still be alike?

# %%
clones = equal_net(0.7)
before = clones.layers[0].w.copy()
train(clones, 300)
print(clones.layers[0].w.round(3))
print(clones.layers[2].w.round(3))
assert np.allclose(clones.layers[0].w, clones.layers[0].w[0])
assert abs(clones.layers[0].w - before).min() > 0.1

# %% [markdown]
# ::: answer
# The weights have changed, and the three neurons are still clones. They have the same weights, so
# they give the same outputs. The next layer has the same weight for each of them, so the same
# gradient comes back to each. So each takes the same step, and they are the same again.
# :::
#
# They stay alike for ever: three neurons do the work of one. This sameness is called **symmetry**,
# and something must break it.
#
# With zeros it is even worse, at first. (We take the right answers of OR here: with those of XOR,
# all of the gradients would cancel.)
#
# **Predict.** Which gradients will be 0 in the first step?

# %%
zeros, or_answers = equal_net(0.0), np.array([[0], [1], [1], [1]])
zeros.backward(SSE().gradient(zeros.forward(x), or_answers))
for grad in zeros.grads():
    print(np.round(grad, 2).tolist())

# %% [markdown]
# ::: answer
# All those of the first linear layer: the second hands on `gradient @ w`, and its `w` is 0. The
# first step changes that `w`, so from the second step on something arrives. But the neurons are
# clones as before.
# :::
#
# The remedy is chance: if each weight is drawn at random, no two neurons are alike. The biases may
# start at 0.
#
# Two kinds of random numbers are in use. A generator's `random` gives numbers evenly spread between
# 0 and 1. Those of `normal` gather around a mean. How far they stray is told by the **standard
# deviation**, `std` for short: the root of the mean squared distance from the mean. About two
# thirds of normal numbers are no further from it than that.
#
# ::: stop symmetric random_uniform random_normal
#
# **Predict.** Put random weights where the equal ones were. Are the rows still alike after three
# hundred steps?

# %%
from dlscratch.mine import random_normal

parted = equal_net(0.0)
parted.layers[0].w[...] = random_normal(3, 2, rng=0)
parted.layers[2].w[...] = random_normal(1, 3, rng=1)
train(parted, 300)
print(parted.layers[0].w.round(2))       # each row is a neuron of its own now
assert not np.allclose(parted.layers[0].w, parted.layers[0].w[0], atol=0.1)

# %% [markdown]
# ## 3. How large?
#
# Random, then. But how widely spread? That depends on how many inputs a neuron adds up. Below,
# inputs and weights both have the standard deviation 1. (`rng` may also be a generator that is
# already there.)
#
# **Guess.** A neuron with 4 inputs adds up four products. What is the standard deviation of its
# sums? And with 100 inputs?

# %%
rng = np.random.default_rng(0)
for inputs in (1, 4, 25, 100):
    z = rng.normal(size=(2000, inputs)) @ random_normal(200, inputs, rng).T
    print(f"{inputs:4} inputs: {z.std():.0f}")
    assert 0.9 < z.std() / np.sqrt(inputs) < 1.1

# %% [markdown]
# ::: answer
# 2 and 10. It grows with the *root* of the number of inputs.
# :::
#
# The square of the standard deviation is called the **variance**. When independent random numbers
# with the mean 0 are multiplied, their variances are multiplied; when they are added, their
# variances are added. So
#
# ```
# variance of z  =  inputs · variance of x · variance of w
# ```
#
# With 100 inputs and variances of 1 that is 100, and its root is 10. Sums as large as that drive a
# sigmoid into its flat ends.
#
# **Predict.** What variance must the weights have, so that `z` is spread just as `x` is? (The
# argument `std` is its root.)

# %%
z = rng.normal(size=(2000, 100)) @ random_normal(200, 100, rng, std=np.sqrt(1 / 100)).T
print(round(z.std(), 1))
assert 0.95 < z.std() < 1.05

# %% [markdown]
# ::: answer
# It must be 1 / inputs.
# :::
#
# ::: stop predict_spread
#
# A variance of 1 / inputs keeps the spread on the way forward. On the way back, `gradient @ w` sums
# over the *outputs*, so there it would have to be 1 / outputs. Both at once is impossible, unless
# the two sizes are equal.
#
# **Xavier initialisation**, named after Xavier Glorot, takes the middle: the variance is 2 /
# (inputs + outputs) (Glorot and Bengio 2010, equation 12). Numbers evenly spread between plus and
# minus the root of 6 / (inputs + outputs) have the same variance (equation 16).
#
# ::: stop xavier zero_init spread_evenly
#
# **Predict.** A layer has 300 inputs and 100 outputs. What standard deviation should its weights
# have?

# %%
from dlscratch.mine import xavier

variance = 2 / (300 + 100)
print("variance", variance, "root", round(np.sqrt(variance), 3))
print(round(xavier(100, 300, rng=0).std(), 2))

# %% [markdown]
# ::: answer
# The root of 0.005, about 0.071.
# :::
#
# A note on the book: its code multiplies normal numbers by the *variance*, where the standard
# deviation belongs. For this layer that means 0.005 in place of 0.071. The next section shows what
# that does to a chain of five layers.
#
# ::: evening
#
# ## 4. In the depth
#
# The picture sends 200 random examples through five layers of 100 neurons with tanh, and shows a
# histogram of each layer's outputs: the longer a bar, the more outputs lie at its height. "Spread"
# is their standard deviation, "flat" the share of slopes that are nearly 0. Where the numbers are
# bold, the layer is of little use.
#
# **Predict.** First with weights from `random_normal`: the sums of the first layer have the
# standard deviation 10. Where between −1 and 1 will the outputs lie?

# %%
from dlscratch.visuals.depth_histograms import depth_histograms, measure

depth_histograms(init="normal", depth=5, activation="tanh", width=100)

# %% [markdown]
# ::: answer
# At the ends. Four outputs in five are nearly 1 or −1, and there the curve is flat.
# :::
#
# A layer whose neurons are mostly on the flat ends is in **saturation**: almost nothing of the
# gradient comes back through it.
#
# Now the opposite, the book's slip: the variance in the place of the standard deviation. With 100
# inputs and outputs it is 0.01.
#
# **Predict.** By what is the spread multiplied from one layer to the next? What is left of it after
# five?

# %%
depth_histograms(init="variance for std", depth=5, activation="tanh", width=100)

# %% [markdown]
# ::: answer
# Each layer makes it ten times smaller.
# :::
#
# After five layers, all examples look nearly the same to the network: they have *collapsed* into
# one point.
#
# **Predict.** Xavier, now with the root. Will the five histograms stick to the ends, collapse, or
# do neither?

# %%
depth_histograms(init="xavier", depth=5, activation="tanh", width=100)

# %% [markdown]
# ::: answer
# Neither. The spread still falls, but slowly, and hardly any slope is flat.
# :::
#
# The next cell measures what the three pictures show.
#
# **Change it.** Draw the last one with `init="uniform"`. Why is it the worst of all? Then try
# `activation="sigmoid"` with Xavier, and `depth=10`.

# %%
saturated = measure("normal", 5, "tanh", 100)[-1]
collapsed = measure("variance for std", 5, "tanh", 100)[-1]
healthy = measure("xavier", 5, "tanh", 100)[-1]
assert 0.75 < saturated.flat < 0.85 and collapsed.spread < 0.0001
assert healthy.spread > 0.25 and healthy.flat < 0.05

# %% [markdown]
# The numbers below these pictures need no picture. A few lines give them.
#
# ::: stop deep_spreads collapsing
#
# And on the way back? Gradients with the standard deviation 1 come in at the end of the same five
# layers.
#
# **Predict.** With which of the three starts do they arrive at the front about as large as before?
# (`1e-05` is 0.00001, and `1e+02` is 100.)

# %%
from dlscratch.mine import Tanh

def too_narrow(outputs, inputs, rng):
    return random_normal(outputs, inputs, rng, std=2 / (inputs + outputs))

inits, arrived = {"normal": "normal", "variance for std": too_narrow, "xavier": "xavier"}, {}
for name, init in inits.items():
    rng, layers = np.random.default_rng(0), []
    for _ in range(5):
        layers += [Linear(100, 100, init, rng), Tanh()]
    deep = Sequential(layers)
    deep.forward(rng.normal(size=(200, 100)))
    arrived[name] = deep.backward(rng.normal(size=(200, 100))).std()
    print(f"{name:17} {arrived[name]:.1g}")

# %% [markdown]
# ::: answer
# With Xavier, where 0.4 of it is left. Where the spread has collapsed, the gradient collapses too,
# and nothing is left to learn from. With `normal`, flat neurons stop nearly all of the gradient,
# but weights that are ten times too large multiply the rest: what arrives is 60 times what came in.
# :::
#
# ::: stop grad_spreads

# %%
assert 30 < arrived["normal"] < 120 and 0.3 < arrived["xavier"] < 0.5
assert arrived["variance for std"] < 0.0001

# %% [markdown]
# ## 5. ReLU and He
#
# There is an activation whose curve never flattens out on the right: **ReLU**, short for *rectified
# linear unit*. A positive number passes as it is, and any other number becomes 0. Its slope is 1
# for positive numbers, and 0 for negative ones. At exactly 0 there is a corner; we take 0 there.
#
# **Predict.** The number −2 goes in, and the gradient 3 comes back. What comes out on the right,
# and on the left?

# %%
from dlscratch.visuals.slope_box import slope_box

slope_box(x=-2, gradient=3, layer="relu")

# %% [markdown]
# ::: answer
# 0 on both sides: the curve is flat there.
# :::
#
# **Change it.** Set `x` to 2. Say both numbers first.
#
# Here are the three activations side by side, and below each its slope. Drag in any of the curves,
# or press the left and right arrow keys: `x` is the same for all.
#
# **Predict.** Go far to the right: which slopes are left? And far to the left? Just to the right of
# 0, which of the three is the least steep?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.activations import live_activations

live_activations(x=1.0)

# %% [markdown]
# ::: answer
# Far to the right only ReLU's, which stays 1; far to the left none. Beside 0 it is the sigmoid,
# with ¼: tanh and ReLU have a slope of 1 there.
# :::

# %%
from dlscratch.visuals.activations import activations

activations(x=3.0)

# %% [markdown]
# Where its number is positive, ReLU hands the whole gradient on, however large the number is.
#
# ::: stop relu
#
# **Predict.** What do the two lines print?

# %%
from dlscratch.mine import ReLU

relu = ReLU()
print(relu.forward(np.array([[3.0, -2.0, 0.5, -1.0]])) + 0)     # + 0 makes -0. a plain 0.
print(relu.backward(np.array([[-10.0, 10.0, 20.0, -20.0]])) + 0)

# %% [markdown]
# ::: answer
# A number that was stopped on the way forward had no influence on the loss, so its gradient is 0. A
# number that has passed gets all of the incoming gradient, whatever that gradient's sign.
# :::
#
# ReLU turns about half of its inputs into 0. That halves the mean of their squares, and with it the
# variance of the next layer's sums.
#
# **Predict.** With Xavier's weights, what is left of the spread after eight layers? (Half the
# variance is 0.71 of the standard deviation.)

# %%
depth_histograms(init="xavier", depth=8, activation="relu", width=200)

# %% [markdown]
# ::: answer
# About a sixteenth. (Only outputs above 0 are drawn.)
# :::
#
# Since ReLU halves the variance each time, the weights can double it each time: **He
# initialisation**, named after Kaiming He, takes the variance 2 / inputs (He and others 2015,
# equation 10).
#
# ::: stop he
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
# ::: answer
# The spread stays about where it was.
# :::
#
# In the next picture you choose everything, and below the histograms the gradients go back: they
# come in at the last layer with the spread 1. Press play, and the stack grows. (Another `rng` gives
# other random numbers.)
#
# **Predict.** Keep tanh and `normal`, and make the layers narrower. Does it get better or worse?
# Does the width matter with Xavier?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.depth_histograms import live_depth_histograms

live_depth_histograms(init="normal", depth=5, activation="tanh", width=100)

# %% [markdown]
# ::: answer
# Better: fewer inputs make smaller sums. With Xavier the width hardly matters (from 25 neurons on),
# since the weights become smaller as the layers become wider.
# :::
#
# The next cell measures both.

# %%
wide, narrow = (measure("normal", 5, "tanh", width)[-1].flat for width in (200, 10))
assert wide > 0.8 > narrow
spreads = [measure("xavier", 5, "tanh", width)[-1].spread for width in (25, 50, 100, 200)]
assert max(spreads) - min(spreads) < 0.1

# %% [markdown]
# So the start depends on the activation. The usual choice is Xavier for tanh and sigmoid, He for
# ReLU. `Linear` takes it as `init="xavier"`, its default, or as `init="he"`.
#
# **Change it.** In the picture of He above, take tanh. Is that mix as bad as Xavier with ReLU?

# %% [markdown]
# ## 6. XOR, six layers deep
#
# Back to lesson 6. There `"xavier"` hardly differs from `"normal"`: between two inputs and two
# neurons, its standard deviation is about 0.7. The rule is for larger layers, and for more of them.
# So here are five layers of 50 neurons with tanh, and one that gives the answer.
#
# **Predict.** Ten seeds, 500 epochs, and the three starts of section 4. With which of them does the
# network learn XOR from every seed? With which from none?

# %%
def deep_net(seed, init):
    rng = np.random.default_rng(seed)
    layers = [Linear(2, 50, init, rng), Tanh()]
    for _ in range(4):
        layers += [Linear(50, 50, init, rng), Tanh()]
    return Sequential([*layers, Linear(50, 1, init, rng)])

def losses_from(init):
    with np.errstate(all="ignore"):        # no warnings: some losses grow beyond all bounds
        return np.array([train(deep_net(seed, init), 500, 0.02) for seed in range(10)])

# %% tags=["nbval-ignore-output"]
ends = {name: losses_from(init) for name, init in inits.items()}
for name, losses in ends.items():
    learnt = (losses < 0.01).sum()
    print(f"{name:17} {learnt:2} of 10 learn it; from seed 0 the loss is {losses[0]:.2g}")

assert (ends["xavier"] < 0.01).all()
assert np.allclose(ends["variance for std"], 0.25, atol=0.001)
assert 3 <= (~(ends["normal"] < 1)).sum()      # ~ is "not": nan counts as well

# %% [markdown]
# ::: answer
# With Xavier it learns from all ten. With the slip it learns from none, and the loss is 0.25 as if
# nothing had happened. With `normal` the gradients are so large that many runs are thrown far away.
# :::
#
# **Make it.** A start of your own: normal weights with the variance `gain` / inputs. Replace the
# `...`, take the comment signs away, and find out between which gains the network learns from all
# ten seeds.

# %%
def own_start(gain):
    def init(outputs, inputs, rng):
        ...
    return init

# for gain in (0.1, 1, 10, 100):
#     print(gain, (losses_from(own_start(gain)) < 0.01).sum(), "of 10")

# %% [markdown]
# ## What you can do now
#
# - Say why a layer of equal neurons works like a single one, and what makes them differ.
# - Work out the spread of a layer's sums from the variances of its inputs and weights.
# - Tell saturation from collapse, and start so that you get neither.
#
# The mistake to remember is the variance in the place of the standard deviation. No error comes,
# and in a deep network nothing is left.
#
# ## Elsewhere
#
# - *fan-in*: the number of inputs of a layer (section 3).
# - *fan-out*: the number of outputs of a layer (section 3).
# - *Glorot initialisation*: Xavier initialisation (section 3).
# - *vanishing gradient*: one that becomes smaller from layer to layer on its way back (section 4).
# - *exploding gradient*: one that becomes larger on its way back (section 4).
# - *Kaiming initialisation*: He initialisation (section 5).
#
# In lesson 8 a network learns a children's game.
