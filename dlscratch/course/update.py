"""Bring the newest edition of the course into a git clone, and lose nothing that was written.

Where there is no clone, renewal.py does the same with the pages of the installed package.

Git alone refuses to pull over a changed notebook, and its merges mix the lines of two notebooks,
which may leave none. So each file is taken whole, from the learner or from the new edition.
"""

import hashlib
from pathlib import Path, PurePosixPath

from dlscratch.course import clone, files, lessons, renewal, renumbered
from dlscratch.course.clone import UPSTREAM


def update(root: Path) -> str:
    """Update the course in `root`; returns what was done, in sentences.

    Every file that would be written over is copied first, whole. Exercise notebooks then get the
    learner's content back. Raises CourseError where the update cannot be made; nothing is changed
    then, or what was changed is kept beside.
    """
    if not lessons.is_clone(root):
        return renewal.renew(root)
    clone.check(root)
    clone.fetch(root)
    if not clone.git(root, "rev-list", f"HEAD..{UPSTREAM}"):
        moved = renumbered.follow(root)
        return "\n".join(["This is the newest edition already.", *moved, *renewal.older(root)])
    if clone.own_commits(root):
        if clone.by_link(root):
            raise lessons.CourseError(
                "This clone is kept by the class's link: click it again. It brings the newest "
                "edition and keeps what you have written."
            )
        raise lessons.CourseError(
            "This clone has commits of its own, so git must join them with the new edition: run "
            f"`git pull --no-rebase`, or {clone.ANEW}."
        )
    news = clone.names(root, "diff", "--name-only", "--no-renames", "HEAD", UPSTREAM)
    kept = {}
    try:
        _make_way(root, news, kept)
        # No merge: where the course's history was written anew, there is nothing to join.
        clone.git(root, "reset", "--quiet", "--keep", UPSTREAM)
        many = "1 file is" if len(news) == 1 else f"{len(news)} files are"
        said = [f"The course is updated: {many} new or changed."]
        for name, copy in kept.items():
            said += _settle(root, name, copy)
        said += renumbered.follow(root)
    except (OSError, lessons.CourseError) as error:
        reason = str(error)
        if isinstance(error, OSError):
            reason = ": ".join(str(part) for part in (error.filename, error.strerror) if part)
        copies = ", ".join(copy.relative_to(root).as_posix() for copy in kept.values())
        raise lessons.CourseError(
            f"The update has stopped: {reason}." + f" Your files are kept: {copies}." * bool(kept)
        ) from error
    said.append("If JupyterLab is open, close it, and start the course again.")
    return "\n".join(said)


def _make_way(root, news, kept):
    """Leave nothing of the learner's in the way: `kept` gets {name: where it lies now}.

    The files of the news that HEAD has are then as HEAD has them. Their bytes are compared, for git
    overlooks what differs in its line ends alone, and what it was told to overlook.
    """
    ours = _blobs(root, news)
    staged = clone.names(root, "diff", "--name-only", "--no-renames", "--cached", "HEAD") & news
    changed = staged & set(ours)
    for name, blob in ours.items():
        path = root / name
        if path.is_symlink() or path.is_dir():
            kept[name] = files.aside(path)
        elif path.exists():
            own = path.read_bytes()
            if _hash(own, blob) == blob:
                continue
            if _hash(own.replace(b"\r\n", b"\n"), blob) != blob:
                kept[name] = files.keep(path)
        changed.add(name)
    for name in sorted(news - set(ours)):
        for place in (*list(reversed(PurePosixPath(name).parents))[1:], PurePosixPath(name)):
            path, may_be_folder = root / place, place.as_posix() != name
            if path.is_symlink() or path.exists() and not (may_be_folder and path.is_dir()):
                kept[place.as_posix()] = files.aside(path)
    if staged - set(ours):
        clone.git(root, "reset", "--quiet", "HEAD", "--", *sorted(staged - set(ours)))
    if changed:
        there = sorted(changed)
        clone.git(root, "reset", "--quiet", "HEAD", "--", *there)
        clone.git(root, "update-index", "--no-skip-worktree", "--", *there)
        clone.git(root, "update-index", "--no-assume-unchanged", "--", *there)
        for name in there:
            (root / name).unlink(missing_ok=True)  # or git leaves what it takes for the same
        clone.git(root, "checkout", "--quiet", "HEAD", "--", *there)


def _blobs(root, news):
    """{name: git's hash of its content} of the news' files that HEAD has."""
    found = {}
    for line in clone.git(root, "ls-tree", "-r", "-z", "HEAD").split("\0"):
        about, _, name = line.partition("\t")
        if name in news:
            found[name] = about.split()[2]
    return found


def _hash(content, like):
    """The content's hash as git makes it, of the kind that `like` is: SHA-1 or SHA-256."""
    new = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return new(b"blob %d\0" % len(content) + content).hexdigest()


def _settle(root, name, copy):
    """After the update: give an exercise notebook back, and say where another file is kept.

    Returns a sentence; none for exercises that go to another number, of which `follow` says so.
    """
    path, there = root / name, copy.relative_to(root).as_posix()
    if copy.is_symlink() or copy.is_dir():
        return [f"{name} is the new edition's, and what you had there is kept as {there}."]
    own = copy.read_bytes()
    if path.is_file() and path.read_bytes() == own:
        copy.unlink()
        return [f"{name} is the same in the new edition."]
    for lesson in lessons.LESSONS:
        page = renumbered.now(name) or PurePosixPath(name)
        if page == lesson.exercises:
            gone = not path.exists()
            files.write(path, own)
            copy.unlink()
            if gone and page != PurePosixPath(name):
                return []
            if gone:
                return [f"{name} is no longer in the course, and yours was left as it was."]
            return [f"{name} has changed, and yours was left as it is; {renewal.anew(lesson)}."]
    if path.is_dir():
        return [f"{name} is a folder of the new edition, and your file is kept as {there}."]
    if not path.exists():
        return [f"{renumbered.gone(name)}, and yours is kept as {there}."]
    return [f"{name} is the new edition's, and yours is kept as {there}."]
