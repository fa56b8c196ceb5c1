"""Getting MNIST's files, and all that can go wrong on the way.

Nothing here leaves this machine: the mirrors are a server on 127.0.0.1, the files are made up.
"""

import errno
import socket
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from dlscratch.datasets import DataError, download, mnist, mnist_files
from dlscratch.datasets import mirrors as servers
from tests.datasets.mirrors import FILES, NAMES, PARTS, assert_right, contents, fill

REAL_MIRRORS = servers.MIRRORS
pytestmark = pytest.mark.usefixtures("a_world_of_its_own")


# Downloading


def test_the_mirrors_are_https_and_end_in_a_slash():
    assert len(REAL_MIRRORS) >= 3
    assert all(url.startswith("https://") and url.endswith("/") for url in REAL_MIRRORS)


def test_the_first_call_downloads_and_the_second_needs_no_network(mirrors, cache):
    server = mirrors("good")
    digits = mnist()
    assert_right(digits)
    assert [part.dtype for part in digits] == [np.uint8, np.int64, np.uint8, np.int64]
    assert all(part.flags.writeable for part in digits)
    assert contents(cache) == FILES
    assert len(server.asked) == 4
    assert_right(mnist())
    assert_right(mnist(fallback=True))
    assert len(server.asked) == 4


def test_download_fetches_verifies_and_says_where(mirrors, cache):
    mirrors("good")
    assert download() == cache
    assert contents(cache) == FILES


def test_a_progress_bar_is_shown(mirrors, capsys):
    mirrors("good")
    mnist()
    assert "100%" in capsys.readouterr().err


@pytest.mark.parametrize(
    "first", ["lacks", "lacks-labels", "cuts", "spoils", "hangs", "portal", "answers-only-head"]
)
def test_when_one_mirror_fails_the_next_is_tried(mirrors, cache, monkeypatch, first):
    monkeypatch.setattr(servers, "STALL_SECONDS", 2)
    server = mirrors(first, "good")
    assert_right(mnist())
    assert contents(cache) == FILES
    assert not server.waited_out


def test_a_mirror_that_failed_is_not_asked_again_for_the_other_files(mirrors):
    server = mirrors("lacks", "good")
    mnist()
    assert [path for _, path in server.asked if "lacks" in path] == [f"/lacks/{NAMES[0]}"]


def test_the_next_mirror_is_not_asked_for_what_the_first_gave(mirrors):
    server = mirrors("lacks-labels", "good")
    mnist()
    assert ("GET", f"/good/{NAMES[0]}") not in server.asked


def test_a_mirror_that_is_down_is_passed_over(mirrors, monkeypatch):
    server = mirrors("good")
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        down = f"http://127.0.0.1:{nobody_listens.getsockname()[1]}/"
        monkeypatch.setattr(servers, "MIRRORS", (down, server.url("good")))
        assert_right(mnist())


def test_when_all_mirrors_fail_the_error_says_how_and_what_to_do(mirrors, cache, monkeypatch):
    monkeypatch.setattr(servers, "STALL_SECONDS", 2)
    mirrors("lacks", "spoils", "hangs", "cuts")
    with pytest.raises(DataError) as error:
        mnist()
    message = str(error.value)
    assert "status 404" in message and "wrong SHA-256" in message
    assert "ReadTimeout" in message and "ChunkedEncodingError" in message
    assert "check the network and try again" in message and "DLSCRATCH_DATA" in message
    assert "\n" not in message
    assert contents(cache) == {}


def test_what_came_before_the_network_failed_is_kept(mirrors, cache):
    mirrors("lacks-labels")
    with pytest.raises(DataError, match="No mirror gave all the files"):
        mnist()
    assert contents(cache) == {NAMES[0]: FILES[NAMES[0]]}
    mirrors("good")
    assert_right(mnist())


def test_proxies_are_respected(mirrors, monkeypatch):
    server = mirrors("good")
    monkeypatch.setattr(servers, "MIRRORS", ("http://mirror.invalid/good/",))
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
    assert_right(mnist(fallback=True))
    assert [method for method, _ in server.asked] == ["HEAD"] + ["GET"] * 4


# The cache


