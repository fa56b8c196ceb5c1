"""Build notebooks/, exercises/, solutions/ and ci/results/ from lessons/, or check that they fit.

    python ci/build.py           builds everything
    python ci/build.py 01 08     builds these lessons
    python ci/build.py --check   says which committed notebooks are not what lessons/ gives

Lessons and solutions are executed, each in its own folder as in JupyterLab; exercises are not.
What a learner opens gives nothing away: notebooks/ and exercises/ hold no outputs and no counts.
Each lesson is kept a second time as it was executed, in ci/results/, for nbval to compare and for
whoever wants to read it without running it. An error in a cell without the tag raises-exception
stops the build. The solutions that `check.NAME.solution()` shows are written to
dlscratch/checks/solutions.json.

Outputs that mean nothing to a reader are not stored: live widgets, but for a still of each picture
(their cells need the tag nbval-ignore-output, since nbval compares all other cells), the
intermediate states of progress bars, and all else in cells with the tag output-not-stored. A lesson
with cells of the tag full-mnist is built only where all 70,000 digits are, and one that imports
torch only where PyTorch is, so that no other outputs are ever stored.
"""

import argparse
import copy
import importlib.util
import json
import os
import re
import sys
import tempfile
from pathlib import Path, PurePath

from dlscratch.course import lessons, mine, pages, signposts, words
from dlscratch.course.files import is_kept
from dlscratch.visuals.toolkit.live import STILLS

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = Path("dlscratch", "checks", "solutions.json")
RESULTS = Path("ci", "results")
FOLDERS = (Path("notebooks"), Path("exercises"), Path("solutions"), RESULTS)


class BuildError(Exception):
    """Why there is no notebook, in one sentence (and the traceback of a failed cell)."""


class NotHere(BuildError):
    """What a lesson needs, and this machine does not have: the digits, or PyTorch."""


def texts(root: Path) -> dict[Path, str]:
    """The lessons' texts by their paths relative to `root`."""
    known = {Path(path) for one in lessons.LESSONS for path in (one.text, one.exercises_text)}
    found = {}
    for path in sorted((root / "lessons").glob("*.py")):
        relative = path.relative_to(root)
        if relative not in known:
            raise BuildError(f"{relative.as_posix()} is no lesson in dlscratch/course/lessons.py.")
        found[relative] = path.read_text(encoding="utf-8")
    return found


def planned(root: Path) -> dict[Path, tuple[Path, object]]:
    """What the lessons give: {path of the notebook: (its text's path, notebook not executed)}."""
    plan, found = {}, texts(root)
    for one in lessons.LESSONS:
        both = [found.get(Path(path), "") for path in (one.text, one.exercises_text)]
        for path, notebook in signposts.Pair(one, *both).pages().items():
            source = one.text if path == one.notebook else one.exercises_text
            plan[Path(path)] = Path(source), notebook
    there = {one: found[Path(one.text)] for one in lessons.LESSONS if Path(one.text) in found}
    plan[Path(words.PAGE)] = Path("lessons"), words.page(there)
    return plan


def result(path: PurePath) -> Path:
    """Where a notebook is kept as it was executed: a lesson in ci/results/, others where they are.

    The page of words has nothing to execute.
    """
    lesson = path.parts[0] == "notebooks" and path != words.PAGE
    return RESULTS / path.name if lesson else Path(path)


def solutions(root: Path) -> str:
    """The text of the file of solutions: {"tensors.tensor_sum": {"solution": ...}, ...}."""
    found = {}
    for path, text in texts(root).items():
        if path.stem.endswith("_exercises"):
            lesson = lessons.find(path.name).name
            for name, source in pages.solutions(text, path.as_posix()).items():
                found[f"{lesson}.{name}"] = source
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def build(root: Path, wanted: list[lessons.Lesson]) -> None:
    """Build the notebooks of these lessons."""
    plan = planned(root)
    (root / SOLUTIONS).parent.mkdir(parents=True, exist_ok=True)
    write(root / SOLUTIONS, solutions(root))
    for name in FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    # 00_start_here comes last, and always: its map shows what the others are.
    last, page = Path(lessons.LESSONS[0].notebook), Path(words.PAGE)
    chosen = {path for path in plan if path != page and lessons.find(path.name) in wanted}
    for path in [*(path for path in plan if path in chosen - {last}), page, last]:
        if path not in plan:
            continue
        source, notebook = plan[path]
        built = {path: notebook}
        if path.parts[0] != "exercises" and path != page:
            text = (root / source).read_text(encoding="utf-8")
            if "full-mnist" in text:
                require_all_digits(source)
            if "import torch" in text:
                require_torch(source)
            built[result(path)] = executed = copy.deepcopy(notebook)
            execute(executed, root / path.parent, path)
            clean(executed, path)
        for place, one in built.items():
            write(root / place, pages.dumps(one))
            print(place.as_posix())


def require_all_digits(source: Path) -> None:
    from dlscratch.course.setup_check import all_digits

    if not all_digits():
        raise NotHere(
            f"{source.as_posix()} stores results on all 70,000 digits, which are not here: run "
            "`python -m dlscratch data`, or let DLSCRATCH_DATA name their folder."
        )


def require_torch(source: Path) -> None:
    if not importlib.util.find_spec("torch"):
        raise NotHere(
            f"{source.as_posix()} stores what PyTorch gives, which is not installed: run "
            "`python -m pip install torch`."
        )


