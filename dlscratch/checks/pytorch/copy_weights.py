"""A function that copies the weights of our net into the parameters of theirs, in place."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, as_array, undisturbed, warm
from dlscratch.checks.pytorch.shared import seeded_linear, stacked, twin_of
from dlscratch.errors.values import name

NET = stacked(seeded_linear(3, 5, 1), layers.Tanh(), seeded_linear(5, 2, 2))
SQUARE = stacked(seeded_linear(3, 3, 3), layers.ReLU(), seeded_linear(3, 3, 4))  # .T goes unnoticed
# In float64, as ours are if nobody says otherwise
OTHER_PLACES = stacked(
    layers.Dropout(0.2), layers.Linear(3, 4, rng=5), layers.Linear(4, 4, rng=6),
    layers.Tanh(), layers.Dropout(0.5), layers.Linear(4, 2, rng=7),
)  # fmt: skip

RETURNED, SHAPES = "what `copy_weights` returns", "the shapes of the parameters of their net"
LATER = "their parameters after ours has learnt on"
OBJECTS, LEARN = "their parameters", "parameters that learn"
DTYPE, ARRAYS = "the type of their numbers", "our arrays afterwards"


def _blank_twin(net):
    import torch

    twin = twin_of(net).eval()
    with torch.no_grad():
        for number, theirs in enumerate(twin.parameters()):
            theirs.copy_(torch.linspace(0.2, 0.9 - 0.3 * number, theirs.numel()).view_as(theirs))
    return twin


def _copied(copy_weights, ours):
    """What their net holds after the copy, whether it is the one that an optimizer knows, and what
    becomes of it when ours learns on."""
    params = ours.params()
    before = [np.array(param) for param in params]
    with undisturbed():
        twin = _blank_twin(ours)
        known = list(twin.parameters())
        returned = attempt(copy_weights, list(params), twin)
        if isinstance(returned, Stopped):
            return {RETURNED: returned}
        now = list(twin.parameters())
        if [tuple(p.shape) for p in now] != [p.shape for p in before]:
            return {RETURNED: "nothing", SHAPES: ", ".join(str(tuple(p.shape)) for p in now)}
        report = _as_it_should_be(before) | {
            RETURNED: "nothing" if returned is None else name(returned),
            ARRAYS: [np.array(param) for param in params],
            OBJECTS: "the same objects as before"
            if all(a is b for a, b in zip(now, known, strict=True))
            else "other objects",
            LEARN: all(p.requires_grad and p.is_leaf for p in now),
            DTYPE: " and ".join(sorted({str(p.dtype).removeprefix("torch.") for p in now})),
        }
        numbers = {name: as_array(p) for name, p in twin.named_parameters()}
        report |= {f"their {name}": array for name, array in numbers.items()}
        for param in params:
            param += 1
        pairs = zip(now, numbers.values(), strict=True)
        kept = [np.array_equal(as_array(param), old) for param, old in pairs]
        changed = "some have changed" if any(kept) else "all have changed"
        report[LATER] = "as they were" if all(kept) else changed
    return report


def _as_it_should_be(params):
    return {
        RETURNED: "nothing",
        SHAPES: ", ".join(str(param.shape) for param in params),
        ARRAYS: [np.array(param) for param in params],
        DTYPE: "float32",
        OBJECTS: "the same objects as before",
        LEARN: True,
        LATER: "as they were",
    }


@warm
def _expect_copied(copy_weights, ours):
    words = [
        f"their {place}.{word}"
        for place, layer in enumerate(ours.layers)
        if layer.params()
        for word in ("weight", "bias")
    ]
    arrays = [np.array(param, dtype=np.float32) for param in ours.params()]
    return _as_it_should_be(ours.params()) | dict(zip(words, arrays, strict=True))


def _copy(params, net):
    import torch

    parameters = net if isinstance(net, list) else net.parameters()
    with torch.no_grad():
        for theirs, array in zip(parameters, params, strict=True):
            theirs.copy_(torch.from_numpy(array))


exercise = Exercise(
    __name__,
    kind="page",
    reference=_copy,
    run=_copied,
    seconds=SECONDS,
    expect=_expect_copied,
    probes=[(NET,), (SQUARE,), (OTHER_PLACES,)],
    rtol=1e-5,
    hints=(
        "`net.parameters()` gives theirs in the order in which `params` holds ours. How do you "
        "walk through two sequences side by side?",
        "Theirs are to keep their place and change their numbers. A tensor does that with "
        "`copy_`, whose underscore says: in place.",
        "A change of a parameter would be recorded, and PyTorch refuses it. Section 7 has the two "
        "words that switch the recording off.",
    ),
    after="In place, because an optimizer made before the copy still holds the same parameters. "
    "Copied, because two nets that share their memory learn each other's steps.",
)


@exercise.wrong(
    "The weights came out transposed, and nobody protested: `.data` takes whatever it is given. "
    "Both keep weights as (outputs, inputs), so they move across as they are."
)
def transposed_data(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.data = torch.from_numpy(array.T.copy())


def _new_parameters(tensor):
    """A `copy_weights` that puts new parameters into the layers, made of tensor(torch, array)."""

    def copy_weights(params, net):
        import torch

        places = [(layer, word) for layer in net for word, _ in layer.named_parameters()]
        for (layer, word), array in zip(places, params, strict=True):
            setattr(layer, word, torch.nn.Parameter(tensor(torch, array)))

    return copy_weights


_NEW = "These are new parameters, and an optimizer that was made before would go on moving the old "
_NEW += "ones. Change the numbers in those that are there."
exercise.mistakes(
    _new_parameters,
    new_parameters=(_NEW, lambda torch, array: torch.tensor(array)),
    new_in_float32=(_NEW, lambda torch, array: torch.tensor(array, dtype=torch.float32)),
    new_and_shared=(
        f"{_NEW} And they use our arrays' own memory, as `from_numpy` does.",
        lambda torch, array: torch.from_numpy(array),
    ),
)


@exercise.wrong(
    "The numbers are right. But the parameters no longer ask for a gradient, so this net will "
    "never learn. It is the recording that is switched off for a while, not the parameter."
)
def switched_off(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.requires_grad_(False)
        theirs.copy_(torch.from_numpy(array))


def _each(change, switch="no_grad"):
    """Does change(torch, theirs, array) with each pair, for `_whole`."""

    def copy(torch, params, net):
        with getattr(torch, switch)():
            for theirs, array in zip(net.parameters(), params, strict=True):
                change(torch, theirs, array)

    return copy


def _whole(copy):
    """A `copy_weights` that does copy(torch, params, net)."""

    def copy_weights(params, net):
        import torch

        return copy(torch, params, net)

    return copy_weights


def _at_places(torch, net, params, places):
    for place, w, b in zip(places, params[::2], params[1::2], strict=False):
        net[place].weight.data.copy_(torch.from_numpy(w))
        net[place].bias.data.copy_(torch.from_numpy(b))


def _by_shape(torch, params, net):
    for theirs in net.parameters():
        fits = [param for param in params if param.shape == tuple(theirs.shape)]
        theirs.data.copy_(torch.from_numpy(fits[0]))


def _weights_shared(torch, params, net):
    for theirs, array in zip(net.parameters(), params, strict=True):
        if array.ndim == 2:
            theirs.data = torch.from_numpy(array)
        else:
            theirs.data.copy_(torch.from_numpy(array))


def _type_comes_along(torch, theirs, array):
    theirs.data = torch.tensor(array)


def _other_way(torch, theirs, array):
    array[...] = theirs.numpy()


def _shared(torch, theirs, array):
    theirs.data = torch.from_numpy(array)


exercise.mistakes(
    _whole,
    transposed=(
        "Something was transposed. Both keep weights as (outputs, inputs), so they move across as "
        "they are. (With the square layers of the second net nothing would have stopped it.)",
        _each(lambda torch, theirs, array: theirs.copy_(torch.from_numpy(array.T.copy()))),
    ),
    rebound=(
        "Their net is what it was: nothing has reached its parameters. If there is an `=` in a "
        "loop, it ties a name to another tensor, and the net keeps its own (lesson 5 had the same "
        "with `param = param - …`). If `net.parameters()` has a name, it can be walked through "
        "once: counted or listed, it is empty afterwards. And with `strict=False`, "
        "`load_state_dict` passes over names that it does not know.",
        _each(lambda torch, theirs, array: None),
    ),
    shared=(
        "The numbers have arrived, and then ours learnt on and theirs changed with it: the two "
        "share their memory. Where were the numbers to be copied?",
        _each(_shared),
    ),
    shared_where_float32=(
        "Where our arrays are float32 already, theirs changed when ours learnt on: the two share "
        "their memory. `.float()` and its like make no copy of what has the right type already.",
        _each(
            lambda torch, theirs, array: setattr(theirs, "data", torch.from_numpy(array).float())
        ),
    ),
    other_way_round=(
        "The numbers went the other way: our arrays now hold what their net had.",
        _each(_other_way),
    ),
    added=(
        "Our numbers have been added to what was there. They should take its place.",
        _each(lambda torch, theirs, array: theirs.add_(torch.from_numpy(array))),
    ),
    no_biases=(
        "The weights have arrived, the biases have not: every second one of `params` is a bias.",
        lambda torch, params, net: _copy(params[::2], list(net.parameters())[::2]),
    ),
    first_layer_only=(
        "Only the first layer has been copied. What of the others?",
        lambda torch, params, net: _copy(params[:2], list(net.parameters())[:2]),
    ),
    net_returned=(
        "All is copied. But the function is to return nothing: it changes the net that it is "
        "given, and who calls it has that net already.",
        lambda torch, params, net: [_copy(params, net), net][1],
    ),
    new_parameters_at_two_places=(
        "These are new parameters, and an optimizer that was made before would go on moving the "
        "old ones. And in other nets the layers with weights stand in other places.",
        lambda torch, params, net: (
            [
                setattr(net[place], word, torch.nn.Parameter(torch.tensor(params[place + last])))
                for place in (0, 2)
                for last, word in enumerate(("weight", "bias"))
            ]
            and None
        ),
    ),
    two_places=(
        "The first nets are right. In the last one the layers with weights stand in other places: "
        "not every net has an activation after each of them, or begins with one. "
        "`net.parameters()` skips what has no parameters.",
        lambda torch, params, net: _at_places(torch, net, params, (0, 2)),
    ),
    every_layer=(
        "Not every layer has weights: an activation has none. `net.parameters()` skips those.",
        lambda torch, params, net: [layer.weight for layer in net],
    ),
    by_shape=(
        "Where two layers have the same shape, both got the numbers of the first. What counts is "
        "the order.",
        _by_shape,
    ),
    weights_shared=(
        "Some of their parameters changed when ours learnt on: those share memory with our arrays. "
        "All of them should be copied.",
        _weights_shared,
    ),
    type_comes_along=(
        "The numbers are right, but their type came along: our arrays are in float64, and a net "
        "with such parameters refuses its float32 inputs. In place, a tensor keeps its own type.",
        _each(_type_comes_along),
    ),
    not_switched_off=(
        "PyTorch records what happens to a parameter, and refuses to record a change in place. "
        "Section 7 has the words that switch the recording off.",
        _each(
            lambda torch, theirs, array: theirs.copy_(torch.from_numpy(array)), switch="enable_grad"
        ),
    ),
    view_not_switched_off=(
        "PyTorch records what happens to a parameter, and refuses to record a change in place. "
        "Section 7 has the words that switch the recording off.",
        lambda torch, params, net: next(net.parameters())[:].fill_(0.0),
    ),
    assigned=(
        "What is there is a parameter and has to stay one: change its numbers, in place.",
        lambda torch, params, net: setattr(net[0], "weight", torch.from_numpy(params[0])),
    ),
    an_array_for_a_tensor=(
        "`copy_` wants a tensor, and our numbers are in an array. The lesson has two functions "
        "that make one of it.",
        _each(lambda torch, theirs, array: theirs.copy_(array)),
    ),
    an_array_set=(
        "What is put into a tensor has to be a tensor, and our numbers are in an array. The lesson "
        "has two functions that make one of it.",
        _each(lambda torch, theirs, array: theirs.__setitem__(..., array)),
    ),
    arrays_in_the_dict=(
        "`load_state_dict` wants tensors under its names, and these are arrays, or other names or "
        "shapes. Compare the keys with `net.state_dict().keys()`.",
        lambda torch, params, net: net.load_state_dict(
            dict(zip(net.state_dict(), params, strict=True))
        ),
    ),
    dict_without_names=(
        "`load_state_dict` wants a dict, with the names that `net.state_dict()` has.",
        lambda torch, params, net: net.load_state_dict(params),
    ),
    our_params_of_theirs=(
        "`params` is the list of our arrays already: it is what `net.params()` gave.",
        lambda torch, params, net: params.params(),
    ),
    generator_indexed=(
        "`net.parameters()` hands out the parameters one after the other and has no places. "
        "`list(…)` makes a list of it, or walk through it in a loop.",
        lambda torch, params, net: net.parameters()[0],
    ),
    in_reverse=(
        "The order: the first array belongs to the first parameter, and here they meet from the "
        "other end.",
        lambda torch, params, net: _copy(params[::-1], net),
    ),
)


@exercise.variant
def by_state_dict(params, net):
    import torch

    arrays = map(torch.tensor, params)
    net.load_state_dict(dict(zip(net.state_dict(), arrays, strict=True)))


@exercise.variant
def by_index(params, net):
    import torch

    with torch.no_grad():
        theirs = list(net.parameters())
        for i in range(len(params)):
            theirs[i][...] = torch.as_tensor(params[i])


@exercise.variant
def by_data(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.data.copy_(torch.from_numpy(array))


@exercise.variant
def layer_by_layer(params, net):
    import torch

    linear = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    for i, layer in enumerate(linear):
        layer.weight.data[:] = torch.tensor(params[2 * i].tolist())
        layer.bias.data[:] = torch.tensor(params[2 * i + 1].tolist())
