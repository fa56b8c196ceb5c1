# %% [markdown]
# # Lesson 2: Layers
#
# A network answers wrongly. Which of its numbers should be larger, and which smaller? Once you can
# tell, it can learn.
#
# A network is a chain of boxes. Such a box is a **layer**. It works in two directions. **Forward**,
# it takes numbers from its left and hands its results to its right. **Backward**, it hears from its
# right what a little more of its *output* would do to the end result, and tells its left what a
# little more of its *input* would do.
#
# We begin with one number, and measure everything.
#
# After this lesson you can
#
# - say what a small change of any number does to the end result,
# - work backward through two layers on paper,
# - write a layer as a class, and say what it must remember,
# - test its backward by measuring.
#
# ## Two quick questions
#
# **Predict.** What do the two lines print? (Lesson 1.)

# %%
import numpy as np

a = np.array([1, 2, 3])
print(a * np.array([10, 20, 30]))
print((a * np.array([10, 20, 30])).sum())

# %% [markdown]
# ::: answer
# `*` goes number by number: 10, 40, 90, and their sum is 140.
# :::
#
# **Predict.** A table has shape `(2, 3)`. What is the shape of its sum along axis 0?

# %%
table = np.array([[1, 2, 3], [4, 5, 6]])
print(table.sum(axis=0).shape)

# %% [markdown]
# ::: answer
# The axis that you name is the one that vanishes.
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
# 6, which is 4 away from 10: a loss of 16.
# :::
#
# Now a nudge: `x` becomes a tiny bit larger, `3.001`. That tiny bit is usually called epsilon.
#
# **Predict.** Does the loss rise or fall? How many times as large as the nudge is its change?

# %%
epsilon = 0.001
change = loss(double(x + epsilon)) - loss(double(x))
print(round(change, 6))
print(round(change / epsilon, 2))

# %% [markdown]
# ::: answer
# It falls, by about 16 times the nudge.
# :::
#
# The change of the loss, divided by the tiny change of `x` that caused it, is the **gradient** of
# the loss with respect to `x`. A minus says that a larger `x` makes the loss smaller.
#
# **Change it.** Set `epsilon` to 0.1 and then to 0.00001. Which tells the gradient better? (Then
# put 0.001 back.)
#
# Two questions to ask of every gradient:
#
# - Gradient *of what?* Of the loss. Always: it is the one number at the end.
# - *With respect to what?* The number that you nudge. Only what is computed from it may move.
#
# So every number in the chain has a gradient. Let us nudge `y` instead.
#
# **Predict.** Is the gradient of the loss with respect to `y` larger than that for `x`, smaller, or
# the same? (Leave the minus aside.)

# %%
gradient_y = (loss(y + epsilon) - loss(y)) / epsilon
print(round(gradient_y, 2))

# %% [markdown]
# ::: answer
# Half as large: −8. A nudge of `x` arrives at `y` twice as large, because the box doubles it.
# :::
#
# The change of a box's *own* output, divided by the tiny change of its input, is the **slope** of
# the box.

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
# **Predict.** The next cell multiplies the slope of the box and the gradient with respect to `y`.
# Which line of the table comes out?

# %%
print(round(slope * gradient_y, 2))

# %% [markdown]
# ::: answer
# 2 · (−8) = −16.
# :::
#
# **Change it.** Let `double` return `3 * x`, and run this section once more. What will each cell
# print? (Then put the 2 back.)
#
# ## 2. What comes in from the right
#
# Slope times gradient on the right gives gradient on the left. This is the **chain rule**, and
# everything that backward does follows from it.
#
# Look at it from inside the box. It knows its own slope, and neither the loss nor the boxes in
# between. It need not: from its right it is told the gradient with respect to its output, its
# **incoming gradient**. It multiplies, and hands the gradient with respect to its input to its
# left, to the next box.
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
# About 6, −2 and 0: twice the number that came in.
# :::
#
# So the slope of `square` is `2 * x`. And where does the first incoming gradient come from? From
# the loss, which stands at the very end and has a slope of its own, `2 * (y - 10)`. It was −8 at
# `y` = 6.
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
# −12: the slope 6 times the −2 that comes in.
# :::
#
# Read it like this. Above, the number goes forward, left to right. Below, the gradient goes
# backward, right to left. In between is the slope: how steep the curve is at `x`. The dashed line,
# which touches the curve there, is just as steep.
#
# Is the number below on the left true? Nudge `x`, and watch the loss at the end of the chain.

