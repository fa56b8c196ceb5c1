# %% [markdown]
# # Exercises for lesson 12: PyTorch in practice
#
# (head)

# %% [markdown]
# ## 1. `Digits`: a dataset
#
# (to be written: digit_data)

# %% [markdown]
# ## 2. `Loader`: a data loader
#
# (to be written: loader)

# %% [markdown]
# ## 3. Good days and bad days (find the bug)
#
# (to be written: sorted_days)

# %% [markdown]
# ## 4. From a file to tensors (crash hunt)
#
# (to be written: from_csv)

# %% [markdown]
# ## 5. Right at home, wrong abroad (find the bug)
#
# (to be written: same_scale)

# %% [markdown]
# ## 6. Always the mean (find the bug)
#
# (to be written: column)

# %% [markdown]
# ## 7. Which loss? (predict)
#
# (to be written: which_loss)

# %% [markdown]
# ## 8. The panel of five numbers
#
# (to be written: examine)

# %% [markdown]
# ## 9. The best weights (find the bug)
#
# (to be written: best_weights)

# %% [markdown]
# ## 10. `resume`: where it left off
#
# (to be written: resume)

# %% [markdown]
# ## 11. An epoch, in lines (order)
#
# (to be written: loop_lines)

# %% [markdown]
# ## 12. It stops learning (find the bug)
#
# (to be written: small_steps)

# %% [markdown]
# ## 13. Another answer each time (find the bug)
#
# (to be written: modes)

# %% [markdown]
# ## 14. A layer in hiding (find the bug)
#
# (to be written: hidden_layer)

# %% [markdown]
# ## 15. Two devices (crash hunt)
#
# (to be written: devices)

# %% [markdown]
# ## 16. Other names (crash hunt)
#
# (to be written: other_names)

# %% [markdown]
# ## 17. More right than there are (find the bug)
#
# (to be written: share_right)

# %% [markdown]
# ## 18. The empty page
#
# (to be written: own_script)

# %% [markdown]
# ## Looking back
#
# (end)
