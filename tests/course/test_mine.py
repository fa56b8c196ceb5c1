"""The learner's own library: whose code it holds, that it works, and what it says otherwise."""

import re

import nbformat
import numpy as np
import pytest

from dlscratch import __main__ as cli
from dlscratch import checks, layers, losses, training
from dlscratch.checks.engine import solutions
from dlscratch.checks.engine.show import MIME
from dlscratch.course import files, lessons, mine, running, statements
from dlscratch.datasets import mnist_small
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam
from tests import ROOT
from tests.course.conftest import LESSONS


def passed(source, *exercises):
    """A cell as the learner saved it, with the verdicts of these exercises."""
    cell = nbformat.v4.new_code_cell(source)
    for exercise in exercises:
        verdict = {"exercise": exercise, "kind": "passed", "mistake": None}
        cell.outputs.append(nbformat.v4.new_output("display_data", {MIME: verdict}))
    return cell


def save(root, stem, *cells):
    cells = [cell if isinstance(cell, dict) else passed(cell) for cell in cells]
    path = root / "exercises" / f"{stem}_exercises.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def test_parts_are_defined_in_the_cells_of_their_exercises():
    ids = {exercise.id for exercise in checks.registry()}
    for part, (exercise, _) in mine.PARTS.items():
        assert exercise in ids
        assert part in _defined(checks_solution(exercise)), f"{exercise} does not define {part}"


def checks_solution(exercise):
    return solutions.read()[exercise]["solution"]


def _defined(source):
    return set().union(*(one.defines for one in statements.read(source)))


def test_every_solution_filled_in_makes_everything_yours(solved):
    library = mine.gather(solved)
    assert library.yours == tuple(mine.PARTS) and not library.others
    assert "the course's" not in library.text
    module = library.load()
    assert all(hasattr(module, part) for part in mine.PARTS)


def test_no_cell_is_read_twice(solved, monkeypatch):
    """To read one takes longer than all else, and each part of the library is looked for in all."""
    read, calls = [], statements.calls
    monkeypatch.setattr(statements, "calls", lambda code: read.append(code) or calls(code))
    mine.gather(solved)
    assert len(read) == len(set(read)) > len(mine.PARTS) / 2


@pytest.mark.parametrize("seed", range(3))
def test_the_gathered_library_learns_the_digits_as_the_package_does(solved, seed):
    """The same weights at the start, the same batches, the same steps: so the same accuracy."""
    my = mine.gather(solved).load()
    digits = mnist_small()
    x, x_test = (
        images.reshape(-1, 784) / 255 - 0.13 for images in (digits.train_images, digits.test_images)
    )

    def fit(library, batches):
        rng = np.random.default_rng(seed)
        net = library.Sequential([
            library.Linear(784, 32, rng=rng), library.ReLU(),
            library.Linear(32, 16, rng=rng), library.Tanh(), library.Linear(16, 10, rng=rng),
        ])  # fmt: skip
        loss, optimizer = SoftmaxCrossEntropy(), Adam(0.003)
        if library is my:
            loss, optimizer = my.SoftmaxCrossEntropy(), my.Adam(0.003)
        for _ in range(2):
            for batch_x, batch_y in batches(x, losses.one_hot(digits.train_labels, 10), 32, rng):
                if library is my:
                    my.train(net, batch_x, batch_y, loss, optimizer, epochs=1)
                else:
                    net.backward(loss.gradient(net.forward(batch_x), batch_y))
                    optimizer.step(net)
        answers = net.forward(x_test).argmax(axis=1)
        return net, float(np.mean(answers == digits.test_labels))

    net, accuracy = fit(my, my.batches)
    _, wanted = fit(layers, training.batches)
    assert accuracy == wanted > 0.8
    assert type(net).__module__ == "my_dlscratch"


def test_nothing_passed_makes_everything_the_courses(root):
    library = mine.gather(root)
    assert not library.yours and set(library.others) == set(mine.PARTS)
    assert "yours, from" not in library.text
    assert library.load().tensor_sum([[1, 2], [3, 4]]) == 10


