# %% [markdown]
# # Lesson 12: PyTorch
#
# You have written a library for deep learning. PyTorch is one that many people use, and it is built
# like yours: you know most of what is on this page under another name. We put both side by side and
# let them compute the same numbers.
#
# After this lesson you can
#
# - name the twin of each of your classes, and move weights from one to the other,
# - find your engine of lesson 11 again in theirs, and read its warnings,
# - turn your training loop into PyTorch's, line by line,
# - find the mistakes that make no error: gradients that add up, softmax twice, dropout left on,
# - bring your own weights into PyTorch, and write a network there.
#
# ## A question first
#
# **Predict.** One of our layers runs forward and backward twice, on the same inputs. Is its
# `w_grad` then twice as large as after the first time? (Lesson 3.)

# %%
import numpy as np

from dlscratch.mine import Linear

layer = Linear(3, 2, rng=0)
for _ in range(2):
    layer.forward(np.ones((4, 3)))
    layer.backward(np.ones((4, 2)))
    print(layer.w_grad)

# %% [markdown]
# ::: answer
# No. Each backward overwrites what was there. Remember that; section 6 will need it.
# :::
#
# As before, what you have passed and saved is your own here: it is your library that meets PyTorch.
#
# ## 1. Is PyTorch here?
#
# The course does not install PyTorch, since it is large. Where it is installed, the next cell does
# nothing. Elsewhere it says how to get it, and all cells below it say that they were skipped.

# %% tags=["nbval-ignore-output"]
from dlscratch.course.bridge import need_torch

need_torch()

# %% [markdown]
# `torch` is its name in Python, and its layers are in `torch.nn`, which everybody calls `nn`. As
# our own `train` does, we keep it to one thread: for small networks a second one only gets in the
# way.

# %% tags=["nbval-ignore-output"]
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)                 # its random numbers: the same on every run
print(torch.__version__)

# %% [markdown]
# ## 2. The tensor
#
# What NumPy calls an array, PyTorch calls a tensor. Shapes, slices, broadcasting and `@` are what
# you know.
#
# **Predict.** The same numbers, in an array and in a tensor. Will they have the same shape? And the
# same type of numbers?

# %% tags=["nbval-ignore-output"]
a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
t = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print(a.shape, a.dtype)
print(t.shape, t.dtype)
assert t.shape == a.shape and t.dtype == torch.float32

# %% [markdown]
# ::: answer
# The same shape. But from Python's floats NumPy makes `float64`, and PyTorch makes `float32`.
# Lesson 9 said why: half the memory, more speed, and exact enough.
# :::
#
# Some words differ:
#
# | NumPy | PyTorch |
# |---|---|
# | `axis=0` | `dim=0` |
# | `keepdims=True` | `keepdim=True` |
# | `x.copy()` | `x.clone()` |
# | `x.astype(np.float32)` | `x.float()` |
# | `np.concatenate` | `torch.cat` |
#
# **Predict.** What is `t.sum(dim=0)`, and what is `t.sum()`: a number?

# %% tags=["nbval-ignore-output"]
print(t.sum(dim=0))
print(t.sum())
print(t.sum().item())
assert t.sum(dim=0).tolist() == [5, 7, 9] and t.sum().item() == 21

# %% [markdown]
# ::: answer
# The first adds up each column: 5, 7, 9. The second is 21, and still a tensor, with the empty shape
# of lesson 1.
# :::
#
# `.item()` takes the number out of a tensor that holds only one.
#
# Two functions make a tensor from an array. Then we change the array.
#
# **Predict.** What do the two tensors hold afterwards?

# %% tags=["nbval-ignore-output"]
shared = torch.from_numpy(a)
copied = torch.tensor(a)
a[0, 0] = 100
print(shared[0, 0].item(), copied[0, 0].item())
assert shared[0, 0] == 100 and copied[0, 0] == 1

# %% [markdown]
# ::: answer
# `from_numpy` makes no copy. It is a second name for the same memory, the aliasing of lesson 1.
# `torch.tensor` copies.
# :::
#
# Both keep the type: `shared` is `float64`, as `a` is.
#
# ::: stop shared_memory
#
# **Predict.** `t` is `float32`. What happens when it and `shared` are added, or multiplied number
# by number? And what happens with `@`?

# %% tags=["nbval-ignore-output"]
print((t + shared).dtype, (t * shared).dtype)
try:
    t @ shared.T
except RuntimeError as error:
    print("RuntimeError:", error)
assert (t + shared).dtype == (t * shared).dtype == torch.float64

