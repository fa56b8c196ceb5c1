# %% [markdown]
# # Exercises for lesson 2: Layers
#
# You know the form: replace each `____`, run the cell, read what the check says. With
# `check.tanh.hint()` in a cell of its own you get a hint. There are three for each exercise, and
# `check.tanh.solution()` shows a solution.
#
# The blanks grow: a number, an expression, a method, a class. Run the next cell first.

# %%
import numpy as np

from dlscratch import layers
from dlscratch.checks import layers as check, ____
from dlscratch.gradients import check_gradients
from dlscratch.layers import Layer

# %% [markdown]
# ## 1. One box (predict)
#
# No code yet. The box is `square`, whose slope is `2 * x`. The number −3 went forward. Now the
# incoming gradient 5 comes back from the right. Which number does the box hand to its left?

# %%
### BEGIN SOLUTION
answer = -30
### BLANK
# answer = ____
### END SOLUTION

check.predict_box(answer)

# %% [markdown]
# ## 2. Sigmoid, forward: one expression
#
# The sigmoid of x is 1 / (1 + e⁻ˣ). `x` is an array, and `np.exp` works on arrays. There is no
# backward yet.

# %%
class Sigmoid(Layer):
    def forward(self, x):
        ### BEGIN SOLUTION
        return 1 / (1 + np.exp(-x))
        ### BLANK
        # return ____
        ### END SOLUTION

check.sigmoid_forward(Sigmoid)

# %% [markdown]
# ## 3. `Sigmoid`: two methods
#
# Now the whole class. Type the forward once more, from memory. What must it remember? The slope is
# `s * (1 - s)`, where `s` is the sigmoid's output. Arrays come in and arrays go out, both ways.

# %%
class Sigmoid(Layer):
    def forward(self, x):
        ### BEGIN SOLUTION
        self.outputs = 1 / (1 + np.exp(-x))
        return self.outputs
        ### END SOLUTION

    def backward(self, gradient):
        ### BEGIN SOLUTION
        return self.outputs * (1 - self.outputs) * gradient
        ### END SOLUTION

check.sigmoid_backward(Sigmoid)

# %% [markdown]
# ## 4. `Tanh`: the whole class
#
# The same without the frame. Forward gives `np.tanh(x)`. The slope is `1 - t * t`, where `t` is the
# output. Delete the line with the blank, and type the whole class there, `class Tanh(Layer):` too.

# %%
### BEGIN SOLUTION
class Tanh(Layer):
    def forward(self, x):
        self.outputs = np.tanh(x)
        return self.outputs

    def backward(self, gradient):
        return (1 - self.outputs**2) * gradient
### BLANK
# Tanh = ____
### END SOLUTION

check.tanh(Tanh)

# %% [markdown]
# ## 5. Right once, wrong ever after (find the bug)
#
# This `Square` passed its test: one forward, one backward, all correct. In a network its gradients
# are right for the first batch, and for no other. Go about it like this:
#
# 1. **Predict the symptom.** Which numbers can differ, those of forward or those of backward?
# 2. **Make it small.** In a cell of its own: the fewest calls, with arrays of one number, that give
#    a wrong gradient. What should come out, and what does?
# 3. **Locate.** Print `layer.x` after each call. Which line should have changed it?
# 4. **Repair** that line, or lines.
# 5. **Confirm**, with your small example first and then with the check.

# %%
class Square(Layer):
    def __init__(self):
        self.x = None

    def forward(self, x):
        ### BEGIN SOLUTION
        self.x = x
        ### BLANK
        # ____  # delete this line when you have mended the code
        # if self.x is None:
        #     self.x = x
        ### END SOLUTION
        return x * x

    def backward(self, gradient):
        return 2 * self.x * gradient

check.stale_cache(Square)

# %% [markdown]
# ## 6. A chain of two boxes (predict)
#
# On paper again. First `square`, then a box that multiplies by −2, and then the loss, which wants a
# −21:
#
# ```
# x = 3  →  square  →  y  →  times −2  →  z  →  loss = (z + 21) ** 2
# ```
#
# The slope of the loss is `2 * (z + 21)`. What are the three gradients of the loss: with respect to
# `x`, to `y`, and to `z`? Write them in this order, as in `(1, 2, 3)`.

# %%
### BEGIN SOLUTION
answer = (-72, -12, 6)
### BLANK
# answer = ____
### END SOLUTION

