"""Mend a count of right answers: each answer is compared with each label."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, numbers, undisturbed, warm_to_step
from dlscratch.errors.values import name

COUNT, KIND = "the number of right answers", "what comes back"
WEIGHTS = "the weights of the net"


def _batches(sizes):
    """(inputs, labels) for each batch. The net turns the inputs round, and these are the logits;
    some labels are those of the largest, some others; in
    every other batch they stand in another order. In the second row the largest is 2.0 and in
    place 2, so that it counts as right for whoever takes the number for its place."""
    batches = []
    for seed, size in enumerate(sizes):
        x = numbers(size, 5, seed=seed)
        x[1:2] = [0.5, -1.0, 2.0, 0.0, 1.0]
        labels = x[:, ::-1].argmax(axis=1)
        if seed % 2:
            labels = np.roll(labels, 1)
        else:
            labels[::3] = (labels[::3] + 1) % 5
        batches.append((x, labels))
    return batches


class _Loader(list):
    """Batches, with a `batch_size` and a `dataset` that knows its length, as in PyTorch."""

    def __init__(self, batches):
        super().__init__(batches)
        self.dataset = range(sum(len(y) for _, y in batches))
        self.batch_size = len(batches[0][1])


def _counted(count, sizes):
    """How many `count` finds right, of batches that the net hands on as they are."""
    with undisturbed() as torch:
        net = torch.nn.Sequential(torch.nn.Linear(5, 5, bias=False), torch.nn.Dropout(0.5))
        net[0].weight.data = torch.eye(5).flip(0)
        batches = _Loader(
            [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in _batches(sizes)]
        )
        found = attempt(count, net.train(), batches)
        if found is None or isinstance(found, Stopped):
            return {COUNT: found}
        if isinstance(found, torch.Tensor) and found.ndim == 0:
            found = found.item()  # a tensor of one number is as good
        if isinstance(found, bool | torch.Tensor) or not isinstance(found, int | float):
            return {KIND: name(found)}
        same = torch.equal(net[0].weight.data, torch.eye(5).flip(0))
        return {COUNT: found, KIND: "a number", WEIGHTS: "as before" if same else "others"}


_counted.arguments = ("the sizes of the batches",)


@warm_to_step
def _expect_counted(count, sizes):
    right = sum(int((x[:, ::-1].argmax(axis=1) == y).sum()) for x, y in _batches(sizes))
    return {COUNT: right, KIND: "a number", WEIGHTS: "as before"}


def _by(right, start=0, add=lambda total, n: total + n, end=lambda total, loader: total, mode=True):
    """A `count_right` that adds right(torch, logits, y) for each batch."""

    def count_right(net, loader):
        import torch

        if mode:
            net.eval()
        total = start
        with torch.no_grad():
            for x, y in loader:
                total = add(total, right(torch, net(x), y))
        return end(total, loader)

    return count_right


def _right(torch, logits, y):
    return (logits.argmax(dim=1) == y).sum().item()


def _share(torch, logits, y):
    return (logits.argmax(dim=1) == y).float().mean().item()


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_by(_right),
    run=_counted,
    expect=_expect_counted,
    probes=[([6, 4],), ([7, 7, 2],), ([1],), ([5, 5, 5, 5, 5, 1],)],
    seconds=SECONDS,
    hints=(
        "Take a batch of two examples, and print what is added up: how many comparisons does it "
        "hold?",
        "Print the shapes of both sides of `==`. What does broadcasting make of them? (The lesson "
        "began with this question.)",
        "Both sides should be (n,), or both (n, 1). `argmax` can keep the axis along which it "
        "looks, or drop it.",
    ),
    after="A score is code, too, and no training can mend it. A count gave it away, since it was "
    "larger than the number of examples; a mean would have said 10 % and looked honest.",
)


def _kept(torch, logits, y):
    return (logits.argmax(dim=1, keepdim=True) == y).sum().item()


exercise.mistakes(
    _by,
    as_given=(
        "Each answer is compared with every label of its batch: (n, 1) with (n,) makes (n, n). One "
        "of the two sides has an axis too many, or too few. (What takes an axis away gives a new "
        "tensor, and the old one keeps its own.)",
        _kept,
    ),
    divided=(
        "It is smaller now, but each answer is still compared with every label, and a division "
        "takes nothing of that back. Print the two shapes at `==`.",
        lambda torch, logits, y: _kept(torch, logits, y) / len(y),
    ),
    divided_whole=(
        "A division by the size of the batch does not undo that each answer is compared with every "
        "label. Print the two shapes at `==`.",
        lambda torch, logits, y: _kept(torch, logits, y) // len(y),
    ),
    cut_at_the_size=(
        "There are no more than examples now, since you cut the number off. Each answer is still "
        "compared with every label.",
        lambda torch, logits, y: min(_kept(torch, logits, y), len(y)),
    ),
    any_label=(
        "An answer counts as right here if it is the label of anybody in the batch. It has to be "
        "its own.",
        lambda torch, logits, y: (logits.argmax(dim=1, keepdim=True) == y).any(dim=1).sum().item(),
    ),
    share=(
        "Each answer meets its own label now. But a share is added for each batch, and the number "
        "of right ones was asked for.",
        lambda torch, logits, y: (logits.argmax(dim=1) == y).float().mean().item(),
    ),
    mean_of_all_pairs=(
        "This adds up shares, and each answer is still compared with every label. Print the two "
        "shapes at `==`.",
        lambda torch, logits, y: (logits.argmax(dim=1, keepdim=True) == y).float().mean().item(),
    ),
    all_counted=(
        "This counts all comparisons, right or wrong: it is the number of examples.",
        lambda torch, logits, y: (logits.argmax(dim=1) == y).numel(),
    ),
    all_or_nothing=(
        "This counts the batches in which every answer is right. Each right answer counts.",
        lambda torch, logits, y: int(torch.equal(logits.argmax(dim=1), y)),
    ),
    first_answer_only=(
        "Only the first answer of a batch is looked at, and it is compared with every label. Each "
        "answer has one label, its own.",
        lambda torch, logits, y: (logits.argmax(dim=1)[0] == y).sum().item(),
    ),
    first_label_only=(
        "Only the first label of a batch is looked at. Each answer has its own.",
        lambda torch, logits, y: (logits.argmax(dim=1) == y[0]).sum().item(),
    ),
    any_answer=(
        "A label counts as right here if anybody's answer in the batch is it. It has to be the "
        "answer to its own example.",
        lambda torch, logits, y: (logits.argmax(dim=1, keepdim=True) == y).any(dim=0).sum().item(),
    ),
    smallest=(
        "The place of the smallest logit is taken for the answer. The largest is the one.",
        lambda torch, logits, y: (logits.argmin(dim=1) == y).sum().item(),
    ),
    among_the_two_largest=(
        "An answer counts as right here if its label is among the two largest logits. A net has "
        "one answer: the largest.",
        lambda torch, logits, y: (logits.topk(2).indices == y[:, None]).sum().item(),
    ),
    sorted_first=(
        "The answers of a batch and its labels are sorted before they are compared. Each answer "
        "belongs to its own label.",
        lambda torch, logits, y: (logits.argmax(dim=1).sort()[0] == y.sort()[0]).sum().item(),
    ),
    wrong_counted=(
        "Each answer meets its own label now. But those that differ are counted.",
        lambda torch, logits, y: (logits.argmax(dim=1) != y).sum().item(),
    ),
)
exercise.mistakes(
    cut_at_all=(
        "The count is held down now, to the number of all examples. Each answer is still compared "
        "with every label.",
        _by(_kept, end=lambda total, loader: min(total, len(loader.dataset))),
    ),
    last_batch_only=(
        "Each answer meets its own label now. But only the last batch is counted: each one "
        "overwrites what came before it.",
        _by(_right, add=lambda total, n: n),
    ),
    share_of_all=(
        "Each answer meets its own label now. But what comes back is a share, and the number of "
        "right ones was asked for.",
        _by(_right, end=lambda total, loader: total / sum(len(y) for _, y in loader)),
    ),
    share_of_the_batches=(
        "Each answer meets its own label now. But the count is divided by the number of batches, "
        "and the number of right ones was asked for.",
        _by(_right, end=lambda total, loader: total / len(loader)),
    ),
    mean_of_shares=(
        "This is a mean of the batches' shares. The number of right ones was asked for: add up how "
        "many are right in each.",
        _by(_share, end=lambda total, loader: total / len(loader)),
    ),
    shares_as_a_count=(
        "It is made of the batches' shares, as if all batches were of one size. The last is often "
        "smaller: add up how many are right in each.",
        _by(_share, end=lambda total, loader: total / len(loader) * len(loader.dataset)),
    ),
    always_none=(
        "It is 0, whatever the net answers. Is the count divided by `//`? Or are things compared "
        "that are never equal: logits with labels, or two objects by `is`?",
        lambda net, loader: 0,
    ),
    first_batch_only=(
        "Only the first batch is counted. Does `return` stand inside the loop?",
        lambda net, loader: exercise.reference(net, loader[:1]),
    ),
    not_returned=("It is counted, and nothing hands the number out: `return` does.",
                  lambda net, loader: None),
    one_too_many=("It is one more than there are. At which number does the count begin?",
                  _by(_right, start=1)),
    asked_in_training=(
        "The answers meet their own labels now, but the net is asked in training: its dropout is "
        "on. What has become of `net.eval()`?",
        _by(_right, mode=False),
    ),
)  # fmt: skip


def _along_the_batch(torch, logits, y):
    return (logits.argmax(dim=0) == y).sum().item()


exercise.mistakes(
    along_the_batch=(
        "`dim=0` looks for the largest number of each column. Each example has a row, and its "
        "answer is the place of the largest number in it. `dim` was right.",
        _by(_along_the_batch),
    ),
    rounded_first=(
        "The logits are rounded before they are compared, and then several may be largest alike. "
        "They are to stay as they are.",
        _by(lambda torch, logits, y: (logits.round().argmax(dim=1) == y).sum().item()),
    ),
    first_column=(
        "The first logit of each example is taken for its answer. The answer is the place of the "
        "largest of all.",
        _by(lambda torch, logits, y: (logits.round()[:, 0] == y).sum().item()),
    ),
    one_for_all=(
        "Without `dim`, `argmax` gives one place in the whole batch. Each example has an answer.",
        _by(lambda torch, logits, y: (logits.argmax() == y).sum().item()),
    ),
    largest_number=(
        "`max` gives the largest number itself. The answer is its place: `argmax`.",
        _by(lambda torch, logits, y: (logits.amax(dim=1) == y).sum().item()),
    ),
)

exercise.variant(
    _by(lambda torch, logits, y: (logits.argmax(dim=1, keepdim=True) == y[:, None]).sum().item())
)
exercise.variant(_by(lambda torch, logits, y: (logits.max(1)[1].squeeze() == y).int().sum()))
exercise.variant(
    _by(lambda torch, logits, y: float((logits.argmax(1, True) == y).diagonal().sum()))
)
exercise.variant(
    lambda net, loader: sum(
        answer == label
        for x, y in loader
        for answer, label in zip(net.eval()(x).argmax(1).tolist(), y.tolist(), strict=True)
    )
)
