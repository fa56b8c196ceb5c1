"""How many visits a walk back makes: one that goes every way, and one that goes in order."""

import numpy as np

from dlscratch.checks.engine.told import Exercise


def _tell(outcomes):
    """What is said of each of the two pairs, and of each number in a pair that is not known."""
    pairs = [tuple(map(int, pair)) for pair in outcomes[0].output]
    told = []
    for which, pair, right, table in zip(
        ("first", "second"), pairs, _RIGHT, (_FIRST, _SECOND), strict=True
    ):
        if pair == right:
            told.append(f"The {which} loop is right.")
        else:
            known = {one: hint for hint, one in table.values()}
            told += [known[pair]] if pair in known else _of_each(which, pair, right, known)
    return " ".join(dict.fromkeys(told))


def _of_each(which, pair, right, known):
    """What is said of a pair by its two numbers."""
    told, loop = [], f"In the {which} loop, "
    for place, (walk, once) in enumerate(_ROUND[which]):
        alone = tuple(one if i == place else right[i] for i, one in enumerate(pair))
        if pair[place] == right[place]:
            told.append(f"{loop}{walk} has the right number.")
        elif alone in known:
            told.append(known[alone])
        elif place and pair[0] == pair[1]:
            told.append(f"{loop}{walk} makes fewer visits than `back`: one to each value.")
        else:
            told.append(f"{loop}{walk} has another number: after a single round it is {once}.")
    return told


_ROUND = {
    "first": (("`back`", 3), ("the walk in order", 2)),
    "second": (("`back`", 5), ("the walk in order", 3)),
}

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=((63, 6), (53, 7)),
    accepts=(list, np.ndarray),
    tell=_tell,
    hints=(
        "How many values are there in each case, x and the results? That is one of the two "
        "numbers. A product inside a sum is a value, too.",
        "For `back`, begin with a single round: one visit to the result, and for each of its "
        "parents all the visits that this parent costs. The next round has that inside it.",
        "A round of the first loop: 1 visit, and twice what the x before cost. A round of the "
        "second: 1 for the sum, 1 for the product, and three times what the x before cost.",
    ),
    after="Three times as many with each round, or two more: after 30 rounds that is the "
    "difference between years and nothing. So engines go in order.",
)

