"""A number that knows what it was made from: plus and times."""

from dlscratch.checks.autograd.shared.notes import class_from, noted, told
from dlscratch.checks.engine.told import Exercise

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=class_from(),
    run=noted,
    tell=lambda outcomes: told(outcomes, exercise.probes),
    probes=[
        ("f = a + b", {"a": 2.0, "b": 5.0}),
        ("f = a * b", {"a": 3.0, "b": -7.0}),
        ("f = x * x", {"x": 4.0}),
        ("u = a * b; f = u + a", {"a": -2.0, "b": 3.0}),
        ("u = a + b; f = u * b", {"a": 1.5, "b": 0.0}),
        ("f = x + x", {"x": 2}),
        ("u = a * b; v = a * c; f = u * v", {"a": 1.5, "b": -0.3, "c": 0.7}),
        ("u = a + b; v = a + c; f = u + v", {"a": 1.5, "b": -0.3, "c": 0.7}),
        ("f = a + b", {"a": 2.5, "b": 2.5}),
        ("f = a * b", {"a": -1.5, "b": -1.5}),
        ("f = a + b", {"a": 3.0, "b": -3.0}),
        ("f = a * b", {"a": 0.0, "b": 4.0}),
    ],
    hints=(
        "First the numbers: what is the `data` of a + b? A parent is the Value itself, and not "
        "its number; a slope is a number.",
        "Nudge a by a little: by how many times the nudge does a + b move? And a · b? What of the "
        "other factor does that depend on?",
        "For the sum both slopes are 1.0. For the product, the slope beside `self` is the number "
        "in `other`, and the one beside `other` is the number in `self`.",
    ),
    after="This is all that an engine writes down. Note that x * x has two pairs, both with x: two "
    "ways, which add up by themselves later.",
)
_SLOPES = "With `*`, each factor changes the product by as much as the *other* one is large. "

