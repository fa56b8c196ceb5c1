"""Write the class `Sequential`: a list of layers that works as one layer."""

import copy
import functools
import inspect

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.differences import another
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.engine.told import Exercise, takes, written_here
from dlscratch.checks.stacks.shared import (
    NET,
    SEEN,
    TWO_STAGES,
    LinearInPieces,
    Stretch,
    X,
    must_be_layer,
    shapes,
    with_parameters,
)
from dlscratch.checks.stacks.shared.stack import INSIDE, given, listed_arrays, made, of_stack


def _parts(w1, b1, w2, b2):
    first, second = with_parameters(LinearInPieces, w1, b1), with_parameters(LinearInPieces, w2, b2)
    return [first, layers.Sigmoid(), second, layers.Tanh()]


def _other_parts(cls, w1, b1, w2, b2):
    """Without parameters at the front, two with them in a row, other names, a stack inside."""
    first, second = _parts(w1, b1, w2, b2)[::2]
    stretch = Stretch(np.linspace(0.5, 2.0, len(b1)))
    return [layers.Tanh(), cls([first, stretch]), second, Stretch(b2 + 2)]


def _back(net, gradient, when):
    return {
        f"the gradient for x{when}": copy.deepcopy(attempt(net.backward, gradient)),
        f"params(){when}": attempt(listed_arrays, net, "params"),
        f"grads(){when}": attempt(listed_arrays, net, "grads"),
    }


def _seen(net, x):
    """Whether the layers feel it when what params() gives is changed in place."""
    for param in net.params():
        if isinstance(param, np.ndarray):
            param += 1
    return copy.deepcopy(net.forward(x))


def _all_of_sequential(cls, x, gradient, w1, b1, w2, b2):
    must_be_layer(cls)
    written_here(cls, "forward", "backward", "params", "grads")
    takes(cls, forward="x", backward="gradient")
    kinds = [argument.kind for argument in inspect.signature(cls).parameters.values()]
    if kinds[:1] == [inspect.Parameter.VAR_POSITIONAL]:
        raise Refuse("`Sequential` gets its layers in one list: no star before `layers`.")
    parts = _parts(w1, b1, w2, b2)
    net, other = made(cls, parts), cls(_other_parts(cls, w1, b1, w2, b2))
    outputs = {"the outputs": given(attempt(net.forward, x))}
    if gradient is None or outputs["the outputs"] is None:
        return outputs
    outputs |= {f"the outputs{INSIDE}": copy.deepcopy(attempt(other.forward, x))}
    outputs |= _back(net, gradient, "") | _back(other, gradient, INSIDE)
    when = ", for a second batch"
    outputs |= {f"the outputs{when}": copy.deepcopy(attempt(net.forward, another(x)))}
    outputs |= _back(net, another(gradient), when)
    outputs[SEEN] = attempt(_seen, net, x)
    outputs["w of the first layer in the list, after that"] = parts[0].w.copy()
    return outputs


_all_of_sequential.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")


def _tell(outcomes):
    return of_stack(exercise.probes, outcomes, exercise.expected, _parts)


class _Sequential(layers.Layer):
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient

    def params(self):
        return [param for layer in self.layers for param in layer.params()]

    def grads(self):
        return [grad for layer in self.layers for grad in layer.grads()]


exercise = Exercise(
    __name__,
    kind="fill",
    shapes=shapes.stack,
    wants="class",
    tell=_tell,
    reference=_Sequential,
    run=_all_of_sequential,
    accepts=(list,),
    # In the last nothing goes backward, so that `first_layer_only` does not fail on every one.
    probes=[*TWO_STAGES, (X, None, *NET)],
    hints=(
        "Two loops with one line in each, and two lists. In each loop one name holds what goes "
        "from layer to layer.",
        "What comes out of one layer is put into the next, under the same name. Backward does the "
        "same with the gradient, but which layer comes first? Python has `reversed`.",
        "For `params()`: a list made by two `for`s, one through the layers and one through what "
        "`layer.params()` gives. `grads()` likewise, in the same order.",
    ),
    after="It keeps the contract of a layer, so it *is* one: a stack can stand in a stack, and "
    "everything that works with a layer works with a network. That is the whole abstraction.",
)


def _chain(layers, method, value):
    for layer in layers:
        value = getattr(layer, method)(value)
    return value


def _all(layers, method):
    return [array for layer in layers for array in getattr(layer, method)()]


def _same_for_all(layers, method, value):
    for layer in layers:
        result = getattr(layer, method)(value)
    return result


def _thrown_away(layers, method, value):
    for layer in layers:
        getattr(layer, method)(value)
    return value


def _lists(layers):
    """params() and grads() of only those layers that layers(all of them) gives, in that order."""
    return {
        method: lambda self, method=method: _all(layers(self.layers), method)
        for method in ("params", "grads")
    }


