"""Files are read within bounds, written whole or not at all, and what a learner has written is
kept."""

import errno
import os
import re
import stat
from datetime import datetime
from pathlib import Path

from dlscratch import browser

LARGEST = 32_000_000  # bytes of a notebook; the largest of the course has 1.6 million

_KEPT = re.compile(r".+\.\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(_\d+)?\.(ipynb|py)")


def is_kept(name: str) -> bool:
    """Whether a file's name is one that `keep` gives."""
    return bool(_KEPT.fullmatch(name))


def read(path: Path, most: int | None = None) -> bytes:
    """The content of an ordinary file, or of the one that a link leads to.

    Raises OSError, also for a pipe or a device, which might never end, and for a file of more than
    `most` bytes.
    """
    # Opening a pipe waits for a writer, unless told not to.
    with open(path, "rb", opener=lambda name, how: os.open(name, how | _AT_ONCE)) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        if most is not None and found.st_size > most:
            megabytes = most // 1_000_000
            raise OSError(errno.EFBIG, f"it is larger than {megabytes} MB", str(path))
        return file.read()


# Windows has no such pipes. JupyterLite has none either, and would write the file anew, after which
# a page that is open does not save any more without a question.
_AT_ONCE = 0 if browser.HERE else getattr(os, "O_NONBLOCK", 0)


def keep(path: Path, name: Path | None = None) -> Path:
    """Copy a file, whole, beside itself under its name (or that of `name`) with the date, and
    return that."""
    content, stamp = read(path), f"{datetime.now():%Y-%m-%d_%H-%M-%S}"
    number = 1
    while True:
        ending = f"{stamp}_{number}" if number > 1 else stamp
        kept = (name or path).with_stem(f"{(name or path).stem}.{ending}")
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


def aside(path: Path) -> Path:
    """Move what lies at `path` to a dated name beside it; returns where it lies now."""
    if path.is_file() and not path.is_symlink():
        copy = keep(path)
        path.unlink()
        return copy
    stamp, number = f"{datetime.now():%Y-%m-%d_%H-%M-%S}", 1
    while True:
        place = path.with_name(f"{path.name}.{stamp}{f'_{number}' if number > 1 else ''}")
        if not place.exists() and not place.is_symlink():
            return path.rename(place)
        number += 1


def write(path: Path, content: bytes) -> None:
    """Write a file in one step: whatever happens, the old content or the new one is there.

    A link stays, and the file that it leads to is written. A device or a pipe stays, too, and gets
    the content. Raises OSError.
    """
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with open(path, "wb") as device:
            device.write(content)
        return
    new = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        new.write_bytes(content)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
