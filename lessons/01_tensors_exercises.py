# %% [markdown]
# # Exercises for lesson 1: Tensors
#
# Every exercise is one cell. Replace each `____` with your own code and run the cell: its last
# line checks your answer, and says what is not right yet. You may try as often as you like.
#
# When you are stuck, add a cell (press Esc, then B) and ask for a hint, for instance
# `check.shape.hint()`. There are three for each exercise; the last is almost the answer.
# `check.shape.solution()` shows the answer itself.
#
# Run the next cell first. Wherever you can, type from memory; that is where the learning happens.

# %%
import numpy as np

from dlscratch.checks import tensors as check, ____

# %% [markdown]
# ## 1. Read a shape (predict)
#
# No code yet. What is the shape of `t`? Write it as a list, such as `[5, 4]`.

# %%
t = [[[1, 2, 3]], [[4, 5, 6]]]

### BEGIN SOLUTION
answer = [2, 1, 3]
### BLANK
# answer = ____
### END SOLUTION

check.read_shape(answer)

# %% [markdown]
# ## 2. `shape`: one expression
#
# The loop notes a length and then goes one level deeper. How does it go deeper?

# %%
def shape(tensor):
    """The sizes of `tensor` as a list, outermost first."""
    sizes = []
    while isinstance(tensor, list):
        sizes.append(len(tensor))
        ### BEGIN SOLUTION
        tensor = tensor[0]
        ### BLANK
        # tensor = ____
        ### END SOLUTION
    return sizes

check.shape(shape)

# %% [markdown]
# ## 3. `is_1d`: one line
#
# The base case of all that follows: is this a list of numbers, or does it hold lists?

# %%
def is_1d(tensor):
    """True if the items of `tensor` are numbers, False if they are lists."""
    ### BEGIN SOLUTION
    return not isinstance(tensor[0], list)
    ### BLANK
    # return ____
    ### END SOLUTION

check.is_1d(is_1d)

# %% [markdown]
# ## 4. `tensor_sum`: two lines
#
# Say for each case what the function gives back. `is_1d` is the one that you have just written.

# %%
def tensor_sum(tensor):
    """The sum of all the numbers in `tensor`, at any depth."""
    if is_1d(tensor):
        ### BEGIN SOLUTION
        return sum(tensor)
        ### BLANK
        # return ____
        ### END SOLUTION
    ### BEGIN SOLUTION
    return sum(tensor_sum(part) for part in tensor)
    ### BLANK
    # return ____
    ### END SOLUTION

check.tensor_sum(tensor_sum)

# %% [markdown]
# ## 5. Put the lines in order
#
# These seven lines make a recursive function that counts the numbers in a tensor of any depth.
# They are shuffled, and they keep their indentation.
#
# ```
# A      return total
# B          total = total + count_numbers(part)
# C  def count_numbers(tensor):
# D      total = 0
# E          return len(tensor)
# F      for part in tensor:
# G      if is_1d(tensor):
# ```
#
# Write the letters in their order, as one string.

# %%
### BEGIN SOLUTION
order = "CGEDFBA"
### BLANK
# order = ____
### END SOLUTION

check.count_numbers(order)

# %% [markdown]
# ## 6. `tensor_apply`: the body
#
# The new tensor has the shape of the old one, and `f(number)` in the place of every number.

# %%
def tensor_apply(f, tensor):
    """A new tensor of the same shape that holds f(number) for every number."""
    ### BEGIN SOLUTION
    if not is_1d(tensor):
        return [tensor_apply(f, part) for part in tensor]
    return [f(number) for number in tensor]
    ### END SOLUTION

check.tensor_apply(tensor_apply)

# %% [markdown]
# ## 7. `tensor_combine`: the whole function
#
# It takes a function `f` and two tensors of the same shape, in this order. It returns a new tensor
# of that shape, which holds `f(a, b)` for the numbers `a` (of the first tensor) and `b` (of the
# second) in the same place. Delete the line with the blank, and type the whole function there, the
# `def` too.

# %%
### BEGIN SOLUTION
def tensor_combine(f, tensor1, tensor2):
    """A new tensor that holds f(a, b) for every pair of numbers in the same place."""
    if is_1d(tensor1):
        return [f(a, b) for a, b in zip(tensor1, tensor2)]
    return [tensor_combine(f, a, b) for a, b in zip(tensor1, tensor2)]
### BLANK
# tensor_combine = ____
### END SOLUTION

check.tensor_combine(tensor_combine)

# %% [markdown]
# ## 8. Two names, one list (predict)
#
# Work it out on paper. Draw each list as a box, with an arrow from each name.
#
# ```python
# a = [1, 2]
# b = a
# rows = [a, b, [1, 2]]
# b[0] = 9
# a = [5, 5]
# ```
#
# What does `rows` hold at the end?

