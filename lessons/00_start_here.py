# %% [markdown]
# # Start here
#
# In this course you build deep learning yourself, in Python and NumPy: tensors, then layers, then a
# network that reads handwritten digits. It follows chapter 19 of *Data Science from Scratch*. Its
# last lesson does the same in PyTorch, a library that is widely used. You need Python (functions,
# lists, classes), but no Jupyter.
#
# After this page you can
#
# - run a cell, change it, and start again when something is stuck;
# - read what a check says, and get a hint or the solution;
# - save your work, and see where you are.
#
# ## Running a cell
#
# A notebook is a page of cells. This one is text, the next one is code. Click into it and press
# **Shift+Enter**: Python runs it and shows the result.

# %%
2 + 3

# %% [markdown]
# The brackets on its left show a star while a cell runs, and then a number. Change a number in the
# cell and run it again. Nothing that you do here breaks the course.
#
# Cells remember: a name that one cell makes is known to all cells that you run later. Run the next
# one.

# %%
width = 4
height = 3

# %% [markdown]
# **Predict.** What will the next cell show? Say it, then run it.

# %%
width * height

# %% [markdown]
# What counts is the order in which you *run* cells, not their order on the page. Change `width` to
# 10, but run only `width * height`. It still shows 12: Python has not seen the change. Run both.
#
# If you lose track, choose **Kernel**, **Restart Kernel and Run All Cells** in the menu. It forgets
# every name and runs the page from the top. If a cell never ends, press the square in the toolbar.
#
# ## Your setup
#
# The next cell looks at Python, the packages, the memory and the folder. Where something is wrong,
# it says how to mend it. If it cannot even find `dlscratch`, this page was opened without the
# course: open it as the README says, with `python3 start.py` (on Windows `py start.py`).

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.course.setup_check import check_setup

check_setup()

# %% [markdown]
# Many pictures in the lessons have sliders. Run this cell, and drag the slider that appears. You
# can also click on it and use the arrow keys.
#
# If you see only text, open the course with `start.py`, as the README says.

# %% tags=["nbval-ignore-output", "output-not-stored"]
from ipywidgets import IntSlider

IntSlider(description="drag me", max=10)

# %% [markdown]
# ## How a lesson works
#
# 1. **Predict.** A question comes before the code. Answer it before you run the cell, and before
#    you read on: the text below often begins with the answer. A wrong guess is worth more than
#    none.
# 2. **Run**, and find out why it was right or wrong. The result stays folded until then.
# 3. **Change** it. Try other numbers, make it fail, make it work again.
#
# Each lesson has a second notebook, its exercises. There you write the code: `____` marks what is
# missing. The last line of an exercise is a check, which tries your answer on several inputs.
#
# Here is one at work. Its exercise asks for a function that adds up all numbers. Our answer is
# Python's `max`. What will the check say? (The import fetches `____` as well, so that a cell with a
# blank in it can run.)

# %%
from dlscratch.checks import tensors as check, ____

check.tensor_sum(max)

# %% [markdown]
# A check says one of these:
#
# - *To do*: a `____` is still there. (Put `____` in place of `max` above.)
# - *Not yet*: for one input, what your answer gave and what was expected. If it knows the mistake,
#   it also says where to look.
# - *Error*: your code stopped. It says where, and with which message.
# - *Took too long*: is there a loop that never ends?
# - *Passed*, and why it matters.
#
# It judges what your code does, not how you wrote it. Try as often as you like: nobody counts.
#
# When you are stuck, ask for a hint. Run the next cell twice.

# %% tags=["nbval-ignore-output"]
check.tensor_sum.hint()

# %% [markdown]
# There are three hints, and then `check.tensor_sum.solution()`, which is never locked. Read it,
# close it, and write it again from memory. All exercises, solved, lie in the folder `solutions`.
#
# ## Saving
#
# **Ctrl+S** saves a notebook, with your code and what the checks said (⌘S on a Mac). Your progress
# is read from there and from nowhere else.
#
# ## The map
#
# Save your exercises and press the button to see it grow. The links open the notebooks.

# %% tags=["nbval-ignore-output"]
from dlscratch.course.progress import show_map

show_map()

# %% [markdown]
# `python -m dlscratch progress` says the same in a terminal (**File**, **New**, **Terminal**).
#
# To do the exercises of a lesson again, type `python -m dlscratch reset 01` there. You get a blank
# notebook; yours stays beside it, with the date in its name.
#
# `python -m dlscratch mine` gathers all the code that you have passed into one file, a library of
# your own. In lesson 9 it reads handwriting.
#
# Now open **Tensors** in the map. With its exercises, a lesson fills two or three evenings, by our
# estimate. The end of a section is a good place to stop.
