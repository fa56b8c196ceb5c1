# %% [markdown]
# # Lesson 2: Layers
#
# A network is a chain of boxes. Numbers go into the first, and other numbers come out of the last.
# Such a box is a **layer**. It works in two directions. **Forward**, it takes numbers from its left
# and hands its results to its right. **Backward**, it hears from its right what a little more of
# its *output* would do to the result, and tells its left what a little more of its *input* would
# do.
#
# This is hard at first. So we begin with one number, and measure everything.
#
# After this lesson you can
#
# - find out what a small change of any number does to the end result,
# - work backward through two layers on paper,
# - write a layer as a class, and say what it must remember,
# - test its backward by measuring.
#
# ## Three quick questions
#
# **Predict.** What do the two lines print? (Lesson 1.)

# %%
import numpy as np

a = np.array([1, 2, 3])
print(a * np.array([10, 20, 30]))
print((a * np.array([10, 20, 30])).sum())

# %% [markdown]
# **Predict.** A table has shape `(2, 3)`. What is the shape of its sum along axis 0?

# %%
table = np.array([[1, 2, 3], [4, 5, 6]])
print(table.sum(axis=0).shape)

# %% [markdown]
# **Predict.** What does `a` hold at the end?

# %%
b = a
b = 10 * b
b -= 1
print(a)

# %% [markdown]
# ::: answer
# `10 * b` made a new array, and only that one was changed.
# :::
#
# ## 1. One number, one box
#
# This box doubles its number. At the right end of the chain, something compares the result with the
# right answer, and says in one number how far off it is: the **loss**. Ours wants a 10, takes the
# difference and squares it.
#
# **Predict.** What are `y` and its loss?

# %%
def double(x):
    return 2 * x

def loss(y):
    return (y - 10) ** 2

x = 3.0
y = double(x)
print(y, loss(y))

# %% [markdown]
# ::: answer
# Now a nudge: `x` becomes a tiny bit larger, `3.001`. That tiny bit is usually called epsilon.
# :::
#
# **Predict.** Does the loss rise or fall? How many times as large as the nudge is its change?

# %%
epsilon = 0.001
change = loss(double(x + epsilon)) - loss(double(x))
print(round(change, 6))
print(round(change / epsilon, 2))

# %% [markdown]
# ::: answer
# It falls, by about 16 times the nudge. The change of the loss, divided by the tiny change of `x`
# that caused it, is the **gradient** of the loss with respect to `x`. Here it is −16. The minus
# says that a larger `x` makes the loss smaller.
# :::
#
# The name answers two questions.
#
# - Gradient *of what?* Of the loss. Always: it is the one number at the end.
# - *With respect to what?* With respect to the number that you nudge. Only what is computed from it
#   may move; all else stays as it is.
#
# So every number in the chain has a gradient. Let us nudge `y` instead.
#
# **Predict.** Is the gradient of the loss with respect to `y` larger than 16, smaller, or the same?
# (Leave the minus aside.)

# %%
gradient_y = (loss(y + epsilon) - loss(y)) / epsilon
print(round(gradient_y, 2))

# %% [markdown]
# ::: answer
# Half as large. Why? Because a nudge of `x` arrives at `y` twice as large: the box doubles it. The
# change of a box's *own* output, divided by the tiny change of its input, is the **slope** of the
# box.
# :::

# %%
slope = (double(x + epsilon) - double(x)) / epsilon
print(round(slope, 2))

# %% [markdown]
# Three measurements, then:
#
# | | nudge | watch | measured |
# |---|---|---|---|
# | gradient with respect to `y` | `y` | the loss | −8 |
# | slope of the box | `x` | `y` | 2 |
# | gradient with respect to `x` | `x` | the loss | −16 |
#
# **Predict.** The first two give the third. How?

# %%
print(round(slope * gradient_y, 2))

