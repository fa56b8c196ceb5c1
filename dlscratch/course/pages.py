"""How a lesson's text becomes a notebook.

A lesson is one text file in jupytext's percent format, `lessons/NN_name.py`, and its exercises are
another, `lessons/NN_name_exercises.py`. An exercise is one cell, which ends in its check:

    # %%
    def double(x):
        ### BEGIN SOLUTION
        return 2 * x
        ### BLANK
        # return ____
        ### END SOLUTION

    check.double(double)

The learner's notebook shows what stands under `### BLANK` (without it, just `____`), the solved
one what stands above it. `ci/build.py` builds the notebooks; `python -m dlscratch reset` gives one
back.

A crash hunt has the tag raises-exception, and no `____`: its code runs and stops, with a real
traceback, in the statement right above its check. With the tag, JupyterLab's "Run All" goes on
behind it; solved, it stops no more and has no tag.

    # %% tags=["raises-exception"]
    def double(x):
        ### BEGIN SOLUTION
        return 2 * x
        ### BLANK
        # return "2" * x
        ### END SOLUTION

    double(1.5)

    check.double(double)

What gives a prediction away, or is for those who want more, is folded until a click opens it:

    # ::: answer                          # ::: aside Why not float32
    # The first row: our one example.     # It has seven digits.
    # :::                                 # :::
"""

import ast
import copy
import functools
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from dlscratch.course import grammar
from dlscratch.course.lessons import AuthoringError

grammar.put_off()  # before nbformat is imported, below

STOPS = "raises-exception"  # the tag of a cell that may stop with an error

# A lesson's text

_CELL = re.compile(r"^# %%", re.MULTILINE)
_CHECK = re.compile(r"^check\.(\w+)\(", re.MULTILINE)
_FOLD = re.compile(
    r"^::: (?:answer|aside (?P<title>.+))\n(?P<text>(?:(?!:::).*\n)+):::$", re.MULTILINE
)
_MARKER = re.compile(r" *#+ *((BEGIN|END) +SOLUTION|BLANK)\b")
_BLOCK = re.compile(
    r"^(?P<indent> *)### BEGIN SOLUTION\n"
    r"(?P<solution>(?:(?! *###|# %%).*\n)+)"
    r"(?:(?P=indent)### BLANK\n(?P<blank>(?:(?P=indent)#(?!##| %%).*\n|\n)+))?"
    r"(?P=indent)### END SOLUTION$",
    re.MULTILINE,
)


def _solution(block: re.Match) -> str:
    return block["solution"].rstrip()


def _blank(block: re.Match) -> str:
    indent, lines = block["indent"], (block["blank"] or "# ____").strip().split("\n")
    return "\n".join((indent + line.strip()[1:].removeprefix(" ")).rstrip() for line in lines)


@dataclass(frozen=True)
class Piece:
    """One cell of an exercises text."""

    line: int  # of its header in the text, counted from 1
    text: str
    check: str | None  # the exercise that it checks
    solution: str  # the lines that the learner is to find
    blank: str  # the lines that the learner sees in their place


