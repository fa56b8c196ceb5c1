"""The committed notebooks are what lessons/ gives, and the build itself keeps its promises."""

import importlib.util
import json
from pathlib import Path

import nbformat
import pytest
from gate import ROOT, build
from nbformat.v4 import new_code_cell, new_notebook, new_output

from dlscratch.course import lessons, pages, setup_check

LESSON = """\
# %% [markdown]
# # Tensors

# %%
import os
os.path.basename(os.getcwd())

# %% tags=["raises-exception"]
import json
json.loads("no json")

# %% tags=["nbval-ignore-output", "output-not-stored"]
print("only here and now")

# %%
print("the same")

# %%
print("the same")
"""
EXERCISES = """\
# %%
from types import SimpleNamespace
check = SimpleNamespace(double=lambda f: print(f(4)))

# %%
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### BLANK
    # return ____
    ### END SOLUTION

check.double(double)
"""


def test_committed_notebooks_are_what_the_lessons_give():
    assert build.check(ROOT) == []


def write_lessons(root, **texts):
    for stem, text in texts.items():
        path = root / "lessons" / f"{stem.removeprefix('_')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def contents(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in (*build.FOLDERS, "dlscratch")
        for path in (root / folder).rglob("*.*")
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """What two builds give, in two folders."""
    found = []
    for name in ("one", "two"):
        root = tmp_path_factory.mktemp(name)
        write_lessons(root, _01_tensors=LESSON, _01_tensors_exercises=EXERCISES)
        assert build.main([], root) == 0
        found.append(contents(root))
    return found


@pytest.fixture
def root(built, tmp_path):
    """A course as it was built, to be damaged."""
    write_lessons(tmp_path, _01_tensors=LESSON, _01_tensors_exercises=EXERCISES)
    for name, content in built[0].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def notebook(contents, name):
    return nbformat.reads(contents[name].decode(), as_version=4)


def test_two_builds_give_the_same_files(built):
    one, two = built
    assert set(one) == {
        "notebooks/01_tensors.ipynb",
        "notebooks/words.ipynb",
        "ci/results/01_tensors.ipynb",
        "exercises/01_tensors_exercises.ipynb",
        "solutions/01_tensors_solutions.ipynb",
        "dlscratch/checks/solutions.json",
    }
    assert one == two


def test_notebooks_are_executed_in_their_own_folder(built):
    cells = notebook(built[0], "ci/results/01_tensors.ipynb").cells
    assert cells[1].outputs[0]["data"]["text/plain"] == "'notebooks'"
    assert [cell.execution_count for cell in cells[1:]] == [1, 2, 3, 4, 5]


def test_what_a_learner_opens_shows_nothing_yet(built):
    bare = notebook(built[0], "notebooks/01_tensors.ipynb")
    executed = notebook(built[0], "ci/results/01_tensors.ipynb")
    for cell in executed.cells[1:]:
        cell.outputs, cell.execution_count = [], None
    assert bare == executed


def test_outputs_are_stored_clean(built, tmp_path):
    notebook_ = notebook(built[0], "ci/results/01_tensors.ipynb")
    error, hidden = notebook_.cells[2].outputs[0], notebook_.cells[3]
    assert error.output_type == "error" and error.ename == "JSONDecodeError"
    assert "Expecting value" in error.traceback[-1]
    assert "decoder.py" not in json.dumps(notebook_)  # a frame of the library, with its path
    assert hidden.outputs == []
    assert set(notebook_.metadata) == {"kernelspec", "language_info"}
    assert notebook_.metadata.language_info == pages.LANGUAGE
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook_.cells)


def test_exercises_are_blank_and_solutions_are_run(built):
    blank = notebook(built[0], "exercises/01_tensors_exercises.ipynb").cells
    solved = notebook(built[0], "solutions/01_tensors_solutions.ipynb").cells
    assert "return ____" in blank[1].source and "2 * x" not in blank[1].source
    assert all(cell.outputs == [] and cell.execution_count is None for cell in blank)
    assert "return 2 * x" in solved[1].source and solved[1].outputs[0].text == "8\n"
    assert json.loads(built[0]["dlscratch/checks/solutions.json"]) == {
        "tensors.double": {
            "solution": "def double(x):\n    return 2 * x",
            "check": "check.double(double)",
        }
    }


def test_check_agrees_with_the_build(root):
    assert build.check(root) == []