# %%
x = 3.0
change = loss(square(x + epsilon)) - loss(square(x))
print(round(change / epsilon, 2))

# %% [markdown]
# The nudge says −11.97: that is −12, as closely as such a nudge can tell. (Section 8 measures
# better.)
#
# ::: stop predict_box
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
# 0 becomes ½, and 6 almost 1.
# :::
#
# The slopes of both are easy to compute, from the *output* alone.
#
# - sigmoid: `s * (1 - s)`, where `s` is its output,
# - tanh: `1 - t * t`, where `t` is its output.
#
# ::: aside Where the sigmoid's comes from, if you know calculus
# 1 / u has the slope −u′ / u², with u = 1 + e⁻ˣ and u′ = −e⁻ˣ. That gives e⁻ˣ / (1 + e⁻ˣ)², and
# since 1 − s = e⁻ˣ / (1 + e⁻ˣ), it is s · (1 − s).
# :::
#
# The next cell compares both formulas with a nudge.
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
# It is steepest in the middle, at 0, and even there its slope is only ¼. (That of tanh is 1.)
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
# **Change it.** Set `x` to 0, and then to 6. What is left of the 2? Then write `layer="tanh"`:
# which of the two hands on more at 0, and which at 3?
#
# Both curves only ever rise, so their slopes are never negative, and the sign of a gradient passes
# unchanged. Keep that in mind: a negative slope of a sigmoid or a tanh is a bug. Far out, both hand
# on next to nothing. The next cell checks the pictures.

# %%
from dlscratch.visuals.slope_box import state

assert state(0, 2, "tanh").outgoing == 2 > state(0, 2, "sigmoid").outgoing
assert state(3, 2, "sigmoid").outgoing > state(3, 2, "tanh").outgoing
for box in ("sigmoid", "tanh"):
    assert all(state(x, -3, box).outgoing < 0 for x in (-3, 0, 3))

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
# The shape of `x`: there is one gradient for each number that could be nudged.
# :::
#
# This holds for everything in deep learning. *A gradient has the shape of the thing that it is the
# gradient for.* ("The gradient for `x`" is short for "the gradient of the loss with respect to
# `x`".)
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
# By the number in that place: 48.
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
# plain `x` is gone when the call ends.
# :::
#
# The numbers are those of section 4.
#
# **Predict.** What happens if `backward` is called first?

# %%
try:
    Square().backward(np.array([1.0]))
except AttributeError as error:
    print(error)

# %% [markdown]
# ::: answer
# An error: nothing has been remembered yet.
# :::
#
# Without the `try`, Python stops there and prints a **traceback**: the calls that were under way,
# the outermost first, each with an arrow at the line that was running, and at the end the error.
# Read it from the bottom. Where it stops, something was missing; often the slip is elsewhere.
#
# Now two forwards, and then one backward.
#
# **Predict.** Which of the two does the answer belong to?

# %%
layer.forward(np.array([1.0, 2.0]))
layer.forward(np.array([10.0, 20.0]))
print(layer.backward(np.array([1.0, 1.0])))

# %% [markdown]
# ::: answer
# To the last one.
# :::
#
# Backward always belongs to the last forward of its layer. This is the contract that every layer
# keeps:
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
# The last two are yours to write, forward and backward.
#
# ::: stop sigmoid_forward sigmoid_backward tanh
#
# Here is a sigmoid that mixes up input and output: it remembers its input, and then takes it for
# its output.
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
# A slope of −6, on a curve that never falls.
# :::
#
# Forward is right, and no error is raised. Yet every layer on its left would get a gradient of the
# wrong size, here even of the wrong sign. Bugs in `backward` are often silent. That is why we shall
# measure.
#
# ::: stop stale_cache
#
# ::: evening
#
# ## 6. Two layers in a chain
#
# Now a chain of two: double, then square, then the loss, which still wants a 10. We call what is
# between the two layers `y`, and what comes out at the end `z`.
#
# The picture waits at each step: type your number below it, and press Enter. At the end, move `x`.
#
# **Predict.** With `x` = 1.5, what are `y` and `z`? Then, from the right, the gradients for `z`,
# `y` and `x`?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.chain_walk import live_chain