# %% [markdown]
# **Change it.** Let `double` return `3 * x`, and run this section once more. Say before each cell
# what it will print. (Then put the 2 back.)
#
# ## 2. What comes in from the right
#
# Slope times gradient on the right gives gradient on the left. This is the **chain rule**, and
# everything that backward does follows from it.
#
# Look at it from inside the box. It knows its own slope. It does not know the loss, nor the boxes
# in between. It need not: from its right it is told the gradient with respect to its output, its
# **incoming gradient**. It multiplies, and hands the gradient with respect to its input to its
# left, where the next box is waiting for it.
#
# Not every slope is the same everywhere. This box squares its number.
#
# **Predict.** About how large is its slope at 3, at −1 and at 0?

# %%
def square(x):
    return x * x

for x in (3.0, -1.0, 0.0):
    change = square(x + epsilon) - square(x)
    print(x, round(change / epsilon, 2))

# %% [markdown]
# ::: answer
# About 6, −2 and 0: twice the number that came in. So the slope of `square` is `2 * x`.
# :::
#
# And where does the first incoming gradient come from? From the loss, which stands at the very end
# and has a slope of its own, `2 * (y - 10)`. It was −8 at `y` = 6.
#
# The picture shows `square` at `x` = 3. Its output is 9, and the loss wants a 10, so the gradient
# −2 comes in from the right.
#
# **Predict.** Which number does the box hand to its left?

# %%
from dlscratch.visuals.slope_box import slope_box

slope_box(x=3, gradient=-2, layer="square")

# %% [markdown]
# ::: answer
# Read it like this. Above, the number goes forward, left to right. Below, the gradient goes
# backward, right to left. In between is the slope: how steep the curve is at `x`. The dashed line,
# which touches the curve there, is just as steep.
# :::
#
# Is −12 true? Nudge `x`, and watch the loss at the end of the chain.
#
# **Predict.** What should the next cell print?

# %%
x = 3.0
change = loss(square(x + epsilon)) - loss(square(x))
print(round(change / epsilon, 2))

# %% [markdown]
# ::: answer
# The nudge says −11.97: it is −12, as closely as such a nudge can tell. (Section 8 measures
# better.)
# :::
#
# In the next picture you move `x` yourself: drag the point along the curve, or click on the picture
# and press the arrow keys. Left and right move `x`, up and down the incoming gradient. A lower
# arrow is as thick as its gradient is large.
#
# **Predict.** Leave the −2. Where must `x` be, so that 8 goes out on the left? And where must it
# be, so that nothing goes out, whatever comes in? Does `double` have such a place?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.slope_box import live_slope_box

live_slope_box(x=3, gradient=-2, layer="square", layers=["double", "square"])

# %% [markdown]
# ::: answer
# At −2, where the slope is −4. And at 0, where the curve is flat: a nudge hardly changes the output
# or the loss. `double` has no such place.
# :::
#
# ## 3. Two curves that squeeze
#
# A chain of boxes that only multiply can do no more than one such box: times 2 and then times 3 is
# times 6. To do more, a chain needs boxes whose curve is bent. A box that treats every number by
# itself, with a bent curve, is called an **activation**. The book's networks use two. The
# **sigmoid**, 1 / (1 + e⁻ˣ), squeezes every number to between 0 and 1. **Tanh** squeezes it to
# between −1 and 1.
#
# (The number e is `np.e` in NumPy, and e to the power `x` is `np.exp(x)`.)
#
# **Predict.** What does the sigmoid turn 0 into? And a large number, such as 6?

# %%
def sigmoid(x):
    return 1 / (1 + np.exp(-x))

for x in (-6.0, -1.0, 0.0, 1.0, 6.0):
    print(f"{x:4}   sigmoid {sigmoid(x):.4f}   tanh {np.tanh(x):7.4f}")

# %% [markdown]
# ::: answer
# Their slopes are easy to compute, from the *output* alone.
# :::
#
# - sigmoid: `s * (1 - s)`, where `s` is its output,
# - tanh: `1 - t * t`, where `t` is its output.
#
# If you know calculus: 1 / u has the slope −u′ / u², with u = 1 + e⁻ˣ and u′ = −e⁻ˣ. That gives
# e⁻ˣ / (1 + e⁻ˣ)², and since 1 − s = e⁻ˣ / (1 + e⁻ˣ), it is s · (1 − s). If you do not: nudge, and
# compare.
#
# **Predict.** Where is the sigmoid steepest, and how steep is it there?