def test_the_learners_own_code_is_taken_with_all_that_it_needs(root):
    save(
        root,
        "01_tensors",
        "import math as m, functools\nfrom operator import add\nstart = 0",
        "def unused():\n    pass",
        passed(
            "%time\n# My very own.\ndef flat(t):\n"
            "    return [x for p in t for x in flat(p)] if type(t[0]) is list else t\n\n"
            "@functools.cache\ndef nothing():\n    return m.floor(0.5)\n\n"
            "def tensor_sum(tensor):\n"
            "    return functools.reduce(add, flat(tensor), start) + nothing()\n"
            "check.tensor_sum(tensor_sum)",
            "tensors.tensor_sum",
        ),
    )
    library = mine.gather(root)
    assert library.yours == ("tensor_sum",)
    for text in ("# My very own.\ndef flat", "@functools.cache\ndef nothing", "import math as m",
                 "from operator import add", "start = 0"):  # fmt: skip
        assert library.text.count(text) == 1
    assert "unused" not in library.text and "%time" not in library.text
    assert library.load().tensor_sum([[1, 2], [3, 4]]) == 10
    assert str(library).startswith("exercises/my_dlscratch.py has ")
    assert "and 1 are yours.\nYours: tensor_sum.\n" in str(library)


SUM = (
    "def tensor_sum(tensor):\n    return {}\n\ntensor_sum([[1, 2]])\n\ncheck.tensor_sum(tensor_sum)"
)
RIGHT = "sum(map(tensor_sum, tensor)) if type(tensor) is list else tensor"


def test_a_cell_that_stopped_with_an_error_gives_no_part(root):
    """A crash hunt, or any cell that stopped before its check: its definition is not passed."""
    broken = nbformat.v4.new_code_cell(SUM.format("tensor + 1"))
    broken.outputs = [nbformat.v4.new_output("error", ename="TypeError", evalue="…", traceback=[])]
    save(root, "01_tensors", broken)
    assert mine.gather(root).others["tensor_sum"] == "not passed yet"
    save(root, "01_tensors", passed(SUM.format(RIGHT), "tensors.tensor_sum"), broken)
    assert RIGHT in mine.gather(root).text


def test_parts_use_each_other(root):
    """tensor_sum is the learner's and calls is_1d, which is not passed yet."""
    cell = (
        "def is_1d(tensor):\n    return ____\n"
        "def tensor_sum(t):\n    return sum(t) if is_1d(t) else sum(map(tensor_sum, t))\n"
        "check.tensor_sum(tensor_sum)"
    )
    save(root, "01_tensors", passed(cell, "tensors.tensor_sum"))
    library = mine.gather(root)
    assert library.yours == ("tensor_sum",) and "____" not in library.text
    assert library.load().tensor_sum([[1, 2], [3, 4]]) == 10


@pytest.mark.parametrize(
    "source, reason",
    [
        ("def tensor_sum(t):\n    return 7", "does not pass its check"),
        ("def tensor_sum(t):\n    return sum(t) if one_d(t) else 0", "needs `one_d`, which no"),
        ("@nowhere\ndef tensor_sum(t):\n    return 7", "needs `nowhere`, which no saved cell"),
        ("@int\ndef tensor_sum(t):\n    return 7", "ends in TypeError: int() argument must be"),
        ("x = [1]\nwhile x: pass\ntensor_sum = x", "does not pass its check"),
        ("def tensor_sum(t) return 7", "Python cannot read its saved cell"),
    ],
)
def test_code_that_was_broken_after_it_had_passed(root, source, reason):
    cell = passed(f"{source}\ncheck.tensor_sum(tensor_sum)", "tensors.tensor_sum")
    save(root, "01_tensors", cell)
    library = mine.gather(root)
    assert not library.yours
    assert reason in library.others["tensor_sum"]
    assert library.load().tensor_sum([1, 2]) == 3


def test_an_endless_definition_is_stopped(root, monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.3)
    source = "def count():\n    while True:\n        pass\n\nn = count()\n"
    source += "def tensor_sum(t):\n    return n\ncheck.tensor_sum(tensor_sum)"
    save(root, "01_tensors", passed(source, "tensors.tensor_sum"))
    library = mine.gather(root)
    assert "takes too long" in library.others["tensor_sum"]


