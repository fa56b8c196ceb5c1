"""The way back through a graph, step by step: what is asked, what a wrong answer is told."""

import numpy as np
import pytest

from dlscratch.visuals.chain_walk import Walk
from dlscratch.visuals.graph import live_graph
from dlscratch.visuals.graph_drawing import CELL, HIGH, layout
from dlscratch.visuals.graph_numbers import Graph
from dlscratch.visuals.graph_walk import answer
from tests.visuals import expressions
from tests.visuals.expressions import ALL, Value
from tests.visuals.pictured import crowded, shares, written


@pytest.fixture
def live():
    return live_graph(*expressions.used_twice_value())


def say(live, *texts):
    """As if each were typed and Enter pressed; None presses "show me"."""
    for text in texts:
        message = {"show": True} if text is None else {"answer": text}
        live.controls["walk"]._message(None, message, [])


def click(live, graph, name):
    """As if the gradient's cell of a value were pressed."""
    places = [node.name for node in graph.nodes]
    card = layout(graph).cards[places.index(name)]
    page = live.figure.panels[1][0]
    live.press(*shares(page, card.left + CELL / 2, card.middle - HIGH / 2))


def test_the_way(live):
    prompt, asked = live.controls["walk"], []
    for text in ("1", "1", "1", "2", "3", "5", "7", "3"):
        asked.append(prompt.label)
        say(live, text)
        assert live.description.startswith("Right. ")
    assert asked == [
        "gradient for result",
        "gradient for v1",
        "gradient for v2",
        "part 1 for x",
        "gradient for 2",
        "part 2 for x",
        "gradient for x",
        "gradient for 5",
    ]
    assert prompt.label == "" and "That was the whole way." in live.description


def test_a_value_that_is_used_twice_waits_and_adds_up():
    live = live_graph(*expressions.used_twice())
    say(live, "1", "1", "1")
    assert live.controls["walk"].label == "part 1 for x"
    assert "? + ?\nwaits for 2" in written(live.figure.panels[1][0])
    say(live, "2")
    assert "2 + ?\nwaits for 1" in written(live.figure.panels[1][0])
    assert "x waits: 1 of its 2 parts has come" in live.description
    say(live, "5")
    assert "2 + 5\nall are here" in written(live.figure.panels[1][0])
    assert "All parts for x are here, and it waits no longer: gradient" in live.description
    say(live, "5")
    assert "Not 5. That came along one way only. All the parts add up." in live.description
    say(live, "7")
    assert live.description.startswith("Right. The parts for x add up: 2 + 5 = 7.")
    assert live.controls["walk"].label == "" and "That was the whole way." in live.description
    assert "2 + 5" in written(live.figure.panels[1][0])
    before = live.state
    say(live, "5", None)
    assert live.state == before


@pytest.mark.parametrize("expression", ALL)
def test_right_answers_are_never_taken_for_slips_and_nothing_is_told_before(expression):
    live = live_graph(*expression())
    made, prompt = Graph(*expression()), live.controls["walk"]
    for known, step in enumerate(made.steps):
        assert prompt.label == made.called(step)
        names = [node.name for place, node in enumerate(made.nodes)
                 if not made.is_complete(place, known)]  # fmt: skip
        back = f", {live.description.partition('the gradients: ')[2]}"
        told = [name for name in names if f", {name} " in back.replace(f", {name} waits", "")]
        assert not told
        say(live, f"{made.at(step)[0]:.5g}")
        assert live.description.startswith("Right."), (step, live.description)
    assert prompt.label == ""


@pytest.mark.parametrize("expression, known, text, words", [
    (expressions.loss, 0, "4", "That is its value."),
    (expressions.loss, 0, "0", "by how much does it move?"),
    (expressions.loss, 1, "-4", "not the sign"),
    (expressions.loss, 3, "-1", "That is the slope of − alone."),
    (expressions.loss, 3, "4", "That comes in from the right. − has a slope, too."),
    (expressions.loss, 3, "3", "multiplied, not added"),
    (expressions.loss, 6, "12", "That takes w itself. The slope is the other factor."),
    (expressions.loss, 7, "8", "That takes x itself."),
    (expressions.loss, 1, "2", "Slope of **2 for v3 × incoming gradient: 4 × 1 = ?"),
    (expressions.used_twice, 4, "7", "That is all together."),
    (expressions.used_twice, 5, "2", "That came along one way only."),
    (expressions.used_twice, 5, "10", "added, not multiplied"),
    (expressions.used_twice, 5, "3.5", "That is their mean."),
    (expressions.matrices, 5, "4.2", "That is one product of several. They add up."),
])  # fmt: skip
def test_slips_are_named(expression, known, text, words):
    after = answer(Graph(*expression()), Walk(known), text)
    assert words in after.said and after.known == known and after.tries == 1


def test_of_an_array_the_first_number_is_asked():
    live = live_graph(*expressions.matrices())
    say(live, *[None] * 4)
    assert live.controls["walk"].label == "gradient for b[0]"
    say(live, "1", "1")
    assert "Slope of + for b × incoming gradient: 1 × 4.2 + 1 × 10.2 = 14.4." in live.description
    assert "b (2,)" in written(live.figure.panels[1][0]) or "b 14.4 …" in live.description


def test_a_click_or_a_key_tells_how_a_number_came():
    live = live_graph(*expressions.loss())
    made, sent = Graph(*expressions.loss()), []
    live.controls["walk"].send = sent.append
    say(live, "1", "4", None)
    click(live, made, "v3")
    assert "How the gradient for v3 came about. Slope of **2 for v3" in live.description
    live.key("left")  # with the gradient
    assert "How the gradient for v2 came about." in live.description
    live.key("right")
    live.key("right")
    assert "How the gradient for result came about." in live.description
    live.key("right")
    assert live.state["walk"].look == 0 and not sent
    click(live, made, "y")  # the one that is asked for
    assert live.state["walk"].look is None and sent == [{"focus": True}]
    live.key("left")
    assert live.state["walk"].look is None and sent == [{"focus": True}] * 2
    before = live.state
    click(live, made, "w")
    live.press(0.01, 0.99)
    live.key("up")
    assert live.state == before


def test_again(live):
    say(live, "1", "2", "2")
    live.controls["walk"]._message(None, {"again": True}, [])
    assert live.state["walk"] == Walk() and "Backward, from" not in live.description


def test_the_pixels_follow(live):
    blank = live.pixels()
    say(live, "1")
    first = live.pixels()
    assert (first != blank).any()
    say(live, "7")
    assert (live.pixels() != first).any()
    live.controls["walk"]._message(None, {"again": True}, [])
    assert np.array_equal(live.pixels(), blank)


@pytest.mark.parametrize("expression", ALL)
def test_no_two_texts_lie_on_each_other_on_the_way(expression):
    live = live_graph(*expression())
    prompt = live.controls["walk"]
    while prompt.label:
        for text in ("-77.7", "1000"):
            say(live, text)
            [page] = live.figure.panels[1]
            assert crowded(page) == []
            assert "cannot be drawn" not in live.children[-1].value


def test_the_learners_slopes_are_taken_as_they_are():
    """A wrong `__mul__` gives a wrong graph: its sign is not ×, for this is not how × moves."""
    a, b = Value(2.0), Value(-3.0)
    wrong = Value(-6.0, ((a, 2.0), (b, -3.0)))
    made = Graph(wrong, {"a": a, "b": b})
    assert made.nodes[0].sign == "f"
    assert [node.gradient.item() for node in made.nodes] == [1, 2, -3]
