"""Where start.py's Python is too old or too new: it goes on with another, or says how to get one.

The other Pythons, and uv, are scripts in a folder of the test; no test goes to the network.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

OLD_PYTHONS = ["2.7", "3.6", "3.8", "3.9", "3.10"]
NEEDS = "The course needs Python 3.11 to 3.15, and"
# It answers the question whether it fits, and says what else it is asked to do.
PYTHON = '#!/bin/sh\ncase "$1" in -I) echo "{answer}";; *) echo "goes on: $*";; esac\n'
SCRIPTS = pytest.mark.skipif(os.name == "nt", reason="the Pythons of this test are shell scripts")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The course's folder, on a computer with nothing in PATH and in the learner's home."""
    folder = tmp_path / "my course"
    (folder / "ci").mkdir(parents=True)
    for name in ("start.py", "ci/another_python.py"):
        shutil.copy(ROOT / name, folder / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return folder


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def another(folder, monkeypatch):
    """The module: outside of PATH and the home, this computer has no Python."""
    another = load(folder / "ci" / "another_python.py")
    own = [place for place in another.PLACES if place[0] in "~$"]
    monkeypatch.setattr(another, "PLACES", own)
    return another


@pytest.fixture
def search(another, folder):
    return another.Search((3, 11), (3, 15), str(folder / ".venv"))


@pytest.fixture
def start(folder, another, monkeypatch):
    """The module start.py; what it turns into is recorded in `.turned`."""
    start = load(folder / "start.py")
    monkeypatch.setitem(sys.modules, "another_python", another)
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)

    def turn_into(command):
        start.turned = command
        raise SystemExit

    monkeypatch.setattr(start, "turn_into", turn_into)
    return start


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def python(path, answer="fits 3.14.2"):
    return script(path, PYTHON.format(answer=answer))


def old_python(version):
    """An old interpreter by pyenv; the test is skipped where there is none."""
    pyenv = Path(os.path.expanduser("~"), ".pyenv", "versions")
    found = sorted(pyenv.glob(f"{version}.*/bin/python"))
    return str(found[0]) if found else pytest.skip(f"no Python {version} on this machine")


@pytest.fixture(params=OLD_PYTHONS)
def old(request):
    return old_python(request.param)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


# An old Python, for real


@SCRIPTS
def test_an_old_python_goes_on_with_another(old, folder, tmp_path):
    found = python(tmp_path / "bin" / "python3.14")
    done = run(old, "my course/start.py", "--port", "9000")
    said, goes_on = done.stdout.splitlines()
    assert said.startswith(f"{NEEDS} this is Python ")
    assert said.endswith(f": going on with Python 3.14.2, {found}")
    assert goes_on == f"goes on: -E {folder}/start.py --port 9000"
    assert (done.returncode, done.stderr) == (0, "")
    left = sorted(path.name for path in folder.rglob("*"))
    assert left == ["another_python.py", "ci", "start.py"]


@SCRIPTS
def test_with_no_other_an_old_python_says_how_to_get_one(old, folder, tmp_path):
    script(tmp_path / "bin" / "dnf", "exit 1")
    program = (
        "import sys; sys.dont_write_bytecode = True; sys.path[:0] = ['my course', 'my course/ci']; "
        "import another_python, start; another_python.PLACES = []; start.main([])"
    )
    done = run(old, "-c", program)
    assert done.returncode == 1 and done.stdout == ""
    version = ".".join(Path(old).parts[-3].split(".")[:2])
    assert done.stderr.strip().startswith(f"{NEEDS} this is Python {version}.")
    assert done.stderr.endswith(
        "no other that fits was found on this computer: install one with"
        "  sudo dnf install python3.12 , then start again. Nothing was changed.\n"
    )


@SCRIPTS
def test_a_python_that_lies_leads_into_no_circle(old, folder, tmp_path):
    """It says that it fits, and is the old one all the same."""
    log = tmp_path / "started"
    text = f'echo x >> {log}\ncase "$1" in -I) echo fits 3.14;; *) exec {old} "$2";; esac\n'
    script(tmp_path / "bin" / "python3.14", f"#!/bin/sh\n{text}")
    done = run(old, "my course/start.py")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.strip().startswith(NEEDS)
    assert log.read_text() == "x\nx\n"  # asked once, called once


