# %% [markdown]
# # Lesson 11: Autograd
#
# You wrote a `backward` for every layer and every loss, and that was the hard part. Today you write
# what writes them: an engine that watches you compute, and then finds every gradient.
#
# After this lesson you can
#
# - say how fast a result changes with a number that was used several times,
# - write a number, and then an array, that knows how it was made,
# - walk back through whatever was computed, in the right order,
# - say what such an engine remembers, and when it forgets,
# - train a network without writing one `backward`.
#
# ## A question first
#
# The numbers `x` go through a sigmoid, and around it as well: `y = sigmoid(x) + x`. Back comes the
# gradient 1 for the first number of `y`, and 10 for the second.
#
# **Predict.** The slope of a sigmoid at 0 is ¼. What is the gradient for the first number of `x`?

# %%
import numpy as np

from dlscratch.mine import Sigmoid

sigmoid = Sigmoid()
x, incoming = np.array([0.0, 2.0]), np.array([1.0, 10.0])
y = sigmoid.forward(x) + x
print((sigmoid.backward(incoming) + incoming).round(4))

# %% [markdown]
# ::: answer
# 1¼: a quarter comes back through the sigmoid, and all of it around the sigmoid. A nudge of `x` is
# felt in both places.
# :::
#
# As before, what you have passed and saved is your own here.
#
# `Sequential` cannot say `sigmoid(x) + x`. You would write a class for it, with a backward that
# splits the gradient and adds the parts up; and another class for the next idea.
#
# ## 1. Two ways
#
# We begin with plain numbers: `a` = 2, `b` = 3, and f = a · b + a. The number `a` is used twice, so
# there are two ways from `a` to f.
#
# **Predict.** Nudge `a`. By how many times the nudge does the product move? And all of f? Then the
# same for `b`.

# %%
def f(a, b):
    return a * b + a

epsilon = 0.001
print(round((f(2 + epsilon, 3) - f(2, 3)) / epsilon, 3))
print(round((f(2, 3 + epsilon) - f(2, 3)) / epsilon, 3))

# %% [markdown]
# ::: answer
# The product moves 3 times as much as `a`. Then the plus adds the nudge itself: 4 in all. For `b`
# there is one way, through the product: 2.
# :::
#
# There are two rules, and this lesson needs no others.
#
# - *Along a way, slopes are multiplied*: the chain rule.
# - *Several ways add up.* In lesson 3 one weight served every example, and you summed over the
#   examples. That was this rule.
#
# ::: stop two_ways
#
# ## 2. A number that takes notes
#
# The rules need two facts about each result: what was it made from, and how fast does it change
# with each part? Let the numbers themselves write that down. For `a + b` Python calls the method
# `a.__add__(b)`, and that may be ours.
#
# **Predict.** What do the two prints show?

# %%
class Shy:
    def __init__(self, data):
        self.data = data
    def __add__(self, other):
        return f"somebody wants {self.data} + {other}"

print(Shy(2) + 5)
try:
    print(5 + Shy(2))
except TypeError as error:
    print(error)

# %% [markdown]
# ::: answer
# The first calls our method. The second is an error: a plain 5 cannot add a `Shy`.
# :::
#
# Before Python gives up, it asks the number on the *right*: `5 + x` becomes `x.__radd__(5)`, and
# `5 - x` becomes `x.__rsub__(5)`. The other signs are `__sub__`, `__mul__`, `__truediv__`, and
# `__pow__` for `**`.
#
# Our number is called `Value`. It has `data`, a plain number; `grad`, 0.0 until somebody walks
# back; and `parents`, its notes: a pair (value, slope) for each value that it was made from. For
# a + b both slopes are 1; for a / b they are 1 / b and −a / b²; and for aⁿ the slope is n · aⁿ⁻¹.
#
# ::: stop value value_operators
#
# From here on your `Value` runs.
#
# **Predict.** `x` is 3. How many lines does the loop print for `x * x`, and which slopes?

# %%
from dlscratch.mine import Value

x = Value(3.0)
y = x * x
for parent, slope in y.parents:
    print(parent is x, slope)
assert len(y.parents) == 2