# %% [markdown]
# ::: answer
# `+` and `*` turn to the finer type, as in NumPy. `@` refuses.
# :::
#
# You will meet this error; `.float()` is the remedy.
#
# **Change it.** Mend the line with `@`. Say the shape of its result first.
#
# ## 3. Class by class
#
# What our `Layer` is, PyTorch calls a module, `nn.Module`.
#
# | ours | PyTorch's | what differs |
# |---|---|---|
# | `Linear(3, 5)`, `Conv2d(1, 8, 5)` | the same after `nn.` | `.weight`, `.bias` for `.w`, `.b` |
# | `Tanh()`, `ReLU()`, `MaxPool2d(2)`, `Flatten()`, `Dropout(0.2)` | the same after `nn.` | |
# | `Sequential([a, b])` | `nn.Sequential(a, b)` | no list |
# | `net.forward(x)` | `net(x)` | the net is called like a function |
# | `net.backward(…)` | | nobody writes it: section 5 |
# | `net.params()` | `net.parameters()` | used up after one loop |
# | `net.grads()` | `param.grad` | each parameter has its own |
# | `net.train()`, `net.eval()` | the same | |
#
# **Predict.** What are the shapes of weight and bias in `nn.Linear(3, 5)`?

# %% tags=["nbval-ignore-output"]
layer = nn.Linear(3, 5)
print(layer)
print(layer.weight.shape, layer.bias.shape)
assert layer.weight.shape == Linear(3, 5).w.shape and layer.bias.shape == (5,)
assert layer.weight.abs().max() <= 1 / np.sqrt(3) and layer.bias.abs().max() > 0

# %% [markdown]
# ::: answer
# The layout is ours: outputs first.
# :::
#
# What differs is the start. Ours draws the weights as Xavier says and sets the biases to 0. PyTorch
# draws both evenly between ±1/√inputs (says the [page of
# nn.Linear](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html)), here within
# ±0.58.
#
# Losses, optimizers and files have their twins as well.
#
# | ours | PyTorch's | what differs |
# |---|---|---|
# | `SSE()` | `nn.MSELoss()` | the mean, see below |
# | `SoftmaxCrossEntropy()` | `nn.CrossEntropyLoss()` | labels, not one-hot rows |
# | `loss.loss(p, y)` | `loss(p, y)` | |
# | `GradientDescent(a)` | `torch.optim.SGD(params, a)` | holds the parameters |
# | `Momentum(a, b)` | `torch.optim.SGD(params, …)` | section 8 |
# | `Adam(a)` | `torch.optim.Adam(params, a)` | |
# | `optimizer.step(net)` | `optimizer.step()` | |
# | `save_weights`, `load_weights` | `save_file`, `load_file` | sections 11 and 12 |
#
# **Predict.** Four examples with three outputs each, and every error is 1. What does our SSE say?
# And `nn.MSELoss`, "mean squared error"?

# %% tags=["nbval-ignore-output"]
from dlscratch.mine import SSE, SoftmaxCrossEntropy

predicted, actual = np.full((4, 3), 7.0), np.full((4, 3), 6.0)
ours = SSE().loss(predicted, actual)
theirs = nn.MSELoss()(torch.tensor(predicted), torch.tensor(actual)).item()
print(ours, theirs)
assert ours == 3 and theirs == 1

# %% [markdown]
# ::: answer
# Ours adds up the outputs and takes the mean over the examples: 3. Theirs takes the mean over all
# twelve numbers: 1.
# :::
#
# So the gradients of `nn.MSELoss` are smaller too, divided by the number of outputs. With it, the
# learning rate must be that many times as large for the same steps. `nn.MSELoss(reduction="sum")`
# gives the bare sum, which you may divide as you like.
#
# `nn.CrossEntropyLoss` is like ours. It wants logits, it does softmax itself, and it takes the mean
# over the examples, or the sum with `reduction="sum"`.
#
# **Predict.** The logits are 20, 0 and 0, and the right class is the first. About how large is the
# cross-entropy? And how large if somebody hands it probabilities, 1, 0 and 0?

# %% tags=["nbval-ignore-output"]
from dlscratch.losses import one_hot

label = np.array([0])
for row in ([20.0, 0.0, 0.0], [1.0, 0.0, 0.0]):
    ours = SoftmaxCrossEntropy().loss(np.array([row]), one_hot(label, 3))
    theirs = nn.CrossEntropyLoss()(torch.tensor([row]), torch.tensor(label)).item()
    print(f"{ours:.6f} {theirs:.6f}")
    assert abs(ours - theirs) < 1e-6

# %% [markdown]
# ::: answer
# Almost 0, and 0.55. Both take 1, 0 and 0 for logits, and logits that differ by 1 are not sure of
# anything. No error says so.
# :::
#
# ::: stop translate
#
# ## 4. Same weights, same outputs
#
# Two networks, one in each library. Their first weights are random, so to compare them we must move
# the weights across. Lesson 9 saved weights under names, and these were PyTorch's:

# %% tags=["nbval-ignore-output"]
from dlscratch.mine import Sequential, Tanh

def two_nets():
    ours = Sequential([Linear(3, 5, rng=1, dtype=np.float32), Tanh(),
                       Linear(5, 2, rng=2, dtype=np.float32)])
    theirs = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
    return ours, theirs

ours, theirs = two_nets()
for name, tensor in theirs.state_dict().items():
    print(name, tuple(tensor.shape))
assert list(theirs.state_dict()) == ["0.weight", "0.bias", "2.weight", "2.bias"]