# What counts as unfit


@pytest.mark.parametrize(
    "version, bits, words",
    [
        ((3, 10), 64, "this is Python"),
        ((2, 7), 64, "this is Python"),
        ((3, 16), 64, "this is Python"),
        ((4, 0), 64, "this is Python"),
        ((3, 11), 32, r"this Python \(.*\) has 32 bits, not 64"),
        ((3, 16), 32, "this is Python"),
    ],
)
def test_a_python_that_will_not_do(start, monkeypatch, version, bits, words):
    monkeypatch.setattr(start.sys, "version_info", (*version, 0, "final", 0))
    monkeypatch.setattr(start.sys, "maxsize", 2 ** (bits - 1) - 1)
    with pytest.raises(SystemExit, match=f"{NEEDS} {words}.*, then start again. Nothing was cha"):
        start.main([])


@SCRIPTS
def test_a_python_that_fits_looks_for_no_other(start, tmp_path, monkeypatch):
    python(tmp_path / "bin" / "python3.15")
    monkeypatch.setenv(start.MOVED_ON, "1")
    start.check_python()
    assert not hasattr(start, "turned")
    assert start.MOVED_ON not in os.environ  # a start in JupyterLab's terminal begins anew


@SCRIPTS
def test_what_the_other_python_gets(start, folder, tmp_path, monkeypatch):
    """Its options; and nothing of an environment that is meant for the unfit one."""
    found = python(tmp_path / "bin" / "python3.12", "fits 3.12.1")
    monkeypatch.setattr(start.sys, "version_info", (3, 16, 0, "final", 0))
    monkeypatch.setattr(sys, "argv", ["start.py", "test", "-k", "tensors"])
    monkeypatch.setenv("__PYVENV_LAUNCHER__", "/usr/bin/python3")
    with pytest.raises(SystemExit):
        start.main(sys.argv[1:])
    assert start.turned == [found, "-E", str(folder / "start.py"), "test", "-k", "tensors"]
    assert "__PYVENV_LAUNCHER__" not in os.environ


def test_it_moves_on_only_once(start, another, monkeypatch):
    monkeypatch.setattr(start.sys, "version_info", (3, 16, 0, "final", 0))
    monkeypatch.setattr(another.Search, "find", lambda search: pytest.fail("it looks again"))
    monkeypatch.setattr(another.Search, "fetch", lambda search: pytest.fail("it fetches again"))
    monkeypatch.setenv(start.MOVED_ON, "1")
    with pytest.raises(SystemExit, match="Nothing was changed"):
        start.main([])


def test_without_the_file_that_looks_for_others(start, folder, monkeypatch):
    monkeypatch.delitem(sys.modules, "another_python")
    (folder / "ci" / "another_python.py").unlink()
    monkeypatch.setattr(start.sys, "version_info", (3, 16, 0, "final", 0))
    monkeypatch.setattr(sys, "path", [place for place in sys.path if not place.endswith("ci")])
    with pytest.raises(SystemExit, match="ci/another_python.py is missing, too: fetch the course"):
        start.main([])


# Where another lies


@SCRIPTS
def test_the_newest_that_fits_is_taken(search, tmp_path):
    python(tmp_path / "bin" / "python3.11", "fits 3.11.9")
    found = python(tmp_path / "bin" / "python3.13", "Warning: something\nfits 3.13.1")
    python(tmp_path / "bin" / "python3.14", "unfit 3.14.0")  # as one without the GIL
    script(tmp_path / "bin" / "python3.15", "#!/bin/sh\necho 'pyenv: no python3.15'; exit 127")
    (tmp_path / "bin" / "python3.12").mkdir()
    assert search.find() == (found, "3.13.1")


@SCRIPTS
def test_one_that_never_answers_is_left(search, another, tmp_path, monkeypatch):
    script(tmp_path / "bin" / "python3.14", "#!/bin/sh\nexec /bin/sleep 60\n")
    found = python(tmp_path / "bin" / "python3.11")
    monkeypatch.setattr(another.answer, "__defaults__", (0.2,))
    assert search.find() == (found, "3.14.2")


