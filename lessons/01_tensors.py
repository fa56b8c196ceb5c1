# %% [markdown]
# # Lesson 1: Tensors
#
# The digit that you drew became a table of numbers, one for each small square of the pad. Whatever
# a network takes in, gives out or learns comes in such **tensors**: lists of numbers, tables,
# stacks of tables. A *batch of examples* is a table with one example in each row. A *weight
# matrix*, what a layer has learnt, is a table too. A *stack of images* has one table for each
# image. Where two tensors meet, their sizes must fit, so sizes come first.
#
# After this lesson you can
#
# - read the shape of a nested list,
# - write functions that walk through a list of any depth,
# - say whether two names share one list,
# - do all this in NumPy, and say which axis vanishes.
#
# ## Three quick questions
#
# **Predict.** What are `rows[1]`, `rows[1][2]` and `len(rows)`?

# %%
rows = [[3, 1, 4], [1, 5, 9]]
print(rows[1])
print(rows[1][2])
print(len(rows))

# %% [markdown]
# ::: answer
# The second row, its third number, and 2: the count starts at 0, and `len` counts the rows.
# :::
#
# A function can be handed to another function. `lambda n: n + 3` is a function without a name: it
# takes `n` and returns `n + 3`.
#
# **Predict.** What does this call return?

# %%
def twice(f, x):
    return f(f(x))

twice(lambda n: n + 3, 10)

# %% [markdown]
# ::: answer
# 10 becomes 13, and 13 becomes 16.
# :::
#
# A function can call itself.
#
# **Predict.** What list does `countdown(3)` return?

# %%
def countdown(n):
    if n == 0:
        return ["go"]
    return [n] + countdown(n - 1)

countdown(3)

# %% [markdown]
# ::: answer
# The 3 goes in front of `countdown(2)`, the 2 in front of `countdown(1)`, and so on down to "go".
# :::
#
# Did one of the first two puzzle you? The Python tutorial has short sections on
# [lists](https://docs.python.org/3/tutorial/introduction.html#lists) and
# [lambda](https://docs.python.org/3/tutorial/controlflow.html#lambda-expressions). If it was the
# third, read on: section 3 takes it slowly.
#
# ## 1. A list of lists has a shape
#
# Here is a small batch: two examples of three numbers each.

# %%
x = [[1, 2, 3], [4, 5, 6]]

# %% [markdown]
# To be exact, a tensor is a list of numbers, or a list of tensors that all have the same sizes. The
# list of its sizes, from the outside in, is its **shape**. (NumPy and PyTorch count a single number
# as a tensor, too.)
#
# **Predict.** How many items does the outer list of `x` hold? How many does each of these hold?

# %%
[len(x), len(x[0])]

# %% [markdown]
# ::: answer
# Say it aloud: two rows of three.
# :::
#
# The next tensor is a stack of tiny images, each with rows of its own. It begins with three
# brackets, so its shape holds three sizes.
#
# **Predict.** What is its shape?

# %%
images = [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]]

[len(images), len(images[0]), len(images[0][0])]

# %% [markdown]
# ::: answer
# Three images, each with two rows of two numbers.
# :::
#
# Each level of brackets is an **axis**. The axes are numbered from the outside in, and they start
# at 0. In `images`, axis 0 runs over the images, axis 1 over the rows of an image, axis 2 over
# the numbers of a row.
#
# ::: stop read_shape
#
# The next picture draws `images` twice: on the left as a tree of lists, on the right as tables.
#
# **Predict.** How many branches leave the top of the tree? How many numbers hang at the bottom?

# %%
from dlscratch.visuals.tensor_tree import tensor_tree

display(tensor_tree(images))

# %% [markdown]
# ::: answer
# Three branches and twelve numbers: the shape counts the branches, level by level.
# :::
#
# Multiply the sizes and you have the count of the numbers, as the next cell confirms. (`assert`
# does nothing if what follows is true and stops with an error if it is not. In this course it
# stands below many claims of the text, so that you can trust them.)

# %%
assert len(images) * len(images[0]) * len(images[0][0]) == 12

# %% [markdown]
# **Change it.** In the cell with the picture, draw `[[7], [8], [9], [10]]` instead, and then
# `[[[7, 8, 9, 10]]]`. Say each shape before you look at the title of the picture.
#
# ## 2. Finding the shape in code
#
# You found the sizes by going one item deeper each time: `x`, then `x[0]`. For `images` there was
# one step more. A loop does it for any depth. `isinstance(tensor, list)` asks whether `tensor` is
# a list.

