"""The chain gone through step by step: what is right, what an answer has left out, what follows."""

import numpy as np
import pytest

from dlscratch.visuals.chain import CELL, HIGH, layout
from dlscratch.visuals.chain_numbers import Chain
from dlscratch.visuals.chain_walk import Walk, answer, is_right, live_chain, read
from tests.visuals.pictured import crowded, shares
from tests.visuals.test_chain import NET, SCALARS

ROW = Chain(["double", "square"], 1.5, 10)


@pytest.fixture
def live():
    return live_chain(["double", "square"], x=1.5, wants=10)


def say(live, *texts):
    """As if each were typed and Enter pressed; None presses "show me"."""
    for text in texts:
        message = {"show": True} if text is None else {"answer": text}
        live.controls["walk"]._message(None, message, [])


def test_the_way_of_lesson_2(live):
    prompt, asked = live.controls["walk"], []
    for text in ("3", "9", "-2", "−12", "-24"):
        asked.append(prompt.label)
        say(live, text)
        assert live.description.startswith("Right. ")
    assert asked == ["y", "z", "gradient for z", "gradient for y", "gradient for x"]
    assert prompt.label == "" and "That was the whole way." in live.description
    before = live.state
    say(live, "5", None)
    assert live.state == before


def test_no_number_is_told_before_it_was_predicted(live):
    for text, hidden in (("3", "9"), ("9", "−2"), ("-2", "−12"), ("-12", "−24")):
        assert f"= {hidden}" not in live.description
        say(live, text)
    assert "gradient for x =" in live.description and "−24" not in live.description


def test_a_wrong_answer_gets_a_word_and_a_second_try(live):
    say(live, "3", "6")
    assert "Not 6. Square gets y: 3 × 3 = ? Forward: square hands on z = ?" in live.description
    assert live.state["walk"].known == 1
    say(live, "8")
    assert "Not 8. Square gets y: 3 × 3 = 9." in live.description
    assert live.state["walk"][:2] == (2, 0)


def test_what_is_no_number_is_no_try(live):
    for text in ("abc", "1/0", "1/2/3", "nan", "9" * 400):
        say(live, text)
        assert "is not a number" in live.description and live.state["walk"].tries == 0
    say(live, None)
    assert "Double gets x: 2 × 1.5 = 3." in live.description and live.state["walk"].known == 1


@pytest.mark.parametrize("text, value", [
    ("3", 3), ("-12", -12), ("−12", -12), (" 0,25 ", 0.25), ("1/4", 0.25), ("-1/4", -0.25),
    ("2e1", 20), ("", None), ("x", None), ("inf", None), ("1/0", None), ("3 4", None),
])  # fmt: skip
def test_how_numbers_are_read(text, value):
    assert read(text) == value


@pytest.mark.parametrize("text, value, right", [
    ("9", 9, True), ("9.05", 9, True), ("9.2", 9, False), ("-9", 9, False), ("0", 0, True),
    ("0.01", 0, False), ("0.07", 0.0713, True), ("0.1", 0.0713, False), ("0.06", 0.0713, False),
    ("0.071", 0.0713, True), ("-0.01", -0.0128, True), ("0.00", 0.0028, False),
    ("1/4", 0.25, True), ("1/3", 0.25, False), ("0,33", 1 / 3, True),
])  # fmt: skip
def test_how_near_an_answer_must_be(text, value, right):
    assert is_right(read(text), value, text) == right


@pytest.mark.parametrize("known, text, words", [
    (2, "2", "not the sign"),
    (2, "-1", "That is the difference."),
    (2, "1", "That is the loss."),
    (3, "6", "That is the slope of square alone."),
    (3, "-2", "That comes in from the right."),
    (3, "4", "multiplied, not added"),
    (3, "12", "not the sign"),
    (3, "-6", "That takes the slope at x. What went into square is y."),
    (3, "-36", "That takes the slope at z. What went into square is y."),
    (1, "2.25", "That would be square of x. What comes in?"),
])  # fmt: skip
def test_slips_are_named(known, text, words):
    after = answer(ROW, Walk(known), text)
    assert words in after.said and after.known == known and after.tries == 1