live_chain(["double", "square"], x=1.5, wants=10)

# %% [markdown]
# ::: answer
# 3 and 9, and then −2, −12 and −24.
# :::
#
# Two things easily go wrong here. The slope of `square` is taken at *its own* input, which is `y` =
# 3, and not at `x`. And the slopes are *multiplied*: what one box hands back is what comes into the
# next.
#
# The same in code, with a class for each box:

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
gradient_z = 2 * (z - 10)                    # the slope of the loss
gradient_y = second.backward(gradient_z)     # what second hands back comes into first
gradient_x = first.backward(gradient_y)
print(gradient_x, gradient_y, gradient_z)

# %% [markdown]
# And here is the whole way at once.

# %%
from dlscratch.visuals.chain import chain

chain([first, second], x=1.5, wants=10)

# %% [markdown]
# Is the −24 true? Here is what a nudge of `x` says:

# %%
change = loss(second.forward(first.forward(x + epsilon))) - loss(z)
print((change / epsilon).round(1))

# %% [markdown]
# Near enough to −24.
#
# **Change it.** Swap the two: `first, second = Square(), Double()`. First on paper, then run.
#
# ::: stop predict_chain sine
#
# ## 7. Numbers of its own
#
# A number that belongs to a layer, and that learning will change, is a **parameter of the layer**.
# A layer `Scale` multiplies each column of its input by a factor of its own. Backward finds two
# gradients: that for `x` is *handed on* to the left, that for the factors is *kept*.
#
# Nudge `x`, and `factor * x` moves `factor` times as much. Nudge `factor`, and it moves `x` times
# as much: these are the two slopes. A nudge of a factor moves every row, and the effects add up.
#
# **Predict.** The loss wants tens. The first factor is 2, and the first column of `x` holds 1 and
# 3. Go forward on paper, and then back. What is the gradient for this factor?

# %%
factor = np.array([2.0, 3.0, -1.0])
x = np.array([[1.0, 2.0, 4.0], [3.0, 6.0, 8.0]])

def total_loss(factor):
    return ((factor * x - 10) ** 2).sum()

nudged = factor.copy()
nudged[0] += 0.00001
print(round((total_loss(nudged) - total_loss(factor)) / 0.00001, 2))

# %% [markdown]
# ::: answer
# The column becomes 2 and 6, so −16 and −8 come in. Times `x`, and added up over the rows, that is
# 1 · (−16) + 3 · (−8) = −40.
# :::
#
# Layers have different parameters, under different names. Whoever changes them should not need to
# know these names. So every layer hands out two lists. `params()` gives its parameters, and
# `grads()` gives their gradients, *in the same order*. `Square` has none, so `Layer`'s own
# `params()`, an empty list, is enough for it.
#
# ::: stop predict_shapes scale shift
#
# The next layer has two parameters. A nudge of `shift` moves the output by just as much, so that
# slope is 1.

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
# What are the gradients good for? A positive one says that a larger parameter makes the loss
# larger. So we move every parameter a little *against* its gradient. `zip` walks through both lists
# side by side, and pairs them by position. The loss falls:

# %%
layer = ScaleAndShift([2.0, 3.0, -1.0], [0.0, 1.0, 2.0])
y = layer.forward(x)
layer.backward(2 * (y - 10))
for param, grad in zip(layer.params(), layer.grads()):
    param -= 0.001 * grad                    # in place: this is the layer's own array

print("before:", round(((y - 10) ** 2).sum(), 1))
print("after: ", round(((layer.forward(x) - 10) ** 2).sum(), 1))

# %% [markdown]
# This is learning, in two lines; lesson 5 does it properly. Remember `-=` from lesson 1: it changes
# the array that the layer holds.
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
# No error. Each parameter gets the gradient of the other.
# :::
#
# That is why the order is part of the contract.
#
# ## 8. Measuring well
#
# Slopes that are measured with a nudge are called **finite differences**. Three rules make them
# good:
#
# - Nudge to both sides, and divide by the whole distance, twice epsilon.
# - Take an epsilon that is neither large nor tiny: about 1e-5 (0.00001) or 1e-6.
# - Compute in float64, NumPy's usual kind of number.
#
# The next cell measures what each rule gains for the sigmoid at 1.

