"""The computation graph of a result: its values, and the way of the gradient back, step by step."""

import numbers
from typing import Any, NamedTuple

import numpy as np

from dlscratch.guards import check_notes
from dlscratch.pulls import undo_broadcasting
from dlscratch.visuals.chain_numbers import How, factor, number
from dlscratch.visuals.graph_signs import sign, written

MOST, DEEPEST = 12, 9  # values in a picture, and how many one behind another
LARGEST = 12  # numbers in an array
TERMS = 4  # of a sum that are written out


class Node(NamedTuple):
    """A value on the way: what it is called, the operation that made it, how far from the end."""

    name: str
    sign: str  # of the operation; none for a leaf
    value: np.ndarray
    gradient: np.ndarray
    depth: int  # of the result 0, and of each other one more than of all made from it


class Way(NamedTuple):
    """From a value back to one of those that it was made from."""

    parent: int
    child: int  # the value that was made
    share: np.ndarray  # of the gradient: what comes to the parent along this way
    terms: list  # slope and incoming gradient of each product in the share's first number


class Step(NamedTuple):
    """A number that comes back: along a way; without one, all that came to a value together."""

    node: int
    way: int | None = None


class Graph:
    """What `result` was made from, read from its own notes; nothing in them is called or changed.

    result  a Tensor of dlscratch.autograd with one number, or the learner's own: with `data`, and
            with `parents`, pairs of a value and a slope, or `edges`, pairs of a value and a pull
    names   {name: value} for those that shall be called by a name; the others become v1, v2, …

    `nodes` begin with the result; each comes behind all that was made from it, and so the gradient
    goes. `steps` is its way. Raises ValueError for what the picture has no room for.
    """

    def __init__(self, result, names=None):
        if not isinstance(names, dict | None):
            raise ValueError(f"names is {{name: value}}, but {str(names)[:40]} came")
        found = _collected(result)
        order = sorted(found, key=lambda one: one.depth)  # those of one depth as they were found
        places = {id(one.value): place for place, one in enumerate(order)}
        known = {id(value): str(name) for name, value in (names or {}).items()}
        self.strangers = [name for value, name in known.items() if value not in places]
        self.ways: list[Way] = []
        self.nodes: list[Node] = []
        waiting = [sum(id(parent) == id(one.value) for other in order for parent, _ in other.ways)
                   for one in order]  # fmt: skip
        self.uses = tuple(waiting)
        shares: list = [[] for _ in order]
        self.steps = [Step(0)]
        self._ends = [1]
        titles = _titles(order, known)
        for place, one in enumerate(order):
            value = _array(one.value)
            gradient = sum(shares[place]) if place else np.ones_like(value)
            _check_finite(gradient)
            inputs = [_array(parent) for parent, _ in one.ways]
            slopes = []
            for parent, pull in one.ways:
                there = places[id(parent)]
                share, terms = _pulled(pull, gradient, _array(parent).shape, titles[there])
                slopes.append(terms[0][0] if terms else 0.0)
                self.ways.append(Way(there, place, share, terms))
                shares[there].append(share)
                self.steps.append(Step(there, len(self.ways) - 1))
                waiting[there] -= 1
                if not waiting[there] and self.uses[there] > 1:
                    self.steps.append(Step(there))
            if one.ways:
                self._ends.append(len(self.steps))
            made = sign(getattr(one.value, "operation", None), value, inputs, slopes)
            self.nodes.append(Node(titles[place], made, value, gradient, one.depth))

    @property
    def forward(self):
        """The places of all values, from left to right."""
        return sorted(range(len(self.nodes)), key=lambda place: -self.nodes[place].depth)

    @property
    def operations(self):
        """The places of the values that were made, in the order of the way back."""
        return [place for place, node in enumerate(self.nodes) if node.sign]

    def known_after(self, back):
        """How many steps are known when so many operations have run back."""
        return self._ends[back]

    def came(self, place, known):
        """The ways along which something has come to a value, after `known` steps."""
        return [step.way for step in self.steps[:known] if step.node == place
                and step.way is not None]  # fmt: skip

    def is_complete(self, place, known):
        """Whether the gradient for a value is known after so many steps."""
        come = [step for step in self.steps[:known] if step.node == place]
        return Step(place) in come if self.uses[place] != 1 else come != []

    def at(self, step):
        """The number that is asked for in a step, in an array: an array's first."""
        return np.array([self._whole(step).flat[0]])

    def called(self, step, cell=None):
        """Such as "gradient for w", "gradient for w[0, 0]" or, of several, "part 2 for x"."""
        node = self.nodes[step.node]
        name = f"{node.name}{[0] * node.value.ndim if node.value.ndim else ''}"
        if step.way is None or self.uses[step.node] == 1:
            return f"gradient for {name}"
        return f"part {self.came(step.node, len(self.steps)).index(step.way) + 1} for {name}"

    def how(self, step, cell=0) -> How:
        """How the number of a step came about."""
        value, node = float(self.at(step)[0]), self.nodes[step.node]
        if step == Step(0):
            return How(f"nudge {node.name} by 1, and it moves by 1", "1 ÷ 1", value)
        if step.way is None:
            parts = [self.ways[way].share.flat[0] for way in self.came(step.node, len(self.steps))]
            return How(f"the parts for {node.name} add up", _listed(map(factor, parts)), value)
        way = self.ways[step.way]
        rule = f"slope of {self.nodes[way.child].sign} for {node.name} × incoming gradient"
        terms = [f"{factor(slope)} × {factor(gradient)}" for slope, gradient in way.terms]
        return How(rule, _listed(terms) or "nothing comes", value)

    def words(self, place):
        """How a value was made, such as "v1 = w × x = 6"."""
        node = self.nodes[place]
        parents = [self.nodes[way.parent].name for way in self.ways if way.child == place]
        if node.name == shown(node.value):
            return node.name
        made = f"{written(node.sign, parents)} = " if node.sign else ""
        return f"{node.name} = {made}{shown(node.value)}"

    def _whole(self, step):
        return self.nodes[step.node].gradient if step.way is None else self.ways[step.way].share


