"""How a computation graph is drawn: values above, gradients below, and the ways between them."""

import textwrap
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import FancyBboxPatch

from dlscratch.visuals.chain_numbers import number
from dlscratch.visuals.graph_layout import heights
from dlscratch.visuals.graph_numbers import shown
from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, YELLOW, panels, still
from dlscratch.visuals.toolkit.lettering import letters

PAPER, BOX = "white", "#F7F7F7"
# All lengths are inches.
WIDTH, CELL, HIGH = 9.0, 0.74, 0.28  # of the page; of a number's cell, wide and high
GAP, FAR = 0.26, 1.4  # between two columns, at least and at most
LANE = 1.16  # from lane to lane
HEAD, FOOT = 0.42, 0.8  # above, for two words; below, for two lines
PORT = 0.16  # between two ways at a value
SIGN = 0.28  # of an operation's sign, high
LINE, NOTE = 104, 13  # letters in a line of words, and of a note
DASHES = (0, (3, 1.5))


class Card(NamedTuple):
    """Where a value stands: its left edge, and the height between value and gradient."""

    left: float
    middle: float
    sign: float  # the width of its operation's sign, which stands before it

    def corner(self, forward):
        return self.left, self.middle - (0 if forward else HIGH)

    def holds(self, x, y):
        """Whether a place lies on the two cells, the name above or the note below."""
        return -self.sign <= x - self.left <= CELL and abs(y - self.middle) <= HIGH + 0.2


class Layout(NamedTuple):
    """Where everything stands on the page."""

    cards: list
    ways: list  # for each way its line (points, 2), from the parent to the operation
    size: tuple


@lru_cache(32)  # of the same graph it is asked for at every step
def layout(graph, foot=FOOT) -> Layout:
    """Where the values of a Graph stand, and the lines between them."""
    lanes, passing = heights(graph)
    columns = max(node.depth for node in graph.nodes)
    signs = [max(SIGN, 0.15 + 0.085 * len(node.sign)) if node.sign else 0.0 for node in graph.nodes]
    # For the signs of each column, from the right.
    room = [max(sign for sign, node in zip(signs, graph.nodes, strict=True) if node.depth == depth)
            for depth in range(columns + 1)]  # fmt: skip
    width = max(WIDTH, 0.2 + CELL + sum(sign + CELL + GAP for sign in room[:-1]))
    free = (width - 0.2 - CELL - sum(sign + CELL for sign in room[:-1])) / columns
    apart = np.array([sign + CELL + min(free, FAR) for sign in room[:-1]])
    right = (width + apart.sum() - CELL) / 2
    lefts = right - np.concatenate([[0], np.cumsum(apart)])
    low = foot + 0.3 + HIGH + 0.06
    cards = [
        Card(float(lefts[node.depth]), low + LANE * lanes[place], signs[place])
        for place, node in enumerate(graph.nodes)
    ]
    top = max(card.middle for card in cards) + HIGH + 0.28
    stops = []  # of each way, from left to right: pairs (x, y) where it runs level
    for way, between in zip(graph.ways, passing, strict=True):
        ends = [(cards[way.parent].left + CELL, cards[way.parent].middle)]
        for depth, lane in reversed(list(enumerate(between, graph.nodes[way.child].depth + 1))):
            left, height = lefts[depth], low + LANE * lane
            ends += [(left - room[depth], height), (left + CELL, height)]
        child = cards[way.child]
        stops.append([*ends, (child.left - child.sign, child.middle)])
    _fan_out(graph, stops)
    return Layout(cards, [_curve(one) for one in stops], (width, top + HEAD))


def draw(figure, graph, known=None, look=None, words=(), live=False):
    """Draws a Graph on `figure`, in place of what was there.

    known  how many of its steps have been gone; the next one is asked for. All, where it is None
    look   the index of the step that is marked, in place of the one that is asked for
    words  two texts for the foot of a live picture
    """
    known = len(graph.steps) if known is None else known
    look = known if look is None else look
    places = layout(graph, FOOT if live else 0.1)

    def make(figure):
        page = figure.add_axes((0, 0, 1, 1))
        page.set(xlim=(0, places.size[0]), ylim=(0, places.size[1]))
        page.axis("off")
        if live:
            _draw_forward(page, graph, places)
            still(figure)
        return [page]

    [page] = panels(figure, (live, graph), make)
    if not live:
        _draw_forward(page, graph, places)
    _draw_back(page, graph, places, graph.steps[1:known])
    _draw_gradients(page, graph, places, known)
    if look < len(graph.steps):
        _draw_marked(page, graph, places, graph.steps[look], look < known)
    lines = [line for text in words for line in textwrap.wrap(text, LINE)]
    for place, line in enumerate(lines):
        letters(page, [(places.size[0] / 2, FOOT - 0.2 - 0.25 * place)], [line], size=10.5,
                weight="bold" if line in words[0] else "normal")  # fmt: skip
    figure.description = " ".join([*filter(None, words), describe(graph, known)])


