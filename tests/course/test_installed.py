"""The course in a folder that the package has made: what is put there, what never, and updates."""

import errno
import functools
import json
import os
import shutil
import sys

import pytest

import dlscratch
from dlscratch import __main__ as cli
from dlscratch import terminal
from dlscratch.course import (
    edition,
    files,
    installed,
    lessons,
    mine,
    opening,
    progress,
    renewal,
    saved,
    server,
    setup_check,
)
from tests import ROOT

LESSON = lessons.find("tensors")
EXERCISES, NOTEBOOK = LESSON.exercises.as_posix(), LESSON.notebook.as_posix()
LAST = lessons.find("layers")  # with the first lesson, enough for these tests


@functools.cache
def blank(lesson):
    return edition.blank(ROOT, lesson)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package's folder: its pages are those of three lessons."""
    place = tmp_path / "site-packages" / "dlscratch"
    given = ["weights/ready.safetensors", "notebooks/words.ipynb"]
    for lesson in (lessons.LESSONS[0], LESSON, LAST):
        given += [str(lesson.notebook), str(lesson.exercises), str(lesson.solutions)]
    for name in given:
        path = place / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, path)
    for lesson in (LESSON, LAST):  # somebody's answers may lie in this clone
        path = place / "pages" / lesson.exercises
        path.write_bytes(blank(lesson))
    for module in (lessons, terminal):
        monkeypatch.setattr(module, "PACKAGE", place)
    monkeypatch.setattr(shutil, "which", lambda name: f"bin/{name}")
    return place


@pytest.fixture
def folder(package, tmp_path):
    """A folder with the course in it."""
    folder = tmp_path / "mine" / installed.NAME
    assert installed.put(folder) == [f"The course is in {folder}."]
    return folder


def new_edition(package, monkeypatch, *names, version="9.10.0"):
    """The installed package is replaced: these pages are changed in it."""
    monkeypatch.setattr(dlscratch, "__version__", version)
    for name in names:
        path = package / "pages" / name
        notebook = json.loads(path.read_text(encoding="utf-8"))
        first = notebook["cells"][0]
        first["source"], first["id"] = "# A new title", "0123456789ab"
        path.write_text(json.dumps(notebook), encoding="utf-8")