# %% [markdown]
# `state_dict()` gives all parameters under their names, each with its layer's place in the stack.
# Tanh has no parameters, so there is no 1. `load_state_dict` copies numbers into the parameters of
# these names.
#
# **Predict.** After the copy, by how much will the two outputs differ at most: 0, about 0.0000001,
# about 0.01?

# %% tags=["nbval-ignore-output"]
def hand_over(ours, theirs):
    arrays = [torch.from_numpy(param) for param in ours.params()]
    theirs.load_state_dict(dict(zip(theirs.state_dict(), arrays)))

hand_over(ours, theirs)
x = np.random.default_rng(3).standard_normal((4, 3)).astype(np.float32)
our_outputs = ours.forward(x)
their_outputs = theirs(torch.from_numpy(x))
difference = np.abs(our_outputs - their_outputs.detach().numpy()).max()
print(difference)
assert difference < 1e-6

# %% [markdown]
# ::: answer
# By about 0.0000001: `float32` keeps about seven digits, and the two libraries round differently.
# :::
#
# (`.detach().numpy()` makes an array of a tensor; section 7 says what is detached.)
#
# **Change it.** Put `reversed(ours.params())` in the place of `ours.params()`. What does PyTorch
# say about shapes that do not fit? Put it back, and run the cell again.
#
# ::: stop as_rows
#
# ## 5. Your engine, and theirs
#
# PyTorch's modules and losses have no `backward`. Its tensors take notes, as those of
# your engine do. You can say what each of these words means:
#
# | your engine | PyTorch |
# |---|---|
# | `Tensor(data, requires_grad=True)` | `torch.tensor(data, requires_grad=True)` |
# | the notes of a result | `result.grad_fn` |
# | a leaf | `tensor.is_leaf` |
# | `tensor.grad = None` | `optimizer.zero_grad()` |
# | `backward`, `grad`, `no_grad`, `detach` | the same |
#
# **Predict.** Which of the two is a leaf, `w` or `2 * w`? And has `w` a `grad_fn`?

# %% tags=["nbval-ignore-output"]
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
print(w.is_leaf, (2 * w).is_leaf, w.grad_fn, (2 * w).grad_fn)
assert w.is_leaf and not (2 * w).is_leaf and w.grad_fn is None

# %% [markdown]
# ::: answer
# `w`: it was written down, and no operation made it.
# :::
#
# Each line computes at once, and takes its notes while it does. A result knows the operation that
# made it, and each operation those before it. The smallest network there is has one weight w = 3,
# one bias b = 1, one example x = 2 and the right answer 5.
#
# **Predict.** On paper: what is the loss, (w · x + b − 5)²? What are the gradients for b and for w?
# In which order will the walk meet plus, times, minus, square?

# %% tags=["nbval-ignore-output"]
loss = (w * 2 + b - 5) ** 2
loss.backward()
print("loss", loss.item(), " for b", b.grad.item(), " for w", w.grad.item())
assert (loss.item(), b.grad.item(), w.grad.item()) == (4, 4, 8)

node, names = loss.grad_fn, []
while node:
    names.append(type(node).__name__)
    # its parent's notes
    node = node.next_functions[0][0] if node.next_functions else None
print(names)
assert [name[:3] for name in names] == ["Pow", "Sub", "Add", "Mul", "Acc"]

# %% [markdown]
# ::: answer
# The error is 2, so the loss is 4, and the slope of the square there is 4. Plus and minus hand it
# on to b; the product multiplies it by 2. The walk meets square, minus, plus, times. The last name
# is the operation that adds to `w.grad`.
# :::
#
# What about the gradient of a result in the middle? PyTorch drops it, as your engine does.
#
# **Predict.** What do you get when you ask for it all the same: an error, None, a warning?

# %% tags=["nbval-ignore-output"]
import warnings

doubled = 2 * w
(doubled ** 2).backward()
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    print(doubled.is_leaf, doubled.grad)
for one in said:
    print(str(one.message).partition(" If you access")[0])
assert all("not a leaf" in str(one.message) for one in said)

# %% [markdown]
# ::: answer
# None, and a warning that names the leaf. Read such warnings: where PyTorch warns, the next line
# mostly goes wrong.
# :::
#
# **Change it.** Do what the warning says: `doubled.retain_grad()`, before `backward`. Which number
# is in `doubled.grad`? Say it first.
#
# ::: answer
# 12: `doubled` is 6, and the square has the slope 2 · 6.
# :::
#
# So the two libraries do the same on the way back. In ours, the loss makes the first gradient and
# `net.backward` takes it on. In theirs, one `backward()` on the loss does both.

# %% tags=["nbval-ignore-output"]
labels = np.array([1, 0, 1, 1])
our_loss, their_loss = SoftmaxCrossEntropy(), nn.CrossEntropyLoss()

def our_backward(net):
    net.backward(our_loss.gradient(net.forward(x), one_hot(labels, 2)))

def their_backward(net):
    their_loss(net(torch.from_numpy(x)), torch.from_numpy(labels)).backward()

# %% [markdown]
# The two networks have the same weights still. Their gradients agree as their outputs did, up to
# rounding:

