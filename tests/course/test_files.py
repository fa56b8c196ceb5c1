"""What is no ordinary file is neither waited for nor replaced."""

import os
import signal

import pytest

from dlscratch.course import files, lessons
from dlscratch.course.reset import reset
from tests import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="it needs pipes and links")


@pytest.fixture(autouse=True)
def patience():
    """Whatever waits for a pipe's other end is interrupted."""

    def ring(number, frame):
        raise TimeoutError("This waits for ever.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_pipe_is_not_waited_for(pipe):
    for call in (files.read, files.keep):
        with pytest.raises(OSError, match="no ordinary file"):
            call(pipe)
    assert [path.name for path in pipe.parent.iterdir()] == ["pipe"]


def test_a_device_is_not_read():
    with pytest.raises(OSError, match="no ordinary file"):
        files.read("/dev/zero")


def test_a_file_is_read_up_to_a_size(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert files.read(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger than 0 MB"):
        files.read(path, 4)


def test_a_pipe_gets_the_content_and_stays(pipe):
    """As a device does: /dev/stdout, or the null device."""
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    files.write(pipe, b"the content")
    assert os.read(reader, 100) == b"the content"
    os.close(reader)
    assert pipe.is_fifo() and [path.name for path in pipe.parent.iterdir()] == ["pipe"]


@pytest.mark.parametrize("there", [True, False])
def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path, there):
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "target", tmp_path / "link"
    if there:
        target.write_bytes(b"before")
    link.symlink_to("folder/target")
    files.write(link, b"after")
    assert link.is_symlink() and target.read_bytes() == b"after"
    assert len(list(tmp_path.rglob("*"))) == 3


@pytest.mark.parametrize("name", [".", "..", "folder", ""])
def test_a_folder_is_not_written(tmp_path, monkeypatch, name):
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    with pytest.raises(IsADirectoryError):
        files.write(tmp_path / name if name == "folder" else files.Path(name), b"content")


def test_a_notebook_that_is_a_pipe_is_not_reset(tmp_path):
    lesson = lessons.find("01")
    (tmp_path / "lessons").mkdir()
    text = (ROOT / lesson.exercises_text).read_text(encoding="utf-8")
    (tmp_path / lesson.exercises_text).write_text(text, encoding="utf-8")
    (tmp_path / "exercises").mkdir()
    os.mkfifo(tmp_path / lesson.exercises)
    with pytest.raises(lessons.CourseError, match="no ordinary file"):
        reset(lesson, tmp_path)
    assert (tmp_path / lesson.exercises).is_fifo()
