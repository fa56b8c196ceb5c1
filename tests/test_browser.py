"""What the course does in a browser tab, as far as it shows in a Python outside of one."""

import io
import re
import sys
import time
import zipfile

import numpy as np
import pytest

from dlscratch import browser
from dlscratch.checks import tensors
from dlscratch.checks.engine import undisturbed
from dlscratch.course import backup, bridge, lessons, saved, setup_check, tab
from dlscratch.datasets import DataError, mnist, mnist_small
from dlscratch.visuals.toolkit import live


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr(browser, "HERE", True)


def test_it_is_not_here():
    assert not browser.HERE and sys.getrecursionlimit() > browser.DEPTH


def test_a_check_goes_no_deeper_than_the_page_can(here, monkeypatch):
    monkeypatch.setattr(browser, "DEPTH", sys.getrecursionlimit() - 50)
    with undisturbed.depth():
        assert sys.getrecursionlimit() == browser.DEPTH


def test_a_check_needs_no_clock_of_a_thread(here, monkeypatch):
    monkeypatch.delattr(time, "thread_time")
    monkeypatch.setattr(sys, "setrecursionlimit", lambda depth: None)
    browser.settle_in()
    assert tensors.tensor_sum.grade(max).kind == "wrong"


def test_check_setup_says_where_work_is_kept(here, monkeypatch, capsys):
    assert setup_check.findings()[1] == ("note", tab.KEPT)

    def nowhere():
        raise lessons.CourseError

    monkeypatch.setattr(lessons, "folder", nowhere)  # as in a private window
    setup_check.check_setup()
    said = " ".join(capsys.readouterr().out.split())
    assert f"mend {tab.NOT_KEPT}" in said and "To mend: 1." in said


def test_the_digits_are_the_small_ones(here, capsys):
    with pytest.raises(DataError, match="the 5,000 that come with the course"):
        mnist()
    np.testing.assert_array_equal(mnist(fallback=True).test_labels, mnist_small().test_labels)
    assert "a browser tab keeps to the 5,000" in capsys.readouterr().out


def test_the_pages_about_pytorch_say_where_they_run(here, monkeypatch):
    monkeypatch.setattr(bridge, "_there", lambda: False)
    assert bridge.trouble() == tab.TORCH


def test_a_verdict_without_a_none_is_read(tmp_path):
    """JupyterLite leaves out of a notebook what is None."""
    verdict = '{"exercise": "a.b", "kind": "passed"}'
    (tmp_path / "n.ipynb").write_text(
        '{"cells": [{"cell_type": "code", "source": "", "outputs": '
        f'[{{"data": {{"{saved.MIME}": {verdict}}}}}]}}]}}'
    )
    assert saved.verdicts(tmp_path / "n.ipynb")[0]["mistake"] == ""


def test_a_picture_without_jpeg(monkeypatch):
    from dlscratch.visuals.slope_box import live_slope_box

    wanted = live_slope_box(x=1, gradient=2, layer="square").pixels()
    monkeypatch.setattr(live, "PACKED", {"format": "png", "compress_level": 1})
    picture = live_slope_box(x=1, gradient=2, layer="square")
    assert picture.screen.jpeg.startswith(b"\x89PNG")
    assert np.abs(picture.pixels().astype(int) - wanted).mean() < 2


# The work as one file

LIBRARY = "exercises/my_dlscratch.py"


@pytest.fixture
def root(tmp_path):
    for name in ("exercises/01_tensors_exercises.ipynb", "exercises/mine.ipynb", LIBRARY,
                 "weights/digits.safetensors", "weights/ready.safetensors"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"my {name}")
    (tmp_path / "exercises" / ".hidden.ipynb").touch()
    return tmp_path


def test_the_work_comes_back(root):
    content = backup.pack(root)
    names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert names == {"exercises/01_tensors_exercises.ipynb", "exercises/mine.ipynb",
                     LIBRARY, "weights/digits.safetensors"}  # fmt: skip
    for name in names:
        (root / name).unlink()
    (root / "weights" / "ready.safetensors").unlink()
    (root / "weights").rmdir()
    assert len(backup.unpack(root, content)) == 4
    assert all((root / name).read_text() == f"my {name}" for name in names)
    assert all("was here already" in said for said in backup.unpack(root, content))


def test_newer_work_is_kept(root, monkeypatch):
    content = backup.pack(root)
    page, other = root / "exercises/01_tensors_exercises.ipynb", root / "exercises/mine.ipynb"
    page.write_text("newer")
    other.write_text("newer too")

    def reset(lesson, where):  # what it keeps is its own tests' business
        return [backup.files.keep(where / lesson.exercises)]

    monkeypatch.setattr(backup.reset, "reset", reset)
    said = "\n".join(backup.unpack(root, content))
    kept = re.findall(r"kept in (\S+)\.", said)
    assert {(root / "exercises" / name).read_text() for name in kept} == {"newer", "newer too"}
    assert page.read_text().startswith("my ") and other.read_text().startswith("my ")


def _zip(names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "bad")
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no zip", _zip([]), _zip(["../exercises/a.ipynb"]), _zip(["exercises/../../a.ipynb"]),
        _zip(["/exercises/a.ipynb"]), _zip(["exercises/a.ipynb", "notebooks/01_tensors.ipynb"]),
        _zip(["exercises/a\\b.ipynb"]), _zip(["exercises/a.ipynb"])[:-30],
        _zip(["exercises/a.ipynb"]).replace(b"bad", b"bed"),
    ],
)  # fmt: skip
def test_another_file_changes_nothing(root, content):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(lessons.CourseError, match="not a whole file of your work"):
        backup.unpack(root, content)
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_buttons(root):
    made, sent = backup.buttons(root), []
    made.send = lambda message, buffers: sent.append(buffers[0])
    made._handle_custom_msg({}, [])
    assert LIBRARY in zipfile.ZipFile(io.BytesIO(sent[0])).namelist()
    (root / LIBRARY).unlink()
    made._handle_custom_msg({}, [memoryview(sent[0])])
    assert f"{LIBRARY} is back." in made.said and (root / LIBRARY).exists()
    made._handle_custom_msg({}, [memoryview(b"no zip")])
    assert "not a whole file" in made.said
