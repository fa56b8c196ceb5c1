"""The chain of chain.py, gone through step by step: each number is predicted before it is shown."""

import math
from pathlib import Path
from typing import NamedTuple

import anywidget
import traitlets
from ipywidgets import FloatSlider

from dlscratch.visuals.chain import CELL, HIGH, WIDTH, draw, layout
from dlscratch.visuals.chain_numbers import Chain, number
from dlscratch.visuals.toolkit.live import Live

TRIES = 2  # wrong answers to a step; after the last, the number is shown
LONGEST = 12  # an answer, in letters


class Walk(NamedTuple):
    """How far the learner has come."""

    known: int = 0  # how many steps have their numbers
    tries: int = 0  # how many wrong answers the next one has had
    said: str = "Each number waits for you: predict it, and press Enter."
    look: int | None = None  # a step that the learner looks back at


class Prompt(anywidget.AnyWidget):
    """A field for the next answer, with its name, and buttons. Its value is the Walk."""

    _esm = Path(__file__).with_name("prompt.js")
    label = traitlets.Unicode().tag(sync=True)  # of what is asked; none at the end of the way
    value = traitlets.Any(Walk())

    def __init__(self, answered):
        """`answered(walk, text)` gives the next Walk; text is None to show the number."""
        self._answered = answered
        super().__init__()
        self.on_msg(self._message)

    def _message(self, prompt, message, buffers):
        if "again" in message:
            self.value = Walk()
        else:
            self.value = self._answered(self.value, message.get("answer"))


def live_chain(layers, x, wants):
    """The way through a chain: forward and back, with a prediction at each number.

    The arguments are those of Chain. An answer is typed; what is wrong gets a word about the slip,
    or how the number comes about, and a second try. A click on a number that is known, or the arrow
    keys, tell how it came. A single `x` has a slider; once the way is done, all numbers follow it.
    """
    sliders = {}
    if isinstance(x, int | float):
        wide = max(4.0, abs(x))
        sliders["x"] = FloatSlider(x, min=-wide, max=wide, step=0.5, description="x",
                                   readout_format=".1f")  # fmt: skip

    def row():
        return Chain(layers, sliders["x"].value if sliders else x, wants)

    def draw_live(figure, walk, x=x):
        chain = Chain(layers, x, wants)
        draw(figure, chain, walk.known, walk.look, sentences(chain, walk), live=True)

    def restart(change):
        way = prompt.value
        prompt.value = way._replace(said="") if way.known == len(row().steps) else Walk()

    def name(change=None):
        chain, known = row(), prompt.value.known
        prompt.label = _asked(chain, known) if known < len(chain.steps) else ""

    def pointed(place, state):
        chain, walk = row(), state["walk"]
        places = layout(chain)
        for index, step in enumerate(chain.steps):
            count = len(chain.at(step))
            left, bottom = places.corner(step, count - 1, count)
            across, up = place.x - left, place.y - bottom
            if 0 <= across <= CELL and 0 <= up <= HIGH * count:
                if index == walk.known:
                    prompt.send({"focus": True})
                return {"walk": walk._replace(look=index if index < walk.known else None)}
        return None

    def keys(direction, state):
        walk = state["walk"]
        here = walk.known if walk.look is None else walk.look
        there = here + {"left": -1, "right": 1}.get(direction, 0)
        if direction in ("up", "down") or there < 0:
            return None
        return {"walk": walk._replace(look=there if there < walk.known else None)}

    prompt = Prompt(lambda walk, text: answer(row(), walk, text))
    prompt.observe(name, "value")
    name()
    if sliders:
        sliders["x"].observe(restart, "value")  # before the picture hears of it
    live = Live(
        draw_live, (WIDTH, layout(row()).top), pointed=pointed, keys=keys, walk=prompt, **sliders
    )
    lines = 1.5 + 0.6 * sum(map(len, row().values))  # of words, at the end of the way
    live.children[-1].layout.min_height = f"{20 * round(lines)}px"
    return live


def answer(chain, walk, text=None, slips=None) -> Walk:
    """The Walk after an answer to the next step; without one, its number is shown.

    `slips(chain, step)` gives wrong numbers, each with a word about it; those of a chain, if none.
    """
    if walk.known == len(chain.steps):
        return walk
    step = chain.steps[walk.known]
    cell = len(chain.at(step)) - 1
    how = chain.how(step, cell)
    if text is None:
        return Walk(walk.known + 1, 0, f"{_capital(str(how))}.")
    given = read(text)
    if given is None:
        said = f"“{text[:LONGEST]}” is not a number: type one such as −12, 0.25 or 1/4."
        return walk._replace(said=said, look=None)
    if is_right(given, how.value, text):
        return Walk(walk.known + 1, 0, f"Right. {_capital(str(how))}.")
    if walk.tries + 1 == TRIES:
        return Walk(walk.known + 1, 0, f"Not {number(given)}. {_capital(str(how))}.")
    word = slip(chain, step, given, slips) or f"{_capital(how.question)} ?"
    said = f"Not {number(given)}. {word}"
    return Walk(walk.known, walk.tries + 1, said)


