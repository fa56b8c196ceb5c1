"""Small computations for the exercises on single numbers: each value by its name."""

from dlscratch.values import Value


def made(steps, numbers, cls=Value):
    """The values by their names: those of `numbers`, then those that `steps` make, as in
    "u = a * b; f = u + a"."""
    names = {name: cls(number) for name, number in numbers.items()}
    code = compile(steps, "<steps>", "exec")
    exec(code, {"__builtins__": {}}, names)
    return names


def name_of(value, names):
    """What a value is called: "a"; of one that has no name here, its class in words."""
    for name, one in names.items():
        if one is value:
            return name
    return f"another {type(value).__name__}"


def chain(length):
    """The last of `length` values, each the one before plus itself no more than once."""
    value = Value(1.0)
    for _ in range(length - 1):
        value = Value(value.data, ((value, 1.0),))
    return value


def doubled(times):
    """A value added to itself, so many times one after the other."""
    value = Value(1.0)
    for _ in range(times):
        value = value + value
    return value