# %%
def nudge(f, x):
    return (f(x + 0.00001) - f(x)) / 0.00001

for x in (-6.0, -1.0, 0.0, 1.0, 6.0):
    s, t = sigmoid(x), np.tanh(x)
    print(f"{x:4}   sigmoid: measured {nudge(sigmoid, x):.4f}, formula {s * (1 - s):.4f}"
          f"   tanh: {nudge(np.tanh, x):.4f}, {1 - t * t:.4f}")
    assert abs(nudge(sigmoid, x) - s * (1 - s)) < 0.0001
    assert abs(nudge(np.tanh, x) - (1 - t * t)) < 0.0001

# %% [markdown]
# ::: answer
# It is steepest in the middle, and even there its slope is only ¼. (That of tanh is 1.)
# :::
#
# **Predict.** The gradient 2 comes in from the right. Will more than 2 be handed on, or less?

# %%
slope_box(x=1.0, gradient=2.0, layer="sigmoid")

# %% [markdown]
# ::: answer
# Less, always: a sigmoid hands on at most a quarter of what comes in.
# :::
#
# **Change it.** Set `x` to 0, and then to 6. What is left of the 2?
#
# The next one is tanh, far out where it is nearly flat.
#
# **Predict.** The gradient −3 comes in. What is the sign of the number that goes out on the left?
# Can it ever differ from that of the incoming gradient?

# %%
slope_box(x=2.0, gradient=-3.0, layer="tanh")

# %% [markdown]
# ::: answer
# These curves only ever rise, so their slopes are never negative, and the sign passes unchanged.
# Keep that in mind: a negative slope of a sigmoid or a tanh is a bug.
# :::
#
# Now you move all four boxes.
#
# **Predict.** Take `x` = 0: which hands on more, the sigmoid or tanh? And at `x` = 3?

# %% tags=["nbval-ignore-output", "output-not-stored"]
live_slope_box(x=0, gradient=2, layer="sigmoid")

# %% [markdown]
# ::: answer
# At 0 it is tanh: it hands on all that comes in. But it is flat sooner, and at 3 the sigmoid hands
# on more. Far out, both hand on next to nothing. The next cell holds the picture to this.
# :::

# %%
from dlscratch.visuals.slope_box import state

assert state(0, 2, "tanh").outgoing == 2 > state(0, 2, "sigmoid").outgoing
assert state(3, 2, "sigmoid").outgoing > state(3, 2, "tanh").outgoing

# %% [markdown]
# ## 4. Many numbers at once
#
# Layers work on arrays. Our boxes treat each number by itself, so each number has a slope of its
# own. The loss is still *one* number: we add up the squared differences.
#
# **Predict.** The gradient of the loss with respect to this `x`: what shape does it have?

# %%
x = np.array([[1.0, -2.0, 4.0], [3.0, -1.0, 2.0]])
y = square(x)

incoming = 2 * (y - 10)                  # slope of the loss, for each number of y
gradient = 2 * x * incoming              # slope of the box × incoming
print(incoming)
print(gradient)

# %% [markdown]
# ::: answer
# The shape of `x`: there is one gradient for each number that could be nudged. This holds for
# everything in deep learning. *A gradient has the shape of the thing that it is the gradient for.*
# ("The gradient for `x`" is short for "the gradient of the loss with respect to `x`".)
# :::
#
# Do the first number on paper: `x` = 1, `y` = 1, incoming 2 · (1 − 10) = −18, slope 2, together
# −36.
#
# **Predict.** If we nudge only `x[0, 1]`, the −2, by how many times the nudge does the loss change?
# The answer is on the page already.

# %%
nudged = x.copy()
nudged[0, 1] += 0.00001
change = ((square(nudged) - 10) ** 2).sum() - ((y - 10) ** 2).sum()
print(round(change / 0.00001, 2))

