"""Expressions for the tests of the graph: of Tensors, and of a Value as the learner writes it."""

from dlscratch.autograd import Tensor


class Value:
    """A number that keeps what it was made from, as in the exercises of the autograd lesson."""

    def __init__(self, data, parents=()):
        self.data, self.parents, self.grad = data, parents, 0.0

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))


def learns(*values):
    return [Tensor(value, requires_grad=True) for value in values]


def product_and_sum():
    a, b, c = learns(2.0, -3.0, 10.0)
    return a * b + c, {"a": a, "b": b, "c": c}


def square_of_x():
    [x] = learns(3.0)
    return x * x, {"x": x}


def loss():
    w, x, b, y = learns(3.0, 2.0, 1.0, 5.0)
    return (w * x + b - y) ** 2, {"w": w, "x": x, "b": b, "y": y}


def used_twice():
    [x] = learns(3.0)
    return x * 2 + x * 5, {"x": x}


def used_twice_value():
    x = Value(3.0)
    return x * 2 + x * 5, {"x": x}


def tanh_and_x():
    x, y = learns(0.5, -1.2)
    return (x * y).tanh() + x, {"x": x, "y": y}


def shared_deep_down():
    a, b = learns(1.5, -2.0)
    h = a * b
    k = h + 1
    return (h * k + k.exp()) * h + a, {"a": a, "b": b, "h": h, "k": k}


def matrices():
    x, w, b = learns([[1.0, 2.0], [3.0, 4.0]], [[1.0, -1.0], [0.5, 2.0]], [0.1, -0.2])
    return ((x @ w + b) ** 2).sum(), {"x": x, "w": w, "b": b}


def not_all_learn():
    w, b = learns([[1.0, -1.0], [0.5, 2.0]], [0.1, -0.2])
    x = Tensor([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]])
    return (x @ w + b).tanh().mean(), {"x": x, "w": w, "b": b}


def two_layers():
    w1, b1, w2, b2 = learns(1.5, -0.5, -2.0, 0.25)
    named = {"w1": w1, "b1": b1, "w2": w2, "b2": b2}
    return ((w1 * 0.5 + b1).tanh() * w2 + b2 - 1) ** 2, named


def doublings():
    [x] = learns(2.0)
    z = x
    for _ in range(8):
        z = z + z
    return z, {"x": x}


def four_times():
    [x] = learns(2.0)
    return x * x * x + x, {"x": x}


def six_leaves():
    a, b, c, d, e, f = learns(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    return (a * b) * (c * d) + e * f, {}


def crossing():
    a, b, c, d = learns(1.0, 2.0, 3.0, 4.0)
    return (a + b) * (c - d) + (a - c) * (b / d), {"a": a, "b": b, "c": c, "d": d}


def long_numbers():
    w, x = learns(-123456.7, 0.00123)
    return (w * x + x * w) * x, {"weight_1": w, "x": x}


ALL = [product_and_sum, square_of_x, loss, used_twice, used_twice_value, tanh_and_x,
       shared_deep_down, matrices, not_all_learn, two_layers, doublings, four_times, six_leaves,
       crossing, long_numbers]  # fmt: skip
