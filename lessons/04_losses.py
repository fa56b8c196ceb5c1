# %% [markdown]
# # Lesson 4: Losses
#
# A network learns what its loss asks for, and nothing else. So far we made up this number as
# needed. Now we choose it with care. And from its gradient all the others follow.
#
# After this lesson you can
#
# - say why learning needs one number,
# - work out the gradient of a loss by hand, and check it,
# - turn scores of any size into probabilities, without overflow,
# - say how wrong a choice among classes is, and which way each output must move,
# - say what the loss should be before anything is learnt,
# - recognise a mistake that gives no error.
#
# ## Two quick questions
#
# **Predict.** `f` turns two numbers into one. What is its gradient where they are 2 and 5? (Lesson
# 2.)

# %%
import numpy as np

from dlscratch.gradients import numerical_gradient

def f(x):
    return x[0] ** 2 + 3 * x[1]

print(numerical_gradient(f, np.array([2.0, 5.0])).round(4))

# %% [markdown]
# ::: answer
# The slope of x² at 2 is 4, and the second number counts three times.
# :::
#
# **Predict.** What does each row of `shares` add up to? And what would happen without `keepdims`?
# (Lesson 1.)

# %%
table = np.array([[1.0, 3.0, 4.0], [2.0, 5.0, 3.0]])
shares = table / table.sum(axis=1, keepdims=True)
print(shares.sum(axis=1))

# %% [markdown]
# ::: answer
# To 1. Without `keepdims` the sums would have shape `(2,)`, and 2 does not fit beside the 3
# columns: an error.
# :::
#
# You will need this line again in section 4.
#
# ## 1. One number
#
# A network with two outputs says 3 and 0, where 1 and 2 would be right. The error of an output is
# what was predicted minus what is actually right. In code, the right answers are called `actual`;
# in formulas, y.
#
# **Predict.** Both outputs are wrong. What is the sum of their errors?

# %%
predicted = np.array([[3.0, 0.0]])
actual = np.array([[1.0, 2.0]])
errors = predicted - actual
print(errors, errors.sum())

# %% [markdown]
# ::: answer
# 0: the errors cancel, and a bad answer looks perfect.
# :::
#
# Errors can cancel, and squares cannot. So we square each error before we add: this is the **SSE**,
# the sum of squared errors.
#
# **Predict.** Another network says 3 and 1. What is its SSE?

# %%
predicted = np.array([[3.0, 1.0]])
errors = predicted - actual
print(errors, errors**2, (errors**2).sum())

# %% [markdown]
# ::: answer
# 4 + 1 = 5. The first error is twice the second, and it counts four times as much.
# :::
#
# Why a single number? A small change of a weight may mend one output and spoil another. Is that
# progress? With one number you can tell: it has become smaller, or it has not. And a gradient is
# always the gradient *of* one number: without it, `backward` could not begin.
#
# For a batch, a loss in this course is *summed over the outputs and averaged over the examples*, so
# that batches of 10 and of 1,000 can be compared. The book takes one example at a time; a batch of
# one gives its numbers.
#
# ::: stop predict_sse sse_loss
#
# ## 2. Its gradient
#
# Take one error, e, and raise the prediction by a tiny h. The error becomes e + h, and its square
#
# ```
# (e + h)² = e² + 2eh + h²
# ```

# %%
e, h = 2.0, 0.001
print(e**2, "+", round(2 * e * h, 6), "+", round(h**2, 6), "=", round((e + h) ** 2, 6))

# %% [markdown]
# h² is a millionth, too little to matter. The square grows by 2e times h, so the slope is 2e. The
# other squares have not changed.
#
# **Predict.** The errors are 2 and −1. What is the gradient of the SSE, and what does the sign of
# each number say?

# %%
print(2 * (predicted - actual))

# %% [markdown]
# ::: answer
# Plus means too high: raise this output, and the loss goes up, here four times as fast. Minus means
# too low.
# :::
#
# A gradient worked out by hand is a claim. Finite differences test it.

