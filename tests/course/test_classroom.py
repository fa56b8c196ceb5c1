"""A class is read from the folders that a teacher has, whatever is in them, and told in full."""

import csv
import io
import json
import os
import zlib
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from dlscratch import __main__ as cli
from dlscratch.checks.engine.show import MIME
from dlscratch.course import classroom, lessons

TENSORS, LOSSES = "01_tensors_exercises", "04_losses_exercises"
SUM, SHAPE, SSE = "tensors.tensor_sum", "tensors.shape", "losses.sse"


@pytest.fixture
def folder(tmp_path):
    """The teacher's folder, empty."""
    return tmp_path


def save(folder, stem, *verdicts):
    """Save a notebook with a cell for each verdict: exercise, kind, and perhaps the mistake."""
    cells = [{"cell_type": "markdown", "source": "Text"}, {"cell_type": "code", "outputs": []}]
    for exercise, kind, *mistake in verdicts:
        verdict = {"exercise": exercise, "kind": kind, "mistake": mistake[0] if mistake else None}
        output = {"output_type": "display_data", "data": {"text/plain": "…", MIME: verdict}}
        cells.append({"cell_type": "code", "outputs": [output]})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")


def bank(id):
    """The known mistakes of an exercise."""
    (exercise,) = [one for one in classroom.registry() if one.id == id]
    return exercise.bank


def kinds(found):
    return {one.name: {id: kind for id, (kind, _) in one.found.items()} for one in found.learners}


@pytest.mark.parametrize("place", ["", "exercises", "dlscratch/exercises", "work/my course"])
def test_wherever_the_notebooks_lie_in_a_learners_folder(folder, place):
    save(folder / "anna" / place, TENSORS, (SUM, "passed"), (SHAPE, "wrong"))
    save(folder / "ben" / place, TENSORS, (SUM, "todo"))
    found = classroom.read(folder)
    assert kinds(found) == {"anna": {SUM: "passed", SHAPE: "wrong"}, "ben": {SUM: "todo"}}
    assert found.notes == []


@pytest.mark.parametrize("place", ["", "exercises"])
def test_a_folder_that_is_one_learners(folder, place):
    save(folder / "anna" / place, TENSORS, (SUM, "passed"))
    assert kinds(classroom.read(folder / "anna")) == {"anna": {SUM: "passed"}}


def test_what_is_no_answer_of_the_learner_does_not_count(folder):
    save(folder / "anna" / "exercises", TENSORS, (SUM, "wrong"))
    for place, stem in (
        ("solutions", "01_tensors_solutions"),
        ("notebooks", "00_start_here"),
        ("exercises", f"{TENSORS}.2026-11-23_14-12-05"),
        ("exercises/.ipynb_checkpoints", TENSORS),
    ):
        save(folder / "anna" / place, stem, (SUM, "passed"))
    found = classroom.read(folder)
    assert kinds(found) == {"anna": {SUM: "wrong"}} and found.notes == []


@pytest.mark.parametrize("stem", [f"{TENSORS}-Copy1", f"anna_{TENSORS}", "Untitled"])
def test_answers_in_a_notebook_that_is_not_read_are_told(folder, stem):
    """Two exercises are passed there, one of them in the notebook that is read, too."""
    save(folder / "anna" / "exercises", TENSORS, (SUM, "wrong"), (SHAPE, "passed"))
    save(folder / "anna" / "exercises", stem, (SUM, "passed"), (SHAPE, "passed"))
    found = classroom.read(folder)
    assert kinds(found) == {"anna": {SUM: "wrong", SHAPE: "passed"}}
    assert found.notes == [
        f"anna: exercises/{stem}.ipynb was not read; it holds an exercise that is passed nowhere "
        "else."
    ]


