# %% [markdown]
# # Exercises for lesson 8: FizzBuzz
#
# Replace each `____`, run the cell, and read what the check says. A hint comes with, for instance,
# `check.batches.hint()` in a cell of its own. There are three for each exercise, and
# `check.batches.solution()` shows a solution.
#
# Run the next cell first. Type from memory wherever you can.

# %%
import numpy as np

from dlscratch import datasets, layers
from dlscratch.checks import fizzbuzz as check, ____
from dlscratch.mine import Linear

# %% [markdown]
# ## 1. `fizz_buzz_encode`: the body
#
# The right answer for a number, as four numbers with a single 1. The places stand for: the number
# itself, fizz, buzz, fizzbuzz.

# %%
def fizz_buzz_encode(number):
    """One-hot, a list: [the number itself, fizz, buzz, fizzbuzz]."""
    ### BEGIN SOLUTION
    if number % 15 == 0:
        return [0, 0, 0, 1]
    if number % 5 == 0:
        return [0, 0, 1, 0]
    if number % 3 == 0:
        return [0, 1, 0, 0]
    return [1, 0, 0, 0]
    ### END SOLUTION

check.fizz_buzz_encode(fizz_buzz_encode)

# %% [markdown]
# ## 2. `binary_encode`: two expressions
#
# The loop runs once for each of the ten bits; that of the ones comes first. Which bit comes next,
# and what is left of the number afterwards? `binary_encode(6)` is `[0, 1, 1, 0, 0, 0, 0, 0, 0, 0]`.

# %%
def binary_encode(number):
    """The ten bits of `number` (0 to 1023) as a list of zeros and ones; the ones come first."""
    bits = []
    for _ in range(10):
        ### BEGIN SOLUTION
        bits.append(number % 2)
        number = number // 2
        ### BLANK
        # bits.append(____)
        # number = ____
        ### END SOLUTION
    return bits

check.binary_encode(binary_encode)

# %% [markdown]
# ## 3. Put the lines in order
#
# And back again: these seven lines turn a list of bits, that of the ones first, into the number.
# They are shuffled, and they keep their indentation.
#
# ```
# A      return number
# B          power = 2 * power
# C      number = 0
# D      for bit in bits:
# E          number = number + bit * power
# F  def decode(bits):
# G      power = 1
# ```
#
# Write the letters in their order, as one string.

# %%
### BEGIN SOLUTION
order = "FCGDEBA"
### BLANK
# order = ____
### END SOLUTION

check.decode_bits(order)

# %% [markdown]
# ## 4. From 1 to 20 (crash hunt)
#
# Another way, with the powers of two: `bits_of` is to give the ten bits of any number
# from 0 to 1023, the ones first. `scores` feeds 1 to 20 to a linear layer, and stops.
#
# The error is NumPy's; *inhomogeneous* means: not of one kind. Of what was the array to be made?
# Print that list, and compare its rows.

# %% tags=["raises-exception"]
def bits_of(number):
    bits, power = [], 1
    ### BEGIN SOLUTION
    while power < 1024:
    ### BLANK
    # while power <= number:
    ### END SOLUTION
        bits.append(number // power % 2)
        power = 2 * power
    return bits

def as_rows(numbers):
    return np.array([bits_of(number) for number in numbers])

def scores(net, numbers):
    return net.forward(as_rows(numbers))

scores(layers.Linear(10, 4, rng=0), range(1, 21))

check.bits_of(bits_of)

# %% [markdown]
# ## 5. The baseline (predict)
#
# No code yet. Somebody plays from 1 to 50 and always says the number. How often are they right?
# Write how many of the 50.

# %%
### BEGIN SOLUTION
answer = 27
### BLANK
# answer = ____
### END SOLUTION

check.baseline(answer)

# %% [markdown]
# ## 6. Too good to be true (find the bug)
#
# `split(100, 1023)` should give two ranges: the numbers that are held out, 1 to 100, and those to
# learn from, 101 to 1023. With the function below, the scores look wonderful, and the last of the
# held-out numbers is never asked. There are two bugs. Hunt each in five steps:
#
# 1. **Predict the symptom**: which numbers will be in both ranges, and which in the wrong one?
# 2. Make it **small**: what should `split(2, 5)` be? Print `list(...)` of both.
# 3. **Locate**: which of the two lines makes which mistake?
# 4. **Repair** that line.
# 5. **Confirm** with your small input first, then with the check.

# %%
def split(held, last):
    """Two ranges: held out are 1 to `held`, and to learn from are the others, up to `last`."""
    ### BEGIN SOLUTION
    held_out = range(1, held + 1)
    learn = range(held + 1, last + 1)
    ### BLANK
    # ____  # delete this line when you have mended the code
    # held_out = range(1, held)
    # learn = range(1, last + 1)
    ### END SOLUTION
    return held_out, learn

check.leaky_range(split)

# %% [markdown]
# ## 7. An epoch in numbers (predict)
#
# There are 1,000 examples, and the batch size is 64. How many batches are there in an epoch, and
# how many examples does the last one hold? Write both, as in `(12, 3)`.

# %%
### BEGIN SOLUTION
answer = (16, 40)
### BLANK
# answer = ____
### END SOLUTION

check.predict_batches(answer)

# %% [markdown]
# ## 8. `batches`: four lines
#
# The function hands out one batch after the other, with `yield`: the loop that uses it gets a
# batch, and then the function goes on where it stopped. Each call gives a new order. Every example
# comes once, with its own label, and the last batch may be smaller. `x` and `y` themselves stay as
# they are. A label may be a number, or a row of numbers as in one-hot.
#
# `rng` may be a generator, a seed or None: `np.random.default_rng` makes a generator from any of
# them. From the same seed, the order is the same. `permutation(n)` of a generator gives the numbers
# 0 to n − 1 in a random order, and `x[rows]` takes the rows whose numbers are in `rows`.

# %%
def batches(x, y, batch_size=32, rng=None):
    """Yields pairs: some rows of x, and the labels that belong to them."""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    order = rng.permutation(len(x))
    ### BLANK
    # rng = ____
    # order = ____
    ### END SOLUTION
    for start in range(0, len(x), batch_size):
        ### BEGIN SOLUTION
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]
        ### BLANK
        # rows = ____
        # yield ____, ____
        ### END SOLUTION

