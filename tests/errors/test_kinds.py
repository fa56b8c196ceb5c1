"""Each kind of error of Python's and NumPy's gets its sentence, and what looks like it does not."""

import math
import random

import numpy as np
import pytest

from dlscratch import losses, optimizers, training
from dlscratch.errors.arrays import ARRAYS
from dlscratch.errors.cells import CELLS, LATER_NAMES
from dlscratch.errors.course import COURSE
from dlscratch.errors.nones import NONES
from dlscratch.errors.python import LATER, PYTHON
from dlscratch.errors.syntax import SYNTAX
from dlscratch.errors.wanted import WANTED
from dlscratch.layers import Layer, Linear, Sequential, Tanh

from .raised import (
    assert_a_kind_and_its_sentence,
    assert_each_has_a_look_alike,
    assert_it_is_only_alike,
    explained,
)


class Thing:
    def __init__(self):
        self.kept = None
        self.items = 3


def nothing(*_):
    pass


X, W = np.arange(12.0).reshape(4, 3), np.ones((5, 3))
NAMES = {
    "np": np, "math": math, "random": random, "rng": np.random.default_rng(0), "X": X, "W": W,
    "v": np.ones(4), "whole": np.arange(4), "words": np.array(["1", "2"]), "three": 3,
    "some": [1, 2, 3], "d": {"a": 1, "b": 2}, "thing": Thing(), "nothing": nothing, "none": None,
    "Thing": Thing, "text": "abc", "half": 0.5, "zero": 0, "Linear": Linear,
    "Sequential": Sequential, "Tanh": Tanh, "Layer": Layer, "optimizers": optimizers,
    "losses": losses, "training": training,
}  # fmt: skip

CLASS = "class A:\n    def __init__(self):\n        self.kept = 3\n"

MINE = """
class Mine(Layer):
    def forward(self, x):
        if x.ndim != 2:
            return x

    def backward(self, gradient):
        self.kept = gradient
"""
LOST = """
class Stack(Layer):
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)

class Whole(Stack):
    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

class Doubled(Layer):
    def forward(self, x):
        self.outputs = x * 2

class Shifted(Layer):
    b = None

    def forward(self, x):
        return x + 1

    def params(self):
        return [X]

class Sometimes(Layer):
    def forward(self, x):
        if x.ndim == 7:
            return x

def sse(predicted, actual):
    return ((predicted - actual) ** 2).sum()

lost = Stack([Linear(3, 2), Tanh()])
"""
HALF = """
class Half(Layer):
    def forwards(self, x):
        return x / 2
"""
UNKEPT = """
class Scale:
    def __init__(self, f):
        {}

    def forward(self, x):
        return x * {}

Scale(3).forward(X)
"""