# %% tags=["nbval-ignore-output"]
our_backward(ours)
their_backward(theirs)
for (name, param), grad in zip(theirs.named_parameters(), ours.grads()):
    difference = np.abs(param.grad.numpy() - grad).max()
    print(f"{name:9} {difference:.1e}")
    assert difference < 1e-6

# %% [markdown]
# Does that hold for lesson 10's layers, too? A filter's weights lie as yours do. So a whole LeNet
# goes across as a file, in two lines: the network, and its weights.

# %% tags=["nbval-ignore-output"]
from safetensors.torch import load_file

from dlscratch.course.lessons import folder
from dlscratch.mine import Conv2d, Flatten, MaxPool2d, ReLU
from dlscratch.weights import save_weights

lenet = Sequential([Conv2d(1, 8, 5, rng=1), ReLU(), MaxPool2d(2), Conv2d(8, 16, 5, rng=2), ReLU(),
                    MaxPool2d(2), Flatten(), Linear(256, 10, rng=3)])
file = folder() / "weights" / "lenet_of_lesson_12.safetensors"
save_weights(lenet, file)

twin = nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5),
                     nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10)).double()
twin.load_state_dict(load_file(file))

# %% [markdown]
# `.double()` makes it `float64`, as ours is. Here are the outputs, the loss and all gradients:

# %% tags=["nbval-ignore-output"]
images = np.random.default_rng(4).standard_normal((4, 1, 28, 28))
found, answers = lenet.forward(images), one_hot(labels, 10)
lenet.backward(our_loss.gradient(found, answers))
theirs_found = twin(torch.from_numpy(images))
loss = their_loss(theirs_found, torch.from_numpy(labels))
loss.backward()

pairs = [(found, theirs_found.detach()), (our_loss.loss(found, answers), loss.item())]
pairs += [(grad, param.grad) for grad, param in zip(lenet.grads(), twin.parameters())]
largest = [np.abs(one - np.asarray(other)).max() for one, other in pairs]
print(" ".join(f"{difference:.0e}" for difference in largest))
assert max(largest) < 1e-6

# %% [markdown]
# ## 6. Gradients add up
#
# We run both a second time, on the same inputs. Ours stayed as it was: that was the first question
# of this lesson.
#
# **Predict.** And theirs?

# %% tags=["nbval-ignore-output"]
before = theirs[2].bias.grad.clone()
our_backward(ours)
their_backward(theirs)
print("before:", before.numpy().round(4))
print("ours:  ", ours.grads()[3].round(4))
print("theirs:", theirs[2].bias.grad.numpy().round(4))
assert np.allclose(ours.grads()[3], before) and torch.allclose(theirs[2].bias.grad, 2 * before)

# %% [markdown]
# ::: answer
# Twice as large. `backward` *adds* to what is in `.grad`.
# :::
#
# You know why: where a number is used in two places, its gradients add up, and a second backward
# looks like a second place. PyTorch never asks whether the old gradient is yesterday's. Wiping is
# your task:
# `optimizer.zero_grad()`, once a step. Forget it, and no error comes. The steps just follow the sum
# of all gradients there ever were. Here is a search for the minimum of (w − 1)², with and without:

