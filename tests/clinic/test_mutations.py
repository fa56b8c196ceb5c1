"""The mutating machine: it changes what it says, where it says, and nothing else."""

import ast

import pytest

from dlscratch.checks.engine import solutions
from dlscratch.clinic import mutations

SOURCE = '''\
class Linear:
    def __init__(self, w):  # the weights
        self.w = w
        self.b = 0

    def forward(self, x):
        """x @ w.T + b: a docstring is left alone"""
        self.x = x
        return (x @ self.w.T) + self.b   # "ä"

def train(net, epochs):
    losses = []
    for epoch in range(epochs):
        losses.append(net.step())
        net.count += 1
    return losses
'''


@pytest.mark.parametrize(
    "what, line",
    [
        ("line 9, Add → Sub", '        return (x @ self.w.T) - self.b   # "ä"'),
        ("line 9, left side alone", '        return (x @ self.w.T)   # "ä"'),
        ("line 9, without .T", '        return (x @ self.w) + self.b   # "ä"'),
        ("line 9, sides swapped", '        return (self.w.T @ x) + self.b   # "ä"'),
        ("line 9, self.b → self.x", '        return (x @ self.w.T) + self.x   # "ä"'),
        ("line 13, one fewer", "    for epoch in range(epochs - 1):"),
        ("line 15, = in place of +=", "        net.count = 1"),
        ("line 11, `return losses` in the loop", "        return losses"),
        ("line 13, `net.count += 1` after the loop", "    net.count += 1"),
        ("line 2, without `self.b = 0`", None),
    ],
)  # fmt: skip
def test_one_line_is_changed_and_the_rest_stays(what, line):
    texts = [one.text for one in mutations.of(SOURCE) if one.what == what]
    before = SOURCE.split("\n")
    new = [[one for one in text.split("\n") if one not in before] for text in texts]
    assert ([line] if line else []) in new and all(len(one) < 2 for one in new)


def test_mutations_of_solutions_are_python_and_each_is_another_program():
    chosen = [one["solution"] for id, one in solutions.read().items() if id.startswith("optim")]
    assert chosen
    for source in chosen:
        dumps = [ast.dump(ast.parse(mutation.text)) for mutation in mutations.of(source)]
        assert len(set(dumps)) == len(dumps)
        assert ast.dump(ast.parse(source)) not in dumps


def test_what_is_kept_stays_in_one_line():
    found = {one.what: one.text for one in mutations.of(SOURCE)}
    assert (
        "self.x = vars(self).setdefault('x_', (x))"
        in found["line 8, self.x kept from the first time"]
    )
    assert len(found["line 8, self.x piled up"].split("\n")) == len(SOURCE.split("\n"))


@pytest.mark.parametrize(
    "source",
    ["", "x = 1", "x = 1; y = 2", "def f(x): return x", "if x:\n\ty = x\n\tz = -y\n",
     "a = f'{b + 1}'", "x = (\n    1 +\n    2\n)\n", "@d\ndef f(x):\n    'doc'\n",
     "s = 'ä' + t  # ä + ö", "x = a & b | ~c\nx <<= 2", "x = (a  # a - b\n     - b) not  in c"],
)  # fmt: skip
def test_any_layout_is_read(source):
    for one in mutations.of(source):
        ast.parse(one.text)


def test_every_operator_has_a_slip():
    kinds = ast.operator, ast.cmpop, ast.boolop
    assert {one for kind in kinds for one in kind.__subclasses__()} == {*mutations.OPERATORS}
    for sign, *others in mutations.OPERATORS.values():
        found = [one.text for one in mutations.of(f"x = a {sign} b") if " → " in one.what]
        assert found == [f"x = a {mutations.OPERATORS[other][0]} b\n" for other in others]