_RIGHT = (63, 6), (53, 7)
_FIRST = {
    "shares_that_reach_x": (
        "In the first loop, that is how often `back` reaches x. The values on the way are visited "
        "as well.",
        (32, 6),
    ),
    "without_the_result": (
        "In the first loop, one visit is missing for `back`: that to the result.",
        (62, 6),
    ),
    "round_too_few": (
        "In the first loop, `back` has the visits of four rounds. There are five.",
        (31, 6),
    ),
    "round_too_many": (
        "In the first loop, `back` has the visits of six rounds. There are five.",
        (127, 6),
    ),
    "power_of_two": (
        "In the first loop, the visits double with each round, and there is one more for each "
        "result: try it with one round, and with two.",
        (64, 6),
    ),
    "parents_counted": (
        "In the first loop, each x has two parents, and for *each* of the two `back` goes all the "
        "way to the end. Try it with two rounds.",
        (11, 6),
    ),
    "tenfold": (
        "In the first loop, each x has two parents, and for *each* of the two `back` goes all the "
        "way to the end. Try it with two rounds.",
        (10, 6),
    ),
    "without_x": (
        "In the first loop, the walk in order visits the five results, and x.",
        (63, 5),
    ),
    "without_x_nor_ways": (
        "In the first loop, x is a value too. And `back` goes on from *both* parents of a sum.",
        (6, 5),
    ),
    "both_alike": (
        "In the first loop, `back` comes to the same value twice, and goes on from it twice.",
        (6, 6),
    ),
    "ways_in_order": (
        "In the first loop, the walk in order visits each value once, though it has several ways.",
        (63, 11),
    ),
    "x_by_both_ways": (
        "In the first loop, the walk in order visits each value once, though it has several ways.",
        (63, 7),
    ),
    "other_order_first": (
        "In the first loop the two numbers are the other way round: `back` comes first.",
        (6, 63),
    ),
    "sixteen": (
        "In the first loop, the visits double with each round, and there are five rounds.",
        (16, 6),
    ),
    "sums_only": (
        "In the first loop, `back` also visits x, each time that a way ends there.",
        (31, 5),
    ),
    "all_but_result": (
        "In the first loop, the result counts, and so does x.",
        (62, 5),
    ),
}
_SECOND = {
    "product_forgotten": (
        "In the second loop, `x * x` is a value of its own, and is visited each time.",
        (40, 7),
    ),
    "product_forgotten_in_both": (
        "In the second loop, `x * x` is a value of its own, in both walks.",
        (40, 4),
    ),
    "product_not_in_order": (
        "In the second loop, the walk in order visits `x * x` as well, once in each round.",
        (53, 4),
    ),
    "square_as_one_way": (
        "In the second loop, `x * x` has x as its parent twice, and `back` goes there twice.",
        (22, 7),
    ),
    "two_ways_only": (
        "In the second loop, three ways lead from each result to the x before: two by the "
        "product, and one directly.",
        (29, 7),
    ),
    "three_rounds_of_doubling": (
        "In the second loop, there is more in a round than a doubling: a product and a sum.",
        (15, 4),
    ),
    "doubling_twice": (
        "In the second loop, three ways lead from each result to the x before: two by the "
        "product, and one directly.",
        (15, 7),
    ),
    "without_result": (
        "In the second loop, one visit is missing for `back`: that to the result.",
        (52, 7),
    ),
    "x_alone": (
        "In the second loop, that is how often `back` reaches x. The values on the way are visited "
        "as well.",
        (27, 7),
    ),
    "one_round_less": (
        "In the second loop, `back` has the visits of two rounds. There are three.",
        (17, 7),
    ),
    "one_round_less_both": (
        "In the second loop, these are the visits of two rounds. There are three.",
        (17, 5),
    ),
    "one_round_more": (
        "In the second loop, `back` has the visits of four rounds. There are three.",
        (161, 7),
    ),
    "no_x_in_order": (
        "In the second loop, the walk in order visits three sums, three products, and x.",
        (53, 6),
    ),
    "no_x_in_both": (
        "In the second loop, x is a value too: it is visited at the end of each way.",
        (26, 6),
    ),
    "uses_in_order": (
        "In the second loop, the walk in order visits each value once, though x is used three "
        "times in a round.",
        (53, 10),
    ),
    "second_swapped": (
        "In the second loop the two numbers are the other way round: `back` comes first.",
        (7, 53),
    ),
    "second_alike": (
        "In the second loop, `back` comes to the same value several times, and each time goes on "
        "from it.",
        (7, 7),
    ),
    "linear": (
        "In the second loop, each round makes three times as many visits, and not a few more.",
        (13, 7),
    ),
}

for _id, (_hint, _pair) in _FIRST.items():
    exercise.mistakes(**{f"first_{_id}": (_hint, (_pair, _RIGHT[1]))})
for _id, (_hint, _pair) in _SECOND.items():
    exercise.mistakes(**{f"second_{_id}": (_hint, (_RIGHT[0], _pair))})
exercise.mistakes(
    by_walks=(
        "These are the right numbers, put together by walks. A pair for each loop is wanted: "
        "`back`, then the walk in order.",
        ((63, 53), (6, 7)),
    ),
    loops_swapped=(
        "The two loops have changed places: first comes that of the doublings.",
        ((53, 7), (63, 6)),
    ),
    in_a_row=(
        "These are the right numbers, in one row. A pair for each loop is wanted.",
        (63, 6, 53, 7),
    ),
)

exercise.variant([[63, 6], [53, 7]])
exercise.variant(np.array([[63.0, 6.0], [53.0, 7.0]]))