@pytest.mark.parametrize(
    "garbage", [b"", b"garbage", FILES[NAMES[0]][:-20], FILES[NAMES[0]] + b"more", FILES[NAMES[2]]]
)
def test_a_wrong_file_in_the_cache_is_never_used_and_is_replaced(mirrors, cache, garbage):
    fill(cache)
    (cache / NAMES[0]).write_bytes(garbage)
    mirrors("lacks")
    with pytest.raises(DataError, match="No mirror"):
        mnist()
    server = mirrors("good")
    assert_right(mnist())
    assert server.asked == [("GET", f"/good/{NAMES[0]}")]
    assert contents(cache) == FILES


@pytest.mark.parametrize("behaviour", ["lacks", "cuts", "spoils", "portal"])
def test_a_failed_download_loses_no_good_file(mirrors, cache, behaviour):
    fill(cache, NAMES[1:])
    mirrors(behaviour)
    with pytest.raises(DataError):
        download()
    assert contents(cache) == {name: FILES[name] for name in NAMES[1:]}


def test_a_full_disk_is_named_and_leaves_nothing_half_written(mirrors, cache, monkeypatch):
    write = Path.write_bytes

    def full(path, content):
        write(path, content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    fill(cache, NAMES[1:])
    mirrors("good", "good")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataError, match="cannot be stored in .*No space left.*make room"):
        mnist()
    assert contents(cache) == {name: FILES[name] for name in NAMES[1:]}