# %%
def squares(predicted):
    return ((predicted - actual) ** 2).sum()

assert np.allclose(numerical_gradient(squares, predicted), 2 * (predicted - actual))

# %% [markdown]
# They agree. For a batch the loss is a mean, so its gradient is divided too: the loss owns the 1/N,
# as you saw in lesson 3.
#
# A loss is a class with two methods, `loss` and `gradient`. `Loss` names them, as `Layer` names
# `forward` and `backward`. The gradient has the shape of the predictions: one slope for each
# output.
#
# ::: stop sse column_loss absolute_error
#
# From here on, `SSE` is your own, if you have passed its exercise and saved the page.
#
# **Predict.** Two examples: the one from above, and one that is exactly right. What are the loss
# and the gradient?

# %%
from dlscratch.mine import SSE

predicted = np.array([[3.0, 1.0], [1.0, 2.0]])
actual = np.array([[1.0, 2.0], [1.0, 2.0]])
print(SSE().loss(predicted, actual))
print(SSE().gradient(predicted, actual))

# %% [markdown]
# ::: answer
# The loss is the mean of 5 and 0. The perfect row wants no change, and the other row's slopes are
# halved, because it is now one of two examples.
# :::
#
# ## 3. Choosing among classes
#
# Now a network is to say what it sees: apple (class 0), pear (1) or plum (2). Could it have a
# single output, the number of the class, and be trained with SSE?
#
# **Predict.** It is sure that this is not a pear, and finds apple and plum equally likely. Which
# output makes the mean of the two squared errors smallest?

# %%
for output in (0.0, 1.0, 2.0):
    as_apple, as_plum = (output - 0) ** 2, (output - 2) ** 2
    print(output, (as_apple + as_plum) / 2)

# %% [markdown]
# ::: answer
# 1, and that means pear: the one answer that the network had ruled out.
# :::
#
# Classes have names, not sizes, and a plum is not twice a pear. So the network gets one output for
# each class: a score, which may be any number, and the largest score wins. Such a score is called a
# **logit**.
#
# The right answer becomes a row of the same length: 1 for the right class, 0 for the others. That
# is a **one-hot** row. A pear is `[0, 1, 0]`.
#
# We give two rows of logits to SSE. The fruit is an apple.
#
# **Predict.** One network chooses the right class and is very sure. The other chooses a wrong one.
# Which of them gets the larger loss?

# %%
apple = np.array([[1.0, 0.0, 0.0]])
right = np.array([[9.0, 2.0, 1.0]])
wrong = np.array([[0.4, 0.5, 0.4]])
print(SSE().loss(right, apple))
print(round(SSE().loss(wrong, apple), 2))

# %% [markdown]
# ::: answer
# The right one, by far: its logits are far from 1, 0, 0.
# :::
#
# SSE insists on exactly 1, 0, 0. But for a choice it only matters which logit is ahead, and by how
# much. We need a loss that knows this. It takes two steps: first turn the logits into
# probabilities, then ask what the right class got.
#
# ## 4. From logits to probabilities
#
# Probabilities are never negative, and they add up to 1. Neither is true of logits. `np.exp(x)`, e
# to the power x, is positive for every x, and each step of 1 multiplies it by e ≈ 2.72.

# %%
print(np.exp([2.0, 1.0, 0.0, -1.0]).round(2))

# %% [markdown]
# Now divide each by the sum of its row: these are shares, as at the beginning of this lesson. Both
# steps together are called **softmax**.
#
# **Predict.** The logits are 2, 1 and 0. Each is one less than the one before. Are the
# probabilities evenly spaced as well?

# %%
logits = np.array([[2.0, 1.0, 0.0]])
exps = np.exp(logits)
probabilities = exps / exps.sum(axis=1, keepdims=True)

print(exps.round(2), "sum", exps.sum().round(2))
print(probabilities.round(2))
assert np.isclose(probabilities.sum(), 1)

