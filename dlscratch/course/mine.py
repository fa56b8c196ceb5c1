"""The learner's own library: the code of the passed exercises, gathered into one module.

Each part comes from the cell of its exercise in the learner's saved notebook, with the imports and
the helpers that it needs. Before it is taken it is run and checked once more, so the library holds
nothing that does not work. What is not passed yet comes from the course's solutions, and the
library says so.
"""

import ast
import builtins
import hashlib
import importlib.util
import json
import re
import symtable
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dlscratch.course import files, lessons, pages, progress

FILE = Path("exercises", "my_dlscratch.py")
SECONDS = 5  # for running one statement of the library
PARTS = {  # a name in the library, and the exercise whose cell defines it
    "shape": "tensors.shape",
    "is_1d": "tensors.is_1d",
    "tensor_sum": "tensors.tensor_sum",
    "tensor_apply": "tensors.tensor_apply",
    "zeros_like": "tensors.zeros_like",
    "tensor_combine": "tensors.tensor_combine",
    "Sigmoid": "layers.sigmoid_backward",
    "Tanh": "layers.tanh",
    "random_uniform": "stacks.random_uniform",
    "random_normal": "stacks.random_normal",
    "xavier": "stacks.xavier",
    "Linear": "stacks.linear_backward",
    "ReLU": "stacks.relu",
    "Sequential": "stacks.sequential",
    "SSE": "losses.sse",
    "softmax": "losses.softmax",
    "SoftmaxCrossEntropy": "losses.cross_entropy_gradient",
    "GradientDescent": "optimizers.gradient_descent",
    "Momentum": "optimizers.momentum",
    "Adam": "optimizers.adam",
    "train": "xor.train",
    "binary_encode": "fizzbuzz.binary_encode",
    "fizz_buzz_encode": "fizzbuzz.fizz_buzz_encode",
    "argmax": "fizzbuzz.argmax",
    "one_hot": "mnist.one_hot",
    "batches": "mnist.batches",
    "accuracy": "mnist.accuracy",
    "Dropout": "mnist.dropout",
    "load_weights": "mnist.load_weights",
}


@dataclass(frozen=True)
class Library:
    """A gathered library: its file, its text, and which parts are the learner's."""

    path: Path
    text: str
    yours: tuple[str, ...]
    others: dict[str, str]  # the course's parts: why they are not the learner's

    def load(self):
        """The library as a module, fresh from its file."""
        spec = importlib.util.spec_from_file_location(self.path.stem, self.path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    def __str__(self):
        lines = [f"{FILE.as_posix()} has {len(PARTS)} parts, and {len(self.yours)} are yours."]
        if self.yours:
            lines.append(f"Yours: {', '.join(self.yours)}.")
        for reason in dict.fromkeys(self.others.values()):
            names = [name for name, why in self.others.items() if why == reason]
            lines.append(f"The course's, because {reason}: {', '.join(names)}.")
        return "\n".join(textwrap.fill(line, 88, subsequent_indent="    ") for line in lines)


def gather(root: Path | None = None) -> Library:
    """Write the library into its file and return it.

    A file there that was changed by hand is kept under a dated name. Raises CourseError where the
    file cannot be written.
    """
    root = root or lessons.folder()
    passed = {f"{one.lesson.name}.{name}" for one in progress.read(root) for name in one.passed}
    others = {name: "not passed yet" for name, exercise in PARTS.items() if exercise not in passed}
    sources = _Sources(root)
    while True:
        # A part that fails is replaced, and with it the rest is tried again.
        try:
            statements = _arranged(sources, others)
            _try(statements, others)
            break
        except _Refused as refused:
            others[refused.part] = refused.reason
    yours = tuple(name for name in PARTS if name not in others)
    library = Library(root / FILE, _written(statements, others), yours, others)
    _write(library.path, library.text)
    return library


class _Refused(Exception):
    """A part cannot come from the learner's notebook, for a reason."""

    def __init__(self, part, reason):
        self.part, self.reason = part, reason


# Which statements


class _Statement(NamedTuple):
    """A statement at the top of a cell."""

    defines: frozenset
    needs: frozenset
    text: str


class _Sources:
    """The cells from which parts are taken, each notebook read once."""

    def __init__(self, root):
        self.root, self.known = root, {}

    def cells(self, lesson, own) -> list[tuple[str, list[_Statement]]]:
        """The cells of the learner's exercises, or of the solved ones: source and statements."""
        if (lesson, own) not in self.known:
            one = lessons.find(lesson)
            if own:
                notebook = json.loads((self.root / one.exercises).read_text(encoding="utf-8"))
            else:
                text = (self.root / one.exercises_text).read_text(encoding="utf-8")
                notebook = pages.solved(text, one.exercises_text.as_posix())
            codes = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
            codes = [code if isinstance(code, str) else "".join(code) for code in codes]
            self.known[lesson, own] = [(code, _statements(code)) for code in codes]
        return self.known[lesson, own]


def _arranged(sources, others) -> dict[str, tuple[str, str]]:
    """The library's names in the order of their definition: {name: (part, text)}."""
    found, begun = {}, set()

    def add_part(part):
        lesson, exercise = PARTS[part].split(".")
        cells = sources.cells(lesson, part not in others)
        check = re.compile(rf"^check\.{exercise}\(", re.MULTILINE)
        home = next(i for i, (source, _) in enumerate(cells) if check.search(source))
        add(part, part, cells, home)

    def add(name, part, cells, home):
        """Define `name`, which is used in the cell `home`, after all that it needs."""
        if name in PARTS and name != part:
            return None if name in begun else add_part(name)
        # Where is it defined? In that cell, else in the nearest one above it, else below.
        for cell in [*range(home, -1, -1), *range(home + 1, len(cells))]:
            statements = [one for one in cells[cell][1] if name in one.defines]
            if statements:
                break
        else:
            return  # running it will tell whether that matters
        text = "\n".join(one.text for one in statements)
        if name in found and found[name][1] != text:
            raise _Refused(part, f"two parts mean different things by `{name}`")
        if name not in begun:
            begun.add(name)
            for need in sorted(set().union(*(one.needs for one in statements)) - {name}):
                add(need, part, cells, cell)
            found[name] = part, text

    for part in PARTS:
        if part not in begun:
            add_part(part)
    return found


def _statements(source: str) -> list[_Statement]:
    """The statements of a cell; none where Python cannot read it."""
    # Lines for IPython, such as %timeit, become empty.
    lines = [re.sub(r"^[%!].*", "", line) for line in source.split("\n")]
    try:
        body = ast.parse("\n".join(lines)).body
    except SyntaxError:
        return []
    found, end = [], 0
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):  # one statement for each name
            every = node.names
            for alias in every:
                node.names = [alias]
                found.append(_statement(ast.unparse(node)))
        else:
            start = min(node.lineno, *(one.lineno for one in [node, *_decorators(node)]))
            while start - 2 >= end and lines[start - 2].startswith("#"):
                start -= 1  # the comment above it comes along
            found.append(_statement("\n".join(lines[start - 1 : node.end_lineno])))
        end = node.end_lineno
    return found