@pytest.mark.parametrize(
    "name, other",
    [
        ("{}_{}", "{}_{}"),
        ("{1}_{0}", "{1}_{0}"),
        ("{}_10001_20001_{}", "{}_10001_20002_{}"),  # a number for each learner, and each hand-in
        ("{} Berg_12345_assignsubmission_file_{}", "{} Berg_67890_assignsubmission_file_{}"),
        ("{}_{}-Copy1", "{}_{} (2)"),
        ("{}-{}-1", "{}-LATE-{}"),
    ],
)
def test_a_folder_full_of_everybodys_notebooks(folder, name, other):
    for learner in ("anna", "ben", "cem"):
        save(folder, name.format(learner, TENSORS), (SUM, "passed"))
        save(folder, other.format(learner, LOSSES), (SSE, "wrong"))
    found = classroom.read(folder)
    names = [one.name for one in found.learners]
    assert [one.split()[0] for one in names] == ["anna", "ben", "cem"]
    assert all(one.found == {SUM: ("passed", ""), SSE: ("wrong", "")} for one in found.learners)
    assert len(found.notes) == 1 and "make a folder for each learner" in found.notes[0]


def test_two_of_the_same_name_in_a_full_folder_stay_two(folder):
    for number in (10001, 10002, 10003):
        save(folder, f"anna_{number}_{TENSORS}", (SUM, "passed"))
    assert len(classroom.read(folder).learners) == 3


def test_a_second_attempt_in_a_full_folder_is_told(folder):
    for learner in ("anna", "ben"):
        save(folder, f"{learner}_{TENSORS}", (SUM, "wrong"))
        save(folder, f"{learner}_{TENSORS} (1)", (SUM, "passed"))
    found = classroom.read(folder)
    assert kinds(found) == {"anna": {SUM: "wrong"}, "ben": {SUM: "wrong"}}
    assert [note for note in found.notes if note.startswith("ben: ")] == [
        f"ben: {TENSORS}.ipynb is there more than once, and ben_{TENSORS}.ipynb was read.",
        f"ben: ben_{TENSORS} (1).ipynb was not read; it holds an exercise that is passed nowhere "
        "else.",
    ]


def test_a_learners_own_folder_with_a_copy_is_one_learner(folder):
    save(folder / "anna", TENSORS, (SUM, "passed"))
    save(folder / "anna", f"my_{TENSORS}", (SHAPE, "passed"))
    found = classroom.read(folder / "anna")
    assert kinds(found) == {"anna": {SUM: "passed"}}
    assert "my_01_tensors_exercises.ipynb was not read" in "\n".join(found.notes)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="it needs pipes and devices")
def test_what_is_no_file_stops_nobody(folder):
    """A pipe without a writer, a device without an end, a file without bounds."""
    save(folder / "ben", TENSORS, (SUM, "passed"))
    for stem, make in (
        ("02_layers_exercises", os.mkfifo),
        ("03_stacks_exercises", lambda path: path.symlink_to("/dev/zero")),
        ("04_losses_exercises", lambda path: path.write_bytes(b"") or os.truncate(path, 10**12)),
        ("Untitled", os.mkfifo),
    ):
        (folder / "anna").mkdir(exist_ok=True)
        make(folder / "anna" / f"{stem}.ipynb")
    found = classroom.read(folder)
    assert kinds(found)["ben"] == {SUM: "passed"}
    assert [note for note in found.notes if "ordinary" not in note] == [
        "anna: 04_losses_exercises.ipynb cannot be read (it is larger than 32 MB).",
        "anna: Untitled.ipynb: left out, it is not the course's.",
    ]
    assert sum("cannot be read (it is no ordinary file)." in note for note in found.notes) == 2


def test_a_folder_that_is_a_link_has_its_own_name(folder):
    save(folder / "anna", TENSORS, (SUM, "passed"))
    (folder / "cem").symlink_to("anna")
    assert set(kinds(classroom.read(folder))) == {"anna", "cem"}


