# %% [markdown]
# # Lesson 10: Convolution
#
# The network of lesson 9 reads digits well, and yet it does not know what an image is: to it, a
# digit is 784 numbers, in any order. Today you build a layer that sees neighbours. Hardly anything
# about it is new. It is your own `Linear`, made small, and used at every place.
#
# After this lesson you can
#
# - measure what a network of linear layers does not see,
# - slide a filter over an image, with loops and with one product,
# - say the shapes in a convolutional network, and count its parameters,
# - find all its gradients from those of `Linear`,
# - send the gradient of a pool where it belongs,
# - train a network that still reads digits when they have moved.
#
# ## A question first
#
# **Predict.** The first layer of lesson 9's network is a `Linear(784, 100)`. How many parameters
# does it have?

# %%
import numpy as np

from dlscratch.mine import Linear

layer = Linear(784, 100, rng=0)
print(f"{layer.w.size:,} + {layer.b.size} = {layer.w.size + layer.b.size:,}")

# %% [markdown]
# ::: answer
# 78,500: a weight for every pixel in each of the 100 neurons, and a bias for each neuron.
# :::
#
# As before, what you have passed and saved is your own here.
#
# ## 1. What it does not see
#
# The digits of lesson 9, prepared as there: rows of 784 pixels, centred with the mean of the
# training digits.

# %%
from dlscratch.datasets import mnist_small

digits = mnist_small()

def flat(images):
    """Images (n, 28, 28) of bytes as rows (n, 784) of float32, from 0 to 1."""
    return images.reshape(len(images), 784).astype(np.float32) / 255

x, y = flat(digits.train_images), digits.train_labels
mean = x[:3000].mean()
x -= mean
x_train, y_train = x[:3000], y[:3000]
x_valid, y_valid = x[3000:], y[3000:]
print(x.shape, x_valid.shape)

# %% [markdown]
# Now we shuffle the pixels, in all digits in one and the same way: what stood in the corner may
# stand in the middle. Below each digit stands the same digit, shuffled.

# %%
from dlscratch.visuals.digits import digit_grid

order = np.random.default_rng(0).permutation(784)
digit_grid(np.concatenate([x_train[:10], x_train[:10, order]]))

# %% [markdown]
# Here is the network of lesson 9, and its training.

# %%
from dlscratch.mine import Momentum, ReLU, Sequential, SoftmaxCrossEntropy
from dlscratch.recipes import cosine, shift_images
from dlscratch.training import accuracy, train

def plain_net(seed):
    rng = np.random.default_rng(seed)
    return Sequential([Linear(784, 100, "he", rng, np.float32), ReLU(),
                       Linear(100, 10, "xavier", rng, np.float32)])

def fit(net, x, y, optimizer, epochs, seed=0, augment=None):
    train(net, x, y, SoftmaxCrossEntropy(), optimizer, epochs=epochs, rng=seed,
          schedule=cosine(optimizer.learning_rate), augment=augment, progress=False)
    return net

# %% [markdown]
# **Predict.** It learns from shuffled digits, and is asked about shuffled digits. Will it be much
# worse than on digits as they are, a little worse, or just as good?

# %% tags=["nbval-ignore-output"]
def score(seed, order):
    net = fit(plain_net(seed), x_train[:, order], y_train, Momentum(0.5), 10, seed)
    return accuracy(net, x_valid[:, order], y_valid)

as_they_are = [score(seed, np.arange(784)) for seed in range(3)]
shuffled = [score(seed, order) for seed in range(3)]
print("as they are:", [f"{one:.1%}" for one in as_they_are])
print("shuffled:   ", [f"{one:.1%}" for one in shuffled])
assert abs(np.mean(as_they_are) - np.mean(shuffled)) < 0.01

# %% [markdown]
# ::: answer
# Just as good, up to luck. Each neuron has a weight for every pixel. Wherever a pixel goes, its
# weight can go, too. *Nothing in a `Linear` says which pixels are neighbours.*
# :::
#
# You could not read a shuffled digit: you know something that this network does not.
#
# Next we teach it with shifts of up to one pixel, as in lesson 9. Then the validation digits move
# to the right, by up to three.
#
# **Guess.** At three pixels, how many does it still read?

