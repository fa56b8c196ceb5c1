"""A number that knows what it was made from: minus, divided by, powers, and plain numbers."""

from dlscratch.checks.autograd.shared.notes import class_from, felt, told
from dlscratch.checks.engine.told import Exercise


def _minus(a, b):
    return a.data - b.data, ((a, 1.0), (b, -1.0))


def _over(a, b):
    return a.data / b.data, ((a, 1 / b.data), (b, -a.data / b.data**2))


def _power(a, n):
    return a.data**n, ((a, n * a.data ** (n - 1) if n else 0.0),)


def _class(sub=_minus, div=_over, power=_power, **left):
    """A class with all signs. `left` are those for a number on the left, from both Values."""

    class Value(class_from()):
        def as_value(self, other):
            return other if isinstance(other, Value) else Value(other)

        def __add__(self, other):
            return super().__add__(self.as_value(other))

        def __mul__(self, other):
            return super().__mul__(self.as_value(other))

        def __sub__(self, other):
            return Value(*sub(self, self.as_value(other)))

        def __truediv__(self, other):
            return Value(*div(self, self.as_value(other)))

        def __pow__(self, n):
            return Value(*power(self, n))

        def __radd__(self, other):
            return left.get("radd", lambda a, b: a + b)(self.as_value(other), self)

        def __rsub__(self, other):
            return left.get("rsub", lambda a, b: a - b)(self.as_value(other), self)

        def __rmul__(self, other):
            return left.get("rmul", lambda a, b: a * b)(self.as_value(other), self)

        def __rtruediv__(self, other):
            return left.get("rdiv", lambda a, b: a / b)(self.as_value(other), self)

    return Value


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=_class(),
    run=felt,
    tell=lambda outcomes: told(outcomes, exercise.probes),
    probes=[
        ("f = a - b", {"a": 2.0, "b": 5.0}),
        ("f = a / b", {"a": 6.0, "b": -4.0}),
        ("f = a ** 3", {"a": -2.0}),
        ("f = 5 - a", {"a": 2.0}),
        ("f = 12 / a", {"a": 4.0}),
        ("f = 2 * a", {"a": 3.0}),
        ("f = 7 + a", {"a": 3.0}),
        ("f = a - 3", {"a": 0.5}),
        ("f = a / 4", {"a": 3.0}),
        ("f = a + 3; g = f * 2", {"a": 0.5}),
        ("f = x - x", {"x": 4.0}),
        ("f = x / x", {"x": 4.0}),
        ("f = a ** -1", {"a": 4.0}),
        ("f = a ** 0.5", {"a": 9.0}),
        ("f = a ** 1", {"a": 0.0}),
        ("f = a ** 0", {"a": 3.0}),
        ("u = 1 - a; v = u / b; f = v ** 2 - a", {"a": 3.0, "b": 0.5}),
        ("f = a - b", {"a": 2.5, "b": 2.5}),
        ("f = a / b", {"a": 2.5, "b": 2.5}),
        ("f = 5 - a", {"a": 8.0}),
        ("f = a / b", {"a": 0.0, "b": 2.0}),
        ("f = a ** 2", {"a": 0.0}),
        ("f = 0 - a", {"a": 3.0}),
        ("f = 0 / a", {"a": 4.0}),
        ("f = 0 * a", {"a": 3.0}),
        ("f = -7 + a", {"a": 7.0}),
        ("f = -12 / a", {"a": -4.0}),
    ],
    hints=(
        "For each sign, two questions: what is the new `data`? And how far does it move if one of "
        "the parents is nudged? For a / b, section 2 of the lesson says so.",
        "The right side of a difference has the slope −1. Of a quotient, b has a slope with a "
        "minus and a square. And for a power, think of the square and of x³.",
        "For a number on the left: make a Value of it, let it stand on the left of the sign, and "
        "`self` on the right. Then what you have written above does the rest.",
    ),
    after="Now any formula takes notes. The code that computes need not know it: `(a - b / a) ** "
    "3` serves plain numbers and Values alike.",
)

_B = "The quotient's slope for a is right. "
_SLOPES = "Section 2 of the lesson has both slopes of a / b."
_LEFT = "There `self` is the number on the *right*. "