# %%
def shape(tensor):
    sizes = []
    while isinstance(tensor, list):
        sizes.append(len(tensor))
        tensor = tensor[0]
    return sizes

# %% [markdown]
# This is what happens in `shape(images)`:
#
# | round | `tensor` is | `sizes` becomes |
# |---|---|---|
# | 1 | the list of all images | `[3]` |
# | 2 | the first image, `[[1, 2], [3, 4]]` | `[3, 2]` |
# | 3 | its first row, `[1, 2]` | `[3, 2, 2]` |
# | end | the number `1`, which is no list | |
#
# **Predict.** What will it say about a plain list, and what about a single number?

# %%
assert shape(images) == [3, 2, 2]

print(shape([7, 8, 9]))
print(shape(5))

# %% [markdown]
# ::: answer
# A plain list has one size. A number has no brackets, so it has no axis, and its shape is the empty
# list.
# :::
#
# **Change it.** Put `print(tensor)` into the loop as its first line, run the cell, and call
# `shape(images)` once more. Which line of the output belongs to which row
# of the table?
#
# Now for something that is no tensor. A list whose rows have different lengths is called
# **ragged**.
#
# **Predict.** What does `shape` say about a ragged list?

# %%
shape([[1, 2], [3]])

# %% [markdown]
# ::: answer
# It asks the first row, believes it, and never looks at the second.
# :::
#
# The book's function does the same. The version in this course's own package looks at every part.
# (`try` and `except` catch an error, so that we can print what it says.)

# %%
from dlscratch import tensors

try:
    tensors.shape([[1, 2], [3]])
except ValueError as error:
    print(error)

# %% [markdown]
# ::: stop shape
#
# ## 3. Recursion: trust the smaller call
#
# We want the sum of all the numbers in a tensor, at any depth. For a list of numbers, Python's
# `sum` is enough. Any other tensor is a list of smaller tensors. If only we knew the sum of each of
# those, `sum` would do the rest.
#
# So the function calls itself, as `countdown` does, once for each part. That is **recursion**. The
# case in which it need not call itself is the **base case**. Here that is the list of numbers, and
# a little helper, `is_1d`, recognises it: its first item is no list. (1d: one dimension, a single
# axis. And `f(part) for part in t` gives `f(part)` for each part of `t`.)
#
# ::: stop is_1d tensor_sum
#
# From here on, this lesson runs on the course's functions. (Lesson 3 and those after it run on
# yours.)

# %%
from dlscratch.tensors import is_1d, tensor_sum

assert tensor_sum(x) == 21

# %% [markdown]
# **Predict.** How many times does your `tensor_sum` run in all when you call `tensor_sum(x)`? (The
# shape of `x` is `[2, 3]`, and your own call counts too.)
#
# The next cell has such a function, with a line printed when a call starts and another when it
# is done.

# %%
def traced_sum(tensor, indent=""):
    print(indent + "sum of", tensor)
    if is_1d(tensor):
        total = sum(tensor)
    else:
        total = sum(traced_sum(part, indent + "    ") for part in tensor)
    print(indent + "is", total)
    return total

traced_sum(x)

# %% [markdown]
# ::: answer
# It runs three times. Your call waits while the two inner calls do their work; then it adds what
# they return, 6 and 15.
# :::
#
# To write such a function you need not follow every call. Ask two things. Which input needs no
# further call? And if the smaller calls give the right answer, how do I get mine from theirs?
#
# **Change it.** Trace `images` in place of `x`. Predict the number of calls first.
#
# Here is a copy in which one word is missing.
#
# **Predict.** What do the two lines print?

# %%
def forgetful_sum(tensor):
    if is_1d(tensor):
        return sum(tensor)
    sum(forgetful_sum(part) for part in tensor)

print(forgetful_sum([1, 2, 3]))
print(forgetful_sum(x))

# %% [markdown]
# ::: answer
# The second sum is worked out and then thrown away. A function that ends without `return` gives
# back `None`.
# :::
#
# A test with a plain list would never have shown the mistake.
#
# **Change it.** Replace `x` by `images` in the last line and read the last line of the error.
# Which call gave the `None`, and what was about to be done with it? Then mend the function.
#
# ::: stop count_numbers
#
# ## 4. The same for every number: map and zip
#
# To **map** a function over a tensor is to apply it to every number and keep the shape. With `f`
# for the function, `tensor_apply(f, t)` does it. Compare it with `tensor_sum`: the test with
# `is_1d` and the inner calls are the same. What is built from the parts differs: there it was a
# sum, here it is a list, `[... for part in t]`.
#
# ::: stop tensor_apply

