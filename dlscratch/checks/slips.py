"""Slips of a training loop, for the banks of pages that train a net from nothing.

Each is made in a loop that hardly moves its net, so that the bank costs little.
"""


def _entropy(torch, logits, y):
    return torch.nn.functional.cross_entropy(logits, y)


def _loop(small, each, before="", changed=_entropy, make=None, rounds=12, size=400):
    """A training that hardly moves its net. Its loop does what the letters say: wipe, backward,
    step, of an optimizer that make(torch, net) gives; changed(torch, logits, y) runs backward."""

    def go(torch, x, y):
        net, optimizer = small(), None
        net(x[:9]).argmax(dim=1) == y[:9]  # noqa: B015

        def do(letters):
            nonlocal optimizer
            for letter in letters:
                if letter == "n" or not optimizer:
                    optimizer = (make or _steady)(torch, net)
                if letter == "b":
                    changed(torch, net(x[:size]), y[:size]).backward()
                if letter == "z":
                    optimizer.zero_grad()
                if letter == "s":
                    optimizer.step()

        do(before)
        for _ in range(rounds):
            do(each)
        return net

    return go


def _steady(torch, net):
    return torch.optim.SGD(net.parameters(), lr=1e-6)


def _wipes_one(torch, net):
    """An optimizer that wipes only the first gradient."""
    optimizer = _steady(torch, net)

    def wipe():
        net[0].weight.grad = None

    optimizer.zero_grad = wipe
    return optimizer


_ROWS = dict(
    never_wiped=(
        "The gradients are never wiped, so each step follows all of those before it, too. Exercise "
        "[missing_zero_grad] had the line that is missing.",
        "bs",
    ),
    wiped_before_the_loop=(
        "The gradients are wiped once, before the first `backward`, when there are none yet. From "
        "the second step on each follows all of those before it, too. It has to happen in every "
        "round.",
        "bs", "z",
    ),
    wiped_once_an_epoch=(
        "There are far more steps than wipes, so most steps follow old gradients, too. Is the wipe "
        "in the outer loop? It belongs to each step.",
        "zbsbsbs",
    ),
    wiped_in_part=(
        "Some of the gradients are wiped, and others only add up. All that the optimizer holds "
        "have to be empty before `backward`.",
        "zbs", "", _entropy, lambda torch, net: _wipes_one(torch, net),
    ),
    wiped_too_early=(
        "The gradients are wiped after `backward` has made them and before `step` has used them. "
        "So the steps find nothing to follow.",
        "bzs",
    ),
    step_before_backward=(
        "Each round takes its step before its `backward`. What does the very first step follow, "
        "and what is the last `backward` for?",
        "szb",
    ),
    step_once_an_epoch=(
        "`backward` runs many times for each step. Is `step` in the outer loop? Each batch should "
        "move the net.",
        "zbbbbbbs",
    ),
    backward_twice=(
        "`backward` runs about twice for each step, and its gradients add up. One for each step is "
        "enough.",
        "zbbs",
    ),
    step_twice=(
        "There are more steps than backward calls: some steps follow a gradient that was followed "
        "already, or none.",
        "zbss",
    ),
    no_step=(
        "There is a `backward`, and no step follows it: the net stays as it was made.",
        "zb",
    ),
    no_backward=(
        "Nothing was run backward, so there was no gradient to follow. Which value has a "
        "`backward`?",
        "zs",
    ),
    optimizer_in_the_loop=(
        "Each step is taken by an optimizer of its own, which is new and remembers nothing. Make "
        "it once, before the loops.",
        "nzbs",
    ),
    optimizer_of_another_net=(
        "The optimizer holds none of the parameters that `backward` reaches: it moves another net, "
        "or none. Whose `parameters()` was it given, and was the net made anew afterwards?",
        "zbs", "", _entropy, lambda torch, net: _steady(torch, torch.nn.Linear(3, 10)),
    ),
    optimizer_of_a_part=(
        "The optimizer holds only some of the parameters that `backward` reaches. The others stay "
        "as they were made. (A plain Python list hides layers from `net.parameters()`.)",
        "zbs", "", _entropy, lambda torch, net: torch.optim.SGD([net[0].bias], lr=1e-6),
    ),
    loss_of_probabilities=(
        "The loss was given probabilities. It wants logits: it does softmax itself. Exercise "
        "[softmax_before_loss] was about this.",
        "zbs", "", lambda torch, logits, y: _entropy(torch, logits.softmax(dim=1), y),
    ),
    loss_of_squeezed_numbers=(
        "The loss was given numbers from 0 to 1 only. It wants the logits as they are, with no "
        "sigmoid before it.",
        "zbs", "", lambda torch, logits, y: _entropy(torch, logits.sigmoid(), y),
    ),
    no_logarithm=(
        "`NLLLoss` was given something else than logarithms of probabilities. It takes none "
        "itself. Which loss of the lesson wants logits?",
        "zbs", "", lambda torch, logits, y: torch.nn.functional.nll_loss(logits.softmax(dim=1), y),
    ),
    shapes_that_broadcast=(
        "The loss was given two shapes that differ, and they broadcast: each output meets numbers "
        "of other examples. For labels, section 3 has a loss of its own.",
        "zbs", "",
        lambda torch, logits, y: torch.nn.functional.mse_loss(logits[:, :1], y.float()),
    ),
    loss_below_0=(
        "What was run backward is below 0, and a cross-entropy never is. Is there a minus too many "
        "in front of the loss? Then its steps go uphill.",
        "zbs", "", lambda torch, logits, y: -_entropy(torch, logits, y),
    ),
    a_part_of_the_examples=(
        "The loss was given fewer examples, in all, than there are. Do both loops come to their "
        "end? Look for a `return` or a `break` inside, and for a slice.",
        "zbs", "", _entropy, None, 3, 64,
    ),
)  # fmt: skip


def slips(small, answer_that, **hints):
    """For a bank: {id: (hint, answer)}, with `hints` in the place of those that stand here.

    small        small() -> a net whose first part is a linear layer that has not learnt
    answer_that  answer_that(go) -> the answer to the exercise that does go(torch, x, y) -> net
    """
    return {
        id: (hints.get(id, hint), answer_that(_loop(small, *settings)))
        for id, (hint, *settings) in _ROWS.items()
    }
