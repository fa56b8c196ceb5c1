"""XOR by hand: the planes of xor_planes.py, with a slider for each weight and lines to drag."""

import numpy as np
from ipywidgets import HBox, IntSlider, Layout, VBox

from dlscratch.visuals.toolkit.live import Live
from dlscratch.visuals.xor_planes import as_net, draw, planes, weights

STRONGEST = 30  # weight that can be set by hand


def live_xor_weights(net, wanted=None):
    """The planes of `net`, with a slider for each weight and bias; clicks and drags move the lines.

    `net` is a single neuron, or two hidden neurons and one for the output; it is left as it is.
    """
    net = as_net(net)
    seen = planes(net)
    if len(net.params()) != 2 and seen.hidden_field is None:
        raise ValueError("the picture has sliders for a single neuron, or for two and an output")
    hidden = len(seen.lines)
    neurons = [f"h{number + 1}" for number in range(hidden)] + ["out"]
    rows = [(*w, b) for layer in weights(net) for w, b in zip(*layer, strict=True)]
    sliders = {}
    for neuron, row in zip(neurons, rows, strict=True):
        names = ("w1", "w2", "b") if neuron != "out" or not hidden else (*neurons[:-1], "b")
        for name, value in zip(names, row, strict=True):
            sliders[f"{neuron}_{name}"] = IntSlider(
                _whole(value), min=-STRONGEST, max=STRONGEST,
                description=f"{neuron}: {name}" if hidden else name,
                layout=Layout(width="228px"), style={"description_width": "56px"},
            )  # fmt: skip

    def draw_set(figure, **weights):
        numbers = np.reshape(list(weights.values()), (-1, 3))
        parts = [numbers[:hidden, :-1], numbers[:hidden, -1]] if hidden else []
        parts += [numbers[hidden:, :-1], numbers[hidden:, -1]]
        for param, values in zip(net.params(), parts, strict=True):
            param[...] = values
        draw(figure, net, "by hand", wanted)

    def pointed(place, state):
        """The line that is nearest to the place moves there: its bias changes, no weight does."""
        if place.axes is None:
            return None
        on_the_left = place.axes is live.figure.axes[0]
        movable = [0] if not hidden else range(hidden) if on_the_left else [hidden]
        numbers = np.reshape(list(state.values()), (-1, 3))
        sums = numbers[:, :2] @ [place.x, place.y]
        far = np.abs(sums + numbers[:, 2]) / np.maximum(np.hypot(*numbers[:, :2].T), 1e-9)
        one = min(movable, key=lambda neuron: far[neuron])
        return {f"{neurons[one]}_b": _whole(-sums[one])}

    live = Live(draw_set, (8.6, 4.4), pointed=pointed, **sliders)
    screen, _, words = live.children
    columns = list(sliders.values())
    wrap = Layout(flex_flow="row wrap")
    table = [HBox(columns[start : start + 3], layout=wrap) for start in range(0, len(columns), 3)]
    live.children = [screen, VBox(table), words]
    return live


def _whole(number):
    """A weight that a slider can show."""
    return int(np.clip(np.round(number), -STRONGEST, STRONGEST))