# %% [markdown]
# ::: answer
# Two lines, both with the slope 3: `x` is the left factor and the right one. Two ways add up to 6,
# which is the slope of `square` at 3.
# :::
#
# ## 3. The way back
#
# The notes of f lead to the values that it was made from, and *their* notes lead further, until
# there are no parents. So the whole computation can be found from its end. A function that calls
# itself for each parent walks all the ways. It hands on the gradient times the slope.
#
# **Predict.** `back(f, 1.0)` starts it. Why with 1? And what will be in `a.grad` and in `b.grad`?

# %%
def back(value, gradient):
    value.grad += gradient
    for parent, slope in value.parents:
        back(parent, slope * gradient)

a, b = Value(2.0), Value(3.0)
f = a * b + a
back(f, 1.0)
print(a.grad, b.grad)

# %% [markdown]
# ::: answer
# 1 is how fast f changes with itself. `a` gets 3 by one way and 1 by the other, so 4; `b` gets 2.
# :::
#
# That is **autograd**: gradients found from notes. Nobody wrote a backward for `a * b + a`. It
# holds for any expression, and we can measure it:

# %%
from dlscratch.gradients import numerical_gradient

def g(a, b):
    return (a - b / a) ** 3 + 2 * a * b - 1 / b

a, b = Value(2.0), Value(3.0)
back(g(a, b), 1.0)
measured = numerical_gradient(lambda numbers: g(*numbers), np.array([2.0, 3.0]))
print(round(a.grad, 4), round(b.grad, 4), measured.round(4))
assert np.allclose([a.grad, b.grad], measured)

# %% [markdown]
# `g` was called with Values, and then by `numerical_gradient` with plain numbers. The same code
# serves both, since only the signs mean something else.
#
# Somebody has an engine, too. It passed all its tests, but yesterday it was wrong.
#
# ::: stop adds_up
#
# ## 4. How often?
#
# `back` is right, and yet no engine does it like that. Here `x` is doubled n times, each time by
# adding it to itself. `visits` counts how often `back` would call itself.
#
# **Predict.** How many visits are there for n = 1, and for n = 2? **Guess.** And for n = 16?

# %%
def doubled(x, n):
    for _ in range(n):
        x = x + x
    return x

def visits(value):
    return 1 + sum(visits(parent) for parent, slope in value.parents)

for n in (1, 2, 3, 16):
    print(n, visits(doubled(Value(1.0), n)))

# %% [markdown]
# ::: answer
# 3, then 7, and at last 131,071: with each doubling there are twice as many ways back, and `back`
# goes every one of them.
# :::
#
# With ten doublings more, it takes a thousand times as long. And networks are full of numbers that
# are used in many places.
#
# ## 5. The order
#
# It must be possible to visit each value only once. Its gradient says all that is needed: let the
# ways meet in it, add up what they bring, and then hand on the sum. But when?
#
# Take u = 3x, v = 2u and w = u + v. So w is 9x, and its slope is 9. The next cell goes back by
# hand, each value once, in the order w, u, v.
#
# **Predict.** What is `x_grad`?

# %%
w_grad = 1
u_grad, v_grad = 1 * w_grad, 1 * w_grad    # it is w's turn: w = u + v
x_grad = 3 * u_grad                        # u's turn: u = 3x
u_grad += 2 * v_grad                       # v's turn: v = 2u
print(x_grad, u_grad)
assert 3 * u_grad == 9

# %% [markdown]
# ::: answer
# 3, and not 9. `u` handed on 1 before it had heard from `v`. Its own gradient comes out right, but
# too late.
# :::
#
# So a value may hand on only when its gradient is complete: *when everything that was made from it
# has had its turn*. One such order is by age, the youngest first: parents are older.
#
# A `Value` does not know its age, but its notes are enough. Put a value on a list when all its
# parents are on it; turn the list round at the end. And no recursion, but a second list of what is
# still to be visited: Python stops at about a thousand calls inside one another.
#
# ::: stop visits in_order walk_back
#
# Your lines, in short, with your `in_order`:
#
# **Predict.** How many values are in order after 100 doublings? And what is `x.grad`?

# %%
from dlscratch.mine import in_order

def walk_back(result):
    result.grad = 1.0
    for value in in_order(result):
        for parent, slope in value.parents:
            parent.grad += slope * value.grad

x = Value(1.0)
result = doubled(x, 100)
walk_back(result)
print(len(in_order(result)), x.grad == 2.0 ** 100)