# %% [markdown]
# ::: answer
# Not evenly: each is e times the next.
# :::
#
# The next picture shows logits and probabilities side by side. (The line below the bars will make
# sense in section 5.)
#
# **Predict.** We raise the third logit from 0 to 3 and leave the others alone. Which of the three
# probabilities change?

# %%
from dlscratch.visuals.logit_bars import logit_bars

display(logit_bars([2, 1, 3]))

# %% [markdown]
# ::: answer
# All three. They share one whole, so what one class gains, the others lose.
# :::
#
# **Predict.** Back to 2, 1, 0, and now we add 100 to *every* logit. What happens to the
# probabilities?

# %%
display(logit_bars([2, 1, 0], shift=100))

# %% [markdown]
# ::: answer
# Nothing. e to the power x + 100 is e to the power x, times one and the same huge number. It stands
# above and below the fraction line, and cancels. Only the *differences* between logits count. (The
# bars on the left look equal, but each is still one less than the one before.)
# :::
#
# ::: stop predict_shift
#
# In the next picture you move the logits yourself. Drag a bar. Or click on it, choose with the left
# and right arrow keys, and move with up and down. (The buttons on its right are for section 5.)
#
# **Change it.** Double all three, to 4, 2, 0; then change the signs, to −2, −1, 0. Say first what
# each does to the largest probability. And where must the bars stand so that two classes get nearly
# everything, in equal parts?

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.logit_bars import live_logit_bars

live_logit_bars([2, 1, 0])

# %% [markdown]
# ::: answer
# Doubling doubles the differences, so the first class gets still more. With the signs changed, the
# order is reversed. And two classes get nearly everything if they stand level, far above the third.
# :::
#
# ## 5. When exp overflows
#
# The largest number that a float can hold is about `1.8e308`, with more than 300 digits. So exp
# cannot go on for ever. (`np.errstate` keeps NumPy's warning away, since we overflow on purpose.)

# %%
with np.errstate(all="ignore"):
    exps = np.exp(np.array([709.0, 710.0]))
    print(exps, exps[1] / exps.sum())
assert np.finfo(float).max > 10.0**300      # finfo: what NumPy knows about floats

# %% [markdown]
# `inf` stands for too large to hold, and softmax would divide it by a sum that is `inf` as well.
# The result is NaN, "not a number". A NaN in a gradient spreads: what is computed with it is NaN
# too, and so is every weight that is moved by it.
#
# **Predict.** Here 709 is added to the logits 2, 1, 0, and exp gets them as they are
# (`stable=False`). How many of the three probabilities are NaN?

# %%
display(logit_bars([2, 1, 0], shift=709, stable=False))

# %% [markdown]
# ::: answer
# Two. The third exp still fits, and a number divided by `inf` is 0. That is wrong as well, and does
# not look it.
# :::
#
# You know the cure already: adding the same number to all logits changes nothing. So subtract the
# largest. Then the largest exp is e to the power 0, which is 1, and none can overflow. Those that
# are far behind become 0, which is right to within rounding. This is the "x − max" below the bars
# of the other pictures.
#
# But the largest of what?
#
# **Predict.** We subtract the largest number of the whole batch. Which row goes wrong?

# %%
batch = np.array([[0.0, 1.0], [1000.0, 1001.0]])
exps = np.exp(batch - batch.max())
with np.errstate(all="ignore"):
    print((exps / exps.sum(axis=1, keepdims=True)).round(2))

# %% [markdown]
# ::: answer
# The first. It became −1001 and −1000, both exps are 0, and 0 / 0 is NaN.
# :::
#
# So each row needs its own maximum, and beside a table of shape (n, k) that is a column of shape
# (n, 1).
#
# ::: stop softmax
#
# **Predict.** In both rows of the batch above, the logits differ by 1. What do you expect of their
# probabilities?

# %%
from dlscratch.mine import softmax

print(softmax(batch).round(2))
assert np.allclose(softmax(batch), softmax(batch + 100))

