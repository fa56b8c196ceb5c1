"""A world without a network: an empty cache, made-up files, mirrors on 127.0.0.1."""

import gzip
import hashlib
import threading

import pooch
import pytest

from dlscratch.datasets import mirrors as servers
from dlscratch.datasets import mnist, mnist_files
from tests.datasets.mirrors import FILES, Mirrors


@pytest.fixture(scope="module")
def server():
    server = Mirrors()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.done.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def a_world_of_its_own(monkeypatch, cache):
    """An empty cache, no mirrors, and the made-up files in the place of the real ones."""
    for name, content in FILES.items():
        digest = hashlib.sha256(content).hexdigest()
        monkeypatch.setitem(mnist_files.SHA256, name, digest)
        digest = hashlib.sha256(gzip.decompress(content)).hexdigest()
        monkeypatch.setitem(mnist_files.UNPACKED_SHA256, name, digest)
    monkeypatch.setattr(servers, "MIRRORS", ())
    monkeypatch.setattr(pooch, "os_cache", lambda project: cache)
    monkeypatch.delenv("DLSCRATCH_DATA", raising=False)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")


@pytest.fixture
def mirrors(monkeypatch, server):
    """mirrors("lacks", "good") makes these two the mirrors, and forgets earlier requests."""

    def use(*behaviours):
        monkeypatch.setattr(servers, "MIRRORS", tuple(map(server.url, behaviours)))
        server.asked.clear()
        return server

    return use


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("DLSCRATCH_DATA", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def said(capsys):
    """said() asks for the digits, gets the small ones, and gives the line that is printed then."""

    def small():
        digits = mnist(fallback=True)
        assert digits.train_images.shape == (4000, 28, 28)
        printed = capsys.readouterr().out
        assert printed.startswith("mnist_small() stands in for the 70,000 digits")
        assert printed.count("\n") == 1
        return printed

    return small