# %% tags=["nbval-ignore-output"]
def moved(x, right):
    images = x.reshape(-1, 28, 28)
    result = np.full_like(images, x.min())           # paper
    result[:, :, right:] = images[:, :, :28 - right]
    return result.reshape(x.shape)

plain = [fit(plain_net(seed), x_train, y_train, Momentum(0.5), 10, seed, shift_images)
         for seed in range(3)]
for right in range(4):
    scores = [accuracy(net, moved(x_valid, right), y_valid) for net in plain]
    print(right, [f"{one:.0%}" for one in scores])
assert max(scores) < 0.8

# %% [markdown]
# ::: answer
# About seven of ten.
# :::
#
# A stroke must be learnt anew in every place, by other weights. A layer for images should know two
# things from the start:
#
# - *What belongs together is close together.* So a neuron need only see a small window.
# - *What is worth seeing here is worth seeing everywhere.* So the same weights can look everywhere.
#
# **Change it.** Move the digits to the left, or down. Does the network lose as many?
#
# ## 2. A window that slides
#
# A **filter** is a small table of weights, here 3 × 3. Lay it over a piece of the image, multiply
# in pairs, and add up: that is a neuron with nine inputs.
#
# **Predict.** This filter has −1 on its left and 1 on its right. Where does it give a large number:
# amid ink, on bare paper, or where they meet?

# %%
image = digits.train_images[0] / 255
edges = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
window = image[9:12, 8:11]
print(window.round(1))
print(round((window * edges).sum(), 2))
print(round((image[:3, :3] * edges).sum(), 2), "on bare paper")

# %% [markdown]
# ::: answer
# Where paper meets ink. On bare paper and amid ink, what counts as positive on the right is
# taken off again on the left.
# :::
#
# Now the window moves on by one pixel, and again, through all rows and columns, but never over the
# border. The numbers that it gives make a new image, a **feature map**: it says how much of this
# feature there is at each place. The number at row 9, column 8 comes from the window whose *upper
# left* corner is there.
#
# ::: stop predict_map one_place slide
#
# Your loops once more, in short. In a row of 28 pixels, a window of 3 has 26 places.

# %%
def slide(image, filter):
    size = len(filter)
    rows, columns = image.shape[0] - size + 1, image.shape[1] - size + 1
    return np.array([[(image[row:row + size, column:column + size] * filter).sum()
                      for column in range(columns)] for row in range(rows)])

print(image.shape, slide(image, edges).shape)

# %% [markdown]
# **Predict.** Where will this map be positive, where negative? What becomes of a stroke that runs
# from left to right?

# %%
from dlscratch.visuals.sliding import filter_map

filter_map(image, edges)

# %% [markdown]
# ::: answer
# Positive along the left side of each stroke, where paper turns into ink; negative along its right
# side. In the middle of a stroke from left to right, one side of the window is like the other, and
# the sum is near 0.
# :::
#
# Now move the nine numbers yourself. Choose a place in the map, and its sum is written out.
#
# **Predict.** Which nine numbers give back the image itself? Which move it to the left by one
# pixel? Which blur it?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.sliding import live_filter

live_filter(image, edges)

# %% [markdown]
# ::: answer
# A 1 in the middle; a 1 to the right of the middle; nine times 1/9, the mean of the window.
# :::
#
# The next cell checks two of these. People have long made such filters by hand. A network makes its
# own: *their numbers are weights, and are learnt*.
#
# **Change it.** Put `edges.T` into `filter_map`, and then `edges - edges.T`. What do these two
# find?

# %%
middle, right = np.zeros((3, 3)), np.zeros((3, 3))
middle[1, 1], right[1, 2] = 1, 1
assert np.array_equal(slide(image, middle), image[1:-1, 1:-1])
assert np.array_equal(slide(image, right), image[1:-1, 2:])

