"""The shapes of what met in the expression that stopped, and nothing is run to find them."""

import numpy as np
import pytest

from .raised import explained


class Strange:
    """Whatever is asked of it leaves a trace."""

    asked: list = []

    @property
    def w(self):
        self.asked.append("w")
        return np.ones((5, 3))

    def __getattr__(self, name):
        self.asked.append(name)
        raise AttributeError(name)

    def __getitem__(self, index):
        self.asked.append(index)
        return np.ones((5, 3))

    def __repr__(self):
        self.asked.append("repr")
        return "strange"


class Layer:
    def __init__(self):
        self.w = np.ones((5, 3))
        self.parts = {"b": np.ones(4)}


def names():
    return {
        "np": np, "x": np.ones((4, 3)), "w": np.ones((5, 3)), "b": np.ones(4), "n": 9,
        "layer": Layer(), "strange": Strange(), "pair": [np.ones((2, 3)), np.ones((2, 4))],
        "cube": np.ones((2, 3, 4)), "whole": np.arange(3), "words": ["a", "b"],
    }  # fmt: skip


CASES = [  # a cell, and the line about its shapes: all of it, or what stands in it
    ("x @ w", "`x @ w`: (4, 3) @ (5, 3): the 3 meets the 5, and both must be equal. `w.T` is "
     "(3, 5), and would fit."),
    ("x @ w.T @ x", "`x @ w.T @ x`: (4, 5) @ (4, 3): the 5 meets the 4"),
    ("x.T @ w", "`x.T @ w`: (3, 4) @ (5, 3): the 4 meets the 5, and both must be equal. The other "
     "way round they would fit."),
    ("w.T @ x", "The other way round they would fit."),
    ("x.T @ w.T", "`x` is (4, 3), and would fit."),
    ("b @ w", "(4,) @ (5, 3): the 4 meets the 5, and both must be equal."),
    ("cube @ w", "(2, 3, 4) @ (5, 3): the 4 meets the 5"),
    ("cube @ np.ones((3, 4, 2))", "(3, 4, 2): the axes before the last two do not fit."),
    ("x @ np.ones((4, 2))", "(4, 3) @ (4, 2): the 3 meets the 4, and both must be equal."),
    ("x + np.zeros(2)", "(4, 3) + (2,): counted from the last axis, the 3 meets the 2."),
    ("x @ np.full((n, 2), 0)", "(4, 3) @ (9, 2): the 3 meets the 9"),
    ("x @ np.tile(b, 2)", "(4, 3) @ …."),
    ("x - b", "(4, 3) - (4,): counted from the last axis, the 3 meets the 4. As a column, "
     "`b[:, None]`, it would fit."),
    ("b * x", "As a column, `b[:, None]`, it would fit."),
    ("x += b", "As a column, `b[:, None]`, it would fit."),
    ("x * w", "(4, 3) * (5, 3): counted from the last axis, the 4 meets the 5."),
    ("(x @ w.T) / x", "`x @ w.T / x`: (4, 5) / (4, 3)"),
    ("x > b", "`x > b`: (4, 3) > (4,)"),
    ("x + b[n - 8 : 3]", "(4, 3) + (2,)"),
    ("x + b[:2]", "`x + b[:2]`: (4, 3) + (2,)"),
    ("x + w[0:2]", "(4, 3) + (2, 3)"),
    ("-x + b", "(4, 3) + (4,)"),
    ("x += w", "`x += w`: (4, 3) += (5, 3)"),
    ("whole += 0.5", "(3,) of int64 += 0.5"),
    ("x[0] = b", "`x[0]` has shape (3,), `b` has shape (4,)."),
    ("x[:, 1] = w", "`x[:, 1]` has shape (4,), `w` has shape (5, 3)."),
    ("x[n]", "`x` has shape (4, 3), `n` is 9."),
    ("x[0, n]", "`x` has shape (4, 3), `n` is 9."),
    ("x[b > 2, 9]", "`x` has shape (4, 3)."),
    ("np.dot(x, w)", "`np.dot(x, w)`: (4, 3) and (5, 3): the 3 meets the 5"),
    ("x.dot(w)", "(4, 3) and (5, 3): the 3 meets the 5"),
    ("np.concatenate([x, b])", "`[x, b]` is [(4, 3), (4,)]."),
    ("np.stack(pair)", "`pair` is [(2, 3), (2, 4)]."),
    ("np.hstack((x, w))", "`(x, w)` is ((4, 3), (5, 3))."),
    ("x.reshape(5, n)", "`x` has shape (4, 3), `n` is 9."),
    ("np.einsum('ij,jk', x, w)", "`x` has shape (4, 3), `w` has shape (5, 3)."),
    ("x @ layer.w", "`x @ layer.w`: (4, 3) @ (5, 3)"),
    ("x + layer.parts['b']", "(4, 3) + (4,)"),
    ("pair[0] + pair[1]", "(2, 3) + (2, 4)"),
    ("x + words", "`x + words`: (4, 3) of float64 + ['a', 'b']"),
    ("def f(a):\n    return a @ w\nf(x)", "`a @ w`: (4, 3) @ (5, 3)"),
    ("[row @ w for row in x]", "`row @ w`: (3,) @ (5, 3)"),
    ("row = 7\n[row @ w for row in x]", "`row @ w`: (3,) @ (5, 3)"),  # not the row that it hides
    ("def f(a):\n    return {n: a @ w for n in words}\nf(x)", "`a @ w`: (4, 3) @ (5, 3)"),
    ("[row for row in x @ w for x in row]", "`x @ w`: (4, 3) @ (5, 3)"),  # x is that outside
    ("[v @ w for part in pair for v in part]", "@ (5, 3)"),
    ("raise ValueError(n)", None),
    ("n / 0", None),
    ("words.append.x", None),
]  # fmt: skip