exercise.mistakes(
    class_from,
    own_factors=(
        f"{_SLOPES}Here each has its own number.",
        {"mul": lambda a, b: ((a, a.data), (b, b.data))},
    ),
    slopes_of_a_sum=(
        "The sum is right, and the product has the slopes of a sum. By how much does a · b move "
        "if a is nudged?",
        {"mul": lambda a, b: ((a, 1.0), (b, 1.0))},
    ),
    slopes_of_a_product=(
        "The sum has the slopes of a product. If a is nudged, a + b moves just as far, whatever b "
        "is.",
        {"add": lambda a, b: ((a, b.data), (b, a.data))},
    ),
    product_for_each=(
        f"{_SLOPES}Here each has the product itself.",
        {"mul": lambda a, b: ((a, a.data * b.data), (b, a.data * b.data))},
    ),
    values_as_slopes=(
        "The slopes of the product are Values here. A slope is a plain number: the `data` of one.",
        {"mul": lambda a, b: ((a, b), (b, a))},
    ),
    numbers_as_parents=(
        "The parents are plain numbers here. A walk back has to reach the Values themselves, to "
        "put something into their `grad`.",
        {"add": lambda a, b: ((a.data, 1.0), (b.data, 1.0)),
         "mul": lambda a, b: ((a.data, b.data), (b.data, a.data))},
    ),
    values_alone=(
        "The parents stand there without slopes. `parents` holds pairs: a value and its slope.",
        {"add": lambda a, b: (a, b), "mul": lambda a, b: (a, b)},
    ),
    no_parents=(
        "The results know nothing of what they were made from. Is the class given the pairs, and "
        "does `__init__` keep them?",
        {"add": lambda a, b: (), "mul": lambda a, b: ()},
    ),
    half_for_each=(
        "Each slope of the sum is a half, as if it were a mean. Nudge a by 0.1: by how much does "
        "a + b move?",
        {"add": lambda a, b: ((a, 0.5), (b, 0.5))},
    ),
    grandparents_as_well=(
        "A result has the parents of its parents among its own. It notes only what it was made "
        "from directly; theirs are found by way of them.",
        {"add": lambda a, b: ((a, 1.0), (b, 1.0), *a.parents, *b.parents)},
    ),
    right_one_twice=(
        "In the notes of the sum the right value stands twice, and the left one is missing.",
        {"add": lambda a, b: ((b, 1.0), (b, 1.0))},
    ),
    left_one_twice=(
        "In the notes of the sum the left value stands twice, and the right one is missing.",
        {"add": lambda a, b: ((a, 1.0), (a, 1.0))},
    ),
    product_without_parents=(
        "The sum is right. The product knows nothing of what it was made from.",
        {"mul": lambda a, b: ()},
    ),
    only_the_left_in_a_sum=(
        "A sum is made from two values, and only the left one is in its `parents`.",
        {"add": lambda a, b: ((a, 1.0),)},
    ),
    only_the_left=(
        "A product is made from two values, and only the left one is in its `parents`.",
        {"mul": lambda a, b: ((a, b.data),)},
    ),
    one_edge_for_a_square=(
        "With two values all is right. But x * x has one pair only: parents that are equal fall "
        "together, as in a dict or a set. Each use is a way of its own.",
        {"add": lambda a, b: tuple({a: 1.0, b: 1.0}.items()),
         "mul": lambda a, b: tuple({a: b.data, b: a.data}.items())},
    ),
    double_slope_for_a_square=(
        "x * x has two pairs with the slope x each. The sum of the two is worked out by the walk "
        "back, not here.",
        {"mul": lambda a, b: ((a, 2 * a.data),) * 2 if a is b else ((a, b.data), (b, a.data))},
    ),
    other_way_round=(
        "Each pair is the other way round: first comes the value, then the slope.",
        {"add": lambda a, b: ((1.0, a), (1.0, b)),
         "mul": lambda a, b: ((b.data, a), (a.data, b))},
    ),
    one_flat_tuple=(
        "The parents and slopes stand in one row. Each parent has a pair of its own, with its own "
        "brackets.",
        {"add": lambda a, b: (a, 1.0, b, 1.0), "mul": lambda a, b: (a, b.data, b, a.data)},
    ),
    sums_multiplied=(
        "`a + b` has the product as its data.",
        {"sum": lambda a, b: a * b},
    ),
    products_added=(
        "`a * b` has the sum as its data.",
        {"product": lambda a, b: a + b},
    ),
    grad_of_one=(
        "`grad` is 1 from the beginning. It is 0.0: what is added to it later comes from a walk "
        "back, and nobody has walked yet.",
        {"grad": 1.0},
    ),
    grad_of_none=(
        "`grad` is None. It is to be 0.0: a walk back will add to it.",
        {"grad": None},
    ),
    grad_of_data=(
        "`grad` is the number itself. It is 0.0 until somebody walks back.",
        {"grad": "data"},
    ),
    inner_parents_copied=(
        "The numbers are right. But a parent is not the value that stood in the expression: it "
        "is a new one with the same data. A walk back would never reach the old one.",
        {"add": lambda a, b: ((type(a)(a.data), 1.0), (type(a)(b.data), 1.0)),
         "mul": lambda a, b: ((type(a)(a.data), b.data), (type(a)(b.data), a.data))},
    ),
    minus_one=(
        "The right side of the sum has the slope −1. That belongs to a difference.",
        {"add": lambda a, b: ((a, 1.0), (b, -1.0))},
    ),
    slopes_of_0=(
        "The sum has slopes of 0, as if it did not move at all.",
        {"add": lambda a, b: ((a, 0.0), (b, 0.0))},
    ),
    other_slopes_in_a_sum=(
        "The slopes of the sum are the numbers themselves. Nudge a by 0.1: by how much does a + b "
        "move?",
        {"add": lambda a, b: ((a, a.data), (b, b.data))},
    ),
)


@exercise.wrong(
    "A sum of two Values comes out as a plain number, which knows nothing of its parents. A new "
    "Value is wanted."
)
class plain_number(class_from()):
    def __add__(self, other):
        return self.data + other.data

    def __mul__(self, other):
        return self.data * other.data


@exercise.wrong(
    "`+` changes the left value and gives it back. What comes out is to be a *new* Value: a is "
    "still needed as it was."
)
class in_place(class_from()):
    def __add__(self, other):
        self.data = self.data + other.data
        self.parents = ((self, 1.0), (other, 1.0))
        return self

    def __mul__(self, other):
        old = self.data
        self.data = self.data * other.data
        self.parents = ((self, other.data), (other, old))
        return self


@exercise.wrong(
    "Nothing comes back from `+` and `*`: the new Value is made, and forgotten. Is there a "
    "`return`?"
)
class no_return(class_from()):
    def __add__(self, other):
        type(self)(self.data + other.data)

    def __mul__(self, other):
        type(self)(self.data * other.data)


@exercise.wrong(
    "The data of a result is a Value, inside a Value. Its data is a plain number: compute with "
    "the `data` of both."
)
class value_in_a_value(class_from()):
    def __add__(self, other):
        return type(self)(type(self)(self.data + other.data), ((self, 1.0), (other, 1.0)))


@exercise.variant
class ByLists:
    def __init__(self, data, parents=None):
        self.data, self.parents, self.grad = data, list(parents or []), 0

    def __add__(self, other):
        result = ByLists(other.data + self.data)
        result.parents = [(other, 1), (self, 1)]
        return result

    def __mul__(self, other):
        return ByLists(self.data * other.data, [[self, other.data], [other, self.data]])


exercise.variant(class_from({"add": lambda a, b: [(a, 1), (b, 1)]}))

