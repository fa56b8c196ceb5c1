"""Give back a blank exercises notebook, and keep the learner's."""

from pathlib import Path

from dlscratch import course, files


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
            kept = files.keep(path)
        files.write(path, blank)
    except OSError as error:
        raise course.CourseError(
            f"{error.filename or path.parent} cannot be written ({error.strerror}), and "
            f"{path.name} is as it was: make room, make its folder writable, and try again."
        ) from error
    return kept