def test_a_class_of_one_that_stands_in_the_folder(folder, monkeypatch):
    save(folder / "anna", TENSORS, (SUM, "passed"))
    monkeypatch.chdir(folder / "anna")
    assert set(kinds(classroom.read(Path(".")))) == {"anna"}


def test_verdicts_of_no_kind_known(folder):
    save(folder / "anna", TENSORS, (SUM, "passed"), (None, None, 3), ([], {}, []), (5, "passed"))
    assert kinds(classroom.read(folder)) == {"anna": {SUM: "passed"}}


def test_a_copy_that_reset_kept_is_no_answer(folder):
    save(folder / "anna", f"{TENSORS}.2026-11-23_14-12-05", (SUM, "passed"))
    with pytest.raises(lessons.CourseError):
        classroom.read(folder)


def test_another_name_is_accepted_and_told(folder):
    save(folder / "anna", f"{TENSORS} (1)", (SUM, "passed"))
    save(folder / "ben", f"ben_{TENSORS}", (SUM, "passed"))
    found = classroom.read(folder)
    assert kinds(found) == {"anna": {SUM: "passed"}, "ben": {SUM: "passed"}}
    assert found.notes == [
        f"anna: {TENSORS} (1).ipynb was taken for {TENSORS}.ipynb.",
        f"ben: ben_{TENSORS}.ipynb was taken for {TENSORS}.ipynb.",
    ]


def test_a_lesson_may_have_had_another_number(folder):
    former = TENSORS.replace("01_", "07_")
    save(folder / "anna", former, (SUM, "passed"))
    found = classroom.read(folder)
    assert kinds(found) == {"anna": {SUM: "passed"}}
    assert found.notes == [f"anna: {former}.ipynb was taken for {TENSORS}.ipynb."]
    for name in ("ben", "cem"):
        save(folder / "all", f"{name}_{former}", (SUM, "passed"))
    assert kinds(classroom.read(folder / "all")) == {"ben": {SUM: "passed"}, "cem": {SUM: "passed"}}


def test_the_same_notebook_twice_is_told(folder):
    save(folder / "anna", TENSORS, (SUM, "passed"))
    save(folder / "anna" / "late" / "exercises", TENSORS, (SUM, "wrong"))
    found = classroom.read(folder)
    assert kinds(found) == {"anna": {SUM: "passed"}}
    assert found.notes == [f"anna: {TENSORS}.ipynb is there more than once, and {TENSORS}.ipynb "
                           "was read."]  # fmt: skip


def test_passed_once_is_passed_and_else_the_last_verdict_counts(folder):
    mistake = bank(SHAPE)[0].id
    save(
        folder / "anna", TENSORS,
        (SUM, "passed"), (SUM, "wrong"), (SHAPE, "error"), (SHAPE, "wrong", mistake),
    )  # fmt: skip
    (anna,) = classroom.read(folder).learners
    assert anna.found == {SUM: ("passed", ""), SHAPE: ("wrong", mistake)}


def test_damaged_missing_and_foreign_notebooks_are_named_and_the_rest_goes_on(folder):
    save(folder / "anna", TENSORS, (SUM, "passed"))
    (folder / "anna" / f"{LOSSES}.ipynb").write_text('{"cells": [{"cell_')
    (folder / "ben").mkdir()
    save(folder / "cem", TENSORS, ("tensors.of_another_edition", "passed"), (SHAPE, "passed"))
    save(folder / "cem", "homework")
    save(folder / "cem", "recipes")
    (folder / "dora").mkdir()
    (folder / "dora" / f"{TENSORS}.ipynb").mkdir()
    (folder / "dora" / f"{LOSSES}.ipynb").symlink_to("nowhere")
    (folder / "eva.zip").write_text("")
    (folder / "notes.txt").write_text("")
    found = classroom.read(folder)
    assert kinds(found)["cem"] == {SHAPE: "passed"}
    assert kinds(found)["anna"].pop(SUM) == "passed"
    assert set(kinds(found)["anna"].values()) == {"passed", classroom.UNREADABLE}
    assert found.notes == [
        "eva.zip is in no learner's folder, and was left out.",
        f"anna: {LOSSES}.ipynb is damaged: it is no notebook any more.",
        "ben: there are no exercise notebooks of the course in this folder.",
        f"cem: {TENSORS}.ipynb holds exercises that this edition does not know: "
        "'tensors.of_another_edition'.",
        "cem: homework.ipynb and 1 more: left out, it is not the course's.",
        f"dora: {LOSSES}.ipynb is gone.",
    ]