def describe(graph, known):
    """The picture in words: every value, and of the gradients those that are known."""
    values = ", ".join(map(graph.words, graph.forward))
    words = f"A computation graph. Forward, from left to right: {values}."
    back = []
    for place, node in enumerate(graph.nodes):
        parts = [graph.ways[way].share for way in graph.came(place, known)]
        if graph.is_complete(place, known):
            back.append(f"{node.name} {shown(node.gradient)}")
            if len(parts) > 1:
                back[-1] += f" (the sum of {' and '.join(shown(part, False) for part in parts)})"
        elif parts:
            back.append(f"{node.name} waits: {len(parts)} of its {graph.uses[place]} parts "
                        f"{'has' if len(parts) == 1 else 'have'} come")  # fmt: skip
    words += f" Backward, from right to left, the gradients: {', '.join(back)}." if back else ""
    if graph.strangers:
        words += f" Not recorded in this graph: {', '.join(graph.strangers)}."
    return words


# Inside


def _fan_out(graph, stops):
    """Ways that begin or end at the same value get a place each there, the upper one above."""
    for end in (0, -1):
        for place in range(len(graph.nodes)):
            here = [number for number, way in enumerate(graph.ways)
                    if (way.child if end else way.parent) == place]  # fmt: skip
            beyond = {way: -stops[way][-2 if end else 1][1] for way in here}
            here.sort(key=beyond.__getitem__)
            room = min(PORT, (SIGN - 0.06 if end else 2 * HIGH) / max(len(here) - 1, 1))
            for count, one in enumerate(here):
                x, y = stops[one][end]
                stops[one][end] = x, y + room * ((len(here) - 1) / 2 - count)


def _curve(stops):
    """A line (points, 2) through `stops`, level at each of them."""
    line = []
    for (left, low), (right, high) in zip(stops, stops[1:], strict=False):
        along = np.linspace(0, 1, 21)
        rise = along * along * (3 - 2 * along)
        line.append(np.column_stack([left + (right - left) * along, low + (high - low) * rise]))
    return np.concatenate(line)


def _rectangle(left, bottom, width, height):
    right, top = left + width, bottom + height
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def _draw_forward(page, graph, places):
    """What stays: values with their names, operations with their signs, and the ways forward."""
    width, height = places.size
    for x, colour, text in ((0.25, BLUE, "above: values, forward →"),
                            (0.75, ORANGE, "below: ← gradients, backward")):  # fmt: skip
        letters(page, [(width * x, height - 0.16)], [text], size=11, color=colour)
    page.add_artist(LineCollection(places.ways, color=GREY, lw=1.3, zorder=1))
    tips = [_head(line[-1], 0.09) for line in places.ways]
    page.add_artist(PolyCollection(tips, facecolor=GREY, edgecolor="none", zorder=2))
    for forward in (True, False):
        cells = [_rectangle(*card.corner(forward), CELL, HIGH) for card in places.cards]
        page.add_artist(PolyCollection(cells, facecolor=PAPER, edgecolor=GREY, lw=0.9, zorder=3,
                                       linestyle="-" if forward else (0, (2, 2))))  # fmt: skip
    for node, card in zip(graph.nodes, places.cards, strict=True):
        if node.sign:
            page.add_artist(_sign_box(card, facecolor=BOX, edgecolor=INK, lw=1.2, zorder=3))
    made = [(card, node) for card, node in zip(places.cards, graph.nodes, strict=True) if node.sign]
    letters(page, [(card.left - card.sign / 2, card.middle) for card, _ in made],
            [node.sign for _, node in made], size=10.5, weight="bold")  # fmt: skip
    middles = [card.left + CELL / 2 for card in places.cards]
    tops = [(x, card.middle + HIGH + 0.05) for x, card in zip(middles, places.cards, strict=True)]
    names = [f"{node.name} {node.value.shape if node.value.ndim else ''}".strip()
             for node in graph.nodes]  # fmt: skip
    names = ["" if name == shown(node.value) else name  # a plain number stands below anyway
             for name, node in zip(names, graph.nodes, strict=True)]  # fmt: skip
    letters(page, tops, names, size=9, align=("center", "bottom"))
    values = [(x, card.middle + HIGH / 2) for x, card in zip(middles, places.cards, strict=True)]
    _write_numbers(page, values, [shown(node.value, False) for node in graph.nodes], BLUE)


