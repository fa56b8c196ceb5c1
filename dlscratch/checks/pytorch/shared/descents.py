"""Loops of gradient descent, right and wrong, for the bank of `missing_zero_grad`."""


def fit_with(step):
    """A `fit` that does `step(net, x, y, optimizer, loss)` in every step."""

    def fit(net, x, y, steps):
        import torch

        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(steps):
            step(net, x, y, optimizer, torch.nn.CrossEntropyLoss())

    fit.__wrapped__ = step
    return fit


def does(each, before=""):
    """A `fit` that does what the letters say: wipe, backward, step; of a large one, it is looked
    up and not called."""

    def fit(net, x, y, steps):
        import torch

        optimizer, loss = torch.optim.SGD(net.parameters(), lr=0.1), torch.nn.CrossEntropyLoss()
        for letter in before + steps * each:
            value = loss(net(x), y)
            owner = value if letter in "bB" else optimizer
            method = getattr(
                owner, {"z": "zero_grad", "b": "backward", "s": "step"}[letter.lower()]
            )
            if letter.islower():
                method()

    return fit


def one_forward(settings):
    """A loop whose forward comes before it."""

    def fit(net, x, y, steps):
        import torch

        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        value = torch.nn.CrossEntropyLoss()(net(x), y)
        for _ in range(steps):
            optimizer.zero_grad()
            value.backward(**settings)
            optimizer.step()

    return fit


def with_optimizer(make, whose=lambda net: net, trained=lambda net: net):
    """The right loop, with another optimizer: make(torch.optim, parameters), of whose(net); and
    perhaps another net, trained(net)."""

    def fit(net, x, y, steps):
        import torch

        net = trained(net)
        optimizer = make(torch.optim, whose(net).parameters())
        for _ in range(steps):
            optimizer.zero_grad()
            torch.nn.CrossEntropyLoss()(net(x), y).backward()
            optimizer.step()

    return fit


def every_second(net, x, y, steps):
    import torch

    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for step in range(steps):
        if step % 2 == 0:
            optimizer.zero_grad()
        torch.nn.CrossEntropyLoss()(net(x), y).backward()
        optimizer.step()


def wiping(some):
    """A loop in which only some(net) have their gradients wiped."""

    @fit_with
    def fit(net, x, y, optimizer, loss):
        value = loss(net(x), y)
        for part in some(net):
            part.grad = None
        value.backward()
        optimizer.step()

    return fit
