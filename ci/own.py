"""Run the course on parts that a learner wrote, and list what is not as it should be.

    python ci/own.py                     all parts from the solutions, all pages
    python ci/own.py 06 08               these lessons and their solved exercises
    python ci/own.py --answers 1         from the first variant in the bank of each part
    python ci/own.py --answers strict    parts that know no arguments but those their checks try
    python ci/own.py --parts Linear,SSE  only these passed, the others from the package
    python ci/own.py --each              one part at a time
    python ci/own.py --all 09            cells, too, whose outputs nbval does not compare

It makes a course in a new folder, with this package, in which the exercises are passed with these
answers. Pages are run there as the build runs them. Listed are errors, failed asserts, and cells
that show something else than what is stored; nbval's rules hold (ci/sanitize.cfg), and numbers may
differ in late decimals. Cells whose outputs nbval does not compare are only run, unless with
`--all`: it lists what of their stored text has changed, so that one can read whether the page's
sentences still hold.
"""

import argparse
import importlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from math import isclose
from pathlib import Path

import nbformat
import strict
from nbformat.v4 import new_code_cell, new_notebook, new_output

from dlscratch.checks.engine.show import MIME
from dlscratch.course import lessons
from dlscratch.course.parts import OFFERED, PARTS

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path("ci", "results")
SOLUTIONS, STRICT = "solutions", "strict"  # kinds of answers; the others are numbers of variants
SAID = re.compile(r"Yours: [\w,\s]+\.(\s+The rest is the package's\.)?\n")  # at an import
WIDGET = "application/vnd.jupyter.widget-view+json"
NOT_COMPARED = ("image/png", "image/jpeg", WIDGET)
NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:e[-+]?\d+)?")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Trouble:
    """What is not as it should be in a cell."""

    page: str
    cell: int
    words: str

    def __str__(self):
        return f"{self.page}, cell {self.cell}: {self.words}"


# The course


def make_course(folder: Path, answers: str, parts: list[str]) -> None:
    """A course in which these parts are passed with these answers."""
    leave = shutil.ignore_patterns("__pycache__", "*.safetensors")
    for name in "dlscratch", "lessons", "ci/results", "solutions", "weights":
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    shutil.copy(ROOT / "ci" / "strict.py", folder)
    (folder / "exercises").mkdir()
    cells: dict[lessons.Lesson, list] = {}
    for part in parts:
        lesson = PARTS[part].lesson
        if answers == SOLUTIONS:
            found = [one for one in nbformat.read(ROOT / lesson.solutions, 4).cells
                     if one.cell_type == "code"]  # fmt: skip
            for one in found:
                one.outputs = [out for out in one.outputs if _passes(out) in map(_exercise, parts)]
            cells[lesson] = found
        else:
            found = strict_part(part) if answers == STRICT else variant(part, int(answers))
            cells.setdefault(lesson, []).append(found)
    for lesson, found in cells.items():
        nbformat.write(new_notebook(cells=found), folder / lesson.exercises)


def _exercise(part):
    return PARTS[part].exercise


def _passes(output):
    verdict = output.get("data", {}).get(MIME, {})
    return verdict.get("exercise") if verdict.get("kind") == "passed" else None


def variant(part: str, number: int):
    """A passed cell with a variant of a part, counted from 1; if it has fewer, the last one."""
    exercise = PARTS[part].exercise
    known = importlib.import_module(f"dlscratch.checks.{exercise}").exercise.variants
    place = min(number, len(known)) - 1
    return _cell(
        exercise,
        "import importlib\n"
        f'{part} = importlib.import_module("dlscratch.checks.{exercise}")'
        f".exercise.variants[{place}]\n"
        f'{part}.__name__ = {part}.__qualname__ = "{part}"\n',
    )


def strict_part(part: str):
    """A passed cell with a part that knows no other kinds of arguments than its check tries."""
    exercise = PARTS[part].exercise
    known = sorted(strict.tried(exercise))
    return _cell(
        exercise,
        "import importlib\n"
        f'{part} = importlib.import_module("strict").strict("{exercise}", {known}, "{part}")\n',
    )


def _cell(exercise, source):
    verdict = {"exercise": exercise, "kind": "passed", "mistake": None}
    return new_code_cell(source, outputs=[new_output("display_data", {MIME: verdict})])


IMPORT = re.compile(r"^from dlscratch\.mine import ([\w, ]+)$", re.MULTILINE)


def imports(notebook) -> list[str]:
    """The parts that a notebook imports from `dlscratch.mine`."""
    found = [line[1] for cell in notebook.cells for line in IMPORT.finditer(cell.source)]
    names = {name.split()[0] for line in found for name in line.split(",")}
    return [part for part in OFFERED if part in names]