def _sign_box(card, **style):
    return FancyBboxPatch((card.left - card.sign, card.middle - SIGN / 2), card.sign, SIGN,
                          boxstyle="round,pad=0,rounding_size=0.08", **style)  # fmt: skip


def _head(tip, length):
    """An arrow's head, to the right, or to the left where `length` is negative."""
    x, y = tip
    return [(x, y), (x - length, y + 0.055), (x - length, y - 0.055)]


def _write_numbers(page, places, texts, colour):
    for small in (False, True):
        chosen = [pair for pair in zip(places, texts, strict=True) if (len(pair[1]) > 7) == small]
        if chosen:
            letters(page, *zip(*chosen, strict=True), color=colour, size=9 if small else 10.5,
                    weight="bold")  # fmt: skip


def _draw_back(page, graph, places, gone):
    """The ways that the gradient has come along: thick and dashed, with a head to the left."""
    lines = [places.ways[step.way] for step in gone if step.way is not None]
    page.add_artist(LineCollection(lines, color=ORANGE, lw=2.4, linestyle=DASHES, zorder=1.5))
    heads = [_head(line[0], -0.13) for line in lines]
    page.add_artist(PolyCollection(heads, facecolor=ORANGE, edgecolor="none", zorder=2.5))


def _draw_gradients(page, graph, places, known):
    """The gradients that are known; below those that come in parts, the parts."""
    numbers, notes = [], []
    for place, (node, card) in enumerate(zip(graph.nodes, places.cards, strict=True)):
        middle = card.left + CELL / 2
        if graph.is_complete(place, known):
            numbers.append(((middle, card.middle - HIGH / 2), shown(node.gradient, False)))
        if graph.uses[place] > 1:
            notes.append(((middle, card.middle - HIGH - 0.06), _parts(graph, place, known)))
    if numbers:
        _write_numbers(page, *zip(*numbers, strict=True), ORANGE)
    if notes:
        letters(page, *zip(*notes, strict=True), size=8.5, color=ORANGE, weight="bold",
                align=("center", "top"))  # fmt: skip


def _parts(graph, place, known):
    """What has come to a value that was used more than once, such as "5 + ?" and that it waits."""
    came, uses = graph.came(place, known), graph.uses[place]
    parts = [number(graph.ways[way].share.flat[0]) for way in came]
    parts += ["?"] * (uses - len(parts))
    text = "\n".join(textwrap.wrap(" + ".join(parts).replace("+ −", "− "), NOTE))
    if graph.is_complete(place, known):
        return text if text.count("\n") < 2 else f"{uses} parts"
    text = text if "\n" not in text else f"{len(came)} of {uses} here"
    return f"{text}\n" + ("all are here" if len(came) == uses else f"waits for {uses - len(came)}")


def _draw_marked(page, graph, places, step, known):
    """The number that is asked for or looked at, the way it comes and the operation behind it."""
    card = places.cards[step.node]
    square = _rectangle(*card.corner(False), CELL, HIGH)
    page.add_artist(PolyCollection([square], facecolor=YELLOW, edgecolor=INK, lw=1.8, zorder=5))
    text = number(graph.at(step)[0]) if known else "?"
    letters(page, [np.mean(square, axis=0)], [text], size=10.5 if len(text) < 8 else 9,
            weight="bold", zorder=6)  # fmt: skip
    if step.way is None:
        return
    line = places.ways[step.way]
    page.add_artist(LineCollection([line], color=INK, lw=3, linestyle=DASHES, zorder=2.6))
    page.add_artist(PolyCollection([_head(line[0], -0.16)], facecolor=INK, edgecolor="none",
                                   zorder=2.7))  # fmt: skip
    behind = places.cards[graph.ways[step.way].child]
    page.add_artist(_sign_box(behind, facecolor=YELLOW, edgecolor=INK, lw=2.2, zorder=3.5))
    sign = graph.nodes[graph.ways[step.way].child].sign
    letters(page, [(behind.left - behind.sign / 2, behind.middle)], [sign], size=10.5,
            weight="bold", zorder=6)  # fmt: skip
