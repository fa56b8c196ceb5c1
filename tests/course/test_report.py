"""A report holds what was tried and nothing else, and is written only when the learner says so."""

import io
import json

import pytest

from dlscratch import __main__ as cli
from dlscratch.checks.engine.show import MIME
from dlscratch.course import lessons, report, saved

SUM, SHAPE, SSE = "tensors.tensor_sum", "tensors.shape", "losses.sse"
TENSORS, LOSSES = "01_tensors_exercises", "04_losses_exercises"


def save(root, stem, *said):
    """Save a notebook with a cell for each verdict: exercise, kind, and perhaps its counts."""
    cells = []
    for exercise, kind, *counts in said:
        verdict = {"exercise": exercise, "kind": kind, "mistake": None, **dict(*counts)}
        output = {"output_type": "display_data", "data": {"text/plain": "…", MIME: verdict}}
        source = "my_secret = 'Anna lives in Bern'"
        cells.append({"cell_type": "code", "source": source, "outputs": [output]})
    path = root / "exercises" / f"{stem}.ipynb"
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")


COUNTS = {"tries": 3, "mistakes": {"flat_sum": 2}, "hints": 1, "seconds": 95}


@pytest.fixture
def root(tmp_path, monkeypatch):
    save(tmp_path, TENSORS, (SUM, "passed", COUNTS), (SHAPE, "todo"))
    save(tmp_path, LOSSES, (SSE, "passed"))
    monkeypatch.setattr(lessons, "folder", lambda: tmp_path)
    return tmp_path


def test_a_report_says_what_was_tried(root):
    assert report.read(root) == {
        SUM: report.Entry(True, 3, {"flat_sum": 2}, 1, 95),
        SSE: report.Entry(True, 0, {}, 0, 0),
    }


def test_a_blank_put_back_and_a_pass_in_another_cell(root):
    save(root, TENSORS, (SUM, "passed"), (SUM, "wrong", COUNTS), (SHAPE, "todo", COUNTS))
    assert report.read(root)[SUM] == report.Entry(True, 3, {"flat_sum": 2}, 1, 95)
    assert not report.read(root)[SHAPE].passed


def run(capsys, *arguments):
    code = cli.main(["report", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_it_shows_what_it_holds_and_writes_nothing_unasked(root, capsys):
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert out == (
        "exercise            passed  wrong  hints  seconds  mistakes\n"
        "tensors.tensor_sum  yes         3      1       95  flat_sum 2x\n"
        "losses.sse          yes         0      0        0\n\n"
        "This is all that it holds. Nothing is sent anywhere.\n"
        "Nothing is written; with --yes it is.\n"
    )
    assert sorted(path.name for path in root.iterdir()) == ["exercises"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    "answer, written", [("y\n", 1), ("Yes\n", 1), ("n\n", 0), ("\n", 0), ("", 0)]
)
def test_somebody_at_a_terminal_is_asked(root, capsys, monkeypatch, answer, written):
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    code, out, _ = run(capsys)
    assert code == 0 and "? [y/N] " in out
    assert (root / report.NAME).exists() == written


def test_it_writes_only_that(root, capsys):
    code, out, _ = run(capsys, root / "anna.json", "--yes")
    assert code == 0 and out.endswith(f"Written: {root / 'anna.json'}\n")
    text = (root / "anna.json").read_text("utf-8")
    assert set(json.loads(text)) == {"format", "exercises"}
    for secret in ("secret", "Bern", "Anna", "tmp", str(root), "202", "source"):
        assert secret not in text
    assert report.load(root / "anna.json") == report.read(root)
    assert run(capsys, root / "anna.json", "--yes")[0] == 0, "a newer one takes its place"


def test_another_file_is_not_written_over(root, capsys):
    (root / "diary.json").write_text('{"dear": "diary"}')
    code, _, err = run(capsys, root / "diary.json", "--yes")
    assert code == 1 and "is no report of this course. It stays as it is" in err
    assert (root / "diary.json").read_text() == '{"dear": "diary"}'


def test_nowhere_to_write(root, capsys):
    code, _, err = run(capsys, root / "missing" / "a.json", "--yes")
    assert code == 1 and err.endswith("cannot be written (No such file or directory).\n")
    code, _, err = run(capsys, root, "--yes")
    assert code == 1 and len(err.splitlines()) == 1


def test_nothing_tried(root, capsys):
    for path in (root / "exercises").iterdir():
        path.unlink()
    assert run(capsys, "--yes")[1].startswith("You have tried no exercise yet")
    assert not (root / report.NAME).exists()


GOOD = {"passed": True, "tries": 3, "mistakes": {"flat": 2}, "hints": 1, "seconds": 95}


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{", "[" * 10_000, '{"format": "other"}', "\x00",
        {"exercises": None}, {"exercises": {"a.b": None}}, {"exercises": {"a": GOOD}}, {},
        *({"exercises": {"a.b": GOOD | change}} for change in (
            {"tries": -1}, {"tries": "3"}, {"passed": 1}, {"mistakes": []}, {"more": 1},
            {"mistakes": {"x y": 1}}, {"seconds": 1e9}, {"seconds": 10**40})),
        {"exercises": {"a.b": {"passed": True}}},
        {"exercises": {"a.\x1b[2J": GOOD}},
    ],
)  # fmt: skip
def test_what_is_no_report_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "a.json"
    whole = {"format": report.FORMAT}
    path.write_text(content if isinstance(content, str) else json.dumps(whole | content))
    with pytest.raises(saved.Damaged, match=r"^is (no report of this course|damaged: [\w ]+)\.$"):
        report.load(path)
    path.write_text(json.dumps(whole | {"exercises": {"a.b": GOOD}}))
    assert report.load(path) == {"a.b": report.Entry(**GOOD)}
