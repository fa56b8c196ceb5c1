# %% [markdown]
# # Exercises for lesson 11: Autograd
#
# Replace each `____` and run the cell. For a hint, type `check.two_ways.hint()` in a cell of its
# own; there are three for each exercise, and `check.two_ways.solution()` shows a solution.
#
# Here you write an engine: first for single numbers, then for arrays. Once `Value`, `in_order` and
# `Tensor` have passed and this page is saved, the lesson goes on with yours. Run the next cell
# first.

# %%
import numpy as np

from dlscratch import autograd, modules
from dlscratch.checks import autograd as check, ____

# %% [markdown]
# ## 1. Two ways (predict)
#
# Take paper. `a` is 2 and `b` is −3:
#
# ```python
# u = a * b
# v = u + b
# f = u * v
# ```
#
# How fast does `f` change with each of the others? Begin at the end: with `v`, with `u`, then with
# `a` and with `b`. Two of them are used twice.

# %%
### BEGIN SOLUTION
v_grad = -6
u_grad = -15
a_grad = 45
b_grad = -36
### BLANK
# v_grad = ____
# u_grad = ____
# a_grad = ____
# b_grad = ____
### END SOLUTION

check.two_ways((v_grad, u_grad, a_grad, b_grad))

# %% [markdown]
# ## 2. `Value`: plus and times
#
# A number that takes notes. It has `data`, the plain number; `grad`, which is 0.0 at first; and
# `parents`: a tuple with a pair (value, slope) for each value that it was made from. Who was made
# from nothing has no parents.
#
# `a + b` and `a * b` are new Values. Here both sides are Values; plain numbers come in the next
# exercise. Slopes are plain numbers.

# %%
class Value:
    def __init__(self, data, parents=()):
        ### BEGIN SOLUTION
        self.data = data
        self.grad = 0.0
        self.parents = parents
        ### BLANK
        # self.data = ____
        # self.grad = ____
        # self.parents = ____
        ### END SOLUTION

    def __add__(self, other):
        ### BEGIN SOLUTION
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
        ### BLANK
        # return Value(____, ((self, ____), (other, ____)))
        ### END SOLUTION

    def __mul__(self, other):
        ### BEGIN SOLUTION
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        ### BLANK
        # return ____
        ### END SOLUTION

check.value(Value)

# %% [markdown]
# ## 3. `Value`: the rest of arithmetic
#
# The same class, with more signs. `as_value` is given: it makes a Value of a plain number, so `x +
# 2` works already. Yours are `x - y`, `x / y`, and `x ** n`, where `n` is a plain number and no
# parent. And then a plain number on the left of each sign but `**`: for `5 - x` Python calls
# `x.__rsub__(5)`, so `self` stands on the *right*.

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def __repr__(self):
        return f"Value({self.data})"

    def as_value(self, other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = self.as_value(other)
        notes = (self, 1.0), (other, 1.0)
        return Value(self.data + other.data, notes)

    def __mul__(self, other):
        other = self.as_value(other)
        notes = (self, other.data), (other, self.data)
        return Value(self.data * other.data, notes)

    def __sub__(self, other):
        other = self.as_value(other)
        ### BEGIN SOLUTION
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))
        ### BLANK
        # return ____
        ### END SOLUTION

    def __truediv__(self, other):
        other = self.as_value(other)
        ### BEGIN SOLUTION
        slope, other_slope = 1 / other.data, -self.data / other.data ** 2
        return Value(self.data / other.data, ((self, slope), (other, other_slope)))
        ### BLANK
        # return ____
        ### END SOLUTION

    def __pow__(self, n):
        ### BEGIN SOLUTION
        return Value(self.data ** n, ((self, n * self.data ** (n - 1)),))
        ### BLANK
        # return ____
        ### END SOLUTION

    def __radd__(self, other):
        ### BEGIN SOLUTION
        return self.as_value(other) + self
        ### BLANK
        # return ____
        ### END SOLUTION

    def __rsub__(self, other):
        ### BEGIN SOLUTION
        return self.as_value(other) - self
        ### BLANK
        # return ____
        ### END SOLUTION

    def __rmul__(self, other):
        ### BEGIN SOLUTION
        return self.as_value(other) * self
        ### BLANK
        # return ____
        ### END SOLUTION

    def __rtruediv__(self, other):
        ### BEGIN SOLUTION
        return self.as_value(other) / self
        ### BLANK
        # return ____
        ### END SOLUTION