# %% [markdown]
# ::: answer
# 101: `x` and the hundred results. Each doubling doubles the gradient.
# :::
#
# One walk from the end gives the gradients for *all* that the result was made from, be it two
# numbers or a million.

# %% [markdown]
# ## 6. The picture
#
# Draw each value with lines from those that it was made from: a **graph**. A chain of layers is a
# graph without forks. The picture reads the notes of f; with `back=1`, one operation of the way
# back has run.
#
# **Predict.** Which operation is that? What does it hand on, and to whom?

# %%
from dlscratch.visuals.graph import graph

a, b = Value(2.0), Value(3.0)
f = a * b + a
graph(f, back=1, names={"a": a, "b": b, "f": f})

# %% [markdown]
# ::: answer
# The plus, which stands at the end. It hands 1 to the product and 1 to `a`, for which that is only
# a part.
# :::
#
# Now walk yourself. Here `u` is used twice, once on the way to `v`. The picture waits for each
# number.
#
# **Predict.** Who has to hand on first, `u` or `v`?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.graph import live_graph

a, b = Value(2.0), Value(-2.0)
u = a * b
v = u + a
live_graph(u * v, names={"a": a, "b": b, "u": u, "v": v})

# %% [markdown]
# ::: answer
# `v`, since `u` still waits for what comes through it.
# :::
#
# **Change it.** Put an expression of your own in, of up to twelve values. Where does the largest
# gradient arise, and from what?
#
# And what if your code has an `if`, or a loop whose length depends on the numbers?

# %%
def absolute(x):
    return x if x.data > 0 else -1 * x

for number in (3.0, -3.0):
    x = Value(number)
    walk_back(absolute(x) * 2)
    print(x.grad)

# %% [markdown]
# The notes are taken anew each time your code runs. They know of no `if`, only of the side that was
# taken. So you write plain Python.
#
# ::: aside May one not simply call backward for each parent?
# `back` does, and it is right, for it hands on the *share* that came by one way; it is only slow.
# Many write it so that each visit hands on all of `grad`. Then what came by an earlier way is
# handed on again: with b = a + a and c = b + b, `a` gets 6, where 4 is right.
# :::
#
# ::: evening
#
# ## 7. From numbers to arrays
#
# With `Value` you could build any network. Here a single digit goes through a first layer of 30
# neurons, forward, number by number.
#
# **Guess.** How many times as long does that take as `w @ pixels`?

# %% tags=["nbval-ignore-output"]
import time

rng = np.random.default_rng(0)
pixels, w = rng.random(784), rng.standard_normal((30, 784))
values = [[Value(number) for number in row] for row in w]
start = time.perf_counter()
sums = [sum(pixel * value for pixel, value in zip(pixels.tolist(), row)) for row in values]
middle = time.perf_counter()
product = w @ pixels
end = time.perf_counter()
print(f"{middle - start:.3f} s and {end - middle:.6f} s")
assert np.allclose([one.data for one in sums], product)

# %% [markdown]
# ::: answer
# Hundreds of times, or thousands. Each product became a Python object, and each sum another.
# :::
#
# So notes are taken for whole arrays: one for one `@`. But what is its slope? Each output depends
# on many inputs. A table of all slopes, outputs by inputs, would be huge (the cell prints its size
# for `(32, 784) @ (784, 100)`), and nearly all of it 0.
#
# Nobody needs this table. A walk back only asks: *the gradient for the result comes in; which goes
# out to the parent?* You have answered that often, under the name `backward`. So in the notes, each
# slope becomes a function.

# %%
print(f"{(32 * 100) * (32 * 784):,} slopes of (32, 784) @ (784, 100), for one side")
y = np.exp(np.array([0.0, 1.0]))

def slope(gradient):
    return gradient * y                        # the slope of exp is its own output

print(slope(np.array([1.0, 10.0])).round(4))

# %% [markdown]
# `slope` is made now and called later, on the way back. It uses `y`, which is none of its
# arguments.
#
# **Predict.** Does such a function keep the number that the name had when it was made, or does it
# look when it is called?

# %%
factor = 2

def slope(gradient):
    return factor * gradient

factor = 5
print(slope(1))