@pytest.mark.parametrize("content", ["[]", "null", '{"cells": 3}', '{"cells": [{"outputs": [1]}]}',
                                     '{"cells": ' + "[" * 100_000])  # fmt: skip
def test_whatever_a_notebook_holds(folder, content):
    (folder / "anna").mkdir()
    (folder / "anna" / f"{TENSORS}.ipynb").write_text(content)
    assert "is damaged" in classroom.report(classroom.read(folder))


def test_forged_verdicts_are_no_text_of_ours(folder):
    save(folder / "anna", TENSORS, (SUM, "wrong", "=1+1"), (SHAPE, "\x1b[2J"), ("\x1b[2J", "wrong"))
    save(folder / "b\x1b[2J\nen", TENSORS)
    found = classroom.read(folder)
    assert found.learners[0].found == {SUM: ("wrong", "")}
    assert found.learners[1].name == "b?[2J?en"
    assert "\x1b" not in classroom.report(found)


def test_a_stray_notebook_makes_no_class_of_one(folder):
    save(folder, TENSORS, (SUM, "passed"))
    save(folder / "anna", TENSORS, (SUM, "wrong"))
    found = classroom.read(folder)
    assert kinds(found) == {"anna": {SUM: "wrong"}}
    assert found.notes == [f"{TENSORS}.ipynb is in no learner's folder, and was left out."]


def test_nobody_there(folder):
    (folder / "photos").mkdir()
    with pytest.raises(lessons.CourseError, match="There are no exercise notebooks"):
        classroom.read(folder)
    with pytest.raises(lessons.CourseError, match="No such file"):
        classroom.read(folder / "nowhere")


@pytest.fixture
def three(folder):
    """Three learners; two make the same mistake."""
    mistake = bank(SUM)[0].id
    save(folder / "anna", TENSORS, (SUM, "wrong", mistake), (SHAPE, "passed"))
    save(folder / "ben", TENSORS, (SUM, "wrong", mistake), (SHAPE, "error"))
    save(folder / "cem", TENSORS, (SUM, "timeout"), (SHAPE, "passed"))
    save(folder / "cem", LOSSES, (SSE, "wrong", bank(SSE)[0].id))
    return classroom.read(folder)


def test_the_report(three):
    text = classroom.report(three)
    total = len([id for id in three.exercises if id.startswith("tensors.")])
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line}
    columns = text.splitlines()[0].split()
    assert columns == [f"{lesson.number:02}" for lesson in three.by_lesson()]
    assert rows["anna"][:2] == [f"1/{total}", "-"] and rows["ben"][0] == f"0/{total}"
    assert rows["cem"][columns.index("04")].startswith("0/")
    assert f"  {SUM}: 2 wrong, 1 timeout; 0 passed\n" in text
    assert text.index(f"  {SUM}: ") < text.index(f"  {SHAPE}: 1 error; 2 passed\n")
    assert f"  2 x {SUM}, {bank(SUM)[0].id}: " in text and f"  1 x {SSE}, " in text
    assert "Not understood" not in text


def test_the_hint_is_cut_after_its_first_sentence(three):
    assert "." in bank(SUM)[0].hint.rstrip(".")
    (number, id, mistake, sentence), *_ = classroom.mistakes(three)
    assert (number, id, mistake) == (2, SUM, bank(SUM)[0].id)
    assert bank(SUM)[0].hint.startswith(sentence + " ") and sentence[-1] in ".?!"


