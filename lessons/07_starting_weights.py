# %% [markdown]
# # Lesson 7: Starting weights
#
# TODO the reason: stuck runs of XOR.
#
# After this lesson you can
#
# - say why weights must not start alike,
# - choose starting numbers from which a long chain can learn.
#
# ## 1. Why not start with zeros?
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
# ## 2. How large?
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
# ## 3. In the depth
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
# ## 4. ReLU and He
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
# or `init="he"`. Lessons 8 and 9 will use both.
#
