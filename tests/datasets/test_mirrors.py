"""Mirrors that never come to an end, and settings of this machine that stop all of them."""

import subprocess
import sys
import time

import pytest

from dlscratch.datasets import DataError, mnist
from dlscratch.datasets import mirrors as servers
from tests.datasets.mirrors import FILES, assert_right, contents

pytestmark = pytest.mark.usefixtures("a_world_of_its_own")


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(servers, "STALL_SECONDS", 0.2)


@pytest.mark.parametrize("behaviour", ["trickles", "trickles-its-headers"])
def test_a_mirror_that_trickles_is_given_up(mirrors, cache, monkeypatch, behaviour):
    monkeypatch.setattr(servers, "STALL_SECONDS", 1)  # the good one must get through when busy
    mirrors(behaviour, "good")
    start = time.monotonic()
    assert_right(mnist())
    assert time.monotonic() - start < 5
    assert contents(cache) == FILES


@pytest.mark.parametrize("behaviour", ["trickles", "endless"])
def test_there_is_always_an_answer(mirrors, cache, monkeypatch, impatient, behaviour, said):
    monkeypatch.setattr(servers, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(servers, "answering_first", lambda name: servers.MIRRORS)
    mirrors(behaviour)
    assert ("too slow" if behaviour == "trickles" else "more bytes than the file has") in said()
    assert contents(cache) == {}


def test_a_slow_network_is_not_given_up(mirrors, monkeypatch, impatient):
    monkeypatch.setattr(servers, "PIECE", 4)
    monkeypatch.setattr(servers, "SLOWEST", 1)  # a trickle of 50 bytes a second is more than that
    url = mirrors("trickles").url("trickles") + next(name for name in FILES if "labels" in name)
    start = time.monotonic()
    assert servers.fetch(url, 10**6) == FILES[url.rpartition("/")[2]]
    assert time.monotonic() - start > 2 * servers.STALL_SECONDS


def test_an_endless_answer_fills_neither_disk_nor_memory(mirrors, cache):
    server = mirrors("endless", "good")
    assert_right(mnist())
    assert contents(cache) == FILES
    time.sleep(0.2)
    given = server.endless
    time.sleep(0.2)
    assert server.endless == given < 200e6, "nobody reads it any more"


def test_a_kernel_killed_in_the_middle_of_a_download_leaves_nothing(mirrors, cache):
    code = """
import pathlib, sys, pooch
from dlscratch.datasets import mirrors, mnist
mirrors.MIRRORS = (sys.argv[1],)
pooch.os_cache = lambda project: pathlib.Path(sys.argv[2])
mnist()
"""
    server = mirrors("trickles")
    command = [sys.executable, "-c", code, server.url("trickles"), cache]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while not server.asked:
        time.sleep(0.05)
    time.sleep(0.5)
    process.kill()
    process.wait()
    assert contents(cache) == {}


def test_missing_certificates_are_not_taken_for_a_full_disk(mirrors, monkeypatch, said):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent/ca.pem")
    monkeypatch.setattr(servers, "MIRRORS", ("https://127.0.0.1:1/a/", "https://127.0.0.1:1/b/"))
    with pytest.raises(DataError) as error:
        mnist()
    assert "CA certificate bundle" in str(error.value) and "make room" not in str(error.value)
    assert str(error.value).count("/nonexistent/ca.pem") == 1
    assert "/nonexistent/ca.pem" in said()
