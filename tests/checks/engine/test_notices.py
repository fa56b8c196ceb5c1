"""What an answer's text shows is said of wrong answers, and only where it is so."""

import pytest

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.notices import notices
from dlscratch.layers import Layer, Sequential

TEXTS = {"hints": ("one", "two", "three"), "after": "It matters."}


class Double(Layer):
    def __init__(self, factor=2):
        self.factor = factor

    def forward(self, x):
        return self.factor * x

    def params(self):
        return []


class Misspelt(Layer):
    def __int__(self, factor=2):
        self.factor = factor

    def forwards(self, x):
        return 2 * x

    def param(self):
        return []


class Hides(Layer):
    def __init__(self, factor=2):
        self.params = [factor]

    def forward(self, x):
        return 3 * x

    def params(self):
        return []


class NoLayer:
    def __init__(self, factor=2):
        self.factor = factor

    def forward(self, x):
        return x

    def params(self):
        return []

    def help_with_it(self):
        return self.param


class Own(Layer):
    def __init__(self, factor=2):
        self.factor = factor
        self.parts = [factor]

    def forward(self, x):
        for part in self.parts:
            if part == x:
                continue
            return part
        self.params()
        return x.copy() if x else x ^ self.factor

    def params(self):
        return []

    def names(self):
        for part in self.parts:
            if part:
                return part


def ways(net):
    net.eval  # noqa: B018
    net.train = False
    net.training == False  # noqa: E712, B015 (a learner's slip)
    net.detach()
    for layer in net.layers:
        layer.eval  # noqa: B018
        layer.forward(3).astype(int)
        return layer
    return net.mean ^ 2


def goes_on(net):
    if net:
        return net
        net.train()
    net.mean.detach()
    return net
    return None


def gathers(net, found=[]):  # noqa: B006 (a learner's slip)
    for layer in net.layers:
        found.append(layer)
    return found


def turned(net, rate):
    net.size =- rate * 2  # fmt: skip  # noqa: E225 (a learner's slip)
    net.size = -rate
    net.size= -rate  # fmt: skip  # noqa: E225
    return net


def counts(net, *, seen={}):  # noqa: B006
    for layer in net.layers:
        seen[layer] = True
    return seen


def only_reads(net, known=[], sizes={}):  # noqa: B006
    known = known + [net]
    return [sizes.get(layer) for layer in known]


def said(answer, reference=Double):
    return "\n".join(one.text for one in notices(answer, reference))


@pytest.mark.parametrize(
    "answer, words",
    [
        (Misspelt, "There is `__int__`: is it to be called `__init__` with two underscores"),
        (Misspelt, "There is `forwards`: is it to be called `forward`?"),
        (Misspelt, "There is `param`: is it to be called `params`?"),
        (Hides, "puts a value in the place of the method `params`"),
        (NoLayer, "`NoLayer` is no `Layer`"),
        (ways, "`net.eval` alone does nothing: brackets call it."),
        (ways, "`layer.eval` alone does nothing: brackets call it."),
        (ways, "puts a value in the place of the method `train`"),
        (ways, "`net.training == False` only compares"),
        (ways, "`layer.forward(3).astype(int)` gives something new, and nothing keeps it."),
        (ways, "`net.detach()` gives something new, and nothing keeps it."),
        (ways, "The `return` stands inside the loop"),
        (goes_on, "`net.train()` stands behind the `return` and is never reached."),
        (goes_on, "`net.mean.detach()` gives something new, and nothing keeps it."),
        (ways, "`net.mean ^ 2` compares bits"),
        (gathers, "What stands behind `found=` in the `def` line is made once"),
        (turned, "`net.size =- …` is `=` and then a sign: `net.size -= …` changes `net.size`."),
        (counts, "What stands behind `seen=` in the `def` line is made once"),
    ],
)
def test_slips_are_seen(answer, words):
    assert words in said(answer)


def test_nothing_is_said_of_what_is_as_it_should_be():
    assert said(Double) == said(Own) == ""
    assert said(Sequential, Sequential) == ""
    assert said(only_reads) == "" and said(turned).count("then a sign") == 1
    assert said(len) == said("BCA") == said(None) == said(lambda x: x.copy()) == ""


doubles = Exercise(
    "tests.doubles", kind="fill", wants="class", reference=Double, probes=[(3,), (5,)],
    run=lambda cls, x: cls().forward(x), **TEXTS,
)  # fmt: skip


@doubles.wrong("Three times is too much.", id="tripled")
class Tripled(Double):
    def forward(self, x):
        return 3 * x


def test_a_recognised_mistake_and_what_stands_there_without_effect():
    class Both(Layer):
        def __init__(self, factor=2):
            self.eval  # noqa: B018

        def forward(self, x):
            for _ in range(3):
                return 3 * x

        def params(self):
            return []

    verdict = doubles.grade(Both)
    assert verdict.mistake == "tripled"
    assert "`self.eval` alone does nothing" in verdict.message
    assert "stands inside the loop" not in verdict.message


def test_a_right_answer_hears_nothing_of_its_text():
    class Right(Double):
        def names(self):
            self.eval  # noqa: B018

    assert doubles.grade(Right).message == "It matters."
