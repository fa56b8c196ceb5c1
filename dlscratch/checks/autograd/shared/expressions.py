"""Expressions for an engine: each uses what others do not, or uses it twice, or stretched."""

import functools

import numpy as np

_RNG = np.random.default_rng(12)


def _drawn(**shapes):
    return {name: _RNG.normal(size=shape).round(2) for name, shape in shapes.items()}


ARRAYS = _drawn(a=(2, 3), b=(3, 4), c=(4,), d=(2, 3), e=(2, 1), s=(3, 3), k=())
PLAIN = _drawn(x=(2, 4), y=(2, 3), z=(3, 3), r=(3,))

EXPRESSIONS = (
    "a.sum()",
    "(a * d).sum()",
    "(a @ b).sum()",
    "(a @ b * x).sum()",
    "(s @ s.T * z).sum()",
    "(a * a + a).sum()",
    "((u := a * d) * (u + u.tanh())).sum()",
    "(a * e + e).sum()",
    "((a @ b + c) * x).tanh().sum()",
    "(a * k).sum()",
    "(a.sum(axis=1, keepdims=True) * e).sum()",
    "(a.sum(axis=1) * a.T).sum()",
    "(a.sum(axis=0) * r).sum()",
    "(a.exp().sum(axis=1).log() * a.mean()).sum()",
    "((a * 2).relu() * y).mean()",
    "((0.2 * a).relu() * d).sum()",
    "(a.mean(axis=-1, keepdims=True) * e * a).sum()",
    "(a @ z * d).sum()",
    "(a[[0, 0, 1]] * z).sum() + a[1, 2]",
    "(y @ b + x).sum() - (x - 3 * a @ b).sum() * 0.5",
    "((1 - a) * (2 + d) * (y * a)).sum()",
    "(y.T @ a * z).sum()",
    "(a.mean(axis=0) - r).exp().sum()",
    "(a.sum(axis=(0, 1)) * k).sum()",
    "(a.sum(axis=(0, 1), keepdims=True) * e).sum()",
)

TIMES = "a `*`"
OPERATIONS = {
    TIMES: "*",
    "a `@`": "@",
    "a `sum` with an axis": "axis",
    "a `mean`": "mean",
    "an index": "[",
}


@functools.cache
def _compiled(expression):
    return compile(expression, "<expression>", "eval")


def names_in(expression):
    """The names of the arrays in an expression that are to be tensors."""
    return [name for name in ARRAYS if name in _compiled(expression).co_names]


def value_of(expression, tensors):
    """What the expression gives for these tensors, and for the plain arrays."""
    return eval(_compiled(expression), {}, {**PLAIN, **tensors})
