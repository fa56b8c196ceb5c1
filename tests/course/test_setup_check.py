"""The look at the setup: each thing that can be wrong is said, with what to do."""

import importlib.metadata
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import psutil
import pytest

from dlscratch import terminal
from dlscratch.course import lessons, setup_check
from dlscratch.course.setup_check import Finding, remedy
from tests import ROOT


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A course's folder whose pyproject.toml asks for what the test says."""
    monkeypatch.setattr(lessons, "folder", lambda: tmp_path)
    (tmp_path / "exercises").mkdir()

    def ask(dependencies, python=">=3.11"):
        project = f"[project]\nrequires-python = {python!r}\ndependencies = {dependencies!r}\n"
        (tmp_path / "pyproject.toml").write_text(project)
        return tmp_path

    return ask


def test_all_is_well(root, capsys, monkeypatch):
    monkeypatch.setattr(
        setup_check, "findings", lambda: [Finding("fine", "a"), Finding("note", "b")]
    )
    setup_check.check_setup()
    assert capsys.readouterr().out == "fine  a\nnote  b\n\nAll is well. You can begin.\n"


def test_something_is_wrong(root, capsys, monkeypatch):
    monkeypatch.setattr(setup_check, "findings", lambda: [Finding("mend", "a")])
    setup_check.check_setup()
    assert "mend  a\n\nTo mend: 1. Then choose Kernel" in capsys.readouterr().out


def test_this_environment_runs_the_course():
    """The tests' own environment: memory, packages and the rest suffice."""
    assert [one for one in setup_check.findings() if one.state == "mend"] == []


def test_python(root):
    root([])
    assert setup_check.python().state == "fine"
    root([], python=">=3.99")
    assert setup_check.python().state == "mend"
    assert "the course needs >=3.99" in setup_check.python().text


def test_packages(root):
    root(["numpy >=1", "ipykernel", 'none-such; sys_platform == "none"'])
    assert setup_check.packages() == ("fine", "The 2 packages that the course needs")
    root(["numpy >=99", "ipykernel", "no-such-package >=2"])
    state, text = setup_check.packages()
    version = importlib.metadata.version("numpy")
    assert state == "mend" and remedy() in text
    assert f"numpy is {version} in {Path(np.__file__).parent}, not >=99; " in text
    assert "no-such-package is missing:" in text
    assert '`%pip install "numpy>=99" "no-such-package>=2"`' in text


def test_packages_without_a_clone(monkeypatch):
    def nowhere():
        raise lessons.CourseError

    installed = importlib.metadata.metadata
    fake = {"Requires-Python": ">=3.11"}
    lists = {"Requires-Dist": ["numpy >=99", 'torch; extra == "torch"']}
    found = type("Metadata", (dict,), {"get_all": lambda self, name: lists.get(name)})(fake)
    monkeypatch.setattr(lessons, "folder", nowhere)
    monkeypatch.setattr(
        importlib.metadata,
        "metadata",
        lambda name: found if name == "dlscratch" else installed(name),
    )
    assert setup_check.python().state == "fine"
    assert "numpy is" in setup_check.packages().text and "torch" not in setup_check.packages().text


NEEDED = [setup_check._parsed(line)[0] for line in setup_check._requirements()[1]]


@pytest.mark.parametrize("how", ["missing", "broken", "empty"])
@pytest.mark.parametrize("name", ["numpy", "packaging", "psutil", "pooch", "ipywidgets"])
def test_a_package_that_is_not_as_it_should_be_is_named(tmp_path, name, how):
    """In a Python of its own: the look ends well, whatever the package does when it is imported."""
    package = tmp_path / name
    if how == "missing":
        code = f"import sys; sys.modules[{name!r}] = None\n"
    else:
        code = ""
        package.mkdir()
        text = "" if how == "empty" else "raise OSError('libfoo.so: cannot open')\n"
        (package / "__init__.py").write_text(text)
    code += "from dlscratch.course.setup_check import check_setup; check_setup()"
    env = dict(os.environ, PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]))
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "To mend: " in said and "All is well" not in said
    if how == "missing":
        assert f"{name} is missing" in said
    else:
        problem = {"broken": "cannot be imported (OSError: libfoo.so", "empty": "is damaged"}[how]
        assert f"mend {name} {problem}" in said
        assert f"delete or rename {package}." in said.replace("- ", "-")


