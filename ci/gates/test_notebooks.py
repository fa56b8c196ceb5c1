"""What nbval does not look at: that it runs at all, on what, and what else a notebook stores."""

import json
import re
import subprocess
import sys

import nbformat
import pytest
from gate import LESSONS, PAGES, ROOT, WITH_EXERCISES, build, outputs, planned, read, results
from nbformat.v4 import new_code_cell, new_notebook, new_output

from dlscratch.checks.engine.show import MIME
from dlscratch.course import lessons, opening, words

BARE = [*(one.notebook for one in LESSONS), words.PAGE]  # as a learner opens them
SOLVED = [one.solutions for one in WITH_EXERCISES]
BLANK = [one.exercises for one in WITH_EXERCISES]
EXECUTED = [build.result(one.notebook) for one in LESSONS] + SOLVED
# Absolute paths of some machine: nothing that a reader could use.
ASKS = "**Predict.**"
PATHS = re.compile(r"(?<![\w.:/<])/(home|root|Users|tmp|work|usr|opt|var|private)/|[A-Z]:\\\\?\w")


def test_nbval_is_switched_on(pytestconfig):
    """Without these, pytest would just not collect the notebooks, and say nothing."""
    assert pytestconfig.option.nbval
    assert (ROOT / pytestconfig.option.nbval_sanitize_with).samefile(ROOT / "ci" / "sanitize.cfg")
    assert {"ci/results", "solutions"} <= set(pytestconfig.getini("testpaths"))
    assert len(EXECUTED) == 2 * len(LESSONS) - 1


@pytest.mark.parametrize("path", BARE, ids=str)
def test_a_page_is_opened_as_if_nobody_had_run_it(path):
    """In any front end: no output below a prediction, none folded either, and no counts."""
    for number, cell in enumerate(read(path).cells):
        assert set(cell.metadata) <= {"tags"}, f"cell {number}"
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None), f"cell {number}"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.stem)
def test_the_results_are_those_of_the_page(lesson):
    """Cell by cell, so that whoever reads the results reads the lesson."""
    pages = [
        [{key: one[key] for key in ("id", "cell_type", "source", "metadata")} for one in page.cells]
        for page in (read(lesson.notebook), results(lesson))
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("path", [*BARE, *SOLVED, *BLANK], ids=str)
def test_a_page_begins_with_the_lines_that_bring_the_course(path):
    """Once, in its first code, and with as little besides as its imports. Words have no code."""
    code = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    found = [opening.LINES in source for source in code]
    assert found == [True, *[False] * (len(code) - 1)] if code else path == words.PAGE
    assert "dlscratch.here" not in "".join(code).replace(opening.LINES, "", 1)


def test_predictions_have_results():
    """What stood folded in the notebooks before stands in ci/results now, and nowhere else."""
    cells = results(lessons.find("tensors")).cells
    asked = [below for cell, below in zip(cells, cells[1:], strict=False) if ASKS in cell.source]
    assert len(asked) > 10 and sum(bool(outputs([cell])) for cell in asked) > 10


@pytest.mark.parametrize("path", EXECUTED, ids=str)
def test_every_code_cell_was_run_in_order(path):
    """nbval compares no cell without an execution count."""
    counts = [cell.execution_count for cell in read(path).cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", EXECUTED, ids=str)
def test_outputs_hold_no_errors_and_no_paths(path):
    for number, cell in enumerate(read(path).cells):
        for output in cell.get("outputs", []):
            if "raises-exception" not in cell.metadata.get("tags", []):
                assert output.output_type != "error", f"cell {number}"
            text = json.dumps({**output, "data": _text(output)}, ensure_ascii=False)
            assert not PATHS.search(text), f"cell {number}: {PATHS.search(text)[0]}"


def _text(output):
    return {key: value for key, value in output.get("data", {}).items() if "image/" not in key}


@pytest.mark.parametrize("text", ["at /home/x/y", "in /tmp/a", 'File "/usr/lib/x.py"', "C:\\Users"])
def test_paths_are_seen(text):
    assert PATHS.search(json.dumps(text))
    assert not PATHS.search("a/tmp/b, 1/var, https://x.org/home/y, </var>")


def test_these_are_all_pages():
    assert sorted(planned()) == sorted(PAGES)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.as_posix())
def test_metadata_is_what_the_build_writes(path):
    notebook = read(path)
    if path.parts[0] == "exercises":  # JupyterLab may have saved it
        assert notebook.metadata.kernelspec.name == "python3"
        return
    for one in (notebook, read(build.result(path))):
        assert one.metadata == planned()[path][1].metadata
        assert all(set(cell.metadata) <= {"tags"} for cell in one.cells)


@pytest.mark.parametrize("path", BARE + EXECUTED, ids=str)
def test_size(path):
    assert (ROOT / path).stat().st_size <= (2**17 if path in BARE else 2 * 2**20)


def shows(stored, shown=None):
    """A cell that shows some data, and other data are stored."""
    source = f"from IPython.display import display\ndisplay({shown or stored!r}, raw=True)"
    return new_code_cell(source, outputs=[new_output("display_data", stored)])


def prints(stored, source):
    return new_code_cell(source, outputs=[new_output("stream", name="stdout", text=stored)])


def test_nbval_compares_what_counts(tmp_path):
    """The gates read stored verdicts, because nbval makes sure that they are those of today."""
    verdict = {MIME: {"exercise": "a.b", "kind": "wrong", "mistake": "c"}}
    picture = {"text/plain": "<Figure size 640x480 with 1 Axes>", "image/png": "AAAA"}
    cells = {
        "the same verdict": shows(verdict),
        "another verdict": shows(verdict, {MIME: {**verdict[MIME], "mistake": None}}),
        "no verdict": shows(verdict, {"text/plain": "x"}),
        "another picture": shows(picture, picture | {"image/png": "BBBB"}),
        "other HTML": shows({"text/html": "<p>"}, {"text/html": "<b>"}),
        "another address": prints("<A at 0x7f0123456789>\n", "print('<A at 0x56789>')"),
        "another object": prints("<A at 0x7f0123456789>\n", "print('<B at 0x56789>')"),
        "other late decimals": prints("0.30000000000000007, 3.3333333333331e-10\n",
                                      "print(f'{0.1 + 0.2}, {1e-9 / 3}')"),
        "other early decimals": prints("0.3001\n", "print(0.3)"),
        "another exponent": prints("3.3333333333e-10\n", "print(1e-8 / 3)"),
    }  # fmt: skip
    notebook = new_notebook(cells=list(cells.values()))
    for count, cell in enumerate(notebook.cells, 1):
        cell.execution_count = count
    nbformat.write(notebook, tmp_path / "a.ipynb")
    settings = [f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-rA", *settings, str(tmp_path / "a.ipynb")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = re.findall(r"(?m)^(PASSED|FAILED) .*Cell (\d+)", done.stdout)
    passed = {name for number, name in enumerate(cells) if ("PASSED", str(number)) in found}
    assert len(found) == len(cells), done.stdout + done.stderr
    assert passed == {
        "the same verdict",
        "another picture",
        "another address",
        "other late decimals",
    }, done.stdout
