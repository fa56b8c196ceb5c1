"""Files are written whole or not at all, and what a learner has written is kept."""

import os
import re
from datetime import datetime
from pathlib import Path

_KEPT = re.compile(r".+\.\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(_\d+)?\.(ipynb|py)")


def is_kept(name: str) -> bool:
    """Whether a file's name is one that `keep` gives."""
    return bool(_KEPT.fullmatch(name))


def keep(path: Path, name: Path | None = None) -> Path:
    """Copy a file, whole, beside itself under its name (or that of `name`) with the date, and
    return that."""
    content, stamp = path.read_bytes(), f"{datetime.now():%Y-%m-%d_%H-%M-%S}"
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


def write(path: Path, content: bytes) -> None:
    """Write a file in one step: whatever happens, the old content or the new one is there."""
    new = path.with_suffix(f".{os.getpid()}.unfinished")
    try:
        new.write_bytes(content)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
