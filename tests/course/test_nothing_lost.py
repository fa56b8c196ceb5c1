"""Whatever stops in the middle, no work of a learner's is lost."""

import asyncio
import os
import shutil
import signal
import time

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from dlscratch import __main__ as cli
from dlscratch.checks.engine.show import MIME
from dlscratch.course import files, lessons, progress
from tests import ROOT

LESSON = lessons.find("01")
NAME = LESSON.exercises.name
posix = pytest.mark.skipif(os.name == "nt", reason="it needs POSIX signals and limits")


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A course in which the learner has passed all of lesson 01."""
    root = tmp_path / "course"
    for name in ("lessons", "exercises", "notebooks"):
        (root / name).mkdir(parents=True)
    shutil.copy(ROOT / LESSON.exercises_text, root / "lessons")
    shutil.copy(ROOT / LESSON.solutions, root / LESSON.exercises)
    monkeypatch.setattr(lessons, "folder", lambda: root)
    return root


def passed(root):
    return progress.read(root)[1].passed


def kept(root):
    """The dated copies in exercises/, as bytes."""
    found = (root / "exercises").iterdir()
    return [path.read_bytes() for path in found if files.is_kept(path.name)]


# A kernel is killed


class Kernel:
    """A kernel that runs cells in a course's exercises/."""

    def __init__(self, root):
        self.manager = KernelManager()
        env = dict(os.environ, PYTHONPATH=str(ROOT))
        self.manager.start_kernel(cwd=root / "exercises", env=env)
        self.client = self.manager.blocking_client()
        self.client.start_channels()

    def begin(self):
        """Wait for the kernel and run the notebook's first cell."""
        self.client.wait_for_ready(timeout=60)
        self.run("from dlscratch.checks import tensors as check, ____")

    def run(self, source):
        """The kinds of the verdicts that a cell shows."""
        kinds = []

        def hook(message):
            verdict = message["content"].get("data", {}).get(MIME)
            if verdict:
                kinds.append(verdict["kind"])

        self.client.execute_interactive(source, timeout=60, output_hook=hook)
        return kinds

    def kill(self):
        os.kill(self.manager.provisioner.pid, signal.SIGKILL)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(root):
    kernel = Kernel(root)
    try:
        kernel.begin()
        yield kernel
    finally:
        kernel.stop()


RIGHT = "def is_1d(tensor):\n    return not isinstance(tensor[0], list)\n\ncheck.is_1d(is_1d)"
ENDLESS = RIGHT.replace("return", "while True: open('started', 'w')\n    return")


@posix
def test_a_kernel_killed_in_the_middle_of_a_check(root, kernel):
    """The notebook is not the kernel's: it stays as saved, and the next kernel goes on."""
    before = (root / LESSON.exercises).read_bytes()
    kernel.client.execute(ENDLESS)
    while not (root / "exercises/started").exists():
        time.sleep(0.01)
    kernel.kill()
    kernel.manager.restart_kernel(now=True)
    assert (root / LESSON.exercises).read_bytes() == before and "is_1d" in passed(root)
    kernel.begin()
    assert kernel.run(RIGHT) == ["passed"]


# A save is cut short


def notebook(root):
    return nbformat.read(root / LESSON.exercises, as_version=4)


def save(root, notebook, before=lambda manager: None):
    """Save over the server's contents API, as a tab of JupyterLab does; returns its answer."""
    manager = AsyncLargeFileManager(root_dir=str(root))
    manager.log.disabled = True  # errors are expected
    before(manager)
    model = {"type": "notebook", "format": "json", "content": notebook}
    return asyncio.run(manager.save(model, LESSON.exercises.as_posix()))


@posix
def test_a_kernel_killed_in_the_middle_of_a_save(root, kernel):
    """It is the server that saves: the file is the new one, whole."""
    new = notebook(root)
    new.cells[0].source = "# My title"
    save(root, new, lambda manager: kernel.kill())
    assert notebook(root) == new


