"""The package as a learner gets it: a wheel, and the sdist that gives the same one.

Both are built here, without a network; the wheel is installed into an environment of its own, which
borrows what the package needs, and the course is used from there, far from this clone.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from gate import ROOT, load
from test_packaging import OVERRIDES, copy, text, tracked  # noqa: F401

import dlscratch
from dlscratch.course import lessons

PACKAGE = "ci/package.py"
EXERCISES, NOTEBOOK = "exercises/01_tensors_exercises.ipynb", "notebooks/01_tensors.ipynb"
WEIGHTS = "weights/ready.safetensors"
VERSION = dlscratch.__version__
WHEEL, SDIST = f"dlscratch-{VERSION}-py3-none-any.whl", f"dlscratch-{VERSION}.tar.gz"
BUILD = """
import sys
from hatchling.build import build_sdist, build_wheel
{"wheel": build_wheel, "sdist": build_sdist}[sys.argv[1]](sys.argv[2])
"""


def build(what, folder, place):
    command = [sys.executable, "-c", BUILD, what, place]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def dist(copy, tmp_path_factory):  # noqa: F811
    """A folder with the wheel and the sdist of the tracked files."""
    place = tmp_path_factory.mktemp("dist")
    for what in ("wheel", "sdist"):
        done = build(what, copy, place)
        assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.name for path in place.iterdir()) == sorted([WHEEL, SDIST])
    return place


def held(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pages():
    """The tracked pages, and the weights that read digits on the first of them."""
    folders = ("notebooks/", "exercises/", "solutions/", WEIGHTS)
    return [name for name in tracked() if name.startswith(folders)]


# What is in it


def test_the_wheel_holds_the_course_and_nothing_else(dist):
    found = held(dist / WHEEL)
    library = {name for name in tracked() if name.startswith("dlscratch/")}
    given = {f"dlscratch/pages/{name}" for name in pages()}
    assert library | given <= found.keys()
    prefix = f"dlscratch-{VERSION}.data/data/"
    settings = {prefix + name.removeprefix("ci/prefix/")
                for name in tracked() if name.startswith("ci/prefix/")}  # fmt: skip
    assert prefix + OVERRIDES in settings <= found.keys()
    rest = found.keys() - library - given - settings
    assert all(name.startswith(f"dlscratch-{VERSION}.dist-info/") for name in rest), rest


def test_the_pages_are_those_of_every_lesson(dist):
    found = held(dist / WHEEL)
    for lesson in lessons.LESSONS:
        for page in (lesson.notebook, lesson.exercises, lesson.solutions):
            if (ROOT / page).exists():
                assert f"dlscratch/pages/{page}" in found
    assert {path.suffix for path in map(Path, pages())} == {".ipynb", ".safetensors"}


def test_the_sdist_gives_the_same_wheel(dist, tmp_path):
    with tarfile.open(dist / SDIST) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    (tmp_path / "again").mkdir()
    done = build("wheel", unpacked, tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert held(tmp_path / "again" / WHEEL) == held(dist / WHEEL)
    names = {path.relative_to(unpacked).parts[0] for path in unpacked.rglob("*")}
    assert not names & {"tests", "requirements.txt", "start.py", ".github", ".venv"}


# A learner's work stays out


def fourth(cells):
    return [cell for cell in cells if cell["cell_type"] == "code"][3]


def written(cells):
    fourth(cells)["source"] = ["check.nothing()"]


def run(cells):
    fourth(cells)["execution_count"] = 1


def shown(cells):
    output = {"output_type": "stream", "name": "stdout", "text": ["mine"]}
    fourth(cells)["outputs"] = [output]


def added(cells):
    own = {"cell_type": "code", "id": "01234567-89ab", "metadata": {}, "outputs": []}
    cells.append({**own, "execution_count": None, "source": ["a = 1"]})


def noted(cells):
    own = {"cell_type": "markdown", "id": "01234567-89ab", "metadata": {}}
    cells.insert(3, {**own, "source": ["My notes"]})


@pytest.mark.parametrize("name", [EXERCISES, NOTEBOOK])
@pytest.mark.parametrize("change", [written, run, shown, added, noted])
def test_a_page_that_a_learner_has_used_is_refused(copy, tmp_path, name, change):  # noqa: F811
    package = load(ROOT / PACKAGE)
    path = tmp_path / name
    path.parent.mkdir()
    shutil.copy(copy / name, path)
    assert package.check(path) == ""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")
    said = package.check(path)
    assert ("reset 01" if name == EXERCISES else "ci/build.py 01") in said


@pytest.mark.parametrize("what", ["wheel", "sdist"])
def test_no_package_is_built_with_answers_in_it(copy, tmp_path, what):  # noqa: F811
    page = (copy / EXERCISES).read_bytes()
    kept = copy / "exercises" / "my_exercises.ipynb"  # a page without a text
    try:
        kept.write_bytes(page)
        (copy / EXERCISES).write_bytes(page.replace(b"____", b"4"))
        done = build(what, copy, tmp_path)
        assert done.returncode and f"{EXERCISES} is not as the course has written it" in done.stderr
        assert "Traceback" not in done.stderr and not list(tmp_path.iterdir())
        (copy / EXERCISES).unlink()
        assert "is missing" in build(what, copy, tmp_path).stderr
        (copy / EXERCISES).write_bytes(page)
        assert build(what, copy, tmp_path).returncode == 0
        (made,) = tmp_path.iterdir()
        names = held(made) if what == "wheel" else tarfile.open(made).getnames()
        assert not [name for name in names if "my_exercises" in name]
    finally:
        (copy / EXERCISES).write_bytes(page)
        kept.unlink()


# It is used


class Learner(NamedTuple):
    """Somebody who has installed the package: `learner("progress")` is what they type."""

    place: Path
    programs: Path
    env: dict

    def __call__(self, *words, folder=None, status=0):
        done = self.run("dlscratch", *words, folder=folder)
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr and str(ROOT) not in done.stdout + done.stderr
        return done.stdout + done.stderr

    def run(self, program, *words, folder=None):
        command = [shutil.which(program, path=str(self.programs)), *words]
        return subprocess.run(
            command, cwd=folder or self.place, env=self.env, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=60, encoding="utf-8",
        )  # fmt: skip


@pytest.fixture(scope="module")
def learner(dist, tmp_path_factory):
    place = tmp_path_factory.mktemp("learner's own folder ü")
    venv.create(place / "env", with_pip=False, symlinks=os.name != "nt")
    programs = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    (packages,) = (place / "env").glob("[lL]ib/**/site-packages")
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {"PIP_NO_INDEX": "1", "PYTHONUTF8": "1"}
    env["PATH"] = f"{programs}{os.pathsep}{env['PATH']}"
    someone = Learner(place, programs, env)
    options = ["--no-deps", "--quiet", "--disable-pip-version-check"]
    done = someone.run("python", "-m", "pip", "install", *options, dist / WHEEL)
    assert done.returncode == 0, done.stderr
    return someone


@pytest.fixture(scope="module")
def course(learner):
    """The folder that `dlscratch` has made; JupyterLab was only asked for its version."""
    said = learner("open", "--version")
    assert re.search(r"(?m)^4\.\d", said)
    folder = learner.place / "deep-learning-from-scratch"
    assert f"The course is in {folder}." in said
    return folder


def test_the_command_makes_a_folder_with_the_course(learner, course):
    for name in pages():
        assert (course / name).is_file()
    assert not (course / "lessons").exists()


def test_the_first_cells_run_there(learner, course):
    code = (
        "import dlscratch, sys; from dlscratch.course import goal, lessons, progress; "
        "print(dlscratch.__file__, lessons.folder()); goal.read_a_digit(); "
        "from dlscratch import mine; print(mine.Linear); "
        "print('jupytext' in sys.modules, progress.Map())"
    )
    done = learner.run("python", "-c", code, folder=course / "notebooks")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(learner.place / "env"))
    assert str(course) in done.stdout and "\nFalse 00_start_here" in done.stdout
    assert "01_tensors           0 of" in done.stdout


def test_the_commands_work_there(learner, course):
    """A page is answered, counted, gathered, put aside and updated."""
    here = dict(folder=course / "notebooks")
    shutil.copy(course / "solutions/01_tensors_solutions.ipynb", course / EXERCISES)
    own = (course / EXERCISES).read_bytes()
    said = learner("progress", **here)
    assert re.search(r"01_tensors +(\d+) of \1 passed", said) and "02_layers" in said
    assert "Yours: shape," in learner("mine", **here)
    assert "`dlscratch mine` gathers" in (course / "exercises/my_dlscratch.py").read_text("utf-8")
    (course / NOTEBOOK).unlink()
    assert "is updated to dlscratch" in learner("update", **here)
    assert (course / NOTEBOOK).is_file() and (course / EXERCISES).read_bytes() == own
    said = learner("reset", "tensors", **here)
    (kept,) = re.findall(r"Yours is kept in (exercises/.+\.ipynb)", said)
    assert (course / kept).read_bytes() == own
    assert (course / EXERCISES).read_bytes() == (ROOT / EXERCISES).read_bytes()
    assert "Linear" in learner("clinic", "xor", "--seed", "3", "--course", **here)
    assert "nothing to report" in learner("report", **here)
    assert "How many are passed" in learner("class", str(course))


def test_outside_a_course_the_command_says_how_to_make_one(learner):
    for words in (["progress"], ["reset", "1"], ["mine"], ["update"]):
        said = learner(*words, status=1)
        assert said.count("\n") == 1 and "`dlscratch open`" in said


# A release


RELEASE = load(ROOT / "ci" / "release.py")
WORKFLOW = yaml.safe_load(text(".github/workflows/release.yml"))


def test_every_text_names_this_version():
    assert set(RELEASE.versions(ROOT).values()) == {VERSION}


def test_what_may_be_published(dist, tmp_path):
    assert RELEASE.problems(f"v{VERSION}", dist) == []
    (wrong,) = RELEASE.problems("v9.9.9", dist)
    assert "The tag is v9.9.9" in wrong
    (empty,) = RELEASE.problems(f"v{VERSION}", tmp_path)
    assert "holds []" in empty
    for name in RELEASE.PLACES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    changes = tmp_path / "CHANGELOG.md"
    changes.write_text(text("CHANGELOG.md").replace("## ", "## 99.0\n\n## ", 1), encoding="utf-8")
    (behind,) = RELEASE.problems(f"v{VERSION}", dist, tmp_path)
    assert "CHANGELOG.md says 99.0" in behind


def test_only_a_tag_publishes_and_only_after_the_checks():
    assert WORKFLOW[True] == {"push": {"tags": ["v*"]}}  # YAML takes `on` for true
    jobs = WORKFLOW["jobs"]
    assert WORKFLOW["permissions"] == {"contents": "read"} and "permissions" not in jobs["build"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["publish"]["needs"] == "build"
    uses = [step.get("uses", "") for job in jobs.values() for step in job["steps"]]
    assert uses[-1].startswith("pypa/gh-action-pypi-publish@")
    runs = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    order = ["start.py test --browser", "hatchling build", "ci/release.py", "dlscratch open"]
    places = [[n for n, run in enumerate(runs) if sign in run] for sign in order]
    assert all(len(place) == 1 for place in places) and places == sorted(places)
    assert "password" not in json.dumps(WORKFLOW)