# A kind, words of its sentence, and cells that raise it.
TABLE = {
    # Shapes of arrays
    "sizes_in_a_product": (
        "as many|equally long",
        [
            "np.dot([1, 2, 3], [1, 2])",
            "X @ np.ones((4, 2))",
            "X @ W",
            "np.dot(X, v)",
            "W.T @ X.T @ W",
            "np.matmul(v, W)",
            "X.dot(W)",
        ],
    ),
    "weights_drawn_by_another_call": (
        "take these three, in this order",
        [
            "def own(n): return np.zeros((3, n))\nLinear(2, 3, own)",
            "Linear(2, 3, lambda: 3)",
            "def own(outputs, inputs, rng, gain): return X\nSequential([Linear(2, 3, own)])",
            "def own(*, n): return X\nLinear(2, 3, init=own)",
        ],
    ),
    "weights_are_none": (
        "end without `return`",
        [
            "Linear(2, 3, nothing)",
            "def own(outputs, inputs, rng):\n    rng.normal(size=(outputs, inputs))\n"
            "Linear(2, 3, own, rng)",
            "Sequential([Linear(2, 3, init=lambda *sizes: None)])",
        ],
    ),
    "length_of_a_generator": (
        "`len(list(…))`",
        [
            "len(n for n in some)",
            "g = (x for x in X)\nlen(g)",
            "def f():\n    yield 3\nfor i in range(len(f())):\n    pass",
        ],
    ),
    "pythons_own_eval": (
        "`net.eval()` is the net's",
        ["eval(net)", "print(eval(net))", "for _ in some:\n    eval(net)"],
    ),
    "whole_numbers_of_an_array": (
        "`.astype(int)`",
        ["np.bincount(v)", "np.bincount(X[0], minlength=3)", "np.bincount(np.float32([1, 2]))"],
    ),
    "item_of_many": (
        "several, or none",
        ["X.item()", "X.argmax(1).item()", "np.ones(0).item()"],
    ),
    "f_string_left_open": (
        "each `{` wants its `}`",
        ["f'{three'", "print(f'{three:.2f')", "x = f'a {text'"],
    ),
    "one_argument_too_many": (
        "and 4 came. A shape is one thing|and 5 came. A shape is one thing",
        ["rng.normal(0, 1, 3, 2)", "rng.uniform(-1, 1, 3, 2)", "rng.normal(0, 1, 2, 3, 4)"],
    ),
    "product_with_a_number": ("it is `*`", ["X @ 3", "X @ three", "np.matmul(0.5, X)"]),
    "axes_of_a_stack": (
        "must be equal, or 1|one letter",
        [
            "np.ones((2, 4, 3)) @ np.ones((5, 3, 2))",
            "np.matmul(np.ones((2, 1, 3)), np.ones((3, 3, 1)))",
            "np.einsum('ij,jk->ik', X, W)",
        ],
    ),
    "lengths_apart": (
        "counted from the last axis; here",
        ["X + v", "X * W", "np.maximum(X, v)", "X > v", "(X - v) ** 2"],
    ),
    "too_large_for_its_place": ("has shape", ["X[0] = v", "X[:] = [1, 2]", "X[:, 0] = W"]),
    "other_shape_for_an_index": (
        "the index picks",
        ["X[[0, 1]] = W", "v[[0, 1]] = np.ones(3)", "X[[0, 2], 0] = some"],
    ),
    "shape_kept_in_place": (
        "keeps its shape",
        ["row = np.ones(3)\nrow += X", "v *= np.ones((2, 4))", "np.add(X, X, out=np.ones(3))"],
    ),
    "rows_of_unequal_length": (
        "equally long",
        ["np.array([[1, 2], [3]])", "np.asarray([1, [2, 3]])", "np.mean([[1, 2], [3, 4, 5]])"],
    ),
    "one_place_one_number": (
        "holds one number",
        ["X[0, 0] = [1, 2]", "v[1] = v", "for i in range(4):\n    v[i] = some"],
    ),
    "numbers_left_over": (
        "numbers",
        ["X.reshape(5, 2)", "np.reshape(X, (2, 2))", "X.reshape(-1, 5)", "v.reshape(28, 28)"],
    ),
    "lengths_of_joined_arrays": (
        "Along axis 1, array 0 has length 3",
        [
            "np.concatenate([X, np.ones((2, 4))])",
            "np.vstack([np.ones(3), v])",
            "np.append(X, np.ones((1, 2)), axis=0)",
        ],
    ),
    "axes_of_joined_arrays": (
        "equally many axes",
        ["np.concatenate([X, v])", "np.hstack([X, v])", "np.append(X, v, axis=0)"],
    ),
    "shapes_in_a_stack": (
        "need the same shape",
        ["np.stack([X, W])", "np.stack([v, np.ones(3)])", "np.stack((X, X.T), axis=1)"],
    ),
    "joined_in_one_list": (
        "in one list",
        [
            "np.concatenate(X, W)",
            "np.stack(X, X)",
            "np.concatenate(v, v)",
            "np.vstack(X, W)",
            "np.hstack(v, v)",
        ],
    ),
    "letters_of_einsum": (
        "more letters than axes",
        ["np.einsum('ijk,k->ij', X, v)", "np.einsum('ij->i', v)", "np.einsum('i,ij->j', v, v)"],
    ),
    "axes_of_einsum": (
        "more axes than letters",
        ["np.einsum('i->i', X)", "np.einsum('i,i->', X, v)", "np.einsum('ij,j->i', X, X)"],
    ),
    "mask_of_another_length": (
        "the array has",
        ["X[np.array([True, False])]", "X[:, v > 0]", "v[X[0] > 1]"],
    ),
    "no_such_axis": (
        "There is no axis|no axes",
        ["X.sum(axis=2)", "np.argmax(v, axis=1)", "np.mean(X, axis=(0, 3))", "np.sort(X, axis=5)"],
    ),
    "axes_of_transpose": (
        "as many numbers",
        ["X.transpose(0, 1, 2)", "np.transpose(v, (1, 0))", "X.transpose(0)"],
    ),
    "negative_length": ("below 0", ["np.ones((-1, 3))", "np.zeros(-2)", "np.empty((3, -3))"]),
    "unequal_parts": ("`np.array_split`", ["np.split(X, 3)", "np.hsplit(X, 2)", "np.vsplit(X, 3)"]),
    "lengths_one_by_one": (
        "one by one",
        ["np.random.rand((3, 4))", "np.random.randn((2, 2))", "np.random.randn([5])"],
    ),
    "array_of_several_arguments": (
        "takes one list",
        ["np.array(1, 2, 3)", "np.array(some, some, some)", "np.array(1, 2, 3, 4)"],
    ),
    # Types of numbers
    "array_of_objects": (
        "dtype object",
        [
            "np.exp(np.array([1, None]))",
            "np.sqrt(np.array([1, 2], dtype=object))",
            "np.log(np.array([[1.5], [2]], dtype=object))",
        ],
    ),
    "array_of_strings": (
        "strings and no numbers",
        ["words + 1", "words * 2.0", "np.subtract(words, 1)"],
    ),
    "strings_times": ("array of strings", ["words * 2", "2 * words", "words * three"]),
    "no_number_for": (
        "is for numbers",
        ["np.exp(words)", "np.sqrt(text)", "np.isnan(['a', 'b'])", "np.isinf('a')"],
    ),
    "no_number_in_a_string": (
        "number",
        ["float('abc')", "int('3.5')", "int('')", "np.array(['a']).astype(float)", "v[0] = 'x'"],
    ),
    "difference_of_truths": (
        "True and False",
        ["(X > 1) - (X > 2)", "-(X > 1)", "np.subtract(v > 0, v > 1)"],
    ),
    "type_kept_in_place": (
        "keeps its type",
        ["whole += 0.5", "whole /= 2", "b = np.zeros(4, np.uint8)\nb += whole", "whole -= v"],
    ),
    "beyond_a_type": (
        "holds whole numbers from",
        ["np.array([300], dtype=np.uint8)", "np.zeros(3, np.uint8)[0:1].fill(-1)", "np.int8(200)"],
    ),
    "nan_is_not_whole": ("NaN", ["int(float('nan'))", "int(np.nan)", "round(np.float64('nan'))"]),
    "infinity_is_not_whole": ("infinite", ["int(math.inf)", "int(-np.inf)", "round(float('inf'))"]),
    "no_inverse": (
        "no inverse",
        [
            "np.linalg.inv(np.zeros((2, 2)))",
            "np.linalg.inv(np.ones((3, 3)))",
            "np.linalg.solve(np.ones((2, 2)), np.ones(2))",
        ],
    ),
    "no_square": (
        "as many rows as columns",
        ["np.linalg.inv(X)", "np.linalg.det(W)", "np.linalg.eig(X)"],
    ),
    "read_only": (
        "`.copy()`",
        [
            "v.flags.writeable = False\nv[0] = 2",
            "np.broadcast_to(v, (2, 4))[0, 0] = 1",
            "np.frombuffer(b'abcd', np.uint8)[0] = 1",
            "np.frombuffer(b'ab', np.uint8).sort()",
        ],
    ),
    # Nothing, and chance
    "nothing_there": (
        "There is nothing in it",
        ["np.max([])", "np.argmax(np.array([]))", "max([])", "X[:0].min()"],
    ),
    "truth_of_nothing": (
        "neither true nor false",
        ["bool(np.array([]))", "if v[:0]:\n    pass", "not X[:, :0]"],
    ),
    "ends_of_a_range": (
        "no whole number in this range",
        ["rng.integers(5, 2)", "rng.integers(0)", "np.random.randint(3, 3)"],
    ),
    "more_than_there_are": (
        "More are to be drawn",
        [
            "rng.choice(3, 4, replace=False)",
            "rng.choice(v, 9, replace=False)",
            "np.random.choice(some, 5, replace=False)",
        ],
    ),
    "nothing_to_choose": (
        "nothing to choose from",
        ["rng.choice([], 1)", "random.choice([])", "np.random.choice([])"],
    ),
    "shares_of_one": (
        "add up to 1",
        [
            "rng.choice(2, p=[0.5, 0.6])",
            "np.random.choice(2, p=[0.1, 0.1])",
            "rng.choice(some, p=[1, 1, 1])",
        ],
    ),
    "negative_spread": (
        "never negative",
        ["rng.normal(0, -1)", "np.random.normal(0, -0.1, 3)", "rng.normal(scale=-2)"],
    ),
    "one_of_two_for_where": (
        "three arguments",
        ["np.where(X > 1, X)", "np.where(v, 0)", "np.where(whole > 2, whole)"],
    ),
    "larger_than_memory": (
        "more than there is",
        ["np.zeros((10**6, 10**7))", "np.ones(10**13)", "np.empty((10**5, 10**5, 10**4))"],
    ),
    # One thing where another is wanted
    "nothing": (
        "None",
        [
            "none + 1",
            "nothing(X).shape",
            "nothing()[0]",
            "thing.kept.shape",
            "nothing(1) * 2",
            "X + none",
            "len(none)",
        ],
    ),
    "a_single_number": (
        "single number",
        ["for i in three:\n    pass", "three[0]", "len(half)", "sum(5)", "list(zero)"],
    ),
    "one_number_of_an_array": (
        "one number|One number",
        ["math.exp(X)", "float(v)", "int(X[0])", "round(float(X))"],
    ),
    "second_is_an_axis": (
        "is an axis",
        ["np.sum(X, X)", "np.max(0, X)", "np.mean(v, some)", "np.min(X, half)"],
    ),
    "array_as_an_index_of_a_list": (
        "takes one index",
        ["some[whole]", "[1, 2][whole]", "some[np.array([0, 1])]"],
    ),
    "shape_in_brackets": (
        "in brackets of its own",
        ["np.zeros(3, 4)", "np.ones(2, 3)", "rng.random(3, 4)"],
    ),
    "sequence_times": ("repeats a list", ["some * 0.5", "text * 2.0", "[1] * [2]"]),
    "whole_number_wanted": (
        "whole number",
        [
            "range(1.5)",
            "range('3')",
            "np.zeros(half)",
            "some[0.5:2]",
            "for i in range(some):\n  pass",
        ],
    ),
    "compared_as_wholes": ("compare", ["max(0, X)", "sorted(X)", "[X].index(X + 1)", "min(v, 1)"]),
    "neither_true_nor_false": (
        "neither true nor false",
        ["if X:\n    pass", "X > 1 and X < 3", "not X", "while v > 0:\n    break", "all(X)"],
    ),
    "function_for_what_it_gives": (
        "brackets behind its name",
        ["1 + nothing", "X * np.exp", "X.mean - 1", "3 - Thing"],
    ),
    "method_without_its_brackets": (
        "is a method: `",
        ["net.params[0]", "net.grads[1]", "Linear(3, 2).params\nnet.layers[0].params[0]"],
    ),
    "never_kept": (
        "`self.",
        [
            UNKEPT.format("factor = f", "self.factor"),
            UNKEPT.format("w, b = f, 0", "self.b"),
            UNKEPT.format("pass", "self.f"),
            UNKEPT.format("self.g = f", "self.f"),
        ],
    ),
    "index_into_a_number": (
        "is a single number",
        ["X[1][2][0]", "v[0][0]", "X.sum()[0]", "x = v[1]\nx[0]"],
    ),
    "key_of_a_string": ("is a string", ["text['a']", "'abc'['x']", "for one in d:\n    one['a']"]),
    "key_of_a_list": ("items by number", ["some['a']", "[1]['0']", "(1, 2)['x']"]),
    # Python
    "string_and_other": ("joins strings", ["'a' + 1", "'loss: ' + half", "text + some"]),
    "list_and_other": ("joins lists", ["some + 1", "[1] + half", "some + 'ab'"]),
    "no_arithmetic": (
        "cannot be",
        ["some - some", "'b' - 'a'", "1 + '2'", "2 + some", "d + d", "{1} * {2}"],
    ),
    "no_order": ("larger", ["sorted([1, 'a'])", "'a' < 1", "max(none, 1)", "some < 1", "d > d"]),
    "never_changes": (
        "cannot be changed",
        ["(1, 2)[0] = 3", "text[0] = 'x'", "X.shape[0] = 3", "random.shuffle((1, 2))"],
    ),
    "unhashable": ("must never change", ["{X: 1}", "{some: 2}", "set([[1]])", "d[some]"]),
    "unhashable_object": (
        "loses `__hash__`",
        [f"class Own:\n    def __eq__(self, other):\n        return True\n{use}"
         for use in ("{Own()}", "{Own(): 1}", "set([Own()])")],
    ),
    "number_of_a_collection": (
        "one number or string",
        ["int(some)", "float([1])", "int(none)", "float(d)"],
    ),
    "format_of_one_number": (
        "behind the colon",
        ["f'{X:.2f}'", "f'{some:.3f}'", "'{:.1f}'.format(none)"],
    ),
    "format_of_a_string": ("is for numbers", ["f'{text:d}'", "f'{text:.2f}'", "format('a', 'e')"]),
    "names_and_values": (
        "names",
        [
            "a, b = [1, 2, 3]",
            "a, b = [1]",
            "for a, b in [(1, 2, 3)]:\n    pass",
            "a, b, c = X[0, :2]",
        ],
    ),
    "one_for_several_names": (
        "Several names",
        ["a, b = 3", "for i, x in some:\n    pass", "for i, x in range(3):\n    pass"],
    ),
    "divided_by_zero": ("divided by 0", ["1 / 0", "three // zero", "7 % zero"]),
    "outside_a_function": ("has no value there", ["math.log(0)", "math.sqrt(-1)", "math.acos(2)"]),
    "too_large_a_number": (
        "larger than a float",
        ["math.exp(1000)", "10.0**400", "float(10**400)"],
    ),
    "no_such_key": ("key", ["d['c']", "d['x']", "empty = {}\nempty['a']", "n = {1: 2}\nn['1']"]),
    "no_such_file": (
        "There is no",
        ["open('nowhere.txt')", "np.load('nowhere.npy')", "open('no/where/at/all.csv')"],
    ),
    "not_in_the_list": ("no such item", ["some.remove(9)", "some.index(9)", "[].remove(1)"]),
    "nothing_left": (
        "Nothing is left",
        ["next(iter([]))", "next(zip())", "it = iter([1])\nnext(it)\nnext(it)"],
    ),
    "changed_while_read": (
        "while it is changed",
        [
            "for k in d:\n    d[k + 'x'] = 1",
            "for k in d:\n    del d[k]",
            "s = {1}\nfor k in s:\n    s.add(k + 1)",
        ],
    ),
    "of_another_type": (
        "has no|belongs to|plain|never changes",
        [
            "some.add(1)",
            "some.push(1)",
            "X.float()",
            "X.backward()",
            "half.shape",
            "text.append('d')",
        ],
    ),
    "argument_missing": (
        "is called without",
        ["(lambda x: x)()", "np.tile(X)", "random.randint(0)", "def f(a, b):\n    pass\nf(1)"],
    ),
    "no_such_argument": (
        "no argument called",
        ["print('a', en='b')", "np.ones(3, axis=0)", "Thing(x=1)", "sorted(some, rev=True)"],
    ),
    "no_items": (
        "wants several|Square brackets",
        ["for one in thing:\n    pass", "thing[0]", "list(thing)", "rng[0]"],
    ),
    "values_called": ("Round brackets", ["(X + 1)(2)", "(v * 2)(3)", "(X @ X.T)(0)"]),
    "not_a_function": ("Round brackets", ["3()", "'a'(1)", "(1 + 2)(3)", "[1](0)"]),
    "no_such_attribute": (
        "keeps",
        [CLASS + "A().weights", CLASS + "a = A()\na.forwards(3)", CLASS + "print(A().xy)"],
    ),
    # Names
    "truth_in_another_language": ("Python writes it", ["true", "x = null", "if false:\n    pass"]),
    "in_an_imported_module": ("is reached with a dot", ["sqrt(3)", "zeros((2, 2))", "float32"]),
    "import_not_run": ("is not imported yet", ["plt.plot([1])", "pd.DataFrame()", "tqdm(some)"]),
    "name_without_a_value": (
        "Nothing has the name",
        ["zzz", "print(qqqqq)", "def f():\n    return vvvvvv\nf()"],
    ),
    "slip_of_the_pen": ("Did you mean", ["nothin(3)", "np.sqaure(X)", "X.transpse()", "Thinng()"]),
    "no_such_module": (
        "module|part",
        ["import numpyy", "import sklearnn.tree", "import numpy.lineer", "from nowhere import x"],
    ),
    "no_such_part": (
        "has nothing called",
        ["from numpy import sqare", "from math import sigmoid", "from random import randInt"],
    ),
    # The course's layers
    "none_in_a_net": (
        "gave None|None came",
        [
            MINE + "Sequential([Tanh(), Mine(), Linear(3, 2)]).forward(X)",
            MINE + "net = Sequential([Mine(), Tanh()])\nnet.layers = net.layers[1:]\n"
            "Sequential([Mine(), net]).forward(X)",
            MINE + "net = Sequential([Tanh(), Mine()])\nnet.forward(X)\nnet.backward(X)",
            "net.forward(None)",
            "Tanh().forward(None)",
            "net.forward(X)\nnet.backward(None)",
        ],
    ),
    "method_without_return": (
        "Stack.forward` has no `return`|Doubled.forward` has no `return`|.backward` has no",
        [
            LOST + one
            for one in (
                "out = lost.forward(X)\nout.shape",
                "lost.forward(X).argmax(axis=1)",
                "np.argmax(lost.forward(X), axis=1)",
                "(lost.forward(X) > 0.5).mean()",
                "for row in lost.forward(X):\n    pass",
                "for epoch in range(3):\n    out = lost.forward(X)\n    out - X",
                "def step():\n    out = lost.forward(X)\n    return out - X\nstep()",
                "sse(lost.forward(X), X)",
                "out = lost.forward(X)\nsse(actual=X, predicted=out)",
                "Whole([Doubled(), Shifted()]).forward(X)",
                "Sequential([Doubled(), Shifted()]).forward(X)",
                "net = Whole([Tanh()])\nnet.forward(X)\nnet.backward(X)[0]",
            )
        ],
    ),
    "none_in_a_loss": (
        "has no `return`|None came where the",
        [
            LOST + "losses.SSE().loss(lost.forward(X), np.ones((4, 2)))",
            LOST + "out = lost.forward(X)\nlosses.SSE().gradient(out, X)",
            LOST + "losses.SoftmaxCrossEntropy().gradient(lost.forward(X), [0, 1, 1, 0])",
            LOST + "losses.softmax(lost.forward(X))",
            "losses.SSE().loss(X, none)",
            "losses.softmax(None)",
        ],
    ),
    "none_from_a_net": (
        "The net, a `Stack`, gave None. `Stack.forward` has no `return`.|end without `return`?",
        [
            LOST + "training.predict(lost, X)",
            LOST + "training.accuracy(lost, X, [0, 1, 1, 0])",
            LOST + "training.train(lost, X, X, losses.SSE(), optimizers.Adam(), progress=False)",
            LOST + "training.predict(Sometimes(), X)",
        ],
    ),
    "string_in_a_net": (
        "string",
        ["net.forward('hello')", "Tanh().forward('a')", "net.forward([['a', 'b', 'c']])"],
    ),
    "layer_without_a_method": (
        "of its own",
        [
            HALF + "Sequential([Half(), Tanh()]).forward(X)",
            HALF + "Half().forwards(X)\nHalf().forward(X)",
            HALF + "class Other(Half):\n    pass\nSequential([Other()]).forward(X)",
        ],
    ),
    "step_of_a_net": (
        "takes the net itself|has no method of that name",
        [
            "optimizers.Adam().step(net.params())",
            "optimizers.GradientDescent().step(net.params())",
            "optimizers.Momentum().step(X)",
            "class Bare:\n    def forward(self, x):\n        return x\n"
            "optimizers.Adam().step(Bare())",
        ],
    ),
    "gradient_of_another_shape": (
        "shape of what it gave last. Here (4, 7) meets (4, 2)|(4,) meets|meets (4, 3)",
        [
            "net.forward(X)\nnet.backward(np.ones((4, 7)))",
            "t = Tanh()\nt.forward(X)\nt.backward(v)",
            "t = Tanh()\nt.forward(X)\nt.backward(W)",
        ],
    ),
    "inputs_of_unequal_length": (
        "equally long",
        [
            "net.forward([[1, 2, 3], [1, 2]])",
            "Tanh().forward([[1], 2])",
            "Linear(2, 1).forward([[1, 2], [3]])",
        ],
    ),
    "sizes_of_neighbours": (
        "This one takes",
        [
            "Linear(3, 2).forward(np.ones((4, 5)))",
            "Linear(3, 2).forward(v)",
            "Sequential([Linear(3, 4), Linear(5, 2)]).forward(X)",
        ],
    ),
    "gradient_like_outputs": (
        "has the shape of what it gave last",
        [
            "net = Linear(3, 2)\nnet.forward(X)\nnet.backward(X)",
            "net = Linear(3, 2)\nnet.forward(X)\nnet.backward(np.ones((2, 2)))",
            "net = Sequential([Linear(3, 2), Tanh()])\nnet.forward(X)\nnet.layers[0].backward(v)",
        ],
    ),
    "backward_before_forward": (
        "kept nothing",
        ["Linear(3, 2).backward(X)", "Tanh().backward(X)", "Sequential([Tanh()]).backward(X)"],
    ),
    # What is no Python
    "never_closed": ("never closed", ["x = (3", "print('a'", "a = [1, 2\nb = 3"]),
    "closed_by_another": ("bracket", ["x = 3)", "a = [1, 2)", "f(x]]"]),
    "colon_missing": (
        "ends with a colon",
        ["for i in range(3)\n    print(i)", "if x == 3\n    pass", "class A\n    x = 1"],
    ),
    "one_equals_sign": (
        "`==`",
        ["if x = 3:\n    pass", "while a = b:\n    pass", "if f(x) = 3:\n    pass"],
    ),
    "no_place_for_a_value": ("left of `=`|own", ["3 = x", "f(x) = 2", "a + b = c", "True = 1"]),
    "comma_missing": ("side by side", ["print('a' x)", "[1 2]", "f(a b)"]),
    "quotes_not_closed": ("does not end in it", ["x = 'abc", 'print("a)', "f = 'it's'"]),
    "triple_quotes_not_closed": ("triple quotes", ['"""abc', "x = '''a\nb", 'def f():\n    """x']),
    "print_is_a_function": ("in brackets", ["print 'a'", "print x", "exec 'x'"]),
    "block_missing": (
        "four spaces to the right",
        ["for i in x:\nprint(i)", "def f():\n", "if x:\ny = 1"],
    ),
    "indented_too_far": (
        "further right",
        ["x = 1\n  y = 2", "  x = 1", "import math\n\n    a = 3"],
    ),
    "between_two_indents": (
        "as far right as none",
        ["if x:\n    y = 1\n  z = 2", "def f():\n        a\n    b", "for i in x:\n   a\n b"],
    ),
    "tabs_and_spaces": (
        "spaces alone",
        [
            "if x:\n\ty = 1\n        z = 2",
            "def f():\n        a\n\tb",
            "for i in x:\n\ta\n        b",
        ],
    ),
    "outside_of_its_block": (
        "inside a function",
        ["return 3", "x = 1\nyield x", "if 1:\n    return"],
    ),
    "outside_of_a_loop": ("inside a loop", ["break", "if x:\n    continue", "def f():\n    break"]),
    "named_arguments_last": (
        "behind those without",
        ["f(x=1, 2)", "print(end='', x)", "g(a=1, b)"],
    ),
    "argument_twice": ("given twice", ["f(x=1, x=2)", "print(end='', end='')", "g(1, a=2, a=3)"]),
    "foreign_character": ("does not know", ["x = “a”", "y = 3 − 2", "z\u00a0= 1"]),
    "number_and_name": ("run together", ["2x = 3", "y = 3x + 1", "1st = 2"]),
    "leading_zeros": ("does not begin with 0", ["x = 007", "01 + 1", "[00, 01]"]),
    "words_of_another_language": (
        "Python writes",
        ["if a && b:\n    pass", "x = !y", "i++", "if x:\n    a\nelse if y:\n    b", "a || b"],
    ),
    "word_of_pythons_own": (
        "word of Python's own",
        ["lambda = 0.1", "class = 3", "def with(x):\n  pass"],
    ),
    "value_missing": ("something is missing", ["x =", "y = 3 +", "z = a @"]),
}

