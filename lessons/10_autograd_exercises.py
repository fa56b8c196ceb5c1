# %% [markdown]
# # Exercises for lesson 10: Autograd
#
# (head)

# %% [markdown]
# ## 1. Two ways (predict)
#
# (to be written: two_ways)

# %% [markdown]
# ## 2. `Value`: plus and times
#
# (to be written: value)

# %% [markdown]
# ## 3. `Value`: the rest of arithmetic
#
# (to be written: value_operators)

# %% [markdown]
# ## 4. Right, until a number is used twice (find the bug)
#
# (to be written: adds_up)

# %% [markdown]
# ## 5. How often? (predict)
#
# (to be written: visits)

# %% [markdown]
# ## 6. `in_order`: the order of the way back
#
# (to be written: in_order)

# %% [markdown]
# ## 7. Backward, in lines (order)
#
# (to be written: walk_back)

# %% [markdown]
# ## 8. All slopes alike (find the bug)
#
# (to be written: last_slope)

# %% [markdown]
# ## 9. `undo_broadcasting`
#
# (to be written: undo_broadcasting)

# %% [markdown]
# ## 10. The two gradients of a product
#
# (to be written: matmul_back)

# %% [markdown]
# ## 11. A bias that grew (crash hunt)
#
# (to be written: bias_shape)

# %% [markdown]
# ## 12. `Tensor`: your engine
#
# (to be written: tensor)

# %% [markdown]
# ## 13. A second time (crash hunt)
#
# (to be written: second_walk)

# %% [markdown]
# ## 14. Too soon (crash hunt)
#
# (to be written: too_soon)

# %% [markdown]
# ## 15. `cross_entropy`, without a backward
#
# (to be written: cross_entropy)

# %% [markdown]
# ## 16. A layer that never learns (find the bug)
#
# (to be written: held_still)

# %% [markdown]
# ## 17. The empty page
#
# (to be written: learn_xor)

# %% [markdown]
# ## Looking back
#
# (end)
