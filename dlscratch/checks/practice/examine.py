"""The panel of five numbers, on nets that are well and on some that are not.

Each answer takes 100 steps with each of nine small nets, a quarter of a second. To recognise a
wrong one takes as long for each known mistake, but only once.
"""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.in_pytorch import SECONDS, warm_to_step
from dlscratch.checks.practice.shared.panel import FAINT, examined


def _panel(**pieces):
    """An `examine` with some of its pieces replaced."""

    def examine(net, optimizer, loss, x, y):
        import copy

        import torch

        do = {**PIECES, **pieces}
        net, optimizer = do["copies"](copy, net, optimizer)
        before = do["before"](net)
        do["begin"](net)
        for step in range(do["steps"]):
            value = loss(net(x), y)
            do["wipe"](optimizer)
            value.backward()
            optimizer.step()
            if step == 0:
                first = do["first"](value, loss, net, x, y)
            if step == 0 or do["late"]:
                moved = do["moved"](torch, before, net)
        first = do["last"](value) if do["last"] else first
        do["end"](net)
        with torch.no_grad():
            once, again = do["asked"](net, x)
        by_heart = do["share"](once, y)
        return do["give"](do["count"](net), first, moved, by_heart, do["alike"](torch, once, again))

    return examine


PIECES = {
    "copies": lambda copy, net, optimizer: copy.deepcopy((net, optimizer)),
    "before": lambda net: [param.detach().clone() for param in net.parameters()],
    "begin": lambda net: net.train(),
    "steps": 100,
    "wipe": lambda optimizer: optimizer.zero_grad(),
    "late": False,
    "last": None,
    "first": lambda value, loss, net, x, y: value.item(),
    "moved": lambda torch, before, net: sum(
        not torch.equal(old, new) for old, new in zip(before, net.parameters(), strict=True)
    ),
    "end": lambda net: net.eval(),
    "asked": lambda net, x: (net(x), net(x)),
    "share": lambda once, y: (once.argmax(dim=1) == y).float().mean().item(),
    "alike": lambda torch, once, again: torch.equal(once, again),
    "count": lambda net: sum(param.numel() for param in net.parameters()),
    "give": lambda *five: five,
}

exercise = Exercise(
    __name__,
    kind="fill",
    reference=_panel(),
    run=examined,
    expect=warm_to_step(examined),
    probes=[
        ("well",), ("a layer in a list",), ("another net's optimizer",), ("one layer cut off",),
        ("with dropout",), ("dropout that never ends",), ("the last layer begins at 0",),
        ("batch norm, and a frozen layer",), (FAINT,),
    ],
    accepts=(list, tuple),
    rtol=1e-4,
    seconds=3 * SECONDS,
    hints=(
        "Before the first step keep copies of all parameters; after it, compare. `numel` says how "
        "many numbers are in a tensor.",
        "One loop of 100 steps, in training mode. In the first of them note the loss, and behind "
        "its step count the tensors that differ from their copies.",
        "Behind the loop comes evaluation: ask twice, in `no_grad`. `torch.equal` says whether two "
        "tensors hold the same numbers. A copy of a tensor is made by `.detach().clone()`.",
    ),
    after="Four seconds of looking before four hours of training. Add a number of your own when "
    "something has fooled you that these five did not see.",
)  # fmt: skip


def _mistake(hint, **pieces):
    return hint, _panel(**pieces)