# %% tags=["nbval-ignore-output"]
def descend(wipe):
    w = torch.tensor(3.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    path = []
    for _ in range(12):
        if wipe:
            optimizer.zero_grad()
        ((w - 1) ** 2).backward()
        optimizer.step()
        path.append(round(w.item(), 1))
    return path

# %% [markdown]
# **Predict.** The minimum is at w = 1, and the search begins at 3. What will the version without
# wiping do?

# %% tags=["nbval-ignore-output"]
print("wiped:    ", descend(wipe=True))
print("not wiped:", descend(wipe=False))
assert abs(descend(wipe=True)[-1] - 1) < 0.2 and min(descend(wipe=False)) < -0.5

# %% [markdown]
# ::: answer
# It runs through the minimum, far up the other side, and back again.
# :::
#
# Adding up all gradients is momentum that forgets nothing: with no `zero_grad`, the search never
# comes to rest.
#
# ::: stop missing_zero_grad
#
# ## 7. Where no notes are taken
#
# As with your engine, `with torch.no_grad():` switches the notes off: for a step that you write
# yourself, and where you only want answers.
#
# **Predict.** Here the step comes too soon, between forward and backward. Will PyTorch notice?

# %% tags=["nbval-ignore-output"]
w = torch.tensor([3.0], requires_grad=True)
value = ((w - 1) ** 2 * w).sum()
with torch.no_grad():
    w -= 0.5
try:
    value.backward()
except RuntimeError as error:
    print("RuntimeError:", str(error)[:170])
print(w, w.requires_grad)
assert w.item() == 2.5 and w.requires_grad

# %% [markdown]
# ::: answer
# Yes. Each tensor has a version number, which counts its changes in place, and the notes know which
# version they need.
# :::
#
# Our engine compares the numbers themselves; counting costs less. But not every change is counted:
# one through `w.data` is not.
#
# **Guess.** And if you change the array that a tensor was made from, by `from_numpy`?

# %% tags=["nbval-ignore-output"]
array = np.array([3.0])
w = torch.from_numpy(array).requires_grad_()
value = (w ** 3).sum()
array -= 1
value.backward()
print(w.grad.item())
assert w.grad.item() == 12

# %% [markdown]
# ::: answer
# Nobody notices. The gradient is 3 · 2² = 12, that of the new number.
# :::
#
# `.detach()` gives the same numbers in the same memory, without the notes. An array takes no notes,
# so `w.numpy()` refuses, and its message says what to write:

# %% tags=["nbval-ignore-output"]
try:
    w.numpy()
except RuntimeError as error:
    print("RuntimeError:", error)
print(w.detach().numpy())
assert w.detach().data_ptr() == w.data_ptr()      # one memory

# %% [markdown]
# ::: stop copy_weights
#
# ## 8. The optimizers
#
# Three steps of each optimizer, ours and theirs, from the same weights. The result is the largest
# difference among all the parameters.

# %% tags=["nbval-ignore-output"]
def three_steps(our_optimizer, make_theirs):
    ours, theirs = two_nets()
    hand_over(ours, theirs)
    their_optimizer = make_theirs(theirs.parameters())
    for _ in range(3):
        our_backward(ours)
        our_optimizer.step(ours)
        their_optimizer.zero_grad()
        their_backward(theirs)
        their_optimizer.step()
    pairs = zip(theirs.parameters(), ours.params())
    return max(np.abs(param.detach().numpy() - own).max() for param, own in pairs)

# %% [markdown]
# In PyTorch an optimizer gets the parameters when it is made. Therefore its `step` needs no net.
#
# For gradient descent and Adam the settings are simply the same, and the weights stay together:

# %% tags=["nbval-ignore-output"]
from dlscratch.mine import Adam, GradientDescent, Momentum

plain = three_steps(GradientDescent(0.1), lambda params: torch.optim.SGD(params, lr=0.1))
adam = three_steps(Adam(0.01), lambda params: torch.optim.Adam(params, lr=0.01))
print(f"{plain:.1e} {adam:.1e}")
assert plain < 1e-6 and adam < 1e-6

# %% [markdown]
# Momentum needs a closer look. The book and we take a running average of the gradients:
# u ← βu + (1 − β)g. PyTorch leaves out the factor: v ← βv + g. So v is 1/(1 − β) times as large as
# u, more than three times with β = 0.7.
#
# **Predict.** Ours is `Momentum(0.1, 0.7)`. Which learning rate must `SGD` get for the same steps?

# %% tags=["nbval-ignore-output"]
same_rate = three_steps(Momentum(0.1, 0.7),
                        lambda params: torch.optim.SGD(params, lr=0.1, momentum=0.7))
smaller = three_steps(Momentum(0.1, 0.7),
                      lambda params: torch.optim.SGD(params, lr=0.1 * (1 - 0.7), momentum=0.7))
print(f"with 0.1: {same_rate:.1e}   with 0.03: {smaller:.1e}")
assert smaller < 1e-6 < 1e-3 < same_rate

# %% [markdown]
# ::: answer
# 0.1 · (1 − 0.7) = 0.03.
# :::
#
# Whoever takes a learning rate from one library to the other without the factor 1 − β takes steps
# that are several times too long or too short.
#
# ::: evening
#
# ## 9. The loop, line by line
#
# Here is your loop, batch by batch, beside PyTorch's:
#
# | ours | PyTorch's |
# |---|---|
# | `for batch_x, batch_y in batches(…):` | the same, for now |
# | `predicted = net.forward(batch_x)` | `predicted = net(batch_x)` |
# | `gradient = loss.gradient(predicted, one_hot(…))` | `value = loss(predicted, batch_y)` |
# | | `optimizer.zero_grad()` |
# | `net.backward(gradient)` | `value.backward()` |
# | `optimizer.step(net)` | `optimizer.step()` |
#
# We let both learn the digits of lesson 9: its first 3,000, centred as there.

# %% tags=["nbval-ignore-output"]
from dlscratch.datasets import mnist_small

digits = mnist_small()
x, x_test = (images.reshape(len(images), 784).astype(np.float32) / 255
             for images in (digits.train_images[:3000], digits.test_images))
mean = x.mean()
x, x_test = x - mean, x_test - mean
y, y_test = digits.train_labels[:3000].astype(np.int64), digits.test_labels.astype(np.int64)
print(x.shape, x.dtype, y.dtype)

# %% [markdown]
# PyTorch wants labels as whole numbers, as a rule `int64`. First our loop, for one epoch:

# %% tags=["nbval-ignore-output"]
from dlscratch.mine import batches

net = Sequential([Linear(784, 30, "he", 1, np.float32), ReLU(),
                  Linear(30, 10, "xavier", 2, np.float32)])
twin = nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 10))
hand_over(net, twin)