def test_slips_in_a_network():
    row = Chain(NET, [1, 1], 0)
    for known, text, words in (
        (0, "-1", "without the bias"),
        (0, "1", "Weights × inputs + bias: (−2) × 1 + 1 × 1 + 1 = ?"),
        (6, "-0.285", "Weights × incoming gradients: 2 × 0.143 = ?"),
        (8, "0.0713", "share of one neuron"),
        (8, "-0.143", "That is gradient for x[0]. Asked for is gradient for x[1]."),
    ):
        assert words in answer(row, Walk(known), text).said, text


def test_where_two_slips_fit_none_is_named():
    row = Chain(["double", "square"], 1.0, 3)  # y = 2: slope 4, and 2 comes in
    assert row.gradients[2] == 2 and row.gradients[1] == 8
    row = Chain(["square", "double"], 1.0, 1)  # slope 2, and 2 comes in
    assert "Slope at" in answer(row, Walk(3), "2").said


@pytest.mark.parametrize("layers", [*SCALARS, NET])
def test_right_answers_are_never_taken_for_slips(layers):
    row = Chain(layers, [1, 1] if layers is NET else 0.8, 0)
    walk = Walk()
    for step in row.steps:
        value = float(row.at(step)[-1])
        text = f"{value:.4g}"
        walk = answer(row, walk, text)
        assert walk.said.startswith("Right."), (step, text)
    assert walk.known == len(row.steps)


def test_a_click_or_a_key_tells_how_a_number_came(live):
    say(live, "3", "9", "-2")
    page, row = live.figure.panels[1][0], ROW
    x, y = layout(row).corner(row.steps[0], 0, 1)
    live.press(*shares(page, x + CELL / 2, y + HIGH / 2))
    assert "How y came about. Double gets x: 2 × 1.5 = 3." in live.description
    live.key("right")
    assert "How z came about." in live.description
    live.key("right")
    assert "How the gradient for z came about." in live.description
    live.key("right")
    assert "Right." in live.description and live.state["walk"].look is None
    for _ in range(5):
        live.key("left")
    assert live.state["walk"].look == 0
    x, y = layout(row).corner(row.steps[3], 0, 1)
    live.press(*shares(page, x + CELL / 2, y + HIGH / 2))  # the one that is asked for
    assert live.state["walk"].look is None
    before = live.state
    live.press(0.5, 0.5)
    live.key("up")
    assert live.state == before


def test_x_begins_anew_until_the_way_is_done(live):
    say(live, "3")
    live.controls["x"].value = 2.0
    assert live.state["walk"] == Walk() and "x = 2." in live.description
    say(live, *[None] * 5)
    live.controls["x"].value = -1.0
    assert live.state["walk"].known == 5 and "gradient for x = 96" in live.description
    live.controls["walk"]._message(None, {"again": True}, [])
    assert live.state["walk"] == Walk() and "96" not in live.description


def test_a_network_has_no_slider():
    live = live_chain(NET, [1, 1], 0)
    assert set(live.controls) == {"walk"} and live.controls["walk"].label == "z1[2]"
    say(live, "0", "1/2", None, None, None)
    assert "a1 = 0.731, 0.731, 0.5" in live.description
    assert "cannot be drawn" not in live.children[-1].value


def test_the_pixels_follow(live):
    blank = live.pixels()
    say(live, "3")
    first = live.pixels()
    assert (first != blank).any()
    say(live, "1")
    assert (live.pixels() != first).any()
    live.controls["walk"]._message(None, {"again": True}, [])
    assert np.array_equal(live.pixels(), blank)


@pytest.mark.parametrize("layers", [*SCALARS, NET])
def test_no_two_texts_lie_on_each_other_on_the_way(layers):
    live = live_chain(layers, [1, 1] if layers is NET else 1.5, 0)
    prompt, [page] = live.controls["walk"], live.figure.panels[1]
    while prompt.label:
        for text in ("-77.7", "1000"):
            say(live, text)
            [page] = live.figure.panels[1]
            assert crowded(page) == []
            assert "cannot be drawn" not in live.children[-1].value