exercise.mistakes(
    no_copies=_mistake(
        "What is kept before the step are the parameters themselves, not copies: they move along, "
        "and nothing ever seems to have moved. `detach` alone is no copy.",
        before=lambda net: [param.detach() for param in net.parameters()],
    ),
    tensors_counted=_mistake(
        "The first number counts the tensors. Asked for is how many numbers are in them.",
        count=lambda net: len(list(net.parameters())),
    ),
    first_axis_counted=_mistake(
        "`len` of a tensor is its first axis. How many numbers are in all of it?",
        count=lambda net: sum(len(param) for param in net.parameters()),
    ),
    weights_only=_mistake(
        "The biases are parameters, too, and they are not counted.",
        count=lambda net: sum(p.numel() for p in net.parameters() if p.ndim > 1),
    ),
    learning_ones_counted=_mistake(
        "A parameter that does not learn is one, too. This leaves out those without a gradient.",
        count=lambda net: sum(p.numel() for p in net.parameters() if p.requires_grad),
    ),
    all_that_is_saved_counted=_mistake(
        "This counts buffers as well, as a state dict holds them. Asked for are the parameters.",
        count=lambda net: sum(one.numel() for one in net.state_dict().values()),
    ),
    last_one_counted=_mistake(
        "That is how many numbers are in the last tensor. They are to be added up over all.",
        count=lambda net: [param.numel() for param in net.parameters()][-1],
    ),
    shapes_given=_mistake(
        "The first is a list. Asked for is one number, over all the parameters.",
        count=lambda net: [param.numel() for param in net.parameters()],
    ),
    last_loss=_mistake(
        "That is the loss of the last step. Asked for is the one before any step.",
        last=lambda value: value.item(),
    ),
    loss_after_a_step=_mistake(
        "That is the loss when a step has been taken already. Asked for is the one before any.",
        first=lambda value, loss, net, x, y: loss(net(x), y).item(),
    ),
    loss_of_guessing=_mistake(
        "The logarithm of the number of classes is what the first loss should be near to. Asked "
        "for is what it is.",
        first=lambda value, loss, net, x, y: float(np.log(3)),
    ),
    loss_as_tensor=_mistake(
        "The first loss is a tensor still. `.item()` takes out the Python number.",
        first=lambda value, loss, net, x, y: value,
    ),
    unmoved_counted=_mistake(
        "These are the tensors that have *not* moved.",
        moved=lambda torch, before, net: sum(
            torch.equal(old, new) for old, new in zip(before, net.parameters(), strict=True)
        ),
    ),
    all_counted=_mistake(
        "That is how many tensors there are. How many of them has the first step moved?",
        moved=lambda torch, before, net: len(before),
    ),
    with_a_gradient_other_than_0=_mistake(
        "A gradient does not say that the optimizer moves the tensor: it may be another net's. "
        "Compare the numbers before and after.",
        moved=lambda torch, before, net: sum(
            param.grad is not None and bool(param.grad.any()) for param in net.parameters()
        ),
    ),
    numbers_moved=_mistake(
        "That is how many single numbers have moved. Asked for is how many tensors.",
        moved=lambda torch, before, net: sum(
            (old != new).sum().item() for old, new in zip(before, net.parameters(), strict=True)
        ),
    ),
    moved_or_not=_mistake(
        "That says whether any tensor has moved. Asked for is how many.",
        moved=lambda torch, before, net: any(
            not torch.equal(old, new) for old, new in zip(before, net.parameters(), strict=True)
        ),
    ),
    all_moved=_mistake(
        "That says whether all tensors have moved. Asked for is how many.",
        moved=lambda torch, before, net: all(
            not torch.equal(old, new) for old, new in zip(before, net.parameters(), strict=True)
        ),
    ),
    wholly_moved=_mistake(
        "A tensor has moved if any of its numbers is another one. This counts those in which "
        "every number has moved.",
        moved=lambda torch, before, net: sum(
            bool((old != new).all()) for old, new in zip(before, net.parameters(), strict=True)
        ),
    ),
    with_a_gradient=_mistake(
        "This counts the tensors that have a gradient. That a gradient is there does not say that "
        "the optimizer moves them: compare before and after.",
        moved=lambda torch, before, net: sum(
            param.grad is not None for param in net.parameters()
        ),
    ),
    buffers_moved=_mistake(
        "Buffers are counted here as well, as a state dict holds them: batch norm changes its own "
        "in each forward. Asked for are the parameter tensors.",
        before=lambda net: {word: one.clone() for word, one in net.state_dict().items()},
        moved=lambda torch, before, net: sum(
            not torch.equal(before[word], one) for word, one in net.state_dict().items()
        ),
    ),
    visibly_moved=_mistake(
        "A tensor has moved if any of its numbers is another one, however little. This leaves out "
        "what has moved by very little.",
        moved=lambda torch, before, net: sum(
            not torch.allclose(old, new, atol=1e-3)
            for old, new in zip(before, net.parameters(), strict=True)
        ),
    ),
    within_allclose=_mistake(
        "`allclose` calls numbers the same that are a little apart, and a small step goes unseen. "
        "A tensor has moved if any of its numbers is another one.",
        moved=lambda torch, before, net: sum(
            not torch.allclose(old, new) for old, new in zip(before, net.parameters(), strict=True)
        ),
    ),
    one_number_compared=_mistake(
        "Only one number of each tensor is compared, and it may stay while others move.",
        moved=lambda torch, before, net: sum(
            bool(old.flatten()[0] != new.flatten()[0])
            for old, new in zip(before, net.parameters(), strict=True)
        ),
    ),
    moved_after_all=_mistake(
        "These are the tensors that 100 steps have changed. Asked for are those of the first step.",
        late=True,
    ),
    still_training=_mistake(
        "The last two are asked in training mode: a net with dropout then gives another answer "
        "each time, and nothing is wrong with it.",
        end=lambda net: None,
    ),
    share_in_percent=_mistake(
        "The share lies between 0 and 1, and this is larger.",
        share=lambda once, y: 100 * PIECES["share"](once, y),
    ),
    how_many_right=_mistake(
        "That is how many are right. Asked for is the share.",
        share=lambda once, y: (once.argmax(dim=1) == y).sum().item(),
    ),
    share_wrong=_mistake(
        "That is the share that is wrong.",
        share=lambda once, y: 1 - PIECES["share"](once, y),
    ),
    whether_all_right=_mistake(
        "That says whether all are right. Asked for is the share.",
        share=lambda once, y: bool((once.argmax(dim=1) == y).all()),
    ),
    largest_of_a_column=_mistake(
        "The largest logit is looked for down the columns, among the examples. Each example has a "
        "row of its own.",
        share=lambda once, y: (once.argmax(dim=0)[y] == y).float().mean().item(),
    ),
    share_of_a_column=_mistake(
        "Predictions as a column (n, 1) meet labels (n,), and each is compared with all.",
        share=lambda once, y: (once.argmax(dim=1, keepdim=True) == y).float().mean().item(),
    ),
    never_wiped=_mistake(
        "The gradients are not wiped before each `backward`: the steps follow old ones, too.",
        wipe=lambda optimizer: None,
    ),
    asked_once=_mistake(
        "This net drops even in evaluation, and here its two answers come out the same. Is an "
        "answer compared with itself, or is chance set back between the two questions? Ask the net "
        "twice, and leave chance alone.",
        asked=lambda net, x: (net(x),) * 2,
    ),
    other_than_alike=_mistake(
        "The last one says whether the answers differ. Asked for is whether they are the same.",
        alike=lambda torch, once, again: not torch.equal(once, again),
    ),
    nearly_alike=_mistake(
        "Asked for is whether the two answers are exactly the same, number by number. Here answers "
        "count as alike that differ a little, or in some of the examples only.",
        alike=lambda torch, once, again: torch.allclose(once, again),
    ),
    compared_one_by_one=_mistake(
        "`==` compares number by number, and gives a tensor. Asked for is one True or False.",
        alike=lambda torch, once, again: once == again,
    ),
    exchanged=_mistake(
        "The last two have changed places: the share comes first.",
        give=lambda a, b, c, d, e: (a, b, c, e, d),
    ),
    two_and_three=_mistake(
        "The second and the third have changed places: the loss comes first.",
        give=lambda a, b, c, d, e: (a, c, b, d, e),
    ),
    in_a_dict=_mistake(
        "Five things in a dict came. Return them one behind the other, as a tuple.",
        give=lambda *five: dict(zip("abcde", five, strict=True)),
    ),
    never_in_training=_mistake(
        "The steps are taken in the mode in which the net came, and that may be evaluation. "
        "`net.train()` stood above the loop.",
        begin=lambda net: None,
    ),
    ten_steps=_mistake("There are 100 steps to be taken.", steps=10),
    on_the_net_itself=_mistake(
        "The steps have moved the net that came. They are to be taken by a copy.",
        copies=lambda copy, net, optimizer: (net, optimizer),
    ),
    two_copies=_mistake(
        "The net that takes the steps never moves: its optimizer holds the parameters of another "
        "one. Copy the two in one go, as the first line did.",
        copies=lambda copy, net, optimizer: (copy.deepcopy(net), copy.deepcopy(optimizer)),
    ),
)


@exercise.variant
def in_two_parts(net, optimizer, loss, x, y):
    import copy


    net, optimizer = copy.deepcopy((net, optimizer))
    old = copy.deepcopy(list(net.parameters()))
    net.train()

    def step():
        optimizer.zero_grad()
        value = loss(net(x), y)
        value.backward()
        optimizer.step()
        return value.item()

    first = step()
    moved = sum(bool((a != b).any()) for a, b in zip(old, net.parameters(), strict=True))
    for _ in range(99):
        step()
    net.eval()
    right = sum(int(a.argmax()) == int(b) for a, b in zip(net(x), y, strict=True)) / len(y)
    return [sum(p.numel() for p in old), first, moved, right, bool((net(x) == net(x)).all())]


exercise.variant(_panel(wipe=lambda optimizer: optimizer.zero_grad(set_to_none=False)))