# %%
### BEGIN SOLUTION
rows = [[9, 2], [9, 2], [1, 2]]
### BLANK
# rows = ____
### END SOLUTION

check.shared_list(rows)

# %% [markdown]
# ## 9. `zeros_like`: the body
#
# A tensor of zeros, of the same shape. The check changes one number of your result, and sees
# whether all the others are still 0.

# %%
def zeros_like(tensor):
    """A new tensor of the same shape, all zeros, in which no two rows are the same list."""
    ### BEGIN SOLUTION
    return tensor_apply(lambda number: 0.0, tensor)
    ### END SOLUTION

check.zeros_like(zeros_like)

# %% [markdown]
# ## 10. One row for each label (find the bug)
#
# `one_hot_rows([2, 0], 3)` should return `[[0, 0, 1], [1, 0, 0]]`: one row for each label, with a
# 1 in the place that the label names. It does not. Go about it like this:
#
# 1. **Predict the symptom.** Read the code. What will it return for `[2, 0]` and 3?
# 2. **Make it small.** In a cell of its own, find the shortest list of labels that goes wrong.
# 3. **Locate.** Which line makes something other than you expect? Print `rows` after each line.
# 4. **Repair** that line, and no other.
# 5. **Confirm**, with the small input first and then with the check.
#
# Here the check is patient: first it says what it saw, then where to look, and the cause after your
# third answer, or when you ask it (`check.one_hot_rows.hint()`).

# %%
def one_hot_rows(labels, n):
    """For each label a row of n numbers: a 1 in the label's place, and 0 elsewhere."""
    ### BEGIN SOLUTION
    rows = [[0] * n for _ in labels]
    ### BLANK
    # ____  # delete this line when you have mended the code
    # rows = [[0] * n] * len(labels)
    ### END SOLUTION
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows

check.one_hot_rows(one_hot_rows)

# %% [markdown]
# ## 11. The axis that vanishes (predict)
#
# An array `x` has shape `(4, 2, 3)`. What is the shape of `x.sum(axis=1)`? Write it as a tuple.
# If only one size is left, it needs a comma: `(7,)`.

# %%
### BEGIN SOLUTION
answer = (4, 3)
### BLANK
# answer = ____
### END SOLUTION

check.sum_shape(answer)

# %% [markdown]
# ## 12. Broadcasting (predict)
#
# Now `a` has shape `(4, 1)` and `b` has shape `(3,)`. What is the shape of `a + b`? If you think
# that it fails, write `"error"`.

# %%
### BEGIN SOLUTION
answer = (4, 3)
### BLANK
# answer = ____
### END SOLUTION

check.broadcast_shape(answer)

# %% [markdown]
# ## 13. Shares of a row, in NumPy
#
# `x` is an array of shape (n, k). Divide each number by the sum of its row, so that every row of
# the result adds up to 1. Leave `x` as it is.

# %%
def row_shares(x):
    """A new array (n, k): each number of `x` divided by the sum of its row."""
    ### BEGIN SOLUTION
    return x / x.sum(axis=1, keepdims=True)
    ### END SOLUTION

check.row_shares(row_shares)

# %% [markdown]
# ## 14. An empty page
#
# Close the lesson. Write `mean_squared_difference(tensor1, tensor2)`, for two nested lists of the
# same shape and of any depth, without NumPy. Take the difference of each pair of numbers in the
# same place and square it; return the mean of all these squares, one number. For `[1, 2]` and
# `[4, 2]` that is 4.5.
#
# You may use the functions that you have written above. (`count_numbers` is not among them:
# exercise [count_numbers] only put its lines in order.) If you want a real test of your memory,
# write the functions that you need once more, here.

# %%
### BEGIN SOLUTION
def mean_squared_difference(tensor1, tensor2):
    squares = tensor_combine(lambda a, b: (a - b) ** 2, tensor1, tensor2)
    count = tensor_sum(tensor_apply(lambda number: 1, squares))
    return tensor_sum(squares) / count
### BLANK
# mean_squared_difference = ____
### END SOLUTION

check.mean_squared_difference(mean_squared_difference)

# %% [markdown]
# ## Looking back
#
# Which exercise took you longest, and what was in the way? Write one sentence here for yourself. In
# a few days, do exercises [tensor_sum], [tensor_combine] and [mean_squared_difference] again on an
# empty page: `python -m dlscratch reset 01` gives you a fresh one and keeps yours beside it.
#
# Next: lesson 2, where tensors go through layers.