check.value_operators(Value)

# %% [markdown]
# ## 4. Right, until a number is used twice (find the bug)
#
# `send_back` walks from a result back to all that it was made from, without calling itself: it
# keeps a list of the ways that are still to be gone. All `grad`s are 0.0 before. For `a * b + c` it
# puts the right gradient into each `grad`, and so it did in every test that its author made. For
# `a * b + a` it does not.

# %%
def send_back(result):
    """Puts into `grad`, of the result and of all it was made from, how fast the result changes."""
    ways = [(result, 1.0)]
    while ways:
        value, gradient = ways.pop()
        ### BEGIN SOLUTION
        value.grad += gradient
        ### BLANK
        # ____  # delete this line when you have mended the code
        # value.grad = gradient
        ### END SOLUTION
        for parent, slope in value.parents:
            ways.append((parent, slope * gradient))

check.adds_up(send_back)

# %% [markdown]
# ## 5. How often? (predict)
#
# A value `x`, two loops that begin with it, and two walks back from what comes out. `back`, the
# function from section 3 of the lesson, calls itself for each parent of each value. The walk in
# order visits each value once, `x` as well.
#
# ```python
# for _ in range(5):
#     x = x + x
# ```
#
# ```python
# for _ in range(3):
#     x = x * x + x
# ```
#
# How many visits does `back` make after the first loop, and how many the walk in order? And after
# the second? Each time, the visit to the result itself counts too.

# %%
### BEGIN SOLUTION
first_loop = 63, 6
second_loop = 53, 7
### BLANK
# first_loop = ____, ____
# second_loop = ____, ____
### END SOLUTION

check.visits((first_loop, second_loop))

# %% [markdown]
# ## 6. `in_order`: the order of the way back
#
# Return a list of `result` and all that it was made from, directly or by way of others. Each stands
# in it once, and *before* all that it was made from. So the result is first.
#
# A value has `parents`, pairs of a value and something else. Visit each value once only: the check
# tries a hundred doublings. And do not let the function call itself, for the chains are deep; one
# has 4,000 values. If you keep a `set` of what was found, asking it takes no time.

# %%
def in_order(result):
    """A list of result and all it was made from: each once, and before its parents."""
    ### BEGIN SOLUTION
    done, found, to_visit = [], set(), [(result, False)]
    while to_visit:
        value, parents_done = to_visit.pop()
        if parents_done:
            done.append(value)
        elif value not in found:
            found.add(value)
            to_visit.append((value, True))    # once more, when its parents are done
            to_visit += [(parent, False) for parent, slope in value.parents]
    return done[::-1]
    ### BLANK
    # return ____
    ### END SOLUTION

check.in_order(in_order)

# %% [markdown]
# ## 7. Backward, in lines (put the lines in order)
#
# The whole of backward, for single numbers. All `grad`s are 0.0 at first; at the end, each is to be
# how fast the result changes with its value. `in_order` gives a list with the result first, and
# `pop(0)` takes the first item out.
#
# ```
# def walk_back(result):
# A              share = slope * value.grad
# B          for parent, slope in value.parents:
# C      result.grad = 1.0
# D              parent.grad += share
# E          value = to_visit.pop(0)
# F      while to_visit:
# G      to_visit = in_order(result)
# ```
#
# Write the seven letters in their order, as one string.

# %%
### BEGIN SOLUTION
order = "GCFEBAD"
### BLANK
# order = ____
### END SOLUTION