# %% [markdown]
# ## 3. Many filters, many channels
#
# One filter looks for one thing. Take several, say eight: they give eight maps. Each of these is
# called a **channel**, and so is each colour of an image: grey is one channel; red, green and blue
# are three. Images are arrays of shape (n, channels, height, width).
#
# When the eight maps go into the next filters, each of them looks at *all* channels. A window of
# 5 × 5 sees 8 · 25 numbers, and a filter has a weight for each.
#
# So at each place a filter is a neuron, and eight filters are a `Linear` with eight outputs: *a
# **convolution** is one small `Linear`, used at every place.* Each row of its weights is a filter.
#
# **Predict.** How many parameters does it have, with one channel and eight filters of 5 × 5? And a
# `Linear` that makes as many outputs from 784 pixels?

# %%
small = Linear(1 * 5 * 5, 8, rng=0)
print(small.w.size + small.b.size)
outputs = 8 * 24 * 24                     # 24 = 28 - 5 + 1 places in each direction
print(f"{784 * outputs + outputs:,}")

# %% [markdown]
# ::: answer
# 208 against 3,617,280. What is saved are weights that would have to learn the same thing in every
# place.
# :::
#
# Two numbers more say where the window goes. With a **stride** of 2 it moves on by two pixels, down
# as well as across, so the map is half as wide and half as high. With **padding** 1, a row or
# column of zeros is first put on each side of the image, so that the window can also stand on the
# border.
#
# **Predict.** The filter is 3 × 3. What are the shapes of these three maps?

# %%
print(slide(image, edges).shape)
print(slide(image, edges)[::2, ::2].shape)          # stride 2: every second place
print(slide(np.pad(image, 1), edges).shape)         # padding 1

# %% [markdown]
# ::: answer
# 26, 13 and 28, each way. With padding 1, a window of 3 × 3 leaves the size as it is.
# :::
#
# ::: aside Why is it called convolution?
# For mathematicians a convolution turns the filter round before it slides. What networks compute is
# called cross-correlation by them. For a filter that is learnt it makes no difference: if the
# turned one were better, it would learn that.
# :::
#
# The network of today is a chain of such layers: windows of 5 × 5, then half of each side, and both
# once more. Its images shrink from 28 pixels to 24, 12, 8 and 4.

# %%
side = 28
for layer in ("convolution", "pooling", "convolution", "pooling"):
    side = side - 5 + 1 if layer == "convolution" else side // 2
    print(f"{layer:12} {side} x {side}")

# %% [markdown]
# ::: stop sizes count_params places half_as_wide no_channel
#
# ::: evening
#
# ## 4. Patches and one product
#
# Loops over all the places are slow. But why go through the places one after the other, if the same
# small `Linear` is used at each? It takes a table with an example in each row. So let *each place*
# be a row: cut out what the window sees there, 25 numbers. We call that a **patch**. All patches of
# all images make one tall table, and for the `Linear` it is one product.
#
# `patches(x, size, stride)` shall make them: from images (n, channels, height, width) to (n, down,
# across, channels · size · size). In each patch, first comes all of channel 0, row by row, then
# channel 1.
#
# Before you write it, one question about axes.
#
# **Predict.** Both lines make six numbers into the shape (3, 2). Do they make the same table?

# %%
table = np.array([[0, 1, 2], [3, 4, 5]])
print(table.reshape(3, 2).tolist())
print(table.T.tolist())

# %% [markdown]
# ::: answer
# No. `reshape` keeps the numbers in the order in which they are read, and only breaks the lines in
# other places. `.T` turns rows into columns.
# :::
#
# With more axes, `transpose` names the old ones in their new order: `x.transpose(0, 2, 1)`
# exchanges the last two of three.
#
# There are two ways to write `patches`. One goes through the places, and copies a whole patch at
# each of them. The other goes through the numbers of the window: number (i, j) of *all* patches
# together is one slice of the images. Which loop is the shorter one?
#
# ::: stop patches mixed_channels
#
# Here is the convolution with loops, as the definition says it.