# What is said besides, where the text of the cell tells more
BESIDES = [
    ("rows = [r for r in ['', '3'] if ('' or '-') not in r]\nfloat(rows[0])", "same as `'-'`:"),
    ("if ('' and '-') not in ['-']:\n    float('-')", "same as `''`:"),
    ("if '' or '-' not in 'a':\n    float('b')", "same as `'-' not in 'a'`:"),
    ("answer = ACBCBA", 'write quotes: `"ACBCBA"`.'),
    ("def inner(x):\n    return x\ndef outer(x, fast=1):\n    return x\nouter(inner(3, fast=2))",
     "`inner` has no argument `fast`, and `outer`, whose brackets are around it, has one"),
    ("class Box:\n    def __init__(self, x, fast=1):\n        pass\nBox(Thing(fast=2))",
     "`Thing` has no argument `fast`, and `Box`, whose"),
]  # fmt: skip
NO_MORE = [
    ("name = three or 'b'\nfloat(text)", "'abc' cannot be read as a number."),
    ("float('b')", "number."),
    ("answer = zzz", "started?"),
    ("def inner(x):\n    return x\nmax(inner(3, fast=2), 1)", "no argument called `fast`."),
]


@pytest.mark.parametrize("cell, words", BESIDES)
def test_what_the_text_of_the_cell_tells_besides(cell, words):
    assert words in explained(cell, NAMES).says