check.walk_back(order)

# %% [markdown]
# ## 8. All slopes alike (find the bug)
#
# With arrays, notes hold functions: each turns the gradient for the result into the gradient for
# one part. `mix` adds parts up, each times a number of its own, as in 2·x + 5·y. The sums are
# right. With one part, its note is right as well; with more, a training on it goes wrong.

# %%
def mix(parts, weights):
    """The sum of weight * part, and its notes: for each part a function of the gradient."""
    total, notes = 0.0, []
    for part, weight in zip(parts, weights):
        total = total + weight * part
        ### BEGIN SOLUTION
        notes.append(lambda gradient, weight=weight: weight * gradient)
        ### BLANK
        # ____  # delete this line when you have mended the code
        # notes.append(lambda gradient: weight * gradient)
        ### END SOLUTION
    return total, notes

check.last_slope(mix)

# %% [markdown]
# ## 9. `undo_broadcasting`
#
# An array of `shape` was stretched by broadcasting, and back comes `gradient`, in the larger shape.
# Return the gradient for the array itself, in its `shape`: what stood in many places gets the sum
# over them. Axes that were put in front vanish. An axis that had the length 1 has it again.
#
# Where nothing was stretched, `gradient` itself is the answer. `gradient` must not be changed.

# %%
def undo_broadcasting(gradient, shape):
    """The gradient for an array of `shape`, a tuple, from the one for what it was stretched to."""
    ### BEGIN SOLUTION
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=stretched, keepdims=True)
    ### BLANK
    # return ____
    ### END SOLUTION

check.undo_broadcasting(undo_broadcasting)

# %% [markdown]
# ## 10. The two gradients of a product
#
# Forward was `a @ b`, with `a` (n, k) and `b` (k, m). Back comes `gradient`, (n, m), the gradient
# for the product. Return a pair: the gradient for `a`, and the gradient for `b`.

# %%
def matmul_back(a, b, gradient):
    """The gradients for a and for b, each in the shape of its array."""
    ### BEGIN SOLUTION
    return gradient @ b.T, a.T @ gradient
    ### BLANK
    # return ____, ____
    ### END SOLUTION

check.matmul_back(matmul_back)

# %% [markdown]
# ## 11. A bias that grew (crash hunt)
#
# `plus_bias` is one operation: it returns x + b, and a function that turns the gradient for the
# outputs into those for `x` and for `b`. With it a bias learns to move five points to where they
# should be. The training goes well. But then a single point goes in, and its third number is asked
# for.
#
# 1. **Run it, and read from the bottom.** What shape has the array that was asked for an item?
# 2. **Go backwards.** Which arrays was it made of? Which one has a shape that surprises you?
# 3. **Print** the shape of `b` after each step. When does it change, and by what?
# 4. **Mend** the line that is the cause. It stands in `plus_bias`.

# %% tags=["raises-exception"]
def plus_bias(x, b):
    """x + b, for x (n, m) and b (m,); and back(gradient), which gives those for x and for b."""
    def back(gradient):
        ### BEGIN SOLUTION
        return gradient, gradient.sum(axis=0)
        ### BLANK
        # return gradient, gradient.sum(axis=0, keepdims=True)
        ### END SOLUTION
    return x + b, back

def moved_bias(points, wanted):
    b = np.zeros(points.shape[1])
    for _ in range(100):
        moved, back = plus_bias(points, b)
        for_points, for_b = back((moved - wanted) / len(points))
        b = b - 0.1 * for_b
    return b

def last_number(point, b):
    moved, back = plus_bias(point, b)
    return moved[2]

def where_it_goes(points, shift, point):
    return last_number(point, moved_bias(points, points + shift))

points = np.random.default_rng(0).normal(size=(5, 3))
where_it_goes(points, np.array([1.0, -2.0, 3.0]), points[0])

check.bias_shape(plus_bias)

