"""What a page's first lines say and bring, in each place where it may run."""

import importlib.metadata
import importlib.util
import os
import subprocess
import sys
import tomllib
from types import ModuleType, SimpleNamespace

import pytest
from packaging.requirements import Requirement

from dlscratch import here
from dlscratch.course import lessons, opening, progress, setup_check
from tests import ROOT

OF_A_FRONT_END = {"ipykernel", "ipython", "jupyter-core", "jupyterlab", "jupytext", "nbval"}
VARIABLES = ("KAGGLE_KERNEL_RUN_TYPE", "COLAB_RELEASE_TAG", "BINDER_SERVICE_HOST")


@pytest.fixture
def page(monkeypatch, tmp_path, capsys):
    """A page that was opened alone, in a place that is to be chosen: `page.says()`."""

    class Page:
        installs: list[str] = []  # what it was made to install

        def run_line_magic(self, name, line):
            self.installs = [*self.installs, f"%{name} {line}"]
            if self.broken:
                raise OSError("no pip")
            self.missing = set()

        broken, missing, folder = False, set(), None

        def says(self):
            here.look()
            return " ".join(capsys.readouterr().out.split())

    one = Page()
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delitem(sys.modules, "google.colab", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(here, "_shell", lambda: one)
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in one.missing else find(name)
    )

    def folder():
        if one.folder:
            return one.folder
        raise lessons.CourseError("There is no course here.")

    monkeypatch.setattr(lessons, "folder", folder)
    return one


def colab(monkeypatch, works=True):
    """Colab's own module; its widgets may have changed."""
    asked = []
    output = SimpleNamespace(enable_custom_widget_manager=lambda: asked.append(1))
    google, inside = ModuleType("google"), ModuleType("google.colab")
    inside.output = output if works else None
    monkeypatch.setitem(sys.modules, "google", google)
    monkeypatch.setitem(sys.modules, "google.colab", inside)
    return asked


def test_colab(page, monkeypatch):
    asked = colab(monkeypatch)
    assert here.place() == "Colab"
    assert page.says() == f"{here.SAID['Colab']} {here.ALONE}"
    assert asked == [1], "Colab shows our pictures only when asked to"
    assert "Save a copy in Drive" in here.SAID["Colab"]


def test_another_colab_stops_no_page(page, monkeypatch):
    colab(monkeypatch, works=False)
    assert page.says().startswith("Colab: ")


def test_colab_has_old_versions_that_will_do(page, monkeypatch):
    monkeypatch.setenv("COLAB_RELEASE_TAG", "release-colab")
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.1")
    assert "Too old" not in page.says()
    monkeypatch.delenv("COLAB_RELEASE_TAG")
    assert "Too old" in page.says()


def test_kaggle_is_made_from_colabs_machine(page, monkeypatch):
    colab(monkeypatch)
    monkeypatch.setenv("COLAB_RELEASE_TAG", "release-colab")
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    assert page.says() == f"{here.SAID['Kaggle']} {here.ALONE}"


def test_binder(page, monkeypatch):
    page.folder = ROOT
    monkeypatch.setenv("BINDER_SERVICE_HOST", "hub")
    assert page.says() == here.SAID["Binder"]


def test_a_browser_tab_has_all(page, monkeypatch):
    page.missing = {"safetensors"}
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert here.place() == "a browser tab"
    assert (page.says(), page.installs) == ("", [])


def test_vs_code_is_known_by_what_it_gives_each_page(page, monkeypatch):
    monkeypatch.setenv("VSCODE_PID", "1")  # a JupyterLab in its terminal has it, too
    assert here.place() == ""
    monkeypatch.setitem(vars(sys.modules["__main__"]), "__vsc_ipynb_file__", "a.ipynb")
    assert here.place() == "VS Code"
    page.folder = ROOT
    assert page.says() == ""


def test_silent_in_the_course(page, monkeypatch):
    page.folder = ROOT
    monkeypatch.chdir(ROOT / "notebooks")
    assert (page.says(), page.installs) == ("", [])


def test_a_downloaded_page(page):
    assert page.says() == here.ALONE