def shown(array, long=True):
    """A number; of an array the first, with its shape."""
    if not array.ndim:
        return number(array)
    first = number(array.flat[0]) + (" …" if array.size > 1 else "")
    return f"{first} (shape {array.shape})" if long else first


# Inside


class _Found(NamedTuple):
    value: Any
    ways: list  # the values that it was made from, each with its pull
    depth: int


def _collected(result):
    """All that `result` was made from, and itself: as it was found, first operands first."""
    ways, to_visit = {}, [result]
    while to_visit:
        one = to_visit.pop()
        if id(one) in ways:
            continue
        ways[id(one)] = one, _ways(one)
        if len(ways) > MOST:
            raise ValueError(
                f"the picture has room for {MOST} values, but this expression has more: take a "
                "part of it"
            )
        to_visit += [parent for parent, _ in ways[id(one)][1][::-1]]
    if not ways[id(result)][1]:
        raise ValueError(
            "nothing leads to this value: compute it from others, and of Tensors, from at least "
            "one with requires_grad=True"
        )
    if _array(result).size != 1:
        raise ValueError(
            f"the way back starts from one number, but this has shape {_array(result).shape}: take "
            "its sum() first"
        )
    depths = dict.fromkeys(ways, 0)
    for _ in ways:  # the longest way has no more pieces than there are values
        for one, pairs in ways.values():
            for parent, _pull in pairs:
                depths[id(parent)] = max(depths[id(parent)], depths[id(one)] + 1)
    if max(depths.values()) >= len(ways):
        raise ValueError("a value of this expression is made from itself: look at its parents")
    if max(depths.values()) >= DEEPEST:
        raise ValueError(
            f"the picture has room for {DEEPEST - 1} operations one after another, but this "
            f"expression has {max(depths.values())}: take a part of it"
        )
    return [_Found(one, pairs, depths[key]) for key, (one, pairs) in ways.items()]


def _ways(value):
    """The values that one was made from, each with its pull: a function, or a slope."""
    edges = getattr(value, "edges", getattr(value, "parents", value))
    if edges is value or not hasattr(value, "data"):
        raise ValueError(
            "a graph is drawn of a Tensor or of a Value with data and parents, but "
            f"{str(value)[:40]} came"
        )
    if edges is None:
        raise ValueError(
            "backward has been here before, and has forgotten the graph: run forward again, and "
            "draw it before backward"
        )
    try:
        if hasattr(value, "kept"):
            check_notes(value)  # an array that was changed since forward
    except RuntimeError as error:
        raise ValueError(str(error)) from None
    pairs = list(edges)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) < 2:
            raise ValueError(
                f"parents are pairs (value, slope), but {str(pair)[:40]} is among them"
            )
        if not callable(pair[1]) and not isinstance(pair[1], numbers.Real | np.ndarray):
            raise ValueError(
                "the slope in a pair is a number, or a function of the gradient, but "
                f"{str(pair[1])[:40]} came"
            )
    return [tuple(pair[:2]) for pair in pairs]


def _array(value):
    try:
        array = np.array(value.data, float)
    except (TypeError, ValueError):
        came = str(value.data)[:40]
        raise ValueError(f"data is a number or an array of numbers, but {came} came") from None
    _check_finite(array)
    if array.size > LARGEST or not array.size:
        raise ValueError(
            f"the picture has room for arrays of at most {LARGEST} numbers, but one has shape "
            f"{array.shape}: take a smaller one"
        )
    return array


def _check_finite(array):
    if not np.isfinite(array).all():
        raise ValueError("a picture needs finite numbers, but inf or nan is among these")


def _pulled(pull, gradient, shape, name):
    """The share of `gradient` that comes to a value of `shape`, and the terms of its first number.

    A pull is linear: so each number of the gradient has its own slope, found by itself.
    """

    def share(g):
        pulled = np.asarray(pull(g) if callable(pull) else pull * g, float)
        came = pulled.shape
        if came == g.shape and len(came) >= len(shape):
            pulled = undo_broadcasting(pulled, shape)
        if pulled.shape != shape:
            raise ValueError(
                f"a gradient has the shape of its value, but for {name}, of shape {shape}, "
                f"shape {came} comes back"
            )
        return pulled

    terms = []
    for place in range(gradient.size):
        one = np.zeros_like(gradient)
        one.flat[place] = 1
        slope = share(one).flat[0]
        if slope or gradient.size == 1:
            terms.append((float(slope), float(gradient.flat[place])))
    return share(gradient), terms


def _titles(order, known):
    """What the values are called, in their order. A plain number without a name is called by
    itself, and the others are numbered from the front."""
    titles = [known.get(id(one.value)) for one in order]
    titles[0] = titles[0] or "result"
    free = (f"v{count}" for count in range(1, 100) if f"v{count}" not in titles)
    for place in sorted(range(len(order)), key=lambda place: -order[place].depth):
        value = _array(order[place].value)
        plain = not order[place].ways and not value.ndim
        titles[place] = titles[place] or (number(value) if plain else next(free))
    return titles


def _listed(terms):
    terms = list(terms)
    return " + ".join(terms[:TERMS] + ["…"] * (len(terms) > TERMS))