# %% [markdown]
# ::: answer
# It looks when it is called: 5. What is kept is the name, not the number.
# :::
#
# When each slope is made in a call of its own, as in a method, its names are its own, too. Else
# they may mean something new by the time of the walk.
#
# ::: stop last_slope
#
# ## 8. Stretched on the way forward
#
# Arrays bring one thing that single numbers do not have: broadcasting. Here `b` stands in each of
# four rows, `c` in each of three columns, and the 2 everywhere.
#
# **Predict.** A gradient of shape `(4, 3)` comes back. What are the shapes of the gradients for
# `b`, for `c` and for the 2? And over which axes is the sum?

# %%
x, b, c = np.ones((4, 3)), np.array([1.0, 2, 3]), np.ones((4, 1))
gradient = np.arange(12.0).reshape(4, 3)
assert (x + b + c + 2).shape == gradient.shape
print(gradient.sum(axis=0))                          # for b
print(gradient.sum(axis=1, keepdims=True).shape)     # for c
print(gradient.sum())                                # for the 2

# %% [markdown]
# ::: answer
# Their own: `(3,)`, `(4, 1)`, `()`. For `b` axis 0 is summed, for `c` axis 1, for the 2 both.
# :::
#
# It is the second rule: what stood in many places has many ways to the result. To undo
# broadcasting, sum over axes that were put in front, so that they vanish, and over those that were
# stretched, so that their 1 remains. One function does it for all signs.
#
# ::: stop undo_broadcasting
#
# ## 9. The product
#
# For `a @ b`, with shapes `(n, k)` and `(k, m)`, a gradient of shape `(n, m)` comes back. As in
# lesson 3, the shapes tell you both products.
#
# What if a gradient has almost the right shape? Here somebody kept an axis in the sum for a bias.
#
# **Predict.** Do the two steps work? What is the shape of the bias afterwards?

# %%
bias, bias_grad = np.zeros(5), np.ones((1, 5))
print((bias - 0.1 * bias_grad).shape)
try:
    bias -= 0.1 * bias_grad
except ValueError as error:
    print(error)

# %% [markdown]
# ::: answer
# The first makes a bias of shape `(1, 5)`, quietly. The second changes the array where it is, and
# that has room for `(5,)` only.
# :::
#
# A wrong shape may travel far before something breaks. Ask who made the array.
#
# ::: stop matmul_back bias_shape
#
# ## 10. The last two
#
# `max` hands the gradient to the number that won: a nudge of any other does nothing. If two are
# equal, there is no one slope: a nudge up moves the maximum, a nudge down does not. There an engine
# may choose, and the course's lets the winners share. It must not hand the whole gradient to *each*
# of them.

# %%
from dlscratch import autograd

row = np.array([7.0, 2.0, 7.0])
tensor = autograd.Tensor(row, requires_grad=True)     # the course's engine
tensor.max().backward()
print(tensor.grad)

# %% [markdown]
# Now an index, by which a number may be taken twice: `row[[0, 0, 2]]`.
#
# **Predict.** On the way back, three ones come in. What should the gradient for `row` be? Which of
# the two lines below gives it?

# %%
index, incoming = [0, 0, 2], np.ones(3)
one, other = np.zeros(3), np.zeros(3)
one[index] += incoming
np.add.at(other, index, incoming)
print(one, other)

# %% [markdown]
# ::: answer
# 2, 0 and 1: the first number was used twice, and its ways add up. With `+=` NumPy reads all three
# numbers, adds, and writes them back, so the first is written twice with the same 1. `np.add.at`
# adds one after the other.
# :::
#
# Everything is there. Your engine is `Value` once more: notes, signs, and the same walk. Only
# `data` is an array now, each slope a function, and broadcasting is undone on the way.
#
# ::: stop tensor
#
# ## 11. A net without a backward
#
# Here is the net of lesson 3: linear, sigmoid, linear, sigmoid. First by hand, with your layers,
# for the loss `SSE`.

# %%
from dlscratch.mine import SSE, Linear, Sequential, Tensor
from dlscratch.datasets import xor

x, y = xor()
hand, loss = Sequential([Linear(2, 3, rng=5), Sigmoid(), Linear(3, 1, rng=6), Sigmoid()]), SSE()

def hand_backward():
    hand.backward(loss.gradient(hand.forward(x), y))

hand_backward()
print(hand.grads()[0].round(6))

