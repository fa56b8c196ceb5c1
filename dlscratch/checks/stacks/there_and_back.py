"""Put six lines in order: forward through three layers, and the gradient back."""

import functools

from dlscratch import layers
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.checks.stacks.shared import SQUARE, TWO_PASSES, LinearInPieces, with_parameters

LINES = {
    "A": "    gradient = layer1.backward(gradient)",
    "B": "    outputs = layer3.forward(outputs)",
    "C": "    gradient = layer2.backward(gradient)",
    "D": "    outputs = layer1.forward(x)",
    "E": "    gradient = layer3.backward(gradient)",
    "F": "    outputs = layer2.forward(outputs)",
}


_OUT_OF_ORDER = (
    "On the way forward, layer3 comes before layer2. Each layer takes the outputs of the one "
    "before it."
)


class _Diary(layers.Layer):
    """A layer that notes when it goes forward, and says what is the matter if it cannot go back."""

    def __init__(self, layer, name, diary):
        self.layer, self.name, self.diary = layer, name, diary

    def forward(self, x):
        self.diary["forward"].append(self.name)
        return self.layer.forward(x)

    def backward(self, gradient):
        self.diary["backward"].append(self.name)
        if self.name not in self.diary["forward"]:
            raise Refuse(
                f"Here {self.name} is asked to go backward, and it has not been forward yet. It "
                "has nothing to remember."
            )
        if len(set(self.diary["forward"])) < 3:
            raise Refuse(
                f"Here {self.name} is asked to go backward, and not all three layers have been "
                "forward yet. The gradient that comes in belongs to the outputs of layer3."
            )
        return self.layer.backward(gradient)


def _there_and_back(function, x, gradient, w, b):
    names, diary = ("layer1", "layer2", "layer3"), {"forward": [], "backward": []}
    parts = (layers.Sigmoid(), with_parameters(LinearInPieces, w, b), layers.Tanh())
    stack = [_Diary(part, name, diary) for part, name in zip(parts, names, strict=True)]
    found = attempt(function, *stack, x, gradient)
    outputs, gradient = (found, None) if isinstance(found, Stopped) else found
    if diary["forward"] == ["layer1", "layer3", "layer2"]:
        return {"outputs": outputs}  # one thing at a time: the way back does not matter yet
    return {"outputs": outputs, "gradient": gradient, "the way back": diary["backward"]}


_there_and_back.arguments = ("x", "gradient", "w", "b")


def _tell(outcomes):
    """With all layers forward once, other outputs can only come from their order."""
    came, right = outcomes[0].output, exercise.expected[0].output
    if outcomes[0].error or isinstance(came["outputs"], Stopped):
        return None
    return None if alike(came["outputs"], right["outputs"]) else _OUT_OF_ORDER


exercise = Exercise(
    __name__,
    kind="order",
    tell=_tell,
    wants="value",
    reference="DFBECA",
    prepare=functools.partial(
        assemble,
        lines=LINES,
        name="there_and_back",
        known={},
        before=("def there_and_back(layer1, layer2, layer3, x, gradient):",),
        after=("    return outputs, gradient",),
    ),
    run=_there_and_back,
    probes=[*TWO_PASSES, SQUARE],
    hints=(
        "Which line is the only one that needs nothing but `x`?",
        "A layer can go backward only when it has been forward. And the gradient that comes in "
        "from outside is for the outputs of the last layer.",
        "Forward through 1, 2, 3. Then the gradient goes the same way back, and meets the last "
        "layer first.",
    ),
    after="With a list of layers these six lines become two loops, and the number of layers no "
    "longer matters. That is the next exercise.",
)


exercise.mistakes(
    not_reversed=(
        "The gradient that comes in belongs to the outputs of layer3, and here layer1 gets it.",
        "DFBACE",
    ),
    layer1_first_and_layer2_last=(
        "The gradient that comes in belongs to the outputs of layer3, and here layer1 gets it.",
        "DFBAEC",
    ),
    first_two_swapped_on_the_way_back=(
        "Backward begins with layer3: good. Which layer was the one before it on the way forward?",
        "DFBEAC",
    ),
    layer3_last=(
        "Two layers are right, in their order. But whose outputs does the incoming gradient "
        "belong to?",
        "DFBCAE",
    ),
    layer2_first=(
        "The gradient that comes in belongs to the outputs of layer3, and here layer2 gets it.",
        "DFBCEA",
    ),
    forward_out_of_order=(
        _OUT_OF_ORDER,
        "DBFECA",
    ),
    outputs_of_nobody=(
        "A layer is given `outputs`, and no layer has made any yet. Only one line needs nothing "
        "but `x`.",
        "FDBECA",
    ),
)


exercise.variant(list("DFBECA"))
exercise.variant("d f b e c a")
