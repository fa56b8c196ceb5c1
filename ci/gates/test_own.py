"""Pages run on parts that a learner wrote: with all exercises solved, lessons show what is stored.

`python ci/own.py` runs all pages, and with other answers that pass.
"""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from gate import ROOT, build, load
from nbformat.v4 import new_code_cell, new_notebook, new_output

from dlscratch.course import lessons
from dlscratch.course.parts import OFFERED

sys.path.append(str(ROOT / "ci"))  # where own.py finds strict.py
own = load(ROOT / "ci" / "own.py")
CHEAP = (  # pages that run in seconds
    "ci/results/03_stacks.ipynb",
    "solutions/04_losses_solutions.ipynb",
    "solutions/05_optimizers_solutions.ipynb",
)
PAGE = """\
from dlscratch.mine import SSE, GradientDescent, Linear, Sequential, Tanh
from dlscratch.layers import Layer
print(Linear.__module__)
---
import numpy as np
x, y = np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([[1.0], [0.0]])
net = Sequential([Linear(2, 3, rng=0), Tanh(), Linear(3, 1, rng=1)])
loss, optimizer = SSE(), GradientDescent()
for _ in range(3):
    net.backward(loss.gradient(net.forward(x), y))
    optimizer.step(net)
loss.loss(net.forward(x), y)
---
assert isinstance(net, Layer) and net.forward(x).shape == (2, 1)
---
Linear(3, 2)
---
net.forward(np.ones((2, 5)))
"""
SHOWN = (
    [new_output("stream", name="stdout", text="dlscratch.mine.Linear\n")],
    [new_output("execute_result", {"text/plain": "np.float64(0.2979853868101922)"})],
    [],
    [new_output("execute_result", {"text/plain": "Linear(3, 2)"})],
    [],
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which everything is passed, with the course's solutions."""
    folder = tmp_path_factory.mktemp("course")
    own.make_course(folder, own.SOLUTIONS, OFFERED)
    return folder


def page(outputs=SHOWN):
    """A notebook with these outputs stored."""
    pairs = zip(PAGE.split("---\n"), outputs, strict=True)
    return new_notebook(cells=[new_code_cell(code, outputs=list(out)) for code, out in pairs])


def test_a_page_runs_on_own_parts_and_what_differs_is_seen(course):
    notebook = page()
    found = own.run_page(course, Path("solutions", "page.ipynb"), notebook)
    assert [one.cell for one in found] == [3, 4]
    assert "'Linear()', where 'Linear(3, 2)' is stored" in found[0].words
    assert found[1].words.startswith("ValueError: matmul")
    frames = own.ANSI.sub("", "".join(notebook.cells[4].outputs[0].traceback))
    assert "File exercises/03_stacks_exercises.ipynb, exercise 5:9, in Linear.forward" in frames
    assert "----> 9 return x @ self.w.T + self.b" in frames


@pytest.mark.parametrize("everything, cells", [(False, [4]), (True, [3, 4])])
def test_cells_that_nbval_does_not_compare_are_compared_when_asked_for(course, everything, cells):
    notebook = page()
    notebook.cells[2].source += "print('live')"
    for cell in notebook.cells[2:4]:
        cell.metadata["tags"] = ["nbval-ignore-output"]
    found = own.run_page(course, Path("solutions", "page.ipynb"), notebook, everything)
    assert [one.cell for one in found] == cells


@pytest.fixture(scope="module")
def strict_course(tmp_path_factory):
    """A course with parts that know no other kinds of arguments than their checks try."""
    folder = tmp_path_factory.mktemp("strict")
    own.make_course(folder, own.STRICT, OFFERED)
    return folder


@pytest.mark.parametrize("path", CHEAP)
@pytest.mark.parametrize("answers", ["course", "strict_course"])
def test_pages_show_the_same_on_own_parts(request, answers, path):
    notebook = nbformat.read(ROOT / path, as_version=4)
    assert own.imports(notebook)
    assert own.run_page(request.getfixturevalue(answers), Path(path), notebook) == []


def test_what_no_check_tries_is_seen(strict_course):
    code = "import numpy as np\nfrom dlscratch.mine import Dropout, Linear\n"
    cells = [code + "Linear(3, 2).forward(np.ones((4, 3))).shape", *(
        f"{layer}.forward(np.{what})"
        for layer in ("Linear(3, 2)", "Dropout(0.5)")
        for what in ("ones(3)", "ones((4, 3), bool)", "ones((4, 3), np.float32)")
    )]  # fmt: skip
    notebook = new_notebook(cells=[new_code_cell(one) for one in cells])
    for cell in notebook.cells:
        cell.metadata["tags"] = ["nbval-ignore-output"]
    found = own.run_page(strict_course, Path("solutions", "page.ipynb"), notebook)
    assert [one.cell for one in found] == [1, 2, 4, 5]
    assert found[0].words == (
        "Untried: Linear.forward, x: floats with 1 axis came; its check tries floats with 2 axes"
    )


def test_a_wrong_part_is_seen(course):
    path = course / lessons.find("optimizers").exercises
    kept = path.read_text("utf-8")
    wrong = kept.replace("param -= self.learning_rate * grad", "param += self.learning_rate * grad")
    assert wrong != kept
    try:
        path.write_text(wrong, encoding="utf-8")
        first = own.run_page(course, Path("solutions", "page.ipynb"), page())[0]
        assert first.cell == 1 and "where 'np.float64(0.297" in first.words
    finally:
        path.write_text(kept, encoding="utf-8")


def test_a_build_takes_all_parts_from_the_package(tmp_path, monkeypatch):
    assert os.environ["DLSCRATCH_MINE"] == "off"  # for nbval: the root's conftest.py
    monkeypatch.delenv("DLSCRATCH_MINE")
    notebook = new_notebook(cells=[new_code_cell("import os\nos.environ['DLSCRATCH_MINE']")])
    build.execute(notebook, tmp_path, Path("a.ipynb"))
    assert notebook.cells[0].outputs[0].data["text/plain"] == "'off'"


@pytest.mark.parametrize(
    "one, other, alike",
    [
        ("loss 0.12345678", "loss 0.12345679", True),
        ("loss 0.1234", "loss 0.1235", False),
        ("10 of 40", "10 of 40", True),
        ("10 of 40", "11 of 40", False),
        ("10 of 40", "10 in 40", False),
        ("-1.0e-12", "3.0e-13", True),
        ("a", None, False),
    ],
)
def test_late_decimals_do_not_count(one, other, alike):
    assert own.alike(one, other) is alike