def everything(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(folder):
    with pytest.raises(lessons.CourseError) as refusal:
        installed.put(folder)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


# The folder


def test_a_new_folder_gets_all_pages(package, folder):
    found = everything(folder)
    record = json.loads(found.pop(lessons.RECORD))
    assert record["edition"] == dlscratch.__version__ and record["files"].keys() == found.keys()
    assert found.pop("README.md") == installed.README.encode()
    assert found == everything(package / "pages")
    assert not lessons.is_clone(folder)


def test_a_second_start_changes_nothing(folder, monkeypatch):
    (folder / EXERCISES).write_bytes(b"mine")
    (folder / NOTEBOOK).unlink()
    before = everything(folder)
    assert installed.put(folder) == [] and everything(folder) == before
    monkeypatch.chdir(folder / "exercises")
    assert installed.chosen(None) == folder == lessons.folder()


def test_without_a_name_a_folder_beside_is_chosen(package, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert installed.chosen(None) == tmp_path / installed.NAME
    with pytest.raises(lessons.CourseError, match="or make one with `dlscratch open`"):
        lessons.folder()


@pytest.mark.parametrize("name", ["with spaces", "Köln ☃", "a/b/../c", "it's (1)", "."])
def test_a_folder_of_any_name(package, tmp_path, monkeypatch, name):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    folder = installed.chosen(type(tmp_path)(name))
    assert installed.put(folder) and (folder / EXERCISES).is_file()
    assert ".." not in folder.parts and installed.put(folder) == []


def test_foreign_files_are_left_alone(package, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.tex").write_text("my thesis")
    before = everything(tmp_path / "thesis")
    assert "holds other files (chapter.tex), and" in refused(tmp_path / "thesis")
    assert everything(tmp_path / "thesis") == before


def test_hidden_files_are_in_nobodys_way(package, tmp_path):
    (tmp_path / "new" / ".git").mkdir(parents=True)
    assert installed.put(tmp_path / "new")


def test_a_file_in_the_way(package, tmp_path):
    (tmp_path / "file").write_text("mine")
    assert "is a file" in refused(tmp_path / "file")
    assert "in the way" in refused(tmp_path / "file" / "course")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "number, words",
    [(errno.ENOSPC, "free about"), (errno.EROFS, "name a folder of your own"), (errno.EACCES, "")],
)
@pytest.mark.parametrize("after", [0, 1, 4, 9])
def test_a_start_that_fails_is_taken_up_by_the_next(
    package, tmp_path, monkeypatch, number, words, after
):
    whole, left = files.write, [after]

    def write(path, content):
        if not left[0]:
            raise OSError(number, os.strerror(number), str(path))
        left[0] -= 1
        whole(path, content)

    monkeypatch.setattr(files, "write", write)
    assert words in refused(tmp_path / "new")
    monkeypatch.setattr(files, "write", whole)
    half = tmp_path / "new" / "notebooks"
    if half.exists():
        (half / "01_tensors.ipynb.12.unfinished").write_bytes(b"half")
    assert installed.put(tmp_path / "new") and installed.put(tmp_path / "new") == []
    found = everything(tmp_path / "new")
    assert everything(package / "pages").items() <= found.items()
    assert not [name for name in found if name.endswith(".unfinished")]


def test_what_was_written_into_a_half_made_folder_stays(package, tmp_path, monkeypatch):
    whole = files.write

    def write(path, content):
        if path.name.startswith("02"):
            raise KeyboardInterrupt
        whole(path, content)

    monkeypatch.setattr(files, "write", write)
    with pytest.raises(KeyboardInterrupt):
        installed.put(tmp_path / "new")
    monkeypatch.setattr(files, "write", whole)
    (tmp_path / "new" / NOTEBOOK).write_bytes(b"mine")
    installed.put(tmp_path / "new")
    assert (tmp_path / "new" / NOTEBOOK).read_bytes() == b"mine"
    renewal.renew(tmp_path / "new")
    assert (tmp_path / "new" / NOTEBOOK).read_bytes() == b"mine"


def test_a_clone_is_opened_by_its_own_start(package):
    assert "`python3 start.py`" in refused(ROOT)


def test_a_clones_own_command_makes_no_folders(tmp_path):
    assert installed.put(ROOT) == []
    assert "belongs to the course in" in refused(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_another_edition_is_opened_and_named(package, folder, monkeypatch):
    before = everything(folder)
    monkeypatch.setattr(dlscratch, "__version__", "9.10.0")
    (said,) = installed.put(folder)
    assert "`dlscratch update`" in said and "9.10.0" in said
    renewal.renew(folder)
    monkeypatch.setattr(dlscratch, "__version__", "9.9.1")
    (said,) = installed.put(folder)
    assert "older (9.9.1)" in said and installed.upgrade() in said
    with pytest.raises(lessons.CourseError, match="older"):
        renewal.renew(folder)
    after = everything(folder)
    assert before.pop(lessons.RECORD) != after.pop(lessons.RECORD) and before == after


@pytest.mark.parametrize("record", [b"", b"[]", b'{"edition": 1, "files": []}', b"\xff", None])
def test_a_damaged_record_loses_nothing(package, folder, record):
    if record is None:
        (folder / lessons.RECORD).unlink()
    else:
        (folder / lessons.RECORD).write_bytes(record)
    (folder / EXERCISES).write_bytes(b"mine")
    (folder / NOTEBOOK).write_bytes(b"mine, too")
    assert "not noted" in installed.put(folder)[0]
    said = renewal.renew(folder)
    assert (folder / EXERCISES).read_bytes() == b"mine"
    (kept,) = [name for name in everything(folder) if files.is_kept(name.rpartition("/")[2])]
    assert (folder / kept).read_bytes() == b"mine, too" and kept in said
    assert installed.put(folder) == []


# An update


def test_an_update_without_news_says_how_to_get_some(folder):
    (folder / EXERCISES).write_bytes(b"mine")
    (folder / NOTEBOOK).write_bytes(b"mine")
    before = everything(folder)
    said = renewal.renew(folder)
    assert "the edition installed" in said and installed.upgrade() in said
    assert everything(folder) == before


def test_an_update_replaces_what_is_untouched(package, folder, monkeypatch):
    new_edition(package, monkeypatch, NOTEBOOK, EXERCISES)
    crlf = (folder / NOTEBOOK).read_bytes().replace(b"\n", b"\r\n")
    (folder / NOTEBOOK).write_bytes(crlf)
    said = renewal.renew(folder)
    assert "2 files are new or changed" in said and "kept" not in said
    assert everything(package / "pages").items() <= everything(folder).items()


def test_an_update_leaves_exercises_and_says_how_to_get_the_new_ones(package, folder, monkeypatch):
    own = json.loads((folder / EXERCISES).read_text(encoding="utf-8"))
    own["cells"][2]["source"] = "answered"
    text = json.dumps(own).encode()
    (folder / EXERCISES).write_bytes(text)
    (folder / mine.FILE).write_bytes(b"my library")
    (folder / "exercises" / "scratch.py").write_bytes(b"my notes")
    new_edition(package, monkeypatch, EXERCISES)
    said = renewal.renew(folder)
    assert f"{EXERCISES} has changed, and yours was left as it is; `dlscratch reset 01`" in said
    assert (folder / EXERCISES).read_bytes() == text
    assert (folder / mine.FILE).read_bytes() == b"my library"
    again = renewal.renew(folder)
    assert f"{EXERCISES} is yours, and of another edition; `dlscratch reset 01`" in again
    monkeypatch.setattr(lessons, "folder", lambda: folder)
    assert cli.main(["reset", "1"]) == 0
    assert (folder / EXERCISES).read_bytes() == (package / "pages" / EXERCISES).read_bytes()
    assert text in everything(folder).values()
    assert EXERCISES not in renewal.renew(folder)


def test_an_update_keeps_what_both_have_changed(package, folder, monkeypatch):
    (folder / NOTEBOOK).write_bytes(b"run and saved")
    (folder / "README.md").write_bytes(b"my notes")  # the new edition leaves it as it is
    new_edition(package, monkeypatch, NOTEBOOK)
    said = renewal.renew(folder)
    (kept,) = [name for name in everything(folder) if files.is_kept(name.rpartition("/")[2])]
    assert (folder / kept).read_bytes() == b"run and saved" and f"is kept as {kept}" in said
    assert (folder / NOTEBOOK).read_bytes() == (package / "pages" / NOTEBOOK).read_bytes()
    assert (folder / "README.md").read_bytes() == b"my notes"


def test_an_update_brings_back_what_was_deleted(package, folder, monkeypatch):
    shutil.rmtree(folder / "solutions")
    (folder / NOTEBOOK).unlink()
    monkeypatch.setattr(dlscratch, "__version__", "9.10.0")
    renewal.renew(folder)
    assert everything(package / "pages").items() <= everything(folder).items()


def test_an_update_takes_away_only_what_nobody_has_changed(package, folder, monkeypatch):
    for name in (LAST.notebook, LAST.exercises):
        (package / "pages" / name).unlink()
    (folder / LAST.exercises).write_bytes(b"mine")
    monkeypatch.setattr(dlscratch, "__version__", "9.10.0")
    said = renewal.renew(folder)
    assert not (folder / LAST.notebook).exists()
    assert (folder / LAST.exercises).read_bytes() == b"mine"
    assert f"{LAST.exercises} is no longer in the course, and yours was left" in said


@pytest.mark.parametrize("worked", [True, False])
def test_exercises_go_along_to_another_number(package, folder, monkeypatch, worked):
    """The folder was made when the lesson had another number, and the package is a newer one."""
    record = json.loads((folder / lessons.RECORD).read_text())
    for page in (EXERCISES, NOTEBOOK):
        old = page.replace("/01_", "/07_")
        (folder / page).rename(folder / old)
        record["files"][old] = record["files"].pop(page)
    (folder / lessons.RECORD).write_text(json.dumps(record))
    old = folder / EXERCISES.replace("/01_", "/07_")
    if worked:
        shutil.copy(ROOT / LESSON.solutions, old)
    monkeypatch.setattr(dlscratch, "__version__", "9.10.0")
    said = "".join(progress.notes(progress.read(folder)))
    assert ("`dlscratch update` makes it exercises/01_" in said) == worked
    said = renewal.renew(folder)
    assert not old.exists() and not (folder / NOTEBOOK.replace("/01_", "/07_")).exists()
    assert len(progress.read(folder)[1].passed) == (14 if worked else 0)
    assert (f"{old.relative_to(folder)} is {EXERCISES} now" in said) == worked
    assert "no longer in the course" not in said and "another edition" not in renewal.renew(folder)


def test_a_folder_in_the_place_of_a_new_page(package, folder, monkeypatch):
    (folder / NOTEBOOK).unlink()
    (folder / NOTEBOOK).mkdir()
    (folder / NOTEBOOK / "notes").write_bytes(b"mine")
    new_edition(package, monkeypatch, NOTEBOOK)
    said = renewal.renew(folder)
    assert (folder / NOTEBOOK).is_file() and b"mine" in everything(folder).values()
    assert "is kept as notebooks/01_tensors.ipynb.2" in said


@pytest.mark.parametrize("after", [0, 1, 2])
def test_an_update_that_stops_is_taken_up_by_the_next(package, folder, monkeypatch, after):
    names = [NOTEBOOK, LAST.notebook.as_posix(), EXERCISES]
    own = {name: f"mine, {name}".encode() for name in (NOTEBOOK, EXERCISES)}
    for name, content in own.items():
        (folder / name).write_bytes(content)
    new_edition(package, monkeypatch, *names)
    whole, left = files.write, [after]

    def write(path, content):
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        left[0] -= 1
        whole(path, content)

    monkeypatch.setattr(files, "write", write)
    with pytest.raises(lessons.CourseError, match="has stopped, and nothing of yours is lost"):
        renewal.renew(folder)
    monkeypatch.setattr(files, "write", whole)
    renewal.renew(folder)
    found = everything(folder)
    assert set(own.values()) <= set(found.values())
    for name in names[:2]:
        assert found[name] == (package / "pages" / name).read_bytes()


# The commands


def test_solutions_come_from_the_package(package, folder, monkeypatch):
    """What the texts in lessons/ give in a clone, the pages give here."""
    given, built = edition.solved(folder, LESSON), edition.solved(ROOT, LESSON)
    cells = saved.read(package / "pages" / LESSON.solutions)
    assert given == [opening.left_out(cell.code).strip() for cell in cells]
    assert list(filter(None, given)) == list(filter(None, built))
    assert edition.blank(folder, lessons.LESSONS[0]) is None


def test_the_pages_are_missing_from_the_package(package, folder, monkeypatch, capsys):
    shutil.rmtree(package / "pages")
    monkeypatch.chdir(folder)
    for words in (["reset", "1"], ["progress"], ["update"], ["open"], ["open", "elsewhere"]):
        assert cli.main(words) == 1
        assert "install it again" in capsys.readouterr().err


def test_open_leads_to_the_first_page(package, tmp_path, monkeypatch, capsys):
    called = []
    monkeypatch.setattr(server, "main", called.append)
    monkeypatch.setattr(os, "environ", dict(os.environ, DISPLAY=":0"))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["open", "new", "--port=1234"]) == 0
    monkeypatch.chdir(tmp_path / "new" / "notebooks")
    assert cli.main([]) == cli.main(["--no-browser"]) == 0
    for command in called:
        assert f"--ServerApp.root_dir={tmp_path / 'new'}" in command
        assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in command
    assert called[0][-1] == "--port=1234" and called[2][-1] == "--no-browser"
    assert f"The course is in {tmp_path / 'new'}." in capsys.readouterr().out


def test_the_first_page_knows_where_it_lies(package, folder, monkeypatch):
    monkeypatch.chdir(folder / "notebooks")
    found = setup_check.this_clone()
    assert found.state == "fine" and f"dlscratch {dlscratch.__version__}" in found.text
    assert "pip install --upgrade dlscratch" in setup_check.remedy()
    with monkeypatch.context() as newer:
        newer.setattr(dlscratch, "__version__", "9.10.0")
        found = setup_check.this_clone()
        assert found.state == "note" and "`dlscratch update`" in found.text
    monkeypatch.setattr(lessons, "PACKAGE", ROOT / "dlscratch")
    found = setup_check.this_clone()
    assert found.state == "mend" and "`dlscratch` that has made" in found.text


def test_how_a_command_is_called(package, monkeypatch):
    assert terminal.command("progress") == "dlscratch progress"
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert terminal.command("progress") == "python -m dlscratch progress"
    monkeypatch.setattr(sys, "prefix", os.path.join("cache", "uv", "archive-v0", "x"))
    assert terminal.command("progress") == "uvx dlscratch progress"
    assert installed.upgrade() == "uvx dlscratch@latest"