# %% [markdown]
# ::: aside Overflow by hand
# Go back to the picture with the bars that you move. Let exp have "x, no max", and raise "add to
# all". From which number on is something wrong? And does it stay right down to −1000?
# :::
#
# ## 6. Surprise
#
# The fruit is an apple, and the network gave the apple the probability p. How bad is that? If p was
# 1, all is well. If p was 0.001, the network is taken by surprise. That can be measured: the
# **surprise** is −log p. (`np.log` is the logarithm to the base e. It undoes `np.exp`.)
#
# **Predict.** For p = 1/2 it is 0.69. What is it for 1/4 and 1/8?

# %%
print((-np.log([1 / 2, 1 / 4, 1 / 8])).round(2))

# %% [markdown]
# ::: answer
# Each halving adds 0.69.
# :::
#
# Two coins that both show heads have the probability 1/2 · 1/2, and they are twice as surprising as
# one. That is why there is a logarithm: products of probabilities become sums, and sums are easy to
# average.
#
# **Predict.** In the next picture p is 0.1. Where does the curve touch the ground? And what happens
# at the left edge?

# %%
from dlscratch.visuals.surprise import surprise

display(surprise(0.1))

# %% [markdown]
# ::: answer
# At p = 1 there is no surprise. Towards p = 0 it rises without end: the less likely the network
# called the right class, the larger the loss, without a limit.
# :::
#
# Now move the point yourself: drag it, or use the slider or the arrow keys.
#
# **Change it.** From 0.1 to 0.01, how much higher does it get? And from there to 0.001? At which p
# is the surprise exactly 1? Say it first.

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.surprise import live_surprise

live_surprise(0.1)

# %% [markdown]
# ::: answer
# By 2.30 each time, which is the surprise of a tenth. And it is 1 where p is 1/e, a bit more than a
# third.
# :::

# %%
assert np.allclose(-np.log([0.1, 0.01, 0.001]).round(2), [2.30, 4.61, 6.91])
assert np.isclose(-np.log(1 / np.e), 1)

# %% [markdown]
# The loss of a batch is the mean surprise at the right classes. Its name is **cross-entropy**. With
# one-hot rows it is quickly written: multiplying by them keeps the right class and wipes out the
# others.
#
# (The sum of the surprises is −log of the product of all right classes' p, which is called the
# *likelihood*: so a small loss means a large likelihood.)
#
# **Predict.** Which of these six probabilities count?

# %%
p = np.array([[0.7, 0.2, 0.1], [0.3, 0.2, 0.5]])
actual = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])

surprises = -(actual * np.log(p)).sum(axis=1)
print(surprises.round(2), "mean", surprises.mean().round(2))
assert np.allclose(surprises, [-np.log(0.7), -np.log(0.5)])
assert np.isclose(surprises.sum(), -np.log(0.7 * 0.5))

# %% [markdown]
# ::: answer
# 0.7 and 0.5. The other four count only indirectly: what they got, the right classes did not get.
# :::
#
# ::: evening
#
# ## 7. log and softmax in one
#
# Softmax no longer overflows. Is the loss safe too? The logits are 0 and 800. If class 0 is right,
# its true probability is about e to the power −800. That is tiny, but its surprise is only 800. If
# class 1 is right, the surprise is 0.
#
# **Predict.** What does the code say of each?

# %%
logits = np.array([[0.0, 800.0]])
with np.errstate(all="ignore"):
    for actual in (np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])):
        print(-(actual * np.log(softmax(logits))).sum())

# %% [markdown]
# ::: answer
# `inf`: so small a number is 0 for the computer, and −log 0 is `inf`. And even where the right
# class has all, 0 · log 0 is NaN.
# :::
#
# The cure: never compute p itself. The logarithm of a fraction is a difference, and the
# logarithm undoes exp:
#
# ```
# log (exp(x) / sum)  =  x − log(sum)
# ```
#
# The class that does so is `SoftmaxCrossEntropy`. The course uses it wherever a network chooses
# among classes. Note the name: it takes *logits*, and softmax is inside.
#
# ::: stop cross_entropy
#
# **Predict.** What does it say, if class 0 is right? (Until you have written its gradient too, in
# section 8, the package's class runs here.)

