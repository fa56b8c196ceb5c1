# %% [markdown]
# # Exercises for lesson 10: Convolution
#
# Replace each `____` and run the cell. For a hint, type `check.predict_map.hint()` in a cell of its
# own; there are three for each exercise, and `check.predict_map.solution()` shows a solution.

# %%
import numpy as np

from dlscratch.checks import convolution as check, ____

# %% [markdown]
# ## 1. The map of a filter (predict)
#
# Take paper. A filter of 2 × 2 slides over an image of 3 × 4 pixels, pixel by pixel, and stays
# inside. Its map is a table: write it as a list of rows.

# %%
image = np.array([[2, 0, 1, 3],
                  [1, 4, 0, 2],
                  [0, 1, 5, 1]])
filter = np.array([[1, 2],
                   [0, -1]])

### BEGIN SOLUTION
answer = [[-2, 2, 5], [8, -1, 3]]
### BLANK
# answer = ____
### END SOLUTION

check.predict_map(answer)

# %% [markdown]
# ## 2. One place: one number
#
# The window stands on `image` with its upper left corner at `row` and `column`, both counted from
# 0, and lies inside. The filter is a square of shape (size, size), of whatever size. What does it
# make of what the window sees?

# %%
def at(image, filter, row, column):
    """The number of one place."""
    size = len(filter)
    ### BEGIN SOLUTION
    window = image[row : row + size, column : column + size]
    return (window * filter).sum()
    ### BLANK
    # window = ____
    # return ____
    ### END SOLUTION

check.one_place(at)

# %% [markdown]
# ## 3. `slide`: the whole map
#
# The same at every place where the window lies inside of the image: one number for each, as a
# table. Images may be higher than wide, or wider than high. Loops will do.
#
# Before you write them: of an image with 5 rows, and a filter of size 3, how many rows does the map
# have?

# %%
def slide(image, filter):
    """image (height, width), filter (size, size) → map (down, across)"""
    size = len(filter)
    ### BEGIN SOLUTION
    down, across = image.shape[0] - size + 1, image.shape[1] - size + 1
    found = np.zeros((down, across))
    for row in range(down):
        for column in range(across):
            window = image[row : row + size, column : column + size]
            found[row, column] = (window * filter).sum()
    return found
    ### END SOLUTION

check.slide(slide)

# %% [markdown]
# ## 4. From layer to layer (predict)
#
# Four images in colour, each 19 pixels high and 24 wide, are a batch of shape (4, 3, 19, 24). They
# go through four layers:
#
# ```python
# Conv2d(3, 6, 3)
# Conv2d(6, 7, 5, padding=1)
# Conv2d(7, 12, 5, stride=2)
# Conv2d(12, 10, 1)
# ```
#
# Which shape comes out of each? Write four tuples, in this order.

# %%
### BEGIN SOLUTION
answer = [(4, 6, 17, 22), (4, 7, 15, 20), (4, 12, 6, 8), (4, 10, 6, 8)]
### BLANK
# answer = [____, ____, ____, ____]
### END SOLUTION

check.sizes(answer)

# %% [markdown]
# ## 5. What is saved (predict)
#
# `Conv2d(2, 4, 3)` makes 4 maps of 5 × 5 from an image of 2 channels with 7 × 7 pixels. A `Linear`
# could do so, too: all numbers of the image go in, laid out as a row, and all numbers of the maps
# come out.
#
# How many parameters does each of the two have, the convolution first? Python may do the sums: an
# expression such as `3 * 5 + 1` is as good as a number.

# %%
### BEGIN SOLUTION
answer = [4 * 2 * 3 * 3 + 4, (2 * 7 * 7) * (4 * 5 * 5) + 4 * 5 * 5]
### BLANK
# answer = [____, ____]
### END SOLUTION

check.count_params(answer)

# %% [markdown]
# ## 6. `places`: one line
#
# Along one side of an image, at how many places can the window stand? `side` is the side's length
# in pixels, `padding` the number of zeros that are put at *each* end of it first. The window begins
# at the first place, moves on by `stride`, and never leaves the padded side, which is at least as
# long as the window. Return a whole number, an `int`: shapes are made of it.
#
# Try it on paper first: side 28 and size 5; side 11, size 4, stride 3.

