"""The commands: what they say, what they return, and what they never destroy."""

import errno
import json
import os
import subprocess
import sys

import pytest

from dlscratch import __main__ as cli
from dlscratch.checks.engine import solutions
from dlscratch.checks.engine.show import MIME
from dlscratch.course import files, lessons, opening, pages
from dlscratch.datasets import DataError

TEXT = """\
# %%
from dlscratch.checks import stacks as check, ____

# %%
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### BLANK
    # return ____
    ### END SOLUTION

check.double(double)
"""
BLANK = pages.dumps(opening.put(pages.blank(TEXT))).encode()


@pytest.fixture
def root(tmp_path, monkeypatch):
    for name in ("lessons", "notebooks", "exercises"):
        (tmp_path / name).mkdir()
    (tmp_path / "lessons/03_stacks_exercises.py").write_text(TEXT)
    monkeypatch.setattr(lessons, "folder", lambda: tmp_path)
    monkeypatch.setattr(solutions, "FILE", tmp_path / "solutions.json")
    solutions.FILE.write_text(json.dumps({"stacks.double": ""}))
    return tmp_path


def exercises(root):
    return {path.name: path.read_bytes() for path in (root / "exercises").iterdir()}


def run(capsys, *arguments):
    """(exit code, stdout, stderr) of a command."""
    try:
        code = cli.main(list(arguments))
    except SystemExit as exit:
        code = exit.code
    return code, *capsys.readouterr()


@pytest.mark.parametrize("word", ["03", "3", "03_stacks", "stacks"])
def test_reset_keeps_the_learners_notebook(root, capsys, word):
    (root / "exercises/03_stacks_exercises.ipynb").write_bytes(b"mine")
    code, out, err = run(capsys, "reset", word)
    there = exercises(root)
    assert there.pop("03_stacks_exercises.ipynb") == BLANK
    [(kept, content)] = there.items()
    assert content == b"mine" and files.is_kept(kept)
    assert (code, err) == (0, "") and f"Yours is kept in exercises/{kept}." in out


def test_reset_never_overwrites_what_it_kept(root, capsys):
    path = root / "exercises/03_stacks_exercises.ipynb"
    for number in range(4):  # within one second, so that the dated names would be equal
        path.write_bytes(b"mine %d" % number)
        assert run(capsys, "reset", "3")[0] == 0
    kept = [content for name, content in exercises(root).items() if files.is_kept(name)]
    assert sorted(kept) == [b"mine 0", b"mine 1", b"mine 2", b"mine 3"]


def test_reset_keeps_nothing_of_a_blank_or_missing_notebook(root, capsys):
    for _ in range(2):
        said = run(capsys, "reset", "3")
        assert said == (0, "exercises/03_stacks_exercises.ipynb is blank.\n", "")
        assert exercises(root) == {"03_stacks_exercises.ipynb": BLANK}


@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_reset_that_fails_changes_nothing(root, capsys, monkeypatch, function):
    def disk_full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (root / "exercises/03_stacks_exercises.ipynb").write_bytes(b"mine")
    monkeypatch.setattr(os, function, disk_full)
    code, out, err = run(capsys, "reset", "3")
    assert (code, out) == (1, "") and "No space left on device" in err and err.count("\n") == 1
    assert exercises(root).pop("03_stacks_exercises.ipynb") == b"mine"
    assert set(exercises(root).values()) == {b"mine"}  # no half-written file


@pytest.mark.parametrize(
    "word, words", [("99", "the lessons are 00_start_here, 01_"), ("1", "01_tensors has no exerc")]
)
def test_reset_of_what_is_not_there(root, capsys, word, words):
    code, out, err = run(capsys, "reset", word)
    assert (code, out) == (1, "") and words in err and err.count("\n") == 1


def test_progress(root, capsys):
    run(capsys, "reset", "3")
    code, out, err = run(capsys, "progress")
    assert (code, err) == (0, "") and "03_stacks            0 of 1 passed" in out
    assert out.isascii()  # every console can show it


