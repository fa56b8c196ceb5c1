"""start.py on a course of four small files: what it says, what it leaves alone, what it makes anew.

No test goes to the network, and only two make a real .venv.
"""

import ast
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

START = ROOT / "start.py"
OLD_PYTHONS = ["2.7", "3.6", "3.8", "3.10"]


@pytest.fixture
def folder(tmp_path):
    """A course's folder, with a space in its name; its locks are empty."""
    folder = tmp_path / "my course"
    folder.mkdir()
    shutil.copy(START, folder)
    start = load(folder)
    settings = start.PREFIX + "/share/overrides.json"
    for name in [start.LOCK, start.TEST_LOCK, settings, start.FIRST_PAGE, "pyproject.toml"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    return folder


def load(folder):
    """The folder's start.py as a module, so that its paths are those of this folder."""
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(folder, monkeypatch):
    """The module: its steps are recorded in `.steps`, not run, and what it opens in `.became`."""
    start = load(folder)
    monkeypatch.chdir(folder)
    start.steps = []

    def run(command):
        start.steps.append(command)
        Path(start.PYTHON).parent.mkdir(parents=True, exist_ok=True)
        Path(start.PYTHON).touch()

    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(start, "become", lambda command: setattr(start, "became", command))
    return start


def command_line(folder, *arguments, python=sys.executable, **environment):
    """Run `python start.py` for real; nothing of this machine's pip settings applies."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env.update(PIP_CONFIG_FILE=os.devnull, **environment)
    return subprocess.run(
        [python, *arguments],
        cwd=folder.parent,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def one_sentence(done):
    """What a start that failed said last, when it ended as it should: no traceback."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def old_python(version):
    """An old interpreter by pyenv or on the path, or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = sorted(pyenv.glob(f"{version}.*/bin/python"))
    return str(found[0]) if found else shutil.which(f"python{version}")


# What stands in the way before anything is installed


@pytest.mark.parametrize("version", OLD_PYTHONS)
def test_an_old_python_is_told_what_to_do(folder, version):
    python = old_python(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    sentence = one_sentence(command_line(folder, folder / "start.py", python=python))
    assert sentence.startswith(
        "The course needs Python 3.11 or newer, and this is Python " + version
    )
    assert not (folder / ".venv").exists()


def test_old_pythons_can_read_the_file():
    """Also where no old Python is at hand: what is most easily written by mistake."""
    source = START.read_text(encoding="utf-8")
    assert source.isascii()
    nodes = list(ast.walk(ast.parse(source)))
    assert not [node for node in nodes if isinstance(node, (ast.JoinedStr, ast.NamedExpr))]
    assert not [node for node in nodes if isinstance(node, ast.arg) and node.annotation]


def test_without_the_venv_module(folder):
    hide = f"""
import runpy, sys
sys.modules["ensurepip"] = None
runpy.run_path({str(folder / "start.py")!r}, run_name="__main__")
"""
    sentence = one_sentence(command_line(folder, "-c", hide))
    major, minor = sys.version_info[:2]
    assert f"sudo apt install python{major}.{minor}-venv" in sentence
    assert not (folder / ".venv").exists()


@pytest.mark.parametrize("name", ["FIRST_PAGE", "LOCK"])
def test_a_missing_file_is_named(folder, start, name):
    (folder / getattr(start, name)).unlink()
    with pytest.raises(SystemExit, match=f"{getattr(start, name)} is missing from .*git checkout"):
        start.main([])
    assert start.steps == []


def test_an_unknown_word_shows_how_to_use_it(start):
    with pytest.raises(SystemExit, match="Open the course: +python3 start.py"):
        start.main(["tset"])
    assert start.steps == []


# What is made, kept and made anew


def test_the_first_start_installs_and_the_second_does_not(start):
    start.main([])
    venv, lock, course = start.steps
    assert venv[1:] == ["-I", "-m", "venv", start.VENV]
    assert {"--require-hashes", "requirements.txt"} <= set(lock)
    assert {"--no-deps", "--no-build-isolation", start.FOLDER} <= set(course)
    start.main([])
    assert len(start.steps) == 3


def make(folder, start):
    """A finished .venv with a package that the learner added; the steps begin again at none."""
    start.main([])
    start.steps.clear()
    added = folder / ".venv" / "torch"
    added.touch()
    return added


@pytest.mark.parametrize(
    "name", ["requirements.txt", "ci/prefix/share/overrides.json", "pyproject.toml"]
)
def test_an_update_is_installed_over_what_is_there(folder, start, name):
    added = make(folder, start)
    (folder / name).write_text("# another version\n")
    start.main([])
    assert len(start.steps) == 3
    assert added.exists()


def test_a_course_that_was_moved_is_mended(folder, start, monkeypatch):
    make(folder, start)
    moved = folder.rename(folder.parent / "elsewhere")
    monkeypatch.chdir(moved)
    there = load(moved)
    monkeypatch.setattr(there, "run", start.run)
    monkeypatch.setattr(there, "become", start.become)
    there.main([])
    assert start.steps[-1][-1] == str(moved)
    assert (moved / ".venv" / "torch").exists()


@pytest.mark.parametrize("how", ["killed", "Ctrl-C", "another Python", "no interpreter"])
def test_an_unusable_venv_is_made_anew(folder, start, monkeypatch, how):
    added = make(folder, start)
    if how == "killed":
        start.write_stamp([])
    elif how == "Ctrl-C":
        (folder / "requirements.txt").write_text("# another version\n")
        with monkeypatch.context() as patch, pytest.raises(SystemExit, match="Stopped: the next"):
            patch.setattr(start, "run", interrupt)
            start.main([])
    elif how == "another Python":
        start.write_stamp(line for line in start.read_stamp() if not line.startswith("python "))
    else:
        Path(start.PYTHON).unlink()
    start.main([])
    assert len(start.steps) == 3
    assert not added.exists()
    assert not Path(start.OLD).exists()
    start.main([])
    assert len(start.steps) == 3


def interrupt(command):
    raise KeyboardInterrupt


def test_a_venv_that_is_the_learners_own_is_not_touched(folder, start):
    own = folder / ".venv" / "pyvenv.cfg"
    own.parent.mkdir()
    own.touch()
    with pytest.raises(SystemExit, match="was not made by start.py: rename or delete it"):
        start.main([])
    assert own.exists()


def test_an_empty_venv_is_taken_over(folder, start):
    (folder / ".venv").mkdir()
    start.main([])
    assert len(start.steps) == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such lock")
def test_a_pip_that_outlived_its_start_is_waited_for(start):
    handle = start.keep_others_out()
    program = "import sys; print('runs', flush=True); sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "close_fds": False}
    pip = subprocess.Popen([sys.executable, "-c", program], **pipes)
    assert pip.stdout.readline().strip() == b"runs"
    handle.close()  # what a kill -9 of the start does
    with pytest.raises(SystemExit, match="Another start is installing the course"):
        start.main([])
    assert start.steps == []
    pip.communicate()
    start.main([])
    assert len(start.steps) == 3


# The tests' packages


def test_the_tests_add_their_packages_to_the_same_venv(start):
    start.main([])
    start.main(["test"])
    assert "requirements-test.txt" in start.steps[4]
    start.main([])
    start.main(["test"])
    assert len(start.steps) == 6


def test_options_are_passed_on(start):
    start.main(["test", "-k", "tensors"])
    assert start.became[:3] == [start.PYTHON, "-m", "pytest"]
    assert start.became[-2:] == ["-k", "tensors"]
    assert start.became[start.became.index("--dist") + 1] == "loadfile"
    start.main(["--port", "9000"])
    assert start.became[:3] == [start.PYTHON, "-m", "jupyterlab"]
    assert start.became[-2:] == ["--port", "9000"]


@pytest.mark.parametrize("word", ["03", "3", "stacks", "03_stacks", "stcks"])
def test_a_lesson_is_built_and_tested_by_itself(start, word):
    """What lessons there are, ci/lesson.py knows; it also names them where there is none."""
    start.main(["test", word, "-k", "linear"])
    assert start.became == [start.PYTHON, os.path.join("ci", "lesson.py"), word, "-k", "linear"]


@pytest.mark.parametrize("options", [[], ["-x"], ["tests"], ["tests/a.py"], ["tests/a.py::b", "3"]])
def test_what_is_no_lesson_is_for_pytest(folder, start, options):
    (folder / "tests").mkdir()
    start.main(["test", *options])
    assert start.became[1:3] == ["-m", "pytest"]
    assert start.became[len(start.became) - len(options) :] == options


@pytest.mark.parametrize("code", [0, 5])
def test_the_exit_code_is_the_commands(folder, code):
    program = (
        f"import start, sys; start.become([sys.executable, '-c', 'import os; os._exit({code})'])"
    )
    done = command_line(folder, "-c", program, PYTHONPATH=str(folder))
    assert done.returncode == code


def test_python_in_a_terminal_is_the_courses(folder):
    show = "import shutil; print(shutil.which('pip'))"
    pip = Path(load(folder).PYTHON).with_name("pip.exe" if os.name == "nt" else "pip")
    pip.parent.mkdir(parents=True)
    pip.touch(mode=0o755)
    program = f"import start, sys; start.become([sys.executable, '-c', {show!r}])"
    done = command_line(folder, "-c", program, PYTHONPATH=str(folder))
    assert done.stdout.strip() == str(pip)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a screen")
@pytest.mark.parametrize("screen", ["", ":0"])
def test_no_browser_without_a_screen(start, monkeypatch, screen):
    for name in ["WAYLAND_DISPLAY", "BROWSER"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    start.main([])
    assert ("--no-browser" in start.became) == (not screen)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no root")
@pytest.mark.parametrize("user", [0, 1000])
def test_jupyter_lets_root_in_only_when_told(start, monkeypatch, user):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    start.main([])
    assert ("--allow-root" in start.became) == (user == 0)


# What a step that fails says


@pytest.mark.parametrize(
    "said, sentence",
    [
        ("ERROR: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: [Errno 13] Permission denied: '/c/x'", "cannot be written"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "cut short"),
        ("WARNING: NameResolutionError(\nERROR: No matching distribution found for x", "network"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "64-bit Python"),
        ("ERROR: something else", "The installation failed:\nERROR: something else"),
    ],
)
def test_a_step_that_fails_says_why(folder, said, sentence):
    start = load(folder)
    Path(start.VENV).mkdir()
    with pytest.raises(SystemExit) as stopped:
        start.run([sys.executable, "-c", f"print({said!r}); raise SystemExit(2)"])
    assert sentence in str(stopped.value)
    assert "start again" in str(stopped.value) or "failed" in sentence
    assert said in Path(start.LOG).read_text()


def test_a_folder_that_may_not_be_written(start, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied", start.VENV)

    monkeypatch.setattr(os, "makedirs", refuse)
    with pytest.raises(SystemExit, match="move the course to one that is, then start again"):
        start.main([])


def test_without_a_network(folder):
    """A real .venv, a real pip, and an index where nobody listens."""
    (folder / "requirements.txt").write_text("numpy==2.4.6 --hash=sha256:" + "0" * 64)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{nobody.getsockname()[1]}/simple"
        settings = {"PIP_INDEX_URL": index, "PIP_RETRIES": "1", "NO_PROXY": "127.0.0.1"}
        sentence = one_sentence(command_line(folder, folder / "start.py", **settings))
    assert sentence.startswith("The packages could not be fetched: check the network")
    assert load(folder).read_stamp() == set()


def test_a_real_installation(folder):
    """Empty locks, a package whose build needs nothing, and pip: all but the network is real."""
    (folder / "pyproject.toml").write_text(
        "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"
    )
    (folder / "backend.py").write_text(BACKEND)
    program = "import start; start.become = lambda command: print('opens'); start.main([])"
    first = command_line(folder, "-c", program, PYTHONPATH=str(folder))
    assert first.returncode == 0, first.stdout + first.stderr
    assert first.stdout.startswith("Installing the course (once, about a minute)")
    assert (folder / ".venv" / "installed-by-pip").exists()
    second = command_line(folder, "-c", program, PYTHONPATH=str(folder))
    assert second.stdout.splitlines() == first.stdout.splitlines()[1:]
    assert second.stdout.endswith("opens\n")


BACKEND = """
import zipfile

FILES = {
    "METADATA": "Metadata-Version: 2.1\\nName: course\\nVersion: 1\\n",
    "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "RECORD": "",
}

def build_editable(directory, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(directory + "/course-1-py3-none-any.whl", "w") as wheel:
        for name, text in FILES.items():
            wheel.writestr("course-1.dist-info/" + name, text)
        wheel.writestr("course-1.data/data/installed-by-pip", "")
    return "course-1-py3-none-any.whl"
"""
