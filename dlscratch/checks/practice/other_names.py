"""Crash hunt: a state dict whose names are not those of the net that it is loaded into."""

import re

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, numbers, undisturbed, warm_to_step
from dlscratch.errors.values import name

RESULT, LOADED = "what `load_old` returns", "what stands in "
MISFIT = "what does not fit"  # nothing is expected of it, but it tells mistakes apart
FILE = "the tensors of the file, afterwards"
PLACES = {"first": "hidden.0", "second": "hidden.2", "out": "out"}


def _saved(torch, k, order):
    """What the old net has saved: its two hidden layers have the same shapes."""
    shapes = {"first": (k, k), "second": (k, k), "out": (2, k)}
    saved = {}
    for layer in order:
        seed = [*shapes].index(layer)
        saved[f"{layer}.weight"] = torch.from_numpy(numbers(*shapes[layer], seed=seed))
        saved[f"{layer}.bias"] = torch.from_numpy(numbers(shapes[layer][0], seed=seed))
    return saved


def _net(torch, k):
    nn = torch.nn
    net = nn.Module()
    net.hidden = nn.Sequential(nn.Linear(k, k), nn.ReLU(), nn.Linear(k, k), nn.ReLU())
    net.out = nn.Linear(k, 2)
    return net


def _torch():
    import torch

    return torch


def _loaded(load_old, k, order):
    """Which layer of the file stands in which of a new net."""
    with undisturbed() as torch:
        net = _net(torch, k)
        fresh = {key: tensor.clone() for key, tensor in net.state_dict().items()}
        saved = _saved(torch, k, order)
        result = attempt(load_old, net, dict(saved))
        if isinstance(result, Stopped):
            return {RESULT: result, MISFIT: _misfit(str(result.error))}
        report = {RESULT: _result(torch, result, net)}
        for key, tensor in net.state_dict().items():
            found = [old for old, one in saved.items() if torch.equal(one, tensor)]
            untouched = torch.equal(tensor, fresh[key])
            report[f"{LOADED}`{key}`"] = (
                f"{found[0]} of the file" if found else "chance" if untouched else "other numbers"
            )
        same = all(torch.equal(saved[key], one) for key, one in _saved(torch, k, order).items())
        return report | {FILE: "as they were" if same else "changed"}


def _result(torch, result, net):
    if result is net:
        return "the net"
    return "another net" if isinstance(result, torch.nn.Module) else name(result)


def _misfit(message):
    """What PyTorch's message says of names and shapes."""
    names = re.findall(r"(?:Missing|Unexpected) key\(s\) in state_dict: (.*)", message)
    for words, which in ("The net misses", "Missing"), ("It does not know", "Unexpected"):
        if found := re.search(rf"{which} key\(s\) in state_dict: (.*)\.", message):
            listing = found[1].replace('"', "`")
            note(f"{words}: {listing}.")
    if "size mismatch" in message:
        return " and ".join(["a shape", *names])
    return " and ".join(names) or "neither a name nor a shape"


_loaded.arguments = ("the number of features", "the order in the file")


@warm_to_step
def _expect_loaded(load_old, k, order):
    report = {RESULT: "the net"}
    for old, new in PLACES.items():
        for kind in ("weight", "bias"):
            report[f"{LOADED}`{new}.{kind}`"] = f"{old}.{kind} of the file"
    return report | {FILE: "as they were"}


def _by(places, load=lambda net, saved: net.load_state_dict(saved), kind=lambda kind: kind):
    """A `load_old` that gives layers their new names by a table, and loads by load(net, dict)."""

    def load_old(net, saved):
        renamed = {}
        for old, tensor in saved.items():
            layer, _, word = old.partition(".")
            if layer in places:
                renamed[f"{places[layer]}.{kind(word)}"] = tensor
        load(net, renamed)
        return net

    return load_old


exercise = Exercise(
    __name__,
    kind="crash",
    raises=RuntimeError,
    reference=_by(PLACES),
    run=_loaded,
    expect=_expect_loaded,
    probes=[(4, ["out", "first", "second"]), (3, ["second", "out", "first"])],
    seconds=SECONDS,
    hints=(
        "The message has two lists: what the net misses, and what it cannot place. Which name of "
        "the one belongs to which of the other?",
        "Print `list(Today().state_dict())`. Under what number does the second linear layer stand "
        "in `hidden`, and why?",
        "A Sequential counts all of its modules, those without parameters too. Only one name in "
        "`places` is wrong.",
    ),
    after="`strict=False` would have ended the error, and left a layer of chance in the middle of "
    "the net. Where names do not fit, give the tensors the right names.",
)


def _without_strict(net, saved):
    net.load_state_dict(saved, strict=False)


def _second_at(place):
    return PLACES | {"second": place}


