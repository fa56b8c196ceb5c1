"""The servers that give MNIST's files, and how long one waits for them."""

import contextlib
import queue
import threading
import time

# Each serves the four original files byte for byte. The original host no longer does.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",  # used by torchvision
    "https://storage.googleapis.com/cvdf-datasets/mnist/",  # used by TensorFlow Datasets
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)
ANSWER_SECONDS = 4.0  # mnist(fallback=True) gives up when no mirror has answered by then
STALL_SECONDS = 15.0  # a mirror that stays silent for so long has failed,
SLOWEST = 10_000  # and so has one that gives less than so many bytes a second
PIECE = 2**13  # bytes that are read at once


class MirrorFailed(Exception):
    """Why a mirror is given up, in a few words."""


def fetch(url: str, largest: int) -> bytes:
    """All that `url` gives, with a progress bar.

    Raises MirrorFailed, also for more than `largest` bytes.
    """
    from tqdm import tqdm

    content = bytearray()
    with contextlib.closing(_arriving(url)) as pieces:
        size = next(pieces)
        with tqdm(desc=url.rpartition("/")[2], total=size, unit="B", unit_scale=True) as bar:
            for piece in pieces:
                content += piece
                bar.update(len(piece))
                if len(content) > largest:
                    raise MirrorFailed("more bytes than the file has")
    return bytes(content)


def _arriving(url):
    """Yields the size that `url` announces (or None), then its content, piece by piece.

    A thread reads it: a timeout of `requests` begins anew with every byte, so a mirror that
    trickles would never be given up, and the look-up of a name has none at all.
    """
    import requests

    arrived, given_up = queue.SimpleQueue(), threading.Event()

    def read():
        try:
            with requests.get(url, stream=True, timeout=STALL_SECONDS) as reply:
                reply.raise_for_status()
                arrived.put(int(reply.headers.get("Content-Length", 0)) or None)
                for piece in reply.iter_content(PIECE):
                    arrived.put(piece)
                    if given_up.is_set():
                        return
            arrived.put(b"")
        except BaseException as error:
            arrived.put(error)

    threading.Thread(target=read, daemon=True).start()
    deadline = time.monotonic() + 2 * STALL_SECONDS
    try:
        while (piece := arrived.get(timeout=max(0, deadline - time.monotonic()))) != b"":
            if isinstance(piece, Exception):
                raise MirrorFailed(_reason(piece)) from piece
            if isinstance(piece, BaseException):
                raise piece
            yield piece
            if isinstance(piece, bytes):
                deadline += len(piece) / SLOWEST
    except queue.Empty:
        raise MirrorFailed("too slow") from None
    finally:
        given_up.set()


def _reason(error):
    from requests import RequestException

    if getattr(error, "response", None) is not None:
        return f"status {error.response.status_code}"
    return type(error).__name__ if isinstance(error, RequestException) else str(error)


def answering_first(name: str) -> list[str]:
    """The mirrors, beginning with the first to answer within ANSWER_SECONDS when asked for `name`.

    Raises MirrorFailed where none does.
    """
    import requests

    answers, reasons = queue.SimpleQueue(), {}

    def ask(mirror):
        try:
            reply = requests.head(mirror + name, timeout=ANSWER_SECONDS, allow_redirects=True)
            reply.raise_for_status()
            answers.put((mirror, None))
        except Exception as error:  # whatever it was, this mirror is not to be had
            answers.put((None, _reason(error)))

    # Daemon threads: a look-up of a name can hang far beyond any timeout, and must hold
    # up neither this function nor the end of the program.
    for mirror in MIRRORS:
        threading.Thread(target=ask, args=(mirror,), daemon=True).start()
    deadline = time.monotonic() + ANSWER_SECONDS
    for _ in MIRRORS:
        try:
            first, reason = answers.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if first:
            return sorted(MIRRORS, key=lambda mirror: mirror != first)
        reasons[reason] = None
    why = f" ({', '.join(reasons)})" if reasons else ""
    raise MirrorFailed(f"No mirror answered within {ANSWER_SECONDS:g} seconds{why}")
