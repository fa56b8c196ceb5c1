# %% [markdown]
# # Start here
#
# In this course you build deep learning yourself, in Python and NumPy. It follows chapter 19 of
# *Data Science from Scratch*, and goes on to PyTorch, a library that is widely used. You need
# Python (functions, lists, classes), but no Jupyter.
#
# After this page you can
#
# - run a cell, change it, and start again when something is stuck;
# - read what a check says, and get a hint or the solution;
# - save your work, and see where you are.
#
# ## The goal
#
# Somebody wrote a digit by hand, and a network reads it. A notebook is a page of cells: this one is
# text, the next one is code. Click into it and press **Shift+Enter**. A picture appears.
#
# (The first lines of each page see whether the course is there. You can pass over them.)

# %%
from dlscratch.course.goal import read_a_digit

read_a_digit()

# %% [markdown]
# On the left is what it sees, on the right how sure it is of each answer. The squares between are
# the numbers that it computes on the way. You will write every layer of this network, and teach one
# like it to read.
#
# Now write a digit for it yourself. Run the next cell in the same way. A pad appears: draw on it.
# (If none appears, this page was opened without the course.)

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.course.goal import read_my_digit

read_my_digit()

# %% [markdown]
# Add a stroke, and the network answers anew. *Wipe the pad* clears it.
#
# ## Running a cell
#
# Run the next cell in the same way.

# %%
2 + 3

# %% [markdown]
# **Change it.** Put other numbers in the cell, and run it again. Nothing that you do here breaks
# the course.
#
# While a cell runs, the brackets on its left show a star, and then a number.
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
# ::: answer
# It is 12. Both names were made by the cell above, and this one knows them, too.
# :::
#
# **Change it.** Change `width` to 10, but run only `width * height`. Does it show the new product?
# Then run both.
#
# What counts is what you have *run*, and in which order. The order on the page does not matter.
#
# If you lose track, choose **Kernel**, **Restart Kernel and Run All Cells** in the menu. It forgets
# every name and runs the page from the top. If a cell never ends, press the square in the toolbar.
#
# Sooner or later a cell stops with an error. In this one a letter is missing.

# %% tags=["raises-exception"]
widt * height

# %% [markdown]
# Python shows the line in which it stopped, and says why. Below that, the course says it in plain
# words, here and in your own notebooks. (`import dlscratch` and `dlscratch.errors.off()` switch
# that off.)
#
# **Change it.** Mend the name, and run the cell again.
#
# ## Your setup
#
# The next cell looks at Python, the packages, the memory and the folder. Where something is wrong,
# it says how to mend it.

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.course.setup_check import check_setup

check_setup()

# %% [markdown]
# ## How a lesson works
#
# 1. **Predict**, before you run a cell. A wrong answer is worth more than none. (Where nobody could
#    work it out, you are asked to guess.)
# 2. **Run** it. No result stands there until you do. A click on *Compare* opens what we say to it.
# 3. **Change** it. Try other numbers, make it fail, make it work again.
# 4. **Stop**, and write. A link opens the exercises whose turn it is, in the lesson's second
#    notebook. Do them, save, and follow the link back.
#
# In an exercise, `____` marks what is missing. The last line of its cell is a check, which tries
# your answer on several inputs.
#
# **Predict.** One exercise of lesson 1 asks for a function that adds up all numbers. We answer with
# Python's `max`. What will the check say? (The import fetches `____` too, so that a blank can run.)

# %%
from dlscratch.checks import tensors as check, ____

check.tensor_sum(max)

# %% [markdown]
# ::: answer
# It found an input where `max` gives another number than the sum, and shows it.
# :::
#
# **Change it.** Try Python's `sum`, and then `____`.
#
# A check says one of these:
#
# - *To do*: a `____` is still there.
# - *Not yet*: for one input, what your answer gave and what was expected. If it knows the mistake,
#   it also says where to look.
# - *Error*: your code stopped. It says where, and with which message.
# - *Took too long*: is there a loop that never ends?
# - *Passed*, and why it matters.
#
# It judges what your code does, not how you wrote it. Try as often as you like. Your notebook keeps
# how often, and which hints you asked for. Nobody else sees that unless you hand it to them.
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
# is read from there.
#
# From lesson 3 on, the lessons run on *your* code: on each part that has passed its check. They
# fetch it from your saved exercises. What you have not written yet, the course lends you. If you
# change an answer, run its cell before you save.
#
# When you open a page again another day, it has forgotten its names. Click on the cell where you
# want to go on, and choose **Run**, **Run All Above Selected Cell**.
#
# ## The map
#
# Save your exercises and press the button to see it grow. The links open the notebooks.

# %% tags=["nbval-ignore-output"]
from dlscratch.course.progress import show_map

show_map()

# %% [markdown]
# Every page says its minutes at its head, by our estimate. A lesson with its exercises fits into
# two evenings of ninety minutes, the three longest into three. It says where an evening can end.
#
# Books use other words than we do for many things. Each lesson ends with them, and
# [one page](words.ipynb) has them all.
#
# `python -m dlscratch progress` shows the map in a terminal (**File**, **New**, **Terminal**). To
# do the exercises of a lesson again, type `python -m dlscratch reset 01` there. You get a blank
# notebook; yours stays beside it, with the date in its name. `python -m dlscratch mine` gathers all
# the code that you have passed into one file, a library of your own.
#
# Now open **Tensors** in the map.