def test_without_a_notebook_it_is_silent(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(here, "_shell", lambda: None)
    here.look()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("in_vs_code", [True, False])
def test_a_clone_on_another_python(page, monkeypatch, tmp_path, in_vs_code):
    (tmp_path / "dlscratch").mkdir()
    (tmp_path / "start.py").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    page.missing = {"anywidget"}
    if in_vs_code:
        monkeypatch.setitem(vars(sys.modules["__main__"]), "__vsc_ipynb_file__", "a.ipynb")
    said = page.says()
    assert sys.prefix in said and str(tmp_path) in said and "choose the kernel .venv" in said
    assert ("Select Kernel" in said) == in_vs_code
    assert page.installs == [], "nothing is put into a Python that is not the course's"


def test_the_clones_own_package_on_a_python_without_the_others(page, monkeypatch):
    monkeypatch.chdir(ROOT / "exercises")
    page.missing, page.folder = {"numpy"}, ROOT
    assert "choose the kernel .venv" in page.says() and page.installs == []


def test_what_is_missing_is_brought(page):
    page.missing = {"anywidget", "PIL"}
    assert page.says() == here.ALONE
    assert page.installs == ["%pip install --quiet anywidget pillow"]


def test_what_cannot_be_brought_is_said(page):
    page.missing, page.broken = {"anywidget"}, True
    assert page.says().startswith("Missing: anywidget. Run `%pip install anywidget` in a cell.")


def test_versions_that_are_too_old(page, monkeypatch):
    have = {"numpy": "1.26.4", "pillow": "9.5.0.post1", "tqdm": "4.66", "traitlets": "10.0rc1"}

    def version(name):
        if name in have:
            return have[name]
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert page.says().startswith(
        "Too old for this page: numpy 1.26.4, pillow 9.5.0.post1. Run `%pip install "
        '"numpy>=2.0" "pillow>=11"` in a cell, then restart the kernel.'
    )


def test_nothing_that_is_said_stops_a_page():
    """Even where looking fails: a deleted folder, and a shell that is none."""
    code = (
        "import os, shutil, sys, tempfile, types\n"
        "place = tempfile.mkdtemp(); os.chdir(place); shutil.rmtree(place)\n"
        "sys.modules['IPython'] = types.SimpleNamespace(get_ipython=lambda: 5)\n"
        "import dlscratch.here\n"
        "dlscratch.here._missing = None\n"
        "import importlib; importlib.reload(dlscratch.here)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DLSCRATCH_ERRORS": "off"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_needs_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {}
    for one in map(Requirement, project["dependencies"]):
        (least,) = [part.version for part in one.specifier if part.operator == ">="]
        asked[one.name] = least
    assert here.NEEDED == {name: at for name, at in asked.items() if name not in OF_A_FRONT_END}


def test_it_imports_nothing_but_python():
    """It must be able to say that a package is missing."""
    code = (
        "import sys\n"
        "class No:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        top = name.partition('.')[0]\n"
        "        if top not in {*sys.stdlib_module_names, 'dlscratch'}:\n"
        "            raise AssertionError(name)\n"
        "sys.meta_path.insert(0, No())\n"
        "import dlscratch.here\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# What the rest of the course says in such places


def test_the_map_says_that_there_is_no_progress(page, capsys):
    progress.show_map()
    assert capsys.readouterr().out == "There is no course here.\n"


def test_the_setup_in_colab(page, monkeypatch):
    monkeypatch.setattr(setup_check, "_requirements", lambda: (">=3.11", ["numpy>=99"]))
    assert setup_check.packages().state == "mend"
    monkeypatch.setenv("COLAB_RELEASE_TAG", "release-colab")
    assert setup_check.packages().state == "fine"
    assert "JupyterLab" not in setup_check.remedy()
    assert not [one for one in setup_check.findings() if "extension" in one.text]


def test_the_remedy_in_vs_code(page, monkeypatch):
    monkeypatch.setitem(vars(sys.modules["__main__"]), "__vsc_ipynb_file__", "a.ipynb")
    assert "choose the kernel .venv" in setup_check.remedy()


def test_the_lines_of_a_page_fetch_the_course(page, monkeypatch):
    """The lines themselves, in a kernel that has no dlscratch: they fetch it and go on."""
    from IPython.core.inputtransformer2 import TransformerManager

    code = TransformerManager().transform_cell(opening.LINES)
    names = {"get_ipython": lambda: page, "__builtins__": {"__import__": importing(page)}}
    names["__builtins__"]["ModuleNotFoundError"] = ModuleNotFoundError
    page.missing = {"dlscratch"}
    exec(code, names)
    assert page.installs == ["%pip install --quiet --no-deps dlscratch"]


def importing(page):
    def find(name, *rest):
        if "dlscratch" in page.missing:
            raise ModuleNotFoundError(name)

    return find
