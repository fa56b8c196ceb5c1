"""What is written on an operation of a graph, such as "×", "+ 2" or "tanh".

A Tensor tells its operation. A Value need not: then it is told from its numbers.
"""

import math

from dlscratch.visuals.chain_numbers import number

SIGNS = {"*": "×", "-": "−", "/": "÷"}
FUNCTIONS = {
    "exp": (math.exp, lambda x, y: y),
    "log": (lambda x: math.log(x) if x > 0 else math.nan, lambda x, y: 1 / x),
    "tanh": (math.tanh, lambda x, y: 1 - y * y),
    "sigmoid": (lambda x: 1 / (1 + math.exp(-x)), lambda x, y: y * (1 - y)),
}
MOST = 50  # from here on, exp grows out of all pictures


def sign(operation, value, inputs, slopes):
    """The sign of what made `value` from `inputs` (arrays), with these slopes; none of a leaf.

    A plain number in the expression is no input: it becomes part of the sign.
    """
    if not inputs:
        return ""
    told = SIGNS.get(operation, operation)
    if not all(array.ndim == 0 for array in (value, *inputs)):
        return _of_arrays(told, value, inputs, slopes)
    y, xs = float(value), [float(x) for x in inputs]
    if len(inputs) == 1 and told in (None, "+", "−", "×", "÷", "**"):
        return _with_number(told, y, *xs, *slopes) or told or "f"
    if len(inputs) == 2 and not told:
        return _of_two(y, *xs, *slopes) or "f"
    return told or "f"


def written(sign, names):
    """An operation in a line: names with their sign, as "a × b", "a + 2", "5 − a", "tanh of a"."""
    names = [f"({name})" if name.startswith("−") else name for name in names]
    if len(names) == 2:
        return f" {sign} ".join(names)
    if sign == "−":
        return f"−{names[0]}"
    if sign[0] in "+−×÷*@":
        return f"{names[0]} {sign}" if sign[0] != "*" else f"{names[0]}{sign}"
    if sign[-1] in "−÷@":
        return f"{sign} {names[0]}"
    return f"{sign} of {', '.join(names)}"


# Inside


def _near(a, b):
    return math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-9)


def _of_arrays(told, value, inputs, slopes):
    """As `sign` does; an array that is not recorded is three dots."""
    if len(inputs) > 1 or told not in (*SIGNS.values(), "+", "**", "@"):
        return told or "f"
    [x] = inputs
    if told == "**":  # by one number, the same for all
        return _with_number(told, value.flat[0], x.flat[0], *slopes) or told
    if told == "−" and value.shape == x.shape and (value == -x).all():
        return told
    right = told == "@" and value.ndim == x.ndim == 2 and value.shape[1] == x.shape[1]
    return f"… {told}" if right or (told == "−" and slopes[0] < 0) else f"{told} …"


def _of_two(y, a, b, to_a, to_b):
    """The sign between two numbers, from what came out and how it moves with each."""
    for sign, result, slopes in (
        ("+", a + b, (1, 1)),
        ("−", a - b, (1, -1)),
        ("×", a * b, (b, a)),
        ("÷", a / b if b else math.nan, (1 / b, -a / b**2) if b else (0, 0)),
    ):
        if _near(y, result) and _near(to_a, slopes[0]) and _near(to_b, slopes[1]):
            return sign
    return ""


def _with_number(told, y, x, slope):
    """The sign with the plain number behind or before it, where one fits what came out."""
    if told in (None, "+", "−") and _near(slope, 1):
        rest = y - x
        minus = told == "−" or (told is None and rest < 0)
        return f"− {number(-rest)}" if minus else f"+ {number(rest)}"
    if told in (None, "−") and _near(slope, -1):
        return "−" if _near(y, -x) else f"{number(y + x)} −"
    if told is None and abs(x) < MOST:
        for name, (function, rate) in FUNCTIONS.items():
            if _near(y, function(x)) and _near(slope, rate(x, y)):
                return name
    if told in (None, "×") and _near(y, slope * x):
        return f"× {number(slope)}"
    if told == "÷" and _near(y, slope * x) and slope:
        return f"÷ {number(1 / slope)}"
    if told in (None, "**") and x and y:
        power = slope * x / y
        if (x > 0 or _near(power, round(power))) and _near(y, x ** _whole(power)):
            return f"**{number(power)}"
    if told in (None, "÷") and x and _near(y, -slope * x):
        return f"{number(y * x)} ÷"
    return ""


def _whole(power):
    return round(power) if _near(power, round(power)) else power
