# %% [markdown]
# # Exercises for lesson 7: Starting weights
#
# Replace each `____` and run the cell. For a hint, type `check.xavier.hint()` in a cell of its own;
# there are three for each exercise, and `check.xavier.solution()` shows a solution.

# %%
import numpy as np

from dlscratch.checks import starting_weights as check, ____
from dlscratch.layers import Layer

# %% [markdown]
# ## 1. `random_uniform`: one line
#
# Weights evenly spread between 0 and 1: a row for each neuron, and so the number of outputs first.
# The source of random numbers is `np.random.default_rng(rng)`. Careful: its methods want the whole
# shape as *one* tuple, in brackets of its own.
#
# Your numbers need not be those of the lesson. The check looks at their shape, their mean and their
# spread, and whether the same `rng` gives the same numbers again.

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
# ## 2. `random_normal`: one line
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
# ## 3. How the spread grows (predict)
#
# A neuron has 400 inputs. Inputs and weights are random, with the mean 0 and the standard
# deviation 1. What is the standard deviation of its weighted sums? And what standard deviation
# should the weights have, so that the sums have the standard deviation 1? Write two numbers, as in
# `(3.0, 0.2)`.

# %%
### BEGIN SOLUTION
answer = (20.0, 0.05)
### BLANK
# answer = ____
### END SOLUTION

check.predict_spread(answer)

# %% [markdown]
# ## 4. `xavier`: the body
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
# ## 5. Three hundred neurons that work like one (find the bug)
#
# A network has a layer of 300 neurons. It learns a little, and then no more; with a single neuron
# it does just as well. All gradients have been checked. Its layers start like this.
#
# 1. **Predict the symptom.** What do two neurons of such a layer give for the same example?
# 2. **Make it small.** In a cell of its own: call `start(3, 2)` and print both arrays.
# 3. **Locate.** Which line makes the neurons what they are?
# 4. **Repair** that line. The weights should start as in exercise 6; leave the biases as they are.
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
# ## 6. `ReLU`: from memory
#
# Close the lesson. Write the class `ReLU(Layer)` with its two methods, in the place of the blank. A
# positive number passes as it is, and any other number becomes 0. What must it remember?

# %%
### BEGIN SOLUTION
class ReLU(Layer):
    def forward(self, x):
        self.slope = np.where(x > 0, 1.0, 0.0)
        return x * self.slope

    def backward(self, gradient):
        return gradient * self.slope
### BLANK
# ReLU = ____
### END SOLUTION

check.relu(ReLU)