# %% [markdown]
# ::: answer
# It is the number in that place: 48.
# :::
#
# **Change it.** Nudge the 4 instead. Point at the answer before you run the cell.
#
# Measuring takes a run through the whole chain for each number that is nudged: six runs here, and
# millions in a large network. Backward gives all of them at once, in a single run from right to
# left. That is why it exists.
#
# ## 5. The class
#
# In code, a layer is a class. `Layer` is the course's base class: `Square(Layer)` has whatever
# `Layer` has, except for the methods that we write ourselves, `forward` and `backward`. (Two more
# wait for section 7.)
#
# Look at `backward`. It is handed the incoming gradient, and nothing else. But it needs the slope,
# and the slope needs `x`, which only `forward` has seen.
#
# **Predict.** How does `x` get from `forward` to `backward`? Find the line.

# %%
from dlscratch.layers import Layer

class Square(Layer):
    def forward(self, x):
        self.x = x                           # remember
        return x * x

    def backward(self, gradient):
        return 2 * self.x * gradient         # slope × incoming gradient

layer = Square()
y = layer.forward(x)
print(layer.backward(2 * (y - 10)))

# %% [markdown]
# ::: answer
# `self.x = x` ties the array to the layer itself, so that it outlives the call of `forward`. A
# plain `x` is gone when the call ends. The numbers are those of section 4.
# :::
#
# **Predict.** What happens if `backward` is called first?

# %%
try:
    Square().backward(np.array([1.0]))
except AttributeError as error:
    print(error)

# %% [markdown]
# ::: answer
# Nothing has been remembered yet. Now two forwards, and then one backward.
# :::
#
# **Predict.** Which of the two does the answer belong to?

# %%
layer.forward(np.array([1.0, 2.0]))
layer.forward(np.array([10.0, 20.0]))
print(layer.backward(np.array([1.0, 1.0])))

# %% [markdown]
# ::: answer
# To the last one. Backward always belongs to the last forward of its layer. This is the contract
# that every layer keeps:
# :::
#
# | | gets | returns | besides |
# |---|---|---|---|
# | `forward` | `x` | the outputs | remembers what the slope needs |
# | `backward` | the gradient for the outputs | the gradient for `x` | |
#
# What must a layer remember? Whatever its slope is computed from, and no more:
#
# | layer | slope | remembers |
# |---|---|---|
# | double | `2` | nothing |
# | square | `2 * x` | its input |
# | sigmoid | `s * (1 - s)` | its output |
# | tanh | `1 - t * t` | its output |
#
# You will write the last two in the exercises. Here is a sigmoid that mixes up input and output: it
# remembers its input, and then takes it for its output.
#
# **Predict.** With `x` = 3 and the incoming gradient 1, what does backward print? How can you tell
# at a glance that it is wrong?

# %%
class MixedUp(Layer):
    def forward(self, x):
        self.x = x
        return sigmoid(x)

    def backward(self, gradient):
        return self.x * (1 - self.x) * gradient

layer = MixedUp()
print(layer.forward(np.array([3.0])).round(4))
print(layer.backward(np.array([1.0])))

# %% [markdown]
# ::: answer
# A slope of −6, on a curve that never falls. Forward is right, and no error is raised. Yet every
# layer on its left would get a gradient of the wrong size, here even of the wrong sign. Bugs in
# `backward` are often silent. That is why we shall measure.
# :::
#
# ## 6. Two layers in a chain
#
# Now a chain of two: double, then square, then the loss, which still wants a 10. We call what is
# between the two layers `y`, and what comes out at the end `z`.
#
# **Predict.** Take a sheet of paper and go forward. With `x` = 1.5, what are `y`, `z` and the loss?

# %%
class Double(Layer):
    def forward(self, x):
        return 2 * x

    def backward(self, gradient):
        return 2 * gradient

first, second = Double(), Square()
x = np.array([1.5])
y = first.forward(x)
z = second.forward(y)
print("forward: ", x, y, z, loss(z))

# %% [markdown]
# **Predict.** Now backward, still on paper. What are the gradients with respect to `z`, to `y`, and
# to `x`? Begin at the loss, on the right.

# %%
gradient_z = 2 * (z - 10)                    # the slope of the loss
gradient_y = second.backward(gradient_z)     # what second hands back comes into first
gradient_x = first.backward(gradient_y)
print("backward:", gradient_x, gradient_y, gradient_z)