check.predict_chain(answer)

# %% [markdown]
# ## 7. Forward, and not back (crash hunt)
#
# `Sine` gives the sine of each number; its slope is the cosine, at the same place. `there_and_back`
# sends `x` through three layers and goes back. The line above the check calls it, and stops.
#
# 1. **Run it.** There is nothing to fill in. It never comes to its check.
# 2. **Read from the bottom.** What was missing, and in which layer?
# 3. **Go up**, call by call, along the arrows. Was it on the way forward, or on the way back?
# 4. **Look inside.** In a cell of its own, send an array forward through a `Sine()`: `vars(layer)`
#    then shows all that the layer keeps.
# 5. **Mend** one line, and run the cell again.

# %% tags=["raises-exception"]
class Sine(Layer):
    def forward(self, x):
        ### BEGIN SOLUTION
        self.x = x
        ### BLANK
        # self.angles = x
        ### END SOLUTION
        return np.sin(x)

    def backward(self, gradient):
        return np.cos(self.x) * gradient

def there_and_back(x, gradient):
    """The gradient for x, where `gradient` comes in at the end."""
    first, second, third = layers.Tanh(), Sine(), layers.Sigmoid()
    third.forward(second.forward(first.forward(x)))
    return first.backward(second.backward(third.backward(gradient)))

there_and_back(np.array([[0.5, -1.0, 2.0]]), np.array([[1.0, -3.0, 2.0]]))

check.sine(Sine)

# %% [markdown]
# ## 8. Shapes of gradients (predict)
#
# A layer like the lesson's `Scale` has a `factor` of shape `(3,)`. A batch `x` of shape `(4, 3)`
# goes through it, and at the end of the chain stands a loss. What are the shapes of
#
# 1. the incoming gradient,
# 2. the gradient with respect to `x`,
# 3. the gradient with respect to `factor`?
#
# Write three shapes, as in `((7, 2), (7, 2), (2, 7))`. A single size needs a comma: `(7,)`.

# %%
### BEGIN SOLUTION
answer = ((4, 3), (4, 3), (3,))
### BLANK
# answer = ____
### END SOLUTION

check.predict_shapes(answer)

# %% [markdown]
# ## 9. `Scale`: four methods
#
# It multiplies each column of `x` by a factor of its own. `backward` answers two questions: one
# answer it keeps in `self.factor_grad`, and the other it returns.

# %%
class Scale(Layer):
    def __init__(self, factor):
        self.factor = np.array(factor)          # one for each column: (k,)

    def forward(self, x):                       # (n, k) → (n, k)
        ### BEGIN SOLUTION
        self.x = x
        return self.factor * x
        ### END SOLUTION

    def backward(self, gradient):
        ### BEGIN SOLUTION
        self.factor_grad = (self.x * gradient).sum(axis=0)
        return self.factor * gradient
        ### BLANK
        # self.factor_grad = ____
        # return ____
        ### END SOLUTION

    def params(self):
        ### BEGIN SOLUTION
        return [self.factor]
        ### BLANK
        # return ____
        ### END SOLUTION

    def grads(self):
        ### BEGIN SOLUTION
        return [self.factor_grad]
        ### BLANK
        # return ____
        ### END SOLUTION

check.scale(Scale)

# %% [markdown]
# ## 10. Nothing arrives (crash hunt)
#
# `Shift` adds a number to all that goes through it, and `Watch` keeps what goes by, to look at it
# later. The chain in `shifted` stops. `layers.Tanh` is the course's own, and right.
#
# Run it, and read from the bottom, as in exercise [sine]. In which layer does it stop, and what
# came there? Then make the three layers in a cell of its own, send `x` through one after the other,
# and print what comes out of each. Which is the first that gives something else than it should?
# Mend that one.

# %% tags=["raises-exception"]
class Shift(Layer):
    def __init__(self, by):
        self.by = by

    def forward(self, x):
        ### BEGIN SOLUTION
        return x + self.by
        ### BLANK
        # self.outputs = x + self.by
        ### END SOLUTION

    def backward(self, gradient):
        return gradient

class Watch(Layer):
    def forward(self, x):
        self.seen = x
        return x

    def backward(self, gradient):
        return gradient

def shifted(x):
    for layer in [Shift(-1.5), Watch(), layers.Tanh()]:
        x = layer.forward(x)
    return x

