"""start.py on a course of four small files: what it says, what it leaves alone, what it makes anew.

No test goes to the network, and only two make a real .venv.
"""

import ast
import http.server
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests import ROOT

START = ROOT / "start.py"


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


# What stands in the way before anything is installed (another Python: ci/test_another_python.py)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14), (3, 15)])
def test_a_python_that_will_do(start, monkeypatch, version):
    monkeypatch.setattr(start.sys, "version_info", (*version, 0, "final", 0))
    start.check_python()


def test_windows_is_told_windows_commands(folder, monkeypatch):
    """No sentence for Windows names python3, and none for others py."""
    for system, call, wrong in (("nt", "py", "python3"), ("posix", "python3", "  py ")):
        with monkeypatch.context() as patch:
            patch.setattr(os, "name", system)
            start = load(folder)
        assert not [sentence for _, sentence in start.CURES if wrong in sentence]
        with pytest.raises(SystemExit, match=f"Open the course: +{call} start.py") as stopped:
            start.main(["--help"])
        assert wrong not in str(stopped.value)


@pytest.mark.parametrize("name", ["start.py", "ci/another_python.py"])
def test_old_pythons_can_read_the_file(name):
    """Also where no old Python is at hand: what is most easily written by mistake."""
    source = (ROOT / name).read_text(encoding="utf-8")
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
    added = folder / ".venv" / "pandas"
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
    assert (moved / ".venv" / "pandas").exists()


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


@pytest.mark.parametrize("what", ["file", "dangling link", "stamp is a folder"])
def test_something_else_in_the_place_of_venv(folder, start, what):
    venv = folder / ".venv"
    if what == "file":
        venv.touch()
    elif what == "dangling link":
        venv.symlink_to(folder / "nowhere")
    else:
        Path(start.STAMP).mkdir(parents=True)
        start.main([])
        assert len(start.steps) == 3
        return
    with pytest.raises(SystemExit, match=".venv is no folder: rename or delete it"):
        start.main([])
    assert start.steps == [] and os.path.lexists(venv)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no sudo")
def test_a_venv_that_sudo_made(folder, start, monkeypatch):
    make(folder, start)
    (folder / "requirements.txt").write_text("# another version\n")
    owner = os.stat(start.VENV).st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(SystemExit, match="belongs to another user.*sudo rm -rf .venv"):
        start.main([])
    assert start.steps == []


def packages(folder):
    """The folder of .venv in which packages lie."""
    return folder / ".venv" / ("Lib" if os.name == "nt" else "lib/python3.11") / "site-packages"


def install_also(start, monkeypatch, *names):
    """Let every step make some folders in .venv, as pip does."""
    run = start.run

    def step(command):
        run(command)
        for name in names:
            (packages(Path(start.FOLDER)) / name).mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(start, "run", step)


def test_a_package_deleted_by_hand_is_brought_back(folder, start, monkeypatch):
    install_also(start, monkeypatch, "numpy")
    added = make(folder, start)
    start.main([])
    assert start.steps == []
    (packages(folder) / "numpy").rmdir()
    start.main([])
    assert "--force-reinstall" in start.steps[1] and added.exists()
    start.steps.clear()
    start.main([])
    assert start.steps == []


def test_what_pip_did_not_install_is_missed(folder, start, monkeypatch):
    """pip may end well, and have installed nothing, or elsewhere. No stamp says then that all is
    well, and the next start does it again."""
    (folder / "requirements.txt").write_text(
        "jupyter-core==5.9.1 \\\n    --hash=sha256:0\nappnope==1 ; sys_platform == 'none' \\\n"
    )
    for _ in range(2):
        with pytest.raises(SystemExit, match="lacks jupyter-core: delete .venv"):
            start.main([])
    assert len(start.steps) == 6
    install_also(start, monkeypatch, "Jupyter_Core-5.9.1.dist-info")
    start.main([])
    assert len(start.steps) == 9
    start.main([])
    assert len(start.steps) == 9


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
    assert start.became[:3] == [start.PYTHON, "-m", "dlscratch.course.server"]
    assert start.became[-2:] == ["--port", "9000"]


def test_a_worker_for_each_core(start):
    start.main(["test"])
    assert start.became[start.became.index("-n") + 1] == str(os.cpu_count() or 1)


