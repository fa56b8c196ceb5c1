"""The reports of a class are added up: what stops it, and what the banks miss."""

import json

import pytest

from dlscratch import __main__ as cli
from dlscratch.checks import registry
from dlscratch.course import report, tally
from tests.course.test_report import LOSSES, SSE, SUM, TENSORS, save

FLAT, OTHER = [one for one in registry() if one.id == SUM][0].bank[:2]


def entry(tries, mistakes=(), passed=True):
    return report.Entry(passed, tries, dict(mistakes), 0, 10)


CLASS = {
    "anna": {SUM: entry(3, {FLAT.id: 2}), SSE: entry(0)},
    "ben": {SUM: entry(5, {FLAT.id: 1, OTHER.id: 1, "looked_at_closely": 3}, passed=False)},
    "cem": {SUM: entry(0), "tensors.gone": entry(2, {FLAT.id: 2})},
    "dora": {},
}


@pytest.fixture
def folder(tmp_path):
    for name, one in CLASS.items():
        home = tmp_path / (name if name == "ben" else "")
        home.mkdir(exist_ok=True)
        report.write(one, home / f"{name}.json")
    return tmp_path


def test_mistakes_and_what_no_bank_knows():
    found = tally.Tally(list(CLASS.values()))
    assert found.met == [
        tally.Met(SUM, "", 4, 2, 3),
        tally.Met(SUM, FLAT.id, 3, 2, 3),
        tally.Met("tensors.gone", "", 2, 1, 1),
        tally.Met(SUM, OTHER.id, 1, 1, 3),
    ]


def run(capsys, *arguments):
    code = cli.main(["class", *map(str, arguments)])
    return code, *capsys.readouterr()


def test_the_command_adds_up_reports(folder, capsys):
    (folder / "notes.json").write_text("{}")
    (folder / "eva.json").write_text('{"format": "dlscratch rep')
    code, out, err = run(capsys, folder)
    assert (code, err) == (0, "")
    assert out.startswith("4 reports, 3 exercises.\n\nWhich mistakes stop the class")
    assert f"  3 x {SUM}, {FLAT.id}, 2 of 3 learners (67%): " in out
    assert f"  4 of 8 in {SUM}, 2 of 3 learners (67%)\n" in out
    assert out.endswith(
        "\neva.json is damaged: it is no report any more.\n"
        "\nnotes.json is no report of this course.\n"
    )
    for name in CLASS:
        assert name not in out


def test_one_report_alone(folder, capsys):
    assert run(capsys, folder / "anna.json")[1].startswith("1 report, 2 exercises.")
    assert "No wrong answer" in run(capsys, folder / "dora.json")[1]


def test_neither_notebooks_nor_reports(tmp_path, capsys):
    (tmp_path / "a.json").write_text("3")
    code, out, err = run(capsys, tmp_path)
    assert (code, out) == (1, "")
    assert err.endswith("a.json is no report of this course.\n") and "no exercise notebooks" in err
    code, _, err = run(capsys, tmp_path / "nowhere")
    assert code == 1 and "cannot be read" in err


def test_tables_and_pictures_are_of_notebooks(folder, capsys):
    code, _, err = run(capsys, folder, "--csv", folder / "a.csv")
    assert code == 1 and "--csv and --picture" in err
    assert not (folder / "a.csv").exists()


def test_notebooks_hold_the_same_counts(tmp_path, capsys):
    counts = {"tries": 3, "mistakes": {FLAT.id: 2}, "hints": 0, "seconds": 5}
    save(tmp_path / "anna", TENSORS, (SUM, "passed", counts))
    save(tmp_path / "ben", LOSSES, (SSE, "passed"))
    (tmp_path / "ben" / "package.json").write_text("{}")
    code, out, _ = run(capsys, tmp_path)
    assert code == 0 and f"2 x {SUM}, {FLAT.id}, 1 of 1 learner (100%): " in out
    assert f"  1 of 3 in {SUM}, 1 of 1 learner (100%)" in out
    assert "package.json" not in out


def test_classes_without_a_wrong_answer_are_told_as_before(tmp_path, capsys):
    save(tmp_path / "ben", LOSSES, (SSE, "passed"))
    assert "Which" not in run(capsys, tmp_path)[1]


def test_what_lies_deep_or_hidden_is_left_alone(folder):
    for place in (".git", "a/b/c", "_old"):
        (folder / place).mkdir(parents=True)
        (folder / place / "x.json").write_text(json.dumps({}))
    assert {path.stem for path in tally.find(folder)} == set(CLASS)