# %%
def places(side, size, stride=1, padding=0):
    """How many places a window has along one side."""
    ### BEGIN SOLUTION
    return (side + 2 * padding - size) // stride + 1
    ### BLANK
    # return ____
    ### END SOLUTION

check.places(places)

# %% [markdown]
# ## 7. A map half as wide (find the bug)
#
# With a stride of 2, a map is to be half as high and half as wide, and it is. With a stride of 1
# its numbers are right as well. But a net that was built on this function reads some digits badly,
# however long it trains.
#
# 1. **Predict** the symptom: which numbers of `slide`'s map should still be there with a stride of
#    2?
# 2. **Make it small**: an image of zeros with a single 1 in it, and a filter of ones.
# 3. **Locate**: where does each window begin?
# 4. **Repair** that one thing.
# 5. **Confirm**, with your small image first and then with the check.

# %%
def strided_map(image, filter, stride):
    """image (height, width), filter (size, size) → map (down, across)"""
    size = len(filter)
    ### BEGIN SOLUTION
    rows = range(0, image.shape[0] - size + 1, stride)
    columns = range(0, image.shape[1] - size + 1, stride)
    found = np.zeros((len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            patch = image[row : row + size, column : column + size]
            found[i, j] = (patch * filter).sum()
    return found
    ### BLANK
    # ____  # delete this line when you have mended the code
    # rows = range(0, image.shape[0] - size + 1, stride)
    # columns = range(0, image.shape[1] - size + 1, stride)
    # found = np.zeros((len(rows), len(columns)))
    # for i, row in enumerate(rows):
    #     for j, column in enumerate(columns):
    #         patch = image[row : row + size, j : j + size]
    #         found[i, j] = (patch * filter).sum()
    # return found
    ### END SOLUTION

check.half_as_wide(strided_map)

# %% [markdown]
# ## 8. `patches`: all windows at once
#
# What does a window of size × size see at each of its places? This time for a whole batch, with all
# channels: `x` has the shape (n, channels, height, width).
#
# The last axis holds what one window sees, as one row. Its order is that in which
# `filter.reshape(-1)` lists a filter of shape (channels, size, size): channel by channel, and each
# channel row by row. The window moves by `stride`, down and across, and stays inside. Return an
# array, and leave the kind of number alone: float32 goes in, float32 comes out.
#
# Loops over the places are quick enough, since each of them serves all images at once. Later pages
# run on your `patches`.

# %%
def patches(x, size, stride=1):
    """x (n, channels, height, width) → (n, down, across, channels · size · size)"""
    ### BEGIN SOLUTION
    n, channels, height, width = x.shape
    down, across = (height - size) // stride + 1, (width - size) // stride + 1
    seen = np.empty((n, down, across, channels * size * size), x.dtype)
    for i in range(down):
        for j in range(across):
            top, left = i * stride, j * stride
            window = x[:, :, top : top + size, left : left + size]
            seen[:, i, j] = window.reshape(n, -1)
    return seen
    ### END SOLUTION

check.patches(patches)

# %% [markdown]
# ## 9. Colours in a muddle (find the bug)
#
# Most programs keep a colour image as (height, width, 3): three numbers for each pixel, its red,
# green and blue. Our layers want (n, 3, height, width). This function changes the one into the
# other. The shape is right, nothing stops, and the net learns next to nothing.
#
# Predict, make it small, locate, repair, confirm. What is a small input here, in which you know
# every number?

# %%
def channels_first(images):
    """images (n, height, width, channels) → (n, channels, height, width)"""
    ### BEGIN SOLUTION
    return images.transpose(0, 3, 1, 2)
    ### BLANK
    # ____  # delete this line when you have mended the code
    # n, height, width, channels = images.shape
    # return images.reshape(n, channels, height, width)
    ### END SOLUTION

check.mixed_channels(channels_first)

# %% [markdown]
# (Between them.)

# %% [markdown]
# (exercises 10 to 17 stand here)
