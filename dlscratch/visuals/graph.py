"""The computation graph of an expression: values go forward above, gradients come back below.

`graph` returns a figure for a page. In `live_graph` the learner goes the gradient's way step by
step, and predicts each number before it is shown.
"""

from dlscratch.visuals.chain_walk import Prompt
from dlscratch.visuals.graph_drawing import draw, layout
from dlscratch.visuals.graph_numbers import Graph
from dlscratch.visuals.graph_walk import answer, asked, sentences
from dlscratch.visuals.toolkit import Picture
from dlscratch.visuals.toolkit.live import Live


def graph(result, back=None, names=None):
    """A picture of what `result` was made from: leaves left, then operations, the result right.

    result  one number: a Tensor of dlscratch.autograd, or a Value with data and parents
    back    how many operations of the way back have been run, from 0 on; all where it is None
    names   {name: value} for those that shall be called by a name

    Nothing in `result` is changed: no gradient, no note. Draw it before its backward, which
    forgets the notes. Raises ValueError for what the picture has no room for.
    """
    made = Graph(result, names)
    most = len(made.operations)
    if back is not None and back not in range(most + 1):
        raise ValueError(
            f"back says how many operations have been run, from 0 to all {most}, but {back} came"
        )
    picture = Picture(figsize=layout(made, 0.1).size, dpi=100)
    draw(picture, made, None if back is None else made.known_after(back), len(made.steps))
    return picture


def live_graph(result, names=None):
    """The way back through the graph of `result`, with a prediction at each gradient.

    The arguments are those of `graph`. An answer is typed; what is wrong gets a word about the
    slip, or how the number comes about, and a second try. A click on a gradient that is known, or
    the arrow keys, tell how it came: left with the gradient, right against it.
    """
    made = Graph(result, names)
    places = layout(made)

    def draw_live(figure, walk):
        draw(figure, made, walk.known, walk.look, sentences(made, walk), live=True)

    def name(change=None):
        prompt.label = asked(made, prompt.value.known)

    def pointed(place, state):
        walk = state["walk"]
        for card_place, card in enumerate(places.cards):
            if not card.holds(place.x, place.y):
                continue
            known = [step for step in range(walk.known) if made.steps[step].node == card_place]
            if known or asked_there(card_place, walk):
                if asked_there(card_place, walk):
                    prompt.send({"focus": True})
                    known = []
                return {"walk": walk._replace(look=known[-1] if known else None)}
        return None

    def asked_there(card_place, walk):
        return walk.known < len(made.steps) and made.steps[walk.known].node == card_place

    def keys(direction, state):
        walk = state["walk"]
        here = walk.known if walk.look is None else walk.look
        there = here + {"left": 1, "right": -1}.get(direction, 0)
        if direction in ("up", "down") or there < 0:
            return None
        if direction == "left" and walk.look is None and here < len(made.steps):
            prompt.send({"focus": True})
        return {"walk": walk._replace(look=there if there < walk.known else None)}

    prompt = Prompt(lambda walk, text: answer(made, walk, text))
    prompt.observe(name, "value")
    name()
    live = Live(draw_live, places.size, pointed=pointed, keys=keys, walk=prompt)
    live.children[-1].layout.min_height = f"{20 * (4 + len(made.nodes) // 3)}px"
    return live
