"""Each kind of error with autograd's tensors gets its sentence, and what looks like it does not."""

import numpy as np
import pytest

from dlscratch import modules
from dlscratch.autograd import Tensor, no_grad
from dlscratch.errors.autograd import AUTOGRAD

from .raised import assert_a_kind_and_its_sentence, assert_it_is_only_alike, explained


class Own:
    """A learner's own class, of the same name."""

    __array_ufunc__ = None

    def __init__(self):
        self.grad = None

    def sum(self, axis=None):
        return self


class Full(Own):
    """One with more in it."""

    def __init__(self):
        self.data = np.ones(3)

    def exp(self):
        return self


for kind in (Own, Full):
    kind.__name__ = kind.__qualname__ = "Tensor"


def fresh():
    """The names of a page on which nothing has happened yet."""
    return {
        "np": np, "Tensor": Tensor, "no_grad": no_grad, "modules": modules, "own": Own(),
        "full": Full(),
        "w": Tensor([1.0, 2.0, 3.0], requires_grad=True), "x": Tensor(np.ones((4, 3))),
        "one": Tensor(2.0, requires_grad=True), "v": np.ones(3), "none": None,
    }  # fmt: skip


# A kind, words of its sentence, and cells that raise it.
TABLE = {
    "backward_from_many_numbers": (
        "is not one number",
        ["(w * w).backward()", "x.backward()", "w[:0].backward()"],
    ),
    "no_way_back": (
        "No way leads from this number",
        [
            "x.sum().backward()",
            "with no_grad():\n    loss = (w * w).sum()\nloss.backward()",
            "(w.detach() * 2).sum().backward()",
        ],
    ),
    "graph_used_up": (
        "used up the notes",
        [
            "loss = (w * w).sum()\nloss.backward()\nloss.backward()",
            "h = w.exp()\nfor _ in range(2):\n    h.sum().backward()",
            "state = one\nfor _ in range(2):\n    state = state * one\n    state.backward()",
        ],
    ),
    "changed_since_forward": (
        "since then its numbers were changed in place",
        [
            "loss = (w * w).sum()\nwith no_grad():\n    w -= 1\nloss.backward()",
            "y = w.exp()\ny.data[0] = 3\ny.sum().backward()",
            "loss = (x @ w).sum()\nx.data += 1\nloss.backward()",
        ],
    ),
    "step_that_is_recorded": (
        "Inside `with no_grad():`",
        ["w -= 1", "w *= 0.9", "for _ in range(2):\n    one += 1"],
    ),
    "shapes_of_two_tensors": (
        "here 3 meets 4|here these are 3 and 4|a single number goes with|keeps its shape",
        [
            "w + np.ones(4)",
            "x @ np.ones((4, 3))",
            "x @ one",
            "with no_grad():\n    w -= x",
        ],
    ),
    "no_gradient_in_a_tensor": (
        "`w.grad` is None: ",
        [
            "w - 0.1 * w.grad",
            "w.grad[0]",
            "w.grad.shape",
            "w * w.grad",
            "with no_grad():\n    w -= w.grad",
            "(w * w).sum().backward()\nw.zero_grad()\n-w.grad",
        ],
    ),
    "numpy_function_of_a_tensor": (
        "takes no notes",
        [
            "np.exp(w)",
            "np.maximum(w, 0)",
            "np.sum(w)",
            "np.mean(w * 2)",
            "np.max(x, axis=1)",
            "np.sqrt(w)",
            "np.abs(w)",
            "np.add(v, w)",
        ],
    ),
    "tensors_compared": (
        "is not compared itself",
        ["if one > 0:\n    pass", "while w >= v:\n    pass", "0 < w", "(w < 1).sum()"],
    ),
}  # fmt: skip

SENTENCES = [
    ("np.exp(w)", "Instead: `w.exp()`."),
    ("np.tanh(x @ w + 1)", "`(x @ w + 1).tanh()`."),
    ("np.maximum(w, 0)", "`w.relu()`."),
    ("np.maximum(w, 1)", "in `.data`."),
    ("np.sum(w)", "`w.sum()`."),
    ("np.sum(x, axis=1)", "`x.sum(axis=1)`"),
    ("np.exp(full)", "Instead: `full.exp()`."),
    ("np.sqrt(full)", "in `.data`."),  # it has no power
    ("np.matmul(v, full)", "in `.data`."),
    ("np.square(w)", "`w ** 2`."),
    ("np.matmul(x, w)", "the sign `@`."),
    ("np.sin(w)", "in `.data`."),
    ("h = w.exp()\nh.sum().backward()\ndef again(h):\n    h.detach()\n    h.sum().backward()\n"
     "again(h)", "`h.detach()` gives a new tensor, and nothing keeps it: `h` is as it was."),
    ("one > 3", "`one.item()` is the number in it."),
    ("w > 3", "`w.data`, and a comparison"),
    ("w = w - 0.1\nw.grad[0]", "`w` was computed from other tensors"),
    ("with no_grad():\n    w = w - 0.1\nw.grad[0]", "`w` does not learn"),
    ("x.grad[0]", "`x` does not learn"),
    ("w.grad[0]", "no `backward` has reached `w` yet"),
    ("(w + np.ones((2, 4)))", "here 3 meets 4"),
]

# What looks like a kind and is none, and of which kind it is.
ALIKE = [
    ("np.exp(own)", ""),
    ("np.sum(own)", "no_such_argument"),
    ("own > 3", "no_order"),
    ("w.sum(of=1)", "no_such_argument"),
    ("raise RuntimeError('backward has been here before')", ""),
    ("def step():\n    raise ValueError('(2,) + (3,): these shapes do not fit together')\nstep()",
     ""),
]  # fmt: skip


@pytest.mark.parametrize("kind", TABLE)
def test_a_kind_and_its_sentence(kind):
    assert_a_kind_and_its_sentence(kind, *TABLE[kind], fresh)


@pytest.mark.parametrize("cell, words", SENTENCES)
def test_which_sentence(cell, words):
    found = explained(cell, fresh())
    assert found and words in found.says, f"{cell}\n{found}"


@pytest.mark.parametrize("cell, kind", ALIKE)
def test_what_looks_alike(cell, kind):
    assert_it_is_only_alike(cell, kind, fresh)


@pytest.mark.parametrize("cell", ["own.grad[0]", "own.grad * 3", "none[0]", "own.grad.shape"])
def test_a_none_of_something_else(cell):
    found = explained(cell, fresh())
    assert found.kind != "no_gradient_in_a_tensor", found


def test_each_kind_has_three_cells_and_says_when_it_holds():
    assert {one.__name__ for one in AUTOGRAD} == set(TABLE)
    assert all(len(set(cells)) >= 3 for _, cells in TABLE.values())
    assert [one.__name__ for one in AUTOGRAD if not one.__doc__] == []
