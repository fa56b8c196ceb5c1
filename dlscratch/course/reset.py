"""Give back a blank exercises notebook, and keep the learner's."""

from pathlib import Path

from dlscratch.course import edition, files, lessons


def reset(lesson: lessons.Lesson, root: Path) -> list[Path]:
    """Make the lesson's exercises notebook blank again; returns where the learner's lies now.

    The list is empty where there was nothing to keep. It has a second copy where a save was cut
    short: Jupyter writes into the file itself, and holds what was there before in a hidden one.

    The learner's file is copied whole before the blank one takes its place in one step, and a file
    kept earlier is never overwritten.

    Raises CourseError where the lesson has no exercises, or where the files cannot be written.
    """
    blank, path = edition.blank(root, lesson), root / lesson.exercises
    if blank is None:
        raise lessons.CourseError(f"Lesson {lesson.stem} has no exercises.")
    before = path.with_name(f".~{path.name}")
    try:
        path.parent.mkdir(exist_ok=True)
        kept = []
        if path.exists() and files.read(path) != blank:
            kept.append(files.keep(path))
        if before.exists():
            kept.append(files.keep(before, path))
        files.write(path, blank)
        before.unlink(missing_ok=True)
    except OSError as error:
        raise lessons.CourseError(
            f"{error.filename or path.parent} cannot be written ({error.strerror}), and "
            f"{path.name} is as it was: make room, make its folder writable, and try again."
        ) from error
    return kept