# %% [markdown]
# ## 12. `Tensor`: your engine
#
# It uses your `in_order` and `undo_broadcasting`, so their cells must have run. The `parents` of a
# result are pairs: a tensor, and `pull`, which turns the gradient for the result into the gradient
# for that tensor. Six things are missing:
#
# - `record`: whether a result needs a gradient, so that somebody may learn through it
# - the pulls of `*`, of `@` and of `sum`
# - `backward`: what a leaf does with its gradient, which adds up from call to call; and what is
#   handed on to each parent. Only leaves keep a `grad`: on the way, gradients stand in the dict
#   `gradients`, by their tensors.

# %%
class Tensor:
    """An array of floats that knows what it was made from."""

    __array_ufunc__ = None    # so that `array * tensor` asks the tensor

    def __init__(self, data, requires_grad=False):
        data = np.asarray(data)
        self.data = data if data.dtype.kind == "f" else data.astype(float)
        self.grad, self.parents, self.requires_grad = None, (), requires_grad

    def record(self, data, *pairs):
        """The result of an operation; of its pairs (tensor, pull) it keeps those that matter."""
        result = Tensor(data)
        result.parents = tuple(pair for pair in pairs if pair[0].requires_grad)
        ### BEGIN SOLUTION
        result.requires_grad = len(result.parents) > 0
        ### BLANK
        # result.requires_grad = ____
        ### END SOLUTION
        return result

    def as_tensor(self, value):
        """`value` as a tensor; a single number in this one's dtype, so that float32 stays."""
        if isinstance(value, Tensor):
            return value
        return Tensor(np.asarray(value, self.data.dtype) if np.ndim(value) == 0 else value)

    def __add__(self, other):
        other = self.as_tensor(other)
        return self.record(self.data + other.data, (self, lambda g: g), (other, lambda g: g))

    def __mul__(self, other):
        other = self.as_tensor(other)
        a, b = self.data, other.data
        ### BEGIN SOLUTION
        return self.record(a * b, (self, lambda g: g * b), (other, lambda g: g * a))
        ### BLANK
        # return self.record(a * b, (self, lambda g: ____), (other, lambda g: ____))
        ### END SOLUTION

    def __matmul__(self, other):
        other = self.as_tensor(other)
        a, b = self.data, other.data
        ### BEGIN SOLUTION
        return self.record(a @ b, (self, lambda g: g @ b.T), (other, lambda g: a.T @ g))
        ### BLANK
        # return self.record(a @ b, (self, lambda g: ____), (other, lambda g: ____))
        ### END SOLUTION

    def __sub__(self, other):
        return self + -1 * self.as_tensor(other)

    def __radd__(self, other):
        return self.as_tensor(other) + self

    def __rsub__(self, other):
        return self.as_tensor(other) - self

    def __rmul__(self, other):
        return self.as_tensor(other) * self

    def __rmatmul__(self, other):
        return self.as_tensor(other) @ self

    def exp(self):
        y = np.exp(self.data)
        return self.record(y, (self, lambda g: g * y))

    def log(self):
        x = self.data
        return self.record(np.log(x), (self, lambda g: g / x))

    def tanh(self):
        y = np.tanh(self.data)
        return self.record(y, (self, lambda g: g * (1 - y * y)))

    def relu(self):
        x = self.data
        return self.record(np.maximum(x, 0), (self, lambda g: g * (x > 0)))

    def sum(self, axis=None, keepdims=False):
        def pull(g):
            if axis is not None and not keepdims:
                g = np.expand_dims(g, axis)    # the axis is there again, with the length 1
            ### BEGIN SOLUTION
            return np.broadcast_to(g, self.data.shape)
            ### BLANK
            # return ____
            ### END SOLUTION
        return self.record(self.data.sum(axis, keepdims=keepdims), (self, pull))

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total * (total.data.size / self.data.size)

    @property
    def T(self):
        return self.record(self.data.T, (self, lambda g: g.T))

    def __getitem__(self, index):
        def pull(g):
            gradient = np.zeros_like(self.data)
            np.add.at(gradient, index, g)
            return gradient
        return self.record(self.data[index], (self, pull))

    def backward(self):
        """Adds to the `grad` of every leaf how this single number changes with it."""
        gradients = {self: np.ones_like(self.data)}
        for tensor in in_order(self):
            gradient = gradients.pop(tensor)
            if not tensor.parents:
                ### BEGIN SOLUTION
                tensor.grad = gradient if tensor.grad is None else tensor.grad + gradient
                ### BLANK
                # tensor.grad = ____
                ### END SOLUTION
            for parent, pull in tensor.parents:
                share = undo_broadcasting(pull(gradient), parent.data.shape)
                ### BEGIN SOLUTION
                gradients[parent] = gradients.get(parent, 0) + share
                ### BLANK
                # gradients[parent] = ____
                ### END SOLUTION

