"""In a notebook an error gets its plain words below its traceback, and nothing else changes."""

import linecache
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from dlscratch import errors
from dlscratch.errors.message import first_line
from dlscratch.layers import Linear, Sequential, Tanh

from .raised import explained

SETUP = "import numpy as np\nimport dlscratch\nfrom dlscratch.layers import Linear, Sequential"


def outputs(*cells, variables=()):
    """What the cells of a fresh notebook show; a cell may raise. The first cell imports."""
    cells = [nbformat.v4.new_code_cell(text) for text in (SETUP, *cells)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    return [cell.outputs for cell in cells[1:]]


CELLS = [  # each, and what is shown below its error; None where nothing is
    ("1 + 1", None),
    ("raise ValueError('on purpose')", None),
    ("raise KeyboardInterrupt", None),
    ("%unknown", None),
    (
        "np.ones(3).exp()",
        "In plain words\nAn array has no `.exp`: use `np.exp(…)`.\n"
        "Line 1 of this cell:\n    np.ones(3).exp()",
    ),
    ("def run(net):\n    return net.forward(np.ones((2, 3)))", None),
    (
        "run(Sequential([Linear(3, 4), Linear(5, 2)]))",
        "This one takes 5, and 4 came.\n"
        "Line 2 of the cell [7], in `run`:\n    return net.forward(np.ones((2, 3)))"
        "\nDeeper inside: layer 2 of 2, `Linear(5, 2)`.",
    ),
    ("from dlscratch import errors\nerrors.off()\nerrors.off()", None),
    ("np.ones(3).exp()", None),
    ("errors.on()\nerrors.on()", None),
    ("np.ones(3).exp()", "use `np.exp(…)`"),
    ("def train():\n    loss = 3", None),
    ("loss", "`loss` is a name inside of `train`"),
    ("1 / 0\nnet = 3", "divided by 0"),
    (
        "net",
        "The cell [15] has a line that gives `net` its value, but it was not reached, or the "
        "name was deleted since.",
    ),
    ("def f(:\n    pass", None),
    ("for i in range(3)\n    print(i)", "Line 1 of this cell:\n    for i in range(3)"),
    ("x = (3", "The `(` in this line is opened and never closed."),
    ("%matplotlib inline\nx = np.ones(3)\nx + np.ones(4)", "Line 3 of this cell"),
    ("from dlscratch.checks import ____, layers as check\ncheck.nothing_of_the_kind", None),
    ("____ + 1", None),
    ("Linear(3, -1)", None),
    # A crash hunt: its traceback is to be read, and another cell's is explained
    ("from dlscratch.checks import stacks as check\nnp.ones(3) + v\ncheck.wrong_size(3)", "`v`"),
    ("np.ones(3) + np.ones(4)\ncheck.wrong_size(3)", None),  # a ValueError, which is the hunted one
    ("np.ones(3).exp()\ncheck.wrong_size(3)", "use `np.exp(…)`"),
    ("np.ones(3) + np.ones(4)\ncheck.neuron(3)", "here 3 meets 4"),
    ("np.ones(3).exp()\ncheck.neuron(3)", "use `np.exp(…)`"),
]


def test_in_a_notebook():
    shown = outputs(*(cell for cell, _ in CELLS))
    for (cell, words), found in zip(CELLS, shown, strict=True):
        plain = [one.data for one in found if one.output_type == "display_data"]
        assert len(plain) == (words is not None), cell
        if words:
            assert found[-2].output_type == "error", "the traceback stays, and stands above"
            assert words in plain[0]["text/plain"]
            assert plain[0]["text/html"].startswith('<div role="status"')


# Three errors of each kind that only a notebook knows, and what looks like it: words, or those that
# must not come.
STOPPED = "The cell [{}] has a line that gives `{}` its value, but it was not reached"
INSIDE = "`{}` is a name inside of `{}`"
NAMES = [
    ("1 / 0\nnet = 3", "divided by 0", ""),  # the cell [2]; that of the imports is [1]
    ("net", STOPPED.format(2, "net"), ""),
    ("for i in []:\n    last = i", None, ""),
    ("print(last)", STOPPED.format(4, "last"), ""),
    ("w = 1\ndel w", None, ""),
    ("w + 1", STOPPED.format(6, "w"), ""),
    ("def f():\n    b = 3\n    return a", None, ""),
    ("a + b", "Nothing has the name `a`", "was not reached"),  # nothing gives `a` a value
    ("b", INSIDE.format("b", "f"), "was not reached"),
    ("print([x for x in range(3)])", None, ""),
    ("x", "Nothing has the name `x`", "was not reached"),  # a comprehension's own name
    ("def train(epochs):\n    for epoch in range(epochs):\n        loss = epoch", None, ""),
    ("loss", INSIDE.format("loss", "train"), ""),
    ("print(epoch)", INSIDE.format("epoch", "train"), ""),
    ("epochs * 2", INSIDE.format("epochs", "train"), ""),
    ("class A:\n    def run(self):\n        score = 3", None, ""),
    ("score", "Nothing has the name `score`", "inside of"),  # of a method, which has no such name
    ("def g():\n    return loss\ng()", "Nothing has the name `loss`", "inside of"),
]


def test_names_of_cells_and_of_functions():
    shown = outputs(*(cell for cell, _, _ in NAMES))
    for (cell, words, others), found in zip(NAMES, shown, strict=True):
        plain = [one.data["text/plain"] for one in found if one.output_type == "display_data"]
        assert len(plain) == (words is not None), cell
        if words:
            assert words in plain[0], f"{cell}\n{plain[0]}"
            assert not others or others not in plain[0], f"{cell}\n{plain[0]}"


def test_a_method_without_return_that_ran_in_an_earlier_cell():
    stack = "class Net:\n    def forward(self, x):\n        x * 2\nnet = Net()"
    maybe = "class Maybe:\n    def forward(self, x):\n        if x == 3:\n            return 4"
    cells = [
        (stack, None),
        ("out = net.forward(3)", None),
        ("out.shape", "`net.forward(3)` gave it, and `Net.forward` has no `return`."),
        (maybe + "\nnet = Maybe()", None),
        ("out.shape", "`out` is None here."),  # another net since: which one gave it?
        ("out = net.forward(5)\nout.shape", "`out` is None here."),
        ("net = Net()\nout.shape", "`out` is None here."),
    ]
    shown = outputs(*(cell for cell, _ in cells))
    for (cell, words), found in zip(cells, shown, strict=True):
        plain = [one.data["text/plain"] for one in found if one.output_type == "display_data"]
        assert len(plain) == (words is not None), cell
        assert not words or words in plain[0], f"{cell}\n{plain[0]}"


def test_a_cell_that_was_not_run(tmp_path, monkeypatch):
    """Jupyter tells the kernel which notebook it serves; what was saved there is read."""
    cells = [nbformat.v4.new_code_cell(text) for text in ("x = 1", "import torch\nnet = build()")]
    path = tmp_path / "page.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    ((_, words),) = outputs("net.forward(3)")
    assert "The cell that gives `net` its value has not been run" in words.data["text/plain"]
    assert "It begins with `import torch`." in words.data["text/plain"]
    more = "for i in range(3):\n    rate = i", "def f():\n    b = 2", "with open('a') as file: 1"
    cells += [nbformat.v4.new_code_cell(text) for text in more]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    for (_, found), first in zip(
        outputs("print(rate)", "file.read()", "b", "x = 3 + c"),
        ("`for i in range(3):`", "`with open('a') as file: 1`", None, None),
        strict=True,
    ):
        assert ("has not been run" in found.data["text/plain"]) == (first is not None)
        assert first is None or f"It begins with {first}." in found.data["text/plain"]
    path.write_text("{")
    ((_, words),) = outputs("net.forward(3)")
    assert "Nothing has the name `net` so far." in words.data["text/plain"]


def test_the_learners_own_parts_are_theirs():
    """A part of dlscratch.mine says where it was written; its line is the learner's line."""
    file = "exercises/03_stacks_exercises.ipynb, exercise 4"
    text = "class Linear:\n    def forward(self, x):\n        return x @ self.w\n"
    linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
    space = {"__name__": "dlscratch.mine.Linear"}
    exec(compile(text, file, "exec"), space)
    layer = space["Linear"]()
    layer.backward = layer.params = lambda: []
    layer.w = np.ones((5, 3))
    net = Sequential([layer, Linear(3, 2)])
    found = explained("net.forward(x)", {"net": net, "x": np.ones((4, 3))})
    assert found.kind == "sizes_in_a_product"
    assert found.where == (
        f"Line 3 of {file}, in `Linear.forward`:\n    return x @ self.w\n"
        "Deeper inside: layer 1 of 2, a `Linear`."
    )
    assert found.shapes[0].startswith("`x @ self.w`: (4, 3) @ (5, 3): the 3 meets the 5")


def test_a_layer_in_a_stack_in_a_stack():
    net = Sequential([Linear(3, 4), Sequential([Tanh(), Linear(5, 2)])])
    found = explained("net.forward(np.ones((4, 3)))", {"net": net, "np": np})
    assert found.where.endswith(
        "Deeper inside: layer 2 of 2, a `Sequential`, and in it layer 2 of 2, `Linear(5, 2)`."
    )
    back = "net.forward(np.ones((4, 3)))\nnet.backward(np.ones((4, 7)))"
    found = explained(back, {"net": Sequential([Linear(3, 4), Tanh()]), "np": np})
    assert "layer 2 of 2, `Tanh()`" in found.where


def test_a_module_with_names_for_its_layers():
    torch = pytest.importorskip("torch")

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = torch.nn.Linear(3, 4), torch.nn.Linear(5, 2)

        def forward(self, x):
            return self.fc2(self.fc1(x))

    found = explained("net(torch.ones(4, 3))", {"net": Net(), "torch": torch})
    assert "Deeper inside: `self.fc2`, `Linear(in_features=5, out_features=2" in found.where
    assert "takes 5 inputs got 4" in found.says


def test_twice_the_same():
    """nbval compares what is shown."""
    names = {"np": np, "x": np.ones((4, 3)), "w": np.ones((5, 3)), "thing": object()}
    for cell in ("x @ w", "thing + 1", "sorted([thing, thing])", "x[thing]", "zzz", "x.exp()"):
        first, second = (str(explained(cell, names)) for _ in range(2))
        assert first == second
        assert " at 0x" not in first and "/" not in first


CALLS = """
import linecache, sys
import numpy as np
from dlscratch import errors

def calls(lines):
    file = f"<a cell of {lines} lines>"
    text = "".join(f"y{n} = x * {n} + x @ w.T[:, 0:1]\\n" for n in range(lines)) + "x @ w\\n"
    linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
    try:
        exec(compile(text, file, "exec"), {"x": np.ones((4, 3)), "w": np.ones((5, 3))})
    except ValueError as error:
        caught = error
    events = []
    sys.setprofile(lambda frame, event, argument: events.append(event))
    errors.explain(caught)
    sys.setprofile(None)
    return len(events)

calls(10)  # what is made once is made
print(calls(100), calls(1000))
"""


def test_the_work_grows_with_the_cell_and_not_faster():
    """Nobody waits for it. Counted are the calls that Python makes, in one where no other test has
    left a thread: beside some, Python 3.11 can stop for ever while its calls are counted."""
    command = [sys.executable, "-c", CALLS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    few, many = map(int, done.stdout.split())
    assert 0 < many <= 11 * few
    assert many <= 1000 * 2500  # calls for each line; 1,507 in Python 3.11


class Result:
    error_before_exec = None

    def __init__(self, error):
        self.error_in_exec = error


def test_colours_in_a_message_are_left_out():
    assert first_line(ValueError("two options, \x1b[1;31mone\x1b[0m and 3[m")) == (
        "two options, one and 3[m"
    )


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


def test_a_comprehension_by_itself_is_in_no_function():
    found = explained("[part.shape() for part in [x]]", {"x": np.ones(3)})
    assert found.where.startswith("Line 1 of code that was run as text:\n"), found
    found = explained("def f():\n    return [part.shape() for part in [x]]\nf()", {"x": np.ones(3)})
    assert "in `f`:\n" in found.where
