"""Cases of the clinic, as a learner meets them: seeds, experiments, naming, mending, misuse."""

import dataclasses
import re

import pytest

from dlscratch import clinic
from dlscratch.checks.engine import limit
from dlscratch.clinic import faults, terminal
from dlscratch.clinic.case import TRIES, Case
from dlscratch.clinic.library import Library, Source
from dlscratch.clinic.wards import WARDS
from dlscratch.clinic.words import TERMINAL

XOR = WARDS["xor"]


@pytest.fixture(scope="module")
def healthy():
    return clinic.healthy("xor", own=False)


@pytest.fixture
def made(healthy):
    """make(part, was, now) → a case in which that line was changed, and what it has said."""

    def make(part, was, now, **how):
        library, band = healthy
        fault = next(one for one in faults.of(library, part)
                     if (one.was.strip(), one.now.strip()) == (was, now))  # fmt: skip
        seen = faults.offered(XOR, band, library, fault)
        said = []
        case = Case(XOR, 0, library, band, fault, seen, say=lambda *words: said.append(words),
                    **how)  # fmt: skip
        return case, said

    return make


SIGN = "GradientDescent", "param -= self.learning_rate * grad", "param += self.learning_rate * grad"
MISSING = "train", "optimizer.step(net)", ""


def test_a_case_is_found_and_mended(made):
    case, said = made(*SIGN)
    case.symptom()
    assert "right answers" in said[-1][1] and "healthy" in said[-1][1]
    case.experiment("steps", "GradientDescent")
    assert "1.05" in said[-1][1] and case.left == TRIES - 1
    case.diagnose("GradientDescent", 7)
    assert said[-1][0].startswith("No") and case.left == TRIES - 2
    case.diagnose("GradientDescent", 8)
    assert said[-1][0] == "Found" and case.left == TRIES - 2
    case.mend("GradientDescent", 8, "param -= grad")
    assert said[-1][0] == "Not yet" and "does not pass its check" in said[-1][1]
    case.mend("GradientDescent", 8, "param[...] = param - grad * self.learning_rate")
    assert [title for title, _ in said[-2:]] == ["Mended", "After case 0"]
    after = said[-1][1]
    assert "was     param -= " in after and "became  param += " in after
    assert "It is found soonest with steps of GradientDescent: only 8 of 93 lines" in after
    assert "healthy   after step 1, gradient 0.5    [0.95]" in after
    assert "here      after step 1, gradient 0.5    [1.05]" in after


@pytest.mark.parametrize(
    "line, text",
    [
        (7, "net.backward(loss.gradient(predicted, y))\noptimizer.step(net)"),
        (8, "        optimizer.step(net)\n    return losses"),
    ],
)
def test_a_missing_line_is_put_beside_its_neighbour(made, line, text):
    case, said = made(*MISSING)
    case.diagnose("train", line)
    assert said[-1][0] == "Found"
    case.mend("train", line, text)
    assert said[-2][0] == "Mended"


def test_wrong_namings_are_counted_and_the_last_closes_the_case(made):
    case, said = made(*SIGN)
    for number in range(1, TRIES + 1):
        case.diagnose("train", number)
        assert said[-1][0].startswith("No") and not case.closed
    case.experiment("loop")
    assert "used up" in said[-1][1]
    case.mend("train", 1, "def train(net, x, y, loss, optimizer, epochs):")
    assert said[-2][0] == "Closed" and case.closed and "param += " in said[-1][1]
    case.diagnose("GradientDescent", 8)
    assert "closed" in said[-1][1]


def test_a_mend_at_the_wrong_place_counts_as_a_naming(made):
    case, said = made(*SIGN)
    case.mend("GradientDescent", 7, "for param, grad in zip(net.params(), net.grads()):")
    assert said[-1][0].startswith("No") and case.left == TRIES - 1
    case.mend("GradientDescent", 7, "for grad, param in zip(net.params(), net.grads()):", to=8)
    assert "could not read" in said[-1][1] and case.left == TRIES - 1
    case.mend("GradientDescent", 8, "param = grad")
    assert said[-1][0] == "Not yet" and "right place" in said[-1][1] and case.named
    case.mend("train", 3, "losses = [0]")
    assert said[-1][0] == "Not yet" and "another place" in said[-1][1] and case.left == TRIES - 1


