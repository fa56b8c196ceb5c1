"""The chapter's network in nested lists, as lesson 3 writes it, computes what the arrays do.

Both are taken from the lesson's own cells, and the package's layers stand beside them.
"""

import numpy as np
import pytest

from dlscratch import layers
from dlscratch.course import lessons, pages

NAMES = ("Linear", "Sequential", "ListLinear", "ListSigmoid", "list_pass", "list_net")


@pytest.fixture(scope="module")
def lesson():
    """The names that the lesson's cells define, up to the end of its section on lists."""
    text = (lessons.folder() / lessons.find("stacks").text).read_text(encoding="utf-8")
    names = {}
    for cell in pages.lesson(text).cells:
        if cell.cell_type == "code" and "display" not in cell.source:
            exec(cell.source, names)
        if all(name in names for name in NAMES):
            return names
    pytest.fail("the lesson defines no network in lists")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n, inputs, middle, outputs", [(4, 2, 2, 1), (1, 3, 5, 2), (7, 6, 4, 3)])
def test_lists_and_arrays_agree(lesson, seed, n, inputs, middle, outputs):
    rng = np.random.default_rng(seed)
    x, gradient = rng.normal(size=(n, inputs)), rng.normal(size=(n, outputs))
    ours = layers.Sequential(
        [layers.Linear(inputs, middle), layers.Sigmoid(), layers.Linear(middle, outputs),
         layers.Sigmoid()]
    )  # fmt: skip
    lessons = lesson["Sequential"](
        [lesson["Linear"](inputs, middle), layers.Sigmoid(), lesson["Linear"](middle, outputs),
         layers.Sigmoid()]
    )  # fmt: skip
    for param, same in zip(ours.params(), lessons.params(), strict=True):
        param[...] = rng.normal(size=param.shape)
        same[...] = param
    params = [param.tolist() for param in ours.params()]
    in_lists = lesson["list_net"](x.tolist(), gradient.tolist(), params)
    for net in (ours, lessons):
        in_arrays = [net.forward(x), net.backward(gradient), *net.grads()]
        for nested_list, array in zip(in_lists, in_arrays, strict=True):
            assert np.shape(nested_list) == array.shape
            np.testing.assert_allclose(np.array(nested_list), array, rtol=0, atol=1e-12)
