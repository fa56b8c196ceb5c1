# %% [markdown]
# # Exercises for lesson 7: Starting weights
#
# Replace each `____` and run the cell. For a hint, type `check.xavier.hint()` in a cell of its own;
# there are three for each exercise, and `check.xavier.solution()` shows a solution.
#
# Exercises [xavier] to [collapsing], and [he], use functions from the ones before. If you come back
# after a break, run their cells first.

# %%
import numpy as np

from dlscratch import layers
from dlscratch.checks import starting_weights as check, ____
from dlscratch.layers import Layer

# %% [markdown]
# ## 1. Who stays alike? (predict)
#
# A network of two inputs, three hidden neurons and one output, with sigmoids, learns OR. After some
# hundred steps, have the three hidden neurons become different? Six starts; what is not mentioned
# is 0:
#
# 1. nothing: all parameters are 0,
# 2. all weights are 0.5,
# 3. the first layer's weights are random,
# 4. the first layer's weights are 0.5, the second layer's are random,
# 5. all weights are 0.5, the first layer's biases are random,
# 6. two random numbers are drawn, and each hidden neuron gets these two as its weights; the second
#    layer's weights are 0.5.
#
# Write True (they differ) or False (they are alike) for each, in this order.

# %%
### BEGIN SOLUTION
answer = [False, False, True, True, True, False]
### BLANK
# answer = [____, ____, ____, ____, ____, ____]
### END SOLUTION

check.symmetric(answer)

# %% [markdown]
# ## 2. `random_uniform`: one line
#
# Weights evenly spread between 0 and 1: a row for each neuron, and so the number of outputs first.
# The source of random numbers is `np.random.default_rng(rng)`, whatever `rng` is: a seed, a
# generator or None. Careful: its methods want the whole shape as *one* tuple, in brackets of its
# own.
#
# The check looks at the shape, the mean and the spread, and whether the same seed gives the same
# numbers again.

# %%
def random_uniform(outputs, inputs, rng=None):
    """An array (outputs, inputs) of random numbers from 0 to 1."""
    ### BEGIN SOLUTION
    return np.random.default_rng(rng).random((outputs, inputs))
    ### BLANK
    # return ____
    ### END SOLUTION

check.random_uniform(random_uniform)

# %% [markdown]
# ## 3. `random_normal`: one line
#
# The same with normally distributed numbers: around `mean`, with the standard deviation `std`.

# %%
def random_normal(outputs, inputs, rng=None, mean=0.0, std=1.0):
    """An array (outputs, inputs) of normal random numbers."""
    ### BEGIN SOLUTION
    return np.random.default_rng(rng).normal(mean, std, (outputs, inputs))
    ### BLANK
    # return ____
    ### END SOLUTION

check.random_normal(random_normal)

# %% [markdown]
# ## 4. How the spread grows (predict)
#
# A neuron has 400 inputs. The inputs and the weights are random, both with mean 0 and standard
# deviation 1. What is the standard deviation of its weighted sums? And which standard deviation
# should the weights have, for the sums to have 1 as well? Write two numbers, as in `(3.0, 0.2)`.

# %%
### BEGIN SOLUTION
answer = (20.0, 0.05)
### BLANK
# answer = ____
### END SOLUTION

check.predict_spread(answer)

# %% [markdown]
# ## 5. `xavier`: the body
#
# Random numbers around 0. Their variance is 2 divided by the sum of both sizes. Let your
# `random_normal` do the work.

# %%
def xavier(outputs, inputs, rng=None):
    """An array (outputs, inputs) of random numbers with variance 2 / (inputs + outputs)."""
    ### BEGIN SOLUTION
    return random_normal(outputs, inputs, rng, std=np.sqrt(2 / (inputs + outputs)))
    ### END SOLUTION

check.xavier(xavier)

# %% [markdown]
# ## 6. Three hundred neurons that work like one (find the bug)
#
# A network has a layer of 300 neurons. It learns a little, and then no more; with a single neuron
# it does just as well. All gradients have been checked. Its layers start like this.
#
# 1. **Predict the symptom.** What do two neurons of such a layer give for the same example?
# 2. **Make it small.** In a cell of its own: call `start(3, 2)` and print both arrays.
# 3. **Locate.** Which line makes the neurons what they are?
# 4. **Repair** that line. The weights should start as in exercise [xavier]; leave the biases as
# they are.
# 5. **Confirm**, with `start(3, 2)` first and then with the check.

# %%
def start(inputs, outputs, rng=None):
    """The starting w (outputs, inputs) and b (outputs,) of a linear layer."""
    ### BEGIN SOLUTION
    w = xavier(outputs, inputs, rng)
    ### BLANK
    # ____  # delete this line when you have mended the code
    # w = np.zeros((outputs, inputs))
    ### END SOLUTION
    b = np.zeros(outputs)
    return w, b

check.zero_init(start)

# %% [markdown]
# ## 7. As PyTorch begins (crash hunt)
#
# PyTorch's linear layers start with weights that are evenly spread between plus and minus 1 divided
# by the root of the number of inputs. `spread_evenly` is to make such weights, for any sizes, and
# `two_layers` builds a network with them. It stops.
#
# The layer that complains only calls your `init`. What was handed over, and under which names did
# it arrive? Print them inside `spread_evenly`. And why did the first layer get through?

# %% tags=["raises-exception"]
### BEGIN SOLUTION
def spread_evenly(outputs, inputs, rng):
### BLANK
# def spread_evenly(inputs, outputs, rng):
### END SOLUTION
    edge = 1 / np.sqrt(inputs)
    return rng.uniform(-edge, edge, (outputs, inputs))