def test_a_cell_that_is_run_again_costs_nothing(made):
    case, said = made(*SIGN)
    calls = [
        lambda: case.experiment("loop"),
        lambda: case.diagnose("train", 4),
        lambda: case.mend("train", 4, "for epoch in range(epochs):"),
    ]
    for number, call in enumerate(calls, 1):
        call()
        first = said[-1]
        call()
        assert case.left == TRIES - number and said[-1][0] == f"{first[0]}, as before"
        assert said[-1][1].split(".")[0] == first[1].split(".")[0]
    assert case.made == ["loop"]
    case.diagnose("train", 5)
    case.diagnose("train", 6)
    case.experiment("loop")
    assert case.left == 0 and said[-1][0] == "loop: no tries left, as before"


def test_the_last_try_says_what_a_wrong_line_does(made):
    case, said = made(*SIGN)
    costs = []
    for number in range(1, TRIES + 1):
        case.diagnose("train", number)
        costs.append(said[-1][1].split(". ")[1])
    assert costs == ["A wrong line costs a try."] * 4 + ["The next wrong line closes the case."]


def test_spaces_that_are_not_the_lines_are_told(made):
    right, wrong = (f"for param, grad in zip(net.{one}(), net.{other}()):"
                    for one, other in (("params", "grads"), ("grads", "params")))  # fmt: skip
    case, said = made("GradientDescent", right, wrong)
    case.mend("GradientDescent", 7, f"    {right}")
    assert "Your line begins with 4 spaces, and the one that stands there with 8." in said[-1][1]
    case.mend("GradientDescent", 7, right.replace("zip", ""))
    assert said[-1][0] == "Not yet" and "spaces" not in said[-1][1]
    case.mend("GradientDescent", 7, f"        {right}  # as it was")
    assert said[-2][0] == "Mended"


MISUSES = [
    (lambda case: case.diagnose("Linear"), r"diagnose\(part, line\)`, but `line` did not come"),
    (lambda case: case.diagnose(), "but `part` and `line` did not come"),
    (lambda case: case.diagnose("Linear", 3, 4), "but three arguments came"),
    (lambda case: case.diagnose("Linear", part="Linear"), "but two arguments came"),
    (lambda case: case.mend("train", 3), r"mend\(part, line, text, to\)`, but `text` did not come"),
    (lambda case: case.mend("train", number=3), "but there is no `number`"),
    (lambda case: case.experiment("loop", None, 1), "but three arguments came"),
    (lambda case: case.code("train", 3), "but two arguments came"),
    (lambda case: case.code("train"), "Code is shown from the first try on. `case.experiments`"),
    (lambda case: case.symptom(1), "but one argument came"),
    (lambda case: case.give_up(1), "but one argument came"),
    (lambda case: case.code("Liner"), "The parts here are Linear, .* but 'Liner' came."),
    (lambda case: case.code(), "but nothing came"),
    (lambda case: case.code([]), r"but \[\] came"),
    (lambda case: case.experiment(), "The experiments are gradients, .* but no name came"),
    (lambda case: case.experiment("gradient"), "but 'gradient' came"),
    (lambda case: case.experiment(["loop"]), r"but \['loop'\] came"),
    (lambda case: case.experiment("gradients"), "one of Linear, .* no part came"),
    (lambda case: case.experiment("gradients", "train"), "one of Linear, .* but 'train' came"),
    (lambda case: case.experiment("loop", "train"), "looks at the whole: leave 'train' out"),
    (lambda case: case.diagnose("train", 0), "lines 1 to 9, but 0 came"),
    (lambda case: case.diagnose("train", "3"), "lines 1 to 9, but '3' came"),
    (lambda case: case.diagnose("train", True), "lines 1 to 9, but True came"),
    (lambda case: case.mend("train", 99, "x"), "lines 1 to 9, but 99 came"),
    (lambda case: case.mend("train", 3, None), "The new line is a text, but None came"),
    (lambda case: case.mend("train", 3, "x", to=2), "but to is 2"),
    (lambda case: case.mend("train", 3, "losses = ["), "Python could not read train then"),
    (lambda case: case.after(), "still open"),
]


@pytest.mark.parametrize("call, words", MISUSES)
def test_a_misuse_is_said_and_costs_nothing(made, call, words):
    case, said = made(*SIGN)
    call(case)
    assert said[-1][0] in ("Not understood", "Not now") and re.search(words, said[-1][1])
    assert case.left == TRIES and not case.closed and not case.made


