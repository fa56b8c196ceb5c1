"""need_torch: silent where PyTorch is, one clear text and no traceback where it is not."""

import importlib.util
import os
import subprocess
import sys
import textwrap

import IPython
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from dlscratch.course import bridge
from tests import ROOT

# What makes a Python, and every kernel that it starts, believe that there is no PyTorch.
HIDDEN = """
import importlib.util
import sys


class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Nothing())
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "torch" else find(name, *more)
"""


@pytest.fixture
def without_torch(monkeypatch):
    monkeypatch.setattr(bridge, "_there", lambda: False)


@pytest.fixture
def hidden(tmp_path):
    """An environment in which there is no PyTorch."""
    (tmp_path / "sitecustomize.py").write_text(HIDDEN)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}


@pytest.fixture
def shell(monkeypatch, tmp_path):
    """IPython as a notebook's kernel has it, with a cell that ran before."""
    InteractiveShell.clear_instance()
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    shell = InteractiveShell.instance()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    shell.run_cell("first = 1", store_history=True)
    yield shell
    InteractiveShell.clear_instance()


def run(shell, capsys, code):
    result = shell.run_cell(code, store_history=True)
    assert result.success, result
    return capsys.readouterr().out


NEED = "from dlscratch.course import bridge; bridge.need_torch()"


def test_it_imports_nothing():
    code = "import sys, dlscratch.course.bridge; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


@pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="PyTorch is not installed")
def test_where_pytorch_is_nothing_happens(shell, capsys):
    before = list(shell.input_transformers_cleanup)
    assert run(shell, capsys, NEED) == ""
    assert shell.input_transformers_cleanup == before
    assert run(shell, capsys, "print(2)") == "2\n"


def test_outside_a_notebook_it_is_a_sentence(without_torch, monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    with pytest.raises(ModuleNotFoundError, match="^PyTorch is not installed: python -m pip ins"):
        bridge.need_torch()


def test_every_further_cell_is_skipped(shell, capsys, without_torch):
    said = run(shell, capsys, NEED)
    assert said.startswith("PyTorch is not installed here") and "Restart Kernel" in said
    for code in ("import torch", "x = 1 / 0", "%%no_such_magic\nx", "  def f(:", "# nothing"):
        assert run(shell, capsys, code) == bridge.SKIPPED + "\n"
    assert "x" not in shell.user_ns


def test_what_ran_before_runs_again(shell, capsys, without_torch):
    run(shell, capsys, NEED)
    shell.user_ns["first"] = 2
    assert run(shell, capsys, "first = 1") == "" and shell.user_ns["first"] == 1
    assert run(shell, capsys, NEED).startswith("PyTorch is not installed here")
    assert run(shell, capsys, "print(first)") == bridge.SKIPPED + "\n"
    assert sum(isinstance(one, bridge._Skip) for one in shell.input_transformers_cleanup) == 1


def test_once_pytorch_has_come_all_cells_run(shell, capsys, monkeypatch):
    monkeypatch.setattr(bridge, "_there", lambda: False)
    run(shell, capsys, NEED)
    assert run(shell, capsys, "print(3)") == bridge.SKIPPED + "\n"
    monkeypatch.setattr(bridge, "_there", lambda: True)
    assert run(shell, capsys, "print(3)") == "3\n"


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_text_says_what_to_type(shell, capsys, without_torch, monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    lines = run(shell, capsys, NEED).splitlines()
    commands = [line.strip() for line in lines if line.startswith("    ")]
    assert commands[-1].startswith("python -m ") and commands[-1].endswith(" torch")
    assert ("--torch-backend cpu" in commands[-1]) == (system == "linux")


def test_a_notebook_runs_to_its_end_without_pytorch(hidden):
    sources = [
        "x = 1",
        "from dlscratch.course.bridge import need_torch\nneed_torch()",
        "import torch",
        "x",
    ]
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_name="python3").execute(env=hidden)
    texts = ["".join(out.text for out in cell.outputs) for cell in notebook.cells]
    assert texts[1].startswith("PyTorch is not installed here")
    assert texts[2:] == [bridge.SKIPPED + "\n"] * 2
    nbformat.validate(notebook)


BROKEN = {
    "broken": ("torch/__init__.py", "raise OSError('libtorch.so: cannot open shared object file')"),
    "without nn": ("torch/__init__.py", "Tensor = object"),
    "another's": ("torch.py", "burning = True"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_notebook_runs_to_its_end_with_a_broken_pytorch(tmp_path, how):
    """Something is there, and it cannot be used: where it lies and what to do is said."""
    name, text = BROKEN[how]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    if how == "broken":
        (tmp_path / "torch" / "nn").mkdir()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    sources = [NEED, "import torch", "torch.nn", "1 / 0"]
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_name="python3").execute(env=env)
    texts = ["".join(out.text for out in cell.outputs) for cell in notebook.cells]
    assert texts[0].startswith("PyTorch is here, but it cannot be used")
    assert str(tmp_path / name) in texts[0] and "Restart Kernel" in texts[0]
    assert ("libtorch.so: cannot open" in texts[0]) == (how == "broken")
    assert ("pip uninstall --yes torch" in texts[0]) == (how == "broken")
    assert ("Rename or delete it" in texts[0]) == (how != "broken")
    assert texts[1:] == [bridge.SKIPPED + "\n"] * 3


def test_outside_a_notebook_a_broken_pytorch_is_a_sentence(tmp_path):
    (tmp_path / "torch.py").touch()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run([sys.executable, "-c", NEED], env=env, capture_output=True, text=True)
    assert "ImportError: PyTorch is here, but it cannot be used" in done.stderr


def test_on_a_server_a_learner_is_sent_to_the_teacher(shell, capsys, without_torch, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "anna")
    monkeypatch.setattr(os, "access", lambda path, how: False)
    said = run(shell, capsys, NEED)
    assert "ask your teacher" in said and "docs/teaching.md" in said and "pip" not in said
    monkeypatch.setattr(os, "access", lambda path, how: True)  # as in a container of their own
    assert "pip install" in run(shell, capsys, NEED)


def test_the_exercises_of_lesson_9_are_there_and_to_do_without_pytorch(hidden):
    code = """
        import importlib.util
        from dlscratch import checks

        assert importlib.util.find_spec("torch") is None
        known = [one for one in checks.registry() if one.lesson == "pytorch"]
        for one in known:
            value = checks.____
            if one.wants == "class":
                class value: x = lambda self: ____
            elif one.wants == "function":
                def value(): return ____
            assert one.grade(value).kind == "todo", one.id
        print(len(known))
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, cwd=ROOT, env=hidden, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 8
