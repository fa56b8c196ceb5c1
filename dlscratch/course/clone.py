"""The learner's git clone: what git says of it, and what keeps it from being updated."""

import os
import re
import subprocess
from pathlib import Path

from dlscratch.course import lessons

UPSTREAM = "@{upstream}"
PULLER = "nbgitpuller@nbgitpuller.link"  # in whose name a hub's link commits a learner's work
ANEW = "fetch the course again, into a new folder, and copy your exercises/ over the new one"
# What git leaves in its folder while it is in the middle of something, and how that is ended.
UNFINISHED = {
    "rebase-merge": "git rebase --abort",
    "rebase-apply": "git rebase --abort",
    "MERGE_HEAD": "git merge --abort",
    "CHERRY_PICK_HEAD": "git cherry-pick --abort",
    "REVERT_HEAD": "git revert --abort",
}


def git(root: Path, *arguments: str, given: str | None = None) -> str:
    """What a git command prints, with `given` as its input. Raises CourseError with git's words."""
    done = run(root, *arguments, given=given)
    if done.returncode:
        raise lessons.CourseError(f"git {arguments[0]} said: {reason(done.stderr)}")
    return done.stdout


def run(root: Path, *arguments: str, given: str | None = None):
    """A finished git command, whether it succeeded or not. Raises CourseError without git."""
    env = dict(os.environ, GIT_TERMINAL_PROMPT="0", LC_ALL="C")
    command = ["git", "-c", "core.autocrlf=false", *arguments]
    options = {"encoding": "utf-8", "errors": "surrogateescape", "timeout": 300}
    # An empty input, or git would wait for one in the learner's terminal.
    options |= {"input": given} if given is not None else {"stdin": subprocess.DEVNULL}
    try:
        return subprocess.run(command, cwd=root, env=env, capture_output=True, **options)
    except FileNotFoundError as error:
        raise lessons.CourseError("There is no git on this computer: install it.") from error
    except subprocess.TimeoutExpired as error:
        raise lessons.CourseError(
            "git has not answered in five minutes: check the network, and try again."
        ) from error


def reason(stderr: str) -> str:
    """What git complains about, in one line: with the files that it names, without its advice.

    Git's last line is mostly "Aborting" or the end of an advice that stands in several lines.
    """
    lines = re.sub(r"(?<=//)[^/@\s]+@", "", stderr).splitlines()  # without passwords
    named = [line.strip() for line in lines if line.startswith("\t")]
    said = [
        match[1].strip()
        for line in lines
        if (match := re.match(r"(?:fatal|error|ssh|remote|\S+: line \d+): *(.+)", line))
    ]
    said = said or [line.strip() for line in lines if line.strip()][:1] or ["no reason given"]
    more = f" ({', '.join(named[:5])}{', …' * (len(named) > 5)})" if named else ""
    return "; ".join(dict.fromkeys(said[:2])).rstrip(".:,") + more


def names(root: Path, *arguments: str) -> set[str]:
    """The file names that a git command prints with -z."""
    return {name for name in git(root, *arguments, "-z").split("\0") if name}


# What keeps a clone from being updated


def check(root: Path) -> None:
    """Raises CourseError, with the remedy, where the clone in `root` cannot be updated as it is."""
    if not (root / ".git").exists():
        raise lessons.CourseError(f"{root} is no git clone: {ANEW}.")
    found = run(root, "rev-parse", "--absolute-git-dir")
    if "dubious ownership" in found.stderr:
        raise lessons.CourseError(
            f"Another user owns {root}, so git does not read it: run this as that user, or {ANEW}."
        )
    if found.returncode:
        raise lessons.CourseError(
            f"The git clone in {root} is damaged (git says: {reason(found.stderr)}): {ANEW}."
        )
    place = Path(found.stdout.strip())
    if (place / "index.lock").exists():
        raise lessons.CourseError(
            "Another git is at work in this clone, or one has crashed here: if none is running, "
            f"delete the file {place / 'index.lock'}, and update again."
        )
    for name, command in UNFINISHED.items():
        if (place / name).exists():
            raise lessons.CourseError(
                f"git is in the middle of something in this clone: end it, as with `{command}`, "
                "and update again."
            )
    _check_branch(root)


def _check_branch(root):
    """The branch must follow one of the course's."""
    remotes = git(root, "remote").split()
    if not remotes:
        raise lessons.CourseError(
            "This clone does not know where it came from: say it with "
            "`git remote add origin ADDRESS`, then `git fetch origin`, and update again."
        )
    theirs = run(root, "symbolic-ref", "--short", f"refs/remotes/{remotes[0]}/HEAD").stdout.strip()
    theirs = theirs or f"{remotes[0]}/main"
    branch = run(root, "symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip()
    if not branch:
        raise lessons.CourseError(
            'This clone shows one commit and is on no branch (a "detached HEAD"): go back with '
            f"`git switch {theirs.partition('/')[2]}`, and update again."
        )
    if run(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        raise lessons.CourseError(f"The git clone in {root} holds no edition yet: {ANEW}.")
    if not run(root, "config", f"branch.{branch}.merge").stdout.strip():
        raise lessons.CourseError(
            f"Your branch {branch} follows no branch of the course: tell git which one with "
            f"`git branch --set-upstream-to {theirs}`, and update again."
        )


def fetch(root: Path) -> None:
    """Fetch the new edition. Raises CourseError where it cannot be had."""
    done = run(root, "fetch", "--quiet")
    if done.returncode:
        raise lessons.CourseError(
            f"The new edition could not be fetched. git fetch said: {reason(done.stderr)}. Check "
            "the network, and the address that `git remote -v` shows."
        )
    if run(root, "rev-parse", "--verify", "--quiet", UPSTREAM).returncode:
        raise lessons.CourseError(
            "The branch that this clone follows is gone from where the course comes from: choose "
            "another with `git branch --set-upstream-to`; `git branch --remotes` shows them."
        )


def own_commits(root: Path) -> bool:
    """Whether this clone has commits that never were the course's.

    Where the course's history was written anew, its old commits are not the learner's.
    """
    if not git(root, "rev-list", f"{UPSTREAM}..HEAD"):
        return False
    head = git(root, "rev-parse", "HEAD")
    return run(root, "merge-base", "--fork-point", UPSTREAM, "HEAD").stdout != head


def by_link(root: Path) -> bool:
    """Whether all commits of the clone's own were made by a hub's link, which merges them, too."""
    authors = git(root, "log", "--format=%ae", f"{UPSTREAM}..HEAD").split()
    return set(authors) == {PULLER}