@pytest.mark.parametrize("cell, words", NO_MORE)
def test_nothing_is_told_besides_where_the_text_tells_nothing(cell, words):
    assert explained(cell, NAMES).says.endswith(words)


# Cells that look like one of them and are not: the kind that they get, "" where it is none.
ALIKE = [
    ("np.linalg.solve(np.ones((2, 2)), np.ones(3))", ""),  # the words of `@`, no product
    ("np.pad(X, (1, 2, 3))", ""),  # could not be broadcast: widths, no lengths
    ("raise ValueError('shapes (4,3) and (5,3) not aligned: 3 (dim 1) != 5 (dim 0)')", ""),
    ("raise ValueError('operands could not be broadcast together with shapes (1,) (2,)')", ""),
    ("assert X.shape == W.shape, 'could not broadcast input array'", ""),
    ("raise KeyError('a')", ""),
    ("raise IndexError('list index out of range')", ""),
    ("next(one for one in ())\n", "nothing_left"),
    ("x = math.pi * int(X)", "one_number_of_an_array"),  # `math.pi` takes no number
    ("len(nothing())", ""),  # which of the two is None is not known
    ("range(nothing())", "whole_number_wanted"),
    ("np.sum(1, 2, 3)", ""),  # the words of np.zeros(3, 4)
    ("np.array(some, 4)", ""),
    ("np.concatenate([X, X], X)", ""),  # the list is there
    ("np.random.rand(half)", "whole_number_wanted"),
    ("range((3, 4))", "whole_number_wanted"),
    ("if max(X.shape) > X:\n    pass", "neither_true_nor_false"),  # it is not `max` that stops
    ("sum(['a', 'b'])", "no_arithmetic"),
    ("sum([some])", "operands"),
    ("math.factorial(0.5)", "whole_number_wanted"),
    ("thing.kept()", "shadowed"),
    ("X.shape()", "shadowed"),
    (
        "class Dictlike:\n    def __getitem__(self, key):\n        return d[key]\nDictlike()['q']",
        "no_such_key",
    ),
    ("open('/')", ""),  # a folder
    ("random.sample(some, 5)", ""),
    ("int('1', 99)", ""),
    ("X.reshape(3, 5, -1)", "numbers_left_over"),
    ("X.reshape(2, 6).reshape(-1, -1)", ""),
    ("np.where()", "argument_missing"),
    ("from numpy.nothere import x", "no_such_module"),
    ("exec('x = (')", "never_closed"),
    ("import json\njson.loads('{a')", ""),
    ("import ast\nast.literal_eval('x')", ""),
    ("f'{X[9]}'", "beyond_an_axis"),
    ("def f():\n    raise NotImplementedError\nf()", ""),
    ("some['a':'b']", "whole_number_wanted"),
    ("object() + 1", ""),
    ("{}.fromkeys(3)", "a_single_number"),
    ("math.foo", ""),  # `floor` is another word
    ("nex", "name_without_a_value"),  # too short for `next`
    # Brackets are there, and an argument is missing
    ("Linear(3)", "argument_missing"),
    ("net.forward()", "argument_missing"),
    ("optimizers.Adam(0.1).step()", "argument_missing"),
    ("Tanh.forward(Tanh())", "argument_missing"),
    ("Tanh.forward(X)", "bare_class"),
    ("np.vstack(X, W, X, dtype=float, y=3)", "no_such_argument"),
    ("np.array(['a', 'b']) * np.ones(2)", "array_of_strings"),
    ("len[0]", "wrong_brackets"),
    ("net.forward[0]", "wrong_brackets"),  # it wants an argument
    (UNKEPT.format("self.factor = f", "self.facto"), "no_such_attribute"),
    (UNKEPT.format("self.g = f", "self.h"), "no_such_attribute"),
    ("v[[0]][0][None].x", ""),
    ("[1, 2][0][0]", "a_single_number"),
    ("Linear(3, 2).forward(3)", ""),
    ("Layer().forward(X)", ""),
    ("optimizers.Adam().learning", ""),
    ("Linear('a', 'b')", ""),
    ("Linear(3, 2)(X)", "shadowed"),
    ("X.append(3.0)", "looked_for"),
    ("def f(): return Ellipsis\nf()()", "shadowed"),
    # A None whose method may give something else, or that came from elsewhere
    (LOST + "Sometimes().forward(X).shape", "nothing"),
    (LOST + "one = Sometimes()\nout = one.forward(X)\none = lost\nout.shape", "nothing"),
    (LOST + "out = lost.forward(X)\nout = None\nout.shape", "nothing"),
    (LOST + "for one in [Sometimes()]:\n    out = one.forward(X)\n    out.shape", "nothing"),
    (LOST + "lost.forward = lambda x: None\nlost.forward(X).shape", "nothing"),
    (LOST + "sse(None, X)", "nothing"),
    (LOST + "lost.forward(X)\nsse(None, X)", "nothing"),
    (LOST + "Whole([Sometimes(), Shifted()]).forward(X)", "nothing"),
    (LOST + "Whole([Doubled(), Sometimes(), Shifted()][1:]).forward(X)", "nothing"),
    (LOST + "Whole([Shifted()]).forward(None)", "nothing"),
    (LOST + "Whole([Tanh()]).forward(None)", "none_in_a_net"),
    (LOST + "lost.forward(X) - Sometimes().forward(None)", "nothing"),
    (LOST + "raise TypeError(f'{lost.forward(X)}: a NoneType')", ""),
    (LOST + "lost.forward(X)\nX.sum(axis=3)", "no_such_axis"),
    (LOST + "lost.forward(X)\nnone > 3", "no_order"),
    (LOST + "sorted([X, lost.forward(X) > 3])", "method_without_return"),
    # None is not what stops in a net
    (LOST + "Sequential([Shifted(), Linear(3, None)]).forward(X)", ""),
    ("Sequential(None)", ""),
    ("Sequential([None])", ""),
    ("Sequential([Tanh(), Tanh()]).backward(X)", "backward_before_forward"),
    (LOST + "Sequential([Tanh(), lost]).layers[0].forward(X) + Shifted.b", "nothing"),
    # In a loss, and in `predict`, something else than None came
    ("losses.SSE().loss(X, X[0])", ""),
    ("losses.SSE().loss('a', none)", "none_in_a_loss"),
    ("losses.softmax('a')", ""),
    (
        "class Number(Layer):\n    def forward(self, x):\n        return 3.0\n"
        "training.predict(Number(), X)",
        "",
    ),
    # Something has no `grads`, and it is the net, or it is no optimizer of ours that asks
    ("class Bare:\n    pass\nBare().params()", ""),
    ("X.grads", ""),
    (
        "class Mean:\n    def step(self, net):\n        return net.grads()\nMean().step(some)",
        "",
    ),
    # The parts of a list are equally long, or it is no net that is given it
    ("net.forward([[1, 2, 3], [1, 2, 'a']])", "string_in_a_net"),
    ("net.forward([[1, 2, 3], [1, 2, None]])", ""),
    ("np.array([X, X[0]])", "rows_of_unequal_length"),
    ("raise ValueError('the requested array has an inhomogeneous shape after 1 dim')", ""),
    # Shapes that do not go together, but in no layer of ours on the way back
    (
        "class Times(Layer):\n    def backward(self, gradient):\n        return gradient * v\n"
        "Sequential([Times()]).backward(X)",
        "lengths_apart",
    ),
    ("net.forward(X)\nnet.layers[0].b = np.ones(7)\nnet.forward(X)", ""),
    ("losses.SSE().gradient(X, W)", ""),
    # The words of other kinds with a condition
    ("np.ones(0).reshape(0, -1)", ""),
    ("np.array([b'a']) + 1", ""),
    ("np.exp(str(3))", ""),
    ("x = ? # a && b", ""),
    ("x = 'lambda = 3' y", ""),
    ("x.y() = 3", "no_place_for_a_value"),
]