# %% [markdown]
# Then with your engine. Parameters are tensors made with `requires_grad=True`; all else is the bare
# formula. (The engine has no sigmoid. But a sigmoid is a tanh: half as high, stretched, and moved
# up.)
#
# `error` is used twice, and every parameter serves all four examples: the engine adds up.

# %%
weights = [Tensor(param.copy(), requires_grad=True) for param in hand.params()]

def sigmoid_of(x):
    return 0.5 * (0.5 * x).tanh() + 0.5

def recorded_loss(weights, x, y):
    w1, b1, w2, b2 = weights
    hidden = sigmoid_of(x @ w1.T + b1)
    error = sigmoid_of(hidden @ w2.T + b2) - y
    return (error * error).mean()

recorded_loss(weights, x, y).backward()
print(weights[0].grad.round(6))
assert all(np.allclose(tensor.grad, grad, rtol=0, atol=1e-10)
           for tensor, grad in zip(weights, hand.grads()))

# %% [markdown]
# The same gradients, to ten decimals. Now let both learn XOR. A step has three parts: forget the
# old gradients, walk back, move against the new ones.
#
# **Predict.** What happens without the first part? Why did your own layers never need it?

# %%
def recorded_step(rate):
    for tensor in weights:
        tensor.grad = None
    recorded_loss(weights, x, y).backward()
    for tensor in weights:
        tensor.data -= rate * tensor.grad       # in place, as always

def hand_step(rate):
    hand_backward()
    for param, grad in zip(hand.params(), hand.grads()):
        param -= rate * grad

# %%
for _ in range(1500):
    recorded_step(4.0)
    hand_step(4.0)

print(hand.forward(x).T.round(2))
assert np.allclose(hand.forward(x), y, atol=0.1)
assert all(np.allclose(tensor.data, param, rtol=0, atol=1e-10)
           for tensor, param in zip(weights, hand.params()))

# %% [markdown]
# ::: answer
# The new gradients would be added to the old ones. Your layers write theirs over the old. An engine
# adds: a second backward looks to it like a second way.
# :::
#
# Forget that part, and no error comes.
#
# ::: evening
#
# ## 12. What is remembered, and until when
#
# Each result holds on to its parents, and they to theirs. Whoever holds the last one, holds
# everything.
#
# **Predict.** A loop adds up a hundred losses. How many values does `total` hold at its end: 1,
# about 100, about 200?

# %%
w, total = Value(3.0), 0.0
for _ in range(100):
    loss_now = w * w
    total = total + loss_now
print(type(total).__name__, len(in_order(total)))

# %% [markdown]
# ::: answer
# Two more in each round, so a little over two hundred.
# :::
#
# In a training you add up losses only to read them, and yet the sum would keep every batch.
#
# **Change it.** Add up `loss_now.data`, and print only the type. What is left of the notes?
#
# Next question: what does a second walk find? This is f from section 3, whose gradients are 4 and
# 2.
#
# **Predict.** The walk runs twice. Will `a.grad` be 4, 8, or something else?

# %%
a, b = Value(2.0), Value(3.0)
product = a * b
f = product + a
walk_back(f)
walk_back(f)
print(a.grad, b.grad, product.grad)

# %% [markdown]
# ::: answer
# 11, which nobody wants. The second walk found the 1 in `product.grad`, made it 2, and handed on
# the 2. So `a` got 4, and then 2 · 3 + 1.
# :::
#
# A value that an operation made is only passed through. One that was just written down is a
# **leaf**, and what learns are leaves. So engines add up in leaves only, and drop all other
# gradients once they have been handed on. That saves memory, too.
#
# The course's own engine, `dlscratch.autograd`, is yours with more signs, and it watches out. Two
# backwards of two losses add up. A second one of the *same* loss is something else.
#
# **Predict.** What do the two rounds print? And what does the last backward do?

# %%
w = autograd.Tensor([3.0], requires_grad=True)
for _ in range(2):
    square = w * w
    loss_now = square.sum()
    loss_now.backward()
    print(w.grad, square.grad)
try:
    loss_now.backward()
except RuntimeError as error:
    print(error)

