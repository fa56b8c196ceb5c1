"""The graph of an expression: its numbers are the engine's, it has room, and it tells no more."""

import itertools
import random

import numpy as np
import pytest

from dlscratch.autograd import Tensor, no_grad
from dlscratch.visuals.chain_numbers import number
from dlscratch.visuals.graph import graph
from dlscratch.visuals.graph_drawing import CELL, HIGH, SIGN, draw, layout
from dlscratch.visuals.graph_numbers import Graph, Step
from dlscratch.visuals.graph_signs import sign, written
from dlscratch.visuals.toolkit import Picture
from tests.visuals import expressions
from tests.visuals.expressions import ALL, Value, learns
from tests.visuals.pictured import crowded
from tests.visuals.pictured import written as texts_in


def named(made, name):
    return next(node for node in made.nodes if node.name == name)


@pytest.mark.parametrize("expression", [one for one in ALL if one.__name__[-5:] != "value"])
def test_the_gradients_are_those_of_backward_and_nothing_is_changed(expression):
    result, names = expression()
    made = Graph(result, names)
    graph(result, names=names)
    assert all(tensor.grad is None for tensor in names.values())
    result.backward()  # the notes are still there
    for name, tensor in names.items():
        if not tensor.edges and tensor.requires_grad and tensor.grad is not None:
            node = named(made, name)
            np.testing.assert_allclose(node.gradient, tensor.grad, rtol=1e-12)
            assert node.gradient.shape == node.value.shape == tensor.shape


def test_a_value_and_a_tensor_give_the_same_graph():
    x, y = Value(3.0), Value(-2.0)
    a, b = learns(3.0, -2.0)
    ours = Graph(x * y + x * x, {"x": x, "y": y})
    engine = Graph(a * b + a * a, {"x": a, "y": b})
    assert ours.steps == engine.steps
    for one, other in zip(ours.nodes, engine.nodes, strict=True):
        assert one.name == other.name and one.sign == other.sign and one.value == other.value
        assert one.gradient == other.gradient and one.depth == other.depth


def test_an_engine_of_pairs_with_functions_can_be_drawn():
    x = Value(2.0)
    y = Value(8.0, [(x, lambda g: g * 12.0, "more")])
    assert named(Graph(y, {"x": x}), "x").gradient == 12


@pytest.mark.parametrize("expression", ALL)
def test_the_way_back(expression):
    """All that was made from a value has had its turn before it hands on; each way is gone once."""
    made = Graph(*expression())
    assert made.steps[0] == Step(0)
    ways = [step.way for step in made.steps if step.way is not None]
    assert sorted(ways) == list(range(len(made.ways)))
    for known, step in enumerate(made.steps):
        if step.way is not None:
            assert made.is_complete(made.ways[step.way].child, known)
            assert not made.is_complete(step.node, known)
    for place, uses in enumerate(made.uses):
        assert made.is_complete(place, len(made.steps))
        assert (Step(place) in made.steps) == (uses != 1)
        if place:
            parts = [made.ways[way].share for way in made.came(place, len(made.steps))]
            assert len(parts) == uses
            np.testing.assert_allclose(sum(parts), made.nodes[place].gradient)


@pytest.mark.parametrize("expression", ALL)
def test_each_number_says_how_it_came_about(expression):
    made = Graph(*expression())
    for step in made.steps:
        how = made.how(step)
        assert how.value == made.at(step)[0] and str(how).endswith(f" = {number(how.value)}")
        terms = how.terms.replace("×", "*").replace("−", "-").replace("÷", "/")
        if "…" not in terms:
            assert eval(terms) == pytest.approx(how.value, rel=0.02, abs=0.004)


def test_words():
    made = Graph(*expressions.loss())
    assert [made.words(place) for place in made.forward] == [
        "w = 3", "x = 2", "v1 = w × x = 6", "b = 1", "v2 = v1 + b = 7", "y = 5", "v3 = v2 − y = 2",
        "result = v3**2 = 4",
    ]  # fmt: skip
    assert [str(made.how(step)) for step in made.steps[:3]] == [
        "nudge result by 1, and it moves by 1: 1 ÷ 1 = 1",
        "slope of **2 for v3 × incoming gradient: 4 × 1 = 4",
        "slope of − for v2 × incoming gradient: 1 × 4 = 4",
    ]
    made = Graph(*expressions.used_twice())
    assert str(made.how(made.steps[-1])) == "the parts for x add up: 2 + 5 = 7"
    assert [made.called(step) for step in made.steps[-3:]] == [
        "part 1 for x", "part 2 for x", "gradient for x",
    ]  # fmt: skip


