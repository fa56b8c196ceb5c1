# %% [markdown]
# # Exercises for lesson 10: Convolution
#
# Replace each `____` and run the cell. For a hint, type `check.predict_map.hint()` in a cell of its
# own; there are three for each exercise, and `check.predict_map.solution()` shows a solution.

# %%
import numpy as np

from dlscratch.checks import convolution as check, ____

# %% [markdown]
# (exercises 1 to 9 stand here)

# %% [markdown]
# (Between them.)

# %% [markdown]
# (exercises 10 to 17 stand here)