def pieces(text: str, file: str = "the text") -> list[Piece]:
    """The cells of an exercises text; `file` is its name in messages. Raises AuthoringError."""

    def error(line: int, sentence: str) -> AuthoringError:
        return AuthoringError(f"{file}, line {line}: {sentence}")

    outside = _BLOCK.sub(lambda block: "\n" * block[0].count("\n"), text)
    for number, words in enumerate(outside.splitlines(), 1):
        if _MARKER.match(words):
            raise error(
                number,
                "this marker is not part of a whole block: in one cell, at one indentation, "
                "### BEGIN SOLUTION, its lines, perhaps ### BLANK and commented lines, "
                "### END SOLUTION.",
            )
    found, seen = [], {}
    starts = [0, *(header.start() for header in _CELL.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        line, piece = text.count("\n", 0, start) + 1, text[start:end]
        blocks = list(_BLOCK.finditer(piece))
        given = _BLOCK.sub("", piece).rstrip()
        checks = _CHECK.findall(given)
        if len(checks) > 1:
            raise error(line, f"this cell checks {' and '.join(checks)}: one cell, one check.")
        if checks and not blocks:
            raise error(line, f"this cell checks {checks[0]} but has no ### BEGIN SOLUTION.")
        if checks and checks[0] in seen:
            raise error(line, f"{checks[0]} is checked in the cell at line {seen[checks[0]]} too.")
        last = given.rpartition("\n")[2]
        if blocks and not (checks and _CHECK.match(last)):
            raise error(line, "this exercise's last line is no check: end it with check.NAME(...).")
        seen.update((name, line) for name in checks)
        solution = "\n".join(_solution(block) for block in blocks)
        blank = "\n".join(_blank(block) for block in blocks)
        found.append(Piece(line, piece, checks[0] if checks else None, solution, blank))
    return found


def solutions(text: str, file: str = "the text") -> dict[str, dict[str, str]]:
    """The solution of each exercise, its solved cell without the check, and the check:
    {"tensor_sum": {"solution": "def tensor_sum…", "check": "check.tensor_sum(tensor_sum)"}}."""
    found = {}
    for piece in pieces(text, file):
        if piece.check:
            header, *lines, check = _BLOCK.sub(_solution, piece.text).rstrip().split("\n")
            found[piece.check] = {"solution": "\n".join(lines).strip(), "check": check}
    return found


# Text to notebook


def lesson(text: str, file: str = "the text"):
    """The notebook of a lesson's text, not executed."""
    for number, line in enumerate(text.splitlines(), 1):
        if _MARKER.match(line):
            raise AuthoringError(
                f"{file}, line {number}: exercises stand in the lesson's _exercises.py."
            )
    return _notebook(text)


def blank(text: str, file: str = "the text"):
    """The learner's notebook of an exercises text: blanks, no outputs."""
    pieces(text, file)  # refuses what is not well formed
    return _notebook(_BLOCK.sub(_blank, text))


def solved(text: str, file: str = "the text"):
    """The solved notebook of an exercises text, not executed."""
    pieces(text, file)
    notebook = _notebook(_BLOCK.sub(_solution, text))
    for cell in notebook.cells:
        if checked(cell):
            tags = [one for one in cell.metadata.pop("tags", []) if one != STOPS]
            cell.metadata |= {"tags": tags} if tags else {}
    return notebook


def above_the_stop(code: str) -> str:
    """A crash hunt's code, without its check, up to the last statement: there it stops."""
    return "".join(code.splitlines(keepends=True)[: ast.parse(code).body[-1].lineno - 1])


# What the course's kernels say of their language, which JupyterLab writes into each notebook that
# it opens (ci/prefix/etc/ipython). It is there already, so an opened notebook has nothing to save.
LANGUAGE = {
    "name": "python",
    "version": "3",
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


def empty():
    """A notebook without cells."""
    from nbformat import v4

    notebook = v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    notebook.metadata["language_info"] = dict(LANGUAGE)
    return notebook


def _notebook(text: str):
    """The text's notebook, for the caller to change."""
    return copy.deepcopy(_parsed(text))


@functools.lru_cache(maxsize=100)  # more than there are pages
def _parsed(text: str):
    """Read once: that takes a good tenth of a second, and a copy hardly any."""
    import jupytext
    from nbformat import v4

    # With comment_magics, jupytext takes comments such as `# less noise` for shell commands.
    percent = {"extension": ".py", "format_name": "percent", "comment_magics": False}
    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}
    notebook = empty()
    seen: Counter = Counter()
    for cell in jupytext.reads(text, fmt=percent).cells:
        seen[cell.cell_type, cell.source] += 1
        name = id_of(cell.cell_type, cell.source, seen[cell.cell_type, cell.source])
        tags = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        source = _FOLD.sub(_fold, cell.source) if cell.cell_type == "markdown" else cell.source
        notebook.cells.append(make[cell.cell_type](source, id=name, metadata=tags))
    return notebook


def id_of(kind: str, source: str, count: int = 1) -> str:
    """A cell's id. It comes from the content: every build on every machine gives the same."""
    return hashlib.sha256(f"{kind}\n{source}\n{count}".encode()).hexdigest()[:12]


def _fold(found: re.Match) -> str:
    title = f"Aside: {found['title']}" if found["title"] else "Compare"
    return f"<details>\n<summary>{title}</summary>\n\n{found['text'].strip()}\n\n</details>"


def text_cell(source: str, name: str):
    """A cell that stands in no text, such as a signpost; its id comes from its name alone."""
    from nbformat import v4

    return v4.new_markdown_cell(source, id=id_of("signpost", name))


def checked(cell) -> str | None:
    """The exercise that a code cell checks."""
    found = _CHECK.search(cell.source) if cell.cell_type == "code" else None
    return found[1] if found else None


def dumps(notebook) -> str:
    """The text of the notebook's file. Raises nbformat's ValidationError."""
    import nbformat

    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"