# %% [markdown]
# ::: answer
# In one table:
# :::
#
# | | `x` | double | `y` | square | `z` |
# |---|---|---|---|---|---|
# | value, left to right | 1.5 | | 3 | | 9 |
# | slope at the value on its left | | 2 | | 2 · 3 = 6 | |
# | gradient, right to left | −24 | | −12 | | −2 |
#
# Two things easily go wrong here. The slope of `square` is taken at *its own* input, which is `y` =
# 3, and not at `x`. And the slopes are *multiplied*: what one box hands back is what comes into the
# next.
#
# **Predict.** Is −24 true? What will the nudge say?

# %%
change = loss(second.forward(first.forward(x + epsilon))) - loss(z)
print((change / epsilon).round(1))

# %% [markdown]
# ::: answer
# It says −23.9: near enough.
# :::
#
# **Change it.** Swap the two: `first, second = Square(), Double()`. Make the table on paper, then
# run the three cells.
#
# ## 7. Numbers of its own
#
# A number that belongs to a layer, and that learning will change, is a **parameter of the layer**.
# `Scale` multiplies each column of its input by a factor of its own. Now backward has two gradients
# to find:
#
# - with respect to `x`: to be *handed on* to the left,
# - with respect to `factor`: to be *kept*, for whoever changes the factors.
#
# Nudge `x`, and `factor * x` moves `factor` times as much. Nudge `factor`, and it moves `x` times
# as much: these are the two slopes. A nudge of a factor moves every row, and the effects add up.
#
# **Predict.** `x` has shape `(2, 3)` and `factor` has shape `(3,)`. Along which axis must
# `backward` add up? Find the line.

# %%
class Scale(Layer):
    def __init__(self, factor):
        self.factor = np.array(factor)

    def forward(self, x):
        self.x = x
        return self.factor * x               # (n, k) → (n, k)

    def backward(self, gradient):
        self.factor_grad = (self.x * gradient).sum(axis=0)       # kept: (k,)
        return self.factor * gradient                            # handed on: (n, k)

# %% [markdown]
# **Predict.** The loss wants a 10 everywhere. Go forward on paper, and then back, with the first
# column only. What gradient do you get for the first factor?

# %%
layer = Scale([2.0, 3.0, -1.0])
x = np.array([[1.0, 2.0, 4.0], [3.0, 6.0, 8.0]])
y = layer.forward(x)
handed_on = layer.backward(2 * (y - 10))
print(handed_on)
print(layer.factor_grad)

# %% [markdown]
# ::: answer
# The first column of `y` is 2 and 6, so −16 and −8 come in. Times `x`, and added up, that is
# 1 · (−16) + 3 · (−8) = −40. What is handed on has the shape of `x`; what is kept has the shape of
# `factor`.
# :::
#
# Layers have different parameters, under different names. Whoever changes them should not need to
# know these names. So every layer hands out two lists. `params()` gives its parameters, and
# `grads()` gives their gradients, *in the same order*. `Square` has none, so `Layer`'s own
# `params()`, an empty list, is enough for it. Here is a layer with two.

# %%
class ScaleAndShift(Layer):
    def __init__(self, factor, shift):
        self.factor, self.shift = np.array(factor), np.array(shift)
    def forward(self, x):
        self.x = x
        return self.factor * x + self.shift
    def backward(self, gradient):
        self.factor_grad = (self.x * gradient).sum(axis=0)
        self.shift_grad = gradient.sum(axis=0)
        return self.factor * gradient
    def params(self):
        return [self.factor, self.shift]
    def grads(self):
        return [self.factor_grad, self.shift_grad]

# %% [markdown]
# A nudge of `shift` moves the output by just as much, so that slope is 1.
#
# What are the gradients good for? A positive one says that a larger parameter makes the loss
# larger. So we move every parameter a little *against* its gradient. `zip` walks through both lists
# side by side, and pairs them by position.
#
# **Predict.** Does the loss rise or fall?