def execute(notebook, folder: Path, path: Path) -> None:
    """Execute `notebook` in `folder`, in place; `path` is its name in messages."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=900,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
    )
    try:
        # This clone's dlscratch, whichever is installed, and whatever lies in exercises/.
        own = {"PYTHONPATH": str(ROOT), "DLSCRATCH_MINE": "off", STILLS: "1"}
        client.execute(env=os.environ | own)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        cells = [f", cell {i}" for i, cell in enumerate(notebook.cells) if _failed(cell)]
        raise BuildError(f"{path.as_posix()}{''.join(cells)}: {str(error).strip()}") from None
    # nbclient stores this kernel's version; we keep what is the same everywhere.
    notebook.metadata["language_info"] = dict(pages.LANGUAGE)


def _failed(cell) -> bool:
    tags = cell.metadata.get("tags", [])
    errors = [out for out in cell.get("outputs", []) if out.output_type == "error"]
    return bool(errors) and "raises-exception" not in tags


WIDGET = "application/vnd.jupyter.widget-view+json"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def clean(notebook, path: Path) -> None:
    """Keep in the outputs what is worth storing; refuse what nbval could not compare."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        # nbclient adds others.
        cell.metadata = {key: cell.metadata[key] for key in ("tags",) if key in cell.metadata}
        tags = cell.metadata.get("tags", [])
        live = any(map(_widget, cell.outputs))
        kept = [] if "output-not-stored" in tags else [o for o in cell.outputs if not _widget(o)]
        kept += [_still(out) for out in cell.outputs if _widget(out) and "image/png" in out.data]
        if "nbval-ignore-output" not in tags:
            if "output-not-stored" in tags or live:
                what = "shows a live widget or a progress bar, which is not stored"
            elif any(out.get("name") == "stderr" for out in kept):
                what = "writes to stderr (a warning or a progress bar)"
            else:
                what = None
            if what:
                raise BuildError(
                    f"{path.as_posix()}, cell {number} {what}: give it the tag "
                    "nbval-ignore-output, and what is to be compared a cell of its own."
                )
        kept = _joined(kept)
        for out in kept:
            if out.output_type == "stream":
                out.text = re.sub(r"(?m)^.*\r(?=[^\n])", "", out.text)
            if out.output_type == "error":  # frames outside the notebook name this machine's paths
                out.traceback = [
                    part for part in out.traceback if not ANSI.sub("", part).startswith("File ")
                ]
        cell.outputs = kept


def _widget(output) -> bool:
    return WIDGET in output.get("data", {})


def _still(output):
    """The image and the words of a live picture, without what only its kernel brings to life."""
    del output.data[WIDGET]
    return output


def _joined(outputs: list) -> list:
    """The outputs, with what a stream said at one go in one piece, however it arrived."""
    found: list = []
    for out in outputs:
        if found and out.output_type == found[-1].output_type == "stream":
            if out.name == found[-1].name:
                found[-1].text += out.text
                continue
        found.append(out)
    return found


def write(path: Path, text: str) -> None:
    """Write the whole file or nothing."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, delete=False, encoding="utf-8", newline="\n"
    ) as new:
        new.write(text)
    os.chmod(new.name, 0o644)
    os.replace(new.name, path)


def check(root: Path) -> list[str]:
    """Where the four folders and the solutions are not what lessons/ gives, one sentence each."""
    plan = planned(root)
    problems = []
    known = plan | {result(path): wanted for path, wanted in plan.items()}
    for path, (source, notebook) in known.items():
        problem = _difference(root / path, notebook, bare=path.parts[0] == "notebooks")
        if problem:
            number = "00" if path == Path(words.PAGE) else lessons.find(path.name).stem[:2]
            remedy = f"python ci/build.py {number}"
            if path.parts[0] == "exercises":
                remedy += f", or if you have answered them here, python -m dlscratch reset {number}"
            if problem.endswith(RUN):
                remedy += f", or if you have run it here, git checkout -- {path.as_posix()}"
            problems.append(f"{path.as_posix()} {problem} ({source.as_posix()}): {remedy}")
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*")):
            relative = path.relative_to(root)
            if path.is_dir() and path.name.startswith("."):
                continue
            learners = is_kept(path.name) or relative == mine.FILE
            if relative not in known and not learners:
                problems.append(f"{relative.as_posix()} has no source in lessons/.")
    path = root / SOLUTIONS
    if not path.exists() or path.read_text(encoding="utf-8") != solutions(root):
        problems.append(f"{SOLUTIONS.as_posix()} is not what lessons/ gives: python ci/build.py")
    return problems


RUN = ("the outputs", "the count")  # by these one sees that a cell was run


def _difference(path: Path, wanted, bare: bool) -> str | None:
    """What is wrong with the notebook at `path`, and if it is to be bare, whether it was run."""
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        return "is missing"
    except Exception as error:  # nbformat raises many kinds
        return f"cannot be read ({type(error).__name__})"
    for number, (have, want) in enumerate(zip(notebook.cells, wanted.cells, strict=False)):
        for what in _facts(want, bare):
            if _facts(have, bare)[what] != _facts(want, bare)[what]:
                return f"differs from its text in cell {number}: the {what}"
    if len(notebook.cells) != len(wanted.cells):
        return f"has {len(notebook.cells)} cells, but its text {len(wanted.cells)}"
    return None


def _facts(cell, bare) -> dict:
    run = {"outputs": cell.get("outputs"), "count": cell.get("execution_count")}
    return {
        "type": cell.cell_type,
        "source": cell.source,
        "tags": cell.metadata.get("tags", []),
        "id": cell.get("id"),
        **(run if bare else {}),
    }


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", metavar="NN", help="only these lessons")
    parser.add_argument("--check", action="store_true", help="compare, build nothing")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            problems = check(root)
            print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
            return 1 if problems else 0
        build(root, [lessons.find(word) for word in options.lessons] or list(lessons.LESSONS))
    except (BuildError, lessons.CourseError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
