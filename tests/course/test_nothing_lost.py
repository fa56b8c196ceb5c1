"""Whatever stops in the middle, no work of a learner's is lost."""

import asyncio
import os
import shutil
import signal
import subprocess
import time

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from dlscratch import __main__ as cli
from dlscratch.checks.engine.show import MIME
from dlscratch.course import files, lessons, pages, progress
from dlscratch.course.update import update
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


# An update of the course


def git(folder, *arguments, check=True):
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    env = dict(os.environ, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    command = ["git", *identity, "-c", "init.defaultBranch=main", *arguments]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    assert not check or done.returncode == 0, done.stderr
    return done


LESSON_TEXT = "# %% [markdown]\n# A lesson.\n"


@pytest.fixture
def upstream(root):
    """The course's repository; `root` is a clone of it, in which the learner has worked."""
    upstream = root.parent / "upstream"
    blank = pages.dumps(pages.blank((root / LESSON.exercises_text).read_text(encoding="utf-8")))
    for path, text in {
        LESSON.exercises: blank,
        LESSON.exercises_text: (root / LESSON.exercises_text).read_text(encoding="utf-8"),
        LESSON.notebook: pages.dumps(pages.lesson(LESSON_TEXT)),
        "README.md": "The course.\n",
        ".gitattributes": (ROOT / ".gitattributes").read_text(encoding="utf-8"),
    }.items():
        (upstream / path).parent.mkdir(parents=True, exist_ok=True)
        (upstream / path).write_text(text, encoding="utf-8", newline="\n")
    work = (root / LESSON.exercises).read_bytes()
    git(upstream, "init", "--quiet")
    commit(upstream)
    shutil.rmtree(root)
    git(root.parent, "clone", "--quiet", str(upstream), root.name)
    (root / LESSON.exercises).write_bytes(work)
    return upstream


def commit(upstream):
    git(upstream, "add", "--all")
    git(upstream, "commit", "--quiet", "--message", "an edition")


def new_edition(upstream, *paths):
    """Change the first cell of some notebooks, or the text of other files."""
    for path in map(str, paths):
        text = (upstream / path).read_text(encoding="utf-8") if (upstream / path).exists() else ""
        if path.endswith(".ipynb"):
            changed = nbformat.reads(text, as_version=4)
            changed.cells[0].source += "\n\nThe new edition."
            text = pages.dumps(changed)
        else:
            text += "# The new edition.\n"
        (upstream / path).parent.mkdir(exist_ok=True)
        (upstream / path).write_text(text, encoding="utf-8", newline="\n")
    commit(upstream)


def test_git_alone_refuses_to_update_over_work(root, upstream):
    """It loses nothing, but it does not help either: so there is `update`."""
    new_edition(upstream, LESSON.exercises)
    before = (root / LESSON.exercises).read_bytes()
    done = git(root, "pull", "--ff-only", check=False)
    assert done.returncode and "would be overwritten by merge" in done.stderr
    assert (root / LESSON.exercises).read_bytes() == before


def test_an_update_leaves_the_learners_exercises_as_they_are(root, upstream):
    new_edition(upstream, LESSON.exercises, LESSON.exercises_text, "README.md")
    before, done = (root / LESSON.exercises).read_bytes(), passed(root)
    said = update(root)
    assert (root / LESSON.exercises).read_bytes() == before and passed(root) == done
    assert kept(root) == [] and not git(root, "rev-list", "HEAD..@{upstream}").stdout
    assert (root / "README.md").read_text() == "The course.\n# The new edition.\n"
    assert f"{LESSON.exercises} has changed, and yours was left" in said and "reset 01" in said
    assert update(root) == "This is the newest edition already."
    assert cli.main(["reset", "01"]) == 0  # the new blank one, built from the new text
    assert kept(root) == [before] and b"The new edition" in (root / LESSON.exercises).read_bytes()


def test_an_update_keeps_other_changed_files_under_a_dated_name(root, upstream):
    (root / LESSON.notebook).write_bytes(b"run, and played with")
    new_edition(upstream, LESSON.notebook)
    said = update(root)
    assert b"The new edition" in (root / LESSON.notebook).read_bytes()
    [copy] = [path for path in (root / "notebooks").iterdir() if files.is_kept(path.name)]
    assert copy.read_bytes() == b"run, and played with" and copy.name in said


def test_an_update_leaves_alone_what_only_the_learner_has_changed(root, upstream):
    before = (root / LESSON.exercises).read_bytes()
    (root / "exercises/notes.txt").write_text("mine")
    (root / LESSON.notebook).write_bytes(b"run")
    new_edition(upstream, "README.md")
    update(root)
    assert (root / LESSON.exercises).read_bytes() == before and kept(root) == []
    assert (root / "exercises/notes.txt").read_text() == "mine"
    assert (root / LESSON.notebook).read_bytes() == b"run"


def test_an_update_that_brings_a_file_of_the_learners_name(root, upstream):
    (root / "notebooks/extra.txt").write_text("mine")
    new_edition(upstream, "notebooks/extra.txt")
    said = update(root)
    assert (root / "notebooks/extra.txt").read_text() == "# The new edition.\n"
    [copy] = (root / "notebooks").glob("extra.*-*.txt")
    assert copy.read_text() == "mine" and copy.name in said


def test_an_update_brings_back_what_the_learner_has_deleted(root, upstream):
    (root / LESSON.exercises).unlink()
    new_edition(upstream, LESSON.exercises)
    update(root)
    assert b"The new edition" in (root / LESSON.exercises).read_bytes()


def test_an_update_of_a_deleted_file_keeps_the_learners(root, upstream):
    before = (root / LESSON.exercises).read_bytes()
    (upstream / LESSON.exercises).unlink()
    commit(upstream)
    update(root)
    assert before in [path.read_bytes() for path in (root / "exercises").iterdir()]


@pytest.mark.parametrize("why", ["commits", "network", "zip"])
def test_an_update_that_cannot_be_made_changes_nothing(root, upstream, why):
    new_edition(upstream, LESSON.exercises)
    if why == "commits":
        git(root, "commit", "--all", "--message", "mine")
    elif why == "network":
        upstream.rename(upstream.with_name("gone"))
    else:
        shutil.move(root / ".git", root.parent)
    before = {path: path.read_bytes() for path in root.rglob("*/*") if ".git" not in path.parts
              and path.is_file()}  # fmt: skip
    words = {"commits": "commits of its own", "network": "git fetch said", "zip": "no git clone"}
    with pytest.raises(lessons.CourseError, match=words[why]):
        update(root)
    assert before == {path: path.read_bytes() for path in before} and kept(root) == []


@posix
def test_an_update_on_a_full_disk_changes_nothing(root, upstream, full):
    new_edition(upstream, LESSON.exercises)
    git(root, "fetch", "--quiet")
    before = (root / LESSON.exercises).read_bytes()
    full(1000)
    try:
        with pytest.raises(lessons.CourseError, match="The update has stopped"):
            update(root)
    finally:
        full(-1)
    assert (root / LESSON.exercises).read_bytes() == before
    update(root)
    assert (root / LESSON.exercises).read_bytes() == before


def test_an_update_that_stops_halfway_says_where_the_work_is(root, upstream, monkeypatch):
    new_edition(upstream, LESSON.exercises)
    before = (root / LESSON.exercises).read_bytes()

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", fail)
    with pytest.raises(lessons.CourseError, match="Your files are kept: exercises/01_tensors"):
        update(root)
    assert kept(root) == [before]


@pytest.mark.parametrize("whole", [True, False])
def test_nbgitpuller_keeps_the_learners_notebook_whole(root, upstream, whole):
    """On a hub, nbgitpuller commits the learner's changes and merges with -Xours, line by line.
    .gitattributes says that a notebook is taken whole; without that line, two are mixed."""
    if not whole:
        (upstream / ".gitattributes").unlink()
        commit(upstream)
        git(root, "pull", "--quiet", "--ff-only")
    before = (root / LESSON.exercises).read_bytes()
    new_edition(upstream, LESSON.exercises, "README.md")
    git(root, "fetch", "--quiet")
    git(root, "commit", "--quiet", "--all", "--message", "Automatic commit by nbgitpuller")
    git(root, "merge", "-Xours", "origin/main")
    assert ((root / LESSON.exercises).read_bytes() == before) == whole
    assert "The new edition" in (root / "README.md").read_text()