# %%
layer = ScaleAndShift([2.0, 3.0, -1.0], [0.0, 1.0, 2.0])
y = layer.forward(x)
layer.backward(2 * (y - 10))
for param, grad in zip(layer.params(), layer.grads()):
    param -= 0.001 * grad                    # in place: this is the layer's own array

print("before:", round(((y - 10) ** 2).sum(), 1))
print("after: ", round(((layer.forward(x) - 10) ** 2).sum(), 1))

# %% [markdown]
# ::: answer
# It falls. This is learning, in two lines; lesson 5 does it properly. Remember `-=` from lesson 1:
# it changes the array that the layer holds.
# :::
#
# **Predict.** This layer hands out its gradients in the other order. All shapes are alike, `(3,)`.
# Is there an error? Would each parameter still be moved by its own gradient?

# %%
class OtherOrder(ScaleAndShift):
    def grads(self):
        return [self.shift_grad, self.factor_grad]

layer = OtherOrder([2.0, 3.0, -1.0], [0.0, 1.0, 2.0])
layer.backward(2 * (layer.forward(x) - 10))
for name, param, grad in zip(["factor", "shift"], layer.params(), layer.grads()):
    print(name, param, "is moved by the gradient", grad)
assert (layer.grads()[0] == layer.shift_grad).all()

# %% [markdown]
# ::: answer
# No error. Each parameter gets the gradient of the other. That is why the order is part of the
# contract.
# :::
#
# ## 8. Measuring well
#
# You have been checking gradients all along, with a nudge to one side. Such measured slopes are
# called **finite differences**. There is a better way: nudge to both sides, and divide by the whole
# distance, twice epsilon.
#
# **Predict.** Epsilon becomes ten times smaller from line to line. By how much does the error
# shrink, with one side and with both? (Guess: nothing so far tells you.)

# %%
x, exact = 1.0, sigmoid(1.0) * (1 - sigmoid(1.0))

for epsilon in (0.1, 0.01, 0.001):
    one = (sigmoid(x + epsilon) - sigmoid(x)) / epsilon
    both = (sigmoid(x + epsilon) - sigmoid(x - epsilon)) / (2 * epsilon)
    print(f"{epsilon:5}   one side {abs(one - exact):.0e}   both sides {abs(both - exact):.0e}")

# %% [markdown]
# ::: answer
# (`5e-03` is 0.005.) One side: ten times smaller. Both sides: a *hundred* times. Why? On both sides
# of `x`, this curve lies a little below its tangent, by nearly the same amount. Measured to one
# side, that amount is an error. Measured to both sides, it is subtracted from itself, and nearly
# cancels.
# :::
#
# So, is a smaller epsilon always better?
#
# **Predict.** What happens at 0.000000000001, that is 1e-12? Remember that a computer keeps about
# 16 digits of a number. (`float32`, which keeps only about 7, is in the picture too.)

# %%
from dlscratch.visuals.nudge_error import nudge_error

nudge_error(x=1.0, layer="sigmoid")

# %% [markdown]
# ::: answer
# Every line falls at first, and then climbs again. When epsilon is tiny, the two values that are
# subtracted agree in nearly all their digits. What remains of them is rounding noise, and it is
# divided by something tiny.
# :::
#
# Here are the digits. Drag the dashed line, or click on the picture and press the arrow keys: left
# and right choose epsilon, up and down one of the three lines.
#
# **Predict.** In how many decimals will the two values agree at 1e-06, and at 1e-12? How many
# digits are then left for the difference?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.nudge_error import live_nudge_error

live_nudge_error(x=1.0, layer="sigmoid")

# %% [markdown]
# ::: answer
# The more decimals agree, the fewer digits are left in the difference, and no division brings them
# back. In float32 the two values are soon equal, and the measured slope is 0.
# :::
#
# So there are three rules. Use both sides. Take an epsilon in the middle, about 1e-5 or 1e-6. And
# compute in float64, NumPy's usual kind of number: in float32 the noise comes so early that even
# the best epsilon is a poor one. The next cell holds the picture to these claims.

# %%
from dlscratch.visuals.nudge_error import errors

