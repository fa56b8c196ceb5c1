# %% [markdown]
# # Exercises for lesson 3: Stacks
#
# Replace each `____` and run the cell. For a hint, type `check.neuron.hint()` in a cell of its own;
# there are three for each exercise, and `check.neuron.solution()` shows a solution.
#
# `Linear` and `Sequential`, which you build here, are the core of every network in this course.
# Once they have passed and this page is saved, all later pages run on yours. Run the next cell
# first.

# %%
import numpy as np

from dlscratch import layers
from dlscratch.checks import stacks as check, ____
from dlscratch.gradients import check_gradients
from dlscratch.initializers import initial_weights
from dlscratch.layers import Layer

# %% [markdown]
# ## 1. `neuron`: one expression
#
# One example, one neuron: a weighted sum and a bias.

# %%
def neuron(x, w, b):
    """A number. x and w have shape (inputs,), b is a number."""
    ### BEGIN SOLUTION
    return w @ x + b
    ### BLANK
    # return ____
    ### END SOLUTION

check.neuron(neuron)

# %% [markdown]
# ## 2. `Linear` forward: one line
#
# `__init__` is given. `initial_weights` draws numbers at random, by a rule that `init` names; which
# are good ones, lesson 7 shows. `dtype` is the kind of number: float64, NumPy's usual one, or
# float32, which takes half the memory and is faster; `astype` turns an array into that kind. What
# is missing is what forward returns: a row for each example, a column for each neuron.

# %%
class Linear(Layer):
    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        self.w = initial_weights(init, outputs, inputs, rng).astype(dtype)    # (outputs, inputs)
        self.b = np.zeros(outputs, dtype)                           # (outputs,)

    def forward(self, x):
        """x (n, inputs) → (n, outputs)"""
        self.x = x
        ### BEGIN SOLUTION
        return x @ self.w.T + self.b
        ### BLANK
        # return ____
        ### END SOLUTION

check.linear_forward(Linear)

# %% [markdown]
# ## 3. All the shapes (predict)
#
# A linear layer has 6 inputs and 2 outputs, and it gets a batch of 7 examples. What are the shapes
# of its `w`, its outputs, `w_grad`, `b_grad`, and the gradient that it hands on? Write five tuples,
# in this order. One of a single size needs a comma, as in `(3,)`.

# %%
### BEGIN SOLUTION
answer = [(2, 6), (7, 2), (2, 6), (2,), (7, 6)]
### BLANK
# answer = [____, ____, ____, ____, ____]
### END SOLUTION

check.predict_shapes(answer)

# %% [markdown]
# ## 4. Three gradients (predict)
#
# Two inputs, one neuron, two examples. Take paper:
#
# ```python
# x        = np.array([[1, 2], [3, 4]])
# w        = np.array([[3, 5]])
# gradient = np.array([[1], [10]])
# ```
#
# What are `w_grad`, `b_grad`, and the gradient for `x`? Write them as nested lists. Each is to have
# the shape of the thing that it is the gradient for.

# %%
### BEGIN SOLUTION
w_grad = [[31, 42]]
b_grad = [11]
x_grad = [[3, 5], [30, 50]]
### BLANK
# w_grad = ____
# b_grad = ____
# x_grad = ____
### END SOLUTION

check.predict_gradients((w_grad, b_grad, x_grad))

# %% [markdown]
# ## 5. `Linear`: the whole class
#
# The same class once more, and this time you write all of it but `__init__`. Forward again, from
# memory. Backward stores two gradients, as `self.w_grad` and `self.b_grad`, and returns the third.
# All are arrays. The check compares them with finite differences.
#
# Write the shapes down before you write the code. Over a batch, gradients are summed;
# nothing is divided. And leave the kind of number alone: a layer with `dtype=np.float32`, which
# later lessons use to save time, must give float32 in both directions.

# %%
class Linear(Layer):
    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        self.w = initial_weights(init, outputs, inputs, rng).astype(dtype)    # (outputs, inputs)
        self.b = np.zeros(outputs, dtype)                           # (outputs,)

    def forward(self, x):
        """x (n, inputs) → (n, outputs)"""
        ### BEGIN SOLUTION
        self.x = x
        return x @ self.w.T + self.b
        ### END SOLUTION

    def backward(self, gradient):
        """gradient (n, outputs) → (n, inputs); stores w_grad and b_grad"""
        ### BEGIN SOLUTION
        self.w_grad = gradient.T @ self.x
        self.b_grad = gradient.sum(axis=0)
        return gradient @ self.w
        ### BLANK
        # self.w_grad = ____
        # self.b_grad = ____
        # return ____
        ### END SOLUTION

    def params(self):
        """[w, b]"""
        ### BEGIN SOLUTION
        return [self.w, self.b]
        ### END SOLUTION

    def grads(self):
        """[w_grad, b_grad], in the order of params()"""
        ### BEGIN SOLUTION
        return [self.w_grad, self.b_grad]
        ### END SOLUTION

