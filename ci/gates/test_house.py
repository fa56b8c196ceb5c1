"""Each file stands in its room: imports run one way, and no file grows beyond what one can read."""

import ast
import functools
import importlib
import re
from pathlib import Path, PurePosixPath

import pytest
from gate import ROOT

from dlscratch import checks
from dlscratch.checks.engine import tries

# What a learner builds; nothing else stands at the top of dlscratch/
LIBRARY = """tensors initializers layers convolution losses optimizers training recipes gradients
    weights values autograd pulls modules""".split()
# But its manners (what it says, and when), and the format of the files with weights
LIBRARY += ["settings", "interrupts", "terminal", "tensor_file", "guards"]
# From which rooms a file may import, by its own room. A lesson's room may also import itself.
MAY_IMPORT = {
    "package": {"errors", "browser"},  # dlscratch itself, which switches them on
    "browser": set(),  # what is different in a browser tab: every room may ask
    "library": {"library"},
    "datasets": {"datasets"},
    "errors": {"errors"},
    "engine": {"library", "errors", "engine"},
    "checks": {"library", "datasets", "errors", "engine", "checks"},
    "lesson": {"library", "datasets", "errors", "engine", "checks", "doctor"},
    "doctor": {"library", "doctor"},
    "visuals": {"library", "datasets", "visuals"},
    "course": {"library", "datasets", "errors", "engine", "checks", "visuals", "course", "here"},
    "clinic": {"library", "datasets", "errors", "engine", "checks", "visuals", "course", "clinic"},
    "commands": {
        "library", "datasets", "errors", "engine", "checks", "visuals", "course", "clinic",
    },
    "mine": {"course"},  # the learner's own library: nothing of the package imports it
    "here": {"course"},  # the first lines of each page import it
}
LONGEST = {"dlscratch": 400, "ci": 550}  # lines of a file, by its folder
SOURCES = sorted((ROOT / "dlscratch").rglob("*.py"))


def room(module: str) -> str:
    """The room of a module: "dlscratch.checks.stacks.relu" stands in "lesson stacks"."""
    parts = module.split(".")[1:]
    if not parts:
        return "package"
    if parts[:2] == ["checks", "engine"]:
        return "engine"
    if parts[0] == "checks" and (ROOT / "dlscratch").joinpath(*parts[:2]).is_dir() and parts[1:]:
        return f"lesson {parts[1]}"
    if parts[0] in ("checks", "clinic", "course", "datasets", "doctor", "errors", "visuals"):
        return parts[0]
    # What a learner types, any room may say.
    alone = {"__main__": "commands", "terminal": "package"}
    alone |= {name: name for name in ("mine", "browser", "here")}
    return alone.get(parts[0], "library")


@functools.cache
def imported(source: str) -> set[str]:
    """The course's modules that a source text imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = Path(ROOT, *node.module.split("."))
            for alias in node.names:  # a module of a package, or a name in a module
                inside = base.is_dir() and any(base.glob(f"{alias.name}.py"))
                inside = inside or (base / alias.name).is_dir()
                found.add(f"{node.module}.{alias.name}" if inside else node.module)
    return {name for name in found if name.split(".")[0] == "dlscratch"}


def name(path: PurePosixPath) -> str:
    """The module that a file holds."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def trespasses(path: PurePosixPath, source: str) -> list[str]:
    """The imports by which a file breaks the order of the rooms."""
    here = room(name(path))
    allowed = MAY_IMPORT[here.split()[0]]
    return [
        f"{path} ({here}) imports {module} ({room(module)})"
        for module in sorted(imported(source))
        if room(module) not in allowed | {here, "package", "browser"}
    ]


def relative(path: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(ROOT).as_posix())


def test_imports_run_one_way():
    found = [trespasses(relative(path), path.read_text("utf-8")) for path in SOURCES]
    assert sum(found, []) == []


