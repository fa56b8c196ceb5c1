"""In a notebook an error gets its plain words below its traceback, and nothing else changes."""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from dlscratch import errors

SETUP = "import numpy as np\nimport dlscratch\nfrom dlscratch.layers import Linear, Sequential"


def outputs(*cells, variables=()):
    """What the cells of a fresh notebook show; a cell may raise. The first cell imports."""
    cells = [nbformat.v4.new_code_cell(text) for text in (SETUP, *cells)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    return [cell.outputs for cell in cells[1:]]


def test_below_the_traceback():
    ((trace, words),) = outputs("np.ones(3).exp()")
    assert trace.output_type == "error" and trace.ename == "AttributeError"
    assert words.data["text/plain"] == (
        "In plain words\n"
        "An array has no `.exp`: use `np.exp(…)`.\n"
        "Line 1 of this cell:\n    np.ones(3).exp()"
    )
    assert "<code>np.exp(…)</code>" in words.data["text/html"]


def test_off_and_on_again():
    off, quiet, on, loud = outputs(
        "from dlscratch import errors\nerrors.off()\nerrors.off()", "np.ones(3).exp()",
        "errors.on()\nerrors.on()", "np.ones(3).exp()",
    )  # fmt: skip
    assert [len(shown) for shown in (off, quiet, on, loud)] == [0, 1, 0, 2]


@pytest.mark.parametrize(
    "cell", ["raise ValueError('on purpose')", "raise KeyboardInterrupt", "1 + 1", "%unknown"]
)
def test_nothing_is_said(cell):
    (shown,) = outputs(cell)
    assert len(shown) == 1


def test_another_cell_and_a_layer_deep_inside_are_named():
    _, (_, words) = outputs(
        "def run(net):\n    return net.forward(np.ones((2, 3)))",
        "run(Sequential([Linear(3, 4), Linear(5, 2)]))",
    )
    assert words.data["text/plain"].endswith(
        "Line 2 of the cell [2], in `run`:\n    return net.forward(np.ones((2, 3)))\n"
        "Deeper inside: layer 2 of 2, `Linear(5, 2)`."
    )


class Result:
    error_before_exec = None

    def __init__(self, error):
        self.error_in_exec = error


def test_an_error_in_the_explanation_is_not_shown(monkeypatch, capsys):
    def breaks(error):
        raise RuntimeError("broken")

    from dlscratch.errors import explanation

    monkeypatch.setattr(explanation, "explain", breaks)
    errors._after_cell(Result(ValueError()))
    assert capsys.readouterr() == ("", "")
    with pytest.raises(RuntimeError, match="broken"):
        errors.explain(ValueError())


@pytest.mark.parametrize("before, wanted", [("", "False"), ("import IPython; ", "True")])
def test_an_import_reads_nothing_that_only_an_error_needs(before, wanted):
    code = f"{before}import dlscratch, sys; print('dlscratch.errors' in sys.modules, "
    code += "[name for name in sys.modules if name.startswith('dlscratch.errors.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{wanted} []\n"