check.linear_backward(Linear)

# %% [markdown]
# ## 6. There and back (put the lines in order)
#
# Three layers in a chain. `x` goes in at the front. The argument `gradient` is the gradient for the
# outputs of the chain. At the end, `gradient` is to be the one for `x`.
#
# ```
# def there_and_back(layer1, layer2, layer3, x, gradient):
# A      gradient = layer1.backward(gradient)
# B      outputs = layer3.forward(outputs)
# C      gradient = layer2.backward(gradient)
# D      outputs = layer1.forward(x)
# E      gradient = layer3.backward(gradient)
# F      outputs = layer2.forward(outputs)
#     return outputs, gradient
# ```
#
# Write the six letters in their order, as one string.

# %%
### BEGIN SOLUTION
order = "DFBECA"
### BLANK
# order = ____
### END SOLUTION

check.there_and_back(order)

# %% [markdown]
# ## 7. `Sequential`: the whole class
#
# A list of layers, as one layer. `params()` and `grads()` are flat lists: the arrays of all layers,
# in the order of the layers.

# %%
class Sequential(Layer):
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        """What comes out of the last layer."""
        ### BEGIN SOLUTION
        for layer in self.layers:
            x = layer.forward(x)
        return x
        ### END SOLUTION

    def backward(self, gradient):
        """The gradient for x, from the gradient for the outputs."""
        ### BEGIN SOLUTION
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient
        ### END SOLUTION

    def params(self):
        """The parameters of all layers, in one flat list."""
        ### BEGIN SOLUTION
        return [param for layer in self.layers for param in layer.params()]
        ### END SOLUTION

    def grads(self):
        """Their gradients, in the same order."""
        ### BEGIN SOLUTION
        return [grad for layer in self.layers for grad in layer.grads()]
        ### END SOLUTION

check.sequential(Sequential)

# %% [markdown]
# ## 8. A size that does not fit (crash hunt)
#
# A chain that should make 2 numbers of 4: linear 4 → 6, sigmoid, linear 6 → 3, sigmoid, linear 3 →
# 2. The line above the check sends five examples through it, and stops.
#
# 1. **Run it, and read from the bottom.** What did this layer expect, and what came?
# 2. **Find the layer.** Go up, call by call: which of the five was running?
# 3. **Print shapes**, in a cell of its own: send the examples through one layer after the other.
#    Is it this layer that is wrong, or the one before?
# 4. **Mend** one layer only, and run the cell again.

# %% tags=["raises-exception"]
def deep_layers(rng=None):
    """A list: linear 4 → 6, sigmoid, linear 6 → 3, sigmoid, linear 3 → 2."""
    rng = np.random.default_rng(rng)
    ### BEGIN SOLUTION
    return [layers.Linear(4, 6, rng=rng), layers.Sigmoid(),
            layers.Linear(6, 3, rng=rng), layers.Sigmoid(),
            layers.Linear(3, 2, rng=rng)]
    ### BLANK
    # return [layers.Linear(4, 6, rng=rng), layers.Sigmoid(),
    #         layers.Linear(3, 6, rng=rng), layers.Sigmoid(),
    #         layers.Linear(3, 2, rng=rng)]
    ### END SOLUTION

layers.Sequential(deep_layers(0)).forward(np.ones((5, 4)))

check.wrong_size(deep_layers)

# %% [markdown]
# ## 9. The network that fails its check (find the bug)
#
# Somebody builds the chapter's network, a little wider, with the layers of the package. Its outputs
# are right. But `check_gradients` says that its gradients are not, although each layer by itself
# passes. So look at how the four were put together.
#
# 1. **Predict the symptom.** Follow one layer's memory through forward and backward.
# 2. **Make it small.** Which two layers are enough to show it? Try, with `check_gradients`.
# 3. **Locate.** Where does the gradient on its way back first differ from what it should be?
# 4. **Repair**, and change as little as you can.
# 5. **Confirm**, with your small network first and then with the check.