@pytest.mark.parametrize("cell, line", CASES, ids=[cell for cell, _ in CASES])
def test_the_shapes_in_the_line(cell, line):
    found = explained(cell, names()) if line != "" else None
    shapes = " ".join(found.shapes) if found else ""
    if line is None:
        assert not found or not found.shapes or "would" in shapes
    else:
        assert line in shapes, found


@pytest.mark.parametrize("cell", ["b - whole", "whole * b", "b += x", "w[:1] - b"])
def test_a_column_is_spoken_of_only_where_the_other_one_keeps_its_shape(cell):
    [shapes] = explained(cell, names()).shapes
    assert "meets" in shapes and "would fit" not in shapes


@pytest.mark.parametrize(
    "cell",
    ["x @ strange.w", "x + strange[0]", "x @ strange.nothing", "x @ (strange + 1)",
     "np.dot(x, strange.w)", "x[9, strange]", "x @ strange"],
)  # fmt: skip
def test_nothing_of_the_learners_is_asked_again(cell):
    space = names()
    space["strange"].asked.clear()
    once = []
    explained(cell + "  # the first time", {**space, "print": print})
    first = list(Strange.asked)
    Strange.asked.clear()
    try:
        exec(cell, space)  # what Python itself asks, with nobody who explains
    except Exception as error:
        once.append(error)
    assert once and first == Strange.asked


def test_tensors():
    torch = pytest.importorskip("torch")
    space = {"torch": torch, "a": torch.ones(4, 3), "p": torch.nn.Parameter(torch.ones(5, 3))}
    found = explained("a @ p", space)
    assert found.shapes == (
        "`a @ p`: (4, 3) @ (5, 3): the 3 meets the 5, and both must be equal. `p.T` is (3, 5), "
        "and would fit.",
    )
    assert (
        explained("a + p.data[0:2]", space)
        .shapes[0]
        .startswith("`a + p.data[0:2]`: (4, 3) + (2, 3)")
    )
    double = {**space, "d": torch.ones(3, 2, dtype=torch.float64)}
    assert "(4, 3) of float32 @ (3, 2) of float64" in explained("a @ d", double).shapes[0]
