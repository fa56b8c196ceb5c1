"""The way back through a graph, step by step: what is asked, what an answer has left out."""

from dlscratch.visuals import chain_walk
from dlscratch.visuals.chain_numbers import number
from dlscratch.visuals.chain_walk import Walk
from dlscratch.visuals.graph_numbers import Step


def answer(graph, walk, text=None) -> Walk:
    """The Walk after an answer to the next step; without one, its number is shown."""
    return chain_walk.answer(graph, walk, text, _slips)


def asked(graph, known):
    """What is asked after `known` steps; nothing at the end of the way."""
    return graph.called(graph.steps[known]) if known < len(graph.steps) else ""


def sentences(graph, walk):
    """The two lines below the picture: what was said, and what is asked."""
    said = walk.said
    if walk.look is not None:
        step = graph.steps[walk.look]
        name, how = graph.called(step), str(graph.how(step))
        the = "" if name.startswith("part") else "the "
        said = f"How {the}{name} came about. {how[:1].upper() + how[1:]}."
    if walk.known == len(graph.steps):
        return said, "That was the whole way. Click on a gradient, and see how it came."
    step = graph.steps[walk.known]
    node = graph.nodes[step.node]
    if step == Step(0):
        return said, f"At the right end: how fast does {node.name} move with itself?"
    name = asked(graph, walk.known)
    if step.way is None:
        return said, f"All parts for {node.name} are here, and it waits no longer: {name} = ?"
    sign = graph.nodes[graph.ways[step.way].child].sign
    the = "" if name.startswith("part") else "the "
    return said, f"Backward: {sign} hands back {the}{name} = ?"


# Inside


def _slips(graph, step):
    """Wrong answers to a step, each with a word about it."""
    value, node = float(graph.at(step)[0]), graph.nodes[step.node]
    turned = step.way is not None and graph.ways[step.way].terms[:1] == [(-1.0, -value)]
    if value and not turned:  # what comes in is told below
        yield -value, "The size is right, but not the sign."
    if step == Step(0):
        yield float(node.value.flat[0]), "That is its value. Asked for is how fast it moves."
        yield 0.0, "Nudge it by 1: by how much does it move?"
        return
    came = graph.came(step.node, len(graph.steps))
    parts = [float(graph.ways[way].share.flat[0]) for way in came]
    total = sum(parts)
    if step.way is None:
        for part in parts:
            yield part, "That came along one way only. All the parts add up."
        product = 1.0
        for part in parts:
            product *= part
        yield product, "The parts are added, not multiplied."
        yield total / len(parts), "That is their mean. The parts add up."
        return
    way = graph.ways[step.way]
    sign = graph.nodes[way.child].sign
    if len(way.terms) > 1:
        for slope, gradient in way.terms:
            yield slope * gradient, "That is one product of several. They add up."
        return
    [(slope, gradient)] = way.terms or [(0.0, 0.0)]
    yield slope, f"That is the slope of {sign} alone. What comes in from the right?"
    yield gradient, f"That comes in from the right. {sign} has a slope, too."
    yield slope + gradient, "Slope and incoming gradient are multiplied, not added."
    own = float(node.value.flat[0])
    if sign[0] == "×":
        yield own * gradient, f"That takes {node.name} itself. The slope is the other factor."
    if len(parts) > 1:
        words = "That is all together. Asked for is only what comes along this way."
        yield total, words
        yield sum(parts[: came.index(step.way) + 1]), words
    made = graph.nodes[way.child].value.flat[0]
    yield float(made), f"{number(made)} is what {sign} gave forward. What comes back?"
