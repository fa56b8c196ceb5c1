"""XOR learnt: the planes of xor_planes.py while a net is trained, epoch by epoch."""

import copy
from functools import lru_cache

import numpy as np
from ipywidgets import IntSlider, SelectionSlider

from dlscratch.datasets import xor
from dlscratch.losses import SSE
from dlscratch.optimizers import GradientDescent
from dlscratch.visuals.toolkit.live import Live, Player, choice
from dlscratch.visuals.xor_planes import LAST, STEP, draw


def live_xor_planes(make, seed=0, hidden=2, epoch=0):
    """A net on its way through the epochs, with the loss below; it is trained as far as one looks.

    make(seed, hidden) gives the untrained net of a seed with some hidden neurons. It learns by
    gradient descent on SSE, all four examples at once, as in lesson 6. Dragging in the chart of
    the loss scrubs, and so do the left and right arrow keys; up and down change the seed.
    """
    @lru_cache(200)
    def run(seed, hidden, rate):
        return Run(make(seed, hidden), rate)

    def draw_epoch(figure, epoch, seed, hidden, rate):
        chosen = run(seed, hidden, rate)
        note = f"seed {seed}, epoch {epoch}"
        draw(figure, chosen.at(epoch), note, run=(chosen.losses, epoch))

    def pointed(place, state):
        if place.axes is not live.figure.axes[-1]:
            return None
        return {"epoch": min(max(STEP * round(place.x / STEP), 0), LAST)}

    def keys(direction, state):
        if direction in ("left", "right"):
            step = STEP if direction == "right" else -STEP
            return {"epoch": min(max(state["epoch"] + step, 0), LAST)}
        return {"seed": (state["seed"] + (1 if direction == "up" else -1)) % 40}

    slider = IntSlider(epoch, 0, LAST, STEP, description="epoch", layout={"width": "420px"})
    live = Live(
        draw_epoch,
        (8.2, 5.1),
        pointed=pointed,
        keys=keys,
        beside=[Player(slider)],
        epoch=slider,
        seed=IntSlider(seed, 0, 39, description="seed"),
        hidden=choice([2, 3, 4, 8], hidden, "hidden neurons", "40px"),
        rate=SelectionSlider(
            options=[0.4, 1.0, 4.0, 10.0, 40.0], value=4.0, description="learning rate",
            style={"description_width": "90px"},
        ),
    )  # fmt: skip
    return live


class Run:
    """One training, kept every STEP epochs; it goes on only when a later epoch is asked for."""

    def __init__(self, net, learning_rate):
        self._net, self._shown = net, copy.deepcopy(net)
        self._optimizer = GradientDescent(learning_rate)
        self._kept = [self._numbers()]
        self.losses = [self._loss()]  # at the epochs 0, STEP, 2 STEP, …

    def at(self, epoch):
        """The net as it was after `epoch` epochs."""
        while len(self._kept) <= epoch // STEP:
            self._go_on()
        numbers = self._kept[epoch // STEP]
        for param in self._shown.params():
            values, numbers = numbers[: param.size], numbers[param.size :]
            param[...] = values.reshape(param.shape)
        return self._shown

    def _go_on(self):
        (x, y), loss = xor(), SSE()
        for _ in range(STEP):
            self._net.backward_params(loss.gradient(self._net.forward(x), y))
            self._optimizer.step(self._net)
        self._kept.append(self._numbers())
        self.losses.append(self._loss())

    def _numbers(self):
        return np.concatenate([param.ravel() for param in self._net.params()])

    def _loss(self):
        x, y = xor()
        return SSE().loss(self._net.forward(x), y)