@SCRIPTS
def test_the_one_that_made_venv_comes_first(search, folder, tmp_path):
    """A newer one would make .venv anew, and lose what the learner has added."""
    python(tmp_path / "bin" / "python3.15")
    maker = python(tmp_path / "own" / "python3.12", "fits 3.12.1")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "pyvenv.cfg").write_text(f"home = /own\nexecutable = {maker}\nx = y\n")
    assert search.find() == (maker, "3.12.1")
    Path(maker).unlink()
    assert search.find()[1] == "3.14.2"


@SCRIPTS
@pytest.mark.parametrize("name", ["python3", "python"])
def test_one_without_a_version_in_its_name(search, another, tmp_path, monkeypatch, name):
    """On a Mac not Apple's: where it is not installed, it asks in a window whether it shall be."""
    for folder in ("first", "second"):
        found = python(tmp_path / folder / name, f"{'un' * (folder == 'first')}fit{'s'} 3.12.1")
    monkeypatch.setenv("PATH", os.pathsep.join(str(tmp_path / x) for x in ("first", "second")))
    assert search.find() == (found, "3.12.1")
    monkeypatch.setattr(another.sys, "platform", "darwin")
    monkeypatch.setenv("PATH", "/usr/bin")
    assert not [path for path in search._candidates() if path == f"/usr/bin/{name}"]


PLACES = load(ROOT / "ci" / "another_python.py").PLACES


@SCRIPTS
@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_looked_at(search, another, tmp_path, monkeypatch, place):
    """The places of the whole computer are played in a folder of the test."""
    here = str(tmp_path) + place if place.startswith("/") else place
    monkeypatch.setattr(another, "PLACES", [here])
    file = os.path.expandvars(os.path.expanduser(here)) % {"v": "3.13", "n": "313"}
    found = python(Path(file.replace("*", "7")), "fits 3.13.7")
    assert search.find() == (found, "3.13.7")


LISTS = {
    "launcher": " -V:3.14 *        C:\\Users\\A B\\Python314\\python.exe\n"
    " -V:3.9           C:\\Python39\\python.exe\n",
    "older launcher": "Installed Pythons found by py Launcher for Windows\n"
    " -3.14-64 *  C:\\Users\\A B\\Python314\\python.exe\n -3.9-32  C:\\Python39\\python.exe\n",
    "install manager": "Tag      Location\n3.14[-64] *  C:\\Users\\A B\\Python314\\python.exe\n",
}


@pytest.mark.parametrize("kind", LISTS)
def test_windows_launcher_is_asked(search, another, monkeypatch, kind):
    def answer(command):
        if command == ["C:\\py.exe", "-0p"]:
            return 0, LISTS[kind]
        fits = command[:2] == [r"C:\Users\A B\Python314\python.exe", "-I"]
        return 0, "fits 3.14.2\n" if fits else "unfit 3.9.1\n"

    monkeypatch.setattr(another, "WINDOWS", True)
    monkeypatch.setattr(another, "which", {"py": "C:\\py.exe"}.get)
    monkeypatch.setattr(another, "answer", answer)
    monkeypatch.setattr(os.path, "lexists", lambda path: path.startswith("C:"))
    assert search.find() == (r"C:\Users\A B\Python314\python.exe", "3.14.2")


# This Python, asked for real


@pytest.mark.parametrize(
    "change, fits",
    [
        ("", True),
        ("sys.version_info = (3, 10, 9)", False),
        ("sys.version_info = (3, 16, 0)", False),
        ("sys.maxsize = 2**31 - 1", False),
        ("sys.implementation.name = 'pypy'", False),
        ("sysconfig.get_config_var = {'Py_GIL_DISABLED': 1}.get", False),
        ("sys.modules['ensurepip'] = None", False),
    ],
)
def test_what_is_asked_of_a_python(search, tmp_path, change, fits):
    probe = f"import sys, sysconfig\n{change}\n{search.probe}"
    search.probe = probe
    version = search._fits(sys.executable)
    assert (version is not None) == fits
    assert not fits or version == ".".join(map(str, sys.version_info[:3]))


# uv

UV = """#!/bin/sh
echo "$* ($UV_PYTHON_INSTALL_BIN $UV_PYTHON_INSTALL_REGISTRY)" >> {log}
case "$2" in
install) {install} ;;
find) test -e {found} && echo "warning: something" && echo {found} || exit 2 ;;
esac
"""