# %%
def by_loops(images, w, b):
    n, channels, height, width = images.shape
    size = w.shape[2]
    maps = np.empty((n, height - size + 1, width - size + 1, len(w)))
    for i, row, column in np.ndindex(maps.shape[:3]):
        window = images[i, :, row:row + size, column:column + size]
        for k in range(len(w)):
            maps[i, row, column, k] = (window * w[k]).sum() + b[k]
    return maps

def image_of(rows):
    return rows.reshape(-1, 1, 28, 28)

# %% [markdown]
# And with your patches. (`image_of` makes rows into images of one channel.)
#
# **Guess.** How many times faster is the second, for 32 digits: 10, 100, 1,000?

# %% tags=["nbval-ignore-output"]
import time

from dlscratch.mine import patches

start = time.perf_counter()
maps = by_loops(image_of(x[:32]), small.w.reshape(8, 1, 5, 5), small.b)
middle = time.perf_counter()
rows = patches(image_of(x[:32]), 5).reshape(-1, 25)
outputs = small.forward(rows)
end = time.perf_counter()
print(rows.shape, outputs.shape)
print(f"{(middle - start) / (end - middle):.0f} times faster")
assert np.allclose(outputs, maps.reshape(-1, 8), atol=1e-5)

# %% [markdown]
# ::: answer
# The same numbers, and a hundred times faster or more.
# :::
#
# A pixel in the middle is copied 25 times, once for each window that it is in. It is a price in
# memory, paid for a single large product, which is what NumPy is best at.
#
# ## 5. The way back
#
# Backward needs three gradients, and your `Linear` has them. Two are kept: for the weights and for
# the biases. In lesson 3 they were sums over the rows, as one weight served every example. Now the
# rows are the *places* of all examples.
#
# **Predict.** One image has gone forward, with 24 · 24 places. A 1 comes back from every place of
# every map. What is the gradient for the bias of a filter?

# %%
rows = patches(image_of(x[:1]), 5).reshape(-1, 25)
outputs = small.forward(rows)
handed_on = small.backward(np.ones_like(outputs))
print(small.b_grad, handed_on.shape)

# %% [markdown]
# ::: answer
# 576, which is 24 · 24: the bias was used at each place, and all its uses add up.
# :::
#
# So for both there is nothing to write. *A weight that serves every place gets the sum over all
# places.*
#
# The third gradient is handed on. What `Linear` hands on belongs to the patches, 576 rows of 25
# numbers. But the layer before wants one for the image, 28 × 28. Every number must go back to the
# pixel from which it came.
#
# **Predict.** An image of 6 × 6, and windows of 3 × 3. From how many windows does a pixel in the
# corner get a gradient? One beside it? One in the middle?

# %%
number = np.arange(36).reshape(1, 1, 6, 6)              # each pixel holds its own number
seen = patches(number, 3).astype(int)
print(np.bincount(seen.ravel()).reshape(6, 6))          # how often each stands in a patch

# %% [markdown]
# ::: answer
# From 1, 2, and in the middle 9. A pixel was used in every window that saw it, so it gets a number
# from each of them, and they add up.
# :::
#
# It is the rule of lesson 3 for the third time. `put_back` is `patches` backwards: it takes the
# patches' gradients and *adds* each at its pixel. With it, `Conv2d` is complete:
#
# - forward: patches, `Linear` forward, and the columns made into maps again,
# - backward: the maps' gradients made into rows, `Linear` backward, `put_back`.
#
# ::: stop put_back conv2d bias_each
#
# From here on your `Conv2d` runs. Are its gradients true?

# %%
from dlscratch.gradients import check_gradients
from dlscratch.mine import Conv2d

conv = Conv2d(2, 3, 3, stride=2, padding=1, rng=0)
example = np.random.default_rng(0).standard_normal((2, 2, 7, 6))
print(conv.forward(example).shape, [param.shape for param in conv.params()])
assert check_gradients(conv, example, rng=0) < 1e-6

