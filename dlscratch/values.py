"""Single numbers that take notes: the smallest engine that finds gradients by itself.

    x = Value(3.0)
    y = x * x + x
    y.parents  # from which values it was made, and how fast it changes with each
    in_order(y)  # y, then all that it was made from, each before its own parents
"""

import numbers


class Value:
    """A number, the values it was made from, and how fast it changes with each of them.

    `parents` is a tuple of pairs (value, slope). `grad` is for the walk back to add to.
    """

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = _value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __sub__(self, other):
        other = _value(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __mul__(self, other):
        other = _value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __truediv__(self, other):
        other = _value(other)
        quotient = self.data / other.data
        return Value(quotient, ((self, 1 / other.data), (other, -quotient / other.data)))

    def __pow__(self, power):
        if not isinstance(power, numbers.Real):
            raise TypeError(f"a value is raised to a plain number, but {power!r} came")
        slope = power * self.data ** (power - 1) if power else 0.0
        return Value(self.data**power, ((self, slope),))

    # A plain number on the left: `2 * x` comes here as x.__rmul__(2).

    def __radd__(self, other):
        return _value(other) + self

    def __rsub__(self, other):
        return _value(other) - self

    def __rmul__(self, other):
        return _value(other) * self

    def __rtruediv__(self, other):
        return _value(other) / self

    def __repr__(self):
        return f"Value({self.data})"


def in_order(result):
    """`result` and all that it was made from, each once, each before all that it was made from.

    No recursion, which Python would stop at a thousand steps.
    """
    done, found, to_visit = [], set(), [(result, False)]
    while to_visit:
        value, parents_done = to_visit.pop()
        if parents_done:
            done.append(value)
        elif value not in found:
            found.add(value)
            to_visit.append((value, True))  # once more, when its parents are done
            to_visit += [(parent, False) for parent, slope in value.parents]
    return done[::-1]


def _value(number):
    """`number` as a Value; a plain number has no parents."""
    return number if isinstance(number, Value) else Value(number)