# %%
from dlscratch.mine import SoftmaxCrossEntropy

print(SoftmaxCrossEntropy().loss(logits, np.array([[1.0, 0.0]])))
assert SoftmaxCrossEntropy().loss(logits, np.array([[0.0, 1.0]])) == 0

# %% [markdown]
# ## 8. The gradient
#
# Now the gradient: how does the loss change with each logit? We need two new slopes. The slope of
# exp at x is exp(x) itself. The slope of log at s is 1/s. Here is a test of each.

# %%
slope_of_exp = numerical_gradient(lambda x: np.exp(x[0]), np.array([2.0]))
slope_of_log = numerical_gradient(lambda s: np.log(s[0]), np.array([4.0]))
assert np.isclose(slope_of_exp, np.exp(2)) and np.isclose(slope_of_log, 1 / 4)

# %% [markdown]
# By section 7, log p is x − log(sum). So the loss of one example, −log p, has two pieces:
#
# ```
# loss  =  log (exp(x0) + exp(x1) + exp(x2))  −  x of the right class
# ```
#
# *The second piece.* Raise the right logit by h, and it takes h off the loss: slope −1. The other
# logits are not in it: slope 0. As a row, that is minus the one-hot row: −y.
#
# *The first piece.* Call the sum s and use the chain rule. The slope of log is 1/s, and that of s
# with respect to x0 is exp(x0). Their product is exp(x0)/s. You know this fraction: it is the p of
# class 0. The other logits likewise.
#
# Together the gradient is p − y.
#
# **Predict.** Softmax turns the logits 2, 1, 0 into 0.67, 0.24, 0.09. Class 1 is right. What is the
# gradient?

# %%
logits = np.array([[2.0, 1.0, 0.0]])
actual = np.array([[0.0, 1.0, 0.0]])
print((softmax(logits) - actual).round(2))

loss = SoftmaxCrossEntropy()
measured = numerical_gradient(lambda x: loss.loss(x, actual), logits)
assert np.allclose(softmax(logits) - actual, measured)

# %% [markdown]
# ::: answer
# 0.67, −0.76 and 0.09. The right logit is too low, by the 1 − p that its probability lacks. Each
# other logit is too high, by all of its probability.
# :::
#
# Read it as in section 2: plus means too high, minus too low. Together the three add up to 0, since
# what one class is to gain, the others are to lose. (`loss` is an object from here on, and
# `loss.loss(…)` is its method.)
#
# The picture draws p − y as arrows. They point where the loss *grows*, so learning will go against
# them.
#
# **Predict.** Class 1 is right: which arrow is the longest? In the second picture class 0 is right,
# with the same logits. Are its arrows longer or shorter?

# %%
display(logit_bars([2, 1, 0], actual=1))
display(logit_bars([2, 1, 0], actual=0))

# %% [markdown]
# ::: answer
# That of class 1, which points down. With class 0 they are shorter: the network was nearly right,
# so there is less to change.
# :::
#
# When p = y, there is nothing to change at all. For a batch the loss is a mean, so its gradient is
# p − y *over n*.
#
# ::: stop predict_gradient cross_entropy_gradient
#
# A batch needs one-hot rows. `np.eye(3)` is a table with ones on its diagonal, so its row 2 is the
# one-hot row of class 2. A list of *labels*, the numbers of the right classes, picks a row for
# each. The class in the course's package takes labels as well.

# %%
from dlscratch import losses as course
from dlscratch.mine import SoftmaxCrossEntropy

logits = np.random.default_rng(0).normal(size=(4, 3))
labels = np.array([2, 0, 0, 1])
actual = np.eye(3)[labels]
print(actual)