# %% [markdown]
# **Change it.** In a cell of your own, try `conv.forward(example[:, :1])`, and then
# `conv.forward(example[0])`, an image without the axis for the examples. What do the errors say,
# and who says it: NumPy, or a layer?
#
# Two convolutions of 3 × 3, one after the other, with a ReLU in between.
#
# **Predict.** How many pixels of the image does *one* cell of the last maps depend on?

# %%
from dlscratch.visuals.reach import reach

net = Sequential([Conv2d(1, 4, 3, rng=6), ReLU(), Conv2d(4, 2, 3, rng=7)])
one_cell = np.zeros_like(net.forward(image_of(image)))
one_cell[0, 0, 12, 10] = 1
print((net.backward(one_cell) != 0).sum(), "pixels get a gradient from it")
reach(net, image, layer=2, channel=0, row=12, column=10)

# %% [markdown]
# ::: answer
# On 25: a square of 5 × 5. The cell sees 3 × 3 cells of the maps before it, and each of those sees
# 3 × 3 pixels.
# :::
#
# So deeper layers see more of the image. In the next picture you choose the cell: click on it, or
# press the arrow keys. It shows what feeds the cell, and, on the way back, which pixels its
# gradient reaches.
#
# **Predict.** Does every cell's gradient reach all pixels of its square?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.reach import live_reach

live_reach(net, image)

# %%
one_cell[...] = 0
one_cell[0, 0, 0, 0] = 1                    # a cell over bare paper
assert not net.backward(one_cell).any()

# %% [markdown]
# ::: answer
# No. A ReLU in between lets gradients through only where it let numbers through. Over bare paper it
# let through none, so no pixel there hears anything.
# :::
#
# ::: evening
#
# ## 6. Pooling
#
# Whether a stroke ends here or one pixel further seldom matters. **Pooling** keeps the largest
# number of each square of 2 × 2 and drops the others. It has no parameters, and it makes maps half
# as wide and half as high: less to compute for all layers to come.
#
# **Predict.** What comes out? And if the gradients 1, 2, 3, 4 come back: which of the sixteen
# numbers get them?

# %%
square = np.array([[1, 7, 2, 0], [3, 5, 9, 4], [6, 0, 1, 1], [2, 8, 0, 1]])
largest = [[square[i:i + 2, j:j + 2].max() for j in (0, 2)] for i in (0, 2)]
print(np.array(largest))

# %% [markdown]
# ::: answer
# 7, 9, 8 and 1. The 7 gets the gradient 1, the 9 gets 2, the 8 gets 3, and one of the three ones in
# the last square gets 4. All others get 0: a nudge of them changes nothing.
# :::
#
# Where several are the largest, a pool takes the first, and only that: else more would go back than
# came. Such ties are common, since ReLU makes many zeros.
#
# Backward has to know *where* each maximum was. Only forward has seen that, so it must remember it.
#
# ::: stop max_pool changed_after
#
# ReLU and a pool may change places: ReLU keeps the order of the numbers, so the largest stays the
# largest. Here are both orders, with their gradients.

# %%
from dlscratch.mine import MaxPool2d

maps = np.random.default_rng(1).standard_normal((4, 8, 24, 24))
incoming = np.random.default_rng(2).standard_normal((4, 8, 12, 12))
relu_first = Sequential([ReLU(), MaxPool2d(2)])
pool_first = Sequential([MaxPool2d(2), ReLU()])
assert np.array_equal(relu_first.forward(maps), pool_first.forward(maps))
assert np.array_equal(relu_first.backward(incoming), pool_first.backward(incoming))

# %% [markdown]
# Most people write ReLU first, and so do we.
#
# ## 7. A small LeNet
#
# In 1998 Yann LeCun and others read digits with such a network, LeNet-5; ours is smaller. Behind
# its maps stands an ordinary `Linear`, which wants rows. `Flatten` makes them in forward, and maps
# again in backward.
#
# ::: stop flatten