# %%
from dlscratch.tensors import tensor_apply

tensor_apply(lambda n: 10 * n, x)

# %% [markdown]
# **Change it.** Use `tensor_apply` on `images` with a function that gives 1 for an even number
# and 0 for an odd one. What shape will the result have?
#
# Often two tensors of one shape are combined **elementwise**: the first number with the first,
# the second with the second. `zip` walks through two lists side by side for that.
#
# **Predict.** How many numbers will each line print?

# %%
a = [1, 2, 3]
b = [10, 20, 30]
print([p + q for p, q in zip(a, b)])
print([p + q for p in a for q in b])

# %% [markdown]
# ::: answer
# Two `for`s make every pair, and that is nine of them. `zip` makes a pair for each position.
# :::
#
# **Predict.** What will `zip` do when one list is longer?

# %%
assert len([p + q for p in a for q in b]) == 9

list(zip([1, 2, 3], [10, 20]))

# %% [markdown]
# ::: answer
# The 3 is gone, and nothing said so.
# :::
#
# The book's `tensor_combine`, which combines two tensors, relies on `zip`, so it loses numbers
# silently when they do not fit. You can ask for an error with `zip(a, b, strict=True)`; the
# course's version compares the two shapes first.

# %%
def add(p, q):
    return p + q

print(tensors.tensor_combine(add, x, [[10, 20, 30], [40, 50, 60]]))
try:
    tensors.tensor_combine(add, [1, 2, 3], [10, 20])
except ValueError as error:
    print(error)

# %% [markdown]
# How would you write `tensor_combine`? It is `tensor_apply` with two tensors, and `zip` in both
# of its lines.
#
# ::: stop tensor_combine
#
# **Make it.** Two small functions, on your own. `tensor_max` returns the largest number in a tensor
# of any depth. Begin from `tensor_sum`: what has to change? Replace the `...` and run.

# %%
def tensor_max(tensor):
    ...

print(tensor_max(images), "should be 12")

# %% [markdown]
# `column_sums` takes a list of equally long rows and returns a list with the sum of each column.
# One way: start from the first row and combine it with each of the others.

# %%
from dlscratch.tensors import tensor_combine

def column_sums(rows):
    ...

print(column_sums(x), "should be [5, 7, 9]")

# %% [markdown]
# ::: evening
#
# ## 5. Two names, one list
#
# A name in Python is a label, and `b = a` ties a second label to the list that is already there.
# That is called **aliasing**. Changing the list itself is **mutation**, and every name for the list
# sees it. Tying a name to another list is **rebinding**, and no other name notices.
#
# **Predict.** What do the two lines print?

# %%
a = [1, 2]
b = a
b.append(3)       # mutation
print(a)
b = b + [4]       # b + [4] is a new list: rebinding
print(a, b)

# %% [markdown]
# ::: answer
# `a` has the 3 as well: there is one list. The 4 is in the new list only, and that is `b`'s.
# :::
#
# Now a tensor of zeros with two rows of three, written in a hurry. We change a single number.
#
# **Predict.** What does the second line print?

# %%
grid = [[0] * 3] * 2
print(grid)
grid[0][0] = 7
print(grid)
print(grid[0] is grid[1])

# %% [markdown]
# ::: answer
# The 7 is in both rows. `[0] * 3` makes one row. `[row] * 2` makes a list that holds *this row*
# twice; it copies nothing.
# :::
#
# (`is` asks whether two names, or two places, hold the very same list.) Before the change, the grid
# looked right. That is what makes this mistake hard to find: you see it only after something is
# changed.
#
# **Change it.** Write `[[0] * 3 for _ in range(2)]` in the first line. The expression before
# `for` now runs once for each row. What will the three lines print?
#
# A function's parameter is a name too.
#
# **Predict.** What does `a` hold after each call?

# %%
def double_by_rebinding(numbers):
    numbers = [2 * n for n in numbers]

def double_in_place(numbers):
    for i in range(len(numbers)):
        numbers[i] = 2 * numbers[i]

a = [1, 2, 3]
double_by_rebinding(a)
print(a)
double_in_place(a)
print(a)

# %% [markdown]
# ::: answer
# The first function ties its own name to a new list, and when it ends, that list is lost. The
# second changes the list that you handed it.
# :::
#
# The functions of this lesson build a new list and *return* it, so that your tensor stays as it
# was. In lesson 5 we shall need the opposite: an optimizer has to change a layer's weights in
# place.
#
# ::: stop shared_list zeros_like one_hot_rows
#
# ## 6. The same in NumPy
#
# A NumPy **array** is a tensor whose numbers lie in one block of memory, with the shape noted
# beside it.