loss = SoftmaxCrossEntropy()
measured = numerical_gradient(lambda x: loss.loss(x, actual), logits)
assert np.allclose(loss.gradient(logits, actual), measured)
assert np.isclose(loss.loss(logits, actual), course.SoftmaxCrossEntropy().loss(logits, labels))

# %% [markdown]
# Here everything can be moved. A click on a class, in the middle or on the right, makes it the
# class that is right.
#
# **Change it.** Class 1 is right. Pull its bar up to 5, and say first which arrows shrink. Then
# make the loss as large as the picture allows. Where do the bars stand, and how long is the longest
# arrow?

# %% tags=["nbval-ignore-output", "output-not-stored"]
live_logit_bars([2, 1, 0], actual=1)

# %% [markdown]
# ::: answer
# All three shrink: what the right class lacks is just what the other two have. The loss is largest
# with the right bar at the bottom and the others at the top. It has no upper limit, but an arrow is
# never longer than 1. So a single bad example cannot outweigh a whole batch.
# :::
#
# ::: aside Where has softmax's own slope gone?
# Softmax squeezes as a sigmoid does, and a sigmoid's slope is p (1 − p). Take two classes, of which
# the first is right. Divide above and below by exp(x0):
#
# ```
# p  =  exp(x0) / (exp(x0) + exp(x1))  =  1 / (1 + exp(−(x0 − x1)))
# ```
#
# That *is* the sigmoid, of the difference. Chain rule: the slope of −log p is −1/p, times
# p (1 − p). The p cancels, and −(1 − p) = p − 1 is left.
# :::

# %%
p = 0.9
assert np.isclose(-1 / p * p * (1 - p), p - 1)

# %% [markdown]
# Softmax has a slope of its own: for two classes it is p (1 − p), like a sigmoid's. In p − y
# nothing is left of it: the slope of the surprise, −1/p, cancels the p. With SSE behind softmax
# nothing cancels, and for two classes the factor p (1 − p) stays in the gradient. That is a
# second reason not to choose among classes with SSE. (SSE on the logits themselves, as in section
# 3, has only the first fault, and it can learn: lesson 8 tries it.)
#
# The pictures show both losses for two classes, from surely wrong to surely right.
#
# **Change it.** In the first, the network is surely wrong, 6 behind: which loss is steep there, and
# tells it to move? In the second, move the lead from −8 to 8. Where is SSE steepest, and where do
# both have the same slope? Say it first.

# %%
from dlscratch.visuals.two_losses import two_losses

display(two_losses(-6))

# %% tags=["nbval-ignore-output", "output-not-stored"]
from dlscratch.visuals.two_losses import live_two_losses

live_two_losses(-8)

# %% [markdown]
# ::: answer
# At −6 cross-entropy has a slope of nearly −1, and SSE one of −0.01: it hardly tells the network to
# move, just where it is most wrong. SSE is steepest a little left of the middle, where p is about
# 1/3. At 0, where p is 1/2, both slopes are −0.5; and far to the right both are 0, since nothing is
# left to do.
# :::

# %%
from dlscratch.visuals.two_losses import compute

leads = np.linspace(-8, 8, 1601)
steepest = compute(leads[compute(leads).squared_slope.argmin()])
assert abs(steepest.p - 1 / 3) < 0.01
assert compute(0).squared_slope == compute(0).cross_entropy_slope == -0.5
assert -0.01 < compute(8).cross_entropy_slope < compute(8).squared_slope <= 0

# %% [markdown]
# So where a network chooses among classes, this course takes cross-entropy.
#
# ## 9. Before anything is learnt
#
# A network that knows nothing should give each of K classes the probability 1/K.
#
# **Predict.** What is its loss, for K = 10?

# %%
print((-np.log(1 / 10)).round(2))