def test_a_name_with_two_meanings(root):
    one = "def helper(x):\n    return x\ndef is_1d(t):\n    return helper(type(t[0]) is not list)"
    two = (
        "def helper(x):\n    return 1 * x\ndef binary_encode(number):\n"
        "    return [helper(number) >> place & 1 for place in range(10)]"
    )
    save(root, "01_tensors", passed(one + "\ncheck.is_1d(is_1d)", "tensors.is_1d"))
    two += "\ncheck.binary_encode(binary_encode)"
    save(root, "08_fizzbuzz", passed(two, "fizzbuzz.binary_encode"))
    library = mine.gather(root)
    assert library.yours == ("is_1d",)
    assert library.others["binary_encode"] == "it means something else by `helper` than is_1d does"


def test_damaged_notebooks_count_as_not_passed(solved):
    (solved / "exercises/01_tensors_exercises.ipynb").write_text("{")
    library = mine.gather(solved)
    assert library.others["shape"].startswith("exercises/01_tensors_exercises.ipynb is damaged")
    assert "Dropout" in library.yours


def test_a_library_changed_by_hand_is_kept(root):
    for _ in range(2):
        mine.gather(root)  # its own file it replaces
    assert not [path for path in (root / "exercises").iterdir() if files.is_kept(path.name)]
    path = root / mine.FILE
    path.write_text(path.read_text() + "\nmy_addition = 1\n")
    mine.gather(root)
    [kept] = [path for path in (root / "exercises").iterdir() if files.is_kept(path.name)]
    assert "my_addition" in kept.read_text() and "my_addition" not in path.read_text()


def test_an_interrupt_stops_the_gathering(root, monkeypatch, capsys):
    source = (
        "def stop():\n    raise KeyboardInterrupt\nn = stop()\ndef tensor_sum(t):\n    return n"
    )
    save(root, "01_tensors", passed(source, "tensors.tensor_sum"))
    monkeypatch.setattr(lessons, "folder", lambda: root)
    assert cli.main(["mine"]) == 130
    assert capsys.readouterr().err == "Stopped; nothing is half done.\n"
    assert not (root / mine.FILE).exists()


def test_the_command(root, monkeypatch, capsys):
    monkeypatch.setattr(lessons, "folder", lambda: root)
    assert cli.main(["mine"]) == 0
    assert "0 are yours" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written(root, monkeypatch, capsys):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lessons, "folder", lambda: root)
    monkeypatch.setattr(files, "write", full)
    assert cli.main(["mine"]) == 1
    assert "No space left on device" in capsys.readouterr().err


# Every part, in other forms than the course's

CALL = re.compile(r"^check\.(\w+)\((\w+)\)$", re.MULTILINE)
FORMS = {
    "the check in a cell of its own": lambda code: CALL.sub(r"\n# %% next\ncheck.\1(\2)", code),
    "no check": lambda code: CALL.sub("", code),
    "no last line": lambda code: CALL.sub(r"a = 1; check.\1(\2); \\\nb = 2", code),
    "another name": lambda code: CALL.sub(r"answer_\1 = \2\ncheck.\1(answer_\1)", code),
    "a wrong try first": lambda code: CALL.sub(r"check.\1(None)\ncheck.\1(\2)", code),
    "commands": lambda code: f"%time 1\n!ls\nfiles = !ls\n{code}\nsum?\n",
    "%%time": lambda code: f"%%time\n{code}",
    "prompts": lambda code: "\n".join(
        ("... " if re.match(r"[\s#)\]}]|$", line) else ">>> ") + line for line in code.split("\n")
    ),
    "all of dlscratch": lambda code: re.sub(
        r"(?m)^from dlscratch\.(layers|losses) import .*", r"from dlscratch.\1 import *", code
    ),
}


def save_in_form(root, change):
    """Save all solutions, changed."""
    for stem in LESSONS:
        solved = nbformat.read(ROOT / "solutions" / f"{stem}_solutions.ipynb", as_version=4)
        found = []
        for one in solved.cells:
            if one.cell_type == "code":
                first, *more = change(one.source).split("\n# %% next\n")
                outputs = [] if more else one.outputs
                found.append(nbformat.v4.new_code_cell(first, outputs=outputs))
                found += [nbformat.v4.new_code_cell(code, outputs=one.outputs) for code in more]
        save(root, stem, *found)


@pytest.mark.parametrize("change", FORMS.values(), ids=FORMS)
def test_every_part_in_another_form(root, change):
    save_in_form(root, change)
    library = mine.gather(root)
    assert library.others == {}
    module = library.load()
    assert all(hasattr(module, part) for part in mine.PARTS)
    assert "check." not in library.text