def _decorators(node):
    return getattr(node, "decorator_list", [])


def _statement(text):
    table = symtable.symtable(text, "a cell", "exec")
    symbols = table.get_symbols()
    defines = {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}
    needs = {one.get_name() for one in symbols if one.is_referenced()} | set(_looked_up(table))
    return _Statement(frozenset(defines), frozenset(needs - set(dir(builtins))), text)


def _looked_up(table):
    """The names that functions and classes take from outside of themselves."""
    for inner in table.get_children():
        yield from (one.get_name() for one in inner.get_symbols() if one.is_global())
        yield from _looked_up(inner)


# Do they work?


def _try(statements, others):
    """Run all statements and check the learner's parts. Raises _Refused for one that fails."""
    from dlscratch import checks
    from dlscratch.checks.engine.run import run

    exercises = {exercise.id: exercise for exercise in checks.registry()}
    names = {"__name__": FILE.stem}
    for part, text in dict.fromkeys(statements.values()):
        outcome = run(lambda text=text: exec(text, names), (), SECONDS)
        if outcome.timed_out or outcome.error:
            if part in others:
                raise lessons.AuthoringError(f"the solution of {PARTS[part]} fails: {text}")
            what = "takes too long" if outcome.timed_out else f"ends in {outcome.error!r:.60}"
            raise _Refused(part, f"the saved code, run by itself, {what}")
    for part in PARTS:
        if part not in others:
            verdict = exercises[PARTS[part]].grade(names.get(part))
            if verdict.kind != "passed":
                raise _Refused(part, "the saved code does not pass its check any more")


# The file


def _written(statements, others):
    """The library's text."""
    texts = dict.fromkeys(statements.values())
    imports = sorted({text for _, text in texts if _IMPORT.match(text)})
    blocks, last = ["\n".join(imports)], None
    for part, text in texts:
        if not _IMPORT.match(text):
            whose = "the course's solution" if part in others else "yours"
            title = f"# {part}: {whose}, from the exercise {PARTS[part]}\n"
            blocks.append(title * (part != last) + text)
            last = part
    body = "\n\n\n".join(blocks) + "\n"
    return _head(body) + body


_IMPORT = re.compile("(import|from) ")


def _head(body):
    """The beginning of the file; its last word changes with every change to the rest."""
    checksum = hashlib.sha256(body.encode()).hexdigest()[:12]
    return (
        '"""The library that you wrote in the exercises.\n\n'
        "`python -m dlscratch mine` gathers it anew; if you have changed something here, it keeps\n"
        f'this file under a dated name. Checksum: {checksum}\n"""\n\n'
    )


def _write(path, text):
    try:
        if path.exists():
            body = path.read_text(encoding="utf-8").partition('"""\n\n')[2]
            if _head(body) + body != path.read_text(encoding="utf-8"):
                files.keep(path)
        files.write(path, text.encode())
    except OSError as error:
        raise lessons.CourseError(
            f"{path} cannot be written ({error.strerror}): make room, make its folder writable, "
            "and try again."
        ) from error