def two_layers(init, seed):
    rng = np.random.default_rng(seed)
    return layers.Sequential([layers.Linear(5, 5, init, rng), layers.Tanh(),
                              layers.Linear(5, 2, init, rng)])

two_layers(spread_evenly, seed=0)

check.spread_evenly(spread_evenly)

# %% [markdown]
# ## 8. An empty page: the spread in the depth
#
# Write a function that gives in numbers what the pictures of section 4 show:
#
# ```
# deep_spreads(x, widths, init, rng=None)  →  a list: the standard deviation after each layer
# ```
#
# `widths` are the numbers of neurons, beginning with the inputs: `[100, 50, 20]` are two layers,
# the first from 100 to 50, the second from 50 to 20. `x` has the shape `(n, widths[0])`. Each layer
# is linear without biases, with the weights `init(outputs, inputs, rng)`, and then tanh; what it
# gives goes into the next one. All layers draw from *one* generator, which you make of `rng` at the
# start.
#
# Use NumPy and no classes. When it is done, send 200 random examples through ten layers of 100
# neurons, with your `xavier`.

# %%
### BEGIN SOLUTION
def deep_spreads(x, widths, init, rng=None):
    rng = np.random.default_rng(rng)
    spreads = []
    for inputs, outputs in zip(widths, widths[1:]):
        x = np.tanh(x @ init(outputs, inputs, rng).T)
        spreads.append(x.std())
    return spreads
### BLANK
# deep_spreads = ____
### END SOLUTION

check.deep_spreads(deep_spreads)

# %% [markdown]
# ## 9. All examples look alike (find the bug)
#
# Somebody builds ten layers with tanh. They care for the way forward only, so the variance of their
# weights is 1 / inputs. But after a few layers all outputs are nearly 0, whatever comes in.
#
# 1. **Predict the symptom.** With 100 inputs: by what is the spread multiplied from layer to layer?
# 2. **Make it small.** One layer is enough: what is `forward_start(200, 100).std()`, and what
#    should it be?
# 3. **Locate.** In which line does the number go wrong?
# 4. **Repair** that line.
# 5. **Confirm**, with your `deep_spreads` first and then with the check.

# %%
def forward_start(outputs, inputs, rng=None):
    """Weights (outputs, inputs) with the mean 0 and the variance 1 / inputs."""
    variance = 1 / inputs
    ### BEGIN SOLUTION
    return np.random.default_rng(rng).normal(0, np.sqrt(variance), (outputs, inputs))
    ### BLANK
    # ____  # delete this line when you have mended the code
    # return np.random.default_rng(rng).normal(0, variance, (outputs, inputs))
    ### END SOLUTION

check.collapsing(forward_start)

# %% [markdown]
# ## 10. Gradients that grow (crash hunt)
#
# `grad_spreads` sends random gradients back through a deep network, and gives the standard
# deviation of each `w_grad`, as a list from front to end. If the first is more than a hundred times
# the last, they have grown too much on their way. With which of two starts? The answer never comes.
#
# The error names the types of two things that were to be multiplied. Which of them is no number?
# Print the list that it comes from.

# %% tags=["raises-exception"]
def grad_spreads(init, depth, seed):
    rng = np.random.default_rng(seed)
    linears = [layers.Linear(50, 50, init, rng) for _ in range(depth)]
    deep = layers.Sequential([part for one in linears for part in (one, layers.Tanh())])
    deep.forward(rng.normal(size=(100, 50)))
    deep.backward(rng.normal(size=(100, 50)))
    ### BEGIN SOLUTION
    return [one.w_grad.std() for one in linears]
    ### BLANK
    # return [one.w_grad.std for one in linears]
    ### END SOLUTION

def grows(spreads):
    return spreads[0] > 100 * spreads[-1]

def that_grow(inits):
    return [init for init in inits if grows(grad_spreads(init, depth=10, seed=0))]

that_grow(["xavier", "normal"])

check.grad_spreads(grad_spreads)

# %% [markdown]
# ## 11. `ReLU`: from memory
#
# Leave the lesson closed. Write the class `ReLU(Layer)` with its two methods, in the place of the
# blank. A positive number passes as it is, and any other number becomes 0. What must it remember?
# At exactly 0, where the slope jumps, 0 and 1 are both right.
#
# The kind of number stays what it is: from float32, in both directions, comes float32.

# %%
### BEGIN SOLUTION
class ReLU(Layer):
    def forward(self, x):
        self.positive = x > 0
        return x * self.positive

    def backward(self, gradient):
        return gradient * self.positive
### BLANK
# ReLU = ____
### END SOLUTION

check.relu(ReLU)

# %% [markdown]
# ## 12. `he`: one line
#
# The start for ReLU: random numbers around 0 with the variance 2 / inputs.

# %%
def he(outputs, inputs, rng=None):
    """An array (outputs, inputs) of random numbers with variance 2 / inputs."""
    ### BEGIN SOLUTION
    return random_normal(outputs, inputs, rng, std=np.sqrt(2 / inputs))
    ### BLANK
    # return ____
    ### END SOLUTION

check.he(he)

# %% [markdown]
# ## Looking back
#
# Change one word of your `deep_spreads`: let it use ReLU in place of tanh. Send 200 random examples
# through twenty layers of 100 neurons, once with your `xavier` and once with your `he`.
#
# In a few days, do exercises [xavier], [deep_spreads] and [relu] again on an empty page: `python -m
# dlscratch reset 07` gives you a fresh one and keeps yours beside it.
#
# Next: lesson 8, where a network plays a game.