def read(text):
    """The number that a text says, such as "−12", "0,25" or "1/4", else None."""
    parts = text.strip().replace("−", "-").replace(",", ".").split("/")
    try:
        top, bottom = map(float, parts if len(parts) == 2 else [*parts, 1])
        value = top / bottom
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None


def is_right(given, value, text=""):
    """Whether an answer is `value`, or as near as two decimals, or a slide rule, would bring it."""
    if abs(given - value) <= 0.01 * abs(value) + 1e-9:
        return True
    _, point, decimals = text.strip().replace(",", ".").partition(".")
    digits = len(decimals) if point and decimals.isdigit() else 0
    return digits >= 2 and given != 0 and abs(given - value) <= 0.51 * 10**-digits


def slip(chain, step, given, slips=None) -> str:
    """What an answer that is wrong has most likely left out, or nothing where that is not clear."""
    fitting = {
        words for wrong, words in (slips or _slips)(chain, step)
        if abs(given - wrong) <= 0.005 * abs(wrong) + 1e-9
    }  # fmt: skip
    return fitting.pop() if len(fitting) == 1 else ""


def sentences(chain, walk):
    """The two lines below the picture: what was said, and what is asked."""
    said = walk.said
    if walk.look is not None:
        step = chain.steps[walk.look]
        cell = len(chain.at(step)) - 1
        name = f"{'' if step.forward else 'the '}{chain.name(step, cell)}"
        said = f"How {name} came about. {_capital(str(chain.how(step, cell)))}."
    if walk.known == len(chain.steps):
        more = " Then move x." if len(chain.values[0]) == 1 else ""
        return said, f"That was the whole way. Click on a number, and see how it came.{more}"
    step = chain.steps[walk.known]
    box = [*(box.name for box in chain.boxes), "loss"][chain.box(step)]
    name = _asked(chain, walk.known)
    if step.forward:
        return said, f"Forward: {box} hands on {name} = ?"
    return said, f"Backward: {'the ' * (box == 'loss')}{box} hands to its left the {name} = ?"


# Inside


def _asked(chain, known):
    step = chain.steps[known]
    return chain.name(step, len(chain.at(step)) - 1)


def _capital(words):
    return words[:1].upper() + words[1:]


def _slips(chain, step):
    """Wrong answers to a step, each with a word about it."""
    cell = len(chain.at(step)) - 1
    value = float(chain.at(step)[cell])
    name = chain.name(step, cell)
    if value:
        yield -value, "The size is right, but not the sign."
    for other, wrong in enumerate(chain.at(step)[:-1]):
        yield float(wrong), f"That is {chain.name(step, other)}. Asked for is {name}."
    if not step.forward and step.place == len(chain.boxes):
        apart = value / 2
        yield apart, "That is the difference. The slope of a square is twice that."
        yield apart**2, "That is the loss. Asked for is its slope."
        return
    box, place = chain.boxes[chain.box(step)], chain.box(step)
    x = chain.values[place]
    if step.forward and box.w is not None:
        yield value - box.b[cell], "That is the sum without the bias."
    elif step.forward:
        for earlier in range(place):
            if len(chain.values[earlier]) == len(x):
                wrong = float(box.forward(chain.values[earlier])[cell])
                yield wrong, f"That would be {box.name} of {chain.names[earlier]}. What comes in?"
    elif box.w is None:
        slope, gradient = float(box.slopes(x)[cell]), float(chain.gradients[place + 1][cell])
        yield slope, f"That is the slope of {box.name} alone. What comes in from the right?"
        yield gradient, f"That comes in from the right. {_capital(box.name)} has a slope, too."
        yield slope + gradient, "Slope and incoming gradient are multiplied, not added."
        elsewhere = {*range(len(chain.values))} - {place}
        for other in sorted(elsewhere):
            if len(chain.values[other]) == len(x):
                wrong = float(box.slopes(chain.values[other])[cell] * gradient)
                yield wrong, (f"That takes the slope at {chain.names[other]}. What went "
                              f"into {box.name} is {chain.names[place]}.")  # fmt: skip
    else:
        first = box.w[:, cell] * chain.gradients[place + 1]
        if len(first) > 1:
            yield float(first[-1]), "That is the share of one neuron. All of them add up."