@pytest.fixture
def uv(tmp_path):
    """A uv that fetches a Python by the shell command `install`."""

    def make(install, place="bin"):
        found, log = tmp_path / "uv's" / "python3.14", tmp_path / "log"
        made = python(tmp_path / "made")
        found.parent.mkdir()
        text = UV.replace("{found}", f'"{found}"').replace("{log}", str(log))
        make.path = found
        script(tmp_path / place / "uv", text.format(install=install.format(made=made, found=found)))
        return log

    return make


FETCHES = '/bin/cp "{made}" "{found}"'


@SCRIPTS
@pytest.mark.parametrize("place", ["bin", "home/.local/bin"])
def test_uv_fetches_one(search, uv, tmp_path, capsys, place):
    log = uv(FETCHES, place)
    assert search.find() is None
    assert search.fetch() == (str(uv.path), "3.14.2")
    assert capsys.readouterr().out == "No Python that fits is here: uv fetches Python 3.14 ...\n"
    asked = [line.replace(" --no-project --system", "") for line in log.read_text().splitlines()]
    assert asked == [  # and uv leaves nothing outside of its own folder
        "python find >=3.11,<3.16 (0 0)",
        "python install 3.14 (0 0)",
        "python find 3.14 (0 0)",
    ]


@SCRIPTS
def test_what_uv_has_is_not_fetched_again(search, uv, capsys):
    log = uv(FETCHES)
    python(uv.path, "fits 3.12.1")
    assert search.fetch() == (str(uv.path), "3.12.1")
    assert "install" not in log.read_text() and capsys.readouterr().out == ""


@SCRIPTS
@pytest.mark.parametrize(
    "install, sentence",
    [
        ("echo 'cause: error sending request for url' >&2; exit 1", "check the network"),
        ("echo 'cause: Network connectivity is disabled' >&2; exit 1", "check the network"),
        ("echo; echo 'error: No download for 3.14' >&2; exit 2", "it says: error: No down"),
        ("exit 2", "it says: nothing"),
        ("exit 0", "it says: nothing"),
    ],
)
def test_a_uv_that_fetches_none(start, uv, monkeypatch, install, sentence):
    uv(install)
    monkeypatch.setattr(start.sys, "version_info", (3, 10, 1, "final", 0))
    with pytest.raises(SystemExit, match="uv could not fetch another: .*, then start") as stopped:
        start.main([])
    assert sentence in str(stopped.value) and str(stopped.value).count("\n") == 1


# What is said where there is none


@pytest.mark.parametrize(
    "platform, programs, words",
    [
        ("win32", ["pymanager", "winget", "py"], "with  py install 3.14 "),
        ("win32", ["winget", "py"], "with  winget install --exact --id Python.Python.3.14 "),
        ("win32", ["py"], "install Python 3.14 (64-bit) from python.org"),
        ("darwin", ["brew"], "with  brew install python@3.14 "),
        ("darwin", ["apt-cache"], "install Python 3.14 (64-bit) from python.org"),
        ("linux", ["apt-cache", "dnf"], "with  sudo apt install python3.13-venv "),
        ("linux", ["dnf"], "with  sudo dnf install python3.12 "),
        ("linux", ["zypper"], "with  sudo zypper install python312 "),
        ("linux", ["pyenv"], "with  pyenv install 3.14 "),
        ("linux", ["brew"], "uv/install.sh | sh "),
    ],
)
def test_the_next_step_fits_the_system(search, another, monkeypatch, platform, programs, words):
    offered = " python3.13-venv | 3.13.5-2 | http://x main\n python3.11-venv | 3.11 | http://x main"
    monkeypatch.setattr(another, "WINDOWS", platform == "win32")
    monkeypatch.setattr(another.sys, "platform", platform)
    monkeypatch.setattr(another, "which", lambda name: name if name in programs else None)
    monkeypatch.setattr(another, "answer", lambda command: (0, offered))
    said = search.remedy()
    assert words in said
    assert platform != "win32" or "python3" not in said


def test_a_system_that_offers_none_that_fits(search, another, monkeypatch):
    monkeypatch.setattr(another.sys, "platform", "linux")
    monkeypatch.setattr(another, "which", {"apt-cache": "apt-cache"}.get)
    monkeypatch.setattr(another, "answer", lambda command: (0, ""))
    assert "uv/install.sh | sh" in search.remedy()