def test_every_hint_has_a_first_sentence(three):
    hints = {(id, one.id): one.hint for id in three.exercises for one in three.exercises[id].bank}
    each = [classroom.Learner("anna", {id: ("wrong", mistake)}) for id, mistake in hints]
    found = classroom.mistakes(classroom.Class(each, three.exercises, []))
    assert len(found) == len(hints)
    for _, id, mistake, sentence in found:
        assert sentence and hints[id, mistake].startswith(sentence), (id, mistake)


def test_the_table_is_long(three, tmp_path):
    classroom.write_csv(three, tmp_path / "class.csv")
    text = (tmp_path / "class.csv").read_text(encoding="utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == ["learner", "exercise", "kind", "mistake"]
    assert len(rows) == 3 * len(three.exercises)
    assert ["anna", SUM, "wrong", bank(SUM)[0].id] in rows and ["ben", SSE, "todo", ""] in rows


@pytest.mark.parametrize("name", ["=1+1", "@SUM(1)", "+1", "-1", " =1"])
def test_a_name_is_no_formula(folder, name):
    save(folder / name, TENSORS, (SUM, "passed"))
    classroom.write_csv(classroom.read(folder), folder / "class.csv")
    text = (folder / "class.csv").read_text(encoding="utf-8-sig")
    assert {row[0] for row in csv.reader(io.StringIO(text))} == {"learner", f"'{name}"}


def test_the_picture_shows_every_learner_and_exercise(folder):
    for number in range(30):
        save(folder / f"{number:02} $x$", TENSORS, (SUM, "passed" if number % 2 else "wrong"))
    (folder / "00 $x$" / f"{LOSSES}.ipynb").write_text("{")
    found = classroom.read(folder)
    figure = classroom.picture(found)
    figure.canvas.draw()
    (axes,) = figure.axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [learner.name for learner in found.learners]
    assert len(axes.get_xticklabels()) == len(found.exercises)
    # No name may cover the next one.
    for labels, side in ((axes.get_yticklabels(), "height"), (axes.get_xticklabels(), "width")):
        boxes = [label.get_window_extent() for label in labels]
        step = abs(boxes[1].y0 - boxes[0].y0) if side == "height" else boxes[1].x0 - boxes[0].x0
        assert max(getattr(box, side) for box in boxes) <= step
    # What differs in colour differs in brightness or in a sign, too.
    colours = {tuple(axes.images[0].get_array()[row, 3]) for row in range(30)}
    assert len(colours) == 2 and axes.texts


def test_the_command_writes_what_is_asked_for(three, folder, tmp_path, capsys):
    table, picture = tmp_path / "class.csv", tmp_path / "class.png"
    arguments = ["class", str(folder), "--csv", str(table), "--picture", str(picture)]
    assert cli.main(arguments) == 0
    out = capsys.readouterr().out
    assert "What holds the class up" in out and "The commonest mistakes now" in out
    assert table.read_bytes().count(b"\n") == 1 + 3 * len(three.exercises)
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG") and content.endswith(b"IEND" + zlib.crc32(
        b"IEND").to_bytes(4, "big"))  # fmt: skip


@pytest.mark.parametrize("name", ["nowhere/class.csv", ".", "anna", "anna/", "x" * 300])
@pytest.mark.parametrize("option", ["--csv", "--picture"])
def test_a_file_that_cannot_be_written(three, folder, capsys, monkeypatch, option, name):
    monkeypatch.setattr(classroom, "picture", lambda found: Figure())  # to draw it takes seconds
    monkeypatch.chdir(folder)
    assert cli.main(["class", ".", option, name]) == 1
    out, err = capsys.readouterr()
    assert "cannot be written" in err and err.count("\n") == 1
    assert "What holds the class up" in out