def test_every_call_of_a_case_bears_any_number_of_arguments(made):
    """A slip never stops a cell."""
    calls = [name for name, one in vars(Case).items() if name[0] != "_" and callable(one)]
    for name in calls:
        for given in range(6):
            case, _ = made(*SIGN)
            getattr(case, name)(*["train"] * given)
    assert {"symptom", "code", "experiment", "diagnose", "mend", "give_up", "after"} == {*calls}
    case, _ = made(*SIGN)
    assert case.experiments() == case.experiments


@pytest.mark.parametrize(
    "first",
    [
        lambda case: case.experiment("loop"),
        lambda case: case.diagnose("train", 1),
        lambda case: case.diagnose("GradientDescent", 8),
        lambda case: case.give_up(),
    ],
)
def test_code_is_shown_from_the_first_try_on(made, first):
    case, said = made(*SIGN)
    case.symptom()
    assert "from the first try on, `case.code(" in said[-1][1]
    case.code("train")
    assert said[-1][0] == "Not now" and "losses" not in said[-1][1]
    first(case)
    case.code("train")
    assert said[-1][0] == "train" and "losses = []" in said[-1][1]


def test_where_there_is_one_part_it_is_taken(made):
    case, said = made(*SIGN)
    case.experiment("steps")
    assert said[-1][0].startswith("steps of GradientDescent") and "1.05" in said[-1][1]


def test_every_kind_of_change_is_told_of(made):
    for changed in (SIGN, MISSING):
        case, said = made(*changed)
        case.symptom()
        assert said[-1][1].startswith("One line of the library has been changed, moved or taken")


def test_a_list_without_losses_is_told_in_a_sentence(made):
    case, said = made("train", "losses.append(loss.loss(predicted, y))", "")
    case.symptom()
    assert "train gave back 0 losses, where a loss for each epoch should come" in said[-1][1]
    assert "Traceback" not in said[-1][1]


def test_a_traceback_tells_layers_of_a_kind_apart(made):
    case, said = made("SSE", "return 2 * (predicted - actual) / len(predicted)", "")
    case.symptom()
    assert "Sigmoid, line 11, layer 4 of 4\n" in said[-1][1]


def test_answers_that_are_nan_are_not_right(made):
    case, said = made("Sigmoid", "self.outputs = 1 / (1 + np.exp(-x))",
                      "self.outputs = 1 / (1 - np.exp(-x))")  # fmt: skip
    case.symptom()
    assert re.search(r"right answers +nan +100", said[-1][1]) and "nan%" not in said[-1][1]


def test_a_wrong_ward_or_seed_is_refused():
    with pytest.raises(ValueError, match="The wards are"):
        clinic.admit(["xor"])
    with pytest.raises(ValueError, match="The wards are xor, mnist, pytorch, but 'XOR' came"):
        clinic.admit("XOR")
    for seed in (-1, 1.5, "7", True):
        with pytest.raises(ValueError, match="A seed is a whole number"):
            clinic.admit("xor", seed=seed)


def test_to_do_without_the_changed_part_mends_nothing():
    """The gradient no longer uses softmax: nothing shows, and softmax is as wrong as before."""
    library, band = clinic.healthy("mnist", own=False)
    ward, every = WARDS["mnist"], faults.of(library, "softmax")
    fault = next(one for one in every if "/ exps.sum(axis=0" in one.now)
    seen, said = faults.offered(ward, band, library, fault), []
    case = Case(ward, 0, library, band, fault, seen, say=lambda *words: said.append(words))
    old = "        return (softmax(predicted) - actual) / len(predicted)"
    line = library.lines("SoftmaxCrossEntropy").index(old) + 1
    case.mend("SoftmaxCrossEntropy", line, """\
exps = np.exp(predicted - predicted.max(axis=1, keepdims=True))
return (exps / exps.sum(axis=1, keepdims=True) - actual) / len(predicted)""")
    assert said[-1][0].startswith("No") and "the changed line is another one" in said[-1][1]
    assert not case.closed


def test_a_seed_gives_its_case_again_and_another_one_another(healthy):
    library, band = healthy
    first, again, other = (faults.draw(XOR, band, library, seed)[0] for seed in (1, 1, 2))
    assert first == again != other