# %%
import numpy as np

table = np.array(x)
print(table)
print(table.shape)

# %% [markdown]
# The shape comes as a tuple, which is like a list, but cannot be changed. A tuple of one size is
# written with a comma, `(3,)`.
#
# Here are our six functions beside NumPy's:
#
# | with lists | with arrays |
# |---|---|
# | `shape(t)` | `t.shape` |
# | `is_1d(t)` | `t.ndim == 1` (the number of axes) |
# | `tensor_sum(t)` | `t.sum()` |
# | `tensor_apply(lambda n: 10 * n, t)` | `10 * t` |
# | `zeros_like(t)` | `np.zeros_like(t)` |
# | `tensor_combine(add, t, u)` | `t + u` |
#
# **Predict.** What does each line print?

# %%
print(table.ndim == 1)
print(table.sum())
print(10 * table)
print(np.zeros_like(table))
print(table + 10 * table)

# %% [markdown]
# ::: answer
# A table has two axes, so the first is `False`. The others give what the list functions gave.
# :::
#
# The loops have not gone away. They run inside NumPy, and you write the formula as if for one
# number. The results are those of our own functions:

# %%
assert table.sum() == tensor_sum(x)
assert (10 * table).tolist() == tensor_apply(lambda n: 10 * n, x)
assert (table + 10 * table).tolist() == tensors.tensor_combine(lambda p, q: p + 10 * q, x, x)

# %% [markdown]
# Lists and arrays use the same signs for different things.
#
# **Predict.** What does each line print?

# %%
print(2 * [1, 2, 3])
print(2 * np.array([1, 2, 3]))
print([1, 2, 3] + [10, 20, 30])
print(np.array([1, 2, 3]) + np.array([10, 20, 30]))

# %% [markdown]
# ::: answer
# With lists, `2 *` repeats and `+` puts one behind the other. With arrays both go number by number.
# :::
#
# What you know about names holds for arrays too. `b = b - 1` makes a new array, and `b -= 1`
# changes the one that is there.
#
# **Predict.** What do the two lines print?

# %%
a = np.array([1, 2, 3])
b = a
b = b - 1
print(a)
b = a
b -= 1
print(a)

# %% [markdown]
# ::: answer
# The first `b` was a new array, so `a` stays as it was. Then both names hold one array, and it
# changes.
# :::
#
# **Change it.** Write `b = a.copy()` in place of the second `b = a`. What will the last line print?
#
# ## 7. The axis that vanishes
#
# `table.sum()` adds up everything. With `axis=0` it adds along axis 0 only.
#
# **Predict.** `table` has shape `(2, 3)`. What will `table.sum(axis=0)` hold: two numbers or
# three?

# %%
print(table.sum(axis=0))
print(table.sum(axis=1))

# %% [markdown]
# ::: answer
# Three: 1 + 4, 2 + 5 and 3 + 6.
# :::
#
# The axis that you name is the one that vanishes. Cross out its size: without axis 0, `(2, 3)`
# becomes `(3,)`, and without axis 1 it becomes `(2,)`. It is easy to read `axis=0` as "for each
# row" and to expect one sum for each row. It means the opposite: the rows are added together, and
# there is one sum for each column.
#
# The next picture shows the sum over axis 0.
#
# **Predict.** Which two numbers will be marked as those that made the 5?

# %%
display(tensor_tree(table, axis=0))

# %% [markdown]
# ::: answer
# The 1 and the 4, which stand in one column.
# :::
#
# Here you choose the axis of `images` yourself. Click on a number to see what made it, or what it
# goes into. The arrow keys work too, once you have clicked on the picture.
#
# **Predict.** Before you click on `axis 0`: what shape will the sum have, and how many numbers go
# into each of its numbers? The same for axis 1, and for axis 2.

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.tensor_tree import live_tensor_tree

live_tensor_tree(np.array(images))

# %% [markdown]
# ::: answer
# Axis 0: `(2, 2)`, three numbers into each. Axis 1: `(3, 2)`, two into each. Axis 2: `(3, 2)`
# again, and two into each.
# :::
#
# The rule holds for any number of axes. The next cell holds it to that. (`np.ones` makes an array
# of ones.)