def test_a_read_only_cache_is_named(mirrors, cache, monkeypatch):
    # Simulated, because chmod does not stop an administrator, as whom tests often run.
    def refuse(*args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    mirrors("good")
    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(DataError, match="cannot be stored in .*Permission denied.*writable"):
        mnist()


def test_a_file_where_the_cache_should_be_is_named(mirrors, cache):
    mirrors("good")
    cache.write_text("mine")
    with pytest.raises(DataError, match="cannot be stored in .*DLSCRATCH_DATA"):
        mnist()
    assert cache.read_text() == "mine"


def test_an_unreadable_file_is_fetched_anew(mirrors, cache):
    fill(cache, NAMES[1:])
    (cache / NAMES[0]).mkdir()  # a folder cannot be read as a file, nor be replaced by one
    mirrors("good")
    with pytest.raises(DataError, match="cannot be stored in"):
        mnist()
    (cache / NAMES[0]).rmdir()
    assert_right(mnist())


def test_ctrl_c_in_the_middle_leaves_nothing_half_written(mirrors, cache, monkeypatch):
    def interrupted(response, chunk_size):
        yield response.raw.read(100)
        raise KeyboardInterrupt

    fill(cache, NAMES[1:])
    mirrors("good")
    with monkeypatch.context() as patch:
        patch.setattr("requests.Response.iter_content", interrupted)
        with pytest.raises(KeyboardInterrupt):
            mnist()
    assert contents(cache) == {name: FILES[name] for name in NAMES[1:]}
    assert_right(mnist())


def test_another_process_that_was_quicker_is_no_error(mirrors, cache, monkeypatch):
    # Windows does not replace a file that another process is reading.
    def in_use(new, path):
        Path(path).write_bytes(Path(new).read_bytes())
        raise PermissionError(errno.EACCES, "used by another process")

    mirrors("good")
    monkeypatch.setattr("os.replace", in_use)
    assert_right(mnist())


def test_a_file_that_cannot_be_put_in_its_place_is_an_error(mirrors, monkeypatch):
    def refused(new, path):
        raise PermissionError(errno.EACCES, "Permission denied")

    mirrors("good")
    monkeypatch.setattr("os.replace", refused)
    with pytest.raises(DataError, match="cannot be stored in"):
        mnist()


def test_two_processes_at_once_both_get_the_digits(mirrors, cache):
    code = """
import pathlib, sys, pooch
from dlscratch.datasets import mirrors, mnist, mnist_files
mirror, cache, *digests = sys.argv[1:]
mirrors.MIRRORS = (mirror,)
mnist_files.SHA256.update(zip(mnist_files.SHA256, digests, strict=True))
pooch.os_cache = lambda project: pathlib.Path(cache)
print([int(part.sum()) for part in mnist()])
"""
    server = mirrors("meets")
    command = [sys.executable, "-c", code, server.url("meets"), cache, *mnist_files.SHA256.values()]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = [process.communicate(timeout=120)[0].strip() for process in both]
    assert printed == [str([int(part.sum()) for part in PARTS])] * 2
    assert contents(cache) == FILES
    assert server.asked.count(("GET", f"/meets/{NAMES[0]}")) == 2


# A folder of the learner's own: DLSCRATCH_DATA


def test_files_in_dlscratch_data_are_used_as_they_are(mirrors, own, cache):
    fill(own)
    server = mirrors("good")
    assert_right(mnist())
    assert download() == own
    assert server.asked == [] and not cache.exists()


def test_mnist_only_reads_dlscratch_data(mirrors, own):
    server = mirrors("good")
    with pytest.raises(DataError, match=f"{NAMES[0]} is missing: `python -m dlscratch data`"):
        mnist()
    assert server.asked == [] and not own.exists()


@pytest.mark.parametrize("get", [mnist, download])
def test_a_wrong_file_in_dlscratch_data_is_named_and_left_alone(mirrors, own, get):
    fill(own)
    (own / NAMES[2]).write_bytes(b"the learner's own")
    before = contents(own)
    server = mirrors("good")
    with pytest.raises(DataError, match=f"{NAMES[2]} is not MNIST's original .*: move it away"):
        get()
    assert contents(own) == before and server.asked == []


def test_download_adds_what_dlscratch_data_lacks_and_touches_nothing_else(mirrors, own):
    fill(own, NAMES[1:])
    (own / "notes.txt").write_text("mine")
    before = {path: path.stat() for path in own.iterdir()}
    mirrors("good")
    assert download() == own
    assert contents(own) == {**FILES, "notes.txt": b"mine"}
    assert {path: path.stat() for path in before} == before
    assert_right(mnist())


def test_download_makes_the_folder_that_dlscratch_data_names(mirrors, own):
    mirrors("good")
    download()
    assert contents(own) == FILES


# Without a network: fallback


@pytest.mark.parametrize("behaviour", ["lacks", "hangs"])
def test_without_an_answer_the_small_digits_come(mirrors, monkeypatch, behaviour, said):
    monkeypatch.setattr(servers, "ANSWER_SECONDS", 0.3)
    server = mirrors(behaviour, behaviour)
    assert "No mirror answered within 0.3 seconds" in said()
    assert {method for method, _ in server.asked} == {"HEAD"}


def test_a_look_up_of_the_name_that_hangs_holds_up_nobody(monkeypatch, said):
    released, finished = threading.Event(), []

    def hangs(*args, **kwargs):
        released.wait(30)
        finished.append(args)
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    monkeypatch.setattr(servers, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(servers, "MIRRORS", ("http://a.invalid/", "http://b.invalid/"))
    message = said()
    assert not finished
    released.set()
    assert "No mirror answered" in message


def test_a_look_up_that_hangs_does_not_keep_the_program_from_ending():
    code = """
import socket, threading
from dlscratch.datasets import mirrors
def hangs(*args, **kwargs):
    threading.Event().wait(20)
    print("kept")
socket.getaddrinfo = hangs
mirrors.ANSWER_SECONDS = 0.1
try:
    mirrors.answering_first("digits")
except mirrors.MirrorFailed:
    print("ended", flush=True)
"""
    command = [sys.executable, "-c", code]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert output.split() == ["ended"]


def test_the_answer_comes_within_5_seconds():
    assert servers.ANSWER_SECONDS <= 4  # and one more for importing and the small digits


def test_a_mirror_that_answers_is_asked_before_one_that_hangs(mirrors, cache, capsys):
    server = mirrors("hangs", "good")
    assert_right(mnist(fallback=True))
    assert not capsys.readouterr().out
    assert ("GET", f"/hangs/{NAMES[0]}") not in server.asked


@pytest.mark.parametrize("behaviour", ["portal", "cuts", "answers-only-head"])
def test_mirrors_that_answer_and_then_fail_end_in_the_small_digits(mirrors, cache, behaviour, said):
    mirrors(behaviour)
    assert "No mirror gave all the files" in said()
    assert contents(cache) == {}


def test_a_wrong_dlscratch_data_is_said(own, said):
    assert f"{NAMES[0]} is missing" in said()
