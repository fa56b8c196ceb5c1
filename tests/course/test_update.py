"""`update`: the newest edition comes, and nothing that was written is lost. What stands in the way
is said with its remedy."""

# ruff: noqa: F811 (fixtures of another file)

import os
import re
import shutil
import subprocess

import nbformat
import pytest

from dlscratch import __main__ as cli
from dlscratch.course import clone, edition, files, lessons, pages, progress, server
from dlscratch.course.update import update
from tests import ROOT
from tests.course.test_nothing_lost import (  # noqa: F401
    LESSON,
    full,
    kept,
    passed,
    posix,
    root,
)


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
    blank = edition.blank(root, LESSON).decode()
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
    newest, older = update(root).splitlines()
    assert newest == "This is the newest edition already."
    assert older.startswith(f"{LESSON.exercises} is yours, and of another edition")
    assert cli.main(["reset", "01"]) == 0  # the new blank one, built from the new text
    assert kept(root) == [before] and b"The new edition" in (root / LESSON.exercises).read_bytes()
    assert update(root) == "This is the newest edition already."


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


def named(page, number):
    return str(page).replace("/01_", f"/{number}_")


def renumbered(upstream, before, after):
    for page in (LESSON.exercises, LESSON.notebook):
        (upstream / named(page, before)).rename(upstream / named(page, after))
    commit(upstream)


@pytest.fixture
def old(root, upstream):
    """A page in which the learner has passed all, before the lesson got its number of today."""
    work = (root / LESSON.exercises).read_bytes()
    git(root, "checkout", "--quiet", ".")
    renumbered(upstream, "01", "07")
    update(root)
    old = root / named(LESSON.exercises, "07")
    old.write_bytes(work)
    renumbered(upstream, "07", "01")
    return old


def test_the_exercises_go_along_to_another_number(root, upstream, old):
    text = old.read_text(encoding="utf-8").replace("/01_tensors.ipynb", "/07_tensors.ipynb")
    old.write_text(text, encoding="utf-8", newline="\n")
    (root / named(LESSON.notebook, "07")).write_bytes(b"run")
    said = update(root)
    assert not old.exists() and kept(root) == [] and len(passed(root)) == 14
    assert "07_tensors" not in (root / LESSON.exercises).read_text(encoding="utf-8")
    assert f"{named(LESSON.exercises, '07')} is {LESSON.exercises} now" in said
    assert f"{named(LESSON.notebook, '07')} is {LESSON.notebook} now, and yours is kept as" in said


def test_untouched_exercises_are_simply_the_new_ones(root, upstream, old):
    git(root, "checkout", "--quiet", ".")
    update(root)
    assert not old.exists() and update(root) == "This is the newest edition already."


def test_exercises_left_by_an_older_update_go_along_with_the_next(root, upstream, old):
    """Or with the next start; until then the map says what to do."""
    work = old.read_bytes()
    old.unlink()
    update(root)
    old.write_bytes(work)
    (said,) = progress.notes(progress.read(root))
    assert "had another number. `python -m dlscratch update` makes it exercises/01_" in said
    assert "is exercises/01_tensors_exercises.ipynb now" in update(root)
    assert not old.exists() and progress.notes(progress.read(root)) == []
    old.write_bytes(work)
    (root / LESSON.exercises).unlink()
    server._renumbered()
    assert not old.exists() and len(passed(root)) == 14


@pytest.mark.parametrize("content", [b"{}", b"[1]", b"\xff", None])
def test_what_was_written_under_both_numbers_stays(root, upstream, old, content):
    work = old.read_bytes()
    if content is None:
        content = work.replace(b"def tensor_sum", b"def my_sum")
    (root / LESSON.exercises).write_bytes(content)
    said = update(root)
    there = [path.read_bytes() for path in (root / "exercises").iterdir()]
    assert work in there and content in there
    if (root / LESSON.exercises).read_bytes() == content:
        assert "Only that counts." in said


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


# What stands in the way is said with its remedy, or put aside