# %% [markdown]
# ::: answer
# 6, then 12: the sum over two losses. `square` is no leaf and keeps nothing, so its `grad` is None.
# And then the walk is refused.
# :::
#
# Why has it forgotten? The notes hold the arrays of the whole way forward, and one backward is what
# they were kept for. Whoever wants a second says so in the first: `backward(retain_graph=True)`.
#
# ## 13. Where no notes are taken
#
# A step of gradient descent is arithmetic with a parameter. Must it be recorded?
#
# **Predict.** What would `w` be after a recorded `w = w - 0.1 * w.grad`: still a leaf?

# %%
try:
    w -= 0.1 * w.grad
except RuntimeError as error:
    print(error)
with autograd.no_grad():
    w -= 0.1 * w.grad
print(w, w.requires_grad)

# %% [markdown]
# ::: answer
# No: it would be the result of a minus, and the next walk would pass through it, back into the last
# step. So the engine refuses, and `no_grad` switches the notes off for the lines below it.
# :::
#
# You changed `tensor.data`, the bare array, behind the engine's back. `no_grad` says openly what is
# meant. It also saves time and memory where you only want answers.
#
# For a single tensor there is `detach()`: the same numbers, as a leaf that does not learn. There a
# way ends.
#
# **Predict.** `w` is 3. What is its gradient in `w * w.detach()`: 6, 3 or 0?

# %%
w = autograd.Tensor([3.0], requires_grad=True)
(w * w.detach()).sum().backward()
print(w.grad)

# %% [markdown]
# ::: answer
# 3: one way is left, and its slope is the other factor. The result is 9 as before.
# :::
#
# So a forward shows nothing of a way that was cut. Only the gradient does: a parameter to which no
# way is left has None. Where something is carried from one round of a loop to the next, cutting is
# just right.
#
# The exercises use layers without a backward, `dlscratch.modules`. Of such a net, `params()`
# gives the bare arrays, and `zero_grad()` forgets gradients; `loss.item()` is a tensor's number.
#
# ::: stop second_walk
#
# ## 14. Changed too soon
#
# The slope of w · w is computed with the array `w`, on the way back. What if a step changes it in
# between?
#
# **Predict.** `w` is 3 in forward, and then −4. Which slope is right, 6 or −8? And which would an
# engine find that keeps the array, like yours?

# %%
w = autograd.Tensor([3.0], requires_grad=True)
loss_now = (w * w).sum()
with autograd.no_grad():
    w -= 7.0
try:
    loss_now.backward()
except RuntimeError as error:
    print(error)

# %% [markdown]
# ::: answer
# 6 is right. But the kept array *is* `w`, lesson 1's two names for one thing, and so it would find
# −8.
# :::
#
# And without a word, unless it compares, as the course's engine does. PyTorch counts the changes of
# each tensor instead.
#
# ::: stop too_soon
#
# ## 15. The loss, from its parts
#
# In lesson 4 you worked out the slope of softmax and cross-entropy together: p − y. Today you only
# write down the forward. For each row: the log of the sum of all exps, minus the logit of the right
# class; and the mean over the rows.
#
# What you subtracted there, so that no exp overflows, changes neither the loss nor any slope. It
# may be a plain number to the engine.

# %%
logits = np.array([8.0, 5.0, 1.0])
for lower in (logits, logits - logits.max()):
    print(round(np.log(np.exp(lower).sum()) - lower[0], 6))

# %% [markdown]
# ::: stop cross_entropy
#
# ::: aside What is often asked about such engines
# - *Are these gradients approximate?* No: but for rounding, they are exact.
# - *Can one walk from the front?* Yes, but it takes one walk for each parameter.
# - *Can it give the slope of a slope?* Not ours: its way back computes with bare arrays, of which
#   nobody takes notes. PyTorch's can, with `create_graph=True`.
# :::
#
# ## 16. The digits, without a backward
#
# The 4,000 digits that the course brings along, prepared as in lesson 9; a net with ReLU, by hand;
# and its twin on your engine. Your `Linear` without backward is this. `layer(x)` calls `__call__`.

# %%
from dlscratch.datasets import mnist_small
from dlscratch.mine import ReLU, SoftmaxCrossEntropy, batches, cross_entropy

class Recorded:
    def __init__(self, twin):
        self.w = Tensor(twin.w.copy(), requires_grad=True)
        self.b = Tensor(twin.b.copy(), requires_grad=True)
    def __call__(self, x):
        return x @ self.w.T + self.b

