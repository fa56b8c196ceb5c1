"""The examples in CONTRIBUTING.md do what the page says of them."""

import re

import pytest
from gate import ROOT, lines, secret_lines
from matplotlib.figure import Figure

from dlscratch.course import pages

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TEXT, BANK, STATIC, LIVE, TEST = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def largest():
    module = re.search(r"`dlscratch/(checks/tensors/largest)[.]py`", PAGE)[1].replace("/", ".")
    names = {"__name__": f"dlscratch.{module}"}
    exec(BANK, names)
    return names["exercise"]


def test_the_text_is_an_exercise(largest):
    (piece,) = [piece for piece in pages.pieces(TEXT) if piece.check]
    assert f"tensors.{piece.check}" == largest.id
    assert piece.blank == "    return ____"
    names = {}
    exec(pages.solutions(TEXT)["largest"]["solution"], names)
    assert largest.grade(names["largest"]).kind == "passed"
    said = lines("\n".join([*largest.hints, *(mistake.hint for mistake in largest.bank)]))
    for line in secret_lines(piece):
        assert not [hint for hint in said if line.removeprefix("return ") in hint]


def test_the_bank_knows_its_answers(largest):
    assert len(largest.bank) >= 3 and len(largest.variants) >= 2
    for mistake in largest.bank:
        assert largest.grade(mistake.answer).mistake == mistake.id
    for variant in largest.variants:
        assert largest.grade(variant).kind == "passed"


def test_the_probes_separate_as_the_page_says(largest):
    def alike(mistake, probe):
        return mistake.answer(*probe) == largest.reference(*probe)

    bank = {mistake.id: mistake for mistake in largest.bank}
    (one,), (two,), _ = largest.probes
    assert f"Here `{one}` alone would let `smallest` pass" in PAGE
    assert alike(bank["smallest"], (one,)) and not alike(bank["smallest"], (two,))
    assert alike(bank["no_size"], (two,)) and not alike(bank["no_size"], (one,))


def test_the_pictures_can_be_drawn_and_moved():
    names = {}
    exec(STATIC, names)
    assert names["parabola"](2).description == "The parabola y = x², with the point (2, 4)."
    names["draw"](Figure(), 0)
    exec(LIVE, names)
    exec(TEST, names)
    names["test_the_point_moves"]()
