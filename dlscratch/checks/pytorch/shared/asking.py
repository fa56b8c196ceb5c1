"""Ways to ask a net for probabilities, right and wrong, for the bank of `missing_eval`."""


def by(ask):
    """A `probabilities` that gives ask(torch, net, x), with the recording off."""

    def probabilities(net, x):
        import torch

        with torch.no_grad():
            return ask(torch, net, x)

    return probabilities


def probabilities_of(torch, net, x):
    return torch.softmax(net(x), dim=1).numpy()


def between(before, after):
    """A `probabilities` that does before(net), asks the net, and does after(net)."""

    def ask(torch, net, x):
        before(net)
        result = probabilities_of(torch, net, x)
        after(net)
        return result

    return by(ask)


def flag(training):
    return lambda net: setattr(net, "training", training)


def nothing(net):
    pass


def seeded(torch, net, x):
    torch.manual_seed(0)
    return probabilities_of(torch, net, x)


def no_dropout_left(torch, net, x):
    for module in net.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    return probabilities_of(torch, net, x)


def dropouts_in_sight(torch, net, x):
    for layer in net:
        if isinstance(layer, torch.nn.Dropout):
            layer.eval()
    result = probabilities_of(torch, net, x)
    net.train()
    return result


def in_sight_and_left(torch, net, x):
    for layer in net:
        if isinstance(layer, torch.nn.Dropout):
            layer.eval()
    return probabilities_of(torch, net, x)


def dropouts_alone(torch, net, x):
    for module in net.modules():
        module.training &= not isinstance(module, torch.nn.Dropout)
    result = probabilities_of(torch, net, x)
    net.train()
    return result


def children(net, training):
    for child in net.children():
        child.train(training)


def share_to_0(torch, net, x):
    drops = [module for module in net.modules() if isinstance(module, torch.nn.Dropout)]
    kept = [module.p for module in drops]
    for module in drops:
        module.p = 0.0
    result = probabilities_of(torch, net, x)
    for module, p in zip(drops, kept, strict=True):
        module.p = p
    return result


def in_evaluation(change):
    """An `ask` that gives change(torch, logits), in evaluation, and switches back."""

    def ask(torch, net, x):
        logits = net.eval()(x)
        net.train()
        return change(torch, logits)

    return by(ask)