ALIKE += [
    ("print({1: 2)", "closed_by_another"),  # no f-string
    ("raise TypeError('unhashable type')", ""),  # without a name
    ("{X}", "unhashable"),  # an array, whatever its class has
    ("eval(3)", ""),  # a number has no `eval`
    ("len(nothing)", ""),
    ("def own(): pass\nown(1, 2, 3)", "too_many_arguments"),  # called by the learner
    ("Linear(2, 3, lambda o, i, r: X)", ""),
]

TABLES = [NONES, ARRAYS, WANTED, PYTHON, LATER, CELLS, LATER_NAMES, COURSE, SYNTAX]
ENTERED = [one for table in TABLES for one in table]
IN_A_NOTEBOOK = {"inside_of_a_function", "stopped_before", "cell_not_run"}  # in test_hook

# Of kinds with more than one sentence: which is said when.
SENTENCES = [
    ("np.array([np.ones(3), np.ones((3, 1))])", "Somewhere in this list they are not"),
    (
        "def start(gain):\n    def init(outputs, inputs, rng):\n        return X\n    return init\n"
        "Linear(2, 3, start)",
        "is `start` to be called first",
    ),
    ("net[0]", "`net.layers[0]`"),
    ("loss = losses.SSE()\nloss(X, X)", "call a method of it, as in `loss.loss(…)`."),
    ("opt = optimizers.Adam()\nopt(net)", "call a method of it, as in `opt.step(…)`."),
    ("thing.loss = losses.SSE()\nthing.loss(X, X)", "as in `thing.loss.loss(…)`"),
    ("net(X)", "as in `net.forward(…)`"),
    ("thing()", "`thing` is"),
    ("net.params[0] = 3", "`net.params` is a method: `net.params()[0]`"),
    ("X.mean(axis=0, keepdim=True)", "Did you mean `keepdims`?"),
    ("X.sum(dim=0)", "`sum` has no argument called `dim`."),
    ("Linear(2, 3, 'he', 0, np.float32, 5)", "`Linear` takes at most 5 arguments, and 6 came."),
    ("net.eval().forward(X)", "`net.eval()` does its work and gives None: what is to come next"),
    ("nothing(3).shape", "does what it calls end without `return`?"),
    ("net[-1].w", "`net.layers[-1]`"),
    ("thing['kept']", "with a dot: `thing.kept`."),
    ("thing['other']", "a Thing has none."),
    ("thing[0]", "a Thing has none."),
    ("(n for n in some)[0]", "`next(…)` takes the next one"),
    ("y = np.add(X, 1) @ W", "a row on the left is as long as a column on the right: here these"),
    ("X.append(3.0)", "`np.append(…)` gives a new, longer one."),
    ("Linear(3, 2)(X)", "A layer is not called itself: `Linear(3, 2).forward(…)`."),
    ("net.forward(X, X)", "`forward` takes 1 argument, and 2 came."),
    ("net.params[0]", "`net.params` is a method: `net.params()[0]`"),
    ("np.dot([1, 2, 3], [1, 2])", "two plain rows of numbers wants both equally long: here these"),
    ("W.T @ v", "as many columns on the left as numbers on the right: here these are 5 and 4."),
    ("v @ W", "as many numbers on the left as rows on the right: here these are 4 and 5."),
    ("X[1.5]", "`1.5` is no index: an index is a whole number."),
    ("X[half]", "`half` is 0.5, and an index is a whole number."),
    ("words * 2", "strings, dtype <U1,"),
    ("Linear(3, output=2)", "Did you mean `outputs`?"),
    ("zzz", "spelt as where it got its value"),
    (MINE + "Sequential([Tanh(), Mine(), Tanh()]).forward(X)", "Layer 2 of 3, a `Mine`, gave None"),
    (
        MINE + "n = Sequential([Tanh(), Mine()])\nn.layers[0].forward(X)\nn.backward(X)",
        "Layer 2 of 2, a `Mine`, gave None: `Mine.backward` has no `return`.",
    ),
    ("np.zeros(half)", "A shape is made of whole numbers"),
    ("some[0.5:2]", "The ends of a slice are whole numbers"),
    ("range(some)", "`len(…)` counts the items"),
    ("range('3')", "`int(…)` makes a number of it"),
    ("range(half)", "a float came: `//`"),
    ("range(none)", "`none` is None here."),
    ("thing.kept + 1", "`thing.kept` is None here."),
    ("nothing(3).shape", "`nothing(3)` gave None"),
    ("d['c'] = none\nd['c'] + 1", "`d['c']` is None here."),
    ("x = none\nx + 1", "`x` is None here."),
    ("for a in nothing():\n    pass", "`nothing()` gave None"),
    ("X.sum(axis=5)", "this array has the axes 0 to 1"),
    ("v.sum(axis=1)", "this array has axis 0 alone"),
    ("np.sum(3, axis=1)", "This is a single number, with no axes."),
    ("int('3.5')", "reads whole numbers only"),
    ("int('')", "The string is empty"),
    ("float('1,5')", "'1,5' cannot be read as a number."),
    ("X.reshape(-1, 5)", "12 numbers cannot be dealt out into rows of 5"),
    ("X.reshape(2, -1, 5)", "12 numbers cannot be dealt out into rows of 10"),
    ("v.reshape(5)", "The array has 4 numbers, and the shape (5,) has 5 places"),
    ("v += 1j", "the result has complex128. `a = a + b`"),
    ("whole += 0.5", "whole numbers hold no fractions"),
    ("X.max(0.5)", "A whole number is wanted here, and a float came"),
    ("np.max(0, X)", "`np.maximum(a, b)` compares two things"),
    ("for i in three:\n    pass", "`three` is a single number here"),
    ("len(three)", "`three` is a single number here"),
    ("three[0]", "`three` is a single number here"),
    ("sum(int(half))", "A single number came"),
    ("half + zero / zero", "`zero` is 0"),
    ("1 / (three - 3)", "`three - 3` is 0"),
    ("a, b = 1, 2, 3", "Behind `for`, or on the left of `=`, stand 2 names"),
    ("a, b = [1]", "and only 1 came"),
    ("n = {1: 2}\nn['1']", "The key is 1, a int"),
    ("d['x']", "`d` has no key 'x'. It has 'a' and 'b'."),
    ("{}.pop('x')", None),
    ("import pandass", "Python finds no module `pandass`"),
    ("import numpy.nothing", "`numpy` has no part called `nothing`."),
    ("3 = x", "On the left of `=` stands a name"),
    ("True = 3", "`True` is Python's own"),
    ("f(x) = 3", "a call of a function can get none"),
    ("def f(lambda):\n    pass", None),
]