def damage_source(cells):
    cells[1].source += "\n"


def damage_id(cells):
    cells[1].id = "abc"


def damage_tags(cells):
    cells[1].metadata["tags"] = ["raises-exception"]


def damage_type(cells):
    cells[1].cell_type = "raw"
    del cells[1]["outputs"], cells[1]["execution_count"]


def damage_order(cells):
    cells[1], cells[0] = cells[0], cells[1]


def damage_end(cells):
    del cells[-1]


def damage_outputs(cells):
    cells[1].outputs = [PRINTED]


def damage_count(cells):
    cells[1].execution_count = 7


def damage_begin(cells):
    cells.append(new_code_cell("x", id="x"))


@pytest.mark.parametrize(
    "damage, words",
    [
        (damage_source, "in cell 1: the source"),
        (damage_id, "in cell 1: the id"),
        (damage_tags, "in cell 1: the tags"),
        (damage_type, "in cell 1: the type"),
        (damage_order, "in cell 0: the "),
        (damage_end, "cells, but its text"),
        (damage_begin, "cells, but its text"),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "notebooks/01_tensors.ipynb",
        "ci/results/01_tensors.ipynb",
        "exercises/01_tensors_exercises.ipynb",
        "solutions/01_tensors_solutions.ipynb",
    ],
)
def test_check_sees_edited_notebooks(root, capsys, name, damage, words):
    edited = nbformat.read(root / name, as_version=4)
    damage(edited.cells)
    nbformat.write(edited, root / name)
    assert build.main(["--check"], root) == 1
    said = capsys.readouterr().err
    assert said.startswith(name) and words in said and said.count("\n") == 1


@pytest.mark.parametrize("damage, words", [(damage_outputs, "outputs"), (damage_count, "count")])
def test_check_sees_a_page_that_was_run(root, damage, words):
    for name in ("ci/results/01_tensors.ipynb", "notebooks/01_tensors.ipynb"):
        run = nbformat.read(root / name, as_version=4)
        damage(run.cells)
        nbformat.write(run, root / name)
    assert build.check(root) == [
        f"notebooks/01_tensors.ipynb differs from its text in cell 1: the {words} "
        "(lessons/01_tensors.py): python ci/build.py 01, or if you have run it here, "
        "git checkout -- notebooks/01_tensors.ipynb"
    ]


def test_check_sees_an_edited_page_of_words(root, capsys):
    edited = nbformat.read(root / "notebooks/words.ipynb", as_version=4)
    edited.cells[0].source += "\n- **mine**: no lesson has it."
    nbformat.write(edited, root / "notebooks/words.ipynb")
    assert build.main(["--check"], root) == 1
    said = capsys.readouterr().err
    assert said == (
        "notebooks/words.ipynb differs from its text in cell 0: the source (lessons): "
        "python ci/build.py 00\n"
    )


def test_check_sees_missing_damaged_and_stray_files(root):
    (root / "notebooks/01_tensors.ipynb").unlink()
    (root / "solutions/01_tensors_solutions.ipynb").write_text("{")
    (root / "ci/results/13_more.ipynb").write_text("{}")
    (root / "exercises/01_tensors_exercises-Copy1.ipynb").write_text("{}")
    (root / "exercises/01_tensors_exercises.2026-11-23_14-12-05.ipynb").write_text("{}")  # kept
    (root / "exercises/.ipynb_checkpoints").mkdir()
    (root / "dlscratch/checks/solutions.json").write_text("{}")
    missing, damaged, stray, other, solutions = build.check(root)
    assert missing.startswith("notebooks/01_tensors.ipynb is missing")
    assert damaged.startswith("solutions/01_tensors_solutions.ipynb cannot be read")
    assert stray == "exercises/01_tensors_exercises-Copy1.ipynb has no source in lessons/."
    assert other == "ci/results/13_more.ipynb has no source in lessons/."
    assert solutions.startswith("dlscratch/checks/solutions.json is not")


def test_check_sees_edited_lessons(root):
    write_lessons(root, _01_tensors=LESSON.replace("# # Tensors", "# # Arrays"))
    problems = build.check(root)
    for folder, problem in zip(["ci/results", "notebooks"], sorted(problems), strict=True):
        assert problem.startswith(f"{folder}/01_tensors.ipynb differs from its text in cell 0: ")


def test_check_does_not_execute(root, monkeypatch):
    monkeypatch.setattr(build, "execute", lambda *arguments: pytest.fail("executed"))
    assert build.check(root) == []


