"""MNIST's four original files on this machine: where they lie, whether they are right, and how
they get there. What does not have the right SHA-256 is never used and never replaces anything.
"""

import hashlib
import os
import queue
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

# Each serves the four original files byte for byte. The original host no longer does.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",  # used by torchvision
    "https://storage.googleapis.com/cvdf-datasets/mnist/",  # used by TensorFlow Datasets
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)
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
ANSWER_SECONDS = 4.0  # mnist(fallback=True) gives up when no mirror has answered by then
STALL_SECONDS = 15.0  # a mirror that stays silent for so long has failed


class DataError(RuntimeError):
    """The digits could not be had; the message says why and what to do."""


def own_folder() -> Path | None:
    """The folder that the environment variable DLSCRATCH_DATA names, if it is set."""
    named = os.environ.get("DLSCRATCH_DATA")
    return Path(named).expanduser() if named else None


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
    import pooch

    own = own_folder()
    folder = own or pooch.os_cache("dlscratch")
    wanted = [folder / name for name in SHA256 if not is_original(folder / name)]
    for path in wanted:
        if own and os.path.exists(path):
            original(path)  # raises what is wrong with it
    if wanted:
        _fetch_all(wanted, _answering_first() if quick else MIRRORS)
    return folder


def original(path: Path) -> bytes:
    """The content of one of the four files, proved to be the original's; else DataError."""
    remedy = "`python -m dlscratch data` downloads it"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path} is missing: {remedy}.") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): make it readable.") from error
    if hashlib.sha256(content).hexdigest() != SHA256[path.name]:
        raise DataError(
            f"{path} is not MNIST's original (wrong SHA-256): move it away, then {remedy}."
        )
    return content


def is_original(path: Path) -> bool:
    """Whether `path` is there and is the original."""
    try:
        return bool(original(path))
    except DataError:
        return False


def _fetch_all(wanted, mirrors):
    from requests import RequestException

    folder = wanted[0].parent
    failures = []
    for mirror in mirrors:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for path in wanted:
                if not is_original(path):  # an earlier mirror may have given it
                    _fetch(mirror + path.name, path)
            return
        except (RequestException, DataError) as error:
            failures.append(f"{urlsplit(mirror).netloc}: {_reason(error)}")
        except OSError as error:
            raise DataError(
                f"The digits (12 MB) cannot be stored in {folder} ({error.strerror or error}): "
                "make room and make it writable, or let DLSCRATCH_DATA name another folder and "
                "run `python -m dlscratch data`."
            ) from error
    raise DataError(
        f"No mirror gave all the files ({'; '.join(failures)}): check the network and try again, "
        "or put the four files into a folder and let DLSCRATCH_DATA name it."
    )


def _fetch(url, path):
    """Download `url` to `path`: whole and verified, or not at all."""
    import pooch

    get = pooch.HTTPDownloader(progressbar=True, chunk_size=2**16, timeout=STALL_SECONDS)
    # A private folder, then one atomic step: nobody ever sees half a file, and two
    # processes do not disturb each other.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="unfinished-") as private:
        new = Path(private, path.name)
        get(url, new, pooch=None)
        original(new)
        try:
            os.replace(new, path)
        except PermissionError:  # Windows, when another process is reading the same file there
            if not is_original(path):
                raise


def _reason(error):
    if isinstance(error, DataError):
        return "wrong SHA-256"
    if error.response is not None:
        return f"status {error.response.status_code}"
    return type(error).__name__


def _answering_first():
    """The mirrors, beginning with the first to answer within ANSWER_SECONDS."""
    import requests

    answers = queue.SimpleQueue()

    def ask(mirror):
        try:
            url = mirror + next(iter(SHA256))
            reply = requests.head(url, timeout=ANSWER_SECONDS, allow_redirects=True)
            answers.put(mirror if reply.ok else None)
        except Exception:  # whatever it was, this mirror is not to be had
            answers.put(None)

    # Daemon threads: a look-up of a name can hang far beyond any timeout, and must hold
    # up neither this function nor the end of the program.
    for mirror in MIRRORS:
        threading.Thread(target=ask, args=(mirror,), daemon=True).start()
    deadline = time.monotonic() + ANSWER_SECONDS
    for _ in MIRRORS:
        try:
            first = answers.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if first:
            return sorted(MIRRORS, key=lambda mirror: mirror != first)
    raise DataError(
        f"No mirror answered within {ANSWER_SECONDS:g} seconds: check the network and try again."
    )