both, single = errors(1.0, "sigmoid"), errors(1.0, "sigmoid", dtype=np.float32)
middling, tiny = errors(1.0, "sigmoid", epsilons=[1e-6, 1e-12])
assert middling < 1e-9 and tiny > 1e-8
assert single.min() > 100 * both.min()

# %% [markdown]
# For arrays there is a function that nudges each number in turn, puts it back, and collects the
# slopes. It wants a function that gives *one* number, such as a loss. (You will put its lines in
# order in the exercises.)
#
# **Predict.** This is the `x` of section 4. Which numbers do you expect?

# %%
from dlscratch.gradients import numerical_gradient

x = np.array([[1.0, -2.0, 4.0], [3.0, -1.0, 2.0]])
print(numerical_gradient(lambda x: ((square(x) - 10) ** 2).sum(), x).round(4))

# %% [markdown]
# ::: answer
# And how do you check a layer, when there is no loss yet? You make one up: multiply the outputs by
# some numbers of your own, and add it all up. The gradient of *that* with respect to each output is
# the number it was multiplied by. So these numbers are what you hand to `backward`, and what it
# returns must agree with what you measure.
# :::
#
# `check_gradients` does this with random numbers, for the input and for all of `params()` and
# `grads()`. It returns the largest error, as a share of the largest gradient. We ask that it be
# below 1e-6, a millionth. (`rng=0` gives it the same random numbers every time.)
#
# **Predict.** Which of these four pass?

# %%
from dlscratch.gradients import check_gradients

factor, shift = [2.0, 3.0, -1.0], [0.0, 1.0, 2.0]
for layer in (Square(), MixedUp(), ScaleAndShift(factor, shift), OtherOrder(factor, shift)):
    error = check_gradients(layer, x, rng=0)
    print(f"{layer} {'passes' if error < 1e-6 else 'fails'}")

# %% [markdown]
# ::: answer
# `check_gradients` finds both of our bugs: the wrong slope, and the wrong order.
# :::
#
# Why random numbers? Why not a simple 1 for each output? Here is a layer that forgets its incoming
# gradient.
#
# **Predict.** Do its numbers agree with the measured ones, if 1 comes in everywhere?

# %%
class Forgetful(Square):
    def backward(self, gradient):
        return 2 * self.x

layer, ones = Forgetful(), np.ones((2, 3))
measured = numerical_gradient(lambda x: (ones * layer.forward(x)).sum(), x)
print(np.allclose(layer.backward(ones), measured))
print(check_gradients(layer, x, rng=0) < 1e-6)

# %% [markdown]
# ::: answer
# `np.allclose` asks whether two arrays agree up to rounding. With ones, they do: slope × 1 is the
# slope. The random numbers show the mistake. The square table in lesson 1 hid its mistake in the
# same way. Test with numbers that cannot hide anything.
# :::
#
# ## 9. Make it
#
# `Cube` gives `x * x * x`, and its slope is `3 * x * x`. Replace each `...` and run. What must it
# remember?

# %%
class Cube(Layer):
    def forward(self, x):
        ...

    def backward(self, gradient):
        ...

layer = Cube()
print(layer.forward(np.array([1.0, -2.0])), "should be [ 1. -8.]")
print(layer.backward(np.array([10.0, 1.0])), "should be [30. 12.]")

# %% [markdown]
# When both are right, add a cell with `check_gradients(Cube(), x, rng=0)`. Then break your layer on
# purpose: leave out the 3. Does the check notice?
#
# ## What you can do now
#
# - Say what a gradient is *of* (the loss, always) and *with respect to* (what you nudge).
# - Go backward through a layer: slope × incoming gradient, number by number.
# - Go backward through a chain: what a layer hands back comes into the next.
# - Remember in `forward` what the slope is computed from.
# - Hand out `params()` and `grads()` in one order.
# - Measure any gradient: both sides, a middling epsilon, float64, random incoming numbers.
#
# The mistake to remember is the input taken for the output, as in `MixedUp`. No error is raised,
# and the slopes are wrong.
#
# Now write Sigmoid, Tanh and more, in [the exercises of this
# lesson](../exercises/02_layers_exercises.ipynb). After that, lesson 3 builds the layer that does
# most of the work.