_BACKWARDS_ENDS = (
    "Forward is right. On the way back one layer at an end of the list is left out: how many are "
    "there, and where does the counting begin and stop?"
)
_ALL_LAYERS = "Collect those of all layers, whatever they are, each by its own method."

exercise.mistakes(
    lambda methods: type("Sequential", (_Sequential,), methods),
    not_reversed=(
        "Forward is right. On the way back the gradient met the first layer first, but it belongs "
        "to the outputs of the last one.",
        {"backward": lambda self, gradient: _chain(self.layers, "backward", gradient)},
    ),
    everyone_gets_the_input=(
        "Every layer has been given the original input. Each but the first wants what the one "
        "before it gave.",
        {"forward": lambda self, x: _same_for_all(self.layers, "forward", x)},
    ),
    everyone_gets_the_incoming_gradient=(
        "Forward is right. On the way back every layer has been given the gradient that came in "
        "from outside. Each wants what the layer behind it gave back.",
        {"backward": lambda self, g: _same_for_all(self.layers[::-1], "backward", g)},
    ),
    gradient_unchanged=(
        "Forward is right. On the way back, what a layer hands on is thrown away: it never gets "
        "the name that goes into the next.",
        {"backward": lambda self, g: _thrown_away(self.layers[::-1], "backward", g)},
    ),
    x_unchanged=(
        "What goes in comes out again. What a layer gives is thrown away: it never gets the name "
        "that goes into the next.",
        {"forward": lambda self, x: _thrown_away(self.layers, "forward", x)},
    ),
    first_layer_only=(
        "Only the first layer has done anything. Does the `return` stand inside the loop?",
        {"forward": lambda self, x: self.layers[0].forward(x)},
    ),
    last_layer_only_on_the_way_back=(
        "Forward is right. On the way back the loop ended after its first round: does the `return` "
        "stand inside it?",
        {"backward": lambda self, gradient: self.layers[-1].backward(gradient)},
    ),
    first_layer_left_out_on_the_way_back=(
        _BACKWARDS_ENDS,
        {"backward": lambda self, g: _chain(self.layers[:0:-1], "backward", g)},
    ),
    last_layer_left_out_on_the_way_back=(
        _BACKWARDS_ENDS,
        {"backward": lambda self, g: _chain(self.layers[-2::-1], "backward", g)},
    ),
    last_layer_left_out=(
        "The last layer of the list has not gone forward: how many are there, and where does the "
        "counting stop?",
        {"forward": lambda self, x: _chain(self.layers[:-1], "forward", x)},
    ),
    first_layer_left_out=(
        "The first layer of the list has not gone forward: where does the counting begin?",
        {"forward": lambda self, x: _chain(self.layers[1:], "forward", x)},
    ),
    forward_reversed=(
        "Forward runs through the list from its end. Inputs meet the first layer first; only the "
        "gradient goes the other way.",
        {"forward": lambda self, x: _chain(self.layers[::-1], "forward", x)},
    ),
    backward_goes_forward=(
        "On the way back the layers are asked for `forward` once more. Which method takes a "
        "gradient?",
        {"backward": lambda self, g: _chain(self.layers[::-1], "forward", g)},
    ),
    forward_goes_backward=(
        "In `forward` the layers are asked to go backward. They have not even been forward.",
        {"forward": lambda self, x: _chain(self.layers, "backward", x)},
    ),
    layers_called=(
        "A layer is no function, so brackets right behind it call nothing. It is asked by its "
        "methods.",
        {"forward": lambda self, x: [x := layer(x) for layer in self.layers][-1]},
    ),
    reverse_gives_nothing=(
        "Forward is right. `reverse()` turns the list itself round and gives None, so there is "
        "nothing to walk through. `reversed` walks through a list backwards and leaves it as it "
        "is.",
        {"backward": lambda self, g: _chain(self.layers.reverse(), "backward", g)},
    ),
    gradient_not_returned=(
        "Forward is right. Backward runs through the layers and gives None: what has arrived at "
        "the front must be returned.",
        {"backward": lambda self, g: (_chain(self.layers[::-1], "backward", g), None)[1]},
    ),
    outputs_not_returned=(
        "Forward runs through the layers and gives None: return what comes out of the last one.",
        {"forward": lambda self, x: (_chain(self.layers, "forward", x), None)[1]},
    ),
    turned_for_good=(
        "The outputs and the gradient of the first pass are right. But `reverse()` turns the list "
        "itself round, and from then on everything comes in the wrong order. `reversed` only walks "
        "through it backwards.",
        {"backward": lambda self, g: _chain(self.layers.reverse() or self.layers, "backward", g)},
    ),
    used_up=(
        "The first pass is right. What takes the layers off the list, or walks through it only "
        "once, leaves nothing for the next pass: keep the list whole.",
        {"backward": lambda self, g: _chain(
            [self.layers.pop() for _ in range(len(self.layers))], "backward", g)},
    ),
    no_params=(
        "Both directions are right. But `params()` is empty, so nobody can ever change this "
        "network's weights: collect those of all layers.",
        {"params": lambda self: [], "grads": lambda self: []},
    ),
    params_of_the_first_layer=(
        f"`params()` holds those of a single layer. {_ALL_LAYERS}",
        _lists(lambda layers: layers[:1]),
    ),
    params_of_every_second_layer=(
        f"In another network some parameters are missing: only certain places of the list are "
        f"asked. {_ALL_LAYERS}",
        _lists(lambda layers: layers[::2]),
    ),
    params_called_w_and_b=(
        f"A layer's parameters need not be called w and b, and a layer may itself be a network. "
        f"{_ALL_LAYERS}",
        {"params": lambda self: [array for layer in self.layers if hasattr(layer, "w")
                                 for array in (layer.w, layer.b)]},
    ),
    not_every_layer_has_w=(
        f"A sigmoid has no weights, and other layers may call theirs something else. {_ALL_LAYERS}",
        {"params": lambda self: [array for layer in self.layers for array in (layer.w, layer.b)]},
    ),
    list_of_layers=(
        "`params()` gives the layers. Wanted are their arrays, which each layer's own `params()` "
        "gives.",
        {"params": lambda self: self.layers},
    ),
    sum_without_a_beginning=(
        "`sum` begins with the number 0, and a list cannot be added to a number. Its second "
        "argument says with what to begin.",
        {"params": lambda self: sum(layer.params() for layer in self.layers)},
    ),
    grads_are_params=(
        "`grads()` gives the parameters once more. Ask each layer for its gradients.",
        {"grads": lambda self: _all(self.layers, "params")},
    ),
    both_the_other_way_round=(
        "`params()` and `grads()` begin with the last layer. They are to be in the order of the "
        "layers.",
        _lists(lambda layers: layers[::-1]),
    ),
    params_the_other_way_round=(
        "`params()` begins with the last layer. It is to be in the order of the layers.",
        {"params": lambda self: _all(self.layers[::-1], "params")},
    ),
    grads_the_other_way_round=(
        "`grads()` begins with the last layer. It must keep the order of `params()`, or every "
        "parameter is moved by the gradient of another.",
        {"grads": lambda self: _all(self.layers[::-1], "grads")},
    ),
    grads_turned_round=(
        "`grads()` is in the opposite order. It must keep the order of `params()`, or every "
        "parameter is moved by the gradient of another.",
        {"grads": lambda self: _all(self.layers, "grads")[::-1]},
    ),
    grads_listed_once=(
        "`grads()` still gives the gradients of an earlier backward. Collect them anew each time.",
        {"grads": lambda self: vars(self).setdefault("listed", _all(self.layers, "grads"))},
    ),
    outputs_kept=(
        "The outputs of the first batch come out for ever. Each forward works them out anew.",
        {"forward": lambda self, x: vars(self).setdefault(
            "outputs", _chain(self.layers, "forward", x))},
    ),
    params_are_copies=(
        "`params()` hands out copies, so changing them changes nothing in the layers. Hand out the "
        "layers' own arrays.",
        {"params": lambda self: [param.copy() for param in _all(self.layers, "params")]},
    ),
    layers_are_copies=(
        "The network works with copies of the layers. Whoever made the layers and still holds them "
        "would wait in vain for them to learn: keep the ones that came.",
        {"__init__": lambda self, layers: setattr(self, "layers", copy.deepcopy(layers))},
    ),
)


@exercise.variant
class by_reduce(layers.Layer):
    def __init__(self, layers):
        self.layers = tuple(layers)

    def forward(self, x):
        return functools.reduce(lambda x, layer: layer.forward(x), self.layers, x)

    def backward(self, gradient):
        for i in range(len(self.layers) - 1, -1, -1):
            gradient = self.layers[i].backward(gradient)
        return gradient

    def params(self):
        return sum((layer.params() for layer in self.layers), [])

    def grads(self):
        return sum((layer.grads() for layer in self.layers), [])


@exercise.variant
class with_lists_that_grow(layers.Layer):
    def __init__(self, layers):
        self.layers = layers[:]

    def forward(self, x):
        values = [x]
        for layer in self.layers:
            values.append(layer.forward(values[-1]))
        return values[-1]

    def backward(self, gradient):
        for layer in self.layers[::-1]:
            gradient = layer.backward(gradient)
        return gradient

    def params(self):
        found = []
        for layer in self.layers:
            found.extend(layer.params())
        return found

    def grads(self):
        found = []
        for layer in self.layers:
            found += layer.grads()
        return found