def test_progress_of_a_damaged_notebook(root, capsys):
    (root / "exercises/03_stacks_exercises.ipynb").write_text("{")
    code, out, err = run(capsys, "progress")
    assert code == 1 and "exercises/03_stacks_exercises.ipynb is damaged" in out
    assert run(capsys, "reset", "3")[0] == 0
    assert run(capsys, "progress")[0] == 0


def test_data_says_where(root, capsys, monkeypatch):
    monkeypatch.setattr("dlscratch.datasets.download", lambda: root)
    code, out, err = run(capsys, "data")
    assert (code, out, err) == (0, f"All 70,000 digits are in {root}, verified.\n", "")


@pytest.mark.parametrize(
    "error, code, sentence",
    [
        (DataError("No mirror answered."), 1, "No mirror answered.\n"),
        (KeyboardInterrupt(), 130, "Stopped; nothing is half done.\n"),
    ],
)
def test_data_that_cannot_be_had(root, capsys, monkeypatch, error, code, sentence):
    def fail():
        raise error

    monkeypatch.setattr("dlscratch.datasets.download", fail)
    assert run(capsys, "data") == (code, "", sentence)


@pytest.mark.parametrize("arguments", [["resett"], ["reset"], ["progress", "3"], ["mine", "--csv"]])
def test_wrong_usage(capsys, arguments):
    code, out, err = run(capsys, *arguments)
    assert code == 2 and err.startswith("usage: python -m dlscratch")


def test_help_names_every_command(capsys):
    code, out, err = run(capsys, "--help")
    assert code == 0 and all(name in out for name in cli.COMMANDS)
    for name in cli.COMMANDS:
        assert run(capsys, name, "--help")[0] == 0


def test_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "dlscratch", "reset", "99"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("There is no lesson '99'") and "Traceback" not in done.stderr


def in_a_process(root, *words, **options):
    """Run a command in a process of its own; (exit code, stderr)."""
    code = (
        "import sys; from pathlib import Path; from dlscratch import __main__ as cli; "
        "from dlscratch.course import lessons; lessons.folder = lambda: Path(sys.argv[1]); "
        "sys.exit(cli.main(sys.argv[2:]))"
    )
    command = [sys.executable, "-c", code, str(root), *words]
    options["env"] = {**os.environ, "PYTHONUNBUFFERED": "", **options.get("env", {})}
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60, **options)
    return done.returncode, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="it needs POSIX pipes")
@pytest.mark.parametrize("words", [["progress"], ["--help"], ["class", "--help"], ["reset", "3"]])
def test_nobody_reads_on(root, words):
    """As in `python -m dlscratch progress | true`."""
    reader, writer = os.pipe()
    os.close(reader)
    code, err = in_a_process(root, *words, stdout=writer)
    os.close(writer)
    assert (code, err) == (141, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="it needs a device that is full")
def test_a_full_disk_under_the_output(root):
    with open("/dev/full", "w") as full:
        code, err = in_a_process(root, "progress", stdout=full)
    assert (code, err) == (1, "The output cannot be written (No space left on device).\n")


def test_no_output_at_all(root, monkeypatch):
    """As in a program that a window starts on Windows."""
    monkeypatch.setattr(sys, "stdout", None)
    assert cli.main(["progress"]) == 0


def test_a_console_that_cannot_show_a_name(root):
    """A copy has a name in Chinese, and the console speaks Latin alone."""
    passed = {"exercise": "stacks.double", "kind": "passed", "mistake": None}
    cell = {"outputs": [{"data": {MIME: passed}}]}
    copy = root / "exercises" / "\u5b66\u4e60.ipynb"
    copy.write_text(json.dumps({"cells": [cell]}))
    env = {"PYTHONIOENCODING": "latin-1"}
    assert in_a_process(root, "progress", stdout=subprocess.DEVNULL, env=env) == (0, "")