check.batches(batches)

# %% [markdown]
# ## 9. A network that learns nothing (find the bug)
#
# A training shuffles the numbers before every epoch. The loss stays near 1.15, and the accuracy at
# 53 %. Layers, loss and optimizer have all been checked. You suspect this function.
#
# Predict first: what does it do to `x` with the rows [0], [1], [2], and `y` with 5, 6, 7? Try it.
# Then locate, repair, confirm. The caller's `x` and `y` are to stay as they are.

# %%
def shuffled(x, y, rng):
    """The same examples in a new, random order, each with its own label."""
    ### BEGIN SOLUTION
    order = rng.permutation(len(x))
    return x[order], y[order]
    ### BLANK
    # ____  # delete this line when you have mended the code
    # return rng.permutation(x), y
    ### END SOLUTION

check.shuffled(shuffled)

# %% [markdown]
# ## 10. What does it say to 7? (crash hunt)
#
# `said_to` asks a network about a single number and gives its word. It uses `places`, which has
# served for whole batches, and which must go on doing so. NumPy stops in there.
#
# How many axes had the array, and how many did `argmax` need? Print the shape of what goes into
# `net.forward` here. What is it in a batch of a hundred numbers, and so in a batch of one?

# %% tags=["raises-exception"]
def places(net, x):
    """Of each row of x, the place of the highest score."""
    return net.forward(x).argmax(axis=1)

def said_to(net, number):
    ### BEGIN SOLUTION
    x = np.array([datasets.binary_encode(number)])
    ### BLANK
    # x = np.array(datasets.binary_encode(number))
    ### END SOLUTION
    return ["the number", "fizz", "buzz", "fizzbuzz"][places(net, x)[0]]

said_to(layers.Linear(10, 4, rng=0), 7)

check.said_to(said_to)

# %% [markdown]
# ## 11. Better inputs: one expression
#
# `x` is an array of zeros and ones. Return a new one, with −1 in place of every 0 and +1 in place
# of every 1. Leave `x` as it is.

# %%
def plus_minus(x):
    """Bits of 0 and 1 as -1 and +1, a new array of the same shape."""
    ### BEGIN SOLUTION
    return 2 * x - 1
    ### BLANK
    # return ____
    ### END SOLUTION

check.plus_minus(plus_minus)

# %% [markdown]
# ## 12. Right on everything, until asked (find the bug)
#
# A network has learnt from bits as −1 and +1, and in training its accuracy was 100 %. Then the
# function below asks it about numbers that it knows, and the score is poor. The network is fine,
# and so are the right answers, `answers`: one-hot rows.
#
# Predict what the function shows to the network for the number 1. Make it small: a single row of
# bits, with any `Linear(10, 4)` for the network, is enough to print what goes in. Locate, repair,
# confirm.

# %%
def ask(net, bits, answers):
    """The accuracy, from 0 to 1. The bits are 0 and 1; the network has learnt from -1 and +1."""
    ### BEGIN SOLUTION
    said = net.forward(2 * bits - 1).argmax(axis=1)
    ### BLANK
    # ____  # delete this line when you have mended the code
    # said = net.forward(bits).argmax(axis=1)
    ### END SOLUTION
    return np.mean(said == answers.argmax(axis=1))

check.other_bits(ask)

# %% [markdown]
# ## 13. `weight_decay`: the body
#
# `params` is a list of arrays, as `net.params()` gives it. Each of them shrinks by a share of
# itself: with the share 0.1, a weight of 2 becomes 1.8. The network holds these very arrays.

# %%
def weight_decay(params, share):
    """Shrinks every array of `params`, in place, by a share of itself. Returns nothing."""
    ### BEGIN SOLUTION
    for param in params:
        param -= share * param
    ### END SOLUTION

check.weight_decay(weight_decay)

# %% [markdown]
# ## 14. An empty page: an encoding of your own
#
# Bits need a hidden layer. Find an encoding with which a single linear layer can play FizzBuzz.
#
# Write `encode(number)`. It returns a list of at most 30 numbers, of the same length for every
# `number`. The check encodes 101 to 1023, lets one linear layer with softmax cross-entropy learn
# from them, and asks it about 1 to 100. All 100 must be right.
#
# Two questions to begin with. What must you know of a number to give the answer? And how do you
# write that down so that the layer only has to add up?

# %%
### BEGIN SOLUTION
def encode(number):
    by_three, by_five = [0, 0, 0], [0, 0, 0, 0, 0]
    by_three[number % 3] = 1
    by_five[number % 5] = 1
    return by_three + by_five
### BLANK
# encode = ____
### END SOLUTION

check.own_encoding(encode)

# %% [markdown]
# ## Looking back
#
# Which exercise took you longest, and why? Write one sentence for yourself. In a few days, do
# exercises [fizz_buzz_encode], [binary_encode] and [batches] again on an empty page: `python -m
# dlscratch reset 08` gives you a fresh one and keeps yours beside it.
#
# Next: lesson 9, where the examples are images, and nobody knows the rule.