X = Tensor(1.7, requires_grad=True)
TWO = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b]
ONE = {
    "+ 2": lambda a: a + 2, "− 2": lambda a: a - 2, "× 2": lambda a: a * 2, "÷ 2": lambda a: a / 2,
    "5 −": lambda a: 5 - a, "5 ÷": lambda a: 5 / a, "−": lambda a: -a, "**3": lambda a: a**3,
    "**0.5": lambda a: a**0.5, "tanh": lambda a: a.tanh(), "exp": lambda a: a.exp(),
    "log": lambda a: a.log(), "sigmoid": lambda a: a.sigmoid(), "relu": lambda a: a.relu(),
}  # fmt: skip


@pytest.mark.parametrize("wanted", ONE)
def test_signs_of_one(wanted):
    """Told by a Tensor, or only by the numbers of a Value."""
    result = ONE[wanted](X)
    assert Graph(result).nodes[0].sign == wanted
    x = Value(1.7)
    told = Graph(Value(result.item(), ((x, Graph(result).ways[0].terms[0][0]),))).nodes[0].sign
    same = {"÷ 2": "× 0.5", "relu": "+ 0"}  # the same numbers come about
    assert told == same.get(wanted, wanted)


@pytest.mark.parametrize("function, wanted", list(zip(TWO, "+−×÷", strict=True)))
def test_signs_of_two(function, wanted):
    for a, b in ((2.0, -3.0), (1.0, 1.0), (0.0, 2.0), (0.5, 0.5)):
        ours, (one, other) = Graph(function(*learns(a, b))), learns(a, b)
        assert ours.nodes[0].sign == wanted
        slopes = [way.terms[0][0] for way in ours.ways]
        y = np.array(function(one, other).item())
        assert sign(None, y, [np.array(a), np.array(b)], slopes) == wanted
    assert sign(None, y, [np.array(0.5), np.array(0.5)], [7.0, 7.0]) == "f"


def test_signs_of_arrays():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    for made, words in (
        (Tensor([[1.0, 2.0]]) @ x, "… @ x"), (x @ Tensor([[1.0], [2.0]]), "x @ …"),
        (x + 1, "x + …"), (1 - x, "… − x"), (-x, "−x"), (x**2, "x**2"), (x.T, "T of x"),
    ):  # fmt: skip
        ours = Graph(made.sum(), {"x": x})
        assert written(ours.nodes[1].sign, ["x"]) == words


@pytest.mark.parametrize("back, known", [(0, 1), (1, 3), (2, 4), (3, 6)])
def test_what_is_not_yet_known_is_not_in_the_picture(back, known):
    picture = graph(expressions.used_twice()[0], back)
    made = Graph(expressions.used_twice()[0])
    assert made.known_after(back) == known
    texts = texts_in(picture.axes[0])
    assert ("7" in texts) == ("2 + 5" in texts) == (back == 3)
    assert ("2 + ?\nwaits for 1" in texts) == (back == 2)
    assert ("waits: 1 of its 2 parts has come" in picture.description) == (back == 2)
    assert ("7 (the sum of 2 and 5)" in picture.description) == (back == 3)


def test_the_picture_holds_all_numbers():
    result, names = expressions.shared_deep_down()
    picture = graph(result, names=names)
    texts = texts_in(picture.axes[0])
    for node in Graph(result, names).nodes:
        assert {node.name, number(node.value), number(node.gradient)} <= set(texts)
    assert "?" not in "".join(texts) and {"tanh"}.isdisjoint(texts) and "exp" in texts


def test_what_is_not_recorded_is_said():
    result, names = expressions.not_all_learn()
    assert graph(result, names=names).description.endswith("Not recorded in this graph: x.")


def room(made, foot):
    """The layout, and the box of each value with its operation: (left, low, right, top)."""
    places = layout(made, foot)
    boxes = [
        (card.left - card.sign, card.middle - HIGH, card.left + CELL, card.middle + HIGH)
        for card in places.cards
    ]
    return places, boxes