check.tensor(Tensor)

# %% [markdown]
# ## 13. A second time (crash hunt)
#
# A forecast for each day: `w` times the day's measurements, plus half of the forecast for the day
# before. After each day `w` is moved a little, to come nearer to what was then seen. Yesterday's
# forecast counts as a plain number: it was made, and cannot be changed any more.
#
# 1. **Run it, and read from the bottom.** Of what is the engine speaking?
# 2. **Count.** In which round of the loop does it stop? What does this round's way back lead to
#    that is not of this round?
# 3. **Mend** it, so that each step follows the gradient of its own day only.

# %% tags=["raises-exception"]
def forecasts(days, seen, rate):
    """The forecast for each day, and the w in the end. days (n, k), seen (n,)"""
    w = autograd.Tensor(np.zeros(days.shape[1]), requires_grad=True)
    forecast, made = autograd.Tensor(0.0), []
    for day, value in zip(days, seen):
        ### BEGIN SOLUTION
        forecast = (w * day).sum() + 0.5 * forecast.detach()
        ### BLANK
        # forecast = (w * day).sum() + 0.5 * forecast
        ### END SOLUTION
        made.append(forecast.item())
        learn_from_error(w, forecast - value, rate)
    return made, w.data

def learn_from_error(w, error, rate):
    w.zero_grad()
    (error * error).backward()
    with autograd.no_grad():
        w -= rate * w.grad

forecasts(np.ones((4, 2)), np.array([1.0, 2.0, 1.0, 2.0]), 0.1)

check.second_walk(forecasts)

# %% [markdown]
# ## 14. Too soon (crash hunt)
#
# An epoch should take one step for each batch: forward with the weights as they are by then,
# backward, and a step. Two batches go in, and it stops on the way back.
#
# 1. **Run it, and read from the bottom.** Which array has changed: of what shape, and where in the
#    net is it?
# 2. **Find who changed it.** Between which forward and which backward?
# 3. **Write down** in which order the lines run for the two batches, and in which order they
#    should.
# 4. **Mend** `one_epoch`.

# %% tags=["raises-exception"]
def one_epoch(net, batches, rate):
    """A step for each batch (x, y). The losses, as numbers."""
    ### BEGIN SOLUTION
    losses = []
    for x, y in batches:
        loss = modules.squared_error(net(x), y)
        step_down(net, loss, rate)
        losses.append(loss.item())
    return losses
    ### BLANK
    # losses = [modules.squared_error(net(x), y) for x, y in batches]
    # for loss in losses:
    #     step_down(net, loss, rate)
    # return [loss.item() for loss in losses]
    ### END SOLUTION

def step_down(net, loss, rate):
    net.zero_grad()
    loss.backward()
    for param, grad in zip(net.params(), net.grads()):
        param -= rate * grad

def two_batches(seed):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(4, 3)), rng.normal(size=(4, 2))) for _ in range(2)]

small = modules.Sequential([modules.Linear(3, 5, rng=0), modules.Tanh(),
                            modules.Linear(5, 2, rng=1)])
