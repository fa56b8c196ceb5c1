"""The share of right answers that a net of PyTorch gives, as a Python number."""

import numpy as np

from dlscratch.checks.engine import compare
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.in_pytorch import SECONDS, asked, numbers, undisturbed, warm
from dlscratch.checks.watch import watching

KIND, COMPARED = "the kind of result", "what was compared"
RTOL, MANY = 1e-5, 100


def _measured(accuracy, x, y, logits):
    """`accuracy` with a net that gives a row of `logits` for each row of x.

    x is one-hot, with columns to spare, so a linear layer does just that: whoever asks about other
    rows gets others' answers.
    """
    with undisturbed() as torch:
        net = torch.nn.Linear(x.shape[1], logits.shape[1], bias=False)
        with torch.no_grad():
            net.weight.zero_()
            net.weight[:, : len(logits)] = torch.from_numpy(logits.T.copy())
        with watching() as seen:
            given = torch.from_numpy(x), torch.from_numpy(y)
            got = asked(accuracy, [net, *given], x=given[0], y=given[1])
    if seen.compared and len(set(seen.compared)) > 1:
        note("Your code compared tensors of the shapes {} and {}.".format(*seen.compared))
    if isinstance(got, Stopped):
        return {KIND: got, COMPARED: str(seen.compared)}
    if isinstance(got, np.ndarray | np.generic) and not isinstance(got, float):
        return {KIND: f"one of NumPy's, {got.dtype}"}
    if isinstance(got, torch.Tensor):
        return {KIND: f"a tensor of shape {tuple(got.shape)}" if got.ndim else "a tensor"}
    answers = (x[:, : len(logits)] @ logits).argmax(axis=1)
    if not compare.same(got, np.mean(answers == y), RTOL):
        both = f"The net's answers are {answers.tolist()}, and the labels {y.tolist()}. "
        note(both * (len(y) < 10) + f"Right are {np.sum(answers == y)} of {len(y)}.")
        note(_of_batches(answers == y, got)) if len(y) > MANY else None
    return {KIND: "a number", "the share": got}


def _of_batches(right, got):
    """Whether a share is the mean of the shares of batches, and if not, what else may be wrong."""
    for size in (10, 16, 20, 25, 32, 50, 64, 100, 128, 256):
        shares = [right[start : start + size].mean() for start in range(0, len(right), size)]
        if compare.same(got, float(np.mean(shares)), RTOL):
            return (
                f"This is the mean of the shares of batches of {size}, in which the last, shorter "
                "batch counts as much as the others."
            )
    return "Small batches are right; this one is large, and has 12 classes."


def _measure(net, x, y):
    import torch

    with torch.no_grad():
        answers = net(x).argmax(dim=1)
    return (answers == y).float().mean().item()


@warm
def _share(accuracy, x, y, logits):
    answers = (x[:, : len(logits)] @ logits).argmax(axis=1)
    return {KIND: "a number", "the share": float(np.mean(answers == y))}


SCORES = numbers(7, 3, seed=2)
SCORES[0, 2] = 5.0  # the largest of all, in a place that is a label as well
NEGATIVE = -1 - numbers(5, 4, seed=7) ** 2
NEGATIVE[[0, 1, 3], [3, 3, 1]] = -0.5  # three right answers of five


def _rows(n):
    """n one-hot examples, with two features more than it takes."""
    return np.eye(n, n + 2, dtype=np.float32)


def _many():
    """307 examples, of which 280 are right, and most of the last are not: a mean of the means of
    batches is another number. Their 12 classes are more than digits have."""
    table = np.eye(12, dtype=np.float32) + numbers(12, 12, seed=3) / 9
    rows = np.arange(307) * 5 % 12
    labels = rows.copy()
    labels[[*range(0, 30, 6), *range(285, 307)]] += 1
    return np.eye(12, 14, dtype=np.float32)[rows], labels % 12, table


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_measure,
    run=_measured,
    seconds=SECONDS,
    expect=_share,
    probes=[
        (_rows(7), np.array([2, 0, 1, 1, 0, 2, 2]), SCORES),
        (_rows(4), np.array([1, 1, 0, 1]), np.eye(3, dtype=np.float32)[[1, 1, 0, 2]]),
        (_rows(3), np.array([2, 2, 0]), SCORES[2:5]),  # square: dim=0 fits as well
        (_rows(5), np.array([3, 3, 0, 1, 3]), NEGATIVE),
        (_rows(2), np.array([1, 0]), NEGATIVE[:2]),
        (_rows(4), np.array([1, 1, 0, 2]), np.eye(3, dtype=np.float32)[[1, 1, 0, 2]]),  # all right
        (_rows(1), np.array([2]), SCORES[:1]),
        _many(),
    ],
    rtol=RTOL,
    hints=(
        "It is the share of right answers again. What do they call an axis?",
        "`argmax` takes `dim`. A comparison gives True and False, and PyTorch takes no mean of "
        "those: `.float()` makes ones and zeros of them.",
        "What a mean gives is still a tensor. `.item()` takes the number out.",
    ),
    after="`dim` for `axis`, `.float()` before a mean, `.item()` at the end: these three account "
    "for most of what has to be changed when NumPy code moves to PyTorch.",
)