shifted(np.array([[1.0, 2.0], [3.0, 4.0]]))

check.shift(Shift)

# %% [markdown]
# ## 11. Measure a slope: two expressions
#
# `f` is a function of one number. Nudge `x` to both sides. Choose an epsilon with which the result
# is right to six digits. Whoever calls the function may pass another, and then that one counts.

# %%
### BEGIN SOLUTION
def slope(f, x, epsilon=1e-5):
    """The slope of f at x, measured from both sides."""
    return (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)
### BLANK
# def slope(f, x, epsilon=____):
#     """The slope of f at x, measured from both sides."""
#     return ____
### END SOLUTION

check.slope(slope)

# %% [markdown]
# ## 12. Put the lines in order
#
# The same for arrays: `f(x)` is one number, and the function nudges each number of `x` in turn.
# `np.ndindex(x.shape)` runs through all places, `(0, 0)`, `(0, 1)` and so on. Afterwards `x` is as
# it was before.
#
# ```
# def numerical_gradient(f, x, epsilon=1e-6):
#     gradient = np.zeros_like(x)
#     for index in np.ndindex(x.shape):
# A           below = f(x)
# B           x[index] = value
# C           x[index] = value - epsilon
# D           gradient[index] = (above - below) / (2 * epsilon)
# E           value = x[index]
# F           above = f(x)
# G           x[index] = value + epsilon
#     return gradient
# ```
#
# Write the seven letters in their order, as one string.

# %%
### BEGIN SOLUTION
order = "EGFCABD"
### BLANK
# order = ____
### END SOLUTION

check.numerical_gradient(order)

# %% [markdown]
# ## 13. It runs, and it does not learn (find the bug)
#
# `ShiftAndScale` first adds, then multiplies. A network with it runs without an error, and its
# loss does not fall as it should. There are *two* bugs. Predict, make it small, locate, repair,
# confirm:
#
# - For the small input, take one row and one column, with `shift` = 1, `factor` = 10 and `x` = 2.
#   Then work out by hand what every gradient should be when a 1 comes in.
# - `check_gradients(layer, x)`, from the lesson, tells you whether all is well.

# %%
class ShiftAndScale(Layer):
    """outputs = (x + shift) * factor, with a shift and a factor for each column."""

    def __init__(self, shift, factor):
        self.shift = np.array(shift)
        self.factor = np.array(factor)

    def forward(self, x):
        self.x = x
        return (x + self.shift) * self.factor

    def backward(self, gradient):
        ### BEGIN SOLUTION
        for_factor = (self.x + self.shift) * gradient
        ### BLANK
        # ____  # delete this line when you have mended the code
        # for_factor = self.x * gradient
        ### END SOLUTION
        for_shift = self.factor * gradient
        self.factor_grad = for_factor.sum(axis=0)
        self.shift_grad = for_shift.sum(axis=0)
        return for_shift

    def params(self):
        return [self.shift, self.factor]

    def grads(self):
        ### BEGIN SOLUTION
        return [self.shift_grad, self.factor_grad]
        ### BLANK
        # return [self.factor_grad, self.shift_grad]
        ### END SOLUTION

check.shift_and_scale(ShiftAndScale)

# %% [markdown]
# ## 14. An empty page
#
# Close the lesson. Write the layer `Softplus`, with all the methods that it needs. It treats each
# number of an array by itself: forward gives log(1 + eˣ), in NumPy `np.log(1 + np.exp(x))`. Its
# slope at x happens to be the sigmoid of x.
#
# Before you run the check, run your own: `check_gradients(Softplus(), np.array([[1.0, -2.0]]))`
# should be tiny.

# %%
### BEGIN SOLUTION
class Softplus(Layer):
    def forward(self, x):
        self.x = x
        return np.log(1 + np.exp(x))

    def backward(self, gradient):
        return gradient / (1 + np.exp(-self.x))
### BLANK
# Softplus = ____
### END SOLUTION

check.softplus(Softplus)

# %% [markdown]
# ## Looking back
#
# Say it aloud, without looking: what comes into `backward`, what goes out, and what stays in the
# layer? In a few days, do exercises [sigmoid_backward], [scale] and [softplus] again on an empty
# page: `python -m dlscratch reset 02` gives you a fresh one and keeps yours beside it.
#
# Next: lesson 3, with the layer that does most of the work.