def test_the_tests_keep_what_python_has_compiled(start, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    start.main(["test"])
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ


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


def test_another_pythons_packages_are_left_aside(folder):
    show = "import os; print(os.environ.get('PYTHONPATH'), os.environ.get('PYTHONHOME'))"
    program = f"import start, sys; start.become([sys.executable, '-c', {show!r}])"
    done = command_line(folder, "-c", program, PYTHONPATH=str(folder))
    assert done.stdout.strip() == "None None"


# What a step that fails says


@pytest.mark.parametrize(
    "said, sentence",
    [
        ("ERROR: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: [Errno 13] Permission denied: '/c/x'", "cannot be written"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "cut short"),
        ("WARNING: NameResolutionError(\nERROR: No matching distribution found for x", "network"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "login in the browser"),
        ("ERROR: [Errno 122] Disk quota exceeded: '/c/x'", "share of the disk"),
        ("ERROR: [Errno 36] File name too long: '/c/x'", "path of the course's folder is too long"),
        ("OSError: [WinError 206] The filename or extension is too long", "path of the course's"),
        ("HINT: this system does not have Windows Long Path support", "path of the course's"),
        ("[WinError 32] ... cannot access the file: it is being used by another process",
         "Another program holds a file"),
        ("SSLError(SSLCertVerificationError(1, 'certificate verify failed'))", "PIP_CERT"),
        ("ERROR: something else", "The installation failed:\nERROR: something else"),
    ],
)  # fmt: skip
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


@pytest.mark.skipif(os.name == "nt", reason="Windows names folders in Unicode")
def test_a_folder_that_is_not_named_in_ascii(tmp_path):
    """Where Python was told to take every name for ASCII, as in some containers and by ssh."""
    folder = tmp_path / "f\xfcn 学习"
    folder.mkdir()
    shutil.copy(START, folder)
    program = (
        "import os, sys, start; os.mkdir(start.VENV); "
        "start.run([sys.executable, '-I', '-m', 'venv', '--without-pip', start.VENV]); "
        "print(os.path.exists(start.PYTHON))"
    )
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = command_line(folder, "-c", program, PYTHONPATH=str(folder), **ascii_only)
    assert done.stdout.strip(". \n") == "True", done.stdout + done.stderr


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


class Index(http.server.BaseHTTPRequestHandler):
    """A package index on this machine. The first part of the path says how it answers."""

    def do_GET(self):
        answer = self.path.split("/")[1]
        body = b"<html><form>Log in</form></html>"
        if answer == "old":
            body = b'<a href="numpy-2.4.6-cp26-cp26-win32.whl">numpy-2.4.6-cp26-cp26-win32.whl</a>'
        self.send_response(int(answer) if answer.isdecimal() else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def index():
    server = http.server.HTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "answer, words",
    [
        ("403", "the package index refused"),
        ("404", "the package index refused"),
        ("407", "the package index refused"),
        ("200", "login in the browser first"),
        ("old", "not made for this computer"),
    ],
)
def test_an_index_that_gives_nothing(folder, index, monkeypatch, answer, words):
    """What pip calls "no matching distribution" has more than one cause, and each a remedy."""
    start = load(folder)
    start.PYTHON = sys.executable
    Path(start.VENV).mkdir()
    monkeypatch.setenv("PIP_INDEX_URL", f"{index}/{answer}/simple")
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    fetch = ["pip", "download", "--no-deps", "--only-binary", ":all:", "numpy==2.4.6"]
    with pytest.raises(SystemExit) as stopped:
        start.run([sys.executable, "-I", "-m", *fetch])
    assert words in str(stopped.value)
    if answer.startswith("4"):
        assert f"{answer} Client Error" in Path(start.LOG).read_text()


def test_without_a_network_and_without_a_second_try(folder):
    """pip is not left to give up at once, for then it does not say why."""
    start = load(folder)
    start.PYTHON = sys.executable
    assert "PIP_RETRIES" not in fetched(start, PIP_RETRIES="0")
    assert fetched(start, PIP_RETRIES="7")["PIP_RETRIES"] == "7"


def fetched(start, **settings):
    """What is heeded of the settings in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        return start.fetching()


def test_of_pips_settings_only_those_are_heeded_that_fetch(folder, tmp_path, monkeypatch):
    start = load(folder)
    start.PYTHON = sys.executable
    file = tmp_path / "pip.conf"
    file.write_text(
        "[global]\nindex-url = https://file.example/simple\ntarget = elsewhere\nproxy = p:1\n"
        "find-links =\n    one\n    two\n[install]\nprefix = elsewhere\nproxy = p:2\n"
    )
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    found = fetched(start, PIP_CONFIG_FILE=str(file), PIP_INDEX_URL="https://env.example/simple",
                    PIP_ROOT="/r", PIP_DRY_RUN="1", PIP_PYTHON="/usr/bin/no-such")  # fmt: skip
    assert found["PIP_INDEX_URL"] == "https://env.example/simple"
    assert found["PIP_PROXY"] == "p:2" and found["PIP_FIND_LINKS"].split() == ["one", "two"]
    assert not {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_DRY_RUN", "PIP_PYTHON"} & set(found)


LEADS = ["TARGET", "PREFIX", "ROOT", "PYTHON"]
FLAGS = ["DRY_RUN", "USER", "REQUIRE_VIRTUALENV", "NO_DEPS"]


def test_a_real_installation(folder, tmp_path):
    """Empty locks, a package whose build needs nothing, and pip: all but the network is real.

    pip's own settings would lead it elsewhere, or let it do nothing.
    """
    (folder / "pyproject.toml").write_text(
        "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"
    )
    (folder / "backend.py").write_text(BACKEND)
    program = "import start; start.become = lambda command: print('opens'); start.main([])"
    astray = {f"PIP_{name}": str(tmp_path / "elsewhere") for name in LEADS}
    astray |= {f"PIP_{name}": "1" for name in FLAGS}
    first = command_line(folder, "-c", program, PYTHONPATH=str(folder), **astray)
    assert not (tmp_path / "elsewhere").exists()
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