def test_a_failing_cell_stops_the_build(root, capsys):
    before = contents(root)
    write_lessons(root, _01_tensors="# %%\nx = 1\n\n# %%\nx / 0\n")
    assert build.main(["01"], root) == 1
    said = capsys.readouterr().err
    assert said.startswith("notebooks/01_tensors.ipynb, cell 1: ") and "ZeroDivisionError" in said
    assert contents(root) == before


def test_an_authoring_error_stops_the_build_before_anything_is_run(root, capsys):
    before = contents(root)
    broken = EXERCISES.replace("    ### END SOLUTION\n", "")
    write_lessons(root, _01_tensors="# %%\nx = 2\n", _01_tensors_exercises=broken)
    assert build.main([], root) == 1
    assert capsys.readouterr().err.startswith("lessons/01_tensors_exercises.py, line 7: ")
    assert contents(root) == before


def test_a_text_that_is_no_lesson(root, capsys):
    write_lessons(root, _01_tensor="")
    assert build.main(["--check"], root) == 1
    assert "lessons/01_tensor.py is no lesson" in capsys.readouterr().err


def test_the_full_digits_are_required_where_they_are_named(root, capsys, monkeypatch):
    before = contents(root)
    text = '# %% tags=["full-mnist", "nbval-ignore-output"]\nx = 1\n'
    write_lessons(root, _01_tensors=text)
    executed = []
    monkeypatch.setattr(build, "execute", lambda notebook, folder, path: executed.append(path))
    monkeypatch.setattr(setup_check, "all_digits", lambda: None)
    assert build.main(["01"], root) == 1
    assert "`python -m dlscratch data`" in capsys.readouterr().err
    assert not executed and contents(root) == before
    monkeypatch.setattr(setup_check, "all_digits", lambda: root)
    assert build.main(["01"], root) == 0
    assert Path(lessons.LESSONS[1].notebook) in executed


def test_pytorch_is_required_where_it_is_imported(root, capsys, monkeypatch):
    before = contents(root)
    write_lessons(root, _01_tensors="# %%\nimport torch\n")
    executed = []
    monkeypatch.setattr(build, "execute", lambda notebook, folder, path: executed.append(path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert build.main(["01"], root) == 1
    assert "lessons/01_tensors.py stores what PyTorch gives" in capsys.readouterr().err
    assert not executed and contents(root) == before
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert build.main(["01"], root) == 0
    assert Path(lessons.LESSONS[1].notebook) in executed


def cleaned(*outputs, tags=()):
    cell = new_code_cell(
        "x", outputs=list(outputs), metadata={"tags": list(tags), "scrolled": True}
    )
    build.clean(new_notebook(cells=[cell]), Path("notebooks/01_tensors.ipynb"))
    assert set(cell.metadata) == {"tags"}
    return cell.outputs


WIDGET = new_output("display_data", {build.WIDGET: {"model_id": "1"}, "text/plain": "IntSlider()"})
PRINTED = new_output("stream", name="stdout", text="10 %\r20 %\rdone\n")
WARNED = new_output("stream", name="stderr", text="a warning")


def test_live_widgets_are_not_stored():
    assert cleaned(WIDGET, tags=["nbval-ignore-output"]) == []


def test_progress_bars_are_stored_as_they_end():
    assert [out.text for out in cleaned(PRINTED)] == ["done\n"]


def test_what_arrives_in_pieces_is_stored_in_one():
    pieces = [new_output("stream", name="stdout", text=text) for text in ("a\n", "b\n")]
    shown = new_output("display_data", {"text/plain": "c"})
    assert [out.get("text") for out in cleaned(*pieces, shown, PRINTED)] == [
        "a\nb\n",
        None,
        "done\n",
    ]


@pytest.mark.parametrize("output, words", [(WIDGET, "live widget"), (WARNED, "stderr")])
def test_what_nbval_cannot_compare_needs_its_tag(output, words):
    with pytest.raises(build.BuildError, match=f"notebooks/01_tensors.ipynb, cell 0 .*{words}"):
        cleaned(output)
    cleaned(output, tags=["nbval-ignore-output"])


def test_a_cell_whose_output_is_not_stored_cannot_be_compared():
    with pytest.raises(build.BuildError, match="nbval-ignore-output"):
        cleaned(tags=["output-not-stored"])