@exercise.wrong(
    "Without `dim`, `argmax` searches the whole table and gives one place for all examples."
)
def no_dim(net, x, y):
    return (net(x).argmax() == y).float().mean().item()


@exercise.wrong(
    "`argmax` searches along the batch: it says for each class which example has most of it. Each "
    "example should get its own class."
)
def along_the_batch(net, x, y):
    return (net(x).argmax(dim=0) == y).float().mean().item()


@exercise.wrong("This counts the right answers. Which share of all examples is it?")
def sum_of_right_ones(net, x, y):
    return (net(x).argmax(dim=1) == y).sum().item()


@exercise.wrong("This is the share of the wrong answers.")
def share_of_wrong_ones(net, x, y):
    return (net(x).argmax(dim=1) != y).float().mean().item()


@exercise.wrong(
    "`max` gives the largest value and its place; the place is what the label is compared with."
)
def largest_value(net, x, y):
    return (net(x).max(dim=1).values == y).float().mean().item()


@exercise.wrong("This takes the class with the smallest logit.")
def smallest(net, x, y):
    return (net(x).argmin(dim=1) == y).float().mean().item()


@exercise.wrong("The share is to lie between 0 and 1.")
def in_percent(net, x, y):
    return 100 * _measure(net, x, y)


exercise.mistakes(
    no_return=("It is computed, and nothing hands it out: `return` does.", lambda net, x, y: None),
    no_item=(
        "The number is right, but it is still in a tensor. `.item()` takes it out.",
        lambda net, x, y: (net(x).argmax(dim=1) == y).float().mean(),
    ),
    in_numpy=(
        "The share is right, but NumPy holds it. `.item()` gives a number of Python.",
        lambda net, x, y: (net(x).argmax(dim=1) == y).float().mean().numpy(),
    ),
    logits_compared=(
        "The logits themselves are compared with the labels. An answer is the number of a class: "
        "the place at which the largest logit of a row stands.",
        lambda net, x, y: (net(x) == y).float().mean().item(),
    ),
    first_32=(
        "With a few examples it is right, and with 307 it is not. Is a number such as 32 written "
        "down, where the number of examples belongs?",
        lambda net, x, y: _measure(net, x[:32], y[:32]),
    ),
    counted_in_bytes=(
        "With a few examples it is right. But uint8 counts to 255 and begins again at 0.",
        lambda net, x, y: (net(x).argmax(dim=1) == y).sum(dtype=_torch().uint8).item() / len(y),
    ),
    squeezed=(
        "With several examples it is right, and with one alone it is not: `squeeze` takes away the "
        "axis that counts them, too.",
        lambda net, x, y: (net(x).squeeze().argmax(dim=1) == y).float().mean().item(),
    ),
    one_for_each=(
        "There is a value for each example here. One number was asked for, for all of them "
        "together: the share of those that are right.",
        lambda net, x, y: net(x).argmax(dim=1) == y,
    ),
    mean_of_truths=(
        "PyTorch takes no mean of True and False. First make ones and zeros of them.",
        lambda net, x, y: (net(x).argmax(dim=1) == y).mean().item(),
    ),
    numpys_mean=(
        "NumPy's functions want arrays. A tensor has a method of its own for this.",
        lambda net, x, y: np.mean(net(x).argmax(dim=1) == y),
    ),
    max_for_argmax=(
        "The comparison gave a single True or False: one of its two sides is no tensor. (With "
        "`dim`, PyTorch's `max` gives two things, the values and their places. Which function "
        "gives the places alone?)",
        lambda net, x, y: (net(x).max(dim=1) == y).float().mean().item(),
    ),
    from_numpy_of_a_tensor=(
        "x and y are tensors already: there is nothing to be made of them.",
        lambda net, x, y: _torch().from_numpy(x),
    ),
    item_too_early=(
        "`.item()` takes out a single number, and here there are still several. The mean comes "
        "first.",
        lambda net, x, y: (net(x).argmax(dim=1) == y).item(),
    ),
    not_recorded=(
        "A recorded tensor gives no array. Is this still inside the `with`?",
        lambda net, x, y: net(x).numpy(),
    ),
    by_the_features=(
        "The count of right answers is divided by the number of features. Which share of the "
        "examples is it?",
        lambda net, x, y: (net(x).argmax(dim=1) == y).sum().item() / len(x[0]),
    ),
    by_the_classes=(
        "The count of right answers is divided by the number of classes. Which share of the "
        "examples is it?",
        lambda net, x, y: (net(x).argmax(dim=1) == y).sum().item() / net(x).shape[1],
    ),
    by_all_logits=(
        "The count of right answers is divided by the number of all logits. Which share of the "
        "examples is it?",
        lambda net, x, y: (net(x).argmax(dim=1) == y).sum().item() / net(x).numel(),
    ),
    all_or_nothing=(
        "This is 0 as soon as one answer is wrong. Is the share cut off to a whole number, by `//` "
        "or `int`? Or are all answers compared as one whole?",
        lambda net, x, y: float(_torch().equal(net(x).argmax(dim=1), y)),
    ),
    any_right=(
        "This asks whether any answer is right. Which share of them is?",
        lambda net, x, y: float((net(x).argmax(dim=1) == y).any()),
    ),
    more_than_half_sure=(
        "An answer counts here only if the net gives it more than half. The answer is the class "
        "with the largest logit, however large it is.",
        lambda net, x, y: _half_sure(net(x), y),
    ),
    column_against_row=(
        "Something has shape (n, 1), and y has shape (n,): together they broadcast to (n, n), and "
        "each answer is compared with every label.",
        lambda net, x, y: (net(x).argmax(dim=1, keepdim=True) == y).float().mean().item(),
    ),
    half_precision=(
        "Nearly: in `half` a number has about three digits. Take a wider type for the mean.",
        lambda net, x, y: (net(x).argmax(dim=1) == y).half().mean().item(),
    ),
    rounded=(
        "Nearly: the share is rounded. Give it as it is.",
        lambda net, x, y: round(_measure(net, x, y), 2),
    ),
    rounded_to_three=(
        "Nearly: the share is rounded. Give it as it is.",
        lambda net, x, y: round(_measure(net, x, y), 3),
    ),
    rounded_to_one=(
        "Nearly: the share is rounded. Give it as it is.",
        lambda net, x, y: round(_measure(net, x, y), 1),
    ),
    mean_of_labels=(
        "This is the mean of the answers themselves. First compare them with the labels.",
        lambda net, x, y: net(x).argmax(dim=1).float().mean().item(),
    ),
    mean_distance=(
        "This says how far the answers are from the labels, as if the classes were amounts. An "
        "answer is right or it is not.",
        lambda net, x, y: (net(x).argmax(dim=1) - y).abs().float().mean().item(),
    ),
    above_zero=(
        "Here a logit counts if it is above 0. The answer is the class with the largest one, also "
        "where all are below 0.",
        lambda net, x, y: (net(x)[range(len(y)), y] > 0).float().mean().item(),
    ),
    rounded_logits=(
        "The logits are rounded before the largest is sought, and then several may be largest "
        "alike. They are to stay as they are.",
        lambda net, x, y: (net(x).round().argmax(dim=1) == y).float().mean().item(),
    ),
    one_example=(
        "Only the first example is looked at.",
        lambda net, x, y: float(net(x)[0].argmax() == y[0]),
    ),
    none_right=(
        "This gives 0, whatever the net answers. What is compared with the labels: the numbers of "
        "the classes, or logits and probabilities?",
        lambda net, x, y: (net(x).softmax(dim=1) == y[:, None]).float().mean().item(),
    ),
    the_loss=(
        "This is the loss, which says how sure the net is. Which share of its answers is right?",
        lambda net, x, y: _torch().nn.functional.cross_entropy(net(x), y).item(),
    ),
    all_right=("This gives 1.0, whatever the net answers.", lambda net, x, y: 1.0),
)


def _torch():
    import torch

    return torch


def _half_sure(logits, y):
    sure = _torch().softmax(logits, dim=1)[range(len(y)), y]
    return (sure > 0.5).float().mean().item()


@exercise.variant
def one_by_one(net, x, y):
    right = sum(int(row.argmax()) == int(label) for row, label in zip(net(x), y, strict=True))
    return right / len(y)


@exercise.variant
def in_numpy(net, x, y):
    return float(np.mean(net(x).detach().numpy().argmax(axis=1) == y.numpy()))


@exercise.variant
def by_max_and_len(net, x, y):
    return ((net.forward(x).max(1).indices == y).sum() / len(y)).tolist()
