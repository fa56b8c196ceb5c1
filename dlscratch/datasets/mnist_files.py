"""MNIST's four original files on this machine: where they lie, whether they are right, and how
they get there. What does not have the right SHA-256 is never used and never replaces anything.
"""

import gzip
import hashlib
import io
import os
import tempfile
import zlib
from pathlib import Path
from urllib.parse import urlsplit

from dlscratch import browser, terminal
from dlscratch.datasets import mirrors

# In the order of the fields of Digits.
SHA256 = {
    "train-images-idx3-ubyte.gz": (
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "train-labels-idx1-ubyte.gz": (
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "t10k-images-idx3-ubyte.gz": (
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
}
# Of what is packed in them, for those who unpacked the files, or packed them anew.
UNPACKED_SHA256 = {
    "train-images-idx3-ubyte.gz": (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    ),
    "train-labels-idx1-ubyte.gz": (
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    ),
    "t10k-images-idx3-ubyte.gz": (
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    ),
}
LARGEST = 10_000_000, 48_000_000  # bytes; no file is larger, packed or unpacked


class DataError(RuntimeError):
    """The digits could not be had; the message says why and what to do."""


def own_folder() -> Path | None:
    """The folder that the environment variable DLSCRATCH_DATA names, if it is set.

    Raises DataError where that cannot be a folder, or would be another one for each notebook.
    """
    named = os.environ.get("DLSCRATCH_DATA")
    if not named:
        return None
    try:
        folder = Path(named).expanduser()
    except RuntimeError:
        raise DataError(
            f"DLSCRATCH_DATA is {named}, but there is no such user: give the whole path."
        ) from None
    if not folder.is_absolute():
        raise DataError(
            f"DLSCRATCH_DATA is {named}, which depends on the folder one is in: "
            f"give the whole path, such as {folder.absolute()}."
        )
    if folder.exists() and not folder.is_dir():
        raise DataError(f"DLSCRATCH_DATA is {named}, which is not a folder: name the folder.")
    return folder


def download(quick: bool = False) -> Path:
    """Make sure that this machine has all of MNIST; return the folder that holds the files.

    Fetches (with a progress bar) what is missing, goes on to the next mirror when one fails, and
    verifies every file; touches no network when all is there. The folder is the one that
    DLSCRATCH_DATA names, made if need be, or else the cache. A file in DLSCRATCH_DATA is the
    learner's: it is never replaced or deleted, and a wrong one is an error. A wrong file in the
    cache is replaced as soon as a right one is here.

    With `quick=True` it gives up within 5 seconds when no mirror answers.

    Raises DataError, with one sentence that says what to do.
    """
    if browser.HERE:
        raise DataError(
            "a browser tab keeps to the 5,000 that come with the course. In it Python computes "
            "slowly: each of the larger networks takes a minute or two to train."
        )
    import pooch

    own = own_folder()
    folder = own or pooch.os_cache("dlscratch")
    wanted = [folder / name for name in SHA256 if not is_original(folder / name)]
    for path in wanted:
        if own and os.path.exists(path):
            original(path)  # raises what is wrong with it
    if wanted:
        _fetch_all(wanted, _answering() if quick else mirrors.MIRRORS)
    return folder


def original(path: Path) -> bytes:
    """The content of one of the four files, proved to be the original's; else DataError.

    `path` has the original's name. Where nothing is there, the same file is looked for unpacked,
    under the names and in the folders that other programs give it.
    """
    remedy = f"`{terminal.command('data')}` downloads it"
    path = next((place for place in _places(path) if os.path.lexists(place)), path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path} is missing: {remedy}.") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): make it readable.") from error
    name = path.name.removesuffix(".gz").replace(".idx", "-idx") + ".gz"
    if hashlib.sha256(content).hexdigest() == SHA256[name]:
        return content
    if hashlib.sha256(_unpacked(content)).hexdigest() == UNPACKED_SHA256[name]:
        return content
    raise DataError(f"{path} is not MNIST's original (wrong SHA-256): move it away, then {remedy}.")


def _places(path):
    """Where one of the files may lie: packed or unpacked, here or where torchvision has it."""
    bare = path.name.removesuffix(".gz")
    for folder in path.parent, path.parent / "MNIST" / "raw", path.parent / "raw":
        for name in path.name, bare, bare.replace("-idx", ".idx"):
            yield folder / name


def _unpacked(content):
    """What is packed in a gzip file, up to a byte more than the largest original has."""
    try:
        with gzip.open(io.BytesIO(content)) as file:
            return file.read(LARGEST[1] + 1)
    except (OSError, EOFError, zlib.error):
        return content  # not packed, or spoilt, which the checksum shows


def is_original(path: Path) -> bool:
    """Whether `path` is there and is the original."""
    try:
        return bool(original(path))
    except DataError:
        return False


def _fetch_all(wanted, addresses):
    folder, failures = wanted[0].parent, {}
    for address in addresses:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for path in wanted:
                if not is_original(path):  # an earlier mirror may have given it
                    _store(_verified(address, path.name), path)
            return
        except mirrors.MirrorFailed as error:
            failures.setdefault(str(error), []).append(urlsplit(address).netloc)
        except OSError as error:
            raise DataError(
                f"The digits (12 MB) cannot be stored in {folder} ({error.strerror or error}): "
                "make room and make it writable, or let DLSCRATCH_DATA name another folder and "
                f"run `{terminal.command('data')}`."
            ) from error
    reasons = "; ".join(f"{', '.join(hosts)}: {reason}" for reason, hosts in failures.items())
    raise DataError(
        f"No mirror gave all the files ({reasons}): check the network and try again, or put the "
        f"four files ({', '.join(SHA256)}) into a folder and let DLSCRATCH_DATA name it."
    )


def _verified(address, name):
    content = mirrors.fetch(address + name, LARGEST[0])
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise mirrors.MirrorFailed("wrong SHA-256")
    return content


def _answering():
    try:
        return mirrors.answering_first(next(iter(SHA256)))
    except mirrors.MirrorFailed as error:
        raise DataError(f"{error}: check the network and try again.") from None


def _store(content, path):
    """Write a verified file: whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A private folder, then one atomic step: nobody ever sees half a file, and two
    # processes do not disturb each other.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="unfinished-") as private:
        new = Path(private, path.name)
        new.write_bytes(content)
        try:
            os.replace(new, path)
        except PermissionError:  # Windows, when another process is reading the same file there
            if not is_original(path):
                raise