# %%
from dlscratch.mine import Flatten

def lenet(seed):
    rng = np.random.default_rng(seed)
    kind = {"init": "he", "rng": rng, "dtype": np.float32}
    return Sequential([
        Conv2d(1, 8, 5, **kind), ReLU(), MaxPool2d(2),
        Conv2d(8, 16, 5, **kind), ReLU(), MaxPool2d(2),
        Flatten(), Linear(256, 64, **kind), ReLU(),
        Linear(64, 10, "xavier", rng, np.float32),
    ])

# %% [markdown]
# Why 256? Follow the shapes.

# %%
net, outputs = lenet(seed=0), image_of(x_train[:1])
for layer in net.layers:
    outputs = layer.forward(outputs)
    print(f"{str(layer):18} {str(outputs.shape):16} {sum(p.size for p in layer.params()):5}")
print(sum(param.size for param in net.params()), "of", sum(p.size for p in plain[0].params()))

# %% [markdown]
# 16 maps of 4 × 4 are 256 numbers. It has a quarter of the parameters of lesson 9's network, most
# of them in the first `Linear`. Such a chain breaks when one number changes and the next does not.
#
# ::: stop no_longer_fits
#
# The doctor, before the training:

# %% tags=["nbval-ignore-output"]
from dlscratch.doctor import diagnose

found = diagnose(net, image_of(x_train), y_train, SoftmaxCrossEntropy(), Momentum(0.3))
print(found)
assert not found

# %% [markdown]
# **Predict.** Section 1 again: digits as they are, and shuffled, for four epochs each. What will
# the shuffling do to this network?

# %% tags=["nbval-ignore-output"]
def score(seed, order):
    net = fit(lenet(seed), image_of(x_train[:, order]), y_train, Momentum(0.3), 4, seed)
    return accuracy(net, image_of(x_valid[:, order]), y_valid)

as_they_are, shuffled = score(0, np.arange(784)), score(0, order)
print(f"as they are: {as_they_are:.1%}   shuffled: {shuffled:.1%}")
assert shuffled < as_they_are - 0.03

# %% [markdown]
# ::: answer
# It falls by many points. Shuffled, no stroke is left for a window to see.
# :::
#
# Now in earnest. The settings, such as shifts of up to two pixels, were chosen on the validation
# digits. So all 4,000 may teach now, and the 1,000 test digits are asked once. Beside it the plain
# network learns from the same digits and shifts. (LeNet takes half a minute or so.)

# %% tags=["nbval-ignore-output"]
x_test, y_test = flat(digits.test_images) - mean, digits.test_labels

def shifts(x, rng):
    return shift_images(x, rng, 2)

plain_one = fit(plain_net(0), x, y, Momentum(0.5), 30, augment=shifts)
start = time.perf_counter()
net = fit(lenet(0), image_of(x), y, Momentum(0.3), 30, augment=shifts)
seconds = time.perf_counter() - start
of_plain, of_lenet = accuracy(plain_one, x_test, y_test), accuracy(net, image_of(x_test), y_test)
print(f"plain: {of_plain:.1%}   LeNet: {of_lenet:.1%}, after {seconds:.0f} s")
assert of_lenet > max(of_plain, 0.965)

# %% [markdown]
# LeNet is ahead. On 1,000 digits, a point is not much more than luck (lesson 9). But it is ahead on
# average over three seeds, too (`tests/test_convolution_facts.py`), and section 9 asks 10,000.
#
# ## 8. What it sees
#
# Here are the eight filters of the first layer. They were chance, and have learnt.

# %% tags=["nbval-ignore-output"]
from dlscratch.visuals.digits import weight_images

weight_images(net.layers[0].w.reshape(8, 25))

# %% [markdown]
# Draw a digit, and watch your network read it, layer by layer. Begin with a stroke that stands, and
# add one that lies across it. Which of the first eight maps answer to the one, which to the other?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.feature_maps import draw_maps