# %%
stack = np.ones((5, 2, 3))
assert stack.sum(axis=0).shape == (2, 3)
assert stack.sum(axis=1).shape == (5, 3)
assert stack.sum(axis=2).shape == (5, 2)

# %% [markdown]
# ::: stop sum_shape
#
# ## 8. Broadcasting
#
# Often every example in a batch gets the same treatment: one row is added to each of them.
#
# **Predict.** The shapes are `(2, 3)` and `(3,)`. What does the sum look like?

# %%
table + np.array([10, 20, 30])

# %% [markdown]
# ::: answer
# NumPy used the row once for each row of `table`.
# :::
#
# This is **broadcasting**: along an axis that is missing, or has size 1, the numbers are repeated
# until both shapes agree. The rule: write the two shapes under each other, *lined up at the right*.
# Two sizes fit if they are equal, or if one of them is 1. A missing size counts as 1.
#
# ```
# (2, 3)         (2, 3)         (2, 3)
#    (3,)           (2,)        (2, 1)
# fits           3 meets 2      fits
# ```
#
# **Predict.** Which two shapes does the error in the next cell name? And what does the last line
# print?

# %%
try:
    table + np.array([10, 20])
except ValueError as error:
    print(error)
print(table + np.array([[10], [20]]))

# %% [markdown]
# ::: answer
# `(2, 3)` and `(2,)`. In the last line 10 is added to the first row, and 20 to the second.
# :::
#
# So one number for each *row* must come in the shape `(2, 1)`. Where do such arrays come from? A
# sum with `keepdims=True` leaves the axis in place, with size 1.
#
# **Predict.** Each number is divided by the sum of its row. What will each row of `shares` add up
# to?

# %%
sums = table.sum(axis=1, keepdims=True)
print(sums.shape)
shares = table / sums
print(shares)
print(shares.sum(axis=1))

# %% [markdown]
# **Change it.** Take `keepdims=True` out, run the cell and read the error. Then put it back.
#
# ::: stop broadcast_shape row_shares
#
# The error that you got without `keepdims` was one that helps. With a square array there is none.
#
# **Predict.** Here `keepdims` is forgotten too. Do the rows of the result add up to 1?

# %%
square = np.array([[1, 3], [2, 6]])
print((square / square.sum(axis=1)).sum(axis=1))

# %% [markdown]
# ::: answer
# No. The row sums 4 and 8 were lined up with the columns.
# :::
#
# Nothing fails here, and that is the trouble. When you try out code of your own, give it tensors
# whose sizes all differ.
#
# ## 9. How much faster?
#
# We multiply a million numbers by ten, once with our `tensor_apply` and once with NumPy.
# (`np.arange` counts up from 0, and `reshape` lays the numbers out in a thousand rows. `repeat`
# measures each way three times, and we keep the shortest time.)
#
# **Guess.** How many times faster is NumPy: 2, 5, or more?

# %% tags=["nbval-ignore-output"]
from timeit import repeat

million = np.arange(1_000_000.0).reshape(1000, 1000)
lists = million.tolist()

slow = min(repeat(lambda: tensor_apply(lambda n: 10 * n, lists), number=1, repeat=3))
fast = min(repeat(lambda: 10 * million, number=1, repeat=3))
print(f"lists {1000 * slow:.1f} ms, NumPy {1000 * fast:.1f} ms: {slow / fast:.0f} times faster")

# %% [markdown]
# ::: answer
# More than 5. The times differ from machine to machine; the next cell checks this on yours.
# :::
#
# For every single number, Python looks up where it is, what type it has, and which multiplication
# that type needs. NumPy looks that up once, and then runs a compiled loop over one block of memory.
# From lesson 2 on, our tensors are arrays.

# %%
assert slow > 5 * fast

# %% [markdown]
# ## What you can do now
#
# - Read a shape, one level at a time, from the outside in.
# - Write a recursive function: a base case, calls on the parts, and a `return` in every case.
# - Tell mutation from rebinding, and a second name from a copy.
# - Sum, map and combine in one line of NumPy, and say which axis vanishes.
#
# The mistake to remember is `[[0] * 3] * 2`: one row in two places. It looks right until
# something changes.
#
# ::: stop mean_squared_difference
#
# ## Elsewhere
#
# - *rank*: the number of axes, NumPy's `ndim` (section 1).
# - *dimension*: an axis, and in other places the size of one (section 1).
# - *vectorisation*: formulas on whole arrays in place of Python's loops (section 6).
# - *reduction*: a sum, a mean or a maximum, along one axis or all (section 7).
#
# Lesson 2 sends tensors through layers, forward and backward.