exercise.mistakes(
    lambda parts: _class(**parts),
    slopes_of_a_sum=(
        "The difference has the slopes of a sum. If b grows, what does a − b do?",
        {"sub": lambda a, b: (a.data - b.data, ((a, 1.0), (b, 1.0)))},
    ),
    both_negative=(
        "Both slopes of the difference are −1. If a grows, what does a − b do?",
        {"sub": lambda a, b: (a.data - b.data, ((a, -1.0), (b, -1.0)))},
    ),
    difference_turned=(
        "The difference is right, and its slopes have changed places: which of the two is "
        "subtracted?",
        {"sub": lambda a, b: (a.data - b.data, ((a, -1.0), (b, 1.0)))},
    ),
    difference_of_numbers=(
        "The slopes of the difference are the numbers. Nudge a by 0.1: how far does a − b move?",
        {"sub": lambda a, b: (a.data - b.data, ((a, a.data), (b, -b.data)))},
    ),
    other_difference=(
        "`a - b` has b − a as its data.",
        {"sub": lambda a, b: (b.data - a.data, ((a, 1.0), (b, -1.0)))},
    ),
    quotient_by_a_half=(
        "The quotient's second half is missing: b has changed it as well, and is to stand in "
        "`parents`.",
        {"div": lambda a, b: (a.data / b.data, ((a, 1 / b.data),))},
    ),
    no_minus=(
        f"{_B}For b the sign is wrong: more to divide by, less comes out.",
        {"div": lambda a, b: (a.data / b.data, ((a, 1 / b.data), (b, a.data / b.data**2)))},
    ),
    no_square=(
        f"{_B}For b it is −a / b here. {_SLOPES}",
        {"div": lambda a, b: (a.data / b.data, ((a, 1 / b.data), (b, -a.data / b.data)))},
    ),
    no_a=(
        f"{_B}For b it is that of 1 / b: the a in front of it is missing.",
        {"div": lambda a, b: (a.data / b.data, ((a, 1 / b.data), (b, -1 / b.data**2)))},
    ),
    as_a_product=(
        "The quotient has the slopes of a product.",
        {"div": lambda a, b: (a.data / b.data, ((a, b.data), (b, a.data)))},
    ),
    quotients_both=(
        f"{_B}For b it is 1 / a here. {_SLOPES}",
        {"div": lambda a, b: (a.data / b.data, ((a, 1 / b.data), (b, 1 / a.data)))},
    ),
    one_for_b=(
        f"{_B}For b it is a, as in a product. {_SLOPES}",
        {"div": lambda a, b: (a.data / b.data, ((a, 1 / b.data), (b, a.data)))},
    ),
    minus_a=(
        f"{_B}For b it is −a. Is something divided by b, and then multiplied by it again? "
        f"{_SLOPES}",
        {"div": lambda a, b: (a.data / b.data, ((a, 1 / b.data), (b, -a.data)))},
    ),
    square_of_all=(
        f"{_B}For b the whole quotient is squared. Only the b below it is.",
        {"div": lambda a, b: (a.data / b.data, ((a, 1 / b.data), (b, -((a.data / b.data) ** 2))))},
    ),
    whole_division=(
        "The data of a quotient is a whole number: `//` leaves out what is behind the point.",
        {"div": lambda a, b: (a.data // b.data, ((a, 1 / b.data), (b, -a.data / b.data**2)))},
    ),
    power_not_reduced=(
        "The slope of a power has aⁿ in it. For the square it is 2a, and not 2a².",
        {"power": lambda a, n: (a.data**n, ((a, n * a.data**n),))},
    ),
    power_without_n=(
        "The slope of a power lacks the n in front. For the square it is 2a, and not a.",
        {"power": lambda a, n: (a.data**n, ((a, a.data ** (n - 1)),))},
    ),
    power_of_a_square=(
        "The slope of every power is that of the square. It depends on n.",
        {"power": lambda a, n: (a.data**n, ((a, 2 * a.data),))},
    ),
    power_n_times_a=(
        "The slope of a power is n · a here. That is right for n = 2 alone.",
        {"power": lambda a, n: (a.data**n, ((a, n * a.data),))},
    ),
    power_without_brackets=(
        "In the slope of a power, `**` comes before `-`: without brackets, 1 is subtracted at the "
        "end.",
        {"power": lambda a, n: (a.data**n, ((a, n * a.data**n - 1),))},
    ),
    power_reduced_in_front=(
        "The slope of a power has n in front, and n − 1 above. Here n − 1 stands in front as well.",
        {"power": lambda a, n: (a.data**n, ((a, (n - 1) * a.data ** (n - 1)),))},
    ),
    power_times=(
        "The data of `a ** n` is n · a.",
        {"power": lambda a, n: (a.data * n, _power(a, n)[1])},
    ),
    power_slope_one=(
        "The slope of a power is n here, whatever a is.",
        {"power": lambda a, n: (a.data**n, ((a, n),))},
    ),
    right_minus_left=(
        f"`5 - a` comes out as a − 5. {_LEFT}",
        {"rsub": lambda a, b: b - a},
    ),
    right_over_left=(
        f"`12 / a` comes out as a / 12. {_LEFT}",
        {"rdiv": lambda a, b: b / a},
    ),
    both_turned=(
        f"`5 - a` comes out as a − 5, and `12 / a` as a / 12. {_LEFT}",
        {"rsub": lambda a, b: b - a, "rdiv": lambda a, b: b / a},
    ),
    left_minus_as_plus=(
        "`5 - a` comes out as 5 + a.",
        {"rsub": lambda a, b: a + b},
    ),
    left_over_as_times=(
        "`12 / a` comes out as 12 · a.",
        {"rdiv": lambda a, b: a * b},
    ),
    left_plus_as_times=(
        "`7 + a` comes out as 7 · a.",
        {"radd": lambda a, b: a * b},
    ),
    left_times_as_plus=(
        "`2 * a` comes out as 2 + a.",
        {"rmul": lambda a, b: a + b},
    ),
    left_as_the_number=(
        "`5 - a` comes out as a plain number, without notes. A Value is wanted.",
        {"rsub": lambda a, b: a.data - b.data},
    ),
    all_left_as_numbers=(
        "With a number on the left, plain numbers come out, without notes. Values are wanted.",
        {"rsub": lambda a, b: a.data - b.data, "rdiv": lambda a, b: a.data / b.data,
         "radd": lambda a, b: a.data + b.data, "rmul": lambda a, b: a.data * b.data},
    ),
    left_forgotten=(
        "With a number on the left, nothing comes back: is there a `return` in the four last "
        "methods?",
        {name: lambda a, b: None for name in ("radd", "rsub", "rmul", "rdiv")},
    ),
    left_minus_forgotten=(
        "`5 - a` gives nothing back: is there a `return`?",
        {"rsub": lambda a, b: None},
    ),
    notes_forgotten=(
        "The difference has no parents. Hand the pairs on as a second thing.",
        {"sub": lambda a, b: (a.data - b.data, ())},
    ),
    quotient_without_notes=(
        "The quotient has no parents. Hand the pairs on as a second thing.",
        {"div": lambda a, b: (a.data / b.data, ())},
    ),
    power_without_notes=(
        "The power has no parents. Hand the pair on as a second thing.",
        {"power": lambda a, n: (a.data**n, ())},
    ),
    exponent_as_a_parent=(
        "In `x ** n`, n stands among the parents as well. It is a plain number, through which "
        "nobody learns: a power has one pair, that of x.",
        {"power": lambda a, n: (a.data**n, (*_power(a, n)[1], (type(a)(n), 0.0)))},
    ),
    pair_alone=(
        "The power's `parents` are one pair, and not a tuple that holds a pair: behind a single "
        "item of a tuple there is a comma.",
        {"power": lambda a, n: (a.data**n, _power(a, n)[1][0])},
    ),
)  # fmt: skip


@exercise.variant
class ByParts(_class()):
    """A difference by way of a product, a quotient by way of a power."""

    def as_value(self, other):
        return other if isinstance(other, ByParts) else ByParts(other)

    def __sub__(self, other):
        other = self.as_value(other)
        return ByParts(self.data - other.data, [(other, -1), (self, 1)])

    def __truediv__(self, other):
        other = self.as_value(other)
        quotient = self.data / other.data
        return ByParts(quotient, ((self, other.data**-1), (other, -quotient / other.data)))

    def __pow__(self, n):
        slope = n * self.data**n / self.data if self.data else float(n == 1)
        return ByParts(self.data**n, ((self, slope),))


@exercise.variant
class Swapped(_class()):
    """Numbers on the left of + and *, with the sides exchanged."""

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return self.as_value(other).__sub__(self)


@exercise.variant
class FromPlusAndTimes(_class()):
    """A difference is a sum, and a quotient a product with a power."""

    def as_value(self, other):
        return other if isinstance(other, FromPlusAndTimes) else FromPlusAndTimes(other)

    def __sub__(self, other):
        return self + -1 * self.as_value(other)

    def __truediv__(self, other):
        return self * self.as_value(other) ** -1

    def __pow__(self, n):
        return FromPlusAndTimes(*_power(self, n))

    def __rmul__(self, number):
        return FromPlusAndTimes(number * self.data, ((self, number),))

    def __rsub__(self, number):
        return -1 * self + number

    def __rtruediv__(self, number):
        return number * self**-1