# %%
def chapter_layers(rng=None):
    """A list: linear 3 → 5, sigmoid, linear 5 → 5, sigmoid."""
    rng = np.random.default_rng(rng)
    ### BEGIN SOLUTION
    first, second = layers.Linear(3, 5, rng=rng), layers.Linear(5, 5, rng=rng)
    return [first, layers.Sigmoid(), second, layers.Sigmoid()]
    ### BLANK
    # ____  # delete this line when you have mended the code
    # first, second = layers.Linear(3, 5, rng=rng), layers.Linear(5, 5, rng=rng)
    # sigmoid = layers.Sigmoid()
    # return [first, sigmoid, second, sigmoid]
    ### END SOLUTION

check.shared_layer(chapter_layers)

# %% [markdown]
# ## 10. Two shapes that should be one (crash hunt)
#
# `Dense` is a linear layer that keeps its weights the other way round, (inputs, outputs). A stack
# of two of them goes forward and back without an error. But `check_gradients`, which is right,
# stops deep inside, and no line of `Dense` is in the traceback.
#
# - The error names two shapes. Which of them is the shape of a parameter?
# - Before it stops, the cell goes forward and back once, and prints the shapes of all gradients.
#   In a cell of its own, print those of `two.params()` to set beside them.
# - Which one is not as it should be? What was it made from, and which line wrote that down?

# %% tags=["raises-exception"]
class Dense(Layer):
    def __init__(self, inputs, outputs, rng=None):
        self.weights = initial_weights("xavier", outputs, inputs, rng).T
        self.biases = np.zeros(outputs)

    def forward(self, x):
        ### BEGIN SOLUTION
        self.x = x
        return x @ self.weights + self.biases
        ### BLANK
        # x = x @ self.weights + self.biases
        # self.x = x
        # return x
        ### END SOLUTION

    def backward(self, gradient):
        self.for_weights, self.for_biases = self.x.T @ gradient, gradient.sum(axis=0)
        return gradient @ self.weights.T

    def params(self):
        return [self.weights, self.biases]

    def grads(self):
        return [self.for_weights, self.for_biases]

two = layers.Sequential([Dense(4, 3, rng=0), layers.Tanh(), Dense(3, 2, rng=1)])
two.backward(np.ones_like(two.forward(np.ones((5, 4)))))
print("gradients:", [grad.shape for grad in two.grads()])
check_gradients(two, np.ones((5, 4)), rng=0)

check.dense(Dense)

# %% [markdown]
# ## 11. An empty page: no layers at all
#
# The chapter's network, linear → sigmoid → linear → sigmoid, as one plain function. It gets `x`,
# the gradient for the outputs, and the four parameters. It returns the outputs and the gradients
# for the four parameters, in this order:
#
# ```
# both_ways(x, gradient, w1, b1, w2, b2)  →  outputs, w1_grad, b1_grad, w2_grad, b2_grad
# ```
#
# Use NumPy and no classes. Give every stage a name, as in section 5 of the lesson, and print its
# shape while you work.

# %%
### BEGIN SOLUTION
def both_ways(x, gradient, w1, b1, w2, b2):
    z1 = x @ w1.T + b1
    a1 = 1 / (1 + np.exp(-z1))
    z2 = a1 @ w2.T + b2
    a2 = 1 / (1 + np.exp(-z2))
    grad_z2 = gradient * a2 * (1 - a2)
    grad_z1 = grad_z2 @ w2 * a1 * (1 - a1)
    return a2, grad_z1.T @ x, grad_z1.sum(axis=0), grad_z2.T @ a1, grad_z2.sum(axis=0)
### BLANK
# both_ways = ____
### END SOLUTION

check.both_ways(both_ways)

# %% [markdown]
# ## Looking back
#
# Build a network of your own classes and check it: in a new cell, import `check_gradients` from
# `dlscratch.gradients` and `Sigmoid` from `dlscratch.mine`, make a `Sequential` of `Linear(2, 3)`,
# `Sigmoid()` and `Linear(3, 1)`, and let it judge the whole.
#
# In a few days, do exercises [linear_backward], [sequential] and [both_ways] again on an empty
# page: `python -m dlscratch reset 03` gives you a fresh one and keeps yours beside it.
#
# Next: lesson 4, where the network hears how wrong it is.
