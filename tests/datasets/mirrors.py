"""Made-up MNIST files, and a server on 127.0.0.1 that stands for good and bad mirrors of them."""

import gzip
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from dlscratch.datasets import mnist_files

NAMES = list(mnist_files.SHA256)


def idx(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


def made_up_files():
    rng = np.random.default_rng(0)
    parts = [
        rng.integers(0, 256, (60, 28, 28), dtype=np.uint8),
        rng.integers(0, 10, 60, dtype=np.uint8),
        rng.integers(0, 256, (10, 28, 28), dtype=np.uint8),
        rng.integers(0, 10, 10, dtype=np.uint8),
    ]
    return parts, {name: idx(part) for name, part in zip(NAMES, parts, strict=True)}


PARTS, FILES = made_up_files()


def fill(folder, names=NAMES):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(FILES[name])


def contents(folder):
    """Everything in a folder, to be compared with what it should hold."""
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def assert_right(digits):
    for part, original in zip(digits, PARTS, strict=True):
        assert np.array_equal(part, original)


class Mirrors(ThreadingHTTPServer):
    """Many mirrors in one server: the first part of the path says how each of them behaves."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []  # (method, path) of every request
        self.done = threading.Event()  # lets go of the requests that hang
        self.waited_out = []  # hanging requests for which somebody waited to the end
        self.endless = 0  # bytes that an endless answer has given
        self.meeting = threading.Barrier(2)

    def url(self, behaviour):
        return f"http://127.0.0.1:{self.server_port}/{behaviour}/"

    def handle_error(self, request, client_address):
        pass  # a client that went away is what some tests are about


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = urlsplit(self.path).path  # a proxy is asked for the whole address
        self.server.asked.append((self.command, path))
        behaviour, name = path.strip("/").split("/")
        body = FILES[name]
        if behaviour == "hangs":
            if not self.server.done.wait(20):
                self.server.waited_out.append(path)
            return
        if behaviour == "meets" and name == NAMES[0]:
            self.server.meeting.wait(60)  # until the other process asks for it too
        if behaviour == "lacks":
            return self.send_error(404)
        if behaviour == "lacks-labels" and "labels" in name:
            return self.send_error(404)
        if behaviour == "answers-only-head" and self.command == "GET":
            return self.send_error(503)
        if behaviour == "portal":
            body = b"<html>Please log in to the hotel's network.</html>"
        if behaviour == "spoils":
            body = body[:-1] + bytes([body[-1] ^ 1])
        if behaviour.startswith("trickles"):
            head = b"HTTP/1.0 200 OK\r\n"
            if behaviour == "trickles":
                head += b"Content-Length: %d\r\n\r\n" % len(body)
                self.wfile.write(head)
            return self.drip(body if behaviour == "trickles" else head)
        if behaviour == "endless":
            self.send_response(200)
            self.end_headers()
            while not self.server.done.is_set():
                self.wfile.write(bytes(2**20))
                self.server.endless += 2**20
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[: len(body) // 2] if behaviour == "cuts" else body)

    def drip(self, content):
        """A byte at a time, more often than any timeout of the other side."""
        for byte in content:
            self.wfile.write(bytes([byte]))
            if self.server.done.wait(0.02):
                return

    do_HEAD = do_GET

    def log_message(self, *args):
        pass