@pytest.mark.parametrize(
    "path, line",
    [
        ("layers.py", "from dlscratch.checks.engine import run"),
        ("layers.py", "from dlscratch.errors import explain"),
        ("layers.py", "from dlscratch.visuals.toolkit import BLUE"),
        ("__init__.py", "from dlscratch import layers"),
        ("__init__.py", "from dlscratch.checks.engine import run"),
        ("errors/names.py", "from dlscratch.checks.engine.run import Refuse"),
        ("errors/names.py", "from dlscratch.layers import Layer"),
        ("training.py", "import dlscratch.course.lessons"),
        ("training.py", "from dlscratch.datasets import xor"),
        ("datasets/xor.py", "from dlscratch.layers import Linear"),
        ("checks/engine/run.py", "from dlscratch.checks.stacks.shared import X"),
        ("checks/engine/run.py", "from dlscratch.checks import stacks"),
        ("checks/engine/run.py", "def late():\n    from dlscratch.visuals import confusion"),
        ("checks/__init__.py", "from dlscratch.course.lessons import LESSONS"),
        ("checks/__init__.py", "import dlscratch.checks.stacks"),
        ("checks/stacks/relu.py", "from dlscratch.checks.layers.shared import sigmoid"),
        ("checks/stacks/relu.py", "from dlscratch.visuals.toolkit.live import Live"),
        ("checks/stacks/relu.py", "from dlscratch.course import files"),
        ("visuals/confusion.py", "from dlscratch.checks.engine.show import MIME"),
        ("visuals/confusion.py", "from dlscratch.checks import mnist"),
        ("visuals/toolkit/live.py", "from dlscratch.course.files import write"),
        ("training.py", "from dlscratch import mine"),
        ("browser.py", "from dlscratch import settings"),
        ("mine.py", "from dlscratch import layers"),
        ("course/own.py", "from dlscratch.clinic import library"),
        ("clinic/case.py", "from dlscratch import mine"),
    ],
)
def test_a_step_the_wrong_way_is_seen(path, line):
    assert trespasses(PurePosixPath("dlscratch", path), line)


@pytest.mark.parametrize(
    "path, line",
    [
        ("training.py", "from dlscratch import layers"),
        ("training.py", "from dlscratch import __version__"),
        ("__init__.py", "from dlscratch import errors"),
        ("checks/engine/explain.py", "from dlscratch.errors.place import place"),
        ("checks/stacks/relu.py", "from dlscratch.checks.stacks.shared import X"),
        ("checks/mnist/capstone.py", "from dlscratch.checks.exam import digits"),
        ("course/mine.py", "from dlscratch import checks"),
        ("__main__.py", "from dlscratch.course import lessons"),
        ("clinic/library.py", "from dlscratch.course import own"),
    ],
)
def test_what_is_allowed_passes(path, line):
    assert trespasses(PurePosixPath("dlscratch", path), line) == []


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle; none where imports run one way."""
    left = {module: set(needs) & set(graph) - {module} for module, needs in graph.items()}
    while ready := [module for module, needs in left.items() if not needs & set(left)]:
        for module in ready:
            del left[module]
    return sorted(left)


def test_no_two_files_import_each_other():
    graph = {name(relative(path)): imported(path.read_text("utf-8")) for path in SOURCES}
    for module in list(graph):  # a package's __init__ comes with whatever is imported from it
        graph[module] -= {module.rpartition(".")[0]}
    assert circle(graph) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == ["a", "b", "c"]


def test_the_top_of_the_package_is_the_library():
    top = {path.stem for path in SOURCES if path.parent == ROOT / "dlscratch"}
    assert top == {*LIBRARY, "browser", "here", "mine", "__init__", "__main__"}


def test_the_engine_names_no_exercise():
    names = [one.name for one in checks.registry() if "_" in one.name]
    names.remove("running_mean")  # a batch norm's, too
    names.remove("put_back")  # a function of the library's, too
    folders = ROOT / "dlscratch" / "errors", ROOT / "dlscratch" / "checks" / "engine"
    for path in [path for folder in folders for path in folder.glob("*.py")]:
        text = path.read_text("utf-8")
        assert [one for one in names if re.search(rf"\b{one}\b", text)] == [], path.name


def test_the_engine_asks_one_module_above_it_by_name():
    """The desk that knows where the learner's notebooks lie; without it the engine works, too."""
    files = (ROOT / "dlscratch" / "checks" / "engine").glob("*.py")
    naming = {path.name for path in files if "dlscratch.course" in path.read_text("utf-8")}
    assert naming == {"tries.py"}
    assert importlib.import_module(tries.DESK).of("tests.unknown") is None


def test_an_exercise_is_one_file_and_nothing_else():
    """The file's name is the exercise's, its folder the lesson's; both are written nowhere else."""
    for one in checks.registry():
        text = (ROOT / "dlscratch" / "checks" / one.lesson / f"{one.name}.py").read_text("utf-8")
        assert text.count("exercise = Exercise(\n    __name__,") == 1, one.id
        assert f'"{one.id}"' not in text


@pytest.mark.parametrize("folder, most", LONGEST.items())
def test_files_are_short(folder, most):
    lengths = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8").count("\n")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {path: lines for path, lines in lengths.items() if lines > most} == {}


def test_tests_stand_in_the_rooms_of_what_they_test():
    folders = {relative(path) for path in (ROOT / "tests").rglob("*") if path.is_dir()}
    for folder in folders:
        inside = PurePosixPath(*folder.parts[1:])
        if "__pycache__" not in folder.parts and inside != PurePosixPath("ci"):
            assert (ROOT / "dlscratch" / inside).is_dir(), folder