digits = mnist_small()
mean = (digits.train_images / 255).mean()
images, answers = digits.train_images.reshape(4000, 784) / 255 - mean, digits.train_labels
hand = Sequential([Linear(784, 30, "he", 1), ReLU(), Linear(30, 10, "xavier", 2)])
first, second = Recorded(hand.layers[0]), Recorded(hand.layers[2])

# %% [markdown]
# Both take the same batches, and so the same steps.

# %% tags=["nbval-ignore-output"]
softmax_loss, params = SoftmaxCrossEntropy(), [first.w, first.b, second.w, second.b]

for batch, labels in batches(images, answers, 32, np.random.default_rng(0)):
    hand.backward(softmax_loss.gradient(hand.forward(batch), np.eye(10)[labels]))
    for tensor in params:
        tensor.grad = None
    cross_entropy(second(first(batch).relu()), labels).backward()
    for param, grad, tensor in zip(hand.params(), hand.grads(), params):
        param -= 0.1 * grad
        tensor.data -= 0.1 * tensor.grad

difference = max(np.abs(tensor.data - param).max() for tensor, param in zip(params, hand.params()))
print(f"{difference:.0e}")
assert difference < 1e-10

# %% [markdown]
# The weights differ by rounding only. And the digits that they have not seen:

# %% tags=["nbval-ignore-output"]
unseen = digits.test_images.reshape(1000, 784) / 255 - mean
read = second(first(unseen).relu()).data.argmax(axis=1)
print(f"{np.mean(read == digits.test_labels):.1%}")
assert np.mean(read == digits.test_labels) > 0.8

# %% [markdown]
# No layer knew its backward, nor did the loss. A net that goes around a layer ("skip connection"),
# uses a weight twice or has a loss of your own is only a formula now.
#
# When such a net does not learn, there is no `backward` to look into. Look at the gradients: has
# each parameter one, and does it move?
#
# ::: stop held_still
#
# ## 17. The same in PyTorch
#
# PyTorch's engine is built like yours. Lesson 12 goes on with it; here is the loss of section 11
# once more. If PyTorch is not installed, the next cell says so, and those below it are skipped.

# %% tags=["nbval-ignore-output"]
from dlscratch.course.bridge import need_torch

need_torch()

# %% [markdown]
# Both get the weights that have learnt XOR. `recorded_loss` need not change: it was written for
# your `Tensor`, and runs on PyTorch's.
#
# **Predict.** By how much will the gradients differ? And a second backward of the same loss: is it
# added, or refused?

# %% tags=["nbval-ignore-output"]
import torch

theirs = [torch.tensor(tensor.data, requires_grad=True) for tensor in weights]
for tensor in weights:
    tensor.grad = None
recorded_loss(weights, x, y).backward()
loss_now = recorded_loss(theirs, torch.from_numpy(x), torch.from_numpy(y))
loss_now.backward()
for tensor, their in zip(weights, theirs):
    print(tensor.grad.round(6).ravel(), their.grad.numpy().round(6).ravel())
    assert np.allclose(their.grad, tensor.grad, rtol=0, atol=1e-12)
try:
    loss_now.backward()
except RuntimeError as error:
    print(str(error)[:66])

# %% [markdown]
# ::: answer
# By rounding at most. It is refused.
# :::
#
# Now an empty page: a network that learns XOR, on your engine alone.
#
# ::: stop learn_xor
#
# ## What you can do now
#
# - Find a gradient on paper: multiply along each way, add up the ways.
# - Write an engine that records, and walks back in order.
# - Say why gradients add up, and when notes are forgotten.
#
# The mistake to remember is `=` for `+=`: right until something is used twice.
#
# ## Elsewhere
#
# - *operator overloading*: methods for signs (section 2).
# - *automatic differentiation*: what such engines do (section 3).
# - *reverse mode*: walking from the result (section 5).
# - *topological order*: each before its parents (section 5).
# - *computation graph*: the graph of all that was computed (section 6).
# - *dynamic graph*: notes taken anew each time (section 6).
# - *vector-Jacobian product*: a slope as a function (section 7).
# - *tape*: the notes (section 12).
#
# Next: [lesson 12](12_pytorch.ipynb), PyTorch.
