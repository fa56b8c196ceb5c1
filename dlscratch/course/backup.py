"""A learner's work as one file: to take along from a browser tab, and to bring back.

It is a zip file of what they have written: the exercises, the library and the weights.
"""

import io
import re
import zipfile
from pathlib import Path

from dlscratch.course import files, lessons, reset

NAME = "dlscratch_work.zip"
WORK = ("exercises/*.ipynb", "exercises/my_dlscratch*.py", "weights/*.safetensors")
ITS_OWN = "weights/ready.safetensors"  # the course's
_NAME = re.compile(
    r"(exercises/([^/\\]+\.ipynb|my_dlscratch[^/\\]*\.py)|weights/[^/\\]+\.safetensors)"
)


def pack(root: Path) -> bytes:
    """All that the learner has saved in the course's folder, as the content of a zip file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for pattern in WORK for path in root.glob(pattern)):
            name = path.relative_to(root).as_posix()
            if name != ITS_OWN and not path.name.startswith("."):
                packed.writestr(name, files.read(path))
    return content.getvalue()


def unpack(root: Path, content: bytes) -> list[str]:
    """Put the work back, and return a sentence for each file that came.

    What lies there and is another is kept under a dated name, unless it is a blank page. Nothing
    changes where the file is not one of `pack`'s: CourseError says so.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir()]
            if not infos or not all(_NAME.fullmatch(one.filename) for one in infos):
                raise zipfile.BadZipFile
            if sum(one.file_size for one in infos) > 10 * files.LARGEST:
                raise zipfile.BadZipFile
            found = {one.filename: packed.read(one) for one in infos if one.filename != ITS_OWN}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise lessons.CourseError(
            f"This is not a whole file of your work: choose one that was downloaded here, {NAME}."
        ) from error
    return [_put(root, name, work) for name, work in found.items()]


def _put(root, name, work):
    path, kept = root / name, []
    try:
        path.parent.mkdir(exist_ok=True)
        if path.exists():
            if files.read(path) == work:
                return f"{name} was here already."
            kept = _made_blank(root, name)
            if kept is None:
                kept = [files.keep(path)]
        files.write(path, work)
    except OSError as error:
        raise lessons.CourseError(f"{name} cannot be written ({error.strerror}).") from error
    copies = f" What was here is kept in {', '.join(one.name for one in kept)}." if kept else ""
    return f"{name} is back.{copies}"


def _made_blank(root, name):
    """Where a lesson's exercises were kept when they were made blank; None of another file."""
    for lesson in lessons.LESSONS:
        if str(lesson.exercises) == name:
            return reset.reset(lesson, root)
    return None


# In a notebook


def buttons(root: Path | None = None):
    """A button that downloads the work, and one that brings it back from such a file."""
    import anywidget
    import traitlets

    root = root or lessons.folder()

    class Buttons(anywidget.AnyWidget):
        _esm = Path(__file__).with_name("backup.js")
        said = traitlets.Unicode().tag(sync=True)
        name = traitlets.Unicode(NAME).tag(sync=True)

    def answer(widget, message, buffers):
        try:
            if buffers:
                said = unpack(root, bytes(buffers[0]))
                reload = "If one of them is open, choose File, Reload Notebook from Disk."
                widget.said = "\n".join([*said, reload])
            else:
                widget.send({}, [pack(root)])
                widget.said = f"{NAME} has your work as it was saved last."
        except (lessons.CourseError, OSError) as error:
            widget.said = str(error)

    made = Buttons()
    made.on_msg(answer)
    return made