def refused(root):
    """What `update` says, in one line, where it changes nothing."""
    before = {path: path.read_bytes() for path in (root / "exercises").iterdir() if path.is_file()}
    with pytest.raises(lessons.CourseError) as stopped:
        update(root)
    assert before == {path: path.read_bytes() for path in before}
    sentence = str(stopped.value)
    assert "\n" not in sentence and "Aborting" not in sentence and "hint:" not in sentence
    return sentence


def break_off(root, upstream):
    """Leave the clone in the middle of a rebase."""
    (root / "README.md").write_text("mine\n")
    git(root, "commit", "--quiet", "--message", "mine", "README.md")
    git(root, "stash", "--quiet")
    git(root, "fetch", "--quiet")
    git(root, "rebase", "origin/main", check=False)


STATES = {
    "detached": (lambda root, upstream: git(root, "checkout", "--quiet", "--detach"),
                 "on no branch .*`git switch main`"),
    "no remote": (lambda root, upstream: git(root, "remote", "remove", "origin"),
                  "`git remote add origin ADDRESS`"),
    "own branch": (lambda root, upstream: git(root, "switch", "--quiet", "--create", "mywork"),
                   "mywork follows no branch.*`git branch --set-upstream-to origin/main`"),
    "lock": (lambda root, upstream: (root / ".git" / "index.lock").touch(),
             "delete the file .*index.lock"),
    "rebase": (break_off, "in the middle of something.*`git rebase --abort`"),
    "damaged": (lambda root, upstream: (root / ".git" / "HEAD").write_text("garbage"),
                "is damaged .*fetch the course again, into a new folder"),
    "away": (lambda root, upstream: upstream.rename(upstream.with_name("gone")),
             "could not be fetched.*does not appear to be a git repository.*Check the network"),
    "branch gone": (lambda root, upstream: git(root, "config", "branch.main.merge", "refs/heads/x"),
                    "could not be fetched|is gone from where"),
    "no ssh": (lambda root, upstream:
               git(root, "config", "remote.origin.url", "ssh://u@127.0.0.1:1/x"),
               "could not be fetched.*git fetch said: .*Check the network"),
    "own commit": (lambda root, upstream: git(root, "commit", "--all", "--message", "mine"),
                   "commits of its own.*--no-rebase"),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_clone_that_cannot_be_updated_is_told_why(root, upstream, state):
    new_edition(upstream, LESSON.exercises, "README.md")
    spoil, words = STATES[state]
    spoil(root, upstream)
    sentence = refused(root)
    assert re.search(words, sentence), sentence


@pytest.mark.parametrize("name", ["README.md", LESSON.exercises])
def test_line_ends_alone_are_no_change_of_the_learners(root, upstream, name):
    path = root / name
    path.write_bytes((upstream / name).read_bytes().replace(b"\n", b"\r\n"))
    new_edition(upstream, name)
    update(root)
    assert path.read_bytes() == (upstream / name).read_bytes() and kept(root) == []
    assert update(root).startswith("This is the newest")


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_what_git_was_told_to_overlook(root, upstream, flag):
    before = (root / LESSON.exercises).read_bytes()
    git(root, "update-index", flag, str(LESSON.exercises))
    new_edition(upstream, LESSON.exercises)
    assert "yours was left as it is" in update(root)
    assert (root / LESSON.exercises).read_bytes() == before
    assert update(root).startswith("This is the newest")


@pytest.mark.parametrize("staged", [True, False])
@pytest.mark.parametrize("name", ["notebooks/extra.txt", str(LESSON.exercises)])
def test_what_the_learner_has_staged(root, upstream, name, staged):
    (root / name).write_text("mine")
    if staged:
        git(root, "add", name)
    new_edition(upstream, name)
    update(root)
    assert b"mine" in [path.read_bytes() for path in (root / name).parent.iterdir()]
    assert update(root).startswith("This is the newest")


def test_a_folder_or_link_in_the_place_of_a_new_file(root, upstream):
    folder, link, nowhere = (root / "notebooks" / name for name in ("a.txt", "b.txt", "c.txt"))
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    link.symlink_to(LESSON.notebook.name)
    nowhere.symlink_to("nowhere")
    new_edition(upstream, *(f"notebooks/{letter}.txt" for letter in "abc"))
    said = update(root)
    assert all(path.read_text() == "# The new edition.\n" for path in (folder, link, nowhere))
    assert "what you had there is kept as notebooks/a.txt.20" in said
    [notes] = (root / "notebooks").glob("a.txt.20*/notes.txt")
    assert notes.read_text() == "mine" and (root / LESSON.notebook).exists()


def test_a_file_in_the_place_of_a_new_folder(root, upstream):
    (root / "extras").write_text("mine")
    new_edition(upstream, "extras/a.txt")
    assert "your file is kept as extras.20" in update(root)
    [copy] = root.glob("extras.20*")
    assert copy.read_text() == "mine" and (root / "extras/a.txt").exists()


def test_an_exercise_that_the_course_gives_up(root, upstream):
    before = (root / LESSON.exercises).read_bytes()
    (upstream / LESSON.exercises).unlink()
    commit(upstream)
    said = update(root)
    assert "is no longer in the course" in said and "reset" not in said
    assert (root / LESSON.exercises).read_bytes() == before
    assert said.startswith("The course is updated: 1 file is new")


def test_a_course_whose_history_was_written_anew(root, upstream):
    """The old commits were the course's, not the learner's."""
    before = (root / LESSON.exercises).read_bytes()
    new_edition(upstream, "README.md")
    update(root)
    (upstream / "README.md").write_text("Written anew.\n")
    git(upstream, "commit", "--quiet", "--all", "--amend", "--message", "anew")
    update(root)
    assert (root / "README.md").read_text() == "Written anew.\n"
    assert (root / LESSON.exercises).read_bytes() == before
    assert update(root).startswith("This is the newest")


def test_after_the_link_of_a_hub(root, upstream):
    """nbgitpuller commits the learner's work, merges the edition, and keeps a notebook whole."""
    before = (root / LESSON.exercises).read_bytes()
    text = upstream / LESSON.exercises_text
    text.write_text(text.read_text().replace("# # Exercises", "# # New exercises"), newline="\n")
    new_edition(upstream, LESSON.exercises)
    git(root, "fetch", "--quiet")
    git(root, "config", "user.email", clone.PULLER)
    puller = ("-c", f"user.email={clone.PULLER}")
    git(root, *puller, "commit", "--quiet", "--all", "--message", "Automatic commit by nbgitpuller")
    git(root, *puller, "merge", "--quiet", "-Xours", "origin/main")
    said = update(root)
    assert said.startswith("This is the newest edition already.\n") and "reset 01" in said
    new_edition(upstream, "README.md")
    assert "the class's link: click it again" in refused(root)
    assert (root / LESSON.exercises).read_bytes() == before


@pytest.mark.parametrize(
    "stderr, words",
    [
        ("error: The following untracked working tree files would be overwritten by merge:\n"
         "\ta.txt\n\tb.txt\nPlease move or remove them before you merge.\nAborting\n",
         "would be overwritten by merge (a.txt, b.txt)"),
        ("fatal: Unable to create '/c/.git/index.lock': File exists.\n\nAnother git process seems\n"
         "remove the file manually to continue.\n", "Unable to create '/c/.git/index.lock'"),
        ("ssh: connect to host h port 22: Connection refused\nfatal: Could not read from remote "
         "repository.\n\nPlease make sure you have the correct access rights\n"
         "and the repository exists.\n", "connect to host h port 22: Connection refused; "),
        ("fatal: unable to access 'https://anna:secret@h/c/': nothing\n", "'https://h/c/'"),
        ("", "no reason given"),
    ],
)  # fmt: skip
def test_of_what_git_says_the_line_that_helps(stderr, words):
    assert words in clone.reason(stderr)
    assert "secret" not in clone.reason(stderr)