# %% [markdown]
# ::: answer
# −log(1/K) is log K, for 10 classes 2.3.
# :::
#
# ::: stop fruit_labels
#
# Real starting weights are not quite so undecided. Here are ten fresh networks, each with random
# inputs and random labels (`integers` draws them, 0 to 9). The arguments `init` and `end` are for
# later, and another `seed` gives other random numbers.
#
# **Guess.** Will their losses lie below log 10, around it, or above?

# %%
from dlscratch.mine import Linear, Sequential, Sigmoid

def first_loss(seed, init="xavier", end=lambda logits: logits):
    rng = np.random.default_rng(seed)
    net = Sequential([Linear(20, 30, init, rng), Sigmoid(), Linear(30, 10, init, rng)])
    x = rng.normal(size=(500, 20))
    actual = np.eye(10)[rng.integers(10, size=500)]
    return loss.loss(end(net.forward(x)), actual)

losses = [first_loss(seed) for seed in range(10)]
print(f"from {min(losses):.1f} to {max(losses):.1f}")
assert np.log(10) < min(losses) and max(losses) < np.log(10) + 0.5

# %% [markdown]
# ::: answer
# A little above: weights at random lean towards some class for no reason, and that costs.
# :::
#
# So this is the habit: *ask for the loss before you train anything*. It takes a second, and you
# know what to expect: log K, or a little more. Far off means a bug, found now and not tomorrow.
#
# Two that it finds. In the first, the starting weights are too large (`init="normal"`; lesson 7
# says why). In the second, someone takes the mean over all numbers of the table, not over its rows.
#
# **Predict.** In each of the two: does the loss come out too high, or too low?

# %%
losses = [first_loss(seed, init="normal") for seed in range(10)]
print(f"large weights: from {min(losses):.1f} to {max(losses):.1f}")
scores, threes = np.random.default_rng(0).normal(size=(500, 10)), np.eye(10)[[3] * 500]
print(f"mean over all numbers: {loss.loss(0.1 * scores, threes) / 10:.2f}")
assert min(losses) > 3

# %% [markdown]
# ::: answer
# In the first, the networks are sure of themselves, for no reason, and often wrong. The second is
# ten times too small: no network that knows nothing does so well.
# :::
#
# ## 10. Softmax twice
#
# Now a mistake that is easily made. "The network should give probabilities", someone thinks, and
# puts softmax at its end. Then the loss does softmax again. No error is raised.
#
# **Predict.** A network is sure, and right: its loss should be 0. What is it with softmax twice?
# And with ten classes: is it nearer to 0, or to log 10 ≈ 2.3?

# %%
for classes in (3, 10):
    sure, first = 9 * np.eye(classes)[:1], np.eye(classes)[:1]
    once, twice = loss.loss(sure, first), loss.loss(softmax(sure), first)
    print(f"{classes:2} classes: {once:.2f} with softmax once, {twice:.2f} twice")

# %% [markdown]
# ::: answer
# 0.55, and 1.46 with ten classes, nearer to log 10 than to 0. The loss got 1, 0, 0 and took them
# for logits: a lead of 1, where 9 was meant.
# :::
#
# Taken for logits, probabilities never lead by more than 1, however sure the network becomes. So
# the loss cannot fall below a certain height. And the gradient? Take a network that is surely
# wrong: it says pear, and the fruit is an apple.
#
# **Predict.** What gradient arrives at its logits, with softmax once, and with softmax twice?

# %%
pear = np.array([[0.0, 6.0, 0.0]])
print(loss.gradient(pear, apple).round(3))
print(numerical_gradient(lambda x: loss.loss(softmax(x), apple), pear).round(3))

# %% [markdown]
# ::: answer
# With softmax twice, almost nothing: the inner softmax squeezes it.
# :::
#
# These are the symptoms: the loss cannot come near 0, however good the answers are, and the worst
# mistakes hardly move the weights.
#
# **Predict.** Would the habit of section 9 have found it?

# %%
losses = [first_loss(seed, end=softmax) for seed in range(10)]
print(f"from {min(losses):.2f} to {max(losses):.2f}; log 10 is {np.log(10):.2f}")
assert max(abs(np.array(losses) - np.log(10))) < 0.05