def prepare(images):                    # what was done to the digits that it has learnt from
    return image_of(flat(images) - mean)

draw_maps(net, prepare)

# %% [markdown]
# The first maps still look like the digit. The later ones are small, and hard to name: each is made
# from all the maps before it.
#
# **Change it.** Put `lenet(0)` in the place of `net`: the network before it has learnt. What do its
# first maps show, and what does it answer?
#
# Now move a digit, with the arrow keys or the mouse. Both networks were taught with shifts of up to
# two pixels. Which of them reads it further out?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.shifts import live_shift

live_shift({"plain": plain_one, "LeNet": net}, digits.test_images[0], prepare, y_test[0])

# %% [markdown]
# One digit proves little. Here are all the test digits, moved up, down, left and right. (Nothing is
# chosen by them, so they may be asked once more.)

# %% tags=["nbval-ignore-output"]
from dlscratch.visuals.shifts import shift_scores

picture = shift_scores({"plain": plain_one, "LeNet": net}, digits.test_images, y_test, prepare)
plain_scores, lenet_scores = (scores[0] for scores in picture.scores.values())
assert lenet_scores[3] > plain_scores[3] + 0.02
assert lenet_scores[4] > plain_scores[4] + 0.08
picture

# %% [markdown]
# LeNet does, and with other seeds, too.
#
# Why does it fall at all, if its windows look everywhere? Because of its end. Move the digit, and
# the maps move along, but to the ordinary `Linear` behind them they are 256 numbers in any order,
# as in section 1. The pools forgive a little. The rest a network must have been shown.
#
# In the last exercise no digit stands in the middle, and the page is empty.
#
# ::: stop shifted_digits
#
# ## 9. All 70,000
#
# The outputs below come from the whole of MNIST, as in lesson 9; without it, the cells run on the
# small set. The recipe, in `dlscratch/recipes.py`, was chosen on training digits held back. It
# takes its time.

# %% tags=["full-mnist", "nbval-ignore-output"]
from dlscratch.datasets import mnist
from dlscratch.recipes import LENET

digits = mnist(fallback=True)
x, y = flat(digits.train_images), digits.train_labels
x_test, y_test = flat(digits.test_images), digits.test_labels
mean, spread = x.mean(), x.std()
for part in (x, x_test):
    part -= mean
    part /= spread
print(f"{len(y):,} to learn from, {len(y_test):,} for the test")

# %% [markdown]
# The best network of lesson 9 has about one test digit in a hundred wrong.

# %% tags=["full-mnist", "nbval-ignore-output"]
net = LENET.net(rng=0)
print(f"{sum(param.size for param in net.params()):,} parameters")
history = LENET.train(net, image_of(x), y, rng=0, progress=True)
best = accuracy(net, image_of(x_test), y_test)
print(f"{1 - best:.2%} wrong, after {sum(history.seconds):.0f} s of training")
assert best > 0.96

# %% [markdown]
# What is left? Here are the mistakes of which it is most certain. Would you have read them?

# %% tags=["full-mnist", "nbval-ignore-output"]
from dlscratch.training import predict
from dlscratch.visuals.digits import most_wrong

most_wrong(digits.test_images, y_test, predict(net, image_of(x_test)))

# %% [markdown]
# ## What you can do now
#
# - Use one small `Linear` at every place, and say the shapes and the parameters.
# - Go back: a weight gets the sum over all places, a pixel that over all windows that saw it.
# - Send the gradient of a pool to the number that was the largest.
#
# The mistake to remember is the gradient written with `=` where windows overlap. Forward is right,
# nothing stops, and only measuring tells.
#
# ## Elsewhere
#
# - *weight sharing*: the same weights at every place (section 3).
# - *cross-correlation*: a filter that slides without being turned round (section 3).
# - *im2col*: patches as the rows of a table (section 4).
# - *receptive field*: the part of the image that a cell depends on (section 5).
# - *downsampling*: making maps smaller, by a pool or a stride (section 6).
#
# Next: in lesson 11 you write what writes every `backward` for you.
