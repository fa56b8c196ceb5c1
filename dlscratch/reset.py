"""Give back a blank exercises notebook, and keep the learner's."""

import os
import re
from datetime import datetime
from pathlib import Path

from dlscratch import course

_KEPT = re.compile(r".+\.\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(_\d+)?\.ipynb")


def is_kept(name: str) -> bool:
    """Whether a file's name is one that `reset` gives to what it keeps."""
    return bool(_KEPT.fullmatch(name))


def reset(lesson: course.Lesson, root: Path) -> Path | None:
    """Make the lesson's exercises notebook blank again; returns where the learner's lies now.

    None means that there was nothing to keep. The learner's file is copied whole before the blank
    one takes its place in one step, and a file kept earlier is never overwritten.

    Raises CourseError where the lesson has no exercises, or where the files cannot be written.
    """
    text, path = root / lesson.exercises_text, root / lesson.exercises
    if not text.exists():
        raise course.CourseError(f"Lesson {lesson.stem} has no exercises.")
    notebook = course.blank(text.read_text(encoding="utf-8"), lesson.exercises_text.as_posix())
    blank = course.dumps(notebook).encode()
    try:
        path.parent.mkdir(exist_ok=True)
        kept = None
        if path.exists() and path.read_bytes() != blank:
            kept = _keep(path)
        new = path.with_suffix(f".{os.getpid()}.unfinished")
        try:
            new.write_bytes(blank)
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise course.CourseError(
            f"{error.filename or path.parent} cannot be written ({error.strerror}), and "
            f"{path.name} is as it was: make room, make its folder writable, and try again."
        ) from error
    return kept


def _keep(path: Path) -> Path:
    content, stamp = path.read_bytes(), f"{datetime.now():%Y-%m-%d_%H-%M-%S}"
    number = 1
    while True:
        ending = f"{stamp}_{number}" if number > 1 else stamp
        kept = path.with_name(f"{path.stem}.{ending}.ipynb")
        try:
            with open(kept, "xb") as file:  # never over an earlier one
                try:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    kept.unlink()
                    raise
            return kept
        except FileExistsError:
            number += 1