loss, optimizer = SoftmaxCrossEntropy(), GradientDescent(0.1)
for batch_x, batch_y in batches(x, y, 32, np.random.default_rng(0)):
    predicted = net.forward(batch_x)
    gradient = loss.gradient(predicted, one_hot(batch_y, 10))
    net.backward(gradient)
    optimizer.step(net)

# %% [markdown]
# Then theirs, with the same batches in the same order.
#
# **Predict.** 94 steps each. Will the two networks have the same weights to 1e-6, to 0.001, or will
# they have drifted apart?

# %% tags=["nbval-ignore-output"]
loss, optimizer = nn.CrossEntropyLoss(), torch.optim.SGD(twin.parameters(), lr=0.1)
for batch_x, batch_y in batches(x, y, 32, np.random.default_rng(0)):
    predicted = twin(torch.from_numpy(batch_x))
    value = loss(predicted, torch.from_numpy(batch_y))
    optimizer.zero_grad()
    value.backward()
    optimizer.step()

difference = max(np.abs(a.detach().numpy() - b).max()
                 for a, b in zip(twin.parameters(), net.params()))
print(f"{difference:.1e}")
assert difference < 1e-3

# %% [markdown]
# ::: answer
# Still the same, to 1e-6 here. Rounding differs a little in every step and may grow, so on another
# machine it can be more, but not 0.001.
# :::
#
# How many of the twin's answers are right? A tensor goes in, a tensor of logits comes out, and
# nothing need be recorded.
#
# ::: stop as_tensors accuracy
#
# On this page the digits are still arrays. So `their_accuracy` is your function for arrays; it sets
# the mode as well.

# %% tags=["nbval-ignore-output"]
from dlscratch.training import accuracy, train

def their_accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        answers = net(torch.from_numpy(x)).argmax(dim=1)
    return (answers.numpy() == y).mean()

print(f"{accuracy(net, x_test, y_test):.1%} {their_accuracy(twin, x_test, y_test):.1%}")
assert abs(accuracy(net, x_test, y_test) - their_accuracy(twin, x_test, y_test)) < 0.005

# %% [markdown]
# One piece of the loop is still ours: `batches`. Its twin is the **data loader**, `DataLoader`. It
# gets the examples as a `TensorDataset`, which ties inputs and labels together. It gives out
# batches, with `shuffle=True` in a new random order in each epoch. Like ours, it drops nothing: the
# last of the 94 has 24 digits.

# %% tags=["nbval-ignore-output"]
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
loader = DataLoader(data, batch_size=32, shuffle=True)
sizes = [len(batch_y) for batch_x, batch_y in loader]
print(len(loader), sizes[-1])
assert len(loader) == 94 and sizes[-1] == 24

# %% [markdown]
# So this is the heart of the loop, as you will meet it.

# %% tags=["nbval-ignore-output"]
def train_theirs(net, loader, epochs):
    loss, optimizer = nn.CrossEntropyLoss(), torch.optim.Adam(net.parameters(), lr=0.001)
    for epoch in range(epochs):
        net.train()
        total = 0
        for batch_x, batch_y in loader:
            value = loss(net(batch_x), batch_y)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total += value.item() * len(batch_y)
        print(f"epoch {epoch + 1}: loss {total / len(loader.dataset):.3f}")

# %% [markdown]
# **Predict.** Before you run it: what should the loss be before the first step? And why `.item()`
# in the sum?

# %% tags=["nbval-ignore-output"]
fresh = nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 10))
with torch.no_grad():
    print(f"before:  loss {nn.CrossEntropyLoss()(fresh(data.tensors[0]), data.tensors[1]):.1f}")
train_theirs(fresh, loader, epochs=3)
print(f"{their_accuracy(fresh, x_test, y_test):.1%} of the test digits")
assert their_accuracy(fresh, x_test, y_test) > 0.8, "as the loop was, it is more"

# %% [markdown]
# ::: answer
# Near log 10 ≈ 2.3, as always. Without `.item()`, `total` would be a tensor that holds on to the
# notes of every batch: memory grows with every batch, until the epoch ends.
# :::
#
# **Change it.** Take out `optimizer.zero_grad()`, then put it between `backward` and `step`.
# Predict the losses each time, and put it back.
#
# ::: answer
# Without: 1.3, 1.5, 1.2 here. Between, no gradient is left: always 2.3.
# :::
#
# ## 10. Two switches for two things
#
# `train()` and `eval()` work as ours do: they switch layers that behave differently in the two
# modes. `no_grad` switches the recording.
#
# **Predict.** Ten ones go through a dropout in training mode, under `no_grad`. Is anything dropped?

# %% tags=["nbval-ignore-output"]
dropout = nn.Dropout(0.2)
with torch.no_grad():
    print("no_grad", dropout(torch.ones(10)))
    values = dropout(torch.ones(1000)).unique().tolist()
dropout.eval()
print("eval   ", dropout(torch.ones(10)))
assert values == [0, 1.25] and dropout(torch.ones(10)).sum() == 10