@pytest.mark.parametrize("name", NEEDED)
def test_every_package_is_imported(monkeypatch, name):
    imported = importlib.import_module

    def refuse(module):
        if module == setup_check.MODULES.get(name, name.replace("-", "_")):
            raise SystemExit("broken")
        return imported(module)

    monkeypatch.setattr(importlib, "import_module", refuse)
    assert f"{name} cannot be imported (SystemExit: broken) in " in setup_check.packages().text


@pytest.mark.parametrize("look", ["python", "packages", "widgets", "memory", "writing", "digits"])
def test_a_look_that_fails_does_not_end_the_others(monkeypatch, look):
    def fail():
        raise AttributeError("no such thing")

    monkeypatch.setattr(setup_check, look, fail)
    found = setup_check.findings()
    [bad] = [one for one in found if one.state == "mend"]
    assert len(found) == 7 and "could not be looked at (AttributeError: no such thing)" in bad.text


@pytest.mark.parametrize(
    "where, words", [("hub", "ask whoever runs"), ("nt", "`py start.py`"), ("posix", "`python3 st")]
)
def test_the_remedy_fits_the_place(monkeypatch, where, words):
    monkeypatch.delenv("JUPYTERHUB_API_TOKEN", raising=False)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    if where == "hub":
        monkeypatch.setenv("JUPYTERHUB_USER", "anna")
    else:
        monkeypatch.setattr(terminal, "os", SimpleNamespace(name=where, environ=os.environ))
    assert words in remedy()


def test_another_clones_package(tmp_path, monkeypatch):
    for name in ("lessons", "exercises", "notebooks"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    state, text = setup_check.this_clone()
    assert state == "mend" and f"this notebook lies in {tmp_path}" in text
    monkeypatch.setattr(lessons, "PACKAGE", tmp_path / "dlscratch")
    assert setup_check.this_clone().state == "fine"


def test_outside_a_course(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert setup_check.this_clone().state == "note"


def test_widgets(tmp_path, monkeypatch):
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *parts: [str(tmp_path)])
    assert setup_check.widgets().state == "mend"
    extension = tmp_path / "@jupyter-widgets" / "jupyterlab-manager"
    extension.mkdir(parents=True)
    (extension / "package.json").touch()
    assert setup_check.widgets().state == "fine"


@pytest.mark.parametrize("free, state", [(300, "mend"), (700, "note"), (4000, "fine")])
def test_memory(monkeypatch, free, state):
    monkeypatch.delenv("MEM_LIMIT", raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=free * 2**20))
    assert setup_check.memory().state == state


def test_memory_on_binder(monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=2**35))
    monkeypatch.setenv("MEM_LIMIT", str(2**34))
    assert setup_check.memory().state == "fine"
    monkeypatch.setenv("MEM_LIMIT", str(2**20))
    assert setup_check.memory().state == "mend"


def test_writing(root, monkeypatch):
    place = root([]) / "exercises"
    assert setup_check.writing().state == "fine"
    assert list(place.iterdir()) == []

    def refuse(dir):
        raise PermissionError(13, "Permission denied", str(dir))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    state, text = setup_check.writing()
    assert state == "mend" and f"cannot be saved in {place} (Permission denied)" in text


def test_digits(tmp_path, monkeypatch):
    monkeypatch.setenv("DLSCRATCH_DATA", str(tmp_path))
    assert setup_check.all_digits() is None
    assert setup_check.digits().state == "note"
    monkeypatch.setattr("dlscratch.datasets.mnist_files.is_original", lambda path: True)
    assert setup_check.all_digits() == tmp_path
    assert setup_check.digits().state == "fine"