one_epoch(small, two_batches(0), 0.1)

check.too_soon(one_epoch)

# %% [markdown]
# ## 15. `cross_entropy`, without a backward
#
# For each row: the log of the sum of all exps, minus the logit of the right class. Return the mean
# over the rows, a tensor with one number. `logits` is a tensor (n, k), `labels` an array of n whole
# numbers.
#
# It must stay right for logits of 1,000: subtract the largest of each row first. That one may be a
# plain array, taken from `logits.data`. Use what `Tensor` can do above, and nothing else: it has no
# `/`, for instance, and no `max`.

# %%
def cross_entropy(logits, labels):
    """The mean cross-entropy. logits: a tensor (n, k); labels: (n,), whole numbers."""
    ### BEGIN SOLUTION
    lower = logits - logits.data.max(axis=1, keepdims=True)
    logs = lower.exp().sum(axis=1).log()
    return (logs - lower[np.arange(len(labels)), labels]).mean()
    ### BLANK
    # return ____
    ### END SOLUTION

check.cross_entropy(cross_entropy)

# %% [markdown]
# ## 16. A layer that never learns (find the bug)
#
# `Directed` is a linear layer whose neurons have a direction and a strength, each by itself: row by
# row, `w` is divided by its length, and `strength` makes up for it. The outputs are right. In a
# training the loss falls at first, and then it stays where it is, far too high. A look at the
# parameters: `strength` and `b` have moved; `w` is what it was.

# %%
class Directed(modules.Module):
    """outputs = (inputs @ directions.T) * strength + b; a direction is a row of w, of length 1"""

    def __init__(self, inputs, outputs, rng=None):
        rng = np.random.default_rng(rng)
        self.w = autograd.Tensor(rng.normal(size=(outputs, inputs)), requires_grad=True)
        self.strength = autograd.Tensor(np.ones(outputs), requires_grad=True)
        self.b = autograd.Tensor(np.zeros(outputs), requires_grad=True)

    def directions(self):
        ### BEGIN SOLUTION
        squares = (self.w * self.w).sum(axis=1, keepdims=True)
        return self.w / squares ** 0.5
        ### BLANK
        # ____  # delete this line when you have mended the code
        # squares = (self.w.data * self.w.data).sum(axis=1, keepdims=True)
        # return autograd.Tensor(self.w.data / squares ** 0.5)
        ### END SOLUTION

    def forward(self, x):
        return (x @ self.directions().T) * self.strength + self.b

check.held_still(Directed)

# %% [markdown]
# ## 17. The empty page
#
# Write `learn_xor(x, y, seed)`: a network with a hidden layer, and its training, all of it on
# `Tensor`: no layers, no losses, no optimizer, no backward of your own. `x` (4, 2) and `y` (4, 1)
# are arrays. Its first weights come from `seed`.
#
# Return a function that takes such an `x`, with any number of rows, and gives the answers as an
# array (n, 1). After the training they are above 0.6 where `y` is 1, and below 0.4 where it is 0.
# The check trains four times, also for the opposite of XOR; one run may get stuck.

# %%
### BEGIN SOLUTION
from dlscratch.mine import Tensor

def learn_xor(x, y, seed):
    draw = np.random.default_rng(seed).normal
    shapes = [(2, 8), (8,), (8, 1), (1,)]
    params = [Tensor(draw(size=shape), requires_grad=True) for shape in shapes]

    def net(x):
        w1, b1, w2, b2 = params
        return (x @ w1 + b1).tanh() @ w2 + b2

    for _ in range(500):
        for param in params:
            param.grad = None
        error = net(x) - y
        (error * error).mean().backward()
        for param in params:
            param.data -= 0.1 * param.grad
    return lambda x: net(x).data
### BLANK
# from dlscratch.mine import Tensor
#
# learn_xor = ____
### END SOLUTION

check.learn_xor(learn_xor)

# %% [markdown]
# ## Looking back
#
# (end)