# %% [markdown]
# ::: answer
# Yes: `no_grad` knows nothing of dropout.
# :::
#
# When you only want answers from a network, you need both: `net.eval()` for the right ones,
# `no_grad` for quick ones. `their_accuracy` above does so.
#
# ::: stop softmax_before_loss missing_eval
#
# ## 11. Your digits
#
# If you have run lesson 9, the network that you trained there is in `weights/digits.safetensors`,
# and we load it into ours first. If it is not there, or belongs to another network, the next cell
# trains one instead, for a few seconds.

# %% tags=["nbval-ignore-output"]
from dlscratch.weights import load_weights

path = folder() / "weights" / "digits.safetensors"
net = Sequential([Linear(784, 100, "he", 1, np.float32), ReLU(),
                  Linear(100, 10, "xavier", 2, np.float32)])
try:
    load_weights(net, path)
    print("Here are the weights that lesson 9 saved.")
except (FileNotFoundError, ValueError):
    print("Lesson 9 has saved no such network yet, so one is trained here.")
    train(net, x, one_hot(y, 10), SoftmaxCrossEntropy(), Momentum(0.1), epochs=5, rng=0,
          progress=False)
    path = path.with_name("digits_of_lesson_9.safetensors")
    save_weights(net, path)

# %% [markdown]
# And now into PyTorch, as the LeNet went: the network, and its weights.

# %% tags=["nbval-ignore-output"]
twin = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
twin.load_state_dict(load_file(path))

print(f"ours   {accuracy(net, x_test, y_test):.1%}")
print(f"theirs {their_accuracy(twin, x_test, y_test):.1%}")

from dlscratch.training import predict

with torch.no_grad():
    theirs = twin(torch.from_numpy(x_test)).numpy()
assert np.abs(predict(net, x_test) - theirs).max() < 1e-4 * np.abs(theirs).max()

# %% [markdown]
# What you taught a network in NumPy, it now knows in PyTorch: up to rounding, the logits agree as
# well. The way back is `save_file(twin.state_dict(), path)` from `safetensors.torch`, then our
# `load_weights`. And the doctor of lesson 9 takes a module, too, with PyTorch's loss and optimizer:

# %% tags=["nbval-ignore-output"]
from dlscratch.doctor import diagnose

fresh = nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 10), nn.ReLU())
found = diagnose(fresh, x, y, nn.CrossEntropyLoss(), torch.optim.Adam(fresh.parameters()))
print(found)
assert "logits_come_out" in [one.name for one in found]

# %% [markdown]
#
# ## 12. Devices and files
#
# Every tensor lies on a **device**: `"cpu"`, the computer's own processor and memory, or a graphics
# card, `"cuda"` (on newer Macs, `"mps"`). `.to(device)` brings something there. A network and what
# goes into it must be on the same one. So nearly every program begins with the first line of this
# cell:

# %% tags=["nbval-ignore-output"]
device = "cuda" if torch.cuda.is_available() else "cpu"
twin.to(device)
batch = torch.from_numpy(x_test[:5]).to(device)
print(device, twin(batch).argmax(dim=1).tolist(), y_test[:5])
twin = twin.to("cpu")

# %% [markdown]
# One device is there on every computer: `"meta"`. It keeps shapes and no numbers, but it is as
# strict as a graphics card.
#
# **Guess.** `.to("meta")` is called on a tensor and on a network, and what it returns is thrown
# away. Where is each of the two afterwards?

# %% tags=["nbval-ignore-output"]
batch, small = torch.ones(4, 3), nn.Linear(3, 2)
batch.to("meta")
small.to("meta")
print(batch.device, small.weight.device)
try:
    small(batch)
except RuntimeError as error:
    print("RuntimeError:", error)

# %% [markdown]
# ::: answer
# The tensor is where it was: its `.to` makes a new one. A network is changed itself.
# :::
#
# The message says that the two lie on different devices. So a loop calls `net.to(device)` once, and
# writes `batch_x = batch_x.to(device)` in every round.
#
# **Change it.** Mend the cell, so that `small(batch)` gives an output. Print it: what does this
# device know of it?
#
# ::: answer
# With `batch = batch.to("meta")` it has a shape, (4, 2), and no numbers.
# :::
#
# Files made by PyTorch alone usually end in `.pt`. What goes into one is the state dict, the names
# and the numbers; the class stays in your program.

# %% tags=["nbval-ignore-output"]
saved = path.with_name("digits_of_lesson_12.pt")
torch.save(twin.state_dict(), saved)

again = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
again.load_state_dict(torch.load(saved, map_location=device, weights_only=True))
assert all(torch.equal(a, b) for a, b in zip(again.parameters(), twin.parameters()))

# %% [markdown]
# `map_location` says on which device the tensors are to be, wherever they were when they were
# saved. `weights_only=True` accepts tensors and plain values only: a `.pt` file from somebody else
# can hold code, which would run while it is loaded. A safetensors file cannot.
#
# ## 13. A module of your own
#
# `Sequential` can only put one layer after the other. For everything else you write a class, as you
# did for your own layers: `__init__` makes what has parameters, and `forward` computes. There is no
# `backward` to write.

