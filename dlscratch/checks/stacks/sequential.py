"""Write the class `Sequential`: a list of layers that works as one layer."""

import copy
import functools

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.stacks.shared import NET, SEEN, TWO_STAGES, LinearInPieces, X, with_parameters


def _stack(cls, w1, b1, w2, b2):
    parts = [
        with_parameters(LinearInPieces, w1, b1),
        layers.Sigmoid(),
        with_parameters(LinearInPieces, w2, b2),
        layers.Tanh(),
    ]
    return cls(parts), parts


_INSIDE = "forward with a stack inside a stack"
_STACK_LABELS = ("forward", "gradient for x", "params()", "grads()", SEEN, _INSIDE)


def _all_of_sequential(cls, x, gradient, w1, b1, w2, b2):
    net, _ = _stack(cls, w1, b1, w2, b2)
    outputs = dict.fromkeys(_STACK_LABELS) | {"forward": copy.deepcopy(net.forward(x))}
    if gradient is None or outputs["forward"] is None:
        return outputs
    outputs["gradient for x"] = copy.deepcopy(net.backward(gradient))
    for name in ("params", "grads"):
        listed = getattr(net, name)()
        if listed is None:
            raise Refuse(f"`{name}()` gives None. Is there a `return`?")
        if not isinstance(listed, list | tuple):
            raise Refuse(f"`{name}()` should give a list of arrays.")
        if any(isinstance(part, list | tuple) for part in listed):
            raise Refuse(
                f"`{name}()` gives lists inside a list: one for each layer. Wanted is one flat "
                "list of arrays. A second `for` takes the arrays out of each layer's list."
            )
        outputs[f"{name}()"] = copy.deepcopy(list(listed))
    for param in net.params():
        param += 1
    outputs[SEEN] = copy.deepcopy(net.forward(x))
    inner, _ = _stack(cls, w1, b1, w2, b2)
    outputs[_INSIDE] = cls([inner, layers.Sigmoid()]).forward(x)
    return outputs


_all_of_sequential.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=layers.Sequential,
    run=_all_of_sequential,
    accepts=(list,),
    # In the last one nothing goes backward, so that `first_layer_only` does not fail on every one.
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


@exercise.wrong(
    "Forward is right. On the way back the gradient met the first layer first, but it belongs to "
    "the outputs of the last one."
)
class not_reversed(_Sequential):
    def backward(self, gradient):
        for layer in self.layers:
            gradient = layer.backward(gradient)
        return gradient


@exercise.wrong(
    "Every layer has been given the original input. Each but the first wants what the one before "
    "it gave."
)
class everyone_gets_the_input(_Sequential):
    def forward(self, x):
        for layer in self.layers:
            outputs = layer.forward(x)
        return outputs


@exercise.wrong(
    "Forward is right. On the way back every layer has been given the gradient that came in from "
    "outside. Each wants what the layer behind it gave back."
)
class everyone_gets_the_incoming_gradient(_Sequential):
    def backward(self, gradient):
        for layer in reversed(self.layers):
            result = layer.backward(gradient)
        return result


@exercise.wrong(
    "Forward is right. On the way back, what a layer hands on is thrown away: it never gets the "
    "name that goes into the next."
)
class gradient_unchanged(_Sequential):
    def backward(self, gradient):
        for layer in reversed(self.layers):
            layer.backward(gradient)
        return gradient


@exercise.wrong(
    "What goes in comes out again. What a layer gives is thrown away: it never gets the name that "
    "goes into the next."
)
class x_unchanged(_Sequential):
    def forward(self, x):
        for layer in self.layers:
            layer.forward(x)
        return x


@exercise.wrong("Only the first layer has done anything. Does the `return` stand inside the loop?")
class first_layer_only(_Sequential):
    def forward(self, x):
        for layer in self.layers:
            return layer.forward(x)


@exercise.wrong(
    "Forward is right. On the way back the loop ended after its first round: does the `return` "
    "stand inside it?"
)
class last_layer_only_on_the_way_back(_Sequential):
    def backward(self, gradient):
        for layer in reversed(self.layers):
            return layer.backward(gradient)


@exercise.wrong(
    "Forward is right. Backward runs through the layers and gives None: what has arrived at the "
    "front must be returned."
)
class gradient_not_returned(_Sequential):
    def backward(self, gradient):
        super().backward(gradient)


@exercise.wrong(
    "Forward runs through the layers and gives None: return what comes out of the last one."
)
class outputs_not_returned(_Sequential):
    def forward(self, x):
        super().forward(x)


@exercise.wrong(
    "The outputs and the gradient of the first pass are right. But `reverse()` turns the list "
    "itself round, and from then on everything comes in the wrong order. `reversed` only walks "
    "through it backwards."
)
class turned_for_good(_Sequential):
    def backward(self, gradient):
        self.layers.reverse()
        for layer in self.layers:
            gradient = layer.backward(gradient)
        return gradient


@exercise.wrong(
    "Both directions are right. But `params()` is empty, so nobody can ever change this network's "
    "weights: collect those of all layers."
)
class no_params(_Sequential):
    def params(self):
        return []

    def grads(self):
        return []


@exercise.wrong("`params()` holds those of a single layer. Collect those of all of them.")
class params_of_the_first_layer(_Sequential):
    def params(self):
        return self.layers[0].params()

    def grads(self):
        return self.layers[0].grads()


@exercise.wrong(
    "`grads()` begins with the last layer. It must keep the order of `params()`, or every "
    "parameter is moved by the gradient of another."
)
class grads_the_other_way_round(_Sequential):
    def grads(self):
        return [grad for layer in reversed(self.layers) for grad in layer.grads()]


@exercise.wrong(
    "`params()` hands out copies, so changing them changes nothing in the layers. Hand out the "
    "layers' own arrays."
)
class params_are_copies(_Sequential):
    def params(self):
        return [param.copy() for layer in self.layers for param in layer.params()]


@exercise.variant
class by_reduce(layers.Layer):
    def __init__(self, layers):
        self.chain = tuple(layers)

    def forward(self, x):
        return functools.reduce(lambda x, layer: layer.forward(x), self.chain, x)

    def backward(self, gradient):
        for i in range(len(self.chain) - 1, -1, -1):
            gradient = self.chain[i].backward(gradient)
        return gradient

    def params(self):
        return sum((layer.params() for layer in self.chain), [])

    def grads(self):
        return sum((layer.grads() for layer in self.chain), [])


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
        return tuple(found)

    def grads(self):
        found = []
        for layer in self.layers:
            found += layer.grads()
        return found