def check_room(made):
    for foot in (0.1, 0.8):
        places, boxes = room(made, foot)
        width, height = places.size
        for left, low, right, top in boxes:
            assert 0 < left < right < width and foot < low < top < height
        for a, b in itertools.combinations(boxes, 2):
            assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])
        for line in places.ways:
            x, y = line[1:-1].T
            assert (np.diff(line[:, 0]) >= 0).all() and (y > 0).all() and (y < height).all()
            for left, low, right, top in boxes:
                inside = (x > left + 1e-9) & (x < right - 1e-9) & (y > low) & (y < top)
                assert not inside.any()


@pytest.mark.parametrize("expression", ALL)
def test_every_graph_has_room(expression):
    made = Graph(*expression())
    check_room(made)
    for back in range(len(made.operations) + 1):
        picture = Picture(figsize=layout(made, 0.1).size, dpi=100)
        draw(picture, made, made.known_after(back), len(made.steps))
        picture.canvas.draw()
        assert crowded(picture.axes[0]) == []
    assert layout(made).size[0] <= 11.6 and SIGN < 2 * HIGH


def test_graphs_of_chance_have_room():
    chance, drawn = random.Random(1), 0
    operations = [*TWO[:3], lambda a, b: a.tanh(), lambda a, b: a * 2]
    while drawn < 60:
        values = learns(*chance.choices([-2.0, 0.5, 1.0, 3.0], k=chance.randint(1, 5)))
        for _ in range(chance.randint(1, 8)):
            one, other = chance.choice(values[-4:]), chance.choice(values)
            values.append(chance.choice(operations)(one, other))
        try:
            made = Graph(values[-1])
        except ValueError as error:
            assert "room for" in str(error)
            continue
        drawn += 1
        check_room(made)


def ring():
    one, other = Value(1.0), Value(1.0)
    one.parents, other.parents = ((other, 1.0),), ((one, 1.0),)
    return one


def used_up():
    result, _ = expressions.loss()
    result.backward()
    return result


def changed():
    w, x = learns(2.0, 3.0)
    result = w * x
    with no_grad():
        w -= 1.0
    return result


def many(count):
    [x] = learns(1.0)
    for _ in range(count):
        x = x + learns(1.0)[0]
    return x


def long():
    [x] = learns(1.0)
    for _ in range(9):
        x = x.tanh()
    return x


@pytest.mark.parametrize("make, words", [
    (lambda: many(6), "room for 12 values, but this expression has more: take a part of it"),
    (lambda: many(5000), "room for 12 values"),
    (long, "room for 8 operations one after another, but this expression has 9"),
    (ring, "made from itself"),
    (used_up, "has forgotten the graph: run forward again, and draw it before backward"),
    (changed, "as it was in forward"),
    (lambda: 3.0, "of a Tensor or of a Value with data and parents, but 3.0 came"),
    (lambda: np.ones(3), "but [1. 1. 1.] came"),
    (lambda: Value(3.0), "nothing leads to this value"),
    (lambda: Tensor(1.0) * 2, "requires_grad=True"),
    (lambda: learns([1.0, 2.0])[0] * 2, "starts from one number, but this has shape (2,)"),
    (lambda: learns(np.ones((4, 4)))[0].sum(), "at most 12 numbers, but one has shape (4, 4)"),
    (lambda: Value(3.0, (Value(1.0), Value(2.0))), "parents are pairs (value, slope), but"),
    (lambda: Value(3.0, ((Value(1.0), np.ones(2)),)), "of shape (), shape (2,) comes back"),
    (lambda: learns(1e200)[0] ** 2, "finite numbers"),
    (lambda: Value(Value(1.0), ((Value(1.0), 1.0),)), "data is a number or an array of"),
    (lambda: Value(3.0, ((Value(1.0), None),)), "or a function of the gradient, but None came"),
    (lambda: Value(3.0, ((2.0, 1.0),)), "but 2.0 came"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(make, words):
    with np.errstate(over="ignore"), pytest.raises(ValueError) as caught:
        graph(make())
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_names_that_are_no_names_are_refused():
    result, names = expressions.loss()
    with pytest.raises(ValueError, match="names is {name: value}, but "):
        graph(result, names=list(names.values()))


def test_negative_numbers_stand_in_brackets():
    made = Graph(Value(2.0) + Value(-3.0))
    assert made.words(0) == "result = 2 + (−3) = −1"


@pytest.mark.parametrize("back", [-1, 5, 1.5])
def test_a_way_back_that_there_is_not_is_refused(back):
    with pytest.raises(ValueError, match=f"from 0 to all 4, but {back} came"):
        graph(expressions.loss()[0], back)