# %% [markdown]
# ::: answer
# No. It even looks better than before.
# :::
#
# What finds it is a second habit: give the loss an answer that is sure and right, and see whether
# it says 0.
#
# So keep two things apart:
#
# | | logits | probabilities |
# |---|---|---|
# | values | any | 0 to 1, each row adds up to 1 |
# | come from | the last `Linear` | softmax |
# | go to | the loss | people who read them |
#
# To choose, you need no softmax: it keeps the order. (`argmax` gives the place of the largest
# number.)

# %%
logits = np.array([[2.0, 1.0, 0.0], [-1.0, 0.5, 3.0], [0.1, 0.3, 0.2]])
print(logits.argmax(axis=1))
assert (logits.argmax(axis=1) == softmax(logits).argmax(axis=1)).all()

# %% [markdown]
# ::: stop softmax_twice
#
# ## 11. From the loss back to every weight
#
# Everything is in place. Forward through a network as in lesson 3, then the loss's gradient, then
# backward. Six examples with three inputs each, five neurons in between, four classes.
#
# **Predict.** What are the shapes of `logits`, of `gradient`, and of what `backward` returns?

# %%
rng = np.random.default_rng(4)
net = Sequential([Linear(3, 5, rng=rng), Sigmoid(), Linear(5, 4, rng=rng)])
x = rng.normal(size=(6, 3))
actual = np.eye(4)[[0, 3, 1, 1, 2, 0]]

logits = net.forward(x)
gradient = loss.gradient(logits, actual)
back = net.backward(gradient)
print("forward ", x.shape, "to", logits.shape)
print("backward", gradient.shape, "to", back.shape)

# %% [markdown]
# ::: answer
# Six rows everywhere: (6, 4), (6, 4) again, and (6, 3), the shape of `x`.
# :::
#
# And on the way, every layer has kept the gradients for its parameters. Is each of them right? We
# change the parameters one number at a time and look at the loss. `numerical_gradient` does that in
# place, so the network feels every change.

# %%
def loss_now(param):
    return loss.loss(net.forward(x), actual)

for param, grad in zip(net.params(), net.grads()):
    measured = numerical_gradient(loss_now, param)
    print(param.shape, "agree:", np.allclose(grad, measured, atol=1e-8))

# %% [markdown]
# From one number, the loss, we know for every parameter which way to move it. The loss gave the
# first gradient, p − y over n, and each layer did its own part. Everything that follows in this
# course is built on this one pass.
#
# One exercise is left, and it is an empty page: a loss for questions whose answer is yes or no.
#
# ::: stop binary_cross_entropy
#
# ## A last question
#
# **Predict.** PyTorch's mean squared error is the mean over all numbers, over the outputs too. Two
# examples of two outputs each have the SSE 2.5. What is their mean squared error?

# %%
predicted, actual = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([[1.0, 2.0], [1.0, 2.0]])
print("SSE", SSE().loss(predicted, actual), "MSE", ((predicted - actual) ** 2).mean())

# %% [markdown]
# ::: answer
# Half: there are two outputs.
# :::
#
# ## What you can do now
#
# - Work out the gradient of a loss, and test it with finite differences.
# - Write softmax so that it cannot overflow.
# - Read cross-entropy as the mean surprise, and its gradient as p − y, over n.
# - Compute a network's loss before you train it, and expect about log K.
#
# The mistake to remember is softmax in the network *and* in the loss: no error, a healthy first
# loss, and then one that never comes near 0.
#
# ## Elsewhere
#
# - *target*: a right answer, our `actual` (section 1).
# - *mean squared error*, MSE: squared errors averaged over the outputs too (section 1).
# - *likelihood*: the product of the right classes' probabilities (section 6).
# - *negative log-likelihood*: the sum of the surprises; in PyTorch, their mean (section 6).
#
# You have a direction for every weight. In lesson 5 we take the first step.