# %% tags=["nbval-ignore-output"]
class DigitNet(nn.Module):
    def __init__(self, hidden=100):
        super().__init__()           # always first: it prepares the module's lists
        self.first = nn.Linear(784, hidden)
        self.second = nn.Linear(hidden, 10)

    def forward(self, x):
        hidden = torch.relu(self.first(x))
        return self.second(hidden)

# %% [markdown]
# You wrote `params()` for `Sequential`. Here nobody does: a module notices when a layer becomes one
# of its attributes (a name after `self.`).
#
# **Predict.** Which names does its state dict hold? And how many parameters does it have in all?

# %% tags=["nbval-ignore-output"]
own = DigitNet()
print(list(own.state_dict()))
print(sum(param.numel() for param in own.parameters()))
assert sum(param.numel() for param in own.parameters()) == 79_510
train_theirs(own, loader, epochs=3)
print(f"{their_accuracy(own, x_test, y_test):.1%} of the test digits")
assert their_accuracy(own, x_test, y_test) > 0.85, "as the loop was, it is more"

# %% [markdown]
# **Predict.** What if the layers stood in a list, `self.layers = [nn.Linear(10, 10)]`? Which names
# would the state dict hold for it?

# %% tags=["nbval-ignore-output"]
for kind in (list, nn.ModuleList):
    own.layers = kind([nn.Linear(10, 10)])
    print(kind.__name__, [name for name in own.state_dict() if name.startswith("layers")])
    assert any(name.startswith("layers") for name in own.state_dict()) == (kind is nn.ModuleList)

# %% [markdown]
# ::: answer
# None. A module looks at its attributes, not into a plain list, and an optimizer would never learn
# of that layer. `nn.ModuleList` is a list into which it does look.
# :::
#
# ::: stop own_module running_mean
#
# ## 14. What to read next
#
# Much in PyTorch's own pages you know already under another name:
#
# - [Learn the basics](https://docs.pytorch.org/tutorials/beginner/basics/intro.html) is the first
#   tutorial, from tensors to files.
# - [What is torch.nn really?](https://docs.pytorch.org/tutorials/beginner/nn_tutorial.html) goes
#   your way once more, from bare tensors to modules, on MNIST.
# - [Training a
#   classifier](https://docs.pytorch.org/tutorials/beginner/blitz/cifar10_tutorial.html) adds
#   convolutions, for images.
# - [torch.nn](https://docs.pytorch.org/docs/stable/nn.html) lists all layers and losses.
#
# When you meet a layer that you do not know, ask it what you asked your own. What shapes go in and
# out? What are its parameters? Here is a convolution of 3 × 3 grey pixels, with 8 neurons:

# %% tags=["nbval-ignore-output"]
conv = nn.Conv2d(1, 8, 3)
print(conv(torch.ones(4, 1, 28, 28)).shape)
print([tuple(param.shape) for param in conv.parameters()])

# %% [markdown]
# ::: aside Beyond PyTorch
# - [Karpathy's video on micrograd](https://www.youtube.com/watch?v=VMj-3S1tku0) builds an
#   engine like yours of lesson 11, line by line.
# - [Nielsen's book](http://neuralnetworksanddeeplearning.com) tells the digits and the mathematics
#   of backward slowly.
# - [Dive into Deep Learning](https://d2l.ai) goes on to convolutions and language, with code to
#   run.
# - [Deep Learning](https://www.deeplearningbook.org), by Goodfellow, Bengio and Courville, is where
#   to look up the theory.
# - [Deep Learning with Python](https://www.manning.com/books/deep-learning-with-python), by
#   Chollet, teaches Keras, another library of layers and losses.
# :::
#
# ::: stop fit
#
# ## 15. The clinic, in PyTorch
#
# The last ward holds what you wrote around PyTorch: `copy_weights`, `fit`, `loss_of`, `accuracy`
# and `probabilities`. One line of them is wrong. PyTorch itself is healthy, and most faults
# here make no error.

# %% tags=["nbval-ignore-output"]
from dlscratch import clinic

case = clinic.admit("pytorch", seed=12)

# %% [markdown]
# It is for another evening. `case.experiments` lists what you can try; after one try,
# `case.code("fit")` shows code. Name the line with `case.diagnose("fit", 12)`, mend it with
# `case.mend("fit", 12, "…")`. Without `seed=12` you get another case each time.

# %% tags=["nbval-ignore-output"]
print(case.experiments)

# %% [markdown]
# ## What you can do now
#
# - Translate each class, and say where the twins differ: a mean, a factor 1 − β, the first weights.
# - Say what `backward` walks through, what it adds to, and what it no longer knows.
# - Write the loop, and recognise it in other people's programs.
#
# The mistake to remember makes no error: `zero_grad` forgotten. When a network learns strangely,
# look there first, then for a softmax before the loss and a missing `eval`.
#
# ## Elsewhere
#
# - *eager execution*: each line computes at once (section 5).
# - *module*: a layer or a whole network (section 3).
# - *criterion*: a loss (section 3).
# - *inference*: asking a network that has learnt (section 10).
#
# You are ready for the tutorials.
