"""Lesson 1's functions against NumPy, and their errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlscratch import tensors

arrays = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=1, max_dims=4, max_side=4),
    elements=st.floats(-1e6, 1e6),
)


@given(arrays)
def test_shape_and_is_1d_agree_with_numpy(array):
    assert tensors.shape(array.tolist()) == list(array.shape)
    assert tensors.is_1d(array.tolist()) is (array.ndim == 1)


@given(arrays)
def test_sum_agrees_with_numpy(array):
    assert tensors.tensor_sum(array.tolist()) == pytest.approx(array.sum(), abs=1e-6)


@given(arrays)
def test_apply_zeros_and_combine_agree_with_numpy(array):
    tensor = array.tolist()
    assert tensors.tensor_apply(lambda x: 2 * x + 1, tensor) == (2 * array + 1).tolist()
    assert tensors.zeros_like(tensor) == np.zeros_like(array).tolist()
    assert (
        tensors.tensor_combine(lambda a, b: a - 3 * b, tensor, tensor[::-1])
        == (array - 3 * array[::-1]).tolist()
    )


def test_results_share_nothing_with_the_input():
    tensor = [[1, 2], [3, 4]]
    zeros = tensors.zeros_like(tensor)
    zeros[0][0] = 9
    assert zeros == [[9, 0], [0, 0]] and tensor == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "tensor, error, words",
    [
        ([], ValueError, "empty list"),
        ([[1], []], ValueError, "empty list"),
        ([[1, 2], [3]], ValueError, r"\[2\] and \[1\]"),
        ([1, [2]], ValueError, r"\[\] and \[1\]"),
        (3, TypeError, "a int came"),
        (np.zeros(3), TypeError, "ndarray"),
    ],
)
def test_shape_refuses_what_is_no_tensor(tensor, error, words):
    with pytest.raises(error, match=words):
        tensors.shape(tensor)


def test_combine_never_truncates():
    with pytest.raises(ValueError, match=r"\[3\] and \[2\]"):
        tensors.tensor_combine(lambda a, b: a + b, [1, 2, 3], [1, 2])


ON_ONE = [
    tensors.is_1d,
    tensors.tensor_sum,
    tensors.zeros_like,
    lambda tensor: tensors.tensor_apply(abs, tensor),
    lambda tensor: tensors.tensor_combine(max, tensor, [[1, 2], [3, 4]]),
    lambda tensor: tensors.tensor_combine(max, [[1, 2], [3, 4]], tensor),
]


@pytest.mark.parametrize("call", ON_ONE)
@pytest.mark.parametrize(
    "tensor", [3, None, "ab", (1, 2), [], np.ones(2), np.ones((2, 2)), [1, [2]], [[1], 2], abs]
)
def test_every_function_refuses_what_is_no_tensor_in_a_sentence(call, tensor):
    with pytest.raises((TypeError, ValueError), match="a tensor.* came|parts of shape"):
        call(tensor)


@pytest.mark.parametrize("call", ON_ONE[1:])
def test_also_deep_inside(call):
    for inner in [[]], [[1, [2]], [3, 4]]:
        with pytest.raises((TypeError, ValueError)):
            call([[[1, 2], [3, 4]], inner])
