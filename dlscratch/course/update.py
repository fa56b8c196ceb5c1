"""Bring the newest edition of the course into a git clone, and lose nothing that was written.

Git alone refuses to pull over a changed notebook, and its merges mix the lines of two notebooks,
which may leave none. So each file is taken whole, from the learner or from the new edition.
"""

import os
import subprocess
from pathlib import Path

from dlscratch.course import files, lessons

UPSTREAM = "@{upstream}"


def update(root: Path) -> str:
    """Update the clone in `root`; returns what was done, in sentences.

    Every file that would be written over is copied first, whole. Exercise notebooks then get the
    learner's content back. Raises CourseError where the update cannot be made; nothing is changed
    then, or what was changed is kept beside.
    """
    if not (root / ".git").exists():
        raise lessons.CourseError(
            f"{root} is no git clone: fetch the course again, into a new folder, and copy your "
            "exercises/ over the new one."
        )
    _git(root, "fetch", "--quiet")
    news = _names(root, "diff", "--name-only", "--no-renames", "HEAD", UPSTREAM)
    if not news:
        return "This is the newest edition already."
    if _git(root, "rev-list", f"{UPSTREAM}..HEAD"):
        raise lessons.CourseError(
            "This clone has commits of its own, so git must join them with the new edition: run "
            "`git pull`, or fetch the course again into a new folder and copy your exercises/."
        )
    changed = _names(root, "diff", "--name-only", "--no-renames", "HEAD")
    added = _names(root, "diff", "--name-only", "--no-renames", "--diff-filter=A", "HEAD", UPSTREAM)
    both = sorted(news & changed - added)
    in_the_way = sorted(name for name in added if (root / name).exists())
    kept = {}
    try:
        for name in both + in_the_way:
            if (root / name).is_file():
                kept[name] = files.keep(root / name)
        if both:
            _git(root, "checkout", "--quiet", "HEAD", "--", *both)
        for name in in_the_way:
            (root / name).unlink()
        _git(root, "merge", "--quiet", "--ff-only", UPSTREAM)
        said = [f"The course is updated: {len(news)} files are new or changed."]
        for name, copy in kept.items():
            said.append(_settle(root, name, copy))
    except (OSError, lessons.CourseError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        copies = ", ".join(copy.relative_to(root).as_posix() for copy in kept.values())
        raise lessons.CourseError(
            f"The update has stopped: {reason}." + f" Your files are kept: {copies}." * bool(kept)
        ) from error
    said.append("If JupyterLab is open, close it, and start the course again.")
    return "\n".join(said)


def _settle(root, name, copy):
    """After the update: give an exercise notebook back, and say where another file is kept."""
    path, own = root / name, copy.read_bytes()
    if path.exists() and path.read_bytes() == own:
        copy.unlink()
        return f"{name} is the same in the new edition."
    for lesson in lessons.LESSONS:
        if name == lesson.exercises.as_posix():
            files.write(path, own)
            copy.unlink()
            return (
                f"{name} has changed, and yours was left as it is; `python -m dlscratch reset "
                f"{lesson.number:02}` gives you the new one and keeps yours."
            )
    return f"{name} is the new edition's, and yours is kept as {copy.relative_to(root).as_posix()}."


def _names(root, *arguments):
    return {name for name in _git(root, *arguments, "-z").split("\0") if name}


def _git(root, *arguments):
    """What a git command prints. Raises CourseError with git's own last line."""
    env = dict(os.environ, GIT_TERMINAL_PROMPT="0", LC_ALL="C")
    command = ["git", "-c", "core.autocrlf=false", *arguments]
    try:
        done = subprocess.run(
            command, cwd=root, env=env, capture_output=True, encoding="utf-8", timeout=300
        )
    except FileNotFoundError as error:
        raise lessons.CourseError("There is no git on this computer.") from error
    except subprocess.TimeoutExpired as error:
        raise lessons.CourseError("git has not answered in five minutes.") from error
    if done.returncode:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise lessons.CourseError(f"git {arguments[0]} said: {last}")
    return done.stdout