def test_an_equivalent_change_is_not_offered(healthy, monkeypatch):
    """`len(actual)` in place of `len(predicted)`: the check tells that nothing is wrong, whatever
    the ward sees."""
    monkeypatch.setattr(faults, "symptom", lambda *_: faults.Symptom([], ["the losses"]))
    library, band = healthy
    fault = next(one for one in faults.of(library, "SSE") if "len(actual)" in one.now)
    assert faults.offered(XOR, band, library, fault) is None
    wrong = next(one for one in faults.of(library, "SSE") if "predicted + actual" in one.now)
    assert faults.offered(XOR, band, library, wrong)


def test_a_crash_in_its_own_line_is_not_offered(healthy):
    library, band = healthy
    every = [one for one in faults.of(library, "train") if "range(epochs)" in one.was]
    fault = next(one for one in every if "in epochs:" in one.now)
    seen = faults.symptom(XOR, band, library.changed("train", fault.text))
    assert seen.ends == [("train", 4)] and "'int' object is not iterable" in seen.crash
    assert faults.offered(XOR, band, library, fault) is None


def test_what_never_ends_is_stopped_and_not_offered(healthy):
    library, band = healthy
    loop = """\
def train(net, x, y, loss, optimizer, epochs):
    losses = []
    while len(losses) < epochs:
        losses.append(0.5)
        epochs += 0
    return losses
"""
    library = Library({**library.sources, "train": Source(loop, (), True)})
    fault = next(one for one in faults.of(library, "train") if "epochs += 1" in one.now)
    soon = dataclasses.replace(band, seconds=0.2)
    seen = faults.symptom(XOR, soon, library.changed("train", fault.text))
    assert seen.late and "takes too long" in seen.crash
    assert faults.offered(XOR, soon, library, fault) is None


def test_where_code_cannot_be_stopped_no_while_loop_is_changed(healthy, monkeypatch):
    library, _ = healthy
    text = "def train():\n    left = 3\n    while left > 0:\n        left -= 1\n"
    library = Library({"train": Source(text, (), True)})
    assert faults.of(library, "train")
    monkeypatch.setattr(limit, "possible", lambda: False)
    assert faults.of(library, "train") == []


def test_a_case_in_a_terminal(made):
    case, said = made(*SIGN, words=TERMINAL)
    typed = iter(["", "symptom", "experiments", "experiment steps GradientDescent", "what",
                  "code train", "diagnose GradientDescent x", "diagnose GradientDescent 8",
                  "mend GradientDescent 8",
                  "param -= self.learning_rate * grad", ""])  # fmt: skip
    terminal.play(case, lambda *words: said.append(words), lambda _: next(typed))
    titles = [title for title, _ in said]
    assert case.closed and titles[-2:] == ["Mended", "After case 0"]
    assert titles.count("You can type") == 2 and titles.count("Not understood") == 1
    assert "python -m dlscratch clinic xor --seed 0" in said[-1][1]


@pytest.mark.parametrize(
    "line, words",
    [
        ("diagnose Sigmoid", "`diagnose PART NUMBER`, but NUMBER is missing."),
        ("diagnose", "but PART and NUMBER are missing."),
        ("diagnose Sigmoid 3 4", "`diagnose PART NUMBER`, but more words came."),
        ("code", "`code PART`, but PART is missing."),
        ("mend train", r"`mend PART NUMBER \[TO\]`, but NUMBER is missing."),
        ("experiment", r"`experiment NAME \[PART\]`, but NAME is missing."),
        ("experiment steps of GradientDescent", "but more words came."),
        ("give", "`give up`."),
        ("symptom please", "`symptom`, but more words came."),
        ("quit now", "`quit`, but more words came."),
    ],
)
def test_a_command_that_is_not_whole_is_told_what_it_lacks(made, line, words):
    case, said = made(*SIGN, words=TERMINAL)
    typed = iter([line, "quit"])
    terminal.play(case, lambda *words: said.append(words), lambda _: next(typed))
    assert [title for title, _ in said] == ["You can type", "Not understood"]
    assert re.search(words, said[-1][1]) and case.left == TRIES


@pytest.mark.parametrize("last", ["quit", None])
def test_a_terminal_can_be_left(made, last):
    case, said = made(*SIGN)

    def ask(_):
        if last is None:
            raise EOFError
        return last

    terminal.play(case, lambda *words: said.append(words), ask)
    assert not case.closed
