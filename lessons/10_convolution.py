# %% [markdown]
# # Lesson 10: Convolution
#
# A skeleton.