exercise.mistakes(
    _by,
    as_given=(
        "It stops as before: the check's own `Today` is the one of the page. Where in its `hidden` "
        "does the second linear layer stand? A Sequential counts its ReLUs, too.",
        _second_at("hidden.1"),
    ),
    second_behind_its_relu=(
        "It stops in another place now: a ReLU stands behind each of the two layers, not in front "
        "of it. Print the names that `Today()` has.",
        _second_at("hidden.3"),
    ),
    counted_from_1=(
        "It stops now at both hidden layers. A Sequential counts its modules from 0.",
        _second_at("hidden.3") | {"first": "hidden.1"},
    ),
    first_counted_from_1=(
        "It is the first hidden layer now at which it stops. A Sequential counts its modules "
        "from 0.",
        {"first": "hidden.1", "second": "hidden.2", "out": "out"},
    ),
    other_shapes=(
        "The names are all there, and a shape does not fit: some tensor came to a place that is "
        "not its own, or it was turned. Each goes by its name to where it belongs, as it is.",
        PLACES,
        lambda net, saved: net.load_state_dict(
            dict(zip(net.state_dict(), saved.values(), strict=True))
        ),
    ),
    not_strict=(
        "`strict=False` takes what fits and is silent about the rest. Your net has a layer now "
        "that nobody has loaded. To leave tensors out by hand does the same.",
        _second_at("hidden.1"), _without_strict,
    ),
    exchanged=(
        "Nothing stops any more. But the two hidden layers have changed places; their shapes are "
        "the same, so nobody complains.",
        {"first": "hidden.2", "second": "hidden.0", "out": "out"},
    ),
    not_loaded=(
        "Nothing stops any more, and nothing is loaded into the net that comes back. (What "
        "`state_dict()` gives is a dictionary; new entries in it do not reach the net. And another "
        "net that is filled is not this one.)",
        PLACES, lambda net, saved: None,
    ),
    twice_the_same=(
        "Both hidden layers have the weights of the first.",
        PLACES, lambda net, saved: _copied(net, saved, "hidden.0", "hidden.2"),
    ),
    twice_the_second=(
        "Both hidden layers have the weights of the second.",
        PLACES, lambda net, saved: _copied(net, saved, "hidden.2", "hidden.0"),
    ),
    not_renamed=(
        "The tensors are loaded under their old names, and `strict=False` is silent about all that "
        "do not fit. Give them their new names.",
        {layer: layer for layer in PLACES}, _without_strict,
    ),
    biases_lost=(
        "The weights are there. But the biases are those of chance.",
        PLACES,
        lambda net, saved: _without_strict(
            net, {key: one for key, one in saved.items() if "bias" not in key}
        ),
    ),
)  # fmt: skip


def _copied(net, saved, source, target):
    changed = {
        target + key.removeprefix(source): one for key, one in saved.items() if source in key
    }
    net.load_state_dict(saved | changed)


@exercise.wrong(
    "The tensors are handed over by their places, one after the other. A file may hold them in "
    "another order, and where shapes agree nobody complains. Names say which is which."
)
def by_places(net, saved):
    import torch

    with torch.no_grad():
        for param, tensor in zip(net.parameters(), saved.values(), strict=True):
            param.copy_(tensor) if param.shape == tensor.shape else None
    return net


@exercise.wrong(
    "The tensors are handed over by their places, and so the net even holds some of other shapes "
    "than its own. A file may hold them in another order. Names say which is which."
)
def by_places_whatever_the_shape(net, saved):
    for param, tensor in zip(net.parameters(), saved.values(), strict=True):
        param.data = tensor
    return net


@exercise.wrong(
    "All is loaded. But what comes back is what `load_state_dict` says, and the net was asked for."
)
def what_it_says(net, saved):
    import torch

    exercise.reference(net, saved)
    return net.load_state_dict({}, strict=False) if torch else None


@exercise.wrong("All is loaded, and nothing comes back: `return net` has been lost.")
def not_returned(net, saved):
    exercise.reference(net, saved)


exercise.mistakes(
    net_of_the_page_loaded=(
        "The tensors go into a net that is made inside of `load_old`, with the page's sizes. `net` "
        "is the one to load them into: it comes in with sizes of its own.",
        lambda net, saved: [exercise.reference(_net(_torch(), 4), saved), net][1],
    ),
)


@exercise.wrong("What comes back is another net. The one that came is to be filled.")
def another_net(net, saved):
    import copy

    return exercise.reference(copy.deepcopy(net), saved)


@exercise.variant
def by_replacing(net, saved):
    renamed = {
        key.replace("first", "hidden.0").replace("second", "hidden.2"): one
        for key, one in saved.items()
    }
    net.load_state_dict(renamed)
    return net


@exercise.variant
def by_attributes(net, saved):
    import torch

    layers = {"first": net.hidden[0], "second": net.hidden[2], "out": net.out}
    with torch.no_grad():
        for key, one in saved.items():
            layer, kind = key.split(".")
            getattr(layers[layer], kind).copy_(one)
    return net
