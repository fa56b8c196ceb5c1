"""Lines put in order: what they make, and what is said about an order that makes nothing."""

import pytest

from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse

LINES = {"A": "    return double(x) + 1", "B": "def f(x):", "C": "    x = x - y"}


def made(order, **options):
    return assemble(order, LINES, "f", {"double": lambda x: 2 * x, "y": 3}, **options)


@pytest.mark.parametrize("order", ["BCA", "bca", "B, C, A", ["B", "C", "A"], ("BC", "A")])
def test_the_lines_make_a_function(order):
    assert made(order)(10) == 15


def test_lines_before_and_after_need_no_letter():
    lines = {"A": "    total += 2", "B": "    total *= 5"}
    function = assemble("AB", lines, "f", {}, ("def f():", "    total = 1"), ("    return total",))
    assert function() == 15


@pytest.mark.parametrize(
    "order, sentence",
    [
        (None, "Write the letters"),
        ([1, 2, 3], "Write the letters"),
        ("BCX", "There is no line X"),
        ("BC", "Line A is missing. Use each of the 3 lines once."),
        ("BCAC", "Line C comes 2 times"),
        ("ABC", "Python cannot read this order and stops at `return double"),
    ],
)
def test_what_is_no_order_is_refused_in_a_sentence(order, sentence):
    with pytest.raises(Refuse, match=sentence.replace("(", r"\(")):
        made(order)


@pytest.mark.parametrize(
    "order, why",
    [
        ("ACBD", "stands right below it, with nothing in between"),
        ("DACB", "`for x in (1, 2):` ends in a colon, so the line below it is indented further."),
        ("BACD", "`total += 1`, above it, is indented further than it may be there."),
        ("→", "Write the letters in their order"),
        ("314", "Write the letters in their order"),
    ],
)
def test_what_is_wrong_with_the_indentation_is_said(order, why):
    lines = {
        "A": "    total = 2",
        "B": "        total += 1",
        "C": "        total = 3",
        "D": "    for x in (1, 2):",
    }
    with pytest.raises(Refuse) as refused:
        assemble(order, lines, "f", {}, ("def f():",))
    assert why in str(refused.value), refused.value


def test_a_line_that_cannot_be_read_is_named_where_lines_stand_before_it():
    with pytest.raises(Refuse, match="stops at `def f"):
        made("ACB", before=("if True:",))
