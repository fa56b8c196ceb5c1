"""Another default than the text's is told, and hides nothing else that is wrong."""

import pytest

from dlscratch.checks.engine import defaults
from dlscratch.checks.engine.exercise import Exercise

TEXTS = {"hints": ("one", "two", "three"), "after": "It matters."}


def scaled(x, factor=2, *, plus=1):
    return factor * x + plus


class Scale:
    def __init__(self, factor=2):
        self.factor = factor

    def forward(self, x):
        return self.factor * x


function = Exercise(
    "tests.scaled", kind="fill", reference=scaled, probes=[(3,), (5, 7)], **TEXTS
)  # fmt: skip
class_ = Exercise(
    "tests.scale", kind="fill", wants="class", reference=Scale, probes=[(3,), (5,)],
    run=lambda cls, x: cls().forward(x), **TEXTS,
)  # fmt: skip


@pytest.mark.parametrize(
    "answer, found",
    [
        (lambda x, factor=2, *, plus=1: 0, []),
        (lambda x, factor=2.0, *, plus=True: 0, []),
        (lambda x, factor=3, *, plus=1: 0, ["factor"]),
        (lambda x, factor, *, plus: 0, ["factor", "plus"]),
        (lambda x, times, *, plus=1: 0, []),
        (len, []),
        ("text", []),
    ],
)
def test_which_defaults_are_others(answer, found):
    assert [one.name for one in defaults.others(answer, scaled)] == found


def test_the_rest_is_right():
    def other(x, factor=3, *, plus=1):
        return factor * x + plus

    def missing(x, factor, *, plus=1):
        return factor * x + plus

    message = function.grade(other).message
    assert message.startswith("`scaled(3)` gives `10`; expected `7`.")
    assert "\n`factor` has another default than in the text." in message
    assert "\n`factor` has no default; the text gives one." in function.grade(missing).message
    assert other.__defaults__ == (3,) and missing.__defaults__ is None


def test_the_rest_is_wrong_too():
    def both(x, factor=3, *, plus=1):
        return factor * x - plus

    class Both:
        def __init__(self, factor=3):
            self.factor = factor

        def forward(self, x):
            return self.factor + x

    message = function.grade(both).message
    assert message.startswith("`scaled(3)` gives `5`; expected `7`.")
    assert message.endswith("Besides, `factor` has another default than in the text.")
    message = class_.grade(Both).message
    assert message.startswith("With x = 3, your code gives `5`; expected `6`.")
    assert message.endswith("Besides, `factor` has another default than in the text.")
    assert Both().factor == 3


def test_a_hint_for_the_default_stays_as_it_is():
    @class_.wrong("Look at the default.", id="three")
    class Three(Scale):
        def __init__(self, factor=3):
            self.factor = factor

    verdict = class_.grade(Three)
    assert verdict.mistake == "three" and verdict.message.endswith("Look at the default.")
    class_.bank.clear()


def test_what_cannot_be_mended_is_left():
    def mixed(factor=3, x=None, plus=None):
        return 0

    def behind(x, factor, more):
        return 0

    with defaults.mended(mixed, scaled) as possible:
        assert possible and mixed.__defaults__ == (2, None, 1)
    with defaults.mended(behind, scaled) as possible:
        assert not possible and behind.__defaults__ is None
    assert mixed.__defaults__ == (3, None, None)
