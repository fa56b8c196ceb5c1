"""The look at the setup: each thing that can be wrong is said, with what to do."""

import importlib.metadata
import tempfile
from types import SimpleNamespace

import psutil
import pytest

from dlscratch.course import lessons, setup_check
from dlscratch.course.setup_check import START, Finding


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
    assert state == "mend" and START in text
    assert f"numpy is {version}, not >=99; no-such-package is missing:" in text
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


def test_another_clones_package(tmp_path, monkeypatch):
    for name in ("lessons", "exercises", "notebooks"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    state, text = setup_check.this_clone()
    assert state == "mend" and f"this notebook lies in {tmp_path}" in text
    here = tmp_path / "dlscratch" / "course" / "setup_check.py"
    monkeypatch.setattr(setup_check, "__file__", str(here))
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
