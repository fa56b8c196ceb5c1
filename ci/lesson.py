"""Build one lesson and run the tests that belong to it.

    python ci/lesson.py 03       (or its name; further options go to pytest)

`python3 start.py test 03` calls this. The tests are those of the modules and pictures that the
lesson imports, those of its exercises, the gates on its text, and its notebooks, compared by nbval.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import build

from dlscratch.course import lessons

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
OF_TEXTS = ("banks", "english", "exercises", "notebooks", "pace", "prose")
GATES = [f"ci/gates/test_{name}.py" for name in OF_TEXTS]


def imported(path: Path) -> Iterator[str]:
    """The modules of the course that a file imports: "layers", "visuals.slope_box", …"""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            _, _, inside = name.partition("dlscratch.")
            # The name of a module, or of something in it.
            for module in (inside, inside.rpartition(".")[0]):
                place = ROOT / "dlscratch" / Path(*module.split("."))
                if module and (place.with_suffix(".py").exists() or place.is_dir()):
                    yield module
                    break


def unit_tests(lesson: lessons.Lesson) -> list[str]:
    """The test files that bear the name of the lesson, or of a module that it is the first to
    import, and those that import its pictures or its checks."""
    before: set[str] = set()
    for one in lessons.LESSONS[: lesson.number]:
        before |= used(one)
    shared = {"checks", "visuals", "visuals.toolkit"}
    own = (used(lesson) - before - shared) | {f"checks.{lesson.name}"}
    homes = {home(module) for module in own}
    shown = {module for module in own if module.startswith(("checks.", "visuals."))}
    return [
        path.relative_to(ROOT).as_posix()
        for path in sorted(TESTS.rglob("test_*.py"))
        if lesson.name in path.stem or path in homes or shown & set(imported(path))
    ]


def home(module: str) -> Path:
    """Where the tests of a module are, if it has any."""
    *folders, name = module.split(".")
    return TESTS.joinpath(*folders, f"test_{name}.py")


def used(lesson: lessons.Lesson) -> set[str]:
    """The modules that a lesson's two texts import."""
    texts = [ROOT / text for text in (lesson.text, lesson.exercises_text)]
    return {module for text in texts if text.exists() for module in imported(text)}


def tests(lesson: lessons.Lesson) -> list[str]:
    """What pytest is to collect; `--lesson` (conftest.py) leaves out the gates' other lessons."""
    executed = map(build.result, (lesson.notebook, lesson.solutions))
    notebooks = [path.as_posix() for path in executed if (ROOT / path).exists()]
    return [*unit_tests(lesson), *GATES, *notebooks]


def main(arguments: list[str]) -> int:
    try:
        lesson = lessons.find(arguments[0] if arguments else "")
        build.build(ROOT, [lesson])
    except build.NotHere as error:
        print(f"{error}\nSo it was not rebuilt, and the tests look at its notebooks as they are.")
        behind = [one for one in build.check(ROOT) if lesson.stem in one]
        print("".join(f"Behind its text: {one}\n" for one in behind))
    except (build.BuildError, lessons.CourseError) as error:
        print(error, file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "pytest", "--lesson", lesson.stem, *tests(lesson)]
    sys.stdout.flush()
    try:
        return subprocess.run([*command, *arguments[1:]], cwd=ROOT).returncode
    except KeyboardInterrupt:  # pytest has said so
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