def killed(work):
    """Do some work in a process of its own, and make sure that it was killed in the middle."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def kill(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)


@posix
def test_a_server_killed_in_the_middle_of_a_save(root, capsys):
    """Jupyter writes into the file itself. What was there lies in a hidden copy, and `reset`
    brings that to light."""
    before, new = (root / LESSON.exercises).read_bytes(), notebook(root)

    def half(notebook, file, **more):
        file.write(nbformat.writes(notebook)[:5000])
        file.flush()
        kill()

    def work():
        nbformat.write = half
        save(root, new)

    assert killed(work)
    half_written = (root / LESSON.exercises).read_bytes()
    assert len(half_written) == 5000 and progress.read(root)[1].damage
    assert cli.main(["reset", "01"]) == 0
    assert "What was saved before is in exercises/" in capsys.readouterr().out
    assert sorted(kept(root), key=len) == [half_written, before]
    assert not [path for path in (root / "exercises").iterdir() if path.name[0] == "."]


@posix
@pytest.mark.parametrize("name", ["os.replace", "pathlib.Path.write_bytes"])
def test_a_command_killed_in_the_middle_of_writing(root, monkeypatch, name):
    """Ours write beside the file and then rename: it is the old one or the new one, whole."""
    path = root / LESSON.exercises
    before = path.read_bytes()
    monkeypatch.setattr(name, kill)
    assert killed(lambda: files.write(path, b"the new content")) and path.read_bytes() == before


# The disk is full


@pytest.fixture
def full():
    """A function: from now on no file can grow beyond so many bytes, as on a full disk."""
    resource = pytest.importorskip("resource")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)


@pytest.mark.parametrize("command", [["reset", "01"], ["mine"]])
def test_a_full_disk_under_a_command(root, full, capsys, command):
    for lesson in lessons.LESSONS:  # the course's solutions, for `mine`
        if (ROOT / lesson.exercises_text).exists():
            shutil.copy(ROOT / lesson.exercises_text, root / "lessons")
    (root / "exercises/my_dlscratch.py").write_text("my = 'own'\n")
    before = {path: path.read_bytes() for path in (root / "exercises").iterdir()}
    full(1000)
    code = cli.main(command)
    full(-1)
    assert code == 1 and "cannot be written" in capsys.readouterr().err
    after = {path: path.read_bytes() for path in (root / "exercises").iterdir()}
    changed = {path.name: text for path, text in after.items() if before.get(path) != text}
    assert before.keys() <= after.keys()
    # What `mine` would have replaced was small enough to be kept before the disk was full.
    assert all(files.is_kept(name) and text == b"my = 'own'\n" for name, text in changed.items())


@pytest.mark.parametrize("more", [-1000, 1000])
def test_a_full_disk_under_a_save(root, full, more):
    """The server says so, and the old content is there: in the file, or in the hidden copy."""
    path = root / LESSON.exercises
    before, new = path.read_bytes(), notebook(root)
    new.cells[0].source = "# My title\n" + 100 * "and my long text\n"
    with pytest.raises(HTTPError, match="File too large"):
        save(root, new, lambda manager: full(len(before) + more))
    full(-1)
    hidden = path.with_name(f".~{NAME}")
    assert before in (path.read_bytes(), hidden.exists() and hidden.read_bytes())
    save(root, new)  # there is room again, and the tab still has everything
    assert notebook(root) == new


# Two tabs


def test_two_tabs_on_one_notebook(root):
    """The server takes the last save and tells each tab when the file was changed: JupyterLab
    compares that with what it knew, and asks before it saves over the other tab's work."""
    first, second = notebook(root), notebook(root)
    first.cells[0].source, second.cells[0].source = "# The first tab", "# The second tab"
    known = save(root, first)
    time.sleep(0.01)
    other = save(root, second)
    assert notebook(root) == second

    def now(**options):
        manager = AsyncLargeFileManager(root_dir=str(root))
        return asyncio.run(manager.get(LESSON.exercises.as_posix(), content=False, **options))

    assert now()["last_modified"] == other["last_modified"] > known["last_modified"]
    checked = now(require_hash=True)["hash"]
    save(root, first)
    assert now(require_hash=True)["hash"] != checked


# A blank notebook over work


def test_reset_on_a_notebook_with_work(root, capsys):
    before, done = (root / LESSON.exercises).read_bytes(), passed(root)
    assert done and cli.main(["reset", "01"]) == 0
    assert kept(root) == [before] and not passed(root)
    [name] = [path for path in (root / "exercises").iterdir() if files.is_kept(path.name)]
    name.replace(root / LESSON.exercises)  # the learner thinks again
    assert passed(root) == done