# %% tags=["nbval-ignore-output"]
from dlscratch.visuals.nudge_error import errors

epsilons = [1e-2, 1e-3, 1e-6, 1e-12]
one = errors(1.0, "sigmoid", both=False, epsilons=epsilons)
both = errors(1.0, "sigmoid", epsilons=epsilons)
single = errors(1.0, "sigmoid", epsilons=epsilons, dtype=np.float32)
for name, found in (("one side", one), ("both sides", both), ("float32", single)):
    print(f"{name:12}", *[f"{error:.0e}" for error in found])
assert round(one[0] / one[1]) == 10 and round(both[0] / both[1]) == 100
assert both[2] < 1e-9 and both[3] > 1e-8 and single.min() > 100 * both.min()

# %% [markdown]
# ::: aside Why these three
# A bent curve leaves its tangent on both sides by nearly the same amount. To one side, that is an
# error. To both, it is subtracted from itself: with a tenth of the epsilon, the error is a tenth
# with one side, a hundredth with both. When epsilon is tiny, the two values agree in nearly all
# their digits; what remains is rounding noise, divided by something tiny. float32 keeps fewer
# digits. To watch it, in a new cell:
#
# ```python
# from dlscratch.visuals.nudge_error import live_nudge_error
# live_nudge_error(x=1.0, layer="sigmoid")
# ```
# :::
#
# For arrays there is a function that nudges each number in turn, puts it back, and collects the
# slopes. It wants a function that gives *one* number, such as a loss.
#
# ::: stop slope numerical_gradient
#
# For the `x` of section 4, its gradients should be found again:

# %%
from dlscratch.gradients import numerical_gradient

x = np.array([[1.0, -2.0, 4.0], [3.0, -1.0, 2.0]])
print(numerical_gradient(lambda x: ((square(x) - 10) ** 2).sum(), x).round(4))

# %% [markdown]
# And how do you check a layer, when there is no loss yet? You make one up: multiply the outputs by
# some numbers of your own, and add it all up. The gradient of *that* with respect to each output is
# the number it was multiplied by. So these numbers are what you hand to `backward`, and what it
# returns must agree with what you measure.
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
# Two: it finds both of our bugs, the wrong slope and the wrong order.
# :::
#
# Why random numbers? Why not a simple 1 for each output? Here is a layer that forgets its incoming
# gradient.
#
# **Predict.** Do its numbers agree with the measured ones, if 1 comes in everywhere? (`np.allclose`
# asks whether two arrays agree up to rounding.)

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
# With ones, they do: slope × 1 is the slope. The random numbers show the mistake.
# :::
#
# The square table in lesson 1 hid its mistake in the same way. Test with numbers that cannot hide
# anything.
#
# **Change it.** Mend `Forgetful`, and run the cell again.
#
# ::: stop shift_and_scale
#
# Once more, a right layer and a wrong one, with a millionth in between:

# %%
assert check_gradients(Square(), x, rng=0) < 1e-6 < check_gradients(MixedUp(), x, rng=0)

# %% [markdown]
# ## What you can do now
#
# - Go backward through a layer, and through a chain: slope × incoming gradient.
# - Remember in `forward` what the slope is computed from.
# - Hand out `params()` and `grads()` in one order.
# - Measure any gradient, with random incoming numbers.
#
# The mistake to remember is the input taken for the output, as in `MixedUp`. No error is raised,
# and the slopes are wrong.
#
# ::: stop softplus
#
# ## Elsewhere
#
# - *derivative*: the slope of a function at one place (section 1).
# - *partial derivative*: the gradient with respect to one of many numbers (section 4).
# - *cache*: what a layer remembers (section 5).
# - *forward pass*: one run through all layers (section 6).
# - *backward pass*: one run back, for the gradients (section 6).
# - *backpropagation*: the backward pass, with the chain rule in every layer (section 6).
# - *gradient checking*: comparing backward with measured slopes (section 8).
#
# Lesson 3 builds the layer that does most of the work.
