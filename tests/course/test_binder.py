"""The link that opens a clone on Binder: every form of a remote, and what stands in the way."""

import subprocess

import pytest

from dlscratch import __main__ as cli
from dlscratch.course import binder, lessons
from tests import ROOT

PAGE = "?urlpath=lab/tree/notebooks/00_start_here.ipynb"


@pytest.mark.parametrize(
    "remote, ref, wanted",
    [
        # GitHub
        ("https://github.com/ada/course.git", "main", "gh/ada/course/main"),
        ("https://github.com/ada/course/", "main", "gh/ada/course/main"),
        ("git@github.com:ada/my.course.git", "main", "gh/ada/my.course/main"),
        ("ssh://git@github.com/ada/course", "main", "gh/ada/course/main"),
        ("ssh://git@ssh.github.com:443/ada/course.git", "main", "gh/ada/course/main"),
        ("https://GitHub.com/ada/course", "feature/a b#1", "gh/ada/course/feature%2Fa%20b%231"),
        # GitLab, also with nested groups
        ("https://gitlab.com/ada/course.git", "main", "gl/ada%2Fcourse/main"),
        ("git@gitlab.com:school/maths/course.git", "a/b", "gl/school%2Fmaths%2Fcourse/a%2Fb"),
        # Any other host
        (
            "https://git.example.org/ada/course.git",
            "a/b",
            "git/https%3A%2F%2Fgit.example.org%2Fada%2Fcourse.git/a%2Fb",
        ),
        (
            "http://git.example.org:8080/course",
            "main",
            "git/http%3A%2F%2Fgit.example.org%3A8080%2Fcourse/main",
        ),
        (
            "git@git.example.org:ada/course.git",
            "main",
            "git/https%3A%2F%2Fgit.example.org%2Fada%2Fcourse.git/main",
        ),
        (
            "ssh://git@git.example.org:2222/ada/course.git",
            "main",
            "git/https%3A%2F%2Fgit.example.org%2Fada%2Fcourse.git/main",
        ),
        (
            "git://git.example.org/course.git",
            "main",
            "git/git%3A%2F%2Fgit.example.org%2Fcourse.git/main",
        ),
        (
            "https://gitlab.example.org/ada/course",
            "main",
            "git/https%3A%2F%2Fgitlab.example.org%2Fada%2Fcourse/main",
        ),
    ],
)
def test_an_address(remote, ref, wanted):
    assert binder.address(remote, ref) == wanted


@pytest.mark.parametrize("host", ["github.com", "gitlab.com", "git.example.org"])
def test_no_password_gets_into_a_link(host):
    found = binder.address(f"https://ada:s3cret@{host}/ada/course.git", "main")
    assert "s3cret" not in found and "ada:" not in found and "%40" not in found


@pytest.mark.parametrize(
    "remote", ["../course.git", "/srv/git/course.git", "file:///srv/course", r"C:\course", "c:/x"]
)
def test_a_folder_is_no_address(remote):
    with pytest.raises(lessons.CourseError, match="Binder cannot reach the remote"):
        binder.address(remote, "main")


# A clone


def git(folder, *arguments):
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    command = ["git", "-C", folder, *who, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with one commit on the branch main, pushed to a remote on GitHub."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):  # set where a hook runs the tests
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-config"))  # nobody's insteadOf
    folder = tmp_path / "a clone"
    folder.mkdir()
    git(folder, "init", "--quiet")
    git(folder, "symbolic-ref", "HEAD", "refs/heads/main")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "one")
    git(folder, "remote", "add", "origin", "git@github.com:ada/course.git")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    return folder


def link(where):
    return f"https://mybinder.org/v2/{where}{PAGE}"


def test_the_branch(clone):
    found = binder.launch(clone)
    wanted = link("gh/ada/course/main")
    badge = f"[![Binder](https://mybinder.org/badge_logo.svg)]({wanted})"
    assert found == (wanted, badge, "")


def test_a_branch_that_has_another_name_over_there(clone):
    git(clone, "switch", "--quiet", "--create", "mine")
    git(clone, "config", "branch.mine.remote", "origin")
    git(clone, "config", "branch.mine.merge", "refs/heads/main")
    assert binder.launch(clone).link == link("gh/ada/course/main")


def test_the_remote_that_the_branch_follows(clone):
    git(clone, "remote", "add", "school", "https://gitlab.com/school/course.git")
    git(clone, "config", "branch.main.remote", "school")
    git(clone, "config", "branch.main.merge", "refs/heads/main")
    assert binder.launch(clone).link == link("gl/school%2Fcourse/main")


def test_a_detached_head_is_its_commit(clone):
    commit = git(clone, "rev-parse", "HEAD")
    git(clone, "checkout", "--quiet", "--detach")
    found = binder.launch(clone)
    assert (found.link, found.warning) == (link(f"gh/ada/course/{commit}"), "")


@pytest.mark.parametrize("detached", [False, True])
def test_what_was_not_pushed_is_said(clone, detached):
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "two")
    if detached:
        git(clone, "checkout", "--quiet", "--detach")
    assert ("push it first" if detached else "`git push origin HEAD:main` first") in (
        binder.launch(clone).warning
    )


def test_a_remote_of_any_name_will_do(clone):
    git(clone, "remote", "rename", "origin", "github")
    assert binder.launch(clone).link == link("gh/ada/course/main")


def test_several_remotes_and_none_chosen(clone):
    git(clone, "remote", "rename", "origin", "one")
    git(clone, "remote", "add", "two", "https://example.org/course.git")
    with pytest.raises(lessons.CourseError, match="remotes one, two.*--set-upstream-to"):
        binder.launch(clone)


# The command


@pytest.fixture
def here(clone, monkeypatch):
    monkeypatch.setattr(lessons, "folder", lambda: clone)
    return clone


def test_the_command(here, capsys):
    assert cli.main(["binder"]) == 0
    found = binder.launch(here)
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == found.link and said.out.splitlines()[-1] == found.badge
    assert said.err == ""


def one_sentence(capsys):
    assert cli.main(["binder"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and "Traceback" not in said.err
    return said.err


def test_no_remote(here, capsys):
    git(here, "remote", "remove", "origin")
    sentence = one_sentence(capsys)
    assert "no remote" in sentence and "`git remote add origin ADDRESS`" in sentence


def test_no_clone(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setattr(lessons, "folder", lambda: tmp_path)
    assert "no git clone with a commit" in one_sentence(capsys)


def test_no_git(here, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in one_sentence(capsys)


def test_the_page_is_there():
    assert PAGE == f"?urlpath=lab/tree/{binder.FIRST_PAGE}" and (ROOT / binder.FIRST_PAGE).is_file()