@pytest.mark.parametrize("cell, words", SENTENCES)
def test_which_sentence(cell, words):
    found = explained(cell, fresh())
    assert (words in found.says) if words else not (found and found.says), f"{cell}\n{found}"


@pytest.mark.parametrize("kind", TABLE)
def test_a_kind_and_its_sentence(kind):
    assert_a_kind_and_its_sentence(kind, *TABLE[kind], fresh)


@pytest.mark.parametrize("cell, kind", ALIKE)
def test_what_looks_alike(cell, kind):
    assert_it_is_only_alike(cell, kind, fresh)


def test_each_kind_has_a_look_alike():
    assert_each_has_a_look_alike(TABLES, TABLE, ALIKE, fresh, but=IN_A_NOTEBOOK)


def test_each_kind_has_three_cells_and_says_when_it_holds():
    assert {one.__name__ for one in ENTERED} - IN_A_NOTEBOOK == set(TABLE)
    for kind, (_, cells) in TABLE.items():
        assert len(set(cells)) >= 3, kind
    assert [one.__name__ for one in ENTERED if not one.__doc__] == []


def fresh():
    """The names of a page on which nothing has happened yet."""
    changed = {"X": X.copy(), "v": NAMES["v"].copy(), "some": [1, 2, 3], "d": {"a": 1, "b": 2}}
    return NAMES | changed | {"net": Sequential([Linear(3, 2), Tanh()])}
