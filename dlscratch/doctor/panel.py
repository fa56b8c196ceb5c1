"""The panel of lesson 13: five numbers that a sick net gives away. The learner writes one, too."""

import copy
from typing import NamedTuple


class Panel(NamedTuple):
    """What `examine` measures."""

    parameters: int  # numbers that the net can learn
    first_loss: float  # before any step
    moved: int  # parameter tensors that the first step changed
    by_heart: float  # share of the examples that it gets right after 100 steps on them
    alike: bool  # whether it answers the same questions twice in the same way, in evaluation


def examine(net, optimizer, loss, x, y) -> Panel:
    """The five numbers of a PyTorch module that sorts `x` (n, …) into classes `y` (n,), int64.

    About 32 examples will do. Net and optimizer stay as they are: copies take the 100 steps.
    """
    # Together, so that the copied optimizer moves what it moved before.
    net, optimizer = copy.deepcopy((net, optimizer))
    before = [param.detach().clone() for param in net.parameters()]
    net.train()
    for step in range(100):
        value = loss(net(x), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        if step == 0:
            first = value.item()
            pairs = zip(before, net.parameters(), strict=True)
            moved = sum(not old.equal(new) for old, new in pairs)
    net.eval()
    once, again = net(x).detach(), net(x).detach()
    right = (once.argmax(dim=1) == y).float().mean().item()
    return Panel(sum(old.numel() for old in before), first, moved, right, once.equal(again))