# Its pages


def run_page(folder: Path, path: Path, notebook, all_cells=False) -> list[Trouble]:
    """Run a page in the course, and compare what it shows with what is stored."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    stored = [list(cell.get("outputs", [])) for cell in notebook.cells]
    client = NotebookClient(
        notebook,
        timeout=900,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder / path.parent)}},
    )
    env = {**os.environ, "PYTHONPATH": str(folder)}
    env.pop("DLSCRATCH_MINE", None)
    try:
        client.execute(env=env)
    except (CellTimeoutError, DeadKernelError) as error:
        return [Trouble(path.name, len(stored), str(error).splitlines()[0])]
    found = []
    for number, (cell, wanted) in enumerate(zip(notebook.cells, stored, strict=True)):
        words = _trouble(cell, wanted, all_cells) if cell.cell_type == "code" else ""
        if words:
            found.append(Trouble(path.name, number, words))
    return found


def _trouble(cell, stored, all_cells):
    tags = cell.metadata.get("tags", [])
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in tags:
            return f"{output.ename}: {' '.join(output.evalue.split())}"
    wanted, came = shown(stored), shown(cell.outputs)
    if "nbval-ignore-output" in tags:
        if not all_cells:
            return ""
        came = {what: texts for what, texts in came.items() if what in wanted}  # the rest is live
    for what in wanted | came:
        for one, other in zip_longest(wanted.get(what, []), came.get(what, [])):
            if not alike(one, other):
                return f"shows {_short(other, one)}, where {_short(one, other)} is stored ({what})"
    return ""


def shown(outputs) -> dict[str, list[str]]:
    """What outputs say, by its kind, as nbval sees it."""
    from nbval.plugin import get_sanitize_patterns

    patterns = get_sanitize_patterns((ROOT / "ci" / "sanitize.cfg").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for output in outputs:
        data = dict(output.get("data", {}))
        if output.output_type == "stream":
            found[output.name] = ["".join(found.get(output.name, [])) + output.text]
        if output.output_type == "error":
            data = {"error": output.ename + ": " + output.evalue}
        for kind, value in data.items():
            if kind not in NOT_COMPARED:
                found.setdefault(kind, []).append(str(value))
    for texts in found.values():
        for pattern, replacement in patterns:
            texts[:] = [re.sub(pattern, replacement, text) for text in texts]
        texts[:] = [SAID.sub("", text) for text in texts]
    return {kind: texts for kind, texts in found.items() if any(texts)}


def alike(one: str | None, other: str | None) -> bool:
    """Whether two texts are the same but for the late decimals of their numbers."""
    if one is None or other is None:
        return one == other
    if NUMBER.split(one) != NUMBER.split(other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(a == b or isclose(float(a), float(b), rel_tol=1e-6, abs_tol=1e-9) for a, b in pairs)


def _short(text, beside):
    """The first line of a text that is not in the other one."""
    lines = (beside or "").splitlines()
    new = [line for line in (text or "nothing").splitlines() if line not in lines]
    return f"{(new or ['fewer lines'])[0].strip()[:100]!r}"


def pages(wanted: list[lessons.Lesson]) -> list[Path]:
    """The lessons as they were executed, and the solutions."""
    found = [path for one in wanted for path in (RESULTS / one.notebook.name, Path(one.solutions))]
    return [path for path in found if (ROOT / path).exists()]


def run(answers: str, parts: list[str], wanted: list[Path], all_cells=False) -> Iterator[Trouble]:
    """All the trouble with these answers to these parts, on these pages, as it comes up."""
    with tempfile.TemporaryDirectory(prefix="own-") as name:
        make_course(Path(name), answers, parts)
        for path in wanted:
            notebook = nbformat.read(Path(name, path), as_version=4)
            if set(imports(notebook)) & set(parts):
                yield from run_page(Path(name), path, notebook, all_cells)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", metavar="NN", help="only these lessons")
    parser.add_argument("--answers", default=SOLUTIONS, help="solutions, strict, or a number")
    parser.add_argument("--parts", default=",".join(OFFERED), help="only these are passed")
    parser.add_argument("--each", action="store_true", help="one part at a time")
    parser.add_argument("--all", action="store_true", help="compare all cells")
    options = parser.parse_args(arguments)
    chosen = [lessons.find(word) for word in options.lessons] or list(lessons.LESSONS)
    parts = options.parts.split(",")
    trouble = False
    for some in [[part] for part in parts] if options.each else [parts]:
        for one in run(options.answers, some, pages(chosen), options.all):
            trouble = True
            print(f"{some[0]}: {one}" if options.each else one, flush=True)
    return int(trouble)


if __name__ == "__main__":
    sys.exit(main())
